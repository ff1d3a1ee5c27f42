//! GK-2.1 to GK-2.12.

use jiff::{SignedDuration, Timestamp};

use super::daily_admin;
use super::ec2::{self, EBS_ENCRYPTION};
use super::facts::{Analyzer, Contact, ContactKind, Facts, PasswordPolicy, Summary, User, Written};
use crate::domain::{
    AccessKey, Check, Failure, Finding, Kind, Known, Measure, Owner, Principal, PublicAccessBlock,
    References, Region, Status, date, days_between,
};
use crate::say;

/// Where a person looks after the credentials of the user that is signed in: the root user's MFA and keys, for which
/// there is no API.
pub const SECURITY_CREDENTIALS: &str = "https://console.aws.amazon.com/iam/home#/security_credentials";
/// Where a person looks after users and groups.
pub const IAM_USERS: &str = "https://console.aws.amazon.com/iam/home#/users";

const fn check(
    id: &'static str,
    ssb: &'static [&'static str],
    ssb_2022: &'static [&'static str],
    cis: &'static [&'static str],
    prowler: &'static [&'static str],
    partly: &'static [&'static str],
    guided: Option<&'static str>,
) -> Check {
    Check {
        id,
        measure: Measure::Secure,
        references: References {
            ssb,
            ssb_2022,
            cis,
            prowler,
            partly,
        },
        guided,
    }
}

/// GK-2.1: the root user has MFA.
pub const ROOT_MFA: Check = check(
    "secure.root-mfa",
    &["ACCT.05"],
    &["ACCT.05"],
    &["3.0:1.5", "5.0:1.4", "6.0:2.4", "7.0:2.5"],
    &["iam_root_mfa_enabled"],
    &["ACCT.05"],
    Some(SECURITY_CREDENTIALS),
);

/// GK-2.2: the root user has no access keys.
pub const ROOT_KEYS: Check = check(
    "secure.root-keys",
    &["ACCT.02"],
    &["ACCT.02"],
    &["3.0:1.4", "5.0:1.3", "6.0:2.3", "7.0:2.4"],
    &["iam_no_root_access_key"],
    &["ACCT.02"],
    Some(SECURITY_CREDENTIALS),
);

/// GK-2.3: nobody works as the root user.
pub const ROOT_USE: Check = check(
    "secure.root-use",
    &["ACCT.02"],
    &["ACCT.02"],
    &["3.0:1.7", "5.0:1.6", "6.0:2.6", "7.0:2.7"],
    &["iam_avoid_root_usage"],
    &["ACCT.02"],
    None,
);

/// GK-2.4: somebody else than the root user can administer the account.
pub const DAILY_ADMIN: Check = check(
    "secure.daily-admin",
    &["ACCT.03"],
    &["ACCT.03"],
    &[],
    &[],
    &["ACCT.03"],
    None,
);

/// GK-2.5: every user with a console password has MFA.
pub const USER_MFA: Check = check(
    "secure.user-mfa",
    &["ACCT.05"],
    &["ACCT.05"],
    &["3.0:1.10", "5.0:1.9", "6.0:2.9", "7.0:2.10"],
    &["iam_user_mfa_enabled_console_access"],
    &["ACCT.05"],
    None,
);

/// GK-2.6: permissions come through groups.
pub const GROUP_PERMISSIONS: Check = check(
    "secure.group-permissions",
    &["ACCT.04"],
    &["ACCT.04"],
    &["3.0:1.15", "5.0:1.14", "6.0:2.14", "7.0:2.13"],
    &["iam_policy_attached_only_to_group_or_roles"],
    &["ACCT.04"],
    Some(IAM_USERS),
);

/// GK-2.7: no access key is old, unused or double.
pub const ACCESS_KEYS: Check = check(
    "secure.access-keys",
    &["ACCT.13"],
    &["ACCT.03"],
    &[
        "3.0:1.14", "5.0:1.13", "6.0:2.13", "7.0:2.12", "3.0:1.12", "5.0:1.11", "6.0:2.11", "7.0:2.11",
        "3.0:1.11", "5.0:1.10", "6.0:2.10", "3.0:1.13", "5.0:1.12", "6.0:2.12",
    ],
    &[
        "iam_rotate_access_key_90_days",
        "iam_user_accesskey_unused",
        "iam_user_no_setup_initial_access_key",
        "iam_user_two_active_access_key",
        "iam_user_console_access_unused",
    ],
    &["ACCT.13", "ACCT.03"],
    None,
);

