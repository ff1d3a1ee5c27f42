//! An account's beginning, as data.

use serde::Deserialize;

use crate::domain::{Failure, Kind};

const FILES: [(&str, &str); 5] = [
    ("fresh", include_str!("../../assets/scenarios/fresh.toml")),
    ("half-done", include_str!("../../assets/scenarios/half-done.toml")),
    ("secured", include_str!("../../assets/scenarios/secured.toml")),
    ("member", include_str!("../../assets/scenarios/member.toml")),
    ("denied", include_str!("../../assets/scenarios/denied.toml")),
];

/// The root user's state.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// MFA is on.
    pub mfa: bool,
    /// By a virtual device.
    pub virtual_mfa: bool,
    pub keys: u32,
    /// It can sign in.
    pub password: bool,
    /// How many days the account is old.
    #[serde(default)]
    pub age_days: i64,
    /// How many days ago its password was last used.
    #[serde(default)]
    pub used_days: Option<i64>,
    /// The access keys, where more is told of them than their number.
    #[serde(default)]
    pub key: Vec<Key>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// `AKIA...`.
    pub id: String,
    /// It is switched off.
    #[serde(default)]
    pub inactive: bool,
    /// How many days it is old.
    pub age_days: i64,
    /// How many days ago it was last used; never where it is not told.
    #[serde(default)]
    pub used_days: Option<i64>,
    /// For which service.
    #[serde(default)]
    pub service: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    pub name: String,
    /// It can sign in to the console.
    #[serde(default)]
    pub password: bool,
    /// How many days ago its password was last used; yesterday where it is not told.
    #[serde(default)]
    pub password_used_days: Option<i64>,
    /// It has MFA.
    #[serde(default)]
    pub mfa: bool,
    #[serde(default)]
    pub groups: Vec<String>,
    /// AWS's policies attached to itself, by name.
    #[serde(default)]
    pub policies: Vec<String>,
    /// Policies that are written into it: each document by its name.
    #[serde(default)]
    pub inline: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    pub key: Vec<Key>,
    /// Services that it has a credential of its own for.
    #[serde(default)]
    pub service_credentials: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    /// AWS's policies attached to it, by name.
    #[serde(default)]
    pub policies: Vec<String>,
}

/// The organization that the account is in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The account that manages it.
    pub management: String,
    /// That account's e-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// It has consolidated billing only.
    #[serde(default)]
    pub billing_only: bool,
    /// The account sees it without managing it.
    #[serde(default)]
    pub delegated: bool,
    /// Central root access: `RootCredentialsManagement`, `RootSessions`.
    #[serde(default)]
    pub features: Vec<String>,
    /// Services that are trusted with it.
    #[serde(default)]
    pub trusted: Vec<String>,
    /// The other accounts.
    #[serde(default)]
    pub account: Vec<Member>,
}

/// Another account of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The twelve digits.
    pub id: String,
    pub name: String,
    pub email: String,
    /// The path of its unit.
    pub unit: String,
    /// Where it is not `ACTIVE`.
    #[serde(default)]
    pub state: Option<String>,
    /// Its root user has a password.
    #[serde(default)]
    pub root_password: bool,
    /// Its root user's access keys.
    #[serde(default)]
    pub root_keys: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Characters.
    pub length: i32,
    /// Earlier passwords that are refused.
    pub reuse: i32,
}

/// A bucket that is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    pub name: String,
    pub region: String,
    /// Its public access block is on.
    pub blocked: bool,
    /// Its policy as JSON.
    #[serde(default)]
    pub policy: Option<String>,
    /// Or genkan's own policy for a trail of this name.
    #[serde(default)]
    pub trail: Option<String>,
    /// Or genkan's own policy for AWS Config.
    #[serde(default)]
    pub config: bool,
    /// Another account owns it.
    #[serde(default)]
    pub foreign: bool,
    /// It is from before April 2023: its ACLs, and those of its objects, are in force.
    #[serde(default)]
    pub acls: bool,
}

/// A trail that is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trail {
    pub name: String,
    pub region: String,
    /// Where it delivers to.
    pub bucket: String,
    /// Every Region.
    pub multi_region: bool,
    /// Digest files.
    pub validation: bool,
    /// Recording, since an hour ago.
    pub logging: bool,
}

/// AWS Config in a Region.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub region: String,
    /// The name of recorder and channel.
    pub recorder: String,
    pub recording: bool,
    /// Since how many hours; a stopped one stopped half way.
    pub hours: i64,
    /// Only these types; all where none is named.
    #[serde(default)]
    pub types: Vec<String>,
    /// IAM types too.
    pub iam: bool,
    /// Where the channel delivers to; no channel where none is named.
    #[serde(default)]
    pub bucket: Option<String>,
    /// Days of retention that were set.
    #[serde(default)]
    pub retention: Option<i64>,
}

/// A GuardDuty detector of the starting state.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detector {
    /// Its Region, or `all`.
    pub region: String,
    /// It is there and does nothing.
    #[serde(default)]
    pub suspended: bool,
    /// How many days it is old.
    #[serde(default)]
    pub days: i64,
    /// A policy of the organization decides about it.
    #[serde(default)]
    pub managed: bool,
    /// The account that administers it.
    #[serde(default)]
    pub administrator: Option<String>,
    /// The types of what it found.
    #[serde(default)]
    pub findings: Vec<String>,
}

