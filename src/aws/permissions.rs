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

/// The actions of what is looked up besides: inventory and timeline.
#[must_use]
pub fn to_read() -> BTreeSet<&'static str> {
    record::READERS.into_iter().collect()
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
        .filter_map(|(sid, actions)| {
            let new: Vec<&str> = actions.difference(&known).copied().collect();
            known.extend(actions.iter().copied());
            (!new.is_empty()).then(|| json!({"Sid": sid, "Effect": "Allow", "Action": new, "Resource": "*"}))
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}
