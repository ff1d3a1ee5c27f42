//! Reading GuardDuty findings. The SDK's types leave out what they do not know; a person is to see AWS's whole
//! record, and so it is taken as it came.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_guardduty::operation::RequestId as _;
use aws_sdk_guardduty::types::{Condition, FindingCriteria, OrderBy, SortCriteria};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};

use super::survey::asked_regions;
use crate::aws::Session;
use crate::aws::failure::Call;
use crate::domain::{Evidence, Failure, Known, Region};
use crate::measures::detect::{COUNTED, GuardDutyFinding, HIGH, Listed, Open};

/// What AWS takes and gives at most in one call.
const PAGE: usize = 50;
/// How many findings of a Region are listed; beyond that it is said.
const LISTED: usize = 500;

/// Keeps an answer's body.
#[derive(Debug, Clone, Default)]
pub(super) struct Body(Arc<Mutex<Option<Value>>>);

impl Body {
    pub(super) fn take(&self) -> Option<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[dyn_dispatch_hint]
impl Intercept for Body {
    fn name(&self) -> &'static str {
        "Body"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context
            .response()
            .body()
            .bytes()
            .and_then(|bytes| serde_json::from_slice(bytes).ok());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
        Ok(())
    }
}

/// The ids that fit, the gravest first, and whether there are more than `most`.
async fn ids(
    session: &Session,
    region: &Region,
    detector: &str,
    criteria: FindingCriteria,
    most: usize,
) -> Result<(Vec<String>, bool, Evidence), Failure> {
    let call = Call::read(session, "guardduty:ListFindings", region);
    let sort = SortCriteria::builder()
        .attribute_name("severity")
        .order_by(OrderBy::Desc)
        .build();
    let mut ids: Vec<String> = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let answer = session
            .guardduty(region)
            .list_findings()
            .detector_id(detector)
            .finding_criteria(criteria.clone())
            .sort_criteria(sort.clone())
            .max_results(i32::try_from(PAGE).unwrap_or(50))
            .set_next_token(token.take())
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        ids.extend(answer.finding_ids().iter().cloned());
        token = answer
            .next_token()
            .filter(|token| !token.is_empty())
            .map(ToOwned::to_owned);
        if token.is_none() || ids.len() >= most {
            let more = token.is_some() || ids.len() > most;
            ids.truncate(most);
            let evidence = call.evidence(
                answer.request_id(),
                json!({"findingIds": ids.len(), "more": more}),
            );
            return Ok((ids, more, evidence));
        }
    }
}

/// The records of these ids.
pub(super) async fn records(
    session: &Session,
    region: &Region,
    detector: &str,
    ids: &[String],
) -> Result<Vec<GuardDutyFinding>, Failure> {
    let mut found = Vec::new();
    for page in ids.chunks(PAGE) {
        let call = Call::read(session, "guardduty:GetFindings", region);
        let body = Body::default();
        session
            .guardduty(region)
            .get_findings()
            .detector_id(detector)
            .set_finding_ids(Some(page.to_vec()))
            .customize()
            .interceptor(body.clone())
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        let records = body.take().and_then(|body| match body.get("findings") {
            Some(Value::Array(records)) => Some(records.clone()),
            _ => None,
        });
        let Some(records) = records else {
            return Err(call.failure(crate::domain::Kind::WrongEndpoint, "findings"));
        };
        found.extend(records.into_iter().map(|record| GuardDutyFinding {
            region: region.clone(),
            record,
        }));
    }
    Ok(found)
}

fn equals(value: &str) -> Condition {
    Condition::builder().equals(value).build()
}

/// GuardDuty findings of high and critical severity that nobody put away (GK-4.3).
pub(super) async fn open(
    session: &Session,
    region: &Region,
    detector: &str,
) -> Result<(Open, Evidence), Failure> {
    // AWS compares whole numbers here, and high begins at a whole one.
    #[expect(clippy::cast_possible_truncation)]
    let grave = Condition::builder().greater_than_or_equal(HIGH as i64).build();
    let criteria = FindingCriteria::builder()
        .criterion("severity", grave)
        .criterion("service.archived", equals("false"))
        .build();
    let (ids, more, mut evidence) = ids(session, region, detector, criteria, COUNTED).await?;
    let records = records(session, region, detector, &ids).await?;
    let open = Open::of(&records, more);
    evidence.saw = json!({"high": open.real, "samples": open.samples, "gravest": open.gravest, "more": more});
    Ok((open, evidence))
}

/// Reads the findings of every enabled Region, or of one, current or archived.
pub async fn list(session: &Session, only: Option<&Region>, archived: bool) -> Vec<(Region, Known<Listed>)> {
    let all = match only {
        Some(region) => vec![region.clone()],
        None => asked_regions(session).await.0,
    };
    let mut answers: Vec<(Region, Known<Listed>)> = stream::iter(all)
        .map(async |region| {
            let answer = of_region(session, &region, archived).await;
            (region, crate::aws::known(answer))
        })
        .buffer_unordered(super::survey::AT_ONCE)
        .collect()
        .await;
    answers.sort_by(|one, other| one.0.cmp(&other.0));
    answers
}

pub(super) async fn of_region(
    session: &Session,
    region: &Region,
    archived: bool,
) -> Result<(Listed, Evidence), Failure> {
    let (id, evidence) = super::survey::detector_id(session, region).await?;
    let Some(id) = id else {
        let nothing = Listed {
            detector: None,
            findings: Vec::new(),
            more: false,
        };
        return Ok((nothing, evidence));
    };
    let criteria = FindingCriteria::builder()
        .criterion(
            "service.archived",
            equals(if archived { "true" } else { "false" }),
        )
        .build();
    let (ids, more, evidence) = ids(session, region, &id, criteria, LISTED).await?;
    let findings = records(session, region, &id, &ids).await?;
    let listed = Listed {
        detector: Some(id),
        findings,
        more,
    };
    Ok((listed, evidence))
}
