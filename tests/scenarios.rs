//! The loop on the embedded account, in-process: what moto cannot show, because it is lenient or stateless.

use std::fs;

use genkan::apply::{self, Voice, survey};
use genkan::aws::Session;
use genkan::demo::{self, Embedded, Fault, Scenario};
use genkan::domain::journal::{Ending, StepState};
use genkan::domain::{
    Approval, Changed, Failure, Finding, Kind, Language, Measure, Mode, Outcome, Plan, Region, Report, Scope,
    Status, StepResult,
};
use genkan::journal::Journal;
use genkan::measures::record::{TRAIL_JOB, TrailChoices};
use genkan::measures::{self, Facts};
use std::sync::Arc;

use crate::support::planned_job;
use crate::support::{Hands, Nobody, Walk};

/// An embedded account with a journal, and genkan's parts on it.
struct Bench {
    embedded: Arc<Embedded>,
    session: Session,
    journal: Journal,
    hands: Hands,
    region: Region,
}

const DEMO: Mode = Mode {
    demo: true,
    read_only: false,
};

impl Bench {
    async fn on(scenario: Scenario) -> Self {
        Self::in_region(scenario, None).await
    }

    async fn in_region(scenario: Scenario, region: Option<&str>) -> Self {
        let hands = Hands::new();
        let embedded = Embedded::begin(&scenario, hands.clock()).await.unwrap();
        let session = demo::session(&embedded, region, DEMO, hands.clock());
        let region = session.region().clone();
        Self {
            embedded,
            session,
            journal: Journal::temporary().unwrap(),
            hands,
            region,
        }
    }

    fn choices(&self) -> TrailChoices {
        TrailChoices::proposed(demo::ACCOUNT, &self.region, "run-1")
    }

    async fn facts(&self) -> Facts {
        let choices = self.choices();
        survey(&self.session, &Scope::all(vec![(choices.bucket, choices.region)])).await
    }

    async fn statuses(&self) -> Vec<(&'static str, Status)> {
        let facts = self.facts().await;
        findings(&facts)
            .into_iter()
            .map(|finding| (finding.check.id, finding.status))
            .collect()
    }

    async fn status(&self, id: &str) -> Status {
        self.statuses()
            .await
            .into_iter()
            .find(|(check, _)| *check == id)
            .unwrap()
            .1
    }

    async fn plan(&self) -> Result<Plan, Failure> {
        let facts = self.facts().await;
        planned_job(&facts, &TRAIL_JOB, &self.choices().write(), self.hands.now())
    }

    async fn apply(&self, plan: &Plan) -> Result<Report, Failure> {
        let approval = Approval::by_flags(plan.clone(), true, Some(demo::ACCOUNT), DEMO).unwrap();
        apply::run(&self.session, approval, &self.journal, &|_| {}, &Voice::default()).await
    }

    fn writes(&self) -> Vec<String> {
        let calls = self.embedded.calls();
        let writes = calls.iter().filter(|call| call.writes && call.refused.is_none());
        writes.map(|call| call.operation.clone()).collect()
    }
}

fn findings(facts: &Facts) -> Vec<Finding> {
    measures::judge_all(&Measure::ALL, facts)
}

fn scenario(name: &str) -> Scenario {
    Scenario::named(name).unwrap().instant()
}

fn operations(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.operation.as_str()).collect()
}

#[tokio::test]
async fn each_scenario_stands_as_its_story_tells() {
    use Status::{Fail, NotApplicable, Pass, Unknown, Warn};
    for (name, wanted) in [
        (
            "fresh",
            [
                Fail,
                Fail,
                NotApplicable,
                // The root user, the people, the account.
                Fail,
                Pass,
                NotApplicable,
                Fail,
                Pass,
                Pass,
                Pass,
                NotApplicable,
                Fail,
                Fail,
                Fail,
                Fail,
                Fail,
                Fail,
                NotApplicable,
                NotApplicable,
                NotApplicable,
                Pass,
                Fail,
                NotApplicable,
                NotApplicable,
                NotApplicable,
                Fail,
                NotApplicable,
                NotApplicable,
                NotApplicable,
                NotApplicable,
            ],
        ),
        (
            "half-done",
            [
                Fail,
                Fail,
                NotApplicable,
                Pass,
                Fail,
                Warn,
                Warn,
                Fail,
                Warn,
                Fail,
                Fail,
                Fail,
                Fail,
                Warn,
                Fail,
                Warn,
                Fail,
                NotApplicable,
                Fail,
                Warn,
                Pass,
                Fail,
                Warn,
                Pass,
                Pass,
                Fail,
                Pass,
                Fail,
                Fail,
                NotApplicable,
            ],
        ),
        ("secured", [Pass; 30]),
        ("denied", [Unknown; 30]),
    ] {
        let statuses: Vec<Status> = Bench::on(scenario(name))
            .await
            .statuses()
            .await
            .into_iter()
            .map(|(_, status)| status)
            .collect();
        assert_eq!(statuses, wanted, "{name}");
    }
}

