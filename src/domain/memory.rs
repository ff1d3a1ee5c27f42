//! What genkan remembers between two starts, besides the journal: nothing of it is secret, and nothing of it decides how
//! an account stands.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Finding, Measure, Status};

/// The version of the file.
pub const MEMORY_SCHEMA: &str = "genkan.memory/1";

/// Stands for a check that waits for another one.
const WAITS: &str = "waits";

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// [`MEMORY_SCHEMA`].
    pub schema: String,
    /// The introduction was read, or skipped.
    pub introduced: bool,
    /// The Regions that were chosen for profiles without one, by profile.
    pub regions: BTreeMap<String, String>,
    /// By account id.
    pub accounts: BTreeMap<String, Remembered>,
}

/// What is remembered of one account.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Where a person was.
    pub place: Option<Place>,
    /// How the account stood when genkan first saw all of it.
    pub before: Option<Standing>,
    /// Checks that a person put aside, by id.
    pub skipped: BTreeMap<String, Skipped>,
}

/// A place in the wizard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub measure: Measure,
    pub check: String,
}

/// How an account stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub time: Timestamp,
    /// Each check's status, by the stable names of both.
    pub statuses: BTreeMap<String, String>,
}

impl Standing {
    /// What a survey found.
    #[must_use]
    pub fn of(findings: &[Finding], time: Timestamp) -> Self {
        Self {
            time,
            statuses: findings
                .iter()
                .map(|finding| {
                    let waits = finding.waits_for_another();
                    let status = if waits { WAITS } else { finding.status.id() };
                    (finding.check.id.to_owned(), status.to_owned())
                })
                .collect(),
        }
    }

    /// Checks of a measure that passed, and those that were answered: as [`super::finding::score`] counts.
    #[must_use]
    pub fn score(&self, measure: Measure) -> (usize, usize) {
        let prefix = format!("{}.", measure.id());
        let of = |wanted: &[&str]| {
            self.statuses
                .iter()
                .filter(|(check, status)| check.starts_with(&prefix) && wanted.contains(&status.as_str()))
                .count()
        };
        let [pass, fail, warn, pending, guided] = [
            Status::Pass,
            Status::Fail,
            Status::Warn,
            Status::Pending,
            Status::Guided,
        ]
        .map(Status::id);
        (of(&[pass]), of(&[pass, fail, warn, pending, guided, WAITS]))
    }
}

/// Why a check was put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is to be done, at another time.
    Later,
    /// Somebody else answers for it.
    NotOurs,
    /// The risk is known and taken.
    AcceptedRisk,
}

impl Reason {
    /// In the order of the dialog.
    pub const ALL: [Self; 3] = [Self::Later, Self::NotOurs, Self::AcceptedRisk];

    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Later => "skip-later",
            Self::NotOurs => "skip-not-ours",
            Self::AcceptedRisk => "skip-accepted-risk",
        }
    }
}

/// A check that a person put aside. Its status stays what AWS says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub reason: Reason,
    /// Who looks after it.
    pub owner: String,
    /// When it was put aside.
    pub time: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Check;
    use crate::say;

    #[test]
    fn the_score_of_before_counts_as_that_of_now() {
        const TRAIL: Check = Check::example("record.trail");
        const DELIVERY: Check = Check::example("record.trail-delivery");
        const BUCKET: Check = Check::example("record.trail-bucket");
        const ROOT: Check = Check::example("secure.root-mfa");
        let findings = [
            Finding::new(&TRAIL, Status::Pass),
            Finding::new(&DELIVERY, Status::NotApplicable).gap(say!("gap-needs-trail")),
            Finding::new(&BUCKET, Status::Unknown),
            Finding::new(&ROOT, Status::Fail),
        ];
        let standing = Standing::of(&findings, Timestamp::UNIX_EPOCH);
        assert_eq!(standing.score(Measure::Record), (1, 2));
        assert_eq!(
            standing.score(Measure::Record),
            crate::domain::finding::score(&findings[..3])
        );
        assert_eq!(standing.score(Measure::Secure), (0, 1));
        assert_eq!(standing.score(Measure::Detect), (0, 0));
    }
}
