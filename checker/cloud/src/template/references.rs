//! Whether everything that a template refers to is there; and which resource needs which.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::Report;
use super::evaluate::PSEUDO_PARAMETERS;
use super::intrinsic::{self, Part};
use super::nearest::nearest;
use super::node::{Node, Value};
use super::schema;

/// The names that a template has.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) parameters: BTreeSet<String>,
    /// Logical ids with their types.
    pub(crate) resources: BTreeMap<String, String>,
    pub(crate) conditions: BTreeSet<String>,
    pub(crate) mappings: BTreeSet<String>,
    /// `ChatApi.Stage` → the logical id that SAM generates.
    pub(crate) aliases: BTreeMap<String, String>,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a resource or an output.
    Stack,
    /// In a condition, where no resource exists yet.
    Condition,
}

impl Known {
    /// Reports every reference to something that is not there.
    pub(crate) fn check(&self, node: &Node, place: Place, report: &mut Report) {
        if let Some((function, argument)) = intrinsic::call(node) {
            self.check_call(function, argument, place, report);
            return;
        }
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.check(item, place, report)),
            Value::Map(entries) => {
                for entry in entries {
                    if entries.len() > 1 && entry.key.starts_with("Fn::") && entry.key != "Fn::Transform" {
                        let message = format!("{} must be the only key of its map.", entry.key);
                        report.error(&entry.key_at, message);
                    }
                    self.check(&entry.value, place, report);
                }
            }
            Value::String(text) if place == Place::Stack => self.check_text(text, node, report),
            _ => {}
        }
    }

    fn check_call(&self, function: &str, argument: &Node, place: Place, report: &mut Report) {
        if !intrinsic::check_argument(function, argument, report) {
            return;
        }
        let items = argument.items().unwrap_or_default();
        match function {
            "Ref" => self.name(argument.as_str().unwrap_or_default(), argument, place, report),
            "Fn::GetAtt" => {
                if let Some((resource, attribute)) = intrinsic::get_att(argument) {
                    self.attribute(resource, attribute.ok(), argument, place, report);
                }
            }
            "Fn::Sub" => {
                let (template, variables) = match items {
                    [template, variables] => (template, Some(variables)),
                    _ => (argument, None),
                };
                self.substitution(template, variables, place, report);
                if let Some(entries) = variables.and_then(Node::entries) {
                    for entry in entries {
                        self.check(&entry.value, place, report);
                    }
                }
            }
            "Fn::If" => {
                let name = items[0].scalar().unwrap_or_default();
                if !self.conditions.contains(&name) {
                    let near = nearest(&name, self.conditions.iter().map(String::as_str));
                    report.unknown(&items[0].at, format!("There is no condition {name} in this template."), near);
                }
                for item in &items[1..] {
                    self.check(item, place, report);
                }
            }
            "Fn::FindInMap" => {
                if let Some(name) = items[0].as_str().filter(|name| !self.mappings.contains(*name)) {
                    let near = nearest(name, self.mappings.iter().map(String::as_str));
                    report.unknown(&items[0].at, format!("There is no mapping {name} in this template."), near);
                }
                for item in items {
                    self.check(item, place, report);
                }
            }
            "Fn::Join" | "Fn::Split" => self.check(&items[1], place, report),
            // What is left is an include that was told of, or a macro.
            "Fn::Transform" => {}
            _ => self.check(argument, place, report),
        }
    }

    fn substitution(&self, template: &Node, variables: Option<&Node>, place: Place, report: &mut Report) {
        let text = template.scalar().unwrap_or_default();
        let mut any = false;
        for part in intrinsic::parts(&text) {
            let Part::Variable(name) = part else { continue };
            any = true;
            if variables.is_some_and(|variables| variables.get(name).is_some()) {
                continue;
            }
            match name.split_once('.').filter(|_| !self.aliases.contains_key(name)) {
                Some((resource, attribute)) => self.attribute(resource, Some(attribute), template, place, report),
                None => self.name(name, template, place, report),
            }
        }
        if !any && !text.contains("${!") {
            report.warning(&template.at, "Fn::Sub without a ${variable}: plain text would do.");
        }
    }

    fn name(&self, name: &str, node: &Node, place: Place, report: &mut Report) {
        let pseudo = PSEUDO_PARAMETERS.contains(&name);
        if pseudo || self.parameters.contains(name) {
            return;
        }
        let resource = self.resources.contains_key(name) || self.aliases.contains_key(name);
        if resource && place == Place::Stack {
            return;
        }
        if resource {
            report.error(&node.at, format!("A condition can refer to parameters only; {name} is a resource."));
            return;
        }
        let names = self.parameters.iter().chain(self.resources.keys()).chain(self.aliases.keys());
        let near = nearest(name, names.map(String::as_str).chain(PSEUDO_PARAMETERS));
        let what = if self.conditions.contains(name) {
            format!("{name} is a condition; Ref takes a parameter or a resource.")
        } else {
            format!("There is no parameter or resource {name} in this template.")
        };
        report.unknown(&node.at, what, near);
    }

    fn attribute(&self, resource: &str, attribute: Option<&str>, node: &Node, place: Place, report: &mut Report) {
        if place == Place::Condition {
            report.error(&node.at, "A condition can refer to parameters only, not to attributes of resources.");
            return;
        }
        let whole = attribute.map(|attribute| format!("{resource}.{attribute}")).unwrap_or_default();
        let alias = whole.rsplit_once('.').filter(|(alias, _)| self.aliases.contains_key(*alias));
        let (resource, attribute) = match alias {
            Some((alias, last)) => (self.aliases[alias].as_str(), Some(last)),
            None => (resource, attribute),
        };
        let Some(resource_type) = self.resources.get(resource) else {
            let near = nearest(resource, self.resources.keys().map(String::as_str));
            let what = if self.parameters.contains(resource) {
                format!("{resource} is a parameter; it has no attributes. Use Ref.")
            } else {
                format!("There is no resource {resource} in this template.")
            };
            report.unknown(&node.at, what, near);
            return;
        };
        let Some(attribute) = attribute else { return };
        let Some(shape) = schema::resource(resource_type) else { return };
        if !shape.attributes.iter().any(|known| known == attribute) {
            let near = nearest(attribute, shape.attributes.iter().map(String::as_str));
            let message = if shape.attributes.is_empty() {
                format!("{resource_type} has no attributes for Fn::GetAtt.")
            } else {
                format!("{resource_type} has no attribute {attribute}; there are {}.", shape.attributes.join(", "))
            };
            report.unknown(&node.at, message, near);
        }
    }

    /// `${Name}` in a text outside `Fn::Sub` stays as it stands.
    fn check_text(&self, text: &str, node: &Node, report: &mut Report) {
        for part in intrinsic::parts(text) {
            let Part::Variable(name) = part else { continue };
            let first = name.split('.').next().unwrap_or(name);
            let meant = PSEUDO_PARAMETERS.contains(&name)
                || self.parameters.contains(name)
                || self.resources.contains_key(first);
            if meant {
                report.warning(
                    &node.at,
                    format!("${{{name}}} stays as it stands, because this text is not inside Fn::Sub (!Sub)."),
                );
            }
        }
    }
}

