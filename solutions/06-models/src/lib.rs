//! Lab 6: out of proxy mode. Each method has a function of its own, and API Gateway does what the proxy did: it takes the
//! request apart, refuses what is no message, and makes statuses of errors.
//!
//! | part | files | what you write |
//! |---|---|---|
//! | 1 | `api.yaml`, `src/list_conversations.rs` | the list: from a proxy integration to one with templates |
//! | 2 | `api.yaml`, `template.yaml`, `src/get_conversation.rs` | one conversation, by analogy |
//! | 3 | `api.yaml` | models of what the two answer |
//! | 4 | `api.yaml`, `template.yaml`, `src/post_message.rs` | a new message: model, validator, template, 204 |
//! | 5 | `api.yaml` | statuses of errors |
//! | 6 | all of these, `src/create_conversation.rs` | a new conversation, on your own; the proxy goes |
//!
//! The programs in `src/bin` are given, and so is how the data is read and written, as in lab 5.

pub mod batch;
pub mod client;
pub mod conversation;
pub mod create_conversation;
pub mod data;
pub mod get_conversation;
pub mod list;
pub mod list_conversations;
pub mod message;
pub mod post_message;
pub mod serve;

pub use lambda_runtime::Error;
