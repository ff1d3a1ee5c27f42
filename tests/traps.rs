//! Answers that look well at first sight and are not, and the other way round: each status must be the one that a person
//! who knows AWS would give.

use genkan::domain::Status;
use serde_json::{Value, json};

use crate::failures::{Reply, finding, json_error, json_reply, status, xml_error, xml_of};

type Replies = Vec<(&'static str, Reply)>;

const GROUP: &str = "<GroupDetailList><member><GroupName>Administrators</GroupName><AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member></AttachedManagedPolicies></member></GroupDetailList>";
const EVERYTHING: &str = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const PROVIDER: &str = "arn:aws:iam::111122223333:saml-provider/idp";

/// Policies are sent encoded for an address.
fn encoded(document: &str) -> String {
    percent_encoding::utf8_percent_encode(document, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn details(inside: &str) -> (&'static str, Reply) {
    // AWS sends every list, empty ones too.
    let users = if inside.contains("<UserDetailList>") {
        ""
    } else {
        "<UserDetailList></UserDetailList>"
    };
    let inside = &format!("{users}{inside}");
    (
        "GetAccountAuthorizationDetails",
        xml_of("GetAccountAuthorizationDetails", inside),
    )
}

fn nobody() -> (&'static str, Reply) {
    details("<UserDetailList></UserDetailList>")
}

fn without_password() -> (&'static str, Reply) {
    ("GetLoginProfile", xml_error(404, "NoSuchEntity", "no profile"))
}

fn instance(more: &Value) -> (&'static str, Reply) {
    let mut one = json!({"InstanceArn": "arn:aws:sso:::instance/ssoins-1", "Status": "ACTIVE",
        "OwnerAccountId": "111122223333"});
    if let (Some(one), Some(more)) = (one.as_object_mut(), more.as_object()) {
        one.extend(more.clone());
    }
    ("ListInstances", json_reply(&json!({"Instances": [one]})))
}

fn provisioned(sets: &[&str]) -> (&'static str, Reply) {
    (
        "ListPermissionSetsProvisionedToAccount",
        json_reply(&json!({"PermissionSets": sets})),
    )
}

fn denied(operation: &'static str) -> (&'static str, Reply) {
    (operation, json_error(403, "AccessDeniedException", "no"))
}

async fn expect(check: &str, replies: &Replies, wanted: Status, gap: &str) {
    let found = finding(check, replies).await;
    let said = found.gap.as_ref().map_or("", |gap| &*gap.id);
    assert_eq!((found.status, said), (wanted, gap), "{check}: {replies:?}");
}

#[tokio::test]
async fn an_administrator_is_somebody_who_can_sign_in() {
    let check = "secure.daily-admin";
    let key = |status: &str| {
        let keys = format!(
            "<AccessKeyMetadata><member><UserName>founder</UserName><AccessKeyId>AKIA1</AccessKeyId><Status>{status}</Status><CreateDate>2026-11-01T00:00:00Z</CreateDate></member></AccessKeyMetadata>"
        );
        ("ListAccessKeys", xml_of("ListAccessKeys", &keys))
    };
    expect(check, &vec![], Status::Pass, "").await;
    // Neither password nor key: nobody comes in.
    expect(
        check,
        &vec![without_password()],
        Status::Fail,
        "gap-administrators-locked-out",
    )
    .await;
    let off = vec![without_password(), key("Inactive")];
    expect(check, &off, Status::Fail, "gap-administrators-locked-out").await;
    let by_key = vec![without_password(), key("Active")];
    expect(check, &by_key, Status::Warn, "gap-administrators-by-key").await;
    let unread = vec![("GetLoginProfile", xml_error(403, "AccessDenied", "no"))];
    assert_eq!(status(check, &unread).await, Status::Unknown);
    // A policy of the account's own that allows everything is as good as AWS's, in a group or written into a user.
    let own = format!(
        "<UserDetailList><member><UserName>founder</UserName><GroupList><member>ops</member></GroupList></member></UserDetailList><GroupDetailList><member><GroupName>ops</GroupName><AttachedManagedPolicies><member><PolicyName>all</PolicyName><PolicyArn>arn:aws:iam::111122223333:policy/all</PolicyArn></member></AttachedManagedPolicies></member></GroupDetailList><Policies><member><Arn>arn:aws:iam::111122223333:policy/all</Arn><PolicyVersionList><member><Document>{}</Document><IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member></Policies>",
        encoded(EVERYTHING)
    );
    expect(check, &vec![details(&own)], Status::Pass, "").await;
    let old = own.replace("<IsDefaultVersion>true", "<IsDefaultVersion>false");
    expect(check, &vec![details(&old)], Status::Fail, "gap-daily-admin").await;
    let inline = format!(
        "<UserDetailList><member><UserName>founder</UserName><UserPolicyList><member><PolicyName>p</PolicyName><PolicyDocument>{}</PolicyDocument></member></UserPolicyList></member></UserDetailList>{GROUP}",
        encoded(EVERYTHING)
    );
    // Not by a group: it works, and should be better.
    expect(
        check,
        &vec![details(&inline)],
        Status::Warn,
        "gap-administrators-directly",
    )
    .await;
    // One that is only called so.
    let called = "<UserDetailList><member><UserName>founder</UserName><AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>arn:aws:iam::111122223333:policy/AdministratorAccess</PolicyArn></member></AttachedManagedPolicies></member></UserDetailList>";
    expect(check, &vec![details(called)], Status::Fail, "gap-daily-admin").await;
}

#[tokio::test]
async fn identity_center_and_saml_count_where_somebody_can_come_in_by_them() {
    let check = "secure.daily-admin";
    let role = |path: &str, name: &str, trust: &str, policy: &str| {
        details(&format!(
            "<RoleDetailList><member><RoleName>{name}</RoleName><Path>{path}</Path><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument><AttachedManagedPolicies><member><PolicyName>{policy}</PolicyName><PolicyArn>arn:aws:iam::aws:policy/{policy}</PolicyArn></member></AttachedManagedPolicies></member></RoleDetailList>",
            encoded(trust)
        ))
    };
    let center = |policy: &str| {
        role(
            "/aws-reserved/sso.amazonaws.com/",
            "AWSReservedSSO_X_1",
            "{}",
            policy,
        )
    };
    // It is there, and nobody is assigned to the account: the same for one that belongs to one account alone.
    let unassigned = vec![nobody(), instance(&json!({})), provisioned(&[])];
    expect(check, &unassigned, Status::Fail, "gap-daily-admin").await;
    let alone = vec![
        nobody(),
        instance(&json!({})),
        denied("ListPermissionSetsProvisionedToAccount"),
    ];
    expect(check, &alone, Status::Fail, "gap-daily-admin").await;
    let assigned = vec![nobody(), instance(&json!({})), provisioned(&["ps-1"])];
    expect(check, &assigned, Status::Pass, "").await;
    let broken = vec![nobody(), instance(&json!({"Status": "CREATE_FAILED"}))];
    expect(check, &broken, Status::Warn, "gap-center-status").await;
    // A role of its own in the account is the proof, whatever it may be asked itself.
    let proof = vec![center("AdministratorAccess"), denied("ListInstances")];
    expect(check, &proof, Status::Pass, "").await;
    expect(
        check,
        &vec![center("ReadOnlyAccess")],
        Status::Warn,
        "gap-center-less",
    )
    .await;
    let unread = vec![nobody(), denied("ListInstances")];
    assert_eq!(status(check, &unread).await, Status::Unknown);
    let blind = vec![
        (
            "GetAccountAuthorizationDetails",
            xml_error(403, "AccessDenied", "no"),
        ),
        instance(&json!({})),
        denied("ListPermissionSetsProvisionedToAccount"),
    ];
    assert_eq!(status(check, &blind).await, Status::Unknown);
    // A provider needs a role that lets its users in.
    let provider = || {
        let list = format!("<SAMLProviderList><member><Arn>{PROVIDER}</Arn></member></SAMLProviderList>");
        ("ListSAMLProviders", xml_of("ListSAMLProviders", &list))
    };
    expect(
        check,
        &vec![nobody(), provider()],
        Status::Warn,
        "gap-saml-unusable",
    )
    .await;
    let trust = |arn: &str| {
        json!({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML",
            "Principal": {"Federated": arn}}]})
        .to_string()
    };
    for (arn, policy, wanted) in [
        (PROVIDER, "AdministratorAccess", Status::Pass),
        (PROVIDER, "ReadOnlyAccess", Status::Warn),
        (
            "arn:aws:iam::111122223333:saml-provider/gone",
            "AdministratorAccess",
            Status::Warn,
        ),
    ] {
        let replies = vec![provider(), role("/", "sso", &trust(arn), policy)];
        assert_eq!(status(check, &replies).await, wanted, "{arn} {policy}");
    }
    // The caller itself came that way, and may read nothing else. Only the name of AWS's own permission set says what it gives.
    for (set, wanted) in [
        ("AdministratorAccess", Status::Pass),
        ("Admin", Status::Unknown),
        ("ReadOnlyAccess", Status::Unknown),
    ] {
        let inside = format!(
            "<Arn>arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_{set}_1/a</Arn><UserId>U</UserId><Account>111122223333</Account>"
        );
        let as_assigned = vec![
            ("GetCallerIdentity", xml_of("GetCallerIdentity", &inside)),
            (
                "GetAccountAuthorizationDetails",
                xml_error(403, "AccessDenied", "no"),
            ),
        ];
        assert_eq!(status(check, &as_assigned).await, wanted, "{set}");
    }
}

#[tokio::test]
async fn who_works_as_the_root_user_now_is_told_whatever_a_report_of_hours_ago_says() {
    let check = "secure.root-use";
    let caller = || {
        let inside = "<Arn>arn:aws:iam::111122223333:root</Arn><UserId>111122223333</UserId><Account>111122223333</Account>";
        ("GetCallerIdentity", xml_of("GetCallerIdentity", inside))
    };
    expect(check, &vec![caller()], Status::Warn, "gap-root-used-now").await;
    expect(check, &vec![], Status::Pass, "").await;
}

#[tokio::test]
async fn a_password_that_nobody_uses_is_an_open_door() {
    let check = "secure.access-keys";
    let user = |used: &str| {
        let users = format!(
            "<Users><member><Path>/</Path><UserName>founder</UserName><UserId>U</UserId><Arn>arn:aws:iam::111122223333:user/founder</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>{used}</member></Users>"
        );
        ("ListUsers", xml_of("ListUsers", &users))
    };
    let used = |day: &str| user(&format!("<PasswordLastUsed>{day}T00:00:00Z</PasswordLastUsed>"));
    expect(check, &vec![used("2026-11-20")], Status::Pass, "").await;
    expect(
        check,
        &vec![used("2026-09-01")],
        Status::Warn,
        "gap-passwords-idle",
    )
    .await;
    expect(check, &vec![user("")], Status::Warn, "gap-passwords-idle").await;
    // A user that was listed and is gone has no password.
    expect(check, &vec![user(""), without_password()], Status::Pass, "").await;
    let unread = vec![
        used("2026-11-20"),
        ("GetLoginProfile", xml_error(403, "AccessDenied", "no")),
    ];
    assert_eq!(status(check, &unread).await, Status::Unknown);
}

fn s3(status: u16, body: &str) -> Reply {
    Reply::new(status, body)
}

fn block(on: [bool; 4]) -> String {
    let [a, b, c, d] = on;
    format!(
        "<PublicAccessBlockConfiguration><BlockPublicAcls>{a}</BlockPublicAcls><IgnorePublicAcls>{b}</IgnorePublicAcls><BlockPublicPolicy>{c}</BlockPublicPolicy><RestrictPublicBuckets>{d}</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
    )
}

#[tokio::test]
async fn a_bucket_is_open_where_neither_its_own_block_nor_the_accounts_stops_it() {
    let check = "record.trail-bucket";
    let none = "<Error><Code>NoSuchPublicAccessBlockConfiguration</Code></Error>";
    let own = |on: Option<[bool; 4]>| match on {
        Some(on) => ("GetPublicAccessBlock", s3(200, &block(on))),
        None => ("GetPublicAccessBlock", s3(404, none)),
    };
    let account = |on: Option<[bool; 4]>| match on {
        Some(on) => ("GetAccountPublicAccessBlock", s3(200, &block(on))),
        None => ("GetAccountPublicAccessBlock", s3(404, none)),
    };
    let policy = || {
        let public = "<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>";
        ("GetBucketPolicyStatus", s3(200, public))
    };
    let acl = || {
        let everybody = "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>";
        ("GetBucketAcl", s3(200, everybody))
    };
    let refused = |operation| (operation, s3(403, "<Error><Code>AccessDenied</Code></Error>"));
    let all = Some([true; 4]);
    let acls_only = Some([true, true, false, false]);
    for (replies, wanted, gap) in [
        (vec![own(None), account(None)], Status::Warn, "gap-bucket-block"),
        (
            vec![own(None), account(None), policy()],
            Status::Fail,
            "gap-bucket-public",
        ),
        (
            vec![own(None), account(None), acl()],
            Status::Fail,
            "gap-bucket-acl",
        ),
        (
            vec![own(acls_only), account(None), acl()],
            Status::Warn,
            "gap-bucket-block",
        ),
        (
            vec![own(acls_only), account(None), policy()],
            Status::Fail,
            "gap-bucket-public",
        ),
        (vec![own(None), account(all), policy(), acl()], Status::Pass, ""),
        (
            vec![own(acls_only), account(Some([false, false, true, true])), acl()],
            Status::Pass,
            "",
        ),
    ] {
        expect(check, &replies, wanted, gap).await;
    }
    // Nobody knows whether what is open is covered.
    for unread in [
        vec![own(None), policy(), refused("GetAccountPublicAccessBlock")],
        vec![own(None), account(None), refused("GetBucketAcl")],
        vec![refused("GetPublicAccessBlock"), account(None)],
    ] {
        assert_eq!(status(check, &unread).await, Status::Unknown, "{unread:?}");
    }
    // What is open is open, whatever else was refused.
    let worst = vec![own(None), account(None), policy(), refused("GetBucketAcl")];
    expect(check, &worst, Status::Fail, "gap-bucket-public").await;
}

#[tokio::test]
async fn a_bucket_that_lets_cloudtrail_in_region_by_region_misses_the_newer_ones() {
    let mut policy =
        genkan::measures::record::trail_statements("aws", "111122223333", "logs", None, crate::failures::ARN);
    let old = json!({"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"]},
        "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/AWSLogs/111122223333/*"});
    policy["Statement"].as_array_mut().unwrap().push(old);
    let replies = vec![("GetBucketPolicy", s3(200, &policy.to_string()))];
    expect(
        "record.trail-bucket",
        &replies,
        Status::Warn,
        "gap-bucket-accounts",
    )
    .await;
}

