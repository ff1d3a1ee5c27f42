//! What the journal keeps and what it tells when it is read back: which runs there were, what they did, which
//! one was cut short. The file itself is [`crate::journal`]'s.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::approval::Given;
use super::{Change, Changed, Failure, Outcome, Plan, Receipt, Region};

/// The version of the journal's lines.
pub const JOURNAL_SCHEMA: &str = "genkan.journal/1";

/// The choice of an undo that names the other runs it takes back.
pub const UNDO_WITH: &str = "undo-with";

/// The choice of an undo that cannot take everything back.
pub const UNDO_PARTLY: &str = "undo-partly";

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Every step is done.
    Complete,
    /// A person stopped it between two steps.
    Stopped,
    /// A step failed.
    Failed,
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A person said yes to this plan.
    Approved {
        /// In the dialog, or by flags.
        given: Given,
        /// The whole plan.
        plan: Box<Plan>,
    },
    /// The call is about to be made.
    Intended {
        /// Index of the step.
        step: usize,
        /// The step itself.
        change: Box<Change>,
    },
    /// AWS took the call on and goes on by itself, such as with a new account.
    Accepted {
        /// Index of the step.
        step: usize,
        /// What it is to be found by.
        ids: serde_json::Value,
    },
    /// The call was made, or found made.
    Done {
        /// Index of the step.
        step: usize,
        /// What AWS answered.
        receipt: Receipt,
    },
    /// The call failed.
    Failed {
        /// Index of the step.
        step: usize,
        /// Why.
        failure: Box<Failure>,
    },
    /// A step that was done was taken back within the run: an MFA device that nobody enrolled.
    TakenBack {
        /// Index of the step.
        step: usize,
    },
    /// The run is over.
    Finished {
        /// How.
        ending: Ending,
    },
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// [`JOURNAL_SCHEMA`].
    pub schema: String,
    /// When.
    pub time: Timestamp,
    /// The account.
    pub account: String,
    /// The run, as in the tags.
    pub run: String,
    /// The plan's hash.
    pub hash: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What was made or begun, by run, call, target and Region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Begun(std::collections::BTreeSet<(String, String, String, Region)>);

impl Begun {
    /// Whether some run made it, or began to.
    #[must_use]
    pub fn has(&self, call: &str, target: &str) -> bool {
        self.0.iter().any(|(_, one, of, _)| one == call && of == target)
    }

    /// Whether this run did.
    #[must_use]
    pub fn has_in(&self, run: &str, call: &str, target: &str, region: &Region) -> bool {
        let made = (run.to_owned(), call.to_owned(), target.to_owned(), region.clone());
        self.0.contains(&made)
    }
}

/// Everything in the journal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Its lines, oldest first.
    pub entries: Vec<Entry>,
    /// Lines that could not be read.
    pub damaged: usize,
}

/// How far one step got.
#[derive(Debug, Clone, PartialEq)]
pub enum StepState {
    /// Its call was never made.
    NotStarted,
    /// The call may have reached AWS; only reading can tell.
    Unclear,
    /// Done or found done.
    Done(Receipt),
    /// AWS refused it.
    Failed,
    /// Done, and taken back within the run.
    TakenBack,
}

impl StepState {
    /// Its message in the locale files.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::NotStarted => "step-not-started",
            Self::Unclear => "step-unclear",
            Self::Failed => Ending::Failed.message(),
            Self::TakenBack => "step-taken-back",
            Self::Done(receipt) => receipt.outcome.message(),
        }
    }
}

/// One approved plan being run.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// When it was approved.
    pub started: Timestamp,
    /// The plan.
    pub plan: Plan,
    /// Its steps.
    pub steps: Vec<StepState>,
    /// What AWS accepted and goes on with by itself, by step.
    pub accepted: Vec<Option<serde_json::Value>>,
    /// A sign-in that ran out ended it: the rest waits for the next one.
    pub signed_out: bool,
    /// How it ended; none where it was cut short.
    pub ending: Option<Ending>,
}

/// All attempts at one run: an interrupted one may have been continued.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The run's id, as in the tags.
    pub id: String,
    /// The account.
    pub account: String,
    /// Its attempts, oldest first.
    pub attempts: Vec<Attempt>,
    /// Whether a later undo took it back whole.
    pub undone: bool,
}

