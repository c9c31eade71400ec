//! The student's user pool, asked as the site asks it: over HTTP, without credentials.

use cloud::Cloud;
use cloud::cognito::srp;
use cloud::template::Stack;
use reqwest::Url;
use serde_json::{Value, json};

use super::people::Person;
use super::resources::{client, pool};
use crate::checks::shell::quote;
use crate::harness::{Failure, Verdict};
use crate::target::http::{Http, Sent};

/// An app client of a user pool.
#[derive(Debug)]
#[allow(clippy::struct_field_names, reason = "AWS calls it so")]
pub(in crate::checks) struct Client<'a> {
    http: &'a Http,
    cloud: &'a Cloud,
    /// The user pool's id.
    pub(in crate::checks) pool_id: String,
    /// The app client's id.
    pub(in crate::checks) client_id: String,
}

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) struct SignedIn {
    /// The user name.
    pub(in crate::checks) name: String,
    /// What the API wants.
    pub(in crate::checks) id_token: String,
    /// What Cognito itself wants.
    pub(in crate::checks) access_token: String,
    /// What new tokens are got with.
    pub(in crate::checks) refresh_token: String,
}

/// A request to Cognito and what came back.
#[derive(Debug, Clone)]
pub(in crate::checks) struct Called {
    /// The command that repeats it.
    pub(in crate::checks) command: String,
    /// The answer's members, or what the error was: `__type` and `message`.
    pub(in crate::checks) result: Result<Value, Refused>,
}

/// An error of Cognito.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::checks) struct Refused {
    /// `NotAuthorizedException` and so on.
    pub(in crate::checks) code: String,
    /// In Cognito's words.
    pub(in crate::checks) message: String,
}

impl Refused {
    /// As the AWS CLI shows it, without its preface.
    pub(super) fn shown(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }
}

impl Called {
    /// What the error was; nothing where there is none.
    pub(super) fn refused(&self) -> Option<&Refused> {
        self.result.as_ref().err()
    }

    /// That Cognito did it, or its error. What an answer holds may be a token.
    pub(super) fn shown(&self) -> String {
        self.refused().map_or_else(|| "200".to_owned(), Refused::shown)
    }

    /// A failure about this request.
    pub(super) fn failure(&self, message: impl Into<String>) -> Failure {
        Failure::new(message).tried(&self.command)
    }

    /// The answer's members.
    ///
    /// # Errors
    /// A failure that says `message`, when Cognito refused.
    pub(in crate::checks) fn answer(&self, message: &str, expected: &str) -> Result<&Value, Verdict> {
        match &self.result {
            Ok(answer) => Ok(answer),
            Err(refused) => Err(self.failure(message).compared(expected, refused.shown()).into()),
        }
    }
}

impl<'a> Client<'a> {
    /// The site's client of the stack's user pool.
    ///
    /// # Errors
    /// A failure when the template makes no pool, or no client of one.
    pub(in crate::checks) fn of_stack(http: &'a Http, cloud: &'a Cloud, stack: &Stack) -> Result<Self, Verdict> {
        let (pool_id, client_id) = (pool(stack)?.physical_id.clone(), client(stack)?.physical_id.clone());
        Ok(Self { http, cloud, pool_id, client_id })
    }

