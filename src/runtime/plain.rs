//! The whole wizard as line prompts: the same machine, asked and answered in lines that are only ever added.

use std::collections::VecDeque;
use std::io::{self, BufRead, Write};
use std::time::Duration;

use tokio::sync::mpsc;

use super::World;
use super::focus::{self, Spot};
use super::signals::{Signal, Signals};
use crate::domain::Failure;
use crate::say;
use crate::screens::Languages;
use crate::screens::plain::{PAGE, bar, flat};
use crate::wizard::{self, Action, Binding, Effect, Key, Layer, Message, Model, keymap, update};

/// How often somebody who waits is told that the work goes on.
const STILL: Duration = Duration::from_secs(10);

/// One thing that can be chosen by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Offered {
    /// A row or button, reached by these keys.
    Spot(Spot),
    /// A key that does something here.
    Key(Key),
}

/// What was said last, so that it is said again only where it has changed.
#[derive(Default)]
struct Said {
    bar: String,
    lines: Vec<String>,
    offered: Vec<Offered>,
    /// The plan that was shown whole, where one was.
    plan: Option<String>,
    /// What was in front: how many screens and layers, and which kind of layer.
    front: Front,
}

type Front = (usize, Option<std::mem::Discriminant<Layer>>);

fn front(model: &Model) -> Front {
    (
        model.layers.len(),
        model.layers.last().map(std::mem::discriminant),
    )
}

/// Runs the wizard in lines, to its exit code.
pub(super) async fn turn(
    mut model: Model,
    first: Vec<Effect>,
    mut world: World,
    mut messages: mpsc::UnboundedReceiver<Message>,
    languages: &Languages,
    clock: crate::domain::Clock,
) -> Result<u8, Failure> {
    let mut signals = Signals::new()?;
    model.ascii = true;
    model.size = PAGE;
    let mut lines = reader();
    let mut effects: VecDeque<Effect> = first.into();
    let mut said = Said::default();
    // A person has said something and is owed an answer.
    let mut owed = true;
    let mut waited = Duration::ZERO;
    // The person's end of the line is gone.
    let mut ended = false;
    print(&languages.of(model.language).get("plain-how"));
    loop {
        while let Some(effect) = effects.pop_front() {
            if let Some(code) = world.perform(effect) {
                if LOST.load(std::sync::atomic::Ordering::SeqCst) {
                    return Err(Failure::new(crate::domain::Kind::Unwritten, "stdout"));
                }
                return Ok(code);
            }
        }
        if asks(&model, owed) && speak(&model, languages, &mut said, owed, &mut lines) {
            owed = false;
            waited = Duration::ZERO;
            hide(&mut model);
        }
        if !ended && LOST.load(std::sync::atomic::Ordering::SeqCst) {
            // Nothing is approved any more, and what runs is brought to a stop.
            ended = true;
            effects.extend(update(&mut model, Message::Signal(wizard::Signal::Terminate)));
            continue;
        }
        let message = tokio::select! {
            biased;
            () = super::terminal::panicked() => return Ok(super::terminal::PANICKED),
            signal = signals.next() => match signal {
                Signal::Interrupt => {
                    owed = true;
                    Some(Message::Key(Key::Ctrl('c')))
                }
                Signal::Terminate | Signal::Suspend => Some(Message::Signal(wizard::Signal::Terminate)),
                Signal::HangUp => Some(Message::Signal(wizard::Signal::HangUp)),
            },
            line = lines.recv(), if !ended => match line {
                // Nor is one an answer to what came in front meanwhile and was not said yet.
                Some(_) if plan_in_front(&model) != said.plan || front(&model) != said.front => {
                    owed = true;
                    None
                }
                Some(line) => {
                    owed = true;
                    let keys = keys_of(&line, &model, &said);
                    if keys.is_empty() {
                        print(&languages.of(model.language).say(&say!("plain-unknown", line = line)));
                    }
                    effects.extend(update(&mut model, Message::Clock(clock())));
                    for key in keys {
                        effects.extend(update(&mut model, Message::Key(key)));
                    }
                    None
                }
                // Nobody is there any more: nothing is approved, what runs is brought to a stop.
                None => {
                    ended = true;
                    Some(Message::Signal(wizard::Signal::Terminate))
                }
            },
            Some(message) = messages.recv() => Some(message),
            () = tokio::time::sleep(STILL), if model.is_waiting() => {
                waited += STILL;
                let seconds = i64::try_from(waited.as_secs()).unwrap_or(i64::MAX);
                print(&languages.of(model.language).say(&say!("plain-still", seconds = seconds)));
                None
            }
        };
        effects.extend(update(&mut model, Message::Clock(clock())));
        if let Some(message) = message {
            owed |= tells(&message);
            effects.extend(update(&mut model, message));
        }
        while let Ok(message) = messages.try_recv() {
            owed |= tells(&message);
            effects.extend(update(&mut model, message));
        }
        // What came in front by itself, such as a sign-in that ran out, is said.
        owed |= front(&model) != said.front;
    }
}

