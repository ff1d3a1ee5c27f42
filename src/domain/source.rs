//! Where credentials can come from on this computer: what a person chooses from before anything is asked of AWS.

use jiff::Timestamp;

use super::{Failure, Region};

/// An endpoint that takes the place of AWS's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The service it is for; none where it is for all that have none of their own.
    pub service: Option<String>,
    /// Its address.
    pub url: String,
    /// Where it stands: the flag, a variable, a line of the profile.
    pub origin: String,
    /// What is sent can be read on the way: `http://`.
    pub is_plain: bool,
    /// It is on this machine.
    pub is_here: bool,
}

impl Endpoint {
    /// Whether somebody on the way could read what is sent, and signed, and use it.
    #[must_use]
    pub const fn is_exposed(&self) -> bool {
        self.is_plain && !self.is_here
    }
}

/// What kind of credentials a source gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Environment variables with a session token: temporary.
    EnvironmentTemporary,
    /// Environment variables without one: an access key that does not end.
    EnvironmentKeys,
    /// `aws login`: the console's sign-in, no access key (CLI User Guide, "Sign in through the AWS CLI").
    Login,
    Sso,
    /// A role that another profile or source is exchanged for.
    Role,
    /// A role that also asks for the code of an MFA device.
    RoleWithMfa,
    /// An access key in a file that does not end.
    Keys,
    /// An access key in a file with a session token: temporary.
    KeysTemporary,
    /// A program that prints credentials.
    Process,
    /// A token of another identity provider, as in Kubernetes.
    WebIdentity,
    /// AWS CloudShell: those of the person signed in to the console.
    CloudShell,
    Container,
    Instance,
    /// The embedded account: nobody's.
    Embedded,
}

impl Way {
    /// Its message in the locale files.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::EnvironmentTemporary => "source-environment",
            Self::EnvironmentKeys => "source-environment-keys",
            Self::Login => "source-login",
            Self::Sso => "source-sso",
            Self::Role => "source-role",
            Self::RoleWithMfa => "source-role-mfa",
            Self::Keys => "source-keys",
            Self::KeysTemporary => "source-keys-temporary",
            Self::Process => "source-process",
            Self::WebIdentity => "source-web-identity",
            Self::CloudShell => "source-cloudshell",
            Self::Container => "source-container",
            Self::Instance => "source-instance",
            Self::Embedded => "source-embedded",
        }
    }

    /// An access key that works until somebody deletes it: what measure 2 asks to do without.
    #[must_use]
    pub const fn is_long_lived(self) -> bool {
        matches!(self, Self::EnvironmentKeys | Self::Keys)
    }

    /// Whether a person can sign in to it again from inside genkan.
    #[must_use]
    pub const fn can_sign_in(self) -> bool {
        matches!(self, Self::Login | Self::Sso)
    }
}

/// Whether a source would answer, as far as its files tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// It would; until then, where it ends.
    Ready(Option<Timestamp>),
    /// Its sign-in is over.
    Expired,
    /// Nobody has signed in yet.
    SignedOut,
    /// It asks for the code of an MFA device.
    AsksForCode,
    /// The files do not tell.
    Untold,
    /// The profile cannot work as it is written; this is what is wrong.
    Broken(String),
}

/// One place where credentials can come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The profile; none where it is not one.
    pub profile: Option<String>,
    /// What it gives.
    pub way: Way,
    /// Account, role, user or start page: what tells it from others.
    pub detail: String,
    /// The Region of the profile or of the environment.
    pub region: Option<Region>,
    /// Whether it would answer.
    pub readiness: Readiness,
    /// The standard chain would take this one.
    pub default: bool,
}

impl Source {
    /// Whether Enter signs in first.
    #[must_use]
    pub const fn needs_sign_in(&self) -> bool {
        self.way.can_sign_in() && matches!(self.readiness, Readiness::Expired | Readiness::SignedOut)
    }
}

/// What was found on this computer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sources {
    /// In the order of the standard chain, then the profiles by name.
    pub found: Vec<Source>,
    /// Why the files could not be read.
    pub failure: Option<Failure>,
    /// The AWS CLI's version; none where it is not installed.
    pub cli: Option<String>,
    /// The AWS CLI was looked for.
    pub cli_asked: bool,
    /// The profile that flags or variables name.
    pub named: Option<String>,
}

/// The first AWS CLI with `aws login` (its changelog, 2.32.0).
const CLI_WITH_LOGIN: (u32, u32) = (2, 32);

impl Sources {
    /// Whether the AWS CLI is there and knows `aws login`.
    #[must_use]
    pub fn can_login(&self) -> bool {
        let mut numbers = self
            .cli
            .as_deref()
            .unwrap_or_default()
            .split('.')
            .map_while(|number| number.parse::<u32>().ok());
        matches!((numbers.next(), numbers.next()), (Some(major), Some(minor)) if (major, minor) >= CLI_WITH_LOGIN)
    }
}

/// How a sign-in goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInProgress {
    /// The page to open, the code to compare there, and until when.
    Page {
        url: String,
        /// The code that the page shows too; none where there is none.
        code: Option<String>,
        /// When it is too late.
        expires: Option<Timestamp>,
    },
    /// A line of the AWS CLI, untouched.
    Said(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_access_key_of_a_user_is_long_lived() {
        for way in [Way::EnvironmentKeys, Way::Keys] {
            assert!(way.is_long_lived() && !way.can_sign_in());
        }
        for way in [Way::Login, Way::Sso] {
            assert!(!way.is_long_lived() && way.can_sign_in());
        }
        for way in [Way::KeysTemporary, Way::CloudShell, Way::Process, Way::Embedded] {
            assert!(!way.is_long_lived() && !way.can_sign_in());
        }
    }
}
