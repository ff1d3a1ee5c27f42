//! GK-4.4: who is told of a GuardDuty finding. EventBridge rules, their targets, and who has confirmed.

mod change;
mod choices;
mod plan;
mod topic;

use serde_json::Value;

use super::facts::{Facts, names};
use super::findings::HIGH;
use crate::domain::{Check, Failure, Finding, Kind, Known, Measure, References, Region, Status};
use crate::say;

pub use change::{AlertChange, AlertTag, PutTarget};
pub use choices::AlertChoices;
pub use plan::{
    ALERTS_NAME, forward_policy, is_of_alerts, plan, rule_setting, topic_arn, topic_policy, trust_policy,
};

pub use topic::{Filtered, Refusal, filtered, is_for_events, key_admits, lets_publish};

/// The target that stands for those that could not be read.
pub const UNREAD: &str = "-";

/// GK-4.4: findings reach somebody.
pub const ALERTS: Check = Check {
    id: "detect.alerts",
    measure: Measure::Detect,
    references: References {
        ssb: &["ACCT.14"],
        ssb_2022: &["ACCT.11"],
        cis: &[],
        prowler: &[],
        partly: &["ACCT.14", "ACCT.11"],
    },
    guided: None,
};

/// Who a target tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// So many have confirmed their subscription.
    Confirmed(usize),
    /// These were asked and have not confirmed.
    Pending(Vec<String>),
    /// Some have confirmed, with a filter that leaves out some findings.
    Filtered,
    /// Nothing arrives there.
    Refused(Refusal),
    /// A topic without a subscription.
    Nobody,
    /// The event bus of another Region of this account.
    Forwarded(Region),
    /// Something that genkan does not look into: a queue, a function, another account.
    Elsewhere,
}

/// A target of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTarget {
    pub arn: String,
    /// Who it tells, or why that is not known.
    pub told: Result<Told, Failure>,
}

/// A rule that hears of GuardDuty findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRule {
    pub name: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Its event pattern, as AWS keeps it.
    pub pattern: String,
    /// Its targets; [`UNREAD`] alone where they could not be read.
    pub targets: Vec<AlertTarget>,
}

/// What a rule hears of GuardDuty findings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// Only of this severity and above.
    pub least: f64,
    /// Something else narrows it.
    pub narrowed: bool,
}

impl Heard {
    /// Whether everything of high severity is heard.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        !self.narrowed && self.least <= HIGH
    }
}

/// Reads an event pattern; none where it does not hear of GuardDuty findings (Amazon EventBridge user guide, "Event
/// patterns").
#[must_use]
pub fn heard(pattern: &str) -> Option<Heard> {
    let pattern: Value = serde_json::from_str(pattern).ok()?;
    let fields = pattern.as_object()?;
    let allows = |name: &str, wanted: &str| {
        fields.get(name).is_none_or(|values| {
            values.as_array().is_some_and(|values| {
                values.iter().any(|value| {
                    let prefix = value.get("prefix").and_then(Value::as_str);
                    value.as_str() == Some(wanted) || prefix.is_some_and(|prefix| wanted.starts_with(prefix))
                })
            })
        })
    };
    if !fields.contains_key("source")
        || !allows("source", "aws.guardduty")
        || !allows("detail-type", "GuardDuty Finding")
    {
        return None;
    }
    let mut heard = Heard {
        least: 0.0,
        narrowed: fields
            .keys()
            .any(|name| !["source", "detail-type", "detail"].contains(&name.as_str())),
    };
    for (name, values) in fields
        .get("detail")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        match values
            .as_array()
            .filter(|_| name == "severity")
            .and_then(|values| least(values))
        {
            Some(least) => heard.least = heard.least.max(least),
            None => heard.narrowed = true,
        }
    }
    Some(heard)
}

/// [`HIGH`] in tenths.
const HIGH_TENTHS: i32 = 70;

/// The lowest severity that some conditions let through, where they let through everything above it.
fn least(values: &[Value]) -> Option<f64> {
    let mut lists: Vec<f64> = Vec::new();
    for value in values {
        if let Some(number) = value.as_f64() {
            lists.push(number);
            continue;
        }
        match value.get("numeric").and_then(Value::as_array).map(Vec::as_slice) {
            Some([operator, number]) => {
                return match operator.as_str() {
                    Some(">=") => number.as_f64(),
                    // One of exactly that severity is left out.
                    Some(">") => number.as_f64().map(f64::next_up),
                    _ => None,
                };
            }
            _ => return None,
        }
    }
    // A list of every number from there on, as it was written before there were comparisons: severities have one decimal.
    let has = |tenths: i32| {
        lists
            .iter()
            .any(|one| (one - f64::from(tenths) / 10.0).abs() < 0.01)
    };
    let low = lists.iter().copied().reduce(f64::min)?;
    (HIGH_TENTHS..=100).all(has).then_some(low.min(HIGH))
}

