//! REST APIs of a stack: made from the included definition, and refused with the place in it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cloud::apigateway::{NewStage, StageChange, TestInvoke};
use cloud::template::{Inputs, Stack, Template};
use cloud::{Cloud, Config, CreateFailed, STUDENT_ACCOUNT};

const TEMPLATE: &str = r"
Transform: AWS::Serverless-2016-10-31
Resources:
  ChatApi:
    Type: AWS::Serverless::Api
    Properties:
      Name: chat
      StageName: dev
      OpenApiVersion: 3.0.1
      Variables:
        origin: https://example.org
      DefinitionBody:
        Fn::Transform:
          Name: AWS::Include
          Parameters:
            Location: api.yaml
";

const API: &str = r#"openapi: 3.0.1
info:
  title: Chat-API
  version: "1.0"
paths:
  /conversations:
    get:
      responses:
        "200": {description: a list}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri:
          Fn::Sub: arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:chat/invocations
"#;

fn resolve(template: &str, api: &str) -> Stack {
    let include = |name: &str| (name == "api.yaml").then(|| api.to_owned()).ok_or_else(|| "not there".to_owned());
    let inputs = Inputs {
        stack_name: "chat".to_owned(),
        account: STUDENT_ACCOUNT.to_owned(),
        region: "eu-central-1".to_owned(),
        partition: "aws".to_owned(),
        parameters: BTreeMap::new(),
        seed: 7,
        include: &include,
    };
    let resolved = Template::parse(template, "template.yaml").and_then(|template| template.resolve(&inputs));
    resolved.unwrap_or_else(|said| panic!("{said:#?}"))
}

async fn deploy(template: &str, api: &str) -> (Cloud, Stack, Vec<CreateFailed>) {
    let cloud = Cloud::start(Config::default()).await.expect("a free port");
    let stack = resolve(template, api);
    let failures = cloud.deploy(&stack, &|_| Some(PathBuf::from("bootstrap")));
    (cloud, stack, failures)
}

fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

#[tokio::test]
async fn an_api_is_deployed_to_its_stage() {
    let (cloud, stack, failures) = deploy(TEMPLATE, API).await;
    assert!(failures.is_empty(), "{failures:?}");
    let [api] = &cloud.rest_apis()[..] else { panic!("one API") };
    assert_eq!(api.id, stack.resource("ChatApi").expect("the API").physical_id);
    // Without EndpointConfiguration an API is edge-optimised.
    assert_eq!((api.name.as_str(), api.endpoint_type.as_str()), ("chat", "EDGE"));
    assert!(api.warnings.is_empty(), "{:?}", api.warnings);
    let deployment = stack.resources.iter().find(|resource| resource.resource_type.ends_with("::Deployment"));
    let deployment = &deployment.expect("a deployment").physical_id;
    assert_eq!(api.deployments.iter().collect::<Vec<_>>(), [deployment]);
    assert_eq!(api.stages.keys().collect::<Vec<_>>(), ["dev"], "no second stage");
    assert_eq!(&api.stages["dev"].deployment_id, deployment);
    assert_eq!(api.stages["dev"].variables["origin"], "https://example.org");
}

#[tokio::test]
async fn another_definition_is_another_deployment_of_the_same_api() {
    let ids = |api: &str| {
        let stack = resolve(TEMPLATE, api);
        let of = |kind: &str| {
            let found = stack.resources.iter().find(|resource| resource.resource_type == kind);
            found.expect(kind).physical_id.clone()
        };
        (of("AWS::ApiGateway::RestApi"), of("AWS::ApiGateway::Deployment"))
    };
    let first = ids(API);
    let second = ids(&with(API, "a list", "the list"));
    assert_eq!(first.0, second.0);
    assert_ne!(first.1, second.1);
}

