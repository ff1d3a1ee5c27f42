//! The spine: one folder a measure, each with what it reads (`facts`), how it judges (`checks`) and what it
//! can change (`change`, `plan`). Pure: no I/O. A measure never imports another one.

pub mod back;
mod commands;
mod described;
pub mod detect;
pub mod document;
mod email;
pub mod job;
pub mod record;
pub mod remedy;
pub mod secure;
pub mod separate;
mod tag;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::journal::Begun;
use crate::domain::{
    Account, Change, Check, Described, Failure, Finding, Identity, Kind, Known, Measure, Part, Plan, Region,
    Status, Step, Undo,
};
use crate::say;

pub use commands::commands;
pub use email::email_error;
pub use job::{Asked, Job};
use job::{Drafted, Site};
pub use remedy::{Remedy, Way, remedy};
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

/// The rooms of a measure, which all four have: what it asks, how it judges, what it can change, and the jobs that do.
pub struct Rooms {
    /// In the order of its screen.
    pub checks: &'static [&'static Check],
    pub jobs: &'static [&'static Job],
    /// `None` while the facts of a check are still on their way.
    judge: fn(&'static Check, &Facts) -> Option<Finding>,
    /// Every kind of change, for the generated documentation.
    pub described: fn() -> Vec<Described>,
    /// A change written anew from what it calls: an error where the measure makes no such call.
    again: fn(&Change) -> Result<Change, Failure>,
    /// Whether AWS shows what a change was to bring about; none where the survey does not tell.
    shows: fn(&Change, &Facts) -> Option<bool>,
    /// The way back of a change; none where the measure makes no such call.
    back: fn(&Change, &back::Ground<'_>) -> Option<Undo>,
    /// What must be typed before a change is made.
    word: fn(&Change, &str) -> Option<String>,
    /// What is to be done about a check, where it is not what is usual.
    remedy: fn(&'static Check, Option<&Finding>, &Facts) -> Option<Remedy>,
}

/// The rooms of a measure.
#[must_use]
pub const fn rooms(measure: Measure) -> &'static Rooms {
    match measure {
        Measure::Separate => &separate::ROOMS,
        Measure::Secure => &secure::ROOMS,
        Measure::Record => &record::ROOMS,
        Measure::Detect => &detect::ROOMS,
    }
}

/// The checks of a measure, in the order of its screen.
#[must_use]
pub const fn checks(measure: Measure) -> &'static [&'static Check] {
    rooms(measure).checks
}

#[must_use]
pub const fn jobs(measure: Measure) -> &'static [&'static Job] {
    rooms(measure).jobs
}

/// The job of an id.
#[must_use]
pub fn job(id: &str) -> Option<&'static Job> {
    let mut all = Measure::ALL.into_iter().flat_map(jobs);
    all.find(|job| job.id == id).copied()
}

/// The job that mends a check; none where no plan does.
#[must_use]
pub fn job_for(check: &Check) -> Option<&'static Job> {
    let of_measure = jobs(check.measure);
    let by_name = of_measure.iter().find(|job| job.id == check.id);
    let mends = |job: &&&'static Job| job.mends.iter().any(|one| one.id == check.id);
    by_name.or_else(|| of_measure.iter().find(mends)).copied()
}

/// The jobs that mend these checks, each with those of its checks; a check that no job mends is left out. Where one job mends
/// several, it is asked for once.
#[must_use]
pub fn jobs_for(checks: &[&'static Check]) -> Vec<(&'static Job, Vec<&'static Check>)> {
    let mut all: Vec<(&'static Job, Vec<&'static Check>)> = Vec::new();
    for check in checks {
        let mends = |job: &Job| job.mends.iter().any(|one| one.id == check.id);
        if let Some((_, of_job)) = all.iter_mut().find(|(job, _)| mends(job)) {
            if !of_job.contains(check) {
                of_job.push(check);
            }
        } else if let Some(job) = job_for(check) {
            // It may mend what an earlier one was for.
            let is_within = |of: &[&Check]| {
                of.iter()
                    .all(|one| job.mends.iter().any(|mends| mends.id == one.id))
            };
            let (within, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, of)| is_within(of));
            all = others;
            let earlier = within.into_iter().flat_map(|(_, of)| of);
            let checks = earlier.chain([*check]).collect();
            all.push((job, checks));
        }
    }
    all
}

/// What a plan was asked for, as its parts tell; none where a part is of a job that this genkan does not have, or has other
/// choices than it reads.
#[must_use]
pub fn asked(plan: &Plan) -> Option<Vec<Asked>> {
    let of_part = |part: &Part| {
        let job = job(&part.job)?;
        let choices = part.choices.clone();
        job.hold(&choices).ok()?;
        let checks = part.checks.iter().filter_map(|id| check(id)).collect();
        Some(Asked { job, checks, choices })
    };
    plan.parts.iter().map(of_part).collect()
}

