//! What is asked of CloudTrail, AWS Config and S3, and what they answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::config::{ConfigFacts, ConfigUpdate};
use crate::domain::{Arn, Known, PublicAccessBlock, Region};

/// The IAM actions that a survey of this measure uses.
pub const READS: [&str; 20] = [
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:ListTrails",
    "cloudtrail:LookupEvents",
    "config:DescribeConfigurationRecorderStatus",
    "config:DescribeConfigurationRecorders",
    "config:DescribeDeliveryChannelStatus",
    "config:DescribeDeliveryChannels",
    "config:DescribeRetentionConfigurations",
    "config:GetDiscoveredResourceCounts",
    "config:ListConfigurationRecorders",
    "iam:ListRoles",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketAcl",
    "s3:GetBucketPolicy",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:ListBucket",
];

/// A trail as `cloudtrail:DescribeTrails` gives it, shadows folded into their original by ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    pub name: String,
    /// Its ARN, which also names the account and home Region.
    pub arn: String,
    /// The Region where it can be changed.
    pub home: Region,
    /// Whether it records every enabled Region.
    pub multi_region: bool,
    /// Whether an organization owns it.
    pub organization: bool,
    /// It has event selectors of its own; without, it logs all management events.
    pub custom_selectors: Option<bool>,
    /// Whether digest files prove that log files were not altered.
    pub validation: bool,
    /// Where it delivers to.
    pub bucket: String,
    /// The prefix before `AWSLogs/`, without the slash.
    pub prefix: Option<String>,
}

impl Trail {
    /// Whether this account may change it.
    #[must_use]
    pub fn is_of(&self, account: &str) -> bool {
        Arn::parse(&self.arn).is_some_and(|arn| arn.account == account)
    }
}

/// `cloudtrail:GetTrailStatus`, asked in the home Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailStatus {
    /// Recording now.
    pub logging: bool,
    /// The last log file in the bucket.
    pub delivered: Option<Timestamp>,
    /// The S3 error of the last attempt.
    pub delivery_error: Option<String>,
    /// The S3 error of the last digest attempt.
    pub digest_error: Option<String>,
    /// When logging was last started.
    pub started: Option<Timestamp>,
}

/// One basic event selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassicSelector {
    /// Management events are logged.
    pub management: bool,
    /// `All`, `ReadOnly` or `WriteOnly`, as AWS writes it.
    pub read_write: String,
    /// Sources left out, such as `kms.amazonaws.com`.
    pub excluded: Vec<String>,
}

/// One field of an advanced event selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvancedField {
    /// `eventCategory`, `readOnly`, `eventSource`, ...
    pub field: String,
    /// Values it must equal.
    pub equals: Vec<String>,
    /// Values it must not equal.
    pub not_equals: Vec<String>,
}

/// One advanced event selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvancedSelector {
    /// Its conditions, all of which must hold.
    pub fields: Vec<AdvancedField>,
}

/// `cloudtrail:GetEventSelectors`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selectors {
    /// Basic selectors.
    pub classic: Vec<ClassicSelector>,
    pub advanced: Vec<AdvancedSelector>,
}

/// How much of the management events a trail logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Management {
    /// Reads and writes, but for the sources named (AWS SSB itself suggests leaving out KMS and RDS Data).
    All {
        /// Sources left out.
        excluded: Vec<String>,
    },
    /// Only a part, or none.
    Partial,
}

impl Selectors {
    /// Whether reads and writes are logged. Without any selector CloudTrail logs all management events.
    #[must_use]
    pub fn management(&self) -> Management {
        if self.classic.is_empty() && self.advanced.is_empty() {
            return Management::All { excluded: Vec::new() };
        }
        for selector in &self.classic {
            if selector.management && selector.read_write == "All" {
                return Management::All {
                    excluded: selector.excluded.clone(),
                };
            }
        }
        for selector in &self.advanced {
            let is_management = selector.fields.iter().any(|field| {
                field.field == "eventCategory" && field.equals.iter().any(|value| value == "Management")
            });
            // Only leaving out sources keeps it whole; every other condition narrows what is recorded.
            let narrowed = selector.fields.iter().any(|field| {
                field.field != "eventCategory" && !(field.field == "eventSource" && field.equals.is_empty())
            });
            if is_management && !narrowed {
                let excluded = selector
                    .fields
                    .iter()
                    .flat_map(|field| field.not_equals.iter().cloned())
                    .collect();
                return Management::All { excluded };
            }
        }
        Management::Partial
    }
}

