//! The two editions of the course: the authors' tree, and what `checker release` makes of it for students.

use super::embedded;

/// Which edition this checker was built in, and so where the starters come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The authors' tree: `solutions/` is there, and starters are made from it.
    Authors,
    /// A release: there are no solutions, and the starters are in the program itself.
    Student(&'static [Embedded]),
}

/// A file of a starter that is in the program.
#[derive(Debug, PartialEq, Eq)]
pub struct Embedded {
    /// The lab's folder: `01-s3-hosting`.
    pub lab: &'static str,
    /// The file's path in that folder, with `/` between names.
    pub path: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

impl Edition {
    /// The edition that this program was built in.
    #[must_use]
    pub fn built() -> Self {
        match embedded::STARTERS {
            [] => Self::Authors,
            starters => Self::Student(starters),
        }
    }

    /// The folders by which a course of this edition is known.
    pub(super) fn folders(self) -> [&'static str; 2] {
        match self {
            Self::Authors => ["solutions", "site"],
            Self::Student(_) => ["checker", "site"], // not `labs`, which `reset` can make anew
        }
    }
}
