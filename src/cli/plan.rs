//! `genkan plan`: what would be changed.

use std::path::Path;

use jiff::Timestamp;

use super::{Context, Format, near, out, table};
use crate::aws::Session;
use crate::domain::journal::Run;
use crate::domain::{
    Check, Failure, Identity, Kind, Known, Measure, Part, Plan, Region, RegionSource, Scope, Sentence,
    Status, run_id,
};
use crate::journal::Journal;
use crate::measures::job::{Around, Asked, Choices, Input};
use crate::measures::{self, Facts, Job, record, secure};
use crate::runtime;
use crate::say;
use crate::text::Words;

/// A job that is asked for, with what `--set` says for it.
struct Named {
    job: &'static Job,
    /// By name; none where all that are open are meant.
    checks: Vec<&'static Check>,
    chosen: Choices,
}

impl Named {
    /// The part of an earlier plan that was about the same.
    fn part<'a>(&self, plan: &'a Plan) -> Option<&'a Part> {
        let is_mended = |part: &Part, check: &Check| part.checks.iter().any(|id| id == check.id);
        let mut parts = plan.parts.iter().filter(|part| part.job == self.job.id);
        parts.find(|part| self.checks.iter().all(|check| is_mended(part, check)))
    }

    /// What is chosen, with what is proposed for the rest. What was chosen once is chosen still.
    fn asked(&self, around: &Around<'_>, earlier: Option<&Plan>) -> Asked {
        let mut choices = (self.job.proposed)(around);
        // What nobody named stays as AWS has it.
        for field in self.job.fields.iter().filter(|field| field.keeps) {
            choices.remove(field.name);
        }
        if let Some(part) = earlier.and_then(|plan| self.part(plan)) {
            choices.extend(part.choices.clone());
        }
        // What was chosen brings with it what belongs to it, but for what was chosen too.
        let before = choices.clone();
        choices.extend(self.chosen.clone());
        (self.job.follow)(&before, &mut choices, around);
        choices.extend(self.chosen.clone());
        (self.job.finish)(&mut choices, around);
        choices.remove("run");
        Asked {
            job: self.job,
            checks: self.checks.clone(),
            choices,
        }
    }
}

impl Context {
    pub(super) async fn plan(
        &self,
        checks: &[String],
        output: Option<&Path>,
        set: &[String],
        control_tower: bool,
        format: Format,
    ) -> Result<u8, Failure> {
        let checks = named(checks, &self.words)?;
        let jobs = match checks.as_slice() {
            _ if control_tower => vec![(&record::CONTROL_TOWER, Vec::new())],
            [] => vec![(&record::TRAIL_JOB, Vec::new()), (&record::CONFIG, Vec::new())],
            checks => measures::jobs_for(checks),
        };
        let named = chosen(set, jobs)?;
        // What cannot be, and what is missing, is said before AWS is asked anything.
        let wrong = named.iter().filter_map(|one| one.job.hold(&one.chosen).err());
        let wrong: Vec<String> = wrong.map(|failure| failure.message).collect();
        if !wrong.is_empty() {
            return Err(Failure::new(Kind::Usage, wrong.join("; ")));
        }
        let session = self.session().await?;
        let (identity, _) = crate::aws::account::identity(&session).await?;
        // An interrupted run is continued under its own name, so that what it made is recognised.
        let journal = self.journal()?;
        let open = self.mention_open(&journal, &identity.account);
        let is_same = |run: &&Run| {
            let of = |plan: &Plan| {
                plan.parts.len() == named.len() && named.iter().all(|one| one.part(plan).is_some())
            };
            run.plan().is_some_and(of)
        };
        let open = open.as_ref().filter(is_same);
        let earlier = open.and_then(Run::plan);
        let run = open.map_or_else(|| run_id(session.now()), |run| run.id.clone());
        let mut facts = Facts::default();
        let asked = ask(&named, &around(&identity, &session, &facts, &run), earlier);
        facts = self
            .survey(&session, &scope(&asked, &named, session.region()))
            .await;
        facts.remember(journal.read()?.begun(&identity.account));
        let around = around(&identity, &session, &facts, &run);
        let asked = ask(&named, &around, earlier);
        for one in &asked {
            self.hold(one, &around)?;
        }
        let plan = measures::plan(&facts, &asked, &run, session.now())?.or_earlier(earlier);
        self.close_finished(&journal, open, &facts, session.now())?;
        if secure::needs_person(&plan) {
            out::note(&self.words.say(&Failure::new(Kind::PersonNeeded, "").title()));
        }
        let is_judged = |check: &&&'static Check| measures::judge(check, &facts).is_some();
        let all = asked.iter().flat_map(|one| one.job.mends).filter(is_judged);
        let about = if checks.is_empty() {
            all.copied().collect()
        } else {
            checks
        };
        self.hand_out(&plan, &about, &facts, output, format)
    }

