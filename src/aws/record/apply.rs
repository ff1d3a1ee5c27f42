//! F-TRAIL's writes. Each reads first, so that it is safe to repeat, and never replaces what the plan did not
//! know of.

use std::time::Duration;

use aws_sdk_cloudtrail::operation::RequestId as _;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketNamespace, CreateBucketConfiguration, PublicAccessBlockConfiguration,
    Tagging,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::{Value, json};

use super::survey;
use crate::aws::failure::Call;
use crate::aws::{Session, Waiting};
use crate::domain::{Change, Changed, Failure, Kind, Receipt, Region};
use crate::measures::record::{
    BucketPresence, EventSelector, Management, PublicAccessBlock, RecordChange, Tag, Trail,
};

/// How long AWS's propagation races are waited out (hashicorp/terraform-provider-aws#820, #49960).
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes one change of measure 3, or finds it made.
///
/// # Errors
/// What AWS answered, or stale where something else is there than the plan knew.
pub async fn perform(
    session: &Session,
    change: &Change,
    run: &str,
    resumed: bool,
    waiting: Waiting<'_>,
) -> Result<Receipt, Failure> {
    let writer = Writer {
        session,
        region: &change.region,
        run,
        resumed,
        waiting,
    };
    match RecordChange::read(change)? {
        RecordChange::CreateBucket {
            bucket,
            bucket_namespace,
            create_bucket_configuration,
        } => {
            let location = create_bucket_configuration.map(|place| place.location_constraint);
            writer.create_bucket(&bucket, bucket_namespace, location).await
        }
        RecordChange::PutBucketTagging {
            bucket,
            tagging,
            expected_bucket_owner,
        } => {
            writer
                .tag_bucket(&bucket, &tagging.tag_set, &expected_bucket_owner)
                .await
        }
        RecordChange::PutPublicAccessBlock {
            bucket,
            public_access_block_configuration,
            expected_bucket_owner,
        } => {
            writer
                .block(
                    &bucket,
                    Some(public_access_block_configuration),
                    &expected_bucket_owner,
                )
                .await
        }
        RecordChange::DeletePublicAccessBlock {
            bucket,
            expected_bucket_owner,
        } => writer.block(&bucket, None, &expected_bucket_owner).await,
        RecordChange::PutBucketPolicy {
            bucket,
            policy,
            expected_bucket_owner,
        } => {
            let before = change.before.as_ref();
            writer
                .policy(&bucket, Some(&policy), before, &expected_bucket_owner)
                .await
        }
        RecordChange::DeleteBucketPolicy {
            bucket,
            expected_bucket_owner,
        } => {
            writer
                .policy(&bucket, None, change.before.as_ref(), &expected_bucket_owner)
                .await
        }
        create @ RecordChange::CreateTrail { .. } => writer.create_trail(&create).await,
        update @ RecordChange::UpdateTrail { .. } => writer.update_trail(&update).await,
        RecordChange::StartLogging { name } => writer.logging(&name, true).await,
        RecordChange::StopLogging { name } => writer.logging(&name, false).await,
        RecordChange::PutEventSelectors {
            trail_name,
            event_selectors,
        } => writer.selectors(&trail_name, &event_selectors).await,
        RecordChange::DeleteTrail { name } => writer.delete_trail(&name).await,
    }
}

struct Writer<'a> {
    session: &'a Session,
    region: &'a Region,
    run: &'a str,
    resumed: bool,
    waiting: Waiting<'a>,
}

