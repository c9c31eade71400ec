//! Request validators and what of a method names them, in the recorded words of `LocalStack`'s
//! `TestApiGatewayApiRequestValidator`, `test_put_method_validation` and `test_update_method_validation`.

use serde_json::{Value, json};

use crate::client::{Scene, document};

fn patch(op: &str, path: &str, value: &str) -> String {
    json!({"patchOperations": [{"op": op, "path": path, "value": value}]}).to_string()
}

#[tokio::test]
async fn a_validator_is_made_read_changed_and_deleted() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let all = format!("{api}/requestvalidators");
    let made = scene.call("POST", &all, r#"{"name": "mine"}"#).await;
    assert_eq!(made.status, 201);
    let id = made.text("id");
    let expected = json!({"id": id, "name": "mine", "validateRequestBody": false, "validateRequestParameters": false});
    assert_eq!(made.body, expected);
    let own = format!("{all}/{id}");
    assert_eq!(scene.get(&own).await, expected);
    assert_eq!(scene.get(&all).await, json!({"item": [expected]}));
    for (value, is_on) in [("true", true), ("", false)] {
        let changed = scene.call("PATCH", &own, patch("replace", "/validateRequestBody", value)).await;
        assert_eq!((changed.status, &changed.body["validateRequestBody"]), (200, &json!(is_on)));
    }
    for (body, message) in [
        (
            patch("add", "/validateRequestBody", "true"),
            "Invalid patch path  '/validateRequestBody' specified for op 'add'. Please choose supported operations",
        ),
        (
            patch("replace", "/invalidPath", "x"),
            "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/name, \
             /validateRequestParameters, /validateRequestBody]",
        ),
        (patch("replace", "/name", ""), "Request Validator name cannot be blank"),
    ] {
        assert_eq!(scene.call("PATCH", &own, body).await.refusal(), (400, "BadRequestException", message));
    }
    let twice = scene.call("POST", &all, r#"{"name": "mine"}"#).await;
    assert_eq!(twice.refusal().2, "Request Validator name must be unique");
    assert_eq!(scene.call("DELETE", &own, "").await.status, 202);
    let message = "Invalid Request Validator identifier specified";
    for method in ["GET", "DELETE"] {
        assert_eq!(scene.call(method, &own, "").await.refusal(), (404, "NotFoundException", message));
    }
    let nobody = scene.call("POST", "/restapis/nobody/requestvalidators", r#"{"name": "x"}"#).await;
    assert_eq!(nobody.refusal(), (400, "BadRequestException", "Invalid REST API identifier specified"));
    let nobody = scene.call("GET", "/restapis/nobody/requestvalidators", "").await;
    assert_eq!(nobody.refusal(), (404, "NotFoundException", "Invalid API identifier specified 111122223333:nobody"));
}

#[tokio::test]
async fn a_method_names_its_validator_models_and_parameters() {
    let scene = Scene::start().await;
    let api = format!("/restapis/{}", scene.call("POST", "/restapis", r#"{"name": "x"}"#).await.text("id"));
    let method = format!("{api}/resources/{}/methods/POST", scene.resource(&api, "/").await);
    let validator = scene.call("POST", &format!("{api}/requestvalidators"), r#"{"name": "all"}"#).await.text("id");
    let put = |body: Value| scene.call("PUT", &method, body.to_string());
    let none = json!("NONE");
    for (body, message) in [
        (
            json!({"authorizationType": none, "requestValidatorId": "nobody"}),
            "Invalid Request Validator identifier specified",
        ),
        (
            json!({"authorizationType": none, "requestModels": {"application/json": "petModel"}}),
            "Invalid model identifier specified: petModel",
        ),
        (
            json!({"authorizationType": none, "requestParameters":
                {"method.request.header.a": true, "method.request.querystring.a": false}}),
            "Parameter names must be unique across querystring, header and path",
        ),
        (
            json!({"authorizationType": "CUSTOM"}),
            "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a \
             valid authorizer.",
        ),
    ] {
        assert_eq!(put(body).await.refusal(), (400, "BadRequestException", message));
    }
    let made = put(json!({
        "authorizationType": none,
        "requestValidatorId": validator,
        "requestModels": {"application/json": "Empty"},
        "requestParameters": {"method.request.header.h": true},
    }))
    .await;
    assert_eq!(made.status, 201);
    let mut expected = json!({
        "httpMethod": "POST",
        "authorizationType": "NONE",
        "apiKeyRequired": false,
        "requestValidatorId": validator,
        "requestModels": {"application/json": "Empty"},
        "requestParameters": {"method.request.header.h": true},
    });
    assert_eq!(made.body, expected);
    assert_eq!(scene.get(&method).await, expected);
    let used = scene.call("DELETE", &format!("{api}/requestvalidators/{validator}"), "").await;
    let message = "Cannot delete Request Validator 'all', is referenced in method: POST//";
    assert_eq!(used.refusal(), (409, "ConflictException", message));

    let update = |op: &str, path: &str, value: &str| scene.call("PATCH", &method, patch(op, path, value));
    assert_eq!(update("add", "/requestModels/application~1json", "Error").await.status, 200);
    assert_eq!(update("add", "/requestParameters/method.request.querystring.q", "true").await.status, 200);
    let updated = update("replace", "/requestValidatorId", "").await;
    expected["requestModels"] = json!({"application/json": "Error"});
    expected["requestParameters"]["method.request.querystring.q"] = json!(true);
    expected.as_object_mut().expect("a map").remove("requestValidatorId");
    assert_eq!(updated.body, expected);
    for (op, path, value, message) in [
        ("replace", "/httpMethod", "GET", "Invalid patch path /httpMethod"),
        ("replace", "/requestParameters", "x", "Invalid patch path /requestParameters"),
        ("add", "/requestModels/application/json", "x", "Invalid patch path /requestModels/application/json"),
        ("add", "/requestModels/text~1plain", "nobody", "Invalid model identifier specified: nobody"),
        ("remove", "/apiKeyRequired", "", "Invalid patch operation specified. Must be one of: [replace]"),
        ("replace", "/requestValidatorId", "wrong", "Invalid Request Validator identifier specified"),
    ] {
        assert_eq!(update(op, path, value).await.refusal(), (400, "BadRequestException", message), "{path}");
    }
    assert_eq!(scene.get(&method).await, expected, "what is refused changes nothing");
}

#[tokio::test]
async fn a_documents_validators_are_shown_at_its_methods() {
    let scene = Scene::start().await;
    let mut chat = document();
    chat["x-amazon-apigateway-request-validators"] = json!({"all": {"validateRequestBody": true}});
    chat["x-amazon-apigateway-request-validator"] = json!("all");
    let api = scene.import(&chat.to_string()).await;
    let listed = scene.get(&format!("{api}/requestvalidators")).await;
    let id = listed["item"][0]["id"].clone();
    assert_eq!(listed["item"][0]["validateRequestBody"], true);
    let method = format!("{api}/resources/{}/methods/ANY", scene.resource(&api, "/{proxy+}").await);
    assert_eq!(scene.get(&method).await["requestValidatorId"], id);
}

/// The words are those of `PutMethod`; no public log of an import's was found.
#[tokio::test]
async fn an_import_refuses_a_validator_that_is_not_there() {
    let scene = Scene::start().await;
    let mut chat = document();
    chat["x-amazon-apigateway-request-validators"] = json!({"all": {"validateRequestBody": true}});
    let method = &mut chat["paths"]["/{proxy+}"]["x-amazon-apigateway-any-method"];
    method["x-amazon-apigateway-request-validator"] = json!("some");
    let refused = scene.call("POST", "/restapis?mode=import", chat.to_string()).await;
    let message = "Errors found during import:\n\tUnable to put method 'ANY' on resource at path '/{proxy+}': Invalid Request \
                   Validator identifier specified";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));
}
