//! CloudTrail as AWS has it. The simulated service keeps trails per Region, forgets log file validation,
//! accepts any bucket and has no events, so this one is our own.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::demo::answer::{Answer, Protocol};
use crate::demo::request::Request;
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};

/// The trails of the account.
pub struct CloudTrail {
    trails: Mutex<Vec<Trail>>,
}

#[derive(Debug, Clone)]
struct Trail {
    name: String,
    region: String,
    bucket: String,
    multi_region: bool,
    global_events: bool,
    validation: bool,
    started: Option<Timestamp>,
    stopped: Option<Timestamp>,
    logging: bool,
    delivered: Option<Timestamp>,
    tags: Vec<Value>,
}

impl Trail {
    fn arn(&self) -> String {
        format!("arn:aws:cloudtrail:{}:{ACCOUNT}:trail/{}", self.region, self.name)
    }

    fn described(&self) -> Value {
        json!({
            "Name": self.name, "S3BucketName": self.bucket, "TrailARN": self.arn(),
            "HomeRegion": self.region, "IsMultiRegionTrail": self.multi_region,
            "IncludeGlobalServiceEvents": self.global_events, "IsOrganizationTrail": false,
            "LogFileValidationEnabled": self.validation, "HasCustomEventSelectors": false,
            "HasInsightSelectors": false,
        })
    }
}

