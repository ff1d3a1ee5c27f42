//! AWS Organizations of the embedded account, with the root users of its members: what no simulated service has in time
//! that passes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::demo::answer::{Answer, Protocol};
use crate::demo::request::Request;
use crate::demo::scenario::{Member as ScenarioMember, Organization as ScenarioOrganization};
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, Scenario};

/// The id of the organization.
const ID: &str = "o-embedded1234";
/// The id of its root.
const ROOT: &str = "r-em01";
/// The first account that it creates; the next ones count up.
const FIRST: u64 = 222_233_334_441;

#[derive(Debug, Clone)]
struct Account {
    id: String,
    name: String,
    email: String,
    state: String,
    parent: String,
    joined: Timestamp,
    password: bool,
    keys: Vec<String>,
    devices: Vec<String>,
}

#[derive(Debug, Clone)]
struct Unit {
    id: String,
    name: String,
    parent: String,
}

/// A creation: it ends when its time has come.
#[derive(Debug, Clone)]
struct Creation {
    id: String,
    name: String,
    email: String,
    asked: Timestamp,
    account: Option<String>,
    failed: Option<&'static str>,
}

#[derive(Debug, Default)]
struct State {
    /// Who manages it; none where there is no organization.
    management: Option<String>,
    email: String,
    billing_only: bool,
    delegated: bool,
    accounts: Vec<Account>,
    units: Vec<Unit>,
    creations: Vec<Creation>,
    trusted: Vec<String>,
    features: Vec<String>,
    count: u64,
}

#[derive(Debug)]
pub struct Organizations {
    state: Mutex<State>,
    /// How long an account takes.
    seconds: i64,
    taken: Vec<String>,
}

