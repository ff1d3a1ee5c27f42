//! The report for a person who was not there: how the account stands, every claim with the call, the Region and the time
//! that it comes from. Rendered by templates, so that what AWS says is always escaped.

pub mod machine;
mod mask;

use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::finding::score;
use crate::domain::journal::Run;
use crate::domain::{
    Failure, Finding, Kind, Language, Measure, Plan, Region, Remembered, ReportFormat, Skipped, Status,
};
use crate::measures::{self, Facts};
use crate::say;
use crate::text::Words;

pub use mask::masked;

/// The version of the report's JSON.
pub const REPORT_SCHEMA: &str = "genkan.report/1";

/// Where a word of a report comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Service and operation.
    pub operation: String,
    pub region: String,
    pub time: Timestamp,
    pub request_id: Option<String>,
}

/// How one check stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its stable id.
    pub check: String,
    /// Its status's stable name.
    pub status: String,
    /// What it stood at before, where that is known.
    pub before: Option<String>,
    /// Its title, in the report's language.
    pub title: String,
    /// Its status in words.
    pub word: String,
    /// What was seen and what is missing, in words.
    pub said: Vec<String>,
    pub why: String,
    /// AWS SSB, CIS and Prowler ids.
    pub references: Vec<String>,
    /// The calls behind it.
    pub evidence: Vec<Source>,
    /// Why a person put it aside, and who looks after it, where that was said.
    #[serde(default)]
    pub aside: Option<String>,
}

/// Something that was changed in the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// When a person said yes.
    pub time: Timestamp,
    /// Service and operation.
    pub call: String,
    /// On what.
    pub target: String,
    /// The Region called.
    pub region: String,
    pub request_id: Option<String>,
    pub run: String,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub number: usize,
    pub name: String,
    /// Checks that pass, of those that were answered.
    pub passed: usize,
    /// Checks that were answered.
    pub asked: usize,
    /// How many passed before, where that is known.
    pub passed_before: Option<usize>,
    /// Of how many.
    pub asked_before: Option<usize>,
    pub lines: Vec<Line>,
}

/// A report in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// [`REPORT_SCHEMA`].
    pub schema: String,
    /// Its language, `en` or `ja`.
    pub language: String,
    /// When it was made.
    pub generated: Timestamp,
    /// When the state before was seen.
    pub since: Option<Timestamp>,
    pub account: String,
    pub alias: String,
    /// Who asked.
    pub caller: String,
    pub region: String,
    /// It is the embedded account, and nobody's real one.
    pub demo: bool,
    pub parts: Vec<Part>,
    /// What was changed, with genkan and from this machine, and is not taken back.
    #[serde(default)]
    pub made: Vec<Made>,
    /// What that is estimated to cost.
    #[serde(default)]
    pub costs: Vec<String>,
    #[serde(skip)]
    labels: BTreeMap<String, String>,
}

/// The ids of the words around the report.
const LABELS: [&str; 26] = [
    "report-title",
    "report-demo",
    "report-account",
    "report-caller",
    "report-region",
    "report-time",
    "report-before",
    "report-now",
    "report-plot",
    "report-open",
    "report-open-none",
    "report-unknown",
    "report-unknown-none",
    "report-all",
    "report-aside",
    "report-aside-none",
    "report-made",
    "report-made-none",
    "report-costs",
    "report-run",
    "report-check",
    "report-status",
    "report-said",
    "report-references",
    "report-evidence",
    "report-never",
];

impl Report {
    /// A report of what was surveyed.
    #[must_use]
    pub fn of(
        facts: &Facts,
        findings: &[Finding],
        region: &Region,
        now: Timestamp,
        demo: bool,
        words: &Words,
    ) -> Self {
        let identity = facts.account.identity.seen();
        let alias = facts.account.alias.seen().and_then(Option::as_deref);
        let labels = LABELS.map(|id| (id.to_owned(), words.get(id))).into();
        Self {
            schema: REPORT_SCHEMA.to_owned(),
            language: match words.language() {
                Language::En => "en",
                Language::Ja => "ja",
            }
            .to_owned(),
            generated: now,
            since: None,
            account: identity.map_or("", |identity| &identity.account).to_owned(),
            alias: alias.unwrap_or_default().to_owned(),
            caller: identity.map_or("", |identity| &identity.arn).to_owned(),
            region: region.to_string(),
            demo,
            parts: Measure::ALL
                .into_iter()
                .map(|measure| part(measure, findings, now, words))
                .collect(),
            made: Vec::new(),
            costs: Vec::new(),
            labels,
        }
    }

