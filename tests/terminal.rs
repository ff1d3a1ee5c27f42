//! End to end in a real terminal: the main walk in both languages, and every way out gives the terminal back.

use std::net::TcpListener;

use crate::support::pty::Pty;

const ENTER: &str = "\r";
const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";
const F2: &str = "\x1bOQ";
const CTRL_C: &str = "\x03";

/// From the first screen to the plan in the dialog.
fn to_the_plan(pty: &Pty, words: [&str; 6]) {
    let [welcome, identity, dashboard, measure, form, plan] = words;
    pty.see(welcome);
    pty.send(ENTER).see(identity).see("111122223333");
    pty.send(ENTER).see(dashboard).see("1/5");
    pty.send("3").see(measure);
    pty.send(ENTER).see(form);
    for _ in 0..4 {
        pty.send(ENTER);
    }
    pty.see(plan).see("cloudtrail:StartLogging");
}

const ENGLISH: [&str; 6] = [
    "Nothing is changed until you approve a plan",
    "Is this the right account?",
    "Four measures",
    "No trail. Actions older than 90 days",
    "genkan-trail-111122223333-ap-northeast-1-an",
    "Apply 8 changes",
];

#[test]
fn the_walk_to_a_recording_trail_in_english() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    to_the_plan(&pty, ENGLISH);
    pty.send(RIGHT);
    pty.send(ENTER)
        .see("Done. 8 of 8 steps are complete.")
        .see("Multi-Region trail");
    pty.see("Waiting");
    pty.send(ENTER)
        .see("every enabled Region")
        .send("\x1b")
        .see("Four measures")
        .send("q");
    let (status, _) = pty.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn the_walk_to_a_recording_trail_in_japanese() {
    let pty = Pty::genkan(&["demo", "--lang", "ja"], &[]);
    let japanese = [
        "計画を承認するまで、何も変更しません。",
        "このアカウントでよろしいですか",
        "4つの施策",
        "証跡がありません。90日より前の操作は調べられません。",
        "genkan-trail-111122223333-ap-northeast-1-an",
        "8件の変更を実行",
    ];
    to_the_plan(&pty, japanese);
    pty.send(RIGHT);
    pty.send(ENTER)
        .see("実行しました。8件のうち8件が完了しています。");
    pty.send(ENTER)
        .see("すべて記録しています")
        .send("\x1b")
        .see("4つの施策")
        .send("q");
    let (status, _) = pty.end();
    assert_eq!(status.exit_code(), 0);
}

/// From the dashboard with a trail: the form of AWS Config, its plan, a yes, all nine rows.
fn to_a_recorder(pty: &Pty, words: [&str; 7]) {
    let [row, form, plan, done, new, rows, dashboard] = words;
    for _ in 0..5 {
        pty.send(DOWN);
    }
    pty.see(row);
    pty.send(ENTER).see(form).see("genkan-config-111122223333");
    pty.send("\t\t\t\t\t\r");
    pty.see("config:StartConfigurationRecorder").see(plan);
    pty.send(RIGHT);
    pty.send(ENTER).see(done);
    pty.send(ENTER).send("i").see(new);
    // One Esc at a time: two in a row are another key to a terminal.
    pty.send("\x1b").see(rows).send("\x1b").see(dashboard).send("q");
}

#[test]
fn the_walk_to_a_recorder_in_both_languages() {
    for (language, words) in [
        (
            "en",
            [
                "No recorder in ap-northeast-1",
                "AWS Config: what to record",
                "Apply 9 changes",
                "Done. 9 of 9 steps are complete.",
                "turned on a moment ago",
                "AWS Config delivery",
                "Four measures",
            ],
        ),
        (
            "ja",
            [
                "ap-northeast-1 にレコーダーがありません",
                "AWS Config で記録するもの",
                "9件の変更を実行",
                "実行しました。9件のうち9件が完了しています。",
                "有効になったばかりです",
                "AWS Config の配信",
                "4つの施策",
            ],
        ),
    ] {
        let pty = Pty::genkan(&["demo", "--lang", language], &[]);
        pty.see("DEMO").send(ENTER).see("111122223333 acme");
        pty.send(ENTER).see("1/5").send("3");
        to_a_recorder(&pty, words);
        let (status, _) = pty.end();
        assert_eq!(status.exit_code(), 0);
    }
}

