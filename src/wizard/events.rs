//! The event history: one attribute filter and a time range, as AWS allows, page by page.

use super::binding::{Action, Binding, bind, rows};
use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, Export, Question, Ticket};
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::text::Text;
use crate::domain::{Failure, Region};
use crate::measures::record::{Attribute, EVENTS_KEPT, Event, EventPage, EventQuery, Filter};
use crate::say;

/// The time ranges to choose from, in hours; the last one is all that AWS keeps.
pub const SPANS: [i64; 5] = [1, 24, 24 * 7, 24 * 30, 24 * 90];
/// Rows that a page key moves over.
const LEAP: usize = 10;

/// A page under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loading {
    /// The question's ticket.
    pub(super) ticket: Ticket,
    /// When it was asked.
    pub since: Timestamp,
}

/// The event history as far as it is loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    pub query: EventQuery,
    /// Which of [`SPANS`].
    pub span: usize,
    /// The events, newest first.
    pub rows: Vec<Event>,
    pub selected: usize,
    /// How to ask for more; none at the end.
    pub next: Option<String>,
    /// The page under way.
    pub loading: Option<Loading>,
    /// Page after page is asked for.
    pub all: bool,
    /// Why there is no answer.
    pub failure: Option<Failure>,
}

impl Events {
    /// Whether no more can be held.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.rows.len() >= EVENTS_KEPT
    }

    /// Hours of the time range.
    #[must_use]
    pub fn hours(&self) -> i64 {
        SPANS.get(self.span).copied().unwrap_or(24)
    }
}

/// The filter being edited.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterEdit {
    /// What is compared.
    pub attribute: Attribute,
    /// With what.
    pub value: Text,
    /// A value of another attribute was dropped.
    pub dropped: bool,
}

/// Opens the screen; what was loaded before is still there.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(home) = model.home().cloned() else {
        model.notice = Some(say!("notice-still-asking"));
        return Vec::new();
    };
    let left = model
        .pages
        .take_left(|screen| matches!(screen, Screen::Events(_)));
    match left {
        Some(Screen::Events(events)) if events.failure.is_none() => {
            model.push(Screen::Events(events));
            Vec::new()
        }
        Some(_) | None => begin(model, home, None, 1),
    }
}

/// Asks a new question; the old answers go.
fn begin(model: &mut Model, region: Region, filter: Option<Filter>, span: usize) -> Vec<Effect> {
    let hours = SPANS.get(span).copied().unwrap_or(24);
    let query = EventQuery {
        region,
        filter,
        since: model.now - SignedDuration::from_hours(hours),
        until: None,
    };
    let events = Events {
        query,
        span,
        rows: Vec::new(),
        selected: 0,
        next: None,
        loading: None,
        all: false,
        failure: None,
    };
    match model.pages.events_mut() {
        Some(before) => *before = events,
        None => model.push(Screen::Events(Box::new(events))),
    }
    load(model)
}

/// Asks for the next page.
fn load(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let now = model.now;
    let Some(events) = model.pages.events_mut() else {
        return Vec::new();
    };
    events.loading = Some(Loading { ticket, since: now });
    events.failure = None;
    let question = Question::Events {
        query: events.query.clone(),
        token: events.next.clone(),
    };
    vec![Effect::Read(ticket, Box::new(question))]
}

pub(super) fn arrived(model: &mut Model, ticket: Ticket, answer: Result<EventPage, Failure>) -> Vec<Effect> {
    let Some(events) = model.pages.events_mut() else {
        return Vec::new();
    };
    if events.loading.is_none_or(|loading| loading.ticket != ticket) {
        return Vec::new();
    }
    events.loading = None;
    match answer {
        Ok(page) => {
            let room = EVENTS_KEPT.saturating_sub(events.rows.len());
            events.rows.extend(page.events.into_iter().take(room));
            events.next = page.next;
            if events.all && events.next.is_some() && !events.is_full() {
                return load(model);
            }
            events.all = false;
        }
        Err(failure) => {
            events.all = false;
            events.failure = Some(failure);
        }
    }
    Vec::new()
}

