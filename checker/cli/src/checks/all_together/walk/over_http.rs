//! A person without a browser: what the site asks of Cognito and of the API, asked by the checker itself.

use serde_json::{Value, json};

use super::super::app::App;
use super::super::stops::path;
use super::people::{Person, Refused, Visitor};
use crate::checks::api::Asked;
use crate::checks::cognito::bearer::Token;
use crate::checks::cognito::sign_in::{Client, SignedIn};
use crate::harness::{Failure, Verdict};

/// One of the three.
#[derive(Debug)]
pub(super) struct OverHttp<'a> {
    app: &'a App<'a>,
    person: Person,
    /// The tokens, while they are signed in.
    signed_in: Option<SignedIn>,
    tried: String,
}

impl<'a> OverHttp<'a> {
    pub(super) fn new(app: &'a App<'a>, person: Person) -> Self {
        Self { app, person, signed_in: None, tried: format!("{}/", app.website()) }
    }

    /// The user pool, as the site asks it. The command that goes into the report has no password in it.
    fn pool(&mut self, command: &str) -> Result<Client<'a>, Verdict> {
        let client = Client::of_stack(&self.app.http, &self.app.cloud, self.app.stack()?)?;
        self.tried = format!("aws cognito-idp {command} --client-id {} …", client.client_id);
        Ok(client)
    }

    /// Asks the API with the ID token, where there is one.
    async fn api(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Asked, Verdict> {
        let token = self.signed_in.as_ref().map(Token::id);
        let mut headers: Vec<(&str, &str)> = token.iter().map(Token::header).collect();
        if body.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        let text = body.map(Value::to_string);
        let mut asked = self.app.api()?.ask(method, path, &headers, text.as_deref()).await?;
        if let Some(token) = &token {
            // A token is as good as a password for as long as it lasts.
            asked.command = token.left_out(&asked.command);
        }
        self.tried.clone_from(&asked.command);
        Ok(asked)
    }

    /// A request that the app must answer with 200 and JSON.
    async fn good(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Verdict> {
        let asked = self.api(method, path, body).await?;
        if let Some(json) = asked.json().filter(|_| asked.answer.status == 200) {
            return Ok(json);
        }
        let failure = asked.failure(format!("{} is not answered.", self.person.name));
        failure.compared("200, JSON", asked.shown()).fail()
    }
}

fn texts(list: &Value, member: &str) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|one| one[member].as_str().map(str::to_owned)).collect()
}

impl Visitor for OverHttp<'_> {
    fn person(&self) -> &Person {
        &self.person
    }

    fn url(&self) -> String {
        self.tried.clone()
    }

    async fn sign_up(&mut self) -> Result<(), Verdict> {
        self.pool("sign-up")?.sign_up(&self.person).await
    }

    async fn confirm(&mut self, _code: &str) -> Result<(), Verdict> {
        // The pool's client takes the code from the outbox by itself.
        self.pool("confirm-sign-up")?.confirm(&self.person).await
    }

    async fn sign_in(&mut self) -> Result<Vec<String>, Verdict> {
        self.signed_in = Some(self.pool("initiate-auth")?.sign_in(&self.person).await?);
        self.list().await
    }

    async fn list(&mut self) -> Result<Vec<String>, Verdict> {
        Ok(texts(&self.good("GET", "/conversations", None).await?, "id"))
    }

    async fn start_with(&mut self, name: &str) -> Result<String, Verdict> {
        let users = self.good("GET", "/users", None).await?;
        if !users.as_array().is_some_and(|users| users.iter().any(|user| user == name)) {
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
        Ok(texts(&self.good("GET", &path(id), None).await?["messages"], "message"))
    }

    async fn peek(&mut self, id: &str) -> Result<Refused, Verdict> {
        let asked = self.api("GET", &path(id), None).await?;
        Ok(if asked.answer.status == 404 { Refused::NotThere } else { Refused::Not(asked.shown()) })
    }

    async fn sign_out(&mut self, id: &str) -> Result<(), Verdict> {
        let token = self.signed_in.take().map(|signed_in| signed_in.access_token).unwrap_or_default();
        let told = "global-sign-out --access-token $ACCESS_TOKEN".to_owned();
        let called =
            self.pool("global-sign-out")?.call("GlobalSignOut", &json!({ "AccessToken": token }), told).await?;
        called.answer("Ada cannot sign out.", "her tokens are worth nothing any more")?;
        // The page has forgotten the token, so it asks without one.
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
