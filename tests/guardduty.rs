//! GuardDuty on the embedded account: F-GUARDDUTY and what may go wrong in one Region of many.

use std::collections::BTreeMap;
use std::sync::Arc;

use genkan::apply::{self, Voice, survey};
use genkan::aws::Session;
use genkan::demo::{self, Embedded, Fault, Scenario, ScenarioDetector, ScenarioForbidden};
use genkan::domain::journal::Run;
use genkan::domain::{
    Approval, Check, Failure, Finding, Kind, Mode, Outcome, Plan, Region, Report, Scope, Status, StepResult,
};
use genkan::journal::Journal;
use genkan::measures::detect::{Choices, DETECTOR, OPEN_FINDINGS, PROTECTION_PLANS};
use genkan::measures::{self, Detectors, Facts};

use crate::support::Hands;
use crate::support::{planned, planned_job};

const DEMO: Mode = Mode {
    demo: true,
    read_only: false,
};
const ON: [&Check; 1] = [&DETECTOR];
const WITH_PLANS: [&Check; 2] = [&DETECTOR, &PROTECTION_PLANS];

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
        let scope = Scope::of(genkan::domain::Measure::Detect);
        survey(&self.session, &scope).await
    }

    async fn plan(&self, checks: &[&'static Check], set: &[(&str, &str)]) -> Result<Plan, Failure> {
        let mut fields: BTreeMap<String, String> = Choices::proposed("run-1").write();
        for (name, value) in set {
            fields.insert((*name).to_owned(), (*value).to_owned());
        }
        planned(&self.facts().await, checks, &fields, self.hands.now())
    }

    async fn run(&self, plan: &Plan) -> Result<Report, Failure> {
        let approval = Approval::by_flags(plan.clone(), true, Some(demo::ACCOUNT), DEMO).unwrap();
        apply::run(&self.session, approval, &self.journal, &|_| {}, &Voice::default()).await
    }

    async fn apply(&self, plan: &Plan) -> Report {
        self.run(plan).await.unwrap()
    }

    async fn finding(&self, check: &'static Check) -> Finding {
        measures::judge_settled(check, &self.facts().await)
    }

    fn run_id(&self) -> Run {
        self.journal.read().unwrap().last_undoable(demo::ACCOUNT).unwrap()
    }

    /// The detectors that are on, off and unreadable.
    async fn regions(&self) -> (usize, usize, usize) {
        let facts = self.facts().await;
        let count = |wanted: &dyn Fn(&measures::detect::AtRegion) -> bool| {
            facts.detect.regions.values().filter(|at| wanted(at)).count()
        };
        (
            count(&|at| at.detector().is_some_and(|detector| detector.enabled)),
            count(&|at| {
                at.detector.seen().is_some() && at.detector().is_none_or(|detector| !detector.enabled)
            }),
            count(&|at| at.detector.refusal().is_some()),
        )
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

fn here(region: &str) -> ScenarioDetector {
    ScenarioDetector {
        region: region.to_owned(),
        suspended: false,
        days: 3,
        managed: false,
        administrator: None,
        findings: Vec::new(),
    }
}

fn notes(plan: &Plan) -> Vec<&str> {
    plan.notes().iter().map(|note| note.id.as_ref()).collect()
}

#[tokio::test]
async fn from_fresh_to_every_region_and_back_both_ways() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan(&ON, &[]).await.unwrap();
    assert_eq!((plan.steps.len(), plan.lanes().beside.len() == 17), (17, true));
    // To a person that is one line; the plans are said by name, on and off.
    assert_eq!(plan.groups().len(), 1);
    assert!(plan.steps.iter().all(|step| step.operation == "CreateDetector"
        && step.parameters["Features"].as_array().unwrap().len() == 6));
    assert!(notes(&plan).contains(&"note-plans-off"));
    let report = bench.apply(&plan).await;
    assert_eq!((report.exit_code(), report.changed()), (0, 17), "{report:?}");
    assert_eq!(bench.finding(&DETECTOR).await.status, Status::Pass);
    // Again changes nothing.
    let before = bench.writes();
    let again = bench.apply(&plan).await;
    assert_eq!(
        (again.exit_code(), again.changed(), bench.writes()),
        (0, 0, before)
    );
    // Suspended, nothing is lost and nothing is charged.
    let suspend = measures::undo(
        &bench.journal.read().unwrap(),
        &bench.run_id(),
        Detectors::Suspend,
        bench.hands.now(),
    )
    .unwrap();
    assert!(suspend.steps.iter().all(|step| {
        step.operation == "UpdateDetector"
            && step.parameters["DetectorId"]
                .as_str()
                .is_some_and(|id| id.len() == 32)
    }));
    assert!(notes(&suspend).contains(&"note-detector-suspended"));
    let report = bench.apply(&suspend).await;
    assert_eq!((report.exit_code(), report.changed()), (0, 17), "{report:?}");
    assert_eq!(bench.regions().await, (0, 17, 0));
    // Resumed as it was, and then deleted by the run that resumed it? No: it made none.
    let resume = bench.plan(&ON, &[("run", "run-2")]).await.unwrap();
    assert!(resume.steps.iter().all(|step| step.operation == "UpdateDetector"));
    assert!(notes(&resume).contains(&"note-detector-resumed"));
    assert_eq!(bench.apply(&resume).await.changed(), 17);
    let of_resume = measures::undo(
        &bench.journal.read().unwrap(),
        &bench.run_id(),
        Detectors::Delete,
        bench.hands.now(),
    )
    .unwrap();
    assert!(
        of_resume
            .steps
            .iter()
            .all(|step| step.operation == "UpdateDetector")
    );
}

#[tokio::test]
async fn a_run_is_undone_by_deleting_where_that_is_wanted() {
    let bench = Bench::on(scenario("fresh")).await;
    bench.apply(&bench.plan(&ON, &[]).await.unwrap()).await;
    let delete = measures::undo(
        &bench.journal.read().unwrap(),
        &bench.run_id(),
        Detectors::Delete,
        bench.hands.now(),
    )
    .unwrap();
    assert!(notes(&delete).contains(&"note-detector-deleted"));
    let report = bench.apply(&delete).await;
    assert_eq!((report.exit_code(), report.changed()), (0, 17), "{report:?}");
    let facts = bench.facts().await;
    assert!(facts.detect.regions.values().all(|at| at.detector().is_none()));
    // Twice changes nothing.
    assert_eq!(bench.apply(&delete).await.changed(), 0);
}

#[tokio::test]
async fn half_done_is_resumed_kept_or_left_alone_region_by_region() {
    let bench = Bench::on(scenario("half-done")).await;
    let plan = bench.plan(&ON, &[]).await.unwrap();
    let of = |operation: &str| {
        plan.steps
            .iter()
            .filter(|step| step.operation == operation)
            .count()
    };
    // On in us-east-1, on by policy in eu-west-1, suspended in ap-northeast-1, off elsewhere.
    assert_eq!((of("CreateDetector"), of("UpdateDetector")), (14, 1));
    assert!(notes(&plan).contains(&"note-detector-kept"));
    let report = bench.apply(&plan).await;
    assert_eq!((report.exit_code(), report.changed()), (0, 15), "{report:?}");
    assert_eq!(bench.finding(&DETECTOR).await.status, Status::Pass);
}

#[tokio::test]
async fn what_the_organization_decides_is_left_alone_with_the_reason() {
    let mut start = scenario("fresh");
    start.detector = vec![
        ScenarioDetector {
            suspended: true,
            managed: true,
            ..here("eu-west-1")
        },
        ScenarioDetector {
            suspended: true,
            administrator: Some("999988887777".to_owned()),
            ..here("eu-west-2")
        },
    ];
    let bench = Bench::on(start).await;
    let plan = bench.plan(&ON, &[]).await.unwrap();
    assert_eq!(plan.steps.len(), 15);
    let said = notes(&plan);
    assert!(
        said.contains(&"note-managed-policy") && said.contains(&"note-managed-administrator"),
        "{said:?}"
    );
    assert_eq!(bench.apply(&plan).await.exit_code(), 0);
    assert_eq!(bench.regions().await, (15, 2, 0));
    // Now nothing is left that is ours to do.
    assert_eq!(
        bench.plan(&ON, &[("run", "run-2")]).await.unwrap_err().kind,
        Kind::NotOurs
    );
}

#[tokio::test]
async fn plans_are_changed_where_guardduty_is_on_only_when_asked_for() {
    let bench = Bench::on(scenario("secured")).await;
    let set = [
        ("plans", "S3_DATA_EVENTS,RUNTIME_MONITORING"),
        ("regions", "us-east-1"),
    ];
    assert!(bench.plan(&ON, &set).await.unwrap().steps.is_empty());
    let plan = bench.plan(&WITH_PLANS, &set).await.unwrap();
    assert_eq!(plan.steps.len(), 1);
    let features = plan.steps[0].parameters["Features"].as_array().unwrap();
    assert_eq!(features.len(), 5, "one on, four off: {features:?}");
    assert_eq!(bench.apply(&plan).await.exit_code(), 0);
    let facts = bench.facts().await;
    let plans = |region: &str| -> Vec<String> {
        let at = &facts.detect.regions[&Region::new(region)];
        at.detector().unwrap().plans().map(ToOwned::to_owned).collect()
    };
    assert_eq!(plans("us-east-1"), ["RUNTIME_MONITORING", "S3_DATA_EVENTS"]);
    assert_eq!(plans("eu-west-1").len(), 5);
    // And back.
    let undo = measures::undo(
        &bench.journal.read().unwrap(),
        &bench.run_id(),
        Detectors::Suspend,
        bench.hands.now(),
    )
    .unwrap();
    assert_eq!(bench.apply(&undo).await.exit_code(), 0);
    let facts = bench.facts().await;
    let at = &facts.detect.regions[&Region::new("us-east-1")];
    assert_eq!(
        (
            at.detector().unwrap().enabled,
            at.detector().unwrap().plans().count()
        ),
        (true, 5)
    );
}

/// The three Regions that go wrong, each in its own way, and fourteen others.
#[tokio::test]
async fn one_region_that_goes_wrong_does_not_stop_the_others() {
    let mut start = scenario("fresh");
    start.forbidden = vec![ScenarioForbidden {
        service: "guardduty".into(),
        region: "eu-west-3".into(),
    }];
    let bench = Bench::on(start).await;
    // Denied by an organization's policy: not read, so not planned, and said.
    let plan = bench.plan(&ON, &[]).await.unwrap();
    assert_eq!(plan.steps.len(), 16);
    let notes = plan.notes();
    let unread = notes.iter().find(|note| note.id == "note-region-unread").unwrap();
    assert!(format!("{unread:?}").contains("eu-west-3"));
    // Between plan and apply one appears in Tokyo, and Sydney stops answering.
    let others = demo::session(&bench.embedded, None, DEMO, bench.hands.clock());
    let tokyo = [("regions", "ap-northeast-1"), ("run", "somebody-else")];
    let theirs = bench.plan(&ON, &tokyo).await.unwrap();
    let approval = Approval::by_flags(theirs, true, Some(demo::ACCOUNT), DEMO).unwrap();
    let elsewhere = Journal::temporary().unwrap();
    apply::run(&others, approval, &elsewhere, &|_| {}, &Voice::default())
        .await
        .unwrap();
    bench.embedded.break_down("guardduty", "ap-southeast-2");
    let report = bench.apply(&plan).await;
    assert_eq!(report.exit_code(), 6, "done in part: {report:?}");
    for (step, result) in plan.steps.iter().zip(&report.steps) {
        match (step.region.as_str(), result) {
            ("ap-southeast-2", StepResult::Failed(failure)) => assert_eq!(failure.kind, Kind::Service),
            // Somebody's, on: kept, and never undone by us.
            ("ap-northeast-1", StepResult::Ended(receipt)) => {
                assert_eq!(receipt.outcome, Outcome::AlreadyThere);
            }
            (_, StepResult::Ended(receipt)) => assert_eq!(receipt.outcome, Outcome::Done),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(bench.regions().await, (15, 0, 2));
    let finding = bench.finding(&DETECTOR).await;
    assert_eq!(finding.status, Status::Unknown);
    let said: Vec<String> = finding.saw.iter().map(|saw| format!("{saw:?}")).collect();
    assert!(said.concat().contains("ap-southeast-2, eu-west-3"), "{said:?}");
    let undo = measures::undo(
        &bench.journal.read().unwrap(),
        &bench.run_id(),
        Detectors::Delete,
        bench.hands.now(),
    )
    .unwrap();
    assert!(
        undo.steps
            .iter()
            .all(|step| step.region.as_str() != "ap-northeast-1")
    );
}

#[tokio::test]
async fn where_no_region_can_be_read_nothing_is_planned() {
    let bench = Bench::on(scenario("denied")).await;
    let failure = bench.plan(&ON, &[]).await.unwrap_err();
    assert_eq!(failure.kind, Kind::Denied);
    assert_eq!(failure.permission(), Some("guardduty:ListDetectors"));
}

#[tokio::test]
async fn an_answer_that_is_lost_makes_no_second_detector_and_is_known_as_ours() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench
        .plan(&ON, &[("regions", "us-east-1,us-east-2")])
        .await
        .unwrap();
    bench
        .embedded
        .fault("guardduty:CreateDetector", Fault::LoseAnswer);
    let report = bench.apply(&plan).await;
    assert_eq!(bench.embedded.faults_left(), 0, "never happened");
    assert_eq!(report.exit_code(), 0, "{report:?}");
    assert_eq!(bench.regions().await.0, 2);
    // Undone like the one whose answer arrived.
    let undo = measures::undo(
        &bench.journal.read().unwrap(),
        &bench.run_id(),
        Detectors::Delete,
        bench.hands.now(),
    )
    .unwrap();
    assert_eq!(undo.steps.len(), 2);
    assert_eq!(bench.apply(&undo).await.exit_code(), 0);
    assert_eq!(bench.regions().await.0, 0);
}

#[tokio::test]
async fn a_region_without_one_of_the_plans_gets_the_others() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan(&ON, &[("regions", "us-east-1")]).await.unwrap();
    let bad = || Fault::Refuse(400, "BadRequestException".to_owned());
    // The whole is refused, and then the one that the Region does not have.
    bench.embedded.fault("guardduty:CreateDetector", bad());
    bench.embedded.fault("guardduty:UpdateDetector", bad());
    let report = bench.apply(&plan).await;
    assert_eq!(bench.embedded.faults_left(), 0, "never happened");
    assert_eq!(report.failure, None);
    let StepResult::Ended(receipt) = &report.steps[0] else {
        panic!("{report:?}");
    };
    let first = &plan.steps[0].parameters["Features"][0]["Name"];
    assert_eq!(receipt.ids["without"], serde_json::json!([first]));
    let said: Vec<_> = report
        .lacking()
        .into_iter()
        .map(|one| one.id.into_owned())
        .collect();
    assert_eq!(said, ["result-without"]);
    let facts = bench.facts().await;
    let here = &facts.detect.regions[&genkan::domain::Region::new("us-east-1")];
    assert!(here.detector().unwrap().enabled);
    assert_eq!(bench.writes(), 1 + 5);
}

#[tokio::test]
async fn a_detector_that_was_cut_short_gets_the_rest_of_its_plans() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench
        .plan(
            &WITH_PLANS,
            &[("regions", "us-east-1"), ("plans", "S3_DATA_EVENTS")],
        )
        .await
        .unwrap();
    let (create, update) = ("guardduty:CreateDetector", "guardduty:UpdateDetector");
    let refuse = |status, code: &str| Fault::Refuse(status, code.to_owned());
    bench.embedded.fault(create, refuse(400, "BadRequestException"));
    // The detector is made, with the plans that AWS turns on by itself.
    bench
        .embedded
        .fault(update, refuse(500, "InternalServerErrorException"));
    let report = bench.apply(&plan).await;
    assert_eq!(bench.embedded.faults_left(), 0, "never happened");
    assert_eq!(report.failure, None);
    let facts = bench.facts().await;
    let here = &facts.detect.regions[&genkan::domain::Region::new("us-east-1")];
    let wanted: Vec<genkan::measures::detect::ProtectionPlan> =
        serde_json::from_value(plan.steps[0].parameters["Features"].clone()).unwrap();
    assert!(wanted.iter().any(|plan| !plan.is_on()));
    assert!(
        genkan::measures::detect::has(here.detector().unwrap(), &wanted),
        "{here:?}"
    );
    assert!(!report.mismatch);
}

