//! Measure 2 on the embedded account, as a person walks it: from the root user of a new account to a daily
//! administrator with MFA, and everything an account should have; what goes wrong on the way; and no secret anywhere.

use std::collections::BTreeMap;

use genkan::demo::{Fault, Scenario, ScenarioKey, ScenarioUser};
use genkan::domain::{Approval, Failure, Kind, Language, Measure, Mode, Region, Report, Scope, Status};
use genkan::measures::secure::{self, CHECKS, totp};
use genkan::measures::{self, Facts};
use genkan::screens::Theme;
use genkan::wizard::{Layer, Message, Screen};
use ratatui::buffer::Buffer;
use ratatui::style::Color;

use crate::support::planned;
use crate::support::{Walk, text};

impl Walk {
    /// Opens measure 2, with this check selected.
    fn at(&mut self, check: &str) -> &mut Self {
        while !matches!(self.model.screen(), Screen::Dashboard { .. }) {
            self.keys("Esc");
        }
        self.keys("2");
        let place = CHECKS.iter().position(|one| one.id == check).unwrap();
        for _ in CHECKS {
            self.keys("Up");
        }
        for _ in 0..place {
            self.keys("Down");
        }
        self
    }

    fn status(&self, check: &str) -> Status {
        let check = CHECKS.iter().find(|one| one.id == check).unwrap();
        self.model.finding(check).unwrap().status
    }

    /// Says yes to the plan that is shown, and goes back to where it was asked for.
    fn yes(&mut self) -> &mut Self {
        assert!(
            matches!(self.model.layers.last(), Some(Layer::Confirm(_))),
            "{}",
            self.screen()
        );
        self.keys("Right Enter");
        assert!(
            matches!(self.model.screen(), Screen::Result { .. }),
            "{}",
            self.screen()
        );
        self.keys("Enter")
    }

    /// Types into a form, field by field; a dash leaves what is proposed.
    fn fill(&mut self, values: &[&str]) -> &mut Self {
        for value in values {
            if *value != "-" {
                self.keys("Ctrl-U");
                for letter in value.chars() {
                    self.key(genkan::wizard::Key::Char(letter));
                }
            }
            self.keys("Enter");
        }
        self.keys("Enter")
    }

    fn facts(&self) -> &Facts {
        &self.model.facts
    }

    /// The devices that are nobody's.
    fn abandoned(&mut self) -> Vec<String> {
        self.model.facts.secure.devices.seen().unwrap().abandoned.clone()
    }
}

fn mode() -> Mode {
    Mode {
        demo: true,
        read_only: false,
    }
}

#[test]
fn from_the_root_user_to_everything_done_by_keyboard_in_both_languages() {
    for language in Language::ALL {
        let mut walk = Walk::as_root("fresh", language);
        walk.keys("Enter Enter Enter");
        // The wizard leads to the administrator first.
        let led = walk.screen();
        assert!(
            led.contains(match language {
                Language::En => "make a daily administrator first",
                Language::Ja => "まず普段用の管理者を作り",
            }),
            "{led}"
        );
        walk.keys("Enter").fill(&["founder", "-"]);
        let plan = walk.screen();
        assert!(plan.contains("iam:EnableMFADevice"), "{plan}");
        walk.keys("Right Enter");
        assert!(
            walk.model.run.as_ref().unwrap().enrol.is_some(),
            "{}",
            walk.screen()
        );
        walk.enrol();
        // The password is on this page and, after a warning, gone.
        let password = walk.model.run.as_ref().unwrap().password.clone().unwrap().1;
        let shown = walk.screen();
        assert!(shown.contains(password.expose()), "{shown}");
        walk.keys("c");
        assert_eq!(walk.copied.last(), Some(&password));
        walk.keys("Enter");
        assert!(matches!(walk.model.screen(), Screen::Result { .. }));
        walk.keys("Enter");
        assert!(walk.model.run.as_ref().unwrap().password.is_none());
        assert!(!format!("{:?}", walk.model).contains(password.expose()));
        // Then it leads to signing in as that user, and goes on where it was.
        assert!(
            walk.screen().contains("aws login --profile founder"),
            "{}",
            walk.screen()
        );
        walk.keys("Enter");
        assert!(walk.screen().contains("user/founder"), "{}", walk.screen());
        assert!(matches!(
            walk.model.screen(),
            Screen::Measure {
                measure: Measure::Secure,
                ..
            }
        ));
        // Root MFA is done in the console; the page sees it by itself.
        walk.at("secure.root-mfa").keys("Enter");
        assert!(
            walk.screen().contains("2026-12-27"),
            "the deadline: {}",
            walk.screen()
        );
        walk.keys("c").wake();
        assert_eq!(walk.copied.last().unwrap().expose(), secure::SECURITY_CREDENTIALS);
        assert_eq!(walk.status("secure.root-mfa"), Status::Fail);
        walk.keys("Enter");
        walk.hands.forward(20);
        walk.wake();
        walk.wake();
        assert_eq!(walk.status("secure.root-mfa"), Status::Pass);
        assert!(walk.pages.contains(&secure::SECURITY_CREDENTIALS.to_owned()));
        walk.at("secure.password-policy").keys("Enter").yes();
        walk.at("secure.security-contact").keys("Enter").fill(&[
            "Hanako",
            "CTO",
            "security@acme.example",
            "+81 3-0000-0000",
            "-",
        ]);
        walk.yes();
        walk.at("secure.s3-public-access").keys("Enter").yes();
        walk.at("secure.access-analyzer").keys("Enter").fill(&["-"]).yes();
        walk.at("secure.ebs-encryption").keys("Enter").fill(&["-"]).yes();
        walk.at("secure.budget")
            .keys("Enter")
            .fill(&["-", "cfo@acme.example"])
            .yes();
        for check in CHECKS {
            let status = walk.model.finding(check).unwrap().status;
            assert!(
                [Status::Pass, Status::NotApplicable, Status::Guided].contains(&status),
                "{}: {status:?}",
                check.id
            );
        }
        // Nothing was made that a plan did not name, and no access key ever.
        let writes = walk.writes();
        let approved: Vec<String> = walk
            .approved
            .iter()
            .flat_map(|(plan, _)| plan.changes().map(genkan::domain::Change::call))
            .map(|call| call.replace("s3control:PutPublic", "s3:PutAccountPublic"))
            .collect();
        assert_eq!(writes.len(), approved.len(), "{writes:?}\n{approved:?}");
        assert!(
            !writes.iter().any(|call| call.contains("AccessKey")),
            "{writes:?}"
        );
    }
}

