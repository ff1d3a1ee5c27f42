//! How a check is judged where an account is neither bare nor whole: facts of the secured account, changed by hand.

use genkan::demo::Scenario;
use genkan::domain::{Each, Evidence, Failure, Finding, Kind, Known, Region, Status};
use genkan::measures::record::config::{ConfigRegion, LastStatus};
use genkan::measures::record::{Trail, TrailStatus};
use genkan::measures::secure::{AccessKey, KeyFlaw, Owner, key_flaws};
use genkan::measures::separate::Features;
use genkan::measures::{self, Facts};

use jiff::{SignedDuration, Timestamp};

use crate::support::desk::Desk;

async fn secured() -> Facts {
    let story = Scenario::named("secured").unwrap().instant().as_user("founder");
    Desk::on(story).await.facts().await
}

fn judged(facts: &Facts, id: &str) -> Finding {
    measures::judge(measures::check(id).unwrap(), facts).unwrap()
}

fn seen<T>(value: T) -> Known<T> {
    let evidence = Evidence {
        operation: "-".into(),
        region: Region::new("eu-west-1"),
        time: "2026-11-23T10:02:11Z".parse().unwrap(),
        request_id: None,
        saw: serde_json::Value::Null,
    };
    Known::Seen(value, evidence)
}

fn saw(finding: &Finding) -> Vec<&str> {
    finding.saw.iter().map(|sentence| sentence.id.as_ref()).collect()
}

fn figure(finding: &Finding, sentence: &str, name: &str) -> String {
    let sentence = finding.saw.iter().find(|one| one.id == sentence).unwrap();
    format!("{:?}", sentence.args[name])
}

#[tokio::test]
async fn what_a_detector_finding_says_is_about_the_regions_that_were_asked() {
    let mut facts = secured().await;
    let whole = judged(&facts, "detect.detector");
    assert_eq!(whole.status, Status::Pass);
    assert_eq!(saw(&whole), ["saw-detector-on"]);
    assert_eq!(figure(&whole, "saw-detector-on", "total"), "Number(17)");
    // Where GuardDuty has no address it cannot be on, and is not counted.
    let refuse = |facts: &mut Facts, region: &str, kind: Kind| {
        let at = facts.detect.regions.get_mut(&Region::new(region)).unwrap();
        at.detector = Known::Refused(Failure::new(kind, ""));
    };
    refuse(&mut facts, "eu-north-1", Kind::NoEndpoint);
    let less = judged(&facts, "detect.detector");
    assert_eq!(less.status, Status::Pass);
    assert_eq!(figure(&less, "saw-detector-on", "total"), "Number(16)");
    assert_eq!(figure(&less, "saw-detector-on", "count"), "Number(16)");
    // What was refused is unknown, and named.
    refuse(&mut facts, "eu-west-1", Kind::Denied);
    let unread = judged(&facts, "detect.detector");
    assert_eq!(unread.status, Status::Unknown);
    assert!(saw(&unread).contains(&"saw-detector-unread"));
    // One that is off is a failure whatever else is not known, with the suspended told besides.
    let off = facts.detect.regions.get_mut(&Region::new("us-east-1")).unwrap();
    off.detector = seen(None);
    let suspended = facts.detect.regions.get_mut(&Region::new("us-west-2")).unwrap();
    let mut detector = suspended.detector().unwrap().clone();
    detector.enabled = false;
    suspended.detector = seen(Some(detector));
    let mixed = judged(&facts, "detect.detector");
    assert_eq!(mixed.status, Status::Fail);
    assert_eq!(mixed.gap.as_ref().unwrap().id, "gap-detector-off");
    for told in ["saw-detector-on", "gap-detector-suspended", "saw-detector-unread"] {
        assert!(saw(&mixed).contains(&told), "{told}: {:?}", saw(&mixed));
    }
}

/// The secured account with a second trail beside its own.
async fn with_another(change: impl Fn(&mut Trail)) -> (Facts, String) {
    let mut facts = secured().await;
    let own = facts.record.trails.seen().unwrap()[0].clone();
    let mut other = own.clone();
    other.name = "other".to_owned();
    other.arn = own.arn.replace(&own.name, "other");
    change(&mut other);
    let arn = other.arn.clone();
    let status = facts.record.status[&own.arn].clone();
    let selectors = facts.record.selectors[&own.arn].clone();
    facts.record.status.insert(arn.clone(), status);
    facts.record.selectors.insert(arn.clone(), selectors);
    facts.record.trails = seen(vec![own, other]);
    (facts, arn)
}

