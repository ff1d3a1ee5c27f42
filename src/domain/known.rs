//! What AWS said about one thing, or why it did not.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Failure, Region};

/// The call an answer came from. Every status can be opened down to this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Service and operation as IAM writes them: `cloudtrail:DescribeTrails`.
    pub operation: String,
    /// The Region asked.
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