    /// Holds what was chosen against the account.
    fn hold(&self, asked: &Asked, around: &Around<'_>) -> Result<(), Failure> {
        for field in asked.job.fields {
            let Some(value) = asked.choices.get(field.name) else {
                continue;
            };
            let usage = |sentence: &Sentence| {
                let (said, example) = (self.words.say(sentence), field.example);
                let text = format!("--set {}={value}: {said} {example}", field.name);
                Err(Failure::new(Kind::Usage, text))
            };
            if let Some(error) = (asked.job.error)(field, &asked.choices, around) {
                return usage(&error);
            }
            let region = Region::new(value);
            if field.input == Input::Region
                && let Known::Seen(regions, _) = &around.facts.account.regions
                && regions.source != RegionSource::Default
                && !regions.enabled.contains(&region)
            {
                return usage(&say!("region-not-enabled", region = &region));
            }
        }
        Ok(())
    }

    /// Shows a plan file as the dialog shows a plan.
    pub(super) fn show_plan(&self, file: &Path, format: Format) -> Result<u8, Failure> {
        let plan = super::apply::read(file)?;
        match format {
            Format::Json => out::data(&json(&plan)?),
            Format::Table => out::data(&shown(&plan, &self.words)),
        }
        out::note(&self.words.get("plan-not-compared"));
        Ok(0)
    }

    /// Writes the end of a run that was cut short and of which nothing is left to do; the facts are of its measure.
    fn close_finished(
        &self,
        journal: &Journal,
        run: Option<&Run>,
        facts: &Facts,
        now: Timestamp,
    ) -> Result<(), Failure> {
        if let Some(run) = run.filter(|run| run.is_cut_short())
            && run.plan().is_some_and(|earlier| is_in_place(earlier, facts, now))
        {
            journal.close(run, now)?;
            out::note(&self.words.get("cut-short-complete"));
        }
        Ok(())
    }

