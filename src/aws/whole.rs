//! An answer is read to its end before anybody takes it for one. The SDK's own readers take an empty body for an empty
//! list, and what is left of a document that was cut for the whole of it; both would let a check pass.

use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::retry::ErrorKind;
use serde_json::Value;
use tokio::sync::Semaphore;
use xmlparser::{ElementEnd, Token, Tokenizer};

use super::failure::Unreadable;
use crate::domain::is_read;

/// How many calls are under way at once: a survey asks some hundreds of questions side by side, each over a connection of its
/// own, and macOS gives a program 256 open files.
const AT_ONCE: usize = 160;

/// A client that hands out whole answers only, and has no more than so many calls under way.
#[derive(Debug, Clone)]
pub struct Whole {
    client: SharedHttpClient,
    ceiling: Arc<Semaphore>,
}

impl Whole {
    /// Over another client.
    pub fn of(client: SharedHttpClient) -> Self {
        Self {
            client,
            ceiling: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl HttpClient for Whole {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Reading {
            connector: self.client.http_connector(settings, components),
            ceiling: Arc::clone(&self.ceiling),
        })
    }
}

#[derive(Debug)]
struct Reading {
    connector: SharedHttpConnector,
    ceiling: Arc<Semaphore>,
}

impl HttpConnector for Reading {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let wanted = wanted(&request);
        let (connector, ceiling) = (self.connector.clone(), Arc::clone(&self.ceiling));
        HttpConnectorFuture::new(async move {
            let _under_way = ceiling.acquire_owned().await.ok();
            let response = connector.call(request).await?;
            if response.status().is_success() {
                read(response, wanted).await
            } else {
                Ok(response)
            }
        })
    }
}

/// The answer with its body in memory: genkan asks for no large ones.
async fn read(mut response: HttpResponse, wanted: Expected) -> Result<HttpResponse, ConnectorError> {
    let body = std::mem::replace(response.body_mut(), SdkBody::taken());
    let bytes = match body.bytes() {
        Some(bytes) => bytes.to_vec(),
        None => ByteStream::new(body)
            .collect()
            .await
            .map_err(|error| ConnectorError::io(error.into()))?
            .to_vec(),
    };
    match unreadable(&bytes, wanted) {
        // Asking once more may bring it whole.
        Some(error) => Err(ConnectorError::other(
            error.into(),
            Some(ErrorKind::TransientError),
        )),
        None => {
            *response.body_mut() = SdkBody::from(bytes);
            Ok(response)
        }
    }
}

/// What an operation answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Nothing has to come.
    Nothing,
    Something,
    /// A member that is in every answer, an empty list's too.
    Member(&'static str),
}

/// What keeps a body from being read.
fn unreadable(body: &[u8], wanted: Expected) -> Option<Unreadable> {
    let body = body.trim_ascii();
    if body.is_empty() {
        return (wanted != Expected::Nothing).then_some(Unreadable::Empty);
    }
    let has_member = if body.starts_with(b"<") {
        let text = std::str::from_utf8(body).ok().filter(|text| is_document(text));
        text.map(|text| match wanted {
            Expected::Member(name) => has_element(text, name),
            Expected::Nothing | Expected::Something => true,
        })
    } else if body.starts_with(b"{") {
        serde_json::from_slice::<Value>(body)
            .ok()
            .map(|value| match wanted {
                Expected::Member(name) => value.get(name).is_some_and(|value| !value.is_null()),
                Expected::Nothing | Expected::Something => true,
            })
    } else {
        // A read that is answered with neither XML nor an object of JSON was answered by somebody else.
        (wanted == Expected::Nothing).then_some(true)
    };
    match (has_member, wanted) {
        (None, _) => Some(Unreadable::Cut),
        (Some(false), Expected::Member(name)) => Some(Unreadable::Lacks(name)),
        (Some(_), _) => None,
    }
}

fn has_element(text: &str, name: &str) -> bool {
    Tokenizer::from(text)
        .filter_map(Result::ok)
        .any(|token| matches!(token, Token::ElementStart { local, .. } if local.as_str() == name))
}

