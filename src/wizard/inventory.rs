//! What AWS Config recorded, in levels: types, the resources of one, the timeline of one resource; or the rows
//! of a query. Lists are read to their end by themselves, a timeline a week at a time.

use super::binding::{Action, Binding, bind, rows, scroll};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::effect::{Effect, Question};
use super::events::Loading;
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::review;
use super::text::Text;
use crate::domain::{Failure, Kind, Region, Sentence};
use crate::measures::record::config::{ConfigRegion, DEFAULT_RETENTION_DAYS};
use crate::measures::record::{
    self, FieldChange, InventoryPage, InventoryQuery, InventoryRows, Past, ROWS_KEPT, Resource, TypeCount,
    cells, holds, is_type,
};
use crate::say;

/// Rows that a page key moves over.
const LEAP: usize = 10;
/// Lines of changed values beyond which only their paths are shown at first.
const LINES_SHOWN: usize = 200;
/// A query to begin with.
const EXAMPLE: &str = "SELECT resourceType, COUNT(*) GROUP BY resourceType";
/// How long after its start a recorder may have nothing to show.
const FIRST_ITEMS: SignedDuration = SignedDuration::from_mins(15);

/// A row that text can be looked for in.
pub trait Searched {
    /// Whether it holds a text, in any letter case.
    fn has(&self, text: &str) -> bool;
}

impl Searched for TypeCount {
    fn has(&self, text: &str) -> bool {
        holds(&self.kind, text)
    }
}

impl Searched for Resource {
    fn has(&self, text: &str) -> bool {
        Self::has(self, text)
    }
}

impl Searched for Value {
    fn has(&self, text: &str) -> bool {
        holds(&self.to_string(), text)
    }
}

/// A list as far as it is read, and which of it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    all: Vec<T>,
    shown: Vec<usize>,
    /// Only rows that hold this text are shown.
    pub filter: String,
    /// The selected one of those shown.
    pub selected: usize,
    next: Option<String>,
    whole: bool,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            shown: Vec::new(),
            filter: String::new(),
            selected: 0,
            next: None,
            whole: false,
        }
    }
}

