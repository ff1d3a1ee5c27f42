//! What the journal keeps and what it tells when it is read back: which runs there were, what they did, which
//! one was cut short. The file itself is [`crate::journal`]'s.

mod history;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::approval::Given;
use super::{Change, Failure, Outcome, Plan, Receipt, Step};

pub use history::{Begun, History};

/// The version of the journal's lines.
pub const JOURNAL_SCHEMA: &str = "genkan.journal/2";

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Every step is done.
    Complete,
    /// A person stopped it between two steps.
    Stopped,
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
        plan: Box<Plan>,
    },
    /// The call is about to be made.
    Intended {
        /// Index of the step.
        step: usize,
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
        failure: Box<Failure>,
    },
    /// A step that was done was taken back within the run: an MFA device that nobody enrolled.
    TakenBack {
        /// Index of the step.
        step: usize,
    },
    /// The run is over.
    Finished { ending: Ending },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// [`JOURNAL_SCHEMA`].
    pub schema: String,
    pub time: Timestamp,
    pub account: String,
    /// The run, as in the tags.
    pub run: String,
    pub hash: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
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
    pub plan: Plan,
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
    pub account: String,
    /// Its attempts, oldest first.
    pub attempts: Vec<Attempt>,
    /// Whether a later undo took it back whole.
    pub undone: bool,
    /// Whether an undo of it was begun since its last attempt: what of it is there, only AWS can tell.
    pub undo_begun: bool,
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
        let steps = self.steps_made().into_iter();
        steps.map(|(step, _)| step.change).collect()
    }

    /// The same, as steps that wait for nothing yet; with each, how many of them stood before its first attempt.
    fn steps_made(&self) -> Vec<(Step, usize)> {
        let mut made: Vec<(Step, usize)> = Vec::new();
        for attempt in &self.attempts {
            let before = made.len();
            for (step, state) in attempt.plan.steps.iter().zip(&attempt.steps) {
                let ours = match state {
                    StepState::Done(receipt) => receipt.outcome != Outcome::AlreadyThere,
                    StepState::Unclear => true,
                    StepState::NotStarted | StepState::Failed | StepState::TakenBack => false,
                };
                if ours && !made.iter().any(|(one, _)| one.is_same_call(step)) {
                    let step = Step {
                        after: Vec::new(),
                        ..step.clone()
                    };
                    made.push((step, before));
                }
            }
        }
        made
    }

    /// What this run did or may have done, each with what had to be done before it: as each plan says that has it. What no plan
    /// of an earlier attempt has came after all that was made in those.
    #[must_use]
    pub fn made(&self) -> Vec<Step> {
        let steps = self.steps_made();
        let place_of = |other: &Step| steps.iter().position(|(one, _)| one.is_same_call(other));
        let mut waits: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); steps.len()];
        let mut is_told: Vec<bool> = steps.iter().map(|(_, earlier)| *earlier == 0).collect();
        for attempt in &self.attempts {
            let planned = &attempt.plan.steps;
            let places: Vec<Option<usize>> = planned.iter().map(place_of).collect();
            for (place, before) in places.iter().zip(attempt.plan.before()) {
                let Some(place) = *place else { continue };
                let own = before.iter().filter_map(|index| *places.get(*index)?);
                if let Some(waits) = waits.get_mut(place) {
                    waits.extend(own.filter(|earlier| *earlier < place));
                }
                // Its graph knows what was made in the attempts before.
                let earlier = steps.get(place).map_or(0, |(_, earlier)| *earlier);
                let knows = (0..earlier).all(|one| places.contains(&Some(one)));
                if let Some(is_told) = is_told.get_mut(place) {
                    *is_told |= knows;
                }
            }
        }
        let graph = waits.into_iter().zip(is_told);
        steps
            .into_iter()
            .zip(graph)
            .map(|((step, earlier), (mut waits, is_told))| {
                if !is_told {
                    waits.extend(0..earlier);
                }
                Step {
                    after: waits.into_iter().collect(),
                    ..step
                }
            })
            .collect()
    }

    /// Whether this very step was approved in it and is done.
    #[must_use]
    pub fn has_done(&self, step: &Change) -> bool {
        self.attempts.iter().any(|attempt| {
            let mut steps = attempt.plan.changes().zip(&attempt.steps);
            steps.any(|(one, state)| one == step && matches!(state, StepState::Done(_)))
        })
    }

    /// What AWS answered to a change, in each attempt that made it.
    pub fn receipts<'a>(&'a self, change: &'a Change) -> impl Iterator<Item = &'a Receipt> {
        self.attempts
            .iter()
            .flat_map(|attempt| attempt.plan.changes().zip(&attempt.steps))
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
            let steps = attempt.plan.changes().zip(&attempt.steps);
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
                .changes()
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

#[cfg(test)]
mod tests;
