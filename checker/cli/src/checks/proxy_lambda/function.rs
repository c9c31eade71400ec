//! Part 1: a function that answers HTTP, fed the events of a REST API.

use cloud::TraceEvent;
use serde_json::Value;

use super::answer::ProxyAnswer;
use super::data::{LIST, key};
use super::event::{Request, console_test};
use super::{GIVEN_ROLE, LabCheck, Session};
use crate::checks::function::Ran;
use crate::checks::trace;
use crate::harness::{Check, Failure, Need, Outcome};
use crate::target::http::encode_segment;

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "proxy-lambda/template-accepted",
            part: "function",
            title: "template.yaml is a template that AWS takes, with the api.yaml that it includes",
            points: 1,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "The message names a file and a line. What is wrong stands there, or just before it.",
                "YAML counts spaces: what belongs to a resource or a method is indented by two more.",
                "An included file is no part of the template: no short forms such as !Sub in it, and what SAM would write into a definition (Cors, GatewayResponses, Auth, Models) you write there yourself.",
            ],
            run: |session| Box::pin(async { template_accepted(session) }),
        },
        Check {
            id: "proxy-lambda/event-answered",
            part: "function",
            title: "an event of API Gateway is answered with the list of conversations",
            points: 2,
            needs: Need::Program,
            after: &["proxy-lambda/template-accepted"],
            hints: &[
                "The path says what is asked for: /conversations is the list, and lies under data/conversations.json.",
                "An event has the path twice: without the stage in `path`, with it in `requestContext.path`.",
                "lambda_http: request.raw_http_path() is without the stage, request.uri().path() is with it.",
            ],
            run: |session| Box::pin(event_answered(session)),
        },
        Check {
            id: "proxy-lambda/proxy-answer",
            part: "function",
            title: "the answer has the form that API Gateway takes: a status, headers, a body that is text",
            points: 2,
            needs: Need::Program,
            after: &["proxy-lambda/event-answered"],
            hints: &[
                "API Gateway sends on what you say: {\"statusCode\": …, \"headers\": {…}, \"body\": \"…\"}.",
                "The body is a text. JSON becomes one by to_string().",
                "With lambda_http return a Response<Body>; it is turned into that form.",
            ],
            run: |session| Box::pin(proxy_answer(session)),
        },
        Check {
            id: "proxy-lambda/json-once",
            part: "function",
            title: "the body is JSON, encoded once",
            points: 1,
            needs: Need::Program,
            after: &["proxy-lambda/proxy-answer"],
            hints: &[
                "A body with \\\" in it was encoded twice.",
                "What data.read gives is a Value; its to_string() is the body. json!(text) of a text is once too often.",
            ],
            run: |session| Box::pin(json_once(session)),
        },
        Check {
            id: "proxy-lambda/conversation",
            part: "function",
            title: "the id in the path gets its conversation",
            points: 2,
            needs: Need::Program,
            after: &["proxy-lambda/json-once"],
            hints: &[
                "/conversations/<id> lies under data/conversations/<id>.json.",
                "A path has percent escapes, an object's key has none: `decoded` undoes them, once.",
                "In a path a plus is a plus. Only in a query string it is a blank.",
            ],
            run: |session| Box::pin(conversation(session)),
        },
        Check {
            id: "proxy-lambda/any-stage",
            part: "function",
            title: "the stage's name does not matter",
            points: 1,
            needs: Need::Program,
            after: &["proxy-lambda/conversation"],
            hints: &[
                "Who deploys chooses the stage. The function must not know it.",
                "Do not cut \"/dev\" off: take the path that never had it, request.raw_http_path().",
            ],
            run: |session| Box::pin(any_stage(session)),
        },
        Check {
            id: "proxy-lambda/no-query",
            part: "function",
            title: "a request without a query string is answered too, and one from the console's Test",
            points: 1,
            needs: Need::Program,
            after: &["proxy-lambda/conversation"],
            hints: &[
                "Where there is no query string, queryStringParameters is null, not {}.",
                "unwrap() of what may be missing panics. Look at events/list.json and events/console-test.json.",
            ],
            run: |session| Box::pin(no_query(session)),
        },
        Check {
            id: "proxy-lambda/unknown-id",
            part: "function",
            title: "an id that no conversation has is answered with 404 and a message",
            points: 2,
            needs: Need::Program,
            after: &["proxy-lambda/conversation"],
            hints: &[
                "data.read gives Ok(None) when the bucket has no such object. That is no failure of yours.",
                "404 says that there is no such thing. 403 would say that there is one, 500 that you are broken.",
            ],
            run: |session| Box::pin(unknown_id(session)),
        },
        Check {
            id: "proxy-lambda/content-type",
            part: "function",
            title: "every answer says that it is JSON",
            points: 1,
            needs: Need::Program,
            after: &["proxy-lambda/unknown-id"],
            hints: &[
                "The header is Content-Type, its value application/json.",
                "Response::builder().header(\"Content-Type\", \"application/json\"), for errors as well: in one place for all.",
            ],
            run: |session| Box::pin(content_type(session)),
        },
        Check {
            id: "proxy-lambda/other-requests",
            part: "function",
            title: "other paths and other methods get an error of their own",
            points: 1,
            needs: Need::Program,
            after: &["proxy-lambda/unknown-id"],
            hints: &[
                "{proxy+} brings every path to the function: also those that mean nothing.",
                "404 for another path, 405 for another method: request.method() != Method::GET.",
            ],
            run: |session| Box::pin(other_requests(session)),
        },
        Check {
            id: "proxy-lambda/unsafe-id",
            part: "function",
            title: "an id cannot leave its place among the keys",
            points: 2,
            needs: Need::Program,
            after: &["proxy-lambda/unknown-id"],
            hints: &[
                "Who asks writes the path, and may write anything: nothing at all, two dots, a slash as %2F.",
                "Look at the id after it is decoded: before that a slash is not seen.",
                "Empty, \".\", \"..\", or with a slash in it: no key, so 404.",
            ],
            run: |session| Box::pin(unsafe_id(session)),
        },
        Check {
            id: "proxy-lambda/s3-failure",
            part: "function",
            title: "a failure of S3 is answered with 500, and the log has AWS's words",
            points: 2,
            needs: Need::Program,
            after: &["proxy-lambda/unknown-id"],
            hints: &[
                "`?` on data.read ends the handler with an error: the caller gets 502 from API Gateway, without your headers.",
                "Match: Ok(Some(…)) is 200, Ok(None) 404, Err(_) 500.",
                "data.read has logged what AWS said. To the caller say only that the data cannot be read: bucket and role are nobody's business.",
            ],
            run: |session| Box::pin(s3_failure(session)),
        },
    ]
}

