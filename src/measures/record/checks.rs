//! How measure 3 stands: GK-3.1 to GK-3.5 here, GK-3.6 to GK-3.9 in `config`.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde_json::Value;

use super::config;
use super::facts::{Bucket, BucketPresence, Facts, Management, Selectors, Trail, TrailStatus};
use super::policy::{regional_accounts, sourced, tls_only};
use crate::domain::{
    Check, Evidence, Failure, Finding, Kind, Known, Measure, PublicAccessBlock, References, Sentence, Status,
};
use crate::say;

/// GK-3.1: a multi-Region trail logs all management events.
pub const TRAIL: Check = Check {
    id: "record.trail",
    measure: Measure::Record,
    references: References {
        ssb: &["ACCT.07"],
        ssb_2022: &["ACCT.07"],
        cis: &["3.0:3.1", "5.0:3.1", "6.0:4.1", "7.0:4.1"],
        prowler: &[
            "cloudtrail_multi_region_enabled",
            "cloudtrail_multi_region_enabled_logging_management_events",
        ],
        partly: &["ACCT.07"],
    },
    guided: None,
};

/// GK-3.2: log files arrive.
pub const TRAIL_DELIVERY: Check = Check {
    id: "record.trail-delivery",
    measure: Measure::Record,
    references: References {
        ssb: &["ACCT.07"],
        ssb_2022: &["ACCT.07"],
        cis: &[],
        prowler: &[],
        partly: &["ACCT.07"],
    },
    guided: None,
};

/// GK-3.3: log files can be proven unaltered.
pub const LOG_VALIDATION: Check = Check {
    id: "record.log-validation",
    measure: Measure::Record,
    references: References {
        ssb: &["ACCT.07"],
        ssb_2022: &["ACCT.07"],
        cis: &["3.0:3.2", "5.0:3.2", "6.0:4.2", "7.0:4.2"],
        prowler: &["cloudtrail_log_file_validation_enabled"],
        partly: &[
            "ACCT.07",
            "3.0:3.2",
            "5.0:3.2",
            "6.0:4.2",
            "7.0:4.2",
            "cloudtrail_log_file_validation_enabled",
        ],
    },
    guided: None,
};

/// GK-3.4: the log bucket is not open.
pub const TRAIL_BUCKET: Check = Check {
    id: "record.trail-bucket",
    measure: Measure::Record,
    references: References {
        ssb: &["ACCT.07", "ACCT.08"],
        ssb_2022: &["ACCT.07", "ACCT.08"],
        cis: &["3.0:2.1.1", "5.0:2.1.1", "6.0:3.1.1", "7.0:3.1.1"],
        prowler: &["cloudtrail_logs_s3_bucket_is_not_publicly_accessible"],
        partly: &[
            "ACCT.07",
            "ACCT.08",
            "3.0:2.1.1",
            "5.0:2.1.1",
            "6.0:3.1.1",
            "7.0:3.1.1",
        ],
    },
    guided: None,
};

/// GK-3.5: the last 90 days can be looked up.
pub const EVENT_HISTORY: Check = Check {
    id: "record.event-history",
    measure: Measure::Record,
    references: References {
        ssb: &[],
        ssb_2022: &[],
        cis: &[],
        prowler: &[],
        partly: &[],
    },
    guided: None,
};

/// The checks of this measure in screen order.
pub const CHECKS: [&Check; 9] = [
    &TRAIL,
    &TRAIL_DELIVERY,
    &LOG_VALIDATION,
    &TRAIL_BUCKET,
    &EVENT_HISTORY,
    &config::CONFIG_RECORDER,
    &config::CONFIG_COVERAGE,
    &config::CONFIG_DELIVERY,
    &config::CONFIG_RETENTION,
];

/// Those of the trails.
pub const OF_TRAILS: [&Check; 5] = [
    &TRAIL,
    &TRAIL_DELIVERY,
    &LOG_VALIDATION,
    &TRAIL_BUCKET,
    &EVENT_HISTORY,
];

/// AWS publishes log files within about 15 minutes (AWS SSB ACCT.07).
const DELIVERY_GRACE: SignedDuration = SignedDuration::from_mins(15);

/// An account in which nothing at all happens for a day is rare: its monitoring alone makes events.
const DELIVERY_AGE: SignedDuration = SignedDuration::from_hours(24);

