//! Plan files: what is read from one is which jobs, with which choices, for which account. The plan that runs is made anew
//! from the account as it is, and must be the file's, or what is left of it.

use crate::domain::intent::{self, Held, Told};
use crate::domain::journal::{Attempt, Ending, History};
use crate::domain::{Change, Failure, Kind, Plan, Region, Undo};
use crate::measures::record::Wanted;
use crate::measures::{self, Facts};

/// Reads a plan file.
///
/// # Errors
/// Usage where it is no plan, edited where its hash does not fit; differs where it holds what no plan file of genkan's
/// does, such as an undo.
pub fn read(text: &str) -> Result<Plan, Failure> {
    let plan = Plan::from_json(text)?;
    let regions = plan.steps.iter().flat_map(|step| {
        let back = match &step.undo {
            Undo::By(back) => Some(&back.region),
            Undo::Kept(_) => None,
        };
        [Some(&step.region), back]
    });
    // They say where to ask, before anything can be held against anything.
    let chosen = plan.choices.get("region").map(Region::new);
    if let Some(region) = regions.flatten().chain(&chosen).find(|region| !region.is_code()) {
        return Err(Failure::new(Kind::Differs, format!("region: {region}")));
    }
    let known = measures::choice_names(&plan);
    // A plan of nothing names no check that its choices could be of, yet an undo it never is.
    let is_strange = |key: &str| !known.contains(&key) && (!plan.steps.is_empty() || key.starts_with("undo"));
    if let Some(key) = plan.choices.keys().find(|key| is_strange(key)) {
        return Err(Failure::new(Kind::Differs, format!("choices.{key}")));
    }
    if let Some(id) = plan.checks.iter().find(|id| measures::check(id).is_none()) {
        return Err(Failure::new(Kind::Differs, format!("checks: {id}")));
    }
    if !intent::is_run_id(plan.run()) {
        return Err(Failure::new(
            Kind::Differs,
            format!("choices.run: {}", plan.run()),
        ));
    }
    Ok(plan)
}

/// The plan that a file intends, made from the facts of its scope, and how it stands to the file.
///
/// # Errors
/// Other account where it is for another; what keeps a plan from being made.
pub fn made_anew(file: &Plan, facts: &Facts, history: &History) -> Result<(Plan, Held), Failure> {
    if let Some(identity) = facts.account.identity.seen() {
        file.hold_to(&identity.account)?;
    }
    let done = history.run(file.run()).filter(|run| run.account == file.account);
    let has_done = |step: &Change| done.as_ref().is_some_and(|run| run.has_done(step));
    let is_done = done.as_ref().is_some_and(|run| {
        let last = run.attempts.last();
        let is_whole = |attempt: &Attempt| attempt.plan == *file && attempt.ending == Some(Ending::Complete);
        !run.undo_begun && last.is_some_and(is_whole)
    });
    // Approved once as it stands: then all of it was held against the account before.
    let is_known = done
        .as_ref()
        .is_some_and(|run| run.attempts.iter().any(|attempt| attempt.plan == *file));
    let checks: Vec<_> = file.checks.iter().filter_map(|id| measures::check(id)).collect();
    let fresh = match measures::plan(facts, Wanted::Checks(&checks), &file.choices, file.created) {
        Ok(fresh) => fresh,
        // What AWS does not tell of cannot be planned over; where just this was done last, nothing is to be planned.
        Err(failure) if failure.operation.is_some() && is_done => {
            let mut nothing = Plan::empty(&file.account, &file.partition, file.created);
            nothing.choices.clone_from(&file.choices);
            nothing.by_region = file.by_region;
            nothing
        }
        Err(failure) => return Err(failure),
    };
    let mut held = intent::hold(file, &fresh, |step: &Change| {
        let is_in_place = measures::is_in_place(step, file, facts);
        if has_done(step) || (is_known && is_in_place) {
            Some(Told::Journaled)
        } else {
            is_in_place.then_some(Told::Seen)
        }
    });
    // A run that was about something else lends its id to nothing; a plan of nothing borrows none.
    let is_borrowed = done.as_ref().and_then(|run| run.plan()).is_some_and(|plan| {
        let shares = plan.checks.iter().any(|id| file.checks.contains(id));
        !shares && (plan.checks != file.checks || plan.choices.get("goal") != file.choices.get("goal"))
    });
    if is_borrowed && !file.steps.is_empty() {
        held.differ("choices.run");
    }
    Ok((fresh, held))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(region: &str, back: &str) -> String {
        let mut plan = Plan::empty("111122223333", "aws", jiff::Timestamp::UNIX_EPOCH);
        plan.checks = vec!["record.trail".to_owned()];
        plan.choices
            .insert("run".to_owned(), "20261123T100211Z-00a0ff".to_owned());
        let stop = measures::record::TrailChange::StopLogging { name: "t".to_owned() };
        let start = measures::record::TrailChange::StartLogging { name: "t".to_owned() };
        let mut step = start.into_change(&Region::new(region), None);
        step.undo = Undo::By(Box::new(stop.into_change(&Region::new(back), None)));
        plan.steps = vec![step];
        serde_json::to_string(&plan.seal()).unwrap()
    }

    #[test]
    fn a_region_is_read_only_where_it_could_be_one() {
        assert!(read(&plan("eu-west-1", "eu-west-1")).is_ok());
        for (region, back) in [("evil.example/", "eu-west-1"), ("eu-west-1", "evil.example/")] {
            let failure = read(&plan(region, back)).unwrap_err();
            assert_eq!(failure.kind, Kind::Differs);
            assert!(failure.message.contains("evil.example"), "{failure}");
        }
    }
}
