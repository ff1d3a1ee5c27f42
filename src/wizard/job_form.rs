//! The form of every job: its fields are the job's, and the proposed values are valid as they are.

use super::binding::{Action, Binding, bind};
use std::collections::BTreeSet;

use super::effect::Effect;
use super::fill::{self, Fill, around};
use super::key::Key;
use super::model::{Model, Screen};
use super::review;
use super::text::Text;
use crate::domain::Region;
use crate::measures::job::{Around, Asked, Choices, Field, Input, Job};

/// A field's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Typed.
    Text(Text),
    /// One of a few.
    OneOf(Vec<String>, usize),
    /// Several of many, looked at one at a time: seventeen Regions do not fit on a small screen.
    Several {
        /// Which there are.
        all: Vec<String>,
        /// Which are chosen.
        chosen: BTreeSet<String>,
        /// The one under the keys.
        cursor: usize,
    },
    /// On or off.
    Switch(bool),
}

impl Value {
    /// A value as it stands in choices.
    fn of(input: Input, text: &str, around: &Around<'_>) -> Self {
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let parts = || text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let regions = |more: Vec<&str>| {
            let mut all: BTreeSet<&str> = around.regions.iter().map(Region::as_str).collect();
            all.extend(more);
            let mut all: Vec<String> = all.into_iter().map(ToOwned::to_owned).collect();
            // Home first: most people need no other.
            all.sort_by_key(|region| *region != around.home.as_str());
            all
        };
        let one_of = |all: Vec<String>| {
            let index = all.iter().position(|one| one == text).unwrap_or(0);
            Self::OneOf(all, index)
        };
        match input {
            Input::Text => Self::Text(Text::of(text.to_owned())),
            Input::OneOf(all) => one_of(words(all)),
            Input::Region => one_of(regions(vec![text])),
            Input::Regions { .. } => {
                let named: Vec<&str> = parts().filter(|part| *part != "all").collect();
                let is_all = text == "all";
                let mut more = named.clone();
                more.push(around.home.as_str());
                let all = regions(more);
                let chosen = if is_all {
                    all.iter().cloned().collect()
                } else {
                    named.into_iter().map(ToOwned::to_owned).collect()
                };
                Self::Several {
                    all,
                    chosen,
                    cursor: 0,
                }
            }
            Input::Many(all) => Self::Several {
                all: words(all),
                chosen: parts()
                    .filter(|part| *part != "none")
                    .map(ToOwned::to_owned)
                    .collect(),
                cursor: 0,
            },
            Input::Switch => Self::Switch(text == "yes"),
        }
    }

    /// The value as choices have it.
    fn write(&self, input: Input) -> String {
        match self {
            Self::Text(text) => text.value().trim().to_owned(),
            Self::OneOf(all, index) => all.get(*index).cloned().unwrap_or_default(),
            Self::Several { all, chosen, .. } => match input {
                Input::Regions { all: true } if all.iter().all(|one| chosen.contains(one)) => {
                    "all".to_owned()
                }
                Input::Many(_) if chosen.is_empty() => "none".to_owned(),
                _ => chosen.iter().map(String::as_str).collect::<Vec<_>>().join(","),
            },
            Self::Switch(on) => if *on { "yes" } else { "no" }.to_owned(),
        }
    }
}

/// A field with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct JobEntry {
    pub field: &'static Field,
    pub value: Value,
    /// Somebody has been there: what is empty is a mistake only then.
    pub visited: bool,
    /// What stood there first.
    first: String,
}

