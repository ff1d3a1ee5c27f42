//! Looking things up in the event history. Reads only.

use aws_sdk_cloudtrail::operation::RequestId as _;
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use serde_json::json;

use super::survey::time;
use crate::aws::Session;
use crate::aws::failure::Call;
use crate::domain::{Failure, Kind};
use crate::measures::record::{
    EVENTS_PER_PAGE, Event, EventPage, EventQuery, EventResource, without_secrets,
};

/// `cloudtrail:LookupEvents`: one page, newest first, at AWS's pace.
///
/// # Errors
/// What AWS answered: denied, throttled, a token that ran out.
pub async fn lookup(
    session: &Session,
    query: &EventQuery,
    token: Option<&str>,
) -> Result<EventPage, Failure> {
    let call = Call::read(session, "cloudtrail:LookupEvents", &query.region);
    let mut request = session
        .cloudtrail(&query.region)
        .lookup_events()
        .start_time(aws_smithy_types::DateTime::from_secs(query.since.as_second()))
        .set_end_time(
            query
                .until
                .map(|until| aws_smithy_types::DateTime::from_secs(until.as_second())),
        )
        .set_next_token(token.map(ToOwned::to_owned))
        .max_results(EVENTS_PER_PAGE);
    if let Some(filter) = &query.filter {
        let attribute = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::from(filter.attribute.name()))
            .attribute_value(&filter.value)
            .build()
            .map_err(|error| call.failure(Kind::Internal, error.to_string()))?;
        request = request.lookup_attributes(attribute);
    }
    session.pace().wait(&query.region, session.now()).await;
    let answer = request.send().await.map_err(|error| call.refused(&error))?;
    let events: Vec<Event> = answer
        .events()
        .iter()
        .filter_map(|event| {
            let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
            Some(Event {
                id: text(event.event_id()),
                time: event.event_time().and_then(time)?,
                name: text(event.event_name()),
                source: text(event.event_source()),
                user: text(event.username()),
                read_only: event.read_only().and_then(|flag| flag.parse().ok()),
                resources: event
                    .resources()
                    .iter()
                    .map(|one| EventResource {
                        kind: text(one.resource_type()),
                        name: text(one.resource_name()),
                    })
                    .collect(),
                record: without_secrets(event.cloud_trail_event().unwrap_or("{}")),
            })
        })
        .collect();
    let saw = json!({"Events": events.len(), "NextToken": answer.next_token().is_some()});
    let next = answer
        .next_token()
        .filter(|next| !next.is_empty())
        .map(ToOwned::to_owned);
    let evidence = call.evidence(answer.request_id(), saw);
    Ok(EventPage {
        events,
        next,
        evidence,
    })
}