impl Run {
    /// The first plan of the run, which says what it was for.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.attempts.first().map(|attempt| &attempt.plan)
    }

    /// Whether its last attempt was cut short.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.attempts
            .last()
            .is_some_and(|attempt| attempt.ending.is_none())
    }

    /// Whether something of it is still to be done: it was cut short, or it ended early with a part in place. It is gone on
    /// with under its own id, so that what it made is known as its own.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let ended_early = self
            .attempts
            .last()
            .is_some_and(|attempt| matches!(attempt.ending, Some(Ending::Failed | Ending::Stopped)));
        !self.undone && (self.is_cut_short() || (ended_early && !self.changes().is_empty()))
    }

    /// Whether this run changed something that the other one changed or made, too.
    fn builds_on(&self, other: &Self) -> bool {
        let others = other.changes();
        self.changes().iter().any(|change| {
            others.iter().any(|one| {
                (&one.service, &one.region, &one.target) == (&change.service, &change.region, &change.target)
            })
        })
    }

    /// What this run did or may have done, in order, each change once.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for attempt in &self.attempts {
            for (change, state) in attempt.plan.steps.iter().zip(&attempt.steps) {
                let ours = match state {
                    StepState::Done(receipt) => receipt.outcome != Outcome::AlreadyThere,
                    StepState::Unclear => true,
                    StepState::NotStarted | StepState::Failed | StepState::TakenBack => false,
                };
                if ours && !changes.iter().any(|one| one.is_same_call(change)) {
                    changes.push(change.clone());
                }
            }
        }
        changes
    }

    /// Whether this very step was approved in it and is done.
    #[must_use]
    pub fn has_done(&self, step: &Change) -> bool {
        self.attempts.iter().any(|attempt| {
            let mut steps = attempt.plan.steps.iter().zip(&attempt.steps);
            steps.any(|(one, state)| one == step && matches!(state, StepState::Done(_)))
        })
    }

    /// What AWS answered to a change, in each attempt that made it.
    pub fn receipts<'a>(&'a self, change: &'a Change) -> impl Iterator<Item = &'a Receipt> {
        self.attempts
            .iter()
            .flat_map(|attempt| attempt.plan.steps.iter().zip(&attempt.steps))
            .filter(move |(one, _)| one.is_same_call(change))
            .filter_map(|(_, state)| match state {
                StepState::Done(receipt) => Some(receipt),
                StepState::NotStarted | StepState::Unclear | StepState::Failed | StepState::TakenBack => None,
            })
    }

    /// What AWS accepted of a change in an earlier attempt and has not ended.
    #[must_use]
    pub fn accepted(&self, change: &Change) -> Option<&serde_json::Value> {
        self.attempts.iter().rev().find_map(|attempt| {
            let steps = attempt.plan.steps.iter().zip(&attempt.steps);
            steps
                .zip(&attempt.accepted)
                .find(|((one, state), ids)| {
                    one.is_same_call(change) && **state == StepState::Unclear && ids.is_some()
                })
                .and_then(|(_, ids)| ids.as_ref())
        })
    }

    /// Whether a step like this one was started and its end never written.
    #[must_use]
    pub fn was_unclear(&self, change: &Change) -> bool {
        self.attempts.iter().any(|attempt| {
            attempt
                .plan
                .steps
                .iter()
                .zip(&attempt.steps)
                .any(|(one, state)| one.is_same_call(change) && *state == StepState::Unclear)
        })
    }
}

impl Ending {
    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Complete => "ending-complete",
            Self::Stopped => "ending-stopped",
            Self::Failed => "ending-failed",
        }
    }
}

/// The partition that the journal's plans are for.
fn partition_of(entries: &[Entry]) -> &str {
    let of = |entry: &'_ Entry| match &entry.event {
        Event::Approved { plan, .. } => Some(plan.partition.clone()),
        _ => None,
    };
    match entries.iter().find_map(of).as_deref() {
        Some("aws-cn") => "aws-cn",
        Some("aws-us-gov") => "aws-us-gov",
        _ => "aws",
    }
}

