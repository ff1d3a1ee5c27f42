//! One measure's checks.

use super::effect::Effect;
use super::keymap::Action;
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
