//! From "fix this" to a plan in the dialog: AWS is asked again first, so that the plan is of now.

use super::confirm::Confirm;
use super::effect::{Effect, Ticket};
use super::form::Form;
use super::model::{Layer, Model, Screen};
use crate::domain::journal::Run;
use crate::domain::{Measure, Scope, run_id};
use crate::measures;
use crate::measures::record::{Choices, needs_bucket};
use crate::say;

/// A plan being made.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The survey it waits for.
    pub(super) ticket: Ticket,
    /// What the person chose.
    pub(super) choices: Choices,
    /// The run it goes on with.
    pub(super) earlier: Option<Box<Run>>,
}

/// Begins the mending: with the form where a name is to be chosen, else with the plan.
pub(super) fn begin(model: &mut Model) -> Vec<Effect> {
    if model.review.is_some() {
        return Vec::new();
    }
    let (Some(identity), Some(home)) = (model.identity().cloned(), model.home().cloned()) else {
        return Vec::new();
    };
    let choices = model.form.as_ref().map_or_else(
        || Choices::proposed(&identity.account, &home, &run_id(model.now)),
        Form::choices,
    );
    if needs_bucket(&identity, &model.facts.record) {
        if model.form.is_none() {
            let regions = model.enabled_regions();
            model.form = Some(Form::of(choices, &identity.account, regions));
        }
        model.push(Screen::Form);
        return Vec::new();
    }
    ask(model, choices)
}

/// Goes on with a run that was interrupted, under its own name and choices.
pub(super) fn resume(model: &mut Model, run: &Run) -> Vec<Effect> {
    let Some(choices) = run.plan().and_then(|plan| Choices::read(&plan.choices).ok()) else {
        return Vec::new();
    };
    let regions = model.enabled_regions();
    model.form = Some(Form::of(choices.clone(), &run.account, regions));
    ask_for(model, choices, Some(Box::new(run.clone())))
}

/// Asks AWS for what the plan is made of.
pub(super) fn ask(model: &mut Model, choices: Choices) -> Vec<Effect> {
    ask_for(model, choices, None)
}

fn ask_for(model: &mut Model, choices: Choices, earlier: Option<Box<Run>>) -> Vec<Effect> {
    let scope = Scope {
        account: false,
        region: Some(choices.region.clone()),
        measures: vec![Measure::Record],
        history: true,
        buckets: vec![(choices.bucket.clone(), choices.region.clone())],
    };
    let effect = model.ask(scope);
    if let Some(ticket) = model.survey {
        model.review = Some(Review {
            ticket,
            choices,
            earlier,
        });
    }
    vec![effect]
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
    let plan = measures::plan(&model.facts, &[], &review.choices.write(), model.now);
    match plan.map(|plan| plan.or_earlier(earlier)) {
        Ok(plan) if plan.steps.is_empty() => {
            if let Some(run) = review.earlier {
                model.notice = Some(say!("cut-short-complete"));
                let ticket = model.ticket();
                model.journal_asked = Some(ticket);
                return vec![Effect::CloseRun(ticket, run)];
            }
            model.notice = Some(say!("plan-empty"));
            model.pop_to(|screen| matches!(screen, Screen::Measure { .. } | Screen::Dashboard { .. }));
        }
        Ok(plan) => model.layers.push(Layer::Confirm(Box::new(Confirm::of(plan)))),
        Err(failure) => model.layers.push(Layer::Error(Box::new(failure))),
    }
    Vec::new()
}
