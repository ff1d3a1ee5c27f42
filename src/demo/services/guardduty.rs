//! GuardDuty of the embedded account: detectors by Region, what they found, and what they cost.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::demo::answer::{Answer, Protocol};
use crate::demo::request::{self, Request};
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};
use crate::domain::{Failure, Kind};

/// What AWS turns on by itself with a detector, and what it leaves off (GuardDuty API reference, `CreateDetector`).
const PLANS: [(&str, bool); 6] = [
    ("S3_DATA_EVENTS", true),
    ("EKS_AUDIT_LOGS", true),
    ("EBS_MALWARE_PROTECTION", true),
    ("RDS_LOGIN_EVENTS", true),
    ("LAMBDA_NETWORK_LOGS", true),
    ("RUNTIME_MONITORING", false),
];
const FOUNDATIONAL: [&str; 3] = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];
const TRIAL_DAYS: i64 = 30;
/// How long samples take to arrive; nobody waits for them in a test.
const SAMPLES_TAKE: SignedDuration = SignedDuration::from_secs(3);

#[derive(Debug, Clone)]
struct Detector {
    id: String,
    enabled: bool,
    frequency: String,
    created: Timestamp,
    plans: BTreeMap<String, bool>,
    tags: Map<String, Value>,
    managed: bool,
    administrator: Option<String>,
    findings: Vec<Value>,
    token: Option<String>,
}

#[derive(Debug)]
pub struct GuardDuty {
    detectors: Mutex<BTreeMap<String, Detector>>,
    templates: Vec<Value>,
    samples_take: SignedDuration,
}

