//! GuardDuty, Region by Region: from recorded answers and on the embedded account (GK-4.1, GK-4.2).

use genkan::demo::{Fault, Scenario};
use genkan::domain::{Evidence, Failure, Finding, Kind, Known, Language, Region, Status};
use genkan::measures::detect::{
    ALERTS, DETECTOR, Detector, Facts, Feature, OPEN_FINDINGS, PROTECTION_PLANS, SECURITY_HUB, Update, judge,
};
use serde_json::json;

use crate::support::Walk;

fn evidence() -> Evidence {
    Evidence {
        operation: "guardduty:ListDetectors".into(),
        region: Region::new("eu-west-1"),
        time: jiff::Timestamp::UNIX_EPOCH,
        request_id: None,
        saw: json!({}),
    }
}

fn detector(enabled: bool, plans: &[(&str, bool)]) -> Known<Option<Detector>> {
    let features = plans
        .iter()
        .map(|(name, enabled)| Feature {
            name: (*name).to_owned(),
            enabled: *enabled,
            managed: false,
            ..Feature::default()
        })
        .collect();
    let detector = Detector {
        id: "d".into(),
        enabled,
        features,
        ..Detector::default()
    };
    Known::Seen(Some(detector), evidence())
}

fn off() -> Known<Option<Detector>> {
    Known::Seen(None, evidence())
}

fn refused(kind: Kind) -> Known<Option<Detector>> {
    Known::Refused(Failure::new(kind, ""))
}

fn facts(regions: Vec<(&str, Known<Option<Detector>>)>) -> Facts {
    let mut facts = Facts::default();
    let names = regions.iter().map(|(name, _)| Region::new(*name)).collect();
    facts.take(Update::Regions {
        regions: names,
        listed: true,
        home: Region::new("a"),
    });
    for (name, known) in regions {
        facts.take(Update::Detector(Region::new(name), Box::new(known)));
    }
    facts
}

fn judged(regions: Vec<(&str, Known<Option<Detector>>)>) -> Finding {
    judge(&DETECTOR, &facts(regions)).unwrap()
}

fn gap(finding: &Finding) -> &str {
    finding.gap.as_ref().map_or("", |gap| gap.id.as_ref())
}

#[test]
fn one_region_off_or_suspended_fails_and_one_that_cannot_be_read_never_passes() {
    let on = || detector(true, &[]);
    for (regions, status, id) in [
        (vec![("a", on()), ("b", on())], Status::Pass, ""),
        (vec![("a", on()), ("b", off())], Status::Fail, "gap-detector-off"),
        (
            vec![("a", off()), ("b", off())],
            Status::Fail,
            "gap-detector-none",
        ),
        (
            vec![("a", on()), ("b", detector(false, &[]))],
            Status::Fail,
            "gap-detector-suspended",
        ),
        (
            vec![("a", on()), ("b", refused(Kind::Denied))],
            Status::Unknown,
            "failure-denied",
        ),
        (
            vec![("a", off()), ("b", on()), ("c", refused(Kind::Service))],
            Status::Fail,
            "gap-detector-off",
        ),
        // What is not answered says nothing of what is there: not offered, or forbidden by a policy.
        (
            vec![("a", on()), ("b", refused(Kind::Unsupported))],
            Status::Unknown,
            "failure-unsupported",
        ),
        (
            vec![("a", on()), ("b", refused(Kind::DeniedByPolicy))],
            Status::Unknown,
            "failure-denied-by-policy",
        ),
        // Its name does not exist there, and does elsewhere.
        (
            vec![("a", on()), ("b", refused(Kind::NoEndpoint))],
            Status::Pass,
            "",
        ),
        (
            vec![("a", off()), ("b", refused(Kind::NoEndpoint))],
            Status::Fail,
            "gap-detector-none",
        ),
        (
            vec![("a", refused(Kind::NoEndpoint)), ("b", refused(Kind::NoEndpoint))],
            Status::Unknown,
            "failure-no-endpoint",
        ),
        (
            vec![("a", on()), ("b", refused(Kind::Network))],
            Status::Unknown,
            "failure-network",
        ),
    ] {
        let finding = judged(regions.clone());
        assert_eq!((finding.status, gap(&finding)), (status, id), "{regions:?}");
    }
}

