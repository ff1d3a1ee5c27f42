//! Security Hub CSPM: four operations, called by hand.

use serde_json::{Value, json};

use crate::aws::Session;
use crate::aws::failure::Call;
use crate::aws::raw::{self, Reply};
use crate::domain::{Change, Evidence, Failure, Kind, Receipt, Region};
use crate::measures::detect::{Hub, HubChange, RUN_TAG};

async fn send(call: &Call<'_>, method: &str, path: &str, body: &str) -> Result<Reply, Failure> {
    let request = raw::Request {
        service: "securityhub",
        variable: "AWS_ENDPOINT_URL_SECURITYHUB",
        method,
        path,
        content: "application/json",
        body,
        ..raw::Request::default()
    };
    raw::send(call, request).await
}

/// Whether an answer says that Security Hub CSPM is not on (AWS Security Hub API reference, `DescribeHub`).
fn says_off(reply: &Reply) -> bool {
    reply
        .code()
        .is_some_and(|code| ["InvalidAccessException", "ResourceNotFoundException"].contains(&code.as_str()))
}

/// `DescribeHub`; none where it is not on.
async fn hub(session: &Session, region: &Region) -> Result<(Option<Value>, Evidence), Failure> {
    let call = Call::read(session, "securityhub:DescribeHub", region);
    let reply = send(&call, "GET", "/accounts", "").await?;
    if says_off(&reply) {
        let saw = json!({"code": reply.code()});
        return Ok((None, call.evidence(reply.request_id(), saw)));
    }
    let body = reply.json();
    if reply.status() >= 300 || !body.get("HubArn").is_some_and(Value::is_string) {
        return Err(reply.failure(&call));
    }
    let evidence = call.evidence(reply.request_id(), body.clone());
    Ok((Some(body), evidence))
}

/// Security Hub CSPM in a Region; none where it is not on.
pub(super) async fn describe(session: &Session, region: &Region) -> Result<(Option<Hub>, Evidence), Failure> {
    let (body, mut evidence) = hub(session, region).await?;
    let Some(body) = body else {
        return Ok((None, evidence));
    };
    let standards = standards(session, region).await?;
    let hub = Hub {
        since: body
            .get("SubscribedAt")
            .and_then(Value::as_str)
            .and_then(|time| time.parse().ok()),
        standards,
    };
    evidence.saw = json!({"HubArn": body.get("HubArn"), "SubscribedAt": body.get("SubscribedAt"),
        "standards": hub.standards});
    Ok((Some(hub), evidence))
}

async fn standards(session: &Session, region: &Region) -> Result<Vec<String>, Failure> {
    let call = Call::read(session, "securityhub:GetEnabledStandards", region);
    let reply = send(&call, "POST", "/standards/get", "{}").await?;
    let body = reply.json();
    let all = body.get("StandardsSubscriptions").and_then(Value::as_array);
    // AWS gives an empty list where there is none; without a list it has said nothing.
    let Some(all) = all.filter(|_| reply.status() < 300) else {
        return Err(reply.failure(&call));
    };
    Ok(all
        .iter()
        .filter_map(|one| one.get("StandardsArn")?.as_str())
        .map(|arn| {
            arn.split_once("standards/")
                .map_or(arn, |(_, name)| name)
                .to_owned()
        })
        .collect())
}

/// The run that turned it on.
async fn run_of(session: &Session, region: &Region) -> Result<Option<String>, Failure> {
    let (identity, _) = crate::aws::account::identity(session).await?;
    let arn = format!(
        "arn:{}:securityhub:{region}:{}:hub/default",
        identity.partition, identity.account
    );
    let call = Call::read(session, "securityhub:ListTagsForResource", region);
    let path = format!("/tags/{}", raw::encoded(&arn));
    let reply = send(&call, "GET", &path, "").await?;
    if reply.status() >= 300 {
        return Err(reply.failure(&call));
    }
    let run = reply
        .json()
        .pointer("/Tags")
        .and_then(|tags| tags.get(RUN_TAG)?.as_str().map(ToOwned::to_owned));
    Ok(run)
}

/// Makes one change, or finds it made.
pub(super) async fn perform(
    session: &Session,
    change: &Change,
    ours: crate::aws::Ours<'_>,
) -> Result<Receipt, Failure> {
    let region = &change.region;
    let is_on = || async { Ok::<bool, Failure>(hub(session, region).await?.0.is_some()) };
    match change.read()? {
        HubChange::EnableSecurityHub {
            enable_default_standards,
            tags,
        } => {
            let call = Call::write(session, "securityhub:EnableSecurityHub", region);
            let found = async || -> Result<Receipt, Failure> {
                let tag = run_of(session, region).await?;
                Ok(if ours.is_this(tag.as_deref()) {
                    Receipt::recovered()
                } else {
                    Receipt::already_there()
                })
            };
            if is_on().await? {
                return found().await;
            }
            let body = json!({"EnableDefaultStandards": enable_default_standards, "Tags": tags}).to_string();
            let reply = send(&call, "POST", "/accounts", &body).await?;
            match reply.code().as_deref() {
                Some("ResourceConflictException") => found().await,
                None if reply.status() < 300 => Ok(Receipt::done(reply.request_id())),
                Some(_) | None => Err(reply.failure(&call)),
            }
        }
        HubChange::DisableSecurityHub {} => {
            let call = Call::write(session, "securityhub:DisableSecurityHub", region);
            if !is_on().await? {
                return Ok(Receipt::already_there());
            }
            // Its findings go with it: only what genkan turned on.
            if !ours.is_any(run_of(session, region).await?.as_deref()) {
                return Err(call.failure(Kind::Stale, region.to_string()));
            }
            let reply = send(&call, "DELETE", "/accounts", "").await?;
            if reply.status() < 300 {
                Ok(Receipt::done(reply.request_id()))
            } else {
                Err(reply.failure(&call))
            }
        }
    }
}
