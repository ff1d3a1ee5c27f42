//! Saying sentences in a language, and fitting them to a terminal's columns.

mod visible;
pub mod width;

use std::borrow::Cow;
use std::collections::HashMap;
use std::env;

use fluent_bundle::FluentValue;
use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::{I18nAssets, LanguageLoader};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

pub use self::visible::{is_hidden, visible};
pub use crate::domain::Language;
use crate::domain::{Arg, Check, Finding, Sentence, Status};

/// The language of a locale name such as `ja_JP.UTF-8`.
#[must_use]
pub fn of_locale(name: &str) -> Option<Language> {
    let tag = name.split(['.', '@']).next()?.replace('_', "-");
    let tag: LanguageIdentifier = tag.parse().ok()?;
    Language::ALL
        .into_iter()
        .find(|language| language.code() == tag.language.as_str())
}

/// Flag, then `GENKAN_LANG`, then a file, then the locale variables, then the operating system, then English.
#[must_use]
pub fn choose(flag: Option<&str>, of_file: Option<&str>) -> Language {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let named = flag
        .map(ToOwned::to_owned)
        .or_else(|| variable("GENKAN_LANG"))
        .or_else(|| of_file.map(ToOwned::to_owned))
        .or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable));
    if let Some(name) = named {
        return of_locale(&name).unwrap_or(Language::En);
    }
    i18n_embed::DesktopLanguageRequester::requested_languages()
        .iter()
        .find_map(|language| of_locale(&language.to_string()))
        .unwrap_or(Language::En)
}

/// The locale files, one folder a language.
#[derive(RustEmbed)]
#[folder = "assets/locales"]
struct Files;

/// i18n-embed wants one file a language; ours are one a measure, read as one.
struct Folders;

impl I18nAssets for Folders {
    fn get_files(&self, file_path: &str) -> Vec<Cow<'_, [u8]>> {
        let language = file_path.split('/').next().unwrap_or_default();
        Files::iter()
            .filter(|name| name.split('/').next() == Some(language))
            .filter_map(|name| Files::get(&name).map(|file| file.data))
            .collect()
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(
            Language::ALL
                .into_iter()
                .map(|language| format!("{}/genkan.ftl", language.code())),
        )
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
    loader: FluentLanguageLoader,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl Words {
    /// Loads a language. The files are part of the program and tests hold them to be whole, so what cannot
    /// be loaded shows as message ids rather than ending the program.
    #[must_use]
    pub fn of(language: Language) -> Self {
        let fallback = LanguageIdentifier::default();
        let id = |language: Language| language.code().parse().unwrap_or_else(|_| fallback.clone());
        let loader = FluentLanguageLoader::new("genkan", id(Language::En));
        if let Err(error) = loader.load_languages(&Folders, &[id(language)]) {
            tracing::error!(%error, "locale files");
        }
        // Isolation marks are for bidirectional text; a terminal shows them as boxes.
        loader.set_use_isolating(false);
        Self { language, loader }
    }

    /// Which language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    #[must_use]
    pub fn say(&self, sentence: &Sentence) -> String {
        let args: HashMap<&str, FluentValue<'_>> = sentence
            .args
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Arg::Number(number) => FluentValue::from(*number),
                    // A name is somebody else's words.
                    Arg::Text(text) => FluentValue::from(visible(text)),
                };
                (name.as_ref(), value)
            })
            .collect();
        self.loader.get_args_concrete(&sentence.id, args)
    }

    /// A message without arguments.
    #[must_use]
    pub fn get(&self, id: &str) -> String {
        self.loader.get(id)
    }

    /// Whether there is such a message.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.loader.has(id)
    }

    /// A check's title.
    #[must_use]
    pub fn check(&self, check: &Check) -> String {
        self.get(&format!("check-{}", dashed(check.id)))
    }

    /// Why a check matters.
    #[must_use]
    pub fn why(&self, check: &Check) -> String {
        self.get(&format!("why-{}", dashed(check.id)))
    }

    /// What mending a check costs.
    #[must_use]
    pub fn cost(&self, check: &Check) -> String {
        self.get(&format!("costs-{}", dashed(check.id)))
    }

    /// A finding's status in one word. What only waits for another row is not out of the question.
    #[must_use]
    pub fn status_of(&self, finding: &Finding) -> String {
        if finding.waits_for_another() {
            return self.get("status-later");
        }
        self.status(finding.status)
    }

    /// A status in one word.
    #[must_use]
    pub fn status(&self, status: Status) -> String {
        self.get(&format!("status-{}", status.id().replace('_', "-")))
    }
}

/// A check's id as message ids have it.
#[must_use]
pub fn dashed(id: &str) -> String {
    id.replace('.', "-")
}

/// The glyph of a status: always with a word beside it, never told by colour alone.
#[must_use]
pub const fn glyph(status: Option<Status>, ascii: bool) -> &'static str {
    match (status, ascii) {
        (Some(Status::Pass), true) => "[OK]",
        (Some(Status::Pass), false) => "✓",
        (Some(Status::Fail), true) => "[NG]",
        (Some(Status::Fail), false) => "✗",
        (Some(Status::Warn), true) => "[! ]",
        (Some(Status::Warn), false) => "!",
        (Some(Status::Unknown), true) => "[??]",
        (Some(Status::Unknown), false) => "?",
        (Some(Status::Pending), true) => "[~ ]",
        (Some(Status::Pending), false) => "~",
        (Some(Status::NotApplicable), true) => "[--]",
        (Some(Status::NotApplicable), false) => "-",
        (Some(Status::Guided), true) => "[> ]",
        (Some(Status::Guided), false) => ">",
        (None, true) => "[..]",
        (None, false) => "⠋",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn locale_names_choose_the_language() {
        for (name, language) in [
            ("ja_JP.UTF-8", Some(Language::Ja)),
            ("ja", Some(Language::Ja)),
            ("en_US.UTF-8", Some(Language::En)),
            ("de_DE", None),
            ("C.UTF-8", None),
            ("", None),
        ] {
            assert_eq!(of_locale(name), language, "{name}");
        }
    }

    #[test]
    fn both_languages_say_the_same_sentence_with_its_arguments() {
        let sentence = say!("gap-trail-stopped", name = "management-events");
        for language in Language::ALL {
            let said = Words::of(language).say(&sentence);
            assert!(said.contains("management-events"), "{said}");
            assert!(!said.contains('\u{2068}'), "{said}");
        }
        assert_ne!(
            Words::of(Language::En).say(&sentence),
            Words::of(Language::Ja).say(&sentence)
        );
    }
}