#[test]
fn nothing_is_judged_before_every_region_has_answered() {
    let mut facts = facts(vec![("a", detector(true, &[]))]);
    facts.take(Update::Regions {
        regions: vec![Region::new("a"), Region::new("b")],
        listed: true,
        home: Region::new("a"),
    });
    assert_eq!(judge(&DETECTOR, &facts), None);
    assert_eq!(judge(&DETECTOR, &Facts::default()), None);
    facts.take(Update::Detector(Region::new("b"), Box::new(off())));
    assert!(judge(&DETECTOR, &facts).is_some());
}

#[test]
fn where_the_regions_could_not_be_listed_all_on_is_not_every_region() {
    let mut story = Scenario::named("secured").unwrap();
    story
        .denied
        .extend(["account:ListRegions".to_owned(), "ec2:DescribeRegions".to_owned()]);
    let mode = genkan::domain::Mode {
        demo: true,
        read_only: false,
    };
    let mut walk = Walk::of(&story.instant(), Language::En, mode);
    walk.keys("Enter Enter");
    let finding = walk.model.finding(&DETECTOR).unwrap();
    assert_eq!(
        (finding.status, gap(&finding)),
        (Status::Unknown, "gap-regions-unlisted")
    );
    assert!(!finding.saw.is_empty(), "what was asked is told");
    for check in [&PROTECTION_PLANS, &OPEN_FINDINGS, &ALERTS] {
        assert_eq!(
            walk.model.finding(check).unwrap().status,
            Status::Unknown,
            "{}",
            check.id
        );
    }
}

#[test]
fn plans_are_told_by_aws_s_names_also_those_that_are_new() {
    let plans = [
        ("S3_DATA_EVENTS", true),
        ("RUNTIME_MONITORING", false),
        ("DNS_LOGS", true),
    ];
    let more = [("S3_DATA_EVENTS", true), ("QUANTUM_PROTECTION", true)];
    let facts = facts(vec![("a", detector(true, &plans)), ("b", detector(true, &more))]);
    let finding = judge(&PROTECTION_PLANS, &facts).unwrap();
    assert_eq!(finding.status, Status::Pass);
    let said: Vec<String> = finding.saw.iter().map(|saw| format!("{saw:?}")).collect();
    assert!(said[0].contains("saw-plans-on") && said[0].contains("S3_DATA_EVENTS"));
    assert!(said[1].contains("saw-plan-partly") && said[1].contains("QUANTUM_PROTECTION"));
    assert!(said[2].contains("saw-plans-off") && said[2].contains("RUNTIME_MONITORING"));
    assert!(!said.concat().contains("DNS_LOGS"), "part of every detector");
}

#[test]
fn no_plan_named_is_no_plan_in_order() {
    let finding = judge(&PROTECTION_PLANS, &facts(vec![("a", detector(true, &[]))])).unwrap();
    assert_eq!(
        (finding.status, gap(&finding)),
        (Status::Unknown, "gap-plans-none")
    );
}

#[tokio::test]
async fn a_status_that_aws_does_not_document_is_unknown() {
    use crate::failures::{json_reply, table_session};
    for (status, wanted) in [
        ("ENABLED", Status::Pass),
        ("DISABLED", Status::Fail),
        ("HIBERNATING", Status::Unknown),
    ] {
        let reply = json_reply(&json!({"status": status, "serviceRole": "r", "features": []}));
        let session = table_session(&[("GetDetector", reply)]);
        let facts = genkan::apply::survey(&session, &genkan::domain::Scope::all(vec![])).await;
        assert_eq!(
            judge(&DETECTOR, &facts.detect).unwrap().status,
            wanted,
            "{status}"
        );
    }
}

#[test]
fn an_error_on_aws_s_side_is_unknown_and_asked_again_by_r() {
    let mut walk = Walk::on("secured", Language::En);
    // As often as the SDK tries, in 17 Regions.
    for _ in 0..2 * 17 {
        walk.embedded.fault(
            "guardduty:ListDetectors",
            Fault::Refuse(500, "InternalServerErrorException".to_owned()),
        );
    }
    walk.keys("Enter Enter r");
    assert_eq!(
        walk.model.finding(&PROTECTION_PLANS).unwrap().status,
        Status::Unknown
    );
    let finding = walk.model.finding(&DETECTOR).unwrap();
    assert_eq!(finding.status, Status::Unknown);
    assert_eq!(finding.failures[0].permission(), Some("guardduty:ListDetectors"));
    walk.keys("r r");
    assert_eq!(walk.model.finding(&DETECTOR).unwrap().status, Status::Pass);
}

