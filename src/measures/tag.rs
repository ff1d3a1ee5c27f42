//! The tags by which a run recognises what it made.

use serde::{Deserialize, Serialize};

/// The tag that names the run.
pub const RUN_TAG: &str = "genkan:run";

/// A tag, as most services write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
    pub value: String,
}

/// The tags of whatever a run makes.
#[must_use]
pub fn tags(run: &str) -> Vec<Tag> {
    [("genkan:created-by", "genkan"), (RUN_TAG, run)]
        .into_iter()
        .map(|(key, value)| Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect()
}