/// GuardDuty on in every Region, a sample looked at and put away, in a real terminal.
#[test]
fn the_walk_to_guardduty_and_its_samples_in_both_languages() {
    for (language, words) in [
        (
            "en",
            [
                "GuardDuty is off in every Region",
                "All 17 enabled Regions",
                "Apply 17 changes",
                "Done. 17 of 17 steps are complete.",
                "No findings. That is good.",
                "Sample findings",
                "Apply 1 change ]",
                "Done. 1 of 1 steps are complete.",
                "Take the instance off the network",
                "4 of 4 shown",
                "Four measures",
            ],
        ),
        (
            "ja",
            [
                "GuardDuty がどのリージョンでも無効です",
                "有効な17リージョンすべて",
                "17件の変更を実行",
                "実行しました。17件のうち17件が完了しています。",
                "検出結果はありません。",
                "検出結果サンプル",
                "1件の変更を実行",
                "実行しました。1件のうち1件が完了しています。",
                "ルールのないセキュリティグループ",
                "4件のうち4件を表示",
                "4つの施策",
            ],
        ),
    ] {
        let [
            off,
            form,
            yes,
            done,
            none,
            samples,
            one,
            made,
            advice,
            shown,
            dashboard,
        ] = words;
        let pty = Pty::genkan(&["demo", "--lang", language], &[]);
        pty.see("DEMO").send(ENTER).see("111122223333 acme");
        pty.send(ENTER).see("1/5").send("4").see(off);
        pty.send(ENTER).see(form).send("\t\t\t\t\r").see(yes);
        pty.send(RIGHT);
        pty.send(ENTER).see(done);
        pty.send(ENTER).send("f").see(none);
        pty.send("m").see(samples);
        pty.send(ENTER).see(one).send(RIGHT);
        pty.send(ENTER).see(made);
        // They arrive by themselves.
        pty.send(ENTER).see("[SAMPLE]").see(shown);
        pty.send(ENTER).see(advice).send(ENTER).see(shown);
        pty.send("A").see("guardduty:ArchiveFindings").send(RIGHT);
        pty.send(ENTER).see(made);
        pty.send(ENTER).see(none).send("\x1b").see(all_on(language));
        pty.send("\x1b").see(dashboard).send("q");
        let (status, _) = pty.end();
        assert_eq!(status.exit_code(), 0);
    }
}

fn all_on(language: &str) -> &'static str {
    if language == "ja" {
        "17リージョンのうち17リージョンで GuardDuty が有効です。"
    } else {
        "GuardDuty is on in 17 of 17 Regions."
    }
}

#[test]
fn the_story_of_an_instance_is_read_in_both_languages() {
    for (language, whole, changes) in [
        ("en", "The whole timeline", "Changed since"),
        ("ja", "最初の記録からのすべて", "からの変更"),
    ] {
        let pty = Pty::genkan(&["demo", "secured", "--lang", language], &[]);
        pty.see("DEMO").send(ENTER).see("111122223333 acme");
        pty.send(ENTER).see("9/9").send("3").see("AWS Config");
        pty.send("i").see("AWS::EC2::Instance");
        pty.send(ENTER).see("i-06a8d8bc3a3aa27a9");
        pty.send(ENTER).see(whole).see(changes);
        pty.send(DOWN).send(DOWN).see("\"stopping\"");
        pty.send(ENTER).see("Configuration.stateTransitionReason");
        pty.send("\t").see("\"configurationItemStatus\": \"OK\"");
        pty.signal("TERM");
        assert_eq!(pty.end().0.exit_code(), 130);
    }
}

#[test]
fn without_colours_the_focused_button_still_differs() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[("NO_COLOR", "1")]);
    to_the_plan(&pty, ENGLISH);
    assert_eq!(pty.attributes("[ Go back ]"), (true, false));
    assert_eq!(pty.attributes("[ Apply 8 changes ]"), (false, false));
    pty.see("> [ Go back ]");
    pty.send(RIGHT).see("> [ Apply 8 changes ]");
    assert_eq!(pty.attributes("[ Apply 8 changes ]"), (true, false));
    pty.send("\x1b").send(CTRL_C).see("Ctrl-C again").send(CTRL_C);
    pty.end();
}

