//! A call by hand: a service of which two or three operations are used would add minutes to every build with its
//! crate. It goes through the SDK's own orchestrator, credentials, signer and HTTP client.

use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

use super::failure::{Call, is_unreadable, told, unreachable};
use super::session::retries;
use crate::domain::{Changed, Failure, Kind};

/// What is sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The service as its endpoint and the signature name it.
    pub service: &'a str,
    /// The variable that may hold another endpoint.
    pub variable: &'a str,
    /// `GET`, `POST`, `DELETE`.
    pub method: &'a str,
    /// The path, with its slash.
    pub path: &'a str,
    /// The type of the body.
    pub content: &'a str,
    pub body: &'a str,
    /// Other headers, which are signed too.
    pub headers: &'a [(&'a str, &'a str)],
    /// The host's name where it is not `SERVICE.REGION`, without the partition's suffix.
    pub host: Option<&'a str>,
    /// What comes before the host's name, as S3 Control wants the account's id.
    pub prefix: Option<&'a str>,
}

/// What is encoded in a part of an address: what AWS's signature encodes too.
const RESERVED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Text inside an address.
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, RESERVED).to_string()
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status with the headers; its body is here.
    response: HttpResponse,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub fn request_id(&self) -> Option<&str> {
        let headers = self.response.headers();
        headers
            .get("x-amzn-requestid")
            .or_else(|| headers.get("x-amz-request-id"))
    }

    /// The body as JSON; null where it is none. Of an answer that is no error it is some: the connector reads each to its end.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// AWS's error code, where it answered with one.
    pub fn code(&self) -> Option<String> {
        code_of(&self.response, &self.body)
    }

    /// The failure of an answer that is an error.
    pub fn failure(&self, call: &Call<'_>) -> Failure {
        let body = self.json();
        let message = ["message", "Message"]
            .iter()
            .find_map(|name| Some(body.get(*name)?.as_str()?.to_owned()))
            .or_else(|| error_field(&self.body, "Message"));
        let mut failure = call.answered(&self.response, self.code().as_deref(), message.as_deref());
        failure.request_id = self.request_id().map(ToOwned::to_owned);
        failure
    }
}

