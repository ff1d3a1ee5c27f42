//! Codes of a virtual MFA device (RFC 6238: SHA-1, six digits, thirty seconds), checked before AWS sees them.

use jiff::Timestamp;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::domain::Secret;

/// Seconds that a code lasts.
pub const STEP: i64 = 30;
/// How far off a clock may be and still be told from a wrong code, in steps: twenty minutes.
const FAR: i64 = 40;
/// How far off AWS still takes a code without being asked, in steps.
const NEAR: i64 = 1;

/// How a first code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// It is the device's, of this step.
    Right(i64),
    /// It is the device's, but of another time by so many seconds: a clock is off.
    Skewed {
        /// Seconds that the device is ahead of this computer; negative where it is behind.
        seconds: i64,
        step: i64,
    },
    /// It is not the device's.
    Wrong,
    /// The seed is not one that codes can be made of here: only AWS can tell.
    Untold,
}

/// How a second code stands, after a first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// It is the one that followed.
    Right,
    /// It is the first one again.
    Same,
    /// It is the device's, but not the one that followed: of this step.
    NotNext(i64),
    /// It is not the device's.
    Wrong,
    /// Only AWS can tell.
    Untold,
}

fn device(seed: &Secret) -> Option<Totp> {
    let secret = totp_rs::Secret::try_from_base32(seed.expose()).ok()?;
    (!secret.as_bytes().is_empty()).then(|| Builder::new().with_secret(secret).build_noncompliant())
}

/// The step of a time.
#[must_use]
pub fn step_of(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP)
}

/// Seconds until the next code.
#[must_use]
pub fn until_next(now: Timestamp) -> i64 {
    STEP - now.as_second().rem_euclid(STEP)
}

/// The step within reach that a code belongs to, the nearest first.
fn find(device: &Totp, code: &str, around: i64, reach: i64) -> Option<i64> {
    let mut steps = vec![around];
    for away in 1..=reach {
        steps.extend([around - away, around + away]);
    }
    steps.into_iter().find(|step| {
        u64::try_from(*step * STEP).is_ok_and(|time| {
            let token = Zeroizing::new(device.generate(time).to_string());
            *token == code
        })
    })
}

/// How a first code stands at a time.
#[must_use]
pub fn first(seed: &Secret, code: &Secret, now: Timestamp) -> First {
    let Some(device) = device(seed) else {
        return First::Untold;
    };
    let here = step_of(now);
    match find(&device, code.expose(), here, FAR) {
        Some(step) if (step - here).abs() <= NEAR => First::Right(step),
        Some(step) => First::Skewed {
            seconds: (step - here) * STEP,
            step,
        },
        None => First::Wrong,
    }
}

/// How a second code stands after a first one of a step.
#[must_use]
pub fn second(seed: &Secret, code: &Secret, first: &Secret, step: i64) -> Second {
    if code == first {
        return Second::Same;
    }
    let Some(device) = device(seed) else {
        return Second::Untold;
    };
    match find(&device, code.expose(), step + 1, FAR) {
        Some(found) if found == step + 1 => Second::Right,
        Some(found) => Second::NotNext(found),
        None => Second::Wrong,
    }
}

/// The code of a step: what a device would show. For the embedded account, which checks as AWS does.
#[must_use]
pub fn code(seed: &Secret, step: i64) -> Option<Secret> {
    let time = u64::try_from(step * STEP).ok()?;
    Some(Secret::new(device(seed)?.generate(time).to_string()))
}

/// What the QR code says (the key URI format that authenticator apps read). Short, so that it fits a terminal of 24
/// rows: AWS's own picture does not.
#[must_use]
pub fn uri(user: &str, account: &str, seed: &Secret) -> Zeroizing<String> {
    // IAM's names may hold `+=,.@_-`; in a path only letters, digits and `-._~@` stand for themselves everywhere.
    let name: String = user
        .chars()
        .map(|letter| match letter {
            '+' => "%2B".to_owned(),
            '=' => "%3D".to_owned(),
            ',' => "%2C".to_owned(),
            other => other.to_string(),
        })
        .collect();
    Zeroizing::new(format!(
        "otpauth://totp/AWS:{name}@{account}?secret={}",
        seed.expose()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed of RFC 6238, appendix B: "12345678901234567890".
    const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // Appendix B has eight digits; the last six are the same.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
        ] {
            assert_eq!(super::code(&secret(SEED), second / STEP), Some(secret(code)));
            assert_eq!(
                first(&secret(SEED), &secret(code), at(second)),
                First::Right(second / STEP)
            );
        }
    }

    #[test]
    fn a_code_of_another_time_is_a_clock_that_is_off() {
        let seed = secret(SEED);
        let now = at(1_800_000_000);
        let here = step_of(now);
        for away in [-40, -10, -2, 2, 3, 40] {
            let code = code(&seed, here + away).unwrap();
            assert_eq!(
                first(&seed, &code, now),
                First::Skewed {
                    seconds: away * STEP,
                    step: here + away
                },
                "{away}"
            );
        }
        for away in [-1, 0, 1] {
            let code = code(&seed, here + away).unwrap();
            assert_eq!(first(&seed, &code, now), First::Right(here + away));
        }
        assert_eq!(first(&seed, &code(&seed, here + 500).unwrap(), now), First::Wrong);
    }

    #[test]
    fn the_second_code_is_the_next_one_and_no_other() {
        let seed = secret(SEED);
        let one = code(&seed, 100).unwrap();
        let judge = |step| second(&seed, &code(&seed, step).unwrap(), &one, 100);
        assert_eq!(judge(101), Second::Right);
        assert_eq!(judge(100), Second::Same);
        assert_eq!(judge(102), Second::NotNext(102));
        assert_eq!(judge(99), Second::NotNext(99));
        assert_eq!(second(&seed, &secret("000000"), &one, 100), Second::Wrong);
    }

    #[test]
    fn a_seed_that_is_none_leaves_it_to_aws() {
        let odd = secret("not-base32!");
        assert_eq!(first(&odd, &secret("123456"), at(0)), First::Untold);
        assert_eq!(
            second(&odd, &secret("123456"), &secret("654321"), 0),
            Second::Untold
        );
        assert_eq!(first(&secret(""), &secret("123456"), at(0)), First::Untold);
    }

    #[test]
    fn a_name_cannot_change_what_the_address_says() {
        let uri = uri("a+b=c,d@x.example", "111122223333", &secret(SEED));
        assert_eq!(
            *uri,
            format!("otpauth://totp/AWS:a%2Bb%3Dc%2Cd@x.example@111122223333?secret={SEED}")
        );
    }
}
