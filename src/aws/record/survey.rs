//! GK-3.1 to GK-3.5: the calls behind trails, their buckets and the event history. Reads only.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use aws_sdk_cloudtrail::operation::RequestId as _;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::future::join_all;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::join;

use crate::aws::failure::Call;
use crate::aws::{Session, Sink, known, secure, separate};
use crate::domain::{Arn, Evidence, Failure, Known, PublicAccessBlock, Region, Scope};
use crate::measures::Update as Fact;
use crate::measures::record::{
    AdvancedField, AdvancedSelector, BucketPresence, ClassicSelector, History, Selectors, Trail, TrailStatus,
    Update,
};

pub(super) type Answer<T> = Result<(T, Evidence), Failure>;

/// Asks about trails, their buckets and the event history. The buckets given are looked at without waiting
/// for the trails.
pub async fn survey(session: &Session, scope: &Scope, sink: &Sink) {
    let asked = Asked::default();
    let send = |update| {
        let _ = sink.send(Fact::Record(update));
    };
    let history = async {
        if scope.history {
            send(Update::History(known(history(session).await)));
        }
    };
    let proposed = join_all(
        asked
            .anew(&scope.buckets)
            .into_iter()
            .map(|(name, region)| bucket(session, name, region, sink)),
    );
    let trails = async {
        let region = scope.region.as_ref().unwrap_or_else(|| session.region());
        let trails = trails(session, region).await;
        let seen = trails
            .as_ref()
            .map(|(trails, _)| trails.clone())
            .unwrap_or_default();
        // Announced before the list, so that nobody judges a trail whose answers are still on their way.
        for trail in &seen {
            send(Update::Status(trail.arn.clone(), Known::Asking));
            send(Update::Selectors(trail.arn.clone(), Known::Asking));
        }
        send(Update::Trails(known(trails)));
        let buckets: Vec<(String, Region)> = seen
            .iter()
            .map(|trail| (trail.bucket.clone(), trail.home.clone()))
            .collect();
        let organization = async {
            let account = owner(session).await.unwrap_or_default();
            if seen
                .iter()
                .any(|trail| trail.organization && trail.is_of(&account))
            {
                let organization = separate::organization(session).await;
                let id = organization.map(|(one, evidence)| (one.map(|one| one.id), evidence));
                send(Update::Organization(known(id)));
            }
        };
        let of_trails = join_all(seen.iter().map(async |trail| {
            let status = async {
                send(Update::Status(
                    trail.arn.clone(),
                    known(status(session, trail).await),
                ));
            };
            let selectors = async {
                send(Update::Selectors(
                    trail.arn.clone(),
                    known(selectors(session, trail).await),
                ));
            };
            join!(status, selectors);
        }));
        let of_buckets = join_all(
            asked
                .anew(&buckets)
                .into_iter()
                .map(|(name, region)| bucket(session, name, region, sink)),
        );
        join!(organization, of_trails, of_buckets);
    };
    let config = async {
        if scope.config {
            let mut delivered_to = super::config::survey(session, sink).await;
            delivered_to.sort();
            join_all(
                asked
                    .anew(&delivered_to)
                    .into_iter()
                    .map(|(name, region)| bucket(session, name, region, sink)),
            )
            .await;
        }
    };
    let all = async { send(Update::AllTrails(known(all_trails(session).await))) };
    join!(history, proposed, trails, all, config);
}

/// The buckets that were asked about: trails and AWS Config often share one, and it is asked once.
#[derive(Default)]
struct Asked(Mutex<BTreeSet<String>>);

impl Asked {
    /// Those that nobody asked about before.
    fn anew<'a>(&self, buckets: &'a [(String, Region)]) -> Vec<(&'a str, &'a Region)> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buckets
            .iter()
            .filter(|(name, _)| asked.insert(name.clone()))
            .map(|(name, region)| (name.as_str(), region))
            .collect()
    }
}

