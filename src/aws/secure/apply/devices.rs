//! MFA devices: made, scanned by the person, and enabled with the codes of the person.

use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::types::AssignmentStatusType;
use serde_json::json;

use super::{Apply, absent, gone, is_being_emptied, is_being_made};
use crate::aws::secure::users;
use crate::domain::{Changed, Failure, Handed, Kind, Receipt, Secret};
use crate::measures::secure::DEVICE_PREFIX;

impl Apply<'_> {
    /// Whether a virtual device is somebody's; none where there is no such device.
    pub(super) async fn device(&self, serial: &str) -> Result<Option<bool>, Failure> {
        let call = self.read("iam:ListVirtualMFADevices");
        let mut pages = self
            .session
            .iam()
            .list_virtual_mfa_devices()
            .assignment_status(AssignmentStatusType::Any)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| call.refused(&error))?;
            let all = page.virtual_mfa_devices();
            if let Some(device) = all.iter().find(|device| device.serial_number() == serial) {
                let somebody = device.user().is_some_and(|user| !user.arn().is_empty());
                return Ok(Some(somebody || device.enable_date().is_some()));
            }
        }
        Ok(None)
    }

    pub(super) async fn create_device(
        &self,
        name: &str,
        tags: impl Iterator<Item = (&str, &str)>,
    ) -> Result<Receipt, Failure> {
        let call = self.write("iam:CreateVirtualMFADevice");
        let (identity, _) = crate::aws::account::identity(self.session).await?;
        let serial = format!("arn:{}:iam::{}:mfa/{name}", identity.partition, identity.account);
        match self.device(&serial).await? {
            Some(true) => return Ok(self.found()),
            // One that nobody enrolled, of a run that was cut short: its seed is gone for good, so it is made anew.
            Some(false) if name.starts_with(DEVICE_PREFIX) => {
                self.delete_device(&serial).await?;
            }
            Some(false) => return Err(call.failure(Kind::Stale, serial)),
            None => {}
        }
        let mut request = self
            .session
            .iam()
            .create_virtual_mfa_device()
            .virtual_mfa_device_name(name);
        for (key, value) in tags {
            request = request.tags(Self::tag(&call, key, value)?);
        }
        let answer = match request.clone().send().await {
            // The SDK asked twice, and the answer with the seed was lost: that device is of no use to anybody.
            Err(error) if error.code() == Some("EntityAlreadyExists") => {
                self.delete_device(&serial).await?;
                request.send().await
            }
            other => other,
        };
        let answer = answer.map_err(|error| call.refused(&error))?;
        let device = answer.virtual_mfa_device();
        let seed = device
            .and_then(|device| device.base32_string_seed())
            .and_then(|seed| std::str::from_utf8(seed.as_ref()).ok());
        let (Some(device), Some(seed)) = (device, seed) else {
            return Err(call.failure(Kind::Service, "no Base32StringSeed"));
        };
        self.person.hand(Handed::Device {
            serial: device.serial_number().to_owned(),
            seed: Secret::new(seed.trim().to_owned()),
        });
        Ok(Receipt::done(answer.request_id()).with_ids(json!({"SerialNumber": device.serial_number()})))
    }

    pub(super) async fn delete_device(&self, serial: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeleteVirtualMFADevice");
        match self.device(serial).await? {
            None => return Ok(self.found()),
            Some(true) => return Err(call.failure(Kind::Stale, serial)),
            Some(false) => {}
        }
        let iam = self.session.iam();
        let request = iam.delete_virtual_mfa_device().serial_number(serial);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }

    /// Enables a device with the codes of the person, as often as it takes them.
    pub(super) async fn enable_device(&self, user: &str, serial: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:EnableMFADevice");
        let mut refused = false;
        loop {
            let devices = users::mfa_devices(self.session, user).await;
            match devices {
                Ok(devices) if devices.iter().any(|device| device == serial) => {
                    return Ok(Receipt::recovered());
                }
                // A user that was made a moment ago.
                Err(failure) if failure.kind == Kind::NotFound => {}
                Ok(_) => {}
                Err(failure) => return Err(failure),
            }
            let Some(codes) = self.person.codes(refused).await else {
                return Err(call.failure(Kind::Stopped, serial));
            };
            let iam = self.session.iam();
            let request = || {
                iam.enable_mfa_device()
                    .user_name(user)
                    .serial_number(serial)
                    .authentication_code1(codes.first.expose())
                    .authentication_code2(codes.second.expose())
                    .send()
            };
            // A user that is still being changed says nothing of the codes: they are good for a while.
            match self.patiently(&call, is_being_made, request).await {
                Ok(answer) => return Ok(Receipt::done(answer.request_id())),
                // Wrong, late or used codes change nothing, and neither does a user that IAM is not done with: the person is
                // asked for the next two, and the device in their app stays the one that it is.
                Err(failure) if failure.code.as_deref() == Some("NoSuchEntity") => {
                    // Waited for long enough: what is gone takes no codes, however often they are typed.
                    let is_there =
                        self.user_run(user).await?.is_some() && self.device(serial).await?.is_some();
                    if !is_there {
                        return Err(failure);
                    }
                    refused = true;
                }
                Err(failure)
                    if failure
                        .code
                        .as_deref()
                        .is_some_and(|code| code == "InvalidAuthenticationCode" || is_being_made(code)) =>
                {
                    refused = true;
                }
                Err(failure) => {
                    // An answer that was lost, or asked for twice: whether it is on is asked once more above.
                    let devices = users::mfa_devices(self.session, user).await?;
                    let is_on = devices.iter().any(|device| device == serial);
                    if !is_on && failure.changed != Changed::Unclear {
                        return Err(failure);
                    }
                    refused = true;
                }
            }
        }
    }

    pub(super) async fn deactivate_device(&self, user: &str, serial: &str) -> Result<Receipt, Failure> {
        let call = self.write("iam:DeactivateMFADevice");
        let devices = users::mfa_devices(self.session, user).await;
        let devices = devices.or_else(|failure| absent(failure).map(Option::unwrap_or_default))?;
        if !devices.iter().any(|device| device == serial) {
            return Ok(self.found());
        }
        let iam = self.session.iam();
        let request = iam.deactivate_mfa_device().user_name(user).serial_number(serial);
        let answer = self.patiently(&call, is_being_emptied, || request.clone().send());
        gone(answer.await.map(|answer| Receipt::done(answer.request_id())))
    }
}