#[test]
fn codes_that_are_wrong_repeated_skipped_or_late_are_each_told_and_no_device_is_left() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
    walk.keys("Right Enter");
    let writes = walk.writes().len();
    let says = |walk: &mut Walk, what: &str| {
        let shown = walk.screen();
        let beside = shown
            .lines()
            .map(|line| line.chars().skip(45).collect::<String>());
        let beside = beside.collect::<Vec<_>>().join(" ");
        let beside = beside.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(what) || beside.contains(what), "{what}:\n{shown}");
    };
    walk.keys("Enter");
    says(&mut walk, "Type the six digits");
    // Wrong: none of the device's, neither now nor in the hour around.
    let wrong = (0..1_000_000)
        .map(|number| format!("{number:06}"))
        .find(|code| (-60..60).all(|step| walk.code(step) != *code))
        .unwrap();
    walk.keys(&wrong);
    says(&mut walk, "not a code of this device");
    // Full-width digits of an input method, with a space between.
    let first = walk.code(0);
    let wide: String = first
        .chars()
        .map(|digit| char::from_u32(u32::from(digit) + 0xFEE0).unwrap())
        .collect();
    walk.keys(&wide);
    says(&mut walk, "Now wait for the next code");
    says(&mut walk, "The next code comes in");
    // The same again.
    walk.keys(&first);
    says(&mut walk, "same code again");
    // One was missed.
    walk.hands.forward(60);
    let skipped = walk.code(0);
    walk.keys(&skipped);
    says(&mut walk, "One code was skipped");
    walk.keys("Enter");
    says(&mut walk, "One code was skipped");
    walk.hands.forward(30);
    let next = walk.code(0);
    walk.keys(&next);
    says(&mut walk, "Both codes are right");
    // Too late: the person went away.
    walk.hands.forward(300);
    walk.keys("Enter");
    says(&mut walk, "too old by now");
    assert_eq!(
        walk.writes().len(),
        writes,
        "AWS was asked with codes known to be bad"
    );
    // A clock that is off is told from a wrong code; AWS refuses it, and is asked by nobody's guess.
    let ahead = walk.code(10);
    walk.keys(&ahead);
    says(&mut walk, "300 s ahead");
    let after = walk.code(11);
    walk.keys(&after).keys("Enter");
    says(&mut walk, "The phone's clock is 300 s off");
    assert_eq!(walk.writes().last().unwrap(), "iam:EnableMFADevice");
    // Giving up: asked once, and the device goes with it.
    walk.keys("Esc");
    says(&mut walk, "Keep going");
    walk.keys("Left Enter");
    assert!(
        matches!(walk.model.screen(), Screen::Result { .. }),
        "{}",
        walk.screen()
    );
    says(&mut walk, "taken back");
    assert_eq!(walk.writes().last().unwrap(), "iam:DeleteVirtualMFADevice");
    assert!(walk.abandoned().is_empty());
    // No password without MFA: what was done before stays, and lets nobody in.
    assert!(!walk.screen().contains("Console password"), "{}", walk.screen());
    assert!(!walk.writes().iter().any(|call| call == "iam:CreateLoginProfile"));
    assert_eq!(walk.status("secure.daily-admin"), Status::Fail);
    // The same again does what was left.
    walk.keys("Enter Enter Esc");
    walk.at("secure.daily-admin")
        .keys("Enter")
        .fill(&["founder", "-"]);
    walk.keys("Right Enter").enrol();
    says(&mut walk, "Console password of founder");
    walk.keys("Enter");
    assert_eq!(walk.status("secure.daily-admin"), Status::Pass);
    assert_eq!(walk.status("secure.user-mfa"), Status::Pass);
}

