//! AWS Config on the embedded account and from recorded answers: F-CONFIG and GK-3.6 to GK-3.9.

use std::sync::Arc;

use genkan::apply::{self, Voice, survey};
use genkan::aws::Session;
use genkan::demo::{self, Embedded, Fault, Scenario};
use genkan::domain::{Approval, Failure, Finding, Kind, Mode, Plan, Region, Report, Scope, Status};
use genkan::journal::Journal;
use genkan::measures::record;
use genkan::measures::record::config::ConfigChoices;
use genkan::measures::{self, Facts};
use serde_json::{Value, json};

use crate::failures::{json_error, json_reply, table_session};
use crate::support::Hands;
use crate::support::planned_job;

const DEMO: Mode = Mode {
    demo: true,
    read_only: false,
};
const HOME: &str = "ap-northeast-1";

struct Bench {
    embedded: Arc<Embedded>,
    session: Session,
    journal: Journal,
    hands: Hands,
}

impl Bench {
    async fn on(scenario: Scenario) -> Self {
        let hands = Hands::new();
        let embedded = Embedded::begin(&scenario.instant(), hands.clock()).await.unwrap();
        Self {
            session: demo::session(&embedded, None, DEMO, hands.clock()),
            journal: Journal::temporary().unwrap(),
            embedded,
            hands,
        }
    }

    async fn facts(&self) -> Facts {
        let home = Region::new(HOME);
        let choices = ConfigChoices::proposed(demo::ACCOUNT, &home, "run-1");
        survey(&self.session, &Scope::all(vec![(choices.bucket, home)])).await
    }

    /// The choices a person takes as they are, with some made differently.
    async fn plan(&self, choose: impl FnOnce(&mut ConfigChoices)) -> Result<Plan, Failure> {
        let facts = self.facts().await;
        let choices = ConfigChoices::proposed(demo::ACCOUNT, &Region::new(HOME), "run-1");
        let mut choices = choices.following(&facts.record.config);
        choose(&mut choices);
        planned_job(&facts, &record::CONFIG, &choices.write(), self.hands.now())
    }

    async fn apply(&self, plan: &Plan) -> Report {
        let approval = Approval::by_flags(plan.clone(), true, Some(demo::ACCOUNT), DEMO).unwrap();
        apply::run(&self.session, approval, &self.journal, &|_| {}, &Voice::default())
            .await
            .unwrap()
    }

    async fn finding(&self, id: &str) -> Finding {
        measures::judge_settled(measures::check(id).unwrap(), &self.facts().await)
    }

    async fn statuses(&self) -> Vec<Status> {
        let facts = self.facts().await;
        record::config::CHECKS
            .into_iter()
            .map(|check| measures::judge_settled(check, &facts).status)
            .collect()
    }

    fn writes(&self) -> usize {
        let calls = self.embedded.calls();
        calls
            .iter()
            .filter(|call| call.writes && call.refused.is_none())
            .count()
    }
}

fn scenario(name: &str) -> Scenario {
    Scenario::named(name).unwrap()
}

fn operations(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| step.operation.clone()).collect()
}

