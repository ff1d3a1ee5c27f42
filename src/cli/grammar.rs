//! The grammar. Names bind; the words of the help come from the locale files.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::events::EventFormat;
use super::findings::SamplesShown;
use crate::domain::account::DEFAULT_REGIONS;
use crate::domain::{Failure, Kind, Measure};
use crate::measures;
use crate::text::{self, Words};

/// Flags that go before or after any command.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Global {
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) profile: Option<String>,
    #[arg(long, global = true, value_name = "REGION")]
    pub(super) region: Option<String>,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["en", "ja"])]
    pub(super) lang: Option<String>,
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    #[arg(long, global = true, value_name = "URL")]
    pub(super) endpoint_url: Option<String>,
    #[arg(long, global = true)]
    pub(super) allow_http: bool,
    #[arg(long, global = true)]
    pub(super) ascii: bool,
    #[arg(long, global = true, value_name = "SCENARIO")]
    pub(super) demo: Option<String>,
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    #[command(flatten)]
    pub(super) look: Look,
}

/// Flags of the wizard.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct Look {
    #[arg(long)]
    pub(super) plain: bool,
    #[arg(long)]
    pub(super) mouse: bool,
    #[arg(long, value_enum)]
    pub(super) theme: Option<crate::screens::ThemeName>,
}

impl Look {
    /// What was said before the command and after it.
    fn with(self, other: &Self) -> Self {
        Self {
            plain: self.plain || other.plain,
            mouse: self.mouse || other.mouse,
            theme: other.theme.or(self.theme),
        }
    }
}

/// Which checks let `check` end with another code than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Those that fail.
    #[default]
    Fail,
    /// Warnings too.
    Warn,
    /// What could not be answered, as if it had failed.
    Unknown,
    /// None.
    #[value(skip)]
    Nothing,
}

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs, versioned.
    Json,
}

/// How checks are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    #[default]
    Table,
    /// For programs, versioned.
    Json,
    /// Compliance findings of OCSF, for Security Lake and the like.
    Ocsf,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for a CI's test tab.
    Junit,
}

/// What of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum ConfigAbout {
    /// Where the file is or would be.
    Path,
    /// A file to begin with.
    Template,
    /// What is set.
    Get {
        /// Which; all where none is named.
        name: Option<String>,
        /// With where each comes from.
        #[arg(long)]
        resolved: bool,
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// What permissions are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyFor {
    /// Every check.
    Check,
    /// Every check and every change.
    Apply,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ReportFormat {
    /// One file for a browser or a printer.
    #[default]
    Html,
    /// For a repository or a ticket.
    Markdown,
    /// For programs, and to compare with later.
    Json,
}

impl From<ReportFormat> for crate::domain::ReportFormat {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Html => Self::Html,
            ReportFormat::Markdown => Self::Markdown,
            ReportFormat::Json => Self::Json,
        }
    }
}

