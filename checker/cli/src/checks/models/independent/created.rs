//! A conversation that is made: its method, its items, its id, and what can be done with it.

use std::collections::BTreeSet;

use cloud::{Throttle, Throttled};
use serde_json::{Value, json};

use super::super::Session;
use super::super::board::{Board, Posted};
use super::super::integration::OfFunction;
use super::super::methods::{Defined, LIST};
use super::super::post::{is_stored, own_method};
use super::super::response_models::{JSON, fit, of_answer};
use super::super::schema::problems;
use super::super::sender;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::USER;
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::checks::dynamodb::post::held::{Held, shown_item};
use crate::harness::{Failure, Outcome, Verdict};

/// How many there are in a large conversation, besides who makes it: more than one batch and less than a transaction.
const MANY: usize = 60;

/// A table that takes about twenty items with each request.
const A_PART: Throttle = Throttle { burst: 20.0, per_request: 20.0 };

/// The method of this part.
pub(super) const CREATE: OfFunction = OfFunction { method: "POST", path: LIST, function: "chat-conversations-POST" };

pub(super) fn method(session: &Session) -> Outcome {
    own_method(session, &CREATE)?;
    let defined = Defined::of(&session.setting)?;
    let name = of_answer(&defined, "POST", LIST, "200", "ConversationId")?;
    let no_ids = [
        ("a number", json!(42)),
        ("an object", json!({ "id": "tea" })),
        ("a list", json!(["tea"])),
        ("null", Value::Null),
    ];
    for (what, value) in no_ids {
        if problems(&defined.definition, &name, &value)?.is_empty() {
            return Failure::new(format!("The model {name} takes what is no id: {what}."))
                .compared("refused", format!("taken: {value}"))
                .because_of(defined.node(&["components", "schemas", &name]).and_then(|node| defined.excerpt(node)))
                .fail();
        }
    }
    Ok(())
}

/// Asks for a conversation with these people.
pub(in super::super) async fn create(board: &Board<'_>, names: &[String]) -> Result<Posted, Verdict> {
    board.send("POST", LIST_PATH, Some(JSON), Some(&json!(names).to_string())).await
}

/// The id of a conversation that is made, in which these people and the user take part. `what` is said of it in a failure.
pub(in super::super) fn is_created(
    session: &Session,
    posted: &Posted,
    names: &[String],
    what: &str,
) -> Result<String, Verdict> {
    let participants: BTreeSet<&str> = names.iter().map(String::as_str).chain([USER]).collect();
    let wanted: Vec<String> = participants
        .iter()
        .map(|name| {
            format!("new: {}", shown_item(&json!({ "ConversationId": { "S": "…" }, "Username": { "S": name } })))
        })
        .collect();
    let failure = |message: String| {
        let keys = [INTEGRATION, "requestTemplates", JSON];
        let defined = Defined::of(&session.setting).ok().filter(|_| posted.error.is_none());
        let template = defined.and_then(|defined| defined.at("POST", LIST, &keys));
        let shown = if wanted.len() > 8 {
            format!("{} new items of Chat-Conversations", wanted.len())
        } else {
            wanted.join("\n")
        };
        posted.failure(message).compared(format!("200, and\n{shown}"), posted.shown()).because_of(template)
    };
    let status = posted.asked.answer.status;
    if status != 200 {
        let gateway = posted.asked.by_gateway() && !posted.ran;
        let message = match (status, &posted.error) {
            _ if posted.no_event() => {
                format!("What the mapping template makes of a list of names is no JSON: {what}.")
            }
            (400, _) if gateway => format!("API Gateway refuses a list of names: {what}."),
            (403, _) if gateway => "API Gateway knows no such method: POST /conversations is not there.".to_owned(),
            (500, _) if posted.not_permitted() => {
                format!("API Gateway may not call the function {}, and answers 500.", CREATE.function)
            }
            (_, Some(error)) => format!("A conversation is not made: {what}. The function failed: {error}"),
            _ => format!("A conversation is not made: {what}."),
        };
        return failure(message).fail();
    }
    if !posted.change.added.messages.is_empty() || !posted.change.lost.is_empty() {
        return failure(format!("A conversation is made, and something else is changed: {what}.")).fail();
    }
    let items = &posted.change.added.conversations;
    let Some(id) = items.first().and_then(|item| item["ConversationId"]["S"].as_str()) else {
        let message = match &posted.error {
            Some(error) => format!("The answer is 200, and the function failed: {error}"),
            None => format!("The answer is 200, and no conversation is made: {what}."),
        };
        return failure(message).fail();
    };
    let found: BTreeSet<&str> = items.iter().filter_map(|item| item["Username"]["S"].as_str()).collect();
    if items.iter().any(|item| item["ConversationId"]["S"] != *id) {
        return failure(format!("The items of one conversation have several ids: {what}.")).fail();
    }
    if let Some(missing) = participants.difference(&found).next() {
        let who = if *missing == USER { "who makes the conversation" } else { "one of those who are named" };
        return failure(format!("{missing} does not take part, {who}: {what}.")).fail();
    }
    if let Some(extra) = found.difference(&participants).next() {
        return failure(format!("`{extra}` takes part, and nobody named them: {what}.")).fail();
    }
    Ok(id.to_owned())
}

