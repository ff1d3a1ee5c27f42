//! A check's status with its evidence and gap.

use serde::{Deserialize, Serialize};

use super::{Check, Evidence, Failure, Sentence};

/// How a check stands. Computed from facts, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// AWS said that it is as it should be.
    Pass,
    /// AWS said that it is not.
    Fail,
    /// It works, with something worth mending.
    Warn,
    /// Set up; AWS has not shown the result yet.
    Pending,
    /// Denied, throttled, timed out, unsupported, or not asked. Never counted as pass.
    Unknown,
    /// The question does not arise, or needs another check first.
    NotApplicable,
    /// Only a person in the console can do it.
    Guided,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Pass,
        Self::Fail,
        Self::Warn,
        Self::Pending,
        Self::Unknown,
        Self::NotApplicable,
        Self::Guided,
    ];

    /// The stable name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
            Self::Guided => "guided",
        }
    }
}

/// What a check found. *GuardDuty findings* are always called by their full name.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub check: &'static Check,
    /// How it stands.
    pub status: Status,
    /// What we saw, in words.
    pub saw: Vec<Sentence>,
    /// What is missing for a pass.
    pub gap: Option<Sentence>,
    /// Where every word of it comes from.
    pub evidence: Vec<Evidence>,
    /// Calls that did not succeed.
    pub failures: Vec<Failure>,
}

impl Finding {
    /// A finding without evidence yet.
    #[must_use]
    pub const fn new(check: &'static Check, status: Status) -> Self {
        Self {
            check,
            status,
            saw: Vec::new(),
            gap: None,
            evidence: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Adds something seen.
    #[must_use]
    pub fn saw(mut self, sentence: Sentence) -> Self {
        self.saw.push(sentence);
        self
    }

    /// Says what is missing.
    #[must_use]
    pub fn gap(mut self, sentence: Sentence) -> Self {
        self.gap = Some(sentence);
        self
    }

    /// Adds the call behind it.
    #[must_use]
    pub fn from_call(mut self, evidence: Option<&Evidence>) -> Self {
        self.evidence.extend(evidence.cloned());
        self
    }

    /// The finding of a call that did not succeed: unknown, whatever else is known.
    #[must_use]
    pub fn unknown(check: &'static Check, failure: &Failure) -> Self {
        let mut finding = Self::new(check, Status::Unknown).gap(failure.title());
        finding.failures.push(failure.clone());
        finding
    }

    /// Whether something is to be mended.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, Status::Fail | Status::Warn)
    }

    /// Whether it waits for another row: nothing to judge yet, and something missing.
    #[must_use]
    pub const fn waits_for_another(&self) -> bool {
        matches!(self.status, Status::NotApplicable) && self.gap.is_some()
    }
}

/// Passes and questions of a set of findings: what was not answered is in neither.
#[must_use]
pub fn score<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> (usize, usize) {
    let mut passed = 0;
    let mut asked = 0;
    for finding in findings {
        match finding.status {
            Status::Pass => {
                passed += 1;
                asked += 1;
            }
            Status::Fail | Status::Warn | Status::Pending | Status::Guided => asked += 1,
            // A row that waits for another one is still to be done; one that does not apply is not.
            Status::NotApplicable if finding.gap.is_some() => asked += 1,
            Status::NotApplicable | Status::Unknown => {}
        }
    }
    (passed, asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    const CHECK: Check = Check::example("record.trail");

    #[test]
    fn the_score_counts_what_was_answered() {
        use Status::{Fail, Guided, NotApplicable, Pass, Pending, Unknown, Warn};
        let all = [Pass, Pass, Fail, Warn, Pending, Guided, NotApplicable, Unknown];
        let findings: Vec<Finding> = all.map(|status| Finding::new(&CHECK, status)).into();
        assert_eq!(score(&findings), (2, 6));
        // A row that waits for another one is still to be done.
        let waits = Finding::new(&CHECK, NotApplicable).gap(say!("gap-not-asked"));
        assert!(waits.waits_for_another() && !waits.is_open());
        assert_eq!(score(&[waits]), (0, 1));
        let open = findings.iter().filter(|finding| finding.is_open()).count();
        assert_eq!(open, 2);
        assert!(!findings.iter().any(Finding::waits_for_another));
    }
}
