//! What the engine says and does where a call and what is read after it do not go together.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use genkan::apply::{Voice, scope_of};
use genkan::demo::{self, Fault, Scenario};
use genkan::domain::journal::Ending;
use genkan::domain::{Changed, Kind, Measure, Part, Plan, Progress, Region, Report, Status, StepResult};
use genkan::measures::{self, Detectors};

use crate::support::desk::{Desk, HOME, RUN, job};

async fn begin(name: &str) -> (Desk, Plan) {
    let job = job(name);
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk.plan(&job).await.unwrap();
    (desk, plan)
}

/// Runs it and keeps everything that was told on the way.
async fn told(desk: &Desk, plan: &Plan) -> (Report, Vec<Progress>) {
    let progress = Mutex::new(Vec::new());
    let listener = |one: Progress| progress.lock().unwrap().push(one);
    let report = desk.run(plan, &listener, &Voice::default()).await.unwrap();
    (report, progress.into_inner().unwrap())
}

fn place(plan: &Plan, operation: &str) -> usize {
    plan.steps
        .iter()
        .position(|step| step.operation == operation)
        .unwrap()
}

/// The call went through, its answer did not, and from then on AWS cannot be read: nobody says that nothing was changed, and
/// undo has it.
#[tokio::test(start_paused = true)]
async fn where_the_network_dies_after_a_call_what_became_of_it_stays_unclear() {
    for (name, call, read) in [
        ("trail", "cloudtrail:StartLogging", "cloudtrail:GetTrailStatus"),
        ("trail", "cloudtrail:CreateTrail", "cloudtrail:DescribeTrails"),
        (
            "password policy",
            "iam:UpdateAccountPasswordPolicy",
            "iam:GetAccountPasswordPolicy",
        ),
        ("budget", "budgets:CreateBudget", "budgets:DescribeBudgets"),
    ] {
        let (desk, plan) = begin(name).await;
        desk.embedded
            .fault_then_always(call, Fault::LoseAnswer, (read, Fault::Close));
        let (report, _) = told(&desk, &plan).await;
        assert!(desk.embedded.faulted(read), "{call}: {read} was not asked");
        let index = place(&plan, call.split(':').nth(1).unwrap());
        let StepResult::Failed(failure) = &report.steps[index] else {
            panic!("{call}: {:?}", report.steps[index]);
        };
        assert_eq!(failure.changed, Changed::Unclear, "{call}");
        assert!(report.may_have_changed() > 0, "{call}");
        assert_eq!(report.exit_code(), 6, "{call}");
        let run = desk.journal.read().unwrap().run(RUN).unwrap();
        assert!(
            run.changes()
                .iter()
                .any(|change| change.is_same_call(&plan.steps[index])),
            "{call}: undo forgets it"
        );
        assert!(desk.undo(Detectors::Suspend).await.is_some(), "{call}");
    }
}

/// Lost on the way there, then refused by AWS itself: that it is not there is certain.
#[tokio::test(start_paused = true)]
async fn what_aws_refuses_after_a_lost_connection_was_not_changed() {
    let (desk, plan) = begin("trail").await;
    let call = "cloudtrail:CreateTrail";
    desk.embedded.fault(call, Fault::Close);
    desk.embedded
        .fault(call, Fault::Refuse(403, "AccessDenied".to_owned()));
    let (report, _) = told(&desk, &plan).await;
    assert_eq!(desk.embedded.faults_left(), 0);
    let index = place(&plan, "CreateTrail");
    let StepResult::Failed(failure) = &report.steps[index] else {
        panic!("{:?}", report.steps[index]);
    };
    assert_eq!(failure.changed, Changed::Nothing);
    let run = desk.journal.read().unwrap().run(RUN).unwrap();
    let is_it = |change: &genkan::domain::Change| change.is_same_call(&plan.steps[index]);
    assert!(!run.changes().iter().any(is_it));
}

