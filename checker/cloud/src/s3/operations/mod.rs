//! The operations of the REST API. Each is authorised before it comes here; what a body says is checked here.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "all operations have the one signature by which the trait's methods call them"
)]

mod acl;
mod body;
mod bucket;
mod conditions;
mod copy;
mod cors;
mod delete;
mod get;
mod headers;
mod list;
mod multipart;
mod ownership;
mod policy;
mod put;
mod tagging;
mod website;

use std::sync::Arc;

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CopyObjectInput, CopyObjectOutput, CreateBucketInput, CreateBucketOutput, CreateMultipartUploadInput,
    CreateMultipartUploadOutput, DeleteBucketCorsInput, DeleteBucketCorsOutput, DeleteBucketInput, DeleteBucketOutput,
    DeleteBucketOwnershipControlsInput, DeleteBucketOwnershipControlsOutput, DeleteBucketPolicyInput,
    DeleteBucketPolicyOutput, DeleteBucketTaggingInput, DeleteBucketTaggingOutput, DeleteBucketWebsiteInput,
    DeleteBucketWebsiteOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectTaggingInput,
    DeleteObjectTaggingOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletePublicAccessBlockInput,
    DeletePublicAccessBlockOutput, GetBucketAclInput, GetBucketAclOutput, GetBucketCorsInput, GetBucketCorsOutput,
    GetBucketEncryptionInput, GetBucketEncryptionOutput, GetBucketLocationInput, GetBucketLocationOutput,
    GetBucketOwnershipControlsInput, GetBucketOwnershipControlsOutput, GetBucketPolicyInput, GetBucketPolicyOutput,
    GetBucketPolicyStatusInput, GetBucketPolicyStatusOutput, GetBucketTaggingInput, GetBucketTaggingOutput,
    GetBucketVersioningInput, GetBucketVersioningOutput, GetBucketWebsiteInput, GetBucketWebsiteOutput,
    GetObjectAclInput, GetObjectAclOutput, GetObjectInput, GetObjectOutput, GetObjectTaggingInput,
    GetObjectTaggingOutput, GetPublicAccessBlockInput, GetPublicAccessBlockOutput, HeadBucketInput, HeadBucketOutput,
    HeadObjectInput, HeadObjectOutput, ListBucketsInput, ListBucketsOutput, ListMultipartUploadsInput,
    ListMultipartUploadsOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output,
    ListPartsInput, ListPartsOutput, PutBucketAclInput, PutBucketAclOutput, PutBucketCorsInput, PutBucketCorsOutput,
    PutBucketOwnershipControlsInput, PutBucketOwnershipControlsOutput, PutBucketPolicyInput, PutBucketPolicyOutput,
    PutBucketTaggingInput, PutBucketTaggingOutput, PutBucketWebsiteInput, PutBucketWebsiteOutput, PutObjectAclInput,
    PutObjectAclOutput, PutObjectInput, PutObjectOutput, PutObjectTaggingInput, PutObjectTaggingOutput,
    PutPublicAccessBlockInput, PutPublicAccessBlockOutput, UploadPartCopyInput, UploadPartCopyOutput, UploadPartInput,
    UploadPartOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result};

use super::error;
use super::model::{Bucket, Object};
use crate::state::State;

/// The backend of `s3s`.
pub(crate) struct Operations {
    pub(crate) state: Arc<State>,
}

/// What an operation answers.
type Answer<T> = S3Result<S3Response<T>>;

/// The bucket of a request; it was there when the request was authorised, but may be gone since.
fn bucket<'a>(buckets: &'a std::collections::BTreeMap<String, Bucket>, name: &str) -> S3Result<&'a Bucket> {
    buckets.get(name).ok_or_else(error::no_such_bucket)
}

fn bucket_mut<'a>(buckets: &'a mut std::collections::BTreeMap<String, Bucket>, name: &str) -> S3Result<&'a mut Bucket> {
    buckets.get_mut(name).ok_or_else(error::no_such_bucket)
}

fn object<'a>(bucket: &'a Bucket, key: &str) -> S3Result<&'a Object> {
    bucket.objects.get(key).ok_or_else(error::no_such_key)
}

fn object_mut<'a>(bucket: &'a mut Bucket, key: &str) -> S3Result<&'a mut Object> {
    bucket.objects.get_mut(key).ok_or_else(error::no_such_key)
}

/// Buckets here have no versions: each object is its only one, `null`.
fn check_version(version_id: Option<&str>) -> S3Result {
    match version_id {
        None | Some("" | "null") => Ok(()),
        Some(_) => Err(error::invalid_argument("Invalid version id specified")),
    }
}

/// Sends each operation of the trait to the function that does it; those that read a body are asynchronous.
macro_rules! operations {
    (
        answering { $($name:ident: $input:ty => $output:ty, $function:path;)* }
        reading { $($reader:ident: $reader_input:ty => $reader_output:ty, $reader_function:path;)* }
    ) => {
        #[async_trait::async_trait]
        impl S3 for Operations {
            $(async fn $name(&self, request: S3Request<$input>) -> Answer<$output> {
                $function(&self.state, request)
            })*
            $(async fn $reader(&self, request: S3Request<$reader_input>) -> Answer<$reader_output> {
                $reader_function(&self.state, request).await
            })*
        }
    };
}

