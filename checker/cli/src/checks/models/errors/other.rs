//! Every other error of a function: one status, and no word of AWS's.

use cloud::apigateway::definition::IntegrationType;
use cloud::lambda::StandIn;

use super::super::by_id::GET_BY_ID;
use super::super::first_method::GET_LIST;
use super::super::integration::OfFunction;
use super::super::methods::{BY_ID, Defined};
use super::super::scene::Scene;
use super::super::way::{Way, bare_error};
use super::super::{Session, way};
use super::{message, pattern};
use crate::checks::api::Asked;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::harness::{Failure, Outcome, Verdict};

/// A new message.
pub(super) const POST_BY_ID: OfFunction = OfFunction { method: "POST", path: BY_ID, function: "chat-messages-POST" };

/// A request to a method with a function of its own.
pub(in super::super) struct Request {
    /// The method that takes it.
    pub(super) of: OfFunction,
    /// Its path.
    pub(super) path: String,
    headers: &'static [(&'static str, &'static str)],
    body: Option<&'static str>,
}

impl Request {
    /// One request for each method that is out of proxy mode.
    pub(super) fn of_each_method(session: &Session) -> Result<Vec<Self>, Verdict> {
        const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
        let defined = Defined::of(&session.setting)?;
        let conversation = path(&session.data.awkward);
        let all = [
            Self { of: GET_LIST, path: LIST_PATH.to_owned(), headers: &[], body: None },
            Self { of: GET_BY_ID, path: conversation.clone(), headers: &[], body: None },
            Self { of: POST_BY_ID, path: conversation, headers: JSON, body: Some("\"Hello\"") },
        ];
        let is_out = |of: &OfFunction| {
            let integration = defined.method(of.method, of.path).and_then(|method| method.integration.as_ref());
            integration.is_some_and(|integration| integration.kind == IntegrationType::Aws)
        };
        Ok(all.into_iter().filter(|request| is_out(&request.of)).collect())
    }

    /// The one that makes a conversation: its method comes later than the others.
    pub(in super::super) fn of_creation(of: OfFunction, names: &'static str) -> Self {
        Self { of, path: LIST_PATH.to_owned(), headers: &[("Content-Type", "application/json")], body: Some(names) }
    }

    /// Sends it.
    pub(super) async fn send(&self, session: &Session, scene: &Scene) -> Result<(Asked, Way), Verdict> {
        way::ask(&scene.api(&session.http)?, self.of.method, &self.path, self.headers, self.body).await
    }

    /// `GET /conversations`
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.of.method, self.of.path)
    }
}

pub(super) async fn refused(session: &Session) -> Outcome {
    let scene = session.refused().await?;
    for request in Request::of_each_method(session)? {
        let (asked, way) = request.send(session, scene).await?;
        is_500(session, &request, &asked, &way, "DynamoDB refuses", None)?;
        let body = String::from_utf8_lossy(&asked.answer.body).into_owned();
        let names =
            [scene.tables.messages.as_str(), &scene.tables.conversations, "arn:aws:", "AccessDenied", "DynamoDB"];
        if let Some(told) = names.into_iter().find(|name| body.to_lowercase().contains(&name.to_lowercase())) {
            return asked
                .failure(format!("{}: the answer tells everybody what only the log should.", request.name()))
                .compared("500 {\"message\":\"…\"} that says only that it went wrong", asked.shown())
                .because(format!("it holds {told}"))
                .fail();
        }
    }
    Ok(())
}

/// Errors that Lambda and its runtime make: what happened, the type, the message.
/// <https://docs.aws.amazon.com/lambda/latest/dg/rust-handler.html>
const ERRORS: [(&str, &str, &str); 3] = [
    ("panics", "panic", "Lambda panicked: assertion `left == right` failed\n  left: 1\n right: 2"),
    (
        "takes too long",
        "Sandbox.Timedout",
        "RequestId: 8f1dd8d0-4ad4-4c4c-9ce4-0d5a1e2f9a51 Error: Task timed out after 10.00 seconds",
    ),
    (
        "ends",
        "Runtime.ExitError",
        "RequestId: 8f1dd8d0-4ad4-4c4c-9ce4-0d5a1e2f9a51 Error: Runtime exited with error: exit status 1",
    ),
];

/// Words of Lambda's in those messages.
const OF_LAMBDA: [&str; 4] = ["panicked", "timed out", "Runtime exited", "RequestId"];

pub(super) async fn any(session: &Session) -> Outcome {
    for request in Request::of_each_method(session)? {
        every(session, &request).await?;
    }
    Ok(())
}

/// That every error of a method's function becomes 500, in words of the API's.
pub(in super::super) async fn every(session: &Session, request: &Request) -> Outcome {
    let scene = session.own().await?;
    let function = scene.functions.iter().find(|name| name.ends_with(request.of.function));
    let Some(function) = function else { return Ok(()) };
    for (what, error_type, said) in ERRORS {
        let fault = |error: cloud::ServiceError| Verdict::Fault(format!("{function} has no stand-in: {error}"));
        scene.cloud.answer_in_place_of(function, Some(StandIn::failing(error_type, said))).map_err(fault)?;
        let answered = request.send(session, scene).await;
        scene.cloud.answer_in_place_of(function, None).map_err(fault)?;
        let (asked, way) = answered?;
        let set = format!("for this request the function's error was set: {said:?}");
        is_500(session, request, &asked, &way, &format!("The function {what}"), Some(&set))?;
        let body = String::from_utf8_lossy(&asked.answer.body).into_owned();
        if let Some(told) = OF_LAMBDA.into_iter().find(|words| body.contains(words)) {
            let defined = Defined::of(&session.setting)?;
            return asked
                .failure(format!(
                    "The function {what}, and {} hands on what Lambda says of it: that is for the log.",
                    request.name()
                ))
                .compared("500 {\"message\":\"…\"} in words of yours", asked.shown())
                .because(set)
                .because(format!("it holds {told}"))
                .because_of(defined.at(request.of.method, request.of.path, &[INTEGRATION, "responses"]))
                .fail();
        }
    }
    Ok(())
}

/// Whether an error of a function became 500 with a message. `happened` is what happened, `set` what was done for it.
fn is_500(
    session: &Session,
    request: &Request,
    asked: &Asked,
    way: &Way,
    happened: &str,
    set: Option<&str>,
) -> Outcome {
    let name = request.name();
    let with = |failure: Failure| failure.because_of(set.map(str::to_owned)).fail();
    let status = asked.answer.status;
    if status == 500 && !asked.by_gateway() {
        return match message::says(asked, &format!("{happened}, and {name} is answered with an error")) {
            Err(Verdict::Failed(failure)) => with(failure),
            outcome => outcome,
        };
    }
    let why = if asked.by_gateway() {
        "API Gateway finds no response for it, and answers in the place of the method."
    } else if way.function_succeeded() {
        "The function answers as if all were well."
    } else if status < 400 && bare_error(asked).is_some() {
        "No pattern takes the error, so it is the body of a success."
    } else if status < 400 {
        "The error becomes a success."
    } else {
        "A pattern that is meant for another error takes this one too."
    };
    let lines = pattern::remarks(&Defined::of(&session.setting)?, &request.of, 500, way);
    with(
        asked
            .failure(format!("{happened}, and {name} is not answered with 500. {why}"))
            .compared("500 {\"message\":\"…\"}", asked.shown())
            .because_of(lines),
    )
}