#[test]
fn ascii_draws_with_ascii() {
    let pty = Pty::genkan(&["demo", "--lang", "en", "--ascii"], &[]);
    to_the_plan(&pty, ENGLISH);
    let screen = pty.screen();
    assert!(
        screen.is_ascii() || screen.replace("日本語", "").is_ascii(),
        "{screen}"
    );
    pty.signal("TERM");
    pty.end();
}

#[test]
fn interrupted_while_applying_it_finishes_the_call_and_says_what_is_done() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    to_the_plan(&pty, ENGLISH);
    pty.send(RIGHT).see("> [ Apply 8 changes ]");
    // The embedded account lets a new bucket policy spread for a moment, as S3 does.
    pty.send(ENTER).see("retry 1");
    pty.send(CTRL_C)
        .see("Stop after this step")
        .see("(cloudtrail:CreateTrail) is running");
    pty.send(ENTER).see("Stopped. 6 of 8 steps are in place");
    pty.see("is stopped");
    pty.send(ENTER)
        .send("g")
        .see("What was changed from this machine")
        .see("stopped")
        .see("not started");
    pty.send("\x1b").send(CTRL_C).see("again").send(CTRL_C);
    let (status, _) = pty.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_second_interrupt_while_applying_leaves_at_once() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    to_the_plan(&pty, ENGLISH);
    pty.send(RIGHT).see("> [ Apply 8 changes ]");
    pty.send(ENTER).see("retry 1");
    pty.send(CTRL_C).see("Stop after this step").send(CTRL_C);
    let (status, _) = pty.end();
    assert_eq!(status.exit_code(), 130);
}

#[test]
fn sigterm_gives_the_terminal_back() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    pty.see("Nothing is changed");
    pty.signal("TERM");
    assert_eq!(pty.end().0.exit_code(), 130);
}

#[test]
fn sighup_gives_the_terminal_back() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    pty.see("Nothing is changed");
    pty.signal("HUP");
    assert_eq!(pty.end().0.exit_code(), 130);
}

#[test]
fn a_signal_at_the_first_drawn_byte_gives_the_terminal_back() {
    for _ in 0..10 {
        let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
        pty.taken();
        pty.signal("HUP");
        assert_eq!(pty.end().0.exit_code(), 130);
    }
}

#[test]
fn sigterm_while_applying_finishes_the_call_first() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    to_the_plan(&pty, ENGLISH);
    pty.send(RIGHT).see("> [ Apply 8 changes ]");
    pty.send(ENTER).see("retry 1");
    pty.signal("TERM");
    assert_eq!(pty.end().0.exit_code(), 130);
}

#[test]
fn resized_to_almost_nothing_and_back_nothing_is_lost() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    to_the_plan(&pty, ENGLISH);
    pty.resize(20, 5);
    pty.see("needed");
    // What cannot be seen cannot be approved. F2 answers last, so all three keys were taken while tiny.
    pty.send(RIGHT).send(ENTER).send(F2).see("必要");
    pty.send(F2).see("needed");
    pty.resize(120, 40);
    pty.see("Apply 8 changes").see("> [ Go back ]");
    pty.resize(80, 24);
    pty.send(DOWN).see("> [ Go back ]");
    pty.signal("TERM");
    pty.end();
}

#[test]
fn the_first_screen_needs_no_answer_from_anybody() {
    // An endpoint that takes the connection and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let pty = Pty::genkan(
        &["--lang", "en"],
        &[
            ("AWS_ENDPOINT_URL", &endpoint),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("AWS_REGION", "eu-west-1"),
        ],
    );
    pty.see("Nothing is changed until you approve a plan").see("LIVE");
    // And no screen waits for the slowest call: keys go on working while AWS is silent.
    pty.send(ENTER).see("Is this the right account?").see("Checking");
    pty.send(F2).see("このアカウントでよろしいですか");
    pty.send(CTRL_C).see("Ctrl-C").send(CTRL_C);
    pty.end();
    drop(silent);
}

