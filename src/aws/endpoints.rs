//! Endpoints that are not AWS's own, wherever they come from: the flag, the variables, the profile and its `services`
//! section. Each is read before anything is sent: the SDK finds a wrong one only with the request already made, and
//! signs for a plain one as for any other.

use std::env;

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::property::PropertiesKey;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

use super::session::Options;
use super::sources::profiles;
use crate::domain::{Endpoint, Failure, Kind};

/// The services that genkan calls, as a profile's `services` section names them (SDK reference, "service-specific
/// endpoints"); the variables are the same in capitals.
const SERVICES: [&str; 20] = [
    "accessanalyzer",
    "account",
    "budgets",
    "cloudtrail",
    "config_service",
    "ec2",
    "eventbridge",
    "freetier",
    "guardduty",
    "iam",
    "organizations",
    "s3",
    "s3_control",
    "securityhub",
    "signin",
    "sns",
    "sso",
    "sso_admin",
    "sso_oidc",
    "sts",
];

/// The endpoints in force for a session's options, each read.
///
/// # Errors
/// Bad configuration for the first that is no address, with where it stands; usage where the flag is none.
pub async fn in_force(options: &Options) -> Result<Vec<Endpoint>, Failure> {
    let mut found = Vec::new();
    if let Some(url) = &options.endpoint_url {
        found.push(read(None, "--endpoint-url", url, Kind::Usage)?);
    }
    let ignored = |text: &str| text.trim().eq_ignore_ascii_case("true");
    if env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_ok_and(|text| ignored(&text)) {
        return Ok(found);
    }
    let variable = |name: &str| env::var(name).ok().filter(|url| !url.is_empty());
    let by_flag = !found.is_empty();
    if let Some(url) = variable("AWS_ENDPOINT_URL").filter(|_| !by_flag) {
        found.push(read(None, "AWS_ENDPOINT_URL", &url, Kind::BadConfig)?);
    }
    for service in SERVICES {
        let name = format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase());
        if let Some(url) = variable(&name) {
            found.push(read(Some(service), &name, &url, Kind::BadConfig)?);
        }
    }
    // Files that cannot be read are told where they are needed.
    if let Ok(set) = profiles(options.profile.as_deref()).await {
        of_profile(&set, &mut found)?;
    }
    Ok(found)
}

/// The endpoints in force, where each may be sent to.
///
/// # Errors
/// As [`in_force`]; plain HTTP where one could be read on the way and nobody said that it may be.
pub(super) async fn allowed(options: &Options) -> Result<Vec<Endpoint>, Failure> {
    let endpoints = in_force(options).await?;
    let is_refused = |one: &&Endpoint| one.is_exposed() && !options.allowed_http.contains(&one.url);
    match endpoints.iter().find(is_refused) {
        Some(exposed) if !options.allow_http => Err(Failure::new(Kind::PlainHttp, &exposed.url)),
        Some(_) | None => Ok(endpoints),
    }
}

/// What the profile says where neither flag nor variable did.
fn of_profile(set: &ProfileSet, found: &mut Vec<Endpoint>) -> Result<(), Failure> {
    let name = set.selected_profile().to_owned();
    let Some(profile) = set.get_profile(&name) else {
        return Ok(());
    };
    let ignored = profile.get("ignore_configured_endpoint_urls");
    if ignored.is_some_and(|text| text.trim().eq_ignore_ascii_case("true")) {
        return Ok(());
    }
    let has =
        |found: &[Endpoint], service: Option<&str>| found.iter().any(|one| one.service.as_deref() == service);
    if let Some(url) = profile.get("endpoint_url").filter(|url| !url.is_empty())
        && !has(found, None)
    {
        let origin = format!("profile {name}: endpoint_url");
        found.push(read(None, &origin, url, Kind::BadConfig)?);
    }
    let Some(section) = profile.get("services") else {
        return Ok(());
    };
    for service in SERVICES {
        let key = PropertiesKey::builder()
            .section_key("services")
            .section_name(section)
            .property_name(service)
            .sub_property_name("endpoint_url")
            .build();
        let url = key.ok().and_then(|key| set.other_sections().get(&key));
        if let Some(url) = url.filter(|url| !url.is_empty())
            && !has(found, Some(service))
        {
            let origin = format!("services {section}: {service}.endpoint_url");
            found.push(read(Some(service), &origin, url, Kind::BadConfig)?);
        }
    }
    Ok(())
}

