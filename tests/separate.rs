//! Measure 1 on the embedded account, as a person walks it: from an account that stands alone to production and
//! development in units of their own, into one of them and back; what goes wrong on the way; and what a member is not
//! offered.

use std::sync::atomic::Ordering;

use genkan::demo::{Fault, Scenario};
use genkan::domain::{Kind, Language, Mode, Status};
use genkan::measures;
use genkan::measures::separate::{CHECKS, Standing};
use genkan::wizard::{Key, Layer, Screen};

use crate::support::planned;
use crate::support::{Walk, of_founder};

fn mode() -> Mode {
    Mode {
        demo: true,
        read_only: false,
    }
}

impl Walk {
    /// Opens measure 1, with this check selected.
    fn at_separate(&mut self, check: &str) -> &mut Self {
        while !matches!(self.model.screen(), Screen::Dashboard { .. }) {
            self.keys("Esc");
        }
        self.keys("1");
        let place = CHECKS.iter().position(|one| one.id == check).unwrap();
        self.keys("Up Up Up");
        for _ in 0..place {
            self.keys("Down");
        }
        self
    }

    fn stands(&self, check: &str) -> Status {
        let check = CHECKS.iter().find(|one| one.id == check).unwrap();
        self.model.finding(check).unwrap().status
    }

    /// Types what the dialog asks for, and says yes.
    fn yes_typed(&mut self, word: &str) -> &mut Self {
        self.keys("Right Enter");
        assert!(
            matches!(self.model.layers.last(), Some(Layer::Confirm(_))),
            "applied without a word"
        );
        for letter in word.chars() {
            self.key(Key::Char(letter));
        }
        self.keys("Enter")
    }

    fn member(&self, name: &str) -> String {
        let members = self.model.facts.separate.members();
        members.iter().find(|one| one.name == name).unwrap().id.clone()
    }

    /// What the accounts are, with their units.
    fn placed(&self) -> Vec<(String, String)> {
        let facts = &self.model.facts.separate;
        facts
            .members()
            .iter()
            .map(|one| (one.name.clone(), facts.place(&one.id).unwrap().to_owned()))
            .collect()
    }
}

fn prod_and_dev() -> Vec<(String, String)> {
    [("prod", "/Workloads/Prod"), ("dev", "/Workloads/NonProd")]
        .map(|(name, unit)| (name.to_owned(), unit.to_owned()))
        .to_vec()
}

/// The form of the accounts, with this e-mail, at its plan.
fn ask_for_two(walk: &mut Walk) {
    walk.keys("Enter Enter");
    walk.at_separate("separate.workload-accounts").keys("Enter");
    // Nothing goes on before a person has said that the plan may become a paid one.
    walk.keys("Enter");
    assert!(matches!(walk.model.screen(), Screen::Told { .. }));
    walk.keys("Space Enter Enter Ctrl-U founder@acme.example");
    for _ in 0..20 {
        walk.keys("Down");
    }
    walk.keys("Enter");
    assert!(
        matches!(walk.model.layers.last(), Some(Layer::Confirm(_))),
        "{}",
        walk.screen()
    );
}

#[test]
fn from_an_account_alone_to_production_and_development_by_keyboard_in_both_languages() {
    for language in [Language::En, Language::Ja] {
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter");
        assert_eq!(walk.stands("separate.organization"), Status::Fail);
        assert_eq!(walk.stands("separate.central-root"), Status::NotApplicable);
        walk.at_separate("separate.workload-accounts").keys("Enter");
        let told = walk.screen();
        let (paid, days) = match language {
            Language::En => ("PAID", "90 days"),
            Language::Ja => ("有料プラン", "90日間"),
        };
        assert!(told.contains(paid) && told.contains(days), "{told}");
        walk.keys("Space Enter Enter Ctrl-U founder@acme.example");
        let form = walk.screen();
        assert!(form.contains("founder+prod@acme.example"), "{form}");
        for _ in 0..20 {
            walk.keys("Down");
        }
        walk.keys("Enter");
        let plan = walk.screen();
        assert!(plan.contains("CreateOrganization"), "{plan}");
        walk.yes_typed("3333").keys("Enter");
        assert_eq!(walk.placed(), prod_and_dev(), "{}", walk.screen());
        assert_eq!(walk.stands("separate.organization"), Status::Pass);
        assert_eq!(walk.stands("separate.workload-accounts"), Status::Pass);
        assert_eq!(walk.stands("separate.central-root"), Status::Fail);
        walk.at_separate("separate.central-root")
            .keys("Enter Right Enter Enter");
        assert_eq!(walk.stands("separate.central-root"), Status::Pass);
        let creations = walk
            .writes()
            .iter()
            .filter(|call| call.contains("CreateAccount"))
            .count();
        assert_eq!(creations, 2);
        // All is done; there is nothing to plan any more.
        walk.at_separate("separate.workload-accounts").keys("Enter");
        assert!(matches!(walk.model.screen(), Screen::Organization { .. }));
    }
}

