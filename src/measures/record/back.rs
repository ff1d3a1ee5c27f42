//! The way back of each change of measure 3.

use serde_json::Value;

use super::change::{BucketChange, ConfigChange, RecordChange, TrailChange};
use super::config::{DeliveryChannel, Recorder};
use crate::domain::{Change, PublicAccessBlock, Undo};
use crate::measures::back::{Ground, by, none};
use crate::say;

/// The name under which AWS Config keeps its retention.
const RETENTION: &str = "default";

/// How a change of this measure is taken back; none where it is no change of this measure, or cannot be read.
#[must_use]
pub fn back(change: &Change, ground: &Ground<'_>) -> Option<Undo> {
    Some(match RecordChange::read(change).ok()? {
        RecordChange::Bucket(typed) => of_bucket(change, typed, ground),
        RecordChange::Trail(typed) => of_trail(change, typed, ground),
        RecordChange::Config(typed) => of_config(change, typed)?,
    })
}

fn of_bucket(change: &Change, typed: BucketChange, ground: &Ground<'_>) -> Undo {
    let region = &change.region;
    let before = change.before.as_ref();
    // Of a bucket that genkan made there is no state before; of one that it came back to there is.
    let is_new = |bucket: &String| {
        before.is_none()
            && (ground.made("s3:CreateBucket", bucket, None) || ground.begun.has("s3:CreateBucket", bucket))
    };
    match typed {
        BucketChange::CreateBucket { bucket, .. }
        | BucketChange::PutBucketTagging { bucket, .. }
        | BucketChange::PutBucketVersioning { bucket, .. } => {
            Undo::Kept(say!("undo-bucket-kept", bucket = bucket))
        }
        BucketChange::PutPublicAccessBlock { bucket, .. } | BucketChange::PutBucketPolicy { bucket, .. }
            if is_new(&bucket) =>
        {
            Undo::Kept(say!("undo-bucket-kept", bucket = bucket))
        }
        BucketChange::PutPublicAccessBlock {
            bucket,
            expected_bucket_owner,
            ..
        } => {
            let block: Option<PublicAccessBlock> =
                before.and_then(|value| serde_json::from_value(value.clone()).ok());
            let back = match block {
                Some(public_access_block_configuration) => BucketChange::PutPublicAccessBlock {
                    bucket,
                    public_access_block_configuration,
                    expected_bucket_owner,
                },
                None => BucketChange::DeletePublicAccessBlock {
                    bucket,
                    expected_bucket_owner,
                },
            };
            by(back.into_change(region, None))
        }
        BucketChange::PutBucketPolicy {
            bucket,
            policy,
            expected_bucket_owner,
        } => {
            let back = match before {
                Some(before) => BucketChange::PutBucketPolicy {
                    bucket,
                    policy: before.to_string(),
                    expected_bucket_owner,
                },
                None => BucketChange::DeleteBucketPolicy {
                    bucket,
                    expected_bucket_owner,
                },
            };
            by(back.into_change(region, serde_json::from_str(&policy).ok()))
        }
        BucketChange::DeletePublicAccessBlock { .. } | BucketChange::DeleteBucketPolicy { .. } => none(),
    }
}

