//! The import laws of the design, read from the source.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(path: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    let path = Path::new(ROOT).join("src").join(folder);
    if path.is_dir() {
        walk(&path, &mut found);
    } else {
        found.push((path.clone(), fs::read_to_string(&path).unwrap()));
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

/// Code without comments and unit tests: the laws are about what is built.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The modules of ours that a source names.
fn imports(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found: Vec<String> = code
        .split("crate::")
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect::<String>()
        })
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_lowercase() || c == '_'))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn every_module_imports_only_what_the_design_allows() {
    let laws: [(&str, &[&str]); 11] = [
        ("domain", &["domain", "say", "journal", "text"]),
        ("measures", &["domain", "measures", "say"]),
        ("aws", &["aws", "measures", "domain", "say"]),
        ("demo", &["demo", "aws", "measures", "domain"]),
        ("journal", &["journal", "domain"]),
        ("apply", &["apply", "aws", "journal", "measures", "domain"]),
        ("text", &["text", "domain", "say"]),
        ("report", &["report", "text", "measures", "domain", "say"]),
        ("wizard", &["wizard", "measures", "domain", "say"]),
        (
            "screens",
            &["screens", "wizard", "measures", "text", "domain", "say"],
        ),
        ("main.rs", &[]),
    ];
    for (module, allowed) in laws {
        for (path, text) in sources(module) {
            for import in imports(&text) {
                // `domain` may point at other modules in documentation links only, which `code` has removed.
                let allowed = if module == "domain" {
                    &["domain", "say"][..]
                } else {
                    allowed
                };
                assert!(
                    allowed.contains(&import.as_str()),
                    "{}: crate::{import}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_measure_never_imports_another_one() {
    let measures = ["separate", "secure", "record", "detect"];
    for measure in measures {
        let folder = format!("measures/{measure}");
        if !Path::new(ROOT).join("src").join(&folder).is_dir() {
            continue;
        }
        for (path, text) in sources(&folder) {
            for other in measures.into_iter().filter(|other| *other != measure) {
                let code = code(&text);
                assert!(
                    !code.contains(&format!("measures::{other}")),
                    "{}",
                    path.display()
                );
                assert!(
                    !code.contains(&format!("super::super::{other}")),
                    "{}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_sdk_is_named_only_under_aws_and_by_the_embedded_account() {
    for (path, text) in sources("") {
        let place = path.strip_prefix(Path::new(ROOT).join("src")).unwrap().to_owned();
        let code = code(&text);
        let in_aws = place.starts_with("aws");
        assert!(in_aws || !code.contains("aws_sdk_"), "{}", place.display());
        assert!(
            in_aws
                || place.starts_with("demo")
                || !code.contains("aws_smithy") && !code.contains("aws_config"),
            "{}",
            place.display()
        );
    }
}

/// A client that is made anywhere else would repeat what it writes. Signing in is the exception: there are no credentials
/// yet, and nothing of the account is written.
#[test]
fn clients_that_write_are_made_in_one_place() {
    let mut places: Vec<String> = sources("")
        .into_iter()
        .filter(|(_, text)| {
            let code = code(text);
            ["::Client::from_conf(", "::Client::new("]
                .iter()
                .any(|call| code.contains(call))
        })
        .map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    places.sort();
    assert_eq!(places, ["session.rs", "sign_in.rs"]);
}

#[test]
fn the_machine_and_its_drawing_touch_neither_terminal_nor_network_nor_clock() {
    for folder in ["domain", "measures", "wizard", "screens"] {
        for (path, text) in sources(folder) {
            let code = code(&text);
            for word in [
                "crossterm",
                "tokio::",
                "std::fs",
                "std::env",
                "std::io",
                "std::net",
                "std::thread",
            ] {
                assert!(!code.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn time_is_read_in_one_place() {
    let mut places = Vec::new();
    for (path, text) in sources("") {
        let code = code(&text);
        for word in ["SystemTime::now", "Timestamp::now", "Instant::now", "Zoned::now"] {
            if code.contains(word) {
                places.push((path.file_name().unwrap().to_string_lossy().into_owned(), word));
            }
        }
    }
    assert_eq!(places, [("clock.rs".to_owned(), "Timestamp::now")]);
}

#[test]
fn an_approval_is_made_in_two_places_and_consumed_in_one() {
    let callers = |call: &str| {
        let mut found: Vec<String> = sources("")
            .into_iter()
            .filter(|(_, text)| code(text).contains(call))
            .map(|(path, _)| {
                path.strip_prefix(Path::new(ROOT).join("src"))
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        found.sort();
        found
    };
    assert_eq!(callers("Approval::in_dialog("), ["wizard/confirm.rs"]);
    assert_eq!(callers("Approval::by_flags("), ["cli/apply.rs"]);
    assert_eq!(callers("aws::perform("), ["apply/mod.rs"]);
}

#[test]
fn the_machine_swallows_no_message_and_no_effect() {
    // The two enums that carry meaning between machine and world are matched name by name.
    let machine = sources("wizard/update.rs").remove(0).1;
    let arms = machine.split("let mut effects = match message {").nth(1).unwrap();
    let arms = arms.split("effects.extend(look_again").next().unwrap();
    assert!(!arms.contains("_ =>"), "update has a wildcard arm");
    let world = sources("runtime/world.rs").remove(0).1;
    let arms = world
        .split("match effect {")
        .nth(1)
        .unwrap()
        .split("fn open")
        .next()
        .unwrap();
    assert!(!arms.contains("_ =>"), "the world swallows an effect");
}

#[test]
fn no_room_is_named_for_leftovers() {
    for (path, _) in sources("") {
        for word in ["utils", "helpers", "common", "manager"] {
            assert!(
                !path.to_string_lossy().contains(&format!("/{word}")),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn the_embedded_account_opens_no_socket_and_reads_no_file() {
    for (path, text) in sources("demo") {
        let code = code(&text);
        for word in [
            "std::net",
            "TcpStream",
            "std::fs",
            "std::env",
            "reqwest",
            "hyper",
            "aws_config::defaults",
            "aws_config::load",
        ] {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
    }
}
