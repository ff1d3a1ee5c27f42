//! `genkan config`: where the settings are, what they can be, what they are.

use serde_json::json;

use super::settings::{Origin, Settings, path};
use super::{Context, Format, near, out, table};
use crate::domain::{Failure, Kind};
use crate::text::Words;

/// A file to begin with: everything in it is a comment, so that it changes nothing.
pub(super) const TEMPLATE: &str = include_str!("../../assets/templates/config.toml");

impl Context {
    /// Where the person's own file is or would be.
    pub(super) fn config_path() -> Result<u8, Failure> {
        let path = path().ok_or_else(|| Failure::new(Kind::File, "$HOME"))?;
        out::data(&path.display().to_string());
        Ok(0)
    }

    /// A file to begin with.
    pub(super) fn config_template() -> u8 {
        out::data(TEMPLATE.trim_end());
        0
    }

    /// One value, or all of them; with where they come from.
    pub(super) fn config_get(
        &self,
        name: Option<&str>,
        resolved: bool,
        format: Format,
    ) -> Result<u8, Failure> {
        let found: Vec<_> = match name {
            Some(name) => {
                let one = self.settings.get(name).ok_or_else(|| {
                    let names = self.settings.resolved.iter().map(|one| one.name);
                    let text = near::unknown(name, names, "genkan config get", &self.words);
                    Failure::new(Kind::Usage, text)
                })?;
                vec![one]
            }
            None => self.settings.resolved.iter().collect(),
        };
        if format == Format::Json {
            let settings: Vec<_> = found
                .iter()
                .map(|one| {
                    json!({"name": one.name, "value": one.value, "origin": origin(&one.origin, &self.words)})
                })
                .collect();
            let whole = json!({"schema": "genkan.config/1", "settings": settings});
            out::data(&format!("{whole:#}"));
            return Ok(0);
        }
        let rows: Vec<Vec<String>> = found
            .into_iter()
            .map(|one| {
                let mut row = Vec::new();
                if name.is_none() {
                    row.push(one.name.to_owned());
                }
                let value = if one.value.is_empty() {
                    "-"
                } else {
                    one.value.as_str()
                };
                row.push(value.to_owned());
                if resolved {
                    row.push(origin(&one.origin, &self.words));
                }
                row
            })
            .collect();
        out::data(table::table(&rows).trim_end());
        Ok(0)
    }
}

fn origin(origin: &Origin, words: &Words) -> String {
    match origin {
        Origin::Flag => words.get("origin-flag"),
        Origin::Variable(name) => (*name).to_owned(),
        Origin::File(path) => path.display().to_string(),
        Origin::Default => words.get("origin-default"),
    }
}

impl Settings {
    /// Names and values, for a bug report.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.resolved.iter().map(|one| (one.name, one.value.as_str()))
    }
}
