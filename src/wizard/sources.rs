//! Where the credentials come from: what was found on this computer, signing in to it, and moving to another profile,
//! account or Region at any time.

use super::binding::{Action, Binding, bind, rows};
use super::effect::{Effect, SignIn, Ticket, To, Whose};
use super::identity::Choice;
use super::key::Key;
use super::model::{Layer, Model, Screen, SessionState};
use super::{events, guardduty, inventory, overlay};
use crate::domain::account::DEFAULT_REGIONS;
use crate::domain::{Failure, Kind, Language, Region, Secret, SignInProgress, Source, Sources, Way};
use crate::measures::Facts;
use crate::say;

/// A row of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceRow<'a> {
    /// One that was found.
    Found(&'a Source),
    /// Sign in with the AWS CLI's `aws login`.
    Login,
    /// The embedded account.
    Embedded,
}

/// What comes after a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// The profile is used from now on.
    Use,
    /// What was interrupted goes on where it was.
    Resume,
}

/// A sign-in being waited for.
#[derive(Debug, Clone, PartialEq)]
pub struct SigningIn {
    /// Its ticket; an answer with another one changes nothing.
    pub ticket: Ticket,
    /// What is signed in to.
    pub what: SignIn,
    /// What comes after it.
    pub after: After,
    /// The page to open.
    pub url: Option<String>,
    /// The code that the page shows too.
    pub code: Option<String>,
    /// When it is too late.
    pub expires: Option<jiff::Timestamp>,
    /// What the AWS CLI said last.
    pub said: Vec<String>,
    /// Why it did not come about.
    pub failure: Option<Failure>,
}

/// What a Region is chosen for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegionFor {
    /// The session in use, or that of another source.
    Session(Whose),
    /// A first sign-in with `aws login`.
    Login(Option<String>),
}

/// Lines of the AWS CLI that stay on the screen.
const SAID: usize = 6;

impl Model {
    /// The rows of the screen of sources.
    #[must_use]
    pub fn source_rows(&self) -> Vec<SourceRow<'_>> {
        let found = self.sources.iter().flat_map(|sources| &sources.found);
        let mut rows: Vec<SourceRow<'_>> = found.map(SourceRow::Found).collect();
        if !self.mode.demo {
            rows.push(SourceRow::Login);
            rows.push(SourceRow::Embedded);
        }
        rows
    }

    /// The source in use, where it is one of those found.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        let sources = self.sources.as_ref()?;
        match &self.whose {
            Whose::Profile(name) => sources
                .found
                .iter()
                .find(|source| source.profile.as_ref() == Some(name)),
            Whose::Chain | Whose::Same => sources.found.iter().find(|source| source.default),
            Whose::Embedded => None,
        }
    }

    /// The Regions to choose from: the account's, or those that every account has.
    #[must_use]
    pub fn regions_to_choose(&self) -> Vec<Region> {
        let enabled = self.enabled_regions();
        if !enabled.is_empty() {
            return enabled.to_vec();
        }
        DEFAULT_REGIONS.into_iter().map(Region::new).collect()
    }
}

/// Looks for the sources.
pub(super) fn find(model: &mut Model) -> Effect {
    let ticket = model.ticket();
    model.sources_asked = Some(ticket);
    Effect::FindSources(ticket)
}

/// They were found; a second time, with the AWS CLI's version.
pub(super) fn found(model: &mut Model, ticket: Ticket, sources: Sources) {
    if model.sources_asked == Some(ticket) {
        model.sources = Some(sources);
    }
}

/// After the first screens: straight to the account where there is no choice to make, else to the sources.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    let no_region = matches!(&model.session, SessionState::Failed(failure) if failure.kind == Kind::NoRegion);
    let failed = matches!(&model.session, SessionState::Failed(failure) if !matches!(failure.kind, Kind::MfaNeeded | Kind::MfaRefused));
    let choice = model
        .sources
        .as_ref()
        .is_some_and(|sources| sources.named.is_none() && sources.found.len() > 1);
    if !model.mode.demo && (failed && !no_region || choice) {
        model.push(Screen::Sources { selected: 0 });
    } else {
        model.push(Screen::Identity {
            choice: Choice::Continue,
        });
        if no_region {
            let whose = model.whose.clone();
            return region_for(model, whose);
        }
    }
    Vec::new()
}

