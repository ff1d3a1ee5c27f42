//! What each label claims, and what is read for it. `docs/compliance.md` is written from this table; no label stands on a
//! check that is not in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use genkan::domain::{Check, Measure};
use genkan::measures;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// One thing that a catalogue asks for, in our own words.
struct Row {
    about: &'static str,
    /// By catalogue version.
    ids: &'static [(&'static str, &'static str)],
    /// The checks that look at it, each alone: whole, or in part.
    by: &'static [(&'static str, bool)],
    /// What is read for it.
    reads: &'static [&'static str],
    /// Whether the checks together look at all of it.
    covered: bool,
    /// What is not looked at, and why.
    why: &'static str,
}

const WORKLOADS: &str = "Concerns workloads, and there are none on the first day.";
const MONITORS: &str = "Needs a metric filter and an alarm for each kind of event. GuardDuty with its alerts is the day-one answer; the trail keeps the events.";
const NETWORK: &str = "About networks of workloads. `detect.detector` finds what is done through them.";

const fn whole(
    about: &'static str,
    ids: &'static [(&'static str, &'static str)],
    check: &'static [(&'static str, bool)],
    reads: &'static [&'static str],
) -> Row {
    Row {
        about,
        ids,
        by: check,
        reads,
        covered: true,
        why: "",
    }
}

const fn partly(
    about: &'static str,
    ids: &'static [(&'static str, &'static str)],
    by: &'static [(&'static str, bool)],
    reads: &'static [&'static str],
    why: &'static str,
) -> Row {
    Row {
        about,
        ids,
        by,
        reads,
        covered: false,
        why,
    }
}

const fn missing(
    about: &'static str,
    ids: &'static [(&'static str, &'static str)],
    why: &'static str,
) -> Row {
    Row {
        about,
        ids,
        by: &[],
        reads: &[],
        covered: false,
        why,
    }
}

/// The AWS Startup Security Baseline of 2026, with the numbers of 2022 where they differ or exist.
const SSB: [Row; 17] = [
    partly(
        "Account contacts",
        &[("2026", "ACCT.01"), ("2022", "ACCT.01")],
        &[("secure.security-contact", false)],
        &["account:GetAlternateContact"],
        "The security contact is checked; billing and operations are reported. Whether the addresses belong to a group is not known.",
    ),
    whole(
        "Restricted root user",
        &[("2026", "ACCT.02"), ("2022", "ACCT.02")],
        &[
            ("secure.root-keys", false),
            ("secure.root-use", false),
            ("separate.central-root", false),
        ],
        &[
            "iam:GetAccountSummary",
            "iam:GetCredentialReport",
            "iam:ListOrganizationsFeatures",
        ],
    ),
    partly(
        "A sign-in of one's own for each person",
        &[("2026", "ACCT.03"), ("2022", "ACCT.03")],
        &[("secure.daily-admin", false), ("secure.access-keys", false)],
        &[
            "iam:GetAccountAuthorizationDetails",
            "iam:GetLoginProfile",
            "iam:ListAccessKeys",
        ],
        "That there is a daily administrator is checked; whether two people share a user cannot be seen. Keys belong here in the numbering of 2022.",
    ),
    partly(
        "Permissions by groups, as few as needed",
        &[("2026", "ACCT.04"), ("2022", "ACCT.04")],
        &[("secure.group-permissions", false)],
        &["iam:GetAccountAuthorizationDetails"],
        "That they come through groups is checked; whether they are as few as needed is not.",
    ),
    whole(
        "MFA for every sign-in",
        &[("2026", "ACCT.05"), ("2022", "ACCT.05")],
        &[("secure.root-mfa", false), ("secure.user-mfa", false)],
        &[
            "iam:GetAccountSummary",
            "iam:ListMFADevices",
            "iam:GetLoginProfile",
        ],
    ),
    whole(
        "Password policy",
        &[("2026", "ACCT.06"), ("2022", "ACCT.06")],
        &[("secure.password-policy", true)],
        &["iam:GetAccountPasswordPolicy"],
    ),
    whole(
        "CloudTrail log files in a protected bucket",
        &[("2026", "ACCT.07"), ("2022", "ACCT.07")],
        &[
            ("record.trail", false),
            ("record.trail-delivery", false),
            ("record.log-validation", false),
            ("record.trail-bucket", false),
        ],
        &[
            "cloudtrail:DescribeTrails",
            "cloudtrail:GetTrailStatus",
            "cloudtrail:GetEventSelectors",
            "s3:GetBucketPolicy",
        ],
    ),
    whole(
        "No public access to buckets",
        &[("2026", "ACCT.08"), ("2022", "ACCT.08")],
        &[("secure.s3-public-access", true), ("record.trail-bucket", false)],
        &["s3:GetAccountPublicAccessBlock"],
    ),
    missing(
        "Unused networks and security groups deleted",
        &[("2026", "ACCT.09"), ("2022", "ACCT.09")],
        "Default networks do no harm while they are empty, and deleting them surprises whoever starts something there.",
    ),
    whole(
        "Budget with alerts",
        &[("2026", "ACCT.10"), ("2022", "ACCT.10")],
        &[("secure.budget", true)],
        &["budgets:ViewBudget"],
    ),
    whole(
        "External access analyzer",
        &[("2026", "ACCT.11")],
        &[("secure.access-analyzer", true)],
        &["access-analyzer:ListAnalyzers"],
    ),
    missing(
        "Trusted Advisor",
        &[("2026", "ACCT.12"), ("2022", "ACCT.12")],
        "Its checks are read in its console; most need a support plan.",
    ),
    partly(
        "Credentials that expire by themselves",
        &[("2026", "ACCT.13")],
        &[("secure.access-keys", false)],
        &[
            "iam:ListAccessKeys",
            "iam:GetAccessKeyLastUsed",
            "iam:ListServiceSpecificCredentials",
        ],
        "Long-lived keys are checked; whether roles are used instead cannot be seen.",
    ),
    whole(
        "GuardDuty",
        &[("2026", "ACCT.14"), ("2022", "ACCT.11")],
        &[
            ("detect.detector", true),
            ("detect.open-findings", false),
            ("detect.alerts", false),
        ],
        &[
            "guardduty:ListDetectors",
            "guardduty:GetDetector",
            "guardduty:ListFindings",
        ],
    ),
    partly(
        "Security Hub CSPM",
        &[("2026", "ACCT.15")],
        &[("detect.security-hub", false)],
        &["securityhub:DescribeHub"],
        "Reported for the home Region and never failed: it is charged after a month and is not needed on the first day.",
    ),
    missing(
        "Cost anomaly detection",
        &[("2026", "ACCT.16")],
        "A budget with alerts is set up instead; both may stand side by side.",
    ),
    missing(
        "Unused Regions closed",
        &[("2026", "ACCT.17")],
        "Needs a service control policy of the organization. GuardDuty watches every enabled Region meanwhile.",
    ),
];

