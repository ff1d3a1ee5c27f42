//! The command line on the embedded account and without any account: streams, exit codes, JSON.

use std::process::Stdio;

use serde_json::Value;

use crate::support::moto::{Answer, Genkan};

/// Nothing of the person who runs the tests, and no endpoint.
fn bare() -> Genkan {
    let mut genkan = Genkan::at("");
    genkan.extra = vec![
        ("AWS_ENDPOINT_URL", String::new()),
        ("AWS_ACCESS_KEY_ID", String::new()),
        ("AWS_SECRET_ACCESS_KEY", String::new()),
    ];
    genkan
}

fn run(genkan: &Genkan, arguments: &[&str], remove: &[&str]) -> Answer {
    let mut command = genkan.command(arguments);
    for name in ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
        .iter()
        .chain(remove)
    {
        command.env_remove(name);
    }
    Answer::of(command.output().unwrap())
}

#[test]
fn the_exit_code_tells_how_the_account_stands() {
    for (scenario, code) in [("fresh", 3), ("half-done", 3), ("secured", 0), ("denied", 5)] {
        let answer = run(&bare(), &["--demo", scenario, "check"], &[]);
        assert_eq!(answer.code, code, "{scenario}: {answer:?}");
    }
    assert_eq!(
        run(&bare(), &["--demo", "fresh", "check", "--exit-zero"], &[]).code,
        0
    );
    assert_eq!(run(&bare(), &["check", "--demo", "secured"], &[]).code, 0);
}

#[test]
fn the_json_is_versioned_and_has_what_a_script_needs() {
    let answer = run(&bare(), &["--demo", "denied", "check", "--format", "json"], &[]);
    let value = answer.json();
    assert_eq!(value["schema"], "genkan.check/1");
    assert_eq!(value["account"], "111122223333");
    assert_eq!(value["partition"], "aws");
    assert_eq!(
        value["caller"],
        "arn:aws:sts::111122223333:assumed-role/Visitor/consultant"
    );
    assert_eq!(value["regions"].as_array().unwrap().len(), 17);
    assert_eq!(value["regions_source"], "default");
    assert!(value["generated"].as_str().unwrap().ends_with('Z'));
    let findings = value["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 30);
    for finding in findings {
        assert_eq!(finding["status"], "unknown");
        let failure = &finding["failures"][0];
        assert!(
            failure["permission"].as_str().unwrap().contains(':'),
            "{finding:#}"
        );
        for key in ["check", "measure", "evidence", "gap", "references"] {
            assert!(finding.get(key).is_some(), "{key}");
        }
        for key in ["ssb", "ssb_2022", "cis", "prowler"] {
            assert!(finding["references"][key].is_array(), "{key}");
        }
    }
    let answer = run(
        &bare(),
        &[
            "--demo",
            "secured",
            "check",
            "--measure",
            "record",
            "--format",
            "json",
        ],
        &[],
    );
    let value = answer.json();
    let evidence = &value["findings"][0]["evidence"][0];
    assert_eq!(evidence["operation"], "cloudtrail:DescribeTrails");
    for key in ["region", "time", "request_id", "saw"] {
        assert!(!evidence[key].is_null(), "{key}: {evidence:#}");
    }
    assert_eq!(value["findings"].as_array().unwrap().len(), 9);
    assert!(answer.err.is_empty(), "{answer:?}");
}

#[test]
fn every_trouble_before_the_first_answer_says_what_it_is_and_what_to_do() {
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "x".to_owned()),
    ];
    let none = run(&bare(), &["check"], &[]);
    assert_eq!(none.code, 4, "{none:?}");
    assert!(
        none.err.contains("No AWS credentials were found") && none.err.contains("aws login"),
        "{none:?}"
    );
    assert!(none.out.is_empty());

    let mut genkan = Genkan::at("http://127.0.0.1:9");
    genkan.extra = keys.to_vec();
    let mut command = genkan.command(&["check"]);
    command.env_remove("AWS_REGION").env_remove("AWS_DEFAULT_REGION");
    let region = Answer::of(command.output().unwrap());
    assert_eq!(region.code, 2, "{region:?}");
    assert!(
        region.err.contains("No Region is set") && region.err.contains("--region"),
        "{region:?}"
    );

    let profile = genkan.run(&["check", "--profile", "nobody"]);
    assert_eq!(profile.code, 2, "{profile:?}");
    assert!(profile.err.contains("nobody"), "{profile:?}");

    let endpoint = genkan.run(&["check", "--endpoint-url", "localhost:5000"]);
    assert_eq!(endpoint.code, 2, "{endpoint:?}");

    let scenario = genkan.run(&["--demo", "nonsense", "check"]);
    assert_eq!(scenario.code, 2);
    assert!(
        scenario.err.contains("fresh, half-done, secured, member, denied"),
        "{scenario:?}"
    );

    let measure = genkan.run(&["--demo", "fresh", "check", "--measure", "5"]);
    assert_eq!(measure.code, 2);
    let check = genkan.run(&["--demo", "fresh", "plan", "secure.root-mfa"]);
    assert_eq!(check.code, 2, "{check:?}");
    let set = genkan.run(&[
        "--demo",
        "fresh",
        "plan",
        "record.trail",
        "--set",
        "bucket=Not_A_Bucket",
    ]);
    assert_eq!(set.code, 2, "{set:?}");
    assert!(set.err.contains("not allowed"), "{set:?}");
    assert_eq!(
        genkan
            .run(&["--demo", "fresh", "plan", "--set", "colour=red"])
            .code,
        2
    );
    assert_eq!(
        genkan
            .run(&["--demo", "fresh", "plan", "--set", "region=mars-1"])
            .code,
        2
    );

    let wizard = genkan.run(&["demo"]);
    assert_eq!(wizard.code, 2, "{wizard:?}");
    assert!(wizard.err.contains("genkan check"), "{wizard:?}");
}