#[tokio::test]
async fn what_an_organizations_trail_records_is_in_the_list_where_its_selectors_may_not_be_asked() {
    let list = |more: &Value| {
        let trail = crate::failures::trail(more);
        ("DescribeTrails", json_reply(&json!({"trailList": [trail]})))
    };
    for (organization, custom, wanted) in [
        (true, json!(false), Status::Pass),
        (true, json!(true), Status::Unknown),
        (true, Value::Null, Status::Unknown),
        (false, json!(false), Status::Unknown),
    ] {
        let more = json!({"IsOrganizationTrail": organization, "HasCustomEventSelectors": custom});
        let replies = vec![list(&more), denied("GetEventSelectors")];
        assert_eq!(status("record.trail", &replies).await, wanted, "{more}");
    }
}

#[tokio::test]
async fn digest_files_count_where_the_trail_makes_them() {
    let status_of = || {
        let answer =
            json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_000, "LatestDigestDeliveryError": "x"});
        ("GetTrailStatus", json_reply(&answer))
    };
    for (validation, wanted) in [(true, Status::Fail), (false, Status::Pass)] {
        let trail = crate::failures::trail(&json!({"LogFileValidationEnabled": validation}));
        let list = ("DescribeTrails", json_reply(&json!({"trailList": [trail]})));
        let replies = vec![list, status_of()];
        assert_eq!(status("record.trail-delivery", &replies).await, wanted);
    }
}

