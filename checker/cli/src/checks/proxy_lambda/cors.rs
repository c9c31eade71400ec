//! Part 3: what a browser wants to see before a page of another origin may read.

use super::answer::ProxyAnswer;
use super::event::{ORIGIN, Request};
use super::function::{LIST_PATH, path};
use super::scene::Scene;
use super::{LabCheck, Session};
use crate::checks::api::Asked;
use crate::checks::api_file::doubts;
use crate::checks::browser::{may_read, may_send, offers_credentials_to_all};
use crate::harness::{Check, Failure, Need, Outcome};

const HEADER: &str = "Access-Control-Allow-Origin";

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "proxy-lambda/allow-origin",
            part: "cors",
            title: "a page of another origin may read the data",
            points: 2,
            needs: Need::Http,
            after: &["proxy-lambda/api-answers"],
            hints: &[
                "curl shows an answer that a browser keeps from the page: it lacks Access-Control-Allow-Origin, or has it twice.",
                "In proxy mode the function sends its headers itself. `answer` in src/handler.rs is the place for all of them.",
                "Access-Control-Allow-Origin: *, once, and no Access-Control-Allow-Credentials: with credentials a browser takes no *.",
            ],
            run: |session| Box::pin(allow_origin(session)),
        },
        Check {
            id: "proxy-lambda/allow-origin-errors",
            part: "cors",
            title: "it may read the function's errors too",
            points: 2,
            needs: Need::Http,
            after: &["proxy-lambda/allow-origin", "proxy-lambda/api-unknown"],
            hints: &[
                "Without the header the page learns that there was an answer, and not that it was a 404.",
                "Make every answer in one place, the errors as well.",
            ],
            run: |session| Box::pin(allow_origin_errors(session)),
        },
        Check {
            id: "proxy-lambda/allow-origin-failure",
            part: "cors",
            title: "and that S3 failed",
            points: 1,
            needs: Need::Program,
            after: &["proxy-lambda/allow-origin-errors", "proxy-lambda/s3-failure"],
            hints: &[
                "The 500 is an answer of yours, like any other.",
                "Is there a way out of the handler that does not go through `answer`?",
            ],
            run: |session| Box::pin(allow_origin_failure(session)),
        },
        Check {
            id: "proxy-lambda/preflight",
            part: "cors",
            title: "the browser's question before a POST is answered, on every path",
            points: 2,
            needs: Need::Http,
            after: &["proxy-lambda/permission"],
            hints: &[
                "Before a POST with JSON a browser asks by OPTIONS whether it may. API Gateway answers, and the function does not see it.",
                "Three headers: Allow-Origin, Allow-Methods, Allow-Headers with Content-Type. Each is declared in `headers` of the response 200, then set in responseParameters.",
                "\"'Content-Type'\": with quotes of its own, or API Gateway looks for a value of that name. And every resource needs its OPTIONS; /{proxy+} is one for all.",
            ],
            run: |session| Box::pin(preflight(session)),
        },
        Check {
            id: "proxy-lambda/gateway-4xx",
            part: "cors",
            title: "it may read what API Gateway refuses by itself",
            points: 1,
            needs: Need::Http,
            after: &["proxy-lambda/permission"],
            hints: &[
                "A request that no method takes never reaches the function: API Gateway answers 403, with headers of its own.",
                "x-amazon-apigateway-gateway-responses, at the left margin of api.yaml; DEFAULT_4XX stands for all errors from 400 to 499.",
                "gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\", below responseParameters.",
            ],
            run: |session| Box::pin(gateway_4xx(session)),
        },
        Check {
            id: "proxy-lambda/gateway-5xx",
            part: "cors",
            title: "and that the function is broken",
            points: 1,
            needs: Need::Artefact,
            after: &["proxy-lambda/permission"],
            hints: &[
                "When the function ends with an error, API Gateway answers 502 in its place, and no header of yours is on it.",
                "DEFAULT_5XX, like DEFAULT_4XX.",
            ],
            run: |session| Box::pin(gateway_5xx(session)),
        },
    ]
}

/// Whether the site's page may read an answer.
pub(in crate::checks) fn readable(asked: &Asked, origin: &str, message: &str) -> Outcome {
    if let Err(why) = may_read(&asked.answer, origin) {
        return asked
            .failure(message)
            .compared(format!("{HEADER}: *"), asked.shown_with(HEADER))
            .because(format!(
                "the browser's console: Access to fetch from origin '{origin}' has been blocked by CORS policy: {why}"
            ))
            .fail();
    }
    if offers_credentials_to_all(&asked.answer) {
        return asked
            .failure("The answer offers credentials to every origin. A browser takes no * for a request with credentials, and this API needs none.")
            .compared(format!("{HEADER}: *, and no Access-Control-Allow-Credentials"), asked.shown_with("Access-Control-Allow-Credentials"))
            .because("the browser's console: The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.")
            .fail();
    }
    Ok(())
}