/// Whether a bucket is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BucketPresence {
    /// No bucket of that name.
    Absent,
    /// This account owns it.
    Ours {
        /// Where it is.
        region: Region,
    },
}

/// What is known of one bucket.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bucket {
    /// `s3:HeadBucket` with the expected owner.
    pub presence: Known<BucketPresence>,
    /// `s3:GetPublicAccessBlock`; none where none is set.
    pub block: Known<Option<PublicAccessBlock>>,
    /// The account's own block, which covers its buckets; asked where the bucket's is not whole.
    pub account_block: Known<Option<PublicAccessBlock>>,
    /// Whether `s3:GetBucketAcl` gives everybody something; asked where the bucket's block is not whole.
    pub acl: Known<bool>,
    /// `s3:GetBucketPolicyStatus` `IsPublic`.
    pub public: Known<bool>,
    /// `s3:GetBucketPolicy`; none where there is none.
    pub policy: Known<Option<Value>>,
    /// `s3:GetBucketVersioning`.
    pub versioned: Known<bool>,
}

/// A look at the event history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The newest event, where there is one.
    pub latest: Option<(Timestamp, String)>,
}

/// Measure 3's facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// All trails seen from the home Region.
    pub trails: Known<Vec<Trail>>,
    /// The ARNs of the account's trails, whatever their home Region: those of a single Region are seen from nowhere else.
    pub all_trails: Known<Vec<String>>,
    /// The organization of an organization's trail that this account may change.
    pub organization: Known<Option<String>>,
    /// Status by trail ARN.
    pub status: BTreeMap<String, Known<TrailStatus>>,
    /// Selectors by trail ARN.
    pub selectors: BTreeMap<String, Known<Selectors>>,
    /// Buckets by name: the trails' ones and the one a form proposes.
    pub buckets: BTreeMap<String, Bucket>,
    pub history: Known<History>,
    pub config: ConfigFacts,
}

/// One fact of measure 3 that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    Trails(Known<Vec<Trail>>),
    /// The ARNs of all trails.
    AllTrails(Known<Vec<String>>),
    Organization(Known<Option<String>>),
    /// One trail's status.
    Status(String, Known<TrailStatus>),
    /// One trail's selectors.
    Selectors(String, Known<Selectors>),
    /// Whether a bucket is there.
    Presence(String, Known<BucketPresence>),
    /// A bucket's public access block.
    Block(String, Known<Option<PublicAccessBlock>>),
    /// The account's public access block, as far as it covers a bucket.
    AccountBlock(String, Known<Option<PublicAccessBlock>>),
    /// Whether a bucket's ACL lets everybody in.
    Acl(String, Known<bool>),
    /// A bucket's policy status.
    Public(String, Known<bool>),
    /// A bucket's policy.
    Policy(String, Known<Option<Value>>),
    /// A bucket's versioning.
    Versioned(String, Known<bool>),
    History(Known<History>),
    /// A fact of AWS Config.
    Config(ConfigUpdate),
}

impl Facts {
    /// Takes one fact in.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Trails(known) => self.trails = known,
            Update::AllTrails(known) => self.all_trails = known,
            Update::Organization(known) => self.organization = known,
            Update::Status(arn, known) => {
                self.status.insert(arn, known);
            }
            Update::Selectors(arn, known) => {
                self.selectors.insert(arn, known);
            }
            Update::Presence(name, known) => self.buckets.entry(name).or_default().presence = known,
            Update::Block(name, known) => self.buckets.entry(name).or_default().block = known,
            Update::AccountBlock(name, known) => {
                self.buckets.entry(name).or_default().account_block = known;
            }
            Update::Acl(name, known) => self.buckets.entry(name).or_default().acl = known,
            Update::Public(name, known) => self.buckets.entry(name).or_default().public = known,
            Update::Policy(name, known) => self.buckets.entry(name).or_default().policy = known,
            Update::Versioned(name, known) => self.buckets.entry(name).or_default().versioned = known,
            Update::History(known) => self.history = known,
            Update::Config(update) => self.config.take(update),
        }
    }
}
