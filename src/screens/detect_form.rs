//! What a person may choose before GuardDuty is turned on, with what AWS would do by itself.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::form::asking;
use super::widgets::{Button, Page, widest};
use crate::measures::detect::PLANS;
use crate::say;
use crate::text::width::{cut, pad};
use crate::wizard::{DetectField, DetectForm};

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(form) = &look.model.detect_form else {
        return 0;
    };
    let mut page = Page::new(area);
    page.text(1, &look.get("form-detect-title"), look.theme.title);
    page.text(1, &look.get("form-detect-intro"), look.theme.dim);
    page.blank();
    let ids = [
        "form-regions",
        "form-plans",
        "form-finding-frequency",
        "form-existing",
    ];
    let labels = ids.map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 4;
    let [regions, plans, frequency, existing] = &labels;
    let room = page.columns().saturating_sub(column + 2);

    let region = form.region().map_or("-", crate::domain::Region::as_str);
    let taken = form.region().is_some_and(|region| form.chosen.contains(region));
    let place = format!("  {}/{}", form.cursor + 1, form.regions.len());
    let on = |field| form.focus == field;
    line(
        on(DetectField::Regions),
        regions,
        chooser(taken, region),
        place,
        column,
        look,
        &mut page,
    );
    match form.error(DetectField::Regions) {
        Some(error) => page.text(column + 1, &look.say(&error), look.theme.fail),
        None => page.text(
            column + 1,
            &cut(&chosen_regions(look, form), room),
            look.theme.dim,
        ),
    }
    page.blank();

    let taken = form.plans.contains(form.plan());
    let place = format!("  {}/{}", form.plan + 1, PLANS.len());
    line(
        on(DetectField::Plans),
        plans,
        chooser(taken, form.plan()),
        place,
        column,
        look,
        &mut page,
    );
    page.text(column + 1, &look.get(&plan_hint(form.plan())), look.theme.dim);
    let names: Vec<&str> = form.plans.iter().map(String::as_str).collect();
    let all = if names.is_empty() {
        say!("form-plans-none")
    } else {
        say!("form-plans-chosen", count = names.len(), plans = names.join(", "))
    };
    page.text(column + 1, &look.say(&all), look.theme.dim);
    page.blank();

    let often = match form.frequency() {
        "FIFTEEN_MINUTES" => "form-frequency-fifteen-minutes",
        "ONE_HOUR" => "form-frequency-one-hour",
        _ => "form-frequency-six-hours",
    };
    let value = format!("< {} >", look.get(often));
    line(
        on(DetectField::Frequency),
        frequency,
        value,
        String::new(),
        column,
        look,
        &mut page,
    );
    page.text(
        column + 1,
        &look.get("form-finding-frequency-hint"),
        look.theme.dim,
    );
    let mark = if form.existing { "[x]" } else { "[ ]" };
    let value = format!("{mark} {}", look.get("form-existing-value"));
    line(
        on(DetectField::Existing),
        existing,
        value,
        String::new(),
        column,
        look,
        &mut page,
    );
    page.blank();
    page.text(1, &look.get("form-detect-cost"), Style::new());
    if look.model.review.is_some() {
        asking(look, &mut page);
    } else {
        let label = look.get("form-review");
        let button = Button {
            label: &label,
            focused: on(DetectField::Review),
            enabled: form.error(DetectField::Regions).is_none(),
        };
        page.buttons(&[button], look.theme);
    }
    page.draw(0, frame, area)
}

/// One of many at a time, with whether it is chosen: seventeen do not fit on a small screen.
fn chooser(taken: bool, name: &str) -> String {
    format!("< {} {name} >", if taken { "[x]" } else { "[ ]" })
}

fn chosen_regions(look: &Look<'_>, form: &DetectForm) -> String {
    if form.is_everywhere() {
        return look.say(&say!("form-regions-all", count = form.regions.len()));
    }
    let names: Vec<&str> = form.chosen.iter().map(crate::domain::Region::as_str).collect();
    look.say(&say!(
        "form-regions-chosen",
        count = names.len(),
        regions = names.join(", ")
    ))
}

/// What a plan watches.
fn plan_hint(name: &str) -> String {
    format!("protects-{}", name.to_lowercase().replace('_', "-"))
}

fn line(
    focused: bool,
    label: &str,
    value: String,
    after: String,
    column: usize,
    look: &Look<'_>,
    page: &mut Page,
) {
    page.spans(vec![
        Span::raw(if focused { " > " } else { "   " }),
        Span::raw(pad(label, column - 3)),
        Span::styled(value, if focused { look.theme.focus } else { Style::new() }),
        Span::styled(after, look.theme.dim),
    ]);
}
