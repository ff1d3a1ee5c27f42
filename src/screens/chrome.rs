//! What is on every screen: who and where, a line for a word, the keys.
//!
//! ```text
//!  genkan | 111122223333 acme | ap-northeast-1 +16 | user/founder | DEMO
//!  ----------------------------------------------------------------------
//!  (the screen)
//!  ----------------------------------------------------------------------
//!  Enter Continue  Esc Back  ? Help  F2 日本語
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::Look;
use super::widgets::Page;
use crate::domain::{Known, Mode};
use crate::say;
use crate::text::width::{cut, width};
use crate::wizard::{Key, MINIMUM, SessionState, keymap};

/// Draws bars and rules; gives the room between them.
pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let row = |y: u16| Rect {
        x: area.x,
        y,
        width: area.width,
        height: 1,
    };
    let columns = usize::from(area.width);
    frame.render_widget(Paragraph::new(identity_bar(look, columns)), row(area.y));
    let rule = if look.model.ascii { "-" } else { "─" }.repeat(columns);
    frame.render_widget(
        Paragraph::new(Span::styled(rule.clone(), look.theme.dim)),
        row(area.y + 1),
    );
    let notice = look
        .model
        .notice
        .as_ref()
        .map(|sentence| cut(&format!(" {}", look.say(sentence)), columns));
    let line = match notice {
        Some(text) => Span::styled(text, look.theme.warn),
        None => Span::styled(rule, look.theme.dim),
    };
    frame.render_widget(Paragraph::new(line), row(area.bottom() - 2));
    keys(look, frame, area);
    Rect {
        y: area.y + 2,
        height: area.height - 4,
        ..area
    }
}

/// The keys, on the last row.
pub fn keys(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    let row = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1.min(area.height),
        ..area
    };
    frame.render_widget(Paragraph::new(key_bar(look, usize::from(area.width))), row);
}

/// Who and where. What matters most stays when there is no room.
pub(super) fn identity_bar(look: &Look<'_>, columns: usize) -> Line<'static> {
    let model = look.model;
    let mut parts = vec![" genkan".to_owned()];
    match &model.facts.account.identity {
        Known::Seen(identity, _) => {
            let alias = model
                .facts
                .account
                .alias
                .seen()
                .and_then(Option::as_deref)
                .unwrap_or_default();
            parts.push(format!("{} {alias}", identity.account).trim_end().to_owned());
            let regions = model
                .facts
                .account
                .regions
                .seen()
                .map_or(0, |regions| regions.enabled.len());
            let home = model.home().map_or_else(String::new, ToString::to_string);
            parts.push(if regions > 1 {
                format!("{home} +{}", regions - 1)
            } else {
                home
            });
            parts.push(identity.short());
        }
        Known::NotAsked | Known::Asking | Known::Refused(_) => parts.push(look.get("bar-no-account")),
    }
    if let SessionState::Open(info) = &model.session {
        if let Some(expires) = info.expires {
            let minutes = expires.duration_since(model.now).as_mins();
            parts.push(look.say(&say!("bar-minutes", minutes = minutes.max(0))));
        }
        if let Some(endpoint) = &info.endpoint {
            parts.push(cut(endpoint, 24));
        }
    }
    let badge = format!(" {} ", look.get(mode(model.mode)));
    let text = parts.join(" | ");
    let room = columns.saturating_sub(width(&badge) + 3);
    Line::from(vec![
        Span::styled(cut(&text, room), look.theme.title),
        Span::raw(" | "),
        Span::styled(badge, look.theme.badge),
    ])
}

/// The message that names a mode.
pub const fn mode(mode: Mode) -> &'static str {
    match (mode.demo, mode.read_only) {
        (true, true) => "bar-demo-read-only",
        (true, false) => "bar-demo",
        (false, true) => "bar-read-only",
        (false, false) => "bar-live",
    }
}

/// The key whose words stand at a column.
pub(super) fn key_at(look: &Look<'_>, columns: usize, column: usize) -> Option<Key> {
    let mut begins = 1;
    for (_, key, label) in shown_keys(look, columns) {
        let ends = begins + width(&key.to_string()) + 1 + width(&label);
        if (begins..ends).contains(&column) {
            return Some(key);
        }
        begins = ends + 2;
    }
    None
}

/// The keys that fit, the less important ones left out first.
fn shown_keys(look: &Look<'_>, columns: usize) -> Vec<(u8, Key, String)> {
    let mut shown: Vec<(u8, Key, String)> = keymap(look.model)
        .into_iter()
        .filter_map(|binding| {
            let priority = binding.footer?;
            Some((priority, binding.key, look.get(binding.label)))
        })
        .collect();
    let total = |shown: &[(u8, Key, String)]| -> usize {
        shown
            .iter()
            .map(|(_, key, label)| width(&key.to_string()) + width(label) + 3)
            .sum()
    };
    while total(&shown) > columns {
        let Some(least) = shown.iter().map(|(priority, ..)| *priority).max() else {
            break;
        };
        if let Some(index) = shown.iter().rposition(|(priority, ..)| *priority == least) {
            shown.remove(index);
        }
    }
    shown
}

fn key_bar(look: &Look<'_>, columns: usize) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    for (_, key, label) in shown_keys(look, columns) {
        spans.push(Span::styled(key.to_string(), look.theme.title));
        spans.push(Span::raw(format!(" {label}  ")));
    }
    Line::from(spans)
}

/// The terminal is too small to show a plan whole.
pub fn too_small(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) {
    let mut page = Page::new(area);
    let (columns, rows) = look.model.size;
    let sentence = say!(
        "too-small",
        columns = i64::from(columns),
        rows = i64::from(rows),
        wanted_columns = i64::from(MINIMUM.0),
        wanted_rows = i64::from(MINIMUM.1)
    );
    page.text(0, &look.say(&sentence), look.theme.title);
    page.draw(0, frame, area);
}
