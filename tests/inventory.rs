//! Seeing what AWS Config recorded, on the embedded account: types, resources, timelines, queries.

use genkan::demo::Fault;
use genkan::domain::{Kind, Language, Measure, Mode, Status};
use genkan::measures;
use genkan::measures::record::{self, InventoryPage, InventoryRows, Past, READERS};
use genkan::wizard::{
    self, Answer, Effect, Entry, Inventory, Layer, Level, Message, Question, Recording, Screen,
};
use serde_json::Value;

use crate::support::{Walk, text};

const INSTANCE: &str = "i-06a8d8bc3a3aa27a9";

fn at_the_inventory(scenario: &str) -> Walk {
    let mut walk = Walk::on(scenario, Language::En);
    walk.keys("Enter Enter 3 i");
    assert!(matches!(walk.model.screen(), Screen::Inventory(_)));
    walk
}

fn inventory(walk: &Walk) -> &Inventory {
    walk.model.pages.inventory().unwrap()
}

fn level(walk: &Walk) -> &Level {
    inventory(walk).level().unwrap()
}

/// What a level shows, a word a row.
fn rows(walk: &Walk) -> Vec<String> {
    match level(walk) {
        Level::Types(rows) => rows
            .rows()
            .map(|one| format!("{}={}", one.kind, one.count))
            .collect(),
        Level::Resources { rows, .. } => rows.rows().map(|one| one.id.clone()).collect(),
        Level::Timeline { past, .. } => past
            .timeline
            .items
            .iter()
            .map(|item| item.status.clone())
            .collect(),
        Level::Found { rows, .. } => rows.rows().map(Value::to_string).collect(),
    }
}

fn past(walk: &Walk) -> &Past {
    match level(walk) {
        Level::Timeline { past, .. } => past,
        other => panic!("{other:?}"),
    }
}

fn entry(walk: &Walk) -> &Entry {
    match walk.model.layers.last() {
        Some(Layer::Entry(entry)) => entry,
        other => panic!("{other:?}"),
    }
}

/// Types a line with its spaces.
fn line(walk: &mut Walk, line: &str) {
    walk.keys("Ctrl-U");
    for word in line.split_inclusive(' ') {
        walk.keys(word.trim_end());
        if word.ends_with(' ') {
            walk.keys("Space");
        }
    }
    walk.keys("Enter");
}

#[test]
fn the_talk_s_story_an_instance_was_stopped_and_a_door_was_opened() {
    let mut walk = at_the_inventory("secured");
    assert!(rows(&walk).contains(&"AWS::EC2::SecurityGroup=2".to_owned()));
    walk.keys("Enter");
    assert_eq!(rows(&walk), [INSTANCE]);
    walk.keys("Enter");
    assert_eq!(rows(&walk), ["OK", "OK", "OK", "ResourceDiscovered"]);
    assert!(past(&walk).timeline.is_whole());
    walk.keys("Down Down");
    let screen = walk.screen();
    for shown in [
        "3 fields",
        "Configuration.state.name",
        "- \"running\"",
        "+ \"stopping\"",
        "The whole timeline",
    ] {
        assert!(screen.contains(shown), "{shown}\n{screen}");
    }
    // All of it, then the whole record, then back to the list.
    walk.keys("Enter");
    assert!(walk.screen().contains("Configuration.stateTransitionReason"));
    walk.keys("Tab");
    assert!(walk.screen().contains("\"configurationItemStatus\": \"OK\""));
    walk.keys("Esc Esc Esc Down Down Enter");
    assert!(rows(&walk).contains(&"sg-0b7c1f5de2a94c3aa".to_owned()));
    walk.keys("Enter");
    let screen = walk.screen();
    assert!(screen.contains("Configuration.ipPermissions[1]"), "{screen}");
    assert!(screen.contains("\"toPort\": 22"), "{screen}");
}

#[test]
fn reading_uses_the_permissions_that_the_page_names_and_changes_nothing() {
    let mut walk = at_the_inventory("secured");
    let before = walk.embedded.calls().len();
    walk.keys("r Enter Enter Esc Esc s");
    line(&mut walk, "SELECT resourceId");
    let calls = walk.embedded.calls();
    let mut asked: Vec<String> = calls[before..]
        .iter()
        .map(|call| format!("{}:{}", call.service, call.operation))
        .collect();
    asked.sort();
    asked.dedup();
    assert_eq!(asked, READERS);
    assert!(walk.writes().is_empty());
}

