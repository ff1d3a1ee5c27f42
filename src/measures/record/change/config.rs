//! Changes of AWS Config in one Region, and of its service-linked role.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{Change, Described, Impact, Measure, Region};
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
    /// Every kind of change, for the generated documentation.
    pub const DESCRIBED: [Described; 9] = [
        Described {
            call: "iam:CreateServiceLinkedRole",
            actions: &["iam:CreateServiceLinkedRole", "iam:ListRoles"],
            effect: Impact::New,
        },
        Described {
            call: "config:PutConfigurationRecorder",
            actions: &[
                "config:PutConfigurationRecorder",
                "config:DescribeConfigurationRecorders",
                "iam:PassRole",
            ],
            effect: Impact::Change,
        },
        Described {
            call: "config:PutDeliveryChannel",
            actions: &["config:PutDeliveryChannel", "config:DescribeDeliveryChannels"],
            effect: Impact::Change,
        },
        Described {
            call: "config:StartConfigurationRecorder",
            actions: &[
                "config:StartConfigurationRecorder",
                "config:DescribeConfigurationRecorderStatus",
            ],
            effect: Impact::Change,
        },
        Described {
            call: "config:StopConfigurationRecorder",
            actions: &[
                "config:StopConfigurationRecorder",
                "config:DescribeConfigurationRecorderStatus",
            ],
            effect: Impact::Change,
        },
        Described {
            call: "config:DeleteDeliveryChannel",
            actions: &["config:DeleteDeliveryChannel", "config:DescribeDeliveryChannels"],
            effect: Impact::Delete,
        },
        Described {
            call: "config:DeleteConfigurationRecorder",
            actions: &[
                "config:DeleteConfigurationRecorder",
                "config:DescribeConfigurationRecorders",
            ],
            effect: Impact::Delete,
        },
        Described {
            call: "config:PutRetentionConfiguration",
            actions: &[
                "config:PutRetentionConfiguration",
                "config:DescribeRetentionConfigurations",
            ],
            effect: Impact::Change,
        },
        Described {
            call: "config:DeleteRetentionConfiguration",
            actions: &[
                "config:DeleteRetentionConfiguration",
                "config:DescribeRetentionConfigurations",
            ],
            effect: Impact::Delete,
        },
    ];

    pub(super) const fn described(&self) -> Described {
        let [
            role,
            recorder,
            channel,
            start,
            stop,
            unchannel,
            unrecorder,
            retention,
            unretention,
        ] = Self::DESCRIBED;
        match self {
            Self::CreateServiceLinkedRole { .. } => role,
            Self::PutConfigurationRecorder { .. } => recorder,
            Self::PutDeliveryChannel { .. } => channel,
            Self::StartConfigurationRecorder { .. } => start,
            Self::StopConfigurationRecorder { .. } => stop,
            Self::DeleteDeliveryChannel { .. } => unchannel,
            Self::DeleteConfigurationRecorder { .. } => unrecorder,
            Self::PutRetentionConfiguration { .. } => retention,
            Self::DeleteRetentionConfiguration { .. } => unretention,
        }
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
