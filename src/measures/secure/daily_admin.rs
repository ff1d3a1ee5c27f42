//! GK-2.4: somebody else than the root user can administer the account. There are three ways, and each must be one that a
//! person can really go.

use super::access::CENTER_ADMINISTRATOR;
use super::checks::{DAILY_ADMIN, asked, is_managed_by_aws};
use super::facts::Facts;
use crate::domain::{Failure, Finding, Owner, Principal, Sentence, Status};
use crate::say;

/// How one way stands.
#[derive(Default)]
struct Way {
    /// Somebody can go it.
    open: Option<Sentence>,
    /// It was set up, and nobody can go it: how bad that is.
    shut: Option<(Status, Sentence)>,
    /// Why it is not known.
    unread: Vec<Failure>,
    /// What else was seen.
    saw: Vec<Sentence>,
}

pub(super) fn judge(facts: &Facts, caller: Option<&Principal>) -> Option<Finding> {
    if is_managed_by_aws(facts) {
        return Some(
            Finding::new(&DAILY_ADMIN, Status::NotApplicable)
                .saw(say!("saw-managed-by-aws"))
                .from_call(facts.summary.evidence()),
        );
    }
    let ways = [users(facts), center(facts, caller), saml(facts)];
    let open: Vec<&Sentence> = ways
        .iter()
        .flatten()
        .filter_map(|way| way.open.as_ref())
        .collect();
    let mut finding = if open.is_empty() {
        let ways = [ways[0].as_ref()?, ways[1].as_ref()?, ways[2].as_ref()?];
        let unread: Vec<&Failure> = ways.iter().flat_map(|way| &way.unread).collect();
        let shut = ways.iter().filter_map(|way| way.shut.as_ref());
        // A failure weighs more than a warning.
        let worst = shut.min_by_key(|(status, _)| u8::from(*status != Status::Fail));
        let mut finding = match (unread.first(), worst) {
            (Some(first), _) => {
                let mut finding = Finding::unknown(&DAILY_ADMIN, first);
                finding.failures.extend(unread.iter().skip(1).copied().cloned());
                finding
            }
            (None, Some((status, gap))) => Finding::new(&DAILY_ADMIN, *status).gap(gap.clone()),
            (None, None) => Finding::new(&DAILY_ADMIN, Status::Fail).gap(say!("gap-daily-admin")),
        };
        finding.saw.extend(ways.iter().flat_map(|way| way.saw.clone()));
        finding
    } else {
        let mut finding = Finding::new(&DAILY_ADMIN, Status::Pass);
        finding.saw = open.into_iter().cloned().collect();
        finding
    };
    for evidence in [
        facts.saml.evidence(),
        facts.identity_center.evidence(),
        facts.consoles.evidence(),
        facts.permissions.evidence(),
    ] {
        finding = finding.from_call(evidence);
    }
    Some(finding)
}

