//! A new user: who may become one, and with what.

use serde_json::{Value, json};

use super::super::Session;
use super::super::operation::Said;
use super::super::resources::{client, lines, pool};
use super::newcomer::Newcomer;
use crate::harness::{Outcome, Verdict};

/// How a pool refuses a name where it wants an address: "Username should be an email."
const WANTS_ADDRESS: &str = "Username should be";

/// The lines of the template at a property of the pool.
fn of_pool(session: &Session, property: &[&str]) -> Result<String, Verdict> {
    lines(session, pool(&session.setting.stack(&[])?)?, property)
}

pub(super) async fn no_secret(session: &Session) -> Outcome {
    let said = Newcomer::of(session, "without a secret").await?.signs_up().await?;
    if !said.message().contains("SECRET_HASH") {
        return Ok(());
    }
    let stack = session.setting.stack(&[])?;
    said.failure("The client has a secret, and Cognito wants a proof of it in each request. A browser has none.")
        .compared("200", said.shown())
        .because(lines(session, client(&stack)?, &["GenerateSecret"])?)
        .fail()
}

pub(super) async fn sign_up(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "signs up").await?;
    let mut said = newcomer.signs_up().await?;
    if said.message().contains(WANTS_ADDRESS) {
        // Whether a name is taken at all is the next check's question.
        let mut request = newcomer.sign_up_request();
        request["Username"] = Value::from(newcomer.person.email.as_str());
        said = newcomer.ask("SignUp", &request).await?;
        forget(&newcomer);
    }
    if said.done() {
        return Ok(());
    }
    let closed = said.error() == Some("NotAuthorizedException");
    let message = if closed { "Nobody can sign up: the pool is closed." } else { "A new user is refused." };
    let property: &[&str] = if closed { &["AdminCreateUserConfig"] } else { &[] };
    said.failure(message).compared("200", said.shown()).because(of_pool(session, property)?).fail()
}

/// Deletes whoever has signed up with the address for a name.
fn forget(newcomer: &Newcomer<'_>) {
    let request = json!({ "UserPoolId": newcomer.pool_id, "Username": newcomer.person.email });
    let _ = newcomer.cloud.cognito().call("AdminDeleteUser", &request);
}

pub(super) async fn user_name(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "has a name").await?;
    let said = newcomer.signs_up().await?;
    let name = &newcomer.person.name;
    if !said.done() {
        return said
            .failure(format!("{name} cannot sign up with a name: the pool wants an address in its place."))
            .compared("200", said.shown())
            .because(of_pool(session, &["UsernameAttributes"])?)
            .fail();
    }
    let known = named(&newcomer, name)?;
    if known.as_deref() == Some(name.as_str()) {
        return Ok(());
    }
    let known = known.unwrap_or_else(|| "nobody".to_owned());
    said.failure(format!("{name} has signed up, and is another to the pool."))
        .compared(name.as_str(), known)
        .because(of_pool(session, &["UsernameAttributes"])?)
        .fail()
}

/// What the pool calls a user.
fn named(newcomer: &Newcomer<'_>, name: &str) -> Result<Option<String>, Verdict> {
    let request = json!({ "UserPoolId": newcomer.pool_id, "Username": name });
    match newcomer.cloud.cognito().call("AdminGetUser", &request) {
        Ok(user) => Ok(user["Username"].as_str().map(str::to_owned)),
        Err(error) if error.code == "UserNotFoundException" => Ok(None),
        Err(error) => Err(Verdict::Fault(format!("the user {name} cannot be looked at: {error}"))),
    }
}

pub(super) async fn password(session: &Session) -> Outcome {
    /// One character less than eight, and one of each kind.
    const SHORT: &str = "Aa1!xyz";
    let newcomer = Newcomer::of(session, "with a short password").await?;
    let mut request = newcomer.sign_up_request();
    request["Password"] = Value::from(SHORT);
    refused(session, newcomer.ask("SignUp", &request).await?, "InvalidPasswordException", || {
        ("A password of seven characters is taken.", &["Policies", "PasswordPolicy", "MinimumLength"])
    })
}

pub(super) async fn email_required(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "without an address").await?;
    let mut request = newcomer.sign_up_request();
    request["UserAttributes"] = json!([]);
    refused(session, newcomer.ask("SignUp", &request).await?, "InvalidParameterException", || {
        ("A user without an e-mail address is taken, and can never get a code.", &["Schema"])
    })
}

/// That Cognito refuses, with this error; else what is wrong, and the property of the pool that decides it.
fn refused(
    session: &Session,
    said: Said,
    error: &str,
    wrong: fn() -> (&'static str, &'static [&'static str]),
) -> Outcome {
    if said.error() == Some(error) {
        return Ok(());
    }
    let (message, property) = wrong();
    said.failure(message).compared(format!("400 {error}"), said.shown()).because(of_pool(session, property)?).fail()
}

pub(super) async fn code(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "gets a code").await?;
    let said = newcomer.signs_up().await?;
    let Some(code) = newcomer.code() else {
        return said
            .failure(format!("{} has signed up, and no code is sent: nobody can be confirmed.", newcomer.person.name))
            .compared(format!("a letter to {}", newcomer.person.email), "none in the outbox")
            .because(of_pool(session, &["AutoVerifiedAttributes"])?)
            .fail();
    };
    let request = json!({
        "ClientId": newcomer.client_id, "Username": newcomer.person.name, "ConfirmationCode": code,
    });
    let mut confirmed = newcomer.ask("ConfirmSignUp", &request).await?;
    if confirmed.done() {
        return Ok(());
    }
    confirmed.command = confirmed.command.replace(&code, "CODE");
    confirmed.failure("The code that was sent does not confirm the user.").compared("200", confirmed.shown()).fail()
}
