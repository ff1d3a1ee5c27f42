//! What went wrong, why we think so, whether anything changed, what to try: one type for screen, command
//! line and exit code.

use serde::{Deserialize, Serialize};

use super::{Region, Sentence};
use crate::say;

/// Whether a failed call may have changed the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// A read, or a call that AWS refused whole.
    Nothing,
    /// The answer was lost on the way; only reading again can tell.
    Unclear,
}

/// The class of a failure. It decides words, next step and exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No credentials were found.
    NoCredentials,
    /// The sign-in has expired.
    Expired,
    /// AWS does not know these credentials.
    BadCredentials,
    /// The profile asks for an MFA code.
    MfaNeeded,
    /// The MFA code was refused.
    MfaRefused,
    /// Nobody signed in at the page in time.
    SignInEnded,
    /// The sign-in did not come about: the person said no, or the AWS CLI did.
    SignInRefused,
    /// The AWS CLI is not installed.
    NoCli,
    /// No Region is configured.
    NoRegion,
    /// The configuration files or flags cannot be read.
    BadConfig,
    /// genkan's own settings cannot be read.
    BadSettings,
    /// This computer's clock is off.
    ClockSkew,
    /// The endpoint does not answer as AWS does.
    WrongEndpoint,
    /// What is sent could be read on the way, and nobody said that it may be.
    PlainHttp,
    /// No connection.
    Network,
    /// The service has no address in that Region.
    NoEndpoint,
    /// No answer in time.
    Timeout,
    /// IAM does not allow the call.
    Denied,
    /// An organization's policy (SCP or RCP) forbids the call.
    DeniedByPolicy,
    /// AWS asked to slow down, after the SDK's retries.
    Throttled,
    /// The service or operation is not offered here.
    Unsupported,
    /// AWS has no such thing.
    NotFound,
    /// Something is in the way: a name taken, a quota, a state.
    Conflict,
    /// AWS rejected the request as malformed.
    Invalid,
    /// AWS failed on its side.
    Service,
    /// The account changed since the plan was made.
    Stale,
    /// A plan file or a journal of another version.
    OtherVersion,
    /// The plan file is not what was written.
    Edited,
    /// The plan file is not what genkan would do now.
    Differs,
    /// What the plan costs has grown since it was made.
    Dearer,
    /// What is to be mended belongs to the organization.
    NotOurs,
    /// The plan belongs to another account.
    OtherAccount,
    /// The access key is the one that genkan signs with.
    OwnKey,
    /// What would go is the access of the user that genkan is signed in as.
    OwnUser,
    /// A group has members who would get all its new permissions.
    GroupInUse,
    /// A plan shows a password or asks for codes, and there is nobody.
    PersonNeeded,
    /// The session is read-only.
    ReadOnly,
    /// Another genkan is applying.
    Locked,
    /// A file cannot be read.
    File,
    /// Output or a file could not be written.
    Unwritten,
    /// Whoever read the output stopped before its end.
    Unread,
    /// A new organization is not ready for more.
    OrganizationNew,
    /// The command line does not fit together.
    Usage,
    /// After applying, AWS shows something other than the plan wanted.
    Mismatch,
    /// A free plan would become a paid one, and nobody said yes to that.
    FreePlan,
    /// AWS did not make the account; the code is its reason.
    AccountRefused,
    /// There is no organization.
    NoOrganization,
    /// The organization has consolidated billing only.
    BillingOnly,
    /// Others have built on the organization.
    OrganizationInUse,
    /// AWS does not let the root user do that.
    RootCannot,
    /// A person stopped it.
    Stopped,
    /// A mistake of genkan's own.
    Internal,
}

