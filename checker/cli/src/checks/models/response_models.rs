//! Part 3: models of what the API answers. API Gateway compares no answer with them, so that is done here.

mod attached;
mod fits;
mod refuses;

pub(in crate::checks) use attached::{JSON, of_answer};
pub(in crate::checks) use fits::fit;

use super::LabCheck;
use crate::harness::{Check, Need};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "models/response-models",
            part: "response-models",
            title: "the 200 of both GET methods names a model for its body",
            points: 1,
            needs: Need::Artefact,
            after: &["models/list-method", "models/conversation-method"],
            hints: &[
                "A model is a JSON Schema with a name, under components and schemas. A method's response refers to it.",
                "At the response, beside its headers: content, then the media type application/json, then schema.",
                "schema: { $ref: \"#/components/schemas/ConversationList\" }",
            ],
            run: |session| Box::pin(async { attached::attached(session) }),
        },
        Check {
            id: "models/list-model",
            part: "response-models",
            title: "the model of the list refuses what is no list of conversations",
            points: 2,
            needs: Need::Artefact,
            after: &["models/response-models"],
            hints: &[
                "A schema without a word takes everything. Each thing that stands in every answer wants a line.",
                "type: array, and under items what one entry looks like: type: object, required, properties.",
                "items: { type: object, required: [id, participants, last], properties: … }: a type for each property, and items for participants.",
            ],
            run: |session| Box::pin(async { refuses::list(session) }),
        },
        Check {
            id: "models/conversation-model",
            part: "response-models",
            title: "the model of a conversation refuses what is no conversation",
            points: 2,
            needs: Need::Artefact,
            after: &["models/response-models"],
            hints: &[
                "It is one object, with all that an entry of the list has, and messages.",
                "messages is a list: under its items stands what one message looks like.",
                "required is a list of names beside properties, at the conversation and at the message.",
            ],
            run: |session| Box::pin(async { refuses::conversation(session) }),
        },
        Check {
            id: "models/answers-fit",
            part: "response-models",
            title: "what the API answers fits its models",
            points: 2,
            needs: Need::Program,
            after: &["models/response-models", "models/list", "models/conversation-quoted"],
            hints: &[
                "API Gateway compares no answer with a model. Who reads the model, or makes a client of it, believes what it says.",
                "A conversation without a message has \"messages\":[] and \"last\":0. An id is any text.",
                "last and time are numbers: milliseconds since 1970.",
            ],
            run: |session| Box::pin(fits::fits(session)),
        },
    ]
}
