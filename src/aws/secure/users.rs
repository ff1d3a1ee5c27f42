//! The people: users with their passwords, MFA devices, keys and policies, each read live.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::types::{AttachedPolicy, EntityType, PolicyDetail, StatusType};
use futures_util::stream::{self, StreamExt as _};
use serde_json::json;

use crate::aws::failure::Call;
use crate::aws::{Session, keys, known, time};
use crate::domain::{Each, Evidence, Failure, Kind, Known, Owner, Principal};
use crate::measures::secure::{
    ADMINISTRATOR_ACCESS, CENTER_PATH, Permissions, Policies, Role, ServiceCredential, Update, User,
    gives_all, saml_providers,
};

/// How many users are asked about at once: IAM's limits are the account's, not the caller's.
const AT_ONCE: usize = 10;

/// Asks for the users, then for what each of them has.
pub(super) async fn survey(session: &Session, send: &impl Fn(Update)) {
    let users = match users(session).await {
        Ok((users, evidence)) => {
            send(Update::Users(Known::Seen(users.clone(), evidence)));
            users
        }
        Err(failure) => {
            send(Update::Users(Known::Refused(failure.clone())));
            send(Update::Consoles(Known::Refused(failure.clone())));
            send(Update::Mfa(Known::Refused(failure.clone())));
            send(Update::Keys(Known::Refused(failure.clone())));
            return send(Update::ServiceCredentials(Known::Refused(failure)));
        }
    };
    let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
    let consoles = async {
        let answer = each(&names, |name| has_console(session, name)).await;
        let of = |all: &Each<bool>| {
            json!(
                all.seen
                    .iter()
                    .filter(|(_, console)| **console)
                    .map(|(name, _)| name)
                    .collect::<Vec<_>>()
            )
        };
        send(Update::Consoles(known(told(
            session,
            "iam:GetLoginProfile",
            answer,
            |all| json!({"usersWithLoginProfile": of(all)}),
        ))));
    };
    let mfa = async {
        let answer = each(&names, |name| mfa_devices(session, name)).await;
        send(Update::Mfa(known(told(
            session,
            "iam:ListMFADevices",
            answer,
            |all| json!({"SerialNumber": all.seen}),
        ))));
    };
    let keys = async {
        let mut owners: Vec<Owner> = names.iter().map(|name| Owner::User((*name).to_owned())).collect();
        // Who asks decides whether the root user's own keys can be seen. Where that is not known, nobody's are.
        let identity = crate::aws::account::identity(session).await;
        if identity.is_ok_and(|(identity, _)| identity.principal == Principal::Root) {
            owners.push(Owner::Root);
        }
        let answers: Vec<_> = stream::iter(owners)
            .map(async |owner| {
                (
                    owner.to_string(),
                    keys::access_keys(session, &session.iam(), owner).await,
                )
            })
            .buffered(AT_ONCE)
            .collect()
            .await;
        let answer = of_those_there(answers);
        let answer = told(session, "iam:ListAccessKeys", answer, |all| {
            let keys: Vec<_> = all
                .seen
                .values()
                .flatten()
                .map(|key| {
                    json!({"UserName": key.owner.to_string(), "AccessKeyId": key.id, "active": key.active,
                        "CreateDate": key.created.map(|time| time.to_string()),
                        "LastUsedDate": key.last_used.map(|time| time.to_string())})
                })
                .collect();
            json!(keys)
        });
        send(Update::Keys(known(answer)));
    };
    let credentials = async {
        let answer = each(&names, |name| service_credentials(session, name)).await;
        let answer = told(session, "iam:ListServiceSpecificCredentials", answer, |all| {
            let count: usize = all.seen.values().map(Vec::len).sum();
            json!({"ServiceSpecificCredentials": count})
        });
        send(Update::ServiceCredentials(known(answer)));
    };
    tokio::join!(consoles, mfa, keys, credentials);
}

