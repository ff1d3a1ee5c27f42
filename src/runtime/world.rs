//! Effects become tasks; their answers become messages.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

use super::Opener;
use super::files::{write_new, write_private};
use crate::apply::{self, Voice};
use crate::aws::{self, Session};
use crate::domain::journal::Run;
use crate::domain::{Approval, Failure, Kind, Memory, Readiness, Scope, Secret, Source, Sources, Way};
use crate::journal::Journal;
use crate::measures::record::{events_csv, events_json};
use crate::report;
use crate::wizard::{
    Answer, Effect, Export, Message, Question, ReportWish, SessionInfo, SignIn, Ticket, To, Whose,
};

/// Everything outside the machine.
pub struct World {
    opener: std::rc::Rc<std::cell::RefCell<Opener>>,
    session: std::rc::Rc<std::cell::RefCell<Option<Session>>>,
    /// The session from which a member account was entered.
    outer: std::rc::Rc<std::cell::RefCell<Option<Session>>>,
    journal: std::rc::Rc<std::cell::RefCell<Arc<Result<Journal, Failure>>>>,
    messages: UnboundedSender<Message>,
    /// The session being opened, or moved to: only the last one asked for takes the place of the one in use.
    opening: Option<tokio::task::AbortHandle>,
    survey: Option<JoinHandle<()>>,
    reading: Option<JoinHandle<()>>,
    signing_in: Option<JoinHandle<()>>,
    /// What is remembered is written in order, by one task at a time.
    remembering: std::sync::Arc<std::sync::Mutex<()>>,
    stop: Voice,
}

impl World {
    /// The world of a session that is not open yet.
    pub fn new(
        opener: Opener,
        journal: Result<Journal, Failure>,
        messages: UnboundedSender<Message>,
    ) -> Self {
        Self {
            opener: std::rc::Rc::new(std::cell::RefCell::new(opener)),
            session: std::rc::Rc::default(),
            outer: std::rc::Rc::default(),
            journal: std::rc::Rc::new(std::cell::RefCell::new(Arc::new(journal))),
            messages,
            opening: None,
            survey: None,
            reading: None,
            signing_in: None,
            remembering: std::sync::Arc::default(),
            stop: Voice::default(),
        }
    }

    /// Does one effect; an exit code where it is to leave.
    pub fn perform(&mut self, effect: Effect) -> Option<u8> {
        match effect {
            Effect::OpenSession(ticket, code) => self.open(ticket, code),
            Effect::Switch(ticket, to, code) => self.switch(ticket, *to, code),
            Effect::FindSources(ticket) => self.find_sources(ticket),
            Effect::SignIn(ticket, what) => self.sign_in(ticket, *what),
            Effect::AllowHttp(endpoint) => self.opener.borrow_mut().options.allowed_http.push(endpoint),
            Effect::StopSignIn => {
                if let Some(signing_in) = self.signing_in.take() {
                    signing_in.abort();
                }
            }
            Effect::Remember(memory) => self.remember(*memory),
            Effect::SaveReport(ticket, wish) => self.save_report(ticket, *wish),
            Effect::EnterAccount(ticket, account, is_new) => self.enter(ticket, account, is_new),
            Effect::LeaveAccount(ticket) => self.leave(ticket),
            Effect::Survey(ticket, scope) => self.survey(ticket, scope),
            Effect::Read(ticket, question) => self.read(ticket, *question),
            Effect::StopReading => self.stop_reading(),
            Effect::Export(export) => self.export(*export),
            Effect::Apply(ticket, approval) => self.apply(ticket, *approval),
            Effect::StopApplying => self.stop.ask(),
            Effect::GiveCodes(codes) => self.stop.give(codes),
            Effect::Copy(text) => super::terminal::copy(&text),
            Effect::ReadJournal(ticket) => self.read_journal(ticket),
            Effect::CloseRun(ticket, run) => self.close_run(ticket, *run),
            Effect::Wake(ticket, after) => {
                let messages = self.messages.clone();
                tokio::task::spawn_local(async move {
                    tokio::time::sleep(after).await;
                    let _ = messages.send(Message::Woke(ticket));
                });
            }
            Effect::OpenPage(page) => self.open_page(page),
            Effect::Leave(code) => return Some(code),
        }
        None
    }

