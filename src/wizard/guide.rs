//! What only a person can do: the steps in the console's own words, a look again every few seconds until AWS shows
//! that it is done, and the way from the root user to the user of every day.

use super::binding::{Action, Binding, bind, everywhere, scroll};
use super::key::Key;
use std::time::Duration;

use super::effect::{Effect, Question};
use super::model::{Model, Screen};
use super::result::scrolled;
use crate::domain::{Check, Evidence, Failure, Known, Measure, Principal, Scope, Status};
use crate::measures::secure::{DAILY_ADMIN, ROOT_KEYS, ROOT_MFA, Summary};
use crate::say;

/// How often the account summary is looked at while the page is open.
const LOOK: Duration = Duration::from_secs(5);

/// Opens the page of a check.
pub(super) fn open(model: &mut Model, check: &'static Check) -> Vec<Effect> {
    model.push(Screen::Guide { check, scroll: 0 });
    Vec::new()
}

/// Whether the page in front is one whose check the account summary answers, and it is still open.
fn is_watching(model: &Model) -> bool {
    let Screen::Guide { check, .. } = model.screen() else {
        return false;
    };
    let is_of_summary = [ROOT_MFA.id, ROOT_KEYS.id].contains(&check.id);
    is_of_summary
        && model.is_open()
        && model
            .finding(check)
            .is_none_or(|finding| matches!(finding.status, Status::Fail | Status::Unknown | Status::Warn))
}

/// A wish to be woken, where the page in front waits for something and none is under way.
pub(super) fn watch(model: &mut Model) -> Option<Effect> {
    if model.watch.is_some() || !is_watching(model) {
        return None;
    }
    let ticket = model.ticket();
    model.watch = Some(ticket);
    Some(Effect::Wake(ticket, LOOK))
}

/// Time to look again.
pub(super) fn woke(model: &mut Model, ticket: super::Ticket) -> Vec<Effect> {
    if model.watch != Some(ticket) {
        return Vec::new();
    }
    model.watch = None;
    // A survey under way brings the answer anyway.
    if !is_watching(model) || model.survey.is_some() {
        return Vec::new();
    }
    let ticket = model.ticket();
    model.watch = Some(ticket);
    vec![Effect::Read(ticket, Box::new(Question::Summary))]
}

/// The account summary arrived.
pub(super) fn arrived(
    model: &mut Model,
    ticket: super::Ticket,
    answer: Result<(Summary, Evidence), Failure>,
) -> Vec<Effect> {
    if model.watch != Some(ticket) {
        return Vec::new();
    }
    model.watch = None;
    let Screen::Guide { check, .. } = *model.screen() else {
        return Vec::new();
    };
    model.facts.secure.summary = match answer {
        Ok((summary, evidence)) => Known::Seen(summary, evidence),
        Err(failure) => Known::Refused(failure),
    };
    let passed = model
        .finding(check)
        .is_some_and(|finding| finding.status == Status::Pass);
    if passed {
        model.notice = Some(say!("guide-done"));
        // The rest of what is known of it, such as the kind of device, is asked for again.
        return vec![model.ask(Scope::of(Measure::Secure))];
    }
    Vec::new()
}

/// Where the page of a check leads to.
#[must_use]
pub fn page_of(check: &Check) -> &'static str {
    check.guided.unwrap_or("https://console.aws.amazon.com/")
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Screen::Guide { check, .. } = *model.screen() else {
        return Vec::new();
    };
    match action {
        Action::Back => model.pop(),
        Action::Accept | Action::OpenPage => return vec![Effect::OpenPage(page_of(check).to_owned())],
        Action::Copy => {
            model.notice = Some(say!("notice-copied-page"));
            let page = crate::domain::Secret::new(page_of(check).to_owned());
            return vec![Effect::Copy(page)];
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            if let Some(Screen::Guide { scroll, .. }) = model.screen_mut() {
                *scroll = scrolled(*scroll, action, extent);
            }
        }
        _ => {}
    }
    Vec::new()
}

impl Model {
    /// Whether the root user is signed in.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.identity()
            .is_some_and(|identity| identity.principal == Principal::Root)
    }

    /// The users who could go on in the root user's place: those with all permissions.
    #[must_use]
    pub fn administrators(&self) -> Vec<&str> {
        let permissions = self.facts.secure.permissions.seen();
        permissions.map_or_else(Vec::new, |permissions| permissions.administrators())
    }

    /// Whether the next thing to do is to sign in as somebody else than the root user.
    #[must_use]
    pub fn should_leave_root(&self) -> bool {
        self.is_root() && !self.administrators().is_empty()
    }

    /// Whether the root user is signed in, which is for making somebody else and then leaving it.
    #[must_use]
    pub fn should_leave_root_or_make_administrator(&self) -> bool {
        self.should_leave_root() || self.needs_administrator()
    }

    /// Whether the root user is signed in and there is nobody else to be.
    #[must_use]
    pub fn needs_administrator(&self) -> bool {
        self.is_root()
            && self
                .finding(&DAILY_ADMIN)
                .is_some_and(|finding| finding.status == Status::Fail)
    }
}

/// Opens the page that leads from the root user to another one.
pub(super) fn open_sign_in(model: &mut Model) -> Vec<Effect> {
    let users = model.administrators();
    let user = model
        .run
        .as_ref()
        .and_then(|run| run.plan.chosen("user"))
        .filter(|user| users.contains(user))
        .map(ToOwned::to_owned)
        .or_else(|| users.first().map(|user| (*user).to_owned()));
    if let Some(user) = user {
        model.push(Screen::SignIn { user, scroll: 0 });
    }
    Vec::new()
}

pub(super) fn act_sign_in(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Screen::SignIn { user, .. } = model.screen().clone() else {
        return Vec::new();
    };
    match action {
        Action::Back => model.pop(),
        Action::Accept if model.switching.is_none() => {
            return super::sources::switch(model, super::Whose::Profile(user), None, None);
        }
        Action::OpenPage => {
            let account = model.identity().map_or("", |identity| identity.account.as_str());
            return vec![Effect::OpenPage(sign_in_page(account))];
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            if let Some(Screen::SignIn { scroll, .. }) = model.screen_mut() {
                *scroll = scrolled(*scroll, action, extent);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Where an IAM user signs in.
#[must_use]
pub fn sign_in_page(account: &str) -> String {
    format!("https://{account}.signin.aws.amazon.com/console")
}

/// The keys of the steps.
pub(super) fn keys(map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-open-page", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", None));
    map.push(bind(Key::Char('c'), Action::Copy, "key-copy-page", Some(1)));
    scroll(map);
    everywhere(map);
}

/// The keys of the page that leads from the root user to another one.
pub(super) fn keys_sign_in(map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-signed-in", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-later", Some(0)));
    map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(1)));
    scroll(map);
}