    /// With what a person did and decided: the runs of this account, what was put aside, and how it stood before.
    pub fn tell(&mut self, remembered: &Remembered, runs: &[Run], words: &Words) {
        for run in runs
            .iter()
            .filter(|run| run.account == self.account && !run.undone)
        {
            for change in run.changes() {
                let receipt = run.receipts(&change).last();
                self.made.push(Made {
                    time: run
                        .attempts
                        .first()
                        .map_or(self.generated, |attempt| attempt.started),
                    call: change.call(),
                    target: change.target.clone(),
                    region: change.region.to_string(),
                    request_id: receipt.and_then(|receipt| receipt.request_id.clone()),
                    run: run.id.clone(),
                });
            }
            let plans = run.attempts.iter().map(|attempt| &attempt.plan);
            for cost in plans.flat_map(Plan::cost) {
                let as_of = say!("confirm-prices", month = &cost.as_of);
                let said = format!("{} {}", words.say(&cost.text), words.say(&as_of));
                if !self.costs.contains(&said) {
                    self.costs.push(said);
                }
            }
        }
        for line in self.parts.iter_mut().flat_map(|part| &mut part.lines) {
            let skipped = remembered
                .skipped
                .get(&line.check)
                .filter(|_| line.status != Status::Pass.id());
            line.aside = skipped.map(|skipped| aside(skipped, words));
        }
        if let Some(before) = remembered.before.as_ref().filter(|_| self.since.is_none()) {
            self.since = Some(before.time);
            for (part, measure) in self.parts.iter_mut().zip(Measure::ALL) {
                let (passed, asked) = before.score(measure);
                part.passed_before = Some(passed);
                part.asked_before = Some(asked);
                for line in &mut part.lines {
                    line.before = before.statuses.get(&line.check).cloned();
                }
            }
        }
    }

    /// With the state of an earlier report beside it.
    ///
    /// # Errors
    /// Other account where it is of another one: a comparison would be a lie.
    pub fn compare(&mut self, earlier: &Self) -> Result<(), Failure> {
        if earlier.account != self.account {
            return Err(Failure::new(
                Kind::OtherAccount,
                format!("{} / {}", earlier.account, self.account),
            ));
        }
        self.since = Some(earlier.generated);
        for part in &mut self.parts {
            let before = earlier.parts.iter().find(|one| one.number == part.number);
            part.passed_before = before.map(|one| one.passed);
            part.asked_before = before.map(|one| one.asked);
            for line in &mut part.lines {
                let lines = before.map_or(&[][..], |one| &one.lines);
                let was = lines.iter().find(|one| one.check == line.check);
                line.before = was.map(|one| one.status.clone());
            }
        }
        Ok(())
    }

    /// Hides identifiers, before anything is rendered and so escaped.
    pub fn mask(&mut self) {
        for text in [&mut self.account, &mut self.caller] {
            *text = masked(text);
        }
        // It names the page where the account's users sign in.
        if !self.alias.is_empty() {
            "***".clone_into(&mut self.alias);
        }
        for line in self.parts.iter_mut().flat_map(|part| &mut part.lines) {
            for text in line.said.iter_mut().chain(&mut line.aside) {
                *text = masked(text);
            }
        }
        for made in &mut self.made {
            made.target = masked(&made.target);
        }
        for text in &mut self.costs {
            *text = masked(text);
        }
    }

