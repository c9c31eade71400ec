//! What a bucket and an object are. Configurations that S3 only stores keep the wire types of `s3s`.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;
use s3s::dto;

use super::account_block::AccountBlock;
use crate::identity::AccountId;

/// An object: bytes, the headers stored with them, and an ACL of its own.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) body: Bytes,
    /// Without quotes; the MD5 of the body, or `<md5 of md5s>-<parts>` after a multipart upload.
    pub(crate) etag: String,
    /// Whole seconds, as `Last-Modified` shows it.
    pub(crate) last_modified: SystemTime,
    pub(crate) headers: ObjectHeaders,
    /// `x-amz-meta-*` without the prefix.
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) owner: AccountId,
    pub(crate) acl: Acl,
    pub(crate) tags: Vec<dto::Tag>,
    pub(crate) checksums: Checksums,
    /// The sizes of the parts of a multipart upload.
    pub(crate) parts: Vec<usize>,
}

/// The headers that S3 stores with an object and sends back with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ObjectHeaders {
    pub(crate) content_type: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) content_disposition: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_language: Option<String>,
    pub(crate) expires: Option<String>,
    pub(crate) website_redirect_location: Option<String>,
}

/// The content type of an object put without one.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>
pub(crate) const DEFAULT_CONTENT_TYPE: &str = "binary/octet-stream";

impl ObjectHeaders {
    pub(crate) fn content_type(&self) -> &str {
        self.content_type.as_deref().unwrap_or(DEFAULT_CONTENT_TYPE)
    }
}

/// The additional checksums that the uploader sent, in base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checksums {
    pub(crate) crc32: Option<String>,
    pub(crate) crc32c: Option<String>,
    pub(crate) crc64nvme: Option<String>,
    pub(crate) sha1: Option<String>,
    pub(crate) sha256: Option<String>,
}

/// A bucket with all its objects and settings.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) owner: AccountId,
    pub(crate) created: SystemTime,
    /// In the order of their UTF-8 bytes, as S3 lists them.
    pub(crate) objects: BTreeMap<String, Object>,
    pub(crate) uploads: BTreeMap<String, Upload>,
    pub(crate) acl: Acl,
    /// `None` once `DeleteBucketOwnershipControls` took the setting away.
    pub(crate) ownership: Option<ObjectOwnership>,
    /// `None` once `DeletePublicAccessBlock` took the setting away.
    pub(crate) public_access_block: Option<PublicAccessBlock>,
    /// The owner's account-wide settings.
    pub(crate) account_block: AccountBlock,
    pub(crate) policy: Option<BucketPolicy>,
    pub(crate) website: Option<dto::WebsiteConfiguration>,
    pub(crate) cors: Option<dto::CORSRules>,
    pub(crate) tags: Option<Vec<dto::Tag>>,
}

impl Bucket {
    /// A bucket as `CreateBucket` makes it since April 2023: public access blocked, ACLs off.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html>
    pub(crate) fn new(name: &str, region: &str, owner: &AccountId, account_block: AccountBlock) -> Self {
        Self {
            name: name.to_owned(),
            region: region.to_owned(),
            owner: owner.clone(),
            created: SystemTime::now(),
            objects: BTreeMap::new(),
            uploads: BTreeMap::new(),
            acl: Acl::private(owner),
            ownership: Some(ObjectOwnership::BucketOwnerEnforced),
            public_access_block: Some(PublicAccessBlock::ALL),
            account_block,
            policy: None,
            website: None,
            cors: None,
            tags: None,
        }
    }

    /// That a switch of Block Public Access is on, in words; `None` where it is off. Without a configuration nothing is
    /// blocked; of the bucket's and the account's settings the more restrictive one holds.
    pub(crate) fn blocks(&self, switch: BlockSwitch) -> Option<String> {
        let on = |block: Option<PublicAccessBlock>| block.is_some_and(|block| switch.of(block));
        if on(self.public_access_block) {
            Some(format!("{} is on", switch.name()))
        } else if on(self.account_block.get()) {
            Some(format!("{} is on for the whole account", switch.name()))
        } else {
            None
        }
    }

