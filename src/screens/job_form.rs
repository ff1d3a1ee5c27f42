//! What a person may choose before a plan, whatever the job.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::form::{asking, input_line};
use super::widgets::{Button, Page, widest};
use crate::domain::Sentence;
use crate::measures::job::{Around, Choices, Input, Job};
use crate::say;
use crate::text::width::{cut, pad};
use crate::wizard::{JobEntry, Value};

pub fn draw(look: &Look<'_>, job: &'static Job, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(form) = look.model.job_forms.get(job.id) else {
        return 0;
    };
    let Some(around) = look.model.around(form.run()) else {
        return 0;
    };
    let values = form.values();
    let mut page = Page::new(area);
    page.text(1, &look.get(&format!("{}-title", job.words)), look.theme.title);
    page.text(1, &look.get(&format!("{}-intro", job.words)), look.theme.dim);
    page.blank();
    let labels: Vec<String> = form
        .entries
        .iter()
        .map(|entry| look.get(entry.field.word))
        .collect();
    let column = widest(labels.iter().map(String::as_str)) + 4;
    // One line a hint is what five fields leave at 24 rows.
    let tight = form.entries.len() > 4;
    for (index, (entry, label)) in form.entries.iter().zip(&labels).enumerate() {
        let focused = index == form.focus;
        let of = Of {
            look,
            job,
            values: &values,
            around: &around,
            column,
        };
        of.entry(entry, label, focused, &mut page);
        if !tight {
            page.blank();
        }
    }
    if tight {
        page.blank();
    }
    if let Some(total) = (job.total)(&values, &around) {
        page.text(1, &look.say(&total), Style::new());
    }
    if look.model.review.is_some() {
        asking(look, &mut page);
    } else {
        let label = look.get("form-review");
        let button = Button {
            label: &label,
            focused: form.focused().is_none(),
            enabled: form.is_right(&around),
        };
        page.buttons(&[button], look.theme);
    }
    page.draw(0, frame, area)
}

/// What an entry is drawn with.
struct Of<'a> {
    look: &'a Look<'a>,
    job: &'static Job,
    values: &'a Choices,
    around: &'a Around<'a>,
    column: usize,
}

impl Of<'_> {
    fn entry(&self, entry: &JobEntry, label: &str, focused: bool, page: &mut Page) {
        let look = self.look;
        let room = page.columns().saturating_sub(self.column + 2);
        let place = |index: usize, count: usize| format!("  {}/{count}", index + 1);
        let mut notes: Vec<String> = Vec::new();
        match &entry.value {
            Value::Text(text) => {
                input_line(look, focused, label, text, self.column, page);
                notes.push(look.say(&self.hint(entry)));
            }
            Value::OneOf(all, index) => {
                let value = all.get(*index).map_or("", String::as_str);
                let is_name = entry.field.input == Input::Region;
                let shown = if is_name {
                    value.to_owned()
                } else {
                    let value = value.to_lowercase().replace('_', "-");
                    look.get(&format!("{}-{value}", entry.field.word))
                };
                let after = if is_name {
                    place(*index, all.len())
                } else {
                    String::new()
                };
                self.line(label, focused, format!("< {shown} >"), after, page);
                notes.push(look.say(&self.hint(entry)));
            }
            Value::Several { all, chosen, cursor } => {
                let item = all.get(*cursor).map_or("-", String::as_str);
                let mark = if chosen.contains(item) { "[x]" } else { "[ ]" };
                let of_item = (self.job.of_item)(item, entry.field, self.values, self.around);
                let of_item = of_item.map(|sentence| look.say(&sentence));
                let taken = look.say(&taken(entry, all, chosen));
                let mut after = place(*cursor, all.len());
                // What is said of a Region is a few words; what a plan watches is a sentence.
                if matches!(entry.field.input, Input::Regions { .. }) {
                    after.extend(of_item.map(|said| format!("  {said}")));
                    notes.push(cut(&taken, room));
                } else {
                    notes.extend(of_item);
                    notes.push(taken);
                }
                self.line(label, focused, format!("< {mark} {item} >"), after, page);
            }
            Value::Switch(on) => {
                let mark = if *on { "[x]" } else { "[ ]" };
                let shown = format!("{mark} {}", look.say(&self.hint(entry)));
                self.line(label, focused, shown, String::new(), page);
            }
        }
        // An empty field is no mistake before somebody has been there.
        let error = self.job.wrong_with(entry.field, self.values, self.around);
        let is_typed = matches!(entry.value, Value::Text(_));
        match error.filter(|_| entry.visited || !is_typed || !entry.chosen().is_empty()) {
            Some(error) => page.text(self.column + 1, &look.say(&error), look.theme.fail),
            None => {
                for note in notes {
                    page.text(self.column + 1, &note, look.theme.dim);
                }
            }
        }
    }

    fn hint(&self, entry: &JobEntry) -> Sentence {
        (self.job.hint)(entry.field, self.values, self.around).unwrap_or_else(|| Sentence {
            id: format!("{}-hint", entry.field.word).into(),
            args: std::collections::BTreeMap::new(),
        })
    }

    fn line(&self, label: &str, focused: bool, value: String, after: String, page: &mut Page) {
        let theme = self.look.theme;
        page.spans(vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::raw(pad(label, self.column - 3)),
            Span::styled(value, if focused { theme.focus } else { Style::new() }),
            Span::styled(after, theme.dim),
        ]);
    }
}

/// What is taken of many.
fn taken(entry: &JobEntry, all: &[String], chosen: &std::collections::BTreeSet<String>) -> Sentence {
    let names: Vec<&str> = chosen.iter().map(String::as_str).collect();
    let is_all = all.iter().all(|one| chosen.contains(one));
    match entry.field.input {
        Input::Regions { all: true } if is_all => say!("form-regions-all", count = all.len()),
        Input::Regions { .. } => say!(
            "form-regions-chosen",
            count = names.len(),
            regions = names.join(", ")
        ),
        _ if names.is_empty() => say!("form-plans-none"),
        _ => say!("form-plans-chosen", count = names.len(), plans = names.join(", ")),
    }
}
