//! genkan (玄関): from a bare AWS account to a secure one on day one.
//!
//! Everything is one loop: **survey** asks AWS for facts, **judge** turns facts into findings, **plan** turns
//! findings and choices into changes, a person **approves** that very plan, **apply** runs it and surveys
//! again: only AWS says "done".
//!
//! The modules in import order; `tests/architecture.rs` holds them to it:
//!
//! - [`domain`] the vocabulary; imports nothing of ours
//! - [`measures`] the spine: facts, checks, changes, jobs and plans of each measure; → domain
//! - [`aws`] survey and apply over the SDK, the only place that names it; → measures, domain
//! - [`demo`] the embedded account behind the same SDK clients; → aws, domain
//! - [`journal`] the file of what was done; → domain
//! - [`apply`] running an approved plan; → aws, journal, measures, domain
//! - [`text`] saying sentences in a language, columns; → domain
//! - [`report`] what people and other programs read; → text, measures, domain
//! - [`wizard`] the state machine, pure; → measures, domain
//! - [`screens`] drawing the machine, pure; → wizard, measures, text, domain
//! - [`runtime`] terminal, input, effects to tasks, the one clock; sees all
//! - [`cli`] the command line; sees all

pub mod apply;
pub mod aws;
pub mod cli;
#[cfg(feature = "demo")]
pub mod demo;
pub mod domain;
pub mod journal;
pub mod measures;
pub mod report;
pub mod runtime;
pub mod screens;
pub mod text;
pub mod wizard;
