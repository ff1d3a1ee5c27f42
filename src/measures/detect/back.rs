//! The way back of each change of measure 4.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Typed;
use super::alerts::{AlertChange, PutTarget};
use super::change::{DetectChange, ProtectionPlan};
use super::hub::HubChange;
use crate::domain::{Change, Undo};
use crate::measures::back::{Ground, by, none};
use crate::say;

/// A detector's setting, as a change keeps it.
#[derive(Deserialize)]
struct Setting {
    frequency: Option<String>,
    plans: Vec<String>,
    #[serde(default)]
    additional: BTreeMap<String, BTreeMap<String, bool>>,
}

/// A rule's setting, as a change keeps it.
#[derive(Deserialize)]
struct RuleSetting {
    pattern: serde_json::Value,
    enabled: bool,
}

/// How a change of this measure is taken back; none where it is no change of this measure, or cannot be read.
#[must_use]
pub fn back(change: &Change, ground: &Ground<'_>) -> Option<Undo> {
    match Typed::read(change).ok()? {
        Typed::Alert(typed) => of_alert(change, typed, ground),
        Typed::Hub(HubChange::EnableSecurityHub { .. }) => {
            Some(by(HubChange::DisableSecurityHub {}.into_change(&change.region)))
        }
        Typed::Hub(HubChange::DisableSecurityHub {}) => Some(none()),
        Typed::Detector(typed) => of_detector(change, typed),
    }
}

fn of_detector(change: &Change, typed: DetectChange) -> Option<Undo> {
    let region = &change.region;
    Some(match typed {
        DetectChange::CreateDetector { .. } => {
            let suspend = DetectChange::UpdateDetector {
                detector_id: None,
                enable: Some(false),
                finding_publishing_frequency: None,
                features: Vec::new(),
            };
            by(suspend.into_change(region, None))
        }
        DetectChange::UpdateDetector {
            detector_id,
            enable,
            finding_publishing_frequency: frequency,
            features,
        } => {
            let before: Setting = serde_json::from_value(change.before.clone()?).ok()?;
            let was_on = |name: &str| before.plans.iter().any(|plan| plan == name);
            let back = DetectChange::UpdateDetector {
                detector_id,
                enable: enable.map(|on| !on),
                finding_publishing_frequency: frequency.and(before.frequency.clone()),
                features: features
                    .iter()
                    .map(|plan| ProtectionPlan {
                        additional_configuration: before
                            .additional
                            .get(&plan.name)
                            .into_iter()
                            .flatten()
                            .map(|(name, on)| ProtectionPlan::of(name, *on))
                            .collect(),
                        ..ProtectionPlan::of(&plan.name, was_on(&plan.name))
                    })
                    .collect(),
            };
            by(back.into_change(region, None))
        }
        DetectChange::CreateSampleFindings { .. } => Undo::Kept(say!("undo-samples")),
        DetectChange::ArchiveFindings {
            detector_id,
            finding_ids,
        } => {
            let back = DetectChange::UnarchiveFindings {
                detector_id,
                finding_ids,
            };
            by(back.into_change(region, None))
        }
        DetectChange::DeleteDetector { .. } | DetectChange::UnarchiveFindings { .. } => none(),
    })
}

fn of_alert(change: &Change, typed: AlertChange, ground: &Ground<'_>) -> Option<Undo> {
    let region = &change.region;
    let made = |typed: AlertChange| by(typed.into_change(region, None));
    Some(match typed {
        AlertChange::CreateRole { role_name, .. } => made(AlertChange::DeleteRole { role_name }),
        AlertChange::PutRolePolicy {
            role_name,
            policy_name,
            ..
        } => made(AlertChange::DeleteRolePolicy {
            role_name,
            policy_name,
        }),
        AlertChange::CreateTopic { name, .. } => made(AlertChange::DeleteTopic {
            topic_arn: format!("arn:{}:sns:{region}:{}:{name}", ground.partition, ground.account),
        }),
        AlertChange::SetTopicAttributes { .. } | AlertChange::Subscribe { .. } => {
            Undo::Kept(say!("undo-ends-with-topic"))
        }
        AlertChange::PutRule {
            name,
            event_pattern,
            state,
            tags,
        } => match &change.before {
            None => made(AlertChange::DeleteRule { name }),
            Some(before) => {
                let before: RuleSetting = serde_json::from_value(before.clone()).ok()?;
                let wanted = super::alerts::rule_setting(&event_pattern, state == "ENABLED");
                let back = AlertChange::PutRule {
                    name,
                    event_pattern: before.pattern.to_string(),
                    state: if before.enabled { "ENABLED" } else { "DISABLED" }.to_owned(),
                    tags,
                };
                by(back.into_change(region, Some(wanted)))
            }
        },
        AlertChange::PutTargets { rule, targets } => made(AlertChange::RemoveTargets {
            rule,
            ids: targets.into_iter().map(|PutTarget { id, .. }| id).collect(),
        }),
        AlertChange::RemoveTargets { .. }
        | AlertChange::DeleteRule { .. }
        | AlertChange::DeleteTopic { .. }
        | AlertChange::DeleteRolePolicy { .. }
        | AlertChange::DeleteRole { .. } => none(),
    })
}
