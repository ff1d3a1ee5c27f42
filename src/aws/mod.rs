//! The only place that names an AWS SDK. Opening a session, turning SDK errors into failures, and the same
//! measures as everywhere, each with `survey` (reads) and `apply` (writes).

pub mod account;
pub mod connector;
mod credentials;
pub mod detect;
pub mod endpoints;
pub mod failure;
mod keys;
mod pace;
pub mod patience;
pub mod permissions;
mod raw;
pub mod record;
pub mod regions;
pub mod secure;
pub mod separate;
pub mod session;
pub mod sign_in;
mod sns;
pub mod sources;
mod whole;
mod writes;

use std::pin::Pin;

use futures_util::future::join_all;

use crate::domain::{Change, Codes, Failure, Handed, Known, Measure, Receipt, Scope};
use crate::measures::Update;

pub use session::{Options, Session};

/// Where facts go as they arrive.
pub type Sink = tokio::sync::mpsc::UnboundedSender<Update>;

/// Asks AWS all of a scope, as wide as dependencies allow, and sends each fact the moment it arrives. Only
/// reads.
pub async fn survey(session: &Session, scope: &Scope, sink: &Sink) {
    // What could not be known before is asked again, once for all that want to know it.
    session.forget_refusals().await;
    let identity = account::survey_identity(session, sink);
    let account = async {
        if scope.account {
            account::survey(session, sink).await;
        }
    };
    let measures = join_all(scope.measures.iter().map(async |measure| match measure {
        // Each of them is large; on the heap they leave the stack to whoever calls.
        Measure::Secure => Box::pin(secure::survey(session, scope, sink)).await,
        Measure::Record => Box::pin(record::survey(session, scope, sink)).await,
        Measure::Detect => Box::pin(detect::survey(session, scope.hub.as_ref(), sink)).await,
        Measure::Separate => Box::pin(separate::survey(session, scope, sink)).await,
    }));
    tokio::join!(identity, account, measures);
}

/// Something to say while a change is being made.
pub type Waiting<'a> = &'a (dyn Fn(u32) + Send + Sync);

/// The person at a run. What passes between the two is secret: it is in memory, and nowhere else.
pub trait Person {
    /// Hands something over.
    fn hand(&self, handed: Handed);

    /// Waits for two codes of the device that was handed over, for the first time or because AWS refused those before;
    /// none where the person gave up.
    fn codes(&self, refused: bool) -> Pin<Box<dyn Future<Output = Option<Codes>> + '_>>;

    /// AWS took a call on and goes on by itself: what it is to be found by is written down at once.
    ///
    /// # Errors
    /// A journal that cannot be written.
    fn accepted(&self, ids: serde_json::Value) -> Result<(), Failure>;

    /// Whether the person does not want to wait any longer.
    fn wants_to_stop(&self) -> bool;
}

/// Which tags say that a thing is genkan's.
#[derive(Debug, Clone, Copy)]
pub struct Ours<'a> {
    /// The run that makes the change.
    pub run: &'a str,
    /// Every run that the journal knows of this account.
    pub runs: &'a std::collections::BTreeSet<String>,
}

impl Ours<'_> {
    /// Whether this run made it: an attempt whose answer was lost.
    #[must_use]
    pub fn is_this(&self, tag: Option<&str>) -> bool {
        tag == Some(self.run)
    }

    /// Whether this run was begun before: its steps find what they did.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.runs.contains(self.run)
    }

    /// Whether genkan made it, in whichever run: that may be taken back.
    #[must_use]
    pub fn is_any(&self, tag: Option<&str>) -> bool {
        self.is_this(tag) || tag.is_some_and(|tag| self.runs.contains(tag))
    }
}

/// Makes one change, or finds it made. Safe to repeat. `accepted` is what AWS gave in an earlier attempt for something that
/// it goes on with by itself.
///
/// # Errors
/// What AWS answered. `changed` tells whether only reading again can tell what happened.
pub async fn perform(
    session: &Session,
    change: &Change,
    ours: Ours<'_>,
    resumed: bool,
    accepted: Option<&serde_json::Value>,
    waiting: Waiting<'_>,
    person: &dyn Person,
) -> Result<Receipt, Failure> {
    match change.measure {
        Measure::Detect => Box::pin(detect::perform(session, change, ours, resumed, waiting)).await,
        Measure::Secure => Box::pin(secure::perform(session, change, ours, resumed, waiting, person)).await,
        Measure::Separate => {
            Box::pin(separate::perform(
                session, change, resumed, accepted, waiting, person,
            ))
            .await
        }
        Measure::Record => record::perform(session, change, ours, resumed, waiting).await,
    }
}

/// A fact from a call's result.
fn known<T>(answer: Result<(T, crate::domain::Evidence), Failure>) -> Known<T> {
    match answer {
        Ok((value, evidence)) => Known::Seen(value, evidence),
        Err(failure) => Known::Refused(failure),
    }
}

/// A time of the SDK's as ours.
fn time(time: Option<&aws_smithy_types::DateTime>) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(time?.secs()).ok()
}