#[test]
fn missing_credentials_are_no_security_failure() {
    let pty = Pty::genkan(
        &["--lang", "en"],
        &[
            ("AWS_REGION", "eu-west-1"),
            ("AWS_CONFIG_FILE", "/nonexistent"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent"),
        ],
    );
    pty.see("Nothing is changed");
    pty.send(ENTER)
        .see("No credentials were found on this computer")
        .see("aws login");
    pty.send(CTRL_C).see("again").send(CTRL_C);
    pty.end();
}

/// Not a test of its own: what the next one runs in a terminal.
#[test]
#[ignore = "run by a_panic_gives_the_terminal_back"]
fn helper_that_panics_in_the_terminal() {
    let system = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let _entered = system.enter();
    let signals = genkan::runtime::signals::Signals::new().unwrap();
    let mut terminal =
        genkan::runtime::terminal::Terminal::take("the epitaph with the journal's path", false, &signals)
            .unwrap();
    terminal
        .draw(|frame| frame.render_widget("drawing", frame.area()))
        .unwrap();
    panic!("a mistake");
}

#[test]
fn a_panic_gives_the_terminal_back() {
    let program = std::env::current_exe().unwrap();
    let name = "terminal::helper_that_panics_in_the_terminal";
    let pty = Pty::start(
        program.to_str().unwrap(),
        &["--ignored", "--exact", name, "--nocapture"],
        &[],
    );
    let (status, screen) = pty.end();
    assert!(!status.success());
    assert!(
        screen.contains("the epitaph with the journal's path") && screen.contains("a mistake"),
        "{screen}"
    );
}

/// Not a test of its own: the wizard on the embedded account with a clock that panics as soon as a file is there, in a task
/// or in the loop, as the file says.
#[test]
#[ignore = "run by a_panic_in_any_task_ends_the_program"]
fn helper_whose_clock_panics() {
    let armed = std::path::PathBuf::from(std::env::var_os("ARMED").unwrap());
    let clock: genkan::domain::Clock = std::sync::Arc::new(move || {
        let wanted = std::fs::read_to_string(&armed).unwrap_or_default();
        let here = if tokio::task::try_id().is_some() {
            "task"
        } else {
            "loop"
        };
        assert!(wanted != here, "a mistake");
        jiff::Timestamp::now()
    });
    let scenario = genkan::demo::Scenario::named("fresh").unwrap().as_user("founder");
    let opener = genkan::runtime::Opener::new(Some(scenario), genkan::aws::Options::default(), clock);
    let mode = genkan::domain::Mode {
        demo: true,
        read_only: false,
    };
    let system = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let manner = genkan::runtime::Manner::default();
    let code = system
        .block_on(genkan::runtime::run(
            opener,
            genkan::domain::Language::En,
            mode,
            manner,
        ))
        .unwrap();
    // The harness has an exit code of its own.
    assert_eq!(code, genkan::runtime::terminal::PANICKED);
    std::fs::write(std::env::var_os("LEFT").unwrap(), "101").unwrap();
}

#[test]
fn a_panic_in_any_task_ends_the_program() {
    let program = std::env::current_exe().unwrap();
    let name = "terminal::helper_whose_clock_panics";
    for (place, applies, last) in [
        // While a survey is under way; while a plan is applied; in the loop itself.
        ("task", false, "r"),
        ("task", true, ENTER),
        ("loop", false, "j"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (armed, left) = (folder.path().join("armed"), folder.path().join("left"));
        let pty = Pty::start(
            program.to_str().unwrap(),
            &["--ignored", "--exact", name, "--nocapture"],
            &[
                ("ARMED", armed.to_str().unwrap()),
                ("LEFT", left.to_str().unwrap()),
            ],
        );
        if applies {
            to_the_plan(&pty, ENGLISH);
            pty.send(RIGHT);
        } else {
            pty.see(ENGLISH[0])
                .send(ENTER)
                .see(ENGLISH[1])
                .see("111122223333")
                .send(ENTER)
                .see(ENGLISH[2]);
        }
        std::fs::write(&armed, place).unwrap();
        pty.send(last);
        let (_, screen) = pty.end();
        assert!(screen.contains("terminal.rs"), "{place}: {screen}");
        if place == "task" {
            assert_eq!(
                std::fs::read_to_string(&left).unwrap_or_default(),
                "101",
                "{screen}"
            );
        }
    }
}

#[test]
fn a_stop_by_the_shell_gives_the_terminal_back_and_takes_it_again() {
    for way in ["key", "signal"] {
        let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
        pty.see("Nothing is changed");
        if way == "key" {
            pty.send("\x1a");
        } else {
            pty.signal("TSTP");
        }
        pty.stopped();
        assert!(!pty.is_raw(), "{way}: stopped with the terminal still taken");
        pty.signal("CONT");
        pty.see("Nothing is changed").send(ENTER).see("right account?");
        assert!(pty.is_raw(), "{way}");
        pty.signal("TERM");
        pty.end();
    }
}

#[test]
fn sigquit_gives_the_terminal_back() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    pty.see("Nothing is changed");
    pty.signal("QUIT");
    pty.end();
}

/// From an account alone to two accounts in their units, in a real terminal.
#[test]
fn the_walk_to_accounts_of_their_own_in_both_languages() {
    for (language, words) in [
        (
            "en",
            [
                "One more",
                "becomes a PAID plan",
                "Which accounts?",
                "To go on, type 3333",
                "Done. 8 of 8 steps are complete.",
                "managed from here",
                "Back to the management account",
                "An organization",
                "Four measures",
            ],
        ),
        (
            "ja",
            [
                "追加",
                "有料プラン",
                "どのアカウントを作りますか",
                "続けるには 3333 と入力してください",
                "実行しました。8件のうち8件が完了しています。",
                "ここで管理",
                "管理アカウントに戻る",
                "組織 (AWS",
                "4つの施策",
            ],
        ),
    ] {
        let [more, paid, form, word, done, own, back, row, dashboard] = words;
        // As the root user nobody goes into another account.
        let pty = Pty::genkan(&["demo", "fresh", "--lang", language], &[]);
        pty.see("DEMO").send(ENTER).see("111122223333 acme");
        pty.send(ENTER).see("0/3").send("1");
        pty.send(DOWN).send(ENTER).see(paid).send(" ").see("[x]");
        pty.send(ENTER).see(form);
        pty.send(DOWN).send("founder@acme.example");
        pty.see("founder+dev@acme.example").see(more);
        pty.send("\t\t\t\t\t\t\t\r").see(word);
        pty.send(RIGHT).send("3333").send(ENTER);
        // Two accounts, six seconds each.
        pty.see("MoveAccount").see(done);
        // One Esc at a time: two in a row are another key to a terminal.
        pty.send(ENTER).see(row).send("t").see(own).send("\x1b").see(row);
        pty.send("\x1b").see(dashboard).send("q");
        assert_eq!(pty.end().0.exit_code(), 0);

        let pty = Pty::genkan(&["demo", "secured", "--lang", language], &[]);
        pty.see("DEMO").send(ENTER).see("111122223333 acme");
        pty.send(ENTER).see("3/3").send("1");
        pty.send("t").see("Workloads/").send("\x1b[F").send(ENTER);
        pty.see("222233335555 dev").see(back);
        pty.send("b")
            .see("111122223333 acme")
            .send("\x1b")
            .see(dashboard)
            .send("q");
        assert_eq!(pty.end().0.exit_code(), 0);
    }
}

#[test]
fn a_new_founder_walks_from_nothing_to_a_report_in_both_languages() {
    for (language, words) in [
        (
            "en",
            [
                "Why now",
                "Who answers for what",
                "No credentials were found",
                "Look around in the embedded account",
                "Is this the right account?",
                "Recommended next: 2 > 3 > 4 > 1",
                "Apply 8 changes",
                "Done. 8 of 8 steps are complete.",
                "What was reached",
                "Save a report",
                "Written: ",
            ],
        ),
        (
            "ja",
            [
                "なぜ今なのか",
                "責任共有モデル",
                "認証情報はありません",
                "その間に内蔵アカウントで試す",
                "このアカウントでよろしいですか",
                "次のおすすめ: 2 > 3 > 4 > 1",
                "8件の変更を実行",
                "8件のうち8件が完了",
                "済んだこと",
                "報告書を保存",
                "書き込みました:",
            ],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("report.html");
        let [
            why,
            who,
            none,
            embedded,
            identity,
            next,
            yes,
            done,
            recap,
            save,
            written,
        ] = words;
        let pty = Pty::genkan(&["--lang", language], &[("NEW", "1")]);
        pty.see("genkan").send(ENTER).see(why);
        pty.send(ENTER).see(who);
        pty.send(ENTER).see(none).see("CloudShell").see(embedded);
        pty.send(DOWN);
        pty.send(ENTER).see(identity).see("111122223333").see("DEMO");
        pty.send(ENTER).see(next);
        let no_trail = if language == "en" {
            "No trail. Actions"
        } else {
            "証跡がありません"
        };
        pty.see("1/9")
            .send("3")
            .see(no_trail)
            .see(if language == "en" { "Fix " } else { "対応" });
        pty.send(ENTER).see("genkan-trail-111122223333");
        for _ in 0..4 {
            pty.send(ENTER);
        }
        pty.see(yes).send(RIGHT);
        pty.send(ENTER).see(done);
        pty.send(ENTER).send("\x1b").see(next.split(' ').next().unwrap());
        pty.send("e").see(recap).see("cloudtrail:CreateTrail");
        pty.send(ENTER).see(save);
        pty.send("\x15").send(&report.display().to_string());
        pty.send(ENTER).see(written);
        pty.send("q");
        assert_eq!(pty.end().0.exit_code(), 0);
        let text = std::fs::read_to_string(&report).unwrap();
        assert!(
            text.contains("<td>cloudtrail:CreateTrail</td>"),
            "nothing of what was changed"
        );
        assert!(text.contains("/9, "), "nothing of before");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&report).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "others can read the report");
        }
    }
}

