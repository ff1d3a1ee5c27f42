//! Running an approved plan: compare with AWS once more, then step by step with the journal written before
//! and after each call, then ask AWS what came of it.

pub mod plan_file;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::Notify;

use crate::aws::{self, Session};
use crate::domain::journal::{Begun, Ending, Event, Run};
use crate::domain::{
    Approval, Change, Changed, Check, Codes, Failure, Finding, Handed, Impact, Kind, Measure, Outcome, Plan,
    Principal, Progress, Receipt, Region, Report, Scope, Status, StepResult, Undo,
};
use crate::journal::{Journal, Writer};
use crate::measures::secure::SecureChange;
use crate::measures::{self, Facts};

/// What a person says while a plan runs: that it shall stop, or the codes it waits for.
#[derive(Debug, Clone, Default)]
pub struct Voice(Arc<Said>);

#[derive(Debug, Default)]
struct Said {
    stop: AtomicBool,
    codes: Mutex<Option<Codes>>,
    changed: Notify,
}

impl Voice {
    /// Asks to stop. The call in flight is finished and written down first.
    pub fn ask(&self) {
        self.0.stop.store(true, Ordering::SeqCst);
        self.0.changed.notify_one();
    }

    /// Gives the codes that a step waits for.
    pub fn give(&self, codes: Codes) {
        *self.0.codes.lock().unwrap_or_else(PoisonError::into_inner) = Some(codes);
        self.0.changed.notify_one();
    }

    fn is_asked(&self) -> bool {
        self.0.stop.load(Ordering::SeqCst)
    }

    /// Waits until it is to stop.
    async fn asked(&self) {
        while !self.is_asked() {
            self.0.changed.notified().await;
        }
    }

    /// Waits for codes; none where it is to stop.
    async fn codes(&self) -> Option<Codes> {
        loop {
            if self.is_asked() {
                return None;
            }
            let codes = self.0.codes.lock().unwrap_or_else(PoisonError::into_inner).take();
            if codes.is_some() {
                return codes;
            }
            self.0.changed.notified().await;
        }
    }
}

/// The person at one step of a run.
struct AtStep<'a> {
    index: usize,
    run: &'a Running<'a>,
}

impl aws::Person for AtStep<'_> {
    fn hand(&self, handed: Handed) {
        (self.run.listener)(Progress::Handed(handed));
    }

    fn codes(&self, refused: bool) -> Pin<Box<dyn Future<Output = Option<Codes>> + '_>> {
        (self.run.listener)(Progress::CodesWanted {
            step: self.index,
            refused,
        });
        Box::pin(self.run.stop.codes())
    }

    fn accepted(&self, ids: serde_json::Value) -> Result<(), Failure> {
        let step = self.index;
        // AWS goes on with it: a failure to write it down must not hide that.
        self.run.accepted.borrow_mut().push(step);
        self.run
            .write(Event::Accepted { step, ids })
            .map_err(|mut failure| {
                failure.changed = Changed::Unclear;
                failure
            })?;
        (self.run.listener)(Progress::Accepted(step));
        Ok(())
    }

    fn wants_to_stop(&self) -> bool {
        self.run.stop.is_asked()
    }
}

/// Who is told how the run goes on.
pub type Listener<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Surveys a scope to its end and hands out the facts.
pub async fn survey(session: &Session, scope: &Scope) -> Facts {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let asking = async move {
        Box::pin(aws::survey(session, scope, &sender)).await;
    };
    let taking = async move {
        let mut facts = Facts::default();
        while let Some(update) = receiver.recv().await {
            facts.take(update);
        }
        facts
    };
    let ((), facts) = tokio::join!(asking, taking);
    facts
}

/// What a plan is about, as a scope: enough to judge its checks and to make it again.
#[must_use]
pub fn scope_of(plan: &Plan, home: &Region) -> Scope {
    let of_parts = plan.parts.iter().filter_map(|part| measures::job(&part.job));
    let measures: BTreeSet<Measure> = of_parts.map(|job| job.measure).chain(plan.measures()).collect();
    let scopes = measures.into_iter().map(|measure| match measure {
        Measure::Detect => {
            let of_hub = plan.changes().find(|step| step.service == "securityhub");
            let chosen = plan
                .parts
                .iter()
                .find(|part| part.job == measures::detect::HUB.id);
            let chosen = chosen
                .and_then(|part| part.choices.get("region"))
                .map(Region::new);
            Scope {
                hub: of_hub.map(|step| step.region.clone()).or(chosen),
                ..Scope::of(Measure::Detect)
            }
        }
        Measure::Secure => Scope::of(Measure::Secure),
        Measure::Separate => Scope {
            account: true,
            roots: plan
                .changes()
                .any(|step| step.parameters.get("TargetPrincipal").is_some()),
            ..Scope::of(Measure::Separate)
        },
        Measure::Record => scope_of_record(plan, home),
    });
    scopes
        .reduce(Scope::and)
        .unwrap_or_else(|| scope_of_record(plan, home))
}

