//! What measure 1 asks AWS Organizations, and what came of it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{AccessKey, Failure, Kind, Known, Region};

/// The IAM actions that a survey of this measure uses.
pub const READS: [&str; 8] = [
    "iam:ListOrganizationsFeatures",
    "organizations:DescribeOrganization",
    "organizations:ListAWSServiceAccessForOrganization",
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListCreateAccountStatus",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
];

/// The service principal under which IAM is trusted with an organization.
pub const IAM_PRINCIPAL: &str = "iam.amazonaws.com";
/// The role that AWS makes in an account that an organization creates.
pub const MEMBER_ROLE: &str = "OrganizationAccountAccessRole";

/// An organization, as `organizations:DescribeOrganization` has it. What it says of policy types is deprecated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `o-...`.
    pub id: String,
    /// `ALL` or `CONSOLIDATED_BILLING`, as AWS writes it.
    pub feature_set: String,
    pub management: String,
    pub email: String,
}

/// Where the caller stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In no organization.
    Alone,
    /// In the management account.
    Management,
    /// In a member account that sees the organization: a delegated administrator.
    Delegated,
    /// In a member account that sees itself only.
    Member,
}

/// The root or an organizational unit, with what is directly in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// `r-...`, `ou-...`.
    pub id: String,
    /// Where it is: `/` for the root, `/Workloads/Prod`.
    pub path: String,
    /// The ids of the accounts directly in it.
    pub accounts: Vec<String>,
}

/// An account of the organization. `State` is what counts: AWS retired `Status` on 2026-09-09 (Organizations API
/// reference, `ListAccounts`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The twelve digits.
    pub id: String,
    pub name: String,
    pub email: String,
    /// `PENDING_ACTIVATION`, `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED`, as AWS writes it.
    pub state: String,
    /// When it joined.
    pub joined: Option<Timestamp>,
}

impl Member {
    /// Whether it can be worked in.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == "ACTIVE"
    }

    /// Whether its sign-up was never completed; it is not closed.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        self.state == "PENDING_ACTIVATION"
    }
}

/// A creation that AWS has not ended, or that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// `car-...`.
    pub id: String,
    pub name: String,
    /// `IN_PROGRESS`, `FAILED`.
    pub state: String,
    /// Why it failed, as AWS writes it.
    pub reason: Option<String>,
    /// When it was asked for.
    pub requested: Option<Timestamp>,
}

/// What `iam:ListOrganizationsFeatures` says of central root access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Features {
    /// These are on: `RootCredentialsManagement`, `RootSessions`.
    On(Vec<String>),
    /// IAM is not trusted with the organization.
    NotTrusted,
    /// The organization has not all features.
    BillingOnly,
    /// There is no organization.
    NoOrganization,
}

impl Features {
    /// Whether a feature is on.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        matches!(self, Self::On(on) if on.iter().any(|one| one == feature))
    }
}

/// The feature by which an organization looks after the root credentials of its members.
pub const ROOT_CREDENTIALS: &str = "RootCredentialsManagement";
/// The feature by which it does what only a member's root user may.
pub const ROOT_SESSIONS: &str = "RootSessions";

/// What the root user of a member account can sign in with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RootCredentials {
    pub password: bool,
    /// Access keys, with their last use.
    pub keys: Vec<AccessKey>,
    pub devices: Vec<String>,
    pub certificates: Vec<String>,
}

impl RootCredentials {
    /// Whether a key is there.
    #[must_use]
    pub fn has_key(&self, id: &str) -> bool {
        self.keys.iter().any(|key| key.id == id)
    }

    /// Whether there is nothing to sign in with.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        !self.password && self.keys.is_empty() && self.devices.is_empty() && self.certificates.is_empty()
    }
}

/// Everything asked for this measure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// When it was asked.
    pub asked: Option<Timestamp>,
    pub home: Option<Region>,
    /// The caller's own account.
    pub account: Option<String>,
    /// The organization; none where the account stands alone.
    pub organization: Known<Option<Organization>>,
    /// The root and the organizational units, each after the one that it is in.
    pub units: Known<Vec<Unit>>,
    /// The accounts, the management account among them.
    pub accounts: Known<Vec<Member>>,
    /// Creations under way, and failed ones.
    pub creations: Known<Vec<Creation>>,
    /// Services that are trusted with the organization.
    pub trusted: Known<Vec<String>>,
    /// Central root access.
    pub features: Known<Features>,
    /// The root credentials of members, where they were looked at.
    pub roots: BTreeMap<String, Known<RootCredentials>>,
}

/// One fact of this measure that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// The survey began.
    Began {
        time: Timestamp,
        home: Region,
    },
    /// Whose account it is.
    Account(String),
    Organization(Known<Option<Organization>>),
    Units(Known<Vec<Unit>>),
    Accounts(Known<Vec<Member>>),
    Creations(Known<Vec<Creation>>),
    Trusted(Known<Vec<String>>),
    /// Central root access.
    Features(Known<Features>),
    /// The root credentials of a member.
    Root(String, Known<RootCredentials>),
}

