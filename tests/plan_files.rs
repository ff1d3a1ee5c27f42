//! A plan file runs only what genkan itself would plan: every field of every kind of plan is changed, the file is sealed
//! anew as anybody can, and nothing of it may run.

use genkan::apply::plan_file;
use genkan::domain::journal::History;
use genkan::domain::{Kind, Plan};
use serde_json::Value;

use crate::support::desk::{Desk, jobs};

/// Where a value stands in a document.
type Path = Vec<String>;

fn leaves(value: &Value, path: &Path, found: &mut Vec<Path>) {
    let at = |key: &str| [path.clone(), vec![key.to_owned()]].concat();
    found.push(path.clone());
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(value, &at(key), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, &at(&index.to_string()), found);
            }
        }
        _ => {}
    }
}

/// The same document with one value different, gone, or there twice.
fn forged(document: &Value, path: &Path) -> Vec<Value> {
    let pointer = path
        .iter()
        .fold(String::new(), |pointer, key| format!("{pointer}/{key}"));
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Value)| {
        let mut other = document.clone();
        change(other.pointer_mut(&pointer).unwrap());
        all.push(other);
    };
    match document.pointer(&pointer).unwrap() {
        Value::String(text) => {
            let text = text.clone();
            with(&|value| *value = Value::from(format!("{text}x")));
        }
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            with(&|value| *value = Value::from(number + 1));
        }
        Value::Bool(flag) => {
            let flag = *flag;
            with(&|value| *value = Value::from(!flag));
        }
        Value::Array(items) => {
            if let Some(first) = items.first().cloned() {
                with(&|value| drop(value.as_array_mut().unwrap().remove(0)));
                with(&|value| value.as_array_mut().unwrap().push(first.clone()));
                with(&|value| value.as_array_mut().unwrap().reverse());
            }
        }
        Value::Object(fields) => {
            if let Some(first) = fields.keys().next().cloned() {
                with(&|value| drop(value.as_object_mut().unwrap().remove(&first)));
            }
        }
        Value::Null => with(&|value| *value = Value::from("x")),
    }
    all.retain(|other| other != document);
    all
}

/// Sealed anew, as six lines of Python do; none where it is no plan any more.
fn sealed(document: &Value) -> Option<String> {
    let plan: Plan = serde_json::from_value(document.clone()).ok()?;
    serde_json::to_string(&plan.seal()).ok()
}

