//! Which account this is, who asks, and where.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Known;

/// An AWS Region code such as `ap-northeast-1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(String);

impl Region {
    /// A Region of that code. Whether AWS has it is AWS's to say.
    #[must_use]
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// Whether it has the form of a Region's code: it becomes a part of host names.
    #[must_use]
    pub fn is_code(&self) -> bool {
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        !self.0.is_empty() && self.0.len() <= 32 && self.0.chars().all(fits)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The parts of an ARN that genkan reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`.
    pub partition: &'a str,
    pub service: &'a str,
    /// The Region, empty for global services.
    pub region: &'a str,
    pub account: &'a str,
    /// Everything after the fifth colon.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits an ARN; `None` where it is not one.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        (parts.next()? == "arn").then_some(())?;
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }
}

/// Who asks (GK-P1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Principal {
    /// The root user of the account.
    Root,
    User {
        /// Its name without the path.
        name: String,
    },
    /// A role session.
    Role { name: String, session: String },
    /// Anything else that AWS may name, such as a federated user.
    Other {
        /// The resource part of the ARN.
        resource: String,
    },
}

/// The answer of `sts:GetCallerIdentity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The twelve digits.
    pub account: String,
    pub arn: String,
    /// `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`.
    pub partition: String,
    /// What kind of principal the ARN names.
    pub principal: Principal,
}

impl Identity {
    /// Reads an identity from the caller's ARN.
    #[must_use]
    pub fn from_arn(account: &str, arn: &str) -> Self {
        let parsed = Arn::parse(arn);
        let resource = parsed.map_or(arn, |arn| arn.resource);
        let principal = match resource.split('/').collect::<Vec<_>>().as_slice() {
            ["root"] => Principal::Root,
            ["user", .., name] => Principal::User {
                name: (*name).to_owned(),
            },
            ["assumed-role", name, session] => Principal::Role {
                name: (*name).to_owned(),
                session: (*session).to_owned(),
            },
            _ => Principal::Other {
                resource: resource.to_owned(),
            },
        };
        Self {
            account: account.to_owned(),
            arn: arn.to_owned(),
            partition: parsed.map_or("aws", |arn| arn.partition).to_owned(),
            principal,
        }
    }

    /// `root`, `user/founder`, `role/Admin`: short enough for the identity bar.
    #[must_use]
    pub fn short(&self) -> String {
        match &self.principal {
            Principal::Root => "root".to_owned(),
            Principal::User { name } => format!("user/{name}"),
            Principal::Role { name, .. } => format!("role/{name}"),
            Principal::Other { resource } => resource.clone(),
        }
    }
}

/// Free or paid (GK-P2, `freetier:GetAccountPlanState`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPlan {
    /// `FREE` or `PAID`, as AWS writes it.
    pub kind: String,
    /// `NOT_STARTED`, `ACTIVE` or `EXPIRED`.
    pub status: String,
    /// When a free plan ends.
    pub expires: Option<Timestamp>,
}

/// How the list of Regions was learnt, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionSource {
    /// `account:ListRegions`.
    Account,
    /// `ec2:DescribeRegions`, where the first was denied.
    Ec2,
    /// The Regions that every account has and nobody can disable; opt-in Regions stay unknown.
    Default,
}

/// The Regions that can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnabledRegions {
    /// Enabled ones, sorted.
    pub enabled: Vec<Region>,
    /// Ones being enabled: pending, never a failure.
    pub enabling: Vec<Region>,
    /// Where the list comes from.
    pub source: RegionSource,
}

/// The 17 Regions enabled in every account of the `aws` partition (AWS Account Management reference,
/// "Enable or disable AWS Regions"). Never all endpoint Regions: opt-in ones refuse calls.
pub const DEFAULT_REGIONS: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The Regions that every account of a Region's partition has. Outside the commercial Regions an account's credentials are good
/// for no other partition.
#[must_use]
pub fn default_regions(home: &Region) -> Vec<Region> {
    let others: &[&str] = match home.as_str().split('-').next() {
        Some("cn") => &["cn-north-1", "cn-northwest-1"],
        Some("eusc") => &["eusc-de-east-1"],
        _ if home.as_str().starts_with("us-gov-") => &["us-gov-east-1", "us-gov-west-1"],
        _ if home.as_str().starts_with("us-iso") => &[],
        _ => &DEFAULT_REGIONS,
    };
    let mut regions: Vec<Region> = others.iter().copied().map(Region::new).collect();
    if !regions.contains(home) {
        regions.push(home.clone());
        regions.sort();
    }
    regions
}

/// The Region that a partition's global services are reached in, where nobody named another.
#[must_use]
pub fn first_region(partition: &str) -> Region {
    Region::new(match partition {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    })
}

/// What is known about the account as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Account {
    /// Who am I.
    pub identity: Known<Identity>,
    /// The account alias, where one is set.
    pub alias: Known<Option<String>>,
    /// Free or paid.
    pub plan: Known<AccountPlan>,
    pub regions: Known<EnabledRegions>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_falls_back_on_a_region_of_another_partition() {
        for (home, partition, count) in [
            ("eu-west-1", "aws", 17),
            ("af-south-1", "aws", 18),
            ("cn-north-1", "aws-cn", 2),
            ("us-gov-west-1", "aws-us-gov", 2),
            ("eusc-de-east-1", "aws-eusc", 1),
            ("us-iso-east-1", "aws-iso", 1),
        ] {
            let home = Region::new(home);
            let regions = default_regions(&home);
            assert_eq!(regions.len(), count, "{home}");
            assert!(regions.contains(&home));
            let of_partition = default_regions(&first_region(partition));
            assert!(partition == "aws-iso" || of_partition.iter().any(|one| regions.contains(one)));
        }
    }

    #[test]
    fn a_region_has_the_form_that_host_names_take() {
        for code in ["eu-west-1", "us-gov-east-1", "ap-northeast-3"] {
            assert!(Region::new(code).is_code(), "{code}");
        }
        for code in ["", "EU-west-1", "eu.west", "eu-west-1/x", "eu west 1", "é"] {
            assert!(!Region::new(code).is_code(), "{code}");
        }
        assert!(Region::new("a".repeat(32)).is_code());
        assert!(!Region::new("a".repeat(33)).is_code());
    }
}
