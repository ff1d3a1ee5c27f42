//! What AWS Config recorded: its levels, one record, and the line to type.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use serde_json::Value;

use super::Look;
use super::overlay::boxed;
use super::result::trouble;
use super::widgets::{Page, dialog};
use crate::domain::{Kind, Sentence};
use crate::measures::record::{FieldChange, Past, ROWS_KEPT, Resource, TypeCount, cells};
use crate::say;
use crate::text::width::{cut, cut_middle, pad, width, wrap};
use crate::wizard::{Difference, Entry, EntryFor, Inventory, Level, Recording, Rows, Searched};

/// Lines above the rows: title, Region, an empty one, heads.
const ABOVE: usize = 4;
/// Lines below them.
const BELOW: usize = 2;
/// Columns of a timeline's list.
const LIST: usize = 34;

pub fn draw(look: &Look<'_>, inventory: &Inventory, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(level) = inventory.level() else {
        return 0;
    };
    let mut page = Page::new(area);
    let room = page.columns().saturating_sub(2);
    page.text(1, &cut_middle(&title(look, level), room), look.theme.title);
    let mut place = look.say(&say!("events-region", region = &inventory.region));
    for more in about(look, inventory, level) {
        place = format!("{place}   {more}");
    }
    page.spans(vec![Span::styled(
        format!(" {}", cut(&place, room)),
        look.theme.dim,
    )]);
    page.blank();
    let height = usize::from(area.height);
    if let Some(failure) = &inventory.failure {
        let is_query = matches!(level, Level::Found { .. });
        if is_query && failure.kind == Kind::Invalid {
            // Nothing to plan or to mend in the account: only the query is wrong.
            page.text(1, &look.get("inventory-query-refused"), look.theme.fail);
            page.text(3, &failure.message, Style::new());
            page.text(1, &look.get("inventory-query-again"), Style::new());
        } else {
            trouble(look, failure, None, &mut page);
        }
    } else {
        match level {
            Level::Types(rows) => types(look, rows, height, &mut page),
            Level::Resources { rows, .. } => resources(look, rows, height, &mut page),
            Level::Found { columns, rows, .. } => found(look, columns, rows, height, &mut page),
            Level::Timeline { past, selected, .. } => {
                if !past.timeline.items.is_empty() {
                    page.draw(0, frame, area);
                    timeline(look, inventory, past, *selected, frame, area);
                    return 0;
                }
            }
        }
    }
    let said = state(look, inventory, level);
    if inventory.failure.is_none() && shown(level) > 0 {
        while page.len() + said.len() < height {
            page.blank();
        }
    }
    for (text, style) in said {
        page.text(1, &text, style);
    }
    page.draw(0, frame, area)
}

fn title(look: &Look<'_>, level: &Level) -> String {
    match level {
        Level::Types(_) => look.get("inventory-title"),
        Level::Resources { kind, .. } => kind.clone(),
        Level::Timeline { past, name, .. } => {
            let name = name.as_deref().unwrap_or_default();
            format!("{}  {}  {name}", past.kind, past.id)
                .trim_end()
                .to_owned()
        }
        Level::Found { query, .. } => query.clone(),
    }
}

/// How many rows a level shows.
fn shown(level: &Level) -> usize {
    match level {
        Level::Types(rows) => rows.count(),
        Level::Resources { rows, .. } => rows.count(),
        Level::Timeline { past, .. } => past.timeline.items.len(),
        Level::Found { rows, .. } => rows.count(),
    }
}

fn read(level: &Level) -> usize {
    match level {
        Level::Types(rows) => rows.len(),
        Level::Resources { rows, .. } => rows.len(),
        Level::Timeline { past, .. } => past.timeline.items.len(),
        Level::Found { rows, .. } => rows.len(),
    }
}

/// What is shown beside the Region.
fn about(look: &Look<'_>, inventory: &Inventory, level: &Level) -> Vec<String> {
    let mut parts = Vec::new();
    if let Level::Resources { deleted, .. } = level {
        let id = if *deleted {
            "inventory-with-deleted"
        } else {
            "inventory-without-deleted"
        };
        parts.push(look.get(id));
    }
    let filter = level.filter();
    if !filter.is_empty() {
        let text = say!("inventory-filtered", filter = filter, count = shown(level));
        parts.push(look.say(&text));
    }
    if read(level) > 0
        && let Recording::Stopped(at) = look.model.recording(&inventory.region)
    {
        let at = at.map_or_else(|| "-".to_owned(), moment);
        parts.push(look.say(&say!("inventory-stopped", time = at)));
    }
    parts
}

fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The rows in view: only these are made, however many are read.
fn in_view<T: Searched>(rows: &Rows<T>, height: usize) -> (usize, usize) {
    window(rows.selected, rows.count(), height.saturating_sub(ABOVE + BELOW))
}

fn window(selected: usize, count: usize, room: usize) -> (usize, usize) {
    let room = room.max(1);
    let first = selected.saturating_sub(room / 2).min(count.saturating_sub(room));
    (first, room)
}

const fn mark(focused: bool) -> &'static str {
    if focused { " > " } else { "   " }
}

fn types(look: &Look<'_>, rows: &Rows<TypeCount>, height: usize, page: &mut Page) {
    if rows.count() == 0 {
        return;
    }
    let number = 10;
    let service = 18;
    let name = page.columns().saturating_sub(3 + service + number + 2).min(56);
    let [category, kind, count] = ["events-service", "inventory-type", "events-about"].map(|id| look.get(id));
    page.spans(vec![Span::styled(
        format!(
            "   {}{}{}",
            pad(&category, service),
            pad(&kind, name),
            flush_right(&count, number)
        ),
        look.theme.dim,
    )]);
    let (first, room) = in_view(rows, height);
    let mut last = "";
    for (index, one) in rows.rows().enumerate().skip(first).take(room) {
        let focused = index == rows.selected;
        // A service is named once, above its types.
        let service_shown = if one.category() == last {
            ""
        } else {
            one.category()
        };
        last = one.category();
        let style = if focused { look.theme.focus } else { Style::new() };
        page.spans(vec![
            Span::raw(mark(focused)),
            Span::styled(pad(service_shown, service), look.theme.title),
            Span::styled(pad(&cut_middle(&one.kind, name), name), style),
            Span::raw(flush_right(&one.count.to_string(), number)),
        ]);
    }
}

fn flush_right(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(missing))
}

fn resources(look: &Look<'_>, rows: &Rows<Resource>, height: usize, page: &mut Page) {
    if rows.count() == 0 {
        return;
    }
    let (first, room) = in_view(rows, height);
    let all = page.columns().saturating_sub(4);
    let view = || rows.rows().enumerate().skip(first).take(room);
    let id = view()
        .map(|(_, one)| width(&one.id))
        .max()
        .unwrap_or(0)
        .clamp(12, all * 3 / 5)
        + 2;
    let [id_head, name_head] = ["inventory-id", "inventory-name"].map(|id| look.get(id));
    page.spans(vec![Span::styled(
        format!("   {}{name_head}", pad(&id_head, id)),
        look.theme.dim,
    )]);
    for (index, one) in view() {
        let focused = index == rows.selected;
        let style = if focused { look.theme.focus } else { Style::new() };
        let gone = one.deleted.map(|time| {
            let text = look.say(&say!("inventory-gone", time = moment(time)));
            Span::styled(format!("  {text}"), look.theme.warn)
        });
        let rest = all.saturating_sub(id + gone.as_ref().map_or(0, Span::width));
        let mut spans = vec![
            Span::raw(mark(focused)),
            Span::styled(pad(&cut_middle(&one.id, id - 2), id - 2), style),
            Span::raw("  "),
            Span::raw(cut_middle(one.name.as_deref().unwrap_or("-"), rest)),
        ];
        spans.extend(gone);
        page.spans(spans);
    }
}