/// Opens the screen from anywhere.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if model.is_applying() || matches!(model.screen(), Screen::Sources { .. }) {
        return Vec::new();
    }
    // A password that is shown once would go with the account.
    if model.run.as_ref().is_some_and(|run| run.password.is_some()) {
        model.notice = Some(say!("notice-password-first"));
        return Vec::new();
    }
    let selected = model
        .source_rows()
        .iter()
        .position(|row| matches!(row, SourceRow::Found(source) if Some(*source) == model.source()))
        .unwrap_or(0);
    model.push(Screen::Sources { selected });
    vec![find(model)]
}

pub(super) fn keys(model: &Model, selected: usize, map: &mut Vec<Binding>) {
    let label = match model.source_rows().get(selected) {
        Some(SourceRow::Found(source)) if source.needs_sign_in() => "key-sign-in-here",
        Some(SourceRow::Found(_)) => "key-use",
        Some(SourceRow::Login) => "key-sign-in-here",
        Some(SourceRow::Embedded) | None => "key-open",
    };
    // A list of nothing has nothing to open.
    let some = !model.source_rows().is_empty();
    map.push(bind(Key::Enter, Action::Accept, label, some.then_some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Char('e'), Action::Regions, "key-home-region", Some(2)));
    map.push(bind(Key::Char('r'), Action::Recheck, "key-look-again", Some(3)));
    if !model.mode.demo {
        map.push(bind(Key::Char('a'), Action::SignIn, "key-aws-login", Some(4)));
    }
    map.push(bind(Key::Char('q'), Action::Quit, "key-quit", Some(5)));
    rows(map);
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Sources { selected } = *model.screen() else {
        return Vec::new();
    };
    let last = model.source_rows().len().saturating_sub(1);
    let chosen = match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => (selected + 1).min(last),
        Action::PageUp | Action::First => 0,
        Action::PageDown | Action::Last => last,
        _ => selected.min(last),
    };
    if let Some(Screen::Sources { selected }) = model.screen_mut() {
        *selected = chosen;
    }
    match action {
        Action::Back => model.pop(),
        Action::Recheck => return vec![find(model)],
        Action::Regions => choose_region(model, RegionFor::Session(Whose::Same)),
        Action::SignIn => return begin_login(model, None),
        Action::Accept => {
            let row = model.source_rows().get(chosen).copied();
            return match row {
                Some(SourceRow::Found(source)) => {
                    let source = source.clone();
                    take(model, &source)
                }
                Some(SourceRow::Login) => begin_login(model, None),
                Some(SourceRow::Embedded) => switch(model, Whose::Embedded, None, None),
                None => Vec::new(),
            };
        }
        _ => {}
    }
    Vec::new()
}

/// Uses a source, after signing in to it where that is needed first.
fn take(model: &mut Model, source: &Source) -> Vec<Effect> {
    let whose = source.profile.clone().map_or(Whose::Chain, Whose::Profile);
    if source.needs_sign_in() {
        return sign_in(model, source, After::Use);
    }
    // What the session in use was opened with is not opened twice.
    let same = model.whose == whose || model.whose == Whose::Chain && source.default;
    let is_good = model.is_open() && model.is_identity_refused().is_none();
    if same && is_good && model.switching.is_none() && model.through.is_none() {
        model.pop_to(|screen| matches!(screen, Screen::Welcome));
        model.push(Screen::Identity {
            choice: Choice::Continue,
        });
        return Vec::new();
    }
    switch(model, whose, None, None)
}

/// Moves to another source or Region; the session in use stays until that one is open.
pub(super) fn switch(
    model: &mut Model,
    whose: Whose,
    region: Option<Region>,
    code: Option<Secret>,
) -> Vec<Effect> {
    if model.is_applying() {
        return Vec::new();
    }
    let ticket = model.ticket();
    let to = To { whose, region };
    model.switching = Some(ticket);
    model.entering = None;
    model.wanted = Some(to.clone());
    vec![Effect::Switch(ticket, Box::new(to), code)]
}

