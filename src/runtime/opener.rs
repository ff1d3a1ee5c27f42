//! Opening the session that the flags ask for: AWS, another endpoint, or the embedded account.

use crate::aws::{Options, Session};
#[cfg(not(feature = "demo"))]
use crate::domain::Kind;
use crate::domain::{Clock, Failure, Secret};
use crate::wizard::{To, Whose};

#[cfg(feature = "demo")]
use crate::demo::Embedded;
#[cfg(feature = "demo")]
pub use crate::demo::Scenario;
#[cfg(feature = "demo")]
use std::sync::Arc;
#[cfg(feature = "demo")]
use tokio::sync::OnceCell;

/// Without the embedded account there are no scenarios.
#[cfg(not(feature = "demo"))]
#[derive(Debug, Clone, PartialEq)]
pub enum Scenario {}

/// Opens sessions.
#[derive(Clone)]
pub struct Opener {
    /// The embedded account's beginning, where it is used.
    pub scenario: Option<Scenario>,
    pub options: Options,
    pub clock: Clock,
    /// The embedded account, once it is there: another session is on the same one.
    #[cfg(feature = "demo")]
    embedded: Arc<OnceCell<Arc<Embedded>>>,
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opener")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Opener {
    /// Opens sessions on the embedded account of a scenario, or with the flags.
    #[must_use]
    pub fn new(scenario: Option<Scenario>, options: Options, clock: Clock) -> Self {
        Self {
            scenario,
            options,
            clock,
            #[cfg(feature = "demo")]
            embedded: Arc::default(),
        }
    }

    /// The one that opens where a person wants to move to. The Region is that of the other credentials, unless one was
    /// chosen: acting in the Region of the profile before would be acting where nobody looks.
    ///
    /// # Errors
    /// Usage in a build without the embedded account, where that is wanted.
    pub fn to(&self, to: &To) -> Result<Self, Failure> {
        let mut other = self.clone();
        match &to.whose {
            Whose::Same => {}
            Whose::Chain => other.options.profile = None,
            Whose::Profile(name) => other.options.profile = Some(name.clone()),
            Whose::Embedded => {
                other.scenario = Some(Self::scenario("fresh")?);
                other.options.profile = None;
                other.options.mode.demo = true;
            }
        }
        if to.region.is_some() || to.whose != Whose::Same {
            other.options.region = to.region.as_ref().map(ToString::to_string);
        }
        Ok(other)
    }

    /// Tells the embedded account that a person opened a page of the console.
    #[cfg(feature = "demo")]
    pub fn page_opened(&self, page: &str) {
        if let Some(embedded) = self.embedded.get() {
            embedded.page_opened(page);
        }
    }

    /// Nobody is to be told where there is no embedded account.
    #[cfg(not(feature = "demo"))]
    #[allow(clippy::unused_self)]
    pub fn page_opened(&self, _page: &str) {}

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
        let embedded = self
            .embedded
            .get_or_try_init(|| Embedded::begin(scenario, self.clock.clone()))
            .await?;
        if let Some(user) = &self.options.profile {
            embedded.sign_in(user).await?;
        }
        let region = self.options.region.as_deref();
        Ok(crate::demo::session(
            embedded,
            region,
            self.options.mode,
            self.clock.clone(),
        ))
    }

    #[cfg(not(feature = "demo"))]
    #[allow(clippy::unused_async)]
    async fn open_demo(&self, scenario: &Scenario) -> Result<Session, Failure> {
        match *scenario {}
    }
}
