//! What EC2 does by default, Region by Region: whether new EBS volumes are encrypted.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::choices::Where;
use super::facts::Facts;
use crate::domain::{
    Change, Check, CostLine, Failure, Finding, Kind, Known, Measure, References, Region, Status, Undo,
};
use crate::measures::back::by;
use crate::measures::described::described;
use crate::measures::job::{Asked, Drafted, Site, value};
use crate::say;

/// When the prices were read.
const PRICES: &str = "2026-11";

/// GK-2.13: new EBS volumes are encrypted, in every Region.
pub const EBS_ENCRYPTION: Check = Check {
    id: "secure.ebs-encryption",
    measure: Measure::Secure,
    references: References {
        ssb: &[],
        ssb_2022: &[],
        cis: &["3.0:2.2.1", "5.0:5.1.1", "6.0:6.1.1", "7.0:6.1.1"],
        prowler: &["ec2_ebs_default_encryption"],
        partly: &[],
    },
    guided: None,
};

/// The IAM actions that a survey uses for it.
pub const READS: [&str; 1] = ["ec2:GetEbsEncryptionByDefault"];

/// Judges it; `None` while a Region is being asked.
pub(super) fn ebs_encryption(facts: &Facts) -> Option<Finding> {
    let home = facts.home.as_ref()?;
    let listed = facts.regions_listed?;
    let (mut on, mut off) = (0_usize, Vec::new());
    let mut refused: Vec<&Failure> = Vec::new();
    for (region, known) in &facts.ebs_encryption {
        match known {
            Known::NotAsked | Known::Asking => return None,
            Known::Refused(failure) => refused.push(failure),
            Known::Seen(true, _) => on += 1,
            Known::Seen(false, _) => off.push(region.as_str()),
        }
    }
    let total = facts.ebs_encryption.len();
    let mut finding = if !off.is_empty() {
        Finding::new(&EBS_ENCRYPTION, Status::Fail).gap(say!(
            "gap-ebs-regions",
            count = off.len(),
            total = total,
            regions = off.join(", ")
        ))
    } else if let Some(failure) = refused.first() {
        Finding::unknown(&EBS_ENCRYPTION, failure)
    } else if !listed {
        Finding::new(&EBS_ENCRYPTION, Status::Unknown).gap(say!("gap-analyzer-unlisted", count = total))
    } else {
        Finding::new(&EBS_ENCRYPTION, Status::Pass)
    };
    if on > 0 {
        finding = finding.saw(say!("saw-ebs-regions", count = on, total = total));
    }
    // The first one is told by an unknown already.
    let told = usize::from(finding.status == Status::Unknown);
    for failure in refused.into_iter().skip(told) {
        finding.failures.push(failure.clone());
    }
    let at_home = facts.ebs_encryption.get(home).and_then(Known::evidence);
    Some(finding.from_call(at_home))
}

/// One mutating call of EC2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum Ec2Change {
    /// `ec2:EnableEbsEncryptionByDefault`.
    EnableEbsEncryptionByDefault {},
    /// `ec2:DisableEbsEncryptionByDefault`, only as undo.
    DisableEbsEncryptionByDefault {},
}

impl Ec2Change {
    described! {
        EnableEbsEncryptionByDefault = "ec2:EnableEbsEncryptionByDefault" [
            "ec2:EnableEbsEncryptionByDefault",
            "ec2:GetEbsEncryptionByDefault",
        ] Change;
        DisableEbsEncryptionByDefault = "ec2:DisableEbsEncryptionByDefault" [
            "ec2:DisableEbsEncryptionByDefault",
            "ec2:GetEbsEncryptionByDefault",
        ] Change;
    }

    /// The change as the plan, the dialog and the journal carry it.
    #[must_use]
    pub fn into_change(self, region: &Region, before: Option<Value>) -> Change {
        let (described, target) = (self.described(), region.to_string());
        Change::of(Measure::Secure, &self, described, target, region, before)
    }

    /// Whether AWS, as just surveyed, shows it; none where the Region was not read.
    #[must_use]
    pub fn shows(&self, region: &Region, facts: &Facts) -> Option<bool> {
        let on = *facts.ebs_encryption.get(region)?.seen()?;
        Some(match self {
            Self::EnableEbsEncryptionByDefault {} => on,
            Self::DisableEbsEncryptionByDefault {} => !on,
        })
    }

    /// How it is taken back.
    #[must_use]
    pub fn back(&self, region: &Region) -> Undo {
        match self {
            Self::EnableEbsEncryptionByDefault {} => {
                by(Self::DisableEbsEncryptionByDefault {}.into_change(region, None))
            }
            Self::DisableEbsEncryptionByDefault {} => crate::measures::back::none(),
        }
    }
}

/// Turns it on in the chosen Regions where it is off.
///
/// # Errors
/// The failure of a Region, where none could be read; usage for a Region that is not enabled.
pub(super) fn encrypt_ebs(asked: &Asked, site: &Site<'_>) -> Result<Drafted, Failure> {
    let facts = &site.facts.secure;
    let not_surveyed = || Failure::new(Kind::Internal, "EBS encryption not surveyed");
    let home = facts.home.as_ref().filter(|_| facts.regions_listed.is_some());
    let home = home.ok_or_else(not_surveyed)?;
    let wanted = super::choices::regions(value(&asked.choices, "regions")).unwrap_or(Where::Everywhere);
    if let Where::Only(regions) = &wanted
        && let Some(region) = regions
            .iter()
            .find(|region| !facts.ebs_encryption.contains_key(*region))
    {
        return Err(Failure::new(Kind::Usage, format!("regions: {region}")));
    }
    let mut plan = Drafted {
        checks: asked.ids(),
        choices: asked.choices.clone(),
        ..Drafted::default()
    };
    let (mut unread, mut refusal, mut any) = (Vec::new(), None, false);
    for (region, known) in &facts.ebs_encryption {
        if !wanted.includes(region, home) {
            continue;
        }
        match known {
            Known::Seen(on, _) => {
                any = true;
                if !on {
                    let enable = Ec2Change::EnableEbsEncryptionByDefault {};
                    plan.steps.push(enable.into_change(region, None));
                }
            }
            Known::Refused(failure) => {
                refusal.get_or_insert(failure);
                unread.push(region.as_str());
            }
            Known::NotAsked | Known::Asking => {
                return Err(not_surveyed());
            }
        }
    }
    // Where nothing at all could be read there is nothing to plan.
    if let (false, Some(failure)) = (any, refusal) {
        return Err(failure.clone());
    }
    if !unread.is_empty() {
        plan.notes
            .push(say!("note-analyzers-unread", regions = unread.join(", ")));
    }
    plan.notes.push(say!("note-ebs-new-only"));
    plan.notes.push(say!("note-ebs-shared"));
    plan.cost.push(CostLine {
        text: say!("cost-ebs-encryption"),
        as_of: PRICES.to_owned(),
    });
    Ok(plan)
}
