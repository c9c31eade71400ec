//! mdBook's includes, resolved: a page that names no file of the solutions any more.
//! <https://rust-lang.github.io/mdBook/format/mdbook.html#including-files>
//!
//! What is escaped stays escaped, because mdBook reads the page once more. `{{#title …}}` needs no file and stays too.

use std::path::Path;

/// How deep files may include files, as in mdBook.
const DEPTH: usize = 10;

/// The page with every include, `rustdoc_include` and `playground` replaced by what it stands for.
///
/// `folder` is the page's own, which paths are relative to.
///
/// # Errors
/// In words: the link, and why it cannot be resolved. mdBook itself would only log it, or show an empty listing.
pub(super) fn expand(page: &str, folder: &Path) -> Result<String, String> {
    expand_nested(page, folder, 0)
}

fn expand_nested(text: &str, folder: &Path, depth: usize) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let escaped = rest[..at].ends_with('\\') && rest[at..].starts_with("{{#");
        if let Some(length) = escaped.then(|| escaped_length(&rest[at..])).flatten() {
            out.push_str(&rest[..at + length]);
            rest = &rest[at + length..];
            continue;
        }
        let Some(link) = Link::parse(&rest[at..]) else {
            out.push_str(&rest[..=at]); // one sign, so that `{{{#include …}}` is seen too
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(&rest[..at]);
        if depth == DEPTH {
            return Err(format!("{}: files include each other {DEPTH} deep", link.text));
        }
        let file = folder.join(link.path);
        let content = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", link.text))?;
        let content = link.take(&content).ok_or_else(|| format!("{}: there is no such anchor", link.text))?;
        out.push_str(&expand_nested(&content, file.parent().unwrap_or(folder), depth + 1)?);
        rest = &rest[at + link.text.len()..];
    }
    out.push_str(rest);
    Ok(out)
}

/// An escaped link ends with the last braces of its line.
fn escaped_length(text: &str) -> Option<usize> {
    let line = text.lines().next().unwrap_or_default();
    line.rfind("}}").filter(|&end| end >= "{{#".len()).map(|end| end + "}}".len())
}

/// A link that stands for a file's content.
struct Link<'a> {
    /// The link as it is written.
    text: &'a str,
    kind: Kind<'a>,
    path: &'a str,
}

