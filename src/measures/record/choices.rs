//! What a person chooses for a trail, with AWS's rules for names.

use crate::domain::{Failure, Kind, Region, Sentence};
use crate::measures::job::Choices;
use crate::say;

/// The name that the console's quick trail uses (AWS CloudTrail user guide, tutorial).
pub const DEFAULT_TRAIL: &str = "management-events";

/// What is chosen for a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailChoices {
    /// Where the trail lives; it records every Region.
    pub region: Region,
    /// The bucket for log files.
    pub bucket: String,
    pub trail: String,
    /// The run, written into tags.
    pub run: String,
}

/// Regions where S3 does not offer the account-regional namespace (Amazon S3 user guide, "Namespaces for
/// general purpose buckets").
const WITHOUT_ACCOUNT_NAMESPACE: [&str; 2] = ["me-south-1", "me-central-1"];

/// A bucket name that only this account can ever own, where the Region offers it.
#[must_use]
pub fn default_bucket(account: &str, region: &Region) -> String {
    bucket_of("genkan-trail", account, region)
}

/// A bucket name of ours, in the account's own namespace where the Region has it.
pub(super) fn bucket_of(prefix: &str, account: &str, region: &Region) -> String {
    if WITHOUT_ACCOUNT_NAMESPACE.contains(&region.as_str()) {
        format!("{prefix}-{account}-{region}")
    } else {
        format!("{prefix}-{account}-{region}-an")
    }
}

/// Whether a name has the form of the account-regional namespace.
#[must_use]
pub fn is_account_regional(bucket: &str, account: &str, region: &Region) -> bool {
    !WITHOUT_ACCOUNT_NAMESPACE.contains(&region.as_str())
        && bucket
            .strip_suffix(&format!("-{account}-{region}-an"))
            .is_some_and(|prefix| !prefix.is_empty())
}

/// What is wrong with a bucket name (Amazon S3 user guide, "General purpose bucket naming rules"). Dots are
/// refused as well: they break TLS for virtual-hosted requests.
#[must_use]
pub fn bucket_error(name: &str, account: &str, region: &Region) -> Option<Sentence> {
    if name.is_empty() {
        return Some(say!("form-bucket-empty"));
    }
    if !(3..=63).contains(&name.len()) {
        return Some(say!("form-bucket-length", length = name.len()));
    }
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if let Some(letter) = name.chars().find(|letter| !allowed(*letter)) {
        return Some(say!("form-bucket-letter", letter = letter.to_string()));
    }
    if name.starts_with('-') || name.ends_with('-') {
        return Some(say!("form-bucket-ends"));
    }
    if ["xn--", "sthree-", "amzn-s3-demo-"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
    {
        return Some(say!("form-bucket-reserved"));
    }
    if ["-s3alias", "--ol-s3", "--x-s3", "--table-s3"]
        .iter()
        .any(|suffix| name.ends_with(suffix))
    {
        return Some(say!("form-bucket-reserved"));
    }
    // AWS reserves this ending; with another account's id or another Region the call is refused.
    if name.ends_with("-an") && !is_account_regional(name, account, region) {
        return Some(say!(
            "form-bucket-namespace",
            suffix = format!("-{account}-{region}-an")
        ));
    }
    None
}

/// What is wrong with a trail name (AWS CloudTrail API reference, `CreateTrail`).
#[must_use]
pub fn trail_error(name: &str) -> Option<Sentence> {
    if !(3..=128).contains(&name.len()) {
        return Some(say!("form-trail-length", length = name.len()));
    }
    let is_mark = |letter: char| matches!(letter, '.' | '_' | '-');
    if let Some(letter) = name
        .chars()
        .find(|letter| !letter.is_ascii_alphanumeric() && !is_mark(*letter))
    {
        return Some(say!("form-trail-letter", letter = letter.to_string()));
    }
    let ends_well = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let mut last_was_mark = false;
    for letter in name.chars() {
        if last_was_mark && is_mark(letter) {
            return Some(say!("form-trail-marks"));
        }
        last_was_mark = is_mark(letter);
    }
    if !ends_well(name.chars().next()) || !ends_well(name.chars().last()) {
        return Some(say!("form-trail-marks"));
    }
    None
}

/// A choice by its name.
///
/// # Errors
/// Usage where it is missing.
pub(super) fn field(fields: &Choices, name: &str) -> Result<String, Failure> {
    fields
        .get(name)
        .cloned()
        .ok_or_else(|| Failure::new(Kind::Usage, format!("--set {name}=")))
}

impl TrailChoices {
    /// The values a person may take as they are.
    #[must_use]
    pub fn proposed(account: &str, region: &Region, run: &str) -> Self {
        Self {
            region: region.clone(),
            bucket: default_bucket(account, region),
            trail: DEFAULT_TRAIL.to_owned(),
            run: run.to_owned(),
        }
    }

    /// Reads choices from their names.
    ///
    /// # Errors
    /// Usage, naming a field that is missing.
    pub fn read(fields: &Choices) -> Result<Self, Failure> {
        Ok(Self {
            region: Region::new(field(fields, "region")?),
            bucket: field(fields, "bucket")?,
            trail: field(fields, "trail")?,
            run: field(fields, "run")?,
        })
    }

    /// The same by name, as plans keep them.
    #[must_use]
    pub fn write(&self) -> Choices {
        [
            ("region", self.region.as_str()),
            ("bucket", &self.bucket),
            ("trail", &self.trail),
            ("run", &self.run),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ACCOUNT: &str = "111122223333";

    #[test]
    fn the_proposed_names_are_valid_in_every_default_region() {
        for code in crate::domain::account::DEFAULT_REGIONS
            .into_iter()
            .chain(WITHOUT_ACCOUNT_NAMESPACE)
        {
            let region = Region::new(code);
            let choices = TrailChoices::proposed(ACCOUNT, &region, "run");
            assert_eq!(bucket_error(&choices.bucket, ACCOUNT, &region), None, "{code}");
            assert_eq!(trail_error(&choices.trail), None);
            assert_eq!(TrailChoices::read(&choices.write()), Ok(choices));
        }
    }

    #[test]
    fn names_that_aws_refuses_are_refused_first() {
        let region = Region::new("us-east-1");
        for name in [
            "",
            "ab",
            "Upper",
            "a.b.c",
            "-abc",
            "abc-",
            "xn--abc",
            "abc-s3alias",
            "全角の名前",
        ] {
            assert!(bucket_error(name, ACCOUNT, &region).is_some(), "{name}");
        }
        assert!(bucket_error("logs-999988887777-us-east-1-an", ACCOUNT, &region).is_some());
        for name in ["ab", "a b c", "-abc", "abc_", "a._b", "証跡です"] {
            assert!(trail_error(name).is_some(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_name_without_complaint_fits_the_rules_of_s3(name in "\\PC{0,70}") {
            if bucket_error(&name, ACCOUNT, &Region::new("us-east-1")).is_none() {
                prop_assert!((3..=63).contains(&name.len()));
                prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            }
        }
    }
}