#[tokio::test]
async fn from_fresh_to_recording_and_the_first_log_file() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    let report = bench.apply(&plan).await.unwrap();
    assert_eq!((report.exit_code(), report.mismatch), (0, false));
    // AWS closes new buckets by itself, so that step is found done and nothing is written for it.
    assert_eq!(report.changed(), 6);
    assert_eq!(bench.status("record.trail").await, Status::Pass);
    assert_eq!(bench.status("record.trail-delivery").await, Status::Pending);
    bench.hands.forward(30);
    assert_eq!(bench.status("record.trail-delivery").await, Status::Pass);
    assert_eq!(bench.status("record.trail-bucket").await, Status::Pass);
    assert!(bench.plan().await.unwrap().steps.is_empty());
    let before = bench.writes().len();
    let again = bench.apply(&plan).await.unwrap();
    assert_eq!(
        (again.exit_code(), again.changed(), bench.writes().len()),
        (0, 0, before)
    );
}

#[tokio::test]
async fn in_us_east_1_the_location_constraint_is_left_out() {
    // The embedded account refuses it there, as S3 does, and refuses its absence elsewhere.
    for region in ["us-east-1", "eu-west-1"] {
        let bench = Bench::in_region(scenario("fresh"), Some(region)).await;
        let plan = bench.plan().await.unwrap();
        let constraint = plan.steps[0]
            .parameters
            .get("CreateBucketConfiguration")
            .is_some();
        assert_eq!(constraint, region != "us-east-1");
        assert_eq!(bench.apply(&plan).await.unwrap().exit_code(), 0, "{region}");
    }
}

#[tokio::test]
async fn an_answer_lost_on_the_way_is_resolved_by_reading() {
    for operation in [
        "s3:CreateBucket",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutBucketPolicy",
        "cloudtrail:CreateTrail",
        "cloudtrail:StartLogging",
    ] {
        let bench = Bench::on(scenario("fresh")).await;
        let plan = bench.plan().await.unwrap();
        bench.embedded.fault(operation, Fault::LoseAnswer);
        let report = bench.apply(&plan).await.unwrap();
        assert_eq!(bench.embedded.faults_left(), 0, "{operation}: never happened");
        assert_eq!(report.exit_code(), 0, "{operation}: {:?}", report.failure);
        let facts = bench.facts().await;
        assert_eq!(facts.record.trails.seen().unwrap().len(), 1, "{operation}");
        // What this run did is its own to undo, whether or not the answer arrived.
        let run = bench
            .journal
            .read()
            .unwrap()
            .last_undoable(demo::ACCOUNT)
            .unwrap();
        let undo = measures::undo(
            &bench.journal.read().unwrap(),
            &run,
            measures::Detectors::Suspend,
            bench.hands.now(),
        )
        .unwrap();
        assert_eq!(operations(&undo), ["DeleteTrail"], "{operation}");
    }
}

#[tokio::test]
async fn the_race_between_bucket_policy_and_trail_is_waited_out() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    bench.embedded.fault(
        "cloudtrail:CreateTrail",
        Fault::Refuse(400, "InsufficientS3BucketPolicyException".to_owned()),
    );
    let waits = std::sync::Mutex::new(0);
    let listener = |progress| {
        if let genkan::domain::Progress::Waiting(_, retry) = progress {
            *waits.lock().unwrap() = retry;
        }
    };
    let approval = Approval::by_flags(plan, true, Some(demo::ACCOUNT), DEMO).unwrap();
    let report = apply::run(
        &bench.session,
        approval,
        &bench.journal,
        &listener,
        &Voice::default(),
    )
    .await
    .unwrap();
    assert_eq!((report.exit_code(), *waits.lock().unwrap()), (0, 1));
}