fn status(facts: &Facts, arn: &str) -> TrailStatus {
    facts.record.status[arn].seen().unwrap().clone()
}

#[tokio::test]
async fn delivery_is_that_of_the_best_trail_and_tells_of_one_that_is_broken() {
    let (mut facts, other) = with_another(|_| ()).await;
    let own = facts.record.trails.seen().unwrap()[0].arn.clone();
    assert_eq!(judged(&facts, "record.trail-delivery").status, Status::Pass);
    for broken in [&other, &own] {
        let healthy = facts.clone();
        let mut status = status(&facts, broken);
        status.delivery_error = Some("AccessDenied".to_owned());
        facts.record.status.insert(broken.clone(), seen(status));
        let finding = judged(&facts, "record.trail-delivery");
        assert_eq!(finding.status, Status::Warn, "{broken}");
        assert_eq!(finding.gap.unwrap().id, "gap-delivery-other", "{broken}");
        facts = healthy;
    }
    // Both broken: a failure. One only begun: the other's word counts.
    for arn in [&other, &own] {
        let mut status = status(&facts, arn);
        status.delivery_error = Some("AccessDenied".to_owned());
        facts.record.status.insert(arn.clone(), seen(status));
    }
    assert_eq!(judged(&facts, "record.trail-delivery").status, Status::Fail);
}

#[tokio::test]
async fn a_bucket_that_cannot_be_read_is_told_as_somebody_elses_where_the_trail_is() {
    let elsewhere = |name: &str| name.replace("111122223333", "999999999999");
    for (foreign, wanted) in [(true, "gap-bucket-elsewhere"), (false, "")] {
        let (mut facts, _) = with_another(|trail| {
            trail.bucket = "another-bucket".to_owned();
            if foreign {
                trail.arn = elsewhere(&trail.arn);
                trail.organization = true;
            }
        })
        .await;
        let own = facts.record.trails.seen().unwrap()[0].bucket.clone();
        let mut bucket = facts.record.buckets[&own].clone();
        bucket.presence = Known::Refused(Failure::new(Kind::Network, ""));
        facts.record.buckets.insert("another-bucket".to_owned(), bucket);
        let finding = judged(&facts, "record.trail-bucket");
        assert_eq!(finding.status, Status::Unknown);
        let gap = finding.gap.map(|gap| gap.id.into_owned()).unwrap_or_default();
        assert_eq!(gap == "gap-bucket-elsewhere", !wanted.is_empty(), "{gap}");
    }
}

