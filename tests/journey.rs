//! From a sign-in to a report: the sources, signing in again, other profiles and Regions, what is taught, the recap.

use genkan::demo::Scenario;
use genkan::domain::{
    Failure, Kind, Language, Measure, Mode, Readiness, Region, ReportFormat, SignInProgress, Source, Sources,
    Status, Way,
};
use genkan::screens::Theme;
use genkan::wizard::{Layer, Message, Screen, SignIn, Whose};

use crate::support::{Walk, of_founder};

impl Walk {
    /// Selects a check on its measure's screen.
    fn row(&mut self, check: &str) -> &mut Self {
        while !matches!(self.model.screen(), Screen::Dashboard { .. }) {
            self.keys("Esc");
        }
        let check = genkan::measures::check(check).unwrap();
        self.keys(&check.measure.number().to_string());
        let checks = genkan::measures::checks(check.measure);
        for _ in checks {
            self.keys("Up");
        }
        for _ in 0..checks.iter().position(|one| one.id == check.id).unwrap() {
            self.keys("Down");
        }
        self
    }

    fn found(&self, check: &str) -> Status {
        let check = genkan::measures::check(check).unwrap();
        self.model.finding(check).unwrap().status
    }
}

fn source(profile: Option<&str>, way: Way, readiness: Readiness) -> Source {
    Source {
        profile: profile.map(ToOwned::to_owned),
        way,
        detail: "of somebody".to_owned(),
        region: (way != Way::RoleWithMfa).then(|| Region::new("eu-west-1")),
        readiness,
        default: profile == Some("default"),
    }
}

/// A computer with one of each.
pub fn computer() -> Sources {
    Sources {
        found: vec![
            source(Some("default"), Way::Login, Readiness::Untold),
            source(Some("acme"), Way::Sso, Readiness::Expired),
            source(Some("old"), Way::Keys, Readiness::Untold),
            source(Some("ops"), Way::RoleWithMfa, Readiness::AsksForCode),
            source(None, Way::CloudShell, Readiness::Untold),
        ],
        cli: Some("2.33.1".to_owned()),
        cli_asked: true,
        ..Sources::default()
    }
}

/// A real account as far as the machine knows: the embedded one without its badge.
fn live(scenario: &str, language: Language) -> Walk {
    let mode = Mode {
        demo: false,
        read_only: false,
    };
    Walk::of(&of_founder(scenario), language, mode)
}

fn with_sources(scenario: &str, language: Language, sources: Sources) -> Walk {
    let mut walk = live(scenario, language);
    walk.sources = sources;
    walk.look_for_sources();
    walk
}

#[test]
fn several_sources_are_listed_and_one_of_them_is_chosen() {
    for (language, words) in [
        (
            Language::En,
            [
                "Which credentials?",
                "EXPIRED",
                "long-lived",
                "aws login",
                "Is this the right account?",
            ],
        ),
        (
            Language::Ja,
            [
                "どの認証情報を使いますか",
                "期限切れ",
                "長期のアクセスキー",
                "aws login",
                "このアカウントでよろしいですか",
            ],
        ),
    ] {
        let mut walk = with_sources("half-done", language, computer());
        walk.keys("Enter");
        let shown = walk.screen();
        for word in [words[0], words[1], words[3], "eu-west-1", "acme", "ops"] {
            assert!(shown.contains(word), "{word}\n{shown}");
        }
        walk.keys("Down Down");
        walk.embedded_user("old");
        let shown = walk.screen();
        assert!(shown.contains(words[2]), "{shown}");
        // Used: another session is opened, and the account is shown before anything else.
        walk.keys("Enter");
        assert_eq!(walk.model.whose, Whose::Profile("old".to_owned()));
        assert!(walk.screen().contains(words[4]), "{}", walk.screen());
    }
}

