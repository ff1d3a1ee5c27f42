//! The writes of F-GUARDDUTY. Each reads first, so that it is safe to repeat, and leaves alone what is somebody
//! else's.

use aws_sdk_guardduty::operation::RequestId as _;
use aws_sdk_guardduty::types::{
    DetectorAdditionalConfiguration, DetectorFeature, DetectorFeatureConfiguration,
    FeatureAdditionalConfiguration, FeatureStatus, FindingPublishingFrequency,
};
use serde_json::{Value, json};

use super::findings;
use crate::aws::Session;
use crate::aws::failure::Call;
use crate::domain::{Change, Failure, Kind, Receipt, Region};
use crate::measures::detect::{DetectChange, Detector, GuardDutyFinding, ProtectionPlan, has, setting};

/// Makes one change of measure 4, or finds it made.
///
/// # Errors
/// What AWS answered; stale where something else is there than the plan knew; not ours where the detector belongs
/// to the organization.
pub async fn perform(
    session: &Session,
    change: &Change,
    ours: crate::aws::Ours<'_>,
    resumed: bool,
) -> Result<Receipt, Failure> {
    let writer = Writer {
        session,
        region: &change.region,
        ours,
        resumed,
    };
    let before = change.before.as_ref();
    match DetectChange::read(change)? {
        create @ DetectChange::CreateDetector { .. } => writer.create(&create).await,
        update @ DetectChange::UpdateDetector { .. } => writer.update(&update, before).await,
        DetectChange::DeleteDetector { detector_id } => writer.delete(detector_id.as_deref()).await,
        DetectChange::CreateSampleFindings {
            detector_id,
            finding_types,
        } => writer.samples(&detector_id, finding_types).await,
        DetectChange::ArchiveFindings {
            detector_id,
            finding_ids,
        } => writer.archive(&detector_id, finding_ids, true).await,
        DetectChange::UnarchiveFindings {
            detector_id,
            finding_ids,
        } => writer.archive(&detector_id, finding_ids, false).await,
    }
}

/// How long ago an attempt may be whose answer was lost.
const ATTEMPT: jiff::SignedDuration = jiff::SignedDuration::from_mins(15);

struct Writer<'a> {
    session: &'a Session,
    region: &'a Region,
    ours: crate::aws::Ours<'a>,
    resumed: bool,
}

fn wanted(plan: &ProtectionPlan) -> FeatureStatus {
    if plan.is_on() {
        FeatureStatus::Enabled
    } else {
        FeatureStatus::Disabled
    }
}

fn additional(plans: &[ProtectionPlan]) -> Option<Vec<DetectorAdditionalConfiguration>> {
    let all: Vec<_> = plans
        .iter()
        .map(|one| {
            DetectorAdditionalConfiguration::builder()
                .name(FeatureAdditionalConfiguration::from(one.name.as_str()))
                .status(wanted(one))
                .build()
        })
        .collect();
    (!all.is_empty()).then_some(all)
}

fn plans(plans: &[ProtectionPlan]) -> Option<Vec<DetectorFeatureConfiguration>> {
    let all: Vec<_> = plans
        .iter()
        .map(|plan| {
            DetectorFeatureConfiguration::builder()
                .name(DetectorFeature::from(plan.name.as_str()))
                .status(wanted(plan))
                .set_additional_configuration(additional(&plan.additional_configuration))
                .build()
        })
        .collect();
    (!all.is_empty()).then_some(all)
}

