//! Bucket policies: the statements CloudTrail needs, and merging them into a policy that is already there
//! without losing a word of it.

use serde_json::{Value, json};

const TRAIL_BUCKET: &str = include_str!("../../../assets/policies/trail-bucket.json");

/// The bucket policy for a trail: AWS's two statements with `aws:SourceArn`, and no plain HTTP
/// (AWS CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail"; CIS 2.1.1).
#[must_use]
pub fn trail_statements(
    partition: &str,
    account: &str,
    bucket: &str,
    prefix: Option<&str>,
    trail_arn: &str,
) -> Value {
    let prefix = prefix.map_or_else(String::new, |prefix| format!("{}/", prefix.trim_matches('/')));
    let mut document: Value = serde_json::from_str(TRAIL_BUCKET).unwrap_or(Value::Null);
    fill(&mut document, &|text| {
        text.replace("${partition}", partition)
            .replace("${account}", account)
            .replace("${bucket}", bucket)
            .replace("${prefix}", &prefix)
            .replace("${trail}", trail_arn)
    });
    document
}

fn fill(value: &mut Value, replace: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = replace(text),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, replace)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, replace)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Merges `wanted` statements into `existing` by Sid. Statements of other Sids stay as they are. A statement
/// of the same Sid keeps what it allows and gains what is missing, so that another trail that delivers to the
/// same bucket goes on; where the two cannot be joined, ours is added under a Sid of its own.
#[must_use]
pub fn merge(existing: Option<&Value>, wanted: &Value) -> Value {
    let mut merged = existing
        .cloned()
        .unwrap_or_else(|| json!({"Version": "2012-10-17", "Statement": []}));
    let mut statements = list(merged.get("Statement"));
    for ours in list(wanted.get("Statement")) {
        let sid = ours.get("Sid").cloned();
        let same = statements
            .iter_mut()
            .find(|statement| statement.get("Sid") == sid.as_ref());
        match same {
            None => statements.push(ours),
            Some(theirs) if *theirs == ours => {}
            Some(theirs) => {
                if let Some(joined) = join(theirs, &ours) {
                    *theirs = joined;
                } else {
                    let name = sid.as_ref().and_then(Value::as_str).unwrap_or_default();
                    let own = json!(format!("{name}Genkan"));
                    let mut ours = ours;
                    if let Some(fields) = ours.as_object_mut() {
                        fields.insert("Sid".to_owned(), own.clone());
                    }
                    match statements
                        .iter_mut()
                        .find(|statement| statement.get("Sid") == Some(&own))
                    {
                        Some(earlier) => *earlier = join(earlier, &ours).unwrap_or(ours),
                        None => statements.push(ours),
                    }
                }
            }
        }
    }
    if let Some(fields) = merged.as_object_mut() {
        fields.insert("Statement".to_owned(), Value::Array(statements));
    }
    merged
}

/// Joins two statements that differ only in their resources and in which sources they accept. A statement
/// without `aws:SourceArn` gains ours only where it covers nothing beyond our own resources: narrowing a
/// statement that serves others would stop their delivery.
fn join(theirs: &Value, ours: &Value) -> Option<Value> {
    for key in ["Effect", "Principal", "Action"] {
        if list(theirs.get(key)) != list(ours.get(key)) {
            return None;
        }
    }
    let their_resources = list(theirs.get("Resource"));
    let our_resources = list(ours.get("Resource"));
    let their_sources = sources(theirs);
    let our_sources = sources(ours);
    let mut joined = ours.clone();
    if our_sources.is_empty() {
        if without(theirs, &["Resource"]) != without(ours, &["Resource"]) {
            return None;
        }
        set(&mut joined, "/Resource", union(&their_resources, &our_resources));
        return Some(joined);
    }
    let same_conditions = rest_of_conditions(theirs) == rest_of_conditions(ours);
    if their_sources.is_empty() {
        let only_ours = their_resources
            .iter()
            .all(|resource| our_resources.contains(resource));
        return (only_ours && same_conditions).then_some(joined);
    }
    if !same_conditions {
        return None;
    }
    set(&mut joined, "/Resource", union(&their_resources, &our_resources));
    set(
        &mut joined,
        "/Condition/StringEquals/aws:SourceArn",
        union(&their_sources, &our_sources),
    );
    Some(joined)
}

fn set(statement: &mut Value, pointer: &str, mut items: Vec<Value>) {
    if let Some(slot) = statement.pointer_mut(pointer) {
        *slot = if items.len() == 1 {
            items.remove(0)
        } else {
            Value::Array(items)
        };
    }
}

fn union(first: &[Value], second: &[Value]) -> Vec<Value> {
    let mut all = first.to_vec();
    all.extend(second.iter().filter(|item| !first.contains(item)).cloned());
    all
}

fn without(statement: &Value, keys: &[&str]) -> Value {
    let mut rest = statement.clone();
    if let Some(fields) = rest.as_object_mut() {
        for key in keys {
            fields.shift_remove(*key);
        }
    }
    rest
}

/// A policy element that may be one value or a list of them.
fn list(value: Option<&Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(one) => vec![one.clone()],
    }
}

/// The condition values of one key, which IAM compares without regard to case.
fn condition_values(statement: &Value, key: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let operators = statement.get("Condition").and_then(Value::as_object);
    for fields in operators.into_iter().flat_map(|operators| operators.values()) {
        for (name, value) in fields.as_object().into_iter().flatten() {
            if name.eq_ignore_ascii_case(key) {
                values.extend(list(Some(value)));
            }
        }
    }
    values
}

fn sources(statement: &Value) -> Vec<Value> {
    condition_values(statement, "aws:SourceArn")
}

