//! Driving the machine in-process: its effects are done at once against an embedded account.

pub mod desk;
pub mod moto;
pub mod pty;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::Receiver;

use genkan::apply::{self, Voice};
use genkan::aws::{self, Session};
use genkan::demo::{self, Embedded, Scenario};
use genkan::domain::{
    Clock, Codes, Failure, Handed, Known, Language, Mode, Plan, Progress, Report, Secret, Sources,
};
use genkan::journal::Journal;
use genkan::measures::Update;
use genkan::measures::secure::totp;
use genkan::screens::{Languages, Theme, view};
use genkan::wizard::{
    Effect, Key, Layer, Message, Model, ReportWish, SessionInfo, SignIn, Ticket, To, Whose, update,
};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use tokio::sync::Notify;

/// The tags of one run, and of no other.
pub fn of_run(run: &str) -> aws::Ours<'_> {
    static NONE: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    aws::Ours { run, runs: &NONE }
}

/// A run that nobody watches.
pub struct Nobody;

impl aws::Person for Nobody {
    fn hand(&self, handed: Handed) {
        panic!("{handed:?} was handed to nobody");
    }

    fn codes(&self, _: bool) -> Pin<Box<dyn Future<Output = Option<Codes>> + '_>> {
        Box::pin(async { None })
    }

    fn accepted(&self, _: serde_json::Value) -> Result<(), Failure> {
        Ok(())
    }

    fn wants_to_stop(&self) -> bool {
        false
    }
}

/// A scenario asked by its first IAM user where it would be asked by the root user.
pub fn of_founder(scenario: &str) -> Scenario {
    let scenario = Scenario::named(scenario).unwrap().instant();
    if scenario.caller == "root" {
        scenario.as_user("founder")
    } else {
        scenario
    }
}

/// A clock that stands until it is moved.
#[derive(Clone)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    pub fn new() -> Self {
        // 2026-11-23 10:02:11 UTC
        Self(Arc::new(AtomicI64::new(1_795_428_131)))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn clock(&self) -> Clock {
        let hands = self.clone();
        Arc::new(move || hands.now())
    }
}

/// A person at the wizard.
pub struct Walk {
    pub model: Model,
    pub embedded: Arc<Embedded>,
    pub hands: Hands,
    pub journal: Arc<Journal>,
    pub languages: Languages,
    /// Plans that were approved, with what the screen showed when the key was pressed.
    pub approved: Vec<(Plan, String)>,
    pub left: Option<u8>,
    pub pages: Vec<String>,
    pub exports: Vec<genkan::wizard::Export>,
    /// How often what was being looked up was given up.
    pub given_up: usize,
    pub wakes: Vec<Ticket>,
    /// Do not do surveys: what the person sees while AWS is slow.
    pub slow: bool,
    pub held: Vec<Effect>,
    /// What was put into the clipboard.
    pub copied: Vec<Secret>,
    /// What is found on this computer.
    pub sources: Sources,
    /// Where the person moved to.
    pub moves: Vec<To>,
    /// The next move does not come about.
    pub refuse_to_move: Option<Failure>,
    /// Sign-ins that are waited for.
    pub sign_ins: Vec<(Ticket, SignIn)>,
    /// Profiles that open without being IAM users of the embedded account.
    pub known_users: Vec<String>,
    /// The person said yes to plain HTTP.
    pub http_allowed: bool,
    another_account: bool,
    /// Reports that were saved.
    pub reports: Vec<ReportWish>,
    /// Stand still as soon as AWS has accepted something that it goes on with by itself.
    pub stand_still: Arc<AtomicBool>,
    /// A run that waits for the person.
    running: Option<Running>,
    session: Option<Session>,
    /// The session from which a member account was entered.
    outer: Option<Session>,
    runtime: tokio::runtime::Runtime,
}

/// A run under way, which may wait for codes.
struct Running {
    future: Pin<Box<dyn Future<Output = Result<Report, Failure>>>>,
    stop: Voice,
    ticket: Ticket,
    progress: Receiver<Progress>,
    asked: Arc<Notify>,
}

impl Walk {
    /// A scenario as an IAM user meets it: the root user's first steps have tests of their own, by [`Walk::as_root`].
    pub fn on(scenario: &str, language: Language) -> Self {
        Self::of(
            &of_founder(scenario),
            language,
            Mode {
                demo: true,
                read_only: false,
            },
        )
    }

