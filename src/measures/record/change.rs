//! Everything measure 3 can change in an account: one variant a call, with AWS's parameter names.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::facts::{BucketPresence, Facts, Management, PublicAccessBlock, Trail};
use crate::domain::{Change, Effect, Failure, Kind, Region, Undo};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// The tags of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagSet {
    /// All of them: S3 replaces the whole set.
    pub tag_set: Vec<Tag>,
}

/// Where a bucket is made; left out in us-east-1, where S3 refuses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BucketConfiguration {
    /// The Region.
    pub location_constraint: String,
}

/// Which events a trail records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventSelector {
    /// `All`: reads and writes.
    pub read_write_type: String,
    /// Management events.
    pub include_management_events: bool,
}

/// One mutating call of measure 3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum RecordChange {
    /// `s3:CreateBucket`.
    #[serde(rename_all = "PascalCase")]
    CreateBucket {
        /// The name.
        bucket: String,
        /// `account-regional`, where the name has that form: no other account can ever own it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bucket_namespace: Option<String>,
        /// The Region, but in us-east-1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        create_bucket_configuration: Option<BucketConfiguration>,
    },
    /// `s3:PutBucketTagging`.
    #[serde(rename_all = "PascalCase")]
    PutBucketTagging {
        /// The bucket.
        bucket: String,
        /// All its tags.
        tagging: TagSet,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:PutPublicAccessBlock`.
    #[serde(rename_all = "PascalCase")]
    PutPublicAccessBlock {
        /// The bucket.
        bucket: String,
        /// The four settings.
        public_access_block_configuration: PublicAccessBlock,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:DeletePublicAccessBlock`, only to take back the setting of one.
    #[serde(rename_all = "PascalCase")]
    DeletePublicAccessBlock {
        /// The bucket.
        bucket: String,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:PutBucketPolicy`.
    #[serde(rename_all = "PascalCase")]
    PutBucketPolicy {
        /// The bucket.
        bucket: String,
        /// The whole policy as JSON text, as AWS takes it.
        policy: String,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:DeleteBucketPolicy`, only to take back the setting of one.
    #[serde(rename_all = "PascalCase")]
    DeleteBucketPolicy {
        /// The bucket.
        bucket: String,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `cloudtrail:CreateTrail`.
    #[serde(rename_all = "PascalCase")]
    CreateTrail {
        /// The name.
        name: String,
        /// Where log files go.
        #[serde(rename = "S3BucketName")]
        bucket: String,
        /// Every enabled Region.
        is_multi_region_trail: bool,
        /// IAM and other global services.
        include_global_service_events: bool,
        /// Digest files.
        enable_log_file_validation: bool,
        /// Tags.
        tags_list: Vec<Tag>,
    },
    /// `cloudtrail:UpdateTrail`: only the fields given change.
    #[serde(rename_all = "PascalCase")]
    UpdateTrail {
        /// The trail's ARN.
        name: String,
        /// Another bucket.
        #[serde(rename = "S3BucketName", default, skip_serializing_if = "Option::is_none")]
        bucket: Option<String>,
        /// Every enabled Region.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_multi_region_trail: Option<bool>,
        /// IAM and other global services; required with the former.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        include_global_service_events: Option<bool>,
        /// Digest files.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        enable_log_file_validation: Option<bool>,
    },
    /// `cloudtrail:StartLogging`: a trail made by API records nothing until this.
    #[serde(rename_all = "PascalCase")]
    StartLogging {
        /// The trail's ARN.
        name: String,
    },
    /// `cloudtrail:StopLogging`, only as undo.
    #[serde(rename_all = "PascalCase")]
    StopLogging {
        /// The trail's ARN.
        name: String,
    },
    /// `cloudtrail:PutEventSelectors`, only for a trail that has none: CloudTrail's default, said out loud.
    #[serde(rename_all = "PascalCase")]
    PutEventSelectors {
        /// The trail's ARN.
        trail_name: String,
        /// Its selectors.
        event_selectors: Vec<EventSelector>,
    },
    /// `cloudtrail:DeleteTrail`, only as undo. The bucket and its log files stay.
    #[serde(rename_all = "PascalCase")]
    DeleteTrail {
        /// The trail's name, in its home Region.
        name: String,
    },
}

/// What the documentation says of one kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// Service and operation.
    pub call: &'static str,
    /// IAM actions, with the reads before the write.
    pub actions: &'static [&'static str],
    /// What it does to its target.
    pub effect: Effect,
}

