//! Every job of genkan on the embedded account, so that the same can be asked of each: its plan, its run, its undo.

use std::collections::BTreeMap;
use std::sync::Arc;

use genkan::apply::{self, Voice, survey};
use genkan::aws::Session;
use genkan::demo::{self, Embedded, Scenario};
use genkan::domain::{
    Approval, Change, Codes, Failure, Handed, Mode, Plan, Progress, Region, Report, Scope, Secret, Status,
};
use genkan::journal::Journal;
use genkan::measures::record::TrailChoices;
use genkan::measures::record::config::ConfigChoices;
use genkan::measures::secure::totp;
use genkan::measures::{self, Detectors, Facts, detect, separate};

use super::Hands;

pub const RUN: &str = "20261123T100211Z-00a0ff";
pub const HOME: &str = "ap-northeast-1";
pub const DEMO: Mode = Mode {
    demo: true,
    read_only: false,
};

/// One thing a person can ask genkan to do, in an account where it is to be done.
pub struct Job {
    pub name: &'static str,
    pub scenario: fn() -> Scenario,
    pub checks: &'static [&'static str],
    pub choices: fn(&Facts) -> BTreeMap<String, String>,
}

fn with_run(mut choices: BTreeMap<String, String>) -> BTreeMap<String, String> {
    choices.insert("run".to_owned(), RUN.to_owned());
    choices
}

