//! GuardDuty Region by Region: each row stands by itself, as it answers.

use super::binding::{Action, Binding, bind, everywhere, rows};
use super::effect::Effect;
use super::key::Key;
use super::model::{Model, Screen};
use super::result::scrolled;

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.push(Screen::Regions { selected: 0 });
    Vec::new()
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let last = model.facts.detect.regions.len().saturating_sub(1);
    let Screen::Regions { selected } = *model.screen() else {
        return Vec::new();
    };
    let moved = match action {
        Action::First => 0,
        Action::Last => last,
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => scrolled(selected, action, last),
        Action::Back => {
            model.pop();
            return Vec::new();
        }
        Action::Findings => return super::guardduty::open(model),
        _ => selected,
    };
    if let Some(Screen::Regions { selected }) = model.screen_mut() {
        *selected = moved;
    }
    Vec::new()
}

pub(super) fn keys(map: &mut Vec<Binding>) {
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    map.push(bind(Key::Char('f'), Action::Findings, "key-findings", Some(2)));
    everywhere(map);
    rows(map);
}
