//! `genkan report`: how the account stands, for a person who was not there.

use std::fs;
use std::path::Path;

use super::grammar::ReportFormat;
use super::{Context, out};
use crate::domain::{Failure, Kind, Known, Scope};
use crate::report::{self, Report, Subject};
use crate::runtime;
use crate::say;

impl Context {
    pub(super) async fn report(
        &self,
        format: ReportFormat,
        output: Option<&Path>,
        before: Option<&Path>,
        mask: bool,
    ) -> Result<u8, Failure> {
        let unread = |path: &Path, error: &std::io::Error| {
            Failure::new(Kind::File, format!("{}: {error}", path.display()))
        };
        // What cannot be read is said before AWS is asked anything.
        let before = before
            .map(|path| {
                let text = fs::read_to_string(path).map_err(|error| unread(path, &error))?;
                Report::read(&text)
            })
            .transpose()?;
        let session = self.session().await?;
        let facts = self.survey(&session, &Scope::all(Vec::new())).await;
        if let Known::Refused(failure) = &facts.account.identity {
            return Err(failure.clone());
        }
        let account = facts
            .account
            .identity
            .seen()
            .map_or_else(String::new, |identity| identity.account.clone());
        let journal = self.journal()?;
        let runs = journal.read()?.runs();
        let remembered = journal.memory().accounts.remove(&account).unwrap_or_default();
        let subject = Subject {
            facts: &facts,
            region: session.region(),
            now: session.now(),
            demo: self.global.demo.is_some(),
            remembered: &remembered,
            runs: &runs,
            before: before.as_ref(),
        };
        let text = report::write(&subject, format.into(), self.words.language(), mask)?;
        match output {
            None => out::data(text.trim_end()),
            Some(path) => {
                runtime::write_private(path, &text)?;
                let said = say!("report-written", file = path.display().to_string());
                out::note(&self.words.say(&said));
            }
        }
        Ok(0)
    }
}
