use serde_json::json;

use super::*;
use crate::domain::{Changed, Impact, Kind, Mode, Region, Undoes};
use crate::say;

const ACCOUNT: &str = "111122223333";

fn change(operation: &str, target: &str, region: &str) -> Change {
    Change {
        measure: crate::domain::Measure::Record,
        service: "s3".to_owned(),
        operation: operation.to_owned(),
        region: Region::new(region),
        parameters: json!({"Bucket": target}),
        target: target.to_owned(),
        effect: Impact::New,
        actions: Vec::new(),
        before: None,
        undo: crate::domain::Undo::Kept(say!("undo-none")),
    }
}

fn plan(run: &str, steps: &[Change]) -> Plan {
    let mut plan = Plan::empty(ACCOUNT, "aws", run, Timestamp::UNIX_EPOCH);
    plan.add_in_order("j", &[], steps.to_vec());
    plan.seal()
}

/// A journal being written.
#[derive(Default)]
struct Lines(History);

impl Lines {
    fn add(&mut self, plan: &Plan, event: Event) -> &mut Self {
        self.0.entries.push(Entry {
            schema: JOURNAL_SCHEMA.to_owned(),
            time: Timestamp::UNIX_EPOCH,
            account: plan.account.clone(),
            run: plan.run.clone(),
            hash: plan.hash.clone(),
            event,
        });
        self
    }

    fn approve(&mut self, plan: &Plan) -> &mut Self {
        let given = crate::domain::Approval::by_flags(plan.clone(), true, Some(ACCOUNT), Mode::default())
            .unwrap()
            .given();
        let plan_of = Box::new(plan.clone());
        self.add(plan, Event::Approved { given, plan: plan_of })
    }

    fn intend(&mut self, plan: &Plan, step: usize) -> &mut Self {
        let change = Box::new(plan.steps[step].change.clone());
        self.add(plan, Event::Intended { step, change })
    }

    fn done(&mut self, plan: &Plan, step: usize, outcome: Outcome) -> &mut Self {
        let mut receipt = Receipt::done(None);
        receipt.outcome = outcome;
        self.intend(plan, step).add(plan, Event::Done { step, receipt })
    }

    fn fail(&mut self, plan: &Plan, step: usize, kind: Kind, changed: Changed) -> &mut Self {
        let mut failure = Failure::new(kind, "");
        failure.changed = changed;
        let failure = Box::new(failure);
        self.intend(plan, step).add(plan, Event::Failed { step, failure })
    }

    fn end(&mut self, plan: &Plan, ending: Ending) -> &mut Self {
        self.add(plan, Event::Finished { ending })
    }

    /// Approved, done whole and ended.
    fn whole(&mut self, plan: &Plan) -> &mut Self {
        self.approve(plan);
        for step in 0..plan.steps.len() {
            self.done(plan, step, Outcome::Done);
        }
        self.end(plan, Ending::Complete)
    }

    fn only(&self) -> Run {
        let [run] = &self.0.runs()[..] else {
            panic!("{:?}", self.0.runs())
        };
        run.clone()
    }
}

fn two(run: &str) -> Plan {
    plan(
        run,
        &[
            change("CreateBucket", "b", "eu-west-1"),
            change("PutBucketPolicy", "b", "eu-west-1"),
        ],
    )
}

#[test]
fn what_was_begun_is_known_by_call_target_run_and_region() {
    let mut lines = Lines::default();
    let plan = two("r1");
    lines.approve(&plan).intend(&plan, 0);
    let begun = lines.0.begun(ACCOUNT);
    assert!(begun.has("s3:CreateBucket", "b"));
    assert!(!begun.has("s3:CreateBucket", "c") && !begun.has("s3:PutBucketPolicy", "b"));
    let here = Region::new("eu-west-1");
    assert!(begun.has_in("r1", "s3:CreateBucket", "b", &here));
    assert!(!begun.has_in("r2", "s3:CreateBucket", "b", &here));
    assert!(!begun.has_in("r1", "s3:CreateBucket", "b", &Region::new("us-east-1")));
    assert_eq!(lines.0.begun("999999999999"), Begun::default());
    assert_eq!(lines.0.run_ids(ACCOUNT).into_iter().collect::<Vec<_>>(), ["r1"]);
    assert!(lines.0.run_ids("999999999999").is_empty());
}

