//! GK-4.1 to GK-4.6: a detector in every Region, its protection plans, and what it found.

use std::collections::BTreeSet;

use super::alerts::{self, ALERTS};
use super::facts::{AtRegion, Detector, Facts, Manager, Suppressed, names};
use super::findings::Open;
use super::hub::{self, SECURITY_HUB};
use crate::domain::{Check, Failure, Finding, Kind, Known, Measure, References, Region, Status};
use crate::say;

/// GK-4.1: GuardDuty is on in every Region.
pub const DETECTOR: Check = Check {
    id: "detect.detector",
    measure: Measure::Detect,
    references: References {
        ssb: &["ACCT.14"],
        ssb_2022: &["ACCT.11"],
        cis: &[],
        prowler: &["guardduty_is_enabled"],
        partly: &[],
    },
    guided: None,
};

/// GK-4.2: which protection plans are on.
pub const PROTECTION_PLANS: Check = Check {
    id: "detect.protection-plans",
    measure: Measure::Detect,
    references: References {
        ssb: &[],
        ssb_2022: &[],
        cis: &[],
        prowler: &[
            "guardduty_s3_protection_enabled",
            "guardduty_rds_protection_enabled",
            "guardduty_lambda_protection_enabled",
            "guardduty_eks_audit_log_enabled",
            "guardduty_ec2_malware_protection_enabled",
        ],
        partly: &[
            "guardduty_s3_protection_enabled",
            "guardduty_rds_protection_enabled",
            "guardduty_lambda_protection_enabled",
            "guardduty_eks_audit_log_enabled",
            "guardduty_ec2_malware_protection_enabled",
        ],
    },
    guided: None,
};

/// GK-4.3: no GuardDuty finding of high or critical severity waits for somebody.
pub const OPEN_FINDINGS: Check = Check {
    id: "detect.open-findings",
    measure: Measure::Detect,
    references: References {
        ssb: &["ACCT.14"],
        ssb_2022: &["ACCT.11"],
        cis: &[],
        prowler: &["guardduty_no_high_severity_findings"],
        partly: &["ACCT.14", "ACCT.11"],
    },
    guided: None,
};

/// The checks of this measure in screen order.
pub const CHECKS: [&Check; 5] = [
    &DETECTOR,
    &PROTECTION_PLANS,
    &OPEN_FINDINGS,
    &ALERTS,
    &SECURITY_HUB,
];

/// The Regions by what they answered.
#[derive(Default)]
struct Regions<'a> {
    on: Vec<(&'a Region, &'a Detector)>,
    suspended: Vec<&'a Region>,
    off: Vec<&'a Region>,
    refused: Vec<(&'a Region, &'a Failure)>,
    /// Where GuardDuty has no address, and others have.
    absent: Vec<&'a Region>,
}

impl<'a> Regions<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut regions = Self::default();
        for (region, at) in &facts.regions {
            match &at.detector {
                Known::Seen(Some(detector), _) if detector.enabled => regions.on.push((region, detector)),
                Known::Seen(Some(_), _) => regions.suspended.push(region),
                Known::Seen(None, _) => regions.off.push(region),
                // Also where a policy forbids to ask, or the operation is not there: neither says that nothing
                // can be turned on.
                Known::Refused(failure) => regions.refused.push((region, failure)),
                Known::NotAsked | Known::Asking => {}
            }
        }
        // Where no name at all can be found, it is the names that are missing, not the endpoints.
        if !regions.on.is_empty() || !regions.suspended.is_empty() || !regions.off.is_empty() {
            let has_none = |failure: &Failure| failure.kind == Kind::NoEndpoint;
            regions.absent = regions
                .refused
                .iter()
                .filter(|(_, failure)| has_none(failure))
                .map(|(region, _)| *region)
                .collect();
            regions.refused.retain(|(_, failure)| !has_none(failure));
        }
        regions
    }
}

