//! Part 5: a new message.

mod at_once;
pub(in crate::checks) mod board;
mod elsewhere;
mod failure;
pub(in crate::checks) mod held;
mod refused;
pub(in crate::checks) mod site;
mod stored;
pub(in crate::checks) mod words;

use super::{LabCheck, policy};
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    let mut checks = vec![policy::of_put()];
    checks.extend(of_one_message());
    checks.extend(of_many_and_of_none());
    checks.extend(of_the_site());
    checks
}

fn of_one_message() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/post-stored",
            part: "post",
            title: "a message that is posted is an item of Chat-Messages, and the answer is that message",
            points: 3,
            needs: Need::Writes,
            after: &["dynamodb/tables-messages", "dynamodb/put-allowed", "dynamodb/conversation"],
            hints: &[
                "POST /conversations/{id}, and the body is a JSON string: the text in quotes.",
                "PutItem with four attributes: ConversationId, Sender and Message are text (S), Timestamp a number (N).",
                "The answer is 200 {\"sender\":\"Student\",\"time\":…,\"message\":…}, and `time` is what Timestamp is.",
            ],
            run: |session| Box::pin(stored::stored(session)),
        },
        Check {
            id: "dynamodb/post-time",
            part: "post",
            title: "its time is the server's, in milliseconds",
            points: 2,
            needs: Need::Writes,
            after: &["dynamodb/post-stored"],
            hints: &[
                "A browser's clock may be wrong, and who asks may write any time into a request.",
                "SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis(): the times of all other messages are milliseconds too.",
            ],
            run: |session| Box::pin(stored::time(session)),
        },
        Check {
            id: "dynamodb/post-read",
            part: "post",
            title: "it stands at the end of its conversation, and the list has its time",
            points: 2,
            needs: Need::Writes,
            after: &["dynamodb/post-time", "dynamodb/list"],
            hints: &[
                "The same function answers many requests. What it keeps from one to the next is old in the next.",
                "Ask the tables anew for each request.",
            ],
            run: |session| Box::pin(stored::read(session)),
        },
        Check {
            id: "dynamodb/post-words",
            part: "post",
            title: "its text is stored word for word: quotes, line ends, emoji, markup, blanks",
            points: 2,
            needs: Need::Writes,
            after: &["dynamodb/post-read"],
            hints: &[
                "A JSON string is more than a text in quotes: \\n is a line end, \\\" a quote, \\ud83d\\ude00 an emoji.",
                "serde_json::from_slice::<String>(body) reads it. Store what that gives, and nothing else.",
                "A page that shows a text as text need not fear <b>. Nothing is to be taken out of it on the way.",
            ],
            run: |session| Box::pin(words::words(session)),
        },
        Check {
            id: "dynamodb/post-refused",
            part: "post",
            title: "what is no message is answered with 400, and not stored",
            points: 2,
            needs: Need::Writes,
            after: &["dynamodb/post-stored"],
            hints: &[
                "Whoever knows the address may send anything: nothing at all, an object, half a text, a book.",
                "Everything that is no JSON string, and the empty one, is the caller's mistake: 400, with a message that says so.",
                "DynamoDB takes items up to 400 KB: the bytes of all names and values, not the characters of the text. Larger ones it refuses by a ValidationException.",
            ],
            run: |session| Box::pin(refused::refused(session)),
        },
        Check {
            id: "dynamodb/post-unknown",
            part: "post",
            title: "nothing is written to a conversation that is not there, nor by another method or path",
            points: 2,
            needs: Need::Writes,
            after: &["dynamodb/post-stored"],
            hints: &[
                "PutItem asks nobody whether there is such a conversation: it would make items that no list ever shows.",
                "A conversation is there if somebody takes part in it. Look before you put.",
                "404 for an unknown conversation and an unknown path, 405 for a method that is not answered.",
            ],
            run: |session| Box::pin(refused::unknown(session)),
        },
    ]
}

fn of_many_and_of_none() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/post-same-time",
            part: "post",
            title: "two messages of one millisecond are both there",
            points: 3,
            needs: Need::Program,
            after: &["dynamodb/post-time"],
            hints: &[
                "Conversation and time are the key. An item with a key that is there already takes its place, and nobody is told.",
                "condition_expression(\"attribute_not_exists(ConversationId)\"): DynamoDB refuses what would overwrite.",
                "Refused by ConditionalCheckFailedException, take the next millisecond and put again; and once more, if need be.",
            ],
            run: |session| Box::pin(at_once::same_time(session)),
        },
        Check {
            id: "dynamodb/post-many",
            part: "post",
            title: "fifty messages from eight clients at once are fifty messages",
            points: 2,
            needs: Need::Writes,
            after: &["dynamodb/post-read", "dynamodb/post-same-time"],
            hints: &[
                "Lambda starts the function as often as requests come at once. Nothing in one of them knows of the others.",
                "Only DynamoDB sees all writes. Leave it to decide which is first.",
            ],
            run: |session| Box::pin(at_once::many(session)),
        },
        Check {
            id: "dynamodb/post-failure",
            part: "post",
            title: "a message that DynamoDB does not take is answered with 500, and the log has AWS's words",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/post-stored"],
            hints: &[
                "Who reads 200 believes that the message is there.",
                "One error of PutItem means that the time is taken. Every other is a failure: 500.",
                "{err} of an SDK error prints only \"service error\": DisplayErrorContext(&err) has AWS's words. They go into the log, not into the answer.",
            ],
            run: |session| Box::pin(failure::failure(session)),
        },
    ]
}

fn of_the_site() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/site-config",
            part: "post",
            title: "the stack's config.js lets the site write",
            points: 1,
            needs: Need::Artefact,
            after: &[],
            hints: &[
                "The site shows a field for a message only where config.js says that the API takes one.",
                "globalThis.ChatApp = { apiEndpoint: '…', canPost: true }: true without quotes.",
            ],
            run: |session| Box::pin(async { site::config(&session.setting) }),
        },
        Check {
            id: "dynamodb/site-sequence",
            part: "post",
            title: "the site's page may send a message and read every answer, as a browser lets it",
            points: 2,
            needs: Need::Writes,
            after: &["dynamodb/post-read", "dynamodb/post-refused", "dynamodb/post-unknown"],
            hints: &[
                "Before a POST with JSON a browser asks by OPTIONS. The answer must allow the header Content-Type.",
                "Access-Control-Allow-Origin stands on every answer, the errors too: make them all in one place.",
            ],
            run: |session| Box::pin(site::sequence(session)),
        },
        Check {
            id: "dynamodb/elsewhere",
            part: "post",
            title: "it works in another deployment: another stage, prefix and region",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/tables-names", "dynamodb/post-read"],
            hints: &[
                "Something is written out that differs from one deployment to the next.",
                "Look for a table's name, the region, the account and the stage: in the policy, in the function's environment, in the code.",
                "!Ref and !GetAtt know how a table is called in this stack.",
            ],
            run: |session| Box::pin(elsewhere::elsewhere(session)),
        },
    ]
}