fn rest_of_conditions(statement: &Value) -> Vec<(String, String, Vec<Value>)> {
    let mut rest = Vec::new();
    let operators = statement.get("Condition").and_then(Value::as_object);
    for (operator, fields) in operators.into_iter().flatten() {
        for (name, value) in fields.as_object().into_iter().flatten() {
            if !name.eq_ignore_ascii_case("aws:SourceArn") {
                rest.push((operator.to_lowercase(), name.to_lowercase(), list(Some(value))));
            }
        }
    }
    rest.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    rest
}

/// Whether every statement that lets CloudTrail in says for which trail or account: without it any account's
/// trail may write here (the confused deputy).
#[must_use]
pub fn sourced(policy: &Value) -> bool {
    list(policy.get("Statement"))
        .iter()
        .filter(|statement| statement.get("Effect") == Some(&json!("Allow")))
        .filter(|statement| {
            list(statement.pointer("/Principal/Service")).contains(&json!("cloudtrail.amazonaws.com"))
        })
        .all(|statement| {
            !sources(statement).is_empty() || !condition_values(statement, "aws:SourceAccount").is_empty()
        })
}

/// Whether plain HTTP is denied to everyone.
#[must_use]
pub fn tls_only(policy: &Value) -> bool {
    list(policy.get("Statement")).iter().any(|statement| {
        let principal = statement.get("Principal");
        let everyone = principal == Some(&json!("*")) || principal == Some(&json!({"AWS": "*"}));
        let transport = condition_values(statement, "aws:SecureTransport");
        statement.get("Effect") == Some(&json!("Deny"))
            && everyone
            && (transport.contains(&json!("false")) || transport.contains(&json!(false)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRAIL: &str = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/management-events";

    fn ours() -> Value {
        trail_statements("aws", "111122223333", "logs", None, TRAIL)
    }

    #[test]
    fn a_fresh_policy_is_the_file_with_its_names_filled_in() {
        let policy = merge(None, &ours());
        assert_eq!(
            policy.pointer("/Statement/0/Resource"),
            Some(&json!("arn:aws:s3:::logs"))
        );
        assert_eq!(
            policy.pointer("/Statement/1/Resource"),
            Some(&json!("arn:aws:s3:::logs/AWSLogs/111122223333/*"))
        );
        assert_eq!(
            policy.pointer("/Statement/1/Condition/StringEquals/aws:SourceArn"),
            Some(&json!(TRAIL))
        );
        assert!(sourced(&policy) && tls_only(&policy));
        assert!(!policy.to_string().contains("${"));
    }

    #[test]
    fn a_prefix_and_another_partition_reach_the_resources() {
        let policy = trail_statements("aws-cn", "111122223333", "logs", Some("team/a"), TRAIL);
        assert_eq!(
            policy.pointer("/Statement/1/Resource"),
            Some(&json!("arn:aws-cn:s3:::logs/team/a/AWSLogs/111122223333/*"))
        );
    }

    #[test]
    fn merging_twice_changes_once_and_foreign_statements_stay() {
        let foreign = json!({"Version": "2012-10-17", "Id": "mine", "Statement": [
            {"Sid": "Auditors", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"},
            {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::logs/*"}
        ]});
        let once = merge(Some(&foreign), &ours());
        assert_eq!(merge(Some(&once), &ours()), once);
        assert_eq!(once.get("Id"), Some(&json!("mine")));
        assert_eq!(once.pointer("/Statement/0"), foreign.pointer("/Statement/0"));
        assert_eq!(once.pointer("/Statement/1"), foreign.pointer("/Statement/1"));
        assert_eq!(list(once.get("Statement")).len(), 5);
    }

    #[test]
    fn another_trail_of_the_same_bucket_goes_on_delivering() {
        let other = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other";
        let existing = trail_statements("aws", "111122223333", "logs", None, other);
        let merged = merge(Some(&existing), &ours());
        assert_eq!(
            merged.pointer("/Statement/1/Condition/StringEquals/aws:SourceArn"),
            Some(&json!([other, TRAIL]))
        );
        assert_eq!(list(merged.get("Statement")).len(), 3);
    }

    #[test]
    fn a_console_statement_without_source_gains_ours() {
        let mut existing = ours();
        if let Some(condition) = existing
            .pointer_mut("/Statement/0")
            .and_then(Value::as_object_mut)
        {
            condition.shift_remove("Condition");
        }
        assert!(!sourced(&existing));
        let merged = merge(Some(&existing), &ours());
        assert_eq!(merged, ours());
    }

    #[test]
    fn a_statement_that_serves_other_accounts_is_left_alone() {
        let mut existing = ours();
        *existing.pointer_mut("/Statement/1").unwrap() = json!({
            "Sid": "AWSCloudTrailWrite20150319", "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject",
            "Resource": ["arn:aws:s3:::logs/AWSLogs/111122223333/*", "arn:aws:s3:::logs/AWSLogs/999988887777/*"],
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
        });
        let merged = merge(Some(&existing), &ours());
        assert_eq!(merged.pointer("/Statement/1"), existing.pointer("/Statement/1"));
        assert_eq!(
            merged.pointer("/Statement/3/Sid"),
            Some(&json!("AWSCloudTrailWrite20150319Genkan"))
        );
        assert_eq!(merge(Some(&merged), &ours()), merged);
        // The foreign statement still lets every account's trail in, and the check goes on saying so.
        assert!(!sourced(&merged));
    }

    #[test]
    fn condition_keys_are_compared_without_case() {
        let policy = json!({"Statement": {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:PutObject", "Resource": "*", "Condition": {"StringEquals": {"AWS:SourceArn": TRAIL}}}});
        assert!(sourced(&policy));
    }
}
