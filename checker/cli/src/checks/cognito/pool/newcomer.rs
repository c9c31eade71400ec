//! Somebody who signs up in one check alone, and is gone after it: no other check must find them among the users.

use cloud::Cloud;
use serde_json::{Value, json};

use super::super::Session;
use super::super::operation::{Said, call};
use super::super::people::Person;
use super::super::resources::{client, pool};
use super::super::scene::Scene;
use crate::harness::Verdict;

/// A stack's pool, and somebody who asks it as the site's client does.
pub(super) struct Newcomer<'a> {
    session: &'a Session,
    pub(super) cloud: &'a Cloud,
    pub(super) pool_id: &'a str,
    pub(super) client_id: &'a str,
    pub(super) person: Person,
}

impl<'a> Newcomer<'a> {
    /// Somebody whom nobody knows yet, in the stack in which the checks write.
    pub(super) async fn of(session: &'a Session, purpose: &str) -> Result<Self, Verdict> {
        Self::at(session, session.writes().await?, purpose)
    }

    /// The same in another stack.
    pub(super) fn at(session: &'a Session, scene: &'a Scene, purpose: &str) -> Result<Self, Verdict> {
        let mut source = session.setting.seed.source(purpose);
        let person = Person {
            name: source.name(),
            email: format!("{}@example.com", source.name()),
            password: format!("Aa1!{}", source.name()),
        };
        let stack = &scene.chat.stack;
        let (pool_id, client_id) = (&pool(stack)?.physical_id, &client(stack)?.physical_id);
        Ok(Self { session, cloud: &scene.chat.cloud, pool_id, client_id, person })
    }

    /// Asks an operation over HTTP.
    pub(super) async fn ask(&self, operation: &str, request: &Value) -> Result<Said, Verdict> {
        call(&self.session.http, self.cloud, operation, request).await
    }

    /// Signs up with all that the site sends.
    pub(super) async fn signs_up(&self) -> Result<Said, Verdict> {
        self.ask("SignUp", &self.sign_up_request()).await
    }

    /// What the site sends.
    pub(super) fn sign_up_request(&self) -> Value {
        json!({
            "ClientId": self.client_id,
            "Username": self.person.name,
            "Password": self.person.password,
            "UserAttributes": [{ "Name": "email", "Value": self.person.email }],
        })
    }

    /// The code that was sent to the address, where one was.
    pub(super) fn code(&self) -> Option<String> {
        let letters = self.cloud.cognito().outbox();
        let mut own = letters.iter().filter(|letter| letter.to == self.person.email && letter.pool_id == self.pool_id);
        own.next_back().map(|letter| letter.code.clone())
    }

    /// Signs up and is confirmed.
    pub(super) async fn joins(&self) -> Result<(), Verdict> {
        let said = self.signs_up().await?;
        let code = self.code().unwrap_or_default();
        let request = json!({ "ClientId": self.client_id, "Username": self.person.name, "ConfirmationCode": code });
        let confirmed = self.ask("ConfirmSignUp", &request).await?;
        if said.done() && confirmed.done() {
            return Ok(());
        }
        let said = if said.done() { confirmed } else { said };
        said.failure("A new user cannot be made.").compared("200", said.shown()).fail()
    }
}

impl Drop for Newcomer<'_> {
    fn drop(&mut self) {
        let request = json!({ "UserPoolId": self.pool_id, "Username": self.person.name });
        // Who has never been a user is none now either.
        let _ = self.cloud.cognito().call("AdminDeleteUser", &request);
    }
}
