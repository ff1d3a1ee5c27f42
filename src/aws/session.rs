//! A session: credentials, Region, endpoint and mode, from the standard chain and variables.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use jiff::Timestamp;
use tokio::sync::Mutex;

use super::connector;
use super::credentials::Kept;
use super::endpoints;
use super::failure::Call;
use super::pace::{BETWEEN_LOOKUPS, Pace};
use super::patience::Patience;
use super::sign_in::{self, SignIns};
use super::sources::profiles;
use super::whole::Whole;
use super::writes::WritesOnce;
use crate::domain::account::first_region;
use crate::domain::{
    Arn, Clock, EnabledRegions, Endpoint, Evidence, Failure, Identity, Kind, Mode, Region, Secret,
};

/// What the command line says about the session.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// What may be done.
    pub mode: Mode,
    /// The code of an MFA device, once a person has typed it.
    pub mfa_code: Option<Secret>,
    /// The sign-ins made from inside genkan.
    pub sign_ins: SignIns,
    /// `--allow-http`: what is sent may be read on the way.
    pub allow_http: bool,
    /// The plain endpoints that a person said yes to.
    pub allowed_http: Vec<String>,
}

/// A client of the session: whatever it writes, it writes once.
macro_rules! client {
    ($session:expr, $service:ident $(.$option:ident($value:expr))*) => {
        $service::Client::from_conf(
            $service::config::Builder::from(&$session.config)
                .interceptor(WritesOnce)
                $(.$option($value))*
                .build(),
        )
    };
}

fn region_of(region: &Region) -> aws_config::Region {
    aws_config::Region::new(region.as_str().to_owned())
}

/// One answer for all who ask: the first asks AWS, the others wait for what it hears, good or bad. A refusal is kept until
/// the next survey begins.
#[derive(Debug)]
pub(super) struct Once<T> {
    answer: Mutex<Option<Result<(T, Evidence), Failure>>>,
    /// The last good one, for who cannot wait.
    seen: std::sync::RwLock<Option<T>>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self {
            answer: Mutex::default(),
            seen: std::sync::RwLock::default(),
        }
    }
}

impl<T: Clone> Once<T> {
    /// The answer. `keep` says whether a good one is good for the rest of the session.
    pub(super) async fn get(
        &self,
        ask: impl AsyncFnOnce() -> Result<(T, Evidence), Failure>,
        keep: impl FnOnce(&T) -> bool,
    ) -> Result<(T, Evidence), Failure> {
        let mut slot = self.answer.lock().await;
        if let Some(answer) = slot.as_ref() {
            return answer.clone();
        }
        let answer = ask().await;
        if let Ok((value, _)) = &answer {
            *self
                .seen
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(value.clone());
        }
        if answer.as_ref().map_or(true, |(value, _)| keep(value)) {
            *slot = Some(answer.clone());
        }
        answer
    }

    fn seen(&self) -> Option<T> {
        self.seen
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    async fn forget_refusal(&self) {
        let mut slot = self.answer.lock().await;
        if slot.as_ref().is_some_and(Result::is_err) {
            *slot = None;
        }
    }
}

/// An open session. Cheap to clone; clients are made when a call needs them.
#[derive(Clone)]
pub struct Session {
    config: SdkConfig,
    region: Region,
    endpoint: Option<String>,
    path_style: bool,
    mode: Mode,
    clock: Clock,
    expires: Option<Timestamp>,
    own_key: Option<String>,
    caller: Arc<Once<Identity>>,
    regions: Arc<Once<EnabledRegions>>,
    endpoints: Arc<[Endpoint]>,
    pace: Arc<Pace>,
    patience: Patience,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("region", &self.region)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session over a ready configuration: the embedded account, and tests.
    #[must_use]
    pub fn from_config(config: SdkConfig, region: &Region, mode: Mode, clock: Clock) -> Self {
        let config = match config.http_client() {
            Some(client) => {
                let whole = Whole::of(client);
                config.into_builder().http_client(whole).build()
            }
            None => config,
        };
        let config = match config.credentials_provider() {
            Some(source) => {
                let kept = Kept::of(source, Arc::clone(&clock));
                let kept = aws_credential_types::provider::SharedCredentialsProvider::new(kept);
                config.into_builder().credentials_provider(kept).build()
            }
            None => config,
        };
        Self {
            endpoint: config.endpoint_url().map(ToOwned::to_owned),
            path_style: config.endpoint_url().is_some(),
            config,
            region: region.clone(),
            mode,
            clock,
            expires: None,
            own_key: None,
            caller: Arc::default(),
            regions: Arc::default(),
            endpoints: Arc::default(),
            pace: Arc::new(Pace::of(BETWEEN_LOOKUPS)),
            patience: Patience::AWS,
        }
    }

