//! The jobs of measure 3: trails, and AWS Config.

use super::checks::OF_TRAILS;
use super::choices::{TrailChoices, bucket_error, default_bucket, trail_error};
use super::config::{
    CHECKS, ConfigChoices, Current, Frequency, estimate, read_retention, records_iam_types, retention_error,
};
use super::plan::{config, needs_bucket, retire, trails};
use crate::domain::{Measure, Region, Scope, Sentence};
use crate::measures::job::{Around, Choices, Field, Input, Job, value};
use crate::say;

fn scope(buckets: Option<(String, Region)>) -> Scope {
    Scope {
        history: true,
        config: true,
        buckets: buckets.into_iter().collect(),
        ..Scope::of(Measure::Record)
    }
}

/// AWS Config as it may be set up, or goes on.
fn proposed_config(around: &Around<'_>) -> ConfigChoices {
    let facts = &around.facts.record.config;
    ConfigChoices::proposed(around.account, around.home, around.run).following(facts)
}

/// A trail over all Regions, delivered into a bucket of its own.
pub const TRAIL: Job = Job {
    words: "form",
    fields: &[
        Field::text("bucket", "form-bucket", "example-logs").own(),
        Field::chosen("region", "form-region", Input::Region, "ap-northeast-1"),
        Field::text("trail", "form-trail", "management-events"),
    ],
    proposed: |around| TrailChoices::proposed(around.account, around.home, around.run).write(),
    asks: |around| {
        let identity = around.facts.account.identity.seen();
        identity.is_some_and(|identity| needs_bucket(identity, around.facts))
    },
    // Whatever of the trails is open.
    wanted: |_, _| &[],
    // A proposed name carries the Region; one that was typed stays as typed.
    follow: |before, after, around| {
        let of = |chosen: &Choices| default_bucket(around.account, &Region::new(value(chosen, "region")));
        let has_moved = value(before, "region") != value(after, "region");
        if has_moved && value(before, "bucket") == of(before) {
            after.insert("bucket".to_owned(), of(after));
        }
    },
    error: |field, chosen, around| match field.name {
        "bucket" => bucket_error(
            value(chosen, "bucket"),
            around.account,
            &Region::new(value(chosen, "region")),
        ),
        "trail" => trail_error(value(chosen, "trail")),
        _ => None,
    },
    ..Job::plain(
        "record.trail",
        Measure::Record,
        &OF_TRAILS,
        |chosen, _| {
            let region = chosen.get("region").map(Region::new);
            Scope {
                region: region.clone(),
                ..scope(chosen.get("bucket").cloned().zip(region))
            }
        },
        trails,
    )
};

fn chosen_regions(chosen: &Choices) -> Vec<Region> {
    let names = value(chosen, "regions").split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(Region::new).collect()
}

fn cost_of(regions: &[Region], chosen: &Choices, around: &Around<'_>) -> super::config::Estimate {
    let current = Current::of(&around.facts.record.config);
    let frequency = Frequency::named(value(chosen, "frequency"));
    estimate(
        regions,
        around.home,
        &current.counted,
        frequency.unwrap_or(current.frequency),
    )
}

/// The Region that would record IAM types: home where it is chosen and can.
fn iam_region(chosen: &Choices, around: &Around<'_>) -> Option<Region> {
    let regions = chosen_regions(chosen);
    let can = |region: &&Region| records_iam_types(region);
    let home = regions.iter().find(|region| *region == around.home).filter(can);
    home.or_else(|| regions.iter().find(can)).cloned()
}

fn config_hint(field: &Field, chosen: &Choices, around: &Around<'_>) -> Option<Sentence> {
    Some(match field.name {
        "bucket" => say!("form-config-bucket-hint"),
        "frequency" if value(chosen, field.name) == "daily" => say!("form-frequency-daily-hint"),
        "frequency" => say!("form-frequency-continuous-hint"),
        "iam" => match iam_region(chosen, around) {
            Some(region) => say!("form-iam-in", region = &region),
            None => say!("form-iam-nowhere"),
        },
        "retention" => {
            let days = read_retention(value(chosen, field.name)).map_or(0, i64::from);
            say!("form-retention-hint", days = days)
        }
        _ => return None,
    })
}

fn config_error(field: &Field, chosen: &Choices, around: &Around<'_>) -> Option<Sentence> {
    let text = value(chosen, field.name);
    match field.name {
        // One that a channel delivers to already has a name, whatever the rules for new ones.
        "bucket" if proposed_config(around).bucket == text => None,
        "bucket" => bucket_error(text, around.account, around.home),
        "regions" if text.is_empty() => Some(say!("form-regions-none")),
        "retention" => retention_error(text),
        _ => None,
    }
}

/// AWS Config, Region by Region.
pub const CONFIG: Job = Job {
    words: "form-config",
    fields: &[
        Field::text("bucket", "form-bucket", "example-config").own(),
        Field::chosen(
            "regions",
            "form-regions",
            Input::Regions { all: false },
            "ap-northeast-1,us-east-1",
        ),
        Field::chosen(
            "frequency",
            "form-frequency",
            Input::OneOf(&["continuous", "daily"]),
            "daily",
        )
        .keeping(),
        Field::chosen("iam", "form-iam", Input::Switch, "yes").keeping(),
        Field::text("retention", "form-retention", "7y").keeping(),
    ],
    // What it is set to stands there, and is chosen only where something else is.
    proposed: |around| {
        let current = Current::of(&around.facts.record.config);
        let mut all = proposed_config(around).write();
        let iam = if current.iam { "yes" } else { "no" };
        for (name, value) in [
            ("frequency", current.frequency.name().to_lowercase()),
            ("iam", iam.to_owned()),
            ("retention", current.retention.to_string()),
        ] {
            all.entry(name.to_owned()).or_insert(value);
        }
        all
    },
    error: config_error,
    hint: config_hint,
    of_item: |item, _, chosen, around| {
        let dollars = cost_of(&[Region::new(item)], chosen, around).dollars;
        Some(say!("form-region-cost", dollars = dollars))
    },
    total: |chosen, around| {
        let estimate = cost_of(&chosen_regions(chosen), chosen, around);
        Some(say!(
            "form-config-cost",
            items = i64::try_from(estimate.items).unwrap_or(i64::MAX),
            dollars = estimate.dollars
        ))
    },
    ..Job::plain(
        "record.config-recorder",
        Measure::Record,
        &CHECKS,
        |chosen, home| scope(chosen.get("bucket").cloned().zip(Some(home.clone()))),
        config,
    )
};

/// Recorders and delivery channels gone from everywhere, as AWS Control Tower asks for.
pub const CONTROL_TOWER: Job = Job {
    fields: &[Field::text("region", "", "ap-northeast-1")],
    proposed: |around| [("region".to_owned(), around.home.to_string())].into(),
    ..Job::plain(
        "record.control-tower",
        Measure::Record,
        &[],
        |chosen, _| Scope {
            region: chosen.get("region").map(Region::new),
            ..scope(None)
        },
        retire,
    )
};

pub const JOBS: [&Job; 3] = [&TRAIL, &CONFIG, &CONTROL_TOWER];
