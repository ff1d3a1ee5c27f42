//! What a person may choose before a plan of measure 2.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::form::{asking, input_line};
use super::widgets::{Button, Page, widest};
use crate::text::dashed;
use crate::text::width::pad;
use crate::wizard::Value;

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(form) = &look.model.secure_form else {
        return 0;
    };
    let mut page = Page::new(area);
    let id = dashed(form.check.id);
    page.text(1, &look.get(&format!("field-of-{id}")), look.theme.title);
    page.text(1, &look.get(&format!("field-of-{id}-intro")), look.theme.dim);
    page.blank();
    let labels: Vec<String> = form
        .fields
        .iter()
        .map(|field| look.get(&format!("field-{}", field.name)))
        .collect();
    let column = widest(labels.iter().map(String::as_str)) + 4;
    // One line a hint is what five fields leave at 24 rows.
    let tight = form.fields.len() > 3;
    for (index, (field, label)) in form.fields.iter().zip(&labels).enumerate() {
        let focused = index == form.focus;
        match &field.value {
            Value::Text(text) => input_line(look, focused, label, text, column, &mut page),
            Value::OneOf(all, chosen) => {
                let value = all.get(*chosen).copied().unwrap_or("");
                let value = look.get(&format!("field-{}-{value}", field.name));
                page.spans(vec![
                    Span::raw(if focused { " > " } else { "   " }),
                    Span::raw(pad(label, column - 3)),
                    Span::styled(
                        format!("< {value} >"),
                        if focused { look.theme.focus } else { Style::new() },
                    ),
                ]);
            }
        }
        // An empty field is no mistake before somebody has been there.
        match field
            .error()
            .filter(|_| field.visited || !field.chosen().is_empty())
        {
            Some(error) => page.text(column + 1, &look.say(&error), look.theme.fail),
            None => page.text(
                column + 1,
                &look.get(&crate::measures::secure::hint(form.check, field.name)),
                look.theme.dim,
            ),
        }
        if !tight {
            page.blank();
        }
    }
    if tight {
        page.blank();
    }
    if look.model.review.is_some() {
        asking(look, &mut page);
    } else {
        let label = look.get("form-review");
        let button = Button {
            label: &label,
            focused: form.focused().is_none(),
            enabled: form.is_right(),
        };
        page.buttons(&[button], look.theme);
    }
    page.draw(0, frame, area)
}
