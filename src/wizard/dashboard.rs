//! The four measures.

use super::binding::{Action, Binding, bind};
use super::effect::Effect;
use super::key::Key;
use super::model::{Model, Screen};
use crate::domain::Measure;
use crate::measures;

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Screen::Dashboard { selected } = *model.screen() else {
        return Vec::new();
    };
    let at = |number: usize| Measure::ALL.get(number).copied().unwrap_or(selected);
    let index = selected.number() - 1;
    let chosen = match action {
        Action::Up => at(index.saturating_sub(1)),
        Action::Down => at(index + 1),
        Action::Go(measure) => measure,
        _ => selected,
    };
    if let Some(Screen::Dashboard { selected }) = model.screen_mut() {
        *selected = chosen;
    }
    match action {
        Action::Back => model.pop(),
        Action::Leave => return super::organization::leave(model),
        Action::Why => super::teach::open(model, super::Taught::Measure(chosen)),
        Action::Recap => return super::recap::open(model),
        Action::Accept | Action::Go(_) => {
            let selected = first_open(model, chosen);
            model.push(Screen::Measure {
                measure: chosen,
                selected,
            });
        }
        _ => {}
    }
    Vec::new()
}

/// The first row with something to do, so that Enter does it.
fn first_open(model: &Model, measure: Measure) -> usize {
    // Signed in as the root user, a daily administrator comes before everything else.
    if measure == Measure::Secure && model.needs_administrator() {
        let place = measures::checks(measure)
            .iter()
            .position(|check| check.id == measures::secure::DAILY_ADMIN.id);
        return place.unwrap_or(0);
    }
    measures::checks(measure)
        .iter()
        .position(|check| model.finding(check).is_some_and(|finding| finding.is_open()))
        .unwrap_or(0)
}

pub(super) fn keys(model: &Model, map: &mut Vec<Binding>) {
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