#[tokio::test]
async fn alerts_arrive_where_policy_key_filter_and_role_let_them() {
    use crate::failures::{OPEN_TOPIC, attributes, topic};
    let check = "detect.alerts";
    let topic = |values: &Value| ("GetTopicAttributes", topic(values));
    let owner_only = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"SNS:Publish","Resource":"*","Condition":{"StringEquals":{"AWS:SourceOwner":"111122223333"}}}]}"#;
    let key = |manager: &str| {
        let metadata = json!({"KeyMetadata": {"KeyId": "k", "KeyManager": manager, "KeyState": "Enabled"}});
        ("DescribeKey", json_reply(&metadata))
    };
    let key_policy = |service: &str| {
        let policy = json!({"Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
            "Principal": {"Service": service}}]});
        ("GetKeyPolicy", json_reply(&json!({"Policy": policy.to_string()})))
    };
    let encrypted = || topic(&json!({"Policy": OPEN_TOPIC, "KmsMasterKeyId": "alias/x"}));
    let filter = |scope: &str| {
        let values = json!({"FilterPolicy": "{\"severity\":[\"high\"]}", "FilterPolicyScope": scope});
        ("GetSubscriptionAttributes", attributes(&values))
    };
    expect(check, &vec![], Status::Pass, "").await;
    for (replies, wanted, gap) in [
        (
            vec![topic(&json!({"Policy": owner_only}))],
            Status::Fail,
            "gap-alerts-policy",
        ),
        (vec![encrypted(), key("AWS")], Status::Fail, "gap-alerts-key"),
        (
            vec![encrypted(), key("CUSTOMER"), key_policy("sns.amazonaws.com")],
            Status::Fail,
            "gap-alerts-key",
        ),
        (
            vec![encrypted(), key("CUSTOMER"), key_policy("events.amazonaws.com")],
            Status::Pass,
            "",
        ),
        (
            vec![filter("MessageAttributes")],
            Status::Fail,
            "gap-alerts-filter",
        ),
        (vec![filter("MessageBody")], Status::Warn, "gap-alerts-narrow"),
    ] {
        expect(check, &replies, wanted, gap).await;
    }
    for unread in [
        vec![("GetTopicAttributes", xml_error(403, "AuthorizationError", "no"))],
        vec![(
            "GetSubscriptionAttributes",
            xml_error(403, "AuthorizationError", "no"),
        )],
        vec![encrypted(), denied("DescribeKey")],
        vec![encrypted(), key("CUSTOMER"), denied("GetKeyPolicy")],
        // What hides findings may hide them from whoever is told.
        vec![denied("ListFilters")],
    ] {
        assert_eq!(status(check, &unread).await, Status::Unknown, "{unread:?}");
    }
    // A rule that hears CloudTrail's management events too is enabled.
    let rule = json!({"Rules": [{"Name": "told", "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        "EventPattern": "{\"source\":[\"aws.guardduty\"]}"}]});
    expect(check, &vec![("ListRules", json_reply(&rule))], Status::Pass, "").await;
}

