//! Golden screens. Each has its text and its styles: text alone cannot see a lost colour or a lost focus.

use genkan::domain::Language;
use genkan::screens::Theme;

use crate::support::{Walk, styles, text};

/// The walk of a founder's first day, with the keys that lead from one screen to the next.
const WALK: [(&str, &str); 8] = [
    ("1_welcome", ""),
    ("2_identity", "Enter"),
    ("3_dashboard", "Enter"),
    ("4_record", "3"),
    ("5_form", "Enter"),
    ("6_confirm", "Enter Enter Enter Enter"),
    ("7_confirm_details", "d"),
    ("8_result", "d Right Enter"),
];

fn golden(walk: &mut Walk, name: &str, columns: u16, rows: u16, theme: Theme) {
    let buffer = walk.buffer(columns, rows, theme);
    for line in text(&buffer).lines() {
        assert!(genkan::text::width::width(line) <= usize::from(columns), "{line}");
    }
    insta::assert_snapshot!(
        name.to_owned(),
        format!("{}---- styles\n{}", text(&buffer), styles(&buffer))
    );
}

fn along(language: Language, suffix: &str, columns: u16, rows: u16, theme: Theme) {
    let mut walk = Walk::on("fresh", language);
    for (name, keys) in WALK {
        walk.keys(keys);
        golden(&mut walk, &format!("{name}_{suffix}"), columns, rows, theme);
    }
}

#[test]
fn at_80_by_24() {
    along(Language::En, "80x24", 80, 24, Theme::colours());
}

#[test]
fn at_120_by_40() {
    along(Language::En, "120x40", 120, 40, Theme::colours());
}

#[test]
fn in_japanese() {
    along(Language::Ja, "ja_80x24", 80, 24, Theme::colours());
}

#[test]
fn without_colours_and_in_ascii() {
    let mut walk = Walk::on("half-done", Language::En);
    walk.model.ascii = true;
    walk.keys("Enter Enter");
    golden(&mut walk, "plain_dashboard", 80, 24, Theme::plain());
    walk.keys("3");
    golden(&mut walk, "plain_record", 80, 24, Theme::plain());
    walk.keys("Enter");
    golden(&mut walk, "plain_confirm", 80, 24, Theme::plain());
}

#[test]
fn what_is_denied_is_unknown_and_names_the_permission() {
    for (language, suffix) in [(Language::En, "en"), (Language::Ja, "ja")] {
        let mut walk = Walk::on("denied", language);
        walk.keys("Enter");
        golden(
            &mut walk,
            &format!("denied_identity_{suffix}"),
            80,
            24,
            Theme::colours(),
        );
        walk.keys("Enter");
        golden(
            &mut walk,
            &format!("denied_dashboard_{suffix}"),
            80,
            24,
            Theme::colours(),
        );
        walk.keys("Enter");
        golden(
            &mut walk,
            &format!("denied_record_{suffix}"),
            80,
            24,
            Theme::colours(),
        );
        walk.keys("e");
        golden(
            &mut walk,
            &format!("denied_evidence_{suffix}"),
            80,
            24,
            Theme::colours(),
        );
    }
}

#[test]
fn while_aws_is_slow_everything_says_so() {
    let mut walk = Walk::on("secured", Language::En);
    walk.keys("Enter Enter");
    walk.slow = true;
    walk.keys("r");
    golden(&mut walk, "asking_dashboard", 80, 24, Theme::colours());
    walk.keys("3");
    golden(&mut walk, "asking_record", 80, 24, Theme::colours());
}

#[test]
fn overlays_and_the_rest() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter ?");
    golden(&mut walk, "help", 80, 24, Theme::colours());
    walk.keys("Esc g");
    golden(&mut walk, "journal_empty", 80, 24, Theme::colours());
    walk.keys("Esc 3 Enter Ctrl-U Bad..Name");
    golden(&mut walk, "form_error", 80, 24, Theme::colours());
    walk.keys("Ctrl-U my-own-logs Tab Tab Tab Enter Right Enter g");
    golden(&mut walk, "journal_run", 80, 24, Theme::colours());
    walk.keys("u");
    golden(&mut walk, "undo_confirm", 80, 24, Theme::colours());
    golden(&mut walk, "too_small", 40, 10, Theme::colours());
    golden(&mut walk, "smallest", 60, 20, Theme::colours());
}