type Refusal = (&'static str, String);

impl CloudTrail {
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Self {
        let hour_ago = now - SignedDuration::from_hours(1);
        let trails = scenario
            .trail
            .iter()
            .map(|trail| Trail {
                name: trail.name.clone(),
                region: trail.region.clone(),
                bucket: trail.bucket.clone(),
                multi_region: trail.multi_region,
                global_events: true,
                validation: trail.validation,
                started: trail.logging.then_some(hour_ago),
                stopped: (!trail.logging).then_some(hour_ago),
                logging: trail.logging,
                delivered: trail.logging.then(|| now - SignedDuration::from_mins(4)),
                tags: Vec::new(),
            })
            .collect();
        Self {
            trails: Mutex::new(trails),
        }
    }

    /// Answers a call of CloudTrail, but for the event history.
    fn serve(&self, around: &Around<'_>, request: &Request) -> Answer {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let bucket = body.get("S3BucketName").and_then(Value::as_str);
        let refusal = match (request.operation.as_str(), bucket) {
            ("CreateTrail" | "UpdateTrail", Some(bucket)) => {
                self.bucket_refusal(around, request, &body, bucket)
            }
            _ => None,
        };
        let answer = refusal.map_or_else(|| self.perform(around, request, &body), Err);
        match answer {
            Ok(value) => Answer::json(&value),
            Err((code, message)) => Answer::error(Protocol::Json, 400, code, &message),
        }
    }

    /// CloudTrail tests the bucket before it takes it, and needs a moment to see a new policy.
    fn bucket_refusal(
        &self,
        around: &Around<'_>,
        request: &Request,
        body: &Value,
        bucket: &str,
    ) -> Option<Refusal> {
        if !around.buckets.has(bucket) {
            return Some((
                "S3BucketDoesNotExistException",
                format!("S3 bucket {bucket} does not exist!"),
            ));
        }
        let name = body.get("Name").and_then(Value::as_str).unwrap_or_default();
        let arn = if name.starts_with("arn:") {
            name.to_owned()
        } else {
            format!("arn:aws:cloudtrail:{}:{ACCOUNT}:trail/{name}", request.region)
        };
        let propagation = SignedDuration::from_millis(around.scenario.propagation_ms);
        let allowed = match around.buckets.policy(bucket) {
            None => false,
            Some((_, Some(since))) if around.now.duration_since(since) < propagation => false,
            Some((policy, _)) => lets_in(&policy, &arn),
        };
        (!allowed).then(|| {
            (
                "InsufficientS3BucketPolicyException",
                format!("Incorrect S3 bucket policy is detected for bucket: {bucket}"),
            )
        })
    }

    fn perform(&self, around: &Around<'_>, request: &Request, body: &Value) -> Result<Value, Refusal> {
        let now = around.now;
        let text = |key: &str| {
            body.get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let flag = |key: &str| body.get(key).and_then(Value::as_bool);
        let mut trails = self.trails.lock().unwrap_or_else(PoisonError::into_inner);
        let index = |name: &str| {
            trails
                .iter()
                .position(|trail| {
                    trail.arn() == name || (trail.name == name && trail.region == request.region)
                })
                .ok_or_else(|| ("TrailNotFoundException", format!("Unknown trail: {name}")))
        };
        // Changes are made at home only; a shadow can be read by ARN.
        let at_home = |trail: &Trail| {
            if trail.region == request.region {
                Ok(())
            } else {
                Err((
                    "InvalidHomeRegionException",
                    format!("Trail {} is in {}", trail.name, trail.region),
                ))
            }
        };
        match request.operation.as_str() {
            "DescribeTrails" => {
                let shadows = flag("includeShadowTrails").unwrap_or(true);
                let list: Vec<Value> = trails
                    .iter()
                    .filter(|trail| trail.region == request.region || (shadows && trail.multi_region))
                    .map(Trail::described)
                    .collect();
                Ok(json!({"trailList": list}))
            }
            "ListTrails" => {
                let list: Vec<Value> = trails
                    .iter()
                    .map(|trail| json!({"TrailARN": trail.arn(), "Name": trail.name, "HomeRegion": trail.region}))
                    .collect();
                Ok(json!({"Trails": list}))
            }
            "GetTrailStatus" => {
                let index = index(&text("Name"))?;
                let delivery = SignedDuration::from_secs(around.scenario.delivery_seconds);
                let trail = trails
                    .get_mut(index)
                    .ok_or(("TrailNotFoundException", text("Name")))?;
                if let (true, Some(started)) = (trail.logging, trail.started)
                    && now.duration_since(started) >= delivery
                    && trail.delivered.is_none_or(|delivered| delivered < started)
                {
                    trail.delivered = Some(started + delivery);
                }
                let seconds = |time: Option<Timestamp>| time.map(Timestamp::as_second);
                Ok(json!({
                    "IsLogging": trail.logging,
                    "LatestDeliveryTime": seconds(trail.delivered),
                    "StartLoggingTime": seconds(trail.started),
                    "StopLoggingTime": seconds(trail.stopped),
                }))
            }
            "GetEventSelectors" => {
                let index = index(&text("TrailName"))?;
                Ok(json!({
                    "TrailARN": trails.get(index).map(Trail::arn),
                    "EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true,
                        "DataResources": [], "ExcludeManagementEventSources": []}],
                }))
            }
            "CreateTrail" => {
                let name = text("Name");
                if index(&name).is_ok() {
                    return Err((
                        "TrailAlreadyExistsException",
                        format!("Trail {name} already exists"),
                    ));
                }
                let trail = Trail {
                    name,
                    region: request.region.clone(),
                    bucket: text("S3BucketName"),
                    multi_region: flag("IsMultiRegionTrail").unwrap_or(false),
                    global_events: flag("IncludeGlobalServiceEvents").unwrap_or(true),
                    validation: flag("EnableLogFileValidation").unwrap_or(false),
                    started: None,
                    stopped: None,
                    logging: false,
                    delivered: None,
                    tags: body
                        .get("TagsList")
                        .and_then(Value::as_array)
                        .cloned()
                        .unwrap_or_default(),
                };
                let described = trail.described();
                trails.push(trail);
                Ok(described)
            }
            "UpdateTrail" => {
                let index = index(&text("Name"))?;
                let trail = trails
                    .get_mut(index)
                    .ok_or(("TrailNotFoundException", text("Name")))?;
                at_home(trail)?;
                trail.multi_region = flag("IsMultiRegionTrail").unwrap_or(trail.multi_region);
                trail.global_events = flag("IncludeGlobalServiceEvents").unwrap_or(trail.global_events);
                trail.validation = flag("EnableLogFileValidation").unwrap_or(trail.validation);
                if let Some(bucket) = body.get("S3BucketName").and_then(Value::as_str) {
                    bucket.clone_into(&mut trail.bucket);
                }
                Ok(trail.described())
            }
            "StartLogging" | "StopLogging" => {
                let index = index(&text("Name"))?;
                let trail = trails
                    .get_mut(index)
                    .ok_or(("TrailNotFoundException", text("Name")))?;
                at_home(trail)?;
                trail.logging = request.operation == "StartLogging";
                if trail.logging {
                    trail.started = Some(now);
                } else {
                    trail.stopped = Some(now);
                }
                Ok(json!({}))
            }
            "DeleteTrail" => {
                let index = index(&text("Name"))?;
                if let Some(trail) = trails.get(index) {
                    at_home(trail)?;
                }
                trails.remove(index);
                Ok(json!({}))
            }
            "ListTags" => {
                let ids = body
                    .get("ResourceIdList")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                let mut list = Vec::new();
                for id in ids.iter().filter_map(Value::as_str) {
                    let index = index(id)?;
                    list.push(
                        json!({"ResourceId": id, "TagsList": trails.get(index).map(|trail| &trail.tags)}),
                    );
                }
                Ok(json!({"ResourceTagList": list}))
            }
            other => Err(("UnsupportedOperationException", other.to_owned())),
        }
    }
}

/// Whether a bucket policy lets CloudTrail write for a trail.
fn lets_in(policy: &Value, arn: &str) -> bool {
    let statements = policy
        .get("Statement")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let allows = |action: &str| {
        statements.iter().any(|statement| {
            let sources = statement
                .pointer("/Condition/StringEquals/aws:SourceArn")
                .or_else(|| statement.pointer("/Condition/StringEquals/AWS:SourceArn"));
            let source_fits = match sources {
                None => true,
                Some(Value::Array(list)) => list.iter().any(|source| source == arn),
                Some(one) => one == arn,
            };
            statement.get("Effect") == Some(&Value::from("Allow"))
                && statement.pointer("/Principal/Service") == Some(&Value::from("cloudtrail.amazonaws.com"))
                && statement.get("Action") == Some(&Value::from(action))
                && source_fits
        })
    };
    allows("s3:GetBucketAcl") && allows("s3:PutObject")
}

impl Service for CloudTrail {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        let is_own = request.service == "cloudtrail" && request.operation != "LookupEvents";
        is_own.then(|| self.serve(around, request))
    }
}
