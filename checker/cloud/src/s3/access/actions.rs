//! Which actions an operation needs.

use http::HeaderMap;

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    /// No bucket at all.
    Account,
    Bucket,
    Object,
}

/// The action of an operation; `None` for operations that are not emulated.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
pub(crate) fn action(operation: &str) -> Option<(&'static str, Resource)> {
    use Resource::{Account, Bucket, Object};
    Some(match operation {
        "ListBuckets" => ("s3:ListAllMyBuckets", Account),
        "CreateBucket" => ("s3:CreateBucket", Bucket),
        "DeleteBucket" => ("s3:DeleteBucket", Bucket),
        "HeadBucket" | "ListObjects" | "ListObjectsV2" => ("s3:ListBucket", Bucket),
        "GetBucketLocation" => ("s3:GetBucketLocation", Bucket),
        "ListMultipartUploads" => ("s3:ListBucketMultipartUploads", Bucket),
        "GetBucketPolicy" => ("s3:GetBucketPolicy", Bucket),
        "GetBucketPolicyStatus" => ("s3:GetBucketPolicyStatus", Bucket),
        "PutBucketPolicy" => ("s3:PutBucketPolicy", Bucket),
        "DeleteBucketPolicy" => ("s3:DeleteBucketPolicy", Bucket),
        "GetPublicAccessBlock" => ("s3:GetBucketPublicAccessBlock", Bucket),
        "PutPublicAccessBlock" | "DeletePublicAccessBlock" => ("s3:PutBucketPublicAccessBlock", Bucket),
        "GetBucketOwnershipControls" => ("s3:GetBucketOwnershipControls", Bucket),
        "PutBucketOwnershipControls" | "DeleteBucketOwnershipControls" => ("s3:PutBucketOwnershipControls", Bucket),
        "GetBucketAcl" => ("s3:GetBucketAcl", Bucket),
        "PutBucketAcl" => ("s3:PutBucketAcl", Bucket),
        "GetBucketCors" => ("s3:GetBucketCORS", Bucket),
        "PutBucketCors" | "DeleteBucketCors" => ("s3:PutBucketCORS", Bucket),
        "GetBucketWebsite" => ("s3:GetBucketWebsite", Bucket),
        "PutBucketWebsite" => ("s3:PutBucketWebsite", Bucket),
        "DeleteBucketWebsite" => ("s3:DeleteBucketWebsite", Bucket),
        "GetBucketTagging" => ("s3:GetBucketTagging", Bucket),
        "PutBucketTagging" | "DeleteBucketTagging" => ("s3:PutBucketTagging", Bucket),
        "GetBucketVersioning" => ("s3:GetBucketVersioning", Bucket),
        "GetBucketEncryption" => ("s3:GetEncryptionConfiguration", Bucket),
        "GetObject" | "HeadObject" => ("s3:GetObject", Object),
        "PutObject"
        | "CopyObject"
        | "CreateMultipartUpload"
        | "UploadPart"
        | "UploadPartCopy"
        | "CompleteMultipartUpload" => ("s3:PutObject", Object),
        "AbortMultipartUpload" => ("s3:AbortMultipartUpload", Object),
        "ListParts" => ("s3:ListMultipartUploadParts", Object),
        "DeleteObject" => ("s3:DeleteObject", Object),
        // Asked for each key by itself.
        "DeleteObjects" => ("s3:DeleteObject", Bucket),
        "GetObjectAcl" => ("s3:GetObjectAcl", Object),
        "PutObjectAcl" => ("s3:PutObjectAcl", Object),
        "GetObjectTagging" => ("s3:GetObjectTagging", Object),
        "PutObjectTagging" => ("s3:PutObjectTagging", Object),
        "DeleteObjectTagging" => ("s3:DeleteObjectTagging", Object),
        _ => return None,
    })
}

/// The further actions that headers ask for.
pub(crate) fn further_actions(operation: &str, headers: &HeaderMap) -> Vec<&'static str> {
    let mut actions = Vec::new();
    let sets_acl = headers.keys().any(|name| name == "x-amz-acl" || name.as_str().starts_with("x-amz-grant-"));
    match operation {
        "PutObject" | "CopyObject" | "CreateMultipartUpload" => {
            if sets_acl {
                actions.push("s3:PutObjectAcl");
            }
            if headers.contains_key("x-amz-tagging") {
                actions.push("s3:PutObjectTagging");
            }
        }
        "CreateBucket" => {
            if sets_acl {
                actions.push("s3:PutBucketAcl");
            }
            if headers.contains_key("x-amz-object-ownership") {
                actions.push("s3:PutBucketOwnershipControls");
            }
        }
        _ => {}
    }
    actions
}

/// Query parameters that name an operation which `s3s` does not know: it would take them for a simpler one.
pub(crate) fn unknown_subresource(query: &str) -> Option<&str> {
    const UNKNOWN: [&str; 9] = [
        "abac",
        "annotation",
        "encryption",
        "metadataConfiguration",
        "metadataInventoryTable",
        "metadataJournalTable",
        "publicAccessBlockStatus",
        "renameObject",
        "torrent",
    ];
    query.split('&').map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name)).find(|name| UNKNOWN.contains(name))
}
