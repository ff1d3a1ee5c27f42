//! One mutating AWS call as data.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Failure, Kind, Measure, Region, Sentence};
use crate::say;

/// What a change does to the thing it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Something that was not there.
    New,
    /// Something that was there becomes different.
    Change,
    /// Something goes away.
    Delete,
}

impl Impact {
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

/// What the documentation says of one kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// Service and operation.
    pub call: &'static str,
    /// IAM actions, with the reads before the write.
    pub actions: &'static [&'static str],
    /// What it does to its target.
    pub effect: Impact,
}

/// One mutating AWS call: what the dialog shows, what runs and what the journal keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The measure that makes it.
    pub measure: Measure,
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
    pub effect: Impact,
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
    /// The value that a typed change is written as everywhere, without a way back: that is made from the whole plan.
    pub fn of(
        measure: Measure,
        typed: &impl Serialize,
        described: Described,
        target: String,
        region: &Region,
        before: Option<Value>,
    ) -> Self {
        let (service, operation) = described.call.split_once(':').unwrap_or((described.call, ""));
        let parameters = serde_json::to_value(typed)
            .ok()
            .and_then(|value| value.get("parameters").cloned());
        Self {
            measure,
            service: service.to_owned(),
            operation: operation.to_owned(),
            region: region.clone(),
            parameters: parameters.unwrap_or(Value::Null),
            target,
            effect: described.effect,
            actions: described.actions.iter().map(ToString::to_string).collect(),
            // JSON has one word for both: a plan must read back as the value it was written from.
            before: before.filter(|value| !value.is_null()),
            undo: Undo::Kept(say!("undo-none")),
        }
    }

    /// Reads it back into its type.
    ///
    /// # Errors
    /// Usage where it is none of that type: a plan of a newer genkan.
    pub fn read<C: DeserializeOwned>(&self) -> Result<C, Failure> {
        serde_json::from_value(json!({"operation": self.operation, "parameters": self.parameters}))
            .map_err(|error| Failure::new(Kind::Usage, format!("{}: {error}", self.call())))
    }

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

    /// Whether both are one call to a person, in two Regions: the ids that AWS gives differ from Region to Region.
    #[must_use]
    pub fn is_alike_elsewhere(&self, other: &Self) -> bool {
        let without_ids = |change: &Self| {
            let region = change.region.as_str();
            let mut parameters = change.parameters.clone();
            if let Some(fields) = parameters.as_object_mut() {
                fields.remove("DetectorId");
                fields.retain(|_, value| !value.as_str().is_some_and(|text| text.contains(region)));
            }
            parameters
        };
        let kind = |change: &Self| (change.service.clone(), change.operation.clone(), change.effect);
        kind(self) == kind(other) && self.region != other.region && without_ids(self) == without_ids(other)
    }

    /// The `aws` command that does the same, to paste into a shell. `later` are parameters whose values are in variables of the
    /// shell.
    #[must_use]
    pub fn aws_command_with(&self, later: &[(&str, &str)]) -> String {
        let service = match self.service.as_str() {
            "s3" => "s3api",
            "config" => "configservice",
            "access-analyzer" => "accessanalyzer",
            other => other,
        };
        let mut parameters = self.parameters.clone();
        let mut options = String::new();
        for (name, value) in later {
            if let Some(fields) = parameters.as_object_mut() {
                fields.shift_remove(*name);
            }
            options.push_str(&format!(" --{} \"{value}\"", kebab(name)));
        }
        if parameters.as_object().is_none_or(|fields| !fields.is_empty()) {
            let json = parameters.to_string().replace('\'', r"'\''");
            options.push_str(&format!(" --cli-input-json '{json}'"));
        }
        format!(
            "aws {service} {} --region {}{options}",
            kebab(&self.operation),
            self.region
        )
    }
}

/// `PutPublicAccessBlock` to `put-public-access-block`, `EnableMFADevice` to `enable-mfa-device`, as the `aws` command
/// line does.
fn kebab(operation: &str) -> String {
    let letters: Vec<char> = operation.chars().collect();
    let mut text = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let after = letters.get(index + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase() || after.is_some_and(char::is_ascii_lowercase)
            });
        if begins {
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
    fn operations_are_named_as_the_aws_command_line_names_them() {
        for (operation, command) in [
            ("PutPublicAccessBlock", "put-public-access-block"),
            ("CreateVirtualMFADevice", "create-virtual-mfa-device"),
            ("EnableMFADevice", "enable-mfa-device"),
            ("ListObjectsV2", "list-objects-v2"),
            ("Subscribe", "subscribe"),
        ] {
            assert_eq!(kebab(operation), command);
        }
    }

    #[test]
    fn the_aws_command_is_what_the_aws_command_line_takes() {
        let change = Change {
            measure: Measure::Record,
            service: "s3".into(),
            operation: "PutPublicAccessBlock".into(),
            region: Region::new("us-east-1"),
            parameters: serde_json::json!({"Bucket": "it's"}),
            target: "it's".into(),
            effect: Impact::Change,
            actions: vec![],
            before: None,
            undo: Undo::Kept(crate::say!("undo-bucket-kept")),
        };
        assert_eq!(
            change.aws_command_with(&[]),
            r#"aws s3api put-public-access-block --region us-east-1 --cli-input-json '{"Bucket":"it'\''s"}'"#
        );
    }
}
