//! IAM as AWS has it, over the simulated one: a root user with keys of its own, AWS's own policies, MFA devices whose
//! codes are checked, a credential report that follows the account, and callers who may leave their name out.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use winterbaume_core::{MockService, StatefulService};
use winterbaume_iam::IamService;
use winterbaume_iam::views::{
    AccessKeyView, AccountPasswordPolicyView, AttachedPolicyView, GroupView, IamStateView, InlinePolicyView,
    LoginProfileView, ManagedPolicyView, RoleView, ServiceSpecificCredentialView, UserView,
};

use super::ACCOUNT;
use super::alerts::FORWARDS;
use super::answer::{Answer, Protocol, escape};
use super::connector::{Request, forwarded};
use super::scenario::{Key, Scenario, User};
use crate::domain::Secret;
use crate::measures::secure::{CENTER_PATH, CENTER_PREFIX, totp};

/// AWS's own policies that genkan attaches or meets.
const MANAGED: [&str; 4] = [
    "AdministratorAccess",
    "SignInLocalDevelopmentAccess",
    "ReadOnlyAccess",
    "PowerUserAccess",
];
/// How long a person at the console takes to set MFA, once its page was opened.
const AT_THE_CONSOLE: SignedDuration = SignedDuration::from_secs(12);
/// The letters of base32.
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A virtual MFA device.
struct Device {
    seed: Secret,
    user: Option<String>,
    since: Timestamp,
}

/// What the simulated service does not have.
struct Rest {
    devices: BTreeMap<String, Device>,
    root_keys: Vec<Key>,
    root_mfa: bool,
    /// When the person at the console will have set it.
    root_mfa_at: Option<Timestamp>,
    /// When the credential report was asked for.
    report_asked: Option<Timestamp>,
    /// Seeds made so far: each is another.
    seeds: u64,
}

/// IAM.
pub struct Iam {
    service: IamService,
    scenario: Scenario,
    began: Timestamp,
    rest: Mutex<Rest>,
}

fn ago(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(24 * days)
}

fn arn(partition_of: &str, name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{partition_of}/{name}")
}

fn managed(name: &str) -> String {
    format!("arn:aws:iam::aws:policy/{name}")
}

fn attached(names: &[String]) -> Vec<AttachedPolicyView> {
    names
        .iter()
        .map(|name| AttachedPolicyView {
            policy_name: name.clone(),
            policy_arn: managed(name),
        })
        .collect()
}

