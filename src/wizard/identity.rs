//! Is this the right account?

use super::binding::{Action, Binding, bind, choose};
use super::effect::Effect;
use super::key::Key;
use super::model::{Model, Screen, SessionState};
use super::overlay;
use crate::domain::{Failure, Measure};

/// What can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Yes, this account.
    Continue,
    /// Another profile, account or Region.
    Switch,
    /// Only look.
    CheckOnly,
    Leave,
}

impl Choice {
    /// In the order of the screen.
    pub const ALL: [Self; 4] = [Self::Continue, Self::Switch, Self::CheckOnly, Self::Leave];

    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Continue => "identity-continue",
            Self::Switch => "identity-switch",
            Self::CheckOnly => "identity-check-only",
            Self::Leave => "identity-leave",
        }
    }

    fn step(self, forward: bool) -> Self {
        let index = Self::ALL.iter().position(|choice| *choice == self).unwrap_or(0);
        let count = Self::ALL.len();
        let next = if forward { index + 1 } else { index + count - 1 } % count;
        Self::ALL.get(next).copied().unwrap_or(self)
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Identity { choice } = *model.screen() else {
        return Vec::new();
    };
    match action {
        Action::Back => model.pop(),
        Action::Next | Action::Previous => {
            let next = choice.step(action == Action::Next);
            if let Some(Screen::Identity { choice }) = model.screen_mut() {
                *choice = next;
            }
        }
        Action::Accept => {
            if choice == Choice::Leave {
                return vec![Effect::Leave(0)];
            }
            if choice == Choice::Switch {
                return super::sources::open(model);
            }
            if let SessionState::Failed(failure) = &model.session {
                let failure = failure.clone();
                // Enter signs in again where that is what is missing.
                if !overlay::ask_mfa(model, &failure) {
                    return super::sources::renew(model);
                }
                return Vec::new();
            }
            if model.identity().is_none() {
                if model.is_identity_refused().is_some_and(Failure::is_sign_in) {
                    return super::sources::renew(model);
                }
                return Vec::new();
            }
            if choice == Choice::CheckOnly {
                model.mode.read_only = true;
            }
            // The root user's first task is to make somebody else, who does the rest.
            let (_, left) = model.recommended();
            let selected = match left.first() {
                _ if model.is_root() => Measure::Secure,
                Some(first) => *first,
                None => Measure::Record,
            };
            model.push(Screen::Dashboard { selected });
            overlay::offer_cut_short(model);
            super::memory::offer_place(model);
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn keys(map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    choose(map, true);
    map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(3)));
    map.push(bind(Key::Char('q'), Action::Quit, "key-quit", Some(5)));
}
