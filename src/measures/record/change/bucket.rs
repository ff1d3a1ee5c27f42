//! Changes of an S3 bucket that records are delivered to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{Change, Measure, PublicAccessBlock, Region};
use crate::measures::described::described;
use crate::measures::record::facts::{BucketPresence, Facts};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
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
    pub location_constraint: String,
}

/// Whether earlier versions of objects are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Versioning {
    /// `Enabled`; a bucket that had it can only be `Suspended`.
    pub status: String,
}

/// One mutating call of S3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum BucketChange {
    /// `s3:CreateBucket`.
    #[serde(rename_all = "PascalCase")]
    CreateBucket {
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
        bucket: String,
        tagging: TagSet,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:PutBucketVersioning`: what somebody deletes or writes over can be had back.
    #[serde(rename_all = "PascalCase")]
    PutBucketVersioning {
        bucket: String,
        versioning_configuration: Versioning,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:PutPublicAccessBlock`.
    #[serde(rename_all = "PascalCase")]
    PutPublicAccessBlock {
        bucket: String,
        /// The four settings.
        public_access_block_configuration: PublicAccessBlock,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:DeletePublicAccessBlock`, only to take back the setting of one.
    #[serde(rename_all = "PascalCase")]
    DeletePublicAccessBlock {
        bucket: String,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:PutBucketPolicy`.
    #[serde(rename_all = "PascalCase")]
    PutBucketPolicy {
        bucket: String,
        /// The whole policy as JSON text, as AWS takes it.
        policy: String,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
    /// `s3:DeleteBucketPolicy`, only to take back the setting of one.
    #[serde(rename_all = "PascalCase")]
    DeleteBucketPolicy {
        bucket: String,
        /// The account that must own it.
        expected_bucket_owner: String,
    },
}

impl BucketChange {
    described! {
        CreateBucket = "s3:CreateBucket" ["s3:CreateBucket", "s3:ListBucket"] New;
        PutBucketTagging = "s3:PutBucketTagging" ["s3:PutBucketTagging", "s3:GetBucketTagging"] Change;
        PutBucketVersioning = "s3:PutBucketVersioning" [
            "s3:PutBucketVersioning",
            "s3:GetBucketVersioning",
        ] Change;
        PutPublicAccessBlock = "s3:PutPublicAccessBlock" [
            "s3:PutBucketPublicAccessBlock",
            "s3:GetBucketPublicAccessBlock",
        ] Change;
        DeletePublicAccessBlock = "s3:DeletePublicAccessBlock" [
            "s3:PutBucketPublicAccessBlock",
            "s3:GetBucketPublicAccessBlock",
        ] Delete;
        PutBucketPolicy = "s3:PutBucketPolicy" ["s3:PutBucketPolicy", "s3:GetBucketPolicy"] Change;
        DeleteBucketPolicy = "s3:DeleteBucketPolicy" ["s3:DeleteBucketPolicy", "s3:GetBucketPolicy"] Delete;
    }

    fn target(&self) -> String {
        match self {
            Self::CreateBucket { bucket, .. }
            | Self::PutBucketTagging { bucket, .. }
            | Self::PutBucketVersioning { bucket, .. }
            | Self::PutPublicAccessBlock { bucket, .. }
            | Self::DeletePublicAccessBlock { bucket, .. }
            | Self::PutBucketPolicy { bucket, .. }
            | Self::DeleteBucketPolicy { bucket, .. } => bucket.clone(),
        }
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        Change::of(
            Measure::Record,
            &self,
            self.described(),
            self.target(),
            region,
            before,
        )
    }

    pub(super) fn shows(&self, facts: &Facts) -> Option<bool> {
        let bucket = |name: &String| facts.buckets.get(name);
        match self {
            Self::CreateBucket { bucket: name, .. } => {
                let presence = bucket(name)?.presence.seen()?;
                Some(matches!(presence, BucketPresence::Ours { .. }))
            }
            Self::PutBucketTagging { .. } => None,
            Self::PutBucketVersioning { bucket: name, .. } => bucket(name)?.versioned.seen().copied(),
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
        }
    }
}