impl<T: Searched> Rows<T> {
    /// How many are read.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether none is.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether all that AWS has are read.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether no more can be held.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.all.len() >= ROWS_KEPT
    }

    /// How many are shown.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.shown.len()
    }

    /// All that are read.
    pub fn read(&self) -> impl Iterator<Item = &T> {
        self.all.iter()
    }

    /// Those shown.
    pub fn rows(&self) -> impl Iterator<Item = &T> {
        self.shown.iter().filter_map(|index| self.all.get(*index))
    }

    fn at_cursor(&self) -> Option<&T> {
        self.all.get(*self.shown.get(self.selected)?)
    }

    fn take(&mut self, rows: Vec<T>, next: Option<String>) {
        let read = self.all.len();
        let room = ROWS_KEPT.saturating_sub(read);
        self.all.extend(rows.into_iter().take(room));
        // Only the new ones are looked through: a long list comes in hundreds of pages.
        let new = self.all.iter().enumerate().skip(read);
        let fits = new.filter(|(_, row)| self.filter.is_empty() || row.has(&self.filter));
        self.shown.extend(fits.map(|(index, _)| index));
        self.whole = next.is_none();
        self.next = next;
    }

    fn sift(&mut self, filter: &str) {
        filter.clone_into(&mut self.filter);
        self.show();
    }

    fn show(&mut self) {
        let filter = &self.filter;
        let fits = self.all.iter().enumerate().filter(|(_, row)| row.has(filter));
        self.shown = fits.map(|(index, _)| index).collect();
        self.selected = self.selected.min(self.shown.len().saturating_sub(1));
    }

    fn wants_more(&self) -> bool {
        !self.whole && !self.is_full()
    }

    /// The same filter on rows yet to be read.
    fn anew(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            ..Self::default()
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Level {
    /// How many of each type.
    Types(Rows<TypeCount>),
    /// The resources of a type.
    Resources {
        kind: String,
        /// Deleted ones too.
        deleted: bool,
        rows: Rows<Resource>,
    },
    /// One resource's configuration items.
    Timeline {
        /// Its name, where that is not its id.
        name: Option<String>,
        /// What is read of it.
        past: Box<Past>,
        selected: usize,
        /// Week after week is asked for.
        all: bool,
    },
    /// What a query found.
    Found {
        query: String,
        /// The columns, in the order they came.
        columns: Vec<String>,
        rows: Rows<Value>,
    },
}

impl Level {
    /// How many rows it shows.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Types(rows) => rows.count(),
            Self::Resources { rows, .. } => rows.count(),
            Self::Timeline { past, .. } => past.timeline.items.len(),
            Self::Found { rows, .. } => rows.count(),
        }
    }

    /// What to ask next without being told to.
    fn wanted(&self) -> Option<(InventoryQuery, Option<String>)> {
        match self {
            Self::Types(rows) => rows
                .wants_more()
                .then(|| (InventoryQuery::Counts, rows.next.clone())),
            Self::Resources { kind, deleted, rows } => rows.wants_more().then(|| {
                let (kind, deleted) = (kind.clone(), *deleted);
                (InventoryQuery::Resources { kind, deleted }, rows.next.clone())
            }),
            Self::Timeline { past, all, .. } => {
                let on = *all || past.is_within_a_week() || past.timeline.items.is_empty();
                (on && !past.is_over()).then(|| past.query())
            }
            Self::Found { query, rows, .. } => rows
                .wants_more()
                .then(|| (InventoryQuery::Select(query.clone()), rows.next.clone())),
        }
    }

    fn take(&mut self, page: InventoryPage) {
        match (self, page.rows) {
            (Self::Types(list), InventoryRows::Counts(rows)) => {
                list.all.extend(rows);
                list.all.sort_by(|a, b| a.kind.cmp(&b.kind));
                list.show();
                list.take(Vec::new(), page.next);
            }
            (Self::Resources { rows: list, .. }, InventoryRows::Resources(rows)) => {
                list.take(rows, page.next);
            }
            (Self::Timeline { past, .. }, rows) => past.take(InventoryPage { rows, ..page }),
            (
                Self::Found {
                    rows: list, columns, ..
                },
                InventoryRows::Found(rows),
            ) => {
                for (name, _) in rows.iter().flat_map(cells) {
                    if !columns.contains(&name) {
                        columns.push(name);
                    }
                }
                list.take(rows, page.next);
            }
            (Self::Types(_) | Self::Resources { .. } | Self::Found { .. }, _) => {}
        }
    }

    /// The same question, nothing of it answered yet.
    fn anew(&self, now: Timestamp, limit: Timestamp) -> Self {
        match self {
            Self::Types(rows) => Self::Types(rows.anew()),
            Self::Resources { kind, deleted, rows } => Self::Resources {
                kind: kind.clone(),
                deleted: *deleted,
                rows: rows.anew(),
            },
            Self::Timeline { name, past, .. } => Self::Timeline {
                name: name.clone(),
                past: Box::new(Past::of(&past.kind, &past.id, now, limit)),
                selected: 0,
                all: false,
            },
            Self::Found { query, rows, .. } => Self::Found {
                query: query.clone(),
                columns: Vec::new(),
                rows: rows.anew(),
            },
        }
    }

    /// The selected row, and how many there are.
    fn cursor(&mut self) -> (&mut usize, usize) {
        match self {
            Self::Types(rows) => (&mut rows.selected, rows.shown.len()),
            Self::Resources { rows, .. } => (&mut rows.selected, rows.shown.len()),
            Self::Timeline { past, selected, .. } => (selected, past.timeline.items.len()),
            Self::Found { rows, .. } => (&mut rows.selected, rows.shown.len()),
        }
    }

    fn sift(&mut self, filter: &str) {
        match self {
            Self::Types(rows) => rows.sift(filter),
            Self::Resources { rows, .. } => rows.sift(filter),
            Self::Found { rows, .. } => rows.sift(filter),
            Self::Timeline { .. } => {}
        }
    }

    /// The text that its rows are filtered by.
    #[must_use]
    pub fn filter(&self) -> &str {
        match self {
            Self::Types(rows) => &rows.filter,
            Self::Resources { rows, .. } => &rows.filter,
            Self::Found { rows, .. } => &rows.filter,
            Self::Timeline { .. } => "",
        }
    }
}

/// How the recorder of a Region stands, as far as an empty list is explained by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recording {
    /// There is none.
    Off,
    /// Begun a moment ago: nothing is in the list yet.
    New,
    /// Since then.
    Stopped(Option<Timestamp>),
    On,
    /// Nobody knows.
    Unknown,
}

/// What AWS Config recorded, as far as it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Inventory {
    pub region: Region,
    /// The levels, the front one last. Never empty.
    levels: Vec<Level>,
    /// The page under way.
    pub loading: Option<Loading>,
    /// Why there is no answer.
    pub failure: Option<Failure>,
}

