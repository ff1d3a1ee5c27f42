//! What a person may choose before a plan of measure 2: a few fields, which ones depends on the check.

use super::effect::Effect;
use super::fill::{self, Fill, around};
use super::key::Key;
use super::keymap::Action;
use super::model::Model;
use super::review::{self, Subject};
use super::text::Text;
use crate::domain::{Check, Sentence};
use crate::measures::secure::{self, Choices};

/// A field's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Typed.
    Text(Text),
    /// One of a few.
    OneOf(&'static [&'static str], usize),
}

/// A field. Its words are in the locale files under `field-NAME`.
#[derive(Debug, Clone, PartialEq)]
pub struct SecureField {
    /// The name of the choice.
    pub name: &'static str,
    /// Its value.
    pub value: Value,
    /// Somebody has been there: what is empty is a mistake only then.
    pub visited: bool,
}

impl SecureField {
    /// The value as a choice.
    #[must_use]
    pub fn chosen(&self) -> &str {
        match &self.value {
            Value::Text(text) => text.value().trim(),
            Value::OneOf(all, index) => all.get(*index).copied().unwrap_or(""),
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(&self) -> Option<Sentence> {
        secure::choice_error(self.name, self.chosen())
    }
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct SecureForm {
    /// What its plan mends.
    pub check: &'static Check,
    /// Its fields.
    pub fields: Vec<SecureField>,
    /// The focused one; the button comes after the last.
    pub focus: usize,
    run: String,
}

impl SecureForm {
    /// A form with what is proposed.
    #[must_use]
    pub fn of(check: &'static Check, proposed: &Choices) -> Self {
        let value = |name: &'static str| {
            let proposed = proposed.get(name).map_or("", String::as_str);
            let all: &'static [&'static str] = match name {
                "kinds" => &secure::KINDS,
                "regions" => &["all", "home"],
                _ => return Value::Text(Text::of(proposed.to_owned())),
            };
            let index = all.iter().position(|one| *one == proposed).unwrap_or(0);
            Value::OneOf(all, index)
        };
        Self {
            check,
            fields: secure::fields(check)
                .iter()
                .map(|name| SecureField {
                    name,
                    value: value(name),
                    visited: false,
                })
                .collect(),
            focus: 0,
            run: proposed.get("run").cloned().unwrap_or_default(),
        }
    }

    /// The choices as they are.
    #[must_use]
    pub fn choices(&self) -> Choices {
        self.fields
            .iter()
            .map(|field| (field.name.to_owned(), field.chosen().to_owned()))
            .chain([("run".to_owned(), self.run.clone())])
            .collect()
    }

    /// Whether every field can be.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.fields.iter().all(|field| field.error().is_none())
    }

    /// The focused field; none on the button.
    #[must_use]
    pub fn focused(&self) -> Option<&SecureField> {
        self.fields.get(self.focus)
    }
}

impl Fill for SecureForm {
    fn step(&mut self, forward: bool) {
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.visited = true;
        }
        self.focus = if forward {
            (self.focus + 1).min(self.fields.len())
        } else {
            self.focus.saturating_sub(1)
        };
    }

    fn turn(&mut self, forward: bool) {
        if let Some(field) = self.fields.get_mut(self.focus)
            && let Value::OneOf(all, index) = &mut field.value
        {
            *index = around(all.len(), *index, forward);
        }
    }

    fn toggle(&mut self) {
        self.turn(true);
    }

    fn input(&mut self) -> Option<&mut Text> {
        match &mut self.fields.get_mut(self.focus)?.value {
            Value::Text(text) => Some(text),
            Value::OneOf(..) => None,
        }
    }

    fn is_last(&self) -> bool {
        self.focus == self.fields.len()
    }

    fn to_error(&mut self) -> bool {
        let wrong = self.fields.iter().position(|field| field.error().is_some());
        for field in &mut self.fields {
            field.visited = true;
        }
        self.focus = wrong.unwrap_or(self.focus);
        wrong.is_some()
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    fill::act(
        model,
        |model| model.secure_form.as_mut(),
        |model| {
            let Some((check, choices)) = model
                .secure_form
                .as_ref()
                .map(|form| (form.check, form.choices()))
            else {
                return Vec::new();
            };
            review::ask_alone(model, Subject::Secure(check), choices)
        },
        action,
    )
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    fill::typed(model, |model| model.secure_form.as_mut(), key)
}
