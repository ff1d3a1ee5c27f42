//! The way back of each change of measure 1.

use super::change::SeparateChange;
use crate::domain::{Change, Undo};
use crate::measures::back::{by, none};
use crate::say;

/// How a change of this measure is taken back; none where it is no change of this measure, or cannot be read.
#[must_use]
pub fn back(change: &Change) -> Option<Undo> {
    let made = |typed: SeparateChange| by(typed.into_change(&change.region, None));
    let typed = SeparateChange::read(change).ok()?;
    // A unit is named by its path, which no answer of AWS has to be waited for.
    let path = typed.target();
    Some(match typed {
        SeparateChange::CreateOrganization { .. } => made(SeparateChange::DeleteOrganization {}),
        SeparateChange::CreateOrganizationalUnit { .. } => made(SeparateChange::DeleteOrganizationalUnit {
            organizational_unit_id: path,
        }),
        SeparateChange::CreateAccount { .. } => Undo::Kept(say!("undo-account-stays")),
        SeparateChange::MoveAccount {
            account_id,
            source_parent_id,
            destination_parent_id,
        } => made(SeparateChange::MoveAccount {
            account_id,
            source_parent_id: destination_parent_id,
            destination_parent_id: source_parent_id,
        }),
        SeparateChange::EnableAwsServiceAccess { service_principal } => {
            made(SeparateChange::DisableAwsServiceAccess { service_principal })
        }
        SeparateChange::EnableOrganizationsRootCredentialsManagement {} => {
            made(SeparateChange::DisableOrganizationsRootCredentialsManagement {})
        }
        SeparateChange::EnableOrganizationsRootSessions {} => {
            made(SeparateChange::DisableOrganizationsRootSessions {})
        }
        SeparateChange::DeleteLoginProfile { .. }
        | SeparateChange::DeleteAccessKey { .. }
        | SeparateChange::DeactivateMfaDevice { .. }
        | SeparateChange::DeleteSigningCertificate { .. } => Undo::Kept(say!("undo-member-root")),
        SeparateChange::DeleteOrganization {}
        | SeparateChange::DeleteOrganizationalUnit { .. }
        | SeparateChange::DisableAwsServiceAccess { .. }
        | SeparateChange::DisableOrganizationsRootCredentialsManagement {}
        | SeparateChange::DisableOrganizationsRootSessions {} => none(),
    })
}
