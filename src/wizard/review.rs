//! From "fix this" to a plan in the dialog: AWS is asked again first, so that the plan is of now.

use super::confirm::Confirm;
use super::effect::{Effect, Ticket};
use super::job_form;
use super::model::{Layer, Model, Screen};
use crate::domain::journal::Run;
use crate::domain::{Plan, Sentence, Status, run_id};
use crate::measures::job::{Around, Choices, Job, Wanted};
use crate::measures::record::CONTROL_TOWER;
use crate::measures::{self, detect, record};
use crate::say;

/// A plan being made.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The survey it waits for.
    pub(super) ticket: Ticket,
    /// What is asked for.
    pub(super) asked: Asked,
    /// What the person chose, by name.
    pub(super) choices: Choices,
    /// The run it goes on with.
    pub(super) earlier: Option<Box<Run>>,
}

/// A job, and what of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Asked {
    job: &'static Job,
    wanted: Wanted<'static>,
}

impl Asked {
    const fn of(job: &'static Job) -> Self {
        Self {
            job,
            wanted: job.mends,
        }
    }

    /// What a plan is about.
    fn by(plan: &Plan) -> Self {
        let job = measures::job_of(plan);
        let is_settings = job == &detect::GUARDDUTY && plan.checks.len() > 1;
        let existing = if is_settings { "yes" } else { "no" };
        let chosen = [(detect::EXISTING.to_owned(), existing.to_owned())].into();
        Self {
            job,
            wanted: (job.wanted)(job, &chosen),
        }
    }
}

/// Begins a job: with its form where something is to be chosen, else with the plan.
pub(super) fn begin(model: &mut Model, job: &'static Job) -> Vec<Effect> {
    begin_with(model, job, &[])
}

/// The same, with values that whoever began it chose already.
pub(super) fn begin_with(model: &mut Model, job: &'static Job, set: &[(&str, &str)]) -> Vec<Effect> {
    if model.review.is_some() {
        return Vec::new();
    }
    let run = run_id(model.now);
    let Some(around) = model.around(&run) else {
        return Vec::new();
    };
    if job.words.is_empty() || !(job.asks)(&around) {
        let choices = (job.proposed)(&around);
        return ask(model, Asked::of(job), choices, None);
    }
    job_form::open(model, job, set);
    Vec::new()
}

/// Begins the removal that AWS Control Tower asks for.
pub(super) fn retire(model: &mut Model) -> Vec<Effect> {
    let Some(home) = model.home().cloned().filter(|_| model.review.is_none()) else {
        return Vec::new();
    };
    let choices = [
        ("run", run_id(model.now)),
        ("region", home.to_string()),
        ("goal", CONTROL_TOWER.to_owned()),
    ];
    let choices = choices
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    ask(model, Asked::of(&record::CONFIG), choices, None)
}

/// Asks for the plan of a job with these choices.
pub(super) fn ask_job(model: &mut Model, job: &'static Job, choices: Choices) -> Vec<Effect> {
    if model.review.is_some() || model.is_applying() {
        return Vec::new();
    }
    ask(model, Asked::of(job), choices, None)
}

/// Goes on with a run that was interrupted, under its own name and choices.
pub(super) fn resume(model: &mut Model, run: &Run) -> Vec<Effect> {
    let Some(plan) = run.plan().filter(|plan| measures::can_go_on(plan)) else {
        return Vec::new();
    };
    let (asked, choices) = (Asked::by(plan), plan.choices.clone());
    ask(model, asked, choices, Some(Box::new(run.clone())))
}

/// Asks AWS for what the plan is made of, with the choices of the job's form.
pub(super) fn ask_form(model: &mut Model, job: &'static Job) -> Vec<Effect> {
    let made = model.job_forms.get(job.id).and_then(|form| {
        let around = model.around(form.run())?;
        let wanted = form.wanted();
        Some((Asked { job, wanted }, form.choices(&around)))
    });
    match made {
        Some((asked, choices)) if !model.is_applying() => ask(model, asked, choices, None),
        _ => Vec::new(),
    }
}

fn ask(model: &mut Model, asked: Asked, mut choices: Choices, earlier: Option<Box<Run>>) -> Vec<Effect> {
    let Some(home) = model.home().cloned() else {
        return Vec::new();
    };
    if let Some(run) = unfinished(model, asked, &choices).filter(|_| earlier.is_none()) {
        choices.insert("run".to_owned(), run);
    }
    let scope = (asked.job.scope)(&choices, &home);
    let effect = model.ask(scope);
    if let Some(ticket) = model.survey {
        model.review = Some(Review {
            ticket,
            asked,
            choices,
            earlier,
        });
    }
    vec![effect]
}

/// The run that ended early with a part in place, where this is about the same: what is planned now goes on with it.
fn unfinished(model: &Model, asked: Asked, choices: &Choices) -> Option<String> {
    let run = model.history.as_ref()?.open(&model.identity()?.account)?;
    let plan = run.plan()?;
    let is_same = Asked::by(plan) == asked && plan.choices.get("goal") == choices.get("goal");
    is_same.then(|| run.id.clone())
}

/// The survey is over: make the plan and show it.
pub(super) fn surveyed(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    let Some(review) = model.review.take_if(|review| review.ticket == ticket) else {
        return Vec::new();
    };
    if model.mode.read_only {
        model.notice = Some(say!("notice-read-only"));
        return Vec::new();
    }
    let earlier = review.earlier.as_ref().and_then(|run| run.plan());
    let begun = model
        .history
        .as_ref()
        .zip(model.identity())
        .map(|(history, identity)| history.begun(&identity.account));
    model.facts.remember(begun.unwrap_or_default());
    let plan = measures::plan(&model.facts, review.asked.wanted, &review.choices, model.now);
    match plan.map(|plan| plan.or_earlier(earlier)) {
        Ok(plan) if plan.steps.is_empty() => {
            if let Some(run) = review.earlier {
                model.notice = Some(say!("cut-short-complete"));
                let ticket = model.ticket();
                model.journal_asked = Some(ticket);
                return vec![Effect::CloseRun(ticket, run)];
            }
            model.notice = Some(nothing(&model.facts, review.asked.wanted));
            model.pop_to(|screen| {
                matches!(
                    screen,
                    Screen::GuardDuty
                        | Screen::HandOff { .. }
                        | Screen::Users { .. }
                        | Screen::Keys { .. }
                        | Screen::Organization { .. }
                        | Screen::Measure { .. }
                        | Screen::Dashboard { .. }
                )
            });
        }
        Ok(plan) => model.layers.push(Layer::Confirm(Box::new(Confirm::of(plan)))),
        Err(failure) => model.layers.push(Layer::Error(Box::new(failure))),
    }
    Vec::new()
}

/// What to say where there is nothing to do: that all is in place is true only where the check says so too.
fn nothing(facts: &measures::Facts, wanted: Wanted<'_>) -> Sentence {
    let Wanted::Checks([check]) = wanted else {
        return say!("plan-empty");
    };
    let finding = measures::judge_settled(check, facts);
    match (finding.status, finding.gap) {
        (Status::Pass | Status::NotApplicable, _) | (_, None) => say!("plan-empty"),
        (_, Some(gap)) => gap,
    }
}

impl Model {
    /// What a job is done in, once it is known.
    #[must_use]
    pub fn around<'a>(&'a self, run: &'a str) -> Option<Around<'a>> {
        Some(Around {
            account: &self.identity()?.account,
            home: self.home()?,
            regions: self.enabled_regions(),
            facts: &self.facts,
            run,
        })
    }
}