/// Something that the organization forbids.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    pub service: String,
    pub region: String,
}

/// An account's starting state.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// `root`, `user/NAME` or `role/NAME/SESSION`.
    pub caller: String,
    pub region: String,
    pub alias: String,
    /// `FREE` or `PAID`.
    pub plan: String,
    /// How long a call takes.
    pub latency_ms: u64,
    /// How long the first log file takes; on AWS about a quarter of an hour.
    pub delivery_seconds: i64,
    /// How long a new bucket policy takes to reach CloudTrail.
    pub propagation_ms: i64,
    /// IAM actions that are denied.
    pub denied: Vec<String>,
    pub root: Root,
    #[serde(default)]
    pub bucket: Vec<Bucket>,
    #[serde(default)]
    pub trail: Vec<Trail>,
    #[serde(default)]
    pub config: Vec<Config>,
    #[serde(default)]
    pub detector: Vec<Detector>,
    /// Who is told of GuardDuty findings.
    #[serde(default)]
    pub alerts: Option<String>,
    /// Security Hub CSPM is on in the home Region.
    #[serde(default)]
    pub hub: bool,
    /// What a service control policy denies.
    #[serde(default)]
    pub forbidden: Vec<Forbidden>,
    #[serde(default)]
    pub user: Vec<User>,
    #[serde(default)]
    pub group: Vec<Group>,
    #[serde(default)]
    pub password_policy: Option<Policy>,
    /// The alternate contacts that are named: `SECURITY`, `BILLING`, `OPERATIONS`.
    #[serde(default)]
    pub contacts: Vec<String>,
    /// The account's public access block: `whole` or `partly`.
    #[serde(default)]
    pub public_access_block: Option<String>,
    /// Where there are analyzers of IAM Access Analyzer: `all` Regions or `home`.
    #[serde(default)]
    pub analyzers: Option<String>,
    /// Where new EBS volumes are encrypted: `all` Regions or `home`.
    #[serde(default)]
    pub ebs_encryption: Option<String>,
    /// A budget, and who is told of it: nobody where the address is empty.
    #[serde(default)]
    pub budget: Option<String>,
    /// IAM Identity Center is on.
    #[serde(default)]
    pub identity_center: bool,
    /// The organization, where the account is in one.
    #[serde(default)]
    pub organization: Option<Organization>,
    /// How long AWS takes to create an account, in seconds.
    #[serde(default)]
    pub account_seconds: i64,
    /// E-mails that an AWS account somewhere has already.
    #[serde(default)]
    pub taken_emails: Vec<String>,
}

impl Scenario {
    /// The names of all scenarios.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        FILES.iter().map(|(name, _)| *name).collect()
    }

    /// The scenario of a name.
    ///
    /// # Errors
    /// Usage, naming the scenarios there are.
    pub fn named(name: &str) -> Result<Self, Failure> {
        let Some((_, text)) = FILES.iter().find(|(known, _)| *known == name) else {
            return Err(Failure::new(
                Kind::Usage,
                format!("demo {name}: {}", Self::names().join(", ")),
            ));
        };
        toml::from_str(text).map_err(|error| Failure::new(Kind::Internal, format!("{name}: {error}")))
    }

    /// Whether a service control policy denies every call of a service in a Region.
    #[must_use]
    pub fn forbids(&self, service: &str, region: &str) -> bool {
        self.forbidden
            .iter()
            .any(|one| one.service == service && one.region == region)
    }

    /// The same account, asked by its first IAM user instead of the root user.
    #[must_use]
    pub fn as_user(mut self, name: &str) -> Self {
        self.caller = format!("user/{name}");
        if !self.user.iter().any(|user| user.name == name) {
            self.user.push(User::named(name));
        }
        self
    }

    /// An account that an organization has just made, asked with the role that AWS makes in it: nothing in it, and no root
    /// credentials (IAM user guide, "AWS account root user").
    #[must_use]
    pub fn of_member(&self, name: &str) -> Self {
        let mut member = Self::named("fresh").unwrap_or_else(|_| self.clone());
        member.caller = "role/OrganizationAccountAccessRole/genkan".to_owned();
        name.clone_into(&mut member.alias);
        member.plan = "PAID".to_owned();
        member.region.clone_from(&self.region);
        member.latency_ms = self.latency_ms;
        member.propagation_ms = self.propagation_ms;
        member.delivery_seconds = self.delivery_seconds;
        member.root.password = false;
        member
    }

    /// The same account answering at once, for tests and benches.
    #[must_use]
    pub const fn instant(mut self) -> Self {
        self.latency_ms = 0;
        self.propagation_ms = 0;
        self.account_seconds = 0;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_can_be_read() {
        for name in Scenario::names() {
            assert!(Scenario::named(name).is_ok(), "{:?}", Scenario::named(name));
        }
        assert_eq!(Scenario::named("nonsense").unwrap_err().kind, Kind::Usage);
    }
}
