//! The plan, whole: what runs, what it costs, how it is taken back. Focus begins on going back.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use serde_json::Value;

use super::Look;
use super::widgets::{Button, Page, dialog, widest};
use crate::domain::{Plan, Undo};
use crate::measures::separate::SeparateChange;
use crate::say;
use crate::text::width::{cut, cut_middle, pad};
use crate::wizard::Confirm;

/// Columns of the field that a name is typed into, and how many it has at least.
const FIELD: usize = 30;
const LEAST_FIELD: usize = 12;

pub fn draw(look: &Look<'_>, confirm: &Confirm, frame: &mut Frame<'_>, area: Rect) -> usize {
    let plan = &confirm.plan;
    let alias = look
        .model
        .facts
        .account
        .alias
        .seen()
        .and_then(Option::as_deref)
        .unwrap_or("-");
    let title = look.say(&say!(
        "confirm-title",
        account = &plan.account,
        alias = alias,
        mode = look.get(super::chrome::mode(look.model.mode)),
        plan = plan.short()
    ));
    let inside = dialog(
        frame,
        area,
        (area.width, area.height),
        &title,
        look.theme,
        look.model.ascii,
    );
    let foot_rows = if confirm.typed.is_some() { 3 } else { 2 };
    let body = Rect {
        height: inside.height.saturating_sub(foot_rows),
        ..inside
    };
    let foot = Rect {
        y: body.bottom(),
        height: foot_rows.min(inside.height),
        ..inside
    };
    let mut page = Page::new(body);
    if confirm.details {
        details(look, plan, &mut page);
    } else {
        summary(look, plan, &mut page);
    }
    let more = page.len() > usize::from(body.height);
    let extent = page.draw(confirm.scroll, frame, body);
    draw_foot(look, confirm, more, frame, foot);
    extent
}

fn draw_foot(look: &Look<'_>, confirm: &Confirm, more: bool, frame: &mut Frame<'_>, area: Rect) {
    let mut page = Page::new(area);
    let hint = if more {
        look.get("confirm-more")
    } else {
        String::new()
    };
    page.text(1, &hint, look.theme.dim);
    if let (Some(typed), Some(word)) = (&confirm.typed, confirm.word()) {
        let ask = look.say(&say!("confirm-type", word = word));
        // What is typed must be seen, however long the question is.
        let ask = cut(&ask, page.columns().saturating_sub(LEAST_FIELD + 4));
        let start = crate::text::width::width(&ask) + 3;
        let room = page.columns().saturating_sub(start + 2).min(FIELD);
        let scroll = typed.scroll(room);
        let shown: String = typed.value().chars().skip(scroll).collect();
        page.cursor_next(start + typed.cursor().saturating_sub(scroll));
        page.spans(vec![
            Span::raw(format!(" {ask} [")),
            Span::styled(pad(&cut(&shown, room), room), look.theme.focus),
            Span::raw("]"),
        ]);
    }
    let back = look.get("confirm-back");
    let apply = look.say(&say!("confirm-apply", count = confirm.plan.steps.len()));
    let row = [
        Button {
            label: &back,
            focused: !confirm.apply,
            enabled: true,
        },
        Button {
            label: &apply,
            focused: confirm.apply,
            enabled: confirm.is_ready(),
        },
    ];
    page.buttons(&row, look.theme);
    page.draw(0, frame, area);
}

