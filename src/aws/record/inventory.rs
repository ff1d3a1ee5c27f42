//! Reading what AWS Config recorded, a page at a time. Reads only.

use std::collections::HashMap;

use aws_sdk_config::types as sdk;
use serde_json::{Value, json};

use super::survey::time;
use crate::aws::Session;
use crate::aws::failure::Call;
use crate::domain::{Failure, Kind, Region};
use crate::measures::record::{
    ConfigurationItem, InventoryPage, InventoryQuery, InventoryRows, Resource, TypeCount, item_record,
    query_for,
};

/// The most that AWS gives in one answer of these calls.
const PAGE: i32 = 100;

/// One page of an answer by AWS Config.
///
/// # Errors
/// What AWS answered: denied, throttled, an expression it cannot read, a token that ran out.
pub async fn inventory(
    session: &Session,
    region: &Region,
    query: &InventoryQuery,
    token: Option<&str>,
) -> Result<InventoryPage, Failure> {
    let token = token.map(ToOwned::to_owned);
    let (rows, next) = match query {
        InventoryQuery::Counts => counts(session, region, token).await?,
        InventoryQuery::Resources { kind, deleted } => {
            resources(session, region, kind, *deleted, token).await?
        }
        InventoryQuery::Items { .. } => items(session, region, query, token).await?,
        InventoryQuery::Select(expression) => select(session, region, expression, token).await?,
    };
    Ok(InventoryPage {
        rows,
        next: next.filter(|next| !next.is_empty()),
    })
}

type Page = (InventoryRows, Option<String>);

async fn counts(session: &Session, region: &Region, token: Option<String>) -> Result<Page, Failure> {
    let call = Call::read(session, "config:GetDiscoveredResourceCounts", region);
    let answer = session
        .configservice(region)
        .get_discovered_resource_counts()
        .limit(PAGE)
        .set_next_token(token)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let rows = answer
        .resource_counts()
        .iter()
        .filter_map(|one| {
            Some(TypeCount {
                kind: one.resource_type()?.as_str().to_owned(),
                count: one.count(),
            })
        })
        .collect();
    Ok((
        InventoryRows::Counts(rows),
        answer.next_token().map(ToOwned::to_owned),
    ))
}

async fn resources(
    session: &Session,
    region: &Region,
    kind: &str,
    deleted: bool,
    token: Option<String>,
) -> Result<Page, Failure> {
    let call = Call::read(session, "config:ListDiscoveredResources", region);
    let answer = session
        .configservice(region)
        .list_discovered_resources()
        .resource_type(sdk::ResourceType::from(kind))
        .include_deleted_resources(deleted)
        .limit(PAGE)
        .set_next_token(token)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let rows = answer
        .resource_identifiers()
        .iter()
        .filter_map(|one| {
            let id = one.resource_id()?.to_owned();
            Some(Resource {
                kind: one
                    .resource_type()
                    .map_or_else(|| kind.to_owned(), |kind| kind.as_str().to_owned()),
                name: one
                    .resource_name()
                    .filter(|name| !name.is_empty() && **name != id)
                    .map(ToOwned::to_owned),
                deleted: one.resource_deletion_time().and_then(time),
                id,
            })
        })
        .collect();
    Ok((
        InventoryRows::Resources(rows),
        answer.next_token().map(ToOwned::to_owned),
    ))
}

