//! The one place where time is read.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::Clock;

/// The system's clock.
#[must_use]
pub fn system() -> Clock {
    Arc::new(Timestamp::now)
}
