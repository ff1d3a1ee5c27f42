//! AWS's pace for `cloudtrail:LookupEvents`: two requests a second in each account and Region (AWS CloudTrail
//! API reference). Waiting here costs less than being refused and waiting longer.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::Region;

/// The time between two requests.
pub const BETWEEN_LOOKUPS: Duration = Duration::from_millis(500);
/// More than this is never owed: the computer's clock was set back.
const MOST: Duration = Duration::from_secs(30);

/// When the next request of each Region may go out.
#[derive(Debug)]
pub struct Pace {
    between: Duration,
    free: Mutex<BTreeMap<Region, Timestamp>>,
}

impl Pace {
    /// A pace with this time between two requests.
    pub const fn of(between: Duration) -> Self {
        Self {
            between,
            free: Mutex::new(BTreeMap::new()),
        }
    }

    /// Takes the next free moment of a Region, and says how far it is: each caller gets its own.
    fn take(&self, region: &Region, now: Timestamp) -> Duration {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = free.entry(region.clone()).or_insert(now);
        let away = Duration::try_from(slot.duration_since(now)).unwrap_or_default();
        let away = if away > MOST { Duration::ZERO } else { away };
        *slot = now + away + self.between;
        away
    }

    /// Waits for its turn.
    pub async fn wait(&self, region: &Region, now: Timestamp) {
        tokio::time::sleep(self.take(region, now)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn two_a_second_in_each_region_and_never_later_than_needed() {
        let pace = Pace::of(BETWEEN_LOOKUPS);
        let (tokyo, virginia) = (Region::new("ap-northeast-1"), Region::new("us-east-1"));
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let turns: Vec<Duration> = (0..5).map(|_| pace.take(&tokyo, now)).collect();
        assert_eq!(turns, [0, 500, 1000, 1500, 2000].map(Duration::from_millis));
        // Another Region has its own pace.
        assert_eq!(pace.take(&virginia, now), Duration::ZERO);
        // After a pause nothing is owed, and a clock that was set back holds nobody.
        assert_eq!(
            pace.take(&tokyo, now + SignedDuration::from_secs(10)),
            Duration::ZERO
        );
        assert_eq!(
            pace.take(&tokyo, now - SignedDuration::from_hours(1)),
            Duration::ZERO
        );
    }
}
