//! A model of the definition, compared with values as API Gateway compares it.
//!
//! API Gateway does so with requests by itself, and with answers never: that is done here.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>

use cloud::apigateway::definition::ApiDefinition;
use cloud::template::Node;
use serde_json::Value;

use super::methods::Defined;
use crate::harness::Verdict;

/// What a model has against a value, a line each with its place; nothing where it takes it.
///
/// # Errors
/// A fault when the model cannot be compared with anything here.
pub(in crate::checks) fn problems(
    definition: &ApiDefinition,
    model: &str,
    value: &Value,
) -> Result<Vec<String>, Verdict> {
    let violations = definition.violations(model, value).map_err(|why| Verdict::Fault(why.to_string()))?;
    Ok(violations.iter().map(|violation| format!("{}: {}", place(&violation.pointer), violation.message)).collect())
}

/// `/messages/0/time` as `messages[0].time`; of the whole value, `the whole`.
fn place(pointer: &str) -> String {
    let mut place = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        place = match part.parse::<usize>() {
            Ok(index) => format!("{place}[{index}]"),
            Err(_) if place.is_empty() => part,
            Err(_) => format!("{place}.{part}"),
        };
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

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let time =
            json!({ "type": "object", "properties": { "time": { "type": "number", "format": "utc-millisec" } } });
        let schema = json!({ "type": "array", "items": time });
        let model = Model {
            id: "abc123".to_owned(),
            name: "Times".to_owned(),
            content_type: "application/json".to_owned(),
            description: None,
            schema: schema.to_string(),
            imported: true,
        };
        let definition = ApiDefinition { models: [("Times".to_owned(), model)].into(), ..ApiDefinition::default() };
        let problems = |value: Value| problems(&definition, "Times", &value).unwrap_or_else(|why| panic!("{why:?}"));
        assert!(problems(json!([{ "time": 1 }, {}])).is_empty());
        assert!(problems(json!({}))[0].starts_with("the whole: instance type (object)"));
        assert!(problems(json!([{ "time": 1 }, { "time": "2" }]))[0].starts_with("[1].time: instance type (string)"));
    }

    #[test]
    fn a_place_is_written_as_code_writes_it() {
        assert_eq!(place("/messages/0/time"), "messages[0].time");
        assert_eq!(place(""), "the whole");
    }
}
