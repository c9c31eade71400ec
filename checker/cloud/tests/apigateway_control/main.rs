//! API Gateway's control plane over HTTP, signed as the CLI and the SDKs sign.
//!
//! A test whose name begins with `fact_` shows a line of `aws-facts.md`, section 1, "Control plane".

mod api_keys;
mod authorizers;
mod client;
mod deployments;
mod gateway_responses;
mod import;
mod models;
mod permissions;
mod request_validators;
mod resources;
