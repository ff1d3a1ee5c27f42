//! Users with their passwords, and groups with their members.

use super::state::{Group, LoginProfile, Policies, State, User};
use super::{Done, Given, arn, escape, in_use, missing, refused, tags_xml, there, too_many};

/// How many groups a user may be in (IAM user guide, "IAM and AWS STS quotas").
const GROUPS_PER_USER: usize = 10;

pub(super) fn answer(state: &mut State, given: &Given<'_>) -> Option<Done> {
    Some(match given.operation {
        "ListUsers" => Ok(users(state)),
        "CreateUser" => create_user(state, given),
        "DeleteUser" => delete_user(state, given.user()),
        "ListUserTags" => user(state, given).map(|user| {
            let tags = tags_xml(&user.tags);
            format!("<Tags>{tags}</Tags><IsTruncated>false</IsTruncated>")
        }),
        "CreateGroup" => create_group(state, given),
        "GetGroup" => get_group(state, given.value("GroupName")),
        "DeleteGroup" => delete_group(state, given.value("GroupName")),
        "AddUserToGroup" => add(state, given),
        "RemoveUserFromGroup" => remove(state, given),
        "GetLoginProfile" => {
            user(state, given).and_then(|user| profile(given.user(), user.login_profile.as_ref()))
        }
        "CreateLoginProfile" => create_profile(state, given),
        "UpdateLoginProfile" => update_profile(state, given),
        "DeleteLoginProfile" => user(state, given).and_then(|user| match user.login_profile.take() {
            Some(_) => Ok(String::new()),
            None => Err(missing("Login Profile", given.user())),
        }),
        _ => return None,
    })
}

fn user<'a>(state: &'a mut State, given: &Given<'_>) -> Result<&'a mut User, super::Answer> {
    let name = given.user();
    state.users.get_mut(name).ok_or_else(|| missing("user", name))
}

fn described(name: &str, user: &User) -> String {
    let used = user.password_used.map_or_else(String::new, |time| {
        format!("<PasswordLastUsed>{time}</PasswordLastUsed>")
    });
    format!(
        "<Path>/</Path><UserName>{}</UserName><UserId>AIDA{}</UserId><Arn>{}</Arn><CreateDate>{}</CreateDate>{used}",
        escape(name),
        escape(&name.to_uppercase()),
        escape(&arn("user", name)),
        user.created
    )
}

fn users(state: &State) -> String {
    let members: String = state
        .users
        .iter()
        .map(|(name, user)| format!("<member>{}</member>", described(name, user)))
        .collect();
    format!("<IsTruncated>false</IsTruncated><Users>{members}</Users>")
}

fn create_user(state: &mut State, given: &Given<'_>) -> Done {
    let name = given.value("UserName");
    // IAM does not tell names apart by case.
    if state.users.keys().any(|there| there.eq_ignore_ascii_case(name)) {
        return Err(there("User", name));
    }
    let user = User {
        created: given.now,
        tags: given.tags(),
        policies: Policies::default(),
        login_profile: None,
        password_used: None,
        keys: Vec::new(),
        service_credentials: Vec::new(),
    };
    let described = described(name, &user);
    state.users.insert(name.to_owned(), user);
    Ok(format!("<User>{described}</User>"))
}

/// A user goes only without anything that hangs on it.
fn delete_user(state: &mut State, name: &str) -> Done {
    let user = state.users.get(name).ok_or_else(|| missing("user", name))?;
    let has_device = state
        .devices
        .values()
        .any(|device| device.user.as_deref() == Some(name));
    let hangs = [
        (user.login_profile.is_some(), "must delete login profile first."),
        (!user.keys.is_empty(), "must delete access keys first."),
        (has_device, "must delete MFA device first."),
        (
            !user.policies.attached.is_empty(),
            "must detach all policies first.",
        ),
        (!user.policies.inline.is_empty(), "must delete policies first."),
        (
            state.groups_of(name).next().is_some(),
            "must remove users from group first.",
        ),
    ];
    if let Some((_, message)) = hangs.into_iter().find(|(is, _)| *is) {
        return Err(in_use(&format!("Cannot delete entity, {message}")));
    }
    state.users.remove(name);
    Ok(String::new())
}

fn described_group(name: &str, group: &Group) -> String {
    format!(
        "<Group><Path>/</Path><GroupName>{}</GroupName><GroupId>AGPA{}</GroupId><Arn>{}</Arn><CreateDate>{}</CreateDate></Group>",
        escape(name),
        escape(&name.to_uppercase()),
        escape(&arn("group", name)),
        group.created
    )
}

