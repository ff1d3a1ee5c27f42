//! What a person may choose before a plan: the bucket's name, the Region, the trail's name. The proposed
//! values are valid as they are.

use super::effect::Effect;
use super::key::Key;
use super::keymap::Action;
use super::model::{Model, Screen};
use super::review;
use super::text::Text;
use crate::domain::{Region, Sentence};
use crate::measures::record::{Choices, Subject, bucket_error, default_bucket, trail_error};

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

    fn choose_region(&mut self, forward: bool) {
        let count = self.regions.len().max(1);
        let index = self
            .regions
            .iter()
            .position(|region| *region == self.region)
            .unwrap_or(0);
        let next = if forward { index + 1 } else { index + count - 1 } % count;
        let proposed = self.bucket.value() == default_bucket(&self.account, &self.region);
        if let Some(region) = self.regions.get(next) {
            self.region = region.clone();
        }
        // A proposed name carries the Region; one that was typed stays as typed.
        if proposed {
            self.bucket = Text::of(default_bucket(&self.account, &self.region));
        }
    }

    const fn input(&mut self) -> Option<&mut Text> {
        match self.focus {
            Field::Bucket => Some(&mut self.bucket),
            Field::Trail => Some(&mut self.trail),
            Field::Region | Field::Review => None,
        }
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if model.review.is_some() && action != Action::Back {
        return Vec::new();
    }
    let Some(form) = &mut model.form else {
        model.pop();
        return Vec::new();
    };
    match action {
        Action::Next => form.step(true),
        Action::Previous => form.step(false),
        Action::Left | Action::Right => form.choose_region(action == Action::Right),
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
        Action::Accept if form.focus != Field::Review => form.step(true),
        Action::Accept => match form.first_error() {
            Some(field) => form.focus = field,
            None => return review::ask_about(model, Subject::Trails),
        },
        _ => {}
    }
    Vec::new()
}

pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.review.is_none()
        && matches!(model.screen(), Screen::Form)
        && let Some(input) = model.form.as_mut().and_then(Form::input)
    {
        input.key(key);
    }
    Vec::new()
}
