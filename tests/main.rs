//! Everything that needs more than one module: the laws of the source, the machine under random keys, golden
//! screens, the embedded account, the command line, a real terminal, and moto over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    missing_docs
)]

mod architecture;
mod command_line;
mod compliance;
mod config;
mod detect;
mod documents;
mod edges;
mod engine;
mod failures;
mod faults;
mod formats;
mod guardduty;
mod inventory;
mod journey;
mod judgements;
mod locales;
mod machine;
mod moto;
mod moto_faults;
mod moto_secure;
mod moto_separate;
mod moto_sign_in;
mod plan_files;
mod reading;
mod reads;
mod report;
mod scenarios;
mod screens;
mod secure;
mod separate;
mod support;
mod terminal;
mod traps;
mod weakening;