#[tokio::test]
async fn a_refused_step_ends_the_run_and_the_rest_is_not_tried() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    bench.embedded.fault(
        "s3:PutBucketPolicy",
        Fault::Refuse(403, "AccessDenied".to_owned()),
    );
    let report = bench.apply(&plan).await.unwrap();
    assert_eq!((report.exit_code(), report.ending), (6, Ending::Failed));
    let failure = report.failure.clone().unwrap();
    assert_eq!((failure.kind, failure.changed), (Kind::Denied, Changed::Nothing));
    assert_eq!(failure.permission(), Some("s3:PutBucketPolicy"));
    assert!(matches!(report.steps[5], StepResult::NotStarted));
    assert!(!bench.writes().contains(&"CreateTrail".to_owned()));
    // The same plan goes on from there.
    let report = bench.apply(&plan).await.unwrap();
    assert_eq!((report.exit_code(), report.in_place()), (0, 8));
    assert_eq!(
        bench
            .writes()
            .iter()
            .filter(|call| *call == "CreateBucket")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_stop_before_the_first_call_changes_nothing() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    let stop = Voice::default();
    stop.ask();
    let approval = Approval::by_flags(plan, true, Some(demo::ACCOUNT), DEMO).unwrap();
    let report = apply::run(&bench.session, approval, &bench.journal, &|_| {}, &stop)
        .await
        .unwrap();
    assert_eq!((report.ending, report.exit_code()), (Ending::Stopped, 130));
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn wherever_the_journal_is_cut_the_next_run_repeats_nothing_and_loses_nothing() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    bench.apply(&plan).await.unwrap();
    let whole = fs::read(bench.journal.path()).unwrap();
    let writes = bench.writes().len();
    for cut in (0..whole.len()).step_by(211).chain([whole.len() - 1]) {
        fs::write(bench.journal.path(), &whole[..cut]).unwrap();
        let history = bench.journal.read().unwrap();
        assert!(history.damaged <= 1, "{cut}");
        let report = bench.apply(&plan).await.unwrap();
        assert_eq!((report.exit_code(), report.changed()), (0, 0), "{cut}");
        assert_eq!(bench.writes().len(), writes, "{cut}: something was done again");
        assert!(
            bench.journal.read().unwrap().cut_short(demo::ACCOUNT).is_none(),
            "{cut}: still open"
        );
    }
}

/// AWS took every call and shows otherwise: that is no success, and says so.
#[tokio::test(start_paused = true)]
async fn where_aws_shows_otherwise_than_it_answered_it_is_said_and_exits_7() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    let still = r#"{"IsLogging": false}"#.to_owned();
    bench
        .embedded
        .fault_always("cloudtrail:GetTrailStatus", Fault::Answer(still));
    let begun = tokio::time::Instant::now();
    let report = bench.apply(&plan).await.unwrap();
    assert!(bench.embedded.faulted("cloudtrail:GetTrailStatus"));
    assert_eq!((report.ending, report.failure.as_ref()), (Ending::Complete, None));
    assert!(report.mismatch);
    assert_eq!(report.exit_code(), 7);
    // It was asked again before that was said.
    assert!(begun.elapsed() >= std::time::Duration::from_secs(6));
    let trail = report
        .findings
        .iter()
        .find(|finding| finding.check.id == "record.trail");
    assert_eq!(trail.map(|finding| finding.status), Some(Status::Fail));
    let failure = Failure::new(Kind::Mismatch, "");
    assert_eq!(failure.exit_code(), 7);
}

/// A bucket that trails and AWS Config share is asked about once.
#[tokio::test]
async fn a_bucket_is_asked_about_once_whoever_delivers_to_it() {
    let mut story = scenario("secured");
    story.config[0].bucket = Some(story.trail[0].bucket.clone());
    let bench = Bench::on(story).await;
    let facts = survey(&bench.session, &Scope::all(Vec::new())).await;
    let trail = facts.record.trails.seen().unwrap()[0].bucket.clone();
    let channel = facts.record.config.home().unwrap().1.channel.seen().unwrap();
    assert_eq!(channel.as_ref().unwrap().bucket, trail, "they share no bucket");
    let calls = bench.embedded.all_calls();
    let heads = calls.iter().filter(|call| call.operation == "HeadBucket").count();
    assert_eq!(heads, facts.record.buckets.len());
}

