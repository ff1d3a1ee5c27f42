//! GuardDuty findings: what AWS wrote about a threat, and what of it a person looks at first.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::domain::{Failure, Region};

/// The severity at and above which nobody should wait (GuardDuty user guide, "Severity levels of GuardDuty
/// findings").
pub const HIGH: f64 = 7.0;

/// GuardDuty's levels (same page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 1.0 to 3.9, and anything below.
    Low,
    /// 4.0 to 6.9.
    Medium,
    /// 7.0 to 8.9.
    High,
    /// 9.0 and above.
    Critical,
}

impl Severity {
    /// Every level, the gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The level of a number.
    #[must_use]
    pub fn of(number: f64) -> Self {
        if number >= 9.0 {
            Self::Critical
        } else if number >= HIGH {
            Self::High
        } else if number >= 4.0 {
            Self::Medium
        } else {
            Self::Low
        }
    }

    /// The number it begins at.
    #[must_use]
    pub const fn least(self) -> u8 {
        match self {
            Self::Low => 1,
            Self::Medium => 4,
            Self::High => 7,
            Self::Critical => 9,
        }
    }

    /// Its name in JSON and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Low => "severity-low",
            Self::Medium => "severity-medium",
            Self::High => "severity-high",
            Self::Critical => "severity-critical",
        }
    }

    /// The level of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.id() == name)
    }
}

/// One GuardDuty finding: AWS's own record, whole, and where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardDutyFinding {
    /// The Region of the detector that has it.
    pub region: Region,
    /// The record as AWS wrote it, with AWS's names.
    pub record: Value,
}

impl GuardDutyFinding {
    fn text(&self, pointer: &str) -> &str {
        self.record.pointer(pointer).and_then(Value::as_str).unwrap_or("")
    }

    fn time(&self, pointer: &str) -> Option<Timestamp> {
        self.text(pointer).parse().ok()
    }

    /// Its id, one of its own in each Region.
    #[must_use]
    pub fn id(&self) -> &str {
        self.text("/id")
    }

    /// Its type: `Backdoor:EC2/C&CActivity.B`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text("/type")
    }

    #[must_use]
    pub fn title(&self) -> &str {
        self.text("/title")
    }

    #[must_use]
    pub fn description(&self) -> &str {
        self.text("/description")
    }

    /// The account it is about.
    #[must_use]
    pub fn account(&self) -> &str {
        self.text("/accountId")
    }

    /// Its severity, 1 to 10; none where AWS gave none.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        self.record.get("severity").and_then(Value::as_f64)
    }

    /// Its level. One without a number is as grave as can be: it is not for us to play it down.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.number().map_or(Severity::Critical, Severity::of)
    }

    /// How often it was seen.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.record
            .pointer("/service/count")
            .and_then(Value::as_u64)
            .unwrap_or(1)
    }

    /// When it was first seen.
    #[must_use]
    pub fn first_seen(&self) -> Option<Timestamp> {
        self.time("/service/eventFirstSeen")
            .or_else(|| self.time("/createdAt"))
    }

    /// When it was last seen.
    #[must_use]
    pub fn last_seen(&self) -> Option<Timestamp> {
        self.time("/service/eventLastSeen")
            .or_else(|| self.time("/updatedAt"))
    }

    /// Whether somebody has put it away.
    #[must_use]
    pub fn is_archived(&self) -> bool {
        self.record
            .pointer("/service/archived")
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// Whether it is made up (GuardDuty user guide, "Sample findings": the title begins with `[SAMPLE]`, and
    /// the additional information says so).
    #[must_use]
    pub fn is_sample(&self) -> bool {
        let said = self
            .record
            .pointer("/service/additionalInfo/value")
            .and_then(Value::as_str)
            .and_then(|text| serde_json::from_str::<Value>(text).ok());
        let plain = self.record.pointer("/service/additionalInfo/sample");
        self.title().starts_with("[SAMPLE]")
            || [said.as_ref().and_then(|info| info.get("sample")), plain]
                .into_iter()
                .flatten()
                .any(|sample| *sample == Value::Bool(true))
    }

    /// What kind of thing is affected: `Instance`, `S3Bucket`, ...
    #[must_use]
    pub fn resource_type(&self) -> &str {
        self.text("/resource/resourceType")
    }

    /// The affected thing, by the name that says most.
    #[must_use]
    pub fn resource(&self) -> &str {
        RESOURCES
            .iter()
            .map(|pointer| self.text(pointer))
            .find(|name| !name.is_empty())
            .unwrap_or("-")
    }

    /// Who did it, as far as AWS knows: an address with its country and network.
    #[must_use]
    pub fn actor(&self) -> Option<String> {
        let action = self.record.pointer("/service/action")?.as_object()?;
        let details = action.values().find(|value| {
            ["remoteIpDetails", "portProbeDetails", "domain"]
                .iter()
                .any(|name| value.get(name).is_some())
        })?;
        if let Some(domain) = details.get("domain").and_then(Value::as_str) {
            return Some(domain.to_owned());
        }
        let remote = details
            .get("remoteIpDetails")
            .or_else(|| details.pointer("/portProbeDetails/0/remoteIpDetails"))?;
        let part = |pointer: &str| remote.pointer(pointer).and_then(Value::as_str);
        let address = part("/ipAddressV4").or_else(|| part("/ipAddressV6"))?;
        let place = [part("/country/countryName"), part("/organization/org")];
        let place: Vec<&str> = place.into_iter().flatten().collect();
        Some(if place.is_empty() {
            address.to_owned()
        } else {
            format!("{address} ({})", place.join(", "))
        })
    }

    /// What was called or done, where AWS says so.
    #[must_use]
    pub fn action(&self) -> Option<String> {
        let action = self.record.pointer("/service/action")?;
        let call = action.pointer("/awsApiCallAction/api").and_then(Value::as_str);
        let service = action
            .pointer("/awsApiCallAction/serviceName")
            .and_then(Value::as_str);
        match (call, service) {
            (Some(call), Some(service)) => Some(format!("{service} {call}")),
            (Some(call), None) => Some(call.to_owned()),
            (None, _) => action
                .get("actionType")
                .and_then(Value::as_str)
                .map(ToOwned::to_owned),
        }
    }

    /// Its page in the console.
    #[must_use]
    pub fn page(&self) -> String {
        let region = &self.region;
        let id = self.id();
        format!(
            "https://{region}.console.aws.amazon.com/guardduty/home?region={region}#/findings?search=id%3D{id}&macros=current&fId={id}"
        )
    }

    /// What to do first, by what is affected: the message of three steps in the locale files (GuardDuty user
    /// guide, "Remediating security issues discovered by GuardDuty").
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self.resource_type() {
            "Instance" | "EC2" => "advice-instance",
            "S3Bucket" => "advice-bucket",
            "AccessKey" => "advice-access-key",
            "EKSCluster" | "KubernetesCluster" => "advice-cluster",
            _ => "advice-other",
        }
    }
}

