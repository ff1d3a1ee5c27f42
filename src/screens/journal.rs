//! What was done from this machine, run by run.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::Page;
use crate::domain::journal::{Run, StepState};
use crate::say;
use crate::text::width::pad;

pub fn draw(look: &Look<'_>, selected: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    page.text(1, &look.get("journal-title"), look.theme.title);
    page.blank();
    let runs = look.model.runs();
    match &look.model.history {
        None => page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("journal-reading")),
            look.theme.dim,
        ),
        Some(history) if runs.is_empty() && history.damaged == 0 => {
            page.text(1, &look.get("journal-empty"), Style::new());
        }
        Some(history) => {
            if history.damaged > 0 {
                page.text(
                    1,
                    &look.say(&say!(
                        "journal-damaged",
                        count = history.damaged,
                        total = history.lines()
                    )),
                    look.theme.warn,
                );
            }
        }
    }
    let mut focus = 0;
    for (index, run) in runs.iter().enumerate() {
        if index == selected {
            focus = page.len();
        }
        row(look, run, index == selected, &mut page);
    }
    // The selected run stays in view.
    let scroll = focus.saturating_sub(usize::from(area.height) / 3);
    page.draw(scroll, frame, area)
}

fn row(look: &Look<'_>, run: &Run, selected: bool, page: &mut Page) {
    let Some(attempt) = run.attempts.last() else {
        return;
    };
    let state = match (run.undone, attempt.ending) {
        (true, _) => look.get("journal-undone"),
        (false, Some(ending)) => look.get(ending.message()),
        (false, None) => look.get("journal-interrupted"),
    };
    let style = if selected {
        look.theme.focus
    } else {
        look.theme.title
    };
    page.spans(vec![
        Span::raw(if selected { " > " } else { "   " }),
        Span::styled(
            format!(
                " {}  {}  {} ",
                attempt.started.strftime("%Y-%m-%d %H:%M:%SZ"),
                attempt.plan.short(),
                run.account
            ),
            style,
        ),
        Span::raw(format!("  {state}")),
    ]);
    for (change, step) in attempt.plan.steps.iter().zip(&attempt.steps) {
        let said = look.get(step.message());
        let id = match step {
            StepState::Done(receipt) => receipt.request_id.as_deref(),
            StepState::NotStarted | StepState::Unclear | StepState::Failed | StepState::TakenBack => None,
        };
        let id: String = id.unwrap_or_default().chars().take(8).collect();
        page.spans(vec![
            Span::raw("      "),
            Span::raw(pad(&change.call(), 30)),
            Span::raw(pad(&said, 24)),
            Span::styled(id, look.theme.dim),
        ]);
    }
    page.blank();
}
