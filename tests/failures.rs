//! Answers of the documented shape that no stand-in gives: through the SDK's own clients and a connector that
//! answers from a table.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use genkan::apply::survey;
use genkan::aws::Session;
use genkan::domain::{Finding, Kind, Known, Measure, Mode, Region, Scope, Status};
use genkan::measures::{self, Facts};
use serde_json::json;

use crate::support::Hands;
use crate::support::planned_job;

const ACCOUNT: &str = "111122223333";
pub const ARN: &str = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t";

#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    body: String,
    headers: Vec<(&'static str, String)>,
}

impl Reply {
    pub fn new(status: u16, body: &str) -> Self {
        Self {
            status,
            body: body.to_owned(),
            headers: vec![],
        }
    }
}

pub fn json_reply(value: &serde_json::Value) -> Reply {
    Reply {
        status: 200,
        body: value.to_string(),
        headers: vec![],
    }
}

pub fn json_error(status: u16, code: &str, message: &str) -> Reply {
    Reply {
        status,
        body: json!({"__type": code, "message": message}).to_string(),
        headers: vec![],
    }
}

pub fn xml_reply(body: &str) -> Reply {
    Reply {
        status: 200,
        body: body.to_owned(),
        headers: vec![],
    }
}

pub fn xml_error(status: u16, code: &str, message: &str) -> Reply {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    );
    Reply {
        status,
        body,
        headers: vec![],
    }
}

