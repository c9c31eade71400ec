//! Part 4: the list by the index.

use serde_json::json;

use super::answer::{LIST_PATH, get};
use super::data::{Conversation, Data};
use super::reading::{by_key, pages, refused};
use super::resources::INDEX;
use super::{LabCheck, Session, USER, policy, requests};
use crate::harness::{Check, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        policy::of_index(),
        Check {
            id: "dynamodb/list",
            part: "list",
            title: "the list has the user's conversations, each with its participants and its newest time",
            points: 3,
            needs: Need::Http,
            after: &["dynamodb/index-allowed", "dynamodb/conversation"],
            hints: &[
                "The index turns the keys round: its partition key is Username. One query of it gives the ids.",
                "The index has this user's items alone. participants() reads each conversation's in the table.",
                "The newest message is the first one backwards: scan_index_forward(false). Indexes like this one have no consistent reads.",
            ],
            run: |session| Box::pin(list(session)),
        },
        Check {
            id: "dynamodb/list-by-index",
            part: "list",
            title: "the conversations are found by the index",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/list"],
            hints: &[
                "By its own key the table finds conversations, not users: for a user it would have to be read whole.",
                "index_name(INDEX), and the key condition Username = :user. No Scan, no filter.",
            ],
            run: |session| Box::pin(list_by_index(session)),
        },
        Check {
            id: "dynamodb/list-newest",
            part: "list",
            title: "for the newest time one message is read, not all",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/list"],
            hints: &[
                "The list would cost more with every message that is written.",
                "Limit is how many items are read: limit(1), backwards.",
            ],
            run: |session| Box::pin(list_newest(session)),
        },
        Check {
            id: "dynamodb/list-pages",
            part: "list",
            title: "every page of the index is read",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/list"],
            hints: &[
                "An index answers in pages too, and a page of it may be small, or empty.",
                "into_paginator().items().send(), as for the messages.",
            ],
            run: |session| Box::pin(list_pages(session)),
        },
        Check {
            id: "dynamodb/list-behind",
            part: "list",
            title: "an index that lags behind the table does not break the list",
            points: 1,
            needs: Need::Program,
            after: &["dynamodb/list"],
            hints: &[
                "An index follows its table a moment later. So it may name a conversation that the table has no more.",
                "Leave such a conversation out, or list it with nobody in it: the others are there all the same.",
            ],
            run: |session| Box::pin(list_behind(session)),
        },
        Check {
            id: "dynamodb/list-refused",
            part: "list",
            title: "when DynamoDB refuses, the list is no empty one",
            points: 1,
            needs: Need::Program,
            after: &["dynamodb/list", "dynamodb/conversation-refused"],
            hints: &[
                "[] says: you have no conversations. That is not what happened.",
                "`?` instead of unwrap_or_default(): the handler makes 500 of it.",
            ],
            run: |session| Box::pin(refused(session, LIST_PATH, "list")),
        },
        policy::of_nothing_else(),
    ]
}

const NO_LIST: &str = "GET /conversations is not answered with the list.";

async fn list(session: &Session) -> Outcome {
    get(&session.api().await?, LIST_PATH).await?.is_list(&session.data, NO_LIST)
}

async fn list_by_index(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let got = get(&scene.api(&session.http)?, LIST_PATH).await?;
    by_key(&got, "the list")?;
    if got.requests.iter().any(|event| requests::request(event).index.as_deref() == Some(INDEX)) {
        return Ok(());
    }
    got.failure("The list is right, and the index was not asked.")
        .compared(format!("a Query of {INDEX}"), "none")
        .fail()
}

async fn list_newest(session: &Session) -> Outcome {
    /// The index, the participants, one message of 1 KB, each read consistently where that can be: and as much to spare.
    const MOST: f64 = 5.0;
    let scene = session.long().await?;
    let got = get(&scene.api(&session.http)?, LIST_PATH).await?;
    got.is_list(&Data::long(session.setting.seed), NO_LIST)?;
    let units = requests::units(&got.requests);
    if units <= MOST {
        return Ok(());
    }
    got.failure("For the time of one message many are read: the list of one long conversation costs what all its messages cost.")
        .compared("1.5 read units, 0.5 for each of three queries", format!("{units} read units"))
        .fail()
}

async fn list_pages(session: &Session) -> Outcome {
    let scene = session.own().await?;
    for index in [Some(INDEX), None] {
        pages(session, scene, LIST_PATH, (&scene.tables.conversations, index), |got| {
            got.is_list(&session.data, "With small pages the list is not answered.")
        })
        .await?;
    }
    Ok(())
}

/// A conversation is deleted, and the index has not heard of it yet.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Writes>
async fn list_behind(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let (dynamodb, table) = (scene.cloud.dynamodb(), &scene.tables.conversations);
    let id = session.setting.seed.source("deleted").name();
    let participants = [USER.to_owned(), "Ada".to_owned()].into();
    let deleted = Conversation { id: id.clone(), participants, messages: Vec::new() };
    deleted.put(dynamodb, &scene.tables)?;
    let fault = |error: cloud::ServiceError| Verdict::Fault(format!("the index cannot be held back: {error}"));
    dynamodb.hold_indexes(table, 1).map_err(fault)?;
    for name in &deleted.participants {
        let key = json!({ "ConversationId": { "S": id }, "Username": { "S": name } });
        dynamodb.call("DeleteItem", &json!({ "TableName": table, "Key": key })).map_err(fault)?;
    }
    let got = get(&scene.api(&session.http)?, LIST_PATH).await;
    dynamodb.hold_indexes(table, 0).map_err(fault)?;
    let got = got?;
    let message = format!(
        "The index names `{id}`, which somebody has just deleted from the table, and the list is not answered."
    );
    got.is_list_but_for(&session.data, Some(&id), &message)
}
