//! What the account as a whole has: password policy, contacts, public access block, analyzers, budgets, Identity Center.

use aws_sdk_account::types::AlternateContactType;
use aws_sdk_s3::types::ObjectOwnership;
use serde_json::{Value, json};

use crate::aws::failure::Call;
use crate::aws::raw::{self, Reply, encoded};
use crate::aws::{Session, sns};
use crate::domain::{Arn, Each, Evidence, Failure, Kind, PublicAccessBlock, Region};
use crate::measures::secure::{
    Analyzer, Budget, Center, Contact, ContactKind, PasswordPolicy, PublicBuckets,
};

/// An absence that AWS tells as an error.
fn none_where_absent<T>(failure: Failure, call: &Call<'_>) -> Result<(Option<T>, Evidence), Failure> {
    if failure.kind == Kind::NotFound {
        let saw = json!({"code": failure.code});
        Ok((None, call.evidence(failure.request_id.as_deref(), saw)))
    } else {
        Err(failure)
    }
}

/// `iam:GetAccountPasswordPolicy`; none where AWS's default holds.
pub(super) async fn password_policy(
    session: &Session,
) -> Result<(Option<PasswordPolicy>, Evidence), Failure> {
    use aws_sdk_iam::operation::RequestId as _;
    let call = Call::read(session, "iam:GetAccountPasswordPolicy", session.region());
    let answer = match session.iam().get_account_password_policy().send().await {
        Ok(answer) => answer,
        Err(error) => return none_where_absent(call.refused(&error), &call),
    };
    let Some(policy) = answer.password_policy() else {
        return Err(call.failure(Kind::Service, "no PasswordPolicy"));
    };
    let policy = PasswordPolicy {
        minimum_password_length: policy.minimum_password_length().unwrap_or(6),
        require_symbols: policy.require_symbols(),
        require_numbers: policy.require_numbers(),
        require_uppercase_characters: policy.require_uppercase_characters(),
        require_lowercase_characters: policy.require_lowercase_characters(),
        allow_users_to_change_password: policy.allow_users_to_change_password(),
        max_password_age: policy.max_password_age().filter(|days| *days > 0),
        password_reuse_prevention: policy.password_reuse_prevention().filter(|count| *count > 0),
        hard_expiry: policy.hard_expiry().filter(|hard| *hard),
    };
    let saw = json!(policy);
    Ok((Some(policy), call.evidence(answer.request_id(), saw)))
}

/// `account:GetAlternateContact`; none where nobody is named.
pub(super) async fn contact(
    session: &Session,
    kind: ContactKind,
) -> Result<(Option<Contact>, Evidence), Failure> {
    use aws_sdk_account::operation::RequestId as _;
    let call = Call::read(session, "account:GetAlternateContact", session.region());
    let answer = session
        .account()
        .get_alternate_contact()
        .alternate_contact_type(AlternateContactType::from(kind.id()))
        .send()
        .await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return none_where_absent(call.refused(&error), &call),
    };
    let Some(contact) = answer.alternate_contact() else {
        return Err(call.failure(Kind::Service, "no AlternateContact"));
    };
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let contact = Contact {
        name: text(contact.name()),
        title: text(contact.title()),
        email_address: text(contact.email_address()),
        phone_number: text(contact.phone_number()),
    };
    let saw = json!({"AlternateContactType": kind.id(), "EmailAddress": contact.email_address});
    Ok((Some(contact), call.evidence(answer.request_id(), saw)))
}

/// A call of S3 Control about the account's public access block. Its crate has a hundred operations; three are used.
pub(super) async fn s3_control(call: &Call<'_>, method: &str, body: &str) -> Result<Reply, Failure> {
    let (identity, _) = crate::aws::account::identity(call.session).await?;
    let account = identity.account;
    let host = format!("{account}.s3-control.{}", call.region);
    raw::send(
        call,
        raw::Request {
            service: "s3",
            variable: "AWS_ENDPOINT_URL_S3_CONTROL",
            method,
            path: "/v20180820/configuration/publicAccessBlock",
            content: "application/xml",
            body,
            headers: &[("x-amz-account-id", &account)],
            host: Some(&host),
            // With an endpoint of somebody's own the account goes before its name.
            prefix: has_own_endpoint(call.session).then_some(&*account),
        },
    )
    .await
}

