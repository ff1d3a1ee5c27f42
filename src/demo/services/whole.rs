//! What measure 2 asks about the account as a whole: alternate contacts, the account's public access block, IAM Access
//! Analyzer, AWS Budgets, IAM Identity Center.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::demo::answer::{Answer, Protocol};
use crate::demo::request::Request;
use crate::demo::scenario::Scenario;
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, request};
use crate::domain::account::DEFAULT_REGIONS;

const BLOCK_PATH: &str = "/v20180820/configuration/publicAccessBlock";

#[derive(Default)]
struct State {
    contacts: BTreeMap<String, Value>,
    /// The account's block as XML.
    block: Option<String>,
    /// Region and name, then the analyzer.
    analyzers: BTreeMap<(String, String), Value>,
    /// A budget with what hangs on it.
    budgets: BTreeMap<String, Value>,
    center: bool,
}

/// The account as a whole.
pub struct Whole(Mutex<State>);

fn block_xml(on: bool) -> String {
    format!(
        "<PublicAccessBlockConfiguration xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><BlockPublicAcls>{on}</BlockPublicAcls><IgnorePublicAcls>{on}</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
    )
}

fn analyzer(region: &str, name: &str, kind: &str, tags: &Value) -> Value {
    json!({"name": name, "type": kind, "status": "ACTIVE", "tags": tags,
        "arn": format!("arn:aws:access-analyzer:{region}:{ACCOUNT}:analyzer/{name}"),
        "createdAt": "2026-01-01T00:00:00Z"})
}

/// The operation of a request to IAM Access Analyzer.
pub fn analyzer_operation(method: &str, path: &str) -> String {
    let name = match (method, path == "/analyzer") {
        ("GET", true) => "ListAnalyzers",
        ("PUT", true) => "CreateAnalyzer",
        ("GET", false) => "GetAnalyzer",
        ("DELETE", false) => "DeleteAnalyzer",
        _ => "Unknown",
    };
    name.to_owned()
}

/// The operation of a request to S3 Control; none where it is one to a bucket.
pub fn control_operation(method: &str, path: &str) -> Option<String> {
    (path == BLOCK_PATH).then(|| {
        let verb = match method {
            "PUT" => "Put",
            "DELETE" => "Delete",
            _ => "Get",
        };
        format!("{verb}AccountPublicAccessBlock")
    })
}

impl Whole {
    /// The account as its scenario begins.
    pub fn begin(scenario: &Scenario) -> Self {
        let mut state = State {
            center: scenario.identity_center,
            ..State::default()
        };
        for kind in &scenario.contacts {
            state.contacts.insert(
                kind.clone(),
                json!({"AlternateContactType": kind, "Name": "Hanako Sato", "Title": "CTO",
                    "EmailAddress": format!("{}@acme.example", kind.to_lowercase()), "PhoneNumber": "+81 3-0000-0000"}),
            );
        }
        state.block = match scenario.public_access_block.as_deref() {
            Some("whole") => Some(block_xml(true)),
            Some("partly") => Some(block_xml(false)),
            _ => None,
        };
        let regions: Vec<&str> = match scenario.analyzers.as_deref() {
            Some("all") => DEFAULT_REGIONS.to_vec(),
            Some("home") => vec![&scenario.region],
            _ => Vec::new(),
        };
        for region in regions {
            let made = analyzer(region, "external-access", "ACCOUNT", &json!({}));
            state
                .analyzers
                .insert((region.to_owned(), "external-access".to_owned()), made);
        }
        if let Some(email) = &scenario.budget {
            let subscribers = if email.is_empty() {
                json!([])
            } else {
                json!([{"SubscriptionType": "EMAIL", "Address": email}])
            };
            state.budgets.insert(
                "monthly".to_owned(),
                json!({"Budget": {"BudgetName": "monthly", "BudgetType": "COST", "TimeUnit": "MONTHLY",
                    "BudgetLimit": {"Amount": "100", "Unit": "USD"}},
                    "NotificationsWithSubscribers": [{"Notification": {"NotificationType": "ACTUAL",
                        "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0},
                        "Subscribers": subscribers}]}),
            );
        }
        Self(Mutex::new(state))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Account Management: the alternate contacts; none where it is another operation.
    fn answer_account(&self, request: &Request) -> Option<Answer> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let kind = body
            .get("AlternateContactType")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let missing = || {
            Answer::error(
                Protocol::Json,
                404,
                "ResourceNotFoundException",
                "No contact of the inputted alternate contact type found.",
            )
        };
        let mut state = self.state();
        Some(match request.operation.as_str() {
            "GetAlternateContact" => match state.contacts.get(&kind) {
                Some(contact) => Answer::json(&json!({"AlternateContact": contact})),
                None => missing(),
            },
            "PutAlternateContact" => {
                state.contacts.insert(kind, body);
                Answer::json(&json!({}))
            }
            "DeleteAlternateContact" => match state.contacts.remove(&kind) {
                Some(_) => Answer::json(&json!({})),
                None => missing(),
            },
            _ => return None,
        })
    }

    /// S3 Control: the account's public access block.
    fn answer_control(&self, request: &Request) -> Answer {
        // The account goes before the host's name and into a header; AWS wants both to be the caller's.
        let named = request.headers.get("x-amz-account-id");
        if named.and_then(|name| name.to_str().ok()) != Some(ACCOUNT) {
            return Answer::error(Protocol::S3, 403, "AccessDenied", "Access Denied");
        }
        let mut state = self.state();
        match request.operation.as_str() {
            "PutAccountPublicAccessBlock" => {
                state.block = Some(String::from_utf8_lossy(&request.body).into_owned());
                Answer::empty(201)
            }
            "DeleteAccountPublicAccessBlock" => {
                state.block = None;
                Answer::empty(204)
            }
            _ => match &state.block {
                Some(block) => Answer::xml(block.clone()),
                None => Answer::xml(
                    "<ErrorResponse><Error><Code>NoSuchPublicAccessBlockConfiguration</Code><Message>The public access block configuration was not found</Message></Error></ErrorResponse>".to_owned(),
                )
                .with_status(404),
            },
        }
    }

    fn answer_analyzer(&self, request: &Request) -> Answer {
        let path = request::path(&request.uri);
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let missing = || {
            Answer::error(
                Protocol::Json,
                404,
                "ResourceNotFoundException",
                "Analyzer not found",
            )
        };
        let mut state = self.state();
        match request.operation.as_str() {
            "ListAnalyzers" => {
                let all = state.analyzers.iter();
                let here: Vec<&Value> = all
                    .filter(|((region, _), _)| *region == request.region)
                    .map(|(_, analyzer)| analyzer)
                    .collect();
                Answer::json(&json!({"analyzers": here}))
            }
            "GetAnalyzer" => match state.analyzers.get(&(request.region.clone(), name)) {
                Some(analyzer) => Answer::json(&json!({"analyzer": analyzer})),
                None => missing(),
            },
            "CreateAnalyzer" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let text = |key: &str| {
                    body.get(key)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned()
                };
                let (name, kind) = (text("analyzerName"), text("type"));
                let key = (request.region.clone(), name.clone());
                if state.analyzers.contains_key(&key) {
                    return Answer::error(Protocol::Json, 409, "ConflictException", "already exists");
                }
                let made = analyzer(
                    &request.region,
                    &name,
                    &kind,
                    body.get("tags").unwrap_or(&Value::Null),
                );
                let arn = made.get("arn").cloned();
                state.analyzers.insert(key, made);
                Answer::json(&json!({"arn": arn}))
            }
            "DeleteAnalyzer" => match state.analyzers.remove(&(request.region.clone(), name)) {
                Some(_) => Answer::json(&json!({})),
                None => missing(),
            },
            other => Answer::error(Protocol::Json, 501, "NotImplemented", other),
        }
    }