#[test]
fn killed_while_codes_are_waited_for_the_next_start_goes_on_with_a_new_device() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
    walk.keys("Right Enter");
    let old = walk.code(0);
    let mut walk = walk.restart();
    walk.keys("Enter Enter");
    assert!(walk.screen().contains("interrupted"), "{}", walk.screen());
    walk.keys("Enter");
    // The same plan, whole: its steps recognise what is done.
    assert!(
        walk.screen().contains("iam:CreateVirtualMFADevice"),
        "{}",
        walk.screen()
    );
    walk.keys("Right Enter");
    assert_ne!(walk.code(0), old, "the old seed was shown to nobody again");
    walk.enrol();
    assert!(walk.abandoned().is_empty());
    assert_eq!(walk.status("secure.user-mfa"), Status::Pass);
    let made = |what: &str| walk.writes().iter().filter(|call| call.ends_with(what)).count();
    assert_eq!((made("CreateUser"), made("CreateGroup")), (1, 1));
    assert_eq!(
        walk.facts().secure.devices_of("founder").map(<[String]>::len),
        Some(1)
    );
}

#[test]
fn a_device_left_behind_is_named_and_can_be_deleted() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
    walk.keys("Right Enter");
    let mut walk = walk.restart();
    // Not now.
    walk.keys("Enter Enter Right Enter");
    assert_eq!(walk.abandoned().len(), 1);
    walk.at("secure.user-mfa").keys("Enter End Enter");
    assert!(
        walk.screen().contains("iam:DeleteVirtualMFADevice"),
        "{}",
        walk.screen()
    );
    walk.keys("genkan-founder Right Enter");
    assert!(walk.abandoned().is_empty(), "{}", walk.screen());
}

#[test]
fn a_lost_answer_never_makes_a_second_user_password_or_device() {
    for operation in [
        "iam:CreateGroup",
        "iam:AttachGroupPolicy",
        "iam:CreateUser",
        "iam:AddUserToGroup",
        "iam:CreateLoginProfile",
        "iam:CreateVirtualMFADevice",
        "iam:EnableMFADevice",
    ] {
        let mut walk = Walk::as_root("fresh", Language::En);
        walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
        walk.embedded.fault(operation, Fault::LoseAnswer);
        walk.keys("Right Enter").enrol();
        assert_eq!(walk.embedded.faults_left(), 0, "{operation}: never happened");
        let report = walk.model.run.as_ref().unwrap().report.clone();
        assert!(
            report.is_some_and(|report| report.failure.is_none() && !report.mismatch),
            "{operation}: {}",
            walk.screen()
        );
        let password = walk.model.run.as_ref().unwrap().password.clone();
        assert!(password.is_some(), "{operation}: a password that nobody saw");
        let facts = &walk.facts().secure;
        assert_eq!(
            facts.devices_of("founder").map(<[String]>::len),
            Some(1),
            "{operation}"
        );
        assert_eq!(facts.users.seen().unwrap().len(), 1, "{operation}");
        assert!(walk.abandoned().is_empty(), "{operation}");
    }
}

#[test]
fn the_administrator_is_taken_back_whole() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
    walk.keys("Right Enter").enrol();
    walk.keys("u");
    let plan = walk.screen();
    assert!(plan.contains("iam:DeactivateMFADevice"), "{plan}");
    walk.keys("founder Right Enter");
    let facts = &walk.facts().secure;
    assert_eq!(
        facts.users.seen().unwrap().len(),
        0,
        "{:?} {}",
        walk.writes(),
        walk.model
            .run
            .as_ref()
            .map(|run| format!("{:?}", run.report.as_ref().map(|r| &r.failure)))
            .unwrap_or_default()
    );
    assert!(facts.permissions.seen().unwrap().groups.is_empty());
    assert!(walk.abandoned().is_empty());
}

#[test]
fn a_group_with_members_does_not_become_one_of_administrators() {
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    scenario.caller = "root".to_owned();
    scenario.user.retain(|user| user.name != "founder");
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter Enter Enter")
        .fill(&["founder", "Developers"]);
    let shown = walk.screen();
    assert!(
        shown.contains("has members") && shown.contains("hanako"),
        "{shown}"
    );
    assert!(walk.writes().is_empty());
}

