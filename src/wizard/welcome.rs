//! Language and how to start.

use super::binding::{Action, Binding, bind};
use super::effect::Effect;
use super::key::Key;
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

pub(super) fn keys(map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-continue", Some(0)));
    map.push(bind(Key::Up, Action::Up, "key-choose", Some(2)));
    map.push(bind(Key::Down, Action::Down, "key-choose", None));
    map.push(bind(Key::Char(' '), Action::Toggle, "key-start-as", Some(3)));
    map.push(bind(Key::Char('q'), Action::Quit, "key-quit", Some(5)));
}
