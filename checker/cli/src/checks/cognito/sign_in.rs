//! The student's user pool, asked as the site asks it: over HTTP, without credentials.

use cloud::Cloud;
use cloud::cognito::srp;
use cloud::template::Stack;
use serde_json::{Value, json};

use super::operation::{Said, call};
use super::people::Person;
use super::resources::{client, pool};
use crate::harness::Verdict;
use crate::target::http::Http;

/// An app client of a user pool.
#[derive(Debug)]
pub(super) struct Client<'a> {
    http: &'a Http,
    cloud: &'a Cloud,
    /// The user pool's id.
    pub(super) pool_id: String,
    /// The app client's id.
    pub(super) client_id: String,
}

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignedIn {
    /// The user name.
    pub(super) name: String,
    /// What the API wants.
    pub(super) id_token: String,
    /// What Cognito itself wants.
    pub(super) access_token: String,
    /// What new tokens are got with.
    pub(super) refresh_token: String,
}

impl<'a> Client<'a> {
    /// The site's client of the stack's user pool.
    ///
    /// # Errors
    /// A failure when the template has none.
    pub(super) fn of_stack(http: &'a Http, cloud: &'a Cloud, stack: &Stack) -> Result<Self, Verdict> {
        let (pool_id, client_id) = (pool(stack)?.physical_id.clone(), client(stack)?.physical_id.clone());
        Ok(Self { http, cloud, pool_id, client_id })
    }

    /// Signs somebody up.
    ///
    /// # Errors
    /// A failure when Cognito refuses.
    pub(super) async fn sign_up(&self, person: &Person) -> Result<(), Verdict> {
        let request = json!({
            "ClientId": self.client_id,
            "Username": person.name,
            "Password": person.password,
            "UserAttributes": [{ "Name": "email", "Value": person.email }],
        });
        done(&self.ask("SignUp", &request).await?, "cannot sign up", person)
    }

    /// Confirms the address with the code that was sent there.
    ///
    /// # Errors
    /// A failure when there is no code, or Cognito refuses it.
    pub(super) async fn confirm(&self, person: &Person) -> Result<(), Verdict> {
        let letters = self.cloud.cognito().outbox();
        let mut own = letters.iter().filter(|letter| letter.to == person.email && letter.pool_id == self.pool_id);
        let code = own.next_back().map(|letter| letter.code.clone()).unwrap_or_default();
        let request = json!({ "ClientId": self.client_id, "Username": person.name, "ConfirmationCode": code });
        let mut said = self.ask("ConfirmSignUp", &request).await?;
        if !code.is_empty() {
            said.command = said.command.replace(&code, "CODE");
        }
        done(&said, "cannot be confirmed", person)
    }

    /// Signs somebody in, by SRP as the site does.
    ///
    /// # Errors
    /// A failure when Cognito refuses.
    pub(super) async fn sign_in(&self, person: &Person) -> Result<SignedIn, Verdict> {
        let said = self.srp(&person.name, &person.password).await?;
        done(&said, "cannot sign in", person)?;
        let token = |name: &str| said.body["AuthenticationResult"][name].as_str().unwrap_or_default().to_owned();
        Ok(SignedIn {
            name: person.name.clone(),
            id_token: token("IdToken"),
            access_token: token("AccessToken"),
            refresh_token: token("RefreshToken"),
        })
    }

    /// Signs in by SRP: the tokens, or the first error.
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    pub(super) async fn srp(&self, name: &str, password: &str) -> Result<Said, Verdict> {
        let srp = srp::Client::new(&self.pool_id);
        let begin = |srp_a: &str| {
            json!({
                "AuthFlow": "USER_SRP_AUTH",
                "ClientId": self.client_id,
                "AuthParameters": { "USERNAME": name, "SRP_A": srp_a },
            })
        };
        let mut said = self.ask("InitiateAuth", &begin(&srp.srp_a())).await?;
        let tried = said.command.replace(&srp.srp_a(), "SRP_A");
        if said.body["ChallengeName"] == "PASSWORD_VERIFIER" {
            said = self.ask("RespondToAuthChallenge", &self.response(&srp, &said.body, password)?).await?;
        }
        // Nobody sends these by hand again: they are of this sign-in alone.
        said.command = tried;
        Ok(said)
    }

    fn response(&self, srp: &srp::Client, challenge: &Value, password: &str) -> Result<Value, Verdict> {
        let parameter = |name: &str| challenge["ChallengeParameters"][name].as_str().unwrap_or_default();
        let user_id = parameter("USER_ID_FOR_SRP");
        let proof = srp.prove(
            &srp::Challenge {
                user_id,
                salt: parameter("SALT"),
                srp_b: parameter("SRP_B"),
                secret_block: parameter("SECRET_BLOCK"),
            },
            password,
            self.cloud.cognito().now(),
        );
        let proof = proof.map_err(|error| Verdict::Fault(format!("the challenge of SRP: {error}")))?;
        Ok(json!({
            "ChallengeName": "PASSWORD_VERIFIER",
            "ClientId": self.client_id,
            "Session": challenge["Session"],
            "ChallengeResponses": {
                "USERNAME": user_id,
                "PASSWORD_CLAIM_SECRET_BLOCK": parameter("SECRET_BLOCK"),
                "PASSWORD_CLAIM_SIGNATURE": proof.signature,
                "TIMESTAMP": proof.timestamp,
            },
        }))
    }

    async fn ask(&self, operation: &str, request: &Value) -> Result<Said, Verdict> {
        call(self.http, self.cloud, operation, request).await
    }
}

/// That Cognito did it.
fn done(said: &Said, what: &str, person: &Person) -> Result<(), Verdict> {
    if said.done() {
        return Ok(());
    }
    said.failure(format!("{} {what}.", person.name)).compared("200", said.shown()).fail()
}
