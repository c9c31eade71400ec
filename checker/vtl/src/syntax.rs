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
