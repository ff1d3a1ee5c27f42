//! Changes of a trail.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Tag;
use crate::domain::{Change, Measure, Region};
use crate::measures::described::described;
use crate::measures::record::facts::{Facts, Management, Trail};

/// Which events a trail records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventSelector {
    /// `All`: reads and writes.
    pub read_write_type: String,
    pub include_management_events: bool,
}

/// One mutating call of CloudTrail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum TrailChange {
    /// `cloudtrail:CreateTrail`.
    #[serde(rename_all = "PascalCase")]
    CreateTrail {
        name: String,
        /// Where log files go.
        #[serde(rename = "S3BucketName")]
        bucket: String,
        /// Every enabled Region.
        is_multi_region_trail: bool,
        /// IAM and other global services.
        include_global_service_events: bool,
        /// Digest files.
        enable_log_file_validation: bool,
        tags_list: Vec<Tag>,
    },
    /// `cloudtrail:UpdateTrail`: only the fields given change.
    #[serde(rename_all = "PascalCase")]
    UpdateTrail {
        /// The trail's ARN.
        name: String,
        /// Another bucket.
        #[serde(rename = "S3BucketName", default, skip_serializing_if = "Option::is_none")]
        bucket: Option<String>,
        /// Every enabled Region.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_multi_region_trail: Option<bool>,
        /// IAM and other global services; required with the former.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        include_global_service_events: Option<bool>,
        /// Digest files.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        enable_log_file_validation: Option<bool>,
    },
    /// `cloudtrail:StartLogging`: a trail made by API records nothing until this.
    #[serde(rename_all = "PascalCase")]
    StartLogging {
        /// The trail's ARN.
        name: String,
    },
    /// `cloudtrail:StopLogging`, only as undo.
    #[serde(rename_all = "PascalCase")]
    StopLogging {
        /// The trail's ARN.
        name: String,
    },
    /// `cloudtrail:PutEventSelectors`, only for a trail that has none: CloudTrail's default, said out loud.
    #[serde(rename_all = "PascalCase")]
    PutEventSelectors {
        /// The trail's ARN.
        trail_name: String,
        event_selectors: Vec<EventSelector>,
    },
    /// `cloudtrail:DeleteTrail`, only as undo. The bucket and its log files stay.
    #[serde(rename_all = "PascalCase")]
    DeleteTrail {
        /// The trail's name, in its home Region.
        name: String,
    },
}

impl TrailChange {
    described! {
        CreateTrail = "cloudtrail:CreateTrail" [
            "cloudtrail:CreateTrail",
            "cloudtrail:AddTags",
            "cloudtrail:DescribeTrails",
            "cloudtrail:ListTags",
        ] New;
        UpdateTrail = "cloudtrail:UpdateTrail" ["cloudtrail:UpdateTrail", "cloudtrail:DescribeTrails"] Change;
        StartLogging = "cloudtrail:StartLogging" [
            "cloudtrail:StartLogging",
            "cloudtrail:GetTrailStatus",
        ] Change;
        StopLogging = "cloudtrail:StopLogging" ["cloudtrail:StopLogging", "cloudtrail:GetTrailStatus"] Change;
        PutEventSelectors = "cloudtrail:PutEventSelectors" [
            "cloudtrail:PutEventSelectors",
            "cloudtrail:GetEventSelectors",
        ] Change;
        DeleteTrail = "cloudtrail:DeleteTrail" [
            "cloudtrail:DeleteTrail",
            "cloudtrail:DescribeTrails",
            "cloudtrail:ListTags",
        ] Delete;
    }

    fn target(&self) -> String {
        match self {
            Self::CreateTrail { name, .. }
            | Self::UpdateTrail { name, .. }
            | Self::StartLogging { name }
            | Self::StopLogging { name }
            | Self::PutEventSelectors { trail_name: name, .. }
            | Self::DeleteTrail { name } => name
                .rsplit_once('/')
                .map_or_else(|| name.clone(), |(_, name)| name.to_owned()),
        }
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        Change::of(
            Measure::Record,
            &self,
            self.described(),
            self.target(),
            region,
            before,
        )
    }

    pub(super) fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        let trail = |name: &str| -> Option<Option<&Trail>> {
            let is = |trail: &&Trail| trail.arn == name || (trail.name == name && trail.home == *region);
            Some(facts.trails.seen()?.iter().find(is))
        };
        match self {
            Self::CreateTrail {
                name,
                bucket,
                is_multi_region_trail,
                enable_log_file_validation,
                ..
            } => Some(trail(name)?.is_some_and(|trail| {
                trail.bucket == *bucket
                    && trail.multi_region == *is_multi_region_trail
                    && trail.validation == *enable_log_file_validation
            })),
            Self::UpdateTrail {
                name,
                bucket,
                is_multi_region_trail,
                enable_log_file_validation,
                ..
            } => Some(trail(name)?.is_some_and(|trail| {
                bucket.as_ref().is_none_or(|bucket| *bucket == trail.bucket)
                    && is_multi_region_trail.is_none_or(|wanted| wanted == trail.multi_region)
                    && enable_log_file_validation.is_none_or(|wanted| wanted == trail.validation)
            })),
            Self::StartLogging { name } => {
                let Some(trail) = trail(name)? else {
                    return Some(false);
                };
                Some(facts.status.get(&trail.arn)?.seen()?.logging)
            }
            Self::StopLogging { name } => {
                let Some(trail) = trail(name)? else {
                    return Some(true);
                };
                Some(!facts.status.get(&trail.arn)?.seen()?.logging)
            }
            Self::PutEventSelectors { trail_name, .. } => {
                let selectors = facts.selectors.get(trail_name)?.seen()?;
                Some(selectors.management() != Management::Partial)
            }
            Self::DeleteTrail { name } => Some(trail(name)?.is_none()),
        }
    }
}
