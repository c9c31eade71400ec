//! The control plane as the AWS CLI and the SDKs speak to it: REST with JSON, signed for `apigateway`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html>

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use s3s::Body;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    api_keys, authorizers, deployments, gateway_responses, methods, models, put_method, request_validators, resources,
    rest_apis, stages, test_invoke, usage_plans,
};
use crate::apigateway::definition::MOST_BYTES;
use crate::service_error::{Protocol, ServiceError, answer as json_answer};
use crate::sigv4;
use crate::state::State;
use crate::trace::Detail;

/// One request, authenticated and authorised.
pub(super) struct Call<'a> {
    pub(super) state: &'a Arc<State>,
    head: &'a Parts,
    pub(super) body: Bytes,
}

/// Status and body of an answer.
pub(super) type Answered = (StatusCode, Option<Value>);

/// What an operation answers.
pub(super) type Answer = Result<Answered, ServiceError>;

pub(super) fn ok(body: Value) -> Answered {
    (StatusCode::OK, Some(body))
}

pub(super) fn created(body: Value) -> Answered {
    (StatusCode::CREATED, Some(body))
}

/// What a deletion answers.
pub(super) fn accepted() -> Answered {
    (StatusCode::ACCEPTED, None)
}

impl Call<'_> {
    /// A parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let pairs = self.head.uri.query()?.split('&');
        let value = pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
        Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
    }

    /// The members of the request's body; none where there is no body.
    pub(super) fn members<T: DeserializeOwned>(&self) -> Result<T, ServiceError> {
        let body: &[u8] = if self.body.is_empty() { b"{}" } else { &self.body };
        serde_json::from_slice(body)
            .map_err(|fault| ServiceError::new("SerializationException", StatusCode::BAD_REQUEST, fault.to_string()))
    }

    /// A page of a list. `position` is where the next one begins.
    /// <https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html>
    pub(super) fn page(&self, items: Vec<Value>) -> Answered {
        let number = |name: &str| self.query(name).and_then(|value| value.parse::<usize>().ok());
        let limit = number("limit").unwrap_or(25).clamp(1, 500);
        let from = number("position").unwrap_or_default();
        let more = items.len() > from.saturating_add(limit);
        let items: Vec<Value> = items.into_iter().skip(from).take(limit).collect();
        let mut page = json!({"item": items});
        if more {
            page["position"] = (from + limit).to_string().into();
        }
        ok(page)
    }
}

/// Answers a request; what the trace shows of it stands in `detail`.
pub(crate) async fn answer(state: &Arc<State>, request: Request<Incoming>, detail: &mut Detail) -> Response<Body> {
    match respond(state, request, detail).await {
        Ok((status, body)) => {
            let body = body.map(|body| body.to_string()).unwrap_or_default();
            let mut response = json_answer(body, "application/json");
            *response.status_mut() = status;
            response
        }
        Err(refused) => {
            detail.error_code = Some(refused.code.to_string());
            detail.error_message = Some(refused.message.clone());
            let mut response = refused.to_response(Protocol::RestJson, &detail.request_id);
            *response.body_mut() = Body::from(json!({"message": refused.message}).to_string());
            response
        }
    }
}

async fn respond(state: &Arc<State>, request: Request<Incoming>, detail: &mut Detail) -> Answer {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MOST_BYTES).collect().await.map_err(|_| {
        let message = format!("Request body is larger than {MOST_BYTES} bytes, or ended too early");
        ServiceError::new("RequestEntityTooLargeException", StatusCode::PAYLOAD_TOO_LARGE, message)
    })?;
    let body = body.to_bytes();
    detail.principal = sigv4::verify(state, Protocol::RestJson, "apigateway", &head, &body)?;
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    let segments: Vec<String> = head
        .uri
        .path()
        .trim_matches('/')
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    authorise(state, &head.method, &path, detail)?;
    let call = Call { state, head: &head, body };
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    // The one operation that waits: for the method's backend.
    if let (&Method::POST, ["restapis", api, "resources", id, "methods", verb]) = (&head.method, segments.as_slice()) {
        detail.operation = Some("TestInvokeMethod".to_owned());
        return test_invoke::test(&call, api, id, verb).await;
    }
    let (operation, answer) = route(&call, &segments);
    detail.operation = Some(operation.to_owned());
    answer
}

