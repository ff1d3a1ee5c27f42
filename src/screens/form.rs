//! What forms are drawn with.

use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::Page;
use crate::say;
use crate::text::width::{pad, width};
use crate::wizard::Text;

/// A field to type into, with the cursor where it is.
pub(super) fn input_line(
    look: &Look<'_>,
    focused: bool,
    label: &str,
    text: &Text,
    column: usize,
    page: &mut Page,
) {
    let room = page.columns().saturating_sub(column + 4);
    let skipped = text.scroll(room);
    let shown = visible(text.value(), skipped, room);
    if focused && look.model.layers.is_empty() {
        page.cursor_next(column + 1 + text.cursor().saturating_sub(skipped));
    }
    page.spans(vec![
        Span::raw(if focused { " > " } else { "   " }),
        Span::raw(pad(label, column - 3)),
        Span::raw("["),
        Span::styled(
            pad(&shown, room),
            if focused { look.theme.focus } else { Style::new() },
        ),
        Span::raw("]"),
    ]);
}

/// AWS is being asked for what the plan is made of.
pub(super) fn asking(look: &Look<'_>, page: &mut Page) {
    let waited = look
        .model
        .now
        .duration_since(look.model.survey_began)
        .as_secs()
        .max(0);
    let text = look.say(&say!("form-asking", seconds = waited));
    page.text(1, &format!("{} {text}", look.spinner()), look.theme.dim);
}

/// The part of a text that is in view.
pub(super) fn visible(text: &str, skipped: usize, room: usize) -> String {
    let mut column = 0;
    let mut shown = String::new();
    for letter in text.chars() {
        let columns = width(letter.encode_utf8(&mut [0; 4]));
        if column >= skipped && column + columns <= skipped + room {
            shown.push(letter);
        }
        column += columns;
    }
    shown
}