/// Answers by operation; the rest as a healthy account would.
#[derive(Debug, Clone)]
struct Table(Arc<BTreeMap<&'static str, Reply>>);

impl Table {
    fn answer(&self, request: &HttpRequest) -> Reply {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let target = request
            .headers()
            .get("x-amz-target")
            .and_then(|target| target.rsplit('.').next());
        let action = body.split('&').find_map(|pair| pair.strip_prefix("Action="));
        let uri = request.uri();
        // The parts of measure 2 that have no operation's name in the request.
        let whole = if uri.contains("s3-control") {
            Some("GetAccountPublicAccessBlock")
        } else if uri.contains("access-analyzer") {
            Some("ListAnalyzers")
        } else if uri.contains("getAlternateContact") {
            Some("GetAlternateContact")
        } else if uri.contains("ListBuckets") {
            Some("ListBuckets")
        } else {
            None
        };
        let s3 = uri.contains(".s3.").then(|| {
            if uri.contains("?acl") {
                "GetBucketAcl"
            } else if uri.contains("publicAccessBlock") {
                "GetPublicAccessBlock"
            } else if uri.contains("policyStatus") {
                "GetBucketPolicyStatus"
            } else if uri.contains("policy") {
                "GetBucketPolicy"
            } else if uri.contains("versioning") {
                "GetBucketVersioning"
            } else {
                "HeadBucket"
            }
        });
        let guardduty = uri.contains("guardduty").then(|| {
            let path = uri.split("/detector").nth(1).unwrap_or_default();
            let path = path.splitn(3, '/').nth(2);
            match (path, uri.contains("/detector/")) {
                (None | Some(""), false) => "ListDetectors",
                (None | Some(""), true) => "GetDetector",
                (Some("administrator"), _) => "GetAdministratorAccount",
                (Some("freeTrial/daysRemaining"), _) => "GetRemainingFreeTrialDays",
                (Some("usage/statistics"), _) => "GetUsageStatistics",
                (Some("filter"), _) => "ListFilters",
                (Some(path), _) if path.starts_with("filter/") => "GetFilter",
                (Some("findings"), _) => "ListFindings",
                (Some(_), _) => "GetFindings",
            }
        });
        let hub = uri.contains("securityhub").then(|| {
            if uri.contains("/standards") {
                "GetEnabledStandards"
            } else {
                "DescribeHub"
            }
        });
        let name = target
            .or(whole)
            .or(hub)
            .or(action)
            .or(s3)
            .or(guardduty)
            .unwrap_or("ListRegions")
            .to_owned();
        if let Some(reply) = self.0.get(name.as_str()) {
            return reply.clone();
        }
        let xml = xml_reply;
        match name.as_str() {
            "GetCallerIdentity" => xml(
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/founder</Arn><UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
            ),
            "GetTrailStatus" => json_reply(
                &json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_000, "StartLoggingTime": 1_795_420_000}),
            ),
            "GetEventSelectors" => json_reply(
                &json!({"TrailARN": ARN, "EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true}]}),
            ),
            "LookupEvents" => json_reply(&json!({"Events": []})),
            "ListTrails" => json_reply(&json!({"Trails": [{"TrailARN": ARN, "HomeRegion": "eu-west-1"}]})),
            "DescribeTrails" => json_reply(&json!({"trailList": [trail(&json!({}))]})),
            "GetAccountSummary" => xml(
                "<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry><entry><key>AccountAccessKeysPresent</key><value>0</value></entry><entry><key>AccountPasswordPresent</key><value>1</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>",
            ),
            "ListVirtualMFADevices" => xml(
                "<ListVirtualMFADevicesResponse><ListVirtualMFADevicesResult><IsTruncated>false</IsTruncated><VirtualMFADevices></VirtualMFADevices></ListVirtualMFADevicesResult></ListVirtualMFADevicesResponse>",
            ),
            "ListAccountAliases" => xml(
                "<ListAccountAliasesResponse><ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>",
            ),
            "GetPublicAccessBlock" => xml(
                "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
            ),
            "GetBucketPolicyStatus" => xml("<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>"),
            "GetBucketPolicy" => {
                let policy = measures::record::trail_statements("aws", ACCOUNT, "logs", None, ARN);
                Reply {
                    status: 200,
                    body: policy.to_string(),
                    headers: vec![],
                }
            }
            "GetBucketAcl" => xml(
                "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList></AccessControlList></AccessControlPolicy>",
            ),
            "GetBucketVersioning" => xml("<VersioningConfiguration></VersioningConfiguration>"),
            "HeadBucket" => Reply {
                status: 200,
                body: String::new(),
                headers: vec![("x-amz-bucket-region", "eu-west-1".to_owned())],
            },
            "ListRegions" => json_reply(&json!({"Regions": [
                {"RegionName": "eu-west-1", "RegionOptStatus": "ENABLED_BY_DEFAULT"},
                {"RegionName": "af-south-1", "RegionOptStatus": "ENABLING"}]})),
            "GetAccountPlanState" => json_error(404, "ResourceNotFoundException", "no plan"),
            "ListDetectors" => json_reply(&json!({"detectorIds": ["d1"]})),
            "GetDetector" => json_reply(&json!({"status": "ENABLED", "serviceRole": "r", "features": [
                {"name": "CLOUD_TRAIL", "status": "ENABLED"}, {"name": "S3_DATA_EVENTS", "status": "ENABLED"}]})),
            "ListRoles" => xml(
                "<ListRolesResponse><ListRolesResult><IsTruncated>false</IsTruncated><Roles></Roles></ListRolesResult></ListRolesResponse>",
            ),
            "DescribeConfigurationRecorders" => json_reply(&json!({"ConfigurationRecorders": [recorder()]})),
            "DescribeConfigurationRecorderStatus" => json_reply(&json!({"ConfigurationRecordersStatus": [
                {"name": "default", "recording": true, "lastStatus": "SUCCESS"}]})),
            "GetDiscoveredResourceCounts" => {
                json_reply(&json!({"totalDiscoveredResources": 12, "resourceCounts": []}))
            }
            "ListConfigurationRecorders" => json_reply(&json!({"ConfigurationRecorderSummaries": []})),
            "DescribeDeliveryChannels" => json_reply(&json!({"DeliveryChannels": [
                {"name": "default", "s3BucketName": "config-logs"}]})),
            "DescribeDeliveryChannelStatus" => {
                json_reply(&json!({"DeliveryChannelsStatus": [{"name": "default",
                "configHistoryDeliveryInfo": {"lastStatus": "SUCCESS", "lastSuccessfulTime": 1_795_428_000}}]}))
            }
            "DescribeRetentionConfigurations" => json_reply(&json!({"RetentionConfigurations": []})),
            "GetAdministratorAccount" | "GetRemainingFreeTrialDays" | "GetUsageStatistics" => {
                json_reply(&json!({}))
            }
            "DescribeHub" => {
                json_reply(&json!({"HubArn": "arn:aws:securityhub:eu-west-1:111122223333:hub/default"}))
            }
            "GetEnabledStandards" => json_reply(&json!({"StandardsSubscriptions": []})),
            "ListFilters" => json_reply(&json!({"filterNames": []})),
            "GetTopicAttributes" => topic(&json!({"Policy": OPEN_TOPIC})),
            "GetSubscriptionAttributes" => attributes(&json!({})),
            "ListFindings" => json_reply(&json!({"findingIds": []})),
            "ListRules" => json_reply(&json!({"Rules": [{"Name": "told", "State": "ENABLED",
                "EventPattern": "{\"source\":[\"aws.guardduty\"]}"}]})),
            "ListTargetsByRule" => json_reply(&json!({"Targets": [
                {"Id": "t", "Arn": "arn:aws:sns:eu-west-1:111122223333:security"}]})),
            "ListSubscriptionsByTopic" => xml(
                "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member><Protocol>email</Protocol><Endpoint>a@x.example</Endpoint><SubscriptionArn>arn:aws:sns:eu-west-1:111122223333:security:1</SubscriptionArn></member></Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>",
            ),
            other => secure(other),
        }
    }
}

/// Lets EventBridge publish.
pub const OPEN_TOPIC: &str = r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}"#;

/// A topic's attributes.
pub fn topic(values: &serde_json::Value) -> Reply {
    xml_reply(&format!(
        "<GetTopicAttributesResponse><GetTopicAttributesResult>{}</GetTopicAttributesResult></GetTopicAttributesResponse>",
        entries(values)
    ))
}

/// A subscription's attributes.
pub fn attributes(values: &serde_json::Value) -> Reply {
    xml_reply(&format!(
        "<GetSubscriptionAttributesResponse><GetSubscriptionAttributesResult>{}</GetSubscriptionAttributesResult></GetSubscriptionAttributesResponse>",
        entries(values)
    ))
}

fn entries(values: &serde_json::Value) -> String {
    let entry = |(key, value): (&String, &serde_json::Value)| {
        let value = value.as_str().unwrap().replace('<', "&lt;");
        format!("<entry><key>{key}</key><value>{value}</value></entry>")
    };
    let all: String = values.as_object().unwrap().iter().map(entry).collect();
    format!("<Attributes>{all}</Attributes>")
}

