//! Who is in the answer, and who is not.

use super::super::Session;
use super::super::caller::Reply;
use super::super::people::Person;
use super::super::scene::Scene;
use super::answer::{self, all, ask};
use super::pool::Pool;
use crate::checks::api_file::INTEGRATION;
use crate::checks::models::methods::Defined;
use crate::harness::{Failure, Outcome};

pub(super) async fn are_all_there(session: &Session, scene: &Scene) -> Outcome {
    let user = &session.people.user;
    let reply = ask(session, scene, user).await?;
    let found = answer::names(session, &reply)?;
    let others: Vec<&str> =
        all(session).into_iter().map(|person| person.name.as_str()).filter(|name| *name != user.name).collect();
    let missing = others.iter().find(|name| !found.iter().any(|known| known == *name));
    let Some(missing) = missing else { return Ok(()) };
    reply
        .failure(format!("{missing} has signed up, confirmed and signed in, and is not in the list."))
        .compared(others.join("\n"), if found.is_empty() { "[]".to_owned() } else { found.join("\n") })
        .fail()
}

pub(super) async fn names(session: &Session) -> Outcome {
    are_all_there(session, session.own().await?).await
}

pub(super) async fn caller(session: &Session) -> Outcome {
    for person in [&session.people.user, &session.people.quoted] {
        let reply = ask(session, session.own().await?, person).await?;
        let found = answer::names(session, &reply)?;
        if !found.contains(&person.name) {
            continue;
        }
        let defined = Defined::of(&session.setting)?;
        return is_there(&reply, &person.name, "asks, and is in the list too", &found)
            .because(format!("the function's event: {}", reply.way.event().unwrap_or_default().trim()))
            .because_of(defined.at("GET", super::USERS_PATH, &[INTEGRATION, "requestTemplates"]))
            .fail();
    }
    Ok(())
}

pub(super) async fn confirmed(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let seed = session.setting.seed;
    let unconfirmed = Person::of(seed, "unconfirmed");
    let client = scene.client(&session.http)?;
    client.sign_up(&unconfirmed).await?;
    is_left_out(session, scene, &unconfirmed.name, "has signed up, and not confirmed the address").await?;
    let invited = Person::of(seed, "invited");
    Pool::of(session, scene)?.invite(&invited.name, &invited.email)?;
    is_left_out(session, scene, &invited.name, "was invited by an administrator, and has never signed in").await
}

pub(super) async fn enabled(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let person = Person::of(session.setting.seed, "disabled");
    let pool = Pool::of(session, scene)?;
    pool.add(&person)?;
    pool.disable(&person.name)?;
    is_left_out(session, scene, &person.name, "is disabled").await
}

/// That somebody of whom this is true is not in the list.
async fn is_left_out(session: &Session, scene: &Scene, name: &str, what: &str) -> Outcome {
    let reply = ask(session, scene, &session.people.user).await?;
    let found = answer::names(session, &reply)?;
    if found.iter().any(|known| known == name) {
        return is_there(&reply, name, &format!("{what}, and is in the list"), &found).fail();
    }
    Ok(())
}

fn is_there(reply: &Reply, name: &str, what: &str, found: &[String]) -> Failure {
    let others: Vec<&str> = found.iter().map(String::as_str).filter(|known| *known != name).collect();
    reply.failure(format!("{name} {what}.")).compared(others.join("\n"), found.join("\n"))
}