fn scope_of_record(plan: &Plan, home: &Region) -> Scope {
    use measures::record::{CONFIG, CONTROL_TOWER, EVENT_HISTORY, TRAIL_JOB, is_config};
    let chosen = |job: &measures::Job, name: &str| {
        let part = plan.parts.iter().find(|part| part.job == job.id)?;
        part.choices.get(name).cloned()
    };
    let region = chosen(&TRAIL_JOB, "region")
        .or_else(|| chosen(&CONTROL_TOWER, "region"))
        .map(Region::new);
    // An undo has no choices of its own; its calls say where its trail lives.
    let of_steps = plan.changes().find(|step| step.service == "cloudtrail");
    let of_trail = chosen(&TRAIL_JOB, "bucket").zip(region.clone());
    let of_config = chosen(&CONFIG, "bucket").map(|name| (name, home.clone()));
    let mut buckets: Vec<(String, Region)> = of_trail.into_iter().chain(of_config).collect();
    buckets.dedup_by(|one, other| one.0 == other.0);
    Scope {
        region: region.or_else(|| of_steps.map(|step| step.region.clone())),
        history: plan.checks().any(|id| id == EVENT_HISTORY.id),
        config: plan.changes().any(|step| step.service == "config")
            || plan.is_of(CONFIG.id)
            || plan.is_of(CONTROL_TOWER.id)
            || plan.checks().filter_map(measures::check).any(is_config),
        buckets,
        ..Scope::of(Measure::Record)
    }
}

/// Runs an approved plan.
///
/// # Errors
/// A failure before the first call: another account, a stale plan, a journal that cannot be written. What
/// fails later is in the report, with what was done before it.
pub async fn run(
    session: &Session,
    approval: Approval,
    journal: &Journal,
    listener: Listener<'_>,
    stop: &Voice,
) -> Result<Report, Failure> {
    listener(Progress::Comparing);
    if session.mode().read_only {
        return Err(Failure::new(Kind::ReadOnly, ""));
    }
    let given = approval.given();
    let plan = approval.plan();
    let history = journal.read()?;
    let run = history.run(&plan.run).filter(|run| run.account == plan.account);
    let begun = history.begun(&plan.account);
    let needed = Box::pin(compare(session, plan, begun)).await?;
    if !needed {
        return Box::pin(confirm(session, plan, journal, listener)).await;
    }
    spare_caller(session, plan).await?;
    spare_organization(session, plan).await?;
    let runs = history.run_ids(&plan.account);
    let mut writer = journal.writer()?;
    let first = Event::Approved {
        given,
        plan: Box::new(plan.clone()),
    };
    writer.add(session.now(), plan, first)?;
    let running = Running {
        session,
        plan,
        earlier: run.as_ref(),
        runs: &runs,
        writer: RefCell::new(writer),
        is_broken: Cell::new(false),
        steps: RefCell::new(vec![StepResult::NotStarted; plan.steps.len()]),
        under_way: RefCell::default(),
        failure: RefCell::new(None),
        accepted: RefCell::default(),
        listener,
        stop,
    };
    running.all().await;
    let steps = running.steps.borrow().clone();
    let ending = if running.failure.borrow().is_some() {
        Ending::Failed
    } else if steps.contains(&StepResult::NotStarted) || steps.contains(&StepResult::UnderWay) {
        Ending::Stopped
    } else {
        Ending::Complete
    };
    if !steps.contains(&StepResult::UnderWay) {
        running.note(Event::Finished { ending });
    }
    let failure = running.failure.take();
    // The last line may be the one that was refused.
    let ending = if failure.is_some() { Ending::Failed } else { ending };
    drop(running);
    Ok(Box::pin(read_back(session, plan, steps, ending, failure, listener, stop)).await)
}