/// Whether an operation only reads, by AWS's naming.
#[must_use]
pub fn is_read(operation: &str) -> bool {
    // It has AWS write a report, and changes nothing in the account.
    operation == "GenerateCredentialReport"
        // Another session is nothing in the account either; CloudTrail calls them read-only too.
        || ["AssumeRole", "AssumeRoot"].contains(&operation)
        || ["Get", "List", "Describe", "Head", "Lookup", "Select"]
            .iter()
            .any(|prefix| operation.starts_with(prefix))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{kind:?} {} {}: {message}", operation.as_deref().unwrap_or("-"), code.as_deref().unwrap_or("-"))]
pub struct Failure {
    pub kind: Kind,
    /// Service and operation: `cloudtrail:DescribeTrails`.
    pub operation: Option<String>,
    /// The IAM action whose permission is missing, where it differs from the operation's name.
    pub action: Option<String>,
    /// Who was refused.
    pub principal: Option<String>,
    pub region: Option<Region>,
    /// AWS's error code, untouched.
    pub code: Option<String>,
    /// AWS's message, or the system's, untouched.
    pub message: String,
    pub request_id: Option<String>,
    /// Whether something may have changed.
    pub changed: Changed,
}

impl Failure {
    /// A failure that did not come from a call.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            operation: None,
            action: None,
            principal: None,
            region: None,
            code: None,
            message: message.into(),
            request_id: None,
            changed: Changed::Nothing,
        }
    }

    /// The IAM permission that would have been needed.
    #[must_use]
    pub fn permission(&self) -> Option<&str> {
        self.action.as_deref().or(self.operation.as_deref())
    }

    fn call(&self) -> String {
        self.permission().unwrap_or("-").to_owned()
    }

    fn is_of_a_write(&self) -> bool {
        let operation = self.operation.as_deref().and_then(|call| call.split_once(':'));
        operation.is_some_and(|(_, name)| !is_read(name))
    }

    fn place(&self) -> String {
        self.region
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string)
    }

    /// What failed, in one sentence.
    #[must_use]
    pub fn title(&self) -> Sentence {
        match self.kind {
            Kind::NoCredentials => say!("failure-no-credentials"),
            Kind::Expired => say!("failure-expired"),
            Kind::BadCredentials => say!("failure-bad-credentials"),
            Kind::MfaNeeded => say!("failure-mfa-needed"),
            Kind::MfaRefused => say!("failure-mfa-refused"),
            Kind::SignInEnded => say!("failure-sign-in-ended"),
            Kind::SignInRefused => say!("failure-sign-in-refused"),
            Kind::NoCli => say!("failure-no-cli"),
            Kind::NoRegion => say!("failure-no-region"),
            Kind::BadConfig => say!("failure-bad-config", detail = &self.message),
            Kind::BadSettings => say!("failure-bad-settings", detail = &self.message),
            Kind::ClockSkew => say!("failure-clock-skew"),
            Kind::WrongEndpoint => say!("failure-wrong-endpoint", call = self.call()),
            Kind::PlainHttp => say!("failure-plain-http", endpoint = &self.message),
            Kind::Network => say!("failure-network", call = self.call()),
            Kind::NoEndpoint => {
                say!("failure-no-endpoint", call = self.call(), region = self.place())
            }
            Kind::Timeout => say!("failure-timeout", call = self.call()),
            Kind::Denied if self.is_of_a_write() => say!("failure-denied-write", call = self.call()),
            Kind::Denied => say!("failure-denied", call = self.call()),
            Kind::DeniedByPolicy => say!("failure-denied-by-policy", call = self.call()),
            Kind::Throttled => say!("failure-throttled", call = self.call()),
            Kind::Unsupported => say!("failure-unsupported", call = self.call(), region = self.place()),
            Kind::NotFound => say!("failure-not-found", call = self.call()),
            Kind::Conflict => say!("failure-conflict", call = self.call()),
            Kind::Invalid => say!("failure-invalid", call = self.call()),
            Kind::Service => say!("failure-service", call = self.call()),
            Kind::Stale => say!("failure-stale"),
            Kind::OtherVersion => say!("failure-other-version"),
            Kind::Edited => say!("failure-edited"),
            Kind::Differs => say!("failure-differs"),
            Kind::Dearer => say!("failure-dearer"),
            Kind::NotOurs => say!("failure-not-ours"),
            Kind::OtherAccount => say!("failure-other-account"),
            Kind::OwnKey => say!("failure-own-key", key = &self.message),
            Kind::OwnUser => say!("failure-own-user", user = &self.message),
            Kind::GroupInUse => say!("failure-group-in-use", detail = &self.message),
            Kind::PersonNeeded => say!("failure-person-needed"),
            Kind::ReadOnly => say!("failure-read-only"),
            Kind::Locked => say!("failure-locked"),
            Kind::File => say!("failure-file", detail = &self.message),
            Kind::Unwritten => say!("failure-unwritten", detail = &self.message),
            Kind::Unread => say!("failure-unread"),
            Kind::OrganizationNew => say!("failure-organization-new"),
            Kind::Usage => say!("failure-usage", detail = &self.message),
            Kind::Mismatch => say!("failure-mismatch"),
            Kind::FreePlan => say!("failure-free-plan"),
            Kind::AccountRefused => say!("failure-account-refused", account = &self.message),
            Kind::NoOrganization => say!("failure-no-organization"),
            Kind::BillingOnly => say!("failure-billing-only"),
            Kind::OrganizationInUse => say!("failure-organization-in-use", detail = &self.message),
            Kind::RootCannot => say!("failure-root-cannot"),
            Kind::Stopped => say!("failure-stopped"),
            Kind::Internal => say!("failure-internal", detail = &self.message),
        }
    }

    /// What to try next, in one sentence.
    #[must_use]
    pub fn next_step(&self) -> Sentence {
        match self.kind {
            Kind::NoCredentials => say!("next-no-credentials"),
            Kind::Expired => say!("next-expired"),
            Kind::BadCredentials => say!("next-bad-credentials"),
            Kind::MfaNeeded => say!("next-mfa-needed"),
            Kind::MfaRefused => say!("next-mfa-refused"),
            Kind::SignInEnded => say!("next-sign-in-ended"),
            Kind::SignInRefused => say!("next-sign-in-refused"),
            Kind::NoCli => say!("next-no-cli"),
            Kind::NoRegion => say!("next-no-region"),
            Kind::BadConfig | Kind::BadSettings => say!("next-bad-config"),
            Kind::ClockSkew => say!("next-clock-skew"),
            Kind::WrongEndpoint => say!("next-wrong-endpoint"),
            Kind::PlainHttp => say!("next-plain-http"),
            Kind::Network | Kind::NoEndpoint => say!("next-network"),
            Kind::Timeout => say!("next-timeout"),
            // Whatever IAM allows, only the root user lets users and roles see the bill (AWS Billing user guide, "Grant access
            // to your billing information").
            Kind::Denied if self.call().starts_with("budgets:") => {
                say!("next-denied-billing", call = self.call())
            }
            Kind::Denied => say!("next-denied", call = self.call()),
            Kind::DeniedByPolicy => say!("next-denied-by-policy"),
            Kind::Throttled => say!("next-throttled"),
            Kind::Unsupported => say!("next-unsupported"),
            Kind::NotFound => say!("next-not-found"),
            Kind::Conflict => say!("next-conflict"),
            Kind::Invalid => say!("next-invalid"),
            Kind::Service => say!("next-service"),
            Kind::Stale => say!("next-stale"),
            Kind::OtherVersion => say!("next-other-version"),
            Kind::Edited => say!("next-edited"),
            Kind::Differs | Kind::Dearer => say!("next-differs"),
            Kind::NotOurs => say!("next-not-ours"),
            Kind::OtherAccount => say!("next-other-account"),
            Kind::OwnKey => say!("next-own-key"),
            Kind::OwnUser => say!("next-own-user"),
            Kind::GroupInUse => say!("next-group-in-use"),
            Kind::PersonNeeded => say!("next-person-needed"),
            Kind::ReadOnly => say!("next-read-only"),
            Kind::Locked => say!("next-locked"),
            Kind::File => say!("next-file"),
            Kind::Unwritten => say!("next-unwritten"),
            Kind::Unread => say!("next-unread"),
            Kind::OrganizationNew => say!("next-organization-new"),
            Kind::Usage => say!("next-usage"),
            Kind::Mismatch => say!("next-mismatch"),
            Kind::FreePlan => say!("next-free-plan"),
            Kind::AccountRefused => say!(
                "next-account-refused",
                reason = self.code.as_deref().unwrap_or("-")
            ),
            Kind::NoOrganization => say!("next-no-organization"),
            Kind::BillingOnly => say!("next-billing-only"),
            Kind::OrganizationInUse => say!("next-organization-in-use"),
            Kind::RootCannot => say!("next-root-cannot"),
            Kind::Stopped => say!("next-stopped"),
            Kind::Internal => say!("next-internal"),
        }
    }

    /// Whether anything changed, in one sentence.
    #[must_use]
    pub fn consequence(&self) -> Sentence {
        match self.changed {
            Changed::Nothing => say!("failure-nothing-changed"),
            Changed::Unclear => say!("failure-maybe-changed"),
        }
    }

    /// The process exit code where this failure ends a command.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::NoCredentials
            | Kind::Expired
            | Kind::BadCredentials
            | Kind::MfaNeeded
            | Kind::MfaRefused
            | Kind::SignInEnded
            | Kind::SignInRefused
            | Kind::NoCli
            | Kind::ClockSkew => 4,
            Kind::NoRegion
            | Kind::BadConfig
            | Kind::BadSettings
            | Kind::WrongEndpoint
            | Kind::PlainHttp
            | Kind::ReadOnly
            | Kind::PersonNeeded
            | Kind::FreePlan
            | Kind::Usage => 2,
            Kind::Denied
            | Kind::DeniedByPolicy
            | Kind::Throttled
            | Kind::Unsupported
            | Kind::Network
            | Kind::NoEndpoint
            | Kind::Service
            | Kind::Timeout => 5,
            Kind::Mismatch => 7,
            // What the account, as it is, does not allow.
            Kind::Stale
            | Kind::OtherVersion
            | Kind::Edited
            | Kind::Differs
            | Kind::Dearer
            | Kind::OtherAccount
            | Kind::NotFound
            | Kind::Conflict
            | Kind::Invalid
            | Kind::Locked
            | Kind::NotOurs
            | Kind::OwnKey
            | Kind::OwnUser
            | Kind::GroupInUse
            | Kind::AccountRefused
            | Kind::NoOrganization
            | Kind::BillingOnly
            | Kind::OrganizationInUse
            | Kind::OrganizationNew
            | Kind::RootCannot => 8,
            Kind::Unwritten | Kind::Unread | Kind::File => 9,
            Kind::Stopped => 130,
            // A bug, and nothing else.
            Kind::Internal => 1,
        }
    }

    /// Whether a new sign-in would mend it.
    #[must_use]
    pub const fn is_sign_in(&self) -> bool {
        matches!(
            self.kind,
            Kind::NoCredentials | Kind::Expired | Kind::BadCredentials | Kind::MfaNeeded
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_reads_is_known_by_its_name() {
        for name in [
            "GetTrail",
            "ListUsers",
            "DescribeHub",
            "HeadBucket",
            "LookupEvents",
            "SelectResourceConfig",
        ] {
            assert!(is_read(name), "{name}");
        }
        for name in ["AssumeRole", "AssumeRoot", "GenerateCredentialReport"] {
            assert!(is_read(name), "{name}");
        }
        for name in [
            "CreateTrail",
            "PutRule",
            "Subscribe",
            "DeleteBudget",
            "TargetList",
        ] {
            assert!(!is_read(name), "{name}");
        }
    }

    #[test]
    fn a_refused_write_is_told_from_a_refused_read() {
        let title = |operation: Option<&str>| {
            let mut failure = Failure::new(Kind::Denied, "");
            failure.operation = operation.map(ToOwned::to_owned);
            failure.title().id
        };
        assert_eq!(title(Some("iam:CreateUser")), "failure-denied-write");
        assert_eq!(title(Some("iam:GetUser")), "failure-denied");
        assert_eq!(title(None), "failure-denied");
    }
}
