//! An access key and what became of it: the root user's, an IAM user's, or that of a member account's root user.

use jiff::Timestamp;

use super::{Failure, Sentence};
use crate::say;

/// Whose an access key is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The root user's.
    Root,
    /// An IAM user's.
    User(String),
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root => f.write_str("root"),
            Self::User(name) => f.write_str(name),
        }
    }
}

/// An access key with its last use (`iam:ListAccessKeys`, `iam:GetAccessKeyLastUsed`). Its secret half is nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    pub owner: Owner,
    /// `AKIA...`.
    pub id: String,
    /// It works.
    pub active: bool,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it was last used; none where never, as far as AWS keeps it.
    pub last_used: Option<Timestamp>,
    /// The service it was used for.
    pub service: Option<String>,
    /// The Region it was used in.
    pub region: Option<String>,
    /// Why its last use is not known, where it is not.
    pub use_unread: Option<Failure>,
}

impl AccessKey {
    /// How many whole days ago it was last used; none where never, or where that is not known.
    #[must_use]
    pub fn idle_days(&self, now: Timestamp) -> Option<i64> {
        self.last_used.map(|used| days_between(used, now))
    }

    /// Its last use, in words.
    #[must_use]
    pub fn last_use(&self, now: Option<Timestamp>) -> Sentence {
        if let Some(failure) = &self.use_unread {
            let call = failure.permission().unwrap_or("-");
            return say!("saw-key-use-unread", key = &self.id, call = call);
        }
        let place: Vec<&str> = [self.service.as_deref(), self.region.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        match (self.last_used, now) {
            (Some(used), Some(now)) => say!(
                "saw-key-used",
                key = &self.id,
                date = date(used),
                days = days_between(used, now),
                place = place.join(", ")
            ),
            (Some(used), None) => say!(
                "saw-key-used-on",
                key = &self.id,
                date = date(used),
                place = place.join(", ")
            ),
            (None, _) => say!("saw-key-never-used", key = &self.id),
        }
    }
}

/// Whole days between two times.
#[must_use]
pub fn days_between(earlier: Timestamp, later: Timestamp) -> i64 {
    later.duration_since(earlier).as_hours() / 24
}

/// A date, in UTC as AWS has it.
#[must_use]
pub fn date(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d").to_string()
}
