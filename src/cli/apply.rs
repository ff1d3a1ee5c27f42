//! `genkan apply`: run a saved plan.

use std::fs;
use std::path::Path;

use super::{Context, check, out, plan};
use crate::apply::{self, Voice, plan_file};
use crate::aws::Session;
use crate::domain::journal::Ending;
use crate::domain::{Approval, Failure, Kind, Outcome, Plan, Progress, Report, StepResult};
use crate::journal::Journal;
use crate::runtime::signals::{Signal, Signals};
use crate::say;

/// Reads a plan file: which jobs, with which choices, for which account.
///
/// # Errors
/// File where it cannot be read, usage where it is no plan; differs where it holds what no plan file of genkan's does.
pub(super) fn read(path: &Path) -> Result<Plan, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(Kind::File, format!("{}: {error}", path.display())))?;
    plan_file::read(&text)
}

impl Context {
    pub(super) async fn apply(&self, file: &Path, yes: bool, account: Option<&str>) -> Result<u8, Failure> {
        let file = self::read(file)?;
        if !yes {
            out::data(&plan::shown(&file, &self.words));
            out::note(&self.words.get("plan-not-compared"));
        }
        // Who has not said yes, or said it to another account, is told so before AWS is asked.
        Approval::would_be(&file, yes, account, self.mode(self.global.demo.is_some()))?;
        // A password must not end in a log, and codes cannot be asked for: both need the wizard.
        if crate::measures::secure::needs_person(&file) {
            return Err(Failure::new(Kind::PersonNeeded, ""));
        }
        let session = self.session().await?;
        let journal = self.journal()?;
        let fresh = self.made_anew(&session, &journal, &file).await?;
        if fresh.steps.is_empty() && !file.steps.is_empty() {
            // Nothing runs; how AWS shows it is still to be said, and a run that was cut short is over.
            let listener = |progress: Progress| self.tell(&file, &progress);
            let report = apply::confirm(&session, &file, &journal, &listener).await?;
            return Ok(self.say_report(&report));
        }
        self.approve_and_run(&session, &journal, fresh, yes, account)
            .await
    }

    /// The plan that a file intends, made from the account as it is now: this, and never the file's steps, is what runs.
    async fn made_anew(&self, session: &Session, journal: &Journal, file: &Plan) -> Result<Plan, Failure> {
        let (identity, _) = crate::aws::account::identity(session).await?;
        // Before its Regions are asked about.
        file.hold_to(&identity.account)?;
        let history = journal.read()?;
        let mut facts = apply::survey(session, &apply::scope_of(file, session.region())).await;
        facts.remember(history.begun(&file.account));
        let (fresh, held) = plan_file::made_anew(file, &facts, &history)?;
        if !held.differences.is_empty() {
            for difference in &held.differences {
                out::note(&format!("  {}", self.words.say(difference)));
            }
            return Err(Failure::new(Kind::Differs, ""));
        }
        for step in &held.in_place {
            let step = format!("{} {}", step.call(), step.target);
            out::note(&self.words.say(&say!("plan-in-place", step = step)));
        }
        if !held.moved.is_empty() {
            out::note(&self.words.get("plan-moved"));
            for line in &held.moved {
                out::note(&format!("  {}", self.words.say(line)));
            }
        }
        if held.has_grown {
            return Err(Failure::new(Kind::Dearer, ""));
        }
        Ok(fresh)
    }

    /// The one place on the command line that turns a plan into an approval.
    pub(super) async fn approve_and_run(
        &self,
        session: &Session,
        journal: &Journal,
        plan: Plan,
        yes: bool,
        account: Option<&str>,
    ) -> Result<u8, Failure> {
        if plan.steps.is_empty() {
            out::data(&self.words.get("plan-empty"));
            return Ok(0);
        }
        let approval = Approval::by_flags(plan, yes, account, self.mode(self.global.demo.is_some()))?;
        let report = self.run_plan(session, approval, journal).await?;
        Ok(self.say_report(&report))
    }

