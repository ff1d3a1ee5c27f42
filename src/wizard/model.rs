//! Everything the wizard knows.

use jiff::Timestamp;

use std::collections::BTreeMap;

use super::accounts_form::AccountsForm;
use super::apply::RunState;
use super::confirm::Confirm;
use super::effect::{Effect, Ticket, To, Whose};
use super::events::{Events, FilterEdit};
use super::inventory::{Difference, Entry, Inventory};
use super::job_form::JobForm;
use super::memory::SkipEdit;
use super::message::SessionInfo;
use super::pages::Pages;
use super::rebind::Rebound;
use super::recap::SaveEdit;
use super::review::Review;
use super::sources::{RegionFor, SigningIn};
use super::teach::Taught;
use crate::domain::journal::{History, Run};
use crate::domain::{
    Check, Failure, Finding, Identity, Known, Language, Measure, Memory, Mode, Region, Scope, Sentence,
    Sources,
};
use crate::measures::Job;
use crate::measures::{self, Facts};

/// Columns and rows below which only a notice is drawn, and nothing can be approved.
pub const MINIMUM: (u16, u16) = (60, 20);

/// The session, as far as the machine knows.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionState {
    /// Being opened.
    Opening(Ticket),
    Open(SessionInfo),
    /// It cannot be opened.
    Failed(Failure),
}

/// One screen, with what it remembers while others lie on it.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    /// Language and how to start.
    Welcome,
    /// Why now, and who answers for what.
    Intro {
        /// Which page, from 0.
        page: usize,
    },
    /// Where the credentials come from.
    Sources {
        selected: usize,
    },
    /// What was reached, and what comes next.
    Recap {
        scroll: usize,
    },
    /// Is this the right account?
    Identity {
        /// The focused choice.
        choice: super::identity::Choice,
    },
    Dashboard {
        selected: Measure,
    },
    /// One measure's checks.
    Measure {
        measure: Measure,
        selected: usize,
    },
    /// The choices of a job.
    JobForm(&'static Job),
    /// What cannot be taken back, before anything is chosen.
    Told {
        check: &'static Check,
        scroll: usize,
    },
    /// Which accounts are wanted.
    AccountsForm,
    Organization {
        selected: usize,
    },
    /// What only a person can do, step by step.
    Guide {
        check: &'static Check,
        scroll: usize,
    },
    Users {
        selected: usize,
    },
    Keys {
        selected: usize,
        /// The root user's instead of the users'.
        of_root: bool,
    },
    /// From the root user to the user of every day.
    SignIn {
        user: String,
        scroll: usize,
    },
    /// A plan being run.
    Progress,
    /// What came of it.
    Result {
        scroll: usize,
    },
    Journal {
        /// The selected run, newest first.
        selected: usize,
    },
    Events(Box<Events>),
    /// What AWS Config recorded.
    Inventory(Box<Inventory>),
    GuardDuty(Box<super::guardduty::GuardDuty>),
    /// What comes after GuardDuty.
    HandOff {
        scroll: usize,
    },
    /// GuardDuty Region by Region.
    Regions {
        selected: usize,
    },
}

