//! Measure 2, secure the account (施策2: アカウントをセキュアにしよう): the root user, daily users and MFA, and what an account
//! should have from its first day.

mod access;
mod back;
mod change;
mod checks;
mod choices;
mod daily_admin;
mod ec2;
mod facts;
mod jobs;
mod plan;
mod report;
pub mod totp;

pub use super::tag::{RUN_TAG, Tag};
pub use crate::domain::{AccessKey, Owner, date, days_between};
pub use access::{
    ADMINISTRATOR_ACCESS, CENTER_PATH, CENTER_PREFIX, Center, Permissions, Policies, Role, gives_all,
    saml_providers,
};
pub use change::{SecureChange, budget_name};
pub use checks::{
    ACCESS_ANALYZER, ACCESS_KEYS, BUDGET, CHECKS, DAILY_ADMIN, GROUP_PERMISSIONS, IAM_USERS, KeyFlaw,
    PASSWORD_POLICY, ROOT_KEYS, ROOT_MFA, ROOT_USE, S3_PUBLIC_ACCESS, SECURITY_CONTACT, SECURITY_CREDENTIALS,
    USER_MFA, judge, key_flaws, root_mfa_deadline, wanted_policy,
};
pub use choices::{Choices, KINDS};
pub use ec2::{EBS_ENCRYPTION, Ec2Change};
pub use facts::{
    Analyzer, Budget, Contact, ContactKind, DEVICE_PREFIX, Devices, Facts, PasswordPolicy, PublicBuckets,
    READS, SIGN_IN, ServiceCredential, Summary, Update, User, Written,
};
pub use jobs::{ADMINISTRATOR, ANALYZERS, JOBS, KEY, MFA, MONTHLY_BUDGET, PASSWORD, ROOT_KEY};
pub use plan::{ANALYZER, BUDGET_NAME, DELETED, INACTIVE, abandoned, needs_person};
pub use report::{Report, Row};

use crate::domain::Principal;
use crate::measures::{Remedy, Rooms, Way};

/// The rooms of this measure.
pub(in crate::measures) const ROOMS: Rooms = Rooms {
    checks: &CHECKS,
    jobs: &JOBS,
    judge: |check, facts| {
        let identity = facts.account.identity.seen();
        judge(check, &facts.secure, identity.map(|identity| &identity.principal))
    },
    described: || [SecureChange::DESCRIBED, Ec2Change::DESCRIBED].concat(),
    again: |change| {
        let (region, before) = (&change.region, change.before.clone());
        Ok(match change.service.as_str() {
            "ec2" => change.read::<Ec2Change>()?.into_change(region, before),
            _ => SecureChange::read(change)?.into_change(region, before),
        })
    },
    shows: |change, facts| match change.service.as_str() {
        "ec2" => {
            let typed: Ec2Change = change.read().ok()?;
            typed.shows(&change.region, &facts.secure)
        }
        _ => SecureChange::read(change)
            .ok()?
            .shows(&change.region, &facts.secure),
    },
    back: |change, ground| match change.service.as_str() {
        "ec2" => Some(change.read::<Ec2Change>().ok()?.back(&change.region)),
        _ => back::back(change, ground),
    },
    word: |_, _| None,
    remedy: |check, finding, facts| {
        finding?.is_open().then_some(())?;
        let steps = Remedy::new(Way::Steps, "fix-steps");
        match check.id {
            // Only the root user itself sees its keys here.
            id if id == ROOT_KEYS.id && facts.secure.all_keys().any(|key| key.owner == Owner::Root) => {
                Some(Remedy::new(Way::Keys { of_root: true }, "fix-keys"))
            }
            id if [ROOT_KEYS.id, ROOT_MFA.id].contains(&id) => Some(steps),
            id if id == ROOT_USE.id => {
                let identity = facts.account.identity.seen();
                let is_root = identity.is_some_and(|identity| identity.principal == Principal::Root);
                let permissions = facts.secure.permissions.seen();
                let others = permissions.is_some_and(|one| !one.administrators().is_empty());
                let way = if is_root && others {
                    Way::SignIn
                } else {
                    Way::Steps
                };
                Some(Remedy::new(way, "fix-root-use"))
            }
            id if id == ACCESS_KEYS.id => Some(Remedy::new(Way::Keys { of_root: false }, "fix-keys")),
            id if id == USER_MFA.id => Some(Remedy::new(Way::Users, "fix-users")),
            _ => None,
        }
    },
};