fn template_accepted(session: &Session) -> Outcome {
    let prefix = session.setting.prefix();
    for parameters in [&[][..], &[("NamePrefix", prefix.as_str())], &[("FunctionRoleArn", GIVEN_ROLE)]] {
        session.setting.stack(parameters)?;
    }
    Ok(())
}

/// The path of the list.
pub(super) const LIST_PATH: &str = "/conversations";

/// The path of a conversation.
pub(super) fn path(id: &str) -> String {
    format!("{LIST_PATH}/{}", encode_segment(id))
}

/// Whether an answer holds this JSON in some form; which form is another check's question.
fn holds(answer: &Value, wanted: &Value) -> bool {
    let inside = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|inner| holds(&inner, wanted));
    answer == wanted
        || answer.as_str().is_some_and(inside)
        || answer.get("body").is_some_and(|body| holds(body, wanted))
}

/// Where the stage stands, for an answer that speaks of a path that is not there.
fn about_the_stage(ran: &Ran, path: &str, stage: &str) -> Option<String> {
    let missing = ran.json()?.get("statusCode").is_some_and(|status| status == 404 || status == "404");
    missing.then(|| {
        format!("in lambda_http, request.raw_http_path() is {path} here, and request.uri().path() is /{stage}{path}")
    })
}

async fn event_answered(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let stage = session.stage();
    let ran = scene.send(&Request::get(LIST_PATH, &stage)).await?;
    let Some(answer) = ran.json() else { return ran.failure(&format!("an answer with the JSON of {LIST}")).fail() };
    // What is encoded in base64 is the next check's question.
    if holds(&answer, &session.data.list) || answer["isBase64Encoded"] == true {
        return Ok(());
    }
    Failure::new("The function does not answer a GET of /conversations with the list.")
        .tried(&ran.command)
        .compared(format!("an answer with {}", session.data.list), crate::checks::api::short(&ran.payload))
        .because_of(about_the_stage(&ran, LIST_PATH, &stage))
        .because_of((!ran.log.is_empty()).then(|| ran.log_lines()).into_iter().flatten())
        .fail()
}

async fn proxy_answer(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let ran = scene.send(&Request::get(LIST_PATH, &session.stage())).await?;
    let answer = ProxyAnswer::read(&ran)?;
    if answer.status != 200 {
        return Failure::new("The list is there, but the status says something else.")
            .tried(&ran.command)
            .compared("200", answer.shown())
            .fail();
    }
    Ok(())
}

async fn json_once(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let ran = scene.send(&Request::get(LIST_PATH, &session.stage())).await?;
    let answer = ProxyAnswer::read(&ran)?;
    let message = match answer.json() {
        Some(Value::String(_)) => "The body is a JSON text that holds JSON: it was encoded twice.",
        Some(Value::Object(_)) => "The body holds the list, but is not the list: the site reads it as it is.",
        _ => "The body is not the list.",
    };
    answer.is(&ran, &session.data.list, message)
}

