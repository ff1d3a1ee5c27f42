//! GuardDuty findings: read in every Region at once, then narrowed here.

use super::binding::{Action, Binding, bind, rows, scroll};
use super::key::Key;
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, Question, Ticket};
use super::events::Loading;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::review;
use crate::domain::{Failure, Known, Region};
use crate::measures::detect::{
    ARCHIVE, FEW, GuardDutyFinding, Listed, Query, SAMPLES, Severity, archive_choices, samples_choices, sort,
};
use crate::say;

/// Rows that a page key moves over.
const LEAP: usize = 10;
/// How often it is looked for samples that were just made, and how long: AWS takes up to a minute.
const LOOK_FOR_SAMPLES: std::time::Duration = std::time::Duration::from_secs(5);
const SAMPLES_TAKE: SignedDuration = SignedDuration::from_secs(60);

/// The GuardDuty findings as far as they are read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GuardDuty {
    /// All that were read, the gravest first.
    all: Vec<GuardDutyFinding>,
    /// Which of them are shown.
    pub query: Query,
    /// Only of this Region.
    pub region: Option<Region>,
    pub selected: usize,
    /// What is being read, since when.
    pub loading: Option<Loading>,
    /// Regions where GuardDuty is.
    pub on: BTreeSet<Region>,
    /// Regions that have more than were read.
    pub more: BTreeSet<Region>,
    /// Regions that could not be read, and why.
    pub refused: Vec<(Region, Failure)>,
    /// Whether there is an answer at all.
    pub is_read: bool,
    /// Samples were made and are looked for until then.
    pub awaited: Option<Timestamp>,
    wake: Option<Ticket>,
}

impl GuardDuty {
    /// Waits for nothing any more.
    pub(super) fn rest(&mut self) {
        (self.loading, self.awaited, self.wake) = (None, None, None);
    }

    /// The rows shown.
    #[must_use]
    pub fn rows(&self) -> Vec<&GuardDutyFinding> {
        let here = |finding: &&GuardDutyFinding| {
            self.region
                .as_ref()
                .is_none_or(|region| finding.region == *region)
                && self.query.holds(finding)
        };
        self.all.iter().filter(here).collect()
    }

    /// How many were read.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.all.len()
    }

    #[must_use]
    pub fn chosen(&self) -> Option<&GuardDutyFinding> {
        let rows = self.rows();
        rows.get(self.selected.min(rows.len().saturating_sub(1))).copied()
    }

    /// The samples that are shown.
    #[must_use]
    pub fn samples(&self) -> Vec<&GuardDutyFinding> {
        let all = self.all.iter();
        all.filter(|finding| finding.is_sample() && !finding.is_archived())
            .collect()
    }

    fn kinds(&self) -> Vec<String> {
        let kinds: BTreeSet<String> = self.all.iter().map(|finding| finding.kind().to_owned()).collect();
        kinds.into_iter().collect()
    }

    fn regions(&self) -> Vec<Region> {
        let regions: BTreeSet<Region> = self.all.iter().map(|finding| finding.region.clone()).collect();
        regions.into_iter().collect()
    }
}

/// The next of some values, beginning and ending with none.
fn next_of<T: PartialEq + Clone>(values: &[T], here: Option<&T>, forward: bool) -> Option<T> {
    let count = values.len() + 1;
    let index = here.map_or(0, |here| {
        values
            .iter()
            .position(|value| value == here)
            .map_or(0, |index| index + 1)
    });
    let next = super::fill::around(count, index, forward);
    next.checked_sub(1).and_then(|index| values.get(index).cloned())
}

/// What kind of samples, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplesEdit {
    /// One of every type instead of a few.
    pub every: bool,
    /// Regions where GuardDuty is on.
    pub regions: Vec<Region>,
    pub region: usize,
}

impl SamplesEdit {
    #[must_use]
    pub fn region(&self) -> Option<&Region> {
        self.regions.get(self.region)
    }
}

/// Opens the screen, and reads again: findings come at any time.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if !model.is_open() {
        model.notice = Some(say!("notice-still-asking"));
        return Vec::new();
    }
    let left = model
        .pages
        .take_left(|screen| matches!(screen, Screen::GuardDuty(_)));
    let screen = left.unwrap_or_else(|| Screen::GuardDuty(Box::default()));
    model.push(screen);
    load(model)
}

/// Reads, keeping what is shown until the answer is there.
pub(super) fn load(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let now = model.now;
    let Some(findings) = model.pages.guardduty_mut() else {
        return Vec::new();
    };
    findings.loading = Some(Loading { ticket, since: now });
    let question = Question::GuardDutyFindings {
        archived: findings.query.archived,
    };
    vec![Effect::Read(ticket, Box::new(question))]
}

