//! The recap, saving a report, putting a check aside, and going on where one was.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::overlay::boxed;
use super::result::trouble;
use super::widgets::{Button, Page, widest};
use crate::domain::finding::score;
use crate::domain::{Check, Finding, Measure, Plan, ReportFormat, Skipped, Status};
use crate::measures;
use crate::say;
use crate::text::width::{cut, pad, width};
use crate::wizard::{NEXT_STEPS, SaveEdit, SaveField, SkipEdit, Text};

pub fn draw(look: &Look<'_>, scroll: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    let account = look
        .model
        .identity()
        .map_or_else(String::new, |identity| identity.account.clone());
    page.text(
        1,
        &look.say(&say!("recap-title", account = account)),
        look.theme.title,
    );
    page.blank();
    table(look, &mut page);
    page.blank();
    made(look, &mut page);
    list(
        look,
        "recap-open",
        &open(look)
            .iter()
            .map(|finding| look.words.check(finding.check))
            .collect::<Vec<_>>(),
        &mut page,
    );
    list(look, "recap-aside", &put_aside(look), &mut page);
    list(look, "recap-pending", &pending(look), &mut page);
    list(
        look,
        "recap-unknown",
        &of_status(look, Status::Unknown)
            .iter()
            .map(|finding| look.words.check(finding.check))
            .collect::<Vec<_>>(),
        &mut page,
    );
    page.text(1, &look.get("recap-next"), look.theme.title);
    for id in [
        "recap-next-hands-on",
        "recap-next-skill-builder",
        "recap-next-report",
    ] {
        page.text(2, &look.get(id), Style::new());
    }
    page.text(2, NEXT_STEPS, look.theme.dim);
    page.draw(scroll, frame, area)
}

/// Before and now, measure by measure.
fn table(look: &Look<'_>, page: &mut Page) {
    let names: Vec<String> = Measure::ALL
        .iter()
        .map(|measure| look.get(&format!("measure-{}", measure.id())))
        .collect();
    let column = widest(names.iter().map(String::as_str)) + 4;
    let before = look
        .model
        .remembered()
        .and_then(|account| account.before.as_ref());
    let date = before.map_or_else(String::new, |before| {
        before.time.strftime(" (%Y-%m-%d %H:%M UTC)").to_string()
    });
    page.spans(vec![Span::styled(
        format!(
            " {}{}{}",
            pad("", column + 2),
            pad(&look.get("recap-before"), 10),
            look.get("recap-now")
        ),
        look.theme.title,
    )]);
    for (measure, name) in Measure::ALL.into_iter().zip(&names) {
        let findings: Vec<Finding> = measures::checks(measure)
            .iter()
            .filter_map(|check| look.model.finding(check))
            .collect();
        let (passed, asked) = score(&findings);
        let was = before.map_or_else(
            || "-".to_owned(),
            |before| {
                let (passed, asked) = before.score(measure);
                format!("{passed}/{asked}")
            },
        );
        let style = if passed == asked && asked > 0 {
            look.theme.pass
        } else {
            Style::new()
        };
        page.spans(vec![
            Span::raw(format!(" {} {}", measure.number(), pad(name, column))),
            Span::styled(pad(&was, 10), look.theme.dim),
            Span::styled(format!("{passed}/{asked}"), style),
        ]);
    }
    if !date.is_empty() {
        page.text(
            1,
            &format!("{}{date}", look.get("recap-before-is")),
            look.theme.dim,
        );
    }
}

/// What was changed, and what that costs.
fn made(look: &Look<'_>, page: &mut Page) {
    let runs = look.model.account_runs();
    page.text(1, &look.get("recap-made"), look.theme.title);
    let mut costs: Vec<String> = Vec::new();
    let mut any = false;
    for run in runs.iter().filter(|run| !run.undone) {
        for change in run.changes() {
            any = true;
            let text = format!("{}  {}  {}", change.call(), change.target, change.region);
            page.text(2, &cut(&text, page.columns().saturating_sub(3)), Style::new());
        }
        let plans = run.attempts.iter().map(|attempt| &attempt.plan);
        for cost in plans.flat_map(Plan::cost) {
            let said = look.say(&cost.text);
            let dated = look.say(&say!("confirm-prices", month = &cost.as_of));
            let said = format!("{said} {dated}");
            if !costs.contains(&said) {
                costs.push(said);
            }
        }
    }
    if !any {
        page.text(2, &look.get("recap-made-none"), look.theme.dim);
    }
    page.blank();
    list(look, "recap-costs", &costs, page);
}

fn list(look: &Look<'_>, title: &str, lines: &[String], page: &mut Page) {
    if lines.is_empty() {
        return;
    }
    page.text(1, &look.get(title), look.theme.title);
    for line in lines {
        page.text(2, line, Style::new());
    }
    page.blank();
}

fn of_status(look: &Look<'_>, status: Status) -> Vec<Finding> {
    let mut findings = look.model.findings();
    findings.retain(|finding| finding.status == status);
    findings
}

fn open(look: &Look<'_>) -> Vec<Finding> {
    let mut findings = look.model.findings();
    findings.retain(|finding| {
        (finding.is_open() || finding.waits_for_another())
            && finding.status != Status::Unknown
            && look.model.skipped(finding.check).is_none()
    });
    findings
}

fn put_aside(look: &Look<'_>) -> Vec<String> {
    look.model
        .findings()
        .iter()
        .filter_map(|finding| {
            let skipped = look.model.skipped(finding.check)?;
            Some(format!(
                "{}: {}",
                look.words.check(finding.check),
                aside(look, skipped)
            ))
        })
        .collect()
}