impl GuardDuty {
    /// As the scenario says.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Result<Self, Failure> {
        let templates = serde_json::from_str(include_str!("../../../assets/history/findings.json"))
            .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        let this = Self {
            detectors: Mutex::default(),
            templates,
            samples_take: if scenario.latency_ms > 0 {
                SAMPLES_TAKE
            } else {
                SignedDuration::ZERO
            },
        };
        for region in crate::domain::account::DEFAULT_REGIONS {
            let of_region = |wanted: &str| scenario.detector.iter().find(|one| one.region == wanted);
            let Some(beginning) = of_region(region).or_else(|| of_region("all")) else {
                continue;
            };
            let created = now - SignedDuration::from_hours(24 * beginning.days);
            let mut detector = Detector {
                id: id(region, created),
                enabled: !beginning.suspended,
                frequency: "SIX_HOURS".to_owned(),
                created,
                plans: PLANS
                    .into_iter()
                    .map(|(name, on)| (name.to_owned(), on))
                    .collect(),
                tags: Map::new(),
                managed: beginning.managed,
                administrator: beginning.administrator.clone(),
                findings: Vec::new(),
                token: None,
            };
            for kind in &beginning.findings {
                let found = this
                    .record(
                        kind,
                        region,
                        &detector.id,
                        false,
                        now - SignedDuration::from_hours(5),
                    )
                    .ok_or_else(|| Failure::new(Kind::Internal, format!("scenario: {kind}")))?;
                detector.findings.push(found);
            }
            this.lock().insert(region.to_owned(), detector);
        }
        Ok(this)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Detector>> {
        self.detectors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A finding of a type, with the names of a real thing or of a sample's.
    fn record(
        &self,
        kind: &str,
        region: &str,
        detector: &str,
        sample: bool,
        now: Timestamp,
    ) -> Option<Value> {
        let template = self
            .templates
            .iter()
            .find(|one| one.get("type").and_then(Value::as_str) == Some(kind))?;
        let (instance, bucket, cluster) = if sample {
            ("i-99999999", "bucketName", "GeneratedFindingEKSClusterName")
        } else {
            ("i-0f1e2d3c4b5a69788", "acme-public-assets", "acme-prod")
        };
        let text = template
            .to_string()
            .replace("{instance}", instance)
            .replace("{bucket}", bucket)
            .replace("{cluster}", cluster)
            .replace("{region}", region)
            .replace("{account}", ACCOUNT);
        let filled: Value = serde_json::from_str(&text).ok()?;
        let id = hash(&format!("{kind}{region}{sample}"));
        let title = filled.get("title").and_then(Value::as_str)?;
        let info = json!({"sample": sample}).to_string();
        Some(json!({
            "schemaVersion": "2.0", "accountId": ACCOUNT, "region": region, "partition": "aws", "id": id,
            "arn": format!("arn:aws:guardduty:{region}:{ACCOUNT}:detector/{detector}/finding/{id}"),
            "type": kind, "severity": filled.get("severity"),
            "createdAt": now.to_string(), "updatedAt": now.to_string(),
            "title": if sample { format!("[SAMPLE] {title}") } else { title.to_owned() },
            "description": filled.get("description"), "resource": filled.get("resource"),
            "service": {
                "serviceName": "guardduty", "detectorId": detector, "resourceRole": "TARGET", "archived": false,
                "count": if sample { json!(1) } else { filled.get("count").cloned().unwrap_or_default() },
                "eventFirstSeen": now.to_string(), "eventLastSeen": now.to_string(),
                "action": filled.get("action"), "additionalInfo": {"value": info, "type": "default"},
            },
        }))
    }

    fn serve(&self, request: &Request, path: &str, now: Timestamp) -> Answer {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let mut detectors = self.lock();
        let region = request.region.as_str();
        match request.operation.as_str() {
            "ListDetectors" => {
                let ids: Vec<&str> = detectors.get(region).iter().map(|one| one.id.as_str()).collect();
                return Answer::json(&json!({"detectorIds": ids}));
            }
            "CreateDetector" => return create(&mut detectors, region, &body, now),
            _ => {}
        }
        let named = path.trim_matches('/').split('/').nth(1).unwrap_or_default();
        let Some(detector) = detectors.get_mut(region).filter(|one| one.id == named) else {
            return bad(
                "The request is rejected because the input detectorId is not owned by the current account.",
            );
        };
        match request.operation.as_str() {
            "GetDetector" => Answer::json(&shown(detector)),
            "UpdateDetector" => update(detector, &body),
            "DeleteDetector" => {
                if detector.administrator.is_some() {
                    return bad(
                        "The request is rejected because the account is associated with an administrator.",
                    );
                }
                detectors.remove(region);
                Answer::json(&json!({}))
            }
            "ListFilters" => Answer::json(&json!({"filterNames": []})),
            "GetAdministratorAccount" => Answer::json(&match &detector.administrator {
                Some(account) => {
                    json!({"administrator": {"accountId": account, "relationshipStatus": "Enabled"}})
                }
                None => json!({}),
            }),
            "GetRemainingFreeTrialDays" => {
                let left = TRIAL_DAYS - days(detector, now);
                let features: Vec<Value> = on(detector)
                    .map(|name| json!({"name": name, "freeTrialDaysRemaining": left.max(0)}))
                    .collect();
                Answer::json(
                    &json!({"accounts": [{"accountId": ACCOUNT, "features": features}],
                    "unprocessedAccounts": []}),
                )
            }
            "GetUsageStatistics" => {
                let hours = now
                    .duration_since(detector.created)
                    .as_hours()
                    .clamp(0, 24 * TRIAL_DAYS);
                let sums: Vec<Value> = (1_i64..)
                    .zip(on(detector))
                    .map(|(rank, name)| {
                        let cents = hours * (11 - rank) / 40;
                        let amount = format!("{}.{:02}", cents / 100, cents % 100);
                        json!({"feature": name, "total": {"amount": amount, "unit": "USD"}})
                    })
                    .collect();
                Answer::json(&json!({"usageStatistics": {"sumByFeature": sums}}))
            }
            "ListFindings" => list(detector, &body, now - self.samples_take),
            "GetFindings" => {
                let ids = strings(&body, "findingIds");
                let wanted: Vec<&Value> = detector
                    .findings
                    .iter()
                    .filter(|one| ids.contains(&id_of(one)))
                    .collect();
                Answer::json(&json!({"findings": wanted}))
            }
            "CreateSampleFindings" => {
                let mut kinds = strings(&body, "findingTypes");
                if kinds.is_empty() {
                    let all = self.templates.iter().filter_map(|one| one.get("type")?.as_str());
                    kinds = all.collect();
                }
                for kind in kinds {
                    let Some(record) = self.record(kind, region, &detector.id, true, now) else {
                        return bad("The request is rejected because a finding type is not supported.");
                    };
                    detector.findings.retain(|one| id_of(one) != id_of(&record));
                    detector.findings.push(record);
                }
                Answer::json(&json!({}))
            }
            operation @ ("ArchiveFindings" | "UnarchiveFindings") => {
                let ids = strings(&body, "findingIds");
                for finding in &mut detector.findings {
                    if ids.contains(&id_of(finding))
                        && let Some(slot) = finding.pointer_mut("/service/archived")
                    {
                        *slot = json!(operation == "ArchiveFindings");
                    }
                }
                Answer::json(&json!({}))
            }
            other => Answer::error(request.protocol, 501, "NotImplemented", other),
        }
    }
}

/// The operation behind a method and a path.
pub fn operation(method: &str, path: &str) -> String {
    let parts: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    let name = match (method, parts.as_slice()) {
        ("GET", []) => "ListDetectors",
        ("POST", []) => "CreateDetector",
        ("GET", [_]) => "GetDetector",
        ("POST", [_]) => "UpdateDetector",
        ("DELETE", [_]) => "DeleteDetector",
        ("GET", [_, "filter"]) => "ListFilters",
        ("GET", [_, "filter", _]) => "GetFilter",
        ("GET", [_, "administrator"]) => "GetAdministratorAccount",
        ("POST", [_, "freeTrial", "daysRemaining"]) => "GetRemainingFreeTrialDays",
        ("POST", [_, "usage", "statistics"]) => "GetUsageStatistics",
        ("POST", [_, "findings"]) => "ListFindings",
        ("POST", [_, "findings", "get"]) => "GetFindings",
        ("POST", [_, "findings", "create"]) => "CreateSampleFindings",
        ("POST", [_, "findings", "archive"]) => "ArchiveFindings",
        ("POST", [_, "findings", "unarchive"]) => "UnarchiveFindings",
        _ => "Unknown",
    };
    name.to_owned()
}

fn bad(message: &str) -> Answer {
    Answer::error(Protocol::Json, 400, "BadRequestException", message)
}

/// AWS's ids are thirty-two hexadecimal digits.
fn hash(text: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(text.as_bytes());
    hex::encode(digest.get(..16).unwrap_or_default())
}

fn id(region: &str, created: Timestamp) -> String {
    hash(&format!("{region}{created}"))
}

fn id_of(finding: &Value) -> &str {
    finding.get("id").and_then(Value::as_str).unwrap_or_default()
}

fn strings<'a>(body: &'a Value, name: &str) -> Vec<&'a str> {
    let list = body.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

