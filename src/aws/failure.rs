//! SDK errors as failures, by code.

use std::error::Error;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_sdk_ssooidc::operation::create_token::CreateTokenError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::session::Session;
use crate::domain::{Changed, Evidence, Failure, Kind, Region};

/// A call that is being made: who to name when it fails.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The session it is made in.
    pub session: &'a Session,
    /// `cloudtrail:DescribeTrails`.
    pub operation: &'static str,
    /// The IAM action, where its name differs.
    pub action: Option<&'static str>,
    pub region: &'a Region,
    /// Whether it writes: a lost answer may then have changed something.
    pub writes: bool,
}

impl<'a> Call<'a> {
    pub fn read(session: &'a Session, operation: &'static str, region: &'a Region) -> Self {
        Self {
            session,
            operation,
            action: None,
            region,
            writes: false,
        }
    }

    pub fn write(session: &'a Session, operation: &'static str, region: &'a Region) -> Self {
        Self {
            session,
            operation,
            action: None,
            region,
            writes: true,
        }
    }

    /// With the IAM action's own name.
    #[must_use]
    pub const fn action(mut self, action: &'static str) -> Self {
        self.action = Some(action);
        self
    }

    /// The evidence of an answer.
    #[must_use]
    pub fn evidence(&self, request_id: Option<&str>, saw: serde_json::Value) -> Evidence {
        Evidence {
            operation: self.operation.to_owned(),
            region: self.region.clone(),
            time: self.session.now(),
            request_id: request_id.map(ToOwned::to_owned),
            saw,
        }
    }

    /// A failure of this call.
    #[must_use]
    pub fn failure(&self, kind: Kind, message: impl Into<String>) -> Failure {
        Failure {
            operation: Some(self.operation.to_owned()),
            action: self.action.map(ToOwned::to_owned),
            principal: self.session.principal(),
            region: Some(self.region.clone()),
            ..Failure::new(kind, without_tokens(&message.into()))
        }
    }

