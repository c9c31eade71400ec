//! `DynamoDB` over real sockets, by its SDK: what it answers, who may ask, and what a check can let happen.

mod access;
mod support;
mod tables;
