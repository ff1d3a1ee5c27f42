//! Jobs: what a person can ask genkan to do, one row of data each. The form, `--set` and its errors are made of a row's fields;
//! nothing else knows which fields a job has.

use std::collections::BTreeMap;

use super::Facts;
use crate::domain::{Check, Measure, Region, Scope, Sentence};

/// What is chosen, by name.
pub type Choices = BTreeMap<String, String>;

/// What a plan is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wanted<'a> {
    /// Everything that is open of measure 3.
    Everything,
    /// Everything open of the trails.
    Trails,
    /// These checks, whatever else is open.
    Checks(&'a [&'static Check]),
}

/// How a value is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Typed.
    Text,
    /// One of a few words, which are said by `WORD-VALUE`.
    OneOf(&'static [&'static str]),
    /// One of the enabled Regions.
    Region,
    /// Several of the enabled Regions, with commas between. `all` stands for every one, also those to come.
    Regions {
        /// Whether there is a word for every one.
        all: bool,
    },
    /// Several of a few words, with commas between, or `none`.
    Many(&'static [&'static str]),
    /// `yes` or `no`.
    Switch,
}

/// One thing that may be chosen for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// As in `--set NAME=VALUE`.
    pub name: &'static str,
    /// Its message in the locale files; what is said below it ends in `-hint`.
    pub word: &'static str,
    /// How it is chosen.
    pub input: Input,
    /// A value as somebody would give it.
    pub example: &'static str,
    /// What was not touched stays as AWS has it: only another value is a choice.
    pub keeps: bool,
}

impl Field {
    /// A field that is typed.
    #[must_use]
    pub const fn text(name: &'static str, word: &'static str, example: &'static str) -> Self {
        Self {
            name,
            word,
            input: Input::Text,
            example,
            keeps: false,
        }
    }

    /// A field that is chosen in another way.
    #[must_use]
    pub const fn chosen(name: &'static str, word: &'static str, input: Input, example: &'static str) -> Self {
        Self {
            name,
            word,
            input,
            example,
            keeps: false,
        }
    }

    /// The same, where what was not touched stays as AWS has it.
    #[must_use]
    pub const fn keeping(mut self) -> Self {
        self.keeps = true;
        self
    }
}

/// What a job is done in.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The account.
    pub account: &'a str,
    /// The home Region.
    pub home: &'a Region,
    /// The enabled Regions, as far as they are known.
    pub regions: &'a [Region],
    /// What is known of the account.
    pub facts: &'a Facts,
    /// The run that the choices belong to.
    pub run: &'a str,
}

/// A job.
pub struct Job {
    /// Its name: that of the check it mends first.
    pub id: &'static str,
    /// Its measure.
    pub measure: Measure,
    /// How its title and introduction are named in the locale files: `WORDS-title`, `WORDS-intro`.
    pub words: &'static str,
    /// What may be chosen.
    pub fields: &'static [Field],
    /// What it mends.
    pub mends: Wanted<'static>,
    /// The same, as chosen.
    pub wanted: fn(&Self, &Choices) -> Wanted<'static>,
    /// What may be taken as it is, with everything else that the plan reads.
    pub proposed: fn(&Around<'_>) -> Choices,
    /// Whether there is anything to choose in this account.
    pub asks: fn(&Around<'_>) -> bool,
    /// What a value brings with it: before, after.
    pub follow: fn(&Choices, &mut Choices, &Around<'_>),
    /// What the plan reads, of what was chosen.
    pub finish: fn(&mut Choices, &Around<'_>),
    /// What is wrong with a field's value.
    pub error: fn(&Field, &Choices, &Around<'_>) -> Option<Sentence>,
    /// What is said below a field, where that depends on something.
    pub hint: fn(&Field, &Choices, &Around<'_>) -> Option<Sentence>,
    /// What is said of one of many, before what is chosen of them.
    pub of_item: fn(&str, &Field, &Choices, &Around<'_>) -> Option<Sentence>,
    /// What all of it costs, where that can be said before there is a plan.
    pub total: fn(&Choices, &Around<'_>) -> Option<Sentence>,
    /// What has to be asked before there can be a plan.
    pub scope: fn(&Choices, &Region) -> Scope,
}

impl Job {
    /// A job of a measure with nothing to choose: what the others are made of.
    #[must_use]
    pub const fn plain(
        id: &'static str,
        measure: Measure,
        mends: Wanted<'static>,
        scope: fn(&Choices, &Region) -> Scope,
    ) -> Self {
        Self {
            id,
            measure,
            words: id,
            fields: &[],
            mends,
            wanted: |job, _| job.mends,
            proposed: |around| [("run".to_owned(), around.run.to_owned())].into(),
            asks: |_| true,
            follow: |_, _, _| {},
            finish: |_, _| {},
            error: |_, _, _| None,
            hint: |_, _, _| None,
            of_item: |_, _, _, _| None,
            total: |_, _| None,
            scope,
        }
    }
}

impl PartialEq for Job {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// A choice as text; nothing where there is none.
#[must_use]
pub fn value<'a>(choices: &'a Choices, name: &str) -> &'a str {
    choices.get(name).map_or("", |value| value.trim())
}
