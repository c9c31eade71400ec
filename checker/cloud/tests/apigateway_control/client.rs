//! Signed requests to API Gateway's control plane, as the AWS CLI and the SDKs send them.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use cloud::{Cloud, Config, Credentials};
use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// What the control plane answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) error_type: Option<String>,
    pub(crate) body: Value,
}

impl Answer {
    /// Status, error and message of a refusal.
    pub(crate) fn refusal(&self) -> (u16, &str, &str) {
        (self.status, self.error_type.as_deref().unwrap_or_default(), self.body["message"].as_str().unwrap_or_default())
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("{name} in {:?}", self.body)).to_owned()
    }
}

/// A cloud that is called.
pub(crate) struct Scene {
    pub(crate) cloud: Cloud,
}

impl Scene {
    pub(crate) async fn start() -> Self {
        Self { cloud: Cloud::start(Config::default()).await.expect("a free port") }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: impl Into<String>) -> Answer {
        self.call_as(self.cloud.student(), method, path, body).await
    }

    pub(crate) async fn call_as(&self, who: &Credentials, method: &str, path: &str, body: impl Into<String>) -> Answer {
        let (url, body) = (format!("{}{path}", self.cloud.endpoint()), body.into());
        let identity = aws_sdk_s3::config::Credentials::new(
            &who.access_key_id,
            &who.secret_access_key,
            who.session_token.clone(),
            None,
            "test",
        )
        .into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.cloud.region())
            .name("apigateway")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .expect("complete")
            .into();
        let headers = [("accept", "application/json")];
        let signable = SignableRequest::new(method, &url, headers.into_iter(), SignableBody::Bytes(body.as_bytes()));
        let (instructions, _) = sign(signable.expect("a request"), &parameters).expect("signed").into_parts();
        let mut request = http::Request::builder().method(method).uri(&url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut request = request.body(body).expect("a request");
        instructions.apply_to_request_http1x(&mut request);
        let (head, text) = self.send(request).await;
        let error_type = head.headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok());
        let (status, error_type) = (head.status.as_u16(), error_type.map(ToOwned::to_owned));
        assert!(head.headers.contains_key("x-amzn-requestid"));
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
        Answer { status, error_type, body }
    }

    async fn send(&self, request: http::Request<String>) -> (http::response::Parts, String) {
        let address = format!("127.0.0.1:{}", self.cloud.port());
        let stream = TcpStream::connect(&address).await.expect("the cloud listens");
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
        let connection = tokio::spawn(connection);
        let (mut head, body) = request.into_parts();
        head.headers.insert(http::header::HOST, address.parse().expect("a host"));
        head.uri = head.uri.path_and_query().expect("a path").to_string().parse().expect("a path");
        let response = sender.send_request(http::Request::from_parts(head, body)).await.expect("an answer");
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        connection.abort();
        (head, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.call("GET", path, "").await;
        assert_eq!(answer.status, 200, "{path}: {:?}", answer.body);
        answer.body
    }

    /// Imports a document; returns the API's path.
    pub(crate) async fn import(&self, document: &str) -> String {
        let answer = self.call("POST", "/restapis?mode=import", document).await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        format!("/restapis/{}", answer.text("id"))
    }

    /// The id of the resource of a path.
    pub(crate) async fn resource(&self, api: &str, path: &str) -> String {
        let resources = self.get(&format!("{api}/resources")).await;
        let found = resources["item"].as_array().expect("a list").iter().find(|resource| resource["path"] == path);
        found.unwrap_or_else(|| panic!("{path} in {resources}"))["id"].as_str().expect("an id").to_owned()
    }

    /// Deploys an API; returns the deployment's id.
    pub(crate) async fn deploy(&self, api: &str) -> String {
        let answer = self.call("POST", &format!("{api}/deployments"), "{}").await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        answer.text("id")
    }
}

/// An API with a proxy and a preflight, as lab 4's.
pub(crate) fn document() -> Value {
    let uri = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:\
               function:chat/invocations";
    json!({
        "openapi": "3.0.1",
        "info": {"title": "Chat-API", "version": "1.0"},
        "paths": {"/{proxy+}": {
            "x-amazon-apigateway-any-method": {
                "parameters": [{"name": "proxy", "in": "path", "required": true, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "any"}},
                "x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri": uri},
            },
            "options": {
                "responses": {"200": {
                    "description": "preflight",
                    "headers": {"Access-Control-Allow-Origin": {"schema": {"type": "string"}}},
                }},
                "x-amazon-apigateway-integration": {
                    "type": "mock",
                    "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
                    "responses": {"default": {
                        "statusCode": "200",
                        "responseParameters": {"method.response.header.Access-Control-Allow-Origin": "'*'"},
                    }},
                },
            },
        }},
    })
}
