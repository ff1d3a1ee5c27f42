//! Everything measure 4 can change in an account: one variant a call, with AWS's parameter names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::facts::{Detector, Facts};
use crate::domain::{Change, Failure, Kind, Measure, Region};
use crate::measures::described::described;

/// The tag that names genkan's run.
pub const RUN_TAG: &str = "genkan:run";

/// A protection plan as a request names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProtectionPlan {
    pub name: String,
    /// `ENABLED` or `DISABLED`.
    pub status: String,
    /// What belongs to it, where that is to be as it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional_configuration: Vec<ProtectionPlan>,
}

impl ProtectionPlan {
    /// A plan, on or off.
    #[must_use]
    pub fn of(name: &str, on: bool) -> Self {
        Self {
            name: name.to_owned(),
            status: if on { "ENABLED" } else { "DISABLED" }.to_owned(),
            additional_configuration: Vec::new(),
        }
    }

    /// Whether it is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.status == "ENABLED"
    }
}

/// One mutating call of GuardDuty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum DetectChange {
    /// `guardduty:CreateDetector`. AWS turns on what is not named, so every plan is.
    #[serde(rename_all = "PascalCase")]
    CreateDetector {
        /// On from the beginning.
        enable: bool,
        /// The run: the same request twice makes one detector.
        client_token: String,
        /// `SIX_HOURS`, ...
        finding_publishing_frequency: String,
        /// The plans, on or off.
        features: Vec<ProtectionPlan>,
        tags: BTreeMap<String, String>,
    },
    /// `guardduty:UpdateDetector`: only the fields given change.
    #[serde(rename_all = "PascalCase")]
    UpdateDetector {
        /// The detector; where none is named, the one that this run made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detector_id: Option<String>,
        /// Resume or suspend.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        enable: Option<bool>,
        /// `SIX_HOURS`, ...
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finding_publishing_frequency: Option<String>,
        /// Plans to turn on or off.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        features: Vec<ProtectionPlan>,
    },
    /// `guardduty:DeleteDetector`, only as undo: its findings go with it.
    #[serde(rename_all = "PascalCase")]
    DeleteDetector {
        /// The detector; where none is named, the one that this run made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detector_id: Option<String>,
    },
    /// `guardduty:CreateSampleFindings`. They raise alerts like real ones.
    #[serde(rename_all = "PascalCase")]
    CreateSampleFindings {
        detector_id: String,
        /// The types; of every type where none is named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        finding_types: Vec<String>,
    },
    /// `guardduty:ArchiveFindings`.
    #[serde(rename_all = "PascalCase")]
    ArchiveFindings {
        detector_id: String,
        /// The findings, at most 50.
        finding_ids: Vec<String>,
    },
    /// `guardduty:UnarchiveFindings`, only as undo.
    #[serde(rename_all = "PascalCase")]
    UnarchiveFindings {
        detector_id: String,
        /// The findings, at most 50.
        finding_ids: Vec<String>,
    },
}

impl DetectChange {
    described! {
        CreateDetector = "guardduty:CreateDetector" [
            "guardduty:CreateDetector",
            "guardduty:TagResource",
            "guardduty:ListDetectors",
            "guardduty:GetDetector",
            // Where the Region does not have all plans: then each goes by itself.
            "guardduty:UpdateDetector",
            "iam:CreateServiceLinkedRole",
        ] New;
        UpdateDetector = "guardduty:UpdateDetector" [
            "guardduty:UpdateDetector",
            "guardduty:ListDetectors",
            "guardduty:GetDetector",
            "guardduty:GetAdministratorAccount",
            "iam:CreateServiceLinkedRole",
        ] Change;
        DeleteDetector = "guardduty:DeleteDetector" [
            "guardduty:DeleteDetector",
            "guardduty:ListDetectors",
            "guardduty:GetDetector",
            "guardduty:GetAdministratorAccount",
        ] Delete;
        CreateSampleFindings = "guardduty:CreateSampleFindings" [
            "guardduty:CreateSampleFindings",
            "guardduty:ListDetectors",
            "guardduty:ListFindings",
            "guardduty:GetFindings",
        ] New;
        ArchiveFindings = "guardduty:ArchiveFindings" [
            "guardduty:ArchiveFindings",
            "guardduty:GetFindings",
        ] Change;
        UnarchiveFindings = "guardduty:UnarchiveFindings" [
            "guardduty:UnarchiveFindings",
            "guardduty:GetFindings",
        ] Change;
    }

