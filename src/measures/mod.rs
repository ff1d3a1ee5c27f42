//! The spine: one folder a measure, each with what it reads (`facts`), how it judges (`checks`) and what it
//! can change (`change`, `plan`). Pure: no I/O. A measure never imports another one.

pub mod back;
mod commands;
pub mod detect;
pub mod document;
mod email;
pub mod job;
pub mod record;
pub mod secure;
pub mod separate;
mod tag;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::journal::Begun;
use crate::domain::{
    Account, Change, Check, Failure, Finding, Identity, Kind, Known, Measure, Plan, Region, Status, Undo,
};
use crate::say;

pub use commands::commands;
pub use email::email_error;
pub use job::{Job, Wanted};
pub use undo::{Detectors, undo};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The account as a whole.
    pub account: Account,
    pub separate: separate::Facts,
    pub secure: secure::Facts,
    pub record: record::Facts,
    pub detect: detect::Facts,
    /// What genkan made or began to make, as its journal tells: a thing is known by it before it can carry its tags.
    pub begun: Begun,
}

/// One fact that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// Who am I.
    Identity(Known<Identity>),
    Alias(Known<Option<String>>),
    /// Free or paid.
    Plan(Known<crate::domain::AccountPlan>),
    Regions(Known<crate::domain::EnabledRegions>),
    /// A fact of measure 1.
    Separate(separate::Update),
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
            Update::Separate(update) => self.separate.take(update),
            Update::Secure(update) => self.secure.take(update),
            Update::Record(update) => self.record.take(update),
            Update::Detect(update) => self.detect.take(update),
        }
    }

    /// Takes in what the journal tells: what genkan made or began to make.
    pub fn remember(&mut self, begun: Begun) {
        self.begun = begun;
    }

    /// Forgets what is known of a measure, before it is asked again: an old answer is not shown as a new one.
    pub fn forget(&mut self, measure: Measure) {
        match measure {
            Measure::Secure => self.secure = self.secure.forgotten(),
            Measure::Record => self.record = record::Facts::default(),
            Measure::Detect => self.detect = detect::Facts::default(),
            Measure::Separate => self.separate = self.separate.forgotten(),
        }
    }
}

/// The checks of a measure, in the order of its screen.
#[must_use]
pub const fn checks(measure: Measure) -> &'static [&'static Check] {
    match measure {
        Measure::Secure => &secure::CHECKS,
        Measure::Record => &record::CHECKS,
        Measure::Detect => &detect::CHECKS,
        Measure::Separate => &separate::CHECKS,
    }
}

#[must_use]
pub const fn jobs(measure: Measure) -> &'static [&'static Job] {
    match measure {
        Measure::Secure => &secure::JOBS,
        Measure::Record => &record::JOBS,
        Measure::Detect => &detect::JOBS,
        Measure::Separate => &separate::JOBS,
    }
}

/// The job that mends a check; none where no plan does.
#[must_use]
pub fn job_for(check: &Check) -> Option<&'static Job> {
    let mends = |job: &&&'static Job| match job.mends {
        Wanted::Checks(checks) => checks.iter().any(|one| one.id == check.id),
        Wanted::Trails => check.measure == Measure::Record && !record::is_config(check),
        Wanted::Everything => false,
    };
    jobs(check.measure).iter().find(mends).copied()
}

/// The job that a plan was made for.
#[must_use]
pub fn job_of(plan: &Plan) -> &'static Job {
    let checks = || plan.checks.iter().filter_map(|id| check(id));
    match measure_of_plan(plan) {
        Measure::Record => {
            let (config, trails) = (
                checks().any(record::is_config),
                checks().any(|check| !record::is_config(check)),
            );
            match (config, trails) {
                (true, true) => &record::BOTH,
                (false, true) => &record::TRAIL_JOB,
                (_, false) => &record::CONFIG,
            }
        }
        // A run that mends no check is one of GuardDuty's own.
        Measure::Detect if checks().any(|check| check == &detect::DETECTOR) => &detect::GUARDDUTY,
        Measure::Detect => checks().find_map(job_for).unwrap_or(&detect::GUARDDUTY),
        Measure::Secure => checks().find_map(job_for).unwrap_or(&secure::MFA),
        Measure::Separate => checks().find_map(job_for).unwrap_or(&separate::ACCOUNTS),
    }
}

