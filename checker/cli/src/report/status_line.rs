//! One line on a terminal that says what the checker waits for.

use std::io::IsTerminal;

use super::visible::visible;

/// The line; where standard error is no terminal, nothing is shown. It is taken away when it is dropped.
#[derive(Debug)]
pub struct StatusLine {
    terminal: bool,
}

impl StatusLine {
    /// Shows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal() }
    }

    /// Shows this text in place of the last.
    pub fn show(&self, text: &str) {
        if self.terminal {
            eprint!("\r\x1b[2K{}", visible(text));
        }
    }
}

impl Default for StatusLine {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
    }
}
