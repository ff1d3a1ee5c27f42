//! Changes that tell somebody: an SNS topic, EventBridge rules, and the role that passes events on.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{Change, Failure, Kind, Measure, Region};
use crate::measures::described::described;
use crate::measures::detect::{Facts, UNREAD};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AlertTag {
    pub key: String,
    pub value: String,
}

/// A rule's target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutTarget {
    /// Its id within the rule.
    pub id: String,
    /// A topic, or an event bus.
    pub arn: String,
    /// The role that may pass events on; a topic needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

/// One mutating call of SNS, EventBridge or IAM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum AlertChange {
    /// `iam:CreateRole`: who passes events on to the home Region.
    #[serde(rename_all = "PascalCase")]
    CreateRole {
        role_name: String,
        /// Who may use it, as JSON text.
        assume_role_policy_document: String,
        tags: Vec<AlertTag>,
    },
    /// `iam:PutRolePolicy`: that it may do only that.
    #[serde(rename_all = "PascalCase")]
    PutRolePolicy {
        role_name: String,
        policy_name: String,
        /// What it may do, as JSON text.
        policy_document: String,
    },
    /// `sns:CreateTopic`.
    #[serde(rename_all = "PascalCase")]
    CreateTopic { name: String, tags: Vec<AlertTag> },
    /// `sns:SetTopicAttributes`: that the rule may publish.
    #[serde(rename_all = "PascalCase")]
    SetTopicAttributes {
        topic_arn: String,
        /// `Policy`.
        attribute_name: String,
        /// The policy as JSON text.
        attribute_value: String,
    },
    /// `sns:Subscribe`: SNS sends a mail, and waits until it is confirmed.
    #[serde(rename_all = "PascalCase")]
    Subscribe {
        topic_arn: String,
        /// `email`.
        protocol: String,
        endpoint: String,
    },
    /// `events:PutRule`.
    #[serde(rename_all = "PascalCase")]
    PutRule {
        name: String,
        /// What it hears, as JSON text.
        event_pattern: String,
        /// `ENABLED`.
        state: String,
        tags: Vec<AlertTag>,
    },
    /// `events:PutTargets`.
    #[serde(rename_all = "PascalCase")]
    PutTargets { rule: String, targets: Vec<PutTarget> },
    /// `events:RemoveTargets`, only as undo.
    #[serde(rename_all = "PascalCase")]
    RemoveTargets {
        rule: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// `events:DeleteRule`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteRule { name: String },
    /// `sns:DeleteTopic`, only as undo: its subscriptions go with it.
    #[serde(rename_all = "PascalCase")]
    DeleteTopic { topic_arn: String },
    /// `iam:DeleteRolePolicy`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteRolePolicy { role_name: String, policy_name: String },
    /// `iam:DeleteRole`, only as undo.
    #[serde(rename_all = "PascalCase")]
    DeleteRole { role_name: String },
}

impl AlertChange {
    described! {
        CreateRole = "iam:CreateRole" [
            "iam:CreateRole",
            "iam:TagRole",
            "iam:GetRole",
            "iam:ListRoleTags",
        ] New;
        PutRolePolicy = "iam:PutRolePolicy" ["iam:PutRolePolicy", "iam:GetRolePolicy"] Change;
        CreateTopic = "sns:CreateTopic" ["sns:CreateTopic", "sns:TagResource", "sns:ListTagsForResource"] New;
        SetTopicAttributes = "sns:SetTopicAttributes" [
            "sns:SetTopicAttributes",
            "sns:GetTopicAttributes",
        ] Change;
        Subscribe = "sns:Subscribe" ["sns:Subscribe", "sns:ListSubscriptionsByTopic"] New;
        PutRule = "events:PutRule" [
            "events:PutRule",
            "events:TagResource",
            "events:DescribeRule",
            "events:ListTagsForResource",
        ] New;
        PutTargets = "events:PutTargets" [
            "events:PutTargets",
            "events:ListTargetsByRule",
            "iam:PassRole",
        ] Change;
        RemoveTargets = "events:RemoveTargets" [
            "events:RemoveTargets",
            "events:ListTargetsByRule",
            "events:ListTagsForResource",
        ] Change;
        DeleteRule = "events:DeleteRule" [
            "events:DeleteRule",
            "events:DescribeRule",
            "events:ListTagsForResource",
        ] Delete;
        DeleteTopic = "sns:DeleteTopic" ["sns:DeleteTopic", "sns:ListTagsForResource"] Delete;
        DeleteRolePolicy = "iam:DeleteRolePolicy" [
            "iam:DeleteRolePolicy",
            "iam:GetRole",
            "iam:GetRolePolicy",
            "iam:ListRoleTags",
        ] Delete;
        DeleteRole = "iam:DeleteRole" ["iam:DeleteRole", "iam:GetRole", "iam:ListRoleTags"] Delete;
    }

    fn target(&self) -> String {
        let last = |arn: &str| arn.rsplit(':').next().unwrap_or(arn).to_owned();
        match self {
            Self::CreateRole { role_name, .. }
            | Self::PutRolePolicy { role_name, .. }
            | Self::DeleteRolePolicy { role_name, .. }
            | Self::DeleteRole { role_name } => role_name.clone(),
            Self::CreateTopic { name, .. } | Self::PutRule { name, .. } | Self::DeleteRule { name } => {
                name.clone()
            }
            Self::SetTopicAttributes { topic_arn, .. } | Self::DeleteTopic { topic_arn } => last(topic_arn),
            Self::Subscribe { endpoint, .. } => endpoint.clone(),
            Self::PutTargets { rule, .. } | Self::RemoveTargets { rule, .. } => rule.clone(),
        }
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        Change::of(
            Measure::Detect,
            &self,
            self.described(),
            self.target(),
            region,
            before,
        )
    }

    /// Whether a change is of this kind.
    #[must_use]
    pub fn is_one(change: &Change) -> bool {
        let call = change.call();
        Self::DESCRIBED.iter().any(|described| described.call == call)
    }

    /// Reads a change back into its type.
    ///
    /// # Errors
    /// Usage where it is none of this kind: a plan of a newer genkan.
    pub fn read(change: &Change) -> Result<Self, Failure> {
        if Self::is_one(change) {
            change.read()
        } else {
            Err(Failure::new(Kind::Usage, change.call()))
        }
    }

    /// Whether AWS, as just surveyed, shows what this change was to bring about; none where the survey does not
    /// tell.
    #[must_use]
    pub fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        let rules = facts.regions.get(region)?.alerts.seen()?;
        match self {
            Self::PutTargets { rule, .. }
                if rules.iter().any(|one| {
                    one.name == *rule && one.targets.iter().any(|target| target.arn == UNREAD)
                }) =>
            {
                None
            }
            Self::PutTargets { rule, targets } => Some(rules.iter().any(|one| {
                one.name == *rule
                    && one.enabled
                    && targets
                        .iter()
                        .all(|wanted| one.targets.iter().any(|target| target.arn == wanted.arn))
            })),
            Self::DeleteRule { name } => Some(rules.iter().all(|one| one.name != *name)),
            Self::CreateRole { .. }
            | Self::PutRolePolicy { .. }
            | Self::CreateTopic { .. }
            | Self::SetTopicAttributes { .. }
            | Self::Subscribe { .. }
            | Self::PutRule { .. }
            | Self::RemoveTargets { .. }
            | Self::DeleteTopic { .. }
            | Self::DeleteRolePolicy { .. }
            | Self::DeleteRole { .. } => None,
        }
    }
}
