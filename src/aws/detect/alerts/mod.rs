//! EventBridge and SNS: who is told (GK-4.4, F-ALERT).

mod apply;
mod survey;

pub(super) use apply::perform;
pub(super) use survey::rules;

/// IAM writes policy documents as URLs do.
fn decoded(document: &str) -> String {
    percent_encoding::percent_decode_str(document)
        .decode_utf8()
        .map_or_else(|_| document.to_owned(), std::borrow::Cow::into_owned)
}
