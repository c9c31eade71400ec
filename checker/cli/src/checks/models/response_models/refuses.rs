//! Answers that no reader of a model may be sent: the model refuses each.

use serde_json::{Value, json};

use super::super::Session;
use super::super::methods::{BY_ID, Defined, LIST};
use super::super::schema::{Step, gap, problems};
use super::attached::of_answer;
use crate::checks::api::short;
use crate::harness::{Failure, Outcome};

/// Something broken: what it is, the value, and the way to where it is broken.
type Broken = (&'static str, Value, Vec<Step>);

use Step::{Entry, Member, Missing};

pub(super) fn list(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    let name = of_answer(&defined, "GET", LIST, "200", "ConversationList")?;
    let entry = || json!({ "id": "tea", "participants": ["Ann", "Student"], "last": 1_700_000_061_001_u64 });
    let mut broken: Vec<Broken> = vec![
        ("one conversation in place of a list", entry(), Vec::new()),
        ("a text in place of a list", json!("tea"), Vec::new()),
        ("a list of texts", json!(["tea"]), vec![Entry]),
    ];
    broken.extend(summary(&entry, &|entry| json!([entry]), &[Entry]));
    refuses(&defined, &name, broken)
}

pub(super) fn conversation(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    let name = of_answer(&defined, "GET", BY_ID, "200", "Conversation")?;
    let message = || json!({ "sender": "Ann", "time": 1_700_000_061_001_u64, "message": "Tea?" });
    let with = |message: Value| {
        let participants = ["Ann", "Student"];
        json!({ "id": "tea", "participants": participants, "last": 1_700_000_061_001_u64, "messages": [message] })
    };
    let whole = || with(message());
    let mut broken: Vec<Broken> = vec![
        ("a list in place of a conversation", json!([whole()]), Vec::new()),
        ("a text in place of a conversation", json!("tea"), Vec::new()),
    ];
    broken.extend(summary(&whole, &|whole| whole, &[]));
    broken.push(("a conversation without messages", without(whole(), "messages"), vec![Missing("messages")]));
    broken.push((
        "messages that are one object and no list",
        changed(whole(), "messages", message()),
        vec![Member("messages")],
    ));
    let at = |step: &[Step]| [&[Member("messages"), Entry], step].concat();
    broken.push(("a message that is a text alone", with(json!("Tea?")), at(&[])));
    for (what, name) in [
        ("a message without its sender", "sender"),
        ("a message without its time", "time"),
        ("a message without its text", "message"),
    ] {
        broken.push((what, with(without(message(), name)), at(&[Missing(name)])));
    }
    for (what, name, value) in [
        ("a sender that is a number", "sender", json!(7)),
        ("a time that is a text", "time", json!("1700000061001")),
        ("a message's text that is an object", "message", json!({ "text": "Tea?" })),
    ] {
        broken.push((what, with(changed(message(), name, value)), at(&[Member(name)])));
    }
    refuses(&defined, &name, broken)
}

/// What can be wrong with id, participants and last, wherever they stand.
fn summary(right: &dyn Fn() -> Value, placed: &dyn Fn(Value) -> Value, way: &[Step]) -> Vec<Broken> {
    let at = |steps: &[Step]| [way, steps].concat();
    let mut broken = Vec::new();
    for (what, name) in [
        ("a conversation without id", "id"),
        ("a conversation without participants", "participants"),
        ("a conversation without last", "last"),
    ] {
        broken.push((what, placed(without(right(), name)), at(&[Missing(name)])));
    }
    for (what, name, value, steps) in [
        ("an id that is a number", "id", json!(4711), &[Member("id")][..]),
        ("participants that are one text", "participants", json!("Ann, Student"), &[Member("participants")]),
        (
            "a participant that is an object",
            "participants",
            json!([{ "name": "Ann" }]),
            &[Member("participants"), Entry],
        ),
        ("a last that is a text", "last", json!("1700000061001"), &[Member("last")]),
    ] {
        broken.push((what, placed(changed(right(), name, value)), at(steps)));
    }
    broken
}

fn without(mut value: Value, name: &str) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.remove(name);
    }
    value
}

fn changed(mut value: Value, name: &str, to: Value) -> Value {
    value[name] = to;
    value
}

fn refuses(defined: &Defined<'_>, name: &str, broken: Vec<Broken>) -> Outcome {
    let all = broken.len();
    let mut taken: Vec<Broken> = Vec::new();
    for one in broken {
        if problems(&defined.definition, name, &one.1)?.is_empty() {
            taken.push(one);
        }
    }
    let Some((what, value, way)) = taken.first() else { return Ok(()) };
    let more = (taken.len() > 1).then(|| format!("it takes {} of {all} broken answers", taken.len()));
    Failure::new(format!("The model {name} takes an answer that is broken: {what}."))
        .compared("refused", format!("taken: {}", short(&value.to_string())))
        .because_of(gap(defined, name, way))
        .because_of(more)
        .fail()
}
