//! Policies of users and groups, the look at all of them at once, and the password policy.

use super::state::{PasswordPolicy, Policies, State};
use super::{Answer, Done, Given, encoded, escape, managed, missing, refused, too_many};
use crate::demo::scenario::Scenario;
use crate::measures::secure::{CENTER_PATH, CENTER_PREFIX};

/// AWS's own policies that genkan attaches or meets.
const MANAGED: [&str; 4] = [
    "AdministratorAccess",
    "SignInLocalDevelopmentAccess",
    "ReadOnlyAccess",
    "PowerUserAccess",
];
/// How many managed policies may be attached to a user or a group (IAM user guide, "IAM and AWS STS quotas").
const ATTACHED: usize = 10;

pub(super) fn answer(state: &mut State, given: &Given<'_>, scenario: &Scenario) -> Option<Done> {
    Some(match given.operation {
        "GetAccountAuthorizationDetails" => Ok(details(state, scenario)),
        "GetAccountPasswordPolicy" => password_policy(state),
        "UpdateAccountPasswordPolicy" => {
            // AWS replaces it whole: what is not sent is gone.
            let fields = given.fields.clone().into_iter();
            let own = fields.filter(|(name, _)| !["Action", "Version"].contains(&name.as_str()));
            state.password_policy = Some(own.collect());
            Ok(String::new())
        }
        "DeleteAccountPasswordPolicy" => match state.password_policy.take() {
            Some(_) => Ok(String::new()),
            None => Err(missing("Password Policy", super::ACCOUNT)),
        },
        "AttachGroupPolicy" | "AttachUserPolicy" => attach(state, given),
        "DetachGroupPolicy" | "DetachUserPolicy" => detach(state, given),
        "ListAttachedGroupPolicies" | "ListAttachedUserPolicies" => policies(state, given).map(|policies| {
            let members = attached(policies);
            format!("<AttachedPolicies>{members}</AttachedPolicies><IsTruncated>false</IsTruncated>")
        }),
        "PutGroupPolicy" | "PutUserPolicy" => put(state, given),
        "GetGroupPolicy" | "GetUserPolicy" => get(state, given),
        "DeleteGroupPolicy" | "DeleteUserPolicy" => {
            let name = given.value("PolicyName");
            policies(state, given).and_then(|policies| match policies.inline.remove(name) {
                Some(_) => Ok(String::new()),
                None => Err(missing("policy", name)),
            })
        }
        "ListGroupPolicies" | "ListUserPolicies" => policies(state, given).map(|policies| {
            let names = policies.inline.keys();
            let members: String = names
                .map(|name| format!("<member>{}</member>", escape(name)))
                .collect();
            format!("<PolicyNames>{members}</PolicyNames><IsTruncated>false</IsTruncated>")
        }),
        _ => return None,
    })
}

/// Whose policies a call is about: the operation says whether a group's or a user's.
fn policies<'a>(state: &'a mut State, given: &Given<'_>) -> Result<&'a mut Policies, Answer> {
    if given.operation.contains("Group") {
        let name = given.value("GroupName");
        let group = state.groups.get_mut(name).ok_or_else(|| missing("group", name))?;
        return Ok(&mut group.policies);
    }
    let name = given.user();
    let user = state.users.get_mut(name).ok_or_else(|| missing("user", name))?;
    Ok(&mut user.policies)
}

fn attach(state: &mut State, given: &Given<'_>) -> Done {
    let arn = given.value("PolicyArn");
    let policies = policies(state, given)?;
    if !MANAGED.iter().any(|name| managed(name) == arn) {
        return Err(missing("policy", arn));
    }
    if policies.attached.iter().any(|one| one == arn) {
        return Ok(String::new());
    }
    if policies.attached.len() >= ATTACHED {
        return Err(too_many("Cannot exceed quota for attached policies: 10"));
    }
    policies.attached.push(arn.to_owned());
    Ok(String::new())
}

fn detach(state: &mut State, given: &Given<'_>) -> Done {
    let arn = given.value("PolicyArn");
    let policies = policies(state, given)?;
    let before = policies.attached.len();
    policies.attached.retain(|one| one != arn);
    if policies.attached.len() == before {
        return Err(missing("attached policy", arn));
    }
    Ok(String::new())
}

/// Holds a document to what every policy is.
pub(super) fn hold_document(document: &str) -> Result<(), Answer> {
    let is_policy = serde_json::from_str::<serde_json::Value>(document)
        .is_ok_and(|policy| policy.get("Statement").is_some());
    if is_policy {
        Ok(())
    } else {
        Err(refused(
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ))
    }
}