/// The logical ids that a value needs, `Fn::If` already replaced by its branch.
pub(crate) fn needs(node: &Node, known: &Known, out: &mut BTreeSet<String>) {
    let mut add = |name: &str| {
        let name = known.aliases.get(name).map_or(name, String::as_str);
        if known.resources.contains_key(name) {
            out.insert(name.to_owned());
        }
    };
    match intrinsic::call(node) {
        Some(("Ref", argument)) => add(argument.as_str().unwrap_or_default()),
        Some(("Fn::GetAtt", argument)) => {
            if let Some((resource, attribute)) = intrinsic::get_att(argument) {
                let whole = format!("{resource}.{}", attribute.unwrap_or_default());
                match whole.rsplit_once('.').filter(|(alias, _)| known.aliases.contains_key(*alias)) {
                    Some((alias, _)) => add(alias),
                    None => add(resource),
                }
            }
        }
        Some(("Fn::Sub", argument)) => {
            let (template, variables) = match argument.items() {
                Some([template, variables]) => (template, Some(variables)),
                _ => (argument, None),
            };
            for part in intrinsic::parts(&template.scalar().unwrap_or_default()) {
                let Part::Variable(name) = part else { continue };
                if variables.is_some_and(|variables| variables.get(name).is_some()) {
                    continue;
                }
                add(if known.aliases.contains_key(name) { name } else { name.split('.').next().unwrap_or(name) });
            }
            if let Some(entries) = variables.and_then(Node::entries) {
                for entry in entries {
                    needs(&entry.value, known, out);
                }
            }
        }
        _ => match &node.value {
            Value::List(items) => items.iter().for_each(|item| needs(item, known, out)),
            Value::Map(entries) => entries.iter().for_each(|entry| needs(&entry.value, known, out)),
            _ => {}
        },
    }
}