/// The same question about each user; one that was refused hides none of the others.
async fn each<'a, T, F>(names: &'a [&'a str], ask: impl Fn(&'a str) -> F) -> Result<Each<T>, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let answers: Vec<_> = stream::iter(names)
        .map(|name| {
            let answer = ask(name);
            async move { ((*name).to_owned(), answer.await) }
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    of_those_there(answers)
}

/// A user that is gone since it was listed is simply gone.
fn of_those_there<T>(answers: Vec<(String, Result<T, Failure>)>) -> Result<Each<T>, Failure> {
    let is_gone =
        |answer: &Result<T, Failure>| matches!(answer, Err(failure) if failure.kind == Kind::NotFound);
    let there = answers.into_iter().filter(|(_, answer)| !is_gone(answer));
    there.collect::<Each<T>>().or_refusal()
}

/// An answer that came from one call a user, with its evidence.
fn told<T>(
    session: &Session,
    operation: &'static str,
    answer: Result<T, Failure>,
    saw: impl Fn(&T) -> serde_json::Value,
) -> Result<(T, Evidence), Failure> {
    let call = Call::read(session, operation, session.region());
    answer.map(|answer| {
        let evidence = call.evidence(None, saw(&answer));
        (answer, evidence)
    })
}

async fn users(session: &Session) -> Result<(Vec<User>, Evidence), Failure> {
    let call = Call::read(session, "iam:ListUsers", session.region());
    let mut pages = session.iam().list_users().into_paginator().send();
    let mut users = Vec::new();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        users.extend(page.users().iter().map(|user| User {
            name: user.user_name().to_owned(),
            created: time(Some(user.create_date())),
            password_last_used: time(user.password_last_used()),
        }));
    }
    users.sort_by(|one, other| one.name.cmp(&other.name));
    let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
    let saw = json!({"Users": names});
    Ok((users, call.evidence(request_id.as_deref(), saw)))
}

/// Whether a user can sign in to the console.
async fn has_console(session: &Session, user: &str) -> Result<bool, Failure> {
    let call = Call::read(session, "iam:GetLoginProfile", session.region());
    match session.iam().get_login_profile().user_name(user).send().await {
        Ok(_) => Ok(true),
        Err(error) => {
            let failure = call.refused(&error);
            if failure.kind == Kind::NotFound {
                Ok(false)
            } else {
                Err(failure)
            }
        }
    }
}

/// The serial numbers of a user's MFA devices, of whatever kind.
pub(super) async fn mfa_devices(session: &Session, user: &str) -> Result<Vec<String>, Failure> {
    let call = Call::read(session, "iam:ListMFADevices", session.region());
    let mut pages = session
        .iam()
        .list_mfa_devices()
        .user_name(user)
        .into_paginator()
        .send();
    let mut devices = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        devices.extend(
            page.mfa_devices()
                .iter()
                .map(|device| device.serial_number().to_owned()),
        );
    }
    Ok(devices)
}

async fn service_credentials(session: &Session, user: &str) -> Result<Vec<ServiceCredential>, Failure> {
    let call = Call::read(session, "iam:ListServiceSpecificCredentials", session.region());
    let mut credentials = Vec::new();
    let mut marker = None;
    loop {
        let answer = session
            .iam()
            .list_service_specific_credentials()
            .user_name(user)
            .set_marker(marker)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        let all = answer.service_specific_credentials();
        credentials.extend(all.iter().map(|one| ServiceCredential {
            user: one.user_name().to_owned(),
            service: one.service_name().to_owned(),
            active: one.status() != &StatusType::Inactive,
        }));
        marker = answer
            .marker()
            .filter(|_| answer.is_truncated())
            .map(ToOwned::to_owned);
        if marker.is_none() {
            return Ok(credentials);
        }
    }
}

/// The text of a policy document, which IAM sends encoded for an address.
pub(super) fn text_of(document: Option<&str>) -> String {
    percent_encoding::percent_decode_str(document.unwrap_or_default())
        .decode_utf8_lossy()
        .into_owned()
}

fn document(text: Option<&str>) -> serde_json::Value {
    serde_json::from_str(&text_of(text)).unwrap_or_default()
}

fn policies(attached: &[AttachedPolicy], inline: &[PolicyDetail]) -> Policies {
    let written = |policy: &PolicyDetail| gives_all(&document(policy.policy_document()));
    let mut policies = Policies {
        attached: attached
            .iter()
            .filter_map(|policy| policy.policy_arn().map(ToOwned::to_owned))
            .collect(),
        inline: inline
            .iter()
            .filter_map(|policy| {
                let document = text_of(policy.policy_document());
                Some((policy.policy_name()?.to_owned(), document))
            })
            .collect(),
        give_all: inline.iter().any(written),
    };
    policies.give_all |= policies.has_managed(ADMINISTRATOR_ACCESS);
    policies
}