/// The account's beginning as the simulated service keeps it.
fn beginning(scenario: &Scenario, now: Timestamp) -> IamStateView {
    let at = |days: i64| Some(ago(now, days).to_string());
    let mut view = IamStateView::default();
    for name in MANAGED {
        let policy = ManagedPolicyView {
            policy_name: name.to_owned(),
            policy_id: format!("ANPA{}", name.to_uppercase()),
            arn: managed(name),
            path: "/".to_owned(),
            default_version_id: "v1".to_owned(),
            description: String::new(),
            create_date: at(3650),
            update_date: at(3650),
            is_attachable: true,
            document: r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(),
            versions: Vec::new(),
            tags: HashMap::new(),
            attachment_count: 0,
        };
        view.policies.insert(policy.arn.clone(), policy);
    }
    for group in &scenario.group {
        let members = scenario
            .user
            .iter()
            .filter(|user| user.groups.contains(&group.name));
        let group = GroupView {
            name: group.name.clone(),
            group_id: format!("AGPA{}", group.name.to_uppercase()),
            account_id: ACCOUNT.to_owned(),
            path: "/".to_owned(),
            arn: arn("group", &group.name),
            create_date: at(scenario.root.age_days),
            members: members.map(|user| user.name.clone()).collect(),
            attached_policies: attached(&group.policies),
            inline_policies: Vec::new(),
        };
        view.groups.insert(group.name.clone(), group);
    }
    for user in &scenario.user {
        let made = at(scenario.root.age_days);
        if user.password {
            view.login_profiles.insert(
                user.name.clone(),
                LoginProfileView {
                    user_name: user.name.clone(),
                    create_date: made.clone(),
                    password_reset_required: false,
                },
            );
        }
        for key in &user.key {
            view.access_keys.insert(
                key.id.clone(),
                AccessKeyView {
                    user_name: user.name.clone(),
                    access_key_id: key.id.clone(),
                    secret_access_key: String::new(),
                    status: status(key.inactive).to_owned(),
                    create_date: at(key.age_days),
                },
            );
        }
        for service in &user.service_credentials {
            view.service_specific_credentials.insert(
                format!("{}-{service}", user.name),
                ServiceSpecificCredentialView {
                    service_specific_credential_id: format!("ACCA{}", user.name.to_uppercase()),
                    user_name: user.name.clone(),
                    service_name: service.clone(),
                    service_user_name: format!("{}-at-{ACCOUNT}", user.name),
                    service_password: String::new(),
                    status: "Active".to_owned(),
                    create_date: made.clone(),
                },
            );
        }
        view.users.insert(
            user.name.clone(),
            UserView {
                name: user.name.clone(),
                user_id: format!("AIDA{}", user.name.to_uppercase()),
                account_id: ACCOUNT.to_owned(),
                path: "/".to_owned(),
                arn: arn("user", &user.name),
                create_date: made,
                tags: HashMap::new(),
                attached_policies: attached(&user.policies),
                inline_policies: user
                    .inline
                    .iter()
                    .map(|(name, document)| InlinePolicyView {
                        policy_name: name.clone(),
                        policy_document: document.clone(),
                    })
                    .collect(),
                permissions_boundary: None,
            },
        );
    }
    if scenario.alerts.is_some() {
        let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "events.amazonaws.com"}}]});
        let role = RoleView {
            name: FORWARDS.to_owned(),
            role_id: "AROAFORWARDFINDINGS".to_owned(),
            account_id: ACCOUNT.to_owned(),
            path: "/".to_owned(),
            arn: arn("role", FORWARDS),
            assume_role_policy_document: trust.to_string(),
            description: String::new(),
            create_date: at(scenario.root.age_days),
            max_session_duration: 3600,
            tags: HashMap::new(),
            attached_policies: Vec::new(),
            inline_policies: Vec::new(),
            permissions_boundary: None,
        };
        view.roles.insert(FORWARDS.to_owned(), role);
    }
    view.account_password_policy =
        scenario
            .password_policy
            .as_ref()
            .map(|policy| AccountPasswordPolicyView {
                minimum_password_length: policy.length,
                require_symbols: false,
                require_numbers: false,
                require_uppercase_characters: false,
                require_lowercase_characters: false,
                allow_users_to_change_password: true,
                max_password_age: None,
                password_reuse_prevention: Some(policy.reuse).filter(|reuse| *reuse > 0),
                hard_expiry: None,
                expire_passwords: false,
            });
    view
}

const fn status(inactive: bool) -> &'static str {
    if inactive { "Inactive" } else { "Active" }
}

/// The parameters of a request.
fn parameters(request: &Request) -> BTreeMap<String, String> {
    let body = String::from_utf8_lossy(&request.mock.body);
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| {
            let value = value.replace('+', " ");
            let value = percent_encoding::percent_decode_str(&value)
                .decode_utf8_lossy()
                .into_owned();
            (name.to_owned(), value)
        })
        .collect()
}

fn done(operation: &str, result: &str) -> Answer {
    Answer::xml(format!(
        "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result>{result}</{operation}Result></{operation}Response>"
    ))
}

fn refused(status: u16, code: &str, message: &str) -> Answer {
    Answer::error(Protocol::Query, status, code, message)
}

impl Iam {
    /// IAM as the scenario begins.
    ///
    /// # Errors
    /// What the simulated service says of the beginning.
    pub async fn begin(scenario: &Scenario, now: Timestamp) -> Result<Self, String> {
        let service = IamService::new();
        service
            .restore(ACCOUNT, "us-east-1", beginning(scenario, now))
            .await
            .map_err(|error| error.to_string())?;
        let mut devices = BTreeMap::new();
        for user in scenario.user.iter().filter(|user| user.mfa) {
            let device = Device {
                seed: seed(devices.len() as u64),
                user: Some(user.name.clone()),
                since: now,
            };
            devices.insert(arn("mfa", &user.name), device);
        }
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
        Ok(Self {
            service,
            scenario: scenario.clone(),
            began: now,
            rest: Mutex::new(Rest {
                devices,
                root_keys,
                root_mfa: root.mfa,
                root_mfa_at: None,
                report_asked: None,
                seeds: 100,
            }),
        })
    }

    fn rest(&self) -> MutexGuard<'_, Rest> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A person opened the console's page of the root user's credentials, and sets MFA there.
    pub fn page_opened(&self, now: Timestamp) {
        let mut rest = self.rest();
        if !rest.root_mfa && rest.root_mfa_at.is_none() {
            rest.root_mfa_at = Some(now + AT_THE_CONSOLE);
        }
    }

