//! F-ALERT: one topic and one mail to confirm in the home Region; every other Region passes its findings on there. A
//! topic in each Region would be seventeen mails.

use serde_json::{Value, json};

use super::change::{AlertChange, AlertTag, PutTarget};
use super::choices::AlertChoices;
use super::{ALERTS, Standing, standing};
use crate::domain::journal::Begun;
use crate::domain::{Change, CostLine, Failure, Identity, Kind, Region};
use crate::measures::detect::{Facts, RUN_TAG, Regions, Severity};
use crate::measures::job::Drafted;
use crate::say;

/// What genkan calls its topic, its rules and its role.
pub const ALERTS_NAME: &str = "genkan-guardduty-alerts";
/// When the prices were read.
const PRICES: &str = "2026-11";

/// The topic's ARN: it has no parts that AWS chooses.
#[must_use]
pub fn topic_arn(identity: &Identity, home: &Region) -> String {
    format!(
        "arn:{}:sns:{home}:{}:{ALERTS_NAME}",
        identity.partition, identity.account
    )
}

fn bus_arn(identity: &Identity, home: &Region) -> String {
    format!(
        "arn:{}:events:{home}:{}:event-bus/default",
        identity.partition, identity.account
    )
}

/// Lets EventBridge publish, and nobody else. It has no condition: AWS's own example has none, and its pages long said that
/// EventBridge meets none (Amazon EventBridge user guide, "Troubleshooting").
#[must_use]
pub fn topic_policy(identity: &Identity, home: &Region) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "GenkanGuardDutyAlerts", "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish", "Resource": topic_arn(identity, home)
    }]})
}

/// Lets EventBridge use the role, for this account only.
#[must_use]
pub fn trust_policy(identity: &Identity) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": identity.account}}
    }]})
}

/// Lets the role put events on the home Region's bus, and do nothing else.
#[must_use]
pub fn forward_policy(identity: &Identity, home: &Region) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "events:PutEvents", "Resource": bus_arn(identity, home)
    }]})
}

fn pattern(severity: Severity) -> Value {
    json!({"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"],
        "detail": {"severity": [{"numeric": [">=", severity.least()]}]}})
}

/// A rule's setting, to compare before a change replaces it.
#[must_use]
pub fn rule_setting(pattern: &str, enabled: bool) -> Value {
    let pattern: Value = serde_json::from_str(pattern).unwrap_or_default();
    json!({"pattern": pattern, "enabled": enabled})
}

fn tags(run: &str) -> Vec<AlertTag> {
    [("genkan:created-by", "genkan"), (RUN_TAG, run)]
        .into_iter()
        .map(|(key, value)| AlertTag {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect()
}

struct Draft<'a> {
    identity: &'a Identity,
    facts: &'a Facts,
    begun: &'a Begun,
    home: &'a Region,
    choices: &'a AlertChoices,
    steps: Vec<Change>,
}

impl Draft<'_> {
    fn push(&mut self, change: AlertChange, region: &Region) {
        self.steps.push(change.into_change(region, None));
    }

    fn role(&mut self) {
        let home = self.home.clone();
        let create = AlertChange::CreateRole {
            role_name: ALERTS_NAME.to_owned(),
            assume_role_policy_document: trust_policy(self.identity).to_string(),
            tags: tags(&self.choices.run),
        };
        self.push(create, &home);
        let put = AlertChange::PutRolePolicy {
            role_name: ALERTS_NAME.to_owned(),
            policy_name: ALERTS_NAME.to_owned(),
            policy_document: forward_policy(self.identity, &home).to_string(),
        };
        self.push(put, &home);
    }

    fn topic(&mut self) {
        let home = self.home.clone();
        let topic = topic_arn(self.identity, &home);
        let create = AlertChange::CreateTopic {
            name: ALERTS_NAME.to_owned(),
            tags: tags(&self.choices.run),
        };
        self.push(create, &home);
        let policy = AlertChange::SetTopicAttributes {
            topic_arn: topic.clone(),
            attribute_name: "Policy".to_owned(),
            attribute_value: topic_policy(self.identity, &home).to_string(),
        };
        self.push(policy, &home);
        let subscribe = AlertChange::Subscribe {
            topic_arn: topic,
            protocol: "email".to_owned(),
            endpoint: self.choices.email.clone(),
        };
        self.push(subscribe, &home);
    }

    fn rule(&mut self, region: &Region) {
        let rule = |pattern: String, enabled: bool| AlertChange::PutRule {
            name: ALERTS_NAME.to_owned(),
            event_pattern: pattern,
            state: if enabled { "ENABLED" } else { "DISABLED" }.to_owned(),
            tags: tags(&self.choices.run),
        };
        let put = rule(pattern(self.choices.severity).to_string(), true);
        let at = self.facts.regions.get(region);
        let rules = at.and_then(|at| at.alerts.seen());
        // Ours is there with another severity, or was disabled: it is set anew, and set back by undo.
        let existing = rules.and_then(|rules| rules.iter().find(|rule| rule.name == ALERTS_NAME));
        // One that this run began is what was planned for, and no rule of before.
        let is_begun = self
            .begun
            .has_in(&self.choices.run, "events:PutRule", ALERTS_NAME, region);
        let existing = existing.filter(|_| !is_begun);
        let put = if let Some(existing) = existing {
            let before = rule_setting(&existing.pattern, existing.enabled);
            put.into_change(region, Some(before))
        } else {
            put.into_change(region, None)
        };
        self.steps.push(put);
        let target = if region == self.home {
            PutTarget {
                id: ALERTS_NAME.to_owned(),
                arn: topic_arn(self.identity, self.home),
                role_arn: None,
            }
        } else {
            let (partition, account) = (&self.identity.partition, &self.identity.account);
            PutTarget {
                id: ALERTS_NAME.to_owned(),
                arn: bus_arn(self.identity, self.home),
                role_arn: Some(format!("arn:{partition}:iam::{account}:role/{ALERTS_NAME}")),
            }
        };
        let put = AlertChange::PutTargets {
            rule: ALERTS_NAME.to_owned(),
            targets: vec![target],
        };
        self.push(put, region);
    }
}

