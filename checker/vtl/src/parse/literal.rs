//! Numbers and texts.

use super::Parser;
use crate::Error;
use crate::syntax::{Block, Expression, ExpressionKind, Source};

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
    /// A text in quotes: the quote itself stands in it twice, and backslashes are backslashes.
    pub(super) fn text_literal(&mut self) -> Result<Expression, Error> {
        let start = self.at;
        let quote = if self.take("\"") { "\"" } else { "'" };
        self.at = start + 1;
        let inner = self.at;
        let Some(length) = end_of_quoted(self.rest(), quote) else {
            return Err(self.error_at(start, format!("a text that starts with {quote} and is not closed by {quote}")));
        };
        let written = self.rest().get(..length).unwrap_or_default();
        let meant = written.replace(&quote.repeat(2), quote);
        let meant = if quote == "\"" { unescaped(&meant) } else { meant };
        let kind = if quote == "'" || !meant.contains(['$', '#']) {
            ExpressionKind::Text(meant.into())
        } else if meant == written {
            let outer = (self.end, self.in_string);
            (self.end, self.in_string) = (inner + length, true);
            let block = self.block(None);
            (self.end, self.in_string) = outer;
            ExpressionKind::Template(block?)
        } else {
            self.at = start;
            ExpressionKind::Template(self.quoted(&meant)?)
        };
        self.at = inner + length + 1;
        Ok(Expression { kind, span: self.span(start) })
    }

    /// A text in quotes that does not stand in the template as it is meant.
    fn quoted(&mut self, meant: &str) -> Result<Block, Error> {
        let position = self.here();
        let base = self.source.quote(meant, position);
        let mut inner = Parser {
            text: meant,
            base,
            anchor: Some(position),
            at: 0,
            end: meant.len(),
            depth: self.depth,
            limit: self.limit,
            in_string: true,
            mark: (0, position),
            source: std::mem::replace(&mut self.source, Source::new("")),
            macros: std::mem::take(&mut self.macros),
        };
        let block = inner.block(None);
        (self.source, self.macros) = (inner.source, inner.macros);
        block
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
        let text = self.since(start);
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

/// Where a text in quotes ends, counted from behind its opening quote.
fn end_of_quoted(rest: &str, quote: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + rest.get(from..)?.find(quote)?;
        if !rest.get(at + 1..)?.starts_with(quote) {
            return Some(at);
        }
        from = at + 2;
    }
}
