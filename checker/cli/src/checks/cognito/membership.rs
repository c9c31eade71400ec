//! Part 4: a conversation is for those who take part.

mod failure;
mod list;
mod read;
mod similar;
mod write;

pub(super) use write::{is_refused, is_written};

use super::LabCheck;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    let mut checks = of_reading();
    checks.extend(of_writing());
    checks
}

fn of_reading() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/participant-reads",
            part: "membership",
            title: "whoever takes part in a conversation reads it",
            points: 1,
            needs: Need::Program,
            after: &["cognito/list-of-who-asks"],
            hints: &[
                "The template of GET /conversations/{id} hands on the id alone: the function needs to know who asks, too.",
                "A member username, as the list's template has it since part 3, and a field of that name in Event.",
                "crate::conversation::participants gives all names. The one who asks is among them, or is not.",
            ],
            run: |session| Box::pin(read::participants(session)),
        },
        Check {
            id: "cognito/quoted-participant",
            part: "membership",
            title: "a name may have quotes and apostrophes: its conversation is read all the same",
            points: 1,
            needs: Need::Program,
            after: &["cognito/participant-reads", "cognito/quoted-name"],
            hints: &[
                "A user name may hold what ends a string of JSON. The id is escaped for that reason; the name must be, too.",
                "\"$util.escapeJavaScript($context.authorizer.claims['cognito:username']).replaceAll(\"\\\\'\", \"'\")\"",
            ],
            run: |session| Box::pin(read::quoted(session)),
        },
        Check {
            id: "cognito/stranger-reads",
            part: "membership",
            title: "to whoever takes no part, a conversation is not there: the answer is the one for an unknown id",
            points: 3,
            needs: Need::Program,
            after: &["cognito/participant-reads"],
            hints: &[
                "The authorizer lets in whoever has signed up. It does not know what a conversation is.",
                "403 says that there is something to be kept out of. Status, body and headers must be those of an unknown id.",
                "One condition for both: where the name is not among the participants, return the error of part 2 of lab 6.",
            ],
            run: |session| Box::pin(read::stranger(session)),
        },
        Check {
            id: "cognito/other-conversation",
            part: "membership",
            title: "who takes part in one conversation does not get into another by it",
            points: 2,
            needs: Need::Program,
            after: &["cognito/stranger-reads"],
            hints: &[
                "The question is not whether somebody takes part in a conversation, but whether in this one.",
                "The participants of the conversation that is asked for, and no other's.",
            ],
            run: |session| Box::pin(read::other(session)),
        },
        Check {
            id: "cognito/list-of-own",
            part: "membership",
            title: "the list has the conversations of whoever asks, and nothing of others",
            points: 2,
            needs: Need::Program,
            after: &["cognito/quoted-name"],
            hints: &[
                "The list is a query of the index, whose partition key is the user's name. Who has no conversation gets [].",
                "A filter with contains or begins_with finds the conversations of others too: Username = :user.",
            ],
            run: |session| Box::pin(list::own(session)),
        },
    ]
}

fn of_writing() -> Vec<LabCheck> {
    vec![
        Check {
            id: "cognito/participant-writes",
            part: "membership",
            title: "whoever takes part writes, and each message has its writer's name",
            points: 1,
            needs: Need::Program,
            after: &["cognito/quoted-name"],
            hints: &[
                "All who take part may write: also who did not begin the conversation, and who has not written yet.",
                "The name that is compared is the one that is stored as the message's sender: event.username.",
            ],
            run: |session| Box::pin(write::participants(session)),
        },
        Check {
            id: "cognito/stranger-writes",
            part: "membership",
            title: "whoever takes no part cannot write: 404 as for an unknown id, and nothing is stored",
            points: 3,
            needs: Need::Program,
            after: &["cognito/participant-writes"],
            hints: &[
                "Who cannot read a conversation could still fill it. The function of POST asks the same question.",
                "The answer alone is not enough: the check stands before the write.",
                "The error is the one for a conversation that is not there, word for word.",
            ],
            run: |session| Box::pin(write::stranger(session)),
        },
        Check {
            id: "cognito/similar-names",
            part: "membership",
            title: "a name that begins like a participant's, or differs in case, is another name",
            points: 2,
            needs: Need::Program,
            after: &["cognito/other-conversation", "cognito/stranger-writes"],
            hints: &[
                "Two names are the same when they are equal, letter by letter. Whoever chooses a name must not get in by it.",
                "Vec::contains compares whole names. str::contains on names that were joined finds a part of one.",
            ],
            run: |session| Box::pin(similar::names(session)),
        },
        Check {
            id: "cognito/membership-failure",
            part: "membership",
            title: "when DynamoDB refuses, nobody is taken for a stranger: 500, not 404",
            points: 1,
            needs: Need::Program,
            after: &["cognito/participant-reads", "cognito/participant-writes"],
            hints: &[
                "Whether somebody takes part is not known where the table cannot be read. An empty list is not the answer.",
                "unwrap_or_default makes of an error that there are no participants. The question mark returns it.",
            ],
            run: |session| Box::pin(failure::failure(session)),
        },
    ]
}
