//! GK-1.1 to GK-1.3.

use super::facts::{Facts, Features, ROOT_CREDENTIALS, ROOT_SESSIONS, Standing, is_not_management};
use crate::domain::{Check, Finding, Known, Measure, References, Status};
use crate::say;

/// Where a person looks after the organization.
pub const ACCOUNTS_PAGE: &str = "https://console.aws.amazon.com/organizations/v2/home/accounts";

const fn check(
    id: &'static str,
    ssb: &'static [&'static str],
    cis: &'static [&'static str],
    prowler: &'static [&'static str],
    partly: &'static [&'static str],
) -> Check {
    Check {
        id,
        measure: Measure::Separate,
        references: References {
            ssb,
            ssb_2022: &[],
            cis,
            prowler,
            partly,
        },
        guided: None,
    }
}

/// GK-1.1: there is an organization, with all features.
pub const ORGANIZATION: Check = check(
    "separate.organization",
    &[],
    &[],
    &["organizations_account_part_of_organizations"],
    &[],
);

/// GK-1.2: what runs is in accounts of its own, not in the management account.
pub const WORKLOAD_ACCOUNTS: Check = check(
    "separate.workload-accounts",
    &[],
    &["7.0:2.1.3", "7.0:2.1.4"],
    &[],
    &["7.0:2.1.3", "7.0:2.1.4"],
);

/// GK-1.3: the root users of the members are looked after in one place.
pub const CENTRAL_ROOT: Check = check(
    "separate.central-root",
    &["ACCT.02"],
    &["7.0:2.1.1"],
    &["iam_root_credentials_management_enabled"],
    &["ACCT.02"],
);

/// The checks of measure 1, in the order of its screen.
pub const CHECKS: [&Check; 3] = [&ORGANIZATION, &WORKLOAD_ACCOUNTS, &CENTRAL_ROOT];

/// Judges one check; none while its facts are still on their way.
#[must_use]
pub fn judge(check: &'static Check, facts: &Facts) -> Option<Finding> {
    match check.id {
        id if id == ORGANIZATION.id => organization(facts),
        id if id == WORKLOAD_ACCOUNTS.id => workloads(facts),
        id if id == CENTRAL_ROOT.id => central_root(facts),
        _ => None,
    }
}

fn organization(facts: &Facts) -> Option<Finding> {
    let organization = match &facts.organization {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(failure) => return Some(Finding::unknown(&ORGANIZATION, failure)),
        Known::Seen(organization, _) => organization,
    };
    let finding = match organization {
        None => Finding::new(&ORGANIZATION, Status::Fail).gap(say!("gap-no-organization")),
        Some(one) => {
            let own = facts.account.as_ref() == Some(&one.management);
            let (id, management) = (&one.id, &one.management);
            let saw = if own {
                say!("saw-organization-own", id = id)
            } else {
                say!("saw-organization-member", id = id, account = management)
            };
            if one.feature_set == "ALL" {
                Finding::new(&ORGANIZATION, Status::Pass).saw(saw)
            } else {
                Finding::new(&ORGANIZATION, Status::Warn)
                    .saw(saw)
                    .gap(say!("gap-billing-only"))
            }
        }
    };
    Some(finding.from_call(facts.organization.evidence()))
}

/// A check of what only the management account is told of, asked from a member.
fn of_management(check: &'static Check, facts: &Facts, failure: &crate::domain::Failure) -> Finding {
    let mut finding = Finding::unknown(check, failure);
    if is_not_management(failure)
        && let Some(organization) = facts.organization()
        && facts.account.as_ref() != Some(&organization.management)
    {
        finding.gap = Some(say!("gap-ask-management", account = &organization.management));
        // No administrator of this account could give that permission; what is known comes from the organization.
        finding.failures.clear();
        finding = finding.from_call(facts.organization.evidence());
    }
    finding
}

