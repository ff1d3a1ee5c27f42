//! GuardDuty findings: the list, one of them, and what samples to make.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::overlay::boxed;
use super::result::trouble;
use super::widgets::{Page, dialog, widest};
use crate::measures::detect::{FEW, GuardDutyFinding, Severity};
use crate::say;
use crate::text::width::{cut, cut_middle, pad, width};
use crate::wizard::{GuardDuty, SamplesEdit};

/// Title, filters, an empty line, heads.
const ABOVE: usize = 4;
/// What is read, and a hint.
const BELOW: usize = 3;

/// A level with a mark of its own: colour never tells anything alone.
fn level(look: &Look<'_>, severity: Severity) -> (String, Style) {
    let (glyph, ascii, style) = match severity {
        Severity::Critical => ("▲", "!!", look.theme.fail),
        Severity::High => ("▲", "! ", look.theme.fail),
        Severity::Medium => ("■", "* ", look.theme.warn),
        Severity::Low => ("·", ". ", look.theme.dim),
    };
    let glyph = if look.model.ascii { ascii } else { glyph };
    (format!("{glyph} {}", look.get(severity.message())), style)
}

fn number(finding: &GuardDutyFinding) -> String {
    finding
        .number()
        .map_or_else(|| "?".to_owned(), |number| format!("{number:.1}"))
}

pub fn draw(look: &Look<'_>, findings: &GuardDuty, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    let title = if findings.query.archived {
        "findings-title-archived"
    } else {
        "findings-title"
    };
    let shown = findings.rows();
    let mut title = look.get(title);
    if let Some(region) = one_region(&shown) {
        title = format!("{title}   {region}");
    }
    page.text(1, &title, look.theme.title);
    let filters = cut(&filters(look, findings), page.columns().saturating_sub(2));
    page.spans(vec![Span::styled(format!(" {filters}"), look.theme.dim)]);
    page.blank();
    let height = usize::from(area.height);
    if !shown.is_empty() {
        rows(look, findings, &shown, height, &mut page);
        while page.len() + BELOW < height {
            page.blank();
        }
    } else if findings.is_read {
        nothing(look, findings, &mut page);
    }
    state(look, findings, shown.len(), &mut page);
    page.draw(0, frame, area)
}

fn filters(look: &Look<'_>, findings: &GuardDuty) -> String {
    let severity = match findings.query.at_least {
        None => look.get("findings-every-severity"),
        Some(level) => {
            let level = look.get(level.message());
            look.say(&say!("findings-at-least", level = level))
        }
    };
    let kind = match findings.query.kind.as_str() {
        "" => look.get("findings-every-type"),
        kind => kind.to_owned(),
    };
    let region = match &findings.region {
        None => look.get("findings-every-region"),
        Some(region) => region.to_string(),
    };
    let samples = look.get(findings.query.samples.message());
    [severity, kind, region, samples].join("   ")
}

