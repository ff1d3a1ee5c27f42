//! Boxes over a screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::Span;
use ratatui::widgets::{Block, Clear};

use crate::screens::Theme;
use crate::text::width::{cut, width};

const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Clears a box of that size in the middle of the area, never larger than it, and gives its inside.
pub fn dialog(
    frame: &mut Frame<'_>,
    area: Rect,
    size: (u16, u16),
    title: &str,
    theme: Theme,
    ascii: bool,
) -> Rect {
    let columns = size.0.min(area.width);
    let rows = size.1.min(area.height);
    let place = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - rows) / 2,
        width: columns,
        height: rows,
    };
    let set = if ascii { ASCII } else { border::PLAIN };
    let title = cut(title, usize::from(columns.saturating_sub(4)));
    let block = Block::bordered()
        .border_set(set)
        .title(Span::styled(format!(" {title} "), theme.title));
    let inside = block.inner(place);
    // A wide letter half under the left edge would push the border aside.
    if let Some(left) = place.x.checked_sub(1) {
        for y in place.y..place.bottom() {
            if let Some(cell) = frame
                .buffer_mut()
                .cell_mut((left, y))
                .filter(|cell| width(cell.symbol()) > 1)
            {
                cell.set_symbol(" ");
            }
        }
    }
    frame.render_widget(Clear, place);
    frame.render_widget(block, place);
    inside
}

pub struct Button<'a> {
    pub label: &'a str,
    /// It has the focus.
    pub focused: bool,
    /// It does something when pressed.
    pub enabled: bool,
}

impl Button<'_> {
    /// As it is drawn. The focused one has a mark and is reversed: either is enough.
    pub(super) fn spans(&self, theme: Theme) -> Vec<Span<'static>> {
        let mark = if self.focused { "> " } else { "  " };
        let style = match (self.focused, self.enabled) {
            (true, _) => theme.focus,
            (false, true) => Style::new(),
            (false, false) => theme.dim,
        };
        let text = if self.enabled {
            format!("[ {} ]", self.label)
        } else {
            format!("( {} )", self.label)
        };
        vec![Span::raw(mark), Span::styled(text, style), Span::raw("  ")]
    }
}
