//! Variables: the template's own, and the parameters of macros.

use std::collections::HashMap;

use super::{Evaluator, Flow};
use crate::budget::NODE;
use crate::syntax::{Block, Expression, ExpressionKind, MacroCall, Span};
use crate::{Error, Value};

/// What a name stands for.
#[derive(Clone)]
pub(super) enum Binding<'t> {
    Value(Value),
    /// A macro's argument: evaluated anew wherever the parameter stands.
    Argument {
        expression: &'t Expression,
        frame: Option<usize>,
    },
    /// Of `#define` and `$bodyContent`: rendered wherever the name stands.
    Block {
        block: &'t Block,
        frame: Option<usize>,
    },
}

#[derive(Default)]
pub(super) struct Frame<'t> {
    parameters: HashMap<&'t str, Binding<'t>>,
}

impl<'t> Evaluator<'t, '_, '_> {
    /// The value of a variable; `None` if there is none.
    pub(super) fn variable(&mut self, name: &str, span: Span) -> Result<Option<Value>, Error> {
        if let Some(value) = self.loop_variable(name) {
            return Ok(Some(value));
        }
        let parameter = self.frame.and_then(|frame| self.frames.get(frame)?.parameters.get(name));
        match parameter.or_else(|| self.globals.get(name)).cloned() {
            Some(Binding::Value(value)) => Ok(Some(value)),
            Some(Binding::Argument { expression, frame }) => {
                self.spend(span, NODE)?;
                self.in_frame(frame, span, |evaluator| evaluator.evaluate(expression)).map(Some)
            }
            Some(Binding::Block { block, frame }) => {
                self.spend(span, NODE)?;
                // A block may stand in itself once; Velocity then writes the reference.
                if self.blocks.iter().filter(|open| std::ptr::eq(**open, block)).count() >= 2 {
                    return Ok(Some(self.source(span).into()));
                }
                let mut out = String::new();
                self.blocks.push(block);
                let result = self.in_frame(frame, span, |evaluator| evaluator.block(block, &mut out));
                self.blocks.pop();
                result?;
                Ok(Some(out.into()))
            }
            None => Ok(self.variables.get(name).cloned()),
        }
    }

    fn in_frame<T>(
        &mut self,
        frame: Option<usize>,
        span: Span,
        inner: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let seen = std::mem::replace(&mut self.frame, frame);
        let result = self.deeper(span, inner);
        self.frame = seen;
        result
    }

    /// Gives a name another meaning: a parameter within its macro, else a variable of the template.
    pub(super) fn bind(&mut self, name: &'t str, binding: Binding<'t>) {
        let parameter = self.frame.and_then(|frame| self.frames.get_mut(frame)?.parameters.get_mut(name));
        match parameter {
            Some(parameter) => *parameter = binding,
            None => {
                self.globals.insert(name, binding);
            }
        }
    }

    /// What the name stands for, if the template gave it a meaning.
    pub(super) fn binding(&self, name: &str) -> Option<Binding<'t>> {
        let parameter = self.frame.and_then(|frame| self.frames.get(frame)?.parameters.get(name));
        parameter.or_else(|| self.globals.get(name)).cloned()
    }

    pub(super) fn unbind(&mut self, name: &str) {
        self.globals.remove(name);
    }

    pub(super) fn call_macro(&mut self, call: &'t MacroCall, out: &mut String) -> Result<Flow, Error> {
        self.spend(call.span, NODE)?;
        let program = self.program;
        let Some(called) = program.macros.get(&call.name) else {
            let literal = self.source(call.span);
            if call.body.is_some() {
                let message = format!("there is no macro {}, so #@{} cannot be called", call.name, call.name);
                return Err(self.error(call.span, message));
            }
            // What looks like a macro and is none is text.
            self.write(literal, call.span, out)?;
            return Ok(Flow::Next);
        };
        if let Some(word) = call.arguments.iter().find(|argument| matches!(argument.kind, ExpressionKind::Word)) {
            let message = format!("a word is no argument of macro {}; a text stands in quotes", call.name);
            return Err(self.error(word.span, message));
        }
        let mut frame = Frame::default();
        // A parameter without an argument is the variable of that name; an argument too many is not looked at.
        for (parameter, expression) in called.parameters.iter().zip(&call.arguments) {
            frame.parameters.insert(parameter, Binding::Argument { expression, frame: self.frame });
        }
        if let Some(block) = &call.body {
            frame.parameters.insert("bodyContent", Binding::Block { block, frame: self.frame });
        }
        self.frames.push(frame);
        let own = Some(self.frames.len() - 1);
        let flow = self.in_frame(own, call.span, |evaluator| evaluator.block(&called.body, out));
        self.frames.pop();
        // #break outside a loop of the macro's own ends the macro.
        Ok(match flow? {
            Flow::Break(_) => Flow::Next,
            flow => flow,
        })
    }
}
