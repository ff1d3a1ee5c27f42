//! Changes of AWS Config in one Region, and of its service-linked role.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{Change, Impact, Measure, Region};
use crate::measures::described::described;
use crate::measures::record::config::{DEFAULT_RETENTION_DAYS, DeliveryChannel, Recorder};
use crate::measures::record::facts::Facts;

/// One mutating call of AWS Config, or of IAM for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum ConfigChange {
    /// `iam:CreateServiceLinkedRole`: the role AWS Config reads resources with.
    CreateServiceLinkedRole {
        /// `config.amazonaws.com`.
        #[serde(rename = "AWSServiceName")]
        service: String,
    },
    /// `config:PutConfigurationRecorder`: a Region has room for one, so an existing one keeps its name.
    #[serde(rename_all = "PascalCase")]
    PutConfigurationRecorder { configuration_recorder: Recorder },
    /// `config:PutDeliveryChannel`: a Region has room for one as well.
    #[serde(rename_all = "PascalCase")]
    PutDeliveryChannel { delivery_channel: DeliveryChannel },
    /// `config:StartConfigurationRecorder`: only with a delivery channel.
    #[serde(rename_all = "PascalCase")]
    StartConfigurationRecorder { configuration_recorder_name: String },
    /// `config:StopConfigurationRecorder`.
    #[serde(rename_all = "PascalCase")]
    StopConfigurationRecorder { configuration_recorder_name: String },
    /// `config:DeleteDeliveryChannel`: only while nothing records.
    #[serde(rename_all = "PascalCase")]
    DeleteDeliveryChannel { delivery_channel_name: String },
    /// `config:DeleteConfigurationRecorder`. What it recorded survives, unseen until there is a recorder again.
    #[serde(rename_all = "PascalCase")]
    DeleteConfigurationRecorder { configuration_recorder_name: String },
    /// `config:PutRetentionConfiguration`: one a Region, always called `default`.
    #[serde(rename_all = "PascalCase")]
    PutRetentionConfiguration {
        /// 30 to 2,557 days.
        retention_period_in_days: u32,
    },
    /// `config:DeleteRetentionConfiguration`, only to take back the setting of one.
    #[serde(rename_all = "PascalCase")]
    DeleteRetentionConfiguration {
        /// `default`.
        retention_configuration_name: String,
    },
}

impl ConfigChange {
    described! {
        CreateServiceLinkedRole = "iam:CreateServiceLinkedRole" [
            "iam:CreateServiceLinkedRole",
            "iam:ListRoles",
        ] New;
        PutConfigurationRecorder = "config:PutConfigurationRecorder" [
            "config:PutConfigurationRecorder",
            "config:DescribeConfigurationRecorders",
            "iam:PassRole",
        ] Change;
        PutDeliveryChannel = "config:PutDeliveryChannel" [
            "config:PutDeliveryChannel",
            "config:DescribeDeliveryChannels",
        ] Change;
        StartConfigurationRecorder = "config:StartConfigurationRecorder" [
            "config:StartConfigurationRecorder",
            "config:DescribeConfigurationRecorderStatus",
        ] Change;
        StopConfigurationRecorder = "config:StopConfigurationRecorder" [
            "config:StopConfigurationRecorder",
            "config:DescribeConfigurationRecorderStatus",
        ] Change;
        DeleteDeliveryChannel = "config:DeleteDeliveryChannel" [
            "config:DeleteDeliveryChannel",
            "config:DescribeDeliveryChannels",
        ] Delete;
        DeleteConfigurationRecorder = "config:DeleteConfigurationRecorder" [
            "config:DeleteConfigurationRecorder",
            "config:DescribeConfigurationRecorders",
        ] Delete;
        PutRetentionConfiguration = "config:PutRetentionConfiguration" [
            "config:PutRetentionConfiguration",
            "config:DescribeRetentionConfigurations",
        ] Change;
        DeleteRetentionConfiguration = "config:DeleteRetentionConfiguration" [
            "config:DeleteRetentionConfiguration",
            "config:DescribeRetentionConfigurations",
        ] Delete;
    }

    fn target(&self) -> String {
        match self {
            Self::CreateServiceLinkedRole { service } => service.clone(),
            Self::PutConfigurationRecorder {
                configuration_recorder,
            } => configuration_recorder.name.clone(),
            Self::PutDeliveryChannel { delivery_channel } => delivery_channel.name.clone(),
            Self::StartConfigurationRecorder {
                configuration_recorder_name: name,
            }
            | Self::StopConfigurationRecorder {
                configuration_recorder_name: name,
            }
            | Self::DeleteConfigurationRecorder {
                configuration_recorder_name: name,
            }
            | Self::DeleteDeliveryChannel {
                delivery_channel_name: name,
            }
            | Self::DeleteRetentionConfiguration {
                retention_configuration_name: name,
            } => name.clone(),
            Self::PutRetentionConfiguration {
                retention_period_in_days,
            } => retention_period_in_days.to_string(),
        }
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        let mut change = Change::of(
            Measure::Record,
            &self,
            self.described(),
            self.target(),
            region,
            before,
        );
        // One call both creates and changes; the person is told which.
        let puts = matches!(
            self,
            Self::PutConfigurationRecorder { .. } | Self::PutDeliveryChannel { .. }
        );
        if puts && change.before.is_none() {
            change.effect = Impact::New;
        }
        change
    }

    pub(super) fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        if let Self::CreateServiceLinkedRole { .. } = self {
            return facts.config.role.seen().copied();
        }
        let here = facts.config.at(region)?;
        let recording = || match here.recorder.seen()? {
            None => Some(false),
            Some(_) => Some(
                here.status
                    .seen()?
                    .as_ref()
                    .is_some_and(|status| status.recording),
            ),
        };
        match self {
            Self::CreateServiceLinkedRole { .. } => None,
            Self::PutConfigurationRecorder {
                configuration_recorder,
            } => Some(
                here.recorder
                    .seen()?
                    .as_ref()
                    .is_some_and(|recorder| recorder.is_like(configuration_recorder)),
            ),
            Self::PutDeliveryChannel { delivery_channel } => Some(
                here.channel
                    .seen()?
                    .as_ref()
                    .is_some_and(|channel| channel.is_like(delivery_channel)),
            ),
            Self::StartConfigurationRecorder { .. } => recording(),
            Self::StopConfigurationRecorder { .. } => recording().map(|recording| !recording),
            Self::DeleteDeliveryChannel { .. } => Some(here.channel.seen()?.is_none()),
            Self::DeleteConfigurationRecorder { .. } => Some(here.recorder.seen()?.is_none()),
            Self::PutRetentionConfiguration {
                retention_period_in_days,
            } => Some(here.retention.seen()?.unwrap_or(DEFAULT_RETENTION_DAYS) == *retention_period_in_days),
            Self::DeleteRetentionConfiguration { .. } => Some(here.retention.seen()?.is_none()),
        }
    }
}
