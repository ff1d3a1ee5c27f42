//! A call that writes is made once. Repeating one whose answer was lost may do it twice (a second mail, a second account);
//! the engine repeats the step instead, which reads first.

use aws_config::retry::RetryConfig;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::domain::is_read;

/// Takes the SDK's own retries from operations that write.
#[derive(Debug)]
pub(super) struct WritesOnce;

#[dyn_dispatch_hint]
impl Intercept for WritesOnce {
    fn name(&self) -> &'static str {
        "WritesOnce"
    }

    fn modify_before_retry_loop(
        &self,
        _: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let writes = bag
            .load::<Metadata>()
            .is_some_and(|operation| !is_read(operation.name()));
        if writes && let Some(retries) = bag.load::<RetryConfig>().cloned() {
            bag.interceptor_state().store_put(retries.with_max_attempts(1));
        }
        Ok(())
    }
}
