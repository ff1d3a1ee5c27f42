//! What AWS Config of the embedded account recorded: the changes of `assets/history/resources.toml` that happened
//! while a recorder ran, and how things were when it was turned on.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::select;
use crate::demo::{ACCOUNT, Scenario};
use crate::domain::{Failure, Kind};

const RESOURCES: &str = include_str!("../../../assets/history/resources.toml");
/// AWS's most in one answer.
const PAGE: u64 = 100;
/// What one call for a resource's history may span, in seconds.
const WINDOW: f64 = 7.0 * 24.0 * 3600.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    resource: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    r#type: String,
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    relations: Vec<String>,
    state: Vec<ToldState>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldState {
    ago: i64,
    #[serde(default)]
    merge: Option<String>,
}

/// One resource of the account and its whole life.
#[derive(Debug)]
struct Resource {
    kind: String,
    id: String,
    name: Option<String>,
    zone: Option<String>,
    tags: BTreeMap<String, String>,
    relations: Vec<String>,
    /// When, and how it was from then on; none from its end on.
    states: Vec<(Timestamp, Option<Value>)>,
}

/// The resources of the account.
#[derive(Debug, Default)]
pub struct Recorded {
    region: String,
    resources: Vec<Resource>,
}

/// While a recorder ran, and what it recorded.
pub struct Recording {
    /// From, and until; still running where that is none.
    pub spans: Vec<(Timestamp, Option<Timestamp>)>,
    /// Only these types; all where none is named.
    pub types: Vec<String>,
    /// IAM's types too.
    pub iam: bool,
}

/// One configuration item.
struct Item<'a> {
    resource: &'a Resource,
    time: Timestamp,
    status: &'static str,
    configuration: Option<Value>,
}

type Refusal = (&'static str, String);

impl Recorded {
    /// The account's resources as of `now`.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Result<Self, Failure> {
        let internal = |error: &dyn std::error::Error| Failure::new(Kind::Internal, error.to_string());
        let file: File = toml::from_str(RESOURCES).map_err(|error| internal(&error))?;
        let mut resources = Vec::new();
        for told in file.resource {
            let mut whole = json!({});
            let mut states = Vec::new();
            for state in told.state {
                let time = now - SignedDuration::from_mins(state.ago);
                let how = match state.merge {
                    Some(text) => {
                        let patch: Value = serde_json::from_str(&text).map_err(|error| internal(&error))?;
                        json_patch::merge(&mut whole, &patch);
                        Some(whole.clone())
                    }
                    None => None,
                };
                states.push((time, how));
            }
            resources.push(Resource {
                kind: told.r#type,
                id: told.id,
                name: told.name,
                zone: told.zone,
                tags: told.tags,
                relations: told.relations,
                states,
            });
        }
        Ok(Self {
            region: scenario.region.clone(),
            resources,
        })
    }

    /// Answers one of the calls that read.
    pub fn answer(
        &self,
        operation: &str,
        body: &Value,
        region: &str,
        recording: &Recording,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        let items = if region == self.region {
            self.items(recording, now)
        } else {
            Vec::new()
        };
        match operation {
            "GetDiscoveredResourceCounts" => Ok(counts(&latest(&items))),
            "ListDiscoveredResources" => list(&latest(&items), body),
            "GetResourceConfigHistory" => history(&items, body, region),
            _ => {
                let rows: Vec<Value> = latest(&items)
                    .iter()
                    .filter(|item| item.configuration.is_some())
                    .map(|item| {
                        let mut row = item.shown(region);
                        // A query looks into the configuration; an answer of the history carries it as text.
                        if let (Some(row), Some(configuration)) = (row.as_object_mut(), &item.configuration) {
                            row.insert("configuration".to_owned(), configuration.clone());
                            row.insert("accountId".to_owned(), json!(ACCOUNT));
                        }
                        row
                    })
                    .collect();
                let expression = body.get("Expression").and_then(Value::as_str).unwrap_or_default();
                let found = select::select(expression, &rows)
                    .map_err(|message| ("InvalidExpressionException", message))?;
                let (page, next) = page(&found, body, "Limit")?;
                let texts: Vec<String> = page.iter().map(ToString::to_string).collect();
                Ok(json!({"Results": texts, "NextToken": next}))
            }
        }
    }

    /// Everything recorded, the oldest first, resource by resource.
    fn items(&self, recording: &Recording, now: Timestamp) -> Vec<Item<'_>> {
        let mut items = Vec::new();
        let recorded = |resource: &&Resource| {
            let named = recording.types.is_empty() || recording.types.contains(&resource.kind);
            named && (recording.iam || !resource.kind.starts_with("AWS::IAM::"))
        };
        for resource in self.resources.iter().filter(recorded) {
            let mut last: Option<Value> = None;
            for (from, until) in &recording.spans {
                let until = until.unwrap_or(now).min(now);
                // A recorder looks around first, and that takes some seconds.
                let found = *from + SignedDuration::from_secs(3);
                let before = resource.at(*from).map(|how| (found, how));
                let during = resource
                    .states
                    .iter()
                    .filter(|(time, _)| time > from && *time <= until)
                    .map(|(time, how)| (*time, how.clone()));
                for (time, how) in before
                    .into_iter()
                    .chain(during)
                    .filter(|(time, _)| *time <= until)
                {
                    let status = match (&last, &how) {
                        (None, None) => continue,
                        (Some(old), Some(new)) if old == new => continue,
                        (None, Some(_)) => "ResourceDiscovered",
                        (Some(_), None) => "ResourceDeleted",
                        (Some(_), Some(_)) => "OK",
                    };
                    last.clone_from(&how);
                    items.push(Item {
                        resource,
                        time,
                        status,
                        configuration: how,
                    });
                }
            }
        }
        items
    }
}

