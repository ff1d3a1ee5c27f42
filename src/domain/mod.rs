//! The vocabulary. No I/O, no terminal, no AWS SDK, no clock of its own.

pub mod access_key;
pub mod account;
pub mod approval;
pub mod change;
pub mod check;
pub mod failure;
pub mod finding;
pub mod format;
pub mod intent;
pub mod journal;
pub mod known;
pub mod language;
pub mod measure;
pub mod memory;
pub mod plan;
pub mod public_access;
pub mod receipt;
pub mod run;
pub mod scope;
pub mod secret;
pub mod sentence;
pub mod source;

pub use access_key::{AccessKey, Owner, date, days_between};
pub use account::{Account, AccountPlan, Arn, EnabledRegions, Identity, Principal, Region, RegionSource};
pub use approval::{Approval, Mode};
pub use change::{Change, Described, Impact, Undo};
pub use check::{Check, References};
pub use failure::{Changed, Failure, Kind, is_read};
pub use finding::{Finding, Status};
pub use format::ReportFormat;
pub use known::{Each, Evidence, Known};
pub use language::Language;
pub use measure::Measure;
pub use memory::{Memory, Place, Reason, Remembered, Skipped, Standing};
pub use plan::{CostLine, Lanes, Part, Plan, Step, Undoes, run_id};
pub use public_access::PublicAccessBlock;
pub use receipt::{Outcome, Receipt};
pub use run::{Progress, Report, StepResult};
pub use scope::Scope;
pub use secret::{Codes, Handed, Secret};
pub use sentence::{Arg, Sentence};
pub use source::{Endpoint, Readiness, SignInProgress, Source, Sources, Way};

/// The one place time comes from: a function the runtime hands in, so that tests hold the clock.
pub type Clock = std::sync::Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>;
