//! Measure 3 on AWS: CloudTrail, AWS Config and the buckets they write to.

mod apply;
mod config;
mod events;
mod inventory;
mod survey;

pub use apply::perform;
pub use events::lookup;
pub use inventory::{inventory, locate};
pub use survey::survey;