    /// A scenario as it is.
    pub fn as_root(scenario: &str, language: Language) -> Self {
        Self::of(
            &Scenario::named(scenario).unwrap().instant(),
            language,
            Mode {
                demo: true,
                read_only: false,
            },
        )
    }

    pub fn of(scenario: &Scenario, language: Language, mode: Mode) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let hands = Hands::new();
        let embedded = runtime
            .block_on(Embedded::begin(scenario, hands.clock()))
            .unwrap();
        let journal = Arc::new(Journal::temporary().unwrap());
        Self::again(embedded, journal, hands, language, mode, runtime)
    }

    fn again(
        embedded: Arc<Embedded>,
        journal: Arc<Journal>,
        hands: Hands,
        language: Language,
        mode: Mode,
        runtime: tokio::runtime::Runtime,
    ) -> Self {
        let (mut model, effects) = Model::begin(language, mode, false, hands.now());
        model.memory = journal.memory();
        // Somebody who has read the introduction; it has tests of its own.
        model.memory.introduced = true;
        let mut walk = Self {
            model,
            embedded,
            hands,
            journal,
            languages: Languages::load(),
            approved: Vec::new(),
            left: None,
            pages: Vec::new(),
            exports: Vec::new(),
            given_up: 0,
            wakes: Vec::new(),
            slow: false,
            held: Vec::new(),
            copied: Vec::new(),
            sources: Sources::default(),
            moves: Vec::new(),
            refuse_to_move: None,
            sign_ins: Vec::new(),
            reports: Vec::new(),
            known_users: Vec::new(),
            http_allowed: false,
            another_account: false,
            stand_still: Arc::default(),
            running: None,
            session: None,
            outer: None,
            runtime,
        };
        walk.perform(effects);
        walk
    }

    /// Lets a run that stands still go on.
    pub fn proceed(&mut self) {
        let messages = self.go_on();
        for message in messages {
            self.send(message);
        }
    }

    /// Looks for the sources of credentials, as a person does who changed something on the computer.
    pub fn look_for_sources(&mut self) {
        let sources = self.sources.clone();
        self.model.sources = Some(sources);
    }

    /// The session cannot be opened.
    pub fn no_session(&mut self, failure: Failure) {
        self.model.session = genkan::wizard::SessionState::Failed(failure);
        self.model.facts = genkan::measures::Facts::default();
        self.session = None;
    }

    /// An IAM user of that name, as if the profile were its own.
    pub fn embedded_user(&mut self, name: &str) {
        self.known_users.push(name.to_owned());
    }

    /// The ticket of what is held back.
    pub fn held_ticket(&self) -> Ticket {
        self.held
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Read(ticket, _) | Effect::SaveReport(ticket, _) => Some(*ticket),
                _ => None,
            })
            .unwrap()
    }

    /// The sign-in ends: AWS refuses everything that is asked.
    pub fn expire(&mut self) {
        self.slow = true;
        self.keys("r");
        self.slow = false;
        let Some(Effect::Survey(ticket, _)) = self.held.pop() else {
            panic!("nothing was asked")
        };
        self.held.clear();
        let expired = Failure::new(genkan::domain::Kind::Expired, "the token has expired");
        let trails = Update::Record(genkan::measures::record::Update::Trails(Known::Refused(expired)));
        self.send(Message::Fact(ticket, Box::new(trails)));
        self.send(Message::Surveyed(ticket));
    }

    /// From now on the credentials are another account's.
    pub fn enter_another_account(&mut self) {
        self.another_account = true;
    }

    /// Another start of genkan on the same account and journal.
    pub fn restart(self) -> Self {
        let (language, mode) = (self.model.language, self.model.mode);
        Self::again(
            self.embedded,
            self.journal,
            self.hands,
            language,
            mode,
            self.runtime,
        )
    }

    pub fn send(&mut self, message: Message) {
        let effects = update(&mut self.model, message);
        self.perform(effects);
    }

    /// One key, as the runtime delivers it: after the frame was drawn.
    pub fn key(&mut self, key: Key) {
        let shown = match self.model.layers.last() {
            Some(Layer::Confirm(confirm)) => Some((confirm.plan.clone(), confirm.apply)),
            _ => None,
        };
        let now = self.hands.now();
        update(&mut self.model, Message::Clock(now));
        let effects = update(&mut self.model, Message::Key(key));
        for effect in &effects {
            if let Effect::Apply(_, approval) = effect {
                let (plan, on_apply) = shown.clone().expect("an approval while no plan was shown");
                assert_eq!(approval.plan(), &plan, "another plan than the one shown");
                assert!(on_apply, "approved while the focus was on going back");
                assert!(
                    !self.model.is_too_small(),
                    "approved on a screen too small to show a plan"
                );
                self.approved.push((plan, String::new()));
            }
        }
        self.perform(effects);
    }

    /// Keys by name: `Enter Down e F2`; `"text"` types.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            let key = match name {
                "Enter" => Key::Enter,
                "Esc" => Key::Esc,
                "Tab" => Key::Tab,
                "BackTab" => Key::BackTab,
                "Up" => Key::Up,
                "Down" => Key::Down,
                "Left" => Key::Left,
                "Right" => Key::Right,
                "Home" => Key::Home,
                "End" => Key::End,
                "PgDn" => Key::PageDown,
                "PgUp" => Key::PageUp,
                "Space" => Key::Char(' '),
                "F1" => Key::F(1),
                "F2" => Key::F(2),
                "F3" => Key::F(3),
                "F4" => Key::F(4),
                "Ctrl-C" => Key::Ctrl('c'),
                "Ctrl-U" => Key::Ctrl('u'),
                text => {
                    for letter in text.chars() {
                        self.key(Key::Char(letter));
                    }
                    continue;
                }
            };
            self.key(key);
        }
        self
    }

    pub fn perform(&mut self, effects: Vec<Effect>) {
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            if self.slow && !matches!(effect, Effect::Leave(_)) {
                self.held.push(effect);
                continue;
            }
            let messages = self.answer(effect);
            for message in messages {
                queue.extend(update(&mut self.model, message));
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Vec<Message> {
        match effect {
            Effect::OpenSession(ticket, _) => {
                let session = demo::session(&self.embedded, None, self.model.mode, self.hands.clock());
                let info = SessionInfo {
                    region: session.region().clone(),
                    endpoint: None,
                    expires: None,
                };
                self.session = Some(session);
                vec![Message::Session(ticket, Ok(info))]
            }
            Effect::Survey(ticket, scope) => {
                let session = self.session.clone().unwrap();
                let mut messages = self.runtime.block_on(async {
                    let (sender, mut facts) = tokio::sync::mpsc::unbounded_channel();
                    Box::pin(aws::survey(&session, &scope, &sender)).await;
                    drop(sender);
                    let mut messages = Vec::new();
                    while let Some(mut fact) = facts.recv().await {
                        if let Update::Identity(Known::Seen(identity, _)) = &mut fact
                            && self.another_account
                        {
                            "444455556666".clone_into(&mut identity.account);
                        }
                        messages.push(Message::Fact(ticket, Box::new(fact)));
                    }
                    messages
                });
                messages.push(Message::Surveyed(ticket));
                messages
            }
            Effect::Apply(ticket, approval) => {
                let (sender, progress) = std::sync::mpsc::channel();
                let (session, journal) = (self.session.clone().unwrap(), Arc::clone(&self.journal));
                let (stop, asked) = (Voice::default(), Arc::new(Notify::new()));
                let (to_stop, ask) = (stop.clone(), Arc::clone(&asked));
                let stand_still = Arc::clone(&self.stand_still);
                let sender = std::sync::Mutex::new(sender);
                let future = Box::pin(async move {
                    let listener = |progress| {
                        let accepted =
                            matches!(progress, Progress::Accepted(_)) && stand_still.load(Ordering::SeqCst);
                        if accepted || matches!(progress, Progress::CodesWanted { .. }) {
                            ask.notify_one();
                        }
                        sender.lock().unwrap().send(progress).unwrap();
                    };
                    apply::run(&session, *approval, &journal, &listener, &to_stop).await
                });
                self.running = Some(Running {
                    future,
                    stop,
                    ticket,
                    progress,
                    asked,
                });
                self.go_on()
            }
            Effect::GiveCodes(codes) => {
                self.running.as_ref().unwrap().stop.give(codes);
                self.go_on()
            }
            Effect::Copy(text) => {
                self.copied.push(text);
                Vec::new()
            }
            Effect::Switch(ticket, to, _) => {
                let region = to.region.as_ref().map(ToString::to_string);
                self.moves.push(*to.clone());
                let signed_in = match (&to.whose, self.refuse_to_move.take()) {
                    (_, Some(failure)) => Err(failure),
                    (Whose::Profile(user), None) if self.known_users.contains(user) => Ok(()),
                    (Whose::Profile(user), None) => self.runtime.block_on(self.embedded.sign_in(user)),
                    (Whose::Same | Whose::Chain | Whose::Embedded, None) => Ok(()),
                };
                let answer = signed_in.map(|()| {
                    let clock = self.hands.clock();
                    let session = demo::session(&self.embedded, region.as_deref(), self.model.mode, clock);
                    let info = SessionInfo {
                        region: session.region().clone(),
                        endpoint: None,
                        expires: None,
                    };
                    self.session = Some(session);
                    info
                });
                vec![Message::Session(ticket, answer)]
            }
            Effect::FindSources(ticket) => {
                vec![Message::Sources(ticket, Box::new(self.sources.clone()))]
            }
            Effect::SignIn(ticket, what) => {
                self.sign_ins.push((ticket, *what));
                Vec::new()
            }
            Effect::AllowHttp(_) => {
                self.http_allowed = true;
                Vec::new()
            }
            Effect::StopSignIn => {
                self.sign_ins.clear();
                Vec::new()
            }
            Effect::Remember(memory) => {
                self.journal.remember(&memory).unwrap();
                Vec::new()
            }
            Effect::SaveReport(ticket, wish) => {
                self.reports.push(*wish);
                vec![Message::Saved(ticket, Ok("report.html".to_owned()))]
            }
            Effect::EnterAccount(ticket, account, is_new) => {
                let session = self.session.clone().unwrap();
                let answer = self
                    .runtime
                    .block_on(aws::separate::enter(&session, &account, is_new));
                let answer = answer.map(|inner| {
                    self.outer = self.session.replace(inner);
                    self.info()
                });
                vec![Message::Session(ticket, answer)]
            }
            Effect::LeaveAccount(ticket) => {
                self.session = self.outer.take();
                vec![Message::Session(ticket, Ok(self.info()))]
            }
            Effect::Read(ticket, question) => {
                let session = self.session.clone();
                let answer = self
                    .runtime
                    .block_on(genkan::runtime::answer(session.as_ref(), *question));
                vec![Message::Read(ticket, Box::new(answer))]
            }
            Effect::Export(export) => {
                self.exports.push(*export);
                vec![Message::Exported(Ok("events.json".to_owned()))]
            }
            Effect::StopReading => {
                self.given_up += 1;
                Vec::new()
            }
            Effect::ReadJournal(ticket) => vec![Message::Journal(ticket, self.journal.read())],
            Effect::CloseRun(ticket, run) => {
                let closed = self.journal.close(&run, self.hands.now());
                vec![Message::Journal(
                    ticket,
                    closed.and_then(|()| self.journal.read()),
                )]
            }
            Effect::StopApplying => match &self.running {
                Some(running) => {
                    running.stop.ask();
                    self.go_on()
                }
                None => Vec::new(),
            },
            Effect::Wake(ticket, _) => {
                self.wakes.push(ticket);
                Vec::new()
            }
            Effect::OpenPage(page) => {
                self.embedded.page_opened(&page);
                self.pages.push(page);
                Vec::new()
            }
            Effect::Leave(code) => {
                self.left = Some(code);
                Vec::new()
            }
        }
    }

    fn info(&self) -> SessionInfo {
        let session = self.session.as_ref().unwrap();
        SessionInfo {
            region: session.region().clone(),
            endpoint: None,
            expires: session.expires(),
        }
    }

    /// Drives the run to its end, or to where it waits for the person.
    fn go_on(&mut self) -> Vec<Message> {
        let Some(running) = &mut self.running else {
            return Vec::new();
        };
        let future = &mut running.future;
        let asked = Arc::clone(&running.asked);
        let ended = self.runtime.block_on(async {
            tokio::select! {
                report = future => Some(report),
                () = asked.notified() => None,
            }
        });
        let ticket = running.ticket;
        let mut messages: Vec<Message> = running
            .progress
            .try_iter()
            .map(|progress| Message::Progress(ticket, Box::new(progress)))
            .collect();
        if let Some(report) = ended {
            self.running = None;
            messages.push(Message::Applied(ticket, Box::new(report)));
        }
        messages
    }

    /// The code that the device being enrolled shows so many steps from now.
    pub fn code(&self, steps: i64) -> String {
        let enrol = self.model.run.as_ref().unwrap().enrol.as_ref().unwrap();
        let seed = self.embedded.seed(&enrol.serial).unwrap();
        let step = totp::step_of(self.hands.now()) + steps;
        totp::code(&seed, step).unwrap().expose().to_owned()
    }

    /// Scans the picture and types two codes, as a person with a telephone does.
    pub fn enrol(&mut self) -> &mut Self {
        let first = self.code(0);
        self.keys(&first);
        self.hands.forward(30);
        let second = self.code(0);
        self.keys(&second);
        self.keys("Enter")
    }

    /// Lets every wish to be woken come true.
    pub fn wake(&mut self) {
        for ticket in std::mem::take(&mut self.wakes) {
            self.send(Message::Woke(ticket));
        }
    }

    /// The screen as a terminal of that size shows it.
    pub fn buffer(&mut self, columns: u16, rows: u16, theme: Theme) -> Buffer {
        self.send(Message::Resize(columns, rows));
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let mut extent = 0;
        terminal
            .draw(|frame| extent = view(&self.model, &self.languages, theme, frame))
            .unwrap();
        self.send(Message::Extent(extent));
        terminal.backend().buffer().clone()
    }

    /// Its text.
    pub fn screen(&mut self) -> String {
        text(&self.buffer(80, 24, Theme::colours()))
    }

    /// The mutating calls AWS would have seen, oldest first.
    pub fn writes(&self) -> Vec<String> {
        self.embedded
            .all_calls()
            .iter()
            .filter(|call| call.writes)
            .map(|call| format!("{}:{}", call.service, call.operation))
            .collect()
    }
}

/// A buffer's text, line by line.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            // The second cell of a wide letter is not a space.
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = genkan::text::width::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A buffer's styles, one letter a cell: what text alone cannot show.
pub fn styles(buffer: &Buffer) -> String {
    use ratatui::style::{Color, Modifier};
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            // A picture's two modules: which of them is dark.
            let module = match (cell.fg, cell.bg) {
                (Color::Indexed(16), Color::Indexed(231)) => Some('v'),
                (Color::Indexed(231), Color::Indexed(16)) => Some('^'),
                (Color::Indexed(16), Color::Indexed(16)) => Some('#'),
                (Color::Indexed(231), Color::Indexed(231)) => Some('.'),
                _ => None,
            };
            if let Some(module) = module {
                line.push(module);
                continue;
            }
            line.push(match (cell.modifier, cell.fg) {
                (modifier, _) if modifier.contains(Modifier::REVERSED) => 'R',
                (modifier, Color::Reset) if modifier.contains(Modifier::BOLD) => 'B',
                (_, Color::Indexed(32)) => 'p',
                (_, Color::Indexed(166)) => 'f',
                (_, Color::Indexed(172)) => 'w',
                (_, Color::Indexed(245)) => 'd',
                (_, Color::Reset) => ' ',
                _ => '?',
            });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// What is planned for these checks, with choices that name the run as well; each job takes those that it has.
pub fn planned(
    facts: &genkan::measures::Facts,
    checks: &[&'static genkan::domain::Check],
    choices: &std::collections::BTreeMap<String, String>,
    now: jiff::Timestamp,
) -> Result<genkan::domain::Plan, genkan::domain::Failure> {
    let jobs = genkan::measures::jobs_for(checks).into_iter();
    let asked: Vec<_> = jobs.map(|(job, checks)| asked(job, checks, choices)).collect();
    genkan::measures::plan(facts, &asked, run_of(choices), now)
}

/// The same of a job, as its form asks.
pub fn planned_job(
    facts: &genkan::measures::Facts,
    job: &'static genkan::measures::Job,
    choices: &std::collections::BTreeMap<String, String>,
    now: jiff::Timestamp,
) -> Result<genkan::domain::Plan, genkan::domain::Failure> {
    let asked = asked(job, (job.wanted)(job, choices).to_vec(), choices);
    genkan::measures::plan(facts, &[asked], run_of(choices), now)
}

fn run_of(choices: &std::collections::BTreeMap<String, String>) -> &str {
    choices.get("run").map_or("r", String::as_str)
}

fn asked(
    job: &'static genkan::measures::Job,
    checks: Vec<&'static genkan::domain::Check>,
    choices: &std::collections::BTreeMap<String, String>,
) -> genkan::measures::Asked {
    let is_known = |name: &str| job.fields.iter().any(|field| field.name == name);
    let own = choices.iter().filter(|(name, _)| is_known(name));
    genkan::measures::Asked {
        job,
        checks,
        choices: own.map(|(name, value)| (name.clone(), value.clone())).collect(),
    }
}
