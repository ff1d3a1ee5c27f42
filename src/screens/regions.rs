//! GuardDuty Region by Region: how it stands, the free days left, what it would have cost. Each row stands by
//! itself, as it answers.

use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::result::trouble;
use super::widgets::Page;
use crate::domain::{Kind, Known, Region, Status};
use crate::measures::detect::{AtRegion, Manager, Trial, Usage};
use crate::say;
use crate::text::glyph;
use crate::text::width::{cut, pad};

/// Title, an empty line, heads.
const ABOVE: usize = 3;
/// What is said of the selected Region.
const BELOW: usize = 8;

pub fn draw(look: &Look<'_>, selected: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let regions = &look.model.facts.detect.regions;
    let mut page = Page::new(area);
    page.text(1, &look.get("regions-title"), look.theme.title);
    page.blank();
    if regions.is_empty() {
        let text = format!("{} {}", look.spinner(), look.get("dashboard-asking"));
        page.text(1, &text, look.theme.dim);
        return page.draw(0, frame, area);
    }
    let heads = [
        "regions-region",
        "regions-status",
        "regions-free",
        "regions-plans",
        "regions-cost",
        "regions-open",
    ];
    let [region, status, free, plans, cost, open] = heads.map(|id| look.get(id));
    let head = cells(&[&region, &status, &free, &plans, &cost, &open]);
    page.spans(vec![Span::styled(format!("   {head}"), look.theme.dim)]);
    let height = usize::from(area.height);
    let room = height.saturating_sub(ABOVE + BELOW).clamp(1, regions.len());
    let selected = selected.min(regions.len() - 1);
    let first = selected.saturating_sub(room / 2).min(regions.len() - room);
    for (index, (region, at)) in regions.iter().enumerate().skip(first).take(room) {
        let (status, style) = standing(look, at);
        let said = [
            region.to_string(),
            status,
            free_days(look, at),
            plan_count(at),
            month(at),
            open_count(at),
        ];
        let focused = index == selected;
        let [name, status, rest @ ..] = said;
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        page.spans(vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::styled(
                pad(&name, WIDTHS[0]),
                if focused { look.theme.focus } else { Style::new() },
            ),
            Span::raw(" "),
            Span::styled(pad(&status, WIDTHS[1]), style),
            Span::raw(" "),
            Span::raw(some_cells(&rest, &WIDTHS[2..])),
        ]);
    }
    page.blank();
    if let Some((region, at)) = regions.iter().nth(selected) {
        detail(look, region, at, &mut page);
    }
    page.draw(0, frame, area)
}

/// Columns of the cells.
const WIDTHS: [usize; 6] = [15, 16, 10, 9, 12, 9];

fn cells(texts: &[&str]) -> String {
    some_cells(texts, &WIDTHS)
}

fn some_cells(texts: &[&str], widths: &[usize]) -> String {
    let cells: Vec<String> = texts
        .iter()
        .zip(widths)
        .map(|(text, width)| pad(&cut(text, *width), *width))
        .collect();
    cells.join(" ")
}

fn standing(look: &Look<'_>, at: &AtRegion) -> (String, Style) {
    let ascii = look.model.ascii;
    let (status, word) = match &at.detector {
        Known::NotAsked | Known::Asking => {
            return (
                format!("{} {}", look.spinner(), look.get("regions-asking")),
                look.theme.dim,
            );
        }
        Known::Refused(failure) if failure.kind == Kind::NoEndpoint => {
            (Status::NotApplicable, "regions-no-endpoint")
        }
        Known::Refused(_) => (Status::Unknown, "regions-unknown"),
        Known::Seen(None, _) => (Status::Fail, "regions-off"),
        Known::Seen(Some(detector), _) if detector.enabled => (Status::Pass, "regions-on"),
        Known::Seen(Some(_), _) => (Status::Fail, "regions-suspended"),
    };
    let text = format!("{} {}", glyph(Some(status), ascii), look.get(word));
    (text, look.theme.status(status))
}

/// The fewest and the most days left of any feature.
fn span(trial: &[Trial]) -> Option<(u32, u32)> {
    let days = || trial.iter().map(|trial| trial.days);
    Some((days().min()?, days().max()?))
}

