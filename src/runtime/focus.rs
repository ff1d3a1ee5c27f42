//! What can have the focus on a screen, found by moving it on a copy of the machine: `update` and `view` are pure, so
//! that looking changes nothing. The numbers of plain mode and the mouse both need it.

use crate::screens::Languages;
use crate::screens::plain::flat;
use crate::wizard::{Action, Key, Message, Model, keymap, update};

/// How far is looked: more rows than that are moved through page by page.
const FURTHEST: usize = 60;

/// Something that can have the focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The keys that move the focus there from where it is.
    pub keys: Vec<Key>,
    pub line: usize,
    pub column: usize,
    pub words: String,
}

/// The keys that move the focus on and back.
#[must_use]
pub fn movers(model: &Model) -> Option<(Key, Key)> {
    let map = keymap(model);
    let key = |action: Action| {
        map.iter()
            .find(|binding| binding.action == action && binding.label != "key-scroll")
            .map(|binding| binding.key)
    };
    key(Action::Down)
        .zip(key(Action::Up))
        .or_else(|| key(Action::Next).zip(key(Action::Previous)))
}

/// Everything that can have the focus, in order, and whether each is on a line of its own.
#[must_use]
pub fn places(model: &Model, languages: &Languages) -> (Vec<Spot>, bool) {
    let Some((on, back)) = movers(model) else {
        return (Vec::new(), true);
    };
    let place = |model: &Model, keys: Vec<Key>| {
        let page = flat(model, languages);
        page.focus.map(|(line, column)| Spot {
            keys,
            line,
            column,
            words: page.focused,
        })
    };
    let Some(here) = place(model, Vec::new()) else {
        return (Vec::new(), true);
    };
    let mut all = vec![here];
    for (key, forward) in [(back, false), (on, true)] {
        let mut copy = model.clone();
        for step in 1..=FURTHEST {
            update(&mut copy, Message::Key(key));
            let Some(next) = place(&copy, vec![key; step]) else {
                break;
            };
            let known = all
                .iter()
                .any(|one| (one.line, one.column) == (next.line, next.column));
            if known {
                break;
            }
            if forward {
                all.push(next);
            } else {
                all.insert(0, next);
            }
        }
    }
    all.sort_by_key(|place| (place.line, place.column));
    let in_lines = all.windows(2).all(|pair| match pair {
        [one, two] => one.line != two.line,
        _ => true,
    });
    if all.len() < 2 {
        all.clear();
    }
    (all, in_lines)
}
