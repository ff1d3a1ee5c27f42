//! `genkan findings`: GuardDuty findings of every enabled Region.

use super::{Context, Format, out, table};
use crate::aws::{account, detect};
use crate::domain::{Failure, Known, Region};
use crate::measures::detect::{GuardDutyFinding, Query, Samples, findings_json, sort};
use crate::say;

/// Whether samples are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum SamplesShown {
    #[default]
    With,
    Without,
    Only,
}

impl From<SamplesShown> for Samples {
    fn from(shown: SamplesShown) -> Self {
        match shown {
            SamplesShown::With => Self::With,
            SamplesShown::Without => Self::Without,
            SamplesShown::Only => Self::Only,
        }
    }
}

impl Context {
    pub(super) async fn findings(
        &self,
        query: &Query,
        only: Option<&str>,
        format: Format,
    ) -> Result<u8, Failure> {
        let session = self.session().await?;
        let region = only.map(Region::new);
        let asked = async { Ok(detect::list(&session, region.as_ref(), query.archived).await) };
        let ((identity, _), regions) = tokio::try_join!(account::identity(&session), asked)?;
        let mut found: Vec<GuardDutyFinding> = Vec::new();
        let mut refused: Vec<(Region, Failure)> = Vec::new();
        let mut more: Vec<Region> = Vec::new();
        let mut on = 0;
        for (region, known) in regions {
            match known {
                Known::Seen(listed, _) => {
                    on += usize::from(listed.detector.is_some());
                    if listed.more {
                        more.push(region);
                    }
                    found.extend(listed.findings.into_iter().filter(|finding| query.holds(finding)));
                }
                Known::Refused(failure) => refused.push((region, failure)),
                Known::NotAsked | Known::Asking => {}
            }
        }
        sort(&mut found);
        match format {
            Format::Json => {
                let value = findings_json(&identity.account, &found, &refused, &more);
                out::data(&format!("{value:#}"));
            }
            Format::Table => self.finding_table(&found),
        }
        let names = |regions: &mut dyn Iterator<Item = &Region>| {
            regions.map(Region::as_str).collect::<Vec<_>>().join(", ")
        };
        if !more.is_empty() {
            let regions = names(&mut more.iter());
            out::note(&self.words.say(&say!("findings-more", regions = regions)));
        }
        if let Some((_, failure)) = refused.first() {
            let regions = names(&mut refused.iter().map(|(region, _)| region));
            out::note(&self.words.say(&say!("findings-unread", regions = regions)));
            out::failure(&self.words, failure);
            // What could not be read may be worse than what was.
            return Ok(failure.exit_code());
        }
        if on == 0 {
            out::note(&self.words.get("findings-off-everywhere"));
        } else if found.is_empty() {
            out::note(&self.words.say(&say!("findings-none-found", count = on)));
        }
        Ok(0)
    }

    fn finding_table(&self, found: &[GuardDutyFinding]) {
        if found.is_empty() {
            return;
        }
        let heads = [
            "findings-severity",
            "findings-type",
            "findings-resource",
            "findings-region",
            "findings-count",
            "findings-account",
            "findings-last",
        ];
        let mut rows = vec![heads.map(|id| self.words.get(id)).to_vec()];
        rows.extend(found.iter().map(|finding| {
            let level = self.words.get(finding.severity().message());
            let number = finding
                .number()
                .map_or_else(|| "?".to_owned(), |number| format!("{number:.1}"));
            let mark = if finding.is_sample() { "[SAMPLE] " } else { "" };
            let last = finding.last_seen();
            vec![
                format!("{level} {number}"),
                format!("{mark}{}", finding.kind()),
                finding.resource().to_owned(),
                finding.region.to_string(),
                finding.count().to_string(),
                finding.account().to_owned(),
                last.map_or_else(
                    || "-".to_owned(),
                    |time| time.strftime("%Y-%m-%d %H:%MZ").to_string(),
                ),
            ]
        }));
        out::data(&table::table(&rows));
    }
}
