//! The pattern that chooses an integration response: a regular expression of Java's that must match the whole of a text.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html>

/// What `.` takes in Java: all but the line terminators.
/// <https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html#lt>
const ANY: &str = r"[^\n\r\u{85}\u{2028}\u{2029}]";

/// How often a pattern with look-around may go back before it counts as no match.
const BACKTRACK_LIMIT: usize = 100_000;

/// A pattern that can be matched.
#[derive(Clone, Debug)]
pub(crate) enum SelectionPattern {
    /// In time that grows with the text alone.
    Linear(regex_lite::Regex),
    /// With look-around, back-references or possessive quantifiers.
    Backtracking(Box<fancy_regex::Regex>),
}

impl SelectionPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// Why it cannot be matched here: it is no regular expression, or has something of Java's that is not known here.
    pub(crate) fn parse(pattern: &str) -> Result<Self, String> {
        let translated = format!(r"\A(?:{})\z", translate(pattern));
        if !has_possessive(pattern)
            && let Ok(linear) = regex_lite::Regex::new(&translated)
        {
            return Ok(Self::Linear(linear));
        }
        let backtracking = fancy_regex::RegexBuilder::new(&translated).backtrack_limit(BACKTRACK_LIMIT).build();
        backtracking.map(|read| Self::Backtracking(Box::new(read))).map_err(|fault| fault.to_string())
    }

    /// Whether the pattern matches all of a text, from its first to its last character.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Linear(pattern) => pattern.is_match(text),
            Self::Backtracking(pattern) => pattern.is_match(text).unwrap_or(false),
        }
    }
}

/// Whether a quantifier in the pattern is followed by a plus sign: the matcher in linear time reads that otherwise.
fn has_possessive(pattern: &str) -> bool {
    ["*+", "++", "?+", "}+"].iter().any(|possessive| pattern.contains(possessive))
}

/// Whether the selection pattern of an integration response takes all of a text. An empty text is that of a function that did
/// not fail.
///
/// # Errors
///
/// Why the pattern cannot be matched here.
pub fn matches_selection_pattern(pattern: &str, text: &str) -> Result<bool, String> {
    SelectionPattern::parse(pattern).map(|pattern| pattern.matches(text))
}

/// Java's syntax in that of the matcher here, where the two differ.
fn translate(pattern: &str) -> String {
    let dot_all = pattern.match_indices("(?").any(|(at, _)| {
        let flags = pattern[at + 2..].chars().take_while(char::is_ascii_alphabetic);
        flags.clone().any(|flag| flag == 's')
    });
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        match letter {
            '\\' if rest.starts_with('Q') => {
                let quoted = &rest[1..];
                let (quoted, after) = quoted.split_once("\\E").unwrap_or((quoted, ""));
                for letter in quoted.chars() {
                    if letter.is_ascii_punctuation() {
                        out.push('\\');
                    }
                    out.push(letter);
                }
                rest = after;
            }
            '\\' => {
                out.push('\\');
                if let Some(escaped) = rest.chars().next() {
                    out.push(escaped);
                    rest = &rest[escaped.len_utf8()..];
                }
            }
            '[' if !in_class => {
                in_class = true;
                out.push('[');
                // A closing bracket at the beginning is itself.
                for literal in ["^]", "]", "^"] {
                    if let Some(after) = rest.strip_prefix(literal) {
                        out.push_str(literal);
                        rest = after;
                        break;
                    }
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '.' if !in_class && !dot_all => out.push_str(ANY),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_must_match_and_a_dot_is_no_line_break() {
        for (pattern, text, expected) in [
            ("NotFound:.*", "NotFound: no such conversation", true),
            ("NotFound", "NotFound: no such conversation", false),
            ("NotFound.*", "Error: NotFound", false),
            (".*NotFound.*", "Error: NotFound", true),
            // The documentation's own example, which takes nothing but "Invali", "Invalid", "Invalidd" and so on.
            ("Invalid*", "Invalid id", false),
            ("Invalid.*", "Invalid id", true),
            (".*", "two\nlines", false),
            (".*", "two\r\nlines", false),
            (r"(\n|.)*", "two\nlines", true),
            (r"(\n|.)+", "two\nlines", true),
            (r"(\n|.)+", "", false),
            (r"[\s\S]*\[404\][\s\S]*", "a\n[404]\nb", true),
            ("(?s).*", "two\nlines", true),
            ("(?i)notfound.*", "NotFound: x", true),
            (r"4\d{2}", "404", true),
            (r"4\d{2}", "4040", false),
            (r"5\d\d", "503", true),
            (r"\QA.B\E.*", "A.Bc", true),
            (r"\QA.B\E.*", "AxBc", false),
            ("[.]+", "...", true),
            ("[.]+", "abc", false),
            ("a.?b", "ab", true),
            ("a+?b", "aab", true),
            ("200|201", "201", true),
            ("200|201", "2001", false),
            ("^(?!NotFound)[\\s\\S]+", "Other: x", true),
            ("^(?!NotFound)[\\s\\S]+", "NotFound: x", false),
            ("^(?!NotFound)[\\s\\S]+", "", false),
            (r"(a)\1", "aa", true),
            (r"(a)\1", "ab", false),
            ("a++b", "aab", true),
            ("a++ab", "aab", false),
            ("[a-z&&[^b]]+", "acd", true),
            ("[a-z&&[^b]]+", "abc", false),
            // Hopeless, and told within the limit.
            ("(?=(a+)+$)a+b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false),
        ] {
            let read = SelectionPattern::parse(pattern).unwrap_or_else(|why| panic!("{pattern}: {why}"));
            assert_eq!(read.matches(text), expected, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn what_cannot_be_matched_here_says_so() {
        for (pattern, why) in [("(", ""), ("[a", ""), ("*x", ""), ("(?<name", "")] {
            let told = SelectionPattern::parse(pattern).map(|_| ()).expect_err(pattern);
            assert!(told.contains(why), "{pattern}: {told}");
        }
    }
}