#[tokio::test(start_paused = true)]
async fn each_wait_for_aws_is_told_with_its_number() {
    let (desk, plan) = begin("trail").await;
    for _ in 0..3 {
        desk.embedded.fault(
            "cloudtrail:CreateTrail",
            Fault::Refuse(400, "ThrottlingException".to_owned()),
        );
    }
    let begun = tokio::time::Instant::now();
    let (report, progress) = told(&desk, &plan).await;
    assert_eq!((report.exit_code(), desk.embedded.faults_left()), (0, 0));
    let index = place(&plan, "CreateTrail");
    let waits: Vec<u32> = progress
        .iter()
        .filter_map(|one| match one {
            Progress::Waiting(step, count) if *step == index => Some(*count),
            _ => None,
        })
        .collect();
    assert_eq!(waits, [1, 2, 3]);
    // A half, one and two seconds.
    assert!(
        begun.elapsed() >= Duration::from_millis(3500),
        "{:?}",
        begun.elapsed()
    );
}

/// Where the sign-in ends, no other Region is begun: none of those calls could succeed.
#[tokio::test(start_paused = true)]
async fn a_sign_in_that_ends_begins_nothing_more() {
    let (desk, plan) = begin("detectors").await;
    let wanted = plan
        .steps
        .iter()
        .filter(|step| step.operation == "CreateDetector")
        .count();
    desk.embedded.fault_always(
        "guardduty:CreateDetector",
        Fault::Refuse(403, "ExpiredTokenException".to_owned()),
    );
    let (report, _) = told(&desk, &plan).await;
    assert_eq!(report.ending, Ending::Failed);
    assert_eq!(
        report.failure.as_ref().map(|failure| failure.kind),
        Some(Kind::Expired)
    );
    let begun = desk.embedded.calls();
    let begun = begun
        .iter()
        .filter(|call| call.operation == "CreateDetector")
        .count();
    assert!(begun > 0 && begun < wanted, "{begun} of {wanted}");
    assert!(report.steps.contains(&StepResult::NotStarted));
}

/// Where nothing of the bucket was changed, no delivery is waited for: one that fails is said to fail.
#[tokio::test(start_paused = true)]
async fn a_delivery_that_fails_after_a_start_is_no_success() {
    let mut story = Scenario::named("secured").unwrap().instant().as_user("founder");
    story.trail[0].logging = false;
    let desk = Desk::on(story).await;
    let plan = desk.plan(&job("trail")).await.unwrap();
    assert!(
        plan.steps.iter().all(|step| step.service == "cloudtrail"),
        "{plan:?}"
    );
    let answer = r#"{"IsLogging": true, "LatestDeliveryError": "AccessDenied"}"#;
    desk.embedded.fault_then_always(
        "cloudtrail:StartLogging",
        Fault::Refuse(400, "ThrottlingException".to_owned()),
        ("cloudtrail:GetTrailStatus", Fault::Answer(answer.to_owned())),
    );
    let (report, _) = told(&desk, &plan).await;
    assert!(desk.embedded.faulted("cloudtrail:GetTrailStatus"));
    assert_eq!((report.ending, report.mismatch), (Ending::Complete, true));
    assert_eq!(report.exit_code(), 7);
}

/// AWS was creating an account when genkan was killed, and does not tell how far it is now: it goes on, and that is no end.
#[tokio::test(start_paused = true)]
async fn what_aws_took_on_in_an_earlier_run_goes_on_where_it_does_not_tell() {
    let job = job("accounts");
    // Where an account takes its time.
    let desk = Desk::on(Scenario::named("fresh").unwrap().as_user("founder")).await;
    let plan = desk.plan(&job).await.unwrap();
    let look = "organizations:DescribeCreateAccountStatus";
    desk.embedded.fault(look, Fault::Stall);
    tokio::select! {
        report = desk.apply(&plan) => panic!("{report:?}"),
        () = desk.embedded.stalled() => {}
    }
    desk.embedded.fault_always(look, Fault::Close);
    let rest = desk.rest(&plan).await.unwrap();
    let (report, _) = told(&desk, &rest).await;
    assert!(desk.embedded.faulted(look));
    let index = place(&rest, "CreateAccount");
    assert_eq!(report.steps[index], StepResult::UnderWay);
    assert_eq!(
        report.failure.as_ref().map(|failure| failure.kind),
        Some(Kind::Network)
    );
    assert_eq!(report.exit_code(), 6);
}

