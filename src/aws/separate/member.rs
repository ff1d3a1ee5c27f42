//! Into a member account: as its root user for a task, or with the role that AWS made in it.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_iam::operation::RequestId as _;
use aws_sdk_sts::types::PolicyDescriptorType;
use serde_json::json;

use crate::aws::account;
use crate::aws::failure::Call;
use crate::aws::{Session, keys};
use crate::domain::{Evidence, Failure, Kind, Owner, Principal};
use crate::measures::separate::{MEMBER_ROLE, RootCredentials};

/// The policy of a session that only looks (IAM user guide, "Perform a privileged task on a member account").
pub(super) const AUDIT: &str = "IAMAuditRootUserCredentials";
/// The policy of a session that takes away.
pub(super) const DELETE: &str = "IAMDeleteRootUserCredentials";

/// How long a session as a member's root user lasts: the most that AWS gives.
const ROOT_SECONDS: i32 = 900;

/// How long a new account may refuse its role, although AWS said that it is there.
const PATIENCE: Duration = Duration::from_secs(120);

/// Says before AWS does what AWS says in words that sound like a missing permission: the root user assumes no role, and is no
/// other account's root user either (AWS STS API reference, `AssumeRole`, `AssumeRoot`).
fn refuse_root(caller: &Principal, member: &str) -> Result<(), Failure> {
    match caller {
        Principal::Root => Err(Failure::new(Kind::RootCannot, member)),
        _ => Ok(()),
    }
}

/// IAM as the root user of a member, for one task.
pub(super) async fn iam_of_root(
    session: &Session,
    member: &str,
    task: &str,
) -> Result<aws_sdk_iam::Client, Failure> {
    let call = Call::read(session, "sts:AssumeRoot", session.region());
    let (identity, _) = account::identity(session).await?;
    refuse_root(&identity.principal, member)?;
    let policy = format!("arn:{}:iam::aws:policy/root-task/{task}", identity.partition);
    let answer = session
        .sts()
        .assume_root()
        .target_principal(member)
        .task_policy_arn(PolicyDescriptorType::builder().arn(policy).build())
        .duration_seconds(ROOT_SECONDS)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let Some(credentials) = answer.credentials() else {
        return Err(call.failure(Kind::Service, "AssumeRoot: no credentials"));
    };
    let credentials = Credentials::new(
        credentials.access_key_id(),
        credentials.secret_access_key(),
        Some(credentials.session_token().to_owned()),
        None,
        "genkan-root",
    );
    Ok(session.iam_as(credentials))
}

/// What the root user of a member can sign in with.
pub(super) async fn root(session: &Session, member: &str) -> Result<(RootCredentials, Evidence), Failure> {
    let iam = iam_of_root(session, member, AUDIT).await?;
    let of = |operation| Call::read(session, operation, session.region());
    let password = async {
        let call = of("iam:GetLoginProfile");
        match iam.get_login_profile().send().await {
            Ok(_) => Ok(true),
            Err(error) => match call.refused(&error) {
                failure if failure.kind == Kind::NotFound => Ok(false),
                failure => Err(failure),
            },
        }
    };
    let keys = keys::access_keys(session, &iam, Owner::Root);
    let devices = async {
        let call = of("iam:ListMFADevices");
        let answer = iam.list_mfa_devices().send().await;
        let answer = answer.map_err(|error| call.refused(&error))?;
        let devices: Vec<String> = answer
            .mfa_devices()
            .iter()
            .map(|one| one.serial_number().to_owned())
            .collect();
        Ok::<_, Failure>((devices, answer.request_id().map(ToOwned::to_owned)))
    };
    let certificates = async {
        let call = of("iam:ListSigningCertificates");
        let answer = iam.list_signing_certificates().send().await;
        let answer = answer.map_err(|error| call.refused(&error))?;
        let all = answer.certificates().iter();
        Ok::<Vec<String>, Failure>(all.map(|one| one.certificate_id().to_owned()).collect())
    };
    let (password, keys, devices, certificates) = tokio::join!(password, keys, devices, certificates);
    let (devices, request_id) = devices?;
    let root = RootCredentials {
        password: password?,
        keys: keys?,
        devices,
        certificates: certificates?,
    };
    let call = of("sts:AssumeRoot");
    let saw = json!({"TargetPrincipal": member, "LoginProfile": root.password, "AccessKeys": root.keys.len(),
        "MFADevices": root.devices.len(), "SigningCertificates": root.certificates.len()});
    Ok((root, call.evidence(request_id.as_deref(), saw)))
}

/// Opens a session in a member account, with the role that AWS made in it. A new account may take a minute to know it.
///
/// # Errors
/// Denied where the role is not there, or does not trust the caller; root where the caller is the root user, whom AWS
/// does not let assume a role.
pub async fn enter(session: &Session, member: &str, is_new: bool) -> Result<Session, Failure> {
    let (identity, _) = account::identity(session).await?;
    refuse_root(&identity.principal, member)?;
    let role = format!("arn:{}:iam::{member}:role/{MEMBER_ROLE}", identity.partition);
    let first = session.patience().pause(Duration::from_secs(2));
    let (mut waited, mut pause) = (Duration::ZERO, first);
    loop {
        match session.in_role(&role).await {
            Err(failure) if failure.kind == Kind::Denied && is_new && waited < PATIENCE => {
                tokio::time::sleep(pause).await;
                waited += pause;
                pause = (pause * 2).min(Duration::from_secs(15));
            }
            Err(mut failure) => {
                failure.principal = Some(role);
                return Err(failure);
            }
            Ok(session) => return Ok(session),
        }
    }
}