/// One confirmation, by keyboard.
#[test]
fn from_fresh_to_protected_in_every_region_in_both_languages() {
    for language in Language::ALL {
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter 4");
        assert_eq!(walk.model.finding(&DETECTOR).unwrap().status, Status::Fail);
        // The form as it is, then the dialog, where nothing is approved by Enter alone.
        walk.keys("Enter");
        assert!(walk.screen().contains("S3_DATA_EVENTS"), "{}", walk.screen());
        walk.keys("Enter Enter Enter Enter Enter");
        let shown = walk.screen();
        assert!(
            shown.contains("guardduty:CreateDetector") && shown.contains("sa-east-1"),
            "{shown}"
        );
        walk.keys("Tab Enter");
        assert_eq!(walk.approved.len(), 1);
        assert!(walk.screen().contains("us-west-2"), "{}", walk.screen());
        walk.keys("Enter");
        assert_eq!(walk.model.finding(&DETECTOR).unwrap().status, Status::Pass);
        assert_eq!(
            walk.model.finding(&PROTECTION_PLANS).unwrap().status,
            Status::Pass
        );
        // And back: suspended, nothing lost.
        walk.keys("g u");
        assert!(
            walk.screen().contains("guardduty:UpdateDetector"),
            "{}",
            walk.screen()
        );
        walk.keys("Tab Enter Enter");
        assert_eq!(walk.model.finding(&DETECTOR).unwrap().status, Status::Fail);
    }
}

/// Taking back offers both ways and says what each loses.
#[test]
fn undo_suspends_or_deletes_and_says_what_each_loses() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 4 Enter Enter Enter Enter Enter Enter Tab Enter Enter g u");
    let shown = walk.screen();
    assert!(
        shown.contains("Its findings stay") && shown.contains("F3 Delete instead"),
        "{shown}"
    );
    walk.keys("F3");
    let shown = walk.screen();
    assert!(
        shown.contains("guardduty:DeleteDetector") && shown.contains("cannot be undone"),
        "{shown}"
    );
    // What goes away is named before it goes; back to suspending nothing needs to be.
    walk.keys("Tab Enter");
    assert_eq!(walk.approved.len(), 1);
    walk.keys("F3");
    assert!(walk.screen().contains("guardduty:UpdateDetector"));
    walk.keys("F3 us-west-2 Tab Enter Enter");
    assert_eq!(walk.approved.len(), 2, "{}", walk.screen());
    assert!(
        walk.model
            .facts
            .detect
            .regions
            .values()
            .all(|at| at.detector().is_none())
    );
}

#[test]
fn chosen_regions_and_plans_are_what_the_plan_does() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 4 Enter a");
    assert!(walk.screen().contains("at least one Region"), "{}", walk.screen());
    // Nothing can be reviewed without a Region: the focus goes back to where one is missing.
    walk.keys("Tab Tab Tab Tab Enter");
    assert!(walk.model.layers.is_empty());
    walk.keys("Space Tab Space Tab Tab Tab Enter");
    walk.keys("Tab Enter");
    let (plan, _) = &walk.approved[0];
    let regions: Vec<&str> = plan.steps.iter().map(|step| step.region.as_str()).collect();
    assert_eq!(regions, ["ap-northeast-1"]);
    let features = plan.steps[0].parameters["Features"].as_array().unwrap();
    assert_eq!(
        features[0],
        json!({"Name": "S3_DATA_EVENTS", "Status": "DISABLED"})
    );
}

#[test]
fn every_region_is_asked_and_a_detector_is_read_only_where_there_is_one() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter");
    let calls = walk.embedded.calls();
    let count = |operation: &str| calls.iter().filter(|call| call.operation == operation).count();
    assert_eq!((count("ListDetectors"), count("GetDetector")), (17, 3));
}

