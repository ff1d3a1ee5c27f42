//! S3, with just the operations that genkan calls: one namespace for all Regions and accounts, owners that are checked, new
//! buckets closed to the public. Refusals are those of the Amazon S3 API reference.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::Value;

use crate::demo::answer::{Answer, Protocol};
use crate::demo::request::Request;
use crate::demo::services::{Around, Service};
use crate::demo::{ACCOUNT, scenario};
use crate::measures::record::{config_statements, trail_statements};

/// The buckets of the world, as far as the embedded account knows.
#[derive(Default)]
pub struct Buckets {
    all: Mutex<BTreeMap<String, Bucket>>,
}

/// A bucket. What the SDK wrote as XML is kept as it came: it is what comes back.
#[derive(Debug, Clone, Default)]
struct Bucket {
    region: String,
    foreign: bool,
    /// Its ACLs are in force.
    acls: bool,
    block: Option<String>,
    policy: Option<String>,
    policy_since: Option<Timestamp>,
    versioning: Option<String>,
    tagging: Option<String>,
}

const NAMESPACE: &str = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
/// Since April 2023 a new bucket has all four settings on.
const BLOCK: &str = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";
const VERSIONED: &str = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Enabled</Status></VersioningConfiguration>";

/// The operation of an S3 request: its method and the one word of its query.
pub fn operation(method: &str, uri: &str) -> String {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    let words: Vec<&str> = query
        .split('&')
        .filter_map(|pair| pair.split('=').next())
        .collect();
    let has = |word: &str| words.contains(&word);
    let (read, write, delete) = if has("publicAccessBlock") {
        (
            "GetPublicAccessBlock",
            "PutPublicAccessBlock",
            "DeletePublicAccessBlock",
        )
    } else if has("policyStatus") {
        ("GetBucketPolicyStatus", "", "")
    } else if has("policy") {
        ("GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy")
    } else if has("versioning") {
        ("GetBucketVersioning", "PutBucketVersioning", "")
    } else if has("acl") {
        ("GetBucketAcl", "PutBucketAcl", "")
    } else if has("ownershipControls") {
        ("GetBucketOwnershipControls", "", "")
    } else if has("location") {
        ("GetBucketLocation", "", "")
    } else if bucket_of(uri).is_none() {
        ("ListBuckets", "", "")
    } else if has("tagging") {
        ("GetBucketTagging", "PutBucketTagging", "DeleteBucketTagging")
    } else {
        ("ListObjectsV2", "CreateBucket", "DeleteBucket")
    };
    let name = match method {
        "HEAD" => "HeadBucket",
        "PUT" => write,
        "DELETE" => delete,
        _ => read,
    };
    name.to_owned()
}

/// The bucket's name, from the host or the path.
fn bucket_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let in_host = host.split_once(".s3.").map(|(bucket, _)| bucket);
    in_host
        .or_else(|| path.split(['/', '?']).next())
        .filter(|name| !name.is_empty())
}

