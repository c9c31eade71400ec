//! Java's regular expressions, as far as they can be searched for in linear time.
//! <https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html>
//!
//! Backreferences, lookaround, possessive quantifiers, nested classes and Unicode properties are refused with a message.
//! `$` matches at the very end only; Java's also matches before a last line break.

use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;
use std::time::{Duration, Instant};

use regex_lite::{Captures, Regex, RegexBuilder};

use super::replacement::Replacement;
use crate::budget::Budget;

/// Compiled states, roughly in bytes: small, since time goes with them.
const SIZE: usize = 256 * 1024;

/// How long one call may search.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) enum JavaRegex {
    /// Without anything special.
    Literal {
        text: String,
        whole: bool,
    },
    Pattern(Regex),
}

impl JavaRegex {
    /// A pattern to be searched for in a text of so many bytes.
    pub(super) fn new(pattern: &str, text: usize, budget: &mut Budget<'_>) -> Result<Self, String> {
        Self::compiled(pattern, text, false, budget)
    }

    /// A pattern that must take the whole of such a text.
    pub(super) fn whole(pattern: &str, text: usize, budget: &mut Budget<'_>) -> Result<Self, String> {
        Self::compiled(pattern, text, true, budget)
    }

    fn compiled(pattern: &str, text: usize, whole: bool, budget: &mut Budget<'_>) -> Result<Self, String> {
        budget.spend_bytes(pattern.len().saturating_mul(20))?;
        let mut translation = Translation::default();
        translation.translate(pattern).map_err(|why| format!("the pattern {pattern} {why}"))?;
        if let Some(text) = translation.literal {
            return Ok(Self::Literal { text, whole });
        }
        // Each byte of the text may be compared with each state.
        let states = translation.states.max(pattern.len());
        budget.spend_bytes(states.saturating_mul(20))?;
        budget.spend_bytes(text.saturating_mul(1 + states / 4))?;
        let out = if whole { format!(r"\A(?:{})\z", translation.out) } else { translation.out };
        let regex = RegexBuilder::new(&out).size_limit(SIZE).nest_limit(50).build();
        regex
            .map(Self::Pattern)
            .map_err(|error| format!("the pattern {pattern} cannot be used (Java's PatternSyntaxException): {error}"))
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Literal { text: literal, whole: true } => text == literal,
            Self::Literal { text: literal, .. } => text.contains(literal),
            Self::Pattern(regex) => regex.is_match(text),
        }
    }

    /// Every match, one after the other, as Java finds them.
    pub(super) fn matches(&self, text: &str) -> Result<Vec<Range<usize>>, String> {
        match self {
            Self::Literal { text: literal, .. } => {
                Ok(text.match_indices(literal.as_str()).map(|(at, found)| at..at + found.len()).collect())
            }
            Self::Pattern(regex) => {
                let mut search = Search::new(regex, text);
                let mut found = Vec::new();
                while let Some(captures) = search.next()? {
                    found.push(whole_match(&captures));
                }
                Ok(found)
            }
        }
    }

    /// The text with the first matches replaced.
    pub(super) fn replace(
        &self,
        text: &str,
        replacement: &str,
        most: usize,
        budget: &mut Budget<'_>,
    ) -> Result<String, String> {
        let replacement = Replacement::parse(replacement)?;
        let (mut out, mut end) = (String::new(), 0);
        let mut next = |found: Range<usize>, captures: Option<&Captures<'_>>| -> Result<(), String> {
            let before = out.len();
            out.push_str(text.get(end..found.start).unwrap_or_default());
            replacement.append(text.get(found.clone()).unwrap_or_default(), captures, &mut out)?;
            end = found.end;
            budget.spend_bytes(out.len() - before)?;
            budget.allow_text(out.len())
        };
        match self {
            Self::Literal { .. } => {
                for found in self.matches(text)?.into_iter().take(most) {
                    next(found, None)?;
                }
            }
            Self::Pattern(regex) => {
                let mut search = Search::new(regex, text);
                for _ in 0..most {
                    let Some(captures) = search.next()? else { break };
                    next(whole_match(&captures), Some(&captures))?;
                }
            }
        }
        out.push_str(text.get(end..).unwrap_or_default());
        budget.allow_text(out.len())?;
        Ok(out)
    }
}

fn whole_match(captures: &Captures<'_>) -> Range<usize> {
    captures.get(0).map_or(0..0, |found| found.range())
}

/// Goes from match to match. Unlike Rust's iterators, Java takes an empty match right behind another match.
struct Search<'r, 't> {
    regex: &'r Regex,
    text: &'t str,
    next: Option<usize>,
    started: Instant,
}