async fn content_type(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let stage = session.stage();
    let (plain, unknown) = (path(session.data.plain().0), path(&session.data.unknown));
    for path in [LIST_PATH, &plain, &unknown] {
        let ran = scene.send(&Request::get(path, &stage)).await?;
        let answer = ProxyAnswer::read(&ran)?;
        let types: Vec<&str> = answer.values("content-type").collect();
        let json = |value: &&str| {
            value.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
        };
        if types.len() == 1 && types.iter().all(json) {
            continue;
        }
        let found = if types.is_empty() { "no Content-Type".to_owned() } else { types.join(", ") };
        return Failure::new(format!("The answer {} does not say that its body is JSON.", answer.status))
            .tried(&ran.command)
            .compared("Content-Type: application/json", found)
            .fail();
    }
    Ok(())
}

async fn conversation(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let ((id, whole), (awkward, other)) = (session.data.plain(), session.data.awkward());
    let plus = path(awkward).replace("%2B", "+");
    let encoded = format!("A conversation is not found when its id, `{awkward}`, is percent-encoded in the path.");
    for (path, whole, message) in [
        (path(id), whole, "A GET of a conversation is not answered with that conversation."),
        (path(awkward), other, &encoded),
        (plus, other, "In a path a plus is a plus, and the conversation is not found when its id has one."),
    ] {
        let ran = scene.send(&Request::get(&path, &session.stage())).await?;
        ProxyAnswer::read(&ran)?.is(&ran, whole, message)?;
    }
    Ok(())
}

async fn any_stage(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let (id, whole) = session.data.plain();
    for stage in ["dev", "prod", "v1", "test_2"] {
        for (path, expected) in [(LIST_PATH.to_owned(), &session.data.list), (path(id), whole)] {
            let ran = scene.send(&Request::get(&path, stage)).await?;
            let message =
                format!("Under the stage {stage} the function answers otherwise than under {}.", session.stage());
            ProxyAnswer::read(&ran)?.is(&ran, expected, &message)?;
        }
    }
    Ok(())
}

async fn no_query(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let (id, whole) = session.data.plain();
    let (stage, path) = (session.stage(), path(id));
    let ran = scene.send(&Request { query: None, ..Request::get(&path, &stage) }).await?;
    if ran.failed {
        let mut failure = ran.failure("200, and the conversation");
        failure.message = format!("Without a query string there is none to read: {}", failure.message);
        return failure.fail();
    }
    ProxyAnswer::read(&ran)?.is(&ran, whole, "Without a query string the answer is another.")?;

    let mut ran = scene.invoke(&console_test(LIST_PATH)).await?;
    "aws lambda invoke --function-name Chat-API-proxy --cli-binary-format raw-in-base64-out --payload file://events/console-test.json answer.json".clone_into(&mut ran.command);
    if ran.failed {
        let mut failure = ran.failure("200, and the list");
        failure.message = format!("A test in the console has no headers at all: {}", failure.message);
        return failure.fail();
    }
    ProxyAnswer::read(&ran)?.is(&ran, &session.data.list, "The event of the console's Test is answered otherwise.")
}

async fn unknown_id(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let ran = scene.send(&Request::get(&path(&session.data.unknown), &session.stage())).await?;
    let other = "An id that no conversation has is not answered with 404.";
    let answer = ProxyAnswer::read_error(&ran, &[404], other)?;
    let message = match answer.status {
        200 => "An id that no conversation has is answered as if it had one.",
        403 => {
            "An id that no conversation has is answered with 403: that says that there is one, and who asks may not see it."
        }
        500..600 => {
            "An id that no conversation has is answered as a failure of the server. Nothing failed: there is no such thing."
        }
        _ => other,
    };
    answer.is_error(&ran, &[404], message)
}

async fn other_requests(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let stage = session.stage();
    let id = session.data.plain().0;
    // The list, or a conversation, for who looks at one end of a path alone.
    let (below, beside) = (format!("{}/messages", path(id)), format!("/people/{}", encode_segment(id)));
    let (longer, deeper) = (format!("{LIST_PATH}-of-{id}"), format!("/people{LIST_PATH}"));
    for path in ["/", "/conversation", "/data/conversations.json", "/people", &below, &beside, &longer, &deeper] {
        let ran = scene.send(&Request::get(path, &stage)).await?;
        let message = format!("{path} is no path of this API, and is not answered with 404.");
        ProxyAnswer::read_error(&ran, &[404], &message)?.is_error(&ran, &[404], &message)?;
    }
    for (method, body) in [("POST", Some("\"Hello\"")), ("DELETE", None), ("PUT", Some("{}"))] {
        for path in [LIST_PATH.to_owned(), path(session.data.plain().0)] {
            let ran = scene.send(&Request { method, body, ..Request::get(&path, &stage) }).await?;
            let message = format!("{method} changes nothing here, and must not be answered as if it did.");
            let statuses = [405, 404];
            ProxyAnswer::read_error(&ran, &statuses, &message)?.is_error(&ran, &statuses, &message)?;
        }
    }
    Ok(())
}