/// Measure 2 of a healthy account: one administrator with MFA, and everything an account should have.
fn secure(name: &str) -> Reply {
    let xml = |result: &str| {
        xml_reply(&format!(
            "<{name}Response><{name}Result><IsTruncated>false</IsTruncated>{result}</{name}Result></{name}Response>"
        ))
    };
    match name {
        "ListUsers" => xml(&format!(
            "<Users><member><Path>/</Path><UserName>founder</UserName><UserId>U</UserId><Arn>arn:aws:iam::{ACCOUNT}:user/founder</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><PasswordLastUsed>2026-11-22T00:00:00Z</PasswordLastUsed></member></Users>"
        )),
        "GetLoginProfile" => xml(
            "<LoginProfile><UserName>founder</UserName><CreateDate>2026-01-01T00:00:00Z</CreateDate></LoginProfile>",
        ),
        "ListMFADevices" => xml(&format!(
            "<MFADevices><member><UserName>founder</UserName><SerialNumber>arn:aws:iam::{ACCOUNT}:mfa/x</SerialNumber><EnableDate>2026-01-01T00:00:00Z</EnableDate></member></MFADevices>"
        )),
        "ListAccessKeys" => xml("<AccessKeyMetadata></AccessKeyMetadata>"),
        "GetAccessKeyLastUsed" => {
            xml("<AccessKeyLastUsed><ServiceName>N/A</ServiceName><Region>N/A</Region></AccessKeyLastUsed>")
        }
        "ListServiceSpecificCredentials" => xml("<ServiceSpecificCredentials></ServiceSpecificCredentials>"),
        "ListSAMLProviders" => xml("<SAMLProviderList></SAMLProviderList>"),
        "GetAccountAuthorizationDetails" => xml(
            "<UserDetailList><member><UserName>founder</UserName><GroupList><member>Administrators</member></GroupList></member></UserDetailList><GroupDetailList><member><GroupName>Administrators</GroupName><AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member></AttachedManagedPolicies></member></GroupDetailList>",
        ),
        "GetAccountPasswordPolicy" => xml(
            "<PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength><PasswordReusePrevention>24</PasswordReusePrevention></PasswordPolicy>",
        ),
        "GenerateCredentialReport" => xml("<State>COMPLETE</State>"),
        "GetCredentialReport" => xml(&report(
            "<root_account>,2026-01-01T00:00:00+00:00,no_information,FALSE,N/A,N/A",
        )),
        "ListOrganizationsFeatures" => xml(
            "<OrganizationId>o-1</OrganizationId><EnabledFeatures><member>RootCredentialsManagement</member><member>RootSessions</member></EnabledFeatures>",
        ),
        "DescribeOrganization" => json_reply(&json!({"Organization": {"Id": "o-1", "FeatureSet": "ALL",
            "MasterAccountId": ACCOUNT, "MasterAccountEmail": "root@x.example"}})),
        // AWS may send an empty page with a token, and retired `Status`.
        "ListAccounts" => json_reply(&json!({"Accounts": [
            {"Id": ACCOUNT, "Name": "management", "Email": "root@x.example", "State": "ACTIVE"},
            {"Id": "222233334444", "Name": "prod", "Email": "prod@x.example", "State": "ACTIVE"}]})),
        "ListRoots" => json_reply(&json!({"Roots": [{"Id": "r-1", "Name": "Root"}]})),
        "ListOrganizationalUnitsForParent" => json_reply(&json!({"OrganizationalUnits": []})),
        "ListAccountsForParent" => {
            json_reply(&json!({"Accounts": [{"Id": ACCOUNT}, {"Id": "222233334444"}]}))
        }
        "ListCreateAccountStatus" => json_reply(&json!({"CreateAccountStatuses": []})),
        "ListAWSServiceAccessForOrganization" => json_reply(&json!({"EnabledServicePrincipals": []})),
        "ListInstances" => json_reply(&json!({"Instances": []})),
        "GetAlternateContact" => json_reply(&json!({"AlternateContact": {"AlternateContactType": "SECURITY",
            "Name": "n", "Title": "t", "EmailAddress": "security@x.example", "PhoneNumber": "1"}})),
        "GetAccountPublicAccessBlock" => xml_reply(
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
        ),
        "ListBuckets" => xml_reply("<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>"),
        "ListAnalyzers" => json_reply(&json!({"analyzers": [
            {"name": "a", "arn": "arn", "type": "ACCOUNT", "status": "ACTIVE"}]})),
        "GetEbsEncryptionByDefault" => xml_reply(
            "<GetEbsEncryptionByDefaultResponse><ebsEncryptionByDefault>true</ebsEncryptionByDefault></GetEbsEncryptionByDefaultResponse>",
        ),
        "DescribeBudgets" => {
            json_reply(&json!({"Budgets": [{"BudgetName": "monthly", "BudgetType": "COST"}]}))
        }
        "DescribeNotificationsForBudget" => json_reply(&json!({"Notifications": [
            {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}]})),
        "DescribeSubscribersForNotification" => {
            json_reply(&json!({"Subscribers": [{"SubscriptionType": "EMAIL", "Address": "a@x.example"}]}))
        }
        other => panic!("{other}"),
    }
}

