//! How AWS Config stands: GK-3.6 to GK-3.9. The home Region has to record; another one may, and is told of.

use jiff::SignedDuration;

use super::facts::{
    ConfigFacts, ConfigRegion, Coverage, DEFAULT_RETENTION_DAYS, Delivery, LastStatus, Recorder,
    records_iam_types,
};
use crate::domain::{Check, Failure, Finding, Kind, Known, Measure, References, Region, Status};
use crate::measures::record::facts::{BucketPresence, Facts};
use crate::say;

/// History files come every six hours where something changed; a week without any change is rare where everything is recorded.
const DELIVERY_AGE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// CIS asks for every Region; without a free tier genkan asks for the home Region and tells of the others.
const CIS: &[&str] = &["3.0:3.3", "5.0:3.3", "6.0:4.3", "7.0:4.3"];
const PARTLY: &[&str] = &[
    "3.0:3.3",
    "5.0:3.3",
    "6.0:4.3",
    "7.0:4.3",
    "config_recorder_all_regions_enabled",
];

const fn check(id: &'static str, prowler: &'static [&'static str]) -> Check {
    Check {
        id,
        measure: Measure::Record,
        references: References {
            ssb: &[],
            ssb_2022: &[],
            cis: CIS,
            prowler,
            partly: PARTLY,
        },
        guided: None,
    }
}

/// GK-3.6: configuration changes are recorded.
pub const CONFIG_RECORDER: Check = check("record.config-recorder", &["config_recorder_all_regions_enabled"]);

/// GK-3.7: all types of resources are.
pub const CONFIG_COVERAGE: Check = check("record.config-coverage", &[]);

/// GK-3.8: the history arrives in a bucket.
pub const CONFIG_DELIVERY: Check = check("record.config-delivery", &[]);

/// GK-3.9: how long it is kept.
pub const CONFIG_RETENTION: Check = Check {
    references: References {
        ssb: &[],
        ssb_2022: &[],
        cis: &[],
        prowler: &[],
        partly: &[],
    },
    ..check("record.config-retention", &[])
};

/// The checks of AWS Config in screen order.
pub const CHECKS: [&Check; 4] = [
    &CONFIG_RECORDER,
    &CONFIG_COVERAGE,
    &CONFIG_DELIVERY,
    &CONFIG_RETENTION,
];

/// Judges one check of AWS Config; `None` while its facts are on their way.
#[must_use]
pub fn judge(check: &'static Check, facts: &Facts) -> Option<Finding> {
    let config = &facts.config;
    let (home, here) = config.home()?;
    if !config.is_settled() {
        return None;
    }
    match check.id {
        id if id == CONFIG_RECORDER.id => Some(recorder(config, home, here)),
        id if id == CONFIG_COVERAGE.id => Some(coverage(config, home, here)),
        id if id == CONFIG_DELIVERY.id => delivery(facts, home, here),
        id if id == CONFIG_RETENTION.id => Some(retention(config, home, here)),
        _ => None,
    }
}

fn names<'a>(regions: impl IntoIterator<Item = &'a Region>) -> String {
    let names: Vec<&str> = regions.into_iter().map(Region::as_str).collect();
    names.join(", ")
}

