//! From "fix this" to a plan in the dialog: AWS is asked again first, so that the plan is of now.

use std::collections::BTreeMap;

use super::alert_form::{AlertForm, TELL};
use super::config_form::ConfigForm;
use super::confirm::Confirm;
use super::detect_form::{DetectForm, wanted, wanted_by};
use super::effect::{Effect, Ticket};
use super::form::Form;
use super::model::{Layer, Model, Screen};
use super::secure_form::SecureForm;
use crate::domain::journal::Run;
use crate::domain::{Check, Measure, Plan, Region, Scope, Sentence, Status, run_id};
use crate::measures::detect::ALERTS;
use crate::measures::record::config::Current;
use crate::measures::record::{CONTROL_TOWER, Choices, Wanted, needs_bucket};
use crate::measures::secure::USER_MFA;
use crate::measures::{self, detect, record, secure, separate};
use crate::say;

/// What a person mends at one go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject {
    /// Of measure 3.
    Record(record::Subject),
    /// This check of measure 1.
    Separate(&'static Check),
    /// This check of measure 2.
    Secure(&'static Check),
    /// These checks of measure 4.
    Detect(&'static [&'static Check]),
}

impl Subject {
    /// What a plan is about.
    fn of(plan: &Plan) -> Self {
        match measures::measure_of_plan(plan) {
            Measure::Detect if plan.checks.iter().any(|id| id == ALERTS.id) => Self::Detect(&TELL),
            Measure::Detect => Self::Detect(wanted_by(&plan.checks)),
            Measure::Secure => {
                let first = plan.checks.first().and_then(|id| measures::check(id));
                Self::Secure(first.unwrap_or(&USER_MFA))
            }
            Measure::Separate => {
                let first = plan.checks.first().and_then(|id| measures::check(id));
                Self::Separate(first.unwrap_or(&separate::WORKLOAD_ACCOUNTS))
            }
            Measure::Record => Self::Record(record::Subject::of(&plan.checks)),
        }
    }

    fn wanted(self) -> Wanted<'static> {
        match self {
            Self::Record(subject) => subject.wanted(),
            Self::Separate(check) => Wanted::Checks(only(&separate::CHECKS, check)),
            Self::Secure(check) => Wanted::Checks(only(&secure::CHECKS, check)),
            Self::Detect(checks) => Wanted::Checks(checks),
        }
    }

    const fn measure(self) -> Measure {
        match self {
            Self::Record(_) => Measure::Record,
            Self::Separate(_) => Measure::Separate,
            Self::Secure(_) => Measure::Secure,
            Self::Detect(_) => Measure::Detect,
        }
    }
}

/// One check of a measure as what a plan is asked for.
fn only(all: &'static [&'static Check], check: &'static Check) -> &'static [&'static Check] {
    let place = all.iter().position(|one| one.id == check.id);
    place.and_then(|place| all.get(place..=place)).unwrap_or(&[])
}

/// A plan being made.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The survey it waits for.
    pub(super) ticket: Ticket,
    /// What it is about.
    pub(super) subject: Subject,
    /// What the person chose, by name.
    pub(super) choices: BTreeMap<String, String>,
    /// The run it goes on with.
    pub(super) earlier: Option<Box<Run>>,
}

/// Begins the mending: with the form where something is to be chosen, else with the plan.
pub(super) fn begin(model: &mut Model, subject: Subject) -> Vec<Effect> {
    if model.review.is_some() {
        return Vec::new();
    }
    let (Some(identity), Some(home)) = (model.identity().cloned(), model.home().cloned()) else {
        return Vec::new();
    };
    let proposed = Choices::proposed(&identity.account, &home, &run_id(model.now));
    let regions = model.enabled_regions();
    let subject = match subject {
        Subject::Record(subject) => subject,
        Subject::Separate(_) => {
            let choices = [("run".to_owned(), run_id(model.now))].into();
            return ask_alone(model, subject, choices);
        }
        Subject::Secure(check) => {
            let mut choices = secure::proposed(check, &run_id(model.now));
            secure::propose_user(check, &model.facts.secure, &mut choices);
            if secure::fields(check).is_empty() {
                return ask_alone(model, subject, choices);
            }
            let kept = model
                .secure_form
                .as_ref()
                .is_some_and(|form| form.check.id == check.id);
            if !kept {
                model.secure_form = Some(SecureForm::of(check, &choices));
            }
            model.push(Screen::SecureForm);
            return Vec::new();
        }
        Subject::Detect(checks) if checks == TELL => {
            let choices = detect::AlertChoices::proposed(&run_id(model.now));
            model
                .alert_form
                .get_or_insert_with(|| AlertForm::of(choices, &home));
            model.push(Screen::AlertForm);
            return Vec::new();
        }
        Subject::Detect(checks) => {
            let existing = checks == wanted(true);
            match &mut model.detect_form {
                Some(form) => form.existing = existing,
                None => {
                    let choices = detect::Choices::proposed(&run_id(model.now));
                    let form = DetectForm::of(choices, &home, &model.facts.detect, existing);
                    model.detect_form = Some(form);
                }
            }
            model.push(Screen::DetectForm);
            return Vec::new();
        }
    };
    match subject {
        record::Subject::Config => {
            if model.config_form.is_none() {
                let choices = proposed.config.following(&model.facts.record.config);
                let current = Current::of(&model.facts.record.config);
                let form = ConfigForm::of(choices, current, &identity.account, &home, regions, &proposed.run);
                model.config_form = Some(form);
            }
            model.push(Screen::ConfigForm);
            Vec::new()
        }
        record::Subject::Trails | record::Subject::Everything
            if needs_bucket(&identity, &model.facts.record) =>
        {
            if model.form.is_none() {
                model.form = Some(Form::of(proposed, &identity.account, regions));
            }
            model.push(Screen::Form);
            Vec::new()
        }
        record::Subject::Trails | record::Subject::Everything => ask_about(model, Subject::Record(subject)),
    }
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
    ask(model, Subject::Record(record::Subject::Config), choices, None)
}