/// The other session is open.
pub(super) fn moved(model: &mut Model, to: To, was_inside: bool) {
    // From a member account one comes back to the account whose credentials are in use.
    let same_account = to.whose == Whose::Same && !was_inside;
    if to.whose != Whose::Same {
        model.whose = to.whose;
    }
    if model.whose == Whose::Embedded {
        model.mode.demo = true;
        model.sources = None;
        model.sources_asked = None;
        model.history = None;
        model.memory = crate::domain::Memory::default();
    }
    model.forget_account();
    if same_account {
        model.pop_to(|screen| !matches!(screen, Screen::Sources { .. }));
    } else {
        // Another account may be behind it: that is looked at before anything else.
        model.pop_to(|screen| matches!(screen, Screen::Welcome));
        model.push(Screen::Identity {
            choice: Choice::Continue,
        });
    }
}

pub(super) fn not_moved(model: &mut Model, failure: Failure) -> Vec<Effect> {
    let to = model.wanted.clone();
    match failure.kind {
        Kind::MfaNeeded | Kind::MfaRefused => {
            model.wanted = None;
            overlay::ask_mfa_for(model, &failure, to);
            return Vec::new();
        }
        Kind::PlainHttp => {
            model.wanted = None;
            overlay::ask_http(model, &failure, to);
            return Vec::new();
        }
        Kind::NoRegion => {
            if let Some(to) = to {
                return region_for(model, to.whose);
            }
        }
        Kind::Expired | Kind::NoCredentials => {
            let source = to.and_then(|to| match to.whose {
                Whose::Profile(name) => model
                    .sources
                    .as_ref()
                    .and_then(|sources| {
                        sources
                            .found
                            .iter()
                            .find(|source| source.profile.as_ref() == Some(&name))
                    })
                    .cloned(),
                Whose::Chain | Whose::Same | Whose::Embedded => None,
            });
            if let Some(source) = source.filter(|source| source.way.can_sign_in()) {
                return sign_in(model, &source, After::Use);
            }
        }
        _ => {}
    }
    model.wanted = None;
    model.layers.push(Layer::Error(Box::new(failure)));
    Vec::new()
}

/// The Region that was chosen for these credentials before, or the list to choose one from.
pub(super) fn region_for(model: &mut Model, whose: Whose) -> Vec<Effect> {
    let name = match &whose {
        Whose::Profile(name) => name.as_str(),
        Whose::Same | Whose::Chain | Whose::Embedded => "",
    };
    if let Some(region) = model.memory.regions.get(name).map(Region::new) {
        return switch(model, whose, Some(region), None);
    }
    choose_region(model, RegionFor::Session(whose));
    Vec::new()
}

/// Opens the list of Regions.
pub(super) fn choose_region(model: &mut Model, purpose: RegionFor) {
    let regions = model.regions_to_choose();
    let usual = match model.language {
        Language::Ja => "ap-northeast-1",
        Language::En => "us-east-1",
    };
    let home = model.home().map_or(usual, Region::as_str).to_owned();
    let selected = regions
        .iter()
        .position(|region| region.as_str() == home)
        .unwrap_or(0);
    model.layers.push(Layer::Region {
        regions,
        selected,
        purpose: Box::new(purpose),
    });
}

pub(super) fn act_region(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::Region {
        regions,
        selected,
        purpose,
    }) = model.layers.last_mut()
    else {
        return Vec::new();
    };
    let last = regions.len().saturating_sub(1);
    match action {
        Action::Up => *selected = selected.saturating_sub(1),
        Action::Down => *selected = (*selected + 1).min(last),
        Action::PageUp => *selected = selected.saturating_sub(8),
        Action::PageDown => *selected = (*selected + 8).min(last),
        Action::First => *selected = 0,
        Action::Last => *selected = last,
        Action::Back => {
            model.layers.pop();
            model.wanted = None;
        }
        Action::Accept => {
            let Some(region) = regions.get(*selected).cloned() else {
                return Vec::new();
            };
            let purpose = (**purpose).clone();
            model.layers.pop();
            return match purpose {
                RegionFor::Session(whose) => {
                    let name = match &whose {
                        Whose::Profile(name) => name.clone(),
                        Whose::Same | Whose::Chain | Whose::Embedded => String::new(),
                    };
                    let mut effects = Vec::new();
                    if whose != Whose::Same {
                        model.memory.regions.insert(name, region.to_string());
                        effects.push(super::memory::keep(model));
                    }
                    effects.extend(switch(model, whose, Some(region), None));
                    effects
                }
                RegionFor::Login(profile) => start(
                    model,
                    SignIn::Login {
                        profile,
                        region: Some(region),
                    },
                    After::Use,
                ),
            };
        }
        _ => {}
    }
    Vec::new()
}

