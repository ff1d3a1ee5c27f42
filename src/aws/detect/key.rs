//! The key of an encrypted topic. Two operations of AWS KMS are used, so they are called by hand.

use serde_json::{Value, json};

use crate::aws::Session;
use crate::aws::failure::Call;
use crate::aws::raw::{self, Request};
use crate::domain::{Failure, Kind, Region};
use crate::measures::detect::key_admits;

/// Whether a topic's key lets EventBridge in. AWS's own key for SNS has a policy that nobody can change, and it does not.
pub(super) async fn admits(
    session: &Session,
    region: &Region,
    key: &str,
    rule: &str,
    account: &str,
) -> Result<bool, Failure> {
    let call = Call::read(session, "kms:DescribeKey", region);
    let described = ask(&call, "DescribeKey", &json!({"KeyId": key})).await?;
    let text = |name: &str| {
        described
            .pointer(&format!("/KeyMetadata/{name}"))
            .and_then(Value::as_str)
    };
    let Some(id) = text("KeyId") else {
        return Err(call.failure(Kind::Service, "no KeyMetadata"));
    };
    if text("KeyManager") == Some("AWS") || text("KeyState").is_some_and(|state| state != "Enabled") {
        return Ok(false);
    }
    let call = Call::read(session, "kms:GetKeyPolicy", region);
    let answer = ask(
        &call,
        "GetKeyPolicy",
        &json!({"KeyId": id, "PolicyName": "default"}),
    )
    .await?;
    let policy = answer.get("Policy").and_then(Value::as_str);
    let Some(policy) = policy.and_then(|text| serde_json::from_str::<Value>(text).ok()) else {
        return Err(call.failure(Kind::Service, "no Policy"));
    };
    Ok(key_admits(&policy, rule, account))
}

async fn ask(call: &Call<'_>, operation: &str, body: &Value) -> Result<Value, Failure> {
    let target = format!("TrentService.{operation}");
    let request = Request {
        service: "kms",
        variable: "AWS_ENDPOINT_URL_KMS",
        method: "POST",
        path: "/",
        content: "application/x-amz-json-1.1",
        body: &body.to_string(),
        headers: &[("x-amz-target", &target)],
        ..Request::default()
    };
    let reply = raw::send(call, request).await?;
    if reply.status() >= 300 {
        return Err(reply.failure(call));
    }
    Ok(reply.json())
}
