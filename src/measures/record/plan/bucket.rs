//! The bucket that records are delivered to: made or adopted, closed to the public, then opened to the service
//! that writes.

use serde_json::Value;

use super::{Draft, tags};
use crate::domain::{Change, Failure, Kind, Known, PublicAccessBlock, Region, Sentence};
use crate::measures::record::change::{BucketChange, BucketConfiguration, TagSet, Versioning};
use crate::measures::record::choices::{bucket_error, is_account_regional};
use crate::measures::record::facts::BucketPresence;
use crate::measures::record::policy::merge;
use crate::say;

/// What a service needs of a bucket.
pub(super) struct Access {
    /// The policy of a new bucket.
    pub(super) new: Value,
    /// The statements that one which is there already gains.
    pub(super) adopted: Value,
    /// What a person is told of that.
    pub(super) note: Sentence,
}

impl<C> Draft<'_, C> {
    /// Creates the bucket or adopts it, closes it to the public, then lets the service in: in this order,
    /// one after the other, because S3 refuses concurrent writes of bucket settings.
    pub(super) fn bucket(&mut self, name: &str, region: &Region, access: &Access) -> Result<(), Failure> {
        let account = &self.identity.account;
        let not_surveyed = || Failure::new(Kind::Internal, format!("bucket {name} not surveyed"));
        if self.extend_policy(name, access) {
            return Ok(());
        }
        let bucket = self.facts.buckets.get(name).ok_or_else(not_surveyed)?;
        match &bucket.presence {
            Known::Refused(failure) => return Err(failure.clone()),
            Known::NotAsked | Known::Asking => return Err(not_surveyed()),
            Known::Seen(BucketPresence::Absent, _) => {
                if bucket_error(name, account, region).is_some() {
                    return Err(Failure::new(Kind::Usage, format!("bucket: {name}")));
                }
                let create = BucketChange::CreateBucket {
                    bucket: name.to_owned(),
                    bucket_namespace: is_account_regional(name, account, region)
                        .then(|| "account-regional".to_owned()),
                    create_bucket_configuration: (region.as_str() != "us-east-1").then(|| {
                        BucketConfiguration {
                            location_constraint: region.as_str().to_owned(),
                        }
                    }),
                };
                self.push(create.into_change(region, None));
                self.finish_bucket(name, region, access);
            }
            Known::Seen(BucketPresence::Ours { region: place }, _) => {
                if let Some(failure) = bucket.block.refusal().or_else(|| bucket.policy.refusal()) {
                    return Err(failure.clone());
                }
                let block = bucket.block.seen().ok_or_else(not_surveyed)?;
                let policy = bucket.policy.seen().ok_or_else(not_surveyed)?;
                // One that genkan began and was kept from finishing is finished, not adopted.
                if policy.is_none() && self.begun.has("s3:CreateBucket", name) {
                    let place = place.clone();
                    self.finish_bucket(name, &place, access);
                    return Ok(());
                }
                if *block != Some(PublicAccessBlock::WHOLE) {
                    self.adopt_block(name, *block, place);
                }
                let merged = merge(policy.as_ref(), &access.adopted, account);
                if policy.as_ref() != Some(&merged) {
                    self.adopt_policy(name, policy.as_ref(), &merged, place);
                    self.note(access.note.clone());
                }
            }
        }
        Ok(())
    }

    /// Adds to the policy that this very plan writes already: a second write would look like somebody else's to the first.
    fn extend_policy(&mut self, name: &str, access: &Access) -> bool {
        let writes = |step: &Change| step.call() == "s3:PutBucketPolicy" && step.target == name;
        if let Some(place) = self.plan.steps.iter().position(writes) {
            let extended = self
                .plan
                .steps
                .get(place)
                .and_then(|step| self.extended(step, access));
            if let (Some(slot), Some(change)) = (self.plan.steps.get_mut(place), extended) {
                *slot = change;
                return true;
            }
        }
        let Some(place) = self.planned.iter().position(writes) else {
            return false;
        };
        let Some(change) = self
            .planned
            .get(place)
            .and_then(|step| self.extended(step, access))
        else {
            return false;
        };
        self.plan.shared.insert(place, change);
        true
    }

    /// A write of a bucket's policy with more in it.
    fn extended(&self, step: &Change, access: &Access) -> Option<Change> {
        let text = step.parameters.get("Policy")?.as_str()?;
        let policy: Value = serde_json::from_str(text).ok()?;
        let wanted = if step.before.is_none() {
            &access.new
        } else {
            &access.adopted
        };
        let merged = merge(Some(&policy), wanted, &self.identity.account);
        let put = self.put_policy(&step.target, &merged);
        Some(put.into_change(&step.region, step.before.clone()))
    }

    /// Everything that a bucket of genkan's has once it is there.
    fn finish_bucket(&mut self, name: &str, region: &Region, access: &Access) {
        let account = &self.identity.account;
        let tagging = BucketChange::PutBucketTagging {
            bucket: name.to_owned(),
            tagging: TagSet {
                tag_set: tags(self.run),
            },
            expected_bucket_owner: account.clone(),
        };
        let put = self.put_policy(name, &merge(None, &access.new, account));
        let block = self.block(name, region);
        let versioning = BucketChange::PutBucketVersioning {
            bucket: name.to_owned(),
            versioning_configuration: Versioning {
                status: "Enabled".to_owned(),
            },
            expected_bucket_owner: account.clone(),
        };
        self.push(tagging.into_change(region, None));
        self.push(versioning.into_change(region, None));
        self.push(block);
        self.push(put.into_change(region, Some(Value::Null)));
    }

    fn adopt_block(&mut self, name: &str, before: Option<PublicAccessBlock>, place: &Region) {
        let mut change = self.block(name, place);
        // A job before closes it already.
        if let Some(index) = self.planned.iter().position(|step| step.is_same_call(&change)) {
            self.plan
                .shared
                .extend(self.planned.get(index).map(|step| (index, step.clone())));
            return;
        }
        change.before = before.and_then(|block| serde_json::to_value(block).ok());
        self.push(change);
        self.note(say!("note-bucket-closed", bucket = name));
    }

    fn adopt_policy(&mut self, name: &str, before: Option<&Value>, merged: &Value, place: &Region) {
        let put = self.put_policy(name, merged);
        let before = before.cloned().unwrap_or(Value::Null);
        self.push(put.into_change(place, Some(before)));
    }

    fn block(&self, name: &str, region: &Region) -> Change {
        BucketChange::PutPublicAccessBlock {
            bucket: name.to_owned(),
            public_access_block_configuration: PublicAccessBlock::WHOLE,
            expected_bucket_owner: self.identity.account.clone(),
        }
        .into_change(region, None)
    }

    fn put_policy(&self, name: &str, policy: &Value) -> BucketChange {
        BucketChange::PutBucketPolicy {
            bucket: name.to_owned(),
            policy: policy.to_string(),
            expected_bucket_owner: self.identity.account.clone(),
        }
    }
}
