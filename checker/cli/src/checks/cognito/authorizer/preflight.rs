//! What a browser asks before it sends a token.

use super::super::Session;
use super::super::bearer::ask;
use super::methods::Request;
use crate::checks::api::Asked;
use crate::checks::browser::may_send;
use crate::checks::models::methods::Defined;
use crate::harness::{Outcome, Verdict};
use crate::target::Target;
use crate::target::http::Sent;

const HEADERS: &str = "Access-Control-Allow-Headers";

/// The header that the page sends beside the content type.
const WANTED: [&str; 2] = ["authorization", "content-type"];

pub(super) async fn open(session: &Session) -> Outcome {
    for request in Request::of_each(session) {
        let asked = preflight(session, &request).await?;
        if (200..300).contains(&asked.answer.status) {
            continue;
        }
        return asked
            .failure(format!(
                "OPTIONS {} is not answered without a token, and a browser sends none with it.",
                request.resource
            ))
            .compared("200", asked.shown())
            .because_of(at(session, &request, &["security"])?)
            .fail();
    }
    Ok(())
}

pub(super) async fn header(session: &Session) -> Outcome {
    let origin = session.api().await?.origin;
    for request in Request::of_each(session) {
        let asked = preflight(session, &request).await?;
        if let Err(why) = may_send(&asked.answer, &origin, request.method, &WANTED) {
            return asked
                .failure(format!(
                    "The site's page may not send a token with {}: the preflight does not allow the header.",
                    request.name()
                ))
                .compared(format!("200, {HEADERS}: Content-Type,Authorization"), asked.shown_with(HEADERS))
                .because_of(at(session, &request, &["x-amazon-apigateway-integration", "responses"])?)
                .because(format!("the browser's console: {why}"))
                .fail();
        }
    }
    Ok(())
}

/// The browser's question before a request.
async fn preflight(session: &Session, request: &Request) -> Result<Asked, Verdict> {
    let names = WANTED.join(",");
    let headers =
        [("Access-Control-Request-Method", request.method), ("Access-Control-Request-Headers", names.as_str())];
    let sent = Sent { method: "OPTIONS", headers: &headers, body: None, ..request.sent() };
    Ok(ask(&session.api().await?, &sent, None).await?.0)
}

/// The lines of `api.yaml` at the OPTIONS of a request's path, where they are at hand.
fn at(session: &Session, request: &Request, keys: &[&str]) -> Result<Option<String>, Verdict> {
    match session.setting.target {
        Target::Deployed(_) => Ok(None),
        Target::Embedded(_) => Ok(Defined::of(&session.setting)?.at("OPTIONS", request.resource, keys)),
    }
}