/// How one trail answers GK-3.1.
#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    Good { excluded: Vec<String> },
    Stopped,
    SingleRegion,
    Partial,
    Unknown(Failure),
    Waiting,
}

fn verdict(trail: &Trail, facts: &Facts) -> Verdict {
    // A single-Region trail cannot pass, whatever the rest says.
    if !trail.multi_region {
        return Verdict::SingleRegion;
    }
    let status = facts.status.get(&trail.arn);
    let management = match facts.selectors.get(&trail.arn) {
        // A member may not ask for the selectors of its organization's trail; that it has none of its own is in the list.
        Some(Known::Refused(_)) if trail.organization && trail.custom_selectors == Some(false) => {
            Some(Ok(Selectors::default().management()))
        }
        Some(Known::Refused(failure)) => Some(Err(failure)),
        Some(Known::Seen(selectors, _)) => Some(Ok(selectors.management())),
        Some(Known::NotAsked | Known::Asking) | None => None,
    };
    let refused = management.as_ref().and_then(|known| known.as_ref().err());
    if let Some(failure) = status.and_then(Known::refusal).or(refused.copied()) {
        return Verdict::Unknown(failure.clone());
    }
    let (Some(status), Some(Ok(management))) = (status.and_then(Known::seen), management) else {
        return Verdict::Waiting;
    };
    match management {
        Management::Partial => Verdict::Partial,
        Management::All { .. } if !status.logging => Verdict::Stopped,
        Management::All { excluded } => Verdict::Good { excluded },
    }
}

/// What is known of trails as a whole.
enum Trails<'a> {
    Waiting,
    Refused(&'a Failure),
    Seen {
        all: &'a [Trail],
        good: Vec<&'a Trail>,
        undecided: Option<Box<Failure>>,
        waiting: bool,
    },
}

fn trails(facts: &Facts) -> Trails<'_> {
    match &facts.trails {
        Known::NotAsked | Known::Asking => Trails::Waiting,
        Known::Refused(failure) => Trails::Refused(failure),
        Known::Seen(all, _) => {
            let mut good = Vec::new();
            let mut undecided = None;
            let mut waiting = false;
            for trail in all {
                match verdict(trail, facts) {
                    Verdict::Good { .. } => good.push(trail),
                    Verdict::Unknown(failure) => undecided = Some(Box::new(failure)),
                    Verdict::Waiting => waiting = true,
                    Verdict::Stopped | Verdict::SingleRegion | Verdict::Partial => {}
                }
            }
            Trails::Seen {
                all,
                good,
                undecided,
                waiting,
            }
        }
    }
}

fn evidence_of<'a>(facts: &'a Facts, trail: &Trail) -> impl Iterator<Item = &'a Evidence> {
    let status = facts.status.get(&trail.arn).and_then(Known::evidence);
    let selectors = facts.selectors.get(&trail.arn).and_then(Known::evidence);
    status.into_iter().chain(selectors)
}

/// Judges one check of this measure; `None` while its facts are on their way.
#[must_use]
pub fn judge(check: &'static Check, facts: &Facts, account: Option<&str>) -> Option<Finding> {
    match check.id {
        id if id == TRAIL.id => trail(facts, account),
        id if id == TRAIL_DELIVERY.id => delivery(facts),
        id if id == LOG_VALIDATION.id => validation(facts),
        id if id == TRAIL_BUCKET.id => bucket(facts, account),
        id if id == EVENT_HISTORY.id => history(facts),
        _ => config::judge(check, facts),
    }
}

