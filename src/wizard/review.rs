//! From "fix this" to a plan in the dialog: AWS is asked again first, so that the plan is of now.

use super::confirm::Confirm;
use super::effect::{Effect, Ticket};
use super::job_form;
use super::model::{Layer, Model, Screen};
use crate::domain::journal::Run;
use crate::domain::{Check, Scope, Sentence, Status, run_id};
use crate::measures;
use crate::measures::job::{Around, Asked, Choices, Job};
use crate::say;

/// A plan being made.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The survey it waits for.
    pub(super) ticket: Ticket,
    /// What is asked for, job by job.
    pub(super) asked: Vec<Asked>,
    /// The run it is to be.
    pub(super) run: String,
    /// The run it goes on with.
    pub(super) earlier: Option<Box<Run>>,
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
        return ask(model, vec![Asked::of(job, choices)], &run, None);
    }
    job_form::open(model, job, set);
    Vec::new()
}

/// Asks for the plan of a job with these choices.
pub(super) fn ask_job(model: &mut Model, job: &'static Job, mut choices: Choices) -> Vec<Effect> {
    if model.review.is_some() || model.is_applying() {
        return Vec::new();
    }
    let run = choices.remove("run").unwrap_or_else(|| run_id(model.now));
    ask(model, vec![Asked::of(job, choices)], &run, None)
}

/// Goes on with a run that was interrupted, under its own name and choices.
pub(super) fn resume(model: &mut Model, run: &Run) -> Vec<Effect> {
    let Some(asked) = run.plan().and_then(measures::asked) else {
        return Vec::new();
    };
    ask(model, asked, &run.id, Some(Box::new(run.clone())))
}

/// Asks AWS for what the plan is made of, with the choices of the job's form.
pub(super) fn ask_form(model: &mut Model, job: &'static Job) -> Vec<Effect> {
    let made = model.job_forms.get(job.id).and_then(|form| {
        let around = model.around(form.run())?;
        Some((form.asked(&around), form.run().to_owned()))
    });
    match made {
        Some((asked, run)) if !model.is_applying() => ask(model, vec![asked], &run, None),
        _ => Vec::new(),
    }
}

fn ask(model: &mut Model, mut asked: Vec<Asked>, run: &str, earlier: Option<Box<Run>>) -> Vec<Effect> {
    let Some(home) = model.home().cloned() else {
        return Vec::new();
    };
    for one in &mut asked {
        one.choices.remove("run");
    }
    let unfinished = unfinished(model, &asked).filter(|_| earlier.is_none());
    let run = unfinished.unwrap_or_else(|| run.to_owned());
    let scopes = asked.iter().map(|one| (one.job.scope)(&one.choices, &home));
    let Some(scope) = scopes.reduce(Scope::and) else {
        return Vec::new();
    };
    let effect = model.ask(scope);
    if let Some(ticket) = model.survey {
        model.review = Some(Review {
            ticket,
            asked,
            run,
            earlier,
        });
    }
    vec![effect]
}

/// The run that ended early with a part in place, where this is about the same: what is planned now goes on with it.
fn unfinished(model: &Model, asked: &[Asked]) -> Option<String> {
    let run = model.history.as_ref()?.open(&model.identity()?.account)?;
    let is_same = measures::goes_on_with(run.plan()?, asked);
    is_same.then_some(run.id)
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
    let plan = measures::plan(&model.facts, &review.asked, &review.run, model.now);
    match plan.map(|plan| plan.or_earlier(earlier)) {
        Ok(plan) if plan.steps.is_empty() => {
            if let Some(run) = review.earlier {
                model.notice = Some(say!("cut-short-complete"));
                let ticket = model.ticket();
                model.journal_asked = Some(ticket);
                return vec![Effect::CloseRun(ticket, run)];
            }
            model.notice = Some(nothing(&model.facts, &review.asked));
            model.pop_to(|screen| {
                matches!(
                    screen,
                    Screen::GuardDuty(_)
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
fn nothing(facts: &measures::Facts, asked: &[Asked]) -> Sentence {
    let checks: Vec<&Check> = asked.iter().flat_map(|one| one.checks.iter().copied()).collect();
    let [check] = checks[..] else {
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
