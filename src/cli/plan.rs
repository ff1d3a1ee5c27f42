//! `genkan plan`: what would be changed.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use super::{Context, Format, near, out, table};
use crate::domain::journal::Run;
use crate::domain::{Check, Failure, Kind, Known, Measure, Plan, Region, Scope, Sentence, Status, run_id};
use crate::journal::Journal;
use crate::measures::job::Around;
use crate::measures::record::config::ConfigChoices;
use crate::measures::record::{CONTROL_TOWER, Choices, Wanted};
use crate::measures::{self, Job, detect, record, secure, separate};
use crate::runtime;
use crate::say;
use crate::text::Words;

impl Context {
    pub(super) async fn plan(
        &self,
        checks: &[String],
        output: Option<&Path>,
        set: &[String],
        control_tower: bool,
        format: Format,
    ) -> Result<u8, Failure> {
        let wanted = named(checks, &self.words)?;
        if let [check, ..] = wanted.as_slice() {
            if wanted.iter().any(|check| check.id == detect::SECURITY_HUB.id) {
                return self.plan_hub(&wanted, set, output, format).await;
            }
            if check.measure != Measure::Record {
                return self
                    .plan_job(&wanted, job_of(&wanted)?, set, output, format)
                    .await;
            }
        }
        let chosen = chosen(set, &Choices::NAMES)?;
        let names_region = chosen.contains_key("region");
        let session = self.session().await?;
        let (identity, _) = crate::aws::account::identity(&session).await?;
        // An interrupted run is continued under its own name, so that what it made is recognised.
        let journal = self.journal()?;
        let run = self.mention_open(&journal, &identity.account);
        let earlier = run
            .as_ref()
            .and_then(|run| run.plan())
            .filter(is_of(Measure::Record));
        let is_goal = |plan: &&Plan| plan.choices.contains_key("goal");
        let cut_short = earlier
            .filter(|plan| !is_goal(plan))
            .map(|plan| plan.choices.clone());
        let region = chosen
            .get("region")
            .or_else(|| cut_short.as_ref()?.get("region"))
            .map_or_else(|| session.region().clone(), Region::new);
        let mut proposed = Choices::proposed(&identity.account, &region, &run_id(session.now()));
        proposed.config = ConfigChoices::proposed(&identity.account, session.region());
        let with_chosen = |proposed: &Choices| {
            let mut fields = proposed.write();
            fields.extend(cut_short.clone().unwrap_or_default());
            fields.extend(chosen.clone());
            fields
        };
        let choices = Choices::read(&with_chosen(&proposed))?;
        if let Some(error) = choices.error(&identity.account) {
            return Err(Failure::new(Kind::Usage, self.words.say(&error)));
        }
        let scope = Scope {
            // Only a Region that was chosen by name is held against the enabled ones.
            account: names_region,
            region: Some(region.clone()),
            measures: vec![Measure::Record],
            history: false,
            config: true,
            report: false,
            roots: false,
            buckets: vec![
                (choices.bucket.clone(), region),
                (choices.config.bucket.clone(), session.region().clone()),
            ],
        };
        let mut facts = self.survey(&session, &scope).await;
        facts.remember(journal.read()?.begun(&identity.account));
        if let Known::Seen(regions, _) = &facts.account.regions
            && regions.source != crate::domain::RegionSource::Default
            && !regions.enabled.contains(&choices.region)
        {
            return Err(Failure::new(
                Kind::Usage,
                self.words
                    .say(&say!("region-not-enabled", region = &choices.region)),
            ));
        }
        // What somebody chose for AWS Config already is proposed again.
        proposed.config = proposed.config.following(&facts.record.config);
        let fields = if control_tower {
            let goal = [
                (
                    "run",
                    earlier.filter(is_goal).map_or(proposed.run.as_str(), Plan::run),
                ),
                ("region", session.region().as_str()),
                ("goal", CONTROL_TOWER),
            ];
            goal.into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        } else {
            with_chosen(&proposed)
        };
        let asked = if wanted.is_empty() {
            Wanted::Everything
        } else {
            Wanted::Checks(&wanted)
        };
        let plan = measures::plan(&facts, asked, &fields, session.now())?.or_earlier(earlier);
        let of_record = run.filter(|run| run.plan().as_ref().is_some_and(is_of(Measure::Record)));
        self.close_finished(&journal, of_record.as_ref(), &facts, session.now())?;
        {
            let asked = if wanted.is_empty() {
                record::CHECKS.to_vec()
            } else {
                wanted
            };
            self.hand_out(&plan, &asked, &facts, output, format)
        }
    }