#[test]
fn a_run_is_open_while_a_part_of_it_is_in_place_and_another_is_not() {
    let plan = two("r1");
    let of = |write: &dyn for<'a> Fn(&'a mut Lines) -> &'a mut Lines| {
        let mut lines = Lines::default();
        lines.approve(&plan);
        write(&mut lines);
        let run = lines.only();
        (run.is_cut_short(), run.is_open(), run.changes().len())
    };
    assert_eq!(of(&|lines| lines), (true, true, 0));
    assert_eq!(of(&|lines| lines.intend(&plan, 0)), (true, true, 1));
    for ending in [Ending::Failed, Ending::Stopped] {
        let nothing = of(&|lines| lines.end(&plan, ending));
        assert_eq!(nothing, (false, false, 0));
        let there = of(&|lines| lines.done(&plan, 0, Outcome::AlreadyThere).end(&plan, ending));
        assert_eq!(there, (false, false, 0));
        let part = of(&|lines| lines.done(&plan, 0, Outcome::Done).end(&plan, ending));
        assert_eq!(part, (false, true, 1));
    }
    let refused = of(&|lines| {
        lines
            .fail(&plan, 0, Kind::Denied, Changed::Nothing)
            .end(&plan, Ending::Failed)
    });
    assert_eq!(refused, (false, false, 0));
    let unclear = of(&|lines| {
        lines
            .fail(&plan, 0, Kind::Network, Changed::Unclear)
            .end(&plan, Ending::Failed)
    });
    assert_eq!(unclear, (false, true, 1));
    // A sign-in that ended cut it short.
    let signed_out = of(&|lines| {
        lines
            .fail(&plan, 0, Kind::Expired, Changed::Nothing)
            .end(&plan, Ending::Failed)
    });
    assert_eq!(signed_out, (true, true, 0));
    let whole = of(&|lines| {
        lines
            .done(&plan, 0, Outcome::Done)
            .done(&plan, 1, Outcome::Recovered)
            .end(&plan, Ending::Complete)
    });
    assert_eq!(whole, (false, false, 2));
    let taken_back = of(&|lines| {
        lines
            .done(&plan, 0, Outcome::Done)
            .add(&plan, Event::TakenBack { step: 0 })
    });
    assert_eq!(taken_back.2, 0);
}

#[test]
fn what_aws_accepted_is_known_until_it_ended() {
    let plan = two("r1");
    let (first, second) = (&plan.steps[0], &plan.steps[1]);
    let mut lines = Lines::default();
    let ids = json!({"Id": "car-1"});
    lines.approve(&plan).intend(&plan, 0).add(
        &plan,
        Event::Accepted {
            step: 0,
            ids: ids.clone(),
        },
    );
    let run = lines.only();
    assert_eq!((run.accepted(first), run.accepted(second)), (Some(&ids), None));
    assert!(run.was_unclear(first) && !run.was_unclear(second));
    assert!(!run.has_done(first));
    // Begun, and nothing accepted.
    lines.intend(&plan, 1);
    assert_eq!(lines.only().accepted(second), None);
    lines.done(&plan, 0, Outcome::Done);
    let run = lines.only();
    assert_eq!(run.accepted(first), None);
    assert!(run.has_done(first) && !run.was_unclear(first));
    assert_eq!(run.receipts(first).count(), 1);
    assert_eq!(run.receipts(second).count(), 0);
    // The very step, not one like it.
    let mut other = first.clone();
    other.before = Some(json!(1));
    assert!(other.is_same_call(first) && !run.has_done(&other));
}

