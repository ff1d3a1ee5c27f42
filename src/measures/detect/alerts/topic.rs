//! Whether what EventBridge sends can arrive: the topic's policy, its key, and the filters of its subscriptions.

use serde_json::Value;

use crate::domain::Sentence;
use crate::measures::document::{statements, texts};
use crate::say;

/// Why nothing arrives at a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The topic's policy does not let EventBridge publish.
    Policy,
    /// The topic's key does not admit EventBridge (Amazon SNS developer guide, "Enable compatibility between event sources
    /// from AWS services and encrypted topics").
    Key,
    /// A filter of the only subscriptions drops every finding.
    Filter,
    /// The role that a target is reached with is gone, or EventBridge may not take it.
    Role,
}

impl Refusal {
    /// What to say of the Regions it is about.
    #[must_use]
    pub fn gap(self, regions: String) -> Sentence {
        match self {
            Self::Policy => say!("gap-alerts-policy", regions = regions),
            Self::Key => say!("gap-alerts-key", regions = regions),
            Self::Filter => say!("gap-alerts-filter", regions = regions),
            Self::Role => say!("gap-alerts-role", regions = regions),
        }
    }
}

/// The service that alerts come from.
const EVENTS: &str = "events.amazonaws.com";

/// Whether a text is like a pattern of IAM's: `*` for any letters, `?` for one.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    // What of the text may be matched by what of the pattern, letter by letter.
    let mut row = vec![false; text.len() + 1];
    row[0] = true;
    for letter in pattern {
        let mut next = vec![false; text.len() + 1];
        next[0] = row[0] && letter == '*';
        for (index, here) in text.iter().enumerate() {
            next[index + 1] = match letter {
                '*' => row[index + 1] || next[index],
                '?' => row[index],
                letter => row[index] && letter == *here,
            };
        }
        row = next;
    }
    row[text.len()]
}

/// What EventBridge is when it calls for a rule of an account.
struct Caller<'a> {
    rule: &'a str,
    account: &'a str,
}

impl Caller<'_> {
    fn is_in(&self, principal: Option<&Value>) -> bool {
        principal == Some(&Value::from("*"))
            || texts(principal.and_then(|one| one.get("Service")))
                .iter()
                .any(|name| [EVENTS, "*"].contains(name))
            || texts(principal.and_then(|one| one.get("AWS"))).contains(&"*")
    }

    /// Whether it meets every condition. One about something that EventBridge does not send is not met.
    fn meets(&self, condition: Option<&Value>) -> bool {
        let operators = condition.and_then(Value::as_object);
        operators.into_iter().flatten().all(|(operator, keys)| {
            let operator = operator.to_ascii_lowercase();
            let operator = operator.trim_end_matches("ifexists");
            keys.as_object().into_iter().flatten().all(|(key, wanted)| {
                let is_text = ["stringequals", "stringlike", "arnequals", "arnlike"].contains(&operator);
                let actual = match key.to_ascii_lowercase().as_str() {
                    "aws:sourcearn" if is_text => self.rule,
                    "aws:sourceaccount" if is_text => self.account,
                    "aws:securetransport" => return operator == "bool" && texts(Some(wanted)) == ["true"],
                    _ => return false,
                };
                texts(Some(wanted)).iter().any(|wanted| is_like(actual, wanted))
            })
        })
    }

    fn is_let(&self, policy: &Value, effect: &str, actions: &[&str], resource: Option<&str>) -> bool {
        statements(policy).iter().any(|statement| {
            let named = |wanted: &str| {
                texts(statement.get("Action"))
                    .iter()
                    .any(|action| is_like(&wanted.to_ascii_lowercase(), &action.to_ascii_lowercase()))
            };
            let covers = resource.is_none_or(|resource| {
                texts(statement.get("Resource"))
                    .iter()
                    .any(|wanted| is_like(resource, wanted))
            });
            statement.get("Effect").and_then(Value::as_str) == Some(effect)
                && self.is_in(statement.get("Principal"))
                && actions.iter().all(|action| named(action))
                && covers
                && self.meets(statement.get("Condition"))
        })
    }
}

/// Whether a topic's policy lets the EventBridge rule publish.
#[must_use]
pub fn lets_publish(policy: &Value, topic: &str, rule: &str, account: &str) -> bool {
    let caller = Caller { rule, account };
    let publish = ["sns:Publish"];
    caller.is_let(policy, "Allow", &publish, Some(topic))
        && !caller.is_let(policy, "Deny", &publish, Some(topic))
}

