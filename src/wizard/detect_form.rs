//! What a person may choose before GuardDuty is turned on. The proposed values are what AWS recommends: every
//! Region, and the plans that AWS would turn on.

use std::collections::BTreeSet;

use super::effect::Effect;
use super::fill::{self, Fill, around, beside};
use super::keymap::Action;
use super::model::Model;
use super::review::{self, Subject};
use super::text::Text;
use crate::domain::{Check, Region, Sentence};
use crate::measures::detect::{
    Choices, DETECTOR, Detector, FREQUENCIES, Facts, PLANS, PROTECTION_PLANS, Regions,
};
use crate::say;

/// Turning on what is off.
const TURN_ON: [&Check; 1] = [&DETECTOR];
/// The same, and the plans as chosen where GuardDuty is on already.
const SETTINGS: [&Check; 2] = [&DETECTOR, &PROTECTION_PLANS];

/// The plans where GuardDuty is on, and nothing else: a plan of the command line.
const PLANS_ONLY: [&Check; 1] = [&PROTECTION_PLANS];

/// What a plan with these checks was asked to mend.
#[must_use]
pub fn wanted_by(checks: &[String]) -> &'static [&'static Check] {
    let has = |check: &Check| checks.iter().any(|id| id == check.id);
    match (has(&DETECTOR), has(&PROTECTION_PLANS)) {
        (false, true) => &PLANS_ONLY,
        (_, also_where_on) => wanted(also_where_on),
    }
}

/// What the form's plan is to mend.
#[must_use]
pub const fn wanted(also_where_on: bool) -> &'static [&'static Check] {
    if also_where_on { &SETTINGS } else { &TURN_ON }
}

/// A control of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetectField {
    /// The Regions.
    Regions,
    /// The protection plans.
    Plans,
    /// How often a finding that goes on is told again.
    Frequency,
    /// Whether plans and frequency are set where GuardDuty is on already.
    Existing,
    /// The button.
    Review,
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectForm {
    /// The Regions to choose from, home first.
    pub regions: Vec<Region>,
    /// The chosen ones.
    pub chosen: BTreeSet<Region>,
    /// The Region under the keys.
    pub cursor: usize,
    /// The plans that are to be on.
    pub plans: BTreeSet<String>,
    /// The plan under the keys.
    pub plan: usize,
    /// How often, as an index of AWS's words.
    pub frequency: usize,
    /// Whether plans and frequency are set where GuardDuty is on already.
    pub existing: bool,
    /// What was shown first: only what differs from it was chosen.
    shown: (BTreeSet<String>, usize),
    /// The run these choices belong to.
    pub run: String,
    /// Where the keys go.
    pub focus: DetectField,
}

impl DetectForm {
    const ORDER: [DetectField; 5] = [
        DetectField::Regions,
        DetectField::Plans,
        DetectField::Frequency,
        DetectField::Existing,
        DetectField::Review,
    ];

    /// A form with choices filled in; what is on anywhere is shown as on.
    #[must_use]
    pub fn of(choices: Choices, home: &Region, facts: &Facts, existing: bool) -> Self {
        let mut regions: Vec<Region> = facts.regions.keys().cloned().collect();
        let on = || facts.regions.values().filter_map(|at| at.detector());
        let mut plans = choices.new_plans();
        plans.extend(on().flat_map(Detector::plans).map(ToOwned::to_owned));
        let rank = |word: &str| FREQUENCIES.iter().position(|one| *one == word);
        let frequency = on()
            .filter_map(|detector| rank(detector.frequency.as_deref()?))
            .min()
            .or_else(|| rank(choices.new_frequency()))
            .unwrap_or(FREQUENCIES.len() - 1);
        if !regions.contains(home) {
            regions.push(home.clone());
        }
        regions.sort_by_key(|region| (region != home, region.clone()));
        let chosen = regions
            .iter()
            .filter(|region| choices.regions.includes(region))
            .cloned()
            .collect();
        Self {
            regions,
            chosen,
            cursor: 0,
            shown: (plans.clone(), frequency),
            plans,
            plan: 0,
            frequency,
            existing,
            run: choices.run,
            // Most people take what is proposed.
            focus: DetectField::Regions,
        }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: DetectField) -> Option<Sentence> {
        (field == DetectField::Regions && self.chosen.is_empty()).then(|| say!("form-regions-none"))
    }

