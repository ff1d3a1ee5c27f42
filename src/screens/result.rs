//! What came of a run, by AWS's own word.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::apply::steps;
use super::widgets::Page;
use crate::domain::journal::Ending;
use crate::domain::{Changed, Failure};
use crate::measures;
use crate::say;
use crate::text::width::pad;

pub fn draw(look: &Look<'_>, scroll: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(run) = &look.model.run else { return 0 };
    let mut page = Page::new(area);
    let (title, style) = match (&run.report, &run.failure) {
        (Some(report), _) => {
            let total = report.steps.len();
            match report.ending {
                Ending::Complete if report.mismatch => (say!("result-screen-mismatch"), look.theme.fail),
                Ending::Complete if report.changed() == 0 => {
                    (say!("result-screen-nothing"), look.theme.title)
                }
                Ending::Complete => (
                    say!("result-screen-complete", count = report.in_place(), total = total),
                    look.theme.title,
                ),
                Ending::Stopped => (
                    say!("result-screen-stopped", count = report.in_place(), total = total),
                    look.theme.warn,
                ),
                Ending::Failed => (
                    say!("result-screen-failed", count = report.in_place(), total = total),
                    look.theme.fail,
                ),
            }
        }
        (None, _) => (say!("result-screen-not-begun"), look.theme.fail),
    };
    page.text(1, &look.say(&title), style);
    page.blank();
    if let Some((user, password)) = &run.password {
        page.text(
            1,
            &look.say(&say!("result-password", user = user)),
            look.theme.warn,
        );
        if look.model.plain && !run.reveal {
            page.text(3, &look.get("result-password-hidden"), look.theme.dim);
        } else {
            page.spans(vec![
                Span::raw("   "),
                Span::styled(format!(" {} ", password.expose()), look.theme.focus),
            ]);
            page.text(3, &look.get("result-password-once"), look.theme.dim);
        }
        page.blank();
    }
    steps(look, run, &mut page);
    for lacking in run.report.iter().flat_map(crate::domain::Report::lacking) {
        page.text(3, &look.say(&lacking), look.theme.warn);
    }
    let failure = run
        .report
        .as_ref()
        .and_then(|report| report.failure.as_ref())
        .or(run.failure.as_ref());
    if let Some(failure) = failure {
        page.blank();
        let done = run
            .report
            .as_ref()
            .map(super::super::domain::run::Report::in_place)
            .filter(|done| *done > 0);
        trouble(look, failure, done, &mut page);
    }
    page.blank();
    page.text(1, &look.get("result-read-back"), look.theme.title);
    let mended: Vec<&str> = run.plan.checks().collect();
    for check in run.plan.measures().into_iter().flat_map(measures::checks) {
        // What the plan was not about is on the measure's own screen.
        if !mended.is_empty() && !mended.contains(&check.id) {
            continue;
        }
        let finding = look.model.finding(check);
        let (status, style) = look.status(finding.as_ref());
        page.spans(vec![
            Span::raw("  "),
            Span::styled(pad(&status, 14), style),
            Span::raw(look.words.check(check)),
        ]);
        // What passed needs no words; it keeps the rest in view at 24 rows.
        let said = finding.as_ref().and_then(|finding| finding.gap.as_ref());
        if let Some(said) = said {
            page.text(17, &look.say(said), look.theme.dim);
        }
    }
    page.draw(scroll, frame, area)
}

/// What failed, why, whether anything changed, what to try. After steps that were done, "nothing was changed"
/// would be true of the call only.
pub fn trouble(look: &Look<'_>, failure: &Failure, done: Option<usize>, page: &mut Page) {
    page.text(1, &look.say(&failure.title()), look.theme.fail);
    let mut details: Vec<String> = failure.code.iter().cloned().collect();
    if !failure.message.is_empty() {
        details.push(failure.message.clone());
    }
    if let Some(id) = &failure.request_id {
        details.push(look.say(&say!("failure-request", id = id)));
    }
    if !details.is_empty() {
        page.text(3, &details.join(": "), look.theme.dim);
    }
    let consequence = match (done, failure.changed) {
        (Some(done), Changed::Nothing) => say!("failure-step-changed-nothing", count = done),
        (Some(_), Changed::Unclear) | (None, _) => failure.consequence(),
    };
    page.text(1, &look.say(&consequence), Style::new());
    page.text(1, &look.say(&failure.next_step()), Style::new());
}