#[test]
fn an_expired_sign_in_is_made_anew_with_code_and_page_and_esc_stops_it() {
    let mut walk = with_sources("half-done", Language::En, computer());
    walk.keys("Enter Down Enter");
    let (ticket, what) = walk.sign_ins.last().cloned().unwrap();
    assert_eq!(
        what,
        SignIn::Sso {
            profile: "acme".to_owned()
        }
    );
    walk.send(Message::SignIn(
        ticket,
        SignInProgress::Page {
            url: "https://device.sso.example/?user_code=BDFG-HJKL".to_owned(),
            code: Some("BDFG-HJKL".to_owned()),
            expires: Some(walk.hands.now() + jiff::SignedDuration::from_secs(581)),
        },
    ));
    let shown = walk.screen();
    for word in [
        "BDFG-HJKL",
        "expires in 9:41",
        "https://device.sso.example",
        "Waiting for the browser",
    ] {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
    walk.keys("Enter");
    assert_eq!(walk.pages, ["https://device.sso.example/?user_code=BDFG-HJKL"]);
    walk.keys("Esc");
    assert!(walk.sign_ins.is_empty(), "still waited for");
    assert!(walk.screen().contains("Which credentials?"), "{}", walk.screen());
    // An answer that comes too late changes nothing.
    walk.send(Message::SignedIn(ticket, Ok(())));
    assert!(walk.moves.is_empty());
    // Nobody came: the reason stays, Enter asks for a new code, and then it works.
    walk.keys("Enter");
    let (ticket, _) = walk.sign_ins.last().cloned().unwrap();
    walk.send(Message::SignedIn(
        ticket,
        Err(Failure::new(Kind::SignInEnded, "")),
    ));
    assert!(
        walk.screen().contains("Nobody signed in at the page in time."),
        "{}",
        walk.screen()
    );
    walk.keys("Enter");
    let (ticket, _) = walk.sign_ins.last().cloned().unwrap();
    walk.embedded_user("acme");
    walk.send(Message::SignedIn(ticket, Ok(())));
    assert_eq!(
        walk.moves.last().unwrap().whose,
        Whose::Profile("acme".to_owned())
    );
}

#[test]
fn without_credentials_the_shortest_road_is_shown_and_the_embedded_account_is_offered() {
    for (language, words) in [
        (
            Language::En,
            [
                "No credentials were found",
                "CloudShell",
                "embedded account meanwhile",
                "DEMO",
            ],
        ),
        (
            Language::Ja,
            [
                "認証情報はありません",
                "CloudShell",
                "内蔵アカウントで試す",
                "DEMO",
            ],
        ),
    ] {
        let mut walk = with_sources(
            "fresh",
            language,
            Sources {
                cli_asked: true,
                ..Sources::default()
            },
        );
        walk.no_session(Failure::new(Kind::NoCredentials, ""));
        walk.keys("Enter");
        let shown = walk.screen();
        for word in &words[..3] {
            assert!(shown.contains(word), "{word}\n{shown}");
        }
        // Without the AWS CLI its sign-in cannot be begun, and the screen says what to do.
        walk.keys("Enter");
        assert!(walk.screen().contains("2.32"), "{}", walk.screen());
        walk.keys("Esc Down Enter");
        assert_eq!(walk.model.whose, Whose::Embedded);
        assert!(walk.model.mode.demo);
        assert!(walk.screen().contains(words[3]), "{}", walk.screen());
    }
}

#[test]
fn aws_login_asks_for_a_region_first_where_none_is_known() {
    let mut walk = with_sources(
        "fresh",
        Language::Ja,
        Sources {
            cli: Some("2.32.0".to_owned()),
            cli_asked: true,
            ..Sources::default()
        },
    );
    walk.no_session(Failure::new(Kind::NoCredentials, ""));
    walk.keys("Enter Enter");
    assert!(
        walk.screen().contains("どのリージョンで作業しますか"),
        "{}",
        walk.screen()
    );
    walk.keys("Enter");
    let (_, what) = walk.sign_ins.last().cloned().unwrap();
    let SignIn::Login { profile, region } = what else {
        panic!("{what:?}")
    };
    assert_eq!((profile, region), (None, Some(Region::new("ap-northeast-1"))));
}

#[test]
fn a_profile_of_another_kind_is_never_written_over_by_aws_login() {
    let mut sources = computer();
    sources.found[0].way = Way::Keys;
    let mut walk = with_sources("half-done", Language::En, sources);
    walk.keys("Enter a Enter");
    let (_, what) = walk.sign_ins.last().cloned().unwrap();
    assert!(matches!(what, SignIn::Login { profile: Some(name), .. } if name == "genkan"));
}

#[test]
fn a_role_asks_for_its_code_when_one_moves_to_it() {
    let mut walk = with_sources("half-done", Language::En, computer());
    walk.keys("Enter Down Down Down");
    let mut failure = Failure::new(Kind::MfaNeeded, "arn:aws:iam::111122223333:mfa/taro");
    failure.principal = Some("arn:aws:iam::111122223333:role/ops".to_owned());
    walk.refuse_to_move = Some(failure);
    walk.keys("Enter");
    assert!(walk.screen().contains("role/ops"), "{}", walk.screen());
    walk.embedded_user("ops");
    walk.keys("123456 Enter");
    assert_eq!(walk.model.whose, Whose::Profile("ops".to_owned()));
    assert!(
        walk.screen().contains("Is this the right account?"),
        "{}",
        walk.screen()
    );
}

#[test]
fn the_region_is_moved_at_any_time_and_the_bar_says_so() {
    let mut walk = with_sources("half-done", Language::En, computer());
    walk.keys("Enter Enter Enter 3");
    assert!(walk.screen().contains("| ap-northeast-1"), "{}", walk.screen());
    walk.keys("F4 e");
    let Some(Layer::Region {
        regions, selected, ..
    }) = walk.model.layers.last()
    else {
        panic!("{}", walk.screen())
    };
    assert_eq!(regions[*selected].as_str(), "ap-northeast-1");
    walk.keys("Home Enter");
    let to = walk.moves.last().unwrap();
    assert_eq!(
        (&to.whose, to.region.as_ref().unwrap().as_str()),
        (&Whose::Same, "ap-northeast-1")
    );
    walk.keys("F4 e Down Enter");
    let region = walk.moves.last().unwrap().region.clone().unwrap();
    // The same account: the person stays where they were.
    assert!(matches!(
        walk.model.screen(),
        Screen::Measure {
            measure: Measure::Record,
            ..
        }
    ));
    assert!(
        walk.screen().contains(&format!("| {region}")),
        "{}",
        walk.screen()
    );
}

#[test]
fn another_profile_forgets_what_was_about_the_account_before() {
    let mut walk = with_sources("half-done", Language::En, computer());
    walk.keys("Enter Enter Enter 3 v");
    assert!(walk.model.pages.events().is_some());
    walk.embedded_user("old");
    walk.keys("F4 Down Down Enter");
    assert!(
        walk.model.pages.events().is_none() && walk.model.job_forms.is_empty() && walk.model.run.is_none()
    );
    assert!(
        walk.screen().contains("Is this the right account?"),
        "{}",
        walk.screen()
    );
}

/// A session that ends while the event history is read.
#[test]
fn a_read_that_an_expired_sign_in_interrupts_goes_on_after_the_next_one() {
    let mut walk = with_sources("half-done", Language::En, computer());
    walk.keys("Enter Enter Enter 3 v");
    walk.slow = true;
    walk.keys("t");
    let ticket = walk.held_ticket();
    walk.held.clear();
    walk.slow = false;
    let expired = Failure::new(Kind::Expired, "the token has expired");
    walk.send(Message::Read(
        ticket,
        Box::new(genkan::wizard::Answer::Events(Err(expired))),
    ));
    let shown = walk.screen();
    assert!(
        shown.contains("Your sign-in expired. Press Enter to sign in again"),
        "{shown}"
    );
    walk.keys("Enter");
    let (ticket, what) = walk.sign_ins.last().cloned().unwrap();
    assert!(matches!(what, SignIn::Login { .. }), "{what:?}");
    walk.send(Message::SignedIn(ticket, Ok(())));
    let events = walk.model.pages.events().unwrap();
    assert!(events.failure.is_none() && events.loading.is_none() && !events.rows.is_empty());
    assert!(matches!(walk.model.screen(), Screen::Events(_)));
    assert!(walk.model.layers.is_empty());
}

#[test]
fn a_sign_in_to_another_account_is_not_taken_for_the_one_before() {
    let mut walk = with_sources("half-done", Language::En, computer());
    walk.keys("Enter Enter Enter 3");
    walk.expire();
    assert!(
        walk.screen().contains("Your sign-in expired"),
        "{}",
        walk.screen()
    );
    walk.keys("Enter");
    let (ticket, _) = walk.sign_ins.last().cloned().unwrap();
    // In the browser somebody signed in elsewhere.
    walk.enter_another_account();
    walk.send(Message::SignedIn(ticket, Ok(())));
    let shown = walk.screen();
    assert!(shown.contains("another account now"), "{shown}");
    assert!(matches!(walk.model.screen(), Screen::Identity { .. }));
}

#[test]
fn the_introduction_is_read_once_or_skipped() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.model.memory.introduced = false;
    walk.keys("Enter");
    assert!(walk.screen().contains("Why now"), "{}", walk.screen());
    walk.keys("Enter");
    assert!(
        walk.screen().contains("shared responsibility model"),
        "{}",
        walk.screen()
    );
    walk.keys("Esc Enter Enter");
    assert!(
        walk.screen().contains("Is this the right account?"),
        "{}",
        walk.screen()
    );
    assert!(walk.journal.memory().introduced);
    // Back leads to the first screen, and from there on past it.
    walk.keys("Esc Enter");
    assert!(
        walk.screen().contains("Is this the right account?"),
        "{}",
        walk.screen()
    );
    let mut walk = Walk::on("fresh", Language::Ja);
    walk.model.memory.introduced = false;
    walk.keys("Enter s");
    assert!(
        walk.screen().contains("このアカウントでよろしいですか"),
        "{}",
        walk.screen()
    );
    assert!(walk.journal.memory().introduced);
}