#[test]
fn an_endpoint_that_is_not_aws_is_named_as_such() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{BufRead, BufReader, Write};
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|count| count > 2) {
                line.clear();
            }
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<h1>Hello.</h1>");
        }
    });
    let answer = Genkan::at(&endpoint).run(&["check"]);
    assert_eq!(answer.code, 2, "{answer:?}");
    assert!(answer.err.contains("did not answer as AWS does"), "{answer:?}");
}

#[test]
fn a_profile_with_an_mfa_device_asks_and_does_not_ask_where_nobody_can_answer() {
    let genkan = bare();
    let config = genkan.folder.path().join("config");
    std::fs::write(
        &config,
        "[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/taro\nregion = eu-west-1\n[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n",
    )
    .unwrap();
    let mut command = genkan.command(&["check", "--profile", "ops"]);
    for name in ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        command.env_remove(name);
    }
    let answer = Answer::of(
        command
            .env("AWS_CONFIG_FILE", &config)
            .stdin(Stdio::null())
            .output()
            .unwrap(),
    );
    assert_eq!(answer.code, 4, "{answer:?}");
    assert!(
        answer.err.contains("asks for an MFA code") && answer.err.contains("role/ops"),
        "{answer:?}"
    );
}

#[test]
fn both_languages_and_the_choice_between_them() {
    let japanese = run(&bare(), &["--demo", "fresh", "check", "--lang", "ja"], &[]);
    assert!(japanese.out.contains("証跡がありません"), "{japanese:?}");
    let genkan = bare();
    let mut command = genkan.command(&["--demo", "fresh", "check"]);
    let by_locale = Answer::of(command.env("LANG", "ja_JP.UTF-8").output().unwrap());
    assert!(by_locale.out.contains("証跡がありません"));
    let help = run(&bare(), &["--lang", "ja", "--help"], &[]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("終了コード"), "{help:?}");
}

