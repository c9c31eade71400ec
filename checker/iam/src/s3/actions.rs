//! The actions that a bucket policy can name, and what they act on.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>

use crate::pattern::Pattern;

/// What an action acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acts {
    OnBucket,
    OnObject,
}

/// The actions on objects, without `s3:`.
const ON_OBJECT: [&str; 35] = [
    "AbortMultipartUpload",
    "BypassGovernanceRetention",
    "DeleteObject",
    "DeleteObjectTagging",
    "DeleteObjectVersion",
    "DeleteObjectVersionTagging",
    "GetObject",
    "GetObjectAcl",
    "GetObjectAttributes",
    "GetObjectLegalHold",
    "GetObjectRetention",
    "GetObjectTagging",
    "GetObjectTorrent",
    "GetObjectVersion",
    "GetObjectVersionAcl",
    "GetObjectVersionAttributes",
    "GetObjectVersionForReplication",
    "GetObjectVersionTagging",
    "GetObjectVersionTorrent",
    "InitiateReplication",
    "ListMultipartUploadParts",
    "ObjectOwnerOverrideToBucketOwner",
    "PutObject",
    "PutObjectAcl",
    "PutObjectLegalHold",
    "PutObjectRetention",
    "PutObjectTagging",
    "PutObjectVersionAcl",
    "PutObjectVersionTagging",
    "ReplicateDelete",
    "ReplicateObject",
    "ReplicateTags",
    "RestoreObject",
    "UpdateObjectEncryption",
    "GetObjectAnnotation",
];

/// The actions on buckets, without `s3:`.
const ON_BUCKET: [&str; 54] = [
    "CreateBucket",
    "CreateBucketMetadataTableConfiguration",
    "DeleteBucket",
    "DeleteBucketMetadataTableConfiguration",
    "DeleteBucketPolicy",
    "DeleteBucketWebsite",
    "GetAccelerateConfiguration",
    "GetAnalyticsConfiguration",
    "GetBucketAbac",
    "GetBucketAcl",
    "GetBucketCORS",
    "GetBucketLocation",
    "GetBucketLogging",
    "GetBucketMetadataTableConfiguration",
    "GetBucketNotification",
    "GetBucketObjectLockConfiguration",
    "GetBucketOwnershipControls",
    "GetBucketPolicy",
    "GetBucketPolicyStatus",
    "GetBucketPublicAccessBlock",
    "GetBucketRequestPayment",
    "GetBucketTagging",
    "GetBucketVersioning",
    "GetBucketWebsite",
    "GetEncryptionConfiguration",
    "GetIntelligentTieringConfiguration",
    "GetInventoryConfiguration",
    "GetLifecycleConfiguration",
    "GetMetricsConfiguration",
    "GetReplicationConfiguration",
    "ListBucket",
    "ListBucketMultipartUploads",
    "ListBucketVersions",
    "PutAccelerateConfiguration",
    "PutAnalyticsConfiguration",
    "PutBucketAbac",
    "PutBucketAcl",
    "PutBucketCORS",
    "PutBucketLogging",
    "PutBucketNotification",
    "PutBucketObjectLockConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketPolicy",
    "PutBucketPublicAccessBlock",
    "PutBucketRequestPayment",
    "PutBucketTagging",
    "PutBucketVersioning",
    "PutBucketWebsite",
    "PutEncryptionConfiguration",
    "PutIntelligentTieringConfiguration",
    "PutInventoryConfiguration",
    "PutLifecycleConfiguration",
    "PutMetricsConfiguration",
    "PutReplicationConfiguration",
];

/// Every action name without its prefix, and what it acts on.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Acts)> {
    let objects = ON_OBJECT.iter().map(|name| (*name, Acts::OnObject));
    objects.chain(ON_BUCKET.iter().map(|name| (*name, Acts::OnBucket)))
}

/// The actions that a pattern of the `Action` element covers; none for an action of another service.
pub(super) fn covered(pattern: &str) -> impl Iterator<Item = (&'static str, Acts)> {
    let everything = pattern == "*";
    let pattern = Pattern::new(&pattern.to_ascii_lowercase());
    all().filter(move |(name, _)| everything || pattern.matches(&format!("s3:{}", name.to_ascii_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_actions() {
        let covered = |pattern: &str| covered(pattern).collect::<Vec<_>>();
        assert_eq!(covered("s3:getobject"), [("GetObject", Acts::OnObject)]);
        assert_eq!(covered("s3:ListBucket"), [("ListBucket", Acts::OnBucket)]);
        assert_eq!(covered("*").len(), all().count());
        assert_eq!(covered("s3:*").len(), all().count());
        assert!(covered("s3:GetObjekt").is_empty());
        assert!(covered("GetObject").is_empty());
        assert!(covered("dynamodb:GetItem").is_empty());
        assert!(covered("s3:ListAllMyBuckets").is_empty());
    }
}
