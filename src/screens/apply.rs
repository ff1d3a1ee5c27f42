//! A plan being run: one line a call, in the plan's order.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::{Page, widest};
use crate::domain::{Change, Lanes, Outcome, Status, StepResult};
use crate::say;
use crate::text::glyph;
use crate::text::width::{cut_middle, pad};
use crate::wizard::{Phase, RunState, StepView};

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(run) = &look.model.run else { return 0 };
    let mut page = Page::new(area);
    page.blank();
    let title = say!(
        "apply-title",
        plan = run.plan.short(),
        account = &run.plan.account,
        count = run.steps.len()
    );
    page.text(1, &look.say(&title), look.theme.title);
    page.blank();
    steps(look, run, &mut page);
    page.blank();
    let phase = match run.phase {
        Phase::Comparing => "apply-comparing",
        Phase::Running => "apply-running",
        Phase::ReadingBack => "apply-reading-back",
        Phase::Ended => "apply-ended",
    };
    let mark = if run.is_under_way() { look.spinner() } else { " " };
    page.text(1, &format!("{mark} {}", look.get(phase)), Style::new());
    if run.stopping {
        page.text(1, &look.get("apply-stopping"), look.theme.warn);
    }
    page.draw(0, frame, area)
}

/// Columns of one Region's cell: the longest name, its mark and how far it is.
const CELL: usize = 26;

/// The steps with how far each is.
pub fn steps(look: &Look<'_>, run: &RunState, page: &mut Page) {
    let lanes = run.plan.lanes();
    if lanes.beside.len() > 1 {
        beside(look, run, &lanes, page);
        return;
    }
    let (calls, column) = calls(run.plan.changes(), page.columns().saturating_sub(34));
    for (index, ((change, call), step)) in run.plan.steps.iter().zip(&calls).zip(&run.steps).enumerate() {
        let (mark, style, said) = described(look, step);
        let room = page.columns().saturating_sub(column + 34);
        page.spans(vec![
            Span::raw(" "),
            Span::styled(pad(&mark, 5), style),
            Span::raw(format!("{:>2} ", index + 1)),
            Span::styled(pad(call, column), look.theme.title),
            Span::raw(pad(&cut_middle(&change.target, room), room)),
            Span::raw(" "),
            Span::styled(said, look.theme.dim),
        ]);
    }
}

/// What a target needs to be recognised.
const TARGET: usize = 8;

/// The names of calls with the width of their column. Where long ones leave no room for what they act on, the operation
/// goes without its service.
pub fn calls<'a>(steps: impl Iterator<Item = &'a Change> + Clone, room: usize) -> (Vec<String>, usize) {
    let whole: Vec<String> = steps.clone().map(Change::call).collect();
    let column = widest(whole.iter().map(String::as_str)) + 2;
    if column + TARGET <= room {
        return (whole, column);
    }
    let short: Vec<String> = steps.map(|step| step.operation.clone()).collect();
    let column = widest(short.iter().map(String::as_str)) + 2;
    (short, column)
}

/// One cell a Region: seventeen of them, and more, stay in view.
fn beside(look: &Look<'_>, run: &RunState, lanes: &Lanes, page: &mut Page) {
    for (change, step) in run.plan.steps.iter().zip(&run.steps).take(lanes.first.len()) {
        let (mark, style, said) = described(look, step);
        page.spans(vec![
            Span::raw(" "),
            Span::styled(pad(&mark, 5), style),
            Span::styled(pad(&change.call(), CELL - 5), look.theme.title),
            Span::styled(said, look.theme.dim),
        ]);
    }
    let cells: Vec<Vec<Span<'static>>> = lanes
        .beside
        .iter()
        .filter_map(|chain| {
            let region = run.plan.steps.get(*chain.first()?)?.region.to_string();
            let steps: Vec<&StepView> = chain.iter().filter_map(|index| run.steps.get(*index)).collect();
            let is_done = |step: &&&StepView| matches!(step, StepView::Ended(StepResult::Ended(_)));
            let done = steps.iter().filter(is_done).count();
            // What is under way or failed says more than what is done or still to come.
            let telling = steps
                .iter()
                .find(|step| {
                    matches!(
                        step,
                        StepView::Ended(StepResult::Failed(_)) | StepView::Running(..)
                    )
                })
                .or_else(|| steps.iter().find(|step| !is_done(step)))
                .or_else(|| steps.last())?;
            let (mark, style, _) = described(look, telling);
            let far = if steps.len() > 1 {
                format!(" {done}/{}", steps.len())
            } else {
                String::new()
            };
            Some(vec![
                Span::styled(pad(&mark, 5), style),
                Span::raw(pad(&format!("{region}{far}"), CELL - 5)),
            ])
        })
        .collect();
    let across = (page.columns().saturating_sub(1) / CELL).max(1);
    for row in cells.chunks(across) {
        let mut spans = vec![Span::raw(" ")];
        spans.extend(row.iter().flatten().cloned());
        page.spans(spans);
    }
    let failures: Vec<(String, &crate::domain::Failure)> = run
        .plan
        .steps
        .iter()
        .zip(&run.steps)
        .filter_map(|(step, view)| match view {
            StepView::Ended(StepResult::Failed(failure)) => Some((step.region.to_string(), failure)),
            StepView::Ended(
                StepResult::Ended(_) | StepResult::NotStarted | StepResult::UnderWay | StepResult::TakenBack,
            )
            | StepView::NotStarted
            | StepView::Running(..) => None,
        })
        .collect();
    for (region, failure) in failures {
        page.labelled(
            &region,
            look.theme.fail,
            16,
            &look.say(&failure.title()),
            Style::new(),
        );
    }
}

fn described(look: &Look<'_>, step: &StepView) -> (String, Style, String) {
    let ascii = look.model.ascii;
    let nothing = || (if ascii { "[  ]" } else { " " }).to_owned();
    match step {
        StepView::NotStarted => (nothing(), look.theme.dim, look.get("step-waiting")),
        StepView::Ended(StepResult::NotStarted) => (nothing(), look.theme.dim, look.get("step-not-started")),
        StepView::Ended(StepResult::UnderWay) => {
            let mark = glyph(Some(Status::Pending), ascii).to_owned();
            (mark, look.theme.warn, look.get("step-under-way"))
        }
        StepView::Ended(StepResult::TakenBack) => {
            let mark = glyph(Some(Status::NotApplicable), ascii).to_owned();
            (mark, look.theme.dim, look.get("step-taken-back"))
        }
        StepView::Running(since, retry) => {
            let seconds = look.model.now.duration_since(*since).as_secs().max(0);
            let said = if look.model.is_creating() {
                say!("step-creating", seconds = seconds)
            } else if *retry > 0 {
                say!("step-retry", seconds = seconds, retry = i64::from(*retry))
            } else {
                say!("step-running", seconds = seconds)
            };
            (look.spinner().to_owned(), look.theme.warn, look.say(&said))
        }
        StepView::Ended(StepResult::Ended(receipt)) => {
            let mut said = look.get(receipt.outcome.message());
            if let (Outcome::Done, Some(id)) = (receipt.outcome, &receipt.request_id) {
                said.push_str(&format!("  {}", id.chars().take(8).collect::<String>()));
            }
            (glyph(Some(Status::Pass), ascii).to_owned(), look.theme.pass, said)
        }
        StepView::Ended(StepResult::Failed(failure)) => (
            glyph(Some(Status::Fail), ascii).to_owned(),
            look.theme.fail,
            failure.code.clone().unwrap_or_else(|| look.say(&failure.title())),
        ),
    }
}