/// The CIS AWS Foundations Benchmark.
const CIS: [Row; 71] = [
    missing(
        "Current contact details of the account",
        &[("3.0", "1.1"), ("5.0", "1.1"), ("6.0", "2.1"), ("7.0", "2.2")],
        "The primary contact is not read: whether it is current only its owner knows.",
    ),
    whole(
        "Security contact",
        &[("3.0", "1.2"), ("5.0", "1.2"), ("6.0", "2.2"), ("7.0", "2.3")],
        &[("secure.security-contact", true)],
        &["account:GetAlternateContact"],
    ),
    missing(
        "Security questions",
        &[("3.0", "1.3")],
        "No API tells of them, and AWS no longer offers them.",
    ),
    whole(
        "No root access key",
        &[("3.0", "1.4"), ("5.0", "1.3"), ("6.0", "2.3"), ("7.0", "2.4")],
        &[("secure.root-keys", true)],
        &["iam:GetAccountSummary"],
    ),
    whole(
        "Root MFA",
        &[("3.0", "1.5"), ("5.0", "1.4"), ("6.0", "2.4"), ("7.0", "2.5")],
        &[("secure.root-mfa", true)],
        &["iam:GetAccountSummary"],
    ),
    missing(
        "Hardware MFA for the root user",
        &[("3.0", "1.6"), ("5.0", "1.5"), ("6.0", "2.5"), ("7.0", "2.6")],
        "The kind of device is reported, not required: any MFA on the first day is better than none.",
    ),
    whole(
        "No daily use of the root user",
        &[("3.0", "1.7"), ("5.0", "1.6"), ("6.0", "2.6"), ("7.0", "2.7")],
        &[("secure.root-use", true)],
        &["iam:GetCredentialReport"],
    ),
    whole(
        "Password length",
        &[("3.0", "1.8"), ("5.0", "1.7"), ("6.0", "2.7"), ("7.0", "2.8")],
        &[("secure.password-policy", true)],
        &["iam:GetAccountPasswordPolicy"],
    ),
    whole(
        "Password reuse",
        &[("3.0", "1.9"), ("5.0", "1.8"), ("6.0", "2.8"), ("7.0", "2.9")],
        &[("secure.password-policy", true)],
        &["iam:GetAccountPasswordPolicy"],
    ),
    whole(
        "MFA for users with a console password",
        &[("3.0", "1.10"), ("5.0", "1.9"), ("6.0", "2.9"), ("7.0", "2.10")],
        &[("secure.user-mfa", true)],
        &["iam:GetLoginProfile", "iam:ListMFADevices"],
    ),
    whole(
        "No access key made together with a console password",
        &[("3.0", "1.11"), ("5.0", "1.10"), ("6.0", "2.10")],
        &[("secure.access-keys", true)],
        &["iam:GetLoginProfile", "iam:GetAccessKeyLastUsed"],
    ),
    whole(
        "No credential unused for 45 days",
        &[("3.0", "1.12"), ("5.0", "1.11"), ("6.0", "2.11"), ("7.0", "2.11")],
        &[("secure.access-keys", true)],
        &["iam:ListUsers", "iam:GetLoginProfile", "iam:GetAccessKeyLastUsed"],
    ),
    whole(
        "One active access key a user",
        &[("3.0", "1.13"), ("5.0", "1.12"), ("6.0", "2.12")],
        &[("secure.access-keys", true)],
        &["iam:ListAccessKeys"],
    ),
    whole(
        "Access keys not older than 90 days",
        &[("3.0", "1.14"), ("5.0", "1.13"), ("6.0", "2.13"), ("7.0", "2.12")],
        &[("secure.access-keys", true)],
        &["iam:ListAccessKeys"],
    ),
    whole(
        "Permissions through groups",
        &[("3.0", "1.15"), ("5.0", "1.14"), ("6.0", "2.14"), ("7.0", "2.13")],
        &[("secure.group-permissions", true)],
        &["iam:GetAccountAuthorizationDetails"],
    ),
    missing(
        "No policy of one's own with all permissions",
        &[("3.0", "1.16"), ("5.0", "1.15"), ("6.0", "2.15"), ("7.0", "2.14")],
        "Such a policy is read, to find administrators, but not checked.",
    ),
    missing(
        "A role for AWS Support",
        &[("3.0", "1.17"), ("5.0", "1.16"), ("6.0", "2.16"), ("7.0", "2.15")],
        "An administrator can open a case; a founder has no support team yet.",
    ),
    missing(
        "Roles for instances",
        &[("3.0", "1.18"), ("5.0", "1.17"), ("6.0", "2.17"), ("7.0", "2.16")],
        WORKLOADS,
    ),
    missing(
        "No expired certificate in IAM",
        &[("3.0", "1.19"), ("5.0", "1.18"), ("6.0", "2.18"), ("7.0", "2.17")],
        WORKLOADS,
    ),
    whole(
        "External access analyzer in every Region",
        &[("3.0", "1.20"), ("5.0", "1.19"), ("6.0", "2.19"), ("7.0", "2.18")],
        &[("secure.access-analyzer", true)],
        &["access-analyzer:ListAnalyzers"],
    ),
    missing(
        "Users managed in one place",
        &[("3.0", "1.21"), ("5.0", "1.20"), ("6.0", "2.20"), ("7.0", "2.19")],
        "`secure.daily-admin` accepts an IAM user on the first day, which this does not.",
    ),
    missing(
        "Restricted CloudShell",
        &[("3.0", "1.22"), ("5.0", "1.21"), ("6.0", "2.21"), ("7.0", "2.20")],
        "A founder's administrator may use it; it matters with more people.",
    ),
    missing(
        "No resource policy open to everybody",
        &[("7.0", "2.21")],
        "`secure.access-analyzer` turns on the service that finds them.",
    ),
    whole(
        "Central root access",
        &[("7.0", "2.1.1")],
        &[("separate.central-root", true)],
        &["iam:ListOrganizationsFeatures"],
    ),
    missing(
        "Guardrails by policies of the organization",
        &[("7.0", "2.1.2")],
        "A wrong one locks a founder out; it comes after the first day.",
    ),
    partly(
        "No workloads in the management account",
        &[("7.0", "2.1.3")],
        &[("separate.workload-accounts", false)],
        &["organizations:ListAccounts"],
        "That there is another account for workloads is checked; what runs in the management account is not looked at.",
    ),
    partly(
        "Organizational units by environment",
        &[("7.0", "2.1.4")],
        &[("separate.workload-accounts", false)],
        &["organizations:ListOrganizationalUnitsForParent"],
        "Accounts outside a unit are reported; whether the units fit the environments is not checked.",
    ),
    missing(
        "A delegated administrator for policies",
        &[("7.0", "2.1.5")],
        "With one or two people the management account does it.",
    ),
    missing(
        "Delegated administrators for services",
        &[("7.0", "2.1.6")],
        "With one or two people the management account does it.",
    ),
    partly(
        "Buckets refuse plain HTTP",
        &[
            ("3.0", "2.1.1"),
            ("5.0", "2.1.1"),
            ("6.0", "3.1.1"),
            ("7.0", "3.1.1"),
        ],
        &[("record.trail-bucket", false)],
        &["s3:GetBucketPolicy"],
        "Only the buckets of trails are looked at.",
    ),
    missing(
        "MFA delete",
        &[
            ("3.0", "2.1.2"),
            ("5.0", "2.1.2"),
            ("6.0", "3.1.2"),
            ("7.0", "3.1.2"),
        ],
        "Only the root user can turn it on, with its access keys, which should not exist.",
    ),
    missing(
        "Data in S3 classified",
        &[
            ("3.0", "2.1.3"),
            ("5.0", "2.1.3"),
            ("6.0", "3.1.3"),
            ("7.0", "3.1.3"),
        ],
        WORKLOADS,
    ),
    whole(
        "S3 public access blocked",
        &[
            ("3.0", "2.1.4"),
            ("5.0", "2.1.4"),
            ("6.0", "3.1.4"),
            ("7.0", "3.1.4"),
        ],
        &[("secure.s3-public-access", true)],
        &["s3:GetAccountPublicAccessBlock"],
    ),
    whole(
        "New EBS volumes encrypted in every Region",
        &[
            ("3.0", "2.2.1"),
            ("5.0", "5.1.1"),
            ("6.0", "6.1.1"),
            ("7.0", "6.1.1"),
        ],
        &[("secure.ebs-encryption", true)],
        &["ec2:GetEbsEncryptionByDefault"],
    ),
    missing(
        "RDS encryption",
        &[
            ("3.0", "2.3.1"),
            ("5.0", "2.2.1"),
            ("6.0", "3.2.1"),
            ("7.0", "3.2.1"),
        ],
        WORKLOADS,
    ),
    missing(
        "RDS minor upgrades",
        &[
            ("3.0", "2.3.2"),
            ("5.0", "2.2.2"),
            ("6.0", "3.2.2"),
            ("7.0", "3.2.2"),
        ],
        WORKLOADS,
    ),
    missing(
        "RDS not public",
        &[
            ("3.0", "2.3.3"),
            ("5.0", "2.2.3"),
            ("6.0", "3.2.3"),
            ("7.0", "3.2.3"),
        ],
        WORKLOADS,
    ),
    missing(
        "RDS in several zones",
        &[("5.0", "2.2.4"), ("6.0", "3.2.4"), ("7.0", "3.2.4")],
        WORKLOADS,
    ),
    missing(
        "EFS encryption",
        &[
            ("3.0", "2.4.1"),
            ("5.0", "2.3.1"),
            ("6.0", "3.3.1"),
            ("7.0", "3.3.1"),
        ],
        WORKLOADS,
    ),
    whole(
        "A trail in every Region",
        &[("3.0", "3.1"), ("5.0", "3.1"), ("6.0", "4.1"), ("7.0", "4.1")],
        &[("record.trail", true)],
        &[
            "cloudtrail:DescribeTrails",
            "cloudtrail:GetTrailStatus",
            "cloudtrail:GetEventSelectors",
        ],
    ),
    partly(
        "Log file validation",
        &[("3.0", "3.2"), ("5.0", "3.2"), ("6.0", "4.2"), ("7.0", "4.2")],
        &[("record.log-validation", false)],
        &["cloudtrail:DescribeTrails"],
        "One validated trail that records everything is enough; further ones are not checked.",
    ),
    partly(
        "AWS Config in every Region",
        &[("3.0", "3.3"), ("5.0", "3.3"), ("6.0", "4.3"), ("7.0", "4.3")],
        &[
            ("record.config-recorder", false),
            ("record.config-coverage", false),
            ("record.config-delivery", false),
        ],
        &[
            "config:DescribeConfigurationRecorders",
            "config:DescribeConfigurationRecorderStatus",
            "config:DescribeDeliveryChannels",
        ],
        "The home Region has to record; others are checked where they have a recorder. Each Region is charged.",
    ),
    missing(
        "Access logs of the trail's bucket",
        &[("3.0", "3.4"), ("5.0", "3.4"), ("6.0", "4.4"), ("7.0", "4.4")],
        "Not read.",
    ),
    missing(
        "Trail encrypted with a key of one's own",
        &[("3.0", "3.5"), ("5.0", "3.5"), ("6.0", "4.5"), ("7.0", "4.5")],
        "Not read: S3 encrypts every file by itself; a key of one's own is charged.",
    ),
    missing(
        "Keys rotated",
        &[("3.0", "3.6"), ("5.0", "3.6"), ("6.0", "4.6"), ("7.0", "4.6")],
        WORKLOADS,
    ),
    missing(
        "VPC flow logs",
        &[("3.0", "3.7"), ("5.0", "3.7"), ("6.0", "4.7"), ("7.0", "4.7")],
        NETWORK,
    ),
    missing(
        "Object writes recorded",
        &[("3.0", "3.8"), ("5.0", "3.8"), ("6.0", "4.8"), ("7.0", "4.8")],
        "Charged by event; GuardDuty's S3 plan watches them without a trail of one's own.",
    ),
    missing(
        "Object reads recorded",
        &[("3.0", "3.9"), ("5.0", "3.9"), ("6.0", "4.9"), ("7.0", "4.9")],
        "Charged by event; GuardDuty's S3 plan watches them without a trail of one's own.",
    ),
    missing("Access logs of web front ends", &[("7.0", "4.10")], WORKLOADS),
    missing(
        "Alarm: refused calls",
        &[("3.0", "4.1"), ("5.0", "4.1"), ("6.0", "5.1"), ("7.0", "5.1")],
        MONITORS,
    ),
    missing(
        "Alarm: sign-in without MFA",
        &[("3.0", "4.2"), ("5.0", "4.2"), ("6.0", "5.2"), ("7.0", "5.2")],
        MONITORS,
    ),
    missing(
        "Alarm: use of the root user",
        &[("3.0", "4.3"), ("5.0", "4.3"), ("6.0", "5.3"), ("7.0", "5.3")],
        MONITORS,
    ),
    missing(
        "Alarm: IAM policies",
        &[("3.0", "4.4"), ("5.0", "4.4"), ("6.0", "5.4"), ("7.0", "5.4")],
        MONITORS,
    ),
    missing(
        "Alarm: CloudTrail",
        &[("3.0", "4.5"), ("5.0", "4.5"), ("6.0", "5.5"), ("7.0", "5.5")],
        MONITORS,
    ),
    missing(
        "Alarm: failed sign-ins",
        &[("3.0", "4.6"), ("5.0", "4.6"), ("6.0", "5.6"), ("7.0", "5.6")],
        MONITORS,
    ),
    missing(
        "Alarm: keys disabled or deleted",
        &[("3.0", "4.7"), ("5.0", "4.7"), ("6.0", "5.7"), ("7.0", "5.7")],
        MONITORS,
    ),
    missing(
        "Alarm: bucket policies",
        &[("3.0", "4.8"), ("5.0", "4.8"), ("6.0", "5.8"), ("7.0", "5.8")],
        MONITORS,
    ),
    missing(
        "Alarm: AWS Config",
        &[("3.0", "4.9"), ("5.0", "4.9"), ("6.0", "5.9"), ("7.0", "5.9")],
        MONITORS,
    ),
    missing(
        "Alarm: security groups",
        &[("3.0", "4.10"), ("5.0", "4.10"), ("6.0", "5.10"), ("7.0", "5.10")],
        MONITORS,
    ),
    missing(
        "Alarm: network ACLs",
        &[("3.0", "4.11"), ("5.0", "4.11"), ("6.0", "5.11"), ("7.0", "5.11")],
        MONITORS,
    ),
    missing(
        "Alarm: network gateways",
        &[("3.0", "4.12"), ("5.0", "4.12"), ("6.0", "5.12"), ("7.0", "5.12")],
        MONITORS,
    ),
    missing(
        "Alarm: route tables",
        &[("3.0", "4.13"), ("5.0", "4.13"), ("6.0", "5.13"), ("7.0", "5.13")],
        MONITORS,
    ),
    missing(
        "Alarm: VPCs",
        &[("3.0", "4.14"), ("5.0", "4.14"), ("6.0", "5.14"), ("7.0", "5.14")],
        MONITORS,
    ),
    missing(
        "Alarm: the organization",
        &[("3.0", "4.15"), ("5.0", "4.15"), ("6.0", "5.15"), ("7.0", "5.15")],
        MONITORS,
    ),
    partly(
        "Security Hub CSPM",
        &[("3.0", "4.16"), ("5.0", "4.16"), ("6.0", "5.16"), ("7.0", "5.16")],
        &[("detect.security-hub", false)],
        &["securityhub:DescribeHub"],
        "Reported for the home Region and never failed: it is charged after a month and is not needed on the first day.",
    ),
    missing(
        "Network ACLs closed for administration",
        &[("3.0", "5.1"), ("5.0", "5.2"), ("6.0", "6.2"), ("7.0", "6.2")],
        NETWORK,
    ),
    missing(
        "Security groups closed for administration",
        &[
            ("3.0", "5.2"),
            ("3.0", "5.3"),
            ("5.0", "5.3"),
            ("5.0", "5.4"),
            ("6.0", "6.3"),
            ("6.0", "6.4"),
            ("7.0", "6.3"),
            ("7.0", "6.4"),
        ],
        NETWORK,
    ),
    missing(
        "Default security groups closed",
        &[("3.0", "5.4"), ("5.0", "5.5"), ("6.0", "6.5"), ("7.0", "6.5")],
        NETWORK,
    ),
    missing(
        "Routes of VPC peerings",
        &[("3.0", "5.5"), ("5.0", "5.6"), ("6.0", "6.6"), ("7.0", "6.6")],
        NETWORK,
    ),
    missing(
        "IMDSv2 only",
        &[("3.0", "5.6"), ("5.0", "5.7"), ("6.0", "6.7"), ("7.0", "6.7")],
        WORKLOADS,
    ),
    missing(
        "File shares and endpoints",
        &[
            ("5.0", "5.1.2"),
            ("6.0", "6.1.2"),
            ("7.0", "6.1.2"),
            ("7.0", "6.8"),
        ],
        NETWORK,
    ),
];

