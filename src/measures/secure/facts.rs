//! What measure 2 asks AWS, and what came of it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::access::{Center, Permissions};
use super::report::Report;
use crate::domain::{AccessKey, Each, Known, PublicAccessBlock, Region};

/// The IAM actions that a survey of this measure uses.
pub const READS: [&str; 27] = [
    "access-analyzer:ListAnalyzers",
    "account:GetAlternateContact",
    "budgets:ViewBudget",
    super::ec2::READS[0],
    "iam:GenerateCredentialReport",
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetAccountPasswordPolicy",
    "iam:GetAccountSummary",
    "iam:GetCredentialReport",
    "iam:GetLoginProfile",
    "iam:ListAccessKeys",
    "iam:ListMFADevices",
    "iam:ListSAMLProviders",
    "iam:ListServiceSpecificCredentials",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketAcl",
    "s3:GetBucketLocation",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:ListAllMyBuckets",
    "sns:ListSubscriptionsByTopic",
    "sso:ListInstances",
    "sso:ListPermissionSetsProvisionedToAccount",
];

/// The policy that lets a user sign in with `aws login` (AWS Sign-In user guide, "Sign in through the AWS CLI").
pub const SIGN_IN: &str = "SignInLocalDevelopmentAccess";

/// What genkan's own MFA devices are called, before the user's name: one that nobody enrolled is recognised by it.
pub const DEVICE_PREFIX: &str = "genkan-";

/// The root entries of `iam:GetAccountSummary`. A key that AWS left out is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// `AccountMFAEnabled`.
    pub mfa: Option<i32>,
    /// `AccountAccessKeysPresent`.
    pub keys: Option<i32>,
    /// `AccountPasswordPresent`.
    pub password: Option<i32>,
    /// `AccountSigningCertificatesPresent`.
    pub certificates: Option<i32>,
}

impl Summary {
    /// Whether the root user has nothing to sign in with: a member that an organization made.
    #[must_use]
    pub fn has_no_root_credentials(&self) -> bool {
        (self.mfa, self.password, self.keys) == (Some(0), Some(0), Some(0))
    }
}

/// The account's virtual MFA devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Devices {
    /// One of them is the root user's.
    pub root: bool,
    /// The ARNs of genkan's own that nobody enrolled.
    pub abandoned: Vec<String>,
}

/// An IAM user, as `iam:ListUsers` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub name: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it last signed in to the console.
    pub password_last_used: Option<Timestamp>,
}

/// A credential for one service only, such as an API key for Amazon Bedrock. No report has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCredential {
    pub user: String,
    /// For which service.
    pub service: String,
    /// It works.
    pub active: bool,
}

/// The account's password policy, each of its fields (`iam:GetAccountPasswordPolicy`): AWS replaces it whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PasswordPolicy {
    /// Characters; AWS allows 6 to 128.
    pub minimum_password_length: i32,
    /// `!@#`.
    pub require_symbols: bool,
    /// Digits.
    pub require_numbers: bool,
    /// Capitals.
    pub require_uppercase_characters: bool,
    /// Small letters.
    pub require_lowercase_characters: bool,
    /// Users may change their own.
    pub allow_users_to_change_password: bool,
    /// Days until it must be changed; none where never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_password_age: Option<i32>,
    /// How many earlier ones are refused; none where any may come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_reuse_prevention: Option<i32>,
    /// An expired one can be changed by an administrator only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_expiry: Option<bool>,
}

/// Who AWS writes to besides the account's own address (`account:GetAlternateContact`).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Contact {
    /// At most 64 characters.
    pub name: String,
    /// At most 50 characters.
    pub title: String,
    pub email_address: String,
    /// At most 25 characters.
    pub phone_number: String,
}

/// What an alternate contact is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactKind {
    /// Security matters.
    Security,
    /// Bills.
    Billing,
    /// Availability.
    Operations,
}

impl ContactKind {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Security, Self::Billing, Self::Operations];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Security => "SECURITY",
            Self::Billing => "BILLING",
            Self::Operations => "OPERATIONS",
        }
    }
}