impl Organizations {
    /// As the scenario says.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Self {
        let mut state = State {
            email: format!("root@{}.example", scenario.alias),
            ..State::default()
        };
        if let Some(organization) = &scenario.organization {
            state.fill(organization, now);
        }
        Self {
            state: Mutex::new(state),
            seconds: scenario.account_seconds,
            taken: scenario.taken_emails.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an account is an active member, and since when.
    pub fn joined(&self, account: &str) -> Option<Timestamp> {
        let state = self.lock();
        if state.management.as_deref() != Some(ACCOUNT) {
            return None;
        }
        let one = state.accounts.iter().find(|one| one.id == account)?;
        (one.state == "ACTIVE").then_some(one.joined)
    }

    pub fn name(&self, account: &str) -> Option<String> {
        let state = self.lock();
        state
            .accounts
            .iter()
            .find(|one| one.id == account)
            .map(|one| one.name.clone())
    }

    /// Answers a call of `account`.
    pub fn answer_of(&self, request: &Request, account: &str, now: Timestamp) -> Answer {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let mut state = self.lock();
        state.end_creations(now, self.seconds, &self.taken);
        match state.answer(&request.operation, &body, account, now) {
            Ok(value) => Answer::json(&value),
            Err(code) => Answer::error(Protocol::Json, 400, code, "You can't do that now."),
        }
    }

    /// IAM's calls about central root access; none where it is another call.
    pub fn answer_iam(&self, request: &Request, account: &str) -> Option<Answer> {
        let operation = request.operation.as_str();
        if !operation.contains("Organizations") {
            return None;
        }
        let mut state = self.lock();
        let refused = |code: &str| {
            Some(Answer::error(
                Protocol::Query,
                400,
                code,
                "You can't do that now.",
            ))
        };
        if state.management.is_none() {
            return refused("OrganizationNotFoundException");
        }
        if state.management.as_deref() != Some(account) {
            return refused("AccountNotManagementOrDelegatedAdministratorException");
        }
        if state.billing_only {
            return refused("OrganizationNotInAllFeaturesModeException");
        }
        if !state.trusted.iter().any(|one| one == "iam.amazonaws.com") {
            return refused("ServiceAccessNotEnabledException");
        }
        let feature = if operation.contains("RootSessions") {
            "RootSessions"
        } else {
            "RootCredentialsManagement"
        };
        if operation.starts_with("Enable") && !state.features.iter().any(|one| one == feature) {
            state.features.push(feature.to_owned());
        }
        if operation.starts_with("Disable") {
            state.features.retain(|one| one != feature);
        }
        let on: String = state
            .features
            .iter()
            .map(|one| format!("<member>{one}</member>"))
            .collect();
        Some(Answer::xml(format!(
            "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result><OrganizationId>{ID}</OrganizationId><EnabledFeatures>{on}</EnabledFeatures></{operation}Result></{operation}Response>"
        )))
    }

    /// Whether a session as a member's root user may be had.
    pub fn has_root_sessions(&self) -> bool {
        self.lock()
            .features
            .iter()
            .any(|one| one == "RootCredentialsManagement")
    }

    /// IAM's calls in a session as a member's root user.
    pub fn answer_root(&self, request: &Request, account: &str, may_delete: bool, now: Timestamp) -> Answer {
        let operation = request.operation.as_str();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let value = |name: &str| {
            let prefix = format!("{name}=");
            let raw = body.split('&').find_map(|pair| pair.strip_prefix(&prefix))?;
            Some(
                percent_encoding::percent_decode_str(raw)
                    .decode_utf8_lossy()
                    .into_owned(),
            )
        };
        let mut state = self.lock();
        let Some(one) = state.accounts.iter_mut().find(|one| one.id == account) else {
            return Answer::error(Protocol::Query, 404, "NoSuchEntity", account);
        };
        let missing = |what: &str| Answer::error(Protocol::Query, 404, "NoSuchEntity", what);
        let done = |result: &str| {
            Answer::xml(format!(
                "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result>{result}</{operation}Result></{operation}Response>"
            ))
        };
        if !operation.starts_with("Get") && !operation.starts_with("List") && !may_delete {
            return Answer::error(
                Protocol::Query,
                403,
                "AccessDenied",
                "the task policy allows no such call",
            );
        }
        match operation {
            "GetLoginProfile" if one.password => done(&format!(
                "<LoginProfile><UserName>root</UserName><CreateDate>{}</CreateDate></LoginProfile>",
                one.joined
            )),
            "GetLoginProfile" => missing("LoginProfile"),
            "ListAccessKeys" => {
                let keys: String = one
                    .keys
                    .iter()
                    .map(|key| {
                        format!("<member><AccessKeyId>{key}</AccessKeyId><Status>Active</Status></member>")
                    })
                    .collect();
                done(&format!(
                    "<AccessKeyMetadata>{keys}</AccessKeyMetadata><IsTruncated>false</IsTruncated>"
                ))
            }
            "GetAccessKeyLastUsed" => done(&format!(
                "<UserName>root</UserName><AccessKeyLastUsed><LastUsedDate>{}</LastUsedDate><ServiceName>s3</ServiceName><Region>us-east-1</Region></AccessKeyLastUsed>",
                now - SignedDuration::from_hours(24 * 12)
            )),
            "ListMFADevices" => {
                let devices: String = one
                    .devices
                    .iter()
                    .map(|serial| {
                        format!(
                            "<member><UserName>root</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>{}</EnableDate></member>",
                            one.joined
                        )
                    })
                    .collect();
                done(&format!(
                    "<MFADevices>{devices}</MFADevices><IsTruncated>false</IsTruncated>"
                ))
            }
            "ListSigningCertificates" => {
                done("<Certificates></Certificates><IsTruncated>false</IsTruncated>")
            }
            "DeleteLoginProfile" if one.password => {
                one.password = false;
                done("")
            }
            "DeleteAccessKey" => {
                let id = value("AccessKeyId").unwrap_or_default();
                let count = one.keys.len();
                one.keys.retain(|key| *key != id);
                if one.keys.len() == count {
                    missing(&id)
                } else {
                    done("")
                }
            }
            "DeactivateMFADevice" => {
                let serial = value("SerialNumber").unwrap_or_default();
                let count = one.devices.len();
                one.devices.retain(|device| *device != serial);
                if one.devices.len() == count {
                    missing(&serial)
                } else {
                    done("")
                }
            }
            other => missing(other),
        }
    }
}

impl State {
    fn fill(&mut self, organization: &ScenarioOrganization, now: Timestamp) {
        self.management = Some(organization.management.clone());
        self.billing_only = organization.billing_only;
        self.delegated = organization.delegated;
        self.features.clone_from(&organization.features);
        self.trusted.clone_from(&organization.trusted);
        if let Some(email) = &organization.email {
            self.email.clone_from(email);
        }
        let management = ScenarioMember {
            id: organization.management.clone(),
            name: "management".to_owned(),
            email: self.email.clone(),
            unit: "/".to_owned(),
            ..ScenarioMember::default()
        };
        for one in [&management].into_iter().chain(&organization.account) {
            let parent = self.unit_at(&one.unit);
            self.accounts.push(Account {
                id: one.id.clone(),
                name: one.name.clone(),
                email: one.email.clone(),
                state: one.state.clone().unwrap_or_else(|| "ACTIVE".to_owned()),
                parent,
                joined: now - SignedDuration::from_hours(24 * 90),
                password: one.root_password,
                keys: one.root_keys.clone(),
                devices: Vec::new(),
            });
        }
    }

