//! What other programs read: compliance findings of OCSF, SARIF, JUnit. Each finding carries the call behind it.

use askama::Template;
use serde_json::{Value, json};

use crate::domain::{Failure, Finding, Identity, Kind, Measure, Region, Status};
use crate::text::Words;

/// The version of OCSF that is written (schema.ocsf.io/1.5.0/classes/compliance_finding).
pub const OCSF_VERSION: &str = "1.5.0";
/// The schema that SARIF files name.
const SARIF_SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What was checked.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// In which account, by whom.
    pub identity: &'a Identity,
    pub region: &'a Region,
    pub now: jiff::Timestamp,
    /// How each check stands.
    pub findings: &'a [Finding],
    /// It is the embedded account, and nobody's real one.
    pub demo: bool,
}

impl Checked<'_> {
    fn resource(&self) -> String {
        format!(
            "arn:{}:iam::{}:root",
            self.identity.partition, self.identity.account
        )
    }
}

/// What was seen and what is missing, in words.
fn said(finding: &Finding, words: &Words) -> String {
    let mut said: Vec<String> = finding
        .gap
        .iter()
        .chain(&finding.saw)
        .map(|sentence| words.say(sentence))
        .collect();
    if said.is_empty() {
        said.push(words.status_of(finding));
    }
    said.join(" ")
}

/// What to do about it.
fn remedy(finding: &Finding, words: &Words) -> String {
    finding.failures.first().map_or_else(
        || words.why(finding.check),
        |failure| words.say(&failure.next_step()),
    )
}

fn evidence(finding: &Finding) -> Value {
    let calls = finding.evidence.iter().map(|evidence| {
        json!({
            "operation": evidence.operation,
            "region": evidence.region,
            "time": evidence.time,
            "request_id": evidence.request_id,
        })
    });
    let refused = finding.failures.iter().map(|failure| {
        json!({
            "operation": failure.operation,
            "region": failure.region,
            "code": failure.code,
            "request_id": failure.request_id,
        })
    });
    calls.chain(refused).collect()
}

/// The catalogues that ask the same, each once (schema.ocsf.io, `compliance.standards`).
fn catalogues(finding: &Finding) -> Vec<String> {
    let references = &finding.check.references;
    let ssb = (!references.ssb.is_empty()).then(|| "AWS Startup Security Baseline".to_owned());
    let cis = references.cis.iter().filter_map(|id| {
        let (version, _) = id.split_once(':')?;
        Some(format!("CIS AWS Foundations Benchmark {version}"))
    });
    let mut all: Vec<String> = ssb.into_iter().chain(cis).collect();
    all.dedup();
    if all.is_empty() {
        all.push("genkan".to_owned());
    }
    all
}

/// What they ask, each by its id (schema.ocsf.io, `compliance.requirements`).
fn requirements(finding: &Finding) -> Vec<String> {
    let references = &finding.check.references;
    // What is looked at only in part is no claim of the whole.
    let named = |catalogue: &str, id: &str| {
        let partial = if references.partly.contains(&id) {
            " (partial)"
        } else {
            ""
        };
        format!("{catalogue} {id}{partial}")
    };
    let ssb = references.ssb.iter().map(|id| named("AWS SSB", id));
    let cis = references.cis.iter().map(|id| named("CIS AWS Foundations", id));
    ssb.chain(cis).collect()
}

/// How bad it is that a check stands as it does: as OCSF counts, with its word.
const fn severity(finding: &Finding) -> (u8, &'static str) {
    match (finding.status, finding.check.measure) {
        (Status::Fail, Measure::Secure) => (4, "High"),
        (Status::Fail, _) => (3, "Medium"),
        (Status::Warn | Status::Guided, _) => (2, "Low"),
        (Status::Unknown, _) => (0, "Unknown"),
        (Status::Pass | Status::Pending | Status::NotApplicable, _) => (1, "Informational"),
    }
}

