//! The event history: the calls of this session, and a day of plausible ones before it. CloudTrail on AWS
//! shows an event some minutes after it; here it is there at once.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::account;
use crate::demo::answer::Answer;
use crate::demo::request::{Call, Request};
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};
use crate::domain::{Arn, Failure, Kind};

const DAY: &str = include_str!("../../../assets/history/day.toml");
/// AWS's most.
const PAGE: u64 = 50;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    who: BTreeMap<String, Who>,
    event: Vec<Happened>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    kind: String,
    #[serde(default)]
    role: Option<String>,
    address: String,
    agent: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Happened {
    ago: i64,
    who: String,
    source: String,
    name: String,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    reads: bool,
    #[serde(default)]
    mfa: Option<bool>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    parameters: Option<String>,
}

/// One event, with what it is found by.
#[derive(Debug, Clone)]
struct Event {
    time: Timestamp,
    region: String,
    id: String,
    name: String,
    source: String,
    user: String,
    read_only: bool,
    key: Option<String>,
    resources: Vec<(String, String)>,
    record: Value,
}

/// What happened before the session.
#[derive(Debug, Default)]
pub struct History {
    earlier: Vec<Event>,
}

impl History {
    /// The day before `now`.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Result<Self, Failure> {
        let day: Day =
            toml::from_str(DAY).map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        let earlier = day
            .event
            .iter()
            .enumerate()
            .filter_map(|(index, happened)| {
                let who = day.who.get(&happened.who)?;
                Some(earlier(index, happened, who, scenario, now))
            })
            .collect();
        Ok(Self { earlier })
    }

    /// Answers `LookupEvents`.
    fn serve(&self, around: &Around<'_>, request: &Request) -> Answer {
        let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        match self.look_up(around, request, &body) {
            Ok(body) => Answer::json(&body),
            Err((code, message)) => Answer::error(request.protocol, 400, code, &message),
        }
    }

    fn look_up(
        &self,
        around: &Around<'_>,
        request: &Request,
        body: &Value,
    ) -> Result<Value, (&'static str, String)> {
        let attributes = body.get("LookupAttributes").and_then(Value::as_array);
        let attribute = match attributes.map(Vec::as_slice) {
            None | Some([]) => None,
            Some([one]) => Some(one),
            Some(_) => {
                return Err((
                    "InvalidLookupAttributesException",
                    "You can only use one lookup attribute".to_owned(),
                ));
            }
        };
        let time = |key: &str| body.get(key).and_then(Value::as_f64);
        let (since, until) = (time("StartTime"), time("EndTime"));
        if let (Some(since), Some(until)) = (since, until)
            && since > until
        {
            return Err((
                "InvalidTimeRangeException",
                "The start time is after the end time".to_owned(),
            ));
        }
        let caller = around.caller;
        let calls = (around.calls)();
        let session = calls.iter().map(|call| of_session(call, caller));
        let mut events: Vec<Event> = self
            .earlier
            .iter()
            .cloned()
            .chain(session)
            .filter(|event| event.region == request.region)
            .filter(|event| {
                #[expect(clippy::cast_precision_loss, reason = "seconds of our century fit")]
                let at = event.time.as_second() as f64;
                since.is_none_or(|since| at >= since) && until.is_none_or(|until| at <= until)
            })
            .filter(|event| attribute.is_none_or(|attribute| event.fits(attribute)))
            .collect();
        // Newest first; of one moment, the later call first.
        events.reverse();
        events.sort_by_key(|event| std::cmp::Reverse(event.time));
        let first = match body.get("NextToken").and_then(Value::as_str) {
            None => 0,
            Some(token) => events
                .iter()
                .position(|event| event.id == token)
                .map(|index| index + 1)
                .ok_or_else(|| ("InvalidNextTokenException", "Invalid NextToken".to_owned()))?,
        };
        let most = body
            .get("MaxResults")
            .and_then(Value::as_u64)
            .map_or(PAGE, |most| most.clamp(1, PAGE));
        let most = usize::try_from(most).unwrap_or(1);
        let page: Vec<&Event> = events.iter().skip(first).take(most).collect();
        let next = page
            .last()
            .filter(|_| first + page.len() < events.len())
            .map(|event| event.id.clone());
        let mut answer = json!({"Events": page.iter().map(|event| event.shown()).collect::<Vec<_>>()});
        if let (Some(next), Some(fields)) = (next, answer.as_object_mut()) {
            fields.insert("NextToken".to_owned(), json!(next));
        }
        Ok(answer)
    }
}

impl Event {
    fn fits(&self, attribute: &Value) -> bool {
        let value = attribute.get("AttributeValue").and_then(Value::as_str);
        let value = value.unwrap_or_default();
        match attribute.get("AttributeKey").and_then(Value::as_str) {
            Some("EventId") => self.id == value,
            Some("EventName") => self.name == value,
            Some("ReadOnly") => self.read_only.to_string() == value,
            Some("Username") => self.user == value,
            Some("ResourceType") => self.resources.iter().any(|(kind, _)| kind == value),
            Some("ResourceName") => self.resources.iter().any(|(_, name)| name == value),
            Some("EventSource") => self.source == value,
            Some("AccessKeyId") => self.key.as_deref() == Some(value),
            Some(_) | None => false,
        }
    }

