//! `paths` → resources: each path with its ancestors, in a tree in which only one child may be a variable.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html>

use std::collections::BTreeMap;

use super::models::Models;
use super::{Context, Said, Unreadable, operation};
use crate::apigateway::definition::Resource;
use crate::template::names::Names;
use crate::template::nearest::nearest;
use crate::template::{Entry, Node, Position};

/// The keys of a path that are methods.
pub(super) const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("x-amazon-apigateway-any-method", "ANY"),
];

/// The keys of a path that are something else.
const OTHERS: [&str; 6] = ["$ref", "description", "parameters", "servers", "summary", "trace"];

/// The resources, the root first, each after its parent.
pub(super) fn read<'a>(
    context: &'a Context<'a>,
    root_id: &str,
    models: &mut Models<'a>,
    said: &mut Said,
) -> Result<Vec<Resource>, Unreadable> {
    let mut tree = Tree { names: Names::new(context.api_id, 0), resources: vec![Resource::root(root_id)] };
    let Some(paths) = context.document.get("paths") else {
        return Err(Unreadable::document(&context.document.at, "the definition has no paths"));
    };
    let Some(entries) = paths.entries() else {
        return Err(Unreadable::document(&paths.at, format!("paths is a map of paths, and this is {}", paths.kind())));
    };
    for entry in entries.iter().filter(|entry| !entry.key.starts_with("x-")) {
        if !entry.key.starts_with('/') {
            return Err(Unreadable::document(&entry.key_at, format!("a path begins with a slash: /{}", entry.key)));
        }
        let methods = methods(context, entry, models, said)?;
        match tree.resource(&entry.key) {
            Ok(resource) => resource.methods.extend(methods),
            Err((message, hint)) => {
                let message = format!("Unable to create resource at path '{}': {message}", entry.key);
                said.refuse(&entry.key_at, message, hint);
            }
        }
    }
    Ok(tree.resources)
}

fn methods<'a>(
    context: &'a Context<'a>,
    path: &'a Entry,
    models: &mut Models<'a>,
    said: &mut Said,
) -> Result<BTreeMap<String, crate::apigateway::definition::Method>, Unreadable> {
    let mut methods = BTreeMap::new();
    let item = context.resolved(&path.value);
    let Some(entries) = item.entries() else {
        let hint =
            format!("a path holds methods: get, post, x-amazon-apigateway-any-method; and this is {}", item.kind());
        return Err(Unreadable::document(&item.at, hint));
    };
    let shared = item.get("parameters").and_then(Node::items).unwrap_or_default();
    for entry in entries {
        let Some((_, name)) = METHODS.iter().find(|(key, _)| *key == entry.key) else {
            overlooked(&path.key, &entry.key, &entry.key_at, said);
            continue;
        };
        let operation = operation::Operation { path: &path.key, method: name, node: &entry.value, shared };
        methods.insert((*name).to_owned(), operation.read(context, models, said)?);
    }
    Ok(methods)
}

/// API Gateway says nothing of a key that is no method.
fn overlooked(path: &str, key: &str, at: &Position, said: &mut Said) {
    if OTHERS.contains(&key) {
        if key == "trace" {
            said.note(at, "API Gateway has no method TRACE and overlooks it.");
        }
        return;
    }
    let near = nearest(key, METHODS.map(|(name, _)| name));
    let meant = near.map(|name| format!(" Did you mean \"{name}\"?")).unwrap_or_default();
    if near.is_some() || !key.starts_with("x-") {
        said.note(at, format!("{path}: {key} is no method; API Gateway overlooks it.{meant}"));
    }
}

struct Tree {
    names: Names,
    resources: Vec<Resource>,
}

impl Tree {
    /// The resource of a path, made with its ancestors where it is not there. A slash at the end makes no other resource.
    fn resource(&mut self, path: &str) -> Result<&mut Resource, (String, String)> {
        let mut at = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            at = self.child(at, part)?;
        }
        Ok(&mut self.resources[at])
    }

    fn child(&mut self, parent: usize, part: &str) -> Result<usize, (String, String)> {
        let above = &self.resources[parent];
        let parent_id = above.id.clone();
        let path = format!("{}/{part}", above.path.trim_end_matches('/'));
        if let Some(known) = self.resources.iter().position(|resource| resource.path == path) {
            return Ok(known);
        }
        check_child(&self.resources, &parent_id, part)?;
        let id = self.names.id(&path, "resource", 6);
        self.resources.push(Resource { id, parent_id: Some(parent_id), path, methods: BTreeMap::new() });
        Ok(self.resources.len() - 1)
    }
}

/// Whether a resource may be made below another: what its path part may be, and that it is the only variable there.
/// `CreateResource` refuses in the same words.
pub(crate) fn check_child(resources: &[Resource], parent_id: &str, part: &str) -> Result<(), (String, String)> {
    let parent = resources.iter().find(|resource| resource.id == parent_id);
    check_part(parent.map(Resource::path_part).unwrap_or_default(), part)?;
    let mut siblings = resources.iter().filter(|resource| resource.parent_id.as_deref() == Some(parent_id));
    if is_variable(part)
        && let Some(sibling) = siblings.find(|sibling| is_variable(sibling.path_part()))
    {
        let taken = sibling.path_part();
        return Err((
            format!("A sibling ({taken}) of this resource already has a variable path part -- only one is allowed"),
            format!("two variables at the same place: name both {taken}, or put one under a path of its own"),
        ));
    }
    Ok(())
}

fn is_variable(part: &str) -> bool {
    part.starts_with('{')
}

fn is_greedy(part: &str) -> bool {
    part.ends_with("+}")
}

/// What a segment may be, below a segment.
fn check_part(above: &str, part: &str) -> Result<(), (String, String)> {
    if is_greedy(above) {
        return Err((
            format!("Cannot create a child of a resource with a greedy path variable: {above}"),
            format!("{above} takes all the rest of the path, so it must be the last segment"),
        ));
    }
    let variable = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
    let name = variable.map_or(part, |name| name.strip_suffix('+').unwrap_or(name));
    let allowed =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') || (c == ':' && variable.is_none());
    if name.is_empty() || !name.chars().all(allowed) {
        return Err((
            "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the \
             beginning and the end."
                .to_owned(),
            format!("\"{part}\": write a plain word, {{name}} for one segment, or {{name+}} for all the rest"),
        ));
    }
    Ok(())
}
