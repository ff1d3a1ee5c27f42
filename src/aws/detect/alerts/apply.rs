//! The writes of alerts. Each reads first, and leaves alone what is not ours.

use std::time::Duration;

use aws_sdk_eventbridge::operation::RequestId as _;
use aws_sdk_eventbridge::types as events;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::{Value, json};

use super::decoded;
use super::survey::targets;
use crate::aws::failure::Call;
use crate::aws::{Session, Waiting};
use crate::domain::{Change, Failure, Kind, Receipt, Region};
use crate::measures::detect::{AlertChange, AlertTag, PutTarget, RUN_TAG, rule_setting};
use crate::measures::document;

/// How long IAM may take to spread a new role.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes one change, or finds it made.
pub(in crate::aws::detect) async fn perform(
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

impl Writer<'_> {
    fn call(&self, operation: &'static str) -> Call<'_> {
        Call::write(self.session, operation, self.region)
    }

    const fn found(&self) -> Receipt {
        Receipt::found(self.resumed)
    }

    /// Found with this run's tag, or somebody's.
    fn found_with(&self, run: Option<&str>) -> Receipt {
        Receipt::found(self.ours.is_this(run))
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
            Some((document, run)) if document::is_same(&document, trust) => {
                Ok(Some(self.found_with(run.as_deref())))
            }
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
            Some(existing) if document::is_same(&existing, document) => return Ok(self.found()),
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
        if document::is_same(existing, wanted) {
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
            if document::is_same(&existing, pattern) && enabled == (state == "ENABLED") {
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
