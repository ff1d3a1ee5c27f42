//! The event history: its rows, one event, and its one filter.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::overlay::boxed;
use super::result::trouble;
use super::widgets::{Page, dialog, widest};
use crate::domain::Sentence;
use crate::measures::record::{Attribute, EVENTS_KEPT, Event, GLOBAL_EVENTS};
use crate::say;
use crate::text::width::{cut, cut_middle, pad};
use crate::wizard::{Events, FilterEdit};

/// Lines above the rows: title, question, filter, an empty one, heads.
const ABOVE: usize = 5;
/// Lines below them: what is loaded, and a hint.
const BELOW: usize = 2;

pub fn draw(look: &Look<'_>, events: &Events, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    page.text(1, &look.get("events-title"), look.theme.title);
    let question = format!(
        "{}   {}",
        look.say(&say!("events-region", region = &events.query.region)),
        look.say(&range(events.hours()))
    );
    page.spans(vec![Span::raw(format!(" {question}"))]);
    let filter = match &events.query.filter {
        Some(filter) => say!(
            "events-filter",
            attribute = filter.attribute.name(),
            value = &filter.value
        ),
        None => say!("events-no-filter"),
    };
    let filter = cut(&look.say(&filter), page.columns().saturating_sub(2));
    page.spans(vec![Span::styled(format!(" {filter}"), look.theme.dim)]);
    page.blank();
    if let Some(failure) = &events.failure {
        trouble(look, failure, None, &mut page);
    } else if events.rows.is_empty() && events.loading.is_none() {
        nothing(look, events, &mut page);
    } else if !events.rows.is_empty() {
        rows(look, events, usize::from(area.height), &mut page);
    }
    if events.loading.is_some() || !events.rows.is_empty() {
        let filled = usize::from(area.height).saturating_sub(BELOW);
        while !events.rows.is_empty() && events.failure.is_none() && page.len() < filled {
            page.blank();
        }
        state(look, events, &mut page);
    }
    page.draw(0, frame, area)
}

fn range(hours: i64) -> Sentence {
    if hours <= 24 {
        say!("events-last-hours", hours = hours)
    } else {
        say!("events-last-days", days = hours / 24)
    }
}

/// An answer without events, and where else to look.
fn nothing(look: &Look<'_>, events: &Events, page: &mut Page) {
    let text = say!("events-empty", region = &events.query.region);
    page.text(1, &look.say(&text), Style::new());
    if events.query.filter.is_some() {
        page.text(1, &look.get("events-empty-filter"), look.theme.dim);
    }
    if events.query.region.as_str() != GLOBAL_EVENTS {
        page.text(1, &look.get("events-global"), look.theme.dim);
    }
}

/// The rows in view: only these are made, however many are loaded.
fn rows(look: &Look<'_>, events: &Events, height: usize, page: &mut Page) {
    let room = height.saturating_sub(ABOVE + BELOW).max(1);
    let first = events
        .selected
        .saturating_sub(room / 2)
        .min(events.rows.len().saturating_sub(room));
    let name = page.columns().saturating_sub(3 + 16 + 17 + 11 + 10).clamp(16, 48);
    let heads = [
        "events-when",
        "events-what",
        "events-who",
        "events-service",
        "events-about",
    ];
    let [when, what, who, service, about] = heads.map(|id| look.get(id));
    page.spans(vec![Span::styled(
        format!(
            "   {}{}{}{}{about}",
            pad(&when, 16),
            pad(&what, name + 1),
            pad(&who, 16),
            pad(&service, 11)
        ),
        look.theme.dim,
    )]);
    for (index, event) in events.rows.iter().enumerate().skip(first).take(room) {
        let focused = index == events.selected;
        let refused = event.details().error.is_some();
        let style = match (focused, refused) {
            (true, _) => look.theme.focus,
            (false, true) => look.theme.warn,
            (false, false) => Style::new(),
        };
        // A refusal has a mark as well as a colour.
        let shown = if refused {
            format!("! {}", event.name)
        } else {
            event.name.clone()
        };
        page.spans(vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::raw(pad(&event.time.strftime("%m-%d %H:%M:%S").to_string(), 16)),
            Span::styled(pad(&cut(&shown, name), name), style),
            Span::raw(" "),
            Span::raw(pad(&cut_middle(user(event), 15), 16)),
            Span::raw(pad(&cut(event.service(), 10), 11)),
            Span::styled(related(event), look.theme.dim),
        ]);
    }
}

/// Who, as short as it goes; AWS services have no name there.
fn user(event: &Event) -> &str {
    if event.user.is_empty() { "-" } else { &event.user }
}

fn related(event: &Event) -> String {
    if event.resources.is_empty() {
        "-".to_owned()
    } else {
        event.resources.len().to_string()
    }
}

