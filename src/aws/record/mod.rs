//! Measure 3 on AWS: CloudTrail and the bucket it writes to.

mod apply;
mod events;
mod survey;

pub use apply::perform;
pub use events::lookup;
pub use survey::survey;
