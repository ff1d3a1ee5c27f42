//! What must never be printed, logged, journaled or reported.

use secrecy::{ExposeSecret, SecretString};

/// A secret that a person typed or that was made for one. It has no `Display`, its `Debug` shows nothing, it cannot be serialised, and its
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

/// Two consecutive codes of an MFA device, as `iam:EnableMFADevice` wants them.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// The earlier one.
    pub first: Secret,
    /// The one that followed it.
    pub second: Secret,
}

/// What a run hands to the person at it and to nobody else. It lives in memory only: it has no place in a plan, a
/// receipt or the journal, and none of them could hold it.
#[derive(Debug, Clone, PartialEq)]
pub enum Handed {
    /// A console password that must be changed at the first sign-in.
    Password { user: String, password: Secret },
    /// A virtual MFA device that waits to be enrolled.
    Device {
        serial: String,
        /// The seed in base32, as AWS wrote it.
        seed: Secret,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("123456".to_owned());
        assert!(!format!("{secret:?}").contains("123456"));
        assert_eq!(secret.expose(), "123456");
        let codes = Codes {
            first: secret.clone(),
            second: secret.clone(),
        };
        assert!(!format!("{codes:?}").contains("123456"));
        let handed = Handed::Password {
            user: "founder".to_owned(),
            password: secret,
        };
        assert!(!format!("{handed:?}").contains("123456"));
    }
}