/// Whether a step is one of those that alerts are made of, with these choices.
#[must_use]
pub fn is_of_alerts(
    identity: &Identity,
    facts: &Facts,
    begun: &Begun,
    choices: &AlertChoices,
    step: &Change,
) -> bool {
    let Some(home) = &facts.home else {
        return false;
    };
    let mut draft = Draft {
        identity,
        facts,
        begun,
        home,
        choices,
        steps: Vec::new(),
    };
    draft.role();
    draft.topic();
    draft.rule(&step.region);
    draft.steps.iter().any(|one| one.is_same_call(step))
}

/// Plans that somebody is told in every Region where GuardDuty is on and nobody is.
///
/// # Errors
/// The failure that keeps the home Region unknown; not found where GuardDuty is nowhere on; usage where a chosen
/// Region is not asked.
pub fn plan(
    identity: &Identity,
    facts: &Facts,
    begun: &Begun,
    choices: &AlertChoices,
) -> Result<Drafted, Failure> {
    let home = facts
        .home
        .as_ref()
        .ok_or_else(|| Failure::new(Kind::Internal, "home Region not surveyed"))?;
    if let Regions::Only(regions) = &choices.regions
        && let Some(region) = regions.iter().find(|region| !facts.regions.contains_key(*region))
    {
        return Err(Failure::new(Kind::Usage, format!("regions: {region}")));
    }
    let not_surveyed = |region: &Region| Failure::new(Kind::Internal, format!("{region} not surveyed"));
    let at_home = standing(facts, home, false).ok_or_else(|| not_surveyed(home))?;
    if let Standing::Unknown(failure) = &at_home {
        // Everything ends there.
        return Err(failure.clone());
    }
    let mut unread: Vec<String> = Vec::new();
    let mut refusal: Option<Failure> = None;
    let mut others: Vec<&Region> = Vec::new();
    let mut resolved = std::collections::BTreeSet::new();
    let mut home_wanted = false;
    for (region, at) in facts
        .regions
        .iter()
        .filter(|(region, _)| choices.includes(region))
    {
        let refused = at.detector.refusal().is_some();
        if !refused && !at.detector().is_some_and(|detector| detector.enabled) {
            continue;
        }
        match standing(facts, region, true).ok_or_else(|| not_surveyed(region))? {
            _ if refused => {
                unread.push(region.to_string());
                refusal = refusal.or_else(|| at.detector.refusal().cloned());
            }
            Standing::Unknown(failure) => {
                unread.push(region.to_string());
                refusal.get_or_insert(failure);
            }
            standing => {
                resolved.insert(region.clone());
                if standing.is_set() {
                    continue;
                }
                if region == home {
                    home_wanted = true;
                } else {
                    others.push(region);
                }
            }
        }
    }
    if resolved.is_empty() && unread.is_empty() {
        return Err(Failure::new(Kind::NotFound, "GuardDuty: -"));
    }
    let mut draft = Draft {
        identity,
        facts,
        begun,
        home,
        choices,
        steps: Vec::new(),
    };
    if !others.is_empty() {
        draft.role();
    }
    if (home_wanted || !others.is_empty()) && !at_home.is_set() {
        draft.topic();
        draft.rule(home);
    }
    for region in &others {
        draft.rule(region);
    }
    // An unknown is not "nothing to do".
    if draft.steps.is_empty()
        && let Some(failure) = refusal
    {
        return Err(failure);
    }
    let shared = draft.steps.iter().take_while(|step| step.service == "iam");
    let mut plan = Drafted {
        // The role that the other Regions pass their findings on with.
        needed_by_all: shared.count(),
        ..Drafted::default()
    };
    plan.choices = AlertChoices {
        regions: Regions::Only(resolved),
        ..choices.clone()
    }
    .write();
    if !draft.steps.is_empty() {
        plan.checks = vec![ALERTS.id.to_owned()];
        plan.cost.push(CostLine {
            text: say!("cost-alerts"),
            as_of: PRICES.to_owned(),
        });
        if draft.steps.iter().any(|step| step.operation == "Subscribe") {
            plan.notes
                .push(say!("note-alerts-confirm", email = &choices.email));
        }
        if at_home.is_set() {
            plan.notes
                .push(say!("note-alerts-existing", home = home, email = &choices.email));
        }
        if !others.is_empty() {
            plan.notes.push(say!("note-alerts-forward", home = home));
        }
        if !unread.is_empty() {
            plan.notes
                .push(say!("note-region-unread", regions = unread.join(", ")));
        }
        plan.notes.push(say!("note-alerts-repeat"));
    }
    plan.steps = draft.steps;
    Ok(plan)
}