/// Where AWS keeps the name of what is affected.
const RESOURCES: [&str; 10] = [
    "/resource/instanceDetails/instanceId",
    "/resource/s3BucketDetails/0/name",
    "/resource/eksClusterDetails/name",
    "/resource/accessKeyDetails/userName",
    "/resource/lambdaDetails/functionName",
    "/resource/rdsDbInstanceDetails/dbInstanceIdentifier",
    "/resource/ecsClusterDetails/name",
    "/resource/containerDetails/name",
    "/resource/ebsVolumeDetails/scannedVolumeDetails/0/volumeArn",
    "/resource/accessKeyDetails/accessKeyId",
];

/// How many GuardDuty findings a survey counts in a Region; beyond that it says "at least".
pub const COUNTED: usize = 200;

/// GuardDuty findings of high and critical severity that nobody put away.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Open {
    /// The real ones.
    pub real: usize,
    /// The samples among those counted.
    pub samples: usize,
    /// The gravest of the real ones.
    pub gravest: Option<f64>,
    /// Whether there are more than were counted.
    pub more: bool,
}

impl Open {
    #[must_use]
    pub fn of(findings: &[GuardDutyFinding], more: bool) -> Self {
        let real = findings.iter().filter(|finding| !finding.is_sample());
        Self {
            real: real.clone().count(),
            samples: findings.iter().filter(|finding| finding.is_sample()).count(),
            gravest: real.filter_map(GuardDutyFinding::number).reduce(f64::max),
            more,
        }
    }
}

/// The GuardDuty findings of a Region.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its detector; none where GuardDuty was never on.
    pub detector: Option<String>,
    /// What it found.
    pub findings: Vec<GuardDutyFinding>,
    /// Whether there are more.
    pub more: bool,
}

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// Only at and above this level.
    pub at_least: Option<Severity>,
    /// Only of this type, or of what contains this text; without regard to letter case.
    pub kind: String,
    /// Archived ones instead of the current ones.
    pub archived: bool,
    /// Samples: all, none, or only they.
    pub samples: Samples,
}

/// Whether samples are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Samples {
    #[default]
    With,
    Without,
    Only,
}

impl Samples {
    /// The next choice.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::With => Self::Without,
            Self::Without => Self::Only,
            Self::Only => Self::With,
        }
    }

    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::With => "samples-with",
            Self::Without => "samples-without",
            Self::Only => "samples-only",
        }
    }
}

impl Query {
    /// Whether a finding is asked for.
    #[must_use]
    pub fn holds(&self, finding: &GuardDutyFinding) -> bool {
        let kind = self.kind.trim().to_lowercase();
        let of_kind = kind.is_empty() || finding.kind().to_lowercase().contains(&kind);
        let of_samples = match self.samples {
            Samples::With => true,
            Samples::Without => !finding.is_sample(),
            Samples::Only => finding.is_sample(),
        };
        of_kind
            && of_samples
            && self.archived == finding.is_archived()
            && self.at_least.is_none_or(|level| finding.severity() >= level)
    }
}