/// A time as AWS gives it.
pub(super) fn time(date: &aws_smithy_types::DateTime) -> Option<Timestamp> {
    Timestamp::new(date.secs(), i32::try_from(date.subsec_nanos()).unwrap_or(0)).ok()
}

/// `cloudtrail:DescribeTrails` with shadows, in one Region, each trail once.
pub async fn trails(session: &Session, region: &Region) -> Answer<Vec<Trail>> {
    let call = Call::read(session, "cloudtrail:DescribeTrails", region);
    let answer = session
        .cloudtrail(region)
        .describe_trails()
        .include_shadow_trails(true)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let mut trails: Vec<Trail> = Vec::new();
    let mut saw = Vec::new();
    for trail in answer.trail_list() {
        let Some(arn) = trail.trail_arn() else { continue };
        if trails.iter().any(|other| other.arn == arn) {
            continue;
        }
        let home = trail
            .home_region()
            .or_else(|| Arn::parse(arn).map(|arn| arn.region))
            .unwrap_or_else(|| region.as_str());
        trails.push(Trail {
            name: trail.name().unwrap_or(arn).to_owned(),
            arn: arn.to_owned(),
            home: Region::new(home),
            multi_region: trail.is_multi_region_trail().unwrap_or(false),
            organization: trail.is_organization_trail().unwrap_or(false),
            custom_selectors: trail.has_custom_event_selectors(),
            validation: trail.log_file_validation_enabled().unwrap_or(false),
            bucket: trail.s3_bucket_name().unwrap_or_default().to_owned(),
            prefix: trail
                .s3_key_prefix()
                .filter(|prefix| !prefix.is_empty())
                .map(ToOwned::to_owned),
        });
        saw.push(json!({
            "Name": trail.name(), "TrailARN": arn, "HomeRegion": home,
            "IsMultiRegionTrail": trail.is_multi_region_trail(),
            "IsOrganizationTrail": trail.is_organization_trail(),
            "LogFileValidationEnabled": trail.log_file_validation_enabled(),
            "HasCustomEventSelectors": trail.has_custom_event_selectors(),
            "S3BucketName": trail.s3_bucket_name(), "S3KeyPrefix": trail.s3_key_prefix(),
            "KmsKeyId": trail.kms_key_id(),
        }));
    }
    Ok((
        trails,
        call.evidence(answer.request_id(), json!({"trailList": saw})),
    ))
}

/// `cloudtrail:ListTrails`: the account's trails, those of a single Region elsewhere among them.
async fn all_trails(session: &Session) -> Answer<Vec<String>> {
    let call = Call::read(session, "cloudtrail:ListTrails", session.region());
    let client = session.cloudtrail(session.region());
    let mut pages = client.list_trails().into_paginator().send();
    let mut arns = Vec::new();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        arns.extend(
            page.trails()
                .iter()
                .filter_map(|trail| trail.trail_arn().map(ToOwned::to_owned)),
        );
    }
    let evidence = call.evidence(request_id.as_deref(), json!({"Trails": arns}));
    Ok((arns, evidence))
}

/// `cloudtrail:GetTrailStatus` by ARN in the home Region: a shadow's status is another one.
pub async fn status(session: &Session, trail: &Trail) -> Answer<TrailStatus> {
    let call = Call::read(session, "cloudtrail:GetTrailStatus", &trail.home);
    let answer = session
        .cloudtrail(&trail.home)
        .get_trail_status()
        .name(&trail.arn)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    let status = TrailStatus {
        logging: answer.is_logging().unwrap_or(false),
        delivered: answer.latest_delivery_time().and_then(time),
        delivery_error: text(answer.latest_delivery_error()),
        digest_error: text(answer.latest_digest_delivery_error()),
        started: answer.start_logging_time().and_then(time),
    };
    let saw = json!({
        "IsLogging": answer.is_logging(),
        "LatestDeliveryTime": status.delivered.map(|time| time.to_string()),
        "LatestDeliveryError": status.delivery_error,
        "LatestDigestDeliveryError": status.digest_error,
        "StartLoggingTime": status.started.map(|time| time.to_string()),
    });
    Ok((status, call.evidence(answer.request_id(), saw)))
}