fn rows(look: &Look<'_>, findings: &GuardDuty, shown: &[&GuardDutyFinding], height: usize, page: &mut Page) {
    let room = height.saturating_sub(ABOVE + BELOW).max(1);
    let selected = findings.selected.min(shown.len().saturating_sub(1));
    let first = selected
        .saturating_sub(room / 2)
        .min(shown.len().saturating_sub(room));
    let columns = page.columns();
    // The account is the same in most lists; a wide terminal has room for it. One Region is in the title.
    let wide = columns >= 110;
    let place = if one_region(shown).is_some() { 0 } else { REGION };
    let room_for_names =
        columns.saturating_sub(3 + SEVERITY + 2 + place + COUNT + if wide { ACCOUNT } else { 0 });
    let longest = shown
        .iter()
        .map(|finding| width(&named(finding)))
        .max()
        .unwrap_or(0);
    let kind = longest.min(room_for_names.saturating_sub(10)).max(12);
    let resource = room_for_names.saturating_sub(kind);
    let heads = [
        "findings-severity",
        "findings-type",
        "findings-resource",
        "findings-region",
        "findings-count",
        "findings-account",
    ];
    let [severity, type_head, thing, region, count, account] = heads.map(|id| look.get(id));
    let mut head = format!(
        "   {}{} {} {}{}",
        pad(&severity, SEVERITY),
        pad(&cut(&type_head, kind), kind),
        pad(&cut(&thing, resource), resource),
        pad(&cut(&region, place), place),
        pad(&count, COUNT)
    );
    if wide {
        head.push_str(&account);
    }
    page.spans(vec![Span::styled(head, look.theme.dim)]);
    for (index, finding) in shown.iter().enumerate().skip(first).take(room) {
        let focused = index == selected;
        let (word, style) = level(look, finding.severity());
        let mut spans = vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::styled(pad(&format!("{word} {}", number(finding)), SEVERITY), style),
            Span::styled(
                pad(&cut_middle(&named(finding), kind), kind),
                if focused { look.theme.focus } else { Style::new() },
            ),
            Span::raw(" "),
            Span::raw(pad(&cut_middle(finding.resource(), resource), resource)),
            Span::raw(" "),
            Span::styled(pad(&cut(finding.region.as_str(), place), place), look.theme.dim),
            Span::raw(pad(&finding.count().to_string(), COUNT)),
        ];
        if wide {
            spans.push(Span::styled(finding.account().to_owned(), look.theme.dim));
        }
        page.spans(spans);
    }
}

/// Columns of the cells.
const SEVERITY: usize = 15;
const REGION: usize = 16;
const COUNT: usize = 6;
const ACCOUNT: usize = 14;

/// The type, marked where it is a sample.
fn named(finding: &GuardDutyFinding) -> String {
    let mark = if finding.is_sample() { "[SAMPLE] " } else { "" };
    format!("{mark}{}", finding.kind())
}

/// The Region, where all are of the same.
fn one_region<'a>(shown: &[&'a GuardDutyFinding]) -> Option<&'a str> {
    let first = &shown.first()?.region;
    shown
        .iter()
        .all(|finding| finding.region == *first)
        .then_some(first.as_str())
}

/// No row: because there is none, because a filter hides them, or because GuardDuty is nowhere on.
fn nothing(look: &Look<'_>, findings: &GuardDuty, page: &mut Page) {
    let id = if findings.count() > 0 {
        "findings-hidden"
    } else if findings.on.is_empty() && findings.refused.is_empty() {
        "findings-nowhere"
    } else if findings.on.is_empty() {
        return;
    } else if findings.query.archived {
        "findings-none-archived"
    } else {
        "findings-none"
    };
    page.text(1, &look.get(id), Style::new());
}

fn state(look: &Look<'_>, findings: &GuardDuty, shown: usize, page: &mut Page) {
    if !findings.refused.is_empty() && findings.on.is_empty() && shown == 0 {
        if let Some((_, failure)) = findings.refused.first() {
            trouble(look, failure, None, page);
        }
    } else if !findings.refused.is_empty() {
        let names: Vec<&str> = findings
            .refused
            .iter()
            .map(|(region, _)| region.as_str())
            .collect();
        let text = say!("findings-unread", regions = names.join(", "));
        let text = cut(&look.say(&text), page.columns().saturating_sub(2));
        page.text(1, &text, look.theme.unknown);
    }
    if !findings.more.is_empty() {
        let names: Vec<&str> = findings.more.iter().map(crate::domain::Region::as_str).collect();
        page.text(
            1,
            &look.say(&say!("findings-more", regions = names.join(", "))),
            look.theme.warn,
        );
    }
    if let Some(loading) = &findings.loading {
        let seconds = look.model.now.duration_since(loading.since).as_secs().max(0);
        let text = look.say(&say!("findings-loading", seconds = seconds));
        page.text(1, &format!("{} {text}", look.spinner()), look.theme.dim);
    } else if findings.awaited.is_some() {
        let text = look.get("findings-awaited");
        page.text(1, &format!("{} {text}", look.spinner()), look.theme.dim);
    } else if findings.is_read && findings.count() > 0 {
        let text = say!(
            "findings-shown",
            shown = shown,
            count = findings.count(),
            regions = findings.on.len()
        );
        page.text(1, &look.say(&text), look.theme.dim);
    }
}