#[tokio::test]
async fn one_that_somebody_suspended_in_between_is_not_touched() {
    let mut start = scenario("fresh");
    start.detector = vec![ScenarioDetector {
        suspended: true,
        ..here("us-east-1")
    }];
    let bench = Bench::on(start.clone()).await;
    let fresh = Bench::on(scenario("fresh")).await;
    // Planned where there was none, applied where one is there and suspended.
    let plan = fresh
        .plan(&ON, &[("regions", "us-east-1,us-east-2")])
        .await
        .unwrap();
    let report = bench.apply(&plan).await;
    assert_eq!(report.exit_code(), 6, "{report:?}");
    assert_eq!(report.failure.as_ref().unwrap().kind, Kind::Stale);
    // The other Region is done all the same.
    assert_eq!((bench.regions().await.0, bench.writes()), (1, 1));
}

#[tokio::test]
async fn open_findings_fail_and_samples_do_not() {
    let bench = Bench::on(scenario("half-done")).await;
    let finding = bench.finding(&OPEN_FINDINGS).await;
    assert_eq!(finding.status, Status::Fail);
    assert!(format!("{:?}", finding.gap).contains("us-east-1"), "{finding:?}");
    let none = Bench::on(scenario("secured")).await;
    assert_eq!(none.finding(&OPEN_FINDINGS).await.status, Status::Pass);
    let off = Bench::on(scenario("fresh")).await;
    assert_eq!(off.finding(&OPEN_FINDINGS).await.status, Status::NotApplicable);
}