#[test]
fn without_a_yes_to_the_paid_plan_there_is_no_way_to_an_organization() {
    for check in [
        "separate.organization",
        "separate.workload-accounts",
        "separate.central-root",
    ] {
        let mut walk = Walk::on("fresh", Language::En);
        walk.keys("Enter Enter");
        walk.at_separate(check).keys("Enter Enter Enter Down Down Enter");
        assert!(walk.model.layers.is_empty(), "{}", walk.screen());
        assert!(walk.screen().contains("Press Space") || walk.screen().contains("PAID"));
        assert!(walk.writes().is_empty());
    }
    // And a plan made without it is none.
    let walk = Walk::on("fresh", Language::En);
    let choices = [("run".to_owned(), "r".to_owned())].into();
    let refused = planned(
        &walk.model.facts,
        &[&measures::separate::ORGANIZATION],
        &choices,
        walk.hands.now(),
    )
    .unwrap_err();
    assert_eq!(refused.kind, Kind::FreePlan);
}

#[test]
fn on_a_paid_plan_nothing_is_asked_about_it() {
    let mut scenario = of_founder("fresh");
    scenario.plan = "PAID".to_owned();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    walk.at_separate("separate.organization").keys("Enter");
    assert!(walk.screen().contains("stays as it is"), "{}", walk.screen());
    walk.keys("Enter").yes_typed("3333").keys("Enter");
    assert_eq!(walk.stands("separate.organization"), Status::Pass);
    // And it can be taken back while it has no other account.
    walk.keys("g u");
    let shown = walk.screen();
    assert!(shown.contains("DeleteOrganization"), "{shown}");
    walk.yes_typed("organization");
    walk.keys("Enter");
    assert_eq!(walk.model.facts.separate.standing(), Some(Standing::Alone));
}

#[tokio::test(start_paused = true)]
async fn what_reads_like_a_quota_is_one_where_the_organization_is_finished() {
    use crate::support::desk::{Desk, job};
    let accounts = job("accounts");
    for (name, kind) in [("fresh", Kind::OrganizationNew), ("secured", Kind::Conflict)] {
        let mut scenario = of_founder(name);
        if let Some(organization) = &mut scenario.organization {
            // As old as AWS needs to be done with it, and without the accounts.
            organization.account.clear();
        }
        let desk = Desk::on(scenario).await;
        let plan = desk.plan(&accounts).await.unwrap();
        let limit = Fault::Refuse(400, "ConstraintViolationException".to_owned());
        desk.embedded.fault_always("organizations:CreateAccount", limit);
        let failure = desk.apply(&plan).await.unwrap().failure.unwrap();
        assert_eq!(failure.kind, kind, "{failure:?}");
    }
}

