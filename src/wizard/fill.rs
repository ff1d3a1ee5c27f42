//! What the forms have in common: a person goes from field to field, and what is typed stays for the next visit.

use super::binding::Action;
use super::effect::Effect;
use super::key::Key;
use super::model::Model;
use super::text::Text;

pub(super) trait Fill {
    /// To the next field, or to the one before.
    fn step(&mut self, forward: bool);
    /// Another value of the focused field.
    fn turn(&mut self, forward: bool);
    /// The other value of the focused field.
    fn toggle(&mut self) {}
    /// Everything, or nothing, of the focused field.
    fn all(&mut self) {}
    /// The field that letters go into.
    fn input(&mut self) -> Option<&mut Text>;
    /// Whether the focus is on the button.
    fn is_last(&self) -> bool;
    /// Moves to the first field that is wrong; false where none is.
    fn to_error(&mut self) -> bool {
        false
    }
}

/// The field after, or before, in an order.
pub(super) fn beside<F: PartialEq + Copy>(order: &[F], focus: F, forward: bool) -> F {
    let index = order.iter().position(|field| *field == focus).unwrap_or(0);
    let next = if forward {
        (index + 1).min(order.len().saturating_sub(1))
    } else {
        index.saturating_sub(1)
    };
    order.get(next).copied().unwrap_or(focus)
}

/// The place after, or before, in a ring of so many.
pub(super) const fn around(count: usize, index: usize, forward: bool) -> usize {
    if count == 0 {
        return 0;
    }
    let step = if forward { 1 } else { count - 1 };
    (index + step) % count
}

/// Does an action in the form that `of` finds; `review` makes the plan.
pub(super) fn act<F: Fill>(
    model: &mut Model,
    of: impl Fn(&mut Model) -> Option<&mut F>,
    review: impl Fn(&mut Model) -> Vec<Effect>,
    action: Action,
) -> Vec<Effect> {
    // A plan is being made of these very values.
    if model.review.is_some() && action != Action::Back {
        return Vec::new();
    }
    let Some(form) = of(model) else {
        model.pop();
        return Vec::new();
    };
    match action {
        Action::Next => form.step(true),
        Action::Previous => form.step(false),
        Action::Left | Action::Right => form.turn(action == Action::Right),
        Action::Toggle => form.toggle(),
        Action::All => form.all(),
        Action::Clear => {
            if let Some(input) = form.input() {
                input.clear();
            }
        }
        Action::Back => {
            model.review = None;
            model.pop();
        }
        Action::Accept if !form.is_last() => form.step(true),
        Action::Accept if form.to_error() => {}
        Action::Accept => return review(model),
        _ => {}
    }
    Vec::new()
}

/// Types into the form that `of` finds.
pub(super) fn typed<F: Fill>(
    model: &mut Model,
    of: impl Fn(&mut Model) -> Option<&mut F>,
    key: Key,
) -> Vec<Effect> {
    if model.review.is_none()
        && let Some(input) = of(model).and_then(Fill::input)
    {
        input.key(key);
    }
    Vec::new()
}
