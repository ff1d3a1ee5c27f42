//! From how GuardDuty stands to the calls that mend it (F-GUARDDUTY). Each Region stands alone.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{DetectChange, ProtectionPlan, RUN_TAG, setting};
use super::checks::{DETECTOR, PROTECTION_PLANS};
use super::choices::{Choices, FREQUENCIES, NEWER, PLANS, Regions};
use super::facts::{AtRegion, Detector, Facts, Manager};
use crate::domain::{Change, CostLine, Failure, Kind, Known, Region, Sentence};
use crate::measures::job::{Asked, Drafted};
use crate::say;

/// The plan that watches running workloads, and the older one for EKS alone.
const RUNTIME: &str = "RUNTIME_MONITORING";
const EKS_RUNTIME: &str = "EKS_RUNTIME_MONITORING";

/// When the prices were read.
const PRICES: &str = "2026-11";

/// What is wanted of GuardDuty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asks {
    /// On wherever it is off or suspended.
    detectors: bool,
    /// The plans and the frequency as chosen, also where GuardDuty is on already.
    plans: bool,
}

/// Regions that are left alone, by the reason.
#[derive(Debug, Default)]
struct Left {
    on: Vec<String>,
    unread: Vec<String>,
    by_administrator: BTreeMap<String, Vec<String>>,
    by_policy: Vec<String>,
    own_plans: Vec<String>,
    eks_runtime: Vec<String>,
}

/// Plans GuardDuty in the chosen Regions. A Region that cannot be read is left out and named: it must not keep
/// the others from being protected.
///
/// # Errors
/// The failure of a Region, where no Region could be read at all; usage where a chosen one is not enabled;
/// not ours where all that is open belongs to the organization.
pub(super) fn plan(facts: &Facts, asked: &Asked, choices: &Choices) -> Result<Drafted, Failure> {
    let wanted = Asks {
        detectors: asked.includes(&DETECTOR),
        plans: asked.includes(&PROTECTION_PLANS),
    };
    if let Regions::Only(regions) = &choices.regions
        && let Some(region) = regions.iter().find(|region| !facts.regions.contains_key(*region))
    {
        return Err(Failure::new(Kind::Usage, format!("regions: {region}")));
    }
    let mut left = Left::default();
    let mut steps = Vec::new();
    let mut readable = BTreeSet::new();
    let mut refusal: Option<&Failure> = None;
    for (region, at) in facts
        .regions
        .iter()
        .filter(|(region, _)| choices.regions.includes(region))
    {
        match &at.detector {
            Known::Refused(failure) => {
                left.unread.push(region.to_string());
                refusal.get_or_insert(failure);
            }
            Known::NotAsked | Known::Asking => {
                return Err(Failure::new(Kind::Internal, format!("{region} not surveyed")));
            }
            Known::Seen(None, _) => {
                readable.insert(region.clone());
                if wanted.detectors {
                    steps.push(create(region, choices));
                }
            }
            Known::Seen(Some(detector), _) => {
                readable.insert(region.clone());
                if let Some(failure) = at.administrator.refusal() {
                    refusal.get_or_insert(failure);
                }
                steps.extend(mend(region, at, detector, wanted, choices, &mut left));
            }
        }
    }
    // An unknown is not "nothing to do".
    if steps.is_empty()
        && !left.unread.is_empty()
        && let Some(failure) = refusal
    {
        return Err(failure.clone());
    }
    if steps.is_empty() && (!left.by_policy.is_empty() || !left.by_administrator.is_empty()) {
        let open = facts
            .regions
            .values()
            .filter(|at| at.manager().is_some())
            .any(|at| at.detector().is_some_and(|detector| !detector.enabled));
        if open {
            return Err(Failure::new(Kind::NotOurs, ""));
        }
    }
    let mut plan = Drafted::default();
    if !steps.is_empty() {
        plan.checks = asked.ids();
        plan.cost = costs(&steps);
        plan.notes = notes(&steps, &left, choices);
    }
    // A Region that answers later than the plan was made is another plan's.
    let resolved = Choices {
        regions: Regions::Only(readable),
        ..choices.clone()
    };
    plan.choices = resolved.write();
    plan.steps = steps;
    Ok(plan)
}

