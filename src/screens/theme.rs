//! Colours by meaning. Every meaning also has a glyph and a word: colour never tells anything alone.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::Status;

/// Styles by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Titles.
    pub title: Style,
    /// What is less important.
    pub dim: Style,
    /// The one focused thing.
    pub focus: Style,
    /// Done.
    pub pass: Style,
    /// To do.
    pub fail: Style,
    /// Partly done, or waiting.
    pub warn: Style,
    /// Not known.
    pub unknown: Style,
    /// A name in the identity bar.
    pub badge: Style,
}

impl Theme {
    /// Blue, vermillion, amber and grey of the 256-colour palette, after Okabe and Ito: told apart with every
    /// kind of colour vision, on dark and on light.
    #[must_use]
    pub const fn colours() -> Self {
        Self {
            title: Style::new().add_modifier(Modifier::BOLD),
            dim: Style::new().fg(Color::Indexed(245)),
            focus: Style::new().add_modifier(Modifier::REVERSED),
            pass: Style::new().fg(Color::Indexed(32)),
            fail: Style::new().fg(Color::Indexed(166)).add_modifier(Modifier::BOLD),
            warn: Style::new().fg(Color::Indexed(172)),
            unknown: Style::new().fg(Color::Indexed(245)).add_modifier(Modifier::BOLD),
            badge: Style::new().add_modifier(Modifier::REVERSED),
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

    /// The style of a status.
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
