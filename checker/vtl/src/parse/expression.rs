//! What `#set`, `#if`, arguments, lists and maps hold.

use super::Parser;
use crate::Error;
use crate::syntax::{Expression, ExpressionKind, Operator};

/// Operators by precedence, the weakest first; a longer one stands before its own beginning.
const PRECEDENCE: [&[(&str, Operator)]; 6] = [
    &[("||", Operator::Or), ("or", Operator::Or)],
    &[("&&", Operator::And), ("and", Operator::And)],
    &[("==", Operator::Equal), ("eq", Operator::Equal), ("!=", Operator::NotEqual), ("ne", Operator::NotEqual)],
    &[
        ("<=", Operator::LessOrEqual),
        ("le", Operator::LessOrEqual),
        ("<", Operator::Less),
        ("lt", Operator::Less),
        (">=", Operator::GreaterOrEqual),
        ("ge", Operator::GreaterOrEqual),
        (">", Operator::Greater),
        ("gt", Operator::Greater),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Remainder)],
];

impl Parser<'_> {
    /// A whole expression, up to something that is none.
    pub(super) fn expression(&mut self) -> Result<Expression, Error> {
        self.deeper(|parser| parser.chain(0))
    }

    fn chain(&mut self, level: usize) -> Result<Expression, Error> {
        let Some(operators) = PRECEDENCE.get(level) else { return self.unary() };
        let start = self.at;
        let first = self.chain(level + 1)?;
        let mut others = Vec::new();
        while let Some(operator) = self.operator(operators)? {
            others.push((operator, self.chain(level + 1)?));
        }
        if others.is_empty() {
            return Ok(first);
        }
        Ok(Expression { kind: ExpressionKind::Chain(Box::new(first), others), span: self.span(start) })
    }

    fn operator(&mut self, operators: &[(&str, Operator)]) -> Result<Option<Operator>, Error> {
        self.skip_space();
        for (text, operator) in operators {
            let is_word = text.starts_with(|character: char| character.is_ascii_alphabetic());
            let after = self.rest().get(text.len()..).unwrap_or_default();
            if !self.starts(text) || is_word && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                continue;
            }
            if *operator == Operator::Subtract && after.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
                return Err(self.error("Velocity reads a minus before a digit as part of the number; write \"- 1\""));
            }
            self.at += text.len();
            return Ok(Some(*operator));
        }
        Ok(None)
    }

    fn unary(&mut self) -> Result<Expression, Error> {
        self.skip_space();
        let start = self.at;
        if self.take("!") || self.word("not") {
            let inner = self.deeper(Self::unary)?;
            return Ok(Expression { kind: ExpressionKind::Not(Box::new(inner)), span: self.span(start) });
        }
        if self.take("(") {
            let inner = self.expression()?;
            self.skip_space();
            if !self.take(")") {
                let message = format!("( that is not closed by ); here stands {}", self.found());
                return Err(self.error_at(start, message));
            }
            return Ok(inner);
        }
        self.parameter("a value")
    }

    /// Takes a whole word if it stands here.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let after = self.rest().get(word.len()..).unwrap_or_default();
        let there = self.starts(word) && !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if there {
            self.at += word.len();
        }
        there
    }

    /// A value that is not computed, and the blanks around it: all that an argument, a list or a map may hold.
    pub(super) fn parameter(&mut self, wanted: &str) -> Result<Expression, Error> {
        self.skip_space();
        let parameter = self.value()?.ok_or_else(|| self.no_value(wanted))?;
        self.skip_space();
        Ok(parameter)
    }

    /// A value if one stands here.
    pub(super) fn value(&mut self) -> Result<Option<Expression>, Error> {
        let start = self.at;
        let kind = match self.peek() {
            Some('"' | '\'') => return self.text_literal().map(Some),
            Some('[') => self.deeper(Self::list_or_range)?,
            Some('{') => self.deeper(Self::map)?,
            Some('$') => match self.reference()? {
                Some(reference) => ExpressionKind::Reference(reference),
                None => return Ok(None),
            },
            _ if self.word("true") => ExpressionKind::Bool(true),
            _ if self.word("false") => ExpressionKind::Bool(false),
            _ => return self.number_literal(),
        };
        Ok(Some(Expression { kind, span: self.span(start) }))
    }

    fn no_value(&self, wanted: &str) -> Error {
        let found = self.found();
        let advice = match self.peek() {
            Some('n') if self.starts("null") => {
                "; Velocity has no null: compare with a variable that was never set, such as $null"
            }
            Some('=') => "; two values are compared by ==",
            Some(character) if character.is_alphabetic() => "; a variable starts with $, and a text stands in quotes",
            _ => "",
        };
        self.error(format!("{wanted} is missing: here stands {found}{advice}"))
    }

    fn list_or_range(&mut self) -> Result<ExpressionKind, Error> {
        let opened = self.at;
        self.at += 1;
        self.skip_space();
        let mut items = Vec::new();
        if self.take("]") {
            return Ok(ExpressionKind::List(items));
        }
        loop {
            items.push(self.parameter("an item")?);
            let may_be_end =
                |kind: &ExpressionKind| matches!(kind, ExpressionKind::Integer(_) | ExpressionKind::Reference(_));
            if self.starts("..") && items.len() == 1 && items.iter().all(|item| may_be_end(&item.kind)) {
                self.at += 2;
                let at = self.at;
                let last = self.parameter("the last number of the range")?;
                if !may_be_end(&last.kind) {
                    return Err(self.error_at(
                        at,
                        "a range goes from one whole number to another, or from reference to reference",
                    ));
                }
                self.close(opened, "[", "]")?;
                return Ok(match items.pop() {
                    Some(first) => ExpressionKind::Range(Box::new((first, last))),
                    None => ExpressionKind::List(items),
                });
            }
            if !self.take(",") {
                self.close(opened, "[", "]")?;
                return Ok(ExpressionKind::List(items));
            }
        }
    }

    fn map(&mut self) -> Result<ExpressionKind, Error> {
        let opened = self.at;
        self.at += 1;
        self.skip_space();
        let mut entries = Vec::new();
        if self.take("}") {
            return Ok(ExpressionKind::Map(entries));
        }
        loop {
            let key = self.parameter("a key")?;
            if !self.take(":") {
                let message = format!("between key and value of a map stands \":\", but here {}", self.found());
                return Err(self.error(message));
            }
            entries.push((key, self.parameter("a value")?));
            if !self.take(",") {
                self.close(opened, "{", "}")?;
                return Ok(ExpressionKind::Map(entries));
            }
        }
    }

    fn close(&mut self, opened: usize, open: &str, close: &str) -> Result<(), Error> {
        if self.take(close) {
            return Ok(());
        }
        let found = self.found();
        Err(match self.peek() {
            None => self.error_at(opened, format!("{open} that is not closed by {close}")),
            Some('+' | '-' | '*' | '/' | '%') => self.error(format!(
                "what stands in {open} {close} may not be computed, but here stands {found}; #set a variable first"
            )),
            Some(_) => self.error(format!("\",\" or \"{close}\" is missing: here stands {found}")),
        })
    }
}
