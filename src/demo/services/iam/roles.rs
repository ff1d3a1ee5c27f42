//! The role that passes findings on. AWS Config's service-linked role is the service's own.

use super::policies::hold_document;
use super::state::{Policies, Role, State};
use super::{Answer, Done, Given, arn, encoded, escape, in_use, missing, tags_xml, there};

pub(super) fn answer(state: &mut State, given: &Given<'_>) -> Option<Done> {
    let name = given.value("RoleName");
    let policy = given.value("PolicyName");
    Some(match given.operation {
        "CreateRole" => create(state, given),
        "GetRole" => role(state, name).map(|role| described(name, role)),
        "DeleteRole" => delete(state, name),
        "ListRoleTags" => role(state, name).map(|role| {
            let tags = tags_xml(&role.tags);
            format!("<Tags>{tags}</Tags><IsTruncated>false</IsTruncated>")
        }),
        "PutRolePolicy" => put(state, given),
        "GetRolePolicy" => role(state, name).and_then(|role| {
            let document = role.policies.inline.get(policy);
            let document = document.ok_or_else(|| missing("role policy", policy))?;
            Ok(format!(
                "<RoleName>{}</RoleName><PolicyName>{}</PolicyName><PolicyDocument>{}</PolicyDocument>",
                escape(name),
                escape(policy),
                encoded(document)
            ))
        }),
        "DeleteRolePolicy" => role(state, name).and_then(|role| match role.policies.inline.remove(policy) {
            Some(_) => Ok(String::new()),
            None => Err(missing("role policy", policy)),
        }),
        _ => return None,
    })
}

fn role<'a>(state: &'a mut State, name: &str) -> Result<&'a mut Role, Answer> {
    state.roles.get_mut(name).ok_or_else(|| missing("role", name))
}

fn described(name: &str, role: &Role) -> String {
    format!(
        "<Role><Path>/</Path><RoleName>{}</RoleName><RoleId>AROA{}</RoleId><Arn>{}</Arn><CreateDate>{}</CreateDate><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument><Tags>{}</Tags></Role>",
        escape(name),
        escape(&name.to_uppercase()),
        escape(&arn("role", name)),
        role.created,
        encoded(&role.trust),
        tags_xml(&role.tags)
    )
}

fn create(state: &mut State, given: &Given<'_>) -> Done {
    let name = given.value("RoleName");
    let trust = given.value("AssumeRolePolicyDocument");
    hold_document(trust)?;
    if state.roles.contains_key(name) {
        return Err(there("Role", name));
    }
    let role = Role {
        created: given.now,
        trust: trust.to_owned(),
        tags: given.tags(),
        policies: Policies::default(),
    };
    let described = described(name, &role);
    state.roles.insert(name.to_owned(), role);
    Ok(described)
}

fn delete(state: &mut State, name: &str) -> Done {
    if !role(state, name)?.policies.is_empty() {
        return Err(in_use("Cannot delete entity, must delete policies first."));
    }
    state.roles.remove(name);
    Ok(String::new())
}

fn put(state: &mut State, given: &Given<'_>) -> Done {
    let document = given.value("PolicyDocument");
    hold_document(document)?;
    let policies = &mut role(state, given.value("RoleName"))?.policies;
    let name = given.value("PolicyName").to_owned();
    policies.inline.insert(name, document.to_owned());
    Ok(String::new())
}
