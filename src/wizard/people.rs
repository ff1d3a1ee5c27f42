//! The IAM users and the access keys, one row each: what can be done about a row is a plan of its own.

use super::binding::{Action, Binding, bind, everywhere, rows};
use super::key::Key;
use std::collections::BTreeMap;

use super::effect::Effect;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::review;
use crate::measures::Job;
use crate::measures::secure::{self, AccessKey, Owner};
use crate::say;

/// A row of the users' screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person<'a> {
    User(&'a str),
    /// An MFA device that nobody enrolled, by its ARN.
    Abandoned(&'a str),
}

impl Model {
    /// The users, then devices that were left behind.
    #[must_use]
    pub fn people(&self) -> Vec<Person<'_>> {
        let facts = &self.facts.secure;
        let users = facts.users.seen().into_iter().flatten();
        let left = facts
            .devices
            .seen()
            .into_iter()
            .flat_map(|devices| &devices.abandoned);
        users
            .map(|user| Person::User(&user.name))
            .chain(left.map(|serial| Person::Abandoned(serial)))
            .collect()
    }

    /// The access keys of the users, or the root user's; those that ask for something come first.
    #[must_use]
    pub fn access_keys(&self, of_root: bool) -> Vec<&AccessKey> {
        let facts = &self.facts.secure;
        let mut keys: Vec<&AccessKey> = facts
            .all_keys()
            .filter(|key| (key.owner == Owner::Root) == of_root)
            .collect();
        // The oldest first: what weighs most is a matter of age.
        keys.sort_by_key(|key| {
            (
                secure::key_flaws(key, facts).is_empty(),
                key.created,
                key.id.clone(),
            )
        });
        keys
    }

    /// Whether the root user's keys can be seen and deleted here: by the root user itself.
    #[must_use]
    pub fn can_delete_root_keys(&self) -> bool {
        !self.access_keys(true).is_empty()
    }
}

fn moved(selected: usize, count: usize, action: Action) -> usize {
    let last = count.saturating_sub(1);
    match action {
        Action::First => 0,
        Action::Last => last,
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => scrolled(selected, action, last),
        _ => selected.min(last),
    }
}

fn choices(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub(super) fn act_users(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Users { selected } = *model.screen() else {
        return Vec::new();
    };
    let people = model.people();
    let chosen = moved(selected, people.len(), action);
    let wanted: Option<(&Job, _)> = match (people.get(chosen), action) {
        (Some(Person::User(user)), Action::Accept) => Some((&secure::MFA, choices(&[("user", user)]))),
        (Some(Person::Abandoned(device)), Action::Accept) => {
            Some((&secure::MFA, choices(&[("device", device)])))
        }
        (Some(Person::User(user)), Action::NewPassword)
            if model.facts.secure.has_console(user) == Some(true) =>
        {
            Some((&secure::PASSWORD, choices(&[("user", user)])))
        }
        _ => None,
    };
    if let Some(Screen::Users { selected }) = model.screen_mut() {
        *selected = chosen;
    }
    if action == Action::Back {
        model.pop();
        return Vec::new();
    }
    match wanted {
        Some(_) if model.mode.read_only => model.notice = Some(say!("notice-read-only")),
        Some((job, choices)) => return review::ask_job(model, job, choices),
        None => {}
    }
    Vec::new()
}

pub(super) fn act_keys(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Keys { selected, of_root } = *model.screen() else {
        return Vec::new();
    };
    let keys = model.access_keys(of_root);
    let chosen = moved(selected, keys.len(), action);
    let key = keys.get(chosen).map(|key| {
        let next = if key.active {
            secure::INACTIVE
        } else {
            secure::DELETED
        };
        (key.id.clone(), next)
    });
    if let Some(Screen::Keys { selected, .. }) = model.screen_mut() {
        *selected = chosen;
    }
    match (action, key) {
        (Action::Back, _) => model.pop(),
        (Action::Accept, Some(_)) if model.mode.read_only => {
            model.notice = Some(say!("notice-read-only"));
        }
        (Action::Accept, Some((key, next))) => {
            let job: &Job = if of_root { &secure::ROOT_KEY } else { &secure::KEY };
            let choices = choices(&[("key", &key), ("status", next)]);
            return review::ask_job(model, job, choices);
        }
        (Action::OpenPage, _) => {
            return vec![Effect::OpenPage(secure::SECURITY_CREDENTIALS.to_owned())];
        }
        _ => {}
    }
    Vec::new()
}

/// The keys are looked at where the person came for them.
pub(super) fn open_keys(model: &mut Model, of_root: bool) {
    model
        .layers
        .retain(|layer| !matches!(layer, Layer::Evidence { .. }));
    model.push(Screen::Keys { selected: 0, of_root });
}

/// The keys of the list of users.
pub(super) fn keys_users(model: &Model, selected: usize, map: &mut Vec<Binding>) {
    let people = model.people();
    let label = match people.get(selected) {
        Some(Person::Abandoned(_)) => "key-delete-device",
        Some(Person::User(_)) | None => "key-set-mfa",
    };
    let shown = (!people.is_empty()).then_some(0);
    map.push(bind(Key::Enter, Action::Accept, label, shown));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    if let Some(Person::User(user)) = people.get(selected)
        && model.facts.secure.has_console(user) == Some(true)
    {
        map.push(bind(
            Key::Char('n'),
            Action::NewPassword,
            "key-new-password",
            Some(2),
        ));
    }
    everywhere(map);
    rows(map);
}

/// The keys of the list of access keys.
pub(super) fn keys_keys(model: &Model, selected: usize, of_root: bool, map: &mut Vec<Binding>) {
    let keys = model.access_keys(of_root);
    let label = match keys.get(selected) {
        Some(key) if !key.active => "key-delete-key",
        Some(_) | None => "key-deactivate",
    };
    let shown = (!keys.is_empty()).then_some(0);
    map.push(bind(Key::Enter, Action::Accept, label, shown));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    if of_root {
        map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(3)));
    }
    everywhere(map);
    rows(map);
}
