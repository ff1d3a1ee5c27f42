//! What a person may choose before somebody is told of GuardDuty findings.

use super::effect::Effect;
use super::fill::{self, Fill, around, beside};
use super::key::Key;
use super::keymap::Action;
use super::model::Model;
use super::review::{self, Subject};
use super::text::Text;
use crate::domain::{Check, Region, Sentence};
use crate::measures::detect::{ALERTS, AlertChoices, Regions, Severity};
use crate::measures::email_error;

/// What the form's plan is to mend.
pub const TELL: [&Check; 1] = [&ALERTS];

/// A control of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertField {
    /// Who is told.
    Email,
    /// Of what severity and above.
    Severity,
    /// Every Region with GuardDuty, or the home Region only.
    Regions,
    /// The button.
    Review,
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertForm {
    /// The home Region, where the mails come from.
    pub home: Region,
    /// Who is told.
    pub email: Text,
    /// Of what severity and above, as an index.
    pub severity: usize,
    /// Every Region with GuardDuty, instead of the home Region only.
    pub everywhere: bool,
    /// The run these choices belong to.
    pub run: String,
    /// Where the keys go.
    pub focus: AlertField,
}

impl AlertForm {
    const ORDER: [AlertField; 4] = [
        AlertField::Email,
        AlertField::Severity,
        AlertField::Regions,
        AlertField::Review,
    ];

    /// A form with what is proposed.
    #[must_use]
    pub fn of(choices: AlertChoices, home: &Region) -> Self {
        Self {
            home: home.clone(),
            severity: Severity::ALL
                .iter()
                .position(|level| *level == choices.severity)
                .unwrap_or(0),
            email: Text::of(choices.email),
            everywhere: choices.regions == Regions::All,
            run: choices.run,
            focus: AlertField::Email,
        }
    }

    /// The severity chosen.
    #[must_use]
    pub fn severity(&self) -> Severity {
        Severity::ALL
            .get(self.severity)
            .copied()
            .unwrap_or(Severity::Medium)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: AlertField) -> Option<Sentence> {
        (field == AlertField::Email)
            .then(|| email_error(self.email.value().trim()))
            .flatten()
    }

    /// The choices as they are.
    #[must_use]
    pub fn choices(&self) -> AlertChoices {
        AlertChoices {
            email: self.email.value().trim().to_owned(),
            severity: self.severity(),
            regions: if self.everywhere {
                Regions::All
            } else {
                Regions::Only([self.home.clone()].into())
            },
            run: self.run.clone(),
        }
    }
}

impl Fill for AlertForm {
    fn step(&mut self, forward: bool) {
        self.focus = beside(&Self::ORDER, self.focus, forward);
    }

    fn turn(&mut self, forward: bool) {
        match self.focus {
            AlertField::Severity => self.severity = around(Severity::ALL.len(), self.severity, forward),
            AlertField::Regions => self.everywhere = !self.everywhere,
            AlertField::Email | AlertField::Review => {}
        }
    }

    fn toggle(&mut self) {
        self.turn(true);
    }

    fn input(&mut self) -> Option<&mut Text> {
        (self.focus == AlertField::Email).then_some(&mut self.email)
    }

    fn is_last(&self) -> bool {
        self.focus == AlertField::Review
    }

    fn to_error(&mut self) -> bool {
        let wrong = Self::ORDER.into_iter().find(|field| self.error(*field).is_some());
        self.focus = wrong.unwrap_or(self.focus);
        wrong.is_some()
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    fill::act(
        model,
        |model| model.alert_form.as_mut(),
        |model| review::ask_about(model, Subject::Detect(&TELL)),
        action,
    )
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    fill::typed(model, |model| model.alert_form.as_mut(), key)
}