/// Compliance findings of OCSF, one an element.
#[must_use]
pub fn ocsf(checked: &Checked<'_>, words: &Words) -> Value {
    let events = checked.findings.iter().map(|finding| {
        // What AWS did not answer is unknown, never a pass (schema.ocsf.io, compliance.status_id).
        let (status_id, status) = match finding.status {
            Status::Pass => (1, "Pass"),
            Status::Warn => (2, "Warning"),
            Status::Fail | Status::Guided => (3, "Fail"),
            Status::Unknown => (0, "Unknown"),
            Status::Pending | Status::NotApplicable => (99, finding.status.id()),
        };
        let (severity_id, severity) = severity(finding);
        json!({
            "activity_id": 1,
            "activity_name": "Create",
            "category_uid": 2,
            "category_name": "Findings",
            "class_uid": 2003,
            "class_name": "Compliance Finding",
            "type_uid": 200_301,
            "type_name": "Compliance Finding: Create",
            "time": checked.now.as_millisecond(),
            "severity_id": severity_id,
            "severity": severity,
            "message": said(finding, words),
            "metadata": {
                "version": OCSF_VERSION,
                "profiles": ["cloud"],
                "event_code": finding.check.id,
                "product": {
                    "name": "genkan",
                    "vendor_name": "genkan",
                    "version": env!("CARGO_PKG_VERSION"),
                },
            },
            "cloud": {
                "provider": "AWS",
                "region": checked.region,
                "account": {
                    "uid": checked.identity.account,
                    "type": "AWS Account",
                    "type_id": 10,
                },
            },
            "finding_info": {
                "uid": format!("genkan-{}-{}", checked.identity.account, finding.check.id),
                "title": words.check(finding.check),
                "desc": words.why(finding.check),
                "created_time": checked.now.as_millisecond(),
            },
            "compliance": {
                "control": finding.check.id,
                "standards": catalogues(finding),
                "requirements": requirements(finding),
                "status": status,
                "status_id": status_id,
                "status_detail": words.status_of(finding),
            },
            "resources": [{
                "uid": checked.resource(),
                "type": "AwsAccount",
                "cloud_partition": checked.identity.partition,
                "region": checked.region,
            }],
            "remediation": { "desc": remedy(finding, words) },
            "unmapped": {
                "evidence": evidence(finding),
                "status": finding.status.id(),
                "partial": finding.check.references.partly,
                // Another product's names for its checks are no requirements of a standard.
                "prowler": finding.check.references.of(finding.check.references.prowler, true),
                "demo": checked.demo,
            },
        })
    });
    events.collect()
}

/// SARIF 2.1.0 (OASIS): a run with a rule and a result for each check.
#[must_use]
pub fn sarif(checked: &Checked<'_>, words: &Words) -> Value {
    let rules: Vec<Value> = checked
        .findings
        .iter()
        .map(|finding| {
            json!({
                "id": finding.check.id,
                "shortDescription": { "text": words.check(finding.check) },
                "fullDescription": { "text": words.why(finding.check) },
                "help": { "text": format!("{} {}", words.why(finding.check), words.cost(finding.check)) },
                "properties": { "tags": requirements(finding) },
            })
        })
        .collect();
    let results: Vec<Value> = checked
        .findings
        .iter()
        .enumerate()
        .map(|(index, finding)| {
            // A level is said of failures only (SARIF 3.27.10).
            let (kind, level) = match finding.status {
                Status::Pass => ("pass", "none"),
                Status::Fail | Status::Guided => ("fail", "error"),
                Status::Warn => ("fail", "warning"),
                // Nobody can decide yet, or at all, with what AWS told; a person's eyes would not help (SARIF 3.27.9).
                Status::Unknown | Status::Pending => ("open", "none"),
                Status::NotApplicable => ("notApplicable", "none"),
            };
            let place = format!("aws/{}/{}", checked.identity.account, finding.check.id);
            json!({
                "ruleId": finding.check.id,
                "ruleIndex": index,
                "kind": kind,
                "level": level,
                "message": { "text": said(finding, words) },
                "locations": [{
                    "physicalLocation": { "artifactLocation": { "uri": place } },
                    "logicalLocations": [{ "fullyQualifiedName": checked.resource(), "kind": "resource" }],
                }],
                "partialFingerprints": { "genkan/v1": place },
                "properties": { "status": finding.status.id(), "evidence": evidence(finding) },
            })
        })
        .collect();
    // A run in which AWS left a question open is not a whole one (SARIF 3.20.14).
    let answered = checked
        .findings
        .iter()
        .all(|finding| finding.status != Status::Unknown);
    // Why, belongs to the run and not to a result (SARIF 3.20.21).
    let unanswered: Vec<Value> = checked
        .findings
        .iter()
        .enumerate()
        .flat_map(|(index, finding)| {
            finding
                .failures
                .iter()
                .map(move |failure| (index, finding, failure))
        })
        .map(|(index, finding, failure)| {
            json!({
                "level": "error",
                "message": { "text": words.say(&failure.title()) },
                "associatedRule": { "id": finding.check.id, "index": index },
                "descriptor": { "id": failure.code.as_deref().unwrap_or("genkan") },
            })
        })
        .collect();
    json!({
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "genkan",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                },
            },
            "automationDetails": { "id": format!("genkan/{}/", checked.identity.account) },
            "invocations": [{
                "executionSuccessful": answered,
                "endTimeUtc": checked.now,
                "toolExecutionNotifications": unanswered,
            }],
            "results": results,
        }],
    })
}