pub(super) fn arrived(
    model: &mut Model,
    ticket: Ticket,
    answer: Result<Vec<(Region, Known<Listed>)>, Failure>,
) -> Vec<Effect> {
    let now = model.now;
    let Some(findings) = model.pages.guardduty_mut() else {
        return Vec::new();
    };
    if findings.loading.is_none_or(|loading| loading.ticket != ticket) {
        return Vec::new();
    }
    findings.loading = None;
    findings.is_read = true;
    findings.all.clear();
    findings.on.clear();
    findings.more.clear();
    findings.refused.clear();
    match answer {
        Err(failure) => {
            let nowhere = Region::new("-");
            findings.refused.push((nowhere, failure));
        }
        Ok(regions) => {
            for (region, known) in regions {
                match known {
                    Known::Seen(listed, _) => {
                        if listed.detector.is_some() {
                            findings.on.insert(region.clone());
                        }
                        if listed.more {
                            findings.more.insert(region);
                        }
                        findings.all.extend(listed.findings);
                    }
                    Known::Refused(failure) => findings.refused.push((region, failure)),
                    Known::NotAsked | Known::Asking => {}
                }
            }
        }
    }
    sort(&mut findings.all);
    let last = findings.rows().len().saturating_sub(1);
    findings.selected = findings.selected.min(last);
    if findings.awaited.is_some_and(|until| now >= until) || !findings.samples().is_empty() {
        findings.awaited = None;
    }
    if findings.awaited.is_some() {
        return wake(model);
    }
    Vec::new()
}

fn wake(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    if let Some(findings) = model.pages.guardduty_mut() {
        findings.wake = Some(ticket);
    }
    vec![Effect::Wake(ticket, LOOK_FOR_SAMPLES)]
}

/// Looks for samples once more, while somebody waits for them.
pub(super) fn woke(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    let is_here = matches!(model.screen(), Screen::GuardDuty(_));
    let Some(findings) = model.pages.guardduty_mut() else {
        return Vec::new();
    };
    if findings.wake != Some(ticket) {
        return Vec::new();
    }
    findings.wake = None;
    if !is_here {
        findings.awaited = None;
    }
    if findings.awaited.is_none() || findings.loading.is_some() || !is_here {
        return Vec::new();
    }
    load(model)
}

/// Back from a run: what it did is to be seen.
pub(super) fn after_run(model: &mut Model) -> Vec<Effect> {
    if !matches!(model.screen(), Screen::GuardDuty(_)) {
        return Vec::new();
    }
    let made = model.run.as_ref().is_some_and(|run| {
        run.plan.is_of(SAMPLES.id) && run.report.as_ref().is_some_and(|report| report.changed() > 0)
    });
    let until = model.now + SAMPLES_TAKE;
    if let Some(findings) = model.pages.guardduty_mut()
        && made
    {
        findings.awaited = Some(until);
    }
    load(model)
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(findings) = model.pages.guardduty_mut() else {
        model.pop();
        return Vec::new();
    };
    let last = findings.rows().len().saturating_sub(1);
    match action {
        Action::Back => {
            let loading = findings.loading.take();
            findings.awaited = None;
            model.pop();
            return loading.map(|_| Effect::StopReading).into_iter().collect();
        }
        Action::Up | Action::Down => findings.selected = scrolled(findings.selected, action, last),
        Action::PageUp => findings.selected = findings.selected.saturating_sub(LEAP),
        Action::PageDown => findings.selected = (findings.selected + LEAP).min(last),
        Action::First => findings.selected = 0,
        Action::Last => findings.selected = last,
        Action::Accept => {
            if let Some(finding) = findings.chosen().cloned() {
                model.layers.push(Layer::GuardDutyFinding {
                    finding: Box::new(finding),
                    raw: false,
                    scroll: 0,
                });
            }
        }
        Action::Severity => {
            findings.query.at_least = match findings.query.at_least {
                None => Some(Severity::Medium),
                Some(Severity::Medium) => Some(Severity::High),
                Some(Severity::High) => Some(Severity::Critical),
                Some(Severity::Critical | Severity::Low) => None,
            };
            findings.selected = 0;
        }
        Action::Type => {
            let here = Some(findings.query.kind.clone()).filter(|kind| !kind.is_empty());
            let next = next_of(&findings.kinds(), here.as_ref(), true);
            findings.query.kind = next.unwrap_or_default();
            findings.selected = 0;
        }
        Action::Left | Action::Right => {
            let next = next_of(
                &findings.regions(),
                findings.region.as_ref(),
                action == Action::Right,
            );
            findings.region = next;
            findings.selected = 0;
        }
        Action::SamplesShown => {
            findings.query.samples = findings.query.samples.next();
            findings.selected = 0;
        }
        Action::Archived => {
            findings.query.archived = !findings.query.archived;
            findings.selected = 0;
            return load(model);
        }
        Action::Recheck => return load(model),
        Action::MakeSamples => make_samples(model),
        Action::Archive => {
            let chosen = findings.chosen().cloned();
            return archive(model, chosen.as_slice());
        }
        Action::ArchiveSamples => {
            let samples: Vec<GuardDutyFinding> = findings.samples().into_iter().cloned().collect();
            return archive(model, &samples);
        }
        Action::OpenPage => return open_page(findings.chosen()),
        _ => {}
    }
    Vec::new()
}

