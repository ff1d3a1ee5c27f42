//! The event history (イベント履歴): what CloudTrail keeps of the last 90 days, free, per Region (AWS
//! CloudTrail API reference, `LookupEvents`).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::domain::{Evidence, Failure, Kind, Region};

/// How far back the event history goes.
pub const HISTORY_DAYS: i64 = 90;
/// Events that AWS gives in one answer.
pub const EVENTS_PER_PAGE: i32 = 50;
/// Events kept in memory at once, about 60 MB of records: who needs more narrows the question.
pub const EVENTS_KEPT: usize = 30_000;
/// The Region where IAM, STS's global endpoint, Organizations and other global services are recorded.
pub const GLOBAL_EVENTS: &str = "us-east-1";
/// The schema of exported events.
pub const EVENTS_SCHEMA: &str = "genkan.events/1";

/// What events can be looked up by: exactly one of these in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attribute {
    /// `RunInstances`.
    EventName,
    /// An IAM user, a role session, or `root`.
    Username,
    /// A resource's name or id.
    ResourceName,
    /// `AWS::EC2::Instance`.
    ResourceType,
    /// `ec2.amazonaws.com`.
    EventSource,
    /// `true` or `false`.
    ReadOnly,
    /// The access key that signed the call.
    AccessKeyId,
    EventId,
}

impl Attribute {
    /// All of AWS's.
    pub const ALL: [Self; 8] = [
        Self::EventName,
        Self::Username,
        Self::ResourceName,
        Self::ResourceType,
        Self::EventSource,
        Self::ReadOnly,
        Self::AccessKeyId,
        Self::EventId,
    ];

    /// AWS's name of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EventName => "EventName",
            Self::Username => "Username",
            Self::ResourceName => "ResourceName",
            Self::ResourceType => "ResourceType",
            Self::EventSource => "EventSource",
            Self::ReadOnly => "ReadOnly",
            Self::AccessKeyId => "AccessKeyId",
            Self::EventId => "EventId",
        }
    }

    /// The attribute of a name, in any letter case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|attribute| attribute.name().eq_ignore_ascii_case(name))
    }
}

/// The one attribute filter that AWS allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What is compared.
    pub attribute: Attribute,
    /// With what: whole and in AWS's letter case.
    pub value: String,
}

/// What is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventQuery {
    /// The Region: each has its own history.
    pub region: Region,
    /// At most one attribute.
    pub filter: Option<Filter>,
    /// The oldest event.
    pub since: Timestamp,
    /// The newest event; now where none is given.
    pub until: Option<Timestamp>,
}

/// Something an event was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventResource {
    /// `AWS::EC2::Instance`; empty where AWS does not say.
    pub kind: String,
    /// Its name, id or ARN.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// AWS's id of it.
    pub id: String,
    pub time: Timestamp,
    /// What was called.
    pub name: String,
    /// Where: `ec2.amazonaws.com`.
    pub source: String,
    /// Who, as AWS names it; empty for AWS services.
    pub user: String,
    /// Whether it only read.
    pub read_only: Option<bool>,
    /// The related resources.
    pub resources: Vec<EventResource>,
    /// The whole record as JSON text, passwords and session tokens left out.
    pub record: String,
}

/// What the record of an event tells beyond its row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventDetails {
    /// `IAMUser`, `AssumedRole`, `Root`, `AWSService`, ...
    pub identity: String,
    /// The caller's ARN, or the service that called.
    pub principal: String,
    /// Whether the session had MFA, where the record says.
    pub mfa: Option<bool>,
    /// The address the call came from, or the AWS service.
    pub address: String,
    /// The program that called.
    pub agent: String,
    /// The Region of the call.
    pub region: String,
    /// The code of a refusal.
    pub error: Option<String>,
    /// The words of a refusal.
    pub message: Option<String>,
}

impl Event {
    /// The record as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.record).unwrap_or(Value::Null)
    }

    /// Reads the record (AWS CloudTrail user guide, "CloudTrail record contents").
    #[must_use]
    pub fn details(&self) -> EventDetails {
        let record = self.json();
        let text = |pointer: &str| {
            record
                .pointer(pointer)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
                .map(ToOwned::to_owned)
        };
        let flag = text("/userIdentity/sessionContext/attributes/mfaAuthenticated")
            .or_else(|| text("/additionalEventData/MFAUsed"));
        EventDetails {
            identity: text("/userIdentity/type").unwrap_or_default(),
            principal: text("/userIdentity/arn")
                .or_else(|| text("/userIdentity/invokedBy"))
                .or_else(|| text("/userIdentity/principalId"))
                .unwrap_or_default(),
            mfa: flag.map(|flag| flag.eq_ignore_ascii_case("true") || flag.eq_ignore_ascii_case("yes")),
            address: text("/sourceIPAddress").unwrap_or_default(),
            agent: text("/userAgent").unwrap_or_default(),
            region: text("/awsRegion").unwrap_or_default(),
            error: text("/errorCode"),
            message: text("/errorMessage"),
        }
    }

    /// The service in short: `ec2`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.source.split('.').next().unwrap_or(&self.source)
    }
}