/// `cloudtrail:GetEventSelectors` in the home Region.
pub async fn selectors(session: &Session, trail: &Trail) -> Answer<Selectors> {
    let call = Call::read(session, "cloudtrail:GetEventSelectors", &trail.home);
    let answer = session
        .cloudtrail(&trail.home)
        .get_event_selectors()
        .trail_name(&trail.arn)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let classic: Vec<ClassicSelector> = answer
        .event_selectors()
        .iter()
        .map(|selector| ClassicSelector {
            management: selector.include_management_events().unwrap_or(true),
            read_write: selector
                .read_write_type()
                .map_or("All", |kind| kind.as_str())
                .to_owned(),
            excluded: selector.exclude_management_event_sources().to_vec(),
        })
        .collect();
    let advanced: Vec<AdvancedSelector> = answer
        .advanced_event_selectors()
        .iter()
        .map(|selector| AdvancedSelector {
            fields: selector
                .field_selectors()
                .iter()
                .map(|field| AdvancedField {
                    field: field.field().to_owned(),
                    // Anything but equality narrows; it must not look like an unconditioned field.
                    equals: [field.equals(), field.starts_with(), field.ends_with()].concat(),
                    not_equals: [field.not_equals(), field.not_starts_with(), field.not_ends_with()].concat(),
                })
                .collect(),
        })
        .collect();
    let saw = json!({
        "EventSelectors": classic.iter().map(|selector| json!({
            "IncludeManagementEvents": selector.management, "ReadWriteType": selector.read_write,
            "ExcludeManagementEventSources": selector.excluded})).collect::<Vec<_>>(),
        "AdvancedEventSelectors": advanced.iter().map(|selector| selector.fields.iter().map(|field| json!({
            "Field": field.field, "Equals": field.equals, "NotEquals": field.not_equals})).collect::<Vec<_>>())
            .collect::<Vec<_>>(),
    });
    Ok((
        Selectors { classic, advanced },
        call.evidence(answer.request_id(), saw),
    ))
}

/// `cloudtrail:LookupEvents` for one event: whether the history can be read. AWS allows two a second.
async fn history(session: &Session) -> Answer<History> {
    let call = Call::read(session, "cloudtrail:LookupEvents", session.region());
    session.pace().wait(session.region(), session.now()).await;
    let answer = session
        .cloudtrail(session.region())
        .lookup_events()
        .max_results(1)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let latest = answer.events().first().and_then(|event| {
        Some((
            event.event_time().and_then(time)?,
            event.event_name().unwrap_or_default().to_owned(),
        ))
    });
    let saw = json!({"EventTime": latest.as_ref().map(|(time, _)| time.to_string()),
        "EventName": latest.as_ref().map(|(_, name)| name)});
    Ok((History { latest }, call.evidence(answer.request_id(), saw)))
}

/// Everything about one bucket at once; again where it turns out to be in another Region.
async fn bucket(session: &Session, name: &str, region: &Region, sink: &Sink) {
    let send = |update| {
        let _ = sink.send(Fact::Record(update));
    };
    send(Update::Presence(name.to_owned(), Known::Asking));
    let (presence, settings) = join!(presence(session, name, region), settings(session, name, region));
    let settings = match &presence {
        Ok((BucketPresence::Ours { region: place }, _)) if place != region => {
            self::settings(session, name, place).await
        }
        _ => settings,
    };
    let (block, public, policy, versioned) = settings;
    // What the bucket's own block stops need not be known.
    if !matches!(&block, Ok((Some(block), _)) if *block == PublicAccessBlock::WHOLE) {
        let place = match &presence {
            Ok((BucketPresence::Ours { region }, _)) => region,
            _ => region,
        };
        let (of_account, acl) = join!(secure::public_access_block(session), acl(session, name, place));
        send(Update::AccountBlock(name.to_owned(), known(of_account)));
        send(Update::Acl(name.to_owned(), known(acl)));
    }
    send(Update::Block(name.to_owned(), known(block)));
    send(Update::Public(name.to_owned(), known(public)));
    send(Update::Policy(name.to_owned(), known(policy)));
    send(Update::Versioned(name.to_owned(), known(versioned)));
    send(Update::Presence(name.to_owned(), known(presence)));
}