#[tokio::test]
async fn what_a_suppression_rule_archives_nobody_hears_of() {
    let filter = |action: &str, criterion: &Value| {
        vec![
            ("ListFilters", json_reply(&json!({"filterNames": ["quiet"]}))),
            (
                "GetFilter",
                json_reply(
                    &json!({"name": "quiet", "action": action, "findingCriteria": {"criterion": criterion}}),
                ),
            ),
        ]
    };
    let above = |least: i32| json!({"severity": {"greaterThanOrEqual": least}});
    let one_type = json!({"type": {"equals": ["Recon:EC2/PortProbeUnprotectedPort"]}});
    for (replies, wanted) in [
        (filter("ARCHIVE", &above(7)), Status::Warn),
        (filter("ARCHIVE", &above(4)), Status::Warn),
        (filter("ARCHIVE", &json!({})), Status::Warn),
        (
            filter("ARCHIVE", &json!({"severity": {"equals": ["8"]}})),
            Status::Warn,
        ),
        // It only sorts the list of the console.
        (filter("NOOP", &above(7)), Status::Pass),
        (
            filter("ARCHIVE", &json!({"severity": {"lessThan": 4}})),
            Status::Pass,
        ),
        (filter("ARCHIVE", &one_type), Status::Pass),
    ] {
        for check in ["detect.alerts", "detect.open-findings"] {
            assert_eq!(status(check, &replies).await, wanted, "{check}: {replies:?}");
        }
    }
    for unread in [vec![denied("ListFilters")], {
        let mut replies = filter("ARCHIVE", &above(7));
        replies[1] = denied("GetFilter");
        replies
    }] {
        for check in ["detect.alerts", "detect.open-findings"] {
            assert_eq!(status(check, &unread).await, Status::Unknown, "{check}");
        }
    }
}

