//! Signing in from inside genkan: the device flow of IAM Identity Center, and the AWS CLI's `aws login`. What the former
//! gives stays in this process's memory; the latter is the AWS CLI's own, kept where it keeps it.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::profile::ProfileSet;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_ssooidc::operation::create_token::CreateTokenError;
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};

use super::failure::{Call, told};
use super::session::{Options, Session, loader};
use super::sources::{SsoSignIn, profiles, sso_of};
use crate::domain::{Clock, Failure, Kind, Region, Secret, SignInProgress};

/// Seconds between two questions where Identity Center names none (RFC 8628, 3.2), and by how many more it wants them
/// apart when it says `slow_down` (3.5).
const INTERVAL: u64 = 5;
/// The grant of the device flow (RFC 8628, 3.4).
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What may be asked for with the sign-in: the accounts and roles that the person has, and nothing else.
const SCOPE: &str = "sso:account:access";

/// The sign-ins to IAM Identity Center that were made from inside genkan, by start page. They go with the process.
#[derive(Debug, Clone, Default)]
pub struct SignIns(Arc<Mutex<BTreeMap<String, Token>>>);

#[derive(Debug, Clone)]
struct Token {
    access: Secret,
    expires: Timestamp,
}

impl SignIns {
    fn keep(&self, start_url: &str, token: Token) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(start_url.to_owned(), token);
    }

    /// One that is over is none: the files may have a newer one.
    fn token(&self, start_url: &str, now: Timestamp) -> Option<Token> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(start_url).filter(|token| token.expires > now).cloned()
    }
}

/// Where something to tell a person goes while a sign-in is waited for.
pub type Tell<'a> = &'a dyn Fn(SignInProgress);

/// Signs in to a profile's IAM Identity Center and keeps what it gives in `options.sign_ins`. Waits for the person in
/// the browser; dropped, it asks no more.
///
/// # Errors
/// Bad configuration; expired where nobody signed in in time; denied where the person said no.
pub async fn sso(options: &Options, profile: &str, clock: Clock, tell: Tell<'_>) -> Result<(), Failure> {
    super::endpoints::allowed(options).await?;
    let set = profiles(Some(profile)).await?;
    let base = base_of(&set, profile);
    let Some(sign_in) = sso_of(&set, &base) else {
        return Err(Failure::new(
            Kind::BadConfig,
            format!("profile \"{profile}\": sso_session"),
        ));
    };
    let config = anonymous(&sign_in.region).await?;
    let region = Region::new(&sign_in.region);
    let session = Session::from_config(config, &region, options.mode, clock);
    let client = aws_sdk_ssooidc::Client::new(session.config());
    let call = Call::read(&session, "sso-oidc:RegisterClient", &region);
    let registered = client
        .register_client()
        .client_name("genkan")
        .client_type("public")
        .scopes(SCOPE)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let client_id = registered.client_id().unwrap_or_default();
    let client_secret = registered.client_secret().unwrap_or_default();
    let call = Call::read(&session, "sso-oidc:StartDeviceAuthorization", &region);
    let started = client
        .start_device_authorization()
        .client_id(client_id)
        .client_secret(client_secret)
        .start_url(&sign_in.start_url)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    let expires = later(session.now(), started.expires_in());
    let page = started
        .verification_uri_complete()
        .or_else(|| started.verification_uri())
        .unwrap_or_default();
    tell(SignInProgress::Page {
        url: page.to_owned(),
        code: started.user_code().map(ToOwned::to_owned),
        expires: Some(expires),
    });
    let mut seconds = u64::try_from(started.interval())
        .ok()
        .filter(|seconds| *seconds > 0)
        .unwrap_or(INTERVAL);
    let call = Call::read(&session, "sso-oidc:CreateToken", &region);
    loop {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let answer = client
            .create_token()
            .client_id(client_id)
            .client_secret(client_secret)
            .grant_type(DEVICE_GRANT)
            .device_code(started.device_code().unwrap_or_default())
            .send()
            .await;
        match answer {
            Ok(token) => {
                let access = token.access_token().unwrap_or_default();
                let expires = later(session.now(), token.expires_in());
                let access = Secret::new(access.to_owned());
                options
                    .sign_ins
                    .keep(&sign_in.start_url, Token { access, expires });
                return Ok(());
            }
            Err(error) => match error.as_service_error() {
                Some(CreateTokenError::AuthorizationPendingException(_)) => {}
                Some(CreateTokenError::SlowDownException(_)) => seconds += INTERVAL,
                Some(CreateTokenError::ExpiredTokenException(_)) => {
                    return Err(call.failure(Kind::SignInEnded, ""));
                }
                Some(CreateTokenError::AccessDeniedException(_)) => {
                    return Err(call.failure(Kind::SignInRefused, ""));
                }
                _ => return Err(call.refused(&error)),
            },
        }
    }
}

/// A time so many seconds away, which somebody else counted: as far as there are times.
fn later(now: Timestamp, seconds: i32) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(i64::from(seconds)))
        .unwrap_or(Timestamp::MAX)
}

/// A configuration that asks without credentials: who signs in has none yet.
async fn anonymous(region: &str) -> Result<SdkConfig, Failure> {
    let loader = loader()?
        .no_credentials()
        .region(aws_config::Region::new(region.to_owned()));
    Ok(loader.load().await)
}

/// The profile whose sign-in a profile rests on: its own, or that of the one its role is assumed from.
fn base_of(set: &ProfileSet, profile: &str) -> String {
    let base = set
        .get_profile(profile)
        .filter(|profile| profile.get("role_arn").is_some())
        .and_then(|profile| profile.get("source_profile"));
    base.unwrap_or(profile).to_owned()
}