#[tokio::test]
async fn what_api_gateway_refuses_is_told_with_its_place_in_the_included_file() {
    let api = with(API, "        httpMethod: POST\n", "");
    let (cloud, _, failures) = deploy(TEMPLATE, &api).await;
    let [failed] = &failures[..] else { panic!("{failures:?}") };
    assert_eq!(
        failed.to_string(),
        "CREATE_FAILED  AWS::ApiGateway::RestApi  ChatApi  Errors found during import: Unable to put integration on 'GET' \
         for resource at path '/conversations': Enumeration value for HttpMethod must be non-empty (Service: ApiGateway, \
         Status Code: 400)"
    );
    assert_eq!((&*failed.at.file, failed.at.line, failed.action), ("api.yaml", 11, "apigateway:ImportRestApi"));
    assert!(failed.error.hint.as_deref().is_some_and(|hint| hint.contains("POST")));
    assert!(cloud.rest_apis().is_empty(), "neither deployment nor stage is told of");
}

#[tokio::test]
async fn a_method_without_an_integration_cannot_be_deployed() {
    let api = API.split("      x-amazon-apigateway-integration").next().expect("the first part");
    let (cloud, _, failures) = deploy(TEMPLATE, api).await;
    let [failed] = &failures[..] else { panic!("{failures:?}") };
    assert_eq!(
        (failed.action, failed.error.message.as_str()),
        ("apigateway:CreateDeployment", "No integration defined for method")
    );
    assert!(failed.error.hint.as_deref().is_some_and(|hint| hint.contains("GET /conversations")));
    assert!(cloud.rest_apis()[0].stages.is_empty());
}

#[tokio::test]
async fn a_stage_has_a_name_that_is_allowed() {
    let (_cloud, _, failures) = deploy(&with(TEMPLATE, "StageName: dev", "StageName: dev.1"), API).await;
    let [failed] = &failures[..] else { panic!("{failures:?}") };
    assert_eq!(failed.error.message, "Stage name only allows a-zA-Z0-9_");
    assert_eq!((&*failed.at.file, failed.at.line), ("template.yaml", 8));
    let (cloud, _, failures) = deploy(&with(TEMPLATE, "StageName: dev", "StageName: my-dev_1"), API).await;
    assert!(failures.is_empty() && cloud.rest_apis()[0].stages.contains_key("my-dev_1"));
}

/// Without `OpenApiVersion` SAM makes a second stage, named Stage.
#[tokio::test]
async fn a_stage_that_is_there_is_not_made_again() {
    let two = with(TEMPLATE, "      OpenApiVersion: 3.0.1\n", "");
    let (cloud, _, failures) = deploy(&two, API).await;
    assert!(failures.is_empty(), "{failures:?}");
    assert_eq!(cloud.rest_apis()[0].stages.keys().collect::<Vec<_>>(), ["Stage", "dev"]);
    let (_cloud, _, failures) = deploy(&with(&two, "StageName: dev", "StageName: Stage"), API).await;
    let [failed] = &failures[..] else { panic!("{failures:?}") };
    assert_eq!(
        (failed.error.code.as_ref(), failed.error.message.as_str()),
        ("ConflictException", "Stage already exists")
    );
}

#[tokio::test]
async fn a_deployment_is_served_under_a_second_name() {
    let (cloud, _, _) = deploy(TEMPLATE, API).await;
    let api = cloud.rest_apis().remove(0);
    let first = api.stages["dev"].deployment_id.clone();
    let stage = NewStage { name: "v2".to_owned(), deployment_id: first.clone(), ..NewStage::default() };
    cloud.create_stage(&api.id, stage.clone()).expect("a stage");
    assert_eq!(cloud.create_stage(&api.id, stage).expect_err("taken").code, "ConflictException");
    let second = cloud.create_deployment(&api.id).expect("a deployment");
    assert_ne!(first, second);
    let change = StageChange {
        deployment_id: Some(second.clone()),
        variables: BTreeMap::from([("colour".to_owned(), Some("blue".to_owned()))]),
        description: None,
    };
    cloud.update_stage(&api.id, "v2", change).expect("changed");
    let stages = cloud.rest_apis().remove(0).stages;
    assert_eq!((&stages["v2"].deployment_id, &stages["dev"].deployment_id), (&second, &first));
    assert_eq!(stages["v2"].variables["colour"], "blue");
    let nothing = cloud.update_stage(&api.id, "v3", StageChange::default()).expect_err("no stage");
    assert_eq!(nothing.message, "Invalid stage identifier specified");
    let nobody = cloud.create_deployment("nobody").expect_err("no API");
    assert_eq!(nobody.message, format!("Invalid API identifier specified {STUDENT_ACCOUNT}:nobody"));
}

