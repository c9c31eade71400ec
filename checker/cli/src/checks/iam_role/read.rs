//! Part 2: a function that reads, under a role that the checker lends.

use serde_json::{Value, json};

use super::data::{self, LIST};
use super::resources;
use super::scene::{Ran, Scene, Under};
use super::{LabCheck, Session};
use crate::harness::{Check, Failure, Need, Outcome, Verdict};

pub(super) fn checks() -> Vec<LabCheck> {
    vec![
        Check {
            id: "iam-role/reads-data",
            part: "read",
            title: "the function answers with the list of conversations",
            points: 2,
            needs: Need::Program,
            after: &["iam-role/template-accepted"],
            hints: &[
                "The handler is called with the event; what it returns is the answer.",
                "data.read(key) is yours: get_object, then the body, then serde_json::from_slice.",
                "An event may be {}: nothing must be in it. And the key has no slash in front.",
            ],
            run: |session| Box::pin(reads_data(session)),
        },
        Check {
            id: "iam-role/answer-json",
            part: "read",
            title: "the answer is JSON, encoded once",
            points: 1,
            needs: Need::Program,
            after: &["iam-role/reads-data"],
            hints: &["lambda_runtime turns what you return into JSON.", "Return a serde_json::Value, not its text."],
            run: |session| Box::pin(answer_json(session)),
        },
        Check {
            id: "iam-role/bucket-from-environment",
            part: "read",
            title: "bucket and region come from the environment",
            points: 1,
            needs: Need::Program,
            after: &["iam-role/answer-json"],
            hints: &[
                "The name and the region are known only when the stack is deployed.",
                "Lambda sets AWS_REGION, the template sets DATA_BUCKET. Write neither into the code.",
                "When the variable is missing, say so and stop: another bucket in its place is worse than an error.",
            ],
            run: |session| Box::pin(bucket_from_environment(session)),
        },
        Check {
            id: "iam-role/fresh-data",
            part: "read",
            title: "changed data are seen at the next event",
            points: 1,
            needs: Need::Program,
            after: &["iam-role/answer-json"],
            hints: &[
                "An environment lives on between events, and so does what you keep in memory.",
                "Read from S3 at each event.",
            ],
            run: |session| Box::pin(fresh_data(session)),
        },
    ]
}

const EXPECTED: &str = "the JSON of data/conversations.json";

/// Whether an answer holds the list in some form; which form is another check's question.
fn holds(answer: &Value, list: &Value) -> bool {
    let inside = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|inner| holds(&inner, list));
    answer == list || answer.as_str().is_some_and(inside) || answer.get("body").is_some_and(|body| holds(body, list))
}

async fn reads_data(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let ran = scene.invoke(&json!({})).await?;
    answers(&ran, &session.data.list(), "The function does not answer with the list of conversations.", holds)
}

async fn answer_json(session: &Session) -> Outcome {
    let scene = session.lent().await?;
    let ran = scene.invoke(&json!({})).await?;
    let message = match ran.json() {
        Some(Value::String(_)) => "The answer is a text that holds JSON: it was encoded twice.",
        _ => "The answer holds the list, but it is not the list itself.",
    };
    answers(&ran, &session.data.list(), message, |answer, list| answer == list)
}

/// Compares an answer with what is expected.
pub(super) fn answers(ran: &Ran, expected: &Value, message: &str, fits: impl Fn(&Value, &Value) -> bool) -> Outcome {
    let Some(answer) = ran.json() else { return ran.failure(&expected.to_string()).fail() };
    if fits(&answer, expected) {
        return Ok(());
    }
    Failure::new(message)
        .tried(&ran.command)
        .exactly(expected.to_string(), &ran.payload)
        .because_of((!ran.log.is_empty()).then(|| ran.log_lines()).into_iter().flatten())
        .fail()
}

async fn bucket_from_environment(session: &Session) -> Outcome {
    let region = session.setting.other_region();
    // Another seed, so that the bucket has another name too.
    let stack = || session.stack_in(region, &[], !session.setting.seed.0);
    let setting = &session.setting;
    let scene = Scene::lend(setting, stack()?, region, &session.data, Under::Lent, |_| {}).await?;
    let ran = scene.invoke(&json!({})).await?;
    if ran.json().as_ref() != Some(&session.data.list()) {
        let mut failure = ran.failure(EXPECTED);
        failure.message = format!(
            "In region {region}, with the bucket {}, the function does not find its data: something is written into the code.",
            scene.bucket
        );
        return failure.fail();
    }
    let Some(variable) = resources::bucket_variable(&scene.function, &scene.bucket) else {
        return Failure::new("The template hands the name of the bucket to the function in no environment variable.")
            .compared(format!("an environment variable with the value {}", scene.bucket), "none")
            .fail();
    };
    let without = |function: &mut cloud::lambda::NewFunction| {
        function.environment.remove(&variable);
    };
    let scene = Scene::lend(setting, stack()?, region, &session.data, Under::Lent, without).await?;
    let ran = scene.invoke(&json!({})).await?;
    if !ran.failed {
        return Failure::new(format!("Without {variable} the function goes on as if nothing were missing."))
            .tried(&ran.command)
            .compared(format!("an error that names {variable}"), &ran.payload)
            .because_of(ran.log_lines())
            .fail();
    }
    let said = ran.log.iter().any(|line| line.contains(&variable)) || ran.payload.contains(&variable);
    if !said {
        return Failure::new(format!("Without {variable} the function fails, but neither log nor error names it."))
            .tried(&ran.command)
            .compared(format!("an error that names {variable}"), &ran.payload)
            .because_of(ran.log_lines())
            .fail();
    }
    Ok(())
}

async fn fresh_data(session: &Session) -> Outcome {
    let (setting, data) = (&session.setting, &session.data);
    let scene = Scene::lend(setting, session.setting.stack(&[])?, &setting.region, data, Under::Lent, |_| {}).await?;
    scene.invoke(&json!({})).await?;
    let changed = data.changed_list();
    data::put(&scene.s3, &scene.bucket, LIST, changed.to_string()).await.map_err(Verdict::from)?;
    let ran = scene.invoke(&json!({})).await?;
    answers(
        &ran,
        &changed,
        "The list has changed between two events, and the function answers with the old one.",
        |answer, list| answer == list,
    )
}