/// The same walk in lines: with the flag, and on a terminal that says it can do nothing.
#[test]
fn the_same_walk_in_lines_and_nothing_moves_the_cursor() {
    for (language, arguments, environment, words) in [
        (
            "en",
            vec!["--plain"],
            ("NO_COLOR", "1"),
            [
                "Why now",
                "embedded account",
                "right account?",
                "Recommended next",
                "Apply 8 changes",
                "Done. 8 of 8",
                "What was reached",
                "Written: ",
            ],
        ),
        (
            "ja",
            vec![],
            ("TERM", "dumb"),
            [
                "なぜ今なのか",
                "内蔵アカウント",
                "よろしいですか",
                "次のおすすめ",
                "8件の変更を実行",
                "8件のうち8件",
                "済んだこと",
                "書き込みました:",
            ],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("report.md");
        let mut all = vec!["--lang", language];
        all.extend(arguments);
        let pty = Pty::genkan(&all, &[("NEW", "1"), environment]);
        let [why, embedded, identity, next, yes, done, recap, written] = words;
        pty.see("> ");
        pty.say("", why);
        pty.say("s", embedded);
        pty.say("2", "> 2.");
        pty.say("", identity);
        pty.say("", next);
        pty.say("3", "> 3.");
        pty.say("", "(i)");
        pty.say("", "(Ctrl-U)");
        pty.say("/4", "> 4.");
        pty.say("", yes);
        pty.say("2", "> 2. [");
        // What was done is longer than the screen; its end is the prompt.
        pty.say("", "(u)");
        assert!(pty.raw().contains(done), "{done}");
        pty.say("", "(v)");
        pty.say("b", "(e)");
        pty.say("e", recap);
        pty.say("", "(Ctrl-U)");
        pty.say(&report.display().to_string(), "report.md");
        pty.say("", written);
        assert!(!pty.raw().contains("\x1b["), "a cursor was moved or a colour set");
        pty.send("\x04");
        assert_eq!(pty.end().0.exit_code(), 130);
        assert!(
            std::fs::read_to_string(&report)
                .unwrap()
                .contains("cloudtrail:CreateTrail")
        );
    }
}

#[test]
fn a_terminal_that_draws_wide_gets_ascii_and_one_that_is_light_gets_darker_colours() {
    for (answers, is_wide, colour) in [
        ("wide dark", true, 166),
        ("narrow light", false, 130),
        ("narrow dark", false, 166),
    ] {
        let pty = Pty::genkan(&["demo", "--lang", "ja"], &[("ANSWERS", answers)]);
        pty.see("計画を承認するまで").send(ENTER).see("111122223333 acme");
        pty.send(ENTER).see("次のおすすめ");
        assert_eq!(pty.screen().contains('─'), !is_wide, "{}", pty.screen());
        let mark = if is_wide { "[NG]" } else { "✗" };
        pty.see(mark);
        assert_eq!(pty.colour(mark), vt100::Color::Idx(colour), "{answers}");
        // The same walk goes on.
        pty.send("3").see("証跡がありません");
        pty.send(ENTER).see("genkan-trail-111122223333");
        for _ in 0..4 {
            pty.send(ENTER);
        }
        pty.see("8件の変更を実行").send(RIGHT);
        pty.send(ENTER).see("8件のうち8件が完了");
        pty.signal("TERM");
        pty.end();
    }
}

#[test]
fn sixteen_colours_are_used_where_there_are_no_more() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[("TERM", "xterm")]);
    pty.see("Nothing is changed").send(ENTER).see("111122223333 acme");
    pty.send(ENTER).see("Recommended next");
    pty.see("✗");
    assert_eq!(pty.colour("✗"), vt100::Color::Idx(9));
    pty.signal("TERM");
    pty.end();
}

