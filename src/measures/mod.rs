//! The spine: one folder a measure, each with what it reads (`facts`), how it judges (`checks`) and what it
//! can change (`change`, `plan`). Pure: no I/O. A measure never imports another one.

pub mod detect;
mod email;
pub mod record;
pub mod secure;
mod undo;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{Account, Change, Check, Failure, Finding, Identity, Kind, Known, Measure, Plan, Status};
use crate::say;

pub use email::email_error;
pub use undo::{Detectors, undo};

/// Everything surveyed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The account as a whole.
    pub account: Account,
    /// Measure 2.
    pub secure: secure::Facts,
    /// Measure 3.
    pub record: record::Facts,
    /// Measure 4.
    pub detect: detect::Facts,
}

/// One fact that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// Who am I.
    Identity(Known<Identity>),
    /// The account alias.
    Alias(Known<Option<String>>),
    /// Free or paid.
    Plan(Known<crate::domain::AccountPlan>),
    /// Enabled Regions.
    Regions(Known<crate::domain::EnabledRegions>),
    /// A fact of measure 2.
    Secure(secure::Update),
    /// A fact of measure 3.
    Record(record::Update),
    /// A fact of measure 4.
    Detect(detect::Update),
}

impl Facts {
    /// Takes one fact in.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Identity(known) => self.account.identity = known,
            Update::Alias(known) => self.account.alias = known,
            Update::Plan(known) => self.account.plan = known,
            Update::Regions(known) => self.account.regions = known,
            Update::Secure(update) => self.secure.take(update),
            Update::Record(update) => self.record.take(update),
            Update::Detect(update) => self.detect.take(update),
        }
    }

    /// Forgets what is known of a measure, before it is asked again: an old answer is not shown as a new one.
    pub fn forget(&mut self, measure: Measure) {
        match measure {
            Measure::Secure => self.secure = self.secure.forgotten(),
            Measure::Record => self.record = record::Facts::default(),
            Measure::Detect => self.detect = detect::Facts::default(),
            Measure::Separate => {}
        }
    }
}

/// The checks of a measure, in the order of its screen. Empty where the measure is not built yet.
#[must_use]
pub const fn checks(measure: Measure) -> &'static [&'static Check] {
    match measure {
        Measure::Secure => &secure::CHECKS,
        Measure::Record => &record::CHECKS,
        Measure::Detect => &detect::CHECKS,
        Measure::Separate => &[],
    }
}

/// The check of an id.
#[must_use]
pub fn check(id: &str) -> Option<&'static Check> {
    Measure::ALL
        .into_iter()
        .flat_map(checks)
        .find(|check| check.id == id)
        .copied()
}

/// Judges one check; `None` while its facts are still on their way.
#[must_use]
pub fn judge(check: &'static Check, facts: &Facts) -> Option<Finding> {
    match check.measure {
        Measure::Secure => secure::judge(check, &facts.secure),
        Measure::Record => {
            let account = facts
                .account
                .identity
                .seen()
                .map(|identity| identity.account.as_str());
            record::judge(check, &facts.record, account)
        }
        Measure::Detect => detect::judge(check, &facts.detect),
        Measure::Separate => None,
    }
}

/// Judges one check when the survey is over: what was not answered is unknown.
#[must_use]
pub fn judge_settled(check: &'static Check, facts: &Facts) -> Finding {
    judge(check, facts).unwrap_or_else(|| Finding::new(check, Status::Unknown).gap(say!("gap-not-asked")))
}

/// Judges all checks of the measures given, when the survey is over.
#[must_use]
pub fn judge_all(measures: &[Measure], facts: &Facts) -> Vec<Finding> {
    measures
        .iter()
        .flat_map(|measure| checks(*measure))
        .map(|check| judge_settled(check, facts))
        .collect()
}

/// The measure that a change belongs to.
#[must_use]
pub fn measure_of(change: &Change) -> Measure {
    if ["guardduty", "securityhub"].contains(&change.service.as_str()) || detect::AlertChange::is_one(change)
    {
        Measure::Detect
    } else if secure::SecureChange::is_one(change) {
        Measure::Secure
    } else {
        Measure::Record
    }
}

/// The measure that a plan belongs to: that of its checks, else of its steps.
#[must_use]
pub fn measure_of_plan(plan: &Plan) -> Measure {
    let of_check = plan.checks.iter().find_map(|id| check(id));
    of_check
        .map(|check| check.measure)
        .or_else(|| plan.steps.first().map(measure_of))
        .unwrap_or(Measure::Record)
}

