//! Part 3: one conversation. What is asked of `DynamoDB` for it is looked at in `reading.rs`.

use super::answer::{get, path};
use super::{LabCheck, Session, policy, reading};
use crate::checks::proxy_lambda::readable;
use crate::harness::{Check, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    let answers = vec![
        Check {
            id: "dynamodb/conversation",
            part: "conversation",
            title: "a conversation is answered as the tables hold it",
            points: 3,
            needs: Need::Http,
            after: &["dynamodb/query-allowed"],
            hints: &[
                "Two queries: Chat-Conversations has who takes part, Chat-Messages has the messages. Each has the id as its partition key.",
                "key_condition_expression(\"ConversationId = :id\"), and the value of :id by expression_attribute_values.",
                "Timestamp is a reserved word: write #T in the expression, and expression_attribute_names(\"#T\", \"Timestamp\") beside it. The items of one partition come in the order of their sort key.",
            ],
            run: |session| Box::pin(conversation(session)),
        },
        Check {
            id: "dynamodb/conversation-empty",
            part: "conversation",
            title: "a conversation without messages is there",
            points: 1,
            needs: Need::Http,
            after: &["dynamodb/conversation"],
            hints: &[
                "Nobody has written yet, and two take part: that is a conversation.",
                "Whether there is one is told by its participants, not by its messages. messages is [] then, and last 0.",
            ],
            run: |session| Box::pin(conversation_empty(session)),
        },
        Check {
            id: "dynamodb/conversation-unknown",
            part: "conversation",
            title: "an id that no conversation has is answered with 404 and a message",
            points: 1,
            needs: Need::Http,
            after: &["dynamodb/conversation"],
            hints: &[
                "A query that finds nothing is no error: it answers with no items.",
                "Without participants there is no conversation: None, which the handler answers with 404.",
            ],
            run: |session| Box::pin(conversation_unknown(session)),
        },
        Check {
            id: "dynamodb/conversation-readable",
            part: "conversation",
            title: "the site's page may read each of these answers",
            points: 1,
            needs: Need::Http,
            after: &["dynamodb/conversation-unknown"],
            hints: &[
                "As in lab 4: a browser wants Access-Control-Allow-Origin on every answer, errors too.",
                "src/handler.rs sets it in one place, for all of them.",
            ],
            run: |session| Box::pin(conversation_readable(session)),
        },
    ];
    policy::of_tables().into_iter().chain(answers).chain(reading::checks()).collect()
}

async fn conversation(session: &Session) -> Outcome {
    let api = session.api().await?;
    for conversation in session.data.conversations.values().filter(|conversation| !conversation.messages.is_empty()) {
        let got = get(&api, &path(&conversation.id)).await?;
        got.is_conversation(conversation, &format!("The conversation `{}` is not answered.", conversation.id))?;
    }
    Ok(())
}

async fn conversation_empty(session: &Session) -> Outcome {
    let mut conversations = session.data.conversations.values();
    let Some(silent) = conversations.find(|conversation| conversation.messages.is_empty()) else {
        return Err(Verdict::NotApplicable("every conversation of the data has a message".to_owned()));
    };
    let got = get(&session.api().await?, &path(&silent.id)).await?;
    got.is_conversation(silent, "A conversation in which nobody has written yet is not answered.")
}

async fn conversation_unknown(session: &Session) -> Outcome {
    let got = get(&session.api().await?, &path(&session.data.unknown)).await?;
    let says =
        got.asked.json().is_some_and(|body| body["message"].as_str().is_some_and(|text| !text.trim().is_empty()));
    if got.asked.answer.status == 404 && says {
        return Ok(());
    }
    got.failure("A GET of an id that no conversation has is not answered with 404 and a message.")
        .compared("404 {\"message\":\"\u{2026}\"}", got.asked.shown())
        .fail()
}

async fn conversation_readable(session: &Session) -> Outcome {
    let api = session.api().await?;
    for id in [&session.data.awkward, &session.data.unknown] {
        let got = get(&api, &path(id)).await?;
        let message =
            format!("curl gets the answer {}, and a browser keeps it from the site's page.", got.asked.answer.status);
        readable(&got.asked, &api.origin, &message)?;
    }
    Ok(())
}
