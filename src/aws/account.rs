//! Who am I, in which account, on which plan (GK-P1, GK-P2).

use serde_json::json;

use super::failure::Call;
use super::regions;
use super::session::Session;
use super::{Sink, known};
use crate::domain::{AccountPlan, Evidence, Failure, Identity, Kind};
use crate::measures::Update;
use aws_sdk_sts::operation::RequestId;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// The IAM actions of this survey. `sts:GetCallerIdentity` needs none.
pub const READS: [&str; 4] = [
    "account:ListRegions",
    "ec2:DescribeRegions",
    "freetier:GetAccountPlanState",
    "iam:ListAccountAliases",
];

/// Asks who calls; without that no other answer can be read.
pub async fn survey_identity(session: &Session, sink: &Sink) {
    let _ = sink.send(Update::Identity(known(identity(session).await)));
}

/// Asks about the account as a whole.
pub async fn survey(session: &Session, sink: &Sink) {
    let alias = async {
        let _ = sink.send(Update::Alias(known(alias(session).await)));
    };
    let plan = async {
        let _ = sink.send(Update::Plan(known(plan(session).await)));
    };
    let regions = async {
        let _ = sink.send(Update::Regions(known(regions::once(session).await)));
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
        .get(async || ask_identity(session).await, |_| true)
        .await
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

/// The first word with AWS.
#[derive(Debug, Clone)]
pub struct Greeting {
    pub identity: Identity,
    /// Seconds that AWS's clock is ahead of this computer's, by the `Date` of its answer.
    pub skew: Option<i64>,
}

/// Keeps the `Date` of an answer.
#[derive(Debug, Clone, Default)]
struct Dated(std::sync::Arc<std::sync::Mutex<Option<String>>>);

#[dyn_dispatch_hint]
impl Intercept for Dated {
    fn name(&self) -> &'static str {
        "Dated"
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), aws_smithy_runtime_api::box_error::BoxError> {
        let date = context.response().headers().get("date").map(ToOwned::to_owned);
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = date;
        Ok(())
    }
}

/// `sts:GetCallerIdentity`, and by how much the clocks differ.
///
/// # Errors
/// As [`identity`].
pub async fn greet(session: &Session) -> Result<Greeting, Failure> {
    let call = Call::read(session, "sts:GetCallerIdentity", session.region());
    let dated = Dated::default();
    let answer = session
        .sts()
        .get_caller_identity()
        .customize()
        .interceptor(dated.clone())
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let (Some(account), Some(arn)) = (answer.account(), answer.arn()) else {
        return Err(call.failure(Kind::WrongEndpoint, "GetCallerIdentity: no account"));
    };
    let date = dated
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .take();
    let format = aws_smithy_types::date_time::Format::HttpDate;
    let theirs = date.and_then(|date| aws_smithy_types::DateTime::from_str(&date, format).ok());
    Ok(Greeting {
        identity: Identity::from_arn(account, arn),
        skew: theirs.map(|theirs| theirs.secs() - session.now().as_second()),
    })
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