impl RecordChange {
    /// Every kind of change, for the generated documentation.
    pub const DESCRIBED: [Described; 12] = [
        Described {
            call: "s3:CreateBucket",
            actions: &["s3:CreateBucket", "s3:ListBucket"],
            effect: Effect::New,
        },
        Described {
            call: "s3:PutBucketTagging",
            actions: &["s3:PutBucketTagging", "s3:GetBucketTagging"],
            effect: Effect::Change,
        },
        Described {
            call: "s3:PutPublicAccessBlock",
            actions: &["s3:PutBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock"],
            effect: Effect::Change,
        },
        Described {
            call: "s3:DeletePublicAccessBlock",
            actions: &["s3:PutBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock"],
            effect: Effect::Delete,
        },
        Described {
            call: "s3:PutBucketPolicy",
            actions: &["s3:PutBucketPolicy", "s3:GetBucketPolicy"],
            effect: Effect::Change,
        },
        Described {
            call: "s3:DeleteBucketPolicy",
            actions: &["s3:DeleteBucketPolicy", "s3:GetBucketPolicy"],
            effect: Effect::Delete,
        },
        Described {
            call: "cloudtrail:CreateTrail",
            actions: &[
                "cloudtrail:CreateTrail",
                "cloudtrail:AddTags",
                "cloudtrail:DescribeTrails",
                "cloudtrail:ListTags",
            ],
            effect: Effect::New,
        },
        Described {
            call: "cloudtrail:UpdateTrail",
            actions: &["cloudtrail:UpdateTrail", "cloudtrail:DescribeTrails"],
            effect: Effect::Change,
        },
        Described {
            call: "cloudtrail:StartLogging",
            actions: &["cloudtrail:StartLogging", "cloudtrail:GetTrailStatus"],
            effect: Effect::Change,
        },
        Described {
            call: "cloudtrail:StopLogging",
            actions: &["cloudtrail:StopLogging", "cloudtrail:GetTrailStatus"],
            effect: Effect::Change,
        },
        Described {
            call: "cloudtrail:PutEventSelectors",
            actions: &["cloudtrail:PutEventSelectors", "cloudtrail:GetEventSelectors"],
            effect: Effect::Change,
        },
        Described {
            call: "cloudtrail:DeleteTrail",
            actions: &[
                "cloudtrail:DeleteTrail",
                "cloudtrail:DescribeTrails",
                "cloudtrail:ListTags",
            ],
            effect: Effect::Delete,
        },
    ];

    const fn described(&self) -> Described {
        let [
            create_bucket,
            tagging,
            block,
            unblock,
            policy,
            unpolicy,
            create_trail,
            update_trail,
            start,
            stop,
            selectors,
            delete_trail,
        ] = Self::DESCRIBED;
        match self {
            Self::CreateBucket { .. } => create_bucket,
            Self::PutBucketTagging { .. } => tagging,
            Self::PutPublicAccessBlock { .. } => block,
            Self::DeletePublicAccessBlock { .. } => unblock,
            Self::PutBucketPolicy { .. } => policy,
            Self::DeleteBucketPolicy { .. } => unpolicy,
            Self::CreateTrail { .. } => create_trail,
            Self::UpdateTrail { .. } => update_trail,
            Self::StartLogging { .. } => start,
            Self::StopLogging { .. } => stop,
            Self::PutEventSelectors { .. } => selectors,
            Self::DeleteTrail { .. } => delete_trail,
        }
    }

