//! Everything genkan can change for measure 1: one variant a call. Where AWS has given no id yet, a path stands for a
//! unit and an e-mail for an account: both are unique, and the same before and after.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::facts::{Facts, IAM_PRINCIPAL, ROOT_CREDENTIALS, ROOT_SESSIONS};
use crate::domain::{Change, Failure, Kind, Known, Measure, Region};
use crate::measures::described::described;
use crate::measures::tag::Tag;

/// One mutating call of measure 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum SeparateChange {
    /// `organizations:CreateOrganization`. This account becomes the management account, for good.
    #[serde(rename_all = "PascalCase")]
    CreateOrganization {
        /// `ALL`.
        feature_set: String,
    },
    /// `organizations:CreateOrganizationalUnit`.
    #[serde(rename_all = "PascalCase")]
    CreateOrganizationalUnit {
        /// The path of the unit that it is in.
        parent_id: String,
        name: String,
        tags: Vec<Tag>,
    },
    /// `organizations:CreateAccount`.
    #[serde(rename_all = "PascalCase")]
    CreateAccount {
        email: String,
        account_name: String,
        /// The role by which the management account gets in.
        role_name: String,
        /// `ALLOW`: who may see costs is for IAM to say.
        iam_user_access_to_billing: String,
        tags: Vec<Tag>,
    },
    /// `organizations:MoveAccount`.
    #[serde(rename_all = "PascalCase")]
    MoveAccount {
        /// The account's e-mail.
        account_id: String,
        /// The path of the unit that it leaves.
        source_parent_id: String,
        /// The path of the unit that it goes to.
        destination_parent_id: String,
    },
    /// `organizations:EnableAWSServiceAccess`.
    #[serde(rename = "EnableAWSServiceAccess", rename_all = "PascalCase")]
    EnableAwsServiceAccess { service_principal: String },
    /// `iam:EnableOrganizationsRootCredentialsManagement`.
    EnableOrganizationsRootCredentialsManagement {},
    /// `iam:EnableOrganizationsRootSessions`.
    EnableOrganizationsRootSessions {},
    /// `iam:DeleteLoginProfile` of a member's root user, in a session of `sts:AssumeRoot`.
    #[serde(rename_all = "PascalCase")]
    DeleteLoginProfile { target_principal: String },
    /// `iam:DeleteAccessKey` of a member's root user, likewise.
    #[serde(rename_all = "PascalCase")]
    DeleteAccessKey {
        target_principal: String,
        access_key_id: String,
    },
    /// `iam:DeactivateMFADevice` of a member's root user, likewise.
    #[serde(rename = "DeactivateMFADevice", rename_all = "PascalCase")]
    DeactivateMfaDevice {
        target_principal: String,
        serial_number: String,
    },
    /// `iam:DeleteSigningCertificate` of a member's root user, likewise.
    #[serde(rename_all = "PascalCase")]
    DeleteSigningCertificate {
        target_principal: String,
        certificate_id: String,
    },
    /// `organizations:DeleteOrganization`, only as undo: while it has no other account, and nobody has built on it.
    DeleteOrganization {},
    /// `organizations:DeleteOrganizationalUnit`, only as undo: while it is empty.
    #[serde(rename_all = "PascalCase")]
    DeleteOrganizationalUnit { organizational_unit_id: String },
    /// `organizations:DisableAWSServiceAccess`, only as undo.
    #[serde(rename = "DisableAWSServiceAccess", rename_all = "PascalCase")]
    DisableAwsServiceAccess { service_principal: String },
    /// `iam:DisableOrganizationsRootCredentialsManagement`, only as undo.
    DisableOrganizationsRootCredentialsManagement {},
    /// `iam:DisableOrganizationsRootSessions`, only as undo.
    DisableOrganizationsRootSessions {},
}

