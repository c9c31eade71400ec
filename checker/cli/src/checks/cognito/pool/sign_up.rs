//! A new user: who may become one, and with what.

use cloud::template::Node;
use serde_json::json;

use super::super::Session;
use super::super::people::Person;
use super::super::resources::{client, lines, pool};
use super::super::sign_in::Called;
use super::newcomer::Newcomer;
use crate::checks::shell::quote;
use crate::harness::{Failure, Outcome, Verdict};

/// How a pool refuses a name where it wants an address: "Username should be an email."
const WANTS_ADDRESS: &str = "Username should be";
/// What is expected of a sign-up.
const NEW: &str = "a new user";

/// The lines of the template at a property of the pool.
fn of_pool(session: &Session, property: &[&str]) -> Result<String, Verdict> {
    lines(session, pool(&session.setting.stack(&[])?)?, property)
}

/// Whether an error says this.
fn says(called: &Called, words: &str) -> bool {
    called.refused().is_some_and(|refused| refused.message.contains(words))
}

pub(super) async fn no_secret(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "without a secret").await?;
    let called = newcomer.site.try_sign_up(&newcomer.person).await?;
    if !says(&called, "SECRET_HASH") {
        return Ok(());
    }
    let stack = session.setting.stack(&[])?;
    called
        .failure("The client has a secret, and Cognito wants a proof of it in each request. A browser keeps none.")
        .compared(NEW, called.shown())
        .because(lines(session, client(&stack)?, &["GenerateSecret"])?)
        .fail()
}

pub(super) async fn sign_up(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "signs up").await?;
    let mut called = newcomer.site.try_sign_up(&newcomer.person).await?;
    if says(&called, WANTS_ADDRESS) {
        // Whether a name is taken at all is the next check's question.
        let by_address = Person { name: newcomer.person.email.clone(), ..newcomer.person.clone() };
        called = newcomer.site.try_sign_up(&by_address).await?;
    }
    let Some(refused) = called.refused() else { return Ok(()) };
    if says(&called, "unauthorized attribute") {
        let stack = session.setting.stack(&[])?;
        return called
            .failure("A new user is refused: the client may not write what the user says of themselves.")
            .compared(NEW, called.shown())
            .because(lines(session, client(&stack)?, &["WriteAttributes"])?)
            .fail();
    }
    let closed = refused.code == "NotAuthorizedException";
    let message = if closed { "Nobody can sign up: the pool is closed." } else { "A new user is refused." };
    let property: &[&str] = if closed { &["AdminCreateUserConfig"] } else { &[] };
    called.failure(message).compared(NEW, called.shown()).because(of_pool(session, property)?).fail()
}

pub(super) async fn user_name(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "has a name").await?;
    let called = newcomer.site.try_sign_up(&newcomer.person).await?;
    let name = &newcomer.person.name;
    if called.refused().is_some() {
        return called
            .failure(format!("{name} cannot sign up with a name: the pool wants an address in its place."))
            .compared(NEW, called.shown())
            .because(of_pool(session, &["UsernameAttributes"])?)
            .fail();
    }
    let request = json!({ "UserPoolId": newcomer.site.pool_id, "Username": name });
    let user = newcomer.cloud.cognito().call("AdminGetUser", &request);
    let user = user.map_err(|error| Verdict::Fault(format!("the user {name} cannot be looked at: {error}")))?;
    if user["Username"] == *name {
        return Ok(());
    }
    called
        .failure(format!("{name} has signed up, and has another name in the pool."))
        .compared(name.as_str(), user["Username"].as_str().unwrap_or_default())
        .because(of_pool(session, &["UsernameAttributes"])?)
        .fail()
}

pub(super) async fn password(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "with a short password").await?;
    // One character less than eight, and one of each kind.
    let short = Person { password: "Aa1-xyz".to_owned(), ..newcomer.person.clone() };
    let called = newcomer.site.try_sign_up(&short).await?;
    let property = &["Policies", "PasswordPolicy", "MinimumLength"];
    refused(session, &called, "InvalidPasswordException", "A password of seven characters is taken.", property)
}

pub(super) async fn email_required(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "without an address").await?;
    let Person { name, password, .. } = &newcomer.person;
    let client_id = &newcomer.site.client_id;
    let input = json!({ "ClientId": client_id, "Username": name, "Password": password });
    let told = format!("sign-up --client-id {client_id} --username {} --password {}", quote(name), quote(password));
    let called = newcomer.site.call("SignUp", &input, told).await?;
    let message = "A user without an e-mail address is taken, and can never get a code.";
    refused(session, &called, "InvalidParameterException", message, &["Schema"])
}

/// That Cognito refuses with this error; else `message`, and the property of the pool that decides it.
fn refused(session: &Session, called: &Called, error: &str, message: &str, property: &[&str]) -> Outcome {
    if called.refused().is_some_and(|refused| refused.code == error) {
        return Ok(());
    }
    called.failure(message).compared(error, called.shown()).because(of_pool(session, property)?).fail()
}

pub(super) async fn code(session: &Session) -> Outcome {
    let newcomer = Newcomer::of(session, "gets a code").await?;
    // The cloud here sends codes whatever it is told.
    let property = ["VerificationMessageTemplate", "DefaultEmailOption"];
    let stack = session.setting.stack(&[])?;
    let option = property.iter().try_fold(&pool(&stack)?.properties, |node, key| node.get(key)).and_then(Node::scalar);
    if let Some(option) = option.filter(|option| option != "CONFIRM_WITH_CODE") {
        return Failure::new("The letter to a new user has a link in it, and the site asks for a code.")
            .compared("DefaultEmailOption: CONFIRM_WITH_CODE, or none: it is the default", option)
            .because(of_pool(session, &property)?)
            .fail();
    }
    let called = newcomer.site.try_sign_up(&newcomer.person).await?;
    if newcomer.site.code_of(&newcomer.person).is_none() {
        return called
            .failure(format!("{} has signed up, and no code is sent: nobody can be confirmed.", newcomer.person.name))
            .compared(format!("a letter to {}", newcomer.person.email), "none in the outbox")
            .because(of_pool(session, &["AutoVerifiedAttributes"])?)
            .fail();
    }
    let confirmed = newcomer.site.try_confirm(&newcomer.person).await?;
    confirmed.answer("The code that was sent does not confirm the user.", "a confirmed user")?;
    Ok(())
}