/// The credentials of a profile whose sign-in was made from inside genkan: those of its permission set, or of the role
/// that is assumed with them. None where the profile does not rest on such a sign-in.
pub(super) async fn provider(
    options: &Options,
    profile: &str,
    region: Option<&str>,
    clock: &Clock,
) -> Result<Option<SharedCredentialsProvider>, Failure> {
    // Files that cannot be read are told where they are needed.
    let Ok(set) = profiles(Some(profile)).await else {
        return Ok(None);
    };
    let base = base_of(&set, profile);
    let Some(sign_in) = sso_of(&set, &base) else {
        return Ok(None);
    };
    let Some(token) = options.sign_ins.token(&sign_in.start_url, clock()) else {
        return Ok(None);
    };
    let config = anonymous(&sign_in.region).await?;
    let credentials = SsoCredentials {
        client: aws_sdk_sso::Client::new(&config),
        sign_in,
        token,
    };
    let credentials = SharedCredentialsProvider::new(credentials);
    if base == profile {
        return Ok(Some(credentials));
    }
    let of = |key: &str| set.get_profile(profile).and_then(|profile| profile.get(key));
    let Some(role) = of("role_arn") else {
        return Ok(Some(credentials));
    };
    let partition = crate::domain::Arn::parse(role).map_or("aws", |arn| arn.partition);
    let first = crate::domain::account::first_region(partition);
    let region = region.or_else(|| of("region")).unwrap_or_else(|| first.as_str());
    let config = loader()?
        .credentials_provider(credentials)
        .region(aws_config::Region::new(region.to_owned()))
        .load()
        .await;
    let mut builder = aws_config::sts::AssumeRoleProvider::builder(role)
        .session_name(of("role_session_name").unwrap_or("genkan"))
        .configure(&config);
    if let Some(id) = of("external_id") {
        builder = builder.external_id(id);
    }
    Ok(Some(SharedCredentialsProvider::new(builder.build().await)))
}

/// The credentials of a permission set in an account, asked for anew before they end.
#[derive(Debug)]
struct SsoCredentials {
    client: aws_sdk_sso::Client,
    sign_in: SsoSignIn,
    token: Token,
}

impl SsoCredentials {
    async fn ask(&self) -> Result<Credentials, CredentialsError> {
        let answer = self
            .client
            .get_role_credentials()
            .account_id(&self.sign_in.account)
            .role_name(&self.sign_in.role)
            .access_token(self.token.access.expose())
            .send()
            .await
            .map_err(CredentialsError::provider_error)?;
        let incomplete = || CredentialsError::unhandled("GetRoleCredentials: no credentials");
        let role = answer.role_credentials().ok_or_else(incomplete)?;
        let expires = Timestamp::from_millisecond(role.expiration()).unwrap_or(self.token.expires);
        Ok(Credentials::new(
            role.access_key_id().ok_or_else(incomplete)?,
            role.secret_access_key().ok_or_else(incomplete)?,
            role.session_token().map(ToOwned::to_owned),
            std::time::SystemTime::try_from(expires).ok(),
            "genkan-sso",
        ))
    }
}

impl ProvideCredentials for SsoCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.ask())
    }
}

/// How the AWS CLI ends where a profile holds other credentials (`awscli/constants.py`: configuration error).
const CLI_CONFIGURATION: i32 = 253;

/// Runs `aws login` for a profile and tells what it says. It opens the browser itself; dropped, it is ended. Where the
/// profile was signed in to as somebody else the AWS CLI asks whether that may change: that is what a person asks for
/// here, and who it is now is on the next screen.
///
/// # Errors
/// No AWS CLI; bad configuration where the profile holds other credentials; what the AWS CLI said, untouched.
pub async fn login(profile: Option<&str>, region: Option<&str>, tell: Tell<'_>) -> Result<(), Failure> {
    let mut command = tokio::process::Command::new("aws");
    command.arg("login");
    for (flag, value) in [("--profile", profile), ("--region", region)] {
        if let Some(value) = value {
            command.args([flag, value]);
        }
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| Failure::new(Kind::NoCli, error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that asks nothing does not read it, and may have closed it.
        let _ = stdin.write_all(b"y\n").await;
    }
    let refusal = Mutex::new(Vec::new());
    let say = |line: String, is_error: bool| {
        if is_error {
            let mut refusal = refusal.lock().unwrap_or_else(PoisonError::into_inner);
            refusal.push(line.clone());
        }
        let url = line
            .split_whitespace()
            .find(|word| word.starts_with("https://") && word.contains("/authorize?"));
        if let Some(url) = url {
            tell(SignInProgress::Page {
                url: url.to_owned(),
                code: None,
                expires: None,
            });
        }
        tell(SignInProgress::Said(line));
    };
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let of_out = |line: String| say(line, false);
    let of_err = |line: String| say(line, true);
    let (status, (), ()) = tokio::join!(child.wait(), lines(out, &of_out), lines(err, &of_err));
    let code = match status {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => status.code(),
        Err(error) => return Err(Failure::new(Kind::SignInRefused, told(&error))),
    };
    let said = refusal
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .join(" ");
    let kind = match code {
        Some(CLI_CONFIGURATION) => Kind::BadConfig,
        _ => Kind::SignInRefused,
    };
    Err(Failure::new(kind, said))
}

/// What a program writes, line by line, without what would move a cursor.
async fn lines(stream: Option<impl AsyncRead + Unpin>, say: &impl Fn(String)) {
    let Some(stream) = stream else { return };
    let mut reader = BufReader::new(stream).lines();
    while let Ok(Some(line)) = reader.next_line().await {
        let line: String = line.chars().filter(|letter| !letter.is_control()).collect();
        if !line.trim().is_empty() {
            say(line.trim().to_owned());
        }
    }
}
