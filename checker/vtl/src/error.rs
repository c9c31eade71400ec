//! Why a template cannot be read or rendered, and where.

use std::fmt;

/// A place in a template: both count from one, and the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character of that line.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a template cannot be read or rendered.
///
/// Shown as `line 3, column 5: #if is not closed by #end`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Error {
    /// The line, counted from one.
    pub line: usize,
    /// The character of that line, counted from one.
    pub column: usize,
    /// What is wrong and, where it can be guessed, what would be right.
    pub message: String,
}

impl Error {
    pub(crate) fn at(position: Position, message: impl Into<String>) -> Self {
        Self { line: position.line, column: position.column, message: message.into() }
    }

    /// Where it stands.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }
}