impl Inventory {
    /// The level in front.
    #[must_use]
    pub fn level(&self) -> Option<&Level> {
        self.levels.last()
    }
}

/// The line being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryFor {
    /// A text that rows must hold.
    Filter,
    Type,
    Query,
}

/// A line to type.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it is.
    pub about: EntryFor,
    pub text: Text,
    /// What is wrong with it.
    pub error: Option<Sentence>,
}

/// The changes of one item, all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// When the item before it was captured.
    pub older: Timestamp,
    pub changes: Vec<FieldChange>,
    /// Their values as well as their paths.
    pub values: bool,
}

impl Model {
    /// How the recorder of a Region stands.
    #[must_use]
    pub fn recording(&self, region: &Region) -> Recording {
        let Some(at) = self.facts.record.config.at(region) else {
            return Recording::Unknown;
        };
        match (at.recorder.seen(), at.status.seen()) {
            (Some(None), _) => Recording::Off,
            (Some(Some(_)), Some(Some(status))) if !status.recording => Recording::Stopped(status.stopped),
            (Some(Some(_)), Some(Some(status)))
                if status
                    .started
                    .is_some_and(|started| self.now - started < FIRST_ITEMS) =>
            {
                Recording::New
            }
            (Some(Some(_)), Some(Some(_))) => Recording::On,
            _ => Recording::Unknown,
        }
    }

    /// Whether Enter would turn AWS Config on: nothing is recorded here and it is off.
    #[must_use]
    pub fn can_turn_config_on(&self) -> bool {
        let Some(inventory) = self.pages.inventory() else {
            return false;
        };
        let nothing = matches!(inventory.level(), Some(Level::Types(rows)) if rows.is_empty());
        nothing
            && inventory.loading.is_none()
            && inventory.failure.is_none()
            && !self.mode.read_only
            && self.recording(&inventory.region) == Recording::Off
    }

    /// Whether AWS Config did not understand the query in front.
    pub(super) fn has_query_to_correct(&self) -> bool {
        self.pages.inventory().is_some_and(|inventory| {
            let failure = inventory.failure.as_ref();
            matches!(inventory.level(), Some(Level::Found { .. }))
                && failure.is_some_and(|failure| failure.kind == Kind::Invalid)
        })
    }

    /// The oldest that AWS Config keeps in a Region.
    fn kept_since(&self, region: &Region) -> Timestamp {
        let at: Option<&ConfigRegion> = self.facts.record.config.at(region);
        let days = at.and_then(|at| *at.retention.seen()?);
        let hours = i64::from(days.unwrap_or(DEFAULT_RETENTION_DAYS)) * 24;
        self.now - SignedDuration::from_hours(hours)
    }
}

/// Opens the screen at the types of the home Region.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(region) = model.home().cloned() else {
        model.notice = Some(say!("notice-still-asking"));
        return Vec::new();
    };
    model.push(Screen::Inventory(Box::new(Inventory {
        region,
        levels: vec![Level::Types(Rows::default())],
        loading: None,
        failure: None,
    })));
    go_on(model, None)
}

/// Asks for what the level in front wants next, if anything. Seconds are counted from the first page on.
fn go_on(model: &mut Model, since: Option<Timestamp>) -> Vec<Effect> {
    let wanted = model
        .pages
        .inventory()
        .and_then(|inventory| inventory.level()?.wanted());
    ask(model, wanted, since)
}

fn ask(
    model: &mut Model,
    wanted: Option<(InventoryQuery, Option<String>)>,
    since: Option<Timestamp>,
) -> Vec<Effect> {
    let ticket = model.ticket();
    let now = model.now;
    let (Some(inventory), Some((query, token))) = (model.pages.inventory_mut(), wanted) else {
        return Vec::new();
    };
    inventory.loading = Some(Loading {
        ticket,
        since: since.unwrap_or(now),
    });
    inventory.failure = None;
    let region = inventory.region.clone();
    vec![Effect::Read(
        ticket,
        Box::new(Question::Inventory { region, query, token }),
    )]
}

