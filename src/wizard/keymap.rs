//! Which keys mean what, computed from the model. Dispatch, footer and help read this one value, so they
//! cannot disagree.

use super::inventory::Level;
use super::job_form::JobForm;
use super::key::Key;
use super::model::{Layer, Model, Screen, SessionState};
use super::people::Person;
use super::recap::SaveField;
use crate::domain::Measure;
use crate::measures::Detectors;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// The focused or primary thing.
    Accept,
    /// One level back.
    Back,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    /// The next control.
    Next,
    /// The control before.
    Previous,
    /// The other value.
    Toggle,
    /// Keys, glyphs and words.
    Help,
    /// The other language.
    Language,
    Journal,
    /// Leave.
    Quit,
    Interrupt,
    /// Ask AWS again.
    Recheck,
    /// What AWS said.
    Evidence,
    /// Open the console page.
    OpenPage,
    /// Go to a measure.
    Go(Measure),
    /// Take back a run.
    Undo,
    /// The exact calls and documents.
    Details,
    /// Empty the field.
    Clear,
    First,
    Last,
    Events,
    Filter,
    /// The next time range.
    Span,
    More,
    /// Page after page, or no longer.
    All,
    /// What is shown, into files.
    Export,
    /// The whole record, or its summary.
    Raw,
    /// Make way for AWS Control Tower.
    ControlTower,
    /// What AWS Config is to record.
    Settings,
    /// What AWS Config recorded.
    Inventory,
    /// Deleted resources too, or no longer.
    Deleted,
    /// A resource type, by its name.
    Type,
    Query,
    /// All that changed.
    Difference,
    Findings,
    /// GuardDuty Region by Region.
    Regions,
    /// What comes after GuardDuty.
    HandOff,
    Severity,
    /// With samples, without, or only they.
    SamplesShown,
    /// Archived findings, or current ones.
    Archived,
    MakeSamples,
    /// Put the finding away.
    Archive,
    /// Put all samples away.
    ArchiveSamples,
    /// Take the run back the other way: delete what would be suspended.
    OtherWay,
    Users,
    Keys,
    /// A new password for a user.
    NewPassword,
    /// From the root user to the user of every day.
    SignIn,
    /// Into the clipboard.
    Copy,
    /// The seed of an MFA device as text, or as a picture.
    AsText,
    /// One more account.
    AddRow,
    /// One account less.
    RemoveRow,
    /// The organization as a tree.
    Organization,
    /// What the members' root users can sign in with.
    LookAtRoots,
    /// Take that away from a member.
    RemoveRoot,
    /// Back to the management account.
    Leave,
    /// Another profile, account or Region.
    Switch,
    Why,
    Skip,
    /// What was reached.
    Recap,
}

/// A key and what it means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// The key shown.
    pub key: Key,
    /// What it does.
    pub action: Action,
    pub label: &'static str,
    /// Whether the footer shows it, and when it goes first for want of room: 0 stays longest.
    pub footer: Option<u8>,
}

pub(super) const fn bind(key: Key, action: Action, label: &'static str, footer: Option<u8>) -> Binding {
    Binding {
        key,
        action,
        label,
        footer,
    }
}

/// Every key that does something now.
#[must_use]
pub fn keymap(model: &Model) -> Vec<Binding> {
    let mut map = Vec::new();
    if model.is_too_small() {
        map.push(bind(Key::Ctrl('c'), Action::Interrupt, "key-quit", Some(0)));
        map.push(bind(Key::F(2), Action::Language, "key-language", None));
        return map;
    }
    match model.layers.last() {
        Some(layer) => of_layer(layer, &mut map),
        None => of_screen(model, &mut map),
    }
    let typing = is_typing(model);
    let in_help = matches!(model.layers.last(), Some(Layer::Help { .. }));
    if !in_help {
        map.push(bind(Key::F(1), Action::Help, "key-help", typing.then_some(7)));
        if !typing {
            map.push(bind(Key::Char('?'), Action::Help, "key-help", Some(4)));
        }
    }
    map.push(bind(Key::F(2), Action::Language, "key-language", Some(6)));
    let can_switch = model.layers.is_empty()
        && !model.is_applying()
        && !matches!(
            model.screen(),
            Screen::Welcome | Screen::Intro { .. } | Screen::Sources { .. }
        );
    if can_switch {
        map.push(bind(Key::F(4), Action::Switch, "key-switch", Some(7)));
    }
    map.push(bind(Key::Ctrl('c'), Action::Interrupt, "key-interrupt", None));
    // In lines there is no terminal that would take a copy.
    map.retain(|binding| !model.plain || binding.action != Action::Copy);
    model.keys.apply(&mut map);
    map
}

