//! Which requests reach a method, and what the others are told.

use serde_json::json;

use crate::client::Request;
use crate::scene::{API, Scene};

const MISSING: &str = r#"{"message":"Missing Authentication Token"}"#;

/// The definition with one more path, which takes GET.
fn with_conversation() -> String {
    let method = "    get:
      responses: {}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri:
          Fn::Sub: arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:chat/invocations
";
    let own = format!("paths:\n  /conversations/{{id}}:\n{method}  /conversations:\n{method}");
    let only = API.split("paths:\n").next().expect("a head");
    format!("{only}{own}")
}

pub(crate) async fn no_route_a_wrong_verb_and_a_wrong_stage_are_403_missing_authentication_token() {
    let scene = Scene::of(&with_conversation()).await;
    assert_eq!(scene.get("/dev/conversations/1").await.status, 200);
    for (method, target) in [
        ("GET", "/dev/unknown"),
        ("GET", "/dev/conversations/1/2"),
        ("POST", "/dev/conversations"),
        ("HEAD", "/dev/conversations"),
        ("GET", "/prod/conversations"),
        ("GET", "/"),
    ] {
        let answer = scene.send(Request::new(method, target)).await;
        let body = if method == "HEAD" { "" } else { MISSING };
        let expected = (403, body.to_owned(), Some("MissingAuthenticationTokenException"));
        assert_eq!(answer.error(), expected, "{method} {target}");
        assert_eq!(answer.header("x-amzn-trace-id"), None, "no integration ran");
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

pub(crate) async fn an_authorization_that_is_no_signature_is_complained_about_where_nothing_is_found() {
    let scene = Scene::of(&with_conversation()).await;
    let headers = [("Authorization", "token")];
    let answer = scene.send(Request::get("/dev/unknown").with(&headers)).await;
    // The SHA-256 of "token", in base64.
    let message = "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded \
                   with Base64): 'PEaenWxYddN6Q/NT1PiOYfz4EsZu7jRXRlpAsNpBU+A='.";
    assert_eq!(answer.json(), json!({"message": message}));
    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (403, Some("IncompleteSignatureException")));
    let found = scene.send(Request::get("/dev/conversations").with(&headers)).await;
    assert_eq!(found.status, 200, "a method without authorisation does not read it");
    let signature = [("Authorization", "AWS4-HMAC-SHA256 Credential=a")];
    let signed = scene.send(Request::get("/dev/unknown").with(&signature)).await;
    assert_eq!(signed.header("x-amzn-errortype"), Some("MissingAuthenticationTokenException"));
}

pub(crate) async fn an_api_that_is_not_there_is_403_forbidden() {
    let scene = Scene::start().await;
    let port = std::net::SocketAddr::from(([127, 0, 0, 1], scene.cloud.port()));
    for host in ["nobodys123.execute-api.eu-central-1.amazonaws.com", &scene.host().replace("eu-central", "us-east")] {
        let headers = [("Host", host)];
        let answer = Request::get("/dev/x").with(&headers).send(port).await;
        let expected = (403, r#"{"message":"Forbidden"}"#.to_owned(), Some("ForbiddenException"));
        assert_eq!(answer.error(), expected, "{host}");
    }
}

pub(crate) async fn an_apis_host_reaches_it_on_the_common_port() {
    let scene = Scene::start().await;
    let port = std::net::SocketAddr::from(([127, 0, 0, 1], scene.cloud.port()));
    let local = format!("{}:{}", scene.host().replace("amazonaws.com", "localhost"), port.port());
    for host in [scene.host(), local] {
        let headers = [("Host", host.as_str())];
        let answer = Request::get("/dev/x").with(&headers).send(port).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let event = answer.json();
        assert_eq!(event["headers"]["Host"], host.as_str());
        assert_eq!(event["requestContext"]["domainName"], scene.host());
    }
}

pub(crate) async fn another_stage_serves_the_same_deployment() {
    use cloud::apigateway::NewStage;
    let scene = Scene::start().await;
    let deployment_id = scene.cloud.rest_apis()[0].deployments[0].clone();
    let variables = [("colour".to_owned(), "blue".to_owned())].into();
    let stage = NewStage { name: "v2".to_owned(), deployment_id, variables, description: None };
    scene.cloud.create_stage(&scene.api_id, stage).expect("a stage");
    let event = scene.event(Request::get("/v2/conversations")).await;
    assert_eq!(event["path"], "/conversations");
    assert_eq!(event["requestContext"]["stage"], "v2");
    assert_eq!(event["requestContext"]["path"], "/v2/conversations");
    assert_eq!(event["stageVariables"], json!({"colour": "blue"}));
}

pub(crate) async fn a_get_of_one_resource_is_no_get_of_its_children() {
    let scene = Scene::of(&with_conversation()).await;
    let event = scene.event(Request::get("/dev/conversations/")).await;
    assert_eq!((&event["resource"], &event["path"]), (&json!("/conversations"), &json!("/conversations/")));
    assert_eq!(event["pathParameters"], json!(null), "no parameter is null");
    let event = scene.event(Request::get("/dev/conversations/a%2Fb")).await;
    assert_eq!((&event["resource"], &event["pathParameters"]["id"]), (&json!("/conversations/{id}"), &json!("a%2Fb")));
}