#[test]
fn a_plan_shows_calls_cost_undo_and_commands_and_saves_the_same() {
    let genkan = bare();
    let answer = run(&genkan, &["--demo", "fresh", "plan", "-o", "plan.json"], &[]);
    for text in [
        "s3:CreateBucket",
        "Cost",
        "Undo",
        "aws cloudtrail create-trail",
        "aws:SourceArn",
        "--account 111122223333",
    ] {
        assert!(
            answer.out.contains(text) || answer.err.contains(text),
            "{text}: {answer:?}"
        );
    }
    let saved = std::fs::read_to_string(genkan.folder.path().join("plan.json")).unwrap();
    let plan = genkan::domain::Plan::from_json(&saved).unwrap();
    assert!(answer.out.contains(plan.short()));
    // The embedded account begins anew with every command: the plan fits, and it runs.
    let applied = run(
        &genkan,
        &[
            "--demo",
            "fresh",
            "apply",
            "plan.json",
            "--yes",
            "--account",
            "111122223333",
        ],
        &[],
    );
    assert_eq!(applied.code, 0, "{applied:?}");
    assert!(
        applied.err.contains("retry 1"),
        "the race is waited out visibly: {applied:?}"
    );
    let wrong = run(
        &genkan,
        &[
            "--demo",
            "secured",
            "apply",
            "plan.json",
            "--yes",
            "--account",
            "111122223333",
        ],
        &[],
    );
    assert_eq!(wrong.code, 0, "already as planned: {wrong:?}");
    let stale = run(
        &genkan,
        &[
            "--demo",
            "half-done",
            "apply",
            "plan.json",
            "--yes",
            "--account",
            "111122223333",
        ],
        &[],
    );
    assert_eq!(stale.code, 8, "{stale:?}");
}

#[test]
fn the_demo_leaves_nothing_behind() {
    let genkan = bare();
    run(&genkan, &["--demo", "fresh", "plan", "-o", "plan.json"], &[]);
    run(
        &genkan,
        &[
            "--demo",
            "fresh",
            "apply",
            "plan.json",
            "--yes",
            "--account",
            "111122223333",
        ],
        &[],
    );
    assert!(!genkan.folder.path().join("state").exists());
    let journal = run(&genkan, &["--demo", "fresh", "journal"], &[]);
    assert!(journal.out.contains("Nothing has been changed"), "{journal:?}");
}

#[test]
fn events_are_looked_up_as_a_table_as_json_and_for_a_spreadsheet() {
    let events = |more: &[&str]| {
        let mut arguments = vec!["--demo", "fresh", "events"];
        arguments.extend(more);
        run(&bare(), &arguments, &[])
    };
    let table = events(&["--filter", "EventName=RunInstances"]);
    assert_eq!(table.code, 0, "{table:?}");
    assert_eq!(table.out.lines().count(), 2);
    let value = events(&["--filter", "username=taro", "--since", "3h", "--format", "json"]).json();
    assert_eq!(value["schema"], "genkan.events/1");
    assert_eq!(value["filter"]["Username"], "taro");
    assert_eq!(value["complete"], true);
    assert_eq!(value["events"].as_array().unwrap().len(), 4);
    assert_eq!(value["events"][0]["record"]["userIdentity"]["type"], "IAMUser");
    let sheet = events(&["--max", "2", "--format", "csv"]);
    assert_eq!(sheet.out.lines().count(), 3);
    assert!(sheet.err.contains("--max"), "{sheet:?}");
    let nothing = events(&["--filter", "EventName=NoSuchCall", "--lang", "ja"]);
    assert_eq!((nothing.code, nothing.out.trim()), (0, ""));
    assert!(nothing.err.contains("us-east-1"));
    for wrong in [
        &["--filter", "Colour=red"][..],
        &["--since", "yesterday"],
        &["--since", "1h", "--until", "2h"],
    ] {
        assert_eq!(events(wrong).code, 2, "{wrong:?}");
    }
    let denied = run(&bare(), &["--demo", "denied", "events"], &[]);
    assert_ne!(denied.code, 0);
    assert!(denied.err.contains("cloudtrail:LookupEvents"), "{denied:?}");
}

