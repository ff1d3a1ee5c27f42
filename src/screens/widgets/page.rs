//! Lines of text that fit a width.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::Button;
use crate::screens::Theme;
use crate::text::width::{cut, pad, width, wrap};

/// How far a line that goes on is set in.
const CONTINUED: usize = 6;

/// A text being laid out. Wrapping is ours, because Japanese needs kinsoku.
pub struct Page {
    columns: usize,
    lines: Vec<Line<'static>>,
    cursor: Option<(usize, usize)>,
}

impl Page {
    /// An empty page of a width.
    pub fn new(area: Rect) -> Self {
        Self {
            columns: usize::from(area.width),
            lines: Vec::new(),
            cursor: None,
        }
    }

    /// Columns of a line.
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// Lines so far.
    pub const fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// Text, wrapped, indented by `indent` columns.
    pub fn text(&mut self, indent: usize, text: &str, style: Style) {
        for line in wrap(text, self.columns.saturating_sub(indent + 1)) {
            self.lines.push(Line::from(vec![
                Span::raw(" ".repeat(indent)),
                Span::styled(line, style),
            ]));
        }
    }

    /// A word in a column of its own, then text beside it, wrapped.
    pub fn labelled(&mut self, label: &str, label_style: Style, column: usize, text: &str, style: Style) {
        let room = self.columns.saturating_sub(column + 2);
        for (index, line) in wrap(text, room).into_iter().enumerate() {
            let head = if index == 0 {
                pad(label, column)
            } else {
                " ".repeat(column)
            };
            self.lines.push(Line::from(vec![
                Span::raw(" "),
                Span::styled(head, label_style),
                Span::styled(line, style),
            ]));
        }
    }

    /// A ready line, such as a table's row; where it is too long it is cut where everybody sees it. Tells whether it was.
    pub fn spans(&mut self, spans: Vec<Span<'static>>) -> bool {
        let text: String = spans.iter().map(|span| span.content.as_ref()).collect();
        // What is blank at the end of a line may be lost.
        if width(text.trim_end()) <= self.columns {
            self.lines.push(Line::from(spans));
            return false;
        }
        let mut room = self.columns.saturating_sub(2);
        let mut kept = Vec::new();
        let mut rest = spans.into_iter();
        while let Some(span) = rest.next() {
            let wide = width(&span.content);
            if wide <= room {
                room -= wide;
                kept.push(span);
                continue;
            }
            let more = rest.any(|span| !span.content.trim().is_empty());
            let text = if more {
                format!("{}..", span.content)
            } else {
                span.content.into_owned()
            };
            kept.push(Span::styled(cut(&text, room + self.columns.min(2)), span.style));
            break;
        }
        self.lines.push(Line::from(kept));
        true
    }

    /// Things side by side, on as many lines as they need: nothing of them is lost on a narrow screen.
    pub fn side_by_side(&mut self, spans: Vec<Span<'static>>) {
        self.flow(spans.into_iter().map(|span| vec![span]));
    }

    /// Buttons in a row, or in as many as they need.
    pub fn buttons(&mut self, all: &[Button<'_>], theme: Theme) {
        self.flow(std::iter::once(vec![Span::raw(" ")]).chain(all.iter().map(|one| one.spans(theme))));
    }

    /// What belongs together stays together; a single thing that is wider than the page is cut, visibly.
    fn flow(&mut self, groups: impl Iterator<Item = Vec<Span<'static>>>) {
        let mut line: Vec<Span<'static>> = Vec::new();
        let mut used = 0;
        let mut begins = true;
        for group in groups {
            let text: String = group.iter().map(|span| span.content.as_ref()).collect();
            // What is blank at the end of a line may be lost.
            if !begins && used + width(text.trim_end()) > self.columns {
                self.lines.push(Line::from(std::mem::take(&mut line)));
                line.push(Span::raw(" ".repeat(CONTINUED)));
                used = CONTINUED;
                begins = true;
            }
            let room = self.columns.saturating_sub(used);
            if begins && width(text.trim_end()) > room {
                let style = group.first().map_or_else(Style::new, |span| span.style);
                let text = cut(&text, room);
                used += width(&text);
                line.push(Span::styled(text, style));
            } else {
                used += width(&text);
                line.extend(group);
            }
            begins = begins && text.trim().is_empty();
        }
        self.lines.push(Line::from(line));
    }

    /// Where the terminal's cursor belongs: the column within the line added next. Input methods draw there.
    pub const fn cursor_next(&mut self, column: usize) {
        self.cursor = Some((self.lines.len(), column));
    }

    /// Draws it, scrolled as far as there is text; gives how far that is.
    pub fn draw(self, scroll: usize, frame: &mut Frame<'_>, area: Rect) -> usize {
        let rows = usize::from(area.height);
        let extent = self.lines.len().saturating_sub(rows);
        let first = scroll.min(extent);
        if let Some((line, column)) = self.cursor
            && line >= first
            && line - first < rows
        {
            let offset = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
            let x = area
                .x
                .saturating_add(offset(column))
                .min(area.right().saturating_sub(1));
            frame.set_cursor_position(Position::new(x, area.y + offset(line - first)));
        }
        let lines: Vec<Line<'_>> = self.lines.into_iter().skip(first).take(rows).collect();
        frame.render_widget(Paragraph::new(lines), area);
        extent
    }
}

/// Columns of the widest of some texts.
pub fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(page: &Page) -> Vec<String> {
        page.lines.iter().map(ToString::to_string).collect()
    }

    fn page(columns: u16) -> Page {
        Page::new(Rect::new(0, 0, columns, 5))
    }

    fn row() -> Vec<Span<'static>> {
        ["   ", "default   ", "IAM Identity Center  ", "eu-west-1  "]
            .map(Span::raw)
            .to_vec()
    }

    #[test]
    fn a_row_that_is_too_long_is_cut_visibly() {
        for (columns, wanted) in [
            (45, "   default   IAM Identity Center  eu-west-1  "),
            (43, "   default   IAM Identity Center  eu-west-1  "),
            (42, "   default   IAM Identity Center  eu-wes.."),
            (36, "   default   IAM Identity Center  .."),
            (33, "   default   IAM Identity Cente.."),
            (12, "   default.."),
            (2, ".."),
            (0, ""),
        ] {
            let mut page = page(columns);
            page.spans(row());
            assert_eq!(lines(&page), [wanted], "{columns}");
        }
    }

    #[test]
    fn things_side_by_side_go_on_in_the_next_line() {
        let mut narrow = page(42);
        narrow.side_by_side(row());
        assert_eq!(
            lines(&narrow),
            ["   default   IAM Identity Center  ", "      eu-west-1  "]
        );
        let mut tiny = page(15);
        tiny.side_by_side(row());
        assert_eq!(
            lines(&tiny),
            ["   default   ", "      IAM Ide..", "      eu-west-1  "]
        );
    }

    #[test]
    fn a_button_stays_whole_with_its_mark() {
        let all = [("Yes", true), ("No", false)].map(|(label, focused)| Button {
            label,
            focused,
            enabled: true,
        });
        let mut narrow = page(14);
        narrow.buttons(&all, Theme::plain());
        assert_eq!(lines(&narrow), [" > [ Yes ]  ", "        [ No ]  "]);
    }
}
