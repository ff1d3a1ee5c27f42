//! S3 as AWS has it, over the simulated one: one namespace for all Regions and accounts, owners that are
//! checked, new buckets closed to the public.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use winterbaume_core::{MockRequest, MockResponse, MockService};
use winterbaume_s3::S3Service;

use super::answer::{Answer, Protocol};
use super::connector::{Request, forwarded};
use super::{ACCOUNT, scenario};
use crate::measures::record::{config_statements, trail_statements};

/// The buckets of the world, as far as the embedded account knows.
#[derive(Default)]
pub struct Buckets {
    service: S3Service,
    places: Mutex<BTreeMap<String, Place>>,
}

#[derive(Debug, Clone)]
struct Place {
    region: String,
    foreign: bool,
    acls: bool,
    policy_since: Option<jiff::Timestamp>,
}

const BLOCK: &str = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";

/// The operation of an S3 request: its method and the one word of its query.
pub fn operation(request: &MockRequest) -> String {
    let query = request.uri.split_once('?').map_or("", |(_, query)| query);
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
    } else if bucket_of(&request.uri).is_none() {
        ("ListBuckets", "", "")
    } else if has("tagging") {
        ("GetBucketTagging", "PutBucketTagging", "DeleteBucketTagging")
    } else {
        ("ListObjectsV2", "CreateBucket", "DeleteBucket")
    };
    let name = match request.method.as_str() {
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
    fn place(&self, name: &str) -> Option<Place> {
        self.places
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned()
    }

    fn put(&self, name: &str, place: Place) {
        self.places
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), place);
    }

    /// Makes a bucket of the scenario.
    pub async fn begin(&self, bucket: &scenario::Bucket) -> Result<(), String> {
        let place = Place {
            region: bucket.region.clone(),
            foreign: bucket.foreign,
            acls: bucket.acls,
            policy_since: None,
        };
        self.put(&bucket.name, place);
        if bucket.foreign {
            return Ok(());
        }
        self.write(&bucket.name, &bucket.region, "", String::new())
            .await?;
        if bucket.blocked {
            self.write(
                &bucket.name,
                &bucket.region,
                "?publicAccessBlock",
                BLOCK.to_owned(),
            )
            .await?;
        }
        if bucket.trail.is_some() || bucket.config {
            let on = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
            self.write(&bucket.name, &bucket.region, "?versioning", on.to_owned())
                .await?;
        }
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
        if let Some(policy) = policy {
            self.write(&bucket.name, &bucket.region, "?policy", policy)
                .await?;
        }
        Ok(())
    }

    async fn write(&self, name: &str, region: &str, query: &str, body: String) -> Result<(), String> {
        let response = self.send("PUT", name, region, query, body).await;
        if response.status < 300 {
            Ok(())
        } else {
            Err(format!("{name}{query}: {}", response.status))
        }
    }

    async fn send(&self, method: &str, name: &str, region: &str, query: &str, body: String) -> MockResponse {
        let mut headers = HeaderMap::new();
        let scope = format!("AWS4-HMAC-SHA256 Credential=A/20260101/{region}/s3/aws4_request, ");
        if let Ok(value) = HeaderValue::from_str(&scope) {
            headers.insert("authorization", value);
        }
        let uri = format!("https://{name}.s3.{region}.amazonaws.com/{query}");
        let request = MockRequest {
            method: method.to_owned(),
            uri,
            headers,
            body: Bytes::from(body),
        };
        self.service.handle(request).await
    }

    /// The policy that CloudTrail would see, with the time it was written.
    pub async fn policy(&self, name: &str) -> Option<(Value, Option<jiff::Timestamp>)> {
        let place = self.place(name)?;
        let response = self
            .send("GET", name, &place.region, "?policy", String::new())
            .await;
        let policy = serde_json::from_slice(&response.body)
            .ok()
            .filter(|_| response.status == 200)?;
        Some((policy, place.policy_since))
    }

    /// Whether this account has the bucket.
    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some_and(|place| !place.foreign)
    }

    /// Remembers when a policy was written.
    pub fn policy_written(&self, uri: &str, now: jiff::Timestamp) {
        let Some(name) = bucket_of(uri) else { return };
        if let Some(mut place) = self.place(name) {
            place.policy_since = Some(now);
            self.put(name, place);
        }
    }

    pub async fn answer(&self, request: &Request) -> Answer {
        let error = |status, code: &str| {
            if request.mock.method == "HEAD" {
                Answer::empty(status)
            } else {
                Answer::error(Protocol::S3, status, code, code)
            }
        };
        let Some(name) = bucket_of(&request.mock.uri) else {
            return self.list();
        };
        let name = name.to_owned();
        let place = self.place(&name);
        if request.operation == "CreateBucket" {
            return match place {
                Some(place) if place.foreign => error(409, "BucketAlreadyExists"),
                // In us-east-1 AWS answers 200 to one's own bucket and resets its ACLs.
                Some(place) if place.region != "us-east-1" => error(409, "BucketAlreadyOwnedByYou"),
                _ => self.create(&name, request).await,
            };
        }
        let Some(place) = place else {
            return error(404, "NoSuchBucket");
        };
        let owner = request.mock.headers.get("x-amz-expected-bucket-owner");
        if place.foreign || owner.is_some_and(|owner| owner != ACCOUNT) {
            return error(403, "AccessDenied");
        }
        if place.region != request.region {
            return error(301, "PermanentRedirect").header("x-amz-bucket-region", &place.region);
        }
        match request.operation.as_str() {
            "GetBucketPolicyStatus" => match self.policy(&name).await {
                None => error(404, "NoSuchBucketPolicy"),
                Some((policy, _)) => Answer::xml(format!(
                    "<PolicyStatus xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsPublic>{}</IsPublic></PolicyStatus>",
                    is_public(&policy)
                )),
            },
            "GetBucketOwnershipControls" if place.acls => error(404, "OwnershipControlsNotFoundError"),
            "GetBucketOwnershipControls" => Answer::xml(
                "<OwnershipControls xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>".to_owned(),
            ),
            "GetBucketLocation" => Answer::xml(format!(
                "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{}</LocationConstraint>",
                if place.region == "us-east-1" {
                    ""
                } else {
                    &place.region
                }
            )),
            "HeadBucket" => Answer::empty(200).header("x-amz-bucket-region", &place.region),
            _ => forwarded(&self.service.handle(request.mock.clone()).await),
        }
    }

    /// The account's own buckets, of all Regions.
    fn list(&self) -> Answer {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let buckets: String = places
            .iter()
            .filter(|(_, place)| !place.foreign)
            .map(|(name, place)| {
                format!(
                    "<Bucket><Name>{name}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate><BucketRegion>{}</BucketRegion></Bucket>",
                    place.region
                )
            })
            .collect();
        Answer::xml(format!(
            "<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Buckets>{buckets}</Buckets><Owner><ID>{ACCOUNT}</ID></Owner></ListAllMyBucketsResult>"
        ))
    }

    async fn create(&self, name: &str, request: &Request) -> Answer {
        let region = &request.region;
        let constraint = String::from_utf8_lossy(&request.mock.body).contains("LocationConstraint");
        // AWS: in us-east-1 the constraint is refused, elsewhere it is required.
        if constraint == (region == "us-east-1") {
            return Answer::error(
                Protocol::S3,
                400,
                "IllegalLocationConstraintException",
                "The location constraint does not fit the Region the request was sent to.",
            );
        }
        let made = forwarded(&self.send("PUT", name, region, "", String::new()).await);
        if made.status < 300 {
            let place = Place {
                region: region.clone(),
                foreign: false,
                acls: false,
                policy_since: None,
            };
            self.put(name, place);
            // Since April 2023 a new bucket has all four settings on.
            let _ = self
                .write(name, region, "?publicAccessBlock", BLOCK.to_owned())
                .await;
        }
        made
    }
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
