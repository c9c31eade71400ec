//! `x-amazon-apigateway-integration` → where a method's request goes.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html>

use std::collections::BTreeMap;
use std::time::Duration;

use super::operation::Operation;
use super::{Said, Unreadable, mapping};
use crate::apigateway::definition::{
    Integration, IntegrationResponse, IntegrationType, LONGEST_TIMEOUT, Method, PassthroughBehavior,
};
use crate::apigateway::selection_pattern::SelectionPattern;
use crate::template::{Entry, Node, Position};

/// The shortest integration time-out.
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(50);

/// The properties, and whether something is made of each here.
const PROPERTIES: [(&str, bool); 19] = [
    ("cacheKeyParameters", false),
    ("cacheNamespace", false),
    ("connectionId", false),
    ("connectionType", false),
    ("contentHandling", true),
    ("credentials", true),
    ("httpMethod", true),
    ("integrationSubtype", false),
    ("integrationTarget", false),
    ("passthroughBehavior", true),
    ("payloadFormatVersion", false),
    ("requestParameters", true),
    ("requestTemplates", true),
    ("responses", true),
    ("responseTransferMode", false),
    ("timeoutInMillis", true),
    ("tlsConfig", false),
    ("type", true),
    ("uri", true),
];

/// Reads an integration. `None` where it was refused.
pub(super) fn read(
    operation: &Operation<'_>,
    method: &Method,
    node: &Node,
    said: &mut Said,
) -> Result<Option<Integration>, Unreadable> {
    let path = operation.path;
    let malformed = |at: &Position, hint: String| Unreadable::integration(path, at, hint);
    let Some(entries) = node.entries() else {
        return Err(malformed(&node.at, format!("an integration is a map, and this is {}", node.kind())));
    };
    note_properties(entries, said);
    let text = |key: &str| -> Result<Option<(String, &Position)>, Unreadable> {
        let Some(value) = node.get(key) else { return Ok(None) };
        if let Some(text) = value.scalar() {
            return Ok(Some((text, &value.at)));
        }
        let left = value.entries().and_then(<[Entry]>::first).filter(|entry| entry.key.starts_with("Fn::"));
        let hint = left.map_or_else(
            || format!("{key} must be text, and is {}", value.kind()),
            |entry| {
                format!(
                    "{} is a function of CloudFormation; API Gateway itself does not know it. In a template, include the \
                     file with AWS::Include",
                    entry.key
                )
            },
        );
        Err(malformed(&value.at, hint))
    };
    let Some((kind, kind_at)) = text("type")? else {
        return Err(malformed(&node.at, "type is missing: aws_proxy, aws, mock, http or http_proxy".to_owned()));
    };
    let Some(kind) = IntegrationType::named(&kind) else {
        return Err(malformed(kind_at, format!("type is aws_proxy, aws, mock, http or http_proxy, and not {kind}")));
    };
    let refuse = |said: &mut Said, at: &Position, (message, hint): mapping::Refused| {
        said.refuse(at, operation.unable("put integration on", &message), hint);
    };
    let before = said.faults.len();
    let http_method = text("httpMethod")?;
    let uri = text("uri")?;
    let (method_text, uri_text) = (http_method.as_ref().map(|it| it.0.as_str()), uri.as_ref().map(|it| it.0.as_str()));
    if let Err((message, hint)) = check_target(kind, method_text, uri_text) {
        let about_uri = !message.contains("HttpMethod");
        let unresolved = uri_text.is_some_and(|uri| uri.contains("${") && !uri.contains("${stageVariables."));
        let hint = if about_uri && unresolved {
            "uri still holds ${…}: in a template that includes this file, Fn::Sub resolves it".to_owned()
        } else {
            hint
        };
        let at = uri.as_ref().filter(|_| about_uri).map_or(&node.at, |(_, at)| at);
        refuse(said, at, (message, hint));
    }
    let timeout = match node.get("timeoutInMillis") {
        None => LONGEST_TIMEOUT,
        Some(value) => {
            let timeout = value.as_i64().and_then(|millis| u64::try_from(millis).ok()).map(Duration::from_millis);
            let fits = timeout.filter(|timeout| (SHORTEST_TIMEOUT..=LONGEST_TIMEOUT).contains(timeout));
            if fits.is_none() {
                let hint = "timeoutInMillis counts milliseconds; 29000 is the default and the most";
                let message = "Timeout should be between 50 ms and 29000 ms";
                refuse(said, &value.at, (message.to_owned(), hint.to_owned()));
            }
            fits.unwrap_or(LONGEST_TIMEOUT)
        }
    };
    let passthrough_behavior = match text("passthroughBehavior")? {
        None => PassthroughBehavior::default(),
        Some((name, at)) => PassthroughBehavior::named(&name).ok_or_else(|| {
            malformed(at, format!("passthroughBehavior is when_no_match, when_no_templates or never, and not {name}"))
        })?,
    };
    let mut request_parameters = BTreeMap::new();
    for (key, value, at) in texts(path, node.get("requestParameters"))? {
        let declared = |name: &str| method.request_parameters.contains_key(name);
        if let Err(refused) = mapping::integration_request(&key, &value, &declared) {
            refuse(said, at, refused);
        }
        request_parameters.insert(key, value);
    }
    let responses = responses(operation, method, node.get("responses"), said)?;
    let templates = texts(path, node.get("requestTemplates"))?;
    let integration = Integration {
        kind,
        http_method: http_method.map(|(text, _)| text.to_uppercase()),
        uri: uri.map(|(text, _)| text),
        credentials: text("credentials")?.map(|(text, _)| text),
        passthrough_behavior,
        request_parameters,
        request_templates: templates.into_iter().map(|(key, value, _)| (key, value)).collect(),
        content_handling: text("contentHandling")?.map(|(text, _)| text.to_uppercase()),
        timeout,
        responses,
    };
    Ok((said.faults.len() == before).then_some(integration))
}

