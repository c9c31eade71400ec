//! What a check is, and how a lab's checks are run.

mod check;
mod runner;
mod seed;
mod verdict;

pub use check::{Check, Listed, Need, Outcome};
pub use runner::{Ground, Selection, Stage, run, wanted};
pub use seed::Seed;
pub use verdict::{Failure, Verdict};
