//! What AWS Config recorded: resources by type, and what is asked of it (AWS Config API reference,
//! `GetDiscoveredResourceCounts`, `ListDiscoveredResources`, `SelectResourceConfig`).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::timeline::ConfigurationItem;
use crate::domain::Region;

/// The IAM actions that reading what was recorded uses.
pub const READERS: [&str; 4] = [
    "config:GetDiscoveredResourceCounts",
    "config:GetResourceConfigHistory",
    "config:ListDiscoveredResources",
    "config:SelectResourceConfig",
];
/// Rows of a list kept at once: who has more narrows the question.
pub const ROWS_KEPT: usize = 20_000;
/// The schema of the inventory as JSON.
pub const INVENTORY_SCHEMA: &str = "genkan.inventory/1";
/// How many resources of a type there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeCount {
    /// `AWS::EC2::Instance`.
    pub kind: String,
    /// How many, deleted ones left out.
    pub count: i64,
}

impl TypeCount {
    /// The category in AWS Config's sense: the service.
    #[must_use]
    pub fn category(&self) -> &str {
        self.kind.split("::").nth(1).unwrap_or(&self.kind)
    }
}

/// A resource that AWS Config knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// `AWS::EC2::Instance`.
    pub kind: String,
    pub id: String,
    /// Its name, where it has one that is not its id.
    pub name: Option<String>,
    /// When it was deleted.
    pub deleted: Option<Timestamp>,
}

impl Resource {
    /// Whether its id or name holds a text, in any letter case.
    #[must_use]
    pub fn has(&self, text: &str) -> bool {
        holds(&self.id, text) || self.name.as_deref().is_some_and(|name| holds(name, text))
    }
}

/// Whether a text holds another one, in any letter case.
#[must_use]
pub fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// What is asked of AWS Config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InventoryQuery {
    /// How many resources of each type: `GetDiscoveredResourceCounts`.
    Counts,
    /// The resources of a type: `ListDiscoveredResources`.
    Resources {
        /// `AWS::EC2::Instance`.
        kind: String,
        /// Deleted ones too.
        deleted: bool,
    },
    /// The configuration items of a resource within [`super::timeline::WINDOW`]: `GetResourceConfigHistory`.
    Items {
        kind: String,
        id: String,
        /// The oldest.
        since: Timestamp,
        /// The newest.
        until: Timestamp,
    },
    /// An advanced query: `SelectResourceConfig`.
    Select(String),
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct InventoryPage {
    pub rows: InventoryRows,
    /// How to ask for the next page; none at the end.
    pub next: Option<String>,
}

/// The rows of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum InventoryRows {
    /// Counts by type.
    Counts(Vec<TypeCount>),
    Resources(Vec<Resource>),
    /// Configuration items, newest first.
    Items(Vec<ConfigurationItem>),
    /// AWS Config does not know the resource that was asked for.
    NotDiscovered,
    /// What a query found.
    Found(Vec<Value>),
}

/// A span of days, hours or minutes, within what AWS Config can keep (2,557 days).
#[must_use]
pub fn kept_span(text: &str) -> Option<SignedDuration> {
    super::events::span_within(text, i64::from(super::config::DEFAULT_RETENTION_DAYS))
}

/// A query that finds a resource by id, name or ARN.
#[must_use]
pub fn query_for(resource: &str) -> String {
    let quoted = resource.replace('\'', "''");
    format!(
        "SELECT resourceType, resourceId, resourceName WHERE resourceId = '{quoted}' OR resourceName = '{quoted}' OR arn = '{quoted}'"
    )
}

/// Whether a text has the shape of a resource type: three parts, none empty.
#[must_use]
pub fn is_type(text: &str) -> bool {
    text.split("::").count() == 3
        && text
            .split("::")
            .all(|part| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_alphanumeric()))
}

/// The fields of a row that a query found, each with its path and its value as text.
#[must_use]
pub fn cells(row: &Value) -> Vec<(String, String)> {
    fn into(path: &str, value: &Value, cells: &mut Vec<(String, String)>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    into(&path, value, cells);
                }
            }
            Value::String(text) => cells.push((path.to_owned(), text.clone())),
            other => cells.push((path.to_owned(), other.to_string())),
        }
    }
    let mut cells = Vec::new();
    into("", row, &mut cells);
    cells
}

/// A resource as `TYPE/ID`; none where it is no such thing.
#[must_use]
pub fn type_and_id(text: &str) -> Option<(&str, &str)> {
    let (kind, id) = text.split_once('/')?;
    (is_type(kind) && !id.is_empty()).then_some((kind, id))
}

/// Counts as versioned JSON.
#[must_use]
pub fn counts_json(account: &str, region: &Region, counts: &[TypeCount]) -> Value {
    let list: Vec<Value> = counts
        .iter()
        .map(|one| json!({"type": one.kind, "count": one.count}))
        .collect();
    json!({"schema": INVENTORY_SCHEMA, "account": account, "region": region, "types": list})
}

/// Resources as versioned JSON.
#[must_use]
pub fn resources_json(account: &str, region: &Region, resources: &[Resource], complete: bool) -> Value {
    let list: Vec<Value> = resources
        .iter()
        .map(|one| json!({"type": one.kind, "id": one.id, "name": one.name, "deleted": one.deleted}))
        .collect();
    json!({"schema": INVENTORY_SCHEMA, "account": account, "region": region,
        "complete": complete, "resources": list})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_named_by_type_and_id() {
        assert_eq!(
            type_and_id("AWS::S3::Bucket/a/b"),
            Some(("AWS::S3::Bucket", "a/b"))
        );
        for text in ["i-1", "AWS::S3::Bucket/", "AWS::S3/x", "a/b", "AWS::::X/y"] {
            assert_eq!(type_and_id(text), None, "{text}");
        }
        assert!(query_for("o'brien").contains("'o''brien'"));
    }
}
