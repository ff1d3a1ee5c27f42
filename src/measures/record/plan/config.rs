//! F-CONFIG: turning AWS Config on as the console's 1-click setup does, mending what is there, and taking it
//! out of the way of AWS Control Tower.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Draft;
use super::bucket::Access;
use crate::domain::{Failure, Kind, Known, Region};
use crate::measures::job::{Asked, Drafted, Site};
use crate::measures::record::change::ConfigChange;
use crate::measures::record::config::{
    ConfigChoices, ConfigRegion, Coverage, Current, DEFAULT_RETENTION_DAYS, DeliveryChannel, Frequency,
    LastStatus, RETENTION_DAYS, Recorder, RecordingGroup, RecordingMode, SnapshotProperties, estimate,
    records_iam_types,
};
use crate::measures::record::facts::{BucketPresence, Facts};
use crate::measures::record::policy::{allowing, config_statements};
use crate::say;

/// The service that the role is linked to.
const SERVICE: &str = "config.amazonaws.com";
/// What AWS's console calls the recorder and the channel.
const NAME: &str = "default";

fn json(value: &impl serde::Serialize) -> Option<Value> {
    serde_json::to_value(value).ok()
}

/// What AWS told of a Region, or why nothing can be planned there.
struct Here<'a> {
    region: &'a Region,
    at: &'a ConfigRegion,
    recorder: Option<&'a Recorder>,
    channel: Option<&'a DeliveryChannel>,
}

fn here<'a>(facts: &'a Facts, region: &'a Region) -> Result<Here<'a>, Failure> {
    let not_surveyed = || Failure::new(Kind::Usage, format!("regions: {region}"));
    let at = facts.config.at(region).ok_or_else(not_surveyed)?;
    let refusals = [
        at.recorder.refusal(),
        at.status.refusal(),
        at.channel.refusal(),
        at.retention.refusal(),
    ];
    if let Some(failure) = refusals.into_iter().flatten().next() {
        return Err(failure.clone());
    }
    Ok(Here {
        region,
        at,
        recorder: at.recorder.seen().ok_or_else(not_surveyed)?.as_ref(),
        channel: at.channel.seen().ok_or_else(not_surveyed)?.as_ref(),
    })
}

impl<'a> Draft<'a, ConfigChoices> {
    /// `widens`: whether what is recorded is asked for, too. Else a recorder that looks at a few types only, as somebody
    /// decided, goes on so.
    pub(super) fn mend_config(&mut self, widens: bool) -> Result<(), Failure> {
        let chosen = self.choices;
        if let Some(days) = chosen.retention.filter(|days| !RETENTION_DAYS.contains(days)) {
            return Err(Failure::new(
                Kind::Usage,
                format!("retention: {days} (30 - 2557)"),
            ));
        }
        let regions: Vec<Here<'a>> = chosen
            .regions
            .iter()
            .map(|region| here(self.facts, region))
            .collect::<Result<_, _>>()?;
        let with_iam = self.iam_region(widens);
        let before = self.plan.steps.len();
        if regions.iter().any(|here| here.recorder.is_none()) {
            self.role()?;
        }
        let buckets = self.delivery_buckets(&regions)?;
        for here in &regions {
            self.region(here, &buckets, with_iam.as_ref() == Some(here.region), widens);
        }
        if self.plan.steps.len() > before {
            self.config_costs();
        }
        Ok(())
    }

    /// The Region that records IAM types for the account. Where nobody said, one that does already goes on; where several
    /// do, one is enough.
    fn iam_region(&self, widens: bool) -> Option<Region> {
        let chosen = self.choices;
        let config = &self.facts.config;
        let home_first = |mut regions: Vec<&Region>| {
            regions.sort_by_key(|region| Some(*region) != config.home.as_ref());
            regions.first().map(|region| (*region).clone())
        };
        let records = config
            .regions
            .iter()
            .filter(|(region, at)| at.records_iam(region));
        let (already, elsewhere): (Vec<&Region>, Vec<&Region>) = records
            .map(|(region, _)| region)
            .partition(|region| chosen.regions.contains(region));
        if chosen.iam == Some(false) || !elsewhere.is_empty() {
            return None;
        }
        let can: Vec<&Region> = chosen
            .regions
            .iter()
            .filter(|region| records_iam_types(region))
            .filter(|region| already.contains(region) || self.is_rewritten(region, widens))
            .collect();
        match chosen.iam {
            None if !already.is_empty() => home_first(already),
            _ => home_first(can),
        }
    }

    /// Whether what a Region records is the plan's to say: it has no recorder yet, or one that records everything or is widened.
    fn is_rewritten(&self, region: &Region, widens: bool) -> bool {
        let at = self.facts.config.regions.get(region);
        let recorder = at.and_then(|at| at.recorder.seen()?.as_ref());
        recorder.is_none_or(|recorder| match recorder.recording_group.coverage() {
            Coverage::All => true,
            Coverage::AllBut(_) => false,
            Coverage::Only(_) => widens,
        })
    }

    /// How often a new recorder records.
    fn frequency(&self) -> Frequency {
        let now = Current::of(&self.facts.config).frequency;
        self.choices.frequency.unwrap_or(now)
    }

