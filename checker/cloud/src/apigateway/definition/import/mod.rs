//! `OpenAPI` → [`ApiDefinition`], as API Gateway imports it: `ImportRestApi`, `PutRestApi`, the `Body` of a template.
//!
//! ```text
//! document ─ models ─▶ models
//!          ─ paths ─▶ resources ─ operation ─▶ methods ─ integration, mapping ─▶ integrations
//!          ─ authorizers, security ─▶ who may call
//!          ─ gateway_responses, validators
//! ```
//!
//! What is refused is refused in API Gateway's words. Where no public recording of a refusal was found, the words are
//! those of the same refusal by the operation that puts the part (`PutIntegration` and so on).
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html>

mod authorizers;
mod gateway_responses;
mod integration;
mod mapping;
mod models;
mod operation;
mod paths;
mod security;
#[cfg(test)]
mod tests;
mod validators;

pub(crate) use integration::check_target;
pub(crate) use mapping::{
    gateway_response as check_gateway_parameter, integration_request as check_integration_parameter,
    integration_response as check_response_parameter,
};
pub(crate) use paths::check_child;

use std::fmt;

use super::ApiDefinition;
use crate::template::nearest::nearest;
use crate::template::{Node, Position};

/// The largest document that is taken, in bytes.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>
pub const MOST_BYTES: usize = 6 * 1024 * 1024;

/// What stands at the top of a document beside `OpenAPI`'s own keys, and whether something is made of it here.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html>
const EXTENSIONS: [(&str, bool); 15] = [
    ("x-amazon-apigateway-api-key-source", true),
    ("x-amazon-apigateway-auth", true),
    ("x-amazon-apigateway-authorizer", false),
    ("x-amazon-apigateway-binary-media-types", true),
    ("x-amazon-apigateway-cors", false),
    ("x-amazon-apigateway-documentation", false),
    ("x-amazon-apigateway-endpoint-access-mode", false),
    ("x-amazon-apigateway-endpoint-configuration", false),
    ("x-amazon-apigateway-gateway-responses", true),
    ("x-amazon-apigateway-importexport-version", true),
    ("x-amazon-apigateway-minimum-compression-size", false),
    ("x-amazon-apigateway-policy", false),
    ("x-amazon-apigateway-request-validator", true),
    ("x-amazon-apigateway-request-validators", true),
    ("x-amazon-apigateway-security-policy", false),
];

/// One thing that API Gateway refuses in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// API Gateway's words.
    pub message: String,
    /// What it does not say: what to do.
    pub hint: String,
    /// Where it stands.
    pub at: Position,
}

/// What is taken, and probably does not do what was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What is wrong.
    pub message: String,
    /// Where it stands.
    pub at: Position,
    /// Whether API Gateway says so itself, in the API's `warnings`. The others are this cloud's: what it does not
    /// emulate, and what API Gateway overlooks in silence.
    pub from_aws: bool,
}

/// Why a document was not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFailed {
    /// All that is wrong; at least one.
    pub faults: Vec<Fault>,
    /// True where API Gateway could not even read the document and says so alone.
    pub unreadable: bool,
}

