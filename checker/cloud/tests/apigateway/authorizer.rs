//! Cognito authorizers: which tokens count, what is told of them, and what becomes of their claims.

use cloud::cognito::TokenUse;
use serde_json::{Value, json};

use crate::client::Request;
use crate::users::{API, Users, pool};

const UNAUTHORIZED: &str = r#"{"message":"Unauthorized"}"#;

pub(crate) async fn an_id_token_counts_bare_and_as_a_bearer_token() {
    let users = Users::start().await;
    let token = users.id_token(json!({}));
    for authorization in [token.clone(), format!("Bearer {token}")] {
        let answer = users.get_with("/dev/who", &authorization).await;
        assert_eq!(answer.status, 200, "{} {}", answer.text(), users.why());
    }
    let refused = users.get("/dev/who").await;
    assert_eq!(refused.error(), (401, UNAUTHORIZED.to_owned(), Some("UnauthorizedException")));
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
    assert_eq!(users.why(), "no header Authorization came: the method wants the ID token there (authorizer Cognito)");
}

pub(crate) async fn templates_have_each_claim_as_a_text_and_claims_alone_are_null() {
    let users = Users::start().await;
    let token = users.id_token(json!({"exp": 4_102_444_800_u64}));
    let answer = users.get_with("/dev/who", &token).await;
    let expected = "ada@example.org|O'Hara \"x\"|:username|||Fri Jan 01 00:00:00 UTC 2100|true";
    assert_eq!(answer.text(), expected);
}

pub(crate) async fn a_proxy_event_carries_the_claims() {
    let users = Users::start().await;
    let token = users.id_token(json!({"cognito:groups": ["a", "b"]}));
    let event = users.event(Request::get("/dev/x").with(&[("Authorization", &token)])).await;
    let authorizer = &event["requestContext"]["authorizer"];
    let claims = authorizer["claims"].as_object().expect("claims");
    assert_eq!(claims["cognito:username"], "O'Hara \"x\"");
    assert_eq!((&claims["cognito:groups"], &claims["email_verified"]), (&json!("a,b"), &json!("true")));
    assert_eq!(claims["auth_time"], users.id_claims()["auth_time"].to_string());
    assert!(claims["exp"].as_str().expect("a date").contains(" UTC 2"), "{claims:?}");
    assert!(claims.values().all(Value::is_string), "{claims:?}");
    assert_eq!(authorizer.as_object().map(serde_json::Map::len), Some(1), "no principalId: {authorizer}");
}

pub(crate) async fn without_scopes_an_id_token_is_wanted_and_with_them_an_access_token_with_one() {
    let users = Users::start().await;
    let (id, other) = (users.id_token(json!({})), users.access_token("aws.cognito.signin.user.admin"));
    let scoped = users.access_token("openid chat/write");
    assert_eq!(users.get_with("/dev/scoped", &scoped).await.status, 200);
    for (path, token, why) in [
        ("/dev/who", &other, "the token is an access token: the method has no scopes, so it wants the ID token"),
        (
            "/dev/scoped",
            &id,
            "the token is an ID token: the method has scopes (chat/read, chat/write), so it wants the access token",
        ),
        (
            "/dev/scoped",
            &other,
            "the access token's scopes are [aws.cognito.signin.user.admin], and the method wants one of [chat/read, \
             chat/write]",
        ),
    ] {
        let answer = users.get_with(path, token).await;
        assert_eq!(answer.error(), (401, UNAUTHORIZED.to_owned(), Some("UnauthorizedException")), "{path}");
        assert_eq!(users.why(), why);
    }
}

pub(crate) async fn an_expired_token_has_words_of_its_own_also_while_its_result_is_kept() {
    let users = Users::start().await;
    let token = users.id_token(json!({"exp": users.now() + 100}));
    assert_eq!(users.get_with("/dev/who", &token).await.status, 200);
    users.advance(101);
    let words = r#"{"message":"The incoming token has expired"}"#;
    for token in [&token, &users.id_token(json!({"exp": users.now() - 10, "iat": users.now() - 20}))] {
        let answer = users.get_with("/dev/who", token).await;
        assert_eq!(answer.error(), (401, words.to_owned(), Some("UnauthorizedException")));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert!(users.why().contains("expired"), "{}", users.why());
    }
}

pub(crate) async fn a_result_is_kept_for_its_time_though_the_client_is_deleted() {
    let users = Users::start().await;
    let token = users.id_token(json!({}));
    let fresh = users.id_token(json!({"jti": "another"}));
    assert_eq!(users.get_with("/dev/who", &token).await.status, 200);
    let client = json!({"UserPoolId": users.pool_id, "ClientId": users.client_id});
    users.cloud.cognito().call("DeleteUserPoolClient", &client).expect("deleted");
    assert_eq!(users.get_with("/dev/who", &token).await.status, 200, "kept");
    assert_eq!(users.get_with("/dev/who", &fresh).await.status, 401);
    assert!(users.why().contains("which is no app client of the pool"), "{}", users.why());
    users.advance(301);
    assert_eq!(users.get_with("/dev/who", &token).await.status, 401);
    let never = API.replace("providerARNs: [POOL]", "providerARNs: [POOL]\n        authorizerResultTtlInSeconds: 0");
    let users = Users::with(&never).await;
    let token = users.id_token(json!({}));
    assert_eq!(users.get_with("/dev/who", &token).await.status, 200);
    let client = json!({"UserPoolId": users.pool_id, "ClientId": users.client_id});
    users.cloud.cognito().call("DeleteUserPoolClient", &client).expect("deleted");
    assert_eq!(users.get_with("/dev/who", &token).await.status, 401);
}

