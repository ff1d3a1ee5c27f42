//! The four measures.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::Look;
use super::widgets::Page;
use crate::domain::finding::score;
use crate::domain::{Finding, Measure, Status};
use crate::measures;
use crate::say;
use crate::text::width::{cut, pad, width};
use crate::wizard::Order;

pub fn draw(look: &Look<'_>, selected: Measure, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    let age = look
        .model
        .surveyed
        .filter(|_| look.model.survey.is_none())
        .map_or_else(
            || look.get("dashboard-asking"),
            |time| {
                let seconds = look.model.now.duration_since(time).as_secs().max(0);
                if seconds < 60 {
                    look.get("dashboard-just-now")
                } else {
                    look.say(&say!("dashboard-age", minutes = seconds / 60))
                }
            },
        );
    let title = look.get("dashboard-title");
    let gap = page.columns().saturating_sub(width(&title) + width(&age) + 3);
    page.blank();
    page.spans(vec![
        Span::raw(" "),
        Span::styled(title, look.theme.title),
        Span::raw(" ".repeat(gap)),
        Span::styled(age, look.theme.dim),
    ]);
    page.blank();
    for measure in Measure::ALL {
        row(look, measure, measure == selected, &mut page);
        page.blank();
    }
    let (order, left) = look.model.recommended();
    if look.model.survey.is_some() && left.is_empty() {
        page.text(1, &look.get("dashboard-order"), look.theme.dim);
    } else if left.is_empty()
        && look
            .model
            .findings()
            .iter()
            .any(|finding| finding.status == Status::Unknown)
    {
        page.text(1, &look.get("dashboard-unknown"), look.theme.unknown);
    } else if left.is_empty() {
        page.text(1, &look.get("dashboard-done"), look.theme.pass);
    } else {
        let numbers: Vec<String> = left.iter().map(|measure| measure.number().to_string()).collect();
        let next = say!("dashboard-next", order = numbers.join(" > "));
        page.text(1, &look.say(&next), look.theme.title);
        if order == Order::FreePlan && look.model.should_leave_root_or_make_administrator() {
            page.text(1, &look.get(Order::Root.message()), look.theme.warn);
        }
        page.text(1, &look.get(order.message()), look.theme.dim);
    }
    page.draw(0, frame, area)
}

fn row(look: &Look<'_>, measure: Measure, selected: bool, page: &mut Page) {
    let checks = measures::checks(measure);
    let findings: Vec<Option<Finding>> = checks.iter().map(|check| look.model.finding(check)).collect();
    let name = look.get(&format!("measure-{}", measure.id()));
    let mark = if selected { " > " } else { "   " };
    let title = pad(&format!(" {} {name} ", measure.number()), 34);
    let style = if selected {
        look.theme.focus
    } else {
        look.theme.title
    };
    let mut spans = vec![Span::raw(mark), Span::styled(title, style), Span::raw("  ")];
    let worst = worst(&findings);
    let (status, status_style) = look.status(worst);
    let known: Vec<&Finding> = findings.iter().flatten().collect();
    let (passed, asked) = score(known.iter().copied());
    spans.push(Span::styled(pad(&status, 14), status_style));
    if asked > 0 {
        spans.push(Span::raw(format!("{passed}/{asked}")));
    }
    page.spans(spans);
    if let Some(finding) = worst
        && let Some(said) = finding.gap.as_ref().or_else(|| finding.saw.first())
    {
        let text = cut(&look.say(said), page.columns().saturating_sub(8));
        page.text(6, &text, look.theme.dim);
    }
}

/// The finding that speaks for its measure; none while one of them is still being asked and none is bad.
fn worst(findings: &[Option<Finding>]) -> Option<&Finding> {
    let rank = |finding: &Finding| match finding.status {
        Status::Fail => 0,
        Status::Unknown => 1,
        Status::Warn => 2,
        Status::Guided => 3,
        Status::Pending => 4,
        Status::NotApplicable if finding.gap.is_some() => 5,
        Status::Pass => 6,
        Status::NotApplicable => 7,
    };
    let worst = findings.iter().flatten().min_by_key(|finding| rank(finding))?;
    let waiting = findings.iter().any(Option::is_none);
    (!waiting || worst.status == Status::Fail).then_some(worst)
}
