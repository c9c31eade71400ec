//! CORS configurations.

use s3s::dto::{
    DeleteBucketCorsInput, DeleteBucketCorsOutput, GetBucketCorsInput, GetBucketCorsOutput, PutBucketCorsInput,
    PutBucketCorsOutput,
};
use s3s::{S3ErrorCode, S3Request, S3Response};

use super::Answer;
use crate::s3::error;
use crate::state::State;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html>
pub(super) fn put(state: &State, request: S3Request<PutBucketCorsInput>) -> Answer<PutBucketCorsOutput> {
    const METHODS: [&str; 5] = ["GET", "PUT", "HEAD", "POST", "DELETE"];
    let rules = request.input.cors_configuration.cors_rules;
    if rules.is_empty() || rules.len() > 100 {
        return Err(error::malformed_xml());
    }
    for rule in &rules {
        if rule.allowed_methods.is_empty() || rule.allowed_origins.is_empty() {
            return Err(error::malformed_xml());
        }
        if let Some(method) = rule.allowed_methods.iter().find(|method| !METHODS.contains(&method.as_str())) {
            return Err(error::invalid_request(format!(
                "Found unsupported HTTP method in CORS config. Unsupported method is {method}"
            )));
        }
        let wildcards = |text: &&String| text.matches('*').count() > 1;
        if let Some(origin) = rule.allowed_origins.iter().find(wildcards) {
            return Err(error::invalid_request(format!(
                "AllowedOrigin \"{origin}\" can not have more than one wildcard."
            )));
        }
        if let Some(header) = rule.allowed_headers.iter().flatten().find(wildcards) {
            return Err(error::invalid_request(format!(
                "AllowedHeader \"{header}\" can not have more than one wildcard."
            )));
        }
        if let Some(header) = rule.expose_headers.iter().flatten().find(|header| header.contains('*')) {
            return Err(error::invalid_request(format!(
                "ExposeHeader \"{header}\" contains wildcard. We currently do not support wildcard for ExposeHeader."
            )));
        }
    }
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.cors = Some(rules);
    Ok(S3Response::new(PutBucketCorsOutput::default()))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html>
pub(super) fn get(state: &State, request: S3Request<GetBucketCorsInput>) -> Answer<GetBucketCorsOutput> {
    let buckets = state.buckets.read();
    let bucket = super::bucket(&buckets, &request.input.bucket)?;
    let rules = bucket
        .cors
        .clone()
        .ok_or_else(|| error::new(S3ErrorCode::NoSuchCORSConfiguration, "The CORS configuration does not exist"))?;
    Ok(S3Response::new(GetBucketCorsOutput { cors_rules: Some(rules) }))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html>
pub(super) fn delete(state: &State, request: S3Request<DeleteBucketCorsInput>) -> Answer<DeleteBucketCorsOutput> {
    let mut buckets = state.buckets.write();
    super::bucket_mut(&mut buckets, &request.input.bucket)?.cors = None;
    Ok(S3Response::new(DeleteBucketCorsOutput::default()))
}
