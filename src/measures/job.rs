//! Jobs: what a person can ask genkan to do, one row of data each. The form, `--set` and its errors are made of a row's fields;
//! nothing else knows which fields a job has.

use std::collections::BTreeMap;

use super::Facts;
use crate::domain::{Change, Check, CostLine, Failure, Identity, Kind, Measure, Region, Scope, Sentence};

/// What is chosen, by name.
pub type Choices = BTreeMap<String, String>;

/// A job that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub job: &'static Job,
    /// The checks that are asked for by name; none where all of the job's that are open are meant.
    pub checks: Vec<&'static Check>,
    /// What was chosen.
    pub choices: Choices,
}

impl Asked {
    /// A job as its form asks for it.
    #[must_use]
    pub fn of(job: &'static Job, choices: Choices) -> Self {
        let checks = (job.wanted)(job, &choices).to_vec();
        Self { job, checks, choices }
    }

    /// Whether it is about a check.
    #[must_use]
    pub fn includes(&self, check: &Check) -> bool {
        let checks = if self.checks.is_empty() {
            self.job.mends
        } else {
            &self.checks
        };
        checks.iter().any(|one| one.id == check.id)
    }

    /// Whether a check is asked for by name.
    #[must_use]
    pub fn names(&self, check: &Check) -> bool {
        self.checks.iter().any(|one| one.id == check.id)
    }

    /// The ids of the checks that are asked for.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let checks = self.job.mends.iter().filter(|check| self.includes(check));
        checks.map(|check| check.id.to_owned()).collect()
    }
}

/// What plans are made on.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub identity: &'a Identity,
    pub home: &'a Region,
    pub facts: &'a Facts,
    /// The changes of the jobs before, in the same plan.
    pub planned: &'a [Change],
}

/// What a job would do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drafted {
    /// The checks that it mends.
    pub checks: Vec<String>,
    /// What it was made with: what was chosen, and what was found out for the rest.
    pub choices: Choices,
    pub steps: Vec<Change>,
    /// How many of them, the first ones, every Region needs, where each Region stands alone.
    pub needed_by_all: usize,
    pub cost: Vec<CostLine>,
    pub notes: Vec<Sentence>,
    /// Changes of the jobs before that do this job's part too, by their place, and that it waits for.
    pub shared: BTreeMap<usize, Change>,
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
    /// Nobody but the person can say it: without it there is no plan.
    pub needed: bool,
    /// Only the form asks it; the command line says it in another way.
    pub of_form: bool,
    /// It names a thing that two jobs would both write to: for several jobs it is said for one at a time.
    pub own: bool,
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
            needed: false,
            of_form: false,
            own: false,
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
            needed: false,
            of_form: false,
            own: false,
        }
    }

    /// The same, where only the person can say it.
    #[must_use]
    pub const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// The same, where it is said for one job at a time.
    #[must_use]
    pub const fn own(mut self) -> Self {
        self.own = true;
        self
    }

    /// The same, where only the form asks it.
    #[must_use]
    pub const fn of_form(mut self) -> Self {
        self.of_form = true;
        self
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
    pub account: &'a str,
    pub home: &'a Region,
    /// The enabled Regions, as far as they are known.
    pub regions: &'a [Region],
    /// What is known of the account.
    pub facts: &'a Facts,
    /// The run that the choices belong to.
    pub run: &'a str,
}

