//! What is to be said, before it is said in a language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One argument of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number, so that plural rules of the language apply.
    Number(i64),
    /// A name, an ARN, a time: shown as it is.
    Text(String),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<jiff::Timestamp> for Arg {
    /// To the second, in UTC as CloudTrail and request logs have it, and saying so.
    fn from(time: jiff::Timestamp) -> Self {
        Self::Text(time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
    }
}
impl From<&crate::domain::Region> for Arg {
    fn from(region: &crate::domain::Region) -> Self {
        Self::Text(region.as_str().to_owned())
    }
}

/// A message of the locale files with its arguments. Every sentence a person sees is one of these until the
/// text layer says it in the language chosen, so that findings, plans and failures carry no language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The message id in `assets/locales/*/*.ftl`.
    pub id: Cow<'static, str>,
    /// Its arguments by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<Cow<'static, str>, Arg>,
}

impl Sentence {
    /// A sentence without arguments.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            args: BTreeMap::new(),
        }
    }

    /// The same sentence with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.insert(Cow::Borrowed(name), value.into());
        self
    }
}

/// Shorthand for a [`Sentence`]: `say!("trail-stopped", name = trail.name)`.
#[macro_export]
macro_rules! say {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::domain::Sentence::new($id)$(.with(stringify!($name), $value))*
    };
}