/// GK-2.8: passwords are long and not used again.
pub const PASSWORD_POLICY: Check = check(
    "secure.password-policy",
    &["ACCT.06"],
    &["ACCT.06"],
    &[
        "3.0:1.8", "3.0:1.9", "5.0:1.7", "5.0:1.8", "6.0:2.7", "6.0:2.8", "7.0:2.8", "7.0:2.9",
    ],
    &[
        "iam_password_policy_minimum_length_14",
        "iam_password_policy_reuse_24",
    ],
    &[],
    None,
);

/// GK-2.9: AWS knows whom to write to about security.
pub const SECURITY_CONTACT: Check = check(
    "secure.security-contact",
    &["ACCT.01"],
    &["ACCT.01"],
    &["3.0:1.2", "5.0:1.2", "6.0:2.2", "7.0:2.3"],
    &["account_security_contact_information_is_registered"],
    &["ACCT.01"],
    None,
);

/// GK-2.10: no bucket of the account can be open to the public.
pub const S3_PUBLIC_ACCESS: Check = check(
    "secure.s3-public-access",
    &["ACCT.08"],
    &["ACCT.08"],
    &["3.0:2.1.4", "5.0:2.1.4", "6.0:3.1.4", "7.0:3.1.4"],
    &["s3_account_level_public_access_blocks"],
    &[],
    None,
);

/// GK-2.11: access from outside is looked for.
pub const ACCESS_ANALYZER: Check = check(
    "secure.access-analyzer",
    &["ACCT.11"],
    &[],
    &["3.0:1.20", "5.0:1.19", "6.0:2.19", "7.0:2.18"],
    &["accessanalyzer_enabled"],
    &[],
    None,
);

/// GK-2.12: somebody is told of the costs.
pub const BUDGET: Check = check("secure.budget", &["ACCT.10"], &["ACCT.10"], &[], &[], &[], None);

/// The checks of this measure in screen order: the root user, the people, the account.
pub const CHECKS: [&Check; 13] = [
    &ROOT_MFA,
    &ROOT_KEYS,
    &ROOT_USE,
    &DAILY_ADMIN,
    &USER_MFA,
    &GROUP_PERMISSIONS,
    &ACCESS_KEYS,
    &PASSWORD_POLICY,
    &SECURITY_CONTACT,
    &S3_PUBLIC_ACCESS,
    &ACCESS_ANALYZER,
    &EBS_ENCRYPTION,
    &BUDGET,
];

/// Characters that a password policy should ask for at least (CIS AWS Foundations Benchmark).
pub const LENGTH: i32 = 14;
/// How many earlier passwords it should refuse; AWS's largest number.
pub const REUSE: i32 = 24;
/// Days until AWS insists on MFA for the root user (IAM user guide, "Multi-factor authentication for the root user").
pub const ROOT_MFA_DAYS: i64 = 35;
/// Days after which a use of the root user is no longer news.
const RECENT: i64 = 7;
/// Days after which an access key is old.
pub const OLD: i64 = 90;
/// Days after which an access key is unused.
pub const UNUSED: i64 = 45;

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Judges one check of this measure; `None` while its facts are on their way.
#[must_use]
pub fn judge(check: &'static Check, facts: &Facts, caller: Option<&Principal>) -> Option<Finding> {
    match check.id {
        id if id == ROOT_MFA.id => root_mfa(facts),
        id if id == ROOT_KEYS.id => root_keys(facts),
        id if id == ROOT_USE.id => root_use(facts, caller),
        id if id == DAILY_ADMIN.id => daily_admin::judge(facts, caller),
        id if id == USER_MFA.id => user_mfa(facts),
        id if id == GROUP_PERMISSIONS.id => group_permissions(facts),
        id if id == ACCESS_KEYS.id => access_keys(facts),
        id if id == PASSWORD_POLICY.id => password_policy(facts),
        id if id == SECURITY_CONTACT.id => security_contact(facts),
        id if id == S3_PUBLIC_ACCESS.id => public_access(facts),
        id if id == ACCESS_ANALYZER.id => access_analyzer(facts),
        id if id == EBS_ENCRYPTION.id => ec2::ebs_encryption(facts),
        id if id == BUDGET.id => budget(facts),
        _ => None,
    }
}

