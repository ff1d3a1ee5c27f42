//! A plan from a file is intent: which jobs, with which choices, for which account. What runs is made anew; here both are
//! held against each other, in every part that a person could have read or that takes effect.

use super::{Arg, Change, CostLine, Part, Plan, Sentence};
use crate::say;
use std::collections::BTreeSet;

/// How a plan made anew stands to the one of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Held {
    /// What is more, less or other than in the file; nothing may run where there is one.
    pub differences: Vec<Sentence>,
    /// Steps of the file that need not be run any more.
    pub in_place: Vec<Change>,
    /// Lines of the estimate and of the notes as they are now, where a figure of them is another.
    pub moved: Vec<Sentence>,
    /// An estimate is higher than in the file.
    pub has_grown: bool,
}

impl Held {
    /// Notes that `part` of the file's head is other than it should be.
    pub fn differ(&mut self, part: &str) {
        self.differences.push(say!("differs-part", part = part));
    }
}

/// Who tells that a step of a file is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witness {
    /// The journal: this very step was approved before, and is done.
    Journaled,
    /// AWS, as just surveyed.
    Seen,
}

/// Whether a run's id has the form that genkan draws: it goes into tags and tokens.
#[must_use]
pub fn is_run_id(text: &str) -> bool {
    let form = "00000000T000000Z-hhhhhh";
    text.len() == form.len()
        && text.chars().zip(form.chars()).all(|(letter, form)| match form {
            '0' => letter.is_ascii_digit(),
            'h' => letter.is_ascii_digit() || ('a'..='f').contains(&letter),
            form => letter == form,
        })
}

/// Holds a plan made anew against the one of a file. `is_in_place` tells of a step of the file that is not in the new plan
/// whether it is as wanted already.
#[must_use]
pub fn hold(file: &Plan, fresh: &Plan, is_in_place: impl Fn(&Change) -> Option<Witness>) -> Held {
    let mut held = Held::default();
    let all_journaled = of_steps(file, fresh, is_in_place, &mut held);
    of_parts(file, fresh, held.in_place.is_empty(), &mut held);
    // Where nothing runs there is nothing to be told of it.
    if fresh.steps.is_empty() {
        return held;
    }
    // What was approved before was read before; anybody else's part does not excuse a line more or less.
    let is_whole = held.in_place.is_empty() || !all_journaled;
    for part in &fresh.parts {
        let Some(other) = file.parts.iter().find(|one| one.job == part.job) else {
            continue;
        };
        let costs = |part: &Part| -> Vec<Sentence> {
            part.cost
                .iter()
                .map(|line: &CostLine| line.text.clone())
                .collect()
        };
        of_lines(&costs(other), &costs(part), Lines::Cost, is_whole, &mut held);
        of_lines(&other.notes, &part.notes, Lines::Notes, is_whole, &mut held);
    }
    held
}

fn name(step: &Change) -> String {
    format!("{} {} ({})", step.call(), step.target, step.region)
}

/// Steps in the same order; what the file has more must be in place, and be there once.
fn of_steps(
    file: &Plan,
    fresh: &Plan,
    is_in_place: impl Fn(&Change) -> Option<Witness>,
    held: &mut Held,
) -> bool {
    let mut all_journaled = true;
    let mut wanted = fresh.steps.iter().peekable();
    let mut seen: Vec<&Change> = Vec::new();
    for step in &file.steps {
        let is_double = seen.iter().any(|one| one.is_same_call(step));
        seen.push(step);
        match wanted.peek() {
            Some(next) if next.is_same_call(step) => {
                let mut parts = parts(step, next);
                if step.job != next.job {
                    parts.push("job");
                }
                if !parts.is_empty() {
                    held.differences
                        .push(say!("differs-in", step = name(next), parts = parts.join(", ")));
                }
                wanted.next();
            }
            Some(_) | None => match is_in_place(step).filter(|_| !is_double) {
                Some(told) => {
                    all_journaled &= told == Witness::Journaled;
                    held.in_place.push(step.change.clone());
                }
                None => held
                    .differences
                    .push(say!("differs-only-file", step = name(step))),
            },
        }
    }
    for step in wanted {
        held.differences.push(say!("differs-only-now", step = name(step)));
    }
    // What waits for what is told by their places, which are the same only where all of them are there.
    if held.in_place.is_empty() && held.differences.is_empty() {
        for (step, next) in file.steps.iter().zip(&fresh.steps) {
            if step.after != next.after {
                held.differences
                    .push(say!("differs-in", step = name(next), parts = "after"));
            }
        }
    }
    all_journaled
}