fn policy_of(plan: &Plan) -> Value {
    let put = plan.steps.iter().find(|step| step.operation == "PutBucketPolicy");
    serde_json::from_str(put.unwrap().parameters["Policy"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn from_fresh_to_recording_and_back() {
    use Status::{Fail, NotApplicable, Pass, Pending};
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan(|_| {}).await.unwrap();
    assert_eq!(
        operations(&plan),
        [
            "CreateServiceLinkedRole",
            "CreateBucket",
            "PutBucketTagging",
            "PutBucketVersioning",
            "PutPublicAccessBlock",
            "PutBucketPolicy",
            "PutConfigurationRecorder",
            "PutDeliveryChannel",
            "StartConfigurationRecorder",
        ]
    );
    let report = bench.apply(&plan).await;
    assert_eq!((report.exit_code(), report.mismatch), (0, false), "{report:?}");
    assert_eq!(bench.statuses().await, [Pending, Pass, Pending, Pass]);
    bench.hands.forward(30);
    assert_eq!(bench.statuses().await, [Pass; 4]);
    // Again changes nothing.
    let before = bench.writes();
    let again = bench.apply(&plan).await;
    assert_eq!(
        (again.exit_code(), again.changed(), bench.writes()),
        (0, 0, before)
    );
    // The way back leaves the bucket and the role.
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
    assert_eq!(
        operations(&undo),
        [
            "StopConfigurationRecorder",
            "DeleteDeliveryChannel",
            "DeleteConfigurationRecorder"
        ]
    );
    assert_eq!(bench.apply(&undo).await.exit_code(), 0);
    assert_eq!(
        bench.statuses().await,
        [Fail, NotApplicable, NotApplicable, NotApplicable]
    );
    let again = bench.plan(|_| {}).await.unwrap();
    assert_eq!(
        operations(&again),
        [
            "PutConfigurationRecorder",
            "PutDeliveryChannel",
            "StartConfigurationRecorder"
        ]
    );
}

#[tokio::test]
async fn two_regions_share_one_bucket_and_record_iam_once() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench
        .plan(|choices| {
            choices.regions.push(Region::new("us-east-1"));
            choices.retention = Some(365);
        })
        .await
        .unwrap();
    let iam: Vec<bool> = plan
        .steps
        .iter()
        .filter(|step| step.operation == "PutConfigurationRecorder")
        .map(|step| {
            step.parameters["ConfigurationRecorder"]["recordingGroup"]["includeGlobalResourceTypes"] == true
        })
        .collect();
    assert_eq!(iam, [true, false]);
    let buckets = operations(&plan);
    assert_eq!(buckets.iter().filter(|name| *name == "CreateBucket").count(), 1);
    assert!(
        plan.cost()
            .iter()
            .any(|line| format!("{line:?}").contains("3.15"))
    );
    assert_eq!(bench.apply(&plan).await.exit_code(), 0);
    bench.hands.forward(30);
    assert_eq!(bench.statuses().await, [Status::Pass; 4]);
    let retention = bench.finding("record.config-retention").await;
    assert_eq!(retention.saw.len(), 2, "{retention:?}");
}

#[tokio::test]
async fn a_further_region_records_no_iam_types_a_second_time() {
    let bench = Bench::on(scenario("secured")).await;
    let plan = bench
        .plan(|choices| choices.regions = vec![Region::new("eu-west-1")])
        .await
        .unwrap();
    let recorders: Vec<&Value> = plan
        .steps
        .iter()
        .filter(|step| step.operation == "PutConfigurationRecorder")
        .map(|step| &step.parameters["ConfigurationRecorder"]["recordingGroup"])
        .collect();
    assert_eq!(recorders.len(), 1, "home is left as it is");
    assert_eq!(recorders[0]["includeGlobalResourceTypes"], false);
    assert_eq!(bench.apply(&plan).await.exit_code(), 0);
    bench.hands.forward(30);
    assert_eq!(bench.statuses().await, [Status::Pass; 4]);
}

#[tokio::test]
async fn a_stopped_recorder_keeps_its_name_and_its_bucket_keeps_its_statements() {
    let bench = Bench::on(scenario("half-done")).await;
    let plan = bench.plan(|_| {}).await.unwrap();
    assert_eq!(
        operations(&plan),
        [
            "PutBucketPolicy",
            "PutConfigurationRecorder",
            "StartConfigurationRecorder"
        ]
    );
    let names: Vec<&str> = plan.steps.iter().map(|step| step.target.as_str()).collect();
    assert_eq!(names, ["acme-config-archive", "acme-recorder", "acme-recorder"]);
    let policy = policy_of(&plan);
    let sids: Vec<&str> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|statement| statement["Sid"].as_str())
        .collect();
    assert_eq!(
        sids,
        [
            "Archive",
            "AWSConfigBucketPermissionsCheck",
            "AWSConfigBucketExistenceCheck",
            "AWSConfigBucketDelivery"
        ]
    );
    assert_eq!(bench.apply(&plan).await.exit_code(), 0);
    bench.hands.forward(30);
    assert_eq!(bench.statuses().await, [Status::Pass; 4]);
    // Undo gives back the former list of types, the former policy and the stop.
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
    assert_eq!(bench.apply(&undo).await.exit_code(), 0);
    assert_eq!(bench.finding("record.config-recorder").await.status, Status::Fail);
    assert_eq!(bench.finding("record.config-coverage").await.status, Status::Warn);
}

#[tokio::test(start_paused = true)]
async fn control_tower_finds_no_recorder_and_the_bucket_stays() {
    let bench = Bench::on(scenario("secured")).await;
    let choices =
        [("run", "run-1"), ("region", HOME)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let plan = planned_job(
        &bench.facts().await,
        &record::CONTROL_TOWER,
        &choices.into(),
        bench.hands.now(),
    )
    .unwrap();
    assert_eq!(
        operations(&plan),
        [
            "StopConfigurationRecorder",
            "DeleteDeliveryChannel",
            "DeleteConfigurationRecorder"
        ]
    );
    // The recorder was stopped a moment ago, and AWS does not know it everywhere.
    let busy = Fault::Refuse(400, "LastDeliveryChannelDeleteFailedException".to_owned());
    bench.embedded.fault("config:DeleteDeliveryChannel", busy.clone());
    bench.embedded.fault("config:DeleteDeliveryChannel", busy);
    let report = bench.apply(&plan).await;
    assert_eq!(bench.embedded.faults_left(), 0);
    assert_eq!((report.exit_code(), report.mismatch), (0, false), "{report:?}");
    assert_eq!(bench.finding("record.config-recorder").await.status, Status::Fail);
    let facts = bench.facts().await;
    let bucket = &facts.record.buckets["genkan-config-111122223333-ap-northeast-1-an"];
    assert!(matches!(
        bucket.presence.seen(),
        Some(record::BucketPresence::Ours { .. })
    ));
    // And back, should the enrolment be called off.
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
    assert_eq!(bench.apply(&undo).await.exit_code(), 0);
    bench.hands.forward(30);
    assert_eq!(bench.statuses().await, [Status::Pass; 4]);
}

#[tokio::test]
async fn every_lost_answer_is_resolved_by_reading() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan(|choices| choices.retention = Some(400)).await.unwrap();
    // A new bucket is closed to the public by itself (S3 does so since 2023): that call is not made.
    let made = plan
        .steps
        .iter()
        .filter(|step| step.operation != "PutPublicAccessBlock");
    for step in made {
        bench.embedded.fault(&step.call(), Fault::LoseAnswer);
    }
    let report = bench.apply(&plan).await;
    assert_eq!(bench.embedded.faults_left(), 0, "some never happened");
    assert_eq!((report.exit_code(), report.mismatch), (0, false), "{report:?}");
    bench.hands.forward(30);
    assert_eq!(bench.statuses().await, [Status::Pass; 4]);
}

#[tokio::test]
async fn a_recorder_that_somebody_set_up_meanwhile_is_not_overwritten() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan(|_| {}).await.unwrap();
    let other = bench.plan(|choices| choices.iam = Some(false)).await.unwrap();
    assert_eq!(bench.apply(&other).await.exit_code(), 0);
    let report = bench.apply(&plan).await;
    assert_eq!(report.failure.as_ref().unwrap().kind, Kind::Stale);
    assert_eq!(report.changed(), 0, "{report:?}");
    let facts = bench.facts().await;
    let here = facts.record.config.at(&Region::new(HOME)).unwrap();
    let recorder = here.recorder.seen().unwrap().as_ref().unwrap();
    assert!(!recorder.recording_group.include_global_resource_types);
}