async fn allow_origin(session: &Session) -> Outcome {
    let api = session.api().await?;
    for path in [LIST_PATH.to_owned(), path(session.data.plain().0)] {
        let asked = api.get(&path).await?;
        readable(&asked, &api.origin, "curl gets the data, and a browser keeps them from the site's page.")?;
    }
    Ok(())
}

async fn allow_origin_errors(session: &Session) -> Outcome {
    let api = session.api().await?;
    for (method, path) in
        [("GET", path(&session.data.unknown)), ("GET", "/people".to_owned()), ("PUT", LIST_PATH.to_owned())]
    {
        let asked = api.ask(method, &path, &[], None).await?;
        // What API Gateway makes itself is another check's question.
        if !asked.by_gateway() {
            let message = format!("The function's answer {} is kept from the site's page.", asked.answer.status);
            readable(&asked, &api.origin, &message)?;
        }
    }
    Ok(())
}

async fn allow_origin_failure(session: &Session) -> Outcome {
    let scene: &Scene = session.barred().await?;
    let stage = session.stage();
    let ran = scene.send(&Request::get(LIST_PATH, &stage)).await?;
    let answer = ProxyAnswer::read(&ran)?;
    let values: Vec<&str> = answer.values(HEADER).collect();
    if matches!(values.as_slice(), ["*" | ORIGIN]) {
        return Ok(());
    }
    let found = if values.is_empty() { format!("no {HEADER}") } else { format!("{HEADER}: {}", values.join(", ")) };
    Failure::new("S3 refuses, and the function's answer 500 is kept from the site's page.")
        .tried(&ran.command)
        .compared(format!("500, {HEADER}: *"), format!("{}, {found}", answer.status))
        .fail()
}

async fn preflight(session: &Session) -> Outcome {
    let api = session.api().await?;
    for path in [LIST_PATH.to_owned(), path(session.data.plain().0)] {
        for (method, wanted) in [("GET", &[][..]), ("POST", &["content-type"])] {
            let names = wanted.join(",");
            let mut headers = vec![("Access-Control-Request-Method", method)];
            if !wanted.is_empty() {
                headers.push(("Access-Control-Request-Headers", names.as_str()));
            }
            let asked = api.ask("OPTIONS", &path, &headers, None).await?;
            let header = if asked.answer.headers.contains_key(HEADER) && !wanted.is_empty() {
                "Access-Control-Allow-Headers"
            } else {
                HEADER
            };
            if let Err(why) = may_send(&asked.answer, &api.origin, method, wanted) {
                let expected = format!("200, {HEADER}: *, Access-Control-Allow-Headers: Content-Type");
                return asked
                    .failure(format!("The site's page may not send a {method} to {path}: its preflight is not answered as a browser wants it."))
                    .compared(expected, asked.shown_with(header))
                    .because(format!("the browser's console: {why}"))
                    .fail();
            }
            if offers_credentials_to_all(&asked.answer) {
                return readable(&asked, &api.origin, "");
            }
        }
    }
    Ok(())
}

async fn gateway_4xx(session: &Session) -> Outcome {
    let api = session.api().await?;
    let doubts = match api.watched {
        Some(_) => doubts(&session.own().await?.stack),
        None => Vec::new(),
    };
    for (method, path) in
        [("GET", "/".to_owned()), ("GET", "/people".to_owned()), ("PUT", path(session.data.plain().0))]
    {
        let mut asked = api.ask(method, &path, &[], None).await?;
        if path != "/" && !asked.by_gateway() {
            continue;
        }
        asked.why.extend(doubts.clone());
        if asked.by_gateway() && asked.answer.status < 400 {
            return asked
                .failure("API Gateway refuses a request, and its answer says that all is well.")
                .compared("a status from 400 to 499", asked.shown())
                .fail();
        }
        let who = if asked.by_gateway() { "API Gateway's own answer" } else { "The answer" };
        readable(&asked, &api.origin, &format!("{who} {} is kept from the site's page.", asked.answer.status))?;
    }
    // An error of another kind: who answers one kind only has not answered them all.
    let mut asked = api.ask("GET", "/", &[("Authorization", "none")], None).await?;
    asked.why.extend(doubts);
    if asked.by_gateway() {
        let message =
            format!("API Gateway's own answer {}, of another kind, is kept from the site's page.", asked.answer.status);
        readable(&asked, &api.origin, &message)?;
    }
    Ok(())
}

async fn gateway_5xx(session: &Session) -> Outcome {
    let scene = session.bare().await?;
    let api = scene.api(&session.http)?;
    let mut asked = api.get(LIST_PATH).await?;
    asked.why.extend(doubts(&scene.stack));
    readable(
        &asked,
        &api.origin,
        "The function cannot be started, and API Gateway's answer is kept from the site's page.",
    )
}