impl SeparateChange {
    described! {
        CreateOrganization = "organizations:CreateOrganization" [
            "organizations:CreateOrganization",
            "organizations:DescribeOrganization",
            "iam:CreateServiceLinkedRole",
        ] New;
        CreateOrganizationalUnit = "organizations:CreateOrganizationalUnit" [
            "organizations:CreateOrganizationalUnit",
            "organizations:TagResource",
            "organizations:ListRoots",
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListAccountsForParent",
        ] New;
        CreateAccount = "organizations:CreateAccount" [
            "organizations:CreateAccount",
            "organizations:TagResource",
            "organizations:DescribeAccount",
            "organizations:DescribeCreateAccountStatus",
            "organizations:DescribeOrganization",
            "organizations:ListAccounts",
            "organizations:ListCreateAccountStatus",
            "iam:CreateServiceLinkedRole",
        ] New;
        MoveAccount = "organizations:MoveAccount" [
            "organizations:MoveAccount",
            "organizations:DescribeOrganization",
            "organizations:ListAccounts",
            "organizations:ListRoots",
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListAccountsForParent",
        ] Change;
        EnableAwsServiceAccess = "organizations:EnableAWSServiceAccess" [
            "organizations:EnableAWSServiceAccess",
            "organizations:ListAWSServiceAccessForOrganization",
        ] Change;
        EnableOrganizationsRootCredentialsManagement = "iam:EnableOrganizationsRootCredentialsManagement" [
            "iam:EnableOrganizationsRootCredentialsManagement",
            "iam:ListOrganizationsFeatures",
            "organizations:DescribeOrganization",
            "organizations:ListAWSServiceAccessForOrganization",
        ] Change;
        EnableOrganizationsRootSessions = "iam:EnableOrganizationsRootSessions" [
            "iam:EnableOrganizationsRootSessions",
            "iam:ListOrganizationsFeatures",
            "organizations:DescribeOrganization",
            "organizations:ListAWSServiceAccessForOrganization",
        ] Change;
        DeleteLoginProfile = "iam:DeleteLoginProfile" ["sts:AssumeRoot"] Delete;
        DeleteAccessKey = "iam:DeleteAccessKey" ["sts:AssumeRoot"] Delete;
        DeactivateMfaDevice = "iam:DeactivateMFADevice" ["sts:AssumeRoot"] Delete;
        DeleteSigningCertificate = "iam:DeleteSigningCertificate" ["sts:AssumeRoot"] Delete;
        DeleteOrganization = "organizations:DeleteOrganization" [
            "organizations:DeleteOrganization",
            "organizations:DescribeOrganization",
            "organizations:ListAWSServiceAccessForOrganization",
            "organizations:ListDelegatedAdministrators",
            "organizations:ListPolicies",
        ] Delete;
        DeleteOrganizationalUnit = "organizations:DeleteOrganizationalUnit" [
            "organizations:DeleteOrganizationalUnit",
            "organizations:DescribeOrganization",
            "organizations:ListRoots",
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListAccountsForParent",
        ] Delete;
        DisableAwsServiceAccess = "organizations:DisableAWSServiceAccess" [
            "organizations:DisableAWSServiceAccess",
            "organizations:ListAWSServiceAccessForOrganization",
        ] Change;
        DisableOrganizationsRootCredentialsManagement = "iam:DisableOrganizationsRootCredentialsManagement" [
            "iam:DisableOrganizationsRootCredentialsManagement",
            "iam:ListOrganizationsFeatures",
        ] Change;
        DisableOrganizationsRootSessions = "iam:DisableOrganizationsRootSessions" [
            "iam:DisableOrganizationsRootSessions",
            "iam:ListOrganizationsFeatures",
        ] Change;
    }

    pub(super) fn target(&self) -> String {
        match self {
            Self::CreateOrganization { feature_set } => feature_set.clone(),
            Self::CreateOrganizationalUnit { parent_id, name, .. } => {
                format!("{}/{name}", parent_id.trim_end_matches('/'))
            }
            Self::CreateAccount {
                email, account_name, ..
            } => format!("{account_name} {email}"),
            Self::MoveAccount {
                account_id,
                destination_parent_id,
                ..
            } => format!("{account_id} {destination_parent_id}"),
            Self::EnableAwsServiceAccess { service_principal }
            | Self::DisableAwsServiceAccess { service_principal } => service_principal.clone(),
            Self::EnableOrganizationsRootCredentialsManagement {}
            | Self::DisableOrganizationsRootCredentialsManagement {} => ROOT_CREDENTIALS.to_owned(),
            Self::EnableOrganizationsRootSessions {} | Self::DisableOrganizationsRootSessions {} => {
                ROOT_SESSIONS.to_owned()
            }
            Self::DeleteLoginProfile { target_principal } => format!("{target_principal} root"),
            Self::DeleteAccessKey {
                target_principal,
                access_key_id,
            } => format!("{target_principal} root {access_key_id}"),
            Self::DeactivateMfaDevice {
                target_principal,
                serial_number,
            } => format!("{target_principal} root {serial_number}"),
            Self::DeleteSigningCertificate {
                target_principal,
                certificate_id,
            } => format!("{target_principal} root {certificate_id}"),
            Self::DeleteOrganization {} => "organization".to_owned(),
            Self::DeleteOrganizationalUnit {
                organizational_unit_id,
            } => organizational_unit_id.clone(),
        }
    }

