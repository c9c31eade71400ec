//! A lab's artefacts: the student's files laid over a fresh starter, built, and run as a child that can reach no real account.

pub mod build;
pub mod environment;
mod group;
pub mod overlay;
pub mod program;

pub use build::{BuildError, build};
pub use overlay::{Notice, Overlay, Source};
pub use program::{Ended, Finished, Program};

pub(crate) use group::Group;
