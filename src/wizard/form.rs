//! What a person may choose before a plan: the bucket's name, the Region, the trail's name. The proposed
//! values are valid as they are.

use super::effect::Effect;
use super::fill::{self, Fill, around, beside};
use super::key::Key;
use super::keymap::Action;
use super::model::Model;
use super::review::{self, Subject};
use super::text::Text;
use crate::domain::{Region, Sentence};
use crate::measures::record::{self, Choices, bucket_error, default_bucket, trail_error};

/// A control of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The bucket's name.
    Bucket,
    /// The home Region.
    Region,
    /// The trail's name.
    Trail,
    /// The button.
    Review,
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The account the names are for.
    pub account: String,
    /// The bucket's name.
    pub bucket: Text,
    /// The Regions to choose from.
    pub regions: Vec<Region>,
    /// The chosen one.
    pub region: Region,
    /// The trail's name.
    pub trail: Text,
    /// The run these choices belong to.
    pub run: String,
    /// Where the keys go.
    pub focus: Field,
}

impl Form {
    const ORDER: [Field; 4] = [Field::Bucket, Field::Region, Field::Trail, Field::Review];

    /// A form with choices filled in.
    #[must_use]
    pub fn of(choices: Choices, account: &str, regions: &[Region]) -> Self {
        let mut regions = regions.to_vec();
        if !regions.contains(&choices.region) {
            regions.push(choices.region.clone());
            regions.sort();
        }
        Self {
            account: account.to_owned(),
            bucket: Text::of(choices.bucket),
            regions,
            region: choices.region,
            trail: Text::of(choices.trail),
            run: choices.run,
            focus: Field::Bucket,
        }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: Field) -> Option<Sentence> {
        match field {
            Field::Bucket => bucket_error(self.bucket.value(), &self.account, &self.region),
            Field::Trail => trail_error(self.trail.value()),
            Field::Region | Field::Review => None,
        }
    }

    /// The first field that is wrong.
    #[must_use]
    pub fn first_error(&self) -> Option<Field> {
        Self::ORDER.into_iter().find(|field| self.error(*field).is_some())
    }

    /// Other choices with these in place.
    #[must_use]
    pub fn choices(&self, others: Choices) -> Choices {
        Choices {
            region: self.region.clone(),
            bucket: self.bucket.value().to_owned(),
            trail: self.trail.value().to_owned(),
            run: self.run.clone(),
            ..others
        }
    }

    fn choose_region(&mut self, forward: bool) {
        let index = self.regions.iter().position(|region| *region == self.region);
        let next = around(self.regions.len(), index.unwrap_or(0), forward);
        let proposed = self.bucket.value() == default_bucket(&self.account, &self.region);
        if let Some(region) = self.regions.get(next) {
            self.region = region.clone();
        }
        // A proposed name carries the Region; one that was typed stays as typed.
        if proposed {
            self.bucket = Text::of(default_bucket(&self.account, &self.region));
        }
    }
}

impl Fill for Form {
    fn step(&mut self, forward: bool) {
        self.focus = beside(&Self::ORDER, self.focus, forward);
    }

    fn turn(&mut self, forward: bool) {
        self.choose_region(forward);
    }

    fn input(&mut self) -> Option<&mut Text> {
        match self.focus {
            Field::Bucket => Some(&mut self.bucket),
            Field::Trail => Some(&mut self.trail),
            Field::Region | Field::Review => None,
        }
    }

    fn is_last(&self) -> bool {
        self.focus == Field::Review
    }

    fn to_error(&mut self) -> bool {
        let wrong = self.first_error();
        self.focus = wrong.unwrap_or(self.focus);
        wrong.is_some()
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let subject = Subject::Record(record::Subject::Trails);
    fill::act(
        model,
        |model| model.form.as_mut(),
        |model| review::ask_about(model, subject),
        action,
    )
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    fill::typed(model, |model| model.form.as_mut(), key)
}
