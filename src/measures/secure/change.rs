//! Everything genkan can change for measure 2: one variant a call.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::facts::{Contact, ContactKind, Facts, PasswordPolicy};
use crate::domain::{Change, Failure, Kind, Measure, Owner, PublicAccessBlock, Region};
use crate::measures::described::described;
use crate::measures::document;
use crate::measures::tag::{Tag, tags};

/// One mutating call of measure 2. None of them carries a secret: a password is made, and codes are asked for, while
/// the call is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum SecureChange {
    /// `iam:CreateGroup`.
    #[serde(rename_all = "PascalCase")]
    CreateGroup { group_name: String },
    /// `iam:AttachGroupPolicy`.
    #[serde(rename_all = "PascalCase")]
    AttachGroupPolicy {
        group_name: String,
        /// The policy's ARN.
        policy_arn: String,
    },
    /// `iam:CreateUser`.
    #[serde(rename_all = "PascalCase")]
    CreateUser { user_name: String, tags: Vec<Tag> },
    /// `iam:AddUserToGroup`.
    #[serde(rename_all = "PascalCase")]
    AddUserToGroup { group_name: String, user_name: String },
    /// `iam:CreateLoginProfile`, with a password that is made for it and shown once.
    #[serde(rename_all = "PascalCase")]
    CreateLoginProfile {
        user_name: String,
        /// It must be changed at the first sign-in.
        password_reset_required: bool,
    },
    /// `iam:UpdateLoginProfile`, likewise.
    #[serde(rename_all = "PascalCase")]
    UpdateLoginProfile {
        user_name: String,
        /// It must be changed at the first sign-in.
        password_reset_required: bool,
    },
    /// `iam:CreateVirtualMFADevice`. Its seed is shown, and kept nowhere.
    #[serde(rename = "CreateVirtualMFADevice", rename_all = "PascalCase")]
    CreateVirtualMfaDevice {
        #[serde(rename = "VirtualMFADeviceName")]
        virtual_mfa_device_name: String,
        tags: Vec<Tag>,
    },
    /// `iam:EnableMFADevice`, with two codes that the person types.
    #[serde(rename = "EnableMFADevice", rename_all = "PascalCase")]
    EnableMfaDevice {
        user_name: String,
        /// The device's ARN.
        serial_number: String,
    },
    /// `iam:UpdateAccountPasswordPolicy`: every field, because AWS replaces the policy whole.
    UpdateAccountPasswordPolicy(PasswordPolicy),
    /// `account:PutAlternateContact`.
    #[serde(rename_all = "PascalCase")]
    PutAlternateContact {
        /// `SECURITY`, `BILLING`, `OPERATIONS`.
        alternate_contact_type: String,
        /// Who.
        #[serde(flatten)]
        contact: Contact,
    },
    /// `s3control:PutPublicAccessBlock`: the account's own, not a bucket's.
    #[serde(rename_all = "PascalCase")]
    PutPublicAccessBlock {
        account_id: String,
        /// All four settings.
        public_access_block_configuration: PublicAccessBlock,
    },
    /// `access-analyzer:CreateAnalyzer`.
    #[serde(rename_all = "camelCase")]
    CreateAnalyzer {
        analyzer_name: String,
        /// `ACCOUNT`: access from outside, the free kind.
        r#type: String,
        tags: std::collections::BTreeMap<String, String>,
        /// Makes a repeated request the same one.
        client_token: String,
    },
    /// `budgets:CreateBudget`.
    #[serde(rename_all = "PascalCase")]
    CreateBudget {
        account_id: String,
        /// The budget, as AWS has it.
        budget: Value,
        /// Who is told, and when.
        notifications_with_subscribers: Value,
        resource_tags: Vec<Tag>,
    },
    /// `iam:UpdateAccessKey`: off, or on again.
    #[serde(rename_all = "PascalCase")]
    UpdateAccessKey {
        /// The user; none for the root user's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_name: Option<String>,
        access_key_id: String,
        /// `Inactive` or `Active`.
        status: String,
    },
    /// `iam:DeleteAccessKey`.
    #[serde(rename_all = "PascalCase")]
    DeleteAccessKey {
        /// The user; none for the root user's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_name: Option<String>,
        access_key_id: String,
    },
    /// `iam:DeleteVirtualMFADevice`: as undo, and of one that nobody enrolled.
    #[serde(rename = "DeleteVirtualMFADevice", rename_all = "PascalCase")]
    DeleteVirtualMfaDevice {
        /// The device's ARN.
        serial_number: String,
    },
    /// `iam:DeactivateMFADevice`, only as undo.
    #[serde(rename = "DeactivateMFADevice", rename_all = "PascalCase")]
    DeactivateMfaDevice {
        user_name: String,
        /// The device's ARN.
        serial_number: String,
    },
    /// `iam:DeleteLoginProfile`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteLoginProfile { user_name: String },
    /// `iam:RemoveUserFromGroup`, only as undo.
    #[serde(rename_all = "PascalCase")]
    RemoveUserFromGroup { group_name: String, user_name: String },
    /// `iam:DeleteUser`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteUser { user_name: String },
    /// `iam:DetachGroupPolicy`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DetachGroupPolicy {
        group_name: String,
        /// The policy's ARN.
        policy_arn: String,
    },
    /// `iam:DeleteGroup`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteGroup { group_name: String },
    /// `iam:DeleteAccountPasswordPolicy`, only as undo.
    DeleteAccountPasswordPolicy {},
    /// `account:DeleteAlternateContact`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteAlternateContact {
        /// `SECURITY`, `BILLING`, `OPERATIONS`.
        alternate_contact_type: String,
    },
    /// `s3control:DeletePublicAccessBlock`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeletePublicAccessBlock { account_id: String },
    /// `access-analyzer:DeleteAnalyzer`, only as undo.
    #[serde(rename_all = "camelCase")]
    DeleteAnalyzer { analyzer_name: String },
    /// `budgets:DeleteBudget`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteBudget { account_id: String, budget_name: String },
    /// `iam:DetachUserPolicy`.
    #[serde(rename_all = "PascalCase")]
    DetachUserPolicy {
        user_name: String,
        /// The policy's ARN.
        policy_arn: String,
    },
    /// `iam:AttachUserPolicy`, only as undo.
    #[serde(rename_all = "PascalCase")]
    AttachUserPolicy {
        user_name: String,
        /// The policy's ARN.
        policy_arn: String,
    },
    /// `iam:PutGroupPolicy`.
    #[serde(rename_all = "PascalCase")]
    PutGroupPolicy {
        group_name: String,
        /// The policy's name in it.
        policy_name: String,
        /// The document, as JSON.
        policy_document: String,
    },
    /// `iam:DeleteGroupPolicy`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteGroupPolicy {
        group_name: String,
        /// The policy's name in it.
        policy_name: String,
    },
    /// `iam:DeleteUserPolicy`.
    #[serde(rename_all = "PascalCase")]
    DeleteUserPolicy {
        user_name: String,
        /// The policy's name in it.
        policy_name: String,
    },
    /// `iam:PutUserPolicy`, only as undo.
    #[serde(rename_all = "PascalCase")]
    PutUserPolicy {
        user_name: String,
        /// The policy's name in it.
        policy_name: String,
        /// The document, as JSON.
        policy_document: String,
    },
}