impl<'r, 't> Search<'r, 't> {
    fn new(regex: &'r Regex, text: &'t str) -> Self {
        Self { regex, text, next: Some(0), started: Instant::now() }
    }

    fn next(&mut self) -> Result<Option<Captures<'t>>, String> {
        let Some(from) = self.next else { return Ok(None) };
        // One search is linear, but a pattern that looks far ahead for each of many matches is not.
        if self.started.elapsed() > PATIENCE {
            return Err("the pattern takes too long to be searched for in this text".to_owned());
        }
        let captures = self.regex.captures_at(self.text, from);
        self.next = captures.as_ref().and_then(|captures| {
            let found = whole_match(captures);
            if !found.is_empty() {
                return Some(found.end);
            }
            let step = self.text.get(found.end..).and_then(|rest| rest.chars().next())?.len_utf8();
            Some(found.end + step)
        });
        Ok(captures)
    }
}

/// A pattern of Java's in the words of `regex-lite`.
struct Translation {
    out: String,
    /// The pattern as a plain text, as long as it is one.
    literal: Option<String>,
    /// About how many states it compiles to.
    states: usize,
}

impl Default for Translation {
    fn default() -> Self {
        Self { out: String::new(), literal: Some(String::new()), states: 0 }
    }
}

impl Translation {
    fn translate(&mut self, pattern: &str) -> Result<(), String> {
        let mut rest = pattern.chars().peekable();
        // With the flag s a dot takes line breaks too.
        let dot_takes_all = pattern.contains("(?s") || pattern.contains("(?is") || pattern.contains("(?ms");
        let mut class_depth = 0_usize;
        while let Some(character) = rest.next() {
            match character {
                '\\' => self.escape(&mut rest, class_depth > 0)?,
                '[' if class_depth > 0 => return Err("has a class in a class, which is not emulated here".to_owned()),
                '[' => {
                    class_depth = 1;
                    self.special("[");
                    if rest.next_if_eq(&'^').is_some() {
                        self.special("^");
                    }
                    // Java takes a bracket here as the class's end; an empty class is refused by both.
                }
                ']' if class_depth > 0 => {
                    class_depth = 0;
                    self.special("]");
                    self.states += 4;
                }
                '&' if class_depth > 0 && rest.peek() == Some(&'&') => {
                    return Err("cuts two classes by &&, which is not emulated here".to_owned());
                }
                _ if class_depth > 0 => {
                    self.literal = None;
                    if matches!(character, '~' | '&' | '^') {
                        self.out.push('\\');
                    }
                    self.out.push(character);
                }
                '(' => self.group(&mut rest)?,
                '*' | '+' | '?' => {
                    self.special(character.encode_utf8(&mut [0; 4]));
                    self.lazy_or_possessive(&mut rest)?;
                }
                '{' => self.repetition(&mut rest)?,
                '.' if !dot_takes_all => {
                    self.special("[^\\n\\r\\x{85}\\x{2028}\\x{2029}]");
                    self.states += 4;
                }
                '.' | ')' | '|' | '^' | '$' => self.special(character.encode_utf8(&mut [0; 4])),
                _ => self.plain(character),
            }
        }
        Ok(())
    }

    fn special(&mut self, text: &str) {
        self.literal = None;
        self.states += 1;
        self.out.push_str(text);
    }

    fn plain(&mut self, character: char) {
        if let Some(literal) = &mut self.literal {
            literal.push(character);
        }
        self.states += 1;
        self.out.push_str(&regex_lite::escape(character.encode_utf8(&mut [0; 4])));
    }

