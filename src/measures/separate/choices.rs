//! What a person chooses before a plan of measure 1: which accounts, under which e-mails, in which units.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use crate::domain::{Failure, Kind, Sentence};
use crate::measures::email_error;
use crate::say;

/// What is chosen, by name.
pub type Choices = BTreeMap<String, String>;

/// The value of the choice `plan` by which a person says that the free plan may become a paid one.
pub const PAID: &str = "paid";

/// The shapes offered; `own` is whatever a person made of one.
pub const SHAPES: [&str; 3] = ["two", "four", "own"];

/// The most accounts in one plan: an organization begins with ten at most, and new ones often with fewer
/// (Organizations user guide, "Quotas").
pub const MOST: usize = 9;

/// An account that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedAccount {
    /// The path of its unit, `/Workloads/Prod`; `/` for the root.
    pub unit: String,
    pub name: String,
    pub email: String,
}

/// What is in a shape: the unit and the name of each account.
#[must_use]
pub fn shape(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
    match name {
        "two" => Some(&[("/Workloads/Prod", "prod"), ("/Workloads/NonProd", "dev")]),
        "four" => Some(&[
            ("/Security", "security"),
            ("/Security", "log-archive"),
            ("/Workloads/Prod", "prod"),
            ("/Workloads/NonProd", "dev"),
        ]),
        _ => None,
    }
}

/// `acme+prod@example.com` of `acme@example.com`: another address for AWS, the same mailbox at most providers.
#[must_use]
pub fn plus(email: &str, name: &str) -> String {
    let name: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    match email.trim().rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() => format!("{local}+{name}@{domain}"),
        _ => String::new(),
    }
}

/// The accounts of a shape, with an e-mail each. One that is there already keeps its own.
#[must_use]
pub fn of_shape(name: &str, email: &str, facts: &Facts) -> Vec<WantedAccount> {
    let there = |name: &str| {
        let members = facts.members();
        let one = members.iter().find(|one| one.is_active() && one.name == name);
        one.map(|one| one.email.clone())
    };
    shape(name)
        .unwrap_or_default()
        .iter()
        .map(|(unit, name)| WantedAccount {
            unit: (*unit).to_owned(),
            name: (*name).to_owned(),
            email: there(name).unwrap_or_else(|| plus(email, name)),
        })
        .collect()
}

/// Writes accounts as one choice: `Workloads/Prod/prod=acme+prod@example.com; ...`.
#[must_use]
pub fn write(accounts: &[WantedAccount]) -> String {
    let all: Vec<String> = accounts
        .iter()
        .map(|one| {
            let unit = one.unit.trim_matches('/');
            let slash = if unit.is_empty() { "" } else { "/" };
            format!("{unit}{slash}{}={}", one.name, one.email)
        })
        .collect();
    all.join("; ")
}

/// Reads them back; none where it is not of that form.
#[must_use]
pub fn read(text: &str) -> Option<Vec<WantedAccount>> {
    text.split(';')
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| {
            let (path, email) = one.split_once('=')?;
            let (unit, name) = path
                .trim()
                .trim_matches('/')
                .rsplit_once('/')
                .unwrap_or(("", path.trim()));
            Some(WantedAccount {
                unit: format!("/{unit}"),
                name: name.trim().trim_matches('/').to_owned(),
                email: email.trim().to_owned(),
            })
        })
        .collect()
}

/// What is wrong with an account's name (Organizations API reference, `CreateAccount`): up to 50 printable ASCII
/// letters. A slash, `=` and `;` are refused because paths and choices are written with them.
#[must_use]
pub fn name_error(name: &str) -> Option<Sentence> {
    let name = name.trim();
    if name.is_empty() {
        return Some(say!("form-empty"));
    }
    if name.len() > 50 {
        return Some(say!("form-too-long", count = 50_usize));
    }
    let fits = |letter: char| (' '..='~').contains(&letter) && !"/=;".contains(letter);
    (!name.chars().all(fits)).then(|| say!("form-account-name-wrong"))
}

/// What is wrong with an account's e-mail: 6 to 64 ASCII letters of the form of an address.
#[must_use]
pub fn account_email_error(email: &str) -> Option<Sentence> {
    let email = email.trim();
    if let Some(error) = email_error(email) {
        return Some(error);
    }
    if email.len() > 64 {
        return Some(say!("form-too-long", count = 64_usize));
    }
    (email.len() < 6 || email.contains([';', '='])).then(|| say!("form-email-wrong"))
}

/// What is wrong with a unit's path: at most five levels of names of up to 128 letters.
#[must_use]
pub fn unit_error(path: &str) -> Option<Sentence> {
    let path = path.trim().trim_matches('/');
    if path.is_empty() {
        return None;
    }
    let names: Vec<&str> = path.split('/').collect();
    let fits = |name: &&str| {
        let name = name.trim();
        !name.is_empty() && name.len() <= 128 && name.is_ascii() && !name.contains(['=', ';'])
    };
    (names.len() > 5 || !names.iter().all(fits)).then(|| say!("form-unit-wrong"))
}