type Settings = (
    Answer<Option<PublicAccessBlock>>,
    Answer<bool>,
    Answer<Option<Value>>,
    Answer<bool>,
);

async fn settings(session: &Session, name: &str, region: &Region) -> Settings {
    join!(
        block(session, name, region),
        public(session, name, region),
        policy(session, name, region),
        versioned(session, name, region)
    )
}

/// Whose account a session is in: what every call names as the bucket's owner, so that a bucket of somebody
/// else with the same name can never be read or written by mistake.
pub async fn owner(session: &Session) -> Result<String, Failure> {
    crate::aws::account::identity(session)
        .await
        .map(|(identity, _)| identity.account)
}

/// `s3:HeadBucket` with the expected owner.
pub async fn presence(session: &Session, name: &str, region: &Region) -> Answer<BucketPresence> {
    let call = Call::read(session, "s3:HeadBucket", region).action("s3:ListBucket");
    let owner = owner(session).await?;
    match session
        .s3(region)
        .head_bucket()
        .bucket(name)
        .expected_bucket_owner(owner)
        .send()
        .await
    {
        Ok(answer) => {
            let place = answer.bucket_region().map_or_else(|| region.clone(), Region::new);
            let saw = json!({"Bucket": name, "BucketRegion": place});
            Ok((
                BucketPresence::Ours { region: place },
                call.evidence(answer.request_id(), saw),
            ))
        }
        Err(error) => {
            let raw = error.raw_response();
            let elsewhere = raw
                .filter(|raw| matches!(raw.status().as_u16(), 301 | 400))
                .and_then(|raw| raw.headers().get("x-amz-bucket-region"))
                .map(Region::new);
            if let Some(place) = elsewhere.filter(|place| place != region) {
                return Box::pin(presence(session, name, &place)).await;
            }
            if raw.is_some_and(|raw| raw.status().as_u16() == 404) {
                let saw = json!({"Bucket": name, "HTTPStatusCode": 404});
                return Ok((BucketPresence::Absent, call.evidence(error.request_id(), saw)));
            }
            Err(call.refused(&error))
        }
    }
}

/// `s3:GetPublicAccessBlock`.
pub async fn block(session: &Session, name: &str, region: &Region) -> Answer<Option<PublicAccessBlock>> {
    let call = Call::read(session, "s3:GetPublicAccessBlock", region).action("s3:GetBucketPublicAccessBlock");
    let owner = owner(session).await?;
    match session
        .s3(region)
        .get_public_access_block()
        .bucket(name)
        .expected_bucket_owner(owner)
        .send()
        .await
    {
        Ok(answer) => {
            let block = answer
                .public_access_block_configuration()
                .map(|block| PublicAccessBlock {
                    block_public_acls: block.block_public_acls().unwrap_or(false),
                    ignore_public_acls: block.ignore_public_acls().unwrap_or(false),
                    block_public_policy: block.block_public_policy().unwrap_or(false),
                    restrict_public_buckets: block.restrict_public_buckets().unwrap_or(false),
                });
            let saw = json!({"PublicAccessBlockConfiguration": block});
            Ok((block, call.evidence(answer.request_id(), saw)))
        }
        Err(error) if error.code() == Some("NoSuchPublicAccessBlockConfiguration") => {
            let saw = json!({"Code": "NoSuchPublicAccessBlockConfiguration"});
            Ok((None, call.evidence(error.request_id(), saw)))
        }
        Err(error) => Err(call.refused(&error)),
    }
}