#[test]
fn the_event_history_in_both_languages() {
    for (language, suffix) in [(Language::En, "en"), (Language::Ja, "ja")] {
        let mut walk = Walk::on("fresh", language);
        let shot = |walk: &mut Walk, name: &str| {
            golden(walk, &format!("events_{name}_{suffix}"), 80, 24, Theme::colours());
        };
        walk.keys("Enter Enter 3 v N");
        shot(&mut walk, "rows");
        walk.keys("f RunInstances");
        shot(&mut walk, "filter");
        walk.keys("Enter Enter");
        shot(&mut walk, "detail");
        walk.keys("Tab");
        shot(&mut walk, "raw");
        walk.keys("Esc f Ctrl-U nothing Enter");
        shot(&mut walk, "empty");
        walk.slow = true;
        walk.keys("f Ctrl-U Enter");
        shot(&mut walk, "asking");
    }
    let mut walk = Walk::on("denied", Language::En);
    walk.keys("Enter Enter 3 v");
    golden(&mut walk, "events_denied", 80, 24, Theme::colours());
}

#[test]
fn aws_config_s_form_and_plan() {
    for (language, suffix) in [(Language::En, "en"), (Language::Ja, "ja")] {
        let mut walk = Walk::on("fresh", language);
        let shot = |walk: &mut Walk, name: &str| {
            golden(walk, &format!("config_{name}_{suffix}"), 80, 24, Theme::colours());
        };
        walk.keys("Enter Enter 3 Down Down Down Down Down Enter");
        shot(&mut walk, "form");
        walk.keys("Tab Right Space Tab Space Tab Tab Ctrl-U 20");
        shot(&mut walk, "form_error");
        walk.keys("Ctrl-U 7y Tab Enter");
        shot(&mut walk, "confirm");
        walk.keys("Right Enter");
        shot(&mut walk, "result");
    }
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Down Down Down Down Down Enter");
    golden(&mut walk, "config_form_120x40", 120, 40, Theme::colours());
}

#[test]
fn guardduty_s_form_plan_regions_and_findings() {
    for (language, suffix) in [(Language::En, "en"), (Language::Ja, "ja")] {
        let shot = |walk: &mut Walk, name: &str| {
            golden(
                walk,
                &format!("guardduty_{name}_{suffix}"),
                80,
                24,
                Theme::colours(),
            );
        };
        let mut walk = Walk::on("half-done", language);
        walk.keys("Enter Enter 4");
        shot(&mut walk, "measure");
        walk.keys("Enter Tab Right");
        shot(&mut walk, "form");
        walk.keys("Tab Tab Tab Enter");
        shot(&mut walk, "confirm");
        walk.keys("Tab Enter");
        shot(&mut walk, "result");
        walk.keys("Enter v");
        shot(&mut walk, "regions");
        walk.keys("Esc Down Down Down Enter");
        shot(&mut walk, "alert_form");
        walk.keys("x@y Tab Space Tab");
        shot(&mut walk, "alert_form_error");
        walk.keys("Tab Enter Ctrl-U security@acme.example Tab Tab Tab Enter");
        shot(&mut walk, "alert_confirm");
        walk.keys("Tab Enter");
        shot(&mut walk, "alert_result");
        walk.keys("Enter");
        shot(&mut walk, "alert_pending");
        walk.keys("f");
        shot(&mut walk, "findings");
        walk.keys("Enter");
        shot(&mut walk, "finding");
        walk.keys("Esc m");
        shot(&mut walk, "samples");
        walk.keys("Enter");
        shot(&mut walk, "samples_confirm");
        walk.keys("Tab Enter Enter");
        shot(&mut walk, "with_samples");
        walk.keys("s s s");
        shot(&mut walk, "hidden");
        // What a person sees while AWS is slow.
        walk.slow = true;
        walk.keys("r Esc r v");
        shot(&mut walk, "regions_asking");
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter 4 h");
        shot(&mut walk, "handoff");
        walk.keys("Esc f");
        shot(&mut walk, "findings_nowhere");
        let mut walk = Walk::on("denied", language);
        walk.keys("Enter Enter 4 v");
        shot(&mut walk, "regions_denied");
    }
    let mut walk = Walk::on("half-done", Language::En);
    walk.keys("Enter Enter 4 f");
    golden(&mut walk, "guardduty_findings_120x40", 120, 40, Theme::colours());
    golden(&mut walk, "guardduty_findings_plain", 80, 24, Theme::plain());
    walk.keys("Esc v");
    golden(&mut walk, "guardduty_regions_120x40", 120, 40, Theme::colours());
}

