//! The body of an error: `{"message": "…"}`.

use crate::checks::api::Asked;
use crate::harness::Outcome;

use super::super::way::bare_error;

/// Whether the body of an error is what a page can show. `what` is the request.
pub(in crate::checks) fn says(asked: &Asked, what: &str) -> Outcome {
    let status = asked.answer.status;
    let expected = format!("{status} {{\"message\":\"…\"}}");
    let fail = |message: String, why: Option<&str>| {
        asked.failure(message).compared(&expected, asked.shown()).because_of(why.map(str::to_owned)).fail()
    };
    let Some(body) = asked.json() else {
        let message = format!("{what}: the status is right, and the body is no JSON.");
        let text = "a text of several lines or with quotes in it is no JSON string as it is: $input.json writes one";
        return fail(message, Some(text).filter(|_| !asked.answer.body.is_empty()));
    };
    if bare_error(asked).is_some() || body.get("stackTrace").is_some() {
        return fail(
            format!("{what}: the status is right, and the body is the error as Lambda gives it to API Gateway."),
            None,
        );
    }
    if body["message"].as_str().is_none_or(|text| text.trim().is_empty()) {
        let nested = body["message"].is_object().then_some("message is an object here; the page shows a text");
        return fail(format!("{what}: the status is right, but the body has no message for who asks."), nested);
    }
    Ok(())
}