impl Writer<'_> {
    fn call(&self, operation: &'static str) -> Call<'_> {
        Call::write(self.session, operation, self.region)
    }

    /// As wanted before we came, unless an earlier attempt of this run intended just this.
    const fn found(&self) -> Receipt {
        if self.resumed {
            Receipt::recovered()
        } else {
            Receipt::already_there()
        }
    }

    fn stale(call: &Call<'_>, what: impl Into<String>) -> Failure {
        call.failure(Kind::Stale, what)
    }

    /// Repeats a call while AWS answers with one of `races`: refusals that changed nothing and that its own
    /// propagation makes go away. One, two, four, eight seconds apart, a minute in all.
    async fn patiently<T>(
        &self,
        races: &[&str],
        mut attempt: impl AsyncFnMut() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_secs(1);
        let mut retries = 0;
        loop {
            match attempt().await {
                Err(failure)
                    if waited < PATIENCE
                        && failure.changed == Changed::Nothing
                        && failure.code.as_deref().is_some_and(|code| races.contains(&code)) =>
                {
                    retries += 1;
                    (self.waiting)(retries);
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_secs(8));
                }
                other => return other,
            }
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
            .any(|tag| tag.key == "genkan:run" && tag.value == self.run)
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

    async fn trail(&self, name: &str) -> Result<Option<Trail>, Failure> {
        let (trails, _) = survey::trails(self.session, self.region).await?;
        Ok(trails
            .into_iter()
            .find(|trail| trail.arn == name || (trail.name == name && trail.home == *self.region)))
    }

    async fn create_trail(&self, create: &RecordChange) -> Result<Receipt, Failure> {
        let RecordChange::CreateTrail {
            name,
            bucket,
            is_multi_region_trail,
            include_global_service_events,
            enable_log_file_validation,
            tags_list,
        } = create
        else {
            return Err(Failure::new(Kind::Internal, "CreateTrail"));
        };
        let call = self.call("cloudtrail:CreateTrail");
        if let Some(trail) = self.trail(name).await? {
            return self.adopt_trail(&trail, create, &call).await;
        }
        let mut request = self
            .session
            .cloudtrail(self.region)
            .create_trail()
            .name(name)
            .s3_bucket_name(bucket)
            .is_multi_region_trail(*is_multi_region_trail)
            .include_global_service_events(*include_global_service_events)
            .enable_log_file_validation(*enable_log_file_validation);
        for tag in tags_list {
            let tag = aws_sdk_cloudtrail::types::Tag::builder()
                .key(&tag.key)
                .value(&tag.value)
                .build();
            request =
                request.tags_list(tag.map_err(|error| call.failure(Kind::Internal, error.to_string()))?);
        }
        // CloudTrail tests the bucket before S3 has spread the new bucket and its policy.
        let races = [
            "InsufficientS3BucketPolicyException",
            "S3BucketDoesNotExistException",
        ];
        let answer = self
            .patiently(&races, async || {
                request
                    .clone()
                    .send()
                    .await
                    .map(|answer| {
                        Receipt::done(answer.request_id()).with_ids(json!({"TrailARN": answer.trail_arn()}))
                    })
                    .map_err(|error| call.refused(&error))
            })
            .await;
        match answer {
            Err(failure) if failure.code.as_deref() == Some("TrailAlreadyExistsException") => {
                match self.trail(name).await? {
                    Some(trail) => self.adopt_trail(&trail, create, &call).await,
                    None => Err(failure),
                }
            }
            other => other,
        }
    }

    /// A trail of that name is there: ours from an earlier attempt, as wanted, or something else.
    async fn adopt_trail(
        &self,
        trail: &Trail,
        wanted: &RecordChange,
        call: &Call<'_>,
    ) -> Result<Receipt, Failure> {
        let RecordChange::CreateTrail {
            bucket,
            is_multi_region_trail,
            enable_log_file_validation,
            ..
        } = wanted
        else {
            return Err(Failure::new(Kind::Internal, "CreateTrail"));
        };
        let same = trail.bucket == *bucket
            && trail.multi_region == *is_multi_region_trail
            && trail.validation == *enable_log_file_validation;
        if !same {
            return Err(Self::stale(call, format!("{}: {}", trail.name, trail.arn)));
        }
        let receipt = if self.trail_is_of_this_run(trail).await? {
            Receipt::recovered()
        } else {
            self.found()
        };
        Ok(receipt.with_ids(json!({"TrailARN": trail.arn})))
    }

    /// Whether a trail carries this run's tag. A refusal is a refusal, not a "no".
    async fn trail_is_of_this_run(&self, trail: &Trail) -> Result<bool, Failure> {
        let call = Call::read(self.session, "cloudtrail:ListTags", &trail.home);
        let answer = self
            .session
            .cloudtrail(&trail.home)
            .list_tags()
            .resource_id_list(&trail.arn)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(answer
            .resource_tag_list()
            .iter()
            .flat_map(aws_sdk_cloudtrail::types::ResourceTag::tags_list)
            .any(|tag| tag.key() == "genkan:run" && tag.value() == Some(self.run)))
    }

    async fn update_trail(&self, update: &RecordChange) -> Result<Receipt, Failure> {
        let RecordChange::UpdateTrail {
            name,
            bucket,
            is_multi_region_trail,
            include_global_service_events,
            enable_log_file_validation,
        } = update
        else {
            return Err(Failure::new(Kind::Internal, "UpdateTrail"));
        };
        let call = self.call("cloudtrail:UpdateTrail");
        let Some(trail) = self.trail(name).await? else {
            return Err(Self::stale(&call, name.clone()));
        };
        let as_wanted = bucket.as_ref().is_none_or(|bucket| *bucket == trail.bucket)
            && is_multi_region_trail.is_none_or(|wanted| wanted == trail.multi_region)
            && enable_log_file_validation.is_none_or(|wanted| wanted == trail.validation);
        if as_wanted {
            return Ok(self.found());
        }
        let races = [
            "InsufficientS3BucketPolicyException",
            "S3BucketDoesNotExistException",
        ];
        self.patiently(&races, async || {
            self.session
                .cloudtrail(self.region)
                .update_trail()
                .name(name)
                .set_s3_bucket_name(bucket.clone())
                .set_is_multi_region_trail(*is_multi_region_trail)
                .set_include_global_service_events(*include_global_service_events)
                .set_enable_log_file_validation(*enable_log_file_validation)
                .send()
                .await
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        })
        .await
    }

    async fn logging(&self, name: &str, wanted: bool) -> Result<Receipt, Failure> {
        let call = self.call(if wanted {
            "cloudtrail:StartLogging"
        } else {
            "cloudtrail:StopLogging"
        });
        let trail = match self.trail(name).await? {
            Some(trail) => trail,
            // What is gone records nothing.
            None if !wanted => return Ok(self.found()),
            None => return Err(Self::stale(&call, name)),
        };
        let (status, _) = survey::status(self.session, &trail).await?;
        if status.logging == wanted {
            return Ok(self.found());
        }
        let client = self.session.cloudtrail(self.region);
        if wanted {
            let answer = client.start_logging().name(name).send().await;
            answer
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        } else {
            let answer = client.stop_logging().name(name).send().await;
            answer
                .map(|answer| Receipt::done(answer.request_id()))
                .map_err(|error| call.refused(&error))
        }
    }

    async fn selectors(&self, name: &str, wanted: &[EventSelector]) -> Result<Receipt, Failure> {
        let call = self.call("cloudtrail:PutEventSelectors");
        let Some(trail) = self.trail(name).await? else {
            return Err(Self::stale(&call, name));
        };
        let (existing, _) = survey::selectors(self.session, &trail).await?;
        // AWS answers its default selector for a trail that was given none; the call replaces all of them, so
        // it is made only where there is nothing to replace.
        if !(existing.classic.is_empty() && existing.advanced.is_empty()) {
            return match existing.management() {
                Management::All { .. } => Ok(self.found()),
                Management::Partial => Err(Self::stale(&call, name)),
            };
        }
        let mut request = self
            .session
            .cloudtrail(self.region)
            .put_event_selectors()
            .trail_name(name);
        for selector in wanted {
            request = request.event_selectors(
                aws_sdk_cloudtrail::types::EventSelector::builder()
                    .read_write_type(selector.read_write_type.as_str().into())
                    .include_management_events(selector.include_management_events)
                    .build(),
            );
        }
        request
            .send()
            .await
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    async fn delete_trail(&self, name: &str) -> Result<Receipt, Failure> {
        let call = self.call("cloudtrail:DeleteTrail");
        let Some(trail) = self.trail(name).await? else {
            return Ok(self.found());
        };
        // A trail of that name that somebody made since is not this run's to delete.
        if !self.trail_is_of_this_run(&trail).await? {
            return Err(Self::stale(&call, trail.arn));
        }
        let answer = self
            .session
            .cloudtrail(self.region)
            .delete_trail()
            .name(name)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(Receipt::done(answer.request_id())),
            Err(error) if error.code() == Some("TrailNotFoundException") => Ok(self.found()),
            Err(error) => Err(call.refused(&error)),
        }
    }
}