/// Every byte of the journal of a run that was killed: what can be read of it is what was done, and from any of its lines
/// on, whole or torn, the next run ends where an undisturbed one ends.
#[tokio::test(start_paused = true)]
async fn wherever_the_journal_of_an_unfinished_run_is_cut_the_next_run_finishes_it() {
    let unfinished = || async {
        let bench = Bench::on(scenario("fresh")).await;
        let plan = bench.plan().await.unwrap();
        bench.embedded.fault("cloudtrail:StartLogging", Fault::Stall);
        tokio::select! {
            report = bench.apply(&plan) => panic!("{report:?}"),
            () = bench.embedded.stalled() => {}
        }
        (bench, plan)
    };
    let (bench, _) = unfinished().await;
    let whole = fs::read(bench.journal.path()).unwrap();
    let mut known = 0;
    for cut in 0..=whole.len() {
        fs::write(bench.journal.path(), &whole[..cut]).unwrap();
        let history = bench.journal.read().unwrap();
        assert!(history.damaged <= 1, "{cut}");
        let runs = history.runs();
        let changes: usize = runs.iter().map(|run| run.changes().len()).sum();
        let made = runs
            .iter()
            .flat_map(|run| &run.attempts)
            .flat_map(|attempt| &attempt.steps)
            .filter(
                |step| matches!(step, StepState::Done(receipt) if receipt.outcome != Outcome::AlreadyThere),
            )
            .count();
        assert!(made >= known, "{cut}: {made} after {known}");
        // One call at most is under way, and may have been made.
        assert!((made..=made + 1).contains(&changes), "{cut}: {changes} of {made}");
        known = made;
        assert!(
            history
                .runs()
                .iter()
                .all(genkan::domain::journal::Run::is_cut_short),
            "{cut}"
        );
    }
    assert!(known > 0, "nothing was made before the kill");
    let ends = whole
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 1);
    for cut in ends.flat_map(|end| [end - 40, end - 1, end]) {
        let (bench, plan) = unfinished().await;
        fs::write(
            bench.journal.path(),
            &fs::read(bench.journal.path()).unwrap()[..cut],
        )
        .unwrap();
        let report = bench.apply(&plan).await.unwrap();
        assert_eq!(report.exit_code(), 0, "{cut}: {:?}", report.failure);
        let writes = bench.writes();
        let once: std::collections::BTreeSet<&String> = writes.iter().collect();
        assert_eq!(
            once.len(),
            writes.len(),
            "{cut}: something was done twice: {writes:?}"
        );
        assert!(
            bench.journal.read().unwrap().cut_short(demo::ACCOUNT).is_none(),
            "{cut}: still open"
        );
    }
}

#[tokio::test]
async fn only_one_genkan_applies_at_a_time() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    let other = bench.journal.writer().unwrap();
    let refused = bench.apply(&plan).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Locked);
    assert!(bench.writes().is_empty());
    drop(other);
    assert_eq!(bench.apply(&plan).await.unwrap().exit_code(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn the_journal_is_nobody_elses_to_read_and_holds_the_plan_that_was_shown() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    bench.apply(&plan).await.unwrap();
    let mode = fs::metadata(bench.journal.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let run = bench.journal.read().unwrap().runs().remove(0);
    assert_eq!(run.plan(), Some(&plan));
    let text = fs::read_to_string(bench.journal.path()).unwrap();
    assert!(!text.contains("embedded\""), "a secret key in the journal");
    // Intended comes before done, for every step.
    let order: Vec<&str> = text
        .lines()
        .map(|line| {
            ["\"intended\"", "\"done\"", "\"approved\"", "\"finished\""]
                .into_iter()
                .find(|word| line.contains(word))
                .unwrap()
        })
        .collect();
    assert_eq!(order.len(), 2 + 2 * plan.steps.len());
    assert!(
        order[1..order.len() - 1]
            .chunks(2)
            .all(|pair| pair == ["\"intended\"", "\"done\""])
    );
}

#[tokio::test]
async fn a_stopped_trail_is_started_and_its_policy_keeps_the_foreign_statement() {
    let bench = Bench::on(scenario("half-done")).await;
    let plan = bench.plan().await.unwrap();
    assert_eq!(
        operations(&plan),
        [
            "PutPublicAccessBlock",
            "PutBucketPolicy",
            "UpdateTrail",
            "StartLogging"
        ]
    );
    let before = bench.facts().await.record.buckets["acme-audit-logs"]
        .policy
        .seen()
        .unwrap()
        .clone();
    assert_eq!(bench.apply(&plan).await.unwrap().exit_code(), 0);
    let after = bench.facts().await.record.buckets["acme-audit-logs"]
        .policy
        .seen()
        .unwrap()
        .clone()
        .unwrap();
    assert_eq!(after.pointer("/Statement/0/Sid").unwrap(), "Auditors");
    assert_eq!(bench.status("record.trail-bucket").await, Status::Pass);
    let run = bench
        .journal
        .read()
        .unwrap()
        .last_undoable(demo::ACCOUNT)
        .unwrap();
    let undo = measures::undo(
        &bench.journal.read().unwrap(),
        &run,
        measures::Detectors::Suspend,
        bench.hands.now(),
    )
    .unwrap();
    let report = bench.apply(&undo).await.unwrap();
    assert_eq!((report.exit_code(), report.mismatch), (0, false));
    let facts = bench.facts().await;
    assert_eq!(
        facts.record.buckets["acme-audit-logs"].policy.seen().unwrap(),
        &before
    );
    assert_eq!(bench.status("record.trail").await, Status::Fail);
    assert!(
        bench
            .journal
            .read()
            .unwrap()
            .last_undoable(demo::ACCOUNT)
            .is_none()
    );
}

#[tokio::test]
async fn a_policy_that_changed_after_the_plan_is_not_overwritten() {
    let bench = Bench::on(scenario("half-done")).await;
    let plan = bench.plan().await.unwrap();
    // Somebody restores public access block and policy in the meantime: the same calls would now lose theirs.
    let other = Bench {
        journal: Journal::temporary().unwrap(),
        ..bench
    };
    let facts = other.facts().await;
    let mut foreign = plan.clone();
    foreign.steps.retain(|step| step.operation == "PutBucketPolicy");
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"New","Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::acme-audit-logs/*"}]}"#;
    foreign.steps[0].parameters["Policy"] = policy.into();
    genkan::aws::perform(
        &other.session,
        &foreign.steps[0],
        crate::support::of_run("other"),
        false,
        None,
        &|_| {},
        &Nobody,
    )
    .await
    .unwrap();
    drop(facts);
    let refused = other.apply(&plan).await.unwrap_err();
    assert_eq!((refused.kind, refused.exit_code()), (Kind::Stale, 8));
    // And even a step on its own looks before it writes.
    let step = plan
        .steps
        .iter()
        .find(|step| step.operation == "PutBucketPolicy")
        .unwrap();
    let refused = genkan::aws::perform(
        &other.session,
        step,
        crate::support::of_run("run-1"),
        false,
        None,
        &|_| {},
        &Nobody,
    )
    .await
    .unwrap_err();
    assert_eq!(refused.kind, Kind::Stale);
}

