//! Taking a run back, from the journal.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::back::Ground;
use super::detect::DetectChange;
use crate::domain::journal::{History, Run};
use crate::domain::{Change, CostLine, Measure, Outcome, Part, Plan, Step, Undo, Undoes};
use crate::say;

/// When the prices were read.
const PRICES: &str = "2026-11";
/// What the one part of an undo is called. No job has this name: an undo is made of the journal, never of choices.
const UNDO: &str = "undo";

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
    let mut plan = Plan::empty(&of.account, &of.partition, &of.run, now);
    let mut undoes = Undoes {
        plan: of.hash.clone(),
        with: built_on.iter().map(|run| run.id.clone()).collect(),
        unknown: Vec::new(),
    };
    let mut notes = Vec::new();
    if !undoes.with.is_empty() {
        notes.push(say!("note-undo-with", runs = undoes.with.join(", ")));
    }
    let runs: Vec<&Run> = std::iter::once(run).chain(&built_on).collect();
    let made = made_by(&runs);
    let together: Vec<Change> = made.iter().map(|(_, step)| step.change.clone()).collect();
    // An organization goes only without other accounts, and accounts stay.
    let keeps_accounts = together.iter().any(|change| change.operation == "CreateAccount");
    let ground = Ground {
        account: &of.account,
        partition: &of.partition,
        together: &together,
        run: &run.id,
        begun: &begun,
    };
    // For each thing made, the step that takes it back.
    let mut places: Vec<Option<usize>> = vec![None; made.len()];
    for (index, (run, step)) in made.iter().enumerate().rev() {
        let change = &step.change;
        // Nothing that no measure makes is taken back, whoever wrote it down.
        let Some(back) = super::back(change, &ground) else {
            notes.push(say!(
                "note-undo-unknown",
                call = change.call(),
                target = &change.target
            ));
            undoes.unknown.push(change.call());
            continue;
        };
        let back = match &back {
            Undo::By(_) if keeps_accounts && change.operation == "CreateOrganization" => {
                notes.push(say!("note-organization-stays"));
                continue;
            }
            Undo::By(back) if change.operation == "ArchiveFindings" => of_archive(run, change, back),
            Undo::By(back) if change.operation == "CreateOrganization" => of_organization(run, change, back),
            Undo::By(back) => of_detector(run, change, back, detectors),
            Undo::Kept(sentence) => {
                if !notes.contains(sentence) {
                    notes.push(sentence.clone());
                }
                continue;
            }
        };
        // What had to wait for it goes first.
        let later = made.iter().enumerate().skip(index + 1);
        let waited = later.filter(|(_, (_, one))| one.after.contains(&index));
        let after: Vec<usize> = waited.filter_map(|(later, _)| *places.get(later)?).collect();
        if let Some(place) = places.get_mut(index) {
            *place = Some(plan.steps.len());
        }
        let before = plan.before();
        let by_another = |one: &usize| {
            after
                .iter()
                .any(|other| before.get(*other).is_some_and(|all| all.contains(one)))
        };
        let direct: Vec<usize> = after.iter().copied().filter(|one| !by_another(one)).collect();
        plan.add_in_order(&step.job, &direct, [back]);
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
    if plan.changes().any(suspends) {
        first.push(say!("note-detector-suspended"));
    }
    notes.splice(0..0, first);
    let only_detect = together.iter().all(|change| change.measure == Measure::Detect);
    plan.parts.push(Part {
        job: UNDO.to_owned(),
        cost: vec![CostLine {
            text: if only_detect {
                say!("cost-undo-detect")
            } else {
                say!("cost-undo")
            },
            as_of: PRICES.to_owned(),
        }],
        notes,
        ..Part::default()
    });
    plan.undoes = Some(undoes);
    Some(plan.seal())
}

/// What runs made, in order, each change once; each waits for all that had to be done before it. A later run built on an
/// earlier one.
fn made_by<'a>(runs: &[&'a Run]) -> Vec<(&'a Run, Step)> {
    let mut made: Vec<(&Run, Step)> = Vec::new();
    for run in runs {
        let earlier = made.len();
        let mut places: Vec<usize> = Vec::new();
        for step in run.made() {
            if let Some(place) = made.iter().position(|(_, one)| one.is_same_call(&step)) {
                places.push(place);
                continue;
            }
            let own = step.after.iter().filter_map(|index| places.get(*index).copied());
            let mut after: Vec<usize> = (0..earlier).chain(own).collect();
            after.sort_unstable();
            after.dedup();
            places.push(made.len());
            made.push((run, Step { after, ..step }));
        }
    }
    made
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