#[test]
fn every_measure_and_every_check_says_why_in_both_languages() {
    for language in Language::ALL {
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter");
        for number in 1..=4 {
            walk.keys(&format!("{number} Esc w"));
            let shown = crate::support::text(&walk.buffer(80, 24, Theme::plain()));
            let measure = Measure::ALL[number - 1];
            let words = walk.languages.of(language);
            let story = words.get(&format!("why-measure-{}", measure.id()));
            let start: String = story.lines().next().unwrap().chars().take(12).collect();
            assert!(shown.contains(&start), "{start}\n{shown}");
            walk.keys("Esc").keys(&number.to_string());
            for check in genkan::measures::checks(measure) {
                walk.row(check.id).keys("w");
                let shown = crate::support::text(&walk.buffer(120, 40, Theme::plain()));
                let why: String = walk.languages.of(language).why(check).chars().take(20).collect();
                assert!(shown.contains(&why), "{}\n{shown}", check.id);
                walk.keys("Tab");
                let shown = crate::support::text(&walk.buffer(120, 40, Theme::plain()));
                assert!(shown.contains(&start), "{shown}");
                walk.keys("Esc");
            }
            walk.keys("Esc");
        }
    }
}

#[test]
fn the_recommended_order_follows_the_account() {
    // As the root user of an account on the free plan: an administrator first, an organization last.
    let mut walk = Walk::as_root("fresh", Language::En);
    walk.keys("Enter Enter");
    let shown = walk.screen();
    assert!(shown.contains("Recommended next: 2 > 3 > 4 > 1"), "{shown}");
    assert!(shown.contains("free plan"), "{shown}");
    let mut scenario = Scenario::named("fresh").unwrap().instant();
    scenario.plan = "PAID".to_owned();
    let mut walk = Walk::of(
        &scenario,
        Language::En,
        Mode {
            demo: true,
            read_only: false,
        },
    );
    walk.keys("Enter Enter");
    let shown = walk.screen();
    assert!(shown.contains("Recommended next: 2 > 1 > 3 > 4"), "{shown}");
    assert!(shown.contains("make an administrator first"), "{shown}");
    // A member's organization is somebody else's.
    let mut walk = Walk::on("member", Language::En);
    walk.keys("Enter Enter");
    assert!(!walk.model.recommended().1.contains(&Measure::Separate));
}

