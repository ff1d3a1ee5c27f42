//! One measure's checks.

use super::binding::{Action, Binding, bind, everywhere};
use super::effect::Effect;
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::review;
use crate::domain::{Check, Measure};
use crate::measures::{self, Remedy, Way, detect, record};
use crate::say;

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Measure { measure, selected } = *model.screen() else {
        return Vec::new();
    };
    let checks = measures::checks(measure);
    let last = checks.len().saturating_sub(1);
    let chosen = match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => (selected + 1).min(last),
        _ => selected,
    };
    if let Some(Screen::Measure { selected, .. }) = model.screen_mut() {
        *selected = chosen;
    }
    let Some(check) = checks.get(chosen).copied() else {
        return Vec::new();
    };
    match action {
        Action::Back => model.pop(),
        Action::Evidence => evidence(model, check),
        Action::Why => super::teach::open(model, super::Taught::Check(check)),
        Action::Skip => super::memory::open_skip(model, check),
        Action::OpenPage => return open_page(check),
        Action::Organization => return super::organization::open(model),
        Action::Leave => return super::organization::leave(model),
        Action::Users => model.push(Screen::Users { selected: 0 }),
        Action::Keys => super::people::open_keys(model, false),
        Action::SignIn => return super::guide::open_sign_in(model),
        Action::Events => return super::events::open(model),
        Action::Inventory => return super::inventory::open(model),
        Action::Findings => return super::guardduty::open(model),
        Action::Regions => return super::regions::open(model),
        Action::HandOff => return super::handoff::open(model),
        Action::Settings | Action::ControlTower if model.mode.read_only => {
            model.notice = Some(say!("notice-read-only"));
        }
        Action::Settings if measure == Measure::Detect => {
            return review::begin_with(model, &detect::GUARDDUTY, &[(detect::EXISTING, "yes")]);
        }
        Action::Settings => return review::begin(model, &record::CONFIG),
        Action::ControlTower => return review::begin(model, &record::CONTROL_TOWER),
        Action::Accept => return take(model, check),
        _ => {}
    }
    Vec::new()
}

/// What is to be done about the check takes its course.
fn take(model: &mut Model, check: &'static Check) -> Vec<Effect> {
    match model.remedy(check).way {
        Way::Wait => model.notice = Some(say!("notice-still-asking")),
        Way::Evidence => evidence(model, check),
        Way::Plan(job, set) => return review::begin_with(model, job, set),
        Way::Told(check) => {
            if model.review.is_none() && !model.is_applying() {
                model.push(Screen::Told { check, scroll: 0 });
            }
        }
        Way::Steps => return super::guide::open(model, check),
        Way::SignIn => return super::guide::open_sign_in(model),
        Way::Page => return open_page(check),
        Way::Users => model.push(Screen::Users { selected: 0 }),
        Way::Keys { of_root } => super::people::open_keys(model, of_root),
        Way::Organization => return super::organization::open(model),
        Way::Findings => return super::guardduty::open(model),
        Way::HandOff => return super::handoff::open(model),
    }
    Vec::new()
}

impl Model {
    /// What Enter does on the row of a check.
    #[must_use]
    pub fn remedy(&self, check: &'static Check) -> Remedy {
        measures::remedy(check, self.finding(check).as_ref(), &self.facts, self.mode)
    }
}

fn evidence(model: &mut Model, check: &'static Check) {
    match model.finding(check) {
        Some(finding) => {
            model.layers.push(Layer::Evidence {
                finding: Box::new(finding),
                scroll: 0,
            });
        }
        None => model.notice = Some(say!("notice-still-asking")),
    }
}

fn open_page(check: &'static Check) -> Vec<Effect> {
    check
        .guided
        .map(|page| Effect::OpenPage(page.to_owned()))
        .into_iter()
        .collect()
}

/// Its keys: what Enter is called depends on the selected check.
pub(super) fn keys(model: &Model, measure: Measure, selected: usize, map: &mut Vec<Binding>) {
    let check = measures::checks(measure).get(selected).copied();
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
    if measure == Measure::Record {
        // A row of AWS Config is closer to its inventory than to the events.
        let of_config = check.is_some_and(record::is_config);
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
    if measure == Measure::Detect {
        map.push(bind(Key::Char('f'), Action::Findings, "key-findings", Some(2)));
        map.push(bind(Key::Char('v'), Action::Regions, "key-regions", Some(3)));
        map.push(bind(Key::Char('h'), Action::HandOff, "key-handoff", Some(5)));
    }
    if measure == Measure::Detect
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
    if measure == Measure::Separate {
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
    if measure == Measure::Secure {
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
