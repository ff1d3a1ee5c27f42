//! What reaches the machine.

use jiff::Timestamp;

use super::effect::Ticket;
use super::key::Key;
use crate::domain::journal::History;
use crate::domain::{Evidence, Failure, Known, Progress, Region, Report, SignInProgress, Sources};
use crate::measures::Update;
use crate::measures::detect::Listed;
use crate::measures::record::{EventPage, InventoryPage};
use crate::measures::secure::Summary;
use crate::measures::separate::RootCredentials;

/// What the machine needs to know of an open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    pub region: Region,
    /// The endpoint, where it is not AWS's own.
    pub endpoint: Option<String>,
    /// When temporary credentials end.
    pub expires: Option<Timestamp>,
}

/// Signals from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Finish the call in flight, then leave.
    Terminate,
    /// The terminal is gone: leave now.
    HangUp,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A page of the event history.
    Events(Result<EventPage, Failure>),
    /// A page of what AWS Config recorded.
    Inventory(Result<InventoryPage, Failure>),
    /// The account summary.
    Summary(Result<(Summary, Evidence), Failure>),
    /// What the root users of the members can sign in with.
    Roots(Result<Vec<(String, Known<RootCredentials>)>, Failure>),
    /// The GuardDuty findings, Region by Region.
    GuardDutyFindings(Result<Vec<(Region, Known<Listed>)>, Failure>),
}

impl Answer {
    /// Why there is none.
    #[must_use]
    pub const fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Events(Err(failure))
            | Self::Inventory(Err(failure))
            | Self::Summary(Err(failure))
            | Self::Roots(Err(failure))
            | Self::GuardDutyFindings(Err(failure)) => Some(failure),
            Self::Events(Ok(_))
            | Self::Inventory(Ok(_))
            | Self::Summary(Ok(_))
            | Self::Roots(Ok(_))
            | Self::GuardDutyFindings(Ok(_)) => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// What time it is.
    Clock(Timestamp),
    Key(Key),
    Paste(String),
    /// The terminal's columns and rows.
    Resize(u16, u16),
    /// The session is open, or not.
    Session(Ticket, Result<SessionInfo, Failure>),
    Fact(Ticket, Box<Update>),
    /// The survey is over.
    Surveyed(Ticket),
    /// What was looked up.
    Read(Ticket, Box<Answer>),
    /// The files that were written, or why not.
    Exported(Result<String, Failure>),
    /// A run goes on.
    Progress(Ticket, Box<Progress>),
    /// A run is over.
    Applied(Ticket, Box<Result<Report, Failure>>),
    Journal(Ticket, Result<History, Failure>),
    /// A wish to be woken comes true.
    Woke(Ticket),
    /// How far the text in front can be scrolled, as it was drawn.
    Extent(usize),
    Signal(Signal),
    /// The sources of credentials on this computer.
    Sources(Ticket, Box<Sources>),
    /// A sign-in goes on.
    SignIn(Ticket, SignInProgress),
    /// A sign-in is over.
    SignedIn(Ticket, Result<(), Failure>),
    /// The report that was written, or why not.
    Saved(Ticket, Result<String, Failure>),
    /// The browser could not be opened: show the address.
    PageFailed(String),
}
