//! Text that others wrote, made harmless for a terminal.

use std::borrow::Cow;

/// Control characters and marks that turn the direction of text, written out: `\u{1b}`. Line ends and tabs stay.
///
/// What a lab prints or stores reaches the report; it must not move the cursor, nor look like the checker's own lines.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if is_hidden(char) {
            out.extend(char.escape_unicode());
        } else {
            out.push(char);
        }
    }
    Cow::Owned(out)
}

/// <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>
fn is_hidden(char: char) -> bool {
    let turns = matches!(
        char,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    turns || (char.is_control() && char != '\n' && char != '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(visible("\x1b[2J\rLab 1 passed\u{202e}\u{9b}1A"), "\\u{1b}[2J\\u{d}Lab 1 passed\\u{202e}\\u{9b}1A");
        assert_eq!(visible("h\u{e9}llo\n\tw\u{f6}rld \u{2713}"), "h\u{e9}llo\n\tw\u{f6}rld \u{2713}");
    }
}