/// Refuses a plan that takes from the calling user what it works with, before anything of it runs.
async fn spare_caller(session: &Session, plan: &Plan) -> Result<(), Failure> {
    let (identity, _) = aws::account::identity(session).await?;
    let Principal::User { name } = identity.principal else {
        return Ok(());
    };
    let of_plan: Vec<SecureChange> = plan
        .steps
        .iter()
        .filter_map(|step| SecureChange::read(step).ok())
        .collect();
    // What comes back to the user by the same plan is looked at step by step, when it is back.
    let comes_back = of_plan
        .iter()
        .any(|change| change.gives_access() == Some(name.as_str()));
    let takes = |change: &SecureChange| {
        let is_looked_at = comes_back && matches!(change, SecureChange::RemoveUserFromGroup { .. });
        change.takes_access().0 == Some(name.as_str()) && !is_looked_at
    };
    if of_plan.iter().any(takes) {
        return Err(Failure::new(Kind::OwnUser, name));
    }
    Ok(())
}

/// Refuses a plan that deletes an organization on which others have built, before anything of it runs.
async fn spare_organization(session: &Session, plan: &Plan) -> Result<(), Failure> {
    let deletes = |step: &&Change| step.call() == "organizations:DeleteOrganization";
    let Some(step) = plan.changes().find(deletes) else {
        return Ok(());
    };
    let made = step.before.as_ref().and_then(|ids| ids.get("Id")?.as_str());
    let leaving: Vec<String> = plan
        .steps
        .iter()
        .filter_map(|step| measures::separate::SeparateChange::read(step).ok())
        .filter_map(|change| match change {
            measures::separate::SeparateChange::DisableAwsServiceAccess { service_principal } => {
                Some(service_principal)
            }
            _ => None,
        })
        .collect();
    aws::separate::refuse_to_delete(session, made, &leaving).await
}

/// Says of a plan of which nothing is left to do how AWS shows it, and ends its run in the journal where that was cut short.
/// Makes no call that changes anything.
///
/// # Errors
/// A journal that cannot be read or written.
pub async fn confirm(
    session: &Session,
    plan: &Plan,
    journal: &Journal,
    listener: Listener<'_>,
) -> Result<Report, Failure> {
    let run = journal.read()?.run(&plan.run);
    if let Some(run) = run.filter(|run| run.account == plan.account && run.is_cut_short()) {
        journal.close(&run, session.now())?;
    }
    let steps = vec![StepResult::Ended(Receipt::already_there()); plan.steps.len()];
    for (index, step) in steps.iter().enumerate() {
        listener(Progress::Ended(index, step.clone()));
    }
    let never = Voice::default();
    Ok(Box::pin(read_back(
        session,
        plan,
        steps,
        Ending::Complete,
        None,
        listener,
        &never,
    ))
    .await)
}

/// How many Regions are changed at once. Writes are slower than reads, and AWS's limits for them are lower.
const AT_ONCE: usize = 8;

/// A run under way. Its chains take turns on one thread: nothing here is held while AWS is being waited for.
struct Running<'a> {
    session: &'a Session,
    plan: &'a Plan,
    earlier: Option<&'a Run>,
    /// The runs whose tags are genkan's.
    runs: &'a BTreeSet<String>,
    writer: RefCell<Writer>,
    /// The journal cannot be written any more: no other call is made.
    is_broken: Cell<bool>,
    steps: RefCell<Vec<StepResult>>,
    /// Steps whose calls are being made.
    under_way: RefCell<BTreeSet<usize>>,
    failure: RefCell<Option<Failure>>,
    /// Steps that AWS took on in this attempt and goes on with by itself.
    accepted: RefCell<Vec<usize>>,
    listener: Listener<'a>,
    stop: &'a Voice,
}

