//! What a person sets once: by flag, by variable, by file. Each value knows where it comes from.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Global;
use crate::domain::{Failure, Kind};
use crate::runtime::{Glyphs, Manner};
use crate::screens::{Styled, ThemeName};
use crate::wizard::{RebindError, Rebound};

/// A file as it may be written. What it does not know it refuses: a setting with a typing mistake would do nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    pub(super) lang: Option<String>,
    profile: Option<String>,
    region: Option<String>,
    read_only: Option<bool>,
    glyphs: Option<Glyphs>,
    plain: Option<bool>,
    mouse: Option<bool>,
    theme: Option<ThemeName>,
    #[serde(default)]
    keys: BTreeMap<String, String>,
    #[serde(default)]
    style: BTreeMap<String, Styled>,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    Flag,
    Variable(&'static str),
    File(PathBuf),
    Default,
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) origin: Origin,
}

/// The files that were found, the strongest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Files(Vec<(PathBuf, File)>);

/// Everything set.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) resolved: Vec<Resolved>,
    glyphs: Glyphs,
    plain: bool,
    mouse: bool,
    theme: ThemeName,
    styles: BTreeMap<String, Styled>,
    keys: Rebound,
}

/// The person's own file.
pub(super) fn path() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("genkan").join("config.toml"))
}

/// The file of the folder that genkan is started in.
const HERE: &str = "genkan.toml";

impl Files {
    /// Reads what there is.
    ///
    /// # Errors
    /// Bad configuration, with file and line.
    pub(super) fn read() -> Result<Self, Failure> {
        let mut files = Vec::new();
        for path in [Some(PathBuf::from(HERE)), path()].into_iter().flatten() {
            match fs::read_to_string(&path) {
                Ok(text) => files.push((path.clone(), parse(&path, &text)?)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(Failure::new(
                        Kind::BadSettings,
                        format!("{}: {error}", path.display()),
                    ));
                }
            }
        }
        Ok(Self(files))
    }

    /// The language that a file names.
    pub(super) fn lang(&self) -> Option<&str> {
        self.0.iter().find_map(|(_, file)| file.lang.as_deref())
    }

    fn first<T: Clone>(&self, get: impl Fn(&File) -> Option<T>) -> Option<(T, Origin)> {
        self.0
            .iter()
            .find_map(|(path, file)| Some((get(file)?, Origin::File(path.clone()))))
    }
}

fn parse(path: &Path, text: &str) -> Result<File, Failure> {
    let bad = |line: usize, what: &str| {
        Failure::new(Kind::BadSettings, format!("{}:{line}: {what}", path.display()))
    };
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.matches('\n').count() + 1);
        bad(line, error.message())
    })?;
    let line_of = |name: &str| {
        text.lines()
            .position(|line| line.trim_start().trim_start_matches('"').starts_with(name))
            .map_or(1, |index| index + 1)
    };
    if let Err(error) = Rebound::of(&file.keys) {
        let (name, what) = match &error {
            RebindError::Unknown(name) => (name, format!("keys: \"{name}\"")),
            RebindError::NoKey(name, key) => (name, format!("keys: {name} = \"{key}\"")),
            RebindError::Twice(name, other, key) => (name, format!("keys: {key} = {name}, {other}")),
        };
        return Err(bad(line_of(name), &what));
    }
    for (name, style) in &file.style {
        if let Err(what) = style.check(name) {
            return Err(bad(line_of(name), &format!("style: {what}")));
        }
    }
    Ok(file)
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether a word means yes, as `GH_ACCESSIBLE_PROMPTER` and its like take it.
fn is_yes(value: &str) -> bool {
    !["", "0", "false", "no", "off"].contains(&value.to_ascii_lowercase().as_str())
}