/// How many controls each version has.
const TOTALS: [(&str, usize); 4] = [("3.0", 62), ("5.0", 63), ("6.0", 63), ("7.0", 70)];

/// Prowler's checks that ask the same as one of genkan's, and what is read for it.
const PROWLER: [(&str, &str, bool, &[&str]); 31] = [
    (
        "organizations_account_part_of_organizations",
        "separate.organization",
        true,
        &["organizations:DescribeOrganization"],
    ),
    (
        "iam_root_credentials_management_enabled",
        "separate.central-root",
        true,
        &["iam:ListOrganizationsFeatures"],
    ),
    (
        "iam_root_mfa_enabled",
        "secure.root-mfa",
        true,
        &["iam:GetAccountSummary"],
    ),
    (
        "iam_no_root_access_key",
        "secure.root-keys",
        true,
        &["iam:GetAccountSummary"],
    ),
    (
        "iam_avoid_root_usage",
        "secure.root-use",
        true,
        &["iam:GetCredentialReport"],
    ),
    (
        "iam_user_mfa_enabled_console_access",
        "secure.user-mfa",
        true,
        &["iam:GetLoginProfile", "iam:ListMFADevices"],
    ),
    (
        "iam_policy_attached_only_to_group_or_roles",
        "secure.group-permissions",
        true,
        &["iam:GetAccountAuthorizationDetails"],
    ),
    (
        "iam_rotate_access_key_90_days",
        "secure.access-keys",
        true,
        &["iam:ListAccessKeys"],
    ),
    (
        "iam_user_accesskey_unused",
        "secure.access-keys",
        true,
        &["iam:GetAccessKeyLastUsed"],
    ),
    (
        "iam_user_no_setup_initial_access_key",
        "secure.access-keys",
        true,
        &["iam:GetLoginProfile", "iam:GetAccessKeyLastUsed"],
    ),
    (
        "iam_user_two_active_access_key",
        "secure.access-keys",
        true,
        &["iam:ListAccessKeys"],
    ),
    (
        "iam_user_console_access_unused",
        "secure.access-keys",
        true,
        &["iam:ListUsers", "iam:GetLoginProfile"],
    ),
    (
        "iam_password_policy_minimum_length_14",
        "secure.password-policy",
        true,
        &["iam:GetAccountPasswordPolicy"],
    ),
    (
        "iam_password_policy_reuse_24",
        "secure.password-policy",
        true,
        &["iam:GetAccountPasswordPolicy"],
    ),
    (
        "account_security_contact_information_is_registered",
        "secure.security-contact",
        true,
        &["account:GetAlternateContact"],
    ),
    (
        "s3_account_level_public_access_blocks",
        "secure.s3-public-access",
        true,
        &["s3:GetAccountPublicAccessBlock"],
    ),
    (
        "ec2_ebs_default_encryption",
        "secure.ebs-encryption",
        true,
        &["ec2:GetEbsEncryptionByDefault"],
    ),
    (
        "accessanalyzer_enabled",
        "secure.access-analyzer",
        true,
        &["access-analyzer:ListAnalyzers"],
    ),
    (
        "cloudtrail_multi_region_enabled",
        "record.trail",
        true,
        &["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"],
    ),
    (
        "cloudtrail_multi_region_enabled_logging_management_events",
        "record.trail",
        true,
        &["cloudtrail:GetEventSelectors"],
    ),
    (
        "cloudtrail_log_file_validation_enabled",
        "record.log-validation",
        false,
        &["cloudtrail:DescribeTrails"],
    ),
    (
        "cloudtrail_logs_s3_bucket_is_not_publicly_accessible",
        "record.trail-bucket",
        true,
        &["s3:GetBucketAcl", "s3:GetBucketPolicyStatus"],
    ),
    (
        "config_recorder_all_regions_enabled",
        "record.config-recorder",
        false,
        &["config:DescribeConfigurationRecorders"],
    ),
    (
        "guardduty_is_enabled",
        "detect.detector",
        true,
        &["guardduty:GetDetector"],
    ),
    (
        "guardduty_s3_protection_enabled",
        "detect.protection-plans",
        false,
        &["guardduty:GetDetector"],
    ),
    (
        "guardduty_rds_protection_enabled",
        "detect.protection-plans",
        false,
        &["guardduty:GetDetector"],
    ),
    (
        "guardduty_lambda_protection_enabled",
        "detect.protection-plans",
        false,
        &["guardduty:GetDetector"],
    ),
    (
        "guardduty_eks_audit_log_enabled",
        "detect.protection-plans",
        false,
        &["guardduty:GetDetector"],
    ),
    (
        "guardduty_ec2_malware_protection_enabled",
        "detect.protection-plans",
        false,
        &["guardduty:GetDetector"],
    ),
    (
        "guardduty_no_high_severity_findings",
        "detect.open-findings",
        true,
        &["guardduty:ListFindings", "guardduty:GetFindings"],
    ),
    (
        "securityhub_enabled",
        "detect.security-hub",
        false,
        &["securityhub:DescribeHub"],
    ),
];