/// What lies on a screen. Front first for input, back to front for drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// A plan to say yes or no to.
    Confirm(Box<Confirm>),
    /// Keys, glyphs and words.
    Help {
        scroll: usize,
    },
    /// The evidence of a check.
    Evidence {
        finding: Box<Finding>,
        scroll: usize,
    },
    /// One event of the history.
    Event {
        event: Box<crate::measures::record::Event>,
        /// The whole record instead of its summary.
        raw: bool,
        scroll: usize,
    },
    /// The one filter of the event history.
    Filter(Box<FilterEdit>),
    /// A line to type about what AWS Config recorded.
    Entry(Box<Entry>),
    /// One record of AWS Config.
    Record {
        /// What it is of.
        title: String,
        record: Box<serde_json::Value>,
        /// What changed in it; none where there is nothing to compare with.
        difference: Option<Box<Difference>>,
        /// The whole record instead of what changed.
        raw: bool,
        scroll: usize,
    },
    GuardDutyFinding {
        finding: Box<crate::measures::detect::GuardDutyFinding>,
        /// AWS's whole record instead of its summary.
        raw: bool,
        scroll: usize,
    },
    /// What samples to make.
    Samples(Box<super::guardduty::SamplesEdit>),
    Error(Box<Failure>),
    /// May what is sent be read on the way?
    PlainHttp {
        endpoint: String,
        /// Focus on going on.
        go_on: bool,
        /// The session that is being opened, where another one is open.
        to: Option<To>,
    },
    /// Stop the run?
    Stop {
        /// Focus on stopping.
        stop: bool,
    },
    /// The code of an MFA device.
    Mfa {
        /// The role and device.
        failure: Box<Failure>,
        code: super::text::Text,
        /// The session that it is for; the one in use where there is none.
        to: Option<To>,
    },
    /// Why a measure or a check matters.
    Why {
        taught: Taught,
        scroll: usize,
    },
    /// Putting a check aside.
    Skip(Box<SkipEdit>),
    Save(Box<SaveEdit>),
    /// A sign-in being waited for.
    SigningIn(Box<SigningIn>),
    /// The sign-in ran out.
    SignedOut,
    /// The list of Regions to work from.
    Region {
        regions: Vec<Region>,
        selected: usize,
        /// What for.
        purpose: Box<RegionFor>,
    },
    /// Going on where one was.
    WhereLeft {
        check: &'static Check,
        /// Focus on going on.
        go_on: bool,
    },
    /// An earlier run was interrupted.
    CutShort {
        run: Box<Run>,
        /// Focus on continuing.
        go_on: bool,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub language: Language,
    /// Keys under other keys.
    pub keys: Rebound,
    /// ASCII only.
    pub ascii: bool,
    /// Everything is said in lines that stay: nothing is drawn over, and nothing can be copied.
    pub plain: bool,
    /// What may be done.
    pub mode: Mode,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What time it is.
    pub now: Timestamp,
    pub session: SessionState,
    /// Whose credentials are in use.
    pub whose: Whose,
    /// Where another session is being opened.
    pub(super) wanted: Option<To>,
    /// The sources of credentials; none until they were looked for.
    pub sources: Option<Sources>,
    pub(super) sources_asked: Option<Ticket>,
    /// The account before a new sign-in, which must be the same one after it.
    pub(super) account_before: Option<String>,
    /// What is remembered between two starts.
    pub memory: Memory,
    /// How many screens there were when the place was last remembered.
    pub(super) depth: usize,
    pub facts: Facts,
    /// The survey in flight.
    pub survey: Option<Ticket>,
    /// When the last one began.
    pub survey_began: Timestamp,
    /// When the last one ended.
    pub surveyed: Option<Timestamp>,
    /// The screens.
    pub pages: Pages,
    /// Layers, the front one last.
    pub layers: Vec<Layer>,
    /// The forms of jobs, kept while a person goes back and forth.
    pub job_forms: BTreeMap<&'static str, JobForm>,
    /// The form of measure 1, likewise.
    pub accounts_form: Option<AccountsForm>,
    /// A person said that the free plan may become a paid one.
    pub paid_plan: bool,
    /// The account from which this one was entered.
    pub through: Option<String>,
    /// The account from which another one is being entered.
    pub(super) entering: Option<String>,
    /// The root users of the members are being looked at.
    pub looking: Option<Ticket>,
    /// A plan that is being made.
    pub review: Option<Review>,
    /// The run under way or just over.
    pub run: Option<RunState>,
    pub history: Option<History>,
    /// An undo waits for the journal: of this run, or of the last.
    pub(super) undo_wanted: Option<Option<String>>,
    pub(super) journal_asked: Option<Ticket>,
    /// How far the text in front can be scrolled.
    pub(super) extent: usize,
    /// One line to say, until the next key.
    pub notice: Option<Sentence>,
    /// Ctrl-C was pressed once.
    pub(super) quit_armed: Option<Ticket>,
    /// A look again at what is pending.
    pub(super) look_again: Option<Ticket>,
    /// The next look at the account summary, or its answer.
    pub(super) watch: Option<Ticket>,
    /// Another profile is being signed in to.
    pub switching: Option<Ticket>,
    /// An interrupted run was offered once.
    pub(super) cut_short_offered: bool,
    /// Leaving once the run has stopped.
    pub(super) leaving: bool,
    tickets: u64,
}

