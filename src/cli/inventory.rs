//! `genkan inventory` and `genkan timeline`: what AWS Config recorded.

use jiff::SignedDuration;

use super::grammar::Format;
use super::{Context, out, table};
use crate::aws::Session;
use crate::aws::record::{inventory, locate};
use crate::domain::{Failure, Kind};
use crate::measures::record::{
    FieldChange, INVENTORY_SCHEMA, InventoryQuery, InventoryRows, Past, ROWS_KEPT, Resource, TypeCount,
    cells, counts_json, holds, is_type, kept_span, resources_json, timeline_json, type_and_id,
};
use crate::say;

/// The exit code where the command line names no one resource.
const NOBODY: u8 = 2;

/// What of the inventory is asked for.
pub struct Asked<'a> {
    /// The resources of a type instead of the counts.
    pub kind: Option<&'a str>,
    /// Deleted ones too.
    pub deleted: bool,
    /// Only what holds this text.
    pub filter: Option<&'a str>,
    pub query: Option<&'a str>,
}

/// Rows of one kind, and whether they are all.
struct Listed<T> {
    rows: Vec<T>,
    complete: bool,
}

impl Context {
    pub(super) async fn inventory(&self, asked: Asked<'_>, format: Format) -> Result<u8, Failure> {
        if let Some(kind) = asked.kind.filter(|kind| !is_type(kind)) {
            let text = format!("--type {kind}: AWS::EC2::Instance");
            return Err(Failure::new(Kind::Usage, text));
        }
        let session = self.session().await?;
        let (identity, _) = crate::aws::account::identity(&session).await?;
        let (account, region) = (&identity.account, session.region().clone());
        let filter = asked.filter.unwrap_or_default();
        let empty = if let Some(query) = asked.query {
            let rows = |rows| match rows {
                InventoryRows::Found(rows) => rows,
                _ => Vec::new(),
            };
            let mut found = self
                .list(&session, &InventoryQuery::Select(query.to_owned()), rows)
                .await?;
            found.rows.retain(|row| holds(&row.to_string(), filter));
            match format {
                Format::Json => out::data(&format!(
                    "{:#}",
                    serde_json::json!({"schema": INVENTORY_SCHEMA, "account": account, "region": region,
                        "query": query, "complete": found.complete, "rows": found.rows})
                )),
                Format::Table => found_table(&found.rows),
            }
            self.say_rest(&found);
            found.rows.is_empty()
        } else if let Some(kind) = asked.kind {
            let query = InventoryQuery::Resources {
                kind: kind.to_owned(),
                deleted: asked.deleted,
            };
            let rows = |rows| match rows {
                InventoryRows::Resources(rows) => rows,
                _ => Vec::new(),
            };
            let mut listed: Listed<Resource> = self.list(&session, &query, rows).await?;
            listed.rows.retain(|one| one.has(filter));
            match format {
                Format::Json => {
                    let value = resources_json(account, &region, &listed.rows, listed.complete);
                    out::data(&format!("{value:#}"));
                }
                Format::Table => self.resource_table(&listed.rows),
            }
            self.say_rest(&listed);
            listed.rows.is_empty()
        } else {
            let rows = |rows| match rows {
                InventoryRows::Counts(rows) => rows,
                _ => Vec::new(),
            };
            let mut counts: Listed<TypeCount> = self.list(&session, &InventoryQuery::Counts, rows).await?;
            counts.rows.retain(|one| holds(&one.kind, filter));
            counts.rows.sort_by(|a, b| a.kind.cmp(&b.kind));
            match format {
                Format::Json => {
                    out::data(&format!("{:#}", counts_json(account, &region, &counts.rows)));
                }
                Format::Table => self.count_table(&counts.rows),
            }
            counts.rows.is_empty()
        };
        if empty {
            out::note(&self.words.say(&say!("inventory-none-found", region = &region)));
        }
        Ok(0)
    }

    /// Page after page, to the end or to what genkan holds.
    async fn list<T>(
        &self,
        session: &Session,
        query: &InventoryQuery,
        rows: impl Fn(InventoryRows) -> Vec<T>,
    ) -> Result<Listed<T>, Failure> {
        let mut all = Vec::new();
        let mut token = None;
        loop {
            let page = inventory(session, session.region(), query, token.as_deref()).await?;
            all.extend(rows(page.rows));
            token = page.next;
            if token.is_none() || all.len() >= ROWS_KEPT {
                break;
            }
        }
        Ok(Listed {
            rows: all,
            complete: token.is_none(),
        })
    }

    fn say_rest<T>(&self, listed: &Listed<T>) {
        if !listed.complete {
            let said = say!("inventory-cut", count = listed.rows.len());
            out::note(&self.words.say(&said));
        }
    }

    fn count_table(&self, counts: &[TypeCount]) {
        if counts.is_empty() {
            return;
        }
        let heads = ["events-service", "inventory-type", "events-about"];
        let mut rows = vec![heads.map(|id| self.words.get(id)).to_vec()];
        rows.extend(
            counts
                .iter()
                .map(|one| vec![one.category().to_owned(), one.kind.clone(), one.count.to_string()]),
        );
        out::data(&table::table(&rows));
    }

