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
pub use back::back;
pub use change::SeparateChange;
pub use checks::{ACCOUNTS_PAGE, CENTRAL_ROOT, CHECKS, ORGANIZATION, WORKLOAD_ACCOUNTS, judge};
pub use choices::{
    Choices, MOST, PAID, SHAPES, Wanted, account_email_error, among_error, name_error, of_shape, plus,
    read as read_accounts, unit_error, wanted, write as write_accounts,
};
pub use facts::{
    Creation, Facts, Features, IAM_PRINCIPAL, MEMBER_ROLE, Member, Organization, READS, ROOT_CREDENTIALS,
    ROOT_SESSIONS, RootCredentials, Standing, Unit, Update, features_of, is_alone,
};
pub use jobs::{ACCOUNTS, JOBS, MAKE_ORGANIZATION, ROOT_ACCESS};
pub use plan::{Ground, MEMBER_ROOT, is_goal, may_be_free, member_root_choices, plan, plan_goal};
pub use tree::{ACCOUNTS_SCHEMA, Leaf, Row, now as tree_now, proposed as tree_proposed};
