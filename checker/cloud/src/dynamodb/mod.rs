//! Amazon `DynamoDB`: tables, items, indexes, in memory.
//!
//! The engine is `dynoxide`, or Amazon's `DynamoDB` Local at an address. In front of it stand what neither has:
//! signatures, IAM, our account and region in ARNs, and what a student must see and an idle engine never shows: too little
//! capacity, indexes that lag behind, tables that are still being created.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html>

mod arn;
mod capacity;
mod control;
mod engine;
pub(crate) mod http;
mod index_throughput;
mod local;
mod operation;
mod pages;
mod refusal;
mod rivals;
mod rules;
mod seen;
mod tables;
mod throttle;

pub use control::DynamoDb;
pub use local::{ConnectError, DynamoDbLocal};
pub(crate) use tables::Tables;
pub use throttle::{Throttle, Throttled};
