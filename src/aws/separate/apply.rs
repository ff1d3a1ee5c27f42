//! The changes of measure 1: each reads before it writes, so that it can be repeated.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_iam::operation::RequestId as _;
use aws_sdk_organizations::error::ProvideErrorMetadata;
use aws_sdk_organizations::types::{
    CreateAccountState, CreateAccountStatus, IamUserAccessToBilling, OrganizationFeatureSet, Tag,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::built_on::refuse_to_delete;
use super::member::{DELETE, iam_of_root, root};
use super::survey::{accounts, organization, trusted, units};
use crate::aws::failure::Call;
use crate::aws::{Person, Session, Waiting};
use crate::domain::{Change, Changed, Failure, Kind, Receipt, Region};
use crate::measures::separate::{
    Member, ROOT_CREDENTIALS, ROOT_SESSIONS, RootCredentials, SeparateChange, Tag as OurTag, Unit,
};

/// How long AWS is given to finish an organization or another change to it. It may take an hour (Organizations API
/// reference, `FinalizingOrganizationException`); nobody sits before a screen as long.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// How long AWS may take to finish a new organization; until then it may also refuse the first accounts as too many
/// (Organizations API reference, `CreateAccount`: `ACCOUNT_NUMBER_LIMIT_EXCEEDED`, `ACCOUNT_CREATION_NOT_COMPLETE`).
const UNFINISHED: SignedDuration = SignedDuration::from_hours(1);
/// Between two looks at a creation: AWS allows two a second, and an account takes minutes.
const LOOK: Duration = Duration::from_secs(3);
/// How often a new account is looked for in a unit.
const LOOKS: u32 = 5;
/// How long a creation is waited for. It goes on without us, and the next start finds it.
const CREATION: Duration = Duration::from_secs(20 * 60);

/// Makes one change of measure 1, or finds it made.
///
/// # Errors
/// What AWS answered; account refused with AWS's reason; stopped, and unclear, where the person did not want to wait for
/// an account that AWS goes on creating.
pub async fn perform(
    session: &Session,
    change: &Change,
    resumed: bool,
    accepted: Option<&Value>,
    waiting: Waiting<'_>,
    person: &dyn Person,
) -> Result<Receipt, Failure> {
    let apply = Apply {
        session,
        region: &change.region,
        resumed,
        before: change.before.as_ref().and_then(|ids| ids.get("Id")?.as_str()),
        accepted: accepted.and_then(|ids| ids.get("Id")?.as_str()),
        waiting,
        person,
    };
    apply.perform(SeparateChange::read(change)?).await
}

struct Apply<'a> {
    session: &'a Session,
    region: &'a Region,
    resumed: bool,
    /// The id of the organization that a receipt names.
    before: Option<&'a str>,
    /// The id of a creation that AWS accepted in an earlier attempt.
    accepted: Option<&'a str>,
    waiting: Waiting<'a>,
    person: &'a dyn Person,
}

fn tags(tags: Vec<OurTag>) -> Vec<Tag> {
    tags.into_iter()
        .filter_map(|tag| Tag::builder().key(tag.key).value(tag.value).build().ok())
        .collect()
}

impl<'a> Apply<'a> {
    async fn perform(&self, change: SeparateChange) -> Result<Receipt, Failure> {
        match change {
            SeparateChange::CreateOrganization { feature_set } => {
                self.create_organization(&feature_set).await
            }
            SeparateChange::CreateOrganizationalUnit {
                parent_id,
                name,
                tags,
            } => self.create_unit(&parent_id, &name, tags).await,
            SeparateChange::CreateAccount {
                email,
                account_name,
                role_name,
                iam_user_access_to_billing,
                tags,
            } => {
                if let Some(receipt) = self.account_there(&email).await? {
                    return Ok(receipt);
                }
                if let Some(receipt) = self.adopted(&account_name, &email).await? {
                    return Ok(receipt);
                }
                let billing = &iam_user_access_to_billing;
                let id = self
                    .create_account(&email, &account_name, &role_name, billing, tags)
                    .await?;
                self.created(&id).await
            }
            SeparateChange::MoveAccount {
                account_id,
                source_parent_id,
                destination_parent_id,
            } => {
                self.move_account(&account_id, &source_parent_id, &destination_parent_id)
                    .await
            }
            SeparateChange::EnableAwsServiceAccess { service_principal } => {
                self.trust(&service_principal, true).await
            }
            SeparateChange::DisableAwsServiceAccess { service_principal } => {
                self.trust(&service_principal, false).await
            }
            SeparateChange::EnableOrganizationsRootCredentialsManagement {} => {
                self.feature(ROOT_CREDENTIALS, true).await
            }
            SeparateChange::DisableOrganizationsRootCredentialsManagement {} => {
                self.feature(ROOT_CREDENTIALS, false).await
            }
            SeparateChange::EnableOrganizationsRootSessions {} => self.feature(ROOT_SESSIONS, true).await,
            SeparateChange::DisableOrganizationsRootSessions {} => self.feature(ROOT_SESSIONS, false).await,
            SeparateChange::DeleteOrganization {} => self.delete_organization().await,
            SeparateChange::DeleteOrganizationalUnit {
                organizational_unit_id,
            } => self.delete_unit(&organizational_unit_id).await,
            SeparateChange::DeleteLoginProfile { .. }
            | SeparateChange::DeleteAccessKey { .. }
            | SeparateChange::DeactivateMfaDevice { .. }
            | SeparateChange::DeleteSigningCertificate { .. } => self.remove_root(&change).await,
        }
    }

