//! What ACLs grant.

use super::{Decision, policy};
use crate::identity::Principal;
use crate::s3::model::{Acl, BlockSwitch, Bucket, Grantee, Permission};

/// The permission that an ACL must grant for an action, and whose ACL that is.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions>
fn permission_for(action: &str) -> Option<(Of, Permission)> {
    Some(match action {
        "s3:ListBucket" | "s3:ListBucketMultipartUploads" => (Of::Bucket, Permission::Read),
        "s3:PutObject" | "s3:DeleteObject" => (Of::Bucket, Permission::Write),
        "s3:GetBucketAcl" => (Of::Bucket, Permission::ReadAcp),
        "s3:PutBucketAcl" => (Of::Bucket, Permission::WriteAcp),
        "s3:GetObject" => (Of::Object, Permission::Read),
        "s3:GetObjectAcl" => (Of::Object, Permission::ReadAcp),
        "s3:PutObjectAcl" => (Of::Object, Permission::WriteAcp),
        _ => return None,
    })
}

#[derive(Clone, Copy)]
enum Of {
    Bucket,
    Object,
}

/// Whether the action reads an object, which its owner's account alone decides.
pub(crate) fn is_read(action: &str) -> bool {
    matches!(action, "s3:GetObject" | "s3:GetObjectAcl")
}

/// Decides by the ACL.
///
/// # Errors
///
/// Why no ACL allows the action, in words.
pub(crate) fn decide(
    bucket: &Bucket,
    principal: &Principal,
    action: &str,
    key: Option<&str>,
) -> Result<Decision, String> {
    let Some((of, permission)) = permission_for(action) else {
        return Err(format!("no ACL can grant {action}"));
    };
    let (acl, whose) = match of {
        Of::Bucket => (&bucket.acl, "bucket ACL"),
        Of::Object => match key.and_then(|key| bucket.objects.get(key)) {
            Some(object) => (&object.acl, "object ACL"),
            None => return Err("there is no object whose ACL could grant it".to_owned()),
        },
    };
    if bucket.acls_disabled() {
        return Err("ACLs are off: object ownership is BucketOwnerEnforced".to_owned());
    }
    let fitting = acl.grants.iter().filter(|grant| {
        names(&grant.grantee, principal)
            && (grant.permission == permission || grant.permission == Permission::FullControl)
    });
    let mut ignored = None;
    for grant in fitting {
        if let Grantee::Account(account) = &grant.grantee {
            // What an account is granted, its principals have only by a policy of their own.
            let arn = policy::arn(&bucket.name, key);
            if !policy::decide_without_bucket(principal, action, &arn).allowed {
                ignored = Some(format!("{whose} grants it to account {account}, which hands it on to nobody"));
                continue;
            }
        }
        let granted = format!("{whose} grants {} to {}", grant.permission.as_str(), grant.grantee.name());
        if let (true, Some(on)) = (grant.grantee.is_public(), bucket.blocks(BlockSwitch::IgnorePublicAcls)) {
            ignored = Some(format!("{on}: that the {granted} does not count"));
            continue;
        }
        return Ok(Decision { allowed: true, explicit_deny: false, reason: granted, message: String::new() });
    }
    Err(ignored.unwrap_or_else(|| format!("{whose} does not grant {} to {principal}", permission.as_str())))
}

fn names(grantee: &Grantee, principal: &Principal) -> bool {
    match grantee {
        Grantee::AllUsers => true,
        Grantee::AuthenticatedUsers => principal.account().is_some(),
        Grantee::Account(account) => principal.account() == Some(account),
        Grantee::LogDelivery => false,
    }
}

impl Acl {
    /// Whether it grants anything to everyone or to every AWS account.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>
    pub(crate) fn is_public(&self) -> bool {
        self.grants.iter().any(|grant| grant.grantee.is_public())
    }
}

impl Grantee {
    /// As the console and the documentation call it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Account(account) => format!("account {account}"),
            Self::AllUsers => "AllUsers".to_owned(),
            Self::AuthenticatedUsers => "AuthenticatedUsers".to_owned(),
            Self::LogDelivery => "LogDelivery".to_owned(),
        }
    }
}

impl Permission {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Read => "READ",
            Self::Write => "WRITE",
            Self::ReadAcp => "READ_ACP",
            Self::WriteAcp => "WRITE_ACP",
            Self::FullControl => "FULL_CONTROL",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = [Self::Read, Self::Write, Self::ReadAcp, Self::WriteAcp, Self::FullControl];
        all.into_iter().find(|permission| permission.as_str() == text)
    }
}
