//! Every read that a survey makes, answered in every wrong way: no check passes for it, none that failed by another read is
//! hidden, and nothing waits for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use genkan::demo::{Fault, Scenario};
use genkan::domain::{Each, Evidence, Failure, Kind, Known, Measure, Region, Status};
use genkan::measures::secure::{self, Update, User};
use genkan::measures::{self, Facts};

use crate::support::desk::Desk;

fn story(name: &str) -> Scenario {
    Scenario::named(name).unwrap().instant().as_user("founder")
}

/// The scope of everything, the root users of members and the credential report too.
async fn statuses(desk: &Desk) -> BTreeMap<&'static str, Status> {
    let facts = desk.facts().await;
    measures::judge_all(&Measure::ALL, &facts)
        .into_iter()
        .map(|finding| (finding.check.id, finding.status))
        .collect()
}

/// The reads that a survey of an account makes.
async fn reads(scenario: &Scenario) -> BTreeSet<String> {
    let desk = Desk::on(scenario.clone()).await;
    desk.facts().await;
    let calls = desk.embedded.calls();
    calls
        .iter()
        .filter(|call| !call.writes)
        .map(|call| format!("{}:{}", call.service, call.operation))
        .collect()
}

/// Who is asked for whatever else: without that, nothing is known at all.
const IDENTITY: &str = "sts:GetCallerIdentity";

#[tokio::test(start_paused = true)]
async fn no_wrong_answer_to_any_read_of_a_half_done_account_lets_a_check_pass() {
    no_wrong_answer_passes("half-done").await;
}

#[tokio::test(start_paused = true)]
async fn no_wrong_answer_to_any_read_of_a_secured_account_lets_a_check_pass() {
    no_wrong_answer_passes("secured").await;
}

