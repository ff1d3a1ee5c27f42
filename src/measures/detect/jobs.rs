//! The jobs of measure 4: GuardDuty, and who is told of what it finds.

use std::collections::BTreeSet;

use super::alerts::{ALERTS, AlertChoices, plan as plan_alerts};
use super::checks::{DETECTOR, PROTECTION_PLANS};
use super::choices::{Choices as DetectChoices, FREQUENCIES, PLANS, Regions};
use super::facts::{Detector, Facts};
use super::findings::Severity;
use super::goals::{archive, samples};
use super::hub::{SECURITY_HUB, plan_hub};
use super::plan::plan;
use crate::domain::{Check, Measure, Region, Scope};
use crate::measures::email_error;
use crate::measures::job::{Around, Choices, Field, Input, Job, value};
use crate::say;

/// The plans that GuardDuty has, by name.
const PLAN_NAMES: [&str; 6] = [
    PLANS[0].0, PLANS[1].0, PLANS[2].0, PLANS[3].0, PLANS[4].0, PLANS[5].0,
];
/// Turning on what is off.
const TURN_ON: [&Check; 1] = [&DETECTOR];
/// The same, and the plans as chosen where GuardDuty is on already.
const SETTINGS: [&Check; 2] = [&DETECTOR, &PROTECTION_PLANS];
/// What a form says of Regions where GuardDuty is on already; no choice of the plan's, but of what it mends.
pub const EXISTING: &str = "existing";

fn scope(_: &Choices, _: &Region) -> Scope {
    Scope::of(Measure::Detect)
}