/// Who has which policies, and the roles that people sign in with, in one look.
pub(super) async fn permissions(session: &Session) -> Result<(Permissions, Evidence), Failure> {
    let call = Call::read(session, "iam:GetAccountAuthorizationDetails", session.region());
    let mut pages = session
        .iam()
        .get_account_authorization_details()
        .set_filter(Some(vec![
            EntityType::User,
            EntityType::Group,
            EntityType::Role,
            EntityType::LocalManagedPolicy,
        ]))
        .into_paginator()
        .send();
    let mut permissions = Permissions::default();
    let mut roles: Vec<(Role, Policies)> = Vec::new();
    // The account's own policies that give everything; they may come on a later page than who has them.
    let mut whole: BTreeSet<String> = BTreeSet::new();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        for user in page.user_detail_list() {
            let policies = policies(user.attached_managed_policies(), user.user_policy_list());
            let name = user.user_name().unwrap_or_default().to_owned();
            permissions
                .users
                .insert(name, (user.group_list().to_vec(), policies));
        }
        for group in page.group_detail_list() {
            let policies = policies(group.attached_managed_policies(), group.group_policy_list());
            let name = group.group_name().unwrap_or_default().to_owned();
            permissions.groups.insert(name, policies);
        }
        for role in page.role_detail_list() {
            let kept = Role {
                name: role.role_name().unwrap_or_default().to_owned(),
                of_center: role.path().is_some_and(|path| path.starts_with(CENTER_PATH)),
                saml: saml_providers(&document(role.assume_role_policy_document())),
                gives_all: false,
            };
            if kept.of_center || !kept.saml.is_empty() {
                let policies = policies(role.attached_managed_policies(), role.role_policy_list());
                roles.push((kept, policies));
            }
        }
        for policy in page.policies() {
            let current = policy
                .policy_version_list()
                .iter()
                .find(|version| version.is_default_version());
            if current.is_some_and(|version| gives_all(&document(version.document()))) {
                whole.extend(policy.arn().map(ToOwned::to_owned));
            }
        }
    }
    let is_whole = |policies: &Policies| policies.attached.iter().any(|arn| whole.contains(arn));
    for policies in permissions
        .users
        .values_mut()
        .map(|(_, policies)| policies)
        .chain(permissions.groups.values_mut())
    {
        policies.give_all |= is_whole(policies);
    }
    permissions.roles = roles
        .into_iter()
        .map(|(role, policies)| Role {
            gives_all: policies.give_all || is_whole(&policies),
            ..role
        })
        .collect();
    let told = |policies: &Policies| json!({"attached": policies.attached, "inline": policies.inline.keys().collect::<Vec<_>>(), "allPermissions": policies.give_all});
    let users: BTreeMap<_, _> = permissions
        .users
        .iter()
        .map(|(name, (groups, policies))| {
            let mut one = told(policies);
            one["groups"] = json!(groups);
            (name, one)
        })
        .collect();
    let groups: BTreeMap<_, _> = permissions
        .groups
        .iter()
        .map(|(name, policies)| (name, told(policies)))
        .collect();
    let roles: BTreeMap<_, _> = permissions
        .roles
        .iter()
        .map(|role| {
            (
                &role.name,
                json!({"saml": role.saml, "allPermissions": role.gives_all}),
            )
        })
        .collect();
    let saw = json!({"users": users, "groups": groups, "roles": roles});
    Ok((permissions, call.evidence(request_id.as_deref(), saw)))
}

/// The ARNs of SAML providers.
pub(super) async fn saml(session: &Session) -> Result<(Vec<String>, Evidence), Failure> {
    let call = Call::read(session, "iam:ListSAMLProviders", session.region());
    let answer = session
        .iam()
        .list_saml_providers()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let all = answer.saml_provider_list();
    let arns: Vec<String> = all
        .iter()
        .filter_map(|one| one.arn().map(ToOwned::to_owned))
        .collect();
    let saw = json!({"SAMLProviderList": arns});
    Ok((arns, call.evidence(answer.request_id(), saw)))
}