/// A fact that was asked: seen, or the finding of its refusal; none while it is on its way.
pub(super) fn asked<'a, T>(check: &'static Check, known: &'a Known<T>) -> Option<Result<&'a T, Finding>> {
    match known {
        Known::NotAsked | Known::Asking => None,
        Known::Refused(failure) => Some(Err(Finding::unknown(check, failure))),
        Known::Seen(value, _) => Some(Ok(value)),
    }
}

/// An account that AWS manages for its owner has no root user, no console users and a policy that keeps the account's
/// contacts out (AWS Account Management reference, "Sign up for AWS (new)"). Both signs together: each alone is also
/// that of a member account.
pub(super) fn is_managed_by_aws(facts: &Facts) -> bool {
    let summary = facts.summary.seen();
    let no_root = summary.is_some_and(Summary::has_no_root_credentials);
    let contact = facts.contacts.get(&ContactKind::Security);
    let kept_out = contact
        .and_then(Known::refusal)
        .is_some_and(|failure| failure.kind == Kind::DeniedByPolicy);
    no_root && kept_out
}

/// When AWS insists on MFA for the root user, at the earliest: it counts from the first sign-in, and tells nobody when
/// that was; no account is signed in to before it exists.
#[must_use]
pub fn root_mfa_deadline(facts: &Facts) -> Option<Timestamp> {
    let Written::Ready(report) = facts.report.seen()? else {
        return None;
    };
    report
        .root()?
        .created
        .map(|created| created + days(ROOT_MFA_DAYS))
}

fn root_mfa(facts: &Facts) -> Option<Finding> {
    let summary = match asked(&ROOT_MFA, &facts.summary)? {
        Ok(summary) => summary,
        Err(finding) => return Some(finding),
    };
    let finding = if summary.has_no_root_credentials() {
        // Members made by an organization have a root user that cannot sign in at all.
        Finding::new(&ROOT_MFA, Status::NotApplicable).saw(say!("saw-root-no-credentials"))
    } else {
        match summary.mfa {
            Some(0) => {
                let finding = Finding::new(&ROOT_MFA, Status::Fail).gap(say!("gap-root-mfa"));
                match root_mfa_deadline(facts) {
                    Some(deadline) => finding.saw(say!("saw-root-mfa-deadline", date = date(deadline))),
                    None => finding,
                }
            }
            Some(_) => {
                let kind = match facts.devices.seen().map(|devices| devices.root) {
                    Some(true) => say!("saw-root-mfa-virtual"),
                    Some(false) => say!("saw-root-mfa-hardware"),
                    None => say!("saw-root-mfa"),
                };
                Finding::new(&ROOT_MFA, Status::Pass).saw(kind)
            }
            None => Finding::new(&ROOT_MFA, Status::Unknown)
                .gap(say!("gap-summary-key", key = "AccountMFAEnabled")),
        }
    };
    Some(
        finding
            .from_call(facts.devices.evidence())
            .from_call(facts.summary.evidence()),
    )
}

fn root_keys(facts: &Facts) -> Option<Finding> {
    let summary = match asked(&ROOT_KEYS, &facts.summary)? {
        Ok(summary) => summary,
        Err(finding) => return Some(finding),
    };
    let finding = match (summary.keys, summary.certificates) {
        (Some(0), Some(certificates)) if certificates > 0 => {
            Finding::new(&ROOT_KEYS, Status::Warn).gap(say!("gap-root-certificates"))
        }
        (Some(0), _) => Finding::new(&ROOT_KEYS, Status::Pass).saw(say!("saw-root-keys-none")),
        (Some(_), _) => {
            let mut finding = Finding::new(&ROOT_KEYS, Status::Fail).gap(say!("gap-root-keys"));
            for key in facts.all_keys() {
                if key.owner == Owner::Root {
                    finding = finding.saw(key.last_use(facts.asked));
                }
            }
            // Only the root user itself sees its keys; the report knows when they were last used, hours later.
            let of_report = match facts.report.seen() {
                Some(Written::Ready(report)) => report.root().map(|row| row.keys_last_used.clone()),
                Some(Written::Generating) | None => None,
            };
            match of_report {
                Some(Some((time, place))) if finding.saw.is_empty() => {
                    finding.saw(say!("saw-root-keys-used", date = date(time), place = place))
                }
                Some(None) if finding.saw.is_empty() => finding.saw(say!("saw-root-keys-unused")),
                _ => finding,
            }
        }
        (None, _) => Finding::new(&ROOT_KEYS, Status::Unknown)
            .gap(say!("gap-summary-key", key = "AccountAccessKeysPresent")),
    };
    Some(finding.from_call(facts.summary.evidence()))
}

