//! What is said about a template: errors, warnings and notes, each with its place.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::node::{Node, Position, Value};

/// How much a [`Diagnostic`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses the template.
    Error,
    /// AWS takes it, but it hardly does what was meant.
    Warning,
    /// AWS takes it, and the embedded cloud does not emulate it.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// One thing to say about a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// File, line and column.
    pub at: Position,
    /// Where in the tree, for instance `Resources.ChatRole.Properties.Polices`; empty at the top.
    pub path: String,
    /// What is wrong, and what to do.
    pub message: String,
    /// The known name that was probably meant.
    pub nearest: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: ", self.at, self.severity)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if let Some(nearest) = &self.nearest {
            write!(f, " Did you mean \"{nearest}\"?")?;
        }
        Ok(())
    }
}

/// Collects diagnostics; each is kept once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    seen: HashSet<(Position, String)>,
    notes: HashSet<String>,
    paths: HashMap<Position, String>,
}

impl Report {
    /// Learns the path of each place below a root, so that diagnostics can name it.
    pub(crate) fn learn_paths(&mut self, root: &Node) {
        self.learn(root, &mut String::new());
        self.paths.insert(root.at.clone(), String::new());
        for diagnostic in self.diagnostics.iter_mut().filter(|diagnostic| diagnostic.path.is_empty()) {
            if let Some(path) = self.paths.get(&diagnostic.at) {
                diagnostic.path.clone_from(path);
            }
        }
    }

    fn learn(&mut self, node: &Node, path: &mut String) {
        self.paths.entry(node.at.clone()).or_insert_with(|| path.clone());
        let length = path.len();
        match &node.value {
            Value::Map(entries) => {
                for entry in entries {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&entry.key);
                    // A map starts where its first key does: the key's own path is the more exact one.
                    // A short form's key is not written: it stands where its value does.
                    if entry.key_at != entry.value.at {
                        self.paths.insert(entry.key_at.clone(), path.clone());
                    }
                    self.learn(&entry.value, path);
                    path.truncate(length);
                }
            }
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push('.');
                    path.push_str(&index.to_string());
                    self.learn(item, path);
                    path.truncate(length);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn error(&mut self, at: &Position, message: impl Into<String>) {
        self.push(Severity::Error, at, message.into(), None);
    }

    /// An error about a name that is not known, with the one that was probably meant.
    pub(crate) fn unknown(&mut self, at: &Position, message: impl Into<String>, nearest: Option<&str>) {
        self.push(Severity::Error, at, message.into(), nearest);
    }

    pub(crate) fn warning(&mut self, at: &Position, message: impl Into<String>) {
        self.push(Severity::Warning, at, message.into(), None);
    }

    /// A warning about a name that is overlooked, with the one that was probably meant.
    pub(crate) fn overlooked(&mut self, at: &Position, message: impl Into<String>, nearest: Option<&str>) {
        self.push(Severity::Warning, at, message.into(), nearest);
    }

    pub(crate) fn note(&mut self, at: &Position, message: impl Into<String>) {
        let message = message.into();
        // One note for all places that it is true of.
        if self.notes.insert(message.clone()) {
            self.push(Severity::Note, at, message, None);
        }
    }

    fn push(&mut self, severity: Severity, at: &Position, message: String, nearest: Option<&str>) {
        if self.seen.insert((at.clone(), message.clone())) {
            let path = self.paths.get(at).cloned().unwrap_or_default();
            self.diagnostics.push(Diagnostic {
                severity,
                at: at.clone(),
                path,
                message,
                nearest: nearest.map(ToOwned::to_owned),
            });
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All of them, the most serious first, then in the order of the file.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by(|a, b| {
            (a.severity, &a.at.file, a.at.line, a.at.column).cmp(&(b.severity, &b.at.file, b.at.line, b.at.column))
        });
        self.diagnostics
    }
}