#[test]
fn an_organization_on_which_others_have_built_is_not_deleted() {
    let policies = r#"{"Policies": [{"Id": "p-FullAWSAccess", "Name": "FullAWSAccess", "AwsManaged": true},
        {"Id": "p-1", "Name": "no-leaving", "AwsManaged": false}]}"#;
    for (call, answer, named) in [
        ("organizations:ListPolicies", policies, "no-leaving"),
        (
            "organizations:ListDelegatedAdministrators",
            r#"{"DelegatedAdministrators": [{"Id": "222233334444"}]}"#,
            "222233334444",
        ),
        (
            "organizations:ListAWSServiceAccessForOrganization",
            r#"{"EnabledServicePrincipals": [{"ServicePrincipal": "sso.amazonaws.com"}]}"#,
            "sso.amazonaws.com",
        ),
        (
            "organizations:DescribeOrganization",
            r#"{"Organization": {"Id": "o-another123", "FeatureSet": "ALL", "MasterAccountId": "111122223333"}}"#,
            "o-another123",
        ),
    ] {
        let mut scenario = of_founder("fresh");
        scenario.plan = "PAID".to_owned();
        let mut walk = Walk::of(&scenario, Language::En, mode());
        walk.keys("Enter Enter");
        walk.at_separate("separate.organization").keys("Enter Enter");
        walk.yes_typed("3333").keys("Enter");
        assert_eq!(walk.stands("separate.organization"), Status::Pass);
        walk.embedded.fault_always(call, Fault::Answer(answer.to_owned()));
        walk.keys("g u").yes_typed("organization");
        let writes = walk.writes();
        assert!(
            !writes.iter().any(|call| call.contains("DeleteOrganization")),
            "{call}: {writes:?}"
        );
        let failure = walk.model.run.as_ref().and_then(|run| run.failure.clone());
        let failure = failure.unwrap_or_else(|| panic!("{call}: {}", walk.screen()));
        assert!(failure.message.contains(named), "{failure:?}");
        assert!(
            [Kind::OrganizationInUse, Kind::Stale].contains(&failure.kind),
            "{failure:?}"
        );
    }
}

#[test]
fn a_plan_whose_state_cannot_be_seen_may_be_the_free_one() {
    let mut scenario = of_founder("fresh");
    scenario.denied = vec!["freetier:GetAccountPlanState".to_owned()];
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    walk.at_separate("separate.organization").keys("Enter Enter");
    assert!(walk.screen().contains("could not see"), "{}", walk.screen());
    assert!(walk.model.layers.is_empty());
}

#[test]
fn killed_while_aws_creates_an_account_exactly_the_accounts_asked_for_exist() {
    let mut scenario = of_founder("fresh");
    scenario.account_seconds = 60;
    let mut walk = Walk::of(&scenario, Language::En, mode());
    ask_for_two(&mut walk);
    walk.stand_still.store(true, Ordering::SeqCst);
    walk.yes_typed("3333");
    assert!(walk.model.is_applying());
    let shown = walk.screen();
    assert!(shown.contains("AWS is creating it"), "{shown}");
    // The process is gone: nothing of it but the journal and AWS.
    let mut walk = walk.restart();
    walk.hands.forward(120);
    walk.stand_still.store(false, Ordering::SeqCst);
    walk.keys("Enter Enter");
    assert!(
        matches!(walk.model.layers.last(), Some(Layer::CutShort { .. })),
        "{}",
        walk.screen()
    );
    walk.keys("Enter");
    let plan = walk.screen();
    assert!(plan.contains("CreateAccount"), "{plan}");
    walk.stand_still.store(true, Ordering::SeqCst);
    walk.yes_typed("3333");
    // The second account takes its time too.
    walk.hands.forward(120);
    walk.proceed();
    walk.keys("Enter");
    assert_eq!(walk.placed(), prod_and_dev(), "{}", walk.screen());
    let creations = walk
        .writes()
        .iter()
        .filter(|call| call.contains("CreateAccount"))
        .count();
    assert_eq!(creations, 2);
}

#[test]
fn a_person_who_does_not_wait_finds_the_rest_at_the_next_start() {
    let mut scenario = of_founder("fresh");
    scenario.account_seconds = 60;
    let mut walk = Walk::of(&scenario, Language::En, mode());
    ask_for_two(&mut walk);
    walk.stand_still.store(true, Ordering::SeqCst);
    walk.yes_typed("3333");
    walk.stand_still.store(false, Ordering::SeqCst);
    walk.keys("Ctrl-C Enter");
    let shown = walk.screen();
    assert!(shown.contains("AWS goes on with it"), "{shown}");
    assert_eq!(walk.stands("separate.workload-accounts"), Status::Pending);
    let mut walk = walk.restart();
    walk.hands.forward(120);
    walk.keys("Enter Enter");
    assert!(matches!(walk.model.layers.last(), Some(Layer::CutShort { .. })));
}