    /// Only one session is on its way: an earlier one that came later would be used without being shown.
    fn only(&mut self, task: &JoinHandle<()>) {
        if let Some(before) = self.opening.replace(task.abort_handle()) {
            before.abort();
        }
    }

    fn open(&mut self, ticket: Ticket, code: Option<Secret>) {
        let (opener, messages) = (self.opener.borrow().clone(), self.messages.clone());
        let slot = std::rc::Rc::clone(&self.session);
        let task = tokio::task::spawn_local(async move {
            let answer = opener.open(code).await.map(|session| {
                let info = info(&session);
                slot.replace(Some(session));
                info
            });
            let _ = messages.send(Message::Session(ticket, answer));
        });
        self.only(&task);
    }

    /// Opens another session. Only one that is open takes the place of the one before.
    fn switch(&mut self, ticket: Ticket, to: To, code: Option<Secret>) {
        let opener = self.opener.borrow().to(&to);
        let (messages, slot) = (self.messages.clone(), std::rc::Rc::clone(&self.session));
        let current = std::rc::Rc::clone(&self.opener);
        let (outer, journal) = (std::rc::Rc::clone(&self.outer), std::rc::Rc::clone(&self.journal));
        let task = tokio::task::spawn_local(async move {
            let opened = match opener {
                Ok(opener) => opener.open(code).await.map(|session| (opener, session)),
                Err(failure) => Err(failure),
            };
            let answer = opened.map(|(opener, session)| {
                let info = info(&session);
                slot.replace(Some(session));
                current.replace(opener);
                outer.replace(None);
                if to.whose == Whose::Embedded {
                    // What is done there goes with it, and is no business of the real account's journal.
                    journal.replace(Arc::new(Journal::temporary()));
                }
                info
            });
            let _ = messages.send(Message::Session(ticket, answer));
        });
        self.only(&task);
    }

    /// Tells the sources at once, and once more when the AWS CLI has told its version.
    fn find_sources(&self, ticket: Ticket) {
        let opener = self.opener.borrow().clone();
        let messages = self.messages.clone();
        tokio::task::spawn_local(async move {
            if opener.scenario.is_some() {
                let found = vec![embedded(opener.options.region.as_deref())];
                let sources = Sources {
                    found,
                    ..Sources::default()
                };
                let _ = messages.send(Message::Sources(ticket, Box::new(sources)));
                return;
            }
            let now = (opener.clock)();
            let mut sources = aws::sources::find(opener.options.profile.as_deref(), now).await;
            let _ = messages.send(Message::Sources(ticket, Box::new(sources.clone())));
            sources.cli = aws::sources::cli().await;
            sources.cli_asked = true;
            let _ = messages.send(Message::Sources(ticket, Box::new(sources)));
        });
    }

    fn sign_in(&mut self, ticket: Ticket, what: SignIn) {
        if let Some(before) = self.signing_in.take() {
            before.abort();
        }
        let opener = self.opener.borrow().clone();
        let messages = self.messages.clone();
        self.signing_in = Some(tokio::task::spawn_local(async move {
            let tell = |progress| {
                let _ = messages.send(Message::SignIn(ticket, progress));
            };
            let answer = match &what {
                SignIn::Sso { profile } => {
                    aws::sign_in::sso(&opener.options, profile, opener.clock.clone(), &tell).await
                }
                SignIn::Login { profile, region } => {
                    let region = region.as_ref().map(crate::domain::Region::as_str);
                    aws::sign_in::login(profile.as_deref(), region, &tell).await
                }
            };
            let _ = messages.send(Message::SignedIn(ticket, answer));
        }));
    }

