//! Bucket policies.

use s3s::dto::{
    DeleteBucketPolicyInput, DeleteBucketPolicyOutput, GetBucketPolicyInput, GetBucketPolicyOutput,
    GetBucketPolicyStatusInput, GetBucketPolicyStatusOutput, PolicyStatus, PutBucketPolicyInput, PutBucketPolicyOutput,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response};

use super::Answer;
use crate::s3::access::public_access;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::model::BucketPolicy;
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>
pub(super) fn put(state: &State, request: S3Request<PutBucketPolicyInput>) -> Answer<PutBucketPolicyOutput> {
    let exchange = Exchange::of(&request.extensions)?;
    let input = request.input;
    let exists = |principal: &str| state.roles.has_principal(principal);
    let document = iam::s3::validate_with(&input.policy, &input.bucket, exists).map_err(|malformed| {
        // What S3 keeps to itself helps the reader of the trace.
        exchange.decide(format!("{}: {}", malformed.position, malformed.detail));
        error::new(S3ErrorCode::MalformedPolicy, malformed.message)
    })?;
    let mut buckets = state.buckets.write();
    let bucket = super::bucket_mut(&mut buckets, &input.bucket)?;
    public_access::refuse_public_policy(&exchange, bucket, &document)?;
    bucket.policy = Some(BucketPolicy {
        text: input.policy,
        document: iam::NamedPolicy::new(format!("bucket policy of {}", input.bucket), document),
    });
    Ok(S3Response::new(PutBucketPolicyOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html>
pub(super) fn get(state: &State, request: S3Request<GetBucketPolicyInput>) -> Answer<GetBucketPolicyOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let policy = bucket.policy.as_ref().ok_or_else(no_such_policy)?;
    let mut response = S3Response::new(GetBucketPolicyOutput { policy: Some(policy.text.clone()) });
    let json = http::HeaderValue::from_static("application/json");
    response.headers.insert(http::header::CONTENT_TYPE, json);
    Ok(response)
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html>
pub(super) fn status(
    state: &State,
    request: S3Request<GetBucketPolicyStatusInput>,
) -> Answer<GetBucketPolicyStatusOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let policy = bucket.policy.as_ref().ok_or_else(no_such_policy)?;
    Ok(S3Response::new(GetBucketPolicyStatusOutput {
        policy_status: Some(PolicyStatus { is_public: Some(iam::is_public(&policy.document.policy)) }),
    }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>
pub(super) fn delete(state: &State, request: S3Request<DeleteBucketPolicyInput>) -> Answer<DeleteBucketPolicyOutput> {
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.policy = None;
    Ok(S3Response::new(DeleteBucketPolicyOutput::default()))
}

fn no_such_policy() -> S3Error {
    error::new(S3ErrorCode::NoSuchBucketPolicy, "The bucket policy does not exist")
}