fn checks() -> impl Iterator<Item = &'static Check> {
    Measure::ALL.into_iter().flat_map(measures::checks).copied()
}

fn reads_of(measure: Measure) -> BTreeSet<&'static str> {
    match measure {
        Measure::Separate => measures::separate::READS.into_iter().collect(),
        Measure::Secure => measures::secure::READS.into_iter().collect(),
        Measure::Record => measures::record::READS.into_iter().collect(),
        Measure::Detect => measures::detect::READS.into_iter().collect(),
    }
}

/// Every label that a check carries: catalogue, id, and whether it is looked at whole.
fn labels(check: &Check) -> BTreeSet<(String, String, bool)> {
    let references = &check.references;
    let whole = |id: &str| !references.partly.contains(&id);
    let mut all = BTreeSet::new();
    let of = |catalogue: &str, id: &str| (catalogue.to_owned(), id.to_owned(), whole(id));
    all.extend(references.ssb.iter().map(|id| of("2026", id)));
    all.extend(references.ssb_2022.iter().map(|id| of("2022", id)));
    all.extend(references.prowler.iter().map(|id| of("Prowler", id)));
    all.extend(references.cis.iter().map(|id| {
        let (version, number) = id.split_once(':').unwrap();
        (version.to_owned(), number.to_owned(), whole(id))
    }));
    all
}

