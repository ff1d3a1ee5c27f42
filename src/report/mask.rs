//! Identifiers hidden, for a report that goes further than its reader.

/// The text with account ids, access keys and e-mail addresses hidden but for what tells one from another.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (between, from) = rest.split_at(start);
        out.push_str(between);
        let end = from.find(|letter| !is_word(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(&hidden(word));
        rest = after;
    }
    out + rest
}

/// What identifiers and addresses are made of.
fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "@.+_".contains(letter)
}

fn hidden(word: &str) -> String {
    if let Some((local, domain)) = word.split_once('@')
        && !local.is_empty()
        && domain.contains('.')
    {
        let first = local.chars().next().map(String::from).unwrap_or_default();
        return format!("{first}***@{domain}");
    }
    let is_account = word.len() == 12 && word.chars().all(|letter| letter.is_ascii_digit());
    let is_key = word.len() >= 16
        && ["AKIA", "ASIA", "AIDA", "AROA"]
            .iter()
            .any(|prefix| word.starts_with(prefix));
    if is_account || is_key {
        let kept = word.len() - 4;
        return format!("{}{}", "*".repeat(8), word.get(kept..).unwrap_or_default());
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_somebody_is_hidden_and_the_rest_is_kept() {
        for (text, wanted) in [
            ("111122223333 acme", "********3333 acme"),
            (
                "arn:aws:iam::111122223333:user/founder",
                "arn:aws:iam::********3333:user/founder",
            ),
            ("founder+prod@acme.example is told", "f***@acme.example is told"),
            ("AKIADEPLOYEXAMPLE001, AKIA", "********E001, AKIA"),
            (
                "genkan-trail-111122223333-ap-northeast-1-an",
                "genkan-trail-********3333-ap-northeast-1-an",
            ),
            (
                "2026-11-23 10:02:11 UTC 1234567890123",
                "2026-11-23 10:02:11 UTC 1234567890123",
            ),
            ("証跡 111122223333。", "証跡 ********3333。"),
        ] {
            assert_eq!(masked(text), wanted);
        }
    }
}
