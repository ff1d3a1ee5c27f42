//! Which sources of credentials this computer has, told from the environment and the AWS files alone: nothing is asked
//! of AWS, no secret is kept, and no file is changed.

use std::env;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use aws_config::profile::ProfileSet;
use jiff::Timestamp;
use serde::Deserialize;
use sha1::Digest as _;

use crate::domain::{Failure, Kind, Readiness, Region, Source, Sources, Way};

/// How long a console sign-in can be renewed (CLI User Guide, "Sign in through the AWS CLI").
const LOGIN_LASTS: jiff::SignedDuration = jiff::SignedDuration::from_hours(12);
/// How long the AWS CLI may take to tell its version.
const CLI_ANSWERS: Duration = Duration::from_secs(5);

/// The profiles of `~/.aws/config` and `~/.aws/credentials`, or of the files that the usual variables name.
///
/// # Errors
/// Bad configuration, with file and line.
pub(super) async fn profiles(name: Option<&str>) -> Result<ProfileSet, Failure> {
    let fs = aws_types::os_shim_internal::Fs::real();
    let env = aws_types::os_shim_internal::Env::real();
    let files = aws_runtime::env_config::file::EnvConfigFiles::default();
    aws_config::profile::load(&fs, &env, &files, name.map(|name| name.to_owned().into()))
        .await
        // File, line and what is missing there; the line itself is not in it.
        .map_err(|error| Failure::new(Kind::BadConfig, with_causes(&error)))
}

/// The names of the profiles of the AWS files; none where they cannot be read.
pub async fn profile_names() -> Vec<String> {
    let set = profiles(None).await;
    let mut names: Vec<String> = set
        .map(|set| set.profiles().map(ToOwned::to_owned).collect())
        .unwrap_or_default();
    names.sort();
    names
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Everything there is, in the order of the standard chain, then the profiles by name.
pub async fn find(flag: Option<&str>, now: Timestamp) -> Sources {
    let named = flag.map(ToOwned::to_owned).or_else(|| variable("AWS_PROFILE"));
    let mut sources = Sources {
        named: named.clone(),
        ..Sources::default()
    };
    let region = variable("AWS_REGION")
        .or_else(|| variable("AWS_DEFAULT_REGION"))
        .map(Region::new);
    if let Some(way) = of_environment() {
        sources.found.push(Source {
            profile: None,
            way,
            detail: variable("AWS_ACCESS_KEY_ID").unwrap_or_default(),
            region: region.clone(),
            readiness: Readiness::Untold,
            default: flag.is_none(),
        });
    }
    match profiles(None).await {
        Ok(set) => {
            let wanted = named.as_deref().unwrap_or("default");
            let chain_is_free = sources.found.is_empty() || flag.is_some();
            let mut names: Vec<&str> = set.profiles().collect();
            names.sort_unstable();
            for name in names {
                if let Some(mut source) = of_profile(&set, name, now) {
                    source.region = source.region.or_else(|| region.clone());
                    source.default = chain_is_free && name == wanted;
                    sources.found.push(source);
                }
            }
        }
        Err(failure) => sources.failure = Some(failure),
    }
    if let Some(way) = of_machine() {
        let default = named.is_none() && !sources.found.iter().any(|source| source.default);
        sources.found.push(Source {
            profile: None,
            way,
            detail: String::new(),
            region,
            readiness: Readiness::Untold,
            default,
        });
    }
    sources.found.sort_by_key(|source| !source.default);
    sources
}

fn of_environment() -> Option<Way> {
    variable("AWS_ACCESS_KEY_ID")?;
    Some(if variable("AWS_SESSION_TOKEN").is_some() {
        Way::EnvironmentTemporary
    } else {
        Way::EnvironmentKeys
    })
}

/// What the machine itself gives. An instance is told by its vendor: asking for its metadata anywhere else would wait
/// for an address that does not answer.
fn of_machine() -> Option<Way> {
    if variable("AWS_WEB_IDENTITY_TOKEN_FILE").is_some() {
        return Some(Way::WebIdentity);
    }
    let full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if full.is_some() || variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").is_some() {
        // The variable is set by its bash only; the address is always the same.
        let in_cloudshell = variable("AWS_EXECUTION_ENV").is_some_and(|name| name == "CloudShell")
            || full.is_some_and(|uri| uri.starts_with("http://localhost:1338/"));
        return Some(if in_cloudshell {
            Way::CloudShell
        } else {
            Way::Container
        });
    }
    let disabled =
        variable("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let vendor = std::fs::read_to_string("/sys/devices/virtual/dmi/id/sys_vendor").unwrap_or_default();
    (!disabled && vendor.trim() == "Amazon EC2").then_some(Way::Instance)
}

/// A profile as a source; none where it only sets a Region or an output format.
fn of_profile(set: &ProfileSet, name: &str, now: Timestamp) -> Option<Source> {
    let profile = set.get_profile(name)?;
    let get = |key: &str| profile.get(key).filter(|value| !value.is_empty());
    let account = |key: &str| get(key).unwrap_or_default().to_owned();
    let (way, detail, readiness) = if let Some(role) = get("role_arn") {
        let with_mfa = get("mfa_serial").is_some();
        let base = get("source_profile");
        let broken = match base {
            Some(base) if set.get_profile(base).is_none() => Some(format!("source_profile = {base}")),
            None if get("credential_source").is_none() && get("web_identity_token_file").is_none() => {
                Some("role_arn".to_owned())
            }
            Some(_) | None => None,
        };
        let readiness = if let Some(broken) = broken {
            Readiness::Broken(broken)
        } else if with_mfa {
            Readiness::AsksForCode
        } else {
            Readiness::Untold
        };
        let way = if with_mfa { Way::RoleWithMfa } else { Way::Role };
        (way, role.to_owned(), readiness)
    } else if let Some(sign_in) = sso_of(set, name) {
        let detail = format!("{} {}", account("sso_account_id"), account("sso_role_name"));
        (Way::Sso, detail.trim().to_owned(), sign_in.readiness(now))
    } else if let Some(session) = get("login_session") {
        (Way::Login, session.to_owned(), login_readiness(session, now))
    } else if let Some(key) = get("aws_access_key_id") {
        let temporary = get("aws_session_token").is_some();
        let way = if temporary { Way::KeysTemporary } else { Way::Keys };
        (way, key.to_owned(), Readiness::Untold)
    } else if get("credential_process").is_some() {
        (Way::Process, String::new(), Readiness::Untold)
    } else if get("web_identity_token_file").is_some() {
        (Way::WebIdentity, String::new(), Readiness::Untold)
    } else {
        return None;
    };
    Some(Source {
        profile: Some(name.to_owned()),
        way,
        detail,
        region: get("region").map(Region::new),
        readiness,
        default: false,
    })
}

/// What a profile says of IAM Identity Center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SsoSignIn {
    pub start_url: String,
    /// Identity Center's Region.
    pub region: String,
    /// Of which account.
    pub account: String,
    /// With which permission set.
    pub role: String,
    /// The file under which the AWS CLI keeps the sign-in, without its ending.
    cache: String,
}