/// One measure as a suite of JUnit.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    class: &'static str,
    status: Status,
    said: String,
    evidence: Vec<String>,
}

impl Suite {
    fn count(&self, wanted: &[Status]) -> usize {
        self.cases
            .iter()
            .filter(|case| wanted.contains(&case.status))
            .count()
    }

    fn failures(&self) -> usize {
        self.count(&[Status::Fail, Status::Guided])
    }

    fn errors(&self) -> usize {
        self.count(&[Status::Unknown])
    }

    fn skipped(&self) -> usize {
        self.count(&[Status::NotApplicable, Status::Pending])
    }
}

impl Case {
    const fn is_failure(&self) -> bool {
        matches!(self.status, Status::Fail | Status::Guided)
    }

    /// A question that was not answered is an error of the test, not a pass.
    const fn is_error(&self) -> bool {
        matches!(self.status, Status::Unknown)
    }

    const fn is_skipped(&self) -> bool {
        matches!(self.status, Status::NotApplicable | Status::Pending)
    }
}

#[derive(Template)]
#[template(path = "junit.xml", escape = "html")]
struct Junit {
    suites: Vec<Suite>,
    account: String,
    time: String,
}

impl Junit {
    fn tests(&self) -> usize {
        self.suites.iter().map(|suite| suite.cases.len()).sum()
    }

    fn failures(&self) -> usize {
        self.suites.iter().map(Suite::failures).sum()
    }

    fn errors(&self) -> usize {
        self.suites.iter().map(Suite::errors).sum()
    }
}

/// What XML 1.0 cannot hold.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect()
}

/// JUnit XML (Jenkins' schema): a suite for each measure.
///
/// # Errors
/// Internal, where the template fails.
pub fn junit(checked: &Checked<'_>, words: &Words) -> Result<String, Failure> {
    let mut suites: Vec<Suite> = Vec::new();
    for measure in Measure::ALL {
        let of: Vec<&Finding> = checked
            .findings
            .iter()
            .filter(|finding| finding.check.measure == measure)
            .collect();
        if of.is_empty() {
            continue;
        }
        suites.push(Suite {
            name: format!(
                "{} {}",
                measure.number(),
                words.get(&format!("measure-{}", measure.id()))
            ),
            cases: of
                .into_iter()
                .map(|finding| Case {
                    name: words.check(finding.check),
                    class: finding.check.id,
                    status: finding.status,
                    said: clean(&said(finding, words)),
                    evidence: finding
                        .evidence
                        .iter()
                        .map(|evidence| {
                            clean(&format!(
                                "{} {} {}",
                                evidence.operation, evidence.region, evidence.time
                            ))
                        })
                        .collect(),
                })
                .collect(),
        });
    }
    let page = Junit {
        suites,
        account: checked.identity.account.clone(),
        time: checked.now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    };
    page.render()
        .map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}
