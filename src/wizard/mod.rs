//! The state machine: [`update`] takes the model and a message and returns effects as data. Total, synchronous,
//! no I/O, no clock. One file a screen; the key map is computed from the model, and dispatch, footer and help
//! read that one value.

mod alert_form;
mod apply;
mod config_form;
mod confirm;
mod dashboard;
mod detect_form;
mod effect;
mod enrol;
mod events;
mod fill;
mod form;
mod guardduty;
mod guide;
mod handoff;
mod identity;
mod inventory;
mod journal;
mod key;
mod keymap;
mod measure;
mod message;
mod model;
mod overlay;
mod people;
mod regions;
mod result;
mod review;
mod secure_form;
mod text;
mod update;
mod welcome;

pub use alert_form::{AlertField, AlertForm};
pub use apply::{Phase, RunState, StepView};
pub use config_form::{ConfigField, ConfigForm};
pub use confirm::Confirm;
pub use detect_form::{DetectField, DetectForm};
pub use effect::{Effect, Export, Question, Ticket};
pub use enrol::{CodeField, CodeFocus, DIGITS, Enrol};
pub use events::{Events, FilterEdit, Loading, SPANS};
pub use form::{Field, Form};
pub use guardduty::{GuardDuty, SamplesEdit};
pub use guide::{page_of, sign_in_page};
pub use identity::Choice;
pub use inventory::{Difference, Entry, EntryFor, Inventory, Level, Recording, Rows, Searched};
pub use key::Key;
pub use keymap::{Action, Binding, keymap};
pub use message::{Answer, Message, SessionInfo, Signal};
pub use model::{Layer, MINIMUM, Model, Screen, SessionState};
pub use people::Person;
pub use secure_form::{SecureField, SecureForm, Value};
pub use text::Text;
pub use update::update;
