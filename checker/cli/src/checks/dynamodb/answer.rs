//! What the API answered to a GET, with what the function asked of `DynamoDB` for it; and where it first differs from what
//! the tables hold.

use std::collections::BTreeMap;

use cloud::TraceEvent;
use serde_json::{Value, json};

use super::data::{Conversation, Data};
use super::requests;
use crate::checks::api::{Api, Asked, short};
use crate::harness::{Failure, Outcome, Verdict};
use crate::target::http::encode_segment;

/// The path of the list.
pub(in crate::checks) const LIST_PATH: &str = "/conversations";

/// The path of a conversation.
pub(in crate::checks) fn path(id: &str) -> String {
    format!("{LIST_PATH}/{}", encode_segment(id))
}

/// A GET, answered.
#[derive(Debug)]
pub(in crate::checks) struct Got {
    /// The request and its answer.
    pub(in crate::checks) asked: Asked,
    /// What the function asked of `DynamoDB`; nothing where the API is not one of this process.
    pub(in crate::checks) requests: Vec<TraceEvent>,
    /// True where others may have posted since: the API is a deployed one.
    open: bool,
}

/// Asks an API.
pub(in crate::checks) async fn get(api: &Api<'_>, path: &str) -> Result<Got, Verdict> {
    let before = api.watched.map_or(0, |watched| watched.cloud.trace_len());
    let asked = api.get(path).await?;
    let requests = api.watched.map(|watched| requests::since(watched.cloud, before)).unwrap_or_default();
    Ok(Got { asked, requests, open: api.watched.is_none() })
}

impl Got {
    /// An answer of an API of this process, and what was asked of `DynamoDB` for it.
    pub(in crate::checks) fn of(asked: Asked, requests: Vec<TraceEvent>) -> Self {
        Self { asked, requests, open: false }
    }

    /// A failure about this answer, with the requests to `DynamoDB` and the log.
    pub(in crate::checks) fn failure(&self, message: impl Into<String>) -> Failure {
        Failure::new(message)
            .tried(&self.asked.command)
            .because_of(requests::lines(&self.requests))
            .because_of(self.asked.why.clone())
    }

    /// The requests that read a table, or its indexes.
    pub(in crate::checks) fn of_table<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a TraceEvent> {
        self.requests.iter().filter(move |event| requests::request(event).tables.iter().any(|name| name == table))
    }

    /// Whether this is a conversation as the tables hold it. `message` is said where it is none at all.
    pub(in crate::checks) fn is_conversation(&self, expected: &Conversation, message: &str) -> Outcome {
        let wanted = sorted(expected.json());
        let answer = self.json(&wanted, message)?;
        let wanted = if self.open { with_later(wanted, &answer) } else { wanted };
        let count = |value: &Value| value["messages"].as_array().map(Vec::len);
        if let (Some(all), Some(some)) = (count(&wanted), count(&answer))
            && some < all
        {
            return self
                .failure(format!("The conversation `{}`: {some} of its {all} messages come back.", expected.id))
                .compared(format!("{all} messages"), some.to_string())
                .fail();
        }
        let times = |value: &Value| -> Vec<String> {
            value["messages"].as_array().into_iter().flatten().map(|message| message["time"].to_string()).collect()
        };
        let (expected_times, mut found) = (times(&wanted), times(&answer));
        let shown = |times: &[String]| format!("times {}", short(&times.join(", ")));
        let failure = || {
            self.failure(format!(
                "The conversation `{}`: its messages are not in the order of their times.",
                expected.id
            ))
        };
        if expected_times != found {
            let compared = failure().exactly(shown(&expected_times), shown(&found));
            found.sort_by_key(|time| time.parse::<u64>().unwrap_or_default());
            if expected_times == found {
                return compared.fail();
            }
        }
        // In the order in which they are worked out: what is wrong with the messages makes `last` wrong too.
        let mut parts = ["id", "participants", "messages", "last"].into_iter();
        let part = parts.find_map(|name| differ(name, wanted.get(name), answer.get(name)));
        let Some(difference) = part.or_else(|| first_difference(&wanted, &answer)) else { return Ok(()) };
        let why = about_conversation(&difference);
        self.differs(&format!("The conversation `{}`: {why}", expected.id), &difference)
    }