fn root_use(facts: &Facts, caller: Option<&Principal>) -> Option<Finding> {
    let written = match asked(&ROOT_USE, &facts.report)? {
        Ok(written) => written,
        Err(finding) => return Some(finding),
    };
    let now = facts.asked?;
    let finding = match written {
        Written::Generating => Finding::new(&ROOT_USE, Status::Pending).gap(say!("gap-report-generating")),
        Written::Ready(report) => match report.root() {
            None => Finding::new(&ROOT_USE, Status::Unknown).gap(say!("gap-report-no-root")),
            Some(row) => {
                let generated = report.generated.unwrap_or(now);
                let is_new = row
                    .created
                    .is_some_and(|made| now.duration_since(made) < days(RECENT));
                let finding = match row.last_used() {
                    // The report is hours old; who asks now is no secret.
                    _ if caller == Some(&Principal::Root) && !is_new => {
                        Finding::new(&ROOT_USE, Status::Warn).gap(say!("gap-root-used-now"))
                    }
                    None => Finding::new(&ROOT_USE, Status::Pass).saw(say!("saw-root-never-used")),
                    Some(used) if now.duration_since(used) > days(RECENT) => {
                        Finding::new(&ROOT_USE, Status::Pass).saw(say!(
                            "saw-root-used",
                            date = date(used),
                            days = days_between(used, now)
                        ))
                    }
                    // In its first days an account is set up by its root user: that is what it is for.
                    Some(_) if is_new => Finding::new(&ROOT_USE, Status::NotApplicable).saw(say!(
                        "saw-root-account-new",
                        days = row.created.map_or(0, |made| days_between(made, now))
                    )),
                    Some(used) => Finding::new(&ROOT_USE, Status::Warn).gap(say!(
                        "gap-root-used",
                        date = date(used),
                        days = days_between(used, now)
                    )),
                };
                finding.saw(say!("saw-report-time", time = generated))
            }
        },
    };
    Some(finding.from_call(facts.report.evidence()))
}

/// Who lacks something, and why it is not known of others.
type Lacking<'a> = (Vec<&'a str>, Vec<&'a Failure>);

/// The users with a console password and no MFA, and why it is not known of others; none while it is being asked, a
/// finding where nothing is known.
fn without_mfa(facts: &Facts) -> Option<Result<Lacking<'_>, Finding>> {
    let consoles = match asked(&USER_MFA, &facts.consoles)? {
        Ok(consoles) => consoles,
        Err(finding) => return Some(Err(finding)),
    };
    let devices = match asked(&USER_MFA, &facts.mfa)? {
        Ok(devices) => devices,
        Err(finding) => return Some(Err(finding)),
    };
    let (mut without, mut unread) = (Vec::new(), Vec::new());
    for (name, console) in &consoles.seen {
        if !console {
            continue;
        }
        match (devices.refused.get(name), devices.seen.get(name)) {
            (Some(failure), _) => unread.push(failure),
            (None, Some(devices)) if devices.is_empty() => without.push(name.as_str()),
            // One that is gone since needs no MFA any more.
            (None, Some(_) | None) => {}
        }
    }
    // Whether they have a password does not matter where they have MFA.
    for (name, failure) in &consoles.refused {
        if devices.seen.get(name).is_none_or(Vec::is_empty) {
            unread.push(failure);
        }
    }
    Some(Ok((without, unread)))
}

