//! Answers in the wire formats of the services.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

/// An answer before it is one of the SDK's.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub kind: &'static str,
    pub body: Vec<u8>,
    pub headers: Vec<(String, String)>,
}

/// The protocol family a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// EC2's form of the query protocol: its errors are a list.
    Ec2,
    Json,
    Query,
    S3,
}

impl Answer {
    fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            kind,
            body: body.into(),
            headers: Vec::new(),
        }
    }

    pub fn json(value: &Value) -> Self {
        Self::new(200, "application/x-amz-json-1.1", value.to_string())
    }

    pub fn xml(body: String) -> Self {
        Self::new(200, "text/xml", body)
    }

    pub fn empty(status: u16) -> Self {
        Self::new(status, "text/xml", Vec::new())
    }

    pub const fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn error(protocol: Protocol, status: u16, code: &str, message: &str) -> Self {
        match protocol {
            Protocol::Json => Self::new(
                status,
                "application/x-amz-json-1.1",
                json!({"__type": code, "message": message}).to_string(),
            )
            .header("x-amzn-errortype", code),
            Protocol::Query => Self::new(
                status,
                "text/xml",
                format!(
                    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{}</Message></Error></ErrorResponse>",
                    escape(message)
                ),
            ),
            Protocol::Ec2 => Self::new(
                status,
                "text/xml",
                format!(
                    "<Response><Errors><Error><Code>{code}</Code><Message>{}</Message></Error></Errors><RequestID>embedded</RequestID></Response>",
                    escape(message)
                ),
            ),
            Protocol::S3 => Self::new(
                status,
                "application/xml",
                format!(
                    "<Error><Code>{code}</Code><Message>{}</Message></Error>",
                    escape(message)
                ),
            ),
        }
    }

    pub fn into_response(self, request_id: &str) -> HttpResponse {
        let status = http::StatusCode::from_u16(self.status).unwrap_or(http::StatusCode::BAD_GATEWAY);
        let mut response = HttpResponse::new(StatusCode::from(status), SdkBody::from(self.body));
        let headers = response.headers_mut();
        headers.insert("content-type", self.kind);
        headers.insert("x-amzn-requestid", request_id.to_owned());
        headers.insert("x-amz-request-id", request_id.to_owned());
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}

/// Text inside XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
