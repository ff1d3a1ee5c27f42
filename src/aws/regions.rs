//! Enabled Regions with their fallbacks (aws.md §5).

use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use serde_json::json;

use super::failure::Call;
use super::session::Session;
use crate::domain::account::DEFAULT_REGIONS;
use crate::domain::{EnabledRegions, Evidence, Failure, Kind, Region, RegionSource};

/// The enabled Regions, asked once a session; again where only the Regions of every account are known.
///
/// # Errors
/// As [`enabled`].
pub async fn once(session: &Session) -> Result<(EnabledRegions, Evidence), Failure> {
    // Held while asking: two surveys that begin together ask once.
    let mut known = session.regions().lock().await;
    if let Some(known) = known.as_ref() {
        return Ok(known.clone());
    }
    let answer = enabled(session).await?;
    if answer.0.source != RegionSource::Default {
        *known = Some(answer.clone());
    }
    Ok(answer)
}

/// `account:ListRegions`, else `ec2:DescribeRegions`, else the Regions that every account has. Never all
/// endpoint Regions: the opt-in ones refuse every call and would look like failures.
///
/// # Errors
/// Only what a sign-in would mend; every refusal has its fallback.
pub async fn enabled(session: &Session) -> Result<(EnabledRegions, Evidence), Failure> {
    let failure = match list(session).await {
        Ok(answer) => return Ok(answer),
        Err(failure) if failure.is_sign_in() => return Err(failure),
        Err(failure) => failure,
    };
    if let Ok(answer) = describe(session).await {
        return Ok(answer);
    }
    let call = Call::read(session, "account:ListRegions", session.region());
    let mut enabled: Vec<Region> = DEFAULT_REGIONS.into_iter().map(Region::new).collect();
    if !enabled.contains(session.region()) {
        enabled.push(session.region().clone());
        enabled.sort();
    }
    let saw = json!({"refused": failure.code, "fallback": "default Regions"});
    let regions = EnabledRegions {
        enabled,
        enabling: Vec::new(),
        source: RegionSource::Default,
    };
    Ok((regions, call.evidence(None, saw)))
}

async fn list(session: &Session) -> Result<(EnabledRegions, Evidence), Failure> {
    use aws_sdk_account::operation::RequestId;
    use aws_sdk_account::types::RegionOptStatus;
    let call = Call::read(session, "account:ListRegions", session.region());
    let mut pages = session
        .account()
        .list_regions()
        .region_opt_status_contains(RegionOptStatus::Enabled)
        .region_opt_status_contains(RegionOptStatus::EnabledByDefault)
        .region_opt_status_contains(RegionOptStatus::Enabling)
        .max_results(50)
        .into_paginator()
        .send();
    let mut regions = EnabledRegions {
        enabled: Vec::new(),
        enabling: Vec::new(),
        source: RegionSource::Account,
    };
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        for region in page.regions() {
            let Some(name) = region.region_name() else {
                continue;
            };
            match region.region_opt_status() {
                Some(RegionOptStatus::Enabling) => regions.enabling.push(Region::new(name)),
                _ => regions.enabled.push(Region::new(name)),
            }
        }
    }
    if regions.enabled.is_empty() {
        return Err(call.failure(Kind::Unsupported, "ListRegions: no Region"));
    }
    regions.enabled.sort();
    let saw = json!({"enabled": regions.enabled, "enabling": regions.enabling});
    Ok((regions, call.evidence(request_id.as_deref(), saw)))
}