    /// Sends one operation, unsigned, as a browser does. `told` is the command of the AWS CLI that does the same.
    ///
    /// # Errors
    /// A fault when no answer comes that can be read.
    pub(in crate::checks) async fn call(
        &self,
        operation: &str,
        input: &Value,
        told: String,
    ) -> Result<Called, Verdict> {
        let endpoint = self.cloud.endpoint();
        let base = Url::parse(&endpoint).map_err(|error| Verdict::Fault(format!("{endpoint}: {error}")))?;
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let headers = [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", target.as_str())];
        let body = input.to_string();
        let sent = Sent { method: "POST", path: "/", headers: &headers, body: Some(&body) };
        let answer = self.http.send_below(&base, &sent).await?;
        let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let text = |member: &str| value[member].as_str().unwrap_or_default().to_owned();
        let result = match answer.status {
            200 => Ok(value),
            400 => Err(Refused { code: text("__type"), message: text("message") }),
            status => return Err(Verdict::Fault(format!("{operation} was answered with {status}"))),
        };
        Ok(Called { command: format!("aws cognito-idp {told}"), result })
    }

    /// Signs somebody up.
    pub(super) async fn try_sign_up(&self, person: &Person) -> Result<Called, Verdict> {
        let Person { name, email, password } = person;
        let input = json!({
            "ClientId": self.client_id, "Username": name, "Password": password,
            "UserAttributes": [{ "Name": "email", "Value": email }],
        });
        let told = format!(
            "sign-up --client-id {} --username {} --password {} --user-attributes Name=email,Value={email}",
            self.client_id,
            quote(name),
            quote(password)
        );
        self.call("SignUp", &input, told).await
    }

    /// Confirms the address with the newest code that was sent to the person.
    pub(super) async fn try_confirm(&self, person: &Person) -> Result<Called, Verdict> {
        let code = self.code_of(person).unwrap_or_default();
        let input = json!({ "ClientId": self.client_id, "Username": person.name, "ConfirmationCode": code });
        let told = format!(
            "confirm-sign-up --client-id {} --username {} --confirmation-code CODE",
            self.client_id,
            quote(&person.name)
        );
        self.call("ConfirmSignUp", &input, told).await
    }

    /// The newest code that was sent to a person.
    pub(super) fn code_of(&self, person: &Person) -> Option<String> {
        let letters = self.cloud.cognito().outbox();
        let newest =
            letters.into_iter().rev().find(|letter| letter.pool_id == self.pool_id && letter.to == person.email);
        newest.map(|letter| letter.code)
    }

    /// Signs somebody up, and expects that it works.
    pub(in crate::checks) async fn sign_up(&self, person: &Person) -> Result<(), Verdict> {
        self.try_sign_up(person).await?.answer("Cognito signs nobody up.", "a new user")?;
        Ok(())
    }

    /// Confirms the address, and expects that it works.
    pub(in crate::checks) async fn confirm(&self, person: &Person) -> Result<(), Verdict> {
        let called = self.try_confirm(person).await?;
        called.answer("The user who signed up cannot confirm the address.", "a confirmed user")?;
        Ok(())
    }

    /// Signs in by SRP: the tokens, or the first refusal.
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
    pub(super) async fn try_sign_in(&self, person: &Person) -> Result<Called, Verdict> {
        let srp = srp::Client::new(&self.pool_id);
        let input = json!({
            "AuthFlow": "USER_SRP_AUTH", "ClientId": self.client_id,
            "AuthParameters": { "USERNAME": person.name, "SRP_A": srp.srp_a() },
        });
        let told = format!(
            "initiate-auth --client-id {} --auth-flow USER_SRP_AUTH --auth-parameters {}",
            self.client_id,
            quote(&format!("USERNAME={},SRP_A=NUMBER", person.name))
        );
        let called = self.call("InitiateAuth", &input, told).await?;
        let Ok(challenge) = &called.result else { return Ok(called) };
        let parameter = |name: &str| challenge["ChallengeParameters"][name].as_str().unwrap_or_default();
        let (user_id, secret_block) = (parameter("USER_ID_FOR_SRP"), parameter("SECRET_BLOCK"));
        let asked = srp::Challenge { user_id, salt: parameter("SALT"), srp_b: parameter("SRP_B"), secret_block };
        let proof = srp.prove(&asked, &person.password, self.cloud.cognito().now());
        let proof = proof.map_err(|error| Verdict::Fault(format!("the challenge of SRP: {error}")))?;
        let input = json!({
            "ChallengeName": challenge["ChallengeName"], "ClientId": self.client_id, "Session": challenge["Session"],
            "ChallengeResponses": {
                "USERNAME": user_id,
                "PASSWORD_CLAIM_SECRET_BLOCK": secret_block,
                "PASSWORD_CLAIM_SIGNATURE": proof.signature,
                "TIMESTAMP": proof.timestamp,
            },
        });
        let answer = self.call("RespondToAuthChallenge", &input, String::new()).await?;
        // Nobody sends the second request by hand: its proof is of this sign-in alone.
        Ok(Called { command: called.command, result: answer.result })
    }

    /// Signs somebody in, and expects that it works.
    pub(in crate::checks) async fn sign_in(&self, person: &Person) -> Result<SignedIn, Verdict> {
        let called = self.try_sign_in(person).await?;
        let answer =
            called.answer("A user who is confirmed cannot sign in as the site does, by SRP.", "three tokens")?;
        let token = |name: &str| answer["AuthenticationResult"][name].as_str().map(str::to_owned);
        let (Some(id_token), Some(access_token)) = (token("IdToken"), token("AccessToken")) else {
            let further = answer["ChallengeName"].as_str().unwrap_or("none");
            let failure = called.failure("Who signs in is asked something more, and the site has no answer to it.");
            return Err(failure.compared("three tokens", format!("the challenge {further}")).into());
        };
        let refresh_token = token("RefreshToken").unwrap_or_default();
        Ok(SignedIn { name: person.name.clone(), id_token, access_token, refresh_token })
    }

    /// Gets new tokens with a refresh token.
    pub(super) async fn try_refresh(&self, refresh_token: &str) -> Result<Called, Verdict> {
        let input = json!({
            "ClientId": self.client_id, "AuthFlow": "REFRESH_TOKEN_AUTH",
            "AuthParameters": { "REFRESH_TOKEN": refresh_token },
        });
        let told = format!(
            "initiate-auth --client-id {} --auth-flow REFRESH_TOKEN_AUTH --auth-parameters REFRESH_TOKEN=$REFRESH_TOKEN",
            self.client_id
        );
        self.call("InitiateAuth", &input, told).await
    }
}
