//! Functions → values, once parameters, conditions and the resources made so far are known.

use std::collections::BTreeMap;

use super::attributes::Created;
use super::diagnostic::Report;
use super::intrinsic::{self, Part};
use super::nearest::nearest;
use super::node::{Entry, Node, Value};
use super::parameters::ParameterValue;
use super::stack::Inputs;

/// A text longer than this is no name, ARN or policy: functions in functions could grow it without end.
const LONGEST: usize = 1_000_000;

/// The pseudo parameters.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
pub(crate) const PSEUDO_PARAMETERS: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// What values are made from.
#[derive(Debug)]
pub(crate) struct Evaluator<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) stack_id: String,
    pub(crate) parameters: BTreeMap<String, ParameterValue>,
    pub(crate) mappings: Option<&'a Node>,
    pub(crate) conditions: BTreeMap<String, bool>,
    pub(crate) created: BTreeMap<String, Created>,
    /// What SAM lets one write for a resource that it generates: `ChatApi.Stage`.
    pub(crate) aliases: BTreeMap<String, String>,
}

impl Evaluator<'_> {
    /// The value with all functions resolved. `None` where it is `AWS::NoValue`, or wrong, which is reported.
    pub(crate) fn value(&self, node: &Node, report: &mut Report) -> Option<Node> {
        if let Some((function, argument)) = intrinsic::call(node) {
            if !intrinsic::check_argument(function, argument, report) {
                return None;
            }
            let result = self.call(function, argument, node, report)?;
            return Some(Node { value: result, at: node.at.clone() });
        }
        let value = match &node.value {
            Value::List(items) => Value::List(items.iter().filter_map(|item| self.value(item, report)).collect()),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .filter_map(|entry| {
                        let value = self.value(&entry.value, report)?;
                        Some(Entry { key: entry.key.clone(), key_at: entry.key_at.clone(), value })
                    })
                    .collect(),
            ),
            other => other.clone(),
        };
        Some(Node { value, at: node.at.clone() })
    }

    /// The tree with each `Fn::If` replaced by its branch, and what is `AWS::NoValue` left out.
    pub(crate) fn fold(&self, node: &Node) -> Option<Node> {
        if let Some((function, argument)) = intrinsic::call(node) {
            if function == "Fn::If" {
                return self.branch(argument).and_then(|branch| self.fold(branch));
            }
            if function == "Ref" && argument.as_str() == Some("AWS::NoValue") {
                return None;
            }
        }
        let value = match &node.value {
            Value::List(items) => Value::List(items.iter().filter_map(|item| self.fold(item)).collect()),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .filter_map(|entry| {
                        let value = self.fold(&entry.value)?;
                        Some(Entry { key: entry.key.clone(), key_at: entry.key_at.clone(), value })
                    })
                    .collect(),
            ),
            other => other.clone(),
        };
        Some(Node { value, at: node.at.clone() })
    }

    fn branch<'node>(&self, argument: &'node Node) -> Option<&'node Node> {
        let items = argument.items()?;
        let holds = *self.conditions.get(&items.first()?.scalar()?)?;
        items.get(if holds { 1 } else { 2 })
    }

    fn call(&self, function: &str, argument: &Node, node: &Node, report: &mut Report) -> Option<Value> {
        let items = argument.items().unwrap_or_default();
        match function {
            "Ref" => self.reference(argument.as_str()?, node, report),
            "Fn::GetAtt" => {
                let (resource, attribute) = intrinsic::get_att(argument)?;
                let attribute = match attribute {
                    Ok(text) => text.to_owned(),
                    Err(node) => self.text(node, report)?,
                };
                self.attribute(resource, &attribute, node, report).map(Value::String)
            }
            "Fn::Sub" => self.substitute(argument, report),
            "Fn::Join" => {
                let separator = items[0].scalar()?;
                let values = self.list(&items[1], "Fn::Join", report)?;
                let mut texts = Vec::with_capacity(values.len());
                for value in &values {
                    let Some(text) = value.scalar() else {
                        report.error(&value.at, format!("Fn::Join joins texts, and this is {}.", value.kind()));
                        return None;
                    };
                    texts.push(text);
                }
                Self::bounded(texts.join(&separator), node, report)
            }
            "Fn::Select" => {
                let index = self.text(&items[0], report)?;
                let values = self.list(&items[1], "Fn::Select", report)?;
                let selected = index.parse::<usize>().ok().and_then(|index| values.get(index));
                if selected.is_none() {
                    let message = format!(
                        "Fn::Select cannot select nonexistent value at index {index}: there are {}, from 0.",
                        values.len()
                    );
                    report.error(&node.at, message);
                }
                selected.map(|selected| selected.value.clone())
            }
            "Fn::Split" => {
                let separator = items[0].scalar()?;
                let text = self.text(&items[1], report)?;
                if separator.is_empty() {
                    report.error(&items[0].at, "The separator of Fn::Split must not be empty.");
                    return None;
                }
                Some(Value::List(text.split(&separator).map(|part| Node::text(&node.at, part)).collect()))
            }
            "Fn::FindInMap" => self.find_in_map(items, node, report),
            "Fn::If" => {
                // Of a condition that does not exist the check of references has told.
                self.branch(argument).and_then(|branch| self.value(branch, report)).map(|node| node.value)
            }
            "Fn::Base64" => {
                let text = self.text(argument, report)?;
                Some(Value::String(base64_simd::STANDARD.encode_to_string(text.as_bytes())))
            }
            "Fn::GetAZs" => {
                let region = self.text(argument, report).filter(|region| !region.is_empty());
                let region = region.unwrap_or_else(|| self.inputs.region.clone());
                Some(Value::List(["a", "b", "c"].map(|zone| Node::text(&node.at, format!("{region}{zone}"))).to_vec()))
            }
            "Fn::Cidr" => {
                report.note(&node.at, "Fn::Cidr: known to AWS, not emulated here; the list is empty.");
                Some(Value::List(Vec::new()))
            }
            "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" => {
                report.error(
                    &node.at,
                    format!(
                        "{function} stands in the section Conditions only; use Fn::If with the name of a condition."
                    ),
                );
                None
            }
            // What could be included was; a macro of somebody's own cannot be run here.
            "Fn::Transform" => {
                report.note(&node.at, "Fn::Transform: only AWS::Include is emulated here; the value is left out.");
                None
            }
            _ => None,
        }
    }

    fn bounded(text: String, node: &Node, report: &mut Report) -> Option<Value> {
        if text.len() > LONGEST {
            report.error(
                &node.at,
                format!("This becomes a text of {} bytes; that is more than AWS takes anywhere.", text.len()),
            );
            return None;
        }
        Some(Value::String(text))
    }

    fn text(&self, node: &Node, report: &mut Report) -> Option<String> {
        let value = self.value(node, report)?;
        let text = value.scalar();
        if text.is_none() {
            report.error(&node.at, format!("This must be text, and is {}.", value.kind()));
        }
        text
    }

    fn list(&self, node: &Node, function: &str, report: &mut Report) -> Option<Vec<Node>> {
        let value = self.value(node, report)?;
        if let Value::List(items) = value.value {
            Some(items)
        } else {
            report.error(&node.at, format!("{function} needs a list, and this is {}.", value.kind()));
            None
        }
    }

    fn pseudo(&self, name: &str) -> Option<String> {
        let inputs = self.inputs;
        Some(match name {
            "AWS::AccountId" => inputs.account.clone(),
            "AWS::Partition" => inputs.partition.clone(),
            "AWS::Region" => inputs.region.clone(),
            "AWS::StackId" => self.stack_id.clone(),
            "AWS::StackName" => inputs.stack_name.clone(),
            "AWS::URLSuffix" if inputs.partition == "aws-cn" => "amazonaws.com.cn".to_owned(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            _ => return None,
        })
    }

    fn reference(&self, name: &str, node: &Node, report: &mut Report) -> Option<Value> {
        if let Some(text) = self.pseudo(name) {
            return Some(Value::String(text));
        }
        match name {
            "AWS::NoValue" => return None,
            "AWS::NotificationARNs" => return Some(Value::List(Vec::new())),
            _ => {}
        }
        match self.parameters.get(name) {
            Some(ParameterValue::Text(text)) => return Some(Value::String(text.clone())),
            Some(ParameterValue::List(items)) => {
                return Some(Value::List(items.iter().map(|item| Node::text(&node.at, item)).collect()));
            }
            None => {}
        }
        let name = self.aliases.get(name).map_or(name, String::as_str);
        if let Some(created) = self.created.get(name) {
            Some(Value::String(created.physical_id.clone()))
        } else {
            report.error(&node.at, unresolved(name));
            None
        }
    }

    fn attribute(&self, resource: &str, attribute: &str, node: &Node, report: &mut Report) -> Option<String> {
        let whole = format!("{resource}.{attribute}");
        // SAM: `!GetAtt ChatApi.Stage.…` is about the generated stage.
        let (resource, attribute) = match whole.rsplit_once('.') {
            Some((alias, last)) if self.aliases.contains_key(alias) => (self.aliases[alias].as_str(), last),
            _ => (resource, attribute),
        };
        let Some(created) = self.created.get(resource) else {
            report.error(&node.at, unresolved(resource));
            return None;
        };
        if let Some(value) = created.attributes.get(attribute) {
            return Some(value.clone());
        }
        report.note(
            &node.at,
            format!("{attribute} of {}: known to AWS, not emulated here; its value is made up.", created.resource_type),
        );
        Some(format!("{resource}.{attribute}"))
    }

    fn substitute(&self, argument: &Node, report: &mut Report) -> Option<Value> {
        let (template, variables) = match argument.items() {
            Some([template, variables]) => (template, Some(variables)),
            _ => (argument, None),
        };
        let mut out = String::new();
        let text = template.scalar()?;
        for part in intrinsic::parts(&text) {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Variable(name) => {
                    let value = match variables.and_then(|variables| variables.get(name)) {
                        Some(value) => self.text(value, report)?,
                        None => self.variable(name, template, report)?,
                    };
                    out.push_str(&value);
                }
            }
            if out.len() > LONGEST {
                break;
            }
        }
        Self::bounded(out, argument, report)
    }

    fn variable(&self, name: &str, node: &Node, report: &mut Report) -> Option<String> {
        let known =
            PSEUDO_PARAMETERS.contains(&name) || self.parameters.contains_key(name) || self.aliases.contains_key(name);
        if let Some((resource, attribute)) = name.split_once('.').filter(|_| !known) {
            return self.attribute(resource, attribute, node, report);
        }
        match self.reference(name, node, report)? {
            Value::List(_) => {
                report.error(&node.at, format!("{name} is a list; Fn::Sub takes texts only. Use Fn::Join."));
                None
            }
            value => Node { value, at: node.at.clone() }.scalar(),
        }
    }

    fn find_in_map(&self, items: &[Node], node: &Node, report: &mut Report) -> Option<Value> {
        let name = self.text(&items[0], report)?;
        let first = self.text(&items[1], report)?;
        let second = self.text(&items[2], report)?;
        let mut found = self.mappings;
        for key in [&name, &first, &second] {
            let entries = found.and_then(Node::entries).unwrap_or_default();
            let Some(entry) = entries.iter().find(|entry| entry.key == **key) else {
                let near = nearest(key, entries.iter().map(|entry| entry.key.as_str()));
                report.unknown(
                    &node.at,
                    format!("Unable to get mapping for {name}::{first}::{second}: there is no {key}."),
                    near,
                );
                return None;
            };
            found = Some(&entry.value);
        }
        found.map(|found| found.value.clone())
    }
}

/// AWS's words for a reference to a resource that this stack does not have: its condition is false.
fn unresolved(name: &str) -> String {
    format!("Unresolved resource dependencies [{name}]: its condition is false, so the stack does not have it.")
}