/// `s3:GetBucketAcl`: whether it gives the public anything.
async fn acl(session: &Session, name: &str, region: &Region) -> Answer<bool> {
    let call = Call::read(session, "s3:GetBucketAcl", region);
    let owner = owner(session).await?;
    let answer = session
        .s3(region)
        .get_bucket_acl()
        .bucket(name)
        .expected_bucket_owner(owner)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let open = secure::lets_everybody_in(answer.grants());
    Ok((
        open,
        call.evidence(answer.request_id(), json!({"grantsEverybody": open})),
    ))
}

async fn public(session: &Session, name: &str, region: &Region) -> Answer<bool> {
    let call = Call::read(session, "s3:GetBucketPolicyStatus", region);
    let owner = owner(session).await?;
    match session
        .s3(region)
        .get_bucket_policy_status()
        .bucket(name)
        .expected_bucket_owner(owner)
        .send()
        .await
    {
        Ok(answer) => {
            // A missing flag is not a "no": AWS's page shows it in every answer.
            let Some(public) = answer
                .policy_status()
                .and_then(aws_sdk_s3::types::PolicyStatus::is_public)
            else {
                return Err(call.failure(crate::domain::Kind::Service, "PolicyStatus: no IsPublic"));
            };
            Ok((
                public,
                call.evidence(answer.request_id(), json!({"IsPublic": public})),
            ))
        }
        Err(error) if error.code() == Some("NoSuchBucketPolicy") => Ok((
            false,
            call.evidence(error.request_id(), json!({"Code": "NoSuchBucketPolicy"})),
        )),
        Err(error) => Err(call.refused(&error)),
    }
}

/// `s3:GetBucketPolicy`.
pub async fn policy(session: &Session, name: &str, region: &Region) -> Answer<Option<Value>> {
    let call = Call::read(session, "s3:GetBucketPolicy", region);
    let owner = owner(session).await?;
    match session
        .s3(region)
        .get_bucket_policy()
        .bucket(name)
        .expected_bucket_owner(owner)
        .send()
        .await
    {
        Ok(answer) => {
            let policy: Value = serde_json::from_str(answer.policy().unwrap_or("null"))
                .map_err(|error| call.failure(crate::domain::Kind::Service, error.to_string()))?;
            let saw = json!({"Policy": policy});
            Ok((Some(policy), call.evidence(answer.request_id(), saw)))
        }
        Err(error) if error.code() == Some("NoSuchBucketPolicy") => Ok((
            None,
            call.evidence(error.request_id(), json!({"Code": "NoSuchBucketPolicy"})),
        )),
        Err(error) => Err(call.refused(&error)),
    }
}

pub async fn versioned(session: &Session, name: &str, region: &Region) -> Answer<bool> {
    let call = Call::read(session, "s3:GetBucketVersioning", region);
    let owner = owner(session).await?;
    let asked = session.s3(region).get_bucket_versioning().bucket(name);
    let (status, id) = match asked.expected_bucket_owner(owner).send().await {
        Ok(answer) => {
            let status = answer.status().map(|status| status.as_str().to_owned());
            (status, answer.request_id().map(ToOwned::to_owned))
        }
        Err(error) => {
            // AWS calls the element `VersioningConfiguration`; servers that speak S3 call it by the operation.
            let raw = error.raw_response().filter(|raw| raw.status().is_success());
            let body = raw.and_then(|raw| std::str::from_utf8(raw.body().bytes()?).ok());
            let Some(body) = body.filter(|body| body.contains("<GetBucketVersioningResponse")) else {
                return Err(call.refused(&error));
            };
            let on = body.contains("<Status>Enabled</Status>");
            (
                on.then(|| "Enabled".to_owned()),
                error.request_id().map(ToOwned::to_owned),
            )
        }
    };
    let versioned = status.as_deref() == Some("Enabled");
    Ok((versioned, call.evidence(id.as_deref(), json!({"Status": status}))))
}
