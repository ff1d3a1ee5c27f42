//! Writes of a trail.

use std::time::Duration;

use aws_sdk_cloudtrail::operation::RequestId as _;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::json;

use super::{PATIENCE, Writer};
use crate::aws::failure::Call;
use crate::aws::record::survey;
use crate::domain::{Failure, Kind, Receipt};
use crate::measures::record::{EventSelector, Management, Trail, TrailChange};

impl Writer<'_> {
    pub(super) async fn trail(&self, change: TrailChange) -> Result<Receipt, Failure> {
        match change {
            create @ TrailChange::CreateTrail { .. } => self.create_trail(&create).await,
            update @ TrailChange::UpdateTrail { .. } => self.update_trail(&update).await,
            TrailChange::StartLogging { name } => self.logging(&name, true).await,
            TrailChange::StopLogging { name } => self.logging(&name, false).await,
            TrailChange::PutEventSelectors {
                trail_name,
                event_selectors,
            } => self.selectors(&trail_name, &event_selectors).await,
            TrailChange::DeleteTrail { name } => self.delete_trail(&name).await,
        }
    }

    async fn trail_named(&self, name: &str) -> Result<Option<Trail>, Failure> {
        let (trails, _) = survey::trails(self.session, self.region).await?;
        Ok(trails
            .into_iter()
            .find(|trail| trail.arn == name || (trail.name == name && trail.home == *self.region)))
    }

    /// The same, of a trail that this run may have made a moment ago: AWS lists it a little later.
    async fn trail_awaited(&self, name: &str) -> Result<Option<Trail>, Failure> {
        let (mut waited, mut pause, mut looks) = (Duration::ZERO, Duration::from_secs(1), 0);
        loop {
            let trail = self.trail_named(name).await?;
            if trail.is_some() || waited >= self.session.patience().most(PATIENCE) {
                return Ok(trail);
            }
            looks += 1;
            (self.waiting)(looks);
            tokio::time::sleep(pause).await;
            waited += pause;
            pause = (pause * 2).min(Duration::from_secs(8));
        }
    }

    async fn create_trail(&self, create: &TrailChange) -> Result<Receipt, Failure> {
        let TrailChange::CreateTrail {
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
        if let Some(trail) = self.trail_named(name).await? {
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
                match self.trail_awaited(name).await? {
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
        wanted: &TrailChange,
        call: &Call<'_>,
    ) -> Result<Receipt, Failure> {
        let TrailChange::CreateTrail {
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
        let receipt = if self.ours.is_this(self.trail_run(trail).await?.as_deref()) {
            Receipt::recovered()
        } else {
            self.found()
        };
        Ok(receipt.with_ids(json!({"TrailARN": trail.arn})))
    }

    /// The run that made a trail. A refusal is a refusal, not a "no".
    async fn trail_run(&self, trail: &Trail) -> Result<Option<String>, Failure> {
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
            .find(|tag| tag.key() == "genkan:run")
            .and_then(|tag| tag.value().map(ToOwned::to_owned)))
    }

    async fn update_trail(&self, update: &TrailChange) -> Result<Receipt, Failure> {
        let TrailChange::UpdateTrail {
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
        let Some(trail) = self.trail_named(name).await? else {
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
        let trail = if wanted {
            self.trail_awaited(name).await?
        } else {
            self.trail_named(name).await?
        };
        let trail = match trail {
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
        let Some(trail) = self.trail_awaited(name).await? else {
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
        let Some(trail) = self.trail_named(name).await? else {
            return Ok(self.found());
        };
        // A trail of that name that somebody made since is not genkan's to delete.
        if !self.ours.is_any(self.trail_run(&trail).await?.as_deref()) {
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