fn create_group(state: &mut State, given: &Given<'_>) -> Done {
    let name = given.value("GroupName");
    if state.groups.keys().any(|there| there.eq_ignore_ascii_case(name)) {
        return Err(there("Group", name));
    }
    let group = Group {
        created: given.now,
        members: Vec::new(),
        policies: Policies::default(),
    };
    let described = described_group(name, &group);
    state.groups.insert(name.to_owned(), group);
    Ok(described)
}

fn get_group(state: &State, name: &str) -> Done {
    let group = state.groups.get(name).ok_or_else(|| missing("group", name))?;
    let members: String = group
        .members
        .iter()
        .filter_map(|member| {
            let user = state.users.get(member)?;
            Some(format!("<member>{}</member>", described(member, user)))
        })
        .collect();
    Ok(format!(
        "{}<Users>{members}</Users><IsTruncated>false</IsTruncated>",
        described_group(name, group)
    ))
}

fn delete_group(state: &mut State, name: &str) -> Done {
    let group = state.groups.get(name).ok_or_else(|| missing("group", name))?;
    if !group.members.is_empty() {
        return Err(in_use(
            "Cannot delete entity, must remove users from group first.",
        ));
    }
    if !group.policies.is_empty() {
        return Err(in_use("Cannot delete entity, must detach all policies first."));
    }
    state.groups.remove(name);
    Ok(String::new())
}

fn add(state: &mut State, given: &Given<'_>) -> Done {
    let (name, group) = (given.user(), given.value("GroupName"));
    if !state.users.contains_key(name) {
        return Err(missing("user", name));
    }
    let count = state.groups_of(name).filter(|one| *one != group).count();
    let group = state
        .groups
        .get_mut(group)
        .ok_or_else(|| missing("group", group))?;
    if count >= GROUPS_PER_USER {
        return Err(too_many("Cannot exceed quota for GroupsPerUser: 10"));
    }
    if !group.members.iter().any(|member| member == name) {
        group.members.push(name.to_owned());
    }
    Ok(String::new())
}

fn remove(state: &mut State, given: &Given<'_>) -> Done {
    let (name, group) = (given.user(), given.value("GroupName"));
    if !state.users.contains_key(name) {
        return Err(missing("user", name));
    }
    let group = state
        .groups
        .get_mut(group)
        .ok_or_else(|| missing("group", group))?;
    group.members.retain(|member| member != name);
    Ok(String::new())
}

fn profile(user: &str, profile: Option<&LoginProfile>) -> Done {
    let profile = profile.ok_or_else(|| missing("Login Profile", user))?;
    Ok(format!(
        "<LoginProfile><UserName>{}</UserName><CreateDate>{}</CreateDate><PasswordResetRequired>{}</PasswordResetRequired></LoginProfile>",
        escape(user),
        profile.created,
        profile.reset_required
    ))
}

/// A password that is shorter than the policy asks for. The other rules are AWS's to hold: genkan's passwords keep them all.
fn hold_to_policy(state: &State, password: &str) -> Result<(), super::Answer> {
    let policy = state.password_policy.as_ref();
    let least = policy
        .and_then(|policy| policy.get("MinimumPasswordLength")?.parse().ok())
        .unwrap_or(8);
    if password.chars().count() < least {
        let message = format!("Password should have a minimum length of {least}");
        return Err(refused(400, "PasswordPolicyViolation", &message));
    }
    Ok(())
}

fn create_profile(state: &mut State, given: &Given<'_>) -> Done {
    hold_to_policy(state, given.value("Password"))?;
    let now = given.now;
    let name = given.user();
    let user = user(state, given)?;
    if user.login_profile.is_some() {
        return Err(there("Login Profile for User", name));
    }
    user.login_profile = Some(LoginProfile {
        created: now,
        reset_required: given.value("PasswordResetRequired") == "true",
    });
    profile(name, user.login_profile.as_ref())
}

fn update_profile(state: &mut State, given: &Given<'_>) -> Done {
    if given.fields.contains_key("Password") {
        hold_to_policy(state, given.value("Password"))?;
    }
    let name = given.user();
    let profile = user(state, given)?.login_profile.as_mut();
    let profile = profile.ok_or_else(|| missing("Login Profile", name))?;
    if let Some(reset) = given.fields.get("PasswordResetRequired") {
        profile.reset_required = reset == "true";
    }
    Ok(String::new())
}