impl SecureChange {
    described! {
        CreateGroup = "iam:CreateGroup" ["iam:CreateGroup", "iam:GetGroup"] New;
        AttachGroupPolicy = "iam:AttachGroupPolicy" [
            "iam:AttachGroupPolicy",
            "iam:ListAttachedGroupPolicies",
        ] Change;
        CreateUser = "iam:CreateUser" ["iam:CreateUser", "iam:TagUser", "iam:ListUserTags"] New;
        AddUserToGroup = "iam:AddUserToGroup" ["iam:AddUserToGroup", "iam:GetGroup"] Change;
        CreateLoginProfile = "iam:CreateLoginProfile" [
            "iam:CreateLoginProfile",
            "iam:UpdateLoginProfile",
            "iam:GetLoginProfile",
            "iam:ListUserTags",
            "iam:GetAccountPasswordPolicy",
        ] New;
        UpdateLoginProfile = "iam:UpdateLoginProfile" [
            "iam:UpdateLoginProfile",
            "iam:GetAccountPasswordPolicy",
        ] Change;
        CreateVirtualMfaDevice = "iam:CreateVirtualMFADevice" [
            "iam:CreateVirtualMFADevice",
            "iam:DeleteVirtualMFADevice",
            "iam:TagMFADevice",
            "iam:ListVirtualMFADevices",
        ] New;
        EnableMfaDevice = "iam:EnableMFADevice" ["iam:EnableMFADevice", "iam:ListMFADevices"] Change;
        UpdateAccountPasswordPolicy = "iam:UpdateAccountPasswordPolicy" [
            "iam:UpdateAccountPasswordPolicy",
            "iam:GetAccountPasswordPolicy",
        ] Change;
        PutAlternateContact = "account:PutAlternateContact" [
            "account:PutAlternateContact",
            "account:GetAlternateContact",
        ] Change;
        PutPublicAccessBlock = "s3control:PutPublicAccessBlock" [
            "s3:PutAccountPublicAccessBlock",
            "s3:GetAccountPublicAccessBlock",
        ] Change;
        CreateAnalyzer = "access-analyzer:CreateAnalyzer" [
            "access-analyzer:CreateAnalyzer",
            "access-analyzer:TagResource",
            "access-analyzer:ListAnalyzers",
            "access-analyzer:GetAnalyzer",
            "iam:CreateServiceLinkedRole",
        ] New;
        CreateBudget = "budgets:CreateBudget" [
            "budgets:ModifyBudget",
            "budgets:TagResource",
            "budgets:ViewBudget",
        ] New;
        UpdateAccessKey = "iam:UpdateAccessKey" ["iam:UpdateAccessKey", "iam:ListAccessKeys"] Change;
        DeleteAccessKey = "iam:DeleteAccessKey" ["iam:DeleteAccessKey", "iam:ListAccessKeys"] Delete;
        DeleteVirtualMfaDevice = "iam:DeleteVirtualMFADevice" [
            "iam:DeleteVirtualMFADevice",
            "iam:ListVirtualMFADevices",
        ] Delete;
        DeactivateMfaDevice = "iam:DeactivateMFADevice" [
            "iam:DeactivateMFADevice",
            "iam:ListMFADevices",
        ] Change;
        DeleteLoginProfile = "iam:DeleteLoginProfile" [
            "iam:DeleteLoginProfile",
            "iam:GetLoginProfile",
        ] Delete;
        RemoveUserFromGroup = "iam:RemoveUserFromGroup" [
            "iam:RemoveUserFromGroup",
            "iam:GetGroup",
            // Where it is the calling user: whether everything is its own again.
            "iam:ListAttachedGroupPolicies",
            "iam:ListAttachedUserPolicies",
            "iam:ListGroupPolicies",
            "iam:GetGroupPolicy",
            "iam:GetUserPolicy",
        ] Change;
        DeleteUser = "iam:DeleteUser" ["iam:DeleteUser", "iam:ListUserTags"] Delete;
        DetachGroupPolicy = "iam:DetachGroupPolicy" [
            "iam:DetachGroupPolicy",
            "iam:ListAttachedGroupPolicies",
        ] Change;
        DeleteGroup = "iam:DeleteGroup" ["iam:DeleteGroup", "iam:GetGroup"] Delete;
        DeleteAccountPasswordPolicy = "iam:DeleteAccountPasswordPolicy" [
            "iam:DeleteAccountPasswordPolicy",
            "iam:GetAccountPasswordPolicy",
        ] Delete;
        DeleteAlternateContact = "account:DeleteAlternateContact" [
            "account:DeleteAlternateContact",
            "account:GetAlternateContact",
        ] Delete;
        DeletePublicAccessBlock = "s3control:DeletePublicAccessBlock" [
            "s3:PutAccountPublicAccessBlock",
            "s3:GetAccountPublicAccessBlock",
        ] Delete;
        DeleteAnalyzer = "access-analyzer:DeleteAnalyzer" [
            "access-analyzer:DeleteAnalyzer",
            "access-analyzer:ListAnalyzers",
            "access-analyzer:GetAnalyzer",
        ] Delete;
        DeleteBudget = "budgets:DeleteBudget" ["budgets:ModifyBudget", "budgets:ViewBudget"] Delete;
        DetachUserPolicy = "iam:DetachUserPolicy" [
            "iam:DetachUserPolicy",
            "iam:ListAttachedUserPolicies",
        ] Change;
        AttachUserPolicy = "iam:AttachUserPolicy" [
            "iam:AttachUserPolicy",
            "iam:ListAttachedUserPolicies",
        ] Change;
        PutGroupPolicy = "iam:PutGroupPolicy" ["iam:PutGroupPolicy", "iam:GetGroupPolicy"] Change;
        DeleteGroupPolicy = "iam:DeleteGroupPolicy" ["iam:DeleteGroupPolicy", "iam:GetGroupPolicy"] Change;
        DeleteUserPolicy = "iam:DeleteUserPolicy" ["iam:DeleteUserPolicy", "iam:GetUserPolicy"] Change;
        PutUserPolicy = "iam:PutUserPolicy" ["iam:PutUserPolicy", "iam:GetUserPolicy"] Change;
    }

