//! Enabled Regions with their fallbacks (aws.md §5).

use serde_json::json;

use super::failure::Call;
use super::raw;
use super::session::Session;
use crate::domain::account::default_regions;
use crate::domain::{EnabledRegions, Evidence, Failure, Kind, Region, RegionSource};

/// The enabled Regions, asked once a session; again where only the Regions of every account are known.
///
/// # Errors
/// As [`enabled`].
pub async fn once(session: &Session) -> Result<(EnabledRegions, Evidence), Failure> {
    let keep = |regions: &EnabledRegions| regions.source != RegionSource::Default;
    session.regions().get(async || enabled(session).await, keep).await
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
    let enabled = default_regions(session.region());
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

/// `ec2:DescribeRegions`, by hand.
async fn describe(session: &Session) -> Result<(EnabledRegions, Evidence), Failure> {
    let call = Call::read(session, "ec2:DescribeRegions", session.region());
    let reply = raw::ec2(&call, "DescribeRegions", "&AllRegions=false").await?;
    let names = region_names(&reply.body);
    if reply.status() != 200 || names.is_empty() {
        return Err(call.failure(Kind::Denied, format!("HTTP {}", reply.status())));
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
