//! The loop around the machine: terminal, input, effects to tasks, clock, log, signals.

pub mod clock;
pub mod log;
mod opener;
pub mod signals;

pub use opener::{Opener, Scenario};

/// TEMPORARY
pub async fn run(_o: Opener, _l: crate::text::Language, _m: crate::domain::Mode, _a: bool) -> Result<u8, crate::domain::Failure> { Ok(0) }
