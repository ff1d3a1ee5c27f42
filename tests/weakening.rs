//! No plan weakens what is on, unless that was named: random states of an account, and every plan that a person gets without
//! choosing anything.

use std::sync::LazyLock;

use genkan::demo::Scenario;
use genkan::domain::{Change, Evidence, Kind, Known, Plan, PublicAccessBlock, Region};
use genkan::measures::detect::{Choices as DetectChoices, Feature};
use genkan::measures::record::TrailChoices;
use genkan::measures::record::config::ConfigChoices;
use genkan::measures::record::config::{ConfigRegion, RecordingMode, ResourceTypes, Strategy as Recorded};
use genkan::measures::secure::PasswordPolicy;
use genkan::measures::{self, Facts};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::planned;

const RUN: &str = "20261123T100211Z-00a0ff";
const PLANS: [&str; 9] = [
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
    "EKS_RUNTIME_MONITORING",
    "AI_PROTECTION",
    "SOMETHING_NEWER",
];
const FREQUENCIES: [&str; 3] = ["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"];

/// What one Region is made of.
#[derive(Debug, Clone)]
struct Place {
    detector: Option<(bool, [bool; 9], usize)>,
    recorder: Option<(u8, bool, bool)>,
    retention: Option<u32>,
    recording: bool,
}

fn place() -> impl proptest::strategy::Strategy<Value = Place> {
    let detector = proptest::option::of((any::<bool>(), any::<[bool; 9]>(), 0_usize..3));
    let recorder = proptest::option::of((0_u8..3, any::<bool>(), any::<bool>()));
    let retention = proptest::option::of(30_u32..2557);
    (detector, recorder, retention, any::<bool>()).prop_map(|(detector, recorder, retention, recording)| {
        Place {
            detector,
            recorder,
            retention,
            recording,
        }
    })
}

fn policy() -> impl proptest::strategy::Strategy<Value = Option<PasswordPolicy>> {
    let numbers = (6..129, proptest::option::of(1..25), proptest::option::of(1..1095));
    let flags = any::<[bool; 6]>();
    proptest::option::of(
        (numbers, flags).prop_map(|((length, reuse, age), on)| PasswordPolicy {
            minimum_password_length: length,
            require_symbols: on[0],
            require_numbers: on[1],
            require_uppercase_characters: on[2],
            require_lowercase_characters: on[3],
            allow_users_to_change_password: on[4],
            max_password_age: age,
            password_reuse_prevention: reuse,
            hard_expiry: on[5].then_some(true),
        }),
    )
}

static SECURED: LazyLock<Facts> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let story = Scenario::named("secured").unwrap().instant().as_user("founder");
    runtime.block_on(async { Desk::on(story).await.facts().await })
});

fn seen<T>(value: T) -> Known<T> {
    let evidence = Evidence {
        operation: "-".into(),
        region: Region::new("ap-northeast-1"),
        time: "2026-11-23T10:02:11Z".parse().unwrap(),
        request_id: None,
        saw: Value::Null,
    };
    Known::Seen(value, evidence)
}