impl Writer<'_> {
    fn call(&self, operation: &'static str) -> Call<'_> {
        Call::write(self.session, operation, self.region)
    }

    fn found(&self, ours: bool) -> Receipt {
        Receipt::found(self.resumed && ours)
    }

    async fn here(&self) -> Result<Option<Detector>, Failure> {
        let (id, _) = super::survey::detector_id(self.session, self.region).await?;
        match id {
            Some(id) => Ok(Some(
                super::survey::detector(self.session, self.region, &id).await?.0,
            )),
            None => Ok(None),
        }
    }

    /// A detector that somebody else decides about is left alone, even where AWS would let us.
    async fn refuse_managed(&self, detector: &Detector, call: &Call<'_>) -> Result<(), Failure> {
        let (administrator, _) =
            super::survey::administrator(self.session, self.region, &detector.id).await?;
        match administrator {
            Some(account) => Err(call.failure(Kind::NotOurs, account)),
            None if detector.is_by_policy() => Err(call.failure(Kind::NotOurs, "GUARDDUTY_POLICY")),
            None => Ok(()),
        }
    }

    async fn create(&self, create: &DetectChange) -> Result<Receipt, Failure> {
        let DetectChange::CreateDetector {
            enable,
            client_token,
            finding_publishing_frequency,
            features,
            tags,
        } = create
        else {
            return Err(Failure::new(Kind::Internal, "CreateDetector"));
        };
        let call = self.call("guardduty:CreateDetector");
        if let Some(detector) = self.here().await? {
            return self.adopt(&detector, features, &call).await;
        }
        let request = self
            .session
            .guardduty(self.region)
            .create_detector()
            .enable(*enable)
            .finding_publishing_frequency(FindingPublishingFrequency::from(
                finding_publishing_frequency.as_str(),
            ))
            .set_tags(Some(tags.clone().into_iter().collect()));
        let answer = request
            .clone()
            .client_token(client_token)
            .set_features(plans(features))
            .send()
            .await;
        match answer {
            Ok(answer) => {
                Ok(Receipt::done(answer.request_id()).with_ids(json!({"DetectorId": answer.detector_id()})))
            }
            Err(error) => {
                let failure = call.refused(&error);
                // AWS has one code for every mistake: only the list tells whether somebody was faster.
                if failure.code.as_deref() == Some("BadRequestException")
                    && let Some(detector) = self.here().await?
                {
                    return self.adopt(&detector, features, &call).await;
                }
                if failure.code.as_deref() == Some("BadRequestException") && !features.is_empty() {
                    // Not every Region has every protection plan, and one that it does not have refuses the whole. Another
                    // request needs another token.
                    let answer = request.client_token(format!("{client_token}-plans")).send().await;
                    let answer = answer.map_err(|error| call.refused(&error))?;
                    let id = answer.detector_id().unwrap_or_default();
                    let without = self.plans_one_by_one(id, features).await?;
                    let ids = json!({"DetectorId": id, "without": without});
                    return Ok(Receipt::done(answer.request_id()).with_ids(ids));
                }
                Err(failure)
            }
        }
    }

    /// Sets the protection plans that the Region has; those that it does not have are returned.
    async fn plans_one_by_one(&self, id: &str, wanted: &[ProtectionPlan]) -> Result<Vec<String>, Failure> {
        let call = self.call("guardduty:UpdateDetector");
        let mut without = Vec::new();
        for plan in wanted {
            let answer = self
                .session
                .guardduty(self.region)
                .update_detector()
                .detector_id(id)
                .set_features(plans(std::slice::from_ref(plan)))
                .send()
                .await;
            match answer.map_err(|error| call.refused(&error)) {
                Ok(_) => {}
                Err(failure) if failure.code.as_deref() == Some("BadRequestException") => {
                    without.push(plan.name.clone());
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(without)
    }

    /// A detector is there: ours from an earlier attempt, somebody's that is on and kept, or one that is suspended,
    /// which the plan did not know of.
    async fn adopt(
        &self,
        detector: &Detector,
        wanted: &[ProtectionPlan],
        call: &Call<'_>,
    ) -> Result<Receipt, Failure> {
        let ours = self.ours.is_this(detector.run.as_deref());
        let ids = json!({"DetectorId": detector.id});
        if ours && detector.enabled && has(detector, wanted) {
            return Ok(Receipt::recovered().with_ids(ids));
        }
        if ours && detector.enabled {
            // An earlier attempt made it, and was cut short before all of its plans were set.
            let without = self.plans_one_by_one(&detector.id, wanted).await?;
            let ids = json!({"DetectorId": detector.id, "without": without});
            return Ok(Receipt::recovered().with_ids(ids));
        }
        if detector.enabled {
            return Ok(Receipt::already_there().with_ids(ids));
        }
        Err(call.failure(Kind::Stale, format!("{}: {}", self.region, detector.id)))
    }

    async fn update(&self, update: &DetectChange, before: Option<&Value>) -> Result<Receipt, Failure> {
        let DetectChange::UpdateDetector {
            detector_id,
            enable,
            finding_publishing_frequency,
            features,
        } = update
        else {
            return Err(Failure::new(Kind::Internal, "UpdateDetector"));
        };
        let call = self.call("guardduty:UpdateDetector");
        let Some(detector) = self.here().await? else {
            // Nothing to suspend is as good as suspended.
            return if *enable == Some(false) {
                Ok(Receipt::already_there())
            } else {
                Err(call.failure(Kind::Stale, self.region.to_string()))
            };
        };
        if !self.is_meant(&detector, detector_id.as_deref()) {
            return Err(call.failure(Kind::Stale, format!("{}: {}", self.region, detector.id)));
        }
        let as_wanted = enable.is_none_or(|on| on == detector.enabled)
            && (finding_publishing_frequency.is_none()
                || *finding_publishing_frequency == detector.frequency)
            && has(&detector, features);
        if as_wanted {
            return Ok(self.found(true));
        }
        if before.is_some_and(|before| *before != setting(&detector)) {
            return Err(call.failure(Kind::Stale, format!("{}: {}", self.region, setting(&detector))));
        }
        self.refuse_managed(&detector, &call).await?;
        self.session
            .guardduty(self.region)
            .update_detector()
            .detector_id(&detector.id)
            .set_enable(*enable)
            .set_finding_publishing_frequency(
                finding_publishing_frequency
                    .as_deref()
                    .map(FindingPublishingFrequency::from),
            )
            .set_features(plans(features))
            .send()
            .await
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    /// Whether a change that names a detector, or the one of this run, is about this one.
    fn is_meant(&self, detector: &Detector, named: Option<&str>) -> bool {
        match named {
            Some(id) => id == detector.id,
            None => self.ours.is_any(detector.run.as_deref()),
        }
    }

    async fn delete(&self, named: Option<&str>) -> Result<Receipt, Failure> {
        let call = self.call("guardduty:DeleteDetector");
        let Some(detector) = self.here().await? else {
            return Ok(self.found(true));
        };
        // Its findings go with it: only what genkan made.
        if !self.is_meant(&detector, named) || !self.ours.is_any(detector.run.as_deref()) {
            return Err(call.failure(Kind::Stale, format!("{}: {}", self.region, detector.id)));
        }
        self.refuse_managed(&detector, &call).await?;
        self.session
            .guardduty(self.region)
            .delete_detector()
            .detector_id(&detector.id)
            .send()
            .await
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    /// Made again they are the same samples, and the same alerts once more: where an earlier attempt may have made
    /// them, it is looked for them first.
    async fn samples(&self, detector: &str, types: Vec<String>) -> Result<Receipt, Failure> {
        let call = self.call("guardduty:CreateSampleFindings");
        if self.resumed {
            let (listed, _) = findings::of_region(self.session, self.region, false).await?;
            // An older sample says nothing of this attempt.
            let since = self.session.now() - ATTEMPT;
            let is_new = |finding: &&GuardDutyFinding| {
                finding.is_sample() && finding.last_seen().is_some_and(|time| time >= since)
            };
            let samples: Vec<&GuardDutyFinding> = listed.findings.iter().filter(is_new).collect();
            let is_there = |kind: &String| samples.iter().any(|finding| finding.kind() == kind);
            if !samples.is_empty() && types.iter().all(is_there) {
                return Ok(self.found(true));
            }
        }
        self.session
            .guardduty(self.region)
            .create_sample_findings()
            .detector_id(detector)
            .set_finding_types((!types.is_empty()).then_some(types))
            .send()
            .await
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    async fn archive(&self, detector: &str, ids: Vec<String>, away: bool) -> Result<Receipt, Failure> {
        let call = self.call(if away {
            "guardduty:ArchiveFindings"
        } else {
            "guardduty:UnarchiveFindings"
        });
        let records = findings::records(self.session, self.region, detector, &ids).await?;
        // What somebody else has put away meanwhile is not ours to take back.
        let ids: Vec<String> = records
            .iter()
            .filter(|record| record.is_archived() != away && ids.iter().any(|id| id == record.id()))
            .map(|record| record.id().to_owned())
            .collect();
        if ids.is_empty() {
            return Ok(self.found(true));
        }
        let done = json!({"FindingIds": ids});
        let client = self.session.guardduty(self.region);
        if away {
            let request = client.archive_findings().detector_id(detector);
            let answer = request.set_finding_ids(Some(ids)).send().await;
            answer
                .map(|answer| Receipt::done(answer.request_id()).with_ids(done))
                .map_err(|error| call.refused(&error))
        } else {
            let request = client.unarchive_findings().detector_id(detector);
            let answer = request.set_finding_ids(Some(ids)).send().await;
            answer
                .map(|answer| Receipt::done(answer.request_id()).with_ids(done))
                .map_err(|error| call.refused(&error))
        }
    }
}
