//! Authorizers and the methods that name them.

use serde_json::{Value, json};

use crate::client::{Scene, document};

const POOL: &str = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Ab3dEf9hI";

fn patch(op: &str, path: &str, value: &str) -> String {
    json!({"patchOperations": [{"op": op, "path": path, "value": value}]}).to_string()
}

fn cognito(name: &str) -> Value {
    let source = "method.request.header.Authorization";
    json!({"name": name, "type": "COGNITO_USER_POOLS", "providerARNs": [POOL], "identitySource": source})
}

/// The document with an authorizer before its proxy.
fn secured() -> Value {
    let mut document = document();
    document["components"] = json!({"securitySchemes": {"Cognito": {
        "type": "apiKey", "name": "Authorization", "in": "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools", "providerARNs": [POOL]},
    }}});
    document["paths"]["/{proxy+}"]["x-amazon-apigateway-any-method"]["security"] = json!([{"Cognito": ["a/b"]}]);
    document
}

#[tokio::test]
async fn an_imported_authorizer_is_listed_and_its_methods_name_it() {
    let scene = Scene::start().await;
    let api = scene.import(&secured().to_string()).await;
    let all = scene.get(&format!("{api}/authorizers")).await;
    let id = all["item"][0]["id"].as_str().expect("an id");
    // Recorded: without its TTL.
    let expected = json!({
        "id": id, "name": "Cognito", "type": "COGNITO_USER_POOLS", "authType": "cognito_user_pools",
        "providerARNs": [POOL], "identitySource": "method.request.header.Authorization",
    });
    assert_eq!(all, json!({"item": [expected]}));
    let proxy = scene.resource(&api, "/{proxy+}").await;
    let method = scene.get(&format!("{api}/resources/{proxy}/methods/ANY")).await;
    assert_eq!(
        (&method["authorizationType"], &method["authorizerId"], &method["authorizationScopes"]),
        (&json!("COGNITO_USER_POOLS"), &json!(id), &json!(["a/b"]))
    );
    let used = scene.call("DELETE", &format!("{api}/authorizers/{id}"), "").await;
    let message = "Cannot delete authorizer 'Cognito', is referenced in method: ANY//{proxy+}";
    assert_eq!(used.refusal(), (409, "ConflictException", message));
    // Imported again, it stays who it is.
    let again = scene.call("PUT", &format!("{api}?mode=merge"), secured().to_string()).await;
    assert_eq!(again.status, 200, "{:?}", again.body);
    assert_eq!(scene.get(&format!("{api}/authorizers")).await, all);
}

#[tokio::test]
async fn an_authorizer_is_made_read_changed_and_deleted() {
    let scene = Scene::start().await;
    let api = scene.import(&document().to_string()).await;
    let all = format!("{api}/authorizers");
    let made = scene.call("POST", &all, cognito("mine").to_string()).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let own = format!("{all}/{}", made.text("id"));
    assert_eq!(made.body["authorizerResultTtlInSeconds"], 300);
    assert_eq!(scene.get(&own).await, made.body);
    let changed = scene.call("PATCH", &own, patch("replace", "/authorizerResultTtlInSeconds", "0")).await;
    assert_eq!((changed.status, &changed.body["authorizerResultTtlInSeconds"]), (200, &json!(0)));
    let wrong = "ProviderARNs need to be valid Cognito Userpools. Invalid ARNs-";
    for (body, message) in [
        (patch("add", "/providerARNs", "eu-central-1_Ab3dEf9hI"), format!("{wrong} eu-central-1_Ab3dEf9hI")),
        (patch("remove", "/providerARNs", POOL), format!("{wrong} null")),
        (patch("replace", "/nothing", "x"), "Invalid patch path /nothing".to_owned()),
        (
            patch("replace", "/authorizerResultTtlInSeconds", "3601"),
            "Authorizer result TTL must be between 0 and 3600 seconds".to_owned(),
        ),
    ] {
        assert_eq!(scene.call("PATCH", &own, body).await.refusal(), (400, "BadRequestException", message.as_str()));
    }
    assert_eq!(scene.call("POST", &all, cognito("mine").to_string()).await.status, 400, "the name is taken");
    let mut other = cognito("other");
    other["type"] = "cognito".into();
    let refused = scene.call("POST", &all, other.to_string()).await;
    assert_eq!((refused.status, refused.refusal().1), (400, "ValidationException"));
    assert_eq!(scene.call("DELETE", &own, "").await.status, 202);
    let message = "Invalid Authorizer identifier specified";
    for method in ["GET", "DELETE"] {
        assert_eq!(scene.call(method, &own, "").await.refusal(), (404, "NotFoundException", message));
    }
}

