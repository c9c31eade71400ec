//! An id that holds what ends a string of JSON.

use super::super::{Session, data, way};
use super::GET_BY_ID;
use super::conversation::is_answered;
use crate::checks::api::{Api, short};
use crate::checks::api_file::INTEGRATION;
use crate::checks::dynamodb::answer::path;
use crate::harness::Outcome;
use crate::target::Target;

pub(super) async fn quoted(session: &Session) -> Outcome {
    let api = session.api().await?;
    if let Target::Deployed(_) = session.setting.target {
        return like_any_other(session, &api).await;
    }
    let conversation = data::quoted(session.setting.seed);
    let asked = path(&conversation.id);
    let (got, way) = way::get(&api, &asked).await?;
    let sent = way.event().unwrap_or_default();
    let Some(why) = no_json(sent) else { return is_answered(&api, &conversation).await };
    let defined = super::super::methods::Defined::of(&session.setting)?;
    got.failure(format!("With the id `{}` the request template gives no JSON: {why}", conversation.id))
        .compared("an event that is JSON, and 200", got.asked.shown())
        .because_of(defined.at(GET_BY_ID.method, GET_BY_ID.path, &[INTEGRATION, "requestTemplates"]))
        .fail()
}

/// Why a rendered template is no JSON; `None` where it is.
fn no_json(rendered: &str) -> Option<String> {
    let fault = serde_json::from_str::<serde::de::IgnoredAny>(rendered).err()?;
    let why = if rendered.contains("\\'") {
        "\\' is an escape of JavaScript's, which JSON does not know.".to_owned()
    } else {
        format!("the id stands in it as it came, and its quote ends the string ({fault}).")
    };
    Some(why)
}

/// What is deployed has no conversation with such an id. So it is asked for one that is not there: the answer is the one
/// that any other unknown id gets.
async fn like_any_other(session: &Session, api: &Api<'_>) -> Outcome {
    let (plain, _) = way::get(api, &path(&session.data.unknown)).await?;
    for letters in ["\"", "'", "\\"] {
        let id = format!("{}{letters}", session.data.unknown);
        let (got, _) = way::get(api, &path(&id)).await?;
        if got.asked.answer.status != plain.asked.answer.status {
            return got
                .failure(format!(
                    "An id that holds {letters} is answered otherwise than one without, though neither is there."
                ))
                .compared(short(&plain.asked.shown()), got.asked.shown())
                .fail();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_rendered_template_no_json_is_told() {
        assert_eq!(no_json(r#"{"id": "a'b\"c\\"}"#), None);
        assert!(no_json(r#"{"id": "a\'b"}"#).is_some_and(|why| why.contains("escape of JavaScript's")));
        assert!(no_json(r#"{"id": "a"b"}"#).is_some_and(|why| why.contains("ends the string")));
    }
}
