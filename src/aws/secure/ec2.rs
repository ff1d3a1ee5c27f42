//! EC2's defaults: read, and set.

use aws_smithy_xml::decode::{Document, try_data};
use serde_json::json;

use crate::aws::Session;
use crate::aws::failure::Call;
use crate::aws::raw::{self, Reply};
use crate::domain::{Change, Evidence, Failure, Kind, Receipt, Region};
use crate::measures::secure::Ec2Change;

async fn send(call: &Call<'_>, operation: &str) -> Result<Reply, Failure> {
    let reply = raw::ec2(call, operation, "").await?;
    if reply.status() < 300 {
        Ok(reply)
    } else {
        Err(reply.failure(call))
    }
}

/// A yes or no in an answer.
fn flag(reply: &Reply, name: &str) -> Option<bool> {
    let mut document = Document::new(std::str::from_utf8(&reply.body).ok()?);
    let mut root = document.root_element().ok()?;
    while let Some(mut field) = root.next_tag() {
        if field.start_el().matches(name) {
            return try_data(&mut field).ok()?.trim().parse().ok();
        }
    }
    None
}

/// `ec2:GetEbsEncryptionByDefault`.
pub(super) async fn ebs_encryption(session: &Session, region: &Region) -> Result<(bool, Evidence), Failure> {
    let call = Call::read(session, "ec2:GetEbsEncryptionByDefault", region);
    let reply = send(&call, "GetEbsEncryptionByDefault").await?;
    let Some(on) = flag(&reply, "ebsEncryptionByDefault") else {
        return Err(call.failure(Kind::WrongEndpoint, "no ebsEncryptionByDefault"));
    };
    let evidence = call.evidence(reply.request_id(), json!({"EbsEncryptionByDefault": on}));
    Ok((on, evidence))
}

/// Makes one change of EC2, or finds it made. Each is a setting: made twice, it is the same.
pub(super) async fn perform(session: &Session, change: &Change, resumed: bool) -> Result<Receipt, Failure> {
    let (operation, name, wanted) = match change.read()? {
        Ec2Change::EnableEbsEncryptionByDefault {} => (
            "ec2:EnableEbsEncryptionByDefault",
            "EnableEbsEncryptionByDefault",
            true,
        ),
        Ec2Change::DisableEbsEncryptionByDefault {} => (
            "ec2:DisableEbsEncryptionByDefault",
            "DisableEbsEncryptionByDefault",
            false,
        ),
    };
    let (on, _) = ebs_encryption(session, &change.region).await?;
    if on == wanted {
        return Ok(Receipt::found(resumed));
    }
    let call = Call::write(session, operation, &change.region);
    let reply = send(&call, name).await?;
    Ok(Receipt::done(reply.request_id()))
}
