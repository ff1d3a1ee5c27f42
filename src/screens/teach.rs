//! The introduction, and why a measure or a check matters.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::{Page, dialog};
use crate::domain::{Check, Measure};
use crate::measures;
use crate::say;
use crate::text::width::{pad, width};
use crate::wizard::{INTRO_PAGES, Taught};

pub fn intro(look: &Look<'_>, number: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    page.blank();
    let place = look.say(&say!("intro-page", page = number + 1, pages = INTRO_PAGES));
    let id = if number == 0 {
        "intro-why-title"
    } else {
        "intro-who-title"
    };
    page.text(1, &format!("{}  {place}", look.get(id)), look.theme.title);
    page.blank();
    if number == 0 {
        paragraphs(look, "intro-why", &mut page);
    } else {
        shared(look, &mut page);
    }
    page.draw(0, frame, area)
}

/// One paragraph a line, an empty line between them.
fn paragraphs(look: &Look<'_>, id: &str, page: &mut Page) {
    for (index, line) in look.get(id).lines().filter(|line| !line.is_empty()).enumerate() {
        if index > 0 {
            page.blank();
        }
        page.text(1, line, Style::new());
    }
}

/// Who answers for what: the customer above the line, AWS below it.
fn shared(look: &Look<'_>, page: &mut Page) {
    let labels = ["intro-you", "intro-aws"].map(|id| look.get(id));
    let column = labels.iter().map(|label| width(label)).max().unwrap_or(0) + 2;
    let [you, aws] = &labels;
    let bar = if look.model.ascii { "|" } else { "│" };
    let (rule, cross) = if look.model.ascii {
        ("-", "+")
    } else {
        ("─", "┼")
    };
    let row = |page: &mut Page, label: &str, text: &str| {
        let room = page.columns().saturating_sub(column + 5);
        for (index, line) in crate::text::width::wrap(text, room).into_iter().enumerate() {
            let head = if index == 0 { label } else { "" };
            page.spans(vec![
                Span::raw(" "),
                Span::styled(pad(head, column), look.theme.title),
                Span::raw(format!("{bar} {line}")),
            ]);
        }
    };
    row(page, you, &look.get("intro-you-secures"));
    row(page, "", &look.get("intro-genkan-helps"));
    let right = page.columns().saturating_sub(column + 3);
    page.spans(vec![Span::raw(format!(
        " {}{cross}{}",
        rule.repeat(column),
        rule.repeat(right)
    ))]);
    row(page, aws, &look.get("intro-aws-secures"));
    page.blank();
    paragraphs(look, "intro-who", page);
    page.blank();
    for measure in Measure::ALL {
        let name = look.get(&format!("measure-{}", measure.id()));
        page.text(2, &format!("{} {name}", measure.number()), look.theme.title);
    }
}

pub fn why(look: &Look<'_>, taught: Taught, scroll: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let title = look.get("why-title");
    let inside = dialog(
        frame,
        area,
        (area.width, area.height),
        &title,
        look.theme,
        look.model.ascii,
    );
    let mut page = Page::new(inside);
    match taught {
        Taught::Measure(measure) => of_measure(look, measure, &mut page),
        Taught::Check(check) => of_check(look, check, &mut page),
    }
    page.draw(scroll, frame, inside)
}

fn of_measure(look: &Look<'_>, measure: Measure, page: &mut Page) {
    let name = look.get(&format!("measure-{}", measure.id()));
    page.text(1, &format!("{} {name}", measure.number()), look.theme.title);
    page.blank();
    paragraphs(look, &format!("why-measure-{}", measure.id()), page);
    page.blank();
    page.text(1, &look.get("why-asks"), look.theme.title);
    for check in measures::checks(measure) {
        let (status, style) = look.status(look.model.finding(check).as_ref());
        page.spans(vec![
            Span::raw("  "),
            Span::styled(pad(&status, 14), style),
            Span::raw(format!(" {}", look.words.check(check))),
        ]);
    }
}

fn of_check(look: &Look<'_>, check: &Check, page: &mut Page) {
    page.text(1, &look.words.check(check), look.theme.title);
    page.blank();
    page.text(1, &look.words.why(check), Style::new());
    page.blank();
    page.text(1, &look.get("detail-cost"), look.theme.title);
    page.text(1, &look.words.cost(check), Style::new());
    page.blank();
    page.text(1, &look.get("report-references"), look.theme.title);
    let references = &check.references;
    for (name, ids) in [
        ("AWS SSB", references.ssb),
        ("CIS", references.cis),
        ("Prowler", references.prowler),
    ] {
        let (whole, partly) = (references.of(ids, true), references.of(ids, false));
        if !whole.is_empty() {
            page.text(1, &format!("{name}  {}", whole.join(", ")), Style::new());
        }
        if !partly.is_empty() {
            let name = look.say(&say!("references-partly", name = name));
            page.text(1, &format!("{name}  {}", partly.join(", ")), Style::new());
        }
    }
    page.text(1, &format!("genkan  {}", check.id), Style::new());
    page.blank();
    page.text(1, &look.get("why-more"), look.theme.dim);
}