fn user_mfa(facts: &Facts) -> Option<Finding> {
    let (without, unread) = match without_mfa(facts)? {
        Ok(known) => known,
        Err(finding) => return Some(finding),
    };
    let consoles = &facts.consoles.seen()?.seen;
    let count = consoles.values().filter(|console| **console).count();
    let abandoned = facts.devices.seen().map_or(&[][..], |devices| &devices.abandoned);
    let finding = if !without.is_empty() {
        Finding::new(&USER_MFA, Status::Fail).gap(say!(
            "gap-user-mfa",
            count = without.len(),
            total = count,
            names = without.join(", ")
        ))
    } else if let Some((first, rest)) = unread.split_first() {
        let mut finding = Finding::unknown(&USER_MFA, first);
        finding.failures.extend(rest.iter().copied().cloned());
        finding
    } else if let Some(first) = abandoned.first() {
        let name = first.rsplit('/').next().unwrap_or(first);
        Finding::new(&USER_MFA, Status::Warn).gap(say!(
            "gap-device-abandoned",
            count = abandoned.len(),
            device = name
        ))
    } else if count == 0 {
        Finding::new(&USER_MFA, Status::Pass).saw(say!("saw-no-console-users"))
    } else {
        Finding::new(&USER_MFA, Status::Pass).saw(say!("saw-users-have-mfa", count = count))
    };
    Some(
        finding
            .from_call(facts.consoles.evidence())
            .from_call(facts.mfa.evidence()),
    )
}

fn group_permissions(facts: &Facts) -> Option<Finding> {
    let permissions = match asked(&GROUP_PERMISSIONS, &facts.permissions)? {
        Ok(permissions) => permissions,
        Err(finding) => return Some(finding),
    };
    let direct: Vec<&str> = permissions
        .users
        .iter()
        .filter(|(_, (_, policies))| !policies.is_empty())
        .map(|(name, _)| name.as_str())
        .collect();
    let finding = if direct.is_empty() {
        Finding::new(&GROUP_PERMISSIONS, Status::Pass)
            .saw(say!("saw-group-permissions", count = permissions.users.len()))
    } else {
        Finding::new(&GROUP_PERMISSIONS, Status::Warn).gap(say!(
            "gap-group-permissions",
            count = direct.len(),
            names = direct.join(", ")
        ))
    };
    Some(finding.from_call(facts.permissions.evidence()))
}

/// What is wrong with an access key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFlaw {
    /// Older than 90 days.
    Old(i64),
    /// Not used for 45 days, or never.
    Unused(i64),
    /// Never used, by somebody who has a console password: made with the user and forgotten.
    Initial,
    /// The user has two that work.
    Double,
}

/// What is wrong with a key that works; what weighs most comes first.
#[must_use]
pub fn key_flaws(key: &AccessKey, facts: &Facts) -> Vec<KeyFlaw> {
    let Some(now) = facts.asked.filter(|_| key.active) else {
        return Vec::new();
    };
    let mut flaws = Vec::new();
    let age = key.created.map(|created| days_between(created, now));
    if let Some(age) = age.filter(|age| *age > OLD) {
        flaws.push(KeyFlaw::Old(age));
    }
    let idle = key.last_used.or(key.created).map(|time| days_between(time, now));
    let console = match &key.owner {
        Owner::Root => None,
        Owner::User(name) => facts.has_console(name),
    };
    if key.last_used.is_none() && console == Some(true) {
        flaws.push(KeyFlaw::Initial);
    } else if let Some(idle) = idle.filter(|idle| *idle >= UNUSED) {
        flaws.push(KeyFlaw::Unused(idle));
    }
    let active = facts.all_keys();
    let active = active.filter(|other| other.owner == key.owner && other.active);
    if active.count() > 1 {
        flaws.push(KeyFlaw::Double);
    }
    flaws
}

/// The users whose console password nobody used for so long that it should not work any more.
fn idle_passwords(facts: &Facts) -> Vec<&str> {
    let users = facts.users.seen().map_or(&[][..], Vec::as_slice);
    let idle = |user: &&User| {
        let since = user.password_last_used.or(user.created);
        let long = since
            .zip(facts.asked)
            .is_some_and(|(since, now)| days_between(since, now) >= UNUSED);
        facts.has_console(&user.name) == Some(true) && long
    };
    let idle = users.iter().filter(idle);
    idle.map(|user| user.name.as_str()).collect()
}