/// Whether what is asked for is what a plan was about, so that a run of it that is open is gone on with.
#[must_use]
pub fn goes_on_with(plan: &Plan, asked: &[Asked]) -> bool {
    let is_part = |asked: &Asked, part: &Part| {
        let mended = |check: &&'static Check| part.checks.iter().any(|id| id == check.id);
        asked.job.id == part.job && asked.checks.iter().all(mended)
    };
    !plan.parts.is_empty()
        && plan.parts.len() == asked.len()
        && plan
            .parts
            .iter()
            .zip(asked)
            .all(|(part, asked)| is_part(asked, part))
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
    (rooms(check.measure).judge)(check, facts).map(|finding| with_payer(finding, facts))
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

/// Whether AWS, as just surveyed, shows what a change was to bring about; none where the survey does not tell.
#[must_use]
pub fn shows(change: &Change, facts: &Facts) -> Option<bool> {
    (rooms(change.measure).shows)(change, facts)
}

/// Every kind of change, for the generated documentation.
pub fn described() -> impl Iterator<Item = Described> {
    [
        Measure::Record,
        Measure::Detect,
        Measure::Secure,
        Measure::Separate,
    ]
    .into_iter()
    .flat_map(|measure| (rooms(measure).described)())
}

/// Plans what is asked for, job by job: one plan, one run.
///
/// # Errors
/// Usage for a choice that does not fit; what keeps a job from being planned.
pub fn plan(facts: &Facts, asked: &[Asked], run: &str, now: Timestamp) -> Result<Plan, Failure> {
    let identity = match &facts.account.identity {
        Known::Seen(identity, _) => identity,
        Known::Refused(failure) => return Err(failure.clone()),
        Known::NotAsked | Known::Asking => {
            return Err(Failure::new(Kind::Internal, "identity not surveyed"));
        }
    };
    let home = facts.separate.home.clone().or_else(|| facts.secure.home.clone());
    let home = home.unwrap_or_else(|| crate::domain::account::first_region(&identity.partition));
    let mut plan = Plan::empty(&identity.account, &identity.partition, run, now);
    let mut not_ours: Vec<Failure> = Vec::new();
    for one in asked {
        let is_several = asked.len() > 1;
        one.job.hold(&one.choices)?;
        let mut asked = one.clone();
        asked.choices.insert("run".to_owned(), run.to_owned());
        let planned: Vec<Change> = plan.changes().cloned().collect();
        let site = Site {
            identity,
            home: &home,
            facts,
            planned: &planned,
        };
        let mut drafted = match (asked.job.plan)(&asked, &site) {
            Ok(drafted) => drafted,
            // What the organization does is no reason to leave the other jobs, where nothing was asked for by name.
            Err(failure) if failure.kind == Kind::NotOurs && asked.checks.is_empty() && is_several => {
                not_ours.push(failure);
                Drafted {
                    choices: asked.choices.clone(),
                    notes: vec![say!("note-not-ours", job = asked.job.id)],
                    ..Drafted::default()
                }
            }
            Err(failure) => return Err(failure),
        };
        // What was asked for by name is asked for again by name, also where there was nothing to do.
        if drafted.checks.is_empty() {
            drafted.checks = asked.checks.iter().map(|check| check.id.to_owned()).collect();
        }
        add(&mut plan, asked.job, drafted)?;
    }
    if let Some(failure) = not_ours.pop().filter(|_| not_ours.len() + 1 == asked.len()) {
        return Err(failure);
    }
    with_way_back(plan, &facts.begun)
}

/// Adds what a job would do: its part, and its steps with what they wait for.
///
/// # Errors
/// Usage where an earlier job of the plan writes to the same thing: neither knows of the other.
fn add(plan: &mut Plan, job: &Job, drafted: Drafted) -> Result<(), Failure> {
    // A user and a group of one name are two things.
    let kind = |change: &Change| ["GroupName", "UserName"].map(|name| change.parameters.get(name).is_some());
    let writes_same = |step: &Step, change: &Change| {
        (&step.service, &step.region, &step.target) == (&change.service, &change.region, &change.target)
            && kind(step) == kind(change)
    };
    let of_both = drafted.steps.iter().find_map(|change| {
        let earlier = plan
            .steps
            .iter()
            .enumerate()
            .find(|(place, step)| writes_same(step, change) && !drafted.shared.contains_key(place));
        earlier.map(|(_, step)| format!("{} | {}: {} {}", step.job, job.id, change.call(), change.target))
    });
    if let Some(of_both) = of_both {
        return Err(Failure::new(Kind::Usage, of_both));
    }
    let mut choices = drafted.choices;
    choices.remove("run");
    plan.parts.push(Part {
        job: job.id.to_owned(),
        checks: drafted.checks,
        choices,
        cost: drafted.cost,
        notes: drafted.notes,
    });
    let waits: Vec<usize> = drafted.shared.keys().copied().collect();
    for (place, change) in drafted.shared {
        if let Some(step) = plan.steps.get_mut(place) {
            step.change = change;
        }
    }
    if !job.each_region {
        plan.add_in_order(job.id, &waits, drafted.steps);
        return Ok(());
    }
    let mut steps = drafted.steps.into_iter();
    plan.add_in_order(job.id, &waits, steps.by_ref().take(drafted.needed_by_all));
    let waits = if drafted.needed_by_all == 0 {
        waits
    } else {
        vec![plan.steps.len() - 1]
    };
    let mut last: BTreeMap<Region, usize> = BTreeMap::new();
    for change in steps {
        let before = last.insert(change.region.clone(), plan.steps.len());
        let after = before.map_or_else(|| waits.clone(), |before| vec![before]);
        plan.add_in_order(job.id, &after, [change]);
    }
    Ok(())
}

/// The way back of a change, made anew by the measure that makes the change. None where it makes no such change.
#[must_use]
pub fn back(change: &Change, ground: &back::Ground<'_>) -> Option<Undo> {
    (rooms(change.measure).back)(change, ground)
}

/// A change written anew from what it calls: its target, effect and actions are those that its measure gives it. None where
/// its measure makes no such call.
#[must_use]
pub fn rewritten(change: &Change) -> Option<Change> {
    let again = (rooms(change.measure).again)(change).ok()?;
    Some(Change {
        undo: change.undo.clone(),
        ..again
    })
}

/// Whether a step of a plan file is what genkan would have planned, and is as wanted already.
#[must_use]
pub fn is_in_place(step: &Change, plan: &Plan, facts: &Facts) -> bool {
    let together: Vec<Change> = plan.changes().cloned().collect();
    let ground = back::Ground {
        account: &plan.account,
        partition: &plan.partition,
        together: &together,
        run: &plan.run,
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
            step.parameters.pointer("/Tagging/TagSet") == Some(&serde_json::json!(tag::tags(&plan.run)));
        let is_made = |one: &Change| {
            one.call() == "s3:CreateBucket" && one.target == step.target && shows(one, facts) == Some(true)
        };
        return is_tagged && plan.changes().any(is_made);
    }
    let told = |one: &Change| one.call() == "events:PutTargets" && shows(one, facts) == Some(true);
    detect::AlertChange::is_one(step)
        && plan.changes().any(told)
        && facts.account.identity.seen().is_some_and(|identity| {
            let mut parts = plan.parts.iter().filter(|part| part.job == detect::TELL.id);
            parts.any(|part| {
                let mut choices = part.choices.clone();
                choices.insert("run".to_owned(), plan.run.clone());
                detect::AlertChoices::read(&choices).is_ok_and(|choices| {
                    detect::is_of_alerts(identity, &facts.detect, &facts.begun, &choices, step)
                })
            })
        })
}

/// The names that a person may choose for a check.
#[must_use]
pub fn names_of(check: &Check) -> Vec<&'static str> {
    job_for(check).map_or_else(Vec::new, Job::names)
}

