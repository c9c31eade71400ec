//! The intrinsic functions: which there are, and what their arguments look like.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>

use super::diagnostic::Report;
use super::nearest::nearest;
use super::node::{Node, Value};

/// All functions by their long names.
const FUNCTIONS: [&str; 20] = [
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Not",
    "Fn::Or",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Ref",
];

/// Function and argument, where a map is a call.
pub(crate) fn call(node: &Node) -> Option<(&str, &Node)> {
    match node.entries()? {
        [entry] if entry.key == "Ref" || entry.key.starts_with("Fn::") => Some((&entry.key, &entry.value)),
        _ => None,
    }
}

/// Whether a value is to become something else.
pub(crate) fn is_call(node: &Node) -> bool {
    call(node).is_some()
}

/// A part of the text of `Fn::Sub`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'text> {
    /// As it stands.
    Text(&'text str),
    /// `${Name}` or `${Resource.Attribute}`.
    Variable(&'text str),
}

/// The parts of a text with `${…}`; `${!x}` stands for the text `${x}`.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(end) = rest[start..].find('}').map(|end| start + end) else { break };
        let name = &rest[start + 2..end];
        if let Some(literal) = name.strip_prefix('!') {
            parts.push(Part::Text(&rest[..start + 2]));
            parts.push(Part::Text(literal));
            parts.push(Part::Text("}"));
        } else {
            if start > 0 {
                parts.push(Part::Text(&rest[..start]));
            }
            parts.push(Part::Variable(name.trim()));
        }
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// Resource and attribute of `Fn::GetAtt`, in either form; the attribute may be a function.
pub(crate) fn get_att(argument: &Node) -> Option<(&str, Result<&str, &Node>)> {
    match &argument.value {
        Value::String(text) => text.split_once('.').map(|(resource, attribute)| (resource, Ok(attribute))),
        Value::List(items) => match items.as_slice() {
            [resource, attribute] => Some((resource.as_str()?, attribute.as_str().ok_or(attribute))),
            _ => None,
        },
        _ => None,
    }
}

/// Reports a call whose argument is not what the function takes. Returns whether it is.
pub(crate) fn check_argument(function: &str, argument: &Node, report: &mut Report) -> bool {
    let items = argument.items().map_or(0, <[Node]>::len);
    let listed = argument.items().is_some();
    let text =
        |index: usize| argument.items().and_then(|items| items.get(index)).is_some_and(|item| item.scalar().is_some());
    let text_or_call =
        |index: usize| text(index) || argument.items().and_then(|items| items.get(index)).is_some_and(is_call);
    let list_or_call = |index: usize| {
        argument.items().and_then(|items| items.get(index)).is_some_and(|item| item.items().is_some() || is_call(item))
    };
    let (fits, wanted) = match function {
        "Ref" => (argument.as_str().is_some(), "the name of a parameter or resource"),
        "Fn::GetAtt" => (get_att(argument).is_some(), "a resource and one of its attributes: Resource.Attribute"),
        "Fn::Sub" => (
            argument.as_str().is_some()
                || (items == 2 && text(0) && argument.items().is_some_and(|items| items[1].entries().is_some())),
            "text, or a list of text and a map of variables",
        ),
        "Fn::Join" => (items == 2 && text(0) && list_or_call(1), "a separator and a list: [separator, [values]]"),
        "Fn::Select" => (items == 2 && text_or_call(0) && list_or_call(1), "an index and a list: [index, [values]]"),
        "Fn::Split" => (items == 2 && text(0) && text_or_call(1), "a separator and text: [separator, text]"),
        "Fn::FindInMap" => (
            (items == 3 || items == 4) && (0..3).all(text_or_call),
            "a mapping and two keys: [mapping, first key, second key]",
        ),
        "Fn::If" => (items == 3 && text(0), "a condition and two values: [condition, value if true, value if false]"),
        "Fn::Equals" => (items == 2, "two values: [value, value]"),
        "Fn::Not" => (items == 1, "one condition in a list: [condition]"),
        "Fn::And" | "Fn::Or" => ((2..=10).contains(&items), "two to ten conditions: [condition, condition]"),
        "Fn::Base64" | "Fn::GetAZs" => (argument.scalar().is_some() || is_call(argument), "text"),
        "Fn::Cidr" => (listed && (2..=3).contains(&items), "an address block, a count and bits: [block, count, bits]"),
        "Fn::Transform" => (
            argument.get("Name").and_then(Node::as_str).is_some(),
            "a map with the Name of a macro, for instance AWS::Include, and its Parameters",
        ),
        "Fn::ImportValue" => {
            report.error(
                &argument.at,
                "Fn::ImportValue reads another stack's export. There is one stack here, so nothing can be imported.",
            );
            return false;
        }
        "Fn::Length" | "Fn::ToJsonString" | "Fn::GetStackOutput" => {
            report.error(&argument.at, format!("{function} is known to AWS, but not emulated here."));
            return false;
        }
        _ => {
            let near = nearest(function, FUNCTIONS);
            report.unknown(&argument.at, format!("There is no function {function}."), near);
            return false;
        }
    };
    if !fits {
        report.error(&argument.at, format!("{function} takes {wanted}."));
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_variables() {
        assert_eq!(
            parts("arn:${AWS::Partition}:${!x}/${A.Arn}${"),
            [
                Part::Text("arn:"),
                Part::Variable("AWS::Partition"),
                Part::Text(":${"),
                Part::Text("x"),
                Part::Text("}"),
                Part::Text("/"),
                Part::Variable("A.Arn"),
                Part::Text("${"),
            ]
        );
    }
}