fn has_own_endpoint(session: &Session) -> bool {
    session.endpoint().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3_CONTROL").is_some()
}

/// `s3control:GetPublicAccessBlock`; none where the account has none.
pub(in crate::aws) async fn public_access_block(
    session: &Session,
) -> Result<(Option<PublicAccessBlock>, Evidence), Failure> {
    let call = Call::read(session, "s3control:GetPublicAccessBlock", session.region())
        .action("s3:GetAccountPublicAccessBlock");
    let reply = s3_control(&call, "GET", "").await?;
    if reply.status() >= 300 {
        return none_where_absent(reply.failure(&call), &call);
    }
    let Some(block) = read_block(&reply.body) else {
        return Err(call.failure(Kind::WrongEndpoint, "no PublicAccessBlockConfiguration"));
    };
    let saw = json!(block);
    Ok((Some(block), call.evidence(reply.request_id(), saw)))
}

/// A `PublicAccessBlockConfiguration`. A setting that is not there is off.
fn read_block(body: &[u8]) -> Option<PublicAccessBlock> {
    let text = std::str::from_utf8(body).ok()?;
    let mut document = aws_smithy_xml::decode::Document::new(text);
    let mut root = document.root_element().ok()?;
    if !root.start_el().matches("PublicAccessBlockConfiguration") {
        return None;
    }
    let mut block = PublicAccessBlock::default();
    while let Some(mut field) = root.next_tag() {
        let name = field.start_el().local().to_owned();
        let on = aws_smithy_xml::decode::try_data(&mut field)
            .is_ok_and(|value| value.trim().eq_ignore_ascii_case("true"));
        match name.as_str() {
            "BlockPublicAcls" => block.block_public_acls = on,
            "IgnorePublicAcls" => block.ignore_public_acls = on,
            "BlockPublicPolicy" => block.block_public_policy = on,
            "RestrictPublicBuckets" => block.restrict_public_buckets = on,
            _ => {}
        }
    }
    Some(block)
}

/// The same as XML.
pub(super) fn block_xml(block: &PublicAccessBlock) -> String {
    format!(
        "<PublicAccessBlockConfiguration xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><BlockPublicAcls>{}</BlockPublicAcls><IgnorePublicAcls>{}</IgnorePublicAcls><BlockPublicPolicy>{}</BlockPublicPolicy><RestrictPublicBuckets>{}</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
        block.block_public_acls,
        block.ignore_public_acls,
        block.block_public_policy,
        block.restrict_public_buckets
    )
}

/// The groups of S3 that mean the public (Amazon S3 user guide, "The meaning of public").
const EVERYBODY: [&str; 2] = [
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
];

/// The buckets that are open to the public now: by a policy or an ACL that their own block does not stop.
pub(super) async fn public_buckets(session: &Session) -> Result<(PublicBuckets, Evidence), Failure> {
    use aws_sdk_s3::operation::RequestId as _;
    use futures_util::StreamExt as _;
    let call = Call::read(session, "s3:ListBuckets", session.region()).action("s3:ListAllMyBuckets");
    let mut pages = session
        .s3(session.region())
        .list_buckets()
        .max_buckets(1000)
        .into_paginator()
        .send();
    let mut names: Vec<(String, Option<Region>)> = Vec::new();
    let mut request_id = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| call.refused(&error))?;
        request_id = page.request_id().map(ToOwned::to_owned).or(request_id);
        names.extend(page.buckets().iter().filter_map(|bucket| {
            let region = bucket.bucket_region().map(Region::new);
            Some((bucket.name()?.to_owned(), region))
        }));
    }
    let total = names.len();
    let mut buckets = PublicBuckets {
        total,
        ..PublicBuckets::default()
    };
    let mut looks = futures_util::stream::iter(names)
        .map(async |(name, region)| {
            let open = openness(session, &name, region).await;
            (name, open)
        })
        .buffered(20);
    while let Some((name, open)) = looks.next().await {
        match open {
            Ok(Openness::Public) => buckets.public.push(name),
            Ok(Openness::Acls) => buckets.acls.push(name),
            Ok(Openness::Closed) => {}
            Err(_) => buckets.unread.push(name),
        }
    }
    let saw = json!({"Buckets": total, "public": buckets.public, "aclsInForce": buckets.acls,
        "notReadable": buckets.unread});
    Ok((buckets, call.evidence(request_id.as_deref(), saw)))
}

