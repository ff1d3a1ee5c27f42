//! What the machine asks of the world, as data.

use std::time::Duration;

use crate::domain::journal::Run;
use crate::domain::{Approval, Codes, Region, Scope, Secret};
use crate::measures::record::{Event, EventQuery, InventoryQuery};

/// Ties an answer to its question. Answers with an old ticket change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub(super) u64);

/// Something to look up that no check needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// A page of the event history.
    Events {
        /// What is looked up.
        query: EventQuery,
        /// The page, by AWS's token; the first where none is given.
        token: Option<String>,
    },
    /// The GuardDuty findings of every Region.
    GuardDutyFindings {
        /// The archived ones instead of the current ones.
        archived: bool,
    },
    /// The account summary, while a person is in the console.
    Summary,
    /// What the root users of the members can sign in with.
    Roots,
    /// A page of what AWS Config recorded.
    Inventory {
        /// Where.
        region: Region,
        /// What is looked up.
        query: InventoryQuery,
        /// The page, by AWS's token; the first where none is given.
        token: Option<String>,
    },
}

/// What is shown, to be written into files.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The account.
    pub account: String,
    /// The question.
    pub query: EventQuery,
    /// The events shown.
    pub events: Vec<Event>,
    /// Whether AWS has no more of them.
    pub complete: bool,
}

/// One thing to do.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Open the session, with the code of an MFA device where one was asked for.
    OpenSession(Ticket, Option<Secret>),
    /// Open the session of another profile; the one that is open stays until that one is.
    SwitchProfile(Ticket, String),
    /// Open a session in a member account, which may be so new that AWS needs a while; the one that is open is gone back
    /// to later.
    EnterAccount(Ticket, String, bool),
    /// Back to the session from which a member account was entered.
    LeaveAccount(Ticket),
    /// Ask AWS.
    Survey(Ticket, Scope),
    /// Look something up; what was being looked up before is given up.
    Read(Ticket, Box<Question>),
    /// Give up what is being looked up.
    StopReading,
    /// Write what is shown into files.
    Export(Box<Export>),
    /// Run an approved plan.
    Apply(Ticket, Box<Approval>),
    /// Stop after the call in flight.
    StopApplying,
    /// Give the codes that the run waits for.
    GiveCodes(Codes),
    /// Put something into the clipboard of the person's terminal.
    Copy(Secret),
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
