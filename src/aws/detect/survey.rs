//! Measure 4: the questions: GuardDuty in every Region (GK-4.1 to GK-4.3, F-GUARDDUTY).

use aws_sdk_guardduty::operation::RequestId as _;
use aws_sdk_guardduty::types::{
    AccountFreeTrialInfo, DetectorStatus, FeatureStatus, FilterAction, UsageCriteria, UsageFeature,
    UsageStatisticType, UsageStatistics,
};
use futures_util::stream::{self, StreamExt as _};
use serde_json::json;

use super::{alerts, findings, hub};
use crate::aws::failure::Call;
use crate::aws::{Session, Sink, account, known, regions};
use crate::domain::{Evidence, Failure, Kind, Region, RegionSource};
use crate::measures::Update as Fact;
use crate::measures::detect::{Detector, Feature, RUN_TAG, Suppression, Trial, Update, Usage};

/// How many Regions are asked at once: all of them.
pub(super) const AT_ONCE: usize = 40;

/// Asks GuardDuty in every enabled Region, and Security Hub in the home Region or the one in its place; each answer is sent the moment it is there.
pub async fn survey(session: &Session, home: Option<&Region>, sink: &Sink) {
    let home = home.unwrap_or_else(|| session.region());
    let send = |update| {
        let _ = sink.send(Fact::Detect(update));
    };
    let (all, listed) = asked_regions(session).await;
    send(Update::Regions {
        regions: all.clone(),
        listed,
        home: home.clone(),
    });
    let told = stream::iter(all.clone()).for_each_concurrent(AT_ONCE, async |region| {
        let rules = known(alerts::rules(session, &region).await);
        send(Update::Alerts(region, rules));
    });
    let watched = stream::iter(all).for_each_concurrent(AT_ONCE, async |region| {
        let id = match detector_id(session, &region).await {
            Ok((Some(id), _)) => id,
            Ok((None, evidence)) => {
                let nothing = crate::domain::Known::Seen(None, evidence);
                return send(Update::Detector(region, Box::new(nothing)));
            }
            Err(failure) => {
                let refused = crate::domain::Known::Refused(failure);
                return send(Update::Detector(region, Box::new(refused)));
            }
        };
        let at = &region;
        let detector = async {
            let answer = detector(session, at, &id)
                .await
                .map(|(found, saw)| (Some(found), saw));
            send(Update::Detector(at.clone(), Box::new(known(answer))));
        };
        let administrator = async {
            let answer = known(administrator(session, at, &id).await);
            send(Update::Administrator(at.clone(), answer));
        };
        let trial = async {
            send(Update::Trial(at.clone(), known(trial(session, at, &id).await)));
        };
        let usage = async {
            send(Update::Usage(at.clone(), known(usage(session, at, &id).await)));
        };
        let open = async {
            send(Update::Open(
                at.clone(),
                known(findings::open(session, at, &id).await),
            ));
        };
        let suppressions = async {
            let answer = known(suppressions(session, at, &id).await);
            send(Update::Suppressions(at.clone(), answer));
        };
        tokio::join!(detector, administrator, trial, usage, open, suppressions);
    });
    let hub = async {
        send(Update::Hub(known(hub::describe(session, home).await)));
    };
    tokio::join!(told, watched, hub);
}

/// The Regions to ask, and whether they are all that are enabled.
pub(super) async fn asked_regions(session: &Session) -> (Vec<Region>, bool) {
    let home = session.region().clone();
    let (mut all, listed) = regions::once(session).await.map_or_else(
        |_| (Vec::new(), false),
        |(regions, _)| (regions.enabled, regions.source != RegionSource::Default),
    );
    if !all.contains(&home) {
        all.push(home);
    }
    (all, listed)
}

/// The id of a Region's detector: there is room for one.
pub(super) async fn detector_id(
    session: &Session,
    region: &Region,
) -> Result<(Option<String>, Evidence), Failure> {
    let call = Call::read(session, "guardduty:ListDetectors", region);
    let list = session
        .guardduty(region)
        .list_detectors()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let evidence = call.evidence(list.request_id(), json!({"detectorIds": list.detector_ids()}));
    Ok((list.detector_ids().first().cloned(), evidence))
}

