//! What must never be printed, logged, journaled or reported.

use secrecy::{ExposeSecret, SecretString};

/// A secret a person typed. It has no `Display`, its `Debug` shows nothing, it cannot be serialised, and its
/// memory is wiped when it goes.
#[derive(Debug, Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a secret in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The secret itself, to hand to AWS and to nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("123456".to_owned());
        assert!(!format!("{secret:?}").contains("123456"));
        assert_eq!(secret.expose(), "123456");
    }
}
