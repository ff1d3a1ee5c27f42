//! An ordered list of changes with everything a person needs to say yes or no.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Change, Failure, Kind, Region, Sentence, Undo};

/// The version of the plan format.
pub const PLAN_SCHEMA: &str = "genkan.plan/1";

/// One line of the estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostLine {
    /// The estimate in words, with its unit and assumption.
    pub text: Sentence,
    /// The month the price was read, `2026-11`.
    pub as_of: String,
}

/// Ordered changes. What the dialog shows, what runs and what the journal keeps are this same value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`PLAN_SCHEMA`].
    pub schema: String,
    /// The first half of the SHA-256 of everything below but the time, in hex.
    pub hash: String,
    /// When it was made. Not part of the hash: the same plan made twice is the same plan.
    pub created: Timestamp,
    /// The account it is for, and no other.
    pub account: String,
    /// The account's partition.
    pub partition: String,
    /// The checks it mends.
    pub checks: Vec<String>,
    /// What the person chose, by form field.
    pub choices: BTreeMap<String, String>,
    /// The changes, in order.
    pub steps: Vec<Change>,
    /// What it costs.
    pub cost: Vec<CostLine>,
    /// What a person should know before yes.
    pub notes: Vec<Sentence>,
    /// Each Region's steps stand alone: one that fails stops the rest of its own Region only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_region: bool,
}

/// A run's id: when it was chosen, with enough of the second to tell two apart.
#[must_use]
pub fn run_id(now: Timestamp) -> String {
    format!(
        "{}-{:06x}",
        now.strftime("%Y%m%dT%H%M%SZ"),
        now.subsec_nanosecond().unsigned_abs() >> 8
    )
}

impl Plan {
    /// Seals the parts into a plan with its hash.
    #[must_use]
    pub fn seal(mut self) -> Self {
        PLAN_SCHEMA.clone_into(&mut self.schema);
        self.hash = self.compute_hash();
        self
    }

    /// A plan of nothing, to fill and [`Plan::seal`].
    #[must_use]
    pub fn empty(account: &str, partition: &str, created: Timestamp) -> Self {
        Self {
            schema: PLAN_SCHEMA.to_owned(),
            hash: String::new(),
            created,
            account: account.to_owned(),
            partition: partition.to_owned(),
            checks: Vec::new(),
            choices: BTreeMap::new(),
            steps: Vec::new(),
            cost: Vec::new(),
            notes: Vec::new(),
            by_region: false,
        }
    }

    fn compute_hash(&self) -> String {
        let mut content = vec![
            serde_json::json!(self.schema),
            serde_json::json!(self.account),
            serde_json::json!(self.partition),
            serde_json::json!(self.checks),
            serde_json::json!(self.choices),
            serde_json::json!(self.steps),
            serde_json::json!(self.cost),
            serde_json::json!(self.notes),
        ];
        // Plans that were saved before there was such a thing keep their hash.
        if self.by_region {
            content.push(serde_json::json!(true));
        }
        let content = serde_json::Value::from(content);
        let digest = Sha256::digest(content.to_string().as_bytes());
        hex::encode(digest.get(..16).unwrap_or(&digest))
    }

    /// Four characters to recognise a plan by.
    #[must_use]
    pub fn short(&self) -> &str {
        self.hash.get(..4).unwrap_or(&self.hash)
    }

    /// The run this plan belongs to: chosen once with the form, written into tags, so that a run that was
    /// interrupted can be told from somebody else's work.
    #[must_use]
    pub fn run(&self) -> &str {
        self.choices.get("run").map_or(self.short(), String::as_str)
    }

