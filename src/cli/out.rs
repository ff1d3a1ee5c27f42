//! The streams: data on stdout, everything else on stderr. What did not arrive is a failure, told once at the end.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use crate::domain::{Changed, Failure, Kind, Secret};
use crate::say;
use crate::text::{Words, visible};

/// The first output that was lost, and whether something was changed before it.
static LOST: Mutex<Option<Failure>> = Mutex::new(None);

fn lose(stream: &str, error: &io::Error) {
    let mut lost = LOST.lock().unwrap_or_else(PoisonError::into_inner);
    let kind = match error.kind() {
        io::ErrorKind::BrokenPipe => Kind::Unread,
        _ => Kind::Unwritten,
    };
    lost.get_or_insert_with(|| Failure::new(kind, format!("{stream}: {error}")));
}

/// The first output that was lost.
pub fn lost() -> Option<Failure> {
    LOST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Data. What could do something to a terminal is shown as what it is.
pub fn data(text: &str) {
    raw(&visible(text));
}

/// Data that is genkan's own, byte by byte: the manual page, completions.
pub fn raw(text: &str) {
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "{text}").and_then(|()| out.flush()) {
        lose("stdout", &error);
    }
}

/// How many changes were made, where some were.
static CHANGED: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

/// Something was changed: output that is lost from here on leaves a part untold.
pub fn has_changed(count: usize) {
    CHANGED.fetch_add(count, std::sync::atomic::Ordering::SeqCst);
}

/// How many changes were made.
pub fn changed() -> usize {
    CHANGED.load(std::sync::atomic::Ordering::SeqCst)
}

/// What another library has printed is on its way too.
pub fn flushed(printed: io::Result<()>) {
    if let Err(error) = printed.and_then(|()| io::stdout().lock().flush()) {
        lose("stdout", &error);
    }
}

/// Whether only data and failures are written.
static QUIET: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// Lets only data and failures be written, or everything.
pub fn quiet(on: bool) {
    QUIET.store(on, std::sync::atomic::Ordering::SeqCst);
}

fn is_quiet() -> bool {
    QUIET.load(std::sync::atomic::Ordering::SeqCst)
}

/// One line on a terminal that is written over, and gone in the end; nothing where nobody looks.
#[derive(Debug, Default)]
pub struct Line {
    columns: usize,
}

impl Line {
    /// Writes over what is there.
    pub fn say(&mut self, text: &str) {
        if is_quiet() || !io::stderr().is_terminal() {
            return;
        }
        self.clear();
        self.columns = crate::text::width::width(text);
        let _ = write!(io::stderr().lock(), "{}", visible(text));
    }

    /// Leaves the line empty.
    pub fn clear(&mut self) {
        if self.columns > 0 {
            let blank = " ".repeat(self.columns);
            let _ = write!(io::stderr().lock(), "\r{blank}\r");
            self.columns = 0;
        }
    }
}

/// A word to the person, where it was not asked to be quiet.
pub fn note(text: &str) {
    if !is_quiet() {
        tell(text);
    }
}

/// A word that the person needs. One who has closed the line does not want it.
pub fn tell(text: &str) {
    if let Err(error) = writeln!(io::stderr().lock(), "{}", visible(text))
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        lose("stderr", &error);
    }
}

/// A failure: what, why we think so, whether anything changed, what to try.
pub fn failure(words: &Words, failure: &Failure) {
    failure_after(words, failure, 0);
}

/// A failure after steps that are in place: "nothing was changed" would be true of its own call only.
pub fn failure_after(words: &Words, failure: &Failure, done: usize) {
    let title = words.say(&failure.title());
    tell(&title);
    let mut details: Vec<String> = Vec::new();
    details.extend(failure.code.clone());
    details.extend(failure.region.as_ref().map(ToString::to_string));
    details.extend(failure.principal.clone());
    details.extend(failure.request_id.clone());
    if !title.contains(&failure.message) {
        details.push(failure.message.clone());
    }
    if !details.is_empty() {
        tell(&format!("  {}", details.join(" | ")));
    }
    let consequence = match failure.changed {
        Changed::Nothing if done > 0 => say!("failure-step-changed-nothing", count = done),
        Changed::Nothing | Changed::Unclear => failure.consequence(),
    };
    tell(&words.say(&consequence));
    tell(&words.say(&failure.next_step()));
}

/// Whether a person can answer.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// One line that the person types. An MFA code is worth thirty seconds and one use; it may be seen.
pub fn secret() -> Option<Secret> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).ok()?;
    let line = line.trim().to_owned();
    (!line.is_empty()).then(|| Secret::new(line))
}
