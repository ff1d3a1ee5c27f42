//! The command line: its grammar, its streams and its exit codes. One file a command.

mod accounts;
mod apply;
mod check;
mod config;
mod doctor;
mod events;
mod explain;
mod findings;
mod grammar;
mod inventory;
mod journal;
mod near;
mod out;
mod plan;
mod policy;
mod report;
mod settings;
mod table;
mod undo;

use std::ffi::OsString;

use self::settings::{Files, Origin, Settings};
use crate::aws::sign_in::SignIns;
use crate::aws::{Options, Session};
use crate::domain::{Clock, Failure, Kind, Measure, Mode, Scope};
use crate::journal::Journal;
use crate::measures::detect::{Query, Severity};
use crate::measures::{self, Detectors, Facts};
use crate::runtime::{self, clock, terminal};
use crate::say;
use crate::text::{self, Words};

pub use grammar::{CheckFormat, Command, ConfigAbout, FailOn, Format, Global, PolicyFor, command, parse};

/// What every command works with.
struct Context {
    global: Global,
    settings: Settings,
    words: Words,
    clock: Clock,
}

/// Runs a command line to its exit code.
#[must_use]
pub fn main(arguments: Vec<OsString>) -> u8 {
    // A file that cannot be read is told in the language of the surroundings; what helps to mend it goes on.
    let (files, broken) = match Files::read() {
        Ok(files) => (files, None),
        Err(failure) => (Files::default(), Some(failure)),
    };
    let (global, command, words) = match parse(arguments, files.lang()) {
        Ok(parsed) => parsed,
        Err(error) => {
            out::flushed(error.print());
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let Some(lost) = out::lost().filter(|_| code == 0) else {
                return code;
            };
            out::failure(&Words::of(text::choose(None, files.lang())), &lost);
            return lost.exit_code();
        }
    };
    terminal::tell_panics(&words.get("panic-epitaph"));
    if let Err(failure) = runtime::log::start() {
        out::failure(&words, &failure);
        return failure.exit_code();
    }
    let helps = matches!(
        command,
        Some(
            Command::Config {
                about: ConfigAbout::Path | ConfigAbout::Template
            } | Command::Doctor { .. }
        )
    );
    if let Some(failure) = broken.as_ref().filter(|_| !helps) {
        out::failure(&words, failure);
        return failure.exit_code();
    }
    let settings = match Settings::of(&global, words.language(), &files) {
        Ok(settings) => settings,
        Err(failure) => {
            out::failure(&words, &failure);
            return failure.exit_code();
        }
    };
    out::quiet(global.quiet);
    let context = Context {
        global,
        settings,
        words: Words::of(words.language()),
        clock: clock::system(),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Failure::new(Kind::Internal, error.to_string());
            out::failure(&words, &failure);
            return failure.exit_code();
        }
    };
    let ended = runtime.block_on(async {
        tokio::select! {
            biased;
            () = terminal::panicked() => Ok(terminal::PANICKED),
            ended = context.run(command) => ended,
        }
    });
    // A call that nobody waits for any more must not hold the process.
    runtime.shutdown_background();
    let code = match ended {
        Ok(code) => code,
        Err(failure) => {
            out::failure(&words, &failure);
            failure.exit_code()
        }
    };
    if terminal::has_panicked() {
        return terminal::PANICKED;
    }
    let Some(lost) = out::lost().filter(|_| TOLD.contains(&code)) else {
        return code;
    };
    out::failure_after(&words, &lost, out::changed());
    if out::changed() > 0 {
        crate::domain::run::PARTLY
    } else {
        lost.exit_code()
    }
}

/// The exit codes that say how things stand: worth nothing where what stands did not arrive.
const TOLD: [u8; 3] = [0, 3, 5];

