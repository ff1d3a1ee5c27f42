//! What a person may choose before AWS Config is turned on. The proposed values are valid as they are.

use std::collections::BTreeSet;

use super::effect::Effect;
use super::key::Key;
use super::keymap::Action;
use super::model::{Model, Screen};
use super::review;
use super::text::Text;
use crate::domain::{Region, Sentence};
use crate::measures::record::config::{
    ConfigChoices, Estimate, Frequency, estimate, read_retention, records_iam_types, retention_error,
};
use crate::measures::record::{Subject, bucket_error};
use crate::say;

/// A control of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigField {
    /// The bucket's name.
    Bucket,
    /// The Regions.
    Regions,
    /// Continuously or daily.
    Frequency,
    /// IAM types.
    Iam,
    /// How long history is kept.
    Retention,
    /// The button.
    Review,
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigForm {
    /// The account the names are for.
    pub account: String,
    /// The home Region, where a new bucket is made.
    pub home: Region,
    /// The bucket's name.
    pub bucket: Text,
    /// The bucket that a channel delivers to already: it has a name, whatever the rules for new ones.
    existing: String,
    /// The Regions to choose from.
    pub regions: Vec<Region>,
    /// The chosen ones.
    pub chosen: BTreeSet<Region>,
    /// The Region under the keys.
    pub cursor: usize,
    /// Continuously or daily.
    pub frequency: Frequency,
    /// IAM types too.
    pub iam: bool,
    /// How long history is kept, as typed.
    pub retention: Text,
    /// The run these choices belong to.
    pub run: String,
    /// Where the keys go.
    pub focus: ConfigField,
}

impl ConfigForm {
    const ORDER: [ConfigField; 6] = [
        ConfigField::Bucket,
        ConfigField::Regions,
        ConfigField::Frequency,
        ConfigField::Iam,
        ConfigField::Retention,
        ConfigField::Review,
    ];

    /// A form with choices filled in.
    #[must_use]
    pub fn of(choices: ConfigChoices, account: &str, home: &Region, regions: &[Region], run: &str) -> Self {
        let mut regions = regions.to_vec();
        for region in choices.regions.iter().chain([home]) {
            if !regions.contains(region) {
                regions.push(region.clone());
            }
        }
        // Home first: most people need no other.
        regions.sort_by_key(|region| (region != home, region.clone()));
        Self {
            account: account.to_owned(),
            home: home.clone(),
            existing: choices.bucket.clone(),
            bucket: Text::of(choices.bucket),
            regions,
            chosen: choices.regions.into_iter().collect(),
            cursor: 0,
            frequency: choices.frequency,
            iam: choices.iam,
            retention: Text::of(choices.retention.to_string()),
            run: run.to_owned(),
            focus: ConfigField::Bucket,
        }
    }

    /// Takes a Region in, with the keys on it.
    pub(super) fn add(&mut self, region: &Region) {
        let index = self.regions.iter().position(|one| one == region);
        if let Some(index) = index.filter(|_| *region != self.home) {
            self.cursor = index;
            self.chosen.insert(region.clone());
            self.focus = ConfigField::Regions;
        }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: ConfigField) -> Option<Sentence> {
        match field {
            ConfigField::Bucket if self.bucket.value() == self.existing => None,
            ConfigField::Bucket => bucket_error(self.bucket.value(), &self.account, &self.home),
            ConfigField::Regions if self.chosen.is_empty() => Some(say!("form-regions-none")),
            ConfigField::Retention => retention_error(self.retention.value()),
            ConfigField::Regions | ConfigField::Frequency | ConfigField::Iam | ConfigField::Review => None,
        }
    }

    /// The first field that is wrong.
    #[must_use]
    pub fn first_error(&self) -> Option<ConfigField> {
        Self::ORDER.into_iter().find(|field| self.error(*field).is_some())
    }

    /// The choices as they are; AWS's own retention where what is typed is no number.
    #[must_use]
    pub fn choices(&self) -> ConfigChoices {
        ConfigChoices {
            bucket: self.bucket.value().to_owned(),
            regions: self.chosen.iter().cloned().collect(),
            frequency: self.frequency,
            iam: self.iam,
            retention: self.days().unwrap_or(0),
        }
    }

