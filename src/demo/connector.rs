//! Every request of the SDK arrives here: service, Region and operation are read from it, faults and latency
//! are added, and a service answers.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use super::answer::{Answer, Protocol};
use super::reading;
use super::request::{Call, Request};
use super::services::account::{self, Account};
use super::services::alerts::Alerts;
use super::services::cloudtrail::CloudTrail;
use super::services::config::Config;
use super::services::ec2::Ec2;
use super::services::guardduty::GuardDuty;
use super::services::history::History;
use super::services::iam::Iam;
use super::services::organizations::Organizations;
use super::services::s3::Buckets;
use super::services::securityhub::Hubs;
use super::services::whole::Whole;
use super::services::{Around, Service};
use super::{ACCOUNT, Scenario};
use crate::domain::{Clock, Failure, Kind, Secret, is_read};

/// What happens to a call instead of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Refused with a code before anything happens.
    Refuse(u16, String),
    /// It happens, and the answer is lost on the way.
    LoseAnswer,
    /// The connection is closed before anything happens.
    Close,
    /// Nothing happens, and no answer comes.
    Stall,
    /// It happens, and no answer comes.
    StallAfter,
    /// The answer is 200 with this body.
    Answer(String),
}

/// What goes wrong with the next call of an operation.
struct Next {
    call: String,
    fault: Fault,
    /// What goes wrong with every call of another one from then on.
    then: Option<(String, Fault)>,
}

/// How many calls are remembered, as the event history.
const REMEMBERED: usize = 10_000;

/// The embedded account.
pub struct Embedded {
    scenario: Scenario,
    clock: Clock,
    caller: Mutex<String>,
    iam: Iam,
    whole: Whole,
    ec2: Ec2,
    buckets: Buckets,
    trails: CloudTrail,
    config: Config,
    history: History,
    guardduty: GuardDuty,
    alerts: Alerts,
    hubs: Hubs,
    organizations: Organizations,
    /// The member accounts that somebody went into.
    members: tokio::sync::Mutex<BTreeMap<String, Arc<Self>>>,
    calls: Mutex<VecDeque<Call>>,
    faults: Mutex<Vec<Next>>,
    always: Mutex<Vec<(String, Fault)>>,
    faulted: Mutex<std::collections::BTreeSet<String>>,
    broken: Mutex<Vec<(String, String)>>,
    stalled: tokio::sync::Notify,
    counter: AtomicU64,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedded").finish_non_exhaustive()
    }
}

/// How the keys begin that `sts:AssumeRole` gives for a member account, and those of a session as its root user.
const OF_MEMBER: &str = "ASIAMEMBER";
const OF_ROOT: [(&str, bool); 2] = [("ASIAROOTREAD", false), ("ASIAROOTDELETE", true)];

impl Embedded {
    /// Sets up an account as its scenario says.
    ///
    /// # Errors
    /// Internal where the scenario's buckets cannot be made.
    pub async fn begin(scenario: &Scenario, clock: Clock) -> Result<Arc<Self>, Failure> {
        let embedded = Self {
            scenario: scenario.clone(),
            caller: Mutex::new(scenario.caller.clone()),
            iam: Iam::begin(scenario, clock()),
            whole: Whole::begin(scenario),
            ec2: Ec2::begin(scenario),
            buckets: Buckets::begin(scenario),
            trails: CloudTrail::begin(scenario, clock()),
            config: Config::begin(scenario, clock())?,
            history: History::begin(scenario, clock())?,
            guardduty: GuardDuty::begin(scenario, clock())?,
            alerts: Alerts::begin(scenario, clock()),
            hubs: Hubs::begin(scenario, clock()),
            organizations: Organizations::begin(scenario, clock()),
            members: tokio::sync::Mutex::default(),
            clock,
            calls: Mutex::default(),
            faults: Mutex::default(),
            always: Mutex::default(),
            faulted: Mutex::default(),
            broken: Mutex::default(),
            stalled: tokio::sync::Notify::new(),
            counter: AtomicU64::new(1),
        };
        Ok(Arc::new(embedded))
    }

