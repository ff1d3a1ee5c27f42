//! What the lines of a journal tell together: which runs there were, what they did, which one is still open.

use super::{Attempt, Ending, Entry, Event, Run, StepState};
use crate::domain::{Change, Changed, Plan, Region};

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

/// Whether a run is one of those that an undo, of which a line tells, takes back: its own, or one that it names (`with`).
fn is_taken_back(run: &Run, line: &Entry, with: &[String]) -> bool {
    run.account == line.account && (run.id == line.run || with.contains(&run.id))
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
            Event::Approved { plan: approved, .. } if entry.hash == plan => {
                approved.steps.get(step).map(|step| &step.change)
            }
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
                if let Some(undoes) = &plan.undoes {
                    for run in runs
                        .iter_mut()
                        .filter(|run| is_taken_back(run, entry, &undoes.with))
                    {
                        run.undo_begun = true;
                    }
                    undos.push((entry.run.clone(), attempt));
                } else if let Some(run) = runs
                    .iter_mut()
                    .find(|run| run.id == entry.run && run.account == entry.account)
                {
                    run.attempts.push(attempt);
                    // Applied anew: what was taken back once is there again.
                    (run.undone, run.undo_begun) = (false, false);
                } else {
                    runs.push(Run {
                        id: entry.run.clone(),
                        account: entry.account.clone(),
                        attempts: vec![attempt],
                        undone: false,
                        undo_begun: false,
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
                    let Some(undoes) = attempt.plan.undoes.clone() else {
                        continue;
                    };
                    let is_whole = undoes.unknown.is_empty() && *ending == Ending::Complete;
                    for run in runs
                        .iter_mut()
                        .filter(|run| is_taken_back(run, entry, &undoes.with))
                    {
                        run.undone |= is_whole;
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
                undo_begun: false,
            });
            runs.len() - 1
        });
        let Some(run) = runs.get_mut(place) else { return };
        let is_there = run.attempts.iter().any(|attempt| attempt.plan.hash == entry.hash);
        if !is_there {
            let partition = partition_of(&self.entries);
            let mut plan = Plan::empty(&entry.account, partition, &entry.run, entry.time);
            plan.hash.clone_from(&entry.hash);
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
                let before = attempt.plan.steps.len().checked_sub(1);
                let after: Vec<usize> = before.into_iter().collect();
                attempt.plan.add_in_order("", &after, [(**change).clone()]);
                attempt.steps.push(StepState::NotStarted);
                attempt.accepted.push(None);
            }
            if let Some(slot) = attempt.plan.steps.get_mut(*step) {
                slot.change.clone_from(change);
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