/// The parts of a step that are not the same, by their names in the file.
fn parts(one: &Change, other: &Change) -> Vec<&'static str> {
    [
        (one.target == other.target, "target"),
        (one.effect == other.effect, "effect"),
        (one.actions == other.actions, "actions"),
        (one.before == other.before, "before"),
        (one.undo == other.undo, "undo"),
    ]
    .into_iter()
    .filter_map(|(same, part)| (!same).then_some(part))
    .collect()
}

fn of_parts(file: &Plan, fresh: &Plan, is_whole: bool, held: &mut Held) {
    let mut differ = |part: &str| held.differ(part);
    if file.partition != fresh.partition {
        differ("partition");
    }
    if file.run != fresh.run {
        differ("run");
    }
    // What is taken back is never taken from a file.
    if file.undoes.is_some() {
        differ("undoes");
    }
    let jobs = |plan: &Plan| -> Vec<String> { plan.parts.iter().map(|part| part.job.clone()).collect() };
    if jobs(file) != jobs(fresh) {
        differ("parts");
    }
    for (part, now) in file.parts.iter().zip(&fresh.parts) {
        // What is in place already may have settled a check.
        let checks_fit = if is_whole {
            part.checks == now.checks
        } else {
            now.checks.iter().all(|id| part.checks.contains(id))
        };
        if !checks_fit {
            differ("checks");
        }
        let keys: BTreeSet<&String> = part.choices.keys().chain(now.choices.keys()).collect();
        for key in keys {
            if part.choices.get(key) != now.choices.get(key) {
                differ(&format!("choices.{key}"));
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lines {
    Cost,
    Notes,
}

/// Each line of the new plan stands in the file; a figure may have moved. The file has no other lines, unless a part of it is
/// in place: those were about that part. A note about what is in place may be new then.
fn of_lines(file: &[Sentence], fresh: &[Sentence], lines: Lines, is_whole: bool, held: &mut Held) {
    let mut rest = file.iter();
    let mut others: Vec<&Sentence> = Vec::new();
    for line in fresh {
        // In their order: what is passed over is not in the new plan.
        let mut passed = rest.clone();
        let Some(index) = passed.position(|one| figures(one, line).is_some()) else {
            if lines == Lines::Notes && !is_whole {
                held.moved.push(line.clone());
            } else {
                held.differences
                    .push(say!("differs-line-now", id = line.id.as_ref()));
            }
            continue;
        };
        others.extend(rest.by_ref().take(index));
        let moves = rest
            .next()
            .and_then(|before| figures(before, line))
            .unwrap_or_default();
        if moves
            .iter()
            .any(|(before, now)| (before - now).abs() > f64::EPSILON)
        {
            held.moved.push(line.clone());
        }
        held.has_grown |= lines == Lines::Cost && moves.iter().any(|(before, now)| now > before);
    }
    others.extend(rest);
    if is_whole {
        for line in others {
            held.differences
                .push(say!("differs-line-file", id = line.id.as_ref()));
        }
    }
}

/// The figures of two lines, pair by pair, where they are the same sentence but for its figures.
fn figures(one: &Sentence, other: &Sentence) -> Option<Vec<(f64, f64)>> {
    if one.id != other.id || one.args.len() != other.args.len() {
        return None;
    }
    let mut figures = Vec::new();
    for (name, arg) in &one.args {
        let other = other.args.get(name)?;
        match (figure(name, arg), figure(name, other)) {
            (Some(one), Some(other)) => figures.push((one, other)),
            _ if arg == other => {}
            _ => return None,
        }
    }
    Some(figures)
}

/// A counted figure; of what is written as text only an amount of money is one.
fn figure(name: &str, arg: &Arg) -> Option<f64> {
    match arg {
        #[expect(clippy::cast_precision_loss, reason = "counts of resources, days and cents")]
        Arg::Number(number) => Some(*number as f64),
        Arg::Text(text) if name == "dollars" => text.parse().ok().filter(|amount: &f64| amount.is_finite()),
        Arg::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runs_id_has_the_form_that_is_drawn() {
        assert!(is_run_id("20261123T100211Z-00a0ff"));
        for text in [
            "",
            "run",
            "20261123T100211Z-00a0fF",
            "20261123T100211Z-00a0f",
            "20261123T100211Z-00a0ff\n",
            "2026112 T100211Z-00a0ff",
        ] {
            assert!(!is_run_id(text), "{text:?}");
        }
        let drawn = crate::domain::run_id(jiff::Timestamp::new(1_795_428_131, 5_000_000).unwrap());
        assert!(is_run_id(&drawn), "{drawn}");
    }

    #[test]
    fn figures_may_move_and_words_may_not() {
        let line = |items: i64, dollars: &str, regions: &str| {
            say!(
                "cost-config-continuous",
                items = items,
                dollars = dollars,
                regions = regions
            )
        };
        let of = |now: Sentence| {
            let mut held = Held::default();
            of_lines(&[line(10, "0.30", "a")], &[now], Lines::Cost, true, &mut held);
            held
        };
        assert_eq!(of(line(10, "0.30", "a")), Held::default());
        let less = of(line(9, "0.27", "a"));
        assert!(less.differences.is_empty() && !less.has_grown && less.moved.len() == 1);
        assert!(of(line(11, "0.30", "a")).has_grown);
        assert!(of(line(10, "0.31", "a")).has_grown);
        assert_eq!(of(line(10, "0.30", "b")).differences.len(), 2);
        assert_eq!(of(line(10, "NaN", "a")).differences.len(), 2);
        assert_eq!(of(say!("cost-config-no-free")).differences.len(), 2);
    }

    fn step(target: &str) -> Change {
        Change {
            measure: crate::domain::Measure::Record,
            service: "s3".to_owned(),
            operation: "CreateBucket".to_owned(),
            region: crate::domain::Region::new("eu-west-1"),
            parameters: serde_json::json!({"Bucket": target}),
            target: target.to_owned(),
            effect: crate::domain::Impact::New,
            actions: vec!["s3:CreateBucket".to_owned()],
            before: None,
            undo: crate::domain::Undo::Kept(say!("undo-none")),
        }
    }

    fn plan(targets: &[&str]) -> Plan {
        let mut plan = Plan::empty("111122223333", "aws", "r", jiff::Timestamp::UNIX_EPOCH);
        plan.parts = vec![Part {
            job: "record.trail".to_owned(),
            checks: vec!["record.trail".to_owned(), "record.log-validation".to_owned()],
            choices: [("bucket".to_owned(), "a".to_owned())].into(),
            cost: vec![CostLine {
                text: say!("cost-s3-storage"),
                as_of: "2026-11".to_owned(),
            }],
            notes: vec![say!("note-password-once")],
        }];
        plan.add_in_order("record.trail", &[], targets.iter().map(|target| step(target)));
        plan
    }

    fn said(held: &Held) -> Vec<String> {
        let arg = |sentence: &Sentence| {
            let args: Vec<String> = sentence.args.values().map(|arg| format!("{arg:?}")).collect();
            format!("{} {}", sentence.id, args.join(" "))
        };
        held.differences.iter().map(arg).collect()
    }

    #[test]
    fn each_part_of_the_head_is_held() {
        let file = plan(&["a"]);
        assert_eq!(hold(&file, &file, |_| None), Held::default());
        let of = |change: &dyn Fn(&mut Plan)| {
            let mut fresh = plan(&["a"]);
            change(&mut fresh);
            said(&hold(&file, &fresh, |_| None)).join("; ")
        };
        assert!(of(&|plan| plan.partition = "aws-cn".to_owned()).contains("partition"));
        assert!(of(&|plan| plan.run = "s".to_owned()).contains("run"));
        assert!(of(&|plan| plan.parts[0].job = "x".to_owned()).contains("parts"));
        assert!(of(&|plan| plan.steps[0].job = "x".to_owned()).contains("job"));
        assert!(of(&|plan| plan.steps[0].after = vec![0]).contains("after"));
        assert!(of(&|plan| plan.parts[0].checks.truncate(1)).contains("checks"));
        assert!(
            of(&|plan| {
                plan.parts[0].choices.insert("bucket".to_owned(), "b".to_owned());
            })
            .contains("choices.bucket")
        );
        assert!(of(&|plan| plan.parts[0].choices.clear()).contains("choices.bucket"));
        assert!(
            of(&|plan| {
                plan.parts[0].choices.insert("more".to_owned(), "b".to_owned());
            })
            .contains("choices.more")
        );
    }

    #[test]
    fn each_part_of_a_step_is_held() {
        let file = plan(&["a"]);
        let of = |change: &dyn Fn(&mut Change)| {
            let mut fresh = plan(&["a"]);
            change(&mut fresh.steps[0].change);
            said(&hold(&file, &fresh, |_| None)).join("; ")
        };
        assert!(of(&|step| step.target = "b".to_owned()).contains("target"));
        assert!(of(&|step| step.effect = crate::domain::Impact::Delete).contains("effect"));
        assert!(of(&|step| step.actions.clear()).contains("actions"));
        assert!(of(&|step| step.before = Some(serde_json::json!(1))).contains("before"));
        assert!(
            of(&|step| step.undo = crate::domain::Undo::Kept(say!("undo-bucket-kept", bucket = "a")))
                .contains("undo")
        );
        // Another call is one step less and one more.
        let other = of(&|step| step.parameters = serde_json::json!({"Bucket": "b"}));
        assert!(
            other.contains("differs-only-file") && other.contains("differs-only-now"),
            "{other}"
        );
    }

    #[test]
    fn what_is_in_place_may_be_left_out_once() {
        let (file, rest) = (plan(&["a", "b"]), plan(&["b"]));
        let held = hold(&file, &rest, |_| None);
        assert_eq!(said(&held).len(), 1);
        let held = hold(&file, &rest, |_| Some(Witness::Seen));
        assert!(held.differences.is_empty());
        assert_eq!(held.in_place, [step("a")]);
        // The same twice is in place at most once.
        let doubled = plan(&["a", "a", "b"]);
        assert_eq!(said(&hold(&doubled, &rest, |_| Some(Witness::Seen))).len(), 1);
        // In another order it is another plan.
        assert!(!hold(&plan(&["b", "a"]), &file, |_| None).differences.is_empty());
        // Another step than those of the file is never excused.
        let held = hold(&file, &plan(&["a", "b", "c"]), |_| Some(Witness::Journaled));
        assert_eq!(said(&held).len(), 1);
        // A check that is settled by it may be gone, one more may not.
        let mut settled = rest.clone();
        settled.parts[0].checks.truncate(1);
        assert!(
            hold(&file, &settled, |_| Some(Witness::Seen))
                .differences
                .is_empty()
        );
        settled.parts[0].checks.push("record.event-history".to_owned());
        assert_eq!(said(&hold(&file, &settled, |_| Some(Witness::Seen))).len(), 1);
    }

    #[test]
    fn lines_may_be_missing_only_where_what_they_were_about_was_approved_and_done() {
        let file = plan(&["a", "b"]);
        let less = || {
            let mut rest = plan(&["b"]);
            rest.parts[0].cost.clear();
            rest.parts[0].notes.clear();
            rest
        };
        assert!(
            hold(&file, &less(), |_| Some(Witness::Journaled))
                .differences
                .is_empty()
        );
        assert_eq!(said(&hold(&file, &less(), |_| Some(Witness::Seen))).len(), 2);
        // A note may be new then; a line of the cost never.
        let more = || {
            let mut rest = plan(&["b"]);
            rest.parts[0].notes.push(say!("note-codes"));
            rest
        };
        let held = hold(&file, &more(), |_| Some(Witness::Journaled));
        assert!(held.differences.is_empty());
        assert_eq!(held.moved, [say!("note-codes")]);
        assert_eq!(said(&hold(&file, &more(), |_| Some(Witness::Seen))).len(), 1);
        let mut dearer = plan(&["b"]);
        dearer.parts[0].cost.push(CostLine {
            text: say!("cost-hub"),
            as_of: "2026-11".to_owned(),
        });
        assert_eq!(said(&hold(&file, &dearer, |_| Some(Witness::Journaled))).len(), 1);
        // Where nothing runs, nothing of it needs to be told.
        let mut nothing = plan(&[]);
        nothing.parts[0].cost.clear();
        nothing.parts[0].notes.clear();
        assert!(
            hold(&file, &nothing, |_| Some(Witness::Seen))
                .differences
                .is_empty()
        );
    }

    #[test]
    fn lines_are_held_in_their_order() {
        let notes = |ids: &[&'static str]| -> Vec<Sentence> {
            ids.iter()
                .map(|id| Sentence {
                    id: (*id).into(),
                    args: std::collections::BTreeMap::new(),
                })
                .collect()
        };
        let of = |file: &[&'static str], fresh: &[&'static str]| {
            let mut held = Held::default();
            of_lines(&notes(file), &notes(fresh), Lines::Notes, true, &mut held);
            said(&held)
        };
        assert!(of(&["a", "b", "c"], &["a", "b", "c"]).is_empty());
        assert_eq!(of(&["a", "b", "c"], &["a", "c"]).len(), 1);
        assert_eq!(of(&["a", "c"], &["a", "b", "c"]).len(), 1);
        assert_eq!(of(&["a", "b"], &["b", "a"]).len(), 2);
    }
}
