//! Who a topic of Amazon SNS tells.

use super::Session;
use super::failure::Call;
use crate::domain::{Failure, Region};

/// What `PendingConfirmation` is in place of an ARN.
const PENDING: &str = "PendingConfirmation";
/// The ARNs of those who have confirmed, and who has not: protocol and endpoint.
pub(in crate::aws) async fn subscriptions(
    session: &Session,
    region: &Region,
    topic: &str,
) -> Result<(Vec<String>, Vec<(String, String)>), Failure> {
    let call = Call::read(session, "sns:ListSubscriptionsByTopic", region);
    let (mut confirmed, mut pending) = (Vec::new(), Vec::new());
    let mut token: Option<String> = None;
    loop {
        let answer = session
            .sns(region)
            .list_subscriptions_by_topic()
            .topic_arn(topic)
            .set_next_token(token.take())
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        for subscription in answer.subscriptions() {
            match subscription.subscription_arn() {
                Some(PENDING) => pending.push((
                    subscription.protocol().unwrap_or_default().to_owned(),
                    subscription.endpoint().unwrap_or_default().to_owned(),
                )),
                // One that was cancelled says `Deleted`.
                Some(arn) if arn.starts_with("arn:") => confirmed.push(arn.to_owned()),
                _ => {}
            }
        }
        token = answer
            .next_token()
            .filter(|token| !token.is_empty())
            .map(ToOwned::to_owned);
        if token.is_none() {
            return Ok((confirmed, pending));
        }
    }
}