    /// Whether ACLs are off. Without ownership controls the old default, `ObjectWriter`, holds.
    pub(crate) fn acls_disabled(&self) -> bool {
        self.ownership == Some(ObjectOwnership::BucketOwnerEnforced)
    }
}

/// A bucket policy.
#[derive(Clone, Debug)]
pub(crate) struct BucketPolicy {
    /// The JSON as it was put.
    pub(crate) text: String,
    /// Under the name that decisions report.
    pub(crate) document: iam::NamedPolicy,
}

/// Who owns new objects, and whether ACLs count.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectOwnership {
    BucketOwnerEnforced,
    BucketOwnerPreferred,
    ObjectWriter,
}

/// The four settings of S3 Block Public Access.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are AWS's four switches")]
pub(crate) struct PublicAccessBlock {
    pub(crate) block_public_acls: bool,
    pub(crate) ignore_public_acls: bool,
    pub(crate) block_public_policy: bool,
    pub(crate) restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    pub(crate) const ALL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };
}

/// The four are set together: one that is not named is off.
impl From<dto::PublicAccessBlockConfiguration> for PublicAccessBlock {
    fn from(wanted: dto::PublicAccessBlockConfiguration) -> Self {
        Self {
            block_public_acls: wanted.block_public_acls.unwrap_or(false),
            ignore_public_acls: wanted.ignore_public_acls.unwrap_or(false),
            block_public_policy: wanted.block_public_policy.unwrap_or(false),
            restrict_public_buckets: wanted.restrict_public_buckets.unwrap_or(false),
        }
    }
}

/// One of the four switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockSwitch {
    BlockPublicAcls,
    IgnorePublicAcls,
    BlockPublicPolicy,
    RestrictPublicBuckets,
}

impl BlockSwitch {
    /// As AWS calls it.
    fn name(self) -> &'static str {
        match self {
            Self::BlockPublicAcls => "BlockPublicAcls",
            Self::IgnorePublicAcls => "IgnorePublicAcls",
            Self::BlockPublicPolicy => "BlockPublicPolicy",
            Self::RestrictPublicBuckets => "RestrictPublicBuckets",
        }
    }

    fn of(self, block: PublicAccessBlock) -> bool {
        match self {
            Self::BlockPublicAcls => block.block_public_acls,
            Self::IgnorePublicAcls => block.ignore_public_acls,
            Self::BlockPublicPolicy => block.block_public_policy,
            Self::RestrictPublicBuckets => block.restrict_public_buckets,
        }
    }
}

/// An access control list.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Acl {
    pub(crate) owner: AccountId,
    pub(crate) grants: Vec<Grant>,
}

impl Acl {
    /// The owner alone has full control.
    pub(crate) fn private(owner: &AccountId) -> Self {
        let grant = Grant { grantee: Grantee::Account(owner.clone()), permission: Permission::FullControl };
        Self { owner: owner.clone(), grants: vec![grant] }
    }
}

/// One permission for one grantee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) grantee: Grantee,
    pub(crate) permission: Permission,
}

/// Whom an ACL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Grantee {
    /// An account, on the wire by its canonical user ID.
    Account(AccountId),
    AllUsers,
    AuthenticatedUsers,
    LogDelivery,
}

impl Grantee {
    /// Whether a grant to it makes the ACL public.
    pub(crate) fn is_public(&self) -> bool {
        matches!(self, Self::AllUsers | Self::AuthenticatedUsers)
    }
}

/// What an ACL grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    Read,
    Write,
    ReadAcp,
    WriteAcp,
    FullControl,
}

/// A multipart upload that is neither completed nor aborted.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) key: String,
    pub(crate) initiated: SystemTime,
    pub(crate) headers: ObjectHeaders,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) owner: AccountId,
    pub(crate) acl: Acl,
    pub(crate) tags: Vec<dto::Tag>,
    pub(crate) parts: BTreeMap<i32, Part>,
}

/// An uploaded part.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) body: Bytes,
    pub(crate) etag: String,
    pub(crate) last_modified: SystemTime,
    pub(crate) checksums: Checksums,
}
