//! One answer of a session's source of credentials for everybody who asks it: a role, an SSO session or a
//! `credential_process` is not asked again for each of the calls that go out side by side. The SDK's own cache serves its
//! clients only, and not the calls made by hand.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::domain::Clock;

/// How long before their end credentials are asked for anew.
const BEFORE_END: Duration = Duration::from_secs(60);
/// How long credentials are kept that do not say when they end, as the SDK's cache keeps them.
const WITHOUT_END: SignedDuration = SignedDuration::from_mins(15);

/// A source whose last answer is kept while it is good. A refusal is not: signing in again may mend it at any time.
pub struct Kept {
    source: SharedCredentialsProvider,
    clock: Clock,
    kept: Mutex<Option<(Credentials, Timestamp)>>,
}

impl Kept {
    /// Keeps what a source answers.
    pub fn of(source: SharedCredentialsProvider, clock: Clock) -> Self {
        Self {
            source,
            clock,
            kept: Mutex::default(),
        }
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

impl ProvideCredentials for Kept {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            // Held while the source is asked: the others wait for what it says.
            let mut kept = self.kept.lock().await;
            let now = (self.clock)();
            if let Some((credentials, _)) = kept.as_ref().filter(|(_, until)| now < *until) {
                return Ok(credentials.clone());
            }
            let credentials = self.source.provide_credentials().await?;
            let ends = credentials.expiry().map(Timestamp::try_from);
            let until = match ends {
                Some(Ok(end)) => end - BEFORE_END,
                Some(Err(_)) | None => now + WITHOUT_END,
            };
            *kept = Some((credentials.clone(), until));
            Ok(credentials)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
    use std::time::SystemTime;

    use aws_credential_types::provider::error::CredentialsError;

    use super::*;

    /// Signed out at first, then good for an hour each time.
    #[derive(Debug)]
    struct Source(Arc<AtomicUsize>);

    impl ProvideCredentials for Source {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let asked = self.0.fetch_add(1, Ordering::SeqCst);
            future::ProvideCredentials::new(async move {
                tokio::task::yield_now().await;
                if asked == 0 {
                    return Err(CredentialsError::provider_error("signed out"));
                }
                let hours = u64::try_from(asked).unwrap();
                let end = SystemTime::UNIX_EPOCH + Duration::from_secs(3600 * hours);
                Ok(Credentials::new("AKIA", "secret", None, Some(end), "test"))
            })
        }
    }

    #[tokio::test]
    async fn the_source_is_asked_once_for_all_and_again_when_its_answer_ends() {
        let (asked, seconds) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicI64::new(0)));
        let clock: Clock = {
            let seconds = Arc::clone(&seconds);
            Arc::new(move || Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap())
        };
        let kept = Kept::of(SharedCredentialsProvider::new(Source(Arc::clone(&asked))), clock);
        assert!(kept.provide_credentials().await.is_err());
        let all = (0..50).map(|_| kept.provide_credentials());
        let all = futures_util::future::join_all(all).await;
        assert!(all.iter().all(Result::is_ok));
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        seconds.store(3600 - 59, Ordering::SeqCst);
        kept.provide_credentials().await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }
}
