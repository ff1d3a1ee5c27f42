//! A real pseudo-terminal with a real screen behind it. Waiting is for text with a deadline, never for time.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

const DEADLINE: Duration = Duration::from_secs(30);

struct Shown {
    parser: vt100::Parser,
    /// Everything it wrote.
    raw: Vec<u8>,
    /// The program has gone and everything it wrote was read.
    ended: bool,
}

pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    shown: Arc<(Mutex<Shown>, Condvar)>,
    before: String,
    _folder: tempfile::TempDir,
}

/// What a terminal tells of itself when it is asked: one that is light, and draws letters of ambiguous width two columns
/// wide. Chosen by the variable `ANSWERS`.
#[derive(Clone, Copy)]
struct Answers {
    light: bool,
    wide: bool,
}

impl Answers {
    fn of(environment: &[(&str, &str)]) -> Option<Self> {
        let (_, what) = environment.iter().find(|(name, _)| *name == "ANSWERS")?;
        Some(Self {
            light: what.contains("light"),
            wide: what.contains("wide"),
        })
    }

    fn to(self, asked: &[u8]) -> String {
        let asked = String::from_utf8_lossy(asked);
        let mut answer = String::new();
        let (front, back) = if self.light {
            ("0000", "ffff")
        } else {
            ("ffff", "0000")
        };
        if asked.contains("\x1b]10;?") {
            answer.push_str(&format!("\x1b]10;rgb:{front}/{front}/{front}\x07"));
        }
        if asked.contains("\x1b]11;?") {
            answer.push_str(&format!("\x1b]11;rgb:{back}/{back}/{back}\x07"));
        }
        if asked.contains("\x1b[c") {
            answer.push_str("\x1b[?62;c");
        }
        if asked.contains("\x1b[6n") {
            answer.push_str(if self.wide { "\x1b[1;3R" } else { "\x1b[1;2R" });
        }
        answer
    }
}

const fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// The QR codes on a screen.
fn pictures(screen: &vt100::Screen) -> Vec<String> {
    let (rows, columns) = screen.size();
    // A dark terminal: what has no colour of its own is light on black.
    let grey = |colour: vt100::Color, default: u8| match colour {
        vt100::Color::Idx(231) => 255,
        vt100::Color::Idx(16) => 0,
        vt100::Color::Default | vt100::Color::Idx(_) | vt100::Color::Rgb(..) => default,
    };
    let cells = |x: usize, y: usize| {
        let at = |value: usize| u16::try_from(value).unwrap();
        let cell = screen.cell(at(y), at(x)).unwrap();
        let (front, back) = (grey(cell.fgcolor(), 200), grey(cell.bgcolor(), 0));
        match cell.contents() {
            "▀" => (front, back),
            "" | " " => (back, back),
            _ => (120, 60),
        }
    };
    crate::secure::camera(cells, usize::from(columns), usize::from(rows))
}

impl Pty {
    /// genkan with these arguments at 80×24.
    pub fn genkan(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start(env!("CARGO_BIN_EXE_genkan"), arguments, environment)
    }

    pub fn start(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "en_US.UTF-8");
        command.env("HOME", folder.path());
        command.env("GENKAN_STATE_DIR", folder.path().join("state"));
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command.cwd(folder.path());
        for (name, value) in environment {
            command.env(name, value);
        }
        // Somebody who has read the introduction; it has a walk of its own.
        if !environment.contains(&("NEW", "1")) {
            let own = environment.iter().find(|(name, _)| *name == "GENKAN_STATE_DIR");
            let state = own.map_or_else(|| folder.path().join("state"), |(_, path)| path.into());
            std::fs::create_dir_all(&state).unwrap();
            let memory = r#"{"schema":"genkan.memory/1","introduced":true}"#;
            if !state.join("memory.json").exists() {
                std::fs::write(state.join("memory.json"), memory).unwrap();
            }
        }
        let before = format!("{:?}", pair.master.get_termios().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let shown = Arc::new((
            Mutex::new(Shown {
                parser: vt100::Parser::new(24, 80, 0),
                raw: Vec::new(),
                ended: false,
            }),
            Condvar::new(),
        ));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let answers = Answers::of(environment);
        let reply = Arc::clone(&writer);
        let screen = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            loop {
                let count = reader.read(&mut bytes).unwrap_or(0);
                if let Some(answers) = answers {
                    let mut writer = reply.lock().unwrap();
                    let _ = writer.write_all(answers.to(&bytes[..count]).as_bytes());
                    let _ = writer.flush();
                }
                let mut shown = screen.0.lock().unwrap();
                shown.parser.process(&bytes[..count]);
                shown.raw.extend_from_slice(&bytes[..count]);
                shown.ended = count == 0;
                screen.1.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        Self {
            master: pair.master,
            writer,
            child,
            shown,
            before,
            _folder: folder,
        }
    }

    fn wait(&self, what: &str, mut is_there: impl FnMut(&Shown) -> bool) {
        let (lock, changed) = &*self.shown;
        let deadline = Instant::now() + DEADLINE;
        let mut shown = lock.lock().unwrap();
        while !is_there(&shown) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !shown.ended || is_there(&shown),
                "{what} did not come:\n{}",
                shown.parser.screen().contents()
            );
            shown = changed.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until the screen shows a text.
    pub fn see(&self, text: &str) -> &Self {
        self.wait(text, |shown| shown.parser.screen().contents().contains(text));
        self
    }

    /// Waits until the program has taken the terminal, before anything is drawn on it.
    pub fn taken(&self) -> &Self {
        self.wait("the alternate screen", |shown| {
            shown.parser.screen().alternate_screen()
        });
        self
    }

    /// Waits until a camera reads a QR code off the screen, and gives what it says.
    pub fn photograph(&self) -> String {
        let mut read = Vec::new();
        self.wait("a QR code", |shown| {
            read = pictures(shown.parser.screen());
            !read.is_empty()
        });
        read.remove(0)
    }

    /// Types a line, and waits until something is said after it and it is the person's turn again: what is said may be
    /// longer than the screen.
    pub fn say(&self, line: &str, hears: &str) -> &Self {
        let before = self.shown.0.lock().unwrap().raw.len();
        self.send(&format!("{line}\r"));
        self.wait(hears, |shown| {
            let text = String::from_utf8_lossy(&shown.raw[before..]);
            text.contains(hears) && text.ends_with("\n> ")
        });
        self
    }

    /// Everything the program wrote.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.shown.0.lock().unwrap().raw).into_owned()
    }

