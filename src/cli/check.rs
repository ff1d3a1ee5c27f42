//! `genkan check`: how the account stands.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::{CheckFormat, Context, FailOn, near, out, table};
use crate::domain::{
    Evidence, Failure, Finding, Kind, Known, Measure, References, Region, RegionSource, Scope, Status,
};
use crate::measures::{self, Facts};
use crate::report::machine::{self, Checked};
use crate::runtime;
use crate::say;
use crate::text::{Words, glyph};

/// The version of the JSON output.
const SCHEMA: &str = "genkan.check/1";

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    generated: Timestamp,
    account: &'a str,
    alias: Option<&'a str>,
    partition: &'a str,
    caller: &'a str,
    plan: Option<&'a str>,
    region: &'a Region,
    regions: &'a [Region],
    regions_enabling: &'a [Region],
    regions_source: Option<RegionSource>,
    findings: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    check: &'static str,
    measure: Measure,
    status: Status,
    title: String,
    saw: Vec<String>,
    gap: Option<String>,
    evidence: &'a [Evidence],
    failures: Vec<Refusal<'a>>,
    references: &'a References,
}

#[derive(Serialize)]
struct Refusal<'a> {
    operation: Option<&'a str>,
    permission: Option<&'a str>,
    region: Option<&'a Region>,
    code: Option<&'a str>,
    message: &'a str,
    request_id: Option<&'a str>,
    kind: Kind,
}

