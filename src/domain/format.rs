//! How a report is written.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// One file for a browser or a printer, in both languages.
    Html,
    /// For a repository or a ticket.
    Markdown,
    /// For programs, and to compare with later.
    Json,
}

impl ReportFormat {
    /// In the order of the dialog.
    pub const ALL: [Self; 3] = [Self::Html, Self::Markdown, Self::Json];

    /// The ending of its files.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Json => "json",
        }
    }
}
