//! What is asked of GuardDuty, Region by Region, and what it answered.

use std::collections::BTreeMap;

use jiff::Timestamp;

use serde_json::Value;

use super::alerts::AlertRule;
use super::findings::{HIGH, Open};
use super::hub::Hub;
use crate::domain::{Failure, Known, Region, Sentence};
use crate::say;

/// The IAM actions that a survey of this measure uses.
pub const READS: [&str; 19] = [
    "events:ListRules",
    "events:ListTargetsByRule",
    "guardduty:GetAdministratorAccount",
    "guardduty:GetDetector",
    "guardduty:GetFilter",
    "guardduty:GetFindings",
    "guardduty:GetRemainingFreeTrialDays",
    "guardduty:GetUsageStatistics",
    "guardduty:ListDetectors",
    "guardduty:ListFilters",
    "guardduty:ListFindings",
    "iam:GetRole",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "securityhub:DescribeHub",
    "securityhub:GetEnabledStandards",
    "sns:GetSubscriptionAttributes",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
];

/// A protection plan, or a data source that belongs to every detector (GuardDuty API reference,
/// `DetectorFeatureConfigurationResult`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feature {
    /// AWS's name: `S3_DATA_EVENTS`, ... A name newer than this program is a name like any other.
    pub name: String,
    /// Whether it is on.
    pub enabled: bool,
    /// A policy of the organization decides it.
    pub managed: bool,
    /// What belongs to it, such as GuardDuty's own agent, and whether that is on.
    pub additional: BTreeMap<String, bool>,
}

impl Feature {
    /// Whether it is part of every detector rather than a plan to choose (GuardDuty user guide, "Foundational
    /// data sources").
    #[must_use]
    pub fn is_foundational(&self) -> bool {
        FOUNDATIONAL.contains(&self.name.as_str())
    }
}

/// The data sources of every detector.
pub const FOUNDATIONAL: [&str; 3] = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];

/// A detector (GuardDuty API reference, `GetDetector`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detector {
    pub id: String,
    /// On; otherwise suspended.
    pub enabled: bool,
    pub features: Vec<Feature>,
    /// How often a finding that goes on is told again: `SIX_HOURS`, ...
    pub frequency: Option<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// genkan's run that made it, by its tag.
    pub run: Option<String>,
}

impl Detector {
    /// The names of the plans that are on.
    pub fn plans(&self) -> impl Iterator<Item = &str> {
        self.features
            .iter()
            .filter(|feature| feature.enabled && !feature.is_foundational())
            .map(|feature| feature.name.as_str())
    }

    /// Whether a policy of the organization decides about it.
    #[must_use]
    pub fn is_by_policy(&self) -> bool {
        self.features.iter().any(|feature| feature.managed)
    }
}

/// The free days left of one feature (GuardDuty API reference, `GetRemainingFreeTrialDays`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub name: String,
    pub days: u32,
}

/// What one feature used in the last 30 days (GuardDuty API reference, `GetUsageStatistics`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    pub name: String,
    /// The amount as AWS writes it; during the trial what it would have cost.
    pub amount: String,
    /// `USD`.
    pub unit: String,
}

/// What is known of one Region.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AtRegion {
    /// Its detector; there is room for one.
    pub detector: Known<Option<Detector>>,
    /// The account that administers it, where there is one. Asked where there is a detector.
    pub administrator: Known<Option<String>>,
    /// The free days left. Asked where there is a detector.
    pub trial: Known<Vec<Trial>>,
    /// What it used. Asked where there is a detector.
    pub usage: Known<Vec<Usage>>,
    /// GuardDuty findings that wait for somebody. Asked where there is a detector.
    pub open: Known<Open>,
    /// The suppression rules, which archive findings before anybody hears of them. Asked where there is a detector.
    pub suppressions: Known<Vec<Suppression>>,
    /// The rules that hear of findings, and who they tell.
    pub alerts: Known<Vec<AlertRule>>,
}

/// A filter that archives what it fits (GuardDuty user guide, "Suppression rules").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    pub name: String,
    /// It covers findings of high severity as such.
    pub hides_high: bool,
}

impl Suppression {
    /// Reads a filter's criteria: a severity that reaches into the high ones, or nothing that narrows it to some findings. One
    /// about a type or a resource alone is somebody's decision about that one.
    #[must_use]
    pub fn hides_high(criteria: &Value) -> bool {
        let empty = serde_json::Map::new();
        let conditions = criteria
            .get("criterion")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let Some(severity) = conditions.get("severity") else {
            let beside = ["service.archived", "updatedAt", "accountId", "region"];
            return conditions.keys().all(|name| beside.contains(&name.as_str()));
        };
        let listed = |name: &str| severity.get(name).and_then(Value::as_array);
        if let Some(values) = listed("equals").or_else(|| listed("eq")) {
            let number = |value: &Value| {
                let text = value.as_str().and_then(|text| text.parse().ok());
                value.as_f64().or(text)
            };
            return values.iter().filter_map(number).any(|number| number >= HIGH);
        }
        let most = |name: &str| severity.get(name).and_then(Value::as_f64);
        let below = most("lessThan").or_else(|| most("lt"));
        let upto = most("lessThanOrEqual").or_else(|| most("lte"));
        below.is_none_or(|most| most > HIGH) && upto.is_none_or(|most| most >= HIGH)
    }
}