fn account(places: &[Place], policy: Option<PasswordPolicy>, block: [bool; 4]) -> Facts {
    let mut facts = SECURED.clone();
    let whole = facts.record.config.home().unwrap().1.clone();
    let template = facts
        .detect
        .regions
        .values()
        .next()
        .unwrap()
        .detector()
        .unwrap()
        .clone();
    let regions: Vec<Region> = facts.detect.regions.keys().cloned().collect();
    for (region, place) in regions.iter().zip(places.iter().cycle()) {
        let detector = place.detector.as_ref().map(|(enabled, on, frequency)| {
            let mut detector = template.clone();
            detector.enabled = *enabled;
            detector.frequency = Some(FREQUENCIES[*frequency].to_owned());
            let feature = |(name, on): (&&str, &bool)| Feature {
                name: (*name).to_owned(),
                enabled: *on,
                ..Feature::default()
            };
            detector.features = PLANS.iter().zip(on).map(feature).collect();
            detector
        });
        let at = facts.detect.regions.get_mut(region).unwrap();
        at.detector = seen(detector);
        let recorder = place.recorder.map(|(kind, daily, iam)| {
            let mut recorder = whole.recorder.seen().unwrap().clone().unwrap();
            let group = &mut recorder.recording_group;
            (group.all_supported, group.include_global_resource_types) = (kind == 0, kind == 0 && iam);
            group.recording_strategy = (kind == 1).then(|| Recorded {
                use_only: "EXCLUSION_BY_RESOURCE_TYPES".to_owned(),
            });
            let types = |types: &[&str]| types.iter().map(ToString::to_string).collect();
            group.exclusion_by_resource_types = (kind == 1).then(|| ResourceTypes {
                resource_types: types(if iam {
                    &["AWS::EC2::Volume"]
                } else {
                    &["AWS::IAM::User"]
                }),
            });
            if kind == 2 {
                group.resource_types = types(if iam {
                    &["AWS::IAM::Role"]
                } else {
                    &["AWS::S3::Bucket"]
                });
            }
            recorder.recording_mode = daily.then(|| RecordingMode {
                recording_frequency: "DAILY".to_owned(),
                recording_mode_overrides: Vec::new(),
            });
            recorder
        });
        let mut here = whole.clone();
        if let Some(Some(status)) = here.status.seen().cloned() {
            here.status = seen(Some(genkan::measures::record::config::RecorderStatus {
                recording: place.recording,
                ..status
            }));
        }
        if recorder.is_none() {
            here = ConfigRegion {
                recorder: seen(None),
                status: seen(None),
                linked: seen(Vec::new()),
                channel: seen(None),
                delivery: seen(None),
                retention: seen(None),
                resources: Known::NotAsked,
            };
        } else {
            here.recorder = seen(recorder);
            here.retention = seen(place.retention);
        }
        facts.record.config.regions.insert(region.clone(), here);
    }
    facts.secure.password_policy = seen(policy);
    let [a, b, c, d] = block;
    facts.secure.buckets = seen(genkan::measures::secure::PublicBuckets::default());
    facts.secure.block = seen(Some(PublicAccessBlock {
        block_public_acls: a,
        ignore_public_acls: b,
        block_public_policy: c,
        restrict_public_buckets: d,
    }));
    facts
}

/// Every plan that nobody chose anything for.
fn bare(facts: &Facts) -> Vec<(&'static str, Plan)> {
    let now = "2026-11-23T10:02:11Z".parse().unwrap();
    let home = facts.record.config.home.clone().unwrap();
    let account = facts.account.identity.seen().unwrap().account.clone();
    let trail = TrailChoices::proposed(&account, &home, RUN);
    let config = ConfigChoices::proposed(&account, &home, RUN).following(&facts.record.config);
    let all = genkan::domain::Measure::ALL
        .into_iter()
        .flat_map(measures::checks);
    all.filter_map(|check| {
        let choices = match check.id.split('.').next().unwrap() {
            "record" if measures::record::is_config(check) => config.write(),
            "record" => trail.write(),
            "detect" if check.id == "detect.protection-plans" || check.id == "detect.detector" => {
                DetectChoices::proposed(RUN).write()
            }
            "secure" => measures::job_for(check).map_or_else(
                || [("run".to_owned(), RUN.to_owned())].into(),
                |job| job.proposed_nowhere(RUN),
            ),
            _ => return None,
        };
        match planned(facts, &[check], &choices, now) {
            Ok(plan) => Some((check.id, plan)),
            Err(failure) => {
                assert_ne!(failure.kind, Kind::Internal, "{}: {failure:?}", check.id);
                None
            }
        }
    })
    .collect()
}

fn text<'a>(value: Option<&'a Value>, pointer: &str) -> &'a str {
    value
        .and_then(|value| value.pointer(pointer)?.as_str())
        .unwrap_or("")
}

