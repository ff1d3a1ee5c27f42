//! What a person chooses for alerts.

use std::collections::BTreeMap;

use crate::domain::{Failure, Kind, Region};
use crate::measures::detect::{Regions, Severity};
use crate::measures::email_error;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertChoices {
    /// Who is told.
    pub email: String,
    /// Of what severity and above.
    pub severity: Severity,
    /// Where, of the Regions that GuardDuty is on in.
    pub regions: Regions,
    /// The run, written into tags.
    pub run: String,
}

impl AlertChoices {
    /// The names a person may set.
    pub const NAMES: [&str; 3] = ["email", "regions", "severity"];

    /// The values a person may take as they are; the address is theirs to give.
    #[must_use]
    pub fn proposed(run: &str) -> Self {
        Self {
            email: String::new(),
            severity: Severity::Medium,
            regions: Regions::All,
            run: run.to_owned(),
        }
    }

    /// Reads choices from their names.
    ///
    /// # Errors
    /// Usage, naming a field that is missing, that does not exist or that cannot be read.
    pub fn read(fields: &BTreeMap<String, String>) -> Result<Self, Failure> {
        let known = |name: &String| Self::NAMES.contains(&name.as_str()) || name == "run";
        if let Some(name) = fields.keys().find(|name| !known(name)) {
            let allowed = Self::NAMES.join(", ");
            return Err(Failure::new(Kind::Usage, format!("--set {name}: {allowed}")));
        }
        let field = |name: &str| fields.get(name).map_or("", |value| value.trim());
        let wrong = |name: &str, allowed: &str| {
            Failure::new(Kind::Usage, format!("--set {name}={}: {allowed}", field(name)))
        };
        if email_error(field("email")).is_some() {
            return Err(wrong("email", "security@example.com"));
        }
        let severity = Severity::named(field("severity")).ok_or_else(|| {
            let names = Severity::ALL.map(Severity::id);
            wrong("severity", &names.join(", "))
        })?;
        let regions = Regions::read(field("regions"))
            .ok_or_else(|| wrong("regions", "all; ap-northeast-1,us-east-1"))?;
        Ok(Self {
            email: field("email").to_owned(),
            severity,
            regions,
            run: field("run").to_owned(),
        })
    }

    /// The same by name, as plans keep them.
    #[must_use]
    pub fn write(&self) -> BTreeMap<String, String> {
        [
            ("email", self.email.clone()),
            ("severity", self.severity.id().to_owned()),
            ("regions", self.regions.write()),
            ("run", self.run.clone()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    /// The Regions by name.
    #[must_use]
    pub fn includes(&self, region: &Region) -> bool {
        self.regions.includes(region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_read_back() {
        let mut choices = AlertChoices::proposed("r");
        assert_eq!(
            AlertChoices::read(&choices.write()).unwrap_err().kind,
            Kind::Usage
        );
        choices.email = "a@x.example".into();
        assert_eq!(AlertChoices::read(&choices.write()), Ok(choices.clone()));
        let mut fields = choices.write();
        fields.insert("severity".into(), "huge".into());
        assert!(
            AlertChoices::read(&fields)
                .unwrap_err()
                .message
                .contains("critical")
        );
    }
}
