//! The condition keys of S3 and the actions that carry them.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys>

/// Which actions carry a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// Every request.
    Always,
    /// Only these actions, without `s3:`.
    By(&'static [&'static str]),
}

const LISTS: &[&str] = &["ListBucket", "ListBucketVersions"];
const ACLS: &[&str] = &["CreateBucket", "PutBucketAcl", "PutObject", "PutObjectAcl", "PutObjectVersionAcl"];
const VERSIONS: &[&str] = &[
    "DeleteObjectVersion",
    "DeleteObjectVersionTagging",
    "GetObjectVersion",
    "GetObjectVersionAcl",
    "GetObjectVersionAttributes",
    "GetObjectVersionForReplication",
    "GetObjectVersionTagging",
    "GetObjectVersionTorrent",
    "PutObjectVersionAcl",
    "PutObjectVersionTagging",
];
const EXISTING_TAGS: &[&str] = &[
    "DeleteObjectTagging",
    "DeleteObjectVersionTagging",
    "GetObject",
    "GetObjectAcl",
    "GetObjectAttributes",
    "GetObjectTagging",
    "GetObjectVersion",
    "GetObjectVersionAcl",
    "GetObjectVersionAttributes",
    "GetObjectVersionTagging",
    "PutObjectAcl",
    "PutObjectTagging",
    "PutObjectVersionAcl",
    "PutObjectVersionTagging",
    "RestoreObject",
];
const REQUEST_TAGS: &[&str] = &["PutObject", "PutObjectTagging", "PutObjectVersionTagging"];
const WRITES: &[&str] = &["PutObject"];
const REPLICAS: &[&str] = &["PutObject", "ReplicateObject"];
const LOCKS: &[&str] = &["BypassGovernanceRetention", "PutObject", "PutObjectLegalHold", "PutObjectRetention"];

/// The keys without `s3:`, in lower case; one that ends with a slash takes a name after it.
const KEYS: [(&str, Carried); 38] = [
    ("accessgrantsinstancearn", Carried::Always),
    ("accesspointnetworkorigin", Carried::Always),
    ("authtype", Carried::Always),
    ("dataaccesspointaccount", Carried::Always),
    ("dataaccesspointarn", Carried::Always),
    ("delimiter", Carried::By(LISTS)),
    ("existingobjecttag/", Carried::By(EXISTING_TAGS)),
    ("if-match", Carried::By(WRITES)),
    ("if-none-match", Carried::By(WRITES)),
    ("locationconstraint", Carried::By(&["CreateBucket"])),
    ("max-keys", Carried::By(LISTS)),
    ("object-lock-legal-hold", Carried::By(LOCKS)),
    ("object-lock-mode", Carried::By(LOCKS)),
    ("object-lock-remaining-retention-days", Carried::By(LOCKS)),
    ("object-lock-retain-until-date", Carried::By(LOCKS)),
    ("objectcreationoperation", Carried::By(WRITES)),
    ("prefix", Carried::By(LISTS)),
    ("requestobjecttag/", Carried::By(REQUEST_TAGS)),
    ("requestobjecttagkeys", Carried::By(REQUEST_TAGS)),
    ("resourceaccount", Carried::Always),
    ("signatureage", Carried::Always),
    ("signatureversion", Carried::Always),
    ("tlsversion", Carried::Always),
    ("versionid", Carried::By(VERSIONS)),
    ("x-amz-acl", Carried::By(ACLS)),
    ("x-amz-content-sha256", Carried::Always),
    ("x-amz-copy-source", Carried::By(WRITES)),
    ("x-amz-grant-full-control", Carried::By(ACLS)),
    ("x-amz-grant-read", Carried::By(ACLS)),
    ("x-amz-grant-read-acp", Carried::By(ACLS)),
    ("x-amz-grant-write", Carried::By(ACLS)),
    ("x-amz-grant-write-acp", Carried::By(ACLS)),
    ("x-amz-metadata-directive", Carried::By(WRITES)),
    ("x-amz-server-side-encryption", Carried::By(REPLICAS)),
    ("x-amz-server-side-encryption-aws-kms-key-id", Carried::By(REPLICAS)),
    ("x-amz-server-side-encryption-customer-algorithm", Carried::By(REPLICAS)),
    ("x-amz-storage-class", Carried::By(WRITES)),
    ("x-amz-website-redirect-location", Carried::By(WRITES)),
];

/// Which actions carry the key; `None` if a bucket policy may not use it. S3 takes every `aws:` key, even one that does
/// not exist.
pub(super) fn carried(key: &str) -> Option<Carried> {
    let key = key.to_ascii_lowercase();
    if key.starts_with("aws:") {
        return Some(Carried::Always);
    }
    let name = key.strip_prefix("s3:")?;
    let found = KEYS.iter().find(|(known, _)| match known.strip_suffix('/') {
        Some(stem) => name.strip_prefix(stem).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/')),
        None => *known == name,
    });
    found.map(|(_, carried)| *carried)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_looked_up() {
        assert_eq!(carried("aws:NoSuchKey"), Some(Carried::Always));
        assert_eq!(carried("S3:Prefix"), Some(Carried::By(LISTS)));
        assert_eq!(carried("s3:ExistingObjectTag/team"), Some(Carried::By(EXISTING_TAGS)));
        for unknown in ["s3:ExistingObjectTag/", "s3:ExistingObjectTag", "s3:x-acl", "dynamodb:LeadingKeys", "prefix"] {
            assert_eq!(carried(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn keys_name_known_actions() {
        for (key, carried) in KEYS {
            assert_eq!(key, key.to_ascii_lowercase());
            if let Carried::By(actions) = carried {
                for action in actions {
                    assert!(super::super::actions::all().any(|(name, _)| name == *action), "{key}: {action}");
                }
            }
        }
    }
}
