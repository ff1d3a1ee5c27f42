//! One message in, effects out.

use super::apply;
use super::binding::Action;
use super::effect::{Effect, Ticket};
use super::key::Key;
use super::keymap::{is_typing, keymap};
use super::message::{Answer, Message, Signal};
use super::model::{Layer, Model, Screen, SessionState};
use super::{
    accounts_form, confirm, dashboard, enrol, events, guardduty, guide, handoff, identity, inventory,
    job_form, journal, measure, memory, organization, overlay, people, recap, regions, result, review,
    sources, teach, welcome,
};
use crate::domain::{Failure, Kind, Scope, Status};
use crate::measures::Update;
use crate::measures::{record, secure, separate};
use crate::say;

/// How long one Ctrl-C waits for the next.
const QUIT_WINDOW: std::time::Duration = std::time::Duration::from_secs(2);
/// How often what is pending is looked at again: on AWS a first log file takes a quarter of an hour, on the
/// embedded account seconds.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(30);
const LOOK_AGAIN_DEMO: std::time::Duration = std::time::Duration::from_secs(10);

/// Takes one message in.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Clock(now) => {
            model.now = now;
            Vec::new()
        }
        Message::Key(key) => key_pressed(model, key),
        Message::Paste(text) => pasted(model, &text),
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Message::Session(ticket, answer) => session(model, ticket, answer),
        Message::Sources(ticket, found) => {
            sources::found(model, ticket, *found);
            Vec::new()
        }
        Message::SignIn(ticket, progress) => {
            sources::progress(model, ticket, progress);
            Vec::new()
        }
        Message::SignedIn(ticket, answer) => sources::signed_in(model, ticket, answer),
        Message::Saved(ticket, answer) => {
            recap::saved(model, ticket, answer);
            Vec::new()
        }
        Message::Fact(ticket, update) => fact(model, ticket, *update),
        Message::Surveyed(ticket) => surveyed(model, ticket),
        Message::Read(ticket, answer) => {
            let signed_out = answer.failure().is_some_and(Failure::is_sign_in);
            let effects = match *answer {
                Answer::Events(page) => events::arrived(model, ticket, page),
                Answer::Roots(answer) => organization::arrived(model, ticket, answer),
                Answer::Summary(answer) => guide::arrived(model, ticket, answer),
                Answer::Inventory(page) => inventory::arrived(model, ticket, page),
                Answer::GuardDutyFindings(answer) => guardduty::arrived(model, ticket, answer),
            };
            if signed_out {
                sources::offer(model);
            }
            effects
        }
        Message::Exported(Ok(files)) => {
            model.notice = Some(say!("events-exported", files = files));
            Vec::new()
        }
        Message::Exported(Err(failure)) => {
            model.layers.push(Layer::Error(Box::new(failure)));
            Vec::new()
        }
        Message::Progress(ticket, progress) => apply::progress(model, ticket, &progress),
        Message::Applied(ticket, answer) => apply::ended(model, ticket, *answer),
        Message::Journal(ticket, answer) => journal::arrived(model, ticket, answer),
        Message::Woke(ticket) => woke(model, ticket),
        Message::Extent(extent) => {
            model.extent = extent;
            Vec::new()
        }
        Message::Signal(signal) => signalled(model, signal),
        Message::PageFailed(page) => {
            model.notice = Some(say!("notice-page", page = page));
            Vec::new()
        }
    };
    // One thing is looked up at a time: another one ends the look at members' root users.
    let looking = model.looking;
    let other = effects.iter().any(|effect| {
        matches!(effect, Effect::StopReading)
            || matches!(effect, Effect::Read(ticket, _) if Some(*ticket) != looking)
    });
    if other {
        model.looking = None;
    }
    effects.extend(look_again(model));
    effects.extend(guide::watch(model));
    effects.extend(memory::moved(model));
    effects
}