fn chosen(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .copied()
        .chain([("run", RUN)])
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn of_trail() -> BTreeMap<String, String> {
    TrailChoices::proposed(demo::ACCOUNT, &Region::new(HOME), RUN).write()
}

fn of_config(facts: &Facts, set: &[(&str, &str)]) -> BTreeMap<String, String> {
    let choices = ConfigChoices::proposed(demo::ACCOUNT, &Region::new(HOME), RUN);
    let mut choices = choices.following(&facts.record.config).write();
    choices.extend(
        set.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    choices
}

fn story(name: &str) -> Scenario {
    let scenario = Scenario::named(name).unwrap().instant();
    if scenario.caller == "root" {
        scenario.as_user("founder")
    } else {
        scenario
    }
}

const TRAIL: &[&str] = &[
    "record.trail",
    "record.trail-delivery",
    "record.log-validation",
    "record.trail-bucket",
];
const CONFIG: &[&str] = &[
    "record.config-recorder",
    "record.config-coverage",
    "record.config-delivery",
    "record.config-retention",
];

/// A policy that somebody wrote into a user.
pub const READS_ONLY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;

/// The one of a name.
pub fn job(name: &str) -> Job {
    jobs().into_iter().find(|job| job.name == name).unwrap()
}

/// All of them; between them they make every change that genkan knows.
pub fn jobs() -> Vec<Job> {
    let job = |name, scenario, checks, choices| Job {
        name,
        scenario,
        checks,
        choices,
    };
    vec![
        job("trail", || story("fresh"), TRAIL, |_| of_trail()),
        job("trail mended", || story("half-done"), TRAIL, |_| of_trail()),
        job(
            "trail of one Region",
            || {
                let mut story = story("secured");
                story.trail[0].multi_region = false;
                story
            },
            TRAIL,
            |_| of_trail(),
        ),
        job(
            "a bucket without a policy",
            || {
                let mut story = story("half-done");
                story.bucket[0].policy = None;
                story
            },
            TRAIL,
            |_| of_trail(),
        ),
        job(
            "permissions to a group",
            || {
                let mut story = story("half-done");
                let founder = story.user.iter_mut().find(|user| user.name == "founder").unwrap();
                founder.inline.insert("reads".to_owned(), READS_ONLY.to_owned());
                story
            },
            &["secure.group-permissions"],
            |_| chosen(&[("user", "founder"), ("group", "founders")]),
        ),
        job(
            "organization",
            || story("fresh"),
            &["separate.organization"],
            |_| chosen(&[("plan", "paid")]),
        ),
        job(
            "AWS Config",
            || story("fresh"),
            CONFIG,
            |facts| of_config(facts, &[]),
        ),
        job(
            "AWS Config mended",
            || story("half-done"),
            CONFIG,
            |facts| of_config(facts, &[("frequency", "daily"), ("retention", "400")]),
        ),
        job(
            "retention",
            || story("secured"),
            CONFIG,
            |facts| of_config(facts, &[("retention", "365")]),
        ),
        job(
            "Control Tower",
            || story("secured"),
            &["record.control-tower"],
            |_| chosen(&[("region", HOME)]),
        ),
        job(
            "detectors",
            || story("fresh"),
            &["detect.detector", "detect.protection-plans"],
            |_| detect::Choices::proposed(RUN).write(),
        ),
        job(
            "detectors mended",
            || story("half-done"),
            &["detect.detector", "detect.protection-plans"],
            |_| detect::Choices::proposed(RUN).write(),
        ),
        job(
            "samples",
            || story("secured"),
            &["detect.samples"],
            |_| with_run(detect::samples_choices(&Region::new(HOME), &detect::FEW)),
        ),
        job(
            "alerts",
            || {
                let mut story = story("secured");
                story.alerts = None;
                story
            },
            &["detect.alerts"],
            |_| {
                let mut choices = detect::AlertChoices::proposed(RUN).write();
                choices.insert("email".to_owned(), "security@acme.example".to_owned());
                choices
            },
        ),
        job(
            "Security Hub",
            || {
                let mut story = story("secured");
                story.hub = false;
                story
            },
            &["detect.security-hub"],
            |_| chosen(&[("region", HOME)]),
        ),
        job(
            "administrator",
            || story("fresh"),
            &["secure.daily-admin", "secure.user-mfa"],
            |_| chosen(&[("user", "hanako"), ("group", "Administrators")]),
        ),
        job(
            "password",
            || {
                let mut story = story("half-done");
                story.user[0].password = true;
                story
            },
            &["secure.new-password"],
            |_| chosen(&[("user", "hanako")]),
        ),
        job(
            "password policy",
            || story("half-done"),
            &["secure.password-policy"],
            |_| chosen(&[]),
        ),
        job(
            "password policy, none before",
            || story("fresh"),
            &["secure.password-policy"],
            |_| chosen(&[]),
        ),
        job(
            "contacts",
            || story("fresh"),
            &["secure.security-contact"],
            |_| {
                chosen(&[
                    ("name", "Hanako"),
                    ("title", "CTO"),
                    ("email", "security@acme.example"),
                    ("phone", "+81312345678"),
                    ("kinds", "all"),
                ])
            },
        ),
        job(
            "public access",
            || story("half-done"),
            &["secure.s3-public-access"],
            |_| chosen(&[]),
        ),
        job(
            "public access, none before",
            || story("fresh"),
            &["secure.s3-public-access"],
            |_| chosen(&[]),
        ),
        job(
            "analyzers",
            || story("half-done"),
            &["secure.access-analyzer"],
            |_| chosen(&[("regions", "all")]),
        ),
        job(
            "EBS encryption",
            || story("half-done"),
            &["secure.ebs-encryption"],
            |_| chosen(&[("regions", "all")]),
        ),
        job(
            "budget",
            || story("fresh"),
            &["secure.budget"],
            |_| chosen(&[("amount", "50"), ("email", "cfo@acme.example")]),
        ),
        job(
            "key off",
            || story("half-done"),
            &["secure.access-keys"],
            |_| chosen(&[("key", "AKIADEPLOYEXAMPLE001")]),
        ),
        job(
            "key deleted",
            || story("half-done"),
            &["secure.access-keys"],
            |_| chosen(&[("key", "AKIAHANAKOEXAMPLE001"), ("status", "deleted")]),
        ),
        job(
            "accounts",
            || story("fresh"),
            &["separate.workload-accounts"],
            |_| {
                chosen(&[
                    ("plan", "paid"),
                    (
                        "accounts",
                        "Workloads/Prod/prod=founder+prod@acme.example;Workloads/NonProd/dev=founder+dev@acme.example",
                    ),
                ])
            },
        ),
        job(
            "central root",
            || {
                let mut story = story("secured");
                if let Some(organization) = &mut story.organization {
                    organization.features.clear();
                    organization.trusted.clear();
                }
                story
            },
            &["separate.central-root"],
            |_| chosen(&[]),
        ),
    ]
}

/// An account, a journal, and a person who has a telephone.
pub struct Desk {
    pub embedded: Arc<Embedded>,
    pub session: Session,
    pub journal: Journal,
    pub hands: Hands,
}

impl Desk {
    pub async fn on(scenario: Scenario) -> Self {
        let hands = Hands::new();
        let embedded = Embedded::begin(&scenario, hands.clock()).await.unwrap();
        Self {
            session: demo::session(&embedded, None, DEMO, hands.clock()),
            journal: Journal::temporary().unwrap(),
            embedded,
            hands,
        }
    }

    /// Everything that a plan or a check may be made of.
    pub async fn facts(&self) -> Facts {
        let home = Region::new(HOME);
        let choices = TrailChoices::proposed(demo::ACCOUNT, &home, RUN);
        let buckets = vec![
            (choices.bucket.clone(), home.clone()),
            (ConfigChoices::proposed(demo::ACCOUNT, &home, RUN).bucket, home),
        ];
        let mut scope = Scope::all(buckets);
        scope.roots = true;
        scope.history = false;
        scope.report = false;
        let mut facts = survey(&self.session, &scope).await;
        facts.remember(self.journal.read().unwrap().begun(demo::ACCOUNT));
        facts
    }

    pub async fn plan(&self, job: &Job) -> Result<Plan, Failure> {
        let facts = self.facts().await;
        let choices = (job.choices)(&facts);
        self.plan_with(job, &facts, choices)
    }

    /// What is left of a plan: the same choices, resolved as they were.
    pub async fn rest(&self, first: &Plan) -> Result<Plan, Failure> {
        let facts = self.facts().await;
        let asked = measures::asked(first).unwrap();
        let rest = measures::plan(&facts, &asked, &first.run, self.hands.now())?;
        Ok(rest.or_earlier(Some(first)))
    }

    fn plan_with(
        &self,
        job: &Job,
        facts: &Facts,
        mut choices: BTreeMap<String, String>,
    ) -> Result<Plan, Failure> {
        if job.name == "accounts" {
            let accounts = separate::wanted(&choices, &facts.separate).unwrap();
            choices.insert("accounts".to_owned(), separate::write_accounts(&accounts));
        }
        match job.checks {
            [id] if measures::check(id).is_none() => {
                let job = measures::job(id).unwrap();
                super::planned_job(facts, job, &choices, self.hands.now())
            }
            ids => {
                let checks: Vec<_> = ids.iter().map(|id| measures::check(id).unwrap()).collect();
                super::planned(facts, &checks, &choices, self.hands.now())
            }
        }
    }

    pub async fn undo(&self, detectors: Detectors) -> Option<Plan> {
        let history = self.journal.read().unwrap();
        let run = history.last_undoable(demo::ACCOUNT)?;
        measures::undo(&history, &run, detectors, self.hands.now())
    }

    /// Runs a plan with a person at it who scans what is handed over and types its codes.
    pub async fn apply(&self, plan: &Plan) -> Result<Report, Failure> {
        let stop = Voice::default();
        let device = std::sync::Mutex::new(None);
        let listener = |progress: Progress| match progress {
            Progress::Handed(Handed::Device { serial, .. }) => *device.lock().unwrap() = Some(serial),
            Progress::CodesWanted { .. } => {
                let serial = device.lock().unwrap().clone().unwrap();
                let seed = self.embedded.seed(&serial).unwrap();
                let code = || {
                    let code = totp::code(&seed, totp::step_of(self.hands.now())).unwrap();
                    Secret::new(code.expose().to_owned())
                };
                let first = code();
                self.hands.forward(30);
                let second = code();
                stop.give(Codes { first, second });
            }
            _ => {}
        };
        self.run(plan, &listener, &stop).await
    }

    /// Runs a plan with whoever listens and stops.
    pub async fn run(
        &self,
        plan: &Plan,
        listener: apply::Listener<'_>,
        stop: &Voice,
    ) -> Result<Report, Failure> {
        let approval = Approval::by_flags(plan.clone(), true, Some(demo::ACCOUNT), DEMO).unwrap();
        apply::run(&self.session, approval, &self.journal, listener, stop).await
    }

    /// Lets the call of a step go wrong; of services that live in one place whatever Region it is signed for.
    pub fn fault(&self, step: &Change, fault: genkan::demo::Fault) {
        let regional = ["guardduty", "events", "sns", "config", "access-analyzer", "ec2"];
        if regional.contains(&step.service.as_str()) {
            self.embedded.fault_in(&wire(step), step.region.as_str(), fault);
        } else {
            self.embedded.fault(&wire(step), fault);
        }
    }

    /// The mutating calls that AWS took, counted.
    pub fn writes(&self) -> BTreeMap<String, usize> {
        let mut counted = BTreeMap::new();
        for call in self.embedded.calls() {
            if call.writes && call.refused.is_none() {
                *counted
                    .entry(format!("{}:{} {}", call.service, call.operation, call.region))
                    .or_default() += 1;
            }
        }
        counted
    }

    /// How the account stands, and whether it shows what each step was to bring about.
    pub async fn stands(&self, plan: &Plan) -> (Vec<(&'static str, Status)>, Vec<Option<bool>>) {
        let facts = self.facts().await;
        let statuses = measures::judge_all(&genkan::domain::Measure::ALL, &facts)
            .into_iter()
            .map(|finding| (finding.check.id, finding.status))
            .collect();
        let shown = plan.changes().map(|step| measures::shows(step, &facts)).collect();
        (statuses, shown)
    }
}

/// The call that the embedded account sees of a step.
pub fn wire(step: &Change) -> String {
    match step.call().as_str() {
        "s3control:PutPublicAccessBlock" => "s3:PutAccountPublicAccessBlock".to_owned(),
        "s3control:DeletePublicAccessBlock" => "s3:DeleteAccountPublicAccessBlock".to_owned(),
        call => call.to_owned(),
    }
}