impl History {
    /// How many lines there are in all.
    #[must_use]
    pub const fn lines(&self) -> usize {
        self.entries.len() + self.damaged
    }

    /// A step of an approved plan.
    #[must_use]
    pub fn step(&self, plan: &str, step: usize) -> Option<&Change> {
        self.entries.iter().find_map(|entry| match &entry.event {
            Event::Approved { plan: approved, .. } if entry.hash == plan => approved.steps.get(step),
            Event::Approved { .. }
            | Event::Intended { .. }
            | Event::Accepted { .. }
            | Event::Done { .. }
            | Event::Failed { .. }
            | Event::TakenBack { .. }
            | Event::Finished { .. } => None,
        })
    }

    /// The runs, oldest first. An undo is not a run of its own; it marks the run it takes back.
    #[must_use]
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut undos: Vec<(String, Attempt)> = Vec::new();
        for entry in &self.entries {
            if let Event::Approved { plan, .. } = &entry.event {
                let attempt = Attempt {
                    started: entry.time,
                    plan: (**plan).clone(),
                    steps: vec![StepState::NotStarted; plan.steps.len()],
                    accepted: vec![None; plan.steps.len()],
                    signed_out: false,
                    ending: None,
                };
                if plan.choices.contains_key("undo") {
                    undos.push((entry.run.clone(), attempt));
                } else if let Some(run) = runs
                    .iter_mut()
                    .find(|run| run.id == entry.run && run.account == entry.account)
                {
                    run.attempts.push(attempt);
                    // Applied anew: what was taken back once is there again.
                    run.undone = false;
                } else {
                    runs.push(Run {
                        id: entry.run.clone(),
                        account: entry.account.clone(),
                        attempts: vec![attempt],
                        undone: false,
                    });
                }
                continue;
            }
            self.found_without_approval(entry, &mut runs, &undos);
            let attempts = runs
                .iter_mut()
                .filter(|run| run.account == entry.account)
                .flat_map(|run| run.attempts.iter_mut())
                .chain(undos.iter_mut().map(|(_, attempt)| attempt));
            let Some(attempt) = attempts.filter(|attempt| attempt.plan.hash == entry.hash).last() else {
                continue;
            };
            let (step, state) = match &entry.event {
                Event::Approved { .. } => continue,
                Event::Accepted { step, ids } => {
                    if let Some(slot) = attempt.accepted.get_mut(*step) {
                        *slot = Some(ids.clone());
                    }
                    (step, StepState::Unclear)
                }
                Event::Intended { step, .. } => (step, StepState::Unclear),
                Event::Done { step, receipt } => (step, StepState::Done(receipt.clone())),
                Event::TakenBack { step } => (step, StepState::TakenBack),
                Event::Failed { step, failure } => {
                    attempt.signed_out |= failure.is_sign_in();
                    let unclear = failure.changed == Changed::Unclear;
                    (
                        step,
                        if unclear {
                            StepState::Unclear
                        } else {
                            StepState::Failed
                        },
                    )
                }
                Event::Finished { ending } => {
                    // What a sign-in cut short is gone on with, as what a crash cut short is.
                    if *ending == Ending::Failed && attempt.signed_out {
                        continue;
                    }
                    attempt.ending = Some(*ending);
                    let choices = &attempt.plan.choices;
                    let undo = choices.contains_key("undo")
                        && !choices.contains_key(UNDO_PARTLY)
                        && *ending == Ending::Complete;
                    let with = attempt.plan.choices.get(UNDO_WITH).cloned().unwrap_or_default();
                    for run in runs.iter_mut().filter(|run| {
                        run.account == entry.account
                            && (run.id == entry.run || with.split(',').any(|id| id == run.id))
                    }) {
                        run.undone |= undo;
                    }
                    continue;
                }
            };
            if let Some(slot) = attempt.steps.get_mut(*step) {
                *slot = state;
            }
        }
        runs
    }

    /// Where the line of the approval cannot be read, what was done is known all the same: each step is written down whole
    /// before it is made.
    fn found_without_approval(&self, entry: &Entry, runs: &mut Vec<Run>, undos: &[(String, Attempt)]) {
        let Event::Intended { step, change } = &entry.event else {
            return;
        };
        let is_known = undos.iter().any(|(_, attempt)| attempt.plan.hash == entry.hash)
            || self.entries.iter().any(|one| {
                matches!(one.event, Event::Approved { .. })
                    && one.hash == entry.hash
                    && one.account == entry.account
            });
        if is_known {
            return;
        }
        let place = runs
            .iter()
            .position(|run| run.id == entry.run && run.account == entry.account);
        let place = place.unwrap_or_else(|| {
            runs.push(Run {
                id: entry.run.clone(),
                account: entry.account.clone(),
                attempts: Vec::new(),
                undone: false,
            });
            runs.len() - 1
        });
        let Some(run) = runs.get_mut(place) else { return };
        let is_there = run.attempts.iter().any(|attempt| attempt.plan.hash == entry.hash);
        if !is_there {
            let mut plan = Plan::empty(&entry.account, partition_of(&self.entries), entry.time);
            plan.hash.clone_from(&entry.hash);
            plan.choices.insert("run".to_owned(), entry.run.clone());
            run.attempts.push(Attempt {
                started: entry.time,
                plan,
                steps: Vec::new(),
                accepted: Vec::new(),
                signed_out: false,
                ending: None,
            });
        }
        for attempt in run
            .attempts
            .iter_mut()
            .filter(|attempt| attempt.plan.hash == entry.hash)
        {
            // Steps before it whose lines are gone were not begun, as far as can be read.
            while attempt.plan.steps.len() <= *step {
                attempt.plan.steps.push((**change).clone());
                attempt.steps.push(StepState::NotStarted);
                attempt.accepted.push(None);
            }
            if let Some(slot) = attempt.plan.steps.get_mut(*step) {
                slot.clone_from(change);
            }
        }
    }

    /// The run of an id, or of a plan's first characters.
    #[must_use]
    pub fn run(&self, id: &str) -> Option<Run> {
        self.runs().into_iter().rev().find(|run| {
            run.id == id
                || (id.len() >= 4
                    && run
                        .attempts
                        .iter()
                        .any(|attempt| attempt.plan.hash.starts_with(id)))
        })
    }

    /// The last run in this account that changed something and was not undone.
    #[must_use]
    pub fn last_undoable(&self, account: &str) -> Option<Run> {
        self.runs()
            .into_iter()
            .rev()
            .find(|run| run.account == account && !run.undone && !run.changes().is_empty())
    }

    /// The runs that came after one and built on what it made, oldest first: they are taken back with it.
    #[must_use]
    pub fn built_on(&self, run: &Run) -> Vec<Run> {
        let mut whole = vec![run.clone()];
        let runs = self.runs();
        let later = runs.into_iter().skip_while(|one| one.id != run.id).skip(1);
        for one in later.filter(|one| one.account == run.account && !one.undone) {
            if whole.iter().any(|earlier| one.builds_on(earlier)) {
                whole.push(one);
            }
        }
        whole.remove(0);
        whole
    }

    /// The ids of an account's runs.
    #[must_use]
    pub fn run_ids(&self, account: &str) -> std::collections::BTreeSet<String> {
        self.entries
            .iter()
            .filter(|entry| entry.account == account)
            .map(|entry| entry.run.clone())
            .collect()
    }

    /// What genkan made or began to make in an account: before a thing has tags, nothing else tells that it is genkan's.
    #[must_use]
    pub fn begun(&self, account: &str) -> Begun {
        let mut begun = Begun::default();
        for run in self.runs().iter().filter(|run| run.account == account) {
            for change in run.changes() {
                begun.0.insert((
                    run.id.clone(),
                    change.call(),
                    change.target.clone(),
                    change.region,
                ));
            }
        }
        begun
    }

    /// The last run in this account, where something of it is still to be done.
    #[must_use]
    pub fn open(&self, account: &str) -> Option<Run> {
        self.runs()
            .into_iter()
            .rev()
            .find(|run| run.account == account)
            .filter(Run::is_open)
    }

    /// The last run in this account, where it was cut short.
    #[must_use]
    pub fn cut_short(&self, account: &str) -> Option<Run> {
        self.runs()
            .into_iter()
            .rev()
            .find(|run| run.account == account)
            .filter(|run| run.is_cut_short() && !run.undone)
    }
}