fn trail(facts: &Facts, account: Option<&str>) -> Option<Finding> {
    let (all, good, undecided, waiting) = match trails(facts) {
        Trails::Waiting => return None,
        Trails::Refused(failure) => return Some(Finding::unknown(&TRAIL, failure)),
        Trails::Seen {
            all,
            good,
            undecided,
            waiting,
        } => (all, good, undecided, waiting),
    };
    let mut finding = if let Some(best) = good.first() {
        let mut finding = Finding::new(&TRAIL, Status::Pass).saw(say!(
            "saw-trail-recording",
            name = &best.name,
            region = &best.home
        ));
        if let Verdict::Good { excluded } = verdict(best, facts)
            && !excluded.is_empty()
        {
            finding = finding.saw(say!("saw-trail-excluded", sources = excluded.join(", ")));
        }
        if account.is_some_and(|account| !best.is_of(account)) {
            finding = finding.saw(say!("saw-trail-of-organization"));
        }
        if good.len() > 1 {
            finding = finding.saw(say!("saw-trail-copies", count = good.len()));
        }
        finding.evidence.extend(evidence_of(facts, best).cloned());
        finding
    } else if waiting {
        return None;
    } else if let Some(failure) = undecided {
        Finding::unknown(&TRAIL, &failure)
    } else {
        let mut finding = Finding::new(&TRAIL, Status::Fail);
        for trail in all {
            finding = finding.saw(say!("saw-trail", name = &trail.name, region = &trail.home));
            finding.evidence.extend(evidence_of(facts, trail).cloned());
        }
        let find = |wanted: &Verdict| all.iter().find(|trail| verdict(trail, facts) == *wanted);
        let gap = if let Some(trail) = find(&Verdict::Stopped) {
            say!("gap-trail-stopped", name = &trail.name)
        } else if let Some(trail) = find(&Verdict::SingleRegion) {
            say!(
                "gap-trail-single-region",
                name = &trail.name,
                region = &trail.home
            )
        } else if let Some(trail) = find(&Verdict::Partial) {
            say!("gap-trail-partial", name = &trail.name)
        } else {
            say!("gap-no-trail")
        };
        finding.gap(gap)
    };
    finding.evidence.splice(0..0, facts.trails.evidence().cloned());
    Some(finding)
}

/// The trails that pass GK-3.1, whoever owns them.
pub(super) fn good_trails(facts: &Facts) -> Vec<&Trail> {
    match trails(facts) {
        Trails::Seen { good, .. } => good,
        Trails::Waiting | Trails::Refused(_) => Vec::new(),
    }
}

/// The trails a dependent check is about: the ones that pass GK-3.1, or else all.
fn relevant(facts: &Facts) -> Result<Option<Vec<&Trail>>, &Failure> {
    match trails(facts) {
        Trails::Refused(failure) => Err(failure),
        Trails::Seen { good, .. } if !good.is_empty() => Ok(Some(good)),
        Trails::Waiting | Trails::Seen { waiting: true, .. } => Ok(None),
        Trails::Seen { all, .. } => Ok(Some(all.iter().collect())),
    }
}

fn needs_trail(check: &'static Check, facts: &Facts) -> Finding {
    Finding::new(check, Status::NotApplicable)
        .gap(say!("gap-needs-trail"))
        .from_call(facts.trails.evidence())
}

/// The status of the best trail, with what is wrong with the others.
fn delivery(facts: &Facts) -> Option<Finding> {
    let trails = match relevant(facts) {
        Ok(None) => return None,
        Err(failure) => return Some(Finding::unknown(&TRAIL_DELIVERY, failure)),
        Ok(Some(trails)) => trails,
    };
    let mut best: Option<Finding> = None;
    let mut broken_other: Option<Sentence> = None;
    for trail in trails {
        let one = match facts.status.get(&trail.arn) {
            None | Some(Known::NotAsked | Known::Asking) => return None,
            Some(Known::Refused(failure)) => Finding::unknown(&TRAIL_DELIVERY, failure),
            Some(Known::Seen(status, _)) if !status.logging => continue,
            Some(Known::Seen(status, evidence)) => deliver(trail, status, evidence),
        };
        if one.status == Status::Fail {
            broken_other = Some(say!("gap-delivery-other", name = &trail.name));
        }
        let better = best
            .as_ref()
            .is_none_or(|best| rank(one.status) < rank(best.status));
        if better {
            best = Some(one);
        }
    }
    let Some(mut finding) = best else {
        return Some(needs_trail(&TRAIL_DELIVERY, facts));
    };
    if let Some(gap) = broken_other.filter(|_| finding.status == Status::Pass) {
        finding.status = Status::Warn;
        finding = finding.gap(gap);
    }
    Some(finding)
}

/// Best first, for choosing between trails.
const fn rank(status: Status) -> u8 {
    match status {
        Status::Pass => 0,
        Status::Pending => 1,
        Status::Warn => 2,
        Status::Unknown => 3,
        Status::Fail => 4,
        Status::Guided | Status::NotApplicable => 5,
    }
}

