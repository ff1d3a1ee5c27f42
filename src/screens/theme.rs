//! Colours by meaning. Every meaning also has a glyph and a word: colour never tells anything alone.

use std::collections::BTreeMap;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::domain::Status;

/// Styles by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub title: Style,
    /// What is less important.
    pub dim: Style,
    /// The one focused thing.
    pub focus: Style,
    pub pass: Style,
    pub fail: Style,
    /// Partly done, or waiting.
    pub warn: Style,
    pub unknown: Style,
    /// A name in the identity bar.
    pub badge: Style,
}

/// A theme by its name. Its values have no doc comments: clap would print them, in English only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    // What the terminal has: its background and its colours.
    #[default]
    Auto,
    // 256 colours on dark.
    Dark,
    // 256 colours on light.
    Light,
    // 16 colours on dark.
    BasicDark,
    // 16 colours on light.
    BasicLight,
    Mono,
}

impl ThemeName {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::BasicDark => "basic-dark",
            Self::BasicLight => "basic-light",
            Self::Mono => "mono",
        }
    }
}

/// A style as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Styled {
    fg: Option<String>,
    bg: Option<String>,
    bold: Option<bool>,
    reversed: Option<bool>,
    underlined: Option<bool>,
}

/// The meanings that have a style.
pub const MEANINGS: [&str; 8] = [
    "title", "dim", "focus", "pass", "fail", "warn", "unknown", "badge",
];

impl Styled {
    /// Whether there is such a meaning and there are such colours.
    ///
    /// # Errors
    /// The word that is none.
    pub fn check(&self, meaning: &str) -> Result<(), String> {
        if !MEANINGS.contains(&meaning) {
            return Err(format!("{meaning}: {}", MEANINGS.join(", ")));
        }
        for colour in [&self.fg, &self.bg].into_iter().flatten() {
            if Color::from_str(colour).is_err() {
                return Err(colour.clone());
            }
        }
        Ok(())
    }

    fn apply(&self, style: Style) -> Style {
        let colour = |text: &Option<String>| text.as_deref().and_then(|text| Color::from_str(text).ok());
        let mut style = style;
        if let Some(front) = colour(&self.fg) {
            style = style.fg(front);
        }
        if let Some(back) = colour(&self.bg) {
            style = style.bg(back);
        }
        for (wanted, modifier) in [
            (self.bold, Modifier::BOLD),
            (self.reversed, Modifier::REVERSED),
            (self.underlined, Modifier::UNDERLINED),
        ] {
            style = match wanted {
                Some(true) => style.add_modifier(modifier),
                Some(false) => style.remove_modifier(modifier),
                None => style,
            };
        }
        style
    }
}

impl Theme {
    const fn of(dim: Color, pass: Color, fail: Color, warn: Color) -> Self {
        Self {
            title: Style::new().add_modifier(Modifier::BOLD),
            dim: Style::new().fg(dim),
            focus: Style::new().add_modifier(Modifier::REVERSED),
            pass: Style::new().fg(pass),
            fail: Style::new().fg(fail).add_modifier(Modifier::BOLD),
            warn: Style::new().fg(warn),
            unknown: Style::new().fg(dim).add_modifier(Modifier::BOLD),
            badge: Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// Blue, vermillion, amber and grey of the 256-colour palette, after Okabe and Ito: told apart with every kind of
    /// colour vision. Readable on dark and, for terminals that do not tell their background, on light.
    #[must_use]
    pub const fn colours() -> Self {
        Self::of(
            Color::Indexed(245),
            Color::Indexed(32),
            Color::Indexed(166),
            Color::Indexed(172),
        )
    }

    /// The same meanings, darker, for a light background.
    #[must_use]
    pub const fn light() -> Self {
        Self::of(
            Color::Indexed(240),
            Color::Indexed(25),
            Color::Indexed(130),
            Color::Indexed(94),
        )
    }

    /// The terminal's own sixteen colours.
    #[must_use]
    pub const fn basic(light: bool) -> Self {
        if light {
            Self::of(Color::DarkGray, Color::Blue, Color::Red, Color::Magenta)
        } else {
            Self::of(Color::Gray, Color::LightCyan, Color::LightRed, Color::Yellow)
        }
    }

    /// Modifiers only, for `NO_COLOR`.
    #[must_use]
    pub const fn plain() -> Self {
        Self {
            title: Style::new().add_modifier(Modifier::BOLD),
            dim: Style::new(),
            focus: Style::new().add_modifier(Modifier::REVERSED),
            pass: Style::new(),
            fail: Style::new().add_modifier(Modifier::BOLD),
            warn: Style::new(),
            unknown: Style::new().add_modifier(Modifier::BOLD),
            badge: Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// The theme of a name; what the terminal tells decides where that is asked for.
    #[must_use]
    pub const fn named(name: ThemeName, light: Option<bool>, has_256: bool) -> Self {
        match (name, light, has_256) {
            (ThemeName::Auto, Some(true), true) | (ThemeName::Light, _, _) => Self::light(),
            (ThemeName::Auto, Some(false) | None, true) | (ThemeName::Dark, _, _) => Self::colours(),
            (ThemeName::Auto, Some(true), false) | (ThemeName::BasicLight, _, _) => Self::basic(true),
            (ThemeName::Auto, Some(false) | None, false) | (ThemeName::BasicDark, _, _) => Self::basic(false),
            (ThemeName::Mono, _, _) => Self::plain(),
        }
    }

    /// With a person's own styles.
    #[must_use]
    pub fn with(mut self, styles: &BTreeMap<String, Styled>) -> Self {
        for (meaning, styled) in styles {
            let slot = match meaning.as_str() {
                "title" => &mut self.title,
                "dim" => &mut self.dim,
                "focus" => &mut self.focus,
                "pass" => &mut self.pass,
                "fail" => &mut self.fail,
                "warn" => &mut self.warn,
                "unknown" => &mut self.unknown,
                "badge" => &mut self.badge,
                _ => continue,
            };
            *slot = styled.apply(*slot);
        }
        self
    }

    #[must_use]
    pub const fn status(&self, status: Status) -> Style {
        match status {
            Status::Pass => self.pass,
            Status::Fail => self.fail,
            Status::Warn | Status::Pending | Status::Guided => self.warn,
            Status::Unknown => self.unknown,
            Status::NotApplicable => self.dim,
        }
    }
}
