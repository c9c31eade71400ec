//! The three verdicts: emulated; known to AWS, but not emulated; unknown to AWS.

use regex_lite::Regex;

use super::super::diagnostic::Report;
use super::super::intrinsic;
use super::super::nearest::nearest;
use super::super::node::{Entry, Node, Position, Value};
use super::{Kind, Shape, emulated};

/// Compares the properties of one resource with what AWS knows of its type.
pub(crate) struct Validator<'a> {
    /// The type, for messages.
    pub(crate) resource_type: &'a str,
    /// Where a missing property is reported.
    pub(crate) resource_at: &'a Position,
    /// The type's shape, for its definitions.
    pub(crate) root: &'a Shape,
    /// SAM's transform compares kinds exactly, where `CloudFormation` turns text into numbers and back.
    pub(crate) strict: bool,
    /// Says how a value came about, where that explains why it is wrong: `!Ref` where an ARN is needed.
    pub(crate) hint: &'a dyn Fn(&Node) -> Option<String>,
    pub(crate) report: &'a mut Report,
}

impl Validator<'_> {
    /// Compares all properties; functions that are not resolved yet may become anything.
    pub(crate) fn properties(&mut self, properties: Option<&Node>) {
        let at = properties.map_or(self.resource_at, |node| &node.at).clone();
        let empty = Node::map(&at, []);
        let node = properties.unwrap_or(&empty);
        if node.entries().is_none() {
            self.report.error(&node.at, format!("Properties must be a map, and this is {}.", node.kind()));
            return;
        }
        let at = self.resource_at.clone();
        self.object(node, self.root, &at, &format!("The type {}", self.resource_type));
    }

    /// One note for each property that AWS knows and the embedded cloud makes nothing of.
    pub(crate) fn notes(&mut self, properties: Option<&Node>) {
        if emulated::properties(self.resource_type).is_none() {
            let message = format!("{}: known to AWS, not emulated here; nothing is made of it.", self.resource_type);
            self.report.note(self.resource_at, message);
            return;
        }
        for entry in properties.and_then(Node::entries).unwrap_or_default() {
            let known = self.root.properties.contains_key(&entry.key);
            if known && !emulated::is_emulated(self.resource_type, &entry.key) {
                let message = format!("{} of {}: known to AWS, not emulated here.", entry.key, self.resource_type);
                self.report.note(&entry.key_at, message);
            }
        }
    }

    fn value(&mut self, node: &Node, shape: &Shape, name: &str) {
        if let Some((function, argument)) = intrinsic::call(node) {
            if function == "Fn::If" {
                for branch in argument.items().unwrap_or_default().iter().skip(1) {
                    self.value(branch, shape, name);
                }
            }
            return;
        }
        let root = self.root;
        let shape = match &shape.reference {
            Some(reference) => match root.definitions.get(reference) {
                Some(definition) => definition,
                None => return,
            },
            None => shape,
        };
        if !self.kind(node, shape, name) {
            return;
        }
        match &node.value {
            Value::Map(_) => {
                let at = node.at.clone();
                self.object(node, shape, &at, name);
            }
            Value::List(items) => {
                if let Some(least) = shape.min_items.filter(|least| items.len() < *least) {
                    self.report
                        .error(&node.at, format!("{name} needs at least {least} items and has {}.", items.len()));
                }
                if let Some(most) = shape.max_items.filter(|most| items.len() > *most) {
                    self.report.error(&node.at, format!("{name} takes at most {most} items and has {}.", items.len()));
                }
                if let Some(item_shape) = &shape.items {
                    for item in items {
                        self.value(item, item_shape, &format!("An item of {name}"));
                    }
                }
            }
            _ => self.scalar(node, shape, name),
        }
    }

    fn object(&mut self, node: &Node, shape: &Shape, missing_at: &Position, name: &str) {
        let entries = node.entries().unwrap_or_default();
        for entry in entries {
            if entry.key == "Fn::Transform" || entry.key.starts_with("Fn::ForEach::") {
                continue;
            }
            match shape.properties.get(&entry.key) {
                Some(property) => self.value(&entry.value, property, &entry.key),
                None if shape.closed => self.unknown(entry, shape, name),
                None => {
                    let form = shape.keys.as_deref().and_then(|keys| Some((keys, whole(keys)?)));
                    if let Some((keys, _)) = form.filter(|(_, regex)| !regex.is_match(&entry.key)) {
                        let message = format!("A key of {name} must have the form {keys}, and this is {}.", entry.key);
                        self.report.error(&entry.key_at, message);
                    }
                    if let Some(values) = &shape.values {
                        self.value(&entry.value, values, &entry.key);
                    }
                }
            }
        }
        let has = |wanted: &String| {
            entries.iter().any(|entry| {
                entry.key == *wanted && !matches!(intrinsic::call(&entry.value), Some(("Ref", name)) if name.as_str() == Some("AWS::NoValue"))
            })
        };
        if entries.iter().any(|entry| entry.key == "Fn::Transform") {
            return;
        }
        // A misspelt name is told once: as unknown, not as missing too.
        let misspelt: Vec<&str> = entries
            .iter()
            .filter(|entry| shape.closed && !shape.properties.contains_key(&entry.key))
            .filter_map(|entry| nearest(&entry.key, shape.properties.keys().map(String::as_str)))
            .collect();
        for wanted in shape.required.iter().filter(|wanted| !has(wanted) && !misspelt.contains(&wanted.as_str())) {
            self.report.error(missing_at, format!("{name} needs the property {wanted}, which is missing."));
        }
        let any = &shape.any_required;
        if !any.is_empty() && !any.iter().any(|wanted| wanted.iter().all(has)) {
            self.report.error(missing_at, format!("{name} needs one of {}.", alternatives(any)));
        }
        let one = &shape.one_required;
        if !one.is_empty() && one.iter().filter(|wanted| wanted.iter().all(has)).count() != 1 {
            self.report.error(missing_at, format!("{name} needs exactly one of {}.", alternatives(one)));
        }
    }

    fn unknown(&mut self, entry: &Entry, shape: &Shape, name: &str) {
        let near = nearest(&entry.key, shape.properties.keys().map(String::as_str));
        let message = if self.root.attributes.contains(&entry.key) {
            format!("{} is what AWS fills in; it cannot be written.", entry.key)
        } else {
            format!("{name} has no property {}.", entry.key)
        };
        self.report.unknown(&entry.key_at, message, near);
    }

    /// Whether the value is of an allowed kind. `CloudFormation` turns text into numbers and truth values, and back.
    fn kind(&mut self, node: &Node, shape: &Shape, name: &str) -> bool {
        let kinds = shape.kinds();
        let strict = self.strict;
        let fits = |kind: &Kind| match kind {
            Kind::String if strict => node.as_str().is_some(),
            Kind::Integer if strict => matches!(node.value, Value::Number(_)) && node.as_i64().is_some(),
            Kind::Boolean if strict => matches!(node.value, Value::Bool(_)),
            Kind::String => node.scalar().is_some(),
            Kind::Integer => node.as_i64().is_some(),
            Kind::Number => node.scalar().is_some_and(|text| text.parse::<f64>().is_ok()),
            Kind::Boolean => node.as_bool().is_some(),
            Kind::Object => matches!(node.value, Value::Map(_)),
            Kind::Array => matches!(node.value, Value::List(_)),
            Kind::Null => matches!(node.value, Value::Null),
        };
        if kinds.is_empty() || kinds.iter().any(fits) {
            if matches!(node.value, Value::Null) && kinds.is_empty() {
                self.report.error(&node.at, format!("{name} has no value: AWS does not take null values."));
                return false;
            }
            return true;
        }
        if matches!(node.value, Value::Null) {
            self.report.error(&node.at, format!("{name} has no value: AWS does not take null values."));
            return false;
        }
        let words: Vec<&str> = kinds.iter().map(|kind| kind.words()).collect();
        let hint = (self.hint)(node).map(|hint| format!(" {hint}")).unwrap_or_default();
        let message = format!("{name} must be {}, and this is {}.{hint}", words.join(" or "), node.kind());
        self.report.error(&node.at, message);
        false
    }

    fn scalar(&mut self, node: &Node, shape: &Shape, name: &str) {
        let Some(text) = node.scalar() else { return };
        if !shape.choices.is_empty() {
            let choices: Vec<String> = shape
                .choices
                .iter()
                .map(|choice| choice.as_str().map_or_else(|| choice.to_string(), ToOwned::to_owned))
                .collect();
            if !choices.contains(&text) {
                let near = nearest(&text, choices.iter().map(String::as_str)).map(ToOwned::to_owned);
                let shown = if choices.len() <= 8 {
                    format!("one of {}", choices.join(", "))
                } else {
                    "a value that AWS lists".to_owned()
                };
                self.report.unknown(&node.at, format!("{name} must be {shown}, and this is {text}."), near.as_deref());
                return;
            }
        }
        let explain = self.hint;
        let hint = || explain(node).map(|hint| format!(" {hint}")).unwrap_or_default();
        let numeric = shape.kinds().iter().any(|kind| matches!(kind, Kind::Integer | Kind::Number));
        if let Some(number) = text.parse::<f64>().ok().filter(|_| numeric) {
            if let Some(least) = shape.minimum.filter(|least| number < *least) {
                self.report.error(&node.at, format!("{name} must be at least {least}, and this is {text}."));
            }
            if let Some(most) = shape.maximum.filter(|most| number > *most) {
                self.report.error(&node.at, format!("{name} must be at most {most}, and this is {text}."));
            }
        }
        if shape.kinds().contains(&Kind::String) {
            let length = text.chars().count();
            if let Some(least) = shape.min_length.filter(|least| length < *least) {
                self.report.error(
                    &node.at,
                    format!("{name} must have at least {least} characters, and has {length}.{}", hint()),
                );
                return;
            }
            if let Some(most) = shape.max_length.filter(|most| length > *most) {
                self.report.error(&node.at, format!("{name} must have at most {most} characters, and has {length}."));
                return;
            }
            // A pattern that needs more than this engine's language is not checked.
            let pattern =
                shape.pattern.as_deref().and_then(|pattern| Regex::new(pattern).ok().map(|regex| (pattern, regex)));
            if let Some((pattern, _)) = pattern.filter(|(_, regex)| !regex.is_match(&text)) {
                self.report
                    .error(&node.at, format!("{name} must have the form {pattern}, and this is {text}.{}", hint()));
            }
        }
    }
}

/// A pattern for a whole text; `None` where it needs more than this engine's language.
fn whole(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{pattern})$")).ok()
}

fn alternatives(groups: &[Vec<String>]) -> String {
    groups.iter().map(|group| group.join(" with ")).collect::<Vec<_>>().join(", ")
}
