//! Drawing the machine: pure functions of the model. The same file names as `wizard/`, plus the theme and the
//! widgets they share.

mod accounts_form;
mod apply;
mod chrome;
mod confirm;
mod dashboard;
mod enrol;
mod events;
mod form;
mod guardduty;
mod guide;
mod handoff;
mod identity;
mod inventory;
mod job_form;
mod journal;
mod measure;
mod organization;
mod overlay;
mod people;
pub mod plain;
mod recap;
mod regions;
mod result;
mod sources;
mod teach;
mod theme;
mod welcome;
mod widgets;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::{Finding, Language, Sentence};
use crate::text::{Words, glyph};
use crate::wizard::{Layer, Model, Screen};

pub use theme::{MEANINGS, Styled, Theme, ThemeName};

/// Both languages, loaded once, so that switching is instant.
#[derive(Debug)]
pub struct Languages {
    en: Words,
    ja: Words,
}

impl Languages {
    #[must_use]
    pub fn load() -> Self {
        Self {
            en: Words::of(Language::En),
            ja: Words::of(Language::Ja),
        }
    }

    #[must_use]
    pub const fn of(&self, language: Language) -> &Words {
        match language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }
}

/// What every drawing needs.
#[derive(Clone, Copy)]
struct Look<'a> {
    model: &'a Model,
    languages: &'a Languages,
    words: &'a Words,
    theme: Theme,
}

impl Look<'_> {
    fn say(&self, sentence: &Sentence) -> String {
        self.words.say(sentence)
    }

    fn get(&self, id: &str) -> String {
        self.words.get(id)
    }

    /// The frame of a turning mark, by the model's clock.
    fn spinner(&self) -> &'static str {
        const DOTS: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠧", "⠇", "⠏"];
        const ASCII: [&str; 4] = ["[- ]", "[\\ ]", "[| ]", "[/ ]"];
        let step = usize::try_from(self.model.now.as_millisecond().rem_euclid(8000) / 125).unwrap_or(0);
        let frames: &[&str] = if self.model.ascii { &ASCII } else { &DOTS };
        frames.get(step % frames.len()).copied().unwrap_or("")
    }

    /// Glyph and word of a finding, or of a question under way.
    fn status(&self, finding: Option<&Finding>) -> (String, ratatui::style::Style) {
        match finding {
            Some(finding) => (
                format!(
                    "{} {}",
                    glyph(Some(finding.status), self.model.ascii),
                    self.words.status_of(finding)
                ),
                self.theme.status(finding.status),
            ),
            None => (
                format!("{} {}", self.spinner(), self.get("status-checking")),
                self.theme.dim,
            ),
        }
    }
}

/// The key whose words stand at a column of the last row.
#[must_use]
pub fn key_at(model: &Model, languages: &Languages, column: u16) -> Option<crate::wizard::Key> {
    let look = Look {
        model,
        languages,
        words: languages.of(model.language),
        theme: Theme::plain(),
    };
    chrome::key_at(&look, usize::from(model.size.0), usize::from(column))
}

/// Draws the whole model. Gives how far the text in front can be scrolled, for [`crate::wizard::Message::Extent`].
pub fn view(model: &Model, languages: &Languages, theme: Theme, frame: &mut Frame<'_>) -> usize {
    let look = Look {
        model,
        languages,
        words: languages.of(model.language),
        theme,
    };
    let area = frame.area();
    if area.is_empty() {
        return 0;
    }
    if model.is_too_small() {
        chrome::too_small(&look, frame, area);
        return 0;
    }
    let enrol = model
        .run
        .as_ref()
        .filter(|_| matches!(model.screen(), Screen::Progress))
        .and_then(|run| run.enrol.as_deref());
    let (body, mut extent) = if let Some(enrol) = enrol {
        (enrol::draw(&look, enrol, frame, area), 0)
    } else {
        let body = chrome::draw(&look, frame, area);
        (body, screen(&look, frame, body))
    };
    for layer in &model.layers {
        extent = draw_layer(&look, layer, frame, body);
    }
    extent
}