#[test]
fn keys_are_switched_off_first_and_deleted_by_their_last_four_characters() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter");
    walk.at("secure.access-keys").keys("Enter");
    let shown = walk.screen();
    assert!(
        shown.contains("AKIADEPLOYEXAMPLE001") && shown.contains("410 days"),
        "{shown}"
    );
    walk.keys("Enter");
    let plan = walk.screen();
    assert!(
        plan.contains("iam:UpdateAccessKey") && plan.contains("stop at once"),
        "{plan}"
    );
    walk.yes();
    assert!(!walk.facts().secure.key("AKIADEPLOYEXAMPLE001").unwrap().active);
    // It is off now, so the next plan deletes it, after its end was typed.
    let place = walk
        .model
        .access_keys(false)
        .iter()
        .position(|key| key.id == "AKIADEPLOYEXAMPLE001")
        .unwrap();
    walk.keys("Home");
    for _ in 0..place {
        walk.keys("Down");
    }
    walk.keys("Enter");
    assert!(walk.screen().contains("iam:DeleteAccessKey"), "{}", walk.screen());
    walk.keys("Right Enter");
    assert!(walk.facts().secure.key("AKIADEPLOYEXAMPLE001").is_some());
    walk.keys("E001 Enter");
    assert!(walk.facts().secure.key("AKIADEPLOYEXAMPLE001").is_none());
    // The other one is no double any more, and still unused.
    walk.keys("Enter");
    assert_eq!(walk.status("secure.access-keys"), Status::Warn);
}

#[test]
fn root_keys_are_shown_with_their_last_use_to_the_root_user_only() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter");
    walk.at("secure.root-keys").keys("Enter");
    let guide = walk.screen();
    // A user sees what the credential report knows, and the steps.
    assert!(
        guide.contains("Deactivate") && guide.contains("(s3, us-east-1)"),
        "{guide}"
    );
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    scenario.caller = "root".to_owned();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    walk.at("secure.root-keys").keys("Enter");
    let keys = walk.screen();
    assert!(
        keys.contains("AKIAROOTEXAMPLE7Q2DX") && keys.contains("210 days ago"),
        "{keys}"
    );
    walk.keys("Enter").yes();
    walk.keys("Enter");
    assert!(walk.screen().contains("[            "), "{}", walk.screen());
    walk.keys("Q2DX Right Enter");
    walk.keys("Enter");
    assert_eq!(walk.status("secure.root-keys"), Status::Pass);
}

#[test]
fn the_key_that_signs_is_not_switched_off() {
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    scenario.caller = "user/deploy-bot".to_owned();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    let choices: BTreeMap<String, String> = [("key", "AKIADEPLOYEXAMPLE001"), ("run", "r")]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut facts = walk.model.facts.clone();
    facts.secure.own_key = Some("AKIADEPLOYEXAMPLE001".to_owned());
    let plan = |facts: &Facts| planned(facts, &[&secure::ACCESS_KEYS], &choices, walk.hands.now());
    assert_eq!(plan(&facts).unwrap_err().kind, Kind::OwnKey);
    facts.secure.own_key = None;
    assert_eq!(plan(&facts).unwrap().steps.len(), 1);
}

#[test]
fn public_buckets_are_named_before_they_are_closed() {
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    let open = scenario.bucket.first_mut().unwrap();
    open.policy = Some(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}"#
            .to_owned(),
    );
    let name = open.name.clone();
    let mut old = open.clone();
    (old.name, old.policy, old.acls) = ("acme-old-assets".to_owned(), None, true);
    scenario.bucket.push(old);
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    walk.at("secure.s3-public-access");
    assert!(
        walk.screen().contains(&format!("Open to the public now: {name}")),
        "{}",
        walk.screen()
    );
    walk.keys("Enter");
    let plan = walk.screen();
    assert!(plan.contains("will close (1)") && plan.contains(&name), "{plan}");
    // A private bucket that is old enough may hold objects that are not private.
    let Some(Layer::Confirm(confirm)) = walk.model.layers.last() else {
        panic!("{plan}");
    };
    let notes = confirm.plan.notes();
    let acls = notes.iter().find(|note| note.id == "note-buckets-acls");
    assert!(format!("{acls:?}").contains("acme-old-assets"), "{acls:?}");
    assert!(
        !confirm
            .plan
            .notes()
            .iter()
            .any(|note| note.id == "note-buckets-none-public")
    );
    walk.yes();
    assert_eq!(walk.status("secure.s3-public-access"), Status::Pass);
    // And back to exactly what it was.
    walk.keys("g u");
    assert!(
        walk.screen().contains("s3control:PutPublicAccessBlock"),
        "{}",
        walk.screen()
    );
    walk.keys("Right Enter");
    let block = walk.facts().secure.block.seen().unwrap().unwrap();
    assert_eq!(block.off(), ["BlockPublicAcls", "IgnorePublicAcls"]);
}

