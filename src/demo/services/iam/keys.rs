//! Access keys, credentials for one service, and the credential report.

use jiff::{SignedDuration, Timestamp};

use super::state::State;
use super::{ACCOUNT, Answer, Done, Given, ago, arn, escape, missing, refused};
use crate::demo::scenario::{Key, Scenario};

pub(super) fn answer(
    state: &mut State,
    given: &Given<'_>,
    scenario: &Scenario,
    began: Timestamp,
) -> Option<Done> {
    Some(match given.operation {
        "ListAccessKeys" => keys(state, given).map(|keys| list(keys, given, began)),
        "UpdateAccessKey" => update(state, given),
        "DeleteAccessKey" => delete(state, given),
        "GetAccessKeyLastUsed" => Ok(last_used(state, given.value("AccessKeyId"), began)),
        "ListServiceSpecificCredentials" => service_credentials(state, given.user()),
        "GenerateCredentialReport" => {
            // AWS takes some seconds; where calls take no time, neither does this.
            let wait = SignedDuration::from_millis(i64::from(scenario.latency_ms > 0) * 2500);
            let asked = *state.report_asked.get_or_insert(given.now);
            let is_written = given.now.duration_since(asked) >= wait;
            let word = if is_written { "COMPLETE" } else { "STARTED" };
            Ok(format!("<State>{word}</State>"))
        }
        "GetCredentialReport" => {
            let content = aws_smithy_types::base64::encode(report(state, scenario, began));
            let asked = state.report_asked.unwrap_or(given.now);
            Ok(format!(
                "<Content>{content}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>{asked}</GeneratedTime>"
            ))
        }
        _ => return None,
    })
}

/// The keys of whoever is meant: a user, or the root user.
fn keys<'a>(state: &'a mut State, given: &Given<'_>) -> Result<&'a mut Vec<Key>, Answer> {
    match &given.user {
        None => Ok(&mut state.root_keys),
        Some(name) => {
            let user = state.users.get_mut(name).ok_or_else(|| missing("user", name))?;
            Ok(&mut user.keys)
        }
    }
}

const fn status(key: &Key) -> &'static str {
    if key.inactive { "Inactive" } else { "Active" }
}

fn list(keys: &[Key], given: &Given<'_>, began: Timestamp) -> String {
    let user = given.user.as_ref().map_or_else(String::new, |name| {
        format!("<UserName>{}</UserName>", escape(name))
    });
    let members: String = keys
        .iter()
        .map(|key| {
            format!(
                "<member>{user}<AccessKeyId>{}</AccessKeyId><Status>{}</Status><CreateDate>{}</CreateDate></member>",
                key.id,
                status(key),
                ago(began, key.age_days)
            )
        })
        .collect();
    format!("<IsTruncated>false</IsTruncated><AccessKeyMetadata>{members}</AccessKeyMetadata>")
}

fn no_key() -> Answer {
    refused(404, "NoSuchEntity", "The Access Key cannot be found.")
}

fn update(state: &mut State, given: &Given<'_>) -> Done {
    let id = given.value("AccessKeyId");
    let inactive = given.value("Status") == "Inactive";
    let key = keys(state, given)?.iter_mut().find(|key| key.id == id);
    key.ok_or_else(no_key)?.inactive = inactive;
    Ok(String::new())
}

fn delete(state: &mut State, given: &Given<'_>) -> Done {
    let id = given.value("AccessKeyId");
    let keys = keys(state, given)?;
    let before = keys.len();
    keys.retain(|key| key.id != id);
    if keys.len() == before {
        return Err(no_key());
    }
    Ok(String::new())
}

fn last_used(state: &State, id: &str, began: Timestamp) -> String {
    let of_users = state.users.values().flat_map(|user| &user.keys);
    let key = of_users.chain(&state.root_keys).find(|key| key.id == id);
    let used = match key.and_then(|key| Some((key, key.used_days?))) {
        Some((key, days)) => format!(
            "<LastUsedDate>{}</LastUsedDate><ServiceName>{}</ServiceName><Region>us-east-1</Region>",
            ago(began, days),
            key.service.as_deref().unwrap_or("iam")
        ),
        None => "<ServiceName>N/A</ServiceName><Region>N/A</Region>".to_owned(),
    };
    format!("<AccessKeyLastUsed>{used}</AccessKeyLastUsed>")
}

fn service_credentials(state: &State, name: &str) -> Done {
    let user = state.users.get(name).ok_or_else(|| missing("user", name))?;
    let members: String = user
        .service_credentials
        .iter()
        .map(|service| {
            format!(
                "<member><UserName>{user}</UserName><Status>Active</Status><ServiceUserName>{user}-at-{ACCOUNT}</ServiceUserName><CreateDate>{}</CreateDate><ServiceSpecificCredentialId>ACCA{}</ServiceSpecificCredentialId><ServiceName>{service}</ServiceName></member>",
                user.created,
                name.to_uppercase(),
                user = escape(name)
            )
        })
        .collect();
    Ok(format!(
        "<ServiceSpecificCredentials>{members}</ServiceSpecificCredentials><IsTruncated>false</IsTruncated>"
    ))
}

/// The credential report: the root user's row as the scenario has it.
fn report(state: &State, scenario: &Scenario, began: Timestamp) -> String {
    const HEAD: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
    let date = |days: Option<i64>| {
        days.map_or_else(
            || "N/A".to_owned(),
            |days| ago(began, days).strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
        )
    };
    let key = |key: Option<&Key>| match key {
        Some(key) => format!(
            "{},{},{},us-east-1,{}",
            !key.inactive,
            date(Some(key.age_days)),
            date(key.used_days),
            key.service.as_deref().unwrap_or("N/A")
        ),
        None => "false,N/A,N/A,N/A,N/A".to_owned(),
    };
    let root = &scenario.root;
    let mut lines = vec![HEAD.to_owned()];
    lines.push(format!(
        "<root_account>,arn:aws:iam::{ACCOUNT}:root,{},{},{},not_supported,not_supported,{},{},{},false,N/A,false,N/A",
        date(Some(root.age_days)),
        root.password,
        date(root.used_days),
        state.root_mfa,
        key(state.root_keys.first()),
        key(state.root_keys.get(1)),
    ));
    for user in &scenario.user {
        lines.push(format!(
            "{},{},{},{},no_information,N/A,N/A,{},{},{},false,N/A,false,N/A",
            user.name,
            arn("user", &user.name),
            date(Some(root.age_days)),
            user.password,
            user.mfa,
            key(user.key.first()),
            key(user.key.get(1)),
        ));
    }
    lines.join("\n") + "\n"
}