#[tokio::test]
async fn a_method_names_an_authorizer_that_is_there_and_of_its_kind() {
    let scene = Scene::start().await;
    let api = format!("/restapis/{}", scene.call("POST", "/restapis", r#"{"name": "x"}"#).await.text("id"));
    let method = format!("{api}/resources/{}/methods/GET", scene.resource(&api, "/").await);
    let id = scene.call("POST", &format!("{api}/authorizers"), cognito("mine").to_string()).await.text("id");
    let put = |kind: &str, id: Option<&str>| {
        json!({"authorizationType": kind, "authorizerId": id, "authorizationScopes": []}).to_string()
    };
    let message = "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS \
                   requires a valid authorizer.";
    for body in [put("COGNITO_USER_POOLS", None), put("COGNITO_USER_POOLS", Some("nobody")), put("CUSTOM", Some(&id))] {
        let refused = scene.call("PUT", &method, body).await;
        assert_eq!(refused.refusal(), (400, "BadRequestException", message));
    }
    let made = scene.call("PUT", &method, put("COGNITO_USER_POOLS", Some(&id))).await;
    assert_eq!((made.status, &made.body["authorizerId"]), (201, &json!(id)), "{:?}", made.body);
    let scope = scene.call("PATCH", &method, patch("add", "/authorizationScopes", "chat/read")).await;
    assert_eq!(scope.body["authorizationScopes"], json!(["chat/read"]));
    let open = scene.call("PATCH", &method, patch("replace", "/authorizationType", "NONE")).await;
    assert_eq!((&open.body["authorizationType"], open.body.get("authorizerId")), (&json!("NONE"), None));
    let both = json!({"patchOperations": [
        {"op": "replace", "path": "/authorizationType", "value": "COGNITO_USER_POOLS"},
        {"op": "replace", "path": "/authorizerId", "value": id},
    ]});
    assert_eq!(scene.call("PATCH", &method, both.to_string()).await.body["authorizerId"], json!(id));
}

#[tokio::test]
async fn an_authorizer_is_tested_with_an_id_token() {
    let scene = Scene::start().await;
    let cognito = scene.cloud.cognito();
    let pool = cognito.call("CreateUserPool", &json!({"PoolName": "ChatPool"})).expect("a pool");
    let pool_id = pool["UserPool"]["Id"].as_str().expect("an id");
    let client = json!({"UserPoolId": pool_id, "ClientName": "site"});
    let client = cognito.call("CreateUserPoolClient", &client).expect("a client");
    let api = scene.import(&document().to_string()).await;
    let mut authorizer = self::cognito("mine");
    authorizer["providerARNs"] = json!([cognito.arn(pool_id)]);
    let made = scene.call("POST", &format!("{api}/authorizers"), authorizer.to_string()).await;
    let own = format!("{api}/authorizers/{}", made.text("id"));
    let claims = json!({
        "sub": "1", "aud": client["UserPoolClient"]["ClientId"], "iss": cognito.issuer(pool_id), "token_use": "id",
        "exp": 4_102_444_800_u64, "iat": 1, "cognito:username": "ada",
    });
    let token = cognito.sign(pool_id, cloud::cognito::TokenUse::Id, &claims);
    let test = |token: &str| json!({"headers": {"Authorization": token}}).to_string();
    let tested = scene.call("POST", &own, test(&token)).await.body;
    assert_eq!(
        (&tested["clientStatus"], &tested["claims"]["cognito:username"]),
        (&json!(0), &json!("ada")),
        "{tested}"
    );
    assert_eq!(tested["claims"]["exp"], "Fri Jan 01 00:00:00 UTC 2100");
    let refused = scene.call("POST", &own, test("x")).await.body;
    assert_eq!((&refused["clientStatus"], refused.get("claims")), (&json!(401), None));
    let log = refused["log"].as_str().expect("a log");
    assert!(log.contains("Starting authorizer: mine") && log.contains("Unauthorized request"), "{log}");
}

#[tokio::test]
async fn an_import_refuses_what_is_no_pool_and_overlooks_a_scheme_that_is_not_there() {
    let scene = Scene::start().await;
    let mut document = secured();
    let authorizer = "/components/securitySchemes/Cognito/x-amazon-apigateway-authorizer";
    let arns = document.pointer_mut(&format!("{authorizer}/providerARNs")).expect("the ARNs");
    *arns = json!(["eu-central-1_Ab3dEf9hI"]);
    let refused = scene.call("POST", "/restapis?mode=import", document.to_string()).await;
    let message = "Errors found during import:\n\tUnable to create authorizer 'Cognito': ProviderARNs need to be valid Cognito \
                   Userpools. Invalid ARNs- eu-central-1_Ab3dEf9hI";
    assert_eq!(refused.refusal(), (400, "BadRequestException", message));
    let mut document = secured();
    document["paths"]["/{proxy+}"]["x-amazon-apigateway-any-method"]["security"] = json!([{"Cogito": []}]);
    let api = scene.import(&document.to_string()).await;
    let proxy = scene.resource(&api, "/{proxy+}").await;
    let method = scene.get(&format!("{api}/resources/{proxy}/methods/ANY")).await;
    assert_eq!(method["authorizationType"], "NONE", "anybody may call");
    let mut document = secured();
    document
        .pointer_mut("/components/securitySchemes/Cognito")
        .and_then(Value::as_object_mut)
        .expect("a scheme")
        .remove("x-amazon-apigateway-authorizer");
    let refused = scene.call("POST", "/restapis?mode=import", document.to_string()).await;
    assert!(refused.refusal().2.contains("Extension x-amazon-apigateway-authorizer is required."), "{refused:?}");
}