impl Context {
    pub(super) async fn check(
        &self,
        ids: &[String],
        wanted: &[String],
        format: CheckFormat,
        output: Option<&Path>,
        fail_on: FailOn,
    ) -> Result<u8, Failure> {
        let only = ids
            .iter()
            .map(|id| near::check(id, &self.words))
            .collect::<Result<Vec<_>, _>>()?;
        let named = wanted
            .iter()
            .map(|name| {
                Measure::parse(name).ok_or_else(|| {
                    let names = Measure::ALL.map(Measure::id).join(", ");
                    Failure::new(Kind::Usage, format!("--measure {name}: {names}"))
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut chosen = named.clone();
        chosen.extend(only.iter().map(|check| check.measure));
        if chosen.is_empty() {
            chosen = Measure::ALL.to_vec();
        }
        chosen.sort();
        chosen.dedup();
        let session = self.session().await?;
        let scope = Scope {
            account: true,
            region: None,
            hub: None,
            measures: chosen.clone(),
            history: true,
            config: true,
            report: true,
            roots: false,
            buckets: Vec::new(),
        };
        let facts = self.survey(&session, &scope).await;
        let identity = match &facts.account.identity {
            Known::Seen(identity, _) => identity,
            Known::Refused(failure) => return Err(failure.clone()),
            Known::NotAsked | Known::Asking => return Err(Failure::new(Kind::Internal, "identity")),
        };
        if let Ok(journal) = self.journal() {
            self.mention_open(&journal, &identity.account);
        }
        let mut findings = measures::judge_all(&chosen, &facts);
        if !only.is_empty() {
            findings.retain(|finding| {
                named.contains(&finding.check.measure)
                    || only.iter().any(|check| check.id == finding.check.id)
            });
        }
        let checked = Checked {
            identity,
            region: session.region(),
            now: session.now(),
            findings: &findings,
            demo: self.global.demo.is_some(),
        };
        let pretty = |value: &serde_json::Value| format!("{value:#}");
        let text = match format {
            CheckFormat::Ocsf => pretty(&machine::ocsf(&checked, &self.words)),
            CheckFormat::Sarif => pretty(&machine::sarif(&checked, &self.words)),
            CheckFormat::Junit => machine::junit(&checked, &self.words)?.trim_end().to_owned(),
            CheckFormat::Json => {
                let report = report(&facts, &findings, session.region(), session.now(), &self.words);
                serde_json::to_string_pretty(&report)
                    .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
            }
            CheckFormat::Table => {
                let heading = heading(&facts, session.region(), &self.words);
                format!("{heading}\n{}", rows(&findings, &self.words, self.global.ascii))
            }
        };
        match output {
            None => out::data(&text),
            Some(path) => runtime::write_private(path, &(text + "\n"))?,
        }
        if self.global.verbose {
            for finding in &findings {
                for evidence in &finding.evidence {
                    let id = evidence.request_id.as_deref().unwrap_or("-");
                    let (check, call) = (finding.check.id, &evidence.operation);
                    out::note(&format!(
                        "{check}  {call}  {}  {}  {id}",
                        evidence.region, evidence.time
                    ));
                }
            }
        }
        Ok(exit_code(&findings, fail_on))
    }
}

/// 3 where a check fails, 5 where one could not be answered, else 0; a warning counts where it was asked for.
fn exit_code(findings: &[Finding], fail_on: FailOn) -> u8 {
    let any = |status| findings.iter().any(|finding| finding.status == status);
    let failed = any(Status::Fail) || (fail_on == FailOn::Warn && any(Status::Warn));
    match fail_on {
        FailOn::Nothing => 0,
        _ if failed => 3,
        FailOn::Unknown if any(Status::Unknown) => 3,
        _ if any(Status::Unknown) => 5,
        _ => 0,
    }
}

fn report<'a>(
    facts: &'a Facts,
    findings: &'a [Finding],
    region: &'a Region,
    now: Timestamp,
    words: &Words,
) -> Report<'a> {
    let identity = facts.account.identity.seen();
    let regions = facts.account.regions.seen();
    Report {
        schema: SCHEMA,
        generated: now,
        account: identity.map_or("", |identity| &identity.account),
        alias: facts.account.alias.seen().and_then(Option::as_deref),
        partition: identity.map_or("", |identity| &identity.partition),
        caller: identity.map_or("", |identity| &identity.arn),
        plan: facts.account.plan.seen().map(|plan| plan.kind.as_str()),
        region,
        regions: regions.map_or(&[], |regions| &regions.enabled),
        regions_enabling: regions.map_or(&[], |regions| &regions.enabling),
        regions_source: regions.map(|regions| regions.source),
        findings: findings
            .iter()
            .map(|finding| Row {
                check: finding.check.id,
                measure: finding.check.measure,
                status: finding.status,
                title: words.check(finding.check),
                saw: finding.saw.iter().map(|sentence| words.say(sentence)).collect(),
                gap: finding.gap.as_ref().map(|gap| words.say(gap)),
                evidence: &finding.evidence,
                failures: finding.failures.iter().map(refusal).collect(),
                references: &finding.check.references,
            })
            .collect(),
    }
}

fn refusal(failure: &Failure) -> Refusal<'_> {
    Refusal {
        operation: failure.operation.as_deref(),
        permission: failure.permission(),
        region: failure.region.as_ref(),
        code: failure.code.as_deref(),
        message: &failure.message,
        request_id: failure.request_id.as_deref(),
        kind: failure.kind,
    }
}

fn heading(facts: &Facts, region: &Region, words: &Words) -> String {
    let identity = facts.account.identity.seen();
    let alias = facts
        .account
        .alias
        .seen()
        .and_then(Option::as_deref)
        .unwrap_or("-");
    words.say(&say!(
        "check-heading",
        account = identity.map_or("-", |identity| identity.account.as_str()),
        alias = alias,
        caller = identity.map_or("-", |identity| identity.arn.as_str()),
        region = region
    ))
}

/// One line a finding; also what `apply` and `undo` print after reading back.
pub(super) fn rows(findings: &[Finding], words: &Words, ascii: bool) -> String {
    let rows: Vec<Vec<String>> = findings
        .iter()
        .map(|finding| {
            let said = finding.gap.as_ref().or_else(|| finding.saw.first());
            vec![
                format!(
                    "{} {}",
                    glyph(Some(finding.status), ascii),
                    words.status_of(finding)
                ),
                finding.check.id.to_owned(),
                words.check(finding.check),
                said.map_or_else(String::new, |sentence| words.say(sentence)),
            ]
        })
        .collect();
    table::table(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_failed_check_outweighs_an_unknown_one() {
        let finding = |status| Finding::new(&measures::record::TRAIL, status);
        let code = |statuses: &[Status], fail_on| {
            let findings: Vec<Finding> = statuses.iter().map(|status| finding(*status)).collect();
            exit_code(&findings, fail_on)
        };
        assert_eq!(
            code(&[Status::Pass, Status::Pending, Status::Warn], FailOn::Fail),
            0
        );
        assert_eq!(code(&[Status::Pass, Status::Unknown], FailOn::Fail), 5);
        assert_eq!(code(&[Status::Unknown, Status::Fail], FailOn::Fail), 3);
        assert_eq!(code(&[Status::Pass, Status::Warn], FailOn::Warn), 3);
        assert_eq!(code(&[Status::Warn, Status::Unknown], FailOn::Warn), 3);
        assert_eq!(code(&[Status::Pass, Status::Unknown], FailOn::Unknown), 3);
        assert_eq!(code(&[Status::Fail, Status::Unknown], FailOn::Unknown), 3);
        assert_eq!(code(&[Status::Fail, Status::Unknown], FailOn::Nothing), 0);
    }

    #[test]
    fn the_json_has_every_key_even_where_nothing_is_known() {
        let facts = Facts::default();
        let region = Region::new("eu-west-1");
        let findings = [Finding::new(&measures::record::TRAIL, Status::Unknown)];
        let words = Words::of(crate::text::Language::En);
        let report = report(&facts, &findings, &region, Timestamp::UNIX_EPOCH, &words);
        let value: Value = serde_json::to_value(&report).unwrap();
        assert_eq!(
            value.pointer("/findings/0/check"),
            Some(&Value::from("record.trail"))
        );
        assert_eq!(value.pointer("/findings/0/status"), Some(&Value::from("unknown")));
        assert_eq!(
            value.pointer("/findings/0/references/ssb/0"),
            Some(&Value::from("ACCT.07"))
        );
        assert_eq!(value.get("schema"), Some(&Value::from("genkan.check/1")));
    }
}