#[tokio::test]
async fn a_budget_watches_costs_and_somebody_hears_of_it() {
    let check = "secure.budget";
    let budget = |kind: &str| {
        let one = json!({"BudgetName": "b", "BudgetType": kind});
        ("DescribeBudgets", json_reply(&json!({"Budgets": [one]})))
    };
    let subscriber = |kind: &str, address: &str| {
        let one = json!({"SubscriptionType": kind, "Address": address});
        (
            "DescribeSubscribersForNotification",
            json_reply(&json!({"Subscribers": [one]})),
        )
    };
    let by_topic = || subscriber("SNS", "arn:aws:sns:eu-west-1:111122223333:security");
    let unconfirmed = || {
        let list = "<Subscriptions><member><Protocol>email</Protocol><Endpoint>a@x.example</Endpoint><SubscriptionArn>PendingConfirmation</SubscriptionArn></member></Subscriptions>";
        (
            "ListSubscriptionsByTopic",
            xml_of("ListSubscriptionsByTopic", list),
        )
    };
    expect(check, &vec![budget("COST")], Status::Pass, "").await;
    expect(check, &vec![budget("USAGE")], Status::Fail, "gap-budget-no-cost").await;
    expect(check, &vec![by_topic()], Status::Pass, "").await;
    // The fix is one where the check is not passed, whatever budgets are there.
    let facts = crate::failures::facts(&[budget("USAGE")]).await;
    let checks = [genkan::measures::check(check).unwrap()];
    let mut choices = genkan::measures::job_for(checks[0])
        .unwrap()
        .proposed_nowhere("20261123T100211Z-00a0ff");
    choices.insert("email".to_owned(), "cfo@x.example".to_owned());
    let now = "2026-11-23T10:02:11Z".parse().unwrap();
    let plan = crate::support::planned(&facts, &checks, &choices, now).unwrap();
    assert_eq!(plan.steps[0].call(), "budgets:CreateBudget");
    assert_eq!(
        plan.steps[0].parameters["Budget"]["CostTypes"]["IncludeCredit"],
        false
    );
    expect(
        check,
        &vec![by_topic(), unconfirmed()],
        Status::Warn,
        "gap-budget-nobody",
    )
    .await;
    let unread = (
        "ListSubscriptionsByTopic",
        xml_error(403, "AuthorizationError", "no"),
    );
    assert_eq!(status(check, &[by_topic(), unread]).await, Status::Unknown);
}