/// A Region's detector with its setting.
pub(super) async fn detector(
    session: &Session,
    region: &Region,
    id: &str,
) -> Result<(Detector, Evidence), Failure> {
    let call = Call::read(session, "guardduty:GetDetector", region);
    let answer = session
        .guardduty(region)
        .get_detector()
        .detector_id(id)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let enabled = match answer.status() {
        Some(DetectorStatus::Enabled) => true,
        Some(DetectorStatus::Disabled) => false,
        // A word that AWS does not document is neither on nor suspended.
        other => {
            let word = other.map_or("-", DetectorStatus::as_str);
            return Err(call.failure(Kind::WrongEndpoint, format!("status: {word}")));
        }
    };
    let features: Vec<Feature> = answer
        .features()
        .iter()
        .filter_map(|feature| {
            Some(Feature {
                name: feature.name()?.as_str().to_owned(),
                enabled: feature.status() == Some(&FeatureStatus::Enabled),
                managed: feature.managed_by().is_some(),
                additional: feature
                    .additional_configuration()
                    .iter()
                    .filter_map(|one| {
                        let on = one.status() == Some(&FeatureStatus::Enabled);
                        Some((one.name()?.as_str().to_owned(), on))
                    })
                    .collect(),
            })
        })
        .collect();
    let status = answer.status().map_or("-", DetectorStatus::as_str);
    let shown: Vec<_> = features
        .iter()
        .map(|feature| {
            let mut one =
                json!({"name": feature.name, "enabled": feature.enabled, "managed": feature.managed});
            if !feature.additional.is_empty() {
                one["additionalConfiguration"] = json!(feature.additional);
            }
            one
        })
        .collect();
    let frequency = answer
        .finding_publishing_frequency()
        .map(|frequency| frequency.as_str().to_owned());
    let saw = json!({"detectorId": id, "status": status, "createdAt": answer.created_at(),
        "findingPublishingFrequency": frequency, "features": shown});
    let detector = Detector {
        enabled,
        id: id.to_owned(),
        features,
        frequency,
        created: answer.created_at().and_then(|time| time.parse().ok()),
        run: answer.tags().and_then(|tags| tags.get(RUN_TAG)).cloned(),
    };
    Ok((detector, call.evidence(answer.request_id(), saw)))
}

/// Who administers a detector; an answer without content says that nobody else does.
pub(super) async fn administrator(
    session: &Session,
    region: &Region,
    id: &str,
) -> Result<(Option<String>, Evidence), Failure> {
    let call = Call::read(session, "guardduty:GetAdministratorAccount", region);
    let answer = session
        .guardduty(region)
        .get_administrator_account()
        .detector_id(id)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let account = answer
        .administrator()
        .and_then(|administrator| administrator.account_id());
    let status = answer
        .administrator()
        .and_then(|administrator| administrator.relationship_status());
    let saw = json!({"accountId": account, "relationshipStatus": status});
    Ok((
        account.map(ToOwned::to_owned),
        call.evidence(answer.request_id(), saw),
    ))
}

/// The filters that archive what they fit.
async fn suppressions(
    session: &Session,
    region: &Region,
    id: &str,
) -> Result<(Vec<Suppression>, Evidence), Failure> {
    let call = Call::read(session, "guardduty:ListFilters", region);
    let client = session.guardduty(region);
    let mut names: Vec<String> = Vec::new();
    let mut token: Option<String> = None;
    let request_id = loop {
        let request = client.list_filters().detector_id(id);
        let answer = request
            .set_next_token(token.take())
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        names.extend(answer.filter_names().iter().cloned());
        token = answer
            .next_token()
            .filter(|token| !token.is_empty())
            .map(ToOwned::to_owned);
        if token.is_none() {
            break answer.request_id().map(ToOwned::to_owned);
        }
    };
    let read = Call::read(session, "guardduty:GetFilter", region);
    let filters = names.iter().map(async |name| {
        let body = findings::Body::default();
        let request = client.get_filter().detector_id(id).filter_name(name);
        let answer = request
            .customize()
            .interceptor(body.clone())
            .send()
            .await
            .map_err(|error| read.refused(&error))?;
        let criteria = body.take().and_then(|body| body.get("findingCriteria").cloned());
        let (Some(action), Some(criteria)) = (answer.action(), criteria) else {
            return Err(read.failure(Kind::Service, "no FindingCriteria"));
        };
        Ok((*action == FilterAction::Archive).then(|| Suppression {
            name: name.clone(),
            hides_high: Suppression::hides_high(&criteria),
        }))
    });
    let filters: Vec<Result<Option<Suppression>, Failure>> = futures_util::future::join_all(filters).await;
    let filters: Result<Vec<Option<Suppression>>, Failure> = filters.into_iter().collect();
    let rules: Vec<Suppression> = filters?.into_iter().flatten().collect();
    let shown: Vec<_> = rules
        .iter()
        .map(|rule| json!({"name": rule.name, "archivesHighSeverity": rule.hides_high}))
        .collect();
    Ok((
        rules,
        call.evidence(request_id.as_deref(), json!({"suppressionRules": shown})),
    ))
}