enum Kind<'a> {
    /// Only the part.
    Include(Part<'a>),
    /// The part; the rest as lines that rustdoc hides.
    Rustdoc(Part<'a>),
    /// The whole file as a code block, with these attributes.
    Playground(Vec<&'a str>),
}

/// Which lines of a file.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    /// From the first number up to the second, which is not among them; counted from 0.
    Lines(usize, usize),
    Anchor(&'a str),
}

impl<'a> Link<'a> {
    /// The link at the beginning of the text, which begins with `{{`.
    fn parse(text: &'a str) -> Option<Self> {
        let inner = &text["{{".len()..];
        let (inner, _) = inner.split_at(inner.find('}')?);
        let end = "{{".len() + inner.len();
        if !text[end..].starts_with("}}") {
            return None;
        }
        let (name, words) = inner.trim_start().strip_prefix('#')?.split_once(char::is_whitespace)?;
        let mut words = words.split_whitespace();
        let argument = words.next()?;
        let (path, part) = argument.split_once(':').unwrap_or((argument, ""));
        let (kind, path) = match name {
            "include" => (Kind::Include(Part::parse(part)), path),
            "rustdoc_include" => (Kind::Rustdoc(Part::parse(part)), path),
            "playground" | "playpen" => (Kind::Playground(words.collect()), argument),
            _ => return None,
        };
        Some(Self { text: &text[..end + "}}".len()], kind, path })
    }

    /// What the link stands for, or nothing when the file lacks the anchor.
    fn take(&self, content: &str) -> Option<String> {
        match &self.kind {
            Kind::Include(part) => {
                let lines = part.lines(content, true)?;
                let taken: Vec<_> = lines.into_iter().filter(|(inside, _)| *inside).map(|(_, line)| line).collect();
                Some(taken.join("\n"))
            }
            Kind::Rustdoc(part) => {
                let hidden = |(inside, line): (bool, &str)| if inside { line.to_owned() } else { format!("# {line}") };
                Some(part.lines(content, false)?.into_iter().map(hidden).collect::<Vec<_>>().join("\n"))
            }
            Kind::Playground(attributes) => {
                let language = [&["rust"], attributes.as_slice()].concat().join(",");
                let end = if content.ends_with('\n') { "" } else { "\n" };
                Some(format!("```{language}\n{content}{end}```\n"))
            }
        }
    }
}

impl<'a> Part<'a> {
    /// `7`, `3:7`, `3:`, `:7`, nothing, or an anchor's name. Lines are counted from 1, and the last one is in it.
    fn parse(text: &'a str) -> Self {
        let (first, last) = match text.split_once(':') {
            Some((first, last)) => (first, Some(last.split(':').next().unwrap_or(last))),
            None => (text, None),
        };
        let end = last.map(|last| last.parse().unwrap_or(usize::MAX));
        match first.parse::<usize>() {
            Ok(line) => Self::Lines(line.saturating_sub(1), end.unwrap_or(line.max(1))),
            Err(_) if first.is_empty() => Self::Lines(0, end.unwrap_or(usize::MAX)),
            Err(_) => Self::Anchor(first),
        }
    }

    /// The file's lines, each with whether it is in the part; lines that mark anchors are left out where an anchor is
    /// asked for. `once` stops at the end of the first region with the anchor's name.
    fn lines<'c>(&self, content: &'c str, once: bool) -> Option<Vec<(bool, &'c str)>> {
        let wanted = match self {
            Self::Lines(first, end) => {
                let numbered = content.lines().enumerate();
                return Some(numbered.map(|(number, line)| (number >= *first && number < *end, line)).collect());
            }
            Self::Anchor(name) => *name,
        };
        let (mut lines, mut inside, mut found) = (Vec::new(), false, false);
        for line in content.lines() {
            match (marked(line, "ANCHOR_END:"), marked(line, "ANCHOR:")) {
                (Some(name), _) if inside && name == wanted => {
                    if once {
                        break;
                    }
                    inside = false;
                }
                (_, Some(name)) if !inside && name == wanted => (inside, found) = (true, true),
                (None, None) => lines.push((inside, line)),
                _ => {}
            }
        }
        found.then_some(lines)
    }
}

/// The name that stands after the mark, if the line has one.
fn marked<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let after = line.split_once(mark)?.1.trim_start();
    let end = after.find(|char: char| !(char.is_alphanumeric() || "_-".contains(char))).unwrap_or(after.len());
    (end > 0).then(|| &after[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "one\n// ANCHOR: a\ntwo\n// ANCHOR: b\nthree\n// ANCHOR_END: b\nfour\n// ANCHOR_END: a\nfive\n";

    fn expanded(page: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        for (name, text) in [
            ("file.rs", FILE),
            ("plain.txt", "1\n2\n3\n4"),
            ("deep/page.md", "deep: {{#include inner.txt}}; \\{{#include inner.txt}}\n"),
            ("deep/inner.txt", "inner\n"),
            ("cycle.md", "{{#include cycle.md}}"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        expand(page, folder.path())
    }

    #[track_caller]
    fn gives(page: &str, wanted: &str) {
        assert_eq!(expanded(page).as_deref(), Ok(wanted), "{page}");
    }

    #[test]
    fn a_whole_file_comes_without_its_last_line_end() {
        gives("a\n{{#include plain.txt}}\nz\n", "a\n1\n2\n3\n4\nz\n");
        gives("{{ #include plain.txt }}", "1\n2\n3\n4");
        gives("{{#include file.rs}}", FILE.trim_end());
    }

    #[test]
    fn lines_are_counted_from_one_and_the_last_is_in() {
        gives("{{#include plain.txt:2}}", "2");
        gives("{{#include plain.txt:2:3}}", "2\n3");
        gives("{{#include plain.txt:3:}}", "3\n4");
        gives("{{#include plain.txt::2}}", "1\n2");
        gives("{{#include plain.txt::}}", "1\n2\n3\n4");
        gives("{{#include plain.txt:3:99}}", "3\n4");
        gives("{{#include plain.txt:4:3}}", "");
        gives("{{#include plain.txt:0}}", "1");
    }

    #[test]
    fn an_anchor_comes_without_the_marks_of_others_in_it() {
        gives("{{#include file.rs:a}}", "two\nthree\nfour");
        gives("{{#include file.rs:b}}", "three");
    }

    #[test]
    fn rustdoc_hides_the_rest() {
        gives("{{#rustdoc_include plain.txt:2:3}}", "# 1\n2\n3\n# 4");
        gives("{{#rustdoc_include file.rs:b}}", "# one\n# two\nthree\n# four\n# five");
    }

    #[test]
    fn a_playground_is_a_block_of_code() {
        gives("{{#playground plain.txt}}", "```rust\n1\n2\n3\n4\n```\n");
        gives("{{#playground plain.txt editable hidelines=x}}", "```rust,editable,hidelines=x\n1\n2\n3\n4\n```\n");
    }

    #[test]
    fn what_is_escaped_or_no_include_stays_for_mdbook() {
        for page in [
            r"\{{#include plain.txt}}",
            r"\{{#include plain.txt}} and {{#include plain.txt}} of its line",
            "{{#title A title}}",
            "{{ name }} {{#each}} {{",
            "{#anchor} `{{#include` alone",
        ] {
            gives(page, page);
        }
        gives("\\{{#include plain.txt}}\n{{#include plain.txt:1}}", "\\{{#include plain.txt}}\n1");
        gives("{{{#include plain.txt:1}}", "{1");
    }

    #[test]
    fn what_is_included_is_expanded_in_its_own_folder() {
        gives("{{#include deep/page.md}}", "deep: inner; \\{{#include inner.txt}}");
    }

    #[test]
    fn a_link_that_leads_nowhere_is_named() {
        let missing = expanded("x {{#include none.rs:a}}").unwrap_err();
        assert!(missing.starts_with("{{#include none.rs:a}}: "), "{missing}");
        assert_eq!(expanded("{{#include file.rs:c}}").unwrap_err(), "{{#include file.rs:c}}: there is no such anchor");
        assert!(expanded("{{#include cycle.md}}").unwrap_err().ends_with("files include each other 10 deep"));
    }
}
