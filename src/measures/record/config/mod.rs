//! AWS Config: what is asked of it, how it stands, and what a person may choose.

mod checks;
mod choices;
mod facts;

pub use checks::{CHECKS, CONFIG_COVERAGE, CONFIG_DELIVERY, CONFIG_RECORDER, CONFIG_RETENTION, judge};
pub use choices::{
    ConfigChoices, Counted, Current, Estimate, Frequency, RETENTION_DAYS, default_config_bucket, estimate,
    read_retention, retention_error,
};
pub use facts::{
    ConfigFacts, ConfigRegion, ConfigUpdate, Coverage, DEFAULT_RETENTION_DAYS, Deliveries, Delivery,
    DeliveryChannel, IAM_TYPES, LastStatus, Linked, Recorder, RecorderStatus, RecordingGroup, RecordingMode,
    RecordingModeOverride, ResourceTypes, SnapshotProperties, Strategy, records_iam_types,
};
