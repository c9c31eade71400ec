//! ACLs of buckets and objects.

use s3s::dto::{
    self, GetBucketAclInput, GetBucketAclOutput, GetObjectAclInput, GetObjectAclOutput, PutBucketAclInput,
    PutBucketAclOutput, PutObjectAclInput, PutObjectAclOutput,
};
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::Answer;
use crate::identity::AccountId;
use crate::s3::access::canned::{self, AclOf, AclRequest, grants_document, owner_document};
use crate::s3::access::public_access;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::{Acl, Bucket};
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html>
pub(super) fn get_bucket(state: &State, request: S3Request<GetBucketAclInput>) -> Answer<GetBucketAclOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let acl = in_force(bucket, &bucket.acl);
    Ok(S3Response::new(GetBucketAclOutput {
        grants: Some(grants_document(&acl)),
        owner: Some(owner_document(&acl.owner)),
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html>
pub(super) fn get_object(state: &State, request: S3Request<GetObjectAclInput>) -> Answer<GetObjectAclOutput> {
    super::check_version(request.input.version_id.as_deref())?;
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let object = super::object(bucket, &request.input.key)?;
    let acl = in_force(bucket, &object.acl);
    Ok(S3Response::new(GetObjectAclOutput {
        grants: Some(grants_document(&acl)),
        owner: Some(owner_document(&acl.owner)),
        request_charged: None,
    }))
}

/// With ACLs off every ACL reads as full control for the bucket's owner; the old ones come back with them.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>
fn in_force(bucket: &Bucket, acl: &Acl) -> Acl {
    if bucket.acls_disabled() { Acl::private(&bucket.owner) } else { acl.clone() }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html>
pub(super) fn put_bucket(state: &State, request: S3Request<PutBucketAclInput>) -> Answer<PutBucketAclOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let acl = AclRequest::new(
        input.acl.as_ref().map(dto::BucketCannedACL::as_str),
        [input.grant_read, input.grant_write, input.grant_read_acp, input.grant_write_acp, input.grant_full_control],
    );
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    let owner = bucket.owner.clone();
    let wanted = Wanted { request: &acl, document: input.access_control_policy, of: AclOf::Bucket, owner: &owner };
    let acl = wanted.checked(state, &exchange, bucket, "s3:PutBucketAcl", None)?;
    if !bucket.acls_disabled() {
        bucket.acl = acl;
    }
    Ok(S3Response::new(PutBucketAclOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html>
pub(super) fn put_object(state: &State, request: S3Request<PutObjectAclInput>) -> Answer<PutObjectAclOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    super::check_version(input.version_id.as_deref())?;
    let acl = AclRequest::new(
        input.acl.as_ref().map(dto::ObjectCannedACL::as_str),
        [input.grant_read, input.grant_write, input.grant_read_acp, input.grant_write_acp, input.grant_full_control],
    );
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    let owner = super::object(bucket, &input.key)?.owner.clone();
    let wanted = Wanted { request: &acl, document: input.access_control_policy, of: AclOf::Object, owner: &owner };
    let acl = wanted.checked(state, &exchange, bucket, "s3:PutObjectAcl", Some(&input.key))?;
    if !bucket.acls_disabled() {
        super::object_mut(bucket, &input.key)?.acl = acl;
    }
    Ok(S3Response::new(PutObjectAclOutput::default()))
}

/// The ACL that a request asks for.
struct Wanted<'a> {
    request: &'a AclRequest,
    document: Option<dto::AccessControlPolicy>,
    of: AclOf,
    owner: &'a AccountId,
}

impl Wanted<'_> {
    /// Here `BlockPublicAcls` speaks before Object Ownership; when an object is put it is the other way round.
    fn checked(
        self,
        state: &State,
        exchange: &Exchange,
        bucket: &Bucket,
        action: &str,
        key: Option<&str>,
    ) -> S3Result<Acl> {
        let acl = match (self.document, self.request.is_empty()) {
            (Some(_), false) => {
                return Err(error::new(S3ErrorCode::UnexpectedContent, "This request does not support content"));
            }
            (None, true) => {
                return Err(error::new(
                    S3ErrorCode::MissingSecurityHeader,
                    "Your request was missing a required header",
                ));
            }
            (Some(document), true) => canned::from_document(state, exchange, document, self.owner)?,
            (None, false) => self.request.acl(state, exchange, self.of, self.owner, &bucket.owner)?,
        };
        public_access::refuse_public_acl(exchange, bucket, &acl, action, key)?;
        let full_control = if self.request.is_empty() {
            acl == Acl::private(&bucket.owner)
        } else {
            self.request.gives_the_owner_full_control(&bucket.owner)
        };
        if !full_control {
            public_access::refuse_acl_when_disabled(exchange, bucket)?;
        }
        Ok(acl)
    }
}
