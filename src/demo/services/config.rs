//! AWS Config as AWS has it: one recorder and one delivery channel a Region, each refused as AWS refuses it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::recorded::{Recorded, Recording};
use crate::demo::answer::{Answer, Protocol};
use crate::demo::request::Request;
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};
use crate::domain::Failure;

const SERVICE: &str = "config.amazonaws.com";

/// What one Region holds.
#[derive(Debug, Clone, Default)]
struct AtRegion {
    recorder: Option<Value>,
    recording: bool,
    started: Option<Timestamp>,
    stopped: Option<Timestamp>,
    /// Recordings before this one.
    earlier: Vec<(Timestamp, Timestamp)>,
    channel: Option<Value>,
    retention: Option<i64>,
}

/// AWS Config in all Regions, and its service-linked role.
#[derive(Debug, Default)]
pub struct Config {
    places: Mutex<BTreeMap<String, AtRegion>>,
    role: Mutex<bool>,
    recorded: Recorded,
}

type Refusal = (&'static str, String);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn role_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/aws-service-role/{SERVICE}/AWSServiceRoleForConfig")
}

impl Config {
    /// As the scenario says.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Result<Self, Failure> {
        let mut places = BTreeMap::new();
        for config in &scenario.config {
            let since = now - SignedDuration::from_hours(config.hours);
            let mut group = json!({"allSupported": config.types.is_empty(), "includeGlobalResourceTypes": config.iam,
                "resourceTypes": config.types, "exclusionByResourceTypes": {"resourceTypes": []}});
            let strategy = if config.types.is_empty() {
                "ALL_SUPPORTED_RESOURCE_TYPES"
            } else {
                "INCLUSION_BY_RESOURCE_TYPES"
            };
            if let Some(fields) = group.as_object_mut() {
                fields.insert("recordingStrategy".to_owned(), json!({"useOnly": strategy}));
            }
            let place = AtRegion {
                recorder: Some(json!({
                    "arn": arn(&config.region, &config.recorder), "name": config.recorder, "roleARN": role_arn(),
                    "recordingGroup": group, "recordingScope": "PAID",
                    "recordingMode": {"recordingFrequency": "CONTINUOUS", "recordingModeOverrides": []},
                })),
                recording: config.recording,
                started: Some(since),
                earlier: Vec::new(),
                stopped: (!config.recording).then(|| now - SignedDuration::from_hours(config.hours / 2)),
                channel: config
                    .bucket
                    .as_ref()
                    .map(|bucket| json!({"name": config.recorder, "s3BucketName": bucket})),
                retention: config.retention,
            };
            places.insert(config.region.clone(), place);
        }
        Ok(Self {
            role: Mutex::new(!places.is_empty()),
            places: Mutex::new(places),
            recorded: Recorded::begin(scenario, now)?,
        })
    }

    /// IAM's calls about the service-linked role; none where they are about something else.
    fn answer_iam(&self, request: &Request) -> Option<Answer> {
        let body = String::from_utf8_lossy(&request.body);
        let is_ours = body.contains(&format!("aws-service-role%2F{SERVICE}"))
            || body.contains(&format!("AWSServiceName={SERVICE}"));
        if !is_ours {
            return None;
        }
        let mut role = lock(&self.role);
        let refused = |code: &str, message: &str| Some(Answer::error(Protocol::Query, 400, code, message));
        let described = format!(
            "<Path>/aws-service-role/{SERVICE}/</Path><RoleName>AWSServiceRoleForConfig</RoleName><RoleId>AROAEMBEDDED</RoleId><Arn>{}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>",
            role_arn()
        );
        let result = match request.operation.as_str() {
            "ListRoles" if *role => {
                format!("<IsTruncated>false</IsTruncated><Roles><member>{described}</member></Roles>")
            }
            "ListRoles" => "<IsTruncated>false</IsTruncated><Roles></Roles>".to_owned(),
            "CreateServiceLinkedRole" if *role => {
                return refused(
                    "InvalidInput",
                    "Service role name AWSServiceRoleForConfig has been taken in this account, please try a different suffix.",
                );
            }
            "CreateServiceLinkedRole" => {
                *role = true;
                format!("<Role>{described}</Role>")
            }
            _ => return None,
        };
        let name = &request.operation;
        Some(Answer::xml(format!(
            "<{name}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{name}Result>{result}</{name}Result></{name}Response>"
        )))
    }

    fn serve(&self, around: &Around<'_>, request: &Request) -> Answer {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let bucket = body
            .pointer("/DeliveryChannel/s3BucketName")
            .and_then(Value::as_str);
        let refusal = match (request.operation.as_str(), bucket) {
            ("PutDeliveryChannel", Some(bucket)) => bucket_refusal(around, bucket),
            _ => None,
        };
        let answer = refusal.map_or_else(|| self.perform(around, request, &body), Err);
        match answer {
            Ok(value) => Answer::json(&value),
            Err((code, message)) => Answer::error(Protocol::Json, 400, code, &message),
        }
    }

    fn perform(&self, around: &Around<'_>, request: &Request, body: &Value) -> Result<Value, Refusal> {
        let now = around.now;
        let mut places = lock(&self.places);
        let place = places.entry(request.region.clone()).or_default();
        let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
        match request.operation.as_str() {
            "DescribeConfigurationRecorders" => {
                Ok(json!({"ConfigurationRecorders": place.recorder.as_slice()}))
            }
            "ListConfigurationRecorders" => Ok(json!({"ConfigurationRecorderSummaries":
                place.recorder.iter().map(|recorder| json!({"arn": recorder.get("arn"),
                    "name": recorder.get("name"), "recordingScope": "PAID"})).collect::<Vec<_>>()})),
            "DescribeConfigurationRecorderStatus" => Ok(json!({"ConfigurationRecordersStatus":
                place.recorder.iter().map(|recorder| place.status(recorder, around, now)).collect::<Vec<_>>()})),
            "PutConfigurationRecorder" => place.put_recorder(request, body),
            "DeleteConfigurationRecorder" => {
                place.named_recorder(text("ConfigurationRecorderName"))?;
                place.stop(now);
                place.recorder = None;
                Ok(json!({}))
            }
            "StartConfigurationRecorder" => {
                place.named_recorder(text("ConfigurationRecorderName"))?;
                if place.channel.is_none() {
                    return Err((
                        "NoAvailableDeliveryChannelException",
                        "Delivery channel is not available to start configuration recorder.".to_owned(),
                    ));
                }
                if !place.recording {
                    place.earlier.extend(place.started.zip(place.stopped));
                    place.recording = true;
                    place.started = Some(now);
                    place.stopped = None;
                }
                Ok(json!({}))
            }
            "StopConfigurationRecorder" => {
                place.named_recorder(text("ConfigurationRecorderName"))?;
                place.stop(now);
                Ok(json!({}))
            }
            "DescribeDeliveryChannels" => Ok(json!({"DeliveryChannels": place.channel.as_slice()})),
            "DescribeDeliveryChannelStatus" => Ok(json!({"DeliveryChannelsStatus":
                place.channel.iter().map(|channel| place.delivery(channel, around, now)).collect::<Vec<_>>()})),
            "PutDeliveryChannel" => place.put_channel(body),
            "DeleteDeliveryChannel" => {
                let name = text("DeliveryChannelName");
                if place.channel_name() != Some(name) {
                    return Err((
                        "NoSuchDeliveryChannelException",
                        format!("Cannot find delivery channel with specified name {name}."),
                    ));
                }
                if place.recording {
                    return Err((
                        "LastDeliveryChannelDeleteFailedException",
                        "Failed to delete last specified delivery channel, because there is a running configuration recorder.".to_owned(),
                    ));
                }
                place.channel = None;
                Ok(json!({}))
            }
            "DescribeRetentionConfigurations" => Ok(json!({"RetentionConfigurations":
                place.retention.iter().map(|days| json!({"Name": "default", "RetentionPeriodInDays": days}))
                    .collect::<Vec<_>>()})),
            "PutRetentionConfiguration" => {
                let days = body
                    .get("RetentionPeriodInDays")
                    .and_then(Value::as_i64)
                    .filter(|days| (30..=2557).contains(days))
                    .ok_or_else(|| {
                        (
                            "ValidationException",
                            "retentionPeriodInDays: 30 to 2557".to_owned(),
                        )
                    })?;
                place.retention = Some(days);
                Ok(json!({"RetentionConfiguration": {"Name": "default", "RetentionPeriodInDays": days}}))
            }
            "DeleteRetentionConfiguration" => place
                .retention
                .take()
                .map(|_| json!({}))
                .ok_or_else(|| ("NoSuchRetentionConfigurationException", "default".to_owned())),
            operation @ ("GetDiscoveredResourceCounts"
            | "ListDiscoveredResources"
            | "GetResourceConfigHistory"
            | "SelectResourceConfig") => {
                self.recorded
                    .answer(operation, body, &request.region, &place.recorded(), now)
            }
            other => Err(("UnsupportedOperationException", other.to_owned())),
        }
    }
}

