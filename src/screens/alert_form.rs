//! What a person may choose before somebody is told of GuardDuty findings.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::form::{asking, input_line};
use super::widgets::{Button, Page, widest};
use crate::say;
use crate::text::width::pad;
use crate::wizard::AlertField;

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(form) = &look.model.alert_form else {
        return 0;
    };
    let mut page = Page::new(area);
    page.text(1, &look.get("form-alerts-title"), look.theme.title);
    page.text(1, &look.get("form-alerts-intro"), look.theme.dim);
    page.blank();
    let labels = ["form-email", "form-severity", "form-alert-regions"].map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 4;
    let [email, severity, regions] = &labels;
    let on = |field: AlertField| form.focus == field;
    input_line(look, on(AlertField::Email), email, &form.email, column, &mut page);
    // An empty field is no mistake before somebody has been there.
    let untouched = form.email.value().is_empty() && on(AlertField::Email);
    match form.error(AlertField::Email).filter(|_| !untouched) {
        Some(error) => page.text(column + 1, &look.say(&error), look.theme.fail),
        None => page.text(column + 1, &look.get("form-email-hint"), look.theme.dim),
    }
    page.blank();
    let mut choice = |focused: bool, label: &str, value: String, hint: String| {
        page.spans(vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::raw(pad(label, column - 3)),
            Span::styled(
                format!("< {value} >"),
                if focused { look.theme.focus } else { Style::new() },
            ),
        ]);
        page.text(column + 1, &hint, look.theme.dim);
        page.blank();
    };
    let level = look.get(form.severity().message());
    choice(
        on(AlertField::Severity),
        severity,
        look.say(&say!("findings-at-least", level = level)),
        look.get("form-severity-hint"),
    );
    let (value, hint) = if form.everywhere {
        (
            "form-alert-everywhere",
            say!("form-alert-everywhere-hint", home = &form.home),
        )
    } else {
        ("form-alert-home", say!("form-alert-home-hint", home = &form.home))
    };
    choice(on(AlertField::Regions), regions, look.get(value), look.say(&hint));
    if look.model.review.is_some() {
        asking(look, &mut page);
    } else {
        let label = look.get("form-review");
        let button = Button {
            label: &label,
            focused: on(AlertField::Review),
            enabled: form.error(AlertField::Email).is_none(),
        };
        page.buttons(&[button], look.theme);
    }
    page.draw(0, frame, area)
}
