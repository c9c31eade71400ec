//! Numbers and texts.

use super::Parser;
use crate::Error;
use crate::syntax::{Expression, ExpressionKind};

/// `\u0041` at the start of a text in double quotes: the character, and how many bytes it takes here.
pub(super) fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let code = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())??;
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 6))
}

/// The text with every `\u0041` as the character that it means; other backslashes stay.
fn unescaped(text: &str) -> String {
    let (mut rest, mut out) = (text, String::with_capacity(text.len()));
    while let Some(at) = rest.find("\\u") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (character, length) = unicode_escape(from).unwrap_or(('\\', 1));
        out.push(character);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

impl Parser<'_> {
    /// A text in quotes.
    pub(super) fn text_literal(&mut self) -> Result<Expression, Error> {
        let start = self.at;
        let double = self.starts("\"");
        let rest = self.rest().get(1..).unwrap_or_default();
        let length = if double { end_of_double_quoted(rest) } else { rest.find('\'') };
        let Some(length) = length else {
            let quote = if double { '"' } else { '\'' };
            return Err(self.error(format!("a text that starts with {quote} and is not closed by {quote}")));
        };
        let content = rest.get(..length).unwrap_or_default();
        let (inner, after) = (start + 1, start + length + 2);
        let kind = if !double {
            ExpressionKind::Text(content.into())
        } else if content.contains(['$', '#']) {
            let outer = (self.end, self.in_string);
            (self.at, self.end, self.in_string) = (inner, inner + length, true);
            let block = self.block(None);
            (self.end, self.in_string) = outer;
            ExpressionKind::Template(block?)
        } else {
            ExpressionKind::Text(unescaped(content).into())
        };
        self.at = after;
        Ok(Expression { kind, span: self.span(start) })
    }

    /// A number: `1`, `-1`, `1.5`, `.5`, `1e3`. `None` if there is none.
    pub(super) fn number_literal(&mut self) -> Result<Option<Expression>, Error> {
        let start = self.at;
        self.take("-");
        let is_digit = |character: char| character.is_ascii_digit();
        let whole = self.take_while(is_digit);
        // `1..3` is a range, not `1.` and something.
        let point = self.starts(".") && !self.starts("..");
        let mut is_double = false;
        if point {
            let before_point = self.at;
            self.at += 1;
            let fraction = self.take_while(is_digit);
            if whole.is_empty() && fraction.is_empty() {
                self.at = before_point;
            } else {
                is_double = true;
            }
        }
        if whole.is_empty() && !is_double {
            self.at = start;
            return Ok(None);
        }
        let before_exponent = self.at;
        if self.take("e") || self.take("E") {
            if !self.take("+") {
                self.take("-");
            }
            if self.take_while(is_digit).is_empty() {
                self.at = before_exponent;
            } else {
                is_double = true;
            }
        }
        let text = self.source.get(start..self.at).unwrap_or_default();
        let kind = if is_double {
            text.parse().ok().map(ExpressionKind::Double)
        } else {
            text.parse().ok().map(ExpressionKind::Integer)
        };
        match kind {
            Some(kind) => Ok(Some(Expression { kind, span: self.span(start) })),
            None => Err(self.error_at(start, "a number that is too large")),
        }
    }
}

/// Where a text in double quotes ends, counted from behind its opening quote.
///
/// A quote behind a backslash may end it or not: Velocity's lexer takes the longest text that ends at all.
fn end_of_double_quoted(rest: &str) -> Option<usize> {
    let mut shorter = None;
    for (at, _) in rest.match_indices('"') {
        if at == 0 || rest.as_bytes().get(at - 1) != Some(&b'\\') {
            return Some(at);
        }
        shorter = Some(at);
    }
    shorter
}
