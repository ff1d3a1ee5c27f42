//! What the machine asks of the world, as data.

use std::time::Duration;

use crate::domain::journal::Run;
use crate::domain::{Approval, Codes, Language, Memory, Region, Remembered, ReportFormat, Scope, Secret};
use crate::measures::Facts;
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
    pub account: String,
    pub query: EventQuery,
    /// The events shown.
    pub events: Vec<Event>,
    /// Whether AWS has no more of them.
    pub complete: bool,
}

/// What is signed in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// A profile's IAM Identity Center.
    Sso { profile: String },
    /// The console's sign-in, by `aws login`.
    Login {
        /// The profile; the default one where none is named.
        profile: Option<String>,
        region: Option<Region>,
    },
}

/// Whose credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those in use.
    Same,
    /// Those that the standard chain finds.
    Chain,
    /// A profile's; on the embedded account, an IAM user's.
    Profile(String),
    /// The embedded account's.
    Embedded,
}

/// Where to move to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct To {
    /// With whose credentials.
    pub whose: Whose,
    /// In which Region; the source's own where none is named.
    pub region: Option<Region>,
}

/// A report to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportWish {
    pub format: ReportFormat,
    pub path: String,
    /// Identifiers hidden.
    pub mask: bool,
    /// In which language, where it is in one.
    pub language: Language,
    pub facts: Facts,
    pub region: Region,
    /// The embedded account.
    pub demo: bool,
    /// What is remembered of the account.
    pub remembered: Remembered,
    /// What was done to it.
    pub runs: Vec<Run>,
}

/// One thing to do.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Open the session, with the code of an MFA device where one was asked for.
    OpenSession(Ticket, Option<Secret>),
    /// Look for the sources of credentials on this computer.
    FindSources(Ticket),
    /// Sign in; the person is waited for.
    SignIn(Ticket, Box<SignIn>),
    /// Wait for no sign-in any more.
    StopSignIn,
    /// The person said that what is sent to this endpoint may be read on the way, until genkan ends.
    AllowHttp(String),
    /// Open another session, with the code of an MFA device where one was asked for; the one that is open stays until
    /// that one is.
    Switch(Ticket, Box<To>, Option<Secret>),
    /// Keep what is remembered.
    Remember(Box<Memory>),
    SaveReport(Ticket, Box<ReportWish>),
    /// Open a session in a member account, which may be so new that AWS needs a while; the one that is open is gone back
    /// to later.
    EnterAccount(Ticket, String, bool),
    /// Back to the session from which a member account was entered.
    LeaveAccount(Ticket),
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