#[test]
fn a_lost_answer_never_makes_a_second_account() {
    for call in [
        "organizations:CreateOrganization",
        "organizations:CreateOrganizationalUnit",
        "organizations:CreateAccount",
        "organizations:MoveAccount",
        "organizations:DescribeCreateAccountStatus",
    ] {
        let mut walk = Walk::on("fresh", Language::En);
        ask_for_two(&mut walk);
        walk.embedded.fault(call, Fault::LoseAnswer);
        walk.yes_typed("3333").keys("Enter");
        assert_eq!(walk.embedded.faults_left(), 0, "{call}: never happened");
        assert_eq!(walk.placed(), prod_and_dev(), "{call}: {}", walk.screen());
        let creations = walk
            .writes()
            .iter()
            .filter(|call| call.contains("CreateAccount"))
            .count();
        assert_eq!(creations, 2, "{call}");
    }
}

#[test]
fn aws_that_is_at_another_change_is_waited_for() {
    let mut walk = Walk::on("fresh", Language::En);
    ask_for_two(&mut walk);
    for code in [
        "FinalizingOrganizationException",
        "ConcurrentModificationException",
    ] {
        let fault = Fault::Refuse(400, code.to_owned());
        walk.embedded.fault("organizations:CreateAccount", fault);
    }
    walk.yes_typed("3333").keys("Enter");
    assert_eq!(walk.placed(), prod_and_dev());
    // Taken back, the accounts leave their units, and the organization stays with them.
    walk.keys("g u");
    let undo = walk.screen();
    assert!(
        undo.contains("organization stays") && !undo.contains("DeleteOrganization "),
        "{undo}"
    );
    walk.yes_typed("/Workloads/NonProd").keys("Enter");
    assert!(
        walk.placed().iter().all(|(_, unit)| unit == "/"),
        "{:?}",
        walk.placed()
    );
}

#[test]
fn an_e_mail_that_is_taken_is_told_with_the_way_out_and_the_rest_can_go_on() {
    let mut scenario = of_founder("fresh");
    scenario.taken_emails = vec!["founder+dev@acme.example".to_owned()];
    let mut walk = Walk::of(&scenario, Language::En, mode());
    ask_for_two(&mut walk);
    walk.yes_typed("3333");
    let shown = walk.screen();
    assert!(
        shown.contains("EMAIL_ALREADY_EXISTS") && shown.contains("Its e-mail belongs"),
        "{shown}"
    );
    walk.keys("Enter");
    assert_eq!(walk.placed()[0], prod_and_dev()[0]);
    // What was typed is still there; only the e-mail is another one.
    walk.at_separate("separate.workload-accounts");
    assert_eq!(walk.stands("separate.workload-accounts"), Status::Pass);
    walk.keys("t n Enter");
    let form = walk.screen();
    assert!(form.contains("founder+dev@acme.example"), "{form}");
    // Down to the second e-mail.
    for _ in 0..6 {
        walk.keys("Down");
    }
    walk.keys("Ctrl-U founder+development@acme.example");
    for _ in 0..20 {
        walk.keys("Down");
    }
    walk.keys("Enter");
    let plan = walk.screen();
    assert!(plan.contains("2 calls"), "{plan}");
    walk.yes_typed("dev");
    let result = walk.screen();
    walk.keys("Enter");
    assert_eq!(walk.placed(), prod_and_dev(), "{result}");
}

#[test]
fn the_form_says_what_is_wrong_before_aws_does() {
    let mut scenario = of_founder("fresh");
    scenario.plan = "PAID".to_owned();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    walk.at_separate("separate.workload-accounts").keys("Enter Enter");
    // The button leads to what is missing.
    for _ in 0..20 {
        walk.keys("Down");
    }
    walk.keys("Enter");
    assert!(walk.model.layers.is_empty());
    walk.keys("Ctrl-U founder@acme.example");
    for (keys, said) in [
        // Down from the e-mail to the name, the e-mail and the unit of the first account.
        ("Down Ctrl-U 本番", "of ASCII"),
        ("Ctrl-U prod Down Ctrl-U founder@acme", "address"),
        ("Ctrl-U founder+dev@acme.example", "Another row has this e-mail"),
        (
            "Ctrl-U founder+prod@acme.example Down Ctrl-U a/b/c/d/e/f",
            "Up to five",
        ),
    ] {
        for name in keys.split_whitespace() {
            walk.keys(name);
        }
        let shown = walk.screen();
        assert!(shown.contains(said), "{keys}: {shown}");
    }
    assert!(walk.writes().is_empty());
}