    /// What is remembered is a comfort: where it cannot be kept, nothing is lost but that.
    fn remember(&self, memory: Memory) {
        let journal = Arc::clone(&self.journal.borrow());
        let turn = std::sync::Arc::clone(&self.remembering);
        tokio::task::spawn_blocking(move || {
            let _turn = turn.lock();
            if let Ok(journal) = journal.as_ref()
                && let Err(failure) = journal.remember(&memory)
            {
                tracing::warn!(%failure, "memory");
            }
        });
    }

    fn save_report(&self, ticket: Ticket, wish: ReportWish) {
        let messages = self.messages.clone();
        let now = (self.opener.borrow().clock)();
        tokio::task::spawn_blocking(move || {
            let subject = report::Subject {
                facts: &wish.facts,
                region: &wish.region,
                now,
                demo: wish.demo,
                remembered: &wish.remembered,
                runs: &wish.runs,
                before: None,
            };
            let written = report::write(&subject, wish.format, wish.language, wish.mask)
                .and_then(|text| write_private(std::path::Path::new(&wish.path), &text))
                .map(|()| wish.path);
            let _ = messages.send(Message::Saved(ticket, written));
        });
    }

    /// Opens a session in a member account; the one before is kept to go back to.
    fn enter(&mut self, ticket: Ticket, account: String, is_new: bool) {
        let messages = self.messages.clone();
        let (slot, outer) = (std::rc::Rc::clone(&self.session), std::rc::Rc::clone(&self.outer));
        let session = self.session.borrow().clone();
        let task = tokio::task::spawn_local(async move {
            let Some(session) = session else { return };
            let answer = aws::separate::enter(&session, &account, is_new)
                .await
                .map(|inner| {
                    let info = info(&inner);
                    outer.replace(Some(session));
                    slot.replace(Some(inner));
                    info
                });
            let _ = messages.send(Message::Session(ticket, answer));
        });
        self.only(&task);
    }

    fn leave(&mut self, ticket: Ticket) {
        if let Some(before) = self.opening.take() {
            before.abort();
        }
        let outer = self.outer.borrow_mut().take();
        let answer = outer.map(|session| {
            let info = info(&session);
            self.session.replace(Some(session));
            info
        });
        let answer = answer.ok_or_else(|| Failure::new(Kind::NoCredentials, ""));
        let _ = self.messages.send(Message::Session(ticket, answer));
    }

    fn survey(&mut self, ticket: Ticket, scope: Scope) {
        // The machine takes no more answers of the one before; its calls need not go on.
        if let Some(survey) = self.survey.take() {
            survey.abort();
        }
        let messages = self.messages.clone();
        let Some(session) = self.session.borrow().clone() else {
            let _ = messages.send(Message::Surveyed(ticket));
            return;
        };
        self.survey = Some(tokio::task::spawn_local(async move {
            let (sender, mut facts) = tokio::sync::mpsc::unbounded_channel();
            let asking = async move { aws::survey(&session, &scope, &sender).await };
            let passing = async {
                while let Some(fact) = facts.recv().await {
                    let _ = messages.send(Message::Fact(ticket, Box::new(fact)));
                }
            };
            tokio::join!(asking, passing);
            let _ = messages.send(Message::Surveyed(ticket));
        }));
    }

    fn stop_reading(&mut self) {
        if let Some(reading) = self.reading.take() {
            reading.abort();
        }
    }

    fn read(&mut self, ticket: Ticket, question: Question) {
        self.stop_reading();
        let messages = self.messages.clone();
        let session = self.session.borrow().clone();
        self.reading = Some(tokio::task::spawn_local(async move {
            let answer = answer(session.as_ref(), question).await;
            let _ = messages.send(Message::Read(ticket, Box::new(answer)));
        }));
    }