#[test]
fn every_label_is_a_claim_of_the_table_and_every_claim_is_on_a_check() {
    let mut claimed: BTreeMap<&str, BTreeSet<(String, String, bool)>> = BTreeMap::new();
    for row in SSB.iter().chain(&CIS) {
        for (check, whole) in row.by {
            let ids = row
                .ids
                .iter()
                .map(|(version, id)| ((*version).to_owned(), (*id).to_owned(), *whole));
            claimed.entry(check).or_default().extend(ids);
        }
    }
    for (id, check, whole, _) in PROWLER.iter().filter(|(id, ..)| !id.is_empty()) {
        let claims = claimed.entry(check).or_default();
        claims.insert(("Prowler".to_owned(), (*id).to_owned(), *whole));
    }
    for check in checks() {
        let mut wanted = claimed.remove(check.id).unwrap_or_default();
        // The numbering of 2022 has keys under another number than that of 2026, and GuardDuty.
        let carried = labels(check);
        wanted.retain(|(version, id, _)| {
            let other = |year: &str| carried.iter().any(|(one, number, _)| one == year && number == id);
            match version.as_str() {
                "2022" => other("2022"),
                "2026" => other("2026"),
                _ => true,
            }
        });
        assert_eq!(carried, wanted, "{}", check.id);
    }
    assert_eq!(claimed, BTreeMap::new(), "no such check");
}