impl JobEntry {
    /// The value as choices have it.
    #[must_use]
    pub fn chosen(&self) -> String {
        self.value.write(self.field.input)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct JobForm {
    pub job: &'static Job,
    pub entries: Vec<JobEntry>,
    /// The focused one; the button comes after the last.
    pub focus: usize,
    /// Everything that was proposed, besides what the form shows.
    proposed: Choices,
}

impl JobForm {
    /// A form with what is proposed.
    #[must_use]
    pub fn of(job: &'static Job, around: &Around<'_>) -> Self {
        let proposed = (job.proposed)(around);
        let entries = job.fields.iter().map(|field| {
            let text = proposed.get(field.name).map_or("", String::as_str);
            let value = Value::of(field.input, text, around);
            let first = value.write(field.input);
            JobEntry {
                field,
                value,
                visited: false,
                first,
            }
        });
        Self {
            job,
            entries: entries.collect(),
            focus: 0,
            proposed,
        }
    }

    /// The run that the choices belong to.
    #[must_use]
    pub fn run(&self) -> &str {
        self.proposed.get("run").map_or("", String::as_str)
    }

    /// Every field's value, touched or not.
    #[must_use]
    pub fn values(&self) -> Choices {
        let mut values = self.proposed.clone();
        let own = self
            .entries
            .iter()
            .map(|entry| (entry.field.name.to_owned(), entry.chosen()));
        values.extend(own);
        values
    }

    /// What the plan reads: what was not touched, and stays as it is, is no choice.
    #[must_use]
    pub fn choices(&self, around: &Around<'_>) -> Choices {
        let mut values = self.values();
        for entry in &self.entries {
            if entry.field.keeps && entry.chosen() == entry.first {
                values.remove(entry.field.name);
            }
        }
        (self.job.finish)(&mut values, around);
        values
    }

    /// What it asks for.
    #[must_use]
    pub fn asked(&self, around: &Around<'_>) -> Asked {
        Asked {
            job: self.job,
            checks: (self.job.wanted)(self.job, &self.values()).to_vec(),
            choices: self.choices(around),
        }
    }

    /// Whether every field can be.
    #[must_use]
    pub fn is_right(&self, around: &Around<'_>) -> bool {
        self.first_error(around).is_none()
    }

    fn first_error(&self, around: &Around<'_>) -> Option<usize> {
        let values = self.values();
        self.entries
            .iter()
            .position(|entry| self.job.wrong_with(entry.field, &values, around).is_some())
    }

    /// The focused field; none on the button.
    #[must_use]
    pub fn focused(&self) -> Option<&JobEntry> {
        self.entries.get(self.focus)
    }

    /// Whether letters go into the focused field.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        self.focused()
            .is_some_and(|entry| matches!(entry.value, Value::Text(_)))
    }

    /// Gives a field another value.
    pub(super) fn set(&mut self, name: &str, text: &str, around: &Around<'_>) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.field.name == name) {
            entry.value = Value::of(entry.field.input, text, around);
        }
    }

    /// Takes one of many in, with the keys on it.
    pub(super) fn take(&mut self, name: &str, item: &str) {
        let place = self.entries.iter().position(|entry| entry.field.name == name);
        let entry = place.and_then(|place| self.entries.get_mut(place));
        if let (Some(place), Some(JobEntry { value, .. })) = (place, entry)
            && let Value::Several { all, chosen, cursor } = value
            && let Some(index) = all.iter().position(|one| one == item)
        {
            chosen.insert(item.to_owned());
            *cursor = index;
            self.focus = place;
        }
    }
}

impl Fill for JobForm {
    fn step(&mut self, forward: bool) {
        if let Some(entry) = self.entries.get_mut(self.focus) {
            entry.visited = true;
        }
        self.focus = if forward {
            (self.focus + 1).min(self.entries.len())
        } else {
            self.focus.saturating_sub(1)
        };
    }

    fn turn(&mut self, forward: bool) {
        match self.entries.get_mut(self.focus).map(|entry| &mut entry.value) {
            Some(Value::OneOf(all, index)) => *index = around(all.len(), *index, forward),
            Some(Value::Several { all, cursor, .. }) => *cursor = around(all.len(), *cursor, forward),
            Some(Value::Switch(on)) => *on = !*on,
            Some(Value::Text(_)) | None => {}
        }
    }

    fn toggle(&mut self) {
        if let Some(Value::Several { all, chosen, cursor }) =
            self.entries.get_mut(self.focus).map(|entry| &mut entry.value)
        {
            if let Some(item) = all.get(*cursor)
                && !chosen.remove(item)
            {
                chosen.insert(item.clone());
            }
        } else {
            self.turn(true);
        }
    }

    fn all(&mut self) {
        if let Some(Value::Several { all, chosen, .. }) =
            self.entries.get_mut(self.focus).map(|entry| &mut entry.value)
        {
            if all.iter().all(|one| chosen.contains(one)) {
                chosen.clear();
            } else {
                *chosen = all.iter().cloned().collect();
            }
        }
    }

