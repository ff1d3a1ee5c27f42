//! The jobs of measure 3: trails, and AWS Config.

use super::choices::{self as of_trail, bucket_error, default_bucket, trail_error};
use super::config::{
    CHECKS, Current, Frequency, estimate, read_retention, records_iam_types, retention_error,
};
use super::plan::needs_bucket;
use crate::domain::{Measure, Region, Scope, Sentence};
use crate::measures::job::{Around, Choices, Field, Input, Job, Wanted, value};
use crate::say;

/// Everything that plans of this measure read, as it may be taken.
fn proposed(around: &Around<'_>) -> Choices {
    let facts = &around.facts.record.config;
    let mut proposed = of_trail::Choices::proposed(around.account, around.home, around.run);
    proposed.config = proposed.config.following(facts);
    proposed.write()
}

fn scope(chosen: &Choices, home: &Region) -> Scope {
    let region = chosen.get("region").map(Region::new);
    let of_trail = chosen.get("bucket").cloned().zip(region.clone());
    let of_config = chosen.get("config-bucket").cloned().zip(Some(home.clone()));
    let mut buckets: Vec<(String, Region)> = of_trail.into_iter().chain(of_config).collect();
    buckets.dedup_by(|one, other| one.0 == other.0);
    Scope {
        region,
        history: true,
        config: true,
        buckets,
        ..Scope::of(Measure::Record)
    }
}

/// A trail over all Regions, delivered into a bucket of its own.
pub const TRAIL: Job = Job {
    words: "form",
    fields: &[
        Field::text("bucket", "form-bucket", "example-logs"),
        Field::chosen("region", "form-region", Input::Region, "ap-northeast-1"),
        Field::text("trail", "form-trail", "management-events"),
    ],
    proposed,
    asks: |around| {
        let identity = around.facts.account.identity.seen();
        identity.is_some_and(|identity| needs_bucket(identity, &around.facts.record))
    },
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
    ..Job::plain("record.trail", Measure::Record, Wanted::Trails, scope)
};

fn chosen_regions(chosen: &Choices) -> Vec<Region> {
    let names = value(chosen, "config-regions").split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(Region::new).collect()
}

fn cost_of(regions: &[Region], chosen: &Choices, around: &Around<'_>) -> super::config::Estimate {
    let current = Current::of(&around.facts.record.config);
    let frequency = Frequency::named(value(chosen, "config-frequency"));
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
        "config-bucket" => say!("form-config-bucket-hint"),
        "config-frequency" if value(chosen, field.name) == "daily" => say!("form-frequency-daily-hint"),
        "config-frequency" => say!("form-frequency-continuous-hint"),
        "config-iam" => match iam_region(chosen, around) {
            Some(region) => say!("form-iam-in", region = &region),
            None => say!("form-iam-nowhere"),
        },
        "config-retention" => {
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
        "config-bucket"
            if proposed(around)
                .get("config-bucket")
                .is_some_and(|one| one == text) =>
        {
            None
        }
        "config-bucket" => bucket_error(text, around.account, around.home),
        "config-regions" if text.is_empty() => Some(say!("form-regions-none")),
        "config-retention" => retention_error(text),
        _ => None,
    }
}

/// AWS Config, Region by Region.
pub const CONFIG: Job = Job {
    words: "form-config",
    fields: &[
        Field::text("config-bucket", "form-bucket", "example-config"),
        Field::chosen(
            "config-regions",
            "form-regions",
            Input::Regions { all: false },
            "ap-northeast-1,us-east-1",
        ),
        Field::chosen(
            "config-frequency",
            "form-frequency",
            Input::OneOf(&["continuous", "daily"]),
            "daily",
        )
        .keeping(),
        Field::chosen("config-iam", "form-iam", Input::Switch, "yes").keeping(),
        Field::text("config-retention", "form-retention", "7y").keeping(),
    ],
    // What it is set to stands there, and is chosen only where something else is.
    proposed: |around| {
        let current = Current::of(&around.facts.record.config);
        let mut all = proposed(around);
        let iam = if current.iam { "yes" } else { "no" };
        for (name, value) in [
            ("config-frequency", current.frequency.name().to_lowercase()),
            ("config-iam", iam.to_owned()),
            ("config-retention", current.retention.to_string()),
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
        Wanted::Checks(&CHECKS),
        scope,
    )
};

/// Both at once: a plan of the command line.
pub const BOTH: Job = Job {
    proposed,
    ..Job::plain("record", Measure::Record, Wanted::Everything, scope)
};

pub const JOBS: [&Job; 3] = [&TRAIL, &CONFIG, &BOTH];
