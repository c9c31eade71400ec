//! Text → tree: YAML and JSON, short forms of functions made long.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html>.
//! JSON is read as the flow style of YAML that it is.

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::diagnostic::{Diagnostic, Report};
use super::nearest::nearest;
use super::node::{Entry, Node, Position, Value};
use super::scalar;

/// The largest template that `CloudFormation` takes, from S3, in bytes.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const MAX_BYTES: usize = 1_000_000;
/// No template is as deep; a hostile one would overflow the stack.
const MAX_DEPTH: usize = 64;
/// With aliases a short text can stand for a tree without end.
const MAX_NODES: usize = 100_000;

/// The functions that have a short form.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
const SHORT_FORMS: [&str; 20] = [
    "And",
    "Base64",
    "Cidr",
    "Condition",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Ref",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
];

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A template.
    Template,
    /// A file that `AWS::Include` reads. AWS does not read short forms there.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html>
    Included,
    /// A document that `CloudFormation` never sees.
    Document,
}

impl Node {
    /// The tree of a document that is no template, an `OpenAPI` definition for instance, in YAML or JSON.
    ///
    /// # Errors
    ///
    /// What is wrong with the text: not YAML, a key that stands twice, a short form of a function (`!Sub`).
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut report = Report::default();
        let root = parse(text, file, Source::Document, &mut report);
        match root {
            Some(root) if !report.has_errors() => Ok(root),
            _ => Err(report.into_sorted()),
        }
    }
}

/// The tree of a text; `None` where it is not YAML, which the report says.
pub(crate) fn parse(text: &str, file: &str, source: Source, report: &mut Report) -> Option<Node> {
    let start = Position::start(file);
    if text.len() > MAX_BYTES {
        report.error(&start, format!("The file has {} bytes; CloudFormation takes at most {MAX_BYTES}.", text.len()));
        return None;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let json = text.trim_start().starts_with('{');
    // JSON may be indented by tabs, which the YAML parser would refuse.
    let text = if json { text.replace('\t', " ") } else { text.to_owned() };
    let mut builder = Builder::new(file.into(), source, report);
    let mut parser = Parser::new_from_str(&text);
    loop {
        match parser.next_event() {
            None => break,
            Some(Ok((event, span))) => {
                if !builder.take(event, span.start) {
                    return None;
                }
            }
            Some(Err(problem)) => {
                let at = builder.position(*problem.marker());
                let message = explained(&problem, &text, json);
                builder.report.error(&at, message);
                return None;
            }
        }
    }
    let root = builder.root.take();
    if root.is_none() {
        builder.report.error(&start, "The file is empty.");
    }
    root
}

/// The parser's message, and the usual reason where it can be seen.
fn explained(problem: &ScanError, text: &str, json: bool) -> String {
    let line = problem.marker().line();
    let near = |number: usize| text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
    let tab = [line, line.saturating_sub(1)].into_iter().any(|number| {
        near(number).split(|c: char| c != ' ' && c != '\t').next().is_some_and(|indent| indent.contains('\t'))
    });
    if !json && tab {
        return format!("This line is indented with a tab. YAML takes spaces only. ({})", problem.info());
    }
    let language = if json { "JSON" } else { "YAML" };
    format!("This is not {language}: {}.", problem.info().trim_end_matches('.'))
}

/// A list or map that is being read.
struct Open {
    at: Position,
    anchor: usize,
    tag: Option<String>,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<(String, Position)> },
}

struct Builder<'report> {
    file: Arc<str>,
    source: Source,
    report: &'report mut Report,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    documents: usize,
    root: Option<Node>,
}

impl<'report> Builder<'report> {
    fn new(file: Arc<str>, source: Source, report: &'report mut Report) -> Self {
        Self { file, source, report, open: Vec::new(), anchors: HashMap::new(), nodes: 0, documents: 0, root: None }
    }

    fn position(&self, marker: Marker) -> Position {
        Position { file: self.file.clone(), line: marker.line(), column: marker.col() + 1 }
    }