fn access_keys(facts: &Facts) -> Option<Finding> {
    let keys = match asked(&ACCESS_KEYS, &facts.keys)? {
        Ok(keys) => keys,
        Err(finding) => return Some(finding),
    };
    let consoles = asked(&ACCESS_KEYS, &facts.consoles)?;
    let unread_keys = keys.first_refusal();
    let keys: Vec<&AccessKey> = keys
        .seen
        .values()
        .flatten()
        .filter(|key| key.owner != Owner::Root)
        .collect();
    let unread_use = keys
        .iter()
        .find_map(|key| key.use_unread.as_ref().filter(|_| key.active));
    let mut old = Vec::new();
    let mut other = Vec::new();
    for key in &keys {
        let flaws = key_flaws(key, facts);
        if flaws.iter().any(|flaw| matches!(flaw, KeyFlaw::Old(_))) {
            old.push(key.id.as_str());
        } else if !flaws.is_empty() {
            other.push(key.id.as_str());
        }
    }
    let active = keys.iter().filter(|key| key.active).count();
    let services = asked(&ACCESS_KEYS, &facts.service_credentials)?;
    let of_services: Vec<&str> = services
        .as_ref()
        .ok()
        .into_iter()
        .flat_map(|all| all.seen.values().flatten().filter(|one| one.active))
        .map(|one| one.service.as_str())
        .collect();
    let passwords = idle_passwords(facts);
    let mut finding = if !old.is_empty() {
        Finding::new(&ACCESS_KEYS, Status::Fail).gap(say!(
            "gap-keys-old",
            count = old.len(),
            keys = old.join(", ")
        ))
    } else if let Some(failure) = unread_keys.or(unread_use) {
        // An old key may be among what was not read.
        Finding::unknown(&ACCESS_KEYS, failure)
    } else if let Some(failure) = services.as_ref().ok().and_then(|all| all.first_refusal()) {
        Finding::unknown(&ACCESS_KEYS, failure)
    } else if let Err(unknown) = &services {
        // A long-lived credential may be among what was not read.
        unknown.clone()
    } else if let Err(unknown) = &consoles {
        // A password that nobody uses may be among what was not read, and a key that was made with one and forgotten.
        unknown.clone()
    } else if let Some(failure) = consoles.as_ref().ok().and_then(|all| all.first_refusal()) {
        Finding::unknown(&ACCESS_KEYS, failure)
    } else if !other.is_empty() {
        Finding::new(&ACCESS_KEYS, Status::Warn).gap(say!(
            "gap-keys-idle",
            count = other.len(),
            keys = other.join(", ")
        ))
    } else if !passwords.is_empty() {
        Finding::new(&ACCESS_KEYS, Status::Warn).gap(say!(
            "gap-passwords-idle",
            count = passwords.len(),
            names = passwords.join(", ")
        ))
    } else if !of_services.is_empty() {
        Finding::new(&ACCESS_KEYS, Status::Warn).gap(say!(
            "gap-service-credentials",
            count = of_services.len(),
            services = of_services.join(", ")
        ))
    } else if active == 0 {
        Finding::new(&ACCESS_KEYS, Status::Pass).saw(say!("saw-keys-none"))
    } else {
        Finding::new(&ACCESS_KEYS, Status::Pass).saw(say!("saw-keys-fresh", count = active))
    };
    let off = keys.len() - active;
    if off > 0 {
        finding = finding.saw(say!("saw-keys-inactive", count = off));
    }
    if let Some(own) = &facts.own_key {
        finding = finding.saw(say!("saw-own-key", key = own));
    }
    Some(
        finding
            .from_call(facts.service_credentials.evidence())
            .from_call(facts.keys.evidence()),
    )
}

/// What a password policy should be: at least as strict as asked, and as strict as it is.
#[must_use]
pub fn wanted_policy(now: Option<&PasswordPolicy>) -> PasswordPolicy {
    PasswordPolicy {
        minimum_password_length: now.map_or(LENGTH, |now| now.minimum_password_length.max(LENGTH)),
        require_symbols: true,
        require_numbers: true,
        require_uppercase_characters: true,
        require_lowercase_characters: true,
        // That users may not change their own is a decision of somebody's.
        allow_users_to_change_password: now.is_none_or(|now| now.allow_users_to_change_password),
        // Passwords that expire are worse ones (NIST SP 800-63B): kept where somebody wanted it, never added.
        max_password_age: now.and_then(|now| now.max_password_age),
        password_reuse_prevention: Some(REUSE),
        hard_expiry: now.and_then(|now| now.hard_expiry),
    }
}

