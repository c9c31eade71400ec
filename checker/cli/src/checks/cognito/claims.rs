//! Part 3: the mapping templates say who asks.

mod caller;
mod create;
mod list;
mod post;
mod quoted;
mod student;

pub(super) use caller::beside_the_token;

use super::LabCheck;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    of_each_method().into_iter().chain(of_all()).collect()
}

fn of_each_method() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/list-of-who-asks",
            part: "claims",
            title: "the list is that of whoever asks",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/opens"],
            hints: &[
                "The authorizer has read the token, and templates find what stands in it: $context.authorizer.claims.",
                "The name has a colon in it, which Velocity takes for no part of a name: brackets, $context.authorizer.claims['cognito:username'].",
                "sub is not the name: it is the user's id, which never changes.",
            ],
            run: |session| Box::pin(list::list(session)),
        },
        Check {
            id: "cognito/sender",
            part: "claims",
            title: "the sender of a message is whoever sends it",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/list-of-who-asks"],
            hints: &[
                "POST /conversations/{id} has a template of its own.",
                "Its member username is the claim too, as in the list's template.",
            ],
            run: |session| Box::pin(post::sender(session)),
        },
        Check {
            id: "cognito/creator",
            part: "claims",
            title: "whoever makes a conversation takes part in it, once",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/list-of-who-asks"],
            hints: &[
                "The body names the others. Who makes the conversation is known from the token alone.",
                "The member username is the claim, and participants stays the list of the body. The function puts both into one set.",
            ],
            run: |session| Box::pin(create::creator(session)),
        },
    ]
}

fn of_all() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/quoted-name",
            part: "claims",
            title: "a name with a quote, a backslash and an apostrophe is passed on whole",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/sender", "cognito/creator"],
            hints: &[
                "Users choose their names, and Cognito takes quotes and backslashes in them. A claim is a caller's text, like a body.",
                "$util.escapeJavaScript(…) escapes it for the quotes around it, and .replaceAll(\"\\\\'\", \"'\") takes back what JSON does not know.",
            ],
            run: |session| Box::pin(quoted::quoted(session)),
        },
        Check {
            id: "cognito/not-by-request",
            part: "claims",
            title: "what else a request says of a name counts nothing",
            points: 2,
            needs: Need::Writes,
            after: &["cognito/sender", "cognito/creator"],
            hints: &[
                "A query, a header, a body: each says what the caller wants it to say. The authorizer has verified the token alone.",
                "No template asks $input.params for a name.",
            ],
            run: |session| Box::pin(caller::not_by_request(session)),
        },
        Check {
            id: "cognito/no-student",
            part: "claims",
            title: "nobody is Student any more",
            points: 1,
            needs: Need::Artefact,
            after: &["cognito/api-accepted"],
            hints: &[
                "A name that is used when there is no other makes everybody Student on the day when the authorizer is forgotten.",
                "Leave it out of all templates: without a token no request gets that far.",
            ],
            run: |session| Box::pin(async { student::nowhere(session) }),
        },
    ]
}