/// A credential report with these rows, as `GetCredentialReport` sends it.
fn report(rows: &str) -> String {
    let text = format!(
        "user,user_creation_time,password_last_used,mfa_active,access_key_1_last_used_date,access_key_2_last_used_date\n{rows}\n"
    );
    format!(
        "<Content>{}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-11-23T08:00:00Z</GeneratedTime>",
        aws_smithy_types::base64::encode(text)
    )
}

/// A healthy recorder, as AWS answers it.
pub fn recorder() -> serde_json::Value {
    json!({"name": "default", "roleARN": "arn:aws:iam::111122223333:role/r", "recordingScope": "PAID",
        "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true, "resourceTypes": [],
            "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}},
        "recordingMode": {"recordingFrequency": "CONTINUOUS", "recordingModeOverrides": []}})
}

impl HttpConnector for Table {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let reply = self.answer(&request);
        let mut response = HttpResponse::new(
            StatusCode::try_from(reply.status).unwrap(),
            SdkBody::from(reply.body),
        );
        response.headers_mut().insert("x-amzn-requestid", "r-1");
        for (name, value) in reply.headers {
            response.headers_mut().insert(name, value);
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

impl HttpClient for Table {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// A healthy trail with some fields different.
pub fn trail(different: &serde_json::Value) -> serde_json::Value {
    let mut trail = json!({
        "Name": "t", "S3BucketName": "logs", "TrailARN": ARN, "HomeRegion": "eu-west-1",
        "IsMultiRegionTrail": true, "IsOrganizationTrail": false, "LogFileValidationEnabled": true
    });
    for (key, value) in different.as_object().unwrap() {
        trail[key] = value.clone();
    }
    trail
}

/// A session that is answered from a table.
pub fn table_session(replies: &[(&'static str, Reply)]) -> Session {
    let table = Table(Arc::new(replies.iter().cloned().collect()));
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(aws_config::Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "AKIA", "secret", None, None, "test",
        )))
        .http_client(SharedHttpClient::new(table))
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .build();
    let clock = Hands::new().clock();
    Session::from_config(config, &Region::new("eu-west-1"), Mode::default(), clock)
}

pub async fn facts(replies: &[(&'static str, Reply)]) -> Facts {
    survey(&table_session(replies), &Scope::all(vec![])).await
}

pub async fn facts_with_bucket(replies: &[(&'static str, Reply)], bucket: &str) -> Facts {
    let scope = Scope::all(vec![(bucket.to_owned(), Region::new("eu-west-1"))]);
    survey(&table_session(replies), &scope).await
}

pub async fn finding(id: &str, replies: &[(&'static str, Reply)]) -> Finding {
    let facts = facts(replies).await;
    measures::judge_all(&Measure::ALL, &facts)
        .into_iter()
        .find(|finding| finding.check.id == id)
        .unwrap()
}

pub async fn status(id: &str, replies: &[(&'static str, Reply)]) -> Status {
    finding(id, replies).await.status
}

#[tokio::test]
async fn a_healthy_account_passes_so_that_each_difference_below_is_its_own() {
    let facts = facts(&[]).await;
    for finding in measures::judge_all(&Measure::ALL, &facts) {
        assert_eq!(finding.status, Status::Pass, "{finding:?}");
    }
    let regions = facts.account.regions.seen().unwrap();
    assert_eq!((regions.enabled.len(), regions.enabling.len()), (1, 1));
    // No plan state is no trouble: an account from before there were plans.
    assert!(matches!(&facts.account.plan, Known::Refused(failure) if failure.kind == Kind::NotFound));
}

#[tokio::test]
async fn refusals_are_told_apart_by_code_and_none_is_a_failed_check() {
    let scp = "User: x is not authorized to perform: cloudtrail:DescribeTrails with an explicit deny in a service control policy";
    for (reply, kind) in [
        (json_error(400, "AccessDeniedException", "no"), Kind::Denied),
        (
            json_error(400, "AccessDeniedException", scp),
            Kind::DeniedByPolicy,
        ),
        (json_error(400, "ExpiredTokenException", "expired"), Kind::Expired),
        (
            json_error(400, "ThrottlingException", "slow down"),
            Kind::Throttled,
        ),
        (
            json_error(400, "UnrecognizedClientException", "bad token"),
            Kind::BadCredentials,
        ),
        (json_error(500, "InternalFailure", "oops"), Kind::Service),
        (json_error(400, "OptInRequired", "subscribe"), Kind::Unsupported),
        (json_error(400, "SomethingNobodyKnows", "?"), Kind::Invalid),
        (
            Reply {
                status: 403,
                body: "<html>".to_owned(),
                headers: vec![],
            },
            Kind::Denied,
        ),
    ] {
        let finding = finding("record.trail", &[("DescribeTrails", reply.clone())]).await;
        assert_eq!(finding.status, Status::Unknown, "{reply:?}");
        let failure = &finding.failures[0];
        assert_eq!(failure.kind, kind, "{reply:?}");
        assert_eq!(failure.permission(), Some("cloudtrail:DescribeTrails"));
        assert!(!failure.message.contains("secret"));
    }
}

#[tokio::test]
async fn a_wrong_clock_is_told_from_wrong_credentials_by_the_answers_own_date() {
    let mut reply = xml_error(403, "SignatureDoesNotMatch", "Signature expired");
    reply
        .headers
        .push(("date", "Mon, 23 Nov 2026 10:02:00 GMT".to_owned()));
    let replies = [("GetCallerIdentity", reply.clone())];
    let identity = facts(&replies).await.account.identity;
    assert_eq!(identity.refusal().unwrap().kind, Kind::BadCredentials);
    reply.headers[0].1 = "Mon, 23 Nov 2026 12:02:00 GMT".to_owned();
    let identity = facts(&[("GetCallerIdentity", reply)]).await.account.identity;
    let failure = identity.refusal().unwrap();
    assert_eq!((failure.kind, failure.exit_code()), (Kind::ClockSkew, 4));
}

#[tokio::test]
async fn shadows_of_one_trail_are_one_trail() {
    let twice = json!({"trailList": [trail(&json!({})), trail(&json!({}))]});
    let facts = facts(&[("DescribeTrails", json_reply(&twice))]).await;
    assert_eq!(facts.record.trails.seen().unwrap().len(), 1);
}

#[tokio::test]
async fn only_all_management_events_of_all_regions_pass() {
    for (selectors, wanted) in [
        (json!({"EventSelectors": []}), Status::Pass),
        (
            json!({"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true}]}),
            Status::Fail,
        ),
        (
            json!({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": false}]}),
            Status::Fail,
        ),
        (
            json!({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true, "ExcludeManagementEventSources": ["kms.amazonaws.com"]}]}),
            Status::Pass,
        ),
        (
            json!({"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]}),
            Status::Pass,
        ),
        (
            json!({"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["false"]}]}]}),
            Status::Fail,
        ),
        (
            json!({"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}]}]}),
            Status::Pass,
        ),
        (
            json!({"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "eventSource", "StartsWith": ["iam"]}]}]}),
            Status::Fail,
        ),
        (
            json!({"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]}),
            Status::Fail,
        ),
    ] {
        let mut selectors = selectors;
        selectors["TrailARN"] = json!(ARN);
        assert_eq!(
            status("record.trail", &[("GetEventSelectors", json_reply(&selectors))]).await,
            wanted,
            "{selectors}"
        );
    }
    let single = json!({"trailList": [trail(&json!({"IsMultiRegionTrail": false}))]});
    assert_eq!(
        status("record.trail", &[("DescribeTrails", json_reply(&single))]).await,
        Status::Fail
    );
    let stopped = finding(
        "record.trail",
        &[("GetTrailStatus", json_reply(&json!({"IsLogging": false})))],
    )
    .await;
    assert_eq!(stopped.status, Status::Fail);
    assert_eq!(stopped.gap.unwrap().id, "gap-trail-stopped");
}

#[tokio::test]
async fn one_unreadable_trail_beside_a_good_one_changes_nothing_and_alone_it_is_unknown() {
    let denied = json_error(400, "AccessDeniedException", "no");
    for call in ["GetTrailStatus", "GetEventSelectors"] {
        assert_eq!(
            status("record.trail", &[(call, denied.clone())]).await,
            Status::Unknown,
            "{call}"
        );
    }
}

#[tokio::test]
async fn an_organizations_trail_passes_and_is_not_ours_to_mend() {
    let arn = "arn:aws:cloudtrail:eu-west-1:999988887777:trail/org";
    let trails =
        json!({"trailList": [trail(&json!({"Name": "org", "TrailARN": arn, "IsOrganizationTrail": true}))]});
    let replies = [
        ("DescribeTrails", json_reply(&trails)),
        (
            "HeadBucket",
            Reply {
                status: 403,
                body: String::new(),
                headers: vec![],
            },
        ),
    ];
    let finding = finding("record.trail", &replies).await;
    assert_eq!(finding.status, Status::Pass);
    assert!(
        finding
            .saw
            .iter()
            .any(|sentence| sentence.id == "saw-trail-of-organization")
    );
    let bucket = self::finding("record.trail-bucket", &replies).await;
    assert_eq!(bucket.status, Status::Unknown);
    assert_eq!(bucket.gap.unwrap().id, "gap-bucket-elsewhere");
    let facts = facts(&replies).await;
    let choices = measures::record::TrailChoices::proposed(ACCOUNT, &Region::new("eu-west-1"), "r").write();
    let plan = planned_job(&facts, &measures::record::TRAIL_JOB, &choices, Hands::new().now()).unwrap();
    assert_eq!(plan.steps, vec![]);
}

#[tokio::test]
async fn delivery_is_judged_by_what_arrived_and_by_the_clock_of_the_answer() {
    // The clock of these tests stands at 1795428131.
    for (answer, wanted) in [
        (
            json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_000}),
            Status::Pass,
        ),
        (
            json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_000, "LatestDeliveryError": "NoSuchBucket"}),
            Status::Fail,
        ),
        (
            json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_000, "LatestDigestDeliveryError": "AccessDenied"}),
            Status::Fail,
        ),
        // A day without a file is not what was promised, however well the last one arrived.
        (
            json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_131 - 23 * 3600}),
            Status::Pass,
        ),
        (
            json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_131 - 25 * 3600}),
            Status::Warn,
        ),
        (
            json!({"IsLogging": true, "LatestDeliveryTime": 1_795_428_000, "LatestDeliveryError": ""}),
            Status::Pass,
        ),
        (
            json!({"IsLogging": true, "StartLoggingTime": 1_795_428_131 - 60}),
            Status::Pending,
        ),
        (
            json!({"IsLogging": true, "StartLoggingTime": 1_795_428_131 - 16 * 60}),
            Status::Fail,
        ),
        (json!({"IsLogging": true}), Status::Unknown),
        (
            json!({"IsLogging": false, "LatestDeliveryTime": 1_795_428_000}),
            Status::NotApplicable,
        ),
    ] {
        assert_eq!(
            status(
                "record.trail-delivery",
                &[("GetTrailStatus", json_reply(&answer))]
            )
            .await,
            wanted,
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_bucket_is_judged_by_everything_that_was_read_and_by_nothing_else() {
    let xml = xml_reply;
    let no_tls = {
        let mut policy = measures::record::trail_statements("aws", ACCOUNT, "logs", None, ARN);
        policy["Statement"].as_array_mut().unwrap().pop();
        policy.to_string()
    };
    for (call, reply, wanted) in [
        // What the block stops is not open.
        (
            "GetBucketPolicyStatus",
            xml("<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>"),
            Status::Pass,
        ),
        (
            "GetBucketPolicyStatus",
            xml("<PolicyStatus></PolicyStatus>"),
            Status::Unknown,
        ),
        (
            "GetPublicAccessBlock",
            // The account's block covers it.
            xml_error(404, "NoSuchPublicAccessBlockConfiguration", "none"),
            Status::Pass,
        ),
        ("GetBucketPolicy", xml(&no_tls), Status::Warn),
        (
            "GetBucketPolicy",
            xml_error(404, "NoSuchBucketPolicy", "none"),
            Status::Warn,
        ),
        ("GetBucketPolicy", xml("not json"), Status::Unknown),
        (
            "GetBucketVersioning",
            xml_error(403, "AccessDenied", "no"),
            Status::Pass,
        ),
        (
            "HeadBucket",
            Reply {
                status: 404,
                body: String::new(),
                headers: vec![],
            },
            Status::Fail,
        ),
        (
            "HeadBucket",
            Reply {
                status: 403,
                body: String::new(),
                headers: vec![],
            },
            Status::Unknown,
        ),
    ] {
        // S3 errors have no envelope.
        let reply = Reply {
            body: reply
                .body
                .replace("<ErrorResponse>", "")
                .replace("</ErrorResponse>", ""),
            ..reply
        };
        assert_eq!(
            status("record.trail-bucket", &[(call, reply.clone())]).await,
            wanted,
            "{call} {reply:?}"
        );
    }
}

#[tokio::test]
async fn the_root_user_is_judged_by_the_summary_and_a_missing_key_is_unknown() {
    let summary = |entries: &[(&str, i32)]| {
        let entries: String = entries
            .iter()
            .map(|(key, value)| format!("<entry><key>{key}</key><value>{value}</value></entry>"))
            .collect();
        let body = format!(
            "<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap>{entries}</SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>"
        );
        [(
            "GetAccountSummary",
            Reply {
                status: 200,
                body,
                headers: vec![],
            },
        )]
    };
    let (mfa, keys, password) = (
        "AccountMFAEnabled",
        "AccountAccessKeysPresent",
        "AccountPasswordPresent",
    );
    for (entries, root_mfa, root_keys) in [
        (
            vec![(mfa, 0), (keys, 0), (password, 1)],
            Status::Fail,
            Status::Pass,
        ),
        (
            vec![(mfa, 1), (keys, 1), (password, 1)],
            Status::Pass,
            Status::Fail,
        ),
        // A member account that an organization made: nothing to protect.
        (
            vec![(mfa, 0), (keys, 0), (password, 0)],
            Status::NotApplicable,
            Status::Pass,
        ),
        (vec![(keys, 0), (password, 1)], Status::Unknown, Status::Pass),
        (vec![(mfa, 1)], Status::Pass, Status::Unknown),
    ] {
        let replies = summary(&entries);
        assert_eq!(status("secure.root-mfa", &replies).await, root_mfa, "{entries:?}");
        assert_eq!(
            status("secure.root-keys", &replies).await,
            root_keys,
            "{entries:?}"
        );
    }
}

#[tokio::test]
async fn who_is_told_is_read_from_rules_targets_and_subscriptions() {
    let rules = |pattern: &str, state: &str| {
        json_reply(&json!({"Rules": [{"Name": "told", "State": state, "EventPattern": pattern}]}))
    };
    let all = r#"{"source":["aws.guardduty"]}"#;
    let target = |arn: &str| json_reply(&json!({"Targets": [{"Id": "t", "Arn": arn}]}));
    let subscriptions = |arn: &str| {
        xml_reply(&format!(
            "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member><Endpoint>a@x.example</Endpoint><SubscriptionArn>{arn}</SubscriptionArn></member></Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>"
        ))
    };
    let id = "detect.alerts";
    // An address that may hold a key is not shown.
    let pager = xml_reply(
        "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member><Protocol>https</Protocol><Endpoint>https://events.example/integration/SECRET/enqueue</Endpoint><SubscriptionArn>PendingConfirmation</SubscriptionArn></member></Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>",
    );
    let found = finding(id, &[("ListSubscriptionsByTopic", pager)]).await;
    assert_eq!(found.status, Status::Warn);
    assert!(!format!("{found:?}").contains("SECRET"), "{found:?}");
    for (replies, wanted) in [
        (
            vec![("ListRules", json_reply(&json!({"Rules": []})))],
            Status::Fail,
        ),
        (vec![("ListRules", rules(all, "DISABLED"))], Status::Fail),
        (
            vec![("ListRules", rules(r#"{"source":["aws.ec2"]}"#, "ENABLED"))],
            Status::Fail,
        ),
        (
            vec![("ListTargetsByRule", json_reply(&json!({"Targets": []})))],
            Status::Fail,
        ),
        // High findings of one kind only.
        (
            vec![(
                "ListRules",
                rules(
                    r#"{"source":["aws.guardduty"],"detail":{"severity":[{"numeric":[">=",8]}]}}"#,
                    "ENABLED",
                ),
            )],
            Status::Warn,
        ),
        (
            vec![("ListSubscriptionsByTopic", subscriptions("PendingConfirmation"))],
            Status::Warn,
        ),
        // The topic is gone, and the rule goes on.
        (
            vec![(
                "ListSubscriptionsByTopic",
                xml_error(404, "NotFound", "Topic does not exist"),
            )],
            Status::Fail,
        ),
        // One that was cancelled tells nobody.
        (
            vec![("ListSubscriptionsByTopic", subscriptions("Deleted"))],
            Status::Fail,
        ),
        (
            vec![(
                "ListTargetsByRule",
                target("arn:aws:sqs:eu-west-1:111122223333:q"),
            )],
            Status::Warn,
        ),
        (
            vec![(
                "ListTargetsByRule",
                target("arn:aws:sns:eu-west-1:999988887777:theirs"),
            )],
            Status::Warn,
        ),
        (
            vec![(
                "ListTargetsByRule",
                target("arn:aws:events:us-east-1:999988887777:event-bus/default"),
            )],
            Status::Warn,
        ),
        (
            vec![("ListRules", json_error(400, "AccessDeniedException", "no"))],
            Status::Unknown,
        ),
        (
            vec![(
                "ListTargetsByRule",
                json_error(400, "ThrottlingException", "slow"),
            )],
            Status::Unknown,
        ),
        (
            vec![(
                "ListSubscriptionsByTopic",
                xml_error(403, "AuthorizationError", "no"),
            )],
            Status::Unknown,
        ),
    ] {
        assert_eq!(
            status(id, &replies).await,
            wanted,
            "{:?}",
            finding(id, &replies).await
        );
    }
}

#[tokio::test]
async fn an_administrator_a_policy_and_what_is_not_told_are_read_from_guardduty() {
    use genkan::measures::detect::Manager;
    let managed = json_reply(&json!({"status": "ENABLED", "serviceRole": "r",
        "features": [{"name": "S3_DATA_EVENTS", "status": "ENABLED", "managedBy": "GUARDDUTY_POLICY"}]}));
    let here = Region::new("eu-west-1");
    let by_policy = facts(&[("GetDetector", managed)]).await;
    assert_eq!(by_policy.detect.regions[&here].manager(), Some(Manager::Policy));
    let administrator = json_reply(&json!({"administrator": {"accountId": "999988887777"}}));
    let by_account = facts(&[("GetAdministratorAccount", administrator)]).await;
    assert_eq!(
        by_account.detect.regions[&here].manager(),
        Some(Manager::Administrator("999988887777"))
    );
    // Free days and cost are beside the checks: not to know them changes no status.
    let denied = || json_error(403, "AccessDeniedException", "no");
    let replies = [
        ("GetRemainingFreeTrialDays", denied()),
        ("GetUsageStatistics", denied()),
    ];
    assert_eq!(status("detect.detector", &replies).await, Status::Pass);
    assert_eq!(
        status("detect.open-findings", &[("ListFindings", denied())]).await,
        Status::Unknown
    );
}

#[tokio::test]
async fn security_hub_is_told_and_never_fails() {
    let id = "detect.security-hub";
    for (reply, wanted) in [
        (
            json_error(403, "InvalidAccessException", "not subscribed"),
            Status::NotApplicable,
        ),
        (
            json_error(404, "ResourceNotFoundException", "no hub"),
            Status::NotApplicable,
        ),
        (json_error(403, "AccessDeniedException", "no"), Status::Unknown),
        (json_error(500, "InternalException", "later"), Status::Unknown),
        (json_reply(&json!({})), Status::Unknown),
    ] {
        let found = finding(id, &[("DescribeHub", reply)]).await;
        assert_eq!(found.status, wanted, "{found:?}");
    }
    let denied = finding(
        id,
        &[("DescribeHub", json_error(403, "AccessDeniedException", "no"))],
    )
    .await;
    assert_eq!(denied.failures[0].permission(), Some("securityhub:DescribeHub"));
}

pub fn xml_of(name: &str, result: &str) -> Reply {
    xml_reply(&format!(
        "<{name}Response><{name}Result><IsTruncated>false</IsTruncated>{result}</{name}Result></{name}Response>"
    ))
}

#[tokio::test]
async fn the_root_users_use_is_read_from_any_date_of_the_report() {
    let of = |rows: &str| {
        [(
            "GetCredentialReport",
            xml_of("GetCredentialReport", &report(rows)),
        )]
    };
    // The clock stands at 2026-11-23.
    for (row, wanted) in [
        // Used by a key after the password, which is what counts.
        (
            "<root_account>,2026-01-01T00:00:00+00:00,2026-02-01T00:00:00+00:00,TRUE,2026-11-20T00:00:00+00:00,N/A",
            Status::Warn,
        ),
        (
            "<root_account>,2026-01-01T00:00:00+00:00,2026-11-01T00:00:00+00:00,TRUE,no_information,N/A",
            Status::Pass,
        ),
        (
            "<root_account>,2026-01-01T00:00:00+00:00,not_supported,true,N/A,N/A",
            Status::Pass,
        ),
        // An account of three days is being set up by its root user.
        (
            "<root_account>,2026-11-20T00:00:00+00:00,2026-11-23T00:00:00+00:00,false,N/A,N/A",
            Status::NotApplicable,
        ),
        // No row is no answer.
        (
            "founder,2026-01-01T00:00:00+00:00,N/A,false,N/A,N/A",
            Status::Unknown,
        ),
    ] {
        assert_eq!(status("secure.root-use", &of(row)).await, wanted, "{row}");
    }
    let refused = [(
        "GenerateCredentialReport",
        xml_error(409, "LimitExceeded", "slow down"),
    )];
    assert_eq!(status("secure.root-use", &refused).await, Status::Unknown);
}

#[tokio::test]
async fn an_account_that_aws_manages_has_no_contacts_and_no_console_users_to_judge() {
    let scp = "User: x is not authorized to perform: account:GetAlternateContact with an explicit deny in a service control policy";
    let no_root = xml_of(
        "GetAccountSummary",
        "<SummaryMap><entry><key>AccountMFAEnabled</key><value>0</value></entry><entry><key>AccountAccessKeysPresent</key><value>0</value></entry><entry><key>AccountPasswordPresent</key><value>0</value></entry></SummaryMap>",
    );
    let denied = || {
        (
            "GetAlternateContact",
            json_error(403, "AccessDeniedException", scp),
        )
    };
    let both = [("GetAccountSummary", no_root), denied()];
    for check in ["secure.root-mfa", "secure.security-contact", "secure.daily-admin"] {
        assert_eq!(status(check, &both).await, Status::NotApplicable, "{check}");
    }
    // The same policy alone is one of any organization: unknown, and not failed.
    assert_eq!(
        status("secure.security-contact", &[denied()]).await,
        Status::Unknown
    );
    let missing = [(
        "GetAlternateContact",
        json_error(404, "ResourceNotFoundException", "none"),
    )];
    assert_eq!(status("secure.security-contact", &missing).await, Status::Fail);
}

#[tokio::test]
async fn only_an_active_external_analyzer_looks_for_access_from_outside() {
    let of = |kind: &str, state: &str| {
        [(
            "ListAnalyzers",
            json_reply(&json!({"analyzers": [{"name": "a", "arn": "arn", "type": kind, "status": state}]})),
        )]
    };
    for (kind, state, wanted) in [
        ("ORGANIZATION", "ACTIVE", Status::Pass),
        ("ACCOUNT_UNUSED_ACCESS", "ACTIVE", Status::Fail),
        ("ACCOUNT_INTERNAL_ACCESS", "ACTIVE", Status::Fail),
        ("ACCOUNT", "DISABLED", Status::Fail),
        ("ACCOUNT", "CREATING", Status::Pending),
    ] {
        assert_eq!(
            status("secure.access-analyzer", &of(kind, state)).await,
            wanted,
            "{kind} {state}"
        );
    }
}

#[tokio::test]
async fn a_default_password_policy_matters_only_where_there_are_passwords() {
    let none = || {
        (
            "GetAccountPasswordPolicy",
            xml_error(404, "NoSuchEntity", "The Password Policy cannot be found."),
        )
    };
    let nobody = || {
        (
            "GetLoginProfile",
            xml_error(404, "NoSuchEntity", "no login profile"),
        )
    };
    assert_eq!(status("secure.password-policy", &[none()]).await, Status::Fail);
    assert_eq!(
        status("secure.password-policy", &[none(), nobody()]).await,
        Status::NotApplicable
    );
    let hidden = ("GetLoginProfile", xml_error(403, "AccessDenied", "no"));
    assert_eq!(
        status("secure.password-policy", &[none(), hidden]).await,
        Status::Unknown
    );
    // Some settings of the account's block are not all of them; none is told apart from denied.
    let block = |body: Reply| [("GetAccountPublicAccessBlock", body)];
    let partly = xml_reply(
        "<PublicAccessBlockConfiguration><IgnorePublicAcls>true</IgnorePublicAcls><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
    );
    assert_eq!(
        status("secure.s3-public-access", &block(partly)).await,
        Status::Fail
    );
    let absent = xml_error(404, "NoSuchPublicAccessBlockConfiguration", "none");
    assert_eq!(
        status("secure.s3-public-access", &block(absent)).await,
        Status::Fail
    );
    let denied = xml_error(403, "AccessDenied", "no");
    assert_eq!(
        status("secure.s3-public-access", &block(denied)).await,
        Status::Unknown
    );
}
