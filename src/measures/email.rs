//! E-mail addresses that AWS takes.

use std::str::FromStr as _;

use email_address::EmailAddress;

use crate::domain::Sentence;
use crate::say;

/// What is wrong with an e-mail address.
#[must_use]
pub fn email_error(email: &str) -> Option<Sentence> {
    if email.trim().is_empty() {
        return Some(say!("form-email-empty"));
    }
    let address = EmailAddress::from_str(email);
    // A domain without a dot is nobody's mailbox, and AWS takes ASCII only.
    let fits = address.is_ok_and(|address| address.domain().contains('.')) && email.is_ascii();
    (!fits).then(|| say!("form-email-wrong"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_aws_takes() {
        for email in ["security@example.com", "a.b+c@x.example", "root@acme.co.jp"] {
            assert_eq!(email_error(email), None, "{email}");
        }
        for email in [
            "",
            " ",
            "x",
            "x@",
            "@x.example",
            "a@b",
            "a b@x.example",
            "担当@例え.jp",
            "a@x.example,b@x.example",
        ] {
            assert!(email_error(email).is_some(), "{email}");
        }
    }
}
