//! What keys can mean, and the bindings that many screens have. Which of them there are now is each screen's to say.

use super::key::Key;
use crate::domain::Measure;

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

/// Between a few.
pub(super) fn choose(map: &mut Vec<Binding>, across: bool) {
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

/// On every screen of an account.
pub(super) fn everywhere(map: &mut Vec<Binding>) {
    map.push(bind(Key::Char('r'), Action::Recheck, "key-recheck", Some(3)));
    map.push(bind(Key::Char('g'), Action::Journal, "key-journal", Some(4)));
}