/// Whether letters go into a field.
#[must_use]
pub fn is_typing(model: &Model) -> bool {
    match model.layers.last() {
        Some(Layer::Mfa { .. } | Layer::Filter(_) | Layer::Entry(_)) => true,
        Some(Layer::Skip(edit)) => edit.typing,
        Some(Layer::Save(edit)) => edit.focus == SaveField::Path,
        Some(Layer::Confirm(confirm)) => confirm.is_typing(),
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
        ) => false,
        None => {
            let in_form = matches!(model.screen(), Screen::JobForm(job)
                if model.job_forms.get(job.id).is_some_and(JobForm::is_typing));
            in_form || super::accounts_form::is_typing(model) || super::enrol::is_open(model)
        }
    }
}

fn choose(map: &mut Vec<Binding>, across: bool) {
    let (before, after) = if across {
        (Key::Left, Key::Right)
    } else {
        (Key::Up, Key::Down)
    };
    map.push(bind(before, Action::Previous, "key-choose", None));
    map.push(bind(after, Action::Next, "key-choose", None));
    map.push(bind(Key::Tab, Action::Next, "key-choose", Some(2)));
    map.push(bind(Key::BackTab, Action::Previous, "key-choose", None));
}

pub(super) fn scroll(map: &mut Vec<Binding>) {
    map.push(bind(Key::Up, Action::Up, "key-scroll", None));
    map.push(bind(Key::Down, Action::Down, "key-scroll", Some(3)));
    map.push(bind(Key::PageUp, Action::PageUp, "key-scroll", None));
    map.push(bind(Key::PageDown, Action::PageDown, "key-scroll", None));
    map.push(bind(Key::Char('k'), Action::Up, "key-scroll", None));
    map.push(bind(Key::Char('j'), Action::Down, "key-scroll", None));
}