    fn answer_budgets(&self, request: &Request) -> Answer {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let name = body
            .get("BudgetName")
            .or_else(|| body.pointer("/Budget/BudgetName"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let told = |budget: &Value| {
            budget
                .get("NotificationsWithSubscribers")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let missing = || Answer::error(Protocol::Json, 400, "NotFoundException", "Unable to find budget");
        let mut state = self.state();
        match request.operation.as_str() {
            "DescribeBudgets" => {
                let all: Vec<&Value> = state
                    .budgets
                    .values()
                    .filter_map(|one| one.get("Budget"))
                    .collect();
                Answer::json(&json!({"Budgets": all}))
            }
            "DescribeNotificationsForBudget" => match state.budgets.get(&name) {
                Some(budget) => {
                    let told = told(budget);
                    let all: Vec<&Value> = told.iter().filter_map(|one| one.get("Notification")).collect();
                    Answer::json(&json!({"Notifications": all}))
                }
                None => missing(),
            },
            "DescribeSubscribersForNotification" => match state.budgets.get(&name) {
                Some(budget) => {
                    let wanted = body.pointer("/Notification/NotificationType");
                    let told = told(budget);
                    let one = told
                        .iter()
                        .find(|one| one.pointer("/Notification/NotificationType") == wanted);
                    let subscribers = one.and_then(|one| one.get("Subscribers"));
                    Answer::json(&json!({"Subscribers": subscribers}))
                }
                None => missing(),
            },
            "CreateBudget" if state.budgets.contains_key(&name) => Answer::error(
                Protocol::Json,
                400,
                "DuplicateRecordException",
                "the budget already exists",
            ),
            "CreateBudget" => {
                state.budgets.insert(name, body);
                Answer::json(&json!({}))
            }
            "DeleteBudget" => match state.budgets.remove(&name) {
                Some(_) => Answer::json(&json!({})),
                None => missing(),
            },
            other => Answer::error(Protocol::Json, 501, "NotImplemented", other),
        }
    }

    fn answer_center(&self, request: &Request) -> Answer {
        const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-1111222233334444";
        let is_on = self.state().center;
        match request.operation.as_str() {
            "ListInstances" if is_on => Answer::json(&json!({"Instances": [{"InstanceArn": INSTANCE,
                "IdentityStoreId": "d-1111222233", "OwnerAccountId": ACCOUNT, "Status": "ACTIVE"}]})),
            "ListInstances" => Answer::json(&json!({"Instances": []})),
            "ListPermissionSetsProvisionedToAccount" => {
                let set = "arn:aws:sso:::permissionSet/ssoins-1111222233334444/ps-1111222233334444";
                Answer::json(&json!({"PermissionSets": [set]}))
            }
            other => Answer::error(Protocol::Json, 501, "NotImplemented", other),
        }
    }
}

impl Service for Whole {
    fn answer(&self, request: &Request, _: &Around<'_>) -> Option<Answer> {
        match request.service.as_str() {
            "account" if request.operation.ends_with("AlternateContact") => self.answer_account(request),
            "access-analyzer" => Some(self.answer_analyzer(request)),
            "budgets" => Some(self.answer_budgets(request)),
            "sso" => Some(self.answer_center(request)),
            "s3" if request.operation.ends_with("AccountPublicAccessBlock") => {
                Some(self.answer_control(request))
            }
            _ => None,
        }
    }
}
