//! Words of AWS, of a file or of a program, as they may stand on a terminal: a byte that would move the cursor, recolour what
//! follows or turn the reading direction is shown as what it is.

use std::borrow::Cow;

/// Whether a character does something to a terminal, or to how the text around it reads, instead of being seen.
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    // C0 but for what ends lines and columns, DEL and C1.
    (letter.is_control() && !matches!(letter, '\n' | '\t'))
        // Bidirectional marks, embeddings, overrides and isolates (Unicode UAX #9), and separators of lines.
        || matches!(letter,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The text with everything hidden in it made visible, as `\u001b`: in JSON that is the same character.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_hidden(letter) {
            shown.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown_and_nothing_else_is_touched() {
        for (text, shown) in [
            ("plain 日本語 ✓\n\t", "plain 日本語 ✓\n\t"),
            ("a\u{1b}[2Jb", "a\\u001b[2Jb"),
            ("a\u{9b}31mb\u{7f}", "a\\u009b31mb\\u007f"),
            ("txt.\u{202e}exe\u{2066}", "txt.\\u202eexe\\u2066"),
            ("a\rb", "a\\u000db"),
        ] {
            assert_eq!(visible(text), shown);
        }
        let value: String = serde_json::from_str(&visible("\"\u{202e}\u{9b}\"")).unwrap();
        assert_eq!(value, "\u{202e}\u{9b}");
    }
}
