//! The plans of measure 1: F-ORG, centralized root access, and the removal of a member's root credentials.

use super::change::SeparateChange;
use super::choices::{self, Choices, PAID, WantedAccount};
use super::facts::{Facts, Features, IAM_PRINCIPAL, MEMBER_ROLE, ROOT_CREDENTIALS, ROOT_SESSIONS, Standing};
use crate::domain::{AccountPlan, Check, CostLine, Failure, Identity, Kind, Known, Region, Sentence};
use crate::measures::job::{Asked, Drafted, Site};
use crate::measures::tag::tags;
use crate::say;

/// When the prices were read.
const PRICES: &str = "2026-11";
/// A key that was used in so many days is in use, as far as anybody can tell.
const RECENT: i64 = 90;

fn seen<T>(known: &Known<T>) -> Result<&T, Failure> {
    match known {
        Known::Seen(value, _) => Ok(value),
        Known::Refused(failure) => Err(failure.clone()),
        Known::NotAsked | Known::Asking => Err(Failure::new(Kind::Internal, "measure 1 not surveyed")),
    }
}

/// Whether making an organization may turn the free plan into a paid one: what is not known to be paid may be free.
#[must_use]
pub fn may_be_free(plan: &Known<AccountPlan>) -> bool {
    plan.seen().is_none_or(|plan| plan.kind != "PAID")
}

pub(super) struct Draft<'a> {
    identity: &'a Identity,
    facts: &'a Facts,
    /// Whether the account is on the free plan.
    account_plan: &'a Known<AccountPlan>,
    home: &'a Region,
    choices: &'a Choices,
    plan: Drafted,
}