fn deliver(trail: &Trail, status: &TrailStatus, evidence: &Evidence) -> Finding {
    // A trail without validation writes no digest files.
    let digest = status.digest_error.as_ref().filter(|_| trail.validation);
    let error = status.delivery_error.as_ref().or(digest);
    let finding = if let Some(code) = error {
        Finding::new(&TRAIL_DELIVERY, Status::Fail).gap(say!(
            "gap-delivery-error",
            name = &trail.name,
            code = code,
            bucket = &trail.bucket
        ))
    } else if let Some(time) =
        // A delivery from before the last start says nothing about now.
        status
            .delivered
            .filter(|time| status.started.is_none_or(|started| *time >= started))
    {
        let age = evidence.time.duration_since(time);
        let finding = if age > DELIVERY_AGE {
            Finding::new(&TRAIL_DELIVERY, Status::Warn)
                .gap(say!("gap-delivery-old", days = age.as_hours() / 24))
        } else {
            Finding::new(&TRAIL_DELIVERY, Status::Pass)
        };
        finding.saw(say!("saw-delivered", bucket = &trail.bucket, time = time))
    } else if status
        .started
        .is_some_and(|started| evidence.time.duration_since(started) < DELIVERY_GRACE)
    {
        Finding::new(&TRAIL_DELIVERY, Status::Pending).gap(say!("gap-delivery-pending"))
    } else if let Some(started) = status.started {
        let minutes = evidence.time.duration_since(started).as_mins();
        Finding::new(&TRAIL_DELIVERY, Status::Fail).gap(say!(
            "gap-delivery-late",
            minutes = minutes,
            bucket = &trail.bucket
        ))
    } else {
        // Logging without a start time and without a delivery: AWS has not told enough to judge.
        Finding::new(&TRAIL_DELIVERY, Status::Unknown).gap(say!("gap-delivery-unknown"))
    };
    finding.from_call(Some(evidence))
}

fn validation(facts: &Facts) -> Option<Finding> {
    let trails = match relevant(facts) {
        Ok(None) => return None,
        Err(failure) => return Some(Finding::unknown(&LOG_VALIDATION, failure)),
        Ok(Some(trails)) => trails,
    };
    let Some(first) = trails.first() else {
        return Some(needs_trail(&LOG_VALIDATION, facts));
    };
    let finding = match trails.iter().find(|trail| trail.validation) {
        Some(trail) => {
            Finding::new(&LOG_VALIDATION, Status::Pass).saw(say!("saw-validation", name = &trail.name))
        }
        None => Finding::new(&LOG_VALIDATION, Status::Fail).gap(say!("gap-validation", name = &first.name)),
    };
    Some(finding.from_call(facts.trails.evidence()))
}

/// The worst of all buckets that hold the account's log files.
fn bucket(facts: &Facts, account: Option<&str>) -> Option<Finding> {
    let trails = match relevant(facts) {
        Ok(None) => return None,
        Err(failure) => return Some(Finding::unknown(&TRAIL_BUCKET, failure)),
        Ok(Some(trails)) => trails,
    };
    if trails.is_empty() {
        return Some(needs_trail(&TRAIL_BUCKET, facts));
    }
    let names: BTreeSet<&str> = trails.iter().map(|trail| trail.bucket.as_str()).collect();
    let mut worst: Option<Finding> = None;
    for name in names {
        let of_others = trails
            .iter()
            .any(|trail| trail.bucket == name && account.is_some_and(|a| !trail.is_of(a)));
        let one = judge_bucket(name, facts.buckets.get(name)?, of_others)?;
        let severity = |status: Status| match status {
            Status::Fail => 0,
            Status::Unknown => 1,
            Status::Warn => 2,
            Status::Pending | Status::Guided | Status::NotApplicable => 3,
            Status::Pass => 4,
        };
        match &mut worst {
            Some(worst) if severity(worst.status) <= severity(one.status) => {
                worst.saw.extend(one.saw);
                worst.evidence.extend(one.evidence);
            }
            _ => worst = Some(one),
        }
    }
    worst
}