/// Whether AWS, as just surveyed, shows what a change was to bring about; none where the survey does not tell.
#[must_use]
pub fn shows(change: &Change, facts: &Facts) -> Option<bool> {
    match measure_of(change) {
        Measure::Detect if detect::AlertChange::is_one(change) => detect::AlertChange::read(change)
            .ok()?
            .shows(&change.region, &facts.detect),
        Measure::Detect if change.service == "securityhub" => change
            .read::<detect::HubChange>()
            .ok()?
            .shows(&change.region, &facts.detect),
        Measure::Detect => detect::DetectChange::read(change)
            .ok()?
            .shows(&change.region, &facts.detect),
        Measure::Secure => secure::SecureChange::read(change)
            .ok()?
            .shows(&change.region, &facts.secure),
        Measure::Record | Measure::Separate => record::RecordChange::read(change)
            .ok()?
            .shows(&change.region, &facts.record),
    }
}

/// Every kind of change, for the generated documentation.
pub fn described() -> impl Iterator<Item = crate::domain::Described> {
    record::RecordChange::described()
        .chain(detect::DetectChange::DESCRIBED)
        .chain(detect::AlertChange::DESCRIBED)
        .chain(detect::HubChange::DESCRIBED)
        .chain(secure::SecureChange::DESCRIBED)
}

/// Plans the mending of open checks, or whatever else the choices' goal says.
///
/// # Errors
/// The failure that keeps a fact unknown; usage for a check that cannot be planned or a choice that does
/// not fit.
pub fn plan(
    facts: &Facts,
    wanted: record::Wanted<'_>,
    choices: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Plan, Failure> {
    let identity = match &facts.account.identity {
        Known::Seen(identity, _) => identity,
        Known::Refused(failure) => return Err(failure.clone()),
        Known::NotAsked | Known::Asking => {
            return Err(Failure::new(Kind::Internal, "identity not surveyed"));
        }
    };
    if let Some(goal) = choices.get("goal") {
        return self::goal(goal, facts, identity, choices, now);
    }
    if let record::Wanted::Checks(checks) = wanted {
        // One plan, one measure: what is approved together is taken back together.
        let measure = checks.first().map_or(Measure::Record, |check| check.measure);
        if let Some(check) = checks.iter().find(|check| check.measure != measure) {
            return Err(Failure::new(
                Kind::Usage,
                format!("{}: {}", check.id, measure.id()),
            ));
        }
        match measure {
            Measure::Detect if checks.iter().any(|check| check.id == detect::ALERTS.id) => {
                // Who is told is another matter than what is watched, with choices of its own.
                if let Some(other) = checks.iter().find(|check| check.id != detect::ALERTS.id) {
                    let both = format!("{} | {}", detect::ALERTS.id, other.id);
                    return Err(Failure::new(Kind::Usage, both));
                }
                let choices = detect::AlertChoices::read(choices)?;
                return detect::plan_alerts(identity, &facts.detect, &choices, now);
            }
            Measure::Detect => {
                let choices = detect::Choices::read(choices)?;
                return detect::plan(identity, &facts.detect, checks, &choices, now);
            }
            Measure::Record => {}
            Measure::Secure => return secure::plan(identity, &facts.secure, checks, choices, now),
            Measure::Separate => {
                let id = checks.first().map_or("-", |check| check.id);
                return Err(Failure::new(Kind::Usage, format!("{id}: no plan")));
            }
        }
    }
    let choices = record::Choices::read(choices)?;
    record::plan(identity, &facts.record, wanted, &choices, now)
}

/// A plan that mends no check.
fn goal(
    goal: &str,
    facts: &Facts,
    identity: &Identity,
    choices: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Plan, Failure> {
    if detect::is_goal(goal) {
        return detect::plan_goal(identity, &facts.detect, choices, now);
    }
    if secure::is_goal(goal) {
        return secure::plan_goal(identity, &facts.secure, choices, now);
    }
    if goal != record::CONTROL_TOWER {
        return Err(Failure::new(Kind::Usage, format!("goal: {goal}")));
    }
    let field = |name: &str| choices.get(name).map_or("", String::as_str);
    let choices = record::Choices::proposed(
        &identity.account,
        &crate::domain::Region::new(field("region")),
        field("run"),
    );
    record::retire(identity, &facts.record, &choices, now)
}
