//! Language and how to start.

use super::effect::Effect;
use super::keymap::Action;
use super::model::Model;

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept => return super::teach::enter(model),
        Action::Up | Action::Down => model.language = model.language.other(),
        Action::Toggle => model.mode.read_only = !model.mode.read_only,
        _ => {}
    }
    Vec::new()
}