impl Resource {
    /// How it was at a moment; none where it was not there yet, or no more.
    fn at(&self, moment: Timestamp) -> Option<Option<Value>> {
        let state = self.states.iter().rev().find(|(time, _)| *time <= moment)?;
        Some(state.1.clone())
    }

    fn arn(&self, region: &str) -> String {
        let service = self.kind.split("::").nth(1).unwrap_or_default().to_lowercase();
        let short = self.kind.split("::").nth(2).unwrap_or_default();
        let mut dashed = String::new();
        for letter in short.chars() {
            if letter.is_uppercase() && !dashed.is_empty() && short != "VPC" {
                dashed.push('-');
            }
            dashed.extend(letter.to_lowercase());
        }
        let name = self.name.as_deref().unwrap_or(&self.id);
        match service.as_str() {
            "s3" => format!("arn:aws:s3:::{}", self.id),
            "iam" => format!("arn:aws:iam::{ACCOUNT}:{dashed}/{name}"),
            "lambda" => format!("arn:aws:lambda:{region}:{ACCOUNT}:{dashed}:{name}"),
            _ => format!("arn:aws:{service}:{region}:{ACCOUNT}:{dashed}/{}", self.id),
        }
    }
}

impl Item<'_> {
    fn shown(&self, region: &str) -> Value {
        let resource = self.resource;
        let relations: Vec<Value> = resource
            .relations
            .iter()
            .filter_map(|text| {
                let (kind, rest) = text.split_once(' ')?;
                let (id, name) = rest.split_once(' ')?;
                Some(json!({"resourceType": kind, "resourceId": id, "relationshipName": name}))
            })
            .collect();
        let is_global = resource.kind.starts_with("AWS::IAM::");
        let zone = match &resource.zone {
            Some(zone) => format!("{region}{zone}"),
            None => (if is_global { "Not Applicable" } else { "Regional" }).to_owned(),
        };
        let born = resource.states.first().map(|(time, _)| time.as_second());
        json!({
            "version": "1.3", "accountId": ACCOUNT, "configurationItemCaptureTime": self.time.as_second(),
            "configurationItemStatus": self.status,
            "configurationStateId": self.time.as_millisecond().to_string(),
            "arn": resource.arn(region), "resourceType": resource.kind, "resourceId": resource.id,
            "resourceName": resource.name, "awsRegion": if is_global { "global" } else { region },
            "availabilityZone": zone, "resourceCreationTime": born, "tags": resource.tags,
            "relatedEvents": [], "relationships": relations,
            "configuration": self.configuration.as_ref().map(ToString::to_string),
            "supplementaryConfiguration": {},
        })
    }
}

/// The last item of each resource.
fn latest<'a, 'b>(items: &'b [Item<'a>]) -> Vec<&'b Item<'a>> {
    let mut last: Vec<&Item<'_>> = Vec::new();
    for item in items {
        match last.last_mut() {
            Some(one) if std::ptr::eq(one.resource, item.resource) => *one = item,
            _ => last.push(item),
        }
    }
    last
}

fn counts(items: &[&Item<'_>]) -> Value {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for item in items.iter().filter(|item| item.configuration.is_some()) {
        *counts.entry(&item.resource.kind).or_default() += 1;
    }
    let mut rows: Vec<(&str, i64)> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let total: i64 = rows.iter().map(|(_, count)| count).sum();
    let rows: Vec<Value> = rows
        .iter()
        .map(|(kind, count)| json!({"resourceType": kind, "count": count}))
        .collect();
    json!({"totalDiscoveredResources": total, "resourceCounts": rows})
}