#[tokio::test(start_paused = true)]
async fn whatever_is_changed_in_a_plan_file_nothing_of_it_runs() {
    let mut tried = 0;
    for job in jobs() {
        let desk = Desk::on((job.scenario)()).await;
        let plan = desk
            .plan(&job)
            .await
            .unwrap_or_else(|failure| panic!("{}: {failure}", job.name));
        assert!(!plan.steps.is_empty(), "{}: nothing to do", job.name);
        let facts = desk.facts().await;
        let history = History::default();
        let document = serde_json::to_value(&plan).unwrap();
        let own = plan_file::read(&document.to_string()).unwrap();
        let (fresh, held) = plan_file::made_anew(&own, &facts, &history).unwrap();
        assert_eq!(
            (held.differences, held.has_grown),
            (vec![], false),
            "{}",
            job.name
        );
        assert_eq!(fresh.hash, plan.hash, "{}", job.name);
        let mut paths = Vec::new();
        leaves(&document, &Vec::new(), &mut paths);
        // Neither takes effect, and the hash is made anew.
        paths
            .retain(|path| !["hash", "created", "schema"].contains(&path.first().map_or("", String::as_str)));
        // Seventeen Regions are alike: three of them stand for the rest.
        let is_alike = |path: &Path| {
            path.first().is_some_and(|key| key == "steps")
                && path
                    .get(1)
                    .and_then(|index| index.parse::<usize>().ok())
                    .is_some_and(|index| index > 11)
        };
        paths.retain(|path| !is_alike(path));
        for path in paths {
            for other in forged(&document, &path) {
                let Some(text) = sealed(&other) else { continue };
                tried += 1;
                let Ok(file) = plan_file::read(&text) else {
                    continue;
                };
                let Ok((fresh, held)) = plan_file::made_anew(&file, &facts, &history) else {
                    continue;
                };
                if held.differences.is_empty() && !held.has_grown {
                    // Another choice that changes nothing, or a figure that may have moved: what runs is what would have.
                    assert_eq!(fresh.steps, plan.steps, "{} {path:?}", job.name);
                    let lines = |plan: &Plan| {
                        let lines = plan
                            .parts
                            .iter()
                            .map(|part| (part.cost.clone(), part.notes.clone()));
                        lines.collect::<Vec<_>>()
                    };
                    assert_eq!(lines(&fresh), lines(&plan), "{} {path:?}", job.name);
                    let may_move = path
                        .iter()
                        .any(|key| ["checks", "choices", "args", "as_of"].contains(&key.as_str()));
                    assert!(may_move, "{}: {path:?} was not noticed", job.name);
                }
            }
        }
    }
    assert!(tried > 3000, "{tried}");
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_a_file_runs_and_nothing_that_was_put_into_it() {
    for job in jobs()
        .into_iter()
        .filter(|job| ["trail", "detectors", "alerts", "contacts"].contains(&job.name))
    {
        let desk = Desk::on((job.scenario)()).await;
        let plan = desk.plan(&job).await.unwrap();
        // Half of it is done, on another computer.
        let is_trail = |step: &genkan::domain::Change| step.operation == "CreateTrail";
        let half = plan.steps.len().div_ceil(2);
        let last = plan.changes().position(is_trail).unwrap_or(half);
        let other = Desk {
            embedded: desk.embedded.clone(),
            session: desk.session.clone(),
            journal: genkan::journal::Journal::temporary().unwrap(),
            hands: desk.hands.clone(),
        };
        let stop = genkan::apply::Voice::default();
        let listener = |progress| {
            if progress == genkan::domain::Progress::Started(last) {
                stop.ask();
            }
        };
        other.run(&plan, &listener, &stop).await.unwrap();
        // Whose journal knows of it, and whose does not. To the latter a trail or a rule is another's and is undone
        // otherwise, and a detector that is there is a line more to read: refused, as anything that was not approved.
        for (desk, told) in [(&other, "its own"), (&desk, "another's")] {
            if job.name != "contacts" && told == "another's" {
                let facts = desk.facts().await;
                let held = plan_file::made_anew(&plan, &facts, &desk.journal.read().unwrap());
                assert!(!held.unwrap().1.differences.is_empty(), "{}", job.name);
                continue;
            }
            let history = desk.journal.read().unwrap();
            let facts = desk.facts().await;
            let (fresh, held) = plan_file::made_anew(&plan, &facts, &history).unwrap();
            assert_eq!(held.differences, vec![], "{}: {told}", job.name);
            // The step that was begun when a stop was asked for is ended.
            let is_whole = last + 1 == plan.steps.len();
            assert_eq!(fresh.steps.is_empty(), is_whole, "{}: {told}", job.name);
            // Alerts of a Region are planned whole again: each of their steps looks for itself.
            let is_less = fresh.steps.len() < plan.steps.len();
            assert!(is_less || job.name == "alerts", "{}: {told}", job.name);
        }
        let history = other.journal.read().unwrap();
        let facts = other.facts().await;
        let mut forged = plan.clone();
        let mut extra = plan.steps[0].clone();
        extra.change.target = "done".to_owned();
        extra.change.parameters["RoleName"] = Value::from("evil");
        forged.steps.push(extra);
        let (_, held) = plan_file::made_anew(&forged.seal(), &facts, &history).unwrap();
        assert!(!held.differences.is_empty(), "{}", job.name);
    }
}

#[test]
fn what_no_plan_file_of_genkans_holds_is_refused_by_name() {
    let text = r#"{"schema":"genkan.plan/2","hash":"","created":"2026-11-23T10:02:11Z","account":"111122223333",
        "partition":"aws","run":"20261123T100211Z-00a0ff","parts":[{"job":"record.trail","checks":["record.trail"],
        "choices":{},"cost":[],"notes":[]}],"steps":[]}"#;
    let with = |key: &str, value: Value| {
        let mut document: Value = serde_json::from_str(text).unwrap();
        *document.pointer_mut(key).unwrap() = value;
        plan_file::read(&sealed(&document).unwrap()).map_err(|failure| (failure.kind, failure.exit_code()))
    };
    assert!(with("/parts/0/checks/0", Value::from("record.trail")).is_ok());
    let differs = Err((Kind::Differs, 8));
    assert_eq!(with("/parts/0/checks/0", Value::from("record.nothing")), differs);
    assert_eq!(with("/parts/0/job", Value::from("record.nothing")), differs);
    assert_eq!(
        with("/parts/0/choices", serde_json::json!({"undo": "x"})),
        differs
    );
    assert_eq!(with("/run", Value::from("run-1")), differs);
    assert_eq!(with("/run", Value::from("../../tmp")), differs);
    // What is taken back is made of the journal, never of a file.
    let mut undo: Value = serde_json::from_str(text).unwrap();
    undo["undoes"] = serde_json::json!({"plan": "x"});
    let failure = plan_file::read(&sealed(&undo).unwrap()).unwrap_err();
    assert_eq!((failure.kind, failure.exit_code()), (Kind::Differs, 8));
    // One of an earlier version is refused as that.
    let failure = plan_file::read(&text.replace("genkan.plan/2", "genkan.plan/1")).unwrap_err();
    assert_eq!((failure.kind, failure.exit_code()), (Kind::OtherVersion, 8));
}