    fn read(&self, operation: &'static str) -> Call<'a> {
        Call::read(self.session, operation, self.region)
    }

    fn write(&self, operation: &'static str) -> Call<'a> {
        Call::write(self.session, operation, self.region)
    }

    const fn found(&self) -> Receipt {
        Receipt::found(self.resumed)
    }

    fn pause(&self) -> Duration {
        self.session.patience().pause(LOOK)
    }

    /// The person wants to leave; AWS goes on with what it accepted.
    fn leave(call: &Call<'_>) -> Failure {
        let mut failure = call.failure(Kind::Stopped, "");
        failure.changed = Changed::Unclear;
        failure
    }

    /// Makes a call that AWS refuses while it is still at another change of the organization.
    async fn patiently<T, E, F>(&self, call: &Call<'_>, ask: impl Fn() -> F) -> Result<T, Failure>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        const BUSY: [&str; 3] = [
            "ConcurrentModificationException",
            "FinalizingOrganizationException",
            // Refused whole, and without the SDK's own patience where its retries are off.
            "TooManyRequestsException",
        ];
        let (mut waited, mut pause, mut retries) = (Duration::ZERO, self.pause(), 0);
        loop {
            match ask().await {
                Err(error) if error.code().is_some_and(|code| BUSY.contains(&code)) && waited < PATIENCE => {
                    if self.person.wants_to_stop() {
                        return Err(call.failure(Kind::Stopped, ""));
                    }
                    retries += 1;
                    (self.waiting)(retries);
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_secs(15));
                }
                Err(error) if error.code() == Some("FinalizingOrganizationException") => {
                    return Err(Self::not_ready(call.refused(&error)));
                }
                other => return other.map_err(|error| call.refused(&error)),
            }
        }
    }

    /// AWS finishes a new organization in its own time; what is done until then stays.
    fn not_ready(failure: Failure) -> Failure {
        Failure {
            kind: Kind::OrganizationNew,
            ..failure
        }
    }

    /// Whether the organization is younger than AWS takes to finish one. Its management account joined it when it was made.
    async fn is_new(&self) -> Result<bool, Failure> {
        let Some(organization) = organization(self.session).await?.0 else {
            return Ok(false);
        };
        let (accounts, _) = accounts(self.session).await?;
        let management = accounts.into_iter().find(|one| one.id == organization.management);
        let since = self.session.now() - UNFINISHED;
        Ok(management
            .and_then(|one| one.joined)
            .is_some_and(|joined| joined > since))
    }

    async fn create_organization(&self, feature_set: &str) -> Result<Receipt, Failure> {
        let call = self.write("organizations:CreateOrganization");
        if let (Some(organization), _) = organization(self.session).await? {
            return Ok(self.found().with_ids(json!({"Id": organization.id})));
        }
        let answer = self
            .session
            .organizations()
            .create_organization()
            .feature_set(OrganizationFeatureSet::from(feature_set))
            .send()
            .await;
        match answer {
            Ok(answer) => {
                let id = answer.organization().and_then(|one| one.id());
                Ok(Receipt::done(answer.request_id()).with_ids(json!({"Id": id})))
            }
            // It was not there a moment ago: the SDK asked twice, and the first answer was lost.
            Err(error) if error.code() == Some("AlreadyInOrganizationException") => {
                let id = organization(self.session).await?.0.map(|one| one.id);
                Ok(Receipt::recovered().with_ids(json!({"Id": id})))
            }
            Err(error) => Err(call.refused(&error)),
        }
    }

