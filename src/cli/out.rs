//! The streams: data on stdout, everything else on stderr. A reader that has gone away ends nothing.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::domain::{Changed, Failure, Secret};
use crate::say;
use crate::text::Words;

/// Data.
pub fn data(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// A word to the person.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A failure: what, why we think so, whether anything changed, what to try.
pub fn failure(words: &Words, failure: &Failure) {
    failure_after(words, failure, 0);
}

/// A failure after steps that are in place: "nothing was changed" would be true of its own call only.
pub fn failure_after(words: &Words, failure: &Failure, done: usize) {
    let title = words.say(&failure.title());
    note(&title);
    let mut details: Vec<String> = Vec::new();
    details.extend(failure.code.clone());
    details.extend(failure.region.as_ref().map(ToString::to_string));
    details.extend(failure.principal.clone());
    details.extend(failure.request_id.clone());
    if !title.contains(&failure.message) {
        details.push(failure.message.clone());
    }
    if !details.is_empty() {
        note(&format!("  {}", details.join(" | ")));
    }
    let consequence = match failure.changed {
        Changed::Nothing if done > 0 => say!("failure-step-changed-nothing", count = done),
        Changed::Nothing | Changed::Unclear => failure.consequence(),
    };
    note(&words.say(&consequence));
    note(&words.say(&failure.next_step()));
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
