//! Both languages say the same things, with the same arguments, and every sentence is one of theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use genkan::domain::{Language, Measure};
use genkan::measures;
use genkan::text::Words;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

type Messages = BTreeMap<String, BTreeSet<String>>;

fn files(language: &str) -> Vec<PathBuf> {
    let folder = Path::new(ROOT).join("assets/locales").join(language);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn messages(path: &Path) -> Messages {
    let text = fs::read_to_string(path).unwrap();
    let resource = fluent_syntax::parser::parse(text)
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    let mut found = Messages::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let mut arguments = BTreeSet::new();
            collect(
                message.value.as_ref().expect("a message without a value"),
                &mut arguments,
            );
            let earlier = found.insert(message.id.name.clone(), arguments);
            assert!(earlier.is_none(), "{}: {} twice", path.display(), message.id.name);
        }
    }
    found
}

fn collect(pattern: &Pattern<String>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => variable(inline, arguments),
                Expression::Select { selector, variants } => {
                    variable(selector, arguments);
                    for variant in variants {
                        collect(&variant.value, arguments);
                    }
                }
            }
        }
    }
}

fn variable(inline: &InlineExpression<String>, arguments: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        arguments.insert(id.name.clone());
    }
}

fn all(language: &str) -> Messages {
    let mut all = Messages::new();
    for path in files(language) {
        for (id, arguments) in messages(&path) {
            assert!(
                all.insert(id.clone(), arguments).is_none(),
                "{id} is in two files of {language}"
            );
        }
    }
    all
}

#[test]
fn both_languages_have_the_same_files_messages_and_arguments() {
    let names = |language| -> Vec<_> {
        files(language)
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("en"), names("ja"));
    for (en, ja) in files("en").iter().zip(files("ja")) {
        assert_eq!(messages(en), messages(&ja), "{}", en.display());
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(path: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if !path.ends_with("tests.rs") {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(ROOT).join("src"), &mut found);
    found
}

/// `say!("id", name = ...)` in the source, with the names it gives.
fn said() -> Vec<(String, BTreeSet<String>, PathBuf)> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        for rest in text.split("say!(").skip(1) {
            let Some(rest) = rest.trim_start().strip_prefix('"') else {
                continue;
            };
            let Some((id, rest)) = rest.split_once('"') else {
                continue;
            };
            let mut depth = 1;
            let mut arguments = BTreeSet::new();
            let mut word = String::new();
            let mut before = ' ';
            let mut letters = rest.chars().peekable();
            while let Some(letter) = letters.next() {
                match letter {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                let is_equals =
                    letter == '=' && letters.peek() != Some(&'=') && !['=', '!', '<', '>'].contains(&before);
                if depth == 1 && is_equals {
                    arguments.insert(word.trim().to_owned());
                }
                if letter.is_alphanumeric() || letter == '_' {
                    word.push(letter);
                } else if !letter.is_whitespace() {
                    word.clear();
                }
                before = letter;
            }
            found.push((id.to_owned(), arguments, path.clone()));
        }
    }
    assert!(found.len() > 100, "the source is read wrongly");
    found
}

#[test]
fn every_sentence_said_is_in_the_files_with_its_arguments() {
    let all = all("en");
    for (id, arguments, path) in said() {
        // The macro's own documentation.
        if path.ends_with("sentence.rs") {
            continue;
        }
        let wanted = all
            .get(&id)
            .unwrap_or_else(|| panic!("{id} ({}) is in no file", path.display()));
        assert_eq!(&arguments, wanted, "{id} ({})", path.display());
    }
}

#[test]
fn every_message_of_the_files_is_used() {
    let source: String = sources().into_iter().map(|(_, text)| text).collect();
    let of_jobs = words_of_jobs();
    for id in all("en").keys() {
        let made = [
            "check-",
            "why-",
            "costs-",
            "status-",
            "measure-",
            "help-",
            "arg-",
            "cli-",
            "filter-",
            "protects-",
            "field-shape-",
            "doctor-",
            "guide-secure-",
        ];
        let used = source.contains(&format!("\"{id}\""))
            || made.iter().any(|prefix| id.starts_with(prefix))
            || of_jobs.contains(id);
        assert!(used, "{id} is used nowhere");
    }
}

/// What the form of every job says: titles, labels, hints and values.
fn words_of_jobs() -> BTreeSet<String> {
    use genkan::measures::job::Input;
    let mut words = BTreeSet::new();
    for job in Measure::ALL.into_iter().flat_map(measures::jobs) {
        if job.words.is_empty() {
            continue;
        }
        words.extend(["title", "intro"].map(|part| format!("{}-{part}", job.words)));
        for field in job.fields {
            words.extend([field.word.to_owned(), format!("{}-hint", field.word)]);
            if let Input::OneOf(values) = field.input {
                let id = |value: &&str| format!("{}-{}", field.word, value.to_lowercase().replace('_', "-"));
                words.extend(values.iter().map(id));
            }
        }
    }
    words
}

#[test]
fn the_form_of_every_job_has_its_words() {
    let all = all("en");
    let with_hints_of_their_own = [
        "form-regions-hint",
        "form-plans-hint",
        "form-frequency-hint",
        "form-iam-hint",
        "form-alert-regions-hint",
    ];
    for id in words_of_jobs() {
        assert!(
            all.contains_key(&id) || with_hints_of_their_own.contains(&id.as_str()),
            "{id} is in no file"
        );
    }
}

#[test]
fn every_check_has_its_words_in_both_languages() {
    for language in Language::ALL {
        let words = Words::of(language);
        for measure in Measure::ALL {
            assert!(words.has(&format!("measure-{}", measure.id())));
            for check in measures::checks(measure) {
                let id = genkan::text::dashed(check.id);
                for prefix in ["check", "why", "costs"] {
                    assert!(words.has(&format!("{prefix}-{id}")), "{prefix}-{id}");
                }
            }
        }
        for status in genkan::domain::Status::ALL {
            let id = status.id().replace('_', "-");
            assert!(
                words.has(&format!("status-{id}")) && words.has(&format!("help-{id}")),
                "{id}"
            );
        }
    }
}

#[test]
fn the_japanese_is_japanese_and_holds_no_ambiguous_or_half_width_letters() {
    for path in files("ja") {
        let text = fs::read_to_string(&path).unwrap();
        for letter in text.chars() {
            let half_width_katakana = ('\u{ff61}'..='\u{ff9f}').contains(&letter);
            let circled = ('\u{2460}'..='\u{24ff}').contains(&letter);
            assert!(!half_width_katakana && !circled, "{}: {letter}", path.display());
        }
    }
    // Names and codes may be the same in both; sentences may not.
    let (en, ja) = (Words::of(Language::En), Words::of(Language::Ja));
    for (id, arguments) in all("ja") {
        let same = arguments.is_empty() && en.get(&id) == ja.get(&id);
        let names = [
            "users-mfa",
            "intro-aws",
            "source-login",
            "source-sso",
            "source-cloudshell",
            "sources-untold",
            "key-aws-login",
            "save-markdown",
            "save-json",
        ];
        let is_a_name = id.starts_with("bar-") || names.contains(&id.as_str());
        assert!(!same || is_a_name, "{id} is not translated");
    }
}