    /// Writes two files into the folder genkan was started in; nobody else may read them.
    fn export(&self, export: Export) {
        let messages = self.messages.clone();
        let now = (self.opener.borrow().clock)();
        tokio::task::spawn_blocking(move || {
            let name = format!(
                "genkan-events-{}-{}-{}",
                export.account,
                export.query.region,
                now.strftime("%Y%m%dT%H%M%SZ")
            );
            let json = events_json(&export.account, &export.query, &export.events, export.complete);
            let written = events_csv(&export.events).and_then(|csv| {
                write_new(format!("{name}.json").as_ref(), &format!("{json:#}\n"))?;
                write_new(format!("{name}.csv").as_ref(), &csv)
            });
            let _ = messages.send(Message::Exported(
                written.map(|()| format!("{name}.json, {name}.csv")),
            ));
        });
    }

    fn apply(&mut self, ticket: Ticket, approval: Approval) {
        if let Some(survey) = self.survey.take() {
            survey.abort();
        }
        self.stop = Voice::default();
        let (stop, messages, journal) = (
            self.stop.clone(),
            self.messages.clone(),
            Arc::clone(&self.journal.borrow()),
        );
        let session = self.session.borrow().clone();
        tokio::task::spawn_local(async move {
            let answer = match (session, journal.as_ref()) {
                (Some(session), Ok(journal)) => {
                    let listener = |progress| {
                        let _ = messages.send(Message::Progress(ticket, Box::new(progress)));
                    };
                    apply::run(&session, approval, journal, &listener, &stop).await
                }
                (_, Err(failure)) => Err(failure.clone()),
                (None, Ok(_)) => Err(Failure::new(Kind::NoCredentials, "")),
            };
            let _ = messages.send(Message::Applied(ticket, Box::new(answer)));
        });
    }

    /// Closes the run and reads the journal again.
    fn close_run(&self, ticket: Ticket, run: Run) {
        let (messages, journal) = (self.messages.clone(), Arc::clone(&self.journal.borrow()));
        let now = (self.opener.borrow().clock)();
        tokio::task::spawn_blocking(move || {
            let answer = match journal.as_ref() {
                Ok(journal) => journal.close(&run, now).and_then(|()| journal.read()),
                Err(failure) => Err(failure.clone()),
            };
            let _ = messages.send(Message::Journal(ticket, answer));
        });
    }

    fn read_journal(&self, ticket: Ticket) {
        let (messages, journal) = (self.messages.clone(), Arc::clone(&self.journal.borrow()));
        tokio::task::spawn_blocking(move || {
            let answer = match journal.as_ref() {
                Ok(journal) => journal.read(),
                Err(failure) => Err(failure.clone()),
            };
            let _ = messages.send(Message::Journal(ticket, answer));
        });
    }

    /// The demonstration shows the address instead: it is nobody's real account.
    fn open_page(&self, page: String) {
        let messages = self.messages.clone();
        let demo = self.opener.borrow().scenario.is_some();
        self.opener.borrow().page_opened(&page);
        tokio::task::spawn_blocking(move || {
            if demo || open::that_detached(&page).is_err() {
                let _ = messages.send(Message::PageFailed(page));
            }
        });
    }
}

/// The embedded account as a source.
fn embedded(region: Option<&str>) -> Source {
    Source {
        profile: None,
        way: Way::Embedded,
        detail: String::new(),
        region: Some(crate::domain::Region::new(region.unwrap_or("ap-northeast-1"))),
        readiness: Readiness::Ready(None),
        default: true,
    }
}

/// What the machine needs to know of a session.
fn info(session: &Session) -> SessionInfo {
    SessionInfo {
        region: session.region().clone(),
        endpoint: shown_endpoint(session),
        expires: session.expires(),
    }
}