#[tokio::test]
async fn free_days_and_what_it_would_have_cost_are_read_by_feature() {
    let bench = Bench::on(scenario("half-done")).await;
    let facts = bench.facts().await;
    let at = &facts.detect.regions[&Region::new("us-east-1")];
    let trial = at.trial.seen().unwrap();
    assert!(
        trial
            .iter()
            .any(|trial| trial.name == "S3_DATA_EVENTS" && trial.days == 12),
        "{trial:?}"
    );
    assert!(
        at.usage
            .seen()
            .unwrap()
            .iter()
            .any(|usage| usage.name == "CLOUD_TRAIL" && usage.unit == "USD")
    );
    // Long over.
    let old = &facts.detect.regions[&Region::new("eu-west-1")];
    assert!(old.trial.seen().unwrap().iter().all(|trial| trial.days == 0));
}

#[tokio::test]
async fn what_cannot_be_read_is_never_nothing_to_do() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench
        .plan(&ON, &[("regions", "us-east-1,us-east-2")])
        .await
        .unwrap();
    let one = bench.plan(&ON, &[("regions", "us-east-2")]).await.unwrap();
    bench.apply(&one).await;
    // The rest of the plan is in a Region that does not answer now.
    bench.embedded.break_down("guardduty", "us-east-1");
    let failure = bench.run(&plan).await.unwrap_err();
    assert_eq!(failure.kind, Kind::Service);
    let again = bench
        .plan(&ON, &[("regions", "us-east-1,us-east-2")])
        .await
        .unwrap_err();
    assert_eq!(again.region, Some(Region::new("us-east-1")));
}

