//! GK-3.6 to GK-3.9: the calls behind AWS Config, Region by Region. Reads only.

use aws_sdk_config::operation::RequestId as _;
use aws_sdk_config::types as sdk;
use futures_util::stream::{self, StreamExt};
use serde_json::json;
use tokio::join;

use super::survey::{Answer, time};
use crate::aws::failure::Call;
use crate::aws::{Session, Sink, known, regions};
use crate::domain::{Failure, Kind, Known, Region};
use crate::measures::Update as Fact;
use crate::measures::record::Update;
use crate::measures::record::config::{
    ConfigRegion, ConfigUpdate, Deliveries, Delivery, DeliveryChannel, LastStatus, Linked, Recorder,
    RecorderStatus, RecordingGroup, RecordingMode, RecordingModeOverride, ResourceTypes, SnapshotProperties,
    Strategy,
};

/// How many Regions are asked at once.
const AT_ONCE: usize = 10;

/// Asks every enabled Region; `also` is one that may not be among them. The buckets delivered to are returned,
/// each with the Region it was named in.
pub async fn survey(session: &Session, sink: &Sink) -> Vec<(String, Region)> {
    let send = |update| {
        let _ = sink.send(Fact::Record(Update::Config(update)));
    };
    let role = async { send(ConfigUpdate::Role(known(role(session).await))) };
    let of_regions = async {
        let home = session.region().clone();
        let mut all = regions::once(session)
            .await
            .map(|(regions, _)| regions.enabled)
            .unwrap_or_default();
        if !all.contains(&home) {
            all.push(home.clone());
        }
        // The home Region is asked first: it is what a person waits for.
        all.sort_by_key(|region| (*region != home, region.clone()));
        send(ConfigUpdate::Regions {
            home,
            regions: all.clone(),
        });
        stream::iter(all)
            .map(async |region| {
                let answers = ask(session, &region).await;
                let bucket = answers.channel.seen().and_then(Option::as_ref);
                let bucket = bucket.map(|channel| (channel.bucket.clone(), region.clone()));
                send(ConfigUpdate::Region(region, Box::new(answers)));
                bucket
            })
            .buffer_unordered(AT_ONCE)
            .filter_map(async |bucket| bucket)
            .collect::<Vec<_>>()
            .await
    };
    join!(role, of_regions).1
}

/// Everything about one Region; what only a recorder or a channel has is asked only where there is one.
async fn ask(session: &Session, region: &Region) -> ConfigRegion {
    let (recorder, channel, retention) = join!(
        async { known(recorder(session, region).await) },
        async { known(channel(session, region).await) },
        async { known(retention(session, region).await) }
    );
    let of_recorder = async {
        match &recorder {
            Known::Seen(Some(_), evidence) => (
                known(status(session, region).await),
                Known::Seen(Vec::new(), evidence.clone()),
            ),
            // Whose recorders are there instead matters where one of ours is missed.
            Known::Seen(None, evidence) if region != session.region() => (
                Known::Seen(None, evidence.clone()),
                Known::Seen(Vec::new(), evidence.clone()),
            ),
            Known::Seen(None, evidence) => (
                Known::Seen(None, evidence.clone()),
                known(linked(session, region).await),
            ),
            Known::Refused(failure) => (Known::Refused(failure.clone()), Known::Refused(failure.clone())),
            Known::NotAsked | Known::Asking => (Known::NotAsked, Known::NotAsked),
        }
    };
    let resources = async {
        match &recorder {
            Known::Seen(Some(_), _) => known(resources(session, region).await),
            Known::Seen(None, _) | Known::Refused(_) | Known::NotAsked | Known::Asking => Known::NotAsked,
        }
    };
    let of_channel = async {
        match &channel {
            Known::Seen(Some(_), _) => known(delivery(session, region).await),
            Known::Seen(None, evidence) => Known::Seen(None, evidence.clone()),
            Known::Refused(failure) => Known::Refused(failure.clone()),
            Known::NotAsked | Known::Asking => Known::NotAsked,
        }
    };
    let ((status, linked), delivery, resources) = join!(of_recorder, of_channel, resources);
    ConfigRegion {
        recorder,
        status,
        linked,
        channel,
        delivery,
        retention,
        resources,
    }
}

/// `config:GetDiscoveredResourceCounts`: how many resources the recorder has found.
async fn resources(session: &Session, region: &Region) -> Answer<u64> {
    let call = Call::read(session, "config:GetDiscoveredResourceCounts", region);
    let client = session.configservice(region);
    let answer = client.get_discovered_resource_counts().limit(1).send().await;
    let answer = answer.map_err(|error| call.refused(&error))?;
    let total = answer.total_discovered_resources();
    let evidence = call.evidence(answer.request_id(), json!({"totalDiscoveredResources": total}));
    Ok((u64::try_from(total).unwrap_or(0), evidence))
}

