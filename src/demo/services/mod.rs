//! The services of the embedded account, one file each: just the operations that genkan calls, with AWS's limits and refusals.

pub mod account;
pub mod alerts;
pub mod cloudtrail;
pub mod config;
pub mod ec2;
pub mod guardduty;
pub mod history;
pub mod iam;
pub mod organizations;
mod recorded;
pub mod s3;
pub mod securityhub;
mod select;
pub mod whole;

use jiff::Timestamp;

use super::Scenario;
use super::answer::Answer;
use super::request::{Call, Request};
use s3::Buckets;

/// A service, or a part of one.
pub trait Service {
    /// The answer to a request; none where it is not one of its own.
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer>;
}

/// What a service knows besides the request.
pub struct Around<'a> {
    pub now: Timestamp,
    /// Who calls: `root`, `user/NAME`, `role/NAME/SESSION`.
    pub caller: &'a str,
    /// How the account began.
    pub scenario: &'a Scenario,
    /// The buckets that services deliver into.
    pub buckets: &'a Buckets,
    /// The calls seen, oldest first.
    pub calls: &'a dyn Fn() -> Vec<Call>,
}