#[test]
fn deleted_resources_are_shown_on_demand_and_a_text_filters() {
    let mut walk = at_the_inventory("secured");
    walk.keys("/");
    line(&mut walk, "volume");
    assert_eq!(rows(&walk), ["AWS::EC2::Volume=1"]);
    walk.keys("Enter");
    assert_eq!(rows(&walk), ["vol-049df61146c4d7901"]);
    walk.keys("x");
    assert_eq!(rows(&walk), ["vol-049df61146c4d7901", "vol-0a51c2e8d3f47b690"]);
    assert!(walk.screen().contains("deleted 20"));
    walk.keys("/");
    line(&mut walk, "0A51");
    assert_eq!(rows(&walk), ["vol-0a51c2e8d3f47b690"]);
    walk.keys("Enter");
    assert_eq!(rows(&walk)[0], "ResourceDeleted");
    assert!(walk.screen().contains("The resource was deleted."));
    walk.keys("Esc /");
    line(&mut walk, "nothing of the kind");
    assert!(
        walk.screen()
            .contains("Nothing here holds \"nothing of the kind\"")
    );
    walk.keys("/");
    line(&mut walk, "");
    assert_eq!(rows(&walk).len(), 2);
    // The types keep their own filter.
    walk.keys("Esc");
    assert_eq!(rows(&walk), ["AWS::EC2::Volume=1"]);
}

#[test]
fn a_type_is_opened_by_its_name_and_what_is_no_type_is_said_where_it_is_typed() {
    let mut walk = at_the_inventory("secured");
    walk.keys("t");
    line(&mut walk, "instances");
    assert!(entry(&walk).error.is_some());
    assert_eq!(entry(&walk).text.value(), "instances");
    line(&mut walk, "AWS::SQS::Queue");
    assert!(walk.screen().contains("knows no AWS::SQS::Queue"));
    walk.keys("x");
    assert!(walk.screen().contains("not even a deleted one"));
}

#[test]
fn a_query_shows_its_rows_its_error_and_can_be_corrected() {
    let mut walk = at_the_inventory("secured");
    walk.keys("s");
    line(&mut walk, "");
    assert!(entry(&walk).error.is_some());
    line(&mut walk, "SELECT resourceId FROM resources");
    let failure = inventory(&walk).failure.clone().unwrap();
    assert_eq!(failure.code.as_deref(), Some("InvalidExpressionException"));
    let screen = walk.screen();
    assert!(screen.contains("AWS Config cannot read this query"), "{screen}");
    assert!(screen.contains("FROM, HAVING"), "{screen}");
    assert!(screen.contains("Press s to correct the query"), "{screen}");
    // What was typed is still there.
    walk.keys("s");
    assert_eq!(entry(&walk).text.value(), "SELECT resourceId FROM resources");
    line(
        &mut walk,
        "SELECT resourceType, resourceId, configuration.state.name WHERE configuration.state.name = 'running'",
    );
    assert!(rows(&walk)[0].contains(INSTANCE));
    assert!(walk.screen().contains("configuration.state.name"));
    // A row that names a resource leads to its timeline, and back to the rows, and back to the types.
    walk.keys("Enter");
    assert_eq!(past(&walk).id, INSTANCE);
    walk.keys("Esc");
    assert_eq!(rows(&walk).len(), 1);
    walk.keys("s");
    line(&mut walk, "SELECT resourceType, COUNT(*) GROUP BY resourceType");
    walk.keys("Enter");
    assert!(matches!(
        walk.model.layers.last(),
        Some(Layer::Record { difference: None, .. })
    ));
    walk.keys("Esc Esc");
    assert!(matches!(level(&walk), Level::Types(_)));
    walk.keys("s");
    line(&mut walk, "SELECT resourceId WHERE resourceId = 'nobody'");
    assert!(walk.screen().contains("The query finds nothing"));
}