#[test]
fn what_is_put_aside_keeps_its_status_and_is_remembered_with_reason_and_owner() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 4")
        .row("detect.detector")
        .keys("x Down Enter Taro Enter");
    assert_eq!(walk.found("detect.detector"), Status::Fail);
    assert!(
        walk.screen().contains("not ours; owner: Taro"),
        "{}",
        walk.screen()
    );
    let account = walk.journal.memory().accounts["111122223333"].clone();
    assert_eq!(account.skipped["detect.detector"].owner, "Taro");
    // Told in the recap, kept for the next start, and taken up again.
    walk.keys("Esc e");
    let shown = crate::support::text(&walk.buffer(80, 60, Theme::plain()));
    assert!(shown.contains("Put aside") && shown.contains("Taro"), "{shown}");
    let mut walk = walk.restart();
    walk.keys("Enter Enter Esc 4").row("detect.detector");
    assert!(walk.screen().contains("owner: Taro"), "{}", walk.screen());
    walk.keys("x F3");
    assert!(!walk.screen().contains("owner: Taro"), "{}", walk.screen());
    assert!(walk.journal.memory().accounts["111122223333"].skipped.is_empty());
}

#[test]
fn the_next_start_offers_to_go_on_where_one_was() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter 2")
        .row("secure.password-policy")
        .keys("e Esc Esc");
    assert!(matches!(walk.model.screen(), Screen::Dashboard { .. }));
    walk.keys("2").row("secure.password-policy").keys("Enter");
    let mut walk = walk.restart();
    walk.keys("Enter Enter");
    let shown = walk.screen();
    assert!(
        shown.contains("Welcome back") && shown.contains("2 Secure the account"),
        "{shown}"
    );
    walk.keys("Enter");
    assert!(matches!(
        walk.model.screen(),
        Screen::Measure {
            measure: Measure::Secure,
            ..
        }
    ));
    // Said once only.
    walk.keys("Esc");
    assert!(walk.model.layers.is_empty());
}