fn put(state: &mut State, given: &Given<'_>) -> Done {
    let document = given.value("PolicyDocument");
    hold_document(document)?;
    let name = given.value("PolicyName").to_owned();
    policies(state, given)?.inline.insert(name, document.to_owned());
    Ok(String::new())
}

fn get(state: &mut State, given: &Given<'_>) -> Done {
    let name = given.value("PolicyName");
    let document = policies(state, given)?.inline.get(name);
    let document = document.ok_or_else(|| missing("policy", name))?;
    let (key, whose) = if given.operation.contains("Group") {
        ("GroupName", given.value("GroupName"))
    } else {
        ("UserName", given.user())
    };
    Ok(format!(
        "<{key}>{}</{key}><PolicyName>{}</PolicyName><PolicyDocument>{}</PolicyDocument>",
        escape(whose),
        escape(name),
        encoded(document)
    ))
}

fn attached(policies: &Policies) -> String {
    let member = |arn: &String| {
        let name = arn.rsplit('/').next().unwrap_or(arn);
        format!("<member><PolicyName>{name}</PolicyName><PolicyArn>{arn}</PolicyArn></member>")
    };
    policies.attached.iter().map(member).collect()
}

fn written(policies: &Policies) -> String {
    let member = |(name, document): (&String, &String)| {
        format!(
            "<member><PolicyName>{}</PolicyName><PolicyDocument>{}</PolicyDocument></member>",
            escape(name),
            encoded(document)
        )
    };
    policies.inline.iter().map(member).collect()
}

/// Users and groups with their policies, and the role of a permission set.
fn details(state: &State, scenario: &Scenario) -> String {
    let users: String = state
        .users
        .iter()
        .map(|(name, user)| {
            let groups: String = state
                .groups_of(name)
                .map(|group| format!("<member>{}</member>", escape(group)))
                .collect();
            format!(
                "<member><UserName>{}</UserName><GroupList>{groups}</GroupList><AttachedManagedPolicies>{}</AttachedManagedPolicies><UserPolicyList>{}</UserPolicyList></member>",
                escape(name),
                attached(&user.policies),
                written(&user.policies)
            )
        })
        .collect();
    let groups: String = state
        .groups
        .iter()
        .map(|(name, group)| {
            format!(
                "<member><GroupName>{}</GroupName><AttachedManagedPolicies>{}</AttachedManagedPolicies><GroupPolicyList>{}</GroupPolicyList></member>",
                escape(name),
                attached(&group.policies),
                written(&group.policies)
            )
        })
        .collect();
    // Somebody is assigned to the account where Identity Center is on.
    let role = if scenario.identity_center {
        format!(
            "<member><RoleName>{CENTER_PREFIX}AdministratorAccess_0123456789abcdef</RoleName><Path>{CENTER_PATH}</Path><AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>{}</PolicyArn></member></AttachedManagedPolicies></member>",
            managed("AdministratorAccess")
        )
    } else {
        String::new()
    };
    format!(
        "<IsTruncated>false</IsTruncated><UserDetailList>{users}</UserDetailList><GroupDetailList>{groups}</GroupDetailList><RoleDetailList>{role}</RoleDetailList>"
    )
}

fn password_policy(state: &State) -> Done {
    let policy: &PasswordPolicy = state
        .password_policy
        .as_ref()
        .ok_or_else(|| missing("Password Policy", super::ACCOUNT))?;
    let flag = |name: &str| policy.get(name).is_some_and(|value| value == "true");
    let flags: String = [
        "RequireSymbols",
        "RequireNumbers",
        "RequireUppercaseCharacters",
        "RequireLowercaseCharacters",
        "AllowUsersToChangePassword",
    ]
    .into_iter()
    .map(|name| format!("<{name}>{}</{name}>", flag(name)))
    .collect();
    let numbers: String = [
        "MinimumPasswordLength",
        "MaxPasswordAge",
        "PasswordReusePrevention",
        "HardExpiry",
    ]
    .into_iter()
    .filter_map(|name| Some(format!("<{name}>{}</{name}>", policy.get(name)?)))
    .collect();
    let expires = policy.contains_key("MaxPasswordAge");
    Ok(format!(
        "<PasswordPolicy>{flags}{numbers}<ExpirePasswords>{expires}</ExpirePasswords></PasswordPolicy>"
    ))
}
