//! Models, in the recorded words of `LocalStack`'s `TestApiGatewayApiModels` and `test_put_method_model`.

use serde_json::{Value, json};

use crate::client::{Answer, Scene, document};

const OBJECT: &str = r#"{"title": "Pet", "type": "object"}"#;

async fn empty_api(scene: &Scene) -> String {
    format!("/restapis/{}", scene.call("POST", "/restapis", r#"{"name": "pets"}"#).await.text("id"))
}

async fn create(scene: &Scene, api: &str, name: &str, schema: &str) -> Answer {
    let model = json!({"name": name, "contentType": "application/json", "schema": schema});
    scene.call("POST", &format!("{api}/models"), model.to_string()).await
}

fn patch(op: &str, path: &str, value: &str) -> String {
    json!({"patchOperations": [{"op": op, "path": path, "value": value}]}).to_string()
}

#[tokio::test]
async fn fact_a_new_api_has_the_models_empty_and_error() {
    let scene = Scene::start().await;
    let api = empty_api(&scene).await;
    let models = scene.get(&format!("{api}/models")).await;
    let models = models["item"].as_array().expect("a list");
    let told: Vec<_> = models.iter().map(|model| (model["name"].as_str(), model["description"].as_str())).collect();
    assert_eq!(
        told,
        [
            (Some("Empty"), Some("This is a default empty schema model")),
            (Some("Error"), Some("This is a default error schema model"))
        ]
    );
    let schema: Value = serde_json::from_str(models[1]["schema"].as_str().expect("text")).expect("JSON");
    assert_eq!(
        (&schema["title"], &schema["properties"]["message"]),
        (&json!("Error Schema"), &json!({"type": "string"}))
    );
    let imported = scene.import(&document().to_string()).await;
    assert_eq!(scene.get(&format!("{imported}/models")).await, json!({"item": []}), "an imported one has its own");
}

#[tokio::test]
async fn a_model_is_made_read_changed_and_deleted() {
    let scene = Scene::start().await;
    let api = empty_api(&scene).await;
    let made = create(&scene, &api, "Pet", OBJECT).await;
    assert_eq!(made.status, 201);
    let path = format!("{api}/models/Pet");
    assert_eq!(scene.get(&path).await, made.body);
    assert_eq!(made.body["schema"], OBJECT, "word by word");
    let changed = scene.call("PATCH", &path, patch("replace", "/schema", r#"{"type": "string"}"#)).await;
    assert_eq!((changed.status, &changed.body["schema"]), (200, &json!(r#"{"type": "string"}"#)));
    let deleted = scene.call("DELETE", &path, "").await;
    assert_eq!((deleted.status, deleted.body), (202, Value::Null));
    let message = "Invalid model name specified: Pet";
    for (method, body) in [("GET", ""), ("DELETE", ""), ("PATCH", "{}")] {
        assert_eq!(scene.call(method, &path, body).await.refusal(), (404, "NotFoundException", message), "{method}");
    }
}

#[tokio::test]
async fn what_is_no_model_is_refused_in_recorded_words() {
    let scene = Scene::start().await;
    let api = empty_api(&scene).await;
    create(&scene, &api, "Pet", OBJECT).await;
    let no_schema = "Model schema must have at least 1 property or array items defined";
    let invalid = "Invalid model specified: Validation Result: warnings : [], errors : [";
    let address = api.strip_prefix("/restapis/").expect("an id");
    let owner =
        json!({"$ref": format!("https://apigateway.amazonaws.com/restapis/{address}/models/Owner")}).to_string();
    for (name, schema, error, message) in [
        ("", OBJECT, "BadRequestException", "Model name must be non-empty".to_owned()),
        ("Pet-2", OBJECT, "BadRequestException", "Model name must be alphanumeric: Pet-2".to_owned()),
        ("Pet", OBJECT, "ConflictException", "Model name already exists for this REST API".to_owned()),
        ("New", "", "BadRequestException", no_schema.to_owned()),
        ("New", "{", "BadRequestException", format!("{invalid}Invalid model schema specified]")),
        ("New", r#"{"required": true}"#, "BadRequestException", format!("{invalid}Invalid model schema specified]")),
        (
            "New",
            r#"{"$id": "x", "type": "object"}"#,
            "BadRequestException",
            format!(r#"{invalid}Invalid model schema specified. Unsupported keyword(s): ["$id"]]"#),
        ),
        ("New", &owner, "BadRequestException", format!("{invalid}Invalid model specified: Owner]")),
    ] {
        let refused = create(&scene, &api, name, schema).await;
        assert_eq!((refused.refusal().1, refused.refusal().2), (error, message.as_str()), "{name} {schema}");
    }
    let nobody = create(&scene, "/restapis/nobody", "Pet", OBJECT).await;
    assert_eq!(nobody.refusal(), (404, "NotFoundException", "Invalid API identifier specified 111122223333:nobody"));
    let path = format!("{api}/models/Pet");
    let refused = scene.call("PATCH", &path, patch("add", "/wrong-path", "x")).await;
    let message = "Invalid patch path  '/wrong-path' specified for op 'add'. Please choose supported operations";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));
    let refused = scene.call("PATCH", &path, patch("replace", "/name", "x")).await;
    let message = "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));
    assert_eq!(scene.call("PATCH", &path, patch("replace", "/schema", "")).await.refusal().2, no_schema);
}

#[tokio::test]
async fn a_model_in_use_is_not_deleted() {
    let scene = Scene::start().await;
    let api = empty_api(&scene).await;
    let root = scene.resource(&api, "/").await;
    create(&scene, &api, "Pet", OBJECT).await;
    let address = api.strip_prefix("/restapis/").expect("an id");
    let list = json!({"type": "array", "items":
        {"$ref": format!("https://apigateway.amazonaws.com/restapis/{address}/models/Pet")}});
    create(&scene, &api, "Pets", &list.to_string()).await;
    let method = format!("{api}/resources/{root}/methods/ANY");
    let body = json!({"authorizationType": "NONE", "requestModels": {"application/json": "Pet"}}).to_string();
    assert_eq!(scene.call("PUT", &method, body).await.status, 201);
    let response = json!({"responseModels": {"application/json": "Pets"}}).to_string();
    let made = scene.call("PUT", &format!("{method}/responses/200"), response).await;
    assert_eq!((made.status, &made.body["responseModels"]), (201, &json!({"application/json": "Pets"})));
    for (name, place) in [("Pet", "method request: //ANY"), ("Pets", "method response: //ANY")] {
        let refused = scene.call("DELETE", &format!("{api}/models/{name}"), "").await;
        let message = format!("Cannot delete model '{name}', is referenced in {place}");
        assert_eq!(refused.refusal(), (409, "ConflictException", message.as_str()));
    }
    assert_eq!(scene.call("DELETE", &method, "").await.status, 204);
    let refused = scene.call("DELETE", &format!("{api}/models/Pet"), "").await;
    assert_eq!(refused.refusal().2, "Cannot delete model 'Pet', is referenced in model: Pets");
    assert_eq!(scene.call("DELETE", &format!("{api}/models/Pets"), "").await.status, 202);
    assert_eq!(scene.call("DELETE", &format!("{api}/models/Pet"), "").await.status, 202);
}

#[tokio::test]
async fn models_of_a_document_are_listed_with_canonical_references() {
    let scene = Scene::start().await;
    let mut chat = document();
    chat["components"] = json!({"schemas": {
        "Message": {"type": "object", "required": ["time"]},
        "Messages": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
    }});
    let api = scene.import(&chat.to_string()).await;
    let models = scene.get(&format!("{api}/models")).await;
    let names: Vec<_> = models["item"].as_array().expect("a list").iter().map(|model| model["name"].clone()).collect();
    assert_eq!(names, ["Message", "Messages"]);
    let schema = |model: &Value| serde_json::from_str::<Value>(model["schema"].as_str().expect("text")).expect("JSON");
    let id = api.strip_prefix("/restapis/").expect("an id");
    let url = format!("https://apigateway.amazonaws.com/restapis/{id}/models/Message");
    assert_eq!(schema(&scene.get(&format!("{api}/models/Messages")).await)["items"]["$ref"], url);
    let flat = schema(&scene.get(&format!("{api}/models/Messages?flatten=true")).await);
    assert_eq!(flat["items"]["$ref"], "#/definitions/Message");
    assert_eq!(flat["definitions"]["Message"]["required"], json!(["time"]));
}

/// The document with schemas, and with what uses them in its one method.
fn with(schemas: &Value, body: &Value, answer: &Value) -> String {
    let mut chat = document();
    chat["components"] = json!({"schemas": schemas});
    let method = &mut chat["paths"]["/{proxy+}"]["x-amazon-apigateway-any-method"];
    method["requestBody"] = json!({"content": {"application/json": {"schema": body}}});
    method["responses"] = json!({"200": {"description": "any", "content": {"application/json": {"schema": answer}}}});
    chat.to_string()
}

/// The words are those of awslabs/aws-api-gateway-developer-portal#571, terra-money/fcd-classic#36, edx/api-manager#259 and
/// usdot-jpo-ode/wzdx.
#[tokio::test]
async fn an_import_refuses_what_is_no_model() {
    let scene = Scene::start().await;
    let message = json!({"$ref": "#/components/schemas/Message"});
    let unable = |name: &str, words: &str| format!("Unable to create model for '{name}': {words}");
    let invalid =
        |errors: &str| format!("Invalid model specified: Validation Result: warnings : [], errors : [{errors}]");
    let keywords = |list: &str| format!("Invalid model schema specified. Unsupported keyword(s): [{list}]");
    let null = "Unable to put method 'ANY' on resource at path '/{proxy+}': Invalid model identifier specified: null";
    for (schemas, faults) in [
        (
            json!({"Message": {}, "New-Message": {"type": "string"}}),
            vec![unable("New-Message", "Model name must be alphanumeric: New-Message")],
        ),
        (
            json!({"Message": {"properties": {"text": {"type": "string", "required": true}}}}),
            vec![unable("Message", &invalid("Invalid model schema specified")), null.to_owned()],
        ),
        (
            json!({"Message": {"properties": {"n": {"exclusiveMinimum": 0}}}}),
            vec![unable("Message", &invalid("Invalid model schema specified")), null.to_owned()],
        ),
        (
            json!({"Message": {"properties": {"text": {"example": "hello"}}}}),
            vec![unable("Message", &invalid(&keywords("\"example\""))), null.to_owned()],
        ),
        (
            json!({"Message": {"discriminator": {}, "nullable": true, "if": {}, "properties": {"a": {"const": 1}}}}),
            vec![unable("Message", &invalid(&keywords(r#""const","discriminator","if","nullable""#))), null.to_owned()],
        ),
        (
            json!({"Message": {}, "Chat": {"items": {"$ref": "#/components/schemas/Text"}}}),
            vec![unable("Chat", &invalid("Invalid model specified: Text"))],
        ),
        (
            json!({"Message": {}, "Chat": {"$ref": "https://example.org/chat.json"}}),
            vec![unable("Chat", &invalid("Model reference must be in canonical form"))],
        ),
        (json!({}), vec![null.to_owned()]),
    ] {
        let document = with(&schemas, &message, &json!({"type": "object"}));
        let refused = scene.call("POST", "/restapis?mode=import", document).await;
        let expected = faults.iter().fold("Errors found during import:".to_owned(), |all, one| all + "\n\t" + one);
        assert_eq!(refused.refusal(), (400, "BadRequestException", expected.as_str()), "{schemas}");
    }
    assert_eq!(scene.get("/restapis").await, json!({"item": []}));
}

#[tokio::test]
async fn an_import_names_schemas_without_a_name_and_warns_of_answers_without_a_model() {
    let scene = Scene::start().await;
    let text = json!({"type": "string"});
    let document = with(&json!({}), &text, &json!({"$ref": "#/components/schemas/Nothing"}));
    let made = scene.call("POST", "/restapis?mode=import", document).await;
    assert_eq!(
        made.body["warnings"],
        json!([
            "Reference to model 'Nothing' not found. Ignoring.",
            "Invalid format for model application/json for method ANY"
        ])
    );
    let api = format!("/restapis/{}", made.text("id"));
    let method = format!("{api}/resources/{}/methods/ANY", scene.resource(&api, "/{proxy+}").await);
    let method = scene.get(&method).await;
    let name = method["requestModels"]["application/json"].as_str().expect("a model");
    assert!(name.starts_with("MODEL") && name.len() == 11, "{name}");
    assert_eq!(method["methodResponses"]["200"], json!({"statusCode": "200"}));
    let model = scene.get(&format!("{api}/models/{name}")).await;
    assert_eq!(serde_json::from_str::<Value>(model["schema"].as_str().expect("text")).expect("JSON"), text);
}