#[tokio::test]
async fn a_single_region_trail_is_widened_instead_of_paying_for_a_second_copy() {
    let mut story = scenario("secured");
    story.trail[0].multi_region = false;
    let bench = Bench::on(story).await;
    assert_eq!(bench.status("record.trail").await, Status::Fail);
    let plan = bench.plan().await.unwrap();
    assert_eq!(operations(&plan), ["UpdateTrail"]);
    assert_eq!(plan.steps[0].parameters["IncludeGlobalServiceEvents"], true);
    assert_eq!(bench.apply(&plan).await.unwrap().exit_code(), 0);
    assert_eq!(bench.status("record.trail").await, Status::Pass);
}

#[tokio::test]
async fn a_trail_without_its_bucket_gets_a_new_one() {
    let mut story = scenario("secured");
    story.trail[0].bucket = "gone-for-good".to_owned();
    let bench = Bench::on(story).await;
    assert_eq!(bench.status("record.trail-bucket").await, Status::Fail);
    let plan = bench.plan().await.unwrap();
    // The proposed bucket is there already, with its policy: only the trail moves.
    assert_eq!(operations(&plan), ["UpdateTrail"]);
    assert_eq!(bench.apply(&plan).await.unwrap().exit_code(), 0);
    assert_eq!(bench.status("record.trail-bucket").await, Status::Pass);
}

