//! Plan files: what is read from one is which jobs, with which choices, for which account. The plan that runs is made anew
//! from the account as it is, and must be the file's, or what is left of it.

use crate::domain::intent::{self, Held, Witness};
use crate::domain::journal::{Attempt, Ending, History};
use crate::domain::{Change, Failure, Kind, Part, Plan, Region, Undo};
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
    let chosen = plan.parts.iter().filter_map(|part| part.choices.get("region"));
    let chosen: Vec<Region> = chosen.map(Region::new).collect();
    if let Some(region) = regions.flatten().chain(&chosen).find(|region| !region.is_code()) {
        return Err(Failure::new(Kind::Differs, format!("region: {region}")));
    }
    let differs = |what: String| Err(Failure::new(Kind::Differs, what));
    if plan.undoes.is_some() {
        return differs("undoes".to_owned());
    }
    for part in &plan.parts {
        let Some(job) = measures::job(&part.job) else {
            return differs(format!("parts: {}", part.job));
        };
        let is_known = |key: &str| job.fields.iter().any(|field| field.name == key);
        if let Some(key) = part.choices.keys().find(|key| !is_known(key)) {
            return differs(format!("choices.{key}"));
        }
        if plan.parts.iter().filter(|one| one.job == part.job).count() > 1 {
            return differs(format!("parts: {}", part.job));
        }
    }
    if let Some(step) = plan.steps.iter().find(|step| !plan.is_of(&step.job)) {
        return differs(format!("job: {}", step.job));
    }
    if let Some(id) = plan.checks().find(|id| measures::check(id).is_none()) {
        return differs(format!("checks: {id}"));
    }
    if !intent::is_run_id(&plan.run) {
        return differs(format!("run: {}", plan.run));
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
    let done = history.run(&file.run).filter(|run| run.account == file.account);
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
    let strange = || Failure::new(Kind::Differs, "parts");
    let asked = measures::asked(file).ok_or_else(strange)?;
    let fresh = match measures::plan(facts, &asked, &file.run, file.created) {
        Ok(fresh) => fresh,
        // What AWS does not tell of cannot be planned over; where just this was done last, nothing is to be planned.
        Err(failure) if failure.operation.is_some() && is_done => {
            let mut nothing = Plan::empty(&file.account, &file.partition, &file.run, file.created);
            let unplanned = |part: &Part| Part {
                job: part.job.clone(),
                choices: part.choices.clone(),
                ..Part::default()
            };
            nothing.parts = file.parts.iter().map(unplanned).collect();
            nothing
        }
        Err(failure) => return Err(failure),
    };
    let mut held = intent::hold(file, &fresh, |step: &Change| {
        let is_in_place = measures::is_in_place(step, file, facts);
        if has_done(step) || (is_known && is_in_place) {
            Some(Witness::Journaled)
        } else {
            is_in_place.then_some(Witness::Seen)
        }
    });
    // A run that was about something else lends its id to nothing; a plan of nothing borrows none.
    let is_borrowed = done
        .as_ref()
        .and_then(|run| run.plan())
        .is_some_and(|plan| !plan.parts.iter().any(|part| file.is_of(&part.job)));
    if is_borrowed && !file.steps.is_empty() {
        held.differ("run");
    }
    Ok((fresh, held))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(region: &str, back: &str) -> String {
        let run = "20261123T100211Z-00a0ff";
        let mut plan = Plan::empty("111122223333", "aws", run, jiff::Timestamp::UNIX_EPOCH);
        plan.parts = vec![Part {
            job: "record.trail".to_owned(),
            checks: vec!["record.trail".to_owned()],
            ..Part::default()
        }];
        let stop = measures::record::TrailChange::StopLogging { name: "t".to_owned() };
        let start = measures::record::TrailChange::StartLogging { name: "t".to_owned() };
        let mut step = start.into_change(&Region::new(region), None);
        step.undo = Undo::By(Box::new(stop.into_change(&Region::new(back), None)));
        plan.add_in_order("record.trail", &[], [step]);
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
