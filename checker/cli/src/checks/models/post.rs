//! Part 4: a new message, which API Gateway looks at before the function does.

mod media_type;
mod refused;
mod site;
mod stored;
mod time;
mod words;

pub(super) use media_type::refuses_others;
pub(super) use stored::{is_stored, own_method};

use super::LabCheck;
use crate::checks::dynamodb::post::site::config;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    let mut checks = of_one_message();
    checks.extend(of_no_message());
    checks.extend(of_the_site());
    checks
}

fn of_one_message() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/post-method",
            part: "post",
            title: "POST /conversations/{id} is a method of its own, with a function and a mapping template",
            points: 1,
            needs: Need::Artefact,
            after: &["models/api-accepted"],
            hints: &[
                "It stands beside get, under the path /conversations/{id}: post, with all that a method has.",
                "type: aws, as with the two others. The function is ChatMessagesPost.",
                "requestTemplates, application/json: what the function gets has the id, the user and the message.",
            ],
            run: |session| Box::pin(async { stored::method(session) }),
        },
        Check {
            id: "models/post-stored",
            part: "post",
            title: "a message that is posted is an item of Chat-Messages",
            points: 3,
            needs: Need::Writes,
            after: &["models/post-method"],
            hints: &[
                "Three things have to agree: what the template makes, what the function's Event takes, what the table gets.",
                "$input.json('$') is the whole body as JSON, its quotes too. $input.path('$') is the text, without quotes and escapes.",
                "{ \"id\": …, \"username\": \"Student\", \"message\": $input.json('$') }: no quotes around the last one.",
            ],
            run: |session| Box::pin(stored::stored(session)),
        },
        Check {
            id: "models/post-no-content",
            part: "post",
            title: "the answer is 204, without a body",
            points: 1,
            needs: Need::Writes,
            after: &["models/post-stored"],
            hints: &[
                "The function has nothing to say, and API Gateway makes a 200 of that unless it is told otherwise.",
                "The integration's default response has statusCode \"204\", and the method's responses declare \"204\".",
            ],
            run: |session| Box::pin(stored::no_content(session)),
        },
        Check {
            id: "models/post-words",
            part: "post",
            title: "its text arrives word for word: quotes, line ends, apostrophes, $ and #",
            points: 2,
            needs: Need::Writes,
            after: &["models/post-stored"],
            hints: &[
                "A template puts texts together. What stands in a text may mean something in JSON: \" and \\ above all.",
                "$util.escapeJavaScript makes \\' of an apostrophe, which JSON does not know.",
                "$input.json('$') gives a JSON string as JSON: nothing is to be escaped, and no quotes are to be added.",
            ],
            run: |session| Box::pin(words::words(session)),
        },
        Check {
            id: "models/post-ids",
            part: "post",
            title: "a message reaches every conversation, whatever stands in its id",
            points: 2,
            needs: Need::Writes,
            after: &["models/post-stored"],
            hints: &[
                "An id is a text like any other: it may have quotes, a backslash, an apostrophe.",
                "$util.escapeJavaScript escapes it for JSON, and turns ' into \\', which JSON does not take.",
                "\"$util.escapeJavaScript($input.params('id')).replaceAll(\"\\\\'\", \"'\")\", as in part 2.",
            ],
            run: |session| Box::pin(words::ids(session)),
        },
        Check {
            id: "models/post-time",
            part: "post",
            title: "its sender is Student, its time the server's, and two of one millisecond are both there",
            points: 2,
            needs: Need::Program,
            after: &["models/post-stored"],
            hints: &[
                "Neither name nor time comes out of what the caller wrote.",
                "crate::message::post stores a message as lab 5 did: with the server's time, and never over another one.",
            ],
            run: |session| Box::pin(time::time(session)),
        },
        Check {
            id: "models/post-read",
            part: "post",
            title: "it stands at the end of its conversation, and the list has its time",
            points: 1,
            needs: Need::Writes,
            after: &["models/post-time", "models/list", "models/conversation"],
            hints: &[
                "The functions answer many requests. What one keeps from a request to the next is old by then.",
                "Ask the tables anew for each request.",
            ],
            run: |session| Box::pin(time::read(session)),
        },
    ]
}

fn of_no_message() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/post-refused",
            part: "post",
            title: "what is no message is refused by API Gateway, before the function runs",
            points: 3,
            needs: Need::Writes,
            after: &["models/post-stored"],
            hints: &[
                "A model describes, a validator compares: the method has to name both.",
                "requestBody, content, application/json, schema: the model. x-amazon-apigateway-request-validator: the name of a validator whose validateRequestBody is true.",
                "The model is { type: string, minLength: 1 }.",
            ],
            run: |session| Box::pin(refused::refused(session)),
        },
        Check {
            id: "models/post-media-type",
            part: "post",
            title: "a body that does not say it is JSON is answered with 415",
            points: 2,
            needs: Need::Writes,
            after: &["models/post-refused"],
            hints: &[
                "A model is for one content type. Another one has no model, and nothing is compared.",
                "What has no template is handed to the function as it is, unless passthroughBehavior forbids it.",
                "passthroughBehavior: never",
            ],
            run: |session| Box::pin(media_type::media_type(session)),
        },
        Check {
            id: "models/post-not-stored",
            part: "post",
            title: "what the function cannot store is an error of the function's",
            points: 2,
            needs: Need::Writes,
            after: &["models/post-stored"],
            hints: &[
                "No model knows which conversations there are, nor how large an item may be. That is left to the function.",
                "A function says that it failed by an error: Err. What it returns with Ok is an answer like any other.",
                "Err(\"NotFound: …\".into()) and Err(\"BadRequest: …\".into()). Part 5 makes statuses of them.",
            ],
            run: |session| Box::pin(refused::not_stored(session)),
        },
    ]
}

fn of_the_site() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/post-site",
            part: "post",
            title: "the site's page may see that its message is stored",
            points: 1,
            needs: Need::Writes,
            after: &["models/post-no-content"],
            hints: &[
                "An answer without a body is an answer too: a browser keeps its status from the page, unless a header allows it.",
                "The 204 has Access-Control-Allow-Origin: declared in the method's response, set in the integration's.",
            ],
            run: |session| Box::pin(site::site(session)),
        },
        Check {
            id: "models/site-config",
            part: "post",
            title: "the stack's config.js lets the site write",
            points: 1,
            needs: Need::Artefact,
            after: &["models/template-accepted"],
            hints: &[
                "The site shows a field for a message only where config.js says that the API takes one.",
                "globalThis.ChatApp = { apiEndpoint: '…', canPost: true }: true without quotes.",
            ],
            run: |session| Box::pin(async { config(&session.setting) }),
        },
    ]
}
