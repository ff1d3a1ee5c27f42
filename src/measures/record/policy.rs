//! Bucket policies: the statements CloudTrail and AWS Config need, and merging them into a policy that is already there
//! without losing a word of it.

use serde_json::{Value, json};

const TRAIL_BUCKET: &str = include_str!("../../../assets/policies/trail-bucket.json");
const ORGANIZATION_BUCKET: &str = include_str!("../../../assets/policies/trail-bucket-organization.json");
const CONFIG_BUCKET: &str = include_str!("../../../assets/policies/config-bucket.json");

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
    filled(
        TRAIL_BUCKET,
        partition,
        bucket,
        prefix,
        &[("${account}", account), ("${trail}", trail_arn)],
    )
}

/// What an organization's trail needs besides: the files of its members go under the organization's id (AWS CloudTrail user
/// guide, "Prepare for creating a trail for your organization").
#[must_use]
pub fn organization_statements(
    partition: &str,
    organization: &str,
    bucket: &str,
    prefix: Option<&str>,
    trail_arn: &str,
) -> Value {
    let of = [("${organization}", organization), ("${trail}", trail_arn)];
    filled(ORGANIZATION_BUCKET, partition, bucket, prefix, &of)
}

/// A policy file with its names filled in.
fn filled(file: &str, partition: &str, bucket: &str, prefix: Option<&str>, others: &[(&str, &str)]) -> Value {
    let prefix = prefix.map_or_else(String::new, |prefix| format!("{}/", prefix.trim_matches('/')));
    let mut document: Value = serde_json::from_str(file).unwrap_or(Value::Null);
    let common = [
        ("${partition}", partition),
        ("${bucket}", bucket),
        ("${prefix}", prefix.as_str()),
    ];
    fill(&mut document, &|text| {
        let names = common.iter().chain(others);
        names.fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    });
    document
}

/// The bucket policy for AWS Config: three statements for this account alone, and no plain HTTP (AWS Config
/// developer guide, "Permissions for the Amazon S3 bucket"; CIS 2.1.1). The service-linked role cannot write
/// by itself, so the policy is not optional.
#[must_use]
pub fn config_statements(partition: &str, account: &str, bucket: &str, prefix: Option<&str>) -> Value {
    filled(
        CONFIG_BUCKET,
        partition,
        bucket,
        prefix,
        &[("${account}", account)],
    )
}