#[test]
fn a_change_made_in_two_attempts_is_one() {
    let plan = two("r1");
    let mut lines = Lines::default();
    lines.approve(&plan).intend(&plan, 0);
    lines.whole(&plan);
    let run = lines.only();
    assert_eq!((run.attempts.len(), run.changes().len()), (2, 2));
    assert_eq!(run.plan(), Some(&plan));
}

/// What was made in a later attempt waits, when it is taken back, as if all of it had been made in one.
#[test]
fn what_waits_for_what_is_known_across_attempts() {
    let plan = two("r1");
    let mut lines = Lines::default();
    lines
        .approve(&plan)
        .done(&plan, 0, Outcome::Done)
        .fail(&plan, 1, Kind::Denied, Changed::Nothing)
        .end(&plan, Ending::Failed);
    // The rest of it, and something that no earlier plan had.
    let policy = change("PutBucketPolicy", "b", "eu-west-1");
    let rest = plan_of_rest(&policy);
    lines
        .approve(&rest)
        .done(&rest, 0, Outcome::Done)
        .done(&rest, 1, Outcome::Done);
    let made = lines.only().made();
    let after: Vec<&[usize]> = made.iter().map(|step| step.after.as_slice()).collect();
    assert_eq!(after, [&[][..], &[0], &[0, 1]]);
}

fn plan_of_rest(policy: &Change) -> Plan {
    plan(
        "r1",
        &[policy.clone(), change("PutBucketTagging", "b", "eu-west-1")],
    )
}

fn undo_of(run: &str, with: &[&str], unknown: &[&str]) -> Plan {
    let mut undo = plan(run, &[change("DeleteBucket", "b", "eu-west-1")]);
    let owned = |all: &[&str]| all.iter().map(ToString::to_string).collect();
    undo.undoes = Some(Undoes {
        plan: run.to_owned(),
        with: owned(with),
        unknown: owned(unknown),
    });
    undo.seal()
}

#[test]
fn only_a_whole_undo_takes_a_run_back() {
    for (unknown, ending, wanted) in [
        (&[][..], Ending::Complete, true),
        (&[][..], Ending::Failed, false),
        (&[][..], Ending::Stopped, false),
        (&["s3:PutBucketAcl"][..], Ending::Complete, false),
    ] {
        let mut lines = Lines::default();
        lines.whole(&two("r1"));
        let undo = undo_of("r1", &[], unknown);
        lines
            .approve(&undo)
            .done(&undo, 0, Outcome::Done)
            .end(&undo, ending);
        assert_eq!(lines.only().undone, wanted, "{unknown:?} {ending:?}");
        assert_eq!(lines.0.last_undoable(ACCOUNT).is_none(), wanted);
    }
    let mut lines = Lines::default();
    for run in ["r1", "r2", "r3"] {
        lines.whole(&two(run));
    }
    lines.whole(&undo_of("r1", &["r2", "x"], &[]));
    let undone: Vec<bool> = lines.0.runs().iter().map(|run| run.undone).collect();
    assert_eq!(undone, [true, true, false]);
    // Applied anew, it is there again.
    lines.whole(&two("r1"));
    let undone: Vec<bool> = lines.0.runs().iter().map(|run| run.undone).collect();
    assert_eq!(undone, [false, true, false]);
}