#[test]
fn a_stricter_policy_is_kept_and_the_former_one_comes_back() {
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    scenario.password_policy.as_mut().unwrap().length = 30;
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    let before = walk
        .facts()
        .secure
        .password_policy
        .seen()
        .unwrap()
        .clone()
        .unwrap();
    walk.at("secure.password-policy").keys("Enter Right Enter");
    let now = walk
        .facts()
        .secure
        .password_policy
        .seen()
        .unwrap()
        .clone()
        .unwrap();
    assert_eq!(
        (now.minimum_password_length, now.password_reuse_prevention),
        (30, Some(24))
    );
    assert!(now.require_symbols && now.allow_users_to_change_password);
    walk.keys("u Right Enter");
    assert_eq!(walk.facts().secure.password_policy.seen(), Some(&Some(before)));
    // A password made under it is as long as it asks for.
    walk.at("secure.user-mfa").keys("Enter Home");
    while !walk.screen().contains("> founder") {
        walk.keys("Down");
    }
    walk.keys("n Right Enter");
    let password = walk.model.run.as_ref().unwrap().password.clone().unwrap().1;
    assert_eq!(password.expose().len(), 30);
}

#[test]
fn a_users_own_permissions_go_to_a_group_and_come_back() {
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    let founder = scenario
        .user
        .iter_mut()
        .find(|user| user.name == "founder")
        .unwrap();
    let document = crate::support::desk::READS_ONLY;
    founder.inline.insert("reads".to_owned(), document.to_owned());
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    assert_eq!(walk.status("secure.group-permissions"), Status::Warn);
    let own = |walk: &Walk| {
        let permissions = walk.facts().secure.permissions.seen().unwrap().clone();
        permissions.users["founder"].clone()
    };
    let before = own(&walk);
    // Whose they are, and a group of their own, are proposed.
    walk.at("secure.group-permissions").keys("Enter");
    assert!(walk.screen().contains("founder-permissions"), "{}", walk.screen());
    walk.fill(&["-", "-"]).yes();
    assert_eq!(walk.status("secure.group-permissions"), Status::Pass);
    let (groups, policies) = own(&walk);
    assert!(policies.is_empty() && groups == ["founder-permissions"]);
    let permissions = walk.facts().secure.permissions.seen().unwrap();
    let group = &permissions.groups["founder-permissions"];
    assert!(group.has_managed("AdministratorAccess"), "{group:?}");
    assert_eq!(group.inline["reads"], document);
    walk.keys("g u");
    walk.keys("founder-permissions Right Enter");
    assert_eq!(own(&walk), before, "{}", walk.screen());
}

#[test]
fn a_group_that_others_are_in_gains_nothing_of_a_users_own() {
    let scenario = Scenario::named("half-done").unwrap().instant();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    walk.at("secure.group-permissions")
        .keys("Enter")
        .fill(&["-", "Developers"]);
    assert!(walk.screen().contains("Developers: hanako"), "{}", walk.screen());
    assert!(walk.writes().is_empty());
}

#[test]
fn names_that_differ_by_case_are_the_same_to_iam() {
    let scenario = Scenario::named("half-done").unwrap().instant();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    // Not a new group of that name: AWS would take it for the one that hanako is in.
    walk.at("secure.group-permissions")
        .keys("Enter")
        .fill(&["-", "developers"]);
    assert!(walk.screen().contains("Developers: hanako"), "{}", walk.screen());
    assert!(walk.writes().is_empty());
    let choices = [
        ("user", "FOUNDER"),
        ("group", "founder-permissions"),
        ("run", "r"),
    ];
    let choices = choices
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let plan = planned(
        walk.facts(),
        &[&secure::GROUP_PERMISSIONS],
        &choices,
        walk.hands.now(),
    )
    .unwrap();
    let users: Vec<_> = plan
        .steps
        .iter()
        .filter_map(|step| step.parameters.get("UserName")?.as_str())
        .collect();
    assert!(
        users.len() > 1 && users.iter().all(|user| *user == "founder"),
        "{users:?}"
    );
}

#[test]
fn another_user_is_proposed_another_group() {
    let scenario = Scenario::named("half-done").unwrap().instant();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    let home = Region::new("us-east-1");
    let around = measures::job::Around {
        account: "111122223333",
        home: &home,
        regions: &[],
        facts: walk.facts(),
        run: "r",
    };
    let job = measures::job_for(&secure::GROUP_PERMISSIONS).unwrap();
    let before = (job.proposed)(&around);
    assert_eq!(before["group"], "founder-permissions");
    let mut after = before.clone();
    after.insert("user".to_owned(), "hanako".to_owned());
    (job.follow)(&before, &mut after, &around);
    assert_eq!(after["group"], "Developers");
    // A group that somebody named is theirs to name.
    after.insert("group".to_owned(), "Staff".to_owned());
    let mut back = after.clone();
    back.insert("user".to_owned(), "founder".to_owned());
    (job.follow)(&after, &mut back, &around);
    assert_eq!(back["group"], "Staff");
}