fn screen(look: &Look<'_>, frame: &mut Frame<'_>, body: Rect) -> usize {
    match look.model.screen() {
        Screen::Welcome => welcome::draw(look, frame, body),
        Screen::Intro { page } => teach::intro(look, *page, frame, body),
        Screen::Sources { selected } => sources::draw(look, *selected, frame, body),
        Screen::Recap { scroll } => recap::draw(look, *scroll, frame, body),
        Screen::Identity { choice } => identity::draw(look, *choice, frame, body),
        Screen::Dashboard { selected } => dashboard::draw(look, *selected, frame, body),
        Screen::Measure { measure, selected } => measure::draw(look, *measure, *selected, frame, body),
        Screen::JobForm(job) => job_form::draw(look, job, frame, body),
        Screen::Told { check, scroll } => accounts_form::told(look, check, *scroll, frame, body),
        Screen::AccountsForm => accounts_form::draw(look, frame, body),
        Screen::Organization { selected } => organization::draw(look, *selected, frame, body),
        Screen::Guide { check, scroll } => guide::draw(look, check, *scroll, frame, body),
        Screen::Users { selected } => people::users(look, *selected, frame, body),
        Screen::Keys { selected, of_root } => people::keys(look, *selected, *of_root, frame, body),
        Screen::SignIn { user, scroll } => guide::sign_in(look, user, *scroll, frame, body),
        Screen::Progress => apply::draw(look, frame, body),
        Screen::Result { scroll } => result::draw(look, *scroll, frame, body),
        Screen::Journal { selected } => journal::draw(look, *selected, frame, body),
        Screen::Events(events) => events::draw(look, events, frame, body),
        Screen::Inventory(inventory) => inventory::draw(look, inventory, frame, body),
        Screen::HandOff { scroll } => handoff::draw(look, *scroll, frame, body),
        Screen::GuardDuty(findings) => guardduty::draw(look, findings, frame, body),
        Screen::Regions { selected } => regions::draw(look, *selected, frame, body),
    }
}

fn draw_layer(look: &Look<'_>, layer: &Layer, frame: &mut Frame<'_>, body: Rect) -> usize {
    match layer {
        Layer::Confirm(confirm) => confirm::draw(look, confirm, frame, body),
        Layer::Help { scroll } => overlay::help(look, *scroll, frame, body),
        Layer::Evidence { finding, scroll } => overlay::evidence(look, finding, *scroll, frame, body),
        Layer::Event { event, raw, scroll } => events::event(look, event, *raw, *scroll, frame, body),
        Layer::Filter(edit) => events::filter(look, edit, frame, body),
        Layer::Entry(entry) => inventory::entry(look, entry, frame, body),
        Layer::Record {
            title,
            record,
            difference,
            raw,
            scroll,
        } => {
            let difference = difference.as_deref().filter(|_| !*raw);
            inventory::record(look, title, record, difference, *scroll, frame, body)
        }
        Layer::GuardDutyFinding { finding, raw, scroll } => {
            guardduty::finding(look, finding, *raw, *scroll, frame, body)
        }
        Layer::Samples(edit) => guardduty::samples(look, edit, frame, body),
        Layer::Error(failure) => overlay::error(look, failure, frame, body),
        Layer::Stop { stop } => overlay::stop(look, *stop, frame, body),
        Layer::PlainHttp { endpoint, go_on, .. } => overlay::plain_http(look, endpoint, *go_on, frame, body),
        Layer::Mfa { failure, code, .. } => overlay::mfa(look, failure, code, frame, body),
        Layer::Why { taught, scroll } => teach::why(look, *taught, *scroll, frame, body),
        Layer::Skip(edit) => recap::skip(look, edit, frame, body),
        Layer::Save(edit) => recap::save(look, edit, frame, body),
        Layer::SigningIn(waiting) => sources::signing_in(look, waiting, frame, body),
        Layer::SignedOut => sources::signed_out(look, frame, body),
        Layer::Region {
            regions, selected, ..
        } => sources::region(look, regions, *selected, frame, body),
        Layer::WhereLeft { check, go_on } => recap::where_left(look, check, *go_on, frame, body),
        Layer::CutShort { run, go_on } => overlay::cut_short(look, run, *go_on, frame, body),
    }
}
