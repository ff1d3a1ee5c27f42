//! What the account as a whole has: password policy, contacts, public access block, analyzers, budgets.

use aws_sdk_account::types::AlternateContactType;
use aws_sdk_iam::operation::RequestId;
use serde_json::{Value, json};

use super::{Apply, absent};
use crate::aws::failure::Call;
use crate::aws::raw::encoded;
use crate::aws::secure::account;
use crate::aws::secure::account::{access_analyzer, block_xml, budget_call, budgets_region, s3_control};
use crate::domain::{Failure, Kind, PublicAccessBlock, Receipt};
use crate::measures::secure::{Contact, ContactKind, PasswordPolicy, RUN_TAG};

impl Apply<'_> {
    pub(super) async fn password_policy(&self, wanted: &PasswordPolicy) -> Result<Receipt, Failure> {
        let call = self.write("iam:UpdateAccountPasswordPolicy");
        let (now, _) = account::password_policy(self.session).await?;
        if now.as_ref() == Some(wanted) {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PasswordPolicy")?;
        let answer = self
            .session
            .iam()
            .update_account_password_policy()
            .minimum_password_length(wanted.minimum_password_length)
            .require_symbols(wanted.require_symbols)
            .require_numbers(wanted.require_numbers)
            .require_uppercase_characters(wanted.require_uppercase_characters)
            .require_lowercase_characters(wanted.require_lowercase_characters)
            .allow_users_to_change_password(wanted.allow_users_to_change_password)
            .set_max_password_age(wanted.max_password_age)
            .set_password_reuse_prevention(wanted.password_reuse_prevention)
            .set_hard_expiry(wanted.hard_expiry)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    pub(super) async fn delete_password_policy(&self) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteAccountPasswordPolicy");
        let (now, _) = account::password_policy(self.session).await?;
        if now.is_none() {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PasswordPolicy")?;
        let answer = self.session.iam().delete_account_password_policy().send().await;
        answer
            .map(|answer| Receipt::done(answer.request_id()))
            .map_err(|error| call.refused(&error))
    }

    pub(super) async fn contact_now(&self, kind: &str, call: &Call<'_>) -> Result<Option<Contact>, Failure> {
        let kind = ContactKind::ALL.into_iter().find(|one| one.id() == kind);
        let kind = kind.ok_or_else(|| call.failure(Kind::Usage, "AlternateContactType"))?;
        Ok(account::contact(self.session, kind).await?.0)
    }

    pub(super) async fn contact(&self, kind: &str, wanted: &Contact) -> Result<Receipt, Failure> {
        use aws_sdk_account::operation::RequestId as _;
        let call = self.write("account:PutAlternateContact");
        let now = self.contact_now(kind, &call).await?;
        if now.as_ref() == Some(wanted) {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, kind)?;
        let answer = self
            .session
            .account()
            .put_alternate_contact()
            .alternate_contact_type(AlternateContactType::from(kind))
            .name(&wanted.name)
            .title(&wanted.title)
            .email_address(&wanted.email_address)
            .phone_number(&wanted.phone_number)
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    pub(super) async fn delete_contact(&self, kind: &str) -> Result<Receipt, Failure> {
        use aws_sdk_account::operation::RequestId as _;
        let call = self.write("account:DeleteAlternateContact");
        let now = self.contact_now(kind, &call).await?;
        if now.is_none() {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, kind)?;
        let answer = self
            .session
            .account()
            .delete_alternate_contact()
            .alternate_contact_type(AlternateContactType::from(kind))
            .send()
            .await
            .map_err(|error| call.refused(&error))?;
        Ok(Receipt::done(answer.request_id()))
    }

    pub(super) async fn block(&self, wanted: &PublicAccessBlock) -> Result<Receipt, Failure> {
        let call = self
            .write("s3control:PutPublicAccessBlock")
            .action("s3:PutAccountPublicAccessBlock");
        let (now, _) = account::public_access_block(self.session).await?;
        if now.as_ref() == Some(wanted) {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PublicAccessBlock")?;
        let reply = s3_control(&call, "PUT", &block_xml(wanted)).await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }

    pub(super) async fn delete_block(&self) -> Result<Receipt, Failure> {
        let call = self
            .write("s3control:DeletePublicAccessBlock")
            .action("s3:PutAccountPublicAccessBlock");
        let (now, _) = account::public_access_block(self.session).await?;
        if now.is_none() {
            return Ok(self.found());
        }
        self.hold(now.as_ref(), &call, "PublicAccessBlock")?;
        let reply = s3_control(&call, "DELETE", "").await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }

    /// The run that made an analyzer; none where there is no such analyzer.
    pub(super) async fn analyzer_run(&self, name: &str) -> Result<Option<Option<String>>, Failure> {
        let call = self.read("access-analyzer:GetAnalyzer");
        let path = format!("/analyzer/{}", encoded(name));
        let reply = access_analyzer(&call, "GET", &path, "").await?;
        if reply.status() >= 300 {
            return absent(reply.failure(&call));
        }
        let pointer = format!("/analyzer/tags/{RUN_TAG}");
        let run = reply
            .json()
            .pointer(&pointer)
            .and_then(Value::as_str)
            .map(ToOwned::to_owned);
        Ok(Some(run))
    }

    pub(super) async fn create_analyzer(&self, body: &Value) -> Result<Receipt, Failure> {
        let call = self.write("access-analyzer:CreateAnalyzer");
        let name = body
            .get("analyzerName")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if let Some(run) = self.analyzer_run(name).await? {
            return Ok(self.found_with(run.as_deref()));
        }
        let reply = access_analyzer(&call, "PUT", "/analyzer", &body.to_string()).await?;
        match reply.code().as_deref() {
            None if reply.status() < 300 => {
                Ok(Receipt::done(reply.request_id()).with_ids(json!({"arn": reply.json().get("arn")})))
            }
            // Something is in the way; it is what was wanted only where it is found.
            Some("ConflictException") => match self.analyzer_run(name).await? {
                Some(run) => Ok(self.found_with(run.as_deref())),
                None => Err(reply.failure(&call)),
            },
            Some(_) | None => Err(reply.failure(&call)),
        }
    }

    pub(super) async fn delete_analyzer(&self, name: &str) -> Result<Receipt, Failure> {
        let call = self.write("access-analyzer:DeleteAnalyzer");
        let Some(run) = self.analyzer_run(name).await? else {
            return Ok(self.found());
        };
        if !self.ours.is_any(run.as_deref()) {
            return Err(call.failure(Kind::Stale, name));
        }
        let path = format!("/analyzer/{}", encoded(name));
        let reply = access_analyzer(&call, "DELETE", &path, "").await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }

    pub(super) async fn create_budget(&self, name: &str, body: &Value) -> Result<Receipt, Failure> {
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let region = budgets_region(&identity.partition);
        let call = Call::write(self.session, "budgets:CreateBudget", &region).action("budgets:ModifyBudget");
        let budgets = account::budget_names(self.session).await?;
        if budgets.iter().any(|budget| budget == name) {
            return Ok(self.found());
        }
        let reply = budget_call(&call, "CreateBudget", body).await?;
        match reply.code().as_deref() {
            None if reply.status() < 300 => Ok(Receipt::done(reply.request_id())),
            Some("DuplicateRecordException") => {
                let budgets = account::budget_names(self.session).await?;
                if budgets.iter().any(|budget| budget == name) {
                    Ok(self.found())
                } else {
                    Err(reply.failure(&call))
                }
            }
            Some(_) | None => Err(reply.failure(&call)),
        }
    }

    pub(super) async fn delete_budget(&self, account: &str, name: &str) -> Result<Receipt, Failure> {
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let region = budgets_region(&identity.partition);
        let call = Call::write(self.session, "budgets:DeleteBudget", &region).action("budgets:ModifyBudget");
        let budgets = account::budget_names(self.session).await?;
        if !budgets.iter().any(|budget| budget == name) {
            return Ok(self.found());
        }
        let body = json!({"AccountId": account, "BudgetName": name});
        let reply = budget_call(&call, "DeleteBudget", &body).await?;
        if reply.status() < 300 {
            Ok(Receipt::done(reply.request_id()))
        } else {
            Err(reply.failure(&call))
        }
    }
}
