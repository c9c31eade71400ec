//! Whose list it is: the request template says it to the function.

use std::collections::BTreeSet;

use cloud::template::view::FunctionProperties;
use serde_json::Value;

use super::super::{Session, way};
use super::GET_LIST;
use crate::checks::api::short;
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::USER;
use crate::checks::dynamodb::answer::LIST_PATH;
use crate::checks::function::invoke;
use crate::harness::{Failure, Outcome, Verdict};

/// How a line of the execution log ends that was longer.
const CUT: &str = " [TRUNCATED]";

pub(super) async fn user(session: &Session) -> Outcome {
    let scene = session.own().await?;
    let (got, way) = way::get(&scene.api(&session.http)?, LIST_PATH).await?;
    let sent = way.event().unwrap_or_default();
    let defined = super::Defined::of(&session.setting)?;
    let template = defined.at(GET_LIST.method, GET_LIST.path, &[INTEGRATION, "requestTemplates"]);
    if sent.ends_with(CUT) && sent.contains(&format!("\"{USER}\"")) {
        return Ok(()); // the log has only the beginning of a long event, and nobody can send it again
    }
    let event: Option<Value> = serde_json::from_str(sent).ok();
    let Some(event) = event.filter(|event| holds(event, USER)) else {
        return got
            .asked
            .failure("The list is right, but the function is not told whose: the event does not say who asks.")
            .compared(format!("an event that names {USER}, such as {{\"username\":\"{USER}\"}}"), short(sent))
            .because_of(template)
            .fail();
    };
    let (name, own) = somebody_else(session)?;
    let functions = scene.stack.resources.iter().filter_map(FunctionProperties::new);
    let mut functions = functions.filter(|function| function.name.ends_with(GET_LIST.function));
    let Some(function) = functions.next() else { return Err(Verdict::Fault("the function is gone".to_owned())) };
    let ran = invoke(&scene.cloud, &function, &renamed(event, name)).await?;
    let expected = format!("the list of {name}: {}", joined(&own));
    let Some(answer) = ran.json() else { return Err(ran.failure(&expected).into()) };
    let listed: BTreeSet<String> = answer
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| entry["id"].as_str().unwrap_or("an entry without id").to_owned())
        .collect();
    if listed == own {
        return Ok(());
    }
    Failure::new(format!("The event names {name}, and the function lists somebody else's conversations."))
        .tried(ran.command)
        .compared(expected, joined(&listed))
        .because("the function knows a name of its own, or none: the one that counts is a member of the event")
        .fail()
}

/// Somebody who takes part in other conversations than the user, and in which.
fn somebody_else(session: &Session) -> Result<(&str, BTreeSet<String>), Verdict> {
    let all = || session.data.conversations.values();
    let of = |name: &str| -> BTreeSet<String> {
        all().filter(|of| of.participants.contains(name)).map(|of| of.id.clone()).collect()
    };
    let own = of(USER);
    let mut names = all().flat_map(|conversation| &conversation.participants);
    let other =
        names.find(|name| of(name) != own).ok_or_else(|| Verdict::Fault("nobody else takes part".to_owned()))?;
    Ok((other, of(other)))
}

/// Whether a text is the value of something in JSON.
pub(in super::super) fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(members) => members.values().any(|member| holds(member, text)),
        _ => false,
    }
}

/// The same event, as it is for somebody else.
pub(in super::super) fn renamed(value: Value, name: &str) -> Value {
    match value {
        Value::String(own) if own == USER => Value::String(name.to_owned()),
        Value::Array(items) => items.into_iter().map(|item| renamed(item, name)).collect(),
        Value::Object(members) => members.into_iter().map(|(key, member)| (key, renamed(member, name))).collect(),
        other => other,
    }
}

fn joined(ids: &BTreeSet<String>) -> String {
    if ids.is_empty() { "none".to_owned() } else { ids.iter().map(String::as_str).collect::<Vec<_>>().join(", ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_found_and_replaced_wherever_it_stands_as_a_value() {
        let event = json!({ "Student": 1, "who": { "names": ["Ada", "Student"] } });
        assert!(holds(&event, USER) && !holds(&json!({ "Student": "Students" }), USER));
        assert_eq!(renamed(event, "Ada"), json!({ "Student": 1, "who": { "names": ["Ada", "Ada"] } }));
    }
}
