//! What the API answers, compared with the models of its answers.

use serde_json::json;

use super::super::Session;
use super::super::methods::{BY_ID, Defined, LIST};
use super::super::schema::problems;
use super::attached::of_answer;
use crate::checks::api::{Asked, short};
use crate::checks::dynamodb::answer::{LIST_PATH, path};
use crate::harness::{Failure, Outcome};

pub(super) async fn fits(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    let api = session.own().await?.api(&session.http)?;
    let name = of_answer(&defined, "GET", LIST, "200", "ConversationList")?;
    fit(&defined, &api.get(LIST_PATH).await?, &name)?;
    if let [problem, ..] = &problems(&defined.definition, &name, &json!([]))?[..] {
        return Failure::new(format!(
            "Who takes part in no conversation gets [], which does not fit the model {name}."
        ))
        .compared("taken: []", "refused")
        .because(problem)
        .because_of(place(&defined, &name))
        .fail();
    }
    let name = of_answer(&defined, "GET", BY_ID, "200", "Conversation")?;
    for id in session.data.conversations.keys() {
        fit(&defined, &api.get(&path(id)).await?, &name)?;
    }
    Ok(())
}

/// Whether an answer is a 200 that a model takes.
pub(in crate::checks) fn fit(defined: &Defined<'_>, asked: &Asked, name: &str) -> Outcome {
    let (200, Some(body)) = (asked.answer.status, asked.json()) else {
        return asked
            .failure("There is no answer to compare with its model.")
            .compared("200, and JSON", asked.shown())
            .fail();
    };
    let problems = problems(&defined.definition, name, &body)?;
    if problems.is_empty() {
        return Ok(());
    }
    Failure::new(format!("What the API answers does not fit the model {name}."))
        .tried(&asked.command)
        .compared(format!("an answer that fits {name}"), short(&body.to_string()))
        .because_of(problems.into_iter().take(3))
        .because_of(place(defined, name))
        .fail()
}

/// The lines of a model.
fn place(defined: &Defined<'_>, name: &str) -> Option<String> {
    defined.excerpt(defined.node(&["components", "schemas", name])?)
}
