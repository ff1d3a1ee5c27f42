//! Seeing what was recorded: the event history on the embedded account, by recorded answers of the documented
//! shape, and in the machine. moto does not serve `LookupEvents`.

use genkan::demo::Fault;
use genkan::domain::{Kind, Language, Region};
use genkan::measures::record::{Event, EventPage, EventQuery};
use genkan::wizard::{Answer, Effect, Layer, Message, Question, Screen};
use serde_json::json;

use crate::failures::{json_error, json_reply, table_session};
use crate::support::Walk;

/// A person in front of the event history.
fn at_the_history() -> Walk {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 v");
    assert!(matches!(walk.model.screen(), Screen::Events(_)));
    walk
}

fn rows(walk: &Walk) -> &[Event] {
    &walk.model.pages.events().unwrap().rows
}

fn names(walk: &Walk) -> Vec<&str> {
    rows(walk).iter().map(|event| event.name.as_str()).collect()
}

#[test]
fn the_history_holds_the_calls_of_this_very_session_and_a_day_before_it() {
    let mut walk = at_the_history();
    let times: Vec<_> = rows(&walk).iter().map(|event| event.time).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first");
    assert!(names(&walk).contains(&"DescribeTrails"));
    walk.keys("N");
    assert!(names(&walk).contains(&"RunInstances"));
    let launch = rows(&walk)
        .iter()
        .find(|event| event.name == "RunInstances")
        .unwrap();
    assert_eq!(launch.resources.len(), 7);
    assert_eq!(launch.details().address, "203.0.113.24");
    assert!(walk.model.pages.events().unwrap().next.is_none());
}

#[test]
fn one_filter_at_a_time_and_changing_the_attribute_drops_the_old_value_and_says_so() {
    let mut walk = at_the_history();
    walk.keys("f RunInstances Enter");
    assert_eq!(names(&walk), ["RunInstances"]);
    walk.keys("f Down");
    let Some(Layer::Filter(edit)) = walk.model.layers.last() else {
        panic!("no filter");
    };
    assert_eq!(
        (edit.attribute.name(), edit.value.value(), edit.dropped),
        ("Username", "", true)
    );
    walk.keys("taro Enter N");
    assert!(!rows(&walk).is_empty());
    assert!(rows(&walk).iter().all(|event| event.user == "taro"));
    walk.keys("f Ctrl-U Enter");
    assert!(walk.model.pages.events().unwrap().query.filter.is_none());
    // Every attribute of AWS's finds something or says that there is nothing.
    for (downs, value) in [
        (2, "i-06a8d8bc3a3aa27a9"),
        (3, "AWS::S3::Bucket"),
        (4, "kms.amazonaws.com"),
        (5, "false"),
    ] {
        walk.keys("f")
            .keys(&"Down ".repeat(downs))
            .keys(value)
            .keys("Enter");
        assert!(!rows(&walk).is_empty(), "{value}");
        walk.keys("f Ctrl-U Enter");
    }
}

#[test]
fn events_of_iam_are_in_the_region_of_global_services() {
    let mut walk = at_the_history();
    walk.keys("f CreateUser Enter");
    assert!(rows(&walk).is_empty());
    for _ in 0..17 {
        if walk.model.pages.events().unwrap().query.region == Region::new("us-east-1") {
            break;
        }
        walk.keys("Right");
    }
    assert_eq!(names(&walk), ["CreateUser"]);
}

#[test]
fn a_longer_time_is_asked_anew() {
    let mut walk = at_the_history();
    let day = walk.model.pages.events().unwrap().query.since;
    walk.keys("t");
    let week = walk.model.pages.events().unwrap().query.since;
    assert_eq!(day.duration_since(week).as_hours(), 24 * 6);
    walk.keys("t t t");
    assert_eq!(walk.model.pages.events().unwrap().hours(), 1);
}

#[test]
fn a_refused_page_is_said_and_asked_again_by_r() {
    for (code, kind) in [
        ("AccessDeniedException", Kind::Denied),
        ("ThrottlingException", Kind::Throttled),
    ] {
        let mut walk = Walk::on("fresh", Language::En);
        walk.keys("Enter Enter 3");
        // As often as the SDK tries.
        for _ in 0..2 {
            walk.embedded
                .fault("cloudtrail:LookupEvents", Fault::Refuse(400, code.to_owned()));
        }
        walk.keys("v");
        let failure = walk.model.pages.events().unwrap().failure.clone().unwrap();
        assert_eq!(failure.kind, kind);
        assert_eq!(failure.permission(), Some("cloudtrail:LookupEvents"));
        // A refusal that the SDK did not try again leaves the second one lying.
        walk.keys("r r");
        assert!(walk.model.pages.events().unwrap().failure.is_none());
        assert!(!rows(&walk).is_empty());
    }
}