/// What is on anywhere is shown as on; the shortest interval as the interval.
fn shown(facts: &Facts, run: &str) -> Choices {
    let proposed = DetectChoices::proposed(run);
    let on = || facts.regions.values().filter_map(|at| at.detector());
    let mut plans = proposed.new_plans();
    plans.extend(on().flat_map(Detector::plans).map(ToOwned::to_owned));
    let rank = |word: &str| FREQUENCIES.iter().position(|one| *one == word);
    let frequency = on()
        .filter_map(|detector| rank(detector.frequency.as_deref()?))
        .min()
        .or_else(|| rank(proposed.new_frequency()))
        .and_then(|rank| FREQUENCIES.get(rank))
        .unwrap_or(&"SIX_HOURS");
    let plans: Vec<String> = plans.into_iter().collect();
    [
        ("regions", "all".to_owned()),
        ("plans", plans.join(",")),
        ("finding-frequency", (*frequency).to_owned()),
        (EXISTING, "no".to_owned()),
        ("run", run.to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

const REGIONS: Field = Field::chosen(
    "regions",
    "form-regions",
    Input::Regions { all: true },
    "all; ap-northeast-1,us-east-1",
);
const PLANS_ON: Field = Field::chosen(
    "plans",
    "form-plans",
    Input::Many(&PLAN_NAMES),
    "none; all; S3_DATA_EVENTS",
)
.keeping();
const FREQUENCY: Field = Field::chosen(
    "finding-frequency",
    "form-finding-frequency",
    Input::OneOf(&FREQUENCIES),
    "FIFTEEN_MINUTES; ONE_HOUR; SIX_HOURS",
)
.keeping();

/// GuardDuty in the Regions chosen.
pub const GUARDDUTY: Job = Job {
    each_region: true,
    words: "form-detect",
    fields: &[
        REGIONS,
        PLANS_ON,
        FREQUENCY,
        Field::chosen(EXISTING, "form-existing", Input::Switch, "yes").of_form(),
    ],
    proposed: |around| shown(&around.facts.detect, around.run),
    wanted: |_, chosen| {
        if value(chosen, EXISTING) == "yes" {
            &SETTINGS
        } else {
            &TURN_ON
        }
    },
    finish: |chosen, _| {
        chosen.remove(EXISTING);
    },
    error: |field, chosen, _| {
        let is_empty = field.name == "regions" && value(chosen, "regions").is_empty();
        is_empty.then(|| say!("form-regions-none"))
    },
    of_item: |item, field, _, _| {
        (field.name == "plans").then(|| crate::domain::Sentence {
            id: format!("protects-{}", item.to_lowercase().replace('_', "-")).into(),
            args: std::collections::BTreeMap::new(),
        })
    },
    total: |_, _| Some(say!("form-detect-cost")),
    ..Job::plain(DETECTOR.id, Measure::Detect, &SETTINGS, scope, |asked, site| {
        let choices = DetectChoices::read(&asked.choices)?;
        plan(&site.facts.detect, asked, &choices)
    })
};

/// Somebody is told of findings.
pub const TELL: Job = Job {
    each_region: true,
    words: "form-alerts",
    fields: &[
        Field::text("email", "form-email", "security@example.com").needed(),
        Field::chosen(
            "severity",
            "form-severity",
            Input::OneOf(&["critical", "high", "medium", "low"]),
            "critical; high; medium; low",
        ),
        Field::chosen(
            "regions",
            "form-alert-regions",
            Input::OneOf(&["all", "home"]),
            "all; ap-northeast-1,us-east-1",
        ),
    ],
    proposed: |around| AlertChoices::proposed(around.run).write(),
    finish: |chosen, around| {
        if value(chosen, "regions") == "home" {
            let home = Regions::Only(BTreeSet::from([around.home.clone()]));
            chosen.insert("regions".to_owned(), home.write());
        }
    },
    wrong: |field, text| match field.name {
        "email" => email_error(text),
        "severity" if Severity::named(text).is_none() => Some(say!("form-empty")),
        _ => None,
    },
    hint: |field, chosen, around: &Around<'_>| match (field.name, value(chosen, "regions")) {
        ("regions", "home") => Some(say!("form-alert-regions-home-hint", home = around.home)),
        ("regions", _) => Some(say!("form-alert-regions-all-hint", home = around.home)),
        _ => None,
    },
    ..Job::plain(ALERTS.id, Measure::Detect, &[&ALERTS], scope, |asked, site| {
        let choices = AlertChoices::read(&asked.choices)?;
        plan_alerts(site.identity, &site.facts.detect, &site.facts.begun, &choices)
    })
};

/// Security Hub CSPM in a Region: it is another service, with a price of its own.
pub const HUB: Job = Job {
    // Always home: where alerts are sent from, too.
    fields: &[Field::text("region", "", "ap-northeast-1").of_form()],
    proposed: |around| [("region".to_owned(), around.home.to_string())].into(),
    ..Job::plain(
        SECURITY_HUB.id,
        Measure::Detect,
        &[&SECURITY_HUB],
        |chosen, _| Scope {
            hub: chosen.get("region").map(Region::new),
            ..Scope::of(Measure::Detect)
        },
        |asked, site| plan_hub(&site.facts.detect, &asked.choices),
    )
};

/// Sample findings to look at.
pub const SAMPLES: Job = Job {
    fields: &[
        Field::text("region", "", "ap-northeast-1").needed(),
        Field::text("types", "", "Discovery:S3/TorIPCaller"),
    ],
    ..Job::plain("detect.samples", Measure::Detect, &[], scope, |asked, site| {
        samples(&site.facts.detect, &asked.choices)
    })
};

/// Findings put away, chosen in their list.
pub const ARCHIVE: Job = Job {
    each_region: true,
    fields: &[Field::text("findings", "", "ap-northeast-1/0123456789abcdef").needed()],
    ..Job::plain("detect.archive", Measure::Detect, &[], scope, |asked, site| {
        archive(&site.facts.detect, &asked.choices)
    })
};

pub const JOBS: [&Job; 5] = [&GUARDDUTY, &TELL, &HUB, &SAMPLES, &ARCHIVE];
