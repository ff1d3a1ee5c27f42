//! Measure 2 on AWS: reads only, for now.

use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::types::{AssignmentStatusType, SummaryKeyType};
use serde_json::{Map, Value, json};

use super::failure::Call;
use super::session::Session;
use super::{Facts, known};
use crate::domain::{Evidence, Failure};
use crate::measures::Update as Fact;
use crate::measures::secure::{Summary, Update};

/// Asks about the root user.
pub async fn survey(session: &Session, facts: &Facts) {
    let summary = async {
        let _ = facts.send(Fact::Secure(Update::Summary(known(summary(session).await))));
    };
    let device = async {
        let _ = facts.send(Fact::Secure(Update::VirtualRootMfa(known(
            root_device(session).await,
        ))));
    };
    tokio::join!(summary, device);
}

async fn summary(session: &Session) -> Result<(Summary, Evidence), Failure> {
    let call = Call::read(session, "iam:GetAccountSummary", session.region());
    let answer = session
        .iam()
        .get_account_summary()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let mut saw = Map::new();
    // The SDK's enum may not know every key; AWS's own names do.
    let mut entry = |name: &str| {
        let value = answer
            .summary_map()
            .and_then(|map| map.get(&SummaryKeyType::from(name)))
            .copied();
        saw.insert(name.to_owned(), json!(value));
        value
    };
    let summary = Summary {
        mfa: entry("AccountMFAEnabled"),
        keys: entry("AccountAccessKeysPresent"),
        password: entry("AccountPasswordPresent"),
    };
    Ok((summary, call.evidence(answer.request_id(), Value::Object(saw))))
}

async fn root_device(session: &Session) -> Result<(bool, Evidence), Failure> {
    let call = Call::read(session, "iam:ListVirtualMFADevices", session.region());
    let mut pages = session
        .iam()
        .list_virtual_mfa_devices()
        .assignment_status(AssignmentStatusType::Assigned)
        .into_paginator()
        .send();
    let mut root = false;
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        root |= page
            .virtual_mfa_devices()
            .iter()
            .any(|device| device.user().is_some_and(|user| user.arn().ends_with(":root")));
    }
    let saw = json!({"rootHasVirtualDevice": root});
    Ok((root, call.evidence(request_id.as_deref(), saw)))
}
