//! What is asked of AWS Config, Region by Region, and what it answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{Known, Region};

/// What AWS Config keeps where nothing else was set: seven years (AWS Config API reference,
/// `RetentionConfiguration`).
pub const DEFAULT_RETENTION_DAYS: u32 = 2557;

/// The types that `includeGlobalResourceTypes` is about (AWS Config API reference, `RecordingGroup`).
pub const IAM_TYPES: [&str; 4] = [
    "AWS::IAM::Group",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
];

/// Regions that AWS Config came to after February 2022, where IAM types cannot be recorded (AWS Config API
/// reference, `RecordingGroup`).
const WITHOUT_IAM_TYPES: [&str; 12] = [
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "mx-central-1",
];

/// Whether a Region can record IAM users, groups, roles and policies.
#[must_use]
pub fn records_iam_types(region: &Region) -> bool {
    !WITHOUT_IAM_TYPES.contains(&region.as_str())
}

/// A list of resource types.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceTypes {
    /// `AWS::EC2::Instance`, ...
    #[serde(default)]
    pub resource_types: Vec<String>,
}

/// How a recorder chooses what it records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Strategy {
    /// `ALL_SUPPORTED_RESOURCE_TYPES`, `INCLUSION_BY_RESOURCE_TYPES` or `EXCLUSION_BY_RESOURCE_TYPES`.
    pub use_only: String,
}

/// What a recorder records.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordingGroup {
    /// Every type that AWS Config supports, future ones included.
    #[serde(default)]
    pub all_supported: bool,
    /// IAM users, groups, roles and policies as well.
    #[serde(default)]
    pub include_global_resource_types: bool,
    /// Only these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_types: Vec<String>,
    /// All but these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusion_by_resource_types: Option<ResourceTypes>,
    /// Which of the three it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_strategy: Option<Strategy>,
}

/// What a recorder covers, whichever of its fields says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coverage<'a> {
    /// All supported types.
    All,
    /// All but some.
    AllBut(&'a [String]),
    /// Some.
    Only(&'a [String]),
}

impl RecordingGroup {
    /// What it covers.
    #[must_use]
    pub fn coverage(&self) -> Coverage<'_> {
        let strategy = self
            .recording_strategy
            .as_ref()
            .map_or("", |strategy| strategy.use_only.as_str());
        let excluded = self
            .exclusion_by_resource_types
            .as_ref()
            .map_or(&[][..], |types| &types.resource_types);
        if strategy == "EXCLUSION_BY_RESOURCE_TYPES" {
            Coverage::AllBut(excluded)
        } else if self.all_supported || strategy == "ALL_SUPPORTED_RESOURCE_TYPES" {
            Coverage::All
        } else {
            Coverage::Only(&self.resource_types)
        }
    }

    /// Whether IAM users, groups, roles and policies are recorded.
    #[must_use]
    pub fn records_iam(&self) -> bool {
        let is = |types: &[String]| {
            IAM_TYPES
                .iter()
                .any(|wanted| types.iter().any(|one| one == wanted))
        };
        match self.coverage() {
            Coverage::All => self.include_global_resource_types,
            Coverage::AllBut(types) => !is(types),
            Coverage::Only(types) => is(types),
        }
    }
}

/// Another frequency for some types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordingModeOverride {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default)]
    pub resource_types: Vec<String>,
    /// `CONTINUOUS` or `DAILY`.
    pub recording_frequency: String,
}

/// How often a recorder records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordingMode {
    /// `CONTINUOUS` or `DAILY`.
    pub recording_frequency: String,
    /// Other frequencies for some types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recording_mode_overrides: Vec<RecordingModeOverride>,
}

/// A customer-managed configuration recorder, with the names of the API: a Region has room for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorder {
    /// Its name; `default` unless somebody chose another one.
    pub name: String,
    /// The role it reads resources with.
    #[serde(rename = "roleARN")]
    pub role_arn: String,
    /// What it records.
    #[serde(default)]
    pub recording_group: RecordingGroup,
    /// How often; continuously where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_mode: Option<RecordingMode>,
}

impl Recorder {
    /// `CONTINUOUS` or `DAILY`.
    #[must_use]
    pub fn frequency(&self) -> &str {
        self.recording_mode
            .as_ref()
            .map_or("CONTINUOUS", |mode| mode.recording_frequency.as_str())
    }

    fn overrides(&self) -> &[RecordingModeOverride] {
        self.recording_mode
            .as_ref()
            .map_or(&[], |mode| &mode.recording_mode_overrides)
    }

    /// Whether both record the same, in whatever words: AWS fills in what was left out.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.recording_group, &other.recording_group);
        self.name == other.name
            && self.role_arn == other.role_arn
            && ours.coverage() == theirs.coverage()
            && ours.records_iam() == theirs.records_iam()
            && self.frequency() == other.frequency()
            && self.overrides() == other.overrides()
    }
}

