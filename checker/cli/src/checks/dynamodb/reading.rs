//! Part 3: how a conversation is read. All of it, by its key, and no more than is wanted; and what is said when `DynamoDB`
//! refuses.

use super::answer::{Got, get, path};
use super::data::{Conversation, Data};
use super::scene::Scene;
use super::{LabCheck, Session, requests};
use crate::checks::function::written_since;
use crate::checks::proxy_lambda::readable;
use crate::harness::{Check, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "dynamodb/conversation-long",
            part: "conversation",
            title: "a conversation of 3,000 messages comes back whole, read once",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/conversation"],
            hints: &[
                "An answer of DynamoDB is one page: at most 1 MB of items, as they are in the table.",
                "LastEvaluatedKey in an answer says that there is another page; it is the next request's ExclusiveStartKey.",
                "into_paginator().items().send() does that, until there is no LastEvaluatedKey any more.",
            ],
            run: |session| Box::pin(conversation_long(session)),
        },
        Check {
            id: "dynamodb/conversation-pages",
            part: "conversation",
            title: "a page may end early, or be empty, and not be the last",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/conversation-long"],
            hints: &[
                "How many items a page has says nothing about whether it is the last.",
                "Only LastEvaluatedKey says it. That holds for both tables.",
            ],
            run: |session| Box::pin(conversation_pages(session)),
        },
        Check {
            id: "dynamodb/conversation-by-key",
            part: "conversation",
            title: "it is read by its key, and nothing else is read for it",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/conversation"],
            hints: &[
                "A Scan reads the whole table, and so costs what the whole table costs, however little is kept of it.",
                "A filter is looked at after the items are read and paid for. What belongs to the key goes into the key condition.",
                "Two queries are enough for one conversation. A Limit is the size of a page: with a small one there are many.",
            ],
            run: |session| Box::pin(conversation_by_key(session)),
        },
        Check {
            id: "dynamodb/conversation-projection",
            part: "conversation",
            title: "only the attributes that are wanted come back",
            points: 1,
            needs: Need::Program,
            after: &["dynamodb/conversation-by-key"],
            hints: &[
                "Each message would bring its ConversationId along, which you know already.",
                "projection_expression(\"Sender, #T, Message\"), with #T for Timestamp. The price stays the same: the items are read whole.",
            ],
            run: |session| Box::pin(conversation_projection(session)),
        },
        Check {
            id: "dynamodb/conversation-refused",
            part: "conversation",
            title: "when DynamoDB refuses, the answer is 500, and the log has AWS's words",
            points: 2,
            needs: Need::Program,
            after: &["dynamodb/conversation-readable"],
            hints: &[
                "An error is not an empty answer: nobody knows then whether there is such a conversation.",
                "`?` hands the error to the handler, which answers 500 and logs it.",
                "DisplayErrorContext shows what AWS said; {error} alone is \"service error\". Of this nothing goes to the caller.",
            ],
            run: |session| Box::pin(async { refused(session, &path(&session.data.awkward), "conversation").await }),
        },
    ]
}

/// What a page that ends early is set to hold, and what is said where not all comes back then.
pub(super) const PAGES: [(&[usize], &str); 3] = [
    (&[1], "the first page is taken for all."),
    (&[1, 0], "a page without items is taken for the last one."),
    (&[1, 0, 0, 1], "a page without items, or a small one, is taken for the last one."),
];

/// The size of a conversation's messages in the table, in bytes: the names of the attributes count too.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
fn size(conversation: &Conversation) -> usize {
    const NAMES: usize = "ConversationId".len() + "Timestamp".len() + "Sender".len() + "Message".len();
    const TIME: usize = 8;
    let message = |text: &str, sender: &str| NAMES + TIME + conversation.id.len() + text.len() + sender.len();
    conversation.messages.iter().map(|of| message(&of.text, &of.sender)).sum()
}

/// The most units that a query of so many bytes takes: half a unit for 4 KB, a whole one where the read is consistent. Each
/// page rounds up once more.
fn units_to_read(bytes: usize, pages: usize, consistent: bool) -> f64 {
    let blocks = u32::try_from(bytes.div_ceil(4096).saturating_add(pages)).unwrap_or(u32::MAX);
    if consistent { f64::from(blocks) } else { f64::from(blocks) / 2.0 }
}

