//! What is remembered between two starts: that the introduction was read, where a person was, how the account first
//! stood, and what was put aside by whom.

use super::binding::{Action, Binding, bind};
use super::effect::Effect;
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::text::Text;
use crate::domain::memory::MEMORY_SCHEMA;
use crate::domain::{Check, Measure, Place, Reason, Remembered, Skipped, Standing, Status};
use crate::measures;
use crate::say;

/// Letters of an owner's name.
const OWNER: usize = 60;

/// Putting a check aside.
#[derive(Debug, Clone, PartialEq)]
pub struct SkipEdit {
    pub check: &'static Check,
    pub reason: Reason,
    /// Who looks after it.
    pub owner: Text,
    /// The owner is being typed, rather than the reason chosen.
    pub typing: bool,
    /// It is put aside already, and can be taken up again.
    pub was: bool,
}

impl Model {
    /// What is remembered of this account.
    #[must_use]
    pub fn remembered(&self) -> Option<&Remembered> {
        self.memory.accounts.get(&self.identity()?.account)
    }

    /// Why a check was put aside, where it was and is still open.
    #[must_use]
    pub fn skipped(&self, check: &Check) -> Option<&Skipped> {
        let is_open = measures::check(check.id)
            .and_then(|check| self.finding(check))
            .is_none_or(|finding| !matches!(finding.status, Status::Pass));
        self.remembered()?.skipped.get(check.id).filter(|_| is_open)
    }

    fn remember(&mut self) -> Option<&mut Remembered> {
        let account = self.identity()?.account.clone();
        Some(self.memory.accounts.entry(account).or_default())
    }
}

/// Keeps what is remembered.
pub(super) fn keep(model: &mut Model) -> Effect {
    MEMORY_SCHEMA.clone_into(&mut model.memory.schema);
    Effect::Remember(Box::new(model.memory.clone()))
}

/// How each check stood when it was first answered: before anything was done about it, since a plan is made of what was
/// asked just then. What nobody has asked yet is not how the account stood.
pub(super) fn first_seen(model: &mut Model) -> Option<Effect> {
    let now = model.now;
    let seen: Vec<_> = Measure::ALL
        .into_iter()
        .flat_map(measures::checks)
        .filter_map(|check| model.finding(check))
        .filter(|finding| finding.status != Status::Unknown || !finding.failures.is_empty())
        .collect();
    let seen = Standing::of(&seen, now);
    let before = &mut model.remember()?.before;
    let known = before.get_or_insert_with(|| Standing {
        time: now,
        statuses: std::collections::BTreeMap::new(),
    });
    let count = known.statuses.len();
    for (check, status) in seen.statuses {
        known.statuses.entry(check).or_insert(status);
    }
    (known.statuses.len() > count).then(|| keep(model))
}

/// Where a person is, once another screen is in front.
pub(super) fn moved(model: &mut Model) -> Option<Effect> {
    let depth = model.pages.depth();
    if model.depth == depth {
        return None;
    }
    model.depth = depth;
    let place = model.pages.iter().find_map(|screen| match screen {
        Screen::Measure { measure, selected } => {
            let check = measures::checks(*measure).get(*selected)?;
            Some(Place {
                measure: *measure,
                check: check.id.to_owned(),
            })
        }
        _ => None,
    })?;
    let account = model.remember()?;
    if account.place.as_ref() == Some(&place) {
        return None;
    }
    account.place = Some(place);
    Some(keep(model))
}

/// Offers to go on where a person was: once, before anything else is opened.
pub(super) fn offer_place(model: &mut Model) {
    let Some(place) = model.remembered().and_then(|account| account.place.clone()) else {
        return;
    };
    // What was left there may be done by now; then there is nothing to go back for.
    let check = measures::check(&place.check).filter(|check| check.measure == place.measure);
    if let Some(check) = check
        && model.layers.is_empty()
    {
        model.layers.push(Layer::WhereLeft { check, go_on: true });
    }
}

pub(super) fn act_place(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::WhereLeft { check, go_on }) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Next | Action::Previous => *go_on = !*go_on,
        Action::Back => {
            model.layers.pop();
        }
        Action::Accept => {
            let (check, go_on) = (*check, *go_on);
            model.layers.pop();
            if go_on {
                let selected = measures::checks(check.measure)
                    .iter()
                    .position(|one| one.id == check.id)
                    .unwrap_or(0);
                if let Some(Screen::Dashboard { selected }) = model.screen_mut() {
                    *selected = check.measure;
                }
                model.push(Screen::Measure {
                    measure: check.measure,
                    selected,
                });
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Opens the dialog that puts a check aside. What passes needs no such thing.
pub(super) fn open_skip(model: &mut Model, check: &'static Check) {
    if model
        .finding(check)
        .is_none_or(|finding| matches!(finding.status, Status::Pass))
    {
        model.notice = Some(say!("notice-nothing-to-skip"));
        return;
    }
    let was = model.skipped(check).cloned();
    model.layers.push(Layer::Skip(Box::new(SkipEdit {
        check,
        reason: was.as_ref().map_or(Reason::Later, |was| was.reason),
        owner: Text::of(was.as_ref().map(|was| was.owner.clone()).unwrap_or_default()),
        typing: false,
        was: was.is_some(),
    })));
}

pub(super) fn keys_skip(edit: &SkipEdit, map: &mut Vec<Binding>) {
    let label = if edit.typing { "key-put-aside" } else { "key-next" };
    map.push(bind(Key::Enter, Action::Accept, label, Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Tab, Action::Right, "key-next", Some(3)));
    map.push(bind(Key::BackTab, Action::Left, "key-choose", None));
    if edit.typing {
        map.push(bind(Key::Up, Action::Left, "key-choose", None));
        map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
    } else {
        map.push(bind(Key::Up, Action::Previous, "key-choose", None));
        map.push(bind(Key::Down, Action::Next, "key-choose", Some(2)));
    }
    if edit.was {
        map.push(bind(Key::F(3), Action::OtherWay, "key-take-up", Some(1)));
    }
}

pub(super) fn act_skip(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::Skip(edit)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let index = Reason::ALL
        .iter()
        .position(|reason| *reason == edit.reason)
        .unwrap_or(0);
    let at = |index: usize| Reason::ALL.get(index).copied().unwrap_or(Reason::Later);
    match action {
        Action::Previous => edit.reason = at(index.saturating_sub(1)),
        Action::Next => edit.reason = at((index + 1).min(Reason::ALL.len() - 1)),
        Action::Left => edit.typing = false,
        Action::Right => edit.typing = !edit.typing,
        Action::Clear => edit.owner.clear(),
        Action::Back => {
            model.layers.pop();
        }
        Action::Accept if !edit.typing => edit.typing = true,
        Action::Accept => {
            let owner = edit.owner.value().trim().to_owned();
            let (check, reason, time) = (edit.check, edit.reason, model.now);
            model.layers.pop();
            if let Some(account) = model.remember() {
                let skipped = Skipped { reason, owner, time };
                account.skipped.insert(check.id.to_owned(), skipped);
                model.notice = Some(say!("notice-put-aside"));
                return vec![keep(model)];
            }
        }
        Action::OtherWay => {
            let check = edit.check;
            model.layers.pop();
            if let Some(account) = model.remember() {
                account.skipped.remove(check.id);
                return vec![keep(model)];
            }
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn typed(model: &mut Model, key: Key) {
    if let Some(Layer::Skip(edit)) = model.layers.last_mut() {
        let full = edit.owner.value().chars().count() >= OWNER;
        if !(full && matches!(key, Key::Char(_))) {
            edit.owner.key(key);
        }
    }
}