#[tokio::test]
async fn a_detector_that_somebody_made_otherwise_in_between_is_kept_and_is_no_mismatch() {
    let bench = Bench::on(scenario("fresh")).await;
    let none = [("plans", "none"), ("regions", "us-east-1,us-east-2")];
    let plan = bench.plan(&ON, &none).await.unwrap();
    let theirs = [("plans", "all"), ("regions", "us-east-1"), ("run", "theirs")];
    let theirs = bench.plan(&ON, &theirs).await.unwrap();
    bench.apply(&theirs).await;
    let report = bench.apply(&plan).await;
    assert_eq!(
        (report.exit_code(), report.mismatch, report.changed()),
        (0, false, 1),
        "{report:?}"
    );
    let facts = bench.facts().await;
    let at = &facts.detect.regions[&Region::new("us-east-1")];
    assert_eq!(at.detector().unwrap().plans().count(), 6, "as they made it");
}

#[tokio::test]
async fn security_hub_is_turned_on_where_the_plan_says_wherever_it_is_applied() {
    use genkan::measures::detect::{HUB, SECURITY_HUB};
    let hub_choices = |region: &Region, run: &str| {
        let pairs = [("region", region.as_str()), ("run", run)];
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    };
    let bench = Bench::on(scenario("fresh")).await;
    let home = Region::new("ap-northeast-1");
    let choices = hub_choices(&home, "run-h");
    let plan = planned_job(&bench.facts().await, &HUB, &choices, bench.hands.now()).unwrap();
    // Another shell has another default Region.
    let elsewhere = demo::session(&bench.embedded, Some("us-east-1"), DEMO, bench.hands.clock());
    let approval = Approval::by_flags(plan.clone(), true, Some(demo::ACCOUNT), DEMO).unwrap();
    let report = apply::run(&elsewhere, approval, &bench.journal, &|_| {}, &Voice::default())
        .await
        .unwrap();
    assert_eq!((report.exit_code(), report.changed()), (0, 1), "{report:?}");
    assert_eq!(bench.finding(&SECURITY_HUB).await.status, Status::Pass);
    // Planned for one Region with the answers of another: refused.
    let wrong = hub_choices(&Region::new("us-east-1"), "run-i");
    let failure = planned_job(&bench.facts().await, &HUB, &wrong, bench.hands.now());
    assert_eq!(failure.unwrap_err().kind, Kind::Stale);
}

