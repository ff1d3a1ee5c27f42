//! The jobs of measure 2: each mends one check, with choices of its own.

use super::checks::{
    ACCESS_ANALYZER, ACCESS_KEYS, BUDGET, DAILY_ADMIN, GROUP_PERMISSIONS, PASSWORD_POLICY, ROOT_KEYS,
    S3_PUBLIC_ACCESS, SECURITY_CONTACT, USER_MFA,
};
use super::choices::{self, KINDS};
use super::ec2::{EBS_ENCRYPTION, encrypt_ebs};
use super::plan::{Draft, draft};
use crate::domain::{Check, Failure, Measure, Scope};
use crate::measures::job::{Asked, Choices, Drafted, Field, Input, Job, Site};
use crate::say;

const EMAIL: Field = Field::text("email", "field-email", "security@example.com").needed();

const REGIONS: Field = Field::chosen(
    "regions",
    "field-regions",
    Input::OneOf(&["all", "home"]),
    "all; home; ap-northeast-1,us-east-1",
);

/// A job that mends these checks; the first names it.
const fn job(
    check: &'static Check,
    mends: &'static [&'static Check],
    words: &'static str,
    fields: &'static [Field],
    plan: fn(&Asked, &Site<'_>) -> Result<Drafted, Failure>,
) -> Job {
    Job {
        words,
        fields,
        wrong: |field, text| choices::error(field.name, text),
        ..Job::plain(
            check.id,
            Measure::Secure,
            mends,
            |_, _| Scope::of(Measure::Secure),
            plan,
        )
    }
}

fn proposed(pairs: &[(&str, &str)], run: &str) -> Choices {
    let own = pairs.iter().copied().chain([("run", run)]);
    own.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A user who signs in every day, with all permissions and MFA.
pub const ADMINISTRATOR: Job = Job {
    wanted: |_, _| &[&DAILY_ADMIN],
    proposed: |around| proposed(&[("user", ""), ("group", "Administrators")], around.run),
    ..job(
        &DAILY_ADMIN,
        // Whether users have MFA is another one's question too.
        &[&DAILY_ADMIN, &USER_MFA],
        "field-of-secure-daily-admin",
        &[
            Field::text("user", "field-user", "founder").own().needed(),
            Field::text("group", "field-group", "Administrators").own(),
        ],
        |asked, site| draft(asked, site, &[&DAILY_ADMIN, &USER_MFA], Draft::administrator),
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
            Field::text("user", "field-user", "founder").own(),
            Field::text("group", "field-group", "Developers").own(),
        ],
        |asked, site| draft(asked, site, &[&GROUP_PERMISSIONS], Draft::group_permissions),
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
        |asked, site| draft(asked, site, &[&SECURITY_CONTACT], Draft::contacts),
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
        |asked, site| draft(asked, site, &[&BUDGET], Draft::budget),
    )
};

pub const ANALYZERS: Job = Job {
    each_region: true,
    proposed: |around| proposed(&[("regions", "all")], around.run),
    ..job(
        &ACCESS_ANALYZER,
        &[&ACCESS_ANALYZER],
        "field-of-secure-access-analyzer",
        &[REGIONS],
        |asked, site| draft(asked, site, &[&ACCESS_ANALYZER], Draft::analyzers),
    )
};

/// New EBS volumes are encrypted.
pub const ENCRYPT_EBS: Job = Job {
    each_region: true,
    proposed: |around| proposed(&[("regions", "all")], around.run),
    hint: |_, _, _| Some(say!("field-regions-ebs-hint")),
    ..job(
        &EBS_ENCRYPTION,
        &[&EBS_ENCRYPTION],
        "field-of-secure-ebs-encryption",
        &[REGIONS],
        encrypt_ebs,
    )
};

const PASSWORDS: Job = job(&PASSWORD_POLICY, &[&PASSWORD_POLICY], "", &[], |asked, site| {
    draft(asked, site, &[&PASSWORD_POLICY], Draft::password_policy)
});
const CLOSED: Job = job(&S3_PUBLIC_ACCESS, &[&S3_PUBLIC_ACCESS], "", &[], |asked, site| {
    draft(asked, site, &[&S3_PUBLIC_ACCESS], Draft::public_access)
});
/// MFA for a user, chosen in the list of users.
pub const MFA: Job = job(
    &USER_MFA,
    &[&USER_MFA],
    "",
    &[
        Field::text("user", "field-user", "founder").own(),
        Field::text("device", "", "arn:aws:iam::111122223333:mfa/genkan-founder"),
    ],
    |asked, site| draft(asked, site, &[&USER_MFA], Draft::user_mfa),
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
pub const KEY: Job = job(&ACCESS_KEYS, &[&ACCESS_KEYS], "", OF_KEY, |asked, site| {
    draft(asked, site, &[&ACCESS_KEYS], |of| of.key(false))
});
/// The same of the root user's.
pub const ROOT_KEY: Job = job(&ROOT_KEYS, &[&ROOT_KEYS], "", OF_KEY, |asked, site| {
    draft(asked, site, &[&ROOT_KEYS], |of| of.key(true))
});
/// A new console password for a user who lost theirs, chosen in the list of users.
pub const PASSWORD: Job = Job {
    fields: &[Field::text("user", "field-user", "founder").own().needed()],
    wrong: |field, text| choices::error(field.name, text),
    ..Job::plain(
        "secure.new-password",
        Measure::Secure,
        &[],
        |_, _| Scope::of(Measure::Secure),
        |asked, site| draft(asked, site, &[], Draft::password),
    )
};

pub const JOBS: [&Job; 12] = [
    &ADMINISTRATOR,
    &MFA,
    &TO_GROUP,
    &KEY,
    &ROOT_KEY,
    &PASSWORDS,
    &CONTACTS,
    &CLOSED,
    &ANALYZERS,
    &ENCRYPT_EBS,
    &MONTHLY_BUDGET,
    &PASSWORD,
];