fn session(model: &mut Model, ticket: Ticket, answer: Result<super::SessionInfo, Failure>) -> Vec<Effect> {
    if model.switching == Some(ticket) {
        return switched(model, answer);
    }
    if model.session != SessionState::Opening(ticket) {
        return Vec::new();
    }
    match answer {
        Ok(info) => {
            // Opened anew, it is the account of the credentials again.
            model.through = None;
            model.review = None;
            model.looking = None;
            model.session = SessionState::Open(info);
            let survey = model.ask(Scope::all(Vec::new()));
            let mut effects = vec![survey, ask_journal(model)];
            effects.extend(sources::resume_reading(model));
            effects
        }
        Err(failure) => {
            if matches!(failure.kind, Kind::MfaNeeded | Kind::MfaRefused) {
                overlay::ask_mfa(model, &failure);
            }
            overlay::ask_http(model, &failure, None);
            let no_region = failure.kind == Kind::NoRegion;
            let no_sign_in = failure.is_sign_in() && failure.kind != Kind::MfaNeeded;
            model.session = SessionState::Failed(failure);
            // On the first screens a person has not asked for anything yet.
            let is_early = matches!(
                model.screen(),
                Screen::Welcome | Screen::Intro { .. } | Screen::Sources { .. }
            );
            if no_sign_in && !model.mode.demo && matches!(model.screen(), Screen::Identity { .. }) {
                // The person was quicker than the answer: where to sign in is the next thing to see.
                model.pop();
                model.push(Screen::Sources { selected: 0 });
            }
            if no_region && !is_early {
                let whose = model.whose.clone();
                return sources::region_for(model, whose);
            }
            Vec::new()
        }
    }
}

/// Another profile was signed in to, or could not be: then the session before stays as it is.
fn switched(model: &mut Model, answer: Result<super::SessionInfo, Failure>) -> Vec<Effect> {
    model.switching = None;
    match answer {
        Ok(info) => {
            // What lies on the screens is about the account before.
            model.layers.clear();
            model.session = SessionState::Open(info);
            let was_inside = model.through.is_some();
            model.through = model.entering.take();
            let to = model.wanted.take();
            let from_page = matches!(model.screen(), Screen::SignIn { .. });
            match to {
                Some(to) if !from_page => sources::moved(model, to, was_inside),
                to => {
                    if let Some(to) = to {
                        model.whose = to.whose;
                    }
                    model.forget_account();
                    // Where the person was before the page that led here.
                    model
                        .pop_to(|screen| matches!(screen, Screen::Measure { .. } | Screen::Dashboard { .. }));
                }
            }
            let survey = model.ask(Scope::all(Vec::new()));
            vec![survey, ask_journal(model)]
        }
        Err(failure) if model.entering.take().is_some() => {
            model.layers.push(Layer::Error(Box::new(failure)));
            Vec::new()
        }
        Err(failure) => sources::not_moved(model, failure),
    }
}

pub(super) fn ask_journal(model: &mut Model) -> Effect {
    let ticket = model.ticket();
    model.journal_asked = Some(ticket);
    Effect::ReadJournal(ticket)
}

fn fact(model: &mut Model, ticket: Ticket, update: Update) -> Vec<Effect> {
    if model.survey != Some(ticket) {
        return Vec::new();
    }
    model.facts.take(update);
    Vec::new()
}

fn surveyed(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    if model.survey != Some(ticket) {
        return Vec::new();
    }
    model.survey = None;
    model.surveyed = Some(model.now);
    sources::compare(model);
    if is_signed_out(model) {
        sources::offer(model);
    }
    overlay::offer_cut_short(model);
    let mut effects = review::surveyed(model, ticket);
    effects.extend(memory::first_seen(model));
    effects
}

fn woke(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    if model.quit_armed == Some(ticket) {
        model.quit_armed = None;
        model.notice = None;
    }
    let effects = guide::woke(model, ticket);
    if !effects.is_empty() {
        return effects;
    }
    let effects = guardduty::woke(model, ticket);
    if !effects.is_empty() {
        return effects;
    }
    if model.look_again == Some(ticket) {
        model.look_again = None;
        if model.survey.is_none() && !model.is_applying() && model.review.is_none() && is_pending(model) {
            return vec![model.ask(again(model))];
        }
    }
    Vec::new()
}

/// Everything once more; the account's identity cannot change within a session.
pub(super) fn again(model: &Model) -> Scope {
    Scope {
        account: model.identity().is_none(),
        ..Scope::all(Vec::new())
    }
}