#[tokio::test]
async fn only_what_this_run_put_away_is_taken_back_out() {
    use genkan::measures::detect::{ARCHIVE, GuardDutyFinding, archive_choices};
    let bench = Bench::on(scenario("half-done")).await;
    let listed = genkan::aws::detect::list(&bench.session, None, false).await;
    let found: Vec<GuardDutyFinding> = listed
        .into_iter()
        .filter_map(|(_, known)| known.seen().map(|listed| listed.findings.clone()))
        .flatten()
        .collect();
    assert_eq!(found.len(), 5);
    let plan_of = |findings: &[&GuardDutyFinding], run: &str| {
        let mut choices = archive_choices(findings);
        choices.insert("run".to_owned(), run.to_owned());
        choices
    };
    let all: Vec<&GuardDutyFinding> = found.iter().collect();
    let facts = bench.facts().await;
    let of_all = planned_job(&facts, &ARCHIVE, &plan_of(&all, "run-x"), bench.hands.now()).unwrap();
    // Somebody puts one away in between.
    let theirs = plan_of(&all[..1], "run-y");
    let theirs = planned_job(&facts, &ARCHIVE, &theirs, bench.hands.now()).unwrap();
    bench.apply(&theirs).await;
    assert_eq!(bench.apply(&of_all).await.exit_code(), 0);
    let run = bench.journal.read().unwrap().run("run-x").unwrap();
    let undo = measures::undo(
        &bench.journal.read().unwrap(),
        &run,
        Detectors::Suspend,
        bench.hands.now(),
    )
    .unwrap();
    assert_eq!(
        undo.steps[0].parameters["FindingIds"].as_array().unwrap().len(),
        4
    );
}