#[test]
fn what_is_off_is_said_with_the_key_that_leads_to_the_form() {
    let mut walk = at_the_inventory("fresh");
    assert_eq!(walk.model.recording(&inventory(&walk).region), Recording::Off);
    assert!(walk.screen().contains("Press Enter to turn it on"));
    walk.keys("s Enter");
    assert!(
        walk.screen()
            .contains("AWS Config does not record in ap-northeast-1")
    );
    walk.keys("Esc Enter");
    assert!(matches!(walk.model.screen(), Screen::JobForm(job) if *job == &record::CONFIG));
    walk.keys("Esc");
    assert!(matches!(walk.model.screen(), Screen::Measure { .. }));

    let looking = Mode {
        demo: true,
        read_only: true,
    };
    let scenario = crate::support::of_founder("fresh");
    let mut walk = Walk::of(&scenario, Language::En, looking);
    walk.keys("Enter Enter 3 i Enter");
    assert!(matches!(walk.model.screen(), Screen::Inventory(_)));
    assert!(walk.screen().contains("so there is nothing to see."));
}

#[test]
fn another_region_is_turned_on_from_its_empty_inventory() {
    let mut walk = at_the_inventory("secured");
    walk.keys("Right");
    let region = inventory(&walk).region.clone();
    assert!(walk.screen().contains("Press Enter to turn it on"));
    walk.keys("Enter");
    let form = &walk.model.job_forms[record::CONFIG.id];
    let entry = form.focused().unwrap();
    let wizard::Value::Several { all, chosen, cursor } = &entry.value else {
        panic!("{entry:?}");
    };
    assert_eq!(all[*cursor], region.as_str());
    assert_eq!(chosen.len(), 2, "home stays chosen");
    walk.keys("Tab Tab Tab Tab Enter");
    let Some(Layer::Confirm(confirm)) = walk.model.layers.last() else {
        panic!("no plan: {}", walk.screen());
    };
    let elsewhere = confirm.plan.steps.iter().filter(|step| step.region != region);
    assert_eq!(elsewhere.count(), 0, "nothing else is touched");
    walk.keys("Right Enter Enter i Right");
    assert_eq!(walk.model.recording(&region), Recording::New);
}

#[test]
fn what_is_recorded_can_be_changed_when_all_is_well() {
    let mut walk = Walk::on("secured", Language::En);
    walk.keys("Enter Enter 3 Down Down Down Down Down");
    assert!(walk.screen().contains("s What to record"));
    walk.keys("s Tab Tab Tab Tab Ctrl-U 1y Tab Enter");
    let Some(Layer::Confirm(confirm)) = walk.model.layers.last() else {
        panic!("no plan: {}", walk.screen());
    };
    let operations: Vec<&str> = confirm
        .plan
        .steps
        .iter()
        .map(|step| step.operation.as_str())
        .collect();
    assert_eq!(operations, ["PutRetentionConfiguration"]);
    walk.keys("Right Enter Enter s Tab Tab Tab Tab Tab Enter");
    assert!(
        walk.model.layers.is_empty(),
        "what is there already needs no plan"
    );
    assert!(walk.model.notice.is_some());
}

#[test]
fn just_turned_on_it_has_nothing_yet_and_soon_after_everything_that_is_there() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Down Down Down Down Down Enter");
    assert!(matches!(walk.model.screen(), Screen::JobForm(job) if *job == &record::CONFIG));
    walk.keys("Tab Tab Tab Tab Tab Enter Right Enter Enter i");
    assert!(matches!(walk.model.screen(), Screen::Inventory(_)));
    assert!(
        walk.screen().contains("turned on a moment ago"),
        "{}",
        walk.screen()
    );
    walk.hands.forward(60);
    walk.keys("r");
    assert!(rows(&walk).contains(&"AWS::EC2::Instance=1".to_owned()));
    walk.keys("Enter Enter");
    assert_eq!(rows(&walk), ["ResourceDiscovered"]);
}

#[test]
fn a_stopped_recorder_shows_what_it_has_and_since_when_it_is_stopped() {
    let mut walk = at_the_inventory("half-done");
    assert_eq!(rows(&walk).len(), 1, "{:?}", rows(&walk));
    assert!(walk.screen().contains("recorder stopped since 20"));
}