/// `aws login`; the Region is asked for first where none is known, since the AWS CLI would ask for it where nobody sees.
fn begin_login(model: &mut Model, profile: Option<String>) -> Vec<Effect> {
    if let Some(sources) = model
        .sources
        .as_ref()
        .filter(|sources| sources.cli_asked && !sources.can_login())
    {
        let failure = Failure::new(Kind::NoCli, sources.cli.clone().unwrap_or_default());
        model.layers.push(Layer::Error(Box::new(failure)));
        return Vec::new();
    }
    let taken = |name: &str| {
        model.sources.as_ref().is_some_and(|sources| {
            sources
                .found
                .iter()
                .any(|source| source.profile.as_deref() == Some(name) && source.way != Way::Login)
        })
    };
    // The AWS CLI would ask whether it may write over a profile of another kind.
    let profile = profile.or_else(|| taken("default").then(|| "genkan".to_owned()));
    let name = profile.as_deref().unwrap_or("default");
    let region = model
        .sources
        .iter()
        .flat_map(|sources| &sources.found)
        .find(|source| source.profile.as_deref() == Some(name))
        .and_then(|source| source.region.clone());
    match region {
        Some(region) => start(
            model,
            SignIn::Login {
                profile,
                region: Some(region),
            },
            After::Use,
        ),
        None => {
            choose_region(model, RegionFor::Login(profile));
            Vec::new()
        }
    }
}

/// Signs in to a source that a person can sign in to.
fn sign_in(model: &mut Model, source: &Source, after: After) -> Vec<Effect> {
    let Some(profile) = source.profile.clone() else {
        return Vec::new();
    };
    if source.way == Way::Login {
        if after == After::Use {
            return begin_login(model, Some(profile));
        }
        let region = source.region.clone();
        let profile = Some(profile);
        return start(model, SignIn::Login { profile, region }, after);
    }
    start(model, SignIn::Sso { profile }, after)
}

fn start(model: &mut Model, what: SignIn, after: After) -> Vec<Effect> {
    let ticket = model.ticket();
    model.layers.push(Layer::SigningIn(Box::new(SigningIn {
        ticket,
        what: what.clone(),
        after,
        url: None,
        code: None,
        expires: None,
        said: Vec::new(),
        failure: None,
    })));
    vec![Effect::SignIn(ticket, Box::new(what))]
}

fn waiting(model: &mut Model, ticket: Ticket) -> Option<&mut SigningIn> {
    model.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::SigningIn(waiting) if waiting.ticket == ticket => Some(&mut **waiting),
        _ => None,
    })
}

/// A sign-in goes on.
pub(super) fn progress(model: &mut Model, ticket: Ticket, progress: SignInProgress) {
    let Some(waiting) = waiting(model, ticket) else {
        return;
    };
    match progress {
        SignInProgress::Page { url, code, expires } => {
            waiting.url = Some(url);
            waiting.code = code;
            waiting.expires = expires;
        }
        SignInProgress::Said(line) => {
            waiting.said.push(line);
            let more = waiting.said.len().saturating_sub(SAID);
            waiting.said.drain(..more);
        }
    }
}

/// A sign-in is over.
pub(super) fn signed_in(model: &mut Model, ticket: Ticket, answer: Result<(), Failure>) -> Vec<Effect> {
    let Some(waiting) = waiting(model, ticket) else {
        return Vec::new();
    };
    if let Err(failure) = answer {
        waiting.failure = Some(failure);
        return Vec::new();
    }
    let (what, after) = (waiting.what.clone(), waiting.after.clone());
    model
        .layers
        .retain(|layer| !matches!(layer, Layer::SigningIn(waiting) if waiting.ticket == ticket));
    let look = find(model);
    let mut effects = vec![look];
    match after {
        After::Resume => effects.push(renew_session(model)),
        After::Use => {
            let (profile, region) = match what {
                SignIn::Sso { profile } => (profile, None),
                SignIn::Login { profile, region } => {
                    (profile.unwrap_or_else(|| "default".to_owned()), region)
                }
            };
            effects.extend(switch(model, Whose::Profile(profile), region, None));
        }
    }
    effects
}