/// The error code of an answer, from its body or its headers; none where it is no error.
fn code_of(response: &HttpResponse, body: &[u8]) -> Option<String> {
    if response.status().as_u16() < 400 {
        return None;
    }
    if let Some(code) = error_field(body, "Code") {
        return Some(code);
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let named = ["__type", "Code", "code"]
        .iter()
        .find_map(|name| body.get(*name)?.as_str());
    let code = response.headers().get("x-amzn-errortype").or(named)?;
    // `com.example#Name:http://...`
    let code = code.split(':').next().unwrap_or(code);
    Some(code.rsplit('#').next().unwrap_or(code).to_owned())
}

/// A field of an error in XML: `<Error>`, `<ErrorResponse><Error>`, or EC2's `<Response><Errors><Error>`.
fn error_field(body: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let mut document = aws_smithy_xml::decode::Document::new(text);
    let mut root = document.root_element().ok()?;
    let field = |error: &mut aws_smithy_xml::decode::ScopedDecoder<'_, '_>| {
        while let Some(mut field) = error.next_tag() {
            if field.start_el().matches(name) {
                let data = aws_smithy_xml::decode::try_data(&mut field).ok()?;
                return Some(data.trim().to_owned());
            }
        }
        None
    };
    if root.start_el().matches("Error") {
        return field(&mut root);
    }
    while let Some(mut error) = root.next_tag() {
        if error.start_el().matches("Error") {
            return field(&mut error);
        }
        // EC2 has a list of them.
        if error.start_el().matches("Errors") {
            return field(&mut error.next_tag()?);
        }
    }
    None
}

/// Which answers are asked for again, as the SDK does for its own operations that read. What writes is sent once.
#[derive(Debug)]
struct Again {
    writes: bool,
}

impl ClassifyRetry for Again {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        if self.writes {
            return RetryAction::NoActionIndicated;
        }
        if let Some(Err(error)) = context.output_or_error() {
            let connection = error.as_connector_error();
            let passes =
                connection.is_some_and(|error| error.is_timeout() || error.is_io() || error.is_other());
            return if passes {
                RetryAction::transient_error()
            } else {
                RetryAction::NoActionIndicated
            };
        }
        let Some(response) = context.response() else {
            return RetryAction::NoActionIndicated;
        };
        let code = code_of(response, response.body().bytes().unwrap_or_default());
        if Call::is_throttle(response.status().as_u16(), code.as_deref()) {
            RetryAction::throttling_error()
        } else if response.status().as_u16() >= 500 {
            RetryAction::server_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "by hand"
    }
}

/// S3 wants the hash of the body in a header, and its paths as they are.
fn settings(service: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if service == "s3" {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings
}

/// An endpoint with a prefix to its host's name. An address has no name to put it before.
fn prefixed(endpoint: &str, prefix: Option<&str>) -> String {
    let (Some(prefix), Some((scheme, host))) = (prefix, endpoint.split_once("://")) else {
        return endpoint.to_owned();
    };
    let name = host.split(['/', ':']).next().unwrap_or(host);
    if name.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[') {
        return endpoint.to_owned();
    }
    format!("{scheme}://{prefix}.{host}")
}

/// A call of EC2, whose crate would add minutes to every build.
///
/// # Errors
/// As [`send`].
pub async fn ec2(call: &Call<'_>, operation: &str, more: &str) -> Result<Reply, Failure> {
    let body = format!("Action={operation}&Version=2016-11-15{more}");
    let request = Request {
        service: "ec2",
        variable: "AWS_ENDPOINT_URL_EC2",
        method: "POST",
        path: "/",
        content: "application/x-www-form-urlencoded",
        body: &body,
        ..Request::default()
    };
    send(call, request).await
}

/// Makes the call. An answer that is an error is an answer.
pub async fn send(call: &Call<'_>, request: Request<'_>) -> Result<Reply, Failure> {
    let session = call.session;
    let wrong = |message: String| call.failure(Kind::Internal, message);
    let region = call.region;
    if !region.is_code() {
        return Err(call.failure(Kind::Usage, format!("region: {region}")));
    }
    let suffix = match region.as_str().split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        _ => "amazonaws.com",
    };
    let service = request.variable.trim_start_matches("AWS_ENDPOINT_URL_");
    let own = session.endpoint_of(&service.to_ascii_lowercase());
    let endpoint = own.map_or_else(
        || match request.host {
            Some(host) => format!("https://{host}.{suffix}"),
            None => format!("https://{}.{region}.{suffix}", request.service),
        },
        ToOwned::to_owned,
    );
    let endpoint = prefixed(endpoint.trim_end_matches('/'), request.prefix);
    let config = session.config();
    let (Some(provider), Some(client)) = (config.credentials_provider(), config.http_client()) else {
        return Err(call.failure(Kind::NoCredentials, ""));
    };
    let identity = provider
        .provide_credentials()
        .await
        .map_err(|error| call.without_credentials(error))?
        .into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region.as_str())
        .name(request.service)
        .time(std::time::SystemTime::try_from(session.now()).map_err(|error| wrong(error.to_string()))?)
        .settings(settings(request.service))
        .build()
        .map_err(|error| wrong(error.to_string()))?
        .into();
    let uri = format!("{endpoint}{}", request.path);
    let kind = ("content-type", request.content);
    let signable = SignableRequest::new(
        request.method,
        uri,
        [kind].into_iter().chain(request.headers.iter().copied()),
        SignableBody::Bytes(request.body.as_bytes()),
    )
    .map_err(|error| wrong(error.to_string()))?;
    let (instructions, _) = sign(signable, &parameters)
        .map_err(|error| wrong(error.to_string()))?
        .into_parts();
    let mut signed = HttpRequest::new(SdkBody::from(request.body));
    signed
        .set_method(request.method)
        .map_err(|error| wrong(error.to_string()))?;
    signed
        .set_uri(request.path)
        .map_err(|error| wrong(error.to_string()))?;
    for (name, value) in [kind].iter().chain(request.headers) {
        signed
            .headers_mut()
            .insert((*name).to_owned(), (*value).to_owned());
    }
    for (name, value) in instructions.headers() {
        signed.headers_mut().insert(name.to_owned(), value.to_owned());
    }
    let operation = Operation::builder()
        .service_name("genkan")
        .operation_name("raw")
        .http_client(client)
        .endpoint_url(&endpoint)
        .no_auth()
        .standard_retry(&config.retry_config().cloned().unwrap_or_else(retries))
        .retry_classifier(Again { writes: call.writes })
        .timeout_config(
            aws_config::timeout::TimeoutConfig::builder()
                .operation_attempt_timeout(std::time::Duration::from_secs(15))
                .operation_timeout(std::time::Duration::from_secs(45))
                .build(),
        )
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .serializer(move |(): ()| signed.try_clone().ok_or_else(|| "request".into()))
        .deserializer::<_, std::convert::Infallible>(|response| {
            let body = response.body().bytes().unwrap_or_default().to_vec();
            let mut copy = HttpResponse::new(response.status(), SdkBody::empty());
            for (name, value) in response.headers() {
                copy.headers_mut().insert(name.to_owned(), value.to_owned());
            }
            Ok(Reply { response: copy, body })
        })
        .build();
    operation.invoke(()).await.map_err(|error| {
        let kind = if is_unreadable(&error) {
            Kind::Service
        } else {
            unreachable(&error)
        };
        let mut failure = call.failure(kind, told(&error));
        failure.changed = if call.writes {
            Changed::Unclear
        } else {
            Changed::Nothing
        };
        failure
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_goes_before_a_name_and_not_before_an_address() {
        let prefix = Some("111122223333");
        for (endpoint, wanted) in [
            (
                "https://s3-control.eu-west-1.amazonaws.com",
                "https://111122223333.s3-control.eu-west-1.amazonaws.com",
            ),
            ("http://localhost:5000", "http://111122223333.localhost:5000"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("http://[::1]:5000", "http://[::1]:5000"),
        ] {
            assert_eq!(prefixed(endpoint, prefix), wanted);
            assert_eq!(prefixed(endpoint, None), endpoint);
        }
    }
}
