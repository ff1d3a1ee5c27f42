//! What IAM keeps, and how a scenario begins.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::super::alerts::FORWARDS;
use super::{ago, arn, managed};
use crate::demo::scenario::{Key, Scenario};
use crate::domain::Secret;

const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A virtual MFA device.
pub struct Device {
    pub seed: Secret,
    pub user: Option<String>,
    pub since: Timestamp,
}

/// Policies of a user, a group or a role.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// ARNs of managed ones.
    pub attached: Vec<String>,
    /// Documents by the name they were written in under.
    pub inline: BTreeMap<String, String>,
}

impl Policies {
    fn of_aws(names: &[String]) -> Self {
        Self {
            attached: names.iter().map(|name| managed(name)).collect(),
            inline: BTreeMap::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.attached.is_empty() && self.inline.is_empty()
    }
}

#[derive(Debug, Clone)]
pub struct LoginProfile {
    pub created: Timestamp,
    pub reset_required: bool,
}

#[derive(Debug, Clone)]
pub struct User {
    pub created: Timestamp,
    pub tags: Vec<(String, String)>,
    pub policies: Policies,
    pub login_profile: Option<LoginProfile>,
    /// When the password was last used.
    pub password_used: Option<Timestamp>,
    pub keys: Vec<Key>,
    /// Services that it has a credential of its own for.
    pub service_credentials: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Group {
    pub created: Timestamp,
    pub members: Vec<String>,
    pub policies: Policies,
}

#[derive(Debug, Clone)]
pub struct Role {
    pub created: Timestamp,
    pub trust: String,
    pub tags: Vec<(String, String)>,
    pub policies: Policies,
}

/// The account's password policy, as the API's parameters write it.
pub type PasswordPolicy = BTreeMap<String, String>;

pub struct State {
    pub users: BTreeMap<String, User>,
    pub groups: BTreeMap<String, Group>,
    pub roles: BTreeMap<String, Role>,
    pub password_policy: Option<PasswordPolicy>,
    pub devices: BTreeMap<String, Device>,
    pub root_keys: Vec<Key>,
    pub root_mfa: bool,
    /// When the person at the console will have set it.
    pub root_mfa_at: Option<Timestamp>,
    /// When the credential report was asked for.
    pub report_asked: Option<Timestamp>,
    /// Seeds made so far: each is another.
    pub seeds: u64,
}

impl State {
    /// As the scenario says.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Self {
        let created = ago(now, scenario.root.age_days);
        let users = scenario.user.iter().map(|user| {
            let one = User {
                created,
                tags: Vec::new(),
                policies: Policies {
                    inline: user.inline.clone(),
                    ..Policies::of_aws(&user.policies)
                },
                login_profile: user.password.then_some(LoginProfile {
                    created,
                    reset_required: false,
                }),
                password_used: user
                    .password
                    .then(|| ago(now, user.password_used_days.unwrap_or(1))),
                keys: user.key.clone(),
                service_credentials: user.service_credentials.clone(),
            };
            (user.name.clone(), one)
        });
        let groups = scenario.group.iter().map(|group| {
            let members = scenario
                .user
                .iter()
                .filter(|user| user.groups.contains(&group.name));
            let one = Group {
                created,
                members: members.map(|user| user.name.clone()).collect(),
                policies: Policies::of_aws(&group.policies),
            };
            (group.name.clone(), one)
        });
        let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "events.amazonaws.com"}}]});
        let forwards = scenario.alerts.as_ref().map(|_| {
            let role = Role {
                created,
                trust: trust.to_string(),
                tags: Vec::new(),
                policies: Policies::default(),
            };
            (FORWARDS.to_owned(), role)
        });
        let with_mfa = scenario.user.iter().filter(|user| user.mfa);
        let devices = with_mfa.enumerate().map(|(index, user)| {
            let device = Device {
                seed: seed(index as u64),
                user: Some(user.name.clone()),
                since: now,
            };
            (arn("mfa", &user.name), device)
        });
        let root = &scenario.root;
        let root_keys = if root.key.is_empty() {
            (1..=root.keys)
                .map(|number| Key {
                    id: format!("AKIAROOTEXAMPLE0000{number}"),
                    inactive: false,
                    age_days: root.age_days,
                    used_days: None,
                    service: None,
                })
                .collect()
        } else {
            root.key.clone()
        };
        Self {
            users: users.collect(),
            groups: groups.collect(),
            roles: forwards.into_iter().collect(),
            password_policy: scenario.password_policy.as_ref().map(|policy| {
                let length = policy.length.to_string();
                let mut fields: PasswordPolicy = [("MinimumPasswordLength", length.as_str())]
                    .into_iter()
                    .chain([("AllowUsersToChangePassword", "true")])
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                if policy.reuse > 0 {
                    fields.insert("PasswordReusePrevention".to_owned(), policy.reuse.to_string());
                }
                fields
            }),
            devices: devices.collect(),
            root_keys,
            root_mfa: root.mfa,
            root_mfa_at: None,
            report_asked: None,
            seeds: 100,
        }
    }

    pub fn groups_of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a String> {
        self.groups
            .iter()
            .filter(move |(_, group)| group.members.iter().any(|member| member == user))
            .map(|(name, _)| name)
    }
}

/// A seed as long as AWS's: 64 letters of base32. The same account gives the same seeds, so that tests can be repeated.
pub fn seed(number: u64) -> Secret {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D123_4567;
    let letters: String = (0..64)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let index = usize::try_from(state >> 59).unwrap_or(0);
            BASE32.get(index).copied().map_or('A', char::from)
        })
        .collect();
    Secret::new(letters)
}
