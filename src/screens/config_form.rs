//! What a person may choose before AWS Config is turned on, with what it costs.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::form::{asking, input_line};
use super::widgets::{Button, Page, widest};
use crate::domain::Sentence;
use crate::measures::record::config::Frequency;
use crate::say;
use crate::text::width::{cut, pad};
use crate::wizard::{ConfigField, ConfigForm};

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(form) = &look.model.config_form else {
        return 0;
    };
    let mut page = Page::new(area);
    page.text(1, &look.get("form-config-title"), look.theme.title);
    page.text(1, &look.get("form-config-intro"), look.theme.dim);
    page.blank();
    let ids = [
        "form-bucket",
        "form-regions",
        "form-frequency",
        "form-iam",
        "form-retention",
    ];
    let labels = ids.map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 4;
    let [bucket, regions, frequency, iam, retention] = &labels;
    let on = |field: ConfigField| form.focus == field;
    input_line(
        look,
        on(ConfigField::Bucket),
        bucket,
        &form.bucket,
        column,
        &mut page,
    );
    hint(
        look,
        form,
        ConfigField::Bucket,
        &say!("form-config-bucket-hint"),
        column,
        &mut page,
    );

    region_line(look, form, regions, column, &mut page);
    let names: Vec<&str> = form.chosen.iter().map(crate::domain::Region::as_str).collect();
    let chosen = say!(
        "form-regions-chosen",
        count = names.len(),
        regions = names.join(", ")
    );
    hint(look, form, ConfigField::Regions, &chosen, column, &mut page);

    let continuous = form.frequency == Frequency::Continuous;
    let (first, second) = (look.get("form-continuous"), look.get("form-daily"));
    let mark = |taken: bool| if taken { "(*)" } else { "( )" };
    line(
        look,
        on(ConfigField::Frequency),
        frequency,
        format!("{} {first}  {} {second}", mark(continuous), mark(!continuous)),
        String::new(),
        column,
        &mut page,
    );
    let text = if continuous {
        say!("form-continuous-hint")
    } else {
        say!("form-daily-hint")
    };
    hint(look, form, ConfigField::Frequency, &text, column, &mut page);

    let text = match form.iam_region() {
        Some(region) => say!("form-iam-in", region = region),
        None => say!("form-iam-nowhere"),
    };
    line(
        look,
        on(ConfigField::Iam),
        iam,
        format!("{} {}", if form.iam { "[x]" } else { "[ ]" }, look.say(&text)),
        String::new(),
        column,
        &mut page,
    );

    input_line(
        look,
        on(ConfigField::Retention),
        retention,
        &form.retention,
        column,
        &mut page,
    );
    let days = say!("form-retention-hint", days = form.days().map_or(0, i64::from));
    hint(look, form, ConfigField::Retention, &days, column, &mut page);
    page.blank();
    page.text(1, &look.say(&total(form)), Style::new());
    if look.model.review.is_some() {
        asking(look, &mut page);
    } else {
        let label = look.get("form-review");
        let button = Button {
            label: &label,
            focused: on(ConfigField::Review),
            enabled: form.first_error().is_none(),
        };
        page.buttons(&[button], look.theme);
    }
    page.draw(0, frame, area)
}

fn total(form: &ConfigForm) -> Sentence {
    let estimate = form.estimate();
    say!(
        "form-config-cost",
        items = i64::try_from(estimate.items).unwrap_or(i64::MAX),
        dollars = estimate.dollars
    )
}

/// One Region at a time with its own cost: seventeen do not fit on a small screen.
fn region_line(look: &Look<'_>, form: &ConfigForm, label: &str, column: usize, page: &mut Page) {
    let region = form.pointed();
    let taken = if form.chosen.contains(region) {
        "[x]"
    } else {
        "[ ]"
    };
    let cost = look.say(&say!(
        "form-region-cost",
        dollars = form.estimate_of(region).dollars
    ));
    line(
        look,
        form.focus == ConfigField::Regions,
        label,
        format!("< {taken} {region} >"),
        format!("  {}/{}  {cost}", form.cursor + 1, form.regions.len()),
        column,
        page,
    );
}

fn line(
    look: &Look<'_>,
    focused: bool,
    label: &str,
    value: String,
    after: String,
    column: usize,
    page: &mut Page,
) {
    page.spans(vec![
        Span::raw(if focused { " > " } else { "   " }),
        Span::raw(pad(label, column - 3)),
        Span::styled(value, if focused { look.theme.focus } else { Style::new() }),
        Span::styled(after, look.theme.dim),
    ]);
}

fn hint(
    look: &Look<'_>,
    form: &ConfigForm,
    field: ConfigField,
    text: &Sentence,
    column: usize,
    page: &mut Page,
) {
    let room = page.columns().saturating_sub(column + 2);
    match form.error(field) {
        Some(error) => page.text(column + 1, &look.say(&error), look.theme.fail),
        None => page.text(column + 1, &cut(&look.say(text), room), look.theme.dim),
    }
}