/// Who is told: one topic and one mail, whatever the number of Regions.
mod alerts {
    use super::*;
    use genkan::measures::detect::{ALERTS, AlertChoices, topic_policy};
    use serde_json::Value;

    const TELL: [&Check; 1] = [&ALERTS];

    async fn plan(bench: &Bench, set: &[(&str, &str)]) -> Result<Plan, Failure> {
        let mut fields = AlertChoices::proposed("run-a").write();
        fields.insert("email".into(), "security@acme.example".into());
        for (name, value) in set {
            fields.insert((*name).to_owned(), (*value).to_owned());
        }
        planned(&bench.facts().await, &TELL, &fields, bench.hands.now())
    }

    async fn watched(scenario_name: &str) -> Bench {
        let bench = Bench::on(scenario(scenario_name)).await;
        let on = bench.plan(&ON, &[]).await.unwrap();
        assert_eq!(bench.apply(&on).await.exit_code(), 0);
        bench
    }

    fn gap(finding: &Finding) -> &str {
        finding.gap.as_ref().map_or("", |gap| gap.id.as_ref())
    }

    #[tokio::test]
    async fn from_silence_to_a_confirmed_mail_and_back() {
        let bench = watched("fresh").await;
        let finding = bench.finding(&ALERTS).await;
        assert_eq!((finding.status, gap(&finding)), (Status::Fail, "gap-alerts-none"));
        let plan = plan(&bench, &[]).await.unwrap();
        // A role for the sixteen others, a topic and its rule at home, and sixteen rules.
        let of = |operation: &str| {
            plan.steps
                .iter()
                .filter(|step| step.operation == operation)
                .count()
        };
        assert_eq!((of("CreateRole"), of("CreateTopic"), of("Subscribe")), (1, 1, 1));
        assert_eq!((of("PutRule"), of("PutTargets")), (17, 17));
        assert!(plan.groups().len() <= 9, "{:?}", plan.groups().len());
        let report = bench.apply(&plan).await;
        assert_eq!(
            (report.exit_code(), report.changed()),
            (0, plan.steps.len()),
            "{report:?}"
        );
        // Nobody is told before the mail is confirmed; then everybody is.
        let finding = bench.finding(&ALERTS).await;
        assert_eq!(
            (finding.status, gap(&finding)),
            (Status::Warn, "gap-alerts-pending")
        );
        let before = bench.writes();
        assert_eq!(bench.apply(&plan).await.changed(), 0);
        assert_eq!(bench.writes(), before);
        bench.hands.forward(60);
        assert_eq!(bench.finding(&ALERTS).await.status, Status::Pass);
        // Back: nothing of ours is left.
        let undo = measures::undo(
            &bench.journal.read().unwrap(),
            &bench.run_id(),
            Detectors::Suspend,
            bench.hands.now(),
        )
        .unwrap();
        let report = bench.apply(&undo).await;
        assert_eq!(report.exit_code(), 0, "{report:?}");
        assert_eq!(bench.finding(&ALERTS).await.status, Status::Fail);
        assert_eq!(bench.apply(&undo).await.changed(), 0);
    }

    #[tokio::test]
    async fn only_eventbridge_may_publish_and_the_role_may_only_pass_events_on() {
        let bench = watched("fresh").await;
        let plan = plan(&bench, &[("severity", "high")]).await.unwrap();
        let text = |operation: &str, field: &str| -> Value {
            let step = plan
                .steps
                .iter()
                .find(|step| step.operation == operation)
                .unwrap();
            serde_json::from_str(step.parameters[field].as_str().unwrap()).unwrap()
        };
        let policy = text("SetTopicAttributes", "AttributeValue");
        let identity = bench.facts().await.account.identity.seen().unwrap().clone();
        assert_eq!(policy, topic_policy(&identity, &Region::new("ap-northeast-1")));
        assert_eq!(policy["Statement"].as_array().unwrap().len(), 1);
        let principal = serde_json::json!({"Service": "events.amazonaws.com"});
        assert_eq!(policy["Statement"][0]["Principal"], principal);
        // EventBridge was long said to meet none.
        assert_eq!(policy["Statement"][0]["Condition"], Value::Null);
        let role = text("PutRolePolicy", "PolicyDocument");
        assert_eq!(role["Statement"].as_array().unwrap().len(), 1);
        assert_eq!(role["Statement"][0]["Action"], "events:PutEvents");
        let pattern = text("PutRule", "EventPattern");
        assert_eq!(
            pattern["detail"]["severity"][0]["numeric"],
            serde_json::json!([">=", 7])
        );
    }

