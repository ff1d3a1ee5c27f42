//! The proof that a person said yes to a plan.

use serde::{Deserialize, Serialize};

use super::{Failure, Kind, Plan};

/// What a session may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// The embedded account.
    pub demo: bool,
    /// Nothing may be changed.
    pub read_only: bool,
}

/// How the yes was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// In the confirm dialog that showed the plan.
    InDialog,
    /// By `--yes --account ID` on the command line.
    ByFlags,
}

/// An approved plan. Only [`Approval::in_dialog`] and [`Approval::by_flags`] make one, a test over the
/// source holds each to its single caller, and only `apply` consumes it.
#[derive(Debug, PartialEq)]
pub struct Approval {
    plan: Plan,
    given: Given,
}

impl Approval {
    /// The confirm dialog's yes to the plan that it shows. `None` in a read-only session.
    #[must_use]
    pub fn in_dialog(shown: &Plan, mode: Mode) -> Option<Self> {
        (!mode.read_only && !shown.steps.is_empty()).then(|| Self {
            plan: shown.clone(),
            given: Given::InDialog,
        })
    }

    /// The command line's yes: `--yes` together with the account's id.
    ///
    /// # Errors
    /// Usage without `--yes`, other account where the ids differ, read-only in a read-only session.
    pub fn by_flags(plan: Plan, yes: bool, account: Option<&str>, mode: Mode) -> Result<Self, Failure> {
        Self::would_be(&plan, yes, account, mode)?;
        Ok(Self {
            plan,
            given: Given::ByFlags,
        })
    }

    /// Whether the command line's flags would approve a plan: asked before AWS is, and no approval.
    ///
    /// # Errors
    /// As [`Approval::by_flags`].
    pub fn would_be(plan: &Plan, yes: bool, account: Option<&str>, mode: Mode) -> Result<(), Failure> {
        if mode.read_only {
            return Err(Failure::new(Kind::ReadOnly, ""));
        }
        let Some(account) = account.filter(|_| yes) else {
            return Err(Failure::new(Kind::Usage, "--yes --account ID"));
        };
        if account != plan.account {
            return Err(Failure::new(
                Kind::OtherAccount,
                format!("{account} / {}", plan.account),
            ));
        }
        Ok(())
    }

    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How it was given.
    #[must_use]
    pub const fn given(&self) -> Given {
        self.given
    }
}