/// Whether a key's policy lets EventBridge encrypt for a topic.
#[must_use]
pub fn key_admits(policy: &Value, rule: &str, account: &str) -> bool {
    let caller = Caller { rule, account };
    let (make, read) = (["kms:GenerateDataKey"], ["kms:Decrypt"]);
    caller.is_let(policy, "Allow", &make, None) && caller.is_let(policy, "Allow", &read, None)
}

/// Whether a role lets EventBridge take it.
#[must_use]
pub fn is_for_events(trust: &Value, rule: &str, account: &str) -> bool {
    let caller = Caller { rule, account };
    caller.is_let(trust, "Allow", &["sts:AssumeRole"], None)
}

/// What a subscription's filter leaves of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filtered {
    Nothing,
    /// Something, and nobody says what.
    Some,
    /// No finding at all.
    Everything,
}

/// Reads a subscription's filter. EventBridge sends no message attributes, so that a filter on them drops everything; one on
/// the body may let findings through (Amazon SNS developer guide, "Message filtering").
#[must_use]
pub fn filtered(policy: Option<&str>, scope: Option<&str>) -> Filtered {
    let Some(policy) = policy else {
        return Filtered::Nothing;
    };
    let fields: Result<serde_json::Map<String, Value>, _> = serde_json::from_str(policy);
    match scope {
        _ if fields.as_ref().is_ok_and(serde_json::Map::is_empty) => Filtered::Nothing,
        // A filter that cannot be read is one all the same.
        _ if fields.is_err() => Filtered::Some,
        Some("MessageBody") => Filtered::Some,
        _ => Filtered::Everything,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:security";
    const RULE: &str = "arn:aws:events:eu-west-1:111122223333:rule/told";
    const ACCOUNT: &str = "111122223333";

    fn allows(statement: &Value) -> bool {
        lets_publish(&json!({"Statement": statement}), TOPIC, RULE, ACCOUNT)
    }

    #[test]
    fn a_topic_lets_eventbridge_in_by_name_and_on_conditions_that_it_meets() {
        let base = json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sns:Publish", "Resource": TOPIC});
        let with = |key: &str, value: Value| {
            let mut statement = base.clone();
            statement[key] = value;
            statement
        };
        for open in [
            base.clone(),
            with("Resource", json!("*")),
            with("Action", json!(["SNS:*"])),
            with("Principal", json!("*")),
            with(
                "Condition",
                json!({"ArnLike": {"aws:SourceArn": "arn:aws:events:*:111122223333:rule/*"}}),
            ),
            with(
                "Condition",
                json!({"StringEquals": {"AWS:SourceAccount": [ACCOUNT]}}),
            ),
            with("Condition", json!({"Bool": {"aws:SecureTransport": "true"}})),
            json!([base, {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": TOPIC,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]),
        ] {
            assert!(allows(&open), "{open}");
        }
        for shut in [
            // AWS's default: the account itself and nobody else.
            json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish"], "Resource": TOPIC,
                "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}}),
            with("Principal", json!({"Service": "budgets.amazonaws.com"})),
            with("Action", json!("sns:Subscribe")),
            with("Resource", json!("arn:aws:sns:eu-west-1:111122223333:other")),
            with(
                "Condition",
                json!({"ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/other"}}),
            ),
            with(
                "Condition",
                json!({"StringEquals": {"aws:SourceAccount": "999988887777"}}),
            ),
            json!([base, {"Effect": "Deny", "Principal": "*", "Action": "sns:*", "Resource": "*"}]),
            Value::Null,
        ] {
            assert!(!allows(&shut), "{shut}");
        }
    }

    #[test]
    fn a_key_has_to_let_eventbridge_make_data_keys_and_use_them() {
        let key = |action: Value| {
            let policy = json!({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*",
                "Principal": {"Service": "events.amazonaws.com"}}]});
            key_admits(&policy, RULE, ACCOUNT)
        };
        assert!(key(json!(["kms:GenerateDataKey*", "kms:Decrypt"])));
        assert!(key(json!("kms:*")));
        assert!(!key(json!("kms:Decrypt")));
    }

    #[test]
    fn a_filter_on_attributes_drops_everything_and_one_on_the_body_something() {
        assert_eq!(filtered(None, None), Filtered::Nothing);
        assert_eq!(filtered(Some("{}"), None), Filtered::Nothing);
        assert_eq!(filtered(Some("{"), None), Filtered::Some);
        assert_eq!(filtered(Some("[]"), None), Filtered::Some);
        let policy = Some(r#"{"severity": ["high"]}"#);
        assert_eq!(filtered(policy, None), Filtered::Everything);
        assert_eq!(filtered(policy, Some("MessageAttributes")), Filtered::Everything);
        assert_eq!(filtered(policy, Some("MessageBody")), Filtered::Some);
    }
}
