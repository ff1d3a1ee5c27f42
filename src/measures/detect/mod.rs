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
    UNREAD, forward_policy, heard, is_of_alerts, is_pending as is_alert_pending, plan as plan_alerts,
    rule_setting, topic_arn, topic_policy, trust_policy,
};
pub use alerts::{Filtered, Refusal, filtered, is_for_events, key_admits, lets_publish};
pub use back::back;
pub use change::{DetectChange, Plan as ProtectionPlan, RUN_TAG, has, setting};
pub use checks::{CHECKS, DETECTOR, OPEN_FINDINGS, PROTECTION_PLANS, judge};
pub use choices::{Choices, FREQUENCIES, NEWER, PLANS, Regions};
pub use facts::{
    AtRegion, Detector, FOUNDATIONAL, Facts, Feature, Manager, READS, Suppression, Trial, Update, Usage,
};
pub use findings::{
    COUNTED, FINDINGS_SCHEMA, GuardDutyFinding, HIGH, Listed, Open, Query, Samples, Severity, findings_json,
    sort,
};
pub use goals::{ARCHIVE, FEW, SAMPLES, archive_choices, is_goal, plan_goal, samples_choices};
pub use hub::{HUB, Hub, HubChange, SECURITY_HUB, hub_choices};
pub use jobs::{EXISTING, GUARDDUTY, JOBS, PLANS_ONLY, TELL};
pub use plan::{Wanted, plan};