    /// What the SDK's error means.
    pub fn refused<E>(&self, error: &SdkError<E, HttpResponse>) -> Failure
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match error {
            SdkError::ServiceError(context) => {
                let meta = context.err().meta();
                let mut failure = self.answered(context.raw(), meta.code(), meta.message());
                failure.request_id =
                    request_id(context.raw()).or_else(|| meta.extra("aws_request_id").map(ToOwned::to_owned));
                failure
            }
            SdkError::TimeoutError(_) => self.lost(Kind::Timeout, error),
            SdkError::DispatchFailure(dispatch) => {
                if let Some(failure) = self.credentials(error) {
                    failure
                } else if is_unreadable(error) {
                    self.lost(Kind::Service, error)
                } else if dispatch.is_timeout() {
                    self.lost(Kind::Timeout, error)
                } else {
                    self.lost(unreachable(error), error)
                }
            }
            // An answer that broke off: a write may have happened.
            SdkError::ResponseError(_) if self.writes => self.lost(Kind::Network, error),
            SdkError::ResponseError(context) => {
                let mut failure = self.answered(context.raw(), None, None);
                failure.message = told(error);
                failure
            }
            _ => self
                .credentials(error)
                .unwrap_or_else(|| self.failure(Kind::Internal, told(error))),
        }
    }

    /// Whether AWS asks to slow down: it did nothing then.
    pub(super) fn is_throttle(status: u16, code: Option<&str>) -> bool {
        match code.and_then(|code| by_code(code, "")) {
            Some(kind) => kind == Kind::Throttled,
            None => status == 429,
        }
    }

    /// Credentials that could not be had.
    pub(super) fn without_credentials(&self, error: CredentialsError) -> Failure {
        self.refused::<GetCallerIdentityError>(&SdkError::construction_failure(error))
    }

    fn lost(&self, kind: Kind, error: &(dyn Error + 'static)) -> Failure {
        let mut failure = self.failure(kind, told(error));
        failure.changed = if self.writes {
            Changed::Unclear
        } else {
            Changed::Nothing
        };
        failure
    }

    /// An answer that is an error: by its code, then by its HTTP status where there is no code.
    pub(super) fn answered(&self, raw: &HttpResponse, code: Option<&str>, message: Option<&str>) -> Failure {
        let status = raw.status().as_u16();
        let message = message.unwrap_or_default();
        let mut kind = code
            .and_then(|code| by_code(code, message))
            .unwrap_or(match status {
                401 | 403 => Kind::Denied,
                429 => Kind::Throttled,
                404 | 405 | 501 if code.is_none() && self.session.is_elsewhere() => Kind::WrongEndpoint,
                404 if code.is_some() => Kind::NotFound,
                404 | 405 | 501 => Kind::Unsupported,
                500.. => Kind::Service,
                _ if code.is_none() => Kind::WrongEndpoint,
                _ => Kind::Invalid,
            });
        // A wrong signature is what a wrong clock looks like; the answer's own date tells them apart.
        if matches!(kind, Kind::BadCredentials | Kind::Expired) && self.clock_is_off(raw) {
            kind = Kind::ClockSkew;
        }
        let mut failure = self.failure(kind, message);
        failure.code = code.map_or_else(|| Some(format!("HTTP {status}")), |code| Some(code.to_owned()));
        failure.changed = if self.writes && status >= 500 {
            Changed::Unclear
        } else {
            Changed::Nothing
        };
        failure
    }

    /// AWS refuses signatures that are off by more than five minutes.
    fn clock_is_off(&self, raw: &HttpResponse) -> bool {
        const TOLERANCE: Duration = Duration::from_secs(5 * 60);
        let format = aws_smithy_types::date_time::Format::HttpDate;
        raw.headers()
            .get("date")
            .and_then(|date| aws_smithy_types::DateTime::from_str(date, format).ok())
            .is_some_and(|date| date.secs().abs_diff(self.session.now().as_second()) > TOLERANCE.as_secs())
    }

    /// Credentials that could not be had: found in the chain of causes, by type.
    fn credentials(&self, error: &(dyn Error + 'static)) -> Option<Failure> {
        let mut cause = Some(error);
        let mut found = None;
        while let Some(error) = cause {
            if let Some(credentials) = error.downcast_ref::<CredentialsError>() {
                found = Some(match credentials {
                    CredentialsError::CredentialsNotLoaded(_) => Kind::NoCredentials,
                    CredentialsError::ProviderTimedOut(_) => Kind::Timeout,
                    CredentialsError::InvalidConfiguration(_) => Kind::BadConfig,
                    // SSO and `aws login` report an expired session this way; signing in again mends it. Where their service
                    // could not be reached it mends nothing.
                    _ => beneath(error).unwrap_or(Kind::Expired),
                });
            }
            if let Some(assume) = error.downcast_ref::<AssumeRoleError>()
                && let Some(kind) = assume
                    .meta()
                    .code()
                    .and_then(|code| by_code(code, assume.meta().message().unwrap_or_default()))
            {
                let mut failure = self.failure(kind, assume.meta().message().unwrap_or_default());
                failure.operation = Some("sts:AssumeRole".to_owned());
                failure.action = None;
                failure.code = assume.meta().code().map(ToOwned::to_owned);
                return Some(failure);
            }
            if let Some(role) = error.downcast_ref::<GetRoleCredentialsError>() {
                // Identity Center does not give the person that role in that account, or not any more.
                let kind = match role.meta().code() {
                    Some("ForbiddenException" | "ResourceNotFoundException") => Kind::Denied,
                    _ => Kind::Expired,
                };
                let mut failure = self.failure(kind, role.meta().message().unwrap_or_default());
                failure.operation = Some("sso:GetRoleCredentials".to_owned());
                failure.code = role.meta().code().map(ToOwned::to_owned);
                return Some(failure);
            }
            cause = error.source();
        }
        found.map(|kind| self.failure(kind, told(error)))
    }
}

/// What kept a source of credentials from answering, where nobody reached it.
fn beneath(error: &(dyn Error + 'static)) -> Option<Kind> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(connection) = error.downcast_ref::<ConnectorError>() {
            return Some(if connection.is_timeout() {
                Kind::Timeout
            } else {
                unreachable(connection)
            });
        }
        cause = error.source();
    }
    None
}

