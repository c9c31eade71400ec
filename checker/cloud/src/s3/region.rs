//! Regions: which exist, and what a request reads that is sent to the wrong one.

use http::{HeaderMap, HeaderValue};
use s3s::{S3Error, S3ErrorCode, S3Result};

use super::error;
use super::exchange::Exchange;

/// Where buckets live whose creator names no location.
pub(crate) const US_EAST_1: &str = "us-east-1";

/// The regions of partition `aws`.
///
/// <https://docs.aws.amazon.com/general/latest/gr/s3.html>
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    US_EAST_1,
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

pub(crate) fn exists(region: &str) -> bool {
    REGIONS.contains(&region)
}

/// The region of a `SigV4` credential scope, `<key>/<date>/<region>/s3/aws4_request`.
pub(crate) fn of_credential(credential: &str) -> Option<&str> {
    // From the right: an access key holds no slash, but a wrong one may.
    credential.rsplit('/').nth(2).filter(|region| !region.is_empty())
}

/// Refuses a request whose signature names another region than its endpoint, or one that does not exist.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html> (`AuthorizationHeaderMalformed`)
pub(crate) fn check_scope(exchange: &Exchange, own_region: &str) -> S3Result {
    let Some(scope) = exchange.scope_region.as_deref() else {
        return Ok(());
    };
    match exchange.host_region.as_deref() {
        Some(host) if host != scope => Err(malformed(exchange, scope, host)),
        // On AWS such an endpoint has no address; here it has, so something must say that the name is wrong.
        _ if !exists(scope) => Err(malformed(exchange, scope, own_region)),
        _ => Ok(()),
    }
}

/// Refuses a request for a bucket that lives in another region than the endpoint.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html>
pub(crate) fn check_bucket(exchange: &Exchange, bucket: &str, bucket_region: &str) -> S3Result {
    let scope = exchange.scope_region.as_deref();
    let Some(endpoint) = scope.or(exchange.host_region.as_deref()) else {
        return Ok(());
    };
    if endpoint == bucket_region {
        return Ok(());
    }
    let mut refusal = match scope {
        // DNS sends the global name to the bucket's own region, which then dislikes the signature.
        Some(scope) if exchange.global_host && exchange.virtual_hosted => malformed(exchange, scope, bucket_region),
        _ => {
            let host = format!("s3.{bucket_region}.amazonaws.com");
            let endpoint = if exchange.virtual_hosted { format!("{bucket}.{host}") } else { host };
            exchange.add_error_elements([("Endpoint", endpoint), ("Bucket", bucket.to_owned())]);
            error::new(
                S3ErrorCode::PermanentRedirect,
                "The bucket you are attempting to access must be addressed using the specified endpoint. \
                 Please send all future requests to this endpoint.",
            )
        }
    };
    if let Ok(value) = HeaderValue::from_str(bucket_region) {
        refusal.set_headers(HeaderMap::from_iter([(error::BUCKET_REGION, value)]));
    }
    exchange.decide(format!("bucket {bucket} is in {bucket_region}, the request went to {endpoint}"));
    Err(refusal)
}

fn malformed(exchange: &Exchange, scope: &str, expected: &str) -> S3Error {
    exchange.add_error_elements([("Region", expected.to_owned())]);
    error::new(
        S3ErrorCode::AuthorizationHeaderMalformed,
        format!("The authorization header is malformed; the region '{scope}' is wrong; expecting '{expected}'"),
    )
}
