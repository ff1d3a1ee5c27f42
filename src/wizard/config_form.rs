//! What a person may choose before AWS Config is turned on. The proposed values are valid as they are.

use std::collections::BTreeSet;

use super::effect::Effect;
use super::fill::{self, Fill, around, beside};
use super::key::Key;
use super::keymap::Action;
use super::model::Model;
use super::review::{self, Subject};
use super::text::Text;
use crate::domain::{Region, Sentence};
use crate::measures::record::config::{
    ConfigChoices, Current, Estimate, Frequency, estimate, read_retention, records_iam_types, retention_error,
};
use crate::measures::record::{self, bucket_error};
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
    /// What AWS Config is set to: only what differs from it was chosen.
    current: Current,
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
    pub fn of(
        choices: ConfigChoices,
        current: Current,
        account: &str,
        home: &Region,
        regions: &[Region],
        run: &str,
    ) -> Self {
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
            frequency: choices.frequency.unwrap_or(current.frequency),
            iam: choices.iam.unwrap_or(current.iam),
            retention: Text::of(choices.retention.unwrap_or(current.retention).to_string()),
            current,
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
            frequency: Some(self.frequency).filter(|now| *now != self.current.frequency),
            iam: Some(self.iam).filter(|now| *now != self.current.iam),
            retention: Some(self.days().unwrap_or(0)).filter(|now| *now != self.current.retention),
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
        estimate(&chosen, &self.home, &self.current.counted, self.frequency)
    }

    /// What one Region costs a month.
    #[must_use]
    pub fn estimate_of(&self, region: &Region) -> Estimate {
        estimate(
            std::slice::from_ref(region),
            &self.home,
            &self.current.counted,
            self.frequency,
        )
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

    /// Whether letters go into the focused field.
    #[must_use]
    pub const fn is_typing(&self) -> bool {
        matches!(self.focus, ConfigField::Bucket | ConfigField::Retention)
    }
}

impl Fill for ConfigForm {
    fn step(&mut self, forward: bool) {
        self.focus = beside(&Self::ORDER, self.focus, forward);
    }

    fn turn(&mut self, forward: bool) {
        match self.focus {
            ConfigField::Regions => self.cursor = around(self.regions.len(), self.cursor, forward),
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

    fn input(&mut self) -> Option<&mut Text> {
        match self.focus {
            ConfigField::Bucket => Some(&mut self.bucket),
            ConfigField::Retention => Some(&mut self.retention),
            ConfigField::Regions | ConfigField::Frequency | ConfigField::Iam | ConfigField::Review => None,
        }
    }

    fn is_last(&self) -> bool {
        self.focus == ConfigField::Review
    }

    fn to_error(&mut self) -> bool {
        let wrong = self.first_error();
        self.focus = wrong.unwrap_or(self.focus);
        wrong.is_some()
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let subject = Subject::Record(record::Subject::Config);
    fill::act(
        model,
        |model| model.config_form.as_mut(),
        |model| review::ask_about(model, subject),
        action,
    )
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    fill::typed(model, |model| model.config_form.as_mut(), key)
}