#[test]
fn leaving_gives_up_the_call_and_its_late_answer_changes_nothing() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3");
    walk.slow = true;
    walk.keys("v");
    assert!(walk.model.is_waiting());
    let ticket = walk
        .held
        .iter()
        .find_map(|effect| match effect {
            Effect::Read(ticket, question) => {
                assert!(matches!(**question, Question::Events { .. }));
                Some(*ticket)
            }
            _ => None,
        })
        .unwrap();
    walk.keys("Esc");
    assert!(walk.held.contains(&Effect::StopReading));
    assert!(!walk.model.is_waiting());
    let page = EventPage {
        events: vec![],
        next: None,
        evidence: evidence(),
    };
    let before = walk.model.clone();
    walk.send(Message::Read(ticket, Box::new(Answer::Events(Ok(page)))));
    assert_eq!(walk.model, before);
}

fn evidence() -> genkan::domain::Evidence {
    genkan::domain::Evidence {
        operation: "cloudtrail:LookupEvents".into(),
        region: Region::new("eu-west-1"),
        time: jiff::Timestamp::UNIX_EPOCH,
        request_id: None,
        saw: json!({}),
    }
}

#[test]
fn tens_of_thousands_of_events_stay_within_bounds_and_only_what_is_seen_is_drawn() {
    let event = rows(&at_the_history())[0].clone();
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3");
    walk.slow = true;
    walk.keys("v");
    for page in 0..700 {
        let Some(Effect::Read(ticket, _)) = walk.held.last() else {
            assert_eq!(page, 600);
            break;
        };
        let ticket = *ticket;
        walk.held.clear();
        let events = vec![event.clone(); 50];
        let page = EventPage {
            events,
            next: Some(format!("token-{page}")),
            evidence: evidence(),
        };
        walk.send(Message::Read(ticket, Box::new(Answer::Events(Ok(page)))));
        walk.keys("n");
    }
    assert_eq!(rows(&walk).len(), genkan::measures::record::EVENTS_KEPT);
    assert!(walk.model.notice.is_some(), "full, and said so");
    for key in [
        genkan::wizard::Key::End,
        genkan::wizard::Key::Up,
        genkan::wizard::Key::Home,
    ] {
        walk.key(key);
        walk.buffer(80, 24, genkan::screens::Theme::colours());
    }
}

#[test]
fn what_is_shown_is_exported_with_its_question() {
    let mut walk = at_the_history();
    walk.keys("f ConsoleLogin Enter x");
    let export = walk.exports.last().unwrap();
    assert_eq!(export.account, "111122223333");
    assert!(export.complete);
    assert_eq!(export.events.len(), rows(&walk).len());
    assert!(walk.model.notice.is_some());
}

/// The shape that AWS documents for `LookupEvents` (API reference), with a field that nobody knows yet.
#[tokio::test]
async fn lookup_events_which_moto_does_not_serve_is_read_from_an_answer_of_the_documented_shape() {
    let record = json!({
        "eventVersion": "1.11", "userIdentity": {"type": "Root", "arn": "arn:aws:iam::111122223333:root"},
        "sourceIPAddress": "203.0.113.7", "responseElements": {"credentials": {"sessionToken": "s3cr3t"}}
    });
    let answer = json!({
        "Events": [{
            "EventId": "e-1", "EventName": "GetSessionToken", "ReadOnly": "true", "AccessKeyId": "AKIA",
            "EventTime": 1_795_428_131.0, "EventSource": "sts.amazonaws.com", "Username": "root",
            "Resources": [{"ResourceType": "AWS::IAM::User", "ResourceName": "root"}],
            "CloudTrailEvent": record.to_string(), "Tomorrow": {}
        }, {"EventId": "without a time"}],
        "NextToken": "more"
    });
    let session = table_session(&[("LookupEvents", json_reply(&answer))]);
    let query = EventQuery {
        region: Region::new("us-east-1"),
        filter: None,
        since: jiff::Timestamp::UNIX_EPOCH,
        until: None,
    };
    let page = genkan::aws::record::lookup(&session, &query, None).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("more"));
    assert_eq!(page.events.len(), 1);
    let event = &page.events[0];
    assert_eq!(event.time.to_string(), "2026-11-23T10:02:11Z");
    assert_eq!(
        (event.read_only, event.details().identity.as_str()),
        (Some(true), "Root")
    );
    assert!(!event.record.contains("s3cr3t"));

    let refused = table_session(&[(
        "LookupEvents",
        json_error(400, "InvalidNextTokenException", "expired"),
    )]);
    let failure = genkan::aws::record::lookup(&refused, &query, Some("old"))
        .await
        .unwrap_err();
    assert_eq!(failure.code.as_deref(), Some("InvalidNextTokenException"));
}
