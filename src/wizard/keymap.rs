//! Which keys mean what, computed from the model. Dispatch, footer and help read this one value, so they
//! cannot disagree.

use super::binding::{Action, Binding, bind, choose, rows, scroll};
use super::job_form::JobForm;
use super::key::Key;
use super::model::{Layer, Model, Screen, SessionState};
use super::recap::SaveField;

/// Every key that does something now.
#[must_use]
pub fn keymap(model: &Model) -> Vec<Binding> {
    let mut map = Vec::new();
    if model.is_too_small() {
        map.push(bind(Key::Ctrl('c'), Action::Interrupt, "key-quit", Some(0)));
        map.push(bind(Key::F(2), Action::Language, "key-language", None));
        return map;
    }
    match model.layers.last() {
        Some(layer) => of_layer(layer, &mut map),
        None => of_screen(model, &mut map),
    }
    let typing = is_typing(model);
    let in_help = matches!(model.layers.last(), Some(Layer::Help { .. }));
    if !in_help {
        map.push(bind(Key::F(1), Action::Help, "key-help", typing.then_some(7)));
        if !typing {
            map.push(bind(Key::Char('?'), Action::Help, "key-help", Some(4)));
        }
    }
    map.push(bind(Key::F(2), Action::Language, "key-language", Some(6)));
    let can_switch = model.layers.is_empty()
        && !model.is_applying()
        && !matches!(
            model.screen(),
            Screen::Welcome | Screen::Intro { .. } | Screen::Sources { .. }
        );
    if can_switch {
        map.push(bind(Key::F(4), Action::Switch, "key-switch", Some(7)));
    }
    map.push(bind(Key::Ctrl('c'), Action::Interrupt, "key-interrupt", None));
    // In lines there is no terminal that would take a copy.
    map.retain(|binding| !model.plain || binding.action != Action::Copy);
    model.keys.apply(&mut map);
    map
}

/// Whether letters go into a field.
#[must_use]
pub fn is_typing(model: &Model) -> bool {
    match model.layers.last() {
        Some(Layer::Mfa { .. } | Layer::Filter(_) | Layer::Entry(_)) => true,
        Some(Layer::Skip(edit)) => edit.typing,
        Some(Layer::Save(edit)) => edit.focus == SaveField::Path,
        Some(Layer::Confirm(confirm)) => confirm.is_typing(),
        Some(
            Layer::Help { .. }
            | Layer::Evidence { .. }
            | Layer::Event { .. }
            | Layer::Record { .. }
            | Layer::GuardDutyFinding { .. }
            | Layer::Samples(_)
            | Layer::Error(_)
            | Layer::Stop { .. }
            | Layer::PlainHttp { .. }
            | Layer::Why { .. }
            | Layer::SigningIn(_)
            | Layer::SignedOut
            | Layer::Region { .. }
            | Layer::WhereLeft { .. }
            | Layer::CutShort { .. },
        ) => false,
        None => {
            let in_form = matches!(model.screen(), Screen::JobForm(job)
                if model.job_forms.get(job.id).is_some_and(JobForm::is_typing));
            in_form || super::accounts_form::is_typing(model) || super::enrol::is_open(model)
        }
    }
}

fn of_layer(layer: &Layer, map: &mut Vec<Binding>) {
    match layer {
        Layer::Confirm(confirm) => super::confirm::keys(confirm, map),
        Layer::Help { .. } | Layer::Evidence { .. } => {
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Enter, Action::Back, "key-back", None));
            scroll(map);
        }
        Layer::Event { raw, .. } => super::events::keys_event(*raw, map),
        Layer::Filter(_) => super::events::keys_filter(map),
        Layer::Entry(_) => super::inventory::keys_entry(map),
        Layer::Record { difference, raw, .. } => {
            super::inventory::keys_record(difference.as_deref(), *raw, map);
        }
        Layer::GuardDutyFinding { raw, finding, .. } => super::guardduty::keys_finding(finding, *raw, map),
        Layer::Samples(edit) => super::guardduty::keys_samples(edit, map),
        Layer::Error(_) => {
            map.push(bind(Key::Enter, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", None));
        }
        Layer::Stop { .. } | Layer::CutShort { .. } | Layer::WhereLeft { .. } | Layer::PlainHttp { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            choose(map, true);
        }
        Layer::Why { taught, .. } => super::teach::keys_why(*taught, map),
        Layer::Skip(edit) => super::memory::keys_skip(edit, map),
        Layer::Save(edit) => super::recap::keys_save(edit, map),
        Layer::SigningIn(waiting) => super::sources::keys_signing_in(waiting, map),
        Layer::SignedOut => {
            map.push(bind(Key::Enter, Action::Accept, "key-sign-in-here", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-later", Some(1)));
        }
        Layer::Region { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            rows(map);
        }
        Layer::Mfa { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-continue", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", None));
        }
    }
}

fn of_screen(model: &Model, map: &mut Vec<Binding>) {
    match model.screen() {
        Screen::Welcome => super::welcome::keys(map),
        Screen::Intro { page } => super::teach::keys(*page, map),
        Screen::Sources { selected } => super::sources::keys(model, *selected, map),
        Screen::Recap { .. } => super::recap::keys(map),
        Screen::Identity { .. } => super::identity::keys(map),
        Screen::Dashboard { .. } => super::dashboard::keys(model, map),
        Screen::Measure { measure, selected } => super::measure::keys(model, *measure, *selected, map),
        Screen::JobForm(job) => super::job_form::keys(model, job, map),
        Screen::Told { .. } => super::accounts_form::keys_told(model, map),
        Screen::AccountsForm => super::accounts_form::keys(model, map),
        Screen::Organization { selected } => super::organization::keys(model, *selected, map),
        Screen::Guide { .. } => super::guide::keys(map),
        Screen::SignIn { .. } => super::guide::keys_sign_in(map),
        Screen::Users { selected } => super::people::keys_users(model, *selected, map),
        Screen::Keys { selected, of_root } => super::people::keys_keys(model, *selected, *of_root, map),
        Screen::Progress if super::enrol::is_open(model) => super::enrol::keys(model, map),
        Screen::Progress => super::apply::keys(map),
        Screen::Result { .. } => super::result::keys(model, map),
        Screen::Events(events) => super::events::keys(events, map),
        Screen::Inventory(_) => super::inventory::keys(model, map),
        Screen::GuardDuty(findings) => super::guardduty::keys(findings, map),
        Screen::HandOff { .. } => super::handoff::keys(model, map),
        Screen::Regions { .. } => super::regions::keys(map),
        Screen::Journal { .. } => super::journal::keys(model, map),
    }
}

impl Model {
    /// Whether the session is open and so can be asked.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.session, SessionState::Open(_))
    }
}