    fn input(&mut self) -> Option<&mut Text> {
        match &mut self.entries.get_mut(self.focus)?.value {
            Value::Text(text) => Some(text),
            Value::OneOf(..) | Value::Several { .. } | Value::Switch(_) => None,
        }
    }

    fn is_last(&self) -> bool {
        self.focus == self.entries.len()
    }
}

/// Opens a job's form, as it was left.
pub(super) fn open(model: &mut Model, job: &'static Job, set: &[(&str, &str)]) {
    let run = crate::domain::run_id(model.now);
    let made = model.around(&run).map(|around| {
        let kept = model.job_forms.get(job.id).cloned();
        let mut form = kept.unwrap_or_else(|| JobForm::of(job, &around));
        for (name, value) in set {
            form.set(name, value, &around);
        }
        form
    });
    if let Some(form) = made {
        model.job_forms.insert(job.id, form);
        model.push(Screen::JobForm(job));
    }
}

pub(super) fn act(model: &mut Model, job: &'static Job, action: Action) -> Vec<Effect> {
    let before = model.job_forms.get(job.id).map(JobForm::values);
    // The last step holds every field against what is around it.
    if action == Action::Accept && model.review.is_none() {
        let run = model.job_forms.get(job.id).map(|form| form.run().to_owned());
        let wrong = run.and_then(|run| {
            let around = model.around(&run)?;
            let form = model.job_forms.get(job.id).filter(|form| form.is_last())?;
            form.first_error(&around)
        });
        if let (Some(place), Some(form)) = (wrong, model.job_forms.get_mut(job.id)) {
            for entry in &mut form.entries {
                entry.visited = true;
            }
            form.focus = place;
            return Vec::new();
        }
    }
    let effects = fill::act(
        model,
        |model| model.job_forms.get_mut(job.id),
        |model| review::ask_form(model, job),
        action,
    );
    follow(model, job, before);
    effects
}

pub(super) fn typed(model: &mut Model, job: &'static Job, key: Key) -> Vec<Effect> {
    let before = model.job_forms.get(job.id).map(JobForm::values);
    let effects = fill::typed(model, |model| model.job_forms.get_mut(job.id), key);
    follow(model, job, before);
    effects
}

/// Lets a value bring others with it.
fn follow(model: &mut Model, job: &'static Job, before: Option<Choices>) {
    let Some((before, form)) = before.zip(model.job_forms.get(job.id)) else {
        return;
    };
    let (values, run) = (form.values(), form.run().to_owned());
    if values == before {
        return;
    }
    let changed = model.around(&run).map(|around| {
        let mut after = values.clone();
        (job.follow)(&before, &mut after, &around);
        let mut form = form.clone();
        for (name, value) in after
            .iter()
            .filter(|(name, value)| values.get(*name) != Some(*value))
        {
            form.set(name, value, &around);
        }
        form
    });
    if let Some(form) = changed {
        model.job_forms.insert(job.id, form);
    }
}

/// The keys of the form.
pub(super) fn keys(model: &Model, job: &'static Job, map: &mut Vec<Binding>) {
    let entry = model.job_forms.get(job.id).and_then(JobForm::focused);
    let label = if entry.is_some() { "key-next" } else { "key-review" };
    map.push(bind(Key::Enter, Action::Accept, label, Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Tab, Action::Next, "key-next", Some(3)));
    map.push(bind(Key::BackTab, Action::Previous, "key-choose", None));
    map.push(bind(Key::Up, Action::Previous, "key-choose", None));
    map.push(bind(Key::Down, Action::Next, "key-choose", None));
    match entry.map(|entry| &entry.value) {
        Some(Value::Text(_)) => map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3))),
        Some(Value::Several { .. }) => {
            map.push(bind(Key::Char(' '), Action::Toggle, "key-take", Some(1)));
            map.push(bind(Key::Char('a'), Action::All, "key-take-all", Some(2)));
            map.push(bind(Key::Left, Action::Left, "key-choose", None));
            map.push(bind(Key::Right, Action::Right, "key-next-value", Some(2)));
        }
        Some(Value::OneOf(..) | Value::Switch(_)) => {
            map.push(bind(Key::Char(' '), Action::Toggle, "key-change", Some(1)));
            map.push(bind(Key::Left, Action::Left, "key-change", None));
            map.push(bind(Key::Right, Action::Right, "key-change", None));
        }
        None => {}
    }
}