    /// What to say of a plan without steps: that everything is in place is true only where the checks say so too.
    fn nothing(&self, plan: &Plan, wanted: &[&'static Check], facts: &Facts) -> String {
        let open = wanted.iter().map(|check| measures::judge_settled(check, facts));
        let mut lines: Vec<String> = open
            .filter(|finding| !matches!(finding.status, Status::Pass | Status::NotApplicable))
            .map(|finding| {
                let gap = finding
                    .gap
                    .as_ref()
                    .map_or_else(String::new, |gap| self.words.say(gap));
                let status = self.words.status_of(&finding);
                let check = finding.check.id;
                self.words.say(&say!(
                    "plan-nothing-open",
                    check = check,
                    status = status,
                    gap = gap
                ))
            })
            .collect();
        if lines.is_empty() {
            lines.push(self.words.get("plan-empty"));
        }
        lines.extend(plan.notes().into_iter().map(|note| self.words.say(note)));
        lines.join("\n")
    }

    /// Saves a plan and shows it.
    fn hand_out(
        &self,
        plan: &Plan,
        wanted: &[&'static Check],
        facts: &Facts,
        output: Option<&Path>,
        format: Format,
    ) -> Result<u8, Failure> {
        if let Some(path) = output {
            let text = json(plan)?;
            runtime::write_private(path, &(text + "\n"))?;
        }
        match format {
            Format::Json => out::data(&json(plan)?),
            Format::Table if plan.steps.is_empty() => out::data(&self.nothing(plan, wanted, facts)),
            Format::Table => out::data(&shown(plan, &self.words)),
        }
        // What needs a person is not run by a command.
        let runs = !plan.steps.is_empty() && !secure::needs_person(plan);
        if let Some(path) = output.filter(|_| runs) {
            out::note(&self.words.say(&say!(
                "plan-how-to-apply",
                file = path.display().to_string(),
                account = &plan.account
            )));
        }
        Ok(0)
    }
}

/// What jobs are done in.
fn around<'a>(identity: &'a Identity, session: &'a Session, facts: &'a Facts, run: &'a str) -> Around<'a> {
    let regions = facts.account.regions.seen();
    Around {
        account: &identity.account,
        home: session.region(),
        regions: regions.map_or(&[], |regions| &regions.enabled),
        facts,
        run,
    }
}

fn ask(named: &[Named], around: &Around<'_>, earlier: Option<&Plan>) -> Vec<Asked> {
    named.iter().map(|one| one.asked(around, earlier)).collect()
}

/// What has to be asked of AWS.
fn scope(asked: &[Asked], named: &[Named], home: &Region) -> Scope {
    let scopes = asked.iter().map(|one| (one.job.scope)(&one.choices, home));
    // Only a Region that was chosen by name is held against the enabled ones.
    let is_region = |one: &Named| {
        let mut fields = one.job.fields.iter().filter(|field| field.input == Input::Region);
        fields.any(|field| one.chosen.contains_key(field.name))
    };
    let all = scopes
        .reduce(Scope::and)
        .unwrap_or_else(|| Scope::of(Measure::Record));
    Scope {
        account: all.account || named.iter().any(is_region),
        history: false,
        ..all
    }
}

/// The checks of these ids, which a plan can mend.
fn named(ids: &[String], words: &Words) -> Result<Vec<&'static Check>, Failure> {
    let mut wanted: Vec<&'static Check> = Vec::new();
    for id in ids {
        let check = measures::check(id).ok_or_else(|| near::unknown_check(id, words));
        let check = check.map_err(|text| Failure::new(Kind::Usage, text))?;
        // What GuardDuty found is looked into, not planned away; and some things only a person can do.
        if measures::job_for(check).is_none() {
            let text = words.say(&say!("usage-by-hand", check = id));
            return Err(Failure::new(Kind::Usage, text));
        }
        wanted.push(check);
    }
    Ok(wanted)
}

/// What `--set` says, for each job that has such a name. `JOB.NAME=VALUE` says it for one of several jobs.
fn chosen(set: &[String], jobs: Vec<(&'static Job, Vec<&'static Check>)>) -> Result<Vec<Named>, Failure> {
    let named = jobs.into_iter().map(|(job, checks)| Named {
        job,
        checks,
        chosen: Choices::new(),
    });
    let mut named: Vec<Named> = named.collect();
    // What is said for one of them comes last, and holds.
    let is_for_one = |pair: &&String| pair.split('=').next().is_some_and(|key| key.contains('.'));
    let (for_one, for_all): (Vec<&String>, Vec<&String>) = set.iter().partition(is_for_one);
    for pair in for_all.into_iter().chain(for_one) {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Failure::new(Kind::Usage, format!("--set {pair}: KEY=VALUE")));
        };
        let (job, name) = key.rsplit_once('.').unwrap_or(("", key));
        let is_of = |one: &Named| (job.is_empty() || job == one.job.id) && one.job.names().contains(&name);
        let owners: Vec<String> = named
            .iter()
            .filter(|one| is_of(one) && one.job.fields.iter().any(|field| field.name == name && field.own))
            .map(|one| format!("{}.{name}", one.job.id))
            .collect();
        if owners.len() > 1 {
            return Err(Failure::new(
                Kind::Usage,
                format!("--set {key}: {}", owners.join(", ")),
            ));
        }
        let mut is_known = false;
        for one in named.iter_mut().filter(|one| is_of(one)) {
            one.chosen.insert(name.to_owned(), value.to_owned());
            is_known = true;
        }
        if !is_known {
            let mut names: Vec<&str> = named.iter().flat_map(|one| one.job.names()).collect();
            names.sort_unstable();
            names.dedup();
            let names = if names.is_empty() {
                "-".to_owned()
            } else {
                names.join(", ")
            };
            return Err(Failure::new(Kind::Usage, format!("--set {key}: {names}")));
        }
    }
    Ok(named)
}

