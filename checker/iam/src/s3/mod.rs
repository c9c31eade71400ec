//! Bucket policies as S3 takes them: what `PutBucketPolicy` refuses, and how a denial is worded.

mod actions;
mod condition_keys;
mod denial;
mod resource;
mod validate;

pub use denial::denied_message;
pub use validate::{MAX_POLICY_BYTES, MalformedPolicy, validate, validate_with};

/// The actions on buckets and objects, without `s3:`.
pub(crate) fn action_names() -> impl Iterator<Item = &'static str> {
    actions::all().map(|(name, _)| name)
}
