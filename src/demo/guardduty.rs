//! GuardDuty of the embedded account: the detectors that the scenario tells of.

use serde_json::{Value, json};

use super::Scenario;
use super::answer::Answer;
use super::connector::Request;

/// What AWS turns on by itself with a detector, and what it leaves off (GuardDuty API reference, `CreateDetector`).
const PLANS: [(&str, bool); 9] = [
    ("CLOUD_TRAIL", true),
    ("DNS_LOGS", true),
    ("FLOW_LOGS", true),
    ("S3_DATA_EVENTS", true),
    ("EKS_AUDIT_LOGS", true),
    ("EBS_MALWARE_PROTECTION", true),
    ("RDS_LOGIN_EVENTS", true),
    ("LAMBDA_NETWORK_LOGS", true),
    ("RUNTIME_MONITORING", false),
];

/// The operation behind a method and a path.
pub fn operation(method: &str, path: &str) -> String {
    let mut parts = path.trim_matches('/').split('/').skip(1);
    let name = match (method, parts.next(), parts.next()) {
        ("GET", None | Some(""), None) => "ListDetectors",
        ("GET", Some(_), None) => "GetDetector",
        _ => "Unknown",
    };
    name.to_owned()
}

/// Answers a call.
pub fn answer(scenario: &Scenario, request: &Request, path: &str) -> Answer {
    let here = scenario
        .detector
        .iter()
        .find(|detector| detector.region == "all" || detector.region == request.region);
    let id = format!("{:0>32}", request.region.replace('-', "").len());
    match request.operation.as_str() {
        "ListDetectors" => {
            let ids: Vec<&str> = here.iter().map(|_| id.as_str()).collect();
            Answer::json(&json!({"detectorIds": ids}))
        }
        "GetDetector" => match here {
            Some(detector) if path.ends_with(&id) => {
                let status = |on: bool| if on { "ENABLED" } else { "DISABLED" };
                let features: Vec<Value> = PLANS
                    .iter()
                    .map(|(name, on)| json!({"name": name, "status": status(*on)}))
                    .collect();
                Answer::json(&json!({
                    "status": status(!detector.suspended), "features": features,
                    "findingPublishingFrequency": "SIX_HOURS", "serviceRole": "",
                }))
            }
            _ => Answer::error(
                request.protocol,
                400,
                "BadRequestException",
                "The request is rejected because the input detectorId is not owned by the current account.",
            ),
        },
        other => Answer::error(request.protocol, 501, "NotImplemented", other),
    }
}
