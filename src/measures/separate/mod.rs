//! Measure 1, separate accounts by use (施策1: アカウントを分離しよう): an organization, accounts of their own for what runs,
//! and the root users of all of them looked after in one place.

mod back;
mod change;
mod checks;
mod choices;
mod facts;
mod jobs;
mod plan;
mod tree;

pub use super::tag::Tag;
pub use change::SeparateChange;
pub use checks::{ACCOUNTS_PAGE, CENTRAL_ROOT, CHECKS, ORGANIZATION, WORKLOAD_ACCOUNTS, judge};
pub use choices::{
    Choices, MOST, PAID, SHAPES, WantedAccount, account_email_error, among_error, name_error, of_shape, plus,
    read as read_accounts, unit_error, wanted, write as write_accounts,
};
pub use facts::{
    Creation, Facts, Features, IAM_PRINCIPAL, MEMBER_ROLE, Member, Organization, READS, ROOT_CREDENTIALS,
    ROOT_SESSIONS, RootCredentials, Standing, Unit, Update, features_of, is_alone,
};
pub use jobs::{ACCOUNTS, JOBS, MAKE_ORGANIZATION, MEMBER_ROOT, ROOT_ACCESS};
pub use plan::may_be_free;
pub use tree::{ACCOUNTS_SCHEMA, Leaf, Row, now as tree_now, proposed as tree_proposed};

use crate::domain::{Check, Finding, Status};
use crate::measures::{Remedy, Rooms, Way};

/// The rooms of this measure.
pub(in crate::measures) const ROOMS: Rooms = Rooms {
    checks: &CHECKS,
    jobs: &JOBS,
    judge: |check, facts| judge(check, &facts.separate),
    described: || SeparateChange::DESCRIBED.to_vec(),
    again: |change| Ok(SeparateChange::read(change)?.into_change(&change.region, change.before.clone())),
    shows: |change, facts| SeparateChange::read(change).ok()?.shows(&facts.separate),
    back: |change, _| back::back(change),
    word: |change, account| {
        let typed = SeparateChange::read(change).ok()?;
        let word = typed.word(account)?;
        // Twelve digits are typed by nobody: their end tells an account from another.
        let is_account = word.len() == 12 && word.chars().all(|letter| letter.is_ascii_digit());
        let start = if is_account { word.len() - 4 } else { 0 };
        word.get(start..).map(ToOwned::to_owned)
    },
    remedy: |check, finding, facts| Some(of_check(check, finding?, &facts.separate)),
};

/// Nothing is offered to an account that would be refused.
fn of_check(check: &'static Check, finding: &Finding, facts: &Facts) -> Remedy {
    let (standing, waits) = (facts.standing(), finding.waits_for_another());
    let seen = |says| Remedy::new(Way::Evidence, says);
    match finding.status {
        Status::Fail | Status::Warn | Status::NotApplicable if !facts.may_change() => seen("fix-management"),
        // That an organization lacks all features is mended in the console; what members' root users have, in the tree.
        Status::Warn if check.id == ORGANIZATION.id => seen("fix-all-features"),
        Status::Warn if check.id == CENTRAL_ROOT.id => Remedy::new(Way::Organization, "fix-member-roots"),
        Status::Fail | Status::NotApplicable if finding.is_open() || waits => {
            let says = if waits {
                "fix-organization-first"
            } else {
                "fix-separate"
            };
            // Central root access begins with an organization to be central in.
            let way = match check.id {
                id if id != CENTRAL_ROOT.id => Way::Told(check),
                _ if standing == Some(Standing::Alone) => Way::Told(&ORGANIZATION),
                _ => Way::Plan(&ROOT_ACCESS, &[]),
            };
            Remedy::new(way, says)
        }
        Status::Pass if check.id == WORKLOAD_ACCOUNTS.id => Remedy::new(Way::Organization, "fix-none"),
        Status::Pending if check.id == WORKLOAD_ACCOUNTS.id => Remedy::new(Way::Organization, "fix-pending"),
        Status::Pending => seen("fix-pending"),
        Status::Unknown if standing == Some(Standing::Member) => seen("fix-management"),
        Status::Unknown => seen("fix-unknown"),
        Status::Fail | Status::Warn | Status::Pass | Status::NotApplicable | Status::Guided => {
            seen("fix-none")
        }
    }
}
