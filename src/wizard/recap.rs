//! The recap: before and after, what was made, what it costs, what was put aside, what is on its way, what comes next;
//! and the report that a person takes along.

use super::binding::{Action, Binding, bind, everywhere, scroll};
use super::effect::{Effect, ReportWish, Ticket};
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::text::Text;
use crate::domain::journal::{History, Run};
use crate::domain::{Failure, Finding, Measure, ReportFormat, Status};
use crate::measures;
use crate::say;

/// What is focused in the dialog that saves a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveField {
    /// How it is written.
    Format,
    /// Identifiers hidden or not.
    Mask,
    Path,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SaveEdit {
    /// How it is written.
    pub format: ReportFormat,
    /// Identifiers hidden.
    pub mask: bool,
    pub path: Text,
    pub focus: SaveField,
    /// It is being written.
    pub saving: Option<Ticket>,
    /// Why it could not be.
    pub failure: Option<Failure>,
}

impl SaveEdit {
    /// What is hidden inside is not in the name either.
    fn name(account: &str, now: jiff::Timestamp, format: ReportFormat, mask: bool) -> String {
        let account = if mask {
            String::new()
        } else {
            format!("-{account}")
        };
        let day = now.strftime("%Y%m%d");
        format!("genkan-report{account}-{day}.{}", format.ending())
    }
}

impl Model {
    /// The runs of this account, oldest first.
    #[must_use]
    pub fn account_runs(&self) -> Vec<Run> {
        let Some(identity) = self.identity() else {
            return Vec::new();
        };
        let runs = self.history.iter().flat_map(History::runs);
        runs.filter(|run| run.account == identity.account).collect()
    }

    /// The checks that have a status, in walking order.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        Measure::ALL
            .into_iter()
            .flat_map(measures::checks)
            .filter_map(|check| self.finding(check))
            .collect()
    }

    /// Those that AWS is still on its way to show.
    #[must_use]
    pub fn pending(&self) -> Vec<Finding> {
        let mut findings = self.findings();
        findings.retain(|finding| finding.status == Status::Pending);
        findings
    }
}

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if model.identity().is_none() {
        model.notice = Some(say!("notice-still-asking"));
        return Vec::new();
    }
    model.push(Screen::Recap { scroll: 0 });
    vec![super::update::ask_journal(model)]
}

pub(super) fn keys(map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-save-report", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Char('o'), Action::OpenPage, "key-next-steps", Some(3)));
    scroll(map);
    everywhere(map);
    map.push(bind(Key::Char('q'), Action::Quit, "key-quit", Some(5)));
}

/// Where the talk sends a founder next.
pub const NEXT_STEPS: &str = "https://skillbuilder.aws/";

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Some(Screen::Recap { scroll }) = model.screen_mut() else {
        return Vec::new();
    };
    match action {
        Action::Back => model.pop(),
        Action::Accept => save(model),
        Action::OpenPage => return vec![Effect::OpenPage(NEXT_STEPS.to_owned())],
        _ => *scroll = scrolled(*scroll, action, extent),
    }
    Vec::new()
}

fn save(model: &mut Model) {
    let Some(identity) = model.identity() else {
        return;
    };
    let format = ReportFormat::Html;
    let name = SaveEdit::name(&identity.account, model.now, format, false);
    model.layers.push(Layer::Save(Box::new(SaveEdit {
        format,
        mask: false,
        path: Text::of(name),
        focus: SaveField::Path,
        saving: None,
        failure: None,
    })));
}

pub(super) fn keys_save(edit: &SaveEdit, map: &mut Vec<Binding>) {
    map.push(bind(Key::Enter, Action::Accept, "key-save", Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Tab, Action::Next, "key-choose", Some(2)));
    map.push(bind(Key::BackTab, Action::Previous, "key-choose", None));
    map.push(bind(Key::Up, Action::Previous, "key-choose", None));
    map.push(bind(Key::Down, Action::Next, "key-choose", None));
    if edit.focus == SaveField::Path {
        map.push(bind(Key::Ctrl('u'), Action::Clear, "key-clear", Some(3)));
    } else {
        map.push(bind(Key::Char(' '), Action::Toggle, "key-change", Some(1)));
        map.push(bind(Key::Left, Action::Toggle, "key-change", None));
        map.push(bind(Key::Right, Action::Toggle, "key-change", None));
    }
}

pub(super) fn act_save(model: &mut Model, action: Action) -> Vec<Effect> {
    let account = model
        .identity()
        .map_or_else(String::new, |identity| identity.account.clone());
    let now = model.now;
    let Some(Layer::Save(edit)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let order = [SaveField::Format, SaveField::Mask, SaveField::Path];
    let index = order.iter().position(|field| *field == edit.focus).unwrap_or(0);
    let at = |index: usize| order.get(index % order.len()).copied().unwrap_or(SaveField::Path);
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::Next => edit.focus = at(index + 1),
        Action::Previous => edit.focus = at(index + order.len() - 1),
        Action::Clear => edit.path.clear(),
        Action::Toggle if edit.focus == SaveField::Mask => {
            let own = edit.path.value() == SaveEdit::name(&account, now, edit.format, edit.mask);
            edit.mask = !edit.mask;
            if own {
                edit.path = Text::of(SaveEdit::name(&account, now, edit.format, edit.mask));
            }
        }
        Action::Toggle => {
            let place = ReportFormat::ALL
                .iter()
                .position(|one| *one == edit.format)
                .unwrap_or(0);
            let next = ReportFormat::ALL
                .get((place + 1) % ReportFormat::ALL.len())
                .copied()
                .unwrap_or(ReportFormat::Html);
            // A name that nobody changed follows the format.
            if edit.path.value() == SaveEdit::name(&account, now, edit.format, edit.mask) {
                edit.path = Text::of(SaveEdit::name(&account, now, next, edit.mask));
            }
            edit.format = next;
        }
        Action::Accept if edit.saving.is_none() => return write(model),
        _ => {}
    }
    Vec::new()
}

fn write(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let remembered = model.remembered().cloned().unwrap_or_default();
    let (runs, facts, demo, language) = (
        model.account_runs(),
        model.facts.clone(),
        model.mode.demo,
        model.language,
    );
    let Some(region) = model.home().cloned() else {
        return Vec::new();
    };
    let Some(Layer::Save(edit)) = model.layers.last_mut() else {
        return Vec::new();
    };
    let path = edit.path.value().trim().to_owned();
    if path.is_empty() {
        edit.focus = SaveField::Path;
        return Vec::new();
    }
    edit.saving = Some(ticket);
    edit.failure = None;
    vec![Effect::SaveReport(
        ticket,
        Box::new(ReportWish {
            format: edit.format,
            path,
            mask: edit.mask,
            language,
            facts,
            region,
            demo,
            remembered,
            runs,
        }),
    )]
}

/// The report was written, or not: then the dialog stays, with the reason, and another place can be named.
pub(super) fn saved(model: &mut Model, ticket: Ticket, answer: Result<String, Failure>) {
    let Some(Layer::Save(edit)) = model.layers.last_mut() else {
        return;
    };
    if edit.saving != Some(ticket) {
        return;
    }
    edit.saving = None;
    match answer {
        Ok(file) => {
            model.layers.pop();
            model.notice = Some(say!("report-written", file = file));
        }
        Err(failure) => {
            edit.failure = Some(failure);
            edit.focus = SaveField::Path;
        }
    }
}

pub(super) fn typed(model: &mut Model, key: Key) {
    if let Some(Layer::Save(edit)) = model.layers.last_mut()
        && edit.focus == SaveField::Path
    {
        edit.path.key(key);
    }
}
