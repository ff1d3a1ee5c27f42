//! Measure 1: the questions: AWS Organizations, and the root users of its members.

use std::collections::BTreeMap;

use aws_sdk_organizations::operation::RequestId;
use futures_util::future::join_all;
use serde_json::json;

use super::member;
use crate::aws::Session;
use crate::aws::failure::Call;
use crate::aws::{Sink, account, known, time};
use crate::domain::{Evidence, Failure, Known, Scope};
use crate::measures::Update as Fact;
use crate::measures::separate::{
    Creation, Features, Member, Organization, RootCredentials, Unit, Update, features_of, is_alone,
};

/// Asks everything of this measure, each question as soon as what it needs is there.
pub async fn survey(session: &Session, scope: &Scope, sink: &Sink) {
    let send = |update| {
        let _ = sink.send(Fact::Separate(update));
    };
    send(Update::Began {
        time: session.now(),
        home: session.region().clone(),
    });
    let own = async {
        if let Ok((identity, _)) = account::identity(session).await {
            send(Update::Account(identity.account));
        }
    };
    let features = async { send(Update::Features(known(features(session).await))) };
    let organization = async {
        let organization = organization(session).await;
        let there = matches!(&organization, Ok((Some(_), _)));
        send(Update::Organization(known(organization)));
        if !there {
            return;
        }
        let accounts = async {
            let accounts = accounts(session).await;
            let ids = match &accounts {
                Ok((accounts, _)) if scope.roots => active(accounts),
                Ok(_) | Err(_) => Vec::new(),
            };
            send(Update::Accounts(known(accounts)));
            for (id, root) in roots(session, ids).await {
                send(Update::Root(id, root));
            }
        };
        let units = async { send(Update::Units(known(units(session).await))) };
        let creations = async { send(Update::Creations(known(creations(session).await))) };
        let trusted = async { send(Update::Trusted(known(trusted(session).await))) };
        tokio::join!(accounts, units, creations, trusted);
    };
    tokio::join!(own, features, organization);
}

/// The organization; none where the account stands alone.
pub(in crate::aws) async fn organization(
    session: &Session,
) -> Result<(Option<Organization>, Evidence), Failure> {
    let call = Call::read(session, "organizations:DescribeOrganization", session.region());
    let answer = match session.organizations().describe_organization().send().await {
        Ok(answer) => answer,
        Err(error) => {
            let failure = call.refused(&error);
            if is_alone(&failure) {
                let saw = json!({"code": failure.code});
                return Ok((None, call.evidence(failure.request_id.as_deref(), saw)));
            }
            return Err(failure);
        }
    };
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let organization = answer.organization().map(|one| Organization {
        id: text(one.id()),
        feature_set: text(one.feature_set().map(AsRef::as_ref)),
        management: text(one.master_account_id()),
        email: text(one.master_account_email()),
    });
    let saw = json!({"Organization": organization.as_ref().map(|one| json!({
        "Id": one.id, "FeatureSet": one.feature_set, "MasterAccountId": one.management,
    }))});
    Ok((organization, call.evidence(answer.request_id(), saw)))
}

pub(super) async fn features(session: &Session) -> Result<(Features, Evidence), Failure> {
    use aws_sdk_iam::operation::RequestId as _;
    let call = Call::read(session, "iam:ListOrganizationsFeatures", session.region());
    match session.iam().list_organizations_features().send().await {
        Ok(answer) => {
            let on: Vec<String> = answer
                .enabled_features()
                .iter()
                .map(|feature| feature.as_str().to_owned())
                .collect();
            let saw = json!({"EnabledFeatures": on});
            Ok((Features::On(on), call.evidence(answer.request_id(), saw)))
        }
        Err(error) => {
            let failure = call.refused(&error);
            let features = features_of(&failure).ok_or_else(|| failure.clone())?;
            let saw = json!({"code": failure.code});
            Ok((features, call.evidence(failure.request_id.as_deref(), saw)))
        }
    }
}

fn member(account: &aws_sdk_organizations::types::Account) -> Member {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    // Endpoints that are older than `State` have its words under the retired name.
    #[allow(deprecated)]
    let state = account
        .state()
        .map(aws_sdk_organizations::types::AccountState::as_str)
        .or_else(|| {
            account
                .status()
                .map(aws_sdk_organizations::types::AccountStatus::as_str)
        });
    Member {
        id: text(account.id()),
        name: text(account.name()),
        email: text(account.email()),
        state: text(state),
        joined: time(account.joined_timestamp()),
    }
}

/// The accounts. A page may be empty and not the last one.
pub(super) async fn accounts(session: &Session) -> Result<(Vec<Member>, Evidence), Failure> {
    let call = Call::read(session, "organizations:ListAccounts", session.region());
    let mut pages = session.organizations().list_accounts().into_paginator().send();
    let mut accounts = Vec::new();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        accounts.extend(page.accounts().iter().map(member));
    }
    let saw: Vec<_> = accounts
        .iter()
        .map(|one| json!({"Id": one.id, "Name": one.name, "State": one.state}))
        .collect();
    Ok((
        accounts,
        call.evidence(request_id.as_deref(), json!({"Accounts": saw})),
    ))
}

fn active(accounts: &[Member]) -> Vec<String> {
    accounts
        .iter()
        .filter(|one| one.is_active())
        .map(|one| one.id.clone())
        .collect()
}

