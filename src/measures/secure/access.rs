//! Who may do what: the policies of users, groups and roles, and whom a role lets in.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::Failure;
use crate::measures::document::{statements, texts};

/// The policy that gives every permission.
pub const ADMINISTRATOR_ACCESS: &str = "AdministratorAccess";

/// Where IAM Identity Center puts the roles of its permission sets. AWS creates one in an account when somebody is assigned
/// to it, and deletes it with the last assignment (IAM Identity Center user guide, "IAM roles created by IAM Identity
/// Center"); nobody else can create a role there.
pub const CENTER_PATH: &str = "/aws-reserved/sso.amazonaws.com/";
/// How the names of those roles begin.
pub const CENTER_PREFIX: &str = "AWSReservedSSO_";

/// How the names of the roles of AWS's own permission set `AdministratorAccess` begin.
pub const CENTER_ADMINISTRATOR: &str = "AWSReservedSSO_AdministratorAccess_";

/// A principal's policies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policies {
    /// ARNs of managed ones.
    pub attached: Vec<String>,
    /// Those written into the principal itself: each document by its name.
    pub inline: BTreeMap<String, String>,
    /// One of them gives every permission: AWS's own, or one of the account's that allows `*` on `*`.
    pub give_all: bool,
}

impl Policies {
    /// Whether a managed policy of that name is attached: AWS's own, not one that is only called so.
    #[must_use]
    pub fn has_managed(&self, name: &str) -> bool {
        let end = format!(":iam::aws:policy/{name}");
        self.attached.iter().any(|arn| arn.ends_with(&end))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attached.is_empty() && self.inline.is_empty()
    }
}

/// A role that people may sign in with: one of IAM Identity Center's, or one for a SAML provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub name: String,
    /// It is under [`CENTER_PATH`].
    pub of_center: bool,
    /// The ARNs of SAML providers whose users it lets in.
    pub saml: Vec<String>,
    /// Its policies give every permission.
    pub gives_all: bool,
}

/// Who has which policies (`iam:GetAccountAuthorizationDetails`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Permissions {
    /// The users: their groups, and what is attached to themselves.
    pub users: BTreeMap<String, (Vec<String>, Policies)>,
    pub groups: BTreeMap<String, Policies>,
    /// The roles that people may sign in with.
    pub roles: Vec<Role>,
}

impl Permissions {
    /// The users in a group with all permissions.
    #[must_use]
    pub fn administrators(&self) -> Vec<&str> {
        let gives_all = |group: &String| self.groups.get(group).is_some_and(|policies| policies.give_all);
        self.users
            .iter()
            .filter(|(_, (groups, _))| groups.iter().any(gives_all))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// The users with all permissions of their own, by no group.
    #[must_use]
    pub fn direct_administrators(&self) -> Vec<&str> {
        self.users
            .iter()
            .filter(|(_, (_, own))| own.give_all)
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

/// An instance of IAM Identity Center (`sso:ListInstances`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Center {
    pub arn: String,
    /// `ACTIVE`, `CREATE_FAILED`, ...
    pub status: String,
    /// Whether a permission set of it is provisioned to this account; only asked where it is active. An instance that belongs
    /// to one account alone has no permission sets (IAM Identity Center user guide, "Account instances").
    pub provisioned: Result<bool, Failure>,
}

/// Whether a policy allows everything on everything and does not take it back at once. A condition that asks for MFA still
/// leaves an administrator; any other may leave nobody.
#[must_use]
pub fn gives_all(document: &Value) -> bool {
    let is_whole = |statement: &&Value, effect: &str| {
        statement.get("Effect").and_then(Value::as_str) == Some(effect)
            && texts(statement.get("Action"))
                .iter()
                .any(|action| ["*", "*:*"].contains(action))
            && texts(statement.get("Resource")).contains(&"*")
    };
    let with_mfa = |statement: &&Value| {
        statement
            .get("Condition")
            .and_then(Value::as_object)
            .is_none_or(|operators| {
                operators
                    .values()
                    .filter_map(Value::as_object)
                    .flat_map(|keys| keys.keys())
                    .all(|key| key.to_ascii_lowercase().starts_with("aws:multifactorauth"))
            })
    };
    let all = statements(document);
    let denied = all
        .iter()
        .any(|one| is_whole(one, "Deny") && one.get("Condition").is_none());
    !denied && all.iter().any(|one| is_whole(one, "Allow") && with_mfa(one))
}

/// The SAML providers whose users a trust policy lets in.
#[must_use]
pub fn saml_providers(trust: &Value) -> Vec<String> {
    let lets_in = |statement: &&Value| {
        statement.get("Effect").and_then(Value::as_str) == Some("Allow")
            && texts(statement.get("Action")).iter().any(|action| {
                ["sts:assumerolewithsaml", "sts:*", "*"].contains(&&*action.to_ascii_lowercase())
            })
    };
    let all = statements(trust);
    let of = all
        .iter()
        .copied()
        .filter(lets_in)
        .flat_map(|one| texts(one.pointer("/Principal/Federated")));
    of.filter(|arn| arn.contains(":saml-provider/"))
        .map(ToOwned::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(statement: &Value) -> Value {
        json!({"Version": "2012-10-17", "Statement": statement})
    }

    #[test]
    fn all_permissions_are_everything_on_everything() {
        let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        for whole in [
            all.clone(),
            json!([{"Effect": "Allow", "Action": ["s3:*", "*:*"], "Resource": ["*"]}]),
            json!({"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}),
            json!([all, {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}]),
            json!([all, {"Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]),
        ] {
            assert!(gives_all(&policy(&whole)), "{whole}");
        }
        for part in [
            json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::one/*"}),
            json!({"Effect": "Deny", "Action": "*", "Resource": "*"}),
            json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}),
            json!([all, {"Effect": "Deny", "Action": "*", "Resource": "*"}]),
            Value::Null,
        ] {
            assert!(!gives_all(&policy(&part)), "{part}");
        }
    }

    #[test]
    fn a_saml_provider_is_let_in_where_its_users_may_assume_the_role() {
        let provider = "arn:aws:iam::111122223333:saml-provider/idp";
        let trust = |effect: &str, action: &str, principal: Value| {
            saml_providers(&policy(
                &json!([{"Effect": effect, "Action": action, "Principal": principal}]),
            ))
        };
        let federated = || json!({"Federated": provider});
        assert_eq!(trust("Allow", "sts:AssumeRoleWithSAML", federated()), [provider]);
        assert!(trust("Deny", "sts:AssumeRoleWithSAML", federated()).is_empty());
        assert!(trust("Allow", "sts:AssumeRole", federated()).is_empty());
        let other = json!({"Federated": "accounts.google.com"});
        assert!(trust("Allow", "sts:AssumeRoleWithSAML", other).is_empty());
    }
}