/// Gives up the page under way.
fn stop(model: &mut Model) -> Vec<Effect> {
    let Some(events) = model.pages.events_mut() else {
        return Vec::new();
    };
    events.all = false;
    events
        .loading
        .take()
        .map(|_| Effect::StopReading)
        .into_iter()
        .collect()
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let regions = model.enabled_regions().to_vec();
    let Some(events) = model.pages.events_mut() else {
        model.pop();
        return Vec::new();
    };
    let last = events.rows.len().saturating_sub(1);
    match action {
        Action::Back => {
            let effects = stop(model);
            // An answer that was given up half way is no answer: the next visit asks again.
            let is_empty = model.pages.events().is_some_and(|events| events.rows.is_empty());
            model.pop();
            if !effects.is_empty() && is_empty {
                model
                    .pages
                    .take_left(|screen| matches!(screen, Screen::Events(_)));
            }
            return effects;
        }
        Action::Up | Action::Down => events.selected = scrolled(events.selected, action, last),
        Action::PageUp => events.selected = events.selected.saturating_sub(LEAP),
        Action::PageDown => events.selected = (events.selected + LEAP).min(last),
        Action::First => events.selected = 0,
        Action::Last => events.selected = last,
        Action::Accept => {
            if let Some(event) = events.rows.get(events.selected) {
                model.layers.push(Layer::Event {
                    event: Box::new(event.clone()),
                    raw: false,
                    scroll: 0,
                });
            }
        }
        Action::Filter => {
            let edit = match &events.query.filter {
                Some(filter) => FilterEdit {
                    attribute: filter.attribute,
                    value: Text::of(filter.value.clone()),
                    dropped: false,
                },
                None => FilterEdit {
                    attribute: Attribute::EventName,
                    value: Text::default(),
                    dropped: false,
                },
            };
            model.layers.push(Layer::Filter(Box::new(edit)));
        }
        Action::Span => {
            let span = (events.span + 1) % SPANS.len();
            let (region, filter) = (events.query.region.clone(), events.query.filter.clone());
            return begin(model, region, filter, span);
        }
        Action::Left | Action::Right => {
            let count = regions.len().max(1);
            let here = regions.iter().position(|one| *one == events.query.region);
            let step = if action == Action::Right { 1 } else { count - 1 };
            let next = here.map_or(0, |index| (index + step) % count);
            if let Some(region) = regions.get(next).filter(|region| **region != events.query.region) {
                let (filter, span) = (events.query.filter.clone(), events.span);
                return begin(model, region.clone(), filter, span);
            }
        }
        Action::More | Action::All => {
            if events.loading.is_some() {
                events.all = action == Action::All && !events.all;
            } else if events.is_full() {
                model.notice = Some(say!("events-full", count = EVENTS_KEPT));
            } else if events.next.is_some() {
                events.all = action == Action::All;
                return load(model);
            } else {
                model.notice = Some(say!("events-end"));
            }
        }
        Action::Recheck => {
            let (region, filter, span) = (
                events.query.region.clone(),
                events.query.filter.clone(),
                events.span,
            );
            return begin(model, region, filter, span);
        }
        Action::Export => return export(model),
        _ => {}
    }
    Vec::new()
}

fn export(model: &mut Model) -> Vec<Effect> {
    let account = model.identity().map(|identity| identity.account.clone());
    match (model.pages.events(), account) {
        (Some(events), Some(account)) if !events.rows.is_empty() => {
            vec![Effect::Export(Box::new(Export {
                account,
                query: events.query.clone(),
                events: events.rows.clone(),
                complete: events.next.is_none() && events.loading.is_none(),
            }))]
        }
        _ => {
            model.notice = Some(say!("events-nothing-to-export"));
            Vec::new()
        }
    }
}

/// Keys of the filter's dialog.
pub(super) fn act_filter(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::Filter(edit)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Previous | Action::Next => {
            let count = Attribute::ALL.len();
            let here = Attribute::ALL
                .iter()
                .position(|attribute| *attribute == edit.attribute)
                .unwrap_or(0);
            let step = if action == Action::Next { 1 } else { count - 1 };
            if let Some(attribute) = Attribute::ALL.get((here + step) % count) {
                edit.attribute = *attribute;
            }
            edit.dropped = !edit.value.value().is_empty();
            edit.value.clear();
        }
        Action::Clear => edit.value.clear(),
        Action::Back => {
            model.layers.pop();
        }
        Action::Accept => {
            let value = edit.value.value().trim().to_owned();
            let filter = (!value.is_empty()).then_some(Filter {
                attribute: edit.attribute,
                value,
            });
            model.layers.pop();
            if let Some(events) = model.pages.events() {
                let (region, span) = (events.query.region.clone(), events.span);
                return begin(model, region, filter, span);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Text of the filter's value.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    if let Some(Layer::Filter(edit)) = model.layers.last_mut() {
        edit.value.key(key);
        edit.dropped = false;
    }
    Vec::new()
}

/// Keys of one event's dialog.
pub(super) fn act_event(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Some(Layer::Event { raw, scroll, .. }) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Raw => {
            *raw = !*raw;
            *scroll = 0;
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

pub(super) fn keys(events: &Events, map: &mut Vec<Binding>) {
    let some = !events.rows.is_empty();
    map.push(bind(Key::Enter, Action::Accept, "key-open", some.then_some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    // Shown where it would do something.
    let more = events.next.is_some();
    map.push(bind(Key::Char('n'), Action::More, "key-more", more.then_some(1)));
    map.push(bind(Key::Char('f'), Action::Filter, "key-filter", Some(2)));
    map.push(bind(Key::Char('t'), Action::Span, "key-span", Some(2)));
    map.push(bind(Key::Left, Action::Left, "key-region", None));
    map.push(bind(Key::Right, Action::Right, "key-region", Some(3)));
    map.push(bind(Key::Char('x'), Action::Export, "key-export", Some(3)));
    map.push(bind(Key::Char('N'), Action::All, "key-all", more.then_some(5)));
    map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", None));
    rows(map);
}

/// The keys of one event.
pub(super) fn keys_event(raw: bool, map: &mut Vec<Binding>) {
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    map.push(bind(Key::Enter, Action::Back, "key-back", None));
    let label = if raw { "key-summary" } else { "key-raw" };
    map.push(bind(Key::Tab, Action::Raw, label, Some(1)));
    map.push(bind(Key::Up, Action::Up, "key-scroll", None));
    map.push(bind(Key::Down, Action::Down, "key-scroll", Some(3)));
    map.push(bind(Key::PageUp, Action::PageUp, "key-scroll", None));
    map.push(bind(Key::PageDown, Action::PageDown, "key-scroll", None));
}

/// The keys of the filter.
pub(super) fn keys_filter(map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-look-up", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Up, Action::Previous, "key-attribute", None));
    map.push(bind(Key::Down, Action::Next, "key-attribute", Some(2)));
    map.push(bind(Key::Tab, Action::Next, "key-attribute", None));
    map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
}