/// The order of a list: the gravest first, then the latest.
pub fn sort(findings: &mut [GuardDutyFinding]) {
    findings.sort_by(|one, other| {
        let number = |finding: &GuardDutyFinding| finding.number().unwrap_or(f64::INFINITY);
        number(other)
            .total_cmp(&number(one))
            .then_with(|| other.last_seen().cmp(&one.last_seen()))
            .then_with(|| one.id().cmp(other.id()))
    });
}

/// The version of the JSON of `genkan findings`.
pub const FINDINGS_SCHEMA: &str = "genkan.findings/1";

/// Findings as JSON: what genkan reads out of each, and AWS's whole record.
#[must_use]
pub fn findings_json(
    account: &str,
    found: &[GuardDutyFinding],
    refused: &[(Region, Failure)],
    more: &[Region],
) -> Value {
    let findings: Vec<Value> = found
        .iter()
        .map(|finding| {
            json!({
                "id": finding.id(), "region": finding.region, "account": finding.account(),
                "type": finding.kind(), "severity": finding.number(), "level": finding.severity().id(),
                "sample": finding.is_sample(), "archived": finding.is_archived(), "count": finding.count(),
                "title": finding.title(), "resource_type": finding.resource_type(),
                "resource": finding.resource(), "actor": finding.actor(),
                "first_seen": finding.first_seen().map(|time| time.to_string()),
                "last_seen": finding.last_seen().map(|time| time.to_string()),
                "console": finding.page(), "record": finding.record,
            })
        })
        .collect();
    let failures: Vec<Value> = refused
        .iter()
        .map(|(region, failure)| json!({"region": region, "failure": failure}))
        .collect();
    json!({
        "schema": FINDINGS_SCHEMA, "account": account, "findings": findings,
        "not_readable": failures, "more_in": more,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(record: Value) -> GuardDutyFinding {
        GuardDutyFinding {
            region: Region::new("us-east-1"),
            record,
        }
    }

    #[test]
    fn levels_are_those_of_the_user_guide() {
        for (number, level) in [
            (1.0, Severity::Low),
            (3.9, Severity::Low),
            (4.0, Severity::Medium),
            (6.9, Severity::Medium),
            (7.0, Severity::High),
            (8.9, Severity::High),
            (9.0, Severity::Critical),
            (10.0, Severity::Critical),
        ] {
            assert_eq!(Severity::of(number), level, "{number}");
            assert_eq!(Severity::named(level.id()), Some(level));
        }
        // One without a number is not played down.
        assert_eq!(finding(json!({})).severity(), Severity::Critical);
    }

    #[test]
    fn a_sample_is_known_by_its_title_or_by_what_it_says_of_itself() {
        for (record, sample) in [
            (json!({"title": "[SAMPLE] The instance ..."}), true),
            (
                json!({"title": "x", "service": {"additionalInfo": {"value": "{\"sample\":true}"}}}),
                true,
            ),
            (
                json!({"title": "x", "service": {"additionalInfo": {"value": "{\"sample\":false}"}}}),
                false,
            ),
            (
                json!({"title": "x", "service": {"additionalInfo": {"value": "{"}}}),
                false,
            ),
            (json!({"title": "x"}), false),
        ] {
            assert_eq!(finding(record.clone()).is_sample(), sample, "{record}");
        }
    }

    #[test]
    fn who_did_it_is_an_address_with_its_place_or_a_domain() {
        let actor = |action: Value| finding(json!({"service": {"action": action}})).actor();
        let remote = json!({"ipAddressV4": "198.51.100.0", "country": {"countryName": "N"},
            "organization": {"org": "GeneratedFindingORG"}});
        assert_eq!(
            actor(
                json!({"actionType": "NETWORK_CONNECTION", "networkConnectionAction": {"remoteIpDetails": remote}})
            ),
            Some("198.51.100.0 (N, GeneratedFindingORG)".to_owned())
        );
        assert_eq!(
            actor(
                json!({"portProbeAction": {"portProbeDetails": [{"remoteIpDetails": {"ipAddressV4": "203.0.113.9"}}]}})
            ),
            Some("203.0.113.9".to_owned())
        );
        assert_eq!(
            actor(json!({"dnsRequestAction": {"domain": "evil.example"}})),
            Some("evil.example".to_owned())
        );
        assert_eq!(actor(json!({"actionType": "X"})), None);
    }

    #[test]
    fn the_gravest_and_the_latest_come_first() {
        let mut all = [
            finding(json!({"id": "a", "severity": 5.0, "updatedAt": "2026-11-24T01:00:00Z"})),
            finding(json!({"id": "b", "severity": 8.0, "updatedAt": "2026-11-24T01:00:00Z"})),
            finding(json!({"id": "c", "severity": 8.0, "updatedAt": "2026-11-24T02:00:00Z"})),
        ];
        sort(&mut all);
        let ids: Vec<&str> = all.iter().map(GuardDutyFinding::id).collect();
        assert_eq!(ids, ["c", "b", "a"]);
    }
}