/// `iam:ListRoles` under the path that only AWS Config's service-linked role can have: AWS's pages write its
/// name in two ways, and the path in one.
pub async fn role(session: &Session) -> Answer<bool> {
    let call = Call::read(session, "iam:ListRoles", session.region());
    let path = "/aws-service-role/config.amazonaws.com/";
    let answer = session
        .iam()
        .list_roles()
        .path_prefix(path)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let arns: Vec<&str> = answer.roles().iter().map(aws_sdk_iam::types::Role::arn).collect();
    let saw = json!({"PathPrefix": path, "Roles": arns});
    let id = aws_sdk_iam::operation::RequestId::request_id(&answer);
    Ok((!arns.is_empty(), call.evidence(id, saw)))
}

fn words<T: AsRef<str>>(types: &[T]) -> Vec<String> {
    types.iter().map(|one| one.as_ref().to_owned()).collect()
}

/// `config:DescribeConfigurationRecorders`: the customer-managed one, of which a Region has at most one.
pub async fn recorder(session: &Session, region: &Region) -> Answer<Option<Recorder>> {
    let call = Call::read(session, "config:DescribeConfigurationRecorders", region);
    let answer = session
        .configservice(region)
        .describe_configuration_recorders()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let ours = |one: &&sdk::ConfigurationRecorder| one.service_principal().is_none();
    let recorder = answer
        .configuration_recorders()
        .iter()
        .find(ours)
        .map(as_recorder);
    let saw = json!({"ConfigurationRecorders": recorder.iter().collect::<Vec<_>>()});
    Ok((recorder, call.evidence(answer.request_id(), saw)))
}

fn as_recorder(recorder: &sdk::ConfigurationRecorder) -> Recorder {
    let group = recorder.recording_group();
    Recorder {
        name: recorder.name().unwrap_or_default().to_owned(),
        role_arn: recorder.role_arn().unwrap_or_default().to_owned(),
        recording_group: group.map_or_else(RecordingGroup::default, |group| RecordingGroup {
            all_supported: group.all_supported(),
            include_global_resource_types: group.include_global_resource_types(),
            resource_types: words(group.resource_types()),
            exclusion_by_resource_types: group
                .exclusion_by_resource_types()
                .filter(|excluded| !excluded.resource_types().is_empty())
                .map(|excluded| ResourceTypes {
                    resource_types: words(excluded.resource_types()),
                }),
            recording_strategy: group
                .recording_strategy()
                .and_then(sdk::RecordingStrategy::use_only)
                .map(|strategy| Strategy {
                    use_only: strategy.as_str().to_owned(),
                }),
        }),
        recording_mode: recorder.recording_mode().map(|mode| RecordingMode {
            recording_frequency: mode.recording_frequency().as_str().to_owned(),
            recording_mode_overrides: mode
                .recording_mode_overrides()
                .iter()
                .map(|one| RecordingModeOverride {
                    description: one.description().map(ToOwned::to_owned),
                    resource_types: words(one.resource_types()),
                    recording_frequency: one.recording_frequency().as_str().to_owned(),
                })
                .collect(),
        }),
    }
}