#[test]
fn the_mouse_clicks_what_a_key_would_do() {
    let pty = Pty::genkan(&["demo", "--lang", "en", "--mouse"], &[]);
    pty.see("Nothing is changed").send(ENTER).see("111122223333 acme");
    // Press on a row and column, as SGR reports it.
    let click = |row: usize, column: usize| {
        pty.send(&format!("\x1b[<0;{column};{row}M"));
    };
    let find = |text: &str| {
        pty.see(text);
        let screen = pty.screen();
        let (row, line) = screen
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains(text))
            .unwrap_or_else(|| panic!("{text}\n{screen}"));
        (row + 1, line[..line.find(text).unwrap()].chars().count() + 1)
    };
    // The first click gives the focus, the second does it.
    let (row, column) = find("Check only");
    click(row, column);
    pty.see("> [ Check only ]");
    click(row, column);
    // All is answered: the rows move no more.
    pty.see("Four measures").see("READ-ONLY").see("checked just now");
    let (row, column) = find("Detect threats");
    click(row, column);
    pty.see(" >  4 Detect threats");
    click(row, column);
    pty.see("GuardDuty protection plans");
    // Words of the last row are their key.
    let (row, column) = find("Esc Back");
    click(row, column + 5);
    pty.see("Four measures");
    pty.send("q");
    pty.end();
}

