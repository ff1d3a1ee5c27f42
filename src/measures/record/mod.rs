//! Measure 3, record what happened (施策3: 起きた事実を記録しよう): CloudTrail and AWS Config.

mod back;
mod change;
mod checks;
mod choices;
pub mod config;
mod events;
mod facts;
mod inventory;
mod jobs;
mod plan;
mod policy;
mod timeline;

pub use change::{
    BucketChange, BucketConfiguration, ConfigChange, EventSelector, RecordChange, Tag, TagSet, TrailChange,
    Versioning,
};
pub use checks::{
    CHECKS, EVENT_HISTORY, LOG_VALIDATION, OF_TRAILS, TRAIL, TRAIL_BUCKET, TRAIL_DELIVERY, judge,
};
pub use choices::{DEFAULT_TRAIL, TrailChoices, bucket_error, default_bucket, trail_error};
pub use events::{
    Attribute, EVENTS_KEPT, EVENTS_PER_PAGE, EVENTS_SCHEMA, Event, EventDetails, EventPage, EventQuery,
    EventResource, Filter, GLOBAL_EVENTS, HISTORY_DAYS, events_csv, events_json, span, without_secrets,
};
pub use facts::{
    AdvancedField, AdvancedSelector, Bucket, BucketPresence, ClassicSelector, Facts, History, Management,
    READS, Selectors, Trail, TrailStatus, Update,
};
pub use inventory::{
    INVENTORY_SCHEMA, InventoryPage, InventoryQuery, InventoryRows, READERS, ROWS_KEPT, Resource, TypeCount,
    cells, counts_json, holds, is_type, kept_span, query_for, resources_json, type_and_id,
};
pub use jobs::{CONFIG, CONTROL_TOWER, JOBS, TRAIL as TRAIL_JOB};
pub use plan::{is_config, needs_bucket};
pub use policy::{config_statements, merge, sourced, tls_only, trail_statements};
pub use timeline::{
    ConfigurationItem, FieldChange, ITEMS_KEPT, Past, Timeline, WINDOW, changes, item_record, timeline_json,
};

use crate::domain::Status;
use crate::measures::{Remedy, Rooms, Way, job_for};

/// The rooms of this measure.
pub(in crate::measures) const ROOMS: Rooms = Rooms {
    checks: &CHECKS,
    jobs: &JOBS,
    judge: |check, facts| {
        let identity = facts.account.identity.seen();
        judge(
            check,
            &facts.record,
            identity.map(|identity| identity.account.as_str()),
        )
    },
    described: || RecordChange::described().collect(),
    again: |change| {
        let (region, before) = (&change.region, change.before.clone());
        Ok(match RecordChange::read(change)? {
            RecordChange::Bucket(typed) => typed.into_change(region, before),
            RecordChange::Trail(typed) => typed.into_change(region, before),
            RecordChange::Config(typed) => typed.into_change(region, before),
        })
    },
    shows: |change, facts| {
        RecordChange::read(change)
            .ok()?
            .shows(&change.region, &facts.record)
    },
    back: back::back,
    word: |_, _| None,
    remedy: |check, finding, _| {
        let finding = finding?;
        let (waits, settings) = (finding.waits_for_another(), is_config(check));
        match (finding.status, job_for(check)) {
            (_, Some(job)) if waits => {
                let says = if settings {
                    "fix-with-recorder"
                } else {
                    "fix-with-trail"
                };
                Some(Remedy::new(Way::Plan(job, &[]), says))
            }
            (Status::Pending, _) if settings => Some(Remedy::new(Way::Evidence, "fix-pending-config")),
            (_, _) => None,
        }
    },
};
