//! Who am I, in which account, on which plan (GK-P1, GK-P2).

use serde_json::json;

use super::failure::Call;
use super::regions;
use super::session::Session;
use super::{Facts, known};
use crate::domain::{AccountPlan, Evidence, Failure, Identity, Kind};
use crate::measures::Update;
use aws_sdk_sts::operation::RequestId;

/// The IAM actions of this survey. `sts:GetCallerIdentity` needs none.
pub const READS: [&str; 4] = [
    "account:ListRegions",
    "ec2:DescribeRegions",
    "freetier:GetAccountPlanState",
    "iam:ListAccountAliases",
];

/// Asks who calls; without that no other answer can be read.
pub async fn survey_identity(session: &Session, facts: &Facts) {
    let _ = facts.send(Update::Identity(known(identity(session).await)));
}

/// Asks about the account as a whole.
pub async fn survey(session: &Session, facts: &Facts) {
    let alias = async {
        let _ = facts.send(Update::Alias(known(alias(session).await)));
    };
    let plan = async {
        let _ = facts.send(Update::Plan(known(plan(session).await)));
    };
    let regions = async {
        let _ = facts.send(Update::Regions(known(regions::once(session).await)));
    };
    tokio::join!(alias, plan, regions);
}

/// `sts:GetCallerIdentity`, asked once a session: who calls cannot change within one.
///
/// # Errors
/// Whatever keeps the caller from being known.
pub async fn identity(session: &Session) -> Result<(Identity, Evidence), Failure> {
    session
        .caller()
        .get_or_try_init(|| ask_identity(session))
        .await
        .cloned()
}

async fn ask_identity(session: &Session) -> Result<(Identity, Evidence), Failure> {
    let call = Call::read(session, "sts:GetCallerIdentity", session.region());
    let answer = session
        .sts()
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| {
            let mut failure = call.refused(&error);
            // No policy can deny this call (AWS STS API reference), so a refusal is about the credentials.
            if failure.kind == Kind::Denied {
                failure.kind = Kind::BadCredentials;
            }
            failure
        })?;
    let (Some(account), Some(arn)) = (answer.account(), answer.arn()) else {
        return Err(call.failure(Kind::WrongEndpoint, "GetCallerIdentity: no account"));
    };
    let saw = json!({"Account": account, "Arn": arn, "UserId": answer.user_id()});
    Ok((
        Identity::from_arn(account, arn),
        call.evidence(answer.request_id(), saw),
    ))
}

async fn alias(session: &Session) -> Result<(Option<String>, Evidence), Failure> {
    use aws_sdk_iam::operation::RequestId;
    let call = Call::read(session, "iam:ListAccountAliases", session.region());
    let answer = session
        .iam()
        .list_account_aliases()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let saw = json!({"AccountAliases": answer.account_aliases()});
    Ok((
        answer.account_aliases().first().cloned(),
        call.evidence(answer.request_id(), saw),
    ))
}

async fn plan(session: &Session) -> Result<(AccountPlan, Evidence), Failure> {
    use aws_sdk_freetier::operation::RequestId;
    let call = Call::read(session, "freetier:GetAccountPlanState", session.region());
    let answer = session
        .free_tier()
        .get_account_plan_state()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let expires = answer
        .account_plan_expiration_date()
        .and_then(|date| jiff::Timestamp::from_second(date.secs()).ok());
    let kind = answer.account_plan_type().as_str().to_owned();
    let status = answer.account_plan_status().as_str().to_owned();
    let saw = json!({"accountPlanType": kind, "accountPlanStatus": status,
        "accountPlanExpirationDate": expires.map(|time| time.to_string())});
    Ok((
        AccountPlan {
            kind,
            status,
            expires,
        },
        call.evidence(answer.request_id(), saw),
    ))
}