/// While a first log file is on its way and somebody looks, ask again now and then.
fn look_again(model: &mut Model) -> Option<Effect> {
    let looking = matches!(model.screen(), Screen::Measure { .. } | Screen::Result { .. });
    if !looking || model.look_again.is_some() || model.survey.is_some() || !is_pending(model) {
        return None;
    }
    let ticket = model.ticket();
    model.look_again = Some(ticket);
    Some(Effect::Wake(
        ticket,
        if model.mode.demo {
            LOOK_AGAIN_DEMO
        } else {
            LOOK_AGAIN
        },
    ))
}

fn is_pending(model: &Model) -> bool {
    if crate::measures::detect::is_alert_pending(&model.facts.detect) {
        return true;
    }
    // Delivery by AWS Config takes hours: nobody looks at that.
    [
        &record::TRAIL_DELIVERY,
        &record::config::CONFIG_RECORDER,
        &separate::WORKLOAD_ACCOUNTS,
        &secure::ROOT_USE,
        &secure::ACCESS_ANALYZER,
    ]
    .into_iter()
    .filter_map(|check| model.finding(check))
    .any(|finding| finding.status == Status::Pending)
}

fn signalled(model: &mut Model, signal: Signal) -> Vec<Effect> {
    match signal {
        Signal::Terminate if model.is_applying() => {
            model.leaving = true;
            apply::stop(model)
        }
        Signal::Terminate | Signal::HangUp => vec![Effect::Leave(130)],
    }
}

fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    // A key on the screen is a key in somebody's scrollback.
    let is_access_key = text.len() == 20 && ["AKIA", "ASIA"].iter().any(|prefix| text.starts_with(prefix));
    // But an access key's id may be looked up.
    if is_access_key && !matches!(model.layers.last(), Some(Layer::Filter(_) | Layer::Entry(_))) {
        model.notice = Some(say!("notice-no-keys"));
        return Vec::new();
    }
    if is_typing(model) {
        return text
            .chars()
            .flat_map(|letter| key_pressed(model, Key::Char(letter)))
            .collect();
    }
    Vec::new()
}

fn key_pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    let bound = keymap(model)
        .into_iter()
        .find(|binding| binding.key == key)
        .map(|binding| binding.action);
    model.notice = None;
    if bound != Some(Action::Interrupt) {
        model.quit_armed = None;
    }
    let Some(action) = bound else {
        return unbound(model, key);
    };
    match action {
        Action::Language => {
            model.language = model.language.other();
            Vec::new()
        }
        Action::Help => {
            model.layers.push(Layer::Help { scroll: 0 });
            Vec::new()
        }
        Action::Interrupt => interrupt(model),
        Action::Switch => sources::open(model),
        Action::Accept
        | Action::Back
        | Action::Up
        | Action::Down
        | Action::Left
        | Action::Right
        | Action::PageUp
        | Action::PageDown
        | Action::Next
        | Action::Previous
        | Action::Toggle
        | Action::Journal
        | Action::Quit
        | Action::Recheck
        | Action::Evidence
        | Action::OpenPage
        | Action::Go(_)
        | Action::Undo
        | Action::Details
        | Action::Clear
        | Action::First
        | Action::Last
        | Action::Events
        | Action::Filter
        | Action::Span
        | Action::More
        | Action::All
        | Action::Export
        | Action::Raw
        | Action::ControlTower
        | Action::Settings
        | Action::Inventory
        | Action::Deleted
        | Action::Type
        | Action::Query
        | Action::Difference
        | Action::Findings
        | Action::Regions
        | Action::HandOff
        | Action::Severity
        | Action::SamplesShown
        | Action::Archived
        | Action::MakeSamples
        | Action::Archive
        | Action::ArchiveSamples
        | Action::Users
        | Action::Keys
        | Action::NewPassword
        | Action::SignIn
        | Action::Copy
        | Action::AsText
        | Action::AddRow
        | Action::RemoveRow
        | Action::Organization
        | Action::LookAtRoots
        | Action::RemoveRoot
        | Action::Leave
        | Action::Why
        | Action::Skip
        | Action::Recap
        | Action::OtherWay => act(model, action),
    }
}

fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(layer) = model.layers.last() {
        return match layer {
            Layer::Confirm(_) => confirm::act(model, action),
            Layer::Event { .. } => events::act_event(model, action),
            Layer::Filter(_) => events::act_filter(model, action),
            Layer::Entry(_) => inventory::act_entry(model, action),
            Layer::Record { .. } => inventory::act_record(model, action),
            Layer::GuardDutyFinding { .. } => guardduty::act_finding(model, action),
            Layer::Samples(_) => guardduty::act_samples(model, action),
            Layer::Why { .. } => teach::act_why(model, action),
            Layer::Skip(_) => memory::act_skip(model, action),
            Layer::Save(_) => recap::act_save(model, action),
            Layer::SigningIn(_) => sources::act_signing_in(model, action),
            Layer::Region { .. } => sources::act_region(model, action),
            Layer::WhereLeft { .. } => memory::act_place(model, action),
            Layer::Help { .. }
            | Layer::Evidence { .. }
            | Layer::Error(_)
            | Layer::Stop { .. }
            | Layer::PlainHttp { .. }
            | Layer::Mfa { .. }
            | Layer::SignedOut
            | Layer::CutShort { .. } => overlay::act(model, action),
        };
    }
    match action {
        Action::Quit => return vec![Effect::Leave(0)],
        Action::Journal => return journal::open(model),
        Action::Recheck
            if !matches!(
                model.screen(),
                Screen::Events(_) | Screen::Inventory(_) | Screen::GuardDuty(_) | Screen::Sources { .. }
            ) =>
        {
            return recheck(model);
        }
        _ => {}
    }
    match model.screen() {
        Screen::Welcome => welcome::act(model, action),
        Screen::Intro { .. } => teach::act(model, action),
        Screen::Sources { .. } => sources::act(model, action),
        Screen::Recap { .. } => recap::act(model, action),
        Screen::Identity { .. } => identity::act(model, action),
        Screen::Dashboard { .. } => dashboard::act(model, action),
        Screen::Measure { .. } => measure::act(model, action),
        Screen::JobForm(job) => job_form::act(model, job, action),
        Screen::Told { .. } => accounts_form::act_told(model, action),
        Screen::AccountsForm => accounts_form::act(model, action),
        Screen::Organization { .. } => organization::act(model, action),
        Screen::Guide { .. } => guide::act(model, action),
        Screen::Users { .. } => people::act_users(model, action),
        Screen::Keys { .. } => people::act_keys(model, action),
        Screen::SignIn { .. } => guide::act_sign_in(model, action),
        Screen::Progress => enrol::act(model, action),
        Screen::Result { .. } => result::act(model, action),
        Screen::Journal { .. } => journal::act(model, action),
        Screen::Events(_) => events::act(model, action),
        Screen::Inventory(_) => inventory::act(model, action),
        Screen::GuardDuty(_) => guardduty::act(model, action),
        Screen::HandOff { .. } => handoff::act(model, action),
        Screen::Regions { .. } => regions::act(model, action),
    }
}

/// Asks everything again, or opens the session where there is none.
fn recheck(model: &mut Model) -> Vec<Effect> {
    if model.is_applying() || model.review.is_some() {
        return Vec::new();
    }
    match &model.session {
        SessionState::Opening(_) => Vec::new(),
        SessionState::Failed(_) => vec![sources::renew_session(model)],
        SessionState::Open(_) => {
            // A sign-in that ran out is renewed by opening the session again, not by asking with the old one.
            if needs_sign_in(model) {
                return vec![sources::renew_session(model)];
            }
            let scope = again(model);
            vec![model.ask(scope)]
        }
    }
}

/// Whether AWS said that the sign-in is over. The SDK renews what it can: when the first credentials end says nothing.
fn is_signed_out(model: &Model) -> bool {
    let ended = |failure: &Failure| matches!(failure.kind, Kind::Expired | Kind::NoCredentials);
    model.is_identity_refused().is_some_and(Failure::is_sign_in)
        || crate::domain::Measure::ALL
            .into_iter()
            .flat_map(crate::measures::checks)
            .filter_map(|check| model.finding(check))
            .flat_map(|finding| finding.failures)
            .filter(|failure| {
                failure
                    .region
                    .as_ref()
                    .is_none_or(|region| Some(region) == model.home())
            })
            .any(|failure| ended(&failure))
}