/// What is wrong with an account next to the others and to what is there.
#[must_use]
pub fn among_error(index: usize, accounts: &[WantedAccount], facts: &Facts) -> Option<Sentence> {
    let one = accounts.get(index)?;
    let is_same = |other: &WantedAccount| other.email.eq_ignore_ascii_case(&one.email);
    let doubled = accounts
        .iter()
        .enumerate()
        .any(|(other, wanted)| other < index && is_same(wanted));
    if doubled {
        return Some(say!("form-email-twice"));
    }
    if accounts
        .iter()
        .enumerate()
        .any(|(other, wanted)| other < index && wanted.name == one.name)
    {
        return Some(say!("form-name-twice"));
    }
    let management = facts.organization().map(|one| one.email.as_str());
    if management.is_some_and(|email| email.eq_ignore_ascii_case(&one.email)) {
        return Some(say!("form-email-management"));
    }
    let closed = facts.of_email(&one.email).filter(|there| !there.is_active());
    if closed.is_some() {
        return Some(say!("form-email-taken"));
    }
    // The same name under another e-mail would be a second account of that name.
    let members = facts.members();
    let named = members.iter().any(|there| {
        there.is_active() && there.name == one.name && !there.email.eq_ignore_ascii_case(&one.email)
    });
    named.then(|| say!("form-name-taken"))
}

/// The accounts that the choices name.
///
/// # Errors
/// Usage, naming the choice that is missing or cannot be.
pub fn wanted(choices: &Choices, facts: &Facts) -> Result<Vec<WantedAccount>, Failure> {
    let chosen = |name: &str| choices.get(name).map_or("", |value| value.trim());
    let wrong = |name: &str, form: &str| {
        let value = chosen(name);
        Failure::new(Kind::Usage, format!("--set {name}={value}: {form}"))
    };
    let accounts = if chosen("accounts").is_empty() {
        if shape(chosen("shape")).is_none() {
            return Err(wrong("shape", "two; four; own, with accounts=..."));
        }
        if account_email_error(chosen("email")).is_some() {
            return Err(wrong("email", "founder@example.com"));
        }
        of_shape(chosen("shape"), chosen("email"), facts)
    } else {
        read(chosen("accounts"))
            .ok_or_else(|| wrong("accounts", "Workloads/Prod/prod=founder+prod@example.com; ..."))?
    };
    let mut seen = BTreeSet::new();
    for one in &accounts {
        let line = format!("{}/{}={}", one.unit.trim_matches('/'), one.name, one.email);
        let bad = name_error(&one.name)
            .or_else(|| account_email_error(&one.email))
            .or_else(|| unit_error(&one.unit));
        if bad.is_some() || !seen.insert(one.email.to_ascii_lowercase()) {
            return Err(Failure::new(
                Kind::Usage,
                format!("--set accounts: {line}: Workloads/Prod/prod=founder+prod@example.com"),
            ));
        }
    }
    if accounts.is_empty() || accounts.len() > MOST {
        return Err(wrong("accounts", "1-9"));
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_back_as_they_were_written() {
        let accounts = of_shape("four", "founder@acme.example", &Facts::default());
        assert_eq!(accounts.len(), 4);
        let text = write(&accounts);
        assert_eq!(
            text,
            "Security/security=founder+security@acme.example; Security/log-archive=founder+log-archive@acme.example; Workloads/Prod/prod=founder+prod@acme.example; Workloads/NonProd/dev=founder+dev@acme.example"
        );
        assert_eq!(read(&text).as_deref(), Some(accounts.as_slice()));
        let loose = read("prod=a@b.example").unwrap();
        assert_eq!((loose[0].unit.as_str(), loose[0].name.as_str()), ("/", "prod"));
        assert_eq!(write(&loose), "prod=a@b.example");
        assert_eq!(read("prod"), None);
    }

    #[test]
    fn names_and_e_mails_are_what_aws_takes() {
        for name in ["prod", "Log archive", "a~b", &"x".repeat(50)] {
            assert_eq!(name_error(name), None, "{name}");
        }
        for name in ["", " ", "本番", "a/b", "a;b", "a=b", &"x".repeat(51)] {
            assert!(name_error(name).is_some(), "{name}");
        }
        for email in ["a@b.co", "founder+prod@acme.example"] {
            assert_eq!(account_email_error(email), None, "{email}");
        }
        let long = format!("{}@acme.example", "x".repeat(60));
        for email in ["", "a@b", "founder", "花子@acme.example", long.as_str()] {
            assert!(account_email_error(email).is_some(), "{email}");
        }
        assert!(unit_error("a/b/c/d/e/f").is_some());
        assert!(unit_error("/Workloads//Prod").is_some());
        assert_eq!(unit_error("/"), None);
    }

    #[test]
    fn what_is_missing_or_doubled_is_named() {
        let choices = |pairs: &[(&str, &str)]| -> Choices {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        let facts = Facts::default();
        assert!(wanted(&choices(&[("shape", "two"), ("email", "a@acme.example")]), &facts).is_ok());
        for (pairs, named) in [
            (&[("shape", "two")][..], "email"),
            (&[("email", "a@acme.example")], "shape"),
            (&[("accounts", "prod=a@acme.example; dev=A@acme.example")], "dev"),
            (&[("accounts", "prod")], "accounts"),
        ] {
            let failure = wanted(&choices(pairs), &facts).unwrap_err();
            assert!(failure.message.contains(named), "{failure:?}");
        }
        let unknown = crate::measures::separate::MAKE_ORGANIZATION
            .hold(&choices(&[("shape", "two")]))
            .unwrap_err();
        assert!(unknown.message.contains("plan"), "{unknown:?}");
    }
}
