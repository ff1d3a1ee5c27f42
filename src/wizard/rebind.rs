//! Keys under other keys, as a person's configuration wants them. Two things never end up under one key.

use super::binding::Binding;
use std::collections::BTreeMap;

use super::key::Key;

/// What can be moved to another key, by the name of its words, with its own key.
pub const REBINDABLE: [(&str, char); 49] = [
    ("access-keys", 'a'),
    ("all", 'N'),
    ("archive", 'a'),
    ("archive-samples", 'A'),
    ("archived", 'h'),
    ("as-text", 'k'),
    ("aws-login", 'a'),
    ("control-tower", 'c'),
    ("copy-page", 'c'),
    ("copy-password", 'c'),
    ("deleted", 'x'),
    ("details", 'd'),
    ("detect-settings", 's'),
    ("events", 'v'),
    ("evidence", 'e'),
    ("export", 'x'),
    ("filter", 'f'),
    ("finding-type", 't'),
    ("findings", 'f'),
    ("handoff", 'h'),
    ("help", '?'),
    ("home-region", 'e'),
    ("inventory", 'i'),
    ("journal", 'g'),
    ("leave-account", 'b'),
    ("look-again", 'r'),
    ("make-samples", 'm'),
    ("more", 'n'),
    ("new-accounts", 'n'),
    ("new-password", 'n'),
    ("next-steps", 'o'),
    ("open-page", 'o'),
    ("organization", 't'),
    ("query", 's'),
    ("quit", 'q'),
    ("recap", 'e'),
    ("recheck", 'r'),
    ("regions", 'v'),
    ("remove-root", 'x'),
    ("roots", 'a'),
    ("samples", 'p'),
    ("settings", 's'),
    ("severity", 's'),
    ("sign-in", 'l'),
    ("skip", 'x'),
    ("span", 't'),
    ("undo", 'u'),
    ("users", 'u'),
    ("why", 'w'),
];

/// Keys that were moved, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rebound(BTreeMap<&'static str, Key>);

/// Why keys cannot be moved like that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebindError {
    /// There is no such name.
    Unknown(String),
    /// There is no such key, or it is one that everything depends on.
    NoKey(String, String),
    /// Two things would be under one key.
    Twice(String, String, String),
}

/// The key of a name such as `G`, `F5` or `Ctrl-J`.
fn parse(text: &str) -> Option<Key> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        // Digits open measures and j and k move; a space toggles.
        (Some(letter), None) => {
            let free = letter.is_ascii_graphic() && !letter.is_ascii_digit() && !"jk".contains(letter);
            return free.then_some(Key::Char(letter));
        }
        (None, _) => return None,
        (Some(_), Some(_)) => {}
    }
    if let Some(number) = text.strip_prefix('F') {
        // F1 to F4 are the same everywhere.
        return number
            .parse::<u8>()
            .ok()
            .filter(|number| (5..=12).contains(number))
            .map(Key::F);
    }
    let letter = text.strip_prefix("Ctrl-")?;
    let mut letters = letter.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    let letter = letter.to_ascii_lowercase();
    // Ctrl-C interrupts, Ctrl-U clears, and terminals send others as Enter, Tab and Backspace.
    (letter.is_ascii_lowercase() && !"cuhimjqsz".contains(letter)).then_some(Key::Ctrl(letter))
}

impl Rebound {
    /// Moves keys.
    ///
    /// # Errors
    /// A name or key that does not exist; two things under one key.
    pub fn of(wanted: &BTreeMap<String, String>) -> Result<Self, RebindError> {
        let mut moved: BTreeMap<&'static str, Key> = BTreeMap::new();
        for (name, text) in wanted {
            let known = REBINDABLE.iter().find(|(known, _)| known == name);
            let (name, _) = known.ok_or_else(|| RebindError::Unknown(name.clone()))?;
            let key = parse(text).ok_or_else(|| RebindError::NoKey((*name).to_owned(), text.clone()))?;
            moved.insert(name, key);
        }
        for (name, key) in &moved {
            let now = |other: &'static str, own: char| moved.get(other).copied().unwrap_or(Key::Char(own));
            let twice = REBINDABLE
                .iter()
                .find(|(other, own)| other != name && now(other, *own) == *key);
            if let Some((other, _)) = twice {
                return Err(RebindError::Twice(
                    (*name).to_owned(),
                    (*other).to_owned(),
                    key.to_string(),
                ));
            }
        }
        Ok(Self(moved))
    }

    /// Puts what was moved under its key.
    pub(super) fn apply(&self, map: &mut [Binding]) {
        if self.0.is_empty() {
            return;
        }
        for binding in map {
            let name = binding.label.strip_prefix("key-").unwrap_or_default();
            if let (Key::Char(_), Some(key)) = (binding.key, self.0.get(name)) {
                binding.key = *key;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Result<Rebound, RebindError> {
        let wanted = pairs
            .iter()
            .map(|(name, key)| ((*name).to_owned(), (*key).to_owned()))
            .collect();
        Rebound::of(&wanted)
    }

    #[test]
    fn two_things_are_never_under_one_key() {
        assert!(of(&[("journal", "G"), ("quit", "Ctrl-X")]).is_ok());
        assert_eq!(
            of(&[("journal", "q")]),
            Err(RebindError::Twice(
                "journal".to_owned(),
                "quit".to_owned(),
                "q".to_owned()
            ))
        );
        assert!(matches!(
            of(&[("journal", "G"), ("quit", "G")]),
            Err(RebindError::Twice(..))
        ));
        // What makes way may be taken.
        assert!(of(&[("journal", "q"), ("quit", "Q")]).is_ok());
    }

    #[test]
    fn keys_that_everything_depends_on_stay() {
        for key in [
            "1", "j", " ", "F2", "Ctrl-C", "Ctrl-U", "Ctrl-M", "Enter", "", "あ", "F13", "gg",
        ] {
            assert_eq!(
                of(&[("journal", key)]),
                Err(RebindError::NoKey("journal".to_owned(), key.to_owned()))
            );
        }
        assert_eq!(
            of(&[("nonsense", "z")]),
            Err(RebindError::Unknown("nonsense".to_owned()))
        );
    }
}
