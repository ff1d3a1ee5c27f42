//! The changes of measure 2: each reads before it writes, so that it can be repeated.

use std::time::Duration;

use aws_sdk_account::types::AlternateContactType;
use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::types::{AssignmentStatusType, StatusType, Tag};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use serde::Serialize;
use serde_json::{Value, json};

use super::account::{access_analyzer, block_xml, budget_call, budgets_region, s3_control};
use super::policies::Whose;
use super::{account, users};
use crate::aws::failure::Call;
use crate::aws::raw::encoded;
use crate::aws::{Person, Session, Waiting, keys};
use crate::domain::{
    Change, Changed, Failure, Handed, Kind, Owner, Principal, PublicAccessBlock, Receipt, Region, Secret,
};
use crate::measures::secure::{
    Contact, ContactKind, DEVICE_PREFIX, PasswordPolicy, RUN_TAG, SecureChange, budget_name,
};

/// How long IAM is given to know everywhere what it has just made (IAM user guide, "Changes that I make are not always
/// immediately visible").
const PATIENCE: Duration = Duration::from_secs(40);

/// Makes one change of measure 2, or finds it made.
///
/// # Errors
/// What AWS answered; stale where something else is there than the plan knew; stopped where the person gave up.
pub async fn perform(
    session: &Session,
    change: &Change,
    ours: crate::aws::Ours<'_>,
    resumed: bool,
    waiting: Waiting<'_>,
    person: &dyn Person,
) -> Result<Receipt, Failure> {
    let apply = Apply {
        session,
        region: &change.region,
        before: change.before.as_ref(),
        ours,
        resumed,
        waiting,
        person,
    };
    let typed = SecureChange::read(change)?;
    apply.spare_caller(&typed).await?;
    apply.perform(typed).await
}

pub(super) struct Apply<'a> {
    pub(super) session: &'a Session,
    region: &'a Region,
    pub(super) before: Option<&'a Value>,
    ours: crate::aws::Ours<'a>,
    resumed: bool,
    waiting: Waiting<'a>,
    person: &'a dyn Person,
}

/// What IAM answers about a thing that is still being changed, and will take in a moment.
const CHANGING: [&str; 2] = ["EntityTemporarilyUnmodifiable", "ConcurrentModification"];

/// Whether IAM refuses what it will take in a moment: what was just made is not known everywhere, or is still being changed.
pub(super) fn is_being_made(code: &str) -> bool {
    code == "NoSuchEntity" || CHANGING.contains(&code)
}

/// Whether IAM refuses to delete what it will delete in a moment: what hung on it is gone, and not yet everywhere.
pub(super) fn is_being_emptied(code: &str) -> bool {
    code == "DeleteConflict" || CHANGING.contains(&code)
}

impl<'a> Apply<'a> {
    /// Refuses to take from the calling user what it works with: nobody could put it back.
    async fn spare_caller(&self, change: &SecureChange) -> Result<(), Failure> {
        let (of_user, of_group) = change.takes_access();
        if of_user.is_none() && of_group.is_none() {
            return Ok(());
        }
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let Principal::User { name } = identity.principal else {
            return Ok(());
        };
        let in_group = match of_group {
            Some(group) => self
                .members(group)
                .await?
                .is_some_and(|members| members.contains(&name)),
            None => false,
        };
        // What came from the user goes back to the user before the group loses it.
        if let SecureChange::RemoveUserFromGroup { group_name, .. } = change
            && of_user == Some(name.as_str())
            && self.has_as_own(&name, group_name).await?
        {
            return Ok(());
        }
        if of_user == Some(name.as_str()) || in_group {
            return Err(Failure::new(Kind::OwnUser, name));
        }
        Ok(())
    }