#[test]
fn each_kind_of_contact_may_be_somebody_else() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Esc");
    for (turns, email) in [
        (1, "security@acme.example"),
        (2, "bills@acme.example"),
        (3, "ops@acme.example"),
    ] {
        walk.at("secure.security-contact");
        // Once it is named the check passes: what is left is for the command line and for a form that is asked for.
        let choices = [
            ("name", "Hanako"),
            ("title", "CTO"),
            ("email", email),
            ("phone", "+81 3-0000-0000"),
            ("kinds", secure::KINDS[turns]),
            ("run", "r"),
        ];
        let choices = choices
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let plan = planned(
            walk.facts(),
            &[&secure::SECURITY_CONTACT],
            &choices,
            walk.hands.now(),
        )
        .unwrap();
        let [put] = plan.steps.as_slice() else {
            panic!("{plan:?}");
        };
        assert_eq!(
            put.parameters["AlternateContactType"],
            secure::KINDS[turns].to_uppercase()
        );
        assert_eq!(put.parameters["EmailAddress"], email);
    }
}

#[test]
fn other_contacts_and_budgets_stay_as_they_are() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter");
    walk.at("secure.security-contact").keys("Enter").fill(&[
        "Hanako",
        "CTO",
        "security@acme.example",
        "1",
        "-",
    ]);
    let plan = walk.screen();
    assert!(plan.contains("BILLING has a contact already"), "{plan}");
    walk.yes();
    let contact = |walk: &Walk, kind| {
        let known = walk.facts().secure.contacts.get(&kind).unwrap().seen().unwrap();
        known.clone().unwrap().email_address
    };
    assert_eq!(
        contact(&walk, secure::ContactKind::Billing),
        "billing@acme.example"
    );
    assert_eq!(
        contact(&walk, secure::ContactKind::Operations),
        "security@acme.example"
    );
    walk.at("secure.budget")
        .keys("Enter")
        .fill(&["12.50", "cfo@acme.example"])
        .yes();
    let budgets = walk.facts().secure.budgets.seen().unwrap();
    assert_eq!(budgets.seen.len(), 2);
    assert_eq!(walk.status("secure.budget"), Status::Pass);
}

/// A terminal's picture as a camera sees it: eight by sixteen dots a cell.
pub fn camera(cells: impl Fn(usize, usize) -> (u8, u8), columns: usize, rows: usize) -> Vec<String> {
    const DOT: usize = 6;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(columns * DOT, rows * 2 * DOT, |x, y| {
        let (top, bottom) = cells(x / DOT, y / (2 * DOT));
        if (y / DOT).is_multiple_of(2) { top } else { bottom }
    });
    image
        .detect_grids()
        .into_iter()
        .filter_map(|grid| Some(grid.decode().ok()?.1))
        .collect()
}

/// The grey of a colour on a dark terminal: what is not told is light text on black.
fn grey(colour: Color, default: u8) -> u8 {
    match colour {
        Color::Indexed(231) => 255,
        Color::Indexed(16) => 0,
        _ => default,
    }
}

fn photograph(buffer: &Buffer) -> Vec<String> {
    let cells = |x: usize, y: usize| {
        let cell = &buffer[(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())];
        let (front, back) = (grey(cell.fg, 200), grey(cell.bg, 0));
        match cell.symbol() {
            "▀" => (front, back),
            " " => (back, back),
            // A letter is neither dark nor light.
            _ => (120, 60),
        }
    };
    camera(
        cells,
        usize::from(buffer.area.width),
        usize::from(buffer.area.height),
    )
}