/// The same API without an `OpenAPI` definition.
const PLAIN: &str = r#"
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: plain
  Proxy:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: "{proxy+}"
  Any:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Proxy
      HttpMethod: ANY
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:chat/invocations
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Proxy
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      MethodResponses:
        - StatusCode: "200"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
      Integration:
        Type: MOCK
        RequestTemplates:
          application/json: '{"statusCode": 200}'
        IntegrationResponses:
          - StatusCode: "200"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_4XX
      ResponseParameters:
        gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [Any, Preflight]
    Properties:
      RestApiId: !Ref Api
      StageName: dev
"#;

#[tokio::test]
async fn an_api_is_made_of_single_resources_too() {
    let (cloud, _, failures) = deploy(PLAIN, "").await;
    assert!(failures.is_empty(), "{failures:?}");
    let api = cloud.rest_apis().remove(0);
    assert_eq!(api.name, "plain");
    assert_eq!(api.stages.keys().collect::<Vec<_>>(), ["dev"]);
    let test = TestInvoke {
        api_id: api.id,
        resource: "/{proxy+}".to_owned(),
        method: "OPTIONS".to_owned(),
        ..TestInvoke::default()
    };
    let answer = cloud.test_invoke_method(&test).await.expect("an answer");
    let origin = answer.headers.iter().find(|(name, _)| name == "Access-Control-Allow-Origin");
    assert_eq!((answer.status, origin.map(|(_, value)| value.as_str())), (200, Some("*")));
}

#[tokio::test]
async fn a_single_resource_is_refused_at_its_place() {
    let cases = [
        ("      PathPart: \"{proxy+}\"", "      PathPart: \"chat rooms\"", "apigateway:CreateResource", "PathPart"),
        ("        IntegrationHttpMethod: POST\n", "", "apigateway:PutIntegration", "Uri:"),
        (
            "Allow-Origin: \"'*'\"\n  Errors",
            "Allow-Origin: \"*\"\n  Errors",
            "apigateway:PutIntegrationResponse",
            "Origin: \"*\"",
        ),
        ("ResponseType: DEFAULT_4XX", "ResponseType: QUOTA", "apigateway:PutGatewayResponse", "Errors:"),
    ];
    for (old, new, action, line) in cases {
        let text = with(PLAIN, old, new);
        let (_cloud, _, failures) = deploy(&text, "").await;
        let failed = failures.first().unwrap_or_else(|| panic!("{action}"));
        assert_eq!(failed.action, action, "{failures:?}");
        let stands = text.lines().nth(failed.at.line - 1).unwrap_or_default();
        assert!(stands.contains(line), "{action}: line {}: {stands}", failed.at.line);
    }
}

/// A method of [`PLAIN`] with a model and a validator, which are resources of their own too.
const VALIDATED: &str = r#"
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties:
      RestApiId: !Ref Api
      Name: body
      ValidateRequestBody: true
  Message:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Message
      ContentType: application/json
      Schema: {type: string, minLength: 1}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Proxy
      HttpMethod: POST
      AuthorizationType: NONE
      RequestValidatorId: !Ref Validator
      RequestModels: {application/json: !Ref Message}
      MethodResponses: [{StatusCode: "200", ResponseModels: {application/json: Empty}}]
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 200}'}
        IntegrationResponses: [{StatusCode: "200"}]
  Deployment:"#;