    /// Takes one event; `false` ends the reading.
    fn take(&mut self, event: Event<'_>, marker: Marker) -> bool {
        let at = self.position(marker);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.report.error(&at, "A second document begins here (`---`); a template is one document.");
                    return false;
                }
                true
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| name_of(&tag));
                if self.wants_key() {
                    return self.key(text.into_owned(), at, tag.as_deref());
                }
                let node = self.scalar(&text, style, at.clone(), tag.as_deref());
                let node = self.tagged(tag.as_deref(), node);
                self.finish(node, anchor, 1)
            }
            Event::SequenceStart(anchor, tag) => self.begin(at, anchor, tag.as_deref(), Content::List(Vec::new())),
            Event::MappingStart(anchor, tag) => {
                self.begin(at, anchor, tag.as_deref(), Content::Map { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => self.alias(anchor, &at),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => true,
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Map { key: None, .. }, .. }))
    }

    fn begin(&mut self, at: Position, anchor: usize, tag: Option<&Tag>, content: Content) -> bool {
        if self.wants_key() {
            self.report.error(&at, "A list or map cannot be the key of a map.");
            return false;
        }
        if self.open.len() >= MAX_DEPTH {
            self.report.error(&at, format!("The file is nested more than {MAX_DEPTH} levels deep."));
            return false;
        }
        self.open.push(Open { at, anchor, tag: tag.map(name_of), content });
        true
    }

    fn end(&mut self) -> bool {
        let Some(Open { at, anchor, tag, content }) = self.open.pop() else { return true };
        let value = match content {
            Content::List(items) => Value::List(items),
            Content::Map { entries, .. } => Value::Map(entries),
        };
        let node = self.tagged(tag.as_deref(), Node { value, at });
        self.finish(node, anchor, 1)
    }

    fn alias(&mut self, anchor: usize, at: &Position) -> bool {
        if self.wants_key() {
            self.report.error(at, "An alias cannot be the key of a map.");
            return false;
        }
        let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
            self.report.error(at, "This alias stands inside the value that it names.");
            return false;
        };
        self.report.note(at, "YAML aliases: the SAM CLI writes them out; CloudFormation itself does not take them.");
        self.finish(node, 0, size)
    }

    fn key(&mut self, text: String, at: Position, tag: Option<&str>) -> bool {
        if let Some(tag) = tag.filter(|tag| tag.starts_with('!')) {
            self.report.error(&at, format!("The key of a map cannot be a function ({tag})."));
            return false;
        }
        if let Some(Open { content: Content::Map { entries, key }, .. }) = self.open.last_mut() {
            if let Some(known) = entries.iter().find(|entry| entry.key == text) {
                let message =
                    format!("The key {text} stands twice in this map: here and in line {}.", known.key_at.line);
                self.report.error(&at, message);
            }
            *key = Some((text, at));
        }
        true
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, at: Position, tag: Option<&str>) -> Node {
        let value = match (style, tag) {
            (ScalarStyle::Plain, None) => {
                let (value, surprise) = scalar::plain(text);
                if let Some(surprise) = surprise {
                    self.report.warning(&at, surprise);
                }
                value
            }
            // A short form's argument may be empty, but it is never a number.
            (ScalarStyle::Plain, Some("int" | "float" | "bool" | "null")) => scalar::plain(text).0,
            _ => Value::String(text.to_owned()),
        };
        Node { value, at }
    }

    /// `!Ref x` becomes `{"Ref": "x"}`; other tags are refused or mean nothing.
    fn tagged(&mut self, tag: Option<&str>, node: Node) -> Node {
        let Some(tag) = tag else { return node };
        let Some(function) = tag.strip_prefix('!') else {
            if matches!(tag, "binary" | "omap" | "pairs" | "set" | "timestamp") {
                self.report.error(&node.at, format!("CloudFormation does not take the YAML tag !!{tag}."));
            }
            return node;
        };
        if !SHORT_FORMS.contains(&function) {
            let near = nearest(function, SHORT_FORMS).map(|name| format!("!{name}"));
            self.report.unknown(&node.at, format!("There is no function !{function}."), near.as_deref());
            return node;
        }
        let key = match function {
            "Ref" | "Condition" => function.to_owned(),
            _ => format!("Fn::{function}"),
        };
        let wrong = match self.source {
            Source::Template => None,
            Source::Included => {
                Some(format!("Short forms do not work in an included file; write {key}: instead of !{function}."))
            }
            Source::Document => Some(format!(
                "!{function} is a function of CloudFormation, which does not see this document; a template can include it."
            )),
        };
        if let Some(wrong) = wrong {
            self.report.error(&node.at, wrong);
        }
        let at = node.at.clone();
        Node::map(&at, [(key.as_str(), node)])
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, node: Node, anchor: usize, size: usize) -> bool {
        self.nodes += size;
        if self.nodes > MAX_NODES {
            self.report.error(&node.at, format!("With its aliases, the file has more than {MAX_NODES} values."));
            return false;
        }
        if anchor > 0 {
            let size = count(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open { content: Content::List(items), .. }) => items.push(node),
            Some(Open { content: Content::Map { entries, key }, .. }) => {
                if let Some((key, key_at)) = key.take() {
                    if key == "<<" {
                        merge(entries, node);
                    } else if let Some(known) = entries.iter_mut().find(|entry| entry.key == key) {
                        // Written here after a merge key: the written one wins.
                        *known = Entry { key, key_at, value: node };
                    } else {
                        entries.push(Entry { key, key_at, value: node });
                    }
                }
            }
        }
        true
    }
}