    /// Whether this is the list of what the tables hold. `message` is said where it is none at all.
    pub(in crate::checks) fn is_list(&self, data: &Data, message: &str) -> Outcome {
        self.is_list_but_for(data, None, message)
    }

    /// As [`Got::is_list`], where one further conversation may be in the list or not, with whomever in it.
    pub(in crate::checks) fn is_list_but_for(&self, data: &Data, either: Option<&str>, message: &str) -> Outcome {
        let list = data.list();
        let wanted: Value = list.values().cloned().map(sorted).collect();
        let answer = self.json(&wanted, message)?;
        let Some(items) = answer.as_array() else {
            return self
                .failure("The answer is no list.")
                .compared(short(&wanted.to_string()), short(&answer.to_string()))
                .fail();
        };
        let items: Vec<&Value> = items.iter().filter(|item| either.is_none_or(|id| item["id"] != id)).collect();
        let ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap_or("an entry without id")).collect();
        let shown = |ids: &[&str]| if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
        let wrong = |message: &str| {
            let expected: Vec<&str> = list.keys().map(String::as_str).collect();
            self.failure(message).compared(shown(&expected), shown(&ids)).fail()
        };
        if let Some(missing) = list.keys().find(|id| !ids.contains(&id.as_str())) {
            return wrong(&format!("The conversation `{missing}` is not in the list."));
        }
        if let Some(extra) = ids.iter().find(|id| !list.contains_key(**id)) {
            return wrong(&format!("`{extra}` is in the list, and the user does not take part in it."));
        }
        if ids.len() > list.len() {
            return wrong("A conversation stands in the list twice.");
        }
        let items: BTreeMap<&str, &Value> = ids.iter().copied().zip(items).collect();
        for (id, wanted) in &list {
            let (mut wanted, answer) = (sorted(wanted.clone()), sorted(items[id.as_str()].clone()));
            if self.open && answer["last"].as_u64() > wanted["last"].as_u64() {
                wanted["last"] = answer["last"].clone();
            }
            let Some(difference) = first_difference(&wanted, &answer) else { continue };
            let why = about_list(&data.conversations[id], &answer, &difference);
            return self.differs(&format!("`{id}` in the list: {why}"), &difference);
        }
        Ok(())
    }

    /// The body of an answer with status 200, with the participants in order.
    fn json(&self, wanted: &Value, message: &str) -> Result<Value, Verdict> {
        let expected = || format!("200 {}", short(&wanted.to_string()));
        if self.asked.answer.status != 200 {
            let loaded = "this is the course's own data: the loader of part 2 puts it into the tables";
            let loaded = self.open.then(|| loaded.to_owned());
            return Err(self.failure(message).compared(expected(), self.asked.shown()).because_of(loaded).into());
        }
        if let Some(answer @ (Value::Object(_) | Value::Array(_))) = self.asked.json() {
            return Ok(sorted(answer));
        }
        let message = format!("{message} The body is no JSON object or list.");
        Err(self.failure(message).compared(expected(), self.asked.shown()).into())
    }

    fn differs(&self, message: &str, difference: &Difference) -> Outcome {
        let at = |value: &Option<Value>| match value {
            Some(value) => format!("{} {}", difference.place, short(&value.to_string())),
            None => format!("{} is not there", difference.place),
        };
        self.failure(message).exactly(at(&difference.expected), at(&difference.actual)).fail()
    }
}

/// With the participants in order: which comes first is left to the answer.
fn sorted(mut value: Value) -> Value {
    if let Some(names) = value.get_mut("participants").and_then(Value::as_array_mut) {
        names.sort_by_key(ToString::to_string);
    }
    value
}

/// A conversation, with what others have posted to a deployed API since the data were loaded.
fn with_later(mut wanted: Value, answer: &Value) -> Value {
    let newest = wanted["last"].as_u64();
    let messages = answer["messages"].as_array().into_iter().flatten();
    let later: Vec<&Value> = messages.filter(|message| message["time"].as_u64() > newest).collect();
    if let (Some(last), Some(messages)) = (later.last(), wanted["messages"].as_array_mut()) {
        messages.extend(later.iter().copied().cloned());
        wanted["last"] = last["time"].clone();
    }
    wanted
}

