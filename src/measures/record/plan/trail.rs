//! F-TRAIL: from how the trails stand to the calls that mend them.

use super::bucket::Access;
use super::{Draft, tags};
use crate::domain::{Check, Failure, Identity, Kind, Known, Region};
use crate::measures::job::Site;
use crate::measures::record::change::{EventSelector, TrailChange};
use crate::measures::record::checks::{LOG_VALIDATION, TRAIL, TRAIL_BUCKET, TRAIL_DELIVERY, good_trails};
use crate::measures::record::choices::{TrailChoices, trail_error};
use crate::measures::record::facts::{BucketPresence, Management, Trail};
use crate::measures::record::policy::{merge, organization_statements, trail_statements};
use crate::say;

/// CloudTrail's quota of trails per Region, which AWS does not raise.
const TRAILS_PER_REGION: usize = 5;

/// Whether mending needs a new bucket, and so a person's choice of its name. False also where nothing can be
/// planned: then the plan itself says why.
#[must_use]
pub fn needs_bucket(identity: &Identity, facts: &crate::measures::Facts) -> bool {
    let home = Region::new("");
    let choices = TrailChoices::proposed(&identity.account, &home, "");
    let site = Site {
        identity,
        home: &home,
        facts,
        planned: &[],
    };
    let facts = &facts.record;
    let draft = Draft::of(&site, &choices, "");
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

impl<'a> Draft<'a, TrailChoices> {
    fn own(&self) -> Vec<&'a Trail> {
        let trails = self.facts.trails.seen().into_iter().flatten();
        trails
            .filter(|trail| trail.is_of(&self.identity.account))
            .collect()
    }

    pub(super) fn mend_trails(&mut self, open: &[&'static Check]) -> Result<(), Failure> {
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
        let organization = if needs_bucket && trail.organization {
            Some(self.organization()?)
        } else {
            None
        };
        if moved {
            let access = self.access(
                &self.choices.bucket,
                &trail.arn,
                trail.prefix.as_deref(),
                organization,
            );
            self.bucket(&self.choices.bucket, &self.choices.region, &access)?;
            self.note(say!("note-bucket-replaced", bucket = &trail.bucket));
        } else if needs_bucket {
            let access = self.access(&trail.bucket, &trail.arn, trail.prefix.as_deref(), organization);
            self.bucket(&trail.bucket, &trail.home, &access)?;
        }
        let widen = !trail.multi_region && is_open(&TRAIL);
        let validate = !trail.validation && is_open(&LOG_VALIDATION);
        if moved || widen || validate {
            let update = |bucket: Option<&str>, widened: Option<bool>, validation: Option<bool>| {
                TrailChange::UpdateTrail {
                    name: trail.arn.clone(),
                    bucket: bucket.map(ToOwned::to_owned),
                    is_multi_region_trail: widened,
                    // AWS requires global events of a multi-Region trail, and narrows both together.
                    include_global_service_events: widened.map(|_| true),
                    enable_log_file_validation: validation,
                }
            };
            let change = update(
                moved.then_some(self.choices.bucket.as_str()),
                widen.then_some(true),
                validate.then_some(true),
            );
            self.push(change.into_change(&trail.home, None));
            if validate {
                self.note(say!("note-validation-from-now"));
            }
            if widen {
                self.cost(say!("cost-trail-widened"));
            }
        }
        if !logging && is_open(&TRAIL) {
            self.start(&trail.arn, &trail.home);
            self.note(say!("note-trail-gap", name = &trail.name));
        }
        if !self.plan.steps.is_empty() {
            self.cost(say!("cost-s3-storage"));
        }
        Ok(())
    }

    fn create(&mut self, own: &[&Trail]) -> Result<(), Failure> {
        let TrailChoices {
            region,
            bucket,
            trail,
            run,
            ..
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
        let access = self.access(bucket, &arn, None, None);
        self.bucket(bucket, region, &access)?;
        let create = TrailChange::CreateTrail {
            name: trail.clone(),
            bucket: bucket.clone(),
            is_multi_region_trail: true,
            include_global_service_events: true,
            enable_log_file_validation: true,
            tags_list: tags(run),
        };
        self.push(create.into_change(region, None));
        // What CloudTrail records by default, said out loud: nobody has to know the default to audit it.
        let selectors = TrailChange::PutEventSelectors {
            trail_name: arn.clone(),
            event_selectors: vec![EventSelector {
                read_write_type: "All".to_owned(),
                include_management_events: true,
            }],
        };
        self.push(selectors.into_change(region, None));
        self.start(&arn, region);
        self.cost(self.copy(&arn));
        self.cost(say!("cost-s3-storage"));
        Ok(())
    }

    /// The organization whose members deliver by a trail of this account.
    fn organization(&self) -> Result<&'a str, Failure> {
        match &self.facts.organization {
            Known::Seen(Some(id), _) => Ok(id),
            // A trail of an organization that is gone: nobody knows where its members would deliver to.
            Known::Seen(None, _) => Err(Failure::new(Kind::NoOrganization, "")),
            Known::Refused(failure) => Err(failure.clone()),
            Known::NotAsked | Known::Asking => Err(Failure::new(Kind::Internal, "organization not surveyed")),
        }
    }

    /// What another trail costs: the first copy of management events is free, wherever it is recorded.
    fn copy(&self, arn: &str) -> crate::domain::Sentence {
        let here = self.facts.trails.seen().is_some_and(|trails| !trails.is_empty());
        match &self.facts.all_trails {
            _ if here => say!("cost-trail-further-copy"),
            Known::Seen(all, _) if all.iter().any(|one| one != arn) => say!("cost-trail-further-copy"),
            Known::Seen(..) => say!("cost-trail-first-copy"),
            Known::Refused(_) | Known::NotAsked | Known::Asking => say!("cost-trail-copy-unknown"),
        }
    }

    /// Lets a trail write into a bucket, and nobody without TLS.
    fn access(
        &self,
        bucket: &str,
        trail_arn: &str,
        prefix: Option<&str>,
        organization: Option<&str>,
    ) -> Access {
        let (partition, account) = (&self.identity.partition, &self.identity.account);
        let mut statements = trail_statements(partition, account, bucket, prefix, trail_arn);
        if let Some(id) = organization {
            let more = organization_statements(partition, id, bucket, prefix, trail_arn);
            statements = merge(Some(&statements), &more, account);
        }
        Access {
            new: statements.clone(),
            adopted: statements,
            note: say!("note-policy-merged", bucket = bucket),
        }
    }

    fn start(&mut self, arn: &str, home: &Region) {
        let start = TrailChange::StartLogging { name: arn.to_owned() };
        self.push(start.into_change(home, None));
    }
}
