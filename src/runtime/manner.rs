//! How the wizard is shown: what a person set, and what the terminal can do.

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::time::Duration;

use crossterm::terminal::{Clear, ClearType};
use crossterm::{cursor, execute};
use serde::Deserialize;
use terminal_colorsaurus::{Error, QueryOptions, ThemeMode, theme_mode};

use crate::screens::{Styled, Theme, ThemeName};
use crate::wizard::Rebound;

/// How long the terminal may take to tell its background: an answer after that would be taken for keys, so a slow line
/// gets more than a person notices.
const ANSWERS: Duration = Duration::from_millis(300);

/// Which letters draw borders, gauges and marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Glyphs {
    // Those that the terminal draws one column wide.
    #[default]
    Auto,
    Ascii,
    // Unicode, whatever the terminal says.
    Unicode,
}

impl Glyphs {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Ascii => "ascii",
            Self::Unicode => "unicode",
        }
    }
}

/// How the wizard is shown.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// Which letters.
    pub glyphs: Glyphs,
    /// Line prompts instead of screens.
    pub plain: bool,
    /// Clicks and scrolling.
    pub mouse: bool,
    /// Which colours.
    pub theme: ThemeName,
    /// A person's own styles, by meaning.
    pub styles: BTreeMap<String, Styled>,
    /// Keys under other keys.
    pub keys: Rebound,
}

/// What the terminal told about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits {
    /// Its background is light.
    pub light: Option<bool>,
    /// It draws letters of ambiguous width two columns wide (UAX 11): CJK terminals may.
    pub wide: Option<bool>,
}

/// Asks the terminal, which is ours and raw; nothing else may read from it meanwhile.
pub(super) fn ask() -> Traits {
    let mut options = QueryOptions::default();
    options.timeout = ANSWERS;
    let answer = theme_mode(options);
    // One that does not answer this will not answer the next either, and that one would be waited for longer.
    if matches!(answer, Err(Error::Timeout(_))) {
        return Traits::default();
    }
    Traits {
        light: answer.ok().map(|mode| mode == ThemeMode::Light),
        wide: width_of_a_line(),
    }
}

/// How far the cursor moves for a letter of ambiguous width.
fn width_of_a_line() -> Option<bool> {
    let mut out = stdout();
    execute!(out, cursor::MoveTo(0, 0)).ok()?;
    out.write_all("│".as_bytes()).and_then(|()| out.flush()).ok()?;
    let column = cursor::position().ok().map(|(column, _)| column);
    let _ = execute!(out, cursor::MoveTo(0, 0), Clear(ClearType::All));
    column.map(|column| column > 1)
}

/// Whether the terminal has 256 colours, by what it calls itself.
#[must_use]
pub fn has_256_colours(term: &str, colorterm: &str) -> bool {
    const NAMES: [&str; 8] = [
        "256color",
        "kitty",
        "alacritty",
        "ghostty",
        "foot",
        "wezterm",
        "direct",
        "iterm",
    ];
    cfg!(windows) || !colorterm.is_empty() || NAMES.iter().any(|name| term.contains(name))
}

impl Manner {
    /// The theme for this terminal.
    #[must_use]
    pub fn theme(&self, told: Traits) -> Theme {
        let variable = |name| std::env::var(name).unwrap_or_default();
        let has_256 = has_256_colours(&variable("TERM"), &variable("COLORTERM"));
        Theme::named(self.theme, told.light, has_256).with(&self.styles)
    }

    /// Whether ASCII is drawn.
    #[must_use]
    pub fn is_ascii(&self, told: Traits) -> bool {
        match self.glyphs {
            Glyphs::Ascii => true,
            Glyphs::Unicode => false,
            Glyphs::Auto => told.wide == Some(true),
        }
    }
}
