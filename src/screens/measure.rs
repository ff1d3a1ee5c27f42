//! One measure's checks, and everything about the selected one: what we saw, why, cost, fix.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::{Page, widest};
use crate::domain::{Check, Finding, Measure, Status};
use crate::measures;
use crate::say;
use crate::text::width::pad;

pub fn draw(look: &Look<'_>, measure: Measure, selected: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let rows = usize::from(area.height);
    // What it costs and what Enter would do must not be cut off: the source goes first, it is in the evidence too.
    let mut shown = page(look, measure, selected, Detail::Whole, area);
    let shorter: &[Detail] = if measure == Measure::Secure {
        &[Detail::WithoutSource, Detail::Compact, Detail::Least]
    } else {
        &[Detail::WithoutSource, Detail::WithoutReason]
    };
    for how in shorter.iter().copied() {
        if shown.len() > rows {
            shown = page(look, measure, selected, how, area);
        }
    }
    shown.draw(0, frame, area)
}

/// How much is said of the selected check.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    Whole,
    WithoutSource,
    WithoutReason,
    /// Without empty lines, and without a word on what costs nothing.
    Compact,
    /// And without the reason.
    Least,
}

fn page(look: &Look<'_>, measure: Measure, selected: usize, how: Detail, area: Rect) -> Page {
    let mut page = Page::new(area);
    let name = look.get(&format!("measure-{}", measure.id()));
    page.text(1, &format!("{} {name}", measure.number()), look.theme.title);
    let as_root = match measure {
        Measure::Secure if look.model.needs_administrator() => Some("secure-root-first"),
        Measure::Secure if look.model.should_leave_root() => Some("secure-root-leave"),
        _ => None,
    };
    if let Some(as_root) = as_root {
        page.text(1, &look.get(as_root), look.theme.warn);
    }
    if !matches!(how, Detail::Compact | Detail::Least) {
        page.blank();
    }
    let checks = measures::checks(measure);
    for (index, check) in checks.iter().enumerate() {
        let finding = look.model.finding(check);
        let (status, style) = look.status(finding.as_ref());
        let focused = index == selected;
        let title_style = if focused { look.theme.focus } else { Style::new() };
        page.spans(vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::styled(pad(&status, 14), style),
            Span::styled(format!(" {} ", look.words.check(check)), title_style),
        ]);
    }
    if !matches!(how, Detail::Compact | Detail::Least) {
        page.blank();
    }
    if let Some(check) = checks.get(selected) {
        detail(look, check, look.model.finding(check).as_ref(), how, &mut page);
    }
    page
}

fn detail(look: &Look<'_>, check: &'static Check, finding: Option<&Finding>, how: Detail, page: &mut Page) {
    let ids = ["detail-saw", "detail-why", "detail-cost", "detail-fix"];
    let labels = ids.map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 2;
    let [saw_label, why_label, cost_label, fix_label] = &labels;
    let mut saw: Vec<String> = Vec::new();
    if let Some(finding) = finding {
        saw.extend(
            finding
                .gap
                .iter()
                .chain(&finding.saw)
                .map(|sentence| look.say(sentence)),
        );
        if let Some(evidence) = finding.evidence.last().filter(|_| how == Detail::Whole) {
            saw.push(look.say(&say!(
                "detail-source",
                call = &evidence.operation,
                region = &evidence.region,
                time = evidence.time
            )));
        }
        // Several Regions may fail for one reason.
        for failure in &finding.failures {
            let next = look.say(&failure.next_step());
            if !saw.contains(&next) {
                saw.push(next);
            }
        }
    } else {
        saw.push(look.get("status-checking"));
    }
    let style = finding.map_or(look.theme.dim, |finding| match finding.status {
        Status::Fail | Status::Warn => Style::new(),
        other => look.theme.status(other),
    });
    if let Some(skipped) = look.model.skipped(check) {
        saw.push(super::recap::aside(look, skipped));
    }
    let (first, rest) = saw
        .split_first()
        .map_or((String::new(), &[][..]), |(first, rest)| (first.clone(), rest));
    page.labelled(saw_label, look.theme.title, column, &first, style);
    for line in rest {
        page.labelled("", Style::new(), column, line, look.theme.dim);
    }
    if matches!(how, Detail::Whole | Detail::WithoutSource | Detail::Compact) {
        let why = look.words.why(check);
        page.labelled(why_label, look.theme.title, column, &why, Style::new());
    }
    if !matches!(how, Detail::Compact | Detail::Least) {
        page.labelled(
            cost_label,
            look.theme.title,
            column,
            &look.words.cost(check),
            Style::new(),
        );
    }
    let fix = look.model.remedy(check).says;
    page.labelled(fix_label, look.theme.title, column, &look.get(fix), Style::new());
}
