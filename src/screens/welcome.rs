//! Language and how to start, in both languages at once.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::Look;
use super::widgets::Page;
use crate::domain::Language;

pub fn draw(look: &Look<'_>, frame: &mut Frame<'_>, area: Rect) -> usize {
    let mut page = Page::new(area);
    page.blank();
    for language in Language::ALL {
        page.text(
            1,
            &look.languages.of(language).get("welcome-title"),
            look.theme.title,
        );
    }
    page.blank();
    for language in Language::ALL {
        let chosen = language == look.model.language;
        let mark = if chosen { " > " } else { "   " };
        let style = if chosen {
            look.theme.focus
        } else {
            ratatui::style::Style::new()
        };
        let name = look.languages.of(language).get("language-name");
        page.spans(vec![
            Span::raw(mark),
            Span::styled(format!(" {name} ({}) ", language.code()), style),
        ]);
    }
    page.blank();
    let mark = |on: bool| if on { "(*)" } else { "( )" };
    page.spans(vec![Span::raw(format!(
        " {}  {} {}   {} {}",
        look.get("welcome-start"),
        mark(!look.model.mode.read_only),
        look.get("welcome-fix"),
        mark(look.model.mode.read_only),
        look.get("welcome-look"),
    ))]);
    page.blank();
    for language in Language::ALL {
        let words = look.languages.of(language);
        for id in ["welcome-approve", "welcome-private"] {
            page.text(1, &words.get(id), look.theme.dim);
        }
    }
    if look.model.mode.demo {
        page.blank();
        page.text(1, &look.get("welcome-demo"), look.theme.warn);
    }
    page.draw(0, frame, area)
}
