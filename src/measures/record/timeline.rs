//! One resource's configuration items, and what changed between two of them. AWS has no call for the last: it is
//! computed here (AWS Config API reference, `GetResourceConfigHistory`; developer guide, "Configuration item").

use jiff::{SignedDuration, Timestamp};
use json_patch::PatchOperation;
use json_patch::jsonptr::Pointer;
use serde_json::{Map, Value, json};

use super::inventory::{InventoryPage, InventoryQuery, InventoryRows};
use crate::domain::Region;

/// How much of the past one call may ask for.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Configuration items of one resource kept at once.
pub const ITEMS_KEPT: usize = 2_000;
/// The schema of a timeline as JSON.
pub const TIMELINE_SCHEMA: &str = "genkan.timeline/1";

/// How a resource was at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigurationItem {
    /// When it was captured.
    pub time: Timestamp,
    /// `OK`, `ResourceDiscovered`, `ResourceDeleted`, `ResourceNotRecorded`, ...
    pub status: String,
    /// The whole record, JSON within it read, secrets left out.
    pub record: Value,
}

impl ConfigurationItem {
    /// Whether it is the first one of a resource.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.status.eq_ignore_ascii_case("ResourceDiscovered")
    }

    /// Whether it tells of the resource's end.
    #[must_use]
    pub fn is_deletion(&self) -> bool {
        self.status.to_ascii_lowercase().starts_with("resourcedeleted")
    }

    /// What can change: not the times and ids of the item itself. Relationships are in no order that means
    /// something, so each stands under its own name.
    fn comparable(&self) -> Value {
        let mut compared = Map::new();
        for (shown, field) in [
            ("Configuration", "configuration"),
            ("SupplementaryConfiguration", "supplementaryConfiguration"),
            ("Tags", "tags"),
        ] {
            let value = self.record.get(field).filter(|value| !is_nothing(value));
            compared.insert(shown.to_owned(), value.cloned().unwrap_or_else(|| json!({})));
        }
        let relationships = self.record.get("relationships").and_then(Value::as_array);
        let named: Map<String, Value> = relationships
            .into_iter()
            .flatten()
            .map(|one| {
                let text = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default();
                let id = if text("resourceId").is_empty() {
                    text("resourceName")
                } else {
                    text("resourceId")
                };
                (
                    format!("{} {id}", text("resourceType")),
                    json!(text("relationshipName").trim()),
                )
            })
            .collect();
        compared.insert("Relationships".to_owned(), Value::Object(named));
        Value::Object(compared)
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// A record with the JSON texts within it read and secrets left out.
#[must_use]
pub fn item_record(mut record: Value) -> Value {
    fn read(value: &mut Value) {
        if let Some(inner) = value
            .as_str()
            .filter(|text| text.starts_with(['{', '[']))
            .and_then(|text| serde_json::from_str(text).ok())
        {
            *value = inner;
        }
    }
    if let Some(configuration) = record.get_mut("configuration") {
        read(configuration);
    }
    if let Some(more) = record
        .get_mut("supplementaryConfiguration")
        .and_then(Value::as_object_mut)
    {
        more.values_mut().for_each(read);
    }
    super::events::hide_secrets(&mut record);
    record
}

/// One field that changed between two items.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// Where: `Configuration.state.name`.
    pub path: String,
    /// What it was; none where it was not there.
    pub old: Option<Value>,
    /// What it is; none where it is gone.
    pub new: Option<Value>,
}

impl FieldChange {
    /// Lines it takes with its values written out.
    #[must_use]
    pub fn lines(&self) -> usize {
        let of = |value: &Option<Value>| {
            value
                .as_ref()
                .map_or(0, |value| format!("{value:#}").lines().count())
        };
        1 + of(&self.old) + of(&self.new)
    }
}

/// A part of a path as it is read: `securityGroups[0].groupId`.
fn path(pointer: &Pointer) -> String {
    let mut shown = String::new();
    for token in pointer.tokens() {
        let part = token.decoded();
        if part.chars().all(|letter| letter.is_ascii_digit()) && !part.is_empty() {
            shown.push_str(&format!("[{part}]"));
        } else {
            if !shown.is_empty() {
                shown.push('.');
            }
            shown.push_str(&part);
        }
    }
    shown
}

