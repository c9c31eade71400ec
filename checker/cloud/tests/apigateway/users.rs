//! A user pool, and an API whose methods want its tokens, a signature or a key.

use std::ops::Deref;
use std::time::{Duration, UNIX_EPOCH};

use cloud::cognito::TokenUse;
use cloud::{Cloud, Config};
use serde_json::{Value, json};

use crate::client::{Answer, Request};
use crate::scene::Scene;

/// A cloud with a pool and an API.
pub(crate) struct Users {
    pub(crate) scene: Scene,
    pub(crate) pool_id: String,
    pub(crate) client_id: String,
}

impl Deref for Users {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}

/// `/who` answers with what templates make of the claims, `/scoped` wants a scope, `/signed` a signature, `/keyed` a key;
/// all else goes to the function. `POOL` is the pool's ARN.
pub(crate) const API: &str = r#"openapi: 3.0.1
info: {title: Chat-API, version: "1.0"}
paths:
  /who:
    get:
      security: [{Cognito: []}]
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration: &mock
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default:
            statusCode: "200"
            responseTemplates:
              application/json: |-
                $context.authorizer.claims.email|$context.authorizer.claims['cognito:username']|$context.authorizer.claims.cognito:username|$context.authorizer.claims|$context.authorizer.principalId|$context.authorizer.claims.exp|$context.authorizer.claims.email_verified
    options:
      security: [{Cognito: []}]
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration: *mock
  /scoped:
    get:
      security: [{Cognito: [chat/read, chat/write]}]
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration: *mock
  /signed/{proxy+}:
    x-amazon-apigateway-any-method:
      security: [{iam: []}]
      responses: {}
      x-amazon-apigateway-integration: &function
        type: aws_proxy
        httpMethod: POST
        uri:
          Fn::Sub: arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:chat/invocations
  /keyed/{proxy+}:
    x-amazon-apigateway-any-method:
      security: [{key: []}]
      responses: {}
      x-amazon-apigateway-integration: *function
  /{proxy+}:
    x-amazon-apigateway-any-method:
      security: [{Cognito: []}]
      responses: {}
      x-amazon-apigateway-integration: *function
    options:
      security: []
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration: *mock
components:
  securitySchemes:
    Cognito:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer:
        type: cognito_user_pools
        providerARNs: [POOL]
    iam: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
    key: {type: apiKey, name: x-api-key, in: header}
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX:
    responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"}
  DEFAULT_5XX:
    responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"}
"#;

/// A pool with a client: their ids.
pub(crate) fn pool(cloud: &Cloud, name: &str) -> (String, String) {
    let call = |operation: &str, request: Value| cloud.cognito().call(operation, &request).expect(operation);
    let pool = call("CreateUserPool", json!({"PoolName": name}));
    let pool_id = pool["UserPool"]["Id"].as_str().expect("an id").to_owned();
    let client = call("CreateUserPoolClient", json!({"UserPoolId": pool_id, "ClientName": "site"}));
    (pool_id, client["UserPoolClient"]["ClientId"].as_str().expect("an id").to_owned())
}

impl Users {
    pub(crate) async fn start() -> Self {
        Self::with(API).await
    }

    /// Another definition, with `POOL` where the pool's ARN belongs.
    pub(crate) async fn with(api: &str) -> Self {
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        let (pool_id, client_id) = pool(&cloud, "ChatPool");
        let api = api.replace("POOL", &cloud.cognito().arn(&pool_id));
        Self { scene: Scene::on_cloud(cloud, &api).await, pool_id, client_id }
    }

    /// The time by which tokens count, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.cloud.cognito().now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
    }

    /// The claims of an ID token that counts for an hour.
    pub(crate) fn id_claims(&self) -> Value {
        let now = self.now();
        json!({
            "sub": "0f4c1e9a-0000-4000-8000-000000000001", "aud": self.client_id, "email_verified": true,
            "token_use": "id", "auth_time": now, "iss": self.cloud.cognito().issuer(&self.pool_id),
            "cognito:username": "O'Hara \"x\"", "exp": now + 3600, "iat": now, "email": "ada@example.org",
            "jti": "1", "origin_jti": "2", "event_id": "3",
        })
    }

    /// The claims of an access token that counts for an hour.
    pub(crate) fn access_claims(&self, scope: &str) -> Value {
        let now = self.now();
        json!({
            "sub": "0f4c1e9a-0000-4000-8000-000000000001", "client_id": self.client_id, "token_use": "access",
            "scope": scope, "auth_time": now, "iss": self.cloud.cognito().issuer(&self.pool_id),
            "username": "ada", "exp": now + 3600, "iat": now, "jti": "1", "origin_jti": "2", "event_id": "3",
        })
    }

    /// An ID token with claims changed: those of null are left out.
    pub(crate) fn id_token(&self, changed: Value) -> String {
        let mut claims = self.id_claims();
        change(&mut claims, changed);
        self.cloud.cognito().sign(&self.pool_id, TokenUse::Id, &claims)
    }

    pub(crate) fn access_token(&self, scope: &str) -> String {
        self.cloud.cognito().sign(&self.pool_id, TokenUse::Access, &self.access_claims(scope))
    }

    /// GET with an `Authorization` header.
    pub(crate) async fn get_with(&self, path: &str, authorization: &str) -> Answer {
        self.send(Request::get(path).with(&[("Authorization", authorization)])).await
    }

    /// Lets time go by.
    pub(crate) fn advance(&self, seconds: u64) {
        self.cloud.cognito().advance(Duration::from_secs(seconds));
    }

    /// Why the last request was refused: the last line of its method request.
    pub(crate) fn why(&self) -> String {
        let event = self.cloud.trace().pop().expect("an event");
        let api = event.api.expect("an execution");
        let step = api.steps.iter().find(|step| step.failed).expect("a failed step");
        step.lines.last().cloned().unwrap_or_default()
    }
}

/// Changes members of a map; those that become null go.
pub(crate) fn change(map: &mut Value, changed: Value) {
    let (Value::Object(map), Value::Object(changed)) = (map, changed) else { panic!("maps") };
    for (name, value) in changed {
        if value.is_null() {
            map.remove(&name);
        } else {
            map.insert(name, value);
        }
    }
}
