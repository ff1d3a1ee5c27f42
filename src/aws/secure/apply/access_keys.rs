//! Access keys.

use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::types::StatusType;

use super::Apply;
use crate::aws::keys;
use crate::domain::{Failure, Kind, Owner, Receipt};

impl Apply<'_> {
    /// Whether a key works; none where there is no such key.
    pub(super) async fn key(&self, user: Option<&str>, id: &str) -> Result<Option<bool>, Failure> {
        let owner = user.map_or(Owner::Root, |name| Owner::User(name.to_owned()));
        let keys = keys::access_keys(self.session, &self.session.iam(), owner).await?;
        Ok(keys.iter().find(|key| key.id == id).map(|key| key.active))
    }

    pub(super) async fn update_key(
        &self,
        user: Option<String>,
        id: &str,
        status: &str,
    ) -> Result<Receipt, Failure> {
        let call = self.write("iam:UpdateAccessKey");
        match self.key(user.as_deref(), id).await? {
            None => return Err(call.failure(Kind::Stale, id)),
            Some(active) if active == (status == "Active") => return Ok(self.found()),
            Some(_) => {}
        }
        let answer = self
            .session
            .iam()
            .update_access_key()
            .set_user_name(user)
            .access_key_id(id)
            .status(StatusType::from(status))
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    pub(super) async fn delete_key(&self, user: Option<String>, id: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteAccessKey");
        match self.key(user.as_deref(), id).await? {
            None => return Ok(self.found()),
            // Somebody needed it after all, and switched it on again.
            Some(true) => return Err(call.failure(Kind::Stale, id)),
            Some(false) => {}
        }
        let iam = self.session.iam();
        let answer = iam
            .delete_access_key()
            .set_user_name(user)
            .access_key_id(id)
            .send()
            .await;
        answer
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }
}