fn judge_bucket(name: &str, bucket: &Bucket, of_others: bool) -> Option<Finding> {
    match &bucket.presence {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(failure) => {
            let mut finding = Finding::unknown(&TRAIL_BUCKET, failure);
            if of_others || failure.kind == Kind::Denied {
                finding = finding.gap(say!("gap-bucket-elsewhere", bucket = name));
            }
            return Some(finding);
        }
        Known::Seen(BucketPresence::Absent, evidence) => {
            return Some(
                Finding::new(&TRAIL_BUCKET, Status::Fail)
                    .gap(say!("gap-bucket-missing", bucket = name))
                    .from_call(Some(evidence)),
            );
        }
        Known::Seen(BucketPresence::Ours { .. }, _) => {}
    }
    if !(bucket.block.is_settled() && bucket.public.is_settled() && bucket.policy.is_settled()) {
        return None;
    }
    let own = bucket.block.seen().copied().flatten().unwrap_or_default();
    if own != PublicAccessBlock::WHOLE && !(bucket.account_block.is_settled() && bucket.acl.is_settled()) {
        return None;
    }
    let of_account = bucket.account_block.seen().copied().flatten().unwrap_or_default();
    let block = own.with(of_account);
    let by_policy = bucket.public.seen() == Some(&true) && !block.restrict_public_buckets;
    let by_acl = bucket.acl.seen() == Some(&true) && !block.ignore_public_acls;
    let of_account_unread = bucket
        .account_block
        .refusal()
        .filter(|_| own != PublicAccessBlock::WHOLE);
    let mut finding = if let Some(failure) = bucket.block.refusal().or(of_account_unread) {
        // What is open to the public may be covered by the block that was not read.
        Finding::unknown(&TRAIL_BUCKET, failure)
    } else if by_policy {
        Finding::new(&TRAIL_BUCKET, Status::Fail).gap(say!("gap-bucket-public", bucket = name))
    } else if by_acl {
        Finding::new(&TRAIL_BUCKET, Status::Fail).gap(say!("gap-bucket-acl", bucket = name))
    } else if let Some(failure) = [
        bucket.public.refusal(),
        bucket.acl.refusal().filter(|_| !block.ignore_public_acls),
        bucket.policy.refusal(),
    ]
    .into_iter()
    .flatten()
    .next()
    {
        Finding::unknown(&TRAIL_BUCKET, failure)
    } else if block != PublicAccessBlock::WHOLE {
        Finding::new(&TRAIL_BUCKET, Status::Warn).gap(say!("gap-bucket-block", bucket = name))
    } else {
        judge_policy(name, bucket.policy.seen().and_then(Option::as_ref))
    };
    if finding.status == Status::Pass {
        finding = finding.saw(say!("saw-bucket-private", bucket = name));
    }
    if own != PublicAccessBlock::WHOLE && block == PublicAccessBlock::WHOLE {
        finding = finding.saw(say!("saw-bucket-covered"));
    }
    match bucket.versioned.seen() {
        Some(true) => finding = finding.saw(say!("saw-bucket-versioned")),
        Some(false) => finding = finding.saw(say!("saw-bucket-not-versioned")),
        None => {}
    }
    Some(
        finding
            .from_call(bucket.presence.evidence())
            .from_call(bucket.block.evidence())
            .from_call(bucket.account_block.evidence())
            .from_call(bucket.acl.evidence())
            .from_call(bucket.public.evidence())
            .from_call(bucket.policy.evidence())
            .from_call(bucket.versioned.evidence()),
    )
}

/// What the policy of a private bucket lets in.
fn judge_policy(name: &str, policy: Option<&Value>) -> Finding {
    let warn = |gap| Finding::new(&TRAIL_BUCKET, Status::Warn).gap(gap);
    match policy {
        None => warn(say!("gap-bucket-policy", bucket = name)),
        Some(policy) if !sourced(policy) => warn(say!("gap-bucket-source", bucket = name)),
        Some(policy) if !regional_accounts(policy).is_empty() => warn(say!(
            "gap-bucket-accounts",
            bucket = name,
            count = regional_accounts(policy).len()
        )),
        Some(policy) if !tls_only(policy) => warn(say!("gap-bucket-tls", bucket = name)),
        Some(_) => Finding::new(&TRAIL_BUCKET, Status::Pass),
    }
}

fn history(facts: &Facts) -> Option<Finding> {
    match &facts.history {
        Known::NotAsked | Known::Asking => None,
        Known::Refused(failure) => Some(Finding::unknown(&EVENT_HISTORY, failure)),
        Known::Seen(history, evidence) => {
            let saw = match &history.latest {
                Some((time, name)) => say!("saw-history", name = name, time = *time),
                None => say!("saw-history-empty"),
            };
            Some(
                Finding::new(&EVENT_HISTORY, Status::Pass)
                    .saw(saw)
                    .from_call(Some(evidence)),
            )
        }
    }
}