    async fn perform(&self, change: SecureChange) -> Result<Receipt, Failure> {
        match change {
            SecureChange::CreateGroup { group_name } => self.create_group(&group_name).await,
            SecureChange::AttachGroupPolicy {
                group_name,
                policy_arn,
            } => self.attach(&group_name, &policy_arn).await,
            SecureChange::DetachUserPolicy {
                user_name,
                policy_arn,
            } => self.user_policy(&user_name, &policy_arn, false).await,
            SecureChange::AttachUserPolicy {
                user_name,
                policy_arn,
            } => self.user_policy(&user_name, &policy_arn, true).await,
            SecureChange::PutGroupPolicy {
                group_name,
                policy_name,
                policy_document,
            } => {
                self.put_written(Whose::Group(&group_name), &policy_name, &policy_document)
                    .await
            }
            SecureChange::DeleteGroupPolicy {
                group_name,
                policy_name,
            } => self.delete_written(Whose::Group(&group_name), &policy_name).await,
            SecureChange::DeleteUserPolicy {
                user_name,
                policy_name,
            } => self.delete_written(Whose::User(&user_name), &policy_name).await,
            SecureChange::PutUserPolicy {
                user_name,
                policy_name,
                policy_document,
            } => {
                self.put_written(Whose::User(&user_name), &policy_name, &policy_document)
                    .await
            }
            SecureChange::CreateUser { user_name, tags } => {
                let tags = tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
                self.create_user(&user_name, tags).await
            }
            SecureChange::AddUserToGroup {
                group_name,
                user_name,
            } => self.add_to_group(&group_name, &user_name).await,
            SecureChange::CreateLoginProfile { user_name, .. } => self.create_login_profile(&user_name).await,
            SecureChange::UpdateLoginProfile { user_name, .. } => self.new_password(&user_name).await,
            SecureChange::CreateVirtualMfaDevice {
                virtual_mfa_device_name,
                tags,
            } => {
                let tags = tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
                self.create_device(&virtual_mfa_device_name, tags).await
            }
            SecureChange::EnableMfaDevice {
                user_name,
                serial_number,
            } => self.enable_device(&user_name, &serial_number).await,
            SecureChange::UpdateAccountPasswordPolicy(policy) => self.password_policy(&policy).await,
            SecureChange::PutAlternateContact {
                alternate_contact_type,
                contact,
            } => self.contact(&alternate_contact_type, &contact).await,
            SecureChange::PutPublicAccessBlock {
                public_access_block_configuration,
                ..
            } => self.block(&public_access_block_configuration).await,
            SecureChange::CreateAnalyzer {
                analyzer_name,
                r#type,
                tags,
                client_token,
            } => {
                let body = json!({"analyzerName": analyzer_name, "type": r#type, "tags": tags,
                    "clientToken": client_token});
                self.create_analyzer(&body).await
            }
            SecureChange::CreateBudget {
                account_id,
                budget,
                notifications_with_subscribers,
                resource_tags,
            } => {
                let body = json!({"AccountId": account_id, "Budget": budget,
                    "NotificationsWithSubscribers": notifications_with_subscribers,
                    "ResourceTags": resource_tags});
                self.create_budget(budget_name(&budget), &body).await
            }
            SecureChange::UpdateAccessKey {
                user_name,
                access_key_id,
                status,
            } => self.update_key(user_name, &access_key_id, &status).await,
            SecureChange::DeleteAccessKey {
                user_name,
                access_key_id,
            } => self.delete_key(user_name, &access_key_id).await,
            SecureChange::DeleteVirtualMfaDevice { serial_number } => {
                self.delete_device(&serial_number).await
            }
            SecureChange::DeactivateMfaDevice {
                user_name,
                serial_number,
            } => self.deactivate_device(&user_name, &serial_number).await,
            SecureChange::DeleteLoginProfile { user_name } => self.delete_login_profile(&user_name).await,
            SecureChange::RemoveUserFromGroup {
                group_name,
                user_name,
            } => self.remove_from_group(&group_name, &user_name).await,
            SecureChange::DeleteUser { user_name } => self.delete_user(&user_name).await,
            SecureChange::DetachGroupPolicy {
                group_name,
                policy_arn,
            } => self.detach(&group_name, &policy_arn).await,
            SecureChange::DeleteGroup { group_name } => self.delete_group(&group_name).await,
            SecureChange::DeleteAccountPasswordPolicy {} => self.delete_password_policy().await,
            SecureChange::DeleteAlternateContact {
                alternate_contact_type,
            } => self.delete_contact(&alternate_contact_type).await,
            SecureChange::DeletePublicAccessBlock { .. } => self.delete_block().await,
            SecureChange::DeleteAnalyzer { analyzer_name } => self.delete_analyzer(&analyzer_name).await,
            SecureChange::DeleteBudget {
                account_id,
                budget_name,
            } => self.delete_budget(&account_id, &budget_name).await,
        }
    }