/// Samples made, read and put away, by keyboard.
#[test]
fn samples_are_made_read_and_archived_in_both_languages() {
    for language in Language::ALL {
        let mut walk = Walk::on("secured", language);
        walk.keys("Enter Enter 4 f");
        assert_eq!(walk.model.pages.guardduty().unwrap().count(), 0);
        walk.keys("m");
        assert!(
            walk.screen().contains("Backdoor:EC2/C&CActivity.B"),
            "{}",
            walk.screen()
        );
        // Its own confirmation says what will happen.
        walk.keys("Enter");
        let shown = walk.screen();
        assert!(shown.contains("guardduty:CreateSampleFindings"), "{shown}");
        assert!(shown.contains("EventBridge"), "{shown}");
        walk.keys("Tab Enter");
        assert_eq!(walk.approved.len(), 1, "{}", walk.screen());
        walk.keys("Enter");
        assert!(
            walk.screen().contains("[SAMPLE] Backdoor:EC2"),
            "{}",
            walk.screen()
        );
        let findings = walk.model.pages.guardduty().unwrap();
        assert_eq!((findings.rows().len(), findings.awaited), (4, None));
        // Samples are no emergency.
        assert_eq!(walk.model.finding(&OPEN_FINDINGS).unwrap().status, Status::Pass);
        walk.keys("Enter");
        let detail = walk.screen();
        assert!(
            detail.contains("198.51.100.23") && detail.contains("i-99999999"),
            "{detail}"
        );
        walk.keys("Tab");
        assert!(walk.screen().contains("\"schemaVersion\""), "{}", walk.screen());
        walk.keys("o Esc");
        assert!(
            walk.pages[0].contains("guardduty/home?region=ap-northeast-1"),
            "{:?}",
            walk.pages
        );
        // One by itself, then the rest; and back out again.
        walk.keys("a Tab Enter Enter");
        assert_eq!(walk.model.pages.guardduty().unwrap().rows().len(), 3);
        walk.hands.forward(1);
        walk.keys("A Tab Enter Enter");
        assert_eq!(walk.model.pages.guardduty().unwrap().rows().len(), 0);
        walk.keys("h");
        assert_eq!(walk.model.pages.guardduty().unwrap().rows().len(), 4);
        walk.keys("g u Tab Enter Enter h");
        assert_eq!(walk.model.pages.guardduty().unwrap().rows().len(), 3);
    }
}

#[test]
fn a_sample_that_takes_its_time_is_looked_for_until_it_is_there() {
    let mut scenario = Scenario::named("secured").unwrap();
    scenario.latency_ms = 1;
    let mode = genkan::domain::Mode {
        demo: true,
        read_only: false,
    };
    let mut walk = Walk::of(&scenario, Language::En, mode);
    walk.keys("Enter Enter 4 f m Enter Tab Enter Enter");
    let awaited = |walk: &Walk| walk.model.pages.guardduty().unwrap().awaited.is_some();
    assert!(awaited(&walk));
    assert!(walk.screen().contains("on their way"), "{}", walk.screen());
    walk.wake();
    assert!(awaited(&walk));
    walk.hands.forward(4);
    walk.wake();
    assert!(!awaited(&walk));
    assert!(walk.screen().contains("[SAMPLE]"), "{}", walk.screen());
}

/// Nothing is waited for on a page that nobody sees: an idle program costs nothing.
#[test]
fn samples_are_not_waited_for_behind_another_page() {
    let mut scenario = Scenario::named("secured").unwrap();
    scenario.latency_ms = 1;
    let mode = genkan::domain::Mode {
        demo: true,
        read_only: false,
    };
    let mut walk = Walk::of(&scenario, Language::En, mode);
    walk.keys("Enter Enter 4 f m Enter Tab Enter Enter");
    walk.keys("g");
    walk.wake();
    assert!(walk.model.pages.guardduty().unwrap().awaited.is_none());
    assert!(!walk.model.is_waiting());
}

