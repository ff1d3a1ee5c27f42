//! Faults over HTTP, in front of moto: at every mutating call of a plan, and from one on for good.

use crate::support::moto::{ACCOUNT, Gate, Genkan, Moto, When};

/// The plans that moto serves whole, with how many calls each makes there.
const PLANS: [(&[&str], usize); 5] = [
    (
        &[
            "plan",
            "record.trail",
            "record.trail-delivery",
            "record.log-validation",
            "record.trail-bucket",
        ],
        6,
    ),
    (&["plan", "detect.detector", "--set", "regions=eu-west-1"], 1),
    (&["plan", "secure.budget", "--set", "email=cfo@example.com"], 1),
    (&["plan", "secure.password-policy"], 1),
    (&["plan", "secure.s3-public-access"], 1),
];

/// An account as it was, with genkan behind a gate, and its plan in a file.
fn begin(moto: &Moto, plan: &[&str], when: When) -> (Genkan, Gate) {
    moto.post("/moto-api/reset", "");
    let gate = Gate::before(moto.port, when);
    let mut genkan = Genkan::at(&moto.endpoint());
    let made = genkan.run(&[plan, &["-o", "plan.json"]].concat());
    assert_eq!(made.code, 0, "{plan:?}: {made:?}");
    genkan.endpoint = format!("http://127.0.0.1:{}", gate.port);
    (genkan, gate)
}

const APPLY: [&str; 5] = ["apply", "plan.json", "--yes", "--account", ACCOUNT];
const UNDO: [&str; 4] = ["undo", "--yes", "--account", ACCOUNT];

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn one_fault_at_each_call_ends_as_if_there_had_been_none() {
    let moto = Moto::start();
    for (plan, calls) in PLANS {
        for count in 1..=calls {
            for when in [
                When::Closed(count),
                When::Lost(count),
                When::Refused(count, 400, "ThrottlingException"),
                When::Refused(count, 503, "ServiceUnavailable"),
            ] {
                let (mut genkan, gate) = begin(&moto, plan, when);
                let applied = genkan.run(&APPLY);
                assert!(gate.has_closed(), "{plan:?} {when:?}: never happened");
                // 5: moto took it, and does not tell of it afterwards.
                assert!([0, 5].contains(&applied.code), "{plan:?} {when:?}: {applied:?}");
                // The same file again changes nothing.
                genkan.endpoint = moto.endpoint();
                let again = genkan.run(&APPLY);
                assert!([0, 5].contains(&again.code), "{plan:?} {when:?}: {again:?}");
            }
            let (mut genkan, gate) = begin(&moto, plan, When::Refused(count, 403, "AccessDenied"));
            let denied = genkan.run(&APPLY);
            assert!(gate.has_closed(), "{plan:?} {count}: never happened");
            assert!([1, 5, 6].contains(&denied.code), "{plan:?} {count}: {denied:?}");
            assert!(denied.err.contains("permission"), "{plan:?} {count}: {denied:?}");
            // It is gone on with, by the same file, under the same run.
            genkan.endpoint = moto.endpoint();
            let again = genkan.run(&APPLY);
            assert!([0, 5].contains(&again.code), "{plan:?} {count}: {again:?}");
            let runs = genkan.run(&["journal", "--format", "json"]).json();
            let ids: std::collections::BTreeSet<String> = runs["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["run"].to_string())
                .collect();
            assert_eq!(ids.len(), 1, "{plan:?} {count}: {ids:?}");
        }
    }
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn where_the_network_dies_after_a_call_nobody_says_that_nothing_was_changed_and_undo_knows() {
    let moto = Moto::start();
    for (plan, calls) in PLANS {
        let (mut genkan, _gate) = begin(&moto, plan, When::Dead(calls));
        let dead = genkan.run(&APPLY);
        assert_ne!(dead.code, 0, "{plan:?}: {dead:?}");
        assert!(!dead.err.contains("Nothing was changed"), "{plan:?}: {dead:?}");
        genkan.endpoint = moto.endpoint();
        let undo = genkan.run(&["undo"]);
        assert!(!undo.out.contains("nothing to undo"), "{plan:?}: {undo:?}");
        let undone = genkan.run(&UNDO);
        assert!([0, 5].contains(&undone.code), "{plan:?}: {undone:?}");
        let rest = genkan.run(&UNDO);
        assert!(rest.out.contains("nothing to undo"), "{plan:?}: {rest:?}");
    }
}