/// The findings of recorded answers.
async fn judged(answers: Vec<(&'static str, crate::failures::Reply)>) -> Vec<Finding> {
    let session = table_session(&answers);
    let facts = survey(&session, &Scope::all(vec![])).await;
    record::config::CHECKS
        .into_iter()
        .map(|check| measures::judge_settled(check, &facts))
        .collect()
}

#[tokio::test]
async fn a_status_counts_in_any_letter_case_and_an_unknown_word_never_passes() {
    for (word, status) in [
        ("SUCCESS", Status::Pass),
        ("Success", Status::Pass),
        ("PENDING", Status::Pending),
        ("Failure", Status::Fail),
        ("FAILURE", Status::Fail),
        ("Wonderful", Status::Unknown),
    ] {
        let answer = json_reply(&json!({"ConfigurationRecordersStatus": [
            {"name": "default", "recording": true, "lastStatus": word}]}));
        let findings = judged(vec![("DescribeConfigurationRecorderStatus", answer)]).await;
        assert_eq!(findings[0].status, status, "{word}");
        let answer = json_reply(&json!({"DeliveryChannelsStatus": [{"name": "default",
            "configHistoryDeliveryInfo": {"lastStatus": word}}]}));
        let findings = judged(vec![("DescribeDeliveryChannelStatus", answer)]).await;
        assert_eq!(findings[2].status, status, "{word}");
    }
}

#[tokio::test]
async fn a_recorder_that_a_service_keeps_for_itself_is_none_of_ours() {
    let linked = json_reply(&json!({"ConfigurationRecorderSummaries": [{
        "arn": "arn:aws:config:eu-west-1:111122223333:configuration-recorder/AWSConfigurationRecorderForSecurityHub/x",
        "name": "AWSConfigurationRecorderForSecurityHub",
        "servicePrincipal": "securityhub.amazonaws.com", "recordingScope": "INTERNAL"}]}));
    let none = json_reply(&json!({"ConfigurationRecorders": []}));
    let findings = judged(vec![
        ("DescribeConfigurationRecorders", none),
        ("ListConfigurationRecorders", linked),
    ])
    .await;
    assert_eq!(findings[0].status, Status::Fail);
    assert_eq!(findings[0].gap.as_ref().unwrap().id, "gap-recorder-linked");
}

#[tokio::test]
async fn what_cannot_be_read_is_unknown_and_names_the_permission() {
    for (operation, index) in [
        ("DescribeConfigurationRecorders", 0),
        ("DescribeConfigurationRecorderStatus", 0),
        ("DescribeDeliveryChannelStatus", 2),
        ("DescribeRetentionConfigurations", 3),
    ] {
        for code in ["AccessDeniedException", "ThrottlingException"] {
            let findings = judged(vec![(operation, json_error(400, code, "no"))]).await;
            assert_eq!(findings[index].status, Status::Unknown, "{operation} {code}");
            let permission = findings[index].failures[0].permission().unwrap();
            assert_eq!(permission, format!("config:{operation}"));
        }
    }
}
