//! Measure 4, detect threats automatically (施策4: セキュリティ脅威を自動検知しよう): for now whether GuardDuty is on, Region by
//! Region.

mod checks;
mod facts;

pub use checks::{CHECKS, DETECTOR, PROTECTION_PLANS, judge};
pub use facts::{Detector, Facts, Feature, READS, Update};
