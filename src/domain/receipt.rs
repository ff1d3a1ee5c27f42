//! What AWS answered to a change.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a step turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The call was made and AWS accepted it.
    Done,
    /// It was as wanted before we came; no call was made. Undo leaves it alone.
    AlreadyThere,
    /// It was as wanted and carries this run's tag: an earlier attempt did it and its answer was lost.
    Recovered,
}

impl Outcome {
    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Done => "outcome-done",
            Self::AlreadyThere => "outcome-already",
            Self::Recovered => "outcome-recovered",
        }
    }
}

/// The answer to one change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Made, or found made.
    pub outcome: Outcome,
    /// AWS's request id of the write, where one was made.
    pub request_id: Option<String>,
    /// Ids that AWS gave, such as a trail's ARN.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub ids: Value,
}

impl Receipt {
    /// A receipt of a call that was made.
    #[must_use]
    pub fn done(request_id: Option<&str>) -> Self {
        Self {
            outcome: Outcome::Done,
            request_id: request_id.map(ToOwned::to_owned),
            ids: Value::Null,
        }
    }

    /// A receipt of nothing to do.
    #[must_use]
    pub const fn already_there() -> Self {
        Self {
            outcome: Outcome::AlreadyThere,
            request_id: None,
            ids: Value::Null,
        }
    }

    /// A receipt of a call whose answer was lost.
    #[must_use]
    pub const fn recovered() -> Self {
        Self {
            outcome: Outcome::Recovered,
            request_id: None,
            ids: Value::Null,
        }
    }

    /// A receipt of what was found as wanted: by an earlier attempt of this run whose answer was lost, or by somebody else.
    #[must_use]
    pub const fn found(by_this_run: bool) -> Self {
        if by_this_run {
            Self::recovered()
        } else {
            Self::already_there()
        }
    }

    /// With AWS's ids.
    #[must_use]
    pub fn with_ids(mut self, ids: Value) -> Self {
        self.ids = ids;
        self
    }
}
