//! The right token.

use super::super::Session;
use super::super::bearer::{Token, ask};
use super::super::scene::Scene;
use super::kept_out::failure;
use super::methods::Request;
use crate::harness::Outcome;

pub(super) async fn opens(session: &Session) -> Outcome {
    let scene = session.writes().await?;
    for request in Request::of_each(session) {
        open(session, scene, &request, "").await?;
    }
    Ok(())
}

/// That the ID token of the user gets past the authorizer. What the method makes of the request is another question.
pub(super) async fn open(session: &Session, scene: &Scene, request: &Request, place: &str) -> Outcome {
    let token = Token::id(&scene.user(&session.http, &session.people.user).await?);
    let (asked, _) = ask(&scene.api(&session.http)?, &request.sent(), Some(&token)).await?;
    if !matches!(asked.answer.status, 401 | 403) {
        return Ok(());
    }
    let message = format!("{place}{} refuses the ID token of somebody who has signed in.", request.name());
    failure(session, request, &asked, message).compared("the method is called", asked.shown()).fail()
}