    /// Opens a session on AWS, or on the endpoint of the flag or of the usual variables.
    ///
    /// # Errors
    /// No credentials, expired, MFA needed, no Region, bad configuration: each with its next step.
    pub async fn open(options: &Options, clock: Clock) -> Result<Self, Failure> {
        // Before anything is made that holds a secret: a wrong address would be found with the request in hand.
        let endpoints = endpoints::allowed(options).await?;
        let mut loader = loader()?;
        if let Ok(name) = AppName::new(concat!("genkan-", env!("CARGO_PKG_VERSION"))) {
            loader = loader.app_name(name);
        }
        if let Some(url) = &options.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        if let Some(region) = &options.region {
            loader = loader.region(aws_config::Region::new(region.clone()));
        } else if let Some(profile) = &options.profile {
            // The profile's own Region comes before the environment's: a switch of profile must not act in
            // the Region of another one.
            loader = loader.region(
                RegionProviderChain::first_try(
                    aws_config::profile::ProfileFileRegionProvider::builder()
                        .profile_name(profile)
                        .build(),
                )
                .or_default_provider(),
            );
        }
        if let Some(profile) = &options.profile {
            loader = loader.profile_name(profile);
            // The SDK would prefer keys from the environment to a profile that was asked for by name.
            loader = loader.credentials_provider(
                ProfileFileCredentialsProvider::builder()
                    .profile_name(profile)
                    .build(),
            );
        }
        let named = options
            .profile
            .clone()
            .or_else(|| env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty()));
        let keys_in_environment = env::var_os("AWS_ACCESS_KEY_ID").is_some() && options.profile.is_none();
        let mfa = if keys_in_environment {
            None
        } else {
            mfa_profile(named.as_deref()).await?
        };
        if let Some(mfa) = mfa {
            let Some(code) = &options.mfa_code else {
                let mut failure = Failure::new(Kind::MfaNeeded, mfa.serial);
                failure.principal = Some(mfa.role);
                return Err(failure);
            };
            let source = loader.load().await;
            let credentials = mfa.assume(&source, options, code, clock.clone()).await?;
            loader = self::loader()?.credentials_provider(credentials);
            if let Some(region) = source.region() {
                loader = loader.region(region.clone());
            }
            if let Some(url) = &options.endpoint_url {
                loader = loader.endpoint_url(url);
            }
            if let Some(profile) = &options.profile {
                loader = loader.profile_name(profile);
            }
        }
        if !keys_in_environment
            && options.mfa_code.is_none()
            && let Some(provider) = sign_in::provider(
                options,
                named.as_deref().unwrap_or("default"),
                options.region.as_deref(),
                &clock,
            )
            .await?
        {
            loader = loader.credentials_provider(provider);
        }
        let config = loader.load().await;
        let Some(region) = config.region().map(|region| Region::new(region.as_ref())) else {
            // Without credentials a Region would not help: that is said first.
            if let Some(provider) = config.credentials_provider()
                && let Err(error) = provider.provide_credentials().await
                && (matches!(error, CredentialsError::CredentialsNotLoaded(_))
                    || has_nothing(options, &clock).await)
            {
                return Err(Failure::new(Kind::NoCredentials, ""));
            }
            return Err(Failure::new(Kind::NoRegion, ""));
        };
        let own_s3 = endpoints.iter().any(|one| one.service.as_deref() == Some("s3"));
        let mut session = Self::from_config(config, &region, options.mode, clock);
        session.endpoints = endpoints.into();
        session.path_style |= own_s3;
        if session.is_all_elsewhere() {
            session.patience = Patience::ONE_COPY;
        }
        (session.expires, session.own_key) = match session.credentials().await {
            Ok(known) => known,
            // Where there is nothing to sign in with, nothing has expired either, whatever the metadata service of some
            // machine answered.
            Err(mut failure) => {
                if failure.kind == Kind::Expired && has_nothing(options, &session.clock).await {
                    failure.kind = Kind::NoCredentials;
                }
                return Err(failure);
            }
        };
        Ok(session)
    }

