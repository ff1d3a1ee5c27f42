//! What EventBridge and SNS say of who is told.

use aws_sdk_eventbridge::operation::RequestId as _;
use aws_sdk_eventbridge::types as events;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::decoded;
use crate::aws::detect::key;
use crate::aws::failure::Call;
use crate::aws::{Session, sns};
use crate::domain::{Arn, Evidence, Failure, Kind, Region};
use crate::measures::detect::{
    AlertRule, AlertTarget, Filtered, Refusal, Told, filtered, heard, is_for_events, lets_publish,
};

/// The rules of a Region that hear of GuardDuty findings, with who they tell.
pub(in crate::aws::detect) async fn rules(
    session: &Session,
    region: &Region,
) -> Result<(Vec<AlertRule>, Evidence), Failure> {
    let call = Call::read(session, "events:ListRules", region);
    let mut heard_by: Vec<events::Rule> = Vec::new();
    let mut token: Option<String> = None;
    let request_id = loop {
        let answer = session
            .eventbridge(region)
            .list_rules()
            .set_next_token(token.take())
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        heard_by.extend(
            answer
                .rules()
                .iter()
                .filter(|rule| {
                    rule.event_pattern()
                        .is_some_and(|pattern| heard(pattern).is_some())
                })
                .cloned(),
        );
        token = answer.next_token().map(ToOwned::to_owned);
        if token.is_none() {
            break answer.request_id().map(ToOwned::to_owned);
        }
    };
    let rules = join_all(heard_by.iter().map(async |rule| {
        let name = rule.name().unwrap_or_default();
        let told = match targets(session, region, name).await {
            Ok(targets) => {
                join_all(targets.iter().map(async |target| AlertTarget {
                    arn: target.arn().to_owned(),
                    told: told(session, rule.arn().unwrap_or_default(), region, target).await,
                }))
                .await
            }
            // A rule that is gone since tells nobody; one that cannot be read hides none of the others.
            Err(failure) if failure.kind == Kind::NotFound => return None,
            Err(failure) => vec![AlertTarget {
                arn: crate::measures::detect::UNREAD.to_owned(),
                told: Err(failure),
            }],
        };
        Some(AlertRule {
            name: name.to_owned(),
            // Every other state, such as with CloudTrail's management events too, lets findings through.
            enabled: rule
                .state()
                .is_some_and(|state| *state != events::RuleState::Disabled),
            pattern: rule.event_pattern().unwrap_or_default().to_owned(),
            targets: told,
        })
    }))
    .await
    .into_iter()
    .flatten()
    .collect::<Vec<AlertRule>>();
    let shown: Vec<Value> = rules
        .iter()
        .map(|rule| {
            let targets: Vec<&str> = rule.targets.iter().map(|target| target.arn.as_str()).collect();
            json!({"name": rule.name, "enabled": rule.enabled, "eventPattern": rule.pattern, "targets": targets})
        })
        .collect();
    Ok((
        rules,
        call.evidence(request_id.as_deref(), json!({"rules": shown})),
    ))
}

pub(super) async fn targets(
    session: &Session,
    region: &Region,
    rule: &str,
) -> Result<Vec<events::Target>, Failure> {
    let call = Call::read(session, "events:ListTargetsByRule", region);
    let mut all = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let answer = session
            .eventbridge(region)
            .list_targets_by_rule()
            .rule(rule)
            .set_next_token(token.take())
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        all.extend(answer.targets().iter().cloned());
        token = answer.next_token().map(ToOwned::to_owned);
        if token.is_none() {
            return Ok(all);
        }
    }
}

/// Who a target tells.
async fn told(
    session: &Session,
    rule: &str,
    region: &Region,
    target: &events::Target,
) -> Result<Told, Failure> {
    let (identity, _) = crate::aws::account::identity(session).await?;
    let account = identity.account.as_str();
    let Some(place) = Arn::parse(target.arn()) else {
        return Ok(Told::Elsewhere);
    };
    let ours = account == place.account;
    match place.service {
        "events" if ours && place.region != region.as_str() && place.resource == "event-bus/default" => {
            if is_let_on(session, rule, account, target.role_arn()).await? {
                Ok(Told::Forwarded(Region::new(place.region)))
            } else {
                Ok(Told::Refused(Refusal::Role))
            }
        }
        "sns" if ours => topic(session, &Region::new(place.region), rule, account, target.arn()).await,
        _ => Ok(Told::Elsewhere),
    }
}

