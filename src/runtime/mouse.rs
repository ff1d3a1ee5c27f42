//! Clicks and scrolling as the keys they stand for: nothing can be done with the mouse that has no key.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::focus::movers;
use crate::screens::{Languages, Theme, key_at, view};
use crate::wizard::{Action, Key, Message, Model, keymap, update};

/// How far the focus is moved to get under the pointer.
const FURTHEST: usize = 80;
/// Rows of the identity bar and its rule.
const BARS: u16 = 2;

/// The keys that a mouse event stands for.
#[must_use]
pub fn keys(event: MouseEvent, model: &Model, languages: &Languages) -> Vec<Key> {
    let of = |action: Action| {
        keymap(model)
            .into_iter()
            .find(|binding| binding.action == action)
            .map(|binding| binding.key)
    };
    match event.kind {
        MouseEventKind::ScrollUp => of(Action::Up).into_iter().collect(),
        MouseEventKind::ScrollDown => of(Action::Down).into_iter().collect(),
        MouseEventKind::Down(MouseButton::Left) => click(event.column, event.row, model, languages),
        _ => Vec::new(),
    }
}

fn click(x: u16, y: u16, model: &Model, languages: &Languages) -> Vec<Key> {
    if y + 1 == model.size.1 {
        return key_at(model, languages, x).into_iter().collect();
    }
    if y < BARS {
        return Vec::new();
    }
    let is_under = |model: &Model| {
        drawn(model, languages)
            .and_then(|buffer| {
                buffer
                    .cell((x, y))
                    .map(|cell| cell.modifier.contains(Modifier::REVERSED))
            })
            .unwrap_or(false)
    };
    // What has the focus is done; anything else gets the focus first, so that no click does two things.
    if is_under(model) {
        return vec![Key::Enter];
    }
    let Some((on, back)) = movers(model) else {
        return Vec::new();
    };
    for key in [on, back] {
        let mut copy = model.clone();
        for step in 1..=FURTHEST {
            update(&mut copy, Message::Key(key));
            if is_under(&copy) {
                return vec![key; step];
            }
        }
    }
    Vec::new()
}

/// The screen as the terminal shows it.
fn drawn(model: &Model, languages: &Languages) -> Option<Buffer> {
    let mut terminal = Terminal::new(TestBackend::new(model.size.0, model.size.1)).ok()?;
    let drawn = terminal
        .draw(|frame| {
            view(model, languages, Theme::plain(), frame);
        })
        .ok()?;
    Some(drawn.buffer.clone())
}
