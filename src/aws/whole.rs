//! An answer is read to its end before anybody takes it for one. The SDK's own readers take an empty body for an empty
//! list, and what is left of a document that was cut for the whole of it; both would let a check pass.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::retry::ErrorKind;
use serde::de::IgnoredAny;
use xmlparser::{ElementEnd, Token, Tokenizer};

use super::failure::Unreadable;
use crate::domain::is_read;

/// A client that hands out whole answers only.
#[derive(Debug, Clone)]
pub struct Whole(pub SharedHttpClient);

impl HttpClient for Whole {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Reading(self.0.http_connector(settings, components)))
    }
}

#[derive(Debug)]
struct Reading(SharedHttpConnector);

impl HttpConnector for Reading {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let is_asked = asks(&request);
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let response = answer.await?;
            if response.status().is_success() {
                read(response, is_asked).await
            } else {
                Ok(response)
            }
        })
    }
}

/// The answer with its body in memory: genkan asks for no large ones.
async fn read(mut response: HttpResponse, is_asked: bool) -> Result<HttpResponse, ConnectorError> {
    let body = std::mem::replace(response.body_mut(), SdkBody::taken());
    let bytes = match body.bytes() {
        Some(bytes) => bytes.to_vec(),
        None => ByteStream::new(body)
            .collect()
            .await
            .map_err(|error| ConnectorError::io(error.into()))?
            .to_vec(),
    };
    let content = response.headers().get("content-type").unwrap_or_default();
    match unreadable(content, &bytes, is_asked) {
        // Asking once more may bring it whole.
        Some(error) => Err(ConnectorError::other(
            error.into(),
            Some(ErrorKind::TransientError),
        )),
        None => {
            *response.body_mut() = SdkBody::from(bytes);
            Ok(response)
        }
    }
}

/// What keeps a body from being read; `is_asked` where the operation answers with something.
fn unreadable(content: &str, body: &[u8], is_asked: bool) -> Option<Unreadable> {
    let body = body.trim_ascii();
    if body.is_empty() {
        return is_asked.then_some(Unreadable::Empty);
    }
    let is_xml = content.contains("xml") || (!content.contains("json") && body.starts_with(b"<"));
    let is_whole = if is_xml {
        std::str::from_utf8(body).is_ok_and(is_document)
    } else if content.contains("json") || body.starts_with(b"{") {
        serde_json::from_slice::<IgnoredAny>(body).is_ok()
    } else {
        // A read that is answered with neither was answered by somebody else.
        !is_asked
    };
    (!is_whole).then_some(Unreadable::Cut)
}

/// Whether every element that begins ends, and there is one.
fn is_document(text: &str) -> bool {
    let mut depth: usize = 0;
    let mut roots = 0;
    for token in Tokenizer::from(text) {
        match token {
            Ok(Token::ElementStart { .. }) => {
                roots += usize::from(depth == 0);
                depth += 1;
            }
            Ok(Token::ElementEnd {
                end: ElementEnd::Close(..) | ElementEnd::Empty,
                ..
            }) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    depth == 0 && roots == 1
}

/// Whether a request asks for something, so that no answer is empty. Of the operations in a path (REST) it goes by the
/// method and the path's end; `GetAdministratorAccount` answers an account of its own with nothing (GuardDuty API).
fn asks(request: &HttpRequest) -> bool {
    if let Some(target) = request.headers().get("x-amz-target") {
        return target.rsplit('.').next().is_some_and(is_read);
    }
    if request.body().bytes().is_some_and(|body| body.starts_with(b"Action=")) {
        return true;
    }
    let uri = request.uri();
    let path = uri.split('?').next().unwrap_or_default();
    let end = path.rsplit('/').next().unwrap_or_default();
    match request.method() {
        "GET" => end != "administrator",
        "POST" => {
            ["findings", "get", "daysRemaining", "statistics"].contains(&end)
                || end.starts_with("get")
                || end.starts_with("list")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_whole_or_no_answer() {
        let (json, xml) = ("application/x-amz-json-1.1", "text/xml");
        for (content, body, wanted) in [
            (json, "{}", None),
            (json, r#"{"Budgets": []}"#, None),
            (json, r#"{"Budgets": ["#, Some(Unreadable::Cut)),
            (json, "<html></html>", Some(Unreadable::Cut)),
            (json, "", Some(Unreadable::Empty)),
            (json, " \n", Some(Unreadable::Empty)),
            (xml, "<A><B/><C>1</C></A>", None),
            (xml, "<?xml version=\"1.0\"?>\n<A/>", None),
            (xml, "<A><B/><C>1</C>", Some(Unreadable::Cut)),
            (xml, "<A><B/><C>1</", Some(Unreadable::Cut)),
            (xml, "garbage", Some(Unreadable::Cut)),
            ("", "<A/>", None),
            ("", "garbage", Some(Unreadable::Cut)),
        ] {
            assert_eq!(unreadable(content, body.as_bytes(), true), wanted, "{content} {body}");
        }
        // What changes something may be answered with nothing.
        assert_eq!(unreadable(json, b"", false), None);
        assert_eq!(unreadable(json, b"{", false), Some(Unreadable::Cut));
    }
}
