//! The loop on a real server over HTTP. What moto is lenient about (CreateTrail without a policy, no delivery)
//! is held by the embedded account's tests instead; what it does not serve is named where it matters.

use std::fs;

use crate::support::moto::{ACCOUNT, Gate, Genkan, Moto, When};

/// The checks of the trail: AWS Config has tests of its own below.
const TRAILS: [&str; 4] = [
    "record.trail",
    "record.trail-delivery",
    "record.log-validation",
    "record.trail-bucket",
];

fn plan_of<'a>(checks: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [&["plan"], checks, more].concat()
}

const BUCKET: &str = "genkan-trail-123456789012-eu-west-1-an";
const CONFIG_BUCKET: &str = "genkan-config-123456789012-eu-west-1-an";

/// What an independent reader sees of the account.
const AUDIT: &str = r"
import boto3, json
ct = boto3.client('cloudtrail'); s3 = boto3.client('s3')
out = {'trails': [], 'buckets': sorted(b['Name'] for b in s3.list_buckets()['Buckets'])}
for t in ct.describe_trails()['trailList']:
    b = t['S3BucketName']
    out['trails'].append({
        'name': t['Name'], 'multi': t['IsMultiRegionTrail'], 'validation': t['LogFileValidationEnabled'],
        'logging': ct.get_trail_status(Name=t['TrailARN'])['IsLogging'],
        'block': s3.get_public_access_block(Bucket=b)['PublicAccessBlockConfiguration'],
        'policy': json.loads(s3.get_bucket_policy(Bucket=b)['Policy']),
        'tags': s3.get_bucket_tagging(Bucket=b)['TagSet'],
    })
print(json.dumps(out))
";

fn audit(moto: &Moto) -> serde_json::Value {
    serde_json::from_str(&moto.python(AUDIT)).unwrap()
}

