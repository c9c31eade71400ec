//! Request validators: parameters and bodies, before the integration is called.

use cloud::StepName;
use serde_json::json;

use crate::client::{Answer, Request};
use crate::scene::Scene;

/// `POST /{id}` wants a header, a query parameter and a message; `PUT /{id}` has a model and no validator.
const API: &str = r#"openapi: 3.0.1
info: {title: Chat-API}
paths:
  /{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      x-amazon-apigateway-request-validator: all
      parameters:
        - {name: X-Who, in: header, required: true, schema: {type: string}}
        - {name: limit, in: query, required: true, schema: {type: string}}
        - {name: order, in: query, schema: {type: string}}
      requestBody: &message
        content:
          application/json: {schema: {$ref: '#/components/schemas/NewMessage'}}
      responses: &ok {"200": {description: ok}}
      x-amazon-apigateway-integration: &mock
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}', text/plain: '{"statusCode": 200}'}
        responses: {default: {statusCode: "200"}}
    put:
      x-amazon-apigateway-request-validator: nothing
      requestBody: *message
      responses: *ok
      x-amazon-apigateway-integration: *mock
    patch:
      requestBody:
        content:
          $default: {schema: {$ref: '#/components/schemas/NewMessage'}}
      responses: *ok
      x-amazon-apigateway-integration: *mock
    delete:
      responses: *ok
      x-amazon-apigateway-integration: *mock
x-amazon-apigateway-request-validator: body
x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
  body: {validateRequestBody: true}
  nothing: {validateRequestBody: false}
components:
  schemas:
    NewMessage:
      type: object
      required: [text, author]
      properties:
        text: {type: string, minLength: 1}
        tags: {type: array, minItems: 1, items: {type: string}}
"#;

const FITS: &[u8] = br#"{"text": "hello", "author": "a"}"#;
const ASKED: [(&str, &str); 1] = [("X-Who", "me")];

const INVALID: &str = r#"{"message": "Invalid request body"}"#;

fn post<'a>(headers: &'a [(&'a str, &'a str)], body: &'a [u8]) -> Request<'a> {
    Request { body, ..Request::new("POST", "/dev/1?limit=1").with(headers) }
}

async fn patch(scene: &Scene, media_type: &str, body: &[u8]) -> Answer {
    let headers = [("Content-Type", media_type)];
    scene.send(Request { body, ..Request::new("PATCH", "/dev/1").with(&headers) }).await
}

pub(crate) async fn a_missing_or_blank_parameter_is_400_and_all_are_named_in_order() {
    let scene = Scene::of(API).await;
    assert_eq!(scene.send(post(&ASKED, FITS)).await.status, 200);
    let answer = scene.send(Request { body: FITS, ..Request::new("POST", "/dev/1") }).await;
    let message = r#"{"message":"Missing required request parameters: [X-Who, limit]"}"#;
    assert_eq!(answer.error(), (400, message.to_owned(), Some("BadRequestException")));
    let blank = [("X-Who", "  ")];
    let answer = scene.send(Request { body: FITS, ..Request::new("POST", "/dev/1?limit=").with(&blank) }).await;
    assert_eq!(answer.text(), message, "blank is missing");
}

pub(crate) async fn parameters_come_before_the_body() {
    let scene = Scene::of(API).await;
    let answer = scene.send(Request { body: b"{}", ..Request::new("POST", "/dev/1") }).await;
    assert!(answer.text().contains("Missing required request parameters"), "{}", answer.text());
}

pub(crate) async fn a_body_that_does_not_fit_is_400_and_says_no_more() {
    let scene = Scene::of(API).await;
    for body in ["{}", "[]", "\"text\"", "{\"text\": \"\", \"author\": 1}", "{\"text\": 1, \"author\": 1}"] {
        let answer = scene.send(post(&ASKED, body.as_bytes())).await;
        let expected = (400, INVALID.replace("\": \"", "\":\""), Some("BadRequestException"));
        assert_eq!(answer.error(), expected, "{body}");
    }
    // An imported model's items are not counted.
    let tags = br#"{"text": "a", "author": "b", "tags": []}"#;
    assert_eq!(scene.send(post(&ASKED, tags)).await.status, 200);
}

pub(crate) async fn a_body_that_is_no_json_or_none_at_all_does_not_fit() {
    let scene = Scene::of(API).await;
    for body in ["", "text", "{", "{\"text\": \"a\", \"author\": \"b\"} {}"] {
        let answer = scene.send(post(&ASKED, body.as_bytes())).await;
        assert_eq!(answer.status, 400, "{body}");
        let log = scene.log();
        let line = "Request body does not match model schema for content type application/json: [Unknown error parsing \
                    request body]";
        assert_eq!(log[log.len() - 2], line, "{body}");
    }
}

pub(crate) async fn the_log_says_what_does_not_fit() {
    let scene = Scene::of(API).await;
    scene.send(post(&ASKED, b"{\"tags\": 1}")).await;
    let log = scene.log();
    let line = r#"Request body does not match model schema for content type application/json: [object has missing required properties (["author","text"])]"#;
    assert_eq!(log[log.len() - 2..], [line, "Method completed with status: 400"]);
}

