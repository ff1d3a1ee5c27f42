//! What a person may choose before a plan.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::{Button, Page, widest};
use crate::say;
use crate::text::width::{pad, width};
use crate::wizard::{Field, Form, Text};

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(form) = &look.model.form else { return 0 };
    let mut page = Page::new(area);
    page.text(1, &look.get("form-title"), look.theme.title);
    page.text(1, &look.get("form-intro"), look.theme.dim);
    page.blank();
    let labels = ["form-bucket", "form-region", "form-trail"].map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 4;
    let [bucket, region, trail] = &labels;
    text_field(look, form, Field::Bucket, bucket, &form.bucket, column, &mut page);
    hint(look, form, Field::Bucket, "form-bucket-hint", column, &mut page);
    page.blank();
    let focused = form.focus == Field::Region;
    let index = form
        .regions
        .iter()
        .position(|one| *one == form.region)
        .unwrap_or(0);
    page.spans(vec![
        Span::raw(if focused { " > " } else { "   " }),
        Span::raw(pad(region, column - 3)),
        Span::styled(
            format!("< {} >", form.region),
            if focused { look.theme.focus } else { Style::new() },
        ),
        Span::styled(format!("  {}/{}", index + 1, form.regions.len()), look.theme.dim),
    ]);
    hint(look, form, Field::Region, "form-region-hint", column, &mut page);
    page.blank();
    text_field(look, form, Field::Trail, trail, &form.trail, column, &mut page);
    hint(look, form, Field::Trail, "form-trail-hint", column, &mut page);
    page.blank();
    if look.model.review.is_some() {
        asking(look, &mut page);
    } else {
        let label = look.get("form-review");
        let enabled = form.first_error().is_none();
        let button = Button {
            label: &label,
            focused: form.focus == Field::Review,
            enabled,
        };
        page.buttons(&[button], look.theme);
    }
    page.draw(0, frame, area)
}

fn text_field(
    look: &Look<'_>,
    form: &Form,
    field: Field,
    label: &str,
    text: &Text,
    column: usize,
    page: &mut Page,
) {
    input_line(look, form.focus == field, label, text, column, page);
}

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

fn hint(look: &Look<'_>, form: &Form, field: Field, id: &str, column: usize, page: &mut Page) {
    match form.error(field) {
        Some(error) => page.text(column + 1, &look.say(&error), look.theme.fail),
        None => page.text(column + 1, &look.get(id), look.theme.dim),
    }
}
