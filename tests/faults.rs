//! A fault at every step of every plan, and at every step that takes it back. Each ends where an undisturbed run ends, once
//! genkan is started again; nothing is done twice; and what is said of the fault is true.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use genkan::demo::Fault;
use genkan::domain::journal::Ending;
use genkan::domain::{Change, Changed, Failure, Plan, Report};
use genkan::measures::{self, Detectors};

use crate::support::desk::{Desk, Job, job, jobs, wire};
use crate::support::planned;

/// What happens to the call of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    ThrottledOnce,
    FailedOnce(u16),
    ClosedBefore,
    AnswerLost,
    Denied,
    KilledBefore,
    KilledAfter,
}

const TROUBLES: [Trouble; 8] = [
    Trouble::ThrottledOnce,
    Trouble::FailedOnce(500),
    Trouble::FailedOnce(503),
    Trouble::ClosedBefore,
    Trouble::AnswerLost,
    Trouble::Denied,
    Trouble::KilledBefore,
    Trouble::KilledAfter,
];

impl Trouble {
    fn fault(self) -> Fault {
        match self {
            Self::ThrottledOnce => Fault::Refuse(400, "ThrottlingException".to_owned()),
            Self::FailedOnce(status) => Fault::Refuse(status, "InternalFailure".to_owned()),
            Self::ClosedBefore => Fault::Close,
            Self::AnswerLost => Fault::LoseAnswer,
            Self::Denied => Fault::Refuse(403, "AccessDenied".to_owned()),
            Self::KilledBefore => Fault::Stall,
            Self::KilledAfter => Fault::StallAfter,
        }
    }
}

/// A run that ends by itself, or is killed where a call is not answered: none then.
async fn run(desk: &Desk, plan: &Plan) -> Option<Result<Report, Failure>> {
    let running = desk.apply(plan);
    tokio::select! {
        report = running => Some(report),
        () = desk.embedded.stalled() => None,
    }
}

