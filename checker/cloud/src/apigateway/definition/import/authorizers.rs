//! Security schemes with `x-amazon-apigateway-authorizer` → authorizers.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html>

use std::time::Duration;

use super::{Context, Said, Version};
use crate::apigateway::definition::authorizer::{check_identity_source, check_user_pool_arn};
use crate::apigateway::definition::{Authorizer, AuthorizerKind};
use crate::template::names::Names;
use crate::template::nearest::nearest;
use crate::template::{Entry, Node};

/// The extension that makes a scheme an authorizer.
pub(super) const AUTHORIZER: &str = "x-amazon-apigateway-authorizer";
/// The extension that says what a scheme is.
pub(super) const AUTH_TYPE: &str = "x-amazon-apigateway-authtype";

/// The kinds, as a document names them.
const KINDS: [&str; 3] = ["cognito_user_pools", "request", "token"];
/// What an authorizer may say. <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html>
const PROPERTIES: [&str; 12] = [
    "authorizerCredentials",
    "authorizerPayloadFormatVersion",
    "authorizerResultTtlInSeconds",
    "authorizerUri",
    "enableSimpleResponses",
    "identitySource",
    "identityValidationExpression",
    "jwtConfiguration",
    "providerARNs",
    "scopes",
    "type",
    "x-amazon-apigateway-authorizer",
];

/// The security schemes of a document, in its order.
pub(super) fn schemes<'a>(context: &Context<'a>) -> &'a [Entry] {
    let schemes = match context.version {
        Version::OpenApi3 => context.document.get("components").and_then(|parts| parts.get("securitySchemes")),
        Version::Swagger2 => context.document.get("securityDefinitions"),
    };
    schemes.and_then(Node::entries).unwrap_or_default()
}

/// Whether a scheme is the signature of AWS itself, which needs no authorizer.
pub(super) fn is_sigv4(scheme: &Node) -> bool {
    scheme.get(AUTH_TYPE).and_then(Node::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("awsSigv4"))
}

/// The id that the authorizer of a scheme's name has.
pub(super) fn id(context: &Context<'_>, name: &str) -> String {
    Names::new(context.api_id, 0).id(name, "authorizer", 6)
}

/// The authorizers of a document, used or not.
///
/// AWS refuses each method that uses a refused authorizer as well; here the cause is told alone.
pub(super) fn read(context: &Context<'_>, said: &mut Said) -> Vec<Authorizer> {
    schemes(context).iter().filter_map(|scheme| authorizer(context, scheme, said)).collect()
}

fn authorizer(context: &Context<'_>, scheme: &Entry, said: &mut Said) -> Option<Authorizer> {
    let (name, node) = (scheme.key.as_str(), &scheme.value);
    if is_sigv4(node) {
        return None;
    }
    let auth_type = node.get(AUTH_TYPE).and_then(Node::scalar);
    let Some(extension) = node.get(AUTHORIZER) else {
        if auth_type.is_some() {
            // The words are those of amazon-archives/aws-apigateway-importer#187.
            let message = format!(
                "Unable to create authorizer from security definition: '{name}'. Extension {AUTHORIZER} is required. Any \
                 methods with security: '{name}' will not be created. If this security definition is not a custom \
                 authorizer, remove the {AUTH_TYPE} extension and it will be ignored."
            );
            let hint = format!("write below {name} what decides: {AUTHORIZER}: {{type: cognito_user_pools, …}}");
            said.refuse(&scheme.key_at, message, hint);
        } else {
            misspelt(scheme, said);
        }
        return None;
    };
    overlooked(name, extension, said);
    // The words around are those of aws-amplify/amplify-category-api#345.
    let unable = |message: &str| format!("Unable to create authorizer '{name}': {message}");
    let written = extension.get("type");
    let Some(kind) = written.and_then(Node::as_str).and_then(AuthorizerKind::named) else {
        let asked = written.and_then(Node::scalar).unwrap_or_default();
        let meant = nearest(&asked, KINDS).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        // CreateAuthorizer's words: no recording of an import was found.
        let message = unable("Enumeration value for AuthorizerType must be non-empty");
        let at = written.map_or(&extension.at, |node| &node.at);
        said.refuse(at, message, format!("type is one of {}{meant}", KINDS.join(", ")));
        return None;
    };
    let arns = extension.get("providerARNs");
    let refused = said.faults.len();
    if kind == AuthorizerKind::CognitoUserPools {
        pools(extension, &unable, said);
    } else {
        said.note(&scheme.value.at, "Lambda authorizers: known to AWS, not emulated here.");
    }
    let text = |key: &str| extension.get(key).and_then(Node::scalar);
    let identity_source = text("identitySource").or_else(|| of_scheme(node));
    if let Err((message, hint)) = check_identity_source(kind, identity_source.as_deref()) {
        let at = extension.get("identitySource").or_else(|| node.get("in")).map_or(&node.at, |source| &source.at);
        said.refuse(at, unable(&message), hint);
    }
    let ttl = ttl(extension, &unable, said);
    (said.faults.len() == refused).then(|| Authorizer {
        id: id(context, name),
        name: name.to_owned(),
        kind,
        auth_type,
        provider_arns: arns.and_then(Node::items).unwrap_or_default().iter().filter_map(Node::scalar).collect(),
        identity_source,
        identity_validation_expression: text("identityValidationExpression"),
        ttl,
        uri: text("authorizerUri"),
    })
}

