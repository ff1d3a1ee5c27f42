//! Faults over HTTP, in front of moto: at every mutating call of a plan, and from one on for good.

use crate::support::moto::{ACCOUNT, Gate, Genkan, Moto, When};

/// A plan that moto serves whole.
struct Served {
    plan: &'static [&'static str],
    /// What is to be there before it.
    before: &'static str,
    /// Every trouble at each of its calls; else one after the other, call by call.
    each: bool,
}

const PLANS: [Served; 10] = [
    Served {
        plan: &[
            "record.trail",
            "record.trail-delivery",
            "record.log-validation",
            "record.trail-bucket",
        ],
        before: "",
        each: true,
    },
    Served {
        plan: &["detect.detector", "--set", "regions=eu-west-1"],
        before: "",
        each: true,
    },
    Served {
        plan: &["secure.budget", "--set", "email=cfo@example.com"],
        before: "",
        each: true,
    },
    Served {
        plan: &["secure.password-policy"],
        before: "",
        each: true,
    },
    Served {
        plan: &["secure.s3-public-access"],
        before: "",
        each: true,
    },
    Served {
        plan: &[
            "secure.security-contact",
            "--set",
            "name=Hanako",
            "--set",
            "title=CTO",
            "--set",
            "email=security@example.com",
            "--set",
            "phone=+81 3-0000-0000",
            "--set",
            "kinds=security",
        ],
        before: "",
        each: false,
    },
    Served {
        plan: &["separate.organization", "--set", "plan=paid"],
        before: "",
        each: false,
    },
    Served {
        plan: &["detect.security-hub"],
        before: "",
        each: false,
    },
    Served {
        plan: &["detect.alerts", "--set", "email=security@example.com"],
        before: "import boto3; boto3.client('guardduty').create_detector(Enable=True)",
        each: false,
    },
    Served {
        plan: &[
            "record.config-recorder",
            "record.config-coverage",
            "record.config-delivery",
            "record.config-retention",
            "--set",
            "retention=400",
        ],
        before: "",
        each: false,
    },
];

impl Served {
    /// An account as it was, with genkan behind a gate, and its plan in a file.
    fn begin(&self, moto: &Moto, when: When) -> (Genkan, Gate) {
        moto.post("/moto-api/reset", "");
        if !self.before.is_empty() {
            moto.python(self.before);
        }
        let gate = Gate::before(moto.port, when);
        let mut genkan = Genkan::at(&moto.endpoint());
        let made = genkan.run(&[&["plan"], self.plan, &["-o", "plan.json"]].concat());
        assert_eq!(made.code, 0, "{:?}: {made:?}", self.plan);
        genkan.endpoint = format!("http://127.0.0.1:{}", gate.port);
        (genkan, gate)
    }

    /// How many calls that write it makes, undisturbed, and how it ends then.
    fn undisturbed(&self, moto: &Moto) -> (usize, i32) {
        let (genkan, gate) = self.begin(moto, When::Before(usize::MAX));
        let applied = genkan.run(&APPLY);
        // 5: moto took it, and does not tell of it afterwards.
        assert!([0, 5].contains(&applied.code), "{:?}: {applied:?}", self.plan);
        assert!(gate.writes() > 0, "{:?}", self.plan);
        (gate.writes(), applied.code)
    }
}
const APPLY: [&str; 5] = ["apply", "plan.json", "--yes", "--account", ACCOUNT];
const UNDO: [&str; 4] = ["undo", "--yes", "--account", ACCOUNT];

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn one_fault_at_each_call_of_a_trail_ends_as_if_there_had_been_none() {
    table(&PLANS[..1]);
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn one_fault_at_each_call_of_other_plans_ends_as_if_there_had_been_none() {
    table(&PLANS[1..]);
}

fn table(plans: &[Served]) {
    let moto = Moto::start();
    let mut turn = 0;
    for served in plans {
        let undisturbed = served.undisturbed(&moto);
        for count in 1..=undisturbed.0 {
            let troubles = [
                When::Lost(count),
                When::Refused(count, 403, "AccessDenied"),
                When::Closed(count),
                When::Refused(count, 503, "ServiceUnavailable"),
                When::Refused(count, 400, "ThrottlingException"),
            ];
            for (number, when) in troubles.into_iter().enumerate() {
                if served.each || number == turn % troubles.len() {
                    disturbed(&moto, served, when, undisturbed);
                }
            }
            turn += 1;
        }
    }
}

/// One trouble with one call of a plan; then the same file again, by the same door.
fn disturbed(moto: &Moto, served: &Served, when: When, (calls, code): (usize, i32)) {
    let what = format!("{:?} {when:?}", served.plan);
    let (genkan, gate) = served.begin(moto, when);
    let applied = genkan.run(&APPLY);
    assert!(gate.has_closed(), "{what}: never happened");
    let writes = gate.writes();
    if matches!(when, When::Refused(_, 403, _)) {
        assert!([5, 6, 8].contains(&applied.code), "{what}: {applied:?}");
        assert!(applied.err.contains("permission"), "{what}: {applied:?}");
        // What was refused is gone on with, and nothing before it is done again.
        let again = genkan.run(&APPLY);
        assert_eq!(again.code, code, "{what}: {again:?}");
        assert!(gate.writes() <= calls + 1, "{what}: {}", gate.writes());
        return;
    }
    assert_eq!(applied.code, code, "{what}: {applied:?}");
    // What happened although its answer was lost is found; what did not happen is asked for once more.
    let more = usize::from(!matches!(when, When::Lost(_)));
    assert_eq!(writes, calls + more, "{what}");
    let again = genkan.run(&APPLY);
    assert_eq!(again.code, code, "{what}: {again:?}");
    assert_eq!(gate.writes(), writes, "{what}: the same file changed something");
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn where_the_network_dies_after_a_call_nobody_says_that_nothing_was_changed_and_undo_knows() {
    let moto = Moto::start();
    for served in &PLANS {
        let plan = served.plan;
        let (calls, code) = served.undisturbed(&moto);
        let (mut genkan, gate) = served.begin(&moto, When::Dead(calls));
        let dead = genkan.run(&APPLY);
        assert!(gate.has_closed(), "{plan:?}: never happened");
        assert_ne!(dead.code, 0, "{plan:?}: {dead:?}");
        assert!(!dead.err.contains("Nothing was changed"), "{plan:?}: {dead:?}");
        genkan.endpoint = moto.endpoint();
        let undo = genkan.run(&["undo"]);
        assert!(!undo.out.contains("nothing to undo"), "{plan:?}: {undo:?}");
        // moto does not tell the tags of a hub, and what is not known to be its own genkan leaves alone.
        if plan == ["detect.security-hub"] {
            continue;
        }
        let undone = genkan.run(&UNDO);
        assert!([0, code].contains(&undone.code), "{plan:?}: {undone:?}");
        let rest = genkan.run(&UNDO);
        assert!(rest.out.contains("nothing to undo"), "{plan:?}: {rest:?}");
    }
}