    /// What it acts on, for people: a bucket's name or a trail's.
    fn target(&self) -> String {
        match self {
            Self::CreateBucket { bucket, .. }
            | Self::PutBucketTagging { bucket, .. }
            | Self::PutPublicAccessBlock { bucket, .. }
            | Self::DeletePublicAccessBlock { bucket, .. }
            | Self::PutBucketPolicy { bucket, .. }
            | Self::DeleteBucketPolicy { bucket, .. } => bucket.clone(),
            Self::CreateTrail { name, .. }
            | Self::UpdateTrail { name, .. }
            | Self::StartLogging { name }
            | Self::StopLogging { name }
            | Self::PutEventSelectors { trail_name: name, .. }
            | Self::DeleteTrail { name } => name
                .rsplit_once('/')
                .map_or_else(|| name.clone(), |(_, name)| name.to_owned()),
        }
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>, undo: Undo) -> Change {
        let described = self.described();
        let (service, operation) = described.call.split_once(':').unwrap_or((described.call, ""));
        let parameters = serde_json::to_value(&self)
            .ok()
            .and_then(|value| value.get("parameters").cloned());
        Change {
            service: service.to_owned(),
            operation: operation.to_owned(),
            region: region.clone(),
            parameters: parameters.unwrap_or(Value::Null),
            target: self.target(),
            effect: described.effect,
            actions: described.actions.iter().map(ToString::to_string).collect(),
            // JSON has one word for both: a plan must read back as the value it was written from.
            before: before.filter(|value| !value.is_null()),
            undo,
        }
    }

