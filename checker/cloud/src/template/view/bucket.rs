//! `AWS::S3::Bucket`.

use super::super::node::Node;
use super::super::stack::Resource;
use super::text;

/// A bucket. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html>
#[derive(Clone, Debug)]
pub struct BucketProperties {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// A canned ACL by `CloudFormation`'s name, `PublicRead`.
    pub access_control: Option<String>,
    /// The four flags where the template gives them; else all are on, as in every new bucket.
    pub public_access_block: Option<PublicAccessBlock>,
    /// `BucketOwnerEnforced` where nothing is given.
    pub object_ownership: String,
    /// The website, where there is one.
    pub website: Option<Website>,
}

/// Block Public Access; what is not named is off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "AWS has these four flags")]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`.
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`.
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`.
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`.
    pub restrict_public_buckets: bool,
}

/// The website of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Website {
    /// The index document's name.
    pub index_document: Option<String>,
    /// The error document's key.
    pub error_document: Option<String>,
}

impl BucketProperties {
    /// The view of a resource; `None` for another type.
    #[must_use]
    pub fn new(resource: &Resource) -> Option<Self> {
        if resource.resource_type != "AWS::S3::Bucket" {
            return None;
        }
        let properties = &resource.properties;
        let block = properties.get("PublicAccessBlockConfiguration").map(|node| {
            let flag = |name: &str| node.get(name).and_then(Node::as_bool).unwrap_or_default();
            PublicAccessBlock {
                block_public_acls: flag("BlockPublicAcls"),
                ignore_public_acls: flag("IgnorePublicAcls"),
                block_public_policy: flag("BlockPublicPolicy"),
                restrict_public_buckets: flag("RestrictPublicBuckets"),
            }
        });
        let rules = properties.get("OwnershipControls").and_then(|node| node.get("Rules")).and_then(Node::items);
        let ownership = rules.and_then(|rules| rules.first()?.get("ObjectOwnership")?.scalar());
        Some(Self {
            name: resource.physical_id.clone(),
            arn: resource.arn().unwrap_or_default().to_owned(),
            access_control: text(resource, "AccessControl"),
            public_access_block: block,
            object_ownership: ownership.unwrap_or_else(|| "BucketOwnerEnforced".to_owned()),
            website: properties.get("WebsiteConfiguration").map(|node| Website {
                index_document: node.get("IndexDocument").and_then(Node::scalar),
                error_document: node.get("ErrorDocument").and_then(Node::scalar),
            }),
        })
    }
}
