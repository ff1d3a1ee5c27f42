//! A plan being run.

use super::binding::{Action, Binding, bind};
use super::key::Key;
use jiff::Timestamp;

use super::effect::{Effect, Ticket};
use super::enrol::Enrol;
use super::model::{Layer, Model, Screen};
use super::update::{again, ask_journal};
use crate::domain::journal::Ending;
use crate::domain::{Approval, Failure, Handed, Plan, Progress, Report, Scope, Secret, StepResult};
use crate::measures::separate::MEMBER_ROOT;

/// How far a step is.
#[derive(Debug, Clone, PartialEq)]
pub enum StepView {
    NotStarted,
    /// Since then, for the n-th time again.
    Running(Timestamp, u32),
    Ended(StepResult),
}

/// Where the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Comparing the plan with AWS.
    Comparing,
    Running,
    /// Asking AWS what came of it.
    ReadingBack,
    Ended,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RunState {
    ticket: Ticket,
    /// What runs.
    pub plan: Plan,
    pub steps: Vec<StepView>,
    /// Where it is.
    pub phase: Phase,
    /// It stops after the current call.
    pub stopping: bool,
    /// What came of it.
    pub report: Option<Report>,
    /// Why it did not begin.
    pub failure: Option<Failure>,
    /// The MFA device that is being enrolled.
    pub enrol: Option<Box<Enrol>>,
    /// A user's new password, until the person has left the page that shows it.
    pub password: Option<(String, Secret)>,
    /// It is shown in lines that stay only where the person asks for it.
    pub reveal: bool,
    /// The step that AWS took on and goes on with by itself.
    pub(super) accepted: Option<usize>,
    /// The person was told that the password is shown only here.
    pub(super) warned: bool,
}

impl RunState {
    /// Whether it goes on.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.phase != Phase::Ended
    }

    /// Whether there is something to take back.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        self.plan.undoes.is_none()
            && self
                .report
                .as_ref()
                .is_some_and(|report| report.may_have_changed() > 0)
    }

    /// The number of the step whose call is being made.
    #[must_use]
    pub fn current(&self) -> Option<usize> {
        self.steps
            .iter()
            .position(|step| matches!(step, StepView::Running(..)))
    }
}

impl Model {
    /// Whether AWS is creating an account just now.
    #[must_use]
    pub fn is_creating(&self) -> bool {
        self.run
            .as_ref()
            .is_some_and(|run| run.accepted.is_some() && run.accepted == run.current())
    }
}

/// Starts an approved plan; the approval is the only way in.
pub(super) fn start(model: &mut Model, approval: Approval) -> Vec<Effect> {
    if model.is_applying() {
        return Vec::new();
    }
    let ticket = model.ticket();
    let plan = approval.plan().clone();
    model.run = Some(RunState {
        ticket,
        steps: vec![StepView::NotStarted; plan.steps.len()],
        plan,
        phase: Phase::Comparing,
        stopping: false,
        report: None,
        failure: None,
        enrol: None,
        password: None,
        accepted: None,
        reveal: false,
        warned: false,
    });
    // An answer to an earlier question would now be old.
    model.survey = None;
    model.push(Screen::Progress);
    vec![Effect::Apply(ticket, Box::new(approval))]
}

fn current(model: &mut Model, ticket: Ticket) -> Option<&mut RunState> {
    model
        .run
        .as_mut()
        .filter(|run| run.ticket == ticket && run.is_under_way())
}

pub(super) fn progress(model: &mut Model, ticket: Ticket, progress: &Progress) -> Vec<Effect> {
    let (now, ascii) = (model.now, model.ascii && !model.plain);
    let Some(run) = current(model, ticket) else {
        return Vec::new();
    };
    let mut set = |index: usize, view: StepView| {
        if let Some(slot) = run.steps.get_mut(index) {
            *slot = view;
        }
    };
    match progress {
        Progress::Accepted(index) => run.accepted = Some(*index),
        Progress::Comparing => run.phase = Phase::Comparing,
        Progress::ReadingBack => run.phase = Phase::ReadingBack,
        Progress::Started(index) => {
            set(*index, StepView::Running(now, 0));
            run.phase = Phase::Running;
        }
        Progress::Waiting(index, retry) => {
            let since = match run.steps.get(*index) {
                Some(StepView::Running(since, _)) => *since,
                Some(StepView::NotStarted | StepView::Ended(_)) | None => now,
            };
            if let Some(slot) = run.steps.get_mut(*index) {
                *slot = StepView::Running(since, *retry);
            }
        }
        Progress::Ended(index, result) => {
            set(*index, StepView::Ended(result.clone()));
            // Enrolled, refused or given up: the seed has done its work, and goes.
            let ends = run.plan.steps.get(*index);
            if ends.is_some_and(|step| step.operation == "EnableMFADevice") {
                run.enrol = None;
            }
        }
        Progress::Handed(Handed::Password { user, password }) => {
            run.password = Some((user.clone(), password.clone()));
        }
        Progress::Handed(Handed::Device { serial, seed }) => {
            let enrol = Enrol::of(&run.plan, serial.clone(), seed.clone(), ascii);
            run.enrol = Some(Box::new(enrol));
        }
        Progress::CodesWanted { refused, .. } => {
            if let Some(enrol) = &mut run.enrol {
                enrol.ask(*refused);
            }
        }
    }
    Vec::new()
}

pub(super) fn ended(model: &mut Model, ticket: Ticket, answer: Result<Report, Failure>) -> Vec<Effect> {
    let Some(run) = current(model, ticket) else {
        return Vec::new();
    };
    run.phase = Phase::Ended;
    let of_roots = run.plan.is_of(MEMBER_ROOT.id);
    run.enrol = None;
    let mut complete = false;
    match answer {
        Ok(report) => {
            for (slot, result) in run.steps.iter_mut().zip(&report.steps) {
                *slot = StepView::Ended(result.clone());
            }
            complete = report.ending == Ending::Complete;
            run.report = Some(report);
        }
        Err(failure) => run.failure = Some(failure),
    }
    if model.leaving {
        return vec![Effect::Leave(130)];
    }
    if complete {
        // Its choices are spent; the next form begins anew, with a run of its own.
        model.job_forms.clear();
        model.accounts_form = None;
        model.paid_plan = false;
    }
    model.layers.retain(|layer| !matches!(layer, Layer::Stop { .. }));
    model.pop_to(|screen| matches!(screen, Screen::Progress));
    model.pop();
    model.push(Screen::Result { scroll: 0 });
    let scope = Scope {
        // What members' root users have is asked again where it was taken from them.
        roots: of_roots,
        ..again(model)
    };
    vec![model.ask(scope), ask_journal(model)]
}

/// Stops after the call in flight.
pub(super) fn stop(model: &mut Model) -> Vec<Effect> {
    match &mut model.run {
        Some(run) if run.is_under_way() && !run.stopping => {
            run.stopping = true;
            vec![Effect::StopApplying]
        }
        Some(_) | None => Vec::new(),
    }
}

/// The keys of a run.
pub(super) fn keys(map: &mut Vec<Binding>) {
    map.push(bind(Key::Esc, Action::Interrupt, "key-stop", Some(0)));
    map.push(bind(Key::Char('q'), Action::Interrupt, "key-stop", None));
}