    /// A plan for Security Hub CSPM: there is nothing to choose.
    async fn plan_hub(
        &self,
        wanted: &[&'static Check],
        set: &[String],
        output: Option<&Path>,
        format: Format,
    ) -> Result<u8, Failure> {
        if let Some(other) = wanted.iter().find(|check| check.id != detect::SECURITY_HUB.id) {
            let both = format!("{} | {}", detect::SECURITY_HUB.id, other.id);
            return Err(Failure::new(Kind::Usage, both));
        }
        if let Some(pair) = set.first() {
            return Err(Failure::new(Kind::Usage, format!("--set {pair}: -")));
        }
        let session = self.session().await?;
        let facts = self.survey(&session, &Scope::of(Measure::Detect)).await;
        let choices = detect::hub_choices(session.region(), &run_id(session.now()));
        let plan = measures::plan(&facts, Wanted::Everything, &choices, session.now())?;
        self.hand_out(&plan, wanted, &facts, output, format)
    }

    /// The plan of a job, with what was chosen for it.
    async fn plan_job(
        &self,
        wanted: &[&'static Check],
        job: &'static Job,
        set: &[String],
        output: Option<&Path>,
        format: Format,
    ) -> Result<u8, Failure> {
        let names = wanted.iter().flat_map(|check| measures::names_of(check));
        let chosen = chosen(set, &names.collect::<Vec<_>>())?;
        // What cannot be, and what is missing, is said before AWS is asked anything.
        job.hold(&chosen)?;
        let session = self.session().await?;
        let (identity, _) = crate::aws::account::identity(&session).await?;
        let journal = self.journal()?;
        let run = self.mention_open(&journal, &identity.account);
        // What was chosen once is chosen still, where it was for the same.
        let same = |plan: &&Plan| {
            measures::job_of(plan) == job
                && wanted
                    .iter()
                    .all(|check| plan.checks.iter().any(|id| id == check.id))
                && !plan.choices.contains_key("goal")
        };
        let earlier = run.as_ref().and_then(Run::plan).filter(same);
        let facts = self
            .survey(&session, &(job.scope)(&chosen, session.region()))
            .await;
        let regions = facts.account.regions.seen();
        let id = run_id(session.now());
        let around = Around {
            account: &identity.account,
            home: session.region(),
            regions: regions.map_or(&[], |regions| &regions.enabled),
            facts: &facts,
            run: &id,
        };
        let mut fields = (job.proposed)(&around);
        // What nobody named stays as AWS has it.
        for field in job.fields.iter().filter(|field| field.keeps) {
            fields.remove(field.name);
        }
        if let Some(earlier) = earlier {
            fields.extend(earlier.choices.clone());
        }
        // What was chosen brings with it what belongs to it, but for what was chosen too.
        let before = fields.clone();
        fields.extend(chosen.clone());
        (job.follow)(&before, &mut fields, &around);
        fields.extend(chosen);
        (job.finish)(&mut fields, &around);
        if job == &separate::ACCOUNTS {
            // The plan, and with it the journal, has every account by name and e-mail, whatever they were made of.
            let accounts = separate::wanted(&fields, &facts.separate)?;
            fields.insert("accounts".to_owned(), separate::write_accounts(&accounts));
        }
        let plan =
            measures::plan(&facts, Wanted::Checks(wanted), &fields, session.now())?.or_earlier(earlier);
        let of_job = earlier.and(run.as_ref());
        self.close_finished(&journal, of_job, &facts, session.now())?;
        if secure::needs_person(&plan) {
            out::note(&self.words.say(&Failure::new(Kind::PersonNeeded, "").title()));
        }
        self.hand_out(&plan, wanted, &facts, output, format)
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
        facts: &measures::Facts,
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
    fn nothing(&self, plan: &Plan, wanted: &[&'static Check], facts: &measures::Facts) -> String {
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
        lines.extend(plan.notes.iter().map(|note| self.words.say(note)));
        lines.join("\n")
    }

    /// Saves a plan and shows it.
    fn hand_out(
        &self,
        plan: &Plan,
        wanted: &[&'static Check],
        facts: &measures::Facts,
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

/// The checks of these ids, all of one measure that can be planned.
fn named(ids: &[String], words: &Words) -> Result<Vec<&'static Check>, Failure> {
    let known: Vec<&'static Check> = Measure::ALL
        .into_iter()
        .flat_map(measures::checks)
        .copied()
        // What GuardDuty found is looked into, not planned away.
        .filter(|check| check.id != detect::OPEN_FINDINGS.id)
        // And what only a person can do.
        .filter(|check| {
            let by_hand = [&secure::ROOT_MFA, &secure::ROOT_USE];
            !by_hand.iter().any(|one| one.id == check.id)
        })
        .collect();
    let mut wanted: Vec<&'static Check> = Vec::new();
    for id in ids {
        let Some(check) = known.iter().find(|check| check.id == id) else {
            let text = match measures::check(id) {
                Some(_) => words.say(&say!("usage-by-hand", check = id)),
                None => near::unknown_check(id, words),
            };
            return Err(Failure::new(Kind::Usage, text));
        };
        wanted.push(check);
    }
    if let [first, rest @ ..] = wanted.as_slice()
        && let Some(other) = rest.iter().find(|check| check.measure != first.measure)
    {
        return Err(Failure::new(Kind::Usage, format!("{} | {}", first.id, other.id)));
    }
    Ok(wanted)
}

/// The job that mends these checks; several at once only where one plan is made of both.
fn job_of(wanted: &[&'static Check]) -> Result<&'static Job, Failure> {
    let jobs: Vec<&'static Job> = wanted
        .iter()
        .filter_map(|check| measures::job_for(check))
        .collect();
    let together = [
        [&detect::GUARDDUTY, &detect::PLANS_ONLY],
        [&secure::ADMINISTRATOR, &secure::MFA],
    ];
    let fits = |first: &'static Job| {
        let all_of = |group: &[&Job; 2]| jobs.iter().all(|job| group.contains(job));
        jobs.iter().all(|job| *job == first) || together.iter().any(all_of)
    };
    match (jobs.as_slice(), wanted) {
        ([first, ..], _) if jobs.len() == wanted.len() && fits(first) => Ok(first),
        (_, [first, .., last]) => Err(Failure::new(Kind::Usage, format!("{} | {}", first.id, last.id))),
        (_, _) => Err(Failure::new(Kind::Usage, "-")),
    }
}

/// What `--set` says, by name.
fn chosen(set: &[String], names: &[&str]) -> Result<BTreeMap<String, String>, Failure> {
    let mut chosen: BTreeMap<String, String> = BTreeMap::new();
    for pair in set {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Failure::new(Kind::Usage, format!("--set {pair}: KEY=VALUE")));
        };
        if !names.contains(&key) {
            return Err(Failure::new(
                Kind::Usage,
                format!("--set {key}: {}", names.join(", ")),
            ));
        }
        chosen.insert(key.to_owned(), value.to_owned());
    }
    Ok(chosen)
}

fn is_of(measure: Measure) -> impl Fn(&&Plan) -> bool {
    move |plan| measures::measure_of_plan(plan) == measure
}

/// Whether nothing is left to do of a run that was cut short.
fn is_in_place(earlier: &Plan, facts: &measures::Facts, now: Timestamp) -> bool {
    let checks: Vec<&'static Check> = earlier
        .checks
        .iter()
        .filter_map(|id| measures::check(id))
        .collect();
    measures::plan(facts, Wanted::Checks(&checks), &earlier.choices, now)
        .is_ok_and(|rest| rest.steps.is_empty())
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
        plan.cost.iter().map(|line| &line.text).collect(),
    ));
    let notes: Vec<&Sentence> = plan.notes.iter().collect();
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
