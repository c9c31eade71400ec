//! What is no Velocity, and what backslashes make of Velocity.

use super::directive::is_directive;
use super::{Nodes, Parser};
use crate::Error;

impl Parser<'_> {
    /// Text up to the next `$`, `#` or backslash.
    ///
    /// `#set` takes the blanks before it, but only if nothing else stands before them that is text: Velocity's lexer takes
    /// the longest piece, and a text takes the blanks at its end.
    pub(super) fn text(&mut self, nodes: &mut Nodes) {
        let start = self.at;
        self.take_while(|character| character == ' ' || character == '\t');
        if self.set_follows() {
            return;
        }
        self.at = start;
        let text = self.take_while(|character| !matches!(character, '$' | '#' | '\\'));
        nodes.text(text);
    }

    /// Backslashes mean something before a reference that exists and before a directive; elsewhere they are text.
    pub(super) fn backslashes(&mut self, nodes: &mut Nodes) -> Result<(), Error> {
        let slashes = self.take_while(|character| character == '\\');
        let count = slashes.len();
        match self.peek() {
            Some('$') => return self.dollar(count, nodes),
            Some('#') => {
                let known =
                    self.directive_name().is_some_and(|name| is_directive(name) || self.macros.contains_key(name));
                let start = self.at;
                if count % 2 == 1 && self.directive_word().is_some() {
                    // An odd number escapes the directive: it is text.
                    nodes.text(if known { slashes.get(..count / 2).unwrap_or_default() } else { slashes });
                    nodes.text(self.since(start));
                    return Ok(());
                }
                nodes.text(if known && !self.set_follows() {
                    slashes.get(..count / 2).unwrap_or_default()
                } else {
                    slashes
                });
            }
            _ => nodes.text(slashes),
        }
        Ok(())
    }
}