#[test]
fn the_picture_on_the_screen_is_read_by_a_decoder_in_both_languages_and_sizes() {
    for language in Language::ALL {
        for user in ["founder", "a", "hanako.sato+admin@acme.example"] {
            let mut walk = Walk::as_root("fresh", language);
            walk.keys("Enter Enter Enter Enter").fill(&[user, "-"]);
            walk.keys("Right Enter");
            let enrol = walk.model.run.as_ref().unwrap().enrol.clone().unwrap();
            let wanted = totp::uri(user, &enrol.account, &enrol.seed);
            for theme in [Theme::colours(), Theme::plain()] {
                for (columns, rows) in [(80, 24), (120, 40)] {
                    let buffer = walk.buffer(columns, rows, theme);
                    assert_eq!(
                        photograph(&buffer),
                        [wanted.to_string()],
                        "{user} {columns}x{rows}\n{}",
                        text(&buffer)
                    );
                }
            }
            // The key in letters is there on demand, and then no picture.
            let seed = enrol.seed.expose().to_owned();
            let spoken = |walk: &mut Walk| walk.screen().replace([' ', '\n'], "");
            assert!(!spoken(&mut walk).contains(&seed));
            walk.keys("k");
            assert!(spoken(&mut walk).contains(&seed), "{}", walk.screen());
            assert!(photograph(&walk.buffer(80, 24, Theme::colours())).is_empty());
            walk.keys("k");
            // Where there is no room for the picture, there are letters instead of half a picture.
            let small = walk.buffer(60, 20, Theme::colours());
            assert!(photograph(&small).is_empty());
            assert!(
                text(&small).replace([' ', '\n'], "").contains(&seed),
                "{}",
                text(&small)
            );
        }
    }
}

#[test]
fn no_secret_is_found_anywhere_but_on_the_page_that_shows_it() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
    let mut shown = String::new();
    walk.keys("Right Enter");
    let enrol = walk.model.run.as_ref().unwrap().enrol.clone().unwrap();
    let mut planted = vec![enrol.seed.expose().to_owned()];
    shown.push_str(&walk.screen());
    for step in 0..2 {
        let code = walk.code(0);
        walk.keys(&code);
        planted.push(code);
        // What the machine would print of itself while the codes are typed.
        shown.push_str(&format!("{:?}", walk.model).replace("101_", ""));
        if step == 0 {
            walk.hands.forward(30);
        }
    }
    walk.keys("Enter");
    let run = walk.model.run.as_ref().unwrap();
    planted.push(run.password.clone().unwrap().1.expose().to_owned());
    // The report of the run, the plan, the effects and the messages carry none of them.
    shown.push_str(&format!("{run:?}{:?}{:?}", walk.model, walk.embedded.calls()));
    shown.push_str(&serde_json::to_string(&run.plan).unwrap());
    walk.keys("Enter Enter");
    walk.keys("Esc g");
    shown.push_str(&walk.screen());
    shown.push_str(&std::fs::read_to_string(walk.journal.path()).unwrap());
    let history = walk.journal.read().unwrap();
    shown.push_str(&format!("{history:?}"));
    // Everything said of a failure in the middle of it: the words, the code, the message.
    walk.embedded.fault(
        "iam:UpdateLoginProfile",
        Fault::Refuse(400, "PasswordPolicyViolation".to_owned()),
    );
    walk.at("secure.user-mfa").keys("Enter n Right Enter");
    shown.push_str(&walk.screen());
    shown.push_str(&format!("{:?}", walk.model));
    walk.key(genkan::wizard::Key::F(1));
    shown.push_str(&walk.screen());
    assert_eq!(planted.len(), 4);
    assert!(shown.contains("EnableMFADevice"), "nothing was looked at");
    for secret in planted {
        assert!(!shown.contains(&secret), "{secret} is in:\n{shown}");
        // Nor as bytes or in another guise.
        let bytes = format!("{:?}", secret.as_bytes());
        assert!(!shown.contains(&bytes[1..bytes.len() - 1]), "{secret} as bytes");
        assert!(!shown.contains(&aws_smithy_types::base64::encode(&secret)));
    }
}

#[test]
fn read_only_there_is_no_way_to_a_plan() {
    let scenario = Scenario::named("half-done").unwrap().instant();
    let looking = Mode {
        demo: true,
        read_only: true,
    };
    let mut walk = Walk::of(&scenario, Language::En, looking);
    walk.keys("Enter Enter");
    for check in CHECKS {
        walk.at(check.id).keys("Enter Enter n Enter");
        assert!(
            !matches!(walk.model.layers.last(), Some(Layer::Confirm(_))),
            "{}",
            check.id
        );
        walk.model.layers.clear();
    }
    assert!(walk.writes().is_empty(), "{:?}", walk.writes());
}

#[test]
fn more_users_and_keys_than_fit_stay_in_view() {
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    for number in 0..60 {
        let mut user = ScenarioUser::named(&format!("user{number:02}"));
        user.key = vec![ScenarioKey {
            id: format!("AKIAEXAMPLE{number:09}"),
            inactive: false,
            age_days: 100 + number,
            used_days: Some(1),
            service: Some("s3".to_owned()),
        }];
        scenario.user.push(user);
    }
    let mut walk = Walk::of(&scenario, Language::Ja, mode());
    walk.keys("Enter Enter");
    walk.at("secure.user-mfa").keys("Enter End");
    assert!(walk.screen().contains("> user59"), "{}", walk.screen());
    walk.keys("Esc");
    walk.at("secure.access-keys").keys("Enter End PgUp PgDn Home");
    walk.buffer(60, 20, Theme::plain());
    walk.keys("End");
    assert!(walk.screen().contains(" > AKIA"), "{}", walk.screen());
}