fn password_policy(facts: &Facts) -> Option<Finding> {
    let policy = match asked(&PASSWORD_POLICY, &facts.password_policy)? {
        Ok(policy) => policy,
        Err(finding) => return Some(finding),
    };
    let finding = match policy {
        None => match asked(&PASSWORD_POLICY, &facts.consoles)? {
            Ok(consoles) if consoles.seen.values().any(|console| *console) => {
                Finding::new(&PASSWORD_POLICY, Status::Fail).gap(say!("gap-policy-default"))
            }
            Ok(consoles) if consoles.first_refusal().is_some() => {
                let failure = consoles.first_refusal()?;
                Finding::unknown(&PASSWORD_POLICY, failure)
            }
            Ok(_) => Finding::new(&PASSWORD_POLICY, Status::NotApplicable).saw(say!("saw-policy-no-console")),
            Err(unknown) => unknown,
        },
        Some(policy) => {
            let reuse = policy.password_reuse_prevention.unwrap_or(0);
            let shown = say!(
                "saw-policy",
                length = i64::from(policy.minimum_password_length),
                reuse = i64::from(reuse)
            );
            if policy.minimum_password_length >= LENGTH && reuse >= REUSE {
                Finding::new(&PASSWORD_POLICY, Status::Pass).saw(shown)
            } else {
                Finding::new(&PASSWORD_POLICY, Status::Fail)
                    .gap(say!(
                        "gap-policy",
                        length = i64::from(LENGTH),
                        reuse = i64::from(REUSE)
                    ))
                    .saw(shown)
            }
        }
    };
    Some(
        finding
            .from_call(facts.consoles.evidence())
            .from_call(facts.password_policy.evidence()),
    )
}

fn security_contact(facts: &Facts) -> Option<Finding> {
    if is_managed_by_aws(facts) {
        return Some(
            Finding::new(&SECURITY_CONTACT, Status::NotApplicable)
                .saw(say!("saw-managed-by-aws"))
                .from_call(facts.summary.evidence()),
        );
    }
    let known = facts.contacts.get(&ContactKind::Security)?;
    let contact: &Option<Contact> = match asked(&SECURITY_CONTACT, known)? {
        Ok(contact) => contact,
        Err(finding) => return Some(finding),
    };
    let mut finding = match contact {
        Some(contact) => Finding::new(&SECURITY_CONTACT, Status::Pass)
            .saw(say!("saw-contact", email = &contact.email_address)),
        None => Finding::new(&SECURITY_CONTACT, Status::Fail).gap(say!("gap-contact")),
    };
    let seen = |kind: ContactKind| facts.contacts.get(&kind).and_then(Known::seen);
    let missing = |kind: ContactKind| seen(kind) == Some(&None);
    finding = match (missing(ContactKind::Billing), missing(ContactKind::Operations)) {
        (true, true) => finding.saw(say!("saw-contacts-neither")),
        (true, false) => finding.saw(say!("saw-contact-no-billing")),
        (false, true) => finding.saw(say!("saw-contact-no-operations")),
        (false, false) => finding,
    };
    Some(finding.from_call(known.evidence()))
}

fn public_access(facts: &Facts) -> Option<Finding> {
    let block = match asked(&S3_PUBLIC_ACCESS, &facts.block)? {
        Ok(block) => block,
        Err(finding) => return Some(finding),
    };
    let mut finding = match block {
        Some(block) if *block == PublicAccessBlock::WHOLE => {
            Finding::new(&S3_PUBLIC_ACCESS, Status::Pass).saw(say!("saw-block-whole"))
        }
        Some(block) => Finding::new(&S3_PUBLIC_ACCESS, Status::Fail)
            .gap(say!("gap-block-partly", settings = block.off().join(", "))),
        None => Finding::new(&S3_PUBLIC_ACCESS, Status::Fail).gap(say!("gap-block-none")),
    };
    if let Some(buckets) = facts.buckets.seen().filter(|_| finding.status == Status::Fail) {
        finding = if buckets.public.is_empty() {
            finding.saw(say!("saw-buckets-none-public", count = buckets.total))
        } else {
            finding.saw(say!(
                "saw-buckets-public",
                count = buckets.public.len(),
                names = buckets.public.join(", ")
            ))
        };
        finding = finding.from_call(facts.buckets.evidence());
    }
    Some(finding.from_call(facts.block.evidence()))
}