impl Facts {
    /// Takes one fact in.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Began { time, home } => {
                self.asked = Some(time);
                self.home = Some(home);
            }
            Update::Account(account) => self.account = Some(account),
            Update::Organization(known) => self.organization = known,
            Update::Units(known) => self.units = known,
            Update::Accounts(known) => self.accounts = known,
            Update::Creations(known) => self.creations = known,
            Update::Trusted(known) => self.trusted = known,
            Update::Features(known) => self.features = known,
            Update::Root(account, known) => {
                self.roots.insert(account, known);
            }
        }
    }

    /// Nothing known any more but what an answer to another question brought: the look into members' root credentials
    /// is not repeated with every survey.
    #[must_use]
    pub fn forgotten(&self) -> Self {
        Self {
            roots: self.roots.clone(),
            ..Self::default()
        }
    }

    /// Where the caller stands; none while it is not known.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        let organization = self.organization.seen()?;
        let Some(organization) = organization else {
            return Some(Standing::Alone);
        };
        if self.account.as_ref()? == &organization.management {
            return Some(Standing::Management);
        }
        match &self.accounts {
            Known::Seen(..) => Some(Standing::Delegated),
            Known::Refused(_) => Some(Standing::Member),
            Known::NotAsked | Known::Asking => None,
        }
    }

    /// Whether this account may change the organization, or make one.
    #[must_use]
    pub fn may_change(&self) -> bool {
        matches!(self.standing(), Some(Standing::Alone | Standing::Management))
    }

    /// The organization, where there is one.
    #[must_use]
    pub fn organization(&self) -> Option<&Organization> {
        self.organization.seen()?.as_ref()
    }

    /// The accounts that are not the management account.
    #[must_use]
    pub fn members(&self) -> Vec<&Member> {
        let management = self.organization().map(|one| one.management.as_str());
        self.accounts.seen().map_or_else(Vec::new, |accounts| {
            accounts
                .iter()
                .filter(|one| Some(one.id.as_str()) != management)
                .collect()
        })
    }

    /// The account of an e-mail, whatever its state: the e-mail stays taken.
    #[must_use]
    pub fn of_email(&self, email: &str) -> Option<&Member> {
        let accounts = self.accounts.seen()?;
        accounts.iter().find(|one| one.email.eq_ignore_ascii_case(email))
    }

    /// The same, where it is not the management account.
    #[must_use]
    pub fn member_of_email(&self, email: &str) -> Option<&Member> {
        let members = self.members();
        members
            .into_iter()
            .find(|one| one.email.eq_ignore_ascii_case(email))
    }

    /// The unit at a path.
    #[must_use]
    pub fn unit(&self, path: &str) -> Option<&Unit> {
        self.units.seen()?.iter().find(|unit| unit.path == path)
    }

    /// The path of the unit that an account is in.
    #[must_use]
    pub fn place(&self, account: &str) -> Option<&str> {
        let units = self.units.seen()?;
        let unit = units
            .iter()
            .find(|unit| unit.accounts.iter().any(|one| one == account))?;
        Some(&unit.path)
    }

    /// Whether an account looks after the others and runs nothing of the company's: by its unit, or by a name that AWS's
    /// guidance gives such accounts (AWS Security Reference Architecture).
    #[must_use]
    pub fn is_for_security(&self, member: &Member) -> bool {
        let name: String = member
            .name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let is_named = ["logarchive", "audit", "security", "securitytooling"].contains(&name.as_str());
        is_named
            || self
                .place(&member.id)
                .is_some_and(|place| place.starts_with("/Security"))
    }
}

/// What a refusal to say anything of central root access means; none where it is a refusal like any other.
#[must_use]
pub fn features_of(failure: &Failure) -> Option<Features> {
    let code = failure.code.as_deref()?;
    let code = code.strip_suffix("Exception").unwrap_or(code);
    match code {
        "ServiceAccessNotEnabled" => Some(Features::NotTrusted),
        "OrganizationNotInAllFeaturesMode" => Some(Features::BillingOnly),
        "OrganizationNotFound" => Some(Features::NoOrganization),
        _ => None,
    }
}

/// Whether a refusal says that there is no organization.
#[must_use]
pub fn is_alone(failure: &Failure) -> bool {
    failure.code.as_deref() == Some("AWSOrganizationsNotInUseException")
}

/// Whether a refusal says that only the management account is told.
#[must_use]
pub fn is_not_management(failure: &Failure) -> bool {
    failure.kind == Kind::Denied
        || failure
            .code
            .as_deref()
            .is_some_and(|code| code.starts_with("AccountNotManagementOrDelegatedAdministrator"))
}
