//! What several screens are made of.

mod dialog;
mod page;

pub use dialog::{Button, dialog};
pub use page::{Page, widest};
