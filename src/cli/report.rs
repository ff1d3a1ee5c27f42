//! `genkan report`: how the account stands, for a person who was not there.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::grammar::ReportFormat;
use super::{Context, out};
use crate::apply::survey;
use crate::domain::{Failure, Kind, Known, Language, Measure, Scope};
use crate::measures;
use crate::report::{Report, html};
use crate::say;
use crate::text::Words;

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
        let facts = survey(&session, &Scope::all(Vec::new())).await;
        if let Known::Refused(failure) = &facts.account.identity {
            return Err(failure.clone());
        }
        let findings = measures::judge_all(&Measure::ALL, &facts);
        let of = |words: &Words| -> Result<Report, Failure> {
            let demo = self.global.demo.is_some();
            let mut report = Report::of(&facts, &findings, session.region(), session.now(), demo, words);
            if let Some(before) = &before {
                report.compare(before)?;
            }
            if mask {
                report.mask();
            }
            Ok(report)
        };
        let own = of(&self.words)?;
        let text = match format {
            ReportFormat::Json => own.json()? + "\n",
            ReportFormat::Markdown => own.markdown()?,
            ReportFormat::Html => {
                let other = of(&Words::of(match self.words.language() {
                    Language::En => Language::Ja,
                    Language::Ja => Language::En,
                }))?;
                html(&[&own, &other])?
            }
        };
        match output {
            None => out::data(text.trim_end()),
            Some(path) => {
                write(path, &text).map_err(|error| unread(path, &error))?;
                let said = say!("report-written", file = path.display().to_string());
                out::note(&self.words.say(&said));
            }
        }
        Ok(0)
    }
}

/// A file that only its owner may read: how an account stands is nobody else's business.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
