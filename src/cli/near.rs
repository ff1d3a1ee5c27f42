//! A wrong name suggests the one that was meant.

use crate::domain::{Failure, Kind, Measure};
use crate::measures;
use crate::say;
use crate::text::Words;

/// How like two names must be for the one to have been meant.
const LIKE: f64 = 0.85;

/// The name that was meant; none where nothing is like it.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    // `trail` means `record.trail`.
    let likeness = |known: &str| {
        let short = known.rsplit('.').next().unwrap_or(known);
        strsim::jaro_winkler(&wanted, known).max(strsim::jaro_winkler(&wanted, short))
    };
    names
        .map(|known| (likeness(known), known))
        .filter(|(like, _)| *like >= LIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, known)| known)
}

/// What to say of a name that is none of those known; `list` says where they are listed.
pub(super) fn unknown<'a>(
    name: &str,
    names: impl Iterator<Item = &'a str>,
    list: &str,
    words: &Words,
) -> String {
    match nearest(name, names) {
        Some(near) => words.say(&say!("usage-near", name = name, near = near)),
        None => words.say(&say!("usage-unknown", name = name, list = list)),
    }
}

/// The same for a check's id.
pub(super) fn unknown_check(id: &str, words: &Words) -> String {
    let all = Measure::ALL.into_iter().flat_map(measures::checks);
    unknown(id, all.map(|check| check.id), "genkan explain", words)
}

pub(super) fn check(id: &str, words: &Words) -> Result<&'static crate::domain::Check, Failure> {
    measures::check(id).ok_or_else(|| Failure::new(Kind::Usage, unknown_check(id, words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_near_and_nonsense_is_not() {
        let names = [
            "record.trail",
            "record.trail-bucket",
            "detect.detector",
            "secure.root-mfa",
        ];
        let near = |name: &str| nearest(name, names.into_iter());
        assert_eq!(near("record.trial"), Some("record.trail"));
        assert_eq!(near("trail"), Some("record.trail"));
        assert_eq!(near("DETECT.detecter"), Some("detect.detector"));
        assert_eq!(near("rootmfa"), Some("secure.root-mfa"));
        assert_eq!(near("xyz"), None);
    }
}
