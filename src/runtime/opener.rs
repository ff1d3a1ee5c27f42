//! Opening the session that the flags ask for: AWS, another endpoint, or the embedded account.

use crate::aws::{Options, Session};
#[cfg(not(feature = "demo"))]
use crate::domain::Kind;
use crate::domain::{Clock, Failure, Secret};

#[cfg(feature = "demo")]
pub use crate::demo::Scenario;

/// Without the embedded account there are no scenarios.
#[cfg(not(feature = "demo"))]
#[derive(Debug, Clone, PartialEq)]
pub enum Scenario {}

/// Opens sessions.
#[derive(Clone)]
pub struct Opener {
    /// The embedded account's beginning, where it is used.
    pub scenario: Option<Scenario>,
    /// The flags.
    pub options: Options,
    /// The clock.
    pub clock: Clock,
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opener")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Opener {
    /// The scenario of a name.
    ///
    /// # Errors
    /// Usage, naming the scenarios there are.
    #[cfg(feature = "demo")]
    pub fn scenario(name: &str) -> Result<Scenario, Failure> {
        Scenario::named(name)
    }

    /// The scenario of a name.
    ///
    /// # Errors
    /// Always: this build carries no embedded account.
    #[cfg(not(feature = "demo"))]
    pub fn scenario(name: &str) -> Result<Scenario, Failure> {
        Err(Failure::new(
            Kind::Usage,
            format!("{name}: built without the feature `demo`"),
        ))
    }

    /// Opens the session.
    ///
    /// # Errors
    /// Whatever keeps the session from being open.
    pub async fn open(&self, mfa_code: Option<Secret>) -> Result<Session, Failure> {
        let Some(scenario) = &self.scenario else {
            let options = Options {
                mfa_code,
                ..self.options.clone()
            };
            return Session::open(&options, self.clock.clone()).await;
        };
        self.open_demo(scenario).await
    }

    #[cfg(feature = "demo")]
    async fn open_demo(&self, scenario: &Scenario) -> Result<Session, Failure> {
        let region = self.options.region.as_deref();
        crate::demo::open(scenario, region, self.options.mode, self.clock.clone()).await
    }

    #[cfg(not(feature = "demo"))]
    #[allow(clippy::unused_async)]
    async fn open_demo(&self, scenario: &Scenario) -> Result<Session, Failure> {
        match *scenario {}
    }
}
