//! One mutating AWS call as data.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Region, Sentence};

/// What a change does to the thing it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Something that was not there.
    New,
    /// Something that was there becomes different.
    Change,
    /// Something goes away.
    Delete,
}

impl Effect {
    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::New => "effect-new",
            Self::Change => "effect-change",
            Self::Delete => "effect-delete",
        }
    }
}

/// How a change is taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// By another change.
    By(Box<Change>),
    /// It stays, for this reason.
    Kept(Sentence),
}

/// One mutating AWS call: what the dialog shows, what runs and what the journal keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The service as IAM and the `aws` command line name it: `s3`, `cloudtrail`.
    pub service: String,
    /// The API operation: `CreateTrail`.
    pub operation: String,
    /// The Region called.
    pub region: Region,
    /// The request, with AWS's parameter names: what `--cli-input-json` takes.
    pub parameters: Value,
    /// What it acts on, for people.
    pub target: String,
    /// New, changed or deleted.
    pub effect: Effect,
    /// IAM actions the caller needs for it, reads before the write included.
    pub actions: Vec<String>,
    /// The value that was there when the plan was made, where the change replaces one. Apply reads again
    /// and refuses to overwrite anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The way back.
    pub undo: Undo,
}

impl Change {
    /// `s3:CreateBucket`.
    #[must_use]
    pub fn call(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }

    /// Whether both make the same call. How it would be taken back may differ: a bucket that is new to one
    /// plan is there already for the next.
    #[must_use]
    pub fn is_same_call(&self, other: &Self) -> bool {
        (&self.service, &self.operation, &self.region, &self.parameters)
            == (&other.service, &other.operation, &other.region, &other.parameters)
    }

    /// The `aws` command that does the same, to paste into a shell.
    #[must_use]
    pub fn aws_command(&self) -> String {
        let service = match self.service.as_str() {
            "s3" => "s3api",
            "config" => "configservice",
            other => other,
        };
        let json = self.parameters.to_string().replace('\'', r"'\''");
        format!(
            "aws {service} {} --region {} --cli-input-json '{json}'",
            kebab(&self.operation),
            self.region
        )
    }
}

/// `PutPublicAccessBlock` to `put-public-access-block`, as the `aws` command line does.
fn kebab(operation: &str) -> String {
    let mut text = String::new();
    for (index, letter) in operation.chars().enumerate() {
        if letter.is_ascii_uppercase() && index > 0 {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_aws_command_is_what_the_aws_command_line_takes() {
        let change = Change {
            service: "s3".into(),
            operation: "PutPublicAccessBlock".into(),
            region: Region::new("us-east-1"),
            parameters: serde_json::json!({"Bucket": "it's"}),
            target: "it's".into(),
            effect: Effect::Change,
            actions: vec![],
            before: None,
            undo: Undo::Kept(crate::say!("undo-bucket-kept")),
        };
        assert_eq!(
            change.aws_command(),
            r#"aws s3api put-public-access-block --region us-east-1 --cli-input-json '{"Bucket":"it'\''s"}'"#
        );
    }
}
