//! One question about the account.

use serde::Serialize;

use super::Measure;

/// How others number the same question. An empty text means that they do not ask it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct References {
    /// AWS Startup Security Baseline, 2026 numbering (`ACCT.01` to `ACCT.17`).
    pub ssb: &'static [&'static str],
    /// The same in the 2022 numbering, which most third-party mappings still use.
    pub ssb_2022: &'static [&'static str],
    /// CIS AWS Foundations Benchmark, as `version:control`.
    pub cis: &'static [&'static str],
    /// Prowler check ids.
    pub prowler: &'static [&'static str],
    /// Those of the ids above that this check looks at only in part. `docs/compliance.md` says of each which part.
    pub partly: &'static [&'static str],
}

impl References {
    /// The ids of a catalogue that are looked at whole, or those that are in part.
    #[must_use]
    pub fn of(&self, ids: &[&'static str], whole: bool) -> Vec<&'static str> {
        let ids = ids.iter().copied();
        ids.filter(|id| self.partly.contains(id) != whole).collect()
    }
}

/// A check: its stable id and what it is called elsewhere. Its words are in the locale files under
/// `check-<id with a dash for the dot>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Stable id such as `record.trail`.
    pub id: &'static str,
    /// The measure it belongs to.
    #[serde(skip)]
    pub measure: Measure,
    /// Its ids in other catalogues.
    pub references: References,
    /// A console page, where the fix is a person's to do.
    #[serde(skip)]
    pub guided: Option<&'static str>,
}

#[cfg(test)]
impl Check {
    /// A check of no catalogue, for tests.
    pub(super) const fn example(id: &'static str) -> Self {
        Self {
            id,
            measure: Measure::Record,
            guided: None,
            references: References {
                ssb: &[],
                ssb_2022: &[],
                cis: &[],
                prowler: &[],
                partly: &[],
            },
        }
    }
}
