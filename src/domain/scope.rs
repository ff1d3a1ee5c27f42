//! What to ask AWS.

use super::{Measure, Region};

/// What to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Alias, plan, Regions. The identity is always asked, once a session.
    pub account: bool,
    /// What takes the home Region's place for trails: one that is not multi-Region is seen nowhere else, and a new one may not
    /// be for a while.
    pub region: Option<Region>,
    /// What takes its place where a plan turns Security Hub on.
    pub hub: Option<Region>,
    pub measures: Vec<Measure>,
    /// A look at the event history: AWS allows two a second, so only where it is shown.
    pub history: bool,
    /// AWS Config, in every enabled Region.
    pub config: bool,
    /// The IAM credential report: AWS takes its time to write it, and it verifies nothing.
    pub report: bool,
    /// What the root users of member accounts can sign in with: a session as each of them, which AWS records.
    pub roots: bool,
    /// Buckets to look at besides those of the trails: name and where to ask first.
    pub buckets: Vec<(String, Region)>,
}

impl Scope {
    /// One measure, without what only some of its screens need.
    #[must_use]
    pub fn of(measure: Measure) -> Self {
        Self {
            account: false,
            region: None,
            hub: None,
            measures: vec![measure],
            history: false,
            config: false,
            report: false,
            roots: false,
            buckets: Vec::new(),
        }
    }

    /// What is in either of them.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.measures.extend(
            other
                .measures
                .into_iter()
                .filter(|one| !self.measures.contains(one))
                .collect::<Vec<_>>(),
        );
        let more = other
            .buckets
            .into_iter()
            .filter(|one| !self.buckets.contains(one));
        let more: Vec<_> = more.collect();
        self.buckets.extend(more);
        Self {
            account: self.account || other.account,
            region: self.region.or(other.region),
            hub: self.hub.or(other.hub),
            history: self.history || other.history,
            config: self.config || other.config,
            report: self.report || other.report,
            roots: self.roots || other.roots,
            ..self
        }
    }

    /// Everything that is built.
    #[must_use]
    pub fn all(buckets: Vec<(String, Region)>) -> Self {
        Self {
            account: true,
            region: None,
            hub: None,
            measures: Measure::ALL.to_vec(),
            history: true,
            config: true,
            report: true,
            roots: false,
            buckets,
        }
    }
}
