//! The form of the answer, and what must not be in it.

use serde_json::Value;

use super::super::Session;
use super::super::caller::{Caller, Reply};
use super::super::people::Person;
use super::super::scene::Scene;
use super::pool::Pool;
use super::{GET_USERS, USERS_PATH};
use crate::checks::api::short;
use crate::checks::api_file::INTEGRATION;
use crate::checks::models::allow_origin::may_be_read;
use crate::checks::models::methods::Defined;
use crate::checks::models::response_models::{fit, of_answer};
use crate::harness::{Outcome, Verdict};

/// Asks for the users, when all people of the run have signed in.
pub(super) async fn ask(session: &Session, scene: &Scene, person: &Person) -> Result<Reply, Verdict> {
    // The first answer must know them all: whoever keeps it is another check's.
    for other in all(session) {
        Caller::of(session, scene, other).await?;
    }
    Caller::of(session, scene, person).await?.get(USERS_PATH).await
}

/// The people of the run.
pub(super) fn all(session: &Session) -> [&Person; 4] {
    let people = &session.people;
    [&people.user, &people.friend, &people.stranger, &people.quoted]
}

pub(super) async fn private(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let reply = ask(session, scene, &session.people.user).await?;
    GET_USERS.was_permitted(&session.setting, &scene.chat.stack, reply.asked())?;
    let body = String::from_utf8_lossy(&reply.asked().answer.body).into_owned();
    for user in Pool::of(session, scene)?.users()? {
        for (name, value) in &user.attributes {
            // A flag is nobody's secret, and stands in many a word.
            if value.contains(['@', '-']) && body.contains(value.as_str()) {
                let what =
                    if name == "sub" { "the id that the pool gave them".to_owned() } else { format!("their {name}") };
                return reply
                    .failure(format!("Who asks for the users is told more than names: of {}, {what}.", user.name))
                    .compared("[\"…\", …], and nothing but user names", reply.asked().shown())
                    .because(format!("{name} is {value}"))
                    .fail();
            }
        }
    }
    Ok(())
}

pub(super) async fn list(session: &Session) -> Outcome {
    let reply = ask(session, session.own().await?, &session.people.user).await?;
    names(session, &reply)?;
    let defined = Defined::of(&session.setting)?;
    fit(&defined, reply.asked(), &of_answer(&defined, "GET", USERS_PATH, "200", "UserList")?)?;
    let origin = session.own().await?.api(&session.http)?.origin;
    let message = "The names are kept from the site's page: it knows nobody to start a conversation with.";
    may_be_read(&session.setting, (GET_USERS.method, GET_USERS.path), reply.asked(), &origin, message)
}

/// The names of an answer.
///
/// # Errors
/// A failure where it is no 200 with a JSON array of texts.
pub(in super::super) fn names(session: &Session, reply: &Reply) -> Result<Vec<String>, Verdict> {
    let failure = |message: &str, lines: Vec<String>| {
        reply.failure(message).compared("200 [\"…\", …]", reply.asked().shown()).because_of(lines).fail()
    };
    let Some(body) = reply.ok() else {
        return failure("The users are not answered.", lacks(session, reply));
    };
    if body.get("errorMessage").is_some() {
        return failure("The function failed, and its error is the body of a 200.", Vec::new());
    }
    let text = |name: &Value| name.as_str().map(str::to_owned);
    match body.as_array().and_then(|names| names.iter().map(text).collect::<Option<Vec<String>>>()) {
        Some(names) => Ok(names),
        None if body.is_array() => failure("The answer is a list, and what stands in it are no names.", Vec::new()),
        None => failure("The answer is no list of names.", Vec::new()),
    }
}

/// Where the request template stands, if what it made of the request does not say who asks.
fn lacks(session: &Session, reply: &Reply) -> Vec<String> {
    let sent = reply.way.event().unwrap_or_default();
    if sent.is_empty() || serde_json::from_str::<Value>(sent).is_ok_and(|event| event != Value::Null) {
        return Vec::new();
    }
    let defined = Defined::of(&session.setting).ok();
    let place = defined.and_then(|defined| defined.at("GET", USERS_PATH, &[INTEGRATION, "requestTemplates"]));
    std::iter::once(format!("the function's event: {}", short(sent))).chain(place).collect()
}