/// What a step lowers; none where it lowers nothing.
fn lowers(step: &Change, plan: &Plan, facts: &Facts) -> Option<String> {
    let (now, before) = (Some(&step.parameters), step.before.as_ref());
    let number = |value: Option<&Value>, pointer: &str| value?.pointer(pointer)?.as_i64();
    match step.call().as_str() {
        "guardduty:UpdateDetector" => {
            let features = step.parameters.get("Features").and_then(Value::as_array);
            let off = features
                .into_iter()
                .flatten()
                .any(|one| one["Status"] == "DISABLED");
            let rank = |word: &str| FREQUENCIES.iter().position(|one| *one == word);
            let wanted = rank(text(now, "/FindingPublishingFrequency"));
            let slower = wanted.is_some() && wanted > rank(text(before, "/frequency"));
            let suspends = step.parameters.get("Enable") == Some(&Value::from(false));
            (off || slower || suspends).then(|| "detector".to_owned())
        }
        "config:PutConfigurationRecorder" => {
            let before: genkan::measures::record::config::Recorder =
                serde_json::from_value(before?.clone()).unwrap();
            let inside = &step.parameters["ConfigurationRecorder"];
            let wanted: genkan::measures::record::config::Recorder =
                serde_json::from_value(inside.clone()).unwrap();
            if wanted.frequency() != before.frequency() {
                return Some("frequency".to_owned());
            }
            // IAM types go on being recorded somewhere.
            let elsewhere = facts.record.config.regions.iter().any(|(region, at)| {
                let put = plan
                    .steps
                    .iter()
                    .find(|one| one.call() == step.call() && one.region == *region);
                let after = put.map(|put| {
                    let inside = put.parameters["ConfigurationRecorder"].clone();
                    serde_json::from_value::<genkan::measures::record::config::Recorder>(inside).unwrap()
                });
                let now = || at.recorder.seen().cloned().flatten();
                after
                    .or_else(now)
                    .is_some_and(|recorder| recorder.recording_group.records_iam())
            });
            let lost = before.recording_group.records_iam() && !elsewhere;
            lost.then(|| "IAM types".to_owned())
        }
        "config:PutRetentionConfiguration" => {
            let least = number(now, "/RetentionPeriodInDays")?;
            let before = before.and_then(Value::as_i64).unwrap_or(2557);
            (least < before).then(|| "retention".to_owned())
        }
        "iam:UpdateAccountPasswordPolicy" => {
            let before = before.filter(|before| before.is_object())?;
            let less =
                |field: &str| number(now, field).unwrap_or(0) < number(Some(before), field).unwrap_or(0);
            let flag = |value: &Value, field: &str| value.get(field) == Some(&Value::from(true));
            let off = |field: &str| flag(before, field) && !flag(&step.parameters, field);
            let moved = |field: &str| before.get(field) != step.parameters.get(field);
            let lower = less("/MinimumPasswordLength")
                || less("/PasswordReusePrevention")
                || [
                    "RequireSymbols",
                    "RequireNumbers",
                    "RequireUppercaseCharacters",
                    "RequireLowercaseCharacters",
                ]
                .into_iter()
                .any(off)
                || moved("AllowUsersToChangePassword")
                || moved("MaxPasswordAge")
                || moved("HardExpiry");
            lower.then(|| "password policy".to_owned())
        }
        "s3control:PutPublicAccessBlock" | "s3:PutPublicAccessBlock" => {
            let block = step.parameters.get("PublicAccessBlockConfiguration")?;
            let whole = serde_json::to_value(PublicAccessBlock::WHOLE).unwrap();
            (*block != whole).then(|| "block".to_owned())
        }
        call => {
            let verb = call.split(':').nth(1).unwrap();
            let lowering = ["Delete", "Stop", "Disable", "Deactivate", "Remove", "Detach"];
            lowering
                .iter()
                .any(|one| verb.starts_with(one))
                .then(|| call.to_owned())
        }
    }
}

