//! Identifiers hidden, for a report that goes further than its reader.

/// The text with account ids, access keys and e-mail addresses hidden but for what tells one from another.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = (
            rest.get(..at).unwrap_or_default(),
            rest.get(at + 1..).unwrap_or_default(),
        );
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, letter)| is_local(*letter))
            .last()
            .map_or(at, |(index, _)| index);
        let end = after.find(|letter| !is_domain(letter)).unwrap_or(after.len());
        let domain = after.get(..end).unwrap_or_default().trim_end_matches(['.', '-']);
        if start < at && domain.contains('.') {
            out.push_str(&ids_hidden(before.get(..start).unwrap_or_default()));
            out.extend(before.get(start..).and_then(|local| local.chars().next()));
            out.push_str("***@");
            out.push_str(domain);
            rest = after.get(domain.len()..).unwrap_or_default();
        } else {
            out.push_str(&ids_hidden(before));
            out.push('@');
            rest = after;
        }
    }
    out + &ids_hidden(rest)
}

fn is_local(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._%+-".contains(letter)
}

fn is_domain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || ".-".contains(letter)
}

/// Account ids and keys: runs of letters and digits that touch no other.
fn ids_hidden(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_alphanumeric()) {
        let (between, from) = rest.split_at(start);
        out.push_str(between);
        let end = from
            .find(|letter: char| !letter.is_ascii_alphanumeric())
            .unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(&hidden(word));
        rest = after;
    }
    out + rest
}

fn hidden(word: &str) -> String {
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
            ("managed by 111122223333.", "managed by ********3333."),
            (
                "arn:aws:iam::111122223333:user/founder",
                "arn:aws:iam::********3333:user/founder",
            ),
            ("founder+prod@acme.example is told", "f***@acme.example is told"),
            ("to jean-luc@acme-corp.com.", "to j***@acme-corp.com."),
            (
                "x/first_last@acme.co.jp, 111122223333",
                "x/f***@acme.co.jp, ********3333",
            ),
            ("@ a@b founder@localhost", "@ a@b founder@localhost"),
            ("AKIADEPLOYEXAMPLE001, AKIA", "********E001, AKIA"),
            (
                "genkan-trail-111122223333-ap-northeast-1-an",
                "genkan-trail-********3333-ap-northeast-1-an",
            ),
            ("10:02:11 UTC 1234567890123", "10:02:11 UTC 1234567890123"),
            (
                "証跡 111122223333。担当@例 hanako@acme.jp",
                "証跡 ********3333。担当@例 h***@acme.jp",
            ),
        ] {
            assert_eq!(masked(text), wanted);
        }
    }
}