/// How often snapshots are delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotProperties {
    /// `TwentyFour_Hours`, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_frequency: Option<String>,
}

/// A delivery channel, with the names of the API: a Region has room for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryChannel {
    /// Its name; `default` unless somebody chose another one.
    pub name: String,
    /// Where history files and snapshots go.
    #[serde(rename = "s3BucketName")]
    pub bucket: String,
    /// The prefix before `AWSLogs/`.
    #[serde(rename = "s3KeyPrefix", default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The key objects are encrypted with.
    #[serde(rename = "s3KmsKeyArn", default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The topic that changes are sent to.
    #[serde(rename = "snsTopicARN", default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// How often snapshots are delivered.
    #[serde(
        rename = "configSnapshotDeliveryProperties",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub snapshots: Option<SnapshotProperties>,
}

impl DeliveryChannel {
    /// Whether both deliver to the same place.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.name, &self.bucket, &self.prefix, &self.key, &self.topic)
            == (
                &other.name,
                &other.bucket,
                &other.prefix,
                &other.key,
                &other.topic,
            )
    }
}

/// How the last attempt ended. AWS's model and its answers differ in letter case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastStatus {
    /// It worked.
    Success,
    /// It did not.
    Failure,
    /// Under way.
    Pending,
    /// There is nothing to do, such as a stream without a topic.
    NotApplicable,
    /// Nobody tried yet.
    Never,
    /// A word that AWS does not document.
    Other(String),
}

impl LastStatus {
    /// Reads AWS's word.
    #[must_use]
    pub fn of(word: Option<&str>) -> Self {
        let Some(word) = word.filter(|word| !word.is_empty()) else {
            return Self::Never;
        };
        match word.to_ascii_lowercase().replace('_', "").as_str() {
            "success" => Self::Success,
            "failure" => Self::Failure,
            "pending" => Self::Pending,
            "notapplicable" => Self::NotApplicable,
            _ => Self::Other(word.to_owned()),
        }
    }
}

/// `config:DescribeConfigurationRecorderStatus`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderStatus {
    /// Recording now.
    pub recording: bool,
    /// How its last attempt ended.
    pub last: LastStatus,
    /// Why it failed.
    pub error_code: Option<String>,
    /// In AWS's words.
    pub error_message: Option<String>,
    /// When it was last started.
    pub started: Option<Timestamp>,
    /// When it was last stopped.
    pub stopped: Option<Timestamp>,
}

/// How one kind of delivery goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// How the last attempt ended.
    pub last: LastStatus,
    /// Why it failed.
    pub error_code: Option<String>,
    /// In AWS's words.
    pub error_message: Option<String>,
    /// When it last worked.
    pub succeeded: Option<Timestamp>,
}

/// `config:DescribeDeliveryChannelStatus`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deliveries {
    /// History files, every six hours where something changed.
    pub history: Delivery,
    pub snapshot: Delivery,
}

/// A recorder that an AWS service keeps for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    pub name: String,
    /// Whose it is.
    pub principal: String,
    /// `INTERNAL` or `PAID`.
    pub scope: String,
}

/// What is known of AWS Config in one Region.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConfigRegion {
    /// `config:DescribeConfigurationRecorders`: the customer-managed one.
    pub recorder: Known<Option<Recorder>>,
    /// `config:DescribeConfigurationRecorderStatus`; asked where there is a recorder.
    pub status: Known<Option<RecorderStatus>>,
    /// `config:ListConfigurationRecorders`; asked in the home Region where it has no customer-managed recorder.
    pub linked: Known<Vec<Linked>>,
    /// `config:DescribeDeliveryChannels`.
    pub channel: Known<Option<DeliveryChannel>>,
    /// `config:DescribeDeliveryChannelStatus`; asked where there is a channel.
    pub delivery: Known<Option<Deliveries>>,
    /// `config:DescribeRetentionConfigurations`, in days; none where AWS's default holds.
    pub retention: Known<Option<u32>>,
    /// `config:GetDiscoveredResourceCounts`: how many resources it has found; asked where there is a recorder.
    pub resources: Known<u64>,
}

impl ConfigRegion {
    /// Whether every answer is there.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.recorder.is_settled()
            && self.status.is_settled()
            && self.linked.is_settled()
            && self.channel.is_settled()
            && self.delivery.is_settled()
            && self.retention.is_settled()
    }

    /// Whether its recorder is told to record IAM types, and can.
    #[must_use]
    pub fn records_iam(&self, region: &Region) -> bool {
        let recorder = self.recorder.seen().and_then(Option::as_ref);
        records_iam_types(region) && recorder.is_some_and(|recorder| recorder.recording_group.records_iam())
    }

    /// Whether it records now.
    #[must_use]
    pub fn is_recording(&self) -> bool {
        self.status
            .seen()
            .and_then(Option::as_ref)
            .is_some_and(|status| status.recording)
    }
}