pub(super) fn keys_signing_in(waiting: &SigningIn, map: &mut Vec<Binding>) {
    if waiting.failure.is_some() {
        map.push(bind(Key::Enter, Action::Accept, "key-try-again", Some(0)));
    } else if waiting.url.is_some() {
        map.push(bind(Key::Enter, Action::Accept, "key-open-page", Some(0)));
        map.push(bind(Key::Char('o'), Action::Accept, "key-open-page", None));
        map.push(bind(Key::Char('c'), Action::Copy, "key-copy-page", Some(1)));
    }
    map.push(bind(Key::Esc, Action::Back, "key-stop", Some(0)));
}

pub(super) fn act_signing_in(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::SigningIn(waiting)) = model.layers.last() else {
        return Vec::new();
    };
    match action {
        Action::Back => {
            model.layers.pop();
            model.wanted = None;
            return vec![Effect::StopSignIn];
        }
        Action::Accept if waiting.failure.is_some() => {
            let (what, after) = (waiting.what.clone(), waiting.after.clone());
            model.layers.pop();
            return start(model, what, after);
        }
        Action::Accept => {
            return waiting.url.clone().map(Effect::OpenPage).into_iter().collect();
        }
        Action::Copy => {
            if let Some(url) = waiting.url.clone() {
                model.notice = Some(say!("notice-copied-page"));
                return vec![Effect::Copy(Secret::new(url))];
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Asks a person to sign in again, once, where going on needs it.
pub(super) fn offer(model: &mut Model) {
    let asked = model
        .layers
        .iter()
        .any(|layer| matches!(layer, Layer::SignedOut | Layer::SigningIn(_) | Layer::Mfa { .. }));
    // Where the account is not known yet, its own screen says what is missing.
    let known = model.identity().is_some();
    if !asked && known && !model.mode.demo && model.is_open() && !model.is_applying() {
        model.layers.push(Layer::SignedOut);
    }
}

/// Signs in again to what is in use; what was interrupted then goes on where it was.
pub(super) fn renew(model: &mut Model) -> Vec<Effect> {
    let source = model.source().cloned();
    match source {
        Some(source) if source.way.can_sign_in() => sign_in(model, &source, After::Resume),
        // Role with MFA asks for its code; for the others a person has signed in elsewhere.
        Some(_) | None => vec![renew_session(model)],
    }
}

pub(super) fn renew_session(model: &mut Model) -> Effect {
    model.account_before = model
        .identity()
        .map(|identity| identity.account.clone())
        .or_else(|| model.account_before.take());
    model.facts.account.identity = crate::domain::Known::NotAsked;
    model.open_session(None)
}

/// What was being looked up when the sign-in ended is looked up again.
pub(super) fn resume_reading(model: &mut Model) -> Vec<Effect> {
    match model.screen() {
        Screen::Events(_) => events::act(model, Action::Recheck),
        Screen::Inventory(_) => inventory::act(model, Action::Recheck),
        Screen::GuardDuty(_) => guardduty::act(model, Action::Recheck),
        _ => Vec::new(),
    }
}

/// Signed in again, it must be the same account: what is on the screens is about that one.
pub(super) fn compare(model: &mut Model) {
    let Some(identity) = model.identity() else {
        return;
    };
    let now = identity.account.clone();
    if let Some(before) = model.account_before.take()
        && before != now
    {
        model.forget_forms();
        model.layers.clear();
        model.pop_to(|screen| matches!(screen, Screen::Welcome));
        model.push(Screen::Identity {
            choice: Choice::Continue,
        });
        model.notice = Some(say!("notice-other-account", account = now));
    }
}

impl Model {
    /// Forgets what belongs to the account that was signed in to.
    pub(super) fn forget_account(&mut self) {
        self.facts = Facts::default();
        self.forget_forms();
        self.run = None;
        self.surveyed = None;
        self.cut_short_offered = false;
        self.account_before = None;
    }

    fn forget_forms(&mut self) {
        // A plan being made, or a look under way, was about the other account.
        self.review = None;
        self.looking = None;
        self.job_forms.clear();
        self.accounts_form = None;
        self.paid_plan = false;
        self.pages.forget();
    }
}