/// The buckets that the account-level block would close.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicBuckets {
    /// Open to the public now, by policy or by ACL.
    pub public: Vec<String>,
    /// Private as such, but with ACLs in force: an object in it may be open by its own, and somebody may upload such ones.
    pub acls: Vec<String>,
    /// Those that could not be looked into.
    pub unread: Vec<String>,
    /// How many there are.
    pub total: usize,
}

/// An analyzer of IAM Access Analyzer (`access-analyzer:ListAnalyzers`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analyzer {
    pub name: String,
    /// `ACCOUNT`, `ORGANIZATION`, or a paid kind such as `ACCOUNT_UNUSED_ACCESS`.
    pub kind: String,
    /// `ACTIVE`, or not yet.
    pub status: String,
}

impl Analyzer {
    /// Whether it looks for access from outside: the free kind, and another question than unused access.
    #[must_use]
    pub fn is_external(&self) -> bool {
        ["ACCOUNT", "ORGANIZATION"].contains(&self.kind.as_str())
    }

    /// Whether it works.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status == "ACTIVE"
    }
}

/// A budget (`budgets:DescribeBudgets` and what hangs on it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    pub name: String,
    /// `COST`, or something that no bill shows: `USAGE`, `RI_COVERAGE`, ...
    pub kind: String,
    /// How many are told: mailboxes, and topics that somebody has confirmed.
    pub subscribers: usize,
}

impl Budget {
    /// Whether it watches what a bill shows, and somebody hears of it.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.subscribers > 0 && self.kind == "COST"
    }
}

/// The credential report, or that AWS is still writing it.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// Not yet.
    Generating,
    Ready(Report),
}

/// Measure 2's facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The account summary; live, unlike the credential report.
    pub summary: Known<Summary>,
    /// The virtual MFA devices.
    pub devices: Known<Devices>,
    /// The credential report, hours old at worst. It tells of the root user's last use and verifies nothing.
    pub report: Known<Written>,
    pub users: Known<Vec<User>>,
    /// Which users have a console password.
    pub consoles: Known<Each<bool>>,
    /// The serial numbers of each user's MFA devices.
    pub mfa: Known<Each<Vec<String>>>,
    pub keys: Known<Each<Vec<AccessKey>>>,
    /// Credentials for one service only.
    pub service_credentials: Known<Each<Vec<ServiceCredential>>>,
    /// Who has which policies.
    pub permissions: Known<Permissions>,
    /// The instances of IAM Identity Center that the account sees, in any Region.
    pub identity_center: Known<Vec<Center>>,
    /// The ARNs of SAML providers.
    pub saml: Known<Vec<String>>,
    /// The password policy; none where AWS's default of eight characters holds.
    pub password_policy: Known<Option<PasswordPolicy>>,
    /// The alternate contacts; none where nobody is named.
    pub contacts: BTreeMap<ContactKind, Known<Option<Contact>>>,
    /// The account's public access block; none where it has none.
    pub block: Known<Option<PublicAccessBlock>>,
    /// What the block would close; asked where it is not whole.
    pub buckets: Known<PublicBuckets>,
    /// The analyzers, Region by Region.
    pub analyzers: BTreeMap<Region, Known<Vec<Analyzer>>>,
    /// Whether new EBS volumes are encrypted, Region by Region.
    pub ebs_encryption: BTreeMap<Region, Known<bool>>,
    /// Whether those Regions are all that are enabled; none while they are being listed.
    pub regions_listed: Option<bool>,
    pub home: Option<Region>,
    pub budgets: Known<Each<Budget>>,
    /// The access key that genkan itself signs with, where it is a long-lived one.
    pub own_key: Option<String>,
    /// When it was asked.
    pub asked: Option<Timestamp>,
}