#[tokio::test]
async fn a_name_that_belongs_to_somebody_else_is_refused_before_anything_is_made() {
    let mut story = scenario("fresh");
    story.bucket.push(genkan::demo::ScenarioBucket {
        name: "taken".to_owned(),
        region: "ap-northeast-1".to_owned(),
        blocked: false,
        policy: None,
        trail: None,
        foreign: true,
        acls: false,
        config: false,
    });
    let bench = Bench::on(story).await;
    let choices = TrailChoices {
        bucket: "taken".to_owned(),
        ..bench.choices()
    };
    let scope = Scope::all(vec![("taken".to_owned(), bench.region.clone())]);
    let facts = survey(&bench.session, &scope).await;
    let refused = planned_job(&facts, &TRAIL_JOB, &choices.write(), bench.hands.now()).unwrap_err();
    assert_eq!(refused.kind, Kind::Denied);
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn what_is_unknown_never_feeds_a_plan() {
    for denied in [
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
    ] {
        let mut story = scenario("half-done");
        story.denied.push(denied.to_owned());
        let bench = Bench::on(story).await;
        assert_eq!(bench.status("record.trail").await, Status::Unknown, "{denied}");
        let refused = bench.plan().await.unwrap_err();
        assert_eq!(refused.permission(), Some(denied));
    }
    let mut story = scenario("fresh");
    story.denied.push("s3:ListBucket".to_owned());
    let bench = Bench::on(story).await;
    assert_eq!(
        bench.plan().await.unwrap_err().permission(),
        Some("s3:ListBucket")
    );
}

#[tokio::test]
async fn whatever_is_denied_nothing_passes_for_it() {
    let open: Vec<Finding> = findings(&Bench::on(scenario("secured")).await.facts().await);
    let all: Vec<String> = measures::record::READS
        .iter()
        .chain(&measures::secure::READS)
        .chain(&measures::detect::READS)
        .map(ToString::to_string)
        .collect();
    // Reads that only add to what others tell: a name, a version, a price, a trial.
    let adds_only = [
        "s3:GetBucketVersioning",
        "s3:GetBucketTagging",
        "s3:ListAllMyBuckets",
        "s3:GetBucketAcl",
        "s3:GetBucketOwnershipControls",
        "cloudtrail:ListTrails",
        "config:GetDiscoveredResourceCounts",
        // What the block of a bucket stops need not be known.
        "s3:GetBucketPolicyStatus",
        "s3:GetBucketLocation",
        "config:ListConfigurationRecorders",
        "guardduty:GetRemainingFreeTrialDays",
        "guardduty:GetUsageStatistics",
        "guardduty:GetAdministratorAccount",
        "guardduty:GetFindings",
        "guardduty:GetFilter",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "iam:ListRoles",
        "iam:ListVirtualMFADevices",
        "iam:GetAccessKeyLastUsed",
        "iam:ListSAMLProviders",
        "sso:ListInstances",
        "sso:ListPermissionSetsProvisionedToAccount",
        "securityhub:GetEnabledStandards",
    ];
    for action in all {
        let mut story = scenario("secured");
        story.denied.push(action.clone());
        let bench = Bench::on(story).await;
        let facts = bench.facts().await;
        let is_felt = findings(&facts)
            .iter()
            .zip(&open)
            .any(|(now, before)| now.status == Status::Unknown && before.status != Status::Unknown);
        assert!(
            is_felt || adds_only.contains(&action.as_str()),
            "{action}: denied, and every check stands as before"
        );
        for finding in findings(&facts) {
            let depends = match action.as_str() {
                "cloudtrail:DescribeTrails" => {
                    finding.check.id.starts_with("record.")
                        && finding.check.id != "record.event-history"
                        && !finding.check.id.starts_with("record.config")
                }
                "config:DescribeConfigurationRecorders" => finding.check.id.starts_with("record.config"),
                "config:DescribeConfigurationRecorderStatus" => finding.check.id == "record.config-recorder",
                "config:DescribeDeliveryChannels" | "config:DescribeDeliveryChannelStatus" => {
                    finding.check.id == "record.config-delivery"
                }
                "config:DescribeRetentionConfigurations" => finding.check.id == "record.config-retention",
                "cloudtrail:GetTrailStatus" => {
                    ["record.trail", "record.trail-delivery"].contains(&finding.check.id)
                }
                "cloudtrail:GetEventSelectors" => finding.check.id == "record.trail",
                "cloudtrail:LookupEvents" => finding.check.id == "record.event-history",
                "s3:GetBucketPolicy"
                | "s3:GetBucketPolicyStatus"
                | "s3:GetBucketPublicAccessBlock"
                | "s3:ListBucket" => finding.check.id == "record.trail-bucket",
                "guardduty:ListDetectors" | "guardduty:GetDetector" => {
                    finding.check.id.starts_with("detect.") && finding.check.id != "detect.security-hub"
                }
                "guardduty:ListFindings" | "guardduty:GetFindings" => {
                    finding.check.id == "detect.open-findings" && action.ends_with("ListFindings")
                }
                "events:ListRules" | "events:ListTargetsByRule" | "sns:ListSubscriptionsByTopic" => {
                    finding.check.id == "detect.alerts"
                }
                "securityhub:DescribeHub" | "securityhub:GetEnabledStandards" => {
                    finding.check.id == "detect.security-hub"
                }
                "iam:GetAccountSummary" => {
                    ["secure.root-mfa", "secure.root-keys"].contains(&finding.check.id)
                }
                "iam:GenerateCredentialReport" | "iam:GetCredentialReport" => {
                    finding.check.id == "secure.root-use"
                }
                "iam:ListUsers" => ["secure.user-mfa", "secure.access-keys"].contains(&finding.check.id),
                "iam:GetLoginProfile" | "iam:ListMFADevices" => finding.check.id == "secure.user-mfa",
                "iam:ListAccessKeys" | "iam:ListServiceSpecificCredentials" => {
                    finding.check.id == "secure.access-keys"
                }
                "iam:GetAccountAuthorizationDetails" => finding.check.id == "secure.group-permissions",
                "iam:GetAccountPasswordPolicy" => finding.check.id == "secure.password-policy",
                "account:GetAlternateContact" => finding.check.id == "secure.security-contact",
                "s3:GetAccountPublicAccessBlock" => finding.check.id == "secure.s3-public-access",
                "access-analyzer:ListAnalyzers" => finding.check.id == "secure.access-analyzer",
                "ec2:GetEbsEncryptionByDefault" => finding.check.id == "secure.ebs-encryption",
                "budgets:ViewBudget" => finding.check.id == "secure.budget",
                _ => false,
            };
            assert!(
                !depends || finding.status == Status::Unknown,
                "{action}: {} {:?}",
                finding.check.id,
                finding.status
            );
        }
    }
}

#[tokio::test]
async fn regions_fall_back_from_account_to_ec2_to_the_default_ones() {
    use genkan::domain::RegionSource::{Account, Default, Ec2};
    for (denied, source) in [
        (&[][..], Account),
        (&["account:ListRegions"][..], Ec2),
        (&["account:ListRegions", "ec2:DescribeRegions"][..], Default),
    ] {
        let mut story = scenario("fresh");
        story.denied.extend(denied.iter().map(ToString::to_string));
        let facts = Bench::on(story).await.facts().await;
        let regions = facts.account.regions.seen().unwrap();
        assert_eq!((regions.source, regions.enabled.len()), (source, 17));
    }
}

#[tokio::test]
async fn a_read_only_session_has_no_way_to_an_approval() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    let read_only = Mode {
        demo: true,
        read_only: true,
    };
    assert_eq!(Approval::in_dialog(&plan, read_only), None);
    let refused = Approval::by_flags(plan.clone(), true, Some(demo::ACCOUNT), read_only).unwrap_err();
    assert_eq!(refused.kind, Kind::ReadOnly);
    // Not even with an approval from elsewhere.
    let session = demo::session(&bench.embedded, None, read_only, bench.hands.clock());
    let approval = Approval::by_flags(plan, true, Some(demo::ACCOUNT), DEMO).unwrap();
    let refused = apply::run(&session, approval, &bench.journal, &|_| {}, &Voice::default())
        .await
        .unwrap_err();
    assert_eq!(refused.kind, Kind::ReadOnly);
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn a_plan_is_the_same_after_its_way_through_a_file() {
    for name in ["fresh", "half-done"] {
        let bench = Bench::on(scenario(name)).await;
        let plan = bench.plan().await.unwrap();
        let text = serde_json::to_string_pretty(&plan).unwrap();
        assert_eq!(Plan::from_json(&text).unwrap(), plan);
        // Made again of the same account it is the same plan, whatever the time.
        bench.hands.forward(3600);
        assert_eq!(bench.plan().await.unwrap().hash, plan.hash);
    }
}

#[test]
fn the_wizard_offers_to_go_on_with_a_run_that_was_interrupted() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter Right Enter");
    assert!(walk.screen().contains("Done. 8 of 8"), "{}", walk.screen());
    let writes = walk.writes().len();
    // As if it had been killed inside the fifth step.
    let text = fs::read_to_string(walk.journal.path()).unwrap();
    let lines: Vec<&str> = text.lines().take(10).collect();
    fs::write(walk.journal.path(), lines.join("\n") + "\n").unwrap();
    let mut walk = walk.restart();
    walk.keys("Enter Enter");
    let screen = walk.screen();
    assert!(
        screen.contains("An earlier run was interrupted") && screen.contains("unclear"),
        "{screen}"
    );
    walk.keys("Enter");
    assert!(
        walk.screen().contains("all of the interrupted run is in place"),
        "{}",
        walk.screen()
    );
    assert_eq!(walk.writes().len(), writes);
    let mut walk = walk.restart();
    walk.keys("Enter Enter");
    assert!(!walk.screen().contains("interrupted"), "{}", walk.screen());
}

