//! `security` → who may call a method.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html>

use super::authorizers::{self, AUTHORIZER};
use super::operation::Operation;
use super::{Context, Said, Version};
use crate::apigateway::definition::AuthorizerKind;
use crate::template::nearest::nearest;
use crate::template::{Entry, Node};

/// What `security` asks of a caller.
#[derive(Default)]
pub(super) struct Authorization {
    /// `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`.
    pub(super) kind: String,
    /// The authorizer's id.
    pub(super) authorizer: Option<String>,
    /// What stands in the list after the scheme's name.
    pub(super) scopes: Vec<String>,
    pub(super) api_key_required: bool,
}

/// Of an operation: its own, or the document's.
///
/// The documentation says that the document's is not used; a recorded import of `OpenAPI` 3.0 used it, one of Swagger 2.0
/// did not. <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
pub(super) fn read(context: &Context<'_>, operation: &Operation<'_>, said: &mut Said) -> Authorization {
    let mut authorization = Authorization { kind: "NONE".to_owned(), ..Authorization::default() };
    let node = operation.node;
    let auth = node.get("x-amazon-apigateway-auth").and_then(|auth| auth.get("type"));
    if let Some(kind) = auth.and_then(Node::as_str) {
        kind.to_uppercase().clone_into(&mut authorization.kind);
        if matches!(authorization.kind.as_str(), "CUSTOM" | "COGNITO_USER_POOLS") {
            // amazon-archives/aws-apigateway-importer#8.
            let message = "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or \
                           COGNITO_USER_POOLS requires a valid authorizer.";
            let hint = format!("an authorizer is a security scheme with {AUTHORIZER}, which security names");
            said.refuse(auth.map_or(&node.at, |auth| &auth.at), operation.unable_to_put(message), hint);
        }
        return authorization;
    }
    let own = node.get("security");
    let of_document = context.document.get("security");
    if let (None, Some(all)) = (own, of_document) {
        said.note(
            &all.at,
            "security at the top: the documentation says that API Gateway does not use it, and yet it did so in a \
             recorded import of OpenAPI 3.0. Write security on every operation, and security: [] where anybody may call.",
        );
    }
    let asked = own.or(of_document.filter(|_| context.version == Version::OpenApi3));
    let schemes = authorizers::schemes(context);
    for requirement in asked.and_then(Node::items).unwrap_or_default() {
        for entry in requirement.entries().unwrap_or_default() {
            match schemes.iter().find(|scheme| scheme.key == entry.key) {
                Some(scheme) => apply(context, scheme, entry, &mut authorization, said),
                None => unknown(operation, entry, schemes, said),
            }
        }
    }
    authorization
}

/// API Gateway says nothing, and whoever calls is let in.
fn unknown(operation: &Operation<'_>, entry: &Entry, schemes: &[Entry], said: &mut Said) {
    let near = nearest(&entry.key, schemes.iter().map(|scheme| scheme.key.as_str()));
    let meant = near.map(|near| format!(" Did you mean \"{near}\"?")).unwrap_or_default();
    let message = format!(
        "{} {}: security names {}, which is no security scheme here. API Gateway overlooks it, and anybody may \
         call the method.{meant}",
        operation.method, operation.path, entry.key
    );
    said.note(&entry.key_at, message);
}

fn apply(context: &Context<'_>, scheme: &Entry, asked: &Entry, authorization: &mut Authorization, said: &mut Said) {
    let (name, node) = (scheme.key.as_str(), &scheme.value);
    let kind = node.get(AUTHORIZER).and_then(|extension| extension.get("type")).and_then(Node::as_str);
    if authorizers::is_sigv4(node) {
        "AWS_IAM".clone_into(&mut authorization.kind);
    } else if let Some(kind) = kind.and_then(AuthorizerKind::named) {
        kind.authorization_type().clone_into(&mut authorization.kind);
        authorization.authorizer = Some(authorizers::id(context, name));
        authorization.scopes = asked.value.items().unwrap_or_default().iter().filter_map(Node::scalar).collect();
    } else if node.get(AUTHORIZER).is_some() || node.get(authorizers::AUTH_TYPE).is_some() {
        // It is refused where it stands.
    } else if node.get("type").and_then(Node::as_str) == Some("apiKey") {
        authorization.api_key_required = true;
        let header = node.get("name").and_then(Node::scalar).unwrap_or_default();
        if !header.eq_ignore_ascii_case("x-api-key") {
            let message = format!(
                "{name}: a scheme of type apiKey without {AUTHORIZER} asks for an API key, and API Gateway reads that \
                 from the header x-api-key, not from {header}. Who signs in sends a token, which {AUTHORIZER} checks."
            );
            said.note(&scheme.key_at, message);
        }
    } else {
        let kind = node.get("type").and_then(Node::scalar).unwrap_or_default();
        // Seen in public logs of imports.
        said.warn(&node.at, format!("Unsupported security definition type '{kind}' for '{name}'. Ignoring."));
    }
}
