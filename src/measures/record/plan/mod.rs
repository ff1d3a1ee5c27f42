//! From how measure 3 stands to the calls that mend it: F-TRAIL and F-CONFIG.

mod bucket;
mod config;
mod trail;

use super::change::Tag;
use super::checks::{CHECKS, EVENT_HISTORY, TRAIL, judge};
use super::choices::TrailChoices;
use super::config::{CHECKS as CONFIG_CHECKS, CONFIG_COVERAGE, ConfigChoices};
use super::facts::Facts;
use crate::domain::journal::Begun;
use crate::domain::{
    Change, Check, CostLine, Failure, Finding, Identity, Kind, Known, Region, Sentence, Status,
};
use crate::measures::job::{Asked, Choices, Drafted, Site};

pub(super) use self::config::retire;
pub use trail::needs_bucket;

/// When the prices were read.
const PRICES: &str = "2026-11";

/// A job under way, with its choices.
struct Draft<'a, C> {
    identity: &'a Identity,
    home: &'a Region,
    facts: &'a Facts,
    begun: &'a Begun,
    choices: &'a C,
    /// The run, written into tags.
    run: &'a str,
    /// The changes of the jobs before.
    planned: &'a [Change],
    plan: Drafted,
}

impl<'a, C> Draft<'a, C> {
    fn of(site: &Site<'a>, choices: &'a C, run: &'a str) -> Self {
        Self {
            identity: site.identity,
            home: site.facts.record.config.home.as_ref().unwrap_or(site.home),
            facts: &site.facts.record,
            begun: &site.facts.begun,
            choices,
            run,
            planned: site.planned,
            plan: Drafted::default(),
        }
    }

    fn push(&mut self, change: Change) {
        self.plan.steps.push(change);
    }

    /// Says it once.
    fn note(&mut self, sentence: Sentence) {
        if !self.plan.notes.contains(&sentence) {
            self.plan.notes.push(sentence);
        }
    }

    fn cost(&mut self, text: Sentence) {
        let line = CostLine {
            text,
            as_of: PRICES.to_owned(),
        };
        if !self.plan.cost.contains(&line) {
            self.plan.cost.push(line);
        }
    }

    /// What the job would do about these checks.
    fn end(mut self, open: &[&'static Check], choices: Choices) -> Drafted {
        if !self.plan.steps.is_empty() || !self.plan.shared.is_empty() {
            self.plan.checks = open.iter().map(|check| check.id.to_owned()).collect();
        }
        self.plan.choices = choices;
        self.plan
    }
}

/// Whether a check is about AWS Config.
#[must_use]
pub fn is_config(check: &Check) -> bool {
    CONFIG_CHECKS.iter().any(|one| one.id == check.id)
}

/// The checks that are asked for, with how they stand.
fn findings(asked: &Asked, site: &Site<'_>) -> Vec<Finding> {
    CHECKS
        .into_iter()
        .filter(|check| asked.includes(check))
        .filter_map(|check| judge(check, &site.facts.record, Some(&site.identity.account)))
        .collect()
}

/// Plans the mending of trails. An account where nothing is open gets a plan without steps.
///
/// # Errors
/// The failure that keeps a fact unknown: an unknown never feeds a plan. Usage where a chosen name does not
/// fit; conflict where a quota or a name is in the way.
pub(super) fn trails(asked: &Asked, site: &Site<'_>) -> Result<Drafted, Failure> {
    let choices = TrailChoices::read(&asked.choices)?;
    if matches!(site.facts.record.trails, Known::NotAsked | Known::Asking) {
        return Err(Failure::new(Kind::Internal, "trails not surveyed"));
    }
    let (mut open, mut failing) = (Vec::new(), Vec::new());
    for finding in findings(asked, site) {
        if finding.is_open() || finding.waits_for_another() {
            open.push(finding.check);
            if finding.is_open() {
                failing.push(finding.check);
            }
        } else if finding.check.id != EVENT_HISTORY.id
            && let Some(failure) = blocking(&finding, asked.names(finding.check))
        {
            // The event history is AWS's own: no plan mends it, and none waits for it.
            return Err(failure);
        }
    }
    let mut draft = Draft::of(site, &choices, &choices.run);
    if !failing.is_empty() {
        draft.mend_trails(&failing)?;
        if draft.plan.steps.is_empty() {
            return Err(Failure::new(Kind::NotOurs, ""));
        }
    }
    Ok(draft.end(&open, choices.write()))
}

/// Plans AWS Config. What is asked for by name is a setting to plan where it passes, too.
///
/// # Errors
/// As [`trails`].
pub(super) fn config(asked: &Asked, site: &Site<'_>) -> Result<Drafted, Failure> {
    let choices = ConfigChoices::read(&asked.choices)?;
    if site.facts.record.config.home().is_none() {
        return Err(Failure::new(Kind::Internal, "AWS Config not surveyed"));
    }
    let (mut open, mut is_failing) = (Vec::new(), false);
    for finding in findings(asked, site) {
        let is_open = finding.is_open() || finding.waits_for_another();
        if is_open || asked.names(finding.check) {
            open.push(finding.check);
        }
        is_failing |= finding.is_open();
    }
    if let Some(failure) = home_refusal(&site.facts.record) {
        return Err(failure);
    }
    let mut draft = Draft::of(site, &choices, &choices.run);
    if is_failing || open.iter().any(|check| asked.names(check)) {
        let widens = open.iter().any(|check| check.id == CONFIG_COVERAGE.id);
        draft.mend_config(widens)?;
        if is_failing && draft.plan.steps.is_empty() && draft.plan.shared.is_empty() {
            return Err(Failure::new(Kind::NotOurs, ""));
        }
    }
    Ok(draft.end(&open, choices.write()))
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