#[tokio::test]
async fn plans_that_are_all_off_are_no_protection() {
    let detector = |on: &[(&str, &str)]| {
        let features: Vec<Value> = on
            .iter()
            .map(|(name, status)| json!({"name": name, "status": status}))
            .collect();
        let answer = json!({"status": "ENABLED", "serviceRole": "r", "features": features});
        vec![("GetDetector", json_reply(&answer))]
    };
    let base = ("CLOUD_TRAIL", "ENABLED");
    let check = "detect.protection-plans";
    let off = detector(&[
        base,
        ("S3_DATA_EVENTS", "DISABLED"),
        ("RDS_LOGIN_EVENTS", "DISABLED"),
    ]);
    expect(check, &off, Status::Warn, "gap-plans-all-off").await;
    let one = detector(&[
        base,
        ("S3_DATA_EVENTS", "ENABLED"),
        ("RDS_LOGIN_EVENTS", "DISABLED"),
    ]);
    expect(check, &one, Status::Pass, "").await;
}

/// What is planned for checks, with the choices that a person may take as they are.
async fn planned(
    checks: &[&str],
    replies: &Replies,
) -> Result<genkan::domain::Plan, genkan::domain::Failure> {
    use genkan::measures::{self, record};
    let facts = crate::failures::facts(replies).await;
    let checks: Vec<_> = checks.iter().map(|id| measures::check(id).unwrap()).collect();
    let region = genkan::domain::Region::new("eu-west-1");
    let choices = if checks.iter().all(|check| record::is_config(check)) {
        record::config::ConfigChoices::proposed("111122223333", &region, "r").write()
    } else {
        record::TrailChoices::proposed("111122223333", &region, "r").write()
    };
    let now = "2026-11-23T09:00:00Z".parse().unwrap();
    crate::support::planned(&facts, &checks, &choices, now)
}