#[test]
fn findings_are_narrowed_by_severity_type_region_and_sample() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter 4 Down Down");
    assert_eq!(walk.model.finding(&OPEN_FINDINGS).unwrap().status, Status::Fail);
    // Enter leads to what is open.
    walk.keys("Enter");
    let rows = |walk: &Walk| walk.model.pages.guardduty().unwrap().rows().len();
    assert_eq!(rows(&walk), 5);
    let shown = walk.screen();
    assert!(
        shown.contains("▲ high 8.0") && shown.contains("· low 2.0"),
        "{shown}"
    );
    walk.keys("s");
    assert_eq!(rows(&walk), 4);
    walk.keys("s");
    assert_eq!(rows(&walk), 3);
    walk.keys("s");
    assert_eq!(rows(&walk), 0);
    assert!(walk.screen().contains("No finding fits"), "{}", walk.screen());
    walk.keys("s t");
    assert_eq!(rows(&walk), 1);
    walk.keys("t t t t t");
    assert_eq!(rows(&walk), 5);
    walk.keys("p");
    assert_eq!(rows(&walk), 5);
    walk.keys("p");
    assert_eq!(rows(&walk), 0);
    walk.keys("p Right");
    assert_eq!(rows(&walk), 5);
    assert!(walk.screen().contains("us-east-1"), "{}", walk.screen());
}

#[test]
fn a_region_that_cannot_list_findings_is_named_and_the_others_are_shown() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter 4");
    walk.embedded.break_down("guardduty", "eu-west-1");
    walk.keys("f");
    assert_eq!(walk.model.pages.guardduty().unwrap().rows().len(), 5);
    assert!(
        walk.screen().contains("Not readable: eu-west-1"),
        "{}",
        walk.screen()
    );
    let mut denied = Walk::on("denied", Language::En);
    denied.keys("Enter Enter 4 f");
    assert!(
        denied.screen().contains("guardduty:ListDetectors"),
        "{}",
        denied.screen()
    );
}

#[test]
fn each_region_is_a_row_with_its_free_days_and_what_it_would_have_cost() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter 4 v End");
    let shown = walk.screen();
    assert!(shown.contains("us-west-2"), "{shown}");
    walk.keys("Up Up Up");
    let shown = walk.screen();
    assert!(shown.contains("12 days") && shown.contains("$"), "{shown}");
    assert!(shown.contains("S3_DATA_EVENTS 12 days"), "{shown}");
}

/// The hand-off tells what comes next, and turns Security Hub CSPM on where it is asked to.
#[test]
fn security_hub_is_turned_on_from_the_hand_off_and_off_again() {
    for language in Language::ALL {
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter 4 h");
        let shown = walk.screen();
        assert!(
            shown.contains("Amazon Detective") && shown.contains("$0.0010"),
            "{shown}"
        );
        walk.keys("Enter");
        assert!(
            walk.screen().contains("securityhub:EnableSecurityHub"),
            "{}",
            walk.screen()
        );
        walk.keys("Tab Enter Enter");
        assert_eq!(walk.model.finding(&SECURITY_HUB).unwrap().status, Status::Pass);
        // Nothing more to turn on.
        walk.keys("Enter");
        assert!(walk.model.layers.is_empty());
        // Its findings would go with it: the Region's name is to be typed first.
        walk.keys("g u Tab Enter");
        assert_eq!(walk.approved.len(), 1, "{}", walk.screen());
        walk.keys("ap-northeast-1 Enter Enter");
        assert_eq!(walk.approved.len(), 2, "{}", walk.screen());
        assert_eq!(
            walk.model.finding(&SECURITY_HUB).unwrap().status,
            Status::NotApplicable
        );
    }
}

/// Waiting for the mail to be confirmed, the wizard looks again by itself.
#[test]
fn a_mail_that_is_confirmed_is_seen_without_a_key() {
    for language in Language::ALL {
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter 4 Enter Tab Tab Tab Tab Enter Tab Enter Enter");
        walk.keys("Down Down Down Enter security@acme.example Tab Tab Tab Enter Tab Enter Enter");
        assert_eq!(walk.model.finding(&ALERTS).unwrap().status, Status::Warn);
        // Enter plans nothing: what is left is in the mailbox.
        walk.keys("Enter Esc");
        assert!(walk.model.layers.is_empty());
        walk.wake();
        assert_eq!(walk.model.finding(&ALERTS).unwrap().status, Status::Warn);
        walk.hands.forward(60);
        walk.wake();
        assert_eq!(walk.model.finding(&ALERTS).unwrap().status, Status::Pass);
    }
}
