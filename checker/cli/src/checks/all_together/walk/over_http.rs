//! A person without a browser: what the site asks of Cognito and of the API, asked by the checker itself.

use std::time::SystemTime;

use cloud::cognito::srp;
use reqwest::Url;
use serde_json::{Value, json};

use super::super::app::App;
use super::super::fault;
use super::super::stops::path;
use super::people::{Person, Refused, Visitor};
use crate::checks::api::Asked;
use crate::checks::shell::quote;
use crate::harness::{Failure, Verdict};
use crate::target::http::Sent;

/// One of the three.
#[derive(Debug)]
pub(super) struct OverHttp<'a> {
    app: &'a App<'a>,
    person: Person,
    /// The tokens, while somebody is signed in.
    tokens: Option<Tokens>,
    tried: String,
}

#[derive(Debug)]
struct Tokens {
    id: String,
    access: String,
}

impl<'a> OverHttp<'a> {
    pub(super) fn new(app: &'a App<'a>, person: Person) -> Self {
        Self { app, person, tokens: None, tried: format!("{}/", app.website()) }
    }

    /// An output of the stack.
    fn output(&self, name: &str) -> Result<&'a str, Verdict> {
        let value = self.app.stack()?.output(name);
        value.ok_or_else(|| {
            let failure = Failure::new(format!("The stack has no output {name}, so nobody can sign in."));
            failure.tried("sam list stack-outputs --stack-name chat").compared(name, "no such output").into()
        })
    }

    /// Asks Cognito as the site's library does, unsigned.
    async fn cognito(&mut self, operation: &str, body: &Value) -> Result<Value, Verdict> {
        let endpoint = self.app.cloud.endpoint();
        let base = Url::parse(&endpoint).map_err(fault)?;
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let headers = [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", target.as_str())];
        // The command goes into the report, and a report is no place for a password.
        let command = kebab(operation);
        self.tried = format!("aws cognito-idp {command} --client-id {} …", self.output("UserPoolClientId")?);
        let text = body.to_string();
        let sent = Sent { method: "POST", path: "/", headers: &headers, body: Some(&text) };
        let answer = self.app.http.send_below(&base, &sent).await?;
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status == 200 {
            return Ok(said);
        }
        let code = answer.header("x-amzn-errortype").unwrap_or_default();
        let actual = format!("{} {code}: {}", answer.status, said["message"].as_str().unwrap_or_default());
        Failure::new(format!("Cognito refuses {operation}.")).tried(&self.tried).compared("200", actual).fail()
    }

    /// Asks the API with the ID token.
    async fn api(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Asked, Verdict> {
        let token = self.tokens.as_ref().map(|tokens| tokens.id.clone()).unwrap_or_default();
        let mut headers = vec![("Authorization", token.as_str())];
        if body.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        let text = body.map(Value::to_string);
        let mut asked = self.app.api()?.ask(method, path, &headers, text.as_deref()).await?;
        // A token is as good as a password for as long as it lasts.
        if !token.is_empty() {
            asked.command = asked.command.replace(&quote(&format!("Authorization: {token}")), "-H \"Authorization: $TOKEN\"").replace("-H -H", "-H");
        }
        self.tried.clone_from(&asked.command);
        Ok(asked)
    }

    /// A request that the app must answer with 200 and JSON.
    async fn good(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Verdict> {
        let asked = self.api(method, path, body).await?;
        match asked.json().filter(|_| asked.answer.status == 200) {
            Some(json) => Ok(json),
            None => asked.failure("The API does not answer.").compared("200, JSON", asked.shown()).fail(),
        }
    }
}

/// `InitiateAuth` as the AWS CLI writes it: `initiate-auth`.
fn kebab(operation: &str) -> String {
    let mut kebab = String::new();
    for letter in operation.chars() {
        if letter.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|one| one["id"].as_str().map(str::to_owned)).collect()
}

impl Visitor for OverHttp<'_> {
    fn person(&self) -> &Person {
        &self.person
    }

    fn url(&self) -> String {
        self.tried.clone()
    }

    async fn sign_up(&mut self) -> Result<(), Verdict> {
        let client = self.output("UserPoolClientId")?;
        let Person { name, email, password } = self.person.clone();
        let attributes = json!([{ "Name": "email", "Value": email }]);
        let body = json!({ "ClientId": client, "Username": name, "Password": password, "UserAttributes": attributes });
        self.cognito("SignUp", &body).await.map(|_| ())
    }

    async fn confirm(&mut self, code: &str) -> Result<(), Verdict> {
        let client = self.output("UserPoolClientId")?;
        let body = json!({ "ClientId": client, "Username": self.person.name, "ConfirmationCode": code });
        self.cognito("ConfirmSignUp", &body).await.map(|_| ())
    }

    async fn sign_in(&mut self) -> Result<Vec<String>, Verdict> {
        let (pool, client) = (self.output("UserPoolId")?, self.output("UserPoolClientId")?);
        let srp = srp::Client::new(pool);
        let parameters = json!({ "USERNAME": self.person.name, "SRP_A": srp.srp_a() });
        let body = json!({ "ClientId": client, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters });
        let challenge = self.cognito("InitiateAuth", &body).await?;
        let sent = &challenge["ChallengeParameters"];
        let text = |name: &str| sent[name].as_str().unwrap_or_default();
        let challenge_of = srp::Challenge {
            user_id: text("USER_ID_FOR_SRP"),
            salt: text("SALT"),
            srp_b: text("SRP_B"),
            secret_block: text("SECRET_BLOCK"),
        };
        let proof = srp.prove(&challenge_of, &self.person.password, SystemTime::now()).map_err(fault)?;
        let responses = json!({
            "USERNAME": text("USER_ID_FOR_SRP"),
            "PASSWORD_CLAIM_SECRET_BLOCK": text("SECRET_BLOCK"),
            "PASSWORD_CLAIM_SIGNATURE": proof.signature,
            "TIMESTAMP": proof.timestamp,
        });
        let body = json!({ "ClientId": client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses });
        let signed_in = self.cognito("RespondToAuthChallenge", &body).await?;
        let token = |name: &str| signed_in["AuthenticationResult"][name].as_str().unwrap_or_default().to_owned();
        self.tokens = Some(Tokens { id: token("IdToken"), access: token("AccessToken") });
        self.list().await
    }

    async fn list(&mut self) -> Result<Vec<String>, Verdict> {
        Ok(ids(&self.good("GET", "/conversations", None).await?))
    }

    async fn start_with(&mut self, name: &str) -> Result<String, Verdict> {
        let users = self.good("GET", "/users", None).await?;
        let known = users.as_array().is_some_and(|users| users.iter().any(|user| user == name));
        if !known {
            let failure = Failure::new(format!("{name} is not among the users.")).tried(&self.tried);
            return failure.compared(format!("a list with \"{name}\""), users.to_string()).fail();
        }
        let id = self.good("POST", "/conversations", Some(&json!([name]))).await?;
        id.as_str().map(str::to_owned).ok_or_else(|| {
            let failure = Failure::new("A new conversation is not answered with its id.").tried(&self.tried);
            failure.compared("a JSON string", id.to_string()).into()
        })
    }

    async fn write(&mut self, id: &str, text: &str) -> Result<Vec<String>, Verdict> {
        let asked = self.api("POST", &path(id), Some(&Value::from(text))).await?;
        if asked.answer.status != 204 {
            return asked.failure("A new message is not taken.").compared("204", asked.shown()).fail();
        }
        self.read(id).await
    }

    async fn read(&mut self, id: &str) -> Result<Vec<String>, Verdict> {
        let whole = self.good("GET", &path(id), None).await?;
        let messages = whole["messages"].as_array().into_iter().flatten();
        Ok(messages.filter_map(|one| one["message"].as_str().map(str::to_owned)).collect())
    }

    async fn peek(&mut self, id: &str) -> Result<Refused, Verdict> {
        let asked = self.api("GET", &path(id), None).await?;
        Ok(if asked.answer.status == 404 { Refused::NotThere } else { Refused::Not(asked.shown()) })
    }

    async fn sign_out(&mut self, id: &str) -> Result<(), Verdict> {
        let access = self.tokens.take().map(|tokens| tokens.access).unwrap_or_default();
        self.cognito("GlobalSignOut", &json!({ "AccessToken": access })).await?;
        let asked = self.api("GET", &path(id), None).await?;
        if asked.answer.status != 401 {
            return asked.failure("Who is signed out is answered.").compared("401", asked.shown()).fail();
        }
        Ok(())
    }

    async fn picture(&self) -> Option<Vec<u8>> {
        None
    }
}