pub(super) fn arrived(
    model: &mut Model,
    ticket: super::Ticket,
    answer: Result<InventoryPage, Failure>,
) -> Vec<Effect> {
    let Some(inventory) = model.pages.inventory_mut() else {
        return Vec::new();
    };
    let Some(loading) = inventory.loading.filter(|loading| loading.ticket == ticket) else {
        return Vec::new();
    };
    inventory.loading = None;
    match answer {
        Ok(page) => {
            if let Some(level) = inventory.levels.last_mut() {
                level.take(page);
            }
            let more = go_on(model, Some(loading.since));
            if more.is_empty()
                && let Some(Level::Timeline { all, .. }) = model
                    .pages
                    .inventory_mut()
                    .and_then(|inventory| inventory.levels.last_mut())
            {
                *all = false;
            }
            more
        }
        Err(failure) => {
            inventory.failure = Some(failure);
            if let Some(Level::Timeline { all, .. }) = inventory.levels.last_mut() {
                *all = false;
            }
            Vec::new()
        }
    }
}

/// Gives up the page under way.
fn stop(model: &mut Model) -> Vec<Effect> {
    let Some(inventory) = model.pages.inventory_mut() else {
        return Vec::new();
    };
    inventory.failure = None;
    let under_way = inventory.loading.take();
    under_way.map(|_| Effect::StopReading).into_iter().collect()
}

/// One level deeper.
fn enter(model: &mut Model, level: Level) -> Vec<Effect> {
    if let Some(inventory) = model.pages.inventory_mut() {
        inventory.failure = None;
        inventory.levels.push(level);
    }
    go_on(model, None)
}

/// One level up, or out.
fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = stop(model);
    match model.pages.inventory_mut() {
        Some(inventory) if inventory.levels.len() > 1 => {
            inventory.levels.pop();
            // What was given up for the deeper level goes on.
            effects.extend(go_on(model, None));
        }
        Some(_) | None => model.pop(),
    }
    effects
}

fn timeline(model: &Model, region: &Region, kind: &str, id: &str, name: Option<String>) -> Level {
    Level::Timeline {
        name,
        past: Box::new(Past::of(kind, id, model.now, model.kept_since(region))),
        selected: 0,
        all: false,
    }
}

/// Enter: deeper, or the whole of what is selected.
fn accept(model: &mut Model) -> Vec<Effect> {
    if model.can_turn_config_on() {
        let region = model.pages.inventory().map(|inventory| inventory.region.clone());
        leave(model);
        let effects = review::begin(model, &record::CONFIG);
        let form = model.job_forms.get_mut(record::CONFIG.id);
        if let (Some(form), Some(region)) = (form, &region) {
            form.take("regions", region.as_str());
        }
        return effects;
    }
    if model.has_query_to_correct() {
        return act(model, Action::Query);
    }
    let Some(inventory) = model.pages.inventory() else {
        return Vec::new();
    };
    // What a failure hides cannot be meant by Enter.
    if inventory.failure.is_some() {
        return ask_anew(model, None);
    }
    let region = &inventory.region;
    let deeper = match inventory.level() {
        Some(Level::Types(rows)) => rows.at_cursor().map(|one| Level::Resources {
            kind: one.kind.clone(),
            deleted: false,
            rows: Rows::default(),
        }),
        Some(Level::Resources { rows, .. }) => rows
            .at_cursor()
            .map(|one| timeline(model, region, &one.kind, &one.id, one.name.clone())),
        Some(Level::Timeline { past, selected, .. }) => {
            let layer = record_of(past, *selected);
            model.layers.extend(layer);
            None
        }
        Some(Level::Found { rows, .. }) => match rows.at_cursor() {
            Some(row) => {
                let text = |key: &str| row.get(key).and_then(Value::as_str);
                match (text("resourceType"), text("resourceId")) {
                    (Some(kind), Some(id)) => {
                        let name = text("resourceName").filter(|name| *name != id);
                        Some(timeline(model, region, kind, id, name.map(ToOwned::to_owned)))
                    }
                    _ => {
                        let layer = Layer::Record {
                            title: String::new(),
                            record: Box::new(row.clone()),
                            difference: None,
                            raw: true,
                            scroll: 0,
                        };
                        model.layers.push(layer);
                        None
                    }
                }
            }
            None => None,
        },
        None => None,
    };
    match deeper {
        Some(level) => enter(model, level),
        None => Vec::new(),
    }
}