impl fmt::Display for ImportFailed {
    /// The message of the `BadRequestException`, its form as in the public log Testlio/lambda-tools#56.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.unreadable {
            f.write_str("Errors found during import:")?;
        }
        for fault in &self.faults {
            f.write_str(if self.unreadable { "" } else { "\n\t" })?;
            f.write_str(&fault.message)?;
            if self.unreadable {
                break;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ImportFailed {}

/// What a document became.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The definition.
    pub definition: ApiDefinition,
    /// What is doubtful, or not emulated.
    pub warnings: Vec<Warning>,
}

/// What is said while a document is read.
#[derive(Debug, Default)]
struct Said {
    faults: Vec<Fault>,
    warnings: Vec<Warning>,
}

impl Said {
    fn refuse(&mut self, at: &Position, message: impl Into<String>, hint: impl Into<String>) {
        self.faults.push(Fault { message: message.into(), hint: hint.into(), at: at.clone() });
    }

    /// In API Gateway's words.
    fn warn(&mut self, at: &Position, message: impl Into<String>) {
        self.warnings.push(Warning { message: message.into(), at: at.clone(), from_aws: true });
    }

    /// In ours.
    fn note(&mut self, at: &Position, message: impl Into<String>) {
        let message = message.into();
        if !self.warnings.iter().any(|known| known.message == message) {
            self.warnings.push(Warning { message, at: at.clone(), from_aws: false });
        }
    }
}

/// A document that is not read any further.
#[derive(Debug)]
struct Unreadable(Fault);

impl Unreadable {
    /// API Gateway does not say what is wrong.
    fn document(at: &Position, hint: impl Into<String>) -> Self {
        Self(Fault { message: "Invalid OpenAPI input.".to_owned(), hint: hint.into(), at: at.clone() })
    }

    /// The words are those of the public thread localstack/localstack#4619.
    fn integration(path: &str, at: &Position, hint: impl Into<String>) -> Self {
        let message = format!("Unable to parse API definition because of a malformed integration at path {path}.");
        Self(Fault { message, hint: hint.into(), at: at.clone() })
    }
}

/// Imports a document whose functions are resolved.
///
/// Resources get ids that depend on `api_id` and their path alone, so a new import keeps them. `root_id` is the root
/// resource's.
///
/// # Errors
///
/// All that API Gateway refuses in it, each with its place.
pub fn import(document: &Node, api_id: &str, root_id: &str) -> Result<Imported, ImportFailed> {
    let mut said = Said::default();
    match read(document, api_id, root_id, &mut said) {
        Err(Unreadable(fault)) => Err(ImportFailed { faults: vec![fault], unreadable: true }),
        Ok(_) if !said.faults.is_empty() => Err(ImportFailed { faults: said.faults, unreadable: false }),
        Ok(definition) => Ok(Imported { definition, warnings: said.warnings }),
    }
}

fn read(document: &Node, api_id: &str, root_id: &str, said: &mut Said) -> Result<ApiDefinition, Unreadable> {
    let version = version(document)?;
    let info = document.get("info");
    let title = info.and_then(|info| info.get("title")).and_then(Node::scalar);
    let Some(name) = title.filter(|title| !title.trim().is_empty()) else {
        let at = info.map_or(&document.at, |info| &info.at);
        return Err(Unreadable::document(at, "info.title is missing; it becomes the API's name"));
    };
    extensions(document, said);
    let binary = document.get("x-amazon-apigateway-binary-media-types").and_then(Node::items).unwrap_or_default();
    let about = |key: &str| info.and_then(|info| info.get(key)).and_then(Node::scalar);
    let context = Context { document, version, api_id };
    let mut models = models::Models::of_document(&context, said);
    let resources = paths::read(&context, root_id, &mut models, said)?;
    Ok(ApiDefinition {
        name,
        description: about("description"),
        version: about("version"),
        binary_media_types: binary.iter().filter_map(Node::scalar).collect(),
        resources,
        gateway_responses: gateway_responses::read(document, said),
        models: models.into_known(),
        request_validators: validators::read(document, api_id, said),
        authorizers: authorizers::read(&context, said),
        api_key_source: api_key_source(document, said),
    })
}

/// Where API keys come from. <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-api-key-source.html>
fn api_key_source(document: &Node, said: &mut Said) -> Option<String> {
    let node = document.get("x-amazon-apigateway-api-key-source")?;
    let source = node.scalar().unwrap_or_default().to_uppercase();
    match source.as_str() {
        "HEADER" => {}
        "AUTHORIZER" => said.note(&node.at, "API keys from an authorizer: known to AWS, not emulated here."),
        _ => said.note(&node.at, "The source of API keys is HEADER or AUTHORIZER."),
    }
    Some(source)
}

/// Which of the two languages a document speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Swagger2,
    OpenApi3,
}

/// A document under way.
struct Context<'a> {
    document: &'a Node,
    version: Version,
    /// The id of the API that it becomes.
    api_id: &'a str,
}

impl<'a> Context<'a> {
    /// The node, or what its `$ref` names in this document.
    fn resolved(&self, node: &'a Node) -> &'a Node {
        let mut found = node;
        // References to references in a circle end somewhere.
        for _ in 0..8 {
            let Some(path) = found.get("$ref").and_then(Node::as_str).and_then(|path| path.strip_prefix("#/")) else {
                break;
            };
            let Some(next) = path.split('/').try_fold(self.document, |node, key| node.get(&key.replace("~1", "/")))
            else {
                break;
            };
            found = next;
        }
        found
    }
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html>: 2.0 and 3.0.
fn version(document: &Node) -> Result<Version, Unreadable> {
    if document.entries().is_none() {
        let hint = format!("a definition is a map with openapi, info and paths, and this is {}", document.kind());
        return Err(Unreadable::document(&document.at, hint));
    }
    let transform = document.entries().unwrap_or_default().iter().find(|entry| entry.key == "Transform");
    if let Some(transform) = transform {
        let hint =
            "within a resource, what includes a file is named Fn::Transform; Transform stands at the top of a template";
        return Err(Unreadable::document(&transform.key_at, hint));
    }
    match (document.get("openapi"), document.get("swagger")) {
        (Some(version), _) if version.scalar().is_some_and(|text| text.starts_with("3.0")) => Ok(Version::OpenApi3),
        (None, Some(version)) if version.scalar().is_some_and(|text| text == "2.0" || text == "2") => {
            Ok(Version::Swagger2)
        }
        (Some(version), _) | (None, Some(version)) => {
            let hint = "API Gateway takes openapi: 3.0.1 (or another 3.0) and swagger: \"2.0\"";
            Err(Unreadable::document(&version.at, hint))
        }
        (None, None) => {
            Err(Unreadable::document(&document.at, "the definition must say which version it is: openapi: 3.0.1"))
        }
    }
}

/// API Gateway says nothing of an extension that it does not know.
fn extensions(document: &Node, said: &mut Said) {
    for entry in document.entries().unwrap_or_default() {
        if !entry.key.starts_with("x-amazon-apigateway") {
            continue;
        }
        match EXTENSIONS.iter().find(|(name, _)| *name == entry.key) {
            Some((_, true)) => {}
            Some((name, false)) => said.note(&entry.key_at, format!("{name}: known to AWS, not emulated here.")),
            None => {
                let near = nearest(&entry.key, EXTENSIONS.map(|(name, _)| name));
                let meant = near.map(|name| format!(" Did you mean \"{name}\"?")).unwrap_or_default();
                let message =
                    format!("{}: API Gateway knows no such extension here and overlooks it.{meant}", entry.key);
                said.note(&entry.key_at, message);
            }
        }
    }
}
