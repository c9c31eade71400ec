//! The course: its labs and their parts, and where they stand on disk.

mod lab;
mod root;

pub use lab::{LABS, Lab, Part, find};
pub use root::Root;
