//! From text to tree.
//!
//! Follows the grammar of Velocity 1.7 (`Parser.jjt` of apache/velocity-engine before 2.0): what is no Velocity is text,
//! but what begins as Velocity must go on so.

mod directive;
mod expression;
mod literal;
mod reference;
mod text;

use crate::syntax::{Block, Macros, Node, Source, Span, position_of};
use crate::{Error, Limits, Position};

pub(crate) fn parse(text: &str, limits: &Limits) -> Result<(Source, Block, Macros), Error> {
    let mut parser = Parser {
        text,
        base: 0,
        anchor: None,
        at: 0,
        end: text.len(),
        depth: limits.depth,
        limit: limits.depth,
        in_string: false,
        mark: (0, Position { line: 1, column: 1 }),
        source: Source::new(text),
        macros: Macros::new(),
    };
    let body = parser.block(None)?;
    Ok((parser.source, body, parser.macros))
}

struct Parser<'s> {
    /// What is read: the template, or a text in quotes that is written otherwise than it is meant.
    text: &'s str,
    /// Where that text starts in the source.
    base: usize,
    /// Where a text in quotes stands in the template; places in it are this one.
    anchor: Option<Position>,
    at: usize,
    /// Where to stop: at the end of the text, or at that of a part in quotes.
    end: usize,
    /// How many levels more may be opened.
    depth: usize,
    limit: usize,
    in_string: bool,
    /// The last place whose line and column were counted.
    mark: (usize, Position),
    source: Source,
    macros: Macros,
}

/// What a block belongs to.
#[derive(Clone, Copy)]
struct Opening {
    /// As it is written, with `#`.
    name: &'static str,
    at: usize,
    /// Whether `#else` and `#elseif` may end it.
    has_branches: bool,
}

impl<'s> Parser<'s> {
    fn rest(&self) -> &'s str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn starts(&self, prefix: &str) -> bool {
        self.rest().starts_with(prefix)
    }

    /// Takes a prefix if it stands here.
    fn take(&mut self, prefix: &str) -> bool {
        let there = self.starts(prefix);
        if there {
            self.at += prefix.len();
        }
        there
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let length = rest.find(|character| !wanted(character)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.take_while(|character| matches!(character, ' ' | '\t' | '\n' | '\r'));
    }

    /// What a directive at the end of its line takes with it.
    fn skip_line_end(&mut self) {
        let rest = self.rest();
        let after = rest.trim_start_matches([' ', '\t']);
        let newline = ["\r\n", "\n", "\r"].iter().find(|newline| after.starts_with(**newline));
        if let Some(newline) = newline {
            self.at += rest.len() - after.len() + newline.len();
        }
    }

    /// The position of what stands here. Counted on from the last one: a template can have very many references.
    fn here(&mut self) -> Position {
        if let Some(anchor) = self.anchor {
            return anchor;
        }
        let (marked, mut position) = self.mark;
        let Some(between) = self.text.get(marked..self.at) else {
            return position_of(self.text, self.at);
        };
        for character in between.chars() {
            if character == '\n' {
                position = Position { line: position.line + 1, column: 1 };
            } else {
                position.column += 1;
            }
        }
        self.mark = (self.at, position);
        position
    }

    fn span(&self, start: usize) -> Span {
        Span { start: self.base + start, end: self.base + self.at }
    }

    /// What was read since.
    fn since(&self, start: usize) -> &'s str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn error_at(&self, offset: usize, message: impl Into<String>) -> Error {
        Error::at(self.anchor.unwrap_or_else(|| position_of(self.text, offset)), message)
    }

    fn error(&self, message: impl Into<String>) -> Error {
        self.error_at(self.at, message)
    }

    /// What stands here, for a message.
    fn found(&self) -> String {
        match self.peek() {
            None if self.in_string => "the end of the text in quotes".to_owned(),
            None => "the end of the template".to_owned(),
            Some('\n' | '\r') => "the end of the line".to_owned(),
            Some(character) if character.is_alphanumeric() => {
                let word: String = self.rest().chars().take_while(|c| c.is_alphanumeric()).take(20).collect();
                format!("\"{word}\"")
            }
            Some(character) => format!("\"{character}\""),
        }
    }

    /// Runs a part of the parser one level deeper.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == 0 {
            let message =
                format!("directives, lists, parentheses and texts may stand in one another {} deep", self.limit);
            return Err(self.error(message));
        }
        self.depth -= 1;
        let result = inner(self);
        self.depth += 1;
        result
    }

    /// Nodes up to what ends the block, which is left standing.
    fn block(&mut self, opening: Option<Opening>) -> Result<Block, Error> {
        self.deeper(|parser| {
            let mut nodes = Nodes::default();
            while let Some(character) = parser.peek() {
                match character {
                    '$' => parser.dollar(0, &mut nodes)?,
                    '\\' => parser.backslashes(&mut nodes)?,
                    '#' => {
                        if parser.hash(opening, &mut nodes)? {
                            return Ok(nodes.finish());
                        }
                    }
                    _ => parser.text(&mut nodes),
                }
            }
            match opening {
                None => Ok(nodes.finish()),
                Some(Opening { name, at, .. }) => {
                    Err(parser.error_at(at, format!("{name} that is not closed by #end")))
                }
            }
        })
    }
}

/// Nodes, with texts side by side made one.
#[derive(Default)]
struct Nodes {
    nodes: Vec<Node>,
    text: String,
}

impl Nodes {
    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn push(&mut self, node: Node) {
        self.flush();
        self.nodes.push(node);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.nodes.push(Node::Text(std::mem::take(&mut self.text).into()));
        }
    }

    fn finish(mut self) -> Block {
        self.flush();
        Block(self.nodes)
    }
}
