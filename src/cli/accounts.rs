//! `genkan accounts`: the organization as a tree.

use serde_json::{Value, json};

use super::grammar::Format;
use super::{Context, out};
use crate::domain::{Failure, Kind, Known, Measure, Scope};
use crate::measures::separate::{ACCOUNTS_SCHEMA, Leaf, Standing, tree_now};
use crate::say;

impl Context {
    pub(super) async fn accounts(&self, format: Format) -> Result<u8, Failure> {
        let session = self.session().await?;
        let facts = self.survey(&session, &Scope::of(Measure::Separate)).await;
        let account = match &facts.account.identity {
            Known::Seen(identity, _) => identity.account.clone(),
            Known::Refused(failure) => return Err(failure.clone()),
            Known::NotAsked | Known::Asking => return Err(Failure::new(Kind::Internal, "identity")),
        };
        let facts = &facts.separate;
        if let Some(failure) = facts.organization.refusal() {
            return Err(failure.clone());
        }
        let standing = facts.standing();
        // What a member is not told is unknown, and no empty organization.
        if standing != Some(Standing::Member)
            && let Some(failure) = facts.accounts.refusal().or_else(|| facts.units.refusal())
        {
            return Err(failure.clone());
        }
        let rows = tree_now(facts, Some(&account));
        let word = match standing {
            Some(Standing::Alone) | None => "stand_alone",
            Some(Standing::Management) => "management",
            Some(Standing::Delegated) => "delegated_administrator",
            Some(Standing::Member) => "member",
        };
        if format == Format::Json {
            let accounts: Option<Vec<Value>> = facts.accounts.seen().map(|accounts| {
                let one = |one: &crate::measures::separate::Member| {
                    json!({"id": one.id, "name": one.name, "email": one.email, "state": one.state,
                        "path": facts.place(&one.id)})
                };
                accounts.iter().map(one).collect()
            });
            let units: Option<Vec<&str>> = facts
                .units
                .seen()
                .map(|units| units.iter().map(|unit| unit.path.as_str()).collect());
            let text = json!({"schema": ACCOUNTS_SCHEMA, "account": account, "standing": word,
                "organization": facts.organization().map(|one| json!({"id": one.id,
                    "feature_set": one.feature_set, "management_account": one.management})),
                "units": units, "accounts": accounts});
            out::data(&format!("{text:#}"));
            return Ok(0);
        }
        match (standing, facts.organization()) {
            (Some(Standing::Member), Some(one)) => {
                let said = say!("tree-of", id = &one.id, account = &one.management);
                out::data(&self.words.say(&said));
                out::note(&self.words.get("tree-member"));
                return Ok(5);
            }
            (_, Some(one)) => {
                let said = say!("tree-of", id = &one.id, account = &one.management);
                out::data(&self.words.say(&said));
            }
            (_, None) => out::data(&self.words.get("tree-alone")),
        }
        for row in rows {
            let text = match row.leaf {
                Leaf::Root => self.words.get("tree-root"),
                Leaf::Unit { name, .. } => format!("{name}/"),
                Leaf::Account {
                    id,
                    name,
                    email,
                    state,
                    management,
                } => {
                    let mut parts = vec![name, id.unwrap_or_default(), email];
                    if management {
                        parts.push(self.words.get("tree-management"));
                    }
                    match state.as_deref() {
                        Some("CREATING") => parts.push(self.words.get("tree-creating")),
                        Some("ACTIVE") | None => {}
                        Some(state) => parts.push(self.words.say(&say!("tree-state", state = state))),
                    }
                    parts.retain(|part| !part.is_empty());
                    parts.join("  ")
                }
            };
            out::data(&format!("{}{text}", "  ".repeat(row.depth)));
        }
        Ok(0)
    }
}
