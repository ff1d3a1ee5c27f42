//! What others have built on an organization, before it is deleted: its policies go with it, and the services that are trusted
//! with it, such as IAM Identity Center, stop working (AWS Organizations user guide, "Deleting an organization").

use aws_sdk_organizations::types::PolicyType;

use super::survey::{organization, trusted};
use crate::aws::Session;
use crate::aws::failure::Call;
use crate::domain::{Failure, Kind};

/// Refuses to delete an organization that is another one than the receipt names, or on which others have built. `leaving` are
/// the services that stop being trusted with it before it goes.
///
/// # Errors
/// Stale for another organization; in use, with what others have built; the failure that keeps it unknown.
pub async fn refuse_to_delete(
    session: &Session,
    made: Option<&str>,
    leaving: &[String],
) -> Result<(), Failure> {
    let Some(now) = organization(session).await?.0 else {
        return Ok(());
    };
    if made.is_some_and(|made| made != now.id) {
        return Err(Failure::new(Kind::Stale, now.id));
    }
    let (services, policies, delegates) =
        tokio::join!(trusted(session), policies(session), delegates(session));
    let mut built: Vec<String> = services?
        .0
        .into_iter()
        .filter(|service| !leaving.contains(service))
        .collect();
    built.extend(policies?);
    built.extend(delegates?);
    if built.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(Kind::OrganizationInUse, built.join(", ")))
    }
}

/// The policies that are not AWS's own.
async fn policies(session: &Session) -> Result<Vec<String>, Failure> {
    let call = Call::read(session, "organizations:ListPolicies", session.region());
    // Every type that the SDK knows, also those that came after this was written.
    let of_types = PolicyType::values().iter().map(async |kind| {
        let mut pages = session
            .organizations()
            .list_policies()
            .filter(PolicyType::from(*kind))
            .into_paginator()
            .send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            let page = match page.map_err(|error| call.refused(&error)) {
                Ok(page) => page,
                // A type that does not exist here has no policies.
                Err(failure)
                    if failure.kind == Kind::Unsupported
                        || matches!(
                            failure.code.as_deref(),
                            Some("InvalidInputException" | "UnsupportedAPIEndpointException")
                        ) =>
                {
                    break;
                }
                Err(failure) => return Err(failure),
            };
            let own = page.policies().iter().filter(|policy| !policy.aws_managed());
            found.extend(own.filter_map(|policy| policy.name().map(ToOwned::to_owned)));
        }
        Ok(found)
    });
    let found = futures_util::future::try_join_all(of_types).await?;
    Ok(found.into_iter().flatten().collect())
}

/// The accounts that look after a service for the organization.
async fn delegates(session: &Session) -> Result<Vec<String>, Failure> {
    let operation = "organizations:ListDelegatedAdministrators";
    let call = Call::read(session, operation, session.region());
    let mut pages = session
        .organizations()
        .list_delegated_administrators()
        .into_paginator()
        .send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        let accounts = page.delegated_administrators().iter();
        found.extend(accounts.filter_map(|one| one.id().map(ToOwned::to_owned)));
    }
    Ok(found)
}