#[test]
fn without_the_flag_the_mouse_is_the_terminals_own() {
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[]);
    pty.see("Nothing is changed");
    assert!(!pty.raw().contains("\x1b[?1000h"));
    pty.send("q");
    pty.end();
}

#[test]
fn a_persons_own_file_sets_keys_styles_and_language() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("genkan");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(
        config.join("config.toml"),
        "lang = \"ja\"\n[keys]\nrecap = \"E\"\n[style]\nfail = { fg = \"201\" }\n",
    )
    .unwrap();
    let home = folder.path().display().to_string();
    let pty = Pty::genkan(&["demo"], &[("XDG_CONFIG_HOME", &home)]);
    pty.see("計画を承認するまで").send(ENTER).see("111122223333 acme");
    pty.send(ENTER).see("次のおすすめ").see("E まとめ");
    pty.see("✗");
    assert_eq!(pty.colour("✗"), vt100::Color::Idx(201));
    pty.send("E").see("済んだこと");
    pty.signal("TERM");
    pty.end();
    // Two things under one key: the line is named, and nothing else happens.
    std::fs::write(config.join("config.toml"), "[keys]\nrecap = \"q\"\n").unwrap();
    let pty = Pty::genkan(&["demo", "--lang", "en"], &[("XDG_CONFIG_HOME", &home)]);
    pty.see("config.toml:2: keys: q = recap, quit");
    assert_eq!(pty.end().0.exit_code(), 2);
}
