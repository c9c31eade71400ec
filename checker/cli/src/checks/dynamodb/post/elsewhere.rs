//! The stack as somebody else deploys it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::Session;
use super::super::answer::{LIST_PATH, get};
use super::super::resources;
use super::board::{Board, STORED};
use crate::harness::{Failure, Outcome};

pub(super) async fn elsewhere(session: &Session) -> Outcome {
    let scene = session.elsewhere().await?;
    let board = Board::of(session, scene)?;
    let before = format!(
        "In the region {}, with the prefix {} and under the stage prod: ",
        session.setting.other_region(),
        session.setting.prefix()
    );
    let got = get(&board.api, LIST_PATH).await?;
    let list = got.asked.json().unwrap_or_default();
    let found: BTreeMap<&str, &Value> = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| Some((entry["id"].as_str()?, &entry["last"])))
        .collect();
    let wanted = session.data.list();
    if got.asked.answer.status != 200
        || found != wanted.iter().map(|(id, entry)| (id.as_str(), &entry["last"])).collect()
    {
        return got
            .failure(format!("{before}GET {LIST_PATH} is not answered with the list."))
            .compared(format!("200, and the {} conversations", wanted.len()), got.asked.shown())
            .fail();
    }
    let id = &board.lively.id;
    let text = session.setting.seed.source("elsewhere").name();
    let posted = board.post(id, &text).await?;
    if !posted.says_stored(&text) || posted.change.added.messages.len() != 1 {
        return posted
            .asked
            .failure(format!("{before}a message is not stored."))
            .compared(STORED, posted.asked.shown())
            .fail();
    }
    let (asked, messages) = board.messages(id).await?;
    if messages.last().is_none_or(|last| last["message"] != *text) {
        return asked
            .failure(format!("{before}the message is not at the end of its conversation."))
            .compared(text, asked.shown())
            .fail();
    }
    let first = resources::function(&session.setting.stack(&[])?)?.name;
    if scene.function.name == first {
        return Failure::new(
            "The function has the same name in every deployment: two students of one account cannot both have it.",
        )
        .tried(format!("sam deploy --parameter-overrides StageName=prod NamePrefix={}", session.setting.prefix()))
        .exactly(format!("{}{first}", session.setting.prefix()), first)
        .fail();
    }
    Ok(())
}