fn pending(look: &Look<'_>) -> Vec<String> {
    look.model
        .pending()
        .iter()
        .map(|finding| {
            let said = finding.gap.as_ref().or_else(|| finding.saw.first());
            let title = look.words.check(finding.check);
            said.map_or(title.clone(), |said| format!("{title}: {}", look.say(said)))
        })
        .collect()
}

/// Why, by whom and since when a check is put aside.
pub(super) fn aside(look: &Look<'_>, skipped: &Skipped) -> String {
    let owner = if skipped.owner.is_empty() {
        look.get("skip-nobody")
    } else {
        skipped.owner.clone()
    };
    look.say(&say!(
        "skip-said",
        reason = look.get(skipped.reason.message()),
        owner = owner,
        date = skipped.time.strftime("%Y-%m-%d").to_string()
    ))
}

fn field(look: &Look<'_>, label: &str, column: usize, text: &Text, focused: bool, page: &mut Page) {
    let room = page.columns().saturating_sub(column + 6);
    let scroll = text.scroll(room);
    if focused {
        page.cursor_next(column + 3 + text.cursor().saturating_sub(scroll));
    }
    let shown: String = text.value().chars().skip(scroll).collect();
    let style = if focused { look.theme.focus } else { Style::new() };
    page.spans(vec![
        Span::raw(if focused { ">" } else { " " }),
        Span::raw(pad(label, column)),
        Span::raw(" ["),
        Span::styled(pad(&cut(&shown, room), room), style),
        Span::raw("]"),
    ]);
}

pub fn save(look: &Look<'_>, edit: &SaveEdit, frame: &mut Frame<'_>, area: Rect) -> usize {
    let fill = |page: &mut Page| {
        let labels = ["save-format", "save-mask", "save-file"].map(|id| look.get(id));
        let column = widest(labels.iter().map(String::as_str)) + 2;
        let [format, mask, file] = &labels;
        let choice = |page: &mut Page, label: &str, options: &[(String, bool)], focused: bool| {
            let mut spans = vec![
                Span::raw(if focused { ">" } else { " " }),
                Span::raw(pad(label, column)),
            ];
            for (name, chosen) in options {
                let mark = if *chosen { "(*)" } else { "( )" };
                let style = if focused && *chosen {
                    look.theme.focus
                } else {
                    Style::new()
                };
                spans.push(Span::styled(format!(" {mark} {name} "), style));
            }
            page.side_by_side(spans);
        };
        let formats: Vec<(String, bool)> = ReportFormat::ALL
            .into_iter()
            .map(|one| {
                let id = match one {
                    ReportFormat::Html => "save-html",
                    ReportFormat::Markdown => "save-markdown",
                    ReportFormat::Json => "save-json",
                };
                (look.get(id), one == edit.format)
            })
            .collect();
        choice(page, format, &formats, edit.focus == SaveField::Format);
        let masks = [("save-mask-off", false), ("save-mask-on", true)]
            .map(|(id, on)| (look.get(id), on == edit.mask));
        choice(page, mask, &masks, edit.focus == SaveField::Mask);
        field(
            look,
            file,
            column,
            &edit.path,
            edit.focus == SaveField::Path,
            page,
        );
        page.blank();
        if let Some(failure) = &edit.failure {
            trouble(look, failure, None, page);
        } else if edit.saving.is_some() {
            page.text(1, look.spinner(), look.theme.dim);
        } else {
            page.text(1, &look.get("save-said"), look.theme.dim);
        }
    };
    boxed(look, &look.get("save-title"), area, fill, frame)
}

pub fn skip(look: &Look<'_>, edit: &SkipEdit, frame: &mut Frame<'_>, area: Rect) -> usize {
    let fill = |page: &mut Page| {
        page.text(1, &look.words.check(edit.check), look.theme.title);
        page.text(1, &look.get("skip-explained"), look.theme.dim);
        page.blank();
        for reason in crate::domain::Reason::ALL {
            let chosen = reason == edit.reason;
            let focused = chosen && !edit.typing;
            let mark = if chosen { "(*)" } else { "( )" };
            let style = if focused { look.theme.focus } else { Style::new() };
            page.spans(vec![
                Span::raw(if focused { " > " } else { "   " }),
                Span::styled(format!("{mark} {}", look.get(reason.message())), style),
            ]);
        }
        page.blank();
        let label = look.get("skip-owner");
        field(look, &label, width(&label) + 1, &edit.owner, edit.typing, page);
    };
    boxed(look, &look.get("skip-title"), area, fill, frame)
}

pub fn where_left(look: &Look<'_>, check: &Check, go_on: bool, frame: &mut Frame<'_>, area: Rect) -> usize {
    let labels = ["where-left-go-on", "where-left-home"].map(|id| look.get(id));
    let [go_on_label, home_label] = &labels;
    let fill = |page: &mut Page| {
        let measure = look.get(&format!("measure-{}", check.measure.id()));
        let said = say!(
            "where-left",
            measure = format!("{} {measure}", check.measure.number()),
            check = look.words.check(check)
        );
        page.text(1, &look.say(&said), Style::new());
        page.blank();
        let row = [(go_on_label, go_on), (home_label, !go_on)].map(|(label, focused)| Button {
            label,
            focused,
            enabled: true,
        });
        page.buttons(&row, look.theme);
    };
    boxed(look, &look.get("where-left-title"), area, fill, frame)
}