async fn no_wrong_answer_passes(name: &str) {
    let mut tried = 0;
    let mut passed = BTreeSet::new();
    let scenario = story(name);
    let healthy = statuses(&Desk::on(scenario.clone()).await).await;
    for read in reads(&scenario).await {
        // What is not known where the read is refused rests on it: no answer that says nothing may let it pass.
        let desk = Desk::on(scenario.clone()).await;
        let refused = Fault::Refuse(403, "AccessDeniedException".to_owned());
        desk.embedded.fault_always(&read, refused);
        let of_read: BTreeSet<&str> = statuses(&desk)
            .await
            .into_iter()
            .filter(|(_, status)| *status == Status::Unknown)
            .map(|(check, _)| check)
            .collect();
        for fault in [
            Fault::Refuse(403, "AccessDeniedException".to_owned()),
            Fault::Refuse(400, "ThrottlingException".to_owned()),
            Fault::Refuse(500, "InternalFailure".to_owned()),
            Fault::Answer("garbage".to_owned()),
            Fault::Answer(String::new()),
            Fault::Answer("{}".to_owned()),
            Fault::Answer("<A><B>".to_owned()),
            Fault::Close,
        ] {
            let desk = Desk::on(scenario.clone()).await;
            desk.embedded.fault_always(&read, fault.clone());
            let begun = tokio::time::Instant::now();
            let now = statuses(&desk).await;
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "{name} {read} {fault:?}"
            );
            tried += 1;
            for (check, status) in now {
                let before = healthy[check];
                let is_better = status == Status::Pass && before != Status::Pass;
                assert!(
                    !is_better,
                    "{name} {read} {fault:?}: {check} {before:?} -> {status:?}"
                );
                // Of `HeadBucket` the status is the answer; it has no body.
                if status == Status::Pass && of_read.contains(check) && read != "s3:HeadBucket" {
                    passed.insert(format!("{read} {fault:?}: {check}"));
                }
            }
        }
    }
    assert!(tried > 200, "{tried}");
    assert_eq!(passed, BTreeSet::new(), "{name}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_keeps_no_survey_from_ending() {
    let scenario = story("half-done");
    let healthy = statuses(&Desk::on(scenario.clone()).await).await;
    for read in reads(&scenario).await {
        let desk = Desk::on(scenario.clone()).await;
        desk.embedded.fault_always(&read, Fault::Stall);
        let begun = tokio::time::Instant::now();
        let now = statuses(&desk).await;
        // Each waits for its own answer at most, and none for another's: the longest chain has a few of them.
        assert!(
            begun.elapsed() < Duration::from_secs(200),
            "{read}: {:?}",
            begun.elapsed()
        );
        for (check, status) in now {
            assert!(
                status != Status::Pass || healthy[check] == Status::Pass,
                "{read}: {check}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_is_asked_once_for_all_who_wait() {
    let desk = Desk::on(story("half-done")).await;
    desk.embedded.fault_always(IDENTITY, Fault::Stall);
    let begun = tokio::time::Instant::now();
    let facts = desk.facts().await;
    assert!(
        facts.account.identity.refusal().is_some(),
        "{:?} {:?}",
        facts.account.identity,
        begun.elapsed()
    );
    assert!(begun.elapsed() < Duration::from_secs(95), "{:?}", begun.elapsed());
    // A refusal is the survey's, not the session's.
    let other = Desk::on(story("half-done")).await;
    other
        .embedded
        .fault(IDENTITY, Fault::Refuse(403, "AccessDenied".to_owned()));
    assert!(other.facts().await.account.identity.refusal().is_some());
    assert!(other.facts().await.account.identity.seen().is_some());
}

fn seen<T>(value: T) -> Known<T> {
    let evidence = Evidence {
        operation: "iam:ListUsers".into(),
        region: Region::new("us-east-1"),
        time: jiff::Timestamp::UNIX_EPOCH,
        request_id: None,
        saw: serde_json::Value::Null,
    };
    Known::Seen(value, evidence)
}

fn each<T>(answers: Vec<(&str, Result<T, Kind>)>) -> Known<Each<T>> {
    let answers = answers
        .into_iter()
        .map(|(name, answer)| (name.to_owned(), answer.map_err(|kind| Failure::new(kind, ""))));
    seen(answers.collect())
}

/// Of three users one is refused: who fails still fails, and where nobody does it is not known.
#[test]
fn one_refused_answer_hides_no_other() {
    let mut facts = Facts::default();
    let users = ["a", "b", "c"].map(|name| User {
        name: name.to_owned(),
        created: None,
        password_last_used: None,
    });
    facts.secure.take(Update::Users(seen(users.to_vec())));
    facts
        .secure
        .take(Update::Devices(seen(secure::Devices::default())));
    let status = |facts: &Facts| measures::judge(measures::check("secure.user-mfa").unwrap(), facts).unwrap();
    let device = || vec!["arn:aws:iam::1:mfa/x".to_owned()];
    facts.secure.take(Update::Consoles(each(vec![
        ("a", Ok(true)),
        ("b", Ok(true)),
        ("c", Ok(false)),
    ])));
    facts.secure.take(Update::Mfa(each(vec![
        ("a", Err(Kind::Denied)),
        ("b", Ok(vec![])),
        ("c", Ok(vec![])),
    ])));
    assert_eq!(status(&facts).status, Status::Fail);
    facts.secure.take(Update::Mfa(each(vec![
        ("a", Err(Kind::Denied)),
        ("b", Ok(device())),
        ("c", Ok(vec![])),
    ])));
    let unknown = status(&facts);
    assert_eq!((unknown.status, unknown.failures.len()), (Status::Unknown, 1));
    // Whether a user without a password has MFA does not matter.
    facts.secure.take(Update::Mfa(each(vec![
        ("a", Ok(device())),
        ("b", Ok(device())),
        ("c", Err(Kind::Denied)),
    ])));
    assert_eq!(status(&facts).status, Status::Pass);
    // Nor whether one with MFA has a password.
    facts.secure.take(Update::Consoles(each(vec![
        ("a", Err(Kind::Denied)),
        ("b", Ok(true)),
        ("c", Ok(false)),
    ])));
    assert_eq!(status(&facts).status, Status::Pass);
    facts.secure.take(Update::Mfa(each(vec![
        ("a", Ok(vec![])),
        ("b", Ok(device())),
        ("c", Ok(vec![])),
    ])));
    assert_eq!(status(&facts).status, Status::Unknown);
}