const fn status(on: bool) -> &'static str {
    if on { "ENABLED" } else { "DISABLED" }
}

fn days(detector: &Detector, now: Timestamp) -> i64 {
    now.duration_since(detector.created).as_hours() / 24
}

fn on(detector: &Detector) -> impl Iterator<Item = &str> {
    let plans = detector
        .plans
        .iter()
        .filter(|(_, on)| **on)
        .map(|(name, _)| name.as_str());
    FOUNDATIONAL.into_iter().chain(plans)
}

fn shown(detector: &Detector) -> Value {
    let mut features: Vec<Value> = FOUNDATIONAL
        .into_iter()
        .map(|name| json!({"name": name, "status": "ENABLED"}))
        .collect();
    for (name, on) in &detector.plans {
        let mut feature =
            json!({"name": name, "status": status(*on), "updatedAt": detector.created.as_second()});
        if detector.managed
            && let Some(fields) = feature.as_object_mut()
        {
            fields.insert("managedBy".to_owned(), json!("GUARDDUTY_POLICY"));
        }
        features.push(feature);
    }
    json!({
        "status": status(detector.enabled), "features": features, "tags": detector.tags,
        "createdAt": detector.created.to_string(), "updatedAt": detector.created.to_string(),
        "findingPublishingFrequency": detector.frequency,
        "serviceRole": format!("arn:aws:iam::{ACCOUNT}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"),
    })
}

