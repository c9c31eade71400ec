//! ACLs as requests write them: canned, by grant headers, as XML.

use s3s::{S3Result, dto};

use crate::identity::AccountId;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Acl, Grant, Grantee, Permission};
use crate::state::State;

/// The URIs of the predefined groups.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups>
const GROUPS: [(Grantee, &str); 3] = [
    (Grantee::AllUsers, "http://acs.amazonaws.com/groups/global/AllUsers"),
    (Grantee::AuthenticatedUsers, "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),
    (Grantee::LogDelivery, "http://acs.amazonaws.com/groups/s3/LogDelivery"),
];

/// What a request says about the ACL of what it makes or changes.
#[derive(Debug, Default)]
pub(crate) struct AclRequest {
    /// `x-amz-acl`.
    pub(crate) canned: Option<String>,
    /// The `x-amz-grant-*` headers.
    pub(crate) grants: Vec<(Permission, String)>,
}

/// Whose ACL a canned one is for: each knows other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AclOf {
    Bucket,
    Object,
}

impl AclRequest {
    /// Takes the five grant headers in the order READ, WRITE, `READ_ACP`, `WRITE_ACP`, `FULL_CONTROL`.
    pub(crate) fn new(canned: Option<&str>, grants: [Option<String>; 5]) -> Self {
        use Permission::{FullControl, Read, ReadAcp, Write, WriteAcp};
        let permissions = [Read, Write, ReadAcp, WriteAcp, FullControl];
        Self {
            canned: canned.map(str::to_owned),
            grants: permissions
                .into_iter()
                .zip(grants)
                .filter_map(|(permission, header)| Some((permission, header?)))
                .collect(),
        }
    }

    /// Whether the request says nothing about ACLs.
    pub(crate) fn is_empty(&self) -> bool {
        self.canned.is_none() && self.grants.is_empty()
    }

    /// Whether it says what an enforced bucket accepts: nothing, or full control for the bucket's owner.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html>
    pub(crate) fn gives_the_owner_full_control(&self, bucket_owner: &AccountId) -> bool {
        match (self.canned.as_deref(), self.grants.as_slice()) {
            (None | Some("bucket-owner-full-control"), []) => true,
            (None, [(Permission::FullControl, header)]) => {
                header.trim() == format!("id={}", bucket_owner.canonical_user_id())
                    || header.trim() == format!("id=\"{}\"", bucket_owner.canonical_user_id())
            }
            _ => false,
        }
    }

