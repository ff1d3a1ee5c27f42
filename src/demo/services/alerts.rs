//! SNS and EventBridge of the embedded account: topics, subscriptions that wait to be confirmed, rules and targets.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::demo::answer::{Answer, Protocol, escape};
use crate::demo::request::Request;
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};

/// The role that passes events on to the home Region, where somebody is told from the beginning.
pub const FORWARDS: &str = "forward-findings";

#[derive(Debug, Clone)]
struct Subscription {
    protocol: String,
    endpoint: String,
    asked: Timestamp,
}

#[derive(Debug, Clone, Default)]
struct Topic {
    policy: Option<String>,
    tags: Vec<(String, String)>,
    subscriptions: Vec<Subscription>,
}

#[derive(Debug, Clone, Default)]
struct Rule {
    pattern: String,
    enabled: bool,
    tags: Vec<Value>,
    targets: Vec<Value>,
}

/// Both services: by Region and name.
#[derive(Debug, Default)]
pub struct Alerts {
    topics: Mutex<BTreeMap<(String, String), Topic>>,
    rules: Mutex<BTreeMap<(String, String), Rule>>,
    confirms: SignedDuration,
}

impl Alerts {
    /// As the scenario says: an address that is told of findings in every Region with a detector.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Self {
        let this = Self {
            // The person at the demonstration reads the mail when a first log file would arrive.
            confirms: SignedDuration::from_secs(scenario.delivery_seconds),
            ..Self::default()
        };
        if let Some(address) = &scenario.alerts {
            let home = scenario.region.clone();
            let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:Publish",
                "Principal": {"Service": "events.amazonaws.com"},
                "Resource": format!("arn:aws:sns:{home}:{ACCOUNT}:security")}]});
            let topic = Topic {
                policy: Some(policy.to_string()),
                subscriptions: vec![Subscription {
                    protocol: "email".to_owned(),
                    endpoint: address.clone(),
                    asked: now - SignedDuration::from_hours(48),
                }],
                ..Topic::default()
            };
            this.topics().insert((home.clone(), "security".to_owned()), topic);
            for region in crate::domain::account::DEFAULT_REGIONS {
                let arn = if region == home {
                    format!("arn:aws:sns:{home}:{ACCOUNT}:security")
                } else {
                    format!("arn:aws:events:{home}:{ACCOUNT}:event-bus/default")
                };
                let mut target = json!({"Id": "security", "Arn": arn});
                if region != home {
                    target["RoleArn"] = json!(format!("arn:aws:iam::{ACCOUNT}:role/{FORWARDS}"));
                }
                let rule = Rule {
                    pattern: r#"{"source":["aws.guardduty"],"detail-type":["GuardDuty Finding"]}"#.to_owned(),
                    enabled: true,
                    tags: Vec::new(),
                    targets: vec![target],
                };
                this.rules()
                    .insert((region.to_owned(), "guardduty".to_owned()), rule);
            }
        }
        this
    }

    fn topics(&self) -> std::sync::MutexGuard<'_, BTreeMap<(String, String), Topic>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rules(&self) -> std::sync::MutexGuard<'_, BTreeMap<(String, String), Rule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a call of SNS.
    fn answer_sns(&self, request: &Request, now: Timestamp) -> Answer {
        let fields: BTreeMap<String, String> = form_fields(&request.body);
        let field = |name: &str| fields.get(name).map_or("", String::as_str);
        let named = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
        let region = request.region.clone();
        let mut topics = self.topics();
        let answer = |result: &str| {
            let name = &request.operation;
            Answer::xml(format!(
                "<{name}Response xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><{name}Result>{result}</{name}Result></{name}Response>"
            ))
        };
        if request.operation == "CreateTopic" {
            let name = field("Name");
            let tags = (1..)
                .map_while(|index| {
                    let part = |part: &str| fields.get(&format!("Tags.member.{index}.{part}")).cloned();
                    Some((part("Key")?, part("Value")?))
                })
                .collect();
            topics.entry((region.clone(), name.to_owned())).or_insert(Topic {
                tags,
                ..Topic::default()
            });
            return answer(&format!(
                "<TopicArn>arn:aws:sns:{region}:{ACCOUNT}:{name}</TopicArn>"
            ));
        }
        if request.operation == "GetSubscriptionAttributes" {
            return answer(
                "<Attributes><entry><key>RawMessageDelivery</key><value>false</value></entry></Attributes>",
            );
        }
        let arn = [field("TopicArn"), field("ResourceArn")]
            .into_iter()
            .find(|arn| !arn.is_empty())
            .unwrap_or_default();
        let key = (region.clone(), named(arn));
        let Some(topic) = topics.get_mut(&key) else {
            let code = if request.operation == "ListTagsForResource" {
                "ResourceNotFound"
            } else {
                "NotFound"
            };
            return Answer::error(Protocol::Query, 404, code, "Topic does not exist");
        };
        match request.operation.as_str() {
            "ListTagsForResource" => {
                let tags: String = topic
                    .tags
                    .iter()
                    .map(|(key, value)| format!("<member><Key>{key}</Key><Value>{value}</Value></member>"))
                    .collect();
                answer(&format!("<Tags>{tags}</Tags>"))
            }
            "GetTopicAttributes" => {
                let default = json!({"Version": "2008-10-17", "Statement": [{"Sid": "__default_statement_ID",
                    "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish"], "Resource": arn,
                    "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}}]});
                let policy = topic.policy.clone().unwrap_or_else(|| default.to_string());
                answer(&format!(
                    "<Attributes><entry><key>TopicArn</key><value>{arn}</value></entry><entry><key>Policy</key><value>{}</value></entry></Attributes>",
                    escape(&policy)
                ))
            }
            "SetTopicAttributes" => {
                topic.policy = Some(field("AttributeValue").to_owned());
                answer("")
            }
            "Subscribe" => {
                let (protocol, endpoint) = (field("Protocol"), field("Endpoint"));
                if !topic.subscriptions.iter().any(|one| one.endpoint == endpoint) {
                    topic.subscriptions.push(Subscription {
                        protocol: protocol.to_owned(),
                        endpoint: endpoint.to_owned(),
                        asked: now,
                    });
                }
                answer("<SubscriptionArn>pending confirmation</SubscriptionArn>")
            }
            "ListSubscriptionsByTopic" => {
                let all: String = topic
                    .subscriptions
                    .iter()
                    .enumerate()
                    .map(|(index, one)| {
                        let id = if now >= one.asked + self.confirms {
                            format!("{arn}:{index:08}")
                        } else {
                            "PendingConfirmation".to_owned()
                        };
                        format!(
                            "<member><TopicArn>{arn}</TopicArn><Protocol>{}</Protocol><SubscriptionArn>{id}</SubscriptionArn><Owner>{ACCOUNT}</Owner><Endpoint>{}</Endpoint></member>",
                            one.protocol,
                            escape(&one.endpoint)
                        )
                    })
                    .collect();
                answer(&format!("<Subscriptions>{all}</Subscriptions>"))
            }
            "DeleteTopic" => {
                topics.remove(&key);
                answer("")
            }
            other => Answer::error(Protocol::Query, 501, "NotImplemented", other),
        }
    }

    /// Answers a call of EventBridge.
    fn answer_events(&self, request: &Request) -> Answer {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let text = |name: &str| {
            body.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let region = request.region.clone();
        let arn = |name: &str| format!("arn:aws:events:{region}:{ACCOUNT}:rule/{name}");
        let mut rules = self.rules();
        let shown = |name: &str, rule: &Rule| {
            json!({"Name": name, "Arn": arn(name), "EventPattern": rule.pattern, "EventBusName": "default",
                "State": if rule.enabled { "ENABLED" } else { "DISABLED" }})
        };
        match request.operation.as_str() {
            "ListRules" => {
                let here = rules.iter().filter(|((at, _), _)| *at == region);
                let all: Vec<Value> = here.map(|((_, name), rule)| shown(name, rule)).collect();
                return Answer::json(&json!({"Rules": all}));
            }
            "PutRule" => {
                let name = text("Name");
                let is_new = !rules.contains_key(&(region.clone(), name.clone()));
                let rule = rules.entry((region.clone(), name.clone())).or_default();
                rule.pattern = text("EventPattern");
                rule.enabled = text("State") != "DISABLED";
                // AWS ignores the tags of a rule that is there.
                if let Some(tags) = body.get("Tags").and_then(Value::as_array).filter(|_| is_new) {
                    rule.tags.clone_from(tags);
                }
                return Answer::json(&json!({"RuleArn": arn(&name)}));
            }
            _ => {}
        }
        let named = [text("Name"), text("Rule"), text("ResourceARN")]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        let name = named.rsplit('/').next().unwrap_or_default().to_owned();
        let key = (region.clone(), name.clone());
        let missing = || {
            let message = format!("Rule {name} does not exist on EventBus default.");
            Answer::error(Protocol::Json, 400, "ResourceNotFoundException", &message)
        };
        if request.operation == "DeleteRule" {
            if rules.get(&key).is_some_and(|rule| !rule.targets.is_empty()) {
                let message = "Rule can't be deleted since it has targets.";
                return Answer::error(Protocol::Json, 400, "ValidationException", message);
            }
            rules.remove(&key);
            return Answer::json(&json!({}));
        }
        let Some(rule) = rules.get_mut(&key) else {
            return missing();
        };
        let id = |target: &Value| target.get("Id").and_then(Value::as_str).map(ToOwned::to_owned);
        match request.operation.as_str() {
            "DescribeRule" => Answer::json(&shown(&name, rule)),
            "ListTagsForResource" => Answer::json(&json!({"Tags": rule.tags})),
            "ListTargetsByRule" => Answer::json(&json!({"Targets": rule.targets})),
            "PutTargets" => {
                for target in body
                    .get("Targets")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    rule.targets.retain(|one| id(one) != id(target));
                    rule.targets.push(target.clone());
                }
                Answer::json(&json!({"FailedEntryCount": 0, "FailedEntries": []}))
            }
            "RemoveTargets" => {
                let ids: Vec<String> = body
                    .get("Ids")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(|id| id.as_str().map(ToOwned::to_owned))
                    .collect();
                rule.targets
                    .retain(|one| id(one).is_none_or(|id| !ids.contains(&id)));
                Answer::json(&json!({"FailedEntryCount": 0, "FailedEntries": []}))
            }
            other => Answer::error(request.protocol, 501, "NotImplemented", other),
        }
    }
}

/// The fields of a form body.
fn form_fields(body: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(body);
    let decode = |part: &str| {
        let part = part.replace('+', " ");
        percent_encoding::percent_decode_str(&part)
            .decode_utf8_lossy()
            .into_owned()
    };
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

impl Service for Alerts {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        match request.service.as_str() {
            "sns" => Some(self.answer_sns(request, around.now)),
            "events" => Some(self.answer_events(request)),
            _ => None,
        }
    }
}
