//! Who has no token at all, or something that is none.

use super::super::bearer::{Token, ask, write};
use super::super::{Session, bearer};
use super::methods::Request;
use crate::checks::api::Asked;
use crate::harness::{Failure, Outcome, Verdict};
use crate::target::Target;
use crate::target::http::Sent;

/// What the authorizer answers.
const REFUSED: &str = "401 {\"message\":\"Unauthorized\"}, and nothing is written";

/// What stands in the header, and is no token.
const NONE: [&str; 3] = ["none", "Bearer none", "eyJhbGciOiJub25lIn0.e30."];

pub(super) async fn kept_out(session: &Session) -> Outcome {
    for request in Request::of_each(session) {
        refused(session, &request, None, "without a token").await?;
    }
    // Now that each asks for one.
    for request in Request::of_each(session) {
        for text in NONE {
            let token = Token::no_token(text);
            refused(session, &request, Some(&token), "with what is no token").await?;
        }
    }
    Ok(())
}

/// That a method answers 401, and writes nothing.
pub(super) async fn refused(session: &Session, request: &Request, token: Option<&Token>, how: &str) -> Outcome {
    let (asked, shown) = send(session, &request.sent(), token).await?;
    if asked.answer.status == 401 && shown.is_none() {
        return Ok(());
    }
    let name = request.name();
    let message = match asked.answer.status {
        403 if asked.by_gateway() => {
            format!("{name} is not there, or wants a signature: API Gateway knows no such method.")
        }
        401 => format!("{name} answers 401 {how}, and yet writes."),
        _ if token.is_none() => format!("{name} is answered {how}: anybody can call it."),
        _ => format!("{name} is answered {how}."),
    };
    let found = shown.unwrap_or_else(|| asked.shown());
    failure(session, request, &asked, message).compared(REFUSED, found).fail()
}

/// A failure about an answer, with what `api.yaml` says of who may call the method.
pub(super) fn failure(session: &Session, request: &Request, asked: &Asked, message: String) -> Failure {
    let security = request.security(session).ok().flatten();
    Failure::new(message).tried(&asked.command).because_of(security).because_of(asked.why.clone())
}

/// The answer, and what is shown of it where it has changed the tables.
async fn send(session: &Session, sent: &Sent<'_>, token: Option<&Token>) -> Result<(Asked, Option<String>), Verdict> {
    if let Target::Deployed(_) = session.setting.target {
        let (asked, _) = ask(&session.api().await?, sent, token).await?;
        return Ok((asked, None));
    }
    let written: bearer::Written = write(&session.http, session.writes().await?, sent, token).await?;
    let shown = written.changed().then(|| written.shown());
    Ok((written.asked, shown))
}
