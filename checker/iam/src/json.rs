//! A JSON reader that remembers where each value stands and notices keys written twice.
//!
//! `serde_json` keeps neither, and a policy's reader needs both: AWS refuses a doubled element, and a student needs the
//! line.

use std::collections::HashSet;

use crate::document::{Position, Spanned};
use crate::error::{ParseError, ParseErrorKind};

/// How deep objects and lists may nest; a policy needs five levels.
const MAX_DEPTH: usize = 32;

/// A JSON value and where it starts.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: Json,
    pub(crate) position: Position,
}

/// A JSON value; numbers keep their text.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: Spanned<String>,
    pub(crate) node: Node,
}

impl Json {
    /// The value's type as an error message names it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// Reads one JSON document.
pub(crate) fn read(text: &str) -> Result<Node, ParseError> {
    let mut reader = Reader { rest: text, position: Position { line: 1, column: 1 } };
    reader.skip_space();
    if reader.peek() != Some('{') {
        return Err(reader.not_an_object());
    }
    let node = reader.value(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(node),
        Some(found) => Err(reader.fault(format!("the policy ends before this {}", describe(found)))),
    }
}

struct Reader<'text> {
    rest: &'text str,
    position: Position,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let found = self.peek()?;
        self.rest = &self.rest[found.len_utf8()..];
        if found == '\n' {
            self.position.line += 1;
            self.position.column = 1;
        } else {
            self.position.column += 1;
        }
        Some(found)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.next();
        }
    }

    fn fault(&self, message: String) -> ParseError {
        ParseError { kind: ParseErrorKind::InvalidJson, position: self.position, message }
    }

    fn expected(&self, what: &str) -> ParseError {
        let found = match self.peek() {
            None => "the text ends".to_owned(),
            Some('/' | '#') => "there is a comment, which JSON does not have".to_owned(),
            Some(quote @ ('\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}')) => {
                format!("there is the typographic quotation mark {quote}; JSON takes only the straight \"")
            }
            Some('\'') => "there is a single quote; JSON takes only the double quote \"".to_owned(),
            Some(found) => format!("there is {}", describe(found)),
        };
        self.fault(format!("expected {what}, but {found}"))
    }

    fn not_an_object(&self) -> ParseError {
        let message = match self.peek() {
            None => "the policy is empty".to_owned(),
            Some('\u{feff}') => "the file starts with a byte order mark; save it as UTF-8 without one".to_owned(),
            Some(found) => format!("a policy starts with {{, but here is {}", describe(found)),
        };
        ParseError { kind: ParseErrorKind::NotAnObject, position: self.position, message }
    }

    fn value(&mut self, depth: usize) -> Result<Node, ParseError> {
        let position = self.position;
        if depth > MAX_DEPTH {
            return Err(self.fault(format!("nested more than {MAX_DEPTH} levels deep")));
        }
        let value = match self.peek() {
            Some('{') => Json::Object(self.object(depth)?),
            Some('[') => Json::Array(self.array(depth)?),
            Some('"') => Json::String(self.string()?),
            Some('-' | '0'..='9') => Json::Number(self.number()?),
            Some('t') if self.word("true") => Json::Bool(true),
            Some('f') if self.word("false") => Json::Bool(false),
            Some('n') if self.word("null") => Json::Null,
            _ => return Err(self.expected("a value")),
        };
        Ok(Node { value, position })
    }

    fn word(&mut self, word: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(word) else {
            return false;
        };
        self.rest = rest;
        self.position.column += word.len();
        true
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Member>, ParseError> {
        let mut members = Vec::new();
        let mut names = HashSet::new();
        self.next();
        self.skip_space();
        if self.peek() == Some('}') {
            self.next();
            return Ok(members);
        }
        loop {
            let position = self.position;
            if self.peek() != Some('"') {
                return Err(match self.peek() {
                    Some('}') => self.fault("the comma before this `}` is one too many".to_owned()),
                    _ => self.expected("a name in double quotes"),
                });
            }
            let name = self.string()?;
            if !names.insert(name.clone()) {
                return Err(ParseError {
                    message: format!("`{name}` stands twice in the same object"),
                    kind: ParseErrorKind::DuplicateElement(name),
                    position,
                });
            }
            self.skip_space();
            if self.peek() != Some(':') {
                return Err(self.expected("a colon after the name"));
            }
            self.next();
            self.skip_space();
            let node = self.value(depth + 1)?;
            members.push(Member { name: Spanned { value: name, position }, node });
            self.skip_space();
            match self.peek() {
                Some(',') => self.next(),
                Some('}') => {
                    self.next();
                    return Ok(members);
                }
                _ => return Err(self.expected("a comma or }")),
            };
            self.skip_space();
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, ParseError> {
        let mut items = Vec::new();
        self.next();
        self.skip_space();
        if self.peek() == Some(']') {
            self.next();
            return Ok(items);
        }
        loop {
            if self.peek() == Some(']') {
                return Err(self.fault("the comma before this `]` is one too many".to_owned()));
            }
            items.push(self.value(depth + 1)?);
            self.skip_space();
            match self.peek() {
                Some(',') => self.next(),
                Some(']') => {
                    self.next();
                    return Ok(items);
                }
                _ => return Err(self.expected("a comma or ]")),
            };
            self.skip_space();
        }
    }

    fn string(&mut self) -> Result<String, ParseError> {
        let mut text = String::new();
        let start = self.position;
        self.next();
        loop {
            let position = self.position;
            match self.next() {
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escape(position)?),
                Some(control) if control < ' ' => {
                    return Err(ParseError {
                        kind: ParseErrorKind::InvalidJson,
                        position,
                        message: "a string may not run over the end of a line; is its closing \" missing?".to_owned(),
                    });
                }
                Some(other) => text.push(other),
                None => {
                    return Err(ParseError {
                        kind: ParseErrorKind::InvalidJson,
                        position: start,
                        message: "the string that starts here is never closed".to_owned(),
                    });
                }
            }
        }
    }

    fn escape(&mut self, position: Position) -> Result<char, ParseError> {
        let fault = || ParseError {
            kind: ParseErrorKind::InvalidJson,
            position,
            message: "JSON has no such escape sequence".to_owned(),
        };
        Ok(match self.next().ok_or_else(fault)? {
            quoted @ ('"' | '\\' | '/') => quoted,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.four_digits().ok_or_else(fault)?;
                let code = if (0xd800..0xdc00).contains(&first) {
                    if self.next() != Some('\\') || self.next() != Some('u') {
                        return Err(fault());
                    }
                    let second = self.four_digits().filter(|low| (0xdc00..0xe000).contains(low)).ok_or_else(fault)?;
                    0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                };
                char::from_u32(code).ok_or_else(fault)?
            }
            _ => return Err(fault()),
        })
    }

    fn four_digits(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + self.next()?.to_digit(16)?;
        }
        Some(code)
    }

    fn digits(&mut self, text: &mut String) -> bool {
        let before = text.len();
        while let Some(digit @ '0'..='9') = self.peek() {
            text.push(digit);
            self.next();
        }
        text.len() > before
    }

    fn number(&mut self) -> Result<String, ParseError> {
        let mut text = String::new();
        if self.peek() == Some('-') {
            text.push('-');
            self.next();
        }
        let whole = text.len();
        if !self.digits(&mut text) {
            return Err(self.expected("a digit"));
        }
        if text[whole..].starts_with('0') && text.len() > whole + 1 {
            return Err(self.fault("a number may not start with 0; put an account id in quotes".to_owned()));
        }
        if self.peek() == Some('.') {
            text.push('.');
            self.next();
            if !self.digits(&mut text) {
                return Err(self.expected("a digit"));
            }
        }
        if let Some(exponent @ ('e' | 'E')) = self.peek() {
            text.push(exponent);
            self.next();
            if let Some(sign @ ('+' | '-')) = self.peek() {
                text.push(sign);
                self.next();
            }
            if !self.digits(&mut text) {
                return Err(self.expected("a digit"));
            }
        }
        Ok(text)
    }
}

fn describe(found: char) -> String {
    if found.is_control() || found == '\u{feff}' {
        format!("the character U+{:04X}", u32::from(found))
    } else {
        format!("`{found}`")
    }
}

#[cfg(test)]
mod tests;
