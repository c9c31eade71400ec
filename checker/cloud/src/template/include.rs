//! `AWS::Include`: a file's content in the place of `Fn::Transform`.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html>. The SAM CLI
//! uploads a local `Location`, relative to the template; so it is read from there here.

use super::diagnostic::Report;
use super::evaluate::Evaluator;
use super::node::{Entry, Node, Value};
use super::parser::{self, Source};

/// The tree with every include replaced by what its file holds.
pub(crate) fn expand(node: Node, evaluator: &Evaluator<'_>, report: &mut Report) -> Node {
    let at = node.at.clone();
    let value = match node.value {
        Value::List(items) => Value::List(items.into_iter().map(|item| expand(item, evaluator, report)).collect()),
        Value::Map(entries) => {
            let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
            for entry in entries {
                if entry.key == "Fn::Transform"
                    && entry.value.get("Name").and_then(Node::as_str) == Some("AWS::Include")
                {
                    for included in read(&entry.value, evaluator, report) {
                        if !out.iter().any(|known| known.key == included.key) {
                            out.push(included);
                        }
                    }
                } else {
                    let value = expand(entry.value, evaluator, report);
                    // What stands beside the include wins.
                    out.retain(|known| known.key != entry.key);
                    out.push(Entry { value, ..entry });
                }
            }
            Value::Map(out)
        }
        other => other,
    };
    Node { value, at }
}

/// The entries of the file that the argument of an include names.
fn read(argument: &Node, evaluator: &Evaluator<'_>, report: &mut Report) -> Vec<Entry> {
    let Some(location) = argument.get("Parameters").and_then(|parameters| parameters.get("Location")) else {
        report.error(&argument.at, "AWS::Include needs Parameters with the Location of a file.");
        return Vec::new();
    };
    let Some(file) = evaluator.value(location, report).and_then(|value| value.scalar()) else {
        report.error(&location.at, "The Location of AWS::Include must be the name of a file.");
        return Vec::new();
    };
    let text = match (evaluator.inputs.include)(&file) {
        Ok(text) => text,
        Err(why) => {
            report.error(&location.at, format!("The included file {file} cannot be read: {why}."));
            return Vec::new();
        }
    };
    let Some(root) = parser::parse(&text, &file, Source::Included, report) else { return Vec::new() };
    report.learn_paths(&root);
    if let Some(nested) = root.get("Fn::Transform") {
        report.error(&nested.at, "An included file cannot include another.");
    }
    if let Value::Map(entries) = root.value {
        entries
    } else {
        report.error(&root.at, format!("An included file must hold a map, and this is {}.", root.kind()));
        Vec::new()
    }
}