    /// Reads a saved plan.
    ///
    /// # Errors
    /// Usage where it is not a plan of this version; edited where it was changed after it was made.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| Failure::new(Kind::Usage, error.to_string()))?;
        let schema = value
            .get("schema")
            .and_then(serde_json::Value::as_str)
            .unwrap_or("-");
        if schema != PLAN_SCHEMA {
            return Err(Failure::new(
                Kind::Usage,
                format!("schema {schema}, wanted {PLAN_SCHEMA}"),
            ));
        }
        let plan: Self =
            serde_json::from_value(value).map_err(|error| Failure::new(Kind::Usage, error.to_string()))?;
        if plan.compute_hash() != plan.hash {
            return Err(Failure::new(
                Kind::Edited,
                format!("hash {} does not fit its content", plan.hash),
            ));
        }
        Ok(plan)
    }

    /// The steps that must follow each other, by their index: all of them, or each Region's.
    #[must_use]
    pub fn chains(&self) -> Vec<Vec<usize>> {
        if !self.by_region {
            return vec![(0..self.steps.len()).collect()];
        }
        let mut chains: Vec<(&Region, Vec<usize>)> = Vec::new();
        let end = self.steps.len() - self.last();
        for (index, step) in self.steps.iter().enumerate().take(end).skip(self.common()) {
            match chains.iter_mut().find(|(region, _)| **region == step.region) {
                Some((_, chain)) => chain.push(index),
                None => chains.push((&step.region, vec![index])),
            }
        }
        chains.into_iter().map(|(_, chain)| chain).collect()
    }

    /// How many steps come before those of any Region: what they all need, such as a role.
    #[must_use]
    pub fn common(&self) -> usize {
        if !self.by_region {
            return 0;
        }
        self.steps.iter().take_while(|step| step.service == "iam").count()
    }

    /// How many steps come after those of every Region: what they all needed goes when nothing needs it any more.
    #[must_use]
    pub fn last(&self) -> usize {
        if !self.by_region || self.common() == self.steps.len() {
            return 0;
        }
        let global = self.steps.iter().rev().take_while(|step| step.service == "iam");
        global.count()
    }

    /// The steps as a person reads them: the same call in many Regions is one line.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<&Change>> {
        let mut groups: Vec<Vec<&Change>> = Vec::new();
        for step in &self.steps {
            let alike = groups.iter_mut().find(|group| {
                self.by_region && group.first().is_some_and(|first| first.is_alike_elsewhere(step))
            });
            match alike {
                Some(group) => group.push(step),
                None => groups.push(vec![step]),
            }
        }
        groups
    }

    /// The IAM actions it needs, sorted.
    #[must_use]
    pub fn actions(&self) -> BTreeSet<&str> {
        self.steps
            .iter()
            .flat_map(|step| step.actions.iter().map(String::as_str))
            .collect()
    }

    /// What stays after undo.
    #[must_use]
    pub fn kept(&self) -> Vec<&Sentence> {
        let mut kept: Vec<&Sentence> = Vec::new();
        for step in &self.steps {
            if let Undo::Kept(sentence) = &step.undo
                && !kept.contains(&sentence)
            {
                kept.push(sentence);
            }
        }
        kept
    }

    /// The plan to go on with after `earlier` was cut short: that same plan where this one is the rest of it.
    /// Its steps recognise what is done, and so nothing between two of them is left out.
    #[must_use]
    pub fn or_earlier(self, earlier: Option<&Self>) -> Self {
        match earlier {
            Some(earlier) if !self.steps.is_empty() && self.is_rest_of(earlier) => earlier.clone(),
            Some(_) | None => self,
        }
    }

    /// Holds it against the account that is signed in to.
    ///
    /// # Errors
    /// Other account, with both.
    pub fn hold_to(&self, account: &str) -> Result<(), Failure> {
        if account == self.account {
            return Ok(());
        }
        let both = format!("{account} / {}", self.account);
        Err(Failure::new(Kind::OtherAccount, both))
    }

    /// Whether every step of this plan is one of `approved`, in the same order: what is left of a plan after
    /// a part of it was done.
    #[must_use]
    pub fn is_rest_of(&self, approved: &Self) -> bool {
        let mut candidates = approved.steps.iter();
        self.account == approved.account
            && self
                .steps
                .iter()
                .all(|step| candidates.any(|candidate| candidate.is_same_call(step)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Effect;
    use crate::say;

    fn step(target: &str, actions: &[&str], undo: Undo) -> Change {
        Change {
            service: "s3".to_owned(),
            operation: "CreateBucket".to_owned(),
            region: Region::new("eu-west-1"),
            parameters: serde_json::json!({"Bucket": target}),
            target: target.to_owned(),
            effect: Effect::New,
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
            before: None,
            undo,
        }
    }

    fn plan(targets: &[&str]) -> Plan {
        let mut plan = Plan::empty("111122223333", "aws", Timestamp::UNIX_EPOCH);
        let kept = || Undo::Kept(say!("undo-bucket-kept", bucket = "a"));
        plan.steps = targets
            .iter()
            .map(|target| step(target, &["s3:CreateBucket", "s3:ListBucket"], kept()))
            .collect();
        plan
    }

    #[test]
    fn a_plan_tells_its_permissions_and_what_stays_once_each() {
        let mut both = plan(&["a", "b"]);
        both.steps[1].undo = Undo::By(Box::new(both.steps[0].clone()));
        both.steps
            .push(step("c", &["s3:PutBucketPolicy"], Undo::Kept(say!("undo-none"))));
        let actions: Vec<&str> = both.actions().into_iter().collect();
        assert_eq!(
            actions,
            ["s3:CreateBucket", "s3:ListBucket", "s3:PutBucketPolicy"]
        );
        let kept: Vec<&str> = both.kept().into_iter().map(|one| one.id.as_ref()).collect();
        assert_eq!(kept, ["undo-bucket-kept", "undo-none"]);
        assert_eq!(plan(&["a", "b"]).kept().len(), 1);
    }

    #[test]
    fn what_is_left_of_a_plan_is_known_as_its_rest() {
        let whole = plan(&["a", "b", "c"]);
        for rest in [&["a", "b", "c"][..], &["b", "c"], &["a", "c"], &[]] {
            assert!(plan(rest).is_rest_of(&whole), "{rest:?}");
        }
        for other in [&["b", "a"][..], &["d"], &["a", "b", "c", "c"]] {
            assert!(!plan(other).is_rest_of(&whole), "{other:?}");
        }
        let mut foreign = plan(&["a"]);
        foreign.account = "999999999999".to_owned();
        assert!(!foreign.is_rest_of(&whole));
        assert!(whole.hold_to("111122223333").is_ok());
        let failure = whole.hold_to("999999999999").unwrap_err();
        assert_eq!(failure.kind, Kind::OtherAccount);
        // The rest is gone on with as the whole, so that nothing between two of its steps is left out.
        assert_eq!(plan(&["b"]).or_earlier(Some(&whole)), whole);
        assert_eq!(plan(&[]).or_earlier(Some(&whole)), plan(&[]));
        assert_eq!(plan(&["d"]).or_earlier(Some(&whole)), plan(&["d"]));
        assert_eq!(plan(&["b"]).or_earlier(None), plan(&["b"]));
    }
}