impl AtRegion {
    fn stop(&mut self, now: Timestamp) {
        if self.recording {
            self.stopped = Some(now);
        }
        self.recording = false;
    }

    /// When it recorded, and what. AWS shows nothing of it while there is no recorder.
    fn recorded(&self) -> Recording {
        let group = self
            .recorder
            .as_ref()
            .and_then(|recorder| recorder.get("recordingGroup"));
        let flag = |key: &str| {
            let flag = group.and_then(|group| group.get(key)).and_then(Value::as_bool);
            flag.unwrap_or_default()
        };
        let types: Vec<String> = group
            .and_then(|group| group.get("resourceTypes"))
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|kind| kind.as_str().map(ToOwned::to_owned))
            .collect();
        let running = self.started.map(|from| (from, self.stopped));
        let earlier = self.earlier.iter().map(|(from, until)| (*from, Some(*until)));
        Recording {
            spans: if self.recorder.is_some() {
                earlier.chain(running).collect()
            } else {
                Vec::new()
            },
            iam: flag("includeGlobalResourceTypes") || types.iter().any(|kind| kind.starts_with("AWS::IAM")),
            types,
        }
    }

    fn recorder_name(&self) -> Option<&str> {
        self.recorder.as_ref()?.get("name")?.as_str()
    }

    fn channel_name(&self) -> Option<&str> {
        self.channel.as_ref()?.get("name")?.as_str()
    }

    fn named_recorder(&self, name: &str) -> Result<(), Refusal> {
        if self.recorder_name() == Some(name) {
            Ok(())
        } else {
            Err((
                "NoSuchConfigurationRecorderException",
                format!("Cannot find configuration recorder with the specified name '{name}'."),
            ))
        }
    }

    fn status(&self, recorder: &Value, around: &Around<'_>, now: Timestamp) -> Value {
        let settled = self.has_run(around, now);
        json!({"arn": recorder.get("arn"), "name": recorder.get("name"), "recording": self.recording,
            "lastStatus": if settled { "SUCCESS" } else { "PENDING" },
            "lastStartTime": self.started.map(Timestamp::as_second),
            "lastStopTime": self.stopped.map(Timestamp::as_second)})
    }

    /// Whether the first items have been recorded: on AWS minutes, here as soon as a first log file.
    fn has_run(&self, around: &Around<'_>, now: Timestamp) -> bool {
        let delay = SignedDuration::from_secs(around.scenario.delivery_seconds);
        self.started
            .is_some_and(|started| now.duration_since(started) >= delay)
    }

    fn delivery(&self, channel: &Value, around: &Around<'_>, now: Timestamp) -> Value {
        let delay = SignedDuration::from_secs(around.scenario.delivery_seconds);
        let history = if self.has_run(around, now) {
            let at = self.started.map(|started| (started + delay).as_second());
            json!({"lastStatus": "SUCCESS", "lastAttemptTime": at, "lastSuccessfulTime": at})
        } else {
            json!({"lastStatus": "NOT_APPLICABLE"})
        };
        json!({"name": channel.get("name"), "configHistoryDeliveryInfo": history,
            "configSnapshotDeliveryInfo": {"lastStatus": "NOT_APPLICABLE"},
            "configStreamDeliveryInfo": {"lastStatus": "NOT_APPLICABLE"}})
    }

    fn put_recorder(&mut self, request: &Request, body: &Value) -> Result<Value, Refusal> {
        let mut recorder = body
            .get("ConfigurationRecorder")
            .cloned()
            .unwrap_or_else(|| json!({}));
        let name = recorder
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("default")
            .to_owned();
        if self.recorder_name().is_some_and(|other| other != name) {
            return Err((
                "MaxNumberOfConfigurationRecordersExceededException",
                format!(
                    "Failed to put configuration recorder '{name}' because the maximum number of customer managed configuration recorders: 1 is reached."
                ),
            ));
        }
        if recorder
            .get("roleARN")
            .and_then(Value::as_str)
            .is_none_or(str::is_empty)
        {
            return Err(("InvalidRoleException", "A role is needed.".to_owned()));
        }
        let group = recorder
            .get("recordingGroup")
            .cloned()
            .unwrap_or_else(|| json!({}));
        let all = group.get("allSupported") == Some(&Value::Bool(true));
        let listed = group
            .get("resourceTypes")
            .and_then(Value::as_array)
            .is_some_and(|types| !types.is_empty());
        if all && listed {
            return Err((
                "InvalidRecordingGroupException",
                "allSupported with resourceTypes".to_owned(),
            ));
        }
        if let Some(fields) = recorder.as_object_mut() {
            fields.insert("name".to_owned(), json!(name));
            fields.insert("arn".to_owned(), json!(arn(&request.region, &name)));
            if all {
                fields.insert(
                    "recordingGroup".to_owned(),
                    json!({"allSupported": true, "resourceTypes": [],
                        "includeGlobalResourceTypes": group.get("includeGlobalResourceTypes"),
                        "exclusionByResourceTypes": {"resourceTypes": []},
                        "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}}),
                );
            }
        }
        self.recorder = Some(recorder);
        Ok(json!({}))
    }

    fn put_channel(&mut self, body: &Value) -> Result<Value, Refusal> {
        let channel = body.get("DeliveryChannel").cloned().unwrap_or(Value::Null);
        let name = channel.get("name").and_then(Value::as_str).unwrap_or("default");
        if self.recorder.is_none() {
            return Err((
                "NoAvailableConfigurationRecorderException",
                "Configuration recorder is not available to put delivery channel.".to_owned(),
            ));
        }
        if self.channel_name().is_some_and(|other| other != name) {
            return Err((
                "MaxNumberOfDeliveryChannelsExceededException",
                format!(
                    "Failed to put delivery channel '{name}' because the maximum number of delivery channels: 1 is reached."
                ),
            ));
        }
        self.channel = Some(channel);
        Ok(json!({}))
    }
}

fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:config:{region}:{ACCOUNT}:configuration-recorder/{name}/a1b2c3d4e5f6a7b8")
}

