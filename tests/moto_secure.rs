//! Measure 2 on moto: users, groups, devices and policies read back by boto3; the account's settings through the
//! command line. What moto is lenient about (codes, seeds that are no base32, passwords against the policy, a root user
//! that is not there) is held by the embedded account's tests.

use std::fs;

use genkan::domain::Secret;
use genkan::measures::secure::totp;

use crate::support::moto::{ACCOUNT, Genkan, Moto, environment_of};
use crate::support::pty::Pty;

/// What an independent reader sees of the people.
const PEOPLE: &str = r"
import boto3, json
iam = boto3.client('iam')
out = {}
for u in iam.list_users()['Users']:
    n = u['UserName']
    try: iam.get_login_profile(UserName=n); console = True
    except iam.exceptions.NoSuchEntityException: console = False
    out[n] = {'console': console,
        'mfa': [d['SerialNumber'] for d in iam.list_mfa_devices(UserName=n)['MFADevices']],
        'keys': len(iam.list_access_keys(UserName=n)['AccessKeyMetadata']),
        'groups': {g['GroupName']: sorted(p['PolicyName'] for p in iam.list_attached_group_policies(GroupName=g['GroupName'])['AttachedPolicies'])
            for g in iam.list_groups_for_user(UserName=n)['Groups']}}
print(json.dumps({'users': out, 'unassigned': len(iam.list_virtual_mfa_devices(AssignmentStatus='Unassigned')['VirtualMFADevices'])}))
";

fn people(moto: &Moto) -> serde_json::Value {
    serde_json::from_str(&moto.python(PEOPLE)).unwrap()
}

