//! Console passwords: made here, shown once, and kept nowhere.

use aws_sdk_iam::operation::RequestId;

use super::{Apply, absent, gone, is_being_emptied, is_being_made};
use crate::aws::failure::Call;
use crate::aws::secure::account;
use crate::domain::{Failure, Handed, Kind, Receipt, Secret};

impl Apply<'_> {
    /// Whether a user has a console password that must still be changed; none where there is no password.
    pub(super) async fn login_profile(&self, user: &str) -> Result<Option<bool>, Failure> {
        let call = self.read("iam:GetLoginProfile");
        match self
            .session
            .iam()
            .get_login_profile()
            .user_name(user)
            .send()
            .await
        {
            Ok(answer) => Ok(answer
                .login_profile()
                .map(aws_sdk_iam::types::LoginProfile::password_reset_required)),
            Err(error) => absent(call.refused(&error)),
        }
    }

    /// A password that every policy of the account takes.
    pub(super) async fn password(&self, call: &Call<'_>) -> Result<Secret, Failure> {
        // A policy that cannot be read is no reason to stop: AWS refuses what is too short, and says so.
        let policy = account::password_policy(self.session)
            .await
            .ok()
            .and_then(|(policy, _)| policy);
        let least = policy.map_or(0, |policy| policy.minimum_password_length);
        password(usize::try_from(least).unwrap_or(0))
            .map_err(|error| call.failure(Kind::Internal, error.to_string()))
    }

    pub(super) fn hand_password(&self, user: &str, password: Secret) {
        self.person.hand(Handed::Password {
            user: user.to_owned(),
            password,
        });
    }

    pub(super) async fn create_login_profile(&self, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:CreateLoginProfile");
        let find = async |lost: bool| -> Result<Receipt, Failure> {
            // A password of this run that nobody has seen, because genkan was cut short or an answer was lost: it is
            // made anew, as long as the user is this run's own and has not changed it.
            let run = self.user_run(user).await?.flatten();
            let ours = self.ours.is_this(run.as_deref());
            let unseen = lost && ours && self.login_profile(user).await? == Some(true);
            if unseen {
                self.new_password(user).await
            } else {
                Ok(Receipt::already_there())
            }
        };
        if self.login_profile(user).await?.is_some() {
            return find(self.resumed).await;
        }
        let password = self.password(&call).await?;
        let iam = self.session.iam();
        let request = || {
            iam.create_login_profile()
                .user_name(user)
                .password(password.expose())
                .password_reset_required(true)
                .send()
        };
        match self.patiently(&call, is_being_made, request).await {
            Ok(answer) => {
                self.hand_password(user, password);
                Ok(Receipt::done(answer.request_id()))
            }
            Err(failure) if failure.code.as_deref() == Some("EntityAlreadyExists") => find(true).await,
            Err(failure) => Err(failure),
        }
    }

    pub(super) async fn new_password(&self, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:UpdateLoginProfile");
        let password = self.password(&call).await?;
        let iam = self.session.iam();
        let request = || {
            iam.update_login_profile()
                .user_name(user)
                .password(password.expose())
                .password_reset_required(true)
                .send()
        };
        let answer = self.patiently(&call, is_being_made, request).await?;
        self.hand_password(user, password);
        Ok(Receipt::done(answer.request_id()))
    }

    pub(super) async fn delete_login_profile(&self, user: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteLoginProfile");
        if self.login_profile(user).await?.is_none() {
            return Ok(self.found());
        }
        let request = self.session.iam().delete_login_profile().user_name(user);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }
}

/// The letters of a password, by kind; none that is taken for another.
const LETTERS: [&str; 4] = [
    "abcdefghijkmnpqrstuvwxyz",
    "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "23456789",
    "!@#%^*_+-=",
];
/// Letters of a password where the policy asks for no more: over a hundred bits.
const PASSWORD: usize = 20;

/// A new password of at least so many letters, with every kind of letter in it, from the system's own randomness.
fn password(least: usize) -> Result<Secret, getrandom::Error> {
    let all = LETTERS.concat();
    let length = least.clamp(PASSWORD, 128);
    loop {
        let mut text = zeroize::Zeroizing::new(String::with_capacity(length));
        while text.len() < length {
            let mut byte = [0_u8];
            getrandom::fill(&mut byte)?;
            // Bytes above the last whole multiple would favour the first letters.
            let index = usize::from(byte[0]);
            if index < 256 - 256 % all.len()
                && let Some(letter) = all.as_bytes().get(index % all.len())
            {
                text.push(char::from(*letter));
            }
        }
        if LETTERS
            .iter()
            .all(|kind| text.chars().any(|letter| kind.contains(letter)))
        {
            return Ok(Secret::new(std::mem::take(&mut *text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_every_kind_of_letter_and_the_length_asked_for() {
        let mut seen = std::collections::BTreeSet::new();
        for least in [0, 8, 20, 33, 128, 500] {
            let password = password(least).unwrap();
            let text = password.expose();
            assert_eq!(text.len(), least.clamp(20, 128));
            for kind in LETTERS {
                assert!(text.chars().any(|letter| kind.contains(letter)), "{kind}");
            }
            assert!(seen.insert(text.to_owned()), "the same password twice");
        }
    }
}