    /// The scenario it began with.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Who calls: `root`, `user/NAME`, `role/NAME/SESSION`.
    #[must_use]
    pub fn caller(&self) -> String {
        self.caller.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets an IAM user call from now on, as if it had signed in.
    ///
    /// # Errors
    /// Bad configuration where there is no such user.
    pub async fn sign_in(&self, user: &str) -> Result<(), Failure> {
        if !self.iam.has_user(user) {
            return Err(Failure::new(Kind::BadConfig, format!("profile \"{user}\"")));
        }
        *self.caller.lock().unwrap_or_else(PoisonError::into_inner) = format!("user/{user}");
        Ok(())
    }

    /// A person opened a page of the console.
    pub fn page_opened(&self, page: &str) {
        if page == crate::measures::secure::SECURITY_CREDENTIALS {
            self.iam.page_opened((self.clock)());
        }
    }

    /// The seed of an MFA device, for a test that stands in for the person with the telephone.
    #[must_use]
    pub fn seed(&self, serial: &str) -> Option<Secret> {
        self.iam.seed(serial)
    }

    /// The calls seen, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    /// The same with the calls seen in its members' accounts, which come after its own.
    #[must_use]
    pub fn all_calls(&self) -> Vec<Call> {
        let mut calls = self.calls();
        if let Ok(members) = self.members.try_lock() {
            calls.extend(members.values().flat_map(|member| member.calls()));
        }
        calls
    }

    /// Lets the next call of an operation, such as `cloudtrail:CreateTrail`, go wrong.
    pub fn fault(&self, call: &str, fault: Fault) {
        self.next_fault(call, fault, None);
    }

    /// Lets the next call of an operation go wrong, and from then on every call of another one too: a network that dies in
    /// the middle of something.
    pub fn fault_then_always(&self, call: &str, fault: Fault, then: (&str, Fault)) {
        self.next_fault(call, fault, Some((then.0.to_owned(), then.1)));
    }

    fn next_fault(&self, call: &str, fault: Fault, then: Option<(String, Fault)>) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.push(Next {
            call: call.to_owned(),
            fault,
            then,
        });
    }

    /// Lets every call of an operation go wrong, from now on.
    pub fn fault_always(&self, call: &str, fault: Fault) {
        self.always
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((call.to_owned(), fault));
    }

    /// Whether a call of an operation went wrong as it was asked for.
    #[must_use]
    pub fn faulted(&self, call: &str) -> bool {
        self.faulted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(call)
    }

    /// The same for the next call of an operation in a Region.
    pub fn fault_in(&self, call: &str, region: &str, fault: Fault) {
        self.fault(&format!("{call} {region}"), fault);
    }

    /// Lets every call of a service in a Region answer that AWS failed on its side, from now on.
    pub fn break_down(&self, service: &str, region: &str) {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((service.to_owned(), region.to_owned()));
    }

    fn is_broken(&self, request: &Request) -> bool {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken
            .iter()
            .any(|(service, region)| *service == request.service && *region == request.region)
    }

    /// The connector for an SDK configuration.
    #[must_use]
    pub fn connector(self: &Arc<Self>) -> Connector {
        Connector(Arc::clone(self))
    }

    fn remember(&self, call: Call) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == REMEMBERED {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    /// An answer that never comes.
    async fn stall(&self) -> Result<(Answer, String), ConnectorError> {
        self.stalled.notify_one();
        std::future::pending().await
    }

    /// Waits until a call is made that is not answered.
    pub async fn stalled(&self) {
        self.stalled.notified().await;
    }

    /// How many faults were asked for and have not happened.
    #[must_use]
    pub fn faults_left(&self) -> usize {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take_fault(&self, call: &str, region: &str) -> Option<Fault> {
        let here = format!("{call} {region}");
        let always = self.always.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, fault)) = always.iter().find(|(wanted, _)| wanted == call) {
            let mut faulted = self.faulted.lock().unwrap_or_else(PoisonError::into_inner);
            faulted.insert(call.to_owned());
            return Some(fault.clone());
        }
        drop(always);
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let index = faults
            .iter()
            .position(|next| next.call == call || next.call == here)?;
        let next = faults.remove(index);
        drop(faults);
        if let Some((call, fault)) = next.then {
            self.fault_always(&call, fault);
        }
        Some(next.fault)
    }

    fn request_id(&self) -> String {
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        format!("{count:08x}-0000-4000-8000-{count:012x}")
    }