/// What changed from one item to the next, by field, as the console's timeline shows it.
#[must_use]
pub fn changes(older: &ConfigurationItem, newer: &ConfigurationItem) -> Vec<FieldChange> {
    // A deleted resource has no configuration: that is one change, not one a field.
    if newer.is_deletion() {
        return Vec::new();
    }
    let mut before = older.comparable();
    let mut changed = Vec::new();
    for operation in json_patch::diff(&before, &newer.comparable()).0 {
        let pointer = operation.path().to_buf();
        let old = before.pointer(pointer.as_str()).cloned();
        let (old, new) = match &operation {
            PatchOperation::Add(add) => (None, Some(add.value.clone())),
            PatchOperation::Remove(_) => (old, None),
            PatchOperation::Replace(replace) => (old, Some(replace.value.clone())),
            PatchOperation::Move(_) | PatchOperation::Copy(_) | PatchOperation::Test(_) => continue,
        };
        changed.push(FieldChange {
            path: path(&pointer),
            old,
            new,
        });
        // Later paths are those of the document as changed so far.
        if json_patch::patch(&mut before, &[operation]).is_err() {
            break;
        }
    }
    changed
}

/// One resource's timeline as far as it is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// The items, newest first.
    pub items: Vec<ConfigurationItem>,
    /// What each one changed against the one before it; none where that one is not read.
    pub changes: Vec<Option<Vec<FieldChange>>>,
}

impl Timeline {
    /// Takes older items in.
    pub fn extend(&mut self, items: Vec<ConfigurationItem>) {
        let room = ITEMS_KEPT.saturating_sub(self.items.len());
        let from = self.items.len().saturating_sub(1);
        // An item at the very edge of two weeks is in both.
        let edge: Vec<ConfigurationItem> = match self.items.last() {
            Some(last) => {
                let same = self.items.iter().rev().take_while(|one| one.time == last.time);
                same.cloned().collect()
            }
            None => Vec::new(),
        };
        let new = items.into_iter().filter(|item| !edge.contains(item));
        self.items.extend(new.take(room));
        self.changes.truncate(from);
        for (index, item) in self.items.iter().enumerate().skip(from) {
            let older = self.items.get(index + 1);
            self.changes.push(older.map(|older| changes(older, item)));
        }
    }

    /// Whether an item is known to differ from the one before it.
    #[must_use]
    pub fn has_changes(&self, index: usize) -> bool {
        let changes = self.changes.get(index).and_then(Option::as_ref);
        changes.is_some_and(|changes| !changes.is_empty())
    }

    /// Whether no more can be held.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.items.len() >= ITEMS_KEPT
    }

    /// Whether the first item of all is among them.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.items.last().is_some_and(ConfigurationItem::is_first)
    }
}

/// The reading of one resource's past, a week a call, from now back to a limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The resource's type.
    pub kind: String,
    pub id: String,
    /// What is read.
    pub timeline: Timeline,
    /// Everything from here on is read.
    pub read_to: Timestamp,
    /// AWS Config does not know the resource.
    pub is_unknown: bool,
    limit: Timestamp,
    token: Option<String>,
}

impl Past {
    /// Nothing of it read yet; it will be read back to `limit`.
    #[must_use]
    pub fn of(kind: &str, id: &str, now: Timestamp, limit: Timestamp) -> Self {
        Self {
            kind: kind.to_owned(),
            id: id.to_owned(),
            timeline: Timeline::default(),
            // What is captured within this very second belongs to it.
            read_to: now + SignedDuration::from_secs(1),
            is_unknown: false,
            limit,
            token: None,
        }
    }