/// Whether a plan's choices are ones that this genkan reads: only then can its run be gone on with.
#[must_use]
pub fn can_go_on(plan: &Plan) -> bool {
    let choices = &plan.choices;
    plan.choices.contains_key("goal")
        || match measure_of_plan(plan) {
            Measure::Secure | Measure::Separate => true,
            Measure::Record => record::Choices::read(choices).is_ok(),
            Measure::Detect => {
                detect::Choices::read(choices).is_ok() || detect::AlertChoices::read(choices).is_ok()
            }
        }
}

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
        Measure::Secure => {
            let identity = facts.account.identity.seen();
            let finding = secure::judge(check, &facts.secure, identity.map(|identity| &identity.principal))?;
            Some(with_payer(finding, facts))
        }
        Measure::Record => {
            let account = facts
                .account
                .identity
                .seen()
                .map(|identity| identity.account.as_str());
            record::judge(check, &facts.record, account)
        }
        Measure::Detect => detect::judge(check, &facts.detect),
        Measure::Separate => separate::judge(check, &facts.separate),
    }
}

/// Says who pays, where a member account may not see its bill.
fn with_payer(finding: Finding, facts: &Facts) -> Finding {
    let organization = facts.separate.organization();
    let of_member = organization.filter(|one| facts.separate.account.as_ref() != Some(&one.management));
    match of_member {
        Some(one) if finding.check.id == secure::BUDGET.id && finding.status == Status::Unknown => {
            finding.saw(say!("saw-payer", account = &one.management))
        }
        _ => finding,
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
    } else if separate::SeparateChange::is_one(change) {
        Measure::Separate
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
        Measure::Separate => separate::SeparateChange::read(change)
            .ok()?
            .shows(&facts.separate),
        Measure::Record => record::RecordChange::read(change)
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
        .chain(separate::SeparateChange::DESCRIBED)
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
    drafted(facts, wanted, choices, now).and_then(|plan| with_way_back(plan, &facts.begun))
}

/// The way back of a change, made anew by the measure that makes the change. None where no measure knows such a change.
#[must_use]
pub fn back(change: &Change, ground: &back::Ground<'_>) -> Option<Undo> {
    match measure_of(change) {
        Measure::Detect => detect::back(change, ground),
        Measure::Secure => secure::back(change, ground),
        Measure::Separate => separate::back(change),
        Measure::Record => record::back(change, ground),
    }
}

/// A change written anew from what it calls: its target, effect and actions are those that its measure gives it. None where
/// no measure makes such a call.
#[must_use]
pub fn rewritten(change: &Change) -> Option<Change> {
    let (region, before) = (&change.region, change.before.clone());
    let again = match measure_of(change) {
        Measure::Detect if detect::AlertChange::is_one(change) => detect::AlertChange::read(change)
            .ok()?
            .into_change(region, before),
        Measure::Detect if change.service == "securityhub" => {
            change.read::<detect::HubChange>().ok()?.into_change(region)
        }
        Measure::Detect => detect::DetectChange::read(change)
            .ok()?
            .into_change(region, before),
        Measure::Secure => secure::SecureChange::read(change)
            .ok()?
            .into_change(region, before),
        Measure::Separate => separate::SeparateChange::read(change)
            .ok()?
            .into_change(region, before),
        Measure::Record => match record::RecordChange::read(change).ok()? {
            record::RecordChange::Bucket(typed) => typed.into_change(region, before),
            record::RecordChange::Trail(typed) => typed.into_change(region, before),
            record::RecordChange::Config(typed) => typed.into_change(region, before),
        },
    };
    Some(Change {
        undo: change.undo.clone(),
        ..again
    })
}

/// Whether a step of a plan file is what genkan would have planned, and is as wanted already.
#[must_use]
pub fn is_in_place(step: &Change, plan: &Plan, facts: &Facts) -> bool {
    let ground = back::Ground {
        account: &plan.account,
        partition: &plan.partition,
        together: &plan.steps,
        run: plan.run(),
        begun: &facts.begun,
    };
    let is_own = rewritten(step).as_ref() == Some(step) && back(step, &ground).as_ref() == Some(&step.undo);
    is_own && shows(step, facts).unwrap_or_else(|| comes_with_others(step, plan, facts))
}

/// Whether a step that the survey does not tell of is part of something that it shows: a new bucket's tags, or what alerts
/// are made of besides the rule.
fn comes_with_others(step: &Change, plan: &Plan, facts: &Facts) -> bool {
    if step.call() == "s3:PutBucketTagging" {
        let is_tagged =
            step.parameters.pointer("/Tagging/TagSet") == Some(&serde_json::json!(tag::tags(plan.run())));
        let is_made = |one: &Change| {
            one.call() == "s3:CreateBucket" && one.target == step.target && shows(one, facts) == Some(true)
        };
        return is_tagged && plan.steps.iter().any(is_made);
    }
    let told = |one: &Change| one.call() == "events:PutTargets" && shows(one, facts) == Some(true);
    detect::AlertChange::is_one(step)
        && plan.steps.iter().any(told)
        && facts.account.identity.seen().is_some_and(|identity| {
            detect::AlertChoices::read(&plan.choices).is_ok_and(|choices| {
                detect::is_of_alerts(identity, &facts.detect, &facts.begun, &choices, step)
            })
        })
}

/// The names that the choices of a plan may have.
#[must_use]
pub fn choice_names(plan: &Plan) -> Vec<&'static str> {
    let mut names = vec!["run"];
    if plan.choices.contains_key("goal") {
        names.extend(["goal", "region", "user", "account", "types", "findings"]);
        return names;
    }
    for check in plan.checks.iter().filter_map(|id| check(id)) {
        names.extend(names_of(check));
    }
    names
}

