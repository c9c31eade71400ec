//! AWS's own command line against the embedded cloud: what it prints must be what it prints on AWS.
//!
//! The program is the one that `AWS_CLI` names, else `aws` on the `PATH`. It sees the environment that `checker cloud`
//! prints, and nothing of the caller's: `cargo test --package checker --test aws_cli -- --ignored`.

mod access;
mod apigateway;
mod buckets;
mod functions;
mod identity;
mod publishing;
mod scene;
mod tables;
mod user_pools;
