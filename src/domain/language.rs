//! Which languages there are. Saying sentences in them is [`crate::text`]'s.

/// The languages genkan speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    En,
    Ja,
}

impl Language {
    /// Both, in the order of the welcome screen.
    pub const ALL: [Self; 2] = [Self::En, Self::Ja];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Ja,
            Self::Ja => Self::En,
        }
    }
}