fn of_layer(layer: &Layer, map: &mut Vec<Binding>) {
    match layer {
        Layer::Confirm(confirm) => {
            map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            choose(map, true);
            map.push(bind(Key::Up, Action::Up, "key-scroll", Some(3)));
            map.push(bind(Key::Down, Action::Down, "key-scroll", None));
            map.push(bind(Key::PageUp, Action::PageUp, "key-scroll", None));
            map.push(bind(Key::PageDown, Action::PageDown, "key-scroll", None));
            // What cannot be taken back must be readable before it is typed: a letter would go into the field.
            let room = confirm.is_typing().then_some(2);
            if !confirm.is_typing() {
                map.push(bind(Key::Char('d'), Action::Details, "key-details", Some(2)));
            }
            map.push(bind(Key::F(6), Action::Details, "key-details", room));
            if let Some((_, detectors)) = confirm.undo.as_deref() {
                // Also while a name is typed: a letter would go into it.
                let label = match detectors {
                    Detectors::Suspend => "key-delete-instead",
                    Detectors::Delete => "key-suspend-instead",
                };
                map.push(bind(Key::F(3), Action::OtherWay, label, Some(1)));
            }
        }
        Layer::Help { .. } | Layer::Evidence { .. } => {
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Enter, Action::Back, "key-back", None));
            scroll(map);
        }
        Layer::Event { raw, .. } => {
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Enter, Action::Back, "key-back", None));
            let label = if *raw { "key-summary" } else { "key-raw" };
            map.push(bind(Key::Tab, Action::Raw, label, Some(1)));
            map.push(bind(Key::Up, Action::Up, "key-scroll", None));
            map.push(bind(Key::Down, Action::Down, "key-scroll", Some(3)));
            map.push(bind(Key::PageUp, Action::PageUp, "key-scroll", None));
            map.push(bind(Key::PageDown, Action::PageDown, "key-scroll", None));
        }
        Layer::Filter(_) => {
            map.push(bind(Key::Enter, Action::Accept, "key-look-up", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            map.push(bind(Key::Up, Action::Previous, "key-attribute", None));
            map.push(bind(Key::Down, Action::Next, "key-attribute", Some(2)));
            map.push(bind(Key::Tab, Action::Next, "key-attribute", None));
            map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
        }
        Layer::Entry(_) => {
            map.push(bind(Key::Enter, Action::Accept, "key-look-up", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
        }
        Layer::Record { difference, raw, .. } => {
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Enter, Action::Back, "key-back", None));
            if let Some(difference) = difference {
                let label = if *raw { "key-difference" } else { "key-raw" };
                map.push(bind(Key::Tab, Action::Raw, label, Some(1)));
                if !*raw {
                    let label = if difference.values {
                        "key-paths"
                    } else {
                        "key-values"
                    };
                    map.push(bind(Key::Char(' '), Action::Toggle, label, Some(2)));
                }
            }
            scroll(map);
        }
        Layer::GuardDutyFinding { raw, finding, .. } => {
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Enter, Action::Back, "key-back", None));
            let label = if *raw { "key-summary" } else { "key-raw" };
            map.push(bind(Key::Tab, Action::Raw, label, Some(1)));
            map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(2)));
            if !finding.is_archived() {
                map.push(bind(Key::Char('a'), Action::Archive, "key-archive", Some(2)));
            }
            scroll(map);
        }
        Layer::Samples(edit) => {
            map.push(bind(Key::Enter, Action::Accept, "key-review", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            map.push(bind(Key::Tab, Action::Next, "key-choose", Some(2)));
            map.push(bind(Key::BackTab, Action::Previous, "key-choose", None));
            map.push(bind(Key::Up, Action::Previous, "key-choose", None));
            map.push(bind(Key::Down, Action::Next, "key-choose", None));
            let more = (edit.regions.len() > 1).then_some(2);
            map.push(bind(Key::Left, Action::Left, "key-region", None));
            map.push(bind(Key::Right, Action::Right, "key-region", more));
        }
        Layer::Error(_) => {
            map.push(bind(Key::Enter, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", None));
        }
        Layer::Stop { .. } | Layer::CutShort { .. } | Layer::WhereLeft { .. } | Layer::PlainHttp { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            choose(map, true);
        }
        Layer::Why { taught, .. } => super::teach::keys_why(*taught, map),
        Layer::Skip(edit) => super::memory::keys_skip(edit, map),
        Layer::Save(edit) => super::recap::keys_save(edit, map),
        Layer::SigningIn(waiting) => super::sources::keys_signing_in(waiting, map),
        Layer::SignedOut => {
            map.push(bind(Key::Enter, Action::Accept, "key-sign-in-here", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-later", Some(1)));
        }
        Layer::Region { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            rows(map);
        }
        Layer::Mfa { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-continue", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", None));
        }
    }
}

fn of_screen(model: &Model, map: &mut Vec<Binding>) {
    match model.screen() {
        Screen::Welcome => {
            map.push(bind(Key::Enter, Action::Accept, "key-continue", Some(0)));
            map.push(bind(Key::Up, Action::Up, "key-choose", Some(2)));
            map.push(bind(Key::Down, Action::Down, "key-choose", None));
            map.push(bind(Key::Char(' '), Action::Toggle, "key-start-as", Some(3)));
            map.push(bind(Key::Char('q'), Action::Quit, "key-quit", Some(5)));
        }
        Screen::Intro { page } => super::teach::keys(*page, map),
        Screen::Sources { selected } => super::sources::keys(model, *selected, map),
        Screen::Recap { .. } => super::recap::keys(map),
        Screen::Identity { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-choose-this", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            choose(map, true);
            map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(3)));
            map.push(bind(Key::Char('q'), Action::Quit, "key-quit", Some(5)));
        }
        Screen::Dashboard { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-open", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", None));
            map.push(bind(Key::Up, Action::Up, "key-choose", None));
            map.push(bind(Key::Down, Action::Down, "key-choose", Some(2)));
            map.push(bind(Key::Char('k'), Action::Up, "key-choose", None));
            map.push(bind(Key::Char('j'), Action::Down, "key-choose", None));
            for (number, measure) in ('1'..).zip(Measure::ALL) {
                map.push(bind(Key::Char(number), Action::Go(measure), "key-open", None));
            }
            if model.through.is_some() {
                map.push(bind(Key::Char('b'), Action::Leave, "key-leave-account", Some(1)));
            }
            map.push(bind(Key::Char('e'), Action::Recap, "key-recap", Some(2)));
            map.push(bind(Key::Char('w'), Action::Why, "key-why", Some(7)));
            map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(3)));
            map.push(bind(Key::Char('g'), Action::Journal, "key-journal", Some(7)));
            map.push(bind(Key::Char('q'), Action::Quit, "key-quit", Some(5)));
        }
        Screen::Measure { measure, selected } => {
            let check = crate::measures::checks(*measure).get(*selected).copied();
            let finding = check.and_then(|check| model.finding(check));
            let open = finding.is_some_and(|finding| finding.is_open() || finding.waits_for_another());
            let label = check.map_or("key-evidence", |check| model.remedy(check).label());
            map.push(bind(Key::Enter, Action::Accept, label, Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
            map.push(bind(Key::Up, Action::Up, "key-choose", None));
            map.push(bind(Key::Down, Action::Down, "key-choose", Some(2)));
            map.push(bind(Key::Char('k'), Action::Up, "key-choose", None));
            map.push(bind(Key::Char('j'), Action::Down, "key-choose", None));
            let shown = (label != "key-evidence").then_some(2);
            map.push(bind(Key::Char('e'), Action::Evidence, "key-evidence", shown));
            map.push(bind(Key::Char('w'), Action::Why, "key-why", Some(7)));
            map.push(bind(Key::Char('x'), Action::Skip, "key-skip", open.then_some(5)));
            if *measure == Measure::Record {
                // A row of AWS Config is closer to its inventory than to the events.
                let of_config = check.is_some_and(crate::measures::record::is_config);
                let events = if of_config { 4 } else { 3 };
                map.push(bind(Key::Char('v'), Action::Events, "key-events", Some(events)));
                map.push(bind(Key::Char('i'), Action::Inventory, "key-inventory", Some(3)));
                let on = model.facts.record.config.regions.values().any(|at| {
                    matches!(at.recorder.seen(), Some(Some(_))) || matches!(at.channel.seen(), Some(Some(_)))
                });
                if on && of_config {
                    map.push(bind(Key::Char('s'), Action::Settings, "key-settings", Some(3)));
                    map.push(bind(
                        Key::Char('c'),
                        Action::ControlTower,
                        "key-control-tower",
                        Some(6),
                    ));
                }
            }
            if *measure == Measure::Detect {
                map.push(bind(Key::Char('f'), Action::Findings, "key-findings", Some(2)));
                map.push(bind(Key::Char('v'), Action::Regions, "key-regions", Some(3)));
                map.push(bind(Key::Char('h'), Action::HandOff, "key-handoff", Some(5)));
            }
            if *measure == Measure::Detect
                && model
                    .facts
                    .detect
                    .regions
                    .values()
                    .any(|at| at.detector().is_some())
            {
                map.push(bind(
                    Key::Char('s'),
                    Action::Settings,
                    "key-detect-settings",
                    Some(3),
                ));
            }
            if *measure == Measure::Separate {
                map.push(bind(
                    Key::Char('t'),
                    Action::Organization,
                    "key-organization",
                    Some(2),
                ));
                if model.through.is_some() {
                    map.push(bind(Key::Char('b'), Action::Leave, "key-leave-account", Some(1)));
                }
            }
            if *measure == Measure::Secure {
                if model.should_leave_root() {
                    map.push(bind(Key::Char('l'), Action::SignIn, "key-sign-in", Some(1)));
                }
                map.push(bind(Key::Char('u'), Action::Users, "key-users", Some(3)));
                map.push(bind(Key::Char('a'), Action::Keys, "key-access-keys", Some(4)));
            }
            if check.is_some_and(|check| check.guided.is_some()) {
                map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(3)));
            }
            everywhere(map);
        }
        Screen::JobForm(job) => super::job_form::keys(model, job, map),
        Screen::Told { .. } => super::accounts_form::keys_told(model, map),
        Screen::AccountsForm => super::accounts_form::keys(model, map),
        Screen::Organization { selected } => super::organization::keys(model, *selected, map),
        Screen::Guide { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-open-page", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", None));
            map.push(bind(Key::Char('c'), Action::Copy, "key-copy-page", Some(1)));
            scroll(map);
            everywhere(map);
        }
        Screen::SignIn { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-signed-in", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-later", Some(0)));
            map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(1)));
            scroll(map);
        }
        Screen::Users { selected } => {
            let people = model.people();
            let label = match people.get(*selected) {
                Some(Person::Abandoned(_)) => "key-delete-device",
                Some(Person::User(_)) | None => "key-set-mfa",
            };
            let shown = (!people.is_empty()).then_some(0);
            map.push(bind(Key::Enter, Action::Accept, label, shown));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            if let Some(Person::User(user)) = people.get(*selected)
                && model.facts.secure.has_console(user) == Some(true)
            {
                map.push(bind(
                    Key::Char('n'),
                    Action::NewPassword,
                    "key-new-password",
                    Some(2),
                ));
            }
            everywhere(map);
            rows(map);
        }
        Screen::Keys { selected, of_root } => {
            let keys = model.access_keys(*of_root);
            let label = match keys.get(*selected) {
                Some(key) if !key.active => "key-delete-key",
                Some(_) | None => "key-deactivate",
            };
            let shown = (!keys.is_empty()).then_some(0);
            map.push(bind(Key::Enter, Action::Accept, label, shown));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            if *of_root {
                map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(3)));
            }
            everywhere(map);
            rows(map);
        }
        Screen::Progress if super::enrol::is_open(model) => {
            map.push(bind(Key::Enter, Action::Accept, "key-turn-mfa-on", Some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-stop", Some(0)));
            map.push(bind(Key::Tab, Action::Next, "key-next", Some(2)));
            map.push(bind(Key::BackTab, Action::Previous, "key-choose", None));
            map.push(bind(Key::Up, Action::Previous, "key-choose", None));
            map.push(bind(Key::Down, Action::Next, "key-choose", None));
            let as_text = model
                .run
                .as_ref()
                .and_then(|run| run.enrol.as_ref())
                .is_some_and(|enrol| enrol.as_text);
            let label = if as_text { "key-as-picture" } else { "key-as-text" };
            map.push(bind(Key::Char('k'), Action::AsText, label, Some(1)));
            map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
        }
        Screen::Progress => {
            map.push(bind(Key::Esc, Action::Interrupt, "key-stop", Some(0)));
            map.push(bind(Key::Char('q'), Action::Interrupt, "key-stop", None));
        }
        Screen::Result { .. } => {
            map.push(bind(Key::Enter, Action::Accept, "key-continue", Some(0)));
            map.push(bind(Key::Esc, Action::Accept, "key-back", None));
            scroll(map);
            if model.run.as_ref().is_some_and(|run| run.password.is_some()) {
                map.push(if model.plain {
                    bind(Key::Char('v'), Action::AsText, "key-show-password", Some(0))
                } else {
                    bind(Key::Char('c'), Action::Copy, "key-copy-password", Some(0))
                });
            }
            if model
                .run
                .as_ref()
                .is_some_and(super::apply::RunState::can_be_undone)
                && !model.mode.read_only
            {
                map.push(bind(Key::Char('u'), Action::Undo, "key-undo", Some(2)));
            }
            everywhere(map);
        }
        Screen::Events => {
            let some = model
                .events
                .as_ref()
                .is_some_and(|events| !events.rows.is_empty());
            map.push(bind(Key::Enter, Action::Accept, "key-open", some.then_some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            // Shown where it would do something.
            let more = model.events.as_ref().is_some_and(|events| events.next.is_some());
            map.push(bind(Key::Char('n'), Action::More, "key-more", more.then_some(1)));
            map.push(bind(Key::Char('f'), Action::Filter, "key-filter", Some(2)));
            map.push(bind(Key::Char('t'), Action::Span, "key-span", Some(2)));
            map.push(bind(Key::Left, Action::Left, "key-region", None));
            map.push(bind(Key::Right, Action::Right, "key-region", Some(3)));
            map.push(bind(Key::Char('x'), Action::Export, "key-export", Some(3)));
            map.push(bind(Key::Char('N'), Action::All, "key-all", more.then_some(5)));
            map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", None));
            rows(map);
        }
        Screen::Inventory => of_inventory(model, map),
        Screen::GuardDuty => {
            let findings = model.guardduty.as_ref();
            let some = findings.is_some_and(|findings| findings.chosen().is_some());
            let read = findings.is_some_and(|findings| findings.count() > 0);
            map.push(bind(Key::Enter, Action::Accept, "key-open", some.then_some(0)));
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(
                Key::Char('s'),
                Action::Severity,
                "key-severity",
                read.then_some(2),
            ));
            map.push(bind(
                Key::Char('t'),
                Action::Type,
                "key-finding-type",
                read.then_some(4),
            ));
            map.push(bind(Key::Left, Action::Left, "key-region", None));
            map.push(bind(Key::Right, Action::Right, "key-region", read.then_some(4)));
            map.push(bind(
                Key::Char('p'),
                Action::SamplesShown,
                "key-samples",
                read.then_some(3),
            ));
            map.push(bind(Key::Char('h'), Action::Archived, "key-archived", Some(4)));
            map.push(bind(
                Key::Char('m'),
                Action::MakeSamples,
                "key-make-samples",
                Some(1),
            ));
            if some {
                map.push(bind(Key::Char('a'), Action::Archive, "key-archive", Some(2)));
                map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(5)));
            }
            if findings.is_some_and(|findings| !findings.samples().is_empty()) {
                map.push(bind(
                    Key::Char('A'),
                    Action::ArchiveSamples,
                    "key-archive-samples",
                    Some(1),
                ));
            }
            map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(5)));
            map.push(bind(Key::Char('g'), Action::Journal, "key-journal", None));
            rows(map);
        }
        Screen::HandOff { .. } => {
            if model.can_turn_hub_on() {
                map.push(bind(Key::Enter, Action::Accept, "key-turn-on", Some(0)));
            }
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            scroll(map);
            everywhere(map);
        }
        Screen::Regions { .. } => {
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            map.push(bind(Key::Char('f'), Action::Findings, "key-findings", Some(2)));
            everywhere(map);
            rows(map);
        }
        Screen::Journal { .. } => {
            map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
            scroll(map);
            if !model.mode.read_only {
                map.push(bind(Key::Char('u'), Action::Undo, "key-undo", Some(2)));
            }
        }
    }
}