impl Buckets {
    /// As the scenario says.
    pub fn begin(scenario: &scenario::Scenario) -> Self {
        let all = scenario.bucket.iter().map(|bucket| {
            let policy = match (&bucket.policy, &bucket.trail) {
                (Some(policy), _) => Some(policy.clone()),
                (None, Some(trail)) => {
                    let arn = format!("arn:aws:cloudtrail:{}:{ACCOUNT}:trail/{trail}", bucket.region);
                    Some(trail_statements("aws", ACCOUNT, &bucket.name, None, &arn).to_string())
                }
                (None, None) if bucket.config => {
                    Some(config_statements("aws", ACCOUNT, &bucket.name, None).to_string())
                }
                (None, None) => None,
            };
            let keeps_versions = bucket.trail.is_some() || bucket.config;
            let one = Bucket {
                region: bucket.region.clone(),
                foreign: bucket.foreign,
                acls: bucket.acls,
                block: bucket.blocked.then(|| BLOCK.to_owned()),
                policy,
                policy_since: None,
                versioning: keeps_versions.then(|| VERSIONED.to_owned()),
                tagging: None,
            };
            (bucket.name.clone(), one)
        });
        Self {
            all: Mutex::new(all.collect()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Bucket>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The policy that a service sees that delivers here, with the time it was written.
    pub fn policy(&self, name: &str) -> Option<(Value, Option<Timestamp>)> {
        let all = self.lock();
        let bucket = all.get(name)?;
        let policy = serde_json::from_str(bucket.policy.as_ref()?).ok()?;
        Some((policy, bucket.policy_since))
    }

    /// Whether this account has the bucket.
    pub fn has(&self, name: &str) -> bool {
        self.lock().get(name).is_some_and(|bucket| !bucket.foreign)
    }

    fn serve(&self, request: &Request, now: Timestamp) -> Answer {
        let error = |status, code: &str| {
            if request.method == "HEAD" {
                Answer::empty(status)
            } else {
                Answer::error(Protocol::S3, status, code, code)
            }
        };
        let mut all = self.lock();
        let Some(name) = bucket_of(&request.uri) else {
            return list(&all);
        };
        if request.operation == "CreateBucket" {
            return match all.get(name) {
                Some(bucket) if bucket.foreign => error(409, "BucketAlreadyExists"),
                // In us-east-1 AWS answers 200 to one's own bucket and resets its ACLs.
                Some(bucket) if bucket.region != "us-east-1" => error(409, "BucketAlreadyOwnedByYou"),
                Some(_) => Answer::empty(200),
                None => create(&mut all, name, request),
            };
        }
        let Some(bucket) = all.get_mut(name) else {
            return error(404, "NoSuchBucket");
        };
        let owner = request.headers.get("x-amz-expected-bucket-owner");
        if bucket.foreign || owner.is_some_and(|owner| owner != ACCOUNT) {
            return error(403, "AccessDenied");
        }
        if bucket.region != request.region {
            return error(301, "PermanentRedirect").header("x-amz-bucket-region", &bucket.region);
        }
        bucket
            .answer(request, now)
            .unwrap_or_else(|| error(501, "NotImplemented"))
    }
}

impl Bucket {
    /// Answers a request about the bucket; none where it is no operation of genkan's.
    fn answer(&mut self, request: &Request, now: Timestamp) -> Option<Answer> {
        let error = |status, code: &str| Answer::error(Protocol::S3, status, code, code);
        let body = || String::from_utf8_lossy(&request.body).into_owned();
        let or_none = |document: &Option<String>, code: &str| match document {
            Some(document) => Answer::xml(document.clone()),
            None => error(404, code),
        };
        let no_block = "NoSuchPublicAccessBlockConfiguration";
        Some(match request.operation.as_str() {
            "HeadBucket" => Answer::empty(200).header("x-amz-bucket-region", &self.region),
            "GetBucketLocation" => {
                // The oldest Region has no name here.
                let place = if self.region == "us-east-1" {
                    ""
                } else {
                    &self.region
                };
                Answer::xml(format!(
                    "<LocationConstraint {NAMESPACE}>{place}</LocationConstraint>"
                ))
            }
            "GetPublicAccessBlock" => or_none(&self.block, no_block),
            "PutPublicAccessBlock" => {
                self.block = Some(body());
                Answer::empty(200)
            }
            "DeletePublicAccessBlock" => {
                self.block = None;
                Answer::empty(204)
            }
            "GetBucketPolicy" => match &self.policy {
                Some(policy) => Answer::xml(policy.clone()),
                None => error(404, "NoSuchBucketPolicy"),
            },
            "PutBucketPolicy" => {
                let Ok(policy) = serde_json::from_slice::<Value>(&request.body) else {
                    return Some(error(400, "MalformedPolicy"));
                };
                let stops = "<BlockPublicPolicy>true</BlockPublicPolicy>";
                if is_public(&policy) && self.block.as_ref().is_some_and(|block| block.contains(stops)) {
                    return Some(error(403, "AccessDenied"));
                }
                (self.policy, self.policy_since) = (Some(body()), Some(now));
                Answer::empty(204)
            }
            "DeleteBucketPolicy" => {
                self.policy = None;
                Answer::empty(204)
            }
            "GetBucketPolicyStatus" => {
                let policy = self.policy.as_ref();
                match policy.and_then(|policy| serde_json::from_str(policy).ok()) {
                    None => error(404, "NoSuchBucketPolicy"),
                    Some(policy) => Answer::xml(format!(
                        "<PolicyStatus {NAMESPACE}><IsPublic>{}</IsPublic></PolicyStatus>",
                        is_public(&policy)
                    )),
                }
            }
            "GetBucketVersioning" => {
                let none = || format!("<VersioningConfiguration {NAMESPACE}></VersioningConfiguration>");
                Answer::xml(self.versioning.clone().unwrap_or_else(none))
            }
            "PutBucketVersioning" => {
                self.versioning = Some(body());
                Answer::empty(200)
            }
            "GetBucketTagging" => or_none(&self.tagging, "NoSuchTagSet"),
            "PutBucketTagging" => {
                self.tagging = Some(body());
                Answer::empty(204)
            }
            "GetBucketAcl" => Answer::xml(format!(
                "<AccessControlPolicy {NAMESPACE}><Owner><ID>{ACCOUNT}</ID></Owner><AccessControlList></AccessControlList></AccessControlPolicy>"
            )),
            "GetBucketOwnershipControls" if self.acls => error(404, "OwnershipControlsNotFoundError"),
            "GetBucketOwnershipControls" => Answer::xml(format!(
                "<OwnershipControls {NAMESPACE}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"
            )),
            _ => return None,
        })
    }
}

/// The account's own buckets, of all Regions.
fn list(all: &BTreeMap<String, Bucket>) -> Answer {
    let buckets: String = all
        .iter()
        .filter(|(_, bucket)| !bucket.foreign)
        .map(|(name, bucket)| {
            format!(
                "<Bucket><Name>{name}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate><BucketRegion>{}</BucketRegion></Bucket>",
                bucket.region
            )
        })
        .collect();
    Answer::xml(format!(
        "<ListAllMyBucketsResult {NAMESPACE}><Buckets>{buckets}</Buckets><Owner><ID>{ACCOUNT}</ID></Owner></ListAllMyBucketsResult>"
    ))
}

fn create(all: &mut BTreeMap<String, Bucket>, name: &str, request: &Request) -> Answer {
    let constraint = String::from_utf8_lossy(&request.body).contains("LocationConstraint");
    // AWS: in us-east-1 the constraint is refused, elsewhere it is required.
    if constraint == (request.region == "us-east-1") {
        return Answer::error(
            Protocol::S3,
            400,
            "IllegalLocationConstraintException",
            "The location constraint does not fit the Region the request was sent to.",
        );
    }
    let letters =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter);
    if !(3..=63).contains(&name.len()) || !name.chars().all(letters) {
        return Answer::error(Protocol::S3, 400, "InvalidBucketName", name);
    }
    let bucket = Bucket {
        region: request.region.clone(),
        block: Some(BLOCK.to_owned()),
        ..Bucket::default()
    };
    all.insert(name.to_owned(), bucket);
    Answer::empty(200).header("location", &format!("/{name}"))
}

/// What S3 calls public: an Allow for everyone without a condition.
fn is_public(policy: &Value) -> bool {
    let statements = match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    statements.iter().any(|statement| {
        let principal = statement.get("Principal");
        let everyone = principal == Some(&Value::from("*"))
            || principal.and_then(|principal| principal.get("AWS")) == Some(&Value::from("*"));
        statement.get("Effect") == Some(&Value::from("Allow"))
            && everyone
            && statement.get("Condition").is_none()
    })
}

impl Service for Buckets {
    fn answer(&self, request: &Request, around: &Around<'_>) -> Option<Answer> {
        (request.service == "s3").then(|| self.serve(request, around.now))
    }
}
