//! A run while it goes on, and what came of it.

use super::journal::Ending;
use super::{Changed, Failure, Finding, Handed, Kind, Outcome, Plan, Receipt, Sentence, Status, Step};
use crate::say;

/// The exit code of a run that did only a part of what it was to.
pub const PARTLY: u8 = 6;

/// How the run goes on, while it does.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Asking AWS whether the plan still fits.
    Comparing,
    /// A step's call is being made.
    Started(usize),
    /// AWS is not ready yet; the call is repeated for the n-th time.
    Waiting(usize, u32),
    /// AWS took a step's call on and goes on by itself.
    Accepted(usize),
    Ended(usize, StepResult),
    /// Something for the person at the run, and for nobody else.
    Handed(Handed),
    /// A step waits for two codes of the device that was handed over; AWS did not take the last two where so said.
    CodesWanted {
        step: usize,
        /// AWS refused the codes before.
        refused: bool,
    },
    /// Asking AWS what came of it.
    ReadingBack,
}

/// What became of one step.
#[derive(Debug, Clone, PartialEq)]
pub enum StepResult {
    /// Not reached.
    NotStarted,
    /// Done, or found done.
    Ended(Receipt),
    /// AWS goes on with it by itself; the person did not wait for the end.
    UnderWay,
    /// Refused.
    Failed(Failure),
    /// Done, and taken back within the same run, because what it was for did not come about.
    TakenBack,
}

/// A run's end, with AWS's own word on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The plan that ran.
    pub plan: Plan,
    pub steps: Vec<StepResult>,
    /// How it ended.
    pub ending: Ending,
    /// What ended it early.
    pub failure: Option<Failure>,
    /// The plan's checks, asked again.
    pub findings: Vec<Finding>,
    /// Every step is done, and AWS still shows a check failing.
    pub mismatch: bool,
}

impl Report {
    /// Steps whose call was made in this run.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.count(|receipt| receipt.outcome == Outcome::Done)
    }

    /// What AWS does not have where a step wanted it: a Region without a protection plan.
    #[must_use]
    pub fn lacking(&self) -> Vec<Sentence> {
        let of = |(step, result): (&Step, &StepResult)| {
            let StepResult::Ended(receipt) = result else {
                return None;
            };
            let without = receipt.ids.get("without")?.as_array()?;
            let plans: Vec<&str> = without.iter().filter_map(serde_json::Value::as_str).collect();
            (!plans.is_empty())
                .then(|| say!("result-without", region = &step.region, plans = plans.join(", ")))
        };
        self.plan.steps.iter().zip(&self.steps).filter_map(of).collect()
    }

    /// Steps that changed something or may have: made, found made by an attempt whose answer was lost, gone on with by AWS,
    /// or ended in a way that does not tell.
    #[must_use]
    pub fn may_have_changed(&self) -> usize {
        self.steps
            .iter()
            .filter(|step| match step {
                StepResult::Ended(receipt) => receipt.outcome != Outcome::AlreadyThere,
                StepResult::Failed(failure) => failure.changed == Changed::Unclear,
                StepResult::UnderWay => true,
                StepResult::NotStarted | StepResult::TakenBack => false,
            })
            .count()
    }

    /// Steps that are as wanted, whoever did them.
    #[must_use]
    pub fn in_place(&self) -> usize {
        self.count(|_| true)
    }

    fn count(&self, wanted: impl Fn(&Receipt) -> bool) -> usize {
        self.steps
            .iter()
            .filter(|step| match step {
                StepResult::Ended(receipt) => wanted(receipt),
                StepResult::NotStarted
                | StepResult::UnderWay
                | StepResult::TakenBack
                | StepResult::Failed(_) => false,
            })
            .count()
    }

    /// Whether a check of the plan could not be read back.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        let of_plan = |finding: &&Finding| self.plan.checks().any(|id| id == finding.check.id);
        self.findings
            .iter()
            .filter(of_plan)
            .any(|finding| finding.status == Status::Unknown)
    }

    /// The exit code of `ux.md` §3.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match (self.ending, &self.failure) {
            (Ending::Complete, _) if self.mismatch => Failure::new(Kind::Mismatch, "").exit_code(),
            // Every write was accepted, and AWS did not tell what came of it.
            (Ending::Complete, _) if self.is_unconfirmed() => 5,
            (Ending::Complete, _) => 0,
            (_, Some(failure)) if self.may_have_changed() == 0 => failure.exit_code(),
            (Ending::Stopped, _) if self.may_have_changed() == 0 => {
                Failure::new(Kind::Stopped, "").exit_code()
            }
            (Ending::Stopped | Ending::Failed, _) => PARTLY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Check, Part};

    const CHECK: Check = Check::example("record.trail");
    const OTHER: Check = Check::example("record.log-validation");

    fn failed(kind: Kind, changed: Changed) -> Failure {
        let mut failure = Failure::new(kind, "");
        failure.changed = changed;
        failure
    }

    fn report(ending: Ending, steps: Vec<StepResult>, failure: Option<Failure>) -> Report {
        let mut plan = Plan::empty("111122223333", "aws", "r", jiff::Timestamp::UNIX_EPOCH);
        plan.parts = vec![Part {
            checks: vec![CHECK.id.to_owned()],
            ..Part::default()
        }];
        Report {
            plan,
            steps,
            ending,
            failure,
            findings: vec![Finding::new(&CHECK, Status::Pass)],
            mismatch: false,
        }
    }

    #[test]
    fn what_may_have_changed_is_told_from_what_is_there() {
        let ended = |outcome| {
            let mut receipt = Receipt::done(None);
            receipt.outcome = outcome;
            StepResult::Ended(receipt)
        };
        let unclear = failed(Kind::Network, Changed::Unclear);
        let refused = failed(Kind::Denied, Changed::Nothing);
        let all = report(
            Ending::Failed,
            vec![
                ended(Outcome::Done),
                ended(Outcome::Recovered),
                ended(Outcome::AlreadyThere),
                StepResult::UnderWay,
                StepResult::Failed(unclear),
                StepResult::Failed(refused),
                StepResult::NotStarted,
                StepResult::TakenBack,
            ],
            None,
        );
        assert_eq!((all.changed(), all.may_have_changed(), all.in_place()), (1, 4, 3));
    }

    #[test]
    fn the_exit_code_is_that_of_the_whole_run() {
        let done = || vec![StepResult::Ended(Receipt::done(None))];
        let nothing = || vec![StepResult::NotStarted];
        let denied = || Some(failed(Kind::Denied, Changed::Nothing));
        assert_eq!(report(Ending::Complete, done(), None).exit_code(), 0);
        assert_eq!(report(Ending::Failed, nothing(), denied()).exit_code(), 5);
        assert_eq!(report(Ending::Failed, done(), denied()).exit_code(), PARTLY);
        assert_eq!(report(Ending::Stopped, nothing(), None).exit_code(), 130);
        assert_eq!(report(Ending::Stopped, done(), None).exit_code(), PARTLY);
        let mut otherwise = report(Ending::Complete, done(), None);
        otherwise.mismatch = true;
        assert_eq!(otherwise.exit_code(), 7);
        // Only what the plan was about is to be read back.
        let mut unread = report(Ending::Complete, done(), None);
        unread.findings.push(Finding::new(&OTHER, Status::Unknown));
        assert!(!unread.is_unconfirmed());
        assert_eq!(unread.exit_code(), 0);
        unread.findings.push(Finding::new(&CHECK, Status::Unknown));
        assert!(unread.is_unconfirmed());
        assert_eq!(unread.exit_code(), 5);
    }
}
