//! Measure 4 on AWS: GuardDuty in every Region (GK-4.1 to GK-4.3, F-GUARDDUTY).

mod alerts;
mod apply;
mod findings;
mod hub;
mod key;
mod survey;

pub use findings::list;
pub use survey::survey;

use crate::aws::{Ours, Session, Waiting};
use crate::domain::{Change, Failure, Receipt};
use crate::measures::detect::AlertChange;

/// Makes one change of measure 4, or finds it made.
///
/// # Errors
/// What AWS answered; stale where something else is there than the plan knew.
pub async fn perform(
    session: &Session,
    change: &Change,
    ours: Ours<'_>,
    resumed: bool,
    waiting: Waiting<'_>,
) -> Result<Receipt, Failure> {
    if change.service == "securityhub" {
        hub::perform(session, change, ours).await
    } else if AlertChange::is_one(change) {
        alerts::perform(session, change, ours, resumed, waiting).await
    } else {
        apply::perform(session, change, ours, resumed).await
    }
}
