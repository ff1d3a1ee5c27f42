//! The changes of measure 2: each reads before it writes, so that it can be repeated.

mod access_keys;
mod devices;
mod passwords;
mod people;
mod policies;
mod whole;

use std::time::Duration;

use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_iam::types::Tag;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use serde::Serialize;
use serde_json::{Value, json};

use crate::aws::failure::Call;
use crate::aws::{Person, Session, Waiting};
use crate::domain::{Change, Failure, Kind, Principal, Receipt, Region};
use crate::measures::secure::{SecureChange, budget_name};
use policies::Whose;

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
    if change.service == "ec2" {
        return super::ec2::perform(session, change, resumed).await;
    }
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
        let keeps = match change {
            SecureChange::RemoveUserFromGroup { group_name, .. } if of_user == Some(name.as_str()) => {
                self.has_as_own(&name, group_name).await?
            }
            SecureChange::DetachGroupPolicy { policy_arn, .. } if in_group => {
                self.is_attached_to_user(&name, policy_arn).await?
            }
            SecureChange::DeleteGroupPolicy {
                group_name,
                policy_name,
            } if in_group => self.has_written_as_own(&name, group_name, policy_name).await?,
            _ => false,
        };
        if keeps {
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
        Receipt::found(self.resumed)
    }

    /// Found as wanted, with the run that made it.
    fn found_with(&self, run: Option<&str>) -> Receipt {
        Receipt::found(self.ours.is_this(run))
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

    fn tag(call: &Call<'_>, key: &str, value: &str) -> Result<Tag, Failure> {
        Tag::builder()
            .key(key)
            .value(value)
            .build()
            .map_err(|error| call.failure(Kind::Internal, error.to_string()))
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
