//! IAM, with just the operations that genkan calls: a root user with keys of its own, AWS's own policies, MFA devices whose
//! codes are checked, a credential report that follows the account, and callers who may leave their name out. Names, limits
//! and refusals are those of the IAM API reference.

mod devices;
mod keys;
mod people;
mod policies;
mod roles;
mod state;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::demo::ACCOUNT;
use crate::demo::answer::{Answer, Protocol, escape};
use crate::demo::request::Request;
use crate::demo::scenario::{Scenario, User};
use crate::demo::services::{Around, Service};
use crate::domain::Secret;
use state::State;

/// How long a person at the console takes to set MFA, once its page was opened.
const AT_THE_CONSOLE: SignedDuration = SignedDuration::from_secs(12);

pub struct Iam {
    scenario: Scenario,
    began: Timestamp,
    state: Mutex<State>,
}

/// The result of a call, or the answer that refuses it.
type Done = Result<String, Answer>;

/// The parameters of a call.
struct Given<'a> {
    operation: &'a str,
    fields: BTreeMap<String, String>,
    /// The user that is meant: the one named, else the calling one; none for the root user.
    user: Option<String>,
    now: Timestamp,
}

impl Given<'_> {
    fn value(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn user(&self) -> &str {
        self.user.as_deref().unwrap_or_default()
    }

    /// A list of tags: `Tags.member.1.Key`, `Tags.member.1.Value`.
    fn tags(&self) -> Vec<(String, String)> {
        (1..)
            .map_while(|number| {
                let of = |part: &str| self.fields.get(&format!("Tags.member.{number}.{part}")).cloned();
                Some((of("Key")?, of("Value")?))
            })
            .collect()
    }
}

fn ago(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(24 * days)
}

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}")
}

fn managed(name: &str) -> String {
    format!("arn:aws:iam::aws:policy/{name}")
}

/// A document as IAM sends it: encoded for an address.
fn encoded(document: &str) -> String {
    percent_encoding::utf8_percent_encode(document, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn tags_xml(tags: &[(String, String)]) -> String {
    tags.iter()
        .map(|(key, value)| {
            format!(
                "<member><Key>{}</Key><Value>{}</Value></member>",
                escape(key),
                escape(value)
            )
        })
        .collect()
}

fn refused(status: u16, code: &str, message: &str) -> Answer {
    Answer::error(Protocol::Query, status, code, message)
}

fn missing(kind: &str, name: &str) -> Answer {
    refused(
        404,
        "NoSuchEntity",
        &format!("The {kind} with name {name} cannot be found."),
    )
}

fn there(kind: &str, name: &str) -> Answer {
    let message = format!("{kind} with name {name} already exists.");
    refused(409, "EntityAlreadyExists", &message)
}

fn in_use(message: &str) -> Answer {
    refused(409, "DeleteConflict", message)
}

fn too_many(message: &str) -> Answer {
    refused(409, "LimitExceeded", message)
}

impl Iam {
    /// IAM as the scenario begins.
    pub fn begin(scenario: &Scenario, now: Timestamp) -> Self {
        Self {
            scenario: scenario.clone(),
            began: now,
            state: Mutex::new(State::begin(scenario, now)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A person opened the console's page of the root user's credentials, and sets MFA there.
    pub fn page_opened(&self, now: Timestamp) {
        let mut state = self.state();
        if !state.root_mfa && state.root_mfa_at.is_none() {
            state.root_mfa_at = Some(now + AT_THE_CONSOLE);
        }
    }

    /// The seed of a device, for a person who is a test.
    #[must_use]
    pub fn seed(&self, serial: &str) -> Option<Secret> {
        self.state().devices.get(serial).map(|device| device.seed.clone())
    }

    /// Whether there is a user of that name.
    pub fn has_user(&self, name: &str) -> bool {
        self.state().users.contains_key(name)
    }

    /// Answers a request of a caller.
    fn serve(&self, request: &Request, caller: &str, now: Timestamp) -> Answer {
        let fields = parameters(request);
        let own = caller.strip_prefix("user/").map(ToOwned::to_owned);
        let given = Given {
            operation: &request.operation,
            // Whoever leaves the name out means itself; the root user has none.
            user: fields.get("UserName").cloned().or(own),
            fields,
            now,
        };
        let mut state = self.state();
        if state.root_mfa_at.is_some_and(|at| at <= now) {
            state.root_mfa = true;
        }
        let done = people::answer(&mut state, &given)
            .or_else(|| policies::answer(&mut state, &given, &self.scenario))
            .or_else(|| devices::answer(&mut state, &given, &self.scenario))
            .or_else(|| keys::answer(&mut state, &given, &self.scenario, self.began))
            .or_else(|| roles::answer(&mut state, &given))
            .or_else(|| self.answer_account(&state, &given));
        drop(state);
        let operation = given.operation;
        match done {
            Some(Ok(result)) => Answer::xml(format!(
                "<{operation}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result>{result}</{operation}Result></{operation}Response>"
            )),
            Some(Err(answer)) => answer,
            None => refused(400, "InvalidAction", operation),
        }
    }

    /// What is about the account as a whole.
    fn answer_account(&self, state: &State, given: &Given<'_>) -> Option<Done> {
        Some(Ok(match given.operation {
            "GetAccountSummary" => {
                let entries: String = [
                    ("AccountMFAEnabled", usize::from(state.root_mfa)),
                    // The talk counts inactive keys too; so does this account.
                    ("AccountAccessKeysPresent", state.root_keys.len().min(1)),
                    ("AccountPasswordPresent", usize::from(self.scenario.root.password)),
                    ("AccountSigningCertificatesPresent", 0),
                ]
                .into_iter()
                .map(|(key, value)| format!("<entry><key>{key}</key><value>{value}</value></entry>"))
                .collect();
                format!("<SummaryMap>{entries}</SummaryMap>")
            }
            "ListAccountAliases" => format!(
                "<IsTruncated>false</IsTruncated><AccountAliases><member>{}</member></AccountAliases>",
                self.scenario.alias
            ),
            "ListSAMLProviders" => "<SAMLProviderList></SAMLProviderList>".to_owned(),
            _ => return None,
        }))
    }
}

fn parameters(request: &Request) -> BTreeMap<String, String> {
    let body = String::from_utf8_lossy(&request.body);
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| {
            let value = value.replace('+', " ");
            let value = percent_encoding::percent_decode_str(&value)
                .decode_utf8_lossy()
                .into_owned();
            (name.to_owned(), value)
        })
        .collect()
}

impl User {
    /// A user who is there and has nothing yet.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            password: true,
            password_used_days: None,
            mfa: false,
            groups: Vec::new(),
            policies: Vec::new(),
            inline: BTreeMap::new(),
            key: Vec::new(),
            service_credentials: Vec::new(),
        }
    }
}

impl Service for Iam {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        (request.service == "iam").then(|| self.serve(request, around.caller, around.now))
    }
}