pub struct Job {
    /// Its name: that of the check it mends first, else one of its own.
    pub id: &'static str,
    pub measure: Measure,
    /// How the title and introduction of its form are named in the locale files: `WORDS-title`, `WORDS-intro`. Nothing where it
    /// has no such form: its fields are chosen in a list, or in a table of their own.
    pub words: &'static str,
    /// What may be chosen.
    pub fields: &'static [Field],
    /// What it can mend.
    pub mends: &'static [&'static Check],
    /// What of that its form asks for by name; nothing where it asks for whatever is open.
    pub wanted: fn(&Self, &Choices) -> &'static [&'static Check],
    /// What may be taken as it is, with everything else that the plan reads.
    pub proposed: fn(&Around<'_>) -> Choices,
    /// Whether there is anything to choose in this account.
    pub asks: fn(&Around<'_>) -> bool,
    /// What a value brings with it: before, after.
    pub follow: fn(&Choices, &mut Choices, &Around<'_>),
    /// What the plan reads, of what was chosen.
    pub finish: fn(&mut Choices, &Around<'_>),
    /// What is wrong with a value, wherever it is.
    pub wrong: fn(&Field, &str) -> Option<Sentence>,
    /// What is wrong with a field's value here.
    pub error: fn(&Field, &Choices, &Around<'_>) -> Option<Sentence>,
    /// What is said below a field, where that depends on something.
    pub hint: fn(&Field, &Choices, &Around<'_>) -> Option<Sentence>,
    /// What is said of one of many, before what is chosen of them.
    pub of_item: fn(&str, &Field, &Choices, &Around<'_>) -> Option<Sentence>,
    /// What all of it costs, where that can be said before there is a plan.
    pub total: fn(&Choices, &Around<'_>) -> Option<Sentence>,
    /// Each Region stands alone: one that fails stops no other, and one that changed in between is left out. A plan for some
    /// Regions may leave its check failing for the others.
    pub each_region: bool,
    /// What has to be asked before there can be a plan.
    pub scope: fn(&Choices, &Region) -> Scope,
    /// What it would do.
    ///
    /// Fails with what keeps a fact unknown: an unknown never feeds a plan; with usage where a choice does not fit; with a
    /// conflict where a quota, a name or somebody else is in the way.
    pub plan: fn(&Asked, &Site<'_>) -> Result<Drafted, Failure>,
}

impl Job {
    /// A job of a measure with nothing to choose: what the others are made of.
    #[must_use]
    pub const fn plain(
        id: &'static str,
        measure: Measure,
        mends: &'static [&'static Check],
        scope: fn(&Choices, &Region) -> Scope,
        plan: fn(&Asked, &Site<'_>) -> Result<Drafted, Failure>,
    ) -> Self {
        Self {
            id,
            measure,
            words: "",
            fields: &[],
            mends,
            wanted: |job, _| job.mends,
            proposed: |around| [("run".to_owned(), around.run.to_owned())].into(),
            asks: |_| true,
            follow: |_, _, _| {},
            finish: |_, _| {},
            wrong: |_, _| None,
            error: |_, _, _| None,
            hint: |_, _, _| None,
            of_item: |_, _, _, _| None,
            total: |_, _| None,
            each_region: false,
            scope,
            plan,
        }
    }
}

impl Job {
    /// What is wrong with a field of it.
    #[must_use]
    pub fn wrong_with(&self, field: &Field, chosen: &Choices, around: &Around<'_>) -> Option<Sentence> {
        (self.wrong)(field, value(chosen, field.name)).or_else(|| (self.error)(field, chosen, around))
    }

    /// What may be taken as it is where nothing is known of the account.
    #[must_use]
    pub fn proposed_nowhere(&self, run: &str) -> Choices {
        let (facts, home) = (Facts::default(), Region::new("us-east-1"));
        (self.proposed)(&Around {
            account: "",
            home: &home,
            regions: &[],
            facts: &facts,
            run,
        })
    }

    /// The names that may be chosen.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        let fields = self.fields.iter().filter(|field| !field.of_form);
        fields.map(|field| field.name).collect()
    }

    /// Holds what was chosen against what the job knows, before AWS is asked anything.
    ///
    /// # Errors
    /// Usage: a name that it does not have, a value that cannot be, or all that is missing at once.
    pub fn hold(&self, chosen: &Choices) -> Result<(), Failure> {
        let usage = |text: String| Err(Failure::new(Kind::Usage, text));
        for (name, value) in chosen.iter().filter(|(name, _)| *name != "run") {
            let Some(field) = self.fields.iter().find(|field| field.name == name) else {
                let names = self.names();
                let names = if names.is_empty() {
                    "-".to_owned()
                } else {
                    names.join(", ")
                };
                return usage(format!("--set {name}: {names}"));
            };
            if (self.wrong)(field, value.trim()).is_some() {
                return usage(format!("--set {name}={value}: {}", field.example));
            }
        }
        let missing: Vec<String> = self
            .fields
            .iter()
            .filter(|field| field.needed && value(chosen, field.name).is_empty())
            .map(|field| format!("--set {}=\"{}\"", field.name, field.example))
            .collect();
        if missing.is_empty() {
            Ok(())
        } else {
            usage(format!("{}: {}", self.id, missing.join(" ")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures;

    fn choices(pairs: &[(&str, &str)]) -> Choices {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once_with_an_example() {
        let job = measures::job_for(&measures::secure::SECURITY_CONTACT).unwrap();
        let missing = job
            .hold(&choices(&[("name", "Hanako"), ("kinds", "security")]))
            .unwrap_err();
        assert_eq!(
            missing.message,
            r#"secure.security-contact: --set title="CTO" --set email="security@example.com" --set phone="+81 3-0000-0000""#
        );
        let unknown = job.hold(&choices(&[("colour", "red")])).unwrap_err();
        assert!(unknown.message.contains("name, title, email"), "{unknown:?}");
        let wrong = job.hold(&choices(&[("email", "nobody")])).unwrap_err();
        assert!(wrong.message.contains("security@example.com"), "{wrong:?}");
    }

    #[test]
    fn examples_fit_what_they_are_examples_of_and_what_is_proposed_can_be_chosen() {
        for job in Measure::ALL.into_iter().flat_map(measures::jobs) {
            let proposed = job.proposed_nowhere("r");
            for field in job.fields {
                for example in field.example.split(';').map(str::trim) {
                    let is_list = example.ends_with("...") || example.contains("accounts=");
                    assert!(
                        is_list || (job.wrong)(field, example).is_none(),
                        "{job:?} {example}"
                    );
                }
                if let (Input::OneOf(all), Some(value)) = (field.input, proposed.get(field.name)) {
                    assert!(all.contains(&value.as_str()), "{job:?} {}: {value}", field.name);
                }
            }
        }
    }

    #[test]
    fn which_jobs_mend_checks_does_not_hang_on_their_order() {
        use measures::secure::{DAILY_ADMIN, PASSWORD_POLICY, USER_MFA};
        for checks in [
            [&DAILY_ADMIN, &USER_MFA, &PASSWORD_POLICY],
            [&USER_MFA, &PASSWORD_POLICY, &DAILY_ADMIN],
        ] {
            let mut jobs: Vec<(&str, usize)> = measures::jobs_for(&checks)
                .iter()
                .map(|(job, checks)| (job.id, checks.len()))
                .collect();
            jobs.sort_unstable();
            assert_eq!(jobs, [(DAILY_ADMIN.id, 2), (PASSWORD_POLICY.id, 1)]);
        }
    }
}
