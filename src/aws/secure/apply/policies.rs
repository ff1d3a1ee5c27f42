//! The policies of users and groups: managed ones that are attached, and those that are written into the principal itself.

use aws_sdk_iam::operation::RequestId as _;

use super::{Apply, absent, gone, is_being_emptied, is_being_made};
use crate::aws::secure::users;
use crate::domain::{Failure, Kind, Receipt};
use crate::measures::document;

#[derive(Debug, Clone, Copy)]
pub(super) enum Whose<'a> {
    User(&'a str),
    Group(&'a str),
}

impl Apply<'_> {
    pub(super) async fn is_attached_to_user(&self, user: &str, arn: &str) -> Result<bool, Failure> {
        let call = self.read("iam:ListAttachedUserPolicies");
        let iam = self.session.iam();
        let mut pages = iam
            .list_attached_user_policies()
            .user_name(user)
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

    /// Whether a user has by itself everything that a group gives; a group that is gone gives nothing.
    pub(super) async fn has_as_own(&self, user: &str, group: &str) -> Result<bool, Failure> {
        let iam = self.session.iam();
        let call = self.read("iam:ListAttachedGroupPolicies");
        let mut pages = iam
            .list_attached_group_policies()
            .group_name(group)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let Some(page) = page.map(Some).or_else(|error| absent(call.refused(&error)))? else {
                return Ok(true);
            };
            for arn in page
                .attached_policies()
                .iter()
                .filter_map(|policy| policy.policy_arn())
            {
                if !self.is_attached_to_user(user, arn).await? {
                    return Ok(false);
                }
            }
        }
        let call = self.read("iam:ListGroupPolicies");
        let mut pages = iam
            .list_group_policies()
            .group_name(group)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let Some(page) = page.map(Some).or_else(|error| absent(call.refused(&error)))? else {
                return Ok(true);
            };
            for name in page.policy_names() {
                if !self.has_written_as_own(user, group, name).await? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Attaches a managed policy to a user, or detaches it.
    pub(super) async fn user_policy(&self, user: &str, arn: &str, on: bool) -> Result<Receipt, Failure> {
        if self.is_attached_to_user(user, arn).await? == on {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        if on {
            let call = self.write("iam:AttachUserPolicy");
            let request = iam.attach_user_policy().user_name(user).policy_arn(arn);
            let answer = self
                .patiently(&call, is_being_made, || request.clone().send())
                .await?;
            return Ok(Receipt::done(answer.request_id()));
        }
        let call = self.write("iam:DetachUserPolicy");
        let request = iam.detach_user_policy().user_name(user).policy_arn(arn);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    /// Whether a user has a written policy of a group as its own too.
    pub(super) async fn has_written_as_own(
        &self,
        user: &str,
        group: &str,
        name: &str,
    ) -> Result<bool, Failure> {
        let (of_group, of_user) = tokio::join!(
            self.written(Whose::Group(group), name),
            self.written(Whose::User(user), name)
        );
        Ok(match (of_group?, of_user?) {
            (Some(of_group), Some(of_user)) => document::is_same(&of_group, &of_user),
            _ => false,
        })
    }

    /// The document of a written policy; none where there is none.
    async fn written(&self, whose: Whose<'_>, name: &str) -> Result<Option<String>, Failure> {
        let iam = self.session.iam();
        let document = match whose {
            Whose::User(user) => {
                let call = self.read("iam:GetUserPolicy");
                let answer = iam
                    .get_user_policy()
                    .user_name(user)
                    .policy_name(name)
                    .send()
                    .await;
                let answer = answer.map_err(|error| call.refused(&error));
                answer.map(|answer| answer.policy_document().to_owned())
            }
            Whose::Group(group) => {
                let call = self.read("iam:GetGroupPolicy");
                let answer = iam
                    .get_group_policy()
                    .group_name(group)
                    .policy_name(name)
                    .send()
                    .await;
                let answer = answer.map_err(|error| call.refused(&error));
                answer.map(|answer| answer.policy_document().to_owned())
            }
        };
        match document {
            Ok(document) => Ok(Some(users::text_of(Some(&document)))),
            Err(failure) => absent(failure),
        }
    }

    /// Writes a policy into a user or a group; another one under that name is not written over.
    pub(super) async fn put_written(
        &self,
        whose: Whose<'_>,
        name: &str,
        document: &str,
    ) -> Result<Receipt, Failure> {
        let operation = match whose {
            Whose::User(_) => "iam:PutUserPolicy",
            Whose::Group(_) => "iam:PutGroupPolicy",
        };
        let call = self.write(operation);
        match self.written(whose, name).await? {
            Some(there) if document::is_same(&there, document) => return Ok(self.found()),
            Some(_) => return Err(call.failure(Kind::Stale, name)),
            None => {}
        }
        let iam = self.session.iam();
        let request_id = match whose {
            Whose::User(user) => {
                let request = iam.put_user_policy().user_name(user);
                let request = request.policy_name(name).policy_document(document);
                let answer = self
                    .patiently(&call, is_being_made, || request.clone().send())
                    .await?;
                answer.request_id().map(ToOwned::to_owned)
            }
            Whose::Group(group) => {
                let request = iam.put_group_policy().group_name(group);
                let request = request.policy_name(name).policy_document(document);
                let answer = self
                    .patiently(&call, is_being_made, || request.clone().send())
                    .await?;
                answer.request_id().map(ToOwned::to_owned)
            }
        };
        Ok(Receipt::done(request_id.as_deref()))
    }

    /// Deletes a written policy, where it is still the one that the plan saw.
    pub(super) async fn delete_written(&self, whose: Whose<'_>, name: &str) -> Result<Receipt, Failure> {
        let operation = match whose {
            Whose::User(_) => "iam:DeleteUserPolicy",
            Whose::Group(_) => "iam:DeleteGroupPolicy",
        };
        let call = self.write(operation);
        let Some(there) = self.written(whose, name).await? else {
            return Ok(self.found());
        };
        let seen = self.before.and_then(serde_json::Value::as_str);
        if seen.is_some_and(|seen| !document::is_same(seen, &there)) {
            return Err(call.failure(Kind::Stale, name));
        }
        let iam = self.session.iam();
        let receipt = match whose {
            Whose::User(user) => {
                let request = iam.delete_user_policy().user_name(user).policy_name(name);
                let answer = self
                    .patiently(&call, is_being_emptied, || request.clone().send())
                    .await;
                answer.map(|answer| Receipt::done(answer.request_id()))
            }
            Whose::Group(group) => {
                let request = iam.delete_group_policy().group_name(group).policy_name(name);
                let answer = self
                    .patiently(&call, is_being_emptied, || request.clone().send())
                    .await;
                answer.map(|answer| Receipt::done(answer.request_id()))
            }
        };
        gone(receipt)
    }
}
