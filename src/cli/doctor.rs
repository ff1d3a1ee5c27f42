//! `genkan doctor`: what may be in the way, to be read by a person or put into a bug report. Identifiers are hidden.

use std::env;
use std::io::IsTerminal;

use serde::Serialize;

use super::settings::{Files, path};
use super::{Context, out, table};
use crate::aws;
use crate::domain::Status;
use crate::domain::{Failure, Kind};
use crate::journal::Journal;
use crate::report::masked;
use crate::runtime::has_256_colours;
use crate::say;
use crate::text::glyph;

/// The version of the JSON output.
const SCHEMA: &str = "genkan.doctor/1";
/// Seconds by which AWS lets a clock differ (Signature Version 4: five minutes); half of it is worth a word.
const SKEW: i64 = 150;

/// One thing looked at.
#[derive(Debug, Clone, Serialize)]
struct Looked {
    about: &'static str,
    status: &'static str,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    version: &'static str,
    settings: std::collections::BTreeMap<&'static str, String>,
    looked: &'a [Looked],
}

impl Context {
    pub(super) async fn doctor(&self, as_json: bool) -> Result<u8, Failure> {
        let mut looked = self.terminal();
        looked.extend(self.files());
        looked.extend(network());
        let (aws, code) = self.aws().await;
        looked.extend(aws);
        for one in &mut looked {
            one.value = masked(&home_hidden(&one.value));
            one.advice = one.advice.take().map(|text| masked(&home_hidden(&text)));
        }
        if as_json {
            let whole = Whole {
                schema: SCHEMA,
                version: env!("CARGO_PKG_VERSION"),
                settings: self
                    .settings
                    .pairs()
                    .map(|(name, value)| (name, masked(value)))
                    .collect(),
                looked: &looked,
            };
            let text = serde_json::to_string_pretty(&whole)
                .map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
            out::data(&text);
            return Ok(code);
        }
        let ascii = self.global.ascii;
        let rows: Vec<Vec<String>> = looked
            .iter()
            .map(|one| {
                let status = match one.status {
                    "ok" => Status::Pass,
                    "warn" => Status::Warn,
                    "fail" => Status::Fail,
                    _ => Status::NotApplicable,
                };
                vec![
                    glyph(Some(status), ascii).to_owned(),
                    self.words.get(&format!("doctor-{}", one.about)),
                    one.value.clone(),
                ]
            })
            .collect();
        out::data(table::table(&rows).trim_end());
        for advice in looked.iter().filter_map(|one| one.advice.as_ref()) {
            out::note(advice);
        }
        Ok(code)
    }