/// Whether every element that begins ends, and there is one.
fn is_document(text: &str) -> bool {
    let mut depth: usize = 0;
    let mut roots = 0;
    for token in Tokenizer::from(text) {
        match token {
            Ok(Token::ElementStart { .. }) => {
                roots += usize::from(depth == 0);
                depth += 1;
            }
            Ok(Token::ElementEnd {
                end: ElementEnd::Close(..) | ElementEnd::Empty,
                ..
            }) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    depth == 0 && roots == 1
}

/// The members that are in every answer (the services' API models, and what they send where a list is empty). A check that
/// takes an absence for "none" must not take an answer without them for one.
const MEMBERS: [(&str, &str); 42] = [
    ("GetCallerIdentity", "Account"),
    ("GetAccountSummary", "SummaryMap"),
    ("ListUsers", "Users"),
    ("GetLoginProfile", "LoginProfile"),
    ("ListMFADevices", "MFADevices"),
    ("ListVirtualMFADevices", "VirtualMFADevices"),
    ("ListAccessKeys", "AccessKeyMetadata"),
    ("GetAccessKeyLastUsed", "AccessKeyLastUsed"),
    ("GetAccountAuthorizationDetails", "UserDetailList"),
    ("GetAccountPasswordPolicy", "PasswordPolicy"),
    ("ListSAMLProviders", "SAMLProviderList"),
    ("ListRoles", "Roles"),
    ("GetRole", "Role"),
    ("ListSubscriptionsByTopic", "Subscriptions"),
    ("GetTopicAttributes", "Attributes"),
    ("GetSubscriptionAttributes", "Attributes"),
    ("DescribeKey", "KeyMetadata"),
    ("GetKeyPolicy", "Policy"),
    ("ListPermissionSetsProvisionedToAccount", "PermissionSets"),
    ("DescribeTrails", "trailList"),
    ("GetTrailStatus", "IsLogging"),
    ("GetEventSelectors", "TrailARN"),
    ("LookupEvents", "Events"),
    ("DescribeConfigurationRecorders", "ConfigurationRecorders"),
    (
        "DescribeConfigurationRecorderStatus",
        "ConfigurationRecordersStatus",
    ),
    ("ListConfigurationRecorders", "ConfigurationRecorderSummaries"),
    ("DescribeDeliveryChannels", "DeliveryChannels"),
    ("DescribeDeliveryChannelStatus", "DeliveryChannelsStatus"),
    ("DescribeRetentionConfigurations", "RetentionConfigurations"),
    ("ListRules", "Rules"),
    ("ListTargetsByRule", "Targets"),
    ("DescribeOrganization", "Organization"),
    ("ListAccounts", "Accounts"),
    ("ListRoots", "Roots"),
    ("ListOrganizationalUnitsForParent", "OrganizationalUnits"),
    ("ListAccountsForParent", "Accounts"),
    ("ListCreateAccountStatus", "CreateAccountStatuses"),
    ("ListAWSServiceAccessForOrganization", "EnabledServicePrincipals"),
    ("ListInstances", "Instances"),
    ("ListAccountAliases", "AccountAliases"),
    ("DescribeRegions", "regionInfo"),
    ("GetEbsEncryptionByDefault", "ebsEncryptionByDefault"),
];

/// The same of operations in a path (REST): method, the path's last part, and the member.
const OF_PATHS: [(&str, &str, &str); 6] = [
    ("GET", "detector", "detectorIds"),
    ("GET", "filter", "filterNames"),
    ("POST", "findings", "findingIds"),
    ("POST", "listRegions", "Regions"),
    ("POST", "getAlternateContact", "AlternateContact"),
    ("GET", "analyzer", "analyzers"),
];

/// What the answer to a request has in it. Of the operations in a path it goes by the method and the path's end;
/// `GetAdministratorAccount` answers an account of its own with nothing (GuardDuty API).
fn wanted(request: &HttpRequest) -> Expected {
    let of = |operation: &str| {
        let member = MEMBERS.iter().find(|(name, _)| *name == operation);
        member.map_or(Expected::Something, |(_, member)| Expected::Member(member))
    };
    if let Some(target) = request.headers().get("x-amz-target") {
        let operation = target.rsplit('.').next().unwrap_or_default();
        return if is_read(operation) {
            of(operation)
        } else {
            Expected::Nothing
        };
    }
    let body = request.body().bytes().unwrap_or_default();
    if let Some(action) = body.strip_prefix(b"Action=") {
        let action = action.split(|byte| *byte == b'&').next().unwrap_or_default();
        return of(std::str::from_utf8(action).unwrap_or_default());
    }
    let (method, uri) = (request.method(), request.uri());
    let path = uri.split('?').next().unwrap_or_default();
    let end = path.rsplit('/').next().unwrap_or_default();
    let known = OF_PATHS
        .iter()
        .find(|(of_method, of_end, _)| *of_method == method && *of_end == end);
    if let Some((_, _, member)) = known {
        return Expected::Member(member);
    }
    let asks = match method {
        "GET" => end != "administrator",
        "POST" => end == "daysRemaining" || end.starts_with("get") || end.starts_with("list"),
        _ => false,
    };
    if asks {
        Expected::Something
    } else {
        Expected::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_whole_or_no_answer() {
        for (body, wanted) in [
            ("{}", None),
            (r#"{"Budgets": []}"#, None),
            (r#"{"Budgets": ["#, Some(Unreadable::Cut)),
            ("", Some(Unreadable::Empty)),
            (" \n", Some(Unreadable::Empty)),
            ("<A><B/><C>1</C></A>", None),
            ("<?xml version=\"1.0\"?>\n<A/>", None),
            ("<A><B/><C>1</C>", Some(Unreadable::Cut)),
            ("<A><B/><C>1</", Some(Unreadable::Cut)),
            ("garbage", Some(Unreadable::Cut)),
            ("[1]", Some(Unreadable::Cut)),
        ] {
            assert_eq!(unreadable(body.as_bytes(), Expected::Something), wanted, "{body}");
        }
        // What changes something may be answered with nothing.
        assert_eq!(unreadable(b"", Expected::Nothing), None);
        assert_eq!(unreadable(b"{", Expected::Nothing), Some(Unreadable::Cut));
        for (body, wanted) in [
            (r#"{"Users": []}"#, None),
            (r#"{"Users": null}"#, Some(Unreadable::Lacks("Users"))),
            ("{}", Some(Unreadable::Lacks("Users"))),
            ("<A><Users/></A>", None),
            ("<A><B>Users</B></A>", Some(Unreadable::Lacks("Users"))),
        ] {
            let member = Expected::Member("Users");
            assert_eq!(unreadable(body.as_bytes(), member), wanted, "{body}");
        }
    }
}
