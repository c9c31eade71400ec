//! Lab 5: the chat's data in DynamoDB, and new messages.
//!
//! | part | file | what you write |
//! |---|---|---|
//! | 1 | `template.yaml` | two tables, their keys, an index |
//! | 2 | `src/load.rs` | items with the right types, in batches; what was not taken is written again |
//! | 3 | `src/conversation.rs`, `template.yaml` | one conversation by its key, page after page; what the role may do |
//! | 4 | `src/list.rs` | a user's conversations by the index, the newest message of each |
//! | 5 | `src/post.rs` | a new message, which overwrites no other |
//! | 6 | `capacity.toml` | what it takes, and what it costs |

pub mod conversation;
pub mod data;
pub mod files;
pub mod handler;
pub mod list;
pub mod load;
pub mod post;
pub mod route;
pub mod serve;

pub use lambda_http::Error;