    /// The ACL that it means.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a name or grantee that S3 does not know, `InvalidRequest` for both ways at once.
    pub(crate) fn acl(
        &self,
        state: &State,
        exchange: &Exchange,
        of: AclOf,
        owner: &AccountId,
        bucket_owner: &AccountId,
    ) -> S3Result<Acl> {
        if self.canned.is_some() && !self.grants.is_empty() {
            return Err(error::invalid_request("Specifying both Canned ACLs and Header Grants is not allowed"));
        }
        if let Some(name) = &self.canned {
            return canned(name, of, owner, bucket_owner).ok_or_else(|| {
                exchange
                    .add_error_elements([("ArgumentName", "x-amz-acl".to_owned()), ("ArgumentValue", name.clone())]);
                error::invalid_argument("")
            });
        }
        if self.grants.is_empty() {
            return Ok(Acl::private(owner));
        }
        let mut acl = Acl { owner: owner.clone(), grants: Vec::new() };
        for (permission, header) in &self.grants {
            for grantee in header.split(',') {
                let (kind, value) = grantee.trim().split_once('=').unwrap_or((grantee, ""));
                let value = value.trim_matches('"');
                let grantee = match kind.trim() {
                    "uri" => group(exchange, value)?,
                    "id" => canonical_user(state, exchange, value)?,
                    _ => return Err(error::invalid_argument("Argument format not recognized")),
                };
                acl.grants.push(Grant { grantee, permission: *permission });
            }
        }
        Ok(acl)
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl>
fn canned(name: &str, of: AclOf, owner: &AccountId, bucket_owner: &AccountId) -> Option<Acl> {
    use Permission::{FullControl, Read, ReadAcp, Write};
    let more: Vec<(Grantee, Permission)> = match (name, of) {
        // Amazon EC2, whom `aws-exec-read` names, is no principal of this cloud.
        ("private", _) | ("aws-exec-read", AclOf::Object) => vec![],
        ("public-read", _) => vec![(Grantee::AllUsers, Read)],
        ("public-read-write", _) => vec![(Grantee::AllUsers, Read), (Grantee::AllUsers, Write)],
        ("authenticated-read", _) => vec![(Grantee::AuthenticatedUsers, Read)],
        ("bucket-owner-read", AclOf::Object) => {
            vec![(Grantee::Account(bucket_owner.clone()), Read)]
        }
        ("bucket-owner-full-control", AclOf::Object) => {
            vec![(Grantee::Account(bucket_owner.clone()), FullControl)]
        }
        ("log-delivery-write", AclOf::Bucket) => vec![(Grantee::LogDelivery, Write), (Grantee::LogDelivery, ReadAcp)],
        _ => return None,
    };
    let mut acl = Acl::private(owner);
    let own = Grantee::Account(owner.clone());
    acl.grants.extend(
        more.into_iter()
            .filter(|(grantee, _)| *grantee != own)
            .map(|(grantee, permission)| Grant { grantee, permission }),
    );
    Some(acl)
}

fn group(exchange: &Exchange, uri: &str) -> S3Result<Grantee> {
    let known = GROUPS.iter().find(|(_, known)| *known == uri);
    known.map(|(grantee, _)| grantee.clone()).ok_or_else(|| {
        exchange.add_error_elements([("ArgumentName", "uri".to_owned()), ("ArgumentValue", uri.to_owned())]);
        error::invalid_argument("Invalid group uri")
    })
}

fn canonical_user(state: &State, exchange: &Exchange, id: &str) -> S3Result<Grantee> {
    let account = state.identities.account_of_canonical_user(id);
    account.cloned().map(Grantee::Account).ok_or_else(|| {
        exchange.add_error_elements([("ArgumentName", "id".to_owned()), ("ArgumentValue", id.to_owned())]);
        error::invalid_argument("Invalid id")
    })
}

/// The ACL that an `AccessControlPolicy` document means.
///
/// # Errors
///
/// `MalformedACLError` for a document without owner or grants, `InvalidArgument` for a grantee S3 does not know.
pub(crate) fn from_document(
    state: &State,
    exchange: &Exchange,
    document: dto::AccessControlPolicy,
    owner: &AccountId,
) -> S3Result<Acl> {
    let malformed = || {
        error::new(
            s3s::S3ErrorCode::MalformedACLError,
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    };
    let named = document.owner.and_then(|owner| owner.id).ok_or_else(malformed)?;
    if named != owner.canonical_user_id() {
        return Err(error::access_denied());
    }
    let mut grants = Vec::new();
    for grant in document.grants.unwrap_or_default() {
        let grantee = grant.grantee.ok_or_else(malformed)?;
        let permission = grant.permission.ok_or_else(malformed)?;
        grants.push(Grant {
            grantee: match (grantee.type_.as_str(), grantee.uri, grantee.id) {
                ("Group", Some(uri), _) => group(exchange, &uri)?,
                ("CanonicalUser", _, Some(id)) => canonical_user(state, exchange, &id)?,
                _ => return Err(malformed()),
            },
            permission: Permission::parse(permission.as_str()).ok_or_else(malformed)?,
        });
    }
    Ok(Acl { owner: owner.clone(), grants })
}

/// An account as S3 names it in answers.
pub(crate) fn owner_document(account: &AccountId) -> dto::Owner {
    dto::Owner { display_name: None, id: Some(account.canonical_user_id()) }
}

/// The grants as S3 answers them.
pub(crate) fn grants_document(acl: &Acl) -> Vec<dto::Grant> {
    let grantee = |grantee: &Grantee| match grantee {
        Grantee::Account(account) => dto::Grantee {
            display_name: None,
            email_address: None,
            id: Some(account.canonical_user_id()),
            type_: dto::Type::from_static(dto::Type::CANONICAL_USER),
            uri: None,
        },
        group => dto::Grantee {
            display_name: None,
            email_address: None,
            id: None,
            type_: dto::Type::from_static(dto::Type::GROUP),
            uri: GROUPS.iter().find(|(known, _)| known == group).map(|(_, uri)| (*uri).to_owned()),
        },
    };
    let grants = acl.grants.iter().map(|grant| dto::Grant {
        grantee: Some(grantee(&grant.grantee)),
        permission: Some(dto::Permission::from_static(grant.permission.as_str())),
    });
    grants.collect()
}
