//! What the machine asks of the world, as data.

use std::time::Duration;

use crate::domain::journal::Run;
use crate::domain::{Approval, Scope, Secret};

/// Ties an answer to its question. Answers with an old ticket change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub(super) u64);

/// One thing to do.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Open the session, with the code of an MFA device where one was asked for.
    OpenSession(Ticket, Option<Secret>),
    /// Ask AWS.
    Survey(Ticket, Scope),
    /// Run an approved plan.
    Apply(Ticket, Box<Approval>),
    /// Stop after the call in flight.
    StopApplying,
    /// Read the journal.
    ReadJournal(Ticket),
    /// Write the end of a run that was cut short and is whole after all.
    CloseRun(Ticket, Box<Run>),
    /// Wake the machine later.
    Wake(Ticket, Duration),
    /// Open a page in the person's browser.
    OpenPage(String),
    /// Leave with this exit code.
    Leave(u8),
}
