//! What is to be done, with everything a person needs to say yes or no.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Change, Failure, Kind, Measure, Sentence, Undo};

/// The version of the plan format.
pub const PLAN_SCHEMA: &str = "genkan.plan/2";

/// One line of the estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostLine {
    /// The estimate in words, with its unit and assumption.
    pub text: Sentence,
    /// The month the price was read, `2026-11`.
    pub as_of: String,
}

/// What one job adds to a plan, besides its steps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// The job's id.
    pub job: String,
    /// The checks it mends.
    pub checks: Vec<String>,
    /// What the person chose, by form field.
    pub choices: BTreeMap<String, String>,
    pub cost: Vec<CostLine>,
    /// What a person should know before yes.
    pub notes: Vec<Sentence>,
}

/// A change in its place in a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The job it is of; in an undo, the job it takes back.
    pub job: String,
    /// The steps that have to be done before it, by their index; all of them stand before it. What waits for nothing of each
    /// other runs side by side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<usize>,
    #[serde(flatten)]
    pub change: Change,
}

impl Deref for Step {
    type Target = Change;

    fn deref(&self) -> &Change {
        &self.change
    }
}

impl DerefMut for Step {
    fn deref_mut(&mut self) -> &mut Change {
        &mut self.change
    }
}

/// What an undo takes back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Undoes {
    /// The hash of the plan that is taken back.
    pub plan: String,
    /// The other runs that are taken back with it: they were built on what it made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// Calls that no measure makes, and that stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// What is to be done, job by job. What the dialog shows, what runs and what the journal keeps are this same value.
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
    /// The run it belongs to: chosen once with the form, written into tags, so that a run that was interrupted can be told
    /// from somebody else's work.
    pub run: String,
    /// One for each job, in the order of their steps.
    pub parts: Vec<Part>,
    /// The changes. None waits for a later one.
    pub steps: Vec<Step>,
    /// What it takes back, where it is an undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Undoes>,
}

/// Which steps of a plan run side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lanes {
    /// What everything else waits for, in order.
    pub first: Vec<usize>,
    /// What goes on side by side: no step of one waits for a step of another.
    pub beside: Vec<Vec<usize>>,
    /// What waits for everything else, in order.
    pub last: Vec<usize>,
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