fn take_plans(plans: &mut BTreeMap<String, bool>, body: &Value) -> Result<(), Answer> {
    for feature in body
        .get("features")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let name = feature.get("name").and_then(Value::as_str).unwrap_or_default();
        if !plans.contains_key(name) {
            return Err(bad(
                "The request is rejected because an invalid feature name was passed.",
            ));
        }
        let on = feature.get("status").and_then(Value::as_str) == Some("ENABLED");
        plans.insert(name.to_owned(), on);
    }
    Ok(())
}

fn create(detectors: &mut BTreeMap<String, Detector>, region: &str, body: &Value, now: Timestamp) -> Answer {
    let token = body
        .get("clientToken")
        .and_then(Value::as_str)
        .map(ToOwned::to_owned);
    if let Some(detector) = detectors.get(region) {
        return if token.is_some() && token == detector.token {
            Answer::json(&json!({"detectorId": detector.id}))
        } else {
            bad("The request is rejected because a detector already exists for the current account.")
        };
    }
    let mut plans: BTreeMap<String, bool> = PLANS
        .into_iter()
        .map(|(name, on)| (name.to_owned(), on))
        .collect();
    if let Err(answer) = take_plans(&mut plans, body) {
        return answer;
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let detector = Detector {
        id: id(region, now),
        enabled: body.get("enable") == Some(&json!(true)),
        frequency: text("findingPublishingFrequency").unwrap_or_else(|| "SIX_HOURS".to_owned()),
        created: now,
        plans,
        tags: body
            .get("tags")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default(),
        managed: false,
        administrator: None,
        findings: Vec::new(),
        token,
    };
    let answer = Answer::json(&json!({"detectorId": detector.id}));
    detectors.insert(region.to_owned(), detector);
    answer
}

fn update(detector: &mut Detector, body: &Value) -> Answer {
    if detector.managed || detector.administrator.is_some() {
        return bad("The request is rejected because the detector is managed by the organization.");
    }
    let mut plans = detector.plans.clone();
    if let Err(answer) = take_plans(&mut plans, body) {
        return answer;
    }
    detector.plans = plans;
    if let Some(enable) = body.get("enable").and_then(Value::as_bool) {
        detector.enabled = enable;
    }
    if let Some(frequency) = body.get("findingPublishingFrequency").and_then(Value::as_str) {
        frequency.clone_into(&mut detector.frequency);
    }
    Answer::json(&json!({}))
}

/// The ids that fit the criteria, the gravest first, fifty a page.
fn list(detector: &Detector, body: &Value, until: Timestamp) -> Answer {
    let criterion = |name: &str| body.get("findingCriteria")?.get("criterion")?.get(name);
    let archived = criterion("service.archived")
        .and_then(|condition| condition.get("equals")?.get(0)?.as_str())
        .map(|text| text == "true");
    let least = criterion("severity")
        .and_then(|condition| condition.get("greaterThanOrEqual")?.as_f64())
        .unwrap_or(0.0);
    let severity = |finding: &Value| finding.get("severity").and_then(Value::as_f64).unwrap_or(0.0);
    let mut found: Vec<&Value> = detector
        .findings
        .iter()
        .filter(|finding| {
            let is_archived = finding.pointer("/service/archived").and_then(Value::as_bool);
            let made = finding
                .get("createdAt")
                .and_then(Value::as_str)
                .and_then(|text| text.parse().ok());
            archived.is_none_or(|wanted| is_archived == Some(wanted))
                && severity(finding) >= least
                && made.is_none_or(|made: Timestamp| made <= until)
        })
        .collect();
    found.sort_by(|one, other| severity(other).total_cmp(&severity(one)));
    let size = body
        .get("maxResults")
        .and_then(Value::as_u64)
        .map_or(50, |size| size.min(50));
    let size = usize::try_from(size).unwrap_or(50).max(1);
    let start = body
        .get("nextToken")
        .and_then(Value::as_str)
        .and_then(|token| token.parse::<usize>().ok())
        .unwrap_or(0);
    let ids: Vec<&str> = found
        .iter()
        .skip(start)
        .take(size)
        .map(|finding| id_of(finding))
        .collect();
    let next = (start + size < found.len()).then(|| (start + size).to_string());
    Answer::json(&json!({"findingIds": ids, "nextToken": next}))
}

impl Service for GuardDuty {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        (request.service == "guardduty")
            .then(|| self.serve(request, &request::path(&request.uri), around.now))
    }
}