/// `ec2:DescribeRegions` by hand: one call of the EC2 crate would add minutes to every build. It goes
/// through the SDK's own orchestrator, signer and HTTP client.
async fn describe(session: &Session) -> Result<(EnabledRegions, Evidence), Failure> {
    let call = Call::read(session, "ec2:DescribeRegions", session.region());
    let wrong = |message: String| call.failure(Kind::Internal, message);
    let region = session.region();
    let suffix = if region.as_str().starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    let endpoint = std::env::var("AWS_ENDPOINT_URL_EC2")
        .ok()
        .or_else(|| session.endpoint().map(ToOwned::to_owned))
        .unwrap_or_else(|| format!("https://ec2.{region}.{suffix}"));
    let endpoint = endpoint.trim_end_matches('/').to_owned();
    let config = session.config();
    let (Some(provider), Some(client)) = (config.credentials_provider(), config.http_client()) else {
        return Err(call.failure(Kind::NoCredentials, ""));
    };
    let identity = provider
        .provide_credentials()
        .await
        .map_err(|error| call.failure(Kind::Expired, error.to_string()))?
        .into();
    let body = "Action=DescribeRegions&Version=2016-11-15&AllRegions=false";
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region.as_str())
        .name("ec2")
        .time(std::time::SystemTime::try_from(session.now()).map_err(|error| wrong(error.to_string()))?)
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| wrong(error.to_string()))?
        .into();
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let signable = SignableRequest::new(
        "POST",
        format!("{endpoint}/"),
        [kind].into_iter(),
        SignableBody::Bytes(body.as_bytes()),
    )
    .map_err(|error| wrong(error.to_string()))?;
    let (instructions, _) = sign(signable, &parameters)
        .map_err(|error| wrong(error.to_string()))?
        .into_parts();
    let mut request = HttpRequest::new(SdkBody::from(body));
    request
        .set_method("POST")
        .map_err(|error| wrong(error.to_string()))?;
    request.headers_mut().insert(kind.0, kind.1);
    for (name, value) in instructions.headers() {
        request.headers_mut().insert(name.to_owned(), value.to_owned());
    }
    let operation = Operation::builder()
        .service_name("EC2")
        .operation_name("DescribeRegions")
        .http_client(client)
        .endpoint_url(&endpoint)
        .no_auth()
        .no_retry()
        .timeout_config(
            aws_config::timeout::TimeoutConfig::builder()
                .operation_timeout(std::time::Duration::from_secs(15))
                .build(),
        )
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .serializer(move |(): ()| request.try_clone().ok_or_else(|| "request".into()))
        .deserializer::<_, std::convert::Infallible>(|response| {
            Ok((
                response.status().as_u16(),
                response.body().bytes().unwrap_or_default().to_vec(),
            ))
        })
        .build();
    let (status, body) = operation
        .invoke(())
        .await
        .map_err(|error| call.failure(Kind::Network, error.to_string()))?;
    let names = region_names(&body);
    if status != 200 || names.is_empty() {
        return Err(call.failure(Kind::Denied, format!("HTTP {status}")));
    }
    let mut enabled: Vec<Region> = names.into_iter().map(Region::new).collect();
    enabled.sort();
    let saw = json!({"regionInfo": enabled});
    let regions = EnabledRegions {
        enabled,
        enabling: Vec::new(),
        source: RegionSource::Ec2,
    };
    Ok((regions, call.evidence(None, saw)))
}

/// The `regionName`s of a `DescribeRegionsResponse`.
fn region_names(body: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(body) else {
        return Vec::new();
    };
    let mut document = aws_smithy_xml::decode::Document::new(text);
    let Ok(mut root) = document.root_element() else {
        return Vec::new();
    };
    let mut names = Vec::new();
    while let Some(mut list) = root.next_tag() {
        if list.start_el().matches("regionInfo") {
            while let Some(mut item) = list.next_tag() {
                while let Some(mut field) = item.next_tag() {
                    if field.start_el().matches("regionName")
                        && let Ok(name) = aws_smithy_xml::decode::try_data(&mut field)
                    {
                        names.push(name.into_owned());
                    }
                }
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_read_from_the_documented_answer() {
        let body = br#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>
  <regionInfo>
    <item><regionName>us-east-1</regionName><regionEndpoint>ec2.us-east-1.amazonaws.com</regionEndpoint></item>
    <item><regionName>eu-west-1</regionName><optInStatus>opt-in-not-required</optInStatus></item>
  </regionInfo>
</DescribeRegionsResponse>"#;
        assert_eq!(region_names(body), ["us-east-1", "eu-west-1"]);
        assert!(region_names(b"<html>not AWS</html>").is_empty());
        assert!(region_names(b"nothing").is_empty());
    }
}
