//! A policy in a template: the text that AWS gets, and where each part of it stands.

use super::super::node::{Node, Position, Value};

/// A policy as it stands in a template: a map, or text that is sent as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDocument {
    /// What is sent to AWS: JSON in one line, where the template has a map.
    pub text: String,
    /// Where it stands.
    pub at: Position,
    /// From which character of the text on which place of the template counts, in order.
    places: Vec<(usize, Position)>,
}

impl PolicyDocument {
    pub(super) fn new(node: &Node) -> Self {
        if let Some(text) = node.as_str() {
            return Self { text: text.to_owned(), at: node.at.clone(), places: Vec::new() };
        }
        let mut written = Written { text: String::new(), characters: 0, places: Vec::new() };
        written.node(node);
        Self { text: written.text, at: node.at.clone(), places: written.places }
    }

    /// A policy that is not there.
    pub(super) fn missing(at: &Position) -> Self {
        Self { text: String::new(), at: at.clone(), places: Vec::new() }
    }

    /// The place in the template of a place in the text, which services name when they refuse it.
    #[must_use]
    pub fn place(&self, in_text: iam::Position) -> Position {
        let character = in_text.column.saturating_sub(1);
        let after = self.places.partition_point(|(start, _)| *start <= character);
        self.places[..after].last().map_or_else(|| self.at.clone(), |(_, place)| place.clone())
    }
}

/// JSON under way.
struct Written {
    text: String,
    characters: usize,
    places: Vec<(usize, Position)>,
}

impl Written {
    fn push(&mut self, text: &str) {
        self.characters += text.chars().count();
        self.text.push_str(text);
    }

    fn mark(&mut self, at: &Position) {
        self.places.push((self.characters, at.clone()));
    }

    fn node(&mut self, node: &Node) {
        self.mark(&node.at);
        match &node.value {
            Value::List(items) => {
                self.push("[");
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.push(",");
                    }
                    self.node(item);
                }
                self.push("]");
            }
            Value::Map(entries) => {
                self.push("{");
                for (index, entry) in entries.iter().enumerate() {
                    if index > 0 {
                        self.push(",");
                    }
                    self.mark(&entry.key_at);
                    self.push(&serde_json::Value::from(entry.key.as_str()).to_string());
                    self.push(":");
                    self.node(&entry.value);
                }
                self.push("}");
            }
            _ => self.push(&node.to_json().to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::node::Entry;

    fn at(line: usize, column: usize) -> Position {
        Position { line, column, ..Position::start("template.yaml") }
    }

    #[test]
    fn a_place_in_the_json_is_a_place_in_the_template() {
        let text = |value: &str, place: Position| Node { value: Value::String(value.to_owned()), at: place };
        let entry = |key: &str, place: Position, value: Node| Entry { key: key.to_owned(), key_at: place, value };
        let actions = Node {
            value: Value::List(vec![text("s3:Gét\"", at(3, 11)), text("s3:PutObject", at(4, 11))]),
            at: at(3, 9),
        };
        let map = Node {
            value: Value::Map(vec![
                entry("Effect", at(1, 5), text("Allow", at(1, 13))),
                entry("Action", at(2, 5), actions),
            ]),
            at: at(1, 5),
        };
        let document = PolicyDocument::new(&map);
        assert_eq!(document.text, map.to_json().to_string());
        let place = |part: &str| {
            let before = &document.text[..document.text.find(part).expect(part)];
            document.place(iam::Position { line: 1, column: before.chars().count() + 1 })
        };
        assert_eq!(place("\"Effect\""), at(1, 5));
        assert_eq!(place("\"Allow\""), at(1, 13));
        assert_eq!(place("\"Action\""), at(2, 5));
        assert_eq!(place("\"s3:PutObject\""), at(4, 11));
        assert_eq!(place("PutObject"), at(4, 11));
    }
}
