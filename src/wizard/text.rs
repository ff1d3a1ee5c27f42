//! A line of text being typed.

use tui_input::{Input, InputRequest};

use super::key::Key;

/// A text field. One made for a secret does not show it when the machine's state is printed.
#[derive(Clone, Default)]
pub struct Text {
    input: Input,
    secret: bool,
}

impl Text {
    /// A field with a text in it.
    #[must_use]
    pub fn of(text: String) -> Self {
        Self {
            input: Input::new(text),
            secret: false,
        }
    }

    /// An empty field for a secret.
    #[must_use]
    pub fn secret() -> Self {
        Self {
            input: Input::default(),
            secret: true,
        }
    }

    #[must_use]
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// The column of the cursor within the text.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Columns scrolled away to keep the cursor within a width.
    #[must_use]
    pub fn scroll(&self, width: usize) -> usize {
        self.input.visual_scroll(width)
    }

    pub fn clear(&mut self) {
        self.input.reset();
    }

    /// Takes a key that edits text; others do nothing.
    pub fn key(&mut self, key: Key) {
        let request = match key {
            Key::Char(letter) => InputRequest::InsertChar(letter),
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Left => InputRequest::GoToPrevChar,
            Key::Right => InputRequest::GoToNextChar,
            Key::Home | Key::Ctrl('a') => InputRequest::GoToStart,
            Key::End | Key::Ctrl('e') => InputRequest::GoToEnd,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            Key::Ctrl('k') => InputRequest::DeleteTillEnd,
            Key::Ctrl(_)
            | Key::F(_)
            | Key::Enter
            | Key::Esc
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::PageUp
            | Key::PageDown => return,
        };
        self.input.handle(request);
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        (self.value(), self.input.cursor(), self.secret)
            == (other.value(), other.input.cursor(), other.secret)
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = if self.secret { "(secret)" } else { self.value() };
        f.debug_tuple("Text").field(&shown).finish()
    }
}
