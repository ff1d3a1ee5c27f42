//! From how measure 3 stands to the calls that mend it: F-TRAIL, F-CONFIG, and the way back.

mod bucket;
mod config;
mod trail;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::change::Tag;
use super::checks::{CHECKS, TRAIL, judge};
use super::choices::Choices;
use super::config::{CHECKS as CONFIG_CHECKS, CONFIG_COVERAGE};
use super::facts::Facts;
use crate::domain::journal::Begun;
use crate::domain::{Change, Check, CostLine, Failure, Finding, Identity, Kind, Plan, Sentence, Status};
use crate::measures::job::Wanted;

pub use self::config::{CONTROL_TOWER, retire};
pub use trail::needs_bucket;

/// When the prices were read.
const PRICES: &str = "2026-11";

/// A plan under way.
struct Draft<'a> {
    identity: &'a Identity,
    facts: &'a Facts,
    begun: &'a Begun,
    choices: &'a Choices,
    steps: Vec<Change>,
    notes: Vec<Sentence>,
    cost: Vec<CostLine>,
}

impl<'a> Draft<'a> {
    const fn of(identity: &'a Identity, facts: &'a Facts, begun: &'a Begun, choices: &'a Choices) -> Self {
        Self {
            identity,
            facts,
            begun,
            choices,
            steps: Vec::new(),
            notes: Vec::new(),
            cost: Vec::new(),
        }
    }

    /// The plan, once every step is there.
    fn seal(self, checks: Vec<String>, choices: BTreeMap<String, String>, now: Timestamp) -> Plan {
        let mut plan = Plan::empty(&self.identity.account, &self.identity.partition, now);
        plan.checks = checks;
        plan.choices = choices;
        plan.steps = self.steps;
        plan.cost = self.cost;
        plan.notes = self.notes;
        plan.seal()
    }
}

/// Whether a check is about AWS Config.
#[must_use]
pub fn is_config(check: &Check) -> bool {
    CONFIG_CHECKS.iter().any(|one| one.id == check.id)
}

/// Whether a check is among what is wanted.
fn includes(wanted: Wanted<'_>, check: &'static Check) -> bool {
    match wanted {
        Wanted::Everything => true,
        Wanted::Trails => !is_config(check),
        Wanted::Checks(checks) => checks.contains(&check),
    }
}

/// Whether it is asked for by name.
fn names(wanted: Wanted<'_>, check: &'static Check) -> bool {
    matches!(wanted, Wanted::Checks(checks) if checks.contains(&check))
}

/// Plans the mending of the checks wanted. An account where nothing is open
/// gets a plan without steps.
///
/// # Errors
/// The failure that keeps a fact unknown: an unknown never feeds a plan. Usage where a chosen name does not
/// fit; conflict where a quota or a name is in the way.
pub fn plan(
    identity: &Identity,
    facts: &Facts,
    begun: &Begun,
    wanted: Wanted<'_>,
    choices: &Choices,
    now: Timestamp,
) -> Result<Plan, Failure> {
    let mut open: Vec<&'static Check> = Vec::new();
    let mut failing: Vec<&'static Check> = Vec::new();
    for check in CHECKS {
        if !includes(wanted, check) {
            continue;
        }
        let Some(finding) = judge(check, facts, Some(&identity.account)) else {
            continue;
        };
        if finding.is_open() || finding.waits_for_another() {
            open.push(check);
            if finding.is_open() {
                failing.push(check);
            }
        } else if is_config(check) {
            // Asked for by name, a choice that differs from what is set is a change to plan.
            if names(wanted, check) {
                open.push(check);
            }
        } else if let Some(failure) = blocking(&finding, names(wanted, check)) {
            return Err(failure);
        }
    }
    let mut draft = Draft::of(identity, facts, begun, choices);
    let (of_config, of_trails): (Vec<_>, Vec<_>) =
        failing.iter().copied().partition(|check| is_config(check));
    if !of_trails.is_empty() {
        draft.mend_trails(&of_trails)?;
    }
    let in_home = home_refusal(facts).filter(|_| CONFIG_CHECKS.iter().any(|check| includes(wanted, check)));
    if let Some(failure) = in_home {
        return Err(failure);
    }
    if !of_config.is_empty() || open.iter().any(|check| is_config(check) && names(wanted, check)) {
        let widens = open.iter().any(|check| check.id == CONFIG_COVERAGE.id);
        draft.mend_config(widens)?;
    }
    if draft.steps.is_empty() && !failing.is_empty() {
        return Err(Failure::new(Kind::NotOurs, ""));
    }
    let checks = if draft.steps.is_empty() {
        Vec::new()
    } else {
        open.iter().map(|check| check.id.to_owned()).collect()
    };
    Ok(draft.seal(checks, choices.write(), now))
}

/// The failure behind an unknown that a plan would have to guess about.
fn blocking(finding: &Finding, asked_for: bool) -> Option<Failure> {
    let is_first = finding.check.id == TRAIL.id;
    (finding.status == Status::Unknown && (is_first || asked_for))
        .then(|| finding.failures.first().cloned())
        .flatten()
}

/// Why it is not known whether the home Region records.
fn home_refusal(facts: &Facts) -> Option<Failure> {
    let (_, here) = facts.config.home()?;
    let refusal = here.recorder.refusal().or_else(|| here.status.refusal());
    refusal.cloned()
}

fn cost(text: Sentence) -> CostLine {
    CostLine {
        text,
        as_of: PRICES.to_owned(),
    }
}

/// What genkan writes on what it makes, so that undo and a later run know their own.
fn tags(run: &str) -> Vec<Tag> {
    [("genkan:created-by", "genkan"), ("genkan:run", run)]
        .into_iter()
        .map(|(key, value)| Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tags_name_the_run() {
        assert_eq!(
            serde_json::to_value(tags("r1")).ok(),
            Some(
                json!([{"Key": "genkan:created-by", "Value": "genkan"}, {"Key": "genkan:run", "Value": "r1"}])
            )
        );
    }
}
