//! Which model describes the body of an answer.

use cloud::apigateway::definition::Method;
use cloud::template::Node;

use super::super::Session;
use super::super::methods::{BY_ID, Defined, LIST};
use crate::harness::{Failure, Outcome, Verdict};

/// The media type of every body of this API.
pub(in crate::checks) const JSON: &str = "application/json";

pub(super) fn attached(session: &Session) -> Outcome {
    let defined = Defined::of(&session.setting)?;
    for (path, example) in [(LIST, "ConversationList"), (BY_ID, "Conversation")] {
        of_answer(&defined, "GET", path, "200", example)?;
    }
    Ok(())
}

/// The name of the model of an answer's body.
///
/// # Errors
/// A failure when the method names none; `example` is what it could be called.
pub(in crate::checks) fn of_answer(
    defined: &Defined<'_>,
    name: &str,
    path: &str,
    status: &str,
    example: &str,
) -> Result<String, Verdict> {
    let (method, _) = defined.integrated(name, path)?;
    let model = method.responses.get(status).and_then(|response| response.models.get(JSON));
    if let Some(model) = model {
        return Ok(model.clone());
    }
    let (message, found) = instead(defined, method, (name, path), status);
    Failure::new(message)
        .compared(
            format!("\"{status}\": content: {JSON}: schema: {{ $ref: \"#/components/schemas/{example}\" }}"),
            found,
        )
        .because_of(defined.at(name, path, &["responses", status]))
        .because_of(defined.doubts.clone())
        .fail()
}

/// What is there where no model is: what to say of it, and what was found.
fn instead(defined: &Defined<'_>, method: &Method, (name, path): (&str, &str), status: &str) -> (String, String) {
    let Some(response) = method.responses.get(status) else {
        let declared: Vec<&str> = method.responses.keys().map(String::as_str).collect();
        return (
            format!("{name} {path} declares no answer {status}."),
            if declared.is_empty() { "no response".to_owned() } else { format!("responses: {}", declared.join(", ")) },
        );
    };
    if let Some((media, model)) = response.models.first_key_value() {
        return (
            format!("The {status} of {name} {path} has a model for another media type than that of its body."),
            format!("{media}: {model}"),
        );
    }
    let elsewhere = method.responses.iter().find_map(|(other, response)| Some((other, response.models.get(JSON)?)));
    if let Some((other, model)) = elsewhere {
        return (
            format!("{name} {path} names a model for the answer {other}, and none for {status}."),
            format!("\"{other}\": {model}"),
        );
    }
    if let Some(model) = method.request_models.get(JSON) {
        return (
            format!("{name} {path} names a model for the body of the request, and none for its answer."),
            format!("requestBody: {model}"),
        );
    }
    let bare = ["paths", path, &name.to_ascii_lowercase(), "responses", status, "schema"];
    let bare = defined.node(&bare);
    if bare.is_some() {
        return (
            format!("The schema of the {status} of {name} {path} stands where OpenAPI 3 does not look for it."),
            "schema, directly at the response: that is Swagger 2".to_owned(),
        );
    }
    let models: Vec<&str> = defined.definition.models.keys().map(String::as_str).collect();
    let there = defined.node(&["components", "schemas"]).and_then(Node::entries).is_some_and(|all| !all.is_empty());
    if there {
        return (
            format!("Nothing says what the {status} of {name} {path} looks like: no model is named there."),
            format!("no content; models that are defined: {}", models.join(", ")),
        );
    }
    (
        format!("Nothing says what the {status} of {name} {path} looks like: the API has no models."),
        "no components: schemas:".to_owned(),
    )
}
