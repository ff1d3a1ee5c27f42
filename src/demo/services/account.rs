//! Who the caller is and what the account is, as the scenario says. The simulated services always answer one
//! fixed user, an account summary of zeros, and no Regions.

use serde_json::json;

use crate::demo::answer::Answer;
use crate::demo::request::Request;
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};
use crate::domain::account::DEFAULT_REGIONS;

/// The ARN of a caller as scenarios write it: `root`, `user/NAME`, `role/NAME/SESSION`.
pub fn arn_of(caller: &str) -> String {
    match caller.split_once('/') {
        None => format!("arn:aws:iam::{ACCOUNT}:root"),
        Some(("role", rest)) => format!("arn:aws:sts::{ACCOUNT}:assumed-role/{rest}"),
        Some((kind, name)) => format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}"),
    }
}

/// STS, Account Management, Free Tier and EC2's Regions.
pub struct Account;

impl Service for Account {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        let is_own = ["sts", "account", "freetier", "ec2"].contains(&request.service.as_str());
        is_own.then(|| answer(around.scenario, around.caller, request))
    }
}

fn answer(scenario: &Scenario, caller: &str, request: &Request) -> Answer {
    match (request.service.as_str(), request.operation.as_str()) {
        ("sts", "GetCallerIdentity") => Answer::xml(format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>{}</Arn><UserId>AIDAEMBEDDED</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
            arn_of(caller)
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
