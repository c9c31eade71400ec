//! API Gateway's control plane: a definition is imported, read back, deployed, changed, and deleted.

use serde_json::{Value, json};

use crate::scene::{Scene, error};

const API: &str = r#"openapi: 3.0.1
info: {title: Chat API, version: "1.0"}
paths:
  /{proxy+}:
    x-amazon-apigateway-any-method:
      responses: {"200": {description: any}}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:chat/invocations
    options:
      responses:
        "200": {description: preflight, headers: {Access-Control-Allow-Origin: {schema: {type: string}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default:
            statusCode: "200"
            responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}
"#;

/// `aws apigateway OPERATION --rest-api-id API …`.
fn call<'a>(api: &'a str, operation: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
    [&["apigateway", operation, "--rest-api-id", api], arguments].concat()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}")).to_owned()
}

/// A cloud with the API in it: the scene, the API's id, the id of `/{proxy+}`.
async fn imported() -> (Scene, String, String) {
    let scene = Scene::new().await;
    scene.write("api.yaml", API.as_bytes());
    let made = scene.json(&["apigateway", "import-rest-api", "--body", "fileb://api.yaml"]).await;
    let api = text(&made, "id");
    let resources = scene.json(&call(&api, "get-resources", &[])).await;
    let resource = resources["items"].as_array().expect("a list").iter().find(|it| it["path"] == "/{proxy+}");
    let resource = text(resource.expect("the resource"), "id");
    (scene, api, resource)
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_definition_is_imported_and_read_back() {
    let (scene, api, resource) = imported().await;
    let apis =
        scene.json(&["apigateway", "get-rest-apis", "--query", "items[].[name,endpointConfiguration.types[0]]"]).await;
    assert_eq!(apis, json!([["Chat API", "EDGE"]]));
    let embedded = scene.json(&call(&api, "get-resources", &["--embed", "methods"])).await;
    let path = "/items/1/resourceMethods/ANY/methodIntegration/type";
    assert_eq!(embedded.pointer(path), Some(&json!("AWS_PROXY")), "{embedded}");
    let of = ["--resource-id", resource.as_str(), "--http-method", "OPTIONS"];
    let with_status = [&of[..], &["--status-code", "200"]].concat();
    let method = scene.json(&call(&api, "get-method", &of)).await;
    assert_eq!(method["authorizationType"], "NONE");
    let integration = scene.json(&call(&api, "get-integration", &of)).await;
    assert_eq!((&integration["type"], &method["methodIntegration"]), (&json!("MOCK"), &integration));
    let response = scene.json(&call(&api, "get-method-response", &with_status)).await;
    let origin = "method.response.header.Access-Control-Allow-Origin";
    assert_eq!(response["responseParameters"], json!({origin: false}));
    let response = scene.json(&call(&api, "get-integration-response", &with_status)).await;
    assert_eq!(response["responseParameters"], json!({origin: "'*'"}));
    let missing = [&of[..3], &["GET"]].concat();
    let refused = scene.refused(&call(&api, "get-method", &missing)).await;
    assert_eq!(refused, error("NotFoundException", "GetMethod", "Invalid Method identifier specified"));
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn an_api_is_deployed_and_its_stage_changed() {
    let (scene, api, _) = imported().await;
    let deployed = scene.json(&call(&api, "create-deployment", &["--stage-name", "dev"])).await;
    let deployment = text(&deployed, "id");
    let patch = "op=replace,path=/variables/colour,value=blue";
    scene.done(&call(&api, "update-stage", &["--stage-name", "dev", "--patch-operations", patch])).await;
    let stage = scene.json(&call(&api, "get-stage", &["--stage-name", "dev"])).await;
    assert_eq!((text(&stage, "deploymentId"), &stage["variables"]), (deployment.clone(), &json!({"colour": "blue"})));
    let refused = scene.refused(&call(&api, "delete-deployment", &["--deployment-id", &deployment])).await;
    let message = "Active stages pointing to this deployment must be moved or deleted";
    assert_eq!(refused, error("BadRequestException", "DeleteDeployment", message));
    scene.done(&call(&api, "create-stage", &["--stage-name", "v2", "--deployment-id", &deployment])).await;
    let stages = scene.json(&call(&api, "get-stages", &["--query", "item[].stageName"])).await;
    assert_eq!(stages, json!(["dev", "v2"]));
    for name in ["dev", "v2"] {
        scene.done(&call(&api, "delete-stage", &["--stage-name", name])).await;
    }
    scene.done(&call(&api, "delete-deployment", &["--deployment-id", &deployment])).await;
    assert_eq!(scene.json(&call(&api, "get-deployments", &["--query", "items"])).await, json!([]));
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_gateway_response_is_set_and_unset() {
    let (scene, api, _) = imported().await;
    let origin = json!({"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"});
    let of = ["--response-type", "DEFAULT_4XX"];
    let parameters = origin.to_string();
    let put = [&of[..], &["--response-parameters", parameters.as_str()]].concat();
    scene.done(&call(&api, "put-gateway-response", &put)).await;
    let own = scene.json(&call(&api, "get-gateway-response", &of)).await;
    assert_eq!((&own["responseParameters"], &own["defaultResponse"]), (&origin, &json!(false)));
    scene.done(&call(&api, "delete-gateway-response", &of)).await;
    let refused = scene.refused(&call(&api, "delete-gateway-response", &of)).await;
    assert_eq!(
        refused,
        error("NotFoundException", "DeleteGatewayResponse", "Gateway response type not defined on api")
    );
    let all = scene.json(&call(&api, "get-gateway-responses", &["--query", "length(items)"])).await;
    assert_eq!(all, json!(21));
}

#[tokio::test]
#[ignore = "needs the AWS CLI: .ci/run has a stage for it"]
async fn a_definition_is_put_again_and_the_api_deleted() {
    let (scene, api, _) = imported().await;
    scene.write("wrong.yaml", API.replace("        httpMethod: POST\n", "").as_bytes());
    let refused =
        scene.refused(&call(&api, "put-rest-api", &["--mode", "overwrite", "--body", "fileb://wrong.yaml"])).await;
    let message = "Errors found during import:\n\tUnable to put integration on 'ANY' for resource at path '/{proxy+}': \
                   Enumeration value for HttpMethod must be non-empty";
    assert_eq!(refused, error("BadRequestException", "PutRestApi", message));
    scene.write("other.yaml", API.replace("/{proxy+}", "/conversations").as_bytes());
    scene.done(&call(&api, "put-rest-api", &["--mode", "overwrite", "--body", "fileb://other.yaml"])).await;
    let paths = scene.json(&call(&api, "get-resources", &["--query", "items[].path"])).await;
    assert_eq!(paths, json!(["/", "/conversations"]));
    scene.done(&call(&api, "delete-rest-api", &[])).await;
    let refused = scene.refused(&call(&api, "get-rest-api", &[])).await;
    let message = format!("Invalid API identifier specified 111122223333:{api}");
    assert_eq!(refused, error("NotFoundException", "GetRestApi", &message));
}
