//! A template as a tree.
//!
//! Nothing here nests deeper than the parser allows, so the tree is walked and dropped by plain recursion.

use std::collections::HashMap;

use crate::Position;

/// Bytes of the template's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The template's text, and behind it the texts in quotes that are written otherwise than they are meant (`"say ""hi"""`).
#[derive(Debug, Clone)]
pub(crate) struct Source {
    text: String,
    /// How much of it is the template itself.
    template: usize,
    /// Where each text in quotes starts here, and where it stands in the template.
    quoted: Vec<(usize, Position)>,
}

impl Source {
    pub(crate) fn new(template: &str) -> Self {
        Self { text: template.to_owned(), template: template.len(), quoted: Vec::new() }
    }

    /// Adds a text in quotes. Where it starts.
    pub(crate) fn quote(&mut self, text: &str, position: Position) -> usize {
        let start = self.text.len();
        self.quoted.push((start, position));
        self.text.push_str(text);
        start
    }

    pub(crate) fn get(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    pub(crate) fn position(&self, offset: usize) -> Position {
        let after = self.quoted.partition_point(|(start, _)| *start <= offset);
        let quoted = after.checked_sub(1).and_then(|index| self.quoted.get(index));
        match quoted {
            Some((_, position)) if offset >= self.template => *position,
            _ => position_of(&self.text, offset),
        }
    }
}

/// Where a byte of a text stands; both count from one.
pub(crate) fn position_of(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    Position { line, column: 1 + before.get(line_start..).map_or(0, |line| line.chars().count()) }
}

/// What stands one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block(pub(crate) Vec<Node>);

#[derive(Debug, Clone)]
pub(crate) enum Node {
    Text(Box<str>),
    Reference(WrittenReference),
    Set {
        target: Reference,
        value: Expression,
    },
    If {
        branches: Vec<(Expression, Block)>,
        otherwise: Block,
    },
    Foreach(Box<Foreach>),
    Define {
        name: Box<str>,
        body: Block,
    },
    Call(Box<MacroCall>),
    /// `#break`, and how many loops it leaves.
    Break {
        levels: usize,
    },
    Stop,
}

/// A reference in text: what stands before it, and how it is written, matters.
#[derive(Debug, Clone)]
pub(crate) struct WrittenReference {
    pub(crate) reference: Reference,
    /// How many backslashes stand before it.
    pub(crate) backslashes: usize,
}

/// `$root.property.method(…)[index]`.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) root: Box<str>,
    pub(crate) parts: Vec<Part>,
    pub(crate) span: Span,
    pub(crate) position: Position,
}

#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) kind: PartKind,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum PartKind {
    Property(Box<str>),
    Method(Box<str>, Vec<Expression>),
    Index(Expression),
}

#[derive(Debug, Clone)]
pub(crate) struct Foreach {
    pub(crate) variable: Box<str>,
    pub(crate) over: Expression,
    pub(crate) body: Block,
    pub(crate) span: Span,
}

/// `#name(arguments)`, or `#@name(arguments) body #end`.
#[derive(Debug, Clone)]
pub(crate) struct MacroCall {
    pub(crate) name: Box<str>,
    pub(crate) arguments: Vec<Expression>,
    pub(crate) body: Option<Block>,
    /// Without a macro of that name, the source is text.
    pub(crate) span: Span,
}

/// `#macro(name $parameters) body #end`.
#[derive(Debug, Clone)]
pub(crate) struct Macro {
    pub(crate) parameters: Vec<Box<str>>,
    pub(crate) body: Block,
}

pub(crate) type Macros = HashMap<Box<str>, Macro>;

#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub(crate) kind: ExpressionKind,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum ExpressionKind {
    Bool(bool),
    Integer(i128),
    Double(f64),
    Text(Box<str>),
    /// A text in double quotes with references or directives in it.
    Template(Block),
    List(Vec<Expression>),
    Map(Vec<(Expression, Expression)>),
    Range(Box<(Expression, Expression)>),
    Reference(Reference),
    Not(Box<Expression>),
    /// Operators of one precedence, from left to right.
    Chain(Box<Expression>, Vec<(Operator, Expression)>),
    /// A word, where a macro that does not exist may have one.
    Word,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