    #[tokio::test]
    async fn one_region_needs_no_role_and_the_others_stay_silent() {
        let bench = watched("fresh").await;
        let plan = plan(&bench, &[("regions", "ap-northeast-1")]).await.unwrap();
        let operations: Vec<&str> = plan.steps.iter().map(|step| step.operation.as_str()).collect();
        assert_eq!(
            operations,
            [
                "CreateTopic",
                "SetTopicAttributes",
                "Subscribe",
                "PutRule",
                "PutTargets"
            ]
        );
        assert_eq!(bench.apply(&plan).await.exit_code(), 0);
        bench.hands.forward(60);
        let finding = bench.finding(&ALERTS).await;
        assert_eq!((finding.status, gap(&finding)), (Status::Fail, "gap-alerts-some"));
        // The rest later: the topic that is there is used.
        let rest = super::alerts::plan(&bench, &[("run", "run-b"), ("regions", "all")])
            .await
            .unwrap();
        assert!(
            rest.steps.iter().all(|step| step.service != "sns"),
            "{:?}",
            rest.groups().len()
        );
        assert_eq!(bench.apply(&rest).await.exit_code(), 0);
        assert_eq!(bench.finding(&ALERTS).await.status, Status::Pass);
    }

    #[tokio::test]
    async fn without_the_role_no_region_is_begun_and_a_region_that_fails_stops_no_other() {
        let bench = watched("fresh").await;
        let plan = plan(&bench, &[]).await.unwrap();
        bench
            .embedded
            .fault("iam:CreateRole", Fault::Refuse(403, "AccessDenied".into()));
        let report = bench.apply(&plan).await;
        assert_eq!((report.exit_code(), report.changed()), (5, 0), "{report:?}");
        bench.embedded.break_down("events", "eu-west-1");
        let plan = super::alerts::plan(&bench, &[("run", "run-c")]).await.unwrap();
        assert!(notes(&plan).contains(&"note-region-unread"));
        let report = bench.apply(&plan).await;
        assert_eq!(
            report.exit_code(),
            5,
            "done where it could be, one Region not known: {report:?}"
        );
        assert!(report.failure.is_none());
        assert_eq!(bench.finding(&ALERTS).await.status, Status::Unknown);
    }

    #[tokio::test]
    async fn a_lost_answer_makes_no_second_topic_or_mail() {
        for call in [
            "sns:CreateTopic",
            "sns:Subscribe",
            "events:PutRule",
            "events:PutTargets",
            "iam:CreateRole",
        ] {
            let bench = watched("fresh").await;
            let plan = plan(&bench, &[("regions", "ap-northeast-1,us-east-1")])
                .await
                .unwrap();
            bench.embedded.fault(call, Fault::LoseAnswer);
            let report = bench.apply(&plan).await;
            assert_eq!(bench.embedded.faults_left(), 0, "{call}: never happened");
            assert_eq!(report.exit_code(), 0, "{call}: {report:?}");
            let mut made = std::collections::BTreeMap::<(String, String), usize>::new();
            for one in bench.embedded.calls() {
                if format!("{}:{}", one.service, one.operation) == call && one.refused.is_none() {
                    *made.entry((one.operation, one.region)).or_default() += 1;
                }
            }
            assert!(
                !made.is_empty() && made.values().all(|count| *count == 1),
                "{call}: {made:?}"
            );
            let undo = measures::undo(
                &bench.journal.read().unwrap(),
                &bench.run_id(),
                Detectors::Suspend,
                bench.hands.now(),
            )
            .unwrap();
            assert_eq!(bench.apply(&undo).await.exit_code(), 0, "{call}");
            assert_eq!(bench.finding(&ALERTS).await.status, Status::Fail, "{call}");
        }
    }

    #[tokio::test]
    async fn our_rule_is_set_anew_and_back() {
        let bench = watched("fresh").await;
        let home = ("regions", "ap-northeast-1");
        let critical = plan(&bench, &[home, ("severity", "critical")]).await.unwrap();
        assert_eq!(bench.apply(&critical).await.exit_code(), 0);
        // Pending first; confirmed it is still too narrow.
        let finding = bench.finding(&ALERTS).await;
        assert_eq!((finding.status, gap(&finding)), (Status::Fail, "gap-alerts-some"));
        bench.hands.forward(60);
        let high = plan(&bench, &[home, ("severity", "high"), ("run", "run-b")])
            .await
            .unwrap();
        let put = high
            .steps
            .iter()
            .find(|step| step.operation == "PutRule")
            .unwrap();
        assert_eq!(
            put.before.as_ref().unwrap()["pattern"]["detail"]["severity"][0]["numeric"][1],
            9
        );
        let report = bench.apply(&high).await;
        assert_eq!((report.exit_code(), report.changed()), (0, 1), "{report:?}");
        let rule = |facts: &Facts| {
            let at = &facts.detect.regions[&Region::new("ap-northeast-1")];
            at.alerts.seen().unwrap()[0].pattern.clone()
        };
        assert!(rule(&bench.facts().await).contains('7'));
        // And back to what it was.
        let undo = measures::undo(
            &bench.journal.read().unwrap(),
            &bench.run_id(),
            Detectors::Suspend,
            bench.hands.now(),
        )
        .unwrap();
        assert_eq!(bench.apply(&undo).await.exit_code(), 0);
        assert!(rule(&bench.facts().await).contains('9'));
    }

