//! One measure's checks.

use super::effect::Effect;
use super::keymap::Action;
use super::model::{Layer, Model, Screen};
use super::review;
use crate::domain::{Measure, Status};
use crate::measures;
use crate::measures::detect::{ALERTS, OPEN_FINDINGS, SECURITY_HUB, is_alert_pending};
use crate::measures::{detect, record, secure, separate};
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
        Action::Accept if check.id == SECURITY_HUB.id => return super::handoff::open(model),
        Action::Settings | Action::ControlTower if model.mode.read_only => {
            model.notice = Some(say!("notice-read-only"));
        }
        Action::Settings if measure == Measure::Detect => {
            return review::begin_with(model, &detect::GUARDDUTY, &[(detect::EXISTING, "yes")]);
        }
        Action::Settings => return review::begin(model, &record::CONFIG),
        Action::ControlTower => return review::begin(model, &record::CONTROL_TOWER),
        Action::Accept => {
            let Some(finding) = model.finding(check) else {
                model.notice = Some(say!("notice-still-asking"));
                return Vec::new();
            };
            let is_alerts = check.id == ALERTS.id;
            if measure == Measure::Separate {
                return mend_separate(model, check);
            }
            if measure == Measure::Secure && finding.is_open() {
                return mend_secure(model, check);
            }
            if model.waits_for_mail(check) || !finding.is_open() && !finding.waits_for_another() {
                evidence(model, check);
            } else if check.guided.is_some() {
                return open_page(check);
            } else if check.id == OPEN_FINDINGS.id && finding.is_open() {
                return super::guardduty::open(model);
            } else if model.mode.read_only {
                model.notice = Some(say!("notice-read-only"));
            } else if measure == Measure::Record {
                return measures::job_for(check).map_or_else(Vec::new, |job| review::begin(model, job));
            } else if is_alerts && finding.is_open() {
                return review::begin(model, &detect::TELL);
            } else if measure == Measure::Detect {
                return review::begin_with(model, &detect::GUARDDUTY, &[(detect::EXISTING, "no")]);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// What Enter does about a check of measure 1. Nothing is offered to an account that would be refused.
fn mend_separate(model: &mut Model, check: &'static crate::domain::Check) -> Vec<Effect> {
    match label_of_separate(model, check) {
        "key-organization" => return super::organization::open(model),
        "key-evidence" => evidence(model, check),
        _ if model.mode.read_only => model.notice = Some(say!("notice-read-only")),
        // Central root access begins with an organization to be central in.
        _ if check.id == separate::CENTRAL_ROOT.id
            && model.facts.separate.standing() == Some(separate::Standing::Alone) =>
        {
            return super::accounts_form::begin(model, &separate::ORGANIZATION);
        }
        _ => return super::accounts_form::begin(model, check),
    }
    Vec::new()
}

/// What the footer calls that.
pub(super) fn label_of_separate(model: &Model, check: &'static crate::domain::Check) -> &'static str {
    let Some(finding) = model.finding(check) else {
        return "key-evidence";
    };
    let facts = &model.facts.separate;
    let is_open = finding.is_open() || finding.waits_for_another();
    // That an organization lacks all features is mended in the console; what members' root users have, in the tree.
    let by_plan = finding.status == Status::Fail || finding.waits_for_another();
    let central = check.id == separate::CENTRAL_ROOT.id;
    match finding.status {
        _ if is_open && by_plan && facts.may_change() => "key-fix",
        Status::Pass | Status::Pending if check.id == separate::WORKLOAD_ACCOUNTS.id => "key-organization",
        Status::Warn if central => "key-organization",
        _ => "key-evidence",
    }
}

/// What Enter does about a check of measure 2 that is open: the page that leads through it, or the plan.
fn mend_secure(model: &mut Model, check: &'static crate::domain::Check) -> Vec<Effect> {
    match check.id {
        id if id == secure::ROOT_KEYS.id && model.can_delete_root_keys() => {
            super::people::open_keys(model, true);
        }
        id if id == secure::ROOT_MFA.id || id == secure::ROOT_KEYS.id => {
            return super::guide::open(model, check);
        }
        id if id == secure::ROOT_USE.id => {
            if model.should_leave_root() {
                return super::guide::open_sign_in(model);
            }
            return super::guide::open(model, check);
        }
        id if id == secure::USER_MFA.id => model.push(Screen::Users { selected: 0 }),
        id if id == secure::ACCESS_KEYS.id => super::people::open_keys(model, false),
        _ if model.mode.read_only => model.notice = Some(say!("notice-read-only")),
        _ => {
            return measures::job_for(check).map_or_else(Vec::new, |job| review::begin(model, job));
        }
    }
    Vec::new()
}

/// What the footer calls that.
pub(super) fn label_of(model: &Model, check: &'static crate::domain::Check) -> &'static str {
    match check.id {
        id if id == secure::ROOT_KEYS.id && !model.can_delete_root_keys() => "key-steps",
        id if [secure::ROOT_MFA.id, secure::ROOT_USE.id].contains(&id) => "key-steps",
        id if [secure::ROOT_KEYS.id, secure::ACCESS_KEYS.id].contains(&id) => "key-access-keys",
        id if id == secure::USER_MFA.id => "key-users",
        _ => "key-fix",
    }
}

impl Model {
    /// Whether only the person at the mailbox can do what is left of a check.
    #[must_use]
    pub fn waits_for_mail(&self, check: &'static crate::domain::Check) -> bool {
        check.id == ALERTS.id
            && is_alert_pending(&self.facts.detect)
            && self
                .finding(check)
                .is_some_and(|finding| finding.status == Status::Warn)
    }
}

fn evidence(model: &mut Model, check: &'static crate::domain::Check) {
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

fn open_page(check: &'static crate::domain::Check) -> Vec<Effect> {
    check
        .guided
        .map(|page| Effect::OpenPage(page.to_owned()))
        .into_iter()
        .collect()
}