impl Running<'_> {
    /// Writes a line; whether the disk has it. Where it has not, the run ends here with what was done, told as it is.
    fn note(&self, event: Event) -> bool {
        match self.write(event) {
            Ok(()) => true,
            Err(failure) => {
                self.is_broken.set(true);
                self.failure.borrow_mut().get_or_insert(failure);
                false
            }
        }
    }

    fn write(&self, event: Event) -> Result<(), Failure> {
        self.writer.borrow_mut().add(self.session.now(), self.plan, event)
    }

    fn ended(&self, index: usize, result: &StepResult) {
        if let Some(slot) = self.steps.borrow_mut().get_mut(index) {
            *slot = result.clone();
        }
        (self.listener)(Progress::Ended(index, result.clone()));
    }

    /// Whether no other step may begin: a person said so, or no call could succeed any more.
    fn is_over(&self) -> bool {
        let signed_out = self.failure.borrow().as_ref().is_some_and(Failure::is_sign_in);
        self.stop.is_asked() || signed_out || self.is_broken.get()
    }

    /// Makes the calls of all steps, each as soon as what it waits for is done: where that fails, it is never begun.
    async fn all(&self) {
        let mut begun: BTreeSet<usize> = BTreeSet::new();
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < AT_ONCE
                && let Some(index) = self.next(&begun)
            {
                begun.insert(index);
                // Before it is polled: what may begin beside it is decided now.
                self.under_way.borrow_mut().insert(index);
                under_way.push(self.step(index));
            }
            if under_way.next().await.is_none() {
                return;
            }
        }
    }

    /// The first step whose turn has come.
    fn next(&self, begun: &BTreeSet<usize>) -> Option<usize> {
        if self.is_over() {
            return None;
        }
        let steps = self.steps.borrow();
        let is_done = |index: &usize| matches!(steps.get(*index), Some(StepResult::Ended(_)));
        let under_way = |index: &usize| self.under_way.borrow().contains(index);
        // AWS makes a service-linked role with the first: asked from many Regions at once it may refuse all but one.
        let is_first_alone = |index: usize, step: &Change| {
            let alike = |other: &usize| {
                *other != index
                    && self
                        .plan
                        .steps
                        .get(*other)
                        .is_some_and(|one| one.call() == step.call())
            };
            let mut others = (0..self.plan.steps.len()).filter(alike);
            step.effect != Impact::New
                || !others.clone().any(|other| under_way(&other))
                || others.any(|other| begun.contains(&other) && !under_way(&other))
        };
        let steps_in_order = self.plan.steps.iter().enumerate();
        let mut ready = steps_in_order.filter(|(index, step)| {
            !begun.contains(index) && step.after.iter().all(is_done) && is_first_alone(*index, step)
        });
        ready.next().map(|(index, _)| index)
    }

    /// Makes the call of a step.
    async fn step(&self, index: usize) {
        let Some(change) = self.plan.steps.get(index).map(|step| &step.change) else {
            return;
        };
        (self.listener)(Progress::Started(index));
        let intended = Event::Intended {
            step: index,
            change: Box::new(change.clone()),
        };
        if self.note(intended) {
            self.make(index, change).await;
        } else {
            self.ended(index, &StepResult::NotStarted);
        }
        self.under_way.borrow_mut().remove(&index);
    }

    async fn make(&self, index: usize, change: &Change) {
        match Box::pin(self.perform(index, change)).await {
            Ok(receipt) => {
                self.note(Event::Done {
                    step: index,
                    receipt: receipt.clone(),
                });
                self.ended(index, &StepResult::Ended(receipt));
            }
            // AWS goes on with it by itself. The run has no end in the journal, and so the next start goes on with it.
            Err(error) if self.goes_on(index, change, &error) => {
                self.ended(index, &StepResult::UnderWay);
                // That nobody waits is no failure; that AWS does not tell is.
                if error.kind != Kind::Stopped {
                    self.failure.borrow_mut().get_or_insert(error);
                }
            }
            // Given up by the person: nothing was refused, and what was made for it goes.
            Err(error) if error.kind == Kind::Stopped => {
                self.note(Event::Failed {
                    step: index,
                    failure: Box::new(error),
                });
                self.ended(index, &StepResult::NotStarted);
                self.take_back(index).await;
            }
            Err(error) => {
                // Before the journal, which may refuse: what became of the call is what there is to say.
                self.failure.borrow_mut().get_or_insert(error.clone());
                self.ended(index, &StepResult::Failed(error.clone()));
                self.note(Event::Failed {
                    step: index,
                    failure: Box::new(error),
                });
                self.take_back(index).await;
            }
        }
    }

    /// Whether AWS goes on with a step by itself, whatever became of our asking after it.
    fn goes_on(&self, index: usize, change: &Change, error: &Failure) -> bool {
        let is_accepted = self.accepted.borrow().contains(&index)
            || self.earlier.is_some_and(|run| run.accepted(change).is_some())
            || (error.kind == Kind::Stopped && error.changed == Changed::Unclear);
        // AWS's own no is an end: to the account, or to another call after an accepted one came to nothing.
        let is_refused = error.kind == Kind::AccountRefused
            || (error.changed == Changed::Nothing && error.operation.as_ref() == Some(&change.call()));
        is_accepted && !is_refused
    }

    /// Takes back what was made only for a step that did not come about: the plan says how, and so it was approved.
    async fn take_back(&self, failed: usize) {
        let Some(index) = measures::secure::abandoned(self.plan, failed) else {
            return;
        };
        let made = matches!(
            self.steps.borrow().get(index),
            Some(StepResult::Ended(receipt)) if receipt.outcome != Outcome::AlreadyThere
        );
        let Some(Undo::By(back)) = self.plan.steps.get(index).map(|step| &step.undo).filter(|_| made) else {
            return;
        };
        match Box::pin(self.perform(index, back)).await {
            Ok(_) => {
                self.note(Event::TakenBack { step: index });
                self.ended(index, &StepResult::TakenBack);
            }
            // It stays, as the journal says already; the check tells of it, and undo takes it back.
            Err(error) => {
                self.failure.borrow_mut().get_or_insert(error);
            }
        }
    }

    /// Makes a change, or finds it made. Every step reads before it writes, and so it is the step that is repeated, never a
    /// call that writes: where AWS asks to slow down it did nothing, and an answer that was lost is resolved by reading.
    async fn perform(&self, index: usize, change: &Change) -> Result<Receipt, Failure> {
        let accepted = self.earlier.and_then(|run| run.accepted(change));
        let waiting = |retry| (self.listener)(Progress::Waiting(index, retry));
        let ours = aws::Ours {
            run: &self.plan.run,
            runs: self.runs,
        };
        let person = AtStep { index, run: self };
        let was_unclear = self.earlier.is_some_and(|run| run.was_unclear(change));
        let (mut lost, mut pauses, mut retries) = (false, THROTTLED.into_iter(), 0);
        loop {
            let resumed = was_unclear || lost;
            let answer = Box::pin(aws::perform(
                self.session,
                change,
                ours,
                resumed,
                accepted,
                &waiting,
                &person,
            ))
            .await;
            let Err(mut failure) = answer else {
                return answer;
            };
            // What the person did not want to wait for is no lost answer.
            if failure.kind == Kind::Stopped {
                return Err(failure);
            }
            if failure.kind == Kind::Throttled
                && failure.changed == Changed::Nothing
                && let Some(pause) = pauses.next().filter(|_| !self.is_over())
            {
                retries += 1;
                waiting(retries);
                tokio::time::sleep(pause).await;
                continue;
            }
            if failure.changed == Changed::Unclear && !lost {
                lost = true;
                continue;
            }
            // An answer was lost, and what came of the call was not seen: only AWS's own no to the call itself, after its
            // reads, says that it is not there.
            let is_refused = failure.changed == Changed::Nothing && failure.operation == Some(change.call());
            if lost && !is_refused {
                failure.changed = Changed::Unclear;
            }
            return Err(failure);
        }
    }
}

