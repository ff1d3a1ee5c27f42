//! EC2's defaults of the embedded account, Region by Region.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::demo::answer::Answer;
use crate::demo::request::Request;
use crate::demo::scenario::Scenario;
use crate::demo::services::{Around, Service};
use crate::domain::account::DEFAULT_REGIONS;

/// The Regions in which new EBS volumes are encrypted.
#[derive(Debug, Default)]
pub struct Ec2(Mutex<BTreeSet<String>>);

impl Ec2 {
    /// As the scenario says.
    pub fn begin(scenario: &Scenario) -> Self {
        let regions: BTreeSet<String> = match scenario.ebs_encryption.as_deref() {
            Some("all") => DEFAULT_REGIONS.map(ToOwned::to_owned).into(),
            Some("home") => [scenario.region.clone()].into(),
            _ => BTreeSet::new(),
        };
        Self(Mutex::new(regions))
    }
}

impl Service for Ec2 {
    fn answer(&self, request: &Request, _: &Around<'_>) -> Option<Answer> {
        if request.service != "ec2" {
            return None;
        }
        let mut on = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let operation = request.operation.as_str();
        match operation {
            "GetEbsEncryptionByDefault" => {}
            "EnableEbsEncryptionByDefault" => {
                on.insert(request.region.clone());
            }
            "DisableEbsEncryptionByDefault" => {
                on.remove(&request.region);
            }
            _ => return None,
        }
        let is_on = on.contains(&request.region);
        Some(Answer::xml(format!(
            "<{operation}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><ebsEncryptionByDefault>{is_on}</ebsEncryptionByDefault></{operation}Response>"
        )))
    }
}