/// One item: what changed, where there is something to compare with, and its whole record.
fn record_of(past: &Past, selected: usize) -> Option<Layer> {
    let item = past.timeline.items.get(selected)?;
    let older = past.timeline.items.get(selected + 1);
    let changes = past
        .timeline
        .changes
        .get(selected)
        .and_then(Option::as_ref)
        .filter(|changes| !changes.is_empty());
    let difference = older.zip(changes).map(|(older, changes)| {
        let lines: usize = changes.iter().map(FieldChange::lines).sum();
        Box::new(Difference {
            older: older.time,
            changes: changes.clone(),
            values: lines <= LINES_SHOWN,
        })
    });
    Some(Layer::Record {
        title: format!("{}  {}", past.id, item.time.strftime("%Y-%m-%d %H:%M:%S UTC")),
        record: Box::new(item.record.clone()),
        raw: difference.is_none(),
        difference,
        scroll: 0,
    })
}

/// Everything of the level in front, and of those below once they are seen, is asked again.
fn ask_anew(model: &mut Model, region: Option<Region>) -> Vec<Effect> {
    let now = model.now;
    let to = region.or_else(|| Some(model.pages.inventory()?.region.clone()));
    let Some(to) = to else {
        return Vec::new();
    };
    let limit = model.kept_since(&to);
    if let Some(inventory) = model.pages.inventory_mut() {
        inventory.region = to;
        inventory.loading = None;
        inventory.failure = None;
        for level in &mut inventory.levels {
            *level = level.anew(now, limit);
        }
    }
    go_on(model, None)
}

fn other_region(model: &Model, forward: bool) -> Option<Region> {
    let regions = model.enabled_regions();
    let here = &model.pages.inventory()?.region;
    let count = regions.len().max(1);
    let step = if forward { 1 } else { count - 1 };
    let index = regions.iter().position(|one| one == here);
    let next = index.map_or(0, |index| (index + step) % count);
    regions.get(next).filter(|region| *region != here).cloned()
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(inventory) = model.pages.inventory_mut() else {
        model.pop();
        return Vec::new();
    };
    let Some(level) = inventory.levels.last_mut() else {
        return leave(model);
    };
    match action {
        Action::Back => return leave(model),
        Action::Accept | Action::Difference => return accept(model),
        Action::Recheck => return ask_anew(model, None),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            let (selected, count) = level.cursor();
            let last = count.saturating_sub(1);
            *selected = match action {
                Action::PageUp => selected.saturating_sub(LEAP),
                Action::PageDown => (*selected + LEAP).min(last),
                Action::First => 0,
                Action::Last => last,
                _ => scrolled(*selected, action, last),
            };
        }
        Action::Left | Action::Right => {
            if let Some(region) = other_region(model, action == Action::Right) {
                return ask_anew(model, Some(region));
            }
        }
        Action::Deleted => {
            if let Level::Resources { kind, deleted, rows } = level {
                *level = Level::Resources {
                    kind: kind.clone(),
                    deleted: !*deleted,
                    rows: rows.anew(),
                };
                inventory.loading = None;
                inventory.failure = None;
                return go_on(model, None);
            }
        }
        Action::More | Action::All => {
            let loads = inventory.loading.is_some();
            if let Level::Timeline { past, all, .. } = level {
                if past.is_over() {
                    model.notice = Some(say!("timeline-over"));
                    return Vec::new();
                }
                let wanted = past.query();
                *all = action == Action::All && !*all;
                if !loads {
                    return ask(model, Some(wanted), None);
                }
            }
        }
        Action::Filter => {
            let text = Text::of(level.filter().to_owned());
            entry(model, EntryFor::Filter, text);
        }
        Action::Type => entry(model, EntryFor::Type, Text::of("AWS::".to_owned())),
        Action::Query => {
            let query = match level {
                Level::Found { query, .. } => query.clone(),
                Level::Types(_) | Level::Resources { .. } | Level::Timeline { .. } => EXAMPLE.to_owned(),
            };
            entry(model, EntryFor::Query, Text::of(query));
        }
        _ => {}
    }
    Vec::new()
}

fn entry(model: &mut Model, about: EntryFor, text: Text) {
    model.layers.push(Layer::Entry(Box::new(Entry {
        about,
        text,
        error: None,
    })));
}

/// Keys of the line to type.
pub(super) fn act_entry(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::Entry(entry)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Clear => {
            entry.text.clear();
            entry.error = None;
        }
        Action::Back => {
            model.layers.pop();
        }
        Action::Accept => {
            let text = entry.text.value().trim().to_owned();
            entry.error = match entry.about {
                EntryFor::Type if !is_type(&text) => Some(say!("entry-no-type")),
                EntryFor::Query if text.is_empty() => Some(say!("entry-no-query")),
                EntryFor::Filter | EntryFor::Type | EntryFor::Query => None,
            };
            if entry.error.is_none() {
                let about = entry.about;
                model.layers.pop();
                return entered(model, about, text);
            }
        }
        _ => {}
    }
    Vec::new()
}