/// How a Region stands, the best first.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Standing {
    Told,
    Pending(Vec<String>),
    Narrow,
    Elsewhere(String),
    Refused(Refusal),
    Nobody,
    Silent,
    Unknown(Failure),
}

impl Standing {
    const fn rank(&self) -> u8 {
        match self {
            Self::Told => 0,
            Self::Pending(_) => 1,
            // What is not known may be better than what is seen to be missing.
            Self::Unknown(_) => 2,
            Self::Narrow => 3,
            Self::Elsewhere(_) => 4,
            Self::Refused(_) => 5,
            Self::Nobody => 6,
            Self::Silent => 7,
        }
    }

    /// Whether somebody is, or will be, told: nothing to plan.
    pub(super) const fn is_set(&self) -> bool {
        matches!(self, Self::Told | Self::Pending(_))
    }
}

/// How a Region stands; `None` while it is being asked.
pub(super) fn standing(facts: &Facts, region: &Region, through: bool) -> Option<Standing> {
    let at = facts.regions.get(region)?;
    let rules = match &at.alerts {
        Known::Seen(rules, _) => rules,
        Known::Refused(failure) => return Some(Standing::Unknown(failure.clone())),
        Known::NotAsked | Known::Asking => return None,
    };
    let mut best = Standing::Silent;
    for rule in rules.iter().filter(|rule| rule.enabled) {
        let Some(heard) = heard(&rule.pattern) else {
            continue;
        };
        for target in &rule.targets {
            let here = match &target.told {
                Err(failure) => Standing::Unknown(failure.clone()),
                Ok(Told::Confirmed(_)) => Standing::Told,
                Ok(Told::Pending(who)) => Standing::Pending(who.clone()),
                Ok(Told::Filtered) => Standing::Narrow,
                Ok(Told::Refused(why)) => Standing::Refused(*why),
                Ok(Told::Nobody) => Standing::Nobody,
                // One hop: what is passed on there ends there.
                Ok(Told::Forwarded(to)) if through && to != region && facts.regions.contains_key(to) => {
                    standing(facts, to, false)?
                }
                Ok(Told::Elsewhere | Told::Forwarded(_)) => Standing::Elsewhere(target.arn.clone()),
            };
            let here = if here.is_set() && !heard.is_enough() {
                Standing::Narrow
            } else {
                here
            };
            if here.rank() < best.rank() {
                best = here;
            }
        }
    }
    Some(best)
}

