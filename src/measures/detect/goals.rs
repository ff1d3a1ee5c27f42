//! Plans that mend no check: samples to look at, and findings to put away.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::change::DetectChange;
use super::facts::{Detector, Facts};
use super::findings::GuardDutyFinding;
use super::hub::{HUB, plan_hub};
use crate::domain::{CostLine, Failure, Identity, Kind, Plan, Region};
use crate::say;

/// What the choice `goal` of a plan says that makes sample findings.
pub const SAMPLES: &str = "guardduty-samples";
/// What it says where findings are archived.
pub const ARCHIVE: &str = "guardduty-archive";

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
pub fn samples_choices(region: &Region, types: &[&str], run: &str) -> BTreeMap<String, String> {
    choices(&[
        ("goal", SAMPLES),
        ("region", region.as_str()),
        ("types", &types.join(",")),
        ("run", run),
    ])
}

/// The choices of a plan that archives these.
#[must_use]
pub fn archive_choices(findings: &[&GuardDutyFinding], run: &str) -> BTreeMap<String, String> {
    let names: Vec<String> = findings
        .iter()
        .map(|finding| format!("{}/{}", finding.region, finding.id()))
        .collect();
    choices(&[("goal", ARCHIVE), ("findings", &names.join(",")), ("run", run)])
}

fn choices(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
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

/// The plan that these choices ask for.
///
/// # Errors
/// The failure that keeps the detector unknown; not found where GuardDuty is not on; usage for another goal.
pub fn plan_goal(
    identity: &Identity,
    facts: &Facts,
    choices: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Plan, Failure> {
    let field = |name: &str| choices.get(name).map_or("", String::as_str);
    let parts = |name: &str| -> Vec<String> {
        field(name)
            .split(',')
            .filter(|part| !part.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    };
    if field("goal") == HUB {
        return plan_hub(identity, facts, choices, now);
    }
    let mut plan = Plan::empty(&identity.account, &identity.partition, now);
    plan.choices.clone_from(choices);
    match field("goal") {
        SAMPLES => {
            let region = Region::new(field("region"));
            let types = parts("types");
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
        }
        ARCHIVE => {
            let mut by_region: BTreeMap<Region, Vec<String>> = BTreeMap::new();
            for name in parts("findings") {
                let (region, id) = name
                    .split_once('/')
                    .ok_or_else(|| Failure::new(Kind::Usage, format!("findings: {name}")))?;
                by_region
                    .entry(Region::new(region))
                    .or_default()
                    .push(id.to_owned());
            }
            plan.by_region = true;
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
        }
        other => return Err(Failure::new(Kind::Usage, format!("goal: {other}"))),
    }
    plan.cost.push(CostLine {
        text: say!("cost-findings"),
        as_of: "2026-11".to_owned(),
    });
    Ok(plan.seal())
}

/// Whether a goal is one of this measure.
#[must_use]
pub fn is_goal(goal: &str) -> bool {
    [SAMPLES, ARCHIVE, HUB].contains(&goal)
}