fn assert_secured(audit: &serde_json::Value, buckets: &[&str]) {
    let trails = audit["trails"].as_array().unwrap();
    assert_eq!(trails.len(), 1, "{audit:#}");
    let trail = &trails[0];
    assert_eq!(trail["name"], "management-events");
    for flag in ["multi", "validation", "logging"] {
        assert_eq!(trail[flag], true, "{flag}");
    }
    for setting in [
        "BlockPublicAcls",
        "IgnorePublicAcls",
        "BlockPublicPolicy",
        "RestrictPublicBuckets",
    ] {
        assert_eq!(trail["block"][setting], true, "{setting}");
    }
    let arn = format!("arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/management-events");
    let statements = trail["policy"]["Statement"].as_array().unwrap();
    for sid in ["AWSCloudTrailAclCheck20150319", "AWSCloudTrailWrite20150319"] {
        let statement = statements
            .iter()
            .find(|statement| statement["Sid"] == sid)
            .unwrap();
        assert_eq!(
            statement["Condition"]["StringEquals"]["aws:SourceArn"],
            arn.as_str()
        );
    }
    let tls = statements
        .iter()
        .find(|statement| statement["Sid"] == "DenyInsecureTransport")
        .unwrap();
    assert_eq!(tls["Effect"], "Deny");
    assert_eq!(audit["buckets"], serde_json::json!(buckets));
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn check_plan_apply_check_and_again_changes_once() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    let before = genkan.run(&["check", "--measure", "record", "--format", "json"]);
    assert_eq!(before.code, 3, "{before:?}");
    assert_eq!(before.status("record.trail"), "fail");
    assert_eq!(before.json()["account"], ACCOUNT);
    assert_eq!(before.json()["partition"], "aws");
    // moto does not serve account:ListRegions, so the list comes from ec2:DescribeRegions.
    assert_eq!(before.json()["regions_source"], "ec2");
    assert!(before.json()["regions"].as_array().unwrap().len() >= 17);

    let planned = genkan.run(&["plan", "-o", "plan.json"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    assert!(planned.out.contains("s3:CreateBucket") && planned.out.contains("cloudtrail:StartLogging"));
    assert_eq!(
        audit(&moto)["trails"],
        serde_json::json!([]),
        "planning changed something"
    );

    let refused = genkan.run(&["apply", "plan.json"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    let other = genkan.run(&["apply", "plan.json", "--yes", "--account", "999988887777"]);
    assert_eq!(other.code, 8, "{other:?}");
    let read_only = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT, "--read-only"]);
    assert_eq!(read_only.code, 2, "{read_only:?}");
    assert_eq!(
        audit(&moto)["trails"],
        serde_json::json!([]),
        "a refused apply changed something"
    );

    let applied = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    // Everything ran; the delivery of AWS Config is unknown, because moto does not serve its status.
    assert_eq!(applied.code, 5, "{applied:?}");
    assert!(!applied.err.contains("failed"), "{applied:?}");
    assert_secured(&audit(&moto), &[CONFIG_BUCKET, BUCKET]);

    let after = genkan.run(&["check", "--measure", "3", "--format", "json"]);
    for check in [
        "record.trail",
        "record.trail-delivery",
        "record.log-validation",
        "record.trail-bucket",
        "record.config-coverage",
        "record.config-retention",
    ] {
        assert_eq!(after.status(check), "pass", "{check}");
    }
    // moto never gets past the first delivery, and does not tell of it.
    assert_eq!(after.status("record.config-recorder"), "pending");
    assert_eq!(after.status("record.config-delivery"), "unknown");
    // moto answers LookupEvents with 500: that is unknown, and so is the exit code.
    assert_eq!(after.status("record.event-history"), "unknown");
    assert_eq!(after.code, 5);

    let second = genkan.run(&["plan", "--format", "json"]);
    assert_eq!(second.json()["steps"], serde_json::json!([]));
    let journal = fs::read_to_string(genkan.folder.path().join("state/journal.jsonl")).unwrap();
    let again = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(again.code, 5, "{again:?}");
    assert!(again.out.contains("nothing was changed"), "{again:?}");
    assert_eq!(
        fs::read_to_string(genkan.folder.path().join("state/journal.jsonl")).unwrap(),
        journal
    );

    let undone = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
    assert_eq!(undone.code, 0, "{undone:?}");
    let left = audit(&moto);
    assert_eq!(left["trails"], serde_json::json!([]));
    assert_eq!(
        left["buckets"],
        serde_json::json!([CONFIG_BUCKET, BUCKET]),
        "the files stay"
    );
    assert!(
        genkan
            .run(&["undo", "--yes", "--account", ACCOUNT])
            .out
            .contains("nothing to undo")
    );

    // The bucket that stayed is adopted, not refused.
    genkan.run(&["plan", "-o", "again.json"]);
    let anew = genkan.run(&["apply", "again.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(anew.code, 5, "{anew:?}");
    assert_secured(&audit(&moto), &[CONFIG_BUCKET, BUCKET]);
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_plan_that_no_longer_fits_is_refused_and_a_file_that_was_edited_is_too() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    genkan.run(&plan_of(&TRAILS, &["-o", "plan.json"]));
    let path = genkan.folder.path().join("plan.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        genkan.folder.path().join("edited.json"),
        text.replace(BUCKET, "somebody-elses-bucket"),
    )
    .unwrap();
    let edited = genkan.run(&["apply", "edited.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(edited.code, 8, "{edited:?}");
    assert!(edited.err.contains("changed after it was made"), "{edited:?}");
    fs::write(genkan.folder.path().join("noise.json"), "not a plan").unwrap();
    assert_eq!(
        genkan
            .run(&["apply", "noise.json", "--yes", "--account", ACCOUNT])
            .code,
        2
    );
    assert_eq!(
        genkan
            .run(&["apply", "missing.json", "--yes", "--account", ACCOUNT])
            .code,
        9
    );

    // Meanwhile somebody makes a trail by hand: a second one would be a second, billed copy.
    moto.python(
        "import boto3
boto3.client('s3').create_bucket(Bucket='by-hand', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
boto3.client('cloudtrail').create_trail(Name='by-hand', S3BucketName='by-hand', IsMultiRegionTrail=True)",
    );
    let stale = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(stale.code, 8, "{stale:?}");
    assert!(stale.err.contains("not what genkan would do now"), "{stale:?}");
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_stopped_trail_is_started_and_its_bucket_keeps_every_foreign_word() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    moto.python(
        r#"import boto3, json
s3 = boto3.client('s3'); ct = boto3.client('cloudtrail')
s3.create_bucket(Bucket='company-logs', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
s3.put_bucket_policy(Bucket='company-logs', Policy=json.dumps({"Version": "2012-10-17", "Id": "ours", "Statement": [
  {"Sid": "Auditors", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::company-logs/*"}]}))
ct.create_trail(Name='audit', S3BucketName='company-logs', IsMultiRegionTrail=True)"#,
    );
    let before = genkan.run(&["check", "--measure", "record", "--format", "json"]);
    assert_eq!(before.status("record.trail"), "fail");
    let planned = genkan
        .run(&plan_of(&TRAILS, &["-o", "plan.json", "--format", "json"]))
        .json();
    let calls: Vec<String> = planned["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["operation"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        calls,
        [
            "PutPublicAccessBlock",
            "PutBucketPolicy",
            "UpdateTrail",
            "StartLogging"
        ]
    );
    let applied = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(applied.code, 0, "{applied:?}");
    let seen = moto.python(
        "import boto3, json
s3 = boto3.client('s3'); ct = boto3.client('cloudtrail')
p = json.loads(s3.get_bucket_policy(Bucket='company-logs')['Policy'])
print(len(ct.describe_trails()['trailList']), p['Id'], p['Statement'][0]['Sid'], len(p['Statement']), ct.get_trail_status(Name='audit')['IsLogging'])",
    );
    assert_eq!(seen, "1 ours Auditors 4 True");
    // Undo gives back what was there, and leaves the trail stopped as it was found.
    let undone = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
    assert_eq!(undone.code, 0, "{undone:?}");
    let seen = moto.python(
        "import boto3, json
s3 = boto3.client('s3'); ct = boto3.client('cloudtrail')
p = json.loads(s3.get_bucket_policy(Bucket='company-logs')['Policy'])
print(len(p['Statement']), ct.get_trail_status(Name='audit')['IsLogging'])",
    );
    assert_eq!(seen, "1 False");
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn killed_between_any_two_calls_and_started_again_there_is_one_trail_and_one_bucket() {
    let moto = Moto::start();
    let cuts: Vec<When> = (1..=7).flat_map(|n| [When::Before(n), When::After(n)]).collect();
    for cut in cuts {
        moto.post("/moto-api/reset", "");
        let gate = Gate::before(moto.port, cut);
        let mut genkan = Genkan::at(&format!("http://127.0.0.1:{}", gate.port));
        assert_eq!(genkan.run(&plan_of(&TRAILS, &["-o", "plan.json"])).code, 0);
        let mut child = genkan
            .command(&["apply", "plan.json", "--yes", "--account", ACCOUNT])
            .spawn()
            .unwrap();
        assert!(gate.wait(), "{cut:?}: {} writes", gate.writes());
        child.kill().unwrap();
        child.wait().unwrap();

        // Straight to moto from here on.
        genkan.endpoint = moto.endpoint();
        let journal = genkan.run(&["journal"]);
        assert!(journal.err.contains("interrupted"), "{cut:?}: {journal:?}");
        let check = genkan.run(&["check", "--measure", "secure"]);
        assert!(check.err.contains("interrupted"), "{cut:?}: {check:?}");
        // The same file, or a plan made anew: both go on where it stopped.
        let file = if matches!(cut, When::Before(_)) {
            "plan.json"
        } else {
            genkan.run(&plan_of(&TRAILS, &["-o", "rest.json"]));
            "rest.json"
        };
        let applied = genkan.run(&["apply", file, "--yes", "--account", ACCOUNT]);
        assert_eq!(applied.code, 0, "{cut:?}: {applied:?}");
        let journal = genkan.run(&["journal"]);
        assert!(
            !journal.err.contains("interrupted"),
            "{cut:?}: still open: {journal:?}"
        );
        let audit = audit(&moto);
        assert_secured(&audit, &[BUCKET]);
        let run = genkan.run(&["journal", "--format", "json"]).json()["entries"][0]["run"].clone();
        let tags = audit["trails"][0]["tags"].as_array().unwrap().clone();
        assert!(
            tags.iter().any(|tag| tag["Value"] == run),
            "{cut:?}: the bucket lost its tag: {tags:?}"
        );
        // What a killed run did is undone as well, whoever wrote it down.
        let undone = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
        assert_eq!(undone.code, 0, "{cut:?}: {undone:?}");
        assert!(undone.out.contains("No trail"), "{cut:?}: {undone:?}");
    }
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_bad_endpoint_and_refused_credentials_each_say_what_they_are() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    // From here on moto checks signatures and policies; JSON services answer it in XML.
    moto.post("/moto-api/reset-auth", "0");
    let refused = genkan.run(&["check"]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(refused.out.is_empty(), "{refused:?}");
    assert!(
        refused.err.contains("does not know these credentials"),
        "{refused:?}"
    );

    let nowhere = Genkan::at("http://127.0.0.1:9");
    let network = nowhere.run(&["check"]);
    assert_eq!(network.code, 5, "{network:?}");
    assert!(network.err.contains("could not be reached"), "{network:?}");
}

const CONFIG: [&str; 4] = [
    "record.config-recorder",
    "record.config-coverage",
    "record.config-delivery",
    "record.config-retention",
];

/// What an independent reader sees of AWS Config, in two Regions.
const CONFIG_AUDIT: &str = r"
import boto3, json
out = {}
for region in ['eu-west-1', 'us-east-1']:
    c = boto3.client('config', region_name=region)
    out[region] = {
        'recorders': [[r['name'], r['recordingGroup']['allSupported'], r['recordingGroup']['includeGlobalResourceTypes']]
            for r in c.describe_configuration_recorders()['ConfigurationRecorders']],
        'recording': [s['recording'] for s in c.describe_configuration_recorder_status()['ConfigurationRecordersStatus']],
        'channels': [[d['name'], d['s3BucketName']] for d in c.describe_delivery_channels()['DeliveryChannels']],
        'days': [r['RetentionPeriodInDays'] for r in c.describe_retention_configurations()['RetentionConfigurations']],
    }
print(json.dumps(out))
";

/// moto does not serve DescribeDeliveryChannelStatus: the delivery is unknown there, and never passes.
#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn config_in_two_regions_and_back_and_the_delivery_that_moto_cannot_tell_is_unknown() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    let bucket = "genkan-config-123456789012-eu-west-1-an";
    let set = [
        "--set",
        "regions=eu-west-1,us-east-1",
        "--set",
        "retention=1y",
        "-o",
        "plan.json",
    ];
    let planned = genkan.run(&plan_of(&CONFIG, &set));
    assert_eq!(planned.code, 0, "{planned:?}");
    assert!(
        planned.out.contains("$3.15") && planned.out.contains("No free tier"),
        "{planned:?}"
    );
    let read = || -> serde_json::Value { serde_json::from_str(&moto.python(CONFIG_AUDIT)).unwrap() };
    assert_eq!(read()["eu-west-1"]["recorders"], serde_json::json!([]));

    let applied = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(applied.code, 5, "{applied:?}");
    let on = read();
    for (region, iam) in [("eu-west-1", true), ("us-east-1", false)] {
        assert_eq!(
            on[region],
            serde_json::json!({"recorders": [["default", true, iam]], "recording": [true],
                "channels": [["default", bucket]], "days": [366]}),
            "{region}"
        );
    }
    let after = genkan.run(&["check", "--measure", "record", "--format", "json"]);
    // moto leaves the last status at PENDING for good.
    assert_eq!(after.status("record.config-recorder"), "pending");
    assert_eq!(after.status("record.config-coverage"), "pass");
    assert_eq!(after.status("record.config-retention"), "pass");
    assert_eq!(after.status("record.config-delivery"), "unknown");

    let again = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert!(again.out.contains("nothing was changed"), "{again:?}");

    let undone = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
    assert_eq!(undone.code, 0, "{undone:?}");
    let off = read();
    for region in ["eu-west-1", "us-east-1"] {
        assert_eq!(
            off[region],
            serde_json::json!({"recorders": [], "recording": [], "channels": [], "days": []}),
            "{region}"
        );
    }
    assert!(
        moto.python("import boto3; print([b['Name'] for b in boto3.client('s3').list_buckets()['Buckets']])")
            .contains(bucket),
        "the files stay"
    );

    // Meanwhile somebody made a recorder of another name, and opened the bucket to an auditor.
    moto.python(&format!(
        r#"import boto3, json
s3 = boto3.client('s3'); c = boto3.client('config')
p = json.loads(s3.get_bucket_policy(Bucket='{bucket}')['Policy'])
p['Statement'].insert(0, {{"Sid": "Auditors", "Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::123456789012:root"}}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{bucket}/*"}})
s3.put_bucket_policy(Bucket='{bucket}', Policy=json.dumps(p))
c.put_configuration_recorder(ConfigurationRecorder={{'name': 'company', 'roleARN': 'arn:aws:iam::123456789012:role/company',
  'recordingGroup': {{'allSupported': True, 'includeGlobalResourceTypes': True}}}})"#
    ));
    let planned = genkan.run(&plan_of(&CONFIG, &["-o", "again.json"]));
    assert_eq!(planned.code, 0, "{planned:?}");
    let applied = genkan.run(&["apply", "again.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(applied.code, 5, "{applied:?}");
    let home = &read()["eu-west-1"];
    assert_eq!(home["recorders"], serde_json::json!([["company", true, true]]));
    assert_eq!(home["recording"], serde_json::json!([true]));
    let sids = moto.python(&format!(
        "import boto3, json; print([s['Sid'] for s in json.loads(boto3.client('s3').get_bucket_policy(Bucket='{bucket}')['Policy'])['Statement']])"
    ));
    assert!(
        sids.starts_with("['Auditors', 'AWSConfigBucketPermissionsCheck'"),
        "{sids}"
    );
}

/// What a founder does on the first day: everything that is open, in one plan. moto does not tell how AWS Config
/// delivers, and leaves the recorder's last status at PENDING.
#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn from_nothing_to_the_nine_checks_in_one_plan() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    assert_eq!(genkan.run(&["plan", "-o", "plan.json"]).code, 0);
    let applied = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(applied.code, 5, "{applied:?}");
    let after = genkan.run(&["check", "--measure", "record", "--format", "json"]);
    for (check, status) in [
        ("record.trail", "pass"),
        ("record.trail-delivery", "pass"),
        ("record.log-validation", "pass"),
        ("record.trail-bucket", "pass"),
        ("record.config-recorder", "pending"),
        ("record.config-coverage", "pass"),
        ("record.config-delivery", "unknown"),
        ("record.config-retention", "pass"),
    ] {
        assert_eq!(after.status(check), status, "{check}: {after:?}");
    }
}

/// moto lists S3 buckets only, neither counts nor queries, and writes the times of a history in a way that no SDK
/// reads: timelines are covered on the embedded account and by answers of the documented shape.
#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn the_list_of_buckets_is_all_that_moto_serves_of_the_inventory() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    assert_eq!(genkan.run(&plan_of(&CONFIG, &["-o", "plan.json"])).code, 0);
    genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    let bucket = "genkan-config-123456789012-eu-west-1-an";
    let listed = genkan.run(&["inventory", "--type", "AWS::S3::Bucket", "--format", "json"]);
    assert_eq!(listed.json()["resources"][0]["id"], bucket, "{listed:?}");
    let nobody = genkan.run(&["timeline", "AWS::S3::Bucket/nobody"]);
    assert_eq!((nobody.code, nobody.out.as_str()), (2, ""), "{nobody:?}");
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn a_foreign_recorder_keeps_its_name_and_a_foreign_policy_every_word() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    moto.python(
        r#"import boto3, json
s3 = boto3.client('s3'); c = boto3.client('config')
s3.create_bucket(Bucket='company-config', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
s3.put_bucket_policy(Bucket='company-config', Policy=json.dumps({"Version": "2012-10-17", "Id": "ours", "Statement": [
  {"Sid": "Auditors", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::company-config/*"}]}))
c.put_configuration_recorder(ConfigurationRecorder={'name': 'company', 'roleARN': 'arn:aws:iam::123456789012:role/company',
  'recordingGroup': {'allSupported': False, 'resourceTypes': ['AWS::EC2::Instance']}})
c.put_delivery_channel(DeliveryChannel={'name': 'company-channel', 's3BucketName': 'company-config'})"#,
    );
    let planned = genkan.run(&plan_of(&CONFIG, &["-o", "plan.json"]));
    assert_eq!(planned.code, 0, "{planned:?}");
    assert!(!planned.out.contains("PutDeliveryChannel"), "{planned:?}");
    let applied = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(applied.code, 5, "{applied:?}");
    let seen = "import boto3, json
s3 = boto3.client('s3'); c = boto3.client('config')
p = json.loads(s3.get_bucket_policy(Bucket='company-config')['Policy'])
r = c.describe_configuration_recorders()['ConfigurationRecorders']
print(len(r), r[0]['name'], r[0]['roleARN'][-7:], r[0]['recordingGroup']['allSupported'],
  c.describe_delivery_channels()['DeliveryChannels'][0]['name'],
  c.describe_configuration_recorder_status()['ConfigurationRecordersStatus'][0]['recording'],
  p['Id'], [s['Sid'] for s in p['Statement']])";
    assert_eq!(
        moto.python(seen),
        "1 company company True company-channel True ours ['Auditors', 'AWSConfigBucketPermissionsCheck', 'AWSConfigBucketExistenceCheck', 'AWSConfigBucketDelivery']"
    );
    let undone = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
    assert_eq!(undone.code, 0, "{undone:?}");
    assert_eq!(
        moto.python(seen),
        "1 company company False company-channel False ours ['Auditors']"
    );
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn guardduty_is_read_in_every_region() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    let check = || genkan.run(&["check", "--measure", "detect", "--format", "json"]);
    let none = check();
    assert_eq!((none.code, none.status("detect.detector").as_str()), (3, "fail"));
    // One Region, then every Region that genkan looks at, then one suspended.
    moto.python("import boto3; boto3.client('guardduty').create_detector(Enable=True)");
    let one = check();
    assert_eq!(one.status("detect.detector"), "fail");
    assert!(
        one.out.contains("GuardDuty is off in 37 of 38 Regions"),
        "{one:?}"
    );
    moto.python(
        "import boto3
for r in boto3.client('ec2').describe_regions()['Regions']:
    if r['RegionName'] != 'eu-west-1':
        boto3.client('guardduty', region_name=r['RegionName']).create_detector(Enable=True)",
    );
    let all = check();
    assert_eq!(all.status("detect.detector"), "pass", "{all:?}");
    // moto names no plan unless it was told one, and so nothing is known of them.
    assert_eq!(all.status("detect.protection-plans"), "unknown");
    moto.python(
        "import boto3
c = boto3.client('guardduty', region_name='us-east-1')
c.update_detector(DetectorId=c.list_detectors()['DetectorIds'][0], Enable=False)",
    );
    let suspended = check();
    assert_eq!(suspended.status("detect.detector"), "fail");
}

/// moto lists Regions of other partitions too; these are the ones that every account of AWS's own has.
const SEVENTEEN: &str = "ap-northeast-1,ap-northeast-2,ap-northeast-3,ap-south-1,ap-southeast-1,ap-southeast-2,\
                         ca-central-1,eu-central-1,eu-north-1,eu-west-1,eu-west-2,eu-west-3,sa-east-1,us-east-1,\
                         us-east-2,us-west-1,us-west-2";

/// What an independent reader sees of GuardDuty: detectors by status, and one of them whole.
const DETECTORS: &str = r"
import boto3, collections, json
found = collections.Counter(); one = None
for r in boto3.client('ec2').describe_regions()['Regions']:
    c = boto3.client('guardduty', region_name=r['RegionName'])
    ids = c.list_detectors()['DetectorIds']
    found['%d %s' % (len(ids), ','.join(c.get_detector(DetectorId=i)['Status'] for i in ids))] += 1
    if ids and r['RegionName'] == 'us-east-1':
        d = c.get_detector(DetectorId=ids[0])
        one = {'tags': d['Tags'], 'features': {f['Name']: f['Status'] for f in d['Features']},
               'frequency': d['FindingPublishingFrequency']}
print(json.dumps({'found': found, 'one': one}))
";

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn guardduty_is_turned_on_read_back_suspended_and_resumed_in_seventeen_regions() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    let detectors = || -> serde_json::Value { serde_json::from_str(&moto.python(DETECTORS)).unwrap() };
    let regions = format!("regions={SEVENTEEN}");
    let apply = |check: &str, more: &[&str]| {
        let plan = ["plan", check, "--set", &regions, "-o", "plan.json"];
        let planned = genkan.run(&[&plan[..], more].concat());
        assert_eq!(planned.code, 0, "{planned:?}");
        genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT])
    };
    let on = apply(
        "detect.detector",
        &["--set", "plans=S3_DATA_EVENTS,EKS_AUDIT_LOGS"],
    );
    // moto cannot list findings, but that check is not of this plan.
    assert_eq!(on.code, 0, "{on:?}");
    let seen = detectors();
    assert_eq!(seen["found"]["1 ENABLED"], 17, "{seen}");
    assert_eq!(seen["one"]["tags"]["genkan:created-by"], "genkan");
    assert_eq!(seen["one"]["frequency"], "SIX_HOURS");
    assert_eq!(seen["one"]["features"]["S3_DATA_EVENTS"], "ENABLED");
    assert_eq!(seen["one"]["features"]["LAMBDA_NETWORK_LOGS"], "DISABLED");
    // Again is nothing.
    let again = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!((again.code, detectors()), (0, seen));
    let suspended = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
    assert_eq!(suspended.code, 0, "{suspended:?}");
    assert_eq!(detectors()["found"]["1 DISABLED"], 17);
    let resumed = apply("detect.detector", &[]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    let seen = detectors();
    assert_eq!(seen["found"]["1 ENABLED"], 17);
    assert_eq!(
        seen["one"]["features"]["LAMBDA_NETWORK_LOGS"], "DISABLED",
        "resumed as it was"
    );
    // Other plans and another frequency, where it is on.
    let other = ["--set", "plans=all", "--set", "finding-frequency=FIFTEEN_MINUTES"];
    let changed = apply("detect.protection-plans", &other);
    assert_eq!(changed.code, 0, "{changed:?}");
    let one = &detectors()["one"];
    assert_eq!(
        (&one["frequency"], &one["features"]["RUNTIME_MONITORING"]),
        (
            &serde_json::json!("FIFTEEN_MINUTES"),
            &serde_json::json!("ENABLED")
        )
    );
}

/// What an independent reader sees of alerts.
const TOLD: &str = r"
import boto3, json
out = {'rules': {}, 'topics': [], 'roles': [r['RoleName'] for r in boto3.client('iam').list_roles()['Roles']]}
for r in ['eu-west-1', 'us-east-1', 'us-west-2']:
    e = boto3.client('events', region_name=r)
    out['rules'][r] = [{'name': x['Name'], 'pattern': json.loads(x['EventPattern']), 'state': x['State'],
        'targets': [t['Arn'] for t in e.list_targets_by_rule(Rule=x['Name'])['Targets']]}
        for x in e.list_rules()['Rules']]
s = boto3.client('sns')
for t in s.list_topics()['Topics']:
    a = t['TopicArn']
    out['topics'].append({'arn': a, 'policy': json.loads(s.get_topic_attributes(TopicArn=a)['Attributes']['Policy']),
        'subscriptions': [x['Endpoint'] for x in s.list_subscriptions_by_topic(TopicArn=a)['Subscriptions']]})
print(json.dumps(out))
";

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn somebody_is_told_by_one_topic_and_a_rule_in_each_region() {
    let moto = Moto::start();
    let gate = Gate::before(moto.port, When::Before(usize::MAX));
    let genkan = Genkan::at(&format!("http://127.0.0.1:{}", gate.port));
    let seen = || -> serde_json::Value { serde_json::from_str(&moto.python(TOLD)).unwrap() };
    moto.python(
        "import boto3
for r in ['eu-west-1', 'us-east-1', 'us-west-2']:
    boto3.client('guardduty', region_name=r).create_detector(Enable=True)",
    );
    let status = || {
        let checked = genkan.run(&["check", "--measure", "detect", "--format", "json"]);
        checked.status("detect.alerts")
    };
    assert_eq!(status(), "fail");
    let plan = [
        "plan",
        "detect.alerts",
        "--set",
        "email=security@example.com",
        "-o",
        "plan.json",
    ];
    let planned = genkan.run(&plan);
    assert_eq!(planned.code, 0, "{planned:?}");
    let applied = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!(applied.code, 0, "{applied:?}");
    let told = seen();
    let topic = &told["topics"][0];
    assert_eq!(
        topic["subscriptions"],
        serde_json::json!(["security@example.com"])
    );
    assert_eq!(
        topic["policy"]["Statement"].as_array().unwrap().len(),
        1,
        "{topic}"
    );
    assert_eq!(told["rules"]["eu-west-1"][0]["targets"][0], topic["arn"]);
    for region in ["us-east-1", "us-west-2"] {
        let rule = &told["rules"][region][0];
        assert_eq!(
            rule["targets"][0],
            format!("arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default")
        );
        assert_eq!(rule["pattern"]["detail"]["severity"][0]["numeric"][1], 4);
    }
    // moto confirms a mail at once; on AWS and on the embedded account it waits.
    assert_eq!(status(), "pass");
    let again = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    assert_eq!((again.code, seen()), (0, told));
    let undone = genkan.run(&["undo", "--yes", "--account", ACCOUNT]);
    assert_eq!(undone.code, 0, "{undone:?}");
    let left = seen();
    assert_eq!(
        (&left["topics"], &left["roles"]),
        (&serde_json::json!([]), &serde_json::json!([])),
        "{left}"
    );
    assert_eq!(left["rules"]["us-east-1"], serde_json::json!([]));
}

#[test]
#[cfg_attr(without_moto, ignore = "GENKAN_SKIP_MOTO=1")]
fn security_hub_is_turned_on_over_http() {
    let moto = Moto::start();
    let genkan = Genkan::at(&moto.endpoint());
    let hub = || {
        moto.python(
            "import boto3
c = boto3.client('securityhub')
try:
    print(c.describe_hub()['HubArn'].split(':')[3])
except Exception as e:
    print(type(e).__name__)",
        )
    };
    let off = hub();
    let planned = genkan.run(&["plan", "detect.security-hub", "-o", "plan.json"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    let applied = genkan.run(&["apply", "plan.json", "--yes", "--account", ACCOUNT]);
    // moto does not serve GetEnabledStandards: it is on, and nothing is known of it.
    assert!(applied.out.contains("1 of 1 steps"), "{applied:?}");
    assert_eq!(hub(), "eu-west-1");
    assert_ne!(off, "eu-west-1");
}