    /// How long history is kept, in days, where it can be read.
    #[must_use]
    pub fn days(&self) -> Option<u32> {
        read_retention(self.retention.value())
    }

    /// What the chosen Regions cost a month.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        let chosen: Vec<Region> = self.chosen.iter().cloned().collect();
        estimate(&chosen, &self.home, self.frequency)
    }

    /// What one Region costs a month.
    #[must_use]
    pub fn estimate_of(&self, region: &Region) -> Estimate {
        estimate(std::slice::from_ref(region), &self.home, self.frequency)
    }

    /// The Region under the keys.
    #[must_use]
    pub fn pointed(&self) -> &Region {
        self.regions.get(self.cursor).unwrap_or(&self.home)
    }

    /// The Region that would record IAM types: home where it is chosen and can.
    #[must_use]
    pub fn iam_region(&self) -> Option<&Region> {
        let can = |region: &&Region| records_iam_types(region);
        let home = self.chosen.get(&self.home).filter(can);
        home.or_else(|| self.chosen.iter().find(can))
    }

    fn step(&mut self, forward: bool) {
        let index = Self::ORDER
            .iter()
            .position(|field| *field == self.focus)
            .unwrap_or(0);
        let next = if forward {
            (index + 1).min(Self::ORDER.len() - 1)
        } else {
            index.saturating_sub(1)
        };
        self.focus = Self::ORDER.get(next).copied().unwrap_or(self.focus);
    }

    fn turn(&mut self, forward: bool) {
        match self.focus {
            ConfigField::Regions => {
                let count = self.regions.len().max(1);
                let step = if forward { 1 } else { count - 1 };
                self.cursor = (self.cursor + step) % count;
            }
            ConfigField::Frequency | ConfigField::Iam => self.toggle(),
            ConfigField::Bucket | ConfigField::Retention | ConfigField::Review => {}
        }
    }

    fn toggle(&mut self) {
        match self.focus {
            ConfigField::Regions => {
                let region = self.pointed().clone();
                if !self.chosen.remove(&region) {
                    self.chosen.insert(region);
                }
            }
            ConfigField::Frequency => {
                self.frequency = match self.frequency {
                    Frequency::Continuous => Frequency::Daily,
                    Frequency::Daily => Frequency::Continuous,
                };
            }
            ConfigField::Iam => self.iam = !self.iam,
            ConfigField::Bucket | ConfigField::Retention | ConfigField::Review => {}
        }
    }

    /// Whether letters go into the focused field.
    #[must_use]
    pub const fn is_typing(&self) -> bool {
        matches!(self.focus, ConfigField::Bucket | ConfigField::Retention)
    }

    const fn input(&mut self) -> Option<&mut Text> {
        match self.focus {
            ConfigField::Bucket => Some(&mut self.bucket),
            ConfigField::Retention => Some(&mut self.retention),
            ConfigField::Regions | ConfigField::Frequency | ConfigField::Iam | ConfigField::Review => None,
        }
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if model.review.is_some() && action != Action::Back {
        return Vec::new();
    }
    let Some(form) = &mut model.config_form else {
        model.pop();
        return Vec::new();
    };
    match action {
        Action::Next => form.step(true),
        Action::Previous => form.step(false),
        Action::Left | Action::Right => form.turn(action == Action::Right),
        Action::Toggle => form.toggle(),
        Action::Clear => {
            if let Some(input) = form.input() {
                input.clear();
            }
        }
        Action::Back => {
            // The values stay for the next visit.
            model.review = None;
            model.pop();
        }
        Action::Accept if form.focus != ConfigField::Review => form.step(true),
        Action::Accept => match form.first_error() {
            Some(field) => form.focus = field,
            None => return review::ask_about(model, Subject::Config),
        },
        _ => {}
    }
    Vec::new()
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.review.is_none()
        && matches!(model.screen(), Screen::ConfigForm)
        && let Some(input) = model.config_form.as_mut().and_then(ConfigForm::input)
    {
        input.key(key);
    }
    Vec::new()
}