/// One fact of measure 2 that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// What the survey begins with.
    Began {
        time: Timestamp,
        home: Region,
        /// The long-lived access key that is asked with.
        own_key: Option<String>,
    },
    /// The account summary.
    Summary(Known<Summary>),
    /// The virtual MFA devices.
    Devices(Known<Devices>),
    /// The credential report.
    Report(Known<Written>),
    Users(Known<Vec<User>>),
    /// Console passwords.
    Consoles(Known<Each<bool>>),
    /// MFA devices by user.
    Mfa(Known<Each<Vec<String>>>),
    Keys(Known<Each<Vec<AccessKey>>>),
    /// Credentials for one service only.
    ServiceCredentials(Known<Each<Vec<ServiceCredential>>>),
    /// Policies.
    Permissions(Known<Permissions>),
    IdentityCenter(Known<Vec<Center>>),
    /// SAML providers.
    Saml(Known<Vec<String>>),
    PasswordPolicy(Known<Option<PasswordPolicy>>),
    /// An alternate contact.
    Contact(ContactKind, Known<Option<Contact>>),
    /// The account's public access block.
    Block(Known<Option<PublicAccessBlock>>),
    /// What it would close.
    Buckets(Known<PublicBuckets>),
    /// The Regions that are asked one by one.
    Regions {
        regions: Vec<Region>,
        /// They are all that are enabled.
        listed: bool,
    },
    /// A Region's analyzers.
    Analyzers(Region, Known<Vec<Analyzer>>),
    /// Whether a Region encrypts new EBS volumes.
    EbsEncryption(Region, Known<bool>),
    Budgets(Known<Each<Budget>>),
}

impl Facts {
    /// Takes one fact in.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Began { time, home, own_key } => {
                self.asked = Some(time);
                self.home = Some(home);
                self.own_key = own_key;
            }
            Update::Summary(known) => self.summary = known,
            Update::Devices(known) => self.devices = known,
            Update::Report(known) => self.report = known,
            Update::Users(known) => self.users = known,
            Update::Consoles(known) => self.consoles = known,
            Update::Mfa(known) => self.mfa = known,
            Update::Keys(known) => self.keys = known,
            Update::ServiceCredentials(known) => self.service_credentials = known,
            Update::Permissions(known) => self.permissions = known,
            Update::IdentityCenter(known) => self.identity_center = known,
            Update::Saml(known) => self.saml = known,
            Update::PasswordPolicy(known) => self.password_policy = known,
            Update::Contact(kind, known) => {
                self.contacts.insert(kind, known);
            }
            Update::Block(known) => self.block = known,
            Update::Buckets(known) => self.buckets = known,
            Update::Regions { regions, listed } => {
                self.regions_listed = Some(listed);
                for region in regions {
                    self.ebs_encryption.entry(region.clone()).or_insert(Known::Asking);
                    self.analyzers.entry(region).or_insert(Known::Asking);
                }
            }
            Update::Analyzers(region, known) => {
                self.analyzers.insert(region, known);
            }
            Update::EbsEncryption(region, known) => {
                self.ebs_encryption.insert(region, known);
            }
            Update::Budgets(known) => self.budgets = known,
        }
    }

    /// The same without what will be asked anew. The credential report is asked for only with everything else,
    /// because AWS takes its time to write it; it tells its own age.
    #[must_use]
    pub fn forgotten(&mut self) -> Self {
        Self {
            report: std::mem::take(&mut self.report),
            ..Self::default()
        }
    }

    /// The MFA devices of a user; none where that is not known.
    #[must_use]
    pub fn devices_of(&self, user: &str) -> Option<&[String]> {
        self.mfa.seen()?.seen.get(user).map(Vec::as_slice)
    }

    /// Whether a user can sign in to the console; none where that is not known.
    #[must_use]
    pub fn has_console(&self, user: &str) -> Option<bool> {
        self.consoles.seen()?.seen.get(user).copied()
    }

    /// Whether a user is there; none where that is not known.
    #[must_use]
    pub fn has_user(&self, user: &str) -> Option<bool> {
        Some(self.users.seen()?.iter().any(|one| one.name == user))
    }

    /// The access keys that were read, whoever's they are.
    pub fn all_keys(&self) -> impl Iterator<Item = &AccessKey> {
        let owners = self.keys.seen().into_iter().flat_map(|each| each.seen.values());
        owners.flatten()
    }

    /// An access key by its id.
    #[must_use]
    pub fn key(&self, id: &str) -> Option<&AccessKey> {
        self.all_keys().find(|key| key.id == id)
    }
}