/// What the same account looks like when nothing goes wrong.
struct Undisturbed {
    plan: Plan,
    stands: (Vec<(&'static str, genkan::domain::Status)>, Vec<Option<bool>>),
    writes: BTreeMap<String, usize>,
    /// The calls of this plan alone.
    made: BTreeMap<String, usize>,
}

/// Which step is disturbed: each call once, the first of its kind, which stands for its like in other Regions.
fn places(wanted: &Undisturbed) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let is_first = |(index, step): (usize, &Change)| seen.insert(step.call()).then_some(index);
    // What was found as wanted makes no call that could be disturbed.
    let makes_a_call = |(_, step): &(usize, &Change)| {
        let call = wire(step);
        wanted
            .made
            .keys()
            .any(|made| made.split(' ').next() == Some(&call))
    };
    let steps = wanted.plan.changes().enumerate();
    steps.filter(makes_a_call).filter_map(is_first).collect()
}

/// Starts again until the plan is done: what is planned now has the same choices, and so the same run.
async fn go_on(desk: &Desk, job: &Job, first: &Plan) {
    for _ in 0..3 {
        let rest = desk
            .rest(first)
            .await
            .unwrap_or_else(|failure| panic!("{}: {failure}", job.name));
        if rest.steps.is_empty() {
            return;
        }
        let report = desk
            .apply(&rest)
            .await
            .unwrap_or_else(|failure| panic!("{}: {failure}", job.name));
        if report.ending == Ending::Complete {
            return;
        }
    }
    panic!("{}: never done", job.name);
}

/// What was made in all but is made anew for a good reason: a device and a password that nobody has seen.
fn without_renewed(writes: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
    let renewed = [
        "VirtualMFADevice",
        "LoginProfile",
        "EnableMFADevice",
        "DeactivateMFADevice",
    ];
    let is_other = |name: &String| !renewed.iter().any(|part| name.contains(part));
    writes
        .iter()
        .filter(|(name, _)| is_other(name))
        .map(|(name, count)| (name.clone(), *count))
        .collect()
}

async fn undisturbed(job: &Job) -> Undisturbed {
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk
        .plan(job)
        .await
        .unwrap_or_else(|failure| panic!("{}: {failure}", job.name));
    let report = desk.apply(&plan).await.unwrap();
    assert_eq!(
        report.ending,
        Ending::Complete,
        "{}: {:?}",
        job.name,
        report.failure
    );
    assert!(!report.mismatch, "{}", job.name);
    Undisturbed {
        stands: desk.stands(&plan).await,
        writes: desk.writes(),
        made: desk.writes(),
        plan,
    }
}

/// One step, one trouble: what is said then is true, and after another start all is as undisturbed.
async fn disturbed(job: &Job, index: usize, trouble: Trouble, wanted: &Undisturbed) {
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk.plan(job).await.unwrap();
    let step = &plan.steps[index];
    let what = format!("{}: {} {trouble:?}", job.name, step.call());
    desk.fault(step, trouble.fault());
    let report = run(&desk, &plan).await;
    assert_eq!(desk.embedded.faults_left(), 0, "{what}: never happened");
    let history = desk.journal.read().unwrap();
    let of_journal = history.runs().pop().unwrap();
    match (&report, trouble) {
        (None, _) => assert!(of_journal.is_cut_short(), "{what}"),
        (Some(Ok(report)), Trouble::Denied) => {
            assert_eq!(report.ending, Ending::Failed, "{what}");
            let failure = report.failure.as_ref().unwrap();
            assert_eq!(failure.changed, Changed::Nothing, "{what}: {failure}");
            assert!(
                !of_journal
                    .changes()
                    .iter()
                    .any(|change| change.is_same_call(step)),
                "{what}"
            );
            assert!([1, 5, 6].contains(&report.exit_code()), "{what}");
        }
        (Some(Ok(report)), _) => {
            assert_eq!(report.ending, Ending::Complete, "{what}: {:?}", report.failure);
            assert!(
                !report.mismatch && report.exit_code() == 0,
                "{what}: {}",
                report.exit_code()
            );
        }
        (Some(Err(failure)), _) => panic!("{what}: {failure}"),
    }
    let is_done = matches!(&report, Some(Ok(report)) if report.ending == Ending::Complete);
    if !is_done {
        go_on(&desk, job, &plan).await;
    }
    let stands = desk.stands(&wanted.plan).await;
    assert_eq!(stands, wanted.stands, "{what}");
    assert_eq!(
        without_renewed(&desk.writes()),
        without_renewed(&wanted.writes),
        "{what}"
    );
}

/// The same for taking back: whatever happens, another undo ends where an undisturbed one ends.
async fn disturbed_undo(
    job: &Job,
    index: usize,
    trouble: Trouble,
    detectors: Detectors,
    wanted: &Undisturbed,
) {
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk.plan(job).await.unwrap();
    desk.apply(&plan).await.unwrap();
    let undo = desk.undo(detectors).await.unwrap();
    let step = &undo.steps[index];
    let what = format!("{}: undo {} {trouble:?}", job.name, step.call());
    desk.fault(step, trouble.fault());
    let report = run(&desk, &undo).await;
    assert_eq!(desk.embedded.faults_left(), 0, "{what}: never happened");
    match (&report, trouble) {
        (None, _) => {}
        (Some(Ok(report)), Trouble::Denied) => {
            assert_eq!(report.ending, Ending::Failed, "{what}");
            assert_eq!(
                report.failure.as_ref().unwrap().changed,
                Changed::Nothing,
                "{what}"
            );
        }
        (Some(Ok(report)), _) => assert_eq!(report.ending, Ending::Complete, "{what}: {:?}", report.failure),
        (Some(Err(failure)), _) => panic!("{what}: {failure}"),
    }
    if let Some(again) = desk.undo(detectors).await.filter(|again| !again.steps.is_empty()) {
        let report = desk
            .apply(&again)
            .await
            .unwrap_or_else(|failure| panic!("{what}: {failure}"));
        assert_eq!(report.ending, Ending::Complete, "{what}: {:?}", report.failure);
    }
    assert_eq!(desk.stands(&wanted.plan).await, wanted.stands, "{what}");
    assert_eq!(desk.writes(), wanted.writes, "{what}");
}

/// Every trouble at every kind of step of the jobs that `is_mine` picks, forth and back.
async fn table(is_mine: impl Fn(&str) -> bool) {
    for job in jobs().into_iter().filter(|job| is_mine(job.name)) {
        let wanted = undisturbed(&job).await;
        for index in places(&wanted) {
            for trouble in TROUBLES {
                disturbed(&job, index, trouble, &wanted).await;
            }
        }
        for detectors in [Detectors::Suspend, Detectors::Delete] {
            let desk = Desk::on((job.scenario)()).await;
            let plan = desk.plan(&job).await.unwrap();
            desk.apply(&plan).await.unwrap();
            let Some(undo) = desk.undo(detectors).await.filter(|undo| !undo.steps.is_empty()) else {
                continue;
            };
            if detectors == Detectors::Delete
                && !undo.steps.iter().any(|step| step.operation == "DeleteDetector")
            {
                continue;
            }
            let before = desk.writes();
            let report = desk.apply(&undo).await.unwrap();
            assert_eq!(
                report.ending,
                Ending::Complete,
                "{}: undo {:?}",
                job.name,
                report.failure
            );
            let wanted = Undisturbed {
                stands: desk.stands(&undo).await,
                made: desk
                    .writes()
                    .into_iter()
                    .filter(|(call, count)| before.get(call) != Some(count))
                    .collect(),
                writes: desk.writes(),
                plan: undo,
            };
            for index in places(&wanted) {
                for trouble in TROUBLES {
                    disturbed_undo(&job, index, trouble, detectors, &wanted).await;
                }
            }
        }
    }
}

/// The calls that no plan and no undo of these jobs makes, with the reason. Anything else without a row fails below.
const ELSEWHERE: [(&str, &str); 4] = [
    (
        "cloudtrail:PutEventSelectors",
        "AWS gives a new trail these, and no call is made; moto does not: tests/moto_faults.rs",
    ),
    (
        "iam:DeleteSigningCertificate",
        "a member's root user; tests/separate.rs",
    ),
    (
        "guardduty:ArchiveFindings",
        "of findings that are chosen one by one; tests/guardduty.rs",
    ),
    (
        "guardduty:UnarchiveFindings",
        "of findings that are chosen one by one; tests/guardduty.rs",
    ),
];

#[tokio::test(start_paused = true)]
async fn every_kind_of_change_has_a_row() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for job in jobs() {
        let desk = Desk::on((job.scenario)()).await;
        let plan = desk
            .plan(&job)
            .await
            .unwrap_or_else(|failure| panic!("{}: {failure}", job.name));
        let report = desk.apply(&plan).await.unwrap();
        // What was found as wanted makes no call, and so stands in no row.
        let made = desk.writes();
        let is_made = |step: &&Change| {
            made.keys()
                .any(|name| name.split(' ').next() == Some(&wire(step)))
        };
        seen.extend(plan.changes().filter(is_made).map(Change::call));
        assert_eq!(
            report.ending,
            Ending::Complete,
            "{}: {:?}",
            job.name,
            report.failure
        );
        for detectors in [Detectors::Suspend, Detectors::Delete] {
            let undo = desk.undo(detectors).await;
            seen.extend(
                undo.into_iter()
                    .flat_map(|undo| undo.steps)
                    .map(|step| step.call()),
            );
        }
    }
    let without: BTreeSet<&str> = measures::described()
        .map(|described| described.call)
        .filter(|call| !seen.contains(*call))
        .collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(call, _)| *call).collect();
    assert_eq!(without, elsewhere);
}