#[test]
fn the_inventory_is_counted_listed_and_queried() {
    let inventory = |more: &[&str]| {
        let mut arguments = vec!["--demo", "secured", "inventory"];
        arguments.extend(more);
        run(&bare(), &arguments, &[])
    };
    let counts = inventory(&["--filter", "ec2::volume"]);
    assert_eq!((counts.code, counts.out.lines().count()), (0, 2), "{counts:?}");
    let value = inventory(&["--format", "json"]).json();
    assert_eq!(value["schema"], "genkan.inventory/1");
    assert_eq!(value["types"].as_array().unwrap().len(), 9);
    let volumes = |more: &[&str]| {
        let mut arguments = vec!["--type", "AWS::EC2::Volume", "--format", "json"];
        arguments.extend(more);
        inventory(&arguments).json()["resources"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((volumes(&[]), volumes(&["--deleted"])), (1, 2));
    let query = "SELECT resourceId WHERE configuration.state.name = 'running'";
    let found = inventory(&["--query", query, "--format", "json"]).json();
    assert_eq!(found["rows"][0]["resourceId"], "i-06a8d8bc3a3aa27a9");
    assert_eq!(found["complete"], true);
    assert!(inventory(&["--query", query]).out.contains("resourceId\n"));
    let wrong = inventory(&["--query", "SELECT resourceId FROM resources"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (8, ""));
    assert!(wrong.err.contains("FROM"), "{wrong:?}");
    for wrong in [&["--type", "instances"][..], &["--deleted"]] {
        assert_eq!(inventory(wrong).code, 2, "{wrong:?}");
    }
    let off = run(&bare(), &["--demo", "fresh", "inventory", "--lang", "ja"], &[]);
    assert_eq!((off.code, off.out.as_str()), (0, ""));
    assert!(off.err.contains("ap-northeast-1"), "{off:?}");
    let denied = run(&bare(), &["--demo", "denied", "inventory"], &[]);
    assert_eq!(denied.code, 5);
    assert!(
        denied.err.contains("config:GetDiscoveredResourceCounts"),
        "{denied:?}"
    );
}

#[test]
fn a_timeline_is_read_by_type_and_id_or_by_a_name_that_one_resource_has() {
    let timeline = |more: &[&str]| {
        let mut arguments = vec!["--demo", "secured", "timeline"];
        arguments.extend(more);
        run(&bare(), &arguments, &[])
    };
    let text = timeline(&["i-06a8d8bc3a3aa27a9"]);
    assert_eq!(text.code, 0, "{text:?}");
    for shown in [
        "Configuration.state.name",
        "    - \"running\"",
        "    + \"stopping\"",
    ] {
        assert!(text.out.contains(shown), "{text:?}");
    }
    assert!(text.err.contains("whole timeline"), "{text:?}");
    let value = timeline(&["web", "--format", "json"]).json();
    assert_eq!(value["schema"], "genkan.timeline/1");
    assert_eq!(value["type"], "AWS::EC2::SecurityGroup");
    assert_eq!(
        value["items"][0]["changes"][0]["path"],
        "Configuration.ipPermissions[1]"
    );
    // A deleted one is known by type and id only; so short a time does not reach its beginning.
    let deleted = timeline(&["AWS::EC2::Volume/vol-0a51c2e8d3f47b690", "--since", "12h"]);
    assert_eq!((deleted.code, deleted.out.lines().count()), (0, 1), "{deleted:?}");
    assert!(deleted.err.contains("--since"), "{deleted:?}");
    for nobody in ["vol-0a51c2e8d3f47b690", "AWS::EC2::Volume/vol-1"] {
        let answer = timeline(&[nobody]);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{answer:?}");
        assert!(answer.err.contains(nobody), "{answer:?}");
    }
    assert_eq!(timeline(&["web", "--since", "yesterday"]).code, 2);
    assert_eq!(timeline(&["web", "--since", "9000d"]).code, 2);
}

#[test]
fn guardduty_findings_are_a_table_and_versioned_json_and_what_is_not_readable_is_told() {
    let all = run(&bare(), &["--demo", "half-done", "findings"], &[]);
    assert_eq!(all.code, 0, "{all:?}");
    assert!(
        all.out.contains("Backdoor:EC2/C&CActivity.B") && all.out.contains("us-east-1"),
        "{all:?}"
    );
    let high = [
        "--demo",
        "half-done",
        "findings",
        "--severity",
        "high",
        "--format",
        "json",
    ];
    let value = run(&bare(), &high, &[]).json();
    assert_eq!(value["schema"], "genkan.findings/1");
    let findings = value["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 3);
    assert_eq!(
        (&findings[0]["level"], &findings[0]["sample"]),
        (&"high".into(), &false.into())
    );
    // AWS's record is there, whole.
    assert_eq!(findings[0]["record"]["schemaVersion"], "2.0");
    let of_s3 = [
        "--demo",
        "half-done",
        "findings",
        "--type",
        "s3/",
        "--in",
        "us-east-1",
        "--format",
        "json",
    ];
    assert_eq!(
        run(&bare(), &of_s3, &[]).json()["findings"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let off = run(&bare(), &["--demo", "fresh", "findings"], &[]);
    assert_eq!((off.code, off.out.as_str()), (0, ""));
    assert!(off.err.contains("genkan plan detect.detector"), "{off:?}");
    let denied = run(&bare(), &["--demo", "denied", "findings"], &[]);
    assert_eq!(denied.code, 5, "{denied:?}");
    assert!(denied.err.contains("guardduty:ListDetectors"), "{denied:?}");
    assert_eq!(
        run(
            &bare(),
            &["--demo", "fresh", "findings", "--severity", "huge"],
            &[]
        )
        .code,
        2
    );
}

#[test]
fn a_plan_for_guardduty_is_readable_and_its_choices_are_checked_before_anything_is_asked() {
    let plan = [
        "--demo",
        "fresh",
        "plan",
        "detect.detector",
        "--set",
        "regions=all",
    ];
    let shown = run(&bare(), &plan, &[]);
    assert_eq!(shown.code, 0, "{shown:?}");
    // One line for seventeen Regions, which are named.
    let lines = shown
        .out
        .lines()
        .take_while(|line| !line.starts_with("1:"))
        .count();
    assert!(lines <= 6 && shown.out.contains("17 Regions"), "{shown:?}");
    assert!(
        shown
            .out
            .contains("aws guardduty create-detector --region sa-east-1"),
        "{shown:?}"
    );
    for (set, wanted) in [
        ("plans=S4", "S3_DATA_EVENTS"),
        ("regions=", "ap-northeast-1"),
        ("bucket=x", "finding-frequency"),
    ] {
        let refused = run(
            &bare(),
            &["--demo", "fresh", "plan", "detect.detector", "--set", set],
            &[],
        );
        assert_eq!(refused.code, 2, "{set}: {refused:?}");
        assert!(refused.err.contains(wanted), "{set}: {refused:?}");
    }
    let nowhere = [
        "--demo",
        "fresh",
        "plan",
        "detect.detector",
        "--set",
        "regions=mars-1",
    ];
    assert_eq!(run(&bare(), &nowhere, &[]).code, 2);
    let found = run(
        &bare(),
        &["--demo", "half-done", "plan", "detect.open-findings"],
        &[],
    );
    assert_eq!(
        found.code, 2,
        "findings are looked into, not planned away: {found:?}"
    );
}

/// What may be chosen is told by the fields that the form, `--set` and its errors are made of.
#[test]
fn the_help_of_a_check_shows_what_may_be_chosen_for_it() {
    for (arguments, title) in [
        (&["plan", "secure.budget", "--help"][..], "E-mail"),
        (&["help", "secure.budget"], "E-mail"),
        (&["--lang", "ja", "plan", "secure.budget", "-h"], "必須"),
    ] {
        let told = run(&bare(), arguments, &[]);
        assert_eq!(told.code, 0, "{told:?}");
        for wanted in ["--set email=security@example.com", "--set amount=50", title] {
            assert!(told.out.contains(wanted), "{wanted}: {told:?}");
        }
    }
    let about = run(&bare(), &["explain", "secure.budget", "--format", "json"], &[]);
    let about: serde_json::Value = serde_json::from_str(&about.out).unwrap();
    let set = about["checks"][0]["set"].as_array().unwrap();
    assert!(
        set.iter()
            .any(|field| field["name"] == "email" && field["needed"] == true),
        "{set:?}"
    );
    // Nobody's check: the help of the command.
    let told = run(&bare(), &["plan", "secure.nothing", "--help"], &[]);
    assert!(told.out.contains("Usage"), "{told:?}");
}

/// One plan, jobs of several measures: what is said once goes to every job that has such a name, and may be said for one.
#[test]
fn a_plan_holds_jobs_of_several_measures() {
    let plan = |set: &[&str]| {
        let checks = ["secure.budget", "detect.alerts", "record.trail"];
        let sets = set.iter().flat_map(|pair| ["--set", pair]);
        let head = ["--demo", "half-done", "plan", "--format", "json"];
        let arguments: Vec<&str> = head.into_iter().chain(checks).chain(sets).collect();
        run(&bare(), &arguments, &[])
    };
    let missing = plan(&[]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(missing.err.contains("secure.budget"), "{missing:?}");
    let planned = plan(&["email=ops@acme.example", "secure.budget.email=cfo@acme.example"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    let plan_of: serde_json::Value = serde_json::from_str(&planned.out).unwrap();
    let parts = plan_of["parts"].as_array().unwrap();
    let jobs: Vec<&str> = parts.iter().filter_map(|part| part["job"].as_str()).collect();
    assert_eq!(jobs, ["secure.budget", "detect.alerts", "record.trail"]);
    assert_eq!(parts[0]["choices"]["email"], "cfo@acme.example");
    assert_eq!(parts[1]["choices"]["email"], "ops@acme.example");
    for step in plan_of["steps"].as_array().unwrap() {
        let measure = step["measure"].as_str().unwrap();
        assert!(step["job"].as_str().unwrap().starts_with(measure), "{step}");
    }
    let strange = plan(&["email=ops@acme.example", "detect.samples.region=eu-west-1"]);
    assert_eq!(strange.code, 2, "{strange:?}");
    // Where the trail is kept moves nothing of the alerts.
    let elsewhere = plan(&["email=ops@acme.example", "record.trail.region=us-east-1"]);
    let plan_of: serde_json::Value = serde_json::from_str(&elsewhere.out).unwrap();
    let steps = plan_of["steps"].as_array().unwrap();
    let topic = steps
        .iter()
        .find(|step| step["operation"] == "CreateTopic")
        .unwrap();
    assert_eq!(topic["region"], "ap-northeast-1");
}

/// Neither of two jobs knows what the other does to the same thing: they are two plans.
#[test]
fn two_jobs_on_one_thing_are_no_plan() {
    let refused = |scenario: &str, arguments: &[&str], wanted: &str| {
        let arguments: Vec<&str> = ["--demo", scenario, "plan"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        let answer = run(&bare(), &arguments, &[]);
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(answer.err.contains(wanted), "{answer:?}");
    };
    refused("fresh", &["--set", "bucket=acme-logs"], "record.trail.bucket");
    let both = ["secure.daily-admin", "secure.group-permissions", "--set"];
    let set = ["secure.daily-admin.user=taro", "--set", "group=Admins"];
    refused(
        "half-done",
        &[&both[..], &set].concat(),
        "secure.group-permissions.group",
    );
    let each = [
        "secure.daily-admin.user=taro",
        "--set",
        "secure.daily-admin.group=Admins",
        "--set",
        "secure.group-permissions.group=admins",
    ];
    refused("half-done", &[&both[..], &each].concat(), "dmins");
    let accounts = [
        "separate.organization",
        "separate.workload-accounts",
        "--set",
        "shape=two",
        "--set",
    ];
    let set = ["email=a@acme.example", "--set", "plan=paid"];
    refused("half-done", &[&accounts[..], &set].concat(), "CreateOrganization");
}

/// What prints without asking AWS is held as it is, in both languages.
#[test]
fn completions_know_the_profiles_the_choices_and_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".aws")).unwrap();
    let profiles = "[profile acme-prod]\nregion = eu-west-1\n[default]\nregion = eu-west-1\n";
    std::fs::write(folder.path().join(".aws/config"), profiles).unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_genkan"))
            .args(["completions", shell])
            .env_clear()
            .env("HOME", folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        for name in ["acme-prod", "email=", "kinds=", "ap-northeast-1"] {
            assert!(text.contains(name), "{shell}: {name}");
        }
    }
}

#[test]
fn what_helps_around_it_is_printed_as_it_was() {
    for language in ["en", "ja"] {
        for (name, arguments) in [
            ("explain", &["explain"][..]),
            ("explain_trail", &["explain", "record.trail"]),
            ("config_template", &["config", "template"]),
            ("config_get", &["config", "get", "--resolved"]),
            ("policy_check", &["policy", "check"]),
            ("man", &["man"]),
            ("completions", &["completions", "bash"]),
            ("doctor", &["--demo", "fresh", "doctor"]),
            ("doctor_json", &["--demo", "fresh", "doctor", "--json"]),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_genkan"))
                .args(arguments)
                .args(["--lang", language])
                .env_clear()
                .env("HOME", folder.path())
                .env("TERM", "xterm-256color")
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(output.status.success(), "{name}: {output:?}");
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(
                !text.contains(&folder.path().display().to_string()),
                "{name}: {text}"
            );
            let mut settings = insta::Settings::clone_current();
            settings.add_filter(r"genkan 0\.1\.0 \w+ \w+", "genkan VERSION OS ARCH");
            settings.add_filter(r"(is|が) ?-?\d+ ?(s ahead|秒)", "SKEW");
            settings.bind(|| insta::assert_snapshot!(format!("around_{name}_{language}"), text));
        }
    }
}

/// The commands of a person who mistypes, looks something up, or writes a script.
#[test]
fn a_wrong_name_suggests_the_near_one_and_help_knows_commands_and_checks() {
    let genkan = Genkan::at("http://127.0.0.1:1");
    for (arguments, wanted) in [
        (&["explain", "record.trial"][..], "record.trail"),
        (&["--demo", "fresh", "check", "trail"], "record.trail"),
        (
            &["--demo", "fresh", "plan", "secure.s3-public-acces"],
            "secure.s3-public-access",
        ),
        (&["config", "get", "langs"], "lang"),
        (&["help", "chek"], "check"),
        (&["man", "aply"], "apply"),
    ] {
        let answer = run(&genkan, arguments, &[]);
        assert_eq!(answer.code, 2, "{arguments:?} {answer:?}");
        assert!(answer.err.contains(&format!("\"{wanted}\"")), "{answer:?}");
        assert!(
            answer.err.lines().count() < 5,
            "no list of everything: {answer:?}"
        );
    }
    let by_hand = run(&genkan, &["--demo", "fresh", "plan", "secure.root-mfa"], &[]);
    assert!(
        by_hand.code == 2 && by_hand.err.contains("genkan explain secure.root-mfa"),
        "{by_hand:?}"
    );
    for (topic, wanted) in [
        ("plan", "--control-tower"),
        ("secure.budget", "--set amount="),
        ("help", "Usage"),
    ] {
        let help = run(&genkan, &["help", topic], &[]);
        assert!(help.code == 0 && help.out.contains(wanted), "{help:?}");
    }
    // The wizard's flags are none of a command's.
    let check = run(&genkan, &["check", "--help"], &[]).out;
    assert!(
        !check.contains("--mouse") && check.contains("Global options"),
        "{check}"
    );
    assert!(run(&genkan, &["demo", "--help"], &[]).out.contains("--mouse"));
    let explained = run(
        &genkan,
        &["explain", "record.trail-bucket", "--format", "json"],
        &[],
    );
    let explained: Value = serde_json::from_str(&explained.out).unwrap();
    assert_eq!(explained["checks"][0]["references"]["partly"][0], "ACCT.07");
    let settings = run(&genkan, &["config", "get", "--format", "json"], &[]);
    let settings: Value = serde_json::from_str(&settings.out).unwrap();
    assert!(settings["settings"].as_array().unwrap().len() > 5);
}

#[test]
fn check_takes_checks_measures_a_file_and_what_counts_as_failed() {
    let genkan = Genkan::at("http://127.0.0.1:1");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("result.json");
    let check = |more: &[&str]| {
        let arguments = [&["--demo", "half-done", "check", "--format", "json"], more].concat();
        let answer = run(&genkan, &arguments, &[]);
        let checks: Vec<String> = serde_json::from_str::<Value>(&answer.out).map_or_else(
            |_| Vec::new(),
            |value| {
                let findings = value["findings"].as_array().unwrap();
                findings
                    .iter()
                    .map(|one| one["check"].as_str().unwrap().to_owned())
                    .collect()
            },
        );
        (answer, checks)
    };
    let (answer, checks) = check(&["secure.root-mfa", "record.event-history"]);
    assert_eq!((answer.code, checks.len()), (0, 2), "{answer:?}");
    let (_, checks) = check(&["--measure", "1,2"]);
    assert_eq!(checks.len(), 16);
    let (_, checks) = check(&["--measure", "separate", "record.trail"]);
    assert_eq!(checks.len(), 4);
    // A warning counts where it was asked for.
    let warned = "secure.daily-admin";
    assert_eq!(check(&[warned]).0.code, 0);
    assert_eq!(check(&[warned, "--fail-on", "warn"]).0.code, 3);
    assert_eq!(check(&["secure.root-keys"]).0.code, 3);
    assert_eq!(check(&["secure.root-keys", "--exit-zero"]).0.code, 0);
    let place = file.to_str().unwrap();
    let (answer, _) = check(&["record.trail", "-o", place, "--quiet"]);
    assert_eq!(
        (answer.code, answer.out.as_str(), answer.err.as_str()),
        (3, "", "")
    );
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(written["findings"][0]["check"], "record.trail");
    let (loud, _) = check(&["record.trail", "--verbose"]);
    assert!(loud.err.contains("cloudtrail:DescribeTrails"), "{loud:?}");
    let pages = folder.path().join("man1");
    let answer = run(&genkan, &["man", "-o", pages.to_str().unwrap()], &[]);
    assert_eq!(answer.code, 0, "{answer:?}");
    for page in ["genkan.1", "genkan-check.1", "genkan-undo.1"] {
        let text = std::fs::read_to_string(pages.join(page)).unwrap();
        for section in ["EXAMPLES", "ENVIRONMENT", "FILES", "EXIT STATUS"] {
            assert!(text.contains(&format!(".SH {section}")), "{page}: {section}");
        }
    }
}

/// What is not done is not called done.
#[test]
fn nothing_to_do_is_said_only_where_the_check_passes_and_a_key_is_deleted_only_by_name() {
    let genkan = Genkan::at("http://127.0.0.1:1");
    let off = "key=AKIAHANAKOEXAMPLE001";
    let plan = |more: &[&str]| {
        let arguments = [
            &["--demo", "half-done", "plan", "secure.access-keys", "--set", off],
            more,
        ]
        .concat();
        run(&genkan, &arguments, &[])
    };
    let again = plan(&[]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(
        !again.out.contains("Nothing to do") && !again.out.contains("DeleteAccessKey"),
        "{again:?}"
    );
    assert!(
        again.out.contains("status=deleted") && again.out.contains("To do"),
        "{again:?}"
    );
    let named = plan(&["--set", "status=deleted"]);
    assert!(named.out.contains("iam:DeleteAccessKey"), "{named:?}");
    // What only a person can carry out is not offered as a command.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    let arguments = [
        "--demo",
        "fresh",
        "plan",
        "secure.daily-admin",
        "--set",
        "user=founder",
        "-o",
        file.to_str().unwrap(),
    ];
    let person = run(&genkan, &arguments, &[]);
    assert_eq!(person.code, 0, "{person:?}");
    assert!(!person.err.contains("genkan apply"), "{person:?}");
    let done = run(
        &genkan,
        &["--demo", "secured", "plan", "secure.s3-public-access"],
        &[],
    );
    assert!(done.out.contains("Nothing to do"), "{done:?}");
}
