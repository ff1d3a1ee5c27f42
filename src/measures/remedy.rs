//! What Enter does on a check's row: one value that key bar, sentence and action read, so that they cannot disagree.

use super::{Facts, Job, job_for, rooms};
use crate::domain::{Check, Finding, Mode, Status};

/// Where Enter leads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// AWS has not answered yet.
    Wait,
    /// What AWS said.
    Evidence,
    /// A plan, by way of the job's form where it has one, with these values chosen already.
    Plan(&'static Job, &'static [(&'static str, &'static str)]),
    /// What a person has to know before that, because it cannot be taken back.
    Told(&'static Check),
    /// The steps that only a person can take, and whether they are done.
    Steps,
    /// From the root user to the user of every day.
    SignIn,
    /// The console page.
    Page,
    Users,
    /// The access keys of the users, or the root user's.
    Keys {
        of_root: bool,
    },
    /// The organization as a tree.
    Organization,
    /// What GuardDuty found.
    Findings,
    /// What comes after GuardDuty.
    HandOff,
}

/// What is to be done about a check.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Remedy {
    pub way: Way,
    /// Its sentence in the locale files.
    pub says: &'static str,
}

impl Remedy {
    #[must_use]
    pub const fn new(way: Way, says: &'static str) -> Self {
        Self { way, says }
    }

    /// What the key bar calls it.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self.way {
            Way::Wait | Way::Evidence => "key-evidence",
            Way::Plan(..) | Way::Told(_) => "key-fix",
            Way::Steps | Way::SignIn => "key-steps",
            Way::Page => "key-open-page",
            Way::Users => "key-users",
            Way::Keys { .. } => "key-access-keys",
            Way::Organization => "key-organization",
            Way::Findings => "key-findings",
            Way::HandOff => "key-handoff",
        }
    }
}

/// What is to be done about a check, as it was found; none while it is being asked.
#[must_use]
pub fn remedy(check: &'static Check, finding: Option<&Finding>, facts: &Facts, mode: Mode) -> Remedy {
    let own = (rooms(check.measure).remedy)(check, finding, facts);
    let remedy = own.unwrap_or_else(|| match finding {
        Some(finding) => usual(check, finding),
        None => Remedy::new(Way::Wait, "fix-wait"),
    });
    match remedy.way {
        Way::Plan(..) | Way::Told(_) if mode.read_only => Remedy::new(Way::Evidence, "fix-read-only"),
        _ => remedy,
    }
}

/// What is to be done where nothing is special.
fn usual(check: &'static Check, finding: &Finding) -> Remedy {
    let seen = |says| Remedy::new(Way::Evidence, says);
    match (finding.status, job_for(check)) {
        (Status::Fail | Status::Warn, Some(job)) => Remedy::new(Way::Plan(job, &[]), "fix-plan"),
        (Status::Fail | Status::Warn, None) if check.guided.is_some() => Remedy::new(Way::Page, "fix-steps"),
        (Status::Pending, _) => seen("fix-pending"),
        (Status::Unknown, _) => seen("fix-unknown"),
        (Status::Fail | Status::Warn | Status::Pass | Status::NotApplicable | Status::Guided, _) => {
            seen("fix-none")
        }
    }
}
