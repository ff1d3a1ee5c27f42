//! F-TRAIL: from how the trails stand to the calls that mend them.

use jiff::Timestamp;
use serde_json::Value;

use super::change::{BucketConfiguration, EventSelector, RecordChange, Tag, TagSet};
use super::checks::{CHECKS, LOG_VALIDATION, TRAIL, TRAIL_BUCKET, TRAIL_DELIVERY, good_trails, judge};
use super::choices::{Choices, bucket_error, is_account_regional, trail_error};
use super::facts::{BucketPresence, Facts, Management, PublicAccessBlock, Trail};
use super::policy::{merge, trail_statements};
use crate::domain::journal::Run;
use crate::domain::{
    Change, Check, CostLine, Failure, Finding, Identity, Kind, Known, Plan, Region, Sentence, Status, Undo,
};
use crate::say;

/// When the prices were read.
const PRICES: &str = "2026-11";
/// CloudTrail's quota of trails per Region, which AWS does not raise.
const TRAILS_PER_REGION: usize = 5;

/// A plan under way.
struct Draft<'a> {
    identity: &'a Identity,
    facts: &'a Facts,
    choices: &'a Choices,
    steps: Vec<Change>,
    notes: Vec<Sentence>,
    cost: Vec<CostLine>,
}

/// Plans the mending of the checks given (all open ones where none is). An account where nothing is open
/// gets a plan without steps.
///
/// # Errors
/// The failure that keeps a fact unknown: an unknown never feeds a plan. Usage where a chosen name does not
/// fit; conflict where a quota or a name is in the way.
pub fn plan(
    identity: &Identity,
    facts: &Facts,
    wanted: &[&'static Check],
    choices: &Choices,
    now: Timestamp,
) -> Result<Plan, Failure> {
    let mut open: Vec<&'static Check> = Vec::new();
    for check in CHECKS {
        if !wanted.is_empty() && !wanted.contains(&check) {
            continue;
        }
        let Some(finding) = judge(check, facts, Some(&identity.account)) else {
            continue;
        };
        if finding.is_open() || finding.waits_for_another() {
            open.push(check);
        } else if let Some(failure) = blocking(&finding, wanted.contains(&check)) {
            return Err(failure);
        }
    }
    let mut draft = Draft {
        identity,
        facts,
        choices,
        steps: Vec::new(),
        notes: Vec::new(),
        cost: Vec::new(),
    };
    let failing: Vec<&'static Check> = open
        .iter()
        .copied()
        .filter(|check| judge(check, facts, Some(&identity.account)).is_some_and(|finding| finding.is_open()))
        .collect();
    draft.mend(&failing)?;
    if draft.steps.is_empty() && !failing.is_empty() {
        return Err(Failure::new(Kind::NotOurs, ""));
    }
    let mut plan = Plan::empty(&identity.account, &identity.partition, now);
    if !draft.steps.is_empty() {
        plan.checks = open.iter().map(|check| check.id.to_owned()).collect();
    }
    plan.choices = choices.write();
    plan.steps = draft.steps;
    plan.cost = draft.cost;
    plan.notes = draft.notes;
    Ok(plan.seal())
}

/// Whether mending needs a new bucket, and so a person's choice of its name. False also where nothing can be
/// planned: then the plan itself says why.
#[must_use]
pub fn needs_bucket(identity: &Identity, facts: &Facts) -> bool {
    let choices = Choices::proposed(&identity.account, &Region::new(""), "");
    let draft = Draft {
        identity,
        facts,
        choices: &choices,
        steps: Vec::new(),
        notes: Vec::new(),
        cost: Vec::new(),
    };
    let is_gone = |trail: &Trail| {
        let bucket = facts.buckets.get(&trail.bucket);
        bucket.is_some_and(|bucket| matches!(bucket.presence, Known::Seen(BucketPresence::Absent, _)))
    };
    let good = good_trails(facts);
    if !good.is_empty() {
        return good
            .into_iter()
            .any(|trail| trail.is_of(&identity.account) && is_gone(trail));
    }
    match draft.best(&draft.own()) {
        Ok(None) => true,
        Ok(Some(trail)) => is_gone(trail),
        Err(_) => false,
    }
}

/// The failure behind an unknown that a plan would have to guess about.
fn blocking(finding: &Finding, asked_for: bool) -> Option<Failure> {
    let about_trails = finding.check.id == TRAIL.id;
    (finding.status == Status::Unknown && (about_trails || asked_for))
        .then(|| finding.failures.first().cloned())
        .flatten()
}

impl<'a> Draft<'a> {
    fn own(&self) -> Vec<&'a Trail> {
        let trails = self.facts.trails.seen().into_iter().flatten();
        trails
            .filter(|trail| trail.is_of(&self.identity.account))
            .collect()
    }

    fn mend(&mut self, open: &[&'static Check]) -> Result<(), Failure> {
        let is_open = |check: &Check| open.iter().any(|one| one.id == check.id);
        let own = self.own();
        // Where a trail that is not ours already records, ours would only be a second, billed copy.
        let good: Vec<&Trail> = good_trails(self.facts);
        if !good.is_empty() {
            for trail in good
                .into_iter()
                .filter(|trail| trail.is_of(&self.identity.account))
            {
                self.mend_trail(trail, &is_open)?;
            }
            return Ok(());
        }
        match self.best(&own)? {
            Some(trail) => self.mend_trail(trail, &is_open),
            None if is_open(&TRAIL) => self.create(&own),
            None => Ok(()),
        }
    }

    /// The trail worth mending: one that logs all management events, multi-Region and logging before others.
    /// A second trail would be a second, billed copy.
    fn best(&self, own: &[&'a Trail]) -> Result<Option<&'a Trail>, Failure> {
        let mut best: Option<(&Trail, (bool, bool))> = None;
        for trail in own {
            let selectors = self.facts.selectors.get(&trail.arn);
            let status = self.facts.status.get(&trail.arn);
            let refusal = [
                selectors.and_then(Known::refusal),
                status.and_then(Known::refusal),
            ];
            if let Some(failure) = refusal.into_iter().flatten().next() {
                return Err(failure.clone());
            }
            let (Some(selectors), Some(status)) =
                (selectors.and_then(Known::seen), status.and_then(Known::seen))
            else {
                return Err(Failure::new(Kind::Internal, "trail not surveyed"));
            };
            if selectors.management() == Management::Partial {
                continue;
            }
            let merit = (trail.multi_region, status.logging);
            if best.is_none_or(|(_, other)| merit > other) {
                best = Some((trail, merit));
            }
        }
        Ok(best.map(|(trail, _)| trail))
    }

    fn mend_trail(&mut self, trail: &Trail, is_open: &dyn Fn(&Check) -> bool) -> Result<(), Failure> {
        let status = self.facts.status.get(&trail.arn).and_then(Known::seen);
        let logging = status.is_some_and(|status| status.logging);
        let presence = self
            .facts
            .buckets
            .get(&trail.bucket)
            .map(|bucket| &bucket.presence);
        let bucket_gone = matches!(presence, Some(Known::Seen(BucketPresence::Absent, _)));
        let needs_bucket = is_open(&TRAIL_BUCKET) || is_open(&TRAIL_DELIVERY);
        let moved = bucket_gone && needs_bucket;
        if moved {
            self.bucket(
                &self.choices.bucket,
                &self.choices.region,
                &trail.arn,
                trail.prefix.as_deref(),
            )?;
            self.notes
                .push(say!("note-bucket-replaced", bucket = &trail.bucket));
        } else if needs_bucket {
            self.bucket(&trail.bucket, &trail.home, &trail.arn, trail.prefix.as_deref())?;
        }
        let widen = !trail.multi_region && is_open(&TRAIL);
        let validate = !trail.validation && is_open(&LOG_VALIDATION);
        if moved || widen || validate {
            let update = |bucket: Option<&str>, widened: Option<bool>, validation: Option<bool>| {
                RecordChange::UpdateTrail {
                    name: trail.arn.clone(),
                    bucket: bucket.map(ToOwned::to_owned),
                    is_multi_region_trail: widened,
                    // AWS requires global events of a multi-Region trail, and narrows both together.
                    include_global_service_events: widened.map(|_| true),
                    enable_log_file_validation: validation,
                }
            };
            // The old bucket is gone, so there is no way back to it.
            let undo = if moved && !widen && !validate {
                Undo::Kept(say!("undo-bucket-moved"))
            } else {
                let back = update(None, widen.then_some(false), validate.then_some(false));
                Undo::By(Box::new(back.into_change(
                    &trail.home,
                    None,
                    Undo::Kept(say!("undo-none")),
                )))
            };
            let change = update(
                moved.then_some(self.choices.bucket.as_str()),
                widen.then_some(true),
                validate.then_some(true),
            );
            self.steps.push(change.into_change(&trail.home, None, undo));
            if validate {
                self.notes.push(say!("note-validation-from-now"));
            }
            if widen {
                self.cost.push(cost(say!("cost-trail-widened")));
            }
        }
        if !logging && is_open(&TRAIL) {
            let stop = RecordChange::StopLogging {
                name: trail.arn.clone(),
            };
            let stop = stop.into_change(&trail.home, None, Undo::Kept(say!("undo-none")));
            self.start(&trail.arn, &trail.home, Undo::By(Box::new(stop)));
            self.notes.push(say!("note-trail-gap", name = &trail.name));
        }
        if !self.steps.is_empty() {
            self.cost.push(cost(say!("cost-s3-storage")));
        }
        Ok(())
    }

    fn create(&mut self, own: &[&Trail]) -> Result<(), Failure> {
        let Choices {
            region,
            bucket,
            trail,
            run,
        } = self.choices;
        let account = &self.identity.account;
        if trail_error(trail).is_some() {
            return Err(Failure::new(Kind::Usage, format!("trail: {trail}")));
        }
        if own
            .iter()
            .any(|other| other.name == *trail && other.home == *region)
        {
            return Err(Failure::new(Kind::Conflict, format!("trail: {trail}, {region}")));
        }
        let here = self.facts.trails.seen().into_iter().flatten();
        if here
            .filter(|other| other.multi_region || other.home == *region)
            .count()
            >= TRAILS_PER_REGION
        {
            return Err(Failure::new(
                Kind::Conflict,
                format!("{region}: {TRAILS_PER_REGION} trails (MaximumNumberOfTrailsExceededException)"),
            ));
        }
        let arn = format!(
            "arn:{}:cloudtrail:{region}:{account}:trail/{trail}",
            self.identity.partition
        );
        self.bucket(bucket, region, &arn, None)?;
        let undo = RecordChange::DeleteTrail { name: trail.clone() };
        let undo = undo.into_change(region, None, Undo::Kept(say!("undo-none")));
        let create = RecordChange::CreateTrail {
            name: trail.clone(),
            bucket: bucket.clone(),
            is_multi_region_trail: true,
            include_global_service_events: true,
            enable_log_file_validation: true,
            tags_list: tags(run),
        };
        self.steps
            .push(create.into_change(region, None, Undo::By(Box::new(undo))));
        let ends = || Undo::Kept(say!("undo-ends-with-trail"));
        // What CloudTrail records by default, said out loud: nobody has to know the default to audit it.
        let selectors = RecordChange::PutEventSelectors {
            trail_name: arn.clone(),
            event_selectors: vec![EventSelector {
                read_write_type: "All".to_owned(),
                include_management_events: true,
            }],
        };
        self.steps.push(selectors.into_change(region, None, ends()));
        // Deleting the trail ends its recording, and only that call can tell whose trail it is.
        self.start(&arn, region, ends());
        self.cost.push(cost(if own.is_empty() {
            say!("cost-trail-first-copy")
        } else {
            say!("cost-trail-further-copy")
        }));
        self.cost.push(cost(say!("cost-s3-storage")));
        Ok(())
    }

    fn start(&mut self, arn: &str, home: &Region, undo: Undo) {
        let start = RecordChange::StartLogging { name: arn.to_owned() };
        self.steps.push(start.into_change(home, None, undo));
    }

    /// Creates the bucket or adopts it, closes it to the public, then lets CloudTrail in: in this order,
    /// one after the other, because S3 refuses concurrent writes of bucket settings.
    fn bucket(
        &mut self,
        name: &str,
        region: &Region,
        trail_arn: &str,
        prefix: Option<&str>,
    ) -> Result<(), Failure> {
        let account = &self.identity.account;
        let not_surveyed = || Failure::new(Kind::Internal, format!("bucket {name} not surveyed"));
        let bucket = self.facts.buckets.get(name).ok_or_else(not_surveyed)?;
        let wanted = trail_statements(&self.identity.partition, account, name, prefix, trail_arn);
        match &bucket.presence {
            Known::Refused(failure) => return Err(failure.clone()),
            Known::NotAsked | Known::Asking => return Err(not_surveyed()),
            Known::Seen(BucketPresence::Absent, _) => {
                if bucket_error(name, account, region).is_some() {
                    return Err(Failure::new(Kind::Usage, format!("bucket: {name}")));
                }
                let create = RecordChange::CreateBucket {
                    bucket: name.to_owned(),
                    bucket_namespace: is_account_regional(name, account, region)
                        .then(|| "account-regional".to_owned()),
                    create_bucket_configuration: (region.as_str() != "us-east-1").then(|| {
                        BucketConfiguration {
                            location_constraint: region.as_str().to_owned(),
                        }
                    }),
                };
                let kept = || Undo::Kept(say!("undo-bucket-kept", bucket = name));
                self.steps.push(create.into_change(region, None, kept()));
                let tagging = RecordChange::PutBucketTagging {
                    bucket: name.to_owned(),
                    tagging: TagSet {
                        tag_set: tags(&self.choices.run),
                    },
                    expected_bucket_owner: account.clone(),
                };
                self.steps.push(tagging.into_change(region, None, kept()));
                self.steps.push(self.block(name, kept(), region));
                let put = self.put_policy(name, &merge(None, &wanted, account));
                self.steps
                    .push(put.into_change(region, Some(Value::Null), kept()));
            }
            Known::Seen(BucketPresence::Ours { region: place }, _) => {
                if let Some(failure) = bucket.block.refusal().or_else(|| bucket.policy.refusal()) {
                    return Err(failure.clone());
                }
                let block = bucket.block.seen().ok_or_else(not_surveyed)?;
                let policy = bucket.policy.seen().ok_or_else(not_surveyed)?;
                if *block != Some(PublicAccessBlock::ALL) {
                    self.adopt_block(name, *block, place);
                }
                let merged = merge(policy.as_ref(), &wanted, account);
                if policy.as_ref() != Some(&merged) {
                    self.adopt_policy(name, policy.as_ref(), &merged, place);
                }
            }
        }
        Ok(())
    }

    fn adopt_block(&mut self, name: &str, before: Option<PublicAccessBlock>, place: &Region) {
        let account = self.identity.account.clone();
        let back = match before {
            Some(block) => RecordChange::PutPublicAccessBlock {
                bucket: name.to_owned(),
                public_access_block_configuration: block,
                expected_bucket_owner: account,
            },
            None => RecordChange::DeletePublicAccessBlock {
                bucket: name.to_owned(),
                expected_bucket_owner: account,
            },
        };
        let back = back.into_change(place, None, Undo::Kept(say!("undo-none")));
        let change = self.block(name, Undo::By(Box::new(back)), place);
        self.steps.push(change);
        self.notes.push(say!("note-bucket-closed", bucket = name));
    }

    fn adopt_policy(&mut self, name: &str, before: Option<&Value>, merged: &Value, place: &Region) {
        let back = match before {
            Some(policy) => self.put_policy(name, policy),
            None => RecordChange::DeleteBucketPolicy {
                bucket: name.to_owned(),
                expected_bucket_owner: self.identity.account.clone(),
            },
        };
        let back = back.into_change(place, Some(merged.clone()), Undo::Kept(say!("undo-none")));
        let put = self.put_policy(name, merged);
        let before = before.cloned().unwrap_or(Value::Null);
        self.steps
            .push(put.into_change(place, Some(before), Undo::By(Box::new(back))));
        self.notes.push(say!("note-policy-merged", bucket = name));
    }

    fn block(&self, name: &str, undo: Undo, region: &Region) -> Change {
        RecordChange::PutPublicAccessBlock {
            bucket: name.to_owned(),
            public_access_block_configuration: PublicAccessBlock::ALL,
            expected_bucket_owner: self.identity.account.clone(),
        }
        .into_change(region, None, undo)
    }

    fn put_policy(&self, name: &str, policy: &Value) -> RecordChange {
        RecordChange::PutBucketPolicy {
            bucket: name.to_owned(),
            policy: policy.to_string(),
            expected_bucket_owner: self.identity.account.clone(),
        }
    }
}

fn cost(text: Sentence) -> CostLine {
    CostLine {
        text,
        as_of: PRICES.to_owned(),
    }
}

/// What genkan writes on what it makes, so that undo and a later run know their own.
fn tags(run: &str) -> Vec<Tag> {
    [("genkan:created-by", "genkan"), ("genkan:run", run)]
        .into_iter()
        .map(|(key, value)| Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect()
}

/// The plan that takes a run back, from the journal: the undo of each step, last first.
#[must_use]
pub fn undo(run: &Run, now: Timestamp) -> Option<Plan> {
    let of = run.plan()?;
    let done = run.changes();
    let mut plan = Plan::empty(&of.account, &of.partition, now);
    plan.choices = [("run", of.run()), ("undo", of.hash.as_str())]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    for change in done.iter().rev() {
        match &change.undo {
            Undo::By(back) => plan.steps.push((**back).clone()),
            Undo::Kept(sentence) if !plan.notes.contains(sentence) => plan.notes.push(sentence.clone()),
            Undo::Kept(_) => {}
        }
    }
    if plan
        .steps
        .iter()
        .any(|step| ["StopLogging", "DeleteTrail"].contains(&step.operation.as_str()))
    {
        plan.notes.insert(0, say!("note-recording-stops"));
    }
    plan.cost.push(cost(say!("cost-undo")));
    Some(plan.seal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tags_name_the_run() {
        assert_eq!(
            serde_json::to_value(tags("r1")).ok(),
            Some(
                json!([{"Key": "genkan:created-by", "Value": "genkan"}, {"Key": "genkan:run", "Value": "r1"}])
            )
        );
    }
}
