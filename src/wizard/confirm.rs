//! The one place in the wizard where a plan can be approved, while that very plan is shown.

use super::apply;
use super::binding::{Action, Binding, bind, choose};
use super::effect::Effect;
use super::key::Key;
use super::model::{Layer, Model};
use super::result::scrolled;
use super::text::Text;
use jiff::Timestamp;

use crate::domain::journal::{History, Run};
use crate::domain::{Approval, Plan};
use crate::measures::{self, Detectors};
use crate::say;

#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// The plan shown, the one that would run.
    pub plan: Plan,
    /// Focus on applying; it begins on going back.
    pub apply: bool,
    /// The exact calls and documents are shown.
    pub details: bool,
    pub scroll: usize,
    /// Where something goes away: its name, to be typed first.
    pub typed: Option<Text>,
    /// The run that this plan takes back, where there are two ways to.
    pub undo: Option<Box<(Run, Detectors)>>,
}

impl Confirm {
    /// The dialog for a plan.
    #[must_use]
    pub fn of(plan: Plan) -> Self {
        let typed = measures::word(&plan).map(|_| Text::default());
        Self {
            plan,
            apply: false,
            details: false,
            scroll: 0,
            typed,
            undo: None,
        }
    }

    /// The dialog that takes a run back; none where there is nothing to take back.
    #[must_use]
    pub fn of_undo(history: &History, run: Run, detectors: Detectors, now: Timestamp) -> Option<Self> {
        let plan = measures::undo(history, &run, detectors, now).filter(|plan| !plan.steps.is_empty())?;
        // Where the run made no detector both ways are the same plan.
        let other = measures::undo(history, &run, detectors.other(), now);
        let two_ways = other.is_some_and(|other| other.hash != plan.hash);
        let mut confirm = Self::of(plan);
        confirm.undo = two_ways.then(|| Box::new((run, detectors)));
        Some(confirm)
    }

    /// What must be typed before applying.
    #[must_use]
    pub fn word(&self) -> Option<String> {
        self.typed.as_ref()?;
        measures::word(&self.plan)
    }

    /// Whether letters go into the field.
    #[must_use]
    pub const fn is_typing(&self) -> bool {
        self.typed.is_some()
    }

    /// Whether the plan can be applied now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        match (&self.typed, self.word()) {
            (Some(typed), Some(word)) => half_width(typed.value().trim()) == word,
            (Some(_), None) => false,
            (None, _) => true,
        }
    }
}

/// Full-width letters and digits as their ASCII ones: what an input method makes of the same keys.
fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match u32::from(letter) {
            code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(letter),
            _ => letter,
        })
        .collect()
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let (extent, now, switching) = (model.extent, model.now, model.switching.is_some());
    let Some(Layer::Confirm(confirm)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::Next | Action::Previous => confirm.apply = !confirm.apply,
        Action::Details => {
            confirm.details = !confirm.details;
            confirm.scroll = 0;
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            confirm.scroll = scrolled(confirm.scroll, action, extent);
        }
        Action::OtherWay => {
            if let Some(undo) = &confirm.undo {
                let (run, detectors) = undo.as_ref().clone();
                let history = model.history.as_ref();
                if let Some(other) =
                    history.and_then(|history| Confirm::of_undo(history, run, detectors.other(), now))
                {
                    **confirm = other;
                }
            }
        }
        Action::Accept if !confirm.apply => {
            model.layers.pop();
        }
        Action::Accept if !confirm.is_ready() => {
            model.notice = Some(say!("notice-type-first"));
        }
        // Another account is on its way: nothing is begun in this one.
        Action::Accept if switching => model.notice = Some(say!("notice-still-asking")),
        Action::Accept => {
            let Some(approval) = Approval::in_dialog(&confirm.plan, model.mode) else {
                model.notice = Some(say!("notice-read-only"));
                return Vec::new();
            };
            model.layers.pop();
            let mut effects: Vec<Effect> = super::memory::first_seen(model).into_iter().collect();
            effects.extend(apply::start(model, approval));
            return effects;
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    if let Some(Layer::Confirm(confirm)) = model.layers.last_mut()
        && let Some(input) = &mut confirm.typed
    {
        input.key(key);
    }
    Vec::new()
}

pub(super) fn keys(confirm: &Confirm, map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    choose(map, true);
    map.push(bind(Key::Up, Action::Up, "key-scroll", Some(3)));
    map.push(bind(Key::Down, Action::Down, "key-scroll", None));
    map.push(bind(Key::PageUp, Action::PageUp, "key-scroll", None));
    map.push(bind(Key::PageDown, Action::PageDown, "key-scroll", None));
    // What cannot be taken back must be readable before it is typed: a letter would go into the field.
    let room = confirm.is_typing().then_some(2);
    if !confirm.is_typing() {
        map.push(bind(Key::Char('d'), Action::Details, "key-details", Some(2)));
    }
    map.push(bind(Key::F(6), Action::Details, "key-details", room));
    if let Some((_, detectors)) = confirm.undo.as_deref() {
        // Also while a name is typed: a letter would go into it.
        let label = match detectors {
            Detectors::Suspend => "key-delete-instead",
            Detectors::Delete => "key-suspend-instead",
        };
        map.push(bind(Key::F(3), Action::OtherWay, label, Some(1)));
    }
}