fn list(items: &[&Item<'_>], body: &Value) -> Result<Value, Refusal> {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let deleted = body
        .get("includeDeletedResources")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let rows: Vec<Value> = items
        .iter()
        .filter(|item| item.resource.kind == text("resourceType"))
        .filter(|item| deleted || item.configuration.is_some())
        .map(|item| {
            let gone = item.configuration.is_none().then(|| item.time.as_second());
            json!({"resourceType": item.resource.kind, "resourceId": item.resource.id,
                "resourceName": item.resource.name, "resourceDeletionTime": gone})
        })
        .collect();
    let (page, next) = page(&rows, body, "limit")?;
    Ok(json!({"resourceIdentifiers": page, "nextToken": next}))
}

fn history(items: &[Item<'_>], body: &Value, region: &str) -> Result<Value, Refusal> {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let time = |key: &str| body.get(key).and_then(Value::as_f64);
    let (since, until) = (time("earlierTime"), time("laterTime"));
    if let (Some(since), Some(until)) = (since, until) {
        if since > until {
            return Err((
                "InvalidTimeRangeException",
                "The earlier time is after the later time.".to_owned(),
            ));
        }
        if until - since > WINDOW {
            return Err((
                "ValidationException",
                "The time range must not be longer than 7 days.".to_owned(),
            ));
        }
    }
    let mut own: Vec<&Item<'_>> = items
        .iter()
        .filter(|item| item.resource.kind == text("resourceType") && item.resource.id == text("resourceId"))
        .collect();
    if own.is_empty() {
        return Err((
            "ResourceNotDiscoveredException",
            format!(
                "Resource {} of resourceType:{} is unknown or has not been discovered",
                text("resourceId"),
                text("resourceType")
            ),
        ));
    }
    own.retain(|item| {
        #[expect(clippy::cast_precision_loss, reason = "seconds of our century fit")]
        let at = item.time.as_second() as f64;
        since.is_none_or(|since| at >= since) && until.is_none_or(|until| at <= until)
    });
    own.reverse();
    let rows: Vec<Value> = own.iter().map(|item| item.shown(region)).collect();
    let (page, next) = page(&rows, body, "limit")?;
    Ok(json!({"configurationItems": page, "nextToken": next}))
}

/// One page of some rows, and the token of the next.
fn page<'a>(rows: &'a [Value], body: &Value, limit: &str) -> Result<(&'a [Value], Option<String>), Refusal> {
    let token = body
        .get("nextToken")
        .or_else(|| body.get("NextToken"))
        .and_then(Value::as_str);
    let first: usize = match token {
        None => 0,
        Some(token) => token.parse().map_err(|_| {
            (
                "InvalidNextTokenException",
                "The specified next token is not valid.".to_owned(),
            )
        })?,
    };
    let most = body
        .get(limit)
        .and_then(Value::as_u64)
        .unwrap_or(PAGE)
        .clamp(1, PAGE);
    let last = usize::try_from(most).map_or(rows.len(), |most| (first + most).min(rows.len()));
    let next = (last < rows.len()).then(|| last.to_string());
    Ok((rows.get(first..last).unwrap_or_default(), next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded() -> (Recorded, Timestamp) {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        (
            Recorded::begin(&Scenario::named("secured").unwrap(), now).unwrap(),
            now,
        )
    }

    fn statuses(recorded: &Recorded, recording: &Recording, now: Timestamp, id: &str) -> Vec<&'static str> {
        let items = recorded.items(recording, now);
        items
            .iter()
            .filter(|item| item.resource.id == id)
            .map(|item| item.status)
            .collect()
    }

    #[test]
    fn a_recorder_turned_on_now_finds_what_is_there_and_nothing_before() {
        let (recorded, now) = recorded();
        let recording = Recording {
            spans: vec![(now, None)],
            types: Vec::new(),
            iam: false,
        };
        assert_eq!(recorded.items(&recording, now).len(), 0, "it looks around first");
        let later = now + SignedDuration::from_secs(5);
        assert_eq!(
            statuses(&recorded, &recording, later, "i-06a8d8bc3a3aa27a9"),
            ["ResourceDiscovered"]
        );
        assert_eq!(
            statuses(&recorded, &recording, later, "vol-0a51c2e8d3f47b690").len(),
            0,
            "gone before"
        );
        assert_eq!(
            statuses(&recorded, &recording, later, "AIDAEXAMPLETARO000002").len(),
            0,
            "IAM is not recorded"
        );
    }

    #[test]
    fn what_changed_between_two_recordings_is_found_by_the_second() {
        let (recorded, now) = recorded();
        let ago = |minutes| now - SignedDuration::from_mins(minutes);
        let recording = Recording {
            spans: vec![(ago(3000), Some(ago(200))), (ago(50), None)],
            types: vec!["AWS::EC2::Instance".into(), "AWS::EC2::Volume".into()],
            iam: true,
        };
        assert_eq!(
            statuses(&recorded, &recording, now, "i-06a8d8bc3a3aa27a9"),
            ["ResourceDiscovered", "OK", "OK"]
        );
        assert_eq!(
            statuses(&recorded, &recording, now, "vol-0a51c2e8d3f47b690"),
            ["ResourceDiscovered", "ResourceDeleted"]
        );
        assert_eq!(
            statuses(&recorded, &recording, now, "acme-web-assets").len(),
            0,
            "another type"
        );
    }
}