/// Judges who is told; `None` while a Region is being asked.
pub(super) fn judge(facts: &Facts) -> Option<Finding> {
    let on: Vec<&Region> = facts
        .regions
        .iter()
        .filter(|(_, at)| at.detector().is_some_and(|detector| detector.enabled))
        .map(|(region, _)| region)
        .collect();
    let mut told = 0_usize;
    let (mut silent, mut pending, mut narrow) = (Vec::new(), Vec::new(), Vec::new());
    let (mut nobody, mut elsewhere, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let who = waiting(facts);
    let mut unknown: Vec<Failure> = facts
        .regions
        .values()
        .filter_map(|at| at.detector.refusal().cloned())
        // Nothing is found where GuardDuty has no address.
        .filter(|failure| on.is_empty() || failure.kind != Kind::NoEndpoint)
        .collect();
    for region in &on {
        match standing(facts, region, true)? {
            Standing::Told => told += 1,
            Standing::Pending(_) => pending.push(*region),
            Standing::Narrow => narrow.push(*region),
            Standing::Elsewhere(_) => elsewhere.push(*region),
            Standing::Refused(why) => refused.push((why, *region)),
            Standing::Nobody => nobody.push(*region),
            Standing::Silent => silent.push(*region),
            Standing::Unknown(failure) => unknown.push(failure),
        }
    }
    let found = |status, gap| Finding::new(&ALERTS, status).gap(gap);
    silent.extend(nobody);
    let is_asked = |region: &&Region| {
        let at = facts.regions.get(*region);
        at.is_some_and(|at| !at.suppressions.is_settled())
    };
    if on.iter().any(is_asked) {
        return None;
    }
    let suppressed = super::facts::Suppressed::of(facts, &on);
    unknown.extend(suppressed.unread);
    // By its reason, the Regions where what is sent does not arrive.
    let shut = refused.iter().map(|(why, _)| *why).min().map(|why| {
        let here: Vec<&Region> = refused
            .iter()
            .filter(|(other, _)| *other == why)
            .map(|(_, region)| *region)
            .collect();
        why.gap(names(&here))
    });
    let everywhere = silent.len() == on.len();
    let mut finding = if !silent.is_empty() && everywhere {
        found(Status::Fail, say!("gap-alerts-none"))
    } else if !silent.is_empty() {
        found(Status::Fail, say!("gap-alerts-some", regions = names(&silent)))
    } else if let Some(gap) = shut {
        found(Status::Fail, gap)
    } else if let Some(failure) = unknown.first() {
        found(Status::Unknown, failure.title())
    } else if !facts.listed && pending.is_empty() {
        let count = facts.regions.len();
        found(Status::Unknown, say!("gap-regions-unlisted", count = count))
    } else if on.is_empty() {
        found(Status::NotApplicable, say!("gap-needs-detector"))
    } else if !who.is_empty() && (!pending.is_empty() || !narrow.is_empty()) {
        found(Status::Warn, say!("gap-alerts-pending", who = who.join(", ")))
    } else if !narrow.is_empty() {
        found(Status::Warn, say!("gap-alerts-narrow", regions = names(&narrow)))
    } else if !elsewhere.is_empty() {
        found(
            Status::Warn,
            say!("gap-alerts-elsewhere", regions = names(&elsewhere)),
        )
    } else if let Some(gap) = suppressed.gap {
        found(Status::Warn, gap)
    } else {
        Finding::new(&ALERTS, Status::Pass)
    };
    if told > 0 {
        finding = finding.saw(say!("saw-alerts-told", count = told, total = on.len()));
    }
    if !pending.is_empty() && finding.status == Status::Fail {
        finding = finding.saw(say!("gap-alerts-pending", who = who.join(", ")));
    }
    for at in facts.regions.values() {
        finding = finding.from_call(at.alerts.evidence());
    }
    finding.failures.extend(unknown);
    Some(finding)
}

/// Whether a subscription waits for its mail to be answered.
#[must_use]
pub fn is_pending(facts: &Facts) -> bool {
    !waiting(facts).is_empty()
}

/// Who was asked to confirm and has not, whatever they would be told.
fn waiting(facts: &Facts) -> Vec<String> {
    let rules = facts.regions.values().filter_map(|at| at.alerts.seen()).flatten();
    let targets = rules
        .filter(|rule| rule.enabled && heard(&rule.pattern).is_some())
        .flat_map(|rule| &rule.targets);
    let mut who: Vec<String> = targets
        .filter_map(|target| match &target.told {
            Ok(Told::Pending(who)) => Some(who.clone()),
            Ok(_) | Err(_) => None,
        })
        .flatten()
        .collect();
    who.sort();
    who.dedup();
    who
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_what_is_heard() {
        for (pattern, wanted) in [
            (r#"{"source":["aws.guardduty"]}"#, Some((0.0, false))),
            (
                r#"{"source":["aws.guardduty"],"detail-type":["GuardDuty Finding"],"detail":{"severity":[{"numeric":[">=",4]}]}}"#,
                Some((4.0, false)),
            ),
            (r#"{"source":[{"prefix":"aws."}]}"#, Some((0.0, false))),
            (
                r#"{"source":["aws.guardduty"],"detail":{"severity":[4,4.5,7,8.9,10,10.0]}}"#,
                Some((0.0, true)),
            ),
            // Exactly 7.0 is high.
            (
                r#"{"source":["aws.guardduty"],"detail":{"severity":[{"numeric":[">",7]}]}}"#,
                Some((7.0_f64.next_up(), false)),
            ),
            // Critical findings are left out by such a list.
            (
                r#"{"source":["aws.guardduty"],"detail":{"severity":[7,8]}}"#,
                Some((0.0, true)),
            ),
            (
                r#"{"source":["aws.guardduty"],"detail":{"severity":[{"numeric":[">=",4,"<",7]}]}}"#,
                Some((0.0, true)),
            ),
            (
                r#"{"source":["aws.guardduty"],"detail":{"type":["X"]}}"#,
                Some((0.0, true)),
            ),
            (
                r#"{"source":["aws.guardduty"],"account":["1"]}"#,
                Some((0.0, true)),
            ),
            (r#"{"source":["aws.guardduty"],"detail-type":["Other"]}"#, None),
            (r#"{"source":["aws.ec2"]}"#, None),
            (r#"{"detail-type":["GuardDuty Finding"]}"#, None),
            ("not JSON", None),
        ] {
            let found = heard(pattern).map(|heard| (heard.least, heard.narrowed));
            assert_eq!(found, wanted, "{pattern}");
        }
        let every: Vec<String> = (40..=100)
            .map(|tenths| format!("{:.1}", f64::from(tenths) / 10.0))
            .collect();
        let list = |numbers: &[String]| {
            let numbers = numbers.join(",");
            heard(&format!(
                r#"{{"source":["aws.guardduty"],"detail":{{"severity":[{numbers}]}}}}"#
            ))
            .unwrap()
        };
        assert!(list(&every).is_enough());
        let but_one: Vec<String> = every.into_iter().filter(|one| one != "7.0").collect();
        assert!(!list(&but_one).is_enough());
    }
}