#[test]
fn the_recap_compares_with_the_first_look_and_saves_a_report() {
    for (language, words) in [
        (
            Language::En,
            [
                "What was reached",
                "before",
                "cloudtrail:CreateTrail",
                "est.",
                "Hands-on",
                "Save a report",
            ],
        ),
        (
            Language::Ja,
            [
                "済んだこと",
                "以前",
                "cloudtrail:CreateTrail",
                "見込み",
                "ハンズオン",
                "報告書を保存",
            ],
        ),
    ] {
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter 3");
        walk.keys("Enter Enter Enter Enter Enter Right Enter Enter Esc");
        walk.keys("e");
        let shown = crate::support::text(&walk.buffer(80, 80, Theme::plain()));
        for word in &words[..5] {
            assert!(shown.contains(word), "{word}\n{shown}");
        }
        let before = walk.model.remembered().unwrap().before.clone().unwrap();
        assert_eq!(before.score(Measure::Record).0, 1, "{before:?}");
        walk.keys("Enter");
        assert!(walk.screen().contains(words[5]), "{}", walk.screen());
        assert!(
            walk.screen().contains("genkan-report-111122223333-20261123.html"),
            "{}",
            walk.screen()
        );
        // The name follows the format, until somebody changes it.
        walk.keys("BackTab BackTab Space");
        assert!(walk.screen().contains("-20261123.md"), "{}", walk.screen());
        walk.keys("Tab Space Tab Enter");
        let wish = walk.reports.last().unwrap();
        assert_eq!((wish.format, wish.mask), (ReportFormat::Markdown, true));
        assert_eq!(wish.runs.len(), 1);
        assert!(walk.model.layers.is_empty());
    }
}

#[test]
fn a_report_that_cannot_be_written_leaves_the_dialog_as_it_was() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter e Enter Ctrl-U /nowhere/report.html");
    walk.slow = true;
    walk.keys("Enter");
    let ticket = walk.held_ticket();
    walk.slow = false;
    walk.held.clear();
    walk.send(Message::Saved(
        ticket,
        Err(Failure::new(
            Kind::File,
            "/nowhere/report.html: No such file or directory",
        )),
    ));
    let shown = walk.screen();
    assert!(
        shown.contains("No such file") && shown.contains("[/nowhere/report.html"),
        "{shown}"
    );
    walk.keys("Enter");
    assert_eq!(walk.reports.len(), 1);
}

#[test]
fn what_could_not_be_asked_is_never_called_taken() {
    for language in Language::ALL {
        let mut walk = Walk::on("denied", language);
        walk.keys("Enter Enter");
        let words = walk.languages.of(language);
        let (done, unknown) = (words.get("dashboard-done"), words.get("dashboard-unknown"));
        let shown = walk.screen();
        assert!(
            shown.contains(&start(&unknown)) && !shown.contains(&start(&done)),
            "{shown}"
        );
    }
}

fn start(text: &str) -> String {
    text.chars().take(10).collect()
}

/// A run that the end of a sign-in cut short is gone on with like one that a crash cut short: by asking AWS first.
#[test]
fn a_run_that_an_expired_sign_in_cut_short_is_offered_again_and_others_that_failed_are_not() {
    use genkan::domain::journal::{Ending, Event};
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter Right Enter");
    let history = walk.journal.read().unwrap();
    assert!(history.cut_short("111122223333").is_none());
    for (kind, offered) in [(Kind::Expired, true), (Kind::Denied, false)] {
        let mut history = history.clone();
        let last = history.entries.len();
        for entry in &mut history.entries[last - 2..] {
            entry.event = match &entry.event {
                Event::Done { step, .. } => Event::Failed {
                    step: *step,
                    failure: Box::new(Failure::new(kind, "")),
                },
                Event::Finished { .. } => Event::Finished {
                    ending: Ending::Failed,
                },
                other => panic!("{other:?}"),
            };
        }
        assert_eq!(history.cut_short("111122223333").is_some(), offered, "{kind:?}");
    }
}

/// Moving to the embedded account leaves nothing of the real one behind, and is never taken for it.
#[test]
fn the_embedded_account_is_never_taken_for_a_real_one() {
    let mut walk = with_sources("half-done", Language::En, computer());
    walk.keys("Enter Enter Enter F4");
    walk.keys("End Enter");
    assert!(walk.model.mode.demo);
    assert_eq!(walk.model.whose, Whose::Embedded);
    let shown = walk.screen();
    assert!(shown.contains("DEMO") && !shown.contains("LIVE"), "{shown}");
}