#[test]
fn a_sign_in_that_does_not_work_leaves_the_session_as_it_is() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
    walk.keys("Right Enter").enrol();
    walk.keys("Enter Enter");
    // The profile is not there yet.
    walk.slow = true;
    walk.keys("Enter");
    let Some(genkan::wizard::Effect::Switch(ticket, to, _)) = walk.held.pop() else {
        panic!("nothing was asked")
    };
    assert_eq!(to.whose, genkan::wizard::Whose::Profile("founder".to_owned()));
    walk.slow = false;
    let missing = genkan::domain::Failure::new(Kind::BadConfig, "profile \"founder\"");
    walk.send(Message::Session(ticket, Err(missing)));
    let shown = walk.screen();
    assert!(shown.contains("profile \"founder\""), "{shown}");
    walk.keys("Esc");
    assert!(walk.screen().contains("Go on as founder"), "{}", walk.screen());
    walk.keys("Esc");
    assert!(walk.screen().contains("| root |"), "{}", walk.screen());
}

#[test]
fn a_key_never_used_does_not_pass_where_its_users_password_cannot_be_seen() {
    let mut scenario = Scenario::named("secured").unwrap().instant();
    scenario.user[0].key = vec![ScenarioKey {
        id: "AKIAFORGOTTENEXAMPLE".to_owned(),
        inactive: false,
        age_days: 20,
        used_days: None,
        service: None,
    }];
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    // A password next to it, and 20 days without use: told of.
    assert_eq!(walk.status("secure.access-keys"), Status::Warn);
    scenario.denied = vec!["iam:GetLoginProfile".to_owned()];
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    assert_eq!(walk.status("secure.access-keys"), Status::Unknown);
}

/// The last run taken back by an IAM user, and the account afterwards.
fn last_run_taken_back_by(walk: &Walk, user: &str) -> (Result<Report, Failure>, Facts) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(walk.embedded.sign_in(user)).unwrap();
    let session = genkan::demo::session(&walk.embedded, None, mode(), walk.hands.clock());
    let history = walk.journal.read().unwrap();
    let run = history.runs().pop().unwrap();
    let undo = measures::undo(&history, &run, measures::Detectors::Suspend, walk.hands.now()).unwrap();
    let approval = Approval::by_flags(undo, true, Some(genkan::demo::ACCOUNT), mode()).unwrap();
    let stop = genkan::apply::Voice::default();
    let done = runtime.block_on(genkan::apply::run(
        &session,
        approval,
        &walk.journal,
        &|_| {},
        &stop,
    ));
    let scope = Scope::of(Measure::Secure);
    (done, runtime.block_on(genkan::apply::survey(&session, &scope)))
}

/// The group was there before, so that its policies go while the calling user is still in it: they are its own again by then.
#[test]
fn a_move_to_a_group_of_ones_own_is_taken_back_by_the_user_itself() {
    let mut scenario = Scenario::named("half-done").unwrap().instant();
    scenario.group.push(genkan::demo::ScenarioGroup {
        name: "Founders".to_owned(),
        policies: Vec::new(),
    });
    let founder = scenario
        .user
        .iter_mut()
        .find(|user| user.name == "founder")
        .unwrap();
    founder.groups.push("Founders".to_owned());
    let document = crate::support::desk::READS_ONLY;
    founder.inline.insert("reads".to_owned(), document.to_owned());
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    let before = walk.facts().secure.permissions.seen().unwrap().users["founder"].clone();
    walk.at("secure.group-permissions").keys("Enter");
    assert!(walk.screen().contains("Founders"), "{}", walk.screen());
    walk.fill(&["-", "-"]).yes();
    walk.keys("Enter");
    let (report, facts) = last_run_taken_back_by(&walk, "founder");
    assert_eq!(report.unwrap().failure, None);
    assert_eq!(facts.secure.permissions.seen().unwrap().users["founder"], before);
}

/// Whoever takes back the making of its own user could never come in again.
#[test]
fn nobody_takes_away_the_access_it_is_signed_in_with() {
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter Enter Enter").fill(&["founder", "-"]);
    walk.keys("Right Enter").enrol();
    walk.keys("Enter");
    let writes = |walk: &Walk| walk.embedded.calls().iter().filter(|call| call.writes).count();
    let before = writes(&walk);
    let refused = last_run_taken_back_by(&walk, "founder").0.unwrap_err();
    assert_eq!(
        (refused.kind, refused.message.as_str()),
        (Kind::OwnUser, "founder")
    );
    assert_eq!(refused.exit_code(), 8);
    assert_eq!(writes(&walk), before, "nothing of it ran");
}
