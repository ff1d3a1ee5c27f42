//! The organization as a tree: as it is, and as it would be with the accounts that are wanted.

use super::choices::WantedAccount;
use super::facts::{Facts, Standing};

/// The version of the tree's JSON.
pub const ACCOUNTS_SCHEMA: &str = "genkan.accounts/1";

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// The root of the organization.
    Root,
    Unit {
        name: String,
        /// It would be new.
        new: bool,
    },
    Account {
        /// The twelve digits; none where AWS has given none yet.
        id: Option<String>,
        name: String,
        email: String,
        /// AWS's word for its state; none where it would be new.
        state: Option<String>,
        /// It manages the organization, or would.
        management: bool,
    },
}

/// A row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How deep it is; the root is 0.
    pub depth: usize,
    /// What it is.
    pub leaf: Leaf,
}

/// The state of an account that AWS is still creating.
const CREATING: &str = "CREATING";

fn depth(path: &str) -> usize {
    path.split('/').filter(|name| !name.is_empty()).count()
}

fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(place) => path.get(..place).unwrap_or("/"),
    }
}

/// An account with the path of its unit.
struct Placed {
    path: String,
    leaf: Leaf,
}

fn accounts_of(facts: &Facts, account: Option<&str>) -> Vec<Placed> {
    let management = facts.organization().map(|one| one.management.as_str());
    let mut placed: Vec<Placed> = facts
        .accounts
        .seen()
        .into_iter()
        .flatten()
        .map(|one| Placed {
            path: facts.place(&one.id).unwrap_or("/").to_owned(),
            leaf: Leaf::Account {
                id: Some(one.id.clone()),
                name: one.name.clone(),
                email: one.email.clone(),
                state: Some(one.state.clone()),
                management: management == Some(one.id.as_str()),
            },
        })
        .collect();
    if facts.standing() == Some(Standing::Alone) {
        placed.push(Placed {
            path: "/".to_owned(),
            leaf: Leaf::Account {
                id: account.map(ToOwned::to_owned),
                name: String::new(),
                email: String::new(),
                state: Some("ACTIVE".to_owned()),
                management: false,
            },
        });
    }
    for creation in facts.creations.seen().into_iter().flatten() {
        if creation.state == "IN_PROGRESS" {
            placed.push(Placed {
                path: "/".to_owned(),
                leaf: Leaf::Account {
                    id: None,
                    name: creation.name.clone(),
                    email: String::new(),
                    state: Some(CREATING.to_owned()),
                    management: false,
                },
            });
        }
    }
    placed
}

fn rows(units: &[(String, bool)], placed: &[Placed]) -> Vec<Row> {
    let mut rows = vec![Row {
        depth: 0,
        leaf: Leaf::Root,
    }];
    under("/", units, placed, &mut rows);
    rows
}

fn under(path: &str, units: &[(String, bool)], placed: &[Placed], rows: &mut Vec<Row>) {
    for one in placed.iter().filter(|one| one.path == path) {
        rows.push(Row {
            depth: depth(path) + 1,
            leaf: one.leaf.clone(),
        });
    }
    for (unit, new) in units {
        if unit != "/" && parent(unit) == path {
            let name = unit.rsplit('/').next().unwrap_or(unit).to_owned();
            rows.push(Row {
                depth: depth(unit),
                leaf: Leaf::Unit { name, new: *new },
            });
            under(unit, units, placed, rows);
        }
    }
}

/// The organization as AWS shows it; for an account that stands alone only itself, without a root.
#[must_use]
pub fn now(facts: &Facts, account: Option<&str>) -> Vec<Row> {
    let placed = accounts_of(facts, account);
    if facts.organization().is_none() {
        return placed
            .into_iter()
            .map(|one| Row {
                depth: 0,
                leaf: one.leaf,
            })
            .collect();
    }
    let units = facts.units.seen().map_or(&[][..], Vec::as_slice);
    let units: Vec<(String, bool)> = units.iter().map(|unit| (unit.path.clone(), false)).collect();
    rows(&units, &placed)
}

/// The organization as it would be.
#[must_use]
pub fn proposed(facts: &Facts, account: Option<&str>, wanted: &[WantedAccount]) -> Vec<Row> {
    let units = facts.units.seen().map_or(&[][..], Vec::as_slice);
    let mut units: Vec<(String, bool)> = units.iter().map(|unit| (unit.path.clone(), false)).collect();
    let mut placed = accounts_of(facts, account);
    for one in &mut placed {
        if facts.organization().is_none()
            && let Leaf::Account { management, .. } = &mut one.leaf
        {
            *management = true;
        }
    }
    for one in wanted {
        let path = format!("/{}", one.unit.trim_matches('/'));
        let mut whole = String::new();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            whole = format!("{whole}/{name}");
            if !units.iter().any(|(unit, _)| *unit == whole) {
                units.push((whole.clone(), true));
            }
        }
        let there = placed.iter_mut().find(|placed| {
            matches!(&placed.leaf, Leaf::Account { email, .. } if email.eq_ignore_ascii_case(&one.email) && !email.is_empty())
        });
        match there {
            Some(placed) => placed.path = path,
            None => placed.push(Placed {
                path,
                leaf: Leaf::Account {
                    id: None,
                    name: one.name.clone(),
                    email: one.email.clone(),
                    state: None,
                    management: false,
                },
            }),
        }
    }
    rows(&units, &placed)
}

#[cfg(test)]
mod tests {
    use super::super::choices::of_shape;
    use super::*;
    use crate::domain::{Evidence, Known, Region};

    fn seen<T>(value: T) -> Known<T> {
        let evidence = Evidence {
            operation: "organizations:DescribeOrganization".to_owned(),
            region: Region::new("us-east-1"),
            time: jiff::Timestamp::UNIX_EPOCH,
            request_id: None,
            saw: serde_json::Value::Null,
        };
        Known::Seen(value, evidence)
    }

    fn drawn(rows: &[Row]) -> Vec<String> {
        rows.iter()
            .map(|row| {
                let name = match &row.leaf {
                    Leaf::Root => "root".to_owned(),
                    Leaf::Unit { name, new } => format!("{name}{}", if *new { "*" } else { "" }),
                    Leaf::Account { id, name, .. } => id.clone().unwrap_or_else(|| format!("({name})")),
                };
                format!("{}{name}", " ".repeat(row.depth))
            })
            .collect()
    }

    #[test]
    fn an_account_alone_becomes_the_management_account_of_what_is_proposed() {
        let facts = Facts {
            organization: seen(None),
            ..Facts::default()
        };
        let account = Some("111122223333");
        assert_eq!(drawn(&now(&facts, account)), ["111122223333"]);
        let wanted = of_shape("four", "a@acme.example", &facts);
        assert_eq!(
            drawn(&proposed(&facts, account, &wanted)),
            [
                "root",
                " 111122223333",
                " Security*",
                "  (security)",
                "  (log-archive)",
                " Workloads*",
                "  Prod*",
                "   (prod)",
                "  NonProd*",
                "   (dev)",
            ]
        );
    }
}