    /// Whether there is no more to read: the resource's beginning, the limit, or all that can be held.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_unknown
            || self.timeline.is_full()
            || (self.token.is_none() && (self.read_to <= self.limit || self.timeline.is_whole()))
    }

    fn window(&self) -> Timestamp {
        (self.read_to - WINDOW).max(self.limit)
    }

    /// The next call, and the page of it.
    #[must_use]
    pub fn query(&self) -> (InventoryQuery, Option<String>) {
        let query = InventoryQuery::Items {
            kind: self.kind.clone(),
            id: self.id.clone(),
            since: self.window(),
            until: self.read_to,
        };
        (query, self.token.clone())
    }

    /// Takes its answer. A week is read only once its last page is.
    pub fn take(&mut self, page: InventoryPage) {
        match page.rows {
            InventoryRows::Items(items) => {
                self.timeline.extend(items);
                self.token = page.next;
            }
            InventoryRows::NotDiscovered => self.is_unknown = true,
            InventoryRows::Counts(_) | InventoryRows::Resources(_) | InventoryRows::Found(_) => {}
        }
        if self.token.is_none() {
            self.read_to = self.window();
        }
    }

    /// Whether a week is only half read.
    #[must_use]
    pub const fn is_within_a_week(&self) -> bool {
        self.token.is_some()
    }
}