/// What is known of AWS Config in all Regions asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConfigFacts {
    /// The Region a founder works in: the one that has to record.
    pub home: Option<Region>,
    pub regions: BTreeMap<Region, ConfigRegion>,
    /// Whether the service-linked role is there.
    pub role: Known<bool>,
}

impl ConfigFacts {
    /// How many resources AWS Config has found, where it looks.
    #[must_use]
    pub fn counted(&self) -> BTreeMap<Region, u64> {
        let counted = |(region, at): (&Region, &ConfigRegion)| Some((region.clone(), *at.resources.seen()?));
        self.regions.iter().filter_map(counted).collect()
    }

    #[must_use]
    pub fn at(&self, region: &Region) -> Option<&ConfigRegion> {
        self.regions.get(region)
    }

    /// The home Region, once asked.
    #[must_use]
    pub fn home(&self) -> Option<(&Region, &ConfigRegion)> {
        let home = self.home.as_ref()?;
        Some((home, self.regions.get(home)?))
    }

    pub fn others(&self) -> impl Iterator<Item = (&Region, &ConfigRegion)> {
        self.regions
            .iter()
            .filter(|(region, _)| Some(*region) != self.home.as_ref())
    }

    /// Whether every Region has answered.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.home.is_some() && self.regions.values().all(ConfigRegion::is_settled)
    }

    /// Takes one fact in.
    pub fn take(&mut self, update: ConfigUpdate) {
        match update {
            ConfigUpdate::Regions { home, regions } => {
                self.home = Some(home);
                for region in regions {
                    self.regions.entry(region).or_default();
                }
            }
            ConfigUpdate::Role(known) => self.role = known,
            ConfigUpdate::Region(region, answers) => {
                self.regions.insert(region, *answers);
            }
        }
    }
}

/// One fact of AWS Config that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum ConfigUpdate {
    /// Which Regions are being asked.
    Regions {
        home: Region,
        /// All of them.
        regions: Vec<Region>,
    },
    /// Whether the service-linked role is there.
    Role(Known<bool>),
    /// Everything about one Region.
    Region(Region, Box<ConfigRegion>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_in_any_letter_case() {
        for (word, status) in [
            ("Success", LastStatus::Success),
            ("SUCCESS", LastStatus::Success),
            ("failure", LastStatus::Failure),
            ("Pending", LastStatus::Pending),
            ("Not_Applicable", LastStatus::NotApplicable),
            ("NotApplicable", LastStatus::NotApplicable),
            ("", LastStatus::Never),
        ] {
            assert_eq!(LastStatus::of(Some(word)), status, "{word}");
        }
        assert_eq!(LastStatus::of(None), LastStatus::Never);
        assert_eq!(LastStatus::of(Some("Odd")), LastStatus::Other("Odd".to_owned()));
    }

    #[test]
    fn what_aws_fills_in_makes_no_other_recorder() {
        let asked: Recorder = serde_json::from_value(serde_json::json!({
            "name": "default", "roleARN": "r",
            "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true}
        }))
        .unwrap();
        let answered: Recorder = serde_json::from_value(serde_json::json!({
            "name": "default", "roleARN": "r",
            "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true, "resourceTypes": [],
                "exclusionByResourceTypes": {"resourceTypes": []},
                "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}},
            "recordingMode": {"recordingFrequency": "CONTINUOUS", "recordingModeOverrides": []}
        }))
        .unwrap();
        assert!(asked.is_like(&answered) && answered.is_like(&asked));
        let mut daily = asked.clone();
        daily.recording_mode = Some(RecordingMode {
            recording_frequency: "DAILY".into(),
            recording_mode_overrides: vec![],
        });
        assert!(!daily.is_like(&asked));
    }

    #[test]
    fn iam_types_are_recorded_by_flag_by_list_or_by_not_being_left_out() {
        let group = |text: &str| {
            serde_json::from_str::<RecordingGroup>(text)
                .unwrap()
                .records_iam()
        };
        assert!(group(
            r#"{"allSupported": true, "includeGlobalResourceTypes": true}"#
        ));
        assert!(!group(r#"{"allSupported": true}"#));
        assert!(group(r#"{"resourceTypes": ["AWS::IAM::Role"]}"#));
        assert!(!group(r#"{"resourceTypes": ["AWS::S3::Bucket"]}"#));
        assert!(group(
            r#"{"recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}}"#
        ));
        assert!(!group(
            r#"{"recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
                "exclusionByResourceTypes": {"resourceTypes": ["AWS::IAM::User"]}}"#
        ));
    }
}
