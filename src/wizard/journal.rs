//! What was done, and taking it back.

use super::binding::{Action, Binding, bind, scroll};
use super::confirm::Confirm;
use super::effect::{Effect, Ticket};
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::overlay;
use super::update::ask_journal;
use crate::domain::Failure;
use crate::domain::journal::{History, Run};
use crate::measures::Detectors;
use crate::say;

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if model.is_applying() {
        return Vec::new();
    }
    model.push(Screen::Journal { selected: 0 });
    vec![ask_journal(model)]
}

impl Model {
    /// The runs of the journal, newest first.
    #[must_use]
    pub fn runs(&self) -> Vec<Run> {
        let mut runs = self.history.as_ref().map(History::runs).unwrap_or_default();
        runs.reverse();
        runs
    }
}

pub(super) fn arrived(model: &mut Model, ticket: Ticket, answer: Result<History, Failure>) -> Vec<Effect> {
    if model.journal_asked != Some(ticket) {
        return Vec::new();
    }
    model.journal_asked = None;
    match answer {
        Ok(history) => {
            model.history = Some(history);
            overlay::offer_cut_short(model);
            if let Some(wanted) = model.undo_wanted.take() {
                show_undo(model, wanted.as_deref());
            }
        }
        Err(failure) => model.layers.push(Layer::Error(Box::new(failure))),
    }
    Vec::new()
}

/// Asks for the journal, to take back a run of it.
pub(super) fn undo(model: &mut Model, run: Option<String>) -> Vec<Effect> {
    if model.mode.read_only || model.is_applying() {
        model.notice = Some(say!("notice-read-only"));
        return Vec::new();
    }
    model.undo_wanted = Some(run);
    vec![ask_journal(model)]
}

fn show_undo(model: &mut Model, run: Option<&str>) {
    let Some(account) = model.identity().map(|identity| identity.account.clone()) else {
        return;
    };
    let found = model.history.as_ref().and_then(|history| match run {
        Some(id) => history
            .run(id)
            .filter(|run| !run.undone && run.account == account),
        None => history.last_undoable(&account),
    });
    let confirm = model
        .history
        .as_ref()
        .zip(found)
        .and_then(|(history, run)| Confirm::of_undo(history, run, Detectors::Suspend, model.now));
    match confirm {
        Some(confirm) => model.layers.push(Layer::Confirm(Box::new(confirm))),
        None => {
            let is_damaged = model.history.as_ref().is_some_and(|history| history.damaged > 0);
            model.notice = Some(if is_damaged {
                say!("undo-unknown")
            } else {
                say!("undo-empty")
            });
        }
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Journal { selected } = *model.screen() else {
        return Vec::new();
    };
    let runs = model.runs();
    match action {
        Action::Back => model.pop(),
        Action::Undo => return undo(model, runs.get(selected).map(|run| run.id.clone())),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            let moved = super::result::scrolled(selected, action, runs.len().saturating_sub(1));
            if let Some(Screen::Journal { selected }) = model.screen_mut() {
                *selected = moved;
            }
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn keys(model: &Model, map: &mut Vec<Binding>) {
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    scroll(map);
    if !model.mode.read_only {
        map.push(bind(Key::Char('u'), Action::Undo, "key-undo", Some(2)));
    }
}
