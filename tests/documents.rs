//! Documents that the code writes or that must fit it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use genkan::aws::permissions;
use genkan::domain::{Language, Measure};
use genkan::measures;

use crate::support::{Walk, text};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn policy(name: &str, actions: &BTreeSet<&'static str>) -> String {
    format!("```json\n{:#}\n```\n", permissions::policy(&[(name, actions)]))
}

/// The words around the policies, in a language.
struct Around {
    file: &'static str,
    head: &'static str,
    check: &'static str,
    read: &'static str,
    change: &'static str,
    calls: &'static str,
}

const AROUND: [Around; 2] = [
    Around {
        file: "docs/permissions.md",
        head: "# Permissions\n\nWritten by the code (`GENKAN_BLESS=1 cargo test documents::`); a test holds it in step. \
               `genkan policy check` and\n`genkan policy apply` print the policies.\n\n\
               `sts:GetCallerIdentity` needs no permission. What is missing makes its check *unknown*, never failed.\n\n",
        check: "## To check\n\n",
        read: "\n## To read what AWS Config recorded, and the member accounts\n\nThe inventory, the timeline, and the look into the member accounts:\n\n",
        change: "\n## To change\n\nBesides the former:\n\n",
        calls: "\n## Call by call\n\n| call | IAM actions, with the reads before the write |\n|---|---|\n",
    },
    Around {
        file: "docs/permissions.ja.md",
        head: "# 権限\n\nコードから生成しています（`GENKAN_BLESS=1 cargo test documents::`）。テストが一致を確かめます。\n\
               `genkan policy check` と `genkan policy apply` で同じポリシーを出力できます。\n\n\
               `sts:GetCallerIdentity` に権限は不要です。権限が足りない確認は「未確認」になり、「要対応」にはなりません。\n\n",
        check: "## 確認に必要なもの\n\n",
        read: "\n## AWS Config の記録とメンバーアカウントを読むとき\n\nインベントリ、タイムライン、メンバーアカウントの確認に使います。\n\n",
        change: "\n## 変更に必要なもの\n\n上のものに加えて必要です。\n\n",
        calls: "\n## 呼び出しごとの権限\n\n| 呼び出し | IAM アクション（書き込み前の読み取りを含む） |\n|---|---|\n",
    },
];

/// docs/permissions.md and its Japanese twin, from the code.
fn permissions_page(around: &Around) -> String {
    let (reads, changes) = (permissions::to_check(), permissions::to_change());
    let mut page = String::from(around.head);
    page.push_str(around.check);
    page.push_str(&policy("GenkanCheck", &reads));
    page.push_str(around.read);
    page.push_str(&policy("GenkanRead", &permissions::to_read()));
    page.push_str(around.change);
    page.push_str(&policy(
        "GenkanChange",
        &changes.difference(&reads).copied().collect(),
    ));
    page.push_str(around.calls);
    for change in measures::described() {
        let actions: Vec<String> = change
            .actions
            .iter()
            .map(|action| format!("`{action}`"))
            .collect();
        page.push_str(&format!("| `{}` | {} |\n", change.call, actions.join(", ")));
    }
    page
}

#[test]
fn the_permissions_page_is_what_the_code_needs() {
    for around in &AROUND {
        let page = permissions_page(around);
        if std::env::var_os("GENKAN_BLESS").is_some() {
            fs::write(Path::new(ROOT).join(around.file), &page).unwrap();
        }
        assert!(
            read(around.file) == page,
            "{}: GENKAN_BLESS=1 cargo test documents:: writes it anew",
            around.file
        );
    }
}

/// Whether a text holds a name whole: `DeleteGroup` is not found in `DeleteGroupPolicy`.
fn names(text: &str, name: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(name).any(|(at, _)| {
        !is_part(text[..at].chars().next_back()) && !is_part(text[at + name.len()..].chars().next())
    })
}