    fn target(&self) -> String {
        let last = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
        match self {
            Self::CreateGroup { group_name } | Self::DeleteGroup { group_name } => group_name.clone(),
            Self::AttachGroupPolicy {
                group_name,
                policy_arn,
            }
            | Self::DetachGroupPolicy {
                group_name,
                policy_arn,
            } => format!("{group_name}: {}", last(policy_arn)),
            Self::DetachUserPolicy {
                user_name,
                policy_arn,
            }
            | Self::AttachUserPolicy {
                user_name,
                policy_arn,
            } => format!("{user_name}: {}", last(policy_arn)),
            Self::PutGroupPolicy {
                group_name: whose,
                policy_name,
                ..
            }
            | Self::DeleteGroupPolicy {
                group_name: whose,
                policy_name,
            }
            | Self::DeleteUserPolicy {
                user_name: whose,
                policy_name,
            }
            | Self::PutUserPolicy {
                user_name: whose,
                policy_name,
                ..
            } => format!("{whose}: {policy_name}"),
            Self::CreateUser { user_name, .. }
            | Self::CreateLoginProfile { user_name, .. }
            | Self::UpdateLoginProfile { user_name, .. }
            | Self::DeleteLoginProfile { user_name }
            | Self::DeleteUser { user_name } => user_name.clone(),
            Self::AddUserToGroup {
                group_name,
                user_name,
            }
            | Self::RemoveUserFromGroup {
                group_name,
                user_name,
            } => format!("{user_name}: {group_name}"),
            Self::CreateVirtualMfaDevice {
                virtual_mfa_device_name,
                ..
            } => virtual_mfa_device_name.clone(),
            Self::EnableMfaDevice {
                user_name,
                serial_number,
            }
            | Self::DeactivateMfaDevice {
                user_name,
                serial_number,
            } => format!("{user_name}: {}", last(serial_number)),
            Self::DeleteVirtualMfaDevice { serial_number } => last(serial_number),
            Self::UpdateAccountPasswordPolicy(_) | Self::DeleteAccountPasswordPolicy {} => {
                "PasswordPolicy".to_owned()
            }
            Self::PutAlternateContact {
                alternate_contact_type,
                contact,
            } => format!("{alternate_contact_type}: {}", contact.email_address),
            Self::DeleteAlternateContact {
                alternate_contact_type,
            } => alternate_contact_type.clone(),
            Self::PutPublicAccessBlock { account_id, .. } | Self::DeletePublicAccessBlock { account_id } => {
                account_id.clone()
            }
            Self::CreateAnalyzer { analyzer_name, .. } | Self::DeleteAnalyzer { analyzer_name } => {
                analyzer_name.clone()
            }
            Self::CreateBudget { budget, .. } => budget_name(budget).to_owned(),
            Self::DeleteBudget { budget_name, .. } => budget_name.clone(),
            Self::UpdateAccessKey { access_key_id, .. } | Self::DeleteAccessKey { access_key_id, .. } => {
                access_key_id.clone()
            }
        }
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        Change::of(
            Measure::Secure,
            &self,
            self.described(),
            self.target(),
            region,
            before,
        )
    }

