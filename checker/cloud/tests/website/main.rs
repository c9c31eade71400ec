//! The website endpoint over real sockets: every answer as Amazon S3 gives it.

mod access;
mod client;
mod cors;
mod endpoint;
mod error_page;
mod index_document;
mod methods;
mod object;
mod path;
mod redirect;
mod site;
mod trace;