/// Every name that may be chosen for some check.
#[must_use]
pub fn all_choice_names() -> BTreeSet<&'static str> {
    let all = Measure::ALL.into_iter().flat_map(checks);
    all.flat_map(|check| names_of(check)).collect()
}

/// The plan with its way back, which each measure makes of its steps: planners say only what is to be done.
fn with_way_back(mut plan: Plan, begun: &Begun) -> Result<Plan, Failure> {
    let (together, run): (Vec<Change>, _) = (plan.changes().cloned().collect(), plan.run.clone());
    let ground = back::Ground {
        account: &plan.account,
        partition: &plan.partition,
        together: &together,
        run: &run,
        begun,
    };
    for step in &mut plan.steps {
        step.change.undo = back(step, &ground).ok_or_else(|| Failure::new(Kind::Internal, step.call()))?;
    }
    Ok(plan.seal())
}

/// What must be typed before a plan is applied: the name of what goes away, or of what cannot be taken back.
#[must_use]
pub fn word(plan: &Plan) -> Option<String> {
    let of_measure = |change: &Change| (rooms(change.measure).word)(change, &plan.account);
    let of_step = |change: &Change| {
        (change.effect == crate::domain::Impact::Delete).then(|| {
            // Twenty characters of a key are typed by nobody, and a pasted one is refused: its end tells it from others.
            let is_key = change.operation == "DeleteAccessKey";
            let start = if is_key {
                change.target.len().saturating_sub(4)
            } else {
                0
            };
            change.target.get(start..).map(ToOwned::to_owned)
        })?
    };
    let mut of_measures = plan.changes().filter_map(of_measure);
    of_measures.next().or_else(|| plan.changes().find_map(of_step))
}