/// What says that something is no id: there is no such conversation, or the request is malformed.
pub(super) const NO_ID: [u16; 2] = [404, 400];

async fn unsafe_id(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let stage = session.stage();
    let (folder, name) = &session.data.folder;
    let asked = [
        ("an empty id", "/conversations/".to_owned(), String::new()),
        ("two dots", "/conversations/..".to_owned(), "..".to_owned()),
        ("two dots, percent-encoded", "/conversations/%2E%2E".to_owned(), "..".to_owned()),
        ("a slash, percent-encoded", format!("/conversations/{folder}%2F{name}"), format!("{folder}/{name}")),
        ("a slash", format!("/conversations/{folder}/{name}"), format!("{folder}/{name}")),
        ("the way up to another key", "/conversations/..%2Fconversations".to_owned(), "../conversations".to_owned()),
        ("bytes that are no text", "/conversations/%FF%FE".to_owned(), "\u{fffd}\u{fffd}".to_owned()),
    ];
    for (what, path, id) in asked {
        let ran = scene.send(&Request::get(&path, &stage)).await?;
        let message = format!("The id is {what}, and the function does not say that no conversation has it.");
        let answer = ProxyAnswer::read_error(&ran, &NO_ID, &message)?;
        // API Gateway cuts the slash at the end off the parameter: who reads that has the path of the list.
        if id.is_empty() && answer.status == 200 && answer.json().as_ref() == Some(&session.data.list) {
            continue;
        }
        let served = answer.json().is_some_and(|body| body.get("private").is_some());
        if served {
            return Failure::new(format!(
                "The id is {what}, and the function gives out an object that is no conversation."
            ))
            .tried(&ran.command)
            .compared("404 {\"message\":\"…\"}", answer.shown())
            .because(format!("the function read {}", key(&id)))
            .fail();
        }
        answer.is_error(&ran, &NO_ID, &message)?;
    }
    Ok(())
}

/// Variables of the environment that hold credentials.
const SECRETS: [&str; 2] = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

async fn s3_failure(session: &Session) -> Outcome {
    let scene = session.barred().await?;
    for path in [LIST_PATH.to_owned(), path(session.data.plain().0)] {
        let ran = scene.send(&Request::get(&path, &session.stage())).await?;
        let refusal = scene.cloud.trace().into_iter().rev().find(|event: &TraceEvent| event.status == 403);
        let why = refusal.as_ref().map(trace::line);
        if ran.failed {
            let mut failure = ran.failure("500 {\"message\":\"…\"}");
            failure.message = "S3 refuses, and the function ends with an error instead of an answer.".into();
            let gateway =
                "API Gateway makes 502 {\"message\": \"Internal server error\"} of it, without a header of yours";
            return failure.because(gateway).because_of(why).fail();
        }
        let answer = ProxyAnswer::read(&ran)?;
        answer.is_error(&ran, &[500], "S3 refuses, and the function does not say that it failed.").map_err(
            |verdict| match verdict {
                crate::harness::Verdict::Failed(failure) => failure.because_of(why.clone()).into(),
                other => other,
            },
        )?;
        let told = [&scene.bucket, "arn:aws:", "AccessDenied"].into_iter().find(|word| answer.body.contains(*word));
        if let Some(told) = told {
            return Failure::new("The answer tells everybody what only the log should: names of your account.")
                .tried(&ran.command)
                .compared("{\"message\":\"…\"} that says only that the data cannot be read", answer.shown())
                .because(format!("it holds {told}"))
                .fail();
        }
        if let Some(secret) = SECRETS.into_iter().find(|secret| ran.log.iter().any(|line| line.contains(secret))) {
            return Failure::new("The log gives the function's credentials away: who reads it has its role.")
                .tried(&ran.command)
                .compared("an error, and nothing of the environment", format!("{secret}, in the log"))
                .fail();
        }
        let words = ["AccessDenied", "is not authorized to perform: s3:GetObject"];
        if !ran.log.iter().any(|line| words.iter().any(|word| line.contains(word))) {
            return Failure::new(format!(
                "S3 does not let the function read, and {} does not say why.",
                ran.log_called()
            ))
            .tried(&ran.command)
            .compared("a line of the log with S3's own words", ran.log_lines().join("\n"))
            .because_of(why)
            .fail();
        }
    }
    Ok(())
}