/// Whether asking again with this session would only be refused again.
fn needs_sign_in(model: &Model) -> bool {
    let expired = match &model.session {
        SessionState::Open(info) => info.expires.is_some_and(|expires| expires <= model.now),
        SessionState::Opening(_) | SessionState::Failed(_) => false,
    };
    let refused = crate::domain::Measure::ALL
        .into_iter()
        .flat_map(crate::measures::checks)
        .filter_map(|check| model.finding(check))
        .flat_map(|finding| finding.failures)
        // A token that one Region does not know is that Region's matter; home says whether the sign-in is over.
        .filter(|failure| {
            failure
                .region
                .as_ref()
                .is_none_or(|region| Some(region) == model.home())
        })
        .any(|failure| failure.is_sign_in());
    expired || refused || model.is_identity_refused().is_some()
}

/// Ctrl-C: while a plan runs, the first asks to stop and the second leaves; else two within two seconds leave.
fn interrupt(model: &mut Model) -> Vec<Effect> {
    if model.is_applying() {
        if matches!(model.layers.last(), Some(Layer::Stop { .. })) {
            return vec![Effect::Leave(130)];
        }
        model.layers.push(Layer::Stop { stop: true });
        return Vec::new();
    }
    if model.quit_armed.is_some() {
        return vec![Effect::Leave(0)];
    }
    let ticket = model.ticket();
    model.quit_armed = Some(ticket);
    model.notice = Some(say!("notice-quit-again"));
    vec![Effect::Wake(ticket, QUIT_WINDOW)]
}

/// A key that means nothing here: text for the focused field, or an input method that is still on.
fn unbound(model: &mut Model, key: Key) -> Vec<Effect> {
    if is_typing(model) && !model.is_too_small() {
        return match model.layers.last() {
            Some(Layer::Confirm(_)) => confirm::typed(model, key),
            Some(Layer::Mfa { .. }) => overlay::typed(model, key),
            Some(Layer::Filter(_)) => events::typed(model, key),
            Some(Layer::Entry(_)) => inventory::typed(model, key),
            Some(Layer::Skip(_)) => {
                memory::typed(model, key);
                Vec::new()
            }
            Some(Layer::Save(_)) => {
                recap::typed(model, key);
                Vec::new()
            }
            Some(
                Layer::Help { .. }
                | Layer::Evidence { .. }
                | Layer::Event { .. }
                | Layer::Record { .. }
                | Layer::GuardDutyFinding { .. }
                | Layer::Samples(_)
                | Layer::Error(_)
                | Layer::Stop { .. }
                | Layer::PlainHttp { .. }
                | Layer::Why { .. }
                | Layer::SigningIn(_)
                | Layer::SignedOut
                | Layer::Region { .. }
                | Layer::WhereLeft { .. }
                | Layer::CutShort { .. },
            ) => Vec::new(),
            None => match model.screen() {
                Screen::JobForm(job) => job_form::typed(model, job, key),
                Screen::AccountsForm => accounts_form::typed(model, key),
                Screen::Progress => enrol::typed(model, key),
                Screen::Guide { .. }
                | Screen::Told { .. }
                | Screen::Organization { .. }
                | Screen::Users { .. }
                | Screen::Keys { .. }
                | Screen::SignIn { .. }
                | Screen::Welcome
                | Screen::Intro { .. }
                | Screen::Sources { .. }
                | Screen::Recap { .. }
                | Screen::Identity { .. }
                | Screen::Dashboard { .. }
                | Screen::Measure { .. }
                | Screen::Result { .. }
                | Screen::Journal { .. }
                | Screen::Events(_)
                | Screen::Inventory(_)
                | Screen::GuardDuty(_)
                | Screen::HandOff { .. }
                | Screen::Regions { .. } => Vec::new(),
            },
        };
    }
    if let Key::Char(letter) = key
        && !letter.is_ascii()
    {
        model.notice = Some(say!("notice-ime"));
    }
    Vec::new()
}