    /// The seed of a device, for a person who is a test.
    #[must_use]
    pub fn seed(&self, serial: &str) -> Option<Secret> {
        self.rest().devices.get(serial).map(|device| device.seed.clone())
    }

    /// Whether there is a user of that name.
    pub async fn has_user(&self, name: &str) -> bool {
        let view = self.service.snapshot(ACCOUNT, "us-east-1").await;
        view.users.contains_key(name)
    }

    /// Answers a request of a caller.
    pub async fn answer(&self, request: &Request, caller: &str, now: Timestamp) -> Answer {
        let given = parameters(request);
        // Whoever leaves the name out means itself; the root user has none.
        let own = caller.strip_prefix("user/").map(ToOwned::to_owned);
        let name = given.get("UserName").cloned().or(own.clone());
        if let Some(answer) = self.answer_here(request, &given, name.as_deref(), now) {
            return answer;
        }
        if request.operation == "GetAccountAuthorizationDetails" {
            return self.authorization_details().await;
        }
        if request.operation == "ListUsers" {
            return self.list_users(now).await;
        }
        if request.operation == "CreateLoginProfile"
            && let Some(answer) = self.against_policy(&given).await
        {
            return answer;
        }
        let mut mock = request.mock.clone();
        let needs_name = [
            "GetUser",
            "ListAccessKeys",
            "UpdateAccessKey",
            "DeleteAccessKey",
            "GetLoginProfile",
        ];
        if let (Some(own), false) = (own, given.contains_key("UserName"))
            && needs_name.contains(&request.operation.as_str())
        {
            let body = format!("{}&UserName={own}", String::from_utf8_lossy(&mock.body));
            mock.body = bytes::Bytes::from(body);
        }
        forwarded(&self.service.handle(mock).await)
    }

