//! Taking a run back, from the journal.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::back::Ground;
use super::detect::DetectChange;
use crate::domain::journal::{History, Run, UNDO_PARTLY, UNDO_WITH};
use crate::domain::{Change, CostLine, Measure, Outcome, Plan, Undo};
use crate::say;

/// When the prices were read.
const PRICES: &str = "2026-11";

/// What becomes of a detector that the run made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detectors {
    /// It stays, looks at nothing and costs nothing; its findings stay too.
    #[default]
    Suspend,
    /// It goes, and its findings with it.
    Delete,
}

impl Detectors {
    /// The other way.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Suspend => Self::Delete,
            Self::Delete => Self::Suspend,
        }
    }
}

/// The plan that takes a run back, and what was built on it: the undo of each step, last first. How a step is taken back is
/// what its measure says of it now; what the journal says of that was written into it once and need not be true.
#[must_use]
pub fn undo(history: &History, run: &Run, detectors: Detectors, now: Timestamp) -> Option<Plan> {
    let of = run.plan()?;
    let built_on = history.built_on(run);
    let begun = history.begun(&run.account);
    let mut plan = Plan::empty(&of.account, &of.partition, now);
    plan.by_region = of.by_region && built_on.is_empty();
    plan.choices = [("run", of.run()), ("undo", of.hash.as_str())]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let runs: Vec<&Run> = std::iter::once(run).chain(&built_on).collect();
    if !built_on.is_empty() {
        let ids: Vec<&str> = built_on.iter().map(|run| run.id.as_str()).collect();
        plan.choices.insert(UNDO_WITH.to_owned(), ids.join(","));
        plan.notes.push(say!("note-undo-with", runs = ids.join(", ")));
    }
    let mut changes: Vec<(&Run, Change)> = Vec::new();
    for run in runs {
        for change in run.changes() {
            if !changes.iter().any(|(_, one)| one.is_same_call(&change)) {
                changes.push((run, change));
            }
        }
    }
    let together: Vec<Change> = changes.iter().map(|(_, change)| change.clone()).collect();
    // An organization goes only without other accounts, and accounts stay.
    let keeps_accounts = together.iter().any(|change| change.operation == "CreateAccount");
    let ground = Ground {
        account: &of.account,
        partition: &of.partition,
        together: &together,
        run: &run.id,
        begun: &begun,
    };
    for (run, change) in changes.iter().rev() {
        // Nothing that no measure makes is taken back, whoever wrote it down.
        let Some(back) = super::back(change, &ground) else {
            plan.notes.push(say!(
                "note-undo-unknown",
                call = change.call(),
                target = &change.target
            ));
            plan.choices.insert(UNDO_PARTLY.to_owned(), change.call());
            continue;
        };
        match &back {
            Undo::By(_) if keeps_accounts && change.operation == "CreateOrganization" => {
                plan.notes.push(say!("note-organization-stays"));
            }
            Undo::By(back) if change.operation == "ArchiveFindings" => {
                plan.steps.push(of_archive(run, change, back));
            }
            Undo::By(back) if change.operation == "CreateOrganization" => {
                plan.steps.push(of_organization(run, change, back));
            }
            Undo::By(back) => plan.steps.push(of_detector(run, change, back, detectors)),
            Undo::Kept(sentence) if !plan.notes.contains(sentence) => plan.notes.push(sentence.clone()),
            Undo::Kept(_) => {}
        }
    }
    let has = |names: &[&str]| {
        plan.steps
            .iter()
            .any(|step| names.contains(&step.operation.as_str()))
    };
    let mut first = Vec::new();
    if has(&["StopLogging", "DeleteTrail"]) {
        first.push(say!("note-recording-stops"));
    }
    if has(&["StopConfigurationRecorder"]) {
        first.push(say!("note-config-stops"));
    }
    if has(&["DeleteDetector"]) {
        first.push(say!("note-detector-deleted"));
    }
    let suspends = |step: &Change| {
        step.operation == "UpdateDetector" && step.parameters.get("Enable") == Some(&json!(false))
    };
    if plan.steps.iter().any(suspends) {
        first.push(say!("note-detector-suspended"));
    }
    plan.notes.splice(0..0, first);
    plan.cost.push(CostLine {
        text: if super::measure_of_plan(of) == Measure::Detect {
            say!("cost-undo-detect")
        } else {
            say!("cost-undo")
        },
        as_of: PRICES.to_owned(),
    });
    Some(plan.seal())
}

/// Takes back out what the run itself put away.
fn of_archive(run: &Run, change: &Change, back: &Change) -> Change {
    let ids = run
        .receipts(change)
        .filter(|receipt| receipt.outcome != Outcome::AlreadyThere)
        .find_map(|receipt| serde_json::from_value(receipt.ids.get("FindingIds")?.clone()).ok());
    match (ids, back.read()) {
        (Some(finding_ids), Ok(DetectChange::UnarchiveFindings { detector_id, .. })) => {
            let typed = DetectChange::UnarchiveFindings {
                detector_id,
                finding_ids,
            };
            typed.into_change(&back.region, None)
        }
        (_, _) => back.clone(),
    }
}

/// Names the organization that AWS's answer named: another one is not deleted.
fn of_organization(run: &Run, change: &Change, back: &Change) -> Change {
    let made = run
        .receipts(change)
        .filter(|receipt| receipt.outcome != Outcome::AlreadyThere)
        .find(|receipt| receipt.ids.get("Id").is_some_and(Value::is_string));
    Change {
        before: made.map(|receipt| json!({"Id": receipt.ids.get("Id")})),
        ..back.clone()
    }
}

/// Names the detector that AWS's answer named, and deletes it where that is wanted.
fn of_detector(run: &Run, change: &Change, back: &Change, detectors: Detectors) -> Change {
    if change.call() != "guardduty:CreateDetector" {
        return back.clone();
    }
    let id = run
        .receipts(change)
        .filter(|receipt| receipt.outcome != Outcome::AlreadyThere)
        .find_map(|receipt| receipt.ids.get("DetectorId").and_then(Value::as_str));
    let id = id.map(ToOwned::to_owned);
    let typed = match detectors {
        Detectors::Suspend => DetectChange::UpdateDetector {
            detector_id: id,
            enable: Some(false),
            finding_publishing_frequency: None,
            features: Vec::new(),
        },
        Detectors::Delete => DetectChange::DeleteDetector { detector_id: id },
    };
    typed.into_change(&back.region, None)
}