    /// Resolves credentials once, so that their absence is told before any call looks like a failed check. When they
    /// end, and the id of an access key that does not.
    async fn credentials(&self) -> Result<(Option<Timestamp>, Option<String>), Failure> {
        let call = Call::read(self, "sts:GetCallerIdentity", &self.region);
        let Some(provider) = self.config.credentials_provider() else {
            return Err(call.failure(Kind::NoCredentials, ""));
        };
        match provider.provide_credentials().await {
            Ok(credentials) => {
                let expires = credentials
                    .expiry()
                    .and_then(|expiry| Timestamp::try_from(expiry).ok());
                let lasts = credentials.session_token().is_none();
                let own_key = lasts.then(|| credentials.access_key_id().to_owned());
                Ok((expires, own_key))
            }
            Err(error) => Err(call.without_credentials(error)),
        }
    }

    /// The home Region: where the session's calls go unless a thing lives elsewhere.
    #[must_use]
    pub const fn region(&self) -> &Region {
        &self.region
    }

    /// The endpoint in use, where it is not AWS's own.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// Every endpoint in force that is not AWS's own.
    #[must_use]
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// The endpoint of a service, as the variables name it, where it is not AWS's own.
    pub(super) fn endpoint_of(&self, service: &str) -> Option<&str> {
        self.endpoints
            .iter()
            .find(|one| one.service.as_deref() == Some(service))
            .map(|one| one.url.as_str())
            .or(self.endpoint())
    }