    async fn delete_organization(&self) -> Result<Receipt, Failure> {
        let call = self.write("organizations:DeleteOrganization");
        if organization(self.session).await?.0.is_none() {
            return Ok(self.found());
        }
        refuse_to_delete(self.session, self.before, &[]).await?;
        let organizations = self.session.organizations();
        let answer = self
            .patiently(&call, || organizations.delete_organization().send())
            .await;
        done_or(
            answer.map(|answer| answer.request_id().map(ToOwned::to_owned)),
            &["AWSOrganizationsNotInUseException"],
        )
    }

    /// The id of the unit at a path.
    async fn unit(&self, path: &str) -> Result<Option<String>, Failure> {
        let (units, _) = units(self.session).await?;
        Ok(units
            .into_iter()
            .find(|unit| unit.path == path)
            .map(|unit| unit.id))
    }

    async fn create_unit(&self, parent: &str, name: &str, with: Vec<OurTag>) -> Result<Receipt, Failure> {
        let call = self.write("organizations:CreateOrganizationalUnit");
        let path = format!("{}/{name}", parent.trim_end_matches('/'));
        if let Some(id) = self.unit(&path).await? {
            return Ok(self.found().with_ids(json!({"Id": id})));
        }
        let Some(parent) = self.unit(parent).await? else {
            return Err(call.failure(Kind::Stale, parent));
        };
        let organizations = self.session.organizations();
        let with = tags(with);
        let answer = self
            .patiently(&call, || {
                organizations
                    .create_organizational_unit()
                    .parent_id(&parent)
                    .name(name)
                    .set_tags(Some(with.clone()))
                    .send()
            })
            .await;
        match answer {
            Ok(answer) => {
                let id = answer.organizational_unit().and_then(|unit| unit.id());
                Ok(Receipt::done(answer.request_id()).with_ids(json!({"Id": id})))
            }
            Err(failure) if failure.code.as_deref() == Some("DuplicateOrganizationalUnitException") => {
                Ok(Receipt::recovered())
            }
            Err(failure) => Err(failure),
        }
    }

    async fn delete_unit(&self, path: &str) -> Result<Receipt, Failure> {
        let call = self.write("organizations:DeleteOrganizationalUnit");
        if organization(self.session).await?.0.is_none() {
            return Ok(self.found());
        }
        let Some(id) = self.unit(path).await? else {
            return Ok(self.found());
        };
        let organizations = self.session.organizations();
        let answer = self
            .patiently(&call, || {
                organizations
                    .delete_organizational_unit()
                    .organizational_unit_id(&id)
                    .send()
            })
            .await;
        done_or(
            answer.map(|answer| answer.request_id().map(ToOwned::to_owned)),
            &["OrganizationalUnitNotFoundException"],
        )
    }

    /// The account of an e-mail.
    async fn of_email(&self, email: &str) -> Result<Option<Member>, Failure> {
        let (accounts, _) = accounts(self.session).await?;
        Ok(accounts
            .into_iter()
            .find(|one| one.email.eq_ignore_ascii_case(email)))
    }

    /// An account that was asked for, and is there. The management account is none, whatever its e-mail: that one is taken.
    async fn account_there(&self, email: &str) -> Result<Option<Receipt>, Failure> {
        let there = self.of_email(email).await?;
        if let Some(one) = &there {
            self.refuse_management(&one.id, email).await?;
        }
        Ok(there.map(|one| self.found().with_ids(json!({"AccountId": one.id}))))
    }

    async fn refuse_management(&self, account: &str, email: &str) -> Result<(), Failure> {
        let (organization, _) = organization(self.session).await?;
        if organization.is_none_or(|one| one.management != account) {
            return Ok(());
        }
        let call = self.read("organizations:ListAccounts");
        let mut failure = call.failure(Kind::AccountRefused, email);
        failure.code = Some("EMAIL_ALREADY_EXISTS".to_owned());
        Err(failure)
    }