/// A user with all permissions who has something to sign in with.
fn users(facts: &Facts) -> Option<Way> {
    let mut way = Way::default();
    let Ok(permissions) = asked(&DAILY_ADMIN, &facts.permissions)? else {
        way.unread.extend(facts.permissions.refusal().cloned());
        return Some(way);
    };
    let direct = permissions.direct_administrators();
    let mut administrators = permissions.administrators();
    let by_group = administrators.clone();
    administrators.extend(direct.iter().copied().filter(|name| !by_group.contains(name)));
    if administrators.is_empty() {
        return Some(way);
    }
    let Ok(consoles) = asked(&DAILY_ADMIN, &facts.consoles)? else {
        way.unread.extend(facts.consoles.refusal().cloned());
        return Some(way);
    };
    let can = |name: &&str| consoles.seen.get(*name) == Some(&true);
    let able: Vec<&str> = by_group.into_iter().filter(can).collect();
    if !able.is_empty() {
        way.open = Some(say!(
            "saw-administrators",
            count = able.len(),
            names = able.join(", ")
        ));
        return Some(way);
    }
    // They can, and nobody else of a group could take over.
    let able: Vec<&str> = direct.into_iter().filter(can).collect();
    if !able.is_empty() {
        way.shut = Some((
            Status::Warn,
            say!("gap-administrators-directly", names = able.join(", ")),
        ));
        return Some(way);
    }
    let refused = administrators
        .iter()
        .find_map(|name| consoles.refused.get(*name).cloned());
    if refused.is_some() {
        way.unread.extend(refused);
        return Some(way);
    }
    let Ok(keys) = asked(&DAILY_ADMIN, &facts.keys)? else {
        way.unread.extend(facts.keys.refusal().cloned());
        return Some(way);
    };
    let with_key = |name: &&str| {
        let own = Owner::User((*name).to_owned());
        facts.all_keys().any(|key| key.owner == own && key.active)
    };
    let by_key: Vec<&str> = administrators.iter().copied().filter(with_key).collect();
    let unread = administrators
        .iter()
        .find_map(|name| keys.refused.get(*name).cloned());
    way.shut = Some(if by_key.is_empty() {
        way.unread.extend(unread);
        (
            Status::Fail,
            say!("gap-administrators-locked-out", names = administrators.join(", ")),
        )
    } else {
        (
            Status::Warn,
            say!("gap-administrators-by-key", names = by_key.join(", ")),
        )
    });
    Some(way)
}

/// A permission set of IAM Identity Center. Its role in the account is the proof that somebody is assigned; asking Identity
/// Center itself is for whoever may not read roles.
fn center(facts: &Facts, caller: Option<&Principal>) -> Option<Way> {
    let mut way = Way::default();
    let permissions = facts.permissions.seen();
    let roles = permissions.map_or(&[][..], |permissions| &permissions.roles);
    let mut of_center = roles.iter().filter(|role| role.of_center).peekable();
    let calls = match caller {
        Some(Principal::Role { name, .. }) => name.starts_with(CENTER_ADMINISTRATOR),
        _ => false,
    };
    let has_role = of_center.peek().is_some();
    if of_center.any(|role| role.gives_all) || (calls && facts.permissions.refusal().is_some()) {
        way.open = Some(say!("saw-identity-center"));
        return Some(way);
    }
    if has_role {
        way.shut = Some((Status::Warn, say!("gap-center-less")));
        return Some(way);
    }
    let Ok(centers) = asked(&DAILY_ADMIN, &facts.identity_center)? else {
        way.unread.extend(facts.identity_center.refusal().cloned());
        return Some(way);
    };
    if centers.iter().any(|center| center.provisioned == Ok(true)) {
        way.open = Some(say!("saw-identity-center"));
        return Some(way);
    }
    if let Some(center) = centers.iter().find(|center| center.status != "ACTIVE") {
        way.shut = Some((Status::Warn, say!("gap-center-status", status = &*center.status)));
        return Some(way);
    }
    // No role of it is here, so nobody is assigned, whatever Identity Center itself does not tell.
    if !centers.is_empty() {
        if permissions.is_none() {
            let refused = centers
                .iter()
                .find_map(|center| center.provisioned.as_ref().err());
            way.unread.extend(refused.cloned());
        }
        way.saw.push(say!("saw-center-unassigned"));
    }
    Some(way)
}

/// A SAML provider with a role that gives all permissions.
fn saml(facts: &Facts) -> Option<Way> {
    let mut way = Way::default();
    let Ok(providers) = asked(&DAILY_ADMIN, &facts.saml)? else {
        way.unread.extend(facts.saml.refusal().cloned());
        return Some(way);
    };
    if providers.is_empty() {
        return Some(way);
    }
    let Ok(permissions) = asked(&DAILY_ADMIN, &facts.permissions)? else {
        way.unread.extend(facts.permissions.refusal().cloned());
        return Some(way);
    };
    let usable = permissions
        .roles
        .iter()
        .find(|role| role.gives_all && role.saml.iter().any(|arn| providers.contains(arn)));
    match usable {
        Some(role) => way.open = Some(say!("saw-saml", role = &*role.name)),
        None => way.shut = Some((Status::Warn, say!("gap-saml-unusable"))),
    }
    Some(way)
}
