//! Conditions: which are true with the parameters of a deployment.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html>

use std::collections::BTreeMap;

use super::diagnostic::Report;
use super::evaluate::Evaluator;
use super::intrinsic;
use super::nearest::nearest;
use super::node::{Entry, Node, Value};

/// The value of each condition. What is wrong with them is reported.
pub(crate) fn evaluate(declared: &[Entry], evaluator: &Evaluator<'_>, report: &mut Report) -> BTreeMap<String, bool> {
    let mut conditions = Conditions { declared, evaluator, values: BTreeMap::new(), open: Vec::new() };
    for entry in declared {
        conditions.named(&entry.key, &entry.value, report);
    }
    conditions.values
}

struct Conditions<'a> {
    declared: &'a [Entry],
    evaluator: &'a Evaluator<'a>,
    values: BTreeMap<String, bool>,
    open: Vec<String>,
}

impl Conditions<'_> {
    fn named(&mut self, name: &str, asked_at: &Node, report: &mut Report) -> bool {
        if let Some(value) = self.values.get(name) {
            return *value;
        }
        let declared = self.declared;
        let Some(entry) = declared.iter().find(|entry| entry.key == name) else {
            let near = nearest(name, declared.iter().map(|entry| entry.key.as_str()));
            report.unknown(&asked_at.at, format!("There is no condition {name} in this template."), near);
            return false;
        };
        if self.open.iter().any(|open| open == name) {
            let way = self.open.join(" → ");
            report.error(&entry.key_at, format!("The condition depends on itself: {way} → {name}."));
            return false;
        }
        self.open.push(name.to_owned());
        let value = self.value(&entry.value, report);
        self.open.pop();
        self.values.insert(name.to_owned(), value);
        value
    }

    fn value(&mut self, node: &Node, report: &mut Report) -> bool {
        if let Some([entry]) = node.entries()
            && entry.key == "Condition"
        {
            return if let Some(name) = entry.value.as_str() {
                self.named(name, &entry.value, report)
            } else {
                report.error(&entry.value.at, "Condition takes the name of a condition.");
                false
            };
        }
        let Some((function, argument)) = intrinsic::call(node) else {
            report.error(
                &node.at,
                "A condition is one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, or the name of another as Condition.",
            );
            return false;
        };
        if !intrinsic::check_argument(function, argument, report) {
            return false;
        }
        let items = argument.items().unwrap_or_default();
        match function {
            "Fn::Not" => !self.value(&items[0], report),
            // All are read, so that a mistake in any of them is told.
            "Fn::And" => {
                items.iter().map(|item| self.value(item, report)).collect::<Vec<_>>().into_iter().all(|value| value)
            }
            "Fn::Or" => {
                items.iter().map(|item| self.value(item, report)).collect::<Vec<_>>().into_iter().any(|value| value)
            }
            "Fn::Equals" => {
                let left = self.evaluator.value(&items[0], report);
                let right = self.evaluator.value(&items[1], report);
                match (left, right) {
                    (Some(left), Some(right)) => match (&left.value, &right.value) {
                        (Value::List(_), _) | (_, Value::List(_)) => left.to_json() == right.to_json(),
                        _ => left.scalar() == right.scalar(),
                    },
                    _ => false,
                }
            }
            _ => {
                report.error(
                    &node.at,
                    format!("{function} cannot stand in a condition here; use Fn::Equals, Fn::And, Fn::Or or Fn::Not."),
                );
                false
            }
        }
    }
}
