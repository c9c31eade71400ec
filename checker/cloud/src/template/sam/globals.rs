//! `Globals`: properties for all resources of a SAM type.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>

use super::super::diagnostic::Report;
use super::super::intrinsic;
use super::super::nearest::nearest;
use super::super::node::{Entry, Node, Value};
use super::super::schema;
use super::super::sections::Declared;

/// Merges the section into the resources; names that it may not hold are reported.
pub(super) fn merge(globals: &Node, resources: &mut [Declared], report: &mut Report) {
    let Some(sections) = globals.entries() else {
        report.error(&globals.at, format!("Globals must be a map, and is {}.", globals.kind()));
        return;
    };
    for section in sections {
        let Some(supported) = schema::sam().globals.get(&section.key) else {
            let near = nearest(&section.key, schema::sam().globals.keys().map(String::as_str));
            report.unknown(&section.key_at, format!("Globals has no section {}.", section.key), near);
            continue;
        };
        let Some(properties) = section.value.entries() else {
            report.error(
                &section.value.at,
                format!("{} in Globals must be a map, and is {}.", section.key, section.value.kind()),
            );
            continue;
        };
        for property in properties.iter().filter(|property| !supported.contains(&property.key)) {
            let near = nearest(&property.key, supported.iter().map(String::as_str));
            let message =
                format!("{} cannot stand in Globals for {}; it stands in each resource.", property.key, section.key);
            report.unknown(&property.key_at, message, near);
        }
        let resource_type = format!("AWS::Serverless::{}", section.key);
        for resource in resources.iter_mut().filter(|resource| resource.resource_type == resource_type) {
            let own = resource.properties.take().unwrap_or_else(|| Node::map(&resource.at, []));
            resource.properties = Some(merged(&kept(&section.value, resource.ignore_globals.as_ref()), own));
        }
    }
}

/// The globals that a resource does not refuse: `IgnoreGlobals` is `"*"` or a list of names.
fn kept(globals: &Node, ignored: Option<&Node>) -> Node {
    let refuses = |key: &str| match ignored.map(|node| &node.value) {
        Some(Value::String(all)) => all == "*",
        Some(Value::List(names)) => names.iter().any(|name| name.as_str() == Some(key)),
        _ => false,
    };
    let entries = globals.entries().unwrap_or_default().iter().filter(|entry| !refuses(&entry.key)).cloned().collect();
    Node { value: Value::Map(entries), at: globals.at.clone() }
}

/// Maps are merged, lists joined with the global items first; of all else the resource's own value wins.
fn merged(global: &Node, own: Node) -> Node {
    // A function is one value, though it is written as a map.
    if intrinsic::is_call(global) || intrinsic::is_call(&own) {
        return own;
    }
    let at = own.at.clone();
    match (&global.value, own.value) {
        (Value::Map(global), Value::Map(own)) => {
            let mut entries: Vec<Entry> =
                global.iter().filter(|entry| !own.iter().any(|known| known.key == entry.key)).cloned().collect();
            for entry in own {
                let value = match global.iter().find(|known| known.key == entry.key) {
                    Some(known) => merged(&known.value, entry.value),
                    None => entry.value,
                };
                entries.push(Entry { value, ..entry });
            }
            Node { value: Value::Map(entries), at }
        }
        (Value::List(global), Value::List(own)) => {
            Node { value: Value::List(global.iter().cloned().chain(own).collect()), at }
        }
        (_, own) => Node { value: own, at },
    }
}
