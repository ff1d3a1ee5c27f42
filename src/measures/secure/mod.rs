//! Measure 2, secure the account (施策2: アカウントをセキュアにしよう): for now what the account summary tells of the root user.

use crate::domain::{Check, Evidence, Finding, Known, Measure, References, Status};
use crate::say;

/// The IAM actions that a survey of this measure uses.
pub const READS: [&str; 2] = ["iam:GetAccountSummary", "iam:ListVirtualMFADevices"];

/// Where a person assigns an MFA device to the root user; there is no API for it.
const SECURITY_CREDENTIALS: &str = "https://console.aws.amazon.com/iam/home#/security_credentials";

/// GK-2.1: the root user has MFA.
pub const ROOT_MFA: Check = Check {
    id: "secure.root-mfa",
    measure: Measure::Secure,
    references: References {
        ssb: &["ACCT.05"],
        ssb_2022: &["ACCT.05"],
        cis: &["3.0:1.5", "5.0:1.4", "6.0:2.4", "7.0:2.5"],
        prowler: &["iam_root_mfa_enabled", "iam_root_hardware_mfa_enabled"],
    },
    guided: Some(SECURITY_CREDENTIALS),
};

/// GK-2.2: the root user has no access keys.
pub const ROOT_KEYS: Check = Check {
    id: "secure.root-keys",
    measure: Measure::Secure,
    references: References {
        ssb: &["ACCT.02"],
        ssb_2022: &["ACCT.02"],
        cis: &["3.0:1.4", "5.0:1.3", "6.0:2.3", "7.0:2.4"],
        prowler: &["iam_no_root_access_key"],
    },
    guided: Some(SECURITY_CREDENTIALS),
};

/// The checks of this measure in screen order.
pub const CHECKS: [&Check; 2] = [&ROOT_MFA, &ROOT_KEYS];

/// The root entries of `iam:GetAccountSummary`. A key that AWS left out is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// `AccountMFAEnabled`.
    pub mfa: Option<i32>,
    /// `AccountAccessKeysPresent`.
    pub keys: Option<i32>,
    /// `AccountPasswordPresent`.
    pub password: Option<i32>,
}

/// Measure 2's facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The account summary; live, unlike the credential report.
    pub summary: Known<Summary>,
    /// Whether a virtual MFA device belongs to the root user.
    pub virtual_root_mfa: Known<bool>,
}

/// One fact of measure 2 that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// The account summary.
    Summary(Known<Summary>),
    /// The root user's virtual device.
    VirtualRootMfa(Known<bool>),
}

impl Facts {
    /// Takes one fact in.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Summary(known) => self.summary = known,
            Update::VirtualRootMfa(known) => self.virtual_root_mfa = known,
        }
    }
}

/// Judges one check of this measure; `None` while its facts are on their way.
#[must_use]
pub fn judge(check: &'static Check, facts: &Facts) -> Option<Finding> {
    let (summary, evidence) = match &facts.summary {
        Known::NotAsked | Known::Asking => return None,
        Known::Refused(failure) => return Some(Finding::unknown(check, failure)),
        Known::Seen(summary, evidence) => (summary, evidence),
    };
    match check.id {
        id if id == ROOT_MFA.id => Some(root_mfa(summary, evidence, &facts.virtual_root_mfa)),
        id if id == ROOT_KEYS.id => Some(root_keys(summary, evidence)),
        _ => None,
    }
}

fn root_mfa(summary: &Summary, evidence: &Evidence, device: &Known<bool>) -> Finding {
    let finding = match (summary.mfa, summary.password, summary.keys) {
        // Members made by an organization have a root user that cannot sign in at all.
        (Some(0), Some(0), Some(0)) => {
            Finding::new(&ROOT_MFA, Status::NotApplicable).saw(say!("saw-root-no-credentials"))
        }
        (Some(0), _, _) => Finding::new(&ROOT_MFA, Status::Fail).gap(say!("gap-root-mfa")),
        (Some(_), _, _) => {
            let kind = match device.seen() {
                Some(true) => say!("saw-root-mfa-virtual"),
                Some(false) => say!("saw-root-mfa-hardware"),
                None => say!("saw-root-mfa"),
            };
            Finding::new(&ROOT_MFA, Status::Pass).saw(kind)
        }
        (None, _, _) => {
            Finding::new(&ROOT_MFA, Status::Unknown).gap(say!("gap-summary-key", key = "AccountMFAEnabled"))
        }
    };
    finding.from_call(Some(evidence)).from_call(device.evidence())
}

fn root_keys(summary: &Summary, evidence: &Evidence) -> Finding {
    let finding = match summary.keys {
        Some(0) => Finding::new(&ROOT_KEYS, Status::Pass).saw(say!("saw-root-keys-none")),
        Some(_) => Finding::new(&ROOT_KEYS, Status::Fail).gap(say!("gap-root-keys")),
        None => Finding::new(&ROOT_KEYS, Status::Unknown)
            .gap(say!("gap-summary-key", key = "AccountAccessKeysPresent")),
    };
    finding.from_call(Some(evidence))
}