/// Reads one address: `http://` or `https://`, a host, and nothing that belongs to a person.
fn read(service: Option<&str>, origin: &str, url: &str, kind: Kind) -> Result<Endpoint, Failure> {
    let wrong = |shown: &str| Failure::new(kind, format!("{origin}: {shown} (http://HOST, https://HOST)"));
    let url = url.trim().trim_end_matches('/');
    let mut request = HttpRequest::empty();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    let is_http = scheme.is_some_and(|scheme| ["http", "https"].contains(&scheme));
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = authority_of(rest);
    // A name and a password before the host are secrets, and no endpoint of AWS has them.
    if authority.contains('@') {
        return Err(wrong("USER:PASSWORD@"));
    }
    let host = host_of(authority);
    if !is_http || host.is_empty() || rest.contains(['?', '#']) || request.set_uri(url).is_err() {
        return Err(wrong(url));
    }
    Ok(Endpoint {
        service: service.map(ToOwned::to_owned),
        url: url.to_owned(),
        origin: origin.to_owned(),
        is_plain: scheme == Some("http"),
        is_here: is_loopback(host),
    })
}

fn authority_of(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether an address is under a domain of AWS, as its private addresses are (AWS PrivateLink, "Access AWS services").
pub(super) fn is_of_aws(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = host_of(authority_of(rest)).to_ascii_lowercase();
    ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "api.aws"]
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

/// The host of `host:port`, an IPv6 address without its brackets.
fn host_of(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}

/// Whether a host is this machine: `localhost`, what is under it (RFC 6761, 6.3), 127.0.0.0/8 and ::1.
fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_address_of_aws_is_aws_and_a_name_like_it_is_not() {
        for url in [
            "https://vpce-1a2b.iam.us-east-1.vpce.amazonaws.com",
            "https://sts.eu-west-1.AMAZONAWS.com:443/",
            "https://s3.cn-north-1.amazonaws.com.cn",
        ] {
            assert!(is_of_aws(url), "{url}");
        }
        for url in [
            "http://localhost:4566",
            "https://amazonaws.com.example.org",
            "https://notamazonaws.com",
            "https://example.org/x.amazonaws.com",
        ] {
            assert!(!is_of_aws(url), "{url}");
        }
    }

    #[test]
    fn an_address_is_read_before_anything_is_sent_to_it() {
        let of = |url: &str| read(None, "AWS_ENDPOINT_URL", url, Kind::BadConfig);
        for (url, plain, here) in [
            ("https://vpce.example.com", false, false),
            ("http://localhost:4566", true, true),
            ("http://127.0.0.53:1/", true, true),
            ("http://[::1]:5000", true, true),
            ("http://a.localhost:5000", true, true),
            ("http://10.0.0.1:5000", true, false),
            ("http://localhost.example.com", true, false),
        ] {
            let endpoint = of(url).unwrap();
            assert_eq!((endpoint.is_plain, endpoint.is_here), (plain, here), "{url}");
        }
        for url in [
            "localhost:4566",
            "127.0.0.1:5000",
            "ftp://host",
            "http://",
            "https:///path",
            "http://:80",
            "http://host?x=1",
            "http://ho st",
            "nonsense",
        ] {
            let failure = of(url).unwrap_err();
            assert_eq!(failure.kind, Kind::BadConfig, "{url}");
            assert!(failure.message.contains("AWS_ENDPOINT_URL"), "{failure}");
        }
        let failure = of("http://me:hunter2@host").unwrap_err();
        assert!(!failure.message.contains("hunter2"), "{failure}");
    }
}