    /// What the simulated service does not have, or has otherwise than AWS; none where it is right.
    fn answer_here(
        &self,
        request: &Request,
        given: &BTreeMap<String, String>,
        name: Option<&str>,
        now: Timestamp,
    ) -> Option<Answer> {
        let operation = request.operation.as_str();
        let value = |key: &str| given.get(key).map_or("", String::as_str);
        let mut rest = self.rest();
        if rest.root_mfa_at.is_some_and(|at| at <= now) {
            rest.root_mfa = true;
        }
        let result = match operation {
            "GetAccountSummary" => {
                let entries: String = [
                    ("AccountMFAEnabled", usize::from(rest.root_mfa)),
                    // The talk counts inactive keys too; so does this account.
                    ("AccountAccessKeysPresent", rest.root_keys.len().min(1)),
                    ("AccountPasswordPresent", usize::from(self.scenario.root.password)),
                    ("AccountSigningCertificatesPresent", 0),
                ]
                .into_iter()
                .map(|(key, value)| format!("<entry><key>{key}</key><value>{value}</value></entry>"))
                .collect();
                format!("<SummaryMap>{entries}</SummaryMap>")
            }
            "ListVirtualMFADevices" => self.list_devices(&rest, value("AssignmentStatus")),
            "ListMFADevices" => {
                let members: String = rest
                    .devices
                    .iter()
                    .filter(|(_, device)| device.user.as_deref() == name && name.is_some())
                    .map(|(serial, device)| {
                        format!(
                            "<member><UserName>{}</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>{}</EnableDate></member>",
                            escape(name.unwrap_or_default()),
                            device.since
                        )
                    })
                    .collect();
                format!("<IsTruncated>false</IsTruncated><MFADevices>{members}</MFADevices>")
            }
            "CreateVirtualMFADevice" => {
                return Some(create_device(&mut rest, value("VirtualMFADeviceName"), now));
            }
            "EnableMFADevice" => return Some(enable_device(&mut rest, given, name, now)),
            "DeactivateMFADevice" => {
                let device = rest.devices.get_mut(value("SerialNumber"));
                match device.filter(|device| device.user.as_deref() == name) {
                    Some(device) => device.user = None,
                    None => return Some(refused(404, "NoSuchEntity", "MFA Device invalid for user.")),
                }
                String::new()
            }
            "DeleteVirtualMFADevice" => {
                let serial = value("SerialNumber");
                match rest.devices.get(serial) {
                    None => {
                        return Some(refused(404, "NoSuchEntity", "VirtualMFADevice does not exist."));
                    }
                    Some(device) if device.user.is_some() => {
                        return Some(refused(
                            409,
                            "DeleteConflict",
                            "MFA VirtualDevice in use. Must deactivate first.",
                        ));
                    }
                    Some(_) => {
                        rest.devices.remove(serial);
                    }
                }
                String::new()
            }
            "ListAccessKeys" if name.is_none() => {
                let keys: String = rest
                    .root_keys
                    .iter()
                    .map(|key| {
                        format!(
                            "<member><AccessKeyId>{}</AccessKeyId><Status>{}</Status><CreateDate>{}</CreateDate></member>",
                            key.id,
                            status(key.inactive),
                            ago(self.began, key.age_days)
                        )
                    })
                    .collect();
                format!("<IsTruncated>false</IsTruncated><AccessKeyMetadata>{keys}</AccessKeyMetadata>")
            }
            "UpdateAccessKey" if name.is_none() => {
                let key = rest
                    .root_keys
                    .iter_mut()
                    .find(|key| key.id == value("AccessKeyId"));
                match key {
                    Some(key) => key.inactive = value("Status") == "Inactive",
                    None => return Some(refused(404, "NoSuchEntity", "The Access Key cannot be found.")),
                }
                String::new()
            }
            "DeleteAccessKey" if name.is_none() => {
                let before = rest.root_keys.len();
                rest.root_keys.retain(|key| key.id != value("AccessKeyId"));
                if rest.root_keys.len() == before {
                    return Some(refused(404, "NoSuchEntity", "The Access Key cannot be found."));
                }
                String::new()
            }
            "GetAccessKeyLastUsed" => {
                let users = self.scenario.user.iter().flat_map(|user| &user.key);
                let key = users
                    .chain(&rest.root_keys)
                    .find(|key| key.id == value("AccessKeyId"));
                let used = key.and_then(|key| Some((key, key.used_days?)));
                let used = match used {
                    Some((key, days)) => format!(
                        "<LastUsedDate>{}</LastUsedDate><ServiceName>{}</ServiceName><Region>us-east-1</Region>",
                        ago(self.began, days),
                        key.service.as_deref().unwrap_or("iam")
                    ),
                    None => "<ServiceName>N/A</ServiceName><Region>N/A</Region>".to_owned(),
                };
                format!("<AccessKeyLastUsed>{used}</AccessKeyLastUsed>")
            }
            "GenerateCredentialReport" => {
                // AWS takes some seconds; where calls take no time, neither does this.
                let wait = SignedDuration::from_millis(i64::from(self.scenario.latency_ms > 0) * 2500);
                let asked = *rest.report_asked.get_or_insert(now);
                let state = if now.duration_since(asked) >= wait {
                    "COMPLETE"
                } else {
                    "STARTED"
                };
                format!("<State>{state}</State>")
            }
            "GetCredentialReport" => {
                let report = self.report(&rest);
                let content = aws_smithy_types::base64::encode(report);
                format!(
                    "<Content>{content}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>{}</GeneratedTime>",
                    rest.report_asked.unwrap_or(now)
                )
            }
            "ListAccountAliases" => format!(
                "<IsTruncated>false</IsTruncated><AccountAliases><member>{}</member></AccountAliases>",
                self.scenario.alias
            ),
            "ListSAMLProviders" => "<SAMLProviderList></SAMLProviderList>".to_owned(),
            _ => return None,
        };
        drop(rest);
        Some(done(operation, &result))
    }

    fn list_devices(&self, rest: &Rest, status: &str) -> String {
        let mut members = String::new();
        let root = rest.root_mfa && (self.scenario.root.virtual_mfa || rest.root_mfa_at.is_some());
        if root && status != "Unassigned" {
            members.push_str(&format!(
                "<member><SerialNumber>{}</SerialNumber><User><Path>/</Path><UserName>root</UserName><UserId>{ACCOUNT}</UserId><Arn>arn:aws:iam::{ACCOUNT}:root</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></User><EnableDate>2026-01-01T00:00:00Z</EnableDate></member>",
                arn("mfa", "root-account-mfa-device")
            ));
        }
        for (serial, device) in &rest.devices {
            let user = match (&device.user, status) {
                (Some(_), "Unassigned") | (None, "Assigned") => continue,
                (Some(user), _) => format!(
                    "<User><Path>/</Path><UserName>{}</UserName><UserId>AIDA</UserId><Arn>{}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></User><EnableDate>{}</EnableDate>",
                    escape(user),
                    escape(&arn("user", user)),
                    device.since
                ),
                (None, _) => String::new(),
            };
            members.push_str(&format!(
                "<member><SerialNumber>{}</SerialNumber>{user}</member>",
                escape(serial)
            ));
        }
        format!("<IsTruncated>false</IsTruncated><VirtualMFADevices>{members}</VirtualMFADevices>")
    }