/// One answer of AWS.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPage {
    /// Its events, newest first.
    pub events: Vec<Event>,
    /// How to ask for the next; none at the end.
    pub next: Option<String>,
    /// Where it comes from.
    pub evidence: Evidence,
}

/// Field names whose values CloudTrail and AWS Config may carry and nobody should have on a screen or in an export.
const HIDDEN: [&str; 11] = [
    "sessionToken",
    "secretAccessKey",
    "password",
    "masterPassword",
    "masterUserPassword",
    "clientSecret",
    "authorizationToken",
    "authToken",
    "secretString",
    "privateKey",
    "userData",
];

/// Where functions, containers and builds keep variables, and many people their secrets: all values below are left
/// out.
const VARIABLES: [&str; 4] = [
    "environment",
    "environmentVariables",
    "runtimeEnvironmentVariables",
    "variables",
];

const HIDDEN_VALUE: &str = "HIDDEN_BY_GENKAN";

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}

/// Leaves secrets out of a record in place.
pub(super) fn hide_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if is_one_of(&HIDDEN, name) && !field.is_null() {
                    *field = json!(HIDDEN_VALUE);
                } else if is_one_of(&VARIABLES, name) {
                    hide_variables(field);
                } else {
                    hide_secrets(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide_secrets),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A list of names with values (containers, builds), or an object of them (functions); what else an environment
/// tells, such as its image, stays.
fn hide_variables(value: &mut Value) {
    match value {
        Value::Array(items) => {
            let fields = items.iter_mut().filter_map(Value::as_object_mut).flatten();
            for (_, field) in fields.filter(|(name, _)| name.eq_ignore_ascii_case("value")) {
                *field = json!(HIDDEN_VALUE);
            }
        }
        Value::Object(fields) => {
            let is_environment = fields.keys().any(|name| is_one_of(&VARIABLES, name));
            for (name, field) in fields {
                if is_one_of(&VARIABLES, name) {
                    hide_variables(field);
                } else if is_environment || !field.is_string() {
                    hide_secrets(field);
                } else {
                    *field = json!(HIDDEN_VALUE);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Leaves secrets out of a record.
#[must_use]
pub fn without_secrets(record: &str) -> String {
    match serde_json::from_str::<Value>(record) {
        Ok(mut value) => {
            hide_secrets(&mut value);
            value.to_string()
        }
        // What cannot be read cannot be cleaned either.
        Err(_) => "{}".to_owned(),
    }
}

/// A time range in words: `90m`, `24h`, `7d`; at most 90 days.
#[must_use]
pub fn span(text: &str) -> Option<SignedDuration> {
    span_within(text, HISTORY_DAYS)
}

/// A time range in words, within so many days.
pub(super) fn span_within(text: &str, days: i64) -> Option<SignedDuration> {
    let unit = text.chars().last()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let span = match unit {
        'm' => SignedDuration::try_from_mins(count)?,
        'h' => SignedDuration::try_from_hours(count)?,
        'd' => SignedDuration::try_from_hours(count.checked_mul(24)?)?,
        _ => return None,
    };
    (span.is_positive() && span <= SignedDuration::from_hours(24 * days)).then_some(span)
}

/// Events as versioned JSON, with the question they answer.
#[must_use]
pub fn events_json(account: &str, query: &EventQuery, events: &[Event], complete: bool) -> Value {
    let list: Vec<Value> = events
        .iter()
        .map(|event| {
            json!({
                "id": event.id, "time": event.time, "name": event.name, "source": event.source,
                "user": event.user, "read_only": event.read_only,
                "resources": event.resources.iter()
                    .map(|one| json!({"type": one.kind, "name": one.name})).collect::<Vec<_>>(),
                "record": event.json(),
            })
        })
        .collect();
    json!({
        "schema": EVENTS_SCHEMA, "account": account, "region": query.region,
        "since": query.since, "until": query.until,
        "filter": query.filter.as_ref().map(|filter| json!({filter.attribute.name(): filter.value})),
        "complete": complete, "events": list,
    })
}

/// The columns of an export to a spreadsheet.
const EVENT_COLUMNS: [&str; 12] = [
    "time",
    "event_name",
    "event_source",
    "username",
    "identity_type",
    "principal",
    "source_ip",
    "region",
    "read_only",
    "error_code",
    "resources",
    "event_id",
];

/// One event as the cells of a spreadsheet. What a stranger could have chosen (a user name, a program's name)
/// must not become a formula there.
fn event_cells(event: &Event) -> [String; 12] {
    let details = event.details();
    let resources: Vec<String> = event
        .resources
        .iter()
        .map(|one| format!("{} {}", one.kind, one.name).trim().to_owned())
        .collect();
    [
        event.time.to_string(),
        event.name.clone(),
        event.source.clone(),
        event.user.clone(),
        details.identity,
        details.principal,
        details.address,
        details.region,
        event.read_only.map_or_else(String::new, |flag| flag.to_string()),
        details.error.unwrap_or_default(),
        resources.join("; "),
        event.id.clone(),
    ]
    .map(|cell| {
        // Spreadsheets take the full-width signs for the others.
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '\u{2212}']) {
            format!("'{cell}")
        } else {
            cell
        }
    })
}

/// Events as lines of a spreadsheet, with a line of names.
///
/// # Errors
/// Internal where it cannot be written, which no event causes.
pub fn events_csv(events: &[Event]) -> Result<String, Failure> {
    let internal = |error: &dyn std::error::Error| Failure::new(Kind::Internal, error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(EVENT_COLUMNS)
        .map_err(|error| internal(&error))?;
    for event in events {
        writer
            .write_record(event_cells(event))
            .map_err(|error| internal(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| internal(&error))?;
    String::from_utf8(bytes).map_err(|error| internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(record: &str) -> Event {
        Event {
            id: "e1".into(),
            time: Timestamp::UNIX_EPOCH,
            name: "ConsoleLogin".into(),
            source: "signin.amazonaws.com".into(),
            user: "=cmd".into(),
            read_only: Some(false),
            resources: vec![EventResource {
                kind: "AWS::EC2::Instance".into(),
                name: "i-1".into(),
            }],
            record: without_secrets(record),
        }
    }

    #[test]
    fn variables_are_left_out_wherever_they_are_kept() {
        let mut record = json!({
            "function": {"Environment": {"Variables": {"KEY": "s3cr3t"}}},
            "containers": [{"environment": [{"name": "KEY", "value": "s3cr3t"}], "image": "web"}],
            "build": {"environment": {"type": "LINUX", "environmentVariables": [{"name": "A", "value": "s3cr3t"}]}},
            "plain": {"environmentVariables": {"KEY": "s3cr3t"}},
            "instance": {"userData": "s3cr3t", "environment": "production"},
        });
        hide_secrets(&mut record);
        let text = record.to_string();
        assert!(!text.contains("s3cr3t"), "{text}");
        for kept in ["KEY", "web", "LINUX", "production"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn a_record_tells_who_where_and_what_was_refused() {
        let details = event(
            r#"{"userIdentity": {"type": "Root", "arn": "arn:aws:iam::111122223333:root"},
                "sourceIPAddress": "203.0.113.7", "userAgent": "Mozilla", "awsRegion": "us-east-1",
                "errorCode": "AccessDenied", "additionalEventData": {"MFAUsed": "No"}}"#,
        )
        .details();
        assert_eq!(details.identity, "Root");
        assert_eq!(details.principal, "arn:aws:iam::111122223333:root");
        assert_eq!(details.mfa, Some(false));
        assert_eq!(details.address, "203.0.113.7");
        assert_eq!(details.error.as_deref(), Some("AccessDenied"));
        assert_eq!(event("{}").details(), EventDetails::default());
        assert_eq!(event("no json").details(), EventDetails::default());
    }

    #[test]
    fn secrets_of_a_record_are_left_out_at_any_depth() {
        let record = without_secrets(
            r#"{"responseElements": {"credentials": {"accessKeyId": "ASIA1", "SessionToken": "s3cr3t"}},
                "requestParameters": {"list": [{"password": "s3cr3t", "masterUserPassword": null}]}}"#,
        );
        assert!(!record.contains("s3cr3t"));
        assert!(record.contains("ASIA1"));
        assert_eq!(without_secrets("{\"password\": \"s3cr3t\""), "{}");
    }

    #[test]
    fn a_cell_that_a_stranger_chose_is_no_formula() {
        assert_eq!(event_cells(&event("{}"))[3], "'=cmd");
        let mut strange = event("{}");
        strange.name = "A,B".into();
        let text = events_csv(&[strange]).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains("\"A,B\""));
    }

    #[test]
    fn a_time_range_has_a_unit_and_stays_within_the_history() {
        assert_eq!(span("90m"), Some(SignedDuration::from_mins(90)));
        assert_eq!(span("24h"), Some(SignedDuration::from_hours(24)));
        assert_eq!(span("90d"), Some(SignedDuration::from_hours(2160)));
        for text in [
            "",
            "24",
            "h",
            "0h",
            "-1h",
            "91d",
            "1週",
            "99999999999999999999d",
            "9223372036854775807h",
        ] {
            assert_eq!(span(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reading_of_a_span(text in "\\PC{0,12}") {
            let _ = span(&text);
        }
    }
}