    fn lazy_or_possessive(&mut self, rest: &mut Peekable<Chars<'_>>) -> Result<(), String> {
        match rest.peek() {
            Some('+') => Err("has a possessive quantifier, which is not emulated here".to_owned()),
            Some('?') => {
                rest.next();
                self.out.push('?');
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn repetition(&mut self, rest: &mut Peekable<Chars<'_>>) -> Result<(), String> {
        let mut counts = String::new();
        while let Some(character) = rest.next_if(|character| character.is_ascii_digit() || *character == ',') {
            counts.push(character);
        }
        let illegal = || "has a { that repeats nothing (Java's PatternSyntaxException)".to_owned();
        rest.next_if_eq(&'}').ok_or_else(illegal)?;
        let most = counts.split(',').filter_map(|count| count.parse::<usize>().ok()).max().ok_or_else(illegal)?;
        self.special(&format!("{{{counts}}}"));
        // It repeats at most all that stands before it.
        self.states = self.states.saturating_mul(most.max(1));
        self.lazy_or_possessive(rest)
    }

    fn group(&mut self, rest: &mut Peekable<Chars<'_>>) -> Result<(), String> {
        self.special("(");
        if rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.out.push('?');
        let mut after = rest.clone();
        match (after.next(), after.next()) {
            (Some('=' | '!'), _) => Err("looks ahead, which is not emulated here".to_owned()),
            (Some('<'), Some('=' | '!')) => Err("looks behind, which is not emulated here".to_owned()),
            (Some('>'), _) => Err("has a group that gives nothing back, which is not emulated here".to_owned()),
            _ => {
                // A name or flags, up to `>`, `:` or `)`, are written alike.
                while let Some(character) = rest.next_if(|character| !matches!(character, '>' | ':' | ')')) {
                    if matches!(character, 'u' | 'd' | 'U' | 'x')
                        && !self.out.ends_with('<')
                        && !self.out.contains("(?<")
                    {
                        return Err(format!("has the flag {character}, which is not emulated here"));
                    }
                    self.out.push(character);
                }
                self.out.extend(rest.next());
                Ok(())
            }
        }
    }

    fn escape(&mut self, rest: &mut Peekable<Chars<'_>>, in_class: bool) -> Result<(), String> {
        let Some(character) = rest.next() else {
            return Err("ends in a backslash (Java's PatternSyntaxException)".to_owned());
        };
        let code = |rest: &mut Peekable<Chars<'_>>, digits: usize| {
            let digits: String = std::iter::from_fn(|| rest.next_if(char::is_ascii_hexdigit)).take(digits).collect();
            u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
        };
        let invalid = || "has a character's number that is none (Java's PatternSyntaxException)".to_owned();
        match character {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => {
                self.special("\\");
                self.out.push(character);
                self.states += 8;
            }
            'b' | 'B' | 'A' | 'z' if !in_class => {
                self.special("\\");
                self.out.push(character);
            }
            'Z' if !in_class => self.special("\\z"),
            'R' if !in_class => {
                self.special("(?:\\r\\n|[\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}])");
                self.states += 10;
            }
            'h' => self.special(if in_class { " \\t\\xA0" } else { "[ \\t\\xA0]" }),
            'n' => self.character('\n', in_class),
            't' => self.character('\t', in_class),
            'r' => self.character('\r', in_class),
            'f' => self.character('\u{c}', in_class),
            'a' => self.character('\u{7}', in_class),
            'e' => self.character('\u{1b}', in_class),
            'x' => {
                let found = code(rest, 2).ok_or_else(invalid)?;
                self.character(found, in_class);
            }
            'u' => {
                let found = code(rest, 4).ok_or_else(invalid)?;
                self.character(found, in_class);
            }
            'Q' => {
                while let Some(quoted) = rest.next() {
                    if quoted == '\\' && rest.next_if_eq(&'E').is_some() {
                        return Ok(());
                    }
                    self.character(quoted, in_class);
                }
            }
            'p' | 'P' => {
                let name: String = rest.by_ref().skip_while(|c| *c == '{').take_while(|c| *c != '}').collect();
                let class = posix(&name)
                    .ok_or_else(|| format!("asks for \\{character}{{{name}}}, which is not emulated here"))?;
                match (character == 'p', in_class) {
                    (true, true) => self.special(class),
                    (true, false) => self.special(&format!("[{class}]")),
                    (false, false) => self.special(&format!("[^{class}]")),
                    (false, true) => return Err("has a \\P in a class, which is not emulated here".to_owned()),
                }
                self.states += 4;
            }
            '1'..='9' | 'k' => return Err("refers back to a group, which is not emulated here".to_owned()),
            other if other.is_ascii_alphanumeric() => {
                return Err(format!("has \\{other}, which means nothing in Java or is not emulated here"));
            }
            other => self.character(other, in_class),
        }
        Ok(())
    }

    /// A character that stands for itself.
    fn character(&mut self, character: char, in_class: bool) {
        if !in_class {
            return self.plain(character);
        }
        self.literal = None;
        if matches!(character, '\\' | ']' | '[' | '^' | '-' | '&' | '~') {
            self.out.push('\\');
        }
        self.out.push(character);
    }
}

/// Java's ASCII classes.
fn posix(name: &str) -> Option<&'static str> {
    Some(match name {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => "!-/:-@\\[-`{-~",
        "XDigit" => "0-9a-fA-F",
        "Space" => " \\t\\n\\x0B\\f\\r",
        "Blank" => " \\t",
        "Cntrl" => "\\x00-\\x1F\\x7F",
        "ASCII" => "\\x00-\\x7F",
        _ => return None,
    })
}
