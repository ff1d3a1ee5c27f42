//! Measure 1 on moto: an organization, units and accounts made by plans, killed on the way and gone on with, and read
//! back by boto3. moto creates an account at once, answers 500 about central root access and knows no trust for IAM: time that
//! passes, failures and root users are held by the embedded account's tests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use crate::support::moto::{ACCOUNT, Gate, Genkan, Moto, When};

/// The accounts that the plans ask for.
const ACCOUNTS: &str = "accounts=Security/security=founder+security@acme.example; Workloads/Prod/prod=founder+prod@acme.example; Workloads/NonProd/dev=founder+dev@acme.example";

/// What an independent reader sees of the organization: each account by the path of its unit.
const SEEN: &str = r"
import boto3, json
o = boto3.client('organizations')
out = []
def walk(parent, path):
    for a in o.get_paginator('list_accounts_for_parent').paginate(ParentId=parent).build_full_result()['Accounts']:
        if a['Id'] != '123456789012': out.append(f'{path}/' + a['Name'] + ' ' + a['Email'])
    for u in o.get_paginator('list_organizational_units_for_parent').paginate(ParentId=parent).build_full_result()['OrganizationalUnits']:
        walk(u['Id'], path + '/' + u['Name'])
walk(o.list_roots()['Roots'][0]['Id'], '')
services = [s['ServicePrincipal'] for s in o.list_aws_service_access_for_organization()['EnabledServicePrincipals']]
print(json.dumps({'set': o.describe_organization()['Organization']['FeatureSet'], 'accounts': sorted(out), 'trusted': services}))
";

/// An IAM that is not trusted with the organization, as AWS answers before anybody has turned that on. moto answers 500, and
/// takes its time.
fn iam_not_trusted() -> [(&'static str, String); 2] {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            let mut reader = BufReader::new(stream);
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).is_ok_and(|count| count > 2) {
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
                line.clear();
            }
            let _ = reader.read_exact(&mut vec![0; length]);
            let answer = "<ErrorResponse><Error><Type>Sender</Type><Code>ServiceAccessNotEnabledException</Code><Message>no</Message></Error></ErrorResponse>";
            let _ = write!(
                reader.get_mut(),
                "HTTP/1.1 400 Bad Request\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
                answer.len()
            );
        }
    });
    // Nor does moto tell the plan.
    ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_FREETIER"]
        .map(|name| (name, format!("http://127.0.0.1:{port}")))
}

fn seen(moto: &Moto) -> serde_json::Value {
    serde_json::from_str(&moto.python(SEEN)).unwrap()
}

fn three() -> serde_json::Value {
    serde_json::json!([
        "/Security/security founder+security@acme.example",
        "/Workloads/NonProd/dev founder+dev@acme.example",
        "/Workloads/Prod/prod founder+prod@acme.example",
    ])
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn three_accounts_in_their_units_and_central_root_access_read_back_by_boto3() {
    let moto = Moto::start();
    let mut genkan = Genkan::at(&moto.endpoint());
    genkan.extra.extend(iam_not_trusted());
    let alone = genkan.run(&["accounts", "--format", "json"]).json();
    assert_eq!(alone["standing"], "stand_alone");
    // moto does not tell the plan: it may be the free one, and so somebody must say yes.
    let plan = ["plan", "separate.workload-accounts", "--set", ACCOUNTS];
    let without = genkan.run(&plan);
    assert_eq!(without.code, 2, "{without:?}");
    assert!(without.err.contains("--set plan=paid"), "{without:?}");
    let plan = [&plan[..], &["--set", "plan=paid", "-o", "plan.json"]].concat();
    assert_eq!(genkan.run(&plan).code, 0);
    let apply = ["apply", "plan.json", "--yes", "--account", ACCOUNT];
    let applied = genkan.run(&apply);
    assert_eq!(applied.code, 0, "{applied:?}");
    let now = seen(&moto);
    assert_eq!(
        (&now["set"], &now["accounts"]),
        (&serde_json::json!("ALL"), &three())
    );
    // Again, nothing.
    let again = genkan.run(&apply);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(seen(&moto)["accounts"], three());
    let tree = genkan.run(&["accounts"]);
    assert!(tree.out.contains("      prod  "), "{tree:?}");
    let json = genkan.run(&["accounts", "--format", "json"]).json();
    assert_eq!(json["standing"], "management");
    assert_eq!(json["accounts"].as_array().unwrap().len(), 4);

    let check = genkan.run(&["check", "--measure", "separate", "--format", "json"]);
    for (id, status) in [
        ("separate.organization", "pass"),
        ("separate.workload-accounts", "pass"),
        ("separate.central-root", "fail"),
    ] {
        assert_eq!(check.status(id), status, "{id}");
    }
    genkan.extra.clear();
    // Not answered is unknown, and not planned over.
    let check = genkan.run(&["check", "--measure", "separate", "--format", "json"]);
    assert_eq!(check.status("separate.central-root"), "unknown");
    assert_ne!(genkan.run(&["plan", "separate.central-root"]).code, 0);
    // Taken back, the accounts stay, in no unit, and so does the organization that they are in.
    let undo = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
    assert_eq!(undo.code, 0, "{undo:?}");
    assert_eq!(
        seen(&moto)["accounts"],
        serde_json::json!([
            "/dev founder+dev@acme.example",
            "/prod founder+prod@acme.example",
            "/security founder+security@acme.example",
        ])
    );
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn killed_between_any_two_calls_and_started_again_exactly_the_accounts_asked_for_exist() {
    let moto = Moto::start();
    // An organization, an account, before its move, the last account. moto takes seconds for each account that it makes;
    // the embedded account's tests lose the answer of every call.
    let cuts = [When::After(1), When::After(6), When::Before(7), When::After(10)];
    for cut in cuts {
        moto.post("/moto-api/reset", "");
        let gate = Gate::before(moto.port, cut);
        let mut genkan = Genkan::at(&format!("http://127.0.0.1:{}", gate.port));
        genkan.extra.extend(iam_not_trusted());
        let plan = [
            "plan",
            "separate.workload-accounts",
            "--set",
            ACCOUNTS,
            "--set",
            "plan=paid",
            "-o",
            "plan.json",
        ];
        assert_eq!(genkan.run(&plan).code, 0);
        let apply = ["apply", "plan.json", "--yes", "--account", ACCOUNT];
        let mut child = genkan.command(&apply).spawn().unwrap();
        assert!(gate.wait(), "{cut:?}: {} writes", gate.writes());
        child.kill().unwrap();
        child.wait().unwrap();
        genkan.endpoint = moto.endpoint();
        let journal = genkan.run(&["journal"]);
        assert!(journal.err.contains("interrupted"), "{cut:?}: {journal:?}");
        let applied = genkan.run(&apply);
        assert_eq!(applied.code, 0, "{cut:?}: {applied:?}");
        assert_eq!(seen(&moto)["accounts"], three(), "{cut:?}");
    }
}