    /// The id of a unit, made where it is not there.
    fn unit_at(&mut self, path: &str) -> String {
        let mut parent = ROOT.to_owned();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let there = self
                .units
                .iter()
                .find(|unit| unit.parent == parent && unit.name == name);
            parent = match there {
                Some(unit) => unit.id.clone(),
                None => self.new_unit(&parent, name),
            };
        }
        parent
    }

    fn new_unit(&mut self, parent: &str, name: &str) -> String {
        self.count += 1;
        let id = format!("ou-em01-{:08}", self.count);
        self.units.push(Unit {
            id: id.clone(),
            name: name.to_owned(),
            parent: parent.to_owned(),
        });
        id
    }

    /// AWS ends what it was at.
    fn end_creations(&mut self, now: Timestamp, seconds: i64, taken: &[String]) {
        let mut creations = std::mem::take(&mut self.creations);
        for creation in &mut creations {
            let is_open = creation.account.is_none() && creation.failed.is_none();
            if !is_open || now.duration_since(creation.asked).as_secs() < seconds {
                continue;
            }
            let is_taken = self.accounts.iter().any(|one| one.email == creation.email)
                || taken.contains(&creation.email);
            if is_taken {
                creation.failed = Some("EMAIL_ALREADY_EXISTS");
                continue;
            }
            let number = u64::try_from(self.accounts.len()).unwrap_or(0);
            let id = (FIRST + number).to_string();
            creation.account = Some(id.clone());
            self.accounts.push(Account {
                id,
                name: creation.name.clone(),
                email: creation.email.clone(),
                state: "ACTIVE".to_owned(),
                parent: ROOT.to_owned(),
                joined: now,
                password: false,
                keys: Vec::new(),
                devices: Vec::new(),
            });
        }
        self.creations = creations;
    }

    fn account(account: &Account) -> Value {
        json!({"Id": account.id, "Arn": format!("arn:aws:organizations::{ACCOUNT}:account/{ID}/{}", account.id),
            "Name": account.name, "Email": account.email, "State": account.state, "JoinedMethod": "CREATED",
            "JoinedTimestamp": account.joined.as_second()})
    }

    fn creation(creation: &Creation) -> Value {
        let state = match (&creation.account, creation.failed) {
            (Some(_), _) => "SUCCEEDED",
            (None, Some(_)) => "FAILED",
            (None, None) => "IN_PROGRESS",
        };
        let mut value = json!({"Id": creation.id, "AccountName": creation.name, "State": state,
            "RequestedTimestamp": creation.asked.as_second()});
        if let (Some(fields), Some(account)) = (value.as_object_mut(), &creation.account) {
            fields.insert("AccountId".to_owned(), json!(account));
        }
        if let (Some(fields), Some(reason)) = (value.as_object_mut(), creation.failed) {
            fields.insert("FailureReason".to_owned(), json!(reason));
        }
        value
    }

