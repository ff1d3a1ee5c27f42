//! The jobs of measure 1. What is chosen for accounts is a table with a form of its own.

use super::checks::{CENTRAL_ROOT, ORGANIZATION, WORKLOAD_ACCOUNTS};
use super::choices::{PAID, SHAPES};
use crate::domain::{Check, Measure, Region, Scope};
use crate::measures::job::{Choices, Field, Input, Job, Wanted};
use crate::say;

const fn job(check: &'static Check, mends: &'static [&'static Check]) -> Job {
    Job {
        wrong: |field, text| match field.name {
            "plan" => (text != PAID).then(|| say!("form-empty")),
            "shape" => (!SHAPES.contains(&text)).then(|| say!("form-empty")),
            _ => None,
        },
        ..Job::plain(check.id, Measure::Separate, Wanted::Checks(mends), scope)
    }
}

fn scope(chosen: &Choices, _: &Region) -> Scope {
    Scope {
        account: true,
        // What members' root users have is looked at where it is to be taken from them.
        roots: chosen.contains_key("goal"),
        ..Scope::of(Measure::Separate)
    }
}

/// The yes to what becomes of the free plan.
const PLAN: Field = Field::text("plan", "", "paid");

pub const MAKE_ORGANIZATION: Job = Job {
    fields: &[PLAN],
    ..job(&ORGANIZATION, &[&ORGANIZATION])
};
/// Accounts in their units.
pub const ACCOUNTS: Job = Job {
    fields: &[
        Field::chosen(
            "shape",
            "",
            Input::OneOf(&SHAPES),
            "two; four; own, with accounts=...",
        ),
        Field::text("email", "", "founder@example.com"),
        Field::text(
            "accounts",
            "",
            "Workloads/Prod/prod=founder+prod@example.com; ...",
        ),
        PLAN,
    ],
    ..job(&WORKLOAD_ACCOUNTS, &[&WORKLOAD_ACCOUNTS])
};
/// Central root access; with a member's account, an end to its root credentials.
pub const ROOT_ACCESS: Job = job(&CENTRAL_ROOT, &[&CENTRAL_ROOT]);

pub const JOBS: [&Job; 3] = [&MAKE_ORGANIZATION, &ACCOUNTS, &ROOT_ACCESS];