#[test]
fn rows_can_be_added_and_removed_and_four_accounts_fit_the_screen() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter");
    walk.at_separate("separate.workload-accounts")
        .keys("Enter Space Enter");
    walk.keys("Right Down");
    for letter in "ceo@acme.example".chars() {
        walk.key(Key::Char(letter));
    }
    let four = walk.screen();
    assert!(
        four.contains("ceo+log-archive@acme.example")
            && four.contains("log-archive  ")
            && four.contains("dev"),
        "{four}"
    );
    walk.key(Key::Ctrl('n'));
    walk.keys("shop Down");
    let shown = walk.screen();
    assert!(
        shown.contains("ceo+shop@acme.example") && shown.contains("your own"),
        "{shown}"
    );
    walk.key(Key::Ctrl('d'));
    assert_eq!(walk.model.accounts_form.as_ref().unwrap().rows.len(), 4);
}

#[test]
fn into_a_member_account_and_back_with_the_bar_always_true() {
    let mut walk = Walk::on("fresh", Language::En);
    ask_for_two(&mut walk);
    walk.yes_typed("3333").keys("Enter");
    let prod = walk.member("prod");
    walk.at_separate("separate.workload-accounts").keys("t");
    let rows = walk.model.tree();
    let place = rows
        .iter()
        .position(
            |row| matches!(&row.leaf, measures::separate::Leaf::Account { id: Some(id), .. } if *id == prod),
        )
        .unwrap();
    walk.keys("Home");
    for _ in 0..place {
        walk.keys("Down");
    }
    walk.keys("Enter");
    let shown = walk.screen();
    assert!(shown.lines().next().unwrap().contains(&prod), "{shown}");
    assert_eq!(walk.model.through.as_deref(), Some("111122223333"));
    // The others are not its business, and nothing is offered that would be refused.
    assert_eq!(walk.stands("separate.organization"), Status::Pass);
    assert_eq!(walk.stands("separate.workload-accounts"), Status::Unknown);
    assert_eq!(walk.stands("separate.central-root"), Status::Unknown);
    // Measure 3 is made there, in that account and not in the other.
    while !matches!(walk.model.screen(), Screen::Dashboard { .. }) {
        walk.keys("Esc");
    }
    walk.keys("3");
    for _ in 0..8 {
        if walk.model.layers.is_empty() {
            walk.keys("Enter");
        }
    }
    assert!(
        walk.screen().contains(&format!("genkan-trail-{prod}")),
        "{}",
        walk.screen()
    );
    walk.keys("Right Enter");
    let result = walk.screen();
    assert!(result.contains("steps are complete"), "{result}");
    walk.keys("Enter");
    let trail = measures::record::CHECKS[0];
    assert_eq!(
        walk.model.finding(trail).unwrap().status,
        Status::Pass,
        "{}",
        walk.screen()
    );
    while !matches!(walk.model.screen(), Screen::Dashboard { .. }) {
        walk.keys("Esc");
    }
    walk.keys("b");
    let shown = walk.screen();
    assert!(shown.lines().next().unwrap().contains("111122223333"), "{shown}");
    assert_eq!(walk.model.finding(trail).unwrap().status, Status::Fail);
    let journal = walk.journal.read().unwrap();
    assert!(journal.runs().iter().any(|run| run.account == prod));
}

#[test]
fn as_a_member_nothing_is_offered_that_would_be_refused() {
    for language in [Language::En, Language::Ja] {
        let scenario = Scenario::named("member").unwrap().instant();
        let mut walk = Walk::of(&scenario, language, mode());
        walk.keys("Enter Enter");
        assert_eq!(walk.model.facts.separate.standing(), Some(Standing::Member));
        for check in CHECKS {
            let finding = walk.model.finding(check).unwrap();
            assert!(
                matches!(finding.status, Status::Pass | Status::Unknown),
                "{finding:?}"
            );
            walk.at_separate(check.id).keys("Enter");
            assert!(
                matches!(walk.model.layers.last(), Some(Layer::Evidence { .. })),
                "{}",
                walk.screen()
            );
            walk.keys("Esc");
            assert!(walk.screen().contains("999988887777"), "{}", walk.screen());
        }
        walk.keys("t Enter a x b Esc");
        assert!(walk.writes().is_empty());
        let tried: Vec<String> = walk
            .embedded
            .calls()
            .iter()
            .map(|call| call.operation.clone())
            .collect();
        assert!(!tried.iter().any(|call| call.starts_with("Assume")), "{tried:?}");
    }
}

