//! The plans of measure 2: F-ADMIN, F-PWD, F-CONTACT, F-S3BPA, F-ANALYZER, F-BUDGET and access keys, each a small one.

use serde::Serialize;
use serde_json::{Value, json};

use super::access::ADMINISTRATOR_ACCESS;
use super::change::{SecureChange, monthly_budget, user_of};
use super::checks::wanted_policy;
use super::choices::{self, Choices, Where};
use super::facts::{Budget, Contact, ContactKind, DEVICE_PREFIX, Facts, SIGN_IN};
use crate::domain::{
    Change, Check, CostLine, Failure, Identity, Kind, Known, Owner, Plan, PublicAccessBlock, Region,
    Sentence, Undo,
};
use crate::measures::job::{Asked, Drafted, Site};
use crate::measures::tag::tags;
use crate::say;

/// When the prices were read.
const PRICES: &str = "2026-11";
/// What genkan's analyzers are called.
pub const ANALYZER: &str = "genkan-external-access";
/// What genkan's budget is called.
pub const BUDGET_NAME: &str = "genkan-monthly";

/// An access key is switched off first.
pub const INACTIVE: &str = "inactive";
/// It is deleted in a plan of its own.
pub const DELETED: &str = "deleted";

/// The name at the end of an ARN.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// A fact that a plan is made of.
fn seen<T>(known: &Known<T>) -> Result<&T, Failure> {
    match known {
        Known::Seen(value, _) => Ok(value),
        Known::Refused(failure) => Err(failure.clone()),
        Known::NotAsked | Known::Asking => Err(Failure::new(Kind::Internal, "measure 2 not surveyed")),
    }
}

fn value(of: &impl Serialize) -> Option<Value> {
    serde_json::to_value(of).ok()
}

pub(super) struct Draft<'a> {
    identity: &'a Identity,
    facts: &'a Facts,
    home: Region,
    choices: &'a Choices,
    /// The changes of the jobs before.
    planned: &'a [Change],
    plan: Drafted,
}