#[test]
fn every_check_and_every_change_is_on_its_measures_page() {
    let of = |measure: Measure| {
        (measures::rooms(measure).described)()
            .into_iter()
            .map(|one| one.call)
    };
    let mut count = 0;
    for measure in Measure::ALL {
        let page = read(&format!("docs/measures/{}.md", measure.id()));
        for check in measures::checks(measure) {
            assert!(names(&page, check.id), "{}: {}", measure.id(), check.id);
        }
        for call in of(measure) {
            let name = call.split(':').nth(1).unwrap();
            assert!(names(&page, name), "{}: {name}", measure.id());
            count += 1;
        }
    }
    assert_eq!(count, measures::described().count());
    assert!(names("`DeleteGroup`, x", "DeleteGroup") && !names("`DeleteGroupPolicy`", "DeleteGroup"));
}

#[test]
fn the_readme_shows_a_real_screen_and_its_commands_work() {
    let readme = read("README.md");
    let mut walk = Walk::on("fresh", Language::En);
    walk.keys("Enter Enter 3 Enter Enter Enter Enter Enter");
    let screen = text(&walk.buffer(80, 24, genkan::screens::Theme::colours()));
    for line in screen
        .lines()
        .filter(|line| line.contains("cloudtrail:") || line.contains("Apply"))
    {
        assert!(readme.contains(line), "{line}");
    }
    for command in [
        "cargo run -- demo",
        "cargo test",
        "genkan check",
        "genkan plan -o",
        "genkan apply",
        "genkan undo",
    ] {
        assert!(readme.contains(command), "{command}");
    }
    let japanese = read("README.ja.md");
    let mut walk = Walk::on("fresh", Language::Ja);
    walk.keys("Enter Enter");
    for line in walk.screen().lines().filter(|line| line.contains("証跡")) {
        assert!(japanese.contains(line), "{line}");
    }
}

#[test]
fn nothing_committed_names_a_machine_or_a_registry_host() {
    let output = std::process::Command::new("git")
        .args(["ls-files"])
        .current_dir(ROOT)
        .output();
    let Ok(output) = output else { return };
    for path in String::from_utf8(output.stdout).unwrap().lines() {
        if path == "Cargo.lock" || path == "tests/documents.rs" {
            continue;
        }
        let text = fs::read(Path::new(ROOT).join(path)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        for word in ["/work/", "/root/", "pypi.org", "index.crates.io"] {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
}

/// Links lead somewhere, and what is written in one language is there in the other.
#[test]
fn the_pages_link_to_pages_that_are_there_in_both_languages() {
    let root = Path::new(ROOT);
    let mut pages = vec!["README.md".to_owned(), "README.ja.md".to_owned()];
    for entry in fs::read_dir(root.join("docs")).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|ending| ending == "md") {
            pages.push(format!("docs/{name}"));
        }
    }
    for page in &pages {
        let text = read(page);
        let folder = root.join(page).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            if !path.is_empty() && !path.contains("://") {
                assert!(folder.join(path).exists(), "{page}: {link}");
            }
        }
    }
    for name in [
        "getting-started",
        "walkthrough-founder",
        "walkthrough-consultant",
        "costs",
        "permissions",
        "security",
        "troubleshooting",
    ] {
        for ending in ["md", "ja.md"] {
            assert!(
                pages.contains(&format!("docs/{name}.{ending}")),
                "{name}.{ending}"
            );
        }
    }
}

/// Where a page points into the source there is something.
#[test]
fn the_page_of_the_architecture_and_the_map_of_the_source_name_what_is_there() {
    let page = read("docs/architecture.md");
    let mut count = 0;
    for name in page.split(['`', ' ', '\n', '(', ')']) {
        let is_path = name.contains('/')
            && (name.ends_with(".rs") || name.starts_with("src/") || name.ends_with(".toml"));
        if !is_path {
            continue;
        }
        count += 1;
        let name = name.trim_end_matches([',', '.', ';']);
        let found = match name.split_once('*') {
            // One for each measure.
            Some((before, after)) => Measure::ALL.iter().all(|measure| {
                Path::new(ROOT)
                    .join(format!("{before}{}{after}", measure.id()))
                    .exists()
            }),
            None => Path::new(ROOT).join(name).exists(),
        };
        assert!(found, "docs/architecture.md: {name}");
    }
    assert!(count > 20, "the page is read wrongly: {count}");
    // The map has every module.
    let map = read("src/lib.rs");
    let modules = map
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules {
        assert!(
            map.contains(&format!("//! - [`{module}`]")),
            "{module} is not on the map"
        );
    }
}
