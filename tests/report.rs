//! The report for a person who was not there, and the commands that help around the wizard.

use std::fs;

use genkan::demo::Scenario;
use genkan::domain::{Language, Mode};
use genkan::measures;
use genkan::report::{Report, html, masked};
use genkan::text::Words;

use crate::support::Walk;
use crate::support::moto::Genkan;

/// genkan on the embedded account: nothing answers at this address.
fn genkan() -> Genkan {
    Genkan::at("http://127.0.0.1:9")
}

fn all_checks() -> Vec<&'static str> {
    let all = genkan::domain::Measure::ALL
        .into_iter()
        .flat_map(measures::checks);
    all.map(|check| check.id).collect()
}

fn reported(walk: &Walk, language: Language) -> Report {
    let findings = measures::judge_all(&genkan::domain::Measure::ALL, &walk.model.facts);
    let region = walk.model.home().unwrap();
    Report::of(
        &walk.model.facts,
        &findings,
        region,
        walk.hands.now(),
        true,
        &Words::of(language),
    )
}

fn walked(scenario: &Scenario) -> Walk {
    let mode = Mode {
        demo: true,
        read_only: false,
    };
    let mut walk = Walk::of(scenario, Language::En, mode);
    walk.keys("Enter Enter");
    walk
}

#[test]
fn the_html_is_one_file_in_both_languages_that_loads_nothing() {
    let genkan = genkan();
    let made = genkan.run(&[
        "report",
        "--demo",
        "half-done",
        "--lang",
        "ja",
        "-o",
        "report.html",
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    let path = genkan.folder.path().join("report.html");
    let text = fs::read_to_string(&path).unwrap();
    for id in all_checks() {
        // Once in each language.
        assert_eq!(
            text.matches(&format!("<div class=\"small\">{id}<br>")).count(),
            2,
            "{id}"
        );
    }
    assert!(text.contains("4つの施策") && text.contains("The four measures"));
    // A person's own language first.
    assert!(text.starts_with("<!DOCTYPE html>\n<html lang=\"ja\">"));
    for loads in ["<script", "src=", "href=", "url(", "@import", "<link"] {
        assert!(!text.contains(loads), "{loads}");
    }
    // Evidence: the call, the Region, the time, AWS's request id.
    assert!(
        text.contains("cloudtrail:DescribeTrails, ap-northeast-1, 20"),
        "no evidence"
    );
    assert!(text.contains("実在のアカウントではありません"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn every_finding_but_those_that_wait_has_its_evidence() {
    for name in ["half-done", "secured", "denied", "member"] {
        let walk = walked(&Scenario::named(name).unwrap().instant());
        let report = reported(&walk, Language::En);
        for line in report.parts.iter().flat_map(|part| &part.lines) {
            assert!(
                !line.evidence.is_empty() || line.status == "not_applicable",
                "{name}: {line:?}"
            );
        }
    }
}

#[test]
fn what_aws_says_is_text_and_no_markup() {
    let walk = walked(&Scenario::named("half-done").unwrap().instant());
    let mut report = reported(&walk, Language::En);
    report.alias = "<b>|acme*".to_owned();
    let page = html(&[&report]).unwrap();
    assert!(!page.contains("<b>") && page.contains("acme*"), "not escaped");
    let text = report.markdown().unwrap();
    assert!(text.contains(r"\<b\>\|acme\*"), "{text}");
    // Every row of every table has the cells of its head.
    let mut columns = None;
    for line in text.lines() {
        let cells = line.replace(r"\|", "").matches('|').count();
        if cells == 0 {
            columns = None;
        } else {
            assert_eq!(*columns.get_or_insert(cells), cells, "{line}");
        }
    }
}

#[test]
fn before_and_after_are_compared_for_one_account_only() {
    let genkan = genkan();
    for (scenario, file) in [("fresh", "before.json"), ("secured", "after.json")] {
        let made = genkan.run(&["report", "--demo", scenario, "--format", "json", "-o", file]);
        assert_eq!(made.code, 0, "{made:?}");
    }
    let compared = genkan.run(&[
        "report",
        "--demo",
        "secured",
        "--format",
        "markdown",
        "--lang",
        "en",
        "--before",
        "before.json",
    ]);
    assert_eq!(compared.code, 0, "{compared:?}");
    assert!(
        compared
            .out
            .contains("| 1 | Separate accounts by use | 0/3 | 3/3 |"),
        "{}",
        compared.out
    );
    let path = genkan.folder.path().join("before.json");
    let other = fs::read_to_string(&path)
        .unwrap()
        .replace("111122223333", "999988887777");
    fs::write(&path, other).unwrap();
    let refused = genkan.run(&["report", "--demo", "secured", "--before", "before.json"]);
    assert_eq!(refused.code, 8, "{refused:?}");
    fs::write(&path, "{}").unwrap();
    let refused = genkan.run(&["report", "--demo", "secured", "--before", "before.json"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    let missing = genkan.run(&["report", "--demo", "secured", "--before", "nothing.json"]);
    assert!(
        missing.code != 0 && missing.err.contains("nothing.json"),
        "{missing:?}"
    );
}

#[test]
fn identifiers_are_hidden_on_request() {
    let genkan = genkan();
    for format in ["html", "markdown", "json"] {
        let shown = genkan.run(&["report", "--demo", "half-done", "--format", format, "--mask"]);
        assert_eq!(shown.code, 0, "{shown:?}");
        assert!(shown.out.replace('\\', "").contains("********3333"), "{format}");
        for hidden in ["111122223333", "AKIADEPLOY"] {
            assert!(!shown.out.contains(hidden), "{format}: {hidden}");
        }
    }
    assert_eq!(masked(&masked("111122223333")), "********3333");
}

#[test]
fn a_check_explains_itself_and_the_shell_knows_the_commands() {
    let genkan = genkan();
    for id in all_checks() {
        for language in ["en", "ja"] {
            let told = genkan.run(&["explain", id, "--lang", language]);
            assert_eq!(told.code, 0, "{told:?}");
            assert!(
                told.out.starts_with(id) && !told.out.contains("No localization"),
                "{told:?}"
            );
        }
    }
    assert_eq!(genkan.run(&["explain"]).out.lines().count(), all_checks().len());
    let unknown = genkan.run(&["explain", "record.nothing"]);
    assert!(
        unknown.code == 2 && unknown.err.contains("record.nothing") && unknown.err.lines().count() < 5,
        "{unknown:?}"
    );
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = genkan.run(&["completions", shell]);
        assert!(text.code == 0 && text.out.contains("explain"), "{shell}");
    }
    let manual = genkan.run(&["man", "report", "--lang", "en"]);
    for wanted in [
        ".TH genkan-report",
        "before",
        "EXAMPLES",
        "ENVIRONMENT",
        "FILES",
        "EXIT STATUS",
    ] {
        assert!(
            manual.out.to_uppercase().contains(&wanted.to_uppercase()),
            "{wanted}"
        );
    }
}
