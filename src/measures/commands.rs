//! The `aws` commands that do the same as a change, as they can be pasted into a shell.

use serde_json::Value;

use super::secure::SecureChange;
use super::separate::SeparateChange;
use crate::domain::{Change, Measure, Sentence};
use crate::say;

/// The commands of a change, in their order; where a value is known only later, an earlier command puts it into a variable.
/// Else why there are none.
///
/// # Errors
/// The sentence that says why no command does it.
pub fn commands(change: &Change) -> Result<Vec<String>, Sentence> {
    if change.measure == Measure::Separate
        && let Ok(typed) = SeparateChange::read(change)
    {
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
            let query = query("Accounts[?Email==", account_id);
            lines.push(format!(
                "ACCOUNT=$(aws organizations list-accounts --query {query} --output text)"
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
    let look = |lines: &mut Vec<String>, line: String| {
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    look(
        lines,
        "ROOT=$(aws organizations list-roots --query 'Roots[0].Id' --output text)".to_owned(),
    );
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
        let query = query("OrganizationalUnits[?Name==", name);
        let command = format!(
            "$(aws organizations list-organizational-units-for-parent --parent-id \"${variable}\" --query {query} --output text)"
        );
        // `Prod-A` and `Prod_A` are two units.
        let mut named = below.clone();
        for number in 2.. {
            let is_another = |line: &&String| {
                let value = line.strip_prefix(&named).and_then(|rest| rest.strip_prefix('='));
                value.is_some_and(|value| value != command)
            };
            if !lines.iter().any(|line| is_another(&line)) {
                break;
            }
            named = format!("{below}_{number}");
        }
        look(lines, format!("{named}={command}"));
        variable = named;
    }
    format!("${variable}")
}

/// The query for the id of what has this name, as a word of the shell: whoever gave the name may have written anything.
fn query(of: &str, name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || " -_.+@/".contains(letter);
    if name.chars().all(is_plain) {
        return format!("\"{of}'{name}'].Id\"");
    }
    let literal = name.replace('\\', "\\\\").replace('\'', "\\'");
    format!("'{}'", format!("{of}'{literal}'].Id").replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Region;

    #[test]
    fn a_name_that_somebody_chose_runs_nothing_when_the_command_is_pasted() {
        let change = |parent_id: &str| {
            let typed = SeparateChange::CreateOrganizationalUnit {
                parent_id: parent_id.to_owned(),
                name: "New".to_owned(),
                tags: Default::default(),
            };
            typed.into_change(&Region::new("us-east-1"), None)
        };
        let folder = tempfile::tempdir().unwrap();
        // The shell itself says what it makes of the words.
        std::fs::write(
            folder.path().join("aws"),
            "#!/bin/sh\nprintf '%s\\n' \"$@\" >&2\n",
        )
        .unwrap();
        let hostile = "a$(touch ran)`touch ran`\"'\\; touch ran";
        let lines = commands(&change(&format!("/{hostile}"))).unwrap();
        let script = format!("aws() {{ sh ./aws \"$@\"; }}\n{}", lines.join("\n"));
        let ran = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(!folder.path().join("ran").exists(), "{lines:#?}");
        let saw = String::from_utf8(ran.stderr).unwrap();
        let literal = hostile.replace('\\', "\\\\").replace('\'', "\\'");
        assert!(
            saw.contains(&format!("OrganizationalUnits[?Name=='{literal}'].Id")),
            "{saw}"
        );
        // A name without such letters stays as people write it.
        let plain = commands(&change("/Prod")).unwrap();
        assert!(
            plain[1].contains("\"OrganizationalUnits[?Name=='Prod'].Id\""),
            "{plain:?}"
        );
    }

    #[test]
    fn units_that_differ_by_a_sign_are_two_variables() {
        let mut lines = Vec::new();
        let (one, other) = (unit(&mut lines, "/Prod-A"), unit(&mut lines, "/Prod_A"));
        assert_eq!((one.as_str(), other.as_str()), ("$OU_PROD_A", "$OU_PROD_A_2"));
        assert_eq!(unit(&mut lines, "/Prod_A"), other);
        assert_eq!(lines.len(), 3);
    }
}
