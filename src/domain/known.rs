//! What AWS said about one thing, or why it did not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Failure, Region};

/// The call an answer came from. Every status can be opened down to this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Service and operation as IAM writes them: `cloudtrail:DescribeTrails`.
    pub operation: String,
    pub region: Region,
    /// When the answer arrived.
    pub time: Timestamp,
    /// AWS's request id, to quote to AWS Support.
    pub request_id: Option<String>,
    /// The fields of the answer that were read, as JSON with AWS's names.
    pub saw: serde_json::Value,
}

/// A fact that may not be known. A refusal is never an absence.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Known<T> {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// The call is under way.
    Asking,
    /// AWS answered.
    Seen(T, Evidence),
    /// The call did not succeed: the fact is unknown.
    Refused(Failure),
}

impl<T> Known<T> {
    /// The value, where AWS gave one.
    pub const fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(value, _) => Some(value),
            Self::NotAsked | Self::Asking | Self::Refused(_) => None,
        }
    }

    /// Where the value comes from.
    pub const fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Seen(_, evidence) => Some(evidence),
            Self::NotAsked | Self::Asking | Self::Refused(_) => None,
        }
    }

    /// Why the value is not known.
    pub const fn refusal(&self) -> Option<&Failure> {
        match self {
            Self::Refused(failure) => Some(failure),
            Self::NotAsked | Self::Asking | Self::Seen(..) => None,
        }
    }

    /// Whether an answer (of either kind) has arrived.
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Seen(..) | Self::Refused(_))
    }

    /// The same knowledge about something derived from the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::NotAsked => Known::NotAsked,
            Self::Asking => Known::Asking,
            Self::Seen(value, evidence) => Known::Seen(f(value), evidence),
            Self::Refused(failure) => Known::Refused(failure),
        }
    }
}

/// Answers to one question that was asked of each of many things. One that was refused hides none of the others, and is no
/// absence either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Each<T> {
    /// What was answered, by name.
    pub seen: BTreeMap<String, T>,
    /// What was not, and why.
    pub refused: BTreeMap<String, Failure>,
}

impl<T> Default for Each<T> {
    fn default() -> Self {
        Self {
            seen: BTreeMap::new(),
            refused: BTreeMap::new(),
        }
    }
}

impl<T> Each<T> {
    /// Why something is not known, where it is not: the first refusal.
    #[must_use]
    pub fn first_refusal(&self) -> Option<&Failure> {
        self.refused.values().next()
    }

    /// The answer of one thing; none where there is no such thing.
    ///
    /// # Errors
    /// Its refusal.
    pub fn of(&self, name: &str) -> Result<Option<&T>, Failure> {
        match self.refused.get(name) {
            Some(failure) => Err(failure.clone()),
            None => Ok(self.seen.get(name)),
        }
    }

    /// What all together say; a refusal where nothing else was answered.
    ///
    /// # Errors
    /// The first refusal.
    pub fn or_refusal(self) -> Result<Self, Failure> {
        match self.first_refusal() {
            Some(failure) if self.seen.is_empty() => Err(failure.clone()),
            Some(_) | None => Ok(self),
        }
    }
}

impl<T> FromIterator<(String, Result<T, Failure>)> for Each<T> {
    fn from_iter<I: IntoIterator<Item = (String, Result<T, Failure>)>>(answers: I) -> Self {
        let mut each = Self::default();
        for (name, answer) in answers {
            match answer {
                Ok(value) => drop(each.seen.insert(name, value)),
                Err(failure) => drop(each.refused.insert(name, failure)),
            }
        }
        each
    }
}
