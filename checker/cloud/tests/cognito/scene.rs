//! A cloud with pools, and requests to it.

use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use cloud::cognito::Letter;
use cloud::{Cloud, Config, Credentials};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "Correct-horse-1";

/// A cloud that is called, with a pool and a client in it.
pub(crate) struct Scene {
    pub(crate) cloud: Cloud,
    pub(crate) pool: String,
    pub(crate) client: String,
    http: reqwest::Client,
}

/// What Cognito answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a success.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{:?}", self.body);
        self.body
    }

    /// Error and message of a refusal.
    pub(crate) fn refused(&self) -> (&str, &str) {
        assert_eq!(self.status, 400, "{:?}", self.body);
        (self.body["__type"].as_str().unwrap_or_default(), self.body["message"].as_str().unwrap_or_default())
    }
}

/// What the lab's pool is: users have names, and an address that is verified.
pub(crate) fn lab_pool() -> Value {
    json!({
        "PoolName": "ChatPool",
        "AutoVerifiedAttributes": ["email"],
        "Schema": [{"Name": "email", "Required": true, "Mutable": true}],
    })
}

/// What the lab's client is.
pub(crate) fn lab_client() -> Value {
    json!({
        "ClientName": "site",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
    })
}

/// `base` with some of its members set.
pub(crate) fn with(mut base: Value, members: &Value) -> Value {
    for (name, value) in members.as_object().expect("members") {
        base[name] = value.clone();
    }
    base
}

impl Scene {
    /// With the lab's pool and client.
    pub(crate) async fn start() -> Self {
        Self::of(&lab_pool(), &lab_client()).await
    }

    pub(crate) async fn of(pool: &Value, client: &Value) -> Self {
        // Already there, where another test came first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        let mut scene = Self { cloud, pool: String::new(), client: String::new(), http: reqwest::Client::new() };
        let made = scene.admin("CreateUserPool", pool.clone()).await.ok();
        scene.pool = made["UserPool"]["Id"].as_str().expect("an id").to_owned();
        let asked = with(client.clone(), &json!({"UserPoolId": scene.pool}));
        let made = scene.admin("CreateUserPoolClient", asked).await.ok();
        made["UserPoolClient"]["ClientId"].as_str().expect("an id").clone_into(&mut scene.client);
        scene
    }

    /// Another client of the pool; its description.
    pub(crate) async fn another_client(&self, members: &Value) -> Value {
        let asked = with(with(lab_client(), members), &json!({"UserPoolId": self.pool}));
        self.admin("CreateUserPoolClient", asked).await.ok()["UserPoolClient"].clone()
    }

    /// What a browser sends: no signature.
    pub(crate) async fn public(&self, operation: &str, body: Value) -> Answer {
        let request = self.request(operation, &body, Vec::new());
        self.send(request).await
    }

    /// As the client, about a user.
    pub(crate) async fn user(&self, operation: &str, user: &str, members: Value) -> Answer {
        self.public(operation, with(json!({"ClientId": self.client, "Username": user}), &members)).await
    }

    /// As user `student`, who may do everything.
    pub(crate) async fn admin(&self, operation: &str, body: Value) -> Answer {
        self.signed(self.cloud.student(), operation, body).await
    }

    /// As user `student`, about a user of the pool.
    pub(crate) async fn admin_of(&self, operation: &str, user: &str, members: Value) -> Answer {
        self.admin(operation, with(json!({"UserPoolId": self.pool, "Username": user}), &members)).await
    }

    pub(crate) async fn signed(&self, who: &Credentials, operation: &str, body: Value) -> Answer {
        let identity = aws_sdk_s3::config::Credentials::new(
            &who.access_key_id,
            &who.secret_access_key,
            who.session_token.clone(),
            None,
            "test",
        )
        .into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.cloud.region())
            .name("cognito-idp")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .expect("complete")
            .into();
        let (url, text) = (self.url(), body.to_string());
        let target = target(operation);
        let headers = [("x-amz-target", target.as_str())];
        let signable = SignableRequest::new("POST", &url, headers.into_iter(), SignableBody::Bytes(text.as_bytes()));
        let (instructions, _) = sign(signable.expect("a request"), &parameters).expect("signed").into_parts();
        let signed = instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let request = self.request(operation, &body, signed);
        self.send(request).await
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/", self.cloud.endpoint())
    }

    fn request(&self, operation: &str, body: &Value, headers: Vec<(String, String)>) -> reqwest::RequestBuilder {
        let request = self.http.post(self.url()).header("x-amz-target", target(operation));
        let request = request.header("content-type", "application/x-amz-json-1.1");
        headers.into_iter().fold(request, |request, (name, value)| request.header(name, value)).body(body.to_string())
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("text");
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
        Answer { status, headers, body }
    }

    /// Any request to the cloud.
    pub(crate) fn raw(&self, method: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse().expect("a method"), self.url())
    }

    pub(crate) async fn sign_up(&self, user: &str) -> Answer {
        let attributes = json!([{"Name": "email", "Value": format!("{user}@example.com")}]);
        self.user("SignUp", user, json!({"Password": PASSWORD, "UserAttributes": attributes})).await
    }

    /// Signs up and confirms with the code of the letter.
    pub(crate) async fn confirmed(&self, user: &str) {
        self.sign_up(user).await.ok();
        let code = self.letter().code;
        self.user("ConfirmSignUp", user, json!({"ConfirmationCode": code})).await.ok();
    }

    /// The last letter.
    pub(crate) fn letter(&self) -> Letter {
        self.cloud.cognito().outbox().pop().expect("a letter")
    }

    /// Signs in with the password; the tokens.
    pub(crate) async fn signed_in(&self, user: &str, password: &str) -> Value {
        let parameters = json!({"USERNAME": user, "PASSWORD": password});
        let asked = json!({"ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        self.public("InitiateAuth", asked).await.ok()["AuthenticationResult"].clone()
    }

    /// Whether a password lets a user in: error and message, where it does not.
    pub(crate) async fn try_password(&self, user: &str, password: &str) -> Result<(), (String, String)> {
        let parameters = json!({"USERNAME": user, "PASSWORD": password});
        let asked = json!({"ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let answer = self.public("InitiateAuth", asked).await;
        if answer.status == 200 {
            return Ok(());
        }
        let (code, message) = answer.refused();
        Err((code.to_owned(), message.to_owned()))
    }

    pub(crate) async fn status(&self, user: &str) -> String {
        let answer = self.admin_of("AdminGetUser", user, json!({})).await.ok();
        answer["UserStatus"].as_str().expect("a status").to_owned()
    }

    pub(crate) async fn attribute(&self, user: &str, name: &str) -> Option<String> {
        let answer = self.admin_of("AdminGetUser", user, json!({})).await.ok();
        let attributes = answer["UserAttributes"].as_array().expect("attributes").clone();
        let found = attributes.iter().find(|attribute| attribute["Name"] == name)?;
        found["Value"].as_str().map(str::to_owned)
    }

    /// Lets time go by for the pools.
    pub(crate) fn wait(&self, time: Duration) {
        self.cloud.cognito().advance(time);
    }
}

fn target(operation: &str) -> String {
    format!("AWSCognitoIdentityProviderService.{operation}")
}
