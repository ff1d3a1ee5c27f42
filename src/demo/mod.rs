//! The embedded account: the same SDK clients over an in-process connector. It needs no credentials, opens no
//! socket and reads no file. Where a service is simpler than AWS, a comment says what AWS does.

mod answer;
mod connector;
mod reading;
mod request;
mod scenario;
mod services;

use std::sync::Arc;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::aws::Session;
use crate::aws::patience::Patience;
use crate::domain::{Clock, Failure, Mode, Region};

pub use connector::{Embedded, Fault};
pub use request::Call;
pub use scenario::{
    Bucket as ScenarioBucket, Detector as ScenarioDetector, Forbidden as ScenarioForbidden,
    Group as ScenarioGroup, Key as ScenarioKey, Member as ScenarioMember,
    Organization as ScenarioOrganization, Policy as ScenarioPolicy, Scenario, User as ScenarioUser,
};

/// The embedded account's id.
pub const ACCOUNT: &str = "111122223333";

/// Opens a session on a new embedded account.
///
/// # Errors
/// Internal where the scenario's beginning cannot be set up.
pub async fn open(
    scenario: &Scenario,
    region: Option<&str>,
    mode: Mode,
    clock: Clock,
) -> Result<Session, Failure> {
    let embedded = Embedded::begin(scenario, clock.clone()).await?;
    Ok(session(&embedded, region, mode, clock))
}

/// A session on an embedded account that is there already: what a second start of genkan would see.
#[must_use]
pub fn session(embedded: &Arc<Embedded>, region: Option<&str>, mode: Mode, clock: Clock) -> Session {
    let region = Region::new(region.unwrap_or(&embedded.scenario().region));
    // Built by hand, not loaded: loading would read variables and files of the person's real account.
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(aws_config::Region::new(region.as_str().to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "embedded",
            None,
            None,
            "embedded",
        )))
        .http_client(SharedHttpClient::new(embedded.connector()))
        .sleep_impl(TokioSleep::new())
        .time_source(SystemTimeSource::new())
        .retry_config(RetryConfig::standard().with_max_attempts(2))
        .timeout_config(
            TimeoutConfig::builder()
                .operation_timeout(Duration::from_secs(30))
                .build(),
        )
        .build();
    let session = Session::from_config(config, &region, mode, clock).with_patience(Patience::ONE_COPY);
    // Tests and benches go through many lookups; a person at the demonstration sees AWS's pace.
    if embedded.scenario().latency_ms == 0 {
        session.unpaced()
    } else {
        session
    }
}
