//! Writes of AWS Config and its service-linked role.

use aws_sdk_config::operation::RequestId as _;
use aws_sdk_config::types as sdk;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;

use super::Writer;
use crate::aws::record::config as survey;
use crate::domain::{Failure, Kind, Receipt};
use crate::measures::record::ConfigChange;
use crate::measures::record::config::{DEFAULT_RETENTION_DAYS, DeliveryChannel, Recorder};

impl Writer<'_> {
    pub(super) async fn config(
        &self,
        change: ConfigChange,
        before: Option<&Value>,
    ) -> Result<Receipt, Failure> {
        match change {
            ConfigChange::CreateServiceLinkedRole { service } => self.create_role(&service).await,
            ConfigChange::PutConfigurationRecorder {
                configuration_recorder,
            } => self.put_recorder(&configuration_recorder, before).await,
            ConfigChange::PutDeliveryChannel { delivery_channel } => {
                self.put_channel(&delivery_channel, before).await
            }
            ConfigChange::StartConfigurationRecorder {
                configuration_recorder_name,
            } => self.recording(&configuration_recorder_name, true).await,
            ConfigChange::StopConfigurationRecorder {
                configuration_recorder_name,
            } => self.recording(&configuration_recorder_name, false).await,
            ConfigChange::DeleteDeliveryChannel {
                delivery_channel_name,
            } => self.delete_channel(&delivery_channel_name, before).await,
            ConfigChange::DeleteConfigurationRecorder {
                configuration_recorder_name,
            } => self.delete_recorder(&configuration_recorder_name, before).await,
            ConfigChange::PutRetentionConfiguration {
                retention_period_in_days,
            } => self.retention(Some(retention_period_in_days), before).await,
            ConfigChange::DeleteRetentionConfiguration { .. } => self.retention(None, before).await,
        }
    }

    async fn create_role(&self, service: &str) -> Result<Receipt, Failure> {
        let call = self.call("iam:CreateServiceLinkedRole");
        if survey::role(self.session).await?.0 {
            return Ok(self.found());
        }
        let answer = self
            .session
            .iam()
            .create_service_linked_role()
            .aws_service_name(service)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(Receipt::done(aws_sdk_iam::operation::RequestId::request_id(
                &answer,
            ))),
            // IAM has one code for every mistake; only its words tell that the role is there already.
            Err(error)
                if error.code() == Some("InvalidInput")
                    && error
                        .message()
                        .is_some_and(|message| message.contains("has been taken")) =>
            {
                Ok(self.found())
            }
            Err(error) => Err(call.refused(&error)),
        }
    }

    async fn recorder_here(&self) -> Result<Option<Recorder>, Failure> {
        Ok(survey::recorder(self.session, self.region).await?.0)
    }

    async fn channel_here(&self) -> Result<Option<DeliveryChannel>, Failure> {
        Ok(survey::channel(self.session, self.region).await?.0)
    }

    async fn put_recorder(&self, wanted: &Recorder, before: Option<&Value>) -> Result<Receipt, Failure> {
        let call = self.call("config:PutConfigurationRecorder");
        let existing = self.recorder_here().await?;
        if existing.as_ref().is_some_and(|existing| existing.is_like(wanted)) {
            return Ok(self.found());
        }
        // The call replaces the recorder's whole setting.
        let known: Option<Recorder> = before.and_then(|value| serde_json::from_value(value.clone()).ok());
        let as_known = match (&existing, &known) {
            (None, None) => true,
            (Some(existing), Some(known)) => existing.is_like(known),
            _ => false,
        };
        if !as_known {
            let name = existing.map_or_else(|| wanted.name.clone(), |existing| existing.name);
            return Err(Self::stale(&call, format!("{}: {name}", self.region)));
        }
        let recorder = as_sdk_recorder(wanted)
            .map_err(|error| call.failure(Kind::Internal, format!("{}: {error}", wanted.name)))?;
        // A role that IAM has just made is not known everywhere at once.
        let races = ["InvalidRoleException", "InsufficientPermissionsException"];
        self.patiently(&races, async || {
            self.session
                .configservice(self.region)
                .put_configuration_recorder()
                .configuration_recorder(recorder.clone())
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        })
        .await
    }

    async fn put_channel(
        &self,
        wanted: &DeliveryChannel,
        before: Option<&Value>,
    ) -> Result<Receipt, Failure> {
        let call = self.call("config:PutDeliveryChannel");
        let existing = self.channel_here().await?;
        if existing.as_ref().is_some_and(|existing| existing.is_like(wanted)) {
            return Ok(self.found());
        }
        let known: Option<DeliveryChannel> =
            before.and_then(|value| serde_json::from_value(value.clone()).ok());
        let as_known = match (&existing, &known) {
            (None, None) => true,
            (Some(existing), Some(known)) => existing.is_like(known),
            _ => false,
        };
        if !as_known {
            let name = existing.map_or_else(|| wanted.name.clone(), |existing| existing.name);
            return Err(Self::stale(&call, format!("{}: {name}", self.region)));
        }
        let snapshots = wanted.snapshots.as_ref().map(|snapshots| {
            sdk::ConfigSnapshotDeliveryProperties::builder()
                .set_delivery_frequency(snapshots.delivery_frequency.as_deref().map(Into::into))
                .build()
        });
        let channel = sdk::DeliveryChannel::builder()
            .name(&wanted.name)
            .s3_bucket_name(&wanted.bucket)
            .set_s3_key_prefix(wanted.prefix.clone())
            .set_s3_kms_key_arn(wanted.key.clone())
            .set_sns_topic_arn(wanted.topic.clone())
            .set_config_snapshot_delivery_properties(snapshots)
            .build();
        // AWS Config tests the bucket before S3 has spread the new bucket and its policy.
        let races = [
            "InsufficientDeliveryPolicyException",
            "NoSuchBucketException",
            "NoAvailableConfigurationRecorderException",
        ];
        self.patiently(&races, async || {
            self.session
                .configservice(self.region)
                .put_delivery_channel()
                .delivery_channel(channel.clone())
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        })
        .await
    }

    async fn recording(&self, name: &str, wanted: bool) -> Result<Receipt, Failure> {
        let call = self.call(if wanted {
            "config:StartConfigurationRecorder"
        } else {
            "config:StopConfigurationRecorder"
        });
        match self.recorder_here().await? {
            Some(recorder) if recorder.name == name => {}
            Some(recorder) => return Err(Self::stale(&call, format!("{}: {}", self.region, recorder.name))),
            // What is gone records nothing.
            None if !wanted => return Ok(self.found()),
            None => return Err(Self::stale(&call, format!("{}: {name}", self.region))),
        }
        let status = survey::status(self.session, self.region).await?.0;
        if status.is_some_and(|status| status.recording) == wanted {
            return Ok(self.found());
        }
        let client = self.session.configservice(self.region);
        if wanted {
            let races = ["NoAvailableDeliveryChannelException"];
            self.patiently(&races, async || {
                let answer = client
                    .start_configuration_recorder()
                    .configuration_recorder_name(name)
                    .send()
                    .await;
                answer
                    .map(|answer| Receipt::done(answer.request_id()))
                    .map_err(|error| call.refused(&error))
            })
            .await
        } else {
            let answer = client
                .stop_configuration_recorder()
                .configuration_recorder_name(name)
                .send()
                .await;
            answer
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        }
    }

    async fn delete_channel(&self, name: &str, before: Option<&Value>) -> Result<Receipt, Failure> {
        let call = self.call("config:DeleteDeliveryChannel");
        let Some(existing) = self.channel_here().await? else {
            return Ok(self.found());
        };
        // Only the channel that the plan knew: one that somebody set up since is not this run's to delete.
        let known: Option<DeliveryChannel> =
            before.and_then(|value| serde_json::from_value(value.clone()).ok());
        if !known.is_some_and(|known| known.is_like(&existing)) {
            return Err(Self::stale(&call, format!("{}: {}", self.region, existing.name)));
        }
        // Right after its recorder was stopped AWS may take it for the channel of one that runs.
        let races = ["LastDeliveryChannelDeleteFailedException"];
        self.patiently(&races, async || {
            let answer = self
                .session
                .configservice(self.region)
                .delete_delivery_channel()
                .delivery_channel_name(name)
                .send()
                .await;
            match answer {
                Ok(answer) => Ok(Receipt::done(answer.request_id())),
                Err(error) if error.code() == Some("NoSuchDeliveryChannelException") => Ok(self.found()),
                Err(error) => Err(call.refused(&error)),
            }
        })
        .await
    }

    async fn delete_recorder(&self, name: &str, before: Option<&Value>) -> Result<Receipt, Failure> {
        let call = self.call("config:DeleteConfigurationRecorder");
        let Some(existing) = self.recorder_here().await? else {
            return Ok(self.found());
        };
        let known: Option<Recorder> = before.and_then(|value| serde_json::from_value(value.clone()).ok());
        if !known.is_some_and(|known| known.is_like(&existing)) {
            return Err(Self::stale(&call, format!("{}: {}", self.region, existing.name)));
        }
        let answer = self
            .session
            .configservice(self.region)
            .delete_configuration_recorder()
            .configuration_recorder_name(name)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(Receipt::done(answer.request_id())),
            Err(error) if error.code() == Some("NoSuchConfigurationRecorderException") => Ok(self.found()),
            Err(error) => Err(call.refused(&error)),
        }
    }

    async fn retention(&self, wanted: Option<u32>, before: Option<&Value>) -> Result<Receipt, Failure> {
        let call = self.call(if wanted.is_some() {
            "config:PutRetentionConfiguration"
        } else {
            "config:DeleteRetentionConfiguration"
        });
        let existing = survey::retention(self.session, self.region).await?.0;
        let same = match wanted {
            Some(days) => existing.unwrap_or(DEFAULT_RETENTION_DAYS) == days,
            None => existing.is_none(),
        };
        if same {
            return Ok(self.found());
        }
        let known = before
            .and_then(Value::as_u64)
            .and_then(|days| u32::try_from(days).ok());
        if existing != known {
            let days = existing.unwrap_or(DEFAULT_RETENTION_DAYS);
            return Err(Self::stale(&call, format!("{}: {days}", self.region)));
        }
        let client = self.session.configservice(self.region);
        match wanted {
            Some(days) => client
                .put_retention_configuration()
                .retention_period_in_days(i32::try_from(days).unwrap_or(i32::MAX))
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error)),
            None => client
                .delete_retention_configuration()
                .retention_configuration_name("default")
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error)),
        }
    }
}

