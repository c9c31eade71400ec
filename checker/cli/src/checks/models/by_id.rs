//! Part 2: `GET /conversations/{id}` leaves the proxy too; its template takes the id from the path.

mod conversation;
mod preflight;
mod quoted;

use super::integration::OfFunction;
use super::methods::BY_ID;
use super::{LabCheck, Session};
use crate::checks::dynamodb::answer::path;
use crate::harness::{Check, Need};

/// The method of this part.
pub(super) const GET_BY_ID: OfFunction = OfFunction { method: "GET", path: BY_ID, function: "chat-messages-GET" };

pub(super) fn checks() -> Vec<LabCheck> {
    of_the_method().into_iter().chain(of_the_answer()).collect()
}

fn of_the_method() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/conversation-method",
            part: "by-id",
            title: "GET /conversations/{id} is out of proxy mode",
            points: 1,
            needs: Need::Artefact,
            after: &["models/api-accepted"],
            hints: &[
                "A path of its own, at the same depth as /conversations, with get below it.",
                "The path has a parameter: parameters, with name: id, in: path, required: true.",
                "The rest is as at GET /conversations: type, httpMethod, uri, passthroughBehavior, requestTemplates, responses.",
            ],
            run: |session| Box::pin(async { GET_BY_ID.out_of_proxy_mode(&session.setting) }),
        },
        Check {
            id: "models/conversation-function",
            part: "by-id",
            title: "it asks the function chat-messages-GET, wherever the stack is made",
            points: 1,
            needs: Need::Artefact,
            after: &["models/conversation-method"],
            hints: &[
                "What was copied from GET /conversations still names that method's function.",
                "${ChatMessagesGet.Arn} in the uri, put in by Fn::Sub.",
            ],
            run: |session| Box::pin(async { GET_BY_ID.names_its_function(&session.setting) }),
        },
        Check {
            id: "models/conversation-permission",
            part: "by-id",
            title: "API Gateway may call it",
            points: 1,
            needs: Need::Program,
            after: &["models/conversation-function"],
            hints: &[
                "The new function has no event yet: nobody may call it.",
                "An event of type Api with Path: /conversations/{id} and Method: get. The path is spelt as in api.yaml.",
            ],
            run: |session| Box::pin(permission(session)),
        },
    ]
}

fn of_the_answer() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/conversation",
            part: "by-id",
            title: "the id in the path gets its conversation, whole, as the tables hold it",
            points: 3,
            needs: Need::Http,
            after: &["models/conversation-permission"],
            hints: &[
                "$input.params('id') is the path's parameter, decoded. The template puts it into the event, in quotes of JSON.",
                "Text in a template is YAML first: # begins a comment there, > folds lines. Below a | all stays as it is.",
                "Event in src/get_conversation.rs has the field that the template names. conversation::read does the rest.",
            ],
            run: |session| Box::pin(conversation::conversation(session)),
        },
        Check {
            id: "models/conversation-quoted",
            part: "by-id",
            title: "an id with quotes, an apostrophe and a backslash is only a text too",
            points: 2,
            needs: Need::Http,
            after: &["models/conversation"],
            hints: &[
                "A template puts texts together. A quote in the id ends the JSON string, and what follows it is the caller's JSON.",
                "$util.escapeJavaScript(…) escapes what stands in quotes.",
                "It writes an apostrophe as \\', which JavaScript knows and JSON does not: .replaceAll(\"\\\\'\", \"'\") takes that back.",
            ],
            run: |session| Box::pin(quoted::quoted(session)),
        },
        Check {
            id: "models/conversation-readable",
            part: "by-id",
            title: "the site's page may read it",
            points: 1,
            needs: Need::Http,
            after: &["models/conversation"],
            hints: &[
                "Each method sets its own header: what GET /conversations has is not this method's.",
                "Declared under headers of \"200\", set under responseParameters of the integration's response.",
            ],
            run: |session| Box::pin(conversation::readable(session)),
        },
        Check {
            id: "models/preflight",
            part: "by-id",
            title: "each path answers the browser's question before a POST",
            points: 2,
            needs: Need::Http,
            after: &["models/conversation-method", "models/list-method"],
            hints: &[
                "OPTIONS belongs to a path. The one of /conversations is not for the paths below it.",
                "A method that is a mock, as at /conversations: three headers, each declared in the method response and set in the integration response.",
                "Access-Control-Allow-Headers names Content-Type: JSON in a body is what the browser asks about.",
            ],
            run: |session| Box::pin(preflight::preflight(session)),
        },
    ]
}

async fn permission(session: &Session) -> crate::harness::Outcome {
    let plain =
        session.data.conversations.keys().find(|id| id.chars().all(|char| char.is_ascii_alphanumeric() || char == '-'));
    let asked = path(plain.unwrap_or(&session.data.awkward));
    GET_BY_ID.permitted(session, session.own().await?, &asked).await
}
