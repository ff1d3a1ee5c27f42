//! Measure 1 on AWS: AWS Organizations, and the root users of its members.

mod apply;
mod built_on;
mod member;
mod survey;

pub use apply::perform;
pub use built_on::refuse_to_delete;
pub use member::enter;
pub(super) use survey::organization;
pub use survey::{audit, survey};