#[test]
fn the_first_log_file_turns_the_row_by_itself() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter Right Enter");
    assert!(walk.screen().contains("~ Waiting"), "{}", walk.screen());
    walk.hands.forward(40);
    walk.wake();
    assert!(!walk.screen().contains("~ Waiting"), "{}", walk.screen());
    // Nothing is waited for any more, so nothing wakes the program.
    assert!(walk.wakes.is_empty() && !walk.model.is_waiting());
}

#[test]
fn a_root_mfa_row_leads_to_the_console_page() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 2 o");
    assert_eq!(
        walk.pages,
        ["https://console.aws.amazon.com/iam/home#/security_credentials"]
    );
}

#[tokio::test]
async fn the_event_history_holds_the_calls_of_this_session() {
    let bench = Bench::on(scenario("fresh")).await;
    let facts = bench.facts().await;
    let history = facts.record.history.seen().unwrap();
    assert!(history.latest.is_some());
}

#[tokio::test]
async fn what_a_teammate_made_meanwhile_is_never_undone() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    bench.apply(&plan).await.unwrap();
    // Killed after the first call, as far as the journal knows; and the trail is one without this run's tag.
    let text = fs::read_to_string(bench.journal.path()).unwrap();
    let lines: Vec<&str> = text.lines().take(3).collect();
    fs::write(bench.journal.path(), lines.join("\n") + "\n").unwrap();
    bench.apply(&plan).await.unwrap();
    let run = bench.journal.read().unwrap().runs().remove(0);
    assert!(!run.is_cut_short());
    let undo = measures::undo(
        &bench.journal.read().unwrap(),
        &run,
        measures::Detectors::Suspend,
        bench.hands.now(),
    )
    .unwrap();
    assert_eq!(
        operations(&undo),
        Vec::<&str>::new(),
        "steps that were never begun are not ours"
    );
    // Deleted and made again by somebody else under the same name.
    let mut other = plan.clone();
    other.steps.retain(|step| step.operation == "CreateTrail");
    let back = match &other.steps[0].undo {
        genkan::domain::Undo::By(back) => back.clone(),
        genkan::domain::Undo::Kept(_) => panic!("a trail is undone by deleting it"),
    };
    let refused = genkan::aws::perform(
        &bench.session,
        &back,
        crate::support::of_run("another-run"),
        false,
        None,
        &|_| {},
        &Nobody,
    )
    .await
    .unwrap_err();
    assert_eq!(refused.kind, Kind::Stale);
    assert_eq!(bench.status("record.trail").await, Status::Pass);
}