    fn shown(&self) -> Value {
        let resources: Vec<Value> = self
            .resources
            .iter()
            .map(|(kind, name)| json!({"ResourceType": kind, "ResourceName": name}))
            .collect();
        json!({
            "EventId": self.id, "EventName": self.name, "EventTime": self.time.as_second(),
            "EventSource": self.source, "Username": self.user, "AccessKeyId": self.key,
            "ReadOnly": self.read_only.to_string(), "Resources": resources,
            "CloudTrailEvent": self.record.to_string(),
        })
    }
}

fn earlier(index: usize, happened: &Happened, who: &Who, scenario: &Scenario, now: Timestamp) -> Event {
    let name = &happened.who;
    let time = now - SignedDuration::from_mins(happened.ago);
    let region = happened.region.clone().unwrap_or_else(|| scenario.region.clone());
    let (user, mut identity) = match who.kind.as_str() {
        "Root" => (
            "root".to_owned(),
            json!({"type": "Root", "arn": format!("arn:aws:iam::{ACCOUNT}:root")}),
        ),
        "AssumedRole" => {
            let role = who.role.as_deref().unwrap_or(name);
            let arn = format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{name}");
            (name.clone(), json!({"type": "AssumedRole", "arn": arn}))
        }
        "AWSService" => (
            String::new(),
            json!({"type": "AWSService", "invokedBy": who.address}),
        ),
        "Unknown" => (
            "HIDDEN_DUE_TO_SECURITY_REASONS".to_owned(),
            json!({"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}),
        ),
        kind => (
            name.clone(),
            json!({"type": kind, "arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"), "userName": name}),
        ),
    };
    let key =
        (who.kind == "IAMUser" && happened.source != "signin").then(|| "AKIAI44QH8DHBEXAMPLE".to_owned());
    if let Some(fields) = identity.as_object_mut() {
        fields.insert("accountId".to_owned(), json!(ACCOUNT));
        if let Some(key) = &key {
            fields.insert("accessKeyId".to_owned(), json!(key));
        }
    }
    let id = format!("0da7{index:04x}-1111-4222-8333-{:012x}", happened.ago);
    let source = format!("{}.amazonaws.com", happened.source);
    let parameters: Value = happened
        .parameters
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or(Value::Null);
    let mut record = json!({
        "eventVersion": "1.11", "userIdentity": identity, "eventTime": time.to_string(),
        "eventSource": source, "eventName": happened.name, "awsRegion": region,
        "sourceIPAddress": who.address, "userAgent": who.agent,
        "requestParameters": parameters, "responseElements": null,
        "eventID": id, "readOnly": happened.reads, "eventType": "AwsApiCall", "managementEvent": true,
        "recipientAccountId": ACCOUNT, "eventCategory": "Management",
    });
    if let Some(fields) = record.as_object_mut() {
        if let Some(error) = &happened.error {
            fields.insert("errorCode".to_owned(), json!(error));
        }
        if let Some(message) = &happened.message {
            fields.insert("errorMessage".to_owned(), json!(message));
        }
        if let Some(mfa) = happened.mfa {
            let used = if mfa { "Yes" } else { "No" };
            fields.insert("additionalEventData".to_owned(), json!({"MFAUsed": used}));
        }
    }
    Event {
        time,
        region,
        id,
        name: happened.name.clone(),
        source,
        user,
        read_only: happened.reads,
        key,
        resources: happened
            .resources
            .iter()
            .map(|text| {
                let (kind, name) = text.split_once(' ').unwrap_or(("", text));
                (kind.to_owned(), name.to_owned())
            })
            .collect(),
        record,
    }
}

fn of_session(call: &Call, caller: &str) -> Event {
    let arn = account::arn_of(caller);
    let user = Arn::parse(&arn)
        .and_then(|arn| arn.resource.rsplit('/').next())
        .unwrap_or("root")
        .to_owned();
    let kind = match caller.split('/').next() {
        Some("user") => "IAMUser",
        Some("role") => "AssumedRole",
        _ => "Root",
    };
    let source = format!("{}.amazonaws.com", call.service);
    let mut record = json!({
        "eventVersion": "1.11",
        "userIdentity": {"type": kind, "arn": arn, "accountId": ACCOUNT, "userName": user},
        "eventTime": call.time.to_string(), "eventSource": source, "eventName": call.operation,
        "awsRegion": call.region, "sourceIPAddress": "203.0.113.24",
        "userAgent": concat!("genkan/", env!("CARGO_PKG_VERSION")),
        "requestID": call.request_id, "eventID": call.request_id, "readOnly": !call.writes,
        "eventType": "AwsApiCall", "managementEvent": true, "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    });
    if let (Some(code), Some(fields)) = (&call.refused, record.as_object_mut()) {
        fields.insert("errorCode".to_owned(), json!(code));
    }
    Event {
        time: call.time,
        region: call.region.clone(),
        id: call.request_id.clone(),
        name: call.operation.clone(),
        source,
        user,
        read_only: !call.writes,
        key: None,
        resources: Vec::new(),
        record,
    }
}

impl Service for History {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        let is_own = request.service == "cloudtrail" && request.operation == "LookupEvents";
        is_own.then(|| self.serve(around, request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_before_can_be_read_and_is_within_a_day() {
        let scenario = Scenario::named("fresh").unwrap();
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let history = History::begin(&scenario, now).unwrap();
        assert!(history.earlier.len() > 20);
        for event in &history.earlier {
            let age = now.duration_since(event.time);
            assert!(
                age.is_positive() && age < SignedDuration::from_hours(24),
                "{}",
                event.name
            );
        }
    }
}