macro_rules! rows {
    ($($name:ident: $($job:literal),+;)+) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                table(|name| [$($job),+].contains(&name)).await;
            }
        )+

        #[test]
        fn every_job_is_in_a_row() {
            let rows = [$($($job),+),+];
            for job in jobs() {
                assert!(rows.contains(&job.name), "{}", job.name);
            }
        }
    };
}

rows! {
    a_trail: "trail";
    a_trail_that_is_mended: "trail mended", "trail of one Region", "a bucket without a policy";
    aws_config: "AWS Config";
    aws_config_that_is_mended: "AWS Config mended", "retention", "Control Tower";
    guardduty: "detectors";
    guardduty_that_is_mended: "detectors mended", "samples";
    alerts: "alerts", "Security Hub";
    an_administrator: "administrator", "password";
    permissions_to_a_group: "permissions to a group";
    the_account: "password policy", "password policy, none before", "contacts", "public access",
        "public access, none before";
    the_rest_of_measure_2: "analyzers", "EBS encryption", "budget", "key off", "key deleted";
    the_organization: "organization", "accounts", "central root";
}

/// Nothing here waits in real time.
#[tokio::test(start_paused = true)]
async fn a_throttled_step_is_asked_again_and_not_for_long() {
    let job = job("budget");
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk.plan(&job).await.unwrap();
    desk.embedded
        .fault("budgets:CreateBudget", Trouble::ThrottledOnce.fault());
    let begun = tokio::time::Instant::now();
    let report = desk.apply(&plan).await.unwrap();
    assert_eq!(report.exit_code(), 0);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

/// A run that failed half-way, and another one that finished what it had begun: whichever is taken back first, nothing stays
/// and nothing is in the way.
#[tokio::test(start_paused = true)]
async fn a_run_that_failed_and_the_one_that_went_on_with_it_are_taken_back_in_either_order() {
    const SECOND: &str = "20261123T110211Z-00a0ff";
    for first_undone in [0, 1] {
        let job = job("alerts");
        let desk = Desk::on((job.scenario)()).await;
        let plan = desk.plan(&job).await.unwrap();
        let before = desk.stands(&plan).await.0;
        desk.embedded.fault("events:PutTargets", Trouble::Denied.fault());
        assert_eq!(desk.apply(&plan).await.unwrap().ending, Ending::Failed);
        assert!(desk.journal.read().unwrap().open(genkan::demo::ACCOUNT).is_some());
        // From another computer, say: under another id, with the same journal.
        let mut choices = (job.choices)(&desk.facts().await);
        choices.insert("run".to_owned(), SECOND.to_owned());
        let checks: Vec<_> = job.checks.iter().map(|id| measures::check(id).unwrap()).collect();
        let second = planned(&desk.facts().await, &checks, &choices, desk.hands.now()).unwrap();
        assert_eq!(desk.apply(&second).await.unwrap().ending, Ending::Complete);
        for _ in 0..2 {
            let history = desk.journal.read().unwrap();
            let open: Vec<_> = history.runs().into_iter().filter(|run| !run.undone).collect();
            let Some(run) = open.get(first_undone.min(open.len().saturating_sub(1))) else {
                break;
            };
            let undo = measures::undo(&history, run, Detectors::Suspend, desk.hands.now()).unwrap();
            let report = desk.apply(&undo).await.unwrap();
            assert_eq!(
                report.ending,
                Ending::Complete,
                "{first_undone}: {:?}",
                report.failure
            );
        }
        let history = desk.journal.read().unwrap();
        assert!(
            history.last_undoable(genkan::demo::ACCOUNT).is_none(),
            "{first_undone}"
        );
        assert_eq!(desk.stands(&plan).await.0, before, "{first_undone}");
        let facts = desk.facts().await;
        let rules = facts.detect.regions.values().filter_map(|at| at.alerts.seen());
        assert_eq!(rules.flatten().count(), 0, "{first_undone}: rules stay");
    }
}

/// A trail was made; the plan that takes it back.
async fn with_a_trail() -> (Desk, Plan) {
    let job = job("trail");
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk.plan(&job).await.unwrap();
    desk.apply(&plan).await.unwrap();
    let undo = desk.undo(Detectors::Suspend).await.unwrap();
    (desk, undo)
}

/// What the journal says of a way back was written down once, and anybody may have written over it: the measure says it anew.
#[tokio::test(start_paused = true)]
async fn a_way_back_that_was_written_into_the_journal_is_not_taken() {
    let (desk, own) = with_a_trail().await;
    let text = std::fs::read_to_string(desk.journal.path()).unwrap();
    let evil = serde_json::json!({"by": {"measure": "secure", "service": "iam", "operation": "DeleteUser", "region": "us-east-1",
        "parameters": {"UserName": "founder"}, "target": "founder", "effect": "delete", "actions": [],
        "undo": {"kept": {"id": "undo-none"}}}});
    let lines = text.lines().map(|line| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(steps) = line
            .pointer_mut("/plan/steps")
            .and_then(serde_json::Value::as_array_mut)
        {
            for step in steps {
                step["undo"] = evil.clone();
            }
        }
        if line.pointer("/change/undo").is_some() {
            line["change"]["undo"] = evil.clone();
        }
        line.to_string() + "\n"
    });
    let forged: String = lines.collect();
    assert!(forged.contains("DeleteUser"));
    std::fs::write(desk.journal.path(), forged).unwrap();
    let undo = desk.undo(Detectors::Suspend).await.unwrap();
    assert_eq!(undo.steps, own.steps);
}