#[test]
fn a_refused_page_names_the_permission_and_is_asked_again_by_r() {
    let mut walk = at_the_inventory("denied");
    let failure = inventory(&walk).failure.clone().unwrap();
    assert_eq!(failure.kind, Kind::Denied);
    assert!(walk.screen().contains("config:GetDiscoveredResourceCounts"));

    for (code, kind) in [
        ("AccessDeniedException", Kind::Denied),
        ("ThrottlingException", Kind::Throttled),
    ] {
        let mut walk = at_the_inventory("secured");
        for _ in 0..3 {
            walk.embedded.fault(
                "config:ListDiscoveredResources",
                Fault::Refuse(400, code.to_owned()),
            );
        }
        walk.keys("Enter");
        assert_eq!(inventory(&walk).failure.as_ref().unwrap().kind, kind);
        walk.keys("r r r");
        assert!(inventory(&walk).failure.is_none());
        assert_eq!(rows(&walk), [INSTANCE]);
    }
}

#[test]
fn a_slow_page_counts_its_seconds_and_leaving_it_gives_it_up() {
    let mut walk = at_the_inventory("secured");
    walk.slow = true;
    walk.keys("Enter");
    let Some(Effect::Read(ticket, question)) = walk.held.pop() else {
        panic!("nothing was asked");
    };
    assert!(matches!(*question, Question::Inventory { .. }));
    assert!(walk.model.is_waiting());
    walk.hands.forward(12);
    walk.send(Message::Clock(walk.hands.now()));
    assert!(walk.screen().contains("asking AWS Config: 12 s"));
    walk.keys("Esc");
    assert_eq!(walk.held, [Effect::StopReading]);
    assert!(!walk.model.is_waiting());
    // Its answer comes too late to change anything.
    let before = walk.model.clone();
    let page = InventoryPage {
        rows: InventoryRows::Resources(Vec::new()),
        next: None,
    };
    walk.send(Message::Read(ticket, Box::new(Answer::Inventory(Ok(page)))));
    assert_eq!(walk.model, before);
    walk.keys("Esc");
    assert!(walk.model.pages.inventory().is_none());
}

#[test]
fn a_list_given_up_half_way_goes_on_when_it_is_seen_again() {
    let mut walk = Walk::on("secured", Language::En);
    walk.keys("Enter Enter 3");
    walk.slow = true;
    walk.keys("i");
    let Some(Effect::Read(ticket, _)) = walk.held.pop() else {
        panic!("nothing was asked");
    };
    let page = InventoryPage {
        rows: InventoryRows::Counts(vec![genkan::measures::record::TypeCount {
            kind: "AWS::EC2::VPC".into(),
            count: 1,
        }]),
        next: Some("2".into()),
    };
    walk.send(Message::Read(ticket, Box::new(Answer::Inventory(Ok(page)))));
    walk.held.clear();
    walk.keys("Enter Esc");
    let asked = walk.held.iter().rev().find_map(|effect| match effect {
        Effect::Read(_, question) => Some(question.clone()),
        _ => None,
    });
    let Some(Question::Inventory { token, .. }) = asked.map(|question| *question) else {
        panic!("not asked again");
    };
    assert_eq!(token.as_deref(), Some("2"));
}

#[test]
fn the_past_is_read_by_the_week_and_the_screen_says_how_far() {
    let mut walk = at_the_inventory("secured");
    walk.hands.forward(30 * 24 * 3600);
    // Nothing in four weeks: it goes on by itself until there is something.
    walk.keys("Enter Enter");
    assert_eq!(rows(&walk).len(), 4);
    let read = |walk: &Walk| walk.hands.now().duration_since(past(walk).read_to).as_hours() / 24;
    assert_eq!(read(&walk), 34);
    assert!(past(&walk).timeline.is_whole());

    let mut walk = at_the_inventory("secured");
    let ago = |walk: &Walk, days: i64| walk.hands.now() - jiff::SignedDuration::from_hours(24 * days);
    walk.keys("Enter");
    // Later than the discovery by a little more than a week: the first week holds all but that.
    walk.hands.forward(7 * 24 * 3600 - 3 * 3600);
    walk.keys("Enter");
    assert_eq!(rows(&walk), ["OK", "OK", "OK"]);
    let screen = walk.screen();
    assert!(
        screen.contains("Press n for a week further back, N for all."),
        "{screen}"
    );
    walk.keys("Down Down");
    assert!(walk.screen().contains("The record before is not read yet"));
    assert!(past(&walk).read_to > ago(&walk, 8));
    walk.keys("n");
    assert_eq!(rows(&walk).last().unwrap(), "ResourceDiscovered");
    assert!(walk.screen().contains("Configuration.state.name"));
    walk.keys("n");
    assert!(
        walk.model.notice.is_some(),
        "there is nothing more, and it is said"
    );
}