fn found(look: &Look<'_>, columns: &[String], rows: &Rows<Value>, height: usize, page: &mut Page) {
    if rows.count() == 0 {
        return;
    }
    let (first, room) = in_view(rows, height);
    let lines: Vec<(usize, Vec<(String, String)>)> = rows
        .rows()
        .enumerate()
        .skip(first)
        .take(room)
        .map(|(index, row)| (index, cells(row)))
        .collect();
    let value = |line: &[(String, String)], column: &String| -> String {
        line.iter()
            .find(|(name, _)| name == column)
            .map_or_else(String::new, |(_, value)| value.replace(char::is_control, " "))
    };
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| {
            let widest = lines.iter().map(|(_, line)| width(&value(line, column))).max();
            widest.unwrap_or(0).max(width(column)).min(40)
        })
        .collect();
    let whole = page.columns().saturating_sub(4);
    let row = |of: &dyn Fn(&String) -> String| {
        let cells: Vec<String> = columns
            .iter()
            .zip(&widths)
            .map(|(column, width)| pad(&cut_middle(&of(column), *width), *width))
            .collect();
        cut(cells.join("  ").trim_end(), whole)
    };
    page.spans(vec![Span::styled(
        format!("   {}", row(&Clone::clone)),
        look.theme.dim,
    )]);
    for (index, line) in &lines {
        let focused = *index == rows.selected;
        let style = if focused { look.theme.focus } else { Style::new() };
        page.spans(vec![
            Span::raw(mark(focused)),
            Span::styled(row(&|column| value(line, column)), style),
        ]);
    }
}

/// What is read, what is being waited for, or why there is nothing.
fn state(look: &Look<'_>, inventory: &Inventory, level: &Level) -> Vec<(String, Style)> {
    let dim = look.theme.dim;
    if let Some(loading) = &inventory.loading {
        let seconds = look.model.now.duration_since(loading.since).as_secs().max(0);
        let said = match level {
            Level::Timeline { past, .. } => say!(
                "timeline-loading",
                time = moment(past.read_to),
                count = read(level),
                seconds = seconds
            ),
            Level::Types(_) | Level::Resources { .. } | Level::Found { .. } => {
                say!("inventory-loading", count = read(level), seconds = seconds)
            }
        };
        return vec![(format!("{} {}", look.spinner(), look.say(&said)), dim)];
    }
    if inventory.failure.is_some() {
        return Vec::new();
    }
    let region = &inventory.region;
    let plain = |said: Sentence| vec![(look.say(&said), Style::new())];
    if read(level) > 0 && shown(level) == 0 {
        return plain(say!("inventory-no-match", filter = level.filter()));
    }
    let (count, full) = (read(level), read(level) >= ROWS_KEPT);
    match level {
        Level::Types(rows) if rows.is_empty() => plain(nothing(look, region)),
        Level::Types(rows) => {
            let resources: i64 = rows.read().map(|one| one.count).sum();
            let said = say!("inventory-counted", count = resources, types = rows.len());
            vec![(look.say(&said), dim)]
        }
        Level::Resources { .. } | Level::Found { .. }
            if count == 0 && look.model.recording(region) == Recording::Off =>
        {
            plain(say!("inventory-off-read-only", region = region))
        }
        Level::Resources { kind, deleted, rows } if rows.is_empty() => plain(if *deleted {
            say!("inventory-none-at-all", kind = kind, region = region)
        } else {
            say!("inventory-none", kind = kind, region = region)
        }),
        Level::Found { rows, .. } if rows.is_empty() => plain(say!("inventory-found-none", region = region)),
        Level::Resources { .. } | Level::Found { .. } if full => {
            vec![(look.say(&say!("inventory-full", count = count)), dim)]
        }
        Level::Resources { .. } | Level::Found { .. } => {
            vec![(look.say(&say!("inventory-all", count = count)), dim)]
        }
        Level::Timeline { past, .. } => vec![(look.say(&how_far(past)), dim)],
    }
}

/// Why no type has a resource.
fn nothing(look: &Look<'_>, region: &crate::domain::Region) -> Sentence {
    match look.model.recording(region) {
        Recording::Off if look.model.mode.read_only => say!("inventory-off-read-only", region = region),
        Recording::Off => say!("inventory-off", region = region),
        Recording::New => say!("inventory-new"),
        Recording::Stopped(at) => {
            let at = at.map_or_else(|| "-".to_owned(), moment);
            say!("inventory-nothing-stopped", region = region, time = at)
        }
        Recording::On => say!("inventory-nothing", region = region),
        Recording::Unknown => say!("inventory-nothing-unknown", region = region),
    }
}

