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

pub use crate::measures::job::Wanted;
pub use back::back;
pub use change::{
    BucketChange, BucketConfiguration, ConfigChange, EventSelector, RecordChange, Tag, TagSet, TrailChange,
    Versioning,
};
pub use checks::{CHECKS, EVENT_HISTORY, LOG_VALIDATION, TRAIL, TRAIL_BUCKET, TRAIL_DELIVERY, judge};
pub use choices::{Choices, DEFAULT_TRAIL, bucket_error, default_bucket, trail_error};
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
pub use jobs::{BOTH, CONFIG, JOBS, TRAIL as TRAIL_JOB};
pub use plan::{CONTROL_TOWER, is_config, needs_bucket, plan, retire};
pub use policy::{config_statements, merge, sourced, tls_only, trail_statements};
pub use timeline::{
    ConfigurationItem, FieldChange, ITEMS_KEPT, Past, Timeline, WINDOW, changes, item_record, timeline_json,
};