impl Settings {
    /// Flag before variable before the folder's file before the person's file before what is usual.
    ///
    /// # Errors
    /// Usage for a variable with a value that does not exist.
    pub(super) fn of(global: &Global, lang: crate::domain::Language, files: &Files) -> Result<Self, Failure> {
        let mut resolved = Vec::new();
        let mut note = |name: &'static str, value: String, origin: Origin| {
            resolved.push(Resolved { name, value, origin });
        };
        let lang_origin = if global.lang.is_some() {
            Origin::Flag
        } else if let Some(name) = ["GENKAN_LANG"].into_iter().find(|name| variable(name).is_some()) {
            Origin::Variable(name)
        } else if let Some((_, origin)) = files.first(|file| file.lang.clone()) {
            origin
        } else {
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find(|name| variable(name).is_some())
                .map_or(Origin::Default, Origin::Variable)
        };
        note("lang", lang.code().to_owned(), lang_origin);
        let text = |flag: &Option<String>, variables: &[&'static str], of_file: Option<(String, Origin)>| {
            let flag = flag.clone().map(|value| (value, Origin::Flag));
            let from = variables
                .iter()
                .find_map(|name| Some((variable(name)?, Origin::Variable(name))));
            flag.or(from)
                .or(of_file)
                .unwrap_or((String::new(), Origin::Default))
        };
        // Keys in the environment are a choice, too; and a profile that is named brings its own Region.
        let has_keys = variable("AWS_ACCESS_KEY_ID").is_some();
        let of_file_profile = files.first(|file| file.profile.clone()).filter(|_| !has_keys);
        let is_named = global.profile.is_some() || variable("AWS_PROFILE").is_some();
        let of_file_region = files.first(|file| file.region.clone()).filter(|_| !is_named);
        let (profile, origin) = text(&global.profile, &["AWS_PROFILE"], of_file_profile);
        note("profile", profile, origin);
        let (region, origin) = text(
            &global.region,
            &["AWS_REGION", "AWS_DEFAULT_REGION"],
            of_file_region,
        );
        note("region", region, origin);
        let switch = |flag: bool, variables: &[&'static str], of_file: Option<(bool, Origin)>| {
            let from = variables
                .iter()
                .find_map(|name| Some((is_yes(&variable(name)?), Origin::Variable(name))));
            if flag {
                (true, Origin::Flag)
            } else {
                from.or(of_file).unwrap_or((false, Origin::Default))
            }
        };
        let (read_only, origin) = switch(
            global.read_only,
            &["GENKAN_READONLY"],
            // Any file may turn it on, and none may turn it off again.
            files.first(|file| file.read_only.filter(|on| *on)),
        );
        note("read-only", read_only.to_string(), origin);
        let (plain, origin) = match switch(
            global.look.plain,
            &["GENKAN_PLAIN", "ACCESSIBLE"],
            files.first(|file| file.plain),
        ) {
            // A terminal that says it can do nothing is believed.
            (false, Origin::Default) if variable("TERM").is_some_and(|term| term == "dumb") => {
                (true, Origin::Variable("TERM"))
            }
            other => other,
        };
        note("plain", plain.to_string(), origin);
        let (mouse, origin) = switch(
            global.look.mouse,
            &["GENKAN_MOUSE"],
            files.first(|file| file.mouse),
        );
        note("mouse", mouse.to_string(), origin);
        let (glyphs, origin) = choice(
            global.ascii.then_some(Glyphs::Ascii),
            "GENKAN_GLYPHS",
            files.first(|file| file.glyphs),
        )?;
        note("glyphs", glyphs.name().to_owned(), origin);
        let (theme, origin) = match choice(global.look.theme, "GENKAN_THEME", files.first(|file| file.theme))?
        {
            // Who wants no colours gets none, also where the file names a theme (no-color.org).
            (_, Origin::File(_) | Origin::Default) if variable("NO_COLOR").is_some() => {
                (ThemeName::Mono, Origin::Variable("NO_COLOR"))
            }
            other => other,
        };
        note("theme", theme.name().to_owned(), origin);
        let styles = files
            .first(|file| (!file.style.is_empty()).then(|| file.style.clone()))
            .map(|(styles, _)| styles)
            .unwrap_or_default();
        let keys = files.first(|file| (!file.keys.is_empty()).then(|| file.keys.clone()));
        let keys = keys
            .and_then(|(keys, _)| Rebound::of(&keys).ok())
            .unwrap_or_default();
        Ok(Self {
            resolved,
            glyphs,
            plain,
            mouse,
            theme,
            styles,
            keys,
        })
    }

    /// The names of all of them.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.resolved.iter().map(|one| one.name).collect()
    }

    /// A value by its name.
    pub(super) fn get(&self, name: &str) -> Option<&Resolved> {
        self.resolved.iter().find(|one| one.name == name)
    }

    /// A value that is set somewhere.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name)
            .map(|one| one.value.clone())
            .filter(|value| !value.is_empty())
    }

    /// Whether something is on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|one| one.value == "true")
    }

    /// How the wizard is shown.
    pub(super) fn manner(&self) -> Manner {
        Manner {
            glyphs: self.glyphs,
            plain: self.plain,
            mouse: self.mouse,
            theme: self.theme,
            styles: self.styles.clone(),
            keys: self.keys.clone(),
        }
    }
}

/// One of several, by flag, variable or file.
fn choice<T: clap::ValueEnum + Clone + Default>(
    flag: Option<T>,
    name: &'static str,
    of_file: Option<(T, Origin)>,
) -> Result<(T, Origin), Failure> {
    if let Some(value) = flag {
        return Ok((value, Origin::Flag));
    }
    if let Some(text) = variable(name) {
        let value = T::from_str(&text, true)
            .map_err(|_| Failure::new(Kind::Usage, format!("{name}={text}: {}", names::<T>())))?;
        return Ok((value, Origin::Variable(name)));
    }
    Ok(of_file.unwrap_or((T::default(), Origin::Default)))
}

fn names<T: clap::ValueEnum>() -> String {
    T::value_variants()
        .iter()
        .filter_map(|one| one.to_possible_value().map(|value| value.get_name().to_owned()))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<File, String> {
        parse(Path::new("genkan.toml"), text).map_err(|failure| failure.message)
    }

    #[test]
    fn a_mistake_is_told_with_file_and_line() {
        for (text, told) in [
            ("lang = \"ja\"\ncolour = true", "genkan.toml:2: "),
            ("mouse = 3", "genkan.toml:1: "),
            ("theme = \"pink\"", "genkan.toml:1: "),
            (
                "[keys]\njournal = \"q\"",
                "genkan.toml:2: keys: q = journal, quit",
            ),
            ("[keys]\nnonsense = \"z\"", "genkan.toml:2: keys: \"nonsense\""),
            ("[style]\npass = { fg = \"bluish\" }", "genkan.toml:2: style: "),
            ("[style]\nnice = { bold = true }", "genkan.toml:2: style: "),
        ] {
            let failure = read(text).unwrap_err();
            assert!(failure.starts_with(told), "{failure}");
        }
    }

    #[test]
    fn the_template_says_everything_and_changes_nothing() {
        let template = crate::cli::config::TEMPLATE;
        let file = read(template).unwrap();
        assert!(file.lang.is_none() && file.keys.is_empty() && file.style.is_empty());
        // With every line in use it is still a file that can be read.
        let in_use: String = template
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") || rest.starts_with('[') => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let file = read(&in_use).unwrap();
        assert!(
            file.theme.is_some() && file.mouse.is_some() && !file.keys.is_empty() && !file.style.is_empty()
        );
    }
}