async fn conversation_long(session: &Session) -> Outcome {
    let scene = session.long().await?;
    let (api, data) = (scene.api(&session.http)?, Data::long(session.setting.seed));
    let Some(conversation) = data.conversations.values().next() else { return Ok(()) };
    let got = get(&api, &path(&conversation.id)).await?;
    got.is_conversation(conversation, "A conversation of 3,000 messages is not answered.")?;
    let of_messages: Vec<_> = got.of_table(&scene.tables.messages).cloned().collect();
    let consistent =
        of_messages.iter().any(|event| requests::parameter(event, "ConsistentRead").is_some_and(|on| on == "true"));
    let most = units_to_read(size(conversation), of_messages.len(), consistent);
    let units = requests::units(&of_messages);
    if units > most {
        return got
            .failure("The conversation comes back whole, but its messages are read more than once.")
            .compared(format!("at most {most} read units"), format!("{units} read units"))
            .fail();
    }
    Ok(())
}

async fn conversation_pages(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let conversation = liveliest(session)?;
    for table in [&scene.tables.messages, &scene.tables.conversations] {
        pages(session, scene, &path(&conversation.id), (table, None), |got| {
            got.is_conversation(conversation, "With small pages the conversation is not answered.")
        })
        .await?;
    }
    Ok(())
}

/// The conversation with the most messages and participants.
fn liveliest(session: &Session) -> Result<&Conversation, Verdict> {
    let conversations = session.data.conversations.values();
    let most = conversations.max_by_key(|conversation| conversation.messages.len());
    most.ok_or_else(|| Verdict::Fault("the data have no conversation".to_owned()))
}

async fn conversation_by_key(session: &Session) -> Outcome {
    /// Who takes part, the messages, perhaps the newest one, and one to spare.
    const MOST: usize = 4;
    let scene = session.own().await?;
    let got = get(&scene.api(&session.http)?, &path(&liveliest(session)?.id)).await?;
    by_key(&got, "one conversation")?;
    if got.requests.len() > MOST {
        return got
            .failure(format!("For one conversation DynamoDB is asked {} times.", got.requests.len()))
            .compared("two queries", format!("{} requests", got.requests.len()))
            .fail();
    }
    Ok(())
}

/// That all was read by keys: no scan, and no filter.
pub(super) fn by_key(got: &Got, what: &str) -> Outcome {
    for event in &got.requests {
        let operation = requests::operation(event);
        if operation == "Scan" {
            return got
                .failure(format!("For {what} all is read that the table or the index holds: a Scan finds nothing, it reads everything."))
                .compared("Query", requests::line(event))
                .fail();
        }
        if !["Query", "GetItem", "BatchGetItem"].contains(&operation) {
            return got
                .failure(format!("For a GET the function calls {operation}."))
                .compared("Query", operation)
                .fail();
        }
        let filter = ["FilterExpression", "QueryFilter"];
        if let Some(filter) = filter.into_iter().find(|name| requests::parameter(event, name).is_some()) {
            return got
                .failure("A filter throws away what was read, and paid for. By the key nothing else is read.")
                .compared(format!("a key condition, and no {filter}"), requests::line(event))
                .fail();
        }
    }
    Ok(())
}