fn entered(model: &mut Model, about: EntryFor, text: String) -> Vec<Effect> {
    let Some(level) = model
        .pages
        .inventory_mut()
        .and_then(|inventory| inventory.levels.last_mut())
    else {
        return Vec::new();
    };
    let level = match about {
        EntryFor::Filter => {
            level.sift(&text);
            return Vec::new();
        }
        EntryFor::Type => Level::Resources {
            kind: text,
            deleted: false,
            rows: Rows::default(),
        },
        EntryFor::Query => {
            let found = Level::Found {
                query: text,
                columns: Vec::new(),
                rows: Rows::default(),
            };
            // A corrected query takes the place of the one before.
            if matches!(level, Level::Found { .. }) {
                *level = found;
                return go_on(model, None);
            }
            found
        }
    };
    enter(model, level)
}

/// Text of the line.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    if let Some(Layer::Entry(entry)) = model.layers.last_mut() {
        entry.text.key(key);
        entry.error = None;
    }
    Vec::new()
}

/// Keys of one record's dialog.
pub(super) fn act_record(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Some(Layer::Record {
        difference,
        raw,
        scroll,
        ..
    }) = model.layers.last_mut()
    else {
        return Vec::new();
    };
    match action {
        Action::Raw => {
            *raw = !*raw;
            *scroll = 0;
        }
        Action::Toggle => {
            if let Some(difference) = difference {
                difference.values = !difference.values;
                *scroll = 0;
            }
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            *scroll = scrolled(*scroll, action, extent);
        }
        Action::Back => {
            model.layers.pop();
        }
        _ => {}
    }
    Vec::new()
}

/// The keys of the line that is typed.
pub(super) fn keys_entry(map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-look-up", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
}

/// The keys of one record.
pub(super) fn keys_record(difference: Option<&Difference>, raw: bool, map: &mut Vec<Binding>) {
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    map.push(bind(Key::Enter, Action::Back, "key-back", None));
    if let Some(difference) = difference {
        let label = if raw { "key-difference" } else { "key-raw" };
        map.push(bind(Key::Tab, Action::Raw, label, Some(1)));
        if !raw {
            let label = if difference.values {
                "key-paths"
            } else {
                "key-values"
            };
            map.push(bind(Key::Char(' '), Action::Toggle, label, Some(2)));
        }
    }
    scroll(map);
}

pub(super) fn keys(model: &Model, map: &mut Vec<Binding>) {
    let level = model.pages.inventory().and_then(|inventory| inventory.level());
    let label = match level {
        _ if model.has_query_to_correct() => "key-query",
        _ if model
            .pages
            .inventory()
            .is_some_and(|inventory| inventory.failure.is_some()) =>
        {
            "key-recheck"
        }
        Some(Level::Timeline { past, selected, .. }) if past.timeline.has_changes(*selected) => {
            "key-difference"
        }
        Some(Level::Timeline { .. }) => "key-raw",
        _ if model.can_turn_config_on() => "key-turn-on",
        _ => "key-open",
    };
    let some = label != "key-open" || level.is_some_and(|level| level.count() > 0);
    map.push(bind(Key::Enter, Action::Accept, label, some.then_some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    match level {
        Some(Level::Timeline { past, .. }) => {
            let more = !past.is_over();
            map.push(bind(Key::Char('n'), Action::More, "key-week", more.then_some(1)));
            map.push(bind(Key::Char('N'), Action::All, "key-all", more.then_some(2)));
            map.push(bind(Key::Char('d'), Action::Difference, label, None));
        }
        Some(Level::Types(_) | Level::Resources { .. } | Level::Found { .. }) | None => {
            if let Some(Level::Resources { deleted, .. }) = level {
                let label = if *deleted {
                    "key-hide-deleted"
                } else {
                    "key-deleted"
                };
                map.push(bind(Key::Char('x'), Action::Deleted, label, Some(1)));
            }
            map.push(bind(Key::Char('/'), Action::Filter, "key-filter", Some(1)));
            map.push(bind(Key::Char('t'), Action::Type, "key-type", Some(3)));
            map.push(bind(Key::Char('s'), Action::Query, "key-query", Some(2)));
            map.push(bind(Key::Left, Action::Left, "key-region", None));
            map.push(bind(Key::Right, Action::Right, "key-region", Some(3)));
        }
    }
    map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(4)));
    rows(map);
}
