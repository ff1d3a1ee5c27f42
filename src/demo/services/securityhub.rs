//! Security Hub CSPM of the embedded account.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::demo::answer::{Answer, Protocol};
use crate::demo::request::Request;
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};

/// What the console turns on.
const STANDARDS: [&str; 2] = [
    "aws-foundational-security-best-practices/v/1.0.0",
    "cis-aws-foundations-benchmark/v/1.2.0",
];

/// Where it is on, since when, with its tags.
#[derive(Debug, Default)]
pub struct Hubs(Mutex<BTreeMap<String, (Timestamp, Value)>>);

impl Hubs {
    /// As the scenario says.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Self {
        let this = Self::default();
        if scenario.hub {
            this.lock().insert(scenario.region.clone(), (now, json!({})));
        }
        this
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, (Timestamp, Value)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, request: &Request, now: Timestamp) -> Answer {
        let mut hubs = self.lock();
        let region = &request.region;
        let here = hubs.get(region).cloned();
        let off = || {
            let message = format!("Account {ACCOUNT} is not subscribed to AWS Security Hub");
            Answer::error(Protocol::Json, 403, "InvalidAccessException", &message)
        };
        match (request.operation.as_str(), here) {
            ("EnableSecurityHub", Some(_)) => {
                let message = format!("Account {ACCOUNT} is already subscribed to Security Hub");
                Answer::error(Protocol::Json, 409, "ResourceConflictException", &message)
            }
            ("EnableSecurityHub", None) => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let tags = body.get("Tags").cloned().unwrap_or_default();
                hubs.insert(region.clone(), (now, tags));
                Answer::json(&json!({}))
            }
            (_, None) => off(),
            ("DescribeHub", Some((since, _))) => Answer::json(&json!({
                "HubArn": format!("arn:aws:securityhub:{region}:{ACCOUNT}:hub/default"),
                "SubscribedAt": since.to_string(), "AutoEnableControls": true,
            })),
            ("GetEnabledStandards", Some(_)) => {
                let all = STANDARDS.map(|name| {
                    json!({"StandardsArn": format!("arn:aws:securityhub:{region}::standards/{name}"),
                        "StandardsStatus": "READY"})
                });
                Answer::json(&json!({"StandardsSubscriptions": all}))
            }
            ("ListTagsForResource", Some((_, tags))) => Answer::json(&json!({"Tags": tags})),
            ("DisableSecurityHub", Some(_)) => {
                hubs.remove(region);
                Answer::json(&json!({}))
            }
            (other, Some(_)) => Answer::error(Protocol::Json, 501, "NotImplemented", other),
        }
    }
}

/// The operation behind a method and a path.
pub fn operation(method: &str, path: &str) -> String {
    let name = match (method, path) {
        ("GET", "/accounts") => "DescribeHub",
        ("POST", "/accounts") => "EnableSecurityHub",
        ("DELETE", "/accounts") => "DisableSecurityHub",
        ("POST", "/standards/get") => "GetEnabledStandards",
        ("GET", path) if path.starts_with("/tags/") => "ListTagsForResource",
        _ => "Unknown",
    };
    name.to_owned()
}

impl Service for Hubs {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        (request.service == "securityhub").then(|| self.serve(request, around.now))
    }
}