    fn role(&mut self) -> Result<(), Failure> {
        match &self.facts.config.role {
            Known::Seen(true, _) => Ok(()),
            Known::Refused(failure) => Err(failure.clone()),
            Known::NotAsked | Known::Asking => Err(Failure::new(Kind::Internal, "role not surveyed")),
            Known::Seen(false, _) => {
                let change = ConfigChange::CreateServiceLinkedRole {
                    service: SERVICE.to_owned(),
                };
                self.push(change.into_change(self.home, None));
                Ok(())
            }
        }
    }

    /// Sees to every bucket that is delivered to, and tells which channels need another one.
    fn delivery_buckets(&mut self, regions: &[Here<'a>]) -> Result<BTreeSet<String>, Failure> {
        let chosen = self.choices.bucket.clone();
        let mut gone = BTreeSet::new();
        let mut wanted: BTreeMap<String, Option<String>> = BTreeMap::new();
        for here in regions {
            let Some(channel) = here.channel else {
                wanted.entry(chosen.clone()).or_default();
                continue;
            };
            let presence = self
                .facts
                .buckets
                .get(&channel.bucket)
                .map(|bucket| &bucket.presence);
            match presence {
                Some(Known::Seen(BucketPresence::Absent, _)) => {
                    if channel.bucket != chosen {
                        self.note(say!("note-config-bucket-replaced", bucket = &channel.bucket));
                    }
                    gone.insert(channel.bucket.clone());
                    wanted.entry(chosen.clone()).or_default();
                }
                // Somebody else's bucket has somebody else's policy.
                Some(Known::Refused(_)) => {
                    self.note(say!("note-config-bucket-elsewhere", bucket = &channel.bucket));
                }
                _ if delivers(here.at) && here.at.is_recording() => {}
                _ => {
                    wanted
                        .entry(channel.bucket.clone())
                        .or_insert_with(|| channel.prefix.clone());
                }
            }
        }
        let (partition, account) = (&self.identity.partition, &self.identity.account);
        for (bucket, prefix) in wanted {
            let statements = config_statements(partition, account, &bucket, prefix.as_deref());
            let access = Access {
                adopted: allowing(&statements),
                new: statements,
                note: say!("note-config-policy-merged", bucket = &bucket),
            };
            self.bucket(&bucket, self.home, &access)?;
        }
        Ok(gone)
    }

    fn region(&mut self, here: &Here<'_>, gone: &BTreeSet<String>, with_iam: bool, widens: bool) {
        self.recorder(here, with_iam, widens);
        self.channel(here, gone);
        let name = here.recorder.map_or(NAME, |recorder| recorder.name.as_str());
        if !here.at.is_recording() {
            let start = ConfigChange::StartConfigurationRecorder {
                configuration_recorder_name: name.to_owned(),
            };
            self.push(start.into_change(here.region, None));
            if here.recorder.is_some() {
                self.note(say!("note-recorder-gap", name = name));
            }
        }
        self.retention(here);
    }

    fn recorder(&mut self, here: &Here<'_>, with_iam: bool, widens: bool) {
        let frequency = self.frequency().name();
        let Some(existing) = here.recorder else {
            let recorder = Recorder {
                name: NAME.to_owned(),
                role_arn: format!(
                    "arn:{}:iam::{}:role/aws-service-role/{SERVICE}/AWSServiceRoleForConfig",
                    self.identity.partition, self.identity.account
                ),
                recording_group: RecordingGroup {
                    all_supported: true,
                    include_global_resource_types: with_iam,
                    ..RecordingGroup::default()
                },
                recording_mode: Some(RecordingMode {
                    recording_frequency: frequency.to_owned(),
                    recording_mode_overrides: Vec::new(),
                }),
            };
            let put = ConfigChange::PutConfigurationRecorder {
                configuration_recorder: recorder,
            };
            self.push(put.into_change(here.region, None));
            return;
        };
        let mut wanted = existing.clone();
        // A list of exceptions is somebody's decision and stays; a list of a few types is widened.
        let coverage = existing.recording_group.coverage();
        let is_kept = match coverage {
            Coverage::AllBut(_) => true,
            Coverage::Only(_) => !widens,
            Coverage::All => false,
        };
        if !is_kept {
            wanted.recording_group = RecordingGroup {
                all_supported: true,
                include_global_resource_types: with_iam,
                ..RecordingGroup::default()
            };
        }
        if self.choices.frequency.is_some() && existing.frequency() != frequency {
            if frequency == Frequency::Daily.name() {
                self.note(say!("note-config-slower", region = here.region));
            }
            let overrides = existing
                .recording_mode
                .as_ref()
                .map(|mode| mode.recording_mode_overrides.clone());
            wanted.recording_mode = Some(RecordingMode {
                recording_frequency: frequency.to_owned(),
                recording_mode_overrides: overrides.unwrap_or_default(),
            });
        }
        if wanted.is_like(existing) {
            return;
        }
        if widens && matches!(coverage, Coverage::Only(_)) {
            self.note(say!("note-config-widened", name = &existing.name));
        }
        if existing.recording_group.records_iam() && !wanted.recording_group.records_iam() {
            self.note(say!("note-config-iam-off", region = here.region));
        }
        let put = ConfigChange::PutConfigurationRecorder {
            configuration_recorder: wanted,
        };
        self.push(put.into_change(here.region, json(existing)));
    }

    fn channel(&mut self, here: &Here<'_>, gone: &BTreeSet<String>) {
        let bucket = &self.choices.bucket;
        let Some(existing) = here.channel else {
            let channel = DeliveryChannel {
                name: NAME.to_owned(),
                bucket: bucket.clone(),
                prefix: None,
                key: None,
                topic: None,
                snapshots: Some(SnapshotProperties {
                    delivery_frequency: Some("TwentyFour_Hours".to_owned()),
                }),
            };
            let put = ConfigChange::PutDeliveryChannel {
                delivery_channel: channel,
            };
            self.push(put.into_change(here.region, None));
            return;
        };
        if !gone.contains(&existing.bucket) || existing.bucket == *bucket {
            return;
        }
        let put = ConfigChange::PutDeliveryChannel {
            delivery_channel: DeliveryChannel {
                bucket: bucket.clone(),
                prefix: None,
                ..existing.clone()
            },
        };
        self.push(put.into_change(here.region, json(existing)));
    }

    fn retention(&mut self, here: &Here<'_>) {
        let Some(wanted) = self.choices.retention else {
            return;
        };
        let existing = here.at.retention.seen().copied().flatten();
        if existing.unwrap_or(DEFAULT_RETENTION_DAYS) == wanted {
            return;
        }
        let put = ConfigChange::PutRetentionConfiguration {
            retention_period_in_days: wanted,
        };
        let before = existing.map(Value::from);
        self.push(put.into_change(here.region, before));
        if wanted < existing.unwrap_or(DEFAULT_RETENTION_DAYS) {
            self.note(say!("note-retention-deletes", days = i64::from(wanted)));
        }
    }

    /// What it costs, with what that rests on.
    fn config_costs(&mut self) {
        let chosen = self.choices;
        let frequency = self.frequency();
        let counted = self.facts.config.counted();
        let estimate = estimate(&chosen.regions, self.home, &counted, frequency);
        let items = i64::try_from(estimate.items).unwrap_or(i64::MAX);
        let count = chosen.regions.len();
        self.cost(match frequency {
            Frequency::Continuous => say!(
                "cost-config-continuous",
                items = items,
                dollars = estimate.dollars,
                regions = count
            ),
            Frequency::Daily => say!(
                "cost-config-daily",
                items = items,
                dollars = estimate.dollars,
                regions = count
            ),
        });
        if chosen.regions.iter().any(|region| counted.contains_key(region)) {
            self.cost(say!("cost-config-counted"));
        }
        self.cost(say!("cost-config-no-free"));
        self.cost(say!("cost-s3-storage"));
    }
}

/// Whether history or snapshots arrive.
fn delivers(at: &ConfigRegion) -> bool {
    at.delivery.seen().and_then(Option::as_ref).is_some_and(|all| {
        let lasts = [&all.history.last, &all.snapshot.last];
        lasts.contains(&&LastStatus::Success) && !lasts.contains(&&LastStatus::Failure)
    })
}

/// The plan that removes recorder and channel wherever they are and keeps the bucket: what AWS Control Tower
/// asks for before it governs an account (AWS Control Tower user guide, "Enroll accounts that have existing
/// AWS Config resources").
///
/// # Errors
/// The failure that keeps a Region unknown: a recorder left behind would stop the enrolment.
pub(in crate::measures::record) fn retire(asked: &Asked, site: &Site<'_>) -> Result<Drafted, Failure> {
    let facts = &site.facts.record;
    let mut draft = Draft::of(site, &(), "");
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    for region in facts.config.regions.keys() {
        let here = here(facts, region)?;
        if let Some(recorder) = here.recorder
            && here.at.is_recording()
        {
            let name = || recorder.name.clone();
            let stop = ConfigChange::StopConfigurationRecorder {
                configuration_recorder_name: name(),
            };
            draft.push(stop.into_change(region, None));
        }
        if let Some(channel) = here.channel {
            kept.insert(&channel.bucket);
            let delete = ConfigChange::DeleteDeliveryChannel {
                delivery_channel_name: channel.name.clone(),
            };
            draft.push(delete.into_change(region, json(channel)));
        }
        if let Some(recorder) = here.recorder {
            let delete = ConfigChange::DeleteConfigurationRecorder {
                configuration_recorder_name: recorder.name.clone(),
            };
            draft.push(delete.into_change(region, json(recorder)));
        }
    }
    if !draft.plan.steps.is_empty() {
        draft.note(say!("note-config-stops"));
        for bucket in kept {
            draft.note(say!("note-config-bucket-kept", bucket = bucket));
        }
        draft.note(say!("note-control-tower-trail"));
        draft.cost(say!("cost-config-ends"));
    }
    Ok(draft.end(&[], asked.choices.clone()))
}
