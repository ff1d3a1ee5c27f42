//! Writes of the bucket that records are delivered to.

use aws_sdk_s3::operation::RequestId as _;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketNamespace, BucketVersioningStatus, CreateBucketConfiguration,
    PublicAccessBlockConfiguration, Tagging, VersioningConfiguration,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::{Value, json};

use super::Writer;
use crate::aws::failure::Call;
use crate::aws::record::survey;
use crate::domain::{Failure, Kind, PublicAccessBlock, Receipt};
use crate::measures::record::{BucketChange, BucketPresence, Tag};

impl Writer<'_> {
    pub(super) async fn bucket(
        &self,
        change: BucketChange,
        before: Option<&Value>,
    ) -> Result<Receipt, Failure> {
        match change {
            BucketChange::CreateBucket {
                bucket,
                bucket_namespace,
                create_bucket_configuration,
            } => {
                let location = create_bucket_configuration.map(|place| place.location_constraint);
                self.create_bucket(&bucket, bucket_namespace, location).await
            }
            BucketChange::PutBucketTagging {
                bucket,
                tagging,
                expected_bucket_owner,
            } => {
                self.tag_bucket(&bucket, &tagging.tag_set, &expected_bucket_owner)
                    .await
            }
            BucketChange::PutBucketVersioning {
                bucket,
                versioning_configuration,
                expected_bucket_owner,
            } => {
                self.version(&bucket, &versioning_configuration.status, &expected_bucket_owner)
                    .await
            }
            BucketChange::PutPublicAccessBlock {
                bucket,
                public_access_block_configuration,
                expected_bucket_owner,
            } => {
                self.block(
                    &bucket,
                    Some(public_access_block_configuration),
                    &expected_bucket_owner,
                )
                .await
            }
            BucketChange::DeletePublicAccessBlock {
                bucket,
                expected_bucket_owner,
            } => self.block(&bucket, None, &expected_bucket_owner).await,
            BucketChange::PutBucketPolicy {
                bucket,
                policy,
                expected_bucket_owner,
            } => {
                self.policy(&bucket, Some(&policy), before, &expected_bucket_owner)
                    .await
            }
            BucketChange::DeleteBucketPolicy {
                bucket,
                expected_bucket_owner,
            } => self.policy(&bucket, None, before, &expected_bucket_owner).await,
        }
    }

    async fn create_bucket(
        &self,
        bucket: &str,
        namespace: Option<String>,
        location: Option<String>,
    ) -> Result<Receipt, Failure> {
        let call = self.call("s3:CreateBucket");
        // In us-east-1 creating one's own bucket again answers 200 and resets its ACLs, so look first.
        if let (BucketPresence::Ours { .. }, _) = survey::presence(self.session, bucket, self.region).await? {
            let ours = self
                .bucket_tags(bucket)
                .await
                .is_ok_and(|tags| self.is_of_this_run(&tags));
            return Ok(if ours { Receipt::recovered() } else { self.found() });
        }
        let configuration = location.map(|location| {
            CreateBucketConfiguration::builder()
                .location_constraint(BucketLocationConstraint::from(location.as_str()))
                .build()
        });
        let answer = self
            .session
            .s3(self.region)
            .create_bucket()
            .bucket(bucket)
            .set_bucket_namespace(namespace.as_deref().map(BucketNamespace::from))
            .set_create_bucket_configuration(configuration)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                Ok(Receipt::done(answer.request_id()).with_ids(json!({"Location": answer.location()})))
            }
            // Between our look and our call it can only have become ours through this run's own retry.
            Err(error) if error.code() == Some("BucketAlreadyOwnedByYou") => Ok(Receipt::recovered()),
            Err(error) => Err(call.refused(&error)),
        }
    }

    /// Keeps earlier versions, or finds that they are kept.
    async fn version(&self, bucket: &str, status: &str, owner: &str) -> Result<Receipt, Failure> {
        let call = self.call("s3:PutBucketVersioning");
        // Where it cannot be read it is set all the same: on is on, however often.
        let is_on = survey::versioned(self.session, bucket, self.region).await;
        if is_on.is_ok_and(|(on, _)| on) {
            return Ok(self.found());
        }
        let configuration = VersioningConfiguration::builder()
            .status(BucketVersioningStatus::from(status))
            .build();
        self.session
            .s3(self.region)
            .put_bucket_versioning()
            .bucket(bucket)
            .versioning_configuration(configuration)
            .expected_bucket_owner(owner)
            .send()
            .await
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    async fn bucket_tags(&self, bucket: &str) -> Result<Vec<Tag>, Failure> {
        let call = Call::read(self.session, "s3:GetBucketTagging", self.region);
        let owner = survey::owner(self.session).await?;
        let client = self.session.s3(self.region);
        match client
            .get_bucket_tagging()
            .bucket(bucket)
            .expected_bucket_owner(owner)
            .send()
            .await
        {
            Ok(answer) => Ok(answer
                .tag_set()
                .iter()
                .map(|tag| Tag {
                    key: tag.key().to_owned(),
                    value: tag.value().to_owned(),
                })
                .collect()),
            Err(error) if error.code() == Some("NoSuchTagSet") => Ok(Vec::new()),
            Err(error) => Err(call.refused(&error)),
        }
    }

    fn is_of_this_run(&self, tags: &[Tag]) -> bool {
        tags.iter()
            .any(|tag| tag.key == "genkan:run" && self.ours.is_this(Some(&tag.value)))
    }

    async fn tag_bucket(&self, bucket: &str, wanted: &[Tag], owner: &str) -> Result<Receipt, Failure> {
        let call = self.call("s3:PutBucketTagging");
        let races = ["NoSuchBucket", "OperationAborted"];
        let existing = self
            .patiently(&races, async || self.bucket_tags(bucket).await)
            .await?;
        if wanted.iter().all(|tag| existing.contains(tag)) {
            return Ok(self.found());
        }
        // The call replaces the whole set, and this bucket was to be new.
        if !existing.is_empty() {
            return Err(Self::stale(&call, format!("{bucket}: tags")));
        }
        let mut tagging = Tagging::builder();
        for tag in wanted {
            let tag = aws_sdk_s3::types::Tag::builder()
                .key(&tag.key)
                .value(&tag.value)
                .build();
            tagging = tagging.tag_set(tag.map_err(|error| call.failure(Kind::Internal, error.to_string()))?);
        }
        let tagging = tagging
            .build()
            .map_err(|error| call.failure(Kind::Internal, error.to_string()))?;
        self.patiently(&races, async || {
            self.session
                .s3(self.region)
                .put_bucket_tagging()
                .bucket(bucket)
                .tagging(tagging.clone())
                .expected_bucket_owner(owner)
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        })
        .await
    }

    async fn block(
        &self,
        bucket: &str,
        wanted: Option<PublicAccessBlock>,
        owner: &str,
    ) -> Result<Receipt, Failure> {
        let races = ["NoSuchBucket", "OperationAborted"];
        let (existing, _) = self
            .patiently(&races, async || {
                survey::block(self.session, bucket, self.region).await
            })
            .await?;
        if existing == wanted {
            return Ok(self.found());
        }
        let client = self.session.s3(self.region);
        let Some(wanted) = wanted else {
            let call = self
                .call("s3:DeletePublicAccessBlock")
                .action("s3:PutBucketPublicAccessBlock");
            return client
                .delete_public_access_block()
                .bucket(bucket)
                .expected_bucket_owner(owner)
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error));
        };
        let call = self
            .call("s3:PutPublicAccessBlock")
            .action("s3:PutBucketPublicAccessBlock");
        let configuration = PublicAccessBlockConfiguration::builder()
            .block_public_acls(wanted.block_public_acls)
            .ignore_public_acls(wanted.ignore_public_acls)
            .block_public_policy(wanted.block_public_policy)
            .restrict_public_buckets(wanted.restrict_public_buckets)
            .build();
        self.patiently(&races, async || {
            client
                .put_public_access_block()
                .bucket(bucket)
                .public_access_block_configuration(configuration.clone())
                .expected_bucket_owner(owner)
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        })
        .await
    }

    async fn policy(
        &self,
        bucket: &str,
        wanted: Option<&str>,
        before: Option<&Value>,
        owner: &str,
    ) -> Result<Receipt, Failure> {
        let races = ["NoSuchBucket", "OperationAborted"];
        let (existing, _) = self
            .patiently(&races, async || {
                survey::policy(self.session, bucket, self.region).await
            })
            .await?;
        let operation = if wanted.is_some() {
            "s3:PutBucketPolicy"
        } else {
            "s3:DeleteBucketPolicy"
        };
        let call = self.call(operation);
        let document: Option<Value> = wanted.and_then(|text| serde_json::from_str(text).ok());
        if existing == document {
            return Ok(self.found());
        }
        // The policy is written whole: anything that the plan did not see would be lost.
        if existing.as_ref().unwrap_or(&Value::Null) != before.unwrap_or(&Value::Null) {
            return Err(Self::stale(&call, format!("{bucket}: policy")));
        }
        let client = self.session.s3(self.region);
        let Some(text) = wanted else {
            return client
                .delete_bucket_policy()
                .bucket(bucket)
                .expected_bucket_owner(owner)
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error));
        };
        self.patiently(&races, async || {
            client
                .put_bucket_policy()
                .bucket(bucket)
                .policy(text)
                .expected_bucket_owner(owner)
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        })
        .await
    }
}