/// Without an identity source of its own, an authorizer reads the scheme's header. Recorded: `LocalStack`'s
/// `test_import_with_cognito_auth_identity_source`.
fn of_scheme(scheme: &Node) -> Option<String> {
    let place = match scheme.get("in").and_then(Node::as_str)? {
        "query" => "querystring",
        place => place,
    };
    Some(format!("method.request.{place}.{}", scheme.get("name").and_then(Node::scalar)?))
}

/// The pools whose tokens are taken.
fn pools(extension: &Node, unable: &dyn Fn(&str) -> String, said: &mut Said) {
    const WRONG: &str = "ProviderARNs need to be valid Cognito Userpools. Invalid ARNs-";
    let items = extension.get("providerARNs").and_then(Node::items).unwrap_or_default();
    if items.is_empty() {
        let at = extension.get("providerARNs").map_or(&extension.at, |node| &node.at);
        let hint = "providerARNs is the list of the pools whose tokens are taken: providerARNs: [{Fn::GetAtt: [THE_POOL, Arn]}]";
        said.refuse(at, unable(&format!("{WRONG} null")), hint);
    }
    for item in items {
        let arn = item.scalar().unwrap_or_default();
        if let Err(hint) = check_user_pool_arn(&arn) {
            said.refuse(&item.at, unable(&format!("{WRONG} {arn}")), hint);
        }
    }
}

/// From 0 to 3,600 seconds.
fn ttl(extension: &Node, unable: &dyn Fn(&str) -> String, said: &mut Said) -> Option<Duration> {
    let node = extension.get("authorizerResultTtlInSeconds")?;
    let seconds = node.as_i64().and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds <= 3_600);
    if seconds.is_none() {
        let message = unable("Authorizer result TTL must be between 0 and 3600 seconds");
        said.refuse(&node.at, message, "authorizerResultTtlInSeconds is a number from 0 to 3600");
    }
    seconds.map(Duration::from_secs)
}

/// API Gateway says nothing of a property that it does not know.
fn overlooked(name: &str, extension: &Node, said: &mut Said) {
    for entry in extension.entries().unwrap_or_default() {
        if !PROPERTIES.contains(&entry.key.as_str()) {
            let meant = nearest(&entry.key, PROPERTIES).map(|near| format!(" Did you mean \"{near}\"?"));
            let message = format!(
                "{AUTHORIZER} of {name} has no {}; API Gateway overlooks it.{}",
                entry.key,
                meant.unwrap_or_default()
            );
            said.note(&entry.key_at, message);
        }
    }
}

/// A scheme that looks like an authorizer and is none.
fn misspelt(scheme: &Entry, said: &mut Said) {
    for entry in scheme.value.entries().unwrap_or_default() {
        if let Some(near) = nearest(&entry.key, [AUTHORIZER, AUTH_TYPE]).filter(|near| *near != entry.key) {
            let message = format!(
                "{}: API Gateway knows no such extension and overlooks it. Did you mean \"{near}\"?",
                entry.key
            );
            said.note(&entry.key_at, message);
        }
    }
}
