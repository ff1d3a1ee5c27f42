//! Measure 2: the questions: the root user, the people, and what the account as a whole should have.

use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::types::{AssignmentStatusType, ReportStateType, SummaryKeyType};
use serde_json::{Map, Value, json};

use super::{account, ec2, users};
use crate::aws::Session;
use crate::aws::failure::Call;
use crate::aws::{Sink, known, regions};
use crate::domain::{Evidence, Failure, Kind, Known, PublicAccessBlock, RegionSource, Scope};
use crate::measures::Update as Fact;
use crate::measures::secure::{ContactKind, DEVICE_PREFIX, Devices, Report, Summary, Update, Written};

/// Asks everything of this measure, each question as soon as what it needs is there.
pub async fn survey(session: &Session, scope: &Scope, sink: &Sink) {
    let send = |update| {
        let _ = sink.send(Fact::Secure(update));
    };
    send(Update::Began {
        time: session.now(),
        home: session.region().clone(),
        own_key: session.own_key(),
    });
    let people = async {
        users::survey(session, &send).await;
    };
    let summary = async { send(Update::Summary(known(summary(session).await))) };
    let devices = async { send(Update::Devices(known(devices(session).await))) };
    let permissions = async { send(Update::Permissions(known(users::permissions(session).await))) };
    let saml = async { send(Update::Saml(known(users::saml(session).await))) };
    let center = async {
        send(Update::IdentityCenter(known(
            account::identity_center(session).await,
        )));
    };
    let policy = async {
        send(Update::PasswordPolicy(known(
            account::password_policy(session).await,
        )));
    };
    let report = async {
        if scope.report {
            send(Update::Report(Known::Asking));
            send(Update::Report(known(report(session).await)));
        }
    };
    let contacts = futures_util::future::join_all(ContactKind::ALL.map(async |kind| {
        send(Update::Contact(
            kind,
            known(account::contact(session, kind).await),
        ));
    }));
    let block = async {
        let block = account::public_access_block(session).await;
        let whole = matches!(&block, Ok((Some(block), _)) if *block == PublicAccessBlock::WHOLE);
        send(Update::Block(known(block)));
        // What is closed already need not be looked into.
        if !whole {
            send(Update::Buckets(known(account::public_buckets(session).await)));
        }
    };
    let by_region = async {
        let home = session.region().clone();
        let (mut all, listed) = regions::once(session).await.map_or_else(
            |_| (Vec::new(), false),
            |(regions, _)| (regions.enabled, regions.source != RegionSource::Default),
        );
        if !all.contains(&home) {
            all.push(home);
        }
        send(Update::Regions {
            regions: all.clone(),
            listed,
        });
        futures_util::future::join_all(all.into_iter().map(async |region| {
            let analyzers = async {
                let answer = known(account::analyzers(session, &region).await);
                send(Update::Analyzers(region.clone(), answer));
            };
            let encryption = async {
                let answer = known(ec2::ebs_encryption(session, &region).await);
                send(Update::EbsEncryption(region.clone(), answer));
            };
            tokio::join!(analyzers, encryption);
        }))
        .await;
    };
    let budgets = async { send(Update::Budgets(known(account::budgets(session).await))) };
    tokio::join!(
        people,
        summary,
        devices,
        permissions,
        saml,
        center,
        policy,
        report,
        contacts,
        block,
        by_region,
        budgets
    );
}

/// The account summary by itself: what a page looks at again and again while a person is in the console.
///
/// # Errors
/// What AWS answered.
pub async fn summary(session: &Session) -> Result<(Summary, Evidence), Failure> {
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
        certificates: entry("AccountSigningCertificatesPresent"),
    };
    Ok((summary, call.evidence(answer.request_id(), Value::Object(saw))))
}

async fn devices(session: &Session) -> Result<(Devices, Evidence), Failure> {
    let call = Call::read(session, "iam:ListVirtualMFADevices", session.region());
    let mut pages = session
        .iam()
        .list_virtual_mfa_devices()
        .assignment_status(AssignmentStatusType::Any)
        .into_paginator()
        .send();
    let mut devices = Devices::default();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        for device in page.virtual_mfa_devices() {
            // One that was never enabled has no user, whatever else an answer says of it.
            let Some(user) = device.user().filter(|user| !user.arn().is_empty()) else {
                let serial = device.serial_number();
                let name = serial.rsplit('/').next().unwrap_or(serial);
                if name.starts_with(DEVICE_PREFIX) && device.enable_date().is_none() {
                    devices.abandoned.push(serial.to_owned());
                }
                continue;
            };
            devices.root |= user.arn().ends_with(":root");
        }
    }
    let saw = json!({"rootHasVirtualDevice": devices.root, "unassigned": devices.abandoned});
    Ok((devices, call.evidence(request_id.as_deref(), saw)))
}

/// Seconds between two questions whether the report is written: a quarter of a minute in all, which is what it takes.
const REPORT_PAUSES: [u64; 4] = [1, 2, 4, 8];

/// Lets AWS write the credential report, where the last one is four hours old, and reads it.
async fn report(session: &Session) -> Result<(Written, Evidence), Failure> {
    let call = Call::read(session, "iam:GenerateCredentialReport", session.region());
    let mut pauses = REPORT_PAUSES.into_iter();
    loop {
        let answer = session.iam().generate_credential_report().send().await;
        let answer = answer.map_err(|error| call.refused(&error))?;
        let complete = answer.state() == Some(&ReportStateType::Complete);
        if complete && let Some(read) = read_report(session).await? {
            return Ok(read);
        }
        let Some(pause) = pauses.next() else {
            let saw = json!({"State": answer.state().map(ReportStateType::as_str)});
            return Ok((Written::Generating, call.evidence(answer.request_id(), saw)));
        };
        tokio::time::sleep(std::time::Duration::from_secs(pause)).await;
    }
}

/// The report; none where AWS says that it is not ready, gone or too old, and wants to be asked to write it again.
async fn read_report(session: &Session) -> Result<Option<(Written, Evidence)>, Failure> {
    let call = Call::read(session, "iam:GetCredentialReport", session.region());
    let answer = match session.iam().get_credential_report().send().await {
        Ok(answer) => answer,
        Err(error) => {
            let failure = call.refused(&error);
            let again = [
                "CredentialReportNotReadyException",
                "ReportInProgress",
                "CredentialReportNotPresentException",
                "ReportNotPresent",
                "CredentialReportExpiredException",
                "ReportExpired",
            ];
            return if failure.code.as_deref().is_some_and(|code| again.contains(&code)) {
                Ok(None)
            } else {
                Err(failure)
            };
        }
    };
    let generated = answer
        .generated_time()
        .and_then(|time| jiff::Timestamp::from_second(time.secs()).ok());
    let content = answer.content().map(AsRef::as_ref).unwrap_or_default();
    let report = Report::read(content, generated).map_err(|message| call.failure(Kind::Service, message))?;
    let root = report.root();
    let saw = json!({
        "GeneratedTime": generated.map(|time| time.to_string()),
        "rows": report.rows.len(),
        "<root_account>": root.map(|row| json!({
            "user_creation_time": row.created.map(|time| time.to_string()),
            "password_last_used": row.password_last_used.map(|time| time.to_string()),
            "access_key_last_used_date": row.keys_last_used.as_ref().map(|(time, _)| time.to_string()),
        })),
    });
    let evidence = call.evidence(answer.request_id(), saw);
    Ok(Some((Written::Ready(report), evidence)))
}
