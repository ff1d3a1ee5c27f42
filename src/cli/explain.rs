//! `genkan explain`: what a check asks, why, and what others call it. Nobody is asked for that.

use serde_json::json;

use super::{Context, Format, near, out, table};
use crate::domain::{Check, Failure, Measure};
use crate::measures;
use crate::say;

impl Context {
    pub(super) fn explain(&self, id: Option<&str>, format: Format) -> Result<u8, Failure> {
        let all = || Measure::ALL.into_iter().flat_map(measures::checks);
        if format == Format::Json {
            let chosen = match id {
                Some(id) => vec![near::check(id, &self.words)?],
                None => all().copied().collect(),
            };
            let about: Vec<_> = chosen.into_iter().map(|check| self.about(check)).collect();
            let whole = json!({"schema": "genkan.explain/1", "checks": about});
            out::data(&format!("{whole:#}"));
            return Ok(0);
        }
        let Some(id) = id else {
            let rows: Vec<Vec<String>> = all()
                .map(|check| vec![check.id.to_owned(), self.words.check(check)])
                .collect();
            out::data(&table::table(&rows));
            return Ok(0);
        };
        out::data(&self.explained(near::check(id, &self.words)?));
        Ok(0)
    }

    fn about(&self, check: &Check) -> serde_json::Value {
        json!({"check": check.id, "measure": check.measure, "title": self.words.check(check),
            "why": self.words.why(check), "cost": self.words.cost(check), "references": check.references,
            "console": check.guided, "set": measures::names_of(check)})
    }

    /// What is known of a check, and how a plan of it is told what is wanted.
    pub(super) fn help_of(&self, check: &Check) -> String {
        let mut text = self.explained(check);
        let names = measures::names_of(check);
        if !names.is_empty() {
            let keys: Vec<String> = names.iter().map(|name| format!("--set {name}=")).collect();
            text.push_str(&format!("\n\ngenkan plan {} {}", check.id, keys.join(" ")));
        }
        text
    }

    fn explained(&self, check: &Check) -> String {
        let references = &check.references;
        let mut text = format!(
            "{}  {}\n\n{}\n\n{}: {}\n",
            check.id,
            self.words.check(check),
            self.words.why(check),
            self.words.get("detail-cost"),
            self.words.cost(check),
        );
        for (name, ids) in [
            ("AWS SSB", references.ssb),
            ("AWS SSB 2022", references.ssb_2022),
            ("CIS", references.cis),
            ("Prowler", references.prowler),
        ] {
            let (whole, partly) = (references.of(ids, true), references.of(ids, false));
            if !whole.is_empty() {
                text.push_str(&format!("{name}: {}\n", whole.join(", ")));
            }
            if !partly.is_empty() {
                let name = self.words.say(&say!("references-partly", name = name));
                text.push_str(&format!("{name}: {}\n", partly.join(", ")));
            }
        }
        if let Some(page) = check.guided {
            text.push_str(&format!("{page}\n"));
        }
        text.trim_end().to_owned()
    }
}