/// Judges one check of this measure; `None` while its facts are on their way.
#[must_use]
pub fn judge(check: &'static Check, facts: &Facts) -> Option<Finding> {
    if check.id == SECURITY_HUB.id {
        return hub::judge(facts);
    }
    if !facts.is_settled() {
        return None;
    }
    if check.id == ALERTS.id {
        return alerts::judge(facts);
    }
    let regions = Regions::of(facts);
    let mut finding = match check.id {
        id if id == DETECTOR.id => detector(&regions, facts),
        id if id == PROTECTION_PLANS.id => plans(&regions, facts),
        id if id == OPEN_FINDINGS.id => open_findings(&regions, facts)?,
        _ => return None,
    };
    for at in facts.regions.values() {
        finding = finding.from_call(at.detector.evidence());
        if check.id == OPEN_FINDINGS.id {
            finding = finding.from_call(at.open.evidence());
            finding = finding.from_call(at.suppressions.evidence());
        }
    }
    for (_, failure) in regions.refused {
        finding.failures.push(failure.clone());
    }
    Some(finding)
}

fn detector(regions: &Regions<'_>, facts: &Facts) -> Finding {
    let total = facts.regions.len() - regions.absent.len();
    let (on, off, suspended) = (regions.on.len(), &regions.off, &regions.suspended);
    let found = |status, gap| Finding::new(&DETECTOR, status).gap(gap);
    let mut finding = if !off.is_empty() && on == 0 && suspended.is_empty() && regions.refused.is_empty() {
        found(Status::Fail, say!("gap-detector-none"))
    } else if !off.is_empty() {
        let (count, regions) = (off.len(), names(off));
        let gap = say!(
            "gap-detector-off",
            count = count,
            total = total,
            regions = regions
        );
        found(Status::Fail, gap)
    } else if !suspended.is_empty() {
        found(
            Status::Fail,
            say!("gap-detector-suspended", regions = names(suspended)),
        )
    } else if let Some((_, failure)) = regions.refused.first() {
        found(Status::Unknown, failure.title())
    } else if !facts.listed {
        // A Region that somebody enabled and nobody asked may be the one without GuardDuty.
        found(Status::Unknown, say!("gap-regions-unlisted", count = total))
    } else {
        Finding::new(&DETECTOR, Status::Pass)
    };
    if on > 0 {
        finding = finding.saw(say!("saw-detector-on", count = on, total = total));
    }
    if !off.is_empty() && !suspended.is_empty() {
        finding = finding.saw(say!("gap-detector-suspended", regions = names(suspended)));
    }
    if !regions.refused.is_empty() {
        let refused: Vec<&Region> = regions.refused.iter().map(|(region, _)| *region).collect();
        finding = finding.saw(say!("saw-detector-unread", regions = names(&refused)));
    }
    if !regions.absent.is_empty() {
        finding = finding.saw(say!("saw-detector-no-endpoint", regions = names(&regions.absent)));
    }
    let managed: Vec<(&Region, Manager<'_>)> = facts
        .regions
        .iter()
        .filter_map(|(region, at)| Some((region, at.manager()?)))
        .collect();
    let by_policy: Vec<&Region> = managed
        .iter()
        .filter(|(_, manager)| *manager == Manager::Policy)
        .map(|(region, _)| *region)
        .collect();
    if !by_policy.is_empty() {
        finding = finding.saw(say!("saw-detector-by-policy", regions = names(&by_policy)));
    }
    let administrators: BTreeSet<&str> = managed
        .iter()
        .filter_map(|(_, manager)| match manager {
            Manager::Administrator(account) => Some(*account),
            Manager::Policy => None,
        })
        .collect();
    for account in administrators {
        let here: Vec<&Region> = managed
            .iter()
            .filter(|(_, manager)| *manager == Manager::Administrator(account))
            .map(|(region, _)| *region)
            .collect();
        finding = finding.saw(say!(
            "saw-detector-by-administrator",
            account = account,
            regions = names(&here)
        ));
    }
    finding
}

/// `None` while a Region has not told yet. A sample is nobody's emergency.
fn open_findings(regions: &Regions<'_>, facts: &Facts) -> Option<Finding> {
    let there: Vec<(&Region, &AtRegion)> = facts
        .regions
        .iter()
        .filter(|(_, at)| at.detector().is_some())
        .collect();
    let mut refused: Vec<&Failure> = regions.refused.iter().map(|(_, failure)| *failure).collect();
    let mut all = Open::default();
    let mut open: Vec<&Region> = Vec::new();
    let mut own = Vec::new();
    for (region, at) in &there {
        match &at.open {
            Known::Seen(here, _) => {
                if here.real > 0 {
                    open.push(region);
                }
                all.real += here.real;
                all.samples += here.samples;
                all.more |= here.more;
            }
            Known::Refused(failure) => {
                refused.push(failure);
                own.push(failure.clone());
            }
            Known::NotAsked | Known::Asking => return None,
        }
        match &at.suppressions {
            Known::Refused(failure) => {
                refused.push(failure);
                own.push(failure.clone());
            }
            Known::Seen(..) => {}
            Known::NotAsked | Known::Asking => return None,
        }
    }
    let here: Vec<&Region> = there.iter().map(|(region, _)| *region).collect();
    let suppressed = Suppressed::of(facts, &here);
    let found = |status, gap| Finding::new(&OPEN_FINDINGS, status).gap(gap);
    let mut finding = if all.real > 0 && all.more {
        found(
            Status::Fail,
            say!("gap-findings-at-least", count = all.real, regions = names(&open)),
        )
    } else if all.real > 0 {
        found(
            Status::Fail,
            say!("gap-findings-open", count = all.real, regions = names(&open)),
        )
    } else if let Some(failure) = refused.first() {
        found(Status::Unknown, failure.title())
    } else if !facts.listed {
        let count = facts.regions.len();
        found(Status::Unknown, say!("gap-regions-unlisted", count = count))
    } else if there.is_empty() {
        found(Status::NotApplicable, say!("gap-needs-detector"))
    } else if all.more {
        // Samples alone filled what was counted; something real may be behind them.
        found(Status::Unknown, say!("gap-findings-behind-samples"))
    } else if let Some(gap) = suppressed.gap {
        found(Status::Warn, gap)
    } else {
        Finding::new(&OPEN_FINDINGS, Status::Pass).saw(say!("saw-findings-none", count = there.len()))
    };
    if all.samples > 0 {
        finding = finding.saw(say!("saw-findings-samples", count = all.samples));
    }
    finding.failures = own;
    Some(finding)
}

/// Which plans are on differs from Region to Region; which ones to pay for is a person's choice. A plan that is off
/// is told, not failed.
fn plans(regions: &Regions<'_>, facts: &Facts) -> Finding {
    if regions.on.is_empty() {
        return match regions.refused.first() {
            Some((_, failure)) => Finding::new(&PROTECTION_PLANS, Status::Unknown).gap(failure.title()),
            None => Finding::new(&PROTECTION_PLANS, Status::NotApplicable).gap(say!("gap-needs-detector")),
        };
    }
    let all: BTreeSet<&str> = regions
        .on
        .iter()
        .flat_map(|(_, detector)| &detector.features)
        .filter(|feature| !feature.is_foundational())
        .map(|feature| feature.name.as_str())
        .collect();
    let unknown = |gap| Finding::new(&PROTECTION_PLANS, Status::Unknown).gap(gap);
    let mut finding = match regions.refused.first() {
        Some((_, failure)) => unknown(failure.title()),
        None if !facts.listed => unknown(say!("gap-regions-unlisted", count = facts.regions.len())),
        None if all.is_empty() => unknown(say!("gap-plans-none")),
        // Which to pay for is a person's choice; none at all looks like nobody chose.
        None if regions.on.iter().all(|(_, one)| one.plans().next().is_none()) => {
            Finding::new(&PROTECTION_PLANS, Status::Warn).gap(say!("gap-plans-all-off"))
        }
        None => Finding::new(&PROTECTION_PLANS, Status::Pass),
    };
    let mut everywhere = Vec::new();
    let mut nowhere = Vec::new();
    for name in all {
        let count = regions
            .on
            .iter()
            .filter(|(_, detector)| {
                detector
                    .features
                    .iter()
                    .any(|feature| feature.enabled && feature.name == name)
            })
            .count();
        if count == regions.on.len() {
            everywhere.push(name);
        } else if count == 0 {
            nowhere.push(name);
        } else {
            let total = regions.on.len();
            finding = finding.saw(say!("saw-plan-partly", plan = name, count = count, total = total));
        }
    }
    if !everywhere.is_empty() {
        finding
            .saw
            .insert(0, say!("saw-plans-on", plans = everywhere.join(", ")));
    }
    if !nowhere.is_empty() {
        finding = finding.saw(say!("saw-plans-off", plans = nowhere.join(", ")));
    }
    finding
}