fn of_trail(change: &Change, typed: TrailChange, ground: &Ground<'_>) -> Undo {
    let region = &change.region;
    let is_new = |arn: &str| {
        let name = arn.rsplit('/').next().unwrap_or(arn);
        let call = "cloudtrail:CreateTrail";
        ground.made(call, name, Some(region)) || ground.begun.has_in(ground.run, call, name, region)
    };
    let ends = || Undo::Kept(say!("undo-ends-with-trail"));
    match typed {
        TrailChange::CreateTrail { name, .. } => {
            by(TrailChange::DeleteTrail { name }.into_change(region, None))
        }
        // The old bucket is gone, so there is no way back to it.
        TrailChange::UpdateTrail {
            is_multi_region_trail: None,
            enable_log_file_validation: None,
            ..
        } => Undo::Kept(say!("undo-bucket-moved")),
        TrailChange::UpdateTrail {
            name,
            is_multi_region_trail,
            enable_log_file_validation,
            ..
        } => {
            let back = TrailChange::UpdateTrail {
                name,
                bucket: None,
                is_multi_region_trail: is_multi_region_trail.map(|on| !on),
                // AWS requires global events of a multi-Region trail, and narrows both together.
                include_global_service_events: is_multi_region_trail.map(|_| true),
                enable_log_file_validation: enable_log_file_validation.map(|on| !on),
            };
            by(back.into_change(region, None))
        }
        TrailChange::PutEventSelectors { .. } => ends(),
        // Deleting the trail ends its recording, and only that call can tell whose trail it is.
        TrailChange::StartLogging { name } if is_new(&name) => ends(),
        TrailChange::StartLogging { name } => by(TrailChange::StopLogging { name }.into_change(region, None)),
        TrailChange::StopLogging { .. } | TrailChange::DeleteTrail { .. } => none(),
    }
}

fn of_config(change: &Change, typed: ConfigChange) -> Option<Undo> {
    let region = &change.region;
    let before = change.before.as_ref();
    let recorder = || -> Option<Recorder> { serde_json::from_value(before?.clone()).ok() };
    let channel = || -> Option<DeliveryChannel> { serde_json::from_value(before?.clone()).ok() };
    Some(match typed {
        ConfigChange::CreateServiceLinkedRole { .. } => Undo::Kept(say!("undo-role-kept")),
        ConfigChange::PutConfigurationRecorder {
            configuration_recorder: put,
        } => {
            let after = serde_json::to_value(&put).ok();
            let back = match recorder() {
                Some(configuration_recorder) => ConfigChange::PutConfigurationRecorder {
                    configuration_recorder,
                },
                None => ConfigChange::DeleteConfigurationRecorder {
                    configuration_recorder_name: put.name,
                },
            };
            by(back.into_change(region, after))
        }
        ConfigChange::PutDeliveryChannel { .. } if before.is_some() => Undo::Kept(say!("undo-channel-moved")),
        ConfigChange::PutDeliveryChannel { delivery_channel } => {
            let after = serde_json::to_value(&delivery_channel).ok();
            let back = ConfigChange::DeleteDeliveryChannel {
                delivery_channel_name: delivery_channel.name,
            };
            by(back.into_change(region, after))
        }
        ConfigChange::StartConfigurationRecorder {
            configuration_recorder_name,
        } => {
            let back = ConfigChange::StopConfigurationRecorder {
                configuration_recorder_name,
            };
            by(back.into_change(region, None))
        }
        ConfigChange::StopConfigurationRecorder {
            configuration_recorder_name,
        } => {
            let back = ConfigChange::StartConfigurationRecorder {
                configuration_recorder_name,
            };
            by(back.into_change(region, None))
        }
        ConfigChange::DeleteDeliveryChannel { .. } => {
            let back = ConfigChange::PutDeliveryChannel {
                delivery_channel: channel()?,
            };
            by(back.into_change(region, None))
        }
        ConfigChange::DeleteConfigurationRecorder { .. } => {
            let back = ConfigChange::PutConfigurationRecorder {
                configuration_recorder: recorder()?,
            };
            by(back.into_change(region, None))
        }
        ConfigChange::PutRetentionConfiguration {
            retention_period_in_days: days,
        } => {
            let earlier = before
                .and_then(Value::as_u64)
                .and_then(|days| u32::try_from(days).ok());
            let back = match earlier {
                Some(retention_period_in_days) => ConfigChange::PutRetentionConfiguration {
                    retention_period_in_days,
                },
                None => ConfigChange::DeleteRetentionConfiguration {
                    retention_configuration_name: RETENTION.to_owned(),
                },
            };
            by(back.into_change(region, Some(Value::from(days))))
        }
        ConfigChange::DeleteRetentionConfiguration { .. } => none(),
    })
}
