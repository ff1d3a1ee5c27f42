//! Language and how to start.

use super::effect::Effect;
use super::identity::Choice;
use super::keymap::Action;
use super::model::{Model, Screen};

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept => model.push(Screen::Identity {
            choice: Choice::Continue,
        }),
        Action::Up | Action::Down => model.language = model.language.other(),
        Action::Toggle => model.mode.read_only = !model.mode.read_only,
        _ => {}
    }
    Vec::new()
}