/// Every plan by its name: what a request leaves out, AWS turns on.
fn chosen(choices: &Choices) -> Vec<ProtectionPlan> {
    let plans = choices.new_plans();
    let known = PLANS
        .into_iter()
        .map(|(name, _)| ProtectionPlan::of(name, plans.contains(name)));
    // Newer ones are not offered in every Region, and naming one that is not is refused: only where asked for.
    let newer = NEWER
        .into_iter()
        .filter(|name| plans.contains(*name))
        .map(|name| ProtectionPlan::of(name, true));
    known.chain(newer).collect()
}

fn create(region: &Region, choices: &Choices) -> Change {
    let tags = [("genkan:created-by", "genkan"), (RUN_TAG, choices.run.as_str())];
    DetectChange::CreateDetector {
        enable: true,
        client_token: format!("genkan-{}", choices.run),
        finding_publishing_frequency: choices.new_frequency().to_owned(),
        features: chosen(choices),
        tags: tags
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    }
    .into_change(region, None)
}

/// What is to be done with a detector that is there.
fn mend(
    region: &Region,
    at: &AtRegion,
    detector: &Detector,
    wanted: Asks,
    choices: &Choices,
    left: &mut Left,
) -> Option<Change> {
    let resume = wanted.detectors && !detector.enabled;
    let differing = differing(region, detector, choices, left);
    let frequency = choices
        .frequency
        .clone()
        .filter(|wanted| detector.frequency.as_ref() != Some(wanted));
    let change =
        wanted.plans && (detector.enabled || resume) && (!differing.is_empty() || frequency.is_some());
    if !resume && !change {
        if detector.enabled {
            left.on.push(region.to_string());
        }
        return None;
    }
    match at.manager() {
        Some(Manager::Administrator(account)) => {
            left.by_administrator
                .entry(account.to_owned())
                .or_default()
                .push(region.to_string());
            return None;
        }
        Some(Manager::Policy) => {
            left.by_policy.push(region.to_string());
            return None;
        }
        None => {}
    }
    // Somebody else may decide about it: an unknown never feeds a plan.
    if at.administrator.seen().is_none() {
        left.unread.push(region.to_string());
        return None;
    }
    if resume && !wanted.plans {
        left.own_plans.push(region.to_string());
    }
    let (frequency, differing) = if change {
        (frequency, differing)
    } else {
        (None, Vec::new())
    };
    let update = DetectChange::UpdateDetector {
        detector_id: Some(detector.id.clone()),
        enable: resume.then_some(true),
        finding_publishing_frequency: frequency,
        features: differing,
    };
    Some(update.into_change(region, Some(setting(detector))))
}

/// The plans of a detector that are to be otherwise. Where nobody named any, those that AWS turns on by itself are turned on
/// and nothing is turned off.
fn differing(
    region: &Region,
    detector: &Detector,
    choices: &Choices,
    left: &mut Left,
) -> Vec<ProtectionPlan> {
    let current: BTreeSet<&str> = detector.plans().collect();
    let mut wanted = chosen(choices);
    wanted.retain(|plan| !NEWER.contains(&plan.name.as_str()));
    match &choices.plans {
        None => wanted.retain(ProtectionPlan::is_on),
        // What AWS names beyond the plans that genkan knows is offered there, and was chosen or was not.
        Some(named) => {
            let newer = detector
                .features
                .iter()
                .filter(|feature| NEWER.contains(&feature.name.as_str()));
            wanted.extend(
                newer.map(|feature| ProtectionPlan::of(&feature.name, named.contains(&feature.name))),
            );
        }
    }
    wanted.retain(|plan| current.contains(plan.name.as_str()) != plan.is_on());
    // AWS lets only one of the two watch EKS (GuardDuty API reference, `DetectorFeatureConfiguration`).
    if current.contains(EKS_RUNTIME) {
        let before = wanted.len();
        wanted.retain(|plan| plan.name != RUNTIME || !plan.is_on());
        if wanted.len() < before {
            left.eks_runtime.push(region.to_string());
        }
    }
    wanted
}

