//! What the way back of a change is made of: the same for a plan that is being made and for a run that is taken back, so
//! that what a file says of it never has to be believed.

use crate::domain::journal::Begun;
use crate::domain::{Change, Region, Undo};
use crate::say;

/// What is known besides the change itself.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    pub account: &'a str,
    pub partition: &'a str,
    /// Everything that was made together with it: what came into being by the same hand goes, or stays, as a whole.
    pub together: &'a [Change],
    /// The run that all of it is in.
    pub run: &'a str,
    /// What genkan made or began to make before.
    pub begun: &'a Begun,
}

impl Ground<'_> {
    /// Whether a thing was made by these changes too.
    #[must_use]
    pub fn made(&self, call: &str, target: &str, region: Option<&Region>) -> bool {
        self.together.iter().any(|one| {
            one.call() == call && one.target == target && region.is_none_or(|region| *region == one.region)
        })
    }
}

/// Nothing to take back the taking back with.
#[must_use]
pub fn none() -> Undo {
    Undo::Kept(say!("undo-none"))
}

#[must_use]
pub fn by(change: Change) -> Undo {
    Undo::By(Box::new(change))
}