#[test]
fn each_region_has_an_inventory_of_its_own() {
    let mut walk = at_the_inventory("secured");
    walk.keys("s");
    line(
        &mut walk,
        "SELECT resourceType, resourceId WHERE resourceId = 'acme-webhook'",
    );
    walk.keys("Enter");
    assert!(past(&walk).is_over());
    walk.keys("Esc Esc Right");
    assert!(rows(&walk).is_empty());
    assert_ne!(inventory(&walk).region.as_str(), "ap-northeast-1");
    walk.keys("Left");
    assert!(!rows(&walk).is_empty());
}

#[test]
fn a_secret_in_a_configuration_is_never_shown() {
    let mut walk = at_the_inventory("secured");
    walk.keys("t");
    line(&mut walk, "AWS::Lambda::Function");
    walk.keys("Enter Enter");
    let Some(Layer::Record { record, .. }) = walk.model.layers.last() else {
        panic!("no record");
    };
    let record = record.to_string();
    assert!(record.contains("SIGNING_KEY") && !record.contains("embedded-example"));
    walk.keys("Esc Esc Esc s");
    line(
        &mut walk,
        "SELECT configuration.environment WHERE resourceId = 'acme-webhook'",
    );
    assert!(!rows(&walk)[0].contains("embedded-example"), "{:?}", rows(&walk));
}

#[test]
fn a_very_long_difference_shows_its_paths_first() {
    let mut walk = at_the_inventory("secured");
    walk.slow = true;
    walk.keys("Enter");
    walk.slow = false;
    walk.held.clear();
    walk.keys("r Enter");
    let Some(Level::Timeline { past, .. }) = walk.model.pages.inventory().unwrap().level().cloned() else {
        panic!("no timeline");
    };
    // The same resource, once with three hundred ports more.
    let ports: Vec<Value> = (0..300)
        .map(|port| serde_json::json!({"fromPort": port}))
        .collect();
    let mut item = past.timeline.items[0].clone();
    item.time = walk.hands.now();
    item.record["configuration"]["ports"] = ports.into();
    let page = InventoryPage {
        rows: InventoryRows::Items(vec![item, past.timeline.items[0].clone()]),
        next: None,
    };
    walk.slow = true;
    walk.keys("r");
    let Some(Effect::Read(ticket, _)) = walk.held.pop() else {
        panic!("nothing was asked");
    };
    walk.send(Message::Read(ticket, Box::new(Answer::Inventory(Ok(page)))));
    walk.keys("Enter");
    let screen = text(&walk.buffer(80, 24, genkan::screens::Theme::colours()));
    assert!(screen.contains("only their names are shown"), "{screen}");
    assert!(!screen.contains("fromPort"), "{screen}");
    walk.keys("Space");
    assert!(walk.screen().contains("fromPort"));
}

/// How the nine checks of the record measure stand.
fn nine(walk: &Walk) -> Vec<(&'static str, Status)> {
    measures::checks(Measure::Record)
        .iter()
        .map(|check| (check.id, walk.model.finding(check).unwrap().status))
        .collect()
}

#[test]
fn from_fresh_to_all_nine_checks_by_keyboard_in_both_languages() {
    for language in Language::ALL {
        let mut walk = Walk::on("fresh", language);
        // The trail, then AWS Config, each by its form, its plan and a yes.
        walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter Right Enter Enter");
        walk.keys("Down Down Down Down Down Enter Tab Tab Tab Tab Tab Enter Right Enter Enter");
        assert!(matches!(walk.model.screen(), Screen::Measure { .. }));
        assert_eq!(walk.approved.len(), 2);
        let honest = [Status::Pass, Status::Pending];
        for (id, status) in nine(&walk) {
            assert!(honest.contains(&status), "{id}: {status:?}");
        }
        // The first files arrive after some seconds on the embedded account.
        walk.hands.forward(60);
        walk.wake();
        walk.keys("r");
        for (id, status) in nine(&walk) {
            assert_eq!(status, Status::Pass, "{id}");
        }
    }
}