    /// The embedded account of a member, made when it is first gone into.
    async fn member(&self, account: &str) -> Result<Arc<Self>, Failure> {
        let mut members = self.members.lock().await;
        if let Some(member) = members.get(account) {
            return Ok(Arc::clone(member));
        }
        let name = self.organizations.name(account).unwrap_or_default();
        let scenario = self.scenario.of_member(&name);
        let member = Box::pin(Self::begin(&scenario, self.clock.clone())).await?;
        members.insert(account.to_owned(), Arc::clone(&member));
        Ok(member)
    }

    /// Answers a request made in a member account. Each embedded account takes itself for the same one: its id is put into
    /// what goes in, and taken out of what comes back.
    async fn in_member(
        &self,
        account: &str,
        mut request: Request,
    ) -> Result<(Answer, String), ConnectorError> {
        let now = (self.clock)();
        let of_organization = match request.service.as_str() {
            "organizations" => Some(self.organizations.answer_of(&request, account, now)),
            "iam" => self.organizations.answer_iam(&request, account),
            _ => None,
        };
        if let Some(answer) = of_organization {
            return Ok((answer, self.request_id()));
        }
        let member = self
            .member(account)
            .await
            .map_err(|failure| ConnectorError::other(failure.into(), None))?;
        request.uri = request.uri.replace(account, ACCOUNT);
        request.body = exchanged(&request.body, account, ACCOUNT).into();
        for value in request.headers.values_mut() {
            let text = value.to_str().ok().map(|text| text.replace(account, ACCOUNT));
            if let Some(text) = text.and_then(|text| http::HeaderValue::from_str(&text).ok()) {
                *value = text;
            }
        }
        request.key = String::new();
        let (mut answer, request_id) = Box::pin(member.answer(request)).await?;
        answer.body = exchanged(&answer.body, ACCOUNT, account);
        for (_, value) in &mut answer.headers {
            *value = value.replace(ACCOUNT, account);
        }
        Ok((answer, request_id))
    }

    /// `sts:AssumeRole` and `sts:AssumeRoot`; none where it is another call.
    fn assume(&self, request: &Request) -> Option<Answer> {
        let operation = request.operation.as_str();
        if request.service != "sts" || !operation.starts_with("AssumeRo") {
            return None;
        }
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let body = percent_encoding::percent_decode_str(&body)
            .decode_utf8_lossy()
            .into_owned();
        let value = |name: &str| {
            let prefix = format!("{name}=");
            body.split('&')
                .find_map(|pair| pair.strip_prefix(&prefix).map(ToOwned::to_owned))
        };
        let refused = |message: &str| Some(Answer::error(Protocol::Query, 403, "AccessDenied", message));
        if self.caller() == "root" {
            return refused("Roles may not be assumed by root accounts.");
        }
        let role = value("RoleArn").unwrap_or_default();
        let account = value("TargetPrincipal")
            .or_else(|| role.split(':').nth(4).map(ToOwned::to_owned))
            .unwrap_or_default();
        let now = (self.clock)();
        let settled = self.scenario.propagation_ms;
        let joined = self.organizations.joined(&account);
        let is_ready = joined.is_some_and(|time| now.duration_since(time).as_millis() >= i128::from(settled));
        if !is_ready {
            return refused("is not authorized to perform this call on the resource");
        }
        let key = if operation == "AssumeRoot" {
            if !self.organizations.has_root_sessions() {
                return refused("Central root access is not enabled");
            }
            let deletes = body.contains("IAMDeleteRootUserCredentials");
            let prefix = OF_ROOT.iter().find(|(_, may)| *may == deletes)?.0;
            format!("{prefix}{account}")
        } else {
            format!("{OF_MEMBER}{account}")
        };
        let until = now + jiff::SignedDuration::from_mins(60);
        let until = until.strftime("%Y-%m-%dT%H:%M:%SZ");
        let user = if operation == "AssumeRole" {
            format!(
                "<AssumedRoleUser><AssumedRoleId>AROAEMBEDDED:genkan</AssumedRoleId><Arn>arn:aws:sts::{account}:assumed-role/OrganizationAccountAccessRole/genkan</Arn></AssumedRoleUser>"
            )
        } else {
            String::new()
        };
        Some(Answer::xml(format!(
            "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>embedded</SecretAccessKey><SessionToken>embedded</SessionToken><Expiration>{until}</Expiration></Credentials>{user}</{operation}Result></{operation}Response>"
        )))
    }

