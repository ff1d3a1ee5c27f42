//! Columns: how wide text is, cutting it and wrapping it, Japanese included.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of a text.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to `columns`, with an ellipsis of ASCII dots where something is missing: the one-cell
/// ellipsis is two cells wide on some CJK terminals.
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(2);
    let mut kept = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        used += cluster.width();
        if used > room {
            break;
        }
        kept.push_str(cluster);
    }
    let dots: String = ".".repeat(columns.min(2));
    kept + &dots
}

/// The text cut to `columns` in its middle: names differ at both ends.
#[must_use]
pub fn cut_middle(text: &str, columns: usize) -> String {
    if width(text) <= columns || columns < 5 {
        return cut(text, columns);
    }
    let room = columns - 2;
    let head_room = room.div_ceil(2);
    let mut head = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        if used + cluster.width() > head_room {
            break;
        }
        used += cluster.width();
        head.push_str(cluster);
    }
    let mut tail = Vec::new();
    for cluster in text.graphemes(true).rev() {
        if used + cluster.width() > room {
            break;
        }
        used += cluster.width();
        tail.push(cluster);
    }
    tail.reverse();
    format!("{head}..{}", tail.concat())
}

/// The text filled with spaces to `columns`, or cut.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let mut text = cut(text, columns);
    let missing = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// What may not begin a line in Japanese (JIS X 4051, line-start prohibition, the marks that occur here).
const NO_START: &str =
    "、。，．・：；？！」』）】〕〉》ー々ゝぁぃぅぇぉっゃゅょァィゥェォッャュョ%％,.:;?!)]}";
/// What may not end a line.
const NO_END: &str = "「『（【〔〈《([{";

/// The text in lines of at most `columns`. Latin words stay whole where they fit, Japanese breaks anywhere
/// the rules of kinsoku allow, and line feeds are kept.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        lines.extend(wrap_paragraph(paragraph, columns));
    }
    lines
}

fn wrap_paragraph(paragraph: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(paragraph) {
        let room = columns.saturating_sub(width(&line));
        if width(&piece) <= room {
            line.push_str(&piece);
            continue;
        }
        // A space that would hang over the edge is the line break itself.
        if piece.trim().is_empty() {
            continue;
        }
        if !line.trim_end().is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        line = String::new();
        let mut rest = piece.trim_start();
        while width(rest) > columns {
            let mut head = String::new();
            for cluster in rest.graphemes(true) {
                if width(&head) + cluster.width() > columns {
                    break;
                }
                head.push_str(cluster);
            }
            // A single cluster wider than the line would never end.
            if head.is_empty() {
                break;
            }
            rest = rest.get(head.len()..).unwrap_or_default();
            lines.push(head);
        }
        line.push_str(rest);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The parts between which a line may break.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut glue = false;
    for cluster in text.graphemes(true) {
        let is_wide = cluster.width() > 1;
        let is_space = cluster.trim().is_empty();
        let joins = pieces.last().is_some_and(|last| {
            let last_space = last.trim().is_empty();
            let last_wide = last
                .graphemes(true)
                .next_back()
                .is_some_and(|last| last.width() > 1);
            glue || NO_START.contains(cluster) || (!is_wide && !is_space && !last_wide && !last_space)
        });
        match pieces.last_mut() {
            Some(last) if joins => last.push_str(cluster),
            _ => pieces.push(cluster.to_owned()),
        }
        glue = NO_END.contains(cluster);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn latin_breaks_between_words_and_japanese_by_kinsoku() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("証跡がありません。次へ", 16), ["証跡がありませ", "ん。次へ"]);
        assert_eq!(wrap("「証跡」を作る", 6), ["「証", "跡」を", "作る"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn cutting_counts_columns_not_bytes() {
        assert_eq!(cut("証跡がありません", 9), "証跡が..");
        assert_eq!(pad("証跡", 6), "証跡  ");
        assert_eq!(
            cut_middle("genkan-trail-111122223333-ap-northeast-1-an", 20),
            "genkan-tr..east-1-an"
        );
        assert_eq!(cut("abc", 0), "");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked(text in "[a-z あ-んァ-ン漢字。、「」()-]{0,80}", columns in 4usize..40) {
            for line in wrap(&text, columns) {
                // Kinsoku may glue marks to their neighbours, never past the edge.
                prop_assert!(width(&line) <= columns, "{line:?}");
            }
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert!(width(&cut_middle(&text, columns)) <= columns);
            prop_assert_eq!(width(&pad(&text, columns)), columns);
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&wrap(&text, columns).concat()), squeeze(&text));
        }
    }
}