/// How much is loaded, what is being waited for.
fn state(look: &Look<'_>, events: &Events, page: &mut Page) {
    if let Some(loading) = &events.loading {
        let seconds = look.model.now.duration_since(loading.since).as_secs().max(0);
        let text = say!("events-loading", count = events.rows.len(), seconds = seconds);
        let text = format!("{} {}", look.spinner(), look.say(&text));
        page.text(1, &text, look.theme.dim);
        return;
    }
    let count = events.rows.len();
    let text = if events.is_full() && events.next.is_some() {
        say!("events-full", count = EVENTS_KEPT)
    } else if events.next.is_some() {
        say!("events-more-there", count = count)
    } else {
        say!("events-all-there", count = count)
    };
    page.text(1, &look.say(&text), look.theme.dim);
    if events.query.region.as_str() != GLOBAL_EVENTS {
        let hint = cut(&look.get("events-global"), page.columns().saturating_sub(2));
        page.text(1, &hint, look.theme.dim);
    }
}

/// One event: who, when, from where, what, and the related resources; or its whole record.
pub fn event(
    look: &Look<'_>,
    event: &Event,
    raw: bool,
    scroll: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let title = format!("{}  {}", event.name, event.source);
    let inside = dialog(
        frame,
        area,
        (area.width, area.height),
        &title,
        look.theme,
        look.model.ascii,
    );
    let mut page = Page::new(inside);
    if raw {
        for line in format!("{:#}", event.json()).lines() {
            page.text(1, line, Style::new());
        }
        return page.draw(scroll, frame, inside);
    }
    let details = event.details();
    let ids = [
        "event-who",
        "event-when",
        "event-where",
        "event-what",
        "event-refused",
        "event-resources",
    ];
    let labels = ids.map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 2;
    let [who, when, place, what, refused, resources] = &labels;
    let line = |page: &mut Page, label: &str, text: &str, style: Style| {
        page.labelled(label, look.theme.title, column, text, style);
    };
    let mut name = user(event).to_owned();
    if !details.identity.is_empty() {
        name = format!("{name}  ({})", details.identity);
    }
    line(&mut page, who, &name, Style::new());
    if !details.principal.is_empty() && details.principal != event.user {
        line(&mut page, "", &details.principal, look.theme.dim);
    }
    if let Some(mfa) = details.mfa {
        let text = look.get(if mfa {
            "event-with-mfa"
        } else {
            "event-without-mfa"
        });
        line(&mut page, "", &text, look.theme.dim);
    }
    let time = event.time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    line(&mut page, when, &time, Style::new());
    line(&mut page, place, &details.address, Style::new());
    if !details.agent.is_empty() {
        line(&mut page, "", &details.agent, look.theme.dim);
    }
    let kind = match event.read_only {
        Some(true) => format!("{}  ({})", event.name, look.get("event-reads")),
        Some(false) => format!("{}  ({})", event.name, look.get("event-writes")),
        None => event.name.clone(),
    };
    line(&mut page, what, &kind, Style::new());
    let of = format!("{}  {}", event.source, details.region);
    line(&mut page, "", &of, look.theme.dim);
    if let Some(code) = &details.error {
        line(&mut page, refused, code, look.theme.warn);
        if let Some(message) = details.message.as_ref().filter(|message| *message != code) {
            line(&mut page, "", message, Style::new());
        }
    }
    page.blank();
    let mut label = resources.as_str();
    for resource in &event.resources {
        let text = format!("{}  {}", pad(&resource.kind, 28), resource.name);
        line(&mut page, label, text.trim_start(), Style::new());
        label = "";
    }
    if event.resources.is_empty() {
        line(&mut page, label, &look.get("event-no-resources"), look.theme.dim);
    }
    page.blank();
    page.text(1, &event.id, look.theme.dim);
    page.draw(scroll, frame, inside)
}

pub fn filter(look: &Look<'_>, edit: &FilterEdit, frame: &mut Frame<'_>, area: Rect) -> usize {
    let fill = |page: &mut Page| {
        page.text(1, &look.get("filter-one"), Style::new());
        page.blank();
        for attribute in Attribute::ALL {
            let chosen = attribute == edit.attribute;
            let example = look.get(&format!("filter-{}", attribute.name().to_lowercase()));
            page.spans(vec![
                Span::raw(if chosen { " > " } else { "   " }),
                Span::styled(
                    pad(attribute.name(), 14),
                    if chosen { look.theme.focus } else { Style::new() },
                ),
                Span::styled(format!("  {example}"), look.theme.dim),
            ]);
        }
        page.blank();
        let room = page.columns().saturating_sub(6);
        let skipped = edit.value.scroll(room);
        page.cursor_next(2 + edit.value.cursor().saturating_sub(skipped));
        let shown: String = super::form::visible(edit.value.value(), skipped, room);
        page.spans(vec![
            Span::raw(" ["),
            Span::styled(pad(&shown, room), look.theme.focus),
            Span::raw("]"),
        ]);
        let hint = if edit.dropped {
            "filter-dropped"
        } else {
            "filter-hint"
        };
        page.text(1, &look.get(hint), look.theme.dim);
    };
    boxed(look, &look.get("filter-title"), area, fill, frame)
}