fn once<'a, T: PartialEq>(lines: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
    let mut all: Vec<&T> = Vec::new();
    for line in lines {
        if !all.contains(&line) {
            all.push(line);
        }
    }
    all
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
    pub fn empty(account: &str, partition: &str, run: &str, created: Timestamp) -> Self {
        Self {
            schema: PLAN_SCHEMA.to_owned(),
            hash: String::new(),
            created,
            account: account.to_owned(),
            partition: partition.to_owned(),
            run: run.to_owned(),
            parts: Vec::new(),
            steps: Vec::new(),
            undoes: None,
        }
    }

    fn compute_hash(&self) -> String {
        let content = serde_json::json!([
            self.schema,
            self.account,
            self.partition,
            self.run,
            self.parts,
            self.steps,
            self.undoes,
        ]);
        let digest = Sha256::digest(content.to_string().as_bytes());
        hex::encode(digest.get(..16).unwrap_or(&digest))
    }

    /// Adds steps of a job. The first waits for `after`, every other for the one before it.
    pub fn add_in_order(&mut self, job: &str, after: &[usize], changes: impl IntoIterator<Item = Change>) {
        let mut after = after.to_vec();
        for change in changes {
            let step = Step {
                job: job.to_owned(),
                after: std::mem::replace(&mut after, vec![self.steps.len()]),
                change,
            };
            self.steps.push(step);
        }
    }

    /// The checks it mends.
    pub fn checks(&self) -> impl Iterator<Item = &str> {
        self.parts
            .iter()
            .flat_map(|part| part.checks.iter().map(String::as_str))
    }

    /// The estimate, job by job, no line twice.
    #[must_use]
    pub fn cost(&self) -> Vec<&CostLine> {
        once(self.parts.iter().flat_map(|part| &part.cost))
    }

    /// What a person should know before yes, job by job, nothing twice.
    #[must_use]
    pub fn notes(&self) -> Vec<&Sentence> {
        once(self.parts.iter().flat_map(|part| &part.notes))
    }

    /// What was chosen for a job of it.
    #[must_use]
    pub fn chosen(&self, name: &str) -> Option<&str> {
        let mut of_parts = self.parts.iter().filter_map(|part| part.choices.get(name));
        of_parts.next().map(String::as_str)
    }

    /// Whether one of its parts is that job's.
    #[must_use]
    pub fn is_of(&self, job: &str) -> bool {
        self.parts.iter().any(|part| part.job == job)
    }

    /// The measures that its steps are of.
    #[must_use]
    pub fn measures(&self) -> BTreeSet<Measure> {
        self.steps.iter().map(|step| step.measure).collect()
    }

    /// The changes, in their order.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = &Change> + ExactSizeIterator + Clone {
        self.steps.iter().map(|step| &step.change)
    }

    /// Four characters to recognise a plan by.
    #[must_use]
    pub fn short(&self) -> &str {
        self.hash.get(..4).unwrap_or(&self.hash)
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
            let is_ours = schema.starts_with("genkan.plan/");
            let kind = if is_ours { Kind::OtherVersion } else { Kind::Usage };
            return Err(Failure::new(kind, format!("{schema} ({PLAN_SCHEMA})")));
        }
        let plan: Self =
            serde_json::from_value(value).map_err(|error| Failure::new(Kind::Usage, error.to_string()))?;
        if plan.compute_hash() != plan.hash {
            return Err(Failure::new(
                Kind::Edited,
                format!("hash {} does not fit its content", plan.hash),
            ));
        }
        for (index, step) in plan.steps.iter().enumerate() {
            if let Some(later) = step.after.iter().find(|other| **other >= index) {
                return Err(Failure::new(
                    Kind::Differs,
                    format!("steps.{index}.after: {later}"),
                ));
            }
        }
        Ok(plan)
    }

    /// For each step, all that have to be done before it, those that it waits for only by way of others too.
    #[must_use]
    pub fn before(&self) -> Vec<BTreeSet<usize>> {
        let mut all: Vec<BTreeSet<usize>> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let mut before: BTreeSet<usize> = step.after.iter().copied().collect();
            let by_others = step.after.iter().filter_map(|index| all.get(*index));
            before.extend(by_others.flatten().copied().collect::<Vec<_>>());
            all.push(before);
        }
        all
    }

    /// Which steps run side by side.
    #[must_use]
    pub fn lanes(&self) -> Lanes {
        let (count, before) = (self.steps.len(), self.before());
        let waits =
            |later: usize, earlier: usize| before.get(later).is_some_and(|all| all.contains(&earlier));
        let is_first = |index: &usize| (index + 1..count).all(|later| waits(later, *index));
        let first: Vec<usize> = (0..count).take_while(is_first).collect();
        let is_last = |index: &usize| (0..*index).all(|earlier| waits(*index, earlier));
        let rest = first.len()..count;
        let mut last: Vec<usize> = rest.clone().rev().take_while(is_last).collect();
        last.reverse();
        let mut beside: Vec<Vec<usize>> = Vec::new();
        for index in rest.take(count - first.len() - last.len()) {
            let (of_it, others): (Vec<_>, Vec<_>) = beside
                .into_iter()
                .partition(|lane: &Vec<usize>| lane.iter().any(|earlier| waits(index, *earlier)));
            beside = others;
            let mut lane: Vec<usize> = of_it.into_iter().flatten().collect();
            lane.push(index);
            beside.push(lane);
        }
        beside.sort();
        Lanes { first, beside, last }
    }

    /// The steps as a person reads them: the same call side by side in many Regions is one line.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<&Change>> {
        let before = self.before();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            let waits = |earlier: &usize| before.get(index).is_some_and(|all| all.contains(earlier));
            let is_alike = |group: &Vec<usize>| {
                let first = group.first().and_then(|first| self.steps.get(*first));
                first.is_some_and(|first| first.job == step.job && first.is_alike_elsewhere(step))
                    && !group.iter().any(waits)
            };
            match groups.iter_mut().find(|group| is_alike(group)) {
                Some(group) => group.push(index),
                None => groups.push(vec![index]),
            }
        }
        let change = |index: usize| self.steps.get(index).map(|step| &step.change);
        let changes = |group: Vec<usize>| group.into_iter().filter_map(change).collect();
        groups.into_iter().map(changes).collect()
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

    /// The steps of some jobs, without what they wait for.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> Self {
        let steps = self.steps.iter().filter(|step| keep(&step.job));
        Self {
            steps: steps
                .map(|step| Step {
                    after: Vec::new(),
                    ..step.clone()
                })
                .collect(),
            ..self.clone()
        }
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
    use crate::domain::{Impact, Region};
    use crate::say;

    fn step(target: &str, actions: &[&str], undo: Undo) -> Change {
        Change {
            measure: Measure::Record,
            service: "s3".to_owned(),
            operation: "CreateBucket".to_owned(),
            region: Region::new("eu-west-1"),
            parameters: serde_json::json!({"Bucket": target}),
            target: target.to_owned(),
            effect: Impact::New,
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
            before: None,
            undo,
        }
    }

    fn plan(targets: &[&str]) -> Plan {
        let mut plan = Plan::empty("111122223333", "aws", "r", Timestamp::UNIX_EPOCH);
        let kept = || Undo::Kept(say!("undo-bucket-kept", bucket = "a"));
        let changes = targets
            .iter()
            .map(|target| step(target, &["s3:CreateBucket", "s3:ListBucket"], kept()));
        plan.add_in_order("j", &[], changes);
        plan
    }

    #[test]
    fn a_plan_tells_its_permissions_and_what_stays_once_each() {
        let mut both = plan(&["a", "b"]);
        both.steps[1].change.undo = Undo::By(Box::new(both.steps[0].change.clone()));
        both.add_in_order(
            "j",
            &[1],
            [step("c", &["s3:PutBucketPolicy"], Undo::Kept(say!("undo-none")))],
        );
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

    #[test]
    fn what_waits_for_nothing_of_each_other_runs_side_by_side() {
        let mut plan = plan(&["a", "b"]);
        assert_eq!(plan.lanes().first, [0, 1]);
        let of = |target: &str| [step(target, &[], Undo::Kept(say!("undo-none")))];
        plan.add_in_order("j", &[1], of("c").into_iter().chain(of("d")));
        plan.add_in_order("k", &[1], of("e"));
        let lanes = plan.lanes();
        assert_eq!(
            (lanes.first, lanes.beside, lanes.last),
            (vec![0, 1], vec![vec![2, 3], vec![4]], vec![])
        );
        plan.add_in_order("j", &[3, 4], of("f"));
        let lanes = plan.lanes();
        assert_eq!((lanes.beside.len(), lanes.last), (2, vec![5]));
    }

    #[test]
    fn a_plan_whose_steps_wait_for_later_ones_is_none() {
        let mut plan = plan(&["a", "b"]);
        plan.steps[0].after = vec![1];
        let text = serde_json::to_string(&plan.clone().seal()).unwrap();
        assert_eq!(Plan::from_json(&text).unwrap_err().kind, Kind::Differs);
        plan.steps[0].after = vec![];
        let text = serde_json::to_string(&plan.clone().seal()).unwrap();
        assert_eq!(Plan::from_json(&text).unwrap().steps, plan.steps);
    }
}