/// What suppression rules keep from everybody in some Regions.
#[derive(Debug, Default)]
pub(super) struct Suppressed {
    /// Where findings of high severity are archived.
    pub(super) gap: Option<Sentence>,
    /// Why it is not known elsewhere.
    pub(super) unread: Vec<Failure>,
}

impl Suppressed {
    pub(super) fn of(facts: &Facts, regions: &[&Region]) -> Self {
        let mut unread = Vec::new();
        let mut names_of: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
        let mut hit = Vec::new();
        for region in regions {
            let Some(at) = facts.regions.get(*region) else {
                continue;
            };
            unread.extend(at.suppressions.refusal().cloned());
            let rules = at.suppressions.seen().into_iter().flatten();
            let high: Vec<&str> = rules
                .filter(|rule| rule.hides_high)
                .map(|rule| rule.name.as_str())
                .collect();
            if !high.is_empty() {
                hit.push(*region);
            }
            names_of.extend(high);
        }
        let rules: Vec<&str> = names_of.into_iter().collect();
        let gap = (!hit.is_empty())
            .then(|| say!("gap-suppressed", rules = rules.join(", "), regions = names(&hit)));
        Self { gap, unread }
    }
}

impl AtRegion {
    /// What is there.
    #[must_use]
    pub fn detector(&self) -> Option<&Detector> {
        self.detector.seen()?.as_ref()
    }

    /// Whose detector it is, where it is not the account's own.
    #[must_use]
    pub fn manager(&self) -> Option<Manager<'_>> {
        match self.administrator.seen().and_then(Option::as_deref) {
            Some(account) => Some(Manager::Administrator(account)),
            None if self.detector().is_some_and(Detector::is_by_policy) => Some(Manager::Policy),
            None => None,
        }
    }

    /// Whether nothing more of it will arrive: without a detector there is nothing else to ask.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let others = [
            self.administrator.is_settled(),
            self.trial.is_settled(),
            self.usage.is_settled(),
            self.open.is_settled(),
            self.suppressions.is_settled(),
        ];
        self.detector.is_settled() && (self.detector().is_none() || others.iter().all(|settled| *settled))
    }
}

/// Who decides about a detector instead of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager<'a> {
    /// GuardDuty's administrator account.
    Administrator(&'a str),
    /// A policy of the organization.
    Policy,
}

/// How many Regions are named in a sentence: the rest are on the screen of the Regions, and in the JSON.
const NAMED: usize = 8;

/// Regions by name, the first of them where they are many.
pub(super) fn names(regions: &[&Region]) -> String {
    let names: Vec<&str> = regions.iter().take(NAMED).map(|region| region.as_str()).collect();
    let names = names.join(", ");
    match regions.len().saturating_sub(NAMED) {
        0 => names,
        more => format!("{names} +{more}"),
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    pub regions: BTreeMap<Region, AtRegion>,
    /// Whether these are all enabled Regions, by AWS's own list.
    pub listed: bool,
    /// The Region a founder works in.
    pub home: Option<Region>,
    /// Security Hub CSPM there; none where it is not on.
    pub hub: Known<Option<Hub>>,
}

/// One fact of measure 4 that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// The Regions that will be asked.
    Regions {
        regions: Vec<Region>,
        /// All that are enabled, by AWS's own list; otherwise only those that every account has.
        listed: bool,
        /// The Region a founder works in.
        home: Region,
    },
    Detector(Region, Box<Known<Option<Detector>>>),
    /// Who administers it.
    Administrator(Region, Known<Option<String>>),
    /// Its free days.
    Trial(Region, Known<Vec<Trial>>),
    /// What it used.
    Usage(Region, Known<Vec<Usage>>),
    /// What waits for somebody.
    Open(Region, Known<Open>),
    /// What is archived before anybody hears of it.
    Suppressions(Region, Known<Vec<Suppression>>),
    /// Security Hub CSPM in the home Region.
    Hub(Known<Option<Hub>>),
    /// Who is told.
    Alerts(Region, Known<Vec<AlertRule>>),
}

impl Facts {
    /// Takes one fact in.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Regions {
                regions,
                listed,
                home,
            } => {
                self.listed = listed;
                self.home = Some(home);
                for region in regions {
                    self.regions.entry(region).or_default();
                }
            }
            Update::Detector(region, known) => self.at(region).detector = *known,
            Update::Administrator(region, known) => self.at(region).administrator = known,
            Update::Trial(region, known) => self.at(region).trial = known,
            Update::Usage(region, known) => self.at(region).usage = known,
            Update::Open(region, known) => self.at(region).open = known,
            Update::Suppressions(region, known) => self.at(region).suppressions = known,
            Update::Hub(known) => self.hub = known,
            Update::Alerts(region, known) => self.at(region).alerts = known,
        }
    }

    fn at(&mut self, region: Region) -> &mut AtRegion {
        self.regions.entry(region).or_default()
    }

    /// Whether every Region has answered about its detector.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.regions.is_empty() && self.regions.values().all(|at| at.detector.is_settled())
    }
}