/// `!Ref` for the tag `!Ref`, `str` for `!!str`.
fn name_of(tag: &Tag) -> String {
    if tag.handle == "!" {
        format!("!{}", tag.suffix)
    } else {
        tag.suffix.trim_start_matches("tag:yaml.org,2002:").to_owned()
    }
}

fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(items) => items.iter().map(count).sum(),
        Value::Map(entries) => entries.iter().map(|entry| count(&entry.value)).sum(),
        _ => 0,
    }
}

/// `<<: *base`: the keys that are not there yet. <https://yaml.org/type/merge.html>
fn merge(entries: &mut Vec<Entry>, node: Node) {
    match node.value {
        Value::Map(merged) => {
            for entry in merged {
                if !entries.iter().any(|known| known.key == entry.key) {
                    entries.push(entry);
                }
            }
        }
        Value::List(items) => items.into_iter().for_each(|item| merge(entries, item)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Option<Node>, Vec<String>) {
        let mut report = Report::default();
        let node = parse(text, "t.yaml", Source::Template, &mut report);
        (node, report.into_sorted().iter().map(ToString::to_string).collect())
    }

    fn json(text: &str) -> serde_json::Value {
        let (node, said) = parsed(text);
        node.unwrap_or_else(|| panic!("{said:?}")).to_json()
    }

    #[test]
    fn short_and_long_forms_are_one_tree() {
        assert_eq!(
            json("A: !Ref B\nC: !GetAtt D.Arn\nE: !Sub 'x${F}'\nG: !If [H, 1, !Ref AWS::NoValue]"),
            serde_json::json!({
                "A": {"Ref": "B"}, "C": {"Fn::GetAtt": "D.Arn"}, "E": {"Fn::Sub": "x${F}"},
                "G": {"Fn::If": ["H", 1, {"Ref": "AWS::NoValue"}]},
            })
        );
        assert_eq!(json("{\"A\":\n\t{\"Ref\": \"B\"}}"), serde_json::json!({"A": {"Ref": "B"}}));
    }

    #[test]
    fn every_value_knows_its_place() {
        let (node, _) = parsed("A:\n  - x\n  - Bb:   !Ref C\n");
        let node = node.expect("YAML");
        let item = &node.get("A").and_then(Node::items).expect("a list")[1];
        let entry = &item.entries().expect("a map")[0];
        assert_eq!((entry.key_at.line, entry.key_at.column), (3, 5));
        assert_eq!((entry.value.at.line, entry.value.at.column), (3, 11));
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_place() {
        for (text, expected) in [
            ("A: 1\nA: 2\n", "t.yaml:2:1: error: The key A stands twice in this map: here and in line 1."),
            ("A: !Reff B\n", "t.yaml:1:4: error: There is no function !Reff. Did you mean \"!Ref\"?"),
            ("", "t.yaml:1:1: error: The file is empty."),
            ("? [a]\n: 1\n", "t.yaml:1:3: error: A list or map cannot be the key of a map."),
            (
                "A: 1\n---\nB: 2\n",
                "t.yaml:2:1: error: A second document begins here (`---`); a template is one document.",
            ),
        ] {
            let (_, said) = parsed(text);
            assert_eq!(said.first().map(String::as_str), Some(expected), "{text}");
        }
        assert!(parsed("A:\n\tB: 1\n").1[0].contains("indented with a tab"), "{:?}", parsed("A:\n\tB: 1\n").1);
        assert!(parsed("{\"A\": [1, }").1[0].contains("This is not JSON"));
    }

    #[test]
    fn aliases_and_merge_keys_are_written_out() {
        assert_eq!(
            json("A: &a {x: 1, y: 2}\nB: *a\nC:\n  <<: *a\n  y: 3\n"),
            serde_json::json!({"A": {"x": 1, "y": 2}, "B": {"x": 1, "y": 2}, "C": {"x": 1, "y": 3}})
        );
    }

    #[test]
    fn an_included_file_has_no_short_forms() {
        let mut report = Report::default();
        parse("paths: !Sub x", "api.yaml", Source::Included, &mut report);
        assert_eq!(
            report.into_sorted()[0].to_string(),
            "api.yaml:1:8: error: Short forms do not work in an included file; write Fn::Sub: instead of !Sub."
        );
    }
}
