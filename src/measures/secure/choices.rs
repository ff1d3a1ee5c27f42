//! What a person chooses before a plan of measure 2: a few fields a check, by name.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use crate::domain::{Region, Sentence};
use crate::measures::email_error;
use crate::say;

/// What is chosen, by name.
pub type Choices = BTreeMap<String, String>;

/// What a contact may be for: everything, or one of the three, which may be three people.
pub const KINDS: [&str; 4] = ["all", "security", "billing", "operations"];

/// Proposes whose own permissions go to a group first, and to which.
pub(super) fn propose_user(facts: &Facts, choices: &mut Choices) {
    let Some(permissions) = facts.permissions.seen() else {
        return;
    };
    let with_own = permissions.users.iter().find(|(_, (_, own))| !own.is_empty());
    if let Some((user, _)) = with_own {
        choices.insert("user".to_owned(), user.clone());
        propose_group(facts, choices);
    }
}

/// Proposes to which group the chosen user's own permissions go; a group that somebody named stays.
pub(super) fn propose_group(facts: &Facts, choices: &mut Choices) {
    let Some(permissions) = facts.permissions.seen() else {
        return;
    };
    let of = |user: &str, groups: &[String]| {
        // A group of one's own harms nobody else's permissions.
        let alone = groups.iter().find(|group| {
            let members = permissions
                .users
                .values()
                .filter(|(groups, _)| groups.contains(group));
            members.count() == 1
        });
        alone.cloned().unwrap_or_else(|| format!("{user}-permissions"))
    };
    let value = |name: &str| choices.get(name).map_or("", |value| value.trim());
    let (user, group) = (value("user"), value("group"));
    let mut users = permissions.users.iter();
    let is_proposed = group.is_empty() || users.any(|(name, (groups, _))| of(name, groups) == group);
    let mut users = permissions.users.iter();
    let chosen = users.find(|(name, _)| name.eq_ignore_ascii_case(user));
    if let Some((user, (groups, _))) = chosen
        && is_proposed
    {
        choices.insert("group".to_owned(), of(user, groups));
    }
}

/// Letters that IAM takes in names (IAM API reference: `[\w+=,.@-]`).
fn is_iam_name(text: &str, most: usize) -> bool {
    !text.is_empty()
        && text.len() <= most
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter))
}

/// What is wrong with a value.
#[must_use]
pub fn error(field: &str, value: &str) -> Option<Sentence> {
    let value = value.trim();
    let long = |most: usize| (value.chars().count() > most).then(|| say!("form-too-long", count = most));
    let empty = || value.is_empty().then(|| say!("form-empty"));
    match field {
        "user" => empty().or_else(|| (!is_iam_name(value, 64)).then(|| say!("form-user-wrong"))),
        "group" => empty().or_else(|| (!is_iam_name(value, 128)).then(|| say!("form-group-wrong"))),
        "name" => empty().or_else(|| long(64)),
        "title" => empty().or_else(|| long(50)),
        "email" => email_error(value),
        "phone" => empty().or_else(|| long(25)).or_else(|| {
            // The pattern of the Account Management API reference: a plus only at the beginning or inside.
            let fits = value
                .chars()
                .all(|letter| letter.is_ascii_digit() || " +-()".contains(letter));
            let digits = value.chars().any(|letter| letter.is_ascii_digit());
            (!(fits && digits)).then(|| say!("form-phone-wrong"))
        }),
        "amount" => {
            let (whole, part) = value.split_once('.').unwrap_or((value, ""));
            let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
            let fits = !whole.is_empty()
                && whole.len() <= 9
                && part.len() <= 2
                && !value.ends_with('.')
                && digits(whole)
                && digits(part)
                && value.chars().any(|letter| ('1'..='9').contains(&letter));
            (!fits).then(|| say!("form-amount-wrong"))
        }
        "kinds" => (!KINDS.contains(&value)).then(|| say!("form-empty")),
        "regions" => regions(value).is_none().then(|| say!("form-empty")),
        _ => None,
    }
}

/// Which Regions are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// Every one that is enabled.
    Everywhere,
    Home,
    /// These.
    Only(BTreeSet<Region>),
}

impl Where {
    /// Whether a Region is one of them.
    #[must_use]
    pub fn includes(&self, region: &Region, home: &Region) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Home => region == home,
            Self::Only(regions) => regions.contains(region),
        }
    }
}

/// Reads `all`, `home`, or Regions with commas between.
#[must_use]
pub fn regions(text: &str) -> Option<Where> {
    match text.trim() {
        "" => None,
        "all" => Some(Where::Everywhere),
        "home" => Some(Where::Home),
        names => {
            let names = names.split(',').map(str::trim);
            let is_code = |name: &str| {
                name.contains('-')
                    && name
                        .chars()
                        .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
            };
            names
                .map(|name| is_code(name).then(|| Region::new(name)))
                .collect::<Option<BTreeSet<_>>>()
                .map(Where::Only)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_aws_takes() {
        for (field, value) in [
            ("user", "founder"),
            ("user", "a+b=c,d.e@f-g_h"),
            ("group", "Administrators"),
            ("name", "佐藤 花子"),
            ("title", "CTO"),
            ("phone", "+81 (3) 0000-0000"),
            ("amount", "50"),
            ("amount", "0.50"),
            ("kinds", "security"),
            ("regions", "ap-northeast-1, us-east-1"),
        ] {
            assert_eq!(error(field, value), None, "{field}={value}");
        }
        for (field, value) in [
            ("user", ""),
            ("user", "a b"),
            ("user", "佐藤"),
            ("group", "a/b"),
            ("title", " "),
            ("phone", "+-()"),
            ("phone", "03-0000-0000 ext 5"),
            ("amount", "0"),
            ("amount", "0.00"),
            ("amount", "-1"),
            ("amount", "1.234"),
            ("amount", "1."),
            ("amount", "five"),
            ("kinds", "some"),
            ("kinds", "BILLING"),
            ("regions", "Tokyo"),
            ("regions", ""),
        ] {
            assert!(error(field, value).is_some(), "{field}={value}");
        }
        assert!(error("user", &"a".repeat(65)).is_some());
        assert!(error("name", &"あ".repeat(64)).is_none());
        assert!(error("name", &"あ".repeat(65)).is_some());
        assert!(error("title", &"a".repeat(51)).is_some());
        assert!(error("phone", &"1".repeat(26)).is_some());
    }
}