    /// Users and groups with their policies: the simulated service leaves the users' groups out.
    async fn authorization_details(&self) -> Answer {
        let view = self.service.snapshot(ACCOUNT, "us-east-1").await;
        let attached = |policies: &[AttachedPolicyView]| -> String {
            policies
                .iter()
                .map(|policy| {
                    format!(
                        "<member><PolicyName>{}</PolicyName><PolicyArn>{}</PolicyArn></member>",
                        policy.policy_name, policy.policy_arn
                    )
                })
                .collect()
        };
        let written = |policies: &[InlinePolicyView]| -> String {
            policies
                .iter()
                .map(|policy| {
                    format!(
                        "<member><PolicyName>{}</PolicyName><PolicyDocument>{}</PolicyDocument></member>",
                        policy.policy_name,
                        escape(&policy.policy_document)
                    )
                })
                .collect()
        };
        let users: String = view
            .users
            .values()
            .map(|user| {
                let groups: String = view
                    .groups
                    .values()
                    .filter(|group| group.members.contains(&user.name))
                    .map(|group| format!("<member>{}</member>", escape(&group.name)))
                    .collect();
                let inline = written(&user.inline_policies);
                format!(
                    "<member><UserName>{}</UserName><GroupList>{groups}</GroupList><AttachedManagedPolicies>{}</AttachedManagedPolicies><UserPolicyList>{inline}</UserPolicyList></member>",
                    escape(&user.name),
                    attached(&user.attached_policies)
                )
            })
            .collect();
        let groups: String = view
            .groups
            .values()
            .map(|group| {
                format!(
                    "<member><GroupName>{}</GroupName><AttachedManagedPolicies>{}</AttachedManagedPolicies><GroupPolicyList>{}</GroupPolicyList></member>",
                    escape(&group.name),
                    attached(&group.attached_policies),
                    written(&group.inline_policies)
                )
            })
            .collect();
        // Somebody is assigned to the account where Identity Center is on.
        let role = if self.scenario.identity_center {
            format!(
                "<member><RoleName>{CENTER_PREFIX}AdministratorAccess_0123456789abcdef</RoleName><Path>{CENTER_PATH}</Path><AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>{}</PolicyArn></member></AttachedManagedPolicies></member>",
                managed("AdministratorAccess")
            )
        } else {
            String::new()
        };
        done(
            "GetAccountAuthorizationDetails",
            &format!(
                "<IsTruncated>false</IsTruncated><UserDetailList>{users}</UserDetailList><GroupDetailList>{groups}</GroupDetailList><RoleDetailList>{role}</RoleDetailList>"
            ),
        )
    }

    /// The users, with the last use of their passwords, which the simulated service leaves out.
    async fn list_users(&self, now: Timestamp) -> Answer {
        let view = self.service.snapshot(ACCOUNT, "us-east-1").await;
        let users: String = view
            .users
            .values()
            .map(|user| {
                let of = self.scenario.user.iter().find(|one| one.name == user.name);
                let used = of.filter(|one| one.password).map_or_else(String::new, |one| {
                    let used = ago(now, one.password_used_days.unwrap_or(1));
                    format!("<PasswordLastUsed>{used}</PasswordLastUsed>")
                });
                format!(
                    "<member><Path>/</Path><UserName>{}</UserName><UserId>{}</UserId><Arn>{}</Arn><CreateDate>{}</CreateDate>{used}</member>",
                    escape(&user.name),
                    user.user_id,
                    escape(&user.arn),
                    user.create_date.clone().unwrap_or_else(|| now.to_string())
                )
            })
            .collect();
        done(
            "ListUsers",
            &format!("<IsTruncated>false</IsTruncated><Users>{users}</Users>"),
        )
    }

    /// A password that is shorter than the policy asks for.
    async fn against_policy(&self, given: &BTreeMap<String, String>) -> Option<Answer> {
        let view = self.service.snapshot(ACCOUNT, "us-east-1").await;
        let least = view
            .account_password_policy
            .map_or(8, |policy| policy.minimum_password_length);
        let length = given
            .get("Password")
            .map_or(0, |password| password.chars().count());
        let short = usize::try_from(least).is_ok_and(|least| length < least);
        short.then(|| {
            refused(
                400,
                "PasswordPolicyViolation",
                &format!("Password should have a minimum length of {least}"),
            )
        })
    }

