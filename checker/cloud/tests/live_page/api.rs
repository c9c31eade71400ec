//! APIs on the page: the list, a request's way, and a *Test* that runs.

use std::collections::BTreeMap;

use cloud::apigateway::NewStage;
use cloud::template::{Inputs, Template};
use cloud::{Cloud, STUDENT_ACCOUNT};
use http::Method;
use serde_json::{Value, json};

use crate::client::{Stream, send, send_body, start, token};

/// Two methods that API Gateway answers itself.
const TEMPLATE: &str = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  ChatApi:
    Type: AWS::Serverless::Api
    Properties:
      StageName: dev
      OpenApiVersion: 3.0.1
      DefinitionBody:
        openapi: 3.0.1
        info: {title: Chat-API, version: "1.0"}
        paths:
          /conversations/{id}:
            get:
              security: [{Users: []}]
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}
                - {name: page, in: query, schema: {type: string}}
              responses:
                "200": {description: one, headers: {X-Made-By: {schema: {type: string}}}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: "200"
                    responseParameters: {method.response.header.X-Made-By: "'a <b>mock</b>'"}
                    responseTemplates: {application/json: '{"made": "up"}'}
        components:
          securitySchemes:
            Users:
              type: apiKey
              name: Authorization
              in: header
              x-amazon-apigateway-authtype: cognito_user_pools
              x-amazon-apigateway-authorizer:
                type: cognito_user_pools
                providerARNs: ["arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_ab12CD34"]
"#;

/// Makes the API, and gives its id.
fn make_api(cloud: &Cloud) -> String {
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: STUDENT_ACCOUNT.to_owned(),
        region: cloud.region().to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::new(),
        seed: 7,
        include: &|_| Err("nothing is included".to_owned()),
    };
    let stack = Template::parse(TEMPLATE, "template.yaml").and_then(|template| template.resolve(&inputs));
    let stack = stack.unwrap_or_else(|said| panic!("{said:#?}"));
    let failures = cloud.deploy(&stack, &|_| None);
    assert!(failures.is_empty(), "{failures:#?}");
    stack.resource("ChatApi").expect("the API").physical_id.clone()
}

fn by_name(cloud: &Cloud, api: &str) -> String {
    format!("{api}.execute-api.{}.localhost:{}", cloud.region(), cloud.port())
}

#[tokio::test]
async fn apis_are_listed_and_each_change_is_told() {
    let cloud = start().await;
    let mut stream = Stream::open(&cloud, "/_checker/events", &[]).await;
    assert_eq!(stream.cloud().await["apis"], json!([]));
    let api = make_api(&cloud);
    // No request tells of it; the API may be there before its stage is.
    let listed = loop {
        let listed = stream.cloud().await["apis"][0].clone();
        if listed["stages"] != json!([]) {
            break listed;
        }
    };
    assert_eq!((&listed["id"], &listed["name"]), (&json!(api), &json!("Chat-API")));
    let address = format!("http://{}/dev", by_name(&cloud, &api));
    let stage = &listed["stages"][0];
    assert_eq!((&stage["name"], &stage["address"]), (&json!("dev"), &json!(address)));
    assert_eq!(stage["current"], true);
    let method = &listed["methods"][0];
    assert_eq!((&method["method"], &method["path"]), (&json!("GET"), &json!("/conversations/{id}")));
    assert_eq!(method["integration"], "MOCK");

    let deployment_id = cloud.create_deployment(&api).expect("a deployment");
    let second = NewStage { name: "prod".to_owned(), deployment_id, ..NewStage::default() };
    cloud.create_stage(&api, second).expect("a stage");
    assert_eq!(stream.cloud().await["apis"][0]["stages"][1]["name"], "prod");
    let address = cloud.serve_api(&api, None).await.expect("a free port");
    assert_eq!(stream.cloud().await["apis"][0]["stages"][0]["address"], format!("http://{address}/dev"));
}