    /// Reads an earlier report.
    ///
    /// # Errors
    /// Usage where it is none, or one with identifiers hidden: nothing can be held against those.
    pub fn read(text: &str) -> Result<Self, Failure> {
        let report: Self =
            serde_json::from_str(text).map_err(|error| Failure::new(Kind::Usage, error.to_string()))?;
        if report.schema != REPORT_SCHEMA {
            let wrong = format!("schema {}, wanted {REPORT_SCHEMA}", report.schema);
            return Err(Failure::new(Kind::Usage, wrong));
        }
        Ok(report)
    }

    /// As JSON.
    ///
    /// # Errors
    /// Internal, never in practice.
    pub fn json(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
    }

    /// As Markdown.
    ///
    /// # Errors
    /// Internal, where the template fails.
    pub fn markdown(&self) -> Result<String, Failure> {
        let page = Markdown { report: self };
        page.render()
            .map_err(|error| Failure::new(Kind::Internal, error.to_string()))
    }

    fn label(&self, id: &str) -> &str {
        self.labels.get(id).map_or("", String::as_str)
    }

    fn with(&self, wanted: impl Fn(&Line) -> bool) -> Vec<&Line> {
        self.parts
            .iter()
            .flat_map(|part| &part.lines)
            .filter(|line| wanted(line))
            .collect()
    }

    /// What is to be done.
    fn open(&self) -> Vec<&Line> {
        self.with(|line| line.aside.is_none() && ["fail", "warn", "guided"].contains(&line.status.as_str()))
    }

    /// What a person put aside.
    fn aside(&self) -> Vec<&Line> {
        self.with(|line| line.aside.is_some())
    }

    /// What could not be checked.
    fn unknown(&self) -> Vec<&Line> {
        self.with(|line| line.status == "unknown")
    }
}

/// Why, by whom and since when a check is put aside.
#[must_use]
pub fn aside(skipped: &Skipped, words: &Words) -> String {
    let owner = if skipped.owner.is_empty() {
        words.get("skip-nobody")
    } else {
        skipped.owner.clone()
    };
    words.say(&say!(
        "skip-said",
        reason = words.get(skipped.reason.message()),
        owner = owner,
        date = skipped.time.strftime("%Y-%m-%d").to_string()
    ))
}

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub facts: &'a Facts,
    pub region: &'a Region,
    pub now: Timestamp,
    /// The embedded account.
    pub demo: bool,
    /// What is remembered of the account.
    pub remembered: &'a Remembered,
    /// What was done to it.
    pub runs: &'a [Run],
    /// An earlier report to compare with.
    pub before: Option<&'a Report>,
}

/// Writes a report in a format; HTML holds both languages, this one first.
///
/// # Errors
/// Other account where the earlier report is of another one; internal where a template fails.
pub fn write(
    subject: &Subject<'_>,
    format: ReportFormat,
    language: Language,
    mask: bool,
) -> Result<String, Failure> {
    let findings = measures::judge_all(&Measure::ALL, subject.facts);
    let of = |language: Language| -> Result<Report, Failure> {
        let words = Words::of(language);
        let Subject {
            facts,
            region,
            now,
            demo,
            ..
        } = *subject;
        let mut report = Report::of(facts, &findings, region, now, demo, &words);
        if let Some(before) = subject.before {
            report.compare(before)?;
        }
        report.tell(subject.remembered, subject.runs, &words);
        if mask {
            report.mask();
        }
        Ok(report)
    };
    let own = of(language)?;
    match format {
        ReportFormat::Json => Ok(own.json()? + "\n"),
        ReportFormat::Markdown => own.markdown(),
        ReportFormat::Html => html(&[&own, &of(language.other())?]),
    }
}

fn part(measure: Measure, findings: &[Finding], now: Timestamp, words: &Words) -> Part {
    let of: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.check.measure == measure)
        .collect();
    let (passed, asked) = score(of.iter().copied());
    Part {
        number: measure.number(),
        name: words.get(&format!("measure-{}", measure.id())),
        passed,
        asked,
        passed_before: None,
        asked_before: None,
        lines: of.into_iter().map(|finding| line(finding, now, words)).collect(),
    }
}