#[test]
fn what_aws_config_recorded_in_both_languages() {
    for (language, suffix) in [(Language::En, "en"), (Language::Ja, "ja")] {
        let mut walk = Walk::on("secured", language);
        let shot = |walk: &mut Walk, name: &str| {
            golden(
                walk,
                &format!("inventory_{name}_{suffix}"),
                80,
                24,
                Theme::colours(),
            );
        };
        walk.keys("Enter Enter 3 i");
        shot(&mut walk, "types");
        walk.keys("Enter Enter Down Down");
        shot(&mut walk, "timeline");
        walk.keys("Enter");
        shot(&mut walk, "difference");
        walk.keys("Tab");
        shot(&mut walk, "record");
        walk.keys("Esc Esc Esc / Volume Enter Enter x");
        shot(&mut walk, "deleted");
        walk.keys("s");
        shot(&mut walk, "query");
        walk.keys("Enter");
        shot(&mut walk, "found");
        walk.keys("s Ctrl-U SELECT Enter");
        shot(&mut walk, "refused");
        walk.slow = true;
        walk.keys("r");
        shot(&mut walk, "asking");
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter 3 i");
        shot(&mut walk, "off");
        let mut walk = Walk::on("denied", language);
        walk.keys("Enter Enter 3 i");
        shot(&mut walk, "denied");
    }
    let mut walk = Walk::on("secured", Language::En);
    walk.keys("Enter Enter 3 i Enter Enter");
    golden(&mut walk, "inventory_timeline_120x40", 120, 40, Theme::colours());
    walk.model.ascii = true;
    golden(&mut walk, "inventory_timeline_plain", 60, 20, Theme::plain());
}

#[test]
fn a_failed_run_says_what_failed_what_changed_and_what_to_try() {
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter");
    walk.embedded.fault(
        "cloudtrail:CreateTrail",
        genkan::demo::Fault::Refuse(400, "MaximumNumberOfTrailsExceededException".to_owned()),
    );
    walk.keys("Right Enter");
    golden(&mut walk, "result_failed", 80, 24, Theme::colours());
}

/// What stands between the bars, piece by piece: a piece ends at two spaces, or at the border of a box.
fn pieces(walk: &Walk, screen: &str) -> Vec<String> {
    let rows: Vec<&str> = screen.lines().collect();
    let between = &rows[2..rows.len() - 2];
    let in_box = !walk.model.layers.is_empty();
    let inside = |row: &&str| {
        let row = if in_box {
            row.split('│').nth(1).unwrap_or_default().to_owned()
        } else {
            (*row).to_owned()
        };
        let pieces = row.split("  ").flat_map(|piece| piece.split('│'));
        pieces
            .map(|piece| piece.split_whitespace().collect::<String>())
            .collect::<Vec<_>>()
    };
    between
        .iter()
        .flat_map(inside)
        .filter(|piece| !piece.is_empty() && !piece.contains(".."))
        .collect()
}

