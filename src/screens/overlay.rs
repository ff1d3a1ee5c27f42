//! The small layers.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::result::trouble;
use super::widgets::{Button, Page, dialog, widest};
use crate::domain::journal::Run;
use crate::domain::{Failure, Finding, Status};
use crate::say;
use crate::text::glyph;
use crate::text::width::{pad, width};
use crate::wizard::{Text, keymap};

/// A box as wide as the body allows, up to 76 columns, and as high as its text.
pub(super) fn boxed(
    look: &Look<'_>,
    title: &str,
    area: Rect,
    fill: impl Fn(&mut Page),
    frame: &mut Frame<'_>,
) -> usize {
    let columns = area.width.min(76);
    let inner = Rect {
        width: columns.saturating_sub(2),
        height: area.height.saturating_sub(2),
        ..area
    };
    let mut page = Page::new(inner);
    fill(&mut page);
    let rows = u16::try_from(page.len() + 2).unwrap_or(u16::MAX);
    let inside = dialog(frame, area, (columns, rows), title, look.theme, look.model.ascii);
    page.draw(0, frame, inside)
}

/// Keys of what is below, glyphs, words.
pub fn help(look: &Look<'_>, scroll: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let inside = dialog(
        frame,
        area,
        (area.width, area.height),
        &look.get("help-title"),
        look.theme,
        look.model.ascii,
    );
    let mut page = Page::new(inside);
    page.text(1, &look.get("help-keys"), look.theme.title);
    let mut below = look.model.clone();
    below.layers.pop();
    let mut rows: Vec<(String, &'static str)> = Vec::new();
    for binding in keymap(&below) {
        // Keys that do the same stand in one row.
        match rows.iter_mut().find(|(_, label)| *label == binding.label) {
            Some((keys, _)) => keys.push_str(&format!(" {}", binding.key)),
            None => rows.push((binding.key.to_string(), binding.label)),
        }
    }
    let column = widest(rows.iter().map(|(keys, _)| keys.as_str())) + 2;
    for (keys, label) in &rows {
        page.labelled(
            &format!(" {keys}"),
            look.theme.title,
            column + 1,
            &look.get(label),
            Style::new(),
        );
    }
    page.blank();
    page.text(1, &look.get("help-glyphs"), look.theme.title);
    for status in Status::ALL {
        page.labelled(
            &format!(" {}", glyph(Some(status), look.model.ascii)),
            look.theme.status(status),
            6,
            &format!(
                "{}: {}",
                look.words.status(status),
                look.get(&format!("help-{}", status.id().replace('_', "-")))
            ),
            Style::new(),
        );
    }
    page.blank();
    page.text(1, &look.get("help-words"), look.theme.title);
    for id in ["trail", "multi-region", "mfa", "root", "plan", "undo"] {
        page.text(2, &look.get(&format!("help-word-{id}")), Style::new());
    }
    page.draw(scroll, frame, inside)
}

/// What AWS said, untouched.
pub fn evidence(
    look: &Look<'_>,
    finding: &Finding,
    scroll: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let title = look.words.check(finding.check);
    let inside = dialog(
        frame,
        area,
        (area.width, area.height),
        &title,
        look.theme,
        look.model.ascii,
    );
    let mut page = Page::new(inside);
    let (status, style) = look.status(Some(finding));
    page.text(1, &format!("{status}   {}", finding.check.id), style);
    let references = &finding.check.references;
    let part = |id: &str| {
        let is_part = references.partly.contains(&id);
        if is_part {
            look.get("references-part")
        } else {
            String::new()
        }
    };
    let cis: Vec<String> = references
        .cis
        .iter()
        .filter_map(|id| Some((id.split_once(':')?, part(id))))
        .map(|((version, id), part)| format!("v{version} {id}{part}"))
        .collect();
    let mut others = Vec::new();
    if !references.ssb.is_empty() {
        let ssb: Vec<String> = references
            .ssb
            .iter()
            .map(|id| format!("{id}{}", part(id)))
            .collect();
        others.push(format!("AWS SSB {}", ssb.join(" ")));
    }
    if !cis.is_empty() {
        others.push(format!("CIS {}", cis.join(", ")));
    }
    if !others.is_empty() {
        page.text(1, &others.join("   "), look.theme.dim);
    }
    // A refused call says it better below, with its code.
    let gap = finding.gap.iter().filter(|_| finding.failures.is_empty());
    for sentence in gap.chain(&finding.saw) {
        page.text(1, &look.say(sentence), Style::new());
    }
    for failure in &finding.failures {
        page.blank();
        trouble(look, failure, None, &mut page);
    }
    for evidence in &finding.evidence {
        page.blank();
        page.text(
            1,
            &format!("{}  {}", evidence.operation, evidence.region),
            look.theme.title,
        );
        let time = evidence.time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        let id = evidence.request_id.as_deref().unwrap_or("-");
        page.text(
            1,
            &format!("{time}   {}", look.say(&say!("failure-request", id = id))),
            look.theme.dim,
        );
        for line in format!("{:#}", evidence.saw).lines() {
            page.text(2, line, Style::new());
        }
    }
    page.draw(scroll, frame, inside)
}