/// How the recorder of one Region does.
enum Recording<'a> {
    /// AWS did not tell.
    Refused(&'a Failure),
    /// No recorder of the customer's.
    Absent,
    Stopped(&'a Recorder),
    Failing(&'a Recorder, &'a super::RecorderStatus),
    Starting(&'a Recorder),
    Good(&'a Recorder),
    /// It records, with a last status that nobody documents.
    Odd(&'a Recorder, String),
}

fn recording(at: &ConfigRegion) -> Recording<'_> {
    if let Some(failure) = at.recorder.refusal() {
        return Recording::Refused(failure);
    }
    let Some(Some(recorder)) = at.recorder.seen() else {
        return Recording::Absent;
    };
    if let Some(failure) = at.status.refusal() {
        return Recording::Refused(failure);
    }
    match at.status.seen().and_then(Option::as_ref) {
        None => Recording::Stopped(recorder),
        Some(status) if !status.recording => Recording::Stopped(recorder),
        Some(status) => match &status.last {
            LastStatus::Failure => Recording::Failing(recorder, status),
            LastStatus::Pending | LastStatus::Never => Recording::Starting(recorder),
            LastStatus::Success | LastStatus::NotApplicable => Recording::Good(recorder),
            LastStatus::Other(word) => Recording::Odd(recorder, word.clone()),
        },
    }
}

fn recorder(config: &ConfigFacts, home: &Region, here: &ConfigRegion) -> Finding {
    let new = |status| Finding::new(&CONFIG_RECORDER, status);
    let mut finding = match recording(here) {
        Recording::Refused(failure) => Finding::unknown(&CONFIG_RECORDER, failure),
        Recording::Absent => {
            let linked = here.linked.seen().map_or(&[][..], Vec::as_slice);
            if linked.is_empty() {
                new(Status::Fail).gap(say!("gap-no-recorder", region = home))
            } else {
                let whose: Vec<&str> = linked.iter().map(|one| one.principal.as_str()).collect();
                new(Status::Fail).gap(say!(
                    "gap-recorder-linked",
                    region = home,
                    services = whose.join(", ")
                ))
            }
        }
        Recording::Stopped(recorder) => {
            new(Status::Fail).gap(say!("gap-recorder-stopped", name = &recorder.name, region = home))
        }
        Recording::Failing(recorder, status) => new(Status::Fail).gap(say!(
            "gap-recorder-failing",
            name = &recorder.name,
            code = status.error_code.clone().unwrap_or_default(),
            message = status.error_message.clone().unwrap_or_default()
        )),
        Recording::Starting(recorder) => new(Status::Pending).gap(say!(
            "gap-recorder-starting",
            name = &recorder.name,
            region = home
        )),
        Recording::Good(recorder) => {
            new(Status::Pass).saw(say!("saw-recorder", name = &recorder.name, region = home))
        }
        Recording::Odd(recorder, word) => {
            new(Status::Unknown).gap(say!("gap-recorder-odd", name = &recorder.name, status = word))
        }
    };
    if matches!(finding.status, Status::Pass | Status::Pending) {
        finding = with_others(finding, config);
    }
    for (_, at) in config.others() {
        finding.evidence.extend(at.recorder.evidence().cloned());
    }
    finding
        .from_call(
            here.linked
                .evidence()
                .filter(|_| here.recorder.seen() == Some(&None)),
        )
        .from_call(here.recorder.evidence())
        .from_call(
            here.status
                .evidence()
                .filter(|_| here.recorder.seen() != Some(&None)),
        )
}

/// What the other Regions add: one that was turned on and does not record, one that could not be read.
fn with_others(mut finding: Finding, config: &ConfigFacts) -> Finding {
    let mut on = 1_i64;
    let mut total = 1_i64;
    let (mut broken, mut refused, mut forbidden) = (Vec::new(), Vec::new(), Vec::new());
    for (region, at) in config.others() {
        total += 1;
        match recording(at) {
            Recording::Refused(failure) if failure.kind == Kind::DeniedByPolicy => forbidden.push(region),
            Recording::Refused(failure) => refused.push((region, failure)),
            Recording::Absent => {}
            Recording::Stopped(_) | Recording::Failing(..) => broken.push(region),
            Recording::Starting(_) | Recording::Good(_) | Recording::Odd(..) => on += 1,
        }
    }
    if !broken.is_empty() {
        finding.status = Status::Warn;
        finding = finding.gap(say!("gap-recorder-elsewhere", regions = names(broken)));
    }
    if !refused.is_empty() {
        finding.status = Status::Unknown;
        finding = finding.gap(say!(
            "gap-recorder-unread",
            regions = names(refused.iter().map(|(region, _)| *region))
        ));
        finding
            .failures
            .extend(refused.first().map(|(_, failure)| (*failure).clone()));
    }
    if !forbidden.is_empty() {
        finding = finding.saw(say!("saw-recorder-forbidden", regions = names(forbidden)));
    }
    finding.saw(say!("saw-recorder-regions", on = on, total = total))
}

/// A check that is about a recorder, where there is none or nobody knows.
fn without_recorder(check: &'static Check, here: &ConfigRegion) -> Result<Recorder, Box<Finding>> {
    match &here.recorder {
        Known::Refused(failure) => Err(Box::new(Finding::unknown(check, failure))),
        Known::Seen(Some(recorder), _) => Ok(recorder.clone()),
        Known::Seen(None, _) | Known::NotAsked | Known::Asking => Err(Box::new(
            Finding::new(check, Status::NotApplicable)
                .gap(say!("gap-needs-recorder"))
                .from_call(here.recorder.evidence()),
        )),
    }
}

fn coverage(config: &ConfigFacts, home: &Region, here: &ConfigRegion) -> Finding {
    let recorder = match without_recorder(&CONFIG_COVERAGE, here) {
        Ok(recorder) => recorder,
        Err(finding) => return *finding,
    };
    let frequency = if recorder.frequency() == "DAILY" {
        say!("saw-config-daily")
    } else {
        say!("saw-config-continuous")
    };
    let new = |status| Finding::new(&CONFIG_COVERAGE, status);
    let mut finding = match recorder.recording_group.coverage() {
        Coverage::All => new(Status::Pass).saw(say!("saw-coverage-all", name = &recorder.name)),
        Coverage::AllBut(types) => new(Status::Pass).saw(say!(
            "saw-coverage-all-but",
            name = &recorder.name,
            types = types.join(", ")
        )),
        Coverage::Only(types) => {
            let finding = new(Status::Warn).gap(say!(
                "gap-coverage-only",
                name = &recorder.name,
                count = types.len()
            ));
            if types.is_empty() {
                finding
            } else {
                finding.saw(say!("saw-coverage-only", types = types.join(", ")))
            }
        }
    };
    let with_iam: Vec<&Region> = config
        .regions
        .iter()
        .filter(|(region, at)| at.records_iam(region))
        .map(|(region, _)| region)
        .collect();
    let unread = config.others().find_map(|(_, at)| at.recorder.refusal());
    let narrow: Vec<&Region> = config
        .others()
        .filter(|(_, at)| {
            let recorder = at.recorder.seen().and_then(Option::as_ref);
            recorder.is_some_and(|one| matches!(one.recording_group.coverage(), Coverage::Only(_)))
        })
        .map(|(region, _)| region)
        .collect();
    if finding.status == Status::Pass && !narrow.is_empty() {
        finding.status = Status::Warn;
        finding = finding.gap(say!("gap-coverage-elsewhere", regions = names(narrow)));
    }
    if finding.status == Status::Pass {
        match with_iam.as_slice() {
            [one] => {
                finding = finding.saw(say!("saw-coverage-iam", region = *one));
                finding = hidden(finding, &unread_regions(config, |at| at.recorder.refusal()));
            }
            [] if unread.is_some_and(|failure| failure.kind != Kind::DeniedByPolicy) => {
                // Another Region may record them; nobody could look.
                finding = Finding {
                    status: Status::Unknown,
                    failures: unread.into_iter().cloned().collect(),
                    ..finding.gap(say!("gap-coverage-iam-unread"))
                };
            }
            [] if records_iam_types(home) => {
                finding.status = Status::Warn;
                finding = finding.gap(say!("gap-coverage-iam"));
            }
            [] => finding = finding.saw(say!("saw-coverage-iam-elsewhere", region = home)),
            several => {
                finding.status = Status::Warn;
                finding = finding.gap(say!(
                    "gap-coverage-iam-twice",
                    regions = names(several.iter().copied())
                ));
            }
        }
    }
    finding.saw(frequency).from_call(here.recorder.evidence())
}

fn delivery(facts: &Facts, home: &Region, here: &ConfigRegion) -> Option<Finding> {
    if let Err(finding) = without_recorder(&CONFIG_DELIVERY, here) {
        return Some(*finding);
    }
    let new = |status| Finding::new(&CONFIG_DELIVERY, status);
    let channel = match &here.channel {
        Known::Refused(failure) => return Some(Finding::unknown(&CONFIG_DELIVERY, failure)),
        Known::Seen(Some(channel), _) => channel,
        Known::Seen(None, _) | Known::NotAsked | Known::Asking => {
            return Some(
                new(Status::Fail)
                    .gap(say!("gap-no-channel", region = home))
                    .from_call(here.channel.evidence()),
            );
        }
    };
    let bucket = facts.buckets.get(&channel.bucket).map(|bucket| &bucket.presence);
    let finding = match (bucket, &here.delivery) {
        (None | Some(Known::NotAsked | Known::Asking), _) => return None,
        (Some(Known::Seen(BucketPresence::Absent, evidence)), _) => new(Status::Fail)
            .gap(say!("gap-config-bucket-missing", bucket = &channel.bucket))
            .from_call(Some(evidence)),
        (_, Known::Refused(failure)) => Finding::unknown(&CONFIG_DELIVERY, failure),
        (_, Known::Seen(Some(deliveries), _)) => {
            let tried = [&deliveries.history, &deliveries.snapshot];
            let is = |last: &LastStatus| tried.iter().copied().find(|one| one.last == *last);
            let odd = tried.iter().find_map(|one| match &one.last {
                LastStatus::Other(word) => Some(word),
                _ => None,
            });
            if let Some(failed) = is(&LastStatus::Failure) {
                delivery_failed(failed, &channel.bucket)
            } else if let Some(good) = is(&LastStatus::Success) {
                let age = here
                    .delivery
                    .evidence()
                    .zip(tried.iter().filter_map(|one| one.succeeded).max())
                    .map(|(evidence, time)| evidence.time.duration_since(time));
                let finding = match age.filter(|age| *age > DELIVERY_AGE) {
                    Some(age) => {
                        new(Status::Warn).gap(say!("gap-config-delivery-old", days = age.as_hours() / 24))
                    }
                    None => new(Status::Pass),
                };
                match good.succeeded {
                    Some(time) => finding.saw(say!(
                        "saw-config-delivered",
                        bucket = &channel.bucket,
                        time = time
                    )),
                    None => finding.saw(say!("saw-config-delivers", bucket = &channel.bucket)),
                }
            } else if let Some(word) = odd {
                new(Status::Unknown).gap(say!("gap-config-delivery-odd", status = word))
            } else {
                new(Status::Pending).gap(say!("gap-config-delivery-pending", bucket = &channel.bucket))
            }
        }
        (_, Known::Seen(None, _) | Known::NotAsked | Known::Asking) => {
            new(Status::Pending).gap(say!("gap-config-delivery-pending", bucket = &channel.bucket))
        }
    };
    let finding = with_deliveries_elsewhere(finding, facts);
    Some(
        finding
            .from_call(here.channel.evidence())
            .from_call(here.delivery.evidence()),
    )
}

/// What the other Regions add to a delivery that is well at home.
fn with_deliveries_elsewhere(mut finding: Finding, facts: &Facts) -> Finding {
    let broken = undelivered(facts);
    if matches!(finding.status, Status::Pass | Status::Pending) && !broken.is_empty() {
        finding.status = Status::Warn;
        finding = finding.gap(say!("gap-config-delivery-elsewhere", regions = names(broken)));
    }
    let has_recorder = |at: &ConfigRegion| matches!(at.recorder.seen(), Some(Some(_)));
    let unread = unread_regions(&facts.config, |at| {
        let of_channel = || at.channel.refusal().or_else(|| at.delivery.refusal());
        at.recorder
            .refusal()
            .or_else(|| of_channel().filter(|_| has_recorder(at)))
    });
    hidden(finding, &unread)
}

/// The other Regions that were asked and did not tell, but for those that the organization forbids.
fn unread_regions<'a>(
    config: &'a ConfigFacts,
    of: impl Fn(&'a ConfigRegion) -> Option<&'a Failure>,
) -> Vec<(&'a Region, &'a Failure)> {
    config
        .others()
        .filter_map(|(region, at)| Some((region, of(at)?)))
        .filter(|(_, failure)| failure.kind != Kind::DeniedByPolicy)
        .collect()
}

/// What passes so far, where some Regions did not tell.
fn hidden(mut finding: Finding, unread: &[(&Region, &Failure)]) -> Finding {
    if let Some((_, failure)) = unread.first().filter(|_| finding.status == Status::Pass) {
        finding.status = Status::Unknown;
        finding.failures.push((*failure).clone());
        let regions = names(unread.iter().map(|(region, _)| *region));
        finding = finding.gap(say!("gap-recorder-unread", regions = regions));
    }
    finding
}

/// The other Regions with a recorder whose history does not arrive.
fn undelivered(facts: &Facts) -> Vec<&Region> {
    let is_broken = |at: &ConfigRegion| {
        let Some(Some(_)) = at.recorder.seen() else {
            return false;
        };
        let gone = |channel: &super::DeliveryChannel| {
            let bucket = facts.buckets.get(&channel.bucket);
            bucket.and_then(|bucket| bucket.presence.seen()) == Some(&BucketPresence::Absent)
        };
        match at.channel.seen() {
            Some(None) => return true,
            Some(Some(channel)) if gone(channel) => return true,
            _ => {}
        }
        let last = at.delivery.seen().and_then(Option::as_ref);
        last.is_some_and(|last| [&last.history.last, &last.snapshot.last].contains(&&LastStatus::Failure))
    };
    let broken = facts.config.others().filter(|(_, at)| is_broken(at));
    broken.map(|(region, _)| region).collect()
}

fn delivery_failed(failed: &Delivery, bucket: &str) -> Finding {
    Finding::new(&CONFIG_DELIVERY, Status::Fail).gap(say!(
        "gap-config-delivery-failed",
        bucket = bucket,
        code = failed.error_code.clone().unwrap_or_default(),
        message = failed.error_message.clone().unwrap_or_default()
    ))
}

fn retention(config: &ConfigFacts, home: &Region, here: &ConfigRegion) -> Finding {
    if let Err(finding) = without_recorder(&CONFIG_RETENTION, here) {
        return *finding;
    }
    let mut finding = match &here.retention {
        Known::Refused(failure) => return Finding::unknown(&CONFIG_RETENTION, failure),
        Known::Seen(Some(days), _) => Finding::new(&CONFIG_RETENTION, Status::Pass).saw(say!(
            "saw-retention",
            days = i64::from(*days),
            region = home
        )),
        Known::Seen(None, _) | Known::NotAsked | Known::Asking => {
            Finding::new(&CONFIG_RETENTION, Status::Pass).saw(say!(
                "saw-retention-default",
                days = i64::from(DEFAULT_RETENTION_DAYS)
            ))
        }
    };
    for (region, at) in config.others() {
        if let Some(Some(days)) = at.retention.seen()
            && matches!(at.recorder.seen(), Some(Some(_)))
        {
            finding = finding.saw(say!("saw-retention", days = i64::from(*days), region = region));
        }
    }
    finding.from_call(here.retention.evidence())
}
