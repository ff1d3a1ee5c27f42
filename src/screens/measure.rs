//! One measure's checks, and everything about the selected one: what we saw, why, cost, fix.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::widgets::{Page, widest};
use crate::domain::{Check, Finding, Measure, Status};
use crate::measures;
use crate::measures::detect::{OPEN_FINDINGS, SECURITY_HUB};
use crate::measures::record::is_config;
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
    let fix = match finding.map(|finding| (finding.status, finding.gap.is_some())) {
        None => "fix-wait",
        Some((status, gap)) if check.measure == Measure::Separate => of_separate(look, check, status, gap),
        Some((Status::Fail | Status::Warn, _)) if of_secure(look, check).is_some() => {
            of_secure(look, check).unwrap_or("fix-plan")
        }
        Some((Status::Pass | Status::NotApplicable, _)) if check.id == SECURITY_HUB.id => "fix-handoff",
        Some((Status::Fail, _)) if check.id == OPEN_FINDINGS.id => "fix-findings",
        Some((Status::Warn, _)) if look.model.waits_for_mail(check) => "fix-alerts-pending",
        Some((Status::Fail | Status::Warn, _)) if look.model.mode.read_only => "fix-read-only",
        Some((Status::Fail | Status::Warn, _)) => "fix-plan",
        Some((Status::NotApplicable, true)) if check.measure == Measure::Detect => "fix-with-detector",
        Some((Status::NotApplicable, true)) if is_config(check) => "fix-with-recorder",
        Some((Status::NotApplicable, true)) => "fix-with-trail",
        Some((Status::Pending, _)) if is_config(check) => "fix-pending-config",
        Some((Status::Pending, _)) => "fix-pending",
        Some((Status::Unknown, _)) => "fix-unknown",
        Some((Status::Pass | Status::NotApplicable | Status::Guided, _)) => "fix-none",
    };
    page.labelled(fix_label, look.theme.title, column, &look.get(fix), Style::new());
}

/// What Enter does about a check of measure 1.
fn of_separate(look: &Look<'_>, check: &Check, status: Status, gap: bool) -> &'static str {
    use crate::measures::separate::{CENTRAL_ROOT, ORGANIZATION, Standing};
    let standing = look.model.facts.separate.standing();
    let may = matches!(standing, Some(Standing::Alone | Standing::Management));
    match status {
        Status::Fail | Status::Warn | Status::NotApplicable if !may => "fix-management",
        Status::Warn if check.id == ORGANIZATION.id => "fix-all-features",
        Status::Warn if check.id == CENTRAL_ROOT.id => "fix-member-roots",
        Status::Fail | Status::Warn if look.model.mode.read_only => "fix-read-only",
        Status::NotApplicable if gap => "fix-organization-first",
        Status::Fail | Status::Warn => "fix-separate",
        Status::Pending => "fix-pending",
        Status::Unknown if standing == Some(Standing::Member) => "fix-management",
        Status::Unknown => "fix-unknown",
        Status::Pass | Status::NotApplicable | Status::Guided => "fix-none",
    }
}

/// What Enter does about an open check of measure 2, where it is not simply a plan.
fn of_secure(look: &Look<'_>, check: &Check) -> Option<&'static str> {
    use crate::measures::secure;
    match check.id {
        // Only the root user itself sees its keys here.
        id if id == secure::ROOT_KEYS.id && !look.model.can_delete_root_keys() => Some("fix-steps"),
        id if id == secure::ROOT_MFA.id => Some("fix-steps"),
        id if [secure::ROOT_KEYS.id, secure::ACCESS_KEYS.id].contains(&id) => Some("fix-keys"),
        id if id == secure::ROOT_USE.id => Some("fix-root-use"),
        id if id == secure::USER_MFA.id => Some("fix-users"),
        _ => None,
    }
}
