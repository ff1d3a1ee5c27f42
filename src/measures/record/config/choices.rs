//! What a person chooses for AWS Config, with AWS's rules and the cost of it.

use std::collections::BTreeMap;

use super::facts::{ConfigFacts, DEFAULT_RETENTION_DAYS};
use crate::domain::{Failure, Kind, Region, Sentence};
use crate::measures::job::Choices;
use crate::measures::record::choices::field;
use crate::say;

/// The days that AWS Config can keep history for (AWS Config API reference, `PutRetentionConfiguration`).
pub const RETENTION_DAYS: std::ops::RangeInclusive<u32> = 30..=2557;

/// How often changes are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Every change.
    Continuous,
    /// At most one item a day and resource.
    Daily,
}

impl Frequency {
    /// As the API writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Continuous => "CONTINUOUS",
            Self::Daily => "DAILY",
        }
    }

    /// Reads it in any letter case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Continuous, Self::Daily]
            .into_iter()
            .find(|one| one.name().eq_ignore_ascii_case(name))
    }

    /// Dollars for a thousand configuration items (AWS Config pricing, 2026-11, as quoted by AWS's
    /// community: $0.003 and $0.012 an item).
    const fn dollars_per_thousand(self) -> u64 {
        match self {
            Self::Continuous => 3,
            Self::Daily => 12,
        }
    }
}

/// The form's values for AWS Config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigChoices {
    /// The bucket for new delivery channels.
    pub bucket: String,
    /// Where to record.
    pub regions: Vec<Region>,
    /// How often. Where nobody said, what records goes on as it does, and what is new follows the home Region.
    pub frequency: Option<Frequency>,
    /// IAM types too, in one Region. Where nobody said, they stay where they are, and begin at home where they are nowhere.
    pub iam: Option<bool>,
    /// How long to keep history; as it is where nobody said.
    pub retention: Option<u32>,
    /// The run, written into tags.
    pub run: String,
}

impl ConfigChoices {
    /// The values a person may take as they are in an account without AWS Config.
    #[must_use]
    pub fn proposed(account: &str, home: &Region, run: &str) -> Self {
        Self {
            bucket: default_config_bucket(account, home),
            regions: vec![home.clone()],
            frequency: None,
            iam: None,
            retention: None,
            run: run.to_owned(),
        }
    }

    /// Reads choices from their names.
    ///
    /// # Errors
    /// Usage, naming a field that is missing or that cannot be read.
    pub fn read(fields: &Choices) -> Result<Self, Failure> {
        let wrong = |name: &str, allowed: &str| {
            let value = fields.get(name).cloned().unwrap_or_default();
            Failure::new(Kind::Usage, format!("--set {name}={value}: {allowed}"))
        };
        let text = field(fields, "regions")?;
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let mut regions: Vec<Region> = names.map(Region::new).collect();
        regions.sort();
        regions.dedup();
        if regions.is_empty() {
            return Err(wrong("regions", "ap-northeast-1,us-east-1"));
        }
        // What nobody named stays as it is.
        let named = |name: &str| fields.get(name).map(String::as_str);
        let frequency = named("frequency")
            .map(|text| Frequency::named(text).ok_or_else(|| wrong("frequency", "continuous, daily")))
            .transpose()?;
        let iam = match named("iam") {
            None => None,
            Some("yes" | "true") => Some(true),
            Some("no" | "false") => Some(false),
            Some(_) => return Err(wrong("iam", "yes, no")),
        };
        let retention = named("retention")
            .map(|text| read_retention(text).ok_or_else(|| wrong("retention", "30 - 2557, 7y")))
            .transpose()?;
        Ok(Self {
            bucket: field(fields, "bucket")?,
            regions,
            frequency,
            iam,
            retention,
            run: field(fields, "run")?,
        })
    }