impl Draft<'_> {
    fn push(&mut self, change: SeparateChange) {
        let change = change.into_change(self.home, None);
        self.plan.steps.push(change);
    }

    fn note(&mut self, sentence: Sentence) {
        self.plan.notes.push(sentence);
    }

    fn run(&self) -> &str {
        self.choices.get("run").map_or("", String::as_str)
    }

    /// The organization, where there is none: with all features, and with a yes to what becomes of the free plan.
    fn organization(&mut self) -> Result<(), Failure> {
        match self.facts.standing() {
            Some(Standing::Alone) => {}
            Some(Standing::Management) => return Ok(()),
            Some(Standing::Delegated | Standing::Member) => {
                let organization = self.facts.organization();
                let management = organization.map_or("-", |one| one.management.as_str());
                return Err(Failure::new(Kind::NotOurs, management));
            }
            None => {
                seen(&self.facts.organization)?;
                return Err(Failure::new(Kind::Internal, "measure 1 not surveyed"));
            }
        }
        if may_be_free(self.account_plan) {
            if self.choices.get("plan").is_none_or(|plan| plan != PAID) {
                return Err(Failure::new(Kind::FreePlan, ""));
            }
            self.note(if self.account_plan.seen().is_some() {
                say!("note-plan-becomes-paid")
            } else {
                say!("note-plan-may-become-paid")
            });
        }
        let create = SeparateChange::CreateOrganization {
            feature_set: "ALL".to_owned(),
        };
        self.push(create);
        self.note(say!("note-management-for-good", account = &self.identity.account));
        Ok(())
    }

    /// The units of a path that are not there yet, outermost first.
    fn unit(&mut self, path: &str) {
        let mut parent = "/".to_owned();
        for name in path.split('/').filter(|name| !name.trim().is_empty()) {
            let whole = format!("{}/{name}", parent.trim_end_matches('/'));
            let planned = self.plan.steps.iter().any(|step| step.target == whole);
            if self.facts.unit(&whole).is_none() && !planned {
                let create = SeparateChange::CreateOrganizationalUnit {
                    parent_id: parent,
                    name: name.to_owned(),
                    tags: tags(self.run()),
                };
                self.push(create);
            }
            parent = whole;
        }
    }

    /// An account in its unit.
    fn account(&mut self, wanted: &WantedAccount) -> Result<(), Failure> {
        let facts = self.facts;
        let there = facts.of_email(&wanted.email);
        match there {
            Some(one) if !one.is_active() && one.state != "PENDING_ACTIVATION" => {
                let mut failure = Failure::new(Kind::AccountRefused, &wanted.email);
                failure.code = Some("EMAIL_ALREADY_EXISTS".to_owned());
                return Err(failure);
            }
            Some(_) => {}
            None => {
                let create = SeparateChange::CreateAccount {
                    email: wanted.email.clone(),
                    account_name: wanted.name.clone(),
                    role_name: MEMBER_ROLE.to_owned(),
                    iam_user_access_to_billing: "ALLOW".to_owned(),
                    tags: tags(self.run()),
                };
                self.push(create);
            }
        }
        let from = there.and_then(|one| facts.place(&one.id)).unwrap_or("/");
        let to = format!("/{}", wanted.unit.trim_matches('/'));
        if from != to {
            let change = SeparateChange::MoveAccount {
                account_id: wanted.email.clone(),
                source_parent_id: from.to_owned(),
                destination_parent_id: to,
            };
            self.push(change);
        }
        Ok(())
    }

    /// The organization, and nothing else.
    pub(super) fn only_organization(&mut self) -> Result<(), Failure> {
        self.organization()?;
        self.cost();
        Ok(())
    }

    /// GK-1.2: the accounts, each in its unit; the organization first where there is none.
    pub(super) fn accounts(&mut self) -> Result<(), Failure> {
        self.organization()?;
        let facts = self.facts;
        if facts.organization().is_some() {
            seen(&facts.accounts)?;
            seen(&facts.units)?;
        }
        let wanted = choices::wanted(self.choices, facts)?;
        for (index, one) in wanted.iter().enumerate() {
            // The management account is no member to be moved, and a second account of a name is nobody's wish.
            let clash = choices::among_error(index, &wanted, facts).is_some();
            if clash
                && facts
                    .of_email(&one.email)
                    .is_none_or(super::facts::Member::is_active)
            {
                let wrong = format!("--set accounts: {}={}", one.name, one.email);
                return Err(Failure::new(Kind::Usage, wrong));
            }
        }
        for one in &wanted {
            self.unit(&one.unit);
        }
        for one in &wanted {
            self.account(one)?;
        }
        let news = self
            .plan
            .steps
            .iter()
            .filter(|step| step.operation == "CreateAccount");
        let count = news.count();
        if count > 0 {
            self.note(say!("note-account-for-good"));
            self.note(say!("note-account-emails"));
            self.note(say!("note-account-time", count = count));
        }
        self.cost();
        Ok(())
    }

    fn cost(&mut self) {
        self.plan.cost.push(CostLine {
            text: say!("cost-organizations"),
            as_of: PRICES.to_owned(),
        });
    }

    /// GK-1.3: IAM is trusted, and both features of central root access are on.
    pub(super) fn central_root(&mut self) -> Result<(), Failure> {
        let facts = self.facts;
        match facts.standing() {
            Some(Standing::Management) => {}
            Some(Standing::Alone) => return Err(Failure::new(Kind::NoOrganization, "")),
            Some(Standing::Delegated | Standing::Member) => {
                let organization = facts.organization();
                let management = organization.map_or("-", |one| one.management.as_str());
                return Err(Failure::new(Kind::NotOurs, management));
            }
            None => {
                seen(&facts.organization)?;
                return Err(Failure::new(Kind::Internal, "measure 1 not surveyed"));
            }
        }
        let features = seen(&facts.features)?;
        if *features == Features::BillingOnly {
            return Err(Failure::new(Kind::BillingOnly, ""));
        }
        let trusted = match &facts.trusted {
            Known::Seen(trusted, _) => trusted.iter().any(|one| one == IAM_PRINCIPAL),
            // What is on shows that IAM is trusted; anything else is found out by the step itself.
            _ => matches!(features, Features::On(_)),
        };
        if !trusted {
            self.push(SeparateChange::trust_iam());
        }
        if !features.has(ROOT_CREDENTIALS) {
            self.push(SeparateChange::EnableOrganizationsRootCredentialsManagement {});
        }
        if !features.has(ROOT_SESSIONS) {
            self.push(SeparateChange::EnableOrganizationsRootSessions {});
        }
        self.note(say!("note-central-root"));
        self.plan.cost.push(CostLine {
            text: say!("cost-iam"),
            as_of: PRICES.to_owned(),
        });
        Ok(())
    }

    /// Whatever a member's root user can sign in with goes.
    pub(super) fn member_root(&mut self) -> Result<(), Failure> {
        let facts = self.facts;
        let member = self.choices.get("account").cloned().unwrap_or_default();
        let Some(root) = facts.roots.get(&member) else {
            return Err(Failure::new(Kind::NotFound, member));
        };
        let root = seen(root)?;
        if root.password {
            let target_principal = member.clone();
            self.push(SeparateChange::DeleteLoginProfile { target_principal });
        }
        for key in &root.keys {
            let change = SeparateChange::DeleteAccessKey {
                target_principal: member.clone(),
                access_key_id: key.id.clone(),
            };
            self.push(change);
            // Whatever still signs with it stops working, and nothing brings the key back.
            self.note(key.last_use(facts.asked));
            let is_recent = |now| key.idle_days(now).is_some_and(|days| days < RECENT);
            if !key.active {
                self.note(say!("note-member-key-off", key = &key.id));
            } else if facts.asked.is_some_and(is_recent) {
                self.note(say!("note-member-key-in-use", key = &key.id));
            }
        }
        for device in &root.devices {
            let change = SeparateChange::DeactivateMfaDevice {
                target_principal: member.clone(),
                serial_number: device.clone(),
            };
            self.push(change);
        }
        for certificate in &root.certificates {
            let change = SeparateChange::DeleteSigningCertificate {
                target_principal: member.clone(),
                certificate_id: certificate.clone(),
            };
            self.push(change);
        }
        self.note(say!("note-member-root"));
        self.plan.cost.push(CostLine {
            text: say!("cost-iam"),
            as_of: PRICES.to_owned(),
        });
        Ok(())
    }
}

/// Drafts a job that mends a check.
///
/// # Errors
/// The failure that keeps a fact unknown; not ours for a member account; free plan where nobody said yes to what becomes
/// of it; usage for a choice that does not fit.
pub(super) fn draft<'a>(
    asked: &'a Asked,
    site: &Site<'a>,
    check: &Check,
    how: fn(&mut Draft<'a>) -> Result<(), Failure>,
) -> Result<Drafted, Failure> {
    let mut draft = Draft {
        identity: site.identity,
        facts: &site.facts.separate,
        account_plan: &site.facts.account.plan,
        home: site.home,
        choices: &asked.choices,
        plan: Drafted {
            checks: vec![check.id.to_owned()],
            choices: asked.choices.clone(),
            ..Drafted::default()
        },
    };
    how(&mut draft)?;
    Ok(draft.plan)
}