/// How far a bucket is open.
enum Openness {
    /// To everybody, by its policy or its ACL.
    Public,
    /// Its objects may be, by ACLs of their own.
    Acls,
    /// To nobody.
    Closed,
}

async fn openness(session: &Session, name: &str, region: Option<Region>) -> Result<Openness, Failure> {
    let region = match region {
        Some(region) => region,
        None => located(session, name).await?,
    };
    let call = Call::read(session, "s3:GetBucketAcl", &region);
    let acl = async {
        let client = session.s3(&region);
        let answer = client.get_bucket_acl().bucket(name).send().await;
        answer.map_err(|error| call.refused(&error))
    };
    let (own, by_policy, acl, without_acls) = tokio::join!(
        own_block(session, name, &region),
        policy_is_public(session, name, &region),
        acl,
        is_without_acls(session, name, &region)
    );
    let own = own?.unwrap_or_default();
    // What the bucket's own block stops need not be known.
    if !own.restrict_public_buckets && by_policy? {
        return Ok(Openness::Public);
    }
    // What is not known to be without ACLs may have them.
    if own.ignore_public_acls || without_acls.unwrap_or(false) {
        return Ok(Openness::Closed);
    }
    if lets_everybody_in(acl?.grants()) {
        Ok(Openness::Public)
    } else {
        Ok(Openness::Acls)
    }
}

/// Whether the bucket's owner owns all objects in it, so that no ACL counts (Amazon S3 user guide, "Controlling ownership of
/// objects and disabling ACLs for your bucket").
async fn is_without_acls(session: &Session, name: &str, region: &Region) -> Result<bool, Failure> {
    let call = Call::read(session, "s3:GetBucketOwnershipControls", region);
    let client = session.s3(region);
    match client.get_bucket_ownership_controls().bucket(name).send().await {
        Ok(answer) => {
            let rules = answer.ownership_controls().map_or(&[][..], |all| all.rules());
            Ok(rules
                .iter()
                .any(|rule| *rule.object_ownership() == ObjectOwnership::BucketOwnerEnforced))
        }
        Err(error) => match call.refused(&error) {
            failure if failure.kind == Kind::NotFound => Ok(false),
            failure => Err(failure),
        },
    }
}

/// Whether a grant of an ACL is one to the public.
pub(in crate::aws) fn lets_everybody_in(grants: &[aws_sdk_s3::types::Grant]) -> bool {
    grants.iter().any(|grant| {
        let uri = grant.grantee().and_then(|grantee| grantee.uri());
        uri.is_some_and(|uri| EVERYBODY.contains(&uri))
    })
}

async fn located(session: &Session, name: &str) -> Result<Region, Failure> {
    let call = Call::read(session, "s3:GetBucketLocation", session.region());
    let answer = session
        .s3(session.region())
        .get_bucket_location()
        .bucket(name)
        .send()
        .await
        .map_err(|error| call.refused(&error))?;
    // The oldest Region has no name here, and the oldest of Europe has another (Amazon S3 API reference).
    let place = answer.location_constraint().map_or("", |place| place.as_str());
    Ok(Region::new(match place {
        "" => "us-east-1",
        "EU" => "eu-west-1",
        other => other,
    }))
}

async fn own_block(
    session: &Session,
    name: &str,
    region: &Region,
) -> Result<Option<PublicAccessBlock>, Failure> {
    let call = Call::read(session, "s3:GetPublicAccessBlock", region).action("s3:GetBucketPublicAccessBlock");
    match session
        .s3(region)
        .get_public_access_block()
        .bucket(name)
        .send()
        .await
    {
        Ok(answer) => Ok(answer
            .public_access_block_configuration()
            .map(|block| PublicAccessBlock {
                block_public_acls: block.block_public_acls() == Some(true),
                ignore_public_acls: block.ignore_public_acls() == Some(true),
                block_public_policy: block.block_public_policy() == Some(true),
                restrict_public_buckets: block.restrict_public_buckets() == Some(true),
            })),
        Err(error) => {
            let failure = call.refused(&error);
            if failure.kind == Kind::NotFound {
                Ok(None)
            } else {
                Err(failure)
            }
        }
    }
}

