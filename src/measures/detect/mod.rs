//! Measure 4, detect threats automatically (施策4: セキュリティ脅威を自動検知しよう): GuardDuty in every Region, and what it
//! finds.

mod alerts;
mod back;
mod change;
mod checks;
mod choices;
mod facts;
mod findings;
mod goals;
mod hub;
mod jobs;
mod plan;

pub use alerts::{
    ALERTS, ALERTS_NAME, AlertChange, AlertChoices, AlertRule, AlertTag, AlertTarget, PutTarget, Told,
    UNREAD, forward_policy, heard, is_of_alerts, is_pending as is_alert_pending, rule_setting, topic_arn,
    topic_policy, trust_policy,
};
pub use alerts::{Filtered, Refusal, filtered, is_for_events, key_admits, lets_publish};
pub use change::{DetectChange, ProtectionPlan, RUN_TAG, has, setting};
pub use checks::{CHECKS, DETECTOR, OPEN_FINDINGS, PROTECTION_PLANS, judge};
pub use choices::{Choices, FREQUENCIES, NEWER, PLANS, Regions};
pub use facts::{
    AtRegion, Detector, FOUNDATIONAL, Facts, Feature, Manager, READS, Suppression, Trial, Update, Usage,
};
pub use findings::{
    COUNTED, FINDINGS_SCHEMA, GuardDutyFinding, HIGH, Listed, Open, Query, Samples, Severity, findings_json,
    sort,
};
pub use goals::{FEW, archive_choices, samples_choices};
pub use hub::{Hub, HubChange, SECURITY_HUB};
pub use jobs::{ARCHIVE, EXISTING, GUARDDUTY, HUB, JOBS, SAMPLES, TELL};

use crate::domain::{Change, Check, Failure, Finding, Region, Status};
use crate::measures::{Remedy, Rooms, Way};

/// The rooms of this measure.
pub(in crate::measures) const ROOMS: Rooms = Rooms {
    checks: &CHECKS,
    jobs: &JOBS,
    judge: |check, facts| judge(check, &facts.detect),
    described: || {
        let all = [
            DetectChange::DESCRIBED,
            AlertChange::DESCRIBED,
            HubChange::DESCRIBED,
        ];
        all.concat()
    },
    again,
    shows: |change, facts| {
        let (region, facts) = (&change.region, &facts.detect);
        match Typed::read(change).ok()? {
            Typed::Detector(typed) => typed.shows(region, facts),
            Typed::Alert(typed) => typed.shows(region, facts),
            Typed::Hub(typed) => typed.shows(region, facts),
        }
    },
    back: back::back,
    word: |_, _| None,
    remedy: of_check,
};

/// A change of this measure, by its service.
pub(in crate::measures) enum Typed {
    Detector(DetectChange),
    Alert(AlertChange),
    Hub(HubChange),
}

impl Typed {
    /// Reads a change back into its type.
    fn read(change: &Change) -> Result<Self, Failure> {
        match change.service.as_str() {
            "guardduty" => DetectChange::read(change).map(Self::Detector),
            "securityhub" => change.read().map(Self::Hub),
            _ => AlertChange::read(change).map(Self::Alert),
        }
    }
}

fn again(change: &Change) -> Result<Change, Failure> {
    let (region, before): (&Region, _) = (&change.region, change.before.clone());
    Ok(match Typed::read(change)? {
        Typed::Detector(typed) => typed.into_change(region, before),
        Typed::Alert(typed) => typed.into_change(region, before),
        Typed::Hub(typed) => typed.into_change(region),
    })
}

fn of_check(
    check: &'static Check,
    finding: Option<&Finding>,
    facts: &crate::measures::Facts,
) -> Option<Remedy> {
    // Told, never failed.
    if check.id == SECURITY_HUB.id {
        let says = match finding.map(|finding| finding.status) {
            None => "fix-wait",
            Some(Status::Unknown) => "fix-unknown",
            Some(_) => "fix-handoff",
        };
        return Some(Remedy::new(Way::HandOff, says));
    }
    let finding = finding?;
    if finding.waits_for_another() {
        return Some(Remedy::new(
            Way::Plan(&GUARDDUTY, &[(EXISTING, "no")]),
            "fix-with-detector",
        ));
    }
    if !finding.is_open() {
        return None;
    }
    Some(match check.id {
        id if id == OPEN_FINDINGS.id => Remedy::new(Way::Findings, "fix-findings"),
        id if id == ALERTS.id && finding.status == Status::Warn && is_alert_pending(&facts.detect) => {
            Remedy::new(Way::Evidence, "fix-alerts-pending")
        }
        id if id == ALERTS.id => Remedy::new(Way::Plan(&TELL, &[]), "fix-plan"),
        // Where GuardDuty is on already, too.
        id if id == PROTECTION_PLANS.id => {
            Remedy::new(Way::Plan(&GUARDDUTY, &[(EXISTING, "yes")]), "fix-plan")
        }
        _ => Remedy::new(Way::Plan(&GUARDDUTY, &[(EXISTING, "no")]), "fix-plan"),
    })
}