/// Whether nothing is left to do of a run that was cut short.
fn is_in_place(earlier: &Plan, facts: &Facts, now: Timestamp) -> bool {
    let rest = measures::asked(earlier).map(|asked| measures::plan(facts, &asked, &earlier.run, now));
    rest.is_some_and(|rest| rest.is_ok_and(|rest| rest.steps.is_empty()))
}

fn json(plan: &Plan) -> Result<String, Failure> {
    serde_json::to_string_pretty(plan).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
}

/// A plan as text: the same parts as the confirm dialog.
pub(super) fn shown(plan: &Plan, words: &Words) -> String {
    if plan.steps.is_empty() {
        return words.get("plan-empty");
    }
    let mut parts = vec![words.say(&say!(
        "plan-heading",
        plan = plan.short(),
        account = &plan.account,
        count = plan.steps.len()
    ))];
    let groups = plan.groups();
    let rows: Vec<Vec<String>> = groups
        .iter()
        .zip(1..)
        .filter_map(|(group, number)| Some((group.first()?, group, number)))
        .map(|(step, group, number)| {
            let (target, region) = match group.len() {
                1 => (step.target.clone(), step.region.to_string()),
                count => (String::new(), words.say(&say!("plan-regions", count = count))),
            };
            vec![
                format!("{number}"),
                step.call(),
                target,
                region,
                words.get(step.effect.message()),
            ]
        })
        .collect();
    parts.push(table::table(&rows));
    for (group, number) in groups.iter().zip(1..).filter(|(group, _)| group.len() > 1) {
        let regions: Vec<&str> = group.iter().map(|step| step.region.as_str()).collect();
        parts.push(format!("{number}: {}", regions.join(", ")));
    }
    let list = |title: &str, sentences: Vec<&Sentence>| {
        let mut lines = vec![words.get(title)];
        lines.extend(
            sentences
                .into_iter()
                .map(|sentence| format!("  {}", words.say(sentence))),
        );
        lines.join("\n")
    };
    parts.push(list(
        "plan-cost",
        plan.cost().into_iter().map(|line| &line.text).collect(),
    ));
    let notes = plan.notes();
    if !notes.is_empty() {
        parts.push(list("plan-notes", notes));
    }
    let kept = plan.kept();
    let mut undo = vec![words.get("plan-undo")];
    for group in &groups {
        let Some(crate::domain::Undo::By(back)) = group.first().map(|step| &step.undo) else {
            continue;
        };
        undo.push(match group.len() {
            1 => format!("  {} {}", back.call(), back.target),
            count => format!(
                "  {} {}",
                back.call(),
                words.say(&say!("plan-regions", count = count))
            ),
        });
    }
    undo.extend(
        kept.into_iter()
            .map(|sentence| format!("  {}", words.say(sentence))),
    );
    parts.push(undo.join("\n"));
    let mut commands = vec![words.get("plan-commands")];
    for step in &plan.steps {
        match crate::measures::commands(step) {
            Ok(lines) => commands.extend(lines.iter().map(|line| format!("  {line}"))),
            Err(why) => commands.push(format!("  # {}: {}", step.call(), words.say(&why))),
        }
    }
    parts.push(commands.join("\n"));
    parts.join("\n\n")
}