    /// What came of a run, as AWS shows it; the exit code.
    fn say_report(&self, report: &Report) -> u8 {
        out::has_changed(report.may_have_changed());
        out::data(&self.summary(report));
        for lacking in report.lacking() {
            out::data(&self.words.say(&lacking));
        }
        out::data(&check::rows(&report.findings, &self.words, self.global.ascii));
        if let Some(failure) = &report.failure {
            out::failure_after(&self.words, failure, report.in_place());
        }
        if report.mismatch {
            let failure = Failure::new(Kind::Mismatch, "");
            out::failure_after(&self.words, &failure, report.in_place());
        }
        report.exit_code()
    }

    async fn run_plan(
        &self,
        session: &Session,
        approval: Approval,
        journal: &Journal,
    ) -> Result<Report, Failure> {
        let plan = approval.plan().clone();
        let stop = Voice::default();
        let listener = |progress: Progress| self.tell(&plan, &progress);
        let running = apply::run(session, approval, journal, &listener, &stop);
        tokio::pin!(running);
        let mut signals = Signals::new()?;
        let mut asked = false;
        loop {
            tokio::select! {
                report = &mut running => return report,
                signal = signals.next() => {
                    // The first asks, the second leaves at once; the journal tells the next start.
                    if asked || signal == Signal::HangUp {
                        let mut left = Failure::new(Kind::Stopped, "");
                        left.changed = crate::domain::Changed::Unclear;
                        return Err(left);
                    }
                    asked = true;
                    stop.ask();
                    out::note(&self.words.get("stop-asked"));
                }
            }
        }
    }

    fn tell(&self, plan: &Plan, progress: &Progress) {
        let name = |index: &usize| {
            plan.steps
                .get(*index)
                .map_or_else(String::new, |step| format!("{} {}", step.call(), step.target))
        };
        let sentence = match progress {
            Progress::Comparing => say!("progress-comparing"),
            Progress::ReadingBack => say!("progress-reading-back"),
            Progress::Started(index) => say!("progress-started", step = index + 1, call = name(index)),
            Progress::Waiting(index, retry) => {
                say!("progress-waiting", step = index + 1, retry = i64::from(*retry))
            }
            Progress::Ended(index, StepResult::Ended(receipt)) => match receipt.outcome {
                Outcome::Done => say!("progress-done", step = index + 1, call = name(index)),
                Outcome::AlreadyThere => say!("progress-already", step = index + 1, call = name(index)),
                Outcome::Recovered => say!("progress-recovered", step = index + 1, call = name(index)),
            },
            Progress::Ended(index, StepResult::Failed(failure)) => {
                say!(
                    "progress-failed",
                    step = index + 1,
                    call = name(index),
                    code = failure.code.clone().unwrap_or_default()
                )
            }
            Progress::Ended(index, StepResult::TakenBack) => {
                say!("progress-taken-back", step = index + 1, call = name(index))
            }
            Progress::Accepted(index) => say!("progress-accepted", step = index + 1, call = name(index)),
            Progress::Ended(index, StepResult::UnderWay) => {
                say!("progress-under-way", step = index + 1, call = name(index))
            }
            // Plans that hand something over are refused before they run here.
            Progress::Ended(_, StepResult::NotStarted)
            | Progress::Handed(_)
            | Progress::CodesWanted { .. } => return,
        };
        out::note(&self.words.say(&sentence));
    }

    fn summary(&self, report: &Report) -> String {
        let sentence = match report.ending {
            Ending::Complete if report.may_have_changed() == 0 => say!("result-nothing-to-do"),
            Ending::Complete => say!(
                "result-complete",
                count = report.changed(),
                total = report.steps.len()
            ),
            Ending::Stopped => say!(
                "result-stopped",
                count = report.in_place(),
                total = report.steps.len()
            ),
            Ending::Failed => say!(
                "result-failed",
                count = report.in_place(),
                total = report.steps.len()
            ),
        };
        self.words.say(&sentence)
    }
}