impl Draft<'_> {
    fn chosen(&self, name: &str) -> &str {
        self.choices.get(name).map_or("", |value| value.trim())
    }

    /// The user that is meant, as AWS spells it: IAM does not tell names apart by case (IAM API reference, `CreateUser`).
    fn user(&self) -> Result<String, Failure> {
        let chosen = self.chosen("user");
        let mut users = seen(&self.facts.users)?.iter().map(|one| one.name.as_str());
        let there = users.find(|name| name.eq_ignore_ascii_case(chosen));
        Ok(there.unwrap_or(chosen).to_owned())
    }

    /// The group that is meant, as AWS spells it.
    fn group(&self) -> Result<String, Failure> {
        let chosen = self.chosen("group");
        let mut groups = seen(&self.facts.permissions)?.groups.keys();
        let there = groups.find(|name| name.eq_ignore_ascii_case(chosen));
        Ok(there.map_or(chosen, String::as_str).to_owned())
    }

    /// Refuses a group that a job before fills or gives permissions to: who would gain them is not known yet.
    fn own_group(&self, group: &str) -> Result<(), Failure> {
        let is_same = |step: &&Change| {
            let name = step.parameters.get("GroupName").and_then(Value::as_str);
            name.is_some_and(|name| name.eq_ignore_ascii_case(group))
        };
        match self.planned.iter().find(is_same) {
            Some(step) => Err(Failure::new(
                Kind::Usage,
                format!("{}: {}", step.call(), step.target),
            )),
            None => Ok(()),
        }
    }

    fn run(&self) -> String {
        self.chosen("run").to_owned()
    }

    fn push(&mut self, change: SecureChange, before: Option<Value>) {
        let change = change.into_change(&self.home, before);
        self.plan.steps.push(change);
    }

    fn note(&mut self, sentence: Sentence) {
        self.plan.notes.push(sentence);
    }

    fn cost(&mut self, sentence: Sentence) {
        self.plan.cost.push(CostLine {
            text: sentence,
            as_of: PRICES.to_owned(),
        });
    }

    /// GK-2.4: a group, a user in it, MFA, a console password. The password comes after the device: IAM enrols no device while a
    /// login profile is being made, and whoever leaves before the device is enrolled leaves no password without MFA.
    pub(super) fn administrator(&mut self) -> Result<(), Failure> {
        let (user, group) = (self.user()?, self.group()?);
        self.own_group(&group)?;
        let permissions = seen(&self.facts.permissions)?;
        let is_there = seen(&self.facts.users)?.iter().any(|one| one.name == user);
        let has_console = seen(&self.facts.consoles)?.of(&user)? == Some(&true);
        let has_mfa = seen(&self.facts.mfa)?
            .of(&user)?
            .is_some_and(|devices| !devices.is_empty());
        let existing = permissions.groups.get(&group);
        if let Some(policies) = existing
            && !policies.has_managed(ADMINISTRATOR_ACCESS)
        {
            // All permissions for the group would be all permissions for whoever is in it.
            let in_group = |(name, (groups, _)): &(&String, &(Vec<String>, _))| {
                **name != user && groups.contains(&group)
            };
            let others: Vec<&str> = permissions
                .users
                .iter()
                .filter(in_group)
                .map(|(name, _)| name.as_str())
                .collect();
            if !others.is_empty() {
                return Err(Failure::new(
                    Kind::GroupInUse,
                    format!("{group}: {}", others.join(", ")),
                ));
            }
        }
        if existing.is_none() {
            let create = SecureChange::CreateGroup {
                group_name: group.clone(),
            };
            self.push(create, None);
        }
        let attach = |policy: &str| SecureChange::AttachGroupPolicy {
            group_name: group.clone(),
            policy_arn: format!("arn:{}:iam::aws:policy/{policy}", self.identity.partition),
        };
        let lacks = |policy: &str| existing.is_none_or(|policies| !policies.has_managed(policy));
        let sign_in = (lacks(SIGN_IN) && self.identity.partition == "aws").then(|| attach(SIGN_IN));
        if lacks(ADMINISTRATOR_ACCESS) {
            self.push(attach(ADMINISTRATOR_ACCESS), None);
        }
        if is_there {
            self.note(say!("note-user-is-there", user = &user));
        } else {
            let create = SecureChange::CreateUser {
                user_name: user.clone(),
                tags: tags(&self.run()),
            };
            self.push(create, None);
        }
        let member = permissions
            .users
            .get(&user)
            .is_some_and(|(groups, _)| groups.contains(&group));
        // Whoever has a password already is made an administrator only with MFA.
        if !has_mfa && has_console {
            self.device(&user)?;
        }
        if !member {
            let add = SecureChange::AddUserToGroup {
                group_name: group.clone(),
                user_name: user.clone(),
            };
            self.push(add, None);
        }
        if !has_mfa && !has_console {
            self.device(&user)?;
        }
        if !has_console {
            let create = SecureChange::CreateLoginProfile {
                user_name: user,
                password_reset_required: true,
            };
            self.push(create, None);
            self.note(say!("note-password-once"));
        }
        // Last: AWS may not have this policy everywhere, and without it the administrator is one all the same.
        if let Some(attach) = sign_in {
            self.push(attach, None);
        }
        self.note(say!("note-no-access-key"));
        self.note(say!("note-identity-center"));
        self.cost(say!("cost-iam"));
        Ok(())
    }

    /// GK-2.6: what a user may do comes from a group, and stays the same. The group has it before the user loses it.
    pub(super) fn group_permissions(&mut self) -> Result<(), Failure> {
        let (user, group) = (self.user()?, self.group()?);
        self.own_group(&group)?;
        let permissions = seen(&self.facts.permissions)?;
        let Some((groups, own)) = permissions.users.get(&user) else {
            return Err(Failure::new(Kind::NotFound, user));
        };
        let existing = permissions.groups.get(&group);
        let gains = existing.is_none_or(|has| {
            own.attached.iter().any(|arn| !has.attached.contains(arn))
                || own
                    .inline
                    .iter()
                    .any(|(name, document)| has.inline.get(name) != Some(document))
        });
        // What the group gains everybody in it gains.
        let others: Vec<&str> = permissions
            .users
            .iter()
            .filter(|(name, (groups, _))| **name != user && groups.contains(&group))
            .map(|(name, _)| name.as_str())
            .collect();
        // And what the group has the user gains.
        let also: Vec<&str> = existing.map_or_else(Vec::new, |has| {
            let managed = has.attached.iter().filter(|arn| !own.attached.contains(arn));
            let written = has.inline.keys().filter(|name| !own.inline.contains_key(*name));
            managed
                .map(|arn| last(arn))
                .chain(written.map(String::as_str))
                .collect()
        });
        if own.is_empty() {
            self.cost(say!("cost-iam"));
            return Ok(());
        }
        if gains && !others.is_empty() {
            return Err(Failure::new(
                Kind::GroupInUse,
                format!("{group}: {}", others.join(", ")),
            ));
        }
        if !groups.contains(&group) && !also.is_empty() {
            self.note(say!("note-move-gains", user = &user, policies = also.join(", ")));
        }
        if existing.is_none() {
            let group_name = group.clone();
            self.push(SecureChange::CreateGroup { group_name }, None);
        }
        for arn in &own.attached {
            if existing.is_none_or(|has| !has.attached.contains(arn)) {
                let attach = SecureChange::AttachGroupPolicy {
                    group_name: group.clone(),
                    policy_arn: arn.clone(),
                };
                self.push(attach, None);
            }
        }
        for (name, document) in &own.inline {
            match existing.and_then(|has| has.inline.get(name)) {
                Some(there) if there == document => {}
                // Another document under that name is somebody's, and stays.
                Some(_) => return Err(Failure::new(Kind::Conflict, format!("{group}: {name}"))),
                None => {
                    let put = SecureChange::PutGroupPolicy {
                        group_name: group.clone(),
                        policy_name: name.clone(),
                        policy_document: document.clone(),
                    };
                    self.push(put, None);
                }
            }
        }
        if !groups.contains(&group) {
            let add = SecureChange::AddUserToGroup {
                group_name: group.clone(),
                user_name: user.clone(),
            };
            self.push(add, None);
        }
        for arn in &own.attached {
            let detach = SecureChange::DetachUserPolicy {
                user_name: user.clone(),
                policy_arn: arn.clone(),
            };
            self.push(detach, None);
        }
        for (name, document) in &own.inline {
            let delete = SecureChange::DeleteUserPolicy {
                user_name: user.clone(),
                policy_name: name.clone(),
            };
            self.push(delete, Some(Value::String(document.clone())));
        }
        self.note(say!("note-move-same", user = &user));
        self.cost(say!("cost-iam"));
        Ok(())
    }

    /// A virtual MFA device for a user.
    fn device(&mut self, user: &str) -> Result<(), Failure> {
        let has = seen(&self.facts.mfa)?.of(user)?.map_or(&[][..], Vec::as_slice);
        let arn = |name: &str| {
            format!(
                "arn:{}:iam::{}:mfa/{name}",
                self.identity.partition, self.identity.account
            )
        };
        let mut name = format!("{DEVICE_PREFIX}{user}");
        let mut number = 2;
        // One that is theirs already is a second device's neighbour; one that nobody enrolled is made anew.
        while has.contains(&arn(&name)) {
            name = format!("{DEVICE_PREFIX}{user}-{number}");
            number += 1;
        }
        let serial_number = arn(&name);
        let create = SecureChange::CreateVirtualMfaDevice {
            virtual_mfa_device_name: name,
            tags: tags(&self.run()),
        };
        self.push(create, None);
        let enable = SecureChange::EnableMfaDevice {
            user_name: user.to_owned(),
            serial_number,
        };
        self.push(enable, None);
        self.note(say!("note-codes"));
        Ok(())
    }

    /// GK-2.5: MFA for a user, or an end to a device that nobody enrolled.
    pub(super) fn user_mfa(&mut self) -> Result<(), Failure> {
        let device = self.chosen("device").to_owned();
        if !device.is_empty() {
            if seen(&self.facts.devices)?.abandoned.contains(&device) {
                let delete = SecureChange::DeleteVirtualMfaDevice {
                    serial_number: device,
                };
                self.push(delete, None);
            }
            self.cost(say!("cost-iam"));
            return Ok(());
        }
        let user = self.user()?;
        if user.is_empty() {
            return Err(Failure::new(Kind::Usage, "--set user=..."));
        }
        if !seen(&self.facts.users)?.iter().any(|one| one.name == user) {
            return Err(Failure::new(Kind::NotFound, user));
        }
        self.device(&user)?;
        self.cost(say!("cost-iam"));
        Ok(())
    }

    /// GK-2.8.
    pub(super) fn password_policy(&mut self) -> Result<(), Failure> {
        let now = seen(&self.facts.password_policy)?.as_ref();
        let wanted = wanted_policy(now);
        if now != Some(&wanted) {
            let before = now.and_then(value);
            self.push(SecureChange::UpdateAccountPasswordPolicy(wanted), before);
            self.note(say!("note-policy-new-passwords"));
            if now.is_some_and(|now| now.max_password_age.is_some()) {
                self.note(say!("note-policy-kept-age"));
            }
        }
        self.cost(say!("cost-iam"));
        Ok(())
    }

    /// GK-2.9.
    pub(super) fn contacts(&mut self) -> Result<(), Failure> {
        let wanted = Contact {
            name: self.chosen("name").to_owned(),
            title: self.chosen("title").to_owned(),
            email_address: self.chosen("email").to_owned(),
            phone_number: self.chosen("phone").to_owned(),
        };
        for kind in ContactKind::ALL {
            let of_all = self.chosen("kinds") == "all";
            if !of_all && !kind.id().eq_ignore_ascii_case(self.chosen("kinds")) {
                continue;
            }
            let Some(known) = self.facts.contacts.get(&kind) else {
                return Err(Failure::new(Kind::Internal, "contacts not surveyed"));
            };
            let now = seen(known)?.as_ref();
            // Whom somebody named for bills or for operations stays named: a plan for all does not push others aside.
            let others = of_all && kind != ContactKind::Security && now.is_some_and(|now| *now != wanted);
            if others {
                self.note(say!(
                    "note-contact-kept",
                    kind = kind.id(),
                    email = now.map_or("", |now| now.email_address.as_str())
                ));
            }
            if others || now == Some(&wanted) {
                continue;
            }
            let alternate_contact_type = kind.id().to_owned();
            let before = now.and_then(value);
            let put = SecureChange::PutAlternateContact {
                alternate_contact_type,
                contact: wanted.clone(),
            };
            self.push(put, before);
        }
        self.cost(say!("cost-contact"));
        Ok(())
    }

    /// GK-2.10, with the buckets that would close named first.
    pub(super) fn public_access(&mut self) -> Result<(), Failure> {
        let now = *seen(&self.facts.block)?;
        if now != Some(PublicAccessBlock::WHOLE) {
            match &self.facts.buckets {
                Known::Seen(buckets, _) => {
                    let all_are_closed =
                        buckets.public.is_empty() && buckets.acls.is_empty() && buckets.unread.is_empty();
                    if all_are_closed {
                        self.note(say!("note-buckets-none-public", count = buckets.total));
                    }
                    if !buckets.public.is_empty() {
                        self.note(say!(
                            "note-buckets-public",
                            count = buckets.public.len(),
                            names = buckets.public.join(", ")
                        ));
                    }
                    if !buckets.acls.is_empty() {
                        self.note(say!(
                            "note-buckets-acls",
                            count = buckets.acls.len(),
                            names = buckets.acls.join(", ")
                        ));
                    }
                    if !buckets.unread.is_empty() {
                        self.note(say!(
                            "note-buckets-unread",
                            count = buckets.unread.len(),
                            names = buckets.unread.join(", ")
                        ));
                    }
                }
                Known::Refused(failure) => {
                    self.note(say!(
                        "note-buckets-unknown",
                        call = failure.permission().unwrap_or("-")
                    ));
                }
                Known::NotAsked | Known::Asking => {
                    return Err(Failure::new(Kind::Internal, "buckets not surveyed"));
                }
            }
            let account_id = self.identity.account.clone();
            let put = SecureChange::PutPublicAccessBlock {
                account_id,
                public_access_block_configuration: PublicAccessBlock::WHOLE,
            };
            self.push(put, now.as_ref().and_then(value));
        }
        self.cost(say!("cost-block"));
        Ok(())
    }

    /// GK-2.11.
    pub(super) fn analyzers(&mut self) -> Result<(), Failure> {
        let wanted = choices::regions(self.chosen("regions")).unwrap_or(Where::Everywhere);
        if let Where::Only(regions) = &wanted
            && let Some(region) = regions
                .iter()
                .find(|region| !self.facts.analyzers.contains_key(*region))
        {
            return Err(Failure::new(Kind::Usage, format!("regions: {region}")));
        }
        let run = self.run();
        let home = self.home.clone();
        let mut unread = Vec::new();
        let mut first_refusal = None;
        let mut any = false;
        for (region, known) in &self.facts.analyzers {
            if !wanted.includes(region, &home) {
                continue;
            }
            let analyzers = match known {
                Known::Seen(analyzers, _) => analyzers,
                Known::Refused(failure) => {
                    first_refusal.get_or_insert_with(|| failure.clone());
                    unread.push(region.as_str());
                    continue;
                }
                Known::NotAsked | Known::Asking => {
                    return Err(Failure::new(Kind::Internal, "analyzers not surveyed"));
                }
            };
            any = true;
            let external = || analyzers.iter().filter(|one| one.is_external());
            if let Some(broken) = external().find(|one| !one.is_active())
                && !external().any(|one| one.is_active() || one.status == "CREATING")
            {
                // There is room for one, and deleting somebody's deletes what it found and what they archived.
                let is = format!("{region}: {} ({})", broken.name, broken.status);
                self.plan.notes.push(say!("note-analyzer-broken", analyzer = is));
            }
            if external().next().is_some() {
                continue;
            }
            let create = SecureChange::CreateAnalyzer {
                analyzer_name: ANALYZER.to_owned(),
                r#type: "ACCOUNT".to_owned(),
                tags: tags(&run).into_iter().map(|tag| (tag.key, tag.value)).collect(),
                client_token: format!("genkan-{run}"),
            };
            self.plan.steps.push(create.into_change(region, None));
        }
        // Where nothing at all could be read there is nothing to plan.
        if let (false, Some(failure)) = (any, first_refusal) {
            return Err(failure);
        }
        if !unread.is_empty() {
            self.note(say!("note-analyzers-unread", regions = unread.join(", ")));
        }
        self.note(say!("note-analyzer-finds"));
        self.cost(say!("cost-analyzer"));
        Ok(())
    }

    /// GK-2.12.
    pub(super) fn budget(&mut self) -> Result<(), Failure> {
        let budgets = seen(&self.facts.budgets)?;
        let is_told = budgets.seen.values().any(Budget::is_enough);
        if let Some(failure) = budgets.first_refusal().filter(|_| !is_told) {
            return Err(failure.clone());
        }
        if !is_told {
            let mut name = BUDGET_NAME.to_owned();
            let mut number = 2;
            while budgets.seen.contains_key(&name) {
                name = format!("{BUDGET_NAME}-{number}");
                number += 1;
            }
            let account = self.identity.account.clone();
            let create = monthly_budget(
                &account,
                &name,
                self.chosen("amount"),
                self.chosen("email"),
                &self.run(),
            );
            self.push(create, None);
            let amount = self.chosen("amount").to_owned();
            self.note(say!("note-budget-tells", amount = amount));
            self.note(say!("note-budget-no-stop"));
        }
        self.cost(say!("cost-budget"));
        Ok(())
    }

    /// A new password for a user who lost theirs.
    pub(super) fn password(&mut self) -> Result<(), Failure> {
        let user = self.user()?;
        if seen(&self.facts.consoles)?.of(&user)? != Some(&true) {
            return Err(Failure::new(Kind::NotFound, user));
        }
        let update = SecureChange::UpdateLoginProfile {
            user_name: user,
            password_reset_required: true,
        };
        self.push(update, None);
        self.note(say!("note-password-once"));
        self.note(say!("note-password-old-ends"));
        self.cost(say!("cost-iam"));
        Ok(())
    }

    /// GK-2.2 and GK-2.7: a key is switched off before it is deleted, so that what depended on it can be found out.
    pub(super) fn key(&mut self, of_root: bool) -> Result<(), Failure> {
        let id = self.chosen("key").to_owned();
        if id.is_empty() {
            return Err(Failure::new(Kind::Usage, "--set key=AKIA..."));
        }
        let keys = seen(&self.facts.keys)?;
        let key = self
            .facts
            .all_keys()
            .find(|key| key.id == id && (key.owner == Owner::Root) == of_root);
        self.cost(say!("cost-iam"));
        let Some(key) = key else {
            return match keys.first_refusal() {
                // It may be among those that were not read.
                Some(failure) => Err(failure.clone()),
                // Deleted already, by this plan or by somebody else.
                None => Ok(()),
            };
        };
        if self.facts.own_key.as_deref() == Some(&key.id) {
            return Err(Failure::new(Kind::OwnKey, id));
        }
        // Deletion is named, always: a plan that is run again must not become one for which there is no way back.
        let wanted = match self.chosen("status") {
            "" => INACTIVE,
            wanted => wanted,
        }
        .to_owned();
        self.plan.choices.insert("status".to_owned(), wanted.clone());
        match (key.active, wanted.as_str()) {
            (true, INACTIVE) | (false, DELETED) => {}
            (false, INACTIVE) => {
                self.note(key.last_use(self.facts.asked));
                self.note(say!("note-key-is-off"));
                return Ok(());
            }
            (true, DELETED) => return Err(Failure::new(Kind::Stale, id)),
            (_, other) => {
                return Err(Failure::new(
                    Kind::Usage,
                    format!("--set status={other}: {INACTIVE}, {DELETED}"),
                ));
            }
        }
        self.note(key.last_use(self.facts.asked));
        let user_name = user_of(&key.owner);
        if key.active {
            let status = |status: &str| SecureChange::UpdateAccessKey {
                user_name: user_name.clone(),
                access_key_id: id.clone(),
                status: status.to_owned(),
            };
            self.push(status("Inactive"), None);
            self.note(say!("note-key-stops"));
        } else {
            let delete = SecureChange::DeleteAccessKey {
                user_name,
                access_key_id: id,
            };
            self.push(delete, None);
            self.note(say!("note-key-gone"));
        }
        Ok(())
    }
}

