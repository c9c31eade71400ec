//! Part 5: what the functions throw becomes statuses, which a page may read; and so does what API Gateway says by itself.

mod gateway;
pub(in crate::checks) mod message;
mod not_found;
mod of_post;
mod other;
mod pattern;
mod readable;

pub(super) use other::{Request, every};

use super::LabCheck;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    of_the_functions().into_iter().chain(of_the_page()).collect()
}

fn of_the_functions() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/not-found",
            part: "errors",
            title: "an id that no conversation has is answered with 404",
            points: 3,
            needs: Need::Http,
            after: &["models/conversation-quoted"],
            hints: &[
                "To API Gateway an answer is an answer, whatever it says. Only what the handler returns as Err is an error: its text is errorMessage.",
                "The key of an integration response is a pattern for that text, all of it: NotFound:.* takes what begins so. The status is in statusCode.",
                "The status must be declared too: \"404\" under responses of the method.",
            ],
            run: |session| Box::pin(not_found::status(session)),
        },
        Check {
            id: "models/not-found-message",
            part: "errors",
            title: "its body is {\"message\": …}, and no error of Lambda's",
            points: 1,
            needs: Need::Http,
            after: &["models/not-found"],
            hints: &[
                "Without a response template the body is the function's error as it is, with errorType.",
                "responseTemplates of that integration response: { \"message\": $input.json('$.errorMessage') }",
                "$input.json gives JSON, quotes and escapes included. $input.path gives the bare text.",
            ],
            run: |session| Box::pin(not_found::message(session)),
        },
        Check {
            id: "models/other-errors",
            part: "errors",
            title: "when DynamoDB refuses, the answer is 500, and says nothing of AWS",
            points: 2,
            needs: Need::Program,
            after: &["models/list", "models/conversation"],
            hints: &[
                "What no pattern takes goes to the default response, and that one says 200.",
                "One more integration response for all other errors: a pattern for any text, and the status 500.",
                "Its template has a message of yours. What AWS said stands in the log.",
            ],
            run: |session| Box::pin(other::refused(session)),
        },
        Check {
            id: "models/any-error",
            part: "errors",
            title: "so is every other error: a panic, a time-out, a program that ends",
            points: 2,
            needs: Need::Program,
            after: &["models/other-errors"],
            hints: &[
                "A panic's text has several lines, and . is any letter but a line end.",
                "(\\n|.)+ is any text that is not empty. With * instead of + it takes successes too: their text is empty.",
                "Lambda makes errors of its own, when the time is over or the program ends. They have an errorMessage like yours.",
            ],
            run: |session| Box::pin(other::any(session)),
        },
        Check {
            id: "models/post-errors",
            part: "errors",
            title: "a POST to no conversation is 404, a message that no item can hold 400",
            points: 2,
            needs: Need::Writes,
            after: &["models/not-found-message"],
            hints: &[
                "The method for POST has integration responses of its own.",
                "Each kind of error wants a word of its own at the beginning, and a pattern: NotFound:.*, BadRequest:.*",
                "400, 404 and 500 must be declared under responses of this method too.",
            ],
            run: |session| Box::pin(of_post::statuses(session)),
        },
    ]
}

fn of_the_page() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/not-found-readable",
            part: "errors",
            title: "the site's page may read that there is no such conversation",
            points: 1,
            needs: Need::Http,
            after: &["models/not-found"],
            hints: &[
                "Each status is an answer of its own: the header of the 200 is not the header of the 404.",
                "Declared under headers of \"404\", set under responseParameters of the integration response that becomes 404.",
            ],
            run: |session| Box::pin(readable::not_found(session)),
        },
        Check {
            id: "models/errors-readable",
            part: "errors",
            title: "it may read every other error of each method",
            points: 2,
            needs: Need::Writes,
            after: &["models/not-found-readable", "models/other-errors", "models/post-errors"],
            hints: &[
                "Count them: each method, each status that it has.",
                "The header is declared and set for each of them.",
            ],
            run: |session| Box::pin(readable::others(session)),
        },
        Check {
            id: "models/gateway-4xx",
            part: "errors",
            title: "it may read what API Gateway refuses by itself",
            points: 1,
            needs: Need::Http,
            after: &["models/list-method"],
            hints: &[
                "A request that no method takes, or whose body does not fit its model, never reaches an integration.",
                "x-amazon-apigateway-gateway-responses, at the left margin of api.yaml; DEFAULT_4XX stands for all errors from 400 to 499.",
                "gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\", below responseParameters.",
            ],
            run: |session| Box::pin(gateway::client_errors(session)),
        },
        Check {
            id: "models/gateway-5xx",
            part: "errors",
            title: "and that the API itself is broken",
            points: 1,
            needs: Need::Program,
            after: &["models/list-method"],
            hints: &[
                "A function that is not there, a template that fails: API Gateway answers 500, and no integration response is asked.",
                "DEFAULT_5XX, like DEFAULT_4XX.",
            ],
            run: |session| Box::pin(gateway::server_errors(session)),
        },
    ]
}