/// Whether there was an answer, and it was not whole.
pub(super) fn is_unreadable(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<Unreadable>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A name that does not exist is told from a name server that does not answer: the former means that there is no
/// endpoint. Only the system's words tell them apart (getaddrinfo's `EAI_NONAME`, Windows' `WSAHOST_NOT_FOUND`).
pub(super) fn unreachable(error: &(dyn Error + 'static)) -> Kind {
    let words = told(error);
    let no_name = [
        "Name or service not known",
        "nodename nor servname provided, or not known",
        "Name does not resolve",
        "No such host is known",
    ];
    if no_name.iter().any(|name| words.contains(name)) {
        Kind::NoEndpoint
    } else {
        Kind::Network
    }
}

/// What of an error and its causes may be told. The SDK's errors can hold the request that failed, with a token in its
/// headers or its body: nothing is told in its words but what is known to be ours, the system's or AWS's answer.
pub fn told(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(part) = of_known(error).filter(|part| !parts.contains(part)) {
            parts.push(part);
        }
        cause = error.source();
    }
    parts.join(": ")
}

/// The words of one error, where they are known.
fn of_known(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<std::io::Error>() {
        return of_system(error);
    }
    if let Some(error) = error.downcast_ref::<Unreadable>() {
        return Some(error.to_string());
    }
    if let Some(error) = error.downcast_ref::<ConnectorError>() {
        let kind = [
            (error.is_timeout(), "no answer in time"),
            (error.is_io(), "connection"),
            (error.is_user(), "request"),
        ];
        return kind
            .into_iter()
            .find_map(|(is, name)| is.then(|| name.to_owned()));
    }
    if let Some(error) = error.downcast_ref::<AssumeRoleError>() {
        return Some(of_answer(error));
    }
    if let Some(error) = error.downcast_ref::<AssumeRoleWithWebIdentityError>() {
        return Some(of_answer(error));
    }
    if let Some(error) = error.downcast_ref::<GetRoleCredentialsError>() {
        return Some(of_answer(error));
    }
    if let Some(error) = error.downcast_ref::<CreateTokenError>() {
        return Some(of_answer(error));
    }
    let words = error.to_string();
    FIXED
        .into_iter()
        .find(|fixed| words == *fixed)
        .map(ToOwned::to_owned)
}

/// Words of the libraries below that are always the same, and so hold nothing of a request.
const FIXED: [&str; 16] = [
    "client error (Connect)",
    "client error (SendRequest)",
    "tcp connect error",
    "dns error",
    "tunnel error: failed to create underlying connection",
    "connection closed before message completed",
    "connection error",
    "error reading a body from connection",
    "end of file before message length reached",
    "operation timed out",
    "deadline has elapsed",
    "request has timed out",
    "dispatch failure",
    "response error",
    "service error",
    "failed to construct request",
];

/// The system's own word, or the beginning that is known of what the libraries below put into its place.
fn of_system(error: &std::io::Error) -> Option<String> {
    if error.raw_os_error().is_some() {
        return Some(error.to_string());
    }
    let words = error.to_string();
    // Of the resolver and of TLS: a name or a reason, and nothing that was sent.
    let known = [
        "failed to lookup address information: ",
        "invalid peer certificate: ",
        "tls handshake eof",
        "unexpected end of file",
        "peer closed connection without sending TLS close_notify",
        "received fatal alert: ",
        "received corrupt message of type ",
    ];
    if known.iter().any(|known| words.starts_with(known)) {
        return Some(words);
    }
    Some(error.kind().to_string())
}

/// Code and message of AWS's answer.
fn of_answer(error: &impl ProvideErrorMetadata) -> String {
    let meta = error.meta();
    let code = meta.code().unwrap_or("-");
    match meta.message() {
        Some(message) => format!("{code}: {}", without_tokens(message)),
        None => code.to_owned(),
    }
}

/// A message without what is as long as a token and is no name: AWS quotes what it was sent in some of its refusals.
pub(super) fn without_tokens(message: &str) -> String {
    const TOKEN: usize = 64;
    let is_of_token = |letter: char| letter.is_ascii_alphanumeric() || "+/=_-".contains(letter);
    let mut shown = String::with_capacity(message.len());
    for word in message.split_inclusive(char::is_whitespace) {
        if word.starts_with("arn:") || word.starts_with("https://") {
            shown.push_str(word);
            continue;
        }
        for part in word.split_inclusive(|letter| !is_of_token(letter)) {
            let run = part.trim_end_matches(|letter| !is_of_token(letter));
            if run.len() >= TOKEN {
                shown.push('…');
                shown.push_str(part.strip_prefix(run).unwrap_or_default());
            } else {
                shown.push_str(part);
            }
        }
    }
    shown
}

/// An answer whose body is not what the operation answers with: cut, empty, or not in its language at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing in it.
    #[error("the answer is empty")]
    Empty,
    /// It ends too early, or is something else.
    #[error("the answer cannot be read to its end")]
    Cut,
    /// It can be read, and what the operation always answers with is not in it.
    #[error("the answer has no {0}")]
    Lacks(&'static str),
}

fn request_id(raw: &HttpResponse) -> Option<String> {
    ["x-amzn-requestid", "x-amz-request-id"]
        .into_iter()
        .find_map(|name| raw.headers().get(name))
        .map(ToOwned::to_owned)
}

/// The class of an AWS error code. The one thing that no code tells is whether an organization's policy
/// forbade the call: AWS says so only in the message.
fn by_code(code: &str, message: &str) -> Option<Kind> {
    let kind = match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "Forbidden"
        | "AuthorizationError"
        | "NotAuthorized"
        | "403"
        | "AllAccessDisabled" => {
            if ["service control policy", "resource control policy"]
                .iter()
                .any(|name| message.contains(name))
            {
                Kind::DeniedByPolicy
            } else {
                Kind::Denied
            }
        }
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => Kind::Expired,
        "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => Kind::ClockSkew,
        "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "AuthFailure"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "InvalidSignature"
        | "InvalidToken"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => Kind::BadCredentials,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "TooManyRequestsException"
        | "SlowDown"
        | "BandwidthLimitExceeded"
        | "PriorRequestNotComplete" => Kind::Throttled,
        "NotImplemented"
        | "NotImplementedError"
        | "NotImplementedException"
        | "OptInRequired"
        | "UnsupportedOperationException"
        | "UnknownOperationException"
        | "OperationNotPermittedException"
        | "InvalidAction"
        | "MethodNotAllowed"
        | "UnknownError" => Kind::Unsupported,
        "InternalError"
        | "InternalFailure"
        | "InternalServerError"
        | "InternalServerException"
        | "ServiceUnavailable"
        | "ServiceUnavailableException" => Kind::Service,
        "OperationAborted"
        | "ConflictException"
        | "ConcurrentModification"
        | "ConcurrentModificationException"
        | "DeleteConflict"
        | "EntityTemporarilyUnmodifiable"
        | "FinalizingOrganizationException"
        | "ConstraintViolationException"
        | "LimitExceeded"
        | "LimitExceededException"
        | "TooManyBuckets"
        | "InvalidHomeRegionException" => Kind::Conflict,
        _ if code.starts_with("NoSuch")
            || code.ends_with("NotFound")
            || code.ends_with("NotFoundException") =>
        {
            Kind::NotFound
        }
        _ if code.contains("AlreadyExists")
            || code.contains("AlreadyOwnedByYou")
            || code.starts_with("MaximumNumberOf") =>
        {
            Kind::Conflict
        }
        _ => return None,
    };
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_aws_quotes_is_not_told() {
        let token = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJIMEYCIQDabc+def/ghi0123456789==";
        let message = format!(
            "The canonical string was 'x-amz-security-token:{token}' for arn:aws:iam::111122223333:role/{}",
            "a".repeat(64)
        );
        let shown = without_tokens(&message);
        assert!(
            !shown.contains("IQoJ") && shown.contains("role/aaaa") && shown.contains("…'"),
            "{shown}"
        );
    }

    #[test]
    fn a_source_of_credentials_that_nobody_reached_is_not_a_sign_in_that_ended() {
        let refused = || std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        for (cause, kind) in [
            (ConnectorError::io(refused().into()), Some(Kind::Network)),
            (ConnectorError::timeout("slow".into()), Some(Kind::Timeout)),
        ] {
            let error = CredentialsError::provider_error(cause);
            assert_eq!(beneath(&error), kind);
        }
        // A token that was never written is one to be signed in for.
        let error = CredentialsError::provider_error(std::io::Error::from(std::io::ErrorKind::NotFound));
        assert_eq!(beneath(&error), None);
    }

    #[test]
    fn codes_have_their_class() {
        for (code, kind) in [
            ("AccessDenied", Kind::Denied),
            ("403", Kind::Denied),
            ("ExpiredToken", Kind::Expired),
            ("UnrecognizedClientException", Kind::BadCredentials),
            ("SlowDown", Kind::Throttled),
            ("NoSuchBucket", Kind::NotFound),
            ("TrailNotFoundException", Kind::NotFound),
            ("TrailAlreadyExistsException", Kind::Conflict),
            ("MaximumNumberOfTrailsExceededException", Kind::Conflict),
            ("OptInRequired", Kind::Unsupported),
        ] {
            assert_eq!(by_code(code, ""), Some(kind), "{code}");
        }
        assert_eq!(by_code("SomethingNew", ""), None);
    }

    #[test]
    fn a_name_that_does_not_exist_is_told_from_a_name_server_that_does_not_answer() {
        let of = |words: &str| unreachable(&std::io::Error::other(words.to_owned()));
        let lookup = "failed to lookup address information: ";
        assert_eq!(
            of(&format!("{lookup}Name or service not known")),
            Kind::NoEndpoint
        );
        assert_eq!(
            of(&format!("{lookup}Temporary failure in name resolution")),
            Kind::Network
        );
        assert_eq!(of("connection refused"), Kind::Network);
    }

    #[test]
    fn a_policy_of_the_organization_is_told_from_a_missing_permission() {
        let message = "User: arn:aws:iam::1:user/a is not authorized to perform: cloudtrail:DescribeTrails with an explicit deny in a service control policy";
        assert_eq!(
            by_code("AccessDeniedException", message),
            Some(Kind::DeniedByPolicy)
        );
    }
}