/// Lines that cannot be read hide nothing that the others say: a step is whole in the line before its call.
#[tokio::test(start_paused = true)]
async fn a_journal_without_the_line_of_the_approval_still_takes_back_what_was_done() {
    let (desk, own) = with_a_trail().await;
    let text = std::fs::read_to_string(desk.journal.path()).unwrap();
    let damaged: String = text
        .lines()
        .map(|line| {
            if line.contains("\"approved\"") {
                "torn\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    std::fs::write(desk.journal.path(), damaged).unwrap();
    let history = desk.journal.read().unwrap();
    assert_eq!((history.damaged, history.lines()), (1, text.lines().count()));
    let undo = desk.undo(Detectors::Suspend).await.unwrap();
    assert!(undo.changes().eq(own.changes()), "{undo:?}");
}

/// A group or user that was just made is not known to all of IAM at once: that is waited for, and said. What stays unknown is
/// told in the end, with nothing changed by the call.
#[tokio::test(start_paused = true)]
async fn what_iam_does_not_know_everywhere_yet_is_waited_for() {
    let job = job("administrator");
    let wanted = undisturbed(&job).await;
    let unknown = || Fault::Refuse(404, "NoSuchEntity".to_owned());
    let busy = || Fault::Refuse(409, "EntityTemporarilyUnmodifiable".to_owned());
    for (call, answer) in [
        ("AttachGroupPolicy", unknown()),
        ("AddUserToGroup", unknown()),
        ("CreateLoginProfile", unknown()),
        ("CreateLoginProfile", busy()),
        ("EnableMFADevice", unknown()),
        ("EnableMFADevice", busy()),
    ] {
        let desk = Desk::on((job.scenario)()).await;
        let plan = desk.plan(&job).await.unwrap();
        let step = plan.steps.iter().find(|step| step.operation == call).unwrap();
        desk.fault(step, answer.clone());
        desk.fault(step, answer);
        let begun = tokio::time::Instant::now();
        let report = desk.apply(&plan).await.unwrap();
        assert_eq!(desk.embedded.faults_left(), 0, "{call}");
        assert_eq!(
            (report.ending, report.exit_code()),
            (Ending::Complete, 0),
            "{call}"
        );
        assert!(
            begun.elapsed() >= Duration::from_secs(3),
            "{call}: not waited for"
        );
        assert_eq!(desk.stands(&wanted.plan).await, wanted.stands, "{call}");
        assert_eq!(desk.writes(), wanted.writes, "{call}");
    }
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk.plan(&job).await.unwrap();
    desk.embedded.fault_always("iam:AddUserToGroup", unknown());
    let begun = tokio::time::Instant::now();
    let report = desk.apply(&plan).await.unwrap();
    let failure = report.failure.as_ref().unwrap();
    assert_eq!(failure.code.as_deref(), Some("NoSuchEntity"));
    assert_eq!(
        (report.ending, failure.changed),
        (Ending::Failed, Changed::Nothing)
    );
    assert!(
        (40..60).contains(&begun.elapsed().as_secs()),
        "{:?}",
        begun.elapsed()
    );
}

/// What hung on a user or a group is gone a moment before all of IAM knows it: a deletion waits for that too.
#[tokio::test(start_paused = true)]
async fn what_iam_still_holds_is_deleted_a_moment_later() {
    let job = job("administrator");
    let desk = Desk::on((job.scenario)()).await;
    let plan = desk.plan(&job).await.unwrap();
    assert_eq!(desk.apply(&plan).await.unwrap().ending, Ending::Complete);
    let undo = desk.undo(Detectors::Suspend).await.unwrap();
    for (call, code) in [
        ("DeleteLoginProfile", "EntityTemporarilyUnmodifiable"),
        ("DeactivateMFADevice", "ConcurrentModification"),
        ("DeleteVirtualMFADevice", "DeleteConflict"),
        ("DeleteUser", "DeleteConflict"),
        ("DeleteGroup", "DeleteConflict"),
    ] {
        let step = undo.steps.iter().find(|step| step.operation == call).unwrap();
        for _ in 0..2 {
            desk.fault(step, Fault::Refuse(409, code.to_owned()));
        }
    }
    let report = desk.apply(&undo).await.unwrap();
    assert_eq!(desk.embedded.faults_left(), 0);
    assert_eq!((report.ending, report.exit_code()), (Ending::Complete, 0));
}