#[tokio::test]
async fn applied_undone_and_applied_again_can_be_undone_again() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    for _ in 0..2 {
        assert_eq!(bench.apply(&plan).await.unwrap().exit_code(), 0);
        let run = bench
            .journal
            .read()
            .unwrap()
            .last_undoable(demo::ACCOUNT)
            .unwrap();
        let undo = measures::undo(
            &bench.journal.read().unwrap(),
            &run,
            measures::Detectors::Suspend,
            bench.hands.now(),
        )
        .unwrap();
        assert_eq!(bench.apply(&undo).await.unwrap().exit_code(), 0);
        assert!(
            bench
                .journal
                .read()
                .unwrap()
                .last_undoable(demo::ACCOUNT)
                .is_none()
        );
        assert_eq!(bench.status("record.trail").await, Status::Fail);
    }
}

#[tokio::test]
async fn a_result_that_cannot_be_read_back_is_not_called_done() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan().await.unwrap();
    // The last read of the run: the writes are accepted, the check is not answered.
    let mut story = scenario("secured");
    story.denied.push("cloudtrail:GetTrailStatus".to_owned());
    let denied = Bench::on(story).await;
    let facts = denied.facts().await;
    let report = Report {
        steps: vec![StepResult::NotStarted; plan.steps.len()],
        plan,
        ending: Ending::Complete,
        failure: None,
        findings: findings(&facts),
        mismatch: false,
    };
    assert_eq!(report.exit_code(), 5);
}

#[tokio::test]
async fn a_restarted_trail_waits_for_its_next_log_file() {
    let bench = Bench::on(scenario("half-done")).await;
    let plan = bench.plan().await.unwrap();
    bench.apply(&plan).await.unwrap();
    assert_eq!(bench.status("record.trail-delivery").await, Status::Pending);
}

#[tokio::test]
async fn in_another_region_than_the_sessions_the_run_goes_to_its_end() {
    let bench = Bench::on(scenario("fresh")).await;
    let region = Region::new("us-east-1");
    let choices = TrailChoices::proposed(demo::ACCOUNT, &region, "run-1");
    let scope = Scope {
        region: Some(region.clone()),
        ..Scope::all(vec![(choices.bucket.clone(), region)])
    };
    let facts = survey(&bench.session, &scope).await;
    let plan = planned_job(&facts, &TRAIL_JOB, &choices.write(), bench.hands.now()).unwrap();
    assert_eq!(bench.apply(&plan).await.unwrap().exit_code(), 0);
    assert_eq!(bench.status("record.trail").await, Status::Pass);
    let calls = bench.embedded.calls();
    let last = calls
        .iter()
        .rev()
        .find(|call| call.operation == "DescribeTrails")
        .unwrap();
    assert_eq!(last.region, "ap-northeast-1");
}