/// Whether a rule may take the role that it passes events on with: to another Region it needs one.
async fn is_let_on(
    session: &Session,
    rule: &str,
    account: &str,
    role: Option<&str>,
) -> Result<bool, Failure> {
    let Some(name) = role.and_then(|arn| arn.rsplit('/').next()) else {
        return Ok(false);
    };
    let call = Call::read(session, "iam:GetRole", session.region());
    let answer = match session.iam().get_role().role_name(name).send().await {
        Ok(answer) => answer,
        Err(error) if error.code() == Some("NoSuchEntity") => return Ok(false),
        Err(error) => return Err(call.refused(&error)),
    };
    let trust = answer.role().and_then(|role| role.assume_role_policy_document());
    let trust: Value = serde_json::from_str(&decoded(trust.unwrap_or_default())).unwrap_or_default();
    Ok(is_for_events(&trust, rule, account))
}

/// Who hears of what a rule publishes to a topic.
async fn topic(
    session: &Session,
    region: &Region,
    rule: &str,
    account: &str,
    arn: &str,
) -> Result<Told, Failure> {
    let call = Call::read(session, "sns:GetTopicAttributes", region);
    let request = session.sns(region).get_topic_attributes().topic_arn(arn);
    let (listed, attributes) = tokio::join!(sns::subscriptions(session, region, arn), request.send());
    let (confirmed, pending) = match listed {
        // The topic is gone, the rule is still there.
        Err(failure) if failure.kind == Kind::NotFound => return Ok(Told::Nobody),
        other => other?,
    };
    if confirmed.is_empty() && pending.is_empty() {
        return Ok(Told::Nobody);
    }
    let attributes = attributes.map_err(|error| call.refused(&error))?;
    let attribute = |name: &str| attributes.attributes()?.get(name).filter(|text| !text.is_empty());
    let policy: Option<Value> = attribute("Policy").and_then(|text| serde_json::from_str(text).ok());
    let Some(policy) = policy else {
        return Err(call.failure(Kind::Service, "no Policy"));
    };
    if !lets_publish(&policy, arn, rule, account) {
        return Ok(Told::Refused(Refusal::Policy));
    }
    if let Some(key) = attribute("KmsMasterKeyId")
        && !key::admits(session, region, key, rule, account).await?
    {
        return Ok(Told::Refused(Refusal::Key));
    }
    if confirmed.is_empty() {
        return Ok(Told::Pending(pending.iter().map(shown).collect()));
    }
    let filters = join_all(confirmed.iter().map(|one| filter(session, region, one))).await;
    let left = |wanted: Filtered| filters.iter().filter(|one| **one == Ok(wanted)).count();
    let refused = filters.iter().find_map(|one| one.as_ref().err());
    Ok(match (left(Filtered::Nothing), refused, left(Filtered::Some)) {
        (0, Some(failure), _) => return Err(failure.clone()),
        (0, None, 0) => Told::Refused(Refusal::Filter),
        (0, None, _) => Told::Filtered,
        (whole, _, _) => Told::Confirmed(whole),
    })
}

/// What a subscription's own filter leaves.
async fn filter(session: &Session, region: &Region, subscription: &str) -> Result<Filtered, Failure> {
    let call = Call::read(session, "sns:GetSubscriptionAttributes", region);
    let request = session.sns(region).get_subscription_attributes();
    let answer = match request.subscription_arn(subscription).send().await {
        Ok(answer) => answer,
        Err(error) => return Err(call.refused(&error)),
    };
    let Some(attributes) = answer.attributes() else {
        return Err(call.failure(Kind::Service, "no Attributes"));
    };
    let text = |name: &str| attributes.get(name).map(String::as_str);
    Ok(filtered(text("FilterPolicy"), text("FilterPolicyScope")))
}

/// A mailbox as it is; of anything else the protocol only, as an address may hold a key.
fn shown((protocol, endpoint): &(String, String)) -> String {
    if protocol.starts_with("email") {
        endpoint.clone()
    } else {
        protocol.clone()
    }
}