    /// Whether an account may see the organization, or change it.
    fn may(&self, operation: &str, account: &str) -> Result<(), &'static str> {
        let reads = operation.starts_with("List") || operation.starts_with("Describe");
        let management = self
            .management
            .as_deref()
            .ok_or("AWSOrganizationsNotInUseException")?;
        if management == account || (reads && self.delegated) {
            Ok(())
        } else {
            Err("AccessDeniedException")
        }
    }

    #[allow(clippy::too_many_lines)]
    fn answer(
        &mut self,
        operation: &str,
        body: &Value,
        account: &str,
        now: Timestamp,
    ) -> Result<Value, &'static str> {
        let text = |name: &str| {
            body.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        match operation {
            "DescribeOrganization" => {
                let management = self
                    .management
                    .as_deref()
                    .ok_or("AWSOrganizationsNotInUseException")?;
                let set = if self.billing_only {
                    "CONSOLIDATED_BILLING"
                } else {
                    "ALL"
                };
                return Ok(json!({"Organization": {"Id": ID, "FeatureSet": set,
                    "Arn": format!("arn:aws:organizations::{management}:organization/{ID}"),
                    "MasterAccountId": management, "MasterAccountEmail": self.email,
                    "MasterAccountArn": format!("arn:aws:organizations::{management}:account/{ID}/{management}")}}));
            }
            "CreateOrganization" => {
                if self.management.is_some() {
                    return Err("AlreadyInOrganizationException");
                }
                self.management = Some(account.to_owned());
                self.accounts.push(Account {
                    id: account.to_owned(),
                    name: "management".to_owned(),
                    email: self.email.clone(),
                    state: "ACTIVE".to_owned(),
                    parent: ROOT.to_owned(),
                    joined: now,
                    password: true,
                    keys: Vec::new(),
                    devices: Vec::new(),
                });
                return Ok(
                    json!({"Organization": {"Id": ID, "FeatureSet": "ALL", "MasterAccountId": account,
                    "MasterAccountEmail": self.email}}),
                );
            }
            _ => self.may(operation, account)?,
        }
        match operation {
            "DeleteOrganization" => {
                if self.accounts.len() > 1 || !self.units.is_empty() {
                    return Err("OrganizationNotEmptyException");
                }
                let email = std::mem::take(&mut self.email);
                *self = Self {
                    email,
                    ..Self::default()
                };
                Ok(json!({}))
            }
            "ListRoots" => Ok(json!({"Roots": [{"Id": ROOT, "Name": "Root", "PolicyTypes": []}]})),
            "ListAccounts" => {
                let all: Vec<Value> = self.accounts.iter().map(Self::account).collect();
                Ok(json!({"Accounts": all}))
            }
            "DescribeAccount" => {
                let id = text("AccountId");
                let one = self.accounts.iter().find(|one| one.id == id);
                let one = one.ok_or("AccountNotFoundException")?;
                Ok(json!({"Account": Self::account(one)}))
            }
            "ListAccountsForParent" => {
                let parent = text("ParentId");
                let all = self.accounts.iter().filter(|one| one.parent == parent);
                let all: Vec<Value> = all.map(Self::account).collect();
                Ok(json!({"Accounts": all}))
            }
            "ListOrganizationalUnitsForParent" => {
                let parent = text("ParentId");
                let all: Vec<Value> = self
                    .units
                    .iter()
                    .filter(|unit| unit.parent == parent)
                    .map(|unit| json!({"Id": unit.id, "Name": unit.name}))
                    .collect();
                Ok(json!({"OrganizationalUnits": all}))
            }
            "CreateOrganizationalUnit" => {
                let (parent, name) = (text("ParentId"), text("Name"));
                if parent != ROOT && !self.units.iter().any(|unit| unit.id == parent) {
                    return Err("ParentNotFoundException");
                }
                if self
                    .units
                    .iter()
                    .any(|unit| unit.parent == parent && unit.name == name)
                {
                    return Err("DuplicateOrganizationalUnitException");
                }
                let id = self.new_unit(&parent, &name);
                Ok(json!({"OrganizationalUnit": {"Id": id, "Name": name}}))
            }
            "DeleteOrganizationalUnit" => {
                let id = text("OrganizationalUnitId");
                let holds = self.accounts.iter().any(|one| one.parent == id)
                    || self.units.iter().any(|unit| unit.parent == id);
                if holds {
                    return Err("OrganizationalUnitNotEmptyException");
                }
                self.units.retain(|unit| unit.id != id);
                Ok(json!({}))
            }
            "MoveAccount" => {
                let (id, source, destination) = (
                    text("AccountId"),
                    text("SourceParentId"),
                    text("DestinationParentId"),
                );
                let there = destination == ROOT || self.units.iter().any(|unit| unit.id == destination);
                if !there {
                    return Err("DestinationParentNotFoundException");
                }
                let one = self.accounts.iter_mut().find(|one| one.id == id);
                let one = one.ok_or("AccountNotFoundException")?;
                if one.parent != source {
                    return Err("SourceParentNotFoundException");
                }
                one.parent = destination;
                Ok(json!({}))
            }
            "CreateAccount" => {
                self.count += 1;
                let creation = Creation {
                    id: format!("car-{:032}", self.count),
                    name: text("AccountName"),
                    email: text("Email"),
                    asked: now,
                    account: None,
                    failed: None,
                };
                let value = Self::creation(&creation);
                self.creations.push(creation);
                Ok(json!({"CreateAccountStatus": value}))
            }
            "DescribeCreateAccountStatus" => {
                let id = text("CreateAccountRequestId");
                let one = self.creations.iter().find(|one| one.id == id);
                let one = one.ok_or("CreateAccountStatusNotFoundException")?;
                Ok(json!({"CreateAccountStatus": Self::creation(one)}))
            }
            "ListCreateAccountStatus" => {
                let states = body
                    .get("States")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                let all: Vec<Value> = self
                    .creations
                    .iter()
                    .map(Self::creation)
                    .filter(|one| {
                        states.is_empty() || one.get("State").is_some_and(|state| states.contains(state))
                    })
                    .collect();
                Ok(json!({"CreateAccountStatuses": all}))
            }
            "ListAWSServiceAccessForOrganization" => {
                let all: Vec<Value> = self
                    .trusted
                    .iter()
                    .map(|one| json!({"ServicePrincipal": one, "DateEnabled": now.as_second()}))
                    .collect();
                Ok(json!({"EnabledServicePrincipals": all}))
            }
            // Nobody but genkan changes anything in here: what others build on an organization is for tests to answer.
            "ListPolicies" => Ok(json!({"Policies": []})),
            "ListDelegatedAdministrators" => Ok(json!({"DelegatedAdministrators": []})),
            "EnableAWSServiceAccess" => {
                let service = text("ServicePrincipal");
                if !self.trusted.contains(&service) {
                    self.trusted.push(service);
                }
                Ok(json!({}))
            }
            "DisableAWSServiceAccess" => {
                let service = text("ServicePrincipal");
                self.trusted.retain(|one| *one != service);
                if service == "iam.amazonaws.com" {
                    self.features.clear();
                }
                Ok(json!({}))
            }
            _ => Err("UnsupportedAPIEndpointException"),
        }
    }
}

impl Service for Organizations {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        match request.service.as_str() {
            "organizations" => Some(self.answer_of(request, ACCOUNT, around.now)),
            "iam" => self.answer_iam(request, ACCOUNT),
            _ => None,
        }
    }
}
