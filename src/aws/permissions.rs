//! The IAM actions that genkan needs, from the code that makes the calls.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::account;
use crate::measures::{self, detect, record, secure, separate};

/// The actions of every check.
#[must_use]
pub fn to_check() -> BTreeSet<&'static str> {
    account::READS
        .iter()
        .chain(&record::READS)
        .chain(&secure::READS)
        .chain(&detect::READS)
        .chain(&separate::READS)
        .copied()
        .collect()
}

/// The action that a member account is entered with.
const ENTER: &str = "sts:AssumeRole";

/// The actions of what is looked up besides: inventory and timeline, and the member accounts that are entered.
#[must_use]
pub fn to_read() -> BTreeSet<&'static str> {
    record::READERS.into_iter().chain([ENTER]).collect()
}

/// The actions of every change and of its undo, with the reads before each write.
#[must_use]
pub fn to_change() -> BTreeSet<&'static str> {
    measures::described()
        .flat_map(|change| change.actions)
        .copied()
        .collect()
}

/// A policy of statements, each with its name. No action stands in it twice.
#[must_use]
pub fn policy(statements: &[(&str, &BTreeSet<&'static str>)]) -> Value {
    let mut known = BTreeSet::new();
    let statements: Vec<Value> = statements
        .iter()
        .flat_map(|(sid, actions)| {
            let mut new: Vec<&str> = actions.difference(&known).copied().collect();
            known.extend(actions.iter().copied());
            let enters = new.contains(&ENTER);
            new.retain(|action| *action != ENTER);
            let all = json!({"Sid": sid, "Effect": "Allow", "Action": new, "Resource": "*"});
            // No other role: whoever may take any role has all that any of them may do.
            let role = format!("arn:*:iam::*:role/{}", separate::MEMBER_ROLE);
            let of_role =
                json!({"Sid": format!("{sid}Members"), "Effect": "Allow", "Action": [ENTER], "Resource": role});
            let all = (!new.is_empty()).then_some(all);
            all.into_iter().chain(enters.then_some(of_role))
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}
