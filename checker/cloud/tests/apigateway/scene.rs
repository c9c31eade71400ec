//! A cloud with a function and an API in front of it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use cloud::lambda::{NewFunction, Permission};
use cloud::roles::CreateRole;
use cloud::template::{Inputs, Template};
use cloud::{Cloud, Config, STUDENT_ACCOUNT};

use crate::client::{Answer, Request};

pub(crate) const FUNCTION: &str = "chat";
pub(crate) const REGION: &str = "eu-central-1";

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

pub(crate) const TEMPLATE: &str = r"
Transform: AWS::Serverless-2016-10-31
Resources:
  ChatApi:
    Type: AWS::Serverless::Api
    Properties:
      Name: chat
      StageName: dev
      OpenApiVersion: 3.0.1
      EndpointConfiguration:
        Type: REGIONAL
      DefinitionBody:
        Fn::Transform:
          Name: AWS::Include
          Parameters:
            Location: api.yaml
";

/// `/{proxy+}` goes to the function; its preflight is answered by API Gateway.
pub(crate) const API: &str = r#"openapi: 3.0.1
info:
  title: Chat-API
  version: "1.0"
paths:
  /{proxy+}:
    x-amazon-apigateway-any-method:
      parameters: [{name: proxy, in: path, required: true, schema: {type: string}}]
      responses: {}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri:
          Fn::Sub: arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:chat/invocations
    options:
      responses:
        "200":
          description: the preflight
          headers:
            Access-Control-Allow-Origin: {schema: {type: string}}
            Access-Control-Allow-Methods: {schema: {type: string}}
            Access-Control-Allow-Headers: {schema: {type: string}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: '{"statusCode": 200}'
        responses:
          default:
            statusCode: "200"
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
              method.response.header.Access-Control-Allow-Methods: "'GET,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type'"
"#;

/// A cloud with one API.
pub(crate) struct Scene {
    pub(crate) cloud: Cloud,
    pub(crate) api_id: String,
    /// The port of the API's own.
    pub(crate) address: SocketAddr,
}

/// This program, which is the function's bootstrap as well.
fn bootstrap() -> PathBuf {
    std::env::current_exe().expect("this program")
}

/// What may invoke the function: every method of the API, in every stage.
pub(crate) fn every_method(api_id: &str) -> String {
    format!("arn:aws:execute-api:{REGION}:{STUDENT_ACCOUNT}:{api_id}/*/*/*")
}

/// Lets API Gateway invoke the function from a source.
pub(crate) fn permit(cloud: &Cloud, statement_id: &str, source_arn: String) {
    let permission = Permission {
        statement_id: statement_id.to_owned(),
        action: "lambda:InvokeFunction".to_owned(),
        principal: "apigateway.amazonaws.com".to_owned(),
        source_arn: Some(source_arn),
        source_account: None,
    };
    cloud.add_permission(FUNCTION, &permission).expect("a permission");
}

impl Scene {
    /// The API of [`API`], whose every method may invoke the function.
    pub(crate) async fn start() -> Self {
        Self::of(API).await
    }

    /// An API of another definition.
    pub(crate) async fn of(api: &str) -> Self {
        Self::with(TEMPLATE, api, |_| ()).await
    }

    /// As [`of`](Self::of), with a property more of the API in the template.
    pub(crate) async fn with_property(property: &str, api: &str) -> Self {
        let template = TEMPLATE.replacen("      Name: chat\n", &format!("      Name: chat\n      {property}\n"), 1);
        Self::with(&template, api, |_| ()).await
    }

    /// As [`of`](Self::of), with the function changed before it is made.
    pub(crate) async fn with_function(api: &str, change: impl FnOnce(&mut NewFunction)) -> Self {
        Self::with(TEMPLATE, api, change).await
    }

    /// The API of [`API`] with the endpoint type that an API has by default.
    pub(crate) async fn edge() -> Self {
        let template = TEMPLATE.replacen("        Type: REGIONAL\n", "        Type: EDGE\n", 1);
        Self::with(&template, API, |_| ()).await
    }

    async fn with(template: &str, api: &str, change: impl FnOnce(&mut NewFunction)) -> Self {
        let scene = Self::without_permission(template, api, change).await;
        permit(&scene.cloud, "every-method", every_method(&scene.api_id));
        scene
    }

    async fn without_permission(template: &str, api: &str, change: impl FnOnce(&mut NewFunction)) -> Self {
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        Self::on(cloud, template, api, change).await
    }

    /// As [`of`](Self::of), from another template.
    pub(crate) async fn of_template(template: &str, api: &str) -> Self {
        Self::with(template, api, |_| ()).await
    }

    /// The API on a cloud that has something already.
    pub(crate) async fn on_cloud(cloud: Cloud, api: &str) -> Self {
        let scene = Self::on(cloud, TEMPLATE, api, |_| ()).await;
        permit(&scene.cloud, "every-method", every_method(&scene.api_id));
        scene
    }

    async fn on(cloud: Cloud, template: &str, api: &str, change: impl FnOnce(&mut NewFunction)) -> Self {
        let role = CreateRole { name: "chat-lambda-data", trust_policy: TRUST, ..CreateRole::default() };
        let role = cloud.iam().create_role(&role).expect("a role").arn;
        let mut function = NewFunction::new(FUNCTION, role, bootstrap());
        function.timeout = 10;
        change(&mut function);
        cloud.create_function(function).expect("a function");
        let include = |name: &str| (name == "api.yaml").then(|| api.to_owned()).ok_or_else(|| "not there".to_owned());
        let inputs = Inputs {
            stack_name: "chat".to_owned(),
            account: STUDENT_ACCOUNT.to_owned(),
            region: REGION.to_owned(),
            partition: "aws".to_owned(),
            parameters: BTreeMap::new(),
            seed: 7,
            include: &include,
        };
        let stack = Template::parse(template, "template.yaml").and_then(|template| template.resolve(&inputs));
        let stack = stack.unwrap_or_else(|said| panic!("{said:#?}"));
        let failures = cloud.deploy(&stack, &|_| None);
        assert!(failures.is_empty(), "{failures:#?}");
        let api_id = stack.resource("ChatApi").expect("the API").physical_id.clone();
        let address = cloud.serve_api(&api_id, None).await.expect("a free port");
        Self { cloud, api_id, address }
    }

    /// The API without a permission to invoke the function.
    pub(crate) async fn forbidden(api: &str) -> Self {
        Self::without_permission(TEMPLATE, api, |_| ()).await
    }

    /// Sends a request to the API's own port.
    pub(crate) async fn send(&self, request: Request<'_>) -> Answer {
        request.send(self.address).await
    }

    /// GET, with the stage.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    /// The event that the function gets of a request.
    pub(crate) async fn event(&self, request: Request<'_>) -> serde_json::Value {
        let answer = self.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// What the caller gets of a function's answer.
    pub(crate) async fn answered(&self, function_answer: &str) -> Answer {
        self.send(Request { body: function_answer.as_bytes(), ..Request::new("POST", "/dev/x?do=answer") }).await
    }

    /// The execution log of the stage `dev`, without the requests' ids.
    pub(crate) fn log(&self) -> Vec<String> {
        let lines = self.cloud.execution_log(&self.api_id, "dev");
        lines.iter().map(|line| line.split_once(") ").expect("an id").1.to_owned()).collect()
    }

    pub(crate) fn host(&self) -> String {
        format!("{}.execute-api.{REGION}.amazonaws.com", self.api_id)
    }
}

/// The definition with a part replaced.
pub(crate) fn with(old: &str, new: &str) -> String {
    assert!(API.contains(old), "{old}");
    API.replacen(old, new, 1)
}
