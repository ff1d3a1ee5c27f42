//! The wizard as lines of text, for screen readers and terminals that cannot move a cursor: the same drawing, without
//! bars and borders, and with all of a long text at once.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::{Languages, Look, Theme, chrome, draw_layer, enrol, screen};
use crate::text::width::width;
use crate::wizard::{Model, Screen};

/// Columns of a line, and rows enough for the longest text that is read at once.
pub const PAGE: (u16, u16) = (96, 240);

/// What is in front, as lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flat {
    pub lines: Vec<String>,
    /// The line with the focus, and the column where it begins.
    pub focus: Option<(usize, usize)>,
    /// The words that have the focus.
    pub focused: String,
}

/// Draws what is in front as lines.
#[must_use]
pub fn flat(model: &Model, languages: &Languages) -> Flat {
    let look = Look {
        model,
        languages,
        words: languages.of(model.language),
        theme: Theme::plain(),
    };
    let Ok(mut terminal) = Terminal::new(TestBackend::new(PAGE.0, PAGE.1));
    let Ok(drawn) = terminal.draw(|frame| {
        let area = frame.area();
        let enrolled = model
            .run
            .as_ref()
            .filter(|_| matches!(model.screen(), Screen::Progress))
            .and_then(|run| run.enrol.as_deref());
        match (model.layers.last(), enrolled) {
            (Some(layer), _) => draw_layer(&look, layer, frame, area),
            (None, Some(enrolled)) => {
                enrol::draw(&look, enrolled, frame, area);
                0
            }
            (None, None) => screen(&look, frame, area),
        };
    });
    lines_of(drawn.buffer, !model.layers.is_empty())
}

/// Who and where, on one line.
#[must_use]
pub fn bar(model: &Model, languages: &Languages) -> String {
    let look = Look {
        model,
        languages,
        words: languages.of(model.language),
        theme: Theme::plain(),
    };
    let line = chrome::identity_bar(&look, usize::from(u16::MAX));
    let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
    text.trim().to_owned()
}

fn lines_of(buffer: &Buffer, boxed: bool) -> Flat {
    let mut flat = Flat::default();
    for y in 0..buffer.area.height {
        let (mut line, mut focused, mut begins) = (String::new(), String::new(), None);
        let mut skip = 0;
        for x in 0..buffer.area.width {
            // The second cell of a wide letter is not a space.
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let Some(cell) = buffer.cell((x, y)) else { continue };
            skip = width(cell.symbol()).saturating_sub(1);
            line.push_str(cell.symbol());
            if cell.modifier.contains(Modifier::REVERSED) {
                begins = begins.or(Some(usize::from(x)));
                focused.push_str(cell.symbol());
            }
        }
        let text = if boxed {
            unboxed(&line)
        } else {
            Some(line.trim_end())
        };
        let Some(text) = text else { continue };
        let is_rule = !text.trim().is_empty() && text.trim().chars().all(|letter| letter == '-');
        let is_second_blank =
            text.trim().is_empty() && flat.lines.last().is_none_or(|line| line.trim().is_empty());
        if is_rule || is_second_blank {
            continue;
        }
        if let Some(column) = begins
            && flat.focus.is_none()
        {
            flat.focus = Some((flat.lines.len(), column));
            focused.trim().clone_into(&mut flat.focused);
        }
        flat.lines.push(text.to_owned());
    }
    while flat.lines.last().is_some_and(|line| line.trim().is_empty()) {
        flat.lines.pop();
    }
    flat
}

/// A line of a box without its border; the title where it is the upper one; none where it is the lower one.
fn unboxed(line: &str) -> Option<&str> {
    let text = line.trim();
    if text.starts_with('+') && text.ends_with('+') {
        let title = text.trim_matches(['+', '-', ' ']);
        return (!title.is_empty()).then_some(title);
    }
    let inner = text.strip_prefix('|').and_then(|text| text.strip_suffix('|'));
    Some(inner.unwrap_or(text).trim_end())
}