/// The action is the HTTP method, the resource the path.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html>
fn authorise(state: &State, method: &Method, path: &str, detail: &mut Detail) -> Result<(), ServiceError> {
    let resource = format!("arn:aws:apigateway:{}::{}", state.region, path.trim_end_matches('/'));
    let action = format!("apigateway:{method}");
    let request = iam::Request::new(detail.principal.iam(), action, resource, state.account.as_str())
        .with("aws:SecureTransport", "true");
    let decision = iam::evaluate(&request, detail.principal.policies(), None);
    detail.decision = Some(decision.explain());
    match decision.denied_message(&request) {
        None => Ok(()),
        Some(message) => Err(ServiceError::new("AccessDeniedException", StatusCode::FORBIDDEN, message)),
    }
}

/// The operation's name, and its answer.
fn route(call: &Call<'_>, segments: &[&str]) -> (&'static str, Answer) {
    let method = call.head.method.as_str();
    let rest = match segments.split_first() {
        Some((&"restapis", rest)) => rest,
        Some((&"apikeys", rest)) => return below_api_keys(call, method, rest),
        Some((&"usageplans", rest)) => return below_usage_plans(call, method, rest),
        _ => return unknown(call),
    };
    match (method, rest) {
        ("GET", []) => ("GetRestApis", Ok(rest_apis::list(call))),
        ("POST", []) if call.query("mode").as_deref() == Some("import") => ("ImportRestApi", rest_apis::import(call)),
        ("POST", []) => ("CreateRestApi", rest_apis::create(call)),
        ("GET", [api]) => ("GetRestApi", rest_apis::get(call, api)),
        ("PUT", [api]) => ("PutRestApi", rest_apis::put(call, api)),
        ("DELETE", [api]) => ("DeleteRestApi", rest_apis::delete(call, api)),
        (_, [api, "resources", rest @ ..]) => below_resources(call, method, api, rest),
        (_, [api, "deployments", rest @ ..]) => match (method, rest) {
            ("GET", []) => ("GetDeployments", deployments::list(call, api)),
            ("POST", []) => ("CreateDeployment", deployments::create(call, api)),
            ("GET", [id]) => ("GetDeployment", deployments::get(call, api, id)),
            ("DELETE", [id]) => ("DeleteDeployment", deployments::delete(call, api, id)),
            _ => unknown(call),
        },
        (_, [api, "authorizers", rest @ ..]) => match (method, rest) {
            ("GET", []) => ("GetAuthorizers", authorizers::list(call, api)),
            ("POST", []) => ("CreateAuthorizer", authorizers::create(call, api)),
            ("GET", [id]) => ("GetAuthorizer", authorizers::get(call, api, id)),
            ("POST", [id]) => ("TestInvokeAuthorizer", authorizers::test(call, api, id)),
            ("PATCH", [id]) => ("UpdateAuthorizer", authorizers::update(call, api, id)),
            ("DELETE", [id]) => ("DeleteAuthorizer", authorizers::delete(call, api, id)),
            _ => unknown(call),
        },
        (_, [api, "stages", rest @ ..]) => match (method, rest) {
            ("GET", []) => ("GetStages", stages::list(call, api)),
            ("POST", []) => ("CreateStage", stages::create(call, api)),
            ("GET", [name]) => ("GetStage", stages::get(call, api, name)),
            ("PATCH", [name]) => ("UpdateStage", stages::update(call, api, name)),
            ("DELETE", [name]) => ("DeleteStage", stages::delete(call, api, name)),
            ("DELETE", [name, "cache", "authorizers"]) => {
                ("FlushStageAuthorizersCache", stages::flush_authorizers(call, api, name))
            }
            _ => unknown(call),
        },
        (_, [api, "gatewayresponses", rest @ ..]) => match (method, rest) {
            ("GET", []) => ("GetGatewayResponses", gateway_responses::list(call, api)),
            ("GET", [kind]) => ("GetGatewayResponse", gateway_responses::get(call, api, kind)),
            ("PUT", [kind]) => ("PutGatewayResponse", gateway_responses::put(call, api, kind)),
            ("PATCH", [kind]) => ("UpdateGatewayResponse", gateway_responses::update(call, api, kind)),
            ("DELETE", [kind]) => ("DeleteGatewayResponse", gateway_responses::delete(call, api, kind)),
            _ => unknown(call),
        },
        (_, [api, "models", rest @ ..]) => match (method, rest) {
            ("GET", []) => ("GetModels", models::list(call, api)),
            ("POST", []) => ("CreateModel", models::create(call, api)),
            ("GET", [name]) => ("GetModel", models::get(call, api, name)),
            ("PATCH", [name]) => ("UpdateModel", models::update(call, api, name)),
            ("DELETE", [name]) => ("DeleteModel", models::delete(call, api, name)),
            ("GET", [_, "default_template"]) => ("GetModelTemplate", models::template()),
            _ => unknown(call),
        },
        (_, [api, "requestvalidators", rest @ ..]) => match (method, rest) {
            ("GET", []) => ("GetRequestValidators", request_validators::list(call, api)),
            ("POST", []) => ("CreateRequestValidator", request_validators::create(call, api)),
            ("GET", [id]) => ("GetRequestValidator", request_validators::get(call, api, id)),
            ("PATCH", [id]) => ("UpdateRequestValidator", request_validators::update(call, api, id)),
            ("DELETE", [id]) => ("DeleteRequestValidator", request_validators::delete(call, api, id)),
            _ => unknown(call),
        },
        _ => unknown(call),
    }
}