    /// Whether a change is of this kind.
    #[must_use]
    pub fn is_one(change: &Change) -> bool {
        let call = change.call();
        Self::DESCRIBED.iter().any(|described| described.call == call)
    }

    /// Reads a change back into its type.
    ///
    /// # Errors
    /// Usage where it is none of this kind: a plan of a newer genkan.
    pub fn read(change: &Change) -> Result<Self, Failure> {
        if Self::is_one(change) {
            change.read()
        } else {
            Err(Failure::new(Kind::Usage, change.call()))
        }
    }

    /// Whether it needs a person at the run: a password is shown, or codes are asked for.
    #[must_use]
    pub const fn needs_person(&self) -> bool {
        matches!(
            self,
            Self::CreateLoginProfile { .. } | Self::UpdateLoginProfile { .. } | Self::EnableMfaDevice { .. }
        )
    }

    /// Whether AWS, as just surveyed, shows what this change was to bring about; none where the survey does not
    /// tell.
    #[must_use]
    pub fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        let group = |name: &str| facts.permissions.seen().map(|all| all.groups.get(name));
        let groups_of = |user: &str| {
            let all = facts.permissions.seen()?;
            Some(all.users.get(user).map_or(&[][..], |(groups, _)| groups))
        };
        let own = |user: &str| {
            let all = facts.permissions.seen()?;
            Some(all.users.get(user).map(|(_, policies)| policies))
        };
        let analyzers = || facts.analyzers.get(region)?.seen();
        Some(match self {
            Self::CreateGroup { group_name } => group(group_name)?.is_some(),
            Self::DeleteGroup { group_name } => group(group_name)?.is_none(),
            Self::AttachGroupPolicy {
                group_name,
                policy_arn,
            } => group(group_name)?.is_some_and(|policies| policies.attached.contains(policy_arn)),
            Self::DetachGroupPolicy {
                group_name,
                policy_arn,
            } => group(group_name)?.is_none_or(|policies| !policies.attached.contains(policy_arn)),
            Self::DetachUserPolicy {
                user_name,
                policy_arn,
            } => own(user_name)?.is_none_or(|policies| !policies.attached.contains(policy_arn)),
            Self::AttachUserPolicy {
                user_name,
                policy_arn,
            } => own(user_name)?.is_some_and(|policies| policies.attached.contains(policy_arn)),
            Self::PutGroupPolicy {
                group_name,
                policy_name,
                policy_document,
            } => group(group_name)?
                .and_then(|policies| policies.inline.get(policy_name))
                .is_some_and(|there| document::is_same(there, policy_document)),
            Self::DeleteGroupPolicy {
                group_name,
                policy_name,
            } => group(group_name)?.is_none_or(|policies| !policies.inline.contains_key(policy_name)),
            Self::DeleteUserPolicy {
                user_name,
                policy_name,
            } => own(user_name)?.is_none_or(|policies| !policies.inline.contains_key(policy_name)),
            Self::PutUserPolicy {
                user_name,
                policy_name,
                policy_document,
            } => own(user_name)?
                .and_then(|policies| policies.inline.get(policy_name))
                .is_some_and(|there| document::is_same(there, policy_document)),
            Self::CreateUser { user_name, .. } => facts.has_user(user_name)?,
            Self::DeleteUser { user_name } => !facts.has_user(user_name)?,
            Self::AddUserToGroup {
                group_name,
                user_name,
            } => groups_of(user_name)?.contains(group_name),
            Self::RemoveUserFromGroup {
                group_name,
                user_name,
            } => !groups_of(user_name)?.contains(group_name),
            Self::CreateLoginProfile { user_name, .. } | Self::UpdateLoginProfile { user_name, .. } => {
                facts.consoles.seen()?.of(user_name).ok()? == Some(&true)
            }
            Self::DeleteLoginProfile { user_name } => {
                facts.consoles.seen()?.of(user_name).ok()? != Some(&true)
            }
            Self::EnableMfaDevice {
                user_name,
                serial_number,
            } => {
                let devices = facts.mfa.seen()?.of(user_name).ok()?;
                devices.is_some_and(|devices| devices.contains(serial_number))
            }
            Self::DeactivateMfaDevice {
                user_name,
                serial_number,
            } => {
                let devices = facts.mfa.seen()?.of(user_name).ok()?;
                devices.is_none_or(|devices| !devices.contains(serial_number))
            }
            // Whether it was enrolled is the next step's to show.
            Self::CreateVirtualMfaDevice { .. } => return None,
            Self::DeleteVirtualMfaDevice { serial_number } => {
                !facts.devices.seen()?.abandoned.contains(serial_number)
            }
            Self::UpdateAccountPasswordPolicy(policy) => {
                facts.password_policy.seen()?.as_ref() == Some(policy)
            }
            Self::DeleteAccountPasswordPolicy {} => facts.password_policy.seen()?.is_none(),
            Self::PutAlternateContact {
                alternate_contact_type,
                contact,
            } => contact_of(facts, alternate_contact_type)?.as_ref() == Some(contact),
            Self::DeleteAlternateContact {
                alternate_contact_type,
            } => contact_of(facts, alternate_contact_type)?.is_none(),
            Self::PutPublicAccessBlock {
                public_access_block_configuration,
                ..
            } => facts.block.seen()?.as_ref() == Some(public_access_block_configuration),
            Self::DeletePublicAccessBlock { .. } => facts.block.seen()?.is_none(),
            Self::CreateAnalyzer { analyzer_name, .. } => {
                // A new one is CREATING for a moment; the check waits for it.
                analyzers()?.iter().any(|one| one.name == *analyzer_name)
            }
            Self::DeleteAnalyzer { analyzer_name } => {
                analyzers()?.iter().all(|one| one.name != *analyzer_name)
            }
            Self::CreateBudget { budget, .. } => {
                let name = budget_name(budget);
                let budgets = facts.budgets.seen()?;
                budgets.of(name).ok()?.is_some_and(|one| one.subscribers > 0)
            }
            Self::DeleteBudget { budget_name, .. } => facts.budgets.seen()?.of(budget_name).ok()?.is_none(),
            Self::UpdateAccessKey {
                access_key_id,
                status,
                ..
            } => facts
                .key_if_read(access_key_id)?
                .is_some_and(|key| key.active == (status == "Active")),
            Self::DeleteAccessKey { access_key_id, .. } => facts.key_if_read(access_key_id)?.is_none(),
        })
    }
}

