//! Jobs that mend no check: samples to look at, and findings to put away.

use std::collections::BTreeMap;

use super::change::DetectChange;
use super::facts::{Detector, Facts};
use super::findings::GuardDutyFinding;
use crate::domain::{CostLine, Failure, Kind, Region};
use crate::measures::job::{Choices, Drafted, value};
use crate::say;

/// A few samples: the kinds of the talk. All types would be hundreds.
pub const FEW: [&str; 4] = [
    "Backdoor:EC2/C&CActivity.B",
    "CryptoCurrency:EC2/BitcoinTool.B!DNS",
    "Discovery:S3/TorIPCaller",
    "PrivilegeEscalation:Kubernetes/AnomalousBehavior.WorkloadDeployed!PrivilegedContainer",
];

/// What AWS takes in one call.
const PAGE: usize = 50;

/// The choices of a plan that makes samples; of every type where none is named.
#[must_use]
pub fn samples_choices(region: &Region, types: &[&str]) -> Choices {
    choices(&[("region", region.as_str()), ("types", &types.join(","))])
}

/// The choices of a plan that archives these.
#[must_use]
pub fn archive_choices(findings: &[&GuardDutyFinding]) -> Choices {
    let names: Vec<String> = findings
        .iter()
        .map(|finding| format!("{}/{}", finding.region, finding.id()))
        .collect();
    choices(&[("findings", &names.join(","))])
}

fn choices(pairs: &[(&str, &str)]) -> Choices {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn detector<'a>(facts: &'a Facts, region: &Region) -> Result<&'a Detector, Failure> {
    let at = facts.regions.get(region);
    if let Some(failure) = at.and_then(|at| at.detector.refusal()) {
        return Err(failure.clone());
    }
    at.and_then(|at| at.detector())
        .filter(|detector| detector.enabled)
        .ok_or_else(|| Failure::new(Kind::NotFound, format!("GuardDuty: {region}")))
}

/// The parts of a choice with commas between.
fn parts(choices: &Choices, name: &str) -> Vec<String> {
    let parts = value(choices, name).split(',').filter(|part| !part.is_empty());
    parts.map(ToOwned::to_owned).collect()
}

fn drafted(choices: &Choices) -> Drafted {
    Drafted {
        choices: choices.clone(),
        cost: vec![CostLine {
            text: say!("cost-findings"),
            as_of: "2026-11".to_owned(),
        }],
        ..Drafted::default()
    }
}

/// Makes sample findings.
///
/// # Errors
/// The failure that keeps the detector unknown; not found where GuardDuty is not on.
pub(super) fn samples(facts: &Facts, choices: &Choices) -> Result<Drafted, Failure> {
    let mut plan = drafted(choices);
    let region = Region::new(value(choices, "region"));
    let types = parts(choices, "types");
    if types.is_empty() {
        plan.notes.push(say!("note-samples-every"));
    }
    let change = DetectChange::CreateSampleFindings {
        detector_id: detector(facts, &region)?.id.clone(),
        finding_types: types,
    };
    plan.steps.push(change.into_change(&region, None));
    plan.notes.push(say!("note-samples-alert"));
    plan.notes.push(say!("note-samples-marked"));
    Ok(plan)
}

/// Puts findings away, Region by Region.
///
/// # Errors
/// The failure that keeps a detector unknown; not found where GuardDuty is not on; usage for what is no finding.
pub(super) fn archive(facts: &Facts, choices: &Choices) -> Result<Drafted, Failure> {
    let mut plan = drafted(choices);
    let mut by_region: BTreeMap<Region, Vec<String>> = BTreeMap::new();
    for name in parts(choices, "findings") {
        let (region, id) = name
            .split_once('/')
            .ok_or_else(|| Failure::new(Kind::Usage, format!("findings: {name}")))?;
        by_region
            .entry(Region::new(region))
            .or_default()
            .push(id.to_owned());
    }
    for (region, ids) in by_region {
        let detector = detector(facts, &region)?;
        for page in ids.chunks(PAGE) {
            let change = DetectChange::ArchiveFindings {
                detector_id: detector.id.clone(),
                finding_ids: page.to_vec(),
            };
            plan.steps.push(change.into_change(&region, None));
        }
    }
    plan.notes.push(say!("note-archive"));
    Ok(plan)
}