/// How far back a timeline was read, said as it is.
fn how_far(past: &Past) -> Sentence {
    let time = moment(past.read_to);
    if past.is_unknown {
        say!("timeline-unknown")
    } else if past.timeline.is_whole() {
        say!("timeline-whole")
    } else if past.timeline.items.is_empty() && past.is_over() {
        say!("timeline-empty", time = time)
    } else if past.is_over() {
        say!("timeline-limit", time = time)
    } else {
        say!("timeline-read-to", time = time)
    }
}

/// The items at the left, what the selected one changed at the right.
fn timeline(
    look: &Look<'_>,
    inventory: &Inventory,
    past: &Past,
    selected: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let head = 3;
    let said = match &inventory.failure {
        Some(_) => Vec::new(),
        None => inventory
            .level()
            .map(|level| state(look, inventory, level))
            .unwrap_or_default(),
    };
    let below = 2;
    let body = Rect {
        y: area.y + head,
        height: area.height.saturating_sub(head + below),
        ..area
    };
    let columns = u16::try_from(LIST).unwrap_or(area.width).min(area.width);
    let left = Rect {
        width: columns,
        ..body
    };
    let right = Rect {
        x: body.x + columns + 1,
        width: body.width.saturating_sub(columns + 1),
        ..body
    };
    let items = &past.timeline.items;
    let (first, room) = window(selected, items.len(), usize::from(body.height));
    let mut list = Page::new(left);
    for (index, item) in items.iter().enumerate().skip(first).take(room) {
        let focused = index == selected;
        let changes = past.timeline.changes.get(index).and_then(Option::as_ref);
        let what = match changes {
            _ if item.is_first() => look.get("timeline-first"),
            _ if item.is_deletion() => look.get("timeline-deleted"),
            Some(changes) if changes.is_empty() => look.get("timeline-same"),
            Some(changes) => look.say(&say!("timeline-fields", count = changes.len())),
            None => "?".to_owned(),
        };
        let style = if focused { look.theme.focus } else { Style::new() };
        list.spans(vec![
            Span::raw(mark(focused)),
            Span::styled(item.time.strftime("%Y-%m-%d %H:%M:%S").to_string(), style),
            Span::raw(format!("  {}", cut(&what, 10))),
        ]);
    }
    list.draw(0, frame, left);
    let bar = if look.model.ascii { "|" } else { "│" };
    let rule: Vec<Line<'_>> = (0..body.height)
        .map(|_| Line::from(Span::styled(bar, look.theme.dim)))
        .collect();
    let line = Rect {
        x: body.x + columns,
        width: 1,
        ..body
    };
    frame.render_widget(Paragraph::new(rule), line);
    beside(look, past, selected, frame, right);
    let mut page = Page::new(area);
    for (text, style) in said {
        page.text(1, &text, style);
    }
    let bottom = Rect {
        y: body.bottom(),
        height: below,
        ..area
    };
    page.draw(0, frame, bottom);
}

/// What the selected item changed, as far as there is room.
fn beside(look: &Look<'_>, past: &Past, selected: usize, frame: &mut Frame<'_>, area: Rect) {
    let mut page = Page::new(area);
    let Some(item) = past.timeline.items.get(selected) else {
        return;
    };
    let changes = past.timeline.changes.get(selected).and_then(Option::as_ref);
    let older = past.timeline.items.get(selected + 1);
    let said = match (changes, older) {
        _ if item.is_first() => say!("difference-first"),
        _ if item.is_deletion() => say!("difference-deleted"),
        (Some(changes), Some(older)) if !changes.is_empty() => {
            say!("difference-since", time = second(older.time))
        }
        (Some(_), _) => say!("difference-same"),
        (None, _) if past.is_over() => say!("difference-lost"),
        (None, _) => say!("difference-unread"),
    };
    page.text(1, &look.say(&said), look.theme.dim);
    for change in changes.into_iter().flatten() {
        write(look, change, true, &mut page);
    }
    let rows = usize::from(area.height);
    if page.len() > rows {
        let count = changes.map_or(0, Vec::len);
        let hint = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        let above = Rect {
            height: area.height.saturating_sub(1),
            ..area
        };
        page.draw(0, frame, above);
        let mut more = Page::new(hint);
        more.text(
            1,
            &look.say(&say!("difference-more", count = count)),
            look.theme.dim,
        );
        more.draw(0, frame, hint);
    } else {
        page.draw(0, frame, area);
    }
}