    /// The account of a creation that AWS accepted before; none where there is no such creation, or where it turns out to be
    /// of another e-mail: what AWS lists has names only.
    async fn adopted(&self, name: &str, email: &str) -> Result<Option<Receipt>, Failure> {
        let Some((id, is_ours)) = self.creation_under_way(name, email).await? else {
            return Ok(None);
        };
        let receipt = match self.created(&id).await {
            Ok(receipt) => receipt,
            Err(failure) if failure.kind == Kind::AccountRefused && !is_ours => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let account = receipt.ids.get("AccountId").and_then(Value::as_str);
        if let Some(account) = account.filter(|_| !is_ours) {
            let of = self.email_of(account).await?;
            if of.is_none_or(|one| !one.eq_ignore_ascii_case(email)) {
                return Ok(None);
            }
        }
        Ok(Some(receipt))
    }

    /// A creation that AWS accepted before, and whether the journal has its id; else it is found by the account's name. What
    /// AWS lists has no e-mail; one that succeeded is asked for its own.
    async fn creation_under_way(&self, name: &str, email: &str) -> Result<Option<(String, bool)>, Failure> {
        if let Some(id) = self.accepted
            && self.creation(id).await?.state() != Some(&CreateAccountState::Failed)
        {
            return Ok(Some((id.to_owned(), true)));
        }
        let call = self.read("organizations:ListCreateAccountStatus");
        let mut pages = self
            .session
            .organizations()
            .list_create_account_status()
            .states(CreateAccountState::InProgress)
            .states(CreateAccountState::Succeeded)
            .into_paginator()
            .send();
        // One of long ago is another account of the same name.
        let since = self.session.now() - SignedDuration::from_hours(24);
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| call.refused(&error))?;
            for status in page.create_account_statuses() {
                let requested = crate::aws::time(status.requested_timestamp());
                if status.account_name() != Some(name) || requested.is_some_and(|time| time < since) {
                    continue;
                }
                let is_it = match (status.state(), status.account_id()) {
                    (Some(CreateAccountState::Succeeded), Some(account)) => self
                        .email_of(account)
                        .await?
                        .is_some_and(|one| one.eq_ignore_ascii_case(email)),
                    (Some(CreateAccountState::InProgress), _) => true,
                    _ => false,
                };
                if is_it && let Some(id) = status.id() {
                    return Ok(Some((id.to_owned(), false)));
                }
            }
        }
        Ok(None)
    }

    async fn email_of(&self, account: &str) -> Result<Option<String>, Failure> {
        let call = self.read("organizations:DescribeAccount");
        let answer = self
            .session
            .organizations()
            .describe_account()
            .account_id(account)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(answer
            .account()
            .and_then(|one| one.email())
            .map(ToOwned::to_owned))
    }

    async fn create_account(
        &self,
        email: &str,
        name: &str,
        role: &str,
        billing: &str,
        with: Vec<OurTag>,
    ) -> Result<String, Failure> {
        let call = self.write("organizations:CreateAccount");
        let organizations = self.session.organizations();
        let with = tags(with);
        // Asked twice, AWS would begin twice: a lost answer is found again by reading.
        let once = || aws_sdk_organizations::config::Builder::new().retry_config(RetryConfig::disabled());
        let answer = self
            .patiently(&call, || {
                organizations
                    .create_account()
                    .email(email)
                    .account_name(name)
                    .role_name(role)
                    .iam_user_access_to_billing(IamUserAccessToBilling::from(billing))
                    .set_tags(Some(with.clone()))
                    .customize()
                    .config_override(once())
                    .send()
            })
            .await;
        let answer = match answer {
            // What reads like a quota is one only where the organization is finished.
            Err(failure)
                if failure.code.as_deref() == Some("ConstraintViolationException")
                    && self.is_new().await? =>
            {
                return Err(Self::not_ready(failure));
            }
            other => other?,
        };
        let Some(status) = answer.create_account_status() else {
            return Err(call.failure(Kind::Service, "CreateAccount: no status"));
        };
        let id = status.id().unwrap_or_default().to_owned();
        // Before anything else: from here on AWS creates it, whatever becomes of us.
        self.person
            .accepted(json!({"Id": id, "RequestId": answer.request_id()}))?;
        Ok(id)
    }

    async fn creation(&self, id: &str) -> Result<aws_sdk_organizations::types::CreateAccountStatus, Failure> {
        let call = self.read("organizations:DescribeCreateAccountStatus");
        let answer = self
            .session
            .organizations()
            .describe_create_account_status()
            .create_account_request_id(id)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        answer
            .create_account_status()
            .cloned()
            .ok_or_else(|| call.failure(Kind::Service, "no status"))
    }

    /// Waits until AWS has made the account, or says why not.
    async fn created(&self, id: &str) -> Result<Receipt, Failure> {
        let call = self.write("organizations:CreateAccount");
        let (mut waited, mut looks) = (Duration::ZERO, 0);
        loop {
            let status = match self.creation(id).await {
                Ok(status) => status,
                // AWS goes on with it, whether or not it answers just now.
                Err(failure)
                    if matches!(
                        failure.kind,
                        Kind::Network | Kind::Timeout | Kind::Throttled | Kind::Service
                    ) =>
                {
                    CreateAccountStatus::builder().build()
                }
                Err(mut failure) => {
                    failure.changed = Changed::Unclear;
                    return Err(failure);
                }
            };
            match status.state() {
                Some(CreateAccountState::Succeeded) => {
                    let ids = json!({"Id": id, "AccountId": status.account_id()});
                    let receipt = if self.resumed || self.accepted.is_some() {
                        Receipt::recovered()
                    } else {
                        Receipt::done(None)
                    };
                    return Ok(receipt.with_ids(ids));
                }
                Some(CreateAccountState::Failed) => {
                    let mut failure =
                        call.failure(Kind::AccountRefused, status.account_name().unwrap_or_default());
                    failure.code = status.failure_reason().map(|reason| reason.as_str().to_owned());
                    return Err(failure);
                }
                _ => {}
            }
            if self.person.wants_to_stop() || waited >= CREATION {
                return Err(Self::leave(&call));
            }
            looks += 1;
            (self.waiting)(looks);
            let pause = self.pause();
            tokio::time::sleep(pause).await;
            waited += pause;
        }
    }

    /// An account with all units. AWS may show a new account in none of them for a moment.
    async fn placed(&self, email: &str) -> Result<(Option<Member>, Vec<Unit>), Failure> {
        let mut looks = 0;
        loop {
            let (account, units) = tokio::join!(self.of_email(email), units(self.session));
            let (account, (units, _)) = (account?, units?);
            let is_placed = account
                .as_ref()
                .is_some_and(|one| units.iter().any(|unit| unit.accounts.contains(&one.id)));
            if is_placed || looks == LOOKS {
                return Ok((account, units));
            }
            looks += 1;
            (self.waiting)(looks);
            tokio::time::sleep(self.pause()).await;
        }
    }

    async fn move_account(&self, email: &str, from: &str, to: &str) -> Result<Receipt, Failure> {
        let call = self.write("organizations:MoveAccount");
        let (account, units) = self.placed(email).await?;
        let Some(account) = account else {
            return Err(call.failure(Kind::Stale, email));
        };
        self.refuse_management(&account.id, email).await?;
        let id_of = |path: &str| {
            units
                .iter()
                .find(|unit| unit.path == path)
                .map(|unit| unit.id.clone())
        };
        let now = units.iter().find(|unit| unit.accounts.contains(&account.id));
        if now.is_some_and(|unit| unit.path == to) {
            return Ok(self.found().with_ids(json!({"AccountId": account.id})));
        }
        // Somebody moved it elsewhere since the plan was made.
        if now.is_none_or(|unit| unit.path != from) {
            return Err(call.failure(Kind::Stale, email));
        }
        let (Some(source), Some(destination)) = (id_of(from), id_of(to)) else {
            return Err(call.failure(Kind::Stale, to));
        };
        let organizations = self.session.organizations();
        let answer = self
            .patiently(&call, || {
                organizations
                    .move_account()
                    .account_id(&account.id)
                    .source_parent_id(&source)
                    .destination_parent_id(&destination)
                    .send()
            })
            .await;
        let answer = answer.map(|answer| answer.request_id().map(ToOwned::to_owned));
        // It was in that unit a moment ago, or is in the other one already.
        let receipt = done_or(
            answer,
            &["SourceParentNotFoundException", "DuplicateAccountException"],
        )?;
        Ok(receipt.with_ids(json!({"AccountId": account.id})))
    }

    async fn trust(&self, service: &str, on: bool) -> Result<Receipt, Failure> {
        let (services, _) = trusted(self.session).await?;
        if services.iter().any(|one| one == service) == on {
            return Ok(self.found());
        }
        let organizations = self.session.organizations();
        if on {
            let call = self.write("organizations:EnableAWSServiceAccess");
            let answer = self
                .patiently(&call, || {
                    organizations
                        .enable_aws_service_access()
                        .service_principal(service)
                        .send()
                })
                .await?;
            return Ok(Receipt::done(answer.request_id()));
        }
        let call = self.write("organizations:DisableAWSServiceAccess");
        let answer = self
            .patiently(&call, || {
                organizations
                    .disable_aws_service_access()
                    .service_principal(service)
                    .send()
            })
            .await?;
        Ok(Receipt::done(answer.request_id()))
    }

    /// A feature of central root access, on or off.
    async fn feature(&self, feature: &str, on: bool) -> Result<Receipt, Failure> {
        let (features, _) = super::survey::features(self.session).await?;
        if features.has(feature) == on {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        let request_id = match (feature == ROOT_CREDENTIALS, on) {
            (true, true) => {
                let call = self.write("iam:EnableOrganizationsRootCredentialsManagement");
                let answer = iam
                    .enable_organizations_root_credentials_management()
                    .send()
                    .await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
            (true, false) => {
                let call = self.write("iam:DisableOrganizationsRootCredentialsManagement");
                let answer = iam
                    .disable_organizations_root_credentials_management()
                    .send()
                    .await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
            (false, true) => {
                let call = self.write("iam:EnableOrganizationsRootSessions");
                let answer = iam.enable_organizations_root_sessions().send().await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
            (false, false) => {
                let call = self.write("iam:DisableOrganizationsRootSessions");
                let answer = iam.disable_organizations_root_sessions().send().await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
        };
        Ok(Receipt::done(request_id.as_deref()))
    }

    /// Takes one of the root user's credentials away from a member.
    async fn remove_root(&self, change: &SeparateChange) -> Result<Receipt, Failure> {
        let Some(member) = change.member() else {
            return Err(Failure::new(Kind::Internal, "no member"));
        };
        let (now, _) = root(self.session, member).await?;
        if is_gone(change, &now) {
            return Ok(self.found());
        }
        let iam = iam_of_root(self.session, member, DELETE).await?;
        let request_id = match change {
            SeparateChange::DeleteAccessKey { access_key_id, .. } => {
                let call = self.write("iam:DeleteAccessKey");
                let answer = iam.delete_access_key().access_key_id(access_key_id).send().await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
            SeparateChange::DeactivateMfaDevice { serial_number, .. } => {
                let call = self.write("iam:DeactivateMFADevice");
                let answer = iam
                    .deactivate_mfa_device()
                    .serial_number(serial_number)
                    .send()
                    .await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
            SeparateChange::DeleteSigningCertificate { certificate_id, .. } => {
                let call = self.write("iam:DeleteSigningCertificate");
                let answer = iam
                    .delete_signing_certificate()
                    .certificate_id(certificate_id)
                    .send()
                    .await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
            _ => {
                let call = self.write("iam:DeleteLoginProfile");
                let answer = iam.delete_login_profile().send().await;
                let answer = answer.map_err(|error| call.refused(&error))?;
                answer.request_id().map(ToOwned::to_owned)
            }
        };
        Ok(Receipt::done(request_id.as_deref()))
    }
}

/// A receipt; also where AWS says that there is nothing left to do, because the SDK asked twice and the first answer was
/// lost.
fn done_or(answer: Result<Option<String>, Failure>, gone: &[&str]) -> Result<Receipt, Failure> {
    match answer {
        Ok(request_id) => Ok(Receipt::done(request_id.as_deref())),
        Err(failure) if failure.code.as_deref().is_some_and(|code| gone.contains(&code)) => {
            Ok(Receipt::recovered())
        }
        Err(failure) => Err(failure),
    }
}

fn is_gone(change: &SeparateChange, now: &RootCredentials) -> bool {
    match change {
        SeparateChange::DeleteAccessKey { access_key_id, .. } => !now.has_key(access_key_id),
        SeparateChange::DeactivateMfaDevice { serial_number, .. } => !now.devices.contains(serial_number),
        SeparateChange::DeleteSigningCertificate { certificate_id, .. } => {
            !now.certificates.contains(certificate_id)
        }
        _ => !now.password,
    }
}
