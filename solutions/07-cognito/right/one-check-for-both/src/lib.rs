//! Lab 7: users and who they are. Who signs in gets a token from Cognito; API Gateway lets only tokens of the pool in, and
//! tells the functions whose each one is; the functions show a conversation to those who take part in it.
//!
//! | part | files | what you write |
//! |---|---|---|
//! | 1 | `template.yaml` | a user pool, and the site as its client |
//! | 2 | `api.yaml` | an authorizer, on every method but OPTIONS |
//! | 3 | `api.yaml` | the mapping templates say who asks |
//! | 4 | `api.yaml`, `src/get_conversation.rs`, `src/post_message.rs` | a conversation is for those who take part |
//! | 5 | `template.yaml`, `api.yaml`, `src/list_users.rs` | the users, by a function with a role of its own |
//! | 6 | `template.yaml` | the site's settings: the whole app |
//!
//! All else is lab 6's.

pub mod batch;
pub mod client;
pub mod conversation;
pub mod create_conversation;
pub mod data;
pub mod get_conversation;
pub mod list;
pub mod list_conversations;
pub mod list_users;
pub mod membership;
pub mod message;
pub mod post_message;
pub mod serve;
pub mod users;

pub use lambda_runtime::Error;