/// Whether nothing of what is made up here is open.
fn is_whole(facts: &Facts) -> bool {
    let checks = [
        "detect.detector",
        "secure.s3-public-access",
        "secure.password-policy",
        "record.config-recorder",
    ];
    checks.into_iter().all(|id| {
        let finding = measures::judge(measures::check(id).unwrap(), facts).unwrap();
        finding.status == genkan::domain::Status::Pass
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_plan_never_lowers_a_setting_that_nobody_named(
        places in proptest::collection::vec(place(), 1..6), policy in policy(), block in any::<[bool; 4]>(),
    ) {
        let facts = account(&places, policy, block);
        let plans = bare(&facts);
        // What is open is planned: the law below is about something.
        prop_assert!(plans.iter().map(|(_, plan)| plan.steps.len()).sum::<usize>() > 0 || is_whole(&facts));
        for (check, plan) in plans {
            for step in &plan.steps {
                let lowered = lowers(step, &plan, &facts);
                prop_assert_eq!(lowered, None, "{}: {} {:?} {:?}", check, step.call(), step.parameters, step.before);
            }
        }
    }
}

fn detect_plan(facts: &Facts, named: &[(&str, &str)]) -> Plan {
    let mut choices = DetectChoices::proposed(RUN).write();
    choices.extend(
        named
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let checks = [measures::check("detect.protection-plans").unwrap()];
    let now = "2026-11-23T10:02:11Z".parse().unwrap();
    planned(facts, &checks, &choices, now).unwrap()
}

fn notes(plan: &Plan) -> Vec<&str> {
    plan.notes().into_iter().map(|note| note.id.as_ref()).collect()
}

#[test]
fn more_than_genkan_would_turn_on_is_kept_and_less_is_told_where_it_was_named() {
    let mut facts = SECURED.clone();
    for at in facts.detect.regions.values_mut() {
        let mut detector = at.detector().unwrap().clone();
        detector.frequency = Some("FIFTEEN_MINUTES".to_owned());
        for feature in &mut detector.features {
            feature.enabled = true;
            if feature.name == "RUNTIME_MONITORING" {
                feature.additional = [("EC2_AGENT_MANAGEMENT".to_owned(), true)].into();
            }
        }
        at.detector = seen(Some(detector));
    }
    let count = facts.detect.regions.len();
    assert_eq!(detect_plan(&facts, &[]).steps, vec![]);
    // Named, it is done, and said in so many words.
    let fewer = detect_plan(
        &facts,
        &[("plans", "S3_DATA_EVENTS"), ("finding-frequency", "SIX_HOURS")],
    );
    assert_eq!(fewer.steps.len(), count);
    let told = notes(&fewer);
    assert!(told.contains(&"note-frequency-slower"), "{told:?}");
    let off = told
        .iter()
        .filter(|note| **note == "note-plan-turned-off")
        .count();
    assert_eq!(off, 5, "{told:?}");
    // What belongs to a plan comes back with it.
    let genkan::domain::Undo::By(back) = &fewer.steps[0].undo else {
        panic!("{:?}", fewer.steps[0].undo);
    };
    let features = back.parameters["Features"].as_array().unwrap();
    let runtime = features
        .iter()
        .find(|one| one["Name"] == "RUNTIME_MONITORING")
        .unwrap();
    assert_eq!(
        runtime["AdditionalConfiguration"],
        serde_json::json!([{"Name": "EC2_AGENT_MANAGEMENT", "Status": "ENABLED"}])
    );
}

#[test]
fn runtime_monitoring_is_told_to_need_agents_and_to_leave_the_older_plan_alone() {
    let mut facts = SECURED.clone();
    let plan = detect_plan(&facts, &[("plans", "all")]);
    assert_eq!(plan.steps.len(), facts.detect.regions.len());
    assert!(notes(&plan).contains(&"note-runtime-agents"));
    for at in facts.detect.regions.values_mut() {
        let mut detector = at.detector().unwrap().clone();
        detector.features.push(Feature {
            name: "EKS_RUNTIME_MONITORING".to_owned(),
            enabled: true,
            ..Feature::default()
        });
        at.detector = seen(Some(detector));
    }
    let plan = detect_plan(&facts, &[("plans", "all")]);
    assert_eq!(plan.steps, vec![], "AWS lets only one of the two be on");
}

#[test]
fn iam_types_that_two_regions_record_go_on_in_one() {
    let places = [Place {
        detector: None,
        recorder: Some((0, false, true)),
        retention: None,
        recording: true,
    }];
    let facts = account(&places, None, [true; 4]);
    let home = facts.record.config.home.clone().unwrap();
    let plans = bare(&facts);
    let (_, plan) = plans
        .iter()
        .find(|(check, _)| *check == "record.config-coverage")
        .unwrap();
    let off: Vec<&Region> = plan.steps.iter().map(|step| &step.region).collect();
    assert_eq!(off.len(), facts.record.config.regions.len() - 1);
    assert!(!off.contains(&&home));
    assert!(notes(plan).contains(&"note-config-iam-off"), "{:?}", notes(plan));
}
