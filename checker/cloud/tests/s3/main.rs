//! S3 as real clients see it: `aws-sdk-s3` and raw HTTP over real sockets.

mod account_block;
mod acls;
mod bucket_configuration;
mod buckets;
mod cors;
mod hosts;
mod keys;
mod listing;
mod multipart;
mod objects;
mod policies;
mod public_access;
mod sessions;
mod signatures;
mod support;
mod trace;