fn workloads(facts: &Facts) -> Option<Finding> {
    let check = &WORKLOAD_ACCOUNTS;
    match &facts.organization {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(failure) => return Some(Finding::unknown(check, failure)),
        Known::Seen(None, evidence) => {
            let finding = Finding::new(check, Status::Fail).gap(say!("gap-all-in-one"));
            return Some(finding.from_call(Some(evidence)));
        }
        Known::Seen(Some(_), _) => {}
    }
    match &facts.accounts {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(failure) => return Some(of_management(check, facts, failure)),
        Known::Seen(..) => {}
    }
    let creations = match &facts.creations {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(_) => &[][..],
        Known::Seen(creations, _) => creations,
    };
    let members = facts.members();
    let active = members.iter().filter(|one| one.is_active()).count();
    let coming = creations.iter().filter(|one| one.state == "IN_PROGRESS");
    let coming: Vec<&str> = coming.map(|one| one.name.as_str()).collect();
    let mut running = members
        .iter()
        .filter(|one| one.is_active() && !facts.is_for_security(one));
    let mut finding = if !coming.is_empty() {
        Finding::new(check, Status::Pending).gap(say!("gap-accounts-coming", names = coming.join(", ")))
    } else if active == 0 {
        Finding::new(check, Status::Fail).gap(say!("gap-no-member"))
    } else if running.next().is_none() {
        let names: Vec<&str> = members
            .iter()
            .filter(|one| one.is_active())
            .map(|one| one.name.as_str())
            .collect();
        Finding::new(check, Status::Fail).gap(say!("gap-no-workload", names = names.join(", ")))
    } else {
        let names: Vec<&str> = members
            .iter()
            .filter(|one| one.is_active())
            .map(|one| one.name.as_str())
            .collect();
        Finding::new(check, Status::Pass).saw(say!("saw-members", count = active, names = names.join(", ")))
    };
    let unfinished = members.iter().filter(|one| one.is_unfinished()).count();
    if unfinished > 0 {
        finding = finding.saw(say!("saw-members-unfinished", count = unfinished));
    }
    let closed = members.len() - active - unfinished;
    if closed > 0 {
        finding = finding.saw(say!("saw-members-closed", count = closed));
    }
    let loose = members
        .iter()
        .filter(|one| one.is_active() && facts.place(&one.id) == Some("/"));
    let loose = loose.count();
    if loose > 0 {
        finding = finding.saw(say!("saw-members-loose", count = loose));
    }
    Some(
        finding
            .from_call(facts.accounts.evidence())
            .from_call(facts.units.evidence())
            .from_call(facts.creations.evidence()),
    )
}

fn central_root(facts: &Facts) -> Option<Finding> {
    let check = &CENTRAL_ROOT;
    let features = match &facts.features {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(failure) => return Some(of_management(check, facts, failure)),
        Known::Seen(features, _) => features,
    };
    let finding = match features {
        Features::NoOrganization => {
            Finding::new(check, Status::NotApplicable).gap(say!("gap-root-needs-organization"))
        }
        Features::NotTrusted => Finding::new(check, Status::Fail).gap(say!("gap-root-not-trusted")),
        Features::BillingOnly => Finding::new(check, Status::Fail).gap(say!("gap-root-billing-only")),
        Features::On(_) if !features.has(ROOT_CREDENTIALS) => {
            Finding::new(check, Status::Fail).gap(say!("gap-root-off"))
        }
        Features::On(_) => judged_members(facts, features),
    };
    Some(finding.from_call(facts.features.evidence()))
}

/// That it is on does not take away what was there before: members' own credentials are told of where they were seen.
fn judged_members(facts: &Facts, features: &Features) -> Finding {
    let check = &CENTRAL_ROOT;
    let mut with = Vec::new();
    let mut looked_at = 0_usize;
    let mut failures = Vec::new();
    let mut evidence = Vec::new();
    for member in facts.members().into_iter().filter(|one| one.is_active()) {
        match facts.roots.get(&member.id) {
            Some(Known::Seen(root, saw)) => {
                looked_at += 1;
                evidence.push(saw.clone());
                if !root.is_none() {
                    with.push(member.name.clone());
                }
            }
            Some(Known::Refused(failure)) => failures.push(failure.clone()),
            Some(Known::NotAsked | Known::Asking) | None => {}
        }
    }
    let mut finding = if !with.is_empty() {
        Finding::new(check, Status::Warn).gap(say!(
            "gap-member-roots",
            count = with.len(),
            names = with.join(", ")
        ))
    } else if let Some(failure) = facts.organization.refusal().or_else(|| facts.accounts.refusal()) {
        // Who the members are is not known, and so neither is what their root users can sign in with.
        Finding::unknown(check, failure)
    } else if facts.organization().is_some() && facts.standing().is_none() {
        Finding::new(check, Status::Unknown).gap(say!("gap-not-asked"))
    } else if let Some(failure) = failures.first() {
        Finding::new(check, Status::Warn).gap(say!(
            "gap-member-roots-unread",
            reason = failure.code.as_deref().unwrap_or("-")
        ))
    } else {
        Finding::new(check, Status::Pass)
    };
    finding = finding.saw(if features.has(ROOT_SESSIONS) {
        say!("saw-root-on")
    } else {
        say!("saw-root-on-without-sessions")
    });
    if looked_at > 0 {
        finding = finding.saw(say!("saw-roots-looked-at", count = looked_at));
    } else if facts.standing() == Some(Standing::Management) && !facts.members().is_empty() {
        finding = finding.saw(say!("saw-roots-not-looked-at"));
    }
    finding.evidence = evidence;
    finding.failures = failures;
    finding
}
