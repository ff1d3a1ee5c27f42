//! Everything measure 3 can change in an account: one variant a call, with AWS's parameter names, by service.

mod bucket;
mod config;
mod trail;

use super::facts::Facts;
use crate::domain::{Change, Described, Failure, Kind, Region};

pub use bucket::{BucketChange, BucketConfiguration, Tag, TagSet, Versioning};
pub use config::ConfigChange;
pub use trail::{EventSelector, TrailChange};

/// One mutating call of measure 3.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordChange {
    Bucket(BucketChange),
    Trail(TrailChange),
    /// Of AWS Config and its service-linked role.
    Config(ConfigChange),
}

impl RecordChange {
    /// Every kind of change, for the generated documentation.
    pub fn described() -> impl Iterator<Item = Described> {
        [
            BucketChange::DESCRIBED,
            TrailChange::DESCRIBED,
            ConfigChange::DESCRIBED,
        ]
        .into_iter()
        .flatten()
        .copied()
    }

    /// Whether AWS, as just surveyed, shows what this change was to bring about; none where the survey does
    /// not tell. This is what "done" rests on, not the answer to the write.
    #[must_use]
    pub fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        match self {
            Self::Bucket(change) => change.shows(facts),
            Self::Trail(change) => change.shows(region, facts),
            Self::Config(change) => change.shows(region, facts),
        }
    }

    /// Reads a change back into its type.
    ///
    /// # Errors
    /// Usage where it is none of this measure's: a plan of a newer genkan.
    pub fn read(change: &Change) -> Result<Self, Failure> {
        match change.service.as_str() {
            "s3" => change.read().map(Self::Bucket),
            "cloudtrail" => change.read().map(Self::Trail),
            "config" | "iam" => change.read().map(Self::Config),
            _ => Err(Failure::new(Kind::Usage, change.call())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PublicAccessBlock;
    use crate::domain::Undo;
    use crate::say;
    use serde_json::json;

    /// One of every kind, as JSON: what a plan of any genkan may hold.
    fn every() -> Vec<Change> {
        let (owner, bucket) = ("111122223333", "b");
        let arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t";
        let recorder = json!({"name": "default", "roleARN": "r", "recordingGroup": {
            "allSupported": true, "includeGlobalResourceTypes": false}});
        let parameters = [
            json!({"Bucket": bucket, "BucketNamespace": "account-regional",
                "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}),
            json!({"Bucket": bucket, "Tagging": {"TagSet": [{"Key": "k", "Value": "v"}]},
                "ExpectedBucketOwner": owner}),
            json!({"Bucket": bucket, "VersioningConfiguration": {"Status": "Enabled"},
                "ExpectedBucketOwner": owner}),
            json!({"Bucket": bucket, "PublicAccessBlockConfiguration": PublicAccessBlock::WHOLE,
                "ExpectedBucketOwner": owner}),
            json!({"Bucket": bucket, "ExpectedBucketOwner": owner}),
            json!({"Bucket": bucket, "Policy": "{}", "ExpectedBucketOwner": owner}),
            json!({"Bucket": bucket, "ExpectedBucketOwner": owner}),
            json!({"Name": "t", "S3BucketName": bucket, "IsMultiRegionTrail": true,
                "IncludeGlobalServiceEvents": true, "EnableLogFileValidation": true, "TagsList": []}),
            json!({"Name": arn, "IsMultiRegionTrail": true, "IncludeGlobalServiceEvents": true}),
            json!({"Name": arn}),
            json!({"Name": arn}),
            json!({"TrailName": arn, "EventSelectors": [
                {"ReadWriteType": "All", "IncludeManagementEvents": true}]}),
            json!({"Name": arn}),
            json!({"AWSServiceName": "config.amazonaws.com"}),
            json!({"ConfigurationRecorder": recorder}),
            json!({"DeliveryChannel": {"name": "default", "s3BucketName": bucket,
                "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"}}}),
            json!({"ConfigurationRecorderName": "default"}),
            json!({"ConfigurationRecorderName": "default"}),
            json!({"DeliveryChannelName": "default"}),
            json!({"ConfigurationRecorderName": "default"}),
            json!({"RetentionPeriodInDays": 365}),
            json!({"RetentionConfigurationName": "default"}),
        ];
        assert_eq!(parameters.len(), RecordChange::described().count());
        RecordChange::described()
            .zip(parameters)
            .map(|(described, parameters)| {
                let (service, operation) = described.call.split_once(':').unwrap();
                Change {
                    measure: crate::domain::Measure::Record,
                    service: service.to_owned(),
                    operation: operation.to_owned(),
                    region: Region::new("eu-west-1"),
                    parameters,
                    target: String::new(),
                    effect: described.effect,
                    actions: vec![],
                    before: None,
                    undo: Undo::Kept(say!("undo-none")),
                }
            })
            .collect()
    }

    #[test]
    fn every_change_survives_the_way_through_a_plan() {
        for data in every() {
            let read = RecordChange::read(&data).unwrap();
            let again = match read.clone() {
                RecordChange::Bucket(change) => change.into_change(&data.region, None),
                RecordChange::Trail(change) => change.into_change(&data.region, None),
                RecordChange::Config(change) => change.into_change(&data.region, None),
            };
            // The names of the parameters are the API's, and none is lost or added.
            assert_eq!(again.parameters, data.parameters, "{}", data.call());
            assert_eq!(again.call(), data.call());
            assert!(!again.target.is_empty() && !again.actions.is_empty());
            assert_eq!(RecordChange::read(&again), Ok(read));
        }
    }

    #[test]
    fn a_change_of_another_service_is_refused() {
        let mut data = every().remove(0);
        data.service = "ec2".to_owned();
        assert_eq!(RecordChange::read(&data).unwrap_err().kind, Kind::Usage);
    }
}
