//! What came of a run.

use super::binding::{Action, Binding, bind, everywhere, scroll};
use super::effect::Effect;
use super::journal;
use super::key::Key;
use super::model::{Model, Screen};
use crate::domain::journal::Ending;
use crate::measures::secure::DAILY_ADMIN;
use crate::say;

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Copy => {
            if let Some((_, password)) = model.run.as_ref().and_then(|run| run.password.clone()) {
                model.notice = Some(say!("notice-copied-password"));
                return vec![Effect::Copy(password)];
            }
        }
        Action::AsText => {
            if let Some(run) = model.run.as_mut() {
                run.reveal = !run.reveal;
            }
        }
        Action::Accept | Action::Back => {
            // It is nowhere else: leaving this page is leaving it for good, so that is said once.
            if let Some(run) = model.run.as_mut().filter(|run| run.password.is_some()) {
                if !run.warned {
                    run.warned = true;
                    model.notice = Some(say!("notice-password-goes"));
                    return Vec::new();
                }
                run.password = None;
            }
            let made_administrator = model.run.as_ref().is_some_and(|run| {
                run.plan.checks().any(|id| id == DAILY_ADMIN.id)
                    && run
                        .report
                        .as_ref()
                        .is_some_and(|report| report.ending == Ending::Complete)
            });
            model.pop_to(|screen| {
                matches!(
                    screen,
                    Screen::GuardDuty(_)
                        | Screen::HandOff { .. }
                        | Screen::Users { .. }
                        | Screen::Keys { .. }
                        | Screen::Measure { .. }
                        | Screen::Dashboard { .. }
                )
            });
            // Once there is somebody else to be, the root user's work is done.
            if made_administrator && model.is_root() {
                return super::guide::open_sign_in(model);
            }
            return super::guardduty::after_run(model);
        }
        Action::Undo => {
            let run = model.run.as_ref().map(|run| run.plan.run.clone());
            return journal::undo(model, run);
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            let extent = model.extent;
            if let Some(Screen::Result { scroll }) = model.screen_mut() {
                *scroll = scrolled(*scroll, action, extent);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Where a text of lines is after a scroll, within its extent.
pub(super) fn scrolled(scroll: usize, action: Action, extent: usize) -> usize {
    let moved = match action {
        Action::Up => scroll.saturating_sub(1),
        Action::Down => scroll.saturating_add(1),
        Action::PageUp => scroll.saturating_sub(10),
        Action::PageDown => scroll.saturating_add(10),
        _ => scroll,
    };
    moved.min(extent)
}

pub(super) fn keys(model: &Model, map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-continue", Some(0)));
    map.push(bind(Key::Esc, Action::Accept, "key-back", None));
    scroll(map);
    if model.run.as_ref().is_some_and(|run| run.password.is_some()) {
        map.push(if model.plain {
            bind(Key::Char('v'), Action::AsText, "key-show-password", Some(0))
        } else {
            bind(Key::Char('c'), Action::Copy, "key-copy-password", Some(0))
        });
    }
    if model
        .run
        .as_ref()
        .is_some_and(super::apply::RunState::can_be_undone)
        && !model.mode.read_only
    {
        map.push(bind(Key::Char('u'), Action::Undo, "key-undo", Some(2)));
    }
    everywhere(map);
}