/// The free days left, by feature.
async fn trial(session: &Session, region: &Region, id: &str) -> Result<(Vec<Trial>, Evidence), Failure> {
    let (identity, _) = account::identity(session).await?;
    let call = Call::read(session, "guardduty:GetRemainingFreeTrialDays", region);
    let answer = session
        .guardduty(region)
        .get_remaining_free_trial_days()
        .detector_id(id)
        .account_ids(&identity.account)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let trials: Vec<Trial> = answer
        .accounts()
        .iter()
        .filter(|account| account.account_id() == Some(identity.account.as_str()))
        .flat_map(AccountFreeTrialInfo::features)
        .filter_map(|feature| {
            Some(Trial {
                name: feature.name()?.as_str().to_owned(),
                days: feature
                    .free_trial_days_remaining()
                    .map_or(0, |days| u32::try_from(days).unwrap_or(0)),
            })
        })
        .collect();
    let shown: Vec<_> = trials
        .iter()
        .map(|trial| json!({"name": trial.name, "freeTrialDaysRemaining": trial.days}))
        .collect();
    Ok((
        trials,
        call.evidence(answer.request_id(), json!({"features": shown})),
    ))
}

/// What a detector used in the last 30 days, by feature.
async fn usage(session: &Session, region: &Region, id: &str) -> Result<(Vec<Usage>, Evidence), Failure> {
    let (identity, _) = account::identity(session).await?;
    let call = Call::read(session, "guardduty:GetUsageStatistics", region);
    let ask = async |features: Vec<UsageFeature>| {
        let criteria = UsageCriteria::builder()
            .account_ids(&identity.account)
            .set_features(Some(features))
            .build();
        session
            .guardduty(region)
            .get_usage_statistics()
            .detector_id(id)
            .usage_statistic_type(UsageStatisticType::SumByFeatures)
            .usage_criteria(criteria)
            .unit("USD")
            .send()
            .await
            .map_err(|error| call.refused(&error))
    };
    let all = UsageFeature::values()
        .iter()
        .map(|name| UsageFeature::from(*name));
    let answer = match ask(all.collect()).await {
        // Not every Region has every feature: then those are asked for that its detector names.
        Err(failure) if failure.code.as_deref() == Some("BadRequestException") => {
            let (here, _) = detector(session, region, id).await?;
            let names = here.features.iter().map(|feature| feature.name.as_str());
            let known = names.filter(|name| UsageFeature::values().contains(name));
            ask(known.map(UsageFeature::from).collect()).await?
        }
        other => other?,
    };
    let usage: Vec<Usage> = answer
        .usage_statistics()
        .map(UsageStatistics::sum_by_feature)
        .unwrap_or_default()
        .iter()
        .filter_map(|feature| {
            let total = feature.total()?;
            Some(Usage {
                name: feature.feature()?.as_str().to_owned(),
                amount: total.amount()?.to_owned(),
                unit: total.unit().unwrap_or("USD").to_owned(),
            })
        })
        .collect();
    let shown: Vec<_> = usage
        .iter()
        .map(|usage| json!({"feature": usage.name, "amount": usage.amount, "unit": usage.unit}))
        .collect();
    Ok((
        usage,
        call.evidence(answer.request_id(), json!({"sumByFeature": shown})),
    ))
}