/// The names that a person may choose for a check.
#[must_use]
pub fn names_of(check: &Check) -> Vec<&'static str> {
    match job_for(check) {
        // One plan may hold both jobs of this measure.
        Some(job) if job.measure == Measure::Record => record::Choices::NAMES.to_vec(),
        Some(job) => {
            let mut names = job.names();
            names.retain(|name| *name != detect::EXISTING);
            names
        }
        None => Vec::new(),
    }
}

/// Every name that may be chosen for some check.
#[must_use]
pub fn all_choice_names() -> BTreeSet<&'static str> {
    let all = Measure::ALL.into_iter().flat_map(checks);
    all.flat_map(|check| names_of(check)).collect()
}

/// The plan with its way back, which each measure makes of its steps: planners say only what is to be done.
fn with_way_back(mut plan: Plan, begun: &Begun) -> Result<Plan, Failure> {
    let (together, run) = (plan.steps.clone(), plan.run().to_owned());
    let ground = back::Ground {
        account: &plan.account,
        partition: &plan.partition,
        together: &together,
        run: &run,
        begun,
    };
    for step in &mut plan.steps {
        step.undo = back(step, &ground).ok_or_else(|| Failure::new(Kind::Internal, step.call()))?;
    }
    Ok(plan.seal())
}

fn drafted(
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
    let home = facts.secure.home.clone();
    let home = facts
        .separate
        .home
        .clone()
        .or(home)
        .unwrap_or_else(|| crate::domain::account::first_region(&identity.partition));
    if let Some(goal) = choices.get("goal") {
        if separate::is_goal(goal) {
            return separate::plan_goal(ground(facts, identity, &home), choices, now);
        }
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
                return detect::plan_alerts(identity, &facts.detect, &facts.begun, &choices, now);
            }
            Measure::Detect => {
                let choices = detect::Choices::read(choices)?;
                return detect::plan(identity, &facts.detect, checks, &choices, now);
            }
            Measure::Record => {}
            Measure::Secure => return secure::plan(identity, &facts.secure, checks, choices, now),
            Measure::Separate => {
                return separate::plan(ground(facts, identity, &home), checks, choices, now);
            }
        }
    }
    let choices = record::Choices::read(choices)?;
    record::plan(identity, &facts.record, &facts.begun, wanted, &choices, now)
}

fn ground<'a>(facts: &'a Facts, identity: &'a Identity, home: &'a Region) -> separate::Ground<'a> {
    separate::Ground {
        identity,
        facts: &facts.separate,
        plan: &facts.account.plan,
        home,
    }
}

/// What must be typed before a plan is applied: the name of what goes away, or of what cannot be taken back.
#[must_use]
pub fn word(plan: &Plan) -> Option<String> {
    let of_separate = plan.steps.iter().find_map(|step| {
        let change = separate::SeparateChange::read(step).ok()?;
        let word = change.word(&plan.account)?;
        // Twelve digits are typed by nobody: their end tells an account from another.
        let is_account = word.len() == 12 && word.chars().all(|letter| letter.is_ascii_digit());
        let start = if is_account { word.len() - 4 } else { 0 };
        word.get(start..).map(ToOwned::to_owned)
    });
    if of_separate.is_some() {
        return of_separate;
    }
    let step = plan
        .steps
        .iter()
        .find(|step| step.effect == crate::domain::Effect::Delete)?;
    // Twenty characters of a key are typed by nobody, and a pasted one is refused: its end tells it from others.
    let start = if step.operation == "DeleteAccessKey" {
        step.target.len().saturating_sub(4)
    } else {
        0
    };
    step.target.get(start..).map(ToOwned::to_owned)
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