fn cost(text: Sentence) -> CostLine {
    CostLine {
        text,
        as_of: PRICES.to_owned(),
    }
}

fn count(steps: &[Change], operation: &str) -> usize {
    steps.iter().filter(|step| step.operation == operation).count()
}

fn costs(steps: &[Change]) -> Vec<CostLine> {
    let made = count(steps, "CreateDetector");
    let mut lines = Vec::new();
    if made > 0 {
        lines.push(cost(say!("cost-guardduty-trial", count = made)));
    }
    if made < steps.len() {
        lines.push(cost(say!("cost-guardduty-again")));
    }
    lines.push(cost(say!("cost-guardduty-after")));
    lines
}

/// What gets weaker, by name, and what is turned on without doing anything yet.
fn weaker(steps: &[Change]) -> Vec<Sentence> {
    let mut off: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut slower: Vec<&str> = Vec::new();
    let mut runtime = false;
    for step in steps {
        let typed = DetectChange::read(step).ok();
        let (features, frequency) = match &typed {
            Some(DetectChange::UpdateDetector {
                features,
                finding_publishing_frequency,
                ..
            }) => (features, finding_publishing_frequency.as_deref()),
            Some(DetectChange::CreateDetector { features, .. }) => {
                runtime |= features.iter().any(|plan| plan.name == RUNTIME && plan.is_on());
                continue;
            }
            _ => continue,
        };
        runtime |= features.iter().any(|plan| plan.name == RUNTIME && plan.is_on());
        for plan in features.iter().filter(|plan| !plan.is_on()) {
            off.entry(plan.name.clone())
                .or_default()
                .push(step.region.as_str());
        }
        let before = step
            .before
            .as_ref()
            .and_then(|before| before.get("frequency")?.as_str());
        let rank = |word: Option<&str>| FREQUENCIES.iter().position(|one| Some(*one) == word);
        if frequency.is_some() && rank(frequency) > rank(before) {
            slower.push(step.region.as_str());
        }
    }
    let mut notes: Vec<Sentence> = off
        .into_iter()
        .map(|(plan, regions)| say!("note-plan-turned-off", plan = plan, regions = regions.join(", ")))
        .collect();
    if !slower.is_empty() {
        notes.push(say!("note-frequency-slower", regions = slower.join(", ")));
    }
    if runtime {
        notes.push(say!("note-runtime-agents"));
    }
    notes
}

fn notes(steps: &[Change], left: &Left, choices: &Choices) -> Vec<Sentence> {
    let mut notes = Vec::new();
    if count(steps, "CreateDetector") > 0 {
        let plans = choices.new_plans();
        let name = |on: bool| {
            let names: Vec<&str> = PLANS
                .into_iter()
                .map(|(name, _)| name)
                .filter(|name| plans.contains(*name) == on)
                .collect();
            names.join(", ")
        };
        let on: Vec<&str> = plans.iter().map(String::as_str).collect();
        if !on.is_empty() {
            notes.push(say!("note-plans-on", plans = on.join(", ")));
        }
        if !name(false).is_empty() {
            notes.push(say!("note-plans-off", plans = name(false)));
        }
    }
    notes.extend(weaker(steps));
    if !left.eks_runtime.is_empty() {
        notes.push(say!("note-eks-runtime", regions = left.eks_runtime.join(", ")));
    }
    if !left.own_plans.is_empty() {
        notes.push(say!("note-detector-resumed", regions = left.own_plans.join(", ")));
    }
    if !left.on.is_empty() {
        notes.push(say!("note-detector-kept", count = left.on.len()));
    }
    for (account, regions) in &left.by_administrator {
        notes.push(say!(
            "note-managed-administrator",
            regions = regions.join(", "),
            account = account
        ));
    }
    if !left.by_policy.is_empty() {
        notes.push(say!("note-managed-policy", regions = left.by_policy.join(", ")));
    }
    if !left.unread.is_empty() {
        notes.push(say!("note-region-unread", regions = left.unread.join(", ")));
    }
    if steps.len() > 1 {
        notes.push(say!("note-by-region"));
    }
    notes
}
