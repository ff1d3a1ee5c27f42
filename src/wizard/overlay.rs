//! The small layers: help, evidence, errors, stop, MFA, an interrupted run.

use super::apply;
use super::binding::Action;
use super::effect::Effect;
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::review;
use super::text::Text;
use crate::domain::journal::History;
use crate::domain::{Failure, Kind, Secret};

/// Asks for an MFA code, where that is what is missing.
pub(super) fn ask_mfa(model: &mut Model, failure: &Failure) -> bool {
    ask_mfa_for(model, failure, None)
}

/// The same on the way to another session: the code goes there, and nowhere else.
pub(super) fn ask_mfa_for(model: &mut Model, failure: &Failure, to: Option<super::To>) -> bool {
    if !matches!(failure.kind, Kind::MfaNeeded | Kind::MfaRefused) {
        return false;
    }
    model.layers.push(Layer::Mfa {
        failure: Box::new(failure.clone()),
        code: Text::secret(),
        to,
    });
    true
}

/// Asks whether what is sent may be read on the way, before anything is: where that is what is missing. The focus is on no.
pub(super) fn ask_http(model: &mut Model, failure: &Failure, to: Option<super::To>) -> bool {
    if failure.kind != Kind::PlainHttp {
        return false;
    }
    model.layers.push(Layer::PlainHttp {
        endpoint: failure.message.clone(),
        go_on: false,
        to,
    });
    true
}

/// Offers to go on with a run that was interrupted: once, when the account is known and the person is home.
pub(super) fn offer_cut_short(model: &mut Model) {
    let at_home = model.layers.is_empty()
        && model.review.is_none()
        && model.run.is_none()
        && model.survey.is_none()
        && !model.mode.read_only
        && matches!(model.screen(), Screen::Dashboard { .. } | Screen::Measure { .. });
    if !at_home || model.cut_short_offered {
        return;
    }
    let Some(account) = model.identity().map(|identity| identity.account.clone()) else {
        return;
    };
    if let Some(run) = model
        .history
        .as_ref()
        .and_then(|history: &History| history.cut_short(&account))
    {
        model.cut_short_offered = true;
        model.layers.push(Layer::CutShort {
            run: Box::new(run),
            go_on: true,
        });
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    match (model.layers.last_mut(), action) {
        (
            Some(Layer::Help { scroll } | Layer::Evidence { scroll, .. }),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown,
        ) => {
            *scroll = scrolled(*scroll, action, extent);
        }
        (Some(Layer::Stop { stop }), Action::Next | Action::Previous) => *stop = !*stop,
        (
            Some(Layer::CutShort { go_on, .. } | Layer::PlainHttp { go_on, .. }),
            Action::Next | Action::Previous,
        ) => *go_on = !*go_on,
        (Some(Layer::PlainHttp { go_on, to, endpoint }), Action::Accept) => {
            let (go_on, to, endpoint) = (*go_on, to.clone(), endpoint.clone());
            model.layers.pop();
            if go_on {
                let mut effects = vec![Effect::AllowHttp(endpoint)];
                effects.extend(match to {
                    Some(to) => super::sources::switch(model, to.whose, to.region, None),
                    None => vec![model.open_session(None)],
                });
                return effects;
            }
        }
        (Some(Layer::Stop { stop }), Action::Accept) => {
            let stop = *stop;
            model.layers.pop();
            if stop {
                return apply::stop(model);
            }
        }
        (Some(Layer::CutShort { run, go_on }), Action::Accept) => {
            let (run, go_on) = (run.clone(), *go_on);
            model.layers.pop();
            if go_on {
                return review::resume(model, &run);
            }
        }
        (Some(Layer::Mfa { code, to, .. }), Action::Accept) => {
            let to = to.clone();
            let digits: String = code
                .value()
                .chars()
                .filter(|letter| !letter.is_whitespace())
                .collect();
            if !digits.is_empty() {
                model.layers.pop();
                let code = Secret::new(digits);
                return match to {
                    Some(to) => super::sources::switch(model, to.whose, to.region, Some(code)),
                    None => vec![model.open_session(Some(code))],
                };
            }
        }
        (Some(Layer::Mfa { code, .. }), Action::Clear) => code.clear(),
        (Some(Layer::SignedOut), Action::Accept) => {
            model.layers.pop();
            return super::sources::renew(model);
        }
        (Some(_), Action::Back) => {
            model.layers.pop();
        }
        (Some(_) | None, _) => {}
    }
    Vec::new()
}

/// Digits, also those of a Japanese input method.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(Layer::Mfa { code, .. }) = model.layers.last_mut() else {
        return Vec::new();
    };
    let key = match key {
        Key::Char(letter @ '０'..='９') => {
            Key::Char(char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter))
        }
        other => other,
    };
    let allowed = !matches!(key, Key::Char(letter) if !letter.is_ascii_digit());
    if allowed {
        code.key(key);
    }
    Vec::new()
}
