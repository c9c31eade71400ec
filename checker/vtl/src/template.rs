//! A template: parsed once, rendered as often as one likes.

use crate::evaluate::{self, Program};
use crate::parse;
use crate::syntax::{Block, Macros, Source};
use crate::{Error, Limits, Position, Reference, Variables};

/// A parsed template.
#[derive(Debug, Clone)]
pub struct Template {
    source: Source,
    body: Block,
    macros: Macros,
}

impl Template {
    /// Reads a template of at most 300 KB.
    ///
    /// # Errors
    ///
    /// The first thing that is no Velocity, with its line and column.
    pub fn parse(source: &str) -> Result<Self, Error> {
        Self::parse_with(source, &Limits::default())
    }

    /// Reads a template within other limits (its bytes and depth).
    ///
    /// # Errors
    ///
    /// The first thing that is no Velocity, with its line and column.
    pub fn parse_with(source: &str, limits: &Limits) -> Result<Self, Error> {
        if source.len() > limits.template_bytes {
            let message = format!("a template may have {} bytes; this one has {}", limits.template_bytes, source.len());
            return Err(Error::at(Position { line: 1, column: 1 }, message));
        }
        let (source, body, macros) = parse::parse(source, limits)?;
        Ok(Self { source, body, macros })
    }

    /// The text that the template gives with these variables.
    ///
    /// # Errors
    ///
    /// What the template does wrong (a method called with arguments that it does not take), what an [`Object`](crate::Object)
    /// refuses, or a limit that is reached; with line and column.
    pub fn render(&self, variables: &Variables, limits: &Limits) -> Result<String, Error> {
        evaluate::render(&self.program(), variables, limits, None)
    }

    /// As [`render`](Self::render); tells of each reference what it gave, in the order of evaluation, up to an error.
    ///
    /// # Errors
    ///
    /// As [`render`](Self::render).
    pub fn render_traced(
        &self,
        variables: &Variables,
        limits: &Limits,
        on_reference: &mut dyn FnMut(&Reference<'_>),
    ) -> Result<String, Error> {
        evaluate::render(&self.program(), variables, limits, Some(on_reference))
    }

    fn program(&self) -> Program<'_> {
        Program { source: &self.source, body: &self.body, macros: &self.macros }
    }
}