/// A timeline as versioned JSON, with how far back it was read.
#[must_use]
pub fn timeline_json(
    account: &str,
    region: &Region,
    (kind, id): (&str, &str),
    since: Timestamp,
    timeline: &Timeline,
) -> Value {
    let items: Vec<Value> = timeline
        .items
        .iter()
        .zip(&timeline.changes)
        .map(|(item, changes)| {
            let changes = changes.as_ref().map(|changes| {
                changes
                    .iter()
                    .map(|one| json!({"path": one.path, "old": one.old, "new": one.new}))
                    .collect::<Vec<_>>()
            });
            json!({"time": item.time, "status": item.status, "changes": changes, "record": item.record})
        })
        .collect();
    json!({"schema": TIMELINE_SCHEMA, "account": account, "region": region, "type": kind, "id": id,
        "read_since": since, "complete": timeline.is_whole(), "items": items})
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(status: &str, record: Value) -> ConfigurationItem {
        ConfigurationItem {
            time: Timestamp::UNIX_EPOCH,
            status: status.into(),
            record,
        }
    }

    #[test]
    fn a_stopped_instance_changed_its_state_and_nothing_else() {
        let with = |name: &str, code: u8, at: &str| {
            item(
                "OK",
                json!({"configurationItemCaptureTime": at, "configuration": {"State": {"Name": name, "Code": code}, "instanceType": "t3.micro"}}),
            )
        };
        let changed = changes(&with("running", 16, "1"), &with("stopping", 64, "2"));
        assert_eq!(
            changed,
            [
                FieldChange {
                    path: "Configuration.State.Name".into(),
                    old: Some(json!("running")),
                    new: Some(json!("stopping"))
                },
                FieldChange {
                    path: "Configuration.State.Code".into(),
                    old: Some(json!(16)),
                    new: Some(json!(64))
                },
            ]
        );
    }

    #[test]
    fn relationships_in_another_order_are_no_change_and_a_new_one_is_one() {
        let to = |ids: &[&str]| {
            let list: Vec<Value> = ids
                .iter()
                .map(|id| json!({"resourceType": "AWS::EC2::Volume", "resourceId": id, "relationshipName": "Is attached to "}))
                .collect();
            item("OK", json!({"relationships": list}))
        };
        assert_eq!(changes(&to(&["a", "b"]), &to(&["b", "a"])), []);
        let changed = changes(&to(&["b"]), &to(&["a", "b"]));
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[0].path, "Relationships.AWS::EC2::Volume a");
        assert_eq!(changed[0].new, Some(json!("Is attached to")));
    }

    #[test]
    fn each_of_several_removed_elements_is_shown_with_its_own_value() {
        let of = |list: Value| item("OK", json!({"configuration": {"list": list}}));
        let changed = changes(&of(json!(["a", "b", "c"])), &of(json!(["a"])));
        let gone: Vec<&Value> = changed.iter().filter_map(|one| one.old.as_ref()).collect();
        assert_eq!(gone, [&json!("b"), &json!("c")]);
    }

    #[test]
    fn the_item_before_the_last_one_read_is_not_guessed() {
        let mut timeline = Timeline::default();
        let state = |name: &str| item("OK", json!({"configuration": {"state": name}}));
        timeline.extend(vec![state("c"), state("b")]);
        assert_eq!(timeline.changes[0].as_ref().unwrap().len(), 1);
        assert_eq!(timeline.changes[1], None);
        assert!(!timeline.is_whole());
        timeline.extend(vec![item(
            "ResourceDiscovered",
            json!({"configuration": {"state": "a"}}),
        )]);
        assert_eq!(timeline.changes[1].as_ref().unwrap()[0].old, Some(json!("a")));
        assert_eq!(timeline.changes.len(), timeline.items.len());
        assert!(timeline.is_whole());
    }

    fn page(items: Vec<ConfigurationItem>, next: Option<&str>) -> InventoryPage {
        InventoryPage {
            rows: InventoryRows::Items(items),
            next: next.map(ToOwned::to_owned),
        }
    }

    fn at(status: &str, time: &str) -> ConfigurationItem {
        ConfigurationItem {
            time: time.parse().unwrap(),
            ..item(status, json!({"configurationStateId": time}))
        }
    }

    #[test]
    fn the_past_is_read_a_week_a_call_until_its_beginning() {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let mut past = Past::of("AWS::S3::Bucket", "b", now, now - WINDOW * 10);
        let span = |past: &Past| match past.query() {
            (InventoryQuery::Items { since, until, .. }, token) => (until - since, token),
            _ => panic!("another question"),
        };
        assert_eq!(span(&past).1, None);
        past.take(page(vec![at("OK", "2026-11-24T08:00:00Z")], Some("2")));
        // A short page with a token is not the end of its week.
        assert!(past.is_within_a_week() && past.read_to > now);
        assert_eq!(span(&past).1.as_deref(), Some("2"));
        past.take(page(Vec::new(), None));
        assert_eq!(past.read_to, now + SignedDuration::from_secs(1) - WINDOW);
        assert!(!past.is_over());
        past.take(page(Vec::new(), None));
        past.take(page(vec![at("ResourceDiscovered", "2026-11-05T00:00:00Z")], None));
        assert!(past.is_over());
        assert_eq!(past.timeline.items.len(), 2);
    }

    #[test]
    fn the_past_ends_at_its_limit_and_at_once_where_nothing_is_known() {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let limit = now - SignedDuration::from_hours(24 * 10);
        let mut past = Past::of("AWS::S3::Bucket", "b", now, limit);
        past.take(page(Vec::new(), None));
        past.take(page(Vec::new(), None));
        assert!(past.is_over());
        assert_eq!(past.read_to, limit);
        let mut past = Past::of("AWS::S3::Bucket", "b", now, limit);
        past.take(InventoryPage {
            rows: InventoryRows::NotDiscovered,
            next: None,
        });
        assert!(past.is_over() && past.is_unknown);
    }

    #[test]
    fn an_item_at_the_edge_of_two_weeks_is_shown_once() {
        let mut timeline = Timeline::default();
        timeline.extend(vec![
            at("OK", "2026-11-10T00:00:00Z"),
            at("OK", "2026-11-03T00:00:00Z"),
        ]);
        timeline.extend(vec![
            at("OK", "2026-11-03T00:00:00Z"),
            at("OK", "2026-11-01T00:00:00Z"),
        ]);
        assert_eq!(timeline.items.len(), 3);
        assert_eq!(timeline.changes.len(), 3);
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-c~/.]{0,3}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-c~/0]{1,2}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_same_has_no_changes_and_a_difference_has_some(one in value(), other in value()) {
            let of = |value: &Value| item("OK", json!({"configuration": {"x": value}}));
            prop_assert_eq!(changes(&of(&one), &of(&one)), vec![]);
            prop_assert_eq!(changes(&of(&one), &of(&other)).is_empty(), one == other);
        }
    }
}