#[test]
fn what_was_built_on_a_run_came_after_it_and_touches_the_same_things() {
    let of = |run: &str, operation: &str, target: &str, region: &str| {
        plan(run, &[change(operation, target, region)])
    };
    let mut lines = Lines::default();
    lines
        .whole(&of("r0", "PutBucketPolicy", "b", "eu-west-1"))
        .whole(&two("r1"))
        .whole(&of("r2", "PutBucketPolicy", "c", "eu-west-1"))
        .whole(&of("r3", "PutBucketPolicy", "b", "us-east-1"))
        .whole(&of("r4", "PutBucketTagging", "b", "eu-west-1"))
        .whole(&of("r5", "PutBucketPolicy", "b", "eu-west-1"));
    let mut foreign = of("r6", "PutBucketPolicy", "b", "eu-west-1");
    foreign.account = "999999999999".to_owned();
    lines.add(
        &foreign,
        Event::Intended {
            step: 0,
            change: Box::new(foreign.steps[0].change.clone()),
        },
    );
    lines.whole(&undo_of("r5", &[], &[]));
    let run = lines.0.run("r1").unwrap();
    let on: Vec<String> = lines.0.built_on(&run).into_iter().map(|run| run.id).collect();
    assert_eq!(on, ["r4"]);
}

#[test]
fn a_run_is_found_by_its_id_or_by_the_beginning_of_its_plan() {
    let plan = two("r1");
    let mut lines = Lines::default();
    lines.whole(&plan).whole(&two("r2"));
    let found = |id: &str| lines.0.run(id).map(|run| run.id);
    assert_eq!(found("r1").as_deref(), Some("r1"));
    assert_eq!(found(plan.hash.get(..4).unwrap()).as_deref(), Some("r1"));
    assert_eq!(found(&plan.hash).as_deref(), Some("r1"));
    assert_eq!(found(plan.hash.get(..3).unwrap()), None);
    assert_eq!(found("r3"), None);
    assert_eq!(lines.0.step(&plan.hash, 1), Some(&plan.steps[1].change));
    assert_eq!(lines.0.step(&plan.hash, 2), None);
    assert_eq!(lines.0.step("none", 0), None);
}

#[test]
fn only_the_last_run_of_an_account_is_gone_on_with() {
    let (one, two) = (two("r1"), two("r2"));
    let mut lines = Lines::default();
    lines.approve(&one).intend(&one, 0);
    assert_eq!(
        lines.0.cut_short(ACCOUNT).map(|run| run.id).as_deref(),
        Some("r1")
    );
    assert_eq!(lines.0.open(ACCOUNT).map(|run| run.id).as_deref(), Some("r1"));
    assert!(lines.0.cut_short("999999999999").is_none() && lines.0.open("999999999999").is_none());
    lines.whole(&two);
    assert!(lines.0.cut_short(ACCOUNT).is_none() && lines.0.open(ACCOUNT).is_none());
    assert_eq!(
        lines.0.last_undoable(ACCOUNT).map(|run| run.id).as_deref(),
        Some("r2")
    );
}

/// A line that cannot be read hides no other: the steps say themselves what they were.
#[test]
fn without_its_approval_a_run_is_known_by_its_steps() {
    let plan = two("r1");
    let mut lines = Lines::default();
    lines.done(&plan, 1, Outcome::Done).end(&plan, Ending::Failed);
    let run = lines.only();
    assert_eq!(run.changes(), [plan.steps[1].change.clone()]);
    assert!(run.is_open());
    let attempt = &run.attempts[0];
    assert_eq!(attempt.plan.partition, "aws");
    assert_eq!(attempt.steps[0], StepState::NotStarted);
    // Of the partition that the rest of the journal is of.
    for partition in ["aws", "aws-cn", "aws-us-gov"] {
        let mut other = two("r0");
        other.partition = partition.to_owned();
        let other = other.seal();
        let mut lines = Lines::default();
        lines.whole(&other).done(&plan, 0, Outcome::Done);
        let run = lines.0.run("r1").unwrap();
        assert_eq!(run.attempts[0].plan.partition, partition);
    }
    // Steps of an undo, or of a run whose approval is there, are not taken for another run.
    let mut lines = Lines::default();
    lines.whole(&plan).whole(&undo_of("r1", &[], &[]));
    assert!(lines.only().undone);
    lines.0.damaged = 2;
    assert_eq!(lines.0.lines(), lines.0.entries.len() + 2);
}