impl Model {
    /// The machine at its beginning, with what it asks for first.
    #[must_use]
    pub fn begin(language: Language, mode: Mode, ascii: bool, now: Timestamp) -> (Self, Vec<Effect>) {
        let mut model = Self {
            language,
            keys: Rebound::default(),
            ascii,
            plain: false,
            mode,
            size: (80, 24),
            now,
            session: SessionState::Opening(Ticket(0)),
            whose: Whose::Chain,
            wanted: None,
            sources: None,
            sources_asked: None,
            account_before: None,
            memory: Memory::default(),
            depth: 0,
            facts: Facts::default(),
            survey: None,
            survey_began: now,
            surveyed: None,
            pages: Pages::of(vec![Screen::Welcome]),
            layers: Vec::new(),
            job_forms: BTreeMap::new(),
            accounts_form: None,
            paid_plan: false,
            through: None,
            entering: None,
            looking: None,
            review: None,
            run: None,
            history: None,
            undo_wanted: None,
            journal_asked: None,
            extent: 0,
            notice: None,
            quit_armed: None,
            look_again: None,
            watch: None,
            switching: None,
            cut_short_offered: false,
            leaving: false,
            tickets: 0,
        };
        let open = model.open_session(None);
        let find = super::sources::find(&mut model);
        (model, vec![open, find])
    }

    pub(super) const fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    pub(super) fn open_session(&mut self, code: Option<crate::domain::Secret>) -> Effect {
        let ticket = self.ticket();
        self.session = SessionState::Opening(ticket);
        Effect::OpenSession(ticket, code)
    }

    /// Asks AWS; what is being asked again is forgotten first, so that nothing old is shown as new.
    pub(super) fn ask(&mut self, scope: Scope) -> Effect {
        let ticket = self.ticket();
        for measure in &scope.measures {
            self.facts.forget(*measure);
        }
        self.survey = Some(ticket);
        self.survey_began = self.now;
        Effect::Survey(ticket, scope)
    }

    /// The screen in front.
    #[must_use]
    pub fn screen(&self) -> &Screen {
        self.pages.front()
    }

    pub(super) fn screen_mut(&mut self) -> Option<&mut Screen> {
        self.pages.front_mut()
    }

    pub(super) fn push(&mut self, screen: Screen) {
        self.pages.push(screen);
    }

    /// Back one level; the first screen stays.
    pub(super) fn pop(&mut self) {
        self.pages.pop();
    }

    /// Back to the screen that `is` one of, or nowhere.
    pub(super) fn pop_to(&mut self, is: impl Fn(&Screen) -> bool) {
        self.pages.pop_to(is);
    }

    /// Whether the terminal is too small to show a plan.
    #[must_use]
    pub const fn is_too_small(&self) -> bool {
        self.size.0 < MINIMUM.0 || self.size.1 < MINIMUM.1
    }

    /// The account, once known.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.facts.account.identity.seen()
    }

    /// The Regions a person may choose from; none while they are not known.
    #[must_use]
    pub fn enabled_regions(&self) -> &[crate::domain::Region] {
        self.facts
            .account
            .regions
            .seen()
            .map_or(&[], |regions| &regions.enabled)
    }

    /// The home Region, once known.
    #[must_use]
    pub const fn home(&self) -> Option<&crate::domain::Region> {
        match &self.session {
            SessionState::Open(info) => Some(&info.region),
            SessionState::Opening(_) | SessionState::Failed(_) => None,
        }
    }

    /// How a check stands; none while it is being asked.
    #[must_use]
    pub fn finding(&self, check: &'static crate::domain::Check) -> Option<Finding> {
        let finding = measures::judge(check, &self.facts);
        if finding.is_none() && self.survey.is_none() && self.surveyed.is_some() {
            return Some(measures::judge_settled(check, &self.facts));
        }
        finding
    }

    /// A plan is running.
    #[must_use]
    pub fn is_applying(&self) -> bool {
        self.run.as_ref().is_some_and(RunState::is_under_way)
    }

    /// Something turns on the screen while it is being waited for; otherwise nothing wakes the program.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.survey.is_some()
            || self.switching.is_some()
            || self.looking.is_some()
            || matches!(self.layers.last(), Some(Layer::SigningIn(waiting)) if waiting.failure.is_none())
            || matches!(self.session, SessionState::Opening(_))
            || self.is_applying()
            || self.review.is_some()
            || self.pages.events().is_some_and(|events| events.loading.is_some())
            || self
                .pages
                .guardduty()
                .is_some_and(|findings| findings.loading.is_some() || findings.awaited.is_some())
            || self
                .pages
                .inventory()
                .is_some_and(|inventory| inventory.loading.is_some())
    }

    /// Whether the account is known, and so everything else can be asked.
    #[must_use]
    pub const fn is_identity_refused(&self) -> Option<&Failure> {
        match &self.facts.account.identity {
            Known::Refused(failure) => Some(failure),
            Known::NotAsked | Known::Asking | Known::Seen(..) => None,
        }
    }
}
