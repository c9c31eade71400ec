//! Amazon S3: buckets and objects in memory, the REST API on `s3s`, and the website endpoint.

pub(crate) mod access;
pub(crate) mod account_block;
mod auth;
mod bucket_name;
pub(crate) mod cors;
mod error;
mod exchange;
pub(crate) mod host;
pub(crate) mod model;
mod operations;
mod region;
pub(crate) mod service;
pub(crate) mod store;
pub(crate) mod website;

pub use bucket_name::is_valid as is_valid_bucket_name;
