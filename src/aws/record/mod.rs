//! Measure 3 on AWS: CloudTrail and the bucket it writes to.

mod apply;
mod survey;

pub use apply::perform;
pub use survey::survey;