/// One finding: what happened, to what, by whom, and what to do first; or AWS's whole record.
pub fn finding(
    look: &Look<'_>,
    finding: &GuardDutyFinding,
    raw: bool,
    scroll: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let inside = dialog(
        frame,
        area,
        (area.width, area.height),
        finding.kind(),
        look.theme,
        look.model.ascii,
    );
    let mut page = Page::new(inside);
    if raw {
        for line in format!("{:#}", finding.record).lines() {
            page.text(1, line, Style::new());
        }
        return page.draw(scroll, frame, inside);
    }
    let ids = [
        "finding-severity",
        "finding-what",
        "finding-resource",
        "finding-actor",
        "finding-times",
        "finding-first",
        "finding-console",
    ];
    let labels = ids.map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 2;
    let [severity, what, resource, actor, times, first, console] = &labels;
    let line = |page: &mut Page, label: &str, text: &str, style: Style| {
        page.labelled(label, look.theme.title, column, text, style);
    };
    let (word, style) = level(look, finding.severity());
    let mut text = format!("{word} {}", number(finding));
    if finding.is_sample() {
        text = format!("{text}   {}", look.get("finding-is-sample"));
    }
    if finding.is_archived() {
        text = format!("{text}   {}", look.get("finding-is-archived"));
    }
    line(&mut page, severity, &text, style);
    line(&mut page, what, finding.title(), Style::new());
    if !finding.description().is_empty() && finding.description() != finding.title() {
        line(&mut page, "", finding.description(), look.theme.dim);
    }
    let thing = format!("{}  {}", finding.resource_type(), finding.resource());
    line(&mut page, resource, &thing, Style::new());
    let place = say!(
        "finding-place",
        region = &finding.region,
        account = finding.account()
    );
    line(&mut page, "", &look.say(&place), look.theme.dim);
    let who = finding.actor().unwrap_or_else(|| look.get("finding-nobody"));
    line(&mut page, actor, &who, Style::new());
    if let Some(action) = finding.action() {
        line(&mut page, "", &action, look.theme.dim);
    }
    let time = |time: Option<jiff::Timestamp>| {
        time.map_or_else(
            || "-".to_owned(),
            |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        )
    };
    let seen = say!(
        "finding-seen",
        count = i64::try_from(finding.count()).unwrap_or(i64::MAX),
        first = time(finding.first_seen()),
        last = time(finding.last_seen())
    );
    line(&mut page, times, &look.say(&seen), Style::new());
    page.blank();
    let advice = look.get(finding.advice());
    for (index, step) in advice.lines().enumerate() {
        line(&mut page, if index == 0 { first } else { "" }, step, Style::new());
    }
    page.blank();
    line(&mut page, console, &finding.page(), look.theme.dim);
    page.draw(scroll, frame, inside)
}

/// What samples to make.
pub fn samples(look: &Look<'_>, edit: &SamplesEdit, frame: &mut Frame<'_>, area: Rect) -> usize {
    let fill = |page: &mut Page| {
        page.text(1, &look.get("samples-intro"), Style::new());
        page.blank();
        for (every, id) in [(false, "samples-few"), (true, "samples-every")] {
            let chosen = every == edit.every;
            page.spans(vec![
                Span::raw(if chosen { " > " } else { "   " }),
                Span::styled(look.get(id), if chosen { look.theme.focus } else { Style::new() }),
            ]);
            if !every {
                for kind in FEW {
                    page.text(5, kind, look.theme.dim);
                }
            }
        }
        page.blank();
        let region = edit.region().map_or("-", crate::domain::Region::as_str);
        let place = format!("< {region} >  {}/{}", edit.region + 1, edit.regions.len());
        page.text(
            1,
            &format!("{}  {place}", look.get("samples-region")),
            Style::new(),
        );
        page.text(1, &look.get("samples-alert"), look.theme.warn);
    };
    boxed(look, &look.get("samples-title"), area, fill, frame)
}
