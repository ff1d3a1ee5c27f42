//! Access keys and their last use: an IAM user's, the root user's, or those of a member account's root user.

use aws_sdk_iam::types::StatusType;

use super::failure::Call;
use super::{Session, time};
use crate::domain::{AccessKey, Failure, Owner};

/// The access keys of a user, or the caller's own, with their last use.
pub(super) async fn access_keys(
    session: &Session,
    iam: &aws_sdk_iam::Client,
    owner: Owner,
) -> Result<Vec<AccessKey>, Failure> {
    let call = Call::read(session, "iam:ListAccessKeys", session.region());
    let name = match &owner {
        Owner::Root => None,
        Owner::User(name) => Some(name.clone()),
    };
    let mut pages = iam.list_access_keys().set_user_name(name).into_paginator().send();
    let mut keys = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        for key in page.access_key_metadata() {
            keys.push(AccessKey {
                owner: owner.clone(),
                id: key.access_key_id().unwrap_or_default().to_owned(),
                // A status that is not known works, as far as anybody can tell.
                active: key.status() != Some(&StatusType::Inactive),
                created: time(key.create_date()),
                last_used: None,
                service: None,
                region: None,
                use_unread: None,
            });
        }
    }
    let call = Call::read(session, "iam:GetAccessKeyLastUsed", session.region());
    let uses = keys.iter().map(async |key| {
        let answer = iam
            .get_access_key_last_used()
            .access_key_id(&key.id)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        let used = answer.access_key_last_used();
        let known = |text: Option<&str>| {
            let text = text.filter(|text| !text.is_empty() && *text != "N/A");
            text.map(ToOwned::to_owned)
        };
        Ok::<_, Failure>((
            time(used.and_then(|used| used.last_used_date())),
            known(used.map(aws_sdk_iam::types::AccessKeyLastUsed::service_name)),
            known(used.map(aws_sdk_iam::types::AccessKeyLastUsed::region)),
        ))
    });
    let uses = futures_util::future::join_all(uses).await;
    for (key, used) in keys.iter_mut().zip(uses) {
        let (last_used, service, region) = match used {
            Ok(used) => used,
            // How old it is, and that it is there, is known all the same.
            Err(failure) => {
                key.use_unread = Some(failure);
                continue;
            }
        };
        // "Never" is the day that IAM began, or no day at all.
        key.last_used = last_used.filter(|time| time.as_second() > 0);
        key.service = service;
        key.region = region;
    }
    Ok(keys)
}
