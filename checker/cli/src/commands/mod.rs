//! The commands, one file each.

pub(crate) mod book;
pub(crate) mod can;
pub(crate) mod check;
pub(crate) mod cloud;
pub(crate) mod doctor;
mod dynamodb;
pub(crate) mod env;
pub(crate) mod explain;
pub(crate) mod hint;
pub(crate) mod list;
mod parity;
pub(crate) mod practice;
pub(crate) mod release;
pub(crate) mod reset;
pub(crate) mod solution;
pub(crate) mod starters;
pub(crate) mod template;
pub(crate) mod watch;

/// How the checker is called in the commands that it shows.
pub(crate) const COMMAND: &str = "cargo checker";
