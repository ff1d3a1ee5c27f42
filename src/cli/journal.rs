//! `genkan journal`: what was done from this machine.

use serde_json::json;

use super::{Context, Format, out, table};
use crate::domain::journal::{Event, History, JOURNAL_SCHEMA};
use crate::domain::{Change, Failure};
use crate::say;

impl Context {
    pub(super) fn show_journal(&self, format: Format) -> Result<u8, Failure> {
        let journal = self.journal()?;
        let history = journal.read()?;
        if format == Format::Json {
            let value =
                json!({"schema": JOURNAL_SCHEMA, "entries": history.entries, "damaged": history.damaged});
            out::data(&format!("{value:#}"));
            return Ok(0);
        }
        if history.entries.is_empty() && history.damaged == 0 {
            out::data(&self.words.get("journal-empty"));
        }
        let mut rows = Vec::new();
        let runs = history.runs();
        for entry in &history.entries {
            let (what, target, outcome) = match &entry.event {
                Event::Approved { plan, .. } => (
                    self.words
                        .say(&say!("journal-approved", count = plan.steps.len())),
                    entry.account.clone(),
                    String::new(),
                ),
                Event::Intended { .. } => continue,
                Event::Accepted { step, .. } => {
                    let (call, target) = named(history.step(&entry.hash, *step));
                    (call, target, self.words.get("step-accepted"))
                }
                Event::Done { step, receipt } => {
                    let (call, target) = named(history.step(&entry.hash, *step));
                    (call, target, self.words.get(receipt.outcome.message()))
                }
                Event::Failed { step, failure } => {
                    let (call, target) = named(history.step(&entry.hash, *step));
                    (
                        call,
                        target,
                        failure
                            .code
                            .clone()
                            .unwrap_or_else(|| self.words.say(&failure.title())),
                    )
                }
                Event::TakenBack { step } => {
                    let (call, target) = named(history.step(&entry.hash, *step));
                    (call, target, self.words.get("step-taken-back"))
                }
                Event::Finished { ending } => {
                    (self.words.get(ending.message()), String::new(), String::new())
                }
            };
            let time = entry.time.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
            let plan = entry.hash.get(..4).unwrap_or(&entry.hash).to_owned();
            rows.push(vec![time, entry.run.clone(), plan, what, target, outcome]);
        }
        out::data(&table::table(&rows));
        for run in runs.iter().filter(|run| run.is_cut_short()) {
            let plan = run
                .plan()
                .map_or_else(String::new, |plan| plan.short().to_owned());
            out::note(&self.words.say(&say!("cut-short", run = &run.id, plan = plan)));
        }
        self.mention_damage(&history);
        Ok(0)
    }

    /// Says which part of the journal cannot be read.
    pub(super) fn mention_damage(&self, history: &History) {
        if history.damaged > 0 {
            out::note(&self.words.say(&say!(
                "journal-damaged",
                count = history.damaged,
                total = history.lines()
            )));
        }
    }
}

fn named(step: Option<&Change>) -> (String, String) {
    step.map_or_else(
        || ("?".to_owned(), String::new()),
        |step| (step.call(), step.target.clone()),
    )
}