fn open_page(finding: Option<&GuardDutyFinding>) -> Vec<Effect> {
    finding
        .map(|finding| Effect::OpenPage(finding.page()))
        .into_iter()
        .collect()
}

fn make_samples(model: &mut Model) {
    if model.mode.read_only {
        model.notice = Some(say!("notice-read-only"));
        return;
    }
    let home = model.home().cloned();
    let regions: Vec<Region> = if model.facts.detect.is_settled() {
        let on = model.facts.detect.regions.iter();
        on.filter(|(_, at)| at.detector().is_some_and(|detector| detector.enabled))
            .map(|(region, _)| region.clone())
            .collect()
    } else {
        // Being asked again; the list has just told where GuardDuty is.
        let on = model.pages.guardduty().map(|findings| findings.on.clone());
        on.unwrap_or_default().into_iter().collect()
    };
    if regions.is_empty() {
        model.notice = Some(say!("findings-nowhere"));
        return;
    }
    let shown = model
        .pages
        .guardduty()
        .and_then(|findings| findings.region.clone());
    let region = [shown, home]
        .iter()
        .flatten()
        .find_map(|wanted| regions.iter().position(|region| region == wanted))
        .unwrap_or(0);
    model.layers.push(Layer::Samples(Box::new(SamplesEdit {
        every: false,
        regions,
        region,
    })));
}

fn archive(model: &mut Model, findings: &[GuardDutyFinding]) -> Vec<Effect> {
    if model.mode.read_only {
        model.notice = Some(say!("notice-read-only"));
        return Vec::new();
    }
    let open: Vec<&GuardDutyFinding> = findings.iter().filter(|finding| !finding.is_archived()).collect();
    if open.is_empty() {
        model.notice = Some(say!("findings-nothing-to-archive"));
        return Vec::new();
    }
    let choices = archive_choices(&open);
    review::ask_job(model, &ARCHIVE, choices)
}

/// Keys of the dialog that asks what samples to make.
pub(super) fn act_samples(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::Samples(edit)) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Next | Action::Previous => edit.every = !edit.every,
        Action::Left | Action::Right => {
            edit.region = super::fill::around(edit.regions.len(), edit.region, action == Action::Right);
        }
        Action::Back => {
            model.layers.pop();
        }
        Action::Accept => {
            let types: &[&str] = if edit.every { &[] } else { &FEW };
            let region = edit.region().cloned();
            model.layers.pop();
            if let Some(region) = region {
                let choices = samples_choices(&region, types);
                return review::ask_job(model, &SAMPLES, choices);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Keys of one finding's dialog.
pub(super) fn act_finding(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Some(Layer::GuardDutyFinding { finding, raw, scroll }) = model.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::Raw => {
            *raw = !*raw;
            *scroll = 0;
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
            *scroll = scrolled(*scroll, action, extent);
        }
        Action::OpenPage => return open_page(Some(finding)),
        Action::Archive => {
            let finding = (**finding).clone();
            model.layers.pop();
            return archive(model, &[finding]);
        }
        Action::Back => {
            model.layers.pop();
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn keys(findings: &GuardDuty, map: &mut Vec<Binding>) {
    let some = findings.chosen().is_some();
    let read = findings.count() > 0;
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
    if !findings.samples().is_empty() {
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

/// The keys of one finding.
pub(super) fn keys_finding(finding: &GuardDutyFinding, raw: bool, map: &mut Vec<Binding>) {
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    map.push(bind(Key::Enter, Action::Back, "key-back", None));
    let label = if raw { "key-summary" } else { "key-raw" };
    map.push(bind(Key::Tab, Action::Raw, label, Some(1)));
    map.push(bind(Key::Char('o'), Action::OpenPage, "key-open-page", Some(2)));
    if !finding.is_archived() {
        map.push(bind(Key::Char('a'), Action::Archive, "key-archive", Some(2)));
    }
    scroll(map);
}

/// The keys of the dialog that asks what samples to make.
pub(super) fn keys_samples(edit: &SamplesEdit, map: &mut Vec<Binding>) {
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
