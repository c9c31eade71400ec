//! The checker: tests the labs of the course, and grades them.
//!
//! Data flows one way: artefacts → cloud → checks → report.

pub mod artefacts;
pub mod assess;
mod book;
pub mod checks;
pub mod cli;
mod commands;
pub mod course;
pub mod explain;
pub mod harness;
mod mapping_template;
pub mod progress;
pub mod release;
pub mod report;
mod saves;
pub mod starters;
pub mod stop;
pub mod target;
mod watch;
pub mod webdriver;