/// A command; none opens the wizard.
#[derive(Debug, Clone, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum Command {
    /// The wizard on the embedded account.
    Demo {
        /// How the account begins.
        scenario: Option<String>,
        /// How it looks.
        #[command(flatten)]
        look: Look,
    },
    /// How the account stands.
    Check {
        /// Only these checks.
        #[arg(value_name = "CHECK")]
        checked: Vec<String>,
        /// Only these measures, by name or number.
        #[arg(long, value_name = "MEASURE", value_delimiter = ',')]
        measure: Vec<String>,
        /// Into a file.
        #[arg(short = 'o', long = "output", value_name = "FILE")]
        check_output: Option<PathBuf>,
        /// What counts as failed.
        #[arg(long, value_enum, default_value_t, value_name = "STATUS")]
        fail_on: FailOn,
        /// For people or for which programs.
        #[arg(long = "format", value_enum, default_value_t)]
        check_format: CheckFormat,
        /// Exit with 0 where checks fail.
        #[arg(long, conflicts_with = "fail_on")]
        exit_zero: bool,
    },
    /// What would be changed.
    Plan {
        /// Only these checks.
        check: Vec<String>,
        /// Save it, to apply it later.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Choose a value.
        #[arg(long, value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// Remove what is in the way of AWS Control Tower.
        #[arg(long, conflicts_with_all = ["check", "set"])]
        control_tower: bool,
        /// A plan that was saved, as the dialog shows one.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "set", "output", "control_tower"])]
        show: Option<PathBuf>,
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Run a saved plan.
    Apply {
        /// The plan.
        file: PathBuf,
        /// Yes to that plan.
        #[arg(long)]
        yes: bool,
        /// In this account.
        #[arg(long, value_name = "ID")]
        account: Option<String>,
    },
    /// Take back a run.
    Undo {
        /// The run; the last one where none is given.
        run: Option<String>,
        /// Delete the detectors that it made, instead of suspending them.
        #[arg(long)]
        delete_detectors: bool,
        /// Yes to taking it back.
        #[arg(long)]
        yes: bool,
        /// In this account.
        #[arg(long, value_name = "ID")]
        account: Option<String>,
    },
    /// The event history.
    Events {
        /// One attribute.
        #[arg(long, value_name = "NAME=VALUE")]
        filter: Option<String>,
        /// The oldest.
        #[arg(long, value_name = "TIME", default_value = "24h")]
        since: String,
        /// The newest.
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// How many.
        #[arg(long, value_name = "COUNT", default_value_t = 50)]
        max: usize,
        /// Table, JSON or CSV.
        #[arg(long = "format", value_enum, default_value_t)]
        event_format: EventFormat,
    },
    /// What AWS Config recorded.
    Inventory {
        /// The resources of a type instead of the counts.
        #[arg(long, value_name = "TYPE")]
        r#type: Option<String>,
        /// Deleted ones too.
        #[arg(long, requires = "type")]
        deleted: bool,
        /// Only what holds this text.
        #[arg(long = "filter", value_name = "TEXT")]
        row_filter: Option<String>,
        /// An advanced query.
        #[arg(long, value_name = "SQL", conflicts_with = "type")]
        query: Option<String>,
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// One resource's timeline.
    Timeline {
        /// TYPE/ID, or an id, a name or an ARN.
        resource: String,
        /// How far back.
        #[arg(long = "since", value_name = "TIME", default_value = "30d")]
        back: String,
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// How the account stands, for a person who was not there.
    Report {
        /// How it is written.
        #[arg(long = "format", value_enum, default_value_t)]
        report_format: ReportFormat,
        /// Into a file.
        #[arg(short = 'o', long = "output", value_name = "FILE")]
        report_output: Option<PathBuf>,
        /// An earlier report to compare with.
        #[arg(long, value_name = "FILE")]
        before: Option<PathBuf>,
        /// Identifiers hidden.
        #[arg(long)]
        mask: bool,
    },
    /// What a check is about.
    Explain {
        /// Its id; all are listed where none is given.
        #[arg(value_name = "CHECK")]
        explained: Option<String>,
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// What a command or a check takes.
    Help {
        /// Which; all commands where none is given.
        #[arg(value_name = "COMMAND|CHECK")]
        topic: Option<String>,
    },
    /// Completions for a shell.
    Completions {
        /// Which.
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// The manual pages.
    Man {
        /// Of which command; genkan's own where none is given.
        #[arg(value_name = "COMMAND")]
        page: Option<String>,
        /// Every page into a folder.
        #[arg(short = 'o', long = "output", value_name = "FOLDER", conflicts_with = "page")]
        folder: Option<PathBuf>,
    },
    /// The settings.
    Config {
        /// What of them.
        #[command(subcommand)]
        about: ConfigAbout,
    },
    /// The least permissions.
    Policy {
        /// To do what.
        #[arg(value_enum, value_name = "WHAT")]
        r#for: PolicyFor,
    },
    /// What may be in the way.
    Doctor {
        /// For programs: the same as `--format json`.
        #[arg(long)]
        json: bool,
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// The organization as a tree.
    Accounts {
        /// How it is written.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// GuardDuty findings.
    Findings {
        /// Only at and above this severity.
        #[arg(long, value_name = "LEVEL", value_parser = ["low", "medium", "high", "critical"])]
        severity: Option<String>,
        /// Only types that contain this text.
        #[arg(long = "type", value_name = "TEXT")]
        finding_type: Option<String>,
        /// Only of this Region.
        #[arg(long = "in", value_name = "REGION")]
        finding_region: Option<String>,
        /// Samples with the others, without them, or only they.
        #[arg(long, value_enum, default_value_t)]
        samples: SamplesShown,
        /// The archived ones.
        #[arg(long)]
        archived: bool,
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// What was done.
    Journal {
        /// Table or JSON.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

#[derive(Debug, Parser)]
#[command(name = "genkan", version, disable_help_subcommand = true)]
struct Grammar {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The grammar with its help in a language.
#[must_use]
pub fn command(words: &Words) -> clap::Command {
    let grammar = Grammar::command()
        .about(words.get("cli-about"))
        .after_help(words.get("cli-exit-codes"))
        .mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            let sub = sub.about(words.get(&format!("cli-{name}")));
            describe(sub, words)
        });
    describe(grammar, words)
}

fn describe(command: clap::Command, words: &Words) -> clap::Command {
    command.mut_args(|arg| {
        let id = match arg.get_id().as_str() {
            "help" | "version" => return arg,
            id => format!("arg-{}", id.replace('_', "-")),
        };
        let arg = arg.help(words.get(&id));
        if GLOBAL.contains(&arg.get_id().as_str()) {
            arg.help_heading(words.get("cli-heading-global"))
        } else {
            arg
        }
    })
}

/// The flags of every command, which have a heading of their own.
const GLOBAL: [&str; 10] = [
    "profile",
    "region",
    "lang",
    "read_only",
    "endpoint_url",
    "allow_http",
    "ascii",
    "demo",
    "quiet",
    "verbose",
];

/// Names that only this computer knows.
pub struct Named {
    /// The profiles of the AWS files.
    pub profiles: Vec<String>,
    /// genkan's settings.
    pub settings: Vec<&'static str>,
}

/// Writes the completions of a shell.
pub fn completions(shell: clap_complete::Shell, words: &Words, named: Named) -> u8 {
    let mut text = Vec::new();
    let mut grammar = command(words);
    // Names that are known without asking anybody. A wrong one is told otherwise: with the one that was meant.
    let checks = || {
        PossibleValuesParser::new(
            Measure::ALL
                .into_iter()
                .flat_map(measures::checks)
                .map(|one| one.id),
        )
    };
    let measures = || PossibleValuesParser::new(Measure::ALL.map(Measure::id));
    let regions = || PossibleValuesParser::new(DEFAULT_REGIONS);
    #[cfg(feature = "demo")]
    {
        let scenarios = || PossibleValuesParser::new(crate::demo::Scenario::names());
        grammar = grammar
            .mut_arg("demo", |arg| arg.value_parser(scenarios()))
            .mut_subcommand("demo", |sub| {
                sub.mut_arg("scenario", |arg| arg.value_parser(scenarios()))
            });
    }
    grammar = grammar
        .mut_arg("region", |arg| arg.value_parser(regions()))
        .mut_arg("profile", |arg| {
            if named.profiles.is_empty() {
                arg
            } else {
                arg.value_parser(PossibleValuesParser::new(named.profiles))
            }
        })
        .mut_subcommand("plan", |sub| {
            let keys = measures::all_choice_names()
                .into_iter()
                .map(|name| format!("{name}="));
            sub.mut_arg("check", |arg| arg.value_parser(checks()))
                .mut_arg("set", |arg| arg.value_parser(PossibleValuesParser::new(keys)))
        })
        .mut_subcommand("config", |sub| {
            sub.mut_subcommand("get", |get| {
                get.mut_arg("name", |arg| {
                    arg.value_parser(PossibleValuesParser::new(named.settings))
                })
            })
        })
        .mut_subcommand("explain", |sub| {
            sub.mut_arg("explained", |arg| arg.value_parser(checks()))
        })
        .mut_subcommand("help", |sub| {
            sub.mut_arg("topic", |arg| arg.value_parser(checks()))
        })
        .mut_subcommand("findings", |sub| {
            sub.mut_arg("finding_region", |arg| arg.value_parser(regions()))
        })
        .mut_subcommand("check", |sub| {
            sub.mut_arg("checked", |arg| arg.value_parser(checks()))
                .mut_arg("measure", |arg| arg.value_parser(measures()))
        });
    clap_complete::generate(shell, &mut grammar, "genkan", &mut text);
    super::out::raw(String::from_utf8_lossy(&text).trim_end());
    0
}

/// The help of a command; none where there is no such command.
pub fn help(words: &Words, name: Option<&str>) -> Option<String> {
    let mut grammar = command(words);
    grammar.build();
    let mut wanted = match name {
        None => grammar,
        Some(name) => grammar.find_subcommand(name)?.clone(),
    };
    Some(wanted.render_long_help().to_string())
}

/// The names of the commands.
pub fn names(words: &Words) -> Vec<String> {
    let grammar = command(words);
    grammar
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect()
}

/// How each command is used, for its manual page: nothing to translate.
const EXAMPLES: [(&str, &[&str]); 20] = [
    (
        "genkan",
        &[
            "genkan",
            "genkan demo",
            "genkan check --fail-on warn",
            "genkan plan record.trail -o plan.json",
        ],
    ),
    ("demo", &["genkan demo half-done --lang ja"]),
    (
        "check",
        &[
            "genkan check",
            "genkan check record.trail secure.root-mfa",
            "genkan check --measure 1,2 --format json -o result.json",
        ],
    ),
    (
        "plan",
        &[
            "genkan plan record.trail -o plan.json",
            "genkan plan detect.alerts --set email=security@example.com -o plan.json",
            "genkan plan --show plan.json",
        ],
    ),
    ("apply", &["genkan apply plan.json --yes --account 111122223333"]),
    ("undo", &["genkan undo --yes --account 111122223333"]),
    (
        "events",
        &["genkan events --filter EventName=ConsoleLogin --since 7d"],
    ),
    ("inventory", &["genkan inventory --type AWS::S3::Bucket"]),
    (
        "timeline",
        &["genkan timeline AWS::EC2::Instance/i-0f1e2d3c4b5a69788 --since 7d"],
    ),
    ("report", &["genkan report --format html -o report.html --mask"]),
    ("explain", &["genkan explain record.trail"]),
    ("help", &["genkan help plan", "genkan help secure.budget"]),
    ("completions", &["genkan completions zsh"]),
    ("man", &["genkan man -o man1"]),
    ("config", &["genkan config get --resolved"]),
    ("policy", &["genkan policy check"]),
    ("doctor", &["genkan doctor --format json"]),
    ("accounts", &["genkan accounts"]),
    ("findings", &["genkan findings --severity high"]),
    ("journal", &["genkan journal --format json"]),
];

/// A manual page: of genkan where no command is named, else of that; none where there is no such command.
///
/// # Errors
/// Internal, never in practice.
pub fn manual(words: &Words, name: Option<&str>) -> Result<Option<String>, Failure> {
    let broken = |error: std::io::Error| Failure::new(Kind::Internal, error.to_string());
    let mut grammar = command(words).after_help("");
    grammar.build();
    let own = match name {
        None => grammar,
        Some(name) => match grammar.find_subcommand(name) {
            Some(sub) => sub.clone().name(format!("genkan-{name}")),
            None => return Ok(None),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(own).render(&mut text).map_err(broken)?;
    let mut page = String::from_utf8_lossy(&text).into_owned();
    let mut section = |title: &str, body: &str| {
        page.push_str(&format!(".SH {title}\n"));
        for line in body.lines() {
            page.push_str(&format!(
                "{}\n.br\n",
                line.replace('\\', "\\\\").replace('-', "\\-")
            ));
        }
    };
    let own = |(command, _): &&(&str, &[&str])| *command == name.unwrap_or("genkan");
    let examples = EXAMPLES.iter().find(own).map_or(&[][..], |(_, lines)| lines);
    section("EXAMPLES", &examples.join("\n"));
    section("ENVIRONMENT", &words.get("man-environment"));
    section("FILES", &words.get("man-files"));
    section("EXIT STATUS", &words.get("cli-exit-codes"));
    Ok(Some(page))
}

/// `genkan plan CHECK --help` asks about that check, as `genkan help CHECK` does: clap would tell of all checks alike.
fn of_one_check(arguments: &[OsString], words: &Words) -> Option<Vec<OsString>> {
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    texts.clone().find(|text| ["--help", "-h"].contains(text))?;
    texts.find(|text| *text == "plan")?;
    let check = texts.find_map(crate::measures::check)?;
    let asks = ["genkan", "--lang", words.language().code(), "help", check.id];
    Some(asks.map(OsString::from).to_vec())
}

/// Reads the command line. The language is looked for first, so that even its errors' help is in it.
///
/// # Errors
/// Whatever clap says, with its own exit code: 2 for usage, 0 for help and version.
pub fn parse(
    arguments: Vec<OsString>,
    of_file: Option<&str>,
) -> Result<(Global, Option<Command>, Words), clap::Error> {
    let flag = arguments.iter().enumerate().find_map(|(index, argument)| {
        let argument = argument.to_str()?;
        argument
            .strip_prefix("--lang=")
            .map(ToOwned::to_owned)
            .or_else(|| {
                (argument == "--lang").then(|| arguments.get(index + 1)?.to_str().map(ToOwned::to_owned))?
            })
    });
    let words = Words::of(text::choose(flag.as_deref(), of_file));
    let arguments = of_one_check(&arguments, &words).unwrap_or(arguments);
    let matches = command(&words).try_get_matches_from(arguments)?;
    let grammar = Grammar::from_arg_matches(&matches)?;
    let mut global = grammar.global;
    if let Some(Command::Demo { look, .. }) = &grammar.command {
        global.look = global.look.with(look);
    }
    Ok((global, grammar.command, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;

    #[test]
    fn the_grammar_is_sound_and_every_word_of_its_help_is_in_both_languages() {
        for language in Language::ALL {
            let words = Words::of(language);
            let mut grammar = command(&words);
            grammar.build();
            let mut all = vec![&grammar];
            all.extend(grammar.get_subcommands());
            for command in all {
                let texts = command.get_arguments().filter_map(clap::Arg::get_help);
                for text in texts.chain(command.get_about()) {
                    assert!(!text.to_string().contains("No localization"), "{text}");
                }
            }
            grammar.debug_assert();
        }
    }

    #[test]
    fn every_command_has_examples_that_it_can_read() {
        let words = Words::of(Language::En);
        let commands = names(&words);
        assert_eq!(EXAMPLES.len(), commands.len() + 1);
        for (name, lines) in EXAMPLES {
            assert!(
                name == "genkan" || commands.iter().any(|one| one == name),
                "{name}"
            );
            assert!(!lines.is_empty(), "{name}");
            for line in lines {
                let arguments = line.split(' ').map(OsString::from).collect();
                assert!(parse(arguments, None).is_ok(), "{line}");
            }
        }
    }

    #[test]
    fn global_flags_go_before_and_after_the_command() {
        let parse = |line: &str| parse(line.split(' ').map(OsString::from).collect(), None);
        let (global, command, _) =
            parse("genkan --demo fresh check --format json --region eu-west-1").unwrap();
        assert_eq!(global.demo.as_deref(), Some("fresh"));
        assert_eq!(global.region.as_deref(), Some("eu-west-1"));
        assert!(matches!(
            command,
            Some(Command::Check {
                check_format: CheckFormat::Json,
                ..
            })
        ));
        assert!(parse("genkan check --lang fr").is_err());
        assert!(parse("genkan nonsense").is_err());
    }
}
