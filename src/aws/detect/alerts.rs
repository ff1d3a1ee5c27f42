//! EventBridge and SNS: who is told (GK-4.4, F-ALERT). Each write reads first, and leaves alone what is not ours.

use std::time::Duration;

use aws_sdk_eventbridge::operation::RequestId as _;
use aws_sdk_eventbridge::types as events;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::key;
use crate::aws::failure::Call;
use crate::aws::{Session, Waiting};
use crate::domain::{Arn, Change, Evidence, Failure, Kind, Receipt, Region};
use crate::measures::detect::{
    AlertChange, AlertRule, AlertTag, AlertTarget, Filtered, PutTarget, RUN_TAG, Refusal, Told, filtered,
    heard, is_for_events, lets_publish, rule_setting,
};

/// What `PendingConfirmation` is in place of an ARN.
const PENDING: &str = "PendingConfirmation";
/// How long IAM may take to spread a new role.
const PATIENCE: Duration = Duration::from_secs(60);

/// The rules of a Region that hear of GuardDuty findings, with who they tell.
pub(super) async fn rules(session: &Session, region: &Region) -> Result<(Vec<AlertRule>, Evidence), Failure> {
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

async fn targets(session: &Session, region: &Region, rule: &str) -> Result<Vec<events::Target>, Failure> {
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
    let (listed, attributes) = tokio::join!(subscriptions(session, region, arn), request.send());
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

/// The ARNs of those who have confirmed, and who has not: protocol and endpoint.
pub(in crate::aws) async fn subscriptions(
    session: &Session,
    region: &Region,
    topic: &str,
) -> Result<(Vec<String>, Vec<(String, String)>), Failure> {
    let call = Call::read(session, "sns:ListSubscriptionsByTopic", region);
    let (mut confirmed, mut pending) = (Vec::new(), Vec::new());
    let mut token: Option<String> = None;
    loop {
        let answer = session
            .sns(region)
            .list_subscriptions_by_topic()
            .topic_arn(topic)
            .set_next_token(token.take())
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        for subscription in answer.subscriptions() {
            match subscription.subscription_arn() {
                Some(PENDING) => pending.push((
                    subscription.protocol().unwrap_or_default().to_owned(),
                    subscription.endpoint().unwrap_or_default().to_owned(),
                )),
                // One that was cancelled says `Deleted`.
                Some(arn) if arn.starts_with("arn:") => confirmed.push(arn.to_owned()),
                _ => {}
            }
        }
        token = answer
            .next_token()
            .filter(|token| !token.is_empty())
            .map(ToOwned::to_owned);
        if token.is_none() {
            return Ok((confirmed, pending));
        }
    }
}

/// Makes one change, or finds it made.
pub(super) async fn perform(
    session: &Session,
    change: &Change,
    ours: crate::aws::Ours<'_>,
    resumed: bool,
    waiting: Waiting<'_>,
) -> Result<Receipt, Failure> {
    let writer = Writer {
        session,
        region: &change.region,
        ours,
        resumed,
        waiting,
    };
    match AlertChange::read(change)? {
        AlertChange::CreateRole {
            role_name,
            assume_role_policy_document,
            tags,
        } => {
            writer
                .create_role(&role_name, &assume_role_policy_document, &tags)
                .await
        }
        AlertChange::PutRolePolicy {
            role_name,
            policy_name,
            policy_document,
        } => {
            writer
                .put_role_policy(&role_name, &policy_name, &policy_document)
                .await
        }
        AlertChange::CreateTopic { name, tags } => writer.create_topic(&name, &tags).await,
        AlertChange::SetTopicAttributes {
            topic_arn,
            attribute_name,
            attribute_value,
        } => {
            writer
                .topic_policy(&topic_arn, &attribute_name, &attribute_value)
                .await
        }
        AlertChange::Subscribe {
            topic_arn,
            protocol,
            endpoint,
        } => writer.subscribe(&topic_arn, &protocol, &endpoint).await,
        AlertChange::PutRule {
            name,
            event_pattern,
            state,
            tags,
        } => {
            let before = change.before.as_ref();
            writer
                .put_rule(&name, &event_pattern, &state, &tags, before)
                .await
        }
        AlertChange::PutTargets { rule, targets } => writer.put_targets(&rule, &targets).await,
        AlertChange::RemoveTargets { rule, ids } => writer.remove_targets(&rule, ids).await,
        AlertChange::DeleteRule { name } => writer.delete_rule(&name).await,
        AlertChange::DeleteTopic { topic_arn } => writer.delete_topic(&topic_arn).await,
        AlertChange::DeleteRolePolicy {
            role_name,
            policy_name,
        } => writer.delete_role_policy(&role_name, &policy_name).await,
        AlertChange::DeleteRole { role_name } => writer.delete_role(&role_name).await,
    }
}

struct Writer<'a> {
    session: &'a Session,
    region: &'a Region,
    ours: crate::aws::Ours<'a>,
    resumed: bool,
    waiting: Waiting<'a>,
}

/// Whether two policies are the same document, however they are written.
fn same(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    read(one).is_some() && read(one) == read(other)
}

impl Writer<'_> {
    fn call(&self, operation: &'static str) -> Call<'_> {
        Call::write(self.session, operation, self.region)
    }

    const fn found(&self) -> Receipt {
        if self.resumed {
            Receipt::recovered()
        } else {
            Receipt::already_there()
        }
    }

    /// Found with this run's tag, or somebody's.
    fn found_with(&self, run: Option<&str>) -> Receipt {
        if self.ours.is_this(run) {
            Receipt::recovered()
        } else {
            Receipt::already_there()
        }
    }

    /// The trust policy of a role, and the run that made it.
    async fn role(&self, name: &str) -> Result<Option<(String, Option<String>)>, Failure> {
        let call = Call::read(self.session, "iam:GetRole", self.region);
        let document = match self.session.iam().get_role().role_name(name).send().await {
            Ok(answer) => answer
                .role()
                .and_then(|role| role.assume_role_policy_document())
                .map(decoded)
                .unwrap_or_default(),
            Err(error) if error.code() == Some("NoSuchEntity") => return Ok(None),
            Err(error) => return Err(call.refused(&error)),
        };
        let call = Call::read(self.session, "iam:ListRoleTags", self.region);
        let tags = self
            .session
            .iam()
            .list_role_tags()
            .role_name(name)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        let run = tags.tags().iter().find(|tag| tag.key() == RUN_TAG);
        Ok(Some((document, run.map(|tag| tag.value().to_owned()))))
    }

    async fn create_role(&self, name: &str, trust: &str, tags: &[AlertTag]) -> Result<Receipt, Failure> {
        let call = self.call("iam:CreateRole");
        if let Some(receipt) = self.adopt_role(name, trust, &call).await? {
            return Ok(receipt);
        }
        let mut request = self
            .session
            .iam()
            .create_role()
            .role_name(name)
            .assume_role_policy_document(trust);
        for tag in tags {
            let tag = aws_sdk_iam::types::Tag::builder()
                .key(&tag.key)
                .value(&tag.value)
                .build();
            request = request.tags(tag.map_err(|error| call.failure(Kind::Internal, error.to_string()))?);
        }
        match request.send().await {
            Ok(answer) => Ok(Receipt::done(aws_sdk_iam::operation::RequestId::request_id(
                &answer,
            ))),
            Err(error) => {
                let failure = call.refused(&error);
                // The SDK's second try of a call whose first answer was lost.
                if error.code() == Some("EntityAlreadyExists")
                    && let Some(receipt) = self.adopt_role(name, trust, &call).await?
                {
                    return Ok(receipt);
                }
                Err(failure)
            }
        }
    }

    /// A role of that name is there: as wanted, or something else.
    async fn adopt_role(&self, name: &str, trust: &str, call: &Call<'_>) -> Result<Option<Receipt>, Failure> {
        match self.role(name).await? {
            None => Ok(None),
            Some((document, run)) if same(&document, trust) => Ok(Some(self.found_with(run.as_deref()))),
            Some(_) => Err(call.failure(Kind::Stale, name)),
        }
    }

    async fn role_policy(&self, role: &str, name: &str) -> Result<Option<String>, Failure> {
        let call = Call::read(self.session, "iam:GetRolePolicy", self.region);
        let request = self
            .session
            .iam()
            .get_role_policy()
            .role_name(role)
            .policy_name(name);
        match request.send().await {
            Ok(answer) => Ok(Some(decoded(answer.policy_document()))),
            Err(error) if error.code() == Some("NoSuchEntity") => Ok(None),
            Err(error) => Err(call.refused(&error)),
        }
    }

    async fn put_role_policy(&self, role: &str, name: &str, document: &str) -> Result<Receipt, Failure> {
        let call = self.call("iam:PutRolePolicy");
        match self.role_policy(role, name).await? {
            Some(existing) if same(&existing, document) => return Ok(self.found()),
            Some(_) => return Err(call.failure(Kind::Stale, format!("{role}: {name}"))),
            None => {}
        }
        self.session
            .iam()
            .put_role_policy()
            .role_name(role)
            .policy_name(name)
            .policy_document(document)
            .send()
            .await
            .map(|answer| Receipt::done(aws_sdk_iam::operation::RequestId::request_id(&answer)))
            .map_err(|error| call.refused(&error))
    }

    /// The run that made a topic; none where there is no such topic.
    async fn topic_run(&self, arn: &str) -> Result<Option<Option<String>>, Failure> {
        let call = Call::read(self.session, "sns:ListTagsForResource", self.region);
        let request = self
            .session
            .sns(self.region)
            .list_tags_for_resource()
            .resource_arn(arn);
        match request.send().await {
            Ok(answer) => {
                let run = answer.tags().iter().find(|tag| tag.key() == RUN_TAG);
                Ok(Some(run.map(|tag| tag.value().to_owned())))
            }
            Err(error) => {
                let failure = call.refused(&error);
                if failure.kind == Kind::NotFound {
                    Ok(None)
                } else {
                    Err(failure)
                }
            }
        }
    }

    async fn create_topic(&self, name: &str, tags: &[AlertTag]) -> Result<Receipt, Failure> {
        let call = self.call("sns:CreateTopic");
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let arn = format!(
            "arn:{}:sns:{}:{}:{name}",
            identity.partition, self.region, identity.account
        );
        if let Some(run) = self.topic_run(&arn).await? {
            return Ok(self.found_with(run.as_deref()));
        }
        let mut request = self.session.sns(self.region).create_topic().name(name);
        for tag in tags {
            let tag = aws_sdk_sns::types::Tag::builder()
                .key(&tag.key)
                .value(&tag.value)
                .build();
            request = request.tags(tag.map_err(|error| call.failure(Kind::Internal, error.to_string()))?);
        }
        request
            .send()
            .await
            .map(|answer| {
                let id = aws_sdk_sns::operation::RequestId::request_id(&answer);
                Receipt::done(id).with_ids(json!({"TopicArn": answer.topic_arn()}))
            })
            .map_err(|error| call.refused(&error))
    }

    /// Writes over AWS's default policy only: one that somebody wrote stays.
    async fn topic_policy(&self, arn: &str, name: &str, wanted: &str) -> Result<Receipt, Failure> {
        let call = self.call("sns:SetTopicAttributes");
        let read = Call::read(self.session, "sns:GetTopicAttributes", self.region);
        let answer = self
            .session
            .sns(self.region)
            .get_topic_attributes()
            .topic_arn(arn)
            .send()
            .await
            .map_err(|error| read.refused(&error))?;
        let existing = answer
            .attributes()
            .and_then(|attributes| attributes.get(name))
            .map_or("", String::as_str);
        if same(existing, wanted) {
            return Ok(self.found());
        }
        let is_default = existing.is_empty()
            || serde_json::from_str::<Value>(existing).is_ok_and(|policy| {
                let statements = policy.get("Statement").and_then(Value::as_array);
                statements.is_some_and(|statements| {
                    statements
                        .iter()
                        .all(|one| one.get("Sid") == Some(&json!("__default_statement_ID")))
                })
            });
        if !is_default {
            return Err(call.failure(Kind::Stale, format!("{arn}: {name}")));
        }
        self.session
            .sns(self.region)
            .set_topic_attributes()
            .topic_arn(arn)
            .attribute_name(name)
            .attribute_value(wanted)
            .send()
            .await
            .map(|answer| Receipt::done(aws_sdk_sns::operation::RequestId::request_id(&answer)))
            .map_err(|error| call.refused(&error))
    }

    async fn subscribe(&self, topic: &str, protocol: &str, endpoint: &str) -> Result<Receipt, Failure> {
        let call = self.call("sns:Subscribe");
        let read = Call::read(self.session, "sns:ListSubscriptionsByTopic", self.region);
        // A second mail would only confuse: whoever was asked is not asked again.
        let mut pages = self
            .session
            .sns(self.region)
            .list_subscriptions_by_topic()
            .topic_arn(topic)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| read.refused(&error))?;
            let asked = page.subscriptions().iter().any(|subscription| {
                subscription.endpoint() == Some(endpoint)
                    && subscription.protocol() == Some(protocol)
                    && subscription.subscription_arn() != Some("Deleted")
            });
            if asked {
                return Ok(self.found());
            }
        }
        self.session
            .sns(self.region)
            .subscribe()
            .topic_arn(topic)
            .protocol(protocol)
            .endpoint(endpoint)
            .send()
            .await
            .map(|answer| Receipt::done(aws_sdk_sns::operation::RequestId::request_id(&answer)))
            .map_err(|error| call.refused(&error))
    }

    /// A rule's pattern and whether it is enabled.
    async fn rule(&self, name: &str) -> Result<Option<(String, bool, String)>, Failure> {
        let call = Call::read(self.session, "events:DescribeRule", self.region);
        match self
            .session
            .eventbridge(self.region)
            .describe_rule()
            .name(name)
            .send()
            .await
        {
            Ok(answer) => Ok(Some((
                answer.event_pattern().unwrap_or_default().to_owned(),
                answer.state() == Some(&events::RuleState::Enabled),
                answer.arn().unwrap_or_default().to_owned(),
            ))),
            Err(error) => {
                let failure = call.refused(&error);
                if failure.kind == Kind::NotFound {
                    Ok(None)
                } else {
                    Err(failure)
                }
            }
        }
    }

    /// The run that made a rule.
    async fn rule_run(&self, arn: &str) -> Result<Option<String>, Failure> {
        let call = Call::read(self.session, "events:ListTagsForResource", self.region);
        let answer = self
            .session
            .eventbridge(self.region)
            .list_tags_for_resource()
            .resource_arn(arn)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        let run = answer.tags().iter().find(|tag| tag.key() == RUN_TAG);
        Ok(run.map(|tag| tag.value().to_owned()))
    }

    /// One that is there is written over only where it is as the plan knew it, and genkan's.
    async fn put_rule(
        &self,
        name: &str,
        pattern: &str,
        state: &str,
        tags: &[AlertTag],
        before: Option<&Value>,
    ) -> Result<Receipt, Failure> {
        let call = self.call("events:PutRule");
        if let Some((existing, enabled, arn)) = self.rule(name).await? {
            let run = self.rule_run(&arn).await?;
            if same(&existing, pattern) && enabled == (state == "ENABLED") {
                return Ok(self.found_with(run.as_deref()));
            }
            if run.is_none() || before != Some(&rule_setting(&existing, enabled)) {
                return Err(call.failure(Kind::Stale, arn));
            }
        }
        let mut request = self
            .session
            .eventbridge(self.region)
            .put_rule()
            .name(name)
            .event_pattern(pattern)
            .state(events::RuleState::from(state));
        for tag in tags {
            let tag = events::Tag::builder().key(&tag.key).value(&tag.value).build();
            request = request.tags(tag.map_err(|error| call.failure(Kind::Internal, error.to_string()))?);
        }
        request
            .send()
            .await
            .map(|answer| Receipt::done(answer.request_id()).with_ids(json!({"RuleArn": answer.rule_arn()})))
            .map_err(|error| call.refused(&error))
    }

    async fn put_targets(&self, rule: &str, wanted: &[PutTarget]) -> Result<Receipt, Failure> {
        let call = self.call("events:PutTargets");
        let existing = targets(self.session, self.region, rule).await?;
        let is_there = |wanted: &PutTarget| {
            existing.iter().any(|target| {
                target.id() == wanted.id
                    && target.arn() == wanted.arn
                    && target.role_arn() == wanted.role_arn.as_deref()
            })
        };
        if wanted.iter().all(is_there) {
            return Ok(self.found());
        }
        if existing
            .iter()
            .any(|target| wanted.iter().any(|wanted| wanted.id == target.id()))
        {
            return Err(call.failure(Kind::Stale, rule));
        }
        let mut request = self.session.eventbridge(self.region).put_targets().rule(rule);
        for target in wanted {
            let target = events::Target::builder()
                .id(&target.id)
                .arn(&target.arn)
                .set_role_arn(target.role_arn.clone())
                .build();
            request =
                request.targets(target.map_err(|error| call.failure(Kind::Internal, error.to_string()))?);
        }
        let (mut waited, mut pause, mut retries) = (Duration::ZERO, Duration::from_secs(1), 0);
        loop {
            let answer = match request.clone().send().await {
                // A role that IAM has just made is not known everywhere at once.
                Err(error) if error.code() == Some("ValidationException") && waited < PATIENCE => {
                    let is_of_role = error.message().is_some_and(|message| message.contains("role"));
                    if !is_of_role {
                        return Err(call.refused(&error));
                    }
                    retries += 1;
                    (self.waiting)(retries);
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_secs(8));
                    continue;
                }
                other => other.map_err(|error| call.refused(&error))?,
            };
            // AWS answers 200 also where a target was refused.
            if let Some(entry) = answer.failed_entries().first() {
                let message = entry.error_message().unwrap_or_default();
                let mut failure = call.failure(Kind::Invalid, message);
                failure.code = entry.error_code().map(ToOwned::to_owned);
                return Err(failure);
            }
            return Ok(Receipt::done(answer.request_id()));
        }
    }

    /// Whether a rule is there and was made by genkan.
    async fn is_our_rule(&self, name: &str, call: &Call<'_>) -> Result<bool, Failure> {
        let Some((_, _, arn)) = self.rule(name).await? else {
            return Ok(false);
        };
        if self.ours.is_any(self.rule_run(&arn).await?.as_deref()) {
            Ok(true)
        } else {
            Err(call.failure(Kind::Stale, arn))
        }
    }

    async fn remove_targets(&self, rule: &str, ids: Vec<String>) -> Result<Receipt, Failure> {
        let call = self.call("events:RemoveTargets");
        if !self.is_our_rule(rule, &call).await? {
            return Ok(self.found());
        }
        let existing = targets(self.session, self.region, rule).await?;
        if !existing
            .iter()
            .any(|target| ids.iter().any(|id| id == target.id()))
        {
            return Ok(self.found());
        }
        let request = self.session.eventbridge(self.region).remove_targets().rule(rule);
        let answer = request
            .set_ids(Some(ids))
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        if let Some(entry) = answer.failed_entries().first() {
            return Err(call.failure(Kind::Invalid, entry.error_message().unwrap_or_default()));
        }
        Ok(Receipt::done(answer.request_id()))
    }

    async fn delete_rule(&self, name: &str) -> Result<Receipt, Failure> {
        let call = self.call("events:DeleteRule");
        if !self.is_our_rule(name, &call).await? {
            return Ok(self.found());
        }
        self.session
            .eventbridge(self.region)
            .delete_rule()
            .name(name)
            .send()
            .await
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    async fn delete_topic(&self, arn: &str) -> Result<Receipt, Failure> {
        let call = self.call("sns:DeleteTopic");
        let Some(run) = self.topic_run(arn).await? else {
            return Ok(self.found());
        };
        if !self.ours.is_any(run.as_deref()) {
            return Err(call.failure(Kind::Stale, arn));
        }
        self.session
            .sns(self.region)
            .delete_topic()
            .topic_arn(arn)
            .send()
            .await
            .map(|answer| Receipt::done(aws_sdk_sns::operation::RequestId::request_id(&answer)))
            .map_err(|error| call.refused(&error))
    }

    /// Whether a role is there and was made by genkan.
    async fn is_our_role(&self, name: &str, call: &Call<'_>) -> Result<bool, Failure> {
        match self.role(name).await? {
            None => Ok(false),
            Some((_, run)) if self.ours.is_any(run.as_deref()) => Ok(true),
            Some(_) => Err(call.failure(Kind::Stale, name)),
        }
    }

    async fn delete_role_policy(&self, role: &str, name: &str) -> Result<Receipt, Failure> {
        let call = self.call("iam:DeleteRolePolicy");
        if !self.is_our_role(role, &call).await? || self.role_policy(role, name).await?.is_none() {
            return Ok(self.found());
        }
        let request = self.session.iam().delete_role_policy().role_name(role);
        request
            .policy_name(name)
            .send()
            .await
            .map(|answer| Receipt::done(aws_sdk_iam::operation::RequestId::request_id(&answer)))
            .map_err(|error| call.refused(&error))
    }

    async fn delete_role(&self, name: &str) -> Result<Receipt, Failure> {
        let call = self.call("iam:DeleteRole");
        if !self.is_our_role(name, &call).await? {
            return Ok(self.found());
        }
        self.session
            .iam()
            .delete_role()
            .role_name(name)
            .send()
            .await
            .map(|answer| Receipt::done(aws_sdk_iam::operation::RequestId::request_id(&answer)))
            .map_err(|error| call.refused(&error))
    }
}

/// IAM writes policy documents as URLs do.
fn decoded(document: &str) -> String {
    percent_encoding::percent_decode_str(document)
        .decode_utf8()
        .map_or_else(|_| document.to_owned(), std::borrow::Cow::into_owned)
}