/// Drafts a job, whose checks these are.
///
/// # Errors
/// The failure that keeps a fact unknown; usage for a choice that does not fit; a group whose members would become
/// administrators; an access key that genkan itself signs with.
pub(super) fn draft<'a>(
    asked: &'a Asked,
    site: &Site<'a>,
    checks: &[&Check],
    how: fn(&mut Draft<'a>) -> Result<(), Failure>,
) -> Result<Drafted, Failure> {
    let facts = &site.facts.secure;
    let home = facts.home.clone();
    let mut draft = Draft {
        identity: site.identity,
        facts,
        home: home.ok_or_else(|| Failure::new(Kind::Internal, "measure 2 not surveyed"))?,
        choices: &asked.choices,
        planned: site.planned,
        plan: Drafted {
            checks: checks.iter().map(|check| check.id.to_owned()).collect(),
            choices: asked.choices.clone(),
            ..Drafted::default()
        },
    };
    how(&mut draft)?;
    Ok(draft.plan)
}

/// Whether a plan needs a person at the run: it shows a password or asks for codes.
#[must_use]
pub fn needs_person(plan: &Plan) -> bool {
    plan.changes()
        .any(|step| SecureChange::read(step).is_ok_and(|change| change.needs_person()))
}

/// The step that is to be taken back where a step did not come about: the MFA device that was to be enrolled.
#[must_use]
pub fn abandoned(plan: &Plan, failed: usize) -> Option<usize> {
    let SecureChange::EnableMfaDevice { serial_number, .. } =
        SecureChange::read(plan.steps.get(failed)?).ok()?
    else {
        return None;
    };
    let makes = |step: &Change| match &step.undo {
        Undo::By(back) => {
            step.operation == "CreateVirtualMFADevice"
                && back.parameters.get("SerialNumber") == Some(&json!(serial_number))
        }
        Undo::Kept(_) => false,
    };
    plan.changes().take(failed).position(makes)
}