/// What is secret was shown because it was asked for, and is not shown again until it is.
fn hide(model: &mut Model) {
    if let Some(run) = &mut model.run {
        run.reveal = false;
        if let Some(enrol) = &mut run.enrol {
            enrol.as_text = false;
        }
    }
}

/// Lines that the person types, read by a thread: one that is waiting for a line cannot be interrupted.
fn reader() -> mpsc::UnboundedReceiver<String> {
    let (sender, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

fn print(text: &str) {
    let mut out = io::stdout().lock();
    if writeln!(out, "{}", crate::text::visible(text))
        .and_then(|()| out.flush())
        .is_err()
    {
        LOST.store(true, std::sync::atomic::Ordering::SeqCst);
    }
}

/// A line did not reach the person: what is answered from here on is no answer to it.
static LOST: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// Messages after which a person is told how things stand, although they said nothing themselves.
const fn tells(message: &Message) -> bool {
    matches!(
        message,
        Message::Applied(..)
            | Message::SignIn(..)
            | Message::SignedIn(..)
            | Message::Saved(..)
            | Message::Exported(_)
            | Message::PageFailed(_)
            | Message::Progress(..)
    )
}

/// Whether it is the person's turn.
fn asks(model: &Model, owed: bool) -> bool {
    let sign_in = matches!(model.layers.last(), Some(Layer::SigningIn(waiting)) if waiting.url.is_some());
    let codes = model.run.as_ref().is_some_and(|run| run.enrol.is_some());
    let stop = matches!(model.layers.last(), Some(Layer::Stop { .. } | Layer::Confirm(_)));
    owed && (!model.is_waiting() || sign_in || codes || stop)
}

/// Says what is in front, and what can be done about it. Whether there was anything new to say.
fn speak(
    model: &Model,
    languages: &Languages,
    said: &mut Said,
    owed: bool,
    typed: &mut mpsc::UnboundedReceiver<String>,
) -> bool {
    let words = languages.of(model.language);
    let page = flat(model, languages);
    let (places, in_lines) = focus::places(model, languages);
    let actions = actions(model, &places);
    let mut lines = page.lines.clone();
    let mut offered: Vec<Offered> = places.iter().cloned().map(Offered::Spot).collect();
    if in_lines {
        for (number, place) in (1..).zip(&places) {
            if let Some(line) = lines.get_mut(place.line) {
                let mark = if page.focus.map(|(line, _)| line) == Some(place.line) {
                    ">"
                } else {
                    " "
                };
                let text = line.trim_start().trim_start_matches('>').trim_start().to_owned();
                *line = format!("{mark}{number:>2}. {text}");
            }
        }
    }
    if !in_lines {
        // Buttons in a row are listed below, each with its number.
        for line in places.iter().map(|place| place.line) {
            if let Some(line) = lines.get_mut(line) {
                line.clear();
            }
        }
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
    }
    if let Some(notice) = &model.notice {
        lines.push(format!("* {}", words.say(notice)));
    }
    lines.push(String::new());
    if !in_lines {
        for (number, place) in (1..).zip(&places) {
            let mark = if page.focus == Some((place.line, place.column)) {
                ">"
            } else {
                " "
            };
            lines.push(format!("{mark}{number:>2}. {}", place.words));
        }
    }
    for binding in &actions {
        offered.push(Offered::Key(binding.key));
        let name = match binding.key {
            Key::Enter => words.get("plain-enter"),
            Key::Esc => "b".to_owned(),
            key => key.to_string(),
        };
        lines.push(format!(
            " {:>2}. {} ({name})",
            offered.len(),
            words.get(binding.label)
        ));
    }
    if is_typing(model) {
        lines.push(words.get("plain-typing"));
    }
    let bar = bar(model, languages);
    if !owed && said.lines == lines && said.bar == bar {
        return false;
    }
    print("");
    if said.bar != bar {
        print(&format!("[{bar}]"));
    }
    for line in &lines {
        print(line);
    }
    let plan = plan_in_front(model);
    // A line typed before a plan was shown is no answer to it. One typed after the prompt is.
    if plan.is_some() {
        while typed.try_recv().is_ok() {}
    }
    let mut out = io::stdout().lock();
    let _ = write!(out, "> ").and_then(|()| out.flush());
    *said = Said {
        bar,
        lines,
        offered,
        plan,
        front: front(model),
    };
    true
}

/// Whether a line is text. What had to be typed before yes is text until it is whole; then the buttons have numbers again.
fn is_typing(model: &Model) -> bool {
    let is_whole = matches!(model.layers.last(), Some(Layer::Confirm(confirm)) if confirm.is_typing() && confirm.is_ready());
    wizard::is_typing(model) && !is_whole
}

/// The plan that a person would say yes to now.
fn plan_in_front(model: &Model) -> Option<String> {
    match model.layers.last() {
        Some(Layer::Confirm(confirm)) => Some(confirm.plan.hash.clone()),
        _ => None,
    }
}

/// What can be done, each thing once: the keys that only move a focus or scroll are the numbers' work.
fn actions(model: &Model, places: &[Spot]) -> Vec<Binding> {
    let mut all: Vec<Binding> = Vec::new();
    for binding in keymap(model) {
        let moves = matches!(
            binding.action,
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last
        );
        let focuses = matches!(binding.action, Action::Next | Action::Previous) && places.len() > 1;
        let known = all.iter().any(|one| {
            one.action == binding.action || one.label == binding.label && one.action == Action::Accept
        });
        let scrolls = binding.label == "key-scroll" || moves;
        if !(scrolls || focuses || known || binding.action == Action::Interrupt) {
            all.push(binding);
        }
    }
    all
}

/// The keys that a line stands for. Empty is Enter, `b` is Esc, a number is what was offered under it, the name of a key
/// is that key. Where text is asked for, a line is the text, and what begins with `/` is one of the others.
fn keys_of(line: &str, model: &Model, said: &Said) -> Vec<Key> {
    let line = line.trim_end_matches(['\r', '\n']);
    let word = line.trim();
    if word.is_empty() {
        return vec![Key::Enter];
    }
    if !is_typing(model) {
        return meant(word, model, said);
    }
    // A path begins with it too: only what was offered is taken for a command.
    let command = word.strip_prefix('/').map(|word| meant(word, model, said));
    if let Some(keys) = command.filter(|keys| !keys.is_empty()) {
        return keys;
    }
    // What was in the field before is replaced.
    let bound = keymap(model);
    let clear = bound.iter().find(|binding| binding.action == Action::Clear);
    let mut keys = clear.map_or_else(|| vec![Key::Backspace; 64], |binding| vec![binding.key]);
    keys.extend(word.chars().map(Key::Char));
    keys
}

/// The keys of a number or of a key's name; none where it is neither.
fn meant(word: &str, model: &Model, said: &Said) -> Vec<Key> {
    if let Ok(number) = word.parse::<usize>() {
        return match number.checked_sub(1).and_then(|index| said.offered.get(index)) {
            Some(Offered::Spot(place)) => place.keys.clone(),
            Some(Offered::Key(key)) => vec![*key],
            None => Vec::new(),
        };
    }
    let named = keymap(model).into_iter().map(|binding| binding.key).find(|key| {
        let name = key.to_string();
        // A letter's case tells two keys apart; a name's does not.
        if name.chars().count() == 1 {
            name == word
        } else {
            name.eq_ignore_ascii_case(word)
        }
    });
    match (named, word) {
        (Some(key), _) => vec![key],
        (None, "b" | "B") => vec![Key::Esc],
        (None, _) => Vec::new(),
    }
}