    pub(super) fn read(&self, operation: &'static str) -> Call<'a> {
        Call::read(self.session, operation, self.region)
    }

    pub(super) fn write(&self, operation: &'static str) -> Call<'a> {
        Call::write(self.session, operation, self.region)
    }

    /// Found as wanted: by this run before its answer was lost, or by somebody else.
    pub(super) fn found(&self) -> Receipt {
        if self.resumed {
            Receipt::recovered()
        } else {
            Receipt::already_there()
        }
    }

    /// Found as wanted, with the run that made it.
    fn found_with(&self, run: Option<&str>) -> Receipt {
        if self.ours.is_this(run) {
            Receipt::recovered()
        } else {
            Receipt::already_there()
        }
    }

    /// Whether what is there now is what the plan saw: nothing else is written over.
    fn hold(&self, now: Option<&impl Serialize>, call: &Call<'_>, what: &str) -> Result<(), Failure> {
        let now = now.and_then(|now| serde_json::to_value(now).ok());
        if now.as_ref() == self.before {
            Ok(())
        } else {
            Err(call.failure(Kind::Stale, what))
        }
    }

    /// Makes a call that IAM may refuse for a moment with one of these codes.
    pub(super) async fn patiently<T, E, F>(
        &self,
        call: &Call<'_>,
        passes: fn(&str) -> bool,
        ask: impl Fn() -> F,
    ) -> Result<T, Failure>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let (mut waited, mut pause, mut retries) = (Duration::ZERO, Duration::from_secs(1), 0);
        loop {
            match ask().await {
                Err(error) if error.code().is_some_and(passes) && waited < PATIENCE => {
                    retries += 1;
                    (self.waiting)(retries);
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_secs(8));
                }
                other => return other.map_err(|error| call.refused(&error)),
            }
        }
    }