async fn policy_is_public(session: &Session, name: &str, region: &Region) -> Result<bool, Failure> {
    let call = Call::read(session, "s3:GetBucketPolicyStatus", region);
    match session
        .s3(region)
        .get_bucket_policy_status()
        .bucket(name)
        .send()
        .await
    {
        Ok(answer) => Ok(answer
            .policy_status()
            .and_then(aws_sdk_s3::types::PolicyStatus::is_public)
            == Some(true)),
        Err(error) => {
            let failure = call.refused(&error);
            if failure.kind == Kind::NotFound {
                Ok(false)
            } else {
                Err(failure)
            }
        }
    }
}

/// A call of IAM Access Analyzer.
pub(super) async fn access_analyzer(
    call: &Call<'_>,
    method: &str,
    path: &str,
    body: &str,
) -> Result<Reply, Failure> {
    let request = raw::Request {
        service: "access-analyzer",
        variable: "AWS_ENDPOINT_URL_ACCESSANALYZER",
        method,
        path,
        content: "application/json",
        body,
        ..raw::Request::default()
    };
    raw::send(call, request).await
}

/// `access-analyzer:ListAnalyzers`.
pub(super) async fn analyzers(
    session: &Session,
    region: &Region,
) -> Result<(Vec<Analyzer>, Evidence), Failure> {
    let call = Call::read(session, "access-analyzer:ListAnalyzers", region);
    let mut analyzers = Vec::new();
    let mut path = "/analyzer".to_owned();
    loop {
        let reply = access_analyzer(&call, "GET", &path, "").await?;
        let body = reply.json();
        let Some(page) = body.get("analyzers").and_then(Value::as_array) else {
            return Err(failed(&reply, &call, "no analyzers"));
        };
        let text = |one: &Value, name: &str| {
            one.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        analyzers.extend(page.iter().map(|one| Analyzer {
            name: text(one, "name"),
            kind: text(one, "type"),
            status: text(one, "status"),
        }));
        match body.get("nextToken").and_then(Value::as_str) {
            Some(token) => path = format!("/analyzer?nextToken={}", encoded(token)),
            None => {
                let saw: Vec<Value> = analyzers
                    .iter()
                    .map(|one| json!({"name": one.name, "type": one.kind, "status": one.status}))
                    .collect();
                let evidence = call.evidence(reply.request_id(), json!({"analyzers": saw}));
                return Ok((analyzers, evidence));
            }
        }
    }
}

/// What an answer that is not the one expected means.
fn failed(reply: &Reply, call: &Call<'_>, message: &str) -> Failure {
    if reply.status() >= 300 {
        reply.failure(call)
    } else {
        call.failure(Kind::WrongEndpoint, message)
    }
}

/// A call of AWS Budgets, which lives in one Region of each partition.
pub(super) async fn budget_call(call: &Call<'_>, operation: &str, body: &Value) -> Result<Reply, Failure> {
    let target = format!("AWSBudgetServiceGateway.{operation}");
    let request = raw::Request {
        service: "budgets",
        variable: "AWS_ENDPOINT_URL_BUDGETS",
        method: "POST",
        path: "/",
        content: "application/x-amz-json-1.1",
        body: &body.to_string(),
        headers: &[("x-amz-target", &target)],
        host: Some("budgets"),
        ..raw::Request::default()
    };
    raw::send(call, request).await
}

/// Where AWS Budgets lives (AWS General Reference, "AWS Billing and Cost Management endpoints and quotas").
pub(super) fn budgets_region(partition: &str) -> Region {
    match partition {
        "aws-cn" => Region::new("cn-northwest-1"),
        other => crate::domain::account::first_region(other),
    }
}

/// Every page of a list of AWS Budgets.
async fn pages(
    call: &Call<'_>,
    operation: &str,
    body: Value,
    list: &str,
) -> Result<(Vec<Value>, Option<String>), Failure> {
    let mut all = Vec::new();
    let mut body = body;
    loop {
        let reply = budget_call(call, operation, &body).await?;
        let answer = reply.json();
        if reply.status() >= 300 {
            // No such budget, or nobody told of it.
            let failure = reply.failure(call);
            return if failure.kind == Kind::NotFound {
                Ok((all, failure.request_id))
            } else {
                Err(failure)
            };
        }
        let page = answer.get(list).and_then(Value::as_array);
        all.extend(page.into_iter().flatten().cloned());
        match answer.get("NextToken").filter(|token| token.is_string()) {
            Some(token) => {
                if let Some(fields) = body.as_object_mut() {
                    fields.insert("NextToken".to_owned(), token.clone());
                }
            }
            None => return Ok((all, reply.request_id().map(ToOwned::to_owned))),
        }
    }
}

pub(super) async fn budget_names(session: &Session) -> Result<Vec<String>, Failure> {
    let (identity, _) = crate::aws::account::identity(session).await?;
    let region = budgets_region(&identity.partition);
    let call = Call::read(session, "budgets:DescribeBudgets", &region).action("budgets:ViewBudget");
    let body = json!({"AccountId": identity.account});
    let (all, _) = pages(&call, "DescribeBudgets", body, "Budgets").await?;
    let name = |budget: &Value| Some(budget.get("BudgetName")?.as_str()?.to_owned());
    Ok(all.iter().filter_map(name).collect())
}

/// Whether a subscriber of a budget hears of it: a mailbox does; a topic where somebody has confirmed.
async fn hears(session: &Session, subscriber: &Value) -> Result<bool, Failure> {
    let text = |name: &str| subscriber.get(name).and_then(Value::as_str).unwrap_or_default();
    let address = text("Address");
    if text("SubscriptionType") != "SNS" {
        return Ok(!address.is_empty());
    }
    let Some(topic) = Arn::parse(address) else {
        return Ok(false);
    };
    match sns::subscriptions(session, &Region::new(topic.region), address).await {
        Ok((confirmed, _)) => Ok(!confirmed.is_empty()),
        // The topic is gone.
        Err(failure) if failure.kind == Kind::NotFound => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// The budgets, and how many are told of each.
pub(super) async fn budgets(session: &Session) -> Result<(Each<Budget>, Evidence), Failure> {
    let (identity, _) = crate::aws::account::identity(session).await?;
    let region = budgets_region(&identity.partition);
    let account = identity.account;
    let read = |operation| Call::read(session, operation, &region).action("budgets:ViewBudget");
    let call = read("budgets:DescribeBudgets");
    let (all, request_id) = pages(&call, "DescribeBudgets", json!({"AccountId": account}), "Budgets").await?;
    let (read, account) = (&read, &account);
    let of = all
        .iter()
        .filter_map(|budget| {
            let kind = budget
                .get("BudgetType")
                .and_then(Value::as_str)
                .unwrap_or_default();
            Some((budget.get("BudgetName")?.as_str()?, kind))
        })
        .map(async |(name, kind)| {
            let answer = async {
                let call = read("budgets:DescribeNotificationsForBudget");
                let body = json!({"AccountId": account, "BudgetName": name});
                let (told, _) = pages(&call, "DescribeNotificationsForBudget", body, "Notifications").await?;
                let subscribers = told.iter().map(async |notification| {
                    let call = read("budgets:DescribeSubscribersForNotification");
                    let body =
                        json!({"AccountId": account, "BudgetName": name, "Notification": notification});
                    let list =
                        pages(&call, "DescribeSubscribersForNotification", body, "Subscribers").await?;
                    let reached = list.0.iter().map(async |one| hears(session, one).await);
                    let reached = futures_util::future::join_all(reached).await;
                    Ok::<_, Failure>(reached)
                });
                let reached: Vec<Result<bool, Failure>> = futures_util::future::try_join_all(subscribers)
                    .await?
                    .into_iter()
                    .flatten()
                    .collect();
                let subscribers = reached.iter().filter(|one| **one == Ok(true)).count();
                // One who hears is enough, whoever else could not be looked at.
                if subscribers == 0
                    && let Some(failure) = reached.into_iter().find_map(Result::err)
                {
                    return Err(failure);
                }
                Ok::<_, Failure>(Budget {
                    name: name.to_owned(),
                    kind: kind.to_owned(),
                    subscribers,
                })
            };
            (name.to_owned(), answer.await)
        });
    let answers = futures_util::future::join_all(of).await;
    let budgets = answers.into_iter().collect::<Each<Budget>>().or_refusal()?;
    let saw: Vec<Value> = budgets
        .seen
        .values()
        .map(|budget| {
            json!({"BudgetName": budget.name, "BudgetType": budget.kind, "subscribers": budget.subscribers})
        })
        .collect();
    let evidence = call.evidence(request_id.as_deref(), json!({"Budgets": saw}));
    Ok((budgets, evidence))
}

/// A call of IAM Identity Center.
async fn center_call(call: &Call<'_>, operation: &str, body: &Value) -> Result<Reply, Failure> {
    let target = format!("SWBExternalService.{operation}");
    let request = raw::Request {
        service: "sso",
        variable: "AWS_ENDPOINT_URL_SSO_ADMIN",
        method: "POST",
        path: "/",
        content: "application/x-amz-json-1.1",
        body: &body.to_string(),
        headers: &[("x-amz-target", &target)],
        ..raw::Request::default()
    };
    raw::send(call, request).await
}

/// A list of IAM Identity Center, each page of it.
async fn center_list(
    call: &Call<'_>,
    operation: &str,
    mut body: Value,
    list: &str,
) -> Result<(Vec<Value>, Option<String>), Failure> {
    let mut all = Vec::new();
    loop {
        let reply = center_call(call, operation, &body).await?;
        let answer = reply.json();
        let Some(page) = answer.get(list).and_then(Value::as_array) else {
            return Err(failed(&reply, call, &format!("no {list}")));
        };
        all.extend(page.iter().cloned());
        match answer.get("NextToken").filter(|token| token.is_string()) {
            Some(token) => body["NextToken"] = token.clone(),
            None => return Ok((all, reply.request_id().map(ToOwned::to_owned))),
        }
    }
}

/// The instances of IAM Identity Center that the account sees, and whether they reach into this account.
pub(super) async fn identity_center(session: &Session) -> Result<(Vec<Center>, Evidence), Failure> {
    let call = Call::read(session, "sso:ListInstances", session.region());
    // Without the scope only the Region that is asked answers.
    let body = json!({"RegionScope": "ALL_REGIONS"});
    let (instances, request_id) = center_list(&call, "ListInstances", body, "Instances").await?;
    let text = |one: &Value, name: &str| {
        one.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let centers = instances.iter().map(async |one| {
        let (arn, status) = (text(one, "InstanceArn"), text(one, "Status"));
        let region = match text(one, "PrimaryRegion") {
            place if place.is_empty() => session.region().clone(),
            place => Region::new(place),
        };
        let provisioned = if status == "ACTIVE" {
            is_provisioned(session, &region, &arn).await
        } else {
            Ok(false)
        };
        Center {
            arn,
            status,
            provisioned,
        }
    });
    let centers = futures_util::future::join_all(centers).await;
    let saw: Vec<Value> = centers
        .iter()
        .map(|one| {
            let provisioned = one.provisioned.as_ref().ok();
            json!({"InstanceArn": one.arn, "Status": one.status, "provisionedHere": provisioned})
        })
        .collect();
    let evidence = call.evidence(request_id.as_deref(), json!({"Instances": saw}));
    Ok((centers, evidence))
}

async fn is_provisioned(session: &Session, region: &Region, instance: &str) -> Result<bool, Failure> {
    let (identity, _) = crate::aws::account::identity(session).await?;
    let call = Call::read(session, "sso:ListPermissionSetsProvisionedToAccount", region);
    let body = json!({"InstanceArn": instance, "AccountId": identity.account});
    let operation = "ListPermissionSetsProvisionedToAccount";
    let (sets, _) = center_list(&call, operation, body, "PermissionSets").await?;
    Ok(!sets.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_is_read_from_the_documented_answer_and_reads_back() {
        let body = br#"<?xml version="1.0" encoding="UTF-8"?>
<PublicAccessBlockConfiguration xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">
   <BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>TRUE</IgnorePublicAcls>
   <RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>"#;
        let block = read_block(body).unwrap();
        assert_eq!(block.off(), ["BlockPublicPolicy", "RestrictPublicBuckets"]);
        let whole = PublicAccessBlock::WHOLE;
        assert_eq!(read_block(block_xml(&whole).as_bytes()), Some(whole));
        assert_eq!(read_block(b"<Error><Code>x</Code></Error>"), None);
        assert_eq!(read_block(b"not xml"), None);
    }
}