    /// What it acts on, for people: a detector has no name, its Region is one.
    fn target(&self, region: &Region) -> String {
        match self {
            Self::CreateDetector { .. } | Self::UpdateDetector { .. } | Self::DeleteDetector { .. } => {
                region.to_string()
            }
            Self::CreateSampleFindings { finding_types, .. } if finding_types.is_empty() => "*".to_owned(),
            Self::CreateSampleFindings { finding_types, .. } => finding_types.join(", "),
            Self::ArchiveFindings { finding_ids, .. } | Self::UnarchiveFindings { finding_ids, .. } => {
                finding_ids.join(", ")
            }
        }
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        let target = self.target(region);
        Change::of(Measure::Detect, &self, self.described(), target, region, before)
    }

    /// Reads a change back into its type.
    ///
    /// # Errors
    /// Usage where it is none of this measure's: a plan of a newer genkan.
    pub fn read(change: &Change) -> Result<Self, Failure> {
        if change.service == "guardduty" {
            change.read()
        } else {
            Err(Failure::new(Kind::Usage, change.call()))
        }
    }

    /// Whether AWS, as just surveyed, shows what this change was to bring about; none where the survey does
    /// not tell.
    #[must_use]
    pub fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        let at = facts.regions.get(region)?;
        let here = at.detector.seen()?.as_ref();
        match self {
            // A plan that AWS does not list is one that the Region does not have.
            Self::CreateDetector { features, .. } => Some(here.is_some_and(|detector| {
                let listed =
                    |plan: &&ProtectionPlan| detector.features.iter().any(|one| one.name == plan.name);
                let listed: Vec<ProtectionPlan> = features.iter().filter(listed).cloned().collect();
                detector.enabled && has(detector, &listed)
            })),
            Self::UpdateDetector {
                enable,
                finding_publishing_frequency: frequency,
                features,
                ..
            } => Some(here.map_or(*enable == Some(false), |detector| {
                enable.is_none_or(|on| on == detector.enabled)
                    && (frequency.is_none() || *frequency == detector.frequency)
                    && has(detector, features)
            })),
            Self::DeleteDetector { .. } => Some(here.is_none()),
            Self::CreateSampleFindings { .. }
            | Self::ArchiveFindings { .. }
            | Self::UnarchiveFindings { .. } => None,
        }
    }
}

/// Whether a detector's plans, and what belongs to them, are as wanted. A plan that it does not name at all is off.
#[must_use]
pub fn has(detector: &Detector, wanted: &[ProtectionPlan]) -> bool {
    wanted.iter().all(|plan| {
        let here = detector
            .features
            .iter()
            .find(|feature| feature.name == plan.name && feature.enabled);
        let Some(feature) = here else {
            // What belongs to a plan is off with it.
            return !plan.is_on();
        };
        let belongs = |one: &ProtectionPlan| {
            feature.additional.get(&one.name).copied().unwrap_or_default() == one.is_on()
        };
        plan.is_on() && plan.additional_configuration.iter().all(belongs)
    })
}

/// A detector's setting, to compare before a change replaces it.
#[must_use]
pub fn setting(detector: &Detector) -> Value {
    let mut plans: Vec<&str> = detector.plans().collect();
    plans.sort_unstable();
    let mut setting = json!({"enabled": detector.enabled, "frequency": detector.frequency, "plans": plans});
    // AWS turns it off with its plan and does not turn it on again with it.
    let additional: BTreeMap<&str, &BTreeMap<String, bool>> = detector
        .features
        .iter()
        .filter(|feature| feature.additional.values().any(|on| *on))
        .map(|feature| (feature.name.as_str(), &feature.additional))
        .collect();
    if !additional.is_empty() {
        setting["additional"] = json!(additional);
    }
    setting
}
