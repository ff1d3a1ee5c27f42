//! `genkan explain`: what a check asks, why, and what others call it. Nobody is asked for that.

use serde_json::json;

use super::{Context, Format, near, out, table};
use crate::domain::{Check, Failure, Measure};
use crate::measures::{self, job::Field};
use crate::say;

/// What may be chosen on the command line for a plan of a check.
fn fields(check: &Check) -> Vec<&'static Field> {
    let job = measures::job_for(check);
    let fields = job.into_iter().flat_map(|job| job.fields);
    fields.filter(|field| !field.of_form).collect()
}

/// An example as the shell takes it: the first where there are several.
fn quoted(example: &str) -> String {
    let first = match example.split_once("; ") {
        Some((first, rest)) if !rest.starts_with("...") => first,
        _ => example,
    };
    if first.contains([' ', ';']) {
        format!("\"{first}\"")
    } else {
        first.to_owned()
    }
}

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
            "console": check.guided, "set": self.settable(check)})
    }

    /// What may be chosen for a plan of a check.
    fn settable(&self, check: &Check) -> Vec<serde_json::Value> {
        let fields = fields(check).into_iter().map(|field| {
            json!({"name": field.name, "title": self.title_of(field), "needed": field.needed,
                "example": field.example})
        });
        fields.collect()
    }

    /// What a field is called on a form; nothing where it is chosen in a list.
    fn title_of(&self, field: &Field) -> Option<String> {
        (!field.word.is_empty()).then(|| self.words.get(field.word))
    }

    /// What is known of a check, and how a plan of it is told what is wanted.
    pub(super) fn help_of(&self, check: &Check) -> String {
        let mut text = self.explained(check);
        let fields = fields(check);
        if !fields.is_empty() {
            let rows: Vec<Vec<String>> = fields
                .into_iter()
                .map(|field| {
                    let needed = field.needed.then(|| self.words.get("explain-needed"));
                    vec![
                        format!("  --set {}={}", field.name, quoted(field.example)),
                        self.title_of(field).unwrap_or_default(),
                        needed.unwrap_or_default(),
                    ]
                })
                .collect();
            text.push_str(&format!("\n\ngenkan plan {}\n{}", check.id, table::table(&rows)));
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
