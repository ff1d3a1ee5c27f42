//! GK-4.6: the hand-off to AWS Security Hub CSPM. Told, never failed: it is another service with a price of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::change::RUN_TAG;
use super::facts::Facts;
use crate::domain::{
    Change, Check, CostLine, Failure, Finding, Kind, Known, Measure, References, Region, Status,
};
use crate::measures::described::described;
use crate::measures::job::{Choices, Drafted};
use crate::say;

/// GK-4.6: whether Security Hub CSPM is on in the home Region.
pub const SECURITY_HUB: Check = Check {
    id: "detect.security-hub",
    measure: Measure::Detect,
    references: References {
        ssb: &["ACCT.15"],
        ssb_2022: &[],
        cis: &["3.0:4.16", "5.0:4.16", "6.0:5.16", "7.0:5.16"],
        prowler: &["securityhub_enabled"],
        partly: &[
            "ACCT.15",
            "3.0:4.16",
            "5.0:4.16",
            "6.0:5.16",
            "7.0:5.16",
            "securityhub_enabled",
        ],
    },
    guided: None,
};

/// Security Hub CSPM in a Region (AWS Security Hub API reference, `DescribeHub`, `GetEnabledStandards`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hub {
    /// Since when.
    pub since: Option<Timestamp>,
    /// The standards that are on, by the last part of their ARN.
    pub standards: Vec<String>,
}

/// Judges it; `None` while it is being asked.
pub(super) fn judge(facts: &Facts) -> Option<Finding> {
    let home = facts.home.as_ref()?;
    let finding = match &facts.hub {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(failure) => Finding::unknown(&SECURITY_HUB, failure),
        // No gap: nobody has to have it.
        Known::Seen(None, _) => {
            Finding::new(&SECURITY_HUB, Status::NotApplicable).saw(say!("saw-hub-off", region = home))
        }
        Known::Seen(Some(hub), _) => {
            let finding = Finding::new(&SECURITY_HUB, Status::Pass).saw(say!("saw-hub-on", region = home));
            if hub.standards.is_empty() {
                finding.saw(say!("saw-hub-no-standard"))
            } else {
                finding.saw(say!("saw-hub-standards", standards = hub.standards.join(", ")))
            }
        }
    };
    Some(finding.from_call(facts.hub.evidence()))
}

/// One mutating call of Security Hub CSPM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum HubChange {
    /// `securityhub:EnableSecurityHub`.
    #[serde(rename_all = "PascalCase")]
    EnableSecurityHub {
        /// AWS Foundational Security Best Practices and CIS, which the console turns on too.
        enable_default_standards: bool,
        tags: BTreeMap<String, String>,
    },
    /// `securityhub:DisableSecurityHub`, only as undo: its findings and settings go with it.
    DisableSecurityHub {},
}

impl HubChange {
    described! {
        EnableSecurityHub = "securityhub:EnableSecurityHub" [
            "securityhub:EnableSecurityHub",
            "securityhub:TagResource",
            "securityhub:DescribeHub",
            "securityhub:ListTagsForResource",
            "iam:CreateServiceLinkedRole",
        ] New;
        DisableSecurityHub = "securityhub:DisableSecurityHub" [
            "securityhub:DisableSecurityHub",
            "securityhub:DescribeHub",
            "securityhub:ListTagsForResource",
        ] Delete;
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region) -> Change {
        let (described, target) = (self.described(), region.to_string());
        Change::of(Measure::Detect, &self, described, target, region, None)
    }

    /// Whether AWS, as just surveyed, shows it; none where another Region than the one surveyed is meant.
    #[must_use]
    pub fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        if facts.home.as_ref() != Some(region) {
            return None;
        }
        let on = facts.hub.seen()?.is_some();
        Some(match self {
            Self::EnableSecurityHub { .. } => on,
            Self::DisableSecurityHub {} => !on,
        })
    }
}

/// The plan that turns it on in the chosen Region; without steps where it is on.
///
/// # Errors
/// The failure that keeps it unknown; stale where another Region was asked.
pub(super) fn plan_hub(facts: &Facts, choices: &Choices) -> Result<Drafted, Failure> {
    let mut plan = Drafted {
        choices: choices.clone(),
        ..Drafted::default()
    };
    let (Some(home), Some(hub)) = (&facts.home, facts.hub.seen()) else {
        return Err(match facts.hub.refusal() {
            Some(failure) => failure.clone(),
            None => Failure::new(Kind::Internal, "Security Hub not surveyed"),
        });
    };
    let chosen = choices.get("region").map_or("", String::as_str);
    if chosen != home.as_str() {
        return Err(Failure::new(Kind::Stale, format!("{chosen} / {home}")));
    }
    if hub.is_none() {
        plan.checks.push(SECURITY_HUB.id.to_owned());
        let run = choices.get("run").map_or("", String::as_str);
        let tags = [("genkan:created-by", "genkan"), (RUN_TAG, run)];
        let enable = HubChange::EnableSecurityHub {
            enable_default_standards: true,
            tags: tags
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        };
        plan.steps.push(enable.into_change(home));
        plan.notes.push(say!("note-hub-standards"));
        plan.notes.push(say!("note-hub-config"));
        plan.cost.push(CostLine {
            text: say!("cost-hub"),
            as_of: "2026-11".to_owned(),
        });
    }
    Ok(plan)
}