/// On a narrow screen everything that a wide one shows is there too, on more rows, or is cut where everybody sees it.
fn holds_what_a_wide_one_does(walk: &mut Walk) {
    const TALL: u16 = 120;
    let screen = text(&walk.buffer(100, TALL, Theme::colours()));
    let wanted = pieces(walk, &screen);
    for columns in [60, 80] {
        let narrow = text(&walk.buffer(columns, TALL, Theme::colours()));
        let shown: String = narrow
            .split(|letter: char| letter.is_whitespace() || letter == '│')
            .collect();
        for piece in &wanted {
            let is_cut = || {
                let mut heads = piece.char_indices().skip(4).map(|(at, _)| &piece[..at]);
                heads.any(|head| shown.contains(&format!("{head}..")))
            };
            assert!(
                shown.contains(piece.as_str()) || is_cut(),
                "{columns}: {piece}\n{narrow}"
            );
        }
    }
}

#[test]
fn nothing_is_lost_at_the_edge_of_a_narrow_screen_in_either_language() {
    for language in Language::ALL {
        for scenario in genkan::demo::Scenario::names() {
            let mut walk = Walk::on(scenario, language);
            holds_what_a_wide_one_does(&mut walk);
            for keys in [
                "Enter", "Enter", "?", "Esc", "j", "Esc", "1", "e", "Esc", "Enter", "Esc", "Esc", "2", "e",
                "Esc", "u", "Esc", "Esc", "3", "e", "Esc", "Enter", "Esc", "v", "Esc", "i", "Esc", "Esc",
                "4", "e", "Esc", "Enter", "Esc", "f", "Esc", "g", "Esc", "h", "Esc", "Esc", "q",
            ] {
                walk.keys(keys);
                holds_what_a_wide_one_does(&mut walk);
            }
        }
    }
}

#[test]
fn measure_2_in_both_languages() {
    for (language, suffix) in [(Language::En, "en"), (Language::Ja, "ja")] {
        let at = |walk: &mut Walk, name: &str| {
            golden(walk, &format!("secure_{name}_{suffix}"), 80, 24, Theme::colours());
        };
        let mut walk = Walk::as_root("fresh", language);
        walk.keys("Enter Enter Enter");
        at(&mut walk, "measure_as_root");
        walk.keys("e Esc Up Up Up Enter");
        at(&mut walk, "root_mfa_guide");
        walk.keys("Esc Down Down Down Enter");
        at(&mut walk, "administrator_form");
        walk.keys("founder Enter Enter Enter");
        at(&mut walk, "administrator_confirm");
        walk.keys("Right Enter");
        at(&mut walk, "enrol");
        golden(
            &mut walk,
            &format!("secure_enrol_120x40_{suffix}"),
            120,
            40,
            Theme::colours(),
        );
        golden(
            &mut walk,
            &format!("secure_enrol_60x20_{suffix}"),
            60,
            20,
            Theme::plain(),
        );
        let first = walk.code(0);
        walk.keys(&first);
        at(&mut walk, "enrol_first_code");
        walk.keys(&first);
        at(&mut walk, "enrol_same_code");
        walk.keys("Esc");
        at(&mut walk, "enrol_stop");
        walk.keys("Esc BackTab Ctrl-U").enrol();
        // The real one is another every time.
        walk.model.run.as_mut().unwrap().password = Some((
            "founder".to_owned(),
            genkan::domain::Secret::new("a-password-of-20-lett".to_owned()),
        ));
        at(&mut walk, "administrator_result");
        walk.keys("Enter Enter");
        at(&mut walk, "sign_in");
        let mut walk = Walk::on("half-done", language);
        walk.keys("Enter Enter 2");
        at(&mut walk, "measure");
        walk.keys("u");
        at(&mut walk, "users");
        walk.keys("Esc a");
        at(&mut walk, "keys");
        walk.keys("Enter");
        at(&mut walk, "key_confirm");
        walk.keys("Esc Esc Down Down Down Down Down Down Down Enter");
        at(&mut walk, "contact_form");
    }
}