#[test]
fn the_table_has_every_control_once_and_says_what_is_read_or_why_not() {
    let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in SSB.iter().chain(&CIS) {
        assert_eq!(row.by.is_empty(), row.reads.is_empty(), "{}", row.about);
        assert_ne!(
            row.covered,
            !row.why.is_empty(),
            "{}: covered, or a reason",
            row.about
        );
        let measures: BTreeSet<Measure> = row
            .by
            .iter()
            .map(|(id, _)| measures::check(id).unwrap().measure)
            .collect();
        let known: BTreeSet<&str> = measures.into_iter().flat_map(reads_of).collect();
        for action in row.reads {
            assert!(known.contains(action), "{}: {action}", row.about);
        }
        for (version, id) in row.ids {
            seen.entry(version).or_default().push(id);
        }
    }
    for (id, check, _, reads) in PROWLER.iter().filter(|(id, ..)| !id.is_empty()) {
        let known = reads_of(measures::check(check).unwrap().measure);
        assert!(reads.iter().all(|action| known.contains(action)), "{id}");
    }
    for (version, total) in TOTALS {
        let ids = &seen[version];
        let unique: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{version}: a control twice");
        assert_eq!(ids.len(), total, "{version}");
    }
    assert_eq!(seen["2026"].len(), 17);
}