    /// The members of a group; none where there is no such group.
    async fn members(&self, group: &str) -> Result<Option<Vec<String>>, Failure> {
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

    async fn create_group(&self, group: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:CreateGroup");
        if self.members(group).await?.is_some() {
            return Ok(self.found());
        }
        match self.session.iam().create_group().group_name(group).send().await {
            Ok(answer) => Ok(Receipt::done(answer.request_id())),
            // It was not there a moment ago: the SDK asked twice, and the first answer was lost.
            Err(error) if error.code() == Some("EntityAlreadyExists") => Ok(Receipt::recovered()),
            Err(error) => Err(call.refused(&error)),
        }
    }

    async fn delete_group(&self, group: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteGroup");
        if self.members(group).await?.is_none() {
            return Ok(self.found());
        }
        let request = self.session.iam().delete_group().group_name(group);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    /// Whether a managed policy is attached to a group.
    async fn is_attached(&self, group: &str, arn: &str) -> Result<bool, Failure> {
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

    async fn attach(&self, group: &str, arn: &str) -> Result<Receipt, Failure> {
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

    async fn detach(&self, group: &str, arn: &str) -> Result<Receipt, Failure> {
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
    async fn user_run(&self, user: &str) -> Result<Option<Option<String>>, Failure> {
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

    fn tag(call: &Call<'_>, key: &str, value: &str) -> Result<Tag, Failure> {
        Tag::builder()
            .key(key)
            .value(value)
            .build()
            .map_err(|error| call.failure(Kind::Internal, error.to_string()))
    }

    async fn create_user(
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

    async fn delete_user(&self, user: &str) -> Result<Receipt, Failure> {
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

    async fn is_member(&self, group: &str, user: &str) -> Result<bool, Failure> {
        let members = self.members(group).await?;
        Ok(members.is_some_and(|members| members.iter().any(|name| name == user)))
    }

    async fn add_to_group(&self, group: &str, user: &str) -> Result<Receipt, Failure> {
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

    async fn remove_from_group(&self, group: &str, user: &str) -> Result<Receipt, Failure> {
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

    /// Whether a user has a console password that must still be changed; none where there is no password.
    async fn login_profile(&self, user: &str) -> Result<Option<bool>, Failure> {
        let call = self.read("iam:GetLoginProfile");
        match self
            .session
            .iam()
            .get_login_profile()
            .user_name(user)
            .send()
            .await
        {
            Ok(answer) => Ok(answer
                .login_profile()
                .map(aws_sdk_iam::types::LoginProfile::password_reset_required)),
            Err(error) => absent(call.refused(&error)),
        }
    }

    /// A password that every policy of the account takes.
    async fn password(&self, call: &Call<'_>) -> Result<Secret, Failure> {
        // A policy that cannot be read is no reason to stop: AWS refuses what is too short, and says so.
        let policy = account::password_policy(self.session)
            .await
            .ok()
            .and_then(|(policy, _)| policy);
        let least = policy.map_or(0, |policy| policy.minimum_password_length);
        password(usize::try_from(least).unwrap_or(0))
            .map_err(|error| call.failure(Kind::Internal, error.to_string()))
    }

    fn hand_password(&self, user: &str, password: Secret) {
        self.person.hand(Handed::Password {
            user: user.to_owned(),
            password,
        });
    }

    async fn create_login_profile(&self, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:CreateLoginProfile");
        let find = async |lost: bool| -> Result<Receipt, Failure> {
            // A password of this run that nobody has seen, because genkan was cut short or an answer was lost: it is
            // made anew, as long as the user is this run's own and has not changed it.
            let run = self.user_run(user).await?.flatten();
            let ours = self.ours.is_this(run.as_deref());
            let unseen = lost && ours && self.login_profile(user).await? == Some(true);
            if unseen {
                self.new_password(user).await
            } else {
                Ok(Receipt::already_there())
            }
        };
        if self.login_profile(user).await?.is_some() {
            return find(self.resumed).await;
        }
        let password = self.password(&call).await?;
        let iam = self.session.iam();
        let request = || {
            iam.create_login_profile()
                .user_name(user)
                .password(password.expose())
                .password_reset_required(true)
                .send()
        };
        match self.patiently(&call, is_being_made, request).await {
            Ok(answer) => {
                self.hand_password(user, password);
                Ok(Receipt::done(answer.request_id()))
            }
            Err(failure) if failure.code.as_deref() == Some("EntityAlreadyExists") => find(true).await,
            Err(failure) => Err(failure),
        }
    }

    async fn new_password(&self, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:UpdateLoginProfile");
        let password = self.password(&call).await?;
        let answer = self
            .session
            .iam()
            .update_login_profile()
            .user_name(user)
            .password(password.expose())
            .password_reset_required(true)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        self.hand_password(user, password);
        Ok(Receipt::done(answer.request_id()))
    }

    async fn delete_login_profile(&self, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteLoginProfile");
        if self.login_profile(user).await?.is_none() {
            return Ok(self.found());
        }
        let request = self.session.iam().delete_login_profile().user_name(user);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    /// Whether a virtual device is somebody's; none where there is no such device.
    async fn device(&self, serial: &str) -> Result<Option<bool>, Failure> {
        let call = self.read("iam:ListVirtualMFADevices");
        let mut pages = self
            .session
            .iam()
            .list_virtual_mfa_devices()
            .assignment_status(AssignmentStatusType::Any)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| call.refused(&error))?;
            let all = page.virtual_mfa_devices();
            if let Some(device) = all.iter().find(|device| device.serial_number() == serial) {
                let somebody = device.user().is_some_and(|user| !user.arn().is_empty());
                return Ok(Some(somebody || device.enable_date().is_some()));
            }
        }
        Ok(None)
    }

    async fn create_device(
        &self,
        name: &str,
        tags: impl Iterator<Item = (&str, &str)>,
    ) -> Result<Receipt, Failure> {
        let call = self.write("iam:CreateVirtualMFADevice");
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let serial = format!("arn:{}:iam::{}:mfa/{name}", identity.partition, identity.account);
        match self.device(&serial).await? {
            Some(true) => return Ok(self.found()),
            // One that nobody enrolled, of a run that was cut short: its seed is gone for good, so it is made anew.
            Some(false) if name.starts_with(DEVICE_PREFIX) => {
                self.delete_device(&serial).await?;
            }
            Some(false) => return Err(call.failure(Kind::Stale, serial)),
            None => {}
        }
        let mut request = self
            .session
            .iam()
            .create_virtual_mfa_device()
            .virtual_mfa_device_name(name);
        for (key, value) in tags {
            request = request.tags(Self::tag(&call, key, value)?);
        }
        let answer = match request.clone().send().await {
            // The SDK asked twice, and the answer with the seed was lost: that device is of no use to anybody.
            Err(error) if error.code() == Some("EntityAlreadyExists") => {
                self.delete_device(&serial).await?;
                request.send().await
            }
            other => other,
        };
        let answer = answer.map_err(|error| call.refused(&error))?;
        let device = answer.virtual_mfa_device();
        let seed = device
            .and_then(|device| device.base32_string_seed())
            .and_then(|seed| std::str::from_utf8(seed.as_ref()).ok());
        let (Some(device), Some(seed)) = (device, seed) else {
            return Err(call.failure(Kind::Service, "no Base32StringSeed"));
        };
        self.person.hand(Handed::Device {
            serial: device.serial_number().to_owned(),
            seed: Secret::new(seed.trim().to_owned()),
        });
        Ok(Receipt::done(answer.request_id()).with_ids(json!({"SerialNumber": device.serial_number()})))
    }

    async fn delete_device(&self, serial: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteVirtualMFADevice");
        match self.device(serial).await? {
            None => return Ok(self.found()),
            Some(true) => return Err(call.failure(Kind::Stale, serial)),
            Some(false) => {}
        }
        let iam = self.session.iam();
        let request = iam.delete_virtual_mfa_device().serial_number(serial);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    /// Enables a device with the codes of the person, as often as it takes them.
    async fn enable_device(&self, user: &str, serial: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:EnableMFADevice");
        let mut refused = false;
        loop {
            let devices = users::mfa_devices(self.session, user).await;
            match devices {
                Ok(devices) if devices.iter().any(|device| device == serial) => {
                    return Ok(Receipt::recovered());
                }
                // A user that was made a moment ago.
                Err(failure) if failure.kind == Kind::NotFound => {}
                Ok(_) => {}
                Err(failure) => return Err(failure),
            }
            let Some(codes) = self.person.codes(refused).await else {
                return Err(call.failure(Kind::Stopped, serial));
            };
            let iam = self.session.iam();
            let request = || {
                iam.enable_mfa_device()
                    .user_name(user)
                    .serial_number(serial)
                    .authentication_code1(codes.first.expose())
                    .authentication_code2(codes.second.expose())
                    .send()
            };
            // A user that is still being changed says nothing of the codes: they are good for a while.
            match self.patiently(&call, is_being_made, request).await {
                Ok(answer) => return Ok(Receipt::done(answer.request_id())),
                // Wrong, late or used codes change nothing, and neither does a user that IAM is not done with: the person is
                // asked for the next two, and the device in their app stays the one that it is.
                Err(failure)
                    if failure
                        .code
                        .as_deref()
                        .is_some_and(|code| code == "InvalidAuthenticationCode" || is_being_made(code)) =>
                {
                    refused = true;
                }
                Err(failure) => {
                    // An answer that was lost, or asked for twice: whether it is on is asked once more above.
                    let devices = users::mfa_devices(self.session, user).await?;
                    let is_on = devices.iter().any(|device| device == serial);
                    if !is_on && failure.changed != Changed::Unclear {
                        return Err(failure);
                    }
                    refused = true;
                }
            }
        }
    }

    async fn deactivate_device(&self, user: &str, serial: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeactivateMFADevice");
        let devices = users::mfa_devices(self.session, user).await;
        let devices = devices.or_else(|failure| absent(failure).map(Option::unwrap_or_default))?;
        if !devices.iter().any(|device| device == serial) {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        let request = iam.deactivate_mfa_device().user_name(user).serial_number(serial);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    async fn password_policy(&self, wanted: &PasswordPolicy) -> Result<Receipt, Failure> {
        let call = self.write("iam:UpdateAccountPasswordPolicy");
        let (now, _) = account::password_policy(self.session).await?;
        if now.as_ref() == Some(wanted) {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PasswordPolicy")?;
        let answer = self
            .session
            .iam()
            .update_account_password_policy()
            .minimum_password_length(wanted.minimum_password_length)
            .require_symbols(wanted.require_symbols)
            .require_numbers(wanted.require_numbers)
            .require_uppercase_characters(wanted.require_uppercase_characters)
            .require_lowercase_characters(wanted.require_lowercase_characters)
            .allow_users_to_change_password(wanted.allow_users_to_change_password)
            .set_max_password_age(wanted.max_password_age)
            .set_password_reuse_prevention(wanted.password_reuse_prevention)
            .set_hard_expiry(wanted.hard_expiry)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    async fn delete_password_policy(&self) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteAccountPasswordPolicy");
        let (now, _) = account::password_policy(self.session).await?;
        if now.is_none() {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PasswordPolicy")?;
        let answer = self.session.iam().delete_account_password_policy().send().await;
        answer
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    async fn contact_now(&self, kind: &str, call: &Call<'_>) -> Result<Option<Contact>, Failure> {
        let kind = ContactKind::ALL.into_iter().find(|one| one.id() == kind);
        let kind = kind.ok_or_else(|| call.failure(Kind::Usage, "AlternateContactType"))?;
        Ok(account::contact(self.session, kind).await?.0)
    }

    async fn contact(&self, kind: &str, wanted: &Contact) -> Result<Receipt, Failure> {
        use aws_sdk_account::operation::RequestId as _;
        let call = self.write("account:PutAlternateContact");
        let now = self.contact_now(kind, &call).await?;
        if now.as_ref() == Some(wanted) {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, kind)?;
        let answer = self
            .session
            .account()
            .put_alternate_contact()
            .alternate_contact_type(AlternateContactType::from(kind))
            .name(&wanted.name)
            .title(&wanted.title)
            .email_address(&wanted.email_address)
            .phone_number(&wanted.phone_number)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    async fn delete_contact(&self, kind: &str) -> Result<Receipt, Failure> {
        use aws_sdk_account::operation::RequestId as _;
        let call = self.write("account:DeleteAlternateContact");
        let now = self.contact_now(kind, &call).await?;
        if now.is_none() {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, kind)?;
        let answer = self
            .session
            .account()
            .delete_alternate_contact()
            .alternate_contact_type(AlternateContactType::from(kind))
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    async fn block(&self, wanted: &PublicAccessBlock) -> Result<Receipt, Failure> {
        let call = self
            .write("s3control:PutPublicAccessBlock")
            .action("s3:PutAccountPublicAccessBlock");
        let (now, _) = account::public_access_block(self.session).await?;
        if now.as_ref() == Some(wanted) {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PublicAccessBlock")?;
        let reply = s3_control(&call, "PUT", &block_xml(wanted)).await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }

    async fn delete_block(&self) -> Result<Receipt, Failure> {
        let call = self
            .write("s3control:DeletePublicAccessBlock")
            .action("s3:PutAccountPublicAccessBlock");
        let (now, _) = account::public_access_block(self.session).await?;
        if now.is_none() {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PublicAccessBlock")?;
        let reply = s3_control(&call, "DELETE", "").await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }

    /// The run that made an analyzer; none where there is no such analyzer.
    async fn analyzer_run(&self, name: &str) -> Result<Option<Option<String>>, Failure> {
        let call = self.read("access-analyzer:GetAnalyzer");
        let path = format!("/analyzer/{}", encoded(name));
        let reply = access_analyzer(&call, "GET", &path, "").await?;
        if reply.status() >= 300 {
            return absent(reply.failure(&call));
        }
        let pointer = format!("/analyzer/tags/{RUN_TAG}");
        let run = reply
            .json()
            .pointer(&pointer)
            .and_then(Value::as_str)
            .map(ToOwned::to_owned);
        Ok(Some(run))
    }

    async fn create_analyzer(&self, body: &Value) -> Result<Receipt, Failure> {
        let call = self.write("access-analyzer:CreateAnalyzer");
        let name = body
            .get("analyzerName")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if let Some(run) = self.analyzer_run(name).await? {
            return Ok(self.found_with(run.as_deref()));
        }
        let reply = access_analyzer(&call, "PUT", "/analyzer", &body.to_string()).await?;
        match reply.code().as_deref() {
            None if reply.status() < 300 => {
                Ok(Receipt::done(reply.request_id()).with_ids(json!({"arn": reply.json().get("arn")})))
            }
            // Something is in the way; it is what was wanted only where it is found.
            Some("ConflictException") => match self.analyzer_run(name).await? {
                Some(run) => Ok(self.found_with(run.as_deref())),
                None => Err(reply.failure(&call)),
            },
            Some(_) | None => Err(reply.failure(&call)),
        }
    }

    async fn delete_analyzer(&self, name: &str) -> Result<Receipt, Failure> {
        let call = self.write("access-analyzer:DeleteAnalyzer");
        let Some(run) = self.analyzer_run(name).await? else {
            return Ok(self.found());
        };
        if !self.ours.is_any(run.as_deref()) {
            return Err(call.failure(Kind::Stale, name));
        }
        let path = format!("/analyzer/{}", encoded(name));
        let reply = access_analyzer(&call, "DELETE", &path, "").await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }

    async fn create_budget(&self, name: &str, body: &Value) -> Result<Receipt, Failure> {
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let region = budgets_region(&identity.partition);
        let call = Call::write(self.session, "budgets:CreateBudget", &region).action("budgets:ModifyBudget");
        let budgets = account::budget_names(self.session).await?;
        if budgets.iter().any(|budget| budget == name) {
            return Ok(self.found());
        }
        let reply = budget_call(&call, "CreateBudget", body).await?;
        match reply.code().as_deref() {
            None if reply.status() < 300 => Ok(Receipt::done(reply.request_id())),
            Some("DuplicateRecordException") => {
                let budgets = account::budget_names(self.session).await?;
                if budgets.iter().any(|budget| budget == name) {
                    Ok(self.found())
                } else {
                    Err(reply.failure(&call))
                }
            }
            Some(_) | None => Err(reply.failure(&call)),
        }
    }

    async fn delete_budget(&self, account: &str, name: &str) -> Result<Receipt, Failure> {
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let region = budgets_region(&identity.partition);
        let call = Call::write(self.session, "budgets:DeleteBudget", &region).action("budgets:ModifyBudget");
        let budgets = account::budget_names(self.session).await?;
        if !budgets.iter().any(|budget| budget == name) {
            return Ok(self.found());
        }
        let body = json!({"AccountId": account, "BudgetName": name});
        let reply = budget_call(&call, "DeleteBudget", &body).await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }

    /// Whether a key works; none where there is no such key.
    async fn key(&self, user: Option<&str>, id: &str) -> Result<Option<bool>, Failure> {
        let owner = user.map_or(Owner::Root, |name| Owner::User(name.to_owned()));
        let keys = keys::access_keys(self.session, &self.session.iam(), owner).await?;
        Ok(keys.iter().find(|key| key.id == id).map(|key| key.active))
    }

    async fn update_key(&self, user: Option<String>, id: &str, status: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:UpdateAccessKey");
        match self.key(user.as_deref(), id).await? {
            None => return Err(call.failure(Kind::Stale, id)),
            Some(active) if active == (status == "Active") => return Ok(self.found()),
            Some(_) => {}
        }
        let answer = self
            .session
            .iam()
            .update_access_key()
            .set_user_name(user)
            .access_key_id(id)
            .status(StatusType::from(status))
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    async fn delete_key(&self, user: Option<String>, id: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteAccessKey");
        match self.key(user.as_deref(), id).await? {
            None => return Ok(self.found()),
            // Somebody needed it after all, and switched it on again.
            Some(true) => return Err(call.failure(Kind::Stale, id)),
            Some(false) => {}
        }
        let iam = self.session.iam();
        let answer = iam
            .delete_access_key()
            .set_user_name(user)
            .access_key_id(id)
            .send()
            .await;
        answer
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }
}

/// A deletion; also where AWS says that there is nothing left to delete, a moment after it was seen: the SDK asked twice, and
/// the first answer was lost.
pub(super) fn gone(answer: Result<Receipt, Failure>) -> Result<Receipt, Failure> {
    match answer {
        Err(failure) if failure.code.as_deref() == Some("NoSuchEntity") => Ok(Receipt::recovered()),
        other => other,
    }
}

/// An absence that AWS tells as an error.
pub(super) fn absent<T>(failure: Failure) -> Result<Option<T>, Failure> {
    if failure.kind == Kind::NotFound {
        Ok(None)
    } else {
        Err(failure)
    }
}

/// The letters of a password, by kind; none that is taken for another.
const LETTERS: [&str; 4] = [
    "abcdefghijkmnpqrstuvwxyz",
    "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "23456789",
    "!@#%^*_+-=",
];
/// Letters of a password where the policy asks for no more: over a hundred bits.
const PASSWORD: usize = 20;

/// A new password of at least so many letters, with every kind of letter in it, from the system's own randomness.
fn password(least: usize) -> Result<Secret, getrandom::Error> {
    let all = LETTERS.concat();
    let length = least.clamp(PASSWORD, 128);
    loop {
        let mut text = zeroize::Zeroizing::new(String::with_capacity(length));
        while text.len() < length {
            let mut byte = [0_u8];
            getrandom::fill(&mut byte)?;
            // Bytes above the last whole multiple would favour the first letters.
            let index = usize::from(byte[0]);
            if index < 256 - 256 % all.len()
                && let Some(letter) = all.as_bytes().get(index % all.len())
            {
                text.push(char::from(*letter));
            }
        }
        if LETTERS
            .iter()
            .all(|kind| text.chars().any(|letter| kind.contains(letter)))
        {
            return Ok(Secret::new(std::mem::take(&mut *text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_every_kind_of_letter_and_the_length_asked_for() {
        let mut seen = std::collections::BTreeSet::new();
        for least in [0, 8, 20, 33, 128, 500] {
            let password = password(least).unwrap();
            let text = password.expose();
            assert_eq!(text.len(), least.clamp(20, 128));
            for kind in LETTERS {
                assert!(text.chars().any(|letter| kind.contains(letter)), "{kind}");
            }
            assert!(seen.insert(text.to_owned()), "the same password twice");
        }
    }
}