#[tokio::test]
async fn a_request_brings_its_way_with_it() {
    let cloud = start().await;
    let api = make_api(&cloud);
    let mut stream = Stream::open(&cloud, "/_checker/events", &[]).await;
    let host = by_name(&cloud, &api);
    // Its authorizer wants a token.
    send(&cloud, Method::GET, "/dev/conversations/1", &[("host", &host)]).await;
    let (_, event) = stream.request().await;
    let way = &event["api"];
    assert_eq!((&way["id"], &way["stage"]), (&json!(api), &json!("dev")));
    assert_eq!(way["method"], "GET /conversations/{id}");
    let steps = way["steps"].as_array().expect("steps");
    let names: Vec<_> = steps.iter().map(|step| (step["name"].as_str().unwrap(), &step["failed"])).collect();
    assert_eq!(names, [("method-request", &json!(true)), ("gateway-response", &json!(true))]);
    assert!(steps[1]["lines"][0].as_str().expect("a line").starts_with("UNAUTHORIZED, status 401"), "{way}");
    let recorded = cloud.trace().pop().and_then(|event| event.api).expect("a way");
    assert_eq!(way["log"], json!(recorded.log));
    assert!(recorded.log.iter().any(|line| line.ends_with("Method completed with status: 401")), "{recorded:?}");

    send(&cloud, Method::GET, "/some-bucket/a", &[]).await;
    assert_eq!(stream.request().await.1["api"], json!(null), "a request to S3 has none");
}

async fn test(cloud: &Cloud, asked: &Value) -> (u16, Value) {
    let (origin, token) = (cloud.endpoint(), token(cloud));
    let headers =
        [("origin", origin.as_str()), ("x-checker-token", token.as_str()), ("content-type", "application/json")];
    let reply = send_body(cloud, Method::POST, "/_checker/test", &headers, &asked.to_string()).await;
    (reply.status.as_u16(), serde_json::from_str(&reply.body).expect("JSON"))
}

#[tokio::test]
async fn a_test_runs_the_definition_without_its_authorizer() {
    let cloud = start().await;
    let api = make_api(&cloud);
    let mut stream = Stream::open(&cloud, "/_checker/events", &[]).await;
    let resource = stream.cloud().await["apis"][0]["methods"][0]["resource"].clone();
    let asked = json!({
        "api": api, "resource": resource, "method": "GET", "path_with_query": "/conversations/42?page=2",
        "headers": [["X-Any", "<i>"]], "body": "",
    });
    let (status, tested) = test(&cloud, &asked).await;
    assert_eq!((status, &tested["status"]), (200, &json!(200)), "{tested}");
    assert_eq!(tested["body"], r#"{"made": "up"}"#);
    let headers = tested["headers"].as_array().expect("headers");
    assert!(headers.contains(&json!(["X-Made-By", "a <b>mock</b>"])), "{headers:?}");
    assert!(tested["latency"].is_u64(), "{tested}");
    let log = tested["log"].as_str().expect("a log");
    assert!(log.starts_with("Execution log for request "), "{log}");
    for line in ["Method request path: {id=42}", "query string: {page=2}", "headers: {X-Any=<i>}", "status: 200"] {
        assert!(log.contains(line), "{line}: {log}");
    }
    // The list shows it too, as no request to a stage.
    let (_, event) = stream.request().await;
    assert_eq!(
        (&event["operation"], &event["api"]["stage"]),
        (&json!("TestInvokeMethod"), &json!("test-invoke-stage"))
    );
    let id = log.lines().next().and_then(|first| first.rsplit(' ').next()).expect("an id");
    assert!(event["api"]["log"][0].as_str().expect("a line").contains(id), "{event}");

    for (member, wrong, words) in [
        ("api", "none", "Invalid API identifier specified"),
        ("resource", "none", "Invalid Resource identifier specified"),
        ("method", "POST", "Invalid Method identifier specified"),
    ] {
        let mut asked = asked.clone();
        asked[member] = wrong.into();
        let (status, refused) = test(&cloud, &asked).await;
        assert_eq!(status, 404, "{member}");
        assert!(refused["message"].as_str().expect("a sentence").starts_with(words), "{refused}");
    }
}