/// S3 Control puts the account before the endpoint's name, and so the endpoint needs one.
fn named(moto: &Moto) -> String {
    format!("http://localhost:{}", moto.port)
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_daily_administrator_with_mfa_is_made_in_a_real_terminal_and_leaves_no_secret() {
    let moto = Moto::start();
    let state = tempfile::tempdir().unwrap();
    let place = state.path().to_str().unwrap().to_owned();
    let mut environment = environment_of("");
    environment.retain(|(name, _)| *name != "AWS_ENDPOINT_URL");
    environment.push(("AWS_ENDPOINT_URL", named(&moto)));
    environment.push(("GENKAN_STATE_DIR", place));
    // The most that a log can be asked for.
    environment.push(("GENKAN_LOG", "trace".to_owned()));
    let environment: Vec<(&str, &str)> = environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let pty = Pty::genkan(&["--lang", "en"], &environment);
    pty.see("LIVE").send("\r").see("user/moto");
    pty.send("\r")
        .see("Four measures")
        .send("2")
        .see("A daily administrator");
    for _ in 0..12 {
        pty.send("\x1b[A");
    }
    for _ in 0..3 {
        pty.send("\x1b[B");
    }
    pty.see("> ✗ To do        A daily administrator");
    pty.send("\r").see("User name").send("founder\r\r");
    pty.see("> [ Review changes ]")
        .send("\r")
        .see("iam:EnableMFADevice");
    pty.send("\x1b[C")
        .see("> [ Apply 8 changes ]")
        .send("\r")
        .see("MFA for founder");
    // The picture as the terminal shows it, read by a decoder; then codes as an authenticator app makes them of it.
    let uri = pty.photograph();
    let start = format!("otpauth://totp/AWS:founder@{ACCOUNT}?secret=");
    let seed = uri
        .strip_prefix(&start)
        .unwrap_or_else(|| panic!("{uri}"))
        .to_owned();
    let step = totp::step_of(jiff::Timestamp::now());
    let code = |step| {
        let code = totp::code(&Secret::new(seed.clone()), step).unwrap();
        code.expose().to_owned()
    };
    let (first, second) = (code(step), code(step + 1));
    let mut planted = vec![seed.as_str(), &first, &second];
    pty.send(&first).see("wait for the").send(&first).see("same code");
    pty.send(&second).see("Both codes are").send("\r");
    pty.see("Done. 8 of 8").see("Console password of founder");
    let screen = pty.screen();
    let password = screen
        .lines()
        .skip_while(|line| !line.contains("Console password"))
        .nth(1)
        .unwrap()
        .trim()
        .to_owned();
    assert_eq!(password.len(), 20, "{screen}");
    planted.push(&password);
    pty.send("g").see("What was changed");
    let journal_screen = pty.screen();
    pty.send("\x03\x03");
    let (_, after) = pty.end();
    let people = people(&moto);
    let user = &people["users"]["founder"];
    assert_eq!(user["console"], true, "{people:#}");
    assert_eq!(user["keys"], 0);
    assert_eq!(
        user["groups"]["Administrators"],
        serde_json::json!(["AdministratorAccess", "SignInLocalDevelopmentAccess"])
    );
    assert_eq!(
        user["mfa"],
        serde_json::json!([format!("arn:aws:iam::{ACCOUNT}:mfa/genkan-founder")])
    );
    assert_eq!(people["unassigned"], 0);
    // Journal, log and whatever else was written; the screens after it; the terminal that was given back.
    let mut written = journal_screen + &after;
    for entry in fs::read_dir(state.path()).unwrap() {
        let path = entry.unwrap().path();
        written.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
    }
    assert!(written.contains("CreateLoginProfile"), "nothing was read");
    for secret in planted {
        assert!(!written.contains(secret), "{secret} was written down");
    }
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn settings_of_the_account_are_made_read_back_by_boto3_and_undone() {
    let moto = Moto::start();
    let genkan = Genkan::at(&named(&moto));
    moto.python("import boto3; boto3.client('iam').update_account_password_policy(MinimumPasswordLength=8, RequireNumbers=True, MaxPasswordAge=300)");
    let apply = |check: &str, set: &[&str], code: i32| {
        let mut arguments = vec!["plan", check, "-o", "plan.json"];
        for pair in set {
            arguments.extend(["--set", pair]);
        }
        let plan = genkan.run(&arguments);
        assert_eq!(plan.code, 0, "{check}: {plan:?}");
        let apply = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
        assert_eq!(apply.code, code, "{check}: {apply:?}");
    };
    apply("secure.password-policy", &[], 0);
    apply("secure.s3-public-access", &[], 0);
    apply(
        "secure.security-contact",
        &[
            "name=Hanako",
            "title=CTO",
            "email=security@acme.example",
            "phone=+81 3-0000-0000",
            "kinds=security",
        ],
        0,
    );
    apply("secure.ebs-encryption", &["regions=eu-west-1,us-east-1"], 0);
    // moto does not tell who is told of a budget: made, and not confirmed.
    apply("secure.budget", &["email=cfo@acme.example"], 5);
    let seen: serde_json::Value = serde_json::from_str(&moto.python(&format!(
        r"
import boto3, json
p = boto3.client('iam').get_account_password_policy()['PasswordPolicy']
b = boto3.client('budgets')
n = b.describe_notifications_for_budget(AccountId='{ACCOUNT}', BudgetName='genkan-monthly')['Notifications']
from botocore.config import Config
c = boto3.client('account').get_alternate_contact(AlternateContactType='SECURITY')['AlternateContact']
print(json.dumps({{'length': p['MinimumPasswordLength'], 'age': p.get('MaxPasswordAge'), 'reuse': p['PasswordReusePrevention'],
    'told': len(n), 'contact': c['EmailAddress'],
    'ebs': [boto3.client('ec2', region_name=r).get_ebs_encryption_by_default()['EbsEncryptionByDefault']
        for r in ('eu-west-1', 'us-east-1', 'us-west-2')]}}))
"
    )))
    .unwrap();
    assert_eq!(
        seen,
        serde_json::json!({"length": 14, "age": 300, "reuse": 24, "told": 2, "contact": "security@acme.example",
            "ebs": [true, true, false]})
    );
    let check = genkan.run(&["check", "--measure", "secure", "--format", "json"]);
    for id in [
        "secure.password-policy",
        "secure.s3-public-access",
        "secure.security-contact",
    ] {
        assert_eq!(check.status(id), "pass", "{id}");
    }
    // Nor does moto serve Access Analyzer: not answered is unknown.
    assert_eq!(check.status("secure.budget"), "unknown");
    assert_eq!(check.status("secure.access-analyzer"), "unknown");
    // Applied twice, nothing more is done; taken back, each is what it was.
    let again = genkan.run(&["plan", "secure.password-policy"]);
    assert!(again.out.contains("Nothing"), "{again:?}");
    for _ in 0..5 {
        let undo = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
        assert_eq!(undo.code, 0, "{undo:?}");
    }
    let check = genkan.run(&["check", "--measure", "secure", "--format", "json"]);
    for id in [
        "secure.password-policy",
        "secure.s3-public-access",
        "secure.security-contact",
        "secure.budget",
    ] {
        assert_eq!(check.status(id), "fail", "{id}");
    }
    let age = moto.python("import boto3; p = boto3.client('iam').get_account_password_policy()['PasswordPolicy']; print(p['MinimumPasswordLength'], p['MaxPasswordAge'])");
    assert_eq!(age, "8 300");
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_plan_that_shows_a_password_needs_a_person() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    let plan = genkan.run(&[
        "plan",
        "secure.daily-admin",
        "--set",
        "user=founder",
        "-o",
        "plan.json",
    ]);
    assert_eq!(plan.code, 0, "{plan:?}");
    let apply = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(apply.code, 2, "{apply:?}");
    assert!(apply.err.contains("needs a person"), "{apply:?}");
    assert_eq!(people(&moto)["users"], serde_json::json!({}));
}
