//! The way back of each change of measure 2.

use serde_json::Value;

use super::change::{SecureChange, budget_name};
use crate::domain::{Change, Undo};
use crate::measures::back::{Ground, by, none};
use crate::say;

/// How a change of this measure is taken back; none where it is no change of this measure, or cannot be read.
#[must_use]
pub fn back(change: &Change, ground: &Ground<'_>) -> Option<Undo> {
    let region = &change.region;
    let made = |typed: SecureChange| by(typed.into_change(region, None));
    let put = |typed: SecureChange, after: Option<Value>| by(typed.into_change(region, after));
    let before = change.before.clone();
    Some(match SecureChange::read(change).ok()? {
        SecureChange::CreateGroup { group_name } => made(SecureChange::DeleteGroup { group_name }),
        SecureChange::AttachGroupPolicy {
            group_name,
            policy_arn,
        } => made(SecureChange::DetachGroupPolicy {
            group_name,
            policy_arn,
        }),
        SecureChange::DetachUserPolicy {
            user_name,
            policy_arn,
        } => made(SecureChange::AttachUserPolicy {
            user_name,
            policy_arn,
        }),
        SecureChange::PutGroupPolicy {
            group_name,
            policy_name,
            policy_document,
        } => put(
            SecureChange::DeleteGroupPolicy {
                group_name,
                policy_name,
            },
            Some(Value::String(policy_document)),
        ),
        // What it said is in the plan: nobody could write it again from memory.
        SecureChange::DeleteUserPolicy {
            user_name,
            policy_name,
        } => made(SecureChange::PutUserPolicy {
            user_name,
            policy_name,
            policy_document: before?.as_str()?.to_owned(),
        }),
        SecureChange::CreateUser { user_name, .. } => made(SecureChange::DeleteUser { user_name }),
        SecureChange::AddUserToGroup {
            group_name,
            user_name,
        } => made(SecureChange::RemoveUserFromGroup {
            group_name,
            user_name,
        }),
        SecureChange::CreateLoginProfile { user_name, .. } => {
            made(SecureChange::DeleteLoginProfile { user_name })
        }
        SecureChange::UpdateLoginProfile { .. } => Undo::Kept(say!("undo-password-gone")),
        SecureChange::CreateVirtualMfaDevice {
            virtual_mfa_device_name: name,
            ..
        } => made(SecureChange::DeleteVirtualMfaDevice {
            serial_number: format!("arn:{}:iam::{}:mfa/{name}", ground.partition, ground.account),
        }),
        SecureChange::EnableMfaDevice {
            user_name,
            serial_number,
        } => made(SecureChange::DeactivateMfaDevice {
            user_name,
            serial_number,
        }),
        SecureChange::UpdateAccountPasswordPolicy(policy) => {
            let after = serde_json::to_value(&policy).ok();
            match before {
                Some(before) => put(
                    SecureChange::UpdateAccountPasswordPolicy(serde_json::from_value(before).ok()?),
                    after,
                ),
                None => put(SecureChange::DeleteAccountPasswordPolicy {}, after),
            }
        }
        SecureChange::PutAlternateContact {
            alternate_contact_type,
            contact,
        } => {
            let after = serde_json::to_value(&contact).ok();
            match before {
                Some(before) => {
                    let contact = serde_json::from_value(before).ok()?;
                    let back = SecureChange::PutAlternateContact {
                        alternate_contact_type,
                        contact,
                    };
                    put(back, after)
                }
                None => put(
                    SecureChange::DeleteAlternateContact {
                        alternate_contact_type,
                    },
                    after,
                ),
            }
        }
        SecureChange::PutPublicAccessBlock {
            account_id,
            public_access_block_configuration: block,
        } => {
            let after = serde_json::to_value(block).ok();
            match before {
                Some(before) => {
                    let public_access_block_configuration = serde_json::from_value(before).ok()?;
                    let back = SecureChange::PutPublicAccessBlock {
                        account_id,
                        public_access_block_configuration,
                    };
                    put(back, after)
                }
                None => put(SecureChange::DeletePublicAccessBlock { account_id }, after),
            }
        }
        SecureChange::CreateAnalyzer { analyzer_name, .. } => {
            made(SecureChange::DeleteAnalyzer { analyzer_name })
        }
        SecureChange::CreateBudget {
            account_id, budget, ..
        } => made(SecureChange::DeleteBudget {
            account_id,
            budget_name: budget_name(&budget).to_owned(),
        }),
        SecureChange::UpdateAccessKey {
            user_name,
            access_key_id,
            ..
        } => made(SecureChange::UpdateAccessKey {
            user_name,
            access_key_id,
            status: "Active".to_owned(),
        }),
        SecureChange::DeleteAccessKey { .. } => Undo::Kept(say!("undo-key-gone")),
        SecureChange::DeleteVirtualMfaDevice { .. } => Undo::Kept(say!("undo-device-gone")),
        SecureChange::AttachUserPolicy { .. }
        | SecureChange::DeleteGroupPolicy { .. }
        | SecureChange::PutUserPolicy { .. }
        | SecureChange::DeactivateMfaDevice { .. }
        | SecureChange::DeleteLoginProfile { .. }
        | SecureChange::RemoveUserFromGroup { .. }
        | SecureChange::DeleteUser { .. }
        | SecureChange::DetachGroupPolicy { .. }
        | SecureChange::DeleteGroup { .. }
        | SecureChange::DeleteAccountPasswordPolicy {}
        | SecureChange::DeleteAlternateContact { .. }
        | SecureChange::DeletePublicAccessBlock { .. }
        | SecureChange::DeleteAnalyzer { .. }
        | SecureChange::DeleteBudget { .. } => none(),
    })
}