pub fn error(look: &Look<'_>, failure: &Failure, frame: &mut Frame<'_>, area: Rect) -> usize {
    let back = look.get("confirm-back");
    let fill = |page: &mut Page| {
        trouble(look, failure, None, page);
        page.blank();
        page.buttons(
            &[Button {
                label: &back,
                focused: true,
                enabled: true,
            }],
            look.theme,
        );
    };
    boxed(look, &look.get("error-title"), area, fill, frame)
}

/// May what is sent be read on the way?
pub fn plain_http(look: &Look<'_>, endpoint: &str, go_on: bool, frame: &mut Frame<'_>, area: Rect) -> usize {
    let labels = ["plain-http-no", "plain-http-yes"].map(|id| look.get(id));
    let [no, yes] = &labels;
    let fill = |page: &mut Page| {
        let said = say!("failure-plain-http", endpoint = endpoint);
        page.text(1, &look.say(&said), Style::new());
        page.blank();
        let row = [(no, !go_on), (yes, go_on)].map(|(label, focused)| Button {
            label,
            focused,
            enabled: true,
        });
        page.buttons(&row, look.theme);
    };
    boxed(look, &look.get("plain-http-title"), area, fill, frame)
}

/// Stop the run?
pub fn stop(look: &Look<'_>, stop: bool, frame: &mut Frame<'_>, area: Rect) -> usize {
    let labels = ["stop-stop", "stop-go-on"].map(|id| look.get(id));
    let [stop_label, go_on_label] = &labels;
    let fill = |page: &mut Page| {
        let run = look.model.run.as_ref();
        let current = run.and_then(|run| Some((run.current()?, run)));
        if let Some((index, run)) = current {
            let call = run
                .plan
                .steps
                .get(index)
                .map(|step| step.call())
                .unwrap_or_default();
            let said = say!(
                "stop-step",
                step = index + 1,
                total = run.steps.len(),
                call = call
            );
            page.text(1, &look.say(&said), Style::new());
        }
        page.text(1, &look.get("stop-explained"), Style::new());
        page.blank();
        let row = [
            Button {
                label: stop_label,
                focused: stop,
                enabled: true,
            },
            Button {
                label: go_on_label,
                focused: !stop,
                enabled: true,
            },
        ];
        page.buttons(&row, look.theme);
        page.text(1, &look.get("stop-again"), look.theme.dim);
    };
    boxed(look, &look.get("stop-title"), area, fill, frame)
}

/// The code of an MFA device.
pub fn mfa(look: &Look<'_>, failure: &Failure, code: &Text, frame: &mut Frame<'_>, area: Rect) -> usize {
    let fill = |page: &mut Page| {
        page.text(1, &look.say(&failure.title()), Style::new());
        if let Some(role) = &failure.principal {
            page.text(1, role, look.theme.dim);
        }
        page.text(1, &failure.message, look.theme.dim);
        page.blank();
        let label = look.get("mfa-code");
        page.cursor_next(width(&label) + 4 + code.cursor());
        page.spans(vec![
            Span::raw(format!(" {label}  [")),
            Span::styled(pad(code.value(), 8), look.theme.focus),
            Span::raw("]"),
        ]);
    };
    boxed(look, &look.get("mfa-title"), area, fill, frame)
}

/// An earlier run was interrupted.
pub fn cut_short(look: &Look<'_>, run: &Run, go_on: bool, frame: &mut Frame<'_>, area: Rect) -> usize {
    let labels = ["cut-short-go-on", "cut-short-later"].map(|id| look.get(id));
    let [go_on_label, later_label] = &labels;
    let fill = |page: &mut Page| {
        let plan = run.plan().map_or("-", |plan| plan.short()).to_owned();
        page.text(
            1,
            &look.say(&say!("cut-short", run = &run.id, plan = plan)),
            Style::new(),
        );
        page.blank();
        if let Some(attempt) = run.attempts.last() {
            for (change, state) in attempt.plan.steps.iter().zip(&attempt.steps) {
                let said = look.get(state.message());
                page.spans(vec![
                    Span::raw(format!("  {}", pad(&change.call(), 30))),
                    Span::raw(said),
                ]);
            }
        }
        page.blank();
        let row = [
            Button {
                label: go_on_label,
                focused: go_on,
                enabled: true,
            },
            Button {
                label: later_label,
                focused: !go_on,
                enabled: true,
            },
        ];
        page.buttons(&row, look.theme);
    };
    boxed(look, &look.get("cut-short-title"), area, fill, frame)
}
