//! Measure 4 on AWS: reads only, for now (GK-4.1, GK-4.2).

use aws_sdk_guardduty::operation::RequestId as _;
use aws_sdk_guardduty::types::{DetectorStatus, FeatureStatus};
use futures_util::stream::{self, StreamExt as _};
use serde_json::json;

use super::failure::Call;
use super::{Facts, Session, known, regions};
use crate::domain::{Evidence, Failure, Kind, Region, RegionSource};
use crate::measures::Update as Fact;
use crate::measures::detect::{Detector, Feature, Update};

/// How many Regions are asked at once: all of them, two calls each.
const AT_ONCE: usize = 40;

/// Asks GuardDuty in every enabled Region; each answer is sent the moment it is there.
pub async fn survey(session: &Session, facts: &Facts) {
    let send = |update| {
        let _ = facts.send(Fact::Detect(update));
    };
    let home = session.region().clone();
    let (mut all, listed) = regions::once(session).await.map_or_else(
        |_| (Vec::new(), false),
        |(regions, _)| (regions.enabled, regions.source != RegionSource::Default),
    );
    if !all.contains(&home) {
        all.push(home);
    }
    send(Update::Regions {
        regions: all.clone(),
        listed,
    });
    stream::iter(all)
        .for_each_concurrent(AT_ONCE, async |region| {
            let detector = known(detector(session, &region).await);
            send(Update::Detector(region, Box::new(detector)));
        })
        .await;
}

/// The detector of a Region: there is room for one.
async fn detector(session: &Session, region: &Region) -> Result<(Option<Detector>, Evidence), Failure> {
    let call = Call::read(session, "guardduty:ListDetectors", region);
    let client = session.guardduty(region);
    let list = client
        .list_detectors()
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let Some(id) = list.detector_ids().first().cloned() else {
        return Ok((None, call.evidence(list.request_id(), json!({"detectorIds": []}))));
    };
    let call = Call::read(session, "guardduty:GetDetector", region);
    let answer = client
        .get_detector()
        .detector_id(&id)
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
            })
        })
        .collect();
    let status = answer.status().map_or("-", DetectorStatus::as_str);
    let shown: Vec<_> = features
        .iter()
        .map(|feature| json!({"name": feature.name, "enabled": feature.enabled}))
        .collect();
    let saw = json!({"detectorId": id, "status": status, "features": shown});
    let detector = Detector {
        enabled,
        id,
        features,
    };
    Ok((Some(detector), call.evidence(answer.request_id(), saw)))
}