/// A profile's sign-in to IAM Identity Center, by an `sso-session` or the older way; none where it has none.
pub(super) fn sso_of(set: &ProfileSet, name: &str) -> Option<SsoSignIn> {
    let profile = set.get_profile(name)?;
    let get = |key: &str| {
        profile
            .get(key)
            .filter(|value| !value.is_empty())
            .map(ToOwned::to_owned)
    };
    let (start_url, region, cache) = match get("sso_session") {
        Some(session) => {
            let section = set.sso_session(&session)?;
            let of = |key: &str| section.get(key).map(ToOwned::to_owned);
            (of("sso_start_url")?, of("sso_region")?, session)
        }
        None => {
            let start_url = get("sso_start_url")?;
            (start_url.clone(), get("sso_region")?, start_url)
        }
    };
    Some(SsoSignIn {
        start_url,
        region,
        account: get("sso_account_id")?,
        role: get("sso_role_name")?,
        cache,
    })
}

/// Of the AWS CLI's files only when they end is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CachedSignIn {
    expires_at: Option<String>,
    refresh_token: Option<serde::de::IgnoredAny>,
    registration_expires_at: Option<String>,
    access_token: Option<serde_json::Value>,
}

impl SsoSignIn {
    fn readiness(&self, now: Timestamp) -> Readiness {
        let name = hex::encode(sha1::Sha1::digest(self.cache.as_bytes()));
        let Some(path) = home().map(|home| home.join(".aws/sso/cache").join(format!("{name}.json"))) else {
            return Readiness::Untold;
        };
        let Some(cached) = read(&path) else {
            return Readiness::SignedOut;
        };
        let time = |text: Option<String>| text.and_then(|time| time.parse::<Timestamp>().ok());
        let renews = cached.refresh_token.is_some()
            && time(cached.registration_expires_at).is_some_and(|ends| ends > now);
        match time(cached.expires_at) {
            Some(expires) if expires > now => Readiness::Ready(Some(expires)),
            // The SDK renews it by itself, as long as Identity Center lets it.
            Some(_) if renews => Readiness::Untold,
            Some(_) => Readiness::Expired,
            None => Readiness::SignedOut,
        }
    }
}

fn login_readiness(session: &str, now: Timestamp) -> Readiness {
    let name = hex::encode(sha2::Sha256::digest(session.trim().as_bytes()));
    let folder = variable("AWS_LOGIN_CACHE_DIRECTORY")
        .map(PathBuf::from)
        .or_else(|| home().map(|home| home.join(".aws/login/cache")));
    let Some(path) = folder.map(|folder| folder.join(format!("{name}.json"))) else {
        return Readiness::Untold;
    };
    let Some(cached) = read(&path) else {
        return Readiness::SignedOut;
    };
    // It is renewed every quarter of an hour; when that ends is not in the file.
    let expires = cached
        .access_token
        .and_then(|token| token.get("expiresAt")?.as_str()?.parse::<Timestamp>().ok());
    match expires {
        Some(expires) if now.duration_since(expires) >= LOGIN_LASTS => Readiness::Expired,
        Some(_) | None => Readiness::Untold,
    }
}

fn read(path: &std::path::Path) -> Option<CachedSignIn> {
    let text = zeroize::Zeroizing::new(std::fs::read(path).ok()?);
    serde_json::from_slice(&text).ok()
}

fn home() -> Option<PathBuf> {
    variable("HOME")
        .map(PathBuf::from)
        .or_else(|| etcetera::home_dir().ok())
}

/// The AWS CLI's version, such as `2.32.1`; none where it is not installed or does not answer.
pub async fn cli() -> Option<String> {
    let answer = tokio::process::Command::new("aws")
        .arg("--version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(CLI_ANSWERS, answer).await.ok()?.ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.split_whitespace().next()?.strip_prefix("aws-cli/")?;
    Some(version.to_owned())
}