    /// Answers one request; an error is a lost answer.
    async fn answer(&self, request: Request) -> Result<(Answer, String), ConnectorError> {
        if let Some(account) = request.key.strip_prefix(OF_MEMBER).map(ToOwned::to_owned) {
            return self.in_member(&account, request).await;
        }
        let request_id = self.request_id();
        if self.scenario.latency_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.scenario.latency_ms)).await;
        }
        let fault = self.take_fault(
            &format!("{}:{}", request.service, request.operation),
            &request.region,
        );
        match fault {
            Some(Fault::Close) => return Err(ConnectorError::io("connection closed".into())),
            Some(Fault::Stall) => return self.stall().await,
            _ => {}
        }
        let denied = self.scenario.denied.contains(&request.action);
        let answer = match &fault {
            Some(Fault::Refuse(status, code)) => Answer::error(request.protocol, *status, code, "fault"),
            _ if self.is_broken(&request) => {
                Answer::error(request.protocol, 500, "InternalServerErrorException", "fault")
            }
            _ if denied => self.denied(&request, "no identity-based policy allows the action"),
            _ if self.scenario.forbids(&request.service, &request.region) => {
                self.denied(&request, "of an explicit deny in a service control policy")
            }
            Some(Fault::Answer(body)) => {
                let mut answer = Answer::empty(200);
                answer.body = body.clone().into_bytes();
                answer
            }
            Some(Fault::LoseAnswer | Fault::Close | Fault::Stall | Fault::StallAfter) | None => {
                self.serve(&request).await
            }
        };
        let refused = (answer.status >= 400).then(|| {
            answer
                .headers
                .iter()
                .find(|(name, _)| name == "x-amzn-errortype")
                .map_or_else(|| answer.status.to_string(), |(_, code)| code.clone())
        });
        self.remember(Call {
            time: (self.clock)(),
            writes: !is_read(&request.operation),
            service: request.service,
            operation: request.operation,
            action: request.action,
            region: request.region,
            request_id: request_id.clone(),
            refused,
        });
        if fault == Some(Fault::StallAfter) {
            return self.stall().await;
        }
        if fault == Some(Fault::LoseAnswer) {
            return Err(ConnectorError::timeout("the answer was lost".into()));
        }
        Ok((answer, request_id))
    }

    fn denied(&self, request: &Request, because: &str) -> Answer {
        let code = if request.protocol == Protocol::Json {
            "AccessDeniedException"
        } else {
            "AccessDenied"
        };
        let arn = account::arn_of(&self.caller());
        let message = format!(
            "User: {arn} is not authorized to perform: {} because {because}",
            request.action
        );
        if request.method == "HEAD" {
            return Answer::empty(403);
        }
        Answer::error(request.protocol, 403, code, &message)
    }

    async fn serve(&self, request: &Request) -> Answer {
        for (prefix, may_delete) in OF_ROOT {
            if let Some(account) = request.key.strip_prefix(prefix) {
                let now = (self.clock)();
                return self.organizations.answer_root(request, account, may_delete, now);
            }
        }
        if let Some(answer) = self.assume(request) {
            return answer;
        }
        let caller = self.caller();
        let around = Around {
            now: (self.clock)(),
            caller: &caller,
            scenario: &self.scenario,
            buckets: &self.buckets,
            calls: &|| self.calls(),
        };
        // Where two have a part of one service, the one with fewer operations is asked first.
        let services: [&dyn Service; 12] = [
            &self.organizations,
            &self.whole,
            &self.ec2,
            &Account,
            &self.config,
            &self.iam,
            &self.buckets,
            &self.history,
            &self.trails,
            &self.alerts,
            &self.hubs,
            &self.guardduty,
        ];
        let answered = services
            .into_iter()
            .find_map(|service| service.answer(request, &around));
        answered.unwrap_or_else(|| {
            let message = format!("{} is not part of the embedded account", request.service);
            Answer::error(request.protocol, 501, "NotImplemented", &message)
        })
    }
}

/// The SDK's way in.
#[derive(Debug, Clone)]
pub struct Connector(Arc<Embedded>);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let embedded = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move {
            let request = reading::read(&request)
                .ok_or_else(|| ConnectorError::other("a request without a signature".into(), None))?;
            let (answer, request_id) = embedded.answer(request).await?;
            Ok(answer.into_response(&request_id))
        })
    }
}

impl HttpClient for Connector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Bytes with one account's id in place of another's: both are twelve digits.
fn exchanged(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.to_vec(), |text| text.replace(from, to).into_bytes())
}
