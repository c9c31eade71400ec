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