fn is_watched(analyzers: &[Analyzer]) -> bool {
    analyzers
        .iter()
        .any(|analyzer| analyzer.is_external() && analyzer.is_active())
}

fn names(regions: &[&Region]) -> String {
    regions
        .iter()
        .map(|region| region.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn access_analyzer(facts: &Facts) -> Option<Finding> {
    let home = facts.home.as_ref()?;
    let listed = facts.regions_listed?;
    let (mut with, mut without, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
    let mut refused: Vec<(&Region, &Failure)> = Vec::new();
    for (region, known) in &facts.analyzers {
        match known {
            Known::NotAsked | Known::Asking => return None,
            Known::Refused(failure) => refused.push((region, failure)),
            Known::Seen(analyzers, _) if is_watched(analyzers) => with.push(region),
            Known::Seen(analyzers, _)
                if analyzers
                    .iter()
                    .any(|one| one.is_external() && one.status == "CREATING") =>
            {
                waiting.push(region);
            }
            Known::Seen(..) => without.push(region),
        }
    }
    // Where no name at all can be found, it is the names that are missing, not the endpoints.
    if refused.len() < facts.analyzers.len() {
        refused.retain(|(_, failure)| failure.kind != Kind::NoEndpoint);
    }
    let total = with.len() + without.len() + waiting.len() + refused.len();
    let mut finding = if without.contains(&home) {
        Finding::new(&ACCESS_ANALYZER, Status::Fail).gap(say!("gap-analyzer-home", region = home))
    } else if let Some((_, failure)) = refused.first() {
        Finding::unknown(&ACCESS_ANALYZER, failure)
    } else if !listed {
        Finding::new(&ACCESS_ANALYZER, Status::Unknown).gap(say!("gap-analyzer-unlisted", count = total))
    } else if !without.is_empty() {
        Finding::new(&ACCESS_ANALYZER, Status::Warn).gap(say!(
            "gap-analyzer-regions",
            count = without.len(),
            total = total,
            regions = names(&without)
        ))
    } else if !waiting.is_empty() {
        Finding::new(&ACCESS_ANALYZER, Status::Pending)
            .gap(say!("gap-analyzer-creating", regions = names(&waiting)))
    } else {
        Finding::new(&ACCESS_ANALYZER, Status::Pass)
    };
    if !with.is_empty() {
        finding = finding.saw(say!("saw-analyzers", count = with.len(), total = total));
    }
    let paid = facts
        .analyzers
        .values()
        .filter_map(Known::seen)
        .flatten()
        .any(|analyzer| !analyzer.is_external());
    if paid && finding.status == Status::Fail {
        finding = finding.saw(say!("saw-analyzer-other"));
    }
    for failure in refused.iter().skip(1).map(|(_, failure)| *failure) {
        finding.failures.push(failure.clone());
    }
    let at_home = facts.analyzers.get(home).and_then(Known::evidence);
    Some(finding.from_call(at_home))
}

fn budget(facts: &Facts) -> Option<Finding> {
    let budgets = match asked(&BUDGET, &facts.budgets)? {
        Ok(budgets) => budgets,
        Err(finding) => return Some(finding),
    };
    let told: Vec<&str> = budgets
        .seen
        .values()
        .filter(|budget| budget.is_enough())
        .map(|budget| budget.name.as_str())
        .collect();
    let finding = if !told.is_empty() {
        Finding::new(&BUDGET, Status::Pass).saw(say!(
            "saw-budgets",
            count = told.len(),
            names = told.join(", ")
        ))
    } else if let Some(failure) = budgets.first_refusal() {
        Finding::unknown(&BUDGET, failure)
    } else if budgets.seen.is_empty() {
        Finding::new(&BUDGET, Status::Fail).gap(say!("gap-budget-none"))
    } else if budgets.seen.values().all(|budget| budget.kind != "COST") {
        Finding::new(&BUDGET, Status::Fail).gap(say!("gap-budget-no-cost", count = budgets.seen.len()))
    } else {
        Finding::new(&BUDGET, Status::Warn).gap(say!("gap-budget-nobody", count = budgets.seen.len()))
    };
    Some(finding.from_call(facts.budgets.evidence()))
}
