//! The documentation's cases put to a second implementation of the policy language, the crate `iam-rs`.
//!
//! Crate `iam` answers every case as the documentation does; here `iam-rs` is asked what it makes of those within its
//! scope. Where it says something else, [`differences`] names the case and the reason: the verdict is the
//! documentation's, which stands in the case itself. A difference that appears or goes makes the test fail.

#![forbid(unsafe_code)]

#[cfg(test)]
mod differences;
#[cfg(test)]
mod second;
#[cfg(test)]
#[path = "../../tests/documentation/table.rs"]
mod table;