pub(crate) async fn the_trace_says_what_does_not_fit_and_where() {
    let scene = Scene::of(API).await;
    scene.send(post(&ASKED, br#"{"text": 1, "author": "a", "tags": ["a", 2]}"#)).await;
    let event = scene.cloud.trace().pop().expect("an event");
    let execution = event.api.as_ref().expect("of an API");
    let step = execution.steps.iter().find(|step| step.name == StepName::MethodRequest).expect("the step");
    assert!(step.failed);
    let told = "request validator all: model NewMessage for application/json: /text: instance type (integer) does not match \
                any allowed primitive type (allowed: [\"string\"])";
    assert!(step.lines.iter().any(|line| line == told), "{:?}", step.lines);
    assert!(!execution.steps.iter().any(|step| step.name == StepName::IntegrationRequest), "no integration was called");
    scene.send(Request { body: FITS, ..Request::new("POST", "/dev/1?limit=1") }).await;
    let event = scene.cloud.trace().pop().expect("an event");
    let lines = &event.api.as_ref().expect("of an API").steps[0].lines;
    assert!(
        lines.iter().any(|line| line == "request validator all: missing or blank: header parameter X-Who"),
        "{lines:?}"
    );
}

pub(crate) async fn the_media_type_chooses_the_model_and_without_one_nothing_is_looked_at() {
    let scene = Scene::of(API).await;
    let wrong = b"{}";
    for media_type in ["application/json", "application/json; charset=utf-8"] {
        let headers = [("Content-Type", media_type), ("X-Who", "me")];
        assert_eq!(scene.send(post(&headers, wrong)).await.status, 400, "{media_type}");
    }
    assert_eq!(scene.send(post(&ASKED, wrong)).await.status, 400, "without a type it is JSON");
    let headers = [("Content-Type", "text/plain"), ("X-Who", "me")];
    assert_eq!(scene.send(post(&headers, wrong)).await.status, 200, "text/plain has no model");
    assert_eq!(patch(&scene, "text/plain", wrong).await.status, 400, "$default is for all others");
    assert_eq!(patch(&scene, "text/plain", FITS).await.status, 200);
}

pub(crate) async fn without_a_validator_or_a_model_nothing_is_validated() {
    let scene = Scene::of(API).await;
    assert_eq!(scene.send(Request { body: b"{}", ..Request::new("PUT", "/dev/1") }).await.status, 200);
    assert_eq!(scene.send(Request::new("DELETE", "/dev/1")).await.status, 200, "a validator, and no model");
    let none = API.replace("x-amazon-apigateway-request-validator: body\n", "");
    let scene = Scene::of(&none).await;
    assert_eq!(patch(&scene, "application/json", b"{}").await.status, 200, "a model, and no validator");
}

pub(crate) async fn a_gateway_response_can_tell_what_does_not_fit() {
    let responses = "x-amazon-apigateway-gateway-responses:
  BAD_REQUEST_BODY:
    statusCode: 422
    responseParameters: {gatewayresponse.header.X-Id: method.request.path.id}
    responseTemplates:
      application/json: '{\"message\":$context.error.messageString,\"why\":\"$context.error.validationErrorString\",\"type\":\"$context.error.responseType\"}'
  BAD_REQUEST_PARAMETERS:
    responseTemplates:
      application/json: '{\"message\":\"$context.error.message\",\"why\":\"$context.error.validationErrorString\"}'
";
    let scene = Scene::of(&format!("{API}{responses}")).await;
    let answer = scene.send(post(&ASKED, b"{\"author\": 1}")).await;
    assert_eq!((answer.status, answer.header("x-id")), (422, Some("1")));
    let why = r#"[object has missing required properties (["text"])]"#;
    assert_eq!(answer.json(), json!({"message": "Invalid request body", "why": why, "type": "BAD_REQUEST_BODY"}));
    let answer = scene.send(Request { body: FITS, ..Request::new("POST", "/dev/1?limit=1") }).await;
    let message = "Missing required request parameters: [X-Who]";
    assert_eq!((answer.status, answer.json()), (400, json!({"message": message, "why": ""})));
}

pub(crate) async fn a_test_validates_too() {
    let scene = Scene::of(API).await;
    let test = cloud::apigateway::TestInvoke {
        api_id: scene.api_id.clone(),
        resource: "/{id}".to_owned(),
        method: "POST".to_owned(),
        path_with_query: "/1?limit=1".to_owned(),
        headers: vec![("X-Who".to_owned(), "me".to_owned())],
        body: "{}".into(),
        ..cloud::apigateway::TestInvoke::default()
    };
    let invoked = scene.cloud.test_invoke_method(&test).await.expect("the method");
    assert_eq!(invoked.status, 400);
    assert!(invoked.log.contains("Request body does not match model schema"), "{}", invoked.log);
}