pub(super) async fn created(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("created");
    // Other people each time: that the same ones may have two conversations is another check's.
    let mut two = || [source.name(), source.name()];
    let ([ann, bob], [eve, joe], [kim, _], [sue, tom]) = (two(), two(), two(), two());
    for (what, names) in [
        ("two names", vec![ann, bob]),
        ("a list of one name", vec![kim]),
        ("a name that stands twice in the list", vec![eve.clone(), joe, eve]),
        ("a list in which who makes it stands too", vec![sue, USER.to_owned(), tom]),
    ] {
        is_created(session, &create(&board, &names).await?, &names, what)?;
    }
    let body = json!([source.name()]).to_string();
    let names = |added: &Held| sender::values(&added.conversations, "Username");
    sender::is_told_who_asks(session, &board, &CREATE, (LIST_PATH, &body), names).await
}

pub(super) async fn id(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let defined = Defined::of(&session.setting)?;
    let name = of_answer(&defined, "POST", LIST, "200", "ConversationId")?;
    let names = [session.setting.seed.source("id").name()];
    let mut ids = BTreeSet::new();
    for _ in 0..2 {
        let posted = create(&board, &names).await?;
        if posted.asked.json().and_then(|id| id.as_str().map(|id| ids.contains(id))) == Some(true) {
            return posted
                .failure("Two conversations of the same people have one id: the second is the first once more.")
                .compared("another id each time", posted.asked.shown())
                .fail();
        }
        let id = is_created(session, &posted, &names, "one name")?;
        if posted.asked.json() != Some(Value::from(&*id)) {
            return posted
                .failure("The conversation is made, and the answer is not its id as a JSON string.")
                .compared(format!("200 {}", Value::from(&*id)), posted.asked.shown())
                .fail();
        }
        fit(&defined, &posted.asked, &name)?;
        if let Some(unit) = is_the_time(&id, posted.sent, posted.answered) {
            let message = "The id is the time. Two that are made in one moment are one conversation, and an id that is \
                           the time is guessed.";
            return Failure::new(message)
                .tried(&posted.asked.command)
                .compared("an id that nobody else has", format!("the time of the request, in {unit}"))
                .fail();
        }
        ids.insert(id);
    }
    Ok(())
}

/// The unit of the time that an id is, where it is nothing else but for a fixed word before it.
fn is_the_time(id: &str, sent: u64, answered: u64) -> Option<&'static str> {
    let digits = id.trim_start_matches(|char: char| !char.is_ascii_digit());
    let number = digits.parse::<u128>().ok()?;
    let (from, to) = (u128::from(sent), u128::from(answered) + 1);
    let all = [
        ("seconds", from / 1_000..=to / 1_000),
        ("milliseconds", from..=to),
        ("microseconds", from * 1_000..=to * 1_000),
        ("nanoseconds", from * 1_000_000..=to * 1_000_000),
    ];
    all.into_iter().find_map(|(unit, times)| times.contains(&number).then_some(unit))
}

