//! A request of the SDK, as it was read, and what is remembered of it.

use http::HeaderMap;
use jiff::Timestamp;

use super::answer::Protocol;

/// A request, read.
pub struct Request {
    pub service: String,
    pub operation: String,
    pub action: String,
    pub region: String,
    pub protocol: Protocol,
    pub method: String,
    pub uri: String,
    pub headers: HeaderMap,
    pub body: bytes::Bytes,
    /// The id of the access key that signed.
    pub key: String,
}

/// One call that the embedded account saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub time: Timestamp,
    /// `cloudtrail`.
    pub service: String,
    /// `CreateTrail`.
    pub operation: String,
    /// What IAM calls it: `s3:ListBucket`.
    pub action: String,
    /// The Region it was signed for.
    pub region: String,
    /// The request id of its answer.
    pub request_id: String,
    /// Whether it changes the account.
    pub writes: bool,
    /// The code it was refused with.
    pub refused: Option<String>,
}

/// The path of an address.
pub(super) fn path(uri: &str) -> String {
    uri.parse::<http::Uri>()
        .map_or_else(|_| String::new(), |uri| uri.path().to_owned())
}