fn text(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

/// `config:DescribeConfigurationRecorderStatus`.
pub async fn status(session: &Session, region: &Region) -> Answer<Option<RecorderStatus>> {
    let call = Call::read(session, "config:DescribeConfigurationRecorderStatus", region);
    let answer = session
        .configservice(region)
        .describe_configuration_recorder_status()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let ours = |one: &&sdk::ConfigurationRecorderStatus| one.service_principal().is_none();
    let found = answer.configuration_recorders_status().iter().find(ours);
    let word =
        |one: &sdk::ConfigurationRecorderStatus| one.last_status().map(|last| last.as_str().to_owned());
    let status = found.map(|one| RecorderStatus {
        recording: one.recording(),
        last: LastStatus::of(word(one).as_deref()),
        error_code: text(one.last_error_code()),
        error_message: text(one.last_error_message()),
        started: one.last_start_time().and_then(time),
        stopped: one.last_stop_time().and_then(time),
    });
    let saw = json!({"ConfigurationRecordersStatus": found.map(|one| json!({
        "name": one.name(), "recording": one.recording(), "lastStatus": word(one),
        "lastErrorCode": one.last_error_code(), "lastErrorMessage": one.last_error_message(),
        "lastStartTime": one.last_start_time().and_then(time).map(|time| time.to_string()),
        "lastStopTime": one.last_stop_time().and_then(time).map(|time| time.to_string()),
    }))});
    Ok((status, call.evidence(answer.request_id(), saw)))
}

/// `config:ListConfigurationRecorders`: the ones that services keep for themselves.
async fn linked(session: &Session, region: &Region) -> Answer<Vec<Linked>> {
    let call = Call::read(session, "config:ListConfigurationRecorders", region);
    let answer = session
        .configservice(region)
        .list_configuration_recorders()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let linked: Vec<Linked> = answer
        .configuration_recorder_summaries()
        .iter()
        .filter_map(|one| {
            Some(Linked {
                name: one.name().to_owned(),
                principal: one.service_principal()?.to_owned(),
                scope: one.recording_scope().as_str().to_owned(),
            })
        })
        .collect();
    let saw: Vec<_> = linked
        .iter()
        .map(|one| json!({"name": one.name, "servicePrincipal": one.principal, "recordingScope": one.scope}))
        .collect();
    let saw = json!({"ConfigurationRecorderSummaries": saw});
    Ok((linked, call.evidence(answer.request_id(), saw)))
}

/// `config:DescribeDeliveryChannels`.
pub async fn channel(session: &Session, region: &Region) -> Answer<Option<DeliveryChannel>> {
    let call = Call::read(session, "config:DescribeDeliveryChannels", region);
    let answer = session
        .configservice(region)
        .describe_delivery_channels()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let channel = answer.delivery_channels().first().map(|one| DeliveryChannel {
        name: one.name().unwrap_or_default().to_owned(),
        bucket: one.s3_bucket_name().unwrap_or_default().to_owned(),
        prefix: text(one.s3_key_prefix()),
        key: text(one.s3_kms_key_arn()),
        topic: text(one.sns_topic_arn()),
        snapshots: one
            .config_snapshot_delivery_properties()
            .map(|snapshots| SnapshotProperties {
                delivery_frequency: snapshots
                    .delivery_frequency()
                    .map(|often| often.as_str().to_owned()),
            }),
    });
    let saw = json!({"DeliveryChannels": channel.iter().collect::<Vec<_>>()});
    Ok((channel, call.evidence(answer.request_id(), saw)))
}

/// `config:DescribeDeliveryChannelStatus`.
async fn delivery(session: &Session, region: &Region) -> Answer<Option<Deliveries>> {
    let call = Call::read(session, "config:DescribeDeliveryChannelStatus", region);
    let answer = session
        .configservice(region)
        .describe_delivery_channel_status()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let one = |info: Option<&sdk::ConfigExportDeliveryInfo>| Delivery {
        last: LastStatus::of(
            info.and_then(|info| info.last_status())
                .map(sdk::DeliveryStatus::as_str),
        ),
        error_code: info.and_then(|info| text(info.last_error_code())),
        error_message: info.and_then(|info| text(info.last_error_message())),
        succeeded: info.and_then(|info| info.last_successful_time()).and_then(time),
    };
    let found = answer.delivery_channels_status().first();
    let deliveries = found.map(|status| Deliveries {
        history: one(status.config_history_delivery_info()),
        snapshot: one(status.config_snapshot_delivery_info()),
    });
    let saw = |info: Option<&sdk::ConfigExportDeliveryInfo>| {
        info.map(|info| {
            json!({"lastStatus": info.last_status().map(sdk::DeliveryStatus::as_str),
                "lastErrorCode": info.last_error_code(), "lastErrorMessage": info.last_error_message(),
                "lastSuccessfulTime": info.last_successful_time().and_then(time).map(|time| time.to_string())})
        })
    };
    let saw = json!({"DeliveryChannelsStatus": found.map(|status| json!({"name": status.name(),
        "configHistoryDeliveryInfo": saw(status.config_history_delivery_info()),
        "configSnapshotDeliveryInfo": saw(status.config_snapshot_delivery_info())}))});
    Ok((deliveries, call.evidence(answer.request_id(), saw)))
}

/// `config:DescribeRetentionConfigurations`, in days: one a Region, called `default`.
pub async fn retention(session: &Session, region: &Region) -> Answer<Option<u32>> {
    let call = Call::read(session, "config:DescribeRetentionConfigurations", region);
    let answer = session
        .configservice(region)
        .describe_retention_configurations()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let days = match answer.retention_configurations().first() {
        None => None,
        Some(one) => Some(u32::try_from(one.retention_period_in_days()).map_err(|error| {
            let failure: Failure = call.failure(Kind::Service, error.to_string());
            failure
        })?),
    };
    let saw = json!({"RetentionConfigurations": days.map(|days| json!({"RetentionPeriodInDays": days}))});
    Ok((days, call.evidence(answer.request_id(), saw)))
}