fn says(plan: &genkan::domain::Plan, id: &str) -> bool {
    plan.cost().iter().any(|line| line.text.id == id) || plan.notes().iter().any(|note| note.id == id)
}

#[tokio::test]
async fn a_trail_is_the_first_copy_where_there_is_no_other_in_any_region() {
    let none = || ("DescribeTrails", json_reply(&json!({"trailList": []})));
    let all = |arns: &[&str]| {
        let trails: Vec<Value> = arns.iter().map(|arn| json!({"TrailARN": arn})).collect();
        ("ListTrails", json_reply(&json!({"Trails": trails})))
    };
    let bucket = || ("HeadBucket", s3(404, ""));
    let elsewhere = "arn:aws:cloudtrail:us-west-2:111122223333:trail/old";
    for (replies, wanted) in [
        (vec![none(), bucket(), all(&[])], "cost-trail-first-copy"),
        (
            vec![none(), bucket(), all(&[elsewhere])],
            "cost-trail-further-copy",
        ),
        (
            vec![none(), bucket(), denied("ListTrails")],
            "cost-trail-copy-unknown",
        ),
    ] {
        // The bucket that a form proposes is looked at because the form asks; here nobody has.
        let facts = crate::failures::facts_with_bucket(&replies, "logs").await;
        let region = genkan::domain::Region::new("eu-west-1");
        let mut choices =
            genkan::measures::record::TrailChoices::proposed("111122223333", &region, "r").write();
        choices.insert("bucket".to_owned(), "logs".to_owned());
        let checks = [genkan::measures::check("record.trail").unwrap()];
        let now = "2026-11-23T09:00:00Z".parse().unwrap();
        let plan = crate::support::planned(&facts, &checks, &choices, now).unwrap();
        assert!(says(&plan, wanted), "{wanted}: {:?}", plan.cost());
    }
}