fn note_properties(entries: &[Entry], said: &mut Said) {
    for entry in entries {
        match PROPERTIES.iter().find(|(name, _)| *name == entry.key) {
            // 1.0 is what a REST API sends.
            Some(("payloadFormatVersion", _)) if entry.value.scalar().as_deref() == Some("1.0") => {}
            Some(("connectionType", _)) if entry.value.as_str() == Some("INTERNET") => {}
            Some((_, true)) => {}
            Some((name, false)) => {
                said.note(&entry.key_at, format!("{name} of an integration: known to AWS, not emulated here."));
            }
            None => {
                let near = crate::template::nearest::nearest(&entry.key, PROPERTIES.map(|(name, _)| name));
                let meant = near.map(|name| format!(" Did you mean \"{name}\"?")).unwrap_or_default();
                let message = format!("An integration has no {}; API Gateway overlooks it.{meant}", entry.key);
                said.note(&entry.key_at, message);
            }
        }
    }
}

/// Method and address of the backend. `PutIntegration` refuses in the same words.
pub(crate) fn check_target(
    kind: IntegrationType,
    http_method: Option<&str>,
    uri: Option<&str>,
) -> Result<(), mapping::Refused> {
    let refused = |message: &str, hint: &str| Err((message.to_owned(), hint.to_owned()));
    if kind == IntegrationType::Mock {
        return Ok(());
    }
    if http_method.is_none_or(str::is_empty) {
        let message = "Enumeration value for HttpMethod must be non-empty";
        return refused(message, "httpMethod is missing: POST for Lambda, whatever the caller's method is");
    }
    let uri = uri.unwrap_or_default();
    if matches!(kind, IntegrationType::Http | IntegrationType::HttpProxy) {
        // A stage variable may stand for any part of it.
        if uri.starts_with("http://") || uri.starts_with("https://") || uri.contains("${stageVariables.") {
            return Ok(());
        }
        return refused("Invalid HTTP endpoint specified for URI", "uri begins with https:// or http://");
    }
    // arn:aws:apigateway:REGION:SERVICE:path/… or :action/…
    let parts: Vec<&str> = uri.splitn(6, ':').collect();
    let ["arn", _, service, _, backend, target] = parts.as_slice() else {
        return refused("Invalid ARN specified in the request", LAMBDA_URI);
    };
    if *service != "apigateway" || !(target.starts_with("path/") || target.starts_with("action/")) {
        return refused("AWS ARN for integration must contain path or action", LAMBDA_URI);
    }
    if kind == IntegrationType::AwsProxy && !matches!(*backend, "lambda" | "firehose") {
        let message = "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream \
                       invocations.";
        return refused(message, "for another service of AWS, type is aws, with mapping templates");
    }
    if *backend == "lambda" && target.starts_with("path/") {
        return check_function(target);
    }
    Ok(())
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html>
const LAMBDA_URI: &str = "for Lambda, uri is arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations; \
     the function's own ARN alone is not enough";

fn check_function(target: &str) -> Result<(), mapping::Refused> {
    let plain = target.strip_prefix("path/2015-03-31/functions/").and_then(|rest| rest.strip_suffix("/invocations"));
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
    let streaming = target.strip_prefix("path/2021-11-15/functions/");
    let function = plain.or(streaming.and_then(|rest| rest.strip_suffix("/response-streaming-invocations")));
    let is_function = |function: &str| {
        let parts: Vec<&str> = function.split(':').collect();
        matches!(parts.as_slice(), ["arn", _, "lambda", region, account, "function", name, ..]
            if [region, account, name].iter().all(|part| !part.is_empty()) && parts.len() <= 8)
    };
    // A stage variable may stand for the function's name, or for the whole ARN.
    if function.is_some_and(|function| is_function(function) || function.contains("${stageVariables.")) {
        return Ok(());
    }
    Err(("Invalid function ARN or invalid uri".to_owned(), LAMBDA_URI.to_owned()))
}

fn responses(
    operation: &Operation<'_>,
    method: &Method,
    node: Option<&Node>,
    said: &mut Said,
) -> Result<Vec<IntegrationResponse>, Unreadable> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let malformed = |at: &Position, hint: String| Unreadable::integration(operation.path, at, hint);
    let Some(entries) = node.entries() else {
        return Err(malformed(&node.at, format!("responses is a map of patterns, and this is {}", node.kind())));
    };
    let mut responses: Vec<IntegrationResponse> = Vec::with_capacity(entries.len());
    for entry in entries {
        let response = &entry.value;
        let Some(status) = response.get("statusCode").and_then(Node::scalar) else {
            let hint = format!("the response \"{}\" has no statusCode", entry.key);
            return Err(malformed(&entry.key_at, hint));
        };
        if responses.iter().any(|known| known.status == status) {
            // API_IntegrationResponse: a response is found by its status.
            let message =
                format!("Two integration responses have the status {status}; API Gateway keeps one for each status.");
            said.note(&entry.key_at, message);
        }
        note_pattern(entry, &status, said);
        let declared = method.responses.get(&status);
        let mut parameters = BTreeMap::new();
        for (key, value, at) in texts(operation.path, response.get("responseParameters"))? {
            let has = |name: &str| declared.is_some_and(|declared| declared.parameters.contains_key(name));
            let has: Option<&dyn Fn(&str) -> bool> = declared.is_some().then_some(&has);
            if let Err((message, hint)) = mapping::integration_response(&key, &value, &status, has) {
                said.refuse(at, operation.unable("put integration response on", &message), hint);
            }
            parameters.insert(key, value);
        }
        let templates = texts(operation.path, response.get("responseTemplates"))?;
        responses.push(IntegrationResponse {
            selection_pattern: (entry.key != "default").then(|| entry.key.clone()),
            parameters,
            templates: templates.into_iter().map(|(key, value, _)| (key, value)).collect(),
            content_handling: response.get("contentHandling").and_then(Node::scalar).map(|text| text.to_uppercase()),
            status,
        });
    }
    Ok(responses)
}

/// A pattern that the execution could not match is told here, where its place is known.
fn note_pattern(entry: &Entry, status: &str, said: &mut Said) {
    if entry.key == "default" {
        return;
    }
    if let Err(why) = SelectionPattern::parse(&entry.key) {
        let message = format!(
            "The pattern \"{}\" of the integration response {status} cannot be matched here: {why}. Java, which API Gateway \
             runs on, may know it; a request that it is compared with is answered 501.",
            entry.key
        );
        said.note(&entry.key_at, message);
    }
}

/// A map of texts, each with its place.
fn texts<'node>(path: &str, node: Option<&'node Node>) -> Result<Vec<(String, String, &'node Position)>, Unreadable> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let Some(entries) = node.entries() else {
        return Err(Unreadable::integration(path, &node.at, format!("this must be a map, and is {}", node.kind())));
    };
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(text) = entry.value.scalar() else {
            let hint = format!("{} must be text, and is {}", entry.key, entry.value.kind());
            return Err(Unreadable::integration(path, &entry.value.at, hint));
        };
        out.push((entry.key.clone(), text, &entry.value.at));
    }
    Ok(out)
}
