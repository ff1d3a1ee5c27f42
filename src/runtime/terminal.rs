//! The terminal: taken, drawn on, and always given back.

use std::io::{self, Stdout, Write, stdout};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

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

/// Whether something has panicked, in whatever task or thread.
static PANICKED_ONCE: AtomicBool = AtomicBool::new(false);
/// Wakes the loop that waits for it.
static WAKE: tokio::sync::Notify = tokio::sync::Notify::const_new();
/// What a panic says besides where it was.
static EPITAPH: Mutex<String> = Mutex::new(String::new());
static HOOK: Once = Once::new();

/// The exit code of a panic, Rust's own.
pub const PANICKED: u8 = 101;

/// From here on a panic, in whatever task or thread it is, gives the terminal back, says `epitaph` and where it was, and
/// ends the program: nothing goes on half alive. Its message is told only where it is a fixed one: one that was made may
/// hold the value that was not as expected, a secret too.
pub fn tell_panics(epitaph: &str) {
    epitaph.clone_into(&mut EPITAPH.lock().unwrap_or_else(PoisonError::into_inner));
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|info| {
            give_back();
            let payload = info.payload();
            let message = payload.downcast_ref::<&'static str>().copied().unwrap_or("-");
            let place = info
                .location()
                .map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
            let epitaph = EPITAPH.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = writeln!(io::stderr(), "{epitaph}\n{place}: {message}");
            tracing::error!(%place, message, "panic");
            PANICKED_ONCE.store(true, Ordering::SeqCst);
            WAKE.notify_one();
        }));
    });
}

/// Whether something has panicked.
pub fn has_panicked() -> bool {
    PANICKED_ONCE.load(Ordering::SeqCst)
}

/// Waits for a panic, which most often never comes.
pub async fn panicked() {
    while !has_panicked() {
        WAKE.notified().await;
    }
}

/// The terminal while it is ours. Dropping it gives it back.
pub struct Terminal {
    drawing: Drawing<CrosstermBackend<Stdout>>,
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal. From here on it is given back on every way out, a panic included; `epitaph` is
    /// what a panic says besides its own message. The signals are asked for because they must be listened to
    /// first: one that came between would end the process with the terminal still taken.
    ///
    /// # Errors
    /// Unwritten where the terminal refuses.
    pub fn take(epitaph: &str, mouse: bool, _listened_to: &Signals) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            give_back();
            Failure::new(Kind::Unwritten, error.to_string())
        };
        tell_panics(epitaph);
        // NO_COLOR is read by us: crossterm would answer it by resetting bold and reverse as well.
        crossterm::style::force_color_output(true);
        seize(mouse).map_err(failed)?;
        let drawing = Drawing::new(CrosstermBackend::new(stdout())).map_err(failed)?;
        Ok(Self { drawing, mouse })
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        self.drawing
            .size()
            .map_or((80, 24), |size| (size.width, size.height))
    }

    /// Gives the terminal back and stops the process, as Ctrl-Z does elsewhere; takes it again when the shell lets it go on.
    /// What is under way at AWS goes on meanwhile, and its answers are waited for.
    ///
    /// # Errors
    /// Unwritten where the terminal refuses.
    pub fn suspend(&mut self) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::new(Kind::Unwritten, error.to_string());
        give_back();
        stop_here();
        seize(self.mouse).map_err(failed)?;
        // The other screen is empty now: everything is drawn anew. Asking the terminal to be cleared would ask it for its
        // cursor, and whoever reads the keys would read the answer.
        self.drawing = Drawing::new(CrosstermBackend::new(stdout())).map_err(failed)?;
        Ok(())
    }

    /// Draws one frame, shown at once.
    ///
    /// # Errors
    /// Unwritten where the terminal is gone.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::new(Kind::Unwritten, error.to_string());
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

/// Takes the terminal.
fn seize(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        execute!(stdout(), EnableMouseCapture)?;
        MOUSE.store(true, Ordering::SeqCst);
    }
    Ok(())
}

/// Stops the process until the shell lets it go on.
#[cfg(unix)]
fn stop_here() {
    use rustix::process::{Signal, getpid, kill_process};
    let _ = kill_process(getpid(), Signal::STOP);
}

#[cfg(not(unix))]
fn stop_here() {}

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