/// AWS Config tests the bucket before it takes it, and needs a moment to see a new policy.
fn bucket_refusal(around: &Around<'_>, bucket: &str) -> Option<Refusal> {
    if !around.buckets.has(bucket) {
        return Some((
            "NoSuchBucketException",
            format!("Cannot find a S3 bucket with an empty bucket name or name {bucket}."),
        ));
    }
    let propagation = SignedDuration::from_millis(around.scenario.propagation_ms);
    let allowed = match around.buckets.policy(bucket) {
        None => false,
        Some((_, Some(since))) if around.now.duration_since(since) < propagation => false,
        Some((policy, _)) => lets_in(&policy),
    };
    (!allowed).then(|| {
        (
            "InsufficientDeliveryPolicyException",
            format!("Insufficient delivery policy to s3 bucket: {bucket}, unable to write to bucket."),
        )
    })
}

/// Whether a bucket policy lets AWS Config look and write, for this account.
fn lets_in(policy: &Value) -> bool {
    let statements = policy.get("Statement").and_then(Value::as_array);
    let allows = |action: &str| {
        statements.into_iter().flatten().any(|statement| {
            let fits = ["aws:SourceAccount", "AWS:SourceAccount"].iter().all(|key| {
                statement
                    .pointer(&format!("/Condition/StringEquals/{key}"))
                    .is_none_or(|account| account == ACCOUNT)
            });
            statement.get("Effect") == Some(&Value::from("Allow"))
                && statement.pointer("/Principal/Service") == Some(&Value::from(SERVICE))
                && statement.get("Action") == Some(&Value::from(action))
                && fits
        })
    };
    ["s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject"]
        .into_iter()
        .all(allows)
}

impl Service for Config {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        match request.service.as_str() {
            "config" => Some(self.serve(around, request)),
            // Its service-linked role.
            "iam" => self.answer_iam(request),
            _ => None,
        }
    }
}
