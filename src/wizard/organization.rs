//! The organization as a tree, and from it into a member account or back.

use super::binding::{Action, Binding, bind, everywhere, rows};
use super::effect::{Effect, Question};
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::review;
use crate::domain::{Failure, Known};
use crate::measures::separate::{
    Leaf, MEMBER_ROOT, ROOT_CREDENTIALS, RootCredentials, Row, Standing, WORKLOAD_ACCOUNTS, tree_now,
};
use crate::say;

/// How long after it joined an account may still refuse its role.
const NEW: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);

impl Model {
    #[must_use]
    pub fn tree(&self) -> Vec<Row> {
        let account = self.identity().map(|identity| identity.account.as_str());
        tree_now(&self.facts.separate, account)
    }

    /// The account in the selected row: its id.
    #[must_use]
    pub fn selected_account(&self, selected: usize) -> Option<String> {
        match self.tree().into_iter().nth(selected)?.leaf {
            Leaf::Account { id, .. } => id,
            Leaf::Root | Leaf::Unit { .. } => None,
        }
    }

    /// Whether a person can work in that account from here: an active member of the organization managed from here.
    #[must_use]
    pub fn can_enter(&self, account: &str) -> bool {
        let facts = &self.facts.separate;
        facts.standing() == Some(Standing::Management)
            && facts
                .members()
                .iter()
                .any(|one| one.id == account && one.is_active())
    }

    /// What a member's root user can sign in with, where it was looked at.
    #[must_use]
    pub fn root_of(&self, account: &str) -> Option<&Known<RootCredentials>> {
        self.facts.separate.roots.get(account)
    }

    /// Whether members' root users can be looked at from here.
    #[must_use]
    pub fn can_look_at_roots(&self) -> bool {
        let facts = &self.facts.separate;
        facts.standing() == Some(Standing::Management)
            && facts
                .features
                .seen()
                .is_some_and(|features| features.has(ROOT_CREDENTIALS))
            && facts.members().iter().any(|one| one.is_active())
    }

    fn has_root_credentials(&self, account: &str) -> bool {
        self.root_of(account)
            .and_then(Known::seen)
            .is_some_and(|root| !root.is_none())
    }
}

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.push(Screen::Organization { selected: 0 });
    Vec::new()
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Organization { selected } = *model.screen() else {
        return Vec::new();
    };
    let last = model.tree().len().saturating_sub(1);
    let chosen = match action {
        Action::First => 0,
        Action::Last => last,
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => scrolled(selected, action, last),
        _ => selected.min(last),
    };
    if let Some(Screen::Organization { selected }) = model.screen_mut() {
        *selected = chosen;
    }
    let account = model.selected_account(chosen);
    match (action, account) {
        (Action::Back, _) => {
            model.review = None;
            model.pop();
        }
        (Action::LookAtRoots, _) if model.can_look_at_roots() => {
            if refuses_root(model) {
                return Vec::new();
            }
            let ticket = model.ticket();
            model.looking = Some(ticket);
            return vec![Effect::Read(ticket, Box::new(Question::Roots))];
        }
        (Action::RemoveRoot, Some(account)) if model.has_root_credentials(&account) => {
            if model.mode.read_only {
                model.notice = Some(say!("notice-read-only"));
                return Vec::new();
            }
            let choices = [("account".to_owned(), account)].into();
            return review::ask_job(model, &MEMBER_ROOT, choices);
        }
        (Action::Accept, Some(account)) if model.can_enter(&account) => return enter(model, account),
        (Action::AddRow, _) if model.facts.separate.may_change() => {
            if model.mode.read_only {
                model.notice = Some(say!("notice-read-only"));
                return Vec::new();
            }
            if model.review.is_none() && !model.is_applying() {
                let check = &WORKLOAD_ACCOUNTS;
                model.push(Screen::Told { check, scroll: 0 });
            }
        }
        (Action::Leave, _) if model.through.is_some() => return leave(model),
        _ => {}
    }
    Vec::new()
}

/// AWS lets no root user assume a role, nor a session as another root user.
fn refuses_root(model: &mut Model) -> bool {
    if model.is_root() {
        let failure = Failure::new(crate::domain::Kind::RootCannot, "");
        model.layers.push(Layer::Error(Box::new(failure)));
    }
    model.is_root()
}

/// Into a member account.
fn enter(model: &mut Model, account: String) -> Vec<Effect> {
    if model.switching.is_some() || model.review.is_some() || refuses_root(model) {
        return Vec::new();
    }
    let members = model.facts.separate.members();
    let joined = members
        .iter()
        .find(|one| one.id == account)
        .and_then(|one| one.joined);
    let is_new = joined.is_none_or(|time| model.now.duration_since(time) < NEW);
    let ticket = model.ticket();
    model.switching = Some(ticket);
    model.wanted = None;
    model.entering = model.identity().map(|identity| identity.account.clone());
    vec![Effect::EnterAccount(ticket, account, is_new)]
}

/// Back to the management account.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    if model.switching.is_some() || model.review.is_some() || model.is_applying() {
        return Vec::new();
    }
    let ticket = model.ticket();
    model.switching = Some(ticket);
    model.entering = None;
    model.wanted = None;
    vec![Effect::LeaveAccount(ticket)]
}

/// What was seen of the members' root users.
pub(super) fn arrived(
    model: &mut Model,
    ticket: super::Ticket,
    answer: Result<Vec<(String, Known<RootCredentials>)>, Failure>,
) -> Vec<Effect> {
    if model.looking != Some(ticket) {
        return Vec::new();
    }
    model.looking = None;
    match answer {
        Ok(roots) => {
            let count = roots
                .iter()
                .filter(|(_, root)| root.seen().is_some_and(|root| !root.is_none()))
                .count();
            let refused = roots.iter().find_map(|(_, root)| root.refusal().cloned());
            model.facts.separate.roots = roots.into_iter().collect();
            if let Some(failure) = refused {
                model.layers.push(Layer::Error(Box::new(failure)));
            } else {
                model.notice = Some(say!("notice-roots", count = count));
            }
        }
        Err(failure) => model.layers.push(Layer::Error(Box::new(failure))),
    }
    Vec::new()
}

pub(super) fn keys(model: &Model, selected: usize, map: &mut Vec<Binding>) {
    let account = model.selected_account(selected);
    if account.as_ref().is_some_and(|account| model.can_enter(account)) {
        map.push(bind(Key::Enter, Action::Accept, "key-enter-account", Some(0)));
    }
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    if model.through.is_some() {
        map.push(bind(Key::Char('b'), Action::Leave, "key-leave-account", Some(1)));
    }
    if model.facts.separate.may_change() {
        map.push(bind(Key::Char('n'), Action::AddRow, "key-new-accounts", Some(2)));
    }
    if model.can_look_at_roots() {
        map.push(bind(Key::Char('a'), Action::LookAtRoots, "key-roots", Some(2)));
    }
    if account.is_some_and(|account| model.has_root_credentials(&account)) {
        map.push(bind(
            Key::Char('x'),
            Action::RemoveRoot,
            "key-remove-root",
            Some(1),
        ));
    }
    everywhere(map);
    rows(map);
}
