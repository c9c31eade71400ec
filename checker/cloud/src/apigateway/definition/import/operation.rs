//! An operation → a method: who may call it, what it takes, what it answers.

use std::collections::BTreeMap;

use super::models::Models;
use super::security::{self, Authorization};
use super::{Context, Said, Unreadable, Version, integration, mapping, validators};
use crate::apigateway::definition::{Method, MethodResponse};
use crate::template::Node;

/// An operation of a document.
pub(super) struct Operation<'a> {
    pub(super) path: &'a str,
    /// In capitals.
    pub(super) method: &'a str,
    pub(super) node: &'a Node,
    /// The parameters of the path.
    pub(super) shared: &'a [Node],
}

impl<'a> Operation<'a> {
    /// API Gateway's words for what is wrong in an operation.
    pub(super) fn unable(&self, doing: &str, message: &str) -> String {
        format!("Unable to {doing} '{}' for resource at path '{}': {message}", self.method, self.path)
    }

    /// API Gateway's words for a method that cannot be made.
    pub(super) fn unable_to_put(&self, message: &str) -> String {
        format!("Unable to put method '{}' on resource at path '{}': {message}", self.method, self.path)
    }

    pub(super) fn read(
        &self,
        context: &'a Context<'a>,
        models: &mut Models<'a>,
        said: &mut Said,
    ) -> Result<Method, Unreadable> {
        if self.node.entries().is_none() {
            let hint = format!("{} of {} is a map, and this is {}", self.method, self.path, self.node.kind());
            return Err(Unreadable::document(&self.node.at, hint));
        }
        let Authorization { kind, authorizer, scopes, api_key_required } = security::read(context, self, said);
        let mut method = Method {
            operation_name: self.node.get("operationId").and_then(Node::scalar),
            authorization_type: kind,
            authorizer,
            authorization_scopes: scopes,
            api_key_required,
            ..Method::default()
        };
        // An operation's own parameter replaces the path's of the same name.
        let own = self.node.get("parameters").and_then(Node::items).unwrap_or_default();
        for parameter in self.shared.iter().chain(own) {
            self.parameter(context, context.resolved(parameter), &mut method, models, said);
        }
        if let Some(body) = self.node.get("requestBody") {
            method.request_models = self.content(context.resolved(body), "request", models, said);
        }
        method.request_validator =
            validators::of_operation(context, self.node, &|message| self.unable_to_put(message), said);
        self.responses(context, &mut method, models, said);
        match self.node.get("x-amazon-apigateway-integration") {
            Some(node) => method.integration = integration::read(self, &method, node, said)?,
            None => said.note(
                &self.node.at,
                format!(
                    "{} {} has no x-amazon-apigateway-integration: it cannot be deployed (No integration defined for \
                     method).",
                    self.method, self.path
                ),
            ),
        }
        Ok(method)
    }

    fn parameter(
        &self,
        context: &Context<'_>,
        parameter: &'a Node,
        method: &mut Method,
        models: &mut Models<'a>,
        said: &mut Said,
    ) {
        let (Some(name), Some(place)) =
            (parameter.get("name").and_then(Node::scalar), parameter.get("in").and_then(Node::as_str))
        else {
            said.note(&parameter.at, "A parameter without name and in: API Gateway overlooks it.");
            return;
        };
        let place = match place {
            "path" | "header" => place,
            "query" => "querystring",
            "body" if context.version == Version::Swagger2 => {
                let schema = parameter.get("schema");
                if let Some(model) = schema.and_then(|schema| self.model(schema, "request", "", models, said)) {
                    method.request_models.insert("application/json".to_owned(), model);
                }
                return;
            }
            _ => {
                said.note(&parameter.at, format!("API Gateway has no parameters in {place} and overlooks them."));
                return;
            }
        };
        if let Err((message, hint)) = mapping::parameter_name(&name) {
            said.refuse(&parameter.at, self.unable_to_put(&message), hint);
            return;
        }
        let same = |place: &str| format!("method.request.{place}.{name}");
        let mut elsewhere = ["path", "querystring", "header"].iter().filter(|other| **other != place);
        if elsewhere.any(|other| method.request_parameters.contains_key(&same(other))) {
            // As PutMethod says it: LocalStack's test_method_request_parameters, recorded from AWS in April 2024.
            let message = self.unable_to_put("Parameter names must be unique across querystring, header and path");
            said.refuse(&parameter.at, message, format!("{name} is the name of another parameter of this operation"));
            return;
        }
        let required = place == "path" || parameter.get("required").and_then(Node::as_bool).unwrap_or_default();
        method.request_parameters.insert(format!("method.request.{place}.{name}"), required);
    }

    fn responses(&self, context: &'a Context<'a>, method: &mut Method, models: &mut Models<'a>, said: &mut Said) {
        let node = self.node.get("responses");
        let entries = node.and_then(Node::entries).unwrap_or_default();
        if node.is_none() {
            // In API Gateway's words, seen in amazon-archives/aws-apigateway-importer#202.
            said.warn(&self.node.at, format!("No responses specified for '{} {}'", self.method, self.path));
        }
        for entry in entries {
            let status = entry.key.as_str();
            if status.len() != 3 || !status.bytes().all(|byte| byte.is_ascii_digit()) {
                said.note(
                    &entry.key_at,
                    format!("The response {status} of an operation: API Gateway knows statuses only and overlooks it."),
                );
                continue;
            }
            let answer = context.resolved(&entry.value);
            let headers = answer.get("headers").and_then(Node::entries).unwrap_or_default();
            let mut of_answer = self.content(answer, status, models, said);
            if let Some(schema) = answer.get("schema").filter(|_| context.version == Version::Swagger2)
                && let Some(model) = self.model(schema, status, "", models, said)
            {
                of_answer.insert("application/json".to_owned(), model);
            }
            let parameters = headers.iter().map(|header| (format!("method.response.header.{}", header.key), false));
            method
                .responses
                .insert(status.to_owned(), MethodResponse { parameters: parameters.collect(), models: of_answer });
        }
    }

    /// The models of `content`, by media type. `of` is `request`, or a response's status.
    fn content(&self, node: &'a Node, of: &str, models: &mut Models<'a>, said: &mut Said) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for entry in node.get("content").and_then(Node::entries).unwrap_or_default() {
            let schema = entry.value.get("schema");
            if let Some(model) = schema.and_then(|schema| self.model(schema, of, &entry.key, models, said)) {
                found.insert(entry.key.clone(), model);
            }
        }
        found
    }

    /// The model of a schema. Without one a response warns, and a request is refused:
    /// usdot-jpo-ode/wzdx and awslabs/aws-api-gateway-developer-portal#571.
    fn model(
        &self,
        schema: &'a Node,
        of: &str,
        media_type: &str,
        models: &mut Models<'a>,
        said: &mut Said,
    ) -> Option<String> {
        let refused = said.faults.len();
        let model = models.of_operation(schema, &format!("{} {} {of} {media_type}", self.method, self.path), said);
        if model.is_none() && said.faults.len() == refused {
            if of == "request" {
                let message = self.unable_to_put("Invalid model identifier specified: null");
                said.refuse(&schema.at, message, models.hint(schema));
            } else {
                said.warn(&schema.at, format!("Invalid format for model {media_type} for method {}", self.method));
            }
        }
        model
    }
}