/// Asks for a plan of measure 1 or 2 with these choices.
pub(super) fn ask_alone(
    model: &mut Model,
    subject: Subject,
    choices: BTreeMap<String, String>,
) -> Vec<Effect> {
    if model.review.is_some() || model.is_applying() {
        return Vec::new();
    }
    ask(model, subject, choices, None)
}

/// Asks for a plan that mends no check of measure 4.
pub(super) fn ask_goal(model: &mut Model, choices: BTreeMap<String, String>) -> Vec<Effect> {
    if model.review.is_some() || model.is_applying() {
        return Vec::new();
    }
    ask(model, Subject::Detect(wanted(false)), choices, None)
}

/// Goes on with a run that was interrupted, under its own name and choices.
pub(super) fn resume(model: &mut Model, run: &Run) -> Vec<Effect> {
    let Some(plan) = run.plan() else {
        return Vec::new();
    };
    let is_ours = plan.choices.contains_key("goal")
        || [Measure::Secure, Measure::Separate].contains(&measures::measure_of_plan(plan))
        || Choices::read(&plan.choices).is_ok()
        || detect::Choices::read(&plan.choices).is_ok()
        || detect::AlertChoices::read(&plan.choices).is_ok();
    if !is_ours {
        return Vec::new();
    }
    let subject = Subject::of(plan);
    let choices = plan.choices.clone();
    ask(model, subject, choices, Some(Box::new(run.clone())))
}

/// Asks AWS for what the plan is made of, with the choices of the forms.
pub(super) fn ask_about(model: &mut Model, subject: Subject) -> Vec<Effect> {
    let (Some(identity), Some(home)) = (model.identity(), model.home()) else {
        return Vec::new();
    };
    if let (Subject::Detect(checks), Some(form)) = (subject, &model.alert_form)
        && checks == TELL
    {
        let choices = form.choices().write();
        return ask(model, subject, choices, None);
    }
    if let (Subject::Detect(_), Some(form)) = (subject, &model.detect_form) {
        let choices = form.choices().write();
        return ask(model, subject, choices, None);
    }
    let only = |other: record::Subject| subject == Subject::Record(other);
    let mut choices = Choices::proposed(&identity.account, home, &run_id(model.now));
    if let Some(form) = model.form.as_ref().filter(|_| !only(record::Subject::Config)) {
        choices = form.choices(choices);
    }
    if let Some(form) = model
        .config_form
        .as_ref()
        .filter(|_| !only(record::Subject::Trails))
    {
        choices.config = form.choices();
        choices.run.clone_from(&form.run);
    }
    ask(model, subject, choices.write(), None)
}

fn ask(
    model: &mut Model,
    subject: Subject,
    mut choices: BTreeMap<String, String>,
    earlier: Option<Box<Run>>,
) -> Vec<Effect> {
    if let Some(run) = unfinished(model, subject, &choices).filter(|_| earlier.is_none()) {
        choices.insert("run".to_owned(), run);
    }
    let region = choices.get("region").map(Region::new);
    let of_trail = choices.get("bucket").cloned().zip(region.clone());
    let of_config = choices.get("config-bucket").cloned().zip(model.home().cloned());
    let mut buckets: Vec<(String, Region)> = of_trail.into_iter().chain(of_config).collect();
    buckets.dedup_by(|one, other| one.0 == other.0);
    let scope = match subject.measure() {
        Measure::Detect => Scope {
            region: region.filter(|_| choices.get("goal").is_some_and(|goal| goal == detect::HUB)),
            ..Scope::of(Measure::Detect)
        },
        Measure::Secure => Scope::of(Measure::Secure),
        Measure::Separate => Scope {
            account: true,
            roots: choices.contains_key("goal"),
            ..Scope::of(Measure::Separate)
        },
        measure @ Measure::Record => Scope {
            region,
            history: true,
            config: true,
            buckets,
            ..Scope::of(measure)
        },
    };
    let effect = model.ask(scope);
    if let Some(ticket) = model.survey {
        model.review = Some(Review {
            ticket,
            subject,
            choices,
            earlier,
        });
    }
    vec![effect]
}

/// The run that ended early with a part in place, where this is about the same: what is planned now goes on with it.
fn unfinished(model: &Model, subject: Subject, choices: &BTreeMap<String, String>) -> Option<String> {
    let run = model.history.as_ref()?.open(&model.identity()?.account)?;
    let plan = run.plan()?;
    let is_same = Subject::of(plan) == subject && plan.choices.get("goal") == choices.get("goal");
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
    let plan = measures::plan(&model.facts, review.subject.wanted(), &review.choices, model.now);
    match plan.map(|plan| plan.or_earlier(earlier)) {
        Ok(plan) if plan.steps.is_empty() => {
            if let Some(run) = review.earlier {
                model.notice = Some(say!("cut-short-complete"));
                let ticket = model.ticket();
                model.journal_asked = Some(ticket);
                return vec![Effect::CloseRun(ticket, run)];
            }
            model.notice = Some(nothing(&model.facts, review.subject));
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
fn nothing(facts: &measures::Facts, subject: Subject) -> Sentence {
    let Wanted::Checks([check]) = subject.wanted() else {
        return say!("plan-empty");
    };
    let finding = measures::judge_settled(check, facts);
    match (finding.status, finding.gap) {
        (Status::Pass | Status::NotApplicable, _) | (_, None) => say!("plan-empty"),
        (_, Some(gap)) => gap,
    }
}