    /// Whether somebody else than AWS may be answering.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.endpoint.is_some() || !self.endpoints.is_empty()
    }

    /// Whether somebody else than AWS answers everything: an address for all services that is not one of AWS's own, as its
    /// private addresses are.
    fn is_all_elsewhere(&self) -> bool {
        let mut of_all = self.endpoints.iter().filter(|one| one.service.is_none());
        let named = of_all.next().map(|one| one.url.as_str()).or(self.endpoint());
        named.is_some_and(|url| !endpoints::is_of_aws(url))
    }

    /// What may be done.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// When temporary credentials end.
    #[must_use]
    pub const fn expires(&self) -> Option<Timestamp> {
        self.expires
    }

    /// The id of the long-lived access key that signs, where one does.
    pub(super) fn own_key(&self) -> Option<String> {
        self.own_key.clone()
    }

    /// How long it waits.
    #[must_use]
    pub const fn patience(&self) -> Patience {
        self.patience
    }

    /// The same session with another patience.
    #[must_use]
    pub const fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Now, by the runtime's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The caller's ARN, once it is known.
    #[must_use]
    pub fn principal(&self) -> Option<String> {
        self.caller.seen().map(|identity| identity.arn)
    }

    pub(super) fn caller(&self) -> &Once<Identity> {
        &self.caller
    }

    pub(super) fn regions(&self) -> &Once<EnabledRegions> {
        &self.regions
    }

    /// A refusal of an earlier survey is none of the next one's.
    pub(super) async fn forget_refusals(&self) {
        self.caller.forget_refusal().await;
        self.regions.forget_refusal().await;
    }

    /// The same session without AWS's pace: for an account that has none and answers at once.
    #[must_use]
    pub fn unpaced(mut self) -> Self {
        self.pace = Arc::new(Pace::of(Duration::ZERO));
        self
    }

    /// The pace of looking up events, shared by all that look.
    pub(super) fn pace(&self) -> &Pace {
        &self.pace
    }

    pub(super) const fn config(&self) -> &SdkConfig {
        &self.config
    }

    pub(super) fn sts(&self) -> aws_sdk_sts::Client {
        client!(self, aws_sdk_sts)
    }

    pub(super) fn organizations(&self) -> aws_sdk_organizations::Client {
        client!(self, aws_sdk_organizations)
    }

    /// The same session with a role: in the account that the role is in, in the same Region and mode. The SDK renews the
    /// role's credentials.
    ///
    /// # Errors
    /// What AWS answered to the wish for the role.
    pub(super) async fn in_role(&self, role: &str) -> Result<Self, Failure> {
        let provider = aws_config::sts::AssumeRoleProvider::builder(role)
            .session_name("genkan")
            .configure(&self.config)
            .build()
            .await;
        let provider = aws_credential_types::provider::SharedCredentialsProvider::new(provider);
        let config = self
            .config
            .clone()
            .into_builder()
            .credentials_provider(provider)
            .build();
        let mut session = Self {
            pace: Arc::clone(&self.pace),
            patience: self.patience,
            endpoint: self.endpoint.clone(),
            path_style: self.path_style,
            endpoints: Arc::clone(&self.endpoints),
            ..Self::from_config(config, &self.region, self.mode, Arc::clone(&self.clock))
        };
        (session.expires, session.own_key) = session.credentials().await?;
        Ok(session)
    }

    pub(super) fn iam(&self) -> aws_sdk_iam::Client {
        client!(self, aws_sdk_iam)
    }

    /// IAM with other credentials than the session's own, such as those of a member's root user.
    pub(super) fn iam_as(&self, credentials: Credentials) -> aws_sdk_iam::Client {
        client!(self, aws_sdk_iam.credentials_provider(credentials))
    }

    pub(super) fn account(&self) -> aws_sdk_account::Client {
        client!(self, aws_sdk_account)
    }

    pub(super) fn free_tier(&self) -> aws_sdk_freetier::Client {
        client!(self, aws_sdk_freetier)
    }

    pub(super) fn cloudtrail(&self, region: &Region) -> aws_sdk_cloudtrail::Client {
        client!(self, aws_sdk_cloudtrail.region(region_of(region)))
    }

    pub(super) fn guardduty(&self, region: &Region) -> aws_sdk_guardduty::Client {
        client!(self, aws_sdk_guardduty.region(region_of(region)))
    }

    pub(super) fn eventbridge(&self, region: &Region) -> aws_sdk_eventbridge::Client {
        client!(self, aws_sdk_eventbridge.region(region_of(region)))
    }

    pub(super) fn sns(&self, region: &Region) -> aws_sdk_sns::Client {
        client!(self, aws_sdk_sns.region(region_of(region)))
    }

    pub(super) fn configservice(&self, region: &Region) -> aws_sdk_config::Client {
        client!(self, aws_sdk_config.region(region_of(region)))
    }

    /// Other endpoints than AWS's own have no name per bucket.
    pub(super) fn s3(&self, region: &Region) -> aws_sdk_s3::Client {
        client!(
            self,
            aws_sdk_s3
                .region(region_of(region))
                .force_path_style(self.path_style)
        )
    }
}

/// Whether this computer has no source of credentials at all.
async fn has_nothing(options: &Options, clock: &Clock) -> bool {
    let sources = super::sources::find(options.profile.as_deref(), clock()).await;
    sources.found.is_empty() && sources.failure.is_none()
}

/// How often a call is made, and how far apart. The adaptive mode would be AWS's word for a program that fills a quota; its
/// bucket makes whatever is asked after a single throttle wait for seconds, and a survey asks everything at once.
pub(super) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(3)
        .with_initial_backoff(Duration::from_millis(400))
}

