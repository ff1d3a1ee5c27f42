//! What to ask AWS.

use super::{Measure, Region};

/// What to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Identity, alias, plan, Regions.
    pub account: bool,
    /// The measures.
    pub measures: Vec<Measure>,
    /// Buckets to look at besides those of the trails: name and where to ask first.
    pub buckets: Vec<(String, Region)>,
}

impl Scope {
    /// Everything that is built.
    #[must_use]
    pub fn all(buckets: Vec<(String, Region)>) -> Self {
        Self { account: true, measures: Measure::ALL.to_vec(), buckets }
    }
}