async fn items(
    session: &Session,
    region: &Region,
    query: &InventoryQuery,
    token: Option<String>,
) -> Result<Page, Failure> {
    let call = Call::read(session, "config:GetResourceConfigHistory", region);
    let InventoryQuery::Items {
        kind,
        id,
        since,
        until,
    } = query
    else {
        return Err(call.failure(Kind::Internal, "not a question about items"));
    };
    let at = |moment: &jiff::Timestamp| aws_smithy_types::DateTime::from_secs(moment.as_second());
    let answer = session
        .configservice(region)
        .get_resource_config_history()
        .resource_type(sdk::ResourceType::from(kind.as_str()))
        .resource_id(id)
        .earlier_time(at(since))
        .later_time(at(until))
        .limit(PAGE)
        .set_next_token(token)
        .send()
        .await;
    let answer = match answer {
        Ok(answer) => answer,
        // Nothing was ever recorded of it: an answer, not a failure.
        Err(error)
            if error
                .as_service_error()
                .is_some_and(aws_sdk_config::operation::get_resource_config_history::GetResourceConfigHistoryError::is_resource_not_discovered_exception) =>
        {
            return Ok((InventoryRows::NotDiscovered, None));
        }
        Err(error) => return Err(call.refused(&error)),
    };
    let rows = answer.configuration_items().iter().filter_map(item).collect();
    Ok((
        InventoryRows::Items(rows),
        answer.next_token().map(ToOwned::to_owned),
    ))
}

async fn select(
    session: &Session,
    region: &Region,
    expression: &str,
    token: Option<String>,
) -> Result<Page, Failure> {
    let call = Call::read(session, "config:SelectResourceConfig", region);
    let answer = session
        .configservice(region)
        .select_resource_config()
        .expression(expression)
        .limit(PAGE)
        .set_next_token(token)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let rows = answer
        .results()
        .iter()
        .map(|text| item_record(serde_json::from_str(text).unwrap_or_else(|_| json!(text))))
        .collect();
    Ok((
        InventoryRows::Found(rows),
        answer.next_token().map(ToOwned::to_owned),
    ))
}

/// Type and id of the resources that have an id, a name or an ARN; AWS Config knows only those that still exist
/// by it.
///
/// # Errors
/// What AWS answered.
pub async fn locate(
    session: &Session,
    region: &Region,
    resource: &str,
) -> Result<Vec<(String, String)>, Failure> {
    let (rows, _) = select(session, region, &query_for(resource), None).await?;
    let InventoryRows::Found(rows) = rows else {
        return Ok(Vec::new());
    };
    let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
    Ok(rows
        .iter()
        .filter_map(|row| Some((text(row, "resourceType")?, text(row, "resourceId")?)))
        .collect())
}

/// An item under the names that the API gives its fields.
fn item(item: &sdk::ConfigurationItem) -> Option<ConfigurationItem> {
    let captured = item.configuration_item_capture_time().and_then(time)?;
    let status = item
        .configuration_item_status()
        .map_or_else(|| "-".to_owned(), |status| status.as_str().to_owned());
    let relationships: Vec<Value> = item
        .relationships()
        .iter()
        .map(|one| {
            json!({
                "resourceType": one.resource_type().map(sdk::ResourceType::as_str),
                "resourceId": one.resource_id(), "resourceName": one.resource_name(),
                "relationshipName": one.relationship_name(),
            })
        })
        .collect();
    let record = json!({
        "version": item.version(), "accountId": item.account_id(),
        "configurationItemCaptureTime": captured, "configurationItemStatus": status,
        "configurationStateId": item.configuration_state_id(), "arn": item.arn(),
        "resourceType": item.resource_type().map(sdk::ResourceType::as_str),
        "resourceId": item.resource_id(), "resourceName": item.resource_name(),
        "awsRegion": item.aws_region(), "availabilityZone": item.availability_zone(),
        "resourceCreationTime": item.resource_creation_time().and_then(time),
        "tags": sorted(item.tags()), "relatedEvents": item.related_events(),
        "relationships": relationships, "configuration": item.configuration(),
        "supplementaryConfiguration": sorted(item.supplementary_configuration()),
    });
    Some(ConfigurationItem {
        time: captured,
        status,
        record: item_record(record),
    })
}

/// A map in an order that does not change from one answer to the next.
fn sorted(map: Option<&HashMap<String, String>>) -> std::collections::BTreeMap<&str, &str> {
    map.into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect()
}
