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
pub use back::back;
pub use change::{SecureChange, budget_name};
pub use checks::{
    ACCESS_ANALYZER, ACCESS_KEYS, BUDGET, CHECKS, DAILY_ADMIN, GROUP_PERMISSIONS, IAM_USERS, KeyFlaw,
    PASSWORD_POLICY, ROOT_KEYS, ROOT_MFA, ROOT_USE, S3_PUBLIC_ACCESS, SECURITY_CONTACT, SECURITY_CREDENTIALS,
    USER_MFA, judge, key_flaws, root_mfa_deadline, wanted_policy,
};
pub use choices::{Choices, KINDS, NEW_PASSWORD};
pub use facts::{
    Analyzer, Budget, Contact, ContactKind, DEVICE_PREFIX, Devices, Facts, PasswordPolicy, PublicBuckets,
    READS, SIGN_IN, ServiceCredential, Summary, Update, User, Written,
};
pub use jobs::{ADMINISTRATOR, ANALYZERS, JOBS, KEY, MFA, MONTHLY_BUDGET, ROOT_KEY};
pub use plan::{
    ANALYZER, BUDGET_NAME, DELETED, INACTIVE, abandoned, is_goal, needs_person, password_choices, plan,
    plan_goal,
};
pub use report::{Report, Row};
