//! `genkan policy`: the least permissions, as a policy to attach.

use super::{Context, PolicyFor, out};
use crate::aws::permissions::{policy, to_change, to_check, to_read};
use crate::domain::Failure;

impl Context {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    pub(super) fn policy(&self, wanted: PolicyFor) -> Result<u8, Failure> {
        let (check, read, change) = (to_check(), to_read(), to_change());
        let document = match wanted {
            PolicyFor::Check => policy(&[("GenkanCheck", &check), ("GenkanRead", &read)]),
            PolicyFor::Apply => policy(&[
                ("GenkanCheck", &check),
                ("GenkanRead", &read),
                ("GenkanChange", &change),
            ]),
        };
        out::data(&format!("{document:#}"));
        Ok(0)
    }
}