fn line(finding: &Finding, now: Timestamp, words: &Words) -> Line {
    let references = &finding.check.references;
    let named = |label: &'static str, ids: &[&'static str]| {
        let (whole, partly) = (references.of(ids, true), references.of(ids, false));
        let whole = (!whole.is_empty()).then(|| format!("{label} {}", whole.join(", ")));
        let partly = (!partly.is_empty()).then(|| {
            let label = words.say(&say!("references-partly", name = label));
            format!("{label} {}", partly.join(", "))
        });
        [whole, partly]
    };
    let mut said: Vec<String> = finding
        .gap
        .iter()
        .chain(&finding.saw)
        .map(|sentence| words.say(sentence))
        .collect();
    for failure in &finding.failures {
        let next = words.say(&failure.next_step());
        if !said.contains(&next) {
            said.push(next);
        }
    }
    Line {
        check: finding.check.id.to_owned(),
        status: finding.status.id().to_owned(),
        before: None,
        title: words.check(finding.check),
        word: words.status_of(finding),
        aside: None,
        said,
        why: words.why(finding.check),
        references: [
            named("AWS SSB", references.ssb),
            named("CIS", references.cis),
            named("Prowler", references.prowler),
        ]
        .into_iter()
        .flatten()
        .flatten()
        .collect(),
        evidence: finding
            .evidence
            .iter()
            .map(|evidence| Source {
                operation: evidence.operation.clone(),
                region: evidence.region.to_string(),
                time: evidence.time,
                request_id: evidence.request_id.clone(),
            })
            // A refusal is evidence too: of what is not known.
            .chain(finding.failures.iter().filter_map(|failure| {
                Some(Source {
                    operation: failure.operation.clone()?,
                    region: failure
                        .region
                        .as_ref()
                        .map_or_else(String::new, ToString::to_string),
                    time: now,
                    request_id: failure.request_id.clone(),
                })
            }))
            .collect(),
    }
}

/// Several languages on one page, without a script: a person chooses, and what is chosen is printed.
#[derive(Template)]
#[template(path = "report.html")]
struct Html<'a> {
    reports: &'a [&'a Report],
}

/// As one HTML file that loads nothing.
///
/// # Errors
/// Internal, where the template fails.
pub fn html(reports: &[&Report]) -> Result<String, Failure> {
    let page = Html { reports };
    page.render()
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}

#[derive(Template)]
#[template(path = "report.md", escape = "none")]
struct Markdown<'a> {
    report: &'a Report,
}

/// Text in a cell of a Markdown table: nothing in it ends the cell or begins markup.
fn cell(text: impl AsRef<str>) -> String {
    let mut cell = String::new();
    for letter in text.as_ref().chars() {
        match letter {
            '\n' | '\r' => cell.push(' '),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => {
                cell.push('\\');
                cell.push(letter);
            }
            other => cell.push(other),
        }
    }
    cell
}

/// A time, to the second. Templates hand over references of any depth.
fn at(time: impl std::fmt::Display) -> String {
    let text = time.to_string();
    let whole = text.split(['.', 'Z']).next().unwrap_or_default();
    format!("{} UTC", whole.replace('T', " "))
}

/// How long a bar of the plot is, of 300.
fn bar(passed: usize, asked: usize) -> usize {
    (passed.min(asked) * 300).checked_div(asked).unwrap_or(0)
}

impl Part {
    /// The bar of now.
    fn bar(&self) -> usize {
        bar(self.passed, self.asked)
    }

    fn bar_before(&self) -> usize {
        bar(self.passed_before.unwrap_or(0), self.asked_before.unwrap_or(0))
    }
}

/// The mark before a status's word.
fn mark(status: &str) -> &'static str {
    let status = Status::ALL.into_iter().find(|one| one.id() == status);
    crate::text::glyph(status, false)
}

/// The score in words; a dash where nothing was answered.
fn scored(part: &Part) -> String {
    if part.asked == 0 {
        "-".to_owned()
    } else {
        format!("{}/{}", part.passed, part.asked)
    }
}
