//! What cannot be taken back, and which accounts are wanted.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use super::form::{asking, input_line};
use super::organization::tree;
use super::widgets::{Button, Page};
use crate::domain::Check;
use crate::measures::separate::{ORGANIZATION, SHAPES, tree_now, tree_proposed};
use crate::say;
use crate::text::width::{cut, pad};
use crate::wizard::{AccountsField, AccountsForm, Column};

pub fn told(
    look: &Look<'_>,
    check: &'static Check,
    scroll: usize,
    frame: &mut Frame<'_>,
    area: Rect,
) -> usize {
    let model = look.model;
    let mut page = Page::new(area);
    let makes = model.facts.separate.organization().is_none();
    let title = if check.id == ORGANIZATION.id {
        "told-organization"
    } else {
        "told-accounts"
    };
    page.text(1, &look.get(title), look.theme.title);
    page.blank();
    if makes {
        let account = model.identity().map_or("-", |identity| identity.account.as_str());
        let said = say!("told-management", account = account);
        page.labelled("1", look.theme.title, 4, &look.say(&said), Style::new());
    }
    if check.id != ORGANIZATION.id {
        let first = usize::from(makes);
        for (index, text) in ["told-closing", "told-email", "told-quota"]
            .into_iter()
            .enumerate()
        {
            let number = (index + first + 1).to_string();
            page.labelled(&number, look.theme.title, 4, &look.get(text), Style::new());
        }
    }
    page.blank();
    if model.asks_for_paid_plan() {
        let said = match model.facts.account.plan.seen() {
            Some(plan) => match plan.expires {
                Some(time) => say!("told-free-until", date = time.strftime("%Y-%m-%d").to_string()),
                None => say!("told-free"),
            },
            None => say!("told-plan-unknown"),
        };
        page.text(1, &look.say(&said), look.theme.warn);
        page.text(1, &look.get("told-credits"), look.theme.warn);
        page.blank();
        let mark = if model.paid_plan { "[x]" } else { "[ ]" };
        page.spans(vec![
            Span::raw(" "),
            Span::styled(format!("{mark} {}", look.get("told-consent")), look.theme.focus),
        ]);
    } else if makes {
        page.text(1, &look.get("told-paid"), look.theme.dim);
    }
    page.blank();
    page.text(1, &look.get("told-nothing-yet"), look.theme.dim);
    if model.review.is_some() {
        asking(look, &mut page);
    }
    page.draw(scroll, frame, area)
}

/// Columns of a row: name, e-mail, unit.
const fn widths(columns: usize) -> [usize; 3] {
    if columns < 79 { [12, 24, 14] } else { [16, 34, 20] }
}

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let Some(form) = &look.model.accounts_form else {
        return 0;
    };
    let mut page = Page::new(area);
    page.text(1, &look.get("accounts-title"), look.theme.title);
    let shape = SHAPES.get(form.shape).copied().unwrap_or("own");
    let on_shape = form.focus == AccountsField::Shape;
    page.spans(vec![
        Span::raw(if on_shape { " > " } else { "   " }),
        Span::raw(pad(&look.get("accounts-shape"), 12)),
        Span::styled(
            format!("< {} >", look.get(&format!("field-shape-{shape}"))),
            if on_shape { look.theme.focus } else { Style::new() },
        ),
    ]);
    let label = look.get("accounts-email");
    input_line(
        look,
        form.focus == AccountsField::Email,
        &label,
        &form.email,
        15,
        &mut page,
    );
    let head: String = ["accounts-name", "accounts-own-email", "accounts-unit"]
        .into_iter()
        .zip(widths(page.columns()))
        .map(|(text, columns)| pad(&look.get(text), columns + 3))
        .collect();
    page.spans(vec![Span::styled(format!("  {head}"), look.theme.dim)]);
    for index in 0..form.rows.len() {
        row(look, form, index, &mut page);
    }
    match form.error() {
        Some(error) => page.text(1, &look.say(&error), look.theme.fail),
        None => page.text(1, &look.get(reason(form)), look.theme.dim),
    }
    if look.model.review.is_some() {
        asking(look, &mut page);
    } else {
        let label = look.get("form-review");
        let button = Button {
            label: &label,
            focused: form.focus == AccountsField::Review,
            enabled: form.is_right(),
        };
        page.buttons(&[button], look.theme);
    }
    trees(look, form, &mut page);
    // The focused row stays in view where the form is longer than the screen.
    page.draw(0, frame, area)
}

fn row(look: &Look<'_>, form: &AccountsForm, index: usize, page: &mut Page) {
    let Some(row) = form.rows.get(index) else {
        return;
    };
    let mut spans = Vec::new();
    let mut start = 0;
    for (column, columns) in [Column::Name, Column::Email, Column::Unit]
        .into_iter()
        .zip(widths(page.columns()))
    {
        let focused = form.focus == AccountsField::Cell(index, column);
        let text = row.cell(column);
        let scrolled = if focused { text.scroll(columns) } else { 0 };
        let shown: String = text.value().chars().skip(scrolled).collect();
        let style = if focused {
            look.theme.focus
        } else if form.is_wrong(index, column) && (form.visited || !text.value().is_empty()) {
            look.theme.fail
        } else {
            Style::new()
        };
        spans.push(Span::raw(if focused { ">[" } else { " [" }));
        if focused {
            page.cursor_next(start + 2 + text.cursor() - scrolled);
        }
        spans.push(Span::styled(pad(&cut(&shown, columns), columns), style));
        spans.push(Span::raw("]"));
        start += columns + 3;
    }
    page.spans(spans);
}

/// Which of the talk's four reasons decides the focused field.
const fn reason(form: &AccountsForm) -> &'static str {
    match form.focus {
        AccountsField::Shape => "reason-environment",
        AccountsField::Email | AccountsField::Cell(_, Column::Email) => "reason-billing",
        AccountsField::Cell(_, Column::Name) => "reason-workload",
        AccountsField::Cell(_, Column::Unit) => "reason-delegation",
        AccountsField::Review => "reason-review",
    }
}

/// The organization as it is, and beside it as it would be.
fn trees(look: &Look<'_>, form: &AccountsForm, page: &mut Page) {
    let facts = &look.model.facts.separate;
    let account = look.model.identity().map(|identity| identity.account.as_str());
    let columns = (page.columns().saturating_sub(4) / 2).min(44);
    let now = tree(look, &tree_now(facts, account), columns);
    let wanted = tree(look, &tree_proposed(facts, account, &form.wanted()), columns);
    page.spans(vec![
        Span::styled(
            format!("   {}", pad(&look.get("accounts-now"), columns)),
            look.theme.title,
        ),
        Span::styled(look.get("accounts-proposed"), look.theme.title),
    ]);
    for index in 0..now.len().max(wanted.len()) {
        let mut spans = vec![Span::raw("   ")];
        match now.get(index) {
            Some(row) => spans.extend(row.iter().cloned()),
            None => spans.push(Span::raw(" ".repeat(columns))),
        }
        spans.extend(wanted.get(index).into_iter().flatten().cloned());
        page.spans(spans);
    }
}