async fn conversation_projection(session: &Session) -> Outcome {
    const WANTED: [&str; 3] = ["Sender", "Timestamp", "Message"];
    let scene = session.own().await?;
    let got = get(&scene.api(&session.http)?, &path(&liveliest(session)?.id)).await?;
    for event in got.of_table(&scene.tables.messages) {
        // The newest one alone may be looked at as it is, and a count brings nothing.
        let counts = requests::parameter(event, "Select").is_some_and(|select| select == "COUNT");
        if counts || requests::request(event).returned == Some(1) {
            continue;
        }
        let names = requests::request(event).parameters["ExpressionAttributeNames"].clone();
        let real = |name: &str| names[name].as_str().unwrap_or(name).to_owned();
        let asked = requests::parameter(event, "ProjectionExpression");
        let projected: Option<Vec<String>> =
            asked.map(|expression| expression.split(',').map(|name| real(name.trim())).collect());
        let projected = projected.or_else(|| {
            let listed = requests::request(event).parameters["AttributesToGet"].as_array()?.clone();
            Some(listed.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
        });
        let found = match &projected {
            Some(names) if names.iter().all(|name| WANTED.contains(&name.as_str())) => continue,
            Some(names) => names.join(", "),
            None => "no ProjectionExpression".to_owned(),
        };
        return got
            .failure("The query of the messages brings back attributes that nobody looks at.")
            .compared("a ProjectionExpression with Sender, Timestamp and Message", found)
            .fail();
    }
    Ok(())
}

/// What is said when the role may not do what the function asks for.
pub(super) async fn refused(session: &Session, path: &str, what: &str) -> Outcome {
    let scene = session.refused().await?;
    answered_as_failure(session, scene, path, what).await?;
    // Who asks one table first has stopped there; so now each is kept back alone, and the index of neither.
    let mut outcome = Ok(());
    for (table, what) in [(&scene.tables.conversations, "participants"), (&scene.tables.messages, "messages")] {
        if outcome.is_ok() {
            scene.deny_on("dynamodb:*", &format!("arn:aws:dynamodb:*:*:table/{table}"))?;
            outcome = answered_as_failure(session, scene, path, what).await;
        }
    }
    scene.bar()?;
    outcome
}

async fn answered_as_failure(session: &Session, scene: &Scene, path: &str, what: &str) -> Outcome {
    let api = scene.api(&session.http)?;
    let before = scene.cloud.next_log_event(&scene.function.name).unwrap_or(0);
    let got = get(&api, path).await?;
    let status = got.asked.answer.status;
    let error = "500 {\"message\":\"\u{2026}\"}";
    if got.asked.by_gateway() {
        return got
            .failure("DynamoDB refuses, and the function ends with an error instead of an answer.")
            .compared(error, got.asked.shown())
            .because("API Gateway answers in its place, without a header of yours")
            .fail();
    }
    let says =
        got.asked.json().is_some_and(|body| body["message"].as_str().is_some_and(|text| !text.trim().is_empty()));
    if status != 500 || !says {
        return got
            .failure(format!("DynamoDB refuses to give the {what}, and the function does not say that it failed."))
            .compared(error, got.asked.shown())
            .fail();
    }
    let body = String::from_utf8_lossy(&got.asked.answer.body).into_owned();
    let names = [scene.tables.messages.as_str(), &scene.tables.conversations, "arn:aws:", "AccessDenied"];
    if let Some(told) = names.into_iter().find(|name| body.contains(*name)) {
        return got
            .failure("The answer tells everybody what only the log should: names of your account.")
            .compared("{\"message\":\"\u{2026}\"} that says only that the data cannot be reached", got.asked.shown())
            .because(format!("it holds {told}"))
            .fail();
    }
    readable(&got.asked, &api.origin, "The site's page may not read that it failed.")?;
    let (log, _) = written_since(scene.cloud.function_log(&scene.function.name).unwrap_or_default(), before);
    let words = ["AccessDenied", "is not authorized to perform: dynamodb:"];
    if !log.iter().any(|line| words.iter().any(|word| line.contains(word))) {
        let found = if log.is_empty() { "no line of your function".to_owned() } else { log.join("\n") };
        return got
            .failure("DynamoDB does not let the function read, and the log does not say why.")
            .compared("a line of the log with AWS's own words", found)
            .fail();
    }
    Ok(())
}

/// Asks with pages that end early, and lets `look` at each answer.
pub(super) async fn pages(
    session: &Session,
    scene: &Scene,
    asked: &str,
    (table, index): (&str, Option<&str>),
    look: impl Fn(&Got) -> Outcome,
) -> Outcome {
    let dynamodb = scene.cloud.dynamodb();
    let api = scene.api(&session.http)?;
    for (items, what) in PAGES {
        dynamodb.end_pages_early(table, index, items);
        let got = get(&api, asked).await;
        dynamodb.end_pages_early(table, index, &[]);
        match look(&got?) {
            Err(Verdict::Failed(mut failure)) => {
                failure.message = format!("{} Here {what}", failure.message);
                let sizes: Vec<String> = items.iter().map(ToString::to_string).collect();
                let of = index.map_or_else(|| table.to_owned(), |index| format!("{table}/index/{index}"));
                let (pages, plural) = if *items == [1] { ("page", "") } else { ("pages", "s") };
                let sizes = sizes.join(", ");
                let set = format!("for this request the first {pages} of {of} had {sizes} item{plural}, and no more");
                return failure.because(set).fail();
            }
            outcome => outcome?,
        }
    }
    Ok(())
}