    /// As a change of the plan.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        let (described, target) = (self.described(), self.target());
        Change::of(Measure::Separate, &self, described, target, region, before)
    }

    /// Whether a change is one of measure 1.
    #[must_use]
    pub fn is_one(change: &Change) -> bool {
        change.service == "organizations"
            || change.operation.contains("OrganizationsRoot")
            || change.parameters.get("TargetPrincipal").is_some()
    }

    /// Reads it back.
    ///
    /// # Errors
    /// Usage where it is none.
    pub fn read(change: &Change) -> Result<Self, Failure> {
        if Self::is_one(change) {
            change.read()
        } else {
            Err(Failure::new(Kind::Usage, change.call()))
        }
    }

    /// The member whose root user it is about.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        match self {
            Self::DeleteLoginProfile { target_principal }
            | Self::DeleteAccessKey { target_principal, .. }
            | Self::DeactivateMfaDevice { target_principal, .. }
            | Self::DeleteSigningCertificate { target_principal, .. } => Some(target_principal),
            _ => None,
        }
    }

    /// Whether AWS, as surveyed, shows what it was to bring about; none where the survey does not tell.
    #[must_use]
    pub fn shows(&self, facts: &Facts) -> Option<bool> {
        let root = || match self.member().and_then(|member| facts.roots.get(member)) {
            Some(Known::Seen(root, _)) => Some(root),
            _ => None,
        };
        match self {
            Self::CreateOrganization { .. } => Some(facts.organization.seen()?.is_some()),
            Self::DeleteOrganization {} => Some(facts.organization.seen()?.is_none()),
            Self::CreateOrganizationalUnit { .. } => {
                facts.units.seen()?;
                Some(facts.unit(&self.target()).is_some())
            }
            Self::DeleteOrganizationalUnit {
                organizational_unit_id,
            } => {
                facts.units.seen()?;
                Some(facts.unit(organizational_unit_id).is_none())
            }
            Self::CreateAccount { email, .. } => {
                facts.accounts.seen()?;
                Some(facts.member_of_email(email).is_some())
            }
            Self::MoveAccount {
                account_id,
                destination_parent_id,
                ..
            } => {
                facts.units.seen()?;
                facts.accounts.seen()?;
                let place = facts
                    .member_of_email(account_id)
                    .and_then(|one| facts.place(&one.id));
                Some(place == Some(destination_parent_id))
            }
            Self::EnableAwsServiceAccess { service_principal } => {
                Some(facts.trusted.seen()?.contains(service_principal))
            }
            Self::DisableAwsServiceAccess { service_principal } => {
                Some(!facts.trusted.seen()?.contains(service_principal))
            }
            Self::EnableOrganizationsRootCredentialsManagement {} => {
                Some(facts.features.seen()?.has(ROOT_CREDENTIALS))
            }
            Self::DisableOrganizationsRootCredentialsManagement {} => {
                Some(!facts.features.seen()?.has(ROOT_CREDENTIALS))
            }
            Self::EnableOrganizationsRootSessions {} => Some(facts.features.seen()?.has(ROOT_SESSIONS)),
            Self::DisableOrganizationsRootSessions {} => Some(!facts.features.seen()?.has(ROOT_SESSIONS)),
            Self::DeleteLoginProfile { .. } => Some(!root()?.password),
            Self::DeleteAccessKey { access_key_id, .. } => Some(!root()?.has_key(access_key_id)),
            Self::DeactivateMfaDevice { serial_number, .. } => Some(!root()?.devices.contains(serial_number)),
            Self::DeleteSigningCertificate { certificate_id, .. } => {
                Some(!root()?.certificates.contains(certificate_id))
            }
        }
    }

    /// What must be typed before it is done, because it cannot be taken back.
    #[must_use]
    pub fn word<'a>(&'a self, account: &'a str) -> Option<&'a str> {
        match self {
            // What becomes the management account for good.
            Self::CreateOrganization { .. } => Some(account),
            Self::CreateAccount { account_name, .. } => Some(account_name),
            _ => self.member(),
        }
    }

    /// Trust for IAM.
    #[must_use]
    pub fn trust_iam() -> Self {
        Self::EnableAwsServiceAccess {
            service_principal: IAM_PRINCIPAL.to_owned(),
        }
    }
}
