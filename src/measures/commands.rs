//! The `aws` commands that do the same as a change, as they can be pasted into a shell.

use serde_json::Value;

use super::secure::SecureChange;
use super::separate::SeparateChange;
use crate::domain::{Change, Sentence};
use crate::say;

/// The commands of a change, in their order; where a value is known only later, an earlier command puts it into a variable.
/// Else why there are none.
///
/// # Errors
/// The sentence that says why no command does it.
pub fn commands(change: &Change) -> Result<Vec<String>, Sentence> {
    if let Ok(typed) = SeparateChange::read(change) {
        return of_separate(&typed, change);
    }
    match SecureChange::read(change) {
        Ok(SecureChange::CreateVirtualMfaDevice {
            virtual_mfa_device_name: name,
            ..
        }) => {
            let command = change.aws_command_with(&[]);
            return Ok(vec![format!(
                "{command} --bootstrap-method QRCodePNG --outfile '{name}.png'"
            )]);
        }
        Ok(typed) if typed.needs_person() => return Err(say!("command-person")),
        Ok(_) | Err(_) => {}
    }
    if change.service == "guardduty" && needs_detector(change) {
        let region = &change.region;
        let found = format!(
            "DETECTOR=$(aws guardduty list-detectors --region {region} --query 'DetectorIds[0]' --output text)"
        );
        return Ok(vec![
            found,
            change.aws_command_with(&[("DetectorId", "$DETECTOR")]),
        ]);
    }
    Ok(vec![change.aws_command_with(&[])])
}

/// Whether a call about a detector does not name it: the Region's only one is meant.
fn needs_detector(change: &Change) -> bool {
    change.operation != "CreateDetector" && change.parameters.get("DetectorId").is_none_or(Value::is_null)
}

fn of_separate(typed: &SeparateChange, change: &Change) -> Result<Vec<String>, Sentence> {
    if typed.member().is_some() {
        return Err(say!("command-member-root"));
    }
    let mut lines = Vec::new();
    let mut later: Vec<(&str, String)> = Vec::new();
    match typed {
        SeparateChange::CreateOrganizationalUnit { parent_id, .. } => {
            later.push(("ParentId", unit(&mut lines, parent_id)));
        }
        SeparateChange::DeleteOrganizationalUnit {
            organizational_unit_id,
        } => {
            later.push(("OrganizationalUnitId", unit(&mut lines, organizational_unit_id)));
        }
        SeparateChange::MoveAccount {
            account_id,
            source_parent_id,
            destination_parent_id,
        } => {
            lines.push(format!(
                "ACCOUNT=$(aws organizations list-accounts --query \"Accounts[?Email=='{account_id}'].Id\" --output text)"
            ));
            later.push(("AccountId", "$ACCOUNT".to_owned()));
            later.push(("SourceParentId", unit(&mut lines, source_parent_id)));
            later.push(("DestinationParentId", unit(&mut lines, destination_parent_id)));
        }
        _ => {}
    }
    let later: Vec<(&str, &str)> = later
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    lines.push(change.aws_command_with(&later));
    Ok(lines)
}

/// Looks for the unit of a path, from the root down; the variable that it is in.
fn unit(lines: &mut Vec<String>, path: &str) -> String {
    let mut look = |line: String| {
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    look("ROOT=$(aws organizations list-roots --query 'Roots[0].Id' --output text)".to_owned());
    let mut variable = "ROOT".to_owned();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let letters = name.chars().map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_uppercase()
            } else {
                '_'
            }
        });
        let below = if variable == "ROOT" {
            format!("OU_{}", letters.collect::<String>())
        } else {
            format!("{variable}_{}", letters.collect::<String>())
        };
        look(format!(
            "{below}=$(aws organizations list-organizational-units-for-parent --parent-id \"${variable}\" --query \"OrganizationalUnits[?Name=='{name}'].Id\" --output text)"
        ));
        variable = below;
    }
    format!("${variable}")
}