/// What is wrong with a conversation, in words.
fn about_conversation(difference: &Difference) -> String {
    match difference.name() {
        "participants" => "its participants are not those of the table.".to_owned(),
        "last" => "last is the time of its newest message, and a number; 0 where there is no message.".to_owned(),
        "time" if difference.actual.as_ref().is_some_and(Value::is_string) => {
            "a time is a number in the table and in JSON, and here it is text.".to_owned()
        }
        _ => "it is answered otherwise than the table has it.".to_owned(),
    }
}

/// What is wrong with an entry of the list, in words.
fn about_list(conversation: &Conversation, answer: &Value, difference: &Difference) -> String {
    match difference.name() {
        "participants" if answer["participants"] == json!([super::USER]) => {
            "the index has the items of this user alone. Who else takes part stands in the table.".to_owned()
        }
        "participants" => "its participants are not those of the table.".to_owned(),
        "last" if conversation.messages.len() > 1 && answer["last"] == conversation.messages[0].time => {
            "last is the time of its oldest message. A query goes forward, unless ScanIndexForward is false.".to_owned()
        }
        "last" => "last is the time of its newest message, and a number; 0 where there is no message.".to_owned(),
        _ => "an entry has id, participants and last, and nothing else.".to_owned(),
    }
}

/// Where two JSON values first differ.
#[derive(Debug, PartialEq)]
struct Difference {
    /// `messages[2].time`
    place: String,
    /// What should be there; `None` where nothing should.
    expected: Option<Value>,
    /// What is there.
    actual: Option<Value>,
}

impl Difference {
    /// The name of the member, without index: `time`, `participants`.
    fn name(&self) -> &str {
        let last = self.place.rsplit('.').next().unwrap_or_default();
        last.split('[').next().unwrap_or_default()
    }
}

fn first_difference(expected: &Value, actual: &Value) -> Option<Difference> {
    differ("", Some(expected), Some(actual))
}

fn differ(place: &str, expected: Option<&Value>, actual: Option<&Value>) -> Option<Difference> {
    match (expected, actual) {
        (Some(Value::Object(wanted)), Some(Value::Object(found))) => {
            let at = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
            let mut inside = wanted.iter().filter_map(|(name, value)| differ(&at(name), Some(value), found.get(name)));
            let extra = || found.iter().find(|(name, _)| !wanted.contains_key(*name));
            inside.next().or_else(|| extra().and_then(|(name, value)| differ(&at(name), None, Some(value))))
        }
        (Some(Value::Array(wanted)), Some(Value::Array(found))) => {
            let longest = wanted.len().max(found.len());
            (0..longest).find_map(|index| differ(&format!("{place}[{index}]"), wanted.get(index), found.get(index)))
        }
        _ if expected == actual => None,
        _ => Some(Difference { place: place.to_owned(), expected: expected.cloned(), actual: actual.cloned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(expected: &Value, actual: &Value) -> Option<(String, String)> {
        first_difference(expected, actual).map(|found| (found.place.clone(), found.name().to_owned()))
    }

    #[test]
    fn the_place_of_the_first_difference_is_named() {
        let whole = json!({ "id": "a", "messages": [{ "time": 1 }, { "time": 2 }] });
        let found = |actual: Value| difference(&whole, &actual);
        let at = |place: &str, name: &str| Some((place.to_owned(), name.to_owned()));
        assert_eq!(found(whole.clone()), None);
        assert_eq!(
            found(json!({ "id": "a", "messages": [{ "time": 1 }, { "time": "2" }] })),
            at("messages[1].time", "time")
        );
        assert_eq!(found(json!({ "id": "a", "messages": [{ "time": 1 }] })), at("messages[1]", "messages"));
        assert_eq!(found(json!({ "id": "a" })), at("messages", "messages"));
        let mut more = whole.clone();
        more["ttl"] = json!(1);
        assert_eq!(found(more), at("ttl", "ttl"));
    }

    #[test]
    fn what_others_posted_since_is_no_difference() {
        let wanted = json!({ "last": 5, "messages": [{ "time": 5 }] });
        let answer = json!({ "last": 9, "messages": [{ "time": 5 }, { "time": 9 }] });
        assert_eq!(with_later(wanted.clone(), &answer), answer);
        assert_eq!(with_later(wanted.clone(), &json!({ "last": 4, "messages": [{ "time": 4 }] })), wanted);
    }
}
