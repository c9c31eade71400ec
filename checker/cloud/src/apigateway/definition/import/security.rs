//! `security` → who may call a method.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html>. Only the
//! kind of the authorization is kept; authorizers are not emulated yet.

use super::{Context, Said, Version};
use crate::template::Node;

/// What `security` asks of a caller.
pub(super) struct Authorization {
    /// `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`.
    pub(super) kind: String,
    pub(super) api_key_required: bool,
}

/// Of an operation: its own, or the document's.
///
/// The documentation says that the document's is not used; a recorded import of `OpenAPI` 3.0 used it, one of Swagger 2.0
/// did not. <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
pub(super) fn read(context: &Context<'_>, operation: &Node, said: &mut Said) -> Authorization {
    let mut authorization = Authorization { kind: "NONE".to_owned(), api_key_required: false };
    let auth = operation.get("x-amazon-apigateway-auth").and_then(|auth| auth.get("type")).and_then(Node::as_str);
    if let Some(kind) = auth {
        kind.to_uppercase().clone_into(&mut authorization.kind);
        return authorization;
    }
    let own = operation.get("security");
    let of_document = context.document.get("security");
    if let (None, Some(all)) = (own, of_document) {
        said.note(
            &all.at,
            "security at the top: the documentation says that API Gateway does not use it, and yet it did so in a \
             recorded import of OpenAPI 3.0. Write security on every operation, and security: [] where anybody may call.",
        );
    }
    let asked = own.or(of_document.filter(|_| context.version == Version::OpenApi3));
    for requirement in asked.and_then(Node::items).unwrap_or_default() {
        for entry in requirement.entries().unwrap_or_default() {
            let Some(scheme) = scheme(context, &entry.key) else {
                // The words of a document's import as public logs show it for unknown kinds.
                said.note(&entry.key_at, format!("security names {}, which is no security scheme here.", entry.key));
                continue;
            };
            apply(scheme, &entry.key, &mut authorization, said);
        }
    }
    authorization
}

fn scheme<'a>(context: &Context<'a>, name: &str) -> Option<&'a Node> {
    let schemes = match context.version {
        Version::OpenApi3 => context.document.get("components")?.get("securitySchemes")?,
        Version::Swagger2 => context.document.get("securityDefinitions")?,
    };
    schemes.get(name)
}

fn apply(scheme: &Node, name: &str, authorization: &mut Authorization, said: &mut Said) {
    let auth_type = scheme.get("x-amazon-apigateway-authtype").and_then(Node::as_str).unwrap_or_default();
    let authorizer = scheme.get("x-amazon-apigateway-authorizer");
    let kind = authorizer.and_then(|authorizer| authorizer.get("type")).and_then(Node::as_str).unwrap_or_default();
    if auth_type.eq_ignore_ascii_case("awsSigv4") {
        "AWS_IAM".clone_into(&mut authorization.kind);
    } else if kind.eq_ignore_ascii_case("cognito_user_pools") {
        "COGNITO_USER_POOLS".clone_into(&mut authorization.kind);
        said.note(&scheme.at, "Cognito authorizers: known to AWS, not emulated here yet.");
    } else if kind.eq_ignore_ascii_case("token") || kind.eq_ignore_ascii_case("request") {
        "CUSTOM".clone_into(&mut authorization.kind);
        said.note(&scheme.at, "Lambda authorizers: known to AWS, not emulated here.");
    } else if scheme.get("type").and_then(Node::as_str) == Some("apiKey") {
        authorization.api_key_required = true;
        said.note(&scheme.at, "API keys: known to AWS, not emulated here.");
    } else {
        let kind = scheme.get("type").and_then(Node::scalar).unwrap_or_default();
        // Seen in public logs of imports.
        said.warn(&scheme.at, format!("Unsupported security definition type '{kind}' for '{name}'. Ignoring."));
    }
}