fn summary(look: &Look<'_>, plan: &Plan, page: &mut Page) {
    let intro = say!("confirm-intro", count = plan.steps.len(), account = &plan.account);
    page.text(1, &look.say(&intro), Style::new());
    let groups = plan.groups();
    let firsts = || groups.iter().filter_map(|group| group.first());
    // An organization is in no Region; whoever names one takes the room of what the calls act on.
    let is_global = plan.changes().all(SeparateChange::is_one);
    let (calls, call_width) = if is_global {
        super::apply::calls(firsts().copied(), page.columns().saturating_sub(40))
    } else {
        super::apply::calls(firsts().copied(), usize::MAX)
    };
    let effects: Vec<String> = firsts().map(|step| look.get(step.effect.message())).collect();
    let effect_width = widest(effects.iter().map(String::as_str)) + 1;
    for (index, (((step, group), effect), call)) in
        firsts().zip(&groups).zip(&effects).zip(&calls).enumerate()
    {
        if group.len() > 1 {
            let count = look.say(&say!("plan-regions", count = group.len()));
            page.spans(vec![
                Span::raw(format!(" {:>2} ", index + 1)),
                Span::styled(pad(call, call_width), look.theme.title),
                Span::raw(format!("{count}  ")),
                Span::styled(effect.clone(), look.theme.warn),
            ]);
            let regions: Vec<&str> = group.iter().map(|step| step.region.as_str()).collect();
            page.text(4, &regions.join(", "), look.theme.dim);
            continue;
        }
        let region = if is_global {
            String::new()
        } else {
            step.region.to_string()
        };
        let taken = 4 + call_width + effect_width + crate::text::width::width(&region) + 4;
        let room = page.columns().saturating_sub(taken);
        page.spans(vec![
            Span::raw(format!(" {:>2} ", index + 1)),
            Span::styled(pad(call, call_width), look.theme.title),
            Span::raw(pad(&cut_middle(&step.target, room), room)),
            Span::styled(format!("  {region}  "), look.theme.dim),
            Span::styled(effect.clone(), look.theme.warn),
        ]);
    }
    let labels = ["confirm-cost", "confirm-note", "confirm-undo"].map(|id| look.get(id));
    let column = widest(labels.iter().map(String::as_str)) + 2;
    let [cost, note, undo] = &labels;
    let mut block = |label: &str, lines: Vec<String>| {
        for (index, line) in lines.iter().enumerate() {
            page.labelled(
                if index == 0 { label } else { "" },
                look.theme.title,
                column,
                line,
                Style::new(),
            );
        }
    };
    let mut costs: Vec<String> = plan.cost().iter().map(|line| look.say(&line.text)).collect();
    if let Some(line) = plan.cost().first() {
        costs.push(look.say(&say!("confirm-prices", month = &line.as_of)));
    }
    block(cost, costs);
    block(
        note,
        plan.notes()
            .into_iter()
            .map(|sentence| look.say(sentence))
            .collect(),
    );
    let back: Vec<String> = groups
        .iter()
        .rev()
        .filter_map(|group| match (&group.first()?.undo, group.len()) {
            (Undo::By(change), 1) => Some(change.call()),
            (Undo::By(change), count) => {
                let count = look.say(&say!("plan-regions", count = count));
                Some(format!("{} ({count})", change.call()))
            }
            (Undo::Kept(_), _) => None,
        })
        .collect();
    let mut lines = Vec::new();
    if !back.is_empty() {
        lines.push(look.say(&say!("confirm-undo-calls", calls = back.join(", "))));
    }
    lines.extend(plan.kept().into_iter().map(|sentence| look.say(sentence)));
    block(undo, lines);
}

/// The exact calls with their documents, and the same for the AWS CLI.
fn details(look: &Look<'_>, plan: &Plan, page: &mut Page) {
    for (index, (step, group)) in plan
        .groups()
        .iter()
        .filter_map(|group| Some((*group.first()?, group)))
        .enumerate()
    {
        let regions: Vec<&str> = group.iter().map(|step| step.region.as_str()).collect();
        let heading = format!("{} {} {}", index + 1, step.call(), regions.join(", "));
        page.text(1, &heading, look.theme.title);
        for line in format!("{:#}", readable(&step.parameters)).lines() {
            page.text(3, line, Style::new());
        }
        page.text(
            3,
            &look.say(&say!("confirm-permissions", actions = step.actions.join(", "))),
            look.theme.dim,
        );
        for step in group {
            match crate::measures::commands(step) {
                Ok(lines) => {
                    for line in lines {
                        page.text(3, &line, look.theme.dim);
                    }
                }
                Err(why) => page.text(3, &look.say(&why), look.theme.dim),
            }
        }
        page.blank();
    }
}

/// A policy travels as text; a person reads it as JSON.
fn readable(parameters: &Value) -> Value {
    let mut shown = parameters.clone();
    if let Some(policy) = shown.get_mut("Policy")
        && let Some(document) = policy.as_str().and_then(|text| serde_json::from_str(text).ok())
    {
        *policy = document;
    }
    shown
}
