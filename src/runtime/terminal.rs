//! The terminal: taken, drawn on, and always given back.

use std::io::{self, Stdout, Write, stdout};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal as Drawing};

use super::signals::Signals;
use crate::domain::{Failure, Kind, Secret};

/// Whether the terminal is ours now; the panic hook and the guard both ask.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether it reports the mouse.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours. Dropping it gives it back.
pub struct Terminal {
    drawing: Drawing<CrosstermBackend<Stdout>>,
}

impl Terminal {
    /// Takes the terminal. From here on it is given back on every way out, a panic included; `epitaph` is
    /// what a panic says besides its own message. The signals are asked for because they must be listened to
    /// first: one that came between would end the process with the terminal still taken.
    ///
    /// # Errors
    /// File where the terminal refuses.
    pub fn take(epitaph: String, mouse: bool, _listened_to: &Signals) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            give_back();
            Failure::new(Kind::File, error.to_string())
        };
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            let _ = writeln!(io::stderr(), "{epitaph}");
            previous(info);
        }));
        // NO_COLOR is read by us: crossterm would answer it by resetting bold and reverse as well.
        crossterm::style::force_color_output(true);
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode().map_err(failed)?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide).map_err(failed)?;
        if mouse {
            execute!(stdout(), EnableMouseCapture).map_err(failed)?;
            MOUSE.store(true, Ordering::SeqCst);
        }
        let drawing = Drawing::new(CrosstermBackend::new(stdout())).map_err(failed)?;
        Ok(Self { drawing })
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        self.drawing
            .size()
            .map_or((80, 24), |size| (size.width, size.height))
    }

    /// Draws one frame, shown at once.
    ///
    /// # Errors
    /// File where the terminal is gone.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::new(Kind::File, error.to_string());
        queue!(stdout(), BeginSynchronizedUpdate).map_err(failed)?;
        self.drawing.draw(view).map_err(failed)?;
        execute!(stdout(), EndSynchronizedUpdate).map_err(failed)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Puts a text into the clipboard of the person's own terminal (OSC 52), also through SSH. It goes to the terminal and
/// nowhere else; one that does not allow it ignores it.
pub fn copy(text: &Secret) {
    if TAKEN.load(Ordering::SeqCst) {
        let _ = execute!(stdout(), CopyToClipboard::to_clipboard_from(text.expose()));
    }
}

/// Gives the terminal back, once.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // Each is tried whatever became of the others: a terminal half given back is worse than an error.
        if MOUSE.swap(false, Ordering::SeqCst) {
            let _ = execute!(stdout(), DisableMouseCapture);
        }
        let _ = execute!(
            stdout(),
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = disable_raw_mode();
    }
}
