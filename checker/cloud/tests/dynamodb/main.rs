//! `DynamoDB` over real sockets, by its SDK: what it answers, who may ask, and what a check can let happen.

mod access;
mod batches;
mod conditions;
mod consistency;
mod local;
mod pages;
mod signatures;
mod stack;
mod stand_in;
mod support;
mod tables;
mod throttling;
mod trace;
