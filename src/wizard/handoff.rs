//! The hand-off: what Security Hub CSPM and Detective would add to GuardDuty, and turning the former on.

use super::binding::{Action, Binding, bind, everywhere, scroll};
use super::effect::Effect;
use super::key::Key;
use super::model::{Model, Screen};
use super::result::scrolled;
use super::review;
use crate::domain::Known;
use crate::measures::detect::HUB;
use crate::say;

impl Model {
    /// Whether Security Hub CSPM is known to be off, and so can be turned on.
    #[must_use]
    pub const fn can_turn_hub_on(&self) -> bool {
        matches!(self.facts.detect.hub, Known::Seen(None, _)) && !self.mode.read_only
    }
}

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.push(Screen::HandOff { scroll: 0 });
    Vec::new()
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    match action {
        Action::Back => {
            model.review = None;
            model.pop();
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            if let Some(Screen::HandOff { scroll }) = model.screen_mut() {
                *scroll = scrolled(*scroll, action, extent);
            }
        }
        Action::Accept if model.can_turn_hub_on() => {
            return review::begin(model, &HUB);
        }
        Action::Accept if model.mode.read_only => model.notice = Some(say!("notice-read-only")),
        _ => {}
    }
    Vec::new()
}

pub(super) fn keys(model: &Model, map: &mut Vec<Binding>) {
    if model.can_turn_hub_on() {
        map.push(bind(Key::Enter, Action::Accept, "key-turn-on", Some(0)));
    }
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    scroll(map);
    everywhere(map);
}
