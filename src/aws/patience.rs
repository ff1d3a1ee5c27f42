//! How long genkan waits for AWS. Its copies catch up with each other in seconds to minutes; whoever else answers keeps none, and
//! a session with such a one is given another patience when it is opened.

use std::time::Duration;

/// The patience of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// What a pause between two looks is divided by.
    hurry: u32,
    /// No more than this is waited in all.
    most: Duration,
}

impl Patience {
    /// With AWS itself.
    pub const AWS: Self = Self {
        hurry: 1,
        most: Duration::MAX,
    };
    /// With an account that has no copies of what it keeps.
    pub const ONE_COPY: Self = Self {
        hurry: 6,
        most: Duration::from_secs(3),
    };

    /// A pause between two looks, of the length that AWS is given.
    #[must_use]
    pub fn pause(self, of_aws: Duration) -> Duration {
        of_aws / self.hurry
    }

    /// How long something is waited for that AWS needs so long for.
    #[must_use]
    pub fn most(self, of_aws: Duration) -> Duration {
        of_aws.min(self.most)
    }
}