fn free_days(look: &Look<'_>, at: &AtRegion) -> String {
    match &at.trial {
        Known::Seen(trial, _) => match span(trial) {
            None => "-".to_owned(),
            Some((_, 0)) => look.get("regions-over"),
            Some((least, most)) if least == most => look.say(&say!("regions-days", days = i64::from(most))),
            Some((least, most)) => {
                let days = format!("{least}-{most}");
                look.say(&say!("regions-days-between", days = days))
            }
        },
        Known::Refused(_) => "?".to_owned(),
        Known::NotAsked | Known::Asking => "-".to_owned(),
    }
}

fn plan_count(at: &AtRegion) -> String {
    at.detector()
        .map_or_else(|| "-".to_owned(), |detector| detector.plans().count().to_string())
}

/// The sum of AWS's amounts, where all of them are dollars.
fn sum(usage: &[Usage]) -> Option<f64> {
    usage
        .iter()
        .map(|usage| usage.amount.parse::<f64>().ok().filter(|_| usage.unit == "USD"))
        .sum()
}

fn month(at: &AtRegion) -> String {
    match &at.usage {
        Known::Seen(usage, _) => sum(usage).map_or_else(|| "?".to_owned(), |sum| format!("${sum:.2}")),
        Known::Refused(_) => "?".to_owned(),
        Known::NotAsked | Known::Asking => "-".to_owned(),
    }
}

fn open_count(at: &AtRegion) -> String {
    match &at.open {
        Known::Seen(open, _) if open.more => format!("{}+", open.real),
        Known::Seen(open, _) => open.real.to_string(),
        Known::Refused(_) => "?".to_owned(),
        Known::NotAsked | Known::Asking => "-".to_owned(),
    }
}

fn detail(look: &Look<'_>, region: &Region, at: &AtRegion, page: &mut Page) {
    page.text(1, region.as_str(), look.theme.title);
    match &at.detector {
        Known::NotAsked | Known::Asking => page.text(3, &look.get("regions-asking"), look.theme.dim),
        Known::Refused(failure) => trouble(look, failure, None, page),
        Known::Seen(None, _) => page.text(3, &look.get("regions-off-detail"), Style::new()),
        Known::Seen(Some(detector), _) => {
            match at.manager() {
                Some(Manager::Policy) => page.text(3, &look.get("regions-by-policy"), look.theme.warn),
                Some(Manager::Administrator(account)) => {
                    let text = say!("regions-by-administrator", account = account);
                    page.text(3, &look.say(&text), look.theme.warn);
                }
                None if !detector.enabled => {
                    page.text(3, &look.get("regions-suspended-detail"), Style::new());
                }
                None => {}
            }
            page.text(3, &features(look, at), Style::new());
            let refusals = [
                at.administrator.refusal(),
                at.trial.refusal(),
                at.usage.refusal(),
                at.open.refusal(),
            ];
            for failure in refusals.into_iter().flatten() {
                page.text(3, &look.say(&failure.title()), look.theme.unknown);
            }
            page.text(3, &look.get("regions-cost-detail"), look.theme.dim);
        }
    }
}

/// Each feature that is on, with its free days and what it used; plans that are off, by name.
fn features(look: &Look<'_>, at: &AtRegion) -> String {
    let Some(detector) = at.detector() else {
        return String::new();
    };
    let days: BTreeMap<&str, u32> = at
        .trial
        .seen()
        .into_iter()
        .flatten()
        .map(|trial| (trial.name.as_str(), trial.days))
        .collect();
    let amounts: BTreeMap<&str, &Usage> = at
        .usage
        .seen()
        .into_iter()
        .flatten()
        .map(|usage| (usage.name.as_str(), usage))
        .collect();
    let on = detector
        .features
        .iter()
        .filter(|feature| feature.enabled)
        .map(|feature| {
            let name = feature.name.as_str();
            let mut text = name.to_owned();
            if let Some(days) = days.get(name) {
                let days = say!("regions-days", days = i64::from(*days));
                text = format!("{text} {}", look.say(&days));
            }
            if let Some(usage) = amounts.get(name) {
                text = format!("{text} {} {}", usage.amount, usage.unit);
            }
            text
        });
    let on: Vec<String> = on.collect();
    let off: Vec<&str> = detector
        .features
        .iter()
        .filter(|feature| !feature.enabled)
        .map(|feature| feature.name.as_str())
        .collect();
    let off = if off.is_empty() {
        "-".to_owned()
    } else {
        off.join(", ")
    };
    look.say(&say!("regions-features", on = on.join("; "), off = off))
}
