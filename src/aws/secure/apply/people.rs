//! Users and groups.

use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_iam::operation::RequestId;

use super::{Apply, absent, gone, is_being_emptied, is_being_made};
use crate::domain::{Failure, Kind, Receipt};
use crate::measures::secure::RUN_TAG;

impl Apply<'_> {
    /// The members of a group; none where there is no such group.
    pub(super) async fn members(&self, group: &str) -> Result<Option<Vec<String>>, Failure> {
        let call = self.read("iam:GetGroup");
        let mut pages = self
            .session
            .iam()
            .get_group()
            .group_name(group)
            .into_paginator()
            .send();
        let mut members = Vec::new();
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return absent(call.refused(&error)),
            };
            members.extend(page.users().iter().map(|user| user.user_name().to_owned()));
        }
        Ok(Some(members))
    }

    pub(super) async fn create_group(&self, group: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:CreateGroup");
        match self.members(group).await? {
            None => {}
            Some(members) if members.is_empty() || self.ours.goes_on() => return Ok(self.found()),
            // The plan saw no such group: what it is to be given, whoever is in it would have.
            Some(members) => {
                let text = format!("{group}: {}", members.join(", "));
                return Err(call.failure(Kind::GroupInUse, text));
            }
        }
        match self.session.iam().create_group().group_name(group).send().await {
            Ok(answer) => Ok(Receipt::done(answer.request_id())),
            // It was not there a moment ago: the SDK asked twice, and the first answer was lost.
            Err(error) if error.code() == Some("EntityAlreadyExists") => match self.members(group).await? {
                Some(members) if !members.is_empty() => {
                    let text = format!("{group}: {}", members.join(", "));
                    Err(call.failure(Kind::GroupInUse, text))
                }
                _ => Ok(Receipt::recovered()),
            },
            Err(error) => Err(call.refused(&error)),
        }
    }

    pub(super) async fn delete_group(&self, group: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteGroup");
        if self.members(group).await?.is_none() {
            return Ok(self.found());
        }
        let request = self.session.iam().delete_group().group_name(group);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    /// Whether a managed policy is attached to a group.
    pub(super) async fn is_attached(&self, group: &str, arn: &str) -> Result<bool, Failure> {
        let call = self.read("iam:ListAttachedGroupPolicies");
        let mut pages = self
            .session
            .iam()
            .list_attached_group_policies()
            .group_name(group)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return Ok(absent::<()>(call.refused(&error))?.is_some()),
            };
            let attached = page.attached_policies();
            if attached.iter().any(|policy| policy.policy_arn() == Some(arn)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) async fn attach(&self, group: &str, arn: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:AttachGroupPolicy");
        if self.is_attached(group, arn).await? {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        let request = iam.attach_group_policy().group_name(group).policy_arn(arn);
        let answer = self
            .patiently(&call, is_being_made, || request.clone().send())
            .await?;
        Ok(Receipt::done(answer.request_id()))
    }

    pub(super) async fn detach(&self, group: &str, arn: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DetachGroupPolicy");
        if !self.is_attached(group, arn).await? {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        let answer = iam
            .detach_group_policy()
            .group_name(group)
            .policy_arn(arn)
            .send()
            .await;
        answer
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    /// The run that made a user; none where there is no such user.
    pub(super) async fn user_run(&self, user: &str) -> Result<Option<Option<String>>, Failure> {
        let call = self.read("iam:ListUserTags");
        let mut pages = self
            .session
            .iam()
            .list_user_tags()
            .user_name(user)
            .into_paginator()
            .send();
        let mut run = None;
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return absent(call.refused(&error)),
            };
            let tag = page.tags().iter().find(|tag| tag.key() == RUN_TAG);
            run = tag.map(|tag| tag.value().to_owned()).or(run);
        }
        Ok(Some(run))
    }

    pub(super) async fn create_user(
        &self,
        user: &str,
        tags: impl Iterator<Item = (&str, &str)>,
    ) -> Result<Receipt, Failure> {
        let call = self.write("iam:CreateUser");
        if let Some(run) = self.user_run(user).await? {
            return Ok(self.found_with(run.as_deref()));
        }
        let mut request = self.session.iam().create_user().user_name(user);
        for (key, value) in tags {
            request = request.tags(Self::tag(&call, key, value)?);
        }
        match request.send().await {
            Ok(answer) => Ok(Receipt::done(answer.request_id())),
            Err(error) if error.code() == Some("EntityAlreadyExists") => {
                let run = self.user_run(user).await?.flatten();
                Ok(self.found_with(run.as_deref()))
            }
            Err(error) => Err(call.refused(&error)),
        }
    }

    pub(super) async fn delete_user(&self, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteUser");
        let Some(run) = self.user_run(user).await? else {
            return Ok(self.found());
        };
        if !self.ours.is_any(run.as_deref()) {
            return Err(call.failure(Kind::Stale, user));
        }
        let request = self.session.iam().delete_user().user_name(user);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    pub(super) async fn is_member(&self, group: &str, user: &str) -> Result<bool, Failure> {
        let members = self.members(group).await?;
        Ok(members.is_some_and(|members| members.iter().any(|name| name == user)))
    }

    pub(super) async fn add_to_group(&self, group: &str, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:AddUserToGroup");
        if self.is_member(group, user).await? {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        let request = iam.add_user_to_group().group_name(group).user_name(user);
        let answer = self
            .patiently(&call, is_being_made, || request.clone().send())
            .await?;
        Ok(Receipt::done(answer.request_id()))
    }

    pub(super) async fn remove_from_group(&self, group: &str, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:RemoveUserFromGroup");
        if !self.is_member(group, user).await? {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        let answer = iam
            .remove_user_from_group()
            .group_name(group)
            .user_name(user)
            .send()
            .await;
        answer
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }
}