pub(super) async fn names(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let word = session.setting.seed.source("names").name();
    for (what, name) in [
        ("a name of one letter", "k".to_owned()),
        ("a name in quotes", format!("\"{word}\" the first")),
        ("a name with an apostrophe", format!("{word} O'Hara")),
        ("a name with a backslash before an apostrophe", format!("{word}\\'s")),
        ("a name with a line end and a tab", format!("{word}\nof\tthe hill")),
        ("a name with letters beyond ASCII", format!("{word} Łukasz 日本 \u{1f600}")),
        ("a name with what is Velocity in a template", format!("{word} $name #end ${{x}} #set($a = 1)")),
        ("a name with blanks at both ends", format!("  {word} ")),
    ] {
        let names = [name, word.clone()];
        is_created(session, &create(&board, &names).await?, &names, what)?;
    }
    Ok(())
}

pub(super) async fn many(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    let mut source = session.setting.seed.source("many names");
    let names: Vec<String> = (0..MANY).map(|number| format!("{number} {}", source.name())).collect();
    is_created(session, &create(&board, &names).await?, &names, &format!("{MANY} names"))?;
    // A table may take a part of a batch only, and say so.
    let (dynamodb, table) = (board.scene.cloud.dynamodb(), &board.scene.tables.conversations);
    dynamodb.throttle(table, None, Throttled::Writes, A_PART);
    let posted = create(&board, &names).await;
    dynamodb.unthrottle(table);
    let what = format!("{MANY} names, of a batch of which the table takes a part at first");
    match is_created(session, &posted?, &names, &what) {
        Err(Verdict::Failed(failure)) => failure
            .because("for this request the table took about 20 items of each batch: the others it answers as UnprocessedItems")
            .fail(),
        outcome => outcome.map(|_| ()),
    }
}

pub(super) async fn read(session: &Session) -> Outcome {
    let board = Board::open(session).await?;
    usable(session, &board, "in this deployment").await
}

/// That a conversation that is made is in the list, can be read, and takes a message. `place` says where, in a failure.
pub(super) async fn usable(session: &Session, board: &Board<'_>, place: &str) -> Outcome {
    let mut source = session.setting.seed.source("read");
    let (friend, text) = (source.name(), source.name());
    // Whoever reads once and keeps it has read it by now.
    board.read(LIST_PATH).await?;
    let names = [friend.clone()];
    let id = is_created(session, &create(board, &names).await?, &names, &format!("one name, {place}"))?;
    let wanted = BTreeSet::from([friend.as_str(), USER]);
    let participants = |entry: &Value| -> BTreeSet<String> {
        entry["participants"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (asked, list) = board.read(LIST_PATH).await?;
    let entry = list.as_array().into_iter().flatten().find(|entry| entry["id"] == *id).cloned().unwrap_or_default();
    if !participants(&entry).iter().map(String::as_str).eq(wanted.iter().copied()) || entry["last"] != 0 {
        return asked
            .failure(format!("A new conversation is not in the list as it was made, {place}."))
            .compared(
                format!("{{\"id\":\"{id}\",\"participants\":[\"{friend}\",\"{USER}\"],\"last\":0}}"),
                if entry.is_null() { "not there".to_owned() } else { entry.to_string() },
            )
            .fail();
    }
    let (asked, whole) = board.read(&path(&id)).await?;
    if whole["messages"] != json!([]) || !participants(&whole).iter().map(String::as_str).eq(wanted) {
        return asked
            .failure(format!("A new conversation is not answered as it was made, {place}."))
            .compared("its two participants, and \"messages\":[]", asked.shown())
            .fail();
    }
    is_stored(session, &board.post(&id, &text).await?, &id, &text, "to a new conversation")
}

#[cfg(test)]
mod tests {
    use super::is_the_time;

    #[test]
    fn an_id_that_is_the_time_is_known() {
        let of = |id: &str| is_the_time(id, 1_700_000_000_100, 1_700_000_000_200);
        assert_eq!(of("1700000000150"), Some("milliseconds"));
        assert_eq!(of("chat-1700000000"), Some("seconds"));
        assert_eq!(of("1700000000150123456"), Some("nanoseconds"));
        for id in ["1700000000300", "17", "b6e36c2d-3a51-4d5c-9f55-1d1f3b3f8b13", "1700000000150-b6e36c2d", "chat", ""]
        {
            assert_eq!(of(id), None, "{id}");
        }
    }
}
