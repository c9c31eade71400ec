//! A path's text → its steps.

use super::filter::{self, Filter};
use super::function::Function;
use super::{JsonPath, Step};

/// How deep paths and parentheses of filters may stand in one another.
const DEEPEST: usize = 32;

/// Reads a whole path.
pub(super) fn path(text: &str) -> Result<JsonPath, String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err("the path is empty".to_owned());
    }
    let rooted = match trimmed.chars().next() {
        Some('$' | '@') => trimmed.to_owned(),
        Some('[') => format!("${trimmed}"),
        _ => format!("$.{trimmed}"),
    };
    let mut reader = Reader { rest: &rooted, whole: &rooted, depth: 0 };
    reader.skip(1);
    let path = reader.path()?;
    if reader.rest.is_empty() { Ok(path) } else { Err(reader.unexpected()) }
}

/// What is still to be read.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a str,
    whole: &'a str,
    depth: usize,
}

impl Reader<'_> {
    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    pub(super) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes a text if the rest begins with it.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let taken = self.rest.strip_prefix(text);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// As `deeper` and back: bounds the recursion.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        if self.depth == DEEPEST {
            return Err(format!("more than {DEEPEST} levels in one another"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    pub(super) fn unexpected(&self) -> String {
        let at = self.whole.len() - self.rest.len();
        let character = self.whole[..at].chars().count() + 1;
        match self.peek() {
            Some(letter) => format!("{letter:?} was not expected at character {character} of the path {}", self.whole),
            None => format!("the path {} ends too early", self.whole),
        }
    }

    /// What follows a `$` or a `@`.
    pub(super) fn path(&mut self) -> Result<JsonPath, String> {
        let mut steps = Vec::new();
        let mut function = None;
        loop {
            if self.take("..") {
                steps.push(Step::Descendants);
                if self.peek() == Some('[') {
                    continue;
                }
                if self.take("*") {
                    steps.push(Step::Wildcard);
                    continue;
                }
            } else if self.take(".") {
                if self.take("*") {
                    steps.push(Step::Wildcard);
                    continue;
                }
                if self.peek() == Some('[') {
                    continue;
                }
            } else if self.take("[") {
                steps.push(self.bracket()?);
                continue;
            } else {
                break;
            }
            let name = self.name()?;
            if self.take("(") {
                function = Some(Function::named(&name, self.arguments()?)?);
                break;
            }
            steps.push(Step::Names(vec![name]));
        }
        Ok(JsonPath { steps, function })
    }

    /// A name after a dot.
    fn name(&mut self) -> Result<String, String> {
        let ends = |letter: char| {
            matches!(letter, '.' | '[' | ']' | '(' | ')' | ',' | '=' | '<' | '>' | '!' | '&' | '|' | '~')
                || letter.is_whitespace()
        };
        let length = self.rest.find(ends).unwrap_or(self.rest.len());
        if length == 0 {
            return Err(self.unexpected());
        }
        let name = self.rest[..length].to_owned();
        self.skip(length);
        Ok(name)
    }

    /// What stands after `[`, with the `]`.
    fn bracket(&mut self) -> Result<Step, String> {
        self.skip_space();
        let step = match self.peek() {
            Some('*') => {
                self.skip(1);
                Step::Wildcard
            }
            Some('?') => {
                self.skip(1);
                self.skip_space();
                let filter: Filter = self.nested(filter::in_parentheses)?;
                Step::Filter(filter)
            }
            Some('\'' | '"') => {
                let mut names = vec![self.quoted()?];
                while self.comma() {
                    names.push(self.quoted()?);
                }
                Step::Names(names)
            }
            _ => self.indexes()?,
        };
        self.skip_space();
        if self.take("]") { Ok(step) } else { Err(self.unexpected()) }
    }

    fn indexes(&mut self) -> Result<Step, String> {
        let from = self.index()?;
        self.skip_space();
        if self.take(":") {
            self.skip_space();
            let to = self.index()?;
            return Ok(Step::Slice(from, to));
        }
        let mut indexes = vec![from.ok_or_else(|| self.unexpected())?];
        while self.comma() {
            let index = self.index()?;
            indexes.push(index.ok_or_else(|| self.unexpected())?);
        }
        Ok(Step::Indexes(indexes))
    }

    fn index(&mut self) -> Result<Option<i64>, String> {
        let length =
            self.rest.find(|letter: char| !letter.is_ascii_digit() && letter != '-').unwrap_or(self.rest.len());
        if length == 0 {
            return Ok(None);
        }
        let index = self.rest[..length].parse().map_err(|_| self.unexpected())?;
        self.skip(length);
        Ok(Some(index))
    }

    fn comma(&mut self) -> bool {
        self.skip_space();
        let comma = self.take(",");
        self.skip_space();
        comma
    }

    /// A text between single or double quotes.
    pub(super) fn quoted(&mut self) -> Result<String, String> {
        let Some(quote @ ('\'' | '"')) = self.peek() else { return Err(self.unexpected()) };
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            if letter == '\\' {
                text.extend(letters.next().map(|(_, escaped)| escaped));
            } else if letter == quote {
                self.skip(at + 1);
                return Ok(text);
            } else {
                text.push(letter);
            }
        }
        self.rest = "";
        Err(self.unexpected())
    }

    /// The arguments of a function, with the `)`.
    fn arguments(&mut self) -> Result<Vec<filter::Operand>, String> {
        let mut arguments = Vec::new();
        self.skip_space();
        while !self.take(")") {
            if !arguments.is_empty() && !self.comma() {
                return Err(self.unexpected());
            }
            arguments.push(self.nested(filter::operand)?);
            self.skip_space();
        }
        Ok(arguments)
    }
}
