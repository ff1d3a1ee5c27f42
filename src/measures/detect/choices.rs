//! What a person chooses for GuardDuty.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Failure, Kind, Region};

/// The protection plans that genkan turns on and off, and whether AWS turns them on by itself with a new detector
/// (GuardDuty API reference, `CreateDetector`; GuardDuty user guide, "Pricing in GuardDuty").
pub const PLANS: [(&str, bool); 6] = [
    ("S3_DATA_EVENTS", true),
    ("EKS_AUDIT_LOGS", true),
    ("EBS_MALWARE_PROTECTION", true),
    ("RDS_LOGIN_EVENTS", true),
    ("LAMBDA_NETWORK_LOGS", true),
    ("RUNTIME_MONITORING", false),
];

/// Plans that came later. AWS says that a new detector turns on what a request does not name; where these are on
/// without having been chosen, the check tells and the settings turn them off.
pub const NEWER: [&str; 2] = ["AI_ANALYST", "AI_PROTECTION"];

/// How often a finding that goes on is told again (GuardDuty API reference, `FindingPublishingFrequency`).
pub const FREQUENCIES: [&str; 3] = ["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regions {
    /// Every enabled one.
    All,
    /// These.
    Only(BTreeSet<Region>),
}

impl Regions {
    /// `all`, or names with commas between; none where it is neither.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if text.trim() == "all" {
            return Some(Self::All);
        }
        let only: BTreeSet<Region> = parts(text).into_iter().map(Region::new).collect();
        (!only.is_empty()).then_some(Self::Only(only))
    }

    /// The same as text.
    #[must_use]
    pub fn write(&self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Only(regions) => {
                let names: Vec<&str> = regions.iter().map(Region::as_str).collect();
                names.join(",")
            }
        }
    }

    /// Whether a Region is one of them.
    #[must_use]
    pub fn includes(&self, region: &Region) -> bool {
        match self {
            Self::All => true,
            Self::Only(regions) => regions.contains(region),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Where GuardDuty is turned on.
    pub regions: Regions,
    /// The protection plans that are on, and no other. Where nobody said, AWS's own are turned on and nothing is turned off.
    pub plans: Option<BTreeSet<String>>,
    /// How often a finding that goes on is told again; as it is where nobody said.
    pub frequency: Option<String>,
    /// The run, written into tags.
    pub run: String,
}

fn parts(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

impl Choices {
    /// The names a person may set.
    pub const NAMES: [&str; 3] = ["finding-frequency", "plans", "regions"];

    /// The values a person may take as they are: every Region, nothing else named.
    #[must_use]
    pub fn proposed(run: &str) -> Self {
        Self {
            regions: Regions::All,
            plans: None,
            frequency: None,
            run: run.to_owned(),
        }
    }

    /// The plans that AWS turns on by itself.
    #[must_use]
    pub fn usual() -> BTreeSet<String> {
        let usual = PLANS.into_iter().filter(|(_, on)| *on);
        usual.map(|(name, _)| name.to_owned()).collect()
    }

    /// The plans of a new detector.
    #[must_use]
    pub fn new_plans(&self) -> BTreeSet<String> {
        self.plans.clone().unwrap_or_else(Self::usual)
    }

    /// How often a new detector tells again of a finding that goes on: as AWS sets it.
    #[must_use]
    pub fn new_frequency(&self) -> &str {
        self.frequency.as_deref().unwrap_or("SIX_HOURS")
    }

    /// Reads choices from their names.
    ///
    /// # Errors
    /// Usage, naming a field that is missing, that does not exist or that cannot be read.
    pub fn read(fields: &BTreeMap<String, String>) -> Result<Self, Failure> {
        let known = |name: &String| Self::NAMES.contains(&name.as_str()) || name == "run";
        if let Some(name) = fields.keys().find(|name| !known(name)) {
            return Err(Failure::new(
                Kind::Usage,
                format!("--set {name}: {}", Self::NAMES.join(", ")),
            ));
        }
        let field = |name: &str| {
            fields
                .get(name)
                .cloned()
                .ok_or_else(|| Failure::new(Kind::Usage, format!("--set {name}=")))
        };
        let wrong = |name: &str, value: &str, allowed: &str| {
            Failure::new(Kind::Usage, format!("--set {name}={value}: {allowed}"))
        };
        let regions = field("regions")?;
        let regions = Regions::read(&regions)
            .ok_or_else(|| wrong("regions", &regions, "all; ap-northeast-1,us-east-1"))?;
        let usual: Vec<&str> = PLANS.into_iter().map(|(name, _)| name).collect();
        let names: Vec<&str> = usual.iter().copied().chain(NEWER).collect();
        let read_plans = |text: &String| {
            let plans: BTreeSet<String> = match text.trim() {
                "none" => BTreeSet::new(),
                "all" => usual.iter().map(ToString::to_string).collect(),
                text => parts(&text.to_uppercase()).into_iter().collect(),
            };
            if plans.is_empty() && text.trim() != "none"
                || !plans.iter().all(|plan| names.contains(&plan.as_str()))
            {
                let allowed = format!("none; all; {}", names.join(","));
                return Err(wrong("plans", text, &allowed));
            }
            Ok(plans)
        };
        // What nobody named stays as it is.
        let plans = fields.get("plans").map(read_plans).transpose()?;
        let frequency = fields.get("finding-frequency").cloned();
        if let Some(word) = frequency
            .as_ref()
            .filter(|word| !FREQUENCIES.contains(&word.as_str()))
        {
            return Err(wrong("finding-frequency", word, &FREQUENCIES.join(", ")));
        }
        Ok(Self {
            regions,
            plans,
            frequency,
            run: field("run")?,
        })
    }

    /// The same by name, as plans keep them.
    #[must_use]
    pub fn write(&self) -> BTreeMap<String, String> {
        let plans = self.plans.as_ref().map(|plans| {
            if plans.is_empty() {
                "none".to_owned()
            } else {
                plans.iter().map(String::as_str).collect::<Vec<_>>().join(",")
            }
        });
        [
            ("regions", Some(self.regions.write())),
            ("plans", plans),
            ("finding-frequency", self.frequency.clone()),
            ("run", Some(self.run.clone())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let mut fields = Choices::proposed("r").write();
        for (name, value) in pairs {
            fields.insert((*name).to_owned(), (*value).to_owned());
        }
        fields
    }

    #[test]
    fn what_is_proposed_is_what_aws_turns_on_by_itself_and_reads_back() {
        let proposed = Choices::proposed("r");
        assert_eq!(Choices::read(&proposed.write()), Ok(proposed.clone()));
        assert!(!proposed.new_plans().contains("RUNTIME_MONITORING"));
        assert_eq!(proposed.new_plans().len(), 5);
    }

    #[test]
    fn plans_are_all_none_or_named() {
        let plans = |text: &str| {
            Choices::read(&fields(&[("plans", text)])).map(|choices| choices.plans.unwrap().len())
        };
        assert_eq!(plans("all"), Ok(6));
        assert_eq!(plans("none"), Ok(0));
        assert_eq!(plans("s3_data_events, RUNTIME_MONITORING"), Ok(2));
        for text in ["", "S3", "none,all"] {
            let failure = plans(text).unwrap_err();
            assert_eq!(failure.kind, Kind::Usage);
            assert!(failure.message.contains("S3_DATA_EVENTS"), "{}", failure.message);
        }
    }

    #[test]
    fn regions_are_all_or_named() {
        let regions =
            |text: &str| Choices::read(&fields(&[("regions", text)])).map(|choices| choices.regions);
        assert_eq!(regions("all"), Ok(Regions::All));
        let two = BTreeSet::from([Region::new("us-east-1"), Region::new("eu-west-1")]);
        assert_eq!(regions("us-east-1, eu-west-1,us-east-1"), Ok(Regions::Only(two)));
        assert_eq!(regions(" ,").unwrap_err().kind, Kind::Usage);
        assert_eq!(
            Choices::read(&fields(&[("finding-frequency", "DAILY")]))
                .unwrap_err()
                .kind,
            Kind::Usage
        );
    }
}