#[test]
fn measure_1_in_both_languages() {
    for (language, suffix) in [(Language::En, "en"), (Language::Ja, "ja")] {
        let at = |walk: &mut Walk, name: &str| {
            golden(
                walk,
                &format!("separate_{name}_{suffix}"),
                80,
                24,
                Theme::colours(),
            );
        };
        let mut walk = Walk::on("fresh", language);
        walk.keys("Enter Enter 1 Down");
        at(&mut walk, "measure");
        walk.keys("Enter");
        at(&mut walk, "told");
        walk.keys("Space Enter Right Down founder@acme.example Down Down");
        at(&mut walk, "form");
        golden(
            &mut walk,
            &format!("separate_form_120x40_{suffix}"),
            120,
            40,
            Theme::colours(),
        );
        golden(
            &mut walk,
            &format!("separate_form_60x20_{suffix}"),
            60,
            20,
            Theme::plain(),
        );
        for _ in 0..20 {
            walk.keys("Down");
        }
        walk.keys("Enter");
        at(&mut walk, "confirm");
        walk.keys("Right 3333 Enter");
        at(&mut walk, "result");
        let mut walk = Walk::on("secured", language);
        walk.keys("Enter Enter 1 t a End");
        at(&mut walk, "tree");
        walk.keys("x");
        at(&mut walk, "remove_root");
        walk.keys("Esc Enter");
        at(&mut walk, "in_a_member");
        let mut walk = Walk::on("member", language);
        walk.keys("Enter Enter 1 Down");
        at(&mut walk, "as_a_member");
    }
}

/// From a sign-in to a report, at the three sizes and in both languages.
#[test]
fn the_journey_in_both_languages() {
    for language in Language::ALL {
        let code = language.code();
        let mode = genkan::domain::Mode {
            demo: false,
            read_only: false,
        };
        let mut walk = Walk::of(&crate::support::of_founder("half-done"), language, mode);
        walk.model.sources = Some(crate::journey::computer());
        walk.model.memory.introduced = false;
        walk.keys("Enter");
        let at = |walk: &mut Walk, name: &str| {
            for (columns, rows) in [(80, 24), (60, 20)] {
                golden(
                    walk,
                    &format!("journey_{name}_{columns}x{rows}_{code}"),
                    columns,
                    rows,
                    Theme::colours(),
                );
            }
            walk.send(genkan::wizard::Message::Resize(80, 24));
        };
        at(&mut walk, "1_why");
        walk.keys("Enter");
        at(&mut walk, "2_who");
        walk.keys("Enter Down Down");
        at(&mut walk, "3_sources");
        walk.keys("Up Enter");
        let (ticket, _) = walk.sign_ins.last().cloned().unwrap();
        let page = genkan::domain::SignInProgress::Page {
            url: "https://acme.awsapps.com/start/#/device?user_code=BDFG-HJKL".to_owned(),
            code: Some("BDFG-HJKL".to_owned()),
            expires: Some(walk.hands.now() + jiff::SignedDuration::from_secs(581)),
        };
        walk.send(genkan::wizard::Message::SignIn(ticket, page));
        at(&mut walk, "4_sign_in");
        walk.keys("Esc e");
        at(&mut walk, "5_region");
        walk.keys("Esc Up Enter Enter 3 w");
        at(&mut walk, "6_why_check");
        walk.keys("Tab");
        at(&mut walk, "7_why_measure");
        walk.keys("Esc x Down Enter Taro");
        at(&mut walk, "8_put_aside");
        walk.keys("Enter Esc e");
        at(&mut walk, "9_recap");
        walk.keys("Enter");
        at(&mut walk, "a_save");
    }
}

#[test]
fn the_shortest_road_without_credentials() {
    for language in Language::ALL {
        for (cli, has) in [("2.32.0", "with_cli"), ("", "without_cli")] {
            let mode = genkan::domain::Mode {
                demo: false,
                read_only: false,
            };
            let mut walk = Walk::of(&crate::support::of_founder("fresh"), language, mode);
            walk.model.sources = Some(genkan::domain::Sources {
                cli: (!cli.is_empty()).then(|| cli.to_owned()),
                cli_asked: true,
                ..genkan::domain::Sources::default()
            });
            let failure = genkan::domain::Failure::new(genkan::domain::Kind::NoCredentials, "");
            walk.no_session(failure);
            walk.keys("Enter");
            for (columns, rows) in [(80, 24), (60, 20)] {
                let name = format!("no_credentials_{has}_{columns}x{rows}_{}", language.code());
                golden(&mut walk, &name, columns, rows, Theme::colours());
            }
        }
    }
}
