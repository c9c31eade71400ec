//! The event of a proxy integration: every key that AWS's own events have.

use serde_json::{Value, json};

use crate::client::Request;
use crate::scene::{Scene, with};

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

pub(crate) async fn the_event_has_all_keys_of_version_1_0() {
    let scene = Scene::start().await;
    let event = scene.event(Request::get("/dev/conversations")).await;
    let mut expected = [
        "resource",
        "path",
        "httpMethod",
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "requestContext",
        "body",
        "isBase64Encoded",
    ];
    expected.sort_unstable();
    assert_eq!(keys(&event), expected);
    let context = &event["requestContext"];
    let mut expected = [
        "accountId",
        "apiId",
        "deploymentId",
        "domainName",
        "domainPrefix",
        "extendedRequestId",
        "httpMethod",
        "identity",
        "path",
        "protocol",
        "requestId",
        "requestTime",
        "requestTimeEpoch",
        "resourceId",
        "resourcePath",
        "stage",
    ];
    expected.sort_unstable();
    assert_eq!(keys(context), expected);
    let mut expected = [
        "accessKey",
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "sourceIp",
        "user",
        "userAgent",
        "userArn",
    ];
    expected.sort_unstable();
    assert_eq!(keys(&context["identity"]), expected);
    assert_eq!(event["resource"], "/{proxy+}");
    assert_eq!(event["httpMethod"], "GET");
    assert_eq!(context["resourcePath"], "/{proxy+}");
    assert_eq!(context["httpMethod"], "GET");
    assert_eq!(context["accountId"], "111122223333");
    assert_eq!(context["apiId"], scene.api_id);
    assert_eq!(context["domainPrefix"], scene.api_id);
    assert_eq!(context["domainName"], scene.host());
    assert_eq!(context["protocol"], "HTTP/1.1");
    assert_eq!(context["stage"], "dev");
    assert_eq!(context["path"], "/dev/conversations");
    assert_eq!(context["identity"]["sourceIp"], "127.0.0.1");
    assert!(context["requestTimeEpoch"].as_u64().is_some_and(|time| time > 1_700_000_000_000));
    assert!(context["requestTime"].as_str().is_some_and(|time| time.ends_with(" +0000")));
}

pub(crate) async fn what_is_absent_is_null() {
    let scene = Scene::start().await;
    let event = scene.event(Request::get("/dev/conversations")).await;
    for key in ["queryStringParameters", "multiValueQueryStringParameters", "stageVariables", "body"] {
        assert_eq!(event[key], Value::Null, "{key}");
    }
    assert_eq!(event["isBase64Encoded"], json!(false));
    for (key, value) in event["requestContext"]["identity"].as_object().expect("an identity") {
        assert_eq!(value.is_null(), key != "sourceIp", "{key}: {value}");
    }
}

pub(crate) async fn header_names_keep_the_clients_spelling() {
    let scene = Scene::start().await;
    let headers = [("X-cUSTOM", "1"), ("x-lower", "2"), ("X-cUSTOM", "3"), ("user-agent", "test/1")];
    let event = scene.event(Request::get("/dev/x").with(&headers)).await;
    assert_eq!(event["headers"]["X-cUSTOM"], "3");
    assert_eq!(event["multiValueHeaders"]["X-cUSTOM"], json!(["1", "3"]));
    assert_eq!(event["headers"]["x-lower"], "2");
    assert_eq!(event["headers"]["User-Agent"], "test/1");
    assert_eq!(event["requestContext"]["identity"]["userAgent"], "test/1");
}

