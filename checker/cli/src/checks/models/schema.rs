//! A model of the definition, to be compared with values: JSON Schema of draft 4, whatever its `$schema` says.
//!
//! API Gateway compares requests with models by itself, and never answers: that is done here.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>

use boon::{Compiler, Draft, Schemas, ValidationError};
use cloud::apigateway::definition::ApiDefinition;
use cloud::template::Node;
use serde_json::Value;

use super::methods::Defined;
use crate::harness::Verdict;

/// One model, ready.
pub(super) struct Schema {
    schemas: Schemas,
    index: boon::SchemaIndex,
}

impl Schema {
    /// The model of a name.
    ///
    /// # Errors
    /// A fault when it cannot be compiled: what draft 4 does not take is refused when the definition is read.
    pub(super) fn of(definition: &ApiDefinition, api: &str, name: &str) -> Result<Self, Verdict> {
        let fault = |error: &dyn std::fmt::Display| Verdict::Fault(format!("the model {name} is not read: {error}"));
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.set_default_draft(Draft::V4);
        for model in definition.models.values() {
            let mut schema: Value = serde_json::from_str(&model.schema).map_err(|error| fault(&error))?;
            // A model is of draft 4, though another draft stands in it.
            if let Some(members) = schema.as_object_mut() {
                members.remove("$schema");
                members.remove("id");
            }
            compiler.add_resource(&url(api, &model.name), schema).map_err(|error| fault(&error))?;
        }
        let index = compiler.compile(&url(api, name), &mut schemas).map_err(|error| fault(&error))?;
        Ok(Self { schemas, index })
    }

    /// What the model has against a value, a line each; nothing where it takes it.
    pub(super) fn problems(&self, value: &Value) -> Vec<String> {
        let mut lines = Vec::new();
        if let Err(error) = self.schemas.validate(value, self.index) {
            leaves(&error, &mut lines);
        }
        lines
    }
}

/// A model's canonical address, by which others refer to it.
fn url(api: &str, name: &str) -> String {
    format!("https://apigateway.amazonaws.com/restapis/{api}/models/{name}")
}

/// The innermost errors, each with its place.
fn leaves(error: &ValidationError<'_, '_>, lines: &mut Vec<String>) {
    if error.causes.is_empty() {
        lines.push(format!("{}: {}", place(&error.instance_location.to_string()), error.kind));
    }
    for cause in &error.causes {
        leaves(cause, lines);
    }
}

/// `/messages/0/time` as `messages[0].time`; of the whole value, `the whole`.
fn place(pointer: &str) -> String {
    let mut place = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        match part.parse::<usize>() {
            Ok(index) => place.push_str(&format!("[{index}]")),
            Err(_) if place.is_empty() => place.push_str(&part),
            Err(_) => place.push_str(&format!(".{part}")),
        }
    }
    if place.is_empty() { "the whole".to_owned() } else { place }
}

/// A step from a value to what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// To an entry of a list.
    Entry,
    /// To a member of an object.
    Member(&'static str),
    /// To a member that an object lacks.
    Missing(&'static str),
}

/// Why a model takes a value that is broken at a place: what its schema does not say there, with the line.
pub(super) fn gap(defined: &Defined<'_>, model: &str, way: &[Step]) -> Vec<String> {
    let Some(mut node) = defined.node(&["components", "schemas", model]) else { return Vec::new() };
    let told = |node: &Node, what: String| -> Vec<String> { defined.excerpt(node).into_iter().chain([what]).collect() };
    for step in way {
        node = resolved(defined, node);
        let is_list = node.get("type").and_then(Node::as_str) == Some("array");
        let next = match step {
            Step::Entry if node.get("items").is_none() && is_list && node.get("properties").is_some() => {
                let what = "properties says something of objects. This schema is of a list: what its entries look like \
                            stands under items";
                return told(node, what.to_owned());
            }
            Step::Entry => node.get("items").ok_or("the schema has no items: its entries may be anything".to_owned()),
            Step::Member(name) => node
                .get("properties")
                .and_then(|properties| properties.get(name))
                .ok_or(format!("properties has no {name}: it may be anything")),
            Step::Missing(name) => Err(missing(node, name)),
        };
        match next {
            Ok(next) => node = next,
            Err(what) => return told(node, what),
        }
    }
    let node = resolved(defined, node);
    let what = match node.get("type") {
        None => "there is no type here: any kind of value is taken".to_owned(),
        Some(_) => "this is what the schema says of it".to_owned(),
    };
    told(node, what)
}

/// Why an object need not have a member.
fn missing(node: &Node, name: &str) -> String {
    if node.get("type").and_then(Node::as_str) == Some("array") {
        return "required says something of objects. This schema is of a list: what its entries must have stands under \
                items"
            .to_owned();
    }
    match node.get("required").and_then(Node::items) {
        None => "there is no required here, beside properties: what stands in properties may be left out".to_owned(),
        Some(names) if names.iter().any(|found| found.as_str() == Some(name)) => {
            "required names it, and still the object may lack it".to_owned()
        }
        Some(names) => {
            let names: Vec<&str> = names.iter().filter_map(Node::as_str).collect();
            format!("required names {}, and not {name}", names.join(", "))
        }
    }
}

/// What a schema is, where it refers to another.
fn resolved<'a>(defined: &'a Defined<'_>, node: &'a Node) -> &'a Node {
    let name = node.get("$ref").and_then(Node::as_str).and_then(|text| text.rsplit('/').next());
    name.and_then(|name| defined.node(&["components", "schemas", name])).unwrap_or(node)
}

#[cfg(test)]
mod tests {
    use cloud::apigateway::definition::Model;
    use serde_json::json;

    use super::*;

    fn schema(models: &[(&str, Value)]) -> Schema {
        let model = |(name, schema): &(&str, Value)| Model {
            id: "abc123".to_owned(),
            name: (*name).to_owned(),
            content_type: "application/json".to_owned(),
            description: None,
            schema: schema.to_string(),
            imported: true,
        };
        let models = models.iter().map(|entry| (entry.0.to_owned(), model(entry))).collect();
        let definition = ApiDefinition { models, ..ApiDefinition::default() };
        Schema::of(&definition, "api", "First").unwrap_or_else(|verdict| panic!("{verdict:?}"))
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let list = schema(&[("First", json!({ "type": "array", "items": { "required": ["id"] } }))]);
        assert!(list.problems(&json!([{ "id": 1 }])).is_empty());
        assert_eq!(list.problems(&json!({})), ["the whole: want array, but got object"]);
        assert_eq!(list.problems(&json!([{ "id": 1 }, {}])), ["[1]: missing properties 'id'"]);
    }

    #[test]
    fn a_model_may_refer_to_another() {
        let second = json!({ "properties": { "time": { "type": "number", "format": "utc-millisec" } } });
        let first =
            json!({ "properties": { "messages": { "type": "array", "items": { "$ref": url("api", "Second") } } } });
        let both = schema(&[("First", first), ("Second", second)]);
        assert_eq!(
            both.problems(&json!({ "messages": [{ "time": 1 }, { "time": "2" }] })),
            ["messages[1].time: want number, but got string"]
        );
    }

    #[test]
    fn a_model_is_of_draft_4_whatever_it_says() {
        let exclusive =
            json!({ "$schema": "http://json-schema.org/draft-07/schema#", "minimum": 0, "exclusiveMinimum": true });
        let draft_4 = schema(&[("First", exclusive)]);
        assert_eq!(draft_4.problems(&json!(0)).len(), 1);
        assert!(draft_4.problems(&json!(1)).is_empty());
    }
}
