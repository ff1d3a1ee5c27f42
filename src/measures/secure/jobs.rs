//! The jobs of measure 2: each mends one check, with choices of its own.

use super::checks::{
    ACCESS_ANALYZER, ACCESS_KEYS, BUDGET, DAILY_ADMIN, GROUP_PERMISSIONS, PASSWORD_POLICY, ROOT_KEYS,
    S3_PUBLIC_ACCESS, SECURITY_CONTACT, USER_MFA,
};
use super::choices::{self, KINDS};
use crate::domain::{Check, Measure, Scope};
use crate::measures::job::{Choices, Field, Input, Job, Wanted};
use crate::say;

const EMAIL: Field = Field::text("email", "field-email", "security@example.com").needed();

/// A job that mends these checks; the first names it.
const fn job(
    check: &'static Check,
    mends: &'static [&'static Check],
    words: &'static str,
    fields: &'static [Field],
) -> Job {
    Job {
        words,
        fields,
        wrong: |field, text| choices::error(field.name, text),
        ..Job::plain(check.id, Measure::Secure, Wanted::Checks(mends), |_, _| {
            Scope::of(Measure::Secure)
        })
    }
}

fn proposed(pairs: &[(&str, &str)], run: &str) -> Choices {
    let own = pairs.iter().copied().chain([("run", run)]);
    own.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A user who signs in every day, with all permissions and MFA.
pub const ADMINISTRATOR: Job = Job {
    proposed: |around| proposed(&[("user", ""), ("group", "Administrators")], around.run),
    ..job(
        &DAILY_ADMIN,
        &[&DAILY_ADMIN],
        "field-of-secure-daily-admin",
        &[
            Field::text("user", "field-user", "founder").needed(),
            Field::text("group", "field-group", "Administrators"),
        ],
    )
};

/// What a user may do, by a group.
pub const TO_GROUP: Job = Job {
    proposed: |around| {
        let mut chosen = proposed(&[("user", ""), ("group", "")], around.run);
        choices::propose_user(&around.facts.secure, &mut chosen);
        chosen
    },
    follow: |before, after, around| {
        if before.get("user") != after.get("user") {
            choices::propose_group(&around.facts.secure, after);
        }
    },
    hint: |field, _, _| {
        Some(if field.name == "user" {
            say!("field-user-hint-move")
        } else {
            say!("field-group-hint-move")
        })
    },
    ..job(
        &GROUP_PERMISSIONS,
        &[&GROUP_PERMISSIONS],
        "field-of-secure-group-permissions",
        &[
            Field::text("user", "field-user", "founder"),
            Field::text("group", "field-group", "Developers"),
        ],
    )
};

/// Whom AWS writes to.
pub const CONTACTS: Job = Job {
    proposed: |around| {
        let empty = ["name", "title", "email", "phone"].map(|name| (name, ""));
        proposed(&[&empty[..], &[("kinds", "all")]].concat(), around.run)
    },
    ..job(
        &SECURITY_CONTACT,
        &[&SECURITY_CONTACT],
        "field-of-secure-security-contact",
        &[
            Field::text("name", "field-name", "Hanako Sato").needed(),
            Field::text("title", "field-title", "CTO").needed(),
            EMAIL,
            Field::text("phone", "field-phone", "+81 3-0000-0000").needed(),
            Field::chosen("kinds", "field-kinds", Input::OneOf(&KINDS), "security"),
        ],
    )
};

/// A budget for the month.
pub const MONTHLY_BUDGET: Job = Job {
    proposed: |around| proposed(&[("amount", "50"), ("email", "")], around.run),
    ..job(
        &BUDGET,
        &[&BUDGET],
        "field-of-secure-budget",
        &[Field::text("amount", "field-amount", "50"), EMAIL],
    )
};

pub const ANALYZERS: Job = Job {
    proposed: |around| proposed(&[("regions", "all")], around.run),
    ..job(
        &ACCESS_ANALYZER,
        &[&ACCESS_ANALYZER],
        "field-of-secure-access-analyzer",
        &[Field::chosen(
            "regions",
            "field-regions",
            Input::OneOf(&["all", "home"]),
            "all; home; ap-northeast-1,us-east-1",
        )],
    )
};

const PASSWORDS: Job = job(&PASSWORD_POLICY, &[&PASSWORD_POLICY], "", &[]);
const CLOSED: Job = job(&S3_PUBLIC_ACCESS, &[&S3_PUBLIC_ACCESS], "", &[]);
/// MFA for a user, chosen in the list of users.
pub const MFA: Job = job(
    &USER_MFA,
    &[&USER_MFA],
    "",
    &[
        Field::text("user", "field-user", "founder"),
        Field::text("device", "", "arn:aws:iam::111122223333:mfa/genkan-founder"),
    ],
);
/// Which key, and what becomes of it.
const OF_KEY: &[Field] = &[
    Field::text("key", "", "AKIAIOSFODNN7EXAMPLE").needed(),
    Field::chosen(
        "status",
        "",
        Input::OneOf(&["inactive", "deleted"]),
        "inactive; deleted",
    ),
];
/// An access key off or gone, chosen in the list of keys.
pub const KEY: Job = job(&ACCESS_KEYS, &[&ACCESS_KEYS], "", OF_KEY);
/// The same of the root user's.
pub const ROOT_KEY: Job = job(&ROOT_KEYS, &[&ROOT_KEYS], "", OF_KEY);

pub const JOBS: [&Job; 10] = [
    &ADMINISTRATOR,
    &MFA,
    &TO_GROUP,
    &KEY,
    &ROOT_KEY,
    &PASSWORDS,
    &CONTACTS,
    &CLOSED,
    &ANALYZERS,
    &MONTHLY_BUDGET,
];