impl Context {
    async fn run(self, command: Option<Command>) -> Result<u8, Failure> {
        match command {
            None => {
                return self.wizard(self.global.demo.clone()).await;
            }
            Some(Command::Demo { scenario, .. }) => {
                let scenario = scenario
                    .or_else(|| self.global.demo.clone())
                    .unwrap_or_else(|| "fresh".to_owned());
                self.wizard(Some(scenario)).await
            }
            Some(Command::Check {
                checked,
                measure,
                check_format,
                check_output,
                fail_on,
                exit_zero,
            }) => {
                let fail_on = if exit_zero { FailOn::Nothing } else { fail_on };
                self.check(&checked, &measure, check_format, check_output.as_deref(), fail_on)
                    .await
            }
            Some(Command::Plan {
                check,
                output,
                set,
                control_tower,
                show,
                format,
            }) => {
                if let Some(file) = show {
                    return self.show_plan(&file, format);
                }
                self.plan(&check, output.as_deref(), &set, control_tower, format)
                    .await
            }
            Some(Command::Apply { file, yes, account }) => self.apply(&file, yes, account.as_deref()).await,
            Some(Command::Undo {
                run,
                delete_detectors,
                yes,
                account,
            }) => {
                let detectors = if delete_detectors {
                    Detectors::Delete
                } else {
                    Detectors::Suspend
                };
                self.undo(run.as_deref(), detectors, yes, account.as_deref())
                    .await
            }
            Some(Command::Events {
                filter,
                since,
                until,
                max,
                event_format,
            }) => {
                self.events(filter.as_deref(), &since, until.as_deref(), max, event_format)
                    .await
            }
            Some(Command::Inventory {
                r#type,
                deleted,
                row_filter,
                query,
                format,
            }) => {
                let asked = inventory::Asked {
                    kind: r#type.as_deref(),
                    deleted,
                    filter: row_filter.as_deref(),
                    query: query.as_deref(),
                };
                self.inventory(asked, format).await
            }
            Some(Command::Timeline {
                resource,
                back,
                format,
            }) => self.timeline(&resource, &back, format).await,
            Some(Command::Report {
                report_format,
                report_output,
                before,
                mask,
            }) => {
                self.report(report_format, report_output.as_deref(), before.as_deref(), mask)
                    .await
            }
            Some(Command::Explain { explained, format }) => self.explain(explained.as_deref(), format),
            Some(Command::Help { topic }) => self.help(topic.as_deref()),
            Some(Command::Completions { shell }) => {
                // A shell that reads them anew when it starts knows the profiles of that day.
                let named = grammar::Named {
                    profiles: crate::aws::sources::profile_names().await,
                    settings: self.settings.names(),
                };
                Ok(grammar::completions(shell, &self.words, named))
            }
            Some(Command::Man { page, folder }) => self.manual(page.as_deref(), folder.as_deref()),
            Some(Command::Config { about }) => match about {
                ConfigAbout::Path => Self::config_path(),
                ConfigAbout::Template => Ok(Self::config_template()),
                ConfigAbout::Get {
                    name,
                    resolved,
                    format,
                } => self.config_get(name.as_deref(), resolved, format),
            },
            Some(Command::Policy { r#for }) => self.policy(r#for),
            Some(Command::Doctor { json, format }) => self.doctor(json || format == Format::Json).await,
            Some(Command::Accounts { format }) => self.accounts(format).await,
            Some(Command::Findings {
                severity,
                finding_type,
                finding_region,
                samples,
                archived,
                format,
            }) => {
                let query = Query {
                    at_least: severity.as_deref().and_then(Severity::named),
                    kind: finding_type.unwrap_or_default(),
                    archived,
                    samples: samples.into(),
                };
                self.findings(&query, finding_region.as_deref(), format).await
            }
            Some(Command::Journal { format }) => self.show_journal(format),
        }
    }

    /// The help of a command, or of a check.
    fn help(&self, topic: Option<&str>) -> Result<u8, Failure> {
        if let Some(text) = grammar::help(&self.words, topic) {
            out::data(text.trim_end());
            return Ok(0);
        }
        let name = topic.unwrap_or_default();
        let text = match measures::check(name) {
            Some(check) => self.help_of(check),
            None => {
                let commands = grammar::names(&self.words);
                let checks = Measure::ALL.into_iter().flat_map(measures::checks);
                let all = commands
                    .iter()
                    .map(String::as_str)
                    .chain(checks.map(|check| check.id));
                let text = near::unknown(name, all, "genkan help", &self.words);
                return Err(Failure::new(Kind::Usage, text));
            }
        };
        out::data(&text);
        Ok(0)
    }

    /// One manual page, or every one into a folder.
    fn manual(&self, name: Option<&str>, folder: Option<&std::path::Path>) -> Result<u8, Failure> {
        let Some(folder) = folder else {
            let Some(page) = grammar::manual(&self.words, name)? else {
                let commands = grammar::names(&self.words);
                let text = near::unknown(
                    name.unwrap_or_default(),
                    commands.iter().map(String::as_str),
                    "genkan help",
                    &self.words,
                );
                return Err(Failure::new(Kind::Usage, text));
            };
            out::raw(page.trim_end());
            return Ok(0);
        };
        let unwritten = |path: &std::path::Path, error: &std::io::Error| {
            Failure::new(Kind::Unwritten, format!("{}: {error}", path.display()))
        };
        std::fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        let commands = grammar::names(&self.words);
        let pages = std::iter::once(None).chain(commands.iter().map(|name| Some(name.as_str())));
        for name in pages {
            let file = name.map_or_else(|| "genkan.1".to_owned(), |name| format!("genkan-{name}.1"));
            let path = folder.join(file);
            let page = grammar::manual(&self.words, name)?.unwrap_or_default();
            std::fs::write(&path, page).map_err(|error| unwritten(&path, &error))?;
        }
        Ok(0)
    }

    /// Asks AWS; a person at a terminal sees that it takes its time.
    async fn survey(&self, session: &Session, scope: &Scope) -> Facts {
        let asking = crate::apply::survey(session, scope);
        tokio::pin!(asking);
        let mut line = out::Line::default();
        let mut halves = 0_i64;
        loop {
            tokio::select! {
                biased;
                facts = &mut asking => {
                    line.clear();
                    return facts;
                }
                () = tokio::time::sleep(std::time::Duration::from_millis(500)) => {
                    halves += 1;
                    line.say(&self.words.say(&say!("progress-asking", seconds = halves / 2)));
                }
            }
        }
    }

    fn mode(&self, demo: bool) -> Mode {
        Mode {
            demo,
            read_only: self.settings.is_on("read-only"),
        }
    }

    fn options(&self) -> Options {
        Options {
            // What the AWS variables say, the SDK reads by itself.
            profile: self.set("profile", &self.global.profile),
            region: self.set("region", &self.global.region),
            endpoint_url: self.global.endpoint_url.clone(),
            mode: self.mode(false),
            mfa_code: None,
            sign_ins: SignIns::default(),
            allow_http: self.global.allow_http,
            allowed_http: Vec::new(),
        }
    }

    /// A value of a flag or of a file, but not of an AWS variable: those the SDK reads by itself, in its own order.
    fn set(&self, name: &str, flag: &Option<String>) -> Option<String> {
        let of_file = self
            .settings
            .get(name)
            .is_some_and(|one| matches!(one.origin, Origin::File(_)));
        flag.clone()
            .or_else(|| self.settings.text(name).filter(|_| of_file))
    }

    async fn wizard(&self, scenario: Option<String>) -> Result<u8, Failure> {
        let mode = self.mode(scenario.is_some());
        let scenario = scenario
            .map(|name| runtime::Opener::scenario(&name))
            .transpose()?;
        let mut options = self.options();
        if scenario.is_some() {
            // The embedded account has no profiles of this computer.
            options.profile = None;
        }
        let opener = runtime::Opener::new(scenario, options, self.clock.clone());
        runtime::run(opener, self.words.language(), mode, self.settings.manner()).await
    }

    /// Opens the session of the flags, asking for an MFA code where the profile wants one.
    async fn session(&self) -> Result<Session, Failure> {
        if let Some(name) = &self.global.demo {
            let options = Options {
                mode: self.mode(true),
                profile: None,
                ..self.options()
            };
            let scenario = runtime::Opener::scenario(name)?;
            let opener = runtime::Opener::new(Some(scenario), options, self.clock.clone());
            return opener.open(None).await;
        }
        let mut options = self.options();
        match Session::open(&options, self.clock.clone()).await {
            Err(failure) if failure.kind == Kind::MfaNeeded && out::is_interactive() => {
                let role = failure.principal.clone().unwrap_or_default();
                out::tell(
                    &self
                        .words
                        .say(&say!("mfa-ask", role = role, device = &failure.message)),
                );
                options.mfa_code = out::secret();
                Session::open(&options, self.clock.clone()).await
            }
            other => other,
        }
    }

    fn journal(&self) -> Result<Journal, Failure> {
        if self.global.demo.is_some() {
            Journal::temporary()
        } else {
            Journal::of_this_machine()
        }
    }

    /// Says what an earlier run left open.
    fn mention_open(&self, journal: &Journal, account: &str) -> Option<crate::domain::journal::Run> {
        let history = match journal.read() {
            Ok(history) => history,
            Err(failure) => {
                out::note(&self.words.say(&failure.title()));
                out::note(&failure.message);
                return None;
            }
        };
        let run = history.open(account)?;
        let plan = run.plan()?.short().to_owned();
        out::note(&self.words.say(&if run.is_cut_short() {
            say!("cut-short", run = &run.id, plan = plan)
        } else {
            say!("run-unfinished", run = &run.id, plan = plan)
        }));
        Some(run)
    }
}
