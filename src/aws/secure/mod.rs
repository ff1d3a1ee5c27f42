//! Measure 2 on AWS: the root user, the people, and what the account as a whole should have.

mod account;
mod apply;
mod ec2;
mod survey;
mod users;

pub(super) use account::{lets_everybody_in, public_access_block};
pub use apply::perform;
pub use survey::{summary, survey};