    #[tokio::test]
    async fn the_role_stays_while_a_region_still_uses_it() {
        let bench = watched("fresh").await;
        let plan = plan(&bench, &[("regions", "ap-northeast-1,us-east-1,us-east-2")])
            .await
            .unwrap();
        assert_eq!(bench.apply(&plan).await.exit_code(), 0);
        let undo = measures::undo(
            &bench.journal.read().unwrap(),
            &bench.run_id(),
            Detectors::Suspend,
            bench.hands.now(),
        )
        .unwrap();
        assert_eq!(undo.lanes().last.len(), 2);
        bench.embedded.fault(
            "events:RemoveTargets",
            Fault::Refuse(400, "ManagedRuleException".into()),
        );
        let report = bench.apply(&undo).await;
        assert_eq!(report.exit_code(), 6, "{report:?}");
        let roles = |report: &Report| {
            let iam = report
                .plan
                .steps
                .iter()
                .zip(&report.steps)
                .filter(|(step, _)| step.service == "iam");
            iam.map(|(_, result)| result.clone()).collect::<Vec<_>>()
        };
        assert_eq!(roles(&report), [StepResult::NotStarted, StepResult::NotStarted]);
        // Again takes the rest, the role last.
        let report = bench.apply(&undo).await;
        assert_eq!(report.exit_code(), 0, "{report:?}");
    }

    #[tokio::test]
    async fn where_guardduty_is_off_nobody_needs_to_be_told() {
        let bench = Bench::on(scenario("fresh")).await;
        assert_eq!(bench.finding(&ALERTS).await.status, Status::NotApplicable);
        assert_eq!(plan(&bench, &[]).await.unwrap_err().kind, Kind::NotFound);
        let wrong = plan(&bench, &[("email", "nobody")]).await.unwrap_err();
        assert_eq!(wrong.kind, Kind::Usage);
    }
}

/// Killed between the call and its answer's line in the journal, in the middle of many Regions.
#[tokio::test]
async fn a_run_that_was_cut_short_is_gone_on_with_and_knows_its_own() {
    let bench = Bench::on(scenario("fresh")).await;
    let plan = bench.plan(&ON, &[]).await.unwrap();
    let approval = Approval::by_flags(plan.clone(), true, Some(demo::ACCOUNT), DEMO).unwrap();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let stop = Voice::default();
    let listener = |progress: genkan::domain::Progress| {
        if matches!(progress, genkan::domain::Progress::Ended(..))
            && done.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 4
        {
            stop.ask();
        }
    };
    let report = apply::run(&bench.session, approval, &bench.journal, &listener, &stop)
        .await
        .unwrap();
    // What was under way in other Regions is finished; nothing new is begun.
    assert!((5..17).contains(&report.changed()), "{}", report.changed());
    assert_eq!(report.ending, genkan::domain::journal::Ending::Stopped);
    let begun = report.changed();
    let rest = bench.plan(&ON, &[]).await.unwrap();
    assert_eq!(rest.steps.len(), 17 - begun);
    let whole = bench.apply(&rest.or_earlier(Some(&plan))).await;
    assert_eq!((whole.exit_code(), whole.changed()), (0, 17 - begun));
    let undo = measures::undo(
        &bench.journal.read().unwrap(),
        &bench.run_id(),
        Detectors::Delete,
        bench.hands.now(),
    )
    .unwrap();
    assert_eq!(undo.steps.len(), 17, "both attempts are one run");
}

#[tokio::test]
async fn samples_whose_answer_was_lost_are_not_made_and_alerted_twice() {
    use genkan::measures::detect::{FEW, SAMPLES, samples_choices};
    let bench = Bench::on(scenario("secured")).await;
    let choices = samples_choices(&Region::new("us-east-1"), &FEW);
    let plan = planned_job(&bench.facts().await, &SAMPLES, &choices, bench.hands.now()).unwrap();
    bench
        .embedded
        .fault("guardduty:CreateSampleFindings", Fault::LoseAnswer);
    let report = bench.apply(&plan).await;
    assert_eq!(bench.embedded.faults_left(), 0, "never happened");
    assert_eq!(report.exit_code(), 0, "{report:?}");
    assert!(matches!(&report.steps[0], StepResult::Ended(receipt) if receipt.outcome == Outcome::Recovered));
    let facts = bench.facts().await;
    let open = facts.detect.regions[&Region::new("us-east-1")]
        .open
        .seen()
        .unwrap()
        .clone();
    assert_eq!((open.real, open.samples), (0, 3));
}
