//! What API Gateway answers by itself.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>

use super::super::first_method::GET_LIST;
use super::super::methods::Defined;
use super::super::{Session, way};
use crate::checks::api::Asked;
use crate::checks::api_file::doubts;
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::checks::proxy_lambda::readable;
use crate::harness::{Failure, Outcome, Verdict};

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
const TEXT: &[(&str, &str)] = &[("Content-Type", "text/plain")];
const NO_SIGNATURE: &[(&str, &str)] = &[("Authorization", "none")];

pub(super) async fn client_errors(session: &Session) -> Outcome {
    let conversation = path(&session.data.awkward);
    let api = session.api().await?;
    for (method, path, headers) in [
        ("GET", "/", &[][..]),
        ("GET", "/people", &[]),
        ("PUT", conversation.as_str(), &[]),
        ("GET", "/", NO_SIGNATURE),
    ] {
        let (asked, _) = way::ask(&api, method, path, headers, None).await?;
        told(session, asked, &api.origin, api.watched.is_some())?;
    }
    if api.watched.is_none() {
        return Ok(()); // where nothing refuses them, these would be written
    }
    let api = session.writes().await?.api(&session.http)?;
    for (headers, body) in [(JSON, "{}"), (TEXT, "Hello")] {
        let (asked, _) = way::ask(&api, "POST", &conversation, headers, Some(body)).await?;
        if asked.by_gateway() {
            told(session, asked, &api.origin, true)?;
        }
    }
    Ok(())
}

/// Whether the page may read a refusal, and whether it is one.
fn told(session: &Session, mut asked: Asked, origin: &str, watched: bool) -> Outcome {
    if watched {
        asked.why.extend(doubts(&session.setting.stack(&[])?));
    }
    let status = asked.answer.status;
    if asked.by_gateway() && status < 400 {
        return asked
            .failure("API Gateway refuses a request, and its answer says that all is well.")
            .compared("a status from 400 to 499", asked.shown())
            .fail();
    }
    let who = if asked.by_gateway() { "API Gateway's own answer" } else { "The answer" };
    readable(&asked, origin, &format!("{who} {status} is kept from the site's page."))
}

pub(super) async fn server_errors(session: &Session) -> Outcome {
    let scene = session.deploy().await?;
    for function in scene.functions.iter().filter(|name| name.ends_with(GET_LIST.function)) {
        let gone = scene.cloud.delete_function(function).await;
        gone.map_err(|error| Verdict::Fault(format!("{function} cannot be deleted: {error}")))?;
    }
    let api = scene.api(&session.http)?;
    let (mut asked, _) = way::ask(&api, "GET", LIST_PATH, &[], None).await?;
    asked.why.extend(doubts(&scene.stack));
    let origin = api.origin.clone();
    let message = "The function is gone, and API Gateway's answer is kept from the site's page.";
    readable(&asked, &origin, message)?;
    types_of_their_own(session)
}

/// A type that is defined itself takes nothing from `DEFAULT_4XX` or `DEFAULT_5XX`. Not each can be caused here.
fn types_of_their_own(session: &Session) -> Outcome {
    const HEADER: &str = "gatewayresponse.header.Access-Control-Allow-Origin";
    let defined = Defined::of(&session.setting)?;
    for (kind, response) in &defined.definition.gateway_responses {
        // Those two are seen at work.
        if kind.starts_with("DEFAULT_") || response.parameters.keys().any(|name| name.eq_ignore_ascii_case(HEADER)) {
            continue;
        }
        let place = defined.node(&["x-amazon-apigateway-gateway-responses", kind]);
        return Failure::new(format!(
            "API Gateway's answer {kind} is kept from the site's page: what is defined for {kind} counts alone, without \
             DEFAULT_4XX and DEFAULT_5XX."
        ))
        .compared(format!("responseParameters: {HEADER}: \"'*'\""), "not there")
        .because_of(place.and_then(|node| defined.excerpt(node)))
        .fail();
    }
    Ok(())
}