    pub fn screen(&self) -> String {
        self.shown.0.lock().unwrap().parser.screen().contents()
    }

    /// The attributes of the cell where a text begins: reversed, bold.
    pub fn attributes(&self, text: &str) -> (bool, bool) {
        let shown = self.shown.0.lock().unwrap();
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        for row in 0..rows {
            let line: String = (0..columns)
                .map(|column| {
                    screen
                        .cell(row, column)
                        .map_or(" ", |cell| cell.contents())
                        .chars()
                        .next()
                        .unwrap_or(' ')
                })
                .collect();
            if let Some(index) = line.find(text) {
                let column = u16::try_from(line[..index].chars().count()).unwrap();
                let cell = screen.cell(row, column).unwrap();
                return (cell.inverse(), cell.bold());
            }
        }
        panic!("{text} is not shown");
    }

    /// The colour of the cell where a text begins.
    pub fn colour(&self, text: &str) -> vt100::Color {
        let shown = self.shown.0.lock().unwrap();
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        for row in 0..rows {
            let line: String = (0..columns)
                .map(|column| {
                    let cell = screen.cell(row, column).map_or(" ", |cell| cell.contents());
                    cell.chars().next().unwrap_or(' ')
                })
                .collect();
            if let Some(index) = line.find(text) {
                let column = u16::try_from(line[..index].chars().count()).unwrap();
                return screen.cell(row, column).unwrap().fgcolor();
            }
        }
        panic!("{text} is not shown");
    }

    pub fn send(&self, bytes: &str) -> &Self {
        let mut writer = self.writer.lock().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
        drop(writer);
        self
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.shown
            .0
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(rows, columns);
        self.master.resize(size(columns, rows)).unwrap();
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until the process is stopped, as the system tells.
    pub fn stopped(&self) {
        let stat = format!("/proc/{}/stat", self.child.process_id().unwrap());
        let deadline = Instant::now() + DEADLINE;
        loop {
            let text = std::fs::read_to_string(&stat).unwrap();
            let state = text.rsplit(')').next().unwrap().trim_start();
            if state.starts_with('T') {
                return;
            }
            assert!(Instant::now() < deadline, "was not stopped: {state}");
            std::thread::yield_now();
        }
    }

    /// Whether the terminal has other modes than it had before the program.
    pub fn is_raw(&self) -> bool {
        format!("{:?}", self.master.get_termios().unwrap()) != self.before
    }

    /// Waits for the end, and that the terminal was given back: its modes, its screen, its cursor.
    pub fn end(mut self) -> (ExitStatus, String) {
        // On some systems the reader ends only with the child, so wait for that first.
        let status = self.child.wait().unwrap();
        let after = format!("{:?}", self.master.get_termios().unwrap());
        assert_eq!(after, self.before, "the terminal's modes were not given back");
        let shown = Arc::clone(&self.shown);
        drop(self.writer);
        drop(self.master);
        let deadline = Instant::now() + DEADLINE;
        let mut guard = shown.0.lock().unwrap();
        while !guard.ended && Instant::now() < deadline {
            guard = shown.1.wait_timeout(guard, Duration::from_secs(1)).unwrap().0;
        }
        let screen = guard.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was not left");
        assert!(!screen.hide_cursor(), "the cursor was not given back");
        assert!(!screen.bracketed_paste(), "bracketed paste was left on");
        (status, screen.contents())
    }
}