/// The id of the organization's root.
async fn root(session: &Session) -> Result<String, Failure> {
    let call = Call::read(session, "organizations:ListRoots", session.region());
    let mut pages = session.organizations().list_roots().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        if let Some(id) = page.roots().iter().find_map(|root| root.id()) {
            return Ok(id.to_owned());
        }
    }
    Err(call.failure(crate::domain::Kind::NotFound, "/"))
}

/// The root and all units, level by level, each with the accounts in it.
pub(super) async fn units(session: &Session) -> Result<(Vec<Unit>, Evidence), Failure> {
    let call = Call::read(
        session,
        "organizations:ListOrganizationalUnitsForParent",
        session.region(),
    );
    let mut units = Vec::new();
    let mut level = vec![(root(session).await?, "/".to_owned())];
    while !level.is_empty() {
        let asked = join_all(level.into_iter().map(async |(id, path)| {
            let (children, accounts) = tokio::join!(children(session, &id, &path), accounts_in(session, &id));
            Ok::<_, Failure>((
                Unit {
                    id,
                    path,
                    accounts: accounts?,
                },
                children?,
            ))
        }))
        .await;
        level = Vec::new();
        for answer in asked {
            let (unit, children) = answer?;
            units.push(unit);
            level.extend(children);
        }
    }
    let saw: BTreeMap<&str, &[String]> = units
        .iter()
        .map(|unit| (unit.path.as_str(), unit.accounts.as_slice()))
        .collect();
    let saw = json!(saw);
    Ok((units, call.evidence(None, saw)))
}

/// The units directly in one: ids and paths.
async fn children(session: &Session, id: &str, path: &str) -> Result<Vec<(String, String)>, Failure> {
    let call = Call::read(
        session,
        "organizations:ListOrganizationalUnitsForParent",
        session.region(),
    );
    let mut pages = session
        .organizations()
        .list_organizational_units_for_parent()
        .parent_id(id)
        .into_paginator()
        .send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        for unit in page.organizational_units() {
            if let (Some(id), Some(name)) = (unit.id(), unit.name()) {
                found.push((id.to_owned(), format!("{}/{name}", path.trim_end_matches('/'))));
            }
        }
    }
    Ok(found)
}

async fn accounts_in(session: &Session, id: &str) -> Result<Vec<String>, Failure> {
    let call = Call::read(session, "organizations:ListAccountsForParent", session.region());
    let mut pages = session
        .organizations()
        .list_accounts_for_parent()
        .parent_id(id)
        .into_paginator()
        .send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        let ids = page.accounts().iter().filter_map(|account| account.id());
        found.extend(ids.map(ToOwned::to_owned));
    }
    Ok(found)
}

/// Creations under way, and those that failed.
pub(super) async fn creations(session: &Session) -> Result<(Vec<Creation>, Evidence), Failure> {
    use aws_sdk_organizations::types::CreateAccountState as State;
    let call = Call::read(session, "organizations:ListCreateAccountStatus", session.region());
    let mut pages = session
        .organizations()
        .list_create_account_status()
        .states(State::InProgress)
        .states(State::Failed)
        .into_paginator()
        .send();
    let mut found = Vec::new();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        found.extend(page.create_account_statuses().iter().map(creation));
    }
    let saw: Vec<_> = found
        .iter()
        .map(|one| json!({"Id": one.id, "AccountName": one.name, "State": one.state, "FailureReason": one.reason}))
        .collect();
    Ok((
        found,
        call.evidence(request_id.as_deref(), json!({"CreateAccountStatuses": saw})),
    ))
}

pub(super) fn creation(status: &aws_sdk_organizations::types::CreateAccountStatus) -> Creation {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Creation {
        id: text(status.id()),
        name: text(status.account_name()),
        state: text(status.state().map(AsRef::as_ref)),
        reason: status.failure_reason().map(|reason| reason.as_str().to_owned()),
        requested: time(status.requested_timestamp()),
    }
}

/// The services that are trusted with the organization.
pub(super) async fn trusted(session: &Session) -> Result<(Vec<String>, Evidence), Failure> {
    let call = Call::read(
        session,
        "organizations:ListAWSServiceAccessForOrganization",
        session.region(),
    );
    let mut pages = session
        .organizations()
        .list_aws_service_access_for_organization()
        .into_paginator()
        .send();
    let mut found = Vec::new();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        let services = page.enabled_service_principals().iter();
        found.extend(
            services
                .filter_map(|one| one.service_principal())
                .map(ToOwned::to_owned),
        );
    }
    let saw = json!({"EnabledServicePrincipals": found});
    Ok((found, call.evidence(request_id.as_deref(), saw)))
}

/// Looks at what the root users of members can sign in with.
pub async fn roots(session: &Session, accounts: Vec<String>) -> Vec<(String, Known<RootCredentials>)> {
    let own = account::identity(session)
        .await
        .map(|(identity, _)| identity.account);
    let others = accounts
        .into_iter()
        .filter(|id| own.as_ref().is_ok_and(|own| own != id));
    join_all(others.map(async |id| {
        let root = known(member::root(session, &id).await);
        (id, root)
    }))
    .await
}

/// The same for every active member: what a page asks for.
///
/// # Errors
/// What AWS answered to the question for the accounts.
pub async fn audit(session: &Session) -> Result<Vec<(String, Known<RootCredentials>)>, Failure> {
    let (accounts, _) = accounts(session).await?;
    Ok(roots(session, active(&accounts)).await)
}