operations! {
    answering {
    list_buckets: ListBucketsInput => ListBucketsOutput, bucket::list;
    create_bucket: CreateBucketInput => CreateBucketOutput, bucket::create;
    delete_bucket: DeleteBucketInput => DeleteBucketOutput, bucket::delete;
    head_bucket: HeadBucketInput => HeadBucketOutput, bucket::head;
    get_bucket_location: GetBucketLocationInput => GetBucketLocationOutput, bucket::get_location;
    get_bucket_versioning: GetBucketVersioningInput => GetBucketVersioningOutput, bucket::versioning;
    get_bucket_encryption: GetBucketEncryptionInput => GetBucketEncryptionOutput, bucket::encryption;
    get_bucket_policy: GetBucketPolicyInput => GetBucketPolicyOutput, policy::get;
    get_bucket_policy_status: GetBucketPolicyStatusInput => GetBucketPolicyStatusOutput, policy::status;
    put_bucket_policy: PutBucketPolicyInput => PutBucketPolicyOutput, policy::put;
    delete_bucket_policy: DeleteBucketPolicyInput => DeleteBucketPolicyOutput, policy::delete;
    get_public_access_block: GetPublicAccessBlockInput => GetPublicAccessBlockOutput, ownership::get_block;
    put_public_access_block: PutPublicAccessBlockInput => PutPublicAccessBlockOutput, ownership::put_block;
    delete_public_access_block: DeletePublicAccessBlockInput => DeletePublicAccessBlockOutput, ownership::delete_block;
    get_bucket_ownership_controls: GetBucketOwnershipControlsInput => GetBucketOwnershipControlsOutput, ownership::get;
    put_bucket_ownership_controls: PutBucketOwnershipControlsInput => PutBucketOwnershipControlsOutput, ownership::put;
    delete_bucket_ownership_controls: DeleteBucketOwnershipControlsInput => DeleteBucketOwnershipControlsOutput,
        ownership::delete;
    get_bucket_acl: GetBucketAclInput => GetBucketAclOutput, acl::get_bucket;
    put_bucket_acl: PutBucketAclInput => PutBucketAclOutput, acl::put_bucket;
    get_object_acl: GetObjectAclInput => GetObjectAclOutput, acl::get_object;
    put_object_acl: PutObjectAclInput => PutObjectAclOutput, acl::put_object;
    get_bucket_cors: GetBucketCorsInput => GetBucketCorsOutput, cors::get;
    put_bucket_cors: PutBucketCorsInput => PutBucketCorsOutput, cors::put;
    delete_bucket_cors: DeleteBucketCorsInput => DeleteBucketCorsOutput, cors::delete;
    get_bucket_website: GetBucketWebsiteInput => GetBucketWebsiteOutput, website::get;
    put_bucket_website: PutBucketWebsiteInput => PutBucketWebsiteOutput, website::put;
    delete_bucket_website: DeleteBucketWebsiteInput => DeleteBucketWebsiteOutput, website::delete;
    get_bucket_tagging: GetBucketTaggingInput => GetBucketTaggingOutput, tagging::get_bucket;
    put_bucket_tagging: PutBucketTaggingInput => PutBucketTaggingOutput, tagging::put_bucket;
    delete_bucket_tagging: DeleteBucketTaggingInput => DeleteBucketTaggingOutput, tagging::delete_bucket;
    get_object_tagging: GetObjectTaggingInput => GetObjectTaggingOutput, tagging::get_object;
    put_object_tagging: PutObjectTaggingInput => PutObjectTaggingOutput, tagging::put_object;
    delete_object_tagging: DeleteObjectTaggingInput => DeleteObjectTaggingOutput, tagging::delete_object;
    get_object: GetObjectInput => GetObjectOutput, get::get;
    head_object: HeadObjectInput => HeadObjectOutput, get::head;
    copy_object: CopyObjectInput => CopyObjectOutput, copy::copy;
    delete_object: DeleteObjectInput => DeleteObjectOutput, delete::one;
    delete_objects: DeleteObjectsInput => DeleteObjectsOutput, delete::many;
    list_objects: ListObjectsInput => ListObjectsOutput, list::v1;
    list_objects_v2: ListObjectsV2Input => ListObjectsV2Output, list::v2;
    create_multipart_upload: CreateMultipartUploadInput => CreateMultipartUploadOutput, multipart::create;
    upload_part_copy: UploadPartCopyInput => UploadPartCopyOutput, multipart::upload_part_copy;
    complete_multipart_upload: CompleteMultipartUploadInput => CompleteMultipartUploadOutput, multipart::complete;
    abort_multipart_upload: AbortMultipartUploadInput => AbortMultipartUploadOutput, multipart::abort;
    list_parts: ListPartsInput => ListPartsOutput, multipart::list_parts;
    list_multipart_uploads: ListMultipartUploadsInput => ListMultipartUploadsOutput, multipart::list_uploads;
    }
    reading {
        put_object: PutObjectInput => PutObjectOutput, put::put;
        upload_part: UploadPartInput => UploadPartOutput, multipart::upload_part;
    }
}