#[tokio::test]
async fn the_bucket_of_an_organizations_trail_takes_the_files_of_its_members() {
    let trail = crate::failures::trail(&json!({"IsOrganizationTrail": true}));
    let list = || {
        (
            "DescribeTrails",
            json_reply(&json!({"trailList": [trail.clone()]})),
        )
    };
    let absent = |code: &str| s3(404, &format!("<Error><Code>{code}</Code></Error>"));
    let no_block = "NoSuchPublicAccessBlockConfiguration";
    let no_policy = || ("GetBucketPolicy", absent("NoSuchBucketPolicy"));
    let open = || ("GetPublicAccessBlock", absent(no_block));
    let account = || ("GetAccountPublicAccessBlock", absent(no_block));
    let organization =
        json!({"Organization": {"Id": "o-abc", "FeatureSet": "ALL", "MasterAccountId": "111122223333"}});
    let known = ("DescribeOrganization", json_reply(&organization));
    let check = ["record.trail-bucket"];
    let plan = planned(&check, &vec![list(), no_policy(), open(), account(), known])
        .await
        .unwrap();
    let put = plan
        .steps
        .iter()
        .find(|step| step.operation == "PutBucketPolicy")
        .unwrap();
    let policy = put.parameters["Policy"].as_str().unwrap();
    assert!(
        policy.contains("logs/AWSLogs/o-abc/*") && policy.contains("logs/AWSLogs/111122223333/*"),
        "{policy}"
    );
    // Where that is not sure nothing is planned.
    let unread = vec![
        list(),
        no_policy(),
        open(),
        account(),
        denied("DescribeOrganization"),
    ];
    let refused = planned(&check, &unread).await.unwrap_err();
    assert_eq!(refused.kind, genkan::domain::Kind::Denied);
}

#[tokio::test]
async fn an_analyzer_that_does_not_work_is_in_the_way_and_said_to_be() {
    use genkan::measures::{self, secure};
    for (status, broken) in [
        ("FAILED", true),
        ("DISABLED", true),
        ("CREATING", false),
        ("ACTIVE", false),
    ] {
        let analyzers = json!({"analyzers": [{"name": "old", "type": "ACCOUNT", "status": status}]});
        let replies = vec![("ListAnalyzers", json_reply(&analyzers))];
        let facts = crate::failures::facts(&replies).await;
        let choices = measures::job_for(&secure::ACCESS_ANALYZER)
            .unwrap()
            .proposed_nowhere("r");
        let now = "2026-11-23T09:00:00Z".parse().unwrap();
        let plan = crate::support::planned(&facts, &[&secure::ACCESS_ANALYZER], &choices, now).unwrap();
        assert!(plan.steps.is_empty(), "{plan:?}");
        assert_eq!(says(&plan, "note-analyzer-broken"), broken, "{status}");
    }
}

#[tokio::test]
async fn who_may_not_see_the_bill_is_told_of_both_locks_and_of_who_pays() {
    let organization =
        json!({"Organization": {"Id": "o-abc", "FeatureSet": "ALL", "MasterAccountId": "999988887777"}});
    let replies = vec![
        ("DescribeBudgets", json_error(400, "AccessDeniedException", "no")),
        ("DescribeOrganization", json_reply(&organization)),
    ];
    let found = finding("secure.budget", &replies).await;
    assert_eq!(found.status, Status::Unknown);
    assert_eq!(found.failures[0].next_step().id, "next-denied-billing");
    assert!(found.saw.iter().any(|said| said.id == "saw-payer"), "{found:?}");
}

/// EC2's errors are a list, and its words for "no" are its own.
#[tokio::test]
async fn ec2_says_no_in_a_form_of_its_own() {
    use genkan::domain::Kind;
    for (status, code, kind) in [
        (403, "UnauthorizedOperation", Kind::Denied),
        (503, "RequestLimitExceeded", Kind::Throttled),
        (401, "OptInRequired", Kind::Unsupported),
    ] {
        let body = format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>"
        );
        let replies = vec![("GetEbsEncryptionByDefault", s3(status, &body))];
        let found = finding("secure.ebs-encryption", &replies).await;
        assert_eq!(found.status, Status::Unknown, "{code}");
        assert_eq!(
            (found.failures[0].kind, found.failures[0].code.as_deref()),
            (kind, Some(code))
        );
    }
}