    /// The credential report: the root user's row as the scenario has it.
    fn report(&self, rest: &Rest) -> String {
        const HEAD: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
        let date = |days: Option<i64>| {
            days.map_or_else(
                || "N/A".to_owned(),
                |days| {
                    ago(self.began, days)
                        .strftime("%Y-%m-%dT%H:%M:%S+00:00")
                        .to_string()
                },
            )
        };
        let key = |key: Option<&Key>| match key {
            Some(key) => format!(
                "{},{},{},us-east-1,{}",
                !key.inactive,
                date(Some(key.age_days)),
                date(key.used_days),
                key.service.as_deref().unwrap_or("N/A")
            ),
            None => "false,N/A,N/A,N/A,N/A".to_owned(),
        };
        let root = &self.scenario.root;
        let mut lines = vec![HEAD.to_owned()];
        lines.push(format!(
            "<root_account>,arn:aws:iam::{ACCOUNT}:root,{},{},{},not_supported,not_supported,{},{},{},false,N/A,false,N/A",
            date(Some(root.age_days)),
            root.password,
            date(root.used_days),
            rest.root_mfa,
            key(rest.root_keys.first()),
            key(rest.root_keys.get(1)),
        ));
        for user in &self.scenario.user {
            lines.push(format!(
                "{},{},{},{},no_information,N/A,N/A,{},{},{},false,N/A,false,N/A",
                user.name,
                arn("user", &user.name),
                date(Some(root.age_days)),
                user.password,
                user.mfa,
                key(user.key.first()),
                key(user.key.get(1)),
            ));
        }
        lines.join("\n") + "\n"
    }
}

/// A seed as long as AWS's: 64 letters of base32. The same account gives the same seeds, so that tests can be repeated.
fn seed(number: u64) -> Secret {
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

fn create_device(rest: &mut Rest, name: &str, now: Timestamp) -> Answer {
    let serial = arn("mfa", name);
    if rest.devices.contains_key(&serial) {
        return refused(
            409,
            "EntityAlreadyExists",
            "MFADevice entity at the same path and name already exists.",
        );
    }
    rest.seeds += 1;
    let seed = seed(rest.seeds);
    // The SDK takes the seed out of base64, as it comes from AWS.
    let written = aws_smithy_types::base64::encode(seed.expose());
    let device = Device {
        seed,
        user: None,
        since: now,
    };
    rest.devices.insert(serial.clone(), device);
    done(
        "CreateVirtualMFADevice",
        &format!(
            "<VirtualMFADevice><SerialNumber>{}</SerialNumber><Base32StringSeed>{written}</Base32StringSeed></VirtualMFADevice>",
            escape(&serial)
        ),
    )
}

/// Takes two codes of consecutive steps, not more than a minute old, as AWS does.
fn enable_device(
    rest: &mut Rest,
    given: &BTreeMap<String, String>,
    name: Option<&str>,
    now: Timestamp,
) -> Answer {
    let value = |key: &str| given.get(key).map_or("", String::as_str);
    let Some(device) = rest.devices.get_mut(value("SerialNumber")) else {
        return refused(404, "NoSuchEntity", "VirtualMFADevice does not exist.");
    };
    if device.user.is_some() {
        return refused(409, "EntityAlreadyExists", "MFA Device is already in use.");
    }
    let here = totp::step_of(now);
    let fits = (here - 3..=here).any(|step| {
        let code = |step| totp::code(&device.seed, step);
        let is = |key: &str, step| code(step).is_some_and(|code| code.expose() == value(key));
        is("AuthenticationCode1", step) && is("AuthenticationCode2", step + 1)
    });
    if !fits {
        return refused(
            403,
            "InvalidAuthenticationCode",
            "Authentication code for device is not valid.",
        );
    }
    device.user = name.map(ToOwned::to_owned);
    device.since = now;
    done("EnableMFADevice", "")
}

impl User {
    /// A user who is there and has nothing yet.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            password: true,
            password_used_days: None,
            mfa: false,
            groups: Vec::new(),
            policies: Vec::new(),
            inline: BTreeMap::new(),
            key: Vec::new(),
            service_credentials: Vec::new(),
        }
    }
}
