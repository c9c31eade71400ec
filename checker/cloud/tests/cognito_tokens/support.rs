//! A cloud with a pool, and a client of its API that is no SDK: what browsers send.

use std::time::SystemTime;

use cloud::cognito::srp::{self, Proof};
use cloud::{Cloud, Config};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "Correct-horse-1";

/// A cloud, a pool and a client of it without a secret.
pub(crate) struct Pool {
    pub(crate) cloud: Cloud,
    pub(crate) id: String,
    pub(crate) client_id: String,
    http: reqwest::Client,
}

/// An answer that is no success: the error's name and its message.
pub(crate) type Refused = (String, String);

pub(crate) fn refused(code: &str, message: &str) -> Result<Value, Refused> {
    Err((code.to_owned(), message.to_owned()))
}

pub(crate) fn not_authorized(message: &str) -> Result<Value, Refused> {
    refused("NotAuthorizedException", message)
}

/// The flows that the site uses.
pub(crate) const SITE: &[&str] = &["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
/// All flows that send a password or prove one.
pub(crate) const ALL: &[&str] =
    &["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"];

impl Pool {
    pub(crate) async fn with_flows(flows: &[&str]) -> Self {
        Self::with(json!({"ExplicitAuthFlows": flows, "PreventUserExistenceErrors": "ENABLED"})).await
    }

    /// With these members of `CreateUserPoolClient`.
    pub(crate) async fn with(client: Value) -> Self {
        let cloud = Cloud::start(Config::default()).await.expect("a free port");
        let created = cloud.cognito().call("CreateUserPool", &json!({"PoolName": "chat"})).expect("a pool");
        let id = created["UserPool"]["Id"].as_str().expect("an id").to_owned();
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut pool = Self { cloud, id, client_id: String::new(), http };
        pool.client_id = pool.new_client(client);
        pool
    }

    pub(crate) fn new_client(&self, mut client: Value) -> String {
        client["ClientName"] = json!("site");
        let created = self.admin("CreateUserPoolClient", client);
        created["UserPoolClient"]["ClientId"].as_str().expect("an id").to_owned()
    }

    /// An operation by the account's owner.
    pub(crate) fn admin(&self, operation: &str, request: Value) -> Value {
        self.try_admin(operation, request).unwrap_or_else(|error| panic!("{operation}: {error:?}"))
    }

    pub(crate) fn try_admin(&self, operation: &str, mut request: Value) -> Result<Value, Refused> {
        request["UserPoolId"] = json!(self.id);
        let answer = self.cloud.cognito().call(operation, &request);
        answer.map_err(|error| (error.code.to_string(), error.message))
    }

    /// A user who may sign in with [`PASSWORD`].
    pub(crate) fn add_user(&self, name: &str) {
        self.add_invited(name, "Temporary-1");
        let password = json!({"Username": name, "Password": PASSWORD, "Permanent": true});
        self.admin("AdminSetUserPassword", password);
    }

    /// A user who must change this password.
    pub(crate) fn add_invited(&self, name: &str, password: &str) {
        let email = format!("{name}@example.com");
        let attributes = json!([{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]);
        let user = json!({
            "Username": name, "UserAttributes": attributes, "TemporaryPassword": password, "MessageAction": "SUPPRESS",
        });
        self.admin("AdminCreateUser", user);
    }

    /// An operation over HTTP, unsigned, as a browser asks.
    pub(crate) async fn call(&self, operation: &str, request: Value) -> Result<Value, Refused> {
        let response = self
            .http
            .post(self.cloud.endpoint())
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"))
            .body(request.to_string())
            .send()
            .await
            .expect("an answer");
        let is_success = response.status().is_success();
        let status = response.status().as_u16();
        let answer: Value = serde_json::from_slice(&response.bytes().await.expect("a body")).expect("JSON");
        if is_success {
            return Ok(answer);
        }
        assert_eq!(status, 400, "{answer}");
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        Err((text("__type"), text("message")))
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.cloud.endpoint())).send().await.expect("an answer")
    }

    pub(crate) async fn initiate(&self, flow: &str, parameters: Value) -> Result<Value, Refused> {
        let request = json!({"AuthFlow": flow, "ClientId": self.client_id, "AuthParameters": parameters});
        self.call("InitiateAuth", request).await
    }

    pub(crate) async fn respond(&self, name: &str, responses: Value, session: Option<&str>) -> Result<Value, Refused> {
        let mut request = json!({"ChallengeName": name, "ClientId": self.client_id, "ChallengeResponses": responses});
        if let Some(session) = session {
            request["Session"] = json!(session);
        }
        self.call("RespondToAuthChallenge", request).await
    }

    /// Signs in by SRP.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Result<Value, Refused> {
        let (client, challenge) = self.begin_srp(name).await?;
        let proof = prove(&client, &challenge, password, SystemTime::now());
        self.respond("PASSWORD_VERIFIER", answer_of(&challenge, &proof), None).await
    }

    pub(crate) async fn begin_srp(&self, name: &str) -> Result<(srp::Client, Value), Refused> {
        let client = srp::Client::new(&self.id);
        let answer = self.initiate("USER_SRP_AUTH", json!({"USERNAME": name, "SRP_A": client.srp_a()})).await?;
        assert_eq!(answer["ChallengeName"], "PASSWORD_VERIFIER");
        Ok((client, answer["ChallengeParameters"].clone()))
    }

    /// The tokens of a user who signs in with the right password.
    pub(crate) async fn tokens(&self, name: &str) -> Value {
        self.sign_in(name, PASSWORD).await.expect("signed in")["AuthenticationResult"].clone()
    }

    pub(crate) async fn refresh(&self, tokens: &Value) -> Result<Value, Refused> {
        self.initiate("REFRESH_TOKEN_AUTH", json!({"REFRESH_TOKEN": tokens["RefreshToken"]})).await
    }
}

pub(crate) fn prove(client: &srp::Client, challenge: &Value, password: &str, now: SystemTime) -> Proof {
    let text = |name: &str| challenge[name].as_str().unwrap_or_else(|| panic!("{name} in {challenge}"));
    let challenge = srp::Challenge {
        user_id: text("USER_ID_FOR_SRP"),
        salt: text("SALT"),
        srp_b: text("SRP_B"),
        secret_block: text("SECRET_BLOCK"),
    };
    client.prove(&challenge, password, now).expect("a proof")
}

/// What `RespondToAuthChallenge` is sent.
pub(crate) fn answer_of(challenge: &Value, proof: &Proof) -> Value {
    json!({
        "USERNAME": challenge["USER_ID_FOR_SRP"],
        "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
        "PASSWORD_CLAIM_SIGNATURE": proof.signature,
        "TIMESTAMP": proof.timestamp,
    })
}

/// The claims of a token, which nobody verified.
pub(crate) fn claims(token: &Value) -> Value {
    part(token, 1)
}

/// A part of a token.
pub(crate) fn part(token: &Value, index: usize) -> Value {
    let part = token.as_str().and_then(|token| token.split('.').nth(index)).expect("a part");
    let decoded = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(part.as_bytes()).expect("Base64");
    serde_json::from_slice(&decoded).expect("JSON")
}
