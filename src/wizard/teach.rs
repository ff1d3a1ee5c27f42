//! What the wizard teaches: the introduction, the reasons behind a measure or a check, and which measure comes next.

use super::binding::{Action, Binding, bind, scroll};
use super::effect::Effect;
use super::key::Key;
use super::model::{Layer, Model, Screen};
use super::result::scrolled;
use super::{memory, sources};
use crate::domain::{Check, Measure};
use crate::measures;
use crate::measures::separate::Standing;

/// The pages of the introduction.
pub const INTRO_PAGES: usize = 2;

/// What reasons are given for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Taught {
    Measure(Measure),
    Check(&'static Check),
}

/// Why the measures come in the order they are recommended in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The root user makes an administrator first.
    Root,
    /// An organization would end the free plan, so it comes last.
    FreePlan,
    /// As the talk has them.
    Walking,
}

impl Order {
    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Root => "order-root",
            Self::FreePlan => "order-free-plan",
            Self::Walking => "order-walking",
        }
    }

    const fn measures(self) -> [Measure; 4] {
        use Measure::{Detect, Record, Secure, Separate};
        match self {
            Self::Root => [Secure, Separate, Record, Detect],
            Self::FreePlan => [Secure, Record, Detect, Separate],
            Self::Walking => [Separate, Secure, Record, Detect],
        }
    }
}

impl Model {
    /// The measures with something left to do, in the order to take them, and why in that order.
    #[must_use]
    pub fn recommended(&self) -> (Order, Vec<Measure>) {
        let is_free = self
            .facts
            .account
            .plan
            .seen()
            .is_some_and(|plan| plan.kind == "FREE");
        let order = match () {
            () if is_free => Order::FreePlan,
            () if self.is_root() => Order::Root,
            () => Order::Walking,
        };
        let is_member = self.facts.separate.standing() == Some(Standing::Member);
        let open = |measure: Measure| {
            let ours = measure != Measure::Separate || !is_member;
            ours && measures::checks(measure).iter().any(|check| {
                self.skipped(check).is_none()
                    && self
                        .finding(check)
                        .is_some_and(|finding| finding.is_open() || finding.waits_for_another())
            })
        };
        let left = order.measures().into_iter().filter(|measure| open(*measure));
        (order, left.collect())
    }
}

/// After the first screen: the introduction, unless it was read before.
pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    if model.memory.introduced {
        return sources::enter(model);
    }
    model.push(Screen::Intro { page: 0 });
    Vec::new()
}

pub(super) fn keys(page: usize, map: &mut Vec<Binding>) {
    let label = if page + 1 < INTRO_PAGES {
        "key-next"
    } else {
        "key-continue"
    };
    map.push(bind(Key::Enter, Action::Accept, label, Some(0)));
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(1)));
    map.push(bind(Key::Right, Action::Accept, label, None));
    map.push(bind(Key::Left, Action::Back, "key-back", None));
    map.push(bind(Key::Char('s'), Action::Skip, "key-skip-intro", Some(2)));
    map.push(bind(Key::Tab, Action::Skip, "key-skip-intro", None));
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Screen::Intro { page }) = model.screen_mut() else {
        return Vec::new();
    };
    match action {
        Action::Back if *page > 0 => *page -= 1,
        Action::Back => model.pop(),
        Action::Accept if *page + 1 < INTRO_PAGES => *page += 1,
        Action::Accept | Action::Skip => {
            // Going back from the next screen leads to the first one, not through the introduction again.
            model.pop();
            model.memory.introduced = true;
            let mut effects = sources::enter(model);
            effects.push(memory::keep(model));
            return effects;
        }
        _ => {}
    }
    Vec::new()
}

/// Opens the reasons.
pub(super) fn open(model: &mut Model, taught: Taught) {
    model.layers.push(Layer::Why { taught, scroll: 0 });
}

pub(super) fn keys_why(taught: Taught, map: &mut Vec<Binding>) {
    map.push(bind(Key::Esc, Action::Back, "key-back", Some(0)));
    map.push(bind(Key::Enter, Action::Back, "key-back", None));
    if let Taught::Check(_) = taught {
        map.push(bind(Key::Tab, Action::Right, "key-why-measure", Some(1)));
    }
    scroll(map);
}

pub(super) fn act_why(model: &mut Model, action: Action) -> Vec<Effect> {
    let extent = model.extent;
    let Some(Layer::Why { taught, scroll }) = model.layers.last_mut() else {
        return Vec::new();
    };
    match (action, *taught) {
        (Action::Back, _) => {
            model.layers.pop();
        }
        (Action::Right, Taught::Check(check)) => {
            *taught = Taught::Measure(check.measure);
            *scroll = 0;
        }
        _ => *scroll = scrolled(*scroll, action, extent),
    }
    Vec::new()
}
