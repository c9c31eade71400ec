//! Who has no token at all, or something that is none.

use cloud::apigateway::definition::IntegrationType;

use super::super::bearer::{Token, ask, write};
use super::super::users::USERS_PATH;
use super::super::{Session, bearer};
use super::methods::Request;
use crate::checks::api::Asked;
use crate::checks::models::integration::OfFunction;
use crate::checks::models::methods::Defined;
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
    match session.setting.target {
        Target::Embedded(_) => said_at_each(session),
        Target::Deployed(_) => Ok(()),
    }
}

/// That each method behind which something stands, also one that nobody asked for, says itself who may call it. AWS's
/// documentation says that `security` at the top is not used.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
fn said_at_each(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    let methods =
        defined.definition.resources.iter().flat_map(|one| one.methods.iter().map(|(k, v)| (&one.path, k, v)));
    for (path, name, method) in methods {
        let answers_itself = method.integration.as_ref().is_none_or(|one| one.kind == IntegrationType::Mock);
        // Who may ask for the users is the question of their part.
        if name == "OPTIONS" || answers_itself || path == USERS_PATH {
            continue;
        }
        let failure = if method.authorization_type == "NONE" {
            Failure::new(format!("{name} {path} has no authorizer: anybody can call it."))
                .compared("security: [{ Cognito: [] }]", "nobody is asked for a token")
        } else if !defined.says(name, path, "security") {
            Failure::new(format!(
                "{name} {path} does not say who may call it, and AWS documents that security at the top is not used."
            ))
            .compared("security: [{ Cognito: [] }] at the method", "security at the top alone")
        } else {
            continue;
        };
        return failure.because_of(defined.at(name, path, &[])).because_of(defined.doubts.clone()).fail();
    }
    for function in ["chat-conversations-GET", "chat-conversations-POST", "chat-messages-GET", "chat-messages-POST"] {
        // Whoever calls the function itself writes its event, and in it any name.
        OfFunction { method: "", path: "", function }
            .closed_to_others(&session.setting, &session.setting.stack(&[])?)?;
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
        403 if asked.by_gateway() && asked.shown().contains("Unauthorized") => {
            format!(
                "{name} is refused with 403, which says to the site that somebody is signed in: a gateway response has this statusCode."
            )
        }
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
    let shown = written.change.is_any().then(|| written.shown());
    Ok((written.asked, shown))
}