impl Facts {
    /// An access key by its id, told apart from keys that could not be read.
    fn key_if_read(&self, id: &str) -> Option<Option<&crate::domain::AccessKey>> {
        let keys = self.keys.seen()?;
        let key = self.key(id);
        // One that is not among those that were read may be among the others.
        (key.is_some() || keys.refused.is_empty()).then_some(key)
    }
}

fn contact_of<'a>(facts: &'a Facts, kind: &str) -> Option<&'a Option<Contact>> {
    let kind = ContactKind::ALL.into_iter().find(|one| one.id() == kind)?;
    facts.contacts.get(&kind)?.seen()
}

/// A budget's name.
#[must_use]
pub fn budget_name(budget: &Value) -> &str {
    budget.get("BudgetName").and_then(Value::as_str).unwrap_or("-")
}

/// A monthly budget over all costs, and who is told: at 80 % of it spent, and when AWS forecasts more than all of it.
#[must_use]
pub fn monthly_budget(account: &str, name: &str, dollars: &str, email: &str, run: &str) -> SecureChange {
    let told = |kind: &str, threshold: u8| {
        json!({
            "Notification": {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN",
                "Threshold": threshold, "ThresholdType": "PERCENTAGE"},
            "Subscribers": [{"SubscriptionType": "EMAIL", "Address": email}]
        })
    };
    SecureChange::CreateBudget {
        account_id: account.to_owned(),
        budget: json!({"BudgetName": name, "BudgetLimit": {"Amount": dollars, "Unit": "USD"},
            "TimeUnit": "MONTHLY", "BudgetType": "COST",
            // Credits would hide what is spent until they are used up.
            "CostTypes": {"IncludeCredit": false, "IncludeRefund": false}}),
        notifications_with_subscribers: json!([told("ACTUAL", 80), told("FORECASTED", 100)]),
        resource_tags: tags(run),
    }
}

