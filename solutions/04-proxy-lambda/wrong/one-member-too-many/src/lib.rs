//! Lab 4: a function behind API Gateway, and the site in a browser that calls it.
//!
//! | part | file | what you write |
//! |---|---|---|
//! | 1 | `src/route.rs`, `src/handler.rs` | from a request's path to a key, from what is read to an answer |
//! | 2 | `api.yaml`, `template.yaml` | the route to the function, and the permission to call it |
//! | 3 | `src/handler.rs`, `api.yaml` | what a browser wants to see before a page of another origin may read |
//! | 4 | `template.yaml` | the stage's name, the API's address, the site's `config.js` |

pub mod data;
pub mod handler;
pub mod route;

pub use lambda_runtime::Error;
