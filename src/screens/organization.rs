//! The organization as a tree.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::result::trouble;
use super::widgets::Page;
use crate::domain::{Known, Status};
use crate::measures::separate::{Leaf, RootCredentials, Row, Standing};
use crate::say;
use crate::text::glyph;
use crate::text::width::{cut, pad, width};

/// The name of a row, under its parents.
pub fn label(look: &Look<'_>, rows: &[Row], index: usize) -> String {
    let Some(row) = rows.get(index) else {
        return String::new();
    };
    let (bar, last, more) = if look.model.ascii {
        ("| ", "`-", "|-")
    } else {
        ("│ ", "└ ", "├ ")
    };
    // Whether another row of that depth follows before one that is less deep.
    let goes_on = |depth: usize| {
        rows.iter()
            .skip(index + 1)
            .take_while(|next| next.depth >= depth)
            .any(|next| next.depth == depth)
    };
    let mut text = String::new();
    for depth in 1..row.depth {
        text.push_str(if goes_on(depth) { bar } else { "  " });
    }
    if row.depth > 0 {
        text.push_str(if goes_on(row.depth) { more } else { last });
    }
    text + &name(look, &row.leaf)
}

fn name(look: &Look<'_>, leaf: &Leaf) -> String {
    match leaf {
        Leaf::Root => look.get("tree-root"),
        Leaf::Unit { name, .. } => format!("{name}/"),
        Leaf::Account { id, name, .. } => match id {
            Some(id) if name.is_empty() => id.clone(),
            Some(id) => format!("{name} {id}"),
            None => name.clone(),
        },
    }
}

/// What is said of a row next to its name.
fn said(look: &Look<'_>, leaf: &Leaf) -> (String, Style) {
    match leaf {
        Leaf::Root => (String::new(), Style::new()),
        Leaf::Unit { new, .. } => (
            if *new { look.get("tree-new") } else { String::new() },
            look.theme.warn,
        ),
        Leaf::Account { management: true, .. } => (look.get("tree-management"), look.theme.dim),
        Leaf::Account { state, .. } => match state.as_deref() {
            None => (look.get("tree-new"), look.theme.warn),
            Some("ACTIVE") => (String::new(), Style::new()),
            Some("CREATING") => (
                format!("{} {}", look.spinner(), look.get("tree-creating")),
                look.theme.warn,
            ),
            Some(state) => (look.say(&say!("tree-state", state = state)), look.theme.warn),
        },
    }
}

/// Whether the row after this one is all that is in its unit.
fn holds_one(rows: &[Row], index: usize) -> bool {
    let deeper = |row: &Row, than: &Row| row.depth > than.depth;
    match (rows.get(index), rows.get(index + 1)) {
        (Some(unit), Some(only)) => {
            matches!(
                (&unit.leaf, &only.leaf),
                (Leaf::Unit { .. }, Leaf::Account { .. })
            ) && deeper(only, unit)
                && rows.get(index + 2).is_none_or(|next| !deeper(next, unit))
        }
        _ => false,
    }
}