    fn resource_table(&self, resources: &[Resource]) {
        if resources.is_empty() {
            return;
        }
        let heads = ["inventory-id", "inventory-name", "timeline-deleted"];
        let mut rows = vec![heads.map(|id| self.words.get(id)).to_vec()];
        rows.extend(resources.iter().map(|one| {
            vec![
                one.id.clone(),
                one.name.clone().unwrap_or_default(),
                one.deleted
                    .map(|time| time.strftime("%Y-%m-%d %H:%M:%SZ").to_string())
                    .unwrap_or_default(),
            ]
        }));
        out::data(&table::table(&rows));
    }

    pub(super) async fn timeline(&self, resource: &str, since: &str, format: Format) -> Result<u8, Failure> {
        let span = kept_span(since)
            .filter(|span| *span > SignedDuration::ZERO)
            .ok_or_else(|| Failure::new(Kind::Usage, format!("--since {since}: 12h, 30d (<= 2557d)")))?;
        let session = self.session().await?;
        let (identity, _) = crate::aws::account::identity(&session).await?;
        let region = session.region().clone();
        let (kind, id) = match type_and_id(resource) {
            Some((kind, id)) => (kind.to_owned(), id.to_owned()),
            None => match self.find(&session, resource).await? {
                Some(hit) => hit,
                None => return Ok(NOBODY),
            },
        };
        let now = session.now();
        let mut past = Past::of(&kind, &id, now, now - span);
        let mut weeks = 0;
        while !past.is_over() {
            let (query, token) = past.query();
            past.take(inventory(&session, &region, &query, token.as_deref()).await?);
            weeks += 1;
            // Years of it take minutes: a word now and then.
            if weeks % 26 == 0 && !past.is_over() {
                let time = past.read_to.strftime("%Y-%m-%d").to_string();
                out::note(&self.words.say(&say!("timeline-so-far", time = time)));
            }
        }
        if past.is_unknown {
            let said = say!("timeline-unknown-here", resource = resource, region = &region);
            out::note(&self.words.say(&said));
            return Ok(NOBODY);
        }
        match format {
            Format::Json => {
                let value = timeline_json(
                    &identity.account,
                    &region,
                    (&kind, &id),
                    past.read_to,
                    &past.timeline,
                );
                out::data(&format!("{value:#}"));
            }
            Format::Table => self.timeline_text(&past),
        }
        let time = past.read_to.strftime("%Y-%m-%d %H:%M UTC").to_string();
        let said = if past.timeline.is_whole() {
            say!("timeline-whole")
        } else if past.timeline.is_full() {
            say!("timeline-full", time = time, count = past.timeline.items.len())
        } else {
            say!("timeline-since", time = time)
        };
        out::note(&self.words.say(&said));
        Ok(0)
    }

    /// The one resource that a person means by an id, a name or an ARN; where it is not one, that is said.
    async fn find(&self, session: &Session, resource: &str) -> Result<Option<(String, String)>, Failure> {
        let mut hits = locate(session, session.region(), resource).await?;
        let region = session.region();
        if hits.len() == 1 {
            return Ok(hits.pop());
        }
        let said = if hits.is_empty() {
            say!("timeline-nobody", resource = resource, region = region)
        } else {
            say!("timeline-several", resource = resource, region = region)
        };
        out::note(&self.words.say(&said));
        for (kind, id) in hits {
            out::note(&format!("  {kind}/{id}"));
        }
        Ok(None)
    }

    /// The items, newest first, each with what it changed.
    fn timeline_text(&self, past: &Past) {
        let mut lines = Vec::new();
        for (item, changes) in past.timeline.items.iter().zip(&past.timeline.changes) {
            let what = match changes {
                _ if item.is_first() => self.words.get("timeline-first"),
                _ if item.is_deletion() => self.words.get("timeline-deleted"),
                Some(changes) if changes.is_empty() => self.words.get("timeline-same"),
                Some(changes) => self.words.say(&say!("timeline-fields", count = changes.len())),
                None => "?".to_owned(),
            };
            let time = item.time.strftime("%Y-%m-%d %H:%M:%SZ");
            lines.push(format!("{time}  {what}"));
            lines.extend(changes.iter().flatten().flat_map(written));
        }
        if !lines.is_empty() {
            out::data(&lines.join("\n"));
        }
    }
}

/// A changed field: its path, what it was, what it is.
fn written(change: &FieldChange) -> Vec<String> {
    let mut lines = vec![format!("  {}", change.path)];
    let old = change.old.iter().map(|value| format!("    - {value}"));
    let new = change.new.iter().map(|value| format!("    + {value}"));
    lines.extend(old.chain(new));
    lines
}

/// The rows of a query, a column for each field.
fn found_table(rows: &[serde_json::Value]) {
    let lines: Vec<Vec<(String, String)>> = rows.iter().map(cells).collect();
    let mut columns: Vec<String> = Vec::new();
    for (name, _) in lines.iter().flatten() {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    if lines.is_empty() {
        return;
    }
    let mut shown = vec![columns.clone()];
    shown.extend(lines.iter().map(|line| {
        columns
            .iter()
            .map(|column| {
                let cell = line.iter().find(|(name, _)| name == column);
                cell.map_or_else(String::new, |(_, value)| value.clone())
            })
            .collect()
    }));
    out::data(&table::table(&shown));
}
