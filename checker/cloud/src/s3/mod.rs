//! Amazon S3: buckets and objects in memory, the REST API on `s3s`, and the website endpoint.

pub(crate) mod access;
pub(crate) mod model;
pub(crate) mod store;
pub(crate) mod website;