#[test]
fn a_delegated_administrator_sees_and_changes_nothing() {
    let mut scenario = Scenario::named("member").unwrap().instant();
    scenario.organization.as_mut().unwrap().delegated = true;
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    assert_eq!(walk.model.facts.separate.standing(), Some(Standing::Delegated));
    assert_eq!(walk.stands("separate.workload-accounts"), Status::Pass);
    walk.at_separate("separate.central-root").keys("Enter");
    assert!(matches!(walk.model.layers.last(), Some(Layer::Evidence { .. })));
}

#[test]
fn a_member_s_root_credentials_are_looked_at_and_removed_by_typing() {
    let mut walk = Walk::on("secured", Language::En);
    walk.keys("Enter Enter");
    assert_eq!(walk.stands("separate.central-root"), Status::Pass);
    walk.at_separate("separate.central-root").keys("t a");
    assert_eq!(walk.stands("separate.central-root"), Status::Warn);
    let dev = walk.member("dev");
    while walk.model.selected_account(match walk.model.screen() {
        Screen::Organization { selected } => *selected,
        _ => 0,
    }) != Some(dev.clone())
    {
        walk.keys("Down");
    }
    let shown = walk.screen();
    assert!(shown.contains("password 1, access keys 1"), "{shown}");
    // A closed account is in the tree, and no place to go.
    assert!(shown.contains("suspended"), "{shown}");
    walk.keys("x");
    let plan = walk.screen();
    assert!(
        plan.contains("iam:DeleteLoginProfile") && plan.contains("iam:DeleteAccessKey"),
        "{plan}"
    );
    // Whoever still uses the key loses it: that is said before yes.
    let Some(Layer::Confirm(confirm)) = walk.model.layers.last() else {
        panic!("{plan}");
    };
    let notes = confirm.plan.notes();
    let said = |id: &str| notes.iter().any(|note| note.id == id);
    assert!(
        said("saw-key-used") && said("note-member-key-in-use"),
        "{notes:?}"
    );
    walk.yes_typed(&dev[8..]);
    walk.keys("Enter");
    assert_eq!(
        walk.stands("separate.central-root"),
        Status::Pass,
        "{}",
        walk.screen()
    );
    assert_eq!(walk.writes(), ["iam:DeleteLoginProfile", "iam:DeleteAccessKey"]);
}

#[test]
fn as_the_root_user_other_accounts_are_closed_and_it_is_said_why() {
    let mut scenario = Scenario::named("secured").unwrap().instant();
    scenario.caller = "root".to_owned();
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    walk.at_separate("separate.central-root").keys("t a");
    assert!(
        walk.screen().contains("does not let a root user"),
        "{}",
        walk.screen()
    );
    walk.keys("Esc End Enter");
    assert!(walk.model.through.is_none());
}

#[test]
fn an_organization_for_billing_only_is_told_and_not_planned_over() {
    let mut scenario = Scenario::named("secured").unwrap().instant();
    let organization = scenario.organization.as_mut().unwrap();
    organization.billing_only = true;
    let mut walk = Walk::of(&scenario, Language::En, mode());
    walk.keys("Enter Enter");
    assert_eq!(walk.stands("separate.organization"), Status::Warn);
    assert_eq!(walk.stands("separate.central-root"), Status::Fail);
    walk.at_separate("separate.organization").keys("Enter");
    assert!(matches!(walk.model.layers.last(), Some(Layer::Evidence { .. })));
    walk.at_separate("separate.central-root").keys("Esc Enter");
    assert!(walk.writes().is_empty());
}

