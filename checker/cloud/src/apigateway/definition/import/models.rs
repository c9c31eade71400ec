//! `components.schemas`, and the schemas that operations hold themselves → models.
//!
//! A model is a JSON Schema of draft 4, and not what `OpenAPI` makes of it: a keyword that draft 4 does not have is
//! refused, `example` and `nullable` too.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>. The refusals' words are
//! those of the public threads awslabs/aws-api-gateway-developer-portal#571 and terra-money/fcd-classic#36.

use std::collections::BTreeMap;

use super::{Context, Said, Version};
use crate::apigateway::definition::Model;
use crate::apigateway::definition::schema::{self, Target};
use crate::template::names::Names;
use crate::template::nearest::nearest;
use crate::template::{Entry, Node};

/// The models of a document so far.
pub(super) struct Models<'a> {
    context: &'a Context<'a>,
    names: Vec<&'a str>,
    known: BTreeMap<String, Model>,
}

impl<'a> Models<'a> {
    /// Those that the document gives a name.
    pub(super) fn of_document(context: &'a Context<'a>, said: &mut Said) -> Self {
        let entries = context.schemas();
        let names = entries.iter().map(|entry| entry.key.as_str()).collect();
        let mut models = Self { context, names, known: BTreeMap::new() };
        for entry in entries {
            let name = entry.key.as_str();
            match schema::check_name(name) {
                Ok(()) => models.make(name, &entry.value, said),
                Err((message, hint)) => said.refuse(&entry.key_at, unable(name, &message), hint),
            }
        }
        models
    }

    /// All models, by name.
    pub(super) fn into_known(self) -> BTreeMap<String, Model> {
        self.known
    }

    /// The name of the model that a schema of an operation is: of the one that it refers to, or of one that is made of
    /// it. `None` for one that there is not, which API Gateway warns of. `place` says where the schema stands.
    pub(super) fn of_operation(&mut self, node: &'a Node, place: &str, said: &mut Said) -> Option<String> {
        let Some(text) = node.get("$ref").and_then(Node::as_str) else {
            // API Gateway makes up the name: `MODELd2a00d` in aws/aws-sdk#468.
            let name = format!("MODEL{}", Names::new(self.context.api_id, 0).hexadecimal_id(place, "model", 6));
            self.make(&name, node, said);
            return self.known.contains_key(&name).then_some(name);
        };
        let name = match self.context.target(text) {
            Target::Model(name) => name,
            Target::Itself | Target::Foreign => text.rsplit('/').next().unwrap_or(text),
        };
        if self.known.contains_key(name) {
            return Some(name.to_owned());
        }
        said.warn(&node.at, format!("Reference to model '{name}' not found. Ignoring."));
        None
    }

    /// What to do about a reference to a model that there is not.
    pub(super) fn hint(&self, node: &Node) -> String {
        let text = node.get("$ref").and_then(Node::as_str).unwrap_or_default();
        let name = text.rsplit('/').next().unwrap_or(text);
        if self.names.contains(&name) {
            return format!("the model {name} is refused itself");
        }
        let near = nearest(name, self.names.iter().copied());
        let meant = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        format!("under components.schemas there is no {name}{meant}")
    }

    fn make(&mut self, name: &str, node: &'a Node, said: &mut Said) {
        let (context, mut flaws) = (self.context, Vec::new());
        schema::check(node, &|text| context.target(text), &self.names, &mut flaws);
        if let Some((message, hint)) = schema::refusal(flaws.iter().map(|(at, flaw)| (Some(at.line), flaw))) {
            let at = flaws.first().map_or(&node.at, |(at, _)| at);
            said.refuse(at, unable(name, &message), hint);
            return;
        }
        note_item_counts(name, node, said);
        let text = schema::to_json(node, &|text| context.target(text), context.api_id);
        let model = Model {
            id: Names::new(context.api_id, 0).id(name, "model", 6),
            name: name.to_owned(),
            content_type: "application/json".to_owned(),
            description: None,
            schema: serde_json::to_string_pretty(&text).unwrap_or_default(),
            imported: true,
        };
        self.known.insert(name.to_owned(), model);
    }
}

fn unable(name: &str, message: &str) -> String {
    format!("Unable to create model for '{name}': {message}")
}

impl<'a> Context<'a> {
    /// The schemas that have a name.
    fn schemas(&self) -> &'a [Entry] {
        let node = match self.version {
            Version::OpenApi3 => self.document.get("components").and_then(|components| components.get("schemas")),
            Version::Swagger2 => self.document.get("definitions"),
        };
        node.and_then(Node::entries).unwrap_or_default()
    }

    /// What a reference in a schema is to.
    fn target<'text>(&self, text: &'text str) -> Target<'text> {
        let of_document = match self.version {
            Version::OpenApi3 => text.strip_prefix("#/components/schemas/"),
            Version::Swagger2 => text.strip_prefix("#/definitions/"),
        };
        of_document.or_else(|| schema::canonical(text, self.api_id)).map_or(Target::Foreign, Target::Model)
    }
}

/// What an import leaves out of validation, and says nothing of.
fn note_item_counts(name: &str, node: &Node, said: &mut Said) {
    schema::visit(node, &mut |schema| {
        let entries = schema.entries().unwrap_or_default();
        for entry in entries.iter().filter(|entry| matches!(entry.key.as_str(), "minItems" | "maxItems")) {
            let message = format!(
                "{} of the model {name}: API Gateway does not look at it when it validates with a model that was imported.",
                entry.key
            );
            said.note(&entry.key_at, message);
        }
    });
}