fn types(names: &[String]) -> Option<Vec<sdk::ResourceType>> {
    (!names.is_empty()).then(|| names.iter().map(|name| name.as_str().into()).collect())
}

fn as_sdk_recorder(
    recorder: &Recorder,
) -> Result<sdk::ConfigurationRecorder, aws_smithy_types::error::operation::BuildError> {
    let group = &recorder.recording_group;
    let excluded = group
        .exclusion_by_resource_types
        .as_ref()
        .filter(|excluded| !excluded.resource_types.is_empty())
        .map(|excluded| {
            sdk::ExclusionByResourceTypes::builder()
                .set_resource_types(types(&excluded.resource_types))
                .build()
        });
    let strategy = group.recording_strategy.as_ref().map(|strategy| {
        sdk::RecordingStrategy::builder()
            .use_only(strategy.use_only.as_str().into())
            .build()
    });
    let mode = match &recorder.recording_mode {
        None => None,
        Some(mode) => {
            let mut builder =
                sdk::RecordingMode::builder().recording_frequency(mode.recording_frequency.as_str().into());
            for one in &mode.recording_mode_overrides {
                builder = builder.recording_mode_overrides(
                    sdk::RecordingModeOverride::builder()
                        .set_description(one.description.clone())
                        .set_resource_types(types(&one.resource_types).or_else(|| Some(Vec::new())))
                        .recording_frequency(one.recording_frequency.as_str().into())
                        .build()?,
                );
            }
            Some(builder.build()?)
        }
    };
    Ok(sdk::ConfigurationRecorder::builder()
        .name(&recorder.name)
        .role_arn(&recorder.role_arn)
        .recording_group(
            sdk::RecordingGroup::builder()
                .all_supported(group.all_supported)
                .include_global_resource_types(group.include_global_resource_types)
                .set_resource_types(types(&group.resource_types))
                .set_exclusion_by_resource_types(excluded)
                .set_recording_strategy(strategy)
                .build(),
        )
        .set_recording_mode(mode)
        .build())
}