/// What every configuration of ours begins with: one connector, retries and timeouts.
pub(super) fn loader() -> Result<aws_config::ConfigLoader, Failure> {
    Ok(aws_config::defaults(BehaviorVersion::latest())
        .http_client(connector::build()?)
        .retry_config(retries())
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(4))
                .operation_attempt_timeout(Duration::from_secs(15))
                .operation_timeout(Duration::from_secs(45))
                .build(),
        ))
}

/// A profile that assumes a role with an MFA device. The SDK ignores `mfa_serial`
/// (awslabs/aws-sdk-rust#527), and the role would refuse without a reason a founder understands.
struct MfaProfile {
    name: String,
    role: String,
    serial: String,
    source: Option<String>,
    session_name: String,
    external_id: Option<String>,
    duration: Option<i32>,
}

async fn mfa_profile(name: Option<&str>) -> Result<Option<MfaProfile>, Failure> {
    let profiles = profiles(name).await?;
    let selected = profiles.selected_profile().to_owned();
    let Some(profile) = profiles.get_profile(&selected) else {
        return match name {
            Some(name) if !profiles.profiles().any(|other| other == name) => {
                Err(Failure::new(Kind::BadConfig, format!("profile \"{name}\"")))
            }
            _ => Ok(None),
        };
    };
    let (Some(role), Some(serial)) = (profile.get("role_arn"), profile.get("mfa_serial")) else {
        return Ok(None);
    };
    Ok(Some(MfaProfile {
        name: selected,
        role: role.to_owned(),
        serial: serial.to_owned(),
        source: profile.get("source_profile").map(ToOwned::to_owned),
        session_name: profile.get("role_session_name").unwrap_or("genkan").to_owned(),
        external_id: profile.get("external_id").map(ToOwned::to_owned),
        duration: profile
            .get("duration_seconds")
            .and_then(|seconds| seconds.parse().ok()),
    }))
}

impl MfaProfile {
    async fn assume(
        &self,
        source: &SdkConfig,
        options: &Options,
        code: &Secret,
        clock: Clock,
    ) -> Result<Credentials, Failure> {
        let Some(source_profile) = self.source.as_deref().filter(|source| *source != self.name) else {
            return Err(Failure::new(
                Kind::BadConfig,
                format!("profile \"{}\": mfa_serial without source_profile", self.name),
            ));
        };
        let own = sign_in::provider(options, source_profile, None, &clock).await?;
        let provider = own.unwrap_or_else(|| {
            aws_credential_types::provider::SharedCredentialsProvider::new(
                ProfileFileCredentialsProvider::builder()
                    .profile_name(source_profile)
                    .build(),
            )
        });
        let config = source
            .clone()
            .into_builder()
            .credentials_provider(provider)
            .build();
        let region = config.region().map_or_else(
            || first_region(Arn::parse(&self.role).map_or("aws", |arn| arn.partition)),
            |region| Region::new(region.as_ref()),
        );
        let session = Session::from_config(config, &region, options.mode, clock);
        let call = Call::read(&session, "sts:AssumeRole", &region);
        let digits: String = code
            .expose()
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let answer = session
            .sts()
            .assume_role()
            .role_arn(&self.role)
            .role_session_name(&self.session_name)
            .serial_number(&self.serial)
            .set_external_id(self.external_id.clone())
            .set_duration_seconds(self.duration)
            .token_code(digits)
            .send()
            .await
            .map_err(|error| {
                let mut failure = call.refused(&error);
                // AWS answers AccessDenied for a wrong or used code as well as for a missing trust.
                if failure.kind == Kind::Denied {
                    failure.kind = Kind::MfaRefused;
                    failure.principal = Some(self.role.clone());
                }
                failure
            })?;
        let Some(credentials) = answer.credentials() else {
            return Err(call.failure(Kind::Service, "AssumeRole: no credentials"));
        };
        let expiry = std::time::SystemTime::try_from(*credentials.expiration()).ok();
        Ok(Credentials::new(
            credentials.access_key_id(),
            credentials.secret_access_key(),
            Some(credentials.session_token().to_owned()),
            expiry,
            "genkan-mfa",
        ))
    }
}
