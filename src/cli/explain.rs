//! `genkan explain`: what a check asks, why, and what others call it. Nobody is asked for that.

use super::{Context, out, table};
use crate::domain::{Check, Failure, Kind, Measure};
use crate::measures;
use crate::say;

impl Context {
    pub(super) fn explain(&self, id: Option<&str>) -> Result<u8, Failure> {
        let all = || Measure::ALL.into_iter().flat_map(measures::checks);
        let Some(id) = id else {
            let rows: Vec<Vec<String>> = all()
                .map(|check| vec![check.id.to_owned(), self.words.check(check)])
                .collect();
            out::data(&table::table(&rows));
            return Ok(0);
        };
        let Some(check) = measures::check(id) else {
            let ids: Vec<&str> = all().map(|check| check.id).collect();
            return Err(Failure::new(Kind::Usage, format!("{id}: {}", ids.join(", "))));
        };
        out::data(&self.explained(check));
        Ok(0)
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
