//! genkan (玄関): from a bare AWS account to a secure one on day one.
//!
//! Everything is one loop: **survey** asks AWS for facts, **judge** turns facts into findings, **plan** turns
//! findings and choices into changes, a person **approves** that very plan, **apply** runs it and survey asks
//! again: only AWS says "done".
//!
//! The modules, in import order; a test over the source holds them to it:
//!
//! - [`domain`]: the vocabulary. Imports nothing of ours.
//! - [`measures`]: the spine, judge and plan. Imports `domain`.

pub mod aws;
pub mod domain;
pub mod measures;
