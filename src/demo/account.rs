//! Who the caller is and what the account is, as the scenario says. The simulated services always answer one
//! fixed user, an account summary of zeros, and no Regions.

use serde_json::json;

use super::answer::{Answer, Protocol};
use super::connector::Request;
use super::{ACCOUNT, Scenario};
use crate::domain::account::DEFAULT_REGIONS;

/// The caller's ARN.
pub fn caller_arn(scenario: &Scenario) -> String {
    match scenario.caller.split_once('/') {
        None => format!("arn:aws:iam::{ACCOUNT}:root"),
        Some(("role", rest)) => format!("arn:aws:sts::{ACCOUNT}:assumed-role/{rest}"),
        Some((kind, name)) => format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}"),
    }
}

/// STS, Account Management, Free Tier and EC2's Regions.
pub fn answer(scenario: &Scenario, request: &Request) -> Answer {
    match (request.service.as_str(), request.operation.as_str()) {
        ("sts", "GetCallerIdentity") => Answer::xml(format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>{}</Arn><UserId>AIDAEMBEDDED</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
            caller_arn(scenario)
        )),
        ("account", "ListRegions") => {
            let regions: Vec<_> = DEFAULT_REGIONS
                .into_iter()
                .map(|name| json!({"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"}))
                .collect();
            Answer::json(&json!({"Regions": regions}))
        }
        ("freetier", "GetAccountPlanState") => Answer::json(&json!({
            "accountId": ACCOUNT, "accountPlanType": scenario.plan, "accountPlanStatus": "ACTIVE"
        })),
        ("ec2", "DescribeRegions") => {
            let items: String = DEFAULT_REGIONS
                .into_iter()
                .map(|name| format!("<item><regionName>{name}</regionName></item>"))
                .collect();
            Answer::xml(format!(
                "<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
            ))
        }
        _ => Answer::error(request.protocol, 501, "NotImplemented", &request.operation),
    }
}

/// The parts of IAM that follow the scenario; none where the simulated service is right.
pub fn answer_iam(scenario: &Scenario, request: &Request) -> Option<Answer> {
    let result = match request.operation.as_str() {
        "GetAccountSummary" => {
            let root = &scenario.root;
            let entries: String = [
                ("AccountMFAEnabled", u32::from(root.mfa)),
                ("AccountAccessKeysPresent", root.keys),
                ("AccountPasswordPresent", u32::from(root.password)),
                ("AccountSigningCertificatesPresent", 0),
            ]
            .into_iter()
            .map(|(key, value)| format!("<entry><key>{key}</key><value>{value}</value></entry>"))
            .collect();
            format!("<SummaryMap>{entries}</SummaryMap>")
        }
        "ListAccountAliases" => format!(
            "<IsTruncated>false</IsTruncated><AccountAliases><member>{}</member></AccountAliases>",
            scenario.alias
        ),
        "ListVirtualMFADevices" if scenario.root.virtual_mfa => format!(
            "<IsTruncated>false</IsTruncated><VirtualMFADevices><member><SerialNumber>arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device</SerialNumber><User><Path>/</Path><UserName>root</UserName><UserId>{ACCOUNT}</UserId><Arn>arn:aws:iam::{ACCOUNT}:root</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></User><EnableDate>2026-01-01T00:00:00Z</EnableDate></member></VirtualMFADevices>"
        ),
        _ => return None,
    };
    debug_assert_eq!(request.protocol, Protocol::Query);
    let name = &request.operation;
    Some(Answer::xml(format!(
        "<{name}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{name}Result>{result}</{name}Result></{name}Response>"
    )))
}