fn second(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// One changed field: its path, what it was, what it is. Marks tell as well as colours.
fn write(look: &Look<'_>, change: &FieldChange, values: bool, page: &mut Page) {
    // A path is a name: it is cut in its middle rather than broken.
    let room = page.columns().saturating_sub(2);
    page.text(1, &cut_middle(&change.path, room), look.theme.title);
    if !values {
        return;
    }
    let sides = [
        ("-", &change.old, look.theme.warn),
        ("+", &change.new, look.theme.pass),
    ];
    for (sign, value, style) in sides {
        let Some(value) = value else { continue };
        let room = page.columns().saturating_sub(5);
        let flat = value.to_string();
        let text = if width(&flat) <= room {
            flat
        } else {
            format!("{value:#}")
        };
        for line in indented(&text, room) {
            page.spans(vec![Span::styled(format!("  {sign} {line}"), style)]);
        }
    }
}

/// Lines of a JSON text in so many columns: what a line is wrapped to keeps its indent.
fn indented(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let own = line.trim_start();
        let mut indent = line.len() - own.len();
        let mut rest = own.to_owned();
        while width(&rest) > columns.saturating_sub(indent) {
            let parts = wrap(&rest, columns.saturating_sub(indent).max(8));
            let Some((first, _)) = parts.split_first() else {
                break;
            };
            lines.push(format!("{}{first}", " ".repeat(indent)));
            let used = first.len();
            rest = rest.get(used..).unwrap_or_default().trim_start().to_owned();
            indent = line.len() - own.len() + 2;
        }
        lines.push(format!("{}{rest}", " ".repeat(indent)));
    }
    lines
}

/// One item: all that changed, or its whole record.
pub fn record(
    look: &Look<'_>,
    title: &str,
    record: &Value,
    difference: Option<&Difference>,
    scroll: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let inside = dialog(
        frame,
        area,
        (area.width, area.height),
        title,
        look.theme,
        look.model.ascii,
    );
    let mut page = Page::new(inside);
    match difference {
        Some(difference) => {
            let since = say!("difference-since", time = second(difference.older));
            page.text(1, &look.say(&since), look.theme.dim);
            if !difference.values {
                let lines: usize = difference.changes.iter().map(FieldChange::lines).sum();
                let count = difference.changes.len();
                let said = say!("difference-collapsed", count = count, lines = lines);
                page.text(1, &look.say(&said), look.theme.dim);
            }
            page.blank();
            for change in &difference.changes {
                write(look, change, difference.values, &mut page);
            }
        }
        None => {
            let room = page.columns().saturating_sub(2);
            for line in indented(&format!("{record:#}"), room) {
                page.spans(vec![Span::raw(format!(" {line}"))]);
            }
        }
    }
    page.draw(scroll, frame, inside)
}

/// The line to type.
pub fn entry(look: &Look<'_>, entry: &Entry, frame: &mut Frame<'_>, area: Rect) -> usize {
    let (title, hint) = match entry.about {
        EntryFor::Filter => ("filter-title", "entry-filter"),
        EntryFor::Type => ("entry-type-title", "entry-type"),
        EntryFor::Query => ("entry-query-title", "entry-query"),
    };
    let fill = |page: &mut Page| {
        page.text(1, &look.get(hint), Style::new());
        page.blank();
        let room = page.columns().saturating_sub(6);
        let skipped = entry.text.scroll(room);
        page.cursor_next(2 + entry.text.cursor().saturating_sub(skipped));
        let shown = super::form::visible(entry.text.value(), skipped, room);
        page.spans(vec![
            Span::raw(" ["),
            Span::styled(pad(&shown, room), look.theme.focus),
            Span::raw("]"),
        ]);
        match &entry.error {
            Some(error) => page.text(1, &look.say(error), look.theme.fail),
            None => page.blank(),
        }
    };
    boxed(look, &look.get(title), area, fill, frame)
}