/// Draws a tree in a column of a page; a unit with one account in it takes one line.
pub fn tree(look: &Look<'_>, rows: &[Row], columns: usize) -> Vec<Vec<Span<'static>>> {
    (0..rows.len())
        .filter(|index| index.checked_sub(1).is_none_or(|before| !holds_one(rows, before)))
        .map(|index| {
            let mut label = label(look, rows, index);
            let mut telling = rows.get(index);
            if holds_one(rows, index) {
                telling = rows.get(index + 1);
                if let Some(row) = telling {
                    label.push_str(&name(look, &row.leaf));
                }
            }
            let (words, style) =
                telling.map_or_else(|| (String::new(), Style::new()), |row| said(look, &row.leaf));
            let room = columns.saturating_sub(width(&words) + 1);
            let label = cut(&label, room);
            let gap = columns.saturating_sub(width(&label) + width(&words) + 1);
            vec![
                Span::raw(label),
                Span::raw(" "),
                Span::styled(words, style),
                Span::raw(" ".repeat(gap)),
            ]
        })
        .collect()
}

/// Rows above the tree, and below it.
const ABOVE: usize = 4;
const BELOW: usize = 6;

pub fn draw(look: &Look<'_>, selected: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
    let facts = &look.model.facts.separate;
    let mut page = Page::new(area);
    page.text(1, &look.get("tree-title"), look.theme.title);
    page.text(1, &standing(look), look.theme.dim);
    page.blank();
    let rows = look.model.tree();
    let failure = facts.organization.refusal().or_else(|| {
        // What only the management account is told is no trouble of a member's.
        let refusal = facts.accounts.refusal().or_else(|| facts.units.refusal());
        refusal.filter(|_| facts.standing() != Some(Standing::Member))
    });
    if let Some(failure) = failure {
        trouble(look, failure, None, &mut page);
        return page.draw(0, frame, area);
    }
    // Without the units every account would seem to be in none.
    let units = facts.units.seen().is_some() || facts.units.refusal().is_some();
    let is_known = match facts.organization.seen() {
        Some(Some(_)) => facts.standing().is_some() && units,
        Some(None) => true,
        None => false,
    };
    if !is_known {
        page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("dashboard-asking")),
            look.theme.dim,
        );
        return page.draw(0, frame, area);
    }
    if facts.standing() == Some(Standing::Member) {
        page.text(1, &look.get("tree-member"), Style::new());
        return page.draw(0, frame, area);
    }
    let room = usize::from(area.height)
        .saturating_sub(ABOVE + BELOW)
        .clamp(1, rows.len().max(1));
    let selected = selected.min(rows.len().saturating_sub(1));
    let first = selected
        .saturating_sub(room / 2)
        .min(rows.len().saturating_sub(room));
    let names: Vec<String> = (0..rows.len()).map(|index| label(look, &rows, index)).collect();
    let column = super::widgets::widest(names.iter().map(String::as_str)).clamp(24, 44) + 2;
    for (index, row) in rows.iter().enumerate().skip(first).take(room) {
        let focused = index == selected;
        let name = names.get(index).map_or("", String::as_str);
        let (words, style) = said(look, &row.leaf);
        let mut spans = vec![
            Span::raw(if focused { " > " } else { "   " }),
            Span::styled(
                pad(&cut(name, column), column),
                if focused { look.theme.focus } else { Style::new() },
            ),
        ];
        if let Leaf::Account { email, id, .. } = &row.leaf {
            if !words.is_empty() {
                spans.push(Span::styled(format!("{words}  "), style));
            }
            if let Some((text, style)) = id.as_ref().and_then(|id| root(look, id)) {
                spans.push(Span::styled(format!("{text}  "), style));
            }
            spans.push(Span::styled(email.clone(), look.theme.dim));
        }
        page.spans(spans);
    }
    page.blank();
    below(look, &rows, selected, &mut page);
    page.draw(0, frame, area)
}

fn standing(look: &Look<'_>) -> String {
    let facts = &look.model.facts.separate;
    match (facts.standing(), facts.organization()) {
        (Some(Standing::Alone), _) => look.get("tree-alone"),
        (Some(Standing::Management), Some(one)) => look.say(&say!("tree-own", id = &one.id)),
        (Some(Standing::Delegated), Some(one)) => {
            look.say(&say!("tree-delegated", id = &one.id, account = &one.management))
        }
        (_, Some(one)) => look.say(&say!("tree-of", id = &one.id, account = &one.management)),
        (_, None) => String::new(),
    }
}

/// What is known of a member's root user, in a word.
fn root(look: &Look<'_>, account: &str) -> Option<(String, Style)> {
    let known = look.model.root_of(account)?;
    let (status, words) = match known {
        Known::Seen(root, _) if root.is_none() => (Status::Pass, look.get("tree-root-none")),
        Known::Seen(root, _) => (Status::Fail, credentials(look, root)),
        Known::Refused(_) => (Status::Unknown, look.get("status-unknown")),
        Known::NotAsked | Known::Asking => return None,
    };
    let text = format!("{} {words}", glyph(Some(status), look.model.ascii));
    Some((text, look.theme.status(status)))
}

fn credentials(look: &Look<'_>, root: &RootCredentials) -> String {
    look.say(&say!(
        "tree-root-some",
        count = usize::from(root.password) + root.keys.len() + root.devices.len() + root.certificates.len()
    ))
}

fn below(look: &Look<'_>, rows: &[Row], selected: usize, page: &mut Page) {
    if look.model.switching.is_some() {
        page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("tree-entering")),
            look.theme.warn,
        );
        return;
    }
    if look.model.looking.is_some() {
        page.text(
            1,
            &format!("{} {}", look.spinner(), look.get("tree-looking")),
            look.theme.warn,
        );
        return;
    }
    if look.model.review.is_some() {
        super::form::asking(look, page);
        return;
    }
    let Some(Leaf::Account { id, .. }) = rows.get(selected).map(|row| &row.leaf) else {
        return;
    };
    let account = id.as_deref().unwrap_or_default();
    if let Some(Known::Seen(root, _)) = look.model.root_of(account)
        && !root.is_none()
    {
        let said = say!(
            "tree-root-has",
            password = i64::from(root.password),
            keys = root.keys.len(),
            devices = root.devices.len(),
            certificates = root.certificates.len()
        );
        page.text(1, &look.say(&said), look.theme.fail);
    }
    if let Some(Known::Refused(failure)) = look.model.root_of(account) {
        page.text(1, &look.say(&failure.title()), look.theme.warn);
    }
    if look.model.can_enter(account) {
        page.text(1, &look.get("tree-enter-why"), Style::new());
    }
}