    /// The same by name, as plans keep them.
    #[must_use]
    pub fn write(&self) -> Choices {
        let regions: Vec<&str> = self.regions.iter().map(Region::as_str).collect();
        let yes_no = |iam: bool| if iam { "yes" } else { "no" }.to_owned();
        [
            ("bucket", Some(self.bucket.clone())),
            ("regions", Some(regions.join(","))),
            (
                "frequency",
                self.frequency.map(|frequency| frequency.name().to_lowercase()),
            ),
            ("iam", self.iam.map(yes_no)),
            ("retention", self.retention.map(|days| days.to_string())),
            ("run", Some(self.run.clone())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
    }

    /// The same where AWS Config is there in part: its Regions and its bucket are proposed again.
    #[must_use]
    pub fn following(mut self, facts: &ConfigFacts) -> Self {
        for (region, at) in &facts.regions {
            if matches!(at.recorder.seen(), Some(Some(_))) && !self.regions.contains(region) {
                self.regions.push(region.clone());
            }
        }
        self.regions.sort();
        let Some((_, here)) = facts.home() else {
            return self;
        };
        let channel = |at: &super::ConfigRegion| at.channel.seen().cloned().flatten();
        let channel = channel(here).or_else(|| facts.others().find_map(|(_, at)| channel(at)));
        if let Some(channel) = channel {
            self.bucket = channel.bucket;
        }
        self
    }
}

/// How AWS Config is set in the home Region, and how it would be where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// How often it records.
    pub frequency: Frequency,
    /// The home Region records IAM types, or would: another Region that does already does it for the whole account.
    pub iam: bool,
    /// Days of retention.
    pub retention: u32,
    /// How many resources it has found.
    pub counted: Counted,
}

impl Current {
    /// As AWS tells, with AWS's own values where it does not.
    #[must_use]
    pub fn of(facts: &ConfigFacts) -> Self {
        let here = facts.home().map(|(_, here)| here);
        let recorder = here.and_then(|here| here.recorder.seen().cloned().flatten());
        let frequency = recorder.and_then(|recorder| Frequency::named(recorder.frequency()));
        let elsewhere = facts.others().any(|(region, at)| at.records_iam(region));
        Self {
            frequency: frequency.unwrap_or(Frequency::Continuous),
            iam: !elsewhere,
            retention: here
                .and_then(|here| here.retention.seen().copied().flatten())
                .unwrap_or(DEFAULT_RETENTION_DAYS),
            counted: facts.counted(),
        }
    }
}

/// A bucket name that only this account can ever own, where the Region offers it.
#[must_use]
pub fn default_config_bucket(account: &str, region: &Region) -> String {
    crate::measures::record::choices::bucket_of("genkan-config", account, region)
}

/// Reads a retention: `2557`, `400d` or `7y`. Seven years are AWS's 2,557 days, so a year is 365.25.
#[must_use]
pub fn read_retention(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let (number, years) = match text.strip_suffix(['y', '年']) {
        Some(number) => (number, true),
        None => (text.strip_suffix(['d', '日']).unwrap_or(&text), false),
    };
    let number: u32 = number.trim().parse().ok()?;
    if years {
        Some(number.checked_mul(1461)?.div_ceil(4))
    } else {
        Some(number)
    }
}

/// What is wrong with a retention.
#[must_use]
pub fn retention_error(text: &str) -> Option<Sentence> {
    match read_retention(text) {
        None => Some(say!("form-retention-number")),
        Some(days) if RETENTION_DAYS.contains(&days) => None,
        Some(days) => Some(say!("form-retention-range", days = i64::from(days))),
    }
}

/// About how many configuration items a small account's home Region makes in a month; an assumption, said
/// with every estimate.
const ITEMS_AT_HOME: u64 = 1000;
/// And a Region that nobody uses: its default network, once.
const ITEMS_ELSEWHERE: u64 = 50;

/// What recording costs a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// Configuration items assumed.
    pub items: u64,
    /// `3.15`.
    pub dollars: String,
}

/// How many resources AWS Config has found, Region by Region, where it looks.
pub type Counted = BTreeMap<Region, u64>;

/// What recording in these Regions costs a month. There is no free tier. Each resource makes one item at least.
#[must_use]
pub fn estimate(regions: &[Region], home: &Region, counted: &Counted, frequency: Frequency) -> Estimate {
    let items = regions
        .iter()
        .map(|region| {
            let assumed = if region == home {
                ITEMS_AT_HOME
            } else {
                ITEMS_ELSEWHERE
            };
            counted.get(region).map_or(assumed, |count| assumed.max(*count))
        })
        .sum::<u64>();
    // A thousandth of a dollar is a tenth of a cent; an estimate is never rounded down.
    let cents = (items * frequency.dollars_per_thousand()).div_ceil(10);
    Estimate {
        items,
        dollars: format!("{}.{:02}", cents / 100, cents % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_is_days_or_years() {
        for (text, days) in [
            ("30", 30),
            ("7y", 2557),
            ("7年", 2557),
            ("1 y", 366),
            ("400D", 400),
        ] {
            assert_eq!(read_retention(text), Some(days), "{text}");
            assert_eq!(retention_error(text), None);
        }
        for text in ["", "y", "seven", "-1", "29", "8y", "2558", "99999999y"] {
            assert!(retention_error(text).is_some(), "{text}");
        }
    }

    #[test]
    fn the_estimate_says_what_it_assumes() {
        let home = Region::new("eu-west-1");
        let other = Region::new("us-east-1");
        let none = Counted::new();
        let at_home = estimate(std::slice::from_ref(&home), &home, &none, Frequency::Continuous);
        assert_eq!((at_home.items, at_home.dollars.as_str()), (1000, "3.00"));
        let both = [home.clone(), other];
        assert_eq!(
            estimate(&both, &home, &none, Frequency::Continuous).dollars,
            "3.15"
        );
        assert_eq!(estimate(&both, &home, &none, Frequency::Daily).dollars, "12.60");
        // What AWS Config has counted is not estimated below.
        let counted = Counted::from([(both[1].clone(), 4050)]);
        assert_eq!(
            estimate(&both, &home, &counted, Frequency::Continuous).items,
            5050
        );
    }
}
