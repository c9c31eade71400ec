//! From tree and values to text.

mod arithmetic;
mod assign;
mod expression;
mod foreach;
mod frame;
mod reference;

use std::collections::HashMap;

use crate::budget::{Budget, NODE};
use crate::syntax::{Block, Macros, Node, Source, Span};
use crate::{Error, Limits, Reference, Variables};
use foreach::Loop;
use frame::{Binding, Frame};

/// How a block ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    /// `#break`, for so many loops more.
    Break(usize),
    Stop,
}

pub(crate) struct Program<'t> {
    pub(crate) source: &'t Source,
    pub(crate) body: &'t Block,
    pub(crate) macros: &'t Macros,
}

pub(crate) fn render<'f>(
    program: &Program<'_>,
    variables: &Variables,
    limits: &Limits,
    on_reference: Option<&mut (dyn FnMut(&Reference<'_>) + 'f)>,
) -> Result<String, Error> {
    let mut evaluator = Evaluator {
        program,
        variables,
        globals: HashMap::new(),
        frames: Vec::new(),
        frame: None,
        blocks: Vec::new(),
        loops: Vec::new(),
        depth: levels(limits),
        budget: Budget::new(limits),
        on_reference,
        last: Span { start: 0, end: 0 },
    };
    let mut out = String::new();
    evaluator.block(program.body, &mut out)?;
    Ok(out)
}

/// How many levels may be evaluated: what is written within the limit can be evaluated in a block or two as well.
fn levels(limits: &Limits) -> usize {
    limits.depth.saturating_mul(2)
}

struct Evaluator<'t, 'h, 'f> {
    program: &'h Program<'t>,
    /// The host's.
    variables: &'h Variables,
    /// What the template set; hides the host's.
    globals: HashMap<&'t str, Binding<'t>>,
    /// Of the macros that are being called.
    frames: Vec<Frame<'t>>,
    /// Whose parameters are seen: an argument sees those of its caller.
    frame: Option<usize>,
    /// What #define made and is being rendered.
    blocks: Vec<&'t Block>,
    loops: Vec<Loop>,
    depth: usize,
    budget: Budget<'h>,
    on_reference: Option<&'h mut (dyn FnMut(&Reference<'_>) + 'f)>,
    /// What was evaluated last: the place of what goes wrong in a text.
    last: Span,
}

impl<'t> Evaluator<'t, '_, '_> {
    fn error(&self, span: Span, message: impl Into<String>) -> Error {
        Error::at(self.program.source.position(span.start), message)
    }

    /// Gives an error of a value its place.
    fn at<T>(&self, span: Span, result: Result<T, String>) -> Result<T, Error> {
        result.map_err(|message| self.error(span, message))
    }

    fn source(&self, span: Span) -> &'t str {
        self.program.source.get(span)
    }

    fn spend(&mut self, span: Span, steps: u64) -> Result<(), Error> {
        self.last = span;
        let spent = self.budget.spend(steps);
        self.at(span, spent)
    }

    fn write(&mut self, text: &str, span: Span, out: &mut String) -> Result<(), Error> {
        let allowed = self.budget.spend_bytes(text.len()).and_then(|()| self.budget.allow_text(out.len() + text.len()));
        self.at(span, allowed)?;
        out.push_str(text);
        Ok(())
    }

    fn deeper<T>(&mut self, span: Span, inner: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == 0 {
            let message =
                format!("macros, #define, texts and lists stand in one another, {} deep", levels(self.budget.limits));
            return Err(self.error(span, message));
        }
        self.depth -= 1;
        let result = inner(self);
        self.depth += 1;
        result
    }

    fn block(&mut self, block: &'t Block, out: &mut String) -> Result<Flow, Error> {
        for node in &block.0 {
            let flow = self.node(node, out)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &'t Node, out: &mut String) -> Result<Flow, Error> {
        self.spend(self.last, NODE)?;
        match node {
            Node::Text(text) => self.write(text, self.last, out)?,
            Node::Reference(reference) => self.write_reference(reference, out)?,
            Node::Set { target, value } => self.set(target, value)?,
            Node::If { branches, otherwise } => {
                for (condition, block) in branches {
                    self.spend(condition.span, NODE)?;
                    if self.truth(condition)? {
                        return self.deeper(condition.span, |evaluator| evaluator.block(block, out));
                    }
                }
                return self.deeper(self.last, |evaluator| evaluator.block(otherwise, out));
            }
            Node::Foreach(foreach) => return self.foreach(foreach, out),
            Node::Define { name, body } => {
                let frame = self.frame;
                self.bind(name, Binding::Block { block: body, frame });
            }
            Node::Call(call) => return self.call_macro(call, out),
            Node::Break { levels } => return Ok(Flow::Break(*levels)),
            Node::Stop => return Ok(Flow::Stop),
        }
        Ok(Flow::Next)
    }
}