    /// Whether AWS, as just surveyed, shows what this change was to bring about; none where the survey does
    /// not tell. This is what "done" rests on, not the answer to the write.
    #[must_use]
    pub fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        let bucket = |name: &String| facts.buckets.get(name);
        let trail = |name: &str| -> Option<Option<&Trail>> {
            let is = |trail: &&Trail| trail.arn == name || (trail.name == name && trail.home == *region);
            Some(facts.trails.seen()?.iter().find(is))
        };
        match self {
            Self::CreateBucket { bucket: name, .. } => {
                let presence = bucket(name)?.presence.seen()?;
                Some(matches!(presence, BucketPresence::Ours { .. }))
            }
            Self::PutBucketTagging { .. } => None,
            Self::PutPublicAccessBlock {
                bucket: name,
                public_access_block_configuration,
                ..
            } => Some(*bucket(name)?.block.seen()? == Some(*public_access_block_configuration)),
            Self::DeletePublicAccessBlock { bucket: name, .. } => Some(bucket(name)?.block.seen()?.is_none()),
            Self::PutBucketPolicy {
                bucket: name, policy, ..
            } => {
                let wanted: Option<Value> = serde_json::from_str(policy).ok();
                Some(*bucket(name)?.policy.seen()? == wanted)
            }
            Self::DeleteBucketPolicy { bucket: name, .. } => Some(bucket(name)?.policy.seen()?.is_none()),
            Self::CreateTrail {
                name,
                bucket,
                is_multi_region_trail,
                enable_log_file_validation,
                ..
            } => Some(trail(name)?.is_some_and(|trail| {
                trail.bucket == *bucket
                    && trail.multi_region == *is_multi_region_trail
                    && trail.validation == *enable_log_file_validation
            })),
            Self::UpdateTrail {
                name,
                bucket,
                is_multi_region_trail,
                enable_log_file_validation,
                ..
            } => Some(trail(name)?.is_some_and(|trail| {
                bucket.as_ref().is_none_or(|bucket| *bucket == trail.bucket)
                    && is_multi_region_trail.is_none_or(|wanted| wanted == trail.multi_region)
                    && enable_log_file_validation.is_none_or(|wanted| wanted == trail.validation)
            })),
            Self::StartLogging { name } => {
                let Some(trail) = trail(name)? else {
                    return Some(false);
                };
                Some(facts.status.get(&trail.arn)?.seen()?.logging)
            }
            Self::StopLogging { name } => {
                let Some(trail) = trail(name)? else {
                    return Some(true);
                };
                Some(!facts.status.get(&trail.arn)?.seen()?.logging)
            }
            Self::PutEventSelectors { trail_name, .. } => {
                let selectors = facts.selectors.get(trail_name)?.seen()?;
                Some(selectors.management() != Management::Partial)
            }
            Self::DeleteTrail { name } => Some(trail(name)?.is_none()),
        }
    }

    /// Reads a change back into its type.
    ///
    /// # Errors
    /// Internal where it is none of this measure's: a plan of a newer genkan.
    pub fn read(change: &Change) -> Result<Self, Failure> {
        serde_json::from_value(json!({"operation": change.operation, "parameters": change.parameters}))
            .map_err(|error| Failure::new(Kind::Usage, format!("{}: {error}", change.call())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    fn every() -> Vec<RecordChange> {
        let owner = "111122223333".to_owned();
        let bucket = "b".to_owned();
        let arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t".to_owned();
        vec![
            RecordChange::CreateBucket {
                bucket: bucket.clone(),
                bucket_namespace: Some("account-regional".into()),
                create_bucket_configuration: Some(BucketConfiguration {
                    location_constraint: "eu-west-1".into(),
                }),
            },
            RecordChange::PutBucketTagging {
                bucket: bucket.clone(),
                tagging: TagSet {
                    tag_set: vec![Tag {
                        key: "k".into(),
                        value: "v".into(),
                    }],
                },
                expected_bucket_owner: owner.clone(),
            },
            RecordChange::PutPublicAccessBlock {
                bucket: bucket.clone(),
                public_access_block_configuration: PublicAccessBlock::ALL,
                expected_bucket_owner: owner.clone(),
            },
            RecordChange::DeletePublicAccessBlock {
                bucket: bucket.clone(),
                expected_bucket_owner: owner.clone(),
            },
            RecordChange::PutBucketPolicy {
                bucket: bucket.clone(),
                policy: "{}".into(),
                expected_bucket_owner: owner.clone(),
            },
            RecordChange::DeleteBucketPolicy {
                bucket: bucket.clone(),
                expected_bucket_owner: owner,
            },
            RecordChange::CreateTrail {
                name: "t".into(),
                bucket,
                is_multi_region_trail: true,
                include_global_service_events: true,
                enable_log_file_validation: true,
                tags_list: vec![],
            },
            RecordChange::UpdateTrail {
                name: arn.clone(),
                bucket: None,
                is_multi_region_trail: Some(true),
                include_global_service_events: Some(true),
                enable_log_file_validation: None,
            },
            RecordChange::StartLogging { name: arn.clone() },
            RecordChange::StopLogging { name: arn.clone() },
            RecordChange::PutEventSelectors {
                trail_name: arn.clone(),
                event_selectors: vec![EventSelector {
                    read_write_type: "All".into(),
                    include_management_events: true,
                }],
            },
            RecordChange::DeleteTrail { name: arn },
        ]
    }

    #[test]
    fn every_change_survives_the_way_through_a_plan() {
        let changes = every();
        assert_eq!(changes.len(), RecordChange::DESCRIBED.len());
        for (change, described) in changes.into_iter().zip(RecordChange::DESCRIBED) {
            let data =
                change
                    .clone()
                    .into_change(&Region::new("eu-west-1"), None, Undo::Kept(say!("undo-none")));
            assert_eq!(data.call(), described.call);
            let operation = serde_json::to_value(&change).unwrap();
            assert_eq!(operation.get("operation"), Some(&json!(data.operation)));
            assert_eq!(RecordChange::read(&data), Ok(change));
        }
    }

    #[test]
    fn parameters_have_the_names_of_the_api() {
        let change =
            every()
                .remove(6)
                .into_change(&Region::new("eu-west-1"), None, Undo::Kept(say!("undo-none")));
        let names: Vec<_> = change.parameters.as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            names,
            [
                "Name",
                "S3BucketName",
                "IsMultiRegionTrail",
                "IncludeGlobalServiceEvents",
                "EnableLogFileValidation",
                "TagsList"
            ]
        );
    }
}