/// How long a step waits where AWS asks to slow down. The reads before it have waited already.
const THROTTLED: [Duration; 4] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// Compares a plan with the account as it is now. Whether anything of it is still to be done.
async fn compare(session: &Session, plan: &Plan, begun: Begun) -> Result<bool, Failure> {
    let (identity, _) = aws::account::identity(session).await?;
    plan.hold_to(&identity.account)?;
    if plan.undoes.is_some() {
        // An undo is made from the journal; its steps look for themselves whether there is anything left.
        return Ok(true);
    }
    let mut facts = survey(session, &scope_of(plan, session.region())).await;
    facts.remember(begun);
    let strange = || Failure::new(Kind::Internal, "a part of no job");
    let asked = measures::asked(plan).ok_or_else(strange)?;
    let fresh = measures::plan(&facts, &asked, &plan.run, plan.created)?;
    if fresh.steps.is_empty() {
        return Ok(false);
    }
    // Where steps stand alone, one that changed must not keep the others from being done: it looks before it writes, and
    // refuses what the plan did not know of.
    let is_bound = |job: &str| !measures::job(job).is_some_and(|job| job.each_region);
    let (fresh, plan) = (fresh.only(is_bound), plan.only(is_bound));
    if fresh.is_rest_of(&plan) {
        return Ok(true);
    }
    let difference = fresh
        .changes()
        .find(|step| !plan.steps.iter().any(|approved| approved.is_same_call(step)))
        .map_or_else(String::new, |step| format!("{} {}", step.call(), step.target));
    Err(Failure::new(Kind::Stale, difference))
}

