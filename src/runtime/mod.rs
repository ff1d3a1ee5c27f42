//! The loop around the machine: terminal, input, effects to tasks, clock, log, signals.

pub mod clock;
pub mod files;
pub mod focus;
mod input;
pub mod log;
mod manner;
pub mod mouse;
mod opener;
mod plain;
pub mod signals;
pub mod terminal;
mod world;

use std::collections::VecDeque;
use std::io::IsTerminal;
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use self::signals::{Signal, Signals};
use self::terminal::Terminal;
use self::world::World;
use crate::domain::{Failure, Kind, Language, Mode};
use crate::journal::Journal;
use crate::screens::{Languages, Theme, view};
use crate::wizard::{self, Effect, Message, Model, update};

pub use files::write_private;
pub use manner::{Glyphs, Manner, Traits, has_256_colours};
pub use opener::{Opener, Scenario};
pub use world::answer;

/// How often something that turns is turned, while something is waited for.
const TURN: Duration = Duration::from_millis(125);

/// Runs the wizard to its exit code.
///
/// # Errors
/// Usage where there is no terminal; whatever keeps the terminal from being taken.
pub async fn run(opener: Opener, language: Language, mode: Mode, manner: Manner) -> Result<u8, Failure> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Failure::new(
            Kind::Usage,
            "no terminal: genkan check, genkan plan, genkan apply",
        ));
    }
    tokio::task::LocalSet::new()
        .run_until(turn(opener, language, mode, manner))
        .await
}

async fn turn(opener: Opener, language: Language, mode: Mode, manner: Manner) -> Result<u8, Failure> {
    let languages = Languages::load();
    let clock = opener.clock.clone();
    let journal = if mode.demo {
        Journal::temporary()
    } else {
        Journal::of_this_machine()
    };
    let epitaph = match &journal {
        Ok(journal) if journal.is_kept() => format!(
            "{}\n{}",
            languages.of(language).get("panic-epitaph"),
            journal.path().display()
        ),
        _ => languages.of(language).get("panic-epitaph"),
    };
    let (mut model, first) = Model::begin(language, mode, manner.plain, clock());
    model.keys = manner.keys.clone();
    model.plain = manner.plain;
    if let Some(name) = opener.options.profile.clone() {
        model.whose = wizard::Whose::Profile(name);
    }
    if let Ok(journal) = &journal {
        model.memory = journal.memory();
        // What the demonstration remembers goes with it; that the introduction was read is of the person.
        let machine = Journal::of_this_machine().map(|journal| journal.memory());
        model.memory.introduced |= machine.is_ok_and(|memory| memory.introduced);
    }
    let (sender, mut messages) = mpsc::unbounded_channel();
    let mut world = World::new(opener, journal, sender);
    if manner.plain {
        terminal::tell_panics(&epitaph);
        return plain::turn(model, first, world, messages, &languages, clock).await;
    }
    let mut signals = Signals::new()?.with_suspend()?;
    let mut terminal = Terminal::take(&epitaph, manner.mouse, &signals)?;
    let told = manner::ask();
    let theme = manner.theme(told);
    model.ascii = manner.is_ascii(told);
    model.size = terminal.size();
    // The first frame is on the screen before anything is asked of AWS.
    show(&mut terminal, &mut model, &languages, theme)?;
    let mut input = EventStream::new();
    let mut effects: VecDeque<Effect> = first.into();
    loop {
        while let Some(effect) = effects.pop_front() {
            if let Some(code) = world.perform(effect) {
                return Ok(code);
            }
        }
        let message = tokio::select! {
            biased;
            // Whatever task it was in: a program that goes on without it would be half alive.
            () = terminal::panicked() => return Ok(terminal::PANICKED),
            signal = signals.next() => match signal {
                Signal::Interrupt | Signal::Terminate => Some(Message::Signal(wizard::Signal::Terminate)),
                Signal::HangUp => Some(Message::Signal(wizard::Signal::HangUp)),
                Signal::Suspend => Some(suspend(&mut terminal)?),
            },
            event = input.next() => match event {
                // A terminal in raw mode sends the key; the shell's job control is asked for all the same.
                Some(Ok(Event::Key(key))) if is_suspend(key) => Some(suspend(&mut terminal)?),
                Some(Ok(Event::Mouse(event))) => {
                    for key in mouse::keys(event, &model, &languages) {
                        effects.extend(update(&mut model, Message::Key(key)));
                    }
                    None
                }
                Some(Ok(event)) => input::message(event),
                // The terminal is gone.
                Some(Err(_)) | None => Some(Message::Signal(wizard::Signal::HangUp)),
            },
            Some(message) = messages.recv() => Some(message),
            // Nothing wakes the program while nothing is waited for.
            () = tokio::time::sleep(TURN), if model.is_waiting() => None,
        };
        effects.extend(update(&mut model, Message::Clock(clock())));
        effects.extend(
            message
                .into_iter()
                .flat_map(|message| update(&mut model, message)),
        );
        while let Ok(message) = messages.try_recv() {
            effects.extend(update(&mut model, message));
        }
        show(&mut terminal, &mut model, &languages, theme)?;
    }
}

/// Ctrl-Z, as it is everywhere else in a terminal.
fn is_suspend(key: crossterm::event::KeyEvent) -> bool {
    use crossterm::event::{KeyCode, KeyEventKind, KeyModifiers};
    cfg!(unix)
        && key.kind == KeyEventKind::Press
        && key.code == KeyCode::Char('z')
        && key.modifiers == KeyModifiers::CONTROL
}

/// Leaves the terminal to the shell until it is this program's turn again. It may have another size then.
fn suspend(terminal: &mut Terminal) -> Result<Message, Failure> {
    terminal.suspend()?;
    let (columns, rows) = terminal.size();
    Ok(Message::Resize(columns, rows))
}

/// Draws the model, and tells it how far its text goes.
fn show(
    terminal: &mut Terminal,
    model: &mut Model,
    languages: &Languages,
    theme: Theme,
) -> Result<(), Failure> {
    let mut extent = 0;
    terminal.draw(|frame| extent = view(model, languages, theme, frame))?;
    update(model, Message::Extent(extent));
    Ok(())
}