/// A policy without its statements that deny.
#[must_use]
pub fn allowing(policy: &Value) -> Value {
    let mut policy = policy.clone();
    if let Some(statements) = policy.get_mut("Statement").and_then(Value::as_array_mut) {
        statements.retain(|statement| statement.get("Effect") == Some(&json!("Allow")));
    }
    policy
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
pub fn merge(existing: Option<&Value>, wanted: &Value, account: &str) -> Value {
    let mut merged = existing
        .cloned()
        .unwrap_or_else(|| json!({"Version": "2012-10-17", "Statement": []}));
    let mut statements = list(merged.get("Statement"));
    let before = statements.clone();
    for ours in list(wanted.get("Statement")) {
        let private = serves_only(&before, account, &ours);
        let sid = ours.get("Sid").cloned();
        let same = statements
            .iter_mut()
            .find(|statement| statement.get("Sid") == sid.as_ref());
        match same {
            None => statements.push(ours),
            Some(theirs) if *theirs == ours => {}
            Some(theirs) => {
                if let Some(joined) = join(theirs, &ours, private.then_some(account)) {
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
                        Some(earlier) => *earlier = join(earlier, &ours, None).unwrap_or(ours),
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

/// Whether every statement for the service of `ours` is about this account's files or the bucket as such:
/// then nobody else delivers here.
fn serves_only(statements: &[Value], account: &str, ours: &Value) -> bool {
    let own = format!("AWSLogs/{account}/");
    let services = list(ours.pointer("/Principal/Service"));
    let lets_in = |statement: &Value, service: &Value| {
        statement.get("Effect") == Some(&json!("Allow"))
            && list(statement.pointer("/Principal/Service")).contains(service)
    };
    statements
        .iter()
        .filter(|statement| services.iter().any(|service| lets_in(statement, service)))
        .all(|statement| {
            let resources = list(statement.get("Resource"));
            !resources.is_empty()
                && resources.iter().filter_map(Value::as_str).all(|resource| {
                    let object = resource
                        .split_once(":::")
                        .and_then(|(_, rest)| rest.split_once('/'));
                    object.is_none_or(|(_, key)| key.contains(&own))
                })
        })
}

/// Joins two statements that differ only in their resources and in which sources they accept. Nothing that a
/// statement allows is taken away from a trail of this account: one without a source gains
/// `aws:SourceAccount`, and only where nobody else delivers here (`private`); never one trail's ARN.
fn join(theirs: &Value, ours: &Value, private: Option<&str>) -> Option<Value> {
    for key in ["Effect", "Principal", "Action"] {
        if list(theirs.get(key)) != list(ours.get(key)) {
            return None;
        }
    }
    let resources = union(&list(theirs.get("Resource")), &list(ours.get("Resource")));
    let our_sources = condition_values(ours, SOURCE_ARN);
    let our_accounts = condition_values(ours, SOURCE_ACCOUNT);
    if our_sources.is_empty() && !our_accounts.is_empty() {
        return join_account(theirs, ours, &resources, &our_accounts, private);
    }
    if our_sources.is_empty() {
        if without(theirs, &["Resource"]) != without(ours, &["Resource"]) {
            return None;
        }
        let mut joined = ours.clone();
        set(&mut joined, "/Resource", resources);
        return Some(joined);
    }
    if other_conditions(theirs) != other_conditions(ours) {
        return None;
    }
    let their_sources = condition_values(theirs, SOURCE_ARN);
    let their_accounts = condition_values(theirs, SOURCE_ACCOUNT);
    let mut joined = theirs.clone();
    set(&mut joined, "/Resource", resources);
    if their_sources.is_empty() {
        if their_accounts.is_empty() {
            add_condition(&mut joined, SOURCE_ACCOUNT, private?)?;
        }
        return Some(joined);
    }
    // Patterns and negations are somebody's thought-out rule; only a plain list can be added to.
    let plain = theirs.get("Condition")?.get("StringEquals")?.as_object()?;
    let (name, listed) = plain
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(SOURCE_ARN))?;
    if list(Some(listed)) != their_sources {
        return None;
    }
    set(
        &mut joined,
        &format!("/Condition/StringEquals/{name}"),
        union(&their_sources, &our_sources),
    );
    Some(joined)
}

/// Joins a statement that is for one account as a whole: theirs may say so already, in whatever letter case.
fn join_account(
    theirs: &Value,
    ours: &Value,
    resources: &[Value],
    our_accounts: &[Value],
    private: Option<&str>,
) -> Option<Value> {
    if other_conditions(theirs) != other_conditions(ours) || !condition_values(theirs, SOURCE_ARN).is_empty()
    {
        return None;
    }
    let mut joined = theirs.clone();
    set(&mut joined, "/Resource", resources.to_vec());
    let their_accounts = condition_values(theirs, SOURCE_ACCOUNT);
    if their_accounts.is_empty() {
        add_condition(&mut joined, SOURCE_ACCOUNT, private?)?;
    } else {
        let plain = theirs.pointer("/Condition/StringEquals")?.as_object()?;
        let (_, listed) = plain
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(SOURCE_ACCOUNT))?;
        let listed = list(Some(listed));
        if listed != their_accounts || !our_accounts.iter().all(|account| listed.contains(account)) {
            return None;
        }
    }
    Some(joined)
}

const SOURCE_ARN: &str = "aws:SourceArn";
const SOURCE_ACCOUNT: &str = "aws:SourceAccount";

fn add_condition(statement: &mut Value, key: &str, value: &str) -> Option<()> {
    let fields = statement.as_object_mut()?;
    let condition = fields
        .entry("Condition")
        .or_insert_with(|| json!({}))
        .as_object_mut()?;
    let equals = condition
        .entry("StringEquals")
        .or_insert_with(|| json!({}))
        .as_object_mut()?;
    equals.insert(key.to_owned(), json!(value));
    Some(())
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

/// The conditions of a statement: operator, key and values.
fn conditions(statement: &Value) -> Vec<(String, String, Vec<Value>)> {
    let mut found = Vec::new();
    let operators = statement.get("Condition").and_then(Value::as_object);
    for (operator, fields) in operators.into_iter().flatten() {
        for (name, value) in fields.as_object().into_iter().flatten() {
            found.push((operator.clone(), name.clone(), list(Some(value))));
        }
    }
    found
}

/// The values of one key under any operator; IAM compares keys without regard to case.
fn condition_values(statement: &Value, key: &str) -> Vec<Value> {
    let named = conditions(statement)
        .into_iter()
        .filter(|(_, name, _)| name.eq_ignore_ascii_case(key));
    named.flat_map(|(_, _, values)| values).collect()
}

/// Everything a statement asks for but its sources.
fn other_conditions(statement: &Value) -> Vec<(String, String, Vec<Value>)> {
    let mut rest = Vec::new();
    for (operator, name, values) in conditions(statement) {
        if ![SOURCE_ARN, SOURCE_ACCOUNT]
            .iter()
            .any(|key| name.eq_ignore_ascii_case(key))
        {
            rest.push((operator.to_lowercase(), name.to_lowercase(), values));
        }
    }
    rest.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    rest
}

/// The accounts that may write where CloudTrail does: how CloudTrail came in before it had a service principal, one account a
/// Region. Files from Regions that came later are refused by such a policy, and AWS asks to replace it (AWS CloudTrail user
/// guide, "Amazon S3 bucket policy for CloudTrail").
#[must_use]
pub fn regional_accounts(policy: &Value) -> Vec<String> {
    let statements = list(policy.get("Statement"));
    let writes = |statement: &&Value| {
        let actions = list(statement.get("Action"));
        let resources = list(statement.get("Resource"));
        statement.get("Effect") == Some(&json!("Allow"))
            && actions.iter().any(|action| *action == json!("s3:PutObject"))
            && resources
                .iter()
                .filter_map(Value::as_str)
                .any(|resource| resource.contains("/AWSLogs/"))
    };
    statements
        .iter()
        .filter(writes)
        .flat_map(|statement| list(statement.pointer("/Principal/AWS")))
        .filter_map(|principal| principal.as_str().map(ToOwned::to_owned))
        .filter(|principal| principal.ends_with(":root"))
        .collect()
}

fn lets_cloudtrail_in(statement: &Value) -> bool {
    statement.get("Effect") == Some(&json!("Allow"))
        && list(statement.pointer("/Principal/Service")).contains(&json!("cloudtrail.amazonaws.com"))
}

/// Whether every statement that lets CloudTrail in names an account, by trail or as such: without it any
/// account's trail may write here (the confused deputy).
#[must_use]
pub fn sourced(policy: &Value) -> bool {
    list(policy.get("Statement"))
        .iter()
        .filter(|statement| lets_cloudtrail_in(statement))
        .all(|statement| {
            conditions(statement).iter().any(|(operator, name, values)| {
                let compares = ["stringequals", "stringlike", "arnequals", "arnlike"]
                    .contains(&operator.to_lowercase().as_str());
                let account = |value: &Value| -> bool {
                    let Some(text) = value.as_str() else { return false };
                    let account = if name.eq_ignore_ascii_case(SOURCE_ARN) {
                        text.split(':').nth(4)
                    } else {
                        Some(text)
                    };
                    account.is_some_and(|account| {
                        account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
                    })
                };
                let is_source =
                    name.eq_ignore_ascii_case(SOURCE_ARN) || name.eq_ignore_ascii_case(SOURCE_ACCOUNT);
                compares && is_source && !values.is_empty() && values.iter().all(account)
            })
        })
}

/// Whether plain HTTP is denied to everyone, for the bucket and all its objects.
#[must_use]
pub fn tls_only(policy: &Value) -> bool {
    let wildcard = |value: &Value, words: &[&str]| value.as_str().is_some_and(|text| words.contains(&text));
    let denied: Vec<Value> = list(policy.get("Statement"))
        .into_iter()
        .filter(|statement| {
            let principal = statement.get("Principal");
            let everyone = principal == Some(&json!("*")) || principal == Some(&json!({"AWS": "*"}));
            let everything = list(statement.get("Action"))
                .iter()
                .any(|action| wildcard(action, &["s3:*", "*"]));
            let only_plain = match conditions(statement).as_slice() {
                [(operator, name, values)] => {
                    operator.eq_ignore_ascii_case("Bool")
                        && name.eq_ignore_ascii_case("aws:SecureTransport")
                        && values
                            .iter()
                            .all(|value| *value == json!("false") || *value == json!(false))
                }
                _ => false,
            };
            statement.get("Effect") == Some(&json!("Deny")) && everyone && everything && only_plain
        })
        .flat_map(|statement| list(statement.get("Resource")))
        .collect();
    let any = |is: &dyn Fn(&str) -> bool| denied.iter().filter_map(Value::as_str).any(is);
    let all = any(&|resource| resource == "*" || (resource.ends_with('*') && !resource.contains('/')));
    let bucket = any(&|resource| !resource.contains('/') && !resource.contains('*'));
    let objects = any(&|resource| resource.ends_with("/*") && resource.matches('/').count() == 1);
    all || (bucket && objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "111122223333";
    const TRAIL: &str = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/management-events";

    fn ours() -> Value {
        trail_statements("aws", "111122223333", "logs", None, TRAIL)
    }

    #[test]
    fn a_fresh_policy_is_the_file_with_its_names_filled_in() {
        let policy = merge(None, &ours(), ACCOUNT);
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
        let once = merge(Some(&foreign), &ours(), ACCOUNT);
        assert_eq!(merge(Some(&once), &ours(), ACCOUNT), once);
        assert_eq!(once.get("Id"), Some(&json!("mine")));
        assert_eq!(once.pointer("/Statement/0"), foreign.pointer("/Statement/0"));
        assert_eq!(once.pointer("/Statement/1"), foreign.pointer("/Statement/1"));
        assert_eq!(list(once.get("Statement")).len(), 5);
    }

    #[test]
    fn another_trail_of_the_same_bucket_goes_on_delivering() {
        let other = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other";
        let existing = trail_statements("aws", "111122223333", "logs", None, other);
        let merged = merge(Some(&existing), &ours(), ACCOUNT);
        assert_eq!(
            merged.pointer("/Statement/1/Condition/StringEquals/aws:SourceArn"),
            Some(&json!([other, TRAIL]))
        );
        assert_eq!(list(merged.get("Statement")).len(), 3);
    }

    #[test]
    fn a_console_statement_without_source_is_kept_to_this_account_and_to_no_single_trail() {
        let mut existing = ours();
        for index in [0, 1] {
            let pointer = format!("/Statement/{index}/Condition/StringEquals");
            if let Some(condition) = existing.pointer_mut(&pointer).and_then(Value::as_object_mut) {
                condition.shift_remove("aws:SourceArn");
            }
        }
        assert!(!sourced(&existing));
        let merged = merge(Some(&existing), &ours(), ACCOUNT);
        assert!(sourced(&merged));
        // Another trail of this account that relied on the open statement goes on.
        assert!(!merged.to_string().contains("aws:SourceArn"));
        assert_eq!(
            merged.pointer("/Statement/1/Condition/StringEquals/aws:SourceAccount"),
            Some(&json!(ACCOUNT))
        );
        assert_eq!(merge(Some(&merged), &ours(), ACCOUNT), merged);
    }

    #[test]
    fn a_pattern_of_sources_stays_as_it_is_and_ours_is_added_beside_it() {
        let mut existing = ours();
        let pattern = json!({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}});
        *existing.pointer_mut("/Statement/0/Condition").unwrap() = pattern.clone();
        let merged = merge(Some(&existing), &ours(), ACCOUNT);
        assert_eq!(merged.pointer("/Statement/0/Condition"), Some(&pattern));
        assert_eq!(
            merged.pointer("/Statement/3/Sid"),
            Some(&json!("AWSCloudTrailAclCheck20150319Genkan"))
        );
        assert!(sourced(&merged));
        assert_eq!(merge(Some(&merged), &ours(), ACCOUNT), merged);
    }

    #[test]
    fn what_only_looks_like_a_condition_is_none() {
        let with = |condition: Value| {
            sourced(
                &json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": "s3:PutObject", "Resource": "*", "Condition": condition}]}),
            )
        };
        assert!(with(json!({"StringEquals": {"aws:SourceAccount": ACCOUNT}})));
        assert!(with(
            json!({"ArnLike": {"aws:SourceArn": format!("arn:aws:cloudtrail:*:{ACCOUNT}:trail/*")}})
        ));
        assert!(!with(json!({"StringLike": {"aws:SourceArn": "*"}})));
        assert!(!with(
            json!({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}})
        ));
        assert!(!with(json!({"StringNotEquals": {"aws:SourceAccount": ACCOUNT}})));
        let deny = |action: &str, resource: Value, condition: Value| {
            tls_only(
                &json!({"Statement": {"Effect": "Deny", "Principal": "*", "Action": action,
                "Resource": resource, "Condition": condition}}),
            )
        };
        let plain = json!({"Bool": {"aws:SecureTransport": "false"}});
        let both = json!(["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]);
        assert!(deny("s3:*", both.clone(), plain.clone()));
        assert!(!deny("s3:GetObject", both.clone(), plain.clone()));
        assert!(!deny("s3:*", json!("arn:aws:s3:::logs/some/*"), plain.clone()));
        assert!(!deny(
            "s3:*",
            both,
            json!({"Bool": {"aws:SecureTransport": "false"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
        ));
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
        let merged = merge(Some(&existing), &ours(), ACCOUNT);
        assert_eq!(merged.pointer("/Statement/1"), existing.pointer("/Statement/1"));
        assert_eq!(
            merged.pointer("/Statement/3/Sid"),
            Some(&json!("AWSCloudTrailWrite20150319Genkan"))
        );
        assert_eq!(merge(Some(&merged), &ours(), ACCOUNT), merged);
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
