//! Measure 2, secure the account (施策2: アカウントをセキュアにしよう): the root user, daily users and MFA, and what an account
//! should have from its first day.

mod access;
mod back;
mod change;
mod checks;
mod choices;
mod daily_admin;
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
pub use facts::{
    Analyzer, Budget, Contact, ContactKind, DEVICE_PREFIX, Devices, Facts, PasswordPolicy, PublicBuckets,
    READS, SIGN_IN, ServiceCredential, Summary, Update, User, Written,
};
pub use jobs::{ADMINISTRATOR, ANALYZERS, JOBS, KEY, MFA, MONTHLY_BUDGET, PASSWORD, ROOT_KEY};
pub use plan::{ANALYZER, BUDGET_NAME, DELETED, INACTIVE, abandoned, needs_person};
pub use report::{Report, Row};

use crate::measures::Rooms;

/// The rooms of this measure.
pub(in crate::measures) const ROOMS: Rooms = Rooms {
    checks: &CHECKS,
    jobs: &JOBS,
    judge: |check, facts| {
        let identity = facts.account.identity.seen();
        judge(check, &facts.secure, identity.map(|identity| &identity.principal))
    },
    described: || SecureChange::DESCRIBED.to_vec(),
    again: |change| Ok(SecureChange::read(change)?.into_change(&change.region, change.before.clone())),
    shows: |change, facts| {
        SecureChange::read(change)
            .ok()?
            .shows(&change.region, &facts.secure)
    },
    back: back::back,
    word: |_, _| None,
};