#[test]
fn the_e_mail_of_the_management_account_is_taken_also_where_nobody_knew_it() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter");
    walk.at_separate("separate.workload-accounts")
        .keys("Enter Space Enter Down founder@acme.example");
    // Down to the first account's e-mail: the one of the root user, whom no call names before there is an organization.
    walk.keys("Down Down Ctrl-U root@acme.example");
    for _ in 0..20 {
        walk.keys("Down");
    }
    walk.keys("Enter").yes_typed("3333");
    let shown = walk.screen();
    assert!(shown.contains("EMAIL_ALREADY_EXISTS"), "{shown}");
    walk.keys("Enter");
    assert!(walk.placed().is_empty(), "{:?}", walk.placed());
    let place = walk
        .model
        .facts
        .separate
        .place("111122223333")
        .map(ToOwned::to_owned);
    assert_eq!(place.as_deref(), Some("/"));
}

#[test]
fn where_aws_stops_telling_of_an_account_that_it_creates_nothing_is_said_to_have_failed() {
    let mut scenario = of_founder("fresh");
    scenario.account_seconds = 60;
    let mut walk = Walk::of(&scenario, Language::En, mode());
    ask_for_two(&mut walk);
    walk.stand_still.store(true, Ordering::SeqCst);
    walk.yes_typed("3333");
    walk.stand_still.store(false, Ordering::SeqCst);
    let call = "organizations:DescribeCreateAccountStatus";
    // The sign-in ran out: also the second look is refused.
    for _ in 0..4 {
        walk.embedded
            .fault(call, Fault::Refuse(400, "ExpiredTokenException".to_owned()));
    }
    walk.proceed();
    let shown = walk.screen();
    assert!(
        shown.contains("AWS goes on with it") && !shown.contains("Nothing was changed"),
        "{shown}"
    );
    let mut walk = walk.restart();
    walk.hands.forward(120);
    walk.keys("Enter Enter");
    assert!(matches!(walk.model.layers.last(), Some(Layer::CutShort { .. })));
}

#[test]
fn an_account_of_that_name_under_another_e_mail_is_not_taken_for_the_one_wanted() {
    let mut scenario = of_founder("fresh");
    scenario.account_seconds = 60;
    let mut walk = Walk::of(&scenario, Language::En, mode());
    ask_for_two(&mut walk);
    walk.stand_still.store(true, Ordering::SeqCst);
    walk.yes_typed("3333");
    walk.keys("Ctrl-C Enter");
    // AWS makes it after all, under the e-mail that was a mistake.
    walk.hands.forward(120);
    walk.keys("r Enter");
    assert_eq!(walk.placed(), [("prod".to_owned(), "/".to_owned())]);
    walk.at_separate("separate.workload-accounts")
        .keys("t n Enter Down Down Down Ctrl-U ceo@acme.example");
    let form = walk.screen();
    assert!(form.contains("under another e-mail"), "{form}");
}

#[test]
fn the_management_account_is_not_moved_and_no_name_is_given_twice() {
    let mut walk = Walk::on("secured", Language::En);
    walk.keys("Enter Enter");
    for (accounts, kind) in [
        ("Workloads/Prod/main=root@acme.example", Kind::Usage),
        ("Workloads/Prod/prod=other@acme.example", Kind::Usage),
        ("staging=root+staging@acme.example", Kind::AccountRefused),
    ] {
        let choices = [("run", "r"), ("accounts", accounts)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let refused = planned(
            &walk.model.facts,
            &[&measures::separate::WORKLOAD_ACCOUNTS],
            &choices,
            walk.hands.now(),
        )
        .unwrap_err();
        assert_eq!(refused.kind, kind, "{accounts}: {refused:?}");
    }
}

#[test]
fn what_cannot_be_read_is_unknown() {
    for (denied, open) in [
        ("organizations:DescribeOrganization", "separate.workload-accounts"),
        ("organizations:ListAccounts", "separate.workload-accounts"),
        ("iam:ListOrganizationsFeatures", "separate.central-root"),
    ] {
        let mut scenario = Scenario::named("secured").unwrap().instant();
        scenario.denied = vec![denied.to_owned()];
        let mut walk = Walk::of(&scenario, Language::En, mode());
        walk.keys("Enter Enter");
        assert_eq!(walk.stands(open), Status::Unknown, "{denied}");
    }
}
