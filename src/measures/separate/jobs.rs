//! The jobs of measure 1. What is chosen for accounts is a table with a form of its own.

use super::checks::{CENTRAL_ROOT, ORGANIZATION, WORKLOAD_ACCOUNTS};
use super::choices::{self, PAID, SHAPES};
use super::plan::{Draft, draft};
use crate::domain::{Check, Failure, Measure, Region, Scope};
use crate::measures::job::{Asked, Choices, Drafted, Field, Input, Job, Site};
use crate::say;

const fn job(
    check: &'static Check,
    mends: &'static [&'static Check],
    plan: fn(&Asked, &Site<'_>) -> Result<Drafted, Failure>,
) -> Job {
    Job {
        wrong: |field, text| match field.name {
            "plan" => (text != PAID).then(|| say!("form-empty")),
            "shape" => (!SHAPES.contains(&text)).then(|| say!("form-empty")),
            _ => None,
        },
        ..Job::plain(check.id, Measure::Separate, mends, scope, plan)
    }
}

fn scope(_: &Choices, _: &Region) -> Scope {
    Scope {
        account: true,
        ..Scope::of(Measure::Separate)
    }
}

/// The yes to what becomes of the free plan.
const PLAN: Field = Field::text("plan", "", "paid");

pub const MAKE_ORGANIZATION: Job = Job {
    fields: &[PLAN],
    ..job(&ORGANIZATION, &[&ORGANIZATION], |asked, site| {
        draft(asked, site, &ORGANIZATION, Draft::only_organization)
    })
};
/// Accounts in their units.
pub const ACCOUNTS: Job = Job {
    // The plan, and with it the journal, has every account by name and e-mail, whatever they were made of.
    finish: |chosen, around| {
        if let Ok(accounts) = choices::wanted(chosen, &around.facts.separate) {
            chosen.insert("accounts".to_owned(), choices::write(&accounts));
        }
    },
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
    ..job(&WORKLOAD_ACCOUNTS, &[&WORKLOAD_ACCOUNTS], |asked, site| {
        draft(asked, site, &WORKLOAD_ACCOUNTS, Draft::accounts)
    })
};
/// Central root access.
pub const ROOT_ACCESS: Job = job(&CENTRAL_ROOT, &[&CENTRAL_ROOT], |asked, site| {
    draft(asked, site, &CENTRAL_ROOT, Draft::central_root)
});
/// An end to what a member's root user can sign in with, chosen in the list of accounts.
pub const MEMBER_ROOT: Job = Job {
    fields: &[Field::text("account", "", "444455556666").needed()],
    ..Job::plain(
        "separate.member-root",
        Measure::Separate,
        &[&CENTRAL_ROOT],
        |_, _| Scope {
            account: true,
            // What members' root users have is looked at where it is to be taken from them.
            roots: true,
            ..Scope::of(Measure::Separate)
        },
        |asked, site| draft(asked, site, &CENTRAL_ROOT, Draft::member_root),
    )
};

pub const JOBS: [&Job; 4] = [&MAKE_ORGANIZATION, &ACCOUNTS, &ROOT_ACCESS, &MEMBER_ROOT];
