//! A request of the SDK, read as AWS reads it.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http::HeaderMap;

use super::answer::Protocol;
use super::request::{Request, path};
use super::services::{guardduty, s3, securityhub, whole};
use crate::domain::is_read;

/// Service and Region come from the signature's scope, which is what AWS itself goes by.
pub(super) fn read(request: &HttpRequest) -> Option<Request> {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        if let (Ok(name), Ok(value)) = (
            http::HeaderName::from_bytes(name.as_bytes()),
            http::HeaderValue::from_str(value),
        ) {
            headers.insert(name, value);
        }
    }
    let scope = headers
        .get("authorization")?
        .to_str()
        .ok()?
        .split("Credential=")
        .nth(1)?
        .split(',')
        .next()?;
    let key = scope.split('/').next()?.to_owned();
    let mut scope = scope.split('/').skip(2);
    let region = scope.next()?.to_owned();
    let service = scope.next()?.to_owned();
    let body = bytes::Bytes::copy_from_slice(request.body().bytes().unwrap_or_default());
    let (method, uri) = (request.method().to_owned(), request.uri().to_owned());
    let (protocol, operation) = if let Some(target) = headers.get("x-amz-target") {
        (
            Protocol::Json,
            target.to_str().ok()?.rsplit('.').next()?.to_owned(),
        )
    } else if service == "s3" {
        let control = whole::control_operation(&method, &path(&uri));
        (
            Protocol::S3,
            control.unwrap_or_else(|| s3::operation(&method, &uri)),
        )
    } else if service == "access-analyzer" {
        (Protocol::Json, whole::analyzer_operation(&method, &path(&uri)))
    } else if service == "guardduty" {
        (Protocol::Json, guardduty::operation(&method, &path(&uri)))
    } else if service == "securityhub" {
        (Protocol::Json, securityhub::operation(&method, &path(&uri)))
    } else if service == "account" {
        let path = uri.rsplit('/').next().unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        let mut letters = path.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        (Protocol::Json, first.into_iter().chain(letters).collect())
    } else {
        let text = String::from_utf8_lossy(&body).into_owned();
        let action = text
            .split('&')
            .find_map(|pair| pair.strip_prefix("Action="))?
            .to_owned();
        let protocol = if service == "ec2" {
            Protocol::Ec2
        } else {
            Protocol::Query
        };
        (protocol, action)
    };
    let action = format!("{service}:{}", iam_name(&service, &operation));
    Some(Request {
        service,
        operation,
        action,
        region,
        protocol,
        method,
        uri,
        headers,
        body,
        key,
    })
}

/// Where IAM's name of an action is not the operation's.
fn iam_name<'a>(service: &str, operation: &'a str) -> &'a str {
    match (service, operation) {
        ("s3", "HeadBucket" | "ListObjectsV2") => "ListBucket",
        ("s3", "ListBuckets") => "ListAllMyBuckets",
        ("s3", "DeleteAccountPublicAccessBlock") => "PutAccountPublicAccessBlock",
        ("budgets", operation) if is_read(operation) => "ViewBudget",
        ("budgets", _) => "ModifyBudget",
        ("s3", "GetPublicAccessBlock") => "GetBucketPublicAccessBlock",
        ("s3", "PutPublicAccessBlock" | "DeletePublicAccessBlock") => "PutBucketPublicAccessBlock",
        _ => operation,
    }
}
