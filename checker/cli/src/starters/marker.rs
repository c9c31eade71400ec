//! The marker syntax. It serves mdBook's anchors too: the book shows the answer between `ANCHOR` and `ANCHOR_END`, and the
//! starter has the `STARTER:` lines in its place.
//!
//! ```text
//! // STARTER: // TODO: add the two numbers.
//! // STARTER: 0
//! // ANCHOR: add
//! left + right
//! // ANCHOR_END: add
//! ```
//!
//! The comment sign may be `//`, `#` or `--`. An anchor without `STARTER:` lines before it is kept: it is code that the
//! book shows and the student is given.

/// What is wrong with the markers of a file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MarkerError {
    /// `STARTER:` lines with no `ANCHOR` right after them.
    #[error("line {0}: STARTER lines must be followed by the ANCHOR that they stand for")]
    StrayStarter(usize),
    /// An `ANCHOR_END` that closes nothing.
    #[error("line {0}: ANCHOR_END `{1}` closes no ANCHOR")]
    StrayEnd(usize, String),
    /// An `ANCHOR` that is never closed.
    #[error("line {0}: ANCHOR `{1}` is never closed")]
    NotClosed(usize, String),
}

enum Line<'a> {
    Starter { indent: &'a str, text: &'a str },
    Anchor(&'a str),
    End(&'a str),
    Other,
}

/// The starter's text of a file of the solution.
///
/// # Errors
/// When the markers do not fit together.
pub fn starter(solution: &str) -> Result<String, MarkerError> {
    let mut out = String::with_capacity(solution.len());
    // Open anchors, innermost last: (name, line, does it hide its content).
    let mut open: Vec<(&str, usize, bool)> = Vec::new();
    let mut starter_since: Option<usize> = None;
    for (index, line) in solution.lines().enumerate() {
        let number = index + 1;
        let hidden = open.iter().any(|&(_, _, hides)| hides);
        let parsed = classify(line);
        if let (Some(since), Line::End(_) | Line::Other) = (starter_since, &parsed) {
            return Err(MarkerError::StrayStarter(since));
        }
        match parsed {
            Line::Starter { indent, text } => {
                starter_since.get_or_insert(number);
                if !hidden {
                    if !text.is_empty() {
                        out.push_str(indent);
                        out.push_str(text);
                    }
                    out.push('\n');
                }
            }
            Line::Anchor(name) => open.push((name, number, starter_since.take().is_some())),
            Line::End(name) => match open.pop() {
                Some((opened, _, _)) if opened == name => {}
                _ => return Err(MarkerError::StrayEnd(number, name.to_owned())),
            },
            Line::Other if !hidden => {
                out.push_str(line);
                out.push('\n');
            }
            Line::Other => {}
        }
    }
    if let Some(since) = starter_since {
        return Err(MarkerError::StrayStarter(since));
    }
    match open.pop() {
        Some((name, number, _)) => Err(MarkerError::NotClosed(number, name.to_owned())),
        None => Ok(collapse_blank_lines(&out)),
    }
}

/// The solution's text without any marker line: what a student reads as the answer.
#[must_use]
pub fn answer(solution: &str) -> String {
    let kept: String =
        solution.lines().filter(|line| matches!(classify(line), Line::Other)).flat_map(|line| [line, "\n"]).collect();
    collapse_blank_lines(&kept)
}

fn classify(line: &str) -> Line<'_> {
    let trimmed = line.trim_start();
    let indent = &line[..line.len() - trimmed.len()];
    let Some(comment) = ["//", "#", "--"].iter().find_map(|sign| trimmed.strip_prefix(sign)) else {
        return Line::Other;
    };
    let comment = comment.strip_prefix(' ').unwrap_or(comment);
    if let Some(text) = comment.strip_prefix("STARTER:") {
        return Line::Starter { indent, text: text.strip_prefix(' ').unwrap_or(text) };
    }
    if let Some(name) = comment.strip_prefix("ANCHOR_END:") {
        return Line::End(name.trim());
    }
    if let Some(name) = comment.strip_prefix("ANCHOR:") {
        return Line::Anchor(name.trim());
    }
    Line::Other
}

/// A hidden region between blank lines leaves two of them; rustfmt would keep one.
fn collapse_blank_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines() {
        let empty = line.trim().is_empty();
        if !(empty && blank) {
            out.push_str(line);
            out.push('\n');
        }
        blank = empty;
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starter_lines_take_the_place_of_the_answer() {
        let solution = "fn add(l: i32, r: i32) -> i32 {\n    // STARTER: // TODO: add them.\n    // STARTER: 0\n    // ANCHOR: add\n    l + r\n    // ANCHOR_END: add\n}\n";
        assert_eq!(starter(solution).unwrap(), "fn add(l: i32, r: i32) -> i32 {\n    // TODO: add them.\n    0\n}\n");
    }

    #[test]
    fn an_anchor_without_starter_lines_is_kept_without_its_marks() {
        assert_eq!(starter("# ANCHOR: a\nname = 1\n# ANCHOR_END: a\n").unwrap(), "name = 1\n");
    }

    #[test]
    fn an_empty_starter_line_removes_the_region() {
        let solution = "use a;\n// STARTER:\n// ANCHOR: use\nuse b;\n// ANCHOR_END: use\n\nfn f() {}\n";
        assert_eq!(starter(solution).unwrap(), "use a;\n\nfn f() {}\n");
    }

    #[test]
    fn anchors_inside_a_hidden_region_stay_hidden() {
        let solution = "// STARTER: 1\n// ANCHOR: a\n2\n// ANCHOR: b\n3\n// ANCHOR_END: b\n// ANCHOR_END: a\n";
        assert_eq!(starter(solution).unwrap(), "1\n");
    }

    #[test]
    fn the_answer_has_no_marker_lines() {
        let solution = "// STARTER: 0\n// ANCHOR: add\nl + r\n// ANCHOR_END: add\n";
        assert_eq!(answer(solution), "l + r\n");
    }

    #[test]
    fn wrong_markers_are_named_with_their_line() {
        assert_eq!(starter("x\n// STARTER: 1\ny\n"), Err(MarkerError::StrayStarter(2)));
        assert_eq!(starter("// STARTER: 1\n"), Err(MarkerError::StrayStarter(1)));
        assert_eq!(starter("// ANCHOR: a\n"), Err(MarkerError::NotClosed(1, "a".into())));
        assert_eq!(starter("// ANCHOR: a\n// ANCHOR_END: b\n"), Err(MarkerError::StrayEnd(2, "b".into())));
    }
}
