//! Virtual MFA devices, whose codes are checked as AWS checks them.

use jiff::Timestamp;

use super::state::{Device, State, seed};
use super::{ACCOUNT, Done, Given, arn, escape, in_use, refused};
use crate::demo::scenario::Scenario;
use crate::measures::secure::totp;

/// The letters of base32.
pub(super) fn answer(state: &mut State, given: &Given<'_>, scenario: &Scenario) -> Option<Done> {
    Some(match given.operation {
        "ListVirtualMFADevices" => Ok(list(state, scenario, given.value("AssignmentStatus"))),
        "ListMFADevices" => Ok(of_user(state, given.user.as_deref())),
        "CreateVirtualMFADevice" => create(state, given.value("VirtualMFADeviceName"), given.now),
        "EnableMFADevice" => enable(state, given),
        "DeactivateMFADevice" => {
            let device = state.devices.get_mut(given.value("SerialNumber"));
            match device.filter(|device| device.user == given.user) {
                Some(device) => {
                    device.user = None;
                    Ok(String::new())
                }
                None => Err(refused(404, "NoSuchEntity", "MFA Device invalid for user.")),
            }
        }
        "DeleteVirtualMFADevice" => delete(state, given.value("SerialNumber")),
        _ => return None,
    })
}

fn list(state: &State, scenario: &Scenario, status: &str) -> String {
    let mut members = String::new();
    let root = state.root_mfa && (scenario.root.virtual_mfa || state.root_mfa_at.is_some());
    if root && status != "Unassigned" {
        members.push_str(&format!(
            "<member><SerialNumber>{}</SerialNumber><User><Path>/</Path><UserName>root</UserName><UserId>{ACCOUNT}</UserId><Arn>arn:aws:iam::{ACCOUNT}:root</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></User><EnableDate>2026-01-01T00:00:00Z</EnableDate></member>",
            arn("mfa", "root-account-mfa-device")
        ));
    }
    for (serial, device) in &state.devices {
        let user = match (&device.user, status) {
            (Some(_), "Unassigned") | (None, "Assigned") => continue,
            (Some(user), _) => format!(
                "<User><Path>/</Path><UserName>{}</UserName><UserId>AIDA</UserId><Arn>{}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></User><EnableDate>{}</EnableDate>",
                escape(user),
                escape(&arn("user", user)),
                device.since
            ),
            (None, _) => String::new(),
        };
        members.push_str(&format!(
            "<member><SerialNumber>{}</SerialNumber>{user}</member>",
            escape(serial)
        ));
    }
    format!("<IsTruncated>false</IsTruncated><VirtualMFADevices>{members}</VirtualMFADevices>")
}

fn of_user(state: &State, user: Option<&str>) -> String {
    let members: String = state
        .devices
        .iter()
        .filter(|(_, device)| user.is_some() && device.user.as_deref() == user)
        .map(|(serial, device)| {
            format!(
                "<member><UserName>{}</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>{}</EnableDate></member>",
                escape(user.unwrap_or_default()),
                device.since
            )
        })
        .collect();
    format!("<IsTruncated>false</IsTruncated><MFADevices>{members}</MFADevices>")
}

fn create(state: &mut State, name: &str, now: Timestamp) -> Done {
    let serial = arn("mfa", name);
    if state.devices.contains_key(&serial) {
        return Err(refused(
            409,
            "EntityAlreadyExists",
            "MFADevice entity at the same path and name already exists.",
        ));
    }
    state.seeds += 1;
    let seed = seed(state.seeds);
    // The SDK takes the seed out of base64, as it comes from AWS.
    let written = aws_smithy_types::base64::encode(seed.expose());
    let device = Device {
        seed,
        user: None,
        since: now,
    };
    state.devices.insert(serial.clone(), device);
    Ok(format!(
        "<VirtualMFADevice><SerialNumber>{}</SerialNumber><Base32StringSeed>{written}</Base32StringSeed></VirtualMFADevice>",
        escape(&serial)
    ))
}

fn delete(state: &mut State, serial: &str) -> Done {
    match state.devices.get(serial) {
        None => Err(refused(404, "NoSuchEntity", "VirtualMFADevice does not exist.")),
        Some(device) if device.user.is_some() => {
            Err(in_use("MFA VirtualDevice in use. Must deactivate first."))
        }
        Some(_) => {
            state.devices.remove(serial);
            Ok(String::new())
        }
    }
}

/// Takes two codes of consecutive steps, not more than a minute old, as AWS does.
fn enable(state: &mut State, given: &Given<'_>) -> Done {
    let Some(device) = state.devices.get_mut(given.value("SerialNumber")) else {
        return Err(refused(404, "NoSuchEntity", "VirtualMFADevice does not exist."));
    };
    if device.user.is_some() {
        return Err(refused(
            409,
            "EntityAlreadyExists",
            "MFA Device is already in use.",
        ));
    }
    let here = totp::step_of(given.now);
    let fits = (here - 3..=here).any(|step| {
        let code = |step| totp::code(&device.seed, step);
        let is = |key: &str, step| code(step).is_some_and(|code| code.expose() == given.value(key));
        is("AuthenticationCode1", step) && is("AuthenticationCode2", step + 1)
    });
    if !fits {
        return Err(refused(
            403,
            "InvalidAuthenticationCode",
            "Authentication code for device is not valid.",
        ));
    }
    device.user.clone_from(&given.user);
    device.since = given.now;
    Ok(String::new())
}