/// A long list.
pub(super) fn rows(map: &mut Vec<Binding>) {
    map.push(bind(Key::Up, Action::Up, "key-choose", None));
    map.push(bind(Key::Down, Action::Down, "key-choose", None));
    map.push(bind(Key::Char('k'), Action::Up, "key-choose", None));
    map.push(bind(Key::Char('j'), Action::Down, "key-choose", None));
    map.push(bind(Key::PageUp, Action::PageUp, "key-choose", None));
    map.push(bind(Key::PageDown, Action::PageDown, "key-choose", None));
    map.push(bind(Key::Home, Action::First, "key-first", None));
    map.push(bind(Key::End, Action::Last, "key-last", None));
}

fn of_inventory(model: &Model, map: &mut Vec<Binding>) {
    let level = model.inventory.as_ref().and_then(|inventory| inventory.level());
    let label = match level {
        _ if model.has_query_to_correct() => "key-query",
        _ if model
            .inventory
            .as_ref()
            .is_some_and(|inventory| inventory.failure.is_some()) =>
        {
            "key-recheck"
        }
        Some(Level::Timeline { past, selected, .. }) if past.timeline.has_changes(*selected) => {
            "key-difference"
        }
        Some(Level::Timeline { .. }) => "key-raw",
        _ if model.can_turn_config_on() => "key-turn-on",
        _ => "key-open",
    };
    let some = label != "key-open" || level.is_some_and(|level| level.count() > 0);
    map.push(bind(Key::Enter, Action::Accept, label, some.then_some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    match level {
        Some(Level::Timeline { past, .. }) => {
            let more = !past.is_over();
            map.push(bind(Key::Char('n'), Action::More, "key-week", more.then_some(1)));
            map.push(bind(Key::Char('N'), Action::All, "key-all", more.then_some(2)));
            map.push(bind(Key::Char('d'), Action::Difference, label, None));
        }
        Some(Level::Types(_) | Level::Resources { .. } | Level::Found { .. }) | None => {
            if let Some(Level::Resources { deleted, .. }) = level {
                let label = if *deleted {
                    "key-hide-deleted"
                } else {
                    "key-deleted"
                };
                map.push(bind(Key::Char('x'), Action::Deleted, label, Some(1)));
            }
            map.push(bind(Key::Char('/'), Action::Filter, "key-filter", Some(1)));
            map.push(bind(Key::Char('t'), Action::Type, "key-type", Some(3)));
            map.push(bind(Key::Char('s'), Action::Query, "key-query", Some(2)));
            map.push(bind(Key::Left, Action::Left, "key-region", None));
            map.push(bind(Key::Right, Action::Right, "key-region", Some(3)));
        }
    }
    map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(4)));
    rows(map);
}

pub(super) fn everywhere(map: &mut Vec<Binding>) {
    map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(3)));
    map.push(bind(Key::Char('g'), Action::Journal, "key-journal", Some(4)));
}

impl Model {
    /// Whether the session is open and so can be asked.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.session, SessionState::Open(_))
    }
}
