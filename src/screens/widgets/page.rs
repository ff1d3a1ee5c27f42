//! Lines of text that fit a width.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::text::width::{pad, width, wrap};

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

    /// An empty line.
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

    /// A ready line; cut by the area where it is too long.
    pub fn spans(&mut self, spans: Vec<Span<'static>>) {
        self.lines.push(Line::from(spans));
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
