//! What is asked of GuardDuty, Region by Region, and what it answered.

use std::collections::BTreeMap;

use crate::domain::{Known, Region};

/// The IAM actions that a survey of this measure uses.
pub const READS: [&str; 2] = ["guardduty:GetDetector", "guardduty:ListDetectors"];

/// A protection plan, or a data source that belongs to every detector (GuardDuty API reference,
/// `DetectorFeatureConfigurationResult`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// AWS's name: `S3_DATA_EVENTS`, ... A name newer than this program is a name like any other.
    pub name: String,
    /// Whether it is on.
    pub enabled: bool,
}

impl Feature {
    /// Whether it is part of every detector rather than a plan to choose (GuardDuty user guide, "Foundational
    /// data sources").
    #[must_use]
    pub fn is_foundational(&self) -> bool {
        ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"].contains(&self.name.as_str())
    }
}

/// A detector (GuardDuty API reference, `GetDetector`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detector {
    /// Its id.
    pub id: String,
    /// On; otherwise suspended.
    pub enabled: bool,
    /// Its features.
    pub features: Vec<Feature>,
}

/// Measure 4's facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The detector of each Region asked; there is room for one.
    pub regions: BTreeMap<Region, Known<Option<Detector>>>,
    /// Whether these are all enabled Regions, by AWS's own list.
    pub listed: bool,
}

/// One fact of measure 4 that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// The Regions that will be asked.
    Regions {
        /// They.
        regions: Vec<Region>,
        /// All that are enabled, by AWS's own list; otherwise only those that every account has.
        listed: bool,
    },
    /// One Region's detector.
    Detector(Region, Box<Known<Option<Detector>>>),
}

impl Facts {
    /// Takes one fact in.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Regions { regions, listed } => {
                self.listed = listed;
                for region in regions {
                    self.regions.entry(region).or_default();
                }
            }
            Update::Detector(region, known) => {
                self.regions.insert(region, *known);
            }
        }
    }

    /// Whether every Region has answered.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.regions.is_empty() && self.regions.values().all(Known::is_settled)
    }
}