    fn terminal(&self) -> Vec<Looked> {
        let variable = |name: &str| env::var(name).unwrap_or_default();
        let (term, colorterm) = (variable("TERM"), variable("COLORTERM"));
        let is_terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
        let size = crossterm::terminal::size().ok().filter(|_| is_terminal);
        let (columns, rows) = crate::wizard::MINIMUM;
        let is_small = size.is_some_and(|size| size.0 < columns || size.1 < rows);
        let colours = if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            "NO_COLOR"
        } else if has_256_colours(&term, &colorterm) {
            "256"
        } else {
            "16"
        };
        let shown = if term.is_empty() { "-".to_owned() } else { term };
        vec![
            info(
                "version",
                format!(
                    "genkan {} {} {}",
                    env!("CARGO_PKG_VERSION"),
                    env::consts::OS,
                    env::consts::ARCH
                ),
            ),
            info("language", self.words.language().code().to_owned()),
            Looked {
                about: "terminal",
                status: if is_terminal { "ok" } else { "info" },
                value: match size {
                    Some((columns, rows)) => format!("{shown}, {columns}x{rows}, {colours}"),
                    None => self.words.get("doctor-no-terminal"),
                },
                advice: is_small.then(|| {
                    self.words.say(&say!(
                        "doctor-small",
                        columns = i64::from(columns),
                        rows = i64::from(rows)
                    ))
                }),
            },
        ]
    }

    fn files(&self) -> Vec<Looked> {
        let mut looked = Vec::new();
        let place = path().map_or_else(|| "-".to_owned(), |path| home_hidden(&path.display().to_string()));
        looked.push(match Files::read() {
            Ok(_) => info("config", place),
            Err(failure) => Looked {
                about: "config",
                status: "fail",
                value: home_hidden(&failure.message),
                advice: Some(self.words.say(&failure.next_step())),
            },
        });
        looked.push(
            match Journal::of_this_machine().and_then(|journal| Ok((journal.read()?, journal))) {
                Ok((history, journal)) => Looked {
                    about: "journal",
                    status: if history.damaged > 0 { "warn" } else { "ok" },
                    value: self.words.say(&say!(
                        "doctor-journal-said",
                        path = home_hidden(&journal.path().display().to_string()),
                        lines = history.entries.len(),
                        damaged = history.damaged
                    )),
                    advice: None,
                },
                Err(failure) => Looked {
                    about: "journal",
                    status: "fail",
                    value: home_hidden(&failure.message),
                    advice: Some(self.words.say(&failure.next_step())),
                },
            },
        );
        looked
    }

    /// Sources, the AWS CLI, and whether AWS answers; with the exit code.
    async fn aws(&self) -> (Vec<Looked>, u8) {
        let mut looked = Vec::new();
        if self.global.demo.is_none() {
            let sources = aws::sources::find(self.options().profile.as_deref(), (self.clock)()).await;
            let names: Vec<String> = sources
                .found
                .iter()
                .map(|source| {
                    let name = source.profile.clone().unwrap_or_else(|| "-".to_owned());
                    format!("{name} ({})", self.words.get(source.way.message()))
                })
                .collect();
            looked.push(Looked {
                about: "sources",
                status: if names.is_empty() { "warn" } else { "ok" },
                value: if names.is_empty() {
                    "-".to_owned()
                } else {
                    names.join(", ")
                },
                advice: None,
            });
            let long_lived = sources.found.iter().any(|source| source.way.is_long_lived());
            if long_lived {
                looked.push(Looked {
                    about: "long-lived",
                    status: "warn",
                    value: self.words.get("sources-long-lived"),
                    advice: None,
                });
            }
            let cli = aws::sources::cli().await;
            looked.push(info("cli", cli.unwrap_or_else(|| "-".to_owned())));
        }
        if self.global.demo.is_none() {
            match aws::endpoints::in_force(&self.options()).await {
                Ok(endpoints) if endpoints.is_empty() => {}
                Ok(endpoints) => {
                    let exposed = endpoints.iter().any(crate::domain::Endpoint::is_exposed);
                    let names = endpoints.iter().map(|one| {
                        let service = one.service.as_deref().unwrap_or("*");
                        format!("{service}: {} ({})", one.url, one.origin)
                    });
                    looked.push(Looked {
                        about: "endpoints",
                        status: if exposed { "warn" } else { "info" },
                        value: names.collect::<Vec<_>>().join(", "),
                        advice: None,
                    });
                }
                Err(failure) => looked.push(self.failed("endpoints", &failure)),
            }
        }
        let session = match self.session().await {
            Ok(session) => session,
            Err(failure) => {
                looked.push(self.failed("sign-in", &failure));
                return (looked, failure.exit_code());
            }
        };
        looked.push(info("region", session.region().to_string()));
        match aws::account::greet(&session).await {
            Ok(greeting) => {
                looked.push(Looked {
                    about: "caller",
                    status: "ok",
                    value: masked(&greeting.identity.arn),
                    advice: None,
                });
                if let Some(skew) = greeting.skew {
                    looked.push(Looked {
                        about: "clock",
                        status: if skew.abs() > SKEW { "warn" } else { "ok" },
                        value: self.words.say(&say!("doctor-skew", seconds = skew)),
                        advice: None,
                    });
                }
                (looked, 0)
            }
            Err(failure) => {
                looked.push(self.failed("caller", &failure));
                (looked, failure.exit_code())
            }
        }
    }

    fn failed(&self, about: &'static str, failure: &Failure) -> Looked {
        let title = self.words.say(&failure.title());
        Looked {
            about,
            status: "fail",
            value: format!("{title} {}", masked(&home_hidden(&failure.message)))
                .trim_end()
                .to_owned(),
            advice: Some(self.words.say(&failure.next_step())),
        }
    }
}

fn info(about: &'static str, value: String) -> Looked {
    Looked {
        about,
        status: "info",
        value,
        advice: None,
    }
}

/// A path without the name of the person.
fn home_hidden(text: &str) -> String {
    match env::var("HOME") {
        Ok(home) if home.len() > 1 => text.replace(&home, "~"),
        Ok(_) | Err(_) => text.to_owned(),
    }
}

/// Variables that lead the calls elsewhere. A password in a proxy's address is nobody's business.
fn network() -> Vec<Looked> {
    let mut names: Vec<String> = env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| {
            [
                "AWS_CA_BUNDLE",
                "HTTPS_PROXY",
                "HTTP_PROXY",
                "NO_PROXY",
                "ALL_PROXY",
            ]
            .contains(&name.to_ascii_uppercase().as_str())
        })
        .collect();
    names.sort();
    let set: Vec<String> = names
        .iter()
        .filter_map(|name| {
            let value = env::var(name).ok()?;
            let shown = match value.rsplit_once('@') {
                Some((before, host)) => {
                    let scheme = before.split_once("://").map(|(scheme, _)| format!("{scheme}://"));
                    format!("{}***@{host}", scheme.unwrap_or_default())
                }
                None => value,
            };
            Some(format!("{name}={shown}"))
        })
        .collect();
    if set.is_empty() {
        return Vec::new();
    }
    vec![info("network", set.join(" "))]
}