pub(crate) async fn api_gateway_adds_headers_of_its_own() {
    let scene = Scene::start().await;
    let event = scene.event(Request::get("/dev/x")).await;
    let headers = &event["headers"];
    assert_eq!(headers["Host"], scene.address.to_string());
    assert_eq!((&headers["X-Forwarded-Port"], &headers["X-Forwarded-Proto"]), (&json!("443"), &json!("https")));
    assert_eq!(headers["X-Forwarded-For"], "127.0.0.1");
    assert!(headers["X-Amzn-Trace-Id"].as_str().is_some_and(|id| id.starts_with("Root=1-")));
    assert_eq!((&headers["Via"], &headers["Connection"]), (&Value::Null, &Value::Null));
    assert_eq!(event["multiValueHeaders"]["X-Forwarded-For"], json!(["127.0.0.1"]));
}

pub(crate) async fn a_trace_that_the_caller_began_goes_on() {
    let scene = Scene::start().await;
    let root = "Root=1-58406520-a006649127e371903a2de979";
    let headers = [("X-Amzn-Trace-Id", root)];
    let answer = scene.send(Request::get("/dev/x").with(&headers)).await;
    assert_eq!(answer.json()["headers"]["X-Amzn-Trace-Id"], root);
    assert!(answer.header("x-amzn-trace-id").is_some_and(|id| id.starts_with(root)));
}

pub(crate) async fn query_values_are_decoded_and_the_last_of_a_repeated_key_counts() {
    let scene = Scene::start().await;
    let event = scene.event(Request::get("/dev/x?a=1&a=2+3&b=%2B%C3%A4&c")).await;
    assert_eq!(event["queryStringParameters"], json!({"a": "2 3", "b": "+ä", "c": ""}));
    assert_eq!(event["multiValueQueryStringParameters"], json!({"a": ["1", "2 3"], "b": ["+ä"], "c": [""]}));
}

pub(crate) async fn a_trailing_slash_is_cut_from_the_parameter_only() {
    let scene = Scene::start().await;
    let event = scene.event(Request::get("/dev/proxy-value/")).await;
    assert_eq!((&event["path"], &event["pathParameters"]["proxy"]), (&json!("/proxy-value/"), &json!("proxy-value")));
}

pub(crate) async fn double_slashes_inside_are_kept_and_those_after_the_stage_are_one() {
    let scene = Scene::start().await;
    let event = scene.event(Request::get("/dev/a//b")).await;
    assert_eq!((&event["path"], &event["pathParameters"]["proxy"]), (&json!("/a//b"), &json!("a//b")));
    let event = scene.event(Request::get("/dev//x")).await;
    assert_eq!((&event["path"], &event["pathParameters"]["proxy"]), (&json!("/x"), &json!("x")));
    assert_eq!(event["requestContext"]["path"], "/dev//x");
}

pub(crate) async fn percent_escapes_stay_as_sent_in_path_and_parameter() {
    let scene = Scene::start().await;
    let event = scene.event(Request::get("/dev/test%2Balias@gmail.com/a%2Fb")).await;
    assert_eq!(event["path"], "/test%2Balias@gmail.com/a%2Fb");
    assert_eq!(event["pathParameters"]["proxy"], "test%2Balias@gmail.com/a%2Fb");
}

pub(crate) async fn a_body_is_text_unless_its_media_type_is_binary() {
    let binary = with("openapi: 3.0.1\n", "openapi: 3.0.1\nx-amazon-apigateway-binary-media-types: [image/png]\n");
    let scene = Scene::of(&binary).await;
    let text = Request { body: "grüße".as_bytes(), ..Request::new("POST", "/dev/x") };
    let event = scene.event(text).await;
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("grüße"), &json!(false)));
    let headers = [("Content-Type", "image/png")];
    let image = Request { body: b"\xff\x00", ..Request::new("POST", "/dev/x").with(&headers) };
    let event = scene.event(image).await;
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("/wA="), &json!(true)));
}

pub(crate) async fn an_edge_api_shows_cloudfronts_headers() {
    let scene = Scene::edge().await;
    let event = scene.event(Request::get("/dev/x")).await;
    for name in ["Via", "CloudFront-Forwarded-Proto", "X-Amz-Cf-Id"] {
        assert!(event["headers"][name].is_string(), "{name}: {}", event["headers"]);
    }
}