/// The shape that AWS documents for these answers (API reference), with a field that nobody knows yet; moto
/// serves S3 buckets only.
#[tokio::test]
async fn answers_of_the_documented_shape_are_read_page_by_page() {
    use crate::failures::{json_error, json_reply, table_session};
    use genkan::aws::record::{inventory, locate};
    use genkan::measures::record::InventoryQuery;
    let item = serde_json::json!({
        "version": "1.3", "accountId": "111122223333", "configurationItemCaptureTime": 1_795_428_131.5,
        "configurationItemStatus": "OK", "configurationStateId": "1", "arn": "arn:aws:rds:::db",
        "resourceType": "AWS::RDS::DBInstance", "resourceId": "db-1", "tags": {"Name": "main"},
        "relatedEvents": ["e"], "relationships": [{"resourceType": "AWS::EC2::VPC", "resourceId": "vpc-1",
            "relationshipName": "Is contained in Vpc"}],
        "configuration": "{\"masterUserPassword\":\"s3cr3t\",\"engine\":\"postgres\"}",
        "supplementaryConfiguration": {"Tags": "[{\"key\":\"Name\"}]"}, "tomorrow": 1
    });
    let session = table_session(&[
        (
            "GetDiscoveredResourceCounts",
            json_reply(
                &serde_json::json!({"totalDiscoveredResources": 3, "nextToken": "",
                "resourceCounts": [{"resourceType": "AWS::New::Thing", "count": 3}, {"count": 1}]}),
            ),
        ),
        (
            "ListDiscoveredResources",
            json_reply(&serde_json::json!({"nextToken": "more", "resourceIdentifiers": [
                {"resourceType": "AWS::RDS::DBInstance", "resourceId": "db-1", "resourceName": "db-1"},
                {"resourceType": "AWS::RDS::DBInstance", "resourceId": "db-2", "resourceName": "old",
                 "resourceDeletionTime": 1_795_428_131}, {}]})),
        ),
        (
            "GetResourceConfigHistory",
            json_reply(&serde_json::json!({"configurationItems": [item, {}], "nextToken": "more"})),
        ),
        (
            "SelectResourceConfig",
            json_reply(&serde_json::json!({"Results": [
                "{\"resourceType\":\"AWS::RDS::DBInstance\",\"resourceId\":\"db-1\"}", "no json"]})),
        ),
    ]);
    let region = session.region().clone();
    let counts = inventory(&session, &region, &InventoryQuery::Counts, None)
        .await
        .unwrap();
    assert_eq!(counts.next, None, "an empty token is the end");
    let InventoryRows::Counts(counts) = counts.rows else {
        panic!("no counts")
    };
    // A type newer than this program is a type like any other.
    assert_eq!((counts.len(), counts[0].category()), (1, "New"));

    let query = InventoryQuery::Resources {
        kind: "AWS::RDS::DBInstance".into(),
        deleted: true,
    };
    let page = inventory(&session, &region, &query, Some("1")).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("more"));
    let InventoryRows::Resources(resources) = page.rows else {
        panic!("no resources")
    };
    assert_eq!(resources.len(), 2);
    assert_eq!((&resources[0].name, resources[0].deleted), (&None, None));
    assert!(resources[1].deleted.is_some());

    let now = jiff::Timestamp::from_second(1_795_428_200).unwrap();
    let mut past = Past::of(
        "AWS::RDS::DBInstance",
        "db-1",
        now,
        now - jiff::SignedDuration::from_hours(1),
    );
    let (query, token) = past.query();
    past.take(
        inventory(&session, &region, &query, token.as_deref())
            .await
            .unwrap(),
    );
    assert!(past.is_within_a_week());
    let record = &past.timeline.items[0].record;
    assert_eq!(record["configuration"]["engine"], "postgres");
    assert_eq!(record["supplementaryConfiguration"]["Tags"][0]["key"], "Name");
    assert!(!record.to_string().contains("s3cr3t"), "{record}");

    let hits = locate(&session, &region, "db-1").await.unwrap();
    assert_eq!(hits, [("AWS::RDS::DBInstance".to_owned(), "db-1".to_owned())]);

    let session = table_session(&[(
        "GetResourceConfigHistory",
        json_error(400, "ResourceNotDiscoveredException", "unknown"),
    )]);
    let (query, _) = past.query();
    let page = inventory(&session, &region, &query, None).await.unwrap();
    assert_eq!(page.rows, InventoryRows::NotDiscovered);
}
