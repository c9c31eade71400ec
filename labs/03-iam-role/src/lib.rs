//! Lab 3: a function that reads the chat's data, under a role that lets it do just that.
//!
//! | part | file | what you write |
//! |---|---|---|
//! | 1 | `template.yaml` | the role: who may assume it, and that it may write a log |
//! | 2 | `src/data.rs`, `src/handler.rs` | the bucket's name, and reading an object from it |
//! | 3 | `template.yaml` | the policy: what the role may read |
//! | 4 | `src/event.rs`, `src/data.rs`, `src/handler.rs` | other triggers' events, a missing key, AWS's own words |

pub mod data;
pub mod event;
pub mod handler;

pub use lambda_runtime::Error;