/// The endpoint that takes the place of AWS's own; that of a service by its name, and how many more there are.
fn shown_endpoint(session: &Session) -> Option<String> {
    let all = session.endpoints();
    let Some(first) = all.first() else {
        return session.endpoint().map(ToOwned::to_owned);
    };
    let name = first
        .service
        .as_ref()
        .map_or_else(String::new, |service| format!("{service}: "));
    let more = match all.len() {
        1 => String::new(),
        count => format!(" +{}", count - 1),
    };
    Some(format!("{name}{}{more}", first.url))
}

/// Asks AWS a question that no check needs.
pub async fn answer(session: Option<&Session>, question: Question) -> Answer {
    match question {
        Question::Events { query, token } => Answer::Events(match session {
            Some(session) => aws::record::lookup(session, &query, token.as_deref()).await,
            None => Err(Failure::new(Kind::NoCredentials, "")),
        }),
        Question::GuardDutyFindings { archived } => Answer::GuardDutyFindings(match session {
            Some(session) => Ok(aws::detect::list(session, None, archived).await),
            None => Err(Failure::new(Kind::NoCredentials, "")),
        }),
        Question::Roots => Answer::Roots(match session {
            Some(session) => aws::separate::audit(session).await,
            None => Err(Failure::new(Kind::NoCredentials, "")),
        }),
        Question::Summary => Answer::Summary(match session {
            Some(session) => aws::secure::summary(session).await,
            None => Err(Failure::new(Kind::NoCredentials, "")),
        }),
        Question::Inventory { region, query, token } => Answer::Inventory(match session {
            Some(session) => aws::record::inventory(session, &region, &query, token.as_deref()).await,
            None => Err(Failure::new(Kind::NoCredentials, "")),
        }),
    }
}

#[cfg(all(test, feature = "demo"))]
mod tests {
    use super::*;
    use crate::aws::Options;
    use crate::domain::{Language, Mode};
    use crate::runtime::Scenario;
    use crate::wizard::{Key, Model, update};

    #[tokio::test]
    async fn a_profile_that_does_not_open_leaves_the_survey_under_way_to_end() {
        let clock: crate::domain::Clock = Arc::new(|| jiff::Timestamp::UNIX_EPOCH);
        let mut scenario = Scenario::named("fresh").unwrap();
        // Slow enough to be under way when the profile fails.
        scenario.latency_ms = 30;
        let opener = Opener::new(Some(scenario), Options::default(), clock.clone());
        let (sender, mut messages) = tokio::sync::mpsc::unbounded_channel();
        let mut world = World::new(opener, Journal::temporary(), sender);
        let mode = Mode {
            demo: true,
            read_only: false,
        };
        let (mut model, mut effects) = Model::begin(Language::En, mode, false, clock());
        effects.extend(update(&mut model, Message::Key(Key::Enter)));
        let (mut refused, mut asked) = (None, None);
        tokio::task::LocalSet::new()
            .run_until(async {
                loop {
                    for effect in effects.drain(..) {
                        let survey = match &effect {
                            Effect::Survey(ticket, _) => Some(*ticket),
                            _ => None,
                        };
                        world.perform(effect);
                        if let (Some(ticket), None) = (survey, asked) {
                            asked = Some(ticket);
                            let to = To {
                                whose: Whose::Profile("nobody".to_owned()),
                                region: None,
                            };
                            world.perform(Effect::Switch(ticket, Box::new(to), None));
                        }
                    }
                    // A survey that was given up says nothing any more.
                    let message = tokio::time::timeout(std::time::Duration::from_secs(60), messages.recv());
                    let message = message.await.unwrap().unwrap();
                    match &message {
                        Message::Session(_, Err(failure)) => refused = Some(failure.clone()),
                        Message::Surveyed(ticket) if Some(*ticket) == asked => break,
                        _ => {}
                    }
                    effects.extend(update(&mut model, message));
                }
            })
            .await;
        assert_eq!(refused.map(|failure| failure.kind), Some(Kind::BadConfig));
    }
}