/// How far apart, and how long, AWS is asked again while it still shows the old state.
const READ_BACK_PAUSE: Duration = Duration::from_secs(2);
const READ_BACK_MOST: Duration = Duration::from_secs(15);
const READ_BACK: Duration = Duration::from_secs(6);

/// How long AWS may show the old state after a plan: S3's settings of an account for two minutes, a trail that was just made
/// for one (hashicorp/terraform-provider-aws, `aws_s3_account_public_access_block`, `aws_cloudtrail`).
fn catching_up(session: &Session, plan: &Plan) -> Duration {
    let of_step = plan.steps.iter().map(|step| match step.call().as_str() {
        "s3control:PutPublicAccessBlock" | "s3control:DeletePublicAccessBlock" => Duration::from_secs(120),
        "cloudtrail:CreateTrail" => Duration::from_secs(60),
        _ => READ_BACK,
    });
    let of_aws = of_step.max().unwrap_or(READ_BACK);
    session.patience().most(of_aws).max(READ_BACK)
}

async fn read_back(
    session: &Session,
    plan: &Plan,
    steps: Vec<StepResult>,
    ending: Ending,
    failure: Option<Failure>,
    listener: Listener<'_>,
    stop: &Voice,
) -> Report {
    listener(Progress::ReadingBack);
    // What takes something away is not to be judged by whether all is well.
    let takes_away = plan.undoes.is_some() || plan.checks().next().is_none();
    let measures: Vec<Measure> = plan.measures().into_iter().collect();
    // Other users and keys may leave a check of measure 2 failing; each of its steps says what it was to bring about. And
    // where each Region stands alone, a plan for some leaves the check failing for the others.
    let each_step_tells = |check: &Check| {
        let parts = || {
            plan.parts
                .iter()
                .filter(|part| part.checks.iter().any(|id| id == check.id))
        };
        let is_told = |job: &measures::Job| {
            job.each_region || [Measure::Secure, Measure::Separate].contains(&job.measure)
        };
        parts().all(|part| measures::job(&part.job).is_some_and(is_told))
    };
    let scope = scope_of(plan, session.region());
    let (began, until) = (session.now(), catching_up(session, plan));
    let (mut waited, mut pause) = (Duration::ZERO, READ_BACK_PAUSE);
    loop {
        // What a look shows is as old as its beginning, and a whole survey takes its time.
        let asked = Duration::try_from(session.now().duration_since(began)).unwrap_or_default();
        let is_last = waited.max(asked) >= until;
        let facts = survey(session, &scope).await;
        let findings: Vec<Finding> = if takes_away {
            measures::judge_all(&measures, &facts)
                .into_iter()
                .filter(|finding| finding.check.id != measures::record::EVENT_HISTORY.id)
                .filter(|finding| scope.config || !measures::record::is_config(finding.check))
                .collect()
        } else {
            plan.checks()
                .filter_map(measures::check)
                .map(|check| measures::judge_settled(check, &facts))
                .collect()
        };
        // Both services keep the last delivery's error until they deliver again, minutes or hours after a repair.
        let awaits_delivery = |finding: &Finding| {
            let deliveries = [
                measures::record::TRAIL_DELIVERY.id,
                measures::record::config::CONFIG_DELIVERY.id,
            ];
            deliveries.contains(&finding.check.id)
                && plan.steps.iter().any(|step| {
                    step.service == "s3"
                        || ["UpdateTrail", "PutDeliveryChannel"].contains(&step.operation.as_str())
                })
        };
        let fails = !takes_away
            && findings.iter().any(|finding| {
                finding.status == Status::Fail && !each_step_tells(finding.check) && !awaits_delivery(finding)
            });
        let kept = |step: &Change, result: &StepResult| {
            // Somebody's detector was there and was kept as it is.
            let found =
                matches!(result, StepResult::Ended(receipt) if receipt.outcome == Outcome::AlreadyThere);
            step.operation == "CreateDetector" && found
        };
        let differs = plan
            .steps
            .iter()
            .zip(&steps)
            .any(|(step, result)| !kept(step, result) && measures::shows(step, &facts) == Some(false));
        let mismatch = ending == Ending::Complete && (fails || differs);
        if !mismatch || is_last || stop.is_asked() {
            return Report {
                plan: plan.clone(),
                steps,
                ending,
                failure,
                findings,
                mismatch,
            };
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.asked() => {}
        }
        waited += pause;
        // Each look is a whole survey.
        pause = (pause * 2).min(READ_BACK_MOST);
    }
}
