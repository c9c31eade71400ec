//! Which service a request is for, and the record of what it answered.

mod service;

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use http::{HeaderMap, HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use s3s::Body;

use crate::apigateway::host::ApiHost;
use crate::apigateway::{control, execution};
use crate::cognito;
use crate::dynamodb;
use crate::lambda;
use crate::live_page::LivePage;
use crate::logs;
use crate::query::{self, QueryService};
use crate::s3::host::HostForm;
use crate::s3::service::Rest;
use crate::s3::website::{self, WebsiteHost};
use crate::s3_control;
use crate::service_error::{Protocol, ServiceError};
use crate::state::State;
use crate::trace::{Detail, TraceEvent};
use service::Service;

/// The headers that the trace keeps; never those that authenticate.
const KEPT_HEADERS: [&str; 30] = [
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-request-headers",
    "access-control-request-method",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "etag",
    "expires",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "location",
    "origin",
    "range",
    "x-amz-acl",
    "x-amz-bucket-region",
    "x-amz-copy-source",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-write",
    "x-amz-object-ownership",
    "x-amz-request-id",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
];

/// Sends each request of one port to its service and records it.
pub(crate) struct Dispatcher {
    state: Arc<State>,
    rest: Rest,
    /// Set on a port that serves one thing only.
    only: Option<Only>,
    /// Set on the port of all services.
    live_page: Option<LivePage>,
}

/// What a port of its own serves, whatever the `Host` header says.
enum Only {
    Website(WebsiteHost),
    Api(ApiHost),
}

impl Dispatcher {
    /// For the port of all services.
    pub(crate) fn by_host(state: Arc<State>, port: u16) -> Self {
        let live_page = LivePage::new(state.clone(), port);
        Self { rest: Rest::new(state.clone()), state, only: None, live_page: Some(live_page) }
    }

    /// For a port of one bucket's website, whatever the `Host` header says.
    pub(crate) fn website(state: Arc<State>, host: WebsiteHost) -> Self {
        Self { rest: Rest::new(state.clone()), state, only: Some(Only::Website(host)), live_page: None }
    }

    /// For a port of one API, whatever the `Host` header says.
    pub(crate) fn api(state: Arc<State>, api_id: &str) -> Self {
        let only = Some(Only::Api(ApiHost::of_port(api_id)));
        Self { rest: Rest::new(state.clone()), state, only, live_page: None }
    }

    /// Answers a request and records it.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let asked = Asked::of(&request);
        let api = match &self.only {
            Some(Only::Api(api)) => Some(api.clone()),
            Some(Only::Website(_)) => None,
            None => ApiHost::parse(&asked.host),
        };
        if let Some(api) = api {
            return self.execute_api(api, request, asked).await;
        }
        let form = match &self.only {
            Some(Only::Website(website)) => HostForm::Website(website.clone()),
            _ => HostForm::parse(&asked.host),
        };
        // Before anything is counted: who looks must not change what is seen.
        let no_service = || Service::of(&asked.host, request.headers()) == Service::S3;
        if let Some(page) = self.live_page.as_ref().filter(|_| LivePage::is_asked(&form, &request) && no_service()) {
            return page.answer(&asked.host, request).await;
        }
        let (request_id, host_id) = self.state.request_ids.next();
        let mut detail = Detail { request_id, host_id, ..Detail::default() };
        let (service, mut response) = match &form {
            HostForm::Website(host) => {
                let (parts, _) = request.into_parts();
                let response = website::handle(&self.state, host, &parts, &mut detail);
                ("s3-website", response.map(Body::http_body))
            }
            HostForm::Rest { bucket: None, .. } if s3_control::is_meant(&request) => {
                ("s3-control", s3_control::answer(&self.state, request, &mut detail).await)
            }
            HostForm::Rest { bucket: None, .. } if cognito::jwks::is_meant(&request) => {
                detail.request_id = self.state.request_ids.next_uuid();
                ("cognito-idp", cognito::jwks::answer(&self.state.cognito, &request, &mut detail))
            }
            HostForm::Rest { bucket: None, .. } if cognito::http::is_preflight(&request) => {
                detail.request_id = self.state.request_ids.next_uuid();
                ("cognito-idp", cognito::http::answer(&self.state, request, &mut detail).await)
            }
            rest @ HostForm::Rest { bucket, .. } => match Service::of(&asked.host, request.headers()) {
                Service::Sts if bucket.is_none() => self.query(&query::STS, request, &mut detail).await,
                Service::Iam if bucket.is_none() => self.query(&query::IAM, request, &mut detail).await,
                Service::Lambda if bucket.is_none() => {
                    detail.request_id = self.state.request_ids.next_uuid();
                    ("lambda", lambda::http::answer(&self.state, request, &mut detail).await)
                }
                Service::ApiGateway if bucket.is_none() => {
                    detail.request_id = self.state.request_ids.next_uuid();
                    ("apigateway", control::http::answer(&self.state, request, &mut detail).await)
                }
                Service::Logs if bucket.is_none() => {
                    detail.request_id = self.state.request_ids.next_uuid();
                    ("logs", logs::answer(&self.state, request, &mut detail).await)
                }
                Service::Cognito if bucket.is_none() => {
                    detail.request_id = self.state.request_ids.next_uuid();
                    ("cognito-idp", cognito::http::answer(&self.state, request, &mut detail).await)
                }
                Service::DynamoDb if bucket.is_none() => {
                    detail.request_id = self.state.request_ids.next_of_dynamodb();
                    ("dynamodb", dynamodb::http::answer(&self.state, request, &mut detail).await)
                }
                Service::Other(name) if bucket.is_none() => (name, self.not_emulated(name, &request, &mut detail)),
                _ => ("s3", self.rest.answer(request, rest, &mut detail).await),
            },
        };
        if service.starts_with("s3") {
            sign(&mut response, &detail);
        } else if let Ok(id) = HeaderValue::from_str(&detail.request_id) {
            response.headers_mut().insert("x-amzn-requestid", id);
        }
        self.state.trace.record(asked.event(service, &response, detail));
        response
    }

    async fn execute_api(&self, api: ApiHost, request: Request<Incoming>, asked: Asked) -> Response<Body> {
        let mut detail = Detail::default();
        let response = execution::answer(&self.state, &api, request, &mut detail).await;
        self.state.trace.record(asked.event("execute-api", &response, detail));
        response
    }

    async fn query(
        &self,
        service: &QueryService,
        request: Request<Incoming>,
        detail: &mut Detail,
    ) -> (&'static str, Response<Body>) {
        detail.request_id = self.state.request_ids.next_uuid();
        (service.name, service.answer(&self.state, request, detail).await)
    }

    fn not_emulated(&self, service: &str, request: &Request<Incoming>, detail: &mut Detail) -> Response<Body> {
        detail.request_id = self.state.request_ids.next_uuid();
        let refused = ServiceError::not_emulated(service);
        detail.error_code = Some(refused.code.to_string());
        detail.error_message = Some(refused.message.clone());
        let json = Service::speaks_json(request.headers());
        let protocol = if json { Protocol::AwsJson } else { Protocol::Query("https://aws.amazon.com/") };
        refused.to_response(protocol, &detail.request_id)
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html>
fn sign(response: &mut Response<Body>, detail: &Detail) {
    let headers = response.headers_mut();
    for (name, value) in [("x-amz-request-id", &detail.request_id), ("x-amz-id-2", &detail.host_id)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers.insert(header::SERVER, HeaderValue::from_static("AmazonS3"));
}

/// What the trace shows of a request before it is answered.
struct Asked {
    received: SystemTime,
    /// The same moment on a clock that nobody sets.
    begun: Instant,
    method: String,
    host: String,
    uri: String,
    headers: Vec<(String, String)>,
}

impl Asked {
    fn of(request: &Request<Incoming>) -> Self {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        // Absolute form, which proxies are sent.
        let authority = request.uri().authority().map(http::uri::Authority::as_str);
        let uri = request.uri().path_and_query();
        Self {
            received: SystemTime::now(),
            begun: Instant::now(),
            method: request.method().to_string(),
            host: host.or(authority).unwrap_or_default().to_owned(),
            uri: uri.map_or_else(|| request.uri().to_string(), ToString::to_string),
            headers: kept(request.headers()),
        }
    }

    fn event(self, service: &'static str, response: &Response<Body>, detail: Detail) -> TraceEvent {
        TraceEvent {
            // Numbered when it is recorded.
            seq: 0,
            received: self.received,
            took: self.begun.elapsed(),
            service,
            operation: detail.operation,
            method: self.method,
            host: self.host,
            uri: self.uri,
            principal: detail.principal,
            bucket: detail.bucket,
            key: detail.key,
            status: response.status().as_u16(),
            error_code: detail.error_code,
            error_message: detail.error_message,
            decision: detail.decision,
            request_headers: self.headers,
            response_headers: kept(response.headers()),
            function_run: None,
            api: detail.api,
            table_request: detail.table_request,
        }
    }
}

fn kept(headers: &HeaderMap) -> Vec<(String, String)> {
    let kept = headers.iter().filter(|(name, _)| {
        KEPT_HEADERS.binary_search(&name.as_str()).is_ok() || name.as_str().starts_with("x-amz-meta-")
    });
    kept.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}
