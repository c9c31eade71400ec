//! `AWS::S3::BucketPolicy`.

use super::super::stack::Resource;
use super::{PolicyDocument, document, text};

/// A bucket's policy.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html>
#[derive(Clone, Debug)]
pub struct BucketPolicyProperties {
    /// The bucket's name.
    pub bucket: String,
    /// The policy.
    pub document: PolicyDocument,
}

impl BucketPolicyProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        (resource.resource_type == "AWS::S3::BucketPolicy").then(|| Self {
            bucket: text(resource, "Bucket").unwrap_or_default(),
            document: document(resource.properties.get("PolicyDocument"), resource),
        })
    }
}
