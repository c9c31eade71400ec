//! The answer to `GET /conversations/{id}`.

use super::super::allow_origin::may_be_read;
use super::super::methods::Defined;
use super::super::{Session, body, data, way};
use super::GET_BY_ID;
use crate::checks::api::Api;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::answer::path;
use crate::checks::dynamodb::data::Conversation;
use crate::harness::{Outcome, Verdict};

const EXPECTED: &str = "{\"id\":\"…\", …, \"messages\":[…]}";

pub(super) async fn conversation(session: &Session) -> Outcome {
    let api = session.api().await?;
    // The plain ids first: what goes wrong with these has nothing to do with how an id is written.
    let quoted = data::quoted(session.setting.seed).id;
    let mut conversations: Vec<&Conversation> =
        session.data.conversations.values().filter(|conversation| conversation.id != quoted).collect();
    conversations.sort_by_key(|conversation| conversation.id == session.data.awkward);
    for conversation in conversations {
        match is_answered(&api, conversation).await {
            Err(Verdict::Failed(failure)) => {
                return failure.because_of(template_without_id(session, &api, &conversation.id).await?).fail();
            }
            outcome => outcome?,
        }
    }
    pages(session, &api).await
}

/// Where the function was not told the id: the template, with the text that YAML made of it. A comment that swallowed a line
/// of Velocity, or lines that became one, are seen there.
async fn template_without_id(session: &Session, api: &Api<'_>, id: &str) -> Result<Vec<String>, Verdict> {
    let (_, way) = way::get(api, &path(id)).await?;
    let written = serde_json::to_string(id).unwrap_or_default();
    let told = way.event().is_none_or(|event| event.contains(id) || event.contains(written.trim_matches('"')));
    if told {
        return Ok(Vec::new());
    }
    let defined = Defined::of(&session.setting)?;
    let (_, integration) = defined.integrated(GET_BY_ID.method, GET_BY_ID.path)?;
    let templates = integration.request_templates.values();
    let read = templates.map(|template| {
        format!("the event does not hold the id. The template, as YAML reads it:  {}", template.trim_end())
    });
    Ok(read.chain(defined.at(GET_BY_ID.method, GET_BY_ID.path, &[INTEGRATION, "requestTemplates"])).collect())
}

/// Whether the path of a conversation is answered with it.
pub(super) async fn is_answered(api: &Api<'_>, conversation: &Conversation) -> Outcome {
    let (got, way) = way::get(api, &path(&conversation.id)).await?;
    body::is_data(&got, &way, &format!("The conversation `{}`", conversation.id), EXPECTED)?;
    got.is_conversation(conversation, &format!("The conversation `{}` is not answered.", conversation.id))
}

/// A page of the table may end early.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html>
async fn pages(session: &Session, api: &Api<'_>) -> Outcome {
    let Some(watched) = api.watched else { return Ok(()) };
    let scene = session.own().await?;
    let mut conversations = session.data.conversations.values().filter(|of| of.messages.len() > 2);
    let Some(conversation) = conversations.next() else { return Ok(()) };
    let (dynamodb, messages) = (watched.cloud.dynamodb(), &scene.tables.messages);
    dynamodb.end_pages_early(messages, None, &[1, 0]);
    let answered = is_answered(api, conversation).await;
    dynamodb.end_pages_early(messages, None, &[]);
    match answered {
        Err(Verdict::Failed(failure)) => failure
            .because(format!("for this request the first pages of {messages} had 1 and 0 items, and no more"))
            .fail(),
        outcome => outcome,
    }
}

pub(super) async fn readable(session: &Session) -> Outcome {
    let api = session.api().await?;
    let (got, _) = way::get(&api, &path(&session.data.awkward)).await?;
    let message = "curl gets the conversation, and a browser keeps it from the site's page.";
    may_be_read(&session.setting, (GET_BY_ID.method, GET_BY_ID.path), &got.asked, &api.origin, message)
}
