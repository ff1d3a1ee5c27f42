//! The four measures a founder takes, in walking order.

use serde::{Deserialize, Serialize};

/// One of the four measures (施策) of the talk genkan is built from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// 1: accounts by use.
    Separate,
    /// 2: the root user and IAM.
    Secure,
    /// 3: CloudTrail and AWS Config.
    Record,
    /// 4: GuardDuty.
    Detect,
}

impl Measure {
    /// Every measure, in walking order.
    pub const ALL: [Self; 4] = [Self::Separate, Self::Secure, Self::Record, Self::Detect];

    /// The stable name on the command line and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Separate => "separate",
            Self::Secure => "secure",
            Self::Record => "record",
            Self::Detect => "detect",
        }
    }

    /// Position in [`Measure::ALL`], from 1 as the screens count.
    #[must_use]
    pub const fn number(self) -> usize {
        match self {
            Self::Separate => 1,
            Self::Secure => 2,
            Self::Record => 3,
            Self::Detect => 4,
        }
    }

    /// The measure of a name or of a number from 1 to 4.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|measure| measure.id() == text || measure.number().to_string() == text)
    }
}