pub(crate) async fn another_pools_token_is_refused_and_a_pool_that_is_not_there_is_500() {
    let users = Users::start().await;
    let (other, client) = pool(&users.cloud, "OtherPool");
    let mut claims = users.id_claims();
    crate::users::change(&mut claims, json!({"iss": users.cloud.cognito().issuer(&other), "aud": client}));
    let token = users.cloud.cognito().sign(&other, TokenUse::Id, &claims);
    assert_eq!(users.get_with("/dev/who", &token).await.status, 401);
    let why = users.why();
    assert!(why.contains(&other) && why.contains(&users.pool_id), "{why}");
    let gone = users.id_token(json!({}));
    users.cloud.cognito().call("DeleteUserPool", &json!({"UserPoolId": users.pool_id})).expect("deleted");
    let answer = users.get_with("/dev/who", &gone).await;
    let expected = (500, r#"{"message":null}"#.to_owned(), Some("AuthorizerConfigurationException"));
    assert_eq!(answer.error(), expected);
    assert!(users.why().ends_with("which is not there"), "{}", users.why());
}

pub(crate) async fn the_expression_is_compared_with_all_of_the_audience() {
    let with = |expression: &str| {
        let line = format!("providerARNs: [POOL]\n        identityValidationExpression: '{expression}'");
        API.replace("providerARNs: [POOL]", &line)
    };
    for (expression, status) in [("[a-z0-9]+", 200), ("[a-z]", 401), ("(", 401)] {
        let users = Users::with(&with(expression)).await;
        let answer = users.get_with("/dev/who", &users.id_token(json!({}))).await;
        assert_eq!(answer.status, status, "{expression}");
        if status == 200 {
            let access = users.get_with("/dev/scoped", &users.access_token("chat/read")).await;
            assert_eq!(access.status, 401, "an access token has no aud");
            assert!(users.why().contains("an access token has no aud"), "{}", users.why());
        }
    }
}

pub(crate) async fn the_token_comes_in_the_header_of_the_identity_source() {
    let line = "providerARNs: [POOL]\n        identitySource: method.request.header.X-Token";
    let users = Users::with(&API.replace("providerARNs: [POOL]", line)).await;
    let token = users.id_token(json!({}));
    assert_eq!(users.get_with("/dev/who", &token).await.status, 401);
    assert!(users.why().starts_with("no header X-Token came"), "{}", users.why());
    let answer = users.send(Request::get("/dev/who").with(&[("x-token", &token)])).await;
    assert_eq!(answer.status, 200);
}

pub(crate) async fn a_preflight_that_wants_a_token_is_401() {
    let users = Users::start().await;
    let headers = [("Origin", "http://site"), ("Access-Control-Request-Method", "GET")];
    let answer = users.send(Request::new("OPTIONS", "/dev/who").with(&headers)).await;
    assert_eq!(answer.error(), (401, UNAUTHORIZED.to_owned(), Some("UnauthorizedException")));
    assert!(users.why().ends_with("so OPTIONS needs security: []"), "{}", users.why());
    assert_eq!(users.send(Request::new("OPTIONS", "/dev/x").with(&headers)).await.status, 200);
    // Without gateway responses a browser sees nothing of it.
    let api = API.split("x-amazon-apigateway-gateway-responses").next().expect("the first part");
    let users = Users::with(api).await;
    let answer = users.send(Request::new("OPTIONS", "/dev/who").with(&headers)).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (401, None));
}

pub(crate) async fn a_refused_caller_stands_in_the_log_and_reaches_nothing() {
    let users = Users::start().await;
    let from = users.cloud.trace_len();
    let answer = users.get_with("/dev/x", "garbage").await;
    assert_eq!(answer.status, 401);
    let log = users.log();
    let id = answer.header("x-amzn-requestid").expect("an id");
    assert!(log[0].starts_with("Extended Request Id: "), "{log:?}");
    let rest = [format!("Unauthorized request: {id}"), "Method completed with status: 401".to_owned()];
    assert_eq!(log[1..], rest);
    assert_eq!(users.cloud.trace_since(from).len(), 1, "no function ran");
}

pub(crate) async fn gateway_responses_know_the_claims_and_mappings_too() {
    let api = API.replace(
        "  DEFAULT_4XX:\n    responseParameters: {",
        "  DEFAULT_4XX:\n    responseParameters: {gatewayresponse.header.X-Who: context.authorizer.claims.email, ",
    );
    let api = api.replace(
        "  /who:\n    get:\n      security: [{Cognito: []}]\n",
        "  /who:\n    get:\n      security: [{Cognito: []}]\n      x-amazon-apigateway-request-validator: all\n      \
         parameters: [{name: q, in: query, required: true, schema: {type: string}}]\n",
    );
    let validators = "x-amazon-apigateway-request-validators: {all: {validateRequestParameters: true}}\n";
    let users = Users::with(&format!("{api}{validators}")).await;
    let answer = users.get_with("/dev/who", &users.id_token(json!({}))).await;
    assert_eq!((answer.status, answer.header("x-who")), (400, Some("ada@example.org")), "{}", answer.text());
}

pub(crate) async fn a_test_runs_without_the_authorizer_and_without_claims() {
    let users = Users::start().await;
    let tested = users
        .cloud
        .test_invoke_method(&cloud::apigateway::TestInvoke {
            api_id: users.api_id.clone(),
            resource: "/who".to_owned(),
            method: "GET".to_owned(),
            ..cloud::apigateway::TestInvoke::default()
        })
        .await
        .expect("tested");
    assert_eq!((tested.status, String::from_utf8_lossy(&tested.body).as_ref()), (200, "||:username||||"));
}