    /// The choices as they are.
    #[must_use]
    pub fn choices(&self) -> Choices {
        Choices {
            regions: if self.is_everywhere() {
                Regions::All
            } else {
                Regions::Only(self.chosen.clone())
            },
            plans: (self.plans != self.shown.0).then(|| self.plans.clone()),
            frequency: (self.frequency != self.shown.1).then(|| self.frequency().to_owned()),
            run: self.run.clone(),
        }
    }

    /// Whether every Region is chosen.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        self.regions.iter().all(|region| self.chosen.contains(region))
    }

    /// AWS's word for the frequency.
    #[must_use]
    pub fn frequency(&self) -> &'static str {
        FREQUENCIES.get(self.frequency).copied().unwrap_or("SIX_HOURS")
    }

    /// The Region under the keys.
    #[must_use]
    pub fn region(&self) -> Option<&Region> {
        self.regions.get(self.cursor)
    }

    /// The plan under the keys.
    #[must_use]
    pub fn plan(&self) -> &'static str {
        PLANS.get(self.plan).map_or("-", |(name, _)| name)
    }
}

impl Fill for DetectForm {
    fn step(&mut self, forward: bool) {
        self.focus = beside(&Self::ORDER, self.focus, forward);
    }

    fn turn(&mut self, forward: bool) {
        match self.focus {
            DetectField::Regions => self.cursor = around(self.regions.len(), self.cursor, forward),
            DetectField::Plans => self.plan = around(PLANS.len(), self.plan, forward),
            DetectField::Frequency => {
                self.frequency = around(FREQUENCIES.len(), self.frequency, forward);
            }
            DetectField::Existing => self.existing = !self.existing,
            DetectField::Review => {}
        }
    }

    fn toggle(&mut self) {
        match self.focus {
            DetectField::Regions => {
                if let Some(region) = self.region().cloned()
                    && !self.chosen.remove(&region)
                {
                    self.chosen.insert(region);
                }
            }
            DetectField::Plans => {
                let plan = self.plan().to_owned();
                if !self.plans.remove(&plan) {
                    self.plans.insert(plan);
                }
            }
            DetectField::Frequency | DetectField::Existing => self.turn(true),
            DetectField::Review => {}
        }
    }

    fn all(&mut self) {
        match self.focus {
            DetectField::Regions if self.is_everywhere() => self.chosen.clear(),
            DetectField::Regions => self.chosen = self.regions.iter().cloned().collect(),
            DetectField::Plans if self.plans.len() == PLANS.len() => self.plans.clear(),
            DetectField::Plans => self.plans = PLANS.iter().map(|(name, _)| (*name).to_owned()).collect(),
            DetectField::Frequency | DetectField::Existing | DetectField::Review => {}
        }
    }

    fn input(&mut self) -> Option<&mut Text> {
        None
    }

    fn is_last(&self) -> bool {
        self.focus == DetectField::Review
    }

    fn to_error(&mut self) -> bool {
        let wrong = Self::ORDER.into_iter().find(|field| self.error(*field).is_some());
        self.focus = wrong.unwrap_or(self.focus);
        wrong.is_some()
    }
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let existing = model.detect_form.as_ref().is_some_and(|form| form.existing);
    let subject = Subject::Detect(wanted(existing));
    fill::act(
        model,
        |model| model.detect_form.as_mut(),
        |model| review::ask_about(model, subject),
        action,
    )
}