#[tokio::test]
async fn models_and_validators_are_resources_of_their_own() {
    let template = with(PLAIN, "\n  Deployment:", VALIDATED);
    let (cloud, _, failures) = deploy(&template, "").await;
    assert!(failures.is_empty(), "{failures:?}");
    let api_id = cloud.rest_apis().remove(0).id;
    for (body, status) in [("\"hello\"", 200), ("\"\"", 400), ("[]", 400)] {
        let test = TestInvoke {
            api_id: api_id.clone(),
            resource: "/{proxy+}".to_owned(),
            method: "POST".to_owned(),
            body: body.into(),
            ..TestInvoke::default()
        };
        assert_eq!(cloud.test_invoke_method(&test).await.expect("an answer").status, status, "{body}");
    }
    for (old, new, action, message, line) in [
        (
            "Schema: {type: string, minLength: 1}",
            "Schema: {type: string, const: a}",
            "apigateway:CreateModel",
            "Unsupported keyword(s): [\"const\"]",
            "Schema:",
        ),
        (
            "Name: Message\n",
            "Name: New-Message\n",
            "apigateway:CreateModel",
            "Model name must be alphanumeric: New-Message",
            "Schema:",
        ),
        (
            "json: Empty}",
            "json: Nobody}",
            "apigateway:PutMethod",
            "Invalid model identifier specified: Nobody",
            "Post:",
        ),
        (
            "RequestValidatorId: !Ref Validator",
            "RequestValidatorId: nobody",
            "apigateway:PutMethod",
            "Invalid Request Validator identifier specified",
            "RequestValidatorId",
        ),
    ] {
        let wrong = with(&template, old, new);
        let (_cloud, _, failures) = deploy(&wrong, "").await;
        let failed = failures.first().unwrap_or_else(|| panic!("{new}"));
        assert_eq!(failed.action, action, "{failures:?}");
        assert!(failed.error.message.contains(message), "{}", failed.error.message);
        let stands = wrong.lines().nth(failed.at.line - 1).unwrap_or_default();
        assert!(stands.contains(line), "{new}: line {}: {stands}", failed.at.line);
    }
}

/// [`PLAIN`] behind an authorizer, with a key for whoever may do without.
const SECURED: &str = r"
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: {UserPoolName: ChatPool}
  Authorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: Cognito
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: [!GetAtt Pool.Arn]
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    DependsOn: Deployment
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: dev}]
      Throttle: {RateLimit: 1}
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}
";

fn secured() -> String {
    let method = "      AuthorizationType: NONE\n      Integration:\n        Type: AWS_PROXY";
    let asked = "      AuthorizationType: COGNITO_USER_POOLS\n      AuthorizerId: !Ref Authorizer\n      Integration:\n        Type: AWS_PROXY";
    format!("{}{SECURED}", with(PLAIN, method, asked))
}

#[tokio::test]
async fn authorizers_keys_and_plans_are_resources_of_their_own() {
    let (_cloud, stack, failures) = deploy(&secured(), "").await;
    assert!(failures.is_empty(), "{failures:?}");
    let notes: Vec<String> = stack.diagnostics.iter().map(ToString::to_string).collect();
    assert!(notes.iter().any(|note| note.contains("Throttle")), "limits hold nobody back, and that is said: {notes:?}");
}

#[tokio::test]
async fn an_authorizer_wants_the_arn_of_a_pool_and_a_plan_its_stage() {
    let text = with(&secured(), "ProviderARNs: [!GetAtt Pool.Arn]", "ProviderARNs: [!Ref Pool]");
    let (_, stack, failures) = deploy(&text, "").await;
    let failure = failures.iter().find(|failed| failed.logical_id == "Authorizer").expect("the authorizer");
    let pool = &stack.resource("Pool").expect("the pool").physical_id;
    let words = format!("ProviderARNs need to be valid Cognito Userpools. Invalid ARNs- {pool}");
    assert_eq!((failure.action, failure.error.message.as_str()), ("apigateway:CreateAuthorizer", words.as_str()));
    let line = text.lines().nth(failure.at.line - 1).expect("a line");
    assert!(line.contains("!Ref Pool"), "{line}");
    assert!(failure.error.hint.as_ref().is_some_and(|hint| hint.contains("is the pool's id")));
    let text = with(&secured(), "Stage: dev}]\n      Throttle", "Stage: prod}]\n      Throttle");
    let (_, _, failures) = deploy(&text, "").await;
    let [failure] = &failures[..] else { panic!("{failures:?}") };
    assert!(failure.error.message.starts_with("API Stage not found: "), "{failure}");
}
