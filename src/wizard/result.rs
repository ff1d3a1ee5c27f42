//! What came of a run.

use super::effect::Effect;
use super::journal;
use super::keymap::Action;
use super::model::{Model, Screen};

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept | Action::Back => {
            model.pop_to(|screen| {
                matches!(
                    screen,
                    Screen::GuardDuty
                        | Screen::HandOff { .. }
                        | Screen::Measure { .. }
                        | Screen::Dashboard { .. }
                )
            });
            return super::guardduty::after_run(model);
        }
        Action::Undo => {
            let run = model.run.as_ref().map(|run| run.plan.run().to_owned());
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