fn below_api_keys(call: &Call<'_>, method: &str, rest: &[&str]) -> (&'static str, Answer) {
    match (method, rest) {
        ("GET", []) => ("GetApiKeys", Ok(api_keys::list(call))),
        ("POST", []) => ("CreateApiKey", api_keys::create(call)),
        ("GET", [id]) => ("GetApiKey", api_keys::get(call, id)),
        ("PATCH", [id]) => ("UpdateApiKey", api_keys::update(call, id)),
        ("DELETE", [id]) => ("DeleteApiKey", api_keys::delete(call, id)),
        _ => unknown(call),
    }
}

fn below_usage_plans(call: &Call<'_>, method: &str, rest: &[&str]) -> (&'static str, Answer) {
    match (method, rest) {
        ("GET", []) => ("GetUsagePlans", Ok(usage_plans::list(call))),
        ("POST", []) => ("CreateUsagePlan", usage_plans::create(call)),
        ("GET", [id]) => ("GetUsagePlan", usage_plans::get(call, id)),
        ("DELETE", [id]) => ("DeleteUsagePlan", usage_plans::delete(call, id)),
        ("GET", [id, "keys"]) => ("GetUsagePlanKeys", usage_plans::list_keys(call, id)),
        ("POST", [id, "keys"]) => ("CreateUsagePlanKey", usage_plans::create_key(call, id)),
        ("DELETE", [id, "keys", key]) => ("DeleteUsagePlanKey", usage_plans::delete_key(call, id, key)),
        _ => unknown(call),
    }
}

fn below_resources(call: &Call<'_>, method: &str, api: &str, rest: &[&str]) -> (&'static str, Answer) {
    match (method, rest) {
        ("GET", []) => ("GetResources", resources::list(call, api)),
        ("GET", [id]) => ("GetResource", resources::get(call, api, id)),
        ("POST", [parent]) => ("CreateResource", resources::create(call, api, parent)),
        ("GET", [id, "methods", verb]) => ("GetMethod", methods::get(call, api, id, verb)),
        ("PUT", [id, "methods", verb]) => ("PutMethod", put_method::put(call, api, id, verb)),
        ("PATCH", [id, "methods", verb]) => ("UpdateMethod", put_method::update(call, api, id, verb)),
        ("DELETE", [id, "methods", verb]) => ("DeleteMethod", put_method::delete(call, api, id, verb)),
        ("PUT", [id, "methods", verb, "responses", status]) => {
            ("PutMethodResponse", put_method::put_response(call, api, id, verb, status))
        }
        ("GET", [id, "methods", verb, "responses", status]) => {
            ("GetMethodResponse", methods::get_response(call, api, id, verb, status))
        }
        ("GET", [id, "methods", verb, "integration"]) => {
            ("GetIntegration", methods::get_integration(call, api, id, verb))
        }
        ("GET", [id, "methods", verb, "integration", "responses", status]) => {
            ("GetIntegrationResponse", methods::get_integration_response(call, api, id, verb, status))
        }
        _ => unknown(call),
    }
}

fn unknown(call: &Call<'_>) -> (&'static str, Answer) {
    let asked = format!("{} {} of API Gateway", call.head.method, call.head.uri.path());
    ("", Err(ServiceError::not_emulated(&asked)))
}
