//! The jobs of measure 1. What is chosen for accounts is a table with a form of its own.

use super::checks::{CENTRAL_ROOT, ORGANIZATION, WORKLOAD_ACCOUNTS};
use crate::domain::{Check, Measure, Scope};
use crate::measures::job::{Job, Wanted};

const fn job(check: &'static Check, mends: &'static [&'static Check]) -> Job {
    Job::plain(check.id, Measure::Separate, Wanted::Checks(mends), |chosen, _| {
        Scope {
            account: true,
            // What members' root users have is looked at where it is to be taken from them.
            roots: chosen.contains_key("goal"),
            ..Scope::of(Measure::Separate)
        }
    })
}

/// An organization.
pub const MAKE_ORGANIZATION: Job = job(&ORGANIZATION, &[&ORGANIZATION]);
/// Accounts in their units.
pub const ACCOUNTS: Job = job(&WORKLOAD_ACCOUNTS, &[&WORKLOAD_ACCOUNTS]);
/// Central root access; with a member's account, an end to its root credentials.
pub const ROOT_ACCESS: Job = job(&CENTRAL_ROOT, &[&CENTRAL_ROOT]);

/// Every one.
pub const JOBS: [&Job; 3] = [&MAKE_ORGANIZATION, &ACCOUNTS, &ROOT_ACCESS];
