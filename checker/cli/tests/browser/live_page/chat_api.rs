//! A cloud with an API in front of a function, for the live page to show.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;

use cloud::lambda::{NewFunction, Permission};
use cloud::roles::CreateRole;
use cloud::template::{Inputs, Template};
use cloud::{Cloud, Config, STUDENT_ACCOUNT};
use reqwest::Method;
use tempfile::TempDir;

pub(super) const FUNCTION: &str = "Chat-API-proxy";

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// The function: a list, HTML for `hostile`, and a failure for `broken`.
const BOOTSTRAP: &str = r#"#!/bin/sh
runtime="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while event=$(curl -si "$runtime/next"); do
    id=$(printf %s "$event" | tr -d '\r' | sed -n 's/^lambda-runtime-aws-request-id: *//Ip')
    case $event in
    *'"path":"/conversations/broken"'*)
        error='{"errorType":"ChatError","errorMessage":"no such bucket"}'
        curl -s -d "$error" "$runtime/$id/error" >/dev/null ;;
    *'"path":"/conversations/hostile"'*)
        answer='{"statusCode":200,"headers":{"Content-Type":"text/html"},"body":"<img src=x onerror=alert(1)>"}'
        curl -s -d "$answer" "$runtime/$id/response" >/dev/null ;;
    *)
        headers='{"Content-Type":"application/json","Access-Control-Allow-Origin":"*"}'
        body='[{\"id\":\"lunch-club\",\"participants\":[\"Amina\",\"Mateo\"],\"last\":1764086400000}]'
        curl -s -d "{\"statusCode\":200,\"headers\":$headers,\"body\":\"$body\"}" "$runtime/$id/response" >/dev/null ;;
    esac
done
"#;

const TEMPLATE: &str = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  ChatApi:
    Type: AWS::Serverless::Api
    Properties:
      Name: Chat-API
      StageName: dev
      OpenApiVersion: 3.0.1
      EndpointConfiguration: {Type: REGIONAL}
      DefinitionBody:
        openapi: 3.0.1
        info: {title: Chat-API, version: "1.0"}
        paths:
          /{proxy+}:
            x-amazon-apigateway-any-method:
              parameters: [{name: proxy, in: path, required: true, schema: {type: string}}]
              responses: {}
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:Chat-API-proxy/invocations
            options:
              responses:
                "200":
                  description: the preflight
                  headers:
                    Access-Control-Allow-Origin: {schema: {type: string}}
                    Access-Control-Allow-Methods: {schema: {type: string}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: "200"
                    responseParameters:
                      method.response.header.Access-Control-Allow-Origin: "'*'"
                      method.response.header.Access-Control-Allow-Methods: "'GET,OPTIONS'"
        x-amazon-apigateway-gateway-responses:
          DEFAULT_5XX:
            responseParameters:
              gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
"#;

/// A cloud with the API, on a port of its own.
pub(super) struct ChatApi {
    pub(super) cloud: Cloud,
    pub(super) api_id: String,
    /// `http://127.0.0.1:PORT`, without a stage.
    pub(super) origin: String,
    http: reqwest::Client,
    // The function's program lives in it.
    _folder: TempDir,
}

impl ChatApi {
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bootstrap = folder.path().join("bootstrap");
        std::fs::write(&bootstrap, BOOTSTRAP).expect("a program");
        std::fs::set_permissions(&bootstrap, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
        let config = Config { sandbox_program: Some(env!("CARGO_BIN_EXE_checker").into()), ..Config::default() };
        let cloud = Cloud::start(config).await.expect("a free port");
        let role = CreateRole { name: "chat-lambda-data", trust_policy: TRUST, ..CreateRole::default() };
        let role = cloud.iam().create_role(&role).expect("a role").arn;
        let function = NewFunction { timeout: 10, ..NewFunction::new(FUNCTION, role, bootstrap) };
        cloud.create_function(function).expect("a function");
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
        let api_id = stack.resource("ChatApi").expect("the API").physical_id.clone();
        let permission = Permission {
            statement_id: "every-method".to_owned(),
            action: "lambda:InvokeFunction".to_owned(),
            principal: "apigateway.amazonaws.com".to_owned(),
            source_arn: Some(format!("arn:aws:execute-api:{}:{STUDENT_ACCOUNT}:{api_id}/*/*/*", cloud.region())),
            source_account: None,
        };
        cloud.add_permission(FUNCTION, &permission).expect("a permission");
        let origin = format!("http://{}", cloud.serve_api(&api_id, None).await.expect("a free port"));
        // A second test finds the provider installed already, and that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { cloud, api_id, origin, http, _folder: folder }
    }

    /// Sends a request as the site does, and gives the status.
    pub(super) async fn ask(&self, method: Method, path: &str) -> u16 {
        let request =
            self.http.request(method, format!("{}{path}", self.origin)).header("Origin", "http://127.0.0.1:4567");
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        answer.bytes().await.expect("a whole answer");
        status
    }

    /// Asks the control plane as the user `student`. curl signs: <https://curl.se/docs/manpage.html#--aws-sigv4>
    pub(super) async fn control(&self, method: &str, path: &str, body: &str) {
        let student = self.cloud.student();
        let output = tokio::process::Command::new("curl")
            .args(["-sS", "--fail-with-body", "--noproxy", "*", "-X", method, "-H", "Content-Type: application/json"])
            .args(["--aws-sigv4", &format!("aws:amz:{}:apigateway", self.cloud.region())])
            .args(["--user", &format!("{}:{}", student.access_key_id, student.secret_access_key)])
            .args(["-d", body, &format!("{}/restapis/{}{path}", self.cloud.endpoint(), self.api_id)])
            .output();
        let output = output.await.expect("curl");
        assert!(output.status.success(), "{method} {path}: {output:?}");
    }
}