fn key(owner: &Owner, id: &str, days: i64, used: Option<i64>, now: Timestamp) -> AccessKey {
    let ago = |days: i64| now - SignedDuration::from_hours(24 * days);
    AccessKey {
        owner: owner.clone(),
        id: id.to_owned(),
        active: true,
        created: Some(ago(days)),
        last_used: used.map(ago),
        service: Some("s3".to_owned()),
        region: None,
        use_unread: None,
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_key_is_about_that_key_and_its_owner() {
    let mut facts = secured().await;
    let now = facts.secure.asked.unwrap();
    let user = |name: &str| Owner::User(name.to_owned());
    let (robot, other) = (user("robot"), user("other"));
    let keys = [
        key(&robot, "AKIA1", 10, Some(1), now),
        key(&other, "AKIA2", 91, Some(1), now),
        key(&Owner::Root, "AKIA3", 10, Some(1), now),
    ];
    let with = |facts: &mut Facts, keys: &[AccessKey]| {
        let mut each = Each::default();
        for key in keys {
            each.seen
                .entry(format!("{:?}", key.owner))
                .or_insert_with(Vec::new)
                .push(key.clone());
        }
        facts.secure.keys = seen(each);
    };
    with(&mut facts, &keys);
    // One key each is not two of one.
    assert_eq!(key_flaws(&keys[0], &facts.secure), []);
    assert_eq!(key_flaws(&keys[1], &facts.secure), [KeyFlaw::Old(91)]);
    let second = key(&robot, "AKIA4", 90, Some(45), now);
    with(&mut facts, &[keys[0].clone(), second.clone()]);
    assert_eq!(key_flaws(&keys[0], &facts.secure), [KeyFlaw::Double]);
    assert_eq!(
        key_flaws(&second, &facts.secure),
        [KeyFlaw::Unused(45), KeyFlaw::Double]
    );
    // One that is off is no flaw, and makes no second.
    let mut off = second.clone();
    off.active = false;
    with(&mut facts, &[keys[0].clone(), off.clone()]);
    assert_eq!(key_flaws(&keys[0], &facts.secure), []);
    assert_eq!(key_flaws(&off, &facts.secure), []);
    let finding = judged(&facts, "secure.access-keys");
    assert_eq!(finding.status, Status::Pass);
    assert_eq!(figure(&finding, "saw-keys-fresh", "count"), "Number(1)");
    assert_eq!(figure(&finding, "saw-keys-inactive", "count"), "Number(1)");
    with(&mut facts, &keys);
    assert_eq!(judged(&facts, "secure.access-keys").status, Status::Fail);
}

#[tokio::test]
async fn the_root_users_keys_are_told_and_nobody_elses() {
    let mut facts = secured().await;
    let now = facts.secure.asked.unwrap();
    assert_eq!(judged(&facts, "secure.root-keys").status, Status::Pass);
    let mut summary = facts.secure.summary.seen().unwrap().clone();
    summary.keys = Some(1);
    facts.secure.summary = seen(summary);
    let robot = Owner::User("robot".to_owned());
    let mut each = Each::default();
    each.seen
        .insert("robot".to_owned(), vec![key(&robot, "AKIA1", 10, Some(1), now)]);
    each.seen.insert(
        "root".to_owned(),
        vec![key(&Owner::Root, "AKIA9", 10, Some(1), now)],
    );
    facts.secure.keys = seen(each);
    let finding = judged(&facts, "secure.root-keys");
    assert_eq!(finding.status, Status::Fail);
    let [one] = &finding.saw[..] else {
        panic!("{:?}", finding.saw)
    };
    assert!(format!("{:?}", one.args).contains("AKIA9"), "{one:?}");
}

fn text(finding: &Finding, name: &str) -> String {
    format!("{:?}", finding.gap.as_ref().unwrap().args[name])
}

/// One Region that is off is a failure, whatever the others do not tell; what nobody told is no pass.
#[tokio::test]
async fn encryption_of_new_volumes_is_asked_of_every_region() {
    let mut facts = secured().await;
    let judge = |facts: &Facts| judged(facts, "secure.ebs-encryption");
    assert_eq!(judge(&facts).status, Status::Pass);
    assert_eq!(figure(&judge(&facts), "saw-ebs-regions", "count"), "Number(17)");
    let refused = Known::Refused(Failure::new(Kind::Denied, ""));
    let all = &mut facts.secure.ebs_encryption;
    all.insert(Region::new("eu-west-1"), refused);
    assert_eq!(judge(&facts).status, Status::Unknown);
    let all = &mut facts.secure.ebs_encryption;
    all.insert(Region::new("us-west-2"), seen(false));
    let off = judge(&facts);
    assert_eq!((off.status, off.failures.len()), (Status::Fail, 1));
    assert_eq!(text(&off, "regions"), "Text(\"us-west-2\")");
    let mut unlisted = secured().await;
    unlisted.secure.regions_listed = Some(false);
    assert_eq!(judge(&unlisted).status, Status::Unknown);
}

#[tokio::test]
async fn analyzers_are_counted_where_they_could_be_and_named_where_they_are_not() {
    let mut facts = secured().await;
    let figures = |facts: &Facts| {
        let finding = judged(facts, "secure.access-analyzer");
        (
            finding.status,
            figure(&finding, "saw-analyzers", "count"),
            figure(&finding, "saw-analyzers", "total"),
        )
    };
    let of = |on: i64, total: i64| (format!("Number({on})"), format!("Number({total})"));
    let (count, total) = of(17, 17);
    assert_eq!(figures(&facts), (Status::Pass, count, total));
    let refuse = |kind: Kind| Known::Refused(Failure::new(kind, ""));
    let region = Region::new;
    facts
        .secure
        .analyzers
        .insert(region("eu-north-1"), refuse(Kind::NoEndpoint));
    let (count, total) = of(16, 16);
    assert_eq!(figures(&facts), (Status::Pass, count, total));
    let mut coming = facts.secure.analyzers[&region("us-west-2")]
        .seen()
        .unwrap()
        .clone();
    coming[0].status = "CREATING".to_owned();
    facts.secure.analyzers.insert(region("us-west-2"), seen(coming));
    let (count, total) = of(15, 16);
    assert_eq!(figures(&facts), (Status::Pending, count, total));
    let waiting = judged(&facts, "secure.access-analyzer");
    assert_eq!(text(&waiting, "regions"), "Text(\"us-west-2\")");
    for name in ["us-east-1", "us-east-2"] {
        facts.secure.analyzers.insert(region(name), seen(Vec::new()));
    }
    let (count, total) = of(13, 16);
    assert_eq!(figures(&facts), (Status::Warn, count, total));
    let without = judged(&facts, "secure.access-analyzer");
    assert_eq!(text(&without, "regions"), "Text(\"us-east-1, us-east-2\")");
    facts
        .secure
        .analyzers
        .insert(region("eu-west-1"), refuse(Kind::Denied));
    let (count, total) = of(12, 16);
    assert_eq!(figures(&facts), (Status::Unknown, count, total));
}

#[tokio::test]
async fn members_and_central_root_access_are_judged_by_what_aws_names() {
    let mut facts = secured().await;
    let members = judged(&facts, "separate.workload-accounts");
    assert_eq!(members.status, Status::Pass);
    assert!(
        !saw(&members).contains(&"saw-members-loose"),
        "{:?}",
        saw(&members)
    );
    // Nobody looked at the members' own root credentials: on, and that is told.
    assert_ne!(judged(&facts, "separate.central-root").status, Status::Fail);
    // The sessions alone are not the removal of credentials.
    facts.separate.features = seen(Features::On(vec!["RootSessions".to_owned()]));
    let off = judged(&facts, "separate.central-root");
    assert_eq!(off.status, Status::Fail);
    assert_eq!(off.gap.unwrap().id, "gap-root-off");
}

#[tokio::test]
async fn what_other_regions_record_is_counted_and_what_they_hide_is_unknown() {
    let mut facts = secured().await;
    let home = facts.record.config.home.clone().unwrap();
    let here = facts.record.config.regions[&home].clone();
    let of_regions = |facts: &Facts| {
        let finding = judged(facts, "record.config-recorder");
        let count = |name: &str| figure(&finding, "saw-recorder-regions", name);
        (finding.status, count("on"), count("total"))
    };
    let (one, all) = ("Number(1)".to_owned(), "Number(17)".to_owned());
    assert_eq!(of_regions(&facts), (Status::Pass, one, all.clone()));
    let mut there = here.clone();
    let mut recorder = there.recorder.seen().unwrap().clone().unwrap();
    recorder.recording_group.include_global_resource_types = false;
    there.recorder = seen(Some(recorder.clone()));
    for name in ["us-east-1", "us-west-2"] {
        facts
            .record
            .config
            .regions
            .insert(Region::new(name), there.clone());
    }
    assert_eq!(of_regions(&facts), (Status::Pass, "Number(3)".to_owned(), all));
    // IAM types are recorded by nobody that was seen: by nobody at all only where everybody could be seen.
    let coverage = |facts: &Facts| {
        let finding = judged(facts, "record.config-coverage");
        (finding.status, finding.gap.map(|gap| gap.id.into_owned()))
    };
    assert_eq!(coverage(&facts), (Status::Pass, None));
    let mut without = here;
    without.recorder = seen(Some(recorder));
    facts.record.config.regions.insert(home, without);
    let gap = |id: &str| Some(id.to_owned());
    assert_eq!(coverage(&facts), (Status::Warn, gap("gap-coverage-iam")));
    for (kind, status, id) in [
        (Kind::Network, Status::Unknown, "gap-coverage-iam-unread"),
        // Where a policy forbids the Region, nothing is recorded there either.
        (Kind::DeniedByPolicy, Status::Warn, "gap-coverage-iam"),
    ] {
        there.recorder = Known::Refused(Failure::new(kind, ""));
        facts
            .record
            .config
            .regions
            .insert(Region::new("us-east-1"), there.clone());
        assert_eq!(coverage(&facts), (status, gap(id)), "{kind:?}");
    }
}

/// The secured account where another Region records as the home Region does, but for IAM types.
async fn recording_elsewhere(change: impl FnOnce(&mut ConfigRegion)) -> Facts {
    let mut facts = secured().await;
    let (home, here) = facts.record.config.home().unwrap();
    assert_ne!(*home, Region::new("us-east-1"));
    let mut at = here.clone();
    let mut recorder = at.recorder.seen().unwrap().clone().unwrap();
    recorder.recording_group.include_global_resource_types = false;
    at.recorder = seen(Some(recorder));
    change(&mut at);
    facts.record.config.regions.insert(Region::new("us-east-1"), at);
    facts
}

#[tokio::test]
async fn coverage_and_delivery_are_those_of_every_region_that_records() {
    let elsewhere = Region::new("us-east-1");
    let of = |facts: &Facts, check: &str| {
        let finding = judged(facts, check);
        (finding.status, finding.gap.map(|gap| gap.id.to_string()))
    };
    let (coverage, delivery) = ("record.config-coverage", "record.config-delivery");
    let whole = recording_elsewhere(|_| ()).await;
    assert_eq!(of(&whole, coverage), (Status::Pass, None));
    assert_eq!(of(&whole, delivery), (Status::Pass, None));
    let narrow = recording_elsewhere(|at| {
        let mut recorder = at.recorder.seen().unwrap().clone().unwrap();
        recorder.recording_group.all_supported = false;
        recorder.recording_group.recording_strategy = None;
        recorder.recording_group.resource_types = vec!["AWS::S3::Bucket".to_owned()];
        at.recorder = seen(Some(recorder));
    })
    .await;
    let gap = Some("gap-coverage-elsewhere".to_owned());
    assert_eq!(of(&narrow, coverage), (Status::Warn, gap));
    let gap = Some("gap-config-delivery-elsewhere".to_owned());
    let unsent = recording_elsewhere(|at| at.channel = seen(None)).await;
    assert_eq!(of(&unsent, delivery), (Status::Warn, gap.clone()));
    let failing = recording_elsewhere(|at| {
        let mut last = at.delivery.seen().unwrap().clone().unwrap();
        last.history.last = LastStatus::Failure;
        at.delivery = seen(Some(last));
    })
    .await;
    assert_eq!(of(&failing, delivery), (Status::Warn, gap));
    // What was refused elsewhere is unknown here: the sentence speaks of all Regions.
    let refused =
        recording_elsewhere(|at| at.delivery = Known::Refused(Failure::new(Kind::Denied, ""))).await;
    assert_eq!(of(&refused, delivery).0, Status::Unknown);
    let mut hidden = secured().await;
    let at = hidden.record.config.regions.get_mut(&elsewhere).unwrap();
    at.recorder = Known::Refused(Failure::new(Kind::Denied, ""));
    for check in [coverage, delivery] {
        assert_eq!(of(&hidden, check).0, Status::Unknown, "{check}");
    }
    // A history file that is long past is told as such, at home.
    let mut old = secured().await;
    let home = old.record.config.home.clone().unwrap();
    let at = old.record.config.regions.get_mut(&home).unwrap();
    let mut last = at.delivery.seen().unwrap().clone().unwrap();
    let then = Some(at.delivery.evidence().unwrap().time - SignedDuration::from_hours(24 * 20));
    last.history.succeeded = then;
    last.snapshot.succeeded = then;
    let evidence = at.delivery.evidence().unwrap().clone();
    at.delivery = Known::Seen(Some(last), evidence);
    let gap = Some("gap-config-delivery-old".to_owned());
    assert_eq!(of(&old, delivery), (Status::Warn, gap));
}

#[tokio::test]
async fn accounts_for_security_and_logs_are_no_place_for_workloads() {
    let mut facts = secured().await;
    let accounts = facts.separate.accounts.seen().unwrap().clone();
    let of = |facts: &Facts| judged(facts, "separate.workload-accounts");
    let mut renamed = accounts.clone();
    for one in &mut renamed {
        if one.name == "prod" || one.name == "dev" {
            one.name = "Log Archive".to_owned();
        }
    }
    facts.separate.accounts = seen(renamed);
    let only = of(&facts);
    assert_eq!(
        (only.status, only.gap.unwrap().id.as_ref()),
        (Status::Fail, "gap-no-workload")
    );
    // A sign-up that was never completed is told as that, and is not a closed account.
    let mut unfinished = accounts;
    for one in &mut unfinished {
        if one.name == "old-staging" {
            one.state = "PENDING_ACTIVATION".to_owned();
        }
    }
    facts.separate.accounts = seen(unfinished);
    let finding = of(&facts);
    assert_eq!(finding.status, Status::Pass);
    assert!(saw(&finding).contains(&"saw-members-unfinished"));
    assert!(!saw(&finding).contains(&"saw-members-closed"));
}
