//! The writes of F-TRAIL and F-CONFIG. Each reads first, so that it is safe to repeat, and never replaces what
//! the plan did not know of.

mod bucket;
mod config;
mod trail;

use std::time::Duration;

use crate::aws::failure::Call;
use crate::aws::{Session, Waiting};
use crate::domain::{Change, Changed, Failure, Kind, Receipt, Region};
use crate::measures::record::RecordChange;

/// How long AWS's propagation races are waited out (hashicorp/terraform-provider-aws#820, #49960).
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes one change of measure 3, or finds it made.
///
/// # Errors
/// What AWS answered, or stale where something else is there than the plan knew.
pub async fn perform(
    session: &Session,
    change: &Change,
    ours: crate::aws::Ours<'_>,
    resumed: bool,
    waiting: Waiting<'_>,
) -> Result<Receipt, Failure> {
    let writer = Writer {
        session,
        region: &change.region,
        ours,
        resumed,
        waiting,
    };
    let before = change.before.as_ref();
    match RecordChange::read(change)? {
        RecordChange::Bucket(change) => writer.bucket(change, before).await,
        RecordChange::Trail(change) => writer.trail(change).await,
        RecordChange::Config(change) => writer.config(change, before).await,
    }
}

struct Writer<'a> {
    session: &'a Session,
    region: &'a Region,
    ours: crate::aws::Ours<'a>,
    resumed: bool,
    waiting: Waiting<'a>,
}

impl Writer<'_> {
    fn call(&self, operation: &'static str) -> Call<'_> {
        Call::write(self.session, operation, self.region)
    }

    /// As wanted before we came, unless an earlier attempt of this run intended just this.
    const fn found(&self) -> Receipt {
        Receipt::found(self.resumed)
    }

    fn stale(call: &Call<'_>, what: impl Into<String>) -> Failure {
        call.failure(Kind::Stale, what)
    }

    /// Repeats a call while AWS answers with one of `races`: refusals that changed nothing and that its own
    /// propagation makes go away. One, two, four, eight seconds apart, a minute in all.
    async fn patiently<T>(
        &self,
        races: &[&str],
        mut attempt: impl AsyncFnMut() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_secs(1);
        let mut retries = 0;
        loop {
            match attempt().await {
                Err(failure)
                    if waited < PATIENCE
                        && failure.changed == Changed::Nothing
                        && failure.code.as_deref().is_some_and(|code| races.contains(&code)) =>
                {
                    retries += 1;
                    (self.waiting)(retries);
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_secs(8));
                }
                other => return other,
            }
        }
    }
}