impl SecureChange {
    /// Whom a change gives permissions of their own.
    #[must_use]
    pub fn gives_access(&self) -> Option<&str> {
        match self {
            Self::AttachUserPolicy { user_name, .. } | Self::PutUserPolicy { user_name, .. } => {
                Some(user_name)
            }
            _ => None,
        }
    }

    /// Whose way in a change takes away: a user's, or that of a group's members.
    #[must_use]
    pub fn takes_access(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::DeleteUser { user_name }
            | Self::DeleteLoginProfile { user_name }
            | Self::DeactivateMfaDevice { user_name, .. }
            | Self::RemoveUserFromGroup { user_name, .. } => (Some(user_name), None),
            Self::DetachGroupPolicy { group_name, .. }
            | Self::DeleteGroupPolicy { group_name, .. }
            | Self::DeleteGroup { group_name } => (None, Some(group_name)),
            _ => (None, None),
        }
    }
}

/// The parameter `UserName` of a key's owner.
#[must_use]
pub fn user_of(owner: &Owner) -> Option<String> {
    match owner {
        Owner::Root => None,
        Owner::User(name) => Some(name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_parameters_are_those_of_aws() {
        let region = Region::new("us-east-1");
        let change = |typed: SecureChange| typed.into_change(&region, None);
        let device = change(SecureChange::CreateVirtualMfaDevice {
            virtual_mfa_device_name: "genkan-taro".into(),
            tags: tags("r"),
        });
        assert_eq!(device.call(), "iam:CreateVirtualMFADevice");
        assert_eq!(device.parameters["VirtualMFADeviceName"], json!("genkan-taro"));
        assert_eq!(
            device.aws_command_with(&[]).split(" --").next(),
            Some("aws iam create-virtual-mfa-device")
        );
        let analyzer = change(SecureChange::CreateAnalyzer {
            analyzer_name: "a".into(),
            r#type: "ACCOUNT".into(),
            tags: std::collections::BTreeMap::new(),
            client_token: "t".into(),
        });
        assert_eq!(analyzer.parameters["analyzerName"], json!("a"));
        assert_eq!(
            analyzer.aws_command_with(&[]).split(" --").next(),
            Some("aws accessanalyzer create-analyzer")
        );
        let contact = change(SecureChange::PutAlternateContact {
            alternate_contact_type: "SECURITY".into(),
            contact: Contact {
                name: "n".into(),
                title: "t".into(),
                email_address: "e@x.example".into(),
                phone_number: "1".into(),
            },
        });
        assert_eq!(
            contact.parameters,
            json!({"AlternateContactType": "SECURITY", "Name": "n", "Title": "t",
                "EmailAddress": "e@x.example", "PhoneNumber": "1"})
        );
        for change in [device, analyzer, contact] {
            let typed = SecureChange::read(&change).unwrap();
            assert!(change.is_same_call(&typed.into_change(&region, None)));
        }
    }
}
