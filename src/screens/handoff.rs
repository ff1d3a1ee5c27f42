//! The hand-off: what Security Hub CSPM and Detective would add, what they cost, what they need.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Look;
use super::form::asking;
use super::widgets::{Page, widest};
use crate::measures::detect::SECURITY_HUB;

pub fn draw(look: &Look<'_>, scroll: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    page.text(1, &look.get("handoff-title"), look.theme.title);
    page.text(1, &look.get("handoff-intro"), look.theme.dim);
    page.blank();
    let labels = ["handoff-adds", "handoff-costs", "handoff-needs", "handoff-now"].map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 2;
    let [adds, costs, needs, now] = &labels;
    let services = [
        (
            "AWS Security Hub CSPM",
            "handoff-hub-adds",
            "handoff-hub-costs",
            "handoff-hub-needs",
        ),
        (
            "Amazon Detective",
            "handoff-detective-adds",
            "handoff-detective-costs",
            "handoff-detective-needs",
        ),
    ];
    for (index, (name, what, price, first)) in services.into_iter().enumerate() {
        page.text(1, name, look.theme.title);
        for (label, id) in [(adds, what), (costs, price), (needs, first)] {
            page.labelled(label, look.theme.dim, column, &look.get(id), Style::new());
        }
        if index == 0 {
            hub(look, now, column, &mut page);
            page.blank();
        }
    }
    if look.model.review.is_some() {
        asking(look, &mut page);
    }
    page.draw(scroll, frame, area)
}

/// How Security Hub CSPM stands.
fn hub(look: &Look<'_>, label: &str, column: usize, page: &mut Page) {
    let finding = look.model.finding(&SECURITY_HUB);
    let (status, style) = look.status(finding.as_ref());
    page.labelled(label, look.theme.dim, column, &status, style);
    if let Some(finding) = finding {
        for sentence in finding.gap.iter().chain(&finding.saw) {
            page.labelled("", Style::new(), column, &look.say(sentence), Style::new());
        }
    }
    if look.model.can_turn_hub_on() {
        page.labelled(
            "",
            Style::new(),
            column,
            &look.get("handoff-turn-on"),
            look.theme.warn,
        );
    }
}