/// What is asked again for a plan of measure 3: AWS Config costs a round of every Region, and is left out where it can be.
#[test]
fn a_plan_asks_about_aws_config_only_where_it_is_about_that() {
    let home = Region::new(HOME);
    let empty = || {
        let mut plan = Plan::empty(demo::ACCOUNT, "aws", "r", "2026-11-23T10:02:11Z".parse().unwrap());
        plan.parts = vec![Part {
            job: "record.trail".to_owned(),
            checks: vec!["record.trail".to_owned()],
            choices: [("bucket", "b"), ("region", "eu-west-1")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..Part::default()
        }];
        plan
    };
    let of_trails = scope_of(&empty(), &home);
    assert!(!of_trails.config);
    assert_eq!(of_trails.buckets, [("b".to_owned(), Region::new("eu-west-1"))]);
    let mut both = empty();
    both.parts.push(Part {
        job: "record.config-recorder".to_owned(),
        choices: [("bucket".to_owned(), "c".to_owned())].into(),
        ..Part::default()
    });
    let scope = scope_of(&both, &home);
    assert!(scope.config);
    assert_eq!(scope.buckets.len(), 2);
    assert_eq!(scope.buckets[1], ("c".to_owned(), home.clone()));
    let mut of_tower = empty();
    of_tower.parts[0].job = "record.control-tower".to_owned();
    assert!(scope_of(&of_tower, &home).config);
}

/// Three jobs of three measures in one run: the one that fails stops nothing of the others, and all of it is taken back.
#[tokio::test(start_paused = true)]
async fn a_job_that_fails_stops_nothing_of_the_others() {
    let desk = Desk::on(Scenario::named("fresh").unwrap().instant().as_user("founder")).await;
    let checks = ["secure.password-policy", "record.trail", "detect.detector"];
    let checks = checks.map(|id| measures::check(id).unwrap());
    let facts = desk.facts().await;
    let mut choices =
        measures::record::TrailChoices::proposed(demo::ACCOUNT, &Region::new(HOME), RUN).write();
    choices.insert("regions".to_owned(), "all".to_owned());
    let plan = crate::support::planned(&facts, &checks, &choices, desk.hands.now()).unwrap();
    assert_eq!(plan.parts.len(), 3);
    assert_eq!(plan.lanes().beside.len(), 19, "one, one, and one for each Region");
    let refused = Fault::Refuse(400, "AccessDeniedException".to_owned());
    desk.embedded.fault("cloudtrail:CreateTrail", refused);
    let report = desk.apply(&plan).await.unwrap();
    let of = |job: &str| -> Vec<&StepResult> {
        let steps = plan.steps.iter().zip(&report.steps);
        steps
            .filter(|(step, _)| step.job == job)
            .map(|(_, result)| result)
            .collect()
    };
    let is_done = |result: &&StepResult| matches!(result, StepResult::Ended(_));
    assert!(of("secure.password-policy").iter().all(is_done), "{report:?}");
    assert_eq!(
        of("detect.detector").iter().filter(|one| is_done(one)).count(),
        17
    );
    let of_trail = of("record.trail");
    let failed = of_trail
        .iter()
        .position(|one| matches!(one, StepResult::Failed(_)))
        .unwrap();
    assert!(of_trail[..failed].iter().all(is_done));
    assert!(
        of_trail[failed + 1..]
            .iter()
            .all(|one| **one == StepResult::NotStarted)
    );
    assert_eq!(report.exit_code(), 6);
    // What is left of it goes on as the same run, and then there is nothing left.
    let rest = desk.rest(&plan).await.unwrap();
    let report = desk.apply(&rest).await.unwrap();
    assert_eq!((report.exit_code(), report.mismatch), (0, false), "{report:?}");
    let undo = desk.undo(Detectors::Delete).await.unwrap();
    let measures: Vec<Measure> = undo.measures().into_iter().collect();
    assert_eq!(measures, [Measure::Secure, Measure::Record, Measure::Detect]);
    // No step of one job waits for one of another.
    for step in &undo.steps {
        assert!(
            step.after.iter().all(|index| undo.steps[*index].job == step.job),
            "{step:?}"
        );
    }
    assert_eq!(desk.apply(&undo).await.unwrap().exit_code(), 0);
    let statuses = desk.stands(&plan).await.0;
    for (id, status) in statuses {
        if ["record.trail", "detect.detector", "secure.password-policy"].contains(&id) {
            assert_eq!(status, Status::Fail, "{id}");
        }
    }
}

/// AWS makes a service-linked role with the first detector: no other is begun before that one is there.
#[tokio::test(start_paused = true)]
async fn the_first_of_many_is_made_alone() {
    // With answers that take their time, so that several can be under way.
    let desk = Desk::on(Scenario::named("fresh").unwrap().as_user("founder")).await;
    let plan = desk.plan(&job("detectors")).await.unwrap();
    let (_, progress) = told(&desk, &plan).await;
    let place = |of: &dyn Fn(&Progress) -> bool| progress.iter().position(of).unwrap();
    let first_end = place(&|one| matches!(one, Progress::Ended(0, _)));
    let second_start = place(&|one| matches!(one, Progress::Started(index) if *index > 0));
    assert!(first_end < second_start, "{progress:?}");
    // And then several at once.
    let third_start = place(&|one| *one == Progress::Started(2));
    assert!(
        third_start < place(&|one| matches!(one, Progress::Ended(1, _))),
        "{progress:?}"
    );
}

/// A job with nothing to do beside one with something: the file is what it was, and nothing else is asked for.
#[tokio::test(start_paused = true)]
async fn a_job_with_nothing_to_do_asks_for_nothing_else_when_its_file_is_read() {
    let desk = Desk::on(Scenario::named("half-done").unwrap().instant()).await;
    let facts = desk.facts().await;
    let checks = [
        "record.event-history",
        "secure.s3-public-access",
        "secure.ebs-encryption",
    ];
    let checks = checks.map(|id| measures::check(id).unwrap());
    let mut choices =
        measures::record::TrailChoices::proposed(demo::ACCOUNT, &Region::new(HOME), RUN).write();
    choices.insert("regions".to_owned(), HOME.to_owned());
    let plan = crate::support::planned(&facts, &checks, &choices, desk.hands.now()).unwrap();
    let calls: Vec<String> = plan.changes().map(genkan::domain::Change::call).collect();
    assert_eq!(calls, ["s3control:PutPublicAccessBlock"]);
    let file = genkan::apply::plan_file::read(&serde_json::to_string(&plan).unwrap()).unwrap();
    let history = genkan::domain::journal::History::default();
    let (fresh, held) = genkan::apply::plan_file::made_anew(&file, &facts, &history).unwrap();
    assert_eq!((fresh.hash, held.differences), (plan.hash.clone(), vec![]));
    // A job stands in a file once.
    let mut doubled = plan.clone();
    doubled.parts.push(plan.parts[0].clone());
    let text = serde_json::to_string(&doubled.seal()).unwrap();
    assert_eq!(
        genkan::apply::plan_file::read(&text).unwrap_err().kind,
        Kind::Differs
    );
}

/// A policy that leaves out what a step asks first lets it fail before anything is made.
#[tokio::test]
async fn whatever_a_job_asks_aws_for_is_in_the_policy_that_genkan_prints() {
    use genkan::aws::permissions::{to_change, to_check, to_read};
    let mut may = to_check();
    may.extend(to_read());
    may.extend(to_change());
    // It needs no permission (AWS STS API reference).
    may.insert("sts:GetCallerIdentity");
    // Asked as a member's root user: the policy of that session allows it, not the caller's.
    may.insert("iam:ListSigningCertificates");
    let mut missing = BTreeSet::<String>::new();
    for job in crate::support::desk::jobs() {
        let desk = Desk::on((job.scenario)()).await;
        let plan = desk.plan(&job).await.unwrap();
        desk.apply(&plan).await.unwrap();
        if let Some(undo) = desk.undo(genkan::measures::Detectors::Delete).await {
            let _ = desk.apply(&undo).await;
        }
        let asked = desk.embedded.calls().into_iter().map(|call| call.action);
        missing.extend(asked.filter(|action| !may.contains(action.as_str())));
    }
    assert_eq!(missing, BTreeSet::new());
}