fn page() -> String {
    let mut page = String::from(
        "# What genkan covers of CIS, AWS SSB and Prowler\n\nGenerated from the table that the tests hold the checks against \
         (`GENKAN_BLESS=1 cargo test compliance::` writes it anew).\n\n*Covered*: the checks named look at all of it. \
         *Partly*: they look at what is said. *Missing*: genkan does not look at it, for the reason given. A check alone may \
         look at a part of what several cover together; `genkan explain CHECK`, reports, JSON and OCSF mark such ids as \
         partial. The descriptions are ours; the catalogues' own words are in the catalogues.\n",
    );
    let table = |title: &str, versions: &[(&str, &str)], rows: &[Row], page: &mut String| {
        let heads: Vec<&str> = versions.iter().map(|(_, head)| *head).collect();
        page.push_str(&format!(
            "\n## {title}\n\n| About | {} | State | Checks | Reads | Not looked at, and why |\n|---",
            heads.join(" | ")
        ));
        page.push_str(&"|---".repeat(heads.len() + 4));
        page.push_str("|\n");
        for row in rows {
            let ids = versions.iter().map(|(version, _)| {
                let of: Vec<&str> = row
                    .ids
                    .iter()
                    .filter(|(one, _)| one == version)
                    .map(|(_, id)| *id)
                    .collect();
                if of.is_empty() {
                    "–".to_owned()
                } else {
                    of.join(", ")
                }
            });
            let state = match (row.covered, row.by.is_empty()) {
                (true, _) => "covered",
                (false, false) => "partly",
                (false, true) => "missing",
            };
            let code = |all: Vec<&str>| {
                all.iter()
                    .map(|one| format!("`{one}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            page.push_str(&format!(
                "| {} | {} | {state} | {} | {} | {} |\n",
                row.about,
                ids.collect::<Vec<_>>().join(" | "),
                code(row.by.iter().map(|(check, _)| *check).collect()),
                code(row.reads.to_vec()),
                row.why
            ));
        }
    };
    table(
        "AWS Startup Security Baseline",
        &[("2026", "2026"), ("2022", "2022")],
        &SSB,
        &mut page,
    );
    let versions = [("3.0", "v3.0"), ("5.0", "v5.0"), ("6.0", "v6.0"), ("7.0", "v7.0")];
    table("CIS AWS Foundations Benchmark", &versions, &CIS, &mut page);
    page.push_str("\n## Prowler\n\n| Prowler | State | Check | Reads |\n|---|---|---|---|\n");
    for (id, check, whole, reads) in PROWLER.iter().filter(|(id, ..)| !id.is_empty()) {
        let state = if *whole { "covered" } else { "partly" };
        let reads: Vec<String> = reads.iter().map(|one| format!("`{one}`")).collect();
        page.push_str(&format!(
            "| `{id}` | {state} | `{check}` | {} |\n",
            reads.join(", ")
        ));
    }
    page
}

#[test]
fn the_compliance_page_is_the_table() {
    let place = Path::new(ROOT).join("docs/compliance.md");
    if std::env::var_os("GENKAN_BLESS").is_some() {
        fs::write(&place, page()).unwrap();
    }
    let written = fs::read_to_string(&place).unwrap_or_default();
    assert!(
        written == page(),
        "GENKAN_BLESS=1 cargo test compliance:: writes it anew"
    );
}
