//! References: `$a`, `$!a`, `${a}`, `$a.b`, `$a.b(1)`, `$a[0]`.

use super::{Nodes, Parser};
use crate::Error;
use crate::syntax::{Expression, Node, Part, PartKind, Reference, WrittenReference};

fn starts_identifier(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

fn is_identifier(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

impl Parser<'_> {
    /// A `$` in text, after so many backslashes.
    pub(super) fn dollar(&mut self, backslashes: usize, nodes: &mut Nodes) -> Result<(), Error> {
        if let Some(reference) = self.reference()? {
            nodes.push(Node::Reference(WrittenReference { reference, backslashes }));
            return Ok(());
        }
        let slashes = "\\".repeat(backslashes);
        nodes.text(&slashes);
        let start = self.at;
        self.at += 1;
        self.must_not_end("$")?;
        let escapes = self.take_while(|character| character == '\\').len();
        if self.take("!") && !self.peek().is_some_and(|next| matches!(next, '{' | '[' | '$')) {
            // Without a name `$!` is `$`, and `$\!name` writes nothing at all.
            if escapes > 0 && self.name_and_parts(start)?.is_some() {
                return Ok(());
            }
        } else {
            self.at = start + 1;
        }
        nodes.text("$");
        Ok(())
    }

    /// The reference that starts here; `None` if it is none, such as `$5` and `$(`.
    pub(super) fn reference(&mut self) -> Result<Option<Reference>, Error> {
        let start = self.at;
        if !self.take("$") {
            return Ok(None);
        }
        self.take("!");
        let reference = self.name_and_parts(start)?;
        if reference.is_none() {
            self.at = start;
        }
        Ok(reference)
    }

    /// What follows the `$` that stands at the start.
    fn name_and_parts(&mut self, start: usize) -> Result<Option<Reference>, Error> {
        let formal = self.take("{");
        if !self.peek().is_some_and(starts_identifier) {
            return Ok(None);
        }
        let after_start = std::mem::replace(&mut self.at, start);
        let position = self.here();
        self.at = after_start;
        let root = self.take_while(is_identifier);
        let mut parts = Vec::new();
        loop {
            let part = self.at;
            let kind = if self.take("[") {
                PartKind::Index(self.deeper(|parser| parser.index(part))?)
            } else if self.property_follows() {
                self.at += 1;
                let name = self.take_while(is_identifier);
                if self.take("(") {
                    PartKind::Method(name.into(), self.deeper(|parser| parser.arguments(part + 1, name))?)
                } else {
                    PartKind::Property(name.into())
                }
            } else {
                break;
            };
            parts.push(Part { kind, span: self.span(part) });
        }
        if formal && !self.take("}") {
            let message = format!("${{{root} is not closed by }}; here stands {}", self.found());
            return Err(self.error(message));
        }
        Ok(Some(Reference { root: root.into(), parts, span: self.span(start), position }))
    }

    /// A dot is part of a reference only before a letter.
    fn property_follows(&self) -> bool {
        self.rest().strip_prefix('.').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
    }

    fn index(&mut self, opened: usize) -> Result<Expression, Error> {
        let index = self.parameter("an index: a whole number, a text in quotes or a reference")?;
        if !self.take("]") {
            let message = format!("[ that is not closed by ]; here stands {}", self.found());
            return Err(self.error_at(opened, message));
        }
        Ok(index)
    }

    fn arguments(&mut self, named: usize, name: &str) -> Result<Vec<Expression>, Error> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Ok(arguments);
        }
        self.skip_space();
        if self.starts(")") {
            return Err(self.error(format!("between the parentheses of {name}() nothing may stand, not even a blank")));
        }
        loop {
            arguments.push(self.parameter("an argument")?);
            if self.take(")") {
                return Ok(arguments);
            }
            if !self.take(",") {
                let found = self.found();
                return Err(match self.peek() {
                    None => self.error_at(named, format!("{name}( that is not closed by )")),
                    Some('+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '!' | '&' | '|') => self.error(format!(
                        "an argument of {name}() may not be computed, but here stands {found}; #set a variable first"
                    )),
                    Some(_) => {
                        self.error(format!("after an argument of {name}() comes \",\" or \")\"; here stands {found}"))
                    }
                });
            }
        }
    }
}
